/* src/export/parquet.c - See parquet.h. Numbers of fields and types are those of parquet.thrift, in Thrift's compact protocol. */
#include "export/parquet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- cells of a row on its way: a byte that says whether there is a value, then the value ---- */

static void put(chy_buf *row, const void *value, size_t size)
{
    chy_buf_char(row, 1);
    chy_buf_add(row, value, size);
}

void chy_cell_none(chy_buf *row)
{
    chy_buf_char(row, 0);
}

void chy_cell_text(chy_buf *row, const char *text, size_t len)
{
    uint32_t n = (uint32_t)len;
    if (!text || len > UINT32_MAX) {
        chy_cell_none(row);
        return;
    }
    put(row, &n, sizeof n);
    chy_buf_add(row, text, n);
}

void chy_cell_integer(chy_buf *row, int64_t value)
{
    put(row, &value, sizeof value);
}

void chy_cell_real(chy_buf *row, double value)
{
    if (isfinite(value))
        put(row, &value, sizeof value);
    else
        chy_cell_none(row);
}

void chy_cell_bool(chy_buf *row, bool value)
{
    unsigned char byte = value;
    put(row, &byte, 1);
}

void chy_cell_date(chy_buf *row, int32_t days)
{
    put(row, &days, sizeof days);
}

/* ---- Thrift's compact protocol ---- */

enum { T_I32 = 5, T_I64 = 6, T_BINARY = 8, T_LIST = 9, T_STRUCT = 12 };

static void varint(chy_buf *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        chy_buf_char(out, (char)(n | 0x80));
    chy_buf_char(out, (char)n);
}

