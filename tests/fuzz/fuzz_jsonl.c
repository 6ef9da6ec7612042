/* tests/fuzz/fuzz_jsonl.c - One line of bytes through the repairs and the JSON reader, by its own keys and by mapped ones; whatever comes out must be UTF-8 without NUL. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/jsonl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_line(const uint8_t *data, size_t size, const chy_map *map)
{
    chy_buf line = {0}, scratch = {0};
    chy_document *doc = chy_document_new();
    chy_buf_add(&line, (const char *)data, size);
    if (doc && chy_jsonl_read(&line, &scratch, map, doc, NULL) == CHY_OK)
        for (int i = 0; i < CHY_N_FIELD; i++) {
            size_t len = 0;
            const char *text = chy_document_get(doc, (chy_field)i, &len);
            if (text && (chy_utf8_check(text, len) != len || strlen(text) != len))
                abort();
        }
    chy_document_free(doc);
    chy_buf_release(&line);
    chy_buf_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_map map;
    chy_map_init(&map);
    read_line(data, size, &map);
    if (chy_map_read(&map, "text=body,date=meta.published_at,title=headline.main,id=_id", NULL) == CHY_OK)
        read_line(data, size, &map);
    chy_map_release(&map);
    return 0;
}
