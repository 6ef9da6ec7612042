/* src/store/ledger.c - Claims and entries as rows. See store.h for the contract. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "store/sqlite.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static void bind_day(sqlite3_stmt *stmt, int at, int32_t day)
{
    if (day != CHY_NO_DAY)
        sqlite3_bind_int(stmt, at, day);
}

/* ---- claims ---- */

/* The same claim of the same sentence has the same id, whenever it is made. */
static void make_id(const char *doc, const chy_claim *claim, char *out)
{
    const char *const parts[] = {doc, claim->kind, claim->block, claim->status, claim->payload};
    uint64_t hash = chy_hash_seed(&claim->sequence, sizeof claim->sequence, 0);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash = chy_hash_seed(parts[i], strlen(parts[i]) + 1, hash);
    snprintf(out, 20, "%016llx", (unsigned long long)hash);
}

static chy_status find_sentence(chy_store *store, const char *doc, uint32_t sequence, int64_t *row, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_FIND_SENTENCE, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, 1, doc);
    sqlite3_bind_int64(stmt, 2, sequence);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *row = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return code == SQLITE_ROW    ? CHY_OK
           : code == SQLITE_DONE ? chy_err_set(err, CHY_E_EMPTY, sequence, "%s: document %.80s has no sentence %u", store->path, doc, (unsigned)sequence)
                                 : chy_store_refuse(store, code, "read", err);
}

/* Parties of a claim or of an entry. */
static chy_status add_parties(chy_store *store, chy_sql which, int64_t row, const chy_ledger_party *parties, uint32_t n, chy_err *err)
{
    for (uint32_t i = 0; i < n; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, which, err);
        if (!stmt)
            return CHY_E_STORE;
        sqlite3_bind_int64(stmt, 1, row);
        sqlite3_bind_int64(stmt, 2, i);
        bind_text(stmt, 3, or_empty(parties[i].role));
        bind_text(stmt, 4, or_empty(parties[i].code));
        bind_text(stmt, 5, or_empty(parties[i].id));
        bind_text(stmt, 6, or_empty(parties[i].name));
        chy_status status = chy_store_step(store, stmt, "write a party", err);
        if (status != CHY_OK)
            return status;
    }
    return CHY_OK;
}

chy_status chy_store_claim_add(chy_store *store, const char *doc, const chy_claim *claim, chy_err *err)
{
    char id[20];
    int64_t sentence = 0;
    chy_status status = find_sentence(store, doc, claim->sequence, &sentence, err);
    sqlite3_stmt *stmt = status == CHY_OK ? chy_store_statement(store, CHY_SQL_ADD_CLAIM, err) : NULL;
    if (!stmt)
        return status == CHY_OK ? CHY_E_STORE : status;
    if (!claim->id)
        make_id(doc, claim, id);
    bind_text(stmt, 1, claim->id ? claim->id : id);
    sqlite3_bind_int64(stmt, 2, sentence);
    bind_text(stmt, 3, claim->report);
    bind_text(stmt, 4, claim->kind);
    bind_text(stmt, 5, claim->block);
    bind_text(stmt, 6, or_empty(claim->status));
    bind_day(stmt, 7, claim->first_day);
    bind_day(stmt, 8, claim->last_day);
    sqlite3_bind_double(stmt, 9, (double)claim->confidence);
    bind_text(stmt, 10, or_empty(claim->rule));
    bind_text(stmt, 11, or_empty(claim->payload));
    status = chy_store_step(store, stmt, "write a claim", err);
    /* A sentence that says the same twice says it once. */
    if (status != CHY_OK || !sqlite3_changes(store->db))
        return status;
    return add_parties(store, CHY_SQL_ADD_CLAIM_PARTY, sqlite3_last_insert_rowid(store->db), claim->parties, claim->n_parties, err);
}

/* ---- reading ---- */

static const char *copy_text(sqlite3_stmt *stmt, int at, chy_arena *arena, bool *failed)
{
    const char *text = (const char *)sqlite3_column_text(stmt, at);
    if (!text)
        return NULL;
    const char *copy = chy_arena_dup(arena, text, (size_t)sqlite3_column_bytes(stmt, at));
    *failed = *failed || !copy;
    return copy ? copy : "";
}

