/* src/export/sink.h - Where exported records go before they are written. Text layouts pass through; Parquet is made of columns, so its rows are
 * gathered and a group of them is written at once. One thread, in the order of the output. */
#ifndef CHY_EXPORT_SINK_H
#define CHY_EXPORT_SINK_H

#include "export/export.h"

typedef struct chy_sink chy_sink;

/* NULL when memory is out. */
chy_sink *chy_sink_new(const chy_layout *layout);
void chy_sink_free(chy_sink *sink); /* NULL is allowed */

/* What stands before the first record. */
void chy_sink_begin(chy_sink *sink, chy_buf *out);
/* Takes what chy_export_record wrote (whole records, any number) and appends what is ready to `out`. */
void chy_sink_take(chy_sink *sink, const char *bytes, size_t len, chy_buf *out);
/* The rest, and what stands behind the last record. */
void chy_sink_end(chy_sink *sink, chy_buf *out);

#endif
