/* src/export/ledger.h - Records of the ledger in the layouts that users ask for. Knows entries, not where they come from. */
#ifndef CHY_EXPORT_LEDGER_H
#define CHY_EXPORT_LEDGER_H

#include "export/export.h"
#include "types/ledger.h"

/* CSV's and the table's names of columns; nothing for JSON lines. */
void chy_export_ledger_head(const chy_layout *layout, chy_buf *out);
/* One record with its line end: JSON lines with the keys of the codebook, `id`, `documents` and `evidence`; CSV and table with the same columns for all kinds. */
void chy_export_ledger(const chy_layout *layout, const chy_ledger_entry *entry, chy_buf *out);

#endif
