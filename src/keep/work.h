/* src/keep/work.h - The handle, and what its files do for each other. */
#ifndef CHY_KEEP_WORK_H
#define CHY_KEEP_WORK_H

#include "keep/keep.h"
#include "merge/merge.h"
#include "store/merging.h"

/* Marks of reports read lately: a power of two of places, a row's place is its last bits. */
#define CHY_KEEP_CACHE 4096

typedef struct chy_kept_marks {
    int64_t row; /* 0: empty */
    chy_marks marks;
} chy_kept_marks;

struct chy_keep {
    chy_store *store;
    chy_kept_marks *cache;
    chy_buf bytes;
    chy_keep_figures figures;
};

/* Marks of a report; into `out`. CHY_E_FORMAT when there are none. */
chy_status chy_keep_marks(chy_keep *keep, int64_t row, chy_marks *out, chy_err *err) CHY_MUST_USE;
/* Writes marks and keys of a new report. */
chy_status chy_keep_mark(chy_keep *keep, int64_t row, const chy_record *record, chy_err *err) CHY_MUST_USE;
/* Rows of the reports that a report is to be compared with, itself among them, sorted. */
chy_status chy_keep_candidates(chy_keep *keep, const chy_marks *marks, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Links a marked report with all that may tell the same. */
chy_status chy_keep_link(chy_keep *keep, int64_t row, chy_err *err) CHY_MUST_USE;
/* Groups all reports that links lead to from these, and makes the events that come out of it. */
chy_status chy_keep_regroup(chy_keep *keep, const chy_rows *from, chy_err *err) CHY_MUST_USE;
/* A report that stands alone whatever else there is. */
chy_status chy_keep_alone(chy_keep *keep, int64_t row, const chy_record *record, const char *coder, chy_err *err) CHY_MUST_USE;

/* Adds the claims of a coding; NULL: makes all records whose claims changed. keep/ledger.c. */
chy_status chy_keep_ledger(chy_store *store, const chy_coding *coding, chy_err *err) CHY_MUST_USE;

#endif
