/* src/types/day.h - A day that may be known only to its month or year, and the arithmetic on it. Gregorian, no
 * time zones, no clock: nothing in the coder asks what day it is today. */
#ifndef CHY_TYPES_DAY_H
#define CHY_TYPES_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* year 0: nothing is known; month 0: only the year; day 0: only year and month. */
typedef struct chy_day {
    int16_t year;
    int8_t month, day;
} chy_day;

typedef enum chy_precision {
    CHY_PRECISION_NONE,
    CHY_PRECISION_DAY,
    CHY_PRECISION_WEEK,
    CHY_PRECISION_MONTH,
    CHY_PRECISION_YEAR
} chy_precision;
extern const char *const chy_precision_names[]; /* "none", "day", ... */

static inline bool chy_day_known(chy_day day) { return day.year != 0; }

/* Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (a time behind a full date is ignored, `YYYYMMDD` is accepted) from exactly
 * `len` bytes. False, and `*out` unknown, when it is none of these or no such day exists. */
bool chy_day_parse(const char *text, size_t len, chy_day *out);

/* Writes the ISO form cut to what is known, "" for nothing. `out` holds 24 bytes. Returns `out`. */
char *chy_day_format(chy_day day, char *out);

/* Days since 1970-01-01; an unknown month or day counts as the first (`end` false) or last (`end` true). */
int32_t chy_day_number(chy_day day, bool end);
chy_day chy_day_from_number(int32_t number);
chy_day chy_day_add(chy_day day, int32_t days); /* full dates only */
int chy_day_weekday(chy_day day);               /* 0 = Monday ... 6 = Sunday; full dates only */
int chy_days_in_month(int year, int month);

/* Whether `day` lies in [from, to], both ends included, unknown ends open; partly known days count generously. */
bool chy_day_within(chy_day day, chy_day from, chy_day to);

#endif
