/* src/store/sqlite.h - What write.c and read.c share: the handle and its prepared statements. */
#ifndef CHY_STORE_SQLITE_H
#define CHY_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/store.h"

/* Fixed statements, prepared when first used. */
typedef enum chy_sql {
    CHY_SQL_FIND_DOCUMENT, CHY_SQL_ADD_VERSION, CHY_SQL_FIND_VERSION, CHY_SQL_ADD_DOCUMENT, CHY_SQL_ADD_SENTENCE, CHY_SQL_ADD_SEARCH,
    CHY_SQL_ADD_EVENT, CHY_SQL_ADD_ACTOR, CHY_SQL_ADD_WORD, CHY_SQL_UNSEARCH, CHY_SQL_REMOVE, CHY_SQL_ACTORS, CHY_SQL_WORDS,
    CHY_SQL_DOCUMENT, CHY_N_SQL
} chy_sql;

struct chy_store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *prepared[CHY_N_SQL];
    bool in_batch;
};

/* Fills `err` with what SQLite says of its result `code`; CHY_E_NOMEM or CHY_E_STORE. */
chy_status chy_store_refuse(chy_store *store, int code, const char *what, chy_err *err);

/* The statement, reset and without bindings; NULL and a filled `err` when it cannot be prepared. */
sqlite3_stmt *chy_store_statement(chy_store *store, chy_sql which, chy_err *err);

/* Runs a statement that gives no rows, to its end. */
chy_status chy_store_step(chy_store *store, sqlite3_stmt *stmt, const char *what, chy_err *err);

/* Runs SQL text without results. */
chy_status chy_store_exec(chy_store *store, const char *sql, const char *what, chy_err *err);

#endif
