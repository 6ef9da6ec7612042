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
    chy_kept_class *cache = calloc(CHY_KEEP_CACHE, sizeof *cache);
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

chy_keep *chy_keep_open_existing(const char *path, chy_err *err)
{
    chy_store *there = chy_store_open(path, CHY_STORE_READ, err);
    bool good = there != NULL;
    chy_store_free(there);
    return good ? chy_keep_open(path, err) : NULL;
}

void chy_keep_free(chy_keep *keep)
{
    if (!keep)
        return;
    chy_store_free(keep->store);
    chy_buf_release(&keep->bytes);
    chy_rows_release(&keep->touched);
    chy_rows_release(&keep->taken);
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
        if (keep->cache[i].row)
            keep->cache[i].row = 0;
    keep->touched.n = keep->taken.n = 0;
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

/* A new report is of its class's event. */
static chy_status place_reports(chy_keep *keep, const int64_t *reports, const int64_t *classes, size_t n, chy_err *err)
{
    chy_kept_class class;
    chy_status status = CHY_OK;
    for (size_t i = 0; i < n && status == CHY_OK; i++) {
        status = chy_keep_class(keep, classes[i], &class, err);
        if (status == CHY_OK)
            status = chy_store_place_report(keep->store, reports[i], class.event, err);
    }
    return status;
}

static chy_status merge_new(chy_keep *keep, const chy_coding *coding, chy_err *err)
{
    size_t n;
    const int64_t *added = chy_store_added(keep->store, &n);
    int64_t *classes = calloc(n + 1, sizeof *classes);
    if (!classes)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for merging");
    chy_status status = n == coding->n_records ? CHY_OK : chy_err_set(err, CHY_E_FORMAT, n, "reports are not what was coded");
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = chy_keep_classify(keep, added[i], &coding->records[i], &classes[i], err);
    if (status == CHY_OK)
        status = chy_keep_regroup(keep, err);
    if (status == CHY_OK)
        status = place_reports(keep, added, classes, n, err);
    free(classes);
    return status;
}

/* Classes that lose reports: counted again when they are gone; and what was near to them, grouped again. */
static chy_status shrink(chy_keep *keep, const chy_rows *classes, chy_err *err)
{
    chy_status status = CHY_OK;
    for (size_t i = 0; i < classes->n && status == CHY_OK; i++)
        status = chy_keep_shrink(keep, classes->items[i], err);
    /* Of what was touched some are gone now. */
    size_t n = 0;
    for (size_t i = 0; i < keep->touched.n && status == CHY_OK; i++) {
        chy_class class;
        chy_keep_forget(keep, keep->touched.items[i]);
        status = chy_store_get_class(keep->store, keep->touched.items[i], &class, &keep->bytes, err);
        if (status == CHY_OK && class.n)
            keep->touched.items[n++] = keep->touched.items[i];
    }
    keep->touched.n = n;
    return status;
}

static chy_status add(chy_keep *keep, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err)
{
    chy_rows losing = {0};
    chy_status status = CHY_OK;
    const char *id = coding->document ? chy_document_get(coding->document, CHY_FIELD_ID, NULL) : NULL;
    keep->touched.n = keep->taken.n = 0;
    if (replace && id)
        status = chy_store_classes_of(keep->store, id, &losing, err);
    if (status == CHY_OK && losing.n)
        status = chy_store_classes_near(keep->store, &losing, &keep->touched, err);
    if (status == CHY_OK)
        status = chy_store_add(keep->store, coding, replace, was, err);
    if (status == CHY_OK && (*was == CHY_ABSENT || (*was == CHY_OTHER && replace))) {
        status = shrink(keep, &losing, err);
        if (status == CHY_OK)
            status = merge_new(keep, coding, err);
        if (status == CHY_OK)
            status = chy_keep_ledger(keep->store, coding, err);
    }
    chy_rows_release(&losing);
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
    int64_t row, class; /* class 0: a foreign one */
    chy_status status;
    chy_err *err;
} marking;

static bool mark_record(void *ctx, const chy_record *record)
{
    marking *m = ctx;
    m->status = record->by ? chy_keep_alone(m->keep, m->row, record, record->by, m->err) : chy_keep_classify(m->keep, m->row, record, &m->class, m->err);
    return false;
}

static chy_status mark_report(chy_keep *keep, int64_t row, int64_t *class, chy_err *err)
{
    marking m = {.keep = keep, .row = row, .err = err};
    chy_status status = chy_store_report(keep->store, row, mark_record, &m, err);
    if (class)
        *class = m.class;
    return status == CHY_OK ? m.status : status;
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
    for (size_t i = 0; i < rows.n && status == CHY_OK; i++)
        status = mark_report(keep, rows.items[i], NULL, err);
    if (status == CHY_OK)
        status = chy_keep_regroup(keep, err);
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
    c->status = chy_store_put_cut(c->keep->store, c->report, id, c->err);
    return c->status == CHY_OK;
}

/* Writes down that the report may not meet the others of the event. */
static chy_status cut(chy_keep *keep, const char *event, const char *report, chy_err *err)
{
    cutting c = {.keep = keep, .report = report, .err = err};
    chy_status status = chy_store_reports(keep->store, event, cut_from, &c, err);
    if (status == CHY_OK)
        status = c.status;
    if (status == CHY_OK && (!c.there || !c.others))
        status = chy_err_set(err, CHY_E_USAGE, 0, c.there ? "%s is the event's only report" : "%s is no report of that event", report);
    return status;
}

/* Takes the report out of its class into one of its own, and groups again what it was near to. */
static chy_status part(chy_keep *keep, int64_t row, int64_t class, chy_err *err)
{
    chy_rows old = {0};
    int64_t own = 0;
    chy_status status = chy_rows_put(&old, class) ? chy_store_classes_near(keep->store, &old, &keep->touched, err) : CHY_E_NOMEM;
    if (status == CHY_OK)
        status = mark_report(keep, row, &own, err);
    if (status == CHY_OK)
        status = shrink(keep, &old, err);
    if (status == CHY_OK)
        status = chy_keep_regroup(keep, err);
    if (status == CHY_OK)
        status = place_reports(keep, &row, &own, 1, err);
    chy_rows_release(&old);
    return status;
}

static chy_status split(chy_keep *keep, const char *event_id, const char *report_id, chy_err *err)
{
    char event[32], report[32], ignored[32];
    int64_t row = 0, of = 0, class = 0;
    chy_status status = chy_store_resolve(keep->store, event_id, event, ignored, err);
    if (status == CHY_OK)
        status = chy_store_resolve(keep->store, report_id, ignored, report, err);
    if (status == CHY_OK)
        status = chy_store_report_row(keep->store, report, &row, &of, &class, err);
    if (status == CHY_OK)
        status = chy_store_open_batch(keep->store, err);
    if (status == CHY_OK)
        status = cut(keep, event, report, err);
    if (status == CHY_OK)
        status = part(keep, row, class, err);
    if (status == CHY_OK)
        status = chy_keep_ledger(keep->store, NULL, err);
    return status == CHY_OK ? chy_store_commit(keep->store, err) : status;
}

chy_status chy_keep_split(chy_keep *keep, const char *event, const char *report, chy_err *err)
{
    return end(keep, split(keep, event, report, err));
}

/* ---- for training ---- */

chy_status chy_keep_pairs(chy_keep *keep, void (*visit)(void *ctx, const char *a, const char *b, const float *x), void *ctx, chy_err *err)
{
    chy_rows rows = {0}, near = {0};
    chy_kept_class own, other;
    float x[CHY_N_MERGE_FEATURE];
    char a[20], b[20];
    chy_status status = chy_store_all_classes(keep->store, &rows, err);
    for (size_t i = 0; i < rows.n && status == CHY_OK; i++) {
        status = chy_keep_class(keep, rows.items[i], &own, err);
        near.n = 0;
        if (status == CHY_OK)
            status = chy_keep_candidates(keep, &own.marks, &near, err);
        for (size_t k = 0; k < near.n && status == CHY_OK; k++) {
            status = chy_keep_class(keep, near.items[k], &other, err);
            if (status != CHY_OK || near.items[k] <= rows.items[i] || !chy_merge_features(&own.marks, &other.marks, x))
                continue;
            snprintf(a, sizeof a, "%016llx", (unsigned long long)own.marks.report);
            snprintf(b, sizeof b, "%016llx", (unsigned long long)other.marks.report);
            visit(ctx, a, b, x);
        }
    }
    chy_rows_release(&rows);
    chy_rows_release(&near);
    return status;
}
