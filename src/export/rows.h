/* src/export/rows.h - Rows that are no events as JSON lines, CSV or a table for people. */
#ifndef CHY_EXPORT_ROWS_H
#define CHY_EXPORT_ROWS_H

#include "base/buf.h"
#include "types/cells.h"

typedef enum chy_rows_format { CHY_ROWS_JSONL, CHY_ROWS_CSV, CHY_ROWS_TABLE } chy_rows_format;

/* The line with the columns' names, of CSV and tables. */
void chy_export_rows_head(chy_rows_format format, const chy_cells *row, chy_buf *out);
void chy_export_row(chy_rows_format format, const chy_cells *row, chy_buf *out);

#endif
