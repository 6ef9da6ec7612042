/* src/ingest/stream.h - Private to ingest/: the bytes of one input, taken by line, by number or whole. What the source has lost is told in the document
 * that is being read. */
#ifndef CHY_INGEST_STREAM_H
#define CHY_INGEST_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ingest/source.h"
#include "types/document.h"

#define CHY_STREAM_BYTES ((size_t)64 << 10)

typedef struct chy_stream {
    chy_source *src;    /* NULL: all bytes are in `memory` */
    const char *memory;
    size_t memory_left;
    bool ended, failed; /* failed: it ended by damage, which was told */
    size_t pos, len;    /* of `chunk` */
    char chunk[CHY_STREAM_BYTES];
} chy_stream;

/* Refills an empty chunk. A failing source leaves a problem in `doc` and counts as the end. */
void chy_stream_more(chy_stream *stream, chy_document *doc);

/* Adds all bytes up to the end to `out`; false when they would be more than `most` in `out`. */
bool chy_stream_all(chy_stream *stream, chy_document *doc, size_t most, chy_buf *out);

/* Takes one line without its end into `out` (cleared first); `*len` is its whole length, of which at most `most` are kept. False at the end. */
bool chy_stream_line(chy_stream *stream, chy_document *doc, size_t most, chy_buf *out, uint64_t *len);

/* Adds `n` bytes to `out`, or passes over them where `out` is NULL. Returns how many there were. */
uint64_t chy_stream_take(chy_stream *stream, chy_document *doc, uint64_t n, chy_buf *out);

/* Behind damage in a compressed file: goes on with the next part that can be read alone. False when there is none. */
bool chy_stream_resync(chy_stream *stream);

#endif
