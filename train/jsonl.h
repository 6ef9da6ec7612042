/* train/jsonl.h - Just enough JSON for the trainers: string fields of one-line records. */
#ifndef CHY_TRAIN_JSONL_H
#define CHY_TRAIN_JSONL_H

#include <stddef.h>

/* Decodes the string field `name` of the record `line` into `out` (at least as large as the line) and returns
 * its length; 0 when there is none or it is no string. */
size_t jsonl_string(const char *line, const char *name, char *out);
#endif
