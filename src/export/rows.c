/* src/export/rows.c - See rows.h. Tables have columns of fixed width, so that lines can be printed as they come; only texts are wider. */
#include "export/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void write_number(const chy_cell *cell, chy_buf *out)
{
    if (cell->kind == CHY_CELL_INTEGER)
        chy_buf_printf(out, "%.0f", cell->number);
    else
        chy_buf_number(out, cell->number, 4);
}

static void write_json(const chy_cells *row, chy_buf *out)
{
    chy_buf_char(out, '{');
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            chy_buf_char(out, ',');
        chy_buf_json_str(out, row->names[i]);
        chy_buf_char(out, ':');
        if (row->cells[i].kind == CHY_CELL_INTEGER || row->cells[i].kind == CHY_CELL_REAL)
            write_number(&row->cells[i], out);
        else
            chy_buf_json_str(out, row->cells[i].text);
    }
    chy_buf_str(out, "}\n");
}

static void write_csv(const chy_cells *row, chy_buf *out)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            chy_buf_char(out, ',');
        if (row->cells[i].kind == CHY_CELL_TEXT)
            chy_buf_csv(out, row->cells[i].text);
        else if (row->cells[i].kind != CHY_CELL_NULL)
            write_number(&row->cells[i], out);
    }
    chy_buf_char(out, '\n');
}

/* Numbers to the right, texts to the left; a text of many words comes last and is as long as it is. */
static void write_cell(const char *text, size_t len, bool right, bool last, chy_buf *out)
{
    enum { WIDTH = 11 };
    size_t columns = 0;
    for (size_t i = 0; i < len; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    for (size_t i = columns; right && i < WIDTH; i++)
        chy_buf_char(out, ' ');
    chy_buf_add(out, text, len);
    for (size_t i = columns; !right && !last && i < WIDTH; i++)
        chy_buf_char(out, ' ');
    chy_buf_str(out, last ? "\n" : "  ");
}

static void write_table(const chy_cells *row, chy_buf *out)
{
    chy_buf text = {0};
    for (size_t i = 0; i < row->n; i++) {
        const chy_cell *cell = &row->cells[i];
        chy_buf_clear(&text);
        if (cell->kind == CHY_CELL_TEXT)
            chy_buf_str(&text, cell->text);
        else if (cell->kind != CHY_CELL_NULL)
            write_number(cell, &text);
        for (size_t k = 0; k < text.len; k++)
            if ((unsigned char)text.data[k] < 0x20)
                text.data[k] = ' ';
        write_cell(text.len ? text.data : "", text.len, cell->kind != CHY_CELL_TEXT, i + 1 == row->n, out);
        out->failed = out->failed || text.failed;
    }
    chy_buf_release(&text);
}

void chy_export_rows_head(chy_rows_format format, const chy_cells *row, chy_buf *out)
{
    for (size_t i = 0; i < row->n && format == CHY_ROWS_CSV; i++) {
        if (i)
            chy_buf_char(out, ',');
        chy_buf_csv(out, row->names[i]);
    }
    if (format == CHY_ROWS_CSV)
        chy_buf_char(out, '\n');
    for (size_t i = 0; i < row->n && format == CHY_ROWS_TABLE; i++)
        write_cell(row->names[i], strlen(row->names[i]), row->cells[i].kind != CHY_CELL_TEXT, i + 1 == row->n, out);
}

void chy_export_row(chy_rows_format format, const chy_cells *row, chy_buf *out)
{
    if (format == CHY_ROWS_JSONL)
        write_json(row, out);
    else if (format == CHY_ROWS_CSV)
        write_csv(row, out);
    else
        write_table(row, out);
}
