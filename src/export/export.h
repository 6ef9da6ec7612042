/* src/export/export.h - Events in the layouts that users ask for. Knows records, not where they come from. */
#ifndef CHY_EXPORT_EXPORT_H
#define CHY_EXPORT_EXPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "chancery.h"

typedef enum chy_format {
    CHY_FORMAT_JSONL, CHY_FORMAT_CSV, CHY_FORMAT_TABLE,
    CHY_FORMAT_GDELT, CHY_FORMAT_ICEWS, CHY_FORMAT_POLECAT, CHY_FORMAT_PHOENIX, /* of others: rows are pairs, without a status */
    CHY_FORMAT_PARQUET,
    CHY_N_FORMAT
} chy_format;

typedef struct chy_layout {
    chy_format format;
    bool with_text;    /* the sentence as well */
    const struct chy_ontology *ontology; /* a codebook of the user over ours, or NULL */
    unsigned width;    /* of the terminal, for tables; 0: as wide as needed */
} chy_layout;

/* "jsonl" (or "plover"), "csv", "table", "gdelt", "icews", "polecat", "phoenix", "parquet". False, and `*out` unchanged, for another name. */
bool chy_format_find(const char *name, chy_format *out);

/* Appends what comes before the first record: CSV's and the table's names of columns; nothing for JSON lines. */
void chy_export_head(const chy_layout *layout, chy_buf *out);
/* Appends one record with its line end; layouts of others write a row for each pair of parties, or none. What is written goes through a
 * sink (sink.h), which knows what Parquet needs. */
void chy_export_record(const chy_layout *layout, const chy_record *record, chy_buf *out);

#endif
