/* src/ingest/warc.c - Web archives: the pages that were answered, one document each; requests, metadata, pictures and errors are passed over. A record whose
 * frame is broken costs that record: reading goes on at the next line that begins one, and behind a damaged gzip member at the next member. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest/charset.h"
#include "ingest/http.h"
#include "ingest/lang.h"
#include "ingest/reader_work.h"

/* A head longer than this is none. */
#define HEAD_LINES 200
#define LINE_MOST ((size_t)64 << 10)

typedef enum record_kind { KIND_OTHER, KIND_RESPONSE, KIND_RESOURCE, KIND_CONVERSION } record_kind;

typedef struct record {
    record_kind kind;
    uint64_t len;
    bool has_len;
    char type[80];  /* of the block */
    chy_buf url;
} record;

static bool begins_record(const chy_buf *line)
{
    return line->len >= 8 && !memcmp(line->data, "WARC/", 5);
}

static void chop(chy_buf *line)
{
    while (line->len && (line->data[line->len - 1] == '\r' || line->data[line->len - 1] == ' '))
        line->data[--line->len] = '\0';
}

/* Looks for the line that begins a record; `*passed` counts bytes that belong to none. False at the end. */
static bool find_record(chy_reader *reader, chy_document *doc, uint64_t *passed)
{
    uint64_t len;
    *passed = 0;
    for (;;) {
        if (!chy_stream_line(&reader->stream, doc, LINE_MOST, &reader->scratch, &len)) {
            if (!chy_stream_resync(&reader->stream))
                return false;
            continue;
        }
        chop(&reader->scratch);
        if (begins_record(&reader->scratch))
            return true;
        if (reader->scratch.len)
            *passed += len + 1;
    }
}

static const char *value_of(const chy_buf *line, const char *name)
{
    size_t n = strlen(name);
    if (line->len <= n || strncasecmp(line->data, name, n) || line->data[n] != ':')
        return NULL;
    const char *value = line->data + n + 1;
    return value + strspn(value, " \t");
}

static void read_type(const char *value, record *rec)
{
    static const struct {
        const char *name;
        record_kind kind;
    } kinds[] = {{"response", KIND_RESPONSE}, {"resource", KIND_RESOURCE}, {"conversion", KIND_CONVERSION}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcasecmp(value, kinds[i].name))
            rec->kind = kinds[i].kind;
}

/* Reads the lines of a head behind its first. False when it does not end or has no length. */
static bool read_head(chy_reader *reader, chy_document *doc, record *rec)
{
    chy_buf *line = &reader->scratch;
    uint64_t len;
    for (int i = 0; i < HEAD_LINES; i++) {
        const char *value;
        if (!chy_stream_line(&reader->stream, doc, LINE_MOST, line, &len))
            return false;
        chop(line);
        if (!line->len)
            return rec->has_len;
        if ((value = value_of(line, "WARC-Type")) != NULL) {
            read_type(value, rec);
        } else if ((value = value_of(line, "WARC-Target-URI")) != NULL) {
            size_t n = strlen(value);
            chy_buf_clear(&rec->url);
            if (n >= 2 && value[0] == '<' && value[n - 1] == '>') /* some writers do */
                chy_buf_add(&rec->url, value + 1, n - 2);
            else
                chy_buf_str(&rec->url, value);
        } else if ((value = value_of(line, "Content-Length")) != NULL) {
            char *end;
            rec->len = strtoull(value, &end, 10);
            rec->has_len = end != value && value[0] >= '0' && value[0] <= '9' && rec->len < UINT64_MAX / 2;
        } else if ((value = value_of(line, "Content-Type")) != NULL) {
            chy_http http = {0};
            chy_http_content_type(value, strlen(value), &http);
            snprintf(rec->type, sizeof rec->type, "%s", http.type);
        }
    }
    return false;
}

static bool is_page(const chy_http *http)
{
    if (!strcmp(http->type, "text/html") || !strcmp(http->type, "application/xhtml+xml"))
        return true;
    if (http->type[0])
        return false;
    chy_slice head = {http->body, http->body_len < 512 ? http->body_len : 512};
    return chy_slice_has(head, "<html") || chy_slice_has(head, "<!doctype html");
}

static chy_status read_page(chy_reader *reader, const record *rec, const chy_http *http, chy_document *doc, chy_err *err)
{
    const chy_page_origin origin = {.url = rec->url.len ? rec->url.data : NULL, .charset = http->charset[0] ? http->charset : NULL};
    return chy_html_read(http->body, http->body_len, &origin, &reader->html, doc, err);
}

