/* src/store/query.c - Filters to SQL: which events, which entries of the ledger. See store.h for the contract.
 *
 * Everything that filters ask for stands in event_terms under (term, day, event). The term that promises fewest events drives the query
 * and gives them by day; the others are looked up in the same index. So a filter costs what its rarest word costs. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "store/sqlite.h"
#include "types/record.h"

/* ---- questions ---- */

void chy_ask_text(chy_question *q, const char *text, size_t len)
{
    q->full = q->full || q->n == CHY_MAX_BOUND;
    if (q->full)
        return;
    q->text[q->n] = text;
    q->len[q->n++] = len;
}

void chy_ask_number(chy_question *q, int64_t number)
{
    q->full = q->full || q->n == CHY_MAX_BOUND;
    if (!q->full) {
        q->text[q->n] = NULL;
        q->number[q->n++] = number;
    }
}

chy_status chy_ask(chy_store *store, const chy_question *q, sqlite3_stmt **stmt, chy_err *err)
{
    if (q->full)
        return chy_err_set(err, CHY_E_USAGE, 0, "too many values in one query");
    if (q->sql.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the query");
    int code = sqlite3_prepare_v2(store->db, q->sql.data, -1, stmt, NULL);
    for (int i = 0; i < q->n && code == SQLITE_OK; i++)
        code = q->text[i] ? sqlite3_bind_text64(*stmt, i + 1, q->text[i], q->len[i], SQLITE_STATIC, SQLITE_UTF8)
                          : sqlite3_bind_int64(*stmt, i + 1, q->number[i]);
    return code == SQLITE_OK ? CHY_OK : chy_store_refuse(store, code, "ask", err);
}

void chy_question_release(chy_question *q)
{
    chy_buf_release(&q->sql);
}

/* The item of a comma-separated list at *from, which moves on; NULL behind the last. */
static const char *next_item(const char **from, size_t *len)
{
    const char *item = *from;
    if (!item)
        return NULL;
    *len = strcspn(item, ",");
    *from = item[*len] ? item + *len + 1 : NULL;
    return item;
}

/* The number of a name in a closed list, or -1. */
static int find_name(const char *text, size_t len, const char *const *names, int n)
{
    for (int i = 0; i < n && len; i++)
        if (strlen(names[i]) == len && !strncasecmp(names[i], text, len))
            return i;
    return -1;
}

chy_status chy_ask_list(chy_question *q, const char *column, const char *list, const char *const *names, int n, const char *what, chy_err *err)
{
    size_t len;
    const char *between = "", *item;
    if (!list)
        return CHY_OK;
    chy_buf_printf(&q->sql, " AND %s IN (", column);
    while ((item = next_item(&list, &len)) != NULL) {
        int i = names ? find_name(item, len, names, n) : 0;
        if (i < 0 || !len)
            return chy_err_set(err, CHY_E_USAGE, 0, "\"%.*s\" is no %s", (int)(len < 60 ? len : 60), item, what);
        chy_buf_printf(&q->sql, "%s?", between);
        chy_ask_text(q, names ? names[i] : item, len);
        between = ", ";
    }
    chy_buf_str(&q->sql, ")");
    return CHY_OK;
}

static chy_status read_day(const char *text, bool end, int64_t *out, chy_err *err)
{
    chy_day day;
    if (!chy_day_parse(text, strlen(text), &day))
        return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no day (YYYY, YYYY-MM or YYYY-MM-DD)", text);
    *out = chy_day_number(day, end);
    return CHY_OK;
}

/* ---- parties: CODE[:SECTOR[:ID]]; a word alone may be a code or an id ---- */

typedef struct who {
    const char *word; /* what the index knows it by: the id if there is one, else the code */
    size_t word_len;
    const char *code, *sector, *id;
    size_t code_len, sector_len, id_len;
} who;

static who read_who(const char *text)
{
    const char *colon = strchr(text, ':'), *second = colon ? strchr(colon + 1, ':') : NULL;
    who w = {.code = text, .code_len = colon ? (size_t)(colon - text) : strlen(text)};
    if (colon) {
        w.sector = colon + 1;
        w.sector_len = second ? (size_t)(second - colon - 1) : strlen(colon + 1);
    }
    if (second && second[1]) {
        w.id = second + 1;
        w.id_len = strlen(second + 1);
    }
    w.word = w.id ? w.id : w.code;
    w.word_len = w.id ? w.id_len : w.code_len;
    return w;
}

/* The condition that one row of event_actors (or ledger_parties) is `w`. */
static void match_who(chy_question *q, const char *alias, const who *w, bool sectors)
{
    chy_buf_printf(&q->sql, " AND (%s.code = ?", alias);
    chy_ask_text(q, w->code, w->code_len);
    if (!w->sector) {
        chy_buf_printf(&q->sql, " OR %s.identifier = ?", alias);
        chy_ask_text(q, w->code, w->code_len);
    }
    chy_buf_str(&q->sql, ")");
    if (sectors && w->sector_len) {
        chy_buf_printf(&q->sql, " AND %s.sector = ?", alias);
        chy_ask_text(q, w->sector, w->sector_len);
    }
    if (w->id) {
        chy_buf_printf(&q->sql, " AND %s.identifier = ?", alias);
        chy_ask_text(q, w->id, w->id_len);
    }
}

/* ---- terms ---- */

#define MAX_TERMS 8

typedef struct plan {
    int64_t terms[MAX_TERMS];
    int n;
    int64_t from, to; /* days on which an event may begin */
} plan;

static void add_term(plan *p, char kind, const char *text, size_t len)
{
    if (p->n < MAX_TERMS)
        p->terms[p->n++] = chy_store_term(kind, text, len);
}

static bool is_code(const who *w)
{
    return w->code_len != 3 || strncmp(w->code, "---", 3) != 0;
}

static void plan_parties(plan *p, const chy_query *query, const char *type)
{
    const char *first = query->actor ? query->actor : query->with, *second = query->actor ? query->with : NULL;
    char text[256];
    if (!first)
        return;
    who a = read_who(first), b = second ? read_who(second) : a;
    if (second && is_code(&a) && is_code(&b)) {
        size_t least = a.word_len < b.word_len ? a.word_len : b.word_len;
        int order = memcmp(a.word, b.word, least);
        bool swap = order > 0 || (!order && a.word_len > b.word_len);
        const who *x = swap ? &b : &a, *y = swap ? &a : &b;
        int len = snprintf(text, sizeof text, "%.*s|%.*s", (int)x->word_len, x->word, (int)y->word_len, y->word);
        if (len > 0 && (size_t)len < sizeof text)
            add_term(p, 'p', text, (size_t)len);
    } else if (is_code(&a) && type) {
        int len = snprintf(text, sizeof text, "%.*s/%s", (int)a.word_len, a.word, type);
        if (len > 0 && (size_t)len < sizeof text)
            add_term(p, 'b', text, (size_t)len);
    } else if (is_code(&a)) {
        add_term(p, 'a', a.word, a.word_len);
    }
}

/* The one item of a list, or NULL when it has more (or is none of the names). */
static const char *only_item(const char *list, const char *const *names, int n)
{
    size_t len = list ? strcspn(list, ",") : 0;
    int i = list && !list[len] ? find_name(list, len, names, n) : -1;
    return i < 0 ? NULL : names[i];
}

static bool is_country(const char *place)
{
    return strlen(place) == 3 && isupper((unsigned char)place[0]) && isupper((unsigned char)place[1]) && isupper((unsigned char)place[2]);
}

static void plan_place(plan *p, const char *place)
{
    char low[128];
    size_t len = strlen(place);
    if (is_country(place)) {
        add_term(p, 'l', place, 3);
    } else if (len < sizeof low) {
        for (size_t i = 0; i < len; i++)
            low[i] = (char)(place[i] >= 'A' && place[i] <= 'Z' ? place[i] + 32 : place[i]); /* as SQLite's lower() */
        add_term(p, 'n', low, len);
    }
}

static chy_status make_plan(plan *p, const chy_query *query, chy_err *err)
{
    *p = (plan){.from = INT32_MIN, .to = INT32_MAX};
    const char *type = only_item(query->types, chy_type_names, CHY_N_TYPE), *kind = only_item(query->statuses, chy_event_status_names, CHY_N_STATUS);
    plan_parties(p, query, type);
    if (type && !(query->actor || query->with))
        add_term(p, 't', type, strlen(type));
    if (kind && strcmp(kind, "actual") != 0)
        add_term(p, 's', kind, strlen(kind));
    if (query->place)
        plan_place(p, query->place);
    if (query->modes && !strchr(query->modes, ','))
        add_term(p, 'm', query->modes, strlen(query->modes));
    if (query->coder && strcmp(query->coder, "all") != 0 && strcmp(query->coder, "chancery") != 0)
        add_term(p, 'k', query->coder, strlen(query->coder));
    chy_status status = query->since ? read_day(query->since, false, &p->from, err) : CHY_OK;
    if (status == CHY_OK && query->until)
        status = read_day(query->until, true, &p->to, err);
    return status;
}

/* Ranges may begin before the first day that is asked for, but not by more than a year and a day. */
static int64_t earliest(const plan *p)
{
    return p->from == INT32_MIN ? INT32_MIN : p->from - 366;
}

/* Puts the term with the fewest events first. */
static chy_status choose_driver(chy_store *store, plan *p, chy_err *err)
{
    int64_t least = INT64_MAX;
    int best = 0;
    for (int i = 0; i < p->n && p->n > 1; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_COUNT_TERM, err);
        if (!stmt)
            return CHY_E_STORE;
        sqlite3_bind_int64(stmt, 1, p->terms[i]);
        sqlite3_bind_int64(stmt, 2, earliest(p));
        sqlite3_bind_int64(stmt, 3, p->to);
        int64_t n = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : least;
        sqlite3_reset(stmt);
        if (n < least) {
            least = n;
            best = i;
        }
    }
    if (p->n) {
        int64_t first = p->terms[best];
        p->terms[best] = p->terms[0];
        p->terms[0] = first;
    }
    return CHY_OK;
}

