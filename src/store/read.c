/* src/store/read.c - Rows to records. See store.h for the contract. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "store/sqlite.h"
#include "types/document.h"
#include "types/record.h"

static const char select_events[] =
    "SELECT e.id, e.event, s.sequence, s.story, s.first, s.last, e.trigger_first, e.trigger_last, e.type, e.cameo, e.status, e.content, "
    "e.scale, e.goldstein, e.date_from, e.date_to, e.date_precision, e.date_stated, e.date_why, e.place_text, e.place, e.country, "
    "e.lat, e.lon, e.geonameid, e.resolution, e.place_why, e.dead_low, e.dead_high, e.injured_low, e.injured_high, e.arrested_low, "
    "e.arrested_high, e.participants_low, e.participants_high, e.confidence, e.rule, e.why, d.doc, d.publication, d.url, d.title, "
    "d.lang, d.report_date, d.report_date_why, d.coded_date, t.text, v.coder, v.codebook, v.dictionaries, v.rules, v.model "
    "FROM events e JOIN sentences s ON s.id = e.sentence JOIN documents d ON d.id = s.document "
    "JOIN versions v ON v.id = d.version JOIN sentence_text t ON t.id = s.id";

/* ---- one row: columns are taken in the order of select_events ---- */

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

static chy_status read_actors(chy_store *store, int64_t event, chy_arena *arena, chy_record *out, chy_err *err)
{
    chy_record_party *parties = NULL;
    size_t n = 0, cap = 0;
    int code;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ACTORS, err);
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
        parties += parties ? out->n_parties[part] : 0;
    }
    return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

static chy_status read_words(chy_store *store, int64_t event, chy_arena *arena, chy_record *out, chy_err *err)
{
    const char **words = NULL;
    size_t n = 0, cap = 0;
    int code;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_WORDS, err);
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

