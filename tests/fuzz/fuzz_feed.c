/* tests/fuzz/fuzz_feed.c - Bytes read as feed: each document is usable or says why not, and the reader comes to an end. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "chancery.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_reader *reader = chy_reader_open_bytes("input.feed", (const char *)data, size, NULL, CHY_INPUT_FEED, NULL);
    chy_document *doc = chy_document_new();
    size_t n = 0;
    while (reader && doc && chy_reader_next(reader, doc, NULL) == CHY_OK) {
        if (!chy_document_usable(doc) && !chy_document_n_problems(doc))
            abort();
        if (chy_document_usable(doc) && !chy_document_get(doc, CHY_FIELD_ID, NULL))
            abort();
        size_t len = 0;
        const char *text = chy_document_get(doc, CHY_FIELD_TEXT, &len);
        if (text && (chy_utf8_check(text, len) != len || strlen(text) != len))
            abort();
        if (++n > size + 2)
            abort();
    }
    chy_document_free(doc);
    chy_reader_free(reader);
    return 0;
}
