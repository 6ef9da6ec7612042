/* src/when/expr.c - The grammar of time expressions: one function a family, each tried where an expression could begin; the
 * longest reading wins. Weeks run from Monday; "N weeks ago" is a week, "N months ago" a month: no more is known. */
#include "when/expr.h"

#include <ctype.h>
#include <string.h>

#include "when/calendar.h"

#define YEAR_MIN 1500
#define YEAR_MAX 2099

static const chy_timeword none = {.kind = CHY_TW_OTHER, .text = "", .token = UINT32_MAX};

static const chy_timeword *word_at(const chy_expr_context *ctx, uint32_t at)
{
    return at < ctx->n ? &ctx->words[at] : &none;
}

static chy_timeword_kind kind_at(const chy_expr_context *ctx, uint32_t at)
{
    return word_at(ctx, at)->kind;
}

static bool is_text(const chy_timeword *w, const char *text)
{
    return w->len == strlen(text) && !strncasecmp(w->text, text, w->len);
}

static bool any_text(const chy_timeword *w, const char *const *list)
{
    for (; *list; list++)
        if (is_text(w, *list))
            return true;
    return false;
}

static bool is_year(const chy_timeword *w)
{
    return w->kind == CHY_TW_NUMBER && w->digits == 4 && w->value >= YEAR_MIN && w->value <= YEAR_MAX;
}

static bool is_day_number(const chy_timeword *w)
{
    return (w->kind == CHY_TW_NUMBER && w->digits <= 2 && w->value >= 1 && w->value <= 31) ||
           (w->kind == CHY_TW_ORDINAL && w->value <= 31);
}

static chy_day year_day(int year) { return (chy_day){.year = (int16_t)year}; }
static chy_day month_of(chy_day day) { return (chy_day){.year = day.year, .month = day.month}; }

static bool give(chy_expr *out, uint32_t n, chy_day from, chy_day to, chy_precision precision)
{
    *out = (chy_expr){.n = n, .fixed = {from, to}, .precision = precision};
    return true;
}

/* An expression that may look either way; without a full report day it means nothing. */
static bool give_open(const chy_expr_context *ctx, chy_expr *out, uint32_t n, chy_shape shape, chy_precision precision)
{
    *out = (chy_expr){.n = n, .shape = shape, .precision = precision};
    if (!chy_day_full(ctx->base)) {
        if (shape.kind == CHY_SHAPE_WEEKDAY || shape.kind == CHY_SHAPE_DAY || shape.kind == CHY_SHAPE_WEEKEND || !ctx->base.year)
            return false;
        chy_day end = {ctx->base.year, 12, 31};
        out->fixed = chy_shape_resolve(shape, end, false);
        out->shape.kind = CHY_SHAPE_FIXED;
        return true;
    }
    out->back = chy_shape_resolve(shape, ctx->base, false);
    out->ahead = chy_shape_resolve(shape, ctx->base, true);
    return chy_day_known(out->back.from) && chy_day_known(out->ahead.from);
}

/* ---- numbers: 2021-03-05, 20210305, 5/3/2021 ---- */

static bool read_iso(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *a = word_at(ctx, at), *b = word_at(ctx, at + 2), *c = word_at(ctx, at + 4);
    if (a->kind != CHY_TW_NUMBER)
        return false;
    if (a->digits == 8 && chy_day_exists(a->value / 10000, a->value / 100 % 100, a->value % 100) && a->value / 10000 >= 1900 &&
        a->value / 10000 <= YEAR_MAX) {
        chy_day day = {(int16_t)(a->value / 10000), (int8_t)(a->value / 100 % 100), (int8_t)(a->value % 100)};
        return give(out, 1, day, day, CHY_PRECISION_DAY);
    }
    chy_timeword_kind joint = kind_at(ctx, at + 1);
    if ((joint != CHY_TW_DASH && joint != CHY_TW_SLASH) || kind_at(ctx, at + 3) != joint || b->kind != CHY_TW_NUMBER ||
        c->kind != CHY_TW_NUMBER)
        return false;
    int year = 0, month = 0, day = 0;
    if (is_year(a) && b->digits == 2 && c->digits == 2)
        year = a->value, month = b->value, day = c->value;
    else if (is_year(c) && a->digits <= 2 && b->digits <= 2) {
        year = c->value; /* month first, as American papers write it, unless that is impossible */
        month = a->value > 12 ? b->value : a->value;
        day = a->value > 12 ? a->value : b->value;
    }
    if (!year || !chy_day_exists(year, month, day))
        return false;
    chy_day full = {(int16_t)year, (int8_t)month, (int8_t)day};
    return give(out, 5, full, full, CHY_PRECISION_DAY);
}

/* ---- months ---- */

/* Words behind a date that make a name of it: the April 6 Movement. */
static const char *const name_makers[] = {"Movement", "Alliance", "Brigade", "Brigades", "Coalition", "Bloc", "Square", "Group",
                                          "Organization", "Organisation", "Forces", "Street", "Avenue", "Bridge", "University", NULL};

/* "[,] 2021": the words read, 0 when no year follows. */
static uint32_t read_year_behind(const chy_expr_context *ctx, uint32_t at, int *year)
{
    uint32_t n = 0;
    if (kind_at(ctx, at) == CHY_TW_COMMA || kind_at(ctx, at) == CHY_TW_OF)
        n = 1;
    const chy_timeword *w = word_at(ctx, at + n);
    if (!is_year(w) || (kind_at(ctx, at + n + 1) == CHY_TW_UNIT))
        return 0;
    *year = w->value;
    return n + 1;
}

static bool month_days_given(const chy_expr_context *ctx, chy_expr *out, uint32_t n, int month, int first, int last, int year)
{
    if (first > last || !chy_day_exists(2000, month, first) || !chy_day_exists(2000, month, last))
        return false;
    if (!year) {
        chy_shape shape = {first == last ? CHY_SHAPE_MONTHDAY : CHY_SHAPE_MONTHDAYS, (int8_t)month, (int8_t)first, (int8_t)last};
        return give_open(ctx, out, n, shape, CHY_PRECISION_DAY);
    }
    if (!chy_day_exists(year, month, last))
        return false;
    chy_day from = {(int16_t)year, (int8_t)month, (int8_t)first}, to = {(int16_t)year, (int8_t)month, (int8_t)last};
    return give(out, n, from, to, CHY_PRECISION_DAY);
}

/* "27-28", "27 to 28", "27 and 28": the words read behind the first day, 0 when there is no second. "and" counts only where no
 * counted noun can follow. */
