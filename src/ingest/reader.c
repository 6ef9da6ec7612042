/* src/ingest/reader.c - Files to documents: the public reader of chancery.h. Whatever is wrong with a file becomes the
 * problem of a document, so that a run over a million files meets all of them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "ingest/http.h"
#include "ingest/jsonl.h"
#include "ingest/lang.h"
#include "ingest/reader_work.h"

/* How much of a text is looked at to tell text from other things. */
#define LOOK_BYTES ((size_t)8 << 10)

static chy_reader *make(const char *path, chy_input input)
{
    chy_reader *reader = calloc(1, sizeof *reader);
    char *name = reader ? strdup(path) : NULL;
    if (!name) {
        free(reader);
        return NULL;
    }
    reader->path = name;
    reader->input = input;
    chy_map_init(&reader->map);
    return reader;
}

chy_reader *chy_reader_open(const char *path, chy_input input, chy_err *err)
{
    chy_source *src = chy_source_open(path, err);
    chy_reader *reader = src ? make(path, input) : NULL;
    if (!reader) {
        if (src)
            chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
        chy_source_free(src);
        return NULL;
    }
    reader->stream.src = src;
    return reader;
}

chy_reader *chy_reader_open_bytes(const char *name, const char *bytes, size_t len, const char *content_type, chy_input input, chy_err *err)
{
    chy_reader *reader = make(name, input);
    chy_http http = {0};
    if (!reader) {
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", name);
        return NULL;
    }
    reader->stream.memory = bytes;
    reader->stream.memory_left = len;
    if (content_type)
        chy_http_content_type(content_type, strlen(content_type), &http);
    if (http.charset[0] && !(reader->charset = strdup(http.charset))) {
        chy_reader_free(reader);
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", name);
        return NULL;
    }
    return reader;
}

chy_status chy_reader_set_map(chy_reader *reader, const char *map, chy_err *err)
{
    return chy_map_read(&reader->map, map, err);
}

void chy_reader_free(chy_reader *reader)
{
    if (!reader)
        return;
    chy_source_free(reader->stream.src);
    chy_xml_free(reader->xml);
    chy_columns_free(reader->columns);
    chy_html_work_release(&reader->html);
    chy_buf_release(&reader->rooms[0]);
    chy_buf_release(&reader->rooms[1]);
    chy_map_release(&reader->map);
    chy_buf_release(&reader->text);
    chy_buf_release(&reader->scratch);
    free(reader->charset);
    free(reader->path);
    free(reader);
}

uint64_t chy_reader_bytes(const chy_reader *reader)
{
    return reader->stream.src ? chy_source_bytes(reader->stream.src) : 0;
}

static bool ends_with(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);
    return len >= n && !strncasecmp(text + len - n, end, n);
}

/* The length of a path without ".gz" or ".zst". */
static size_t bare_length(const char *path)
{
    size_t len = strlen(path);
    return ends_with(path, len, ".gz") ? len - 3 : ends_with(path, len, ".zst") ? len - 4 : len;
}

static bool named_one_of(const char *path, size_t len, const char *const *endings)
{
    for (; *endings; endings++)
        if (ends_with(path, len, *endings))
            return true;
    return false;
}

