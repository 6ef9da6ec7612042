/* src/store/table.c - Counts and searches as rows: panels, sources, sentences. See store.h for the contract. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/sqlite.h"
#include "types/record.h"

#define MAX_COLUMNS 32

/* ---- visiting ---- */

static chy_cell take_cell(sqlite3_stmt *stmt, int at)
{
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_NULL: return (chy_cell){.kind = CHY_CELL_NULL};
    case SQLITE_INTEGER: return (chy_cell){.kind = CHY_CELL_INTEGER, .number = (double)sqlite3_column_int64(stmt, at)};
    case SQLITE_FLOAT: return (chy_cell){.kind = CHY_CELL_REAL, .number = sqlite3_column_double(stmt, at)};
    default: return (chy_cell){.kind = CHY_CELL_TEXT, .text = (const char *)sqlite3_column_text(stmt, at)};
    }
}

static chy_status visit_cells(chy_store *store, chy_question *q, chy_status status, bool (*visit)(void *ctx, const chy_cells *row), void *ctx, chy_err *err)
{
    sqlite3_stmt *stmt = NULL;
    const char *names[MAX_COLUMNS];
    chy_cell cells[MAX_COLUMNS];
    int code = SQLITE_ROW;
    bool go_on = true;
    if (status == CHY_OK)
        status = chy_ask(store, q, &stmt, err);
    int n = status == CHY_OK ? sqlite3_column_count(stmt) : 0;
    n = n > MAX_COLUMNS ? MAX_COLUMNS : n;
    for (int i = 0; i < n; i++)
        names[i] = sqlite3_column_name(stmt, i);
    while (status == CHY_OK && go_on && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < n; i++)
            cells[i] = take_cell(stmt, i);
        go_on = visit(ctx, &(chy_cells){names, cells, (size_t)n});
    }
    if (status == CHY_OK && go_on && code != SQLITE_DONE)
        status = chy_store_refuse(store, code, "read", err);
    sqlite3_finalize(stmt);
    chy_question_release(q);
    return status;
}

/* ---- time ---- */

typedef enum period { BY_DAY, BY_WEEK, BY_MONTH, BY_YEAR, N_PERIOD } period;
static const char *const period_names[N_PERIOD] = {"day", "week", "month", "year"};

/* A week is called by its Monday. `%s` is an SQL date. */
static const char *const period_of[N_PERIOD] = {"date(%s)", "date(%s, 'weekday 0', '-6 days')", "strftime('%%Y-%%m', %s)", "strftime('%%Y', %s)"};
/* Which dates are precise enough to be counted so. */
static const char *const precise_enough[N_PERIOD] = {"('day')", "('day', 'week')", "('day', 'week', 'month')", "('day', 'week', 'month', 'year')"};
static const char *const next_period[N_PERIOD] = {"date(p, '+1 day')", "date(p, '+7 days')", "strftime('%Y-%m', p || '-01', '+1 month')",
                                                  "strftime('%Y', p || '-01-01', '+1 year')"};

static chy_status find_choice(const char *text, const char *const *names, int n, const char *what, int *out, chy_err *err)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(text, names[i])) {
            *out = i;
            return CHY_OK;
        }
    return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no %s", text, what);
}

static void add_period(chy_buf *sql, int by, const char *date)
{
    for (const char *p = period_of[by]; *p; p++) {
        if (*p != '%') {
            chy_buf_char(sql, *p);
        } else if (*++p == 's') {
            chy_buf_str(sql, date);
        } else {
            chy_buf_char(sql, '%');
        }
    }
}

/* ---- panels ---- */

enum { COUNT_QUAD, COUNT_TYPE, COUNT_SCORE, N_COUNT };

typedef struct panel {
    bool dyad;
    int by, count;
    const chy_query *query;
} panel;

static chy_status read_panel(const chy_query *query, panel *out, chy_err *err)
{
    static const char *const units[] = {"actor", "dyad"}, *const counts[] = {"quad", "type", "score"};
    int unit = 1;
    *out = (panel){.by = BY_MONTH, .query = query};
    chy_status status = query->unit ? find_choice(query->unit, units, 2, "unit of a panel: dyad or actor", &unit, err) : CHY_OK;
    if (status == CHY_OK && query->by)
        status = find_choice(query->by, period_names, N_PERIOD, "period: day, week, month or year", &out->by, err);
    if (status == CHY_OK && query->count)
        status = find_choice(query->count, counts, N_COUNT, "count: quad, type or score", &out->count, err);
    out->dyad = unit == 1;
    return status;
}

