/* tools/mkdict.c - The build's dictionary compiler: `mkdict DATA OUT` turns the text under DATA into the file OUT. Wrong lines are left out
 * and reported as FILE:LINE; with --strict they fail the call. The work is done in src/dict/compile.c. */
#include <stdio.h>
#include <string.h>

#include "dict/compile.h"

typedef struct tally { unsigned errors, warnings; } tally;

static void print_note(void *context, const chy_dict_note *note)
{
    tally *count = context;
    *(note->error ? &count->errors : &count->warnings) += 1;
    fprintf(stderr, "%s:%u: %s: %s\n", note->file, note->line, note->error ? "error" : "warning", note->text);
}

static int write_bytes(const char *path, const chy_buf *bytes)
{
    FILE *file = fopen(path, "wb");
    size_t written = file ? fwrite(bytes->data, 1, bytes->len, file) : 0;
    if (!file || (fclose(file) != 0) | (written != bytes->len)) {
        perror(path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int strict = argc > 1 && strcmp(argv[1], "--strict") == 0;
    if (argc - strict != 3) {
        fputs("usage: mkdict [--strict] DATA OUT\n", stderr);
        return 2;
    }
    tally count = {0};
    chy_err err;
    chy_buf bytes;
    chy_buf_init(&bytes);
    int result = 0;
    if (chy_dict_compile(argv[1 + strict], print_note, &count, &bytes, &err) != CHY_OK) {
        fprintf(stderr, "mkdict: %s\n", err.msg);
        result = 1;
    } else {
        result = write_bytes(argv[2 + strict], &bytes);
    }
    if (count.errors || count.warnings)
        fprintf(stderr, "mkdict: %u errors, %u warnings\n", count.errors, count.warnings);
    chy_buf_release(&bytes);
    return result || (strict && count.errors);
}
