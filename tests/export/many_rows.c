/* tests/export/many_rows.c - A Parquet file of N rows of all kinds of columns on standard output, for the readers of run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "export/parquet.h"

static const chy_column columns[] = {{"n", CHY_COLUMN_INTEGER}, {"word", CHY_COLUMN_TEXT}, {"half", CHY_COLUMN_REAL}, {"even", CHY_COLUMN_BOOL},
                                     {"day", CHY_COLUMN_DATE}, {"never", CHY_COLUMN_TEXT}};

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 10;
    chy_parquet *file = chy_parquet_new(columns, sizeof columns / sizeof *columns);
    chy_buf row = {0}, out = {0};
    if (!file)
        return 1;
    chy_parquet_begin(file, &out);
    for (long i = 0; i < n; i++) {
        char word[40];
        int len = snprintf(word, sizeof word, "w\xc3\xb6rd-%ld", i % 1000);
        chy_cell_integer(&row, i - 5);
        chy_cell_text(&row, i % 3 ? word : NULL, (size_t)len);
        chy_cell_real(&row, i % 7 ? (double)i / 2 : NAN);
        chy_cell_bool(&row, i % 2 == 0);
        chy_cell_date(&row, (int32_t)(i % 20000) - 100);
        chy_cell_none(&row);
        if (i % 10 == 9 || i == n - 1) { /* rows come one by one or several at once */
            chy_parquet_take(file, row.data, row.len, &out);
            chy_buf_clear(&row);
        }
    }
    chy_parquet_end(file, &out);
    bool good = !out.failed && fwrite(out.data, 1, out.len, stdout) == out.len;
    chy_buf_release(&row);
    chy_buf_release(&out);
    chy_parquet_free(file);
    return good ? 0 : 1;
}
