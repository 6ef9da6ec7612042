/* src/ingest/http.c - See http.h. Archives keep answers as they came, and often only half of what their heads say still holds: a body is taken for
 * chunked or compressed only when it looks so. */
#include "ingest/http.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "ingest/html_scan.h"

void chy_http_content_type(const char *value, size_t len, chy_http *out)
{
    size_t n = 0;
    chy_slice type = chy_slice_trim((chy_slice){value, len});
    while (n < type.len && n + 1 < sizeof out->type && type.data[n] != ';' && type.data[n] != ' ' && type.data[n] != ',') {
        char c = type.data[n];
        out->type[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out->type[n] = '\0';
    for (size_t i = n; i + 8 < type.len; i++) {
        if (strncasecmp(type.data + i, "charset=", 8))
            continue;
        snprintf(out->charset, sizeof out->charset, "%.*s", (int)(type.len - i - 8 < 40 ? type.len - i - 8 : 40), type.data + i + 8);
        return;
    }
}

/* The line's length; *next is behind its end. */
static size_t line_length(const char *s, size_t len, size_t *next)
{
    const char *end = memchr(s, '\n', len);
    size_t n = end ? (size_t)(end - s) : len;
    *next = n + (end != NULL);
    return n && s[n - 1] == '\r' ? n - 1 : n;
}

static bool is_header(const char *line, size_t len, const char *name, chy_slice *value)
{
    size_t n = strlen(name);
    if (len <= n || strncasecmp(line, name, n) || line[n] != ':')
        return false;
    *value = chy_slice_trim((chy_slice){line + n + 1, len - n - 1});
    return true;
}

/* Joins chunks; false when this is no chunked body. What is cut short stays cut. */
static bool join_chunks(const char *s, size_t len, size_t most, chy_buf *out)
{
    chy_buf_clear(out);
    for (size_t i = 0; i < len;) {
        size_t next, size = 0, digits = 0, n = line_length(s + i, len - i, &next);
        while (digits < n && digits < 8) {
            char c = (char)(s[i + digits] | 32);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
                break;
            size = size * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
            digits++;
        }
        if (!digits || (digits < n && s[i + digits] != ';' && s[i + digits] != ' '))
            return i > 0 && out->len > 0;
        i += next;
        if (!size)
            return true;
        if (size > len - i)
            size = len - i;
        if (out->len + size > most)
            return true;
        chy_buf_add(out, s + i, size);
        i += size;
        i += i < len && s[i] == '\r';
        i += i < len && s[i] == '\n';
    }
    return true;
}

/* Undoes gzip, zlib or bare deflate; false when nothing comes out. */
static bool inflate_body(const char *s, size_t len, size_t most, int window, chy_buf *out)
{
    z_stream zip = {0};
    char piece[16384];
    int code = Z_OK;
    chy_buf_clear(out);
    if (inflateInit2(&zip, window) != Z_OK) {
        out->failed = true;
        return false;
    }
    zip.next_in = (Bytef *)s; /* zlib's signature; it does not write there */
    zip.avail_in = (uInt)len;
    while (code == Z_OK && out->len < most && !out->failed) {
        zip.next_out = (Bytef *)piece;
        zip.avail_out = sizeof piece;
        code = inflate(&zip, Z_NO_FLUSH);
        size_t got = sizeof piece - zip.avail_out;
        chy_buf_add(out, piece, got < most - out->len ? got : most - out->len);
        if (code == Z_BUF_ERROR || (code == Z_OK && !zip.avail_in && zip.avail_out))
            break;
    }
    inflateEnd(&zip);
    return out->len > 0;
}

static void undo(chy_http *http, bool chunked, bool packed, size_t most, chy_buf rooms[2])
{
    if (chunked && join_chunks(http->body, http->body_len, most, &rooms[0])) {
        http->body = rooms[0].data ? rooms[0].data : "";
        http->body_len = rooms[0].len;
    }
    const unsigned char *s = (const unsigned char *)http->body;
    bool gzip = http->body_len > 18 && s[0] == 0x1f && s[1] == 0x8b;
    bool text = http->body_len && (s[0] == '<' || s[0] == ' ' || s[0] == '\n' || s[0] == '\r');
    if (!gzip && (!packed || text || http->body_len < 2))
        return;
    if (inflate_body(http->body, http->body_len, most, gzip ? 16 + MAX_WBITS : MAX_WBITS, &rooms[1]) ||
        (!gzip && inflate_body(http->body, http->body_len, most, -MAX_WBITS, &rooms[1]))) {
        http->body = rooms[1].data;
        http->body_len = rooms[1].len;
    }
}

chy_status chy_http_read(const char *bytes, size_t len, size_t most, chy_buf rooms[2], chy_http *out, chy_err *err)
{
    size_t next, i;
    bool chunked = false, packed = false;
    *out = (chy_http){.body = bytes};
    chy_buf_clear(&rooms[0]);
    chy_buf_clear(&rooms[1]);
    size_t n = line_length(bytes, len, &next);
    if (n < 12 || strncasecmp(bytes, "HTTP/", 5))
        return CHY_OK;
    const char *blank = memchr(bytes, ' ', n);
    if (blank && n - (size_t)(blank - bytes) >= 4)
        for (int k = 1; k <= 3 && blank[k] >= '0' && blank[k] <= '9'; k++)
            out->status = out->status * 10 + (blank[k] - '0');
    for (i = next; i < len; i += next) {
        chy_slice value;
        n = line_length(bytes + i, len - i, &next);
        if (!n) {
            i += next;
            break;
        }
        if (is_header(bytes + i, n, "content-type", &value))
            chy_http_content_type(value.data, value.len, out);
        else if (is_header(bytes + i, n, "transfer-encoding", &value))
            chunked = chy_slice_has(value, "chunked");
        else if (is_header(bytes + i, n, "content-encoding", &value))
            packed = chy_slice_has(value, "gzip") || chy_slice_has(value, "deflate");
    }
    out->body = bytes + (i < len ? i : len);
    out->body_len = i < len ? len - i : 0;
    undo(out, chunked, packed, most, rooms);
    return rooms[0].failed || rooms[1].failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an answer of %zu bytes", len) : CHY_OK;
}
