/* tests/fuzz/fuzz_import.c - Any bytes as a foreign dictionary of each kind: read or refused; what becomes of actors, agents and discards compiles without a
 * wrong line. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "dict/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void wrong(void *context, const chy_dict_note *note)
{
    (void)context;
    if (note->error) {
        fprintf(stderr, "%s:%u: %s\n", note->file, note->line, note->text);
        abort();
    }
}

static void compile(const chy_buf *text)
{
    char path[] = "/tmp/chy-fuzz-import-XXXXXX";
    const char *paths[] = {path};
    chy_buf out;
    chy_err err;
    int fd = mkstemp(path);
    chy_buf_init(&out);
    if (fd < 0 || write(fd, text->data, text->len) != (ssize_t)text->len || chy_dict_compile_files(paths, 1, wrong, NULL, &out, &err) != CHY_OK)
        abort();
    close(fd);
    unlink(path);
    chy_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int kind = CHY_IMPORT_AUTO; kind <= CHY_IMPORT_ISSUES; kind++) {
        chy_buf out;
        chy_err err = {0};
        chy_buf_init(&out);
        if (chy_dict_import_text("fuzz", (const char *)data, size, (chy_import_kind)kind, NULL, NULL, NULL, &out, &err) != CHY_OK && !err.msg[0])
            abort();
        if (out.len && kind >= CHY_IMPORT_ACTORS && kind <= CHY_IMPORT_DISCARDS)
            compile(&out);
        chy_buf_release(&out);
    }
    return 0;
}
