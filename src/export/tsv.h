/* src/export/tsv.h - Cells of tab-separated layouts, whose readers know no quotes: tabs, line ends and quotation marks at the front become
 * blanks. Inside export/ only. */
#ifndef CHY_EXPORT_TSV_H
#define CHY_EXPORT_TSV_H

#include <math.h>

#include "base/buf.h"
#include "types/record.h"

/* How often and by how many publishers an event is told. */
#define CHY_RECORD_REPORTS(r) ((r)->n_reports ? (r)->n_reports : 1u)
#define CHY_RECORD_SOURCES(r) ((r)->n_sources ? (r)->n_sources : 1u)

/* `missing` is written for NULL and "". No tab is written: the layout does that. */
void chy_tsv_text(chy_buf *out, const char *text, const char *missing);
void chy_tsv_number(chy_buf *out, double value, int digits, const char *missing);
/* "2024-03-01": what is not known of a day is its first; `missing` when nothing is. */
void chy_tsv_day(chy_buf *out, chy_day day, const char *missing);
/* The first day of the event, else of the report. */
chy_day chy_tsv_first_day(const chy_record *record);
/* Names of columns, joined by tabs, and a line end. */
void chy_tsv_head(chy_buf *out, const char *const *names, size_t n);

#endif
