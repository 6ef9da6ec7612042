/* tests/fuzz/fuzz_html.c - A page of any bytes: the text that comes out is UTF-8 without NUL, and the fields are. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static chy_html_work work; /* kept from page to page, as in a reader */
    const chy_page_origin origin = {.url = size & 1 ? "http://news.example/2031/04/02/x" : NULL, .charset = size & 2 ? "utf-8" : NULL};
    chy_document *doc = chy_document_new();
    if (doc && chy_html_read((const char *)data, size, &origin, &work, doc, NULL) == CHY_OK) {
        if (chy_document_usable(doc) && !chy_document_get(doc, CHY_FIELD_TEXT, NULL) && !chy_document_get(doc, CHY_FIELD_TITLE, NULL))
            abort();
        for (int i = 0; i < CHY_N_FIELD; i++) {
            size_t len = 0;
            const char *text = chy_document_get(doc, (chy_field)i, &len);
            if (text && (chy_utf8_check(text, len) != len || strlen(text) != len))
                abort();
        }
    }
    chy_document_free(doc);
    return 0;
}
