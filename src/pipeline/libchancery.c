/* src/pipeline/libchancery.c - The rest of the public API: versions, texts, and what one may ask of a coding. */
#include <stdlib.h>

#include "base/buf.h"
#include "chancery.h"
#include "parse/conllu.h"
#include "types/coding.h"

const char *chy_version(void)
{
    return CHY_VERSION;
}

int chy_abi_version(void)
{
    return CHY_ABI;
}

chy_buf *chy_buf_new(void)
{
    return calloc(1, sizeof(chy_buf));
}

void chy_buf_free(chy_buf *buf)
{
    if (!buf)
        return;
    chy_buf_release(buf);
    free(buf);
}

const char *chy_buf_bytes(const chy_buf *buf, size_t *len)
{
    if (buf->failed)
        return NULL;
    if (len)
        *len = buf->len;
    return buf->data ? buf->data : "";
}

chy_coding *chy_coding_new(void)
{
    chy_coding *coding = calloc(1, sizeof *coding);
    if (coding)
        chy_arena_init(&coding->arena);
    return coding;
}

void chy_coding_clear(chy_coding *coding)
{
    chy_arena_reset(&coding->arena);
    coding->article = (chy_article){.arena = &coding->arena};
    coding->document = NULL;
    coding->records = NULL;
    coding->n_records = 0;
    coding->coded_date = NULL;
    coding->versions = NULL;
}

void chy_coding_free(chy_coding *coding)
{
    if (!coding)
        return;
    chy_arena_release(&coding->arena);
    free(coding);
}

size_t chy_coding_n_sentences(const chy_coding *coding)
{
    return coding->article.n_sentences;
}

size_t chy_coding_n_events(const chy_coding *coding)
{
    return coding->n_records;
}

const chy_record *chy_coding_event(const chy_coding *coding, size_t i)
{
    return &coding->records[i];
}

size_t chy_coding_n_notes(const chy_coding *coding)
{
    return coding->article.n_diagnostics;
}

const char *chy_coding_note(const chy_coding *coding, size_t i, uint64_t *at)
{
    if (at)
        *at = coding->article.diagnostics[i].at;
    return coding->article.diagnostics[i].msg;
}

void chy_coding_conllu(const chy_coding *coding, chy_buf *out)
{
    chy_conllu_write(&coding->article, out);
}
