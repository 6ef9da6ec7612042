/* src/export/relation.c - See relation.h. */
#include "export/relation.h"

#include <string.h>

#include "types/day.h"

/* ---- months as steps from the first to the last, those without events included ---- */

static int month_number(const chy_relation_month *m) { return m->year * 12 + m->month - 1; }

static uint32_t cooperation(const chy_relation_month *m) { return m->quads[1] + m->quads[2]; }
static uint32_t conflict(const chy_relation_month *m) { return m->quads[3] + m->quads[4]; }
static uint32_t total(const chy_relation_month *m) { return cooperation(m) + conflict(m); }

/* `step` months put together, from month `from`: at most as many columns as there is room for. */
static chy_relation_month sum_of(const chy_relation *r, int from, int step)
{
    chy_relation_month out = {.year = from / 12, .month = from % 12 + 1};
    for (size_t i = 0; i < r->n_months; i++) {
        int number = month_number(&r->months[i]);
        if (number < from || number >= from + step)
            continue;
        for (int q = 1; q <= 4; q++)
            out.quads[q] += r->months[i].quads[q];
        out.scores += r->months[i].scores;
    }
    return out;
}

static int steps_for(const chy_relation *r, int columns, int *first)
{
    *first = month_number(&r->months[0]);
    int span = month_number(&r->months[r->n_months - 1]) - *first + 1;
    return (span + columns - 1) / columns;
}

static uint32_t highest(const chy_relation *r, int first, int step, int n)
{
    uint32_t most = 1;
    for (int i = 0; i < n; i++) {
        chy_relation_month m = sum_of(r, first + i * step, step);
        most = cooperation(&m) > most ? cooperation(&m) : most;
        most = conflict(&m) > most ? conflict(&m) : most;
    }
    return most;
}

static int mark_month(const chy_relation_mark *mark)
{
    chy_day day = chy_day_from_number(mark->day);
    return day.year * 12 + day.month - 1;
}

/* ---- text ---- */

