/* src/ingest/csv.c - Tables with a line of names first: a document a row. RFC 4180 (quotes, doubled quotes, line ends inside quotes), with commas,
 * semicolons or tabs, whichever the first line has most of. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "ingest/lang.h"
#include "ingest/reader_work.h"

/* Columns beyond these are not looked at. */
#define COLUMNS_MOST 1024

struct chy_columns {
    char gap;
    int field_of[COLUMNS_MOST]; /* -1: none of ours */
    size_t n;
};

void chy_columns_free(chy_columns *columns)
{
    free(columns);
}

typedef struct row {
    chy_buf *bytes;              /* all cells, one behind the other */
    size_t begin[COLUMNS_MOST], end[COLUMNS_MOST];
    size_t n;
    uint64_t len;                /* of the whole row in the file */
    bool open_quote;             /* the file ended inside quotes */
} row;

static void end_cell(row *r, size_t begin)
{
    if (r->n < COLUMNS_MOST) {
        r->begin[r->n] = begin;
        r->end[r->n] = r->bytes->len;
    }
    r->n++;
}

/* The next byte, or -1 at the end. */
static int next_byte(chy_stream *stream, chy_document *doc)
{
    chy_stream_more(stream, doc);
    return stream->ended ? -1 : (unsigned char)stream->chunk[stream->pos++];
}

static int peek_byte(chy_stream *stream, chy_document *doc)
{
    chy_stream_more(stream, doc);
    return stream->ended ? -1 : (unsigned char)stream->chunk[stream->pos];
}

static void keep(row *r, int c)
{
    if (++r->len <= CHY_LIMIT_LINE)
        chy_buf_char(r->bytes, (char)c);
}

/* Reads one row into `r`; false at the end of the file. Quotes count only at a cell's beginning. */
static bool read_row(chy_stream *stream, chy_document *doc, char gap, row *r)
{
    size_t begin = 0;
    bool any = false, quoted = false, first = true;
    chy_buf_clear(r->bytes);
    r->n = 0;
    r->len = 0;
    r->open_quote = false;
    for (;;) {
        int c = next_byte(stream, doc);
        if (c < 0) {
            r->open_quote = quoted;
            if (any)
                end_cell(r, begin);
            return any;
        }
        any = true;
        if (quoted && c == '"') {
            if (peek_byte(stream, doc) == '"')
                keep(r, next_byte(stream, doc));
            else
                quoted = false;
        } else if (quoted) {
            keep(r, c);
        } else if (c == '"' && first) {
            quoted = true;
        } else if (c == gap) {
            end_cell(r, begin);
            begin = r->bytes->len;
            first = true;
            r->len++;
            continue;
        } else if (c == '\n' || c == '\r') {
            if (c == '\r' && peek_byte(stream, doc) == '\n')
                next_byte(stream, doc);
            end_cell(r, begin);
            return true;
        } else {
            keep(r, c);
        }
        first = false;
    }
}

/* The bytes of a cell; never NULL. */
static const char *cell(const row *r, size_t i)
{
    return r->bytes->data ? r->bytes->data + r->begin[i] : "";
}

static bool is_blank(const row *r)
{
    for (size_t i = 0; i < r->bytes->len; i++)
        if ((unsigned char)r->bytes->data[i] > ' ')
            return false;
    return true;
}

/* What stands most between the names of the first line. */
static char find_gap(const chy_stream *stream, bool tabs)
{
    size_t counts[3] = {0};
    static const char gaps[] = ",;\t";
    if (tabs)
        return '\t';
    for (size_t i = stream->pos; i < stream->len && stream->chunk[i] != '\n'; i++)
        for (int k = 0; k < 3; k++)
            counts[k] += stream->chunk[i] == gaps[k];
    return counts[2] > counts[0] && counts[2] > counts[1] ? '\t' : counts[1] > counts[0] ? ';' : ',';
}

static int field_of(const chy_map *map, const char *name, size_t len)
{
    while (len && (unsigned char)name[0] <= ' ') {
        name++;
        len--;
    }
    while (len && (unsigned char)name[len - 1] <= ' ')
        len--;
    for (int i = 0; i < CHY_N_FIELD; i++)
        if (strlen(map->names[i]) == len && !(map->mapped[i] ? memcmp(map->names[i], name, len) : strncasecmp(map->names[i], name, len)))
            return i;
    return -1;
}

static void read_names(chy_columns *columns, const chy_map *map, const row *r)
{
    columns->n = r->n < COLUMNS_MOST ? r->n : COLUMNS_MOST;
    for (size_t i = 0; i < columns->n; i++) {
        const char *name = cell(r, i);
        size_t len = r->end[i] - r->begin[i];
        if (i == 0 && len >= 3 && !memcmp(name, "\xef\xbb\xbf", 3)) {
            name += 3;
            len -= 3;
        }
        columns->field_of[i] = field_of(map, name, len);
    }
}

static bool has_column(const chy_columns *columns, chy_field field)
{
    for (size_t i = 0; i < columns->n; i++)
        if (columns->field_of[i] == (int)field)
            return true;
    return false;
}

