/* src/export/layouts.h - One pair of functions a layout; the table in export.c is their only caller. */
#ifndef CHY_EXPORT_LAYOUTS_H
#define CHY_EXPORT_LAYOUTS_H

#include "export/export.h"
#include "types/record.h"

void chy_csv_head(const chy_layout *layout, chy_buf *out);
void chy_csv_record(const chy_layout *layout, const chy_record *record, chy_buf *out);
void chy_table_head(const chy_layout *layout, chy_buf *out);
void chy_table_record(const chy_layout *layout, const chy_record *record, chy_buf *out);

void chy_gdelt_record(const chy_layout *layout, const chy_record *record, chy_buf *out);
void chy_icews_head(const chy_layout *layout, chy_buf *out);
void chy_icews_record(const chy_layout *layout, const chy_record *record, chy_buf *out);
void chy_polecat_head(const chy_layout *layout, chy_buf *out);
void chy_polecat_record(const chy_layout *layout, const chy_record *record, chy_buf *out);
void chy_phoenix_record(const chy_layout *layout, const chy_record *record, chy_buf *out);
/* A row as bytes, which only a sink understands. */
void chy_parquet_record(const chy_layout *layout, const chy_record *record, chy_buf *out);

/* "IRN:GOV;CHN:GOV": the codes of a part, separated by `sep`. */
void chy_export_codes(const chy_record *record, chy_part part, const char *sep, chy_buf *out);

#endif
