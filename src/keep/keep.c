/* src/keep/keep.c - One transaction: document, reports, merging, ledger. See keep.h for the contract. */
#include "keep/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keep/work.h"
#include "types/coding.h"

chy_keep *chy_keep_open(const char *path, chy_err *err)
{
    chy_keep *keep = calloc(1, sizeof *keep);
    chy_kept_marks *cache = calloc(CHY_KEEP_CACHE, sizeof *cache);
    if (!keep || !cache) {
        free(keep);
        free(cache);
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
        return NULL;
    }
    keep->cache = cache;
    keep->store = chy_store_open(path, CHY_STORE_WRITE, err);
    if (keep->store)
        return keep;
    chy_keep_free(keep);
    return NULL;
}

void chy_keep_free(chy_keep *keep)
{
    if (!keep)
        return;
    chy_store_free(keep->store);
    chy_buf_release(&keep->bytes);
    free(keep->cache);
    free(keep);
}

chy_store *chy_keep_store(chy_keep *keep)
{
    return keep->store;
}

chy_keep_figures chy_keep_count(const chy_keep *keep)
{
    return keep->figures;
}

/* Rows are used again by SQLite: after anything was removed or undone the cache may tell of other reports. */
static void forget(chy_keep *keep)
{
    for (int i = 0; i < CHY_KEEP_CACHE; i++)
        keep->cache[i].row = 0;
}

/* Whatever went wrong in the middle, the whole batch is undone. */
static chy_status end(chy_keep *keep, chy_status status)
{
    if (status != CHY_OK) {
        chy_store_roll_back(keep->store);
        forget(keep);
    }
    return status;
}

/* Marks all new reports before any is linked, so that those of one document find each other. */
static chy_status merge_new(chy_keep *keep, const chy_coding *coding, chy_rows *touched, chy_err *err)
{
    size_t n;
    const int64_t *added = chy_store_added(keep->store, &n);
    chy_status status = n == coding->n_records ? CHY_OK : chy_err_set(err, CHY_E_FORMAT, n, "reports are not what was coded");
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = chy_keep_mark(keep, added[i], &coding->records[i], err);
    for (size_t i = 0; i < n && status == CHY_OK; i++) {
        status = chy_keep_link(keep, added[i], err);
        if (status == CHY_OK && !chy_rows_put(touched, added[i]))
            status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for merging");
    }
    return status == CHY_OK ? chy_keep_regroup(keep, touched, err) : status;
}

static chy_status add(chy_keep *keep, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err)
{
    chy_rows touched = {0};
    chy_status status = CHY_OK;
    const char *id = coding->document ? chy_document_get(coding->document, CHY_FIELD_ID, NULL) : NULL;
    if (replace && id)
        status = chy_store_neighbours(keep->store, id, &touched, err);
    if (status == CHY_OK)
        status = chy_store_add(keep->store, coding, replace, was, err);
    if (status == CHY_OK && (*was == CHY_ABSENT || (*was == CHY_OTHER && replace))) {
        if (*was == CHY_OTHER)
            forget(keep);
        status = merge_new(keep, coding, &touched, err);
        if (status == CHY_OK)
            status = chy_keep_ledger(keep->store, coding, err);
    }
    chy_rows_release(&touched);
    return status;
}

chy_status chy_keep_add(chy_keep *keep, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err)
{
    *was = CHY_ABSENT;
    return end(keep, add(keep, coding, replace, was, err));
}

chy_status chy_keep_foreign(chy_keep *keep, const chy_record *record, const char *coder, chy_presence *was, chy_err *err)
{
    size_t n;
    chy_status status = chy_store_add_foreign(keep->store, record, coder, was, err);
    const int64_t *added = chy_store_added(keep->store, &n);
    if (status == CHY_OK && *was == CHY_ABSENT && n == 1)
        status = chy_keep_alone(keep, added[0], record, coder, err);
    return end(keep, status);
}

/* Records of the ledger are made once a batch: a block that many documents touch is joined once. */
chy_status chy_keep_commit(chy_keep *keep, chy_err *err)
{
    chy_status status = chy_store_in_batch(keep->store) ? chy_keep_ledger(keep->store, NULL, err) : CHY_OK;
    return end(keep, status == CHY_OK ? chy_store_commit(keep->store, err) : status);
}

/* ---- all anew ---- */

typedef struct marking {
    chy_keep *keep;
    int64_t row;
    bool foreign;
    chy_status status;
    chy_err *err;
} marking;

static bool mark_record(void *ctx, const chy_record *record)
{
    marking *m = ctx;
    m->foreign = record->by != NULL;
    m->status = m->foreign ? chy_keep_alone(m->keep, m->row, record, record->by, m->err) : chy_keep_mark(m->keep, m->row, record, m->err);
    return false;
}

/* Foreign reports stand alone and leave the list. */
static chy_status mark_all(chy_keep *keep, chy_rows *rows, chy_err *err)
{
    chy_status status = CHY_OK;
    size_t n = 0;
    for (size_t i = 0; i < rows->n && status == CHY_OK; i++) {
        marking m = {.keep = keep, .row = rows->items[i], .err = err};
        status = chy_store_report(keep->store, rows->items[i], mark_record, &m, err);
        if (status == CHY_OK)
            status = m.status;
        if (!m.foreign)
            rows->items[n++] = rows->items[i];
    }
    rows->n = n;
    return status;
}