/* What the first bytes say; AUTO when they say nothing. */
static chy_input look(const char *s, size_t len)
{
    size_t i = len >= 3 && !memcmp(s, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (i < len && isspace((unsigned char)s[i]))
        i++;
    s += i;
    len -= i;
    if (len > 5 && !memcmp(s, "WARC/", 5))
        return CHY_INPUT_WARC;
    if (len && *s == '{')
        return CHY_INPUT_JSONL;
    if (chy_sentences_look(s, len))
        return CHY_INPUT_SENTENCES;
    if (!len || *s != '<')
        return CHY_INPUT_AUTO;
    if (chy_feed_looks(s, len))
        return CHY_INPUT_FEED;
    static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body"};
    chy_slice head = {s, len < 1024 ? len : 1024};
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
        if (chy_slice_has(head, starts[k]))
            return CHY_INPUT_HTML;
    return CHY_INPUT_AUTO;
}

static void decide_input(chy_reader *reader)
{
    static const char *const jsonl[] = {".jsonl", ".ndjson", ".json", NULL}, *const html[] = {".html", ".htm", ".xhtml", ".shtml", NULL};
    static const char *const warc[] = {".warc", ".wet", NULL}, *const csv[] = {".csv", NULL}, *const tsv[] = {".tsv", ".tab", NULL};
    static const char *const feed[] = {".rss", ".atom", NULL};
    const char *path = reader->path;
    size_t len = bare_length(path), n = reader->stream.len - reader->stream.pos;
    chy_input seen = look(reader->stream.chunk + reader->stream.pos, n);
    bool web = strstr(path, "://") != NULL;
    reader->input = !web && named_one_of(path, len, jsonl)                                ? CHY_INPUT_JSONL
                    : !web && named_one_of(path, len, warc)                               ? CHY_INPUT_WARC
                    : !web && named_one_of(path, len, csv)                                ? CHY_INPUT_CSV
                    : !web && named_one_of(path, len, tsv)                                ? CHY_INPUT_TSV
                    : !web && named_one_of(path, len, html) && seen != CHY_INPUT_FEED     ? CHY_INPUT_HTML
                    : !web && named_one_of(path, len, feed) && seen != CHY_INPUT_HTML     ? CHY_INPUT_FEED
                    : seen != CHY_INPUT_AUTO                                              ? seen
                    : reader->stream.ended && !strcmp(path, "-")                          ? CHY_INPUT_JSONL
                                                                                          : CHY_INPUT_TEXT;
}

static chy_status set_id(chy_document *doc, const char *id, size_t len, chy_err *err)
{
    char name[512];
    if (len <= 400)
        return chy_document_set(doc, CHY_FIELD_ID, id, len, err);
    int n = snprintf(name, sizeof name, "%.*s~%016llx", 380, id, (unsigned long long)chy_hash(id, len));
    return chy_document_set(doc, CHY_FIELD_ID, name, (size_t)n, err);
}

chy_status chy_reader_set_id(chy_document *doc, const char *id, size_t len, chy_err *err)
{
    return set_id(doc, id, len, err);
}

chy_status chy_reader_name(const chy_reader *reader, bool with_line, chy_document *doc, chy_err *err)
{
    bool web = strstr(reader->path, "://") != NULL;
    const char *slash = web ? NULL : strrchr(reader->path, '/');
    const char *base = slash ? slash + 1 : reader->path;
    char name[512];
    if (web && !with_line)
        return set_id(doc, base, strlen(base), err);
    size_t len = web ? strlen(base) : bare_length(base);
    const char *dot = web ? NULL : memrchr(base, '.', len);
    if (dot && dot != base)
        len = (size_t)(dot - base);
    if (!strcmp(reader->path, "-")) {
        base = "stdin";
        len = 5;
    }
    if (len > 400)
        len = 400;
    if (with_line)
        snprintf(name, sizeof name, "%.*s:%llu", (int)len, base, (unsigned long long)reader->line);
    else
        snprintf(name, sizeof name, "%.*s", (int)len, base);
    return chy_document_set(doc, CHY_FIELD_ID, name, strlen(name), err);
}

chy_status chy_reader_set_origin(const chy_reader *reader, bool with_line, chy_document *doc, chy_err *err)
{
    chy_buf_str(&doc->origin, strcmp(reader->path, "-") ? reader->path : "standard input");
    if (with_line)
        chy_buf_printf(&doc->origin, ":%llu", (unsigned long long)reader->line);
    return doc->origin.failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a name") : CHY_OK;
}

bool chy_reader_lacks(const chy_document *doc, chy_field field)
{
    const char *s = chy_document_get(doc, field, NULL);
    return !s || !s[strspn(s, " \t\r\n")];
}

/* ---- plain text ---- */

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

/* Takes the whole file into reader->text. CHY_E_EMPTY when it was taken already; `doc` is unusable when it is longer than `most`. */
static chy_status take_whole(chy_reader *reader, size_t most, chy_document *doc, chy_err *err)
{
    if (reader->line++)
        return CHY_E_EMPTY;
    chy_buf_clear(&reader->text);
    bool whole = chy_stream_all(&reader->stream, doc, most, &reader->text);
    reader->stream.ended = true;
    chy_status status = chy_reader_set_origin(reader, false, doc, err);
    if (status == CHY_OK && !whole) {
        doc->unusable = true;
        chy_document_complain(doc, false, "longer than the limit of %zu bytes for one document: skipped", most);
        return CHY_OK;
    }
    if (status == CHY_OK && reader->text.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    return status;
}

static chy_status next_text(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_status status = take_whole(reader, CHY_LIMIT_TEXT, doc, err);
    if (status != CHY_OK || doc->unusable)
        return status;
    check_text(reader, doc);
    if (doc->unusable)
        return CHY_OK;
    status = chy_reader_name(reader, false, doc, err);
    if (status == CHY_OK)
        status = chy_document_set(doc, CHY_FIELD_TEXT, reader->text.data, reader->text.len, err);
    return status == CHY_OK ? chy_lang_settle(doc, NULL, err) : status;
}

/* ---- pages ---- */

static chy_status next_page(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_status status = take_whole(reader, CHY_LIMIT_PAGE, doc, err);
    if (status != CHY_OK || doc->unusable)
        return status;
    const chy_page_origin origin = {.url = strstr(reader->path, "://") ? reader->path : NULL, .charset = reader->charset};
    if (!reader->text.len) {
        doc->unusable = true;
        chy_document_complain(doc, false, "empty: skipped");
        return CHY_OK;
    }
    status = chy_html_read(reader->text.data, reader->text.len, &origin, &reader->html, doc, err);
    return status == CHY_OK ? chy_reader_name(reader, false, doc, err) : status;
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
        chy_stream *stream = &reader->stream;
        chy_stream_more(stream, doc);
        if (stream->ended)
            return true;
        const char *from = stream->chunk + stream->pos;
        const char *end = memchr(from, '\n', stream->len - stream->pos);
        size_t n = end ? (size_t)(end - from) + 1 : stream->len - stream->pos;
        bool blank = at_line_start && end && (n == 1 || (n == 2 && from[0] == '\r'));
        at_line_start = end != NULL;
        if (reader->text.len + n > CHY_LIMIT_TEXT)
            return false;
        chy_buf_add(&reader->text, from, n);
        stream->pos += n;
        if (reader->text.failed || (blank && reader->text.len >= PART_BYTES))
            return true;
    }
}

static chy_status next_tokens(chy_reader *reader, chy_document *doc, chy_err *err)
{
    bool whole = !reader->stream.ended && take_part(reader, doc);
    if (reader->text.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    if (whole && !reader->text.len && !doc->n_problems)
        return CHY_E_EMPTY;
    if (!whole && reader->stream.ended)
        return CHY_E_EMPTY;
    chy_status status = chy_reader_set_origin(reader, false, doc, err);
    if (!whole || !reader->text.len) {
        doc->unusable = true;
        reader->stream.ended = true;
        if (!whole)
            chy_document_complain(doc, false, "a sentence longer than %zu bytes: the rest is skipped", CHY_LIMIT_TEXT);
        return status;
    }
    if (status == CHY_OK)
        status = chy_reader_name(reader, false, doc, err);
    return status == CHY_OK ? chy_document_set(doc, CHY_FIELD_TEXT, reader->text.data, reader->text.len, err) : status;
}

/* ---- JSON lines ---- */

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
    return doc->unusable ? chy_reader_set_origin(reader, true, doc, err) : CHY_E_EMPTY;
}

static chy_status next_line(chy_reader *reader, chy_document *doc, chy_err *err)
{
    uint64_t len;
    do {
        if (!chy_stream_line(&reader->stream, doc, CHY_LIMIT_LINE, &reader->text, &len))
            return end_of_lines(reader, doc, err);
        if (!reader->line++)
            drop_mark(&reader->text);
    } while (len <= CHY_LIMIT_LINE && !reader->text.failed && is_blank_line(&reader->text) && !doc->n_problems);
    chy_status status = chy_reader_set_origin(reader, true, doc, err);
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
    status = chy_jsonl_read(&reader->text, &reader->scratch, &reader->map, doc, err);
    if (status == CHY_OK && !doc->unusable && chy_reader_lacks(doc, CHY_FIELD_ID))
        status = chy_reader_name(reader, true, doc, err);
    return status == CHY_OK && !doc->unusable ? chy_lang_settle(doc, NULL, err) : status;
}

chy_status chy_reader_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_document_clear(doc);
    if (reader->input == CHY_INPUT_AUTO) {
        chy_stream_more(&reader->stream, doc);
        decide_input(reader);
    }
    switch (reader->input) {
    case CHY_INPUT_JSONL: return next_line(reader, doc, err);
    case CHY_INPUT_TOKENS: return next_tokens(reader, doc, err);
    case CHY_INPUT_HTML: return next_page(reader, doc, err);
    case CHY_INPUT_FEED: return chy_feed_next(reader, doc, err);
    case CHY_INPUT_WARC: return chy_warc_next(reader, doc, err);
    case CHY_INPUT_CSV:
    case CHY_INPUT_TSV: return chy_csv_next(reader, doc, err);
    case CHY_INPUT_SENTENCES: return chy_sentences_next(reader, doc, err);
    default: return next_text(reader, doc, err);
    }
}
