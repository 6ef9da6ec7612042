/* src/ingest/jsonl.h - One JSON line to one document. Knows the keys of our fields, or those that a map names; repairs what scraped text often has wrong. */
#ifndef CHY_INGEST_JSONL_H
#define CHY_INGEST_JSONL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "ingest/map.h"
#include "types/document.h"

/* Reads `line` (its bytes are changed by repairs in place; `scratch` takes repairs that need room) into `doc`, whose problems say
 * what was repaired, missing or wrong. A line that is no JSON object with a text or a title makes `doc` unusable; that is CHY_OK. */
chy_status chy_jsonl_read(chy_buf *line, chy_buf *scratch, const chy_map *map, chy_document *doc, chy_err *err) CHY_MUST_USE;

#endif
