/* src/store/views.c - Runs the views of view_table.c; see views.h for the contract. */
#include "store/views.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/sqlite.h"
#include "types/day.h"

/* Operations of SQLite's machine between two looks at the clock: about a millisecond. */
#define STEPS_BETWEEN_LOOKS 20000

const chy_view *chy_view_find(const char *name)
{
    for (size_t i = 0; i < chy_n_views; i++)
        if (!strcmp(chy_views[i].name, name))
            return &chy_views[i];
    return NULL;
}

/* ---- deadline and changes ---- */

static uintptr_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uintptr_t)now.tv_sec * 1000 + (uintptr_t)now.tv_nsec / 1000000;
}

/* The deadline travels in the context pointer itself, so that the handle needs no field for it. */
static int is_late(void *deadline)
{
    return now_ms() > (uintptr_t)deadline;
}

void chy_store_set_deadline(chy_store *store, unsigned ms)
{
    sqlite3_progress_handler(store->db, ms ? STEPS_BETWEEN_LOOKS : 0, ms ? is_late : NULL, (void *)(now_ms() + ms));
}

int64_t chy_store_data_version(chy_store *store)
{
    sqlite3_stmt *stmt = NULL;
    int64_t version = -1;
    if (sqlite3_prepare_v2(store->db, "PRAGMA data_version", -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return version;
}

/* ---- parameters ---- */

static chy_status refuse_value(const chy_view_param *p, const char *value, const char *what, chy_err *err)
{
    return chy_err_set(err, CHY_E_USAGE, 0, "%s: \"%.60s\" %s", p->name, value, what);
}

static bool read_whole(const char *text, char **end, long long *out)
{
    errno = 0;
    *out = strtoll(text, end, 10);
    return errno == 0 && *end != text;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *c = choices; c; c = strchr(c, '|') ? strchr(c, '|') + 1 : NULL)
        if (len && !strncmp(c, value, len) && (c[len] == '|' || !c[len]))
            return true;
    return false;
}

/* Each piece becomes a string of FTS5, which is then words and nothing else; "two words" in quotes stay together, a star behind a
 * piece asks for its beginning. */
static void add_words(const char *text, chy_buf *out)
{
    while (*text) {
        text += strspn(text, " ");
        bool quoted = *text == '"';
        text += quoted;
        size_t len = strcspn(text, quoted ? "\"" : " \""), kept = len;
        bool prefix = !quoted && len > 1 && text[len - 1] == '*';
        kept -= prefix;
        if (kept) {
            chy_buf_str(out, out->len ? " \"" : "\"");
            chy_buf_add(out, text, kept);
            chy_buf_str(out, prefix ? "\" *" : "\"");
        }
        text += len + (quoted && text[len] == '"');
    }
}

static void add_list(const char *text, chy_buf *out)
{
    chy_buf_char(out, '[');
    for (const char *from = text; from; from = strchr(from, ',') ? strchr(from, ',') + 1 : NULL) {
        chy_buf_str(out, from == text ? "" : ",");
        chy_buf_json(out, from, strcspn(from, ","));
    }
    chy_buf_char(out, ']');
}

/* Text that was made for the statement and must live as long as it. */
static int bind_buffer(sqlite3_stmt *stmt, int at, chy_buf *buf)
{
    int code = buf->failed ? SQLITE_NOMEM : sqlite3_bind_text(stmt, at, buf->data ? buf->data : "", -1, SQLITE_TRANSIENT);
    chy_buf_release(buf);
    return code;
}

/* `which` is 1 or 2, the half of a cursor. */
static int bind_value(sqlite3_stmt *stmt, int at, const chy_view_param *p, const char *value, int which)
{
    chy_day day;
    char *end;
    long long number = 0;
    chy_buf made = {0};
    switch (p->kind) {
    case CHY_VIEW_SINCE:
    case CHY_VIEW_UNTIL:
        chy_day_parse(value, strlen(value), &day);
        return sqlite3_bind_int64(stmt, at, chy_day_number(day, p->kind == CHY_VIEW_UNTIL));
    case CHY_VIEW_NUMBER:
        read_whole(value, &end, &number);
        return sqlite3_bind_int64(stmt, at, number);
    case CHY_VIEW_CURSOR:
        read_whole(value, &end, &number);
        if (which == 2)
            read_whole(end + 1, &end, &number);
        return sqlite3_bind_int64(stmt, at, number);
    case CHY_VIEW_LIST:
        add_list(value, &made);
        return bind_buffer(stmt, at, &made);
    case CHY_VIEW_WORDS:
        add_words(value, &made);
        return bind_buffer(stmt, at, &made);
    default:
        return sqlite3_bind_text(stmt, at, value, -1, SQLITE_TRANSIENT);
    }
}

static chy_status check_value(const chy_view_param *p, const char *value, chy_err *err)
{
    chy_day day;
    char *end;
    long long number;
    switch (p->kind) {
    case CHY_VIEW_SINCE:
    case CHY_VIEW_UNTIL:
        return chy_day_parse(value, strlen(value), &day) ? CHY_OK : refuse_value(p, value, "is no day (YYYY, YYYY-MM or YYYY-MM-DD)", err);
    case CHY_VIEW_NUMBER:
        if (!read_whole(value, &end, &number) || *end || number < p->min || number > p->max)
            return chy_err_set(err, CHY_E_USAGE, 0, "%s: \"%.60s\" is no whole number from %ld to %ld", p->name, value, p->min, p->max);
        return CHY_OK;
    case CHY_VIEW_CURSOR:
        if (!read_whole(value, &end, &number) || *end != '.' || !read_whole(end + 1, &end, &number) || *end)
            return refuse_value(p, value, "is no place in a list: take `next` of an earlier answer", err);
        return CHY_OK;
    case CHY_VIEW_CHOICE:
        return is_choice(p->choices, value) ? CHY_OK : chy_err_set(err, CHY_E_USAGE, 0, "%s: \"%.60s\" is none of %s", p->name, value, p->choices);
    case CHY_VIEW_WORDS:
        return strspn(value, " \"*") == strlen(value) ? refuse_value(p, value, "has no word in it", err) : CHY_OK;
    default:
        return CHY_OK;
    }
}

/* What is given, else the fallback, else NULL. */
static const char *value_of(const chy_view_param *p, chy_view_given given, const void *ctx)
{
    const char *value = given(ctx, p->name);
    return value ? value : p->fallback;
}

static chy_status make_text(const chy_view *view, chy_view_given given, const void *ctx, chy_buf *sql, chy_err *err)
{
    bool driven = view->driver && given(ctx, view->driver);
    chy_buf_str(sql, driven ? view->driven : view->head);
    for (const chy_view_param *p = view->params; p->name; p++) {
        const char *value = value_of(p, given, ctx);
        if (!value && p->must)
            return chy_err_set(err, CHY_E_USAGE, 0, "%s: is needed: %s", p->name, p->help);
        chy_status status = value ? check_value(p, value, err) : CHY_OK;
        if (status != CHY_OK)
            return status;
        if (value && p->clause)
            chy_buf_str(sql, driven && p->driven_clause ? p->driven_clause : p->clause);
    }
    chy_buf_str(sql, driven && view->driven_tail ? view->driven_tail : view->tail);
    return sql->failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a query") : CHY_OK;
}

/* The parameter that `:name` of the statement speaks of; `*which` is the half of a cursor. */
static const chy_view_param *param_of(const chy_view *view, const char *name, int *which)
{
    size_t len = strlen(name);
    *which = 0;
    for (const chy_view_param *p = view->params; p->name; p++) {
        size_t own = strlen(p->name);
        bool half = p->kind == CHY_VIEW_CURSOR && len == own + 1 && (name[own] == '1' || name[own] == '2');
        if (!strncmp(p->name, name, own) && (len == own || half)) {
            *which = half ? name[own] - '0' : 0;
            return p;
        }
    }
    return NULL;
}

static chy_status bind_all(chy_store *store, sqlite3_stmt *stmt, const chy_view *view, chy_view_given given, const void *ctx, chy_err *err)
{
    int code = SQLITE_OK, n = sqlite3_bind_parameter_count(stmt);
    for (int i = 1; i <= n && code == SQLITE_OK; i++) {
        int which;
        const chy_view_param *p = param_of(view, sqlite3_bind_parameter_name(stmt, i) + 1, &which);
        const char *value = p ? value_of(p, given, ctx) : NULL;
        if (value)
            code = bind_value(stmt, i, p, value, which);
    }
    return code == SQLITE_OK ? CHY_OK : chy_store_refuse(store, code, "ask", err);
}

static chy_status prepare(chy_store *store, const char *before, const chy_view *view, chy_view_given given, const void *ctx,
                          sqlite3_stmt **stmt, chy_err *err)
{
    chy_buf sql = {0};
    *stmt = NULL;
    chy_buf_str(&sql, before);
    chy_status status = make_text(view, given, ctx, &sql, err);
    if (status == CHY_OK) {
        int code = sqlite3_prepare_v2(store->db, sql.data, -1, stmt, NULL);
        status = code == SQLITE_OK ? bind_all(store, *stmt, view, given, ctx, err) : chy_store_refuse(store, code, "ask", err);
    }
    chy_buf_release(&sql);
    return status;
}

/* ---- rows ---- */

static void add_json_cell(sqlite3_stmt *stmt, int i, const char *name, chy_buf *out)
{
    size_t len = strlen(name);
    bool is_json = len > 5 && !strcmp(name + len - 5, "_json");
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_INTEGER:
        chy_buf_printf(out, "%lld", (long long)sqlite3_column_int64(stmt, i));
        break;
    case SQLITE_FLOAT:
        chy_buf_number(out, sqlite3_column_double(stmt, i), 5);
        break;
    case SQLITE_NULL:
        chy_buf_str(out, "null");
        break;
    default:
        if (is_json)
            chy_buf_add(out, (const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i));
        else
            chy_buf_json(out, (const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i));
    }
}