static void zigzag(chy_buf *out, int64_t n)
{
    varint(out, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

/* Every field is told by its distance to the one before. */
static void field(chy_buf *out, int *last, int number, int type)
{
    chy_buf_char(out, (char)((number - *last) << 4 | type));
    *last = number;
}

static void field_integer(chy_buf *out, int *last, int number, int type, int64_t value)
{
    field(out, last, number, type);
    zigzag(out, value);
}

static void bytes(chy_buf *out, const char *text)
{
    varint(out, strlen(text));
    chy_buf_str(out, text);
}

static void field_text(chy_buf *out, int *last, int number, const char *text)
{
    field(out, last, number, T_BINARY);
    bytes(out, text);
}

static void field_list(chy_buf *out, int *last, int number, int type, size_t n)
{
    field(out, last, number, T_LIST);
    if (n < 15) {
        chy_buf_char(out, (char)(n << 4 | (unsigned)type));
    } else {
        chy_buf_char(out, (char)(0xf0 | type));
        varint(out, n);
    }
}

static void stop(chy_buf *out)
{
    chy_buf_char(out, 0);
}

/* ---- columns ---- */

enum { P_BOOLEAN = 0, P_INT32 = 1, P_INT64 = 2, P_DOUBLE = 5, P_BYTE_ARRAY = 6 };
enum { C_UTF8 = 0, C_DATE = 6, C_NONE = -1 };
static const struct { int type, converted; } physical[] = {[CHY_COLUMN_TEXT] = {P_BYTE_ARRAY, C_UTF8}, [CHY_COLUMN_INTEGER] = {P_INT64, C_NONE},
                                                           [CHY_COLUMN_REAL] = {P_DOUBLE, C_NONE}, [CHY_COLUMN_BOOL] = {P_BOOLEAN, C_NONE},
                                                           [CHY_COLUMN_DATE] = {P_INT32, C_DATE}};

/* What a column has gathered: which rows have a value, one bit each, and the values. */
typedef struct gathered {
    chy_buf present, values;
    uint32_t n_values;
} gathered;

/* Where a column of a group was written. */
typedef struct chunk { uint64_t at, len; } chunk;
typedef struct group { uint64_t rows; chunk *chunks; } group;

struct chy_parquet {
    const chy_column *columns;
    size_t n;
    gathered *gathered;
    uint32_t rows;       /* gathered */
    size_t bytes;
    uint64_t at, total;  /* bytes written; rows written */
    group *groups;
    size_t n_groups, cap_groups;
};

chy_parquet *chy_parquet_new(const chy_column *columns, size_t n)
{
    chy_parquet *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    *file = (chy_parquet){.columns = columns, .n = n, .gathered = calloc(n, sizeof *file->gathered)};
    if (file->gathered)
        return file;
    free(file);
    return NULL;
}

void chy_parquet_free(chy_parquet *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->n; i++) {
        chy_buf_release(&file->gathered[i].present);
        chy_buf_release(&file->gathered[i].values);
    }
    for (size_t i = 0; i < file->n_groups; i++)
        free(file->groups[i].chunks);
    free(file->groups);
    free(file->gathered);
    free(file);
}

static void set_bit(chy_buf *bits, uint32_t at, bool value)
{
    if (at % 8 == 0)
        chy_buf_char(bits, 0);
    if (value && !bits->failed)
        bits->data[at / 8] = (char)((unsigned char)bits->data[at / 8] | 1u << at % 8);
}

/* Takes one cell; returns the bytes it took. The rows are our own, so their lengths hold. */
static size_t take_cell(chy_parquet *file, size_t column, const char *cell)
{
    gathered *g = &file->gathered[column];
    set_bit(&g->present, file->rows, cell[0] != 0);
    if (!cell[0])
        return 1;
    size_t size = file->columns[column].kind == CHY_COLUMN_BOOL ? 1 : file->columns[column].kind == CHY_COLUMN_DATE ? 4 : 8;
    if (file->columns[column].kind == CHY_COLUMN_BOOL) {
        set_bit(&g->values, g->n_values, cell[1] != 0);
    } else {
        if (file->columns[column].kind == CHY_COLUMN_TEXT) {
            uint32_t len;
            memcpy(&len, cell + 1, sizeof len);
            size = sizeof len + len;
        }
        chy_buf_add(&g->values, cell + 1, size);
    }
    g->n_values++;
    file->bytes += size;
    return 1 + size;
}

/* ---- pages ---- */

static void write_page_header(chy_buf *out, uint32_t rows, size_t len)
{
    int last = 0, inner = 0;
    field_integer(out, &last, 1, T_I32, 0);            /* a data page */
    field_integer(out, &last, 2, T_I32, (int64_t)len); /* as it is, and compressed: the same */
    field_integer(out, &last, 3, T_I32, (int64_t)len);
    field(out, &last, 5, T_STRUCT);
    field_integer(out, &inner, 1, T_I32, rows);
    field_integer(out, &inner, 2, T_I32, 0); /* values: plain */
    field_integer(out, &inner, 3, T_I32, 3); /* definition levels: runs */
    field_integer(out, &inner, 4, T_I32, 3);
    stop(out);
    stop(out);
}

static void write_number(chy_buf *out, uint32_t n)
{
    char le[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24)};
    chy_buf_add(out, le, 4);
}

/* One page: which rows have a value (one run of packed bits), then the values. */
static void write_chunk(chy_parquet *file, gathered *g, chunk *where, chy_buf *out)
{
    size_t before = out->len;
    chy_buf run = {0};
    varint(&run, (uint64_t)g->present.len << 1 | 1);
    chy_buf_add(&run, g->present.data ? g->present.data : "", g->present.len);
    write_page_header(out, file->rows, 4 + run.len + g->values.len);
    write_number(out, (uint32_t)run.len);
    chy_buf_add(out, run.data ? run.data : "", run.len);
    chy_buf_add(out, g->values.data ? g->values.data : "", g->values.len);
    out->failed = out->failed || run.failed || g->present.failed || g->values.failed;
    chy_buf_release(&run);
    *where = (chunk){file->at, out->len - before};
    file->at += where->len;
    chy_buf_clear(&g->present);
    chy_buf_clear(&g->values);
    g->n_values = 0;
}

