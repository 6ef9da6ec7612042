/* src/ingest/reader.c - Files to documents: the public reader of chancery.h. Whatever is wrong with a file becomes the
 * problem of a document, so that a run over a million files meets all of them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "chancery.h"
#include "ingest/jsonl.h"
#include "ingest/source.h"
#include "types/document.h"

#define CHUNK_BYTES ((size_t)64 << 10)
/* How much of a text is looked at to tell text from other things. */
#define LOOK_BYTES ((size_t)8 << 10)

struct chy_reader {
    chy_source *src;
    char *path;
    chy_input input; /* AUTO until the first bytes are there */
    bool ended;
    uint64_t line;
    chy_buf text, scratch;
    size_t pos, len; /* of `chunk` */
    char chunk[CHUNK_BYTES];
};

chy_reader *chy_reader_open(const char *path, chy_input input, chy_err *err)
{
    chy_source *src = chy_source_open(path, err);
    chy_reader *reader = src ? calloc(1, sizeof *reader) : NULL;
    char *name = reader ? strdup(path) : NULL;
    if (!name) {
        if (src)
            chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
        chy_source_free(src);
        free(reader);
        return NULL;
    }
    reader->src = src;
    reader->path = name;
    reader->input = input;
    return reader;
}

void chy_reader_free(chy_reader *reader)
{
    if (!reader)
        return;
    chy_source_free(reader->src);
    chy_buf_release(&reader->text);
    chy_buf_release(&reader->scratch);
    free(reader->path);
    free(reader);
}

uint64_t chy_reader_bytes(const chy_reader *reader)
{
    return chy_source_bytes(reader->src);
}

static bool ends_with(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);
    return len >= n && !strncasecmp(text + len - n, end, n);
}

/* The length of a path without ".gz". */
static size_t bare_length(const char *path)
{
    size_t len = strlen(path);
    return ends_with(path, len, ".gz") ? len - 3 : len;
}

/* Refills an empty chunk. A failing source leaves a problem in `doc` and counts as the end. */
static void more(chy_reader *reader, chy_document *doc)
{
    if (reader->pos < reader->len || reader->ended)
        return;
    chy_err why;
    reader->pos = reader->len = 0;
    if (chy_source_read(reader->src, reader->chunk, CHUNK_BYTES, &reader->len, &why) != CHY_OK)
        chy_document_complain(doc, false, "%s: the rest is lost", why.msg);
    reader->ended = reader->len == 0;
}

static void decide_input(chy_reader *reader)
{
    size_t len = bare_length(reader->path), i = reader->pos;
    bool named = ends_with(reader->path, len, ".jsonl") || ends_with(reader->path, len, ".ndjson") ||
                 ends_with(reader->path, len, ".json");
    if (reader->len >= 3 && !memcmp(reader->chunk, "\xef\xbb\xbf", 3))
        i = 3;
    while (i < reader->len && isspace((unsigned char)reader->chunk[i]))
        i++;
    named = named || (reader->ended && !strcmp(reader->path, "-"));
    reader->input = named || (i < reader->len && reader->chunk[i] == '{') ? CHY_INPUT_JSONL : CHY_INPUT_TEXT;
}

/* The file's name without folder, ".gz" and one ending more. */
static chy_status name_document(const chy_reader *reader, chy_document *doc, chy_err *err)
{
    const char *slash = strrchr(reader->path, '/');
    const char *base = slash ? slash + 1 : reader->path;
    char name[512];
    size_t len = bare_length(base);
    const char *dot = memrchr(base, '.', len);
    if (dot && dot != base)
        len = (size_t)(dot - base);
    if (!strcmp(reader->path, "-")) {
        base = "stdin";
        len = 5;
    }
    if (len > 400)
        len = 400;
    if (reader->input == CHY_INPUT_JSONL)
        snprintf(name, sizeof name, "%.*s:%llu", (int)len, base, (unsigned long long)reader->line);
    else
        snprintf(name, sizeof name, "%.*s", (int)len, base);
    return chy_document_set(doc, CHY_FIELD_ID, name, strlen(name), err);
}

static chy_status set_origin(const chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_buf_str(&doc->origin, strcmp(reader->path, "-") ? reader->path : "standard input");
    if (reader->input == CHY_INPUT_JSONL)
        chy_buf_printf(&doc->origin, ":%llu", (unsigned long long)reader->line);
    return doc->origin.failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a name") : CHY_OK;
}

