/* tests/fuzz/replay.c - Runs a fuzz target once over each file of the folders named, and over what those files become when they
 * are cut at 16 places. A folder that is absent or empty leaves the empty input alone. Exit 1 for a file that cannot be read. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From a block of exactly this size, so that the sanitizer sees a read past the end. */
static void run_once(const char *data, size_t len)
{
    uint8_t *copy = calloc(len ? len : 1, 1);
    if (!copy)
        return;
    memcpy(copy, data, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static int run_file(const char *path)
{
    chy_file file;
    chy_err err;
    if (chy_file_read(path, 0, &file, &err) != CHY_OK) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    run_once(file.data, file.len);
    for (size_t i = 1; i < 16; i++)
        run_once(file.data, file.len * i / 16);
    chy_file_release(&file);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    unsigned n = 0;
    run_once("", 0);
    for (int i = 1; i < argc; i++) {
        struct dirent **entries;
        int n_entries = scandir(argv[i], &entries, NULL, alphasort);
        for (int k = 0; k < n_entries; k++) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", argv[i], entries[k]->d_name);
            if (entries[k]->d_name[0] != '.') {
                failed |= run_file(path);
                n++;
            }
            free(entries[k]);
        }
        if (n_entries >= 0)
            free(entries);
    }
    printf("%u files, each whole and cut at 15 places\n", n);
    return failed;
}
