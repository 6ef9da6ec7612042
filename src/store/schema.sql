-- src/store/schema.sql - The store. CMake makes a C string of this file (chy_schema.inc). user_version is CHY_STORE_SCHEMA of
-- store.h: whoever changes a table here raises it there. Days are ISO text cut to what is known; first_day and last_day count
-- from 1970-01-01 and are null when nothing is known. Spans are bytes of documents.text (of the title where sequence is 0).

CREATE TABLE versions (
  id           INTEGER PRIMARY KEY,
  coder        TEXT NOT NULL,
  codebook     TEXT NOT NULL,
  dictionaries TEXT NOT NULL,
  rules        TEXT NOT NULL,
  model        TEXT NOT NULL,
  UNIQUE (coder, codebook, dictionaries, rules, model)
) STRICT;

-- As it came in, so that it can be coded again; `hash` is that of all its fields and makes adding it twice harmless.
CREATE TABLE documents (
  id              INTEGER PRIMARY KEY,
  doc             TEXT NOT NULL UNIQUE,
  hash            TEXT NOT NULL,
  date            TEXT,
  source          TEXT,
  title           TEXT,
  url             TEXT,
  lang            TEXT,
  text            TEXT,
  publication     TEXT, -- what the coder found out: the source, or the agency in the text's head
  report_date     TEXT,
  report_date_why TEXT,
  agency          TEXT, -- credited in the text's head
  coded_date      TEXT,
  coder           TEXT NOT NULL DEFAULT 'chancery', -- who coded it: imported data has another name and no text
  version         INTEGER NOT NULL REFERENCES versions (id)
) STRICT;

CREATE TABLE sentences (
  id        INTEGER PRIMARY KEY,
  document  INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  sequence  INTEGER NOT NULL,
  story     INTEGER NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL, -- one behind
  furniture INTEGER NOT NULL, -- never coded, not searched
  UNIQUE (document, sequence)
) STRICT;

CREATE VIEW sentence_text AS
  SELECT s.id AS id, s.document AS document, s.sequence AS sequence, s.furniture AS furniture,
         CASE s.sequence WHEN 0 THEN d.title
              ELSE CAST(substr(CAST(d.text AS BLOB), s.first + 1, s.last - s.first) AS TEXT) END AS text
  FROM sentences s JOIN documents d ON d.id = s.document;

