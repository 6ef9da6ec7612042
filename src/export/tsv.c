/* src/export/tsv.c - See tsv.h. */
#include "export/tsv.h"

#include <string.h>

void chy_tsv_text(chy_buf *out, const char *text, const char *missing)
{
    if (!text || !text[0])
        text = missing;
    for (size_t i = 0; text[i]; i++) {
        bool blank = (unsigned char)text[i] < 0x20 || (i == 0 && text[i] == '"');
        chy_buf_char(out, blank ? ' ' : text[i]);
    }
}

void chy_tsv_number(chy_buf *out, double value, int digits, const char *missing)
{
    if (isfinite(value))
        chy_buf_number(out, value, digits);
    else
        chy_buf_str(out, missing);
}

void chy_tsv_day(chy_buf *out, chy_day day, const char *missing)
{
    if (chy_day_known(day))
        chy_buf_printf(out, "%04d-%02d-%02d", day.year, day.month ? day.month : 1, day.day ? day.day : 1);
    else
        chy_buf_str(out, missing);
}

chy_day chy_tsv_first_day(const chy_record *record)
{
    return chy_day_known(record->from) ? record->from : record->report_day;
}

void chy_tsv_head(chy_buf *out, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chy_buf_printf(out, i ? "\t%s" : "%s", names[i]);
    chy_buf_char(out, '\n');
}
