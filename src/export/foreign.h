/* src/export/foreign.h - Published event data, row by row, as records of ours: the way back from gdelt.c, icews.c, polecat.c and phoenix.c. */
#ifndef CHY_EXPORT_FOREIGN_H
#define CHY_EXPORT_FOREIGN_H

#include "base/err.h"
#include "chancery.h"

typedef struct chy_foreign chy_foreign;

/* `layout`: gdelt, icews, polecat or phoenix; `coder`: the name that its documents and versions bear. NULL (CHY_E_USAGE for another layout, CHY_E_NOMEM). */
chy_foreign *chy_foreign_new(const char *layout, const char *coder, chy_err *err);
void chy_foreign_free(chy_foreign *foreign); /* NULL is allowed */

/* Before the first line of a file: its header is still to come. */
void chy_foreign_begin(chy_foreign *foreign);

/* Reads one line (its bytes are changed; no line end). CHY_OK: `*out` is the record, which lives until the next call, or NULL for a header. CHY_E_EMPTY:
 * a row without a type of ours (CAMEO 01, a statement). CHY_E_FORMAT: a row that cannot be read. CHY_E_NOMEM. */
chy_status chy_foreign_line(chy_foreign *foreign, char *line, const chy_record **out, chy_err *err);

#endif
