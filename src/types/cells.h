/* src/types/cells.h - Rows that are no events: what counts and searches of the store give, and export prints. */
#ifndef CHY_TYPES_CELLS_H
#define CHY_TYPES_CELLS_H

#include <stddef.h>

typedef enum chy_cell_kind { CHY_CELL_NULL, CHY_CELL_TEXT, CHY_CELL_INTEGER, CHY_CELL_REAL } chy_cell_kind;

typedef struct chy_cell {
    chy_cell_kind kind;
    const char *text; /* of CHY_CELL_TEXT, else NULL */
    double number;
} chy_cell;

typedef struct chy_cells {
    const char *const *names;
    const chy_cell *cells;
    size_t n;
} chy_cells;

#endif