static void write_group(chy_parquet *file, chy_buf *out)
{
    if (!file->rows)
        return;
    if (file->n_groups == file->cap_groups) {
        size_t cap = file->cap_groups ? file->cap_groups * 2 : 16;
        group *more = realloc(file->groups, cap * sizeof *more);
        if (!more) {
            out->failed = true;
            return;
        }
        file->groups = more;
        file->cap_groups = cap;
    }
    group *g = &file->groups[file->n_groups];
    *g = (group){file->rows, calloc(file->n, sizeof *g->chunks)};
    if (!g->chunks) {
        out->failed = true;
        return;
    }
    file->n_groups++;
    for (size_t i = 0; i < file->n; i++)
        write_chunk(file, &file->gathered[i], &g->chunks[i], out);
    file->total += file->rows;
    file->rows = 0;
    file->bytes = 0;
}

void chy_parquet_begin(chy_parquet *file, chy_buf *out)
{
    chy_buf_str(out, "PAR1");
    file->at = 4;
}

void chy_parquet_take(chy_parquet *file, const char *rows, size_t len, chy_buf *out)
{
    for (size_t at = 0; at < len && !out->failed;) {
        for (size_t i = 0; i < file->n; i++)
            at += take_cell(file, i, rows + at);
        file->rows++;
        if (file->rows == CHY_PARQUET_ROWS || file->bytes >= CHY_PARQUET_BYTES)
            write_group(file, out);
    }
}

/* ---- the footer ---- */

static void write_schema(const chy_parquet *file, chy_buf *out)
{
    int last = 0;
    field_text(out, &last, 4, "events");
    field_integer(out, &last, 5, T_I32, (int64_t)file->n);
    stop(out);
    for (size_t i = 0; i < file->n; i++) {
        chy_column_kind kind = file->columns[i].kind;
        last = 0;
        field_integer(out, &last, 1, T_I32, physical[kind].type);
        field_integer(out, &last, 3, T_I32, 1); /* optional */
        field_text(out, &last, 4, file->columns[i].name);
        if (physical[kind].converted != C_NONE)
            field_integer(out, &last, 6, T_I32, physical[kind].converted);
        stop(out);
    }
}

static void write_column(const chy_column *column, const chunk *where, uint64_t rows, chy_buf *out)
{
    int last = 0, inner = 0;
    field_integer(out, &last, 2, T_I64, (int64_t)where->at);
    field(out, &last, 3, T_STRUCT);
    field_integer(out, &inner, 1, T_I32, physical[column->kind].type);
    field_list(out, &inner, 2, T_I32, 2);
    zigzag(out, 0);
    zigzag(out, 3);
    field_list(out, &inner, 3, T_BINARY, 1);
    bytes(out, column->name);
    field_integer(out, &inner, 4, T_I32, 0); /* not compressed */
    field_integer(out, &inner, 5, T_I64, (int64_t)rows);
    field_integer(out, &inner, 6, T_I64, (int64_t)where->len);
    field_integer(out, &inner, 7, T_I64, (int64_t)where->len);
    field_integer(out, &inner, 9, T_I64, (int64_t)where->at);
    stop(out);
    stop(out);
}

static void write_groups(const chy_parquet *file, chy_buf *out)
{
    for (size_t g = 0; g < file->n_groups; g++) {
        const group *group_ = &file->groups[g];
        uint64_t len = 0;
        int last = 0;
        field_list(out, &last, 1, T_STRUCT, file->n);
        for (size_t i = 0; i < file->n; i++) {
            write_column(&file->columns[i], &group_->chunks[i], group_->rows, out);
            len += group_->chunks[i].len;
        }
        field_integer(out, &last, 2, T_I64, (int64_t)len);
        field_integer(out, &last, 3, T_I64, (int64_t)group_->rows);
        stop(out);
    }
}

void chy_parquet_end(chy_parquet *file, chy_buf *out)
{
    int last = 0;
    write_group(file, out);
    size_t before = out->len;
    field_integer(out, &last, 1, T_I32, 1);
    field_list(out, &last, 2, T_STRUCT, file->n + 1);
    write_schema(file, out);
    field_integer(out, &last, 3, T_I64, (int64_t)file->total);
    field_list(out, &last, 4, T_STRUCT, file->n_groups);
    write_groups(file, out);
    field_text(out, &last, 6, "chancery " CHY_VERSION);
    stop(out);
    write_number(out, (uint32_t)(out->len - before));
    chy_buf_str(out, "PAR1");
}
