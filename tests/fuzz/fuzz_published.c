/* tests/fuzz/fuzz_published.c - Bytes as a file of published event data: each row that is taken is written in every layout again, under a codebook
 * made of the first line when there is one. The first byte chooses the layout. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <stdio.h>
#include <unistd.h>

#include "export/foreign.h"
#include "export/ontology.h"
#include "export/sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"gdelt", "icews", "polecat", "phoenix"};

/* A codebook whose lines are separated by `;` in the first line of the input. */
static chy_ontology *codebook(const char *line, size_t len)
{
    char path[64];
    int fd = memfd_create("codebook", 0);
    if (fd < 0)
        return NULL;
    for (size_t i = 0; i < len; i++)
        if (write(fd, line[i] == ';' ? "\n" : line + i, 1) != 1)
            break;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    chy_err err;
    chy_ontology *ontology = chy_ontology_open(path, &err);
    close(fd);
    return ontology;
}

static void write_all(const chy_record *record, const chy_ontology *ontology)
{
    for (int f = 0; f < CHY_N_FORMAT; f++) {
        chy_layout layout = {.format = (chy_format)f, .with_text = true, .width = 80, .ontology = ontology};
        chy_buf row = {0}, out = {0};
        chy_sink *sink = chy_sink_new(&layout);
        if (!sink)
            return;
        chy_sink_begin(sink, &out);
        chy_export_record(&layout, record, &row);
        chy_sink_take(sink, row.data ? row.data : "", row.len, &out);
        chy_sink_end(sink, &out);
        chy_sink_free(sink);
        chy_buf_release(&row);
        chy_buf_release(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_err err;
    if (size < 2)
        return 0;
    chy_foreign *foreign = chy_foreign_new(names[data[0] % 4], "fuzz", &err);
    char *text = malloc(size);
    chy_ontology *ontology = NULL;
    if (!foreign || !text)
        abort();
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    for (char *line = text, *end = text + size; line < end;) {
        size_t len = strcspn(line, "\n");
        char *next = line + len + 1;
        const chy_record *record;
        line[len] = '\0';
        if (line == text && !strncmp(line, "ontology", 8))
            ontology = codebook(line, len);
        else if (chy_foreign_line(foreign, line, &record, &err) == CHY_OK && record)
            write_all(record, ontology);
        line = next;
    }
    chy_ontology_free(ontology);
    chy_foreign_free(foreign);
    free(text);
    return 0;
}