static chy_status rebuild(chy_keep *keep, chy_err *err)
{
    chy_rows rows = {0};
    chy_status status = chy_store_open_batch(keep->store, err);
    forget(keep);
    if (status == CHY_OK)
        status = chy_store_unmerge(keep->store, err);
    if (status == CHY_OK)
        status = chy_store_all_reports(keep->store, &rows, err);
    if (status == CHY_OK)
        status = mark_all(keep, &rows, err);
    for (size_t i = 0; i < rows.n && status == CHY_OK; i++)
        status = chy_keep_link(keep, rows.items[i], err);
    if (status == CHY_OK)
        status = chy_keep_regroup(keep, &rows, err);
    if (status == CHY_OK)
        status = chy_store_dirty_all(keep->store, err);
    if (status == CHY_OK)
        status = chy_keep_ledger(keep->store, NULL, err);
    chy_rows_release(&rows);
    return status == CHY_OK ? chy_store_commit(keep->store, err) : status;
}

chy_status chy_keep_rebuild(chy_keep *keep, chy_err *err)
{
    return end(keep, rebuild(keep, err));
}

/* ---- taking apart ---- */

typedef struct cutting {
    chy_keep *keep;
    const char *report;
    unsigned others;
    bool there;
    chy_status status;
    chy_err *err;
} cutting;

static bool cut_from(void *ctx, const chy_record *record)
{
    cutting *c = ctx;
    const char *id = chy_record_id(record);
    if (!strcmp(id, c->report)) {
        c->there = true;
        return true;
    }
    c->others++;
    c->status = chy_store_put_cut(c->keep->store, id, c->report, c->err);
    return c->status == CHY_OK;
}

static chy_status split(chy_keep *keep, const char *event_id, const char *report_id, chy_err *err)
{
    char event[32], report[32], ignored[32];
    int64_t row = 0, of = 0;
    chy_rows touched = {0};
    chy_status status = chy_store_resolve(keep->store, event_id, event, ignored, err);
    if (status == CHY_OK)
        status = chy_store_resolve(keep->store, report_id, ignored, report, err);
    if (status == CHY_OK)
        status = chy_store_report_row(keep->store, report, &row, &of, err);
    if (status == CHY_OK)
        status = chy_store_open_batch(keep->store, err);
    if (status == CHY_OK)
        status = chy_store_members(keep->store, of, &touched, err);
    cutting c = {.keep = keep, .report = report, .err = err};
    if (status == CHY_OK)
        status = chy_store_reports(keep->store, event, cut_from, &c, err);
    if (status == CHY_OK)
        status = c.status;
    if (status == CHY_OK && (!c.there || !c.others))
        status = chy_err_set(err, CHY_E_USAGE, 0, c.there ? "%s is the event's only report" : "%s is no report of that event", report);
    if (status == CHY_OK)
        status = chy_keep_regroup(keep, &touched, err);
    if (status == CHY_OK)
        status = chy_keep_ledger(keep->store, NULL, err);
    chy_rows_release(&touched);
    return status == CHY_OK ? chy_store_commit(keep->store, err) : status;
}

chy_status chy_keep_split(chy_keep *keep, const char *event, const char *report, chy_err *err)
{
    return end(keep, split(keep, event, report, err));
}

/* ---- for training ---- */

typedef struct pairing {
    chy_keep *keep;
    const chy_marks *own;
    void (*visit)(void *ctx, const char *a, const char *b, const float *x);
    void *ctx;
} pairing;

static void show_pair(const pairing *p, const chy_marks *other)
{
    char a[20], b[20];
    float x[CHY_N_MERGE_FEATURE];
    if (other->report <= p->own->report || !chy_merge_features(p->own, other, x))
        return;
    snprintf(a, sizeof a, "%016llx", (unsigned long long)p->own->report);
    snprintf(b, sizeof b, "%016llx", (unsigned long long)other->report);
    p->visit(p->ctx, a, b, x);
}

chy_status chy_keep_pairs(chy_keep *keep, void (*visit)(void *ctx, const char *a, const char *b, const float *x), void *ctx, chy_err *err)
{
    chy_rows rows = {0}, near = {0};
    chy_marks own, other;
    chy_status status = chy_store_all_reports(keep->store, &rows, err);
    for (size_t i = 0; i < rows.n && status == CHY_OK; i++) {
        pairing p = {keep, &own, visit, ctx};
        status = chy_keep_marks(keep, rows.items[i], &own, err);
        near.n = 0;
        if (status == CHY_OK)
            status = chy_keep_candidates(keep, &own, &near, err);
        for (size_t k = 0; k < near.n && status == CHY_OK; k++) {
            status = chy_keep_marks(keep, near.items[k], &other, err);
            if (status == CHY_OK)
                show_pair(&p, &other);
        }
    }
    chy_rows_release(&rows);
    chy_rows_release(&near);
    return status;
}
