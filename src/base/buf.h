/* src/base/buf.h - A growing byte string, and the JSON, CSV and number writing on top of it.
 *
 * Invariant: `data` is NUL-terminated whenever it is not NULL, `len` does not count the NUL.
 * A failed allocation sets `failed` and turns later calls into no-ops, so that a writer can be checked once, at its end. */
#ifndef CHY_BASE_BUF_H
#define CHY_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct chy_buf {
    char *data;
    size_t len, cap;
    bool failed; /* an allocation failed: the content is incomplete */
} chy_buf;

void chy_buf_init(chy_buf *buf);
void chy_buf_release(chy_buf *buf);
void chy_buf_clear(chy_buf *buf); /* keeps the memory */

void chy_buf_add(chy_buf *buf, const char *bytes, size_t len);
void chy_buf_str(chy_buf *buf, const char *text); /* NULL counts as "" */
void chy_buf_char(chy_buf *buf, char c);
void chy_buf_printf(chy_buf *buf, const char *fmt, ...) CHY_PRINTF(2, 3);

/* A JSON string with its quotes: control characters, quotes and backslashes escaped, bytes that are no
 * UTF-8 replaced by U+FFFD. NULL text writes null. */
void chy_buf_json(chy_buf *buf, const char *text, size_t len);
void chy_buf_json_str(chy_buf *buf, const char *text);

/* The shortest decimal that reads back as the same number with at most `digits` digits after the point. */
void chy_buf_number(chy_buf *buf, double value, int digits);

/* One CSV cell by RFC 4180: quoted only where it must be. */
void chy_buf_csv(chy_buf *buf, const char *text);

#endif
