/* src/store/merging.c - Rows for merging. See merging.h for the contract. */
#include "store/merging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite.h"

bool chy_rows_put(chy_rows *rows, int64_t row)
{
    if (rows->n == rows->cap) {
        size_t cap = rows->cap ? 2 * rows->cap : 64;
        int64_t *more = realloc(rows->items, cap * sizeof *more);
        if (!more)
            return false;
        rows->items = more;
        rows->cap = cap;
    }
    rows->items[rows->n++] = row;
    return true;
}

void chy_rows_release(chy_rows *rows)
{
    free(rows->items);
    *rows = (chy_rows){0};
}

const int64_t *chy_store_added(const chy_store *store, size_t *n)
{
    *n = store->n_added;
    return store->added;
}

static int64_t signed_key(uint64_t key)
{
    int64_t out;
    memcpy(&out, &key, sizeof out);
    return out;
}

/* Appends the first column of all rows of a bound statement. */
static chy_status take_rows(chy_store *store, sqlite3_stmt *stmt, chy_rows *out, chy_err *err)
{
    int code;
    bool room = true;
    while (room && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
            room = chy_rows_put(out, sqlite3_column_int64(stmt, 0));
    chy_status status = !room              ? chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for reports", store->path)
                        : code == SQLITE_DONE ? CHY_OK
                                              : chy_store_refuse(store, code, "read", err);
    sqlite3_reset(stmt);
    return status;
}

/* A statement that is not kept. */
static chy_status ask_once(chy_store *store, const char *text, const char *value, chy_rows *out, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);
    if (code != SQLITE_OK)
        return chy_store_refuse(store, code, "ask", err);
    if (value)
        sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
    chy_status status = take_rows(store, stmt, out, err);
    sqlite3_finalize(stmt);
    return status;
}

chy_status chy_store_all_reports(chy_store *store, chy_rows *out, chy_err *err)
{
    return ask_once(store, "SELECT id FROM reports ORDER BY id", NULL, out, err);
}

chy_status chy_store_all_classes(chy_store *store, chy_rows *out, chy_err *err)
{
    return ask_once(store, "SELECT id FROM classes ORDER BY id", NULL, out, err);
}

chy_status chy_store_classes_of(chy_store *store, const char *doc, chy_rows *out, chy_err *err)
{
    return ask_once(store, "SELECT DISTINCT r.class FROM documents d JOIN sentences s ON s.document = d.id JOIN reports r ON r.sentence = s.id WHERE d.doc = ?",
                    doc, out, err);
}

chy_status chy_store_classes_near(chy_store *store, const chy_rows *of, chy_rows *out, chy_err *err)
{
    static const char text[] = "SELECT b FROM links WHERE a = ?1 UNION SELECT a FROM links WHERE b = ?1 UNION SELECT ?1 UNION SELECT o.id FROM classes c JOIN "
                               "classes o ON o.event = c.event WHERE c.id = ?1";
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);
    chy_status status = code == SQLITE_OK ? CHY_OK : chy_store_refuse(store, code, "ask", err);
    for (size_t i = 0; i < of->n && status == CHY_OK; i++) {
        sqlite3_bind_int64(stmt, 1, of->items[i]);
        status = take_rows(store, stmt, out, err);
    }
    sqlite3_finalize(stmt);
    return status;
}

chy_status chy_store_report_row(chy_store *store, const char *report, int64_t *row, int64_t *event, int64_t *class, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_FIND_REPORT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, report, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *row = sqlite3_column_int64(stmt, 0);
        *event = sqlite3_column_int64(stmt, 1);
        *class = sqlite3_column_int64(stmt, 2);
    }
    sqlite3_reset(stmt);
    return code == SQLITE_ROW    ? CHY_OK
           : code == SQLITE_DONE ? chy_err_set(err, CHY_E_EMPTY, 0, "%s: no report %.40s", store->path, report)
                                 : chy_store_refuse(store, code, "read", err);
}

/* ---- classes ---- */

/* Runs a prepared statement with up to two numbers and no rows. */
static chy_status run(chy_store *store, chy_sql which, int64_t a, int64_t b, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, which, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, a);
    if (sqlite3_bind_parameter_count(stmt) > 1)
        sqlite3_bind_int64(stmt, 2, b);
    return chy_store_step(store, stmt, "write", err);
}

