/* src/types/day.c - Calendar arithmetic; the day number is Howard Hinnant's civil-from-days algorithm
 * ("chrono-Compatible Low-Level Date Algorithms"), written anew. */
#include "types/day.h"

#include <stdio.h>
#include <string.h>

const char *const chy_precision_names[] = {"none", "day", "week", "month", "year"};

int chy_days_in_month(int year, int month)
{
    static const int days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month];
}

static bool digits(const char *text, size_t n, int *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool chy_day_parse(const char *text, size_t len, chy_day *out)
{
    *out = (chy_day){0};
    int year, month = 0, day = 0;
    if (len < 4 || !digits(text, 4, &year) || year == 0)
        return false;
    int scratch;
    bool compact = len == 8 && digits(text, 8, &scratch);
    if (compact) {
        digits(text + 4, 2, &month);
        digits(text + 6, 2, &day);
    } else if (len > 4) {
        if (len < 7 || text[4] != '-' || !digits(text + 5, 2, &month))
            return false;
        if (len > 7 && (len < 10 || text[7] != '-' || !digits(text + 8, 2, &day)))
            return false;
        if (len > 10 && text[10] != 'T' && text[10] != ' ')
            return false;
    }
    bool dated = compact || len > 7, has_month = compact || len > 4;
    if (has_month && (month < 1 || month > 12))
        return false;
    if (dated && (day < 1 || day > chy_days_in_month(year, month)))
        return false;
    *out = (chy_day){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    return true;
}

char *chy_day_format(chy_day day, char *out)
{
    if (!day.year)
        out[0] = '\0';
    else if (!day.month)
        snprintf(out, 24, "%04d", day.year);
    else if (!day.day)
        snprintf(out, 24, "%04d-%02d", day.year, day.month);
    else
        snprintf(out, 24, "%04d-%02d-%02d", day.year, day.month, day.day);
    return out;
}

int32_t chy_day_number(chy_day day, bool end)
{
    int year = day.year, month = day.month ? day.month : end ? 12 : 1;
    int dom = day.day ? day.day : end ? chy_days_in_month(year, month) : 1;
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dom - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

chy_day chy_day_from_number(int32_t number)
{
    int z = number + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int of_year = day_of_era - (365 * of_era + of_era / 4 - of_era / 100);
    int shifted = (5 * of_year + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    return (chy_day){.year = (int16_t)(of_era + era * 400 + (month <= 2)),
                     .month = (int8_t)month,
                     .day = (int8_t)(of_year - (153 * shifted + 2) / 5 + 1)};
}

chy_day chy_day_add(chy_day day, int32_t days)
{
    return chy_day_from_number(chy_day_number(day, false) + days);
}

int chy_day_weekday(chy_day day)
{
    int32_t n = chy_day_number(day, false) + 3; /* 1970-01-01 was a Thursday */
    return (int)(((n % 7) + 7) % 7);
}

bool chy_day_within(chy_day day, chy_day from, chy_day to)
{
    if (!chy_day_known(day))
        return true;
    if (chy_day_known(from) && chy_day_number(day, true) < chy_day_number(from, false))
        return false;
    return !chy_day_known(to) || chy_day_number(day, false) <= chy_day_number(to, true);
}