/* ---- events ---- */

static void ask_terms(chy_question *q, const plan *p)
{
    if (!p->n) {
        chy_buf_str(&q->sql, " FROM events e");
        return;
    }
    chy_buf_str(&q->sql, " FROM event_terms c CROSS JOIN events e ON e.id = c.event");
}

static void ask_days(chy_question *q, const chy_query *query, const plan *p)
{
    const char *day = p->n ? "c.day" : "e.first_day";
    if (p->n) {
        chy_buf_str(&q->sql, " AND c.term = ?");
        chy_ask_number(q, p->terms[0]);
    }
    if (query->since) {
        chy_buf_printf(&q->sql, " AND %s >= ? AND e.last_day >= ?", day);
        chy_ask_number(q, earliest(p));
        chy_ask_number(q, p->from);
    }
    if (query->until) {
        chy_buf_printf(&q->sql, " AND %s <= ? AND e.first_day IS NOT NULL", day);
        chy_ask_number(q, p->to);
    }
    for (int i = 1; i < p->n; i++) {
        chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM event_terms x WHERE x.term = ? AND x.day = c.day AND x.event = c.event)");
        chy_ask_number(q, p->terms[i]);
    }
}

/* What the index cannot tell: sectors, and that China with China are two Chinese parties. */
static void ask_parties(chy_question *q, const chy_query *query)
{
    const char *first = query->actor ? query->actor : query->with, *second = query->actor ? query->with : NULL;
    if (!first)
        return;
    who a = read_who(first), b = second ? read_who(second) : a;
    if (!a.sector && !b.sector && is_code(&a) && is_code(&b))
        return;
    chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM event_actors a");
    if (second)
        chy_buf_str(&q->sql, " JOIN event_actors b ON b.event = a.event AND b.part < 2 AND (b.part, b.position) <> (a.part, a.position)");
    chy_buf_str(&q->sql, " WHERE a.event = e.id AND a.part < 2");
    match_who(q, "a", &a, true);
    if (second)
        match_who(q, "b", &b, true);
    chy_buf_str(&q->sql, ")");
}

