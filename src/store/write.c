/* src/store/write.c - A coded document to rows. See store.h for the contract. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/merging.h"
#include "store/sqlite.h"
#include "types/coding.h"

/* ---- binding: parameters are numbered by the order of the calls ---- */

static void bind_text(sqlite3_stmt *stmt, int *at, const char *text)
{
    sqlite3_bind_text(stmt, ++*at, text, -1, SQLITE_STATIC); /* NULL binds null */
}

static void bind_bytes(sqlite3_stmt *stmt, int *at, const char *bytes, size_t len)
{
    sqlite3_bind_text64(stmt, ++*at, bytes, len, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_number(sqlite3_stmt *stmt, int *at, int64_t number)
{
    sqlite3_bind_int64(stmt, ++*at, number);
}

static void bind_real(sqlite3_stmt *stmt, int *at, double number)
{
    sqlite3_bind_double(stmt, ++*at, number);
}

static void bind_null(int *at)
{
    ++*at; /* never bound: null */
}

static void bind_day(sqlite3_stmt *stmt, int *at, chy_day day)
{
    char text[24];
    chy_day_format(day, text);
    ++*at;
    if (text[0])
        sqlite3_bind_text(stmt, *at, text, -1, SQLITE_TRANSIENT);
}

static void bind_count(sqlite3_stmt *stmt, int *at, chy_count count)
{
    if (count.low < 0) {
        *at += 2;
        return;
    }
    bind_number(stmt, at, count.low);
    bind_number(stmt, at, count.high);
}

/* ---- documents ---- */

static void format_hash(const chy_document *doc, char *out, size_t cap)
{
    snprintf(out, cap, "%016llx", (unsigned long long)chy_document_hash(doc));
}

static chy_status find_document(chy_store *store, const chy_document *doc, chy_presence *out, int64_t *row, chy_err *err)
{
    char hash[20];
    const char *id = chy_document_get(doc, CHY_FIELD_ID, NULL);
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_FIND_DOCUMENT, err);
    if (!stmt)
        return CHY_E_STORE;
    format_hash(doc, hash, sizeof hash);
    sqlite3_bind_text(stmt, 1, id ? id : "", -1, SQLITE_STATIC);
    int code = sqlite3_step(stmt);
    chy_status status = CHY_OK;
    if (code == SQLITE_ROW) {
        *row = sqlite3_column_int64(stmt, 0);
        *out = strcmp((const char *)sqlite3_column_text(stmt, 1), hash) || store->anew ? CHY_OTHER : CHY_SAME;
    } else if (code == SQLITE_DONE) {
        *out = CHY_ABSENT;
    } else {
        status = chy_store_refuse(store, code, "look for a document", err);
    }
    sqlite3_reset(stmt);
    return status;
}

chy_status chy_store_look(chy_store *store, const chy_document *doc, chy_presence *out, chy_err *err)
{
    int64_t row;
    return find_document(store, doc, out, &row, err);
}

static chy_status find_version(chy_store *store, const chy_versions *v, int64_t *row, chy_err *err)
{
    static const chy_sql order[] = {CHY_SQL_ADD_VERSION, CHY_SQL_FIND_VERSION};
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, order[i], err);
        if (!stmt)
            return CHY_E_STORE;
        int at = 0;
        bind_text(stmt, &at, v->coder);
        bind_text(stmt, &at, v->codebook);
        bind_text(stmt, &at, v->dictionaries);
        bind_text(stmt, &at, v->rules);
        bind_text(stmt, &at, v->model);
        int code = sqlite3_step(stmt);
        if (code == SQLITE_ROW)
            *row = sqlite3_column_int64(stmt, 0);
        sqlite3_reset(stmt);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            return chy_store_refuse(store, code, "write", err);
    }
    return CHY_OK;
}

static void bind_field(sqlite3_stmt *stmt, int *at, const chy_document *doc, chy_field field)
{
    size_t len = 0;
    const char *bytes = chy_document_get(doc, field, &len);
    bind_bytes(stmt, at, bytes, len);
}

