/* src/export/export.c - The table of layouts; each has a file of its own. */
#include "export/export.h"

#include <string.h>

#include "export/layouts.h"
#include "export/ontology.h"

static void no_head(const chy_layout *layout, chy_buf *out)
{
    (void)layout;
    (void)out;
}

static void jsonl_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    chy_record_json(record, layout->with_text, out);
    chy_buf_char(out, '\n');
}

static const struct layout_row {
    const char *name, *also;
    void (*head)(const chy_layout *layout, chy_buf *out);
    void (*record)(const chy_layout *layout, const chy_record *record, chy_buf *out);
} layouts[CHY_N_FORMAT] = {
    [CHY_FORMAT_JSONL] = {"jsonl", "plover", no_head, jsonl_record},
    [CHY_FORMAT_CSV] = {"csv", "csv", chy_csv_head, chy_csv_record},
    [CHY_FORMAT_TABLE] = {"table", "table", chy_table_head, chy_table_record},
    [CHY_FORMAT_GDELT] = {"gdelt", "gdelt", no_head, chy_gdelt_record},
    [CHY_FORMAT_ICEWS] = {"icews", "icews", chy_icews_head, chy_icews_record},
    [CHY_FORMAT_POLECAT] = {"polecat", "polecat", chy_polecat_head, chy_polecat_record},
    [CHY_FORMAT_PHOENIX] = {"phoenix", "phoenix", no_head, chy_phoenix_record},
    [CHY_FORMAT_PARQUET] = {"parquet", "parquet", no_head, chy_parquet_record},
};

bool chy_format_find(const char *name, chy_format *out)
{
    for (int i = 0; i < CHY_N_FORMAT; i++)
        if (!strcmp(name, layouts[i].name) || !strcmp(name, layouts[i].also)) {
            *out = (chy_format)i;
            return true;
        }
    return false;
}

void chy_export_head(const chy_layout *layout, chy_buf *out)
{
    layouts[layout->format].head(layout, out);
}

void chy_export_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    chy_mapping mapping;
    chy_record mapped = *record;
    if (layout->ontology) {
        if (!chy_ontology_map(layout->ontology, record, &mapping))
            return;
        mapped.mapping = &mapping;
    }
    layouts[layout->format].record(layout, &mapped, out);
}
