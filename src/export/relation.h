/* src/export/relation.h - The state of a dyad for people: as text with a drawn timeline, and as an SVG picture. Knows what is given, not where it comes from. */
#ifndef CHY_EXPORT_RELATION_H
#define CHY_EXPORT_RELATION_H

#include "base/buf.h"

/* One line of a section: a day or range, what it is, and the id that `why` explains. Strings are the caller's. */
typedef struct chy_relation_line {
    const char *days, *status, *text, *id;
} chy_relation_line;

typedef struct chy_relation_section {
    const char *title;
    chy_relation_line *lines;
    size_t n, cap;
} chy_relation_section;

/* A month of events: counts by quad class (1..4) and the sum of their scores. Months without events are left out. */
typedef struct chy_relation_month {
    int year, month;
    uint32_t quads[5];
    double scores;
} chy_relation_month;

/* A dated mark on the timeline. */
typedef struct chy_relation_mark {
    int32_t day;
    char sign;        /* M meeting, A agreement, S measure */
    const char *text;
} chy_relation_mark;

typedef struct chy_relation {
    const char *a, *b;
    chy_relation_section *sections;
    size_t n_sections;
    chy_relation_month *months;
    size_t n_months, cap_months;
    chy_relation_mark *marks;
    size_t n_marks, cap_marks;
} chy_relation;

/* Appends the text, `width` columns wide (0: 100). */
void chy_relation_text(const chy_relation *relation, unsigned width, chy_buf *out);
/* Appends a picture: bars by month, cooperation up and conflict down, marks above them, the mean score as a line. */
void chy_relation_svg(const chy_relation *relation, chy_buf *out);

#endif
