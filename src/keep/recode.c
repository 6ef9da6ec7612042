/* src/keep/recode.c - A stored document coded again: what changed, what is new, and what is withdrawn and kept as a tombstone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keep/work.h"
#include "types/coding.h"

typedef struct comparing {
    chy_keep *keep;
    const chy_coding *coding;
    bool *met; /* records of the coding that the store had */
    const char *day;
    bool dry;
    chy_buf was, now;
    chy_recoded *counts;
    void (*visit)(void *ctx, chy_change change, const char *was, const char *now);
    void *ctx;
    chy_status status;
    chy_err *err;
} comparing;

/* Who coded it and when is no difference. */
static void write_json(const chy_record *record, chy_buf *out)
{
    static const chy_versions none = {"", "", "", "", ""};
    chy_record plain = *record;
    plain.versions = &none;
    plain.coded_date = NULL;
    plain.reports = NULL;
    chy_buf_clear(out);
    chy_record_json(&plain, false, out);
}

static size_t find(const comparing *c, const char *id)
{
    size_t i = 0;
    while (i < c->coding->n_records && strcmp(c->coding->records[i].id, id) != 0)
        i++;
    return i;
}

static bool compare(void *ctx, const chy_record *old)
{
    comparing *c = ctx;
    size_t at = find(c, old->id);
    write_json(old, &c->was);
    if (at == c->coding->n_records) {
        c->counts->withdrawn++;
        c->visit(c->ctx, CHY_CHANGE_WITHDRAWN, c->was.data, NULL);
        if (!c->dry)
            c->status = chy_store_withdraw(c->keep->store, old->id, c->was.data, c->day, c->err);
    } else {
        c->met[at] = true;
        write_json(&c->coding->records[at], &c->now);
        bool same = c->was.data && c->now.data && !strcmp(c->was.data, c->now.data);
        *(same ? &c->counts->same : &c->counts->changed) += 1;
        if (!same)
            c->visit(c->ctx, CHY_CHANGE_CHANGED, c->was.data, c->now.data);
    }
    return c->status == CHY_OK;
}

static void tell_new(comparing *c)
{
    for (size_t i = 0; i < c->coding->n_records && c->status == CHY_OK; i++) {
        if (c->met[i])
            continue;
        c->counts->added++;
        write_json(&c->coding->records[i], &c->now);
        c->visit(c->ctx, CHY_CHANGE_ADDED, NULL, c->now.data);
        if (!c->dry) /* it may have been withdrawn by an earlier change */
            c->status = chy_store_return(c->keep->store, c->coding->records[i].id, c->err);
    }
}

chy_status chy_keep_is_current(chy_keep *keep, const chy_document *doc, const chy_knowledge *knowledge, bool *out, chy_err *err)
{
    static const char *const names[] = {"codebook", "dictionaries", "rules", "model"};
    chy_versions v = {"", "", "", "", ""};
    char *const into[] = {v.codebook, v.dictionaries, v.rules, v.model};
    const size_t room[] = {sizeof v.codebook, sizeof v.dictionaries, sizeof v.rules, sizeof v.model};
    const char *id = chy_document_get(doc, CHY_FIELD_ID, NULL);
    snprintf(v.coder, sizeof v.coder, "chancery %s", chy_version());
    for (int i = 0; i < 4; i++) {
        const char *version = chy_knowledge_version(knowledge, names[i]);
        snprintf(into[i], room[i], "%s", version ? version : "");
    }
    return chy_store_is_current(keep->store, id ? id : "", &v, out, err);
}

chy_status chy_keep_recode(chy_keep *keep, const chy_coding *coding, const char *day, bool dry, chy_recoded *counts,
                           void (*visit)(void *ctx, chy_change change, const char *was, const char *now), void *ctx, chy_err *err)
{
    comparing c = {.keep = keep, .coding = coding, .day = day, .dry = dry, .counts = counts, .visit = visit, .ctx = ctx, .err = err,
                   .met = calloc(coding->n_records + 1, 1)};
    const char *doc = chy_document_get(coding->document, CHY_FIELD_ID, NULL);
    chy_presence was;
    chy_status status = c.met ? CHY_OK : chy_err_set(err, CHY_E_NOMEM, 0, "no memory to compare");
    if (status == CHY_OK && !dry)
        status = chy_store_open_batch(keep->store, err);
    if (status == CHY_OK)
        status = chy_store_reports_of(keep->store, doc ? doc : "", compare, &c, err);
    if (status == CHY_OK)
        tell_new(&c);
    if (status == CHY_OK)
        status = c.status;
    counts->documents++;
    if (status == CHY_OK && !dry) {
        chy_store_code_anew(keep->store, true);
        status = chy_keep_add(keep, coding, true, &was, err);
        chy_store_code_anew(keep->store, false);
    } else if (status != CHY_OK && !dry) {
        chy_store_roll_back(keep->store);
    }
    free(c.met);
    chy_buf_release(&c.was);
    chy_buf_release(&c.now);
    return status;
}