/* The events, each with its period. */
static chy_status add_selected(chy_store *store, chy_question *q, const panel *p, chy_err *err)
{
    chy_query query = *p->query;
    if (!query.statuses)
        query.statuses = "actual";
    chy_buf_str(&q->sql, "WITH RECURSIVE selected AS (SELECT e.id, e.type, e.quad, e.scale, e.goldstein, ");
    add_period(&q->sql, p->by, "e.first_day * 86400, 'unixepoch'");
    chy_buf_str(&q->sql, " AS period");
    chy_status status = chy_ask_events(store, q, "", &query, err);
    chy_buf_printf(&q->sql, " AND e.date_precision IN %s AND e.first_day IS NOT NULL)", precise_enough[p->by]);
    return status;
}

static void add_party_filter(chy_question *q, const char *who, const char *condition, int times)
{
    size_t len = who ? strcspn(who, ":") : 0;
    if (!len)
        return;
    chy_buf_str(&q->sql, condition);
    for (int i = 0; i < times; i++)
        chy_ask_text(q, who, len);
}

/* Events by period and unit, each counted once in a unit. */
static void add_units(chy_question *q, const panel *p)
{
    bool directed = p->query->directed;
    chy_buf_str(&q->sql, ", units AS (SELECT DISTINCT s.id, s.type, s.quad, s.scale, s.goldstein, s.period, ");
    if (!p->dyad) {
        chy_buf_printf(&q->sql, "a.code AS a FROM selected s JOIN event_actors a ON a.event = s.id AND a.part %s AND a.code <> '---'", directed ? "= 0" : "< 2");
        chy_buf_str(&q->sql, " WHERE 1");
        add_party_filter(q, p->query->actor, " AND a.code = ?", 1);
    } else {
        chy_buf_str(&q->sql, directed ? "x.a, x.b" : "min(x.a, x.b) AS a, max(x.a, x.b) AS b");
        chy_buf_str(&q->sql, " FROM selected s JOIN event_pairs x ON x.event = s.id WHERE 1");
        add_party_filter(q, p->query->actor, directed ? " AND x.a = ?" : " AND (x.a = ? OR x.b = ?)", directed ? 1 : 2);
        add_party_filter(q, p->query->with, directed ? " AND x.b = ?" : " AND (x.a = ? OR x.b = ?)", directed ? 1 : 2);
    }
    chy_buf_str(&q->sql, ")");
}

static void add_counts(chy_question *q, const panel *p)
{
    chy_buf_printf(&q->sql, ", counted AS (SELECT period, a%s, count(*) AS events", p->dyad ? ", b" : "");
    if (p->count == COUNT_QUAD)
        for (int quad = 1; quad <= 4; quad++)
            chy_buf_printf(&q->sql, ", sum(quad = %d) AS quad%d", quad, quad);
    if (p->count == COUNT_TYPE)
        for (int type = 1; type < CHY_N_TYPE; type++)
            chy_buf_printf(&q->sql, ", sum(type = '%s') AS %s", chy_type_names[type], chy_type_names[type]);
    if (p->count == COUNT_SCORE)
        chy_buf_str(&q->sql, ", round(avg(scale), 3) AS scale, round(avg(goldstein), 3) AS goldstein");
    chy_buf_printf(&q->sql, " FROM units GROUP BY period, a%s)", p->dyad ? ", b" : "");
}

/* Documents and sentences of each period: what counts are divided by. */
static void add_denominators(chy_question *q, const panel *p)
{
    chy_buf_str(&q->sql, ", base AS (SELECT ");
    add_period(&q->sql, p->by, "d.report_date");
    chy_buf_str(&q->sql, " AS period, count(*) AS documents, sum((SELECT count(*) FROM sentences s WHERE s.document = d.id AND NOT s.furniture)) AS sentences "
                         "FROM documents d WHERE d.coder = 'chancery' AND length(d.report_date) = 10 GROUP BY 1)");
}

/* With zeros the grid is every period from the first to the last for every unit that occurs. */
static void add_grid(chy_question *q, const panel *p)
{
    const char *b = p->dyad ? ", b" : "";
    if (!p->query->zero_fill) {
        chy_buf_printf(&q->sql, ", grid AS (SELECT period, a%s FROM counted)", b);
        return;
    }
    chy_buf_printf(&q->sql, ", periods (p) AS (SELECT min(period) FROM counted UNION ALL SELECT %s FROM periods WHERE p < (SELECT max(period) FROM counted)), "
                            "grid AS (SELECT p AS period, a%s FROM periods, (SELECT DISTINCT a%s FROM counted))", next_period[p->by], b, b);
}

