/* src/export/parquet.h - A flat Parquet file: one table, optional columns, plain encoding, no compression. Inside export/ only; the
 * format is that of parquet.apache.org, version 1. */
#ifndef CHY_EXPORT_PARQUET_H
#define CHY_EXPORT_PARQUET_H

#include <stdbool.h>

#include "base/buf.h"

typedef enum chy_column_kind { CHY_COLUMN_TEXT, CHY_COLUMN_INTEGER, CHY_COLUMN_REAL, CHY_COLUMN_BOOL, CHY_COLUMN_DATE } chy_column_kind;
typedef struct chy_column { const char *name; chy_column_kind kind; } chy_column;

/* A row on its way, as bytes: every cell in the order of the columns. */
void chy_cell_text(chy_buf *row, const char *text, size_t len); /* NULL: no value */
void chy_cell_integer(chy_buf *row, int64_t value);
void chy_cell_real(chy_buf *row, double value);                 /* not finite: no value */
void chy_cell_bool(chy_buf *row, bool value);
void chy_cell_date(chy_buf *row, int32_t days);                 /* since 1970-01-01 */
void chy_cell_none(chy_buf *row);

typedef struct chy_parquet chy_parquet;

/* NULL when memory is out. `columns` must outlive it. */
chy_parquet *chy_parquet_new(const chy_column *columns, size_t n);
void chy_parquet_free(chy_parquet *file);

void chy_parquet_begin(chy_parquet *file, chy_buf *out);
/* Takes whole rows; writes a group of them once CHY_PARQUET_ROWS have come or they take CHY_PARQUET_BYTES. Memory that runs out makes
 * `out` fail. */
void chy_parquet_take(chy_parquet *file, const char *rows, size_t len, chy_buf *out);
void chy_parquet_end(chy_parquet *file, chy_buf *out);

#define CHY_PARQUET_ROWS 65536u
#define CHY_PARQUET_BYTES ((size_t)32 << 20)

#endif
