/* src/store/merging.c - Rows for merging. See merging.h for the contract. */
#include "store/merging.h"

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

chy_status chy_store_members(chy_store *store, int64_t of, chy_rows *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_MEMBERS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, of);
    return take_rows(store, stmt, out, err);
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

chy_status chy_store_neighbours(chy_store *store, const char *doc, chy_rows *out, chy_err *err)
{
    return ask_once(store, "WITH own AS (SELECT r.id, r.event FROM documents d JOIN sentences s ON s.document = d.id JOIN reports r ON r.sentence = s.id "
                           "WHERE d.doc = ?1) SELECT id FROM (SELECT l.b AS id FROM own JOIN links l ON l.a = own.id UNION SELECT l.a FROM own JOIN "
                           "links l ON l.b = own.id UNION SELECT r.id FROM own JOIN reports r ON r.event = own.event) WHERE id NOT IN (SELECT id FROM own)",
                    doc, out, err);
}

chy_status chy_store_report_row(chy_store *store, const char *report, int64_t *row, int64_t *event, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_FIND_REPORT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, report, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *row = sqlite3_column_int64(stmt, 0);
        *event = sqlite3_column_int64(stmt, 1);
    }
    sqlite3_reset(stmt);
    return code == SQLITE_ROW    ? CHY_OK
           : code == SQLITE_DONE ? chy_err_set(err, CHY_E_EMPTY, 0, "%s: no report %.40s", store->path, report)
                                 : chy_store_refuse(store, code, "read", err);
}

/* ---- marks, keys, links ---- */

chy_status chy_store_put_marks(chy_store *store, int64_t report, const char *bytes, size_t len, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_MARKS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, report);
    sqlite3_bind_blob64(stmt, 2, bytes, len, SQLITE_STATIC);
    return chy_store_step(store, stmt, "write marks", err);
}

chy_status chy_store_get_marks(chy_store *store, int64_t report, chy_buf *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_GET_MARKS, err);
    if (!stmt)
        return CHY_E_STORE;
    chy_buf_clear(out);
    sqlite3_bind_int64(stmt, 1, report);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        chy_buf_add(out, sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
    sqlite3_reset(stmt);
    if (out->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for marks", store->path);
    return code == SQLITE_ROW || code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

chy_status chy_store_put_key(chy_store *store, uint64_t key, int32_t day, int64_t report, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_KEY, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, signed_key(key));
    sqlite3_bind_int64(stmt, 2, day);
    sqlite3_bind_int64(stmt, 3, report);
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

chy_status chy_store_links(chy_store *store, int64_t report, bool (*visit)(void *ctx, int64_t other, float score), void *ctx, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_LINKS, err);
    int code = SQLITE_DONE;
    bool go_on = true;
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, report);
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

chy_status chy_store_cuts(chy_store *store, int64_t report, chy_rows *out, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_CUTS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, report);
    return take_rows(store, stmt, out, err);
}

chy_status chy_store_unmerge(chy_store *store, chy_err *err)
{
    return chy_store_exec(store, "DELETE FROM report_marks; DELETE FROM report_keys; DELETE FROM links; UPDATE reports SET event = NULL, copy = 0, "
                                 "joined = NULL WHERE event IS NOT NULL; DELETE FROM event_terms; DELETE FROM event_pairs; DELETE FROM event_words; "
                                 "DELETE FROM event_actors; DELETE FROM events", "take the events apart", err);
}

/* ---- events ---- */

static void bind_row(sqlite3_stmt *stmt, int at, int64_t row)
{
    if (row)
        sqlite3_bind_int64(stmt, at, row);
}

/* What hangs on an event, from its head report and itself. */
static chy_status complete_event(chy_store *store, int64_t row, int64_t head, chy_err *err)
{
    static const chy_sql order[] = {CHY_SQL_PUT_EVENT_ACTORS, CHY_SQL_PUT_EVENT_WORDS, CHY_SQL_PUT_EVENT_PAIRS, CHY_SQL_PUT_EVENT_TERMS};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, order[i], err);
        if (!stmt)
            return CHY_E_STORE;
        sqlite3_bind_int64(stmt, 1, row);
        if (i < 2)
            sqlite3_bind_int64(stmt, 2, head);
        chy_status status = chy_store_step(store, stmt, "write an event", err);
        if (status != CHY_OK)
            return status;
    }
    return CHY_OK;
}

chy_status chy_store_put_event(chy_store *store, const chy_new_event *ev, int64_t *row, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PUT_EVENT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_double(stmt, ++at, (double)ev->confidence);
    sqlite3_bind_int(stmt, ++at, ev->quad);
    sqlite3_bind_text(stmt, ++at, ev->coder, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, ++at, ev->n_reports);
    sqlite3_bind_int64(stmt, ++at, ev->n_sources);
    const int64_t from[] = {ev->head, ev->day, ev->place, ev->status, ev->size[0], ev->size[1], ev->size[2], ev->size[3], ev->first};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        bind_row(stmt, ++at, from[i]);
    chy_status status = chy_store_step(store, stmt, "write an event", err);
    *row = sqlite3_last_insert_rowid(store->db);
    return status == CHY_OK ? complete_event(store, *row, ev->head, err) : status;
}

chy_status chy_store_remove_event_of(chy_store *store, int64_t row, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_REMOVE_EVENT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, row);
    return chy_store_step(store, stmt, "replace an event", err);
}

chy_status chy_store_place_report(chy_store *store, int64_t report, int64_t event, bool copy, const char *joined, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_PLACE_REPORT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, report);
    bind_row(stmt, 2, event);
    sqlite3_bind_int(stmt, 3, copy);
    sqlite3_bind_text(stmt, 4, joined, -1, SQLITE_STATIC);
    return chy_store_step(store, stmt, "write a report", err);
}
