/* tests/fuzz/fuzz_reader.c - Bytes as a file: the first byte chooses how it is read, the rest is plain or gzip. Every
 * document must be usable or say why not, and the reader must come to an end. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "chancery.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const char *path, chy_input input, size_t size)
{
    chy_reader *reader = chy_reader_open(path, input, NULL);
    chy_document *doc = chy_document_new();
    size_t n = 0;
    while (reader && doc && chy_reader_next(reader, doc, NULL) == CHY_OK) {
        if (!chy_document_usable(doc) && !chy_document_n_problems(doc))
            abort();
        if (chy_document_usable(doc) && !chy_document_get(doc, CHY_FIELD_ID, NULL))
            abort();
        if (++n > size * 1100 + 2) /* gzip may hold that many lines in a byte */
            abort();
    }
    chy_document_free(doc);
    chy_reader_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    char path[64];
    if (fd < 0)
        fd = memfd_create("input", 0);
    if (!size || fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data + 1, size - 1, 0) != (ssize_t)(size - 1))
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_all(path, (chy_input)(data[0] % 10), size);
    return 0;
}
