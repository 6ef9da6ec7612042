/* src/ingest/sentences.c - What the older coders read: sentence files of PETRARCH (XML) and TABARI (text), a sentence a document.
 *
 *   <Sentence date="20250304" id="NEWS-1_2" source="NEWS" sentence="True"><Text>...</Text><Parse>...</Parse></Sentence>
 *
 *   20250304 NEWS-0001-02 anything else of the line
 *   Text over one or several lines, a blank line behind it. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ingest/lang.h"
#include "ingest/xml.h"

/* Longer lines are no sentence. */
#define LINE_MOST ((size_t)64 << 10)

/* "20250304 NEWS-0001-02": six or eight digits, then an id with a hyphen. `*id` and `*id_len` are set. */
static bool is_record_line(const char *s, size_t len, const char **id, size_t *id_len)
{
    size_t n = 0;
    bool hyphen = false;
    while (n < len && s[n] >= '0' && s[n] <= '9')
        n++;
    if ((n != 6 && n != 8) || n + 4 >= len || s[n] != ' ')
        return false;
    size_t first = n + 1;
    while (first < len && s[first] == ' ')
        first++;
    size_t i = first;
    if (i >= len || !((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z'))
        return false;
    while (i < len && s[i] != ' ' && s[i] != '\r' && s[i] != '\n' && s[i] != '\t') {
        hyphen = hyphen || (s[i] == '-' && i + 1 < len && s[i + 1] >= '0' && s[i + 1] <= '9');
        i++;
    }
    *id = s + first;
    *id_len = i - first;
    return hyphen && i - first <= 64;
}

bool chy_sentences_look(const char *bytes, size_t len)
{
    static const char *const roots[] = {"<sentences", "<sentence ", "<articles"};
    const char *id;
    size_t n;
    chy_slice head = {bytes, len < 2048 ? len : 2048};
    if (len && bytes[0] != '<') {
        const char *end = memchr(bytes, '\n', len);
        return end && is_record_line(bytes, (size_t)(end - bytes), &id, &n);
    }
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (chy_slice_has(head, roots[i]))
            return true;
    return false;
}

static chy_status set_day(chy_document *doc, const char *s, size_t len, chy_err *err)
{
    char full[10], day[24];
    if (len == 6) { /* 950101: the century of TABARI's files */
        snprintf(full, sizeof full, "%s%.6s", s[0] >= '7' ? "19" : "20", s);
        s = full;
        len = 8;
    }
    if (chy_map_day(s, len, day))
        return chy_document_set(doc, CHY_FIELD_DATE, day, strlen(day), err);
    chy_document_complain(doc, true, "\"%.*s\" is no date that can be read: ignored", (int)(len < 40 ? len : 40), s);
    return CHY_OK;
}

/* ---- PETRARCH ---- */

typedef struct sentence {
    chy_document *doc;
    chy_buf *text;
    chy_status status;
    chy_err *err;
} sentence;

static void visit(void *ctx, const chy_xml_field *field)
{
    sentence *s = ctx;
    if (s->status != CHY_OK)
        return;
    if (!field->parent) {
        if (field->id)
            s->status = chy_reader_set_id(s->doc, field->id, strlen(field->id), s->err);
        if (s->status == CHY_OK && field->source)
            s->status = chy_document_set(s->doc, CHY_FIELD_SOURCE, field->source, strlen(field->source), s->err);
        if (s->status == CHY_OK && field->date)
            s->status = set_day(s->doc, field->date, strlen(field->date), s->err);
    } else if (!field->parent[0] && !strcasecmp(field->name, "text")) {
        chy_slice text = chy_slice_trim((chy_slice){field->value, field->len});
        if (s->text->len && text.len)
            chy_buf_char(s->text, ' ');
        for (size_t i = 0; i < text.len; i++) /* lines of the file are none of the text */
            if (text.data[i] != '\n' && text.data[i] != '\r' && !(text.data[i] == ' ' && s->text->len && s->text->data[s->text->len - 1] == ' '))
                chy_buf_char(s->text, text.data[i]);
            else if (s->text->len && s->text->data[s->text->len - 1] != ' ')
                chy_buf_char(s->text, ' ');
    }
}

static chy_status finish(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_status status = chy_reader_set_origin(reader, true, doc, err);
    if (status != CHY_OK)
        return status;
    if (reader->text.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    if (!reader->text.len || reader->text.len > CHY_LIMIT_TEXT) {
        doc->unusable = true;
        chy_document_complain(doc, false, reader->text.len ? "a sentence longer than the limit: skipped" : "a sentence without text: skipped");
        return CHY_OK;
    }
    status = chy_document_set(doc, CHY_FIELD_TEXT, reader->text.data, reader->text.len, err);
    if (status == CHY_OK && chy_reader_lacks(doc, CHY_FIELD_ID))
        status = chy_reader_name(reader, true, doc, err);
    return status == CHY_OK ? chy_lang_settle(doc, NULL, err) : status;
}

static chy_status next_xml(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_slice entry;
    if (!chy_xml_entry(reader->xml, &entry)) {
        if (!reader->line++ && !doc->n_problems)
            chy_document_complain(doc, false, "empty: no sentences");
        doc->unusable = doc->n_problems > 0;
        return doc->unusable ? chy_reader_set_origin(reader, false, doc, err) : CHY_E_EMPTY;
    }
    reader->line++;
    chy_buf_clear(&reader->text);
    sentence s = {.doc = doc, .text = &reader->text, .err = err};
    chy_xml_walk(reader->xml, entry, visit, &s);
    return s.status == CHY_OK ? finish(reader, doc, err) : s.status;
}

/* ---- TABARI ---- */

static bool is_blank(const chy_buf *line)
{
    return !line->len || strspn(line->data, " \t\r") == line->len;
}

static chy_status read_record_line(const chy_buf *line, chy_document *doc, chy_err *err)
{
    const char *id;
    size_t len;
    if (!is_record_line(line->data, line->len, &id, &len)) {
        chy_document_complain(doc, false, "a record does not begin with a date and an id");
        return CHY_OK;
    }
    const char *hyphen = memchr(id, '-', len);
    chy_status status = chy_reader_set_id(doc, id, len, err);
    if (status == CHY_OK && hyphen)
        status = chy_document_set(doc, CHY_FIELD_SOURCE, id, (size_t)(hyphen - id), err);
    return status == CHY_OK ? set_day(doc, line->data, strcspn(line->data, " "), err) : status;
}

static chy_status next_text(chy_reader *reader, chy_document *doc, chy_err *err)
{
    uint64_t len;
    chy_buf *line = &reader->scratch;
    do {
        if (!chy_stream_line(&reader->stream, doc, LINE_MOST, line, &len)) {
            if (!reader->line && !doc->n_problems)
                chy_document_complain(doc, false, "empty: no sentences");
            reader->line += !reader->line;
            doc->unusable = doc->n_problems > 0;
            return doc->unusable ? chy_reader_set_origin(reader, false, doc, err) : CHY_E_EMPTY;
        }
        reader->line++;
    } while (is_blank(line) && !line->failed);
    chy_buf_clear(&reader->text);
    if (line->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    chy_status status = read_record_line(line, doc, err);
    uint64_t first = reader->line;
    while (status == CHY_OK && chy_stream_line(&reader->stream, doc, LINE_MOST, line, &len)) {
        reader->line++;
        if (is_blank(line) || line->failed)
            break;
        while (line->len && (unsigned char)line->data[line->len - 1] <= ' ')
            line->len--;
        size_t skip = strspn(line->data, " \t");
        if (reader->text.len)
            chy_buf_char(&reader->text, ' ');
        if (skip < line->len)
            chy_buf_add(&reader->text, line->data + skip, line->len - skip);
    }
    if (status != CHY_OK)
        return status;
    uint64_t last = reader->line;
    reader->line = first;
    status = finish(reader, doc, err);
    reader->line = last;
    return status;
}

chy_status chy_sentences_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    static const char *const names[3] = {"Sentence", "Article", NULL};
    chy_stream *stream = &reader->stream;
    if (!reader->xml && !reader->line) {
        chy_stream_more(stream, doc);
        size_t i = stream->pos;
        while (i < stream->len && ((unsigned char)stream->chunk[i] <= ' ' || (unsigned char)stream->chunk[i] >= 0x80))
            i++;
        if (i < stream->len && stream->chunk[i] == '<') {
            chy_status status = chy_xml_begin(reader, names, doc, err);
            if (status != CHY_OK)
                return status;
        }
    }
    return reader->xml ? next_xml(reader, doc, err) : next_text(reader, doc, err);
}
