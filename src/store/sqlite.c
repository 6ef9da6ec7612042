/* src/store/sqlite.c - Opening, checking and asking the database; all of the fixed SQL. Values are bound, never pasted. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static const char schema[] =
#include <chy_schema.inc>
    ;

/* "CHY1" in the file's head tells a store from any other database. */
#define APPLICATION 0x43485931

/* The columns of a deed, as reports and events share them, save those that merging takes from other reports. */
#define DEED_DAYS "date_from, date_to, first_day, last_day, date_precision, date_stated, date_why"
#define DEED_PLACE "place_text, place, country, lat, lon, geonameid, resolution, place_why"
#define DEED_SIZES "dead_low, dead_high, injured_low, injured_high, arrested_low, arrested_high, participants_low, participants_high"

/* Types whose parties stand on one side. */
#define SYMMETRIC "('AGREE', 'CONSULT', 'SUPPORT', 'COOPERATE')"

static const char *const sql[CHY_N_SQL] = {
    [CHY_SQL_FIND_DOCUMENT] = "SELECT id, hash FROM documents WHERE doc = ?",
    [CHY_SQL_ADD_VERSION] = "INSERT OR IGNORE INTO versions (coder, codebook, dictionaries, rules, model) VALUES (?, ?, ?, ?, ?)",
    [CHY_SQL_FIND_VERSION] = "SELECT id FROM versions WHERE coder = ? AND codebook = ? AND dictionaries = ? AND rules = ? AND model = ?",
    [CHY_SQL_ADD_DOCUMENT] = "INSERT INTO documents (doc, hash, date, source, title, url, lang, text, publication, report_date, "
                             "report_date_why, agency, coded_date, coder, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_DOCUMENT_CODE] = "INSERT OR IGNORE INTO document_codes (code, day, document) VALUES (?, ?, ?)",
    [CHY_SQL_ADD_SENTENCE] = "INSERT INTO sentences (document, sequence, story, first, last, furniture) VALUES (?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_SEARCH] = "INSERT INTO sentence_search (rowid, text) VALUES (?, ?)",
    [CHY_SQL_ADD_REPORT] =
        "INSERT INTO reports (report, sentence, trigger_first, trigger_last, type, cameo, status, content, scale, goldstein, " DEED_DAYS
        ", " DEED_PLACE ", " DEED_SIZES ", confidence, rule, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_ACTOR] = "INSERT INTO report_actors (report, part, position, code, sector, identifier, name, office, role, mention, "
                          "first, last, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_WORD] = "INSERT INTO report_words (report, kind, position, word) VALUES (?, ?, ?, ?)",
    [CHY_SQL_UNSEARCH] = "INSERT INTO sentence_search (sentence_search, rowid, text) SELECT 'delete', id, text FROM sentence_text "
                         "WHERE document = ? AND NOT furniture",
    [CHY_SQL_REMOVE] = "DELETE FROM documents WHERE id = ?",
    [CHY_SQL_REPORT_ACTORS] = "SELECT part, code, sector, identifier, name, office, role, mention, first, last, why FROM report_actors "
                              "WHERE report = ? ORDER BY part, position",
    [CHY_SQL_EVENT_ACTORS] = "SELECT part, code, sector, identifier, name, office, role, mention, first, last, why FROM event_actors "
                             "WHERE event = ? ORDER BY part, position",
    [CHY_SQL_REPORT_WORDS] = "SELECT kind, word FROM report_words WHERE report = ? ORDER BY kind, position",
    [CHY_SQL_EVENT_WORDS] = "SELECT kind, word FROM event_words WHERE event = ? ORDER BY kind, position",
    [CHY_SQL_EVENT_REPORTS] = "SELECT r.report, d.doc, d.publication, iif(r.report > c.leader, c.leader || ': the same words', c.joined), d.report_date, "
                              "s.sequence, r.trigger_first, r.trigger_last, coalesce(c.copy OR r.report > c.leader, 0) FROM reports r JOIN sentences s ON "
                              "s.id = r.sentence JOIN documents d ON d.id = s.document LEFT JOIN classes c ON c.id = r.class WHERE r.event = ? "
                              "ORDER BY d.report_date, d.doc, s.sequence, r.trigger_first, r.report",
    [CHY_SQL_DOCUMENT] = "SELECT d.doc, d.date, d.source, d.title, d.url, d.text, d.lang, d.report_date, d.report_date_why "
                         "FROM reports e JOIN sentences s ON s.id = e.sentence JOIN documents d ON d.id = s.document WHERE e.report = ?",
    [CHY_SQL_FIND_REPORT] = "SELECT id, event, class FROM reports WHERE report = ?",
    /* merging */
    [CHY_SQL_FIND_CLASS] = "SELECT id FROM classes WHERE hash = ?",
    [CHY_SQL_PUT_CLASS] = "INSERT INTO classes (hash, n, leader, publication, marks) VALUES (?, 0, '~', 0, ?)",
    /* A report joins: the smallest id leads ('~' is behind all). */
    [CHY_SQL_JOIN_CLASS] = "UPDATE classes SET n = n + 1, publication = iif(leader > ?2, ?3, publication), leader = min(leader, ?2) WHERE id = ?1",
    [CHY_SQL_SET_CLASS] = "UPDATE reports SET class = ?2 WHERE id = ?1",
    [CHY_SQL_GET_CLASS] = "SELECT n, leader, publication, coalesce(event, 0), marks FROM classes WHERE id = ?",
    [CHY_SQL_RECOUNT_CLASS] = "UPDATE classes SET n = (SELECT count(*) FROM reports r WHERE r.class = classes.id), leader = coalesce((SELECT min(report) FROM reports r "
                              "WHERE r.class = classes.id), '~') WHERE id = ?",
    [CHY_SQL_LEAD_CLASS] = "UPDATE classes SET publication = ?2 WHERE id = ?1",
    [CHY_SQL_DROP_CLASS] = "DELETE FROM classes WHERE id = ? AND n = 0",
    [CHY_SQL_PLACE_CLASS] = "UPDATE classes SET event = ?2, copy = ?3, joined = ?4 WHERE id = ?1",
    [CHY_SQL_MOVE_CLASS] = "UPDATE reports SET event = ?2 WHERE class = ?1 AND event IS NOT ?2",
    [CHY_SQL_CLASS_OF] = "SELECT class FROM reports WHERE report = ?",
    [CHY_SQL_PUT_KEY] = "INSERT OR IGNORE INTO class_keys (key, day, class) VALUES (?, ?, ?)",
    [CHY_SQL_CANDIDATES] = "SELECT class FROM class_keys WHERE key = ? AND day BETWEEN ? AND ?",
    [CHY_SQL_PUT_LINK] = "INSERT OR REPLACE INTO links (a, b, score) VALUES (?, ?, ?)",
    [CHY_SQL_LINKS] = "SELECT b, score FROM links WHERE a = ?1 UNION ALL SELECT a, score FROM links WHERE b = ?1",
    [CHY_SQL_PUT_CUT] = "INSERT OR IGNORE INTO cuts (a, b) VALUES (?1, ?2)",
    [CHY_SQL_IS_CUT] = "SELECT 1 FROM cuts WHERE a = ? LIMIT 1",
    [CHY_SQL_CUTS] = "SELECT r.class FROM cuts c JOIN reports r ON r.report = c.b WHERE c.a = ?",
    [CHY_SQL_PLACE_REPORT] = "UPDATE reports SET event = ?2 WHERE id = ?1",
    [CHY_SQL_RENAME_EVENT] = "UPDATE events SET event = '-' || id WHERE event = ? AND id <> ?",
    [CHY_SQL_REMOVE_EVENT] = "DELETE FROM events WHERE id = ?",
    [CHY_SQL_EVENT_DIGEST] = "SELECT digest FROM events WHERE id = ?",
    [CHY_SQL_PUT_EVENT] =
        "INSERT INTO events (id, event, sentence, trigger_first, trigger_last, type, cameo, status, content, scale, goldstein, " DEED_DAYS ", "
        DEED_PLACE ", " DEED_SIZES ", confidence, rule, why, head, digest, quad, coder, n_reports, n_sources) "
        "SELECT ?, f.report, r.sentence, r.trigger_first, r.trigger_last, r.type, r.cameo, s.status, r.content, r.scale, r.goldstein, "
        "d.date_from, d.date_to, d.first_day, d.last_day, d.date_precision, d.date_stated, d.date_why, p.place_text, p.place, p.country, "
        "p.lat, p.lon, p.geonameid, p.resolution, p.place_why, z1.dead_low, z1.dead_high, z2.injured_low, z2.injured_high, z3.arrested_low, "
        "z3.arrested_high, z4.participants_low, z4.participants_high, ?, r.rule, r.why, r.id, ?, ?, ?, ?, ? "
        "FROM reports f JOIN reports r ON r.report = ? JOIN reports d ON d.report = ? JOIN reports p ON p.report = ? JOIN reports s ON s.report = ? "
        "LEFT JOIN reports z1 ON z1.report = ? LEFT JOIN reports z2 ON z2.report = ? LEFT JOIN reports z3 ON z3.report = ? LEFT JOIN reports z4 ON "
        "z4.report = ? WHERE f.report = ? "
        "ON CONFLICT (id) DO UPDATE SET "
        "event = excluded.event, sentence = excluded.sentence, trigger_first = excluded.trigger_first, trigger_last = "
        "excluded.trigger_last, type = excluded.type, cameo = excluded.cameo, status = excluded.status, content = "
        "excluded.content, scale = excluded.scale, goldstein = excluded.goldstein, date_from = excluded.date_from, date_to = "
        "excluded.date_to, first_day = excluded.first_day, last_day = excluded.last_day, date_precision = "
        "excluded.date_precision, date_stated = excluded.date_stated, date_why = excluded.date_why, place_text = "
        "excluded.place_text, place = excluded.place, country = excluded.country, lat = excluded.lat, lon = excluded.lon, "
        "geonameid = excluded.geonameid, resolution = excluded.resolution, place_why = excluded.place_why, dead_low = "
        "excluded.dead_low, dead_high = excluded.dead_high, injured_low = excluded.injured_low, injured_high = "
        "excluded.injured_high, arrested_low = excluded.arrested_low, arrested_high = excluded.arrested_high, participants_low "
        "= excluded.participants_low, participants_high = excluded.participants_high, confidence = excluded.confidence, rule = "
        "excluded.rule, why = excluded.why, head = excluded.head, digest = excluded.digest, quad = excluded.quad, coder = "
        "excluded.coder, n_reports = excluded.n_reports, n_sources = excluded.n_sources",
    [CHY_SQL_CLEAR_EVENT_ACTORS] = "DELETE FROM event_actors WHERE event = ?",
    [CHY_SQL_CLEAR_EVENT_WORDS] = "DELETE FROM event_words WHERE event = ?",
    [CHY_SQL_CLEAR_EVENT_PAIRS] = "DELETE FROM event_pairs WHERE event = ?",
    [CHY_SQL_CLEAR_EVENT_TERMS] = "DELETE FROM event_terms WHERE event = ?",
    [CHY_SQL_PUT_EVENT_ACTORS] = "INSERT INTO event_actors SELECT ?1, part, position, code, sector, identifier, name, office, role, mention, first, "
                                 "last, why FROM report_actors WHERE report = (SELECT head FROM events WHERE id = ?1)",
    [CHY_SQL_PUT_EVENT_WORDS] = "INSERT INTO event_words SELECT ?1, kind, position, word FROM report_words WHERE report = (SELECT head FROM events "
                                "WHERE id = ?1)",
    [CHY_SQL_PUT_EVENT_PAIRS] =
        "INSERT INTO event_pairs SELECT DISTINCT e.id, a.code, b.code FROM events e JOIN event_actors a ON a.event = e.id AND a.part = 0 "
        "JOIN event_actors b ON b.event = e.id AND (b.part = 1 OR (b.part = 0 AND b.position <> a.position AND e.type IN " SYMMETRIC
        " AND NOT EXISTS (SELECT 1 FROM event_actors c WHERE c.event = e.id AND c.part = 1))) "
        "WHERE e.id = ?1 AND a.code <> '---' AND b.code <> '---'",
    /* What filters ask for. A party is known by its code and by its id, alone, with the type and with each other party. */
    [CHY_SQL_PUT_EVENT_TERMS] =
        "WITH e AS (SELECT *, coalesce(first_day, -1000000) AS day FROM events WHERE id = ?1), "
        "n AS (SELECT part * 1000 + position AS at, code AS word FROM event_actors WHERE event = ?1 AND part < 2 AND code <> '---' UNION ALL "
        "SELECT part * 1000 + position, identifier FROM event_actors WHERE event = ?1 AND part < 2 AND identifier <> '') "
        "INSERT OR IGNORE INTO event_terms "
        "SELECT chy_term('a', word), day, id FROM n, e UNION ALL "
        "SELECT chy_term('b', word || '/' || type), day, id FROM n, e UNION ALL "
        "SELECT chy_term('p', x.word || '|' || y.word), day, id FROM n x JOIN n y ON x.at <> y.at AND x.word <= y.word, e UNION ALL "
        "SELECT chy_term('t', type), day, id FROM e UNION ALL "
        "SELECT chy_term('s', status), day, id FROM e WHERE status <> 'actual' UNION ALL "
        "SELECT chy_term('l', country), day, id FROM e WHERE country IS NOT NULL UNION ALL "
        "SELECT chy_term('n', lower(place)), day, id FROM e WHERE place IS NOT NULL UNION ALL "
        "SELECT chy_term('n', lower(place_text)), day, id FROM e WHERE place_text IS NOT NULL UNION ALL "
        "SELECT chy_term('m', word), day, e.id FROM e JOIN event_words w ON w.event = e.id AND w.kind = 0 UNION ALL "
        "SELECT chy_term('k', coder), day, id FROM e WHERE coder <> 'chancery'",
    [CHY_SQL_COUNT_TERM] = "SELECT count(*) FROM (SELECT 1 FROM event_terms WHERE term = ? AND day BETWEEN ? AND ? LIMIT 20000)",
    /* the ledger */
    [CHY_SQL_ADD_CLAIM] = "INSERT OR IGNORE INTO claims (claim, sentence, report, kind, block, status, first_day, last_day, confidence, rule, "
                          "payload) VALUES (?1, ?2, (SELECT id FROM reports WHERE report = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [CHY_SQL_ADD_CLAIM_PARTY] = "INSERT INTO claim_parties (claim, position, role, code, identifier, name) VALUES (?, ?, ?, ?, ?, ?)",
    [CHY_SQL_CLAIMS] = "SELECT c.id, c.claim, c.kind, c.block, c.status, c.rule, c.payload, r.report, e.event, d.doc, d.publication, s.sequence, "
                       "s.first, s.last, d.report_date, c.first_day, c.last_day, c.confidence FROM claims c JOIN sentences s ON s.id = c.sentence "
                       "JOIN documents d ON d.id = s.document LEFT JOIN reports r ON r.id = c.report LEFT JOIN events e ON e.id = r.event "
                       "WHERE c.kind = ? AND c.block = ? ORDER BY d.report_date, d.doc, s.sequence, c.claim",
    [CHY_SQL_CLAIM_PARTIES] = "SELECT role, code, identifier, name FROM claim_parties WHERE claim = ? ORDER BY position",
    [CHY_SQL_DIRTY_NEXT] = "SELECT kind, block FROM dirty_blocks ORDER BY kind, block LIMIT 1",
    [CHY_SQL_DIRTY_DROP] = "DELETE FROM dirty_blocks WHERE kind = ? AND block = ?",
    [CHY_SQL_DIRTY_MARK] = "INSERT OR IGNORE INTO dirty_blocks (kind, block) VALUES (?, ?)",
    [CHY_SQL_LEDGER_DROP] = "DELETE FROM ledger WHERE kind = ? AND block = ?",
    [CHY_SQL_LEDGER_PUT] = "INSERT INTO ledger (record, kind, block, status, outcome, name, place, country, first_day, last_day, payload) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_LEDGER_PUT_PARTY] = "INSERT INTO ledger_parties (record, position, role, code, identifier, name) VALUES (?, ?, ?, ?, ?, ?)",
    [CHY_SQL_LEDGER_PUT_EVIDENCE] = "INSERT OR IGNORE INTO ledger_evidence SELECT ?, id FROM claims WHERE claim = ?",
    [CHY_SQL_LEDGER_PARTIES] = "SELECT role, code, identifier, name FROM ledger_parties WHERE record = ? ORDER BY position",
    [CHY_SQL_LEDGER_EVIDENCE] = "SELECT c.id, c.claim, c.kind, c.block, c.status, c.rule, c.payload, r.report, e.event, d.doc, d.publication, "
                                "s.sequence, s.first, s.last, d.report_date, c.first_day, c.last_day, c.confidence FROM ledger_evidence v "
                                "JOIN claims c ON c.id = v.claim JOIN sentences s ON s.id = c.sentence JOIN documents d ON d.id = s.document "
                                "LEFT JOIN reports r ON r.id = c.report LEFT JOIN events e ON e.id = r.event WHERE v.record = ? "
                                "ORDER BY d.report_date, d.doc, s.sequence, c.claim",
    [CHY_SQL_FIND_SENTENCE] = "SELECT s.id FROM documents d JOIN sentences s ON s.document = d.id AND s.sequence = ?2 WHERE d.doc = ?1",
    [CHY_SQL_NEWEST] = "SELECT max(report_date) FROM documents",
    [CHY_SQL_WITHDRAW] = "INSERT OR REPLACE INTO withdrawn (report, doc, payload, since, version) SELECT ?1, d.doc, ?2, ?3, d.version FROM "
                         "reports r JOIN sentences s ON s.id = r.sentence JOIN documents d ON d.id = s.document WHERE r.report = ?1",
    [CHY_SQL_RETURN] = "DELETE FROM withdrawn WHERE report = ?",
};

int64_t chy_store_term(char kind, const char *text, size_t len)
{
    uint64_t hash = chy_hash_seed(text, len, (unsigned char)kind);
    int64_t out;
    memcpy(&out, &hash, sizeof out);
    return out;
}

/* chy_term(kind, text) in SQL. */
static void term_in_sql(sqlite3_context *ctx, int n, sqlite3_value **values)
{
    (void)n;
    const char *kind = (const char *)sqlite3_value_text(values[0]), *text = (const char *)sqlite3_value_text(values[1]);
    if (kind && text)
        sqlite3_result_int64(ctx, chy_store_term(kind[0], text, (size_t)sqlite3_value_bytes(values[1])));
}

chy_status chy_store_refuse(chy_store *store, int code, const char *what, chy_err *err)
{
    int primary = code & 0xff;
    if (primary == SQLITE_NOMEM)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to %s", store->path, what);
    const char *reason = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);
    if (primary == SQLITE_FULL)
        reason = "the disk is full";
    else if (primary == SQLITE_BUSY)
        reason = "another program is writing to it";
    else if (primary == SQLITE_NOTADB)
        reason = "it is no SQLite database";
    return chy_err_set(err, CHY_E_STORE, 0, "%s: cannot %s: %s", store->path, what, reason);
}

