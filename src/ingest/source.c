/* src/ingest/source.c - Plain, gzip or zstd bytes from a descriptor; see source.h for the contract. */
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#ifdef CHY_WITH_ZSTD
#include <zstd.h>
/* The largest window that is followed: 128 MB, what zstd itself allows by default. */
#define WINDOW_LOG 27
#endif

#define IN_BYTES ((size_t)64 << 10)

struct chy_source {
    int fd;
    char *path;
    bool known;        /* whether the first bytes were looked at */
    bool gzip, zstd, inside; /* inside: between the head and the end of a gzip member or zstd frame */
    bool ended, hurt;        /* hurt: by damage, behind which may come more */
    z_stream zip;
#ifdef CHY_WITH_ZSTD
    ZSTD_DStream *frames;
#endif
    uint64_t taken;
    size_t len, pos; /* of `in` */
    unsigned char in[IN_BYTES];
};

static chy_status refuse(chy_source *src, const char *what, chy_err *err)
{
    return chy_err_set(err, CHY_E_IO, 0, "%s: cannot %s: %s", src->path, what, strerror(errno));
}

static chy_status open_path(chy_source *src, const char *path, chy_err *err)
{
    src->path = strdup(path);
    if (!src->path)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
    src->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
    if (src->fd < 0)
        return refuse(src, "open", err);
    struct stat info;
    if (fstat(src->fd, &info) != 0)
        return refuse(src, "look at", err);
    if (S_ISDIR(info.st_mode))
        return chy_err_set(err, CHY_E_IO, 0, "%s: is a directory", path);
    /* Room for the window is taken here, so that reading never has to say that memory is out. */
    if (inflateInit2(&src->zip, 16 + MAX_WBITS) != Z_OK)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
    return CHY_OK;
}

chy_source *chy_source_open(const char *path, chy_err *err)
{
    chy_source *src = calloc(1, sizeof *src);
    if (!src) {
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to open it", path);
        return NULL;
    }
    src->fd = -1;
    if (open_path(src, path, err) == CHY_OK)
        return src;
    chy_source_free(src);
    return NULL;
}

void chy_source_free(chy_source *src)
{
    if (!src)
        return;
    if (src->fd >= 0)
        close(src->fd);
#ifdef CHY_WITH_ZSTD
    ZSTD_freeDStream(src->frames);
#endif
    inflateEnd(&src->zip); /* harmless on a stream that was never begun */
    free(src->path);
    free(src);
}

uint64_t chy_source_bytes(const chy_source *src)
{
    return src->taken;
}

/* Adds what one read gives behind the bytes in `in`; `*got` 0 at the end of the file. */
static chy_status fill(chy_source *src, size_t *got, chy_err *err)
{
    if (src->pos == src->len)
        src->pos = src->len = 0;
    for (;;) {
        ssize_t n = read(src->fd, src->in + src->len, IN_BYTES - src->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            src->ended = true;
            return refuse(src, "read", err);
        }
        src->len += (size_t)n;
        src->taken += (uint64_t)n;
        *got = (size_t)n;
        return CHY_OK;
    }
}

/* Two bytes tell gzip from text: no UTF-8 begins with 1f 8b. Nor with the four of zstd. */
static chy_status look(chy_source *src, chy_err *err)
{
    size_t got = 1;
    while (src->len < 4 && got && (src->len < 2 || (src->in[0] == 0x28 && src->in[1] == 0xb5))) {
        chy_status status = fill(src, &got, err);
        if (status != CHY_OK)
            return status;
    }
    src->gzip = src->len >= 2 && src->in[0] == 0x1f && src->in[1] == 0x8b;
    src->zstd = src->len >= 4 && !memcmp(src->in, "\x28\xb5\x2f\xfd", 4);
    src->known = true;
#ifdef CHY_WITH_ZSTD
    if (src->zstd && (!(src->frames = ZSTD_createDStream()) || ZSTD_isError(ZSTD_DCtx_setParameter(src->frames, ZSTD_d_windowLogMax, WINDOW_LOG)))) {
        src->ended = true;
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read zstd data", src->path);
    }
#else
    if (src->zstd) {
        src->ended = true;
        return chy_err_set(err, CHY_E_FORMAT, 0, "%s: zstd data: this program was built without libzstd", src->path);
    }
#endif
    return CHY_OK;
}

