/* src/store/merging.h - What keep/ needs to merge: rows of reports, where they stand, what links them, and the events made of them.
 * All of it belongs to the open batch. Rows are numbers that only live inside the file; what is said of reports outside is their ids. */
#ifndef CHY_STORE_MERGING_H
#define CHY_STORE_MERGING_H

#include "base/buf.h"
#include "store/store.h"

/* Rows of the reports that chy_store_add wrote last, in the order of the coding's events. */
const int64_t *chy_store_added(const chy_store *store, size_t *n);

typedef struct chy_rows {
    int64_t *items;
    size_t n, cap;
} chy_rows;
bool chy_rows_put(chy_rows *rows, int64_t row); /* false: no memory */
void chy_rows_release(chy_rows *rows);

/* Rows are appended to `out`. */
chy_status chy_store_all_reports(chy_store *store, chy_rows *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_all_classes(chy_store *store, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Classes of a document's reports. Nothing when it is not there. */
chy_status chy_store_classes_of(chy_store *store, const char *doc, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Classes that are linked to these or of one event with them, and these. */
chy_status chy_store_classes_near(chy_store *store, const chy_rows *of, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Row, event and class (0: none) of a report. CHY_E_EMPTY. */
chy_status chy_store_report_row(chy_store *store, const char *report, int64_t *row, int64_t *event, int64_t *class, chy_err *err) CHY_MUST_USE;

/* ---- classes ---- */

typedef struct chy_class {
    uint32_t n;
    uint64_t leader;       /* its id as a number */
    uint32_t publication;  /* of the leader */
    int64_t event;         /* 0: none */
} chy_class;

/* The class of a hash; made when there is none (*is_new): without reports yet. */
chy_status chy_store_class(chy_store *store, uint64_t hash, const char *marks, size_t len, int64_t *class, bool *is_new, chy_err *err) CHY_MUST_USE;
/* Puts a report into a class. */
chy_status chy_store_join_class(chy_store *store, int64_t class, int64_t report, const char *id, uint32_t publication, chy_err *err) CHY_MUST_USE;
/* Counts the reports of a class anew; it goes when there are none (*gone). `leader` (24 bytes) is its leader's id. */
chy_status chy_store_recount_class(chy_store *store, int64_t class, char *leader, bool *gone, chy_err *err) CHY_MUST_USE;
chy_status chy_store_lead_class(chy_store *store, int64_t class, uint32_t publication, chy_err *err) CHY_MUST_USE;
/* `marks` is cleared first. */
chy_status chy_store_get_class(chy_store *store, int64_t class, chy_class *out, chy_buf *marks, chy_err *err) CHY_MUST_USE;
chy_status chy_store_put_key(chy_store *store, uint64_t key, int32_t day, int64_t class, chy_err *err) CHY_MUST_USE;
chy_status chy_store_candidates(chy_store *store, uint64_t key, int32_t from, int32_t to, chy_rows *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_put_link(chy_store *store, int64_t a, int64_t b, float score, chy_err *err) CHY_MUST_USE;
chy_status chy_store_links(chy_store *store, int64_t class, bool (*visit)(void *ctx, int64_t other, float score), void *ctx, chy_err *err) CHY_MUST_USE;
/* Report `a` is never of one event with `b`. */
chy_status chy_store_put_cut(chy_store *store, const char *a, const char *b, chy_err *err) CHY_MUST_USE;
/* Whether a report was taken out of an event; and the classes of those it may not meet. */
chy_status chy_store_is_cut(chy_store *store, const char *report, bool *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_cuts(chy_store *store, const char *report, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Forgets classes and events, not cuts: for making them anew. */
chy_status chy_store_unmerge(chy_store *store, chy_err *err) CHY_MUST_USE;

/* ---- events ---- */

/* An event to be: from which report (by id) it takes what; "" where no report has a number. If another event has its id, that one must be put or
 * removed in the same batch: it is nameless until then. */
typedef struct chy_new_event {
    int64_t row; /* of the event in whose place it comes; 0: a new one */
    char first[20], head[20], day[20], place[20], status[20], size[4][20];
    float confidence;
    int quad;
    uint64_t digest;
    uint32_t n_reports, n_sources;
    const char *coder;
} chy_new_event;
chy_status chy_store_put_event(chy_store *store, const chy_new_event *event, int64_t *row, chy_err *err) CHY_MUST_USE;
chy_status chy_store_event_digest(chy_store *store, int64_t event, uint64_t *digest, bool *found, chy_err *err) CHY_MUST_USE;
chy_status chy_store_remove_event(chy_store *store, int64_t event, chy_err *err) CHY_MUST_USE;
/* Says of which event a class is, with all its reports if `move`. `joined` may be NULL. */
chy_status chy_store_place_class(chy_store *store, int64_t class, int64_t event, bool copy, const char *joined, bool move, chy_err *err) CHY_MUST_USE;
chy_status chy_store_place_report(chy_store *store, int64_t report, int64_t event, chy_err *err) CHY_MUST_USE;

/* Opens the batch when none is open; undoes it. */
chy_status chy_store_open_batch(chy_store *store, chy_err *err) CHY_MUST_USE;
void chy_store_roll_back(chy_store *store);
/* From now on a document that is there just so is replaced as if it were another: for coding again. */
void chy_store_code_anew(chy_store *store, bool anew);
bool chy_store_in_batch(const chy_store *store);

/* Reads reports one by one, by row, as records with their sentences. */
chy_status chy_store_report(chy_store *store, int64_t row, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err) CHY_MUST_USE;

#endif