static uint32_t read_second_day(const chy_expr_context *ctx, uint32_t at, int first, int *last)
{
    chy_timeword_kind joint = kind_at(ctx, at);
    const chy_timeword *w = word_at(ctx, at + 1), *behind = word_at(ctx, at + 2);
    if (!is_day_number(w) || w->value <= first)
        return 0;
    bool closed = behind->kind != CHY_TW_OTHER && behind->kind != CHY_TW_UNIT && behind->kind != CHY_TW_MONTH;
    if (joint == CHY_TW_DASH || ((joint == CHY_TW_AND || joint == CHY_TW_TO) && (closed || behind == &none))) {
        if (behind->kind == CHY_TW_MONTH)
            return 0;
        *last = w->value;
        return 2;
    }
    return 0;
}

static bool abbreviated(const chy_timeword *w)
{
    uint32_t len = w->len && w->text[w->len - 1] == '.' ? w->len - 1 : w->len;
    return w->kind == CHY_TW_MONTH ? len <= 3 + (w->value == 9) && w->value != 5 : w->kind == CHY_TW_WEEKDAY && len <= 5;
}

/* "March" and "May" alone are months only where a month must stand. */
static bool month_stands(const chy_expr_context *ctx, uint32_t at)
{
    const chy_timeword *w = word_at(ctx, at);
    if (abbreviated(w))
        return false;
    if (w->value != 3 && w->value != 5)
        return true;
    if (at == 0)
        return false;
    switch (kind_at(ctx, at - 1)) {
    case CHY_TW_IN: case CHY_TW_SINCE: case CHY_TW_BY: case CHY_TW_UNTIL: case CHY_TW_REL: case CHY_TW_PART:
    case CHY_TW_OF: case CHY_TW_FROM: case CHY_TW_TO: case CHY_TW_DURING: case CHY_TW_BEFORE: case CHY_TW_AFTER:
    case CHY_TW_BETWEEN: case CHY_TW_THE: case CHY_TW_DASH: case CHY_TW_AND: break;
    default: return false;
    }
    const chy_timeword *next = word_at(ctx, at + 1);
    return !(next->kind == CHY_TW_ON || (next->kind == CHY_TW_OF && !is_year(word_at(ctx, at + 2))) ||
             (next->kind == CHY_TW_OTHER && next->capital && kind_at(ctx, at - 1) == CHY_TW_THE));
}

static bool read_month(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *m = word_at(ctx, at);
    if (m->kind != CHY_TW_MONTH)
        return false;
    uint32_t n = 1 + (kind_at(ctx, at + 1) == CHY_TW_DOT);
    uint32_t the = kind_at(ctx, at + n) == CHY_TW_THE;
    const chy_timeword *d = word_at(ctx, at + n + the);
    int year = 0;
    if (kind_at(ctx, at + n) == CHY_TW_DASH && is_day_number(word_at(ctx, at + n + 1)) && d->glued) /* "Dec-07" */
        d = word_at(ctx, at + ++n);
    bool clock = is_text(word_at(ctx, at + n + the + 1), ":"); /* "in May 12:30" is no day, but rare enough */
    if (is_day_number(d) && !clock && (!the || d->kind == CHY_TW_ORDINAL)) {
        n += the + 1;
        int last = d->value;
        n += read_second_day(ctx, at + n, d->value, &last);
        n += read_year_behind(ctx, at + n, &year);
        if (any_text(word_at(ctx, at + n), name_makers) && word_at(ctx, at + n)->capital)
            return false;
        return month_days_given(ctx, out, n, m->value, d->value, last, year);
    }
    uint32_t years = read_year_behind(ctx, at + n, &year);
    if (years) {
        chy_day day = {(int16_t)year, (int8_t)m->value, 0};
        return give(out, n + years, day, day, CHY_PRECISION_MONTH);
    }
    if (!month_stands(ctx, at))
        return false;
    return give_open(ctx, out, 1, (chy_shape){CHY_SHAPE_MONTH, (int8_t)m->value, 0, 0}, CHY_PRECISION_MONTH);
}

/* "12 March 2021", "the 5th of May", "27-28 December", "the night of 5 May" is left to its day. */
static bool read_day_month(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *d = word_at(ctx, at + n);
    if (!is_day_number(d) || (n && d->kind != CHY_TW_ORDINAL && kind_at(ctx, at + 2) != CHY_TW_MONTH))
        return false;
    n++;
    int last = d->value, year = 0;
    chy_timeword_kind joint = kind_at(ctx, at + n);
    if ((joint == CHY_TW_DASH || joint == CHY_TW_AND || joint == CHY_TW_TO) && is_day_number(word_at(ctx, at + n + 1)) &&
        word_at(ctx, at + n + 1)->value > d->value) {
        last = word_at(ctx, at + n + 1)->value;
        n += 2;
    }
    n += kind_at(ctx, at + n) == CHY_TW_OF || (kind_at(ctx, at + n) == CHY_TW_DASH && word_at(ctx, at + n)->glued);
    const chy_timeword *m = word_at(ctx, at + n);
    if (m->kind != CHY_TW_MONTH)
        return false;
    n += 1 + (kind_at(ctx, at + n + 1) == CHY_TW_DOT && abbreviated(m));
    n += read_year_behind(ctx, at + n, &year);
    /* "24 June 5" cannot be; "killed 12 March 3" neither: the month then belongs to the number behind it */
    if (!year && d->kind == CHY_TW_NUMBER && is_day_number(word_at(ctx, at + n)) && kind_at(ctx, at + n + 1) != CHY_TW_OTHER)
        return false;
    if (any_text(word_at(ctx, at + n), name_makers) && word_at(ctx, at + n)->capital)
        return false;
    return month_days_given(ctx, out, n, m->value, d->value, last, year);
}

/* "on the 5th". A noun behind makes it a count: "on the 5th floor". */
static bool read_day_alone(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *d = word_at(ctx, at + 1), *next = word_at(ctx, at + 2);
    if (kind_at(ctx, at) != CHY_TW_THE || d->kind != CHY_TW_ORDINAL || d->value > 31 || !isdigit((unsigned char)d->text[0]) ||
        at == 0 || (kind_at(ctx, at - 1) != CHY_TW_ON && kind_at(ctx, at - 1) != CHY_TW_BY && kind_at(ctx, at - 1) != CHY_TW_SINCE))
        return false;
    bool ends = next == &none || next->kind == CHY_TW_COMMA || next->kind == CHY_TW_DOT || next->kind == CHY_TW_AND ||
                next->kind == CHY_TW_IN || next->kind == CHY_TW_TO;
    uint32_t n = 2;
    if (next->kind == CHY_TW_OF && is_text(word_at(ctx, at + 3), "this") && is_text(word_at(ctx, at + 4), "month"))
        ends = true, n = 5;
    if (next->kind == CHY_TW_OF && kind_at(ctx, at + 3) == CHY_TW_THE && is_text(word_at(ctx, at + 4), "month"))
        ends = true, n = 5;
    return ends && give_open(ctx, out, n, (chy_shape){CHY_SHAPE_DAY, (int8_t)d->value, 0, 0}, CHY_PRECISION_DAY);
}

