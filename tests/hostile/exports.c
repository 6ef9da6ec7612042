/* tests/hostile/exports.c - Each allocation fails in turn while a pair is related, events are written in every layout under a codebook, and published rows
 * are read. No crash; an error each time, or the very bytes that come out without a failure. usage: exports SHARE_DIR */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chancery.h"
#include "export/foreign.h"
#include "export/ontology.h"
#include "export/sink.h"
#include "failing.h"

static const char *share;
static char codebook[64];
static chy_knowledge *knowledge;
static chy_document *doc;
static chy_coding *coded;
static chy_buf wanted[CHY_N_FORMAT]; /* what a run without failures writes */
static unsigned long n_cases, n_wrong;

static void complain(const char *what, unsigned long n)
{
    fprintf(stderr, "%s, allocation %lu\n", what, n);
    n_wrong++;
}

/* ---- scenes: true when all went well ---- */

static bool open_weights(void)
{
    chy_err err = {.msg = ""};
    chy_knowledge *k = chy_knowledge_open(share, &err);
    bool good = k && chy_knowledge_open_relate(k, share, &err) == CHY_OK;
    if (!good && !err.msg[0])
        complain("no message from opening", failing_count());
    chy_knowledge_free(k);
    return good;
}

static bool relate_pair(void)
{
    static const size_t span[4] = {0, 6, 17, 23};
    chy_choice choice = {.type = ""};
    chy_err err = {.msg = ""};
    chy_coder *coder = chy_coder_new(knowledge);
    chy_coding *coding = chy_coding_new();
    bool good = coder && coding && chy_coder_relate(coder, doc, span, coding, &choice, &err) == CHY_OK;
    if (good && strcmp(choice.type, "ACCUSE"))
        complain("another type came out", failing_count());
    if (coder && coding && !good && !err.msg[0])
        complain("no message from chy_coder_relate", failing_count());
    chy_coding_free(coding);
    chy_coder_free(coder);
    return good;
}

/* False when memory ran out; complains when the bytes are others than before. */
static bool write_layout(chy_format format, const chy_ontology *ontology)
{
    chy_layout layout = {.format = format, .with_text = true, .width = 80, .ontology = ontology};
    chy_buf row = {0}, out = {0};
    chy_sink *sink = chy_sink_new(&layout);
    if (!sink)
        return false;
    chy_sink_begin(sink, &out);
    for (size_t i = 0; i < chy_coding_n_events(coded) && !row.failed; i++)
        chy_export_record(&layout, chy_coding_event(coded, i), &row);
    if (!row.failed)
        chy_sink_take(sink, row.data ? row.data : "", row.len, &out);
    chy_sink_end(sink, &out);
    bool good = !row.failed && !out.failed;
    chy_buf *want = &wanted[format];
    if (good && !want->data) {
        *want = out;
        out = (chy_buf){0};
    } else if (good && (want->len != out.len || memcmp(want->data, out.data, out.len))) {
        complain("other bytes came out", failing_count());
    }
    chy_sink_free(sink);
    chy_buf_release(&row);
    chy_buf_release(&out);
    return good;
}

static bool write_all(void)
{
    chy_err err = {.msg = ""};
    chy_ontology *ontology = chy_ontology_open(codebook, &err);
    bool good = ontology != NULL;
    if (!good && !err.msg[0])
        complain("no message from chy_ontology_open", failing_count());
    for (int f = 0; f < CHY_N_FORMAT && good; f++)
        good = write_layout((chy_format)f, f == CHY_FORMAT_GDELT ? NULL : ontology); /* whose rows are read again */
    chy_ontology_free(ontology);
    return good;
}

/* The rows that were written without a failure come back. */
static bool read_rows(void)
{
    chy_err err = {.msg = ""};
    chy_foreign *foreign = chy_foreign_new("gdelt", "gdelt", &err);
    char *text = foreign ? strdup(wanted[CHY_FORMAT_GDELT].data) : NULL;
    bool good = text != NULL;
    for (char *line = text; good && *line;) {
        const chy_record *record = NULL;
        char *next = line + strcspn(line, "\n");
        *next++ = '\0';
        good = chy_foreign_line(foreign, line, &record, &err) == CHY_OK && record;
        line = next;
    }
    if (!good && !err.msg[0] && text)
        complain("no message from chy_foreign_line", failing_count());
    free(text);
    chy_foreign_free(foreign);
    return good;
}

static void run(const char *name, bool (*scene)(void))
{
    failing_arm(0, false);
    if (!scene()) {
        complain(name, 0);
        return;
    }
    unsigned long total = failing_count(), step = total / 200 + 1;
    for (int on = 0; on < 2; on++)
        for (unsigned long n = 1; n <= total; n += step) {
            failing_arm(n, on);
            bool good = scene();
            if (good && on && failing_hit())
                complain("went on without memory", n);
            n_cases++;
        }
    failing_arm(0, false);
    printf("%s: %lu allocations\n", name, total);
}

static bool prepare(void)
{
    static const char text[] = "France condemned Russia. Germany expelled two Russian diplomats in Berlin. Egypt met Iran.";
    static const char lines[] = "ontology own replace\nACCUSE => A 2.5 Blame\nmode:expel => B -3 Out\nany => C Rest\n";
    chy_err err = {.msg = ""};
    snprintf(codebook, sizeof codebook, "/tmp/chy-codebook-XXXXXX");
    int fd = mkstemp(codebook);
    bool good = fd >= 0 && write(fd, lines, sizeof lines - 1) == (ssize_t)sizeof lines - 1;
    close(fd);
    doc = chy_document_new();
    coded = chy_coding_new();
    knowledge = chy_knowledge_open(share, &err);
    chy_coder *coder = knowledge ? chy_coder_new(knowledge) : NULL;
    good = good && coder && chy_knowledge_open_relate(knowledge, share, &err) == CHY_OK && chy_document_set(doc, CHY_FIELD_TEXT, text, sizeof text - 1, &err) == CHY_OK &&
           chy_document_set(doc, CHY_FIELD_DATE, "2025-03-04", 10, &err) == CHY_OK && chy_coder_run(coder, doc, coded, &err) == CHY_OK && chy_coding_n_events(coded) > 1;
    chy_coder_free(coder);
    if (!good)
        fprintf(stderr, "cannot begin: %s\n", err.msg);
    return good;
}

int main(int argc, char **argv)
{
    share = argc > 1 ? argv[1] : "share";
    if (!prepare())
        return 1;
    run("relating a pair", relate_pair);
    run("writing every layout", write_all);
    run("reading published rows", read_rows);
    run("opening the weights", open_weights);
    for (int f = 0; f < CHY_N_FORMAT; f++)
        chy_buf_release(&wanted[f]);
    chy_coding_free(coded);
    chy_document_free(doc);
    chy_knowledge_free(knowledge);
    unlink(codebook);
    printf("%lu failures made, %lu not borne\n", n_cases, n_wrong);
    return n_wrong > 0;
}
