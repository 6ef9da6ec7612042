/* src/types/document.c - Fields and problems of a document; see document.h and chancery.h for the contract. */
#include "types/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"

chy_document *chy_document_new(void)
{
    return calloc(1, sizeof(chy_document));
}

void chy_document_free(chy_document *doc)
{
    if (!doc)
        return;
    for (int i = 0; i < CHY_N_FIELD; i++)
        chy_buf_release(&doc->fields[i]);
    chy_buf_release(&doc->origin);
    free(doc);
}

static void recycle(chy_buf *buf)
{
    if (buf->cap > CHY_DOCUMENT_KEEP)
        chy_buf_release(buf);
    else
        chy_buf_clear(buf);
}

void chy_document_clear(chy_document *doc)
{
    for (int i = 0; i < CHY_N_FIELD; i++) {
        recycle(&doc->fields[i]);
        doc->present[i] = false;
    }
    recycle(&doc->origin);
    doc->n_problems = 0;
    doc->unusable = false;
}

chy_status chy_document_set(chy_document *doc, chy_field field, const char *bytes, size_t len, chy_err *err)
{
    chy_buf *buf = &doc->fields[field];
    chy_buf_clear(buf);
    doc->present[field] = false;
    if (!bytes)
        return CHY_OK;
    if (len > CHY_LIMIT_TEXT)
        return chy_err_set(err, CHY_E_LIMIT, CHY_LIMIT_TEXT, "a field of %zu bytes is longer than the limit of %zu", len,
                           CHY_LIMIT_TEXT);
    chy_buf_add(buf, bytes, len);
    if (buf->failed) {
        chy_buf_clear(buf);
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a field of %zu bytes", len);
    }
    /* Later stages may treat every field as a C string; a blank keeps all offsets true. */
    for (char *nul = buf->data; (nul = memchr(nul, '\0', (size_t)(buf->data + len - nul))) != NULL; nul++)
        *nul = ' ';
    doc->present[field] = true;
    return CHY_OK;
}

const char *chy_document_get(const chy_document *doc, chy_field field, size_t *len)
{
    if (!doc->present[field])
        return NULL;
    if (len)
        *len = doc->fields[field].len;
    return doc->fields[field].data;
}

bool chy_document_english(const chy_document *doc)
{
    const char *lang = chy_document_get(doc, CHY_FIELD_LANG, NULL);
    if (lang)
        lang += strspn(lang, " \t");
    return !lang || !lang[0] || !strncasecmp(lang, "en", 2) || !strncasecmp(lang, "und", 3);
}

uint64_t chy_document_hash(const chy_document *doc)
{
    /* Each field is hashed with the hash so far as its seed; absent and empty differ by one step more. */
    uint64_t hash = 1;
    for (int i = 0; i < CHY_FIELD_AUTHOR; i++)
        if (doc->present[i])
            hash = chy_hash_seed(doc->fields[i].data, doc->fields[i].len, hash + (uint64_t)i);
        else
            hash = hash * 31 + 1;
    return hash;
}

void chy_document_json(const chy_document *doc, chy_buf *out)
{
    static const struct {
        const char *key;
        chy_field field;
    } order[CHY_N_FIELD] = {{"id", CHY_FIELD_ID}, {"date", CHY_FIELD_DATE}, {"source", CHY_FIELD_SOURCE}, {"author", CHY_FIELD_AUTHOR}, {"title", CHY_FIELD_TITLE},
                            {"url", CHY_FIELD_URL}, {"lang", CHY_FIELD_LANG}, {"text", CHY_FIELD_TEXT}};
    char gap = '{';
    for (int i = 0; i < CHY_N_FIELD; i++) {
        chy_field field = order[i].field;
        if (!doc->present[field])
            continue;
        chy_buf_printf(out, "%c\"%s\":", gap, order[i].key);
        chy_buf_json(out, doc->fields[field].data, doc->fields[field].len);
        gap = ',';
    }
    chy_buf_str(out, gap == '{' ? "{}" : "}");
}

const char *chy_document_origin(const chy_document *doc)
{
    return doc->origin.data ? doc->origin.data : "";
}

size_t chy_document_n_problems(const chy_document *doc)
{
    return doc->n_problems;
}

const char *chy_document_problem(const chy_document *doc, size_t i, bool *is_note)
{
    if (is_note)
        *is_note = doc->problems[i].is_note;
    return doc->problems[i].msg;
}

bool chy_document_usable(const chy_document *doc)
{
    return !doc->unusable;
}

void chy_document_complain(chy_document *doc, bool is_note, const char *fmt, ...)
{
    bool full = doc->n_problems == CHY_DOCUMENT_MAX_PROBLEMS;
    chy_problem *problem = &doc->problems[full ? doc->n_problems - 1 : doc->n_problems++];
    if (full) {
        snprintf(problem->msg, sizeof problem->msg, "and more problems of this kind");
        problem->is_note = problem->is_note && is_note;
        return;
    }
    problem->is_note = is_note;
    va_list args;
    va_start(args, fmt);
    vsnprintf(problem->msg, sizeof problem->msg, fmt, args);
    va_end(args);
}