/* ---- weekdays ---- */

static const char *const named_days[] = {"Good", "Black", "Bloody", "Palm", "Easter", "Ash", "Holy", "Maundy", "Cyber", "Super", "Super", NULL};
static const char *const papers[] = {"Times", "Telegraph", "Herald", "Mirror", "Express", "Mail", "Post", "Tribune", "Prayer", NULL};

/* The seven days counted from the report: last = strictly before it, next = in the week behind this one, this = in this week. */
static chy_day weekday_by_rel(chy_day base, int want, int rel)
{
    int today = chy_day_weekday(base), delta = want - today;
    if (rel == -1 || rel == -2) /* "last Friday", "this past Friday" */
        delta = delta >= 0 ? delta - 7 : delta;
    else if (rel == 1)
        delta = delta + 7;
    else if (rel == 2)
        delta = delta <= 0 ? delta + 7 : delta;
    return chy_day_add(base, delta);
}

/* "Saturday of last week", "Friday next week", "Monday this week": words read and the week's distance. */
static uint32_t read_week_behind(const chy_expr_context *ctx, uint32_t at, int *weeks)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_OF || kind_at(ctx, at) == CHY_TW_COMMA;
    n += kind_at(ctx, at + n) == CHY_TW_THE;
    const chy_timeword *rel = word_at(ctx, at + n), *unit = word_at(ctx, at + n + 1);
    if (rel->kind != CHY_TW_REL || unit->kind != CHY_TW_UNIT || unit->value != CHY_UNIT_WEEK || unit->plural || rel->value < -2)
        return 0;
    *weeks = rel->value == -2 ? -1 : rel->value == 2 ? 1 : rel->value;
    return n + 2;
}

static uint32_t skip_daypart(const chy_expr_context *ctx, uint32_t at)
{
    if (kind_at(ctx, at) == CHY_TW_DAYPART)
        return 1;
    if (kind_at(ctx, at) == CHY_TW_PART && kind_at(ctx, at + 1) == CHY_TW_DAYPART)
        return 2;
    return 0;
}

/* "every Friday" is no day. */
static bool is_habit(const chy_expr_context *ctx, uint32_t at)
{
    return at && (is_text(word_at(ctx, at - 1), "every") || is_text(word_at(ctx, at - 1), "each"));
}

static bool read_weekday(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = 0;
    int rel = 9, weeks = 0;
    if (is_habit(ctx, at))
        return false;
    n += kind_at(ctx, at) == CHY_TW_THE && (kind_at(ctx, at + 1) == CHY_TW_WEEKDAY || kind_at(ctx, at + 2) == CHY_TW_WEEKDAY);
    while (kind_at(ctx, at + n) == CHY_TW_REL && n < 3)
        rel = word_at(ctx, at + n++)->value;
    const chy_timeword *day = word_at(ctx, at + n);
    if (day->kind != CHY_TW_WEEKDAY || rel < -2 - (rel == -4) * 2)
        return false;
    rel = rel == -4 ? -1 : rel;
    if (at && n == 0 && any_text(word_at(ctx, at - 1), named_days) && word_at(ctx, at - 1)->capital)
        return false;
    n++;
    n += abbreviated(day) && kind_at(ctx, at + n) == CHY_TW_DOT;
    if (any_text(word_at(ctx, at + n), papers) && word_at(ctx, at + n)->capital)
        return false;
    uint32_t part = skip_daypart(ctx, at + n);
    uint32_t comma = kind_at(ctx, at + n + part) == CHY_TW_COMMA;
    n += part;
    /* "Friday, January 4, 2019": the date says it all; the weekday is not checked against it */
    uint32_t the = kind_at(ctx, at + n + comma) == CHY_TW_THE;
    chy_expr date;
    if (read_month(ctx, at + n + comma, &date) && date.precision == CHY_PRECISION_DAY && date.shape.kind != CHY_SHAPE_MONTH) {
        *out = date;
        out->n += n + comma;
        return true;
    }
    if ((comma || the || word_at(ctx, at + n)->digits) && read_day_month(ctx, at + n + comma, &date)) {
        *out = date;
        out->n += n + comma;
        return true;
    }
    if (abbreviated(day) || !chy_day_full(ctx->base))
        return false;
    uint32_t week = read_week_behind(ctx, at + n, &weeks);
    if (week) {
        chy_day when = chy_day_add(chy_week_of(ctx->base, weeks).from, day->value);
        return give(out, n + week, when, when, CHY_PRECISION_DAY);
    }
    if (rel != 9 && rel != 0) {
        chy_day when = weekday_by_rel(ctx->base, day->value, rel);
        return give(out, n, when, when, CHY_PRECISION_DAY);
    }
    return give_open(ctx, out, n, (chy_shape){CHY_SHAPE_WEEKDAY, (int8_t)day->value, 0, 0}, CHY_PRECISION_DAY);
}

/* ---- today and its kin ---- */

static bool read_today(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *w = word_at(ctx, at);
    chy_day base = ctx->base;
    if (!chy_day_full(base))
        return false;
    if (w->kind == CHY_TW_TODAY) {
        uint32_t n = 1 + skip_daypart(ctx, at + 1);
        if (w->value == 2) /* overnight: the night before the report */
            return give(out, 1, chy_day_add(base, -1), base, CHY_PRECISION_DAY);
        chy_day day = chy_day_add(base, w->value);
        return give(out, n, day, day, CHY_PRECISION_DAY);
    }
    /* "at midnight", "from midnight": the coming one, of a deed to come */
    if (is_text(w, "midnight") && at && (kind_at(ctx, at - 1) == CHY_TW_FROM || is_text(word_at(ctx, at - 1), "at")) &&
        kind_at(ctx, at + 1) != CHY_TW_ON && kind_at(ctx, at + 1) != CHY_TW_WEEKDAY && kind_at(ctx, at + 1) != CHY_TW_NUMBER) {
        chy_day day = chy_day_add(base, 1);
        bool found = give(out, 1, day, day, CHY_PRECISION_DAY);
        out->only_ahead = true;
        return found;
    }
    /* this morning, last night */
    uint32_t n = 1 + (kind_at(ctx, at + 1) == CHY_TW_PART);
    if (w->kind == CHY_TW_REL && (w->value == 0 || w->value == -1) && kind_at(ctx, at + n) == CHY_TW_DAYPART) {
        chy_day day = chy_day_add(base, w->value);
        return give(out, n + 1, day, day, CHY_PRECISION_DAY);
    }
    /* the day before yesterday, the day after tomorrow */
    if (w->kind == CHY_TW_THE && is_text(word_at(ctx, at + 1), "day") && kind_at(ctx, at + 3) == CHY_TW_TODAY) {
        int step = kind_at(ctx, at + 2) == CHY_TW_BEFORE ? -1 : kind_at(ctx, at + 2) == CHY_TW_AFTER ? 1 : 0;
        chy_day day = chy_day_add(base, word_at(ctx, at + 3)->value + step);
        return step && give(out, 4, day, day, CHY_PRECISION_DAY);
    }
    return false;
}