static bool is_next(const char *name)
{
    return !strcmp(name, "next");
}

static void add_json_row(sqlite3_stmt *stmt, chy_buf *out)
{
    chy_buf_char(out, '{');
    for (int i = 0, n = sqlite3_column_count(stmt), told = 0; i < n; i++) {
        const char *name = sqlite3_column_name(stmt, i);
        size_t len = name ? strlen(name) : 0;
        if (!name || is_next(name))
            continue;
        chy_buf_str(out, told++ ? "," : "");
        chy_buf_json(out, name, len > 5 && !strcmp(name + len - 5, "_json") ? len - 5 : len);
        chy_buf_char(out, ':');
        add_json_cell(stmt, i, name, out);
    }
    chy_buf_char(out, '}');
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it: article text is anybody's. */
static void add_csv_text(const char *text, bool is_text, chy_buf *out)
{
    chy_buf safe = {0};
    if (is_text && text && strchr("=+-@\t\r", text[0]) && text[0]) {
        chy_buf_char(&safe, '\'');
        chy_buf_str(&safe, text);
        text = safe.data;
    }
    chy_buf_csv(out, text ? text : "");
    out->failed = out->failed || safe.failed;
    chy_buf_release(&safe);
}

static void add_csv_row(sqlite3_stmt *stmt, bool names, chy_buf *out)
{
    for (int i = 0, n = sqlite3_column_count(stmt), told = 0; i < n; i++) {
        const char *name = sqlite3_column_name(stmt, i);
        if (!name || is_next(name))
            continue;
        chy_buf_str(out, told++ ? "," : "");
        if (names)
            chy_buf_csv(out, name);
        else
            add_csv_text((const char *)sqlite3_column_text(stmt, i), sqlite3_column_type(stmt, i) == SQLITE_TEXT, out);
    }
    chy_buf_char(out, '\n');
}

typedef struct listing {
    chy_view_format format;
    bool one;
    long limit, n;
    char next[64];
    chy_buf *out;
} listing;

static void add_row(listing *list, sqlite3_stmt *stmt)
{
    int last = sqlite3_column_count(stmt) - 1;
    if (list->format == CHY_VIEW_CSV) {
        add_csv_row(stmt, false, list->out);
    } else {
        chy_buf_str(list->out, list->format == CHY_VIEW_JSON && list->n ? "," : "");
        add_json_row(stmt, list->out);
        chy_buf_str(list->out, list->format == CHY_VIEW_JSONL ? "\n" : "");
    }
    const char *name = last >= 0 ? sqlite3_column_name(stmt, last) : NULL, *next = NULL;
    if (name && is_next(name) && list->format == CHY_VIEW_JSON)
        next = (const char *)sqlite3_column_text(stmt, last);
    strncpy(list->next, next ? next : "", sizeof list->next - 1);
    list->n++;
}

static void add_head(listing *list, sqlite3_stmt *stmt)
{
    if (list->format == CHY_VIEW_CSV)
        add_csv_row(stmt, true, list->out);
    else if (list->format == CHY_VIEW_JSON && !list->one)
        chy_buf_str(list->out, "{\"rows\":[");
}

static void add_tail(listing *list)
{
    if (list->format != CHY_VIEW_JSON || list->one)
        return;
    chy_buf_str(list->out, "],\"next\":");
    chy_buf_json_str(list->out, list->limit > 0 && list->n >= list->limit && list->next[0] ? list->next : NULL);
    chy_buf_char(list->out, '}');
}

static chy_status finish(chy_store *store, const listing *list, int code, chy_err *err)
{
    if (code == SQLITE_INTERRUPT)
        return chy_err_set(err, CHY_E_LIMIT, 0, "the question took too long: narrow the window or the filters");
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return chy_store_refuse(store, code, "read", err);
    if (list->one && !list->n)
        return chy_err_set(err, CHY_E_EMPTY, 0, "there is none of this name");
    return list->out->failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the answer") : CHY_OK;
}

static long limit_of(const chy_view *view, chy_view_given given, const void *ctx)
{
    for (const chy_view_param *p = view->params; p->name; p++)
        if (!strcmp(p->name, "limit"))
            return strtol(value_of(p, given, ctx), NULL, 10);
    return 0;
}

chy_status chy_store_view(chy_store *store, const chy_view *view, chy_view_given given, const void *ctx, chy_view_format format,
                          chy_buf *out, chy_err *err)
{
    sqlite3_stmt *stmt;
    chy_status status = prepare(store, "", view, given, ctx, &stmt, err);
    if (status == CHY_OK) {
        listing list = {.format = format, .one = view->one, .limit = limit_of(view, given, ctx), .out = out};
        int code;
        add_head(&list, stmt);
        while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !out->failed && !(view->one && list.n))
            add_row(&list, stmt);
        add_tail(&list);
        status = finish(store, &list, code, err);
    }
    sqlite3_finalize(stmt);
    return status;
}

