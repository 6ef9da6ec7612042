/* src/store/read.c - Rows to records. See store.h for the contract. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "store/merging.h"
#include "store/sqlite.h"
#include "types/document.h"
#include "types/record.h"

void chy_store_select_records(chy_record_table table, chy_buf *sql)
{
    chy_buf_printf(sql, "SELECT e.id, e.%s, s.sequence, s.story, s.first, s.last, e.trigger_first, e.trigger_last, e.type, e.cameo, e.status, e.content, "
                        "e.scale, e.goldstein, e.date_from, e.date_to, e.date_precision, e.date_stated, e.date_why, e.place_text, e.place, e.country, "
                        "e.lat, e.lon, e.geonameid, e.resolution, e.place_why, e.dead_low, e.dead_high, e.injured_low, e.injured_high, e.arrested_low, "
                        "e.arrested_high, e.participants_low, e.participants_high, e.confidence, e.rule, e.why, d.doc, d.publication, d.url, d.title, "
                        "d.lang, d.report_date, d.report_date_why, d.coded_date, t.text, v.coder, v.codebook, v.dictionaries, v.rules, v.model, d.coder, %s",
                   table == CHY_RECORDS_EVENTS ? "event" : "report", table == CHY_RECORDS_EVENTS ? "e.n_sources" : "0");
}

/* What each record's statement is joined to, behind `e`. */
const char chy_store_record_joins[] = " CROSS JOIN sentences s ON s.id = e.sentence CROSS JOIN documents d ON d.id = s.document CROSS JOIN versions v ON v.id = d.version "
                                      "CROSS JOIN sentence_text t ON t.id = s.id";

/* ---- one row: columns are taken in the order of chy_store_select_records ---- */

typedef struct row {
    sqlite3_stmt *stmt;
    int at;
    chy_arena *arena;
    bool failed; /* memory is out */
} row;

static const char *take_text(row *r)
{
    const char *text = (const char *)sqlite3_column_text(r->stmt, r->at);
    size_t len = (size_t)sqlite3_column_bytes(r->stmt, r->at);
    bool null = sqlite3_column_type(r->stmt, r->at++) == SQLITE_NULL;
    if (null)
        return NULL;
    char *copy = text ? chy_arena_dup(r->arena, text, len) : NULL;
    r->failed = r->failed || !copy;
    return copy;
}

static const char *take_string(row *r)
{
    const char *text = take_text(r);
    return text ? text : "";
}

static int64_t take_number(row *r)
{
    return sqlite3_column_int64(r->stmt, r->at++);
}

static double take_real(row *r)
{
    return sqlite3_column_double(r->stmt, r->at++);
}

/* A coordinate: the store has NULL where the record has none. */
static double take_degrees(row *r)
{
    bool none = sqlite3_column_type(r->stmt, r->at) == SQLITE_NULL;
    double value = take_real(r);
    return none ? NAN : value;
}

static chy_day take_day(row *r)
{
    chy_day day = {0};
    const char *text = take_text(r);
    if (text)
        chy_day_parse(text, strlen(text), &day);
    return day;
}

static chy_count take_count(row *r)
{
    bool null = sqlite3_column_type(r->stmt, r->at) == SQLITE_NULL;
    int32_t low = (int32_t)take_number(r), high = (int32_t)take_number(r);
    return null ? (chy_count){-1, -1} : (chy_count){low, high};
}

/* The number of a name in one of the closed lists; 0 for a name that is none. */
static int take_name(row *r, const char *const *names, int n)
{
    const char *name = take_string(r);
    for (int i = 0; i < n; i++)
        if (!strcmp(name, names[i]))
            return i;
    return 0;
}

static void copy_version(row *r, char *out, size_t cap)
{
    snprintf(out, cap, "%s", take_string(r));
}

static void take_deed(row *r, chy_record *out)
{
    out->id = take_string(r);
    out->sequence = (uint32_t)take_number(r);
    out->story = (uint32_t)take_number(r);
    out->begin = take_number(r);
    out->end = take_number(r);
    out->trigger_begin = take_number(r);
    out->trigger_end = take_number(r);
    out->type = (chy_type)take_name(r, chy_type_names, CHY_N_TYPE);
    out->cameo = take_string(r);
    out->status = (chy_event_status)take_name(r, chy_event_status_names, CHY_N_STATUS);
    out->content = (chy_type)take_name(r, chy_type_names, CHY_N_TYPE);
    out->scale = (float)take_real(r);
    out->goldstein = (float)take_real(r);
    out->from = take_day(r);
    out->to = take_day(r);
    out->precision = (chy_precision)take_name(r, chy_precision_names, CHY_PRECISION_YEAR + 1);
    out->date_stated = take_number(r) != 0;
    out->date_why = take_text(r);
}

