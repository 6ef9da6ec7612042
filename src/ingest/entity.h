/* src/ingest/entity.h - Character references of HTML: &amp; &#233; &#x2019; and what old pages write without the semicolon. */
#ifndef CHY_INGEST_ENTITY_H
#define CHY_INGEST_ENTITY_H

#include <stddef.h>

#include "base/buf.h"

/* Reads the reference that `text` begins with (its first byte is '&'). Writes its UTF-8 to `out` (8 bytes of room), its length to `*n`,
 * and returns the bytes it took; 0 when this is no reference but a plain '&'. */
size_t chy_entity_read(const char *text, size_t len, char *out, size_t *n);

/* Appends `text` with all references replaced. */
void chy_entity_decode(const char *text, size_t len, chy_buf *out);

#endif
