/* src/ingest/reader_work.h - Private to ingest/: a reader's inside, and what each format gives to it. */
#ifndef CHY_INGEST_READER_WORK_H
#define CHY_INGEST_READER_WORK_H

#include "chancery.h"
#include "ingest/html.h"
#include "ingest/map.h"
#include "ingest/stream.h"

typedef struct chy_xml chy_xml;       /* xml.c */
typedef struct chy_columns chy_columns; /* csv.c */

struct chy_reader {
    chy_stream stream;
    char *path;      /* as given; an address where the bytes came from the web */
    char *charset;   /* of the HTTP header, or NULL */
    chy_input input; /* AUTO until the first bytes are there */
    uint64_t line;   /* the line, record, entry or row that was read last; 0 before the first */
    chy_buf text, scratch;
    chy_html_work html;
    chy_buf rooms[2];
    chy_map map;
    chy_xml *xml;
    chy_columns *columns;
};

/* Each reads the next document into `doc` (which is clear), as chy_reader_next says. */
chy_status chy_warc_next(chy_reader *reader, chy_document *doc, chy_err *err) CHY_MUST_USE;
chy_status chy_feed_next(chy_reader *reader, chy_document *doc, chy_err *err) CHY_MUST_USE;
chy_status chy_sentences_next(chy_reader *reader, chy_document *doc, chy_err *err) CHY_MUST_USE;
chy_status chy_csv_next(chy_reader *reader, chy_document *doc, chy_err *err) CHY_MUST_USE;

void chy_xml_free(chy_xml *xml);
void chy_columns_free(chy_columns *columns);

/* Whether the first bytes of a file are of the kind. */
bool chy_feed_looks(const char *bytes, size_t len);
bool chy_sentences_look(const char *bytes, size_t len);

/* "PATH" or "PATH:LINE" into the document's origin. */
chy_status chy_reader_set_origin(const chy_reader *reader, bool with_line, chy_document *doc, chy_err *err) CHY_MUST_USE;
/* The file's name without folder and endings as the document's id, with ":LINE" behind it. */
chy_status chy_reader_name(const chy_reader *reader, bool with_line, chy_document *doc, chy_err *err) CHY_MUST_USE;
/* An id of somebody else's, at most so long; longer ones end with a hash of the rest. */
chy_status chy_reader_set_id(chy_document *doc, const char *id, size_t len, chy_err *err) CHY_MUST_USE;
/* Whether the field is absent or blank. */
bool chy_reader_lacks(const chy_document *doc, chy_field field);

#endif
