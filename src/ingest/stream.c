/* src/ingest/stream.c - See stream.h. */
#include "ingest/stream.h"

#include <string.h>

void chy_stream_more(chy_stream *stream, chy_document *doc)
{
    chy_err why;
    if (stream->pos < stream->len || stream->ended)
        return;
    stream->pos = stream->len = 0;
    if (!stream->src) {
        size_t n = stream->memory_left < CHY_STREAM_BYTES ? stream->memory_left : CHY_STREAM_BYTES;
        if (n)
            memcpy(stream->chunk, stream->memory, n);
        stream->memory += n;
        stream->memory_left -= n;
        stream->len = n;
    } else if (chy_source_read(stream->src, stream->chunk, CHY_STREAM_BYTES, &stream->len, &why) != CHY_OK) {
        chy_document_complain(doc, false, "%s: the rest is lost", why.msg);
        stream->failed = true;
    }
    stream->ended = stream->len == 0;
}

bool chy_stream_all(chy_stream *stream, chy_document *doc, size_t most, chy_buf *out)
{
    for (;;) {
        chy_stream_more(stream, doc);
        if (stream->ended)
            return true;
        size_t n = stream->len - stream->pos;
        if (out->len + n > most)
            return false;
        chy_buf_add(out, stream->chunk + stream->pos, n);
        stream->pos = stream->len;
        if (out->failed)
            return true;
    }
}

bool chy_stream_line(chy_stream *stream, chy_document *doc, size_t most, chy_buf *out, uint64_t *len)
{
    bool any = false;
    chy_buf_clear(out);
    *len = 0;
    for (;;) {
        chy_stream_more(stream, doc);
        if (stream->ended)
            return any;
        any = true;
        const char *from = stream->chunk + stream->pos;
        const char *end = memchr(from, '\n', stream->len - stream->pos);
        size_t n = end ? (size_t)(end - from) : stream->len - stream->pos;
        *len += n;
        stream->pos += n + (end != NULL);
        if (*len <= most)
            chy_buf_add(out, from, n);
        if (end)
            return true;
    }
}

uint64_t chy_stream_take(chy_stream *stream, chy_document *doc, uint64_t n, chy_buf *out)
{
    uint64_t got = 0;
    while (got < n) {
        chy_stream_more(stream, doc);
        if (stream->ended)
            break;
        size_t part = stream->len - stream->pos;
        if (part > n - got)
            part = (size_t)(n - got);
        if (out)
            chy_buf_add(out, stream->chunk + stream->pos, part);
        stream->pos += part;
        got += part;
    }
    return got;
}

bool chy_stream_resync(chy_stream *stream)
{
    if (!stream->failed || !stream->src || !chy_source_resync(stream->src))
        return false;
    stream->ended = stream->failed = false;
    stream->pos = stream->len = 0;
    return true;
}
