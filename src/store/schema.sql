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
  coded_date      TEXT,
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

CREATE TABLE events (
  id             INTEGER PRIMARY KEY,
  event          TEXT NOT NULL UNIQUE, -- the id on output
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
  why            TEXT
) STRICT;
CREATE INDEX events_by_sentence ON events (sentence);
CREATE INDEX events_by_day ON events (first_day);
CREATE INDEX events_by_type ON events (type, first_day);
CREATE INDEX events_by_country ON events (country);

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
CREATE INDEX event_actors_by_code ON event_actors (code, event);
CREATE INDEX event_actors_by_identifier ON event_actors (identifier, event) WHERE identifier <> '';

-- Modes (kind 0) and contexts (kind 1).
CREATE TABLE event_words (
  event    INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  kind     INTEGER NOT NULL,
  position INTEGER NOT NULL,
  word     TEXT NOT NULL,
  PRIMARY KEY (event, kind, position)
) STRICT, WITHOUT ROWID;