static int32_t take_day(sqlite3_stmt *stmt, int at)
{
    return sqlite3_column_type(stmt, at) == SQLITE_NULL ? CHY_NO_DAY : sqlite3_column_int(stmt, at);
}

static chy_status read_parties(chy_store *store, chy_sql which, int64_t row, chy_arena *arena, const chy_ledger_party **out, uint32_t *n, chy_err *err)
{
    chy_ledger_party *parties = NULL;
    size_t len = 0, cap = 0;
    bool failed = false;
    int code = SQLITE_DONE;
    sqlite3_stmt *stmt = chy_store_statement(store, which, err);
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_int64(stmt, 1, row);
    while (!failed && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        chy_ledger_party *more = chy_arena_grow(arena, parties, len, &cap, sizeof *parties);
        failed = !more;
        if (failed)
            break;
        parties = more;
        parties[len++] = (chy_ledger_party){copy_text(stmt, 0, arena, &failed), copy_text(stmt, 1, arena, &failed),
                                            copy_text(stmt, 2, arena, &failed), copy_text(stmt, 3, arena, &failed)};
    }
    sqlite3_reset(stmt);
    *out = parties;
    *n = (uint32_t)len;
    if (failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for parties", store->path);
    return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

static void take_claim(sqlite3_stmt *stmt, chy_arena *arena, chy_claim *c, bool *failed)
{
    const char **const texts[] = {&c->id, &c->kind, &c->block, &c->status, &c->rule, &c->payload, &c->report, &c->event, &c->doc, &c->publication};
    for (int i = 0; i < 10; i++)
        *texts[i] = copy_text(stmt, i + 1, arena, failed);
    c->sequence = (uint32_t)sqlite3_column_int64(stmt, 11);
    c->begin = c->sequence ? sqlite3_column_int64(stmt, 12) : -1;
    c->end = c->sequence ? sqlite3_column_int64(stmt, 13) : -1;
    const char *day = (const char *)sqlite3_column_text(stmt, 14);
    if (day)
        chy_day_parse(day, strlen(day), &c->report_day);
    c->first_day = take_day(stmt, 15);
    c->last_day = take_day(stmt, 16);
    c->confidence = (float)sqlite3_column_double(stmt, 17);
}

/* All claims of a bound statement. Parties are read when the claims are there: the statements are shared. */
static chy_status read_claims(chy_store *store, sqlite3_stmt *stmt, chy_arena *arena, chy_claim **out, size_t *n, chy_err *err)
{
    chy_claim *claims = NULL;
    int64_t *rows = NULL;
    size_t len = 0, cap = 0, row_cap = 0;
    bool failed = false;
    int code = SQLITE_DONE;
    while (!failed && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        chy_claim *more = chy_arena_grow(arena, claims, len, &cap, sizeof *claims);
        int64_t *more_rows = chy_arena_grow(arena, rows, len, &row_cap, sizeof *rows);
        failed = !more || !more_rows;
        if (failed)
            break;
        claims = more;
        rows = more_rows;
        rows[len] = sqlite3_column_int64(stmt, 0);
        claims[len] = (chy_claim){0};
        take_claim(stmt, arena, &claims[len++], &failed);
    }
    sqlite3_reset(stmt);
    chy_status status = failed ? chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for claims", store->path)
                        : code == SQLITE_DONE ? CHY_OK
                                              : chy_store_refuse(store, code, "read", err);
    for (size_t i = 0; i < len && status == CHY_OK; i++)
        status = read_parties(store, CHY_SQL_CLAIM_PARTIES, rows[i], arena, &claims[i].parties, &claims[i].n_parties, err);
    *out = claims;
    *n = len;
    return status;
}

chy_status chy_store_claims(chy_store *store, const char *kind, const char *block, chy_arena *arena, chy_claim **out, size_t *n, chy_err *err)
{
    *out = NULL;
    *n = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_CLAIMS, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, 1, kind);
    bind_text(stmt, 2, block);
    return read_claims(store, stmt, arena, out, n, err);
}

/* ---- blocks to be made anew ---- */

chy_status chy_store_dirty_next(chy_store *store, char *kind, char *block, bool *found, chy_err *err)
{
    *found = false;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_DIRTY_NEXT, err);
    if (!stmt)
        return CHY_E_STORE;
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        *found = true;
        snprintf(kind, CHY_STORE_KIND, "%s", (const char *)sqlite3_column_text(stmt, 0));
        snprintf(block, CHY_STORE_BLOCK, "%s", (const char *)sqlite3_column_text(stmt, 1));
    }
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW)
        return code == SQLITE_DONE ? CHY_OK : chy_store_refuse(store, code, "read", err);
    stmt = chy_store_statement(store, CHY_SQL_DIRTY_DROP, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, 1, kind);
    bind_text(stmt, 2, block);
    return chy_store_step(store, stmt, "write", err);
}

