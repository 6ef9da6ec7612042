/* tests/fuzz/fuzz_code.c - Any bytes as an article through the whole coder, and every output of it. The first byte chooses what is
 * known beforehand (a date, a title: the text's first line) and whether it is coded again, which must give the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "chancery.h"
#include "export/export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct setting {
    chy_knowledge *know;
    chy_coder *coder;
    chy_document *doc;
    chy_coding *coding;
    chy_buf *out, *again;
} setting;

static void begin(setting *s)
{
    chy_err err = {0};
    s->know = chy_knowledge_open(CHY_TEST_SHARE, &err);
    s->coder = s->know ? chy_coder_new(s->know) : NULL;
    s->doc = chy_document_new();
    s->coding = chy_coding_new();
    s->out = chy_buf_new();
    s->again = chy_buf_new();
    if (!s->coder || !s->doc || !s->coding || !s->out || !s->again)
        abort();
}

static void write_all(setting *s, chy_buf *out)
{
    chy_buf_clear(out);
    for (size_t i = 0; i < chy_coding_n_events(s->coding); i++) {
        const chy_record *record = chy_coding_event(s->coding, i);
        chy_record_json(record, true, out);
        for (int f = 0; f < CHY_N_FORMAT; f++)
            chy_export_record(&(chy_layout){.format = (chy_format)f, .with_text = true, .width = 80}, record, out);
        chy_coding_explain(s->coding, i, out);
    }
    chy_coding_conllu(s->coding, out);
}

static void code(setting *s, chy_buf *out)
{
    chy_err err = {0};
    chy_status status = chy_coder_run(s->coder, s->doc, s->coding, &err);
    if (status != CHY_OK && (chy_coding_n_events(s->coding) || !err.msg[0]))
        abort();
    write_all(s, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static setting s;
    if (!s.know)
        begin(&s);
    if (!size)
        return 0;
    const char *text = (const char *)data + 1;
    size_t len = size - 1, line = 0;
    chy_document_clear(s.doc);
    if (data[0] & 1)
        chy_document_set(s.doc, CHY_FIELD_DATE, "2025-03-04", 10, NULL);
    if (data[0] & 2) {
        const char *end = memchr(text, '\n', len);
        line = end ? (size_t)(end - text) : len;
        chy_document_set(s.doc, CHY_FIELD_TITLE, text, line, NULL);
    }
    if (chy_document_set(s.doc, CHY_FIELD_TEXT, text + line, len - line, NULL) != CHY_OK)
        return 0;
    code(&s, s.out);
    if (!(data[0] & 4))
        return 0;
    code(&s, s.again);
    size_t n = 0, m = 0;
    const char *first = chy_buf_bytes(s.out, &n), *second = chy_buf_bytes(s.again, &m);
    if (!first || !second || n != m || memcmp(first, second, n) != 0)
        abort();
    return 0;
}