/* A bar of eighths: the row `row` (0 lowest) of a column `height` eighths high. */
static const char *block(uint32_t height, uint32_t row)
{
    static const char *const eighths[] = {" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
    return height >= (row + 1) * 8 ? eighths[8] : height > row * 8 ? eighths[height - row * 8] : " ";
}

enum { ROWS = 4 };

static void draw_half(const chy_relation *r, int first, int step, int n, uint32_t most, bool up, chy_buf *out)
{
    for (int row = 0; row < ROWS; row++) {
        chy_buf_str(out, row == (up ? 0 : ROWS - 1) ? (up ? "cooperation " : "conflict    ") : "            ");
        for (int i = 0; i < n; i++) {
            chy_relation_month m = sum_of(r, first + i * step, step);
            uint32_t height = (uint32_t)((uint64_t)(up ? cooperation(&m) : conflict(&m)) * ROWS * 8 / most);
            if (!height && (up ? cooperation(&m) : conflict(&m)))
                height = 1;
            /* Downwards there are no eighths in every font: halves by shades. */
            if (up)
                chy_buf_str(out, block(height, (uint32_t)(ROWS - 1 - row)));
            else
                chy_buf_str(out, height >= (uint32_t)(row + 1) * 8 ? "\u2588" : height > (uint32_t)row * 8 ? "\u2592" : " ");
        }
        chy_buf_char(out, '\n');
    }
}

static void draw_axis(const chy_relation *r, int first, int step, int n, chy_buf *out)
{
    chy_buf_str(out, "            ");
    for (int i = 0; i < n; i++) {
        char sign = '-';
        for (size_t k = 0; k < r->n_marks; k++) {
            int at = mark_month(&r->marks[k]);
            if (at >= first + i * step && at < first + (i + 1) * step && (sign == '-' || r->marks[k].sign < sign))
                sign = r->marks[k].sign;
        }
        chy_buf_char(out, sign);
    }
    chy_buf_str(out, "\n            ");
    for (int i = 0; i < n;) {
        int number = first + i * step;
        bool label = i == 0 || number / 12 != (number - step) / 12;
        if (label && i + 4 <= n) {
            chy_buf_printf(out, "%04d", number / 12);
            i += 4;
        } else {
            chy_buf_char(out, ' ');
            i++;
        }
    }
    chy_buf_str(out, "\n            M meeting, A agreement, S measure");
    chy_buf_printf(out, "; a column is %d month%s\n", step, step == 1 ? "" : "s");
}

static void draw_text(const chy_relation *r, unsigned width, chy_buf *out)
{
    if (!r->n_months)
        return;
    int first, columns = (int)(width > 30 ? width - 14 : 60), step = steps_for(r, columns, &first);
    int n = (month_number(&r->months[r->n_months - 1]) - first) / step + 1;
    uint32_t most = highest(r, first, step, n);
    chy_buf_printf(out, "\nTimeline (events told as done; the highest column has %u)\n", most);
    draw_half(r, first, step, n, most, true, out);
    draw_axis(r, first, step, n, out);
    draw_half(r, first, step, n, most, false, out);
}

static void months_table(const chy_relation *r, chy_buf *out)
{
    chy_buf_str(out, "\nEvents by month\n  month    verbal coop.  material coop.  verbal conflict  material conflict  mean score\n");
    for (size_t i = 0; i < r->n_months; i++) {
        const chy_relation_month *m = &r->months[i];
        chy_buf_printf(out, "  %04d-%02d  %12u  %14u  %15u  %17u  %+10.1f\n", m->year, m->month, m->quads[1], m->quads[2], m->quads[3], m->quads[4],
                       total(m) ? m->scores / total(m) : 0.0);
    }
    if (!r->n_months)
        chy_buf_str(out, "  none\n");
}

/* Cuts after `width` characters, not bytes. */
static void cut(chy_buf *out, const char *text, unsigned width)
{
    unsigned n = 0;
    for (const char *p = text; *p; p++) {
        if ((*p & 0xc0) != 0x80 && ++n > width) {
            chy_buf_str(out, "\u2026");
            return;
        }
        chy_buf_char(out, (unsigned char)*p < 0x20 ? ' ' : *p);
    }
}

void chy_relation_text(const chy_relation *r, unsigned width, chy_buf *out)
{
    if (!width)
        width = 100;
    chy_buf_printf(out, "%s and %s\n", r->a, r->b);
    for (size_t s = 0; s < r->n_sections; s++) {
        const chy_relation_section *section = &r->sections[s];
        if (!section->n)
            continue;
        chy_buf_printf(out, "\n%s\n", section->title);
        for (size_t i = 0; i < section->n; i++) {
            const chy_relation_line *line = &section->lines[i];
            chy_buf_printf(out, "  %-10s  %-11s  ", line->days, line->status);
            cut(out, line->text, width > 60 ? width - 46 : 40);
            chy_buf_printf(out, "  [%s]\n", line->id);
        }
    }
    months_table(r, out);
    draw_text(r, width, out);
}

/* ---- SVG ---- */

static void escape(chy_buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<': chy_buf_str(out, "&lt;"); break;
        case '>': chy_buf_str(out, "&gt;"); break;
        case '&': chy_buf_str(out, "&amp;"); break;
        case '"': chy_buf_str(out, "&quot;"); break;
        default: chy_buf_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
        }
}

enum { WIDE = 960, HIGH = 360, LEFT = 50, RIGHT = 20, MIDDLE = 200, HALF = 120 };

static void bar(chy_buf *out, double x, double y, double w, double h, const char *colour, const char *what, uint32_t n, int year, int month)
{
    if (n)
        chy_buf_printf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%04d-%02d: %u %s</title></rect>\n", x, y, w, h, colour, year, month, n, what);
}

