/* src/export/table.c - Events for people: one line each, columns of fixed width, so that lines can be printed as they come. */
#include <string.h>

#include "export/layouts.h"

static const struct column { const char *name; unsigned width; } columns[] = {
    {"date", 10}, {"who", 22}, {"did", 24}, {"to whom", 22}, {"status", 12}, {"where", 20}, {"event", 16}};
enum { DATE, WHO, DID, WHOM, STATUS, WHERE, EVENT, N_COLUMNS };

/* Writes `text` cut or filled to `width` columns, counting a character (not a byte) as one column. */
static void fit(chy_buf *out, const char *text, unsigned width)
{
    unsigned n = 0, total = 0;
    for (const char *p = text; *p; p++)
        total += (*p & 0xc0) != 0x80;
    for (const char *p = text; *p; p++) {
        if ((*p & 0xc0) != 0x80 && n++ == width - 1 && total > width) {
            chy_buf_str(out, "\xe2\x80\xa6");
            return;
        }
        chy_buf_char(out, *p);
    }
    for (; n < width; n++)
        chy_buf_char(out, ' ');
}

static void next_column(chy_buf *out, unsigned i, const char *text)
{
    if (i)
        chy_buf_str(out, "  ");
    if (i + 1 == N_COLUMNS)
        chy_buf_str(out, text);
    else
        fit(out, text, columns[i].width);
}

void chy_table_head(const chy_layout *layout, chy_buf *out)
{
    (void)layout;
    for (unsigned i = 0; i < N_COLUMNS; i++)
        next_column(out, i, columns[i].name);
    chy_buf_char(out, '\n');
}

/* Fills the text of one column into `text`. */
static void describe(const chy_record *r, unsigned column, chy_buf *text)
{
    char dates[48];
    switch (column) {
    case DATE: /* a range shows its first day */
        chy_record_dates(r, dates);
        chy_buf_add(text, dates, strcspn(dates, "/"));
        break;
    case WHO:
        chy_export_codes(r, CHY_PART_ACTOR, " ", text);
        if (!text->len)
            chy_buf_str(text, "---");
        break;
    case WHOM: chy_export_codes(r, CHY_PART_RECIPIENT, " ", text); break;
    case DID:
        chy_buf_str(text, r->mapping && r->mapping->code[0] ? r->mapping->code : chy_type_names[r->type]);
        for (uint32_t i = 0; i < r->n_modes; i++)
            chy_buf_printf(text, " %s", r->modes[i]);
        if (r->content != CHY_TYPE_NONE)
            chy_buf_printf(text, " of %s", chy_type_names[r->content]);
        break;
    case STATUS: chy_buf_str(text, chy_event_status_names[r->status]); break;
    case WHERE:
        chy_buf_str(text, r->place.resolved ? r->place.resolved : r->place.extracted);
        if (r->place.country && r->place.country[0])
            chy_buf_printf(text, text->len ? ", %s" : "%s", r->place.country);
        break;
    default: chy_buf_str(text, r->id); break;
    }
}

static void add_text(const chy_layout *layout, const chy_record *r, chy_buf *out)
{
    unsigned width = layout->width > 20 ? layout->width - 4 : 0, n = 0;
    chy_buf_str(out, "    ");
    for (size_t i = 0; i < r->sentence_len; i++) {
        unsigned char c = (unsigned char)r->sentence[i];
        if ((c & 0xc0) != 0x80 && width && ++n == width && r->sentence_len - i > 1) {
            chy_buf_str(out, "\xe2\x80\xa6");
            break;
        }
        chy_buf_char(out, c < 0x20 ? ' ' : (char)c);
    }
    chy_buf_char(out, '\n');
}

void chy_table_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    chy_buf text = {0};
    for (unsigned i = 0; i < N_COLUMNS; i++) {
        chy_buf_clear(&text);
        chy_buf_str(&text, ""); /* makes `data` a string even for an empty column */
        describe(record, i, &text);
        out->failed = out->failed || text.failed;
        next_column(out, i, text.data ? text.data : "");
    }
    chy_buf_char(out, '\n');
    chy_buf_release(&text);
    if (layout->with_text && record->sentence)
        add_text(layout, record, out);
}