static chy_status read_plain(chy_source *src, char *out, size_t cap, size_t *got, chy_err *err)
{
    if (src->pos == src->len) {
        size_t n;
        chy_status status = fill(src, &n, err);
        if (status != CHY_OK)
            return status;
    }
    *got = src->len - src->pos < cap ? src->len - src->pos : cap;
    memcpy(out, src->in + src->pos, *got);
    src->pos += *got;
    return CHY_OK;
}

static chy_status damaged(chy_source *src, const char *how, chy_err *err)
{
    src->ended = src->hurt = true;
    uint64_t at = src->taken - (src->len - src->pos);
    return chy_err_set(err, CHY_E_FORMAT, at, "%s: %s data %s at byte %llu of the file", src->path, src->zstd ? "zstd" : "gzip", how,
                       (unsigned long long)at);
}

/* A .gz file may be several members one behind the other; zeros behind the last are padding. */
static chy_status read_gzip(chy_source *src, char *out, size_t cap, size_t *got, chy_err *err)
{
    src->zip.next_out = (Bytef *)out;
    src->zip.avail_out = (uInt)cap;
    while (src->zip.avail_out == (uInt)cap) {
        if (src->pos == src->len) {
            size_t n;
            chy_status status = fill(src, &n, err);
            if (status != CHY_OK)
                return status;
            if (!n)
                return src->inside ? damaged(src, "ends early", err) : CHY_OK;
        }
        if (!src->inside && src->in[src->pos] == 0) {
            src->pos++;
            continue;
        }
        src->inside = true;
        src->zip.next_in = src->in + src->pos;
        src->zip.avail_in = (uInt)(src->len - src->pos);
        int code = inflate(&src->zip, Z_NO_FLUSH);
        src->pos = src->len - src->zip.avail_in;
        *got = cap - src->zip.avail_out;
        if (code == Z_STREAM_END) {
            src->inside = false;
            inflateReset(&src->zip);
        } else if (code != Z_OK && code != Z_BUF_ERROR) {
            if (*got) /* what came out before the damage is worth having; the next call meets the damage again */
                return CHY_OK;
            return damaged(src, "is damaged", err);
        }
    }
    return CHY_OK;
}

/* Frames one behind the other are one text. */
static chy_status read_zstd(chy_source *src, char *out, size_t cap, size_t *got, chy_err *err)
{
#ifdef CHY_WITH_ZSTD
    ZSTD_outBuffer to = {out, cap, 0};
    while (!to.pos) {
        if (src->pos == src->len) {
            size_t n;
            chy_status status = fill(src, &n, err);
            if (status != CHY_OK)
                return status;
            if (!n)
                return src->inside ? damaged(src, "ends early", err) : CHY_OK;
        }
        ZSTD_inBuffer from = {src->in + src->pos, src->len - src->pos, 0};
        size_t left = ZSTD_decompressStream(src->frames, &to, &from);
        src->pos += from.pos;
        if (ZSTD_isError(left))
            return damaged(src, "is damaged", err);
        src->inside = left != 0;
    }
    *got = to.pos;
    return CHY_OK;
#else
    (void)src, (void)out, (void)cap, (void)got, (void)err;
    return CHY_OK;
#endif
}

/* Whether a gzip member may begin with these bytes: magic, deflate, no reserved flag. */
static bool begins_member(const unsigned char *s)
{
    return s[0] == 0x1f && s[1] == 0x8b && s[2] == 8 && !(s[3] & 0xe0);
}

bool chy_source_resync(chy_source *src)
{
    chy_err ignored;
    if (!src->hurt || !src->gzip)
        return false;
    size_t got = 1;
    while (src->len - src->pos < 4 || !begins_member(src->in + src->pos)) {
        if (src->len - src->pos >= 4) {
            src->pos++;
            continue;
        }
        memmove(src->in, src->in + src->pos, src->len - src->pos);
        src->len -= src->pos;
        src->pos = 0;
        if (!got || fill(src, &got, &ignored) != CHY_OK || !got)
            return false;
    }
    inflateReset(&src->zip);
    src->ended = src->hurt = src->inside = false;
    return true;
}

chy_status chy_source_read(chy_source *src, char *out, size_t cap, size_t *got, chy_err *err)
{
    *got = 0;
    if (src->ended)
        return CHY_OK;
    if (!src->known) {
        chy_status status = look(src, err);
        if (status != CHY_OK)
            return status;
    }
    return src->gzip ? read_gzip(src, out, cap, got, err) : src->zstd ? read_zstd(src, out, cap, got, err) : read_plain(src, out, cap, got, err);
}
