/* tests/fuzz/fuzz_jsonl.c - One line of bytes through the repairs and the JSON reader; whatever comes out must be UTF-8 without NUL. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/jsonl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_buf line = {0}, scratch = {0};
    chy_document *doc = chy_document_new();
    chy_buf_add(&line, (const char *)data, size);
    if (doc && chy_jsonl_read(&line, &scratch, doc, NULL) == CHY_OK)
        for (int i = 0; i < CHY_N_FIELD; i++) {
            size_t len = 0;
            const char *text = chy_document_get(doc, (chy_field)i, &len);
            if (text && (chy_utf8_check(text, len) != len || strlen(text) != len))
                abort();
        }
    chy_document_free(doc);
    chy_buf_release(&line);
    chy_buf_release(&scratch);
    return 0;
}