/* The next day, the same day, that day: counted from the day named last. */
static bool read_next_day(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *w = word_at(ctx, at + n), *day = word_at(ctx, at + n + 1);
    chy_day prior = chy_day_full(ctx->prior) ? ctx->prior : ctx->base;
    if (!chy_day_full(prior) || day->kind != CHY_TW_UNIT || day->value != CHY_UNIT_DAY || day->plural)
        return false;
    int step = w->kind == CHY_TW_REL && (w->value == 1 || w->value == 2) ? 1
             : w->kind == CHY_TW_REL && w->value == -4                   ? -1
             : is_text(w, "same") || is_text(w, "that")                    ? 0
                                                                           : 9;
    if (step == 9 || (step >= 0 && !chy_day_full(ctx->prior)))
        return false;
    chy_day when = chy_day_add(prior, step);
    return give(out, n + 2, when, when, CHY_PRECISION_DAY);
}

/* ---- last week, this month, the past three days ---- */

static bool unit_span(chy_day base, chy_unit unit, int step, chy_expr *out, uint32_t n)
{
    switch (unit) {
    case CHY_UNIT_DAY: return false;
    case CHY_UNIT_WEEK: {
        chy_span week = chy_week_of(base, step);
        return give(out, n, week.from, week.to, CHY_PRECISION_WEEK);
    }
    case CHY_UNIT_WEEKEND: {
        /* The weekend of a Sunday's report is the one going on. */
        chy_span week = chy_week_of(base, step);
        return give(out, n, chy_day_add(week.from, 5), week.to, CHY_PRECISION_DAY);
    }
    case CHY_UNIT_MONTH: {
        chy_day month = month_of(chy_day_back_months(base, -step));
        return give(out, n, month, month, CHY_PRECISION_MONTH);
    }
    case CHY_UNIT_QUARTER: {
        chy_day in = chy_day_back_months(base, -3 * step);
        int first = (in.month - 1) / 3 * 3 + 1;
        return give(out, n, (chy_day){in.year, (int8_t)first, 0}, (chy_day){in.year, (int8_t)(first + 2), 0}, CHY_PRECISION_MONTH);
    }
    case CHY_UNIT_YEAR:
        return give(out, n, year_day(base.year + step), year_day(base.year + step), CHY_PRECISION_YEAR);
    case CHY_UNIT_DECADE: {
        int first = base.year / 10 * 10 + 10 * step;
        return give(out, n, year_day(first), year_day(first + 9), CHY_PRECISION_YEAR);
    }
    default: return false;
    }
}

static chy_day back_units(chy_day base, chy_unit unit, int count)
{
    switch (unit) {
    case CHY_UNIT_DAY: return chy_day_add(base, -count);
    case CHY_UNIT_WEEK: case CHY_UNIT_WEEKEND: return chy_day_add(base, -7 * count);
    case CHY_UNIT_FORTNIGHT: return chy_day_add(base, -14 * count);
    case CHY_UNIT_MONTH: return chy_day_back_months(base, count);
    case CHY_UNIT_QUARTER: return chy_day_back_months(base, 3 * count);
    case CHY_UNIT_YEAR: return year_day(base.year - count);
    case CHY_UNIT_DECADE: return year_day(base.year - 10 * count);
    default: return base;
    }
}

/* The stretch that ends (`step` -1) or begins (1) with the report: the past week, the next three months. */
static bool stretch(chy_day base, chy_unit unit, int count, int step, chy_expr *out, uint32_t n)
{
    if (unit == CHY_UNIT_HOUR || unit == CHY_UNIT_CENTURY || count < 1 || count > 200)
        return false;
    chy_day edge = back_units(base, unit, -step * count);
    if (unit == CHY_UNIT_MONTH || unit == CHY_UNIT_QUARTER)
        edge = month_of(edge);
    chy_precision precision = unit <= CHY_UNIT_DAY           ? CHY_PRECISION_DAY
                              : unit <= CHY_UNIT_FORTNIGHT   ? CHY_PRECISION_WEEK
                              : unit <= CHY_UNIT_QUARTER     ? CHY_PRECISION_MONTH
                                                             : CHY_PRECISION_YEAR;
    return step < 0 ? give(out, n, edge, base, precision) : give(out, n, base, edge, precision);
}

static int count_value(const chy_timeword *w)
{
    if ((w->kind == CHY_TW_NUMBER && w->digits <= 3) || w->kind == CHY_TW_COUNT)
        return w->value;
    return 0;
}

static bool read_rel(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *rel = word_at(ctx, at + n);
    if (rel->kind != CHY_TW_REL || !chy_day_full(ctx->base))
        return false;
    int step = rel->value == -2 || rel->value == -4 ? -1 : rel->value == 2 ? 1 : rel->value;
    bool vague = rel->value == -3;
    n++;
    const chy_timeword *w = word_at(ctx, at + n);
    if (rel->value == 0 && w->kind == CHY_TW_REL && (w->value == -2 || w->value == 1)) { /* this past weekend, this coming week */
        rel = w;
        step = w->value == -2 ? -1 : 1;
        w = word_at(ctx, at + ++n);
    }
    if (rel->value == -5) { /* recently: the month of the report is all that is meant */
        give(out, 1, month_of(ctx->base), month_of(ctx->base), CHY_PRECISION_MONTH);
        out->weak = true;
        return true;
    }
    int count = count_value(w);
    if (count || w->kind == CHY_TW_VAGUE) {
        vague |= w->kind == CHY_TW_VAGUE;
        w = word_at(ctx, at + ++n);
        if (w->kind != CHY_TW_UNIT || step == 0)
            return false;
    }
    if (w->kind == CHY_TW_UNIT) {
        n++;
        if (vague || (w->plural && !count)) { /* recent days, the coming weeks: no day can be told */
            if (w->value == CHY_UNIT_YEAR || w->value > CHY_UNIT_WEEK || step == 1)
                return false;
            give(out, n, month_of(ctx->base), month_of(ctx->base), CHY_PRECISION_MONTH);
            return out->weak = true;
        }
        if (count || (rel->value == -2 && (w->value == CHY_UNIT_WEEK || w->value == CHY_UNIT_MONTH || w->value == CHY_UNIT_YEAR ||
                                           w->value == CHY_UNIT_DECADE || w->value == CHY_UNIT_DAY)))
            return stretch(ctx->base, (chy_unit)w->value, count ? count : 1, step, out, n);
        if (rel->value == -4 || rel->value == 2) { /* "the previous year" counts from the year told before, if any */
            chy_day from = chy_day_full(ctx->prior) ? ctx->prior : ctx->base;
            return unit_span(from, (chy_unit)w->value, step, out, n);
        }
        return unit_span(ctx->base, (chy_unit)w->value, step, out, n);
    }
    if (rel->value == -3) { /* "recent" by itself dates its noun to about now */
        give(out, n, month_of(ctx->base), month_of(ctx->base), CHY_PRECISION_MONTH);
        return out->weak = true;
    }
    return false;
}

