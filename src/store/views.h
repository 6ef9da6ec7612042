/* src/store/views.h - The fixed questions of the web pages: a table of named views, each a prepared statement with named, typed
 * parameters. Rows leave as JSON, JSON lines or CSV with the names of their columns. Values are bound, never pasted; each view's
 * parameters are checked before the store is asked. */
#ifndef CHY_STORE_VIEWS_H
#define CHY_STORE_VIEWS_H

#include "base/buf.h"
#include "store/store.h"

typedef enum chy_view_kind {
    CHY_VIEW_TEXT,   /* anything */
    CHY_VIEW_LIST,   /* names separated by commas */
    CHY_VIEW_SINCE,  /* a day, perhaps cut to month or year: its first day is bound as a number */
    CHY_VIEW_UNTIL,  /* the same, its last day */
    CHY_VIEW_NUMBER, /* a whole number from min to max */
    CHY_VIEW_CHOICE, /* one of `choices`, "a|b|c" */
    CHY_VIEW_CURSOR, /* what `next` of the page before said: two whole numbers, bound as NAME1 and NAME2 */
    CHY_VIEW_WORDS   /* words to search for: bound as a query of FTS5 that cannot be misread */
} chy_view_kind;

typedef struct chy_view_param {
    const char *name;
    chy_view_kind kind;
    const char *fallback; /* bound when nothing is given; NULL: its clause is left out */
    const char *choices;
    long min, max;
    bool must;
    const char *clause;   /* added to the view's WHERE when a value is given; NULL: the parameter stands in the SQL itself */
    const char *help;
    const char *driven_clause; /* instead of `clause` where `driven` stands for `head`; NULL: the same */
} chy_view_param;

#define CHY_VIEW_PARAMS 20

typedef struct chy_view {
    const char *name, *help;
    const char *head; /* SELECT ... WHERE true */
    const char *driver, *driven; /* when the parameter `driver` is given, `driven` stands for `head`; NULL: never */
    const char *tail; /* GROUP BY, ORDER BY, LIMIT */
    chy_view_param params[CHY_VIEW_PARAMS]; /* ended by a NULL name */
    const char *driven_tail;                /* with `driven`; NULL: `tail` */
    bool one;         /* an object rather than a list; CHY_E_EMPTY without a row */
} chy_view;

extern const chy_view chy_views[];
extern const size_t chy_n_views;
const chy_view *chy_view_find(const char *name);

typedef enum chy_view_format { CHY_VIEW_JSON, CHY_VIEW_JSONL, CHY_VIEW_CSV } chy_view_format;

/* Gives the value of a parameter, or NULL. */
typedef const char *(*chy_view_given)(const void *ctx, const char *name);

/* Appends the view's rows. JSON: {"rows":[...],"next":"..." or null} or, for a view of one, the object; a column called `next` ends
 * up there and not in the rows, and only when the page is full. A column whose name ends in `_json` holds JSON and is embedded.
 * CHY_E_USAGE names the parameter that is wrong; CHY_E_EMPTY when a view of one has no row; CHY_E_LIMIT when the deadline passed. */
chy_status chy_store_view(chy_store *store, const chy_view *view, chy_view_given given, const void *ctx, chy_view_format format,
                          chy_buf *out, chy_err *err) CHY_MUST_USE;

/* Statements on this handle end with CHY_E_LIMIT `ms` from now. 0: no deadline. */
void chy_store_set_deadline(chy_store *store, unsigned ms);
/* Another number after each change that another connection has made permanent. -1 when it cannot be told. */
int64_t chy_store_data_version(chy_store *store);

/* What a reader found wrong: with the id of an event, a report or a record of the ledger. Strings are never NULL. */
typedef struct chy_remark {
    const char *event, *field, *value, *note, *made;
} chy_remark;
/* Keeps it, permanently, in the table `corrections`. CHY_E_EMPTY when nothing has this id. */
chy_status chy_store_remark(chy_store *store, const chy_remark *remark, chy_err *err) CHY_MUST_USE;

/* The view's statement as it would be run with all its parameters given, for tests of its plan. */
chy_status chy_store_view_plan(chy_store *store, const chy_view *view, chy_view_given given, const void *ctx, chy_buf *out, chy_err *err) CHY_MUST_USE;

#endif