static void take_rest(row *r, chy_record *out)
{
    out->place.extracted = take_text(r);
    out->place.resolved = take_text(r);
    out->place.country = take_string(r);
    out->place.lat = take_degrees(r);
    out->place.lon = take_degrees(r);
    out->place.geonameid = (uint32_t)take_number(r);
    out->place.resolution = (int)take_number(r);
    out->place.why = take_text(r);
    for (int i = 0; i < CHY_N_SIZE; i++)
        out->size[i] = take_count(r);
    out->confidence = (float)take_real(r);
    out->rule = take_string(r);
    out->why = take_text(r);
}

static void take_document(row *r, chy_record *out)
{
    chy_versions *v = chy_arena_alloc(r->arena, 1, sizeof *v);
    out->doc = take_string(r);
    out->publication = take_text(r);
    out->url = take_text(r);
    out->title = take_text(r);
    out->language = take_text(r);
    out->report_day = take_day(r);
    out->report_day_why = take_text(r);
    out->coded_date = take_text(r);
    out->sentence = take_text(r);
    out->sentence_len = out->sentence ? strlen(out->sentence) : 0;
    if (!out->language)
        out->language = "en";
    if (!v) {
        r->failed = true;
        return;
    }
    copy_version(r, v->coder, sizeof v->coder);
    copy_version(r, v->codebook, sizeof v->codebook);
    copy_version(r, v->dictionaries, sizeof v->dictionaries);
    copy_version(r, v->rules, sizeof v->rules);
    copy_version(r, v->model, sizeof v->model);
    out->versions = v;
}

/* ---- what hangs on an event ---- */