/* ---- plain text ---- */

/* Takes the whole file; false when it is longer than the limit. */
static bool take_all(chy_reader *reader, chy_document *doc)
{
    chy_buf_clear(&reader->text);
    for (;;) {
        more(reader, doc);
        if (reader->ended)
            return true;
        if (reader->text.len + (reader->len - reader->pos) > CHY_LIMIT_TEXT)
            return false;
        chy_buf_add(&reader->text, reader->chunk + reader->pos, reader->len - reader->pos);
        reader->pos = reader->len;
        if (reader->text.failed)
            return true;
    }
}

/* More than one byte in ten that no text has: a picture, a program, UTF-16. `*first` is the first such byte. */
static bool is_binary(const chy_buf *text, size_t *first)
{
    size_t look = text->len < LOOK_BYTES ? text->len : LOOK_BYTES, odd = 0;
    for (size_t i = 0; i < look;) {
        uint32_t code;
        size_t n = chy_utf8_decode(text->data + i, text->len - i, &code);
        bool fine = n && (code >= 0x20 || code == '\t' || code == '\n' || code == '\r' || code == '\f') && code != 0x7f;
        if (!fine && !odd++)
            *first = i;
        i += n ? n : 1;
    }
    return odd > look / 10;
}

static void check_text(chy_reader *reader, chy_document *doc)
{
    chy_buf *text = &reader->text;
    size_t first = 0;
    bool blank = true;
    for (size_t i = 0; i < text->len && blank; i++)
        blank = isspace((unsigned char)text->data[i]) != 0;
    doc->unusable = true;
    if (blank) {
        chy_document_complain(doc, false, text->len ? "nothing but white space: skipped" : "empty: skipped");
        return;
    }
    if (is_binary(text, &first)) {
        chy_document_complain(doc, false, "not text (binary data from byte %zu on): skipped", first);
        return;
    }
    doc->unusable = false;
    const char *nul = memchr(text->data, '\0', text->len);
    if (nul)
        chy_document_complain(doc, false, "NUL bytes, the first at byte %zu: read as blanks", (size_t)(nul - text->data));
    size_t bad = chy_utf8_check(text->data, text->len);
    if (bad < text->len)
        chy_document_complain(doc, false, "bytes that are no UTF-8, the first at byte %zu", bad);
    /* A byte order mark is no letter of the first word; blanks keep the offsets. */
    if (text->len >= 3 && !memcmp(text->data, "\xef\xbb\xbf", 3))
        memset(text->data, ' ', 3);
}