chy_status chy_store_class(chy_store *store, uint64_t hash, const char *marks, size_t len, int64_t *class, bool *is_new, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_FIND_CLASS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, signed_key(hash));
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *class = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    *is_new = code == SQLITE_DONE;
    if (code != SQLITE_DONE)
        return code == SQLITE_ROW ? CHY_OK : chy_store_refuse(store, code, "read", err);
    stmt = chy_store_statement(store, CHY_SQL_PUT_CLASS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, signed_key(hash));
    sqlite3_bind_blob64(stmt, 2, marks, len, SQLITE_STATIC);
    chy_status status = chy_store_step(store, stmt, "write a class", err);
    *class = sqlite3_last_insert_rowid(store->db);
    return status;
}

chy_status chy_store_join_class(chy_store *store, int64_t class, int64_t report, const char *id, uint32_t publication, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_JOIN_CLASS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, class);
    sqlite3_bind_text(stmt, 2, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 3, publication);
    chy_status status = chy_store_step(store, stmt, "write a class", err);
    return status == CHY_OK ? run(store, CHY_SQL_SET_CLASS, report, class, err) : status;
}

chy_status chy_store_recount_class(chy_store *store, int64_t class, char *leader, bool *gone, chy_err *err)
{
    chy_class now;
    chy_buf ignored = {0};
    chy_status status = run(store, CHY_SQL_RECOUNT_CLASS, class, 0, err);
    if (status == CHY_OK)
        status = run(store, CHY_SQL_DROP_CLASS, class, 0, err);
    *gone = status == CHY_OK && sqlite3_changes(store->db) > 0;
    if (status == CHY_OK && !*gone)
        status = chy_store_get_class(store, class, &now, &ignored, err);
    if (status == CHY_OK && !*gone)
        snprintf(leader, 24, "%016llx", (unsigned long long)now.leader);
    chy_buf_release(&ignored);
    return status;
}

chy_status chy_store_lead_class(chy_store *store, int64_t class, uint32_t publication, chy_err *err)
{
    return run(store, CHY_SQL_LEAD_CLASS, class, publication, err);
}

chy_status chy_store_get_class(chy_store *store, int64_t class, chy_class *out, chy_buf *marks, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_GET_CLASS, err);
    if (!stmt)
        return CHY_E_STORE;
    *out = (chy_class){0};
    chy_buf_clear(marks);
    sqlite3_bind_int64(stmt, 1, class);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        const char *leader = (const char *)sqlite3_column_text(stmt, 1);
        out->n = (uint32_t)sqlite3_column_int64(stmt, 0);
        out->leader = leader ? strtoull(leader, NULL, 16) : 0;
        out->publication = (uint32_t)sqlite3_column_int64(stmt, 2);
        out->event = sqlite3_column_int64(stmt, 3);
        chy_buf_add(marks, sqlite3_column_blob(stmt, 4), (size_t)sqlite3_column_bytes(stmt, 4));
    }
    sqlite3_reset(stmt);
    if (marks->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for marks", store->path);
    return code == SQLITE_ROW || code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

chy_status chy_store_put_key(chy_store *store, uint64_t key, int32_t day, int64_t class, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_KEY, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, signed_key(key));
    sqlite3_bind_int64(stmt, 2, day);
    sqlite3_bind_int64(stmt, 3, class);
    return chy_store_step(store, stmt, "write a key", err);
}

chy_status chy_store_candidates(chy_store *store, uint64_t key, int32_t from, int32_t to, chy_rows *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_CANDIDATES, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, signed_key(key));
    sqlite3_bind_int64(stmt, 2, from);
    sqlite3_bind_int64(stmt, 3, to);
    return take_rows(store, stmt, out, err);
}

chy_status chy_store_put_link(chy_store *store, int64_t a, int64_t b, float score, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_LINK, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, a < b ? a : b);
    sqlite3_bind_int64(stmt, 2, a < b ? b : a);
    sqlite3_bind_double(stmt, 3, (double)score);
    return chy_store_step(store, stmt, "write a link", err);
}

chy_status chy_store_links(chy_store *store, int64_t class, bool (*visit)(void *ctx, int64_t other, float score), void *ctx, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_LINKS, err);
    int code = SQLITE_DONE;
    bool go_on = true;
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, class);
    while (go_on && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        go_on = visit(ctx, sqlite3_column_int64(stmt, 0), (float)sqlite3_column_double(stmt, 1));
    sqlite3_reset(stmt);
    return !go_on || code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

chy_status chy_store_put_cut(chy_store *store, const char *a, const char *b, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_CUT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, a, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, b, -1, SQLITE_STATIC);
    return chy_store_step(store, stmt, "write a cut", err);
}

chy_status chy_store_is_cut(chy_store *store, const char *report, bool *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_IS_CUT, err);
    *out = false;
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, report, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    *out = code == SQLITE_ROW;
    sqlite3_reset(stmt);
    return code == SQLITE_ROW || code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