static chy_status add_document(chy_store *store, const chy_coding *coding, int64_t version, int64_t *row, chy_err *err)
{
    const chy_document *doc = coding->document;
    const chy_article *art = &coding->article;
    char hash[20];
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_DOCUMENT, err);
    if (!stmt)
        return CHY_E_STORE;
    format_hash(doc, hash, sizeof hash);
    bind_text(stmt, &at, art->id);
    bind_text(stmt, &at, hash);
    bind_field(stmt, &at, doc, CHY_FIELD_DATE);
    bind_field(stmt, &at, doc, CHY_FIELD_SOURCE);
    bind_field(stmt, &at, doc, CHY_FIELD_TITLE);
    bind_field(stmt, &at, doc, CHY_FIELD_URL);
    bind_field(stmt, &at, doc, CHY_FIELD_LANG);
    bind_field(stmt, &at, doc, CHY_FIELD_TEXT);
    bind_text(stmt, &at, art->source);
    bind_day(stmt, &at, art->day);
    bind_text(stmt, &at, art->day_why);
    bind_text(stmt, &at, art->agency);
    bind_text(stmt, &at, coding->coded_date);
    bind_text(stmt, &at, "chancery");
    bind_number(stmt, &at, version);
    chy_status status = chy_store_step(store, stmt, "write a document", err);
    *row = sqlite3_last_insert_rowid(store->db);
    return status;
}

static chy_status add_code(chy_store *store, const char *code, int64_t day, int64_t document, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_DOCUMENT_CODE, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, &at, code);
    bind_number(stmt, &at, day);
    bind_number(stmt, &at, document);
    return chy_store_step(store, stmt, "write a document", err);
}

/* Whom the document names, whether or not they do anything. */
static chy_status add_codes(chy_store *store, const chy_article *art, int64_t document, chy_err *err)
{
    int64_t day = chy_day_known(art->day) ? chy_day_number(art->day, true) : CHY_STORE_UNDATED;
    chy_status status = CHY_OK;
    for (uint32_t i = 0; i < art->n_entities && status == CHY_OK; i++) {
        const chy_entity *who = &art->entities[i];
        if (who->code && strcmp(who->code, "---"))
            status = add_code(store, who->code, day, document, err);
        if (status == CHY_OK && who->id && who->id[0])
            status = add_code(store, who->id, day, document, err);
    }
    return status;
}

/* ---- sentences ---- */

static chy_status add_search(chy_store *store, const chy_sentence *sent, int64_t row, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_SEARCH, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_number(stmt, &at, row);
    bind_bytes(stmt, &at, sent->source + sent->begin, sent->end - sent->begin);
    return chy_store_step(store, stmt, "write a sentence", err);
}

static chy_status add_sentence(chy_store *store, const chy_sentence *sent, int64_t document, int64_t *row, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_SENTENCE, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_number(stmt, &at, document);
    bind_number(stmt, &at, sent->index);
    bind_number(stmt, &at, sent->story);
    bind_number(stmt, &at, sent->begin);
    bind_number(stmt, &at, sent->end);
    bind_number(stmt, &at, sent->furniture);
    chy_status status = chy_store_step(store, stmt, "write a sentence", err);
    *row = sqlite3_last_insert_rowid(store->db);
    return status == CHY_OK && !sent->furniture ? add_search(store, sent, *row, err) : status;
}

/* ---- reports ---- */

static void bind_place(sqlite3_stmt *stmt, int *at, const chy_location *place)
{
    bind_text(stmt, at, place->extracted);
    bind_text(stmt, at, place->resolved);
    bind_text(stmt, at, place->country && place->country[0] ? place->country : NULL);
    if (place->resolved) {
        bind_real(stmt, at, place->lat);
        bind_real(stmt, at, place->lon);
    } else {
        bind_null(at);
        bind_null(at);
    }
    if (place->geonameid)
        bind_number(stmt, at, place->geonameid);
    else
        bind_null(at);
    bind_number(stmt, at, place->resolution);
    bind_text(stmt, at, place->why);
}

static void bind_days(sqlite3_stmt *stmt, int *at, const chy_record *r)
{
    chy_day to = chy_day_known(r->to) ? r->to : r->from;
    bind_day(stmt, at, r->from);
    bind_day(stmt, at, r->to);
    if (chy_day_known(r->from)) {
        bind_number(stmt, at, chy_day_number(r->from, false));
        bind_number(stmt, at, chy_day_number(to, true));
    } else {
        *at += 2;
    }
    bind_text(stmt, at, chy_precision_names[r->precision]);
    bind_number(stmt, at, r->date_stated);
    bind_text(stmt, at, r->date_why);
}

static chy_status add_actors(chy_store *store, const chy_record *r, int64_t report, chy_err *err)
{
    for (int part = 0; part < CHY_N_PART; part++)
        for (uint32_t i = 0; i < r->n_parties[part]; i++) {
            const chy_record_party *p = &r->parties[part][i];
            int at = 0;
            sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_ACTOR, err);
            if (!stmt)
                return CHY_E_STORE;
            bind_number(stmt, &at, report);
            bind_number(stmt, &at, part);
            bind_number(stmt, &at, i);
            bind_text(stmt, &at, p->code);
            bind_text(stmt, &at, p->sector);
            bind_text(stmt, &at, p->id);
            bind_text(stmt, &at, p->name);
            bind_text(stmt, &at, p->office);
            bind_text(stmt, &at, chy_role_names[p->role]);
            bind_text(stmt, &at, p->text);
            bind_number(stmt, &at, p->begin);
            bind_number(stmt, &at, p->end);
            bind_text(stmt, &at, p->why);
            chy_status status = chy_store_step(store, stmt, "write an actor", err);
            if (status != CHY_OK)
                return status;
        }
    return CHY_OK;
}

