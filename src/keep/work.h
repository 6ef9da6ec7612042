/* src/keep/work.h - The handle, and what its files do for each other. */
#ifndef CHY_KEEP_WORK_H
#define CHY_KEEP_WORK_H

#include "keep/keep.h"
#include "merge/merge.h"
#include "store/merging.h"

/* Marks of classes read lately: a power of two of places, a row's place is its last bits. */
#define CHY_KEEP_CACHE 4096

typedef struct chy_kept_class {
    int64_t row; /* 0: empty */
    int64_t event;
    chy_marks marks;
} chy_kept_class;

struct chy_keep {
    chy_store *store;
    chy_kept_class *cache;
    chy_buf bytes;
    chy_rows touched; /* classes that the document at hand changed */
    chy_rows taken;   /* events that a group has, of those made in one go */
    chy_keep_figures figures;
};

/* Marks of a class. CHY_E_FORMAT when there are none. */
chy_status chy_keep_class(chy_keep *keep, int64_t class, chy_kept_class *out, chy_err *err) CHY_MUST_USE;
/* Puts a new report into its class, which is new too, or not; a new one gets its links. */
chy_status chy_keep_classify(chy_keep *keep, int64_t report, const chy_record *record, int64_t *class, chy_err *err) CHY_MUST_USE;
/* Classes that a class is to be compared with, itself among them, sorted. */
chy_status chy_keep_candidates(chy_keep *keep, const chy_marks *marks, chy_rows *out, chy_err *err) CHY_MUST_USE;
/* Groups all classes that links lead to from those touched, and makes the events that come out of it. */
chy_status chy_keep_regroup(chy_keep *keep, chy_err *err) CHY_MUST_USE;
/* A class of which reports went: it is counted again, or goes. What it was near to is touched. */
chy_status chy_keep_shrink(chy_keep *keep, int64_t class, chy_err *err) CHY_MUST_USE;
/* A report that stands alone whatever else there is. */
chy_status chy_keep_alone(chy_keep *keep, int64_t report, const chy_record *record, const char *coder, chy_err *err) CHY_MUST_USE;
void chy_keep_forget(chy_keep *keep, int64_t class);

/* Adds the claims of a coding; NULL: makes all records whose claims changed. keep/ledger.c. */
chy_status chy_keep_ledger(chy_store *store, const chy_coding *coding, chy_err *err) CHY_MUST_USE;

#endif
