/* src/ingest/http.h - An HTTP answer as bytes: status, head, and the body with chunks joined and compression undone. */
#ifndef CHY_INGEST_HTTP_H
#define CHY_INGEST_HTTP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct chy_http {
    int status;            /* 200 ...; 0 when this is no answer */
    char type[80];         /* "text/html", small letters, without parameters; "" when not said */
    char charset[48];      /* of the content type; "" */
    const char *body;      /* in the answer's bytes or in the caller's buffers */
    size_t body_len;
} chy_http;

/* Reads an answer. `rooms` are two buffers for what has to be undone. A body that is larger than `most` bytes when unpacked, or damaged, is cut there. CHY_E_NOMEM alone. */
chy_status chy_http_read(const char *bytes, size_t len, size_t most, chy_buf rooms[2], chy_http *out, chy_err *err) CHY_MUST_USE;

/* Splits "text/html; charset=UTF-8". */
void chy_http_content_type(const char *value, size_t len, chy_http *out);

#endif
