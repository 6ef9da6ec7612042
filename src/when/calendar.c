/* src/when/calendar.c - Counting on the calendar from a base day: the next Saturday, last March, two months ago. */
#include "when/calendar.h"

/* Years outside leave no room to count in: a document dated so is a mistake. */
bool chy_day_full(chy_day day)
{
    return day.year >= 1000 && day.year <= 9000 && day.month && day.day;
}

bool chy_day_exists(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= chy_days_in_month(year, month);
}

static chy_span whole(chy_day day)
{
    return (chy_span){day, day};
}

chy_day chy_day_back_months(chy_day base, int months)
{
    int at = base.year * 12 + base.month - 1 - months;
    chy_day day = {.year = (int16_t)(at / 12), .month = (int8_t)(at % 12 + 1), .day = base.day};
    int last = chy_days_in_month(day.year, day.month);
    if (day.day > last)
        day.day = (int8_t)last;
    return day;
}

/* Weeks begin on Monday, as in ISO 8601. */
chy_span chy_week_of(chy_day base, int weeks)
{
    chy_day monday = chy_day_add(base, 7 * weeks - chy_day_weekday(base));
    return (chy_span){monday, chy_day_add(monday, 6)};
}

static chy_span weekday(int want, chy_day base, bool ahead)
{
    int delta = want - chy_day_weekday(base);
    if (ahead && delta < 0)
        delta += 7;
    if (!ahead && delta > 0)
        delta -= 7;
    return whole(chy_day_add(base, delta));
}

static chy_span month(int want, chy_day base, bool ahead)
{
    int year = base.year;
    if (ahead && want < base.month)
        year++;
    if (!ahead && want > base.month)
        year--;
    return whole((chy_day){.year = (int16_t)year, .month = (int8_t)want});
}

/* 29 February waits for a leap year. */
static chy_span month_days(int want, int first, int last, chy_day base, bool ahead)
{
    int year = base.year;
    int order = want != base.month ? want - base.month : ahead ? last - base.day : first - base.day;
    if (ahead && order < 0)
        year++;
    if (!ahead && order > 0)
        year--;
    for (int tries = 0; tries < 8 && !chy_day_exists(year, want, last); tries++)
        year += ahead ? 1 : -1;
    if (!chy_day_exists(year, want, last))
        return (chy_span){{0, 0, 0}, {0, 0, 0}};
    return (chy_span){{(int16_t)year, (int8_t)want, (int8_t)first}, {(int16_t)year, (int8_t)want, (int8_t)last}};
}

static chy_span month_day(int number, chy_day base, bool ahead)
{
    int at = base.year * 12 + base.month - 1;
    if (ahead && number < base.day)
        at++;
    if (!ahead && number > base.day)
        at--;
    for (int tries = 0; tries < 3 && !chy_day_exists(at / 12, at % 12 + 1, number); tries++)
        at += ahead ? 1 : -1;
    return whole((chy_day){(int16_t)(at / 12), (int8_t)(at % 12 + 1), (int8_t)number});
}

chy_span chy_season_of(int season, int year)
{
    int first = 3 + 3 * season;
    chy_day from = {(int16_t)year, (int8_t)first, 0};
    chy_day to = {(int16_t)(first == 12 ? year + 1 : year), (int8_t)(first == 12 ? 2 : first + 2), 0};
    return (chy_span){from, to};
}

static chy_span season(int want, chy_day base, bool ahead)
{
    for (int year = base.year - 2; year <= base.year + 2; year++) {
        chy_span now = chy_season_of(want, year);
        chy_span next = chy_season_of(want, year + 1);
        if (ahead && chy_day_number(now.to, true) >= chy_day_number(base, false))
            return now;
        if (!ahead && chy_day_number(next.from, false) > chy_day_number(base, false))
            return now;
    }
    return chy_season_of(want, base.year);
}

chy_span chy_shape_resolve(chy_shape shape, chy_day base, bool ahead)
{
    switch (shape.kind) {
    case CHY_SHAPE_WEEKDAY: return weekday(shape.a, base, ahead);
    case CHY_SHAPE_MONTH: return month(shape.a, base, ahead);
    case CHY_SHAPE_MONTHDAY: return month_days(shape.a, shape.b, shape.b, base, ahead);
    case CHY_SHAPE_MONTHDAYS: return month_days(shape.a, shape.b, shape.c, base, ahead);
    case CHY_SHAPE_SEASON: return season(shape.a, base, ahead);
    case CHY_SHAPE_DAY: return month_day(shape.a, base, ahead);
    case CHY_SHAPE_WEEKEND: { /* the one going on, if one is */
        chy_day saturday = weekday(5, base, ahead).from;
        if (chy_day_weekday(base) == 6)
            saturday = chy_day_add(base, -1);
        return (chy_span){saturday, chy_day_add(saturday, 1)};
    }
    case CHY_SHAPE_FIXED: break;
    }
    return whole(base);
}
