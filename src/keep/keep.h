/* src/keep/keep.h - Writing into the store: a document, its reports, what merging makes of them and what the ledger learns, all in one
 * transaction. Reading needs only store/store.h. One thread a handle. */
#ifndef CHY_KEEP_KEEP_H
#define CHY_KEEP_KEEP_H

#include "store/store.h"

typedef struct chy_keep chy_keep;

/* Opens (or creates) a store for writing. As chy_store_open. */
chy_keep *chy_keep_open(const char *path, chy_err *err);
/* The same, but the file must be there: CHY_E_STORE when it is missing. */
chy_keep *chy_keep_open_existing(const char *path, chy_err *err);
void chy_keep_free(chy_keep *keep); /* what is not committed is gone; NULL is allowed */
/* For reading by the same handle, the open batch included. */
chy_store *chy_keep_store(chy_keep *keep);

/* Adds a coded document to the open batch (opens one when there is none), merges its reports and brings the ledger up to date. As chy_store_add. */
chy_status chy_keep_add(chy_keep *keep, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err) CHY_MUST_USE;
/* Adds a record of another coder, as an event of its own. As chy_store_add_foreign. */
chy_status chy_keep_foreign(chy_keep *keep, const chy_record *record, const char *coder, chy_presence *was, chy_err *err) CHY_MUST_USE;
chy_status chy_keep_commit(chy_keep *keep, chy_err *err) CHY_MUST_USE;

/* Merges all reports anew and makes the ledger anew from all claims; commits. The result is what it was, unless the program changed. */
chy_status chy_keep_rebuild(chy_keep *keep, chy_err *err) CHY_MUST_USE;
/* Takes a report out of its event, for good; commits. Ids or beginnings of ids. CHY_E_USAGE when the report is none of the event's. */
chy_status chy_keep_split(chy_keep *keep, const char *event, const char *report, chy_err *err) CHY_MUST_USE;
/* Whether a stored document was coded by just this knowledge. */
chy_status chy_keep_is_current(chy_keep *keep, const chy_document *doc, const chy_knowledge *knowledge, bool *out, chy_err *err) CHY_MUST_USE;

/* What became of a document that was coded again. */
typedef enum chy_change { CHY_CHANGE_ADDED, CHY_CHANGE_WITHDRAWN, CHY_CHANGE_CHANGED } chy_change;
typedef struct chy_recoded {
    uint64_t documents, same, changed, added, withdrawn; /* reports, but for the first */
} chy_recoded;
/* Puts a new coding of a stored document in the place of the old one, in the open batch; `visit` is told each difference, as JSON of the
 * reports (NULL where there is none). Withdrawn reports stay as tombstones of `day`. `dry`: only tells. Adds to `counts`. */
chy_status chy_keep_recode(chy_keep *keep, const chy_coding *coding, const char *day, bool dry, chy_recoded *counts,
                           void (*visit)(void *ctx, chy_change change, const char *was, const char *now), void *ctx, chy_err *err) CHY_MUST_USE;
/* How many links and events merging has touched since the handle was opened: for tests and figures. */
typedef struct chy_keep_figures {
    uint64_t compared, linked, grouped, largest;
} chy_keep_figures;
chy_keep_figures chy_keep_count(const chy_keep *keep);

/* Pairs that merging would compare, each once: for training. `x` has CHY_N_MERGE_FEATURE values. */
chy_status chy_keep_pairs(chy_keep *keep, void (*visit)(void *ctx, const char *a, const char *b, const float *x), void *ctx, chy_err *err) CHY_MUST_USE;

#endif
