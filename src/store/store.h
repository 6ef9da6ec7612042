/* src/store/store.h - Coded documents in a file that can be asked: an SQLite database. Knows rows and records; sqlite3.h is known
 * here alone.
 *
 * A document is in the store whole or not at all, whenever the program is killed. A handle belongs to one thread; several
 * handles, also of several programs, may share the file (one writes at a time, the others wait). */
#ifndef CHY_STORE_STORE_H
#define CHY_STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "chancery.h"
#include "types/cells.h"
#include "types/ledger.h"
#include "types/record.h"

/* The version of schema.sql, kept in the file. */
#define CHY_STORE_SCHEMA 2

typedef struct chy_store chy_store;

typedef enum chy_store_mode {
    CHY_STORE_READ, /* the file must exist */
    CHY_STORE_WRITE /* created when it is missing */
} chy_store_mode;

/* NULL and CHY_E_STORE (missing, no database, no right), CHY_E_VERSION (another program's, or another schema's) or CHY_E_NOMEM. */
chy_store *chy_store_open(const char *path, chy_store_mode mode, chy_err *err);
/* What is not committed is gone. NULL is allowed. */
void chy_store_free(chy_store *store);

typedef enum chy_presence {
    CHY_ABSENT, /* no document of this id */
    CHY_SAME,   /* the very same document */
    CHY_OTHER   /* the id with another content */
} chy_presence;

/* Whether the document is there. */
chy_status chy_store_look(chy_store *store, const chy_document *doc, chy_presence *out, chy_err *err) CHY_MUST_USE;

/* Adds a coded document with its sentences and reports to the open batch (which it opens when there is none). `*was` says what was
 * there before: for CHY_SAME nothing is done; for CHY_OTHER the old one is replaced if `replace`, else nothing is done. On
 * failure (CHY_E_STORE: the disk is full, the file is locked ...) the whole batch is undone. The reports have no event yet: programs
 * call chy_keep_add (keep/keep.h), which adds, merges and keeps the ledger. */
chy_status chy_store_add(chy_store *store, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err) CHY_MUST_USE;

/* Makes the batch permanent. Nothing to do is CHY_OK. On failure the batch is undone. */
chy_status chy_store_commit(chy_store *store, chy_err *err) CHY_MUST_USE;

/* Adds one record of another coder: a document without text, one report. CHY_SAME when the store has its document already. */
chy_status chy_store_add_foreign(chy_store *store, const chy_record *record, const char *coder, chy_presence *was, chy_err *err) CHY_MUST_USE;

/* What to look for; NULL is everything. Lists are separated by commas. */
typedef struct chy_query {
    const char *actor, *with;   /* CODE, CODE:SECTOR, CODE:SECTOR:ID or ID; `with` is another party of the same event or record */
    const char *types, *statuses;
    const char *since, *until;  /* days, perhaps cut to month or year */
    const char *place;          /* a name or a country's code */
    long limit;                 /* the latest so many; 0: all */
    long offset;                /* leaves out so many before; for pages */
    const char *coder;          /* whose events: NULL: this program's; "all" */
    const char *modes;          /* events with one of these modes */
    long min_sources;
    const char *words;          /* of the ledger: in name or payload; of searching: FTS5's language */
    const char *outcome;        /* of expectations, a list */
    const char *due;            /* of expectations: DAY, before:DAY, after:DAY */
    /* of panels */
    const char *unit, *by, *count;
    bool directed, zero_fill;
} chy_query;

/* Calls `visit` for each merged event found, the latest first (then by document and offset of the report that speaks for it); a record
 * lives until `visit` returns. `visit` says false to stop. CHY_E_USAGE when the query makes no sense. */
chy_status chy_store_events(chy_store *store, const chy_query *query, bool (*visit)(void *ctx, const chy_record *record),
                            void *ctx, chy_err *err) CHY_MUST_USE;

/* How many events there are for the query (limit and offset are not heeded). */
chy_status chy_store_count(chy_store *store, const chy_query *query, uint64_t *n, chy_err *err) CHY_MUST_USE;

/* The reports of an event (by its id or the id of one of them; NULL: all there are), each as it was coded, in order of day and document. */
chy_status chy_store_reports(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err) CHY_MUST_USE;

/* The event that a report is of, by the report's id. */
chy_status chy_store_event_of(chy_store *store, const char *report, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err) CHY_MUST_USE;

/* The id of the event that an id, or the beginning of one, of an event or report means. `out` holds 32 bytes. CHY_E_EMPTY when there is
 * none; CHY_E_USAGE when the beginning fits several. */
chy_status chy_store_resolve(chy_store *store, const char *id, char *event, char *report, chy_err *err) CHY_MUST_USE;

/* One event by its id or the beginning of it, or by that of a report, and the document of the report (cleared first), as it came in. The record is the
 * report's. `default_day` (24 bytes) is the day that --date gave it, or "". CHY_E_EMPTY when there is none; CHY_E_USAGE when the beginning fits several. */
chy_status chy_store_find(chy_store *store, const char *id, void (*visit)(void *ctx, const chy_record *record), void *ctx,
                          chy_document *doc, char *default_day, chy_err *err) CHY_MUST_USE;