/* Bytes that are no UTF-8 become U+FFFD; returns where the text is. */
static const char *mend(chy_reader *reader, const char *bytes, size_t *len, chy_document *doc)
{
    size_t bad = chy_utf8_check(bytes, *len);
    if (bad == *len)
        return bytes;
    chy_buf *out = &reader->scratch;
    chy_buf_clear(out);
    for (size_t i = 0; i < *len; i++) {
        bad = chy_utf8_check(bytes + i, *len - i);
        chy_buf_add(out, bytes + i, bad);
        i += bad;
        if (i < *len)
            chy_buf_str(out, "\xef\xbf\xbd");
    }
    chy_document_complain(doc, false, "bytes that are no UTF-8: read as U+FFFD");
    *len = out->len;
    return out->data ? out->data : "";
}

static chy_status set_cell(chy_reader *reader, chy_document *doc, chy_field field, const char *bytes, size_t len, chy_err *err)
{
    char day[24];
    chy_err why;
    if (!len)
        return CHY_OK;
    bytes = mend(reader, bytes, &len, doc);
    if (reader->scratch.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a row");
    if (field == CHY_FIELD_DATE && !chy_map_day(bytes, len, day)) {
        chy_document_complain(doc, true, "\"%.*s\" is no date that can be read: ignored", (int)(len < 40 ? len : 40), bytes);
        return CHY_OK;
    }
    if (field == CHY_FIELD_DATE)
        return chy_document_set(doc, field, day, strlen(day), err);
    chy_status status = chy_document_set(doc, field, bytes, len, &why);
    if (status != CHY_E_LIMIT)
        return status == CHY_OK ? CHY_OK : chy_err_set(err, status, 0, "%s", why.msg);
    chy_document_complain(doc, false, "%s", why.msg);
    doc->unusable = true;
    return CHY_OK;
}

static chy_status fill(chy_reader *reader, const row *r, chy_document *doc, chy_err *err)
{
    const chy_columns *columns = reader->columns;
    size_t n = r->n < columns->n ? r->n : columns->n;
    chy_status status = CHY_OK;
    for (size_t i = 0; i < n && status == CHY_OK && !doc->unusable; i++)
        if (columns->field_of[i] >= 0)
            status = set_cell(reader, doc, (chy_field)columns->field_of[i], cell(r, i), r->end[i] - r->begin[i], err);
    if (status != CHY_OK || doc->unusable)
        return status;
    if (chy_reader_lacks(doc, CHY_FIELD_TEXT)) {
        doc->unusable = chy_reader_lacks(doc, CHY_FIELD_TITLE);
        chy_document_complain(doc, !doc->unusable, doc->unusable ? "no text in the row: skipped" : "no text in the row: only the title is coded");
    }
    if (!doc->unusable && chy_reader_lacks(doc, CHY_FIELD_ID))
        status = chy_reader_name(reader, true, doc, err);
    return status == CHY_OK && !doc->unusable ? chy_lang_settle(doc, NULL, err) : status;
}

/* Reads the names. CHY_E_EMPTY when no document can follow; what is wrong is then in `doc`. */
static chy_status begin(chy_reader *reader, row *r, chy_document *doc, chy_err *err)
{
    chy_columns *columns = calloc(1, sizeof *columns);
    reader->columns = columns;
    if (!columns)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    chy_stream_more(&reader->stream, doc);
    columns->gap = find_gap(&reader->stream, reader->input == CHY_INPUT_TSV);
    if (!read_row(&reader->stream, doc, columns->gap, r)) {
        if (!doc->n_problems)
            chy_document_complain(doc, false, "empty: no documents");
        return CHY_E_EMPTY;
    }
    reader->line = 1;
    if (r->bytes->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    if (r->len <= CHY_LIMIT_LINE)
        read_names(columns, &reader->map, r);
    if (has_column(columns, CHY_FIELD_TEXT) || has_column(columns, CHY_FIELD_TITLE))
        return CHY_OK;
    chy_document_complain(doc, false, "no column \"%s\" in its first line: --map text=COLUMN names one", reader->map.names[CHY_FIELD_TEXT]);
    reader->stream.ended = true;
    return CHY_E_EMPTY;
}

static chy_status next_row(chy_reader *reader, row *r, chy_document *doc, chy_err *err)
{
    if (!reader->columns) {
        chy_status status = begin(reader, r, doc, err);
        if (status == CHY_E_EMPTY && doc->n_problems) {
            doc->unusable = true;
            return chy_reader_set_origin(reader, false, doc, err);
        }
        if (status != CHY_OK)
            return status;
    }
    do {
        if (!read_row(&reader->stream, doc, reader->columns->gap, r)) {
            doc->unusable = doc->n_problems > 0;
            return doc->unusable ? chy_reader_set_origin(reader, true, doc, err) : CHY_E_EMPTY;
        }
        reader->line++;
    } while (!r->bytes->failed && !doc->n_problems && is_blank(r));
    chy_status status = chy_reader_set_origin(reader, true, doc, err);
    if (status == CHY_OK && r->bytes->failed)
        status = chy_err_set(err, CHY_E_NOMEM, reader->line, "%s: no memory for a row of %llu bytes", reader->path, (unsigned long long)r->len);
    if (status != CHY_OK)
        return status;
    if (r->len > CHY_LIMIT_LINE) {
        doc->unusable = true;
        chy_document_complain(doc, false, "a row of %llu bytes is longer than the limit of %zu: skipped%s", (unsigned long long)r->len, CHY_LIMIT_LINE,
                              r->open_quote ? " (its quote is never closed)" : "");
        return CHY_OK;
    }
    if (r->open_quote)
        chy_document_complain(doc, false, "a quote that is never closed");
    return fill(reader, r, doc, err);
}

chy_status chy_csv_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    row r = {.bytes = &reader->text};
    return next_row(reader, &r, doc, err);
}
