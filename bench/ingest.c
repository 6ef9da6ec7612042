/* bench/ingest.c - How fast files become documents, one thread: documents/s and MB/s of what was read (after decompression where the file is named plain).
 * usage: ingest [--floor DOCUMENTS_A_SECOND MB_A_SECOND] FILE...
 *
 * With floors the best of five rounds is compared with a fixed loop over memory, so that a busy machine is not blamed: floors are those of a
 * machine that runs the loop at LOOP_MB a second. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chancery.h"

#define ROUNDS 5
/* The loop below on the machine of the floors. */
#define LOOP_MB 900.0

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* MB/s of a loop that looks at each byte: about what a scanner does. */
static double loop_speed(void)
{
    size_t len = (size_t)16 << 20, sum = 0;
    unsigned char *bytes = malloc(len);
    if (!bytes)
        return LOOP_MB;
    for (size_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    double began = now();
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < len; i++)
            sum = bytes[i] < 32 ? sum + 1 : sum * 3 + bytes[i];
    double took = now() - began;
    volatile size_t keep = sum;
    (void)keep;
    free(bytes);
    return 4.0 * (double)len / 1e6 / took;
}

static size_t read_file(const char *path, size_t *bytes, size_t *text)
{
    chy_reader *reader = chy_reader_open(path, CHY_INPUT_AUTO, NULL);
    chy_document *doc = chy_document_new();
    size_t n = 0;
    while (reader && doc && chy_reader_next(reader, doc, NULL) == CHY_OK) {
        size_t len = 0;
        if (chy_document_usable(doc) && chy_document_get(doc, CHY_FIELD_TEXT, &len))
            *text += len;
        n += chy_document_usable(doc);
    }
    *bytes += reader ? (size_t)chy_reader_bytes(reader) : 0;
    chy_document_free(doc);
    chy_reader_free(reader);
    return n;
}

int main(int argc, char **argv)
{
    bool floors = argc > 4 && !strcmp(argv[1], "--floor");
    double best = 1e9, loop = 0;
    size_t n = 0, bytes = 0, text = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double speed = loop_speed(), began = now();
        n = bytes = text = 0;
        for (int i = floors ? 4 : 1; i < argc; i++)
            n += read_file(argv[i], &bytes, &text);
        double took = now() - began;
        best = took < best ? took : best;
        loop = speed > loop ? speed : loop;
    }
    if (!n) {
        fprintf(stderr, "no documents in the files\n");
        return 1;
    }
    double documents = (double)n / best, mb = (double)bytes / 1e6 / best, share = loop / LOOP_MB;
    printf("%zu documents, %.1f MB, %.2f MB of text: %.0f documents/s, %.0f MB/s; the loop runs at %.0f MB/s\n", n, (double)bytes / 1e6, (double)text / 1e6, documents, mb, loop);
    if (floors && (documents < atof(argv[2]) * share || mb < atof(argv[3]) * share)) {
        printf("below the floor of %s documents/s and %s MB/s (at %.2f of the speed that they are for)\n", argv[2], argv[3], share);
        return 1;
    }
    return 0;
}
