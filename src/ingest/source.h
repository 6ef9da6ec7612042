/* src/ingest/source.h - The bytes of a file or a pipe, decompressed when they are gzip or zstd. Hands on what is there instead of
 * waiting for a full buffer (zlib's gzread would wait), so that a line typed into a pipe is coded at once. */
#ifndef CHY_INGEST_SOURCE_H
#define CHY_INGEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct chy_source chy_source;

/* Opens `path` ("-": standard input). NULL and a filled `err` when it is missing, a directory, unreadable or memory is out. */
chy_source *chy_source_open(const char *path, chy_err *err);
void chy_source_free(chy_source *src); /* NULL is allowed */

/* Reads at least 1 and at most `cap` bytes; `*got` is 0 at the end. CHY_E_IO, or CHY_E_FORMAT for damaged
 * gzip or zstd; after either, the source is at its end. */
chy_status chy_source_read(chy_source *src, char *out, size_t cap, size_t *got, chy_err *err) CHY_MUST_USE;

/* After CHY_E_FORMAT: looks for the next gzip member behind the damage and goes on there. False when there is none. */
bool chy_source_resync(chy_source *src);

/* Bytes taken from the file, compressed or not. */
uint64_t chy_source_bytes(const chy_source *src);

#endif