/* last March, next September, this December; last summer, this spring. */
static bool read_rel_month(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *rel = word_at(ctx, at + n), *w = word_at(ctx, at + n + 1);
    if (rel->kind != CHY_TW_REL || rel->value < -2 || rel->value > 2 || !chy_day_full(ctx->base))
        return false;
    chy_shape shape;
    if (w->kind == CHY_TW_MONTH && !abbreviated(w))
        shape = (chy_shape){CHY_SHAPE_MONTH, (int8_t)w->value, 0, 0};
    else if (w->kind == CHY_TW_SEASON)
        shape = (chy_shape){CHY_SHAPE_SEASON, (int8_t)w->value, 0, 0};
    else
        return false;
    chy_span span;
    chy_day from = rel->value == 2 && ctx->prior.month ? (chy_day){ctx->prior.year, ctx->prior.month, 1} : ctx->base;
    if (rel->value < 0) { /* the last one that is over */
        span = chy_shape_resolve(shape, chy_day_back_months(ctx->base, shape.kind == CHY_SHAPE_MONTH), false);
        if (shape.kind == CHY_SHAPE_SEASON && chy_day_number(span.to, true) >= chy_day_number(ctx->base, false))
            span = (chy_span){{(int16_t)(span.from.year - 1), span.from.month, 0}, {(int16_t)(span.to.year - 1), span.to.month, 0}};
    } else if (rel->value > 0) { /* the next one to begin */
        span = chy_shape_resolve(shape, chy_day_back_months(from, -1), true);
        if (shape.kind == CHY_SHAPE_SEASON && chy_day_number(span.from, false) <= chy_day_number(from, false))
            span = chy_season_of(w->value, span.from.year + 1);
    }
    else {
        span = shape.kind == CHY_SHAPE_MONTH
                   ? (chy_span){{ctx->base.year, (int8_t)w->value, 0}, {ctx->base.year, (int8_t)w->value, 0}}
                   : chy_season_of(w->value, ctx->base.year);
        /* "this winter", told in February */
        if (shape.kind == CHY_SHAPE_SEASON && w->value == 3 && ctx->base.month <= 2)
            span = chy_season_of(3, ctx->base.year - 1);
    }
    return give(out, n + 2, span.from, span.to, CHY_PRECISION_MONTH);
}

/* ---- two days ago, three weeks earlier, in ten days, a day after ---- */

static bool counted_back(chy_day base, chy_unit unit, int count, chy_expr *out, uint32_t n)
{
    if (unit == CHY_UNIT_HOUR) {
        chy_day day = chy_day_add(base, -(count / 24));
        return give(out, n, day, day, CHY_PRECISION_DAY);
    }
    if (count > 1000 || (unit >= CHY_UNIT_YEAR && count * (unit == CHY_UNIT_DECADE ? 10 : 1) > base.year - 100) || unit == CHY_UNIT_CENTURY)
        return false;
    chy_day at = back_units(base, unit, count);
    switch (unit) {
    case CHY_UNIT_DAY: return give(out, n, at, at, CHY_PRECISION_DAY);
    case CHY_UNIT_WEEK: case CHY_UNIT_WEEKEND: case CHY_UNIT_FORTNIGHT: {
        chy_span week = chy_week_of(at, 0);
        return give(out, n, week.from, week.to, CHY_PRECISION_WEEK);
    }
    case CHY_UNIT_MONTH: case CHY_UNIT_QUARTER: return give(out, n, month_of(at), month_of(at), CHY_PRECISION_MONTH);
    default: return give(out, n, at, at, CHY_PRECISION_YEAR);
    }
}

static bool read_vague_ago(chy_day base, chy_unit unit, chy_expr *out, uint32_t n)
{
    chy_day day = unit == CHY_UNIT_DAY     ? month_of(chy_day_add(base, -4))
                  : unit == CHY_UNIT_WEEK  ? month_of(chy_day_add(base, -21))
                  : unit == CHY_UNIT_MONTH ? year_day(chy_day_back_months(base, 4).year)
                                           : (chy_day){0, 0, 0};
    if (unit == CHY_UNIT_HOUR)
        return give(out, n, base, base, CHY_PRECISION_DAY);
    return chy_day_known(day) && give(out, n, day, day, day.month ? CHY_PRECISION_MONTH : CHY_PRECISION_YEAR);
}

/* A number before a unit: its words, value in `*count` (0: vague). "a few", "a couple of", "one and a half". */
static uint32_t read_count(const chy_expr_context *ctx, uint32_t at, int *count)
{
    const chy_timeword *w = word_at(ctx, at);
    uint32_t n = 1;
    if (w->kind == CHY_TW_A) {
        *count = 1;
        const chy_timeword *next = word_at(ctx, at + 1);
        if (next->kind == CHY_TW_VAGUE)
            *count = 0, n = 2;
        else if (is_text(next, "couple"))
            *count = 2, n = 2;
    } else if (w->kind == CHY_TW_VAGUE)
        *count = 0;
    else if (count_value(w))
        *count = count_value(w);
    else
        return 0;
    if (kind_at(ctx, at + n) == CHY_TW_OF)
        n++;
    if (kind_at(ctx, at + n) == CHY_TW_DASH && word_at(ctx, at + n)->glued) /* "three-day": a length, no date */
        return 0;
    if (n == 1 && *count >= 20 && kind_at(ctx, at + 1) == CHY_TW_COUNT && word_at(ctx, at + 1)->value < 10)
        *count += word_at(ctx, at + n++)->value;
    return n;
}

