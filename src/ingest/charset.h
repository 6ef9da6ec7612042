/* src/ingest/charset.h - Bytes of any encoding to UTF-8: by byte order mark, by what HTTP and the page say, by what the bytes look like. */
#ifndef CHY_INGEST_CHARSET_H
#define CHY_INGEST_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct chy_charset {
    char name[48];  /* "utf-8", "windows-1251", ... */
    const char *why; /* "byte order mark", "HTTP header", "meta element", "its bytes", "XML declaration", "guess" */
    size_t n_bad;   /* bytes that it does not allow: read as U+FFFD */
} chy_charset;

/* Finds the encoding of `len` bytes and makes `*text` (`*text_len` bytes, not NUL-terminated) UTF-8. `*text` points into the bytes themselves when they are UTF-8
 * already, else into `room`. `declared` is the charset of the HTTP header, or NULL; `markup` says to look for a meta element or XML
 * declaration. CHY_E_NOMEM alone. */
chy_status chy_charset_decode(const char *bytes, size_t len, const char *declared, bool markup, chy_buf *room, const char **text, size_t *text_len,
                              chy_charset *found, chy_err *err) CHY_MUST_USE;

#endif
