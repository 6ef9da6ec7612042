/* src/store/records.h - The ledger for readers: entries with the outcome that the store's newest day gives them, the sentences they rest on,
 * and a dyad's months. */
#ifndef CHY_STORE_RECORDS_H
#define CHY_STORE_RECORDS_H

#include "base/buf.h"
#include "store/store.h"

/* As chy_store_ledger, but an expectation whose outcome is "unknown" is "missed" when at least three documents of two publishers, dated more
 * than 30 days after the due date, name all its parties (CODEBOOK section 5); `query->outcome` filters by that. */
chy_status chy_store_records(chy_store *store, const char *kind, const chy_query *query, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx,
                             chy_err *err) CHY_MUST_USE;
/* As chy_store_entry, likewise. */
chy_status chy_store_one_record(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err) CHY_MUST_USE;

/* Appends the words of a sentence; CHY_E_EMPTY when there is no such sentence. */
chy_status chy_store_sentence(chy_store *store, const char *doc, uint32_t sequence, chy_buf *out, chy_err *err) CHY_MUST_USE;

/* What happened between two in a month: events by quad class (index 1..4; told as actual), and the sum of their scores. */
typedef struct chy_month {
    int year, month;
    uint32_t quads[5];
    double scores;
} chy_month;
/* Months with events between `a` and `b` (codes or ids) in order, from the month of `since` to that of `until` (NULL: open). */
chy_status chy_store_months(chy_store *store, const char *a, const char *b, const char *since, const char *until, void (*visit)(void *ctx, const chy_month *month),
                            void *ctx, chy_err *err) CHY_MUST_USE;

#endif
