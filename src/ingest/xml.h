/* src/ingest/xml.h - Private to ingest/: XML files that are lists (feeds, sentence files), entry by entry. Each entry is parsed for itself, so that a broken one
 * costs no other; what feeds have wrong most often (bare ampersands, HTML's names of characters) is mended before. */
#ifndef CHY_INGEST_XML_H
#define CHY_INGEST_XML_H

#include "ingest/reader_work.h"

/* An element inside an entry. Strings are valid until the next call. */
typedef struct chy_xml_field {
    const char *name;    /* without prefix, as written */
    const char *prefix;  /* "dc", or "" */
    const char *parent;  /* of an element deeper than the first level: the first level's name; else "" */
    const char *value;   /* all its text; markup inside it as tags without attributes */
    size_t len;
    const char *href, *rel, *type;       /* attributes, or NULL */
    const char *date, *id, *source;      /* of PETRARCH's <Sentence>, which comes as the first field, with parent NULL */
} chy_xml_field;

struct chy_xml {
    chy_buf page;        /* the whole file, UTF-8, mended */
    size_t at;           /* behind the last entry */
    const char *names[3]; /* of entries, NULL at the end */
    void *parser;        /* of libxml2 */
    chy_buf value, attributes[6], name;
    /* feed.c */
    chy_buf title, lang, item_title, link, guid, date, updated, author, content, summary, publisher;
};

/* Takes the rest of the stream and gets ready. `doc` is unusable when that cannot be. */
chy_status chy_xml_begin(chy_reader *reader, const char *const *names, chy_document *doc, chy_err *err) CHY_MUST_USE;

/* The bytes before the first entry, then of each entry. False at the end. */
bool chy_xml_head(chy_xml *xml, chy_slice *out);
bool chy_xml_entry(chy_xml *xml, chy_slice *out);

/* Calls `visit` for each element of the entry, when it ends. False when the entry is so broken that not all of it was read. */
bool chy_xml_walk(chy_xml *xml, chy_slice entry, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx);

#endif
