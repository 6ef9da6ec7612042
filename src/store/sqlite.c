/* src/store/sqlite.c - Opening, checking and asking the database; all of the fixed SQL. Values are bound, never pasted. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

static const char schema[] =
#include <chy_schema.inc>
    ;

/* "CHY1" in the file's head tells a store from any other database. */
#define APPLICATION 0x43485931

static const char *const sql[CHY_N_SQL] = {
    [CHY_SQL_FIND_DOCUMENT] = "SELECT id, hash FROM documents WHERE doc = ?",
    [CHY_SQL_ADD_VERSION] = "INSERT OR IGNORE INTO versions (coder, codebook, dictionaries, rules, model) VALUES (?, ?, ?, ?, ?)",
    [CHY_SQL_FIND_VERSION] = "SELECT id FROM versions WHERE coder = ? AND codebook = ? AND dictionaries = ? AND rules = ? AND model = ?",
    [CHY_SQL_ADD_DOCUMENT] = "INSERT INTO documents (doc, hash, date, source, title, url, lang, text, publication, report_date, "
                             "report_date_why, coded_date, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_SENTENCE] = "INSERT INTO sentences (document, sequence, story, first, last, furniture) VALUES (?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_SEARCH] = "INSERT INTO sentence_search (rowid, text) VALUES (?, ?)",
    [CHY_SQL_ADD_EVENT] =
        "INSERT INTO events (event, sentence, trigger_first, trigger_last, type, cameo, status, content, scale, goldstein, date_from, "
        "date_to, first_day, last_day, date_precision, date_stated, date_why, place_text, place, country, lat, lon, geonameid, "
        "resolution, place_why, dead_low, dead_high, injured_low, injured_high, arrested_low, arrested_high, participants_low, "
        "participants_high, confidence, rule, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_ACTOR] = "INSERT INTO event_actors (event, part, position, code, sector, identifier, name, office, role, mention, "
                          "first, last, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [CHY_SQL_ADD_WORD] = "INSERT INTO event_words (event, kind, position, word) VALUES (?, ?, ?, ?)",
    [CHY_SQL_UNSEARCH] = "INSERT INTO sentence_search (sentence_search, rowid, text) SELECT 'delete', id, text FROM sentence_text "
                         "WHERE document = ? AND NOT furniture",
    [CHY_SQL_REMOVE] = "DELETE FROM documents WHERE id = ?",
    [CHY_SQL_ACTORS] = "SELECT part, code, sector, identifier, name, office, role, mention, first, last, why FROM event_actors "
                       "WHERE event = ? ORDER BY part, position",
    [CHY_SQL_WORDS] = "SELECT kind, word FROM event_words WHERE event = ? ORDER BY kind, position",
    [CHY_SQL_DOCUMENT] = "SELECT d.doc, d.date, d.source, d.title, d.url, d.text, d.lang, d.report_date, d.report_date_why "
                         "FROM events e JOIN sentences s ON s.id = e.sentence JOIN documents d ON d.id = s.document WHERE e.event = ?",
};

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
    chy_status status = chy_store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", "open", err);
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
    free(store->path);
    free(store);
}

/* ---- the whole ---- */

chy_status chy_store_measure(chy_store *store, chy_store_size *out, chy_err *err)
{
    int64_t n[3] = {0};
    static const char *const counts[] = {"SELECT count(*) FROM documents", "SELECT count(*) FROM sentences", "SELECT count(*) FROM events"};
    for (int i = 0; i < 3; i++) {
        chy_status status = read_number(store, counts[i], &n[i], err);
        if (status != CHY_OK)
            return status;
    }
    *out = (chy_store_size){(uint64_t)n[0], (uint64_t)n[1], (uint64_t)n[2]};
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
    return status;
}