static bool read_counted(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    int count = 0;
    uint32_t in = kind_at(ctx, at) == CHY_TW_IN, n = in + read_count(ctx, at + in, &count);
    const chy_timeword *unit = word_at(ctx, at + n);
    if (n == in || unit->kind != CHY_TW_UNIT || !chy_day_full(ctx->base))
        return false;
    n++;
    if (kind_at(ctx, at + n) == CHY_TW_AND && kind_at(ctx, at + n + 1) == CHY_TW_A && is_text(word_at(ctx, at + n + 2), "half"))
        n += 3;
    const chy_timeword *w = word_at(ctx, at + n);
    bool now = w->kind == CHY_TW_FROM && is_text(word_at(ctx, at + n + 1), "now");
    bool time = is_text(w, "time") || is_text(w, "'"); /* "in two weeks' time" */
    if (in || now) {
        if (!count || (in && !now && unit->value == CHY_UNIT_HOUR))
            return false;
        bool found = counted_back(ctx->base, (chy_unit)unit->value, -count, out, n + (now ? 2 : time));
        out->only_ahead = !now && !time;
        return found;
    }
    if (w->kind == CHY_TW_AGO || (w->kind == CHY_TW_PART && w->value == -1)) {
        if (is_text(w, "prior") && kind_at(ctx, at + n + 1) == CHY_TW_TO)
            return false;
        return count ? counted_back(ctx->base, (chy_unit)unit->value, count, out, n + 1)
                     : read_vague_ago(ctx->base, (chy_unit)unit->value, out, n + 1);
    }
    if (w->kind == CHY_TW_PART && w->value == 1) { /* "two days later": behind the day told before */
        bool enough = chy_day_full(ctx->prior) || (unit->value == CHY_UNIT_YEAR && ctx->prior.year >= 1000);
        return count && enough && counted_back(ctx->prior, (chy_unit)unit->value, -count, out, n + 1);
    }
    bool ahead = w->kind == CHY_TW_BEFORE || (is_text(w, "ahead") && kind_at(ctx, at + n + 1) == CHY_TW_OF);
    if (w->kind != CHY_TW_AFTER && !ahead)
        return false;
    bool closes = word_at(ctx, at + n + 1)->kind == CHY_TW_DOT || word_at(ctx, at + n + 1)->kind == CHY_TW_COMMA || at + n + 1 >= ctx->n;
    if (ahead && closes)
        return count && counted_back(ctx->base, (chy_unit)unit->value, count, out, n + 1);
    if (closes || unit->value == CHY_UNIT_HOUR || !count)
        return false;
    bool found = counted_back(ctx->base, (chy_unit)unit->value, ahead ? -count : count, out, n + 1);
    out->offset = true;
    return found;
}

/* "days after [the vote]": no more than the month is known. */
static bool read_days_after(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *unit = word_at(ctx, at);
    if (unit->kind != CHY_TW_UNIT || !unit->plural || kind_at(ctx, at + 1) != CHY_TW_AFTER || !chy_day_full(ctx->base) ||
        (unit->value != CHY_UNIT_DAY && unit->value != CHY_UNIT_WEEK) || (at && count_value(word_at(ctx, at - 1))))
        return false;
    return read_vague_ago(ctx->base, (chy_unit)unit->value, out, 2) && (out->offset = true);
}

/* the day after [the vote], the day before. */
static bool read_day_offset(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *unit = word_at(ctx, at + 1), *w = word_at(ctx, at + 2);
    if (kind_at(ctx, at) != CHY_TW_THE || unit->kind != CHY_TW_UNIT || unit->value != CHY_UNIT_DAY || unit->plural ||
        !chy_day_full(ctx->base) || (w->kind != CHY_TW_BEFORE && w->kind != CHY_TW_AFTER))
        return false;
    chy_timeword_kind behind = kind_at(ctx, at + 3);
    bool closes = at + 3 >= ctx->n || behind == CHY_TW_DOT || behind == CHY_TW_COMMA;
    if (closes) {
        if (w->kind == CHY_TW_AFTER && !chy_day_full(ctx->prior))
            return false;
        chy_day from = chy_day_full(ctx->prior) ? ctx->prior : ctx->base;
        chy_day day = chy_day_add(from, w->kind == CHY_TW_BEFORE ? -1 : 1);
        return give(out, 3, day, day, CHY_PRECISION_DAY);
    }
    chy_day day = chy_day_add(ctx->base, w->kind == CHY_TW_BEFORE ? 1 : -1);
    give(out, 3, day, day, CHY_PRECISION_DAY);
    return out->offset = true;
}

/* ---- years, decades, seasons, quarters ---- */

static const char *const not_before_year[] = {"resolution", "article", "flight", "law", "agenda", "vision", "highway", "expo", "no", "no.", "number",
                                              "section", "model", "boeing", "route", "psalm", "$", "us$", "£", "€", "about", "some", "around",
                                              "nearly", "almost", "least", "over", "than", "approximately", "roughly", "killed", "killing",
                                              "of", "another", "additional", NULL};
static const char *const not_behind_year[] = {"gmt", "utc", "local", "hours", "a.m.", "p.m.", "km", "kilometers", "kilometres", "miles", "meters",
                                              "metres", "tons", "tonnes", "people", "mw", "percent", "%", "kg", "est", "edt", "dead", "million", "billion", NULL};
static const char *const dated_plurals[] = {"protests", "riots", "elections", "attacks", "bombings", "sanctions", "talks", "games", "clashes",
                                            "killings", "airstrikes", "strikes", "wars", "raids", "demonstrations", "murders", "massacres",
                                            "olympics", "accords", "agreements", "shootings", "kidnappings", "hostilities", "negotiations",
                                            "polls", "floods", "abductions", "hearings", "reforms", "trials", "tests", "blasts", "executions",
                                            "incidents", "uprisings", "exercises", "drills", "events", "arrests", NULL};

static bool follows_noun_count(const chy_expr_context *ctx, uint32_t at)
{
    const chy_timeword *w = word_at(ctx, at);
    return w->kind == CHY_TW_UNIT || any_text(w, not_behind_year) ||
           (w->token < ctx->sent->n_tokens && ctx->sent->tokens[w->token].xpos == CHY_XPOS_NNS && !any_text(w, dated_plurals));
}