chy_status chy_store_cuts(chy_store *store, const char *report, chy_rows *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_CUTS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, report, -1, SQLITE_STATIC);
    return take_rows(store, stmt, out, err);
}

chy_status chy_store_unmerge(chy_store *store, chy_err *err)
{
    return chy_store_exec(store, "UPDATE reports SET event = NULL, class = NULL; DELETE FROM links; DELETE FROM class_keys; DELETE FROM classes; DELETE FROM "
                                 "event_terms; DELETE FROM event_pairs; DELETE FROM event_words; DELETE FROM event_actors; DELETE FROM events",
                          "take the events apart", err);
}

/* ---- events ---- */

/* What hangs on an event: what it had goes, what its head report has comes. */
static chy_status complete_event(chy_store *store, int64_t row, bool is_new, chy_err *err)
{
    static const chy_sql order[] = {CHY_SQL_CLEAR_EVENT_ACTORS, CHY_SQL_CLEAR_EVENT_WORDS, CHY_SQL_CLEAR_EVENT_PAIRS, CHY_SQL_CLEAR_EVENT_TERMS,
                                    CHY_SQL_PUT_EVENT_ACTORS, CHY_SQL_PUT_EVENT_WORDS, CHY_SQL_PUT_EVENT_PAIRS, CHY_SQL_PUT_EVENT_TERMS};
    chy_status status = CHY_OK;
    for (size_t i = is_new ? 4 : 0; i < sizeof order / sizeof *order && status == CHY_OK; i++)
        status = run(store, order[i], row, 0, err);
    return status;
}

/* An event's id is its first report's; when reports are grouped otherwise than before, ids may change places. */
static chy_status free_id(chy_store *store, const chy_new_event *ev, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_RENAME_EVENT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, ev->first, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, ev->row);
    return chy_store_step(store, stmt, "write an event", err);
}

chy_status chy_store_put_event(chy_store *store, const chy_new_event *ev, int64_t *row, chy_err *err)
{
    int at = 0;
    chy_status status = free_id(store, ev, err);
    sqlite3_stmt *stmt = status == CHY_OK ? chy_store_statement(store, CHY_SQL_PUT_EVENT, err) : NULL;
    if (!stmt)
        return CHY_E_STORE;
    if (ev->row)
        sqlite3_bind_int64(stmt, at + 1, ev->row);
    at++;
    sqlite3_bind_double(stmt, ++at, (double)ev->confidence);
    sqlite3_bind_int64(stmt, ++at, signed_key(ev->digest));
    sqlite3_bind_int(stmt, ++at, ev->quad);
    sqlite3_bind_text(stmt, ++at, ev->coder, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, ++at, ev->n_reports);
    sqlite3_bind_int64(stmt, ++at, ev->n_sources);
    const char *const from[] = {ev->head, ev->day, ev->place, ev->status, ev->size[0], ev->size[1], ev->size[2], ev->size[3], ev->first};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        sqlite3_bind_text(stmt, ++at, from[i], -1, SQLITE_STATIC);
    status = chy_store_step(store, stmt, "write an event", err);
    *row = ev->row ? ev->row : sqlite3_last_insert_rowid(store->db);
    return status == CHY_OK ? complete_event(store, *row, !ev->row, err) : status;
}

chy_status chy_store_event_digest(chy_store *store, int64_t event, uint64_t *digest, bool *found, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_EVENT_DIGEST, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, event);
    int code = sqlite3_step(stmt);
    int64_t number = code == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    *found = code == SQLITE_ROW;
    memcpy(digest, &number, sizeof number);
    sqlite3_reset(stmt);
    return code == SQLITE_ROW || code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

chy_status chy_store_remove_event(chy_store *store, int64_t event, chy_err *err)
{
    return run(store, CHY_SQL_REMOVE_EVENT, event, 0, err);
}

chy_status chy_store_place_class(chy_store *store, int64_t class, int64_t event, bool copy, const char *joined, bool move, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PLACE_CLASS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, class);
    sqlite3_bind_int64(stmt, 2, event);
    sqlite3_bind_int(stmt, 3, copy);
    sqlite3_bind_text(stmt, 4, joined, -1, SQLITE_STATIC);
    chy_status status = chy_store_step(store, stmt, "write a class", err);
    return status == CHY_OK && move ? run(store, CHY_SQL_MOVE_CLASS, class, event, err) : status;
}

chy_status chy_store_place_report(chy_store *store, int64_t report, int64_t event, chy_err *err)
{
    return run(store, CHY_SQL_PLACE_REPORT, report, event, err);
}
