/* tests/fuzz/fuzz_gzip.c - Compressed bytes from a file, and as the body of an HTTP answer: damage is told, reading goes on behind it, and all comes to an end. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/http.h"
#include "ingest/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_source(const char *path, size_t size)
{
    static char piece[4096];
    chy_source *src = chy_source_open(path, NULL);
    size_t got, total = 0, resyncs = 0;
    while (src) {
        chy_status status = chy_source_read(src, piece, sizeof piece, &got, NULL);
        total += got;
        if (total > (size + 1) * 1100 + 70000) /* deflate makes at most 1032 bytes of one, zstd blocks of 128 KB */
            break;
        if (status == CHY_OK && got)
            continue;
        if (status == CHY_OK || !chy_source_resync(src))
            break;
        if (++resyncs > size)
            abort();
    }
    chy_source_free(src);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    char path[64];
    chy_buf rooms[2] = {0};
    chy_http http;
    if (fd < 0)
        fd = memfd_create("input", 0);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_source(path, size);
    if (chy_http_read((const char *)data, size, 1 << 20, rooms, &http, NULL) == CHY_OK && http.body_len > (1 << 20) + size)
        abort();
    chy_buf_release(&rooms[0]);
    chy_buf_release(&rooms[1]);
    return 0;
}