static chy_status ask_rest(chy_question *q, const chy_query *query, chy_err *err)
{
    chy_status status = chy_ask_list(q, "+e.type", query->types, chy_type_names, CHY_N_TYPE, "type of PLOVER", err);
    if (status == CHY_OK)
        status = chy_ask_list(q, "+e.status", query->statuses, chy_event_status_names, CHY_N_STATUS, "status", err);
    if (status == CHY_OK && query->modes && strchr(query->modes, ',')) {
        chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM event_words w WHERE w.event = e.id AND w.kind = 0");
        status = chy_ask_list(q, "w.word", query->modes, NULL, 0, "mode", err);
        chy_buf_str(&q->sql, ")");
    }
    if (query->min_sources > 1) {
        chy_buf_str(&q->sql, " AND e.n_sources >= ?");
        chy_ask_number(q, query->min_sources);
    }
    if (!query->coder || !strcmp(query->coder, "chancery"))
        chy_buf_str(&q->sql, " AND e.coder = 'chancery'");
    return status;
}

/* FROM, the joins that a caller adds, WHERE. */
static chy_status ask_where(chy_store *store, chy_question *q, const char *joins, const chy_query *query, bool *driven, chy_err *err)
{
    plan p;
    chy_status status = make_plan(&p, query, err);
    if (status == CHY_OK)
        status = choose_driver(store, &p, err);
    if (status != CHY_OK)
        return status;
    *driven = p.n > 0;
    ask_terms(q, &p);
    chy_buf_str(&q->sql, joins);
    chy_buf_str(&q->sql, " WHERE 1");
    ask_days(q, query, &p);
    ask_parties(q, query);
    return ask_rest(q, query, err);
}