static void add_columns(chy_question *q, const panel *p)
{
    chy_buf_printf(&q->sql, " SELECT g.period AS %s, g.a%s, coalesce(c.events, 0) AS events", period_names[p->by], p->dyad ? ", g.b AS b" : " AS actor");
    if (p->count == COUNT_QUAD)
        for (int quad = 1; quad <= 4; quad++)
            chy_buf_printf(&q->sql, ", coalesce(c.quad%d, 0) AS quad%d", quad, quad);
    if (p->count == COUNT_TYPE)
        for (int type = 1; type < CHY_N_TYPE; type++)
            chy_buf_printf(&q->sql, ", coalesce(c.%s, 0) AS %s", chy_type_names[type], chy_type_names[type]);
    if (p->count == COUNT_SCORE)
        chy_buf_str(&q->sql, ", c.scale, c.goldstein");
    chy_buf_str(&q->sql, ", coalesce(d.documents, 0) AS documents, coalesce(d.sentences, 0) AS sentences FROM grid g LEFT JOIN counted c ON c.period = g.period "
                         "AND c.a = g.a");
    chy_buf_str(&q->sql, p->dyad ? " AND c.b = g.b" : "");
    chy_buf_str(&q->sql, " LEFT JOIN base d ON d.period = g.period WHERE g.period IS NOT NULL ORDER BY 1, 2");
    chy_buf_str(&q->sql, p->dyad ? ", 3" : "");
}

static chy_status ask_panel(chy_store *store, chy_question *q, const chy_query *query, chy_err *err)
{
    panel p;
    chy_status status = read_panel(query, &p, err);
    if (status == CHY_OK)
        status = add_selected(store, q, &p, err);
    if (status != CHY_OK)
        return status;
    add_units(q, &p);
    add_counts(q, &p);
    add_denominators(q, &p);
    add_grid(q, &p);
    add_columns(q, &p);
    return CHY_OK;
}

/* ---- documents ---- */

/* Days of documents, their words and whom they name. */
static chy_status ask_documents(chy_question *q, const chy_query *query, chy_err *err)
{
    const char *const days[] = {query->since, query->until}, *const who[] = {query->actor, query->with};
    for (int i = 0; i < 2; i++) {
        chy_day day;
        if (!days[i])
            continue;
        if (!chy_day_parse(days[i], strlen(days[i]), &day))
            return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no day (YYYY, YYYY-MM or YYYY-MM-DD)", days[i]);
        /* ISO text sorts by time; "2025-03" is before all its days, so an end gets a byte that is behind them. */
        chy_buf_str(&q->sql, i ? " AND d.report_date < ? || '~'" : " AND d.report_date >= ?");
        chy_ask_text(q, days[i], strlen(days[i]));
    }
    for (int i = 0; i < 2; i++)
        if (who[i]) {
            const char *id = strrchr(who[i], ':');
            size_t len = strcspn(who[i], ":");
            bool has_id = id && (size_t)(id - who[i]) > len;
            chy_buf_str(&q->sql, " AND EXISTS (SELECT 1 FROM document_codes c WHERE c.document = d.id AND c.code = ?)");
            chy_ask_text(q, has_id ? id + 1 : who[i], has_id ? strlen(id + 1) : len);
        }
    return CHY_OK;
}