static void bars(const chy_relation *r, int first, int step, int n, uint32_t most, chy_buf *out)
{
    double w = (double)(WIDE - LEFT - RIGHT) / n, unit = (double)HALF / most;
    for (int i = 0; i < n; i++) {
        chy_relation_month m = sum_of(r, first + i * step, step);
        double x = LEFT + i * w, thick = w > 3 ? w - 1 : w;
        bar(out, x, MIDDLE - unit * m.quads[2], thick, unit * m.quads[2], "#1b6e5a", "material cooperation", m.quads[2], m.year, m.month);
        bar(out, x, MIDDLE - unit * (m.quads[1] + m.quads[2]), thick, unit * m.quads[1], "#7cc4ae", "verbal cooperation", m.quads[1], m.year, m.month);
        bar(out, x, MIDDLE, thick, unit * m.quads[4], "#8c2d19", "material conflict", m.quads[4], m.year, m.month);
        bar(out, x, MIDDLE + unit * m.quads[4], thick, unit * m.quads[3], "#e0937e", "verbal conflict", m.quads[3], m.year, m.month);
        int number = first + i * step;
        if (i == 0 || number / 12 != (number - step) / 12)
            chy_buf_printf(out, "<text x=\"%.1f\" y=\"%d\">%04d</text>\n", x, HIGH - 12, number / 12);
    }
}

static void score_line(const chy_relation *r, int first, int step, int n, chy_buf *out)
{
    double w = (double)(WIDE - LEFT - RIGHT) / n;
    chy_buf_str(out, "<polyline fill=\"none\" stroke=\"#333\" stroke-width=\"1.5\" points=\"");
    for (int i = 0; i < n; i++) {
        chy_relation_month m = sum_of(r, first + i * step, step);
        if (total(&m)) /* scores run from -10 to 10 */
            chy_buf_printf(out, "%.1f,%.1f ", LEFT + (i + 0.5) * w, MIDDLE - m.scores / total(&m) * HALF / 10);
    }
    chy_buf_str(out, "\"/>\n");
}

static void svg_marks(const chy_relation *r, int first, int step, int n, chy_buf *out)
{
    double w = (double)(WIDE - LEFT - RIGHT) / n;
    for (size_t k = 0; k < r->n_marks; k++) {
        int at = (mark_month(&r->marks[k]) - first) / step;
        if (mark_month(&r->marks[k]) < first || at >= n)
            continue;
        char sign = r->marks[k].sign;
        chy_buf_printf(out, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\"><title>", LEFT + (at + 0.5) * w, sign == 'M' ? 40 : sign == 'A' ? 52 : 64,
                       sign == 'M' ? "#2c5f9e" : sign == 'A' ? "#b8860b" : "#6a1b5e");
        escape(out, r->marks[k].text);
        chy_buf_str(out, "</title></circle>\n");
    }
}

void chy_relation_svg(const chy_relation *r, chy_buf *out)
{
    chy_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n<title>", WIDE, HIGH);
    escape(out, r->a);
    chy_buf_str(out, " and ");
    escape(out, r->b);
    chy_buf_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n<text x=\"%d\" y=\"20\" font-size=\"15\">", WIDE, HIGH, LEFT);
    escape(out, r->a);
    chy_buf_str(out, " and ");
    escape(out, r->b);
    chy_buf_str(out, "</text>\n<text x=\"4\" y=\"44\">meetings</text><text x=\"4\" y=\"56\">treaties</text><text x=\"4\" y=\"68\">measures</text>\n");
    if (r->n_months) {
        int first, step = steps_for(r, 300, &first), n = (month_number(&r->months[r->n_months - 1]) - first) / step + 1;
        uint32_t most = highest(r, first, step, n);
        chy_buf_printf(out, "<text x=\"4\" y=\"%d\">%u</text><text x=\"4\" y=\"%d\">%u</text>\n", MIDDLE - HALF + 8, most, MIDDLE + HALF, most);
        bars(r, first, step, n, most, out);
        score_line(r, first, step, n, out);
        svg_marks(r, first, step, n, out);
    }
    chy_buf_printf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#888\"/>\n</svg>\n", LEFT, MIDDLE, WIDE - RIGHT, MIDDLE);
}