static bool read_year(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *w = word_at(ctx, at), *before = at ? word_at(ctx, at - 1) : &none;
    if (!is_year(w))
        return false;
    bool led = false; /* by a word that only a time follows */
    switch (before->kind) {
    case CHY_TW_IN: case CHY_TW_SINCE: case CHY_TW_BY: case CHY_TW_UNTIL: case CHY_TW_FROM: case CHY_TW_DURING:
    case CHY_TW_BEFORE: case CHY_TW_AFTER: case CHY_TW_PART: case CHY_TW_THE: case CHY_TW_BETWEEN: case CHY_TW_EDGE: case CHY_TW_MONTH:
    case CHY_TW_SEASON:
        led = true;
        break;
    default: break;
    }
    led |= before->kind == CHY_TW_OF && at > 1 && (kind_at(ctx, at - 2) == CHY_TW_EDGE || kind_at(ctx, at - 2) == CHY_TW_SEASON ||
                                                     kind_at(ctx, at - 2) == CHY_TW_UNIT);
    if (w->glued && before->kind == CHY_TW_DASH && at > 1 && kind_at(ctx, at - 2) == CHY_TW_OTHER && isalpha((unsigned char)word_at(ctx, at - 2)->text[0]) &&
        !is_text(word_at(ctx, at - 2), "post") && !is_text(word_at(ctx, at - 2), "pre"))
        return false;
    if (!led && (w->value < 1900 || any_text(before, not_before_year)) && !(before->kind == CHY_TW_OF && w->value >= 1900 && w->value % 100))
        return false;
    bool plain = before->kind != CHY_TW_THE && before->kind != CHY_TW_PART;
    if (plain && follows_noun_count(ctx, at + 1) && w->value % 10 == 0)
        return false;
    if (!led && follows_noun_count(ctx, at + 1))
        return false;
    /* "1979-1989", "2003-06" */
    const chy_timeword *last = word_at(ctx, at + 2);
    int to = w->value;
    uint32_t n = 1;
    if (kind_at(ctx, at + 1) == CHY_TW_DASH && last->kind == CHY_TW_NUMBER) {
        int end = last->digits == 2 ? w->value / 100 * 100 + last->value : is_year(last) ? last->value : 0;
        if (end > w->value)
            to = end, n = 3;
        else if (last->digits && word_at(ctx, at + 1)->glued)
            return false;
    }
    return give(out, n, year_day(w->value), year_day(to), CHY_PRECISION_YEAR);
}

static bool read_decade(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *w = word_at(ctx, at + n);
    if (w->kind != CHY_TW_DECADE)
        return false;
    return give(out, n + 1, year_day(w->value), year_day(w->value + 9), CHY_PRECISION_YEAR);
}

/* "the weekend" */
static bool read_weekend(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *unit = word_at(ctx, at + 1);
    return kind_at(ctx, at) == CHY_TW_THE && unit->kind == CHY_TW_UNIT && unit->value == CHY_UNIT_WEEKEND &&
           give_open(ctx, out, 2, (chy_shape){CHY_SHAPE_WEEKEND, 0, 0, 0}, CHY_PRECISION_DAY);
}

static bool read_season(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *w = word_at(ctx, at + n);
    int year = 0;
    if (w->kind != CHY_TW_SEASON || (w->capital && at))
        return false;
    uint32_t years = read_year_behind(ctx, at + n + 1, &year);
    if (years) {
        chy_span span = chy_season_of(w->value, year);
        return give(out, n + 1 + years, span.from, span.to, CHY_PRECISION_MONTH);
    }
    /* "the fall", "a spring": seasons only behind "in the", and autumn only by its own name */
    if (!n || at == 0 || is_text(w, "fall") || (kind_at(ctx, at - 1) != CHY_TW_IN && kind_at(ctx, at - 1) != CHY_TW_DURING))
        return false;
    return give_open(ctx, out, n + 1, (chy_shape){CHY_SHAPE_SEASON, (int8_t)w->value, 0, 0}, CHY_PRECISION_MONTH);
}

static bool read_quarter(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *ord = word_at(ctx, at + n), *unit = word_at(ctx, at + n + 1);
    if (ord->kind != CHY_TW_ORDINAL || ord->value > 4)
        return false;
    int months = unit->kind == CHY_TW_UNIT && unit->value == CHY_UNIT_QUARTER ? 3 : is_text(unit, "half") && ord->value <= 2 ? 6 : 0;
    int year = 0;
    if (!months || !read_year_behind(ctx, at + n + 2, &year))
        return false;
    int first = (ord->value - 1) * months + 1;
    return give(out, n + 4, (chy_day){(int16_t)year, (int8_t)first, 0}, (chy_day){(int16_t)year, (int8_t)(first + months - 1), 0},
                CHY_PRECISION_MONTH);
}

static bool read_holiday(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *w = word_at(ctx, at);
    int month = 0, day = 0, year = 0;
    uint32_t n = 1;
    if (w->kind == CHY_TW_HOLIDAY) {
        month = w->value / 100, day = w->value % 100;
        if (is_text(word_at(ctx, at + 1), "Eve"))
            day--, n++;
        else if (is_text(word_at(ctx, at + 1), "Day"))
            n++;
        else if (word_at(ctx, at + 1)->capital)
            return false;
    } else if (is_text(w, "New") && is_text(word_at(ctx, at + 1), "Year")) {
        n = 2 + (kind_at(ctx, at + 2) == CHY_TW_POSS);
        if (is_text(word_at(ctx, at + n), "Eve"))
            month = 12, day = 31, n++;
        else if (is_text(word_at(ctx, at + n), "Day"))
            month = 1, day = 1, n++;
    }
    if (!month)
        return false;
    n += read_year_behind(ctx, at + n, &year);
    return month_days_given(ctx, out, n, month, day, day, year);
}

/* "9/11" is a name for one day. */
static bool read_nine_eleven(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *a = word_at(ctx, at), *b = word_at(ctx, at + 2);
    if (a->kind != CHY_TW_NUMBER || a->value != 9 || kind_at(ctx, at + 1) != CHY_TW_SLASH || b->kind != CHY_TW_NUMBER || b->value != 11 ||
        kind_at(ctx, at + 3) == CHY_TW_SLASH)
        return false;
    chy_day day = {2001, 9, 11};
    return give(out, 3, day, day, CHY_PRECISION_DAY);
}

typedef bool reader(const chy_expr_context *ctx, uint32_t at, chy_expr *out);
static reader *const readers[] = {read_iso,     read_weekday,    read_month,      read_day_month, read_day_alone, read_today,   read_next_day,
                                  read_rel,     read_rel_month,  read_counted,    read_day_offset, read_year,     read_decade,  read_season,
                                  read_quarter, read_holiday,    read_nine_eleven, read_weekend,
                                  read_days_after};