CREATE VIRTUAL TABLE sentence_search USING fts5 (text, content = 'sentence_text', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2');

CREATE INDEX documents_by_day ON documents (report_date);
CREATE INDEX documents_by_publication ON documents (publication, report_date);

-- Every code and id of a document's actors, whether or not they do anything; day counts from 1970-01-01.
CREATE TABLE document_codes (
  code     TEXT NOT NULL,
  day      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  PRIMARY KEY (code, day, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_codes_by_document ON document_codes (document);

-- ---- Reports: what one sentence says of one event; merging makes events of them. ----

CREATE TABLE reports (
  id             INTEGER PRIMARY KEY,
  report         TEXT NOT NULL UNIQUE, -- 16 hexadecimal digits
  sentence       INTEGER NOT NULL REFERENCES sentences (id) ON DELETE CASCADE,
  trigger_first  INTEGER NOT NULL,
  trigger_last   INTEGER NOT NULL,
  type           TEXT NOT NULL,
  cameo          TEXT NOT NULL,
  status         TEXT NOT NULL,
  content        TEXT NOT NULL,
  scale          REAL NOT NULL,
  goldstein      REAL NOT NULL,
  date_from      TEXT,
  date_to        TEXT,
  first_day      INTEGER,
  last_day       INTEGER,
  date_precision TEXT NOT NULL,
  date_stated    INTEGER NOT NULL,
  date_why       TEXT,
  place_text     TEXT,
  place          TEXT,
  country        TEXT,
  lat            REAL,
  lon            REAL,
  geonameid      INTEGER,
  resolution     INTEGER NOT NULL,
  place_why      TEXT,
  dead_low INTEGER, dead_high INTEGER, injured_low INTEGER, injured_high INTEGER,
  arrested_low INTEGER, arrested_high INTEGER, participants_low INTEGER, participants_high INTEGER,
  confidence     REAL NOT NULL,
  rule           TEXT NOT NULL,
  why            TEXT,
  event          INTEGER REFERENCES events (id) ON DELETE SET NULL, -- null only inside a transaction
  class          INTEGER REFERENCES classes (id) ON DELETE SET NULL -- null for imported reports
) STRICT;
CREATE INDEX reports_by_sentence ON reports (sentence);
CREATE INDEX reports_by_event ON reports (event);
CREATE INDEX reports_by_class ON reports (class, report);

CREATE TABLE report_actors (
  report     INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  part       INTEGER NOT NULL, -- 0 actor, 1 recipient, 2 said_by
  position   INTEGER NOT NULL,
  code       TEXT NOT NULL,
  sector     TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  office     TEXT NOT NULL,
  role       TEXT NOT NULL,
  mention    TEXT,
  first      INTEGER NOT NULL, -- -1 outside the event's sentence
  last       INTEGER NOT NULL,
  why        TEXT,
  PRIMARY KEY (report, part, position)
) STRICT, WITHOUT ROWID;

-- Modes (kind 0) and contexts (kind 1).
CREATE TABLE report_words (
  report   INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  kind     INTEGER NOT NULL,
  position INTEGER NOT NULL,
  word     TEXT NOT NULL,
  PRIMARY KEY (report, kind, position)
) STRICT, WITHOUT ROWID;

-- Reports that merging cannot tell apart (the same words, day, parties, everything): syndicated copies by the thousand are one class.
-- What is compared, linked and grouped are classes.
CREATE TABLE classes (
  id          INTEGER PRIMARY KEY,
  hash        INTEGER NOT NULL UNIQUE,
  n           INTEGER NOT NULL, -- reports
  leader      TEXT NOT NULL,    -- the smallest id of its reports
  publication INTEGER NOT NULL, -- a hash of the leader's publisher; 0: unknown
  event       INTEGER REFERENCES events (id) ON DELETE SET NULL,
  copy        INTEGER NOT NULL DEFAULT 0, -- an earlier class of the event has nearly the same words
  joined      TEXT,             -- the report that it was joined to, and the reasons; null for the event's first
  marks       BLOB NOT NULL     -- what is compared (merge/marks.h)
) STRICT;
CREATE INDEX classes_by_event ON classes (event);

-- Where merging looks for classes that may tell the same: a key is a hash of parties.
CREATE TABLE class_keys (
  key   INTEGER NOT NULL,
  day   INTEGER NOT NULL,
  class INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
  PRIMARY KEY (key, day, class)
) STRICT, WITHOUT ROWID;
CREATE INDEX class_keys_by_class ON class_keys (class);

-- Two classes that may be one event, a < b; score is the log-odds that they are.
CREATE TABLE links (
  a     INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
  b     INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
  score REAL NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_b ON links (b);

-- What `split` took apart: report a is never of one event with report b. By id, since it outlives coding again.
CREATE TABLE cuts (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX cuts_by_b ON cuts (b);

-- ---- Events: what merging made of the reports. Columns are taken from the report that knows best. ----

CREATE TABLE events (
  id             INTEGER PRIMARY KEY,
  event          TEXT NOT NULL UNIQUE, -- the id of its earliest report
  sentence       INTEGER NOT NULL REFERENCES sentences (id) ON DELETE CASCADE,
  trigger_first  INTEGER NOT NULL,
  trigger_last   INTEGER NOT NULL,
  type           TEXT NOT NULL,
  cameo          TEXT NOT NULL,
  status         TEXT NOT NULL,
  content        TEXT NOT NULL,
  scale          REAL NOT NULL,
  goldstein      REAL NOT NULL,
  date_from      TEXT,
  date_to        TEXT,
  first_day      INTEGER,
  last_day       INTEGER,
  date_precision TEXT NOT NULL,
  date_stated    INTEGER NOT NULL,
  date_why       TEXT,
  place_text     TEXT,
  place          TEXT,
  country        TEXT,
  lat            REAL,
  lon            REAL,
  geonameid      INTEGER,
  resolution     INTEGER NOT NULL,
  place_why      TEXT,
  dead_low INTEGER, dead_high INTEGER, injured_low INTEGER, injured_high INTEGER,
  arrested_low INTEGER, arrested_high INTEGER, participants_low INTEGER, participants_high INTEGER,
  confidence     REAL NOT NULL,
  rule           TEXT NOT NULL,
  why            TEXT,
  head           INTEGER NOT NULL, -- the report that gives words and parties
  digest         INTEGER NOT NULL, -- of the classes it was made of
  quad           INTEGER NOT NULL,
  coder          TEXT NOT NULL DEFAULT 'chancery',
  n_reports      INTEGER NOT NULL,
  n_sources      INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_day ON events (first_day);
CREATE INDEX events_by_sentence ON events (sentence);

CREATE TABLE event_actors (
  event      INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  part       INTEGER NOT NULL, -- 0 actor, 1 recipient, 2 said_by
  position   INTEGER NOT NULL,
  code       TEXT NOT NULL,
  sector     TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  office     TEXT NOT NULL,
  role       TEXT NOT NULL,
  mention    TEXT,
  first      INTEGER NOT NULL, -- -1 outside the event's sentence
  last       INTEGER NOT NULL,
  why        TEXT,
  PRIMARY KEY (event, part, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_words (
  event    INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  kind     INTEGER NOT NULL,
  position INTEGER NOT NULL,
  word     TEXT NOT NULL,
  PRIMARY KEY (event, kind, position)
) STRICT, WITHOUT ROWID;

-- Who does it to whom, as codes; both orders where the order does not count.
CREATE TABLE event_pairs (
  event INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  a     TEXT NOT NULL,
  b     TEXT NOT NULL,
  PRIMARY KEY (event, a, b)
) STRICT, WITHOUT ROWID;

-- An inverted index: all that filters ask for, as hashes of words (store/terms.c). Undated events have the day -1000000.
CREATE TABLE event_terms (
  term  INTEGER NOT NULL,
  day   INTEGER NOT NULL,
  event INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  PRIMARY KEY (term, day, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_terms_by_event ON event_terms (event);

-- Reports that coding again no longer gave.
CREATE TABLE withdrawn (
  report  TEXT PRIMARY KEY,
  doc     TEXT NOT NULL,
  payload TEXT NOT NULL, -- the record as JSON
  since   TEXT,          -- the day of coding again
  version INTEGER NOT NULL REFERENCES versions (id) -- the one that gave it
) STRICT, WITHOUT ROWID;

-- What readers found wrong. `event` is the id of an event or report, or of a record of the ledger; it outlives them.
CREATE TABLE corrections (
  id      INTEGER PRIMARY KEY,
  event   TEXT NOT NULL,
  doc     TEXT NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  made    TEXT NOT NULL,
  field   TEXT NOT NULL,
  was     TEXT,
  value   TEXT,
  note    TEXT,
  version TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_by_event ON corrections (event);

-- ---- The ledger: claims are what one sentence says, records what is left when they are put together. ----

CREATE TABLE claims (
  id         INTEGER PRIMARY KEY,
  claim      TEXT NOT NULL UNIQUE,
  sentence   INTEGER NOT NULL REFERENCES sentences (id) ON DELETE CASCADE,
  report     INTEGER REFERENCES reports (id) ON DELETE CASCADE, -- the event it rests on
  kind       TEXT NOT NULL,
  block      TEXT NOT NULL, -- claims of other blocks never meet
  status     TEXT NOT NULL,
  first_day  INTEGER,
  last_day   INTEGER,
  confidence REAL NOT NULL,
  rule       TEXT NOT NULL,
  payload    TEXT NOT NULL
) STRICT;
CREATE INDEX claims_by_block ON claims (kind, block);
CREATE INDEX claims_by_sentence ON claims (sentence);
CREATE INDEX claims_by_report ON claims (report);

CREATE TABLE claim_parties (
  claim      INTEGER NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  role       TEXT NOT NULL,
  code       TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  id        INTEGER PRIMARY KEY,
  record    TEXT NOT NULL UNIQUE,
  kind      TEXT NOT NULL,
  block     TEXT NOT NULL,
  status    TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  name      TEXT NOT NULL,
  place     TEXT NOT NULL,
  country   TEXT NOT NULL,
  first_day INTEGER,
  last_day  INTEGER,
  payload   TEXT NOT NULL -- the keys of the codebook but id, evidence, documents
) STRICT;
CREATE INDEX ledger_by_block ON ledger (kind, block);
CREATE INDEX ledger_by_day ON ledger (kind, first_day);
CREATE INDEX ledger_by_due ON ledger (kind, outcome, last_day);

CREATE TABLE ledger_parties (
  record     INTEGER NOT NULL REFERENCES ledger (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  role       TEXT NOT NULL,
  code       TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_parties_by_code ON ledger_parties (code, record);
CREATE INDEX ledger_parties_by_identifier ON ledger_parties (identifier, record) WHERE identifier <> '';

CREATE TABLE ledger_evidence (
  record INTEGER NOT NULL REFERENCES ledger (id) ON DELETE CASCADE,
  claim  INTEGER NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  PRIMARY KEY (record, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_evidence_by_claim ON ledger_evidence (claim);

-- Blocks whose claims changed: their records are made anew before the transaction ends.
CREATE TABLE dirty_blocks (
  kind  TEXT NOT NULL,
  block TEXT NOT NULL,
  PRIMARY KEY (kind, block)
) STRICT, WITHOUT ROWID;
-- Not INSERT OR IGNORE: what a foreign key does (a document deleted) overrules it.
CREATE TRIGGER claims_added AFTER INSERT ON claims BEGIN
  INSERT INTO dirty_blocks SELECT new.kind, new.block
    WHERE NOT EXISTS (SELECT 1 FROM dirty_blocks d WHERE d.kind = new.kind AND d.block = new.block);
END;
CREATE TRIGGER claims_removed AFTER DELETE ON claims BEGIN
  INSERT INTO dirty_blocks SELECT old.kind, old.block
    WHERE NOT EXISTS (SELECT 1 FROM dirty_blocks d WHERE d.kind = old.kind AND d.block = old.block);
END;
