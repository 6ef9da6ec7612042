/* src/store/records.c - See records.h. The outcome of an expectation depends on the newest document, which changes with every day that is added:
 * so it is found out on reading and never stored. */
#include "store/records.h"

#include <stdlib.h>
#include <string.h>

#include "store/sqlite.h"
#include "types/day.h"

/* CODEBOOK section 5: so long after the due date, so many documents, so many publishers. */
enum { SILENT_DAYS = 30, SILENT_DOCUMENTS = 3, SILENT_PUBLISHERS = 2, MAX_CODES = 12 };

typedef struct reading {
    chy_store *store;
    const char *outcomes;  /* only these; NULL: all */
    long limit, offset;
    int32_t newest;
    bool (*visit)(void *ctx, const chy_ledger_entry *entry);
    void *ctx;
    chy_buf payload;
    chy_status status;
    chy_err *err;
} reading;

static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == len && !strncmp(at, word, len))
            return true;
    return false;
}

static chy_status is_missed(reading *run, const chy_ledger_entry *entry, bool *missed)
{
    const char *codes[MAX_CODES];
    size_t n = 0;
    uint32_t documents = 0, publishers = 0;
    *missed = false;
    if (strcmp(entry->kind, "expectations") || strcmp(entry->outcome, "unknown") || entry->last_day == CHY_NO_DAY || run->newest == CHY_NO_DAY ||
        run->newest - entry->last_day <= SILENT_DAYS || !strstr(entry->payload, "\"due\":"))
        return CHY_OK;
    for (uint32_t i = 0; i < entry->n_parties && n < MAX_CODES; i++) {
        bool seen = !entry->parties[i].code[0];
        for (size_t k = 0; k < n; k++)
            seen |= !strcmp(codes[k], entry->parties[i].code);
        if (!seen)
            codes[n++] = entry->parties[i].code;
    }
    chy_status status = chy_store_naming(run->store, codes, n, entry->last_day + SILENT_DAYS, &documents, &publishers, run->err);
    *missed = status == CHY_OK && documents >= SILENT_DOCUMENTS && publishers >= SILENT_PUBLISHERS;
    return status;
}

/* The payload says "unknown" where it now is missed. */
static const char *corrected(reading *run, const char *payload)
{
    static const char said[] = "\"outcome\":\"unknown\"";
    const char *at = strstr(payload, said);
    if (!at)
        return payload;
    chy_buf_clear(&run->payload);
    chy_buf_add(&run->payload, payload, (size_t)(at - payload));
    chy_buf_str(&run->payload, "\"outcome\":\"missed\"");
    chy_buf_str(&run->payload, at + sizeof said - 1);
    return run->payload.failed ? payload : run->payload.data;
}

static bool settle(void *ctx, const chy_ledger_entry *entry)
{
    reading *run = ctx;
    chy_ledger_entry e = *entry;
    bool missed;
    run->status = is_missed(run, entry, &missed);
    if (run->status != CHY_OK)
        return false;
    if (missed) {
        e.outcome = e.status = "missed";
        e.payload = corrected(run, entry->payload);
    }
    if (run->outcomes && !listed(run->outcomes, e.outcome))
        return true;
    if (run->offset > 0) {
        run->offset--;
        return true;
    }
    if (!run->visit(run->ctx, &e))
        return false;
    return run->limit <= 0 || --run->limit > 0;
}

static chy_status finish(reading *run, chy_status status)
{
    chy_buf_release(&run->payload);
    return status == CHY_OK ? run->status : status;
}