static bool read_core(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    bool found = false;
    chy_expr best = {0}, got = {0};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (readers[i](ctx, at, &got) && (!found || got.n > best.n)) {
            best = got;
            found = true;
        }
    if (found)
        *out = best;
    return found;
}

/* ---- early in, late last, the end of ---- */

/* The end of a year is its December, the start its January; ends of shorter stretches stay as they are. */
static void narrow(chy_expr *e, int edge)
{
    bool one_year = e->shape.kind == CHY_SHAPE_FIXED && e->precision == CHY_PRECISION_YEAR && e->fixed.from.year == e->fixed.to.year;
    if (!one_year || !edge)
        return;
    e->fixed.from.month = e->fixed.to.month = edge > 0 ? 12 : 1;
    e->precision = CHY_PRECISION_MONTH;
}

/* "[the] week", "the month" after "earlier in", "the end of": the one that the report falls in. */
static bool read_bare_unit(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    const chy_timeword *unit = word_at(ctx, at + 1);
    if (kind_at(ctx, at) != CHY_TW_THE || unit->kind != CHY_TW_UNIT || unit->plural || !chy_day_full(ctx->base))
        return false;
    if (unit->value == CHY_UNIT_DAY)
        return give(out, 2, ctx->base, ctx->base, CHY_PRECISION_DAY);
    return unit_span(ctx->base, (chy_unit)unit->value, 0, out, 2);
}

static bool read_edge(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *edge = word_at(ctx, at + n);
    if (edge->kind != CHY_TW_EDGE)
        return false;
    n += 1 + (kind_at(ctx, at + n + 1) == CHY_TW_OF);
    bool of = kind_at(ctx, at + n - 1) == CHY_TW_OF;
    bool joined = is_year(word_at(ctx, at + n)) || kind_at(ctx, at + n) == CHY_TW_MONTH; /* "end 2021", "end-March" */
    if (!of && !joined)
        return false;
    if (!read_bare_unit(ctx, at + n, out) && !read_core(ctx, at + n, out))
        return false;
    narrow(out, edge->value);
    out->n += n;
    return true;
}

static bool read_part(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    uint32_t n = kind_at(ctx, at) == CHY_TW_THE;
    const chy_timeword *part = word_at(ctx, at + n);
    if (part->kind != CHY_TW_PART)
        return false;
    n++;
    if (kind_at(ctx, at + n) == CHY_TW_DASH) /* mid-March */
        n++;
    bool in = kind_at(ctx, at + n) == CHY_TW_IN || kind_at(ctx, at + n) == CHY_TW_ON;
    if (in)
        n++;
    if (!(in && read_bare_unit(ctx, at + n, out)) && !read_core(ctx, at + n, out))
        return false;
    out->n += n;
    /* "earlier this week" does not reach behind the report, "later this week" not before it */
    if (part->value && out->precision == CHY_PRECISION_WEEK && chy_day_within(ctx->base, out->fixed.from, out->fixed.to)) {
        if (part->value < 0)
            out->fixed.to = ctx->base;
        else
            out->fixed.from = ctx->base;
    }
    return true;
}

static bool read_single(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    return read_edge(ctx, at, out) || read_part(ctx, at, out) || read_core(ctx, at, out);
}

/* ---- ranges ---- */

static void join(const chy_expr_context *ctx, chy_expr *a, const chy_expr *b, uint32_t n)
{
    bool open_a = a->shape.kind != CHY_SHAPE_FIXED, open_b = b->shape.kind != CHY_SHAPE_FIXED;
    if (open_a && open_b) {
        a->back.to = b->back.to;
        a->back.from = chy_shape_resolve(a->shape, chy_day_full(b->back.to) ? b->back.to : (chy_day){b->back.to.year, b->back.to.month, 28}, false).from;
        a->ahead.to = chy_shape_resolve(b->shape, chy_day_full(a->ahead.from) ? a->ahead.from : (chy_day){a->ahead.from.year, a->ahead.from.month, 1}, true).to;
    } else if (open_a) {
        chy_day end = b->fixed.to;
        if (!end.month) /* "from March to 2021": no sense, keep the year */
            end.month = 12;
        if (!end.day)
            end.day = 28;
        a->fixed.from = chy_shape_resolve(a->shape, end, false).from;
        a->fixed.to = b->fixed.to;
        a->shape.kind = CHY_SHAPE_FIXED;
    } else if (open_b) {
        chy_day start = a->fixed.from;
        if (!start.month)
            start.month = 1;
        if (!start.day)
            start.day = 1;
        a->fixed.to = chy_shape_resolve(b->shape, start, true).to;
    } else
        a->fixed.to = b->fixed.to;
    if (b->precision > a->precision)
        a->precision = b->precision;
    a->n = n;
    (void)ctx;
}

/* Whether `a` joint `b` is one stretch of time: a dash always, "to" behind "from", "and" behind "between" or for two weekdays in a row. */
static bool joins(const chy_expr_context *ctx, uint32_t at, const chy_expr *a, chy_timeword_kind joint, const chy_expr *b)
{
    chy_timeword_kind before = at ? kind_at(ctx, at - 1) : CHY_TW_OTHER;
    if (a->offset || b->offset || a->weak || b->weak)
        return false;
    bool ordered = a->shape.kind != CHY_SHAPE_FIXED || b->shape.kind != CHY_SHAPE_FIXED ||
                   chy_day_number(a->fixed.from, false) <= chy_day_number(b->fixed.to, true);
    if (!ordered)
        return false;
    switch (joint) {
    case CHY_TW_DASH: return true;
    case CHY_TW_TO: case CHY_TW_UNTIL:
        return before == CHY_TW_FROM || (a->shape.kind == b->shape.kind && joint == CHY_TW_TO && a->shape.kind != CHY_SHAPE_FIXED);
    case CHY_TW_AND:
        return before == CHY_TW_BETWEEN ||
               (a->shape.kind == CHY_SHAPE_WEEKDAY && b->shape.kind == CHY_SHAPE_WEEKDAY && (a->shape.a + 1) % 7 == b->shape.a);
    default: return false;
    }
}

bool chy_expr_read(const chy_expr_context *ctx, uint32_t at, chy_expr *out)
{
    if (!read_single(ctx, at, out))
        return false;
    chy_timeword_kind joint = kind_at(ctx, at + out->n);
    chy_expr end;
    if ((joint == CHY_TW_DASH || joint == CHY_TW_TO || joint == CHY_TW_UNTIL || joint == CHY_TW_AND) &&
        read_single(ctx, at + out->n + 1, &end) && joins(ctx, at, out, joint, &end))
        join(ctx, out, &end, out->n + 1 + end.n);
    return true;
}