static chy_status add_words(chy_store *store, const char *const *words, uint32_t n, int kind, int64_t report, chy_err *err)
{
    for (uint32_t i = 0; i < n; i++) {
        int at = 0;
        sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_WORD, err);
        if (!stmt)
            return CHY_E_STORE;
        bind_number(stmt, &at, report);
        bind_number(stmt, &at, kind);
        bind_number(stmt, &at, i);
        bind_text(stmt, &at, words[i]);
        chy_status status = chy_store_step(store, stmt, "write a mode", err);
        if (status != CHY_OK)
            return status;
    }
    return CHY_OK;
}

static bool note_added(chy_store *store, int64_t row)
{
    if (store->n_added == store->cap_added) {
        size_t cap = store->cap_added ? 2 * store->cap_added : 64;
        int64_t *more = realloc(store->added, cap * sizeof *more);
        if (!more)
            return false;
        store->added = more;
        store->cap_added = cap;
    }
    store->added[store->n_added++] = row;
    return true;
}

static chy_status add_report(chy_store *store, const chy_record *r, int64_t sentence, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_REPORT, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, &at, r->id);
    bind_number(stmt, &at, sentence);
    bind_number(stmt, &at, r->trigger_begin);
    bind_number(stmt, &at, r->trigger_end);
    bind_text(stmt, &at, chy_type_names[r->type]);
    bind_text(stmt, &at, r->cameo);
    bind_text(stmt, &at, chy_event_status_names[r->status]);
    bind_text(stmt, &at, chy_type_names[r->content]);
    bind_real(stmt, &at, (double)r->scale);
    bind_real(stmt, &at, (double)r->goldstein);
    bind_days(stmt, &at, r);
    bind_place(stmt, &at, &r->place);
    for (int i = 0; i < CHY_N_SIZE; i++)
        bind_count(stmt, &at, r->size[i]);
    bind_real(stmt, &at, (double)r->confidence);
    bind_text(stmt, &at, r->rule);
    bind_text(stmt, &at, r->why);
    chy_status status = chy_store_step(store, stmt, "write a report", err);
    int64_t row = sqlite3_last_insert_rowid(store->db);
    if (status == CHY_OK && !note_added(store, row))
        status = chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for a report", store->path);
    if (status == CHY_OK)
        status = add_actors(store, r, row, err);
    if (status == CHY_OK)
        status = add_words(store, r->modes, r->n_modes, 0, row, err);
    return status == CHY_OK ? add_words(store, r->contexts, r->n_contexts, 1, row, err) : status;
}

/* Sentences in order, each followed by its events, which are in the same order. */
static chy_status add_content(chy_store *store, const chy_coding *coding, int64_t document, chy_err *err)
{
    const chy_article *art = &coding->article;
    size_t next = 0;
    for (uint32_t i = 0; i < art->n_sentences; i++) {
        int64_t row;
        chy_status status = add_sentence(store, &art->sentences[i], document, &row, err);
        while (status == CHY_OK && next < coding->n_records && art->events[next].sentence == i)
            status = add_report(store, &coding->records[next++], row, err);
        if (status != CHY_OK)
            return status;
    }
    return next == coding->n_records ? CHY_OK : chy_err_set(err, CHY_E_FORMAT, next, "events are not in the order of sentences");
}

chy_status chy_store_remove(chy_store *store, int64_t row, chy_err *err)
{
    /* The search index is told first: it reads the old words through the rows that are about to go. */
    static const chy_sql order[] = {CHY_SQL_UNSEARCH, CHY_SQL_REMOVE};
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *stmt = chy_store_statement(store, order[i], err);
        if (!stmt)
            return CHY_E_STORE;
        sqlite3_bind_int64(stmt, 1, row);
        chy_status status = chy_store_step(store, stmt, "replace a document", err);
        if (status != CHY_OK)
            return status;
    }
    return CHY_OK;
}

