/* src/when/calendar.h - Counting on the calendar. Private to when/. Years are taken as they come: the caller keeps them in 1..9999. */
#ifndef CHY_WHEN_CALENDAR_H
#define CHY_WHEN_CALENDAR_H

#include "when/expr.h"

bool chy_day_full(chy_day day);
bool chy_day_exists(int year, int month, int day);
/* `base` moved by months, cut to the last day of a shorter month. Negative `months` go ahead. `base` has a month. */
chy_day chy_day_back_months(chy_day base, int months);
/* Monday to Sunday, `weeks` away from the week of `base`. */
chy_span chy_week_of(chy_day base, int weeks);
/* First and last month of a season that begins in `year`. */
chy_span chy_season_of(int season, int year);

#endif
