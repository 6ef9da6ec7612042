/* src/ingest/ldjson.h - What a page says of itself in JSON-LD (schema.org). */
#ifndef CHY_INGEST_LDJSON_H
#define CHY_INGEST_LDJSON_H

#include <jansson.h>
#include <stddef.h>

#include "base/buf.h"
#include "ingest/html_scan.h"

#define CHY_LDJSON_ROOTS 8

/* The strings belong to `roots`; NULL when absent. */
typedef struct chy_ldjson {
    json_t *roots[CHY_LDJSON_ROOTS];
    size_t n_roots;
    int rank; /* of the object the strings are from: 2 an article, 1 a page, 0 none */
    const char *headline, *published, *modified, *created, *body, *publisher, *lang;
    chy_buf author;
} chy_ldjson;

/* Reads one script's content; later scripts add what earlier ones did not say. What is no JSON is passed over. */
void chy_ldjson_read(chy_ldjson *ld, chy_slice script, chy_buf *scratch);
void chy_ldjson_release(chy_ldjson *ld);

#endif