/* Text as it stands (a conversion of somebody else's). */
static chy_status read_plain(chy_reader *reader, const record *rec, const chy_http *http, chy_document *doc, chy_err *err)
{
    chy_charset charset;
    const char *text;
    size_t len;
    chy_status status = chy_charset_decode(http->body, http->body_len, http->charset[0] ? http->charset : NULL, false, &reader->html.utf8, &text, &len, &charset, err);
    while (len && (unsigned char)text[len - 1] <= ' ')
        len--;
    if (status == CHY_OK && !len) {
        doc->unusable = true;
        chy_document_complain(doc, true, "no text in the record: skipped");
        return CHY_OK;
    }
    if (status == CHY_OK && len > CHY_LIMIT_TEXT) {
        doc->unusable = true;
        chy_document_complain(doc, false, "longer than the limit of %zu bytes for one document: skipped", CHY_LIMIT_TEXT);
        return CHY_OK;
    }
    if (status == CHY_OK)
        status = chy_document_set(doc, CHY_FIELD_TEXT, text, len, err);
    if (status == CHY_OK && rec->url.len)
        status = chy_document_set(doc, CHY_FIELD_URL, rec->url.data, rec->url.len, err);
    return status == CHY_OK ? chy_lang_settle(doc, NULL, err) : status;
}

/* Reads what is in reader->text. `*taken` when it is a page or a text. */
static chy_status read_block(chy_reader *reader, const record *rec, chy_document *doc, bool *taken, chy_err *err)
{
    chy_http http = {.body = reader->text.data ? reader->text.data : "", .body_len = reader->text.len};
    chy_status status = CHY_OK;
    *taken = false;
    if (rec->kind == KIND_RESPONSE) {
        status = chy_http_read(http.body, http.body_len, CHY_LIMIT_PAGE, reader->rooms, &http, err);
        if (status != CHY_OK || http.status != 200 || !http.body_len)
            return status;
    } else {
        snprintf(http.type, sizeof http.type, "%s", rec->type);
    }
    *taken = true;
    if (is_page(&http))
        status = read_page(reader, rec, &http, doc, err);
    else if (!strcmp(http.type, "text/plain"))
        status = read_plain(reader, rec, &http, doc, err);
    else
        *taken = false;
    if (status != CHY_OK || !*taken)
        return status;
    status = chy_reader_set_origin(reader, true, doc, err);
    if (status != CHY_OK || doc->unusable)
        return status;
    return rec->url.len ? chy_reader_set_id(doc, rec->url.data, rec->url.len, err) : chy_reader_name(reader, true, doc, err);
}

/* What is wrong with a record's frame becomes an unusable document of its own. */
static chy_status tell(chy_reader *reader, chy_document *doc, chy_err *err)
{
    doc->unusable = true;
    return chy_reader_set_origin(reader, true, doc, err);
}

/* Takes the record's block into reader->text. False when there is nothing to read of it. */
static bool take_block(chy_reader *reader, const record *rec, chy_document *doc)
{
    chy_buf_clear(&reader->text);
    bool wanted = rec->kind != KIND_OTHER && rec->len <= CHY_LIMIT_PAGE;
    uint64_t got = chy_stream_take(&reader->stream, doc, rec->len, wanted ? &reader->text : NULL);
    if (got < rec->len && rec->kind != KIND_OTHER)
        chy_document_complain(doc, false, "the record ends %llu bytes early: what is there is read", (unsigned long long)(rec->len - got));
    else if (!wanted && rec->kind != KIND_OTHER)
        chy_document_complain(doc, false, "a record of %llu bytes is longer than the limit of %zu: skipped", (unsigned long long)rec->len, CHY_LIMIT_PAGE);
    return wanted && reader->text.len;
}

static chy_status next_record(chy_reader *reader, record *rec, chy_document *doc, bool *done, chy_err *err)
{
    uint64_t passed;
    bool taken = false;
    *done = true;
    if (!find_record(reader, doc, &passed)) {
        if (!reader->line++ && !doc->n_problems)
            chy_document_complain(doc, false, passed ? "not a web archive: no record in it" : "empty: no documents");
        return doc->n_problems ? tell(reader, doc, err) : CHY_E_EMPTY;
    }
    reader->line++;
    if (passed)
        chy_document_complain(doc, false, "%llu bytes before it that belong to no record", (unsigned long long)passed);
    if (!read_head(reader, doc, rec)) {
        chy_document_complain(doc, false, "a record without a length: skipped");
        return tell(reader, doc, err);
    }
    bool block = take_block(reader, rec, doc);
    if (reader->text.failed || rec->url.failed)
        return chy_err_set(err, CHY_E_NOMEM, reader->line, "%s: no memory for a record of %llu bytes", reader->path, (unsigned long long)rec->len);
    chy_status status = block ? read_block(reader, rec, doc, &taken, err) : CHY_OK;
    if (status != CHY_OK || taken)
        return status;
    if (doc->n_problems)
        return tell(reader, doc, err);
    *done = false;
    return CHY_OK;
}

chy_status chy_warc_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    record rec = {0};
    bool done;
    chy_status status;
    do {
        rec.kind = KIND_OTHER;
        rec.len = 0;
        rec.has_len = false;
        rec.type[0] = '\0';
        chy_buf_clear(&rec.url);
        status = next_record(reader, &rec, doc, &done, err);
    } while (status == CHY_OK && !done);
    chy_buf_release(&rec.url);
    return status;
}
