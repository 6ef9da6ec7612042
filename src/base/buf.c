/* src/base/buf.c - The growing byte string; see buf.h for the contract. */
#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void chy_buf_init(chy_buf *buf)
{
    *buf = (chy_buf){0};
}

void chy_buf_release(chy_buf *buf)
{
    free(buf->data);
    *buf = (chy_buf){0};
}

void chy_buf_clear(chy_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

static bool reserve(chy_buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more < buf->cap - buf->len) /* one byte stays for the NUL */
        return true;
    if (more > SIZE_MAX / 4 - buf->len) {
        buf->failed = true;
        return false;
    }
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap - buf->len <= more)
        cap *= 2;
    char *data = realloc(buf->data, cap);
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->cap = cap;
    return true;
}

void chy_buf_add(chy_buf *buf, const char *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void chy_buf_str(chy_buf *buf, const char *text)
{
    if (text)
        chy_buf_add(buf, text, strlen(text));
}

void chy_buf_char(chy_buf *buf, char c)
{
    chy_buf_add(buf, &c, 1);
}

void chy_buf_printf(chy_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0 || !reserve(buf, (size_t)len))
        return;
    va_start(args, fmt);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
    va_end(args);
    buf->len += (size_t)len;
}

static void json_escape(chy_buf *buf, unsigned char c)
{
    static const char *const named[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",
                                        ['\f'] = "\\f", ['\r'] = "\\r", ['"'] = "\\\"",
                                        ['\\'] = "\\\\"};
    if (c < sizeof named / sizeof *named && named[c])
        chy_buf_str(buf, named[c]);
    else
        chy_buf_printf(buf, "\\u%04x", c);
}

void chy_buf_json(chy_buf *buf, const char *text, size_t len)
{
    if (!text) {
        chy_buf_str(buf, "null");
        return;
    }
    chy_buf_char(buf, '"');
    size_t plain = 0; /* start of the bytes that need no change and are not yet written */
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)text[i];
        uint32_t code;
        size_t n = c < 0x80 ? 1 : chy_utf8_decode(text + i, len - i, &code);
        if (n && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
            i += n;
            continue;
        }
        chy_buf_add(buf, text + plain, i - plain);
        if (n)
            json_escape(buf, c);
        else
            chy_buf_str(buf, "\xef\xbf\xbd");
        i += 1;
        plain = i;
    }
    chy_buf_add(buf, text + plain, len - plain);
    chy_buf_char(buf, '"');
}

void chy_buf_json_str(chy_buf *buf, const char *text)
{
    chy_buf_json(buf, text, text ? strlen(text) : 0);
}

void chy_buf_number(chy_buf *buf, double value, int digits)
{
    if (!isfinite(value)) {
        chy_buf_str(buf, "null");
        return;
    }
    char text[64];
    snprintf(text, sizeof text, "%.*f", digits, value);
    size_t len = strlen(text);
    if (strchr(text, '.')) {
        while (text[len - 1] == '0')
            text[--len] = '\0';
        if (text[len - 1] == '.')
            text[--len] = '\0';
    }
    chy_buf_str(buf, strcmp(text, "-0") ? text : "0");
}

void chy_buf_csv(chy_buf *buf, const char *text)
{
    if (!text || !text[strcspn(text, ",\"\r\n")]) {
        chy_buf_str(buf, text);
        return;
    }
    chy_buf_char(buf, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            chy_buf_char(buf, '"');
        chy_buf_char(buf, *p);
    }
    chy_buf_char(buf, '"');
}
