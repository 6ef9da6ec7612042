/* src/store/store.h - Coded documents in a file that can be asked: an SQLite database. Knows rows and records; sqlite3.h is known
 * here alone.
 *
 * A document is in the store whole or not at all, whenever the program is killed. A handle belongs to one thread; several
 * handles, also of several programs, may share the file (one writes at a time, the others wait). */
#ifndef CHY_STORE_STORE_H
#define CHY_STORE_STORE_H

#include "base/err.h"
#include "chancery.h"

/* The version of schema.sql, kept in the file. */
#define CHY_STORE_SCHEMA 1

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

/* Adds a coded document with its sentences and events to the open batch (which it opens when there is none). `*was` says what was
 * there before: for CHY_SAME nothing is done; for CHY_OTHER the old one is replaced if `replace`, else nothing is done. On
 * failure (CHY_E_STORE: the disk is full, the file is locked ...) the whole batch is undone. */
chy_status chy_store_add(chy_store *store, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err) CHY_MUST_USE;

/* Makes the batch permanent. Nothing to do is CHY_OK. On failure the batch is undone. */
chy_status chy_store_commit(chy_store *store, chy_err *err) CHY_MUST_USE;

/* What to look for; NULL is everything. Lists are separated by commas. */
typedef struct chy_query {
    const char *actor, *with;   /* CODE, CODE:SECTOR, CODE:SECTOR:ID or ID; `with` is another party of the same event */
    const char *types, *statuses;
    const char *since, *until;  /* days, perhaps cut to month or year */
    const char *place;          /* a name or a country's code */
    long limit;                 /* the latest so many; 0: all */
} chy_query;

/* Calls `visit` for each event found, the latest first (then by document and offset); a record lives until `visit` returns. `visit` says
 * false to stop. CHY_E_USAGE when the query makes no sense. */
chy_status chy_store_events(chy_store *store, const chy_query *query, bool (*visit)(void *ctx, const chy_record *record),
                            void *ctx, chy_err *err) CHY_MUST_USE;

/* One event by its id or the beginning of it, and the document that tells it (cleared first), as it came in. `default_day` (24 bytes) is the day
 * that --date gave it, or "". CHY_E_EMPTY when there is none; CHY_E_USAGE when the beginning fits several. */
chy_status chy_store_find(chy_store *store, const char *id, void (*visit)(void *ctx, const chy_record *record), void *ctx,
                          chy_document *doc, char *default_day, chy_err *err) CHY_MUST_USE;

/* How much is there. */
typedef struct chy_store_size {
    uint64_t documents, sentences, events;
} chy_store_size;
chy_status chy_store_measure(chy_store *store, chy_store_size *out, chy_err *err) CHY_MUST_USE;

/* Whether tables, foreign keys and search index fit together; `err` says what does not. For tests and after accidents. */
chy_status chy_store_check(chy_store *store, chy_err *err) CHY_MUST_USE;

#endif