static chy_status read_record(chy_store *store, sqlite3_stmt *stmt, chy_arena *arena, chy_record *out, chy_err *err)
{
    row r = {.stmt = stmt, .arena = arena};
    *out = (chy_record){0};
    int64_t event = take_number(&r);
    take_deed(&r, out);
    take_rest(&r, out);
    take_document(&r, out);
    if (r.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an event");
    chy_status status = read_actors(store, event, arena, out, err);
    return status == CHY_OK ? read_words(store, event, arena, out, err) : status;
}

/* Visits the rows of `stmt` until visit() says stop. */
static chy_status visit_rows(chy_store *store, sqlite3_stmt *stmt, bool (*visit)(void *, const chy_record *), void *ctx, chy_err *err)
{
    chy_arena arena;
    chy_status status = CHY_OK;
    int code = SQLITE_ROW;
    bool go_on = true;
    chy_arena_init(&arena);
    while (go_on && status == CHY_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        chy_record record;
        status = read_record(store, stmt, &arena, &record, err);
        if (status == CHY_OK)
            go_on = visit(ctx, &record);
        chy_arena_reset(&arena);
    }
    chy_arena_release(&arena);
    if (status == CHY_OK && go_on && code != SQLITE_DONE)
        status = chy_store_refuse(store, code, "read", err);
    return status;
}

/* ---- queries: fixed pieces of SQL are joined, what the user gave is bound ---- */

#define MAX_BOUND 64

typedef struct question {
    chy_buf sql;
    const char *text[MAX_BOUND]; /* NULL: the number is bound */
    size_t len[MAX_BOUND];
    int64_t number[MAX_BOUND];
    int n;
    bool full;
} question;

static void ask_text(question *q, const char *text, size_t len)
{
    q->full = q->full || q->n == MAX_BOUND;
    if (q->full)
        return;
    q->text[q->n] = text;
    q->len[q->n++] = len;
}

static void ask_number(question *q, int64_t number)
{
    q->full = q->full || q->n == MAX_BOUND;
    if (!q->full)
        q->number[q->n++] = number;
}

/* The condition that one row of event_actors is `who`: CODE[:SECTOR[:ID]]; a word alone may be a code or an id. */
static void add_match(question *q, const char *alias, const char *who)
{
    const char *colon = strchr(who, ':'), *second = colon ? strchr(colon + 1, ':') : NULL;
    size_t code_len = colon ? (size_t)(colon - who) : strlen(who);
    chy_buf_printf(&q->sql, " AND %s.part <= %d AND (%s.code = ?", alias, CHY_PART_RECIPIENT, alias);
    ask_text(q, who, code_len);
    if (!colon) {
        chy_buf_printf(&q->sql, " OR %s.identifier = ?", alias);
        ask_text(q, who, code_len);
    }
    chy_buf_str(&q->sql, ")");
    if (colon && colon[1] && colon[1] != ':') {
        chy_buf_printf(&q->sql, " AND %s.sector = ?", alias);
        ask_text(q, colon + 1, second ? (size_t)(second - colon - 1) : strlen(colon + 1));
    }
    if (second && second[1]) {
        chy_buf_printf(&q->sql, " AND %s.identifier = ?", alias);
        ask_text(q, second + 1, strlen(second + 1));
    }
}

/* China with China asks for two Chinese parties, so the second must be another row than the first. */
static void add_parties(question *q, const chy_query *query)
{
    const char *first = query->actor ? query->actor : query->with, *second = query->actor ? query->with : NULL;
    if (!first)
        return;
    chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM event_actors a");
    if (second)
        chy_buf_str(&q->sql, " JOIN event_actors b ON b.event = a.event AND (b.part, b.position) <> (a.part, a.position)");
    chy_buf_str(&q->sql, " WHERE a.event = e.id");
    add_match(q, "a", first);
    if (second)
        add_match(q, "b", second);
    chy_buf_str(&q->sql, ")");
}

/* `column` IN a list of names; each must be one of the closed list. */
static chy_status add_list(question *q, const char *column, const char *list, const char *const *names, int n, const char *what, chy_err *err)
{
    if (!list)
        return CHY_OK;
    chy_buf_printf(&q->sql, " AND %s IN (", column);
    for (const char *from = list; from; from = strchr(from, ',') ? strchr(from, ',') + 1 : NULL) {
        size_t len = strcspn(from, ",");
        int i = 0;
        while (i < n && (strlen(names[i]) != len || strncasecmp(names[i], from, len)))
            i++;
        if (i == n || !len)
            return chy_err_set(err, CHY_E_USAGE, 0, "\"%.*s\" is no %s", (int)(len < 60 ? len : 60), from, what);
        chy_buf_str(&q->sql, from == list ? "?" : ", ?");
        ask_text(q, names[i], len);
    }
    chy_buf_str(&q->sql, ")");
    return CHY_OK;
}

static chy_status add_day(question *q, const char *condition, const char *day, bool end, chy_err *err)
{
    chy_day parsed;
    if (!day)
        return CHY_OK;
    if (!chy_day_parse(day, strlen(day), &parsed))
        return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no day (YYYY, YYYY-MM or YYYY-MM-DD)", day);
    chy_buf_str(&q->sql, condition);
    ask_number(q, chy_day_number(parsed, end));
    return CHY_OK;
}

static void add_place(question *q, const char *place)
{
    if (!place)
        return;
    chy_buf_str(&q->sql, " AND (e.country = ? OR e.place = ? COLLATE NOCASE OR e.place_text = ? COLLATE NOCASE)");
    for (int i = 0; i < 3; i++)
        ask_text(q, place, strlen(place));
}

static chy_status make_question(question *q, const chy_query *query, chy_err *err)
{
    chy_buf_printf(&q->sql, "%s WHERE 1", select_events);
    add_parties(q, query);
    chy_status status = add_list(q, "e.type", query->types, chy_type_names, CHY_N_TYPE, "type of PLOVER", err);
    if (status == CHY_OK)
        status = add_list(q, "e.status", query->statuses, chy_event_status_names, CHY_N_STATUS, "status", err);
    if (status == CHY_OK)
        status = add_day(q, " AND e.last_day >= ?", query->since, false, err);
    if (status == CHY_OK)
        status = add_day(q, " AND e.first_day <= ?", query->until, true, err);
    add_place(q, query->place);
    /* Nulls (no date) are the smallest, so they come last. */
    chy_buf_str(&q->sql, " ORDER BY e.first_day DESC, e.last_day DESC, d.doc, s.sequence, e.trigger_first, e.id LIMIT ?");
    ask_number(q, query->limit > 0 ? query->limit : -1);
    if (status == CHY_OK && q->full)
        status = chy_err_set(err, CHY_E_USAGE, 0, "too many values in one query");
    if (status == CHY_OK && q->sql.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the query");
    return status;
}

static chy_status prepare(chy_store *store, const question *q, sqlite3_stmt **stmt, chy_err *err)
{
    int code = sqlite3_prepare_v2(store->db, q->sql.data, -1, stmt, NULL);
    for (int i = 0; i < q->n && code == SQLITE_OK; i++)
        code = q->text[i] ? sqlite3_bind_text64(*stmt, i + 1, q->text[i], q->len[i], SQLITE_STATIC, SQLITE_UTF8)
                          : sqlite3_bind_int64(*stmt, i + 1, q->number[i]);
    return code == SQLITE_OK ? CHY_OK : chy_store_refuse(store, code, "ask", err);
}

chy_status chy_store_events(chy_store *store, const chy_query *query, bool (*visit)(void *ctx, const chy_record *record), void *ctx,
                            chy_err *err)
{
    question q = {0};
    sqlite3_stmt *stmt = NULL;
    chy_status status = make_question(&q, query, err);
    if (status == CHY_OK)
        status = prepare(store, &q, &stmt, err);
    if (status == CHY_OK)
        status = visit_rows(store, stmt, visit, ctx, err);
    sqlite3_finalize(stmt);
    chy_buf_release(&q.sql);
    return status;
}

/* ---- one event ---- */

typedef struct finding {
    void (*visit)(void *ctx, const chy_record *record);
    void *ctx;
    unsigned n;
    char id[32];
    bool show;
} finding;

static bool count_or_show(void *ctx, const chy_record *record)
{
    finding *f = ctx;
    snprintf(f->id, sizeof f->id, "%s", record->id);
    f->n++;
    if (f->show)
        f->visit(f->ctx, record);
    return f->n < 2;
}

static chy_status ask_for_id(chy_store *store, const char *id, finding *f, chy_err *err)
{
    question q = {0};
    sqlite3_stmt *stmt = NULL;
    /* ids are hexadecimal: "g" is behind them all */
    chy_buf_printf(&q.sql, "%s WHERE e.event >= ? AND e.event < ? || 'g' LIMIT 2", select_events);
    ask_text(&q, id, strlen(id));
    ask_text(&q, id, strlen(id));
    chy_status status = q.sql.failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the query") : prepare(store, &q, &stmt, err);
    if (status == CHY_OK)
        status = visit_rows(store, stmt, count_or_show, f, err);
    sqlite3_finalize(stmt);
    chy_buf_release(&q.sql);
    return status;
}

static chy_status read_document(chy_store *store, const char *id, chy_document *doc, char *default_day, chy_err *err)
{
    static const chy_field order[] = {CHY_FIELD_ID, CHY_FIELD_DATE, CHY_FIELD_SOURCE, CHY_FIELD_TITLE, CHY_FIELD_URL, CHY_FIELD_TEXT, CHY_FIELD_LANG};
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_DOCUMENT, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    chy_status status = code == SQLITE_ROW ? CHY_OK : chy_store_refuse(store, code, "read", err);
    for (int i = 0; i < CHY_N_FIELD && status == CHY_OK; i++) {
        const char *text = (const char *)sqlite3_column_text(stmt, i);
        status = chy_document_set(doc, order[i], text, (size_t)sqlite3_column_bytes(stmt, i), err);
    }
    default_day[0] = '\0';
    const char *why = status == CHY_OK ? (const char *)sqlite3_column_text(stmt, 8) : NULL;
    if (why && !strcmp(why, "--date"))
        snprintf(default_day, 24, "%s", (const char *)sqlite3_column_text(stmt, 7));
    sqlite3_reset(stmt);
    return status;
}

chy_status chy_store_find(chy_store *store, const char *id, void (*visit)(void *ctx, const chy_record *record), void *ctx,
                          chy_document *doc, char *default_day, chy_err *err)
{
    finding f = {.visit = visit, .ctx = ctx};
    chy_document_clear(doc);
    chy_status status = ask_for_id(store, id, &f, err);
    if (status != CHY_OK)
        return status;
    if (f.n != 1)
        return chy_err_set(err, f.n ? CHY_E_USAGE : CHY_E_EMPTY, 0, f.n ? "%s: more than one event begins with %.40s" : "%s: no event %.40s",
                           store->path, id);
    status = read_document(store, f.id, doc, default_day, err);
    finding shown = {.visit = visit, .ctx = ctx, .show = true};
    char whole[32];
    memcpy(whole, f.id, sizeof whole);
    return status == CHY_OK ? ask_for_id(store, whole, &shown, err) : status;
}
