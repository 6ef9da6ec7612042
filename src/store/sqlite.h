/* src/store/sqlite.h - What write.c and read.c share: the handle and its prepared statements. */
#ifndef CHY_STORE_SQLITE_H
#define CHY_STORE_SQLITE_H

#include <sqlite3.h>

#include "base/buf.h"
#include "store/store.h"
#include "store/terms.h"

/* Fixed statements, prepared when first used. */
typedef enum chy_sql {
    CHY_SQL_FIND_DOCUMENT, CHY_SQL_ADD_VERSION, CHY_SQL_FIND_VERSION, CHY_SQL_ADD_DOCUMENT, CHY_SQL_ADD_DOCUMENT_CODE, CHY_SQL_ADD_SENTENCE,
    CHY_SQL_ADD_SEARCH, CHY_SQL_ADD_REPORT, CHY_SQL_ADD_ACTOR, CHY_SQL_ADD_WORD, CHY_SQL_UNSEARCH, CHY_SQL_REMOVE, CHY_SQL_REPORT_ACTORS,
    CHY_SQL_REPORT_WORDS, CHY_SQL_EVENT_ACTORS, CHY_SQL_EVENT_WORDS, CHY_SQL_EVENT_REPORTS, CHY_SQL_DOCUMENT, CHY_SQL_FIND_REPORT,
    CHY_SQL_FIND_CLASS, CHY_SQL_PUT_CLASS, CHY_SQL_JOIN_CLASS, CHY_SQL_GET_CLASS, CHY_SQL_SET_CLASS, CHY_SQL_RECOUNT_CLASS, CHY_SQL_LEAD_CLASS, CHY_SQL_DROP_CLASS,
    CHY_SQL_PLACE_CLASS, CHY_SQL_MOVE_CLASS, CHY_SQL_CLASS_OF, CHY_SQL_PUT_KEY, CHY_SQL_CANDIDATES, CHY_SQL_PUT_LINK, CHY_SQL_LINKS, CHY_SQL_PUT_CUT,
    CHY_SQL_IS_CUT, CHY_SQL_CUTS, CHY_SQL_PLACE_REPORT, CHY_SQL_RENAME_EVENT, CHY_SQL_REMOVE_EVENT, CHY_SQL_EVENT_DIGEST, CHY_SQL_PUT_EVENT, CHY_SQL_CLEAR_EVENT_ACTORS,
    CHY_SQL_CLEAR_EVENT_WORDS, CHY_SQL_CLEAR_EVENT_PAIRS, CHY_SQL_CLEAR_EVENT_TERMS, CHY_SQL_PUT_EVENT_ACTORS, CHY_SQL_PUT_EVENT_WORDS,
    CHY_SQL_PUT_EVENT_PAIRS, CHY_SQL_PUT_EVENT_TERMS, CHY_SQL_COUNT_TERM, CHY_SQL_ADD_CLAIM, CHY_SQL_ADD_CLAIM_PARTY,
    CHY_SQL_CLAIMS, CHY_SQL_CLAIM_PARTIES, CHY_SQL_DIRTY_NEXT, CHY_SQL_DIRTY_DROP, CHY_SQL_DIRTY_MARK, CHY_SQL_LEDGER_DROP, CHY_SQL_LEDGER_PUT,
    CHY_SQL_LEDGER_PUT_PARTY, CHY_SQL_LEDGER_PUT_EVIDENCE, CHY_SQL_LEDGER_PARTIES, CHY_SQL_LEDGER_EVIDENCE, CHY_SQL_FIND_SENTENCE, CHY_SQL_NEWEST,
    CHY_SQL_WITHDRAW, CHY_SQL_RETURN, CHY_N_SQL
} chy_sql;

struct chy_store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *prepared[CHY_N_SQL];
    int64_t *added; /* rows of the reports of the document added last */
    size_t n_added, cap_added;
    bool in_batch, anew;
};

/* Fills `err` with what SQLite says of its result `code`; CHY_E_NOMEM or CHY_E_STORE. */
chy_status chy_store_refuse(chy_store *store, int code, const char *what, chy_err *err);

/* The statement, reset and without bindings; NULL and a filled `err` when it cannot be prepared. */
sqlite3_stmt *chy_store_statement(chy_store *store, chy_sql which, chy_err *err);

/* Runs a statement that gives no rows, to its end. */
chy_status chy_store_step(chy_store *store, sqlite3_stmt *stmt, const char *what, chy_err *err);

/* Removes a document by its row, with all that hangs on it. */
chy_status chy_store_remove(chy_store *store, int64_t row, chy_err *err);

/* Entries of a statement whose columns are CHY_STORE_ENTRY_COLUMNS. */
#define CHY_STORE_ENTRY_COLUMNS "l.id, l.record, l.kind, l.block, l.status, l.outcome, l.name, l.place, l.country, l.payload, l.first_day, l.last_day"
chy_status chy_store_visit_entries(chy_store *store, sqlite3_stmt *stmt, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err);

/* Records of a statement that begins as chy_store_select_records says. */
typedef enum chy_record_table { CHY_RECORDS_REPORTS, CHY_RECORDS_EVENTS } chy_record_table;
void chy_store_select_records(chy_record_table table, chy_buf *sql); /* appends SELECT and its columns, without FROM */
extern const char chy_store_record_joins[]; /* what `e` is joined to */
chy_status chy_store_visit_records(chy_store *store, chy_record_table table, sqlite3_stmt *stmt, bool (*visit)(void *ctx, const chy_record *record), void *ctx,
                                   chy_err *err);

/* A query in the making: fixed pieces of SQL are joined, what the user gave is bound. */
#define CHY_MAX_BOUND 96
typedef struct chy_question {
    chy_buf sql;
    const char *text[CHY_MAX_BOUND]; /* NULL: the number is bound */
    size_t len[CHY_MAX_BOUND];
    int64_t number[CHY_MAX_BOUND];
    int n;
    bool full;
} chy_question;
void chy_ask_text(chy_question *q, const char *text, size_t len);
void chy_ask_number(chy_question *q, int64_t number);
chy_status chy_ask_list(chy_question *q, const char *column, const char *list, const char *const *names, int n, const char *what, chy_err *err);
/* Prepares and binds; CHY_E_NOMEM or CHY_E_USAGE when it grew too long. */
chy_status chy_ask(chy_store *store, const chy_question *q, sqlite3_stmt **stmt, chy_err *err);
void chy_question_release(chy_question *q);
/* Appends "FROM ... WHERE ..." (with `joins` between) that gives events `e` under the query's filters, driven by the index that promises fewest. */
chy_status chy_ask_events(chy_store *store, chy_question *q, const char *joins, const chy_query *query, chy_err *err);

/* Runs SQL text without results. */
chy_status chy_store_exec(chy_store *store, const char *sql, const char *what, chy_err *err);

#endif