chy_status chy_store_view_plan(chy_store *store, const chy_view *view, chy_view_given given, const void *ctx, chy_buf *out, chy_err *err)
{
    sqlite3_stmt *stmt;
    chy_status status = prepare(store, "EXPLAIN QUERY PLAN ", view, given, ctx, &stmt, err);
    int code = SQLITE_DONE;
    while (status == CHY_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        chy_buf_printf(out, "%s\n", (const char *)sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    return status == CHY_OK && code != SQLITE_DONE ? chy_store_refuse(store, code, "explain", err) : status;
}

/* ---- what readers found wrong ---- */

chy_status chy_store_remark(chy_store *store, const chy_remark *r, chy_err *err)
{
    /* With what was coded then, since coding again may change it: of the report itself, or of the event's first. */
    static const char sql[] =
        "INSERT INTO corrections (event, field, value, note, made, doc, first, last, was, version) "
        "SELECT ?1, ?2, ?3, ?4, ?5, coalesce(d.doc, ''), coalesce(s.first, -1), coalesce(s.last, -1), "
        "CASE ?2 WHEN 'type' THEN r.type WHEN 'status' THEN r.status WHEN 'date' THEN r.date_from WHEN 'place' THEN coalesce(r.place, r.place_text) "
        "WHEN 'actor' THEN (SELECT group_concat(code, ' ') FROM report_actors WHERE report = r.id AND part = 0) "
        "WHEN 'recipient' THEN (SELECT group_concat(code, ' ') FROM report_actors WHERE report = r.id AND part = 1) "
        "WHEN 'mode' THEN (SELECT group_concat(word, ' ') FROM report_words WHERE report = r.id AND kind = 0) END, "
        "coalesce(v.rules || ' ' || v.model, '') "
        "FROM (SELECT 1) LEFT JOIN reports r ON r.report = ?1 LEFT JOIN sentences s ON s.id = r.sentence LEFT JOIN documents d ON d.id = s.document "
        "LEFT JOIN versions v ON v.id = d.version WHERE r.id IS NOT NULL OR EXISTS (SELECT 1 FROM events WHERE event = ?1) "
        "OR EXISTS (SELECT 1 FROM ledger WHERE record = ?1)";
    const char *const values[] = {r->event, r->field, r->value, r->note, r->made};
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    for (int i = 0; i < 5 && code == SQLITE_OK; i++)
        code = sqlite3_bind_text(stmt, i + 1, values[i], -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    chy_status status = code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "keep a correction", err);
    sqlite3_finalize(stmt);
    if (status == CHY_OK && sqlite3_changes(store->db) == 0)
        status = chy_err_set(err, CHY_E_EMPTY, 0, "nothing in the store has the id %.40s", r->event);
    return status;
}