static chy_status next_text(chy_reader *reader, chy_document *doc, chy_err *err)
{
    if (reader->line++)
        return CHY_E_EMPTY;
    bool whole = take_all(reader, doc);
    reader->ended = true;
    chy_status status = set_origin(reader, doc, err);
    if (status == CHY_OK && !whole) {
        doc->unusable = true;
        chy_document_complain(doc, false, "longer than the limit of %zu bytes for one document: skipped", CHY_LIMIT_TEXT);
        return CHY_OK;
    }
    if (status == CHY_OK && reader->text.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    if (status != CHY_OK)
        return status;
    check_text(reader, doc);
    if (doc->unusable)
        return CHY_OK;
    status = name_document(reader, doc, err);
    return status == CHY_OK ? chy_document_set(doc, CHY_FIELD_TEXT, reader->text.data, reader->text.len, err) : status;
}

/* ---- tokens ---- */

/* Parts end behind a blank line at or after this many bytes. */
#define PART_BYTES ((size_t)256 << 10)

/* Takes whole sentences into reader->text; false when a single one is longer than the limit. */
static bool take_part(chy_reader *reader, chy_document *doc)
{
    bool at_line_start = true;
    chy_buf_clear(&reader->text);
    for (;;) {
        more(reader, doc);
        if (reader->ended)
            return true;
        const char *from = reader->chunk + reader->pos;
        const char *end = memchr(from, '\n', reader->len - reader->pos);
        size_t n = end ? (size_t)(end - from) + 1 : reader->len - reader->pos;
        bool blank = at_line_start && end && (n == 1 || (n == 2 && from[0] == '\r'));
        at_line_start = end != NULL;
        if (reader->text.len + n > CHY_LIMIT_TEXT)
            return false;
        chy_buf_add(&reader->text, from, n);
        reader->pos += n;
        if (reader->text.failed || (blank && reader->text.len >= PART_BYTES))
            return true;
    }
}

static chy_status next_tokens(chy_reader *reader, chy_document *doc, chy_err *err)
{
    bool whole = !reader->ended && take_part(reader, doc);
    if (reader->text.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    if (whole && !reader->text.len && !doc->n_problems)
        return CHY_E_EMPTY;
    if (!whole && reader->ended)
        return CHY_E_EMPTY;
    chy_status status = set_origin(reader, doc, err);
    if (!whole || !reader->text.len) {
        doc->unusable = true;
        reader->ended = true;
        if (!whole)
            chy_document_complain(doc, false, "a sentence longer than %zu bytes: the rest is skipped", CHY_LIMIT_TEXT);
        return status;
    }
    if (status == CHY_OK)
        status = name_document(reader, doc, err);
    return status == CHY_OK ? chy_document_set(doc, CHY_FIELD_TEXT, reader->text.data, reader->text.len, err) : status;
}

/* ---- JSON lines ---- */

/* Takes one line without its end into reader->text; `*len` is its whole length, of which at most CHY_LIMIT_LINE are kept.
 * False at the end of the file. */
static bool take_line(chy_reader *reader, chy_document *doc, uint64_t *len)
{
    bool any = false;
    chy_buf_clear(&reader->text);
    *len = 0;
    for (;;) {
        more(reader, doc);
        if (reader->ended)
            return any;
        any = true;
        const char *from = reader->chunk + reader->pos;
        const char *end = memchr(from, '\n', reader->len - reader->pos);
        size_t n = end ? (size_t)(end - from) : reader->len - reader->pos;
        *len += n;
        reader->pos += n + (end != NULL);
        if (*len <= CHY_LIMIT_LINE)
            chy_buf_add(&reader->text, from, n);
        if (end)
            return true;
    }
}

static bool is_blank_line(const chy_buf *line)
{
    return !line->len || strspn(line->data, " \t\r\n") == line->len;
}

static void drop_mark(chy_buf *line)
{
    if (line->len >= 3 && !memcmp(line->data, "\xef\xbb\xbf", 3))
        memset(line->data, ' ', 3);
}

/* An empty pipe is an empty part of somebody's data; an empty file is more likely a mistake. */
static chy_status end_of_lines(chy_reader *reader, chy_document *doc, chy_err *err)
{
    if (!reader->line++ && strcmp(reader->path, "-"))
        chy_document_complain(doc, false, "empty: no documents");
    doc->unusable = doc->n_problems > 0;
    return doc->unusable ? set_origin(reader, doc, err) : CHY_E_EMPTY;
}

static chy_status next_line(chy_reader *reader, chy_document *doc, chy_err *err)
{
    uint64_t len;
    do {
        if (!take_line(reader, doc, &len))
            return end_of_lines(reader, doc, err);
        if (!reader->line++)
            drop_mark(&reader->text);
    } while (len <= CHY_LIMIT_LINE && !reader->text.failed && is_blank_line(&reader->text) && !doc->n_problems);
    chy_status status = set_origin(reader, doc, err);
    if (status == CHY_OK && reader->text.failed)
        status = chy_err_set(err, CHY_E_NOMEM, reader->line, "%s: no memory for a line of %llu bytes", reader->path,
                             (unsigned long long)len);
    if (status != CHY_OK)
        return status;
    if (len > CHY_LIMIT_LINE) {
        doc->unusable = true;
        chy_document_complain(doc, false, "a line of %llu bytes is longer than the limit of %zu: skipped",
                              (unsigned long long)len, CHY_LIMIT_LINE);
        chy_buf_release(&reader->text);
        return CHY_OK;
    }
    status = chy_jsonl_read(&reader->text, &reader->scratch, doc, err);
    size_t id_len = 0;
    const char *id = chy_document_get(doc, CHY_FIELD_ID, &id_len);
    if (status == CHY_OK && !doc->unusable && (!id || !id[strspn(id, " \t\r\n")]))
        status = name_document(reader, doc, err);
    return status;
}

chy_status chy_reader_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_document_clear(doc);
    if (reader->input == CHY_INPUT_AUTO) {
        more(reader, doc);
        decide_input(reader);
    }
    return reader->input == CHY_INPUT_JSONL    ? next_line(reader, doc, err)
           : reader->input == CHY_INPUT_TOKENS ? next_tokens(reader, doc, err)
                                               : next_text(reader, doc, err);
}