chy_status chy_store_records(chy_store *store, const char *kind, const chy_query *query, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx,
                             chy_err *err)
{
    reading run = {.store = store, .outcomes = query->outcome, .limit = query->limit, .offset = query->offset, .visit = visit, .ctx = ctx, .err = err};
    bool plans = !kind || !strcmp(kind, "expectations");
    if (!plans || (!query->outcome && !listed(query->statuses, "missed")))
        run.outcomes = NULL;
    chy_query wide = *query;
    chy_buf outcomes = {0};
    chy_status status = chy_store_newest_day(store, &run.newest, err);
    if (plans && query->outcome) { /* what is stored as unknown may be missed */
        chy_buf_printf(&outcomes, "%s,unknown", query->outcome);
        wide.outcome = outcomes.data;
        wide.limit = wide.offset = 0;
    } else {
        run.limit = run.offset = 0;
    }
    if (outcomes.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the query");
    if (status == CHY_OK)
        status = chy_store_ledger(store, kind, &wide, settle, &run, err);
    chy_buf_release(&outcomes);
    return finish(&run, status);
}

chy_status chy_store_one_record(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err)
{
    reading run = {.store = store, .visit = visit, .ctx = ctx, .err = err};
    chy_status status = chy_store_newest_day(store, &run.newest, err);
    if (status == CHY_OK)
        status = chy_store_entry(store, id, settle, &run, err);
    return finish(&run, status);
}

chy_status chy_store_sentence(chy_store *store, const char *doc, uint32_t sequence, chy_buf *out, chy_err *err)
{
    static const char sql[] = "SELECT t.text FROM documents d JOIN sentences s ON s.document = d.id AND s.sequence = ?2 JOIN sentence_text t ON t.id = s.id WHERE d.doc = ?1";
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, doc, -1, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 2, sequence);
        code = sqlite3_step(stmt);
    }
    if (code == SQLITE_ROW && sqlite3_column_text(stmt, 0))
        chy_buf_add(out, (const char *)sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
    sqlite3_finalize(stmt);
    return code == SQLITE_ROW    ? CHY_OK
           : code == SQLITE_DONE ? chy_err_set(err, CHY_E_EMPTY, sequence, "%s: document %.80s has no sentence %u", store->path, doc, (unsigned)sequence)
                                 : chy_store_refuse(store, code, "read", err);
}

static bool bind_day(sqlite3_stmt *stmt, int at, const char *day, bool end, chy_err *err)
{
    chy_day parsed;
    if (!day) {
        sqlite3_bind_int(stmt, at, end ? INT32_MAX : -900000);
        return true;
    }
    if (!chy_day_parse(day, strlen(day), &parsed)) {
        chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no day (YYYY, YYYY-MM or YYYY-MM-DD)", day);
        return false;
    }
    sqlite3_bind_int(stmt, at, chy_day_number(parsed, end));
    return true;
}

chy_status chy_store_months(chy_store *store, const char *a, const char *b, const char *since, const char *until, void (*visit)(void *ctx, const chy_month *month),
                            void *ctx, chy_err *err)
{
    static const char sql[] = "SELECT strftime('%Y-%m', c.day * 86400, 'unixepoch') m, e.quad, count(*), sum(e.scale) FROM event_terms c JOIN events e ON e.id = c.event "
                              "WHERE c.term = chy_term('p', ?1) AND c.day BETWEEN ?2 AND ?3 AND e.status = 'actual' AND e.coder = 'chancery' GROUP BY 1, 2 ORDER BY 1, 2";
    sqlite3_stmt *stmt = NULL;
    chy_buf pair = {0};
    bool ordered = strcmp(a, b) <= 0;
    chy_buf_printf(&pair, "%s|%s", ordered ? a : b, ordered ? b : a);
    int code = pair.failed ? SQLITE_NOMEM : sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    bool good = code == SQLITE_OK && bind_day(stmt, 2, since, false, err) && bind_day(stmt, 3, until, true, err);
    chy_status status = good || code != SQLITE_OK ? CHY_OK : CHY_E_USAGE;
    chy_month now = {.year = 0};
    if (good)
        sqlite3_bind_text(stmt, 1, pair.data, (int)pair.len, SQLITE_STATIC);
    while (good && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *month = (const char *)sqlite3_column_text(stmt, 0);
        int year = month ? atoi(month) : 0, number = month && strlen(month) >= 7 ? atoi(month + strlen(month) - 2) : 0, quad = sqlite3_column_int(stmt, 1);
        if (now.year && (now.year != year || now.month != number)) {
            visit(ctx, &now);
            now = (chy_month){.year = 0};
        }
        now.year = year;
        now.month = number;
        if (quad >= 1 && quad <= 4)
            now.quads[quad] += (uint32_t)sqlite3_column_int64(stmt, 2);
        now.scores += sqlite3_column_double(stmt, 3);
    }
    if (now.year)
        visit(ctx, &now);
    if (status == CHY_OK && code != SQLITE_DONE)
        status = chy_store_refuse(store, code, "read", err);
    sqlite3_finalize(stmt);
    chy_buf_release(&pair);
    return status;
}