chy_status chy_store_exec(chy_store *store, const char *text, const char *what, chy_err *err)
{
    int code = sqlite3_exec(store->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? CHY_OK : chy_store_refuse(store, code, what, err);
}

sqlite3_stmt *chy_store_statement(chy_store *store, chy_sql which, chy_err *err)
{
    sqlite3_stmt **stmt = &store->prepared[which];
    if (!*stmt) {
        int code = sqlite3_prepare_v3(store->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
        if (code != SQLITE_OK) {
            chy_store_refuse(store, code, "ask", err);
            return NULL;
        }
    }
    sqlite3_reset(*stmt);
    sqlite3_clear_bindings(*stmt);
    return *stmt;
}

chy_status chy_store_step(chy_store *store, sqlite3_stmt *stmt, const char *what, chy_err *err)
{
    int code;
    do
        code = sqlite3_step(stmt);
    while (code == SQLITE_ROW);
    if (code != SQLITE_DONE) {
        chy_status status = chy_store_refuse(store, code, what, err);
        sqlite3_reset(stmt);
        return status;
    }
    sqlite3_reset(stmt);
    return CHY_OK;
}

/* ---- opening ---- */

static chy_status read_number(chy_store *store, const char *text, int64_t *out, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    chy_status status = code == SQLITE_ROW ? CHY_OK : chy_store_refuse(store, code, "open", err);
    sqlite3_finalize(stmt);
    return status;
}

/* An empty file becomes a store; anything else must be one of this version. Under the write lock, so that two programs that
 * create the same store do not meet. */
static chy_status settle_schema(chy_store *store, chy_store_mode mode, chy_err *err)
{
    int64_t application = 0, version = 0, tables = 0;
    chy_status status = read_number(store, "PRAGMA application_id", &application, err);
    if (status == CHY_OK)
        status = read_number(store, "PRAGMA user_version", &version, err);
    if (status == CHY_OK)
        status = read_number(store, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (status != CHY_OK)
        return status;
    if (application == APPLICATION && version == CHY_STORE_SCHEMA)
        return CHY_OK;
    if (application == APPLICATION)
        return chy_err_set(err, CHY_E_VERSION, 0, "%s: the store has schema %lld, this program reads schema %d", store->path,
                           (long long)version, CHY_STORE_SCHEMA);
    if (tables || mode == CHY_STORE_READ)
        return chy_err_set(err, CHY_E_VERSION, 0, "%s: a database, but not a store of chancery", store->path);
    char marks[96];
    sqlite3_snprintf(sizeof marks, marks, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION, CHY_STORE_SCHEMA);
    status = chy_store_exec(store, schema, "create the tables", err);
    return status == CHY_OK ? chy_store_exec(store, marks, "create the tables", err) : status;
}

static chy_status prepare_writing(chy_store *store, chy_err *err)
{
    chy_status status = chy_store_exec(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", "open", err);
    if (status == CHY_OK)
        status = chy_store_exec(store, "BEGIN IMMEDIATE", "open", err);
    if (status != CHY_OK)
        return status;
    status = settle_schema(store, CHY_STORE_WRITE, err);
    if (status == CHY_OK)
        status = chy_store_exec(store, "COMMIT", "create the tables", err);
    if (status != CHY_OK)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static chy_status open_database(chy_store *store, chy_store_mode mode, chy_err *err)
{
    /* A path is a path: no "file:" names, and what looks like an option of SQLite's is none. */
    int flags = mode == CHY_STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return chy_store_refuse(store, code, "open", err);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, 20000);
    code = sqlite3_create_function(store->db, "chy_term", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, term_in_sql, NULL, NULL);
    if (code != SQLITE_OK)
        return chy_store_refuse(store, code, "open", err);
    chy_status status = chy_store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY", "open", err);
    if (status != CHY_OK)
        return status;
    return mode == CHY_STORE_WRITE ? prepare_writing(store, err) : settle_schema(store, mode, err);
}

chy_store *chy_store_open(const char *path, chy_store_mode mode, chy_err *err)
{
    chy_store *store = calloc(1, sizeof *store);
    if (store)
        store->path = strdup(path);
    if (!store || !store->path) {
        free(store);
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
        return NULL;
    }
    if (open_database(store, mode, err) == CHY_OK)
        return store;
    chy_store_free(store);
    return NULL;
}

void chy_store_free(chy_store *store)
{
    if (!store)
        return;
    for (int i = 0; i < CHY_N_SQL; i++)
        sqlite3_finalize(store->prepared[i]);
    sqlite3_close(store->db);
    free(store->added);
    free(store->path);
    free(store);
}

/* ---- the whole ---- */

chy_status chy_store_measure(chy_store *store, chy_store_size *out, chy_err *err)
{
    int64_t n[4] = {0};
    static const char *const counts[] = {"SELECT count(*) FROM documents", "SELECT count(*) FROM sentences", "SELECT count(*) FROM reports",
                                         "SELECT count(*) FROM events"};
    for (int i = 0; i < 4; i++) {
        chy_status status = read_number(store, counts[i], &n[i], err);
        if (status != CHY_OK)
            return status;
    }
    *out = (chy_store_size){(uint64_t)n[0], (uint64_t)n[1], (uint64_t)n[2], (uint64_t)n[3]};
    return CHY_OK;
}

/* The first row of a PRAGMA that should say "ok" or nothing. */
static chy_status expect_well(chy_store *store, const char *text, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    chy_status status = CHY_OK;
    if (code == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        if (!said || strcmp(said, "ok"))
            status = chy_err_set(err, CHY_E_STORE, 0, "%s: %s: %s", store->path, text, said ? said : "?");
    } else if (code != SQLITE_DONE) {
        status = chy_store_refuse(store, code, "check", err);
    }
    sqlite3_finalize(stmt);
    return status;
}

chy_status chy_store_check(chy_store *store, chy_err *err)
{
    chy_status status = expect_well(store, "PRAGMA integrity_check", err);
    if (status == CHY_OK)
        status = expect_well(store, "PRAGMA foreign_key_check", err);
    /* A sentence that is searched but gone, or there but not searched. */
    if (status == CHY_OK)
        status = expect_well(store, "SELECT 'sentences without a place in the search index' WHERE (SELECT count(*) FROM sentences "
                                    "WHERE NOT furniture) <> (SELECT count(*) FROM sentence_search_docsize)", err);
    if (status == CHY_OK)
        status = expect_well(store, "SELECT 'reports without an event' WHERE EXISTS (SELECT 1 FROM reports WHERE event IS NULL) OR EXISTS (SELECT 1 "
                                    "FROM classes c WHERE n <> (SELECT count(*) FROM reports r WHERE r.class = c.id AND r.event = c.event))", err);
    if (status == CHY_OK)
        status = expect_well(store, "SELECT 'an event that does not count its reports' FROM events e WHERE n_reports <> "
                                    "(SELECT count(*) FROM reports r WHERE r.event = e.id) LIMIT 1", err);
    if (status == CHY_OK)
        status = expect_well(store, "SELECT 'records to be made anew' WHERE EXISTS (SELECT 1 FROM dirty_blocks)", err);
    return status;
}