static chy_status ask_sources(chy_question *q, const chy_query *query, chy_err *err)
{
    int by = -1;
    chy_status status = query->by ? find_choice(query->by, period_names, N_PERIOD, "period: day, week, month or year", &by, err) : CHY_OK;
    if (status != CHY_OK)
        return status;
    chy_buf_str(&q->sql, "SELECT ");
    if (by >= 0) {
        add_period(&q->sql, by, "d.report_date");
        chy_buf_printf(&q->sql, " AS %s, ", period_names[by]);
    }
    chy_buf_str(&q->sql, "d.publication, count(*) AS documents, sum((SELECT count(*) FROM sentences s WHERE s.document = d.id AND NOT s.furniture)) AS sentences, "
                         "sum((SELECT count(*) FROM sentences s JOIN reports r ON r.sentence = s.id WHERE s.document = d.id)) AS reports, "
                         "sum((SELECT count(*) FROM sentences s JOIN reports r ON r.sentence = s.id JOIN classes c ON c.id = r.class WHERE s.document = d.id AND "
                         "(c.copy OR r.report > c.leader))) AS copies");
    if (by < 0)
        chy_buf_str(&q->sql, ", min(d.report_date) AS first, max(d.report_date) AS last");
    chy_buf_str(&q->sql, " FROM documents d WHERE d.coder = 'chancery'");
    status = ask_documents(q, query, err);
    chy_buf_str(&q->sql, by >= 0 ? " GROUP BY 1, 2 ORDER BY 1, 2" : " GROUP BY 1 ORDER BY documents DESC, 1");
    chy_buf_str(&q->sql, " LIMIT ?");
    chy_ask_number(q, query->limit > 0 ? query->limit : -1);
    return status;
}

/* ---- searching ---- */

/* Words as people type them, to FTS5's language: what stands in quotes is a phrase, AND, OR and NOT are operators, a star behind a word stands for
 * its endings, and all else is taken as it is. */
static void write_words(const char *words, chy_buf *out)
{
    while (*words) {
        size_t len = words[0] == '"' ? strcspn(words + 1, "\"") : strcspn(words, " \t\n\"");
        const char *from = words[0] == '"' ? words + 1 : words;
        bool quoted = words[0] == '"', star = !quoted && len > 1 && from[len - 1] == '*';
        bool operator= !quoted && ((len == 3 && (!strncmp(from, "AND", 3) || !strncmp(from, "NOT", 3))) || (len == 2 && !strncmp(from, "OR", 2)));
        if (len && out->len)
            chy_buf_char(out, ' ');
        if (len && operator)
            chy_buf_add(out, from, len);
        else if (len)
            chy_buf_printf(out, "\"%.*s\"%s", (int)(len - star), from, star ? "*" : "");
        words = from + len;
        words += *words == '"' && quoted;
        words += strspn(words, " \t\n");
        if (*words == '"' && !words[1])
            break;
    }
}

static chy_status ask_search(chy_question *q, chy_buf *words, const chy_query *query, chy_err *err)
{
    write_words(query->words ? query->words : "", words);
    if (!words->len)
        return chy_err_set(err, CHY_E_USAGE, 0, "no words to search for");
    chy_buf_str(&q->sql, "SELECT d.doc, d.publication, d.report_date AS date, s.sequence, iif(s.sequence, s.first, -1) AS start, iif(s.sequence, s.last, -1) AS \"end\", "
                         "highlight(sentence_search, 0, '[', ']') AS text, round(-bm25(sentence_search), 3) AS score FROM sentence_search "
                         "JOIN sentences s ON s.id = sentence_search.rowid JOIN documents d ON d.id = s.document WHERE sentence_search MATCH ?");
    chy_ask_text(q, words->data, words->len);
    chy_status status = ask_documents(q, query, err);
    chy_buf_str(&q->sql, " ORDER BY bm25(sentence_search), d.report_date DESC, d.doc, s.sequence LIMIT ? OFFSET ?");
    chy_ask_number(q, query->limit > 0 ? query->limit : -1);
    chy_ask_number(q, query->offset > 0 ? query->offset : 0);
    return status;
}

chy_status chy_store_table(chy_store *store, chy_table table, const chy_query *query, bool (*visit)(void *ctx, const chy_cells *row), void *ctx, chy_err *err)
{
    chy_question q = {0};
    chy_buf words = {0};
    chy_status status = CHY_E_USAGE;
    switch (table) {
    case CHY_TABLE_SEARCH: status = ask_search(&q, &words, query, err); break;
    case CHY_TABLE_SOURCES: status = ask_sources(&q, query, err); break;
    case CHY_TABLE_PANEL: status = ask_panel(store, &q, query, err); break;
    case CHY_N_TABLE: break;
    }
    status = visit_cells(store, &q, status, visit, ctx, err);
    chy_buf_release(&words);
    /* What FTS5 cannot read is the user's words, not the store's fault. */
    if (status == CHY_E_STORE && table == CHY_TABLE_SEARCH && strstr(sqlite3_errmsg(store->db), "fts5"))
        status = chy_err_set(err, CHY_E_USAGE, 0, "\"%.60s\" cannot be searched for: AND, OR and NOT stand between words", query->words);
    return status;
}
