/* src/store/merging.h - What keep/ needs to merge: rows of reports, where they stand, what links them, and the events made of them.
 * All of it belongs to the open batch. Rows are numbers that only live inside the file; what is said of reports outside is their ids. */
#ifndef CHY_STORE_MERGING_H
#define CHY_STORE_MERGING_H

#include "base/buf.h"
#include "store/store.h"

/* Rows of the reports that chy_store_add wrote last, in the order of the coding's events. */
const int64_t *chy_store_added(const chy_store *store, size_t *n);

/* Rows of all reports, of those of a stored document, or of one event (`of` is the event's row); appended to `out`. */
typedef struct chy_rows {
    int64_t *items;
    size_t n, cap;
} chy_rows;
bool chy_rows_put(chy_rows *rows, int64_t row); /* false: no memory */
void chy_rows_release(chy_rows *rows);
chy_status chy_store_members(chy_store *store, int64_t of, chy_rows *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_all_reports(chy_store *store, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* The reports that would need another event if the document went: those linked to its reports or of one event with them, but not its
 * own. Nothing when it is not there. */
chy_status chy_store_neighbours(chy_store *store, const char *doc, chy_rows *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_report_row(chy_store *store, const char *report, int64_t *row, int64_t *event, chy_err *err) CHY_MUST_USE; /* CHY_E_EMPTY */

/* Marks of a report, its keys and links. */
chy_status chy_store_put_marks(chy_store *store, int64_t report, const char *bytes, size_t len, chy_err *err) CHY_MUST_USE;
chy_status chy_store_get_marks(chy_store *store, int64_t report, chy_buf *out, chy_err *err) CHY_MUST_USE; /* `out` is cleared first; empty: none */
chy_status chy_store_put_key(chy_store *store, uint64_t key, int32_t day, int64_t report, chy_err *err) CHY_MUST_USE;
chy_status chy_store_candidates(chy_store *store, uint64_t key, int32_t from, int32_t to, chy_rows *out, chy_err *err) CHY_MUST_USE;
chy_status chy_store_put_link(chy_store *store, int64_t a, int64_t b, float score, chy_err *err) CHY_MUST_USE;
chy_status chy_store_links(chy_store *store, int64_t report, bool (*visit)(void *ctx, int64_t other, float score), void *ctx, chy_err *err) CHY_MUST_USE;
chy_status chy_store_put_cut(chy_store *store, const char *a, const char *b, chy_err *err) CHY_MUST_USE;
chy_status chy_store_cuts(chy_store *store, int64_t report, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Forgets marks, keys, links, events: for making them anew. */
chy_status chy_store_unmerge(chy_store *store, chy_err *err) CHY_MUST_USE;

/* An event to be: from which report (rows) it takes what; 0 where no report has a number. */
typedef struct chy_new_event {
    int64_t first, head, day, place, status, size[4];
    float confidence;
    int quad;
    uint32_t n_reports, n_sources;
    const char *coder;
} chy_new_event;
chy_status chy_store_put_event(chy_store *store, const chy_new_event *event, int64_t *row, chy_err *err) CHY_MUST_USE;
/* Removes the event that a report is of, if there is one. */
chy_status chy_store_remove_event_of(chy_store *store, int64_t report, chy_err *err) CHY_MUST_USE;
/* Says of which event (0: none yet) a report is. `joined` may be NULL. */
chy_status chy_store_place_report(chy_store *store, int64_t report, int64_t event, bool copy, const char *joined, chy_err *err) CHY_MUST_USE;

/* Opens the batch when none is open; undoes it. */
chy_status chy_store_open_batch(chy_store *store, chy_err *err) CHY_MUST_USE;
void chy_store_roll_back(chy_store *store);
bool chy_store_in_batch(const chy_store *store);

/* Reads reports one by one, by row, as records with their sentences. */
chy_status chy_store_report(chy_store *store, int64_t row, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err) CHY_MUST_USE;

#endif