chy_status chy_store_dirty_all(chy_store *store, chy_err *err)
{
    return chy_store_exec(store, "INSERT OR IGNORE INTO dirty_blocks SELECT kind, block FROM claims UNION SELECT kind, block FROM ledger",
                          "take the ledger apart", err);
}

chy_status chy_store_dirty_mark(chy_store *store, const char *kind, const char *block, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_DIRTY_MARK, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, 1, kind);
    bind_text(stmt, 2, block);
    return chy_store_step(store, stmt, "write", err);
}

/* ---- entries ---- */

static chy_status put_evidence(chy_store *store, int64_t row, const chy_ledger_entry *e, chy_err *err)
{
    for (uint32_t i = 0; i < e->n_claims; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_LEDGER_PUT_EVIDENCE, err);
        if (!stmt)
            return CHY_E_STORE;
        sqlite3_bind_int64(stmt, 1, row);
        bind_text(stmt, 2, e->claims[i].id);
        chy_status status = chy_store_step(store, stmt, "write a record", err);
        if (status != CHY_OK)
            return status;
    }
    return CHY_OK;
}

static chy_status put_entry(chy_store *store, const char *kind, const char *block, const chy_ledger_entry *e, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_LEDGER_PUT, err);
    if (!stmt)
        return CHY_E_STORE;
    const char *const texts[] = {e->id, kind, block, or_empty(e->status), or_empty(e->outcome), or_empty(e->name), or_empty(e->place), or_empty(e->country)};
    for (int i = 0; i < 8; i++)
        bind_text(stmt, i + 1, texts[i]);
    bind_day(stmt, 9, e->first_day);
    bind_day(stmt, 10, e->last_day);
    bind_text(stmt, 11, or_empty(e->payload));
    chy_status status = chy_store_step(store, stmt, "write a record", err);
    int64_t row = sqlite3_last_insert_rowid(store->db);
    if (status == CHY_OK)
        status = add_parties(store, CHY_SQL_LEDGER_PUT_PARTY, row, e->parties, e->n_parties, err);
    return status == CHY_OK ? put_evidence(store, row, e, err) : status;
}

chy_status chy_store_ledger_replace(chy_store *store, const char *kind, const char *block, const chy_ledger_entry *entries, size_t n, chy_err *err)
{
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_LEDGER_DROP, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, 1, kind);
    bind_text(stmt, 2, block);
    chy_status status = chy_store_step(store, stmt, "replace records", err);
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = put_entry(store, kind, block, &entries[i], err);
    return status;
}

static void take_entry(sqlite3_stmt *stmt, chy_arena *arena, chy_ledger_entry *e, bool *failed)
{
    const char **const texts[] = {&e->id, &e->kind, &e->block, &e->status, &e->outcome, &e->name, &e->place, &e->country, &e->payload};
    for (int i = 0; i < 9; i++)
        *texts[i] = copy_text(stmt, i + 1, arena, failed);
    e->first_day = take_day(stmt, 10);
    e->last_day = take_day(stmt, 11);
}