chy_status chy_store_events(chy_store *store, const chy_query *query, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err)
{
    chy_question q = {0};
    sqlite3_stmt *stmt = NULL;
    bool driven = false;
    chy_store_select_records(CHY_RECORDS_EVENTS, &q.sql);
    chy_status status = ask_where(store, &q, chy_store_record_joins, query, &driven, err);
    /* The index gives them by day, so that only the ties of a day are sorted. Nulls (no date) are the smallest and come last. */
    chy_buf_printf(&q.sql, " ORDER BY %s DESC, e.last_day DESC, d.doc, s.sequence, e.trigger_first, e.event LIMIT ? OFFSET ?", driven ? "c.day" : "e.first_day");
    chy_ask_number(&q, query->limit > 0 ? query->limit : -1);
    chy_ask_number(&q, query->offset > 0 ? query->offset : 0);
    if (status == CHY_OK)
        status = chy_ask(store, &q, &stmt, err);
    if (status == CHY_OK)
        status = chy_store_visit_records(store, CHY_RECORDS_EVENTS, stmt, visit, ctx, err);
    sqlite3_finalize(stmt);
    chy_question_release(&q);
    return status;
}

chy_status chy_store_count(chy_store *store, const chy_query *query, uint64_t *n, chy_err *err)
{
    chy_question q = {0};
    sqlite3_stmt *stmt = NULL;
    bool driven;
    *n = 0;
    chy_buf_str(&q.sql, "SELECT count(*)");
    chy_status status = ask_where(store, &q, "", query, &driven, err);
    if (status == CHY_OK)
        status = chy_ask(store, &q, &stmt, err);
    if (status == CHY_OK && sqlite3_step(stmt) == SQLITE_ROW)
        *n = (uint64_t)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    chy_question_release(&q);
    return status;
}

chy_status chy_ask_events(chy_store *store, chy_question *q, const char *joins, const chy_query *query, chy_err *err)
{
    bool driven;
    return ask_where(store, q, joins, query, &driven, err);
}

/* ---- the ledger ---- */

/* DAY: due on it; before:DAY, after:DAY. */
static chy_status ask_due(chy_question *q, const char *due, chy_err *err)
{
    bool before = !strncmp(due, "before:", 7), after = !strncmp(due, "after:", 6);
    const char *day = before ? due + 7 : after ? due + 6 : due;
    int64_t from = 0, to = 0;
    chy_status status = read_day(day, false, &from, err);
    if (status == CHY_OK)
        status = read_day(day, true, &to, err);
    if (status != CHY_OK)
        return status;
    chy_buf_str(&q->sql, before ? " AND l.last_day < ?" : after ? " AND l.first_day > ?" : " AND l.first_day <= ? AND l.last_day >= ?");
    chy_ask_number(q, before ? from : to);
    if (!before && !after)
        chy_ask_number(q, from);
    return CHY_OK;
}