static chy_status read_actors(chy_store *store, chy_sql which, int64_t event, chy_arena *arena, chy_record *out, chy_err *err)
{
    chy_record_party *parties = NULL;
    size_t n = 0, cap = 0;
    int code;
    sqlite3_stmt *stmt = chy_store_statement(store, which, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, event);
    row r = {.stmt = stmt, .arena = arena};
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !r.failed) {
        chy_record_party *more = chy_arena_grow(arena, parties, n, &cap, sizeof *parties);
        r.failed = !more;
        if (!more)
            break;
        parties = more;
        r.at = 0;
        unsigned part = (unsigned)take_number(&r) % CHY_N_PART;
        out->n_parties[part]++;
        chy_record_party *p = &parties[n++];
        p->code = take_string(&r);
        p->sector = take_string(&r);
        p->id = take_string(&r);
        p->name = take_string(&r);
        p->office = take_string(&r);
        p->role = (chy_role)take_name(&r, chy_role_names, CHY_N_ROLE);
        p->text = take_text(&r);
        p->begin = take_number(&r);
        p->end = take_number(&r);
        p->why = take_text(&r);
    }
    sqlite3_reset(stmt);
    if (r.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an event");
    /* They come part by part, so that each part is a slice. */
    for (int part = 0; part < CHY_N_PART; part++) {
        out->parties[part] = parties;
        if (parties)
            parties += out->n_parties[part];
    }
    return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

static chy_status read_words(chy_store *store, chy_sql which, int64_t event, chy_arena *arena, chy_record *out, chy_err *err)
{
    const char **words = NULL;
    size_t n = 0, cap = 0;
    int code;
    sqlite3_stmt *stmt = chy_store_statement(store, which, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, event);
    row r = {.stmt = stmt, .arena = arena};
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !r.failed) {
        const char **more = chy_arena_grow(arena, words, n, &cap, sizeof *words);
        r.failed = !more;
        if (!more)
            break;
        words = more;
        r.at = 0;
        ++*(take_number(&r) == 0 ? &out->n_modes : &out->n_contexts);
        words[n++] = take_string(&r);
    }
    sqlite3_reset(stmt);
    if (r.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an event");
    out->modes = words;
    out->contexts = words ? words + out->n_modes : NULL;
    return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

/* Which report says so, of a merged event. */
static chy_status read_reports(chy_store *store, int64_t event, chy_arena *arena, chy_record *out, chy_err *err)
{
    chy_report_ref *refs = NULL;
    size_t n = 0, cap = 0;
    int code;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_EVENT_REPORTS, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, event);
    row r = {.stmt = stmt, .arena = arena};
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW && !r.failed) {
        chy_report_ref *more = chy_arena_grow(arena, refs, n, &cap, sizeof *refs);
        r.failed = !more;
        if (!more)
            break;
        refs = more;
        r.at = 0;
        chy_report_ref *ref = &refs[n++];
        ref->id = take_string(&r);
        ref->doc = take_string(&r);
        ref->publication = take_text(&r);
        ref->joined = take_text(&r);
        ref->day = take_day(&r);
        ref->sequence = (uint32_t)take_number(&r);
        ref->begin = take_number(&r);
        ref->end = take_number(&r);
        ref->copy = take_number(&r) != 0;
        if (!ref->sequence)
            ref->begin = ref->end = -1;
    }
    sqlite3_reset(stmt);
    if (r.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an event");
    out->reports = refs;
    out->n_reports = (uint32_t)n;
    return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

static chy_status read_record(chy_store *store, chy_record_table table, sqlite3_stmt *stmt, chy_arena *arena, chy_record *out, chy_err *err)
{
    row r = {.stmt = stmt, .arena = arena};
    *out = (chy_record){0};
    int64_t event = take_number(&r);
    take_deed(&r, out);
    take_rest(&r, out);
    take_document(&r, out);
    const char *coder = take_string(&r);
    out->by = strcmp(coder, "chancery") ? coder : NULL;
    out->n_sources = (uint32_t)take_number(&r);
    if (r.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an event");
    bool merged = table == CHY_RECORDS_EVENTS;
    chy_status status = read_actors(store, merged ? CHY_SQL_EVENT_ACTORS : CHY_SQL_REPORT_ACTORS, event, arena, out, err);
    if (status == CHY_OK)
        status = read_words(store, merged ? CHY_SQL_EVENT_WORDS : CHY_SQL_REPORT_WORDS, event, arena, out, err);
    return status == CHY_OK && merged ? read_reports(store, event, arena, out, err) : status;
}

/* Visits the rows of `stmt` until visit() says stop. */
chy_status chy_store_visit_records(chy_store *store, chy_record_table table, sqlite3_stmt *stmt, bool (*visit)(void *, const chy_record *), void *ctx,
                                   chy_err *err)
{
    chy_arena arena;
    chy_status status = CHY_OK;
    int code = SQLITE_ROW;
    bool go_on = true;
    chy_arena_init(&arena);
    while (go_on && status == CHY_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        chy_record record;
        status = read_record(store, table, stmt, &arena, &record, err);
        if (status == CHY_OK)
            go_on = visit(ctx, &record);
        chy_arena_reset(&arena);
    }
    chy_arena_release(&arena);
    if (status == CHY_OK && go_on && code != SQLITE_DONE)
        status = chy_store_refuse(store, code, "read", err);
    return status;
}

/* ---- reports and documents ---- */

static chy_status visit_question(chy_store *store, chy_record_table table, chy_question *q, bool (*visit)(void *, const chy_record *), void *ctx, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    chy_status status = chy_ask(store, q, &stmt, err);
    if (status == CHY_OK)
        status = chy_store_visit_records(store, table, stmt, visit, ctx, err);
    sqlite3_finalize(stmt);
    chy_question_release(q);
    return status;
}

chy_status chy_store_reports(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err)
{
    chy_question q = {0};
    chy_store_select_records(CHY_RECORDS_REPORTS, &q.sql);
    chy_buf_printf(&q.sql, " FROM reports e%s", chy_store_record_joins);
    if (id) {
        chy_buf_str(&q.sql, " WHERE e.event = (SELECT event FROM reports WHERE report = ?)");
        chy_ask_text(&q, id, strlen(id));
    }
    chy_buf_str(&q.sql, " ORDER BY d.report_date, d.doc, s.sequence, e.trigger_first, e.report");
    return visit_question(store, CHY_RECORDS_REPORTS, &q, visit, ctx, err);
}

chy_status chy_store_event_of(chy_store *store, const char *report, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err)
{
    chy_question q = {0};
    chy_store_select_records(CHY_RECORDS_EVENTS, &q.sql);
    chy_buf_printf(&q.sql, " FROM events e%s WHERE e.id = (SELECT event FROM reports WHERE report = ?)", chy_store_record_joins);
    chy_ask_text(&q, report, strlen(report));
    return visit_question(store, CHY_RECORDS_EVENTS, &q, visit, ctx, err);
}

chy_status chy_store_report(chy_store *store, int64_t report, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err)
{
    chy_question q = {0};
    chy_store_select_records(CHY_RECORDS_REPORTS, &q.sql);
    chy_buf_printf(&q.sql, " FROM reports e%s WHERE e.id = ?", chy_store_record_joins);
    chy_ask_number(&q, report);
    return visit_question(store, CHY_RECORDS_REPORTS, &q, visit, ctx, err);
}

chy_status chy_store_reports_of(chy_store *store, const char *doc, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err)
{
    chy_question q = {0};
    chy_store_select_records(CHY_RECORDS_REPORTS, &q.sql);
    chy_buf_printf(&q.sql, " FROM reports e%s WHERE d.doc = ? ORDER BY s.sequence, e.trigger_first, e.id", chy_store_record_joins);
    chy_ask_text(&q, doc, strlen(doc));
    return visit_question(store, CHY_RECORDS_REPORTS, &q, visit, ctx, err);
}

/* Runs a question of one row and takes its first column as text, "" when there is none. */
static chy_status ask_one(chy_store *store, chy_question *q, chy_buf *out, bool *found, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    chy_status status = chy_ask(store, q, &stmt, err);
    int code = status == CHY_OK ? sqlite3_step(stmt) : SQLITE_DONE;
    *found = code == SQLITE_ROW;
    if (*found && out)
        chy_buf_add(out, (const char *)sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
    if (status == CHY_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        status = chy_store_refuse(store, code, "read", err);
    sqlite3_finalize(stmt);
    chy_question_release(q);
    return status;
}

chy_status chy_store_tombstone(chy_store *store, const char *report, chy_buf *out, chy_err *err)
{
    chy_question q = {0};
    bool found;
    chy_buf_str(&q.sql, "SELECT json_object('withdrawn', coalesce(since, ''), 'event', json(payload)) FROM withdrawn WHERE report >= ? AND report < ? || 'g' "
                        "ORDER BY report LIMIT 1");
    chy_ask_text(&q, report, strlen(report));
    chy_ask_text(&q, report, strlen(report));
    chy_status status = ask_one(store, &q, out, &found, err);
    return status == CHY_OK && !found ? chy_err_set(err, CHY_E_EMPTY, 0, "%s: no event %.40s", store->path, report) : status;
}

chy_status chy_store_is_current(chy_store *store, const char *doc, const chy_versions *v, bool *out, chy_err *err)
{
    chy_question q = {0};
    const char *const parts[] = {doc, v->coder, v->codebook, v->dictionaries, v->rules, v->model};
    chy_buf_str(&q.sql, "SELECT 1 FROM documents d JOIN versions v ON v.id = d.version WHERE d.doc = ? AND v.coder = ? AND v.codebook = ? AND v.dictionaries = ? AND "
                        "v.rules = ? AND v.model = ?");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        chy_ask_text(&q, parts[i], strlen(parts[i]));
    return ask_one(store, &q, NULL, out, err);
}

/* ids are hexadecimal: "g" is behind them all */
chy_status chy_store_resolve(chy_store *store, const char *id, char *event, char *report, chy_err *err)
{
    chy_question q = {0};
    sqlite3_stmt *stmt = NULL;
    int n = 0;
    chy_buf_str(&q.sql, "SELECT r.report, e.event FROM reports r JOIN events e ON e.id = r.event WHERE r.report >= ? AND r.report < ? || 'g' LIMIT 2");
    chy_ask_text(&q, id, strlen(id));
    chy_ask_text(&q, id, strlen(id));
    chy_status status = chy_ask(store, &q, &stmt, err);
    int code = SQLITE_DONE;
    while (status == CHY_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW && n++ < 1) {
        snprintf(report, 32, "%s", (const char *)sqlite3_column_text(stmt, 0));
        snprintf(event, 32, "%s", (const char *)sqlite3_column_text(stmt, 1));
    }
    if (status == CHY_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        status = chy_store_refuse(store, code, "read", err);
    sqlite3_finalize(stmt);
    chy_question_release(&q);
    if (status == CHY_OK && n != 1)
        status = chy_err_set(err, n ? CHY_E_USAGE : CHY_E_EMPTY, 0, n ? "%s: more than one event begins with %.40s" : "%s: no event %.40s", store->path, id);
    return status;
}

/* A document's fields as the statement gives them in its first columns, and the day that --date gave it. */
static chy_status take_fields(sqlite3_stmt *stmt, chy_document *doc, char *default_day, chy_err *err)
{
    static const chy_field order[] = {CHY_FIELD_ID, CHY_FIELD_DATE, CHY_FIELD_SOURCE, CHY_FIELD_TITLE, CHY_FIELD_URL, CHY_FIELD_TEXT, CHY_FIELD_LANG};
    chy_status status = CHY_OK;
    for (int i = 0; i < (int)(sizeof order / sizeof *order) && status == CHY_OK; i++) {
        const char *text = (const char *)sqlite3_column_text(stmt, i);
        status = chy_document_set(doc, order[i], text, (size_t)sqlite3_column_bytes(stmt, i), err);
    }
    default_day[0] = '\0';
    const char *why = status == CHY_OK ? (const char *)sqlite3_column_text(stmt, 8) : NULL;
    if (why && !strcmp(why, "--date"))
        snprintf(default_day, 24, "%s", (const char *)sqlite3_column_text(stmt, 7));
    return status;
}

static chy_status read_document(chy_store *store, const char *id, chy_document *doc, char *default_day, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_DOCUMENT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    chy_status status = code == SQLITE_ROW ? take_fields(stmt, doc, default_day, err) : chy_store_refuse(store, code, "read", err);
    sqlite3_reset(stmt);
    return status;
}

chy_status chy_store_documents(chy_store *store, chy_document *doc, bool (*visit)(void *ctx, chy_document *doc, const char *default_day), void *ctx, chy_err *err)
{
    static const char text[] = "SELECT doc, date, source, title, url, text, lang, report_date, report_date_why FROM documents WHERE id > ?1 AND id <= ?2 AND "
                               "coder = 'chancery' ORDER BY id LIMIT 1";
    static const char next[] = "SELECT min(id), max(id) FROM documents WHERE id > ?1 AND id <= ?2 AND coder = 'chancery'";
    sqlite3_stmt *stmt = NULL, *following_row = NULL;
    chy_status status = CHY_OK;
    int64_t at = 0, last = INT64_MAX; /* what is put in the place of an old one is not visited again */
    bool go_on = true;
    int code = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(store->db, next, -1, &following_row, NULL);
    if (code != SQLITE_OK)
        status = chy_store_refuse(store, code, "ask", err);
    /* One statement a document: the visitor may write in between. */
    while (status == CHY_OK && go_on) {
        char default_day[24];
        sqlite3_bind_int64(following_row, 1, at);
        sqlite3_bind_int64(following_row, 2, last);
        code = sqlite3_step(following_row);
        bool more = code == SQLITE_ROW && sqlite3_column_type(following_row, 0) != SQLITE_NULL;
        int64_t following = more ? sqlite3_column_int64(following_row, 0) : 0;
        last = more ? sqlite3_column_int64(following_row, 1) : 0;
        sqlite3_reset(following_row);
        if (!more)
            break;
        sqlite3_bind_int64(stmt, 1, at);
        sqlite3_bind_int64(stmt, 2, last);
        at = following;
        chy_document_clear(doc);
        code = sqlite3_step(stmt);
        status = code == SQLITE_ROW ? take_fields(stmt, doc, default_day, err) : chy_store_refuse(store, code, "read", err);
        sqlite3_reset(stmt);
        if (status == CHY_OK)
            go_on = visit(ctx, doc, default_day);
    }
    sqlite3_finalize(stmt);
    sqlite3_finalize(following_row);
    return status;
}

typedef struct showing {
    void (*visit)(void *ctx, const chy_record *record);
    void *ctx;
} showing;

static bool show(void *ctx, const chy_record *record)
{
    showing *s = ctx;
    s->visit(s->ctx, record);
    return false;
}

chy_status chy_store_find(chy_store *store, const char *id, void (*visit)(void *ctx, const chy_record *record), void *ctx, chy_document *doc,
                          char *default_day, chy_err *err)
{
    char event[32], report[32];
    showing s = {visit, ctx};
    int64_t number = 0, of, class;
    chy_document_clear(doc);
    chy_status status = chy_store_resolve(store, id, event, report, err);
    if (status == CHY_OK)
        status = read_document(store, report, doc, default_day, err);
    if (status == CHY_OK)
        status = chy_store_report_row(store, report, &number, &of, &class, err);
    return status == CHY_OK ? chy_store_report(store, number, show, &s, err) : status;
}