static chy_status complete_entry(chy_store *store, int64_t row, chy_arena *arena, chy_ledger_entry *e, chy_err *err)
{
    chy_claim *claims = NULL;
    size_t n = 0;
    chy_status status = read_parties(store, CHY_SQL_LEDGER_PARTIES, row, arena, &e->parties, &e->n_parties, err);
    sqlite3_stmt *stmt = status == CHY_OK ? chy_store_statement(store, CHY_SQL_LEDGER_EVIDENCE, err) : NULL;
    if (!stmt)
        return status == CHY_OK ? CHY_E_STORE : status;
    sqlite3_bind_int64(stmt, 1, row);
    status = read_claims(store, stmt, arena, &claims, &n, err);
    e->claims = claims;
    e->n_claims = (uint32_t)n;
    return status;
}

chy_status chy_store_visit_entries(chy_store *store, sqlite3_stmt *stmt, bool (*visit)(void *ctx, const chy_ledger_entry *entry), void *ctx, chy_err *err)
{
    chy_arena arena;
    chy_status status = CHY_OK;
    int code = SQLITE_ROW;
    bool go_on = true, failed = false;
    chy_arena_init(&arena);
    while (go_on && status == CHY_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        chy_ledger_entry entry = {0};
        take_entry(stmt, &arena, &entry, &failed);
        status = failed ? chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for a record", store->path)
                        : complete_entry(store, sqlite3_column_int64(stmt, 0), &arena, &entry, err);
        if (status == CHY_OK)
            go_on = visit(ctx, &entry);
        chy_arena_reset(&arena);
    }
    chy_arena_release(&arena);
    return status == CHY_OK && go_on && code != SQLITE_DONE ? chy_store_refuse(store, code, "read", err) : status;
}

/* ---- the store's day ---- */

chy_status chy_store_newest_day(chy_store *store, int32_t *day, chy_err *err)
{
    *day = CHY_NO_DAY;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_NEWEST, err);
    if (!stmt)
        return CHY_E_STORE;
    int code = sqlite3_step(stmt);
    const char *text = code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    chy_day newest;
    if (text && chy_day_parse(text, strlen(text), &newest))
        *day = chy_day_number(newest, true);
    sqlite3_reset(stmt);
    return code == SQLITE_ROW ? CHY_OK : chy_store_refuse(store, code, "read", err);
}

/* Joins as many copies of document_codes as there are codes. */
chy_status chy_store_naming(chy_store *store, const char *const *codes, size_t n, int32_t after_day, uint32_t *documents, uint32_t *publishers, chy_err *err)
{
    chy_buf sql = {0};
    sqlite3_stmt *stmt = NULL;
    *documents = *publishers = 0;
    if (!n || n > 16)
        return CHY_OK;
    chy_buf_str(&sql, "SELECT count(*), count(DISTINCT d.publication) FROM document_codes c0 CROSS JOIN documents d ON d.id = c0.document WHERE c0.code = ?1 "
                      "AND c0.day > ?2");
    for (size_t i = 1; i < n; i++)
        chy_buf_printf(&sql, " AND EXISTS (SELECT 1 FROM document_codes c WHERE c.code = ?%zu AND c.day = c0.day AND c.document = c0.document)", i + 2);
    int code = sql.failed ? SQLITE_NOMEM : sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL);
    if (code == SQLITE_OK) {
        bind_text(stmt, 1, codes[0]);
        sqlite3_bind_int(stmt, 2, after_day);
        for (size_t i = 1; i < n; i++)
            bind_text(stmt, (int)i + 2, codes[i]);
        code = sqlite3_step(stmt);
    }
    if (code == SQLITE_ROW) {
        *documents = (uint32_t)sqlite3_column_int64(stmt, 0);
        *publishers = (uint32_t)sqlite3_column_int64(stmt, 1);
    }
    chy_status status = code == SQLITE_ROW ? CHY_OK : chy_store_refuse(store, code, "read", err);
    sqlite3_finalize(stmt);
    chy_buf_release(&sql);
    return status;
}