static void ask_entry_parties(chy_question *q, const chy_query *query)
{
    const char *const asked[] = {query->actor, query->with};
    for (int i = 0; i < 2; i++)
        if (asked[i]) {
            who w = read_who(asked[i]);
            chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM ledger_parties a WHERE a.record = l.id");
            match_who(q, "a", &w, false);
            chy_buf_str(&q->sql, ")");
        }
}

static chy_status ask_entries(chy_question *q, const char *kind, const chy_query *query, chy_err *err)
{
    int64_t day = 0;
    chy_status status = CHY_OK;
    chy_buf_str(&q->sql, "SELECT " CHY_STORE_ENTRY_COLUMNS " FROM ledger l WHERE 1");
    if (kind) {
        chy_buf_str(&q->sql, " AND l.kind = ?");
        chy_ask_text(q, kind, strlen(kind));
    }
    ask_entry_parties(q, query);
    if (query->since && (status = read_day(query->since, false, &day, err)) == CHY_OK) {
        chy_buf_str(&q->sql, " AND l.last_day >= ?");
        chy_ask_number(q, day);
    }
    if (status == CHY_OK && query->until && (status = read_day(query->until, true, &day, err)) == CHY_OK) {
        chy_buf_str(&q->sql, " AND l.first_day <= ?");
        chy_ask_number(q, day);
    }
    if (status == CHY_OK)
        status = chy_ask_list(q, "l.status", query->statuses, NULL, 0, "status", err);
    if (status == CHY_OK)
        status = chy_ask_list(q, "l.outcome", query->outcome, NULL, 0, "outcome", err);
    if (status == CHY_OK && query->due)
        status = ask_due(q, query->due, err);
    if (query->place) {
        chy_buf_str(&q->sql, is_country(query->place) ? " AND l.country = ?" : " AND l.place = ? COLLATE NOCASE");
        chy_ask_text(q, query->place, strlen(query->place));
    }
    if (query->words) {
        chy_buf_str(&q->sql, " AND (instr(lower(l.name), lower(?)) OR instr(lower(l.payload), lower(?)))");
        chy_ask_text(q, query->words, strlen(query->words));
        chy_ask_text(q, query->words, strlen(query->words));
    }
    chy_buf_str(&q->sql, " ORDER BY l.first_day DESC, l.last_day DESC, l.record LIMIT ? OFFSET ?");
    chy_ask_number(q, query->limit > 0 ? query->limit : -1);
    chy_ask_number(q, query->offset > 0 ? query->offset : 0);
    return status;
}

chy_status chy_store_ledger(chy_store *store, const char *kind, const chy_query *query, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx,
                            chy_err *err)
{
    chy_question q = {0};
    sqlite3_stmt *stmt = NULL;
    chy_status status = ask_entries(&q, kind, query, err);
    if (status == CHY_OK)
        status = chy_ask(store, &q, &stmt, err);
    if (status == CHY_OK)
        status = chy_store_visit_entries(store, stmt, visit, ctx, err);
    sqlite3_finalize(stmt);
    chy_question_release(&q);
    return status;
}

chy_status chy_store_entry(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err)
{
    chy_question q = {0};
    sqlite3_stmt *stmt = NULL;
    int64_t n = 0;
    chy_buf_str(&q.sql, "SELECT " CHY_STORE_ENTRY_COLUMNS ", count(*) FROM ledger l WHERE l.record >= ? AND l.record < ? || 'g'");
    chy_ask_text(&q, id, strlen(id));
    chy_ask_text(&q, id, strlen(id));
    chy_status status = chy_ask(store, &q, &stmt, err);
    if (status == CHY_OK && sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 12);
    if (status == CHY_OK && n != 1)
        status = chy_err_set(err, n ? CHY_E_USAGE : CHY_E_EMPTY, 0, n ? "%s: more than one record begins with %.40s" : "%s: no record %.40s", store->path, id);
    if (status == CHY_OK) {
        sqlite3_reset(stmt);
        status = chy_store_visit_entries(store, stmt, visit, ctx, err);
    }
    sqlite3_finalize(stmt);
    chy_question_release(&q);
    return status;
}