/* A document without a sentence of its own: what another coder says of it. */
static chy_status add_foreign_document(chy_store *store, const chy_record *r, const char *coder, int64_t version, int64_t *row, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_ADD_DOCUMENT, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, &at, r->doc);
    bind_text(stmt, &at, r->id);
    bind_day(stmt, &at, r->report_day);
    bind_text(stmt, &at, r->publication);
    bind_text(stmt, &at, r->title);
    bind_text(stmt, &at, r->url);
    bind_text(stmt, &at, r->language);
    bind_null(&at);
    bind_text(stmt, &at, r->publication);
    bind_day(stmt, &at, r->report_day);
    bind_text(stmt, &at, r->report_day_why);
    bind_null(&at);
    bind_text(stmt, &at, r->coded_date);
    bind_text(stmt, &at, coder);
    bind_number(stmt, &at, version);
    chy_status status = chy_store_step(store, stmt, "write a document", err);
    *row = sqlite3_last_insert_rowid(store->db);
    return status;
}

chy_status chy_store_add_foreign(chy_store *store, const chy_record *record, const char *coder, chy_presence *was, chy_err *err)
{
    int64_t version = 0, document = 0, sentence = 0;
    const chy_sentence none = {.index = 0, .story = 1, .furniture = true};
    store->n_added = 0;
    *was = CHY_ABSENT;
    chy_status status = chy_store_open_batch(store, err);
    sqlite3_stmt *stmt = status == CHY_OK ? chy_store_statement(store, CHY_SQL_FIND_DOCUMENT, err) : NULL;
    if (!stmt)
        return CHY_E_STORE;
    sqlite3_bind_text(stmt, 1, record->doc, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        *was = CHY_SAME;
    sqlite3_reset(stmt);
    if (*was == CHY_SAME)
        return CHY_OK;
    status = find_version(store, record->versions, &version, err);
    if (status == CHY_OK)
        status = add_foreign_document(store, record, coder, version, &document, err);
    if (status == CHY_OK)
        status = add_sentence(store, &none, document, &sentence, err);
    if (status == CHY_OK)
        status = add_report(store, record, sentence, err);
    if (status != CHY_OK)
        chy_store_roll_back(store);
    return status;
}

static chy_status write_coding(chy_store *store, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err)
{
    int64_t old = 0, version = 0, document = 0;
    chy_status status = find_document(store, coding->document, was, &old, err);
    if (status != CHY_OK || *was == CHY_SAME || (*was == CHY_OTHER && !replace))
        return status;
    if (*was == CHY_OTHER)
        status = chy_store_remove(store, old, err);
    if (status == CHY_OK)
        status = find_version(store, coding->versions, &version, err);
    if (status == CHY_OK)
        status = add_document(store, coding, version, &document, err);
    if (status == CHY_OK)
        status = add_codes(store, &coding->article, document, err);
    return status == CHY_OK ? add_content(store, coding, document, err) : status;
}

/* SQLite has rolled back by itself after some errors; asking again is harmless. */
void chy_store_roll_back(chy_store *store)
{
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->in_batch = false;
}

void chy_store_code_anew(chy_store *store, bool anew)
{
    store->anew = anew;
}

bool chy_store_in_batch(const chy_store *store)
{
    return store->in_batch;
}

chy_status chy_store_open_batch(chy_store *store, chy_err *err)
{
    if (store->in_batch)
        return CHY_OK;
    chy_status status = chy_store_exec(store, "BEGIN IMMEDIATE", "write", err);
    store->in_batch = status == CHY_OK;
    return status;
}

chy_status chy_store_add(chy_store *store, const chy_coding *coding, bool replace, chy_presence *was, chy_err *err)
{
    *was = CHY_ABSENT;
    store->n_added = 0;
    if (!coding->document)
        return chy_err_set(err, CHY_E_EMPTY, 0, "nothing was coded");
    chy_status status = chy_store_open_batch(store, err);
    if (status != CHY_OK)
        return status;
    status = write_coding(store, coding, replace, was, err);
    if (status != CHY_OK)
        chy_store_roll_back(store);
    return status;
}

chy_status chy_store_commit(chy_store *store, chy_err *err)
{
    if (!store->in_batch)
        return CHY_OK;
    chy_status status = chy_store_exec(store, "COMMIT", "write", err);
    store->in_batch = false;
    if (status != CHY_OK)
        chy_store_roll_back(store);
    return status;
}

/* ---- tombstones ---- */

chy_status chy_store_withdraw(chy_store *store, const char *report, const char *payload, const char *day, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_WITHDRAW, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, &at, report);
    bind_text(stmt, &at, payload);
    bind_text(stmt, &at, day);
    return chy_store_step(store, stmt, "write a tombstone", err);
}

chy_status chy_store_return(chy_store *store, const char *report, chy_err *err)
{
    int at = 0;
    sqlite3_stmt *stmt = chy_store_statement(store, CHY_SQL_RETURN, err);
    if (!stmt)
        return CHY_E_STORE;
    bind_text(stmt, &at, report);
    return chy_store_step(store, stmt, "remove a tombstone", err);
}