/* ---- rows that are no events ---- */

typedef enum chy_table {
    CHY_TABLE_SEARCH,  /* sentences with query->words, the best first: doc, publication, date, sequence, start, end, text, score */
    CHY_TABLE_SOURCES, /* (query->by,) publication, documents, sentences, reports, copies; the documents of since, until, actor, with */
    CHY_TABLE_PANEL,   /* (period,) actor or a, b, events, counts, documents, sentences: chancery-panel(1) */
    CHY_N_TABLE
} chy_table;

/* Rows of a table under the query's filters; a row lives until `visit` returns. CHY_E_USAGE for a query that makes no sense. */
chy_status chy_store_table(chy_store *store, chy_table table, const chy_query *query, bool (*visit)(void *ctx, const chy_cells *row), void *ctx,
                           chy_err *err) CHY_MUST_USE;

/* ---- coding again ---- */

/* Keeps a report that is about to go as a tombstone (its record as JSON; `day` may be NULL), and takes a tombstone away again. In the open batch. */
chy_status chy_store_withdraw(chy_store *store, const char *report, const char *payload, const char *day, chy_err *err) CHY_MUST_USE;
chy_status chy_store_return(chy_store *store, const char *report, chy_err *err) CHY_MUST_USE;
/* Appends the tombstone of an id as JSON; CHY_E_EMPTY when there is none. */
chy_status chy_store_tombstone(chy_store *store, const char *report, chy_buf *out, chy_err *err) CHY_MUST_USE;
/* Whether a stored document was coded by these versions. */
chy_status chy_store_is_current(chy_store *store, const char *doc, const chy_versions *versions, bool *out, chy_err *err) CHY_MUST_USE;
/* The reports of one document, in order, as chy_store_reports gives them. */
chy_status chy_store_reports_of(chy_store *store, const char *doc, bool (*visit)(void *ctx, const chy_record *record), void *ctx, chy_err *err) CHY_MUST_USE;


/* Calls `visit` for every document with a text, in the order they came in, as it came in, with the day that --date gave it ("": none). `doc`
 * is the caller's and overwritten. */
chy_status chy_store_documents(chy_store *store, chy_document *doc, bool (*visit)(void *ctx, chy_document *doc, const char *default_day), void *ctx,
                               chy_err *err) CHY_MUST_USE;

/* ---- the ledger ---- */

#define CHY_STORE_KIND 32
#define CHY_STORE_BLOCK 512

/* Adds what a sentence of a stored document says, to the open batch. Said twice it is there once. */
chy_status chy_store_claim_add(chy_store *store, const char *doc, const chy_claim *claim, chy_err *err) CHY_MUST_USE;
/* All claims of a block by day, document, sentence and id, in `arena`. */
chy_status chy_store_claims(chy_store *store, const char *kind, const char *block, chy_arena *arena, chy_claim **out, size_t *n, chy_err *err) CHY_MUST_USE;
/* A block whose claims changed; it is taken off the list. `kind` and `block` hold CHY_STORE_KIND and CHY_STORE_BLOCK bytes. */
chy_status chy_store_dirty_next(chy_store *store, char *kind, char *block, bool *found, chy_err *err) CHY_MUST_USE;
chy_status chy_store_dirty_all(chy_store *store, chy_err *err) CHY_MUST_USE;
chy_status chy_store_dirty_mark(chy_store *store, const char *kind, const char *block, chy_err *err) CHY_MUST_USE;
/* Puts `entries` in the place of all that a block had. */
chy_status chy_store_ledger_replace(chy_store *store, const char *kind, const char *block, const chy_ledger_entry *entries, size_t n, chy_err *err) CHY_MUST_USE;
/* Entries of a kind (NULL: all kinds), the latest first, under actor, with, statuses, since, until, place, words, outcome, due, limit, offset. */
chy_status chy_store_ledger(chy_store *store, const char *kind, const chy_query *query, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx,
                            chy_err *err) CHY_MUST_USE;
/* One entry by its id or the beginning of it. CHY_E_EMPTY, CHY_E_USAGE as above. */
chy_status chy_store_entry(chy_store *store, const char *id, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err) CHY_MUST_USE;
/* The day of the newest document, CHY_NO_DAY when none has one. */
chy_status chy_store_newest_day(chy_store *store, int32_t *day, chy_err *err) CHY_MUST_USE;
/* How many documents (of how many publishers) dated after a day name all of these codes or ids. */
chy_status chy_store_naming(chy_store *store, const char *const *codes, size_t n, int32_t after_day, uint32_t *documents, uint32_t *publishers,
                            chy_err *err) CHY_MUST_USE;

/* How much is there. */
typedef struct chy_store_size {
    uint64_t documents, sentences, reports, events;
} chy_store_size;
chy_status chy_store_measure(chy_store *store, chy_store_size *out, chy_err *err) CHY_MUST_USE;

/* Whether tables, foreign keys and search index fit together; `err` says what does not. For tests and after accidents. */
chy_status chy_store_check(chy_store *store, chy_err *err) CHY_MUST_USE;

#endif
