/* src/ingest/pagedate.c - See pagedate.h. */
#include "ingest/pagedate.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* No page is older, and what is later is a number of something else. */
#define YEAR_FIRST 1900
#define YEAR_LAST 2099

typedef struct cursor {
    const char *s;
    size_t len;
} cursor;

static bool is_digit(const cursor *c, size_t i)
{
    return i < c->len && c->s[i] >= '0' && c->s[i] <= '9';
}

static bool is_letter(const cursor *c, size_t i)
{
    return i < c->len && (c->s[i] | 32) >= 'a' && (c->s[i] | 32) <= 'z';
}

static size_t digits_at(const cursor *c, size_t i)
{
    size_t n = 0;
    while (is_digit(c, i + n))
        n++;
    return n;
}

static int number_at(const cursor *c, size_t i, size_t n)
{
    int value = 0;
    for (size_t k = 0; k < n && k < 8; k++)
        value = value * 10 + (c->s[i + k] - '0');
    return value;
}

static bool make(int year, int month, int day, chy_day *out)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 || day > chy_days_in_month(year, month))
        return false;
    *out = (chy_day){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    return true;
}

/* The month whose name stands at `i`; `*n` is its length with a full stop. 0: none. */
static int month_at(const cursor *c, size_t i, size_t *n)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
    size_t len = 0;
    while (is_letter(c, i + len))
        len++;
    if (len < 3 || len > 9)
        return 0;
    for (int m = 0; m < 12; m++) {
        bool whole = strlen(months[m]) == len || len == 3 || (m == 8 && len == 4);
        if (whole && !strncasecmp(months[m], c->s + i, len)) {
            *n = len + (i + len < c->len && c->s[i + len] == '.');
            return m + 1;
        }
    }
    return 0;
}

static size_t skip(const cursor *c, size_t i, const char *set)
{
    while (i < c->len && strchr(set, c->s[i]) && c->s[i])
        i++;
    return i;
}

/* "1st", "22nd": the length of the ending. */
static size_t ordinal_at(const cursor *c, size_t i)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    for (size_t k = 0; k < 4; k++)
        if (i + 2 <= c->len && !strncasecmp(c->s + i, ends[k], 2) && !is_letter(c, i + 2))
            return 2;
    return 0;
}

/* "March 4, 2025" at `i`. */
static bool month_first(const cursor *c, size_t i, chy_day *out)
{
    size_t n;
    int month = month_at(c, i, &n);
    if (!month)
        return false;
    i = skip(c, i + n, " -");
    size_t d = digits_at(c, i);
    if (d < 1 || d > 2)
        return false;
    int day = number_at(c, i, d);
    i += d;
    i += ordinal_at(c, i);
    i = skip(c, i, " ,-");
    return digits_at(c, i) == 4 && make(number_at(c, i, 4), month, day, out);
}

/* "4 March 2025", "4th of March, 2025", "04-Mar-25" at `i`, where `d` digits stand. */
static bool day_first(const cursor *c, size_t i, size_t d, chy_day *out)
{
    size_t n;
    int day = number_at(c, i, d);
    i += d;
    i += ordinal_at(c, i);
    i = skip(c, i, " -/");
    if (i + 3 < c->len && !strncasecmp(c->s + i, "of ", 3))
        i += 3;
    int month = month_at(c, i, &n);
    if (!month)
        return false;
    i = skip(c, i + n, " ,-/");
    size_t y = digits_at(c, i);
    if (y == 2)
        return make(2000 + number_at(c, i, 2) - (number_at(c, i, 2) >= 70 ? 100 : 0), month, day, out);
    return y == 4 && make(number_at(c, i, 4), month, day, out);
}

/* 2025-03-04, 2025/3/4, 2025.03.04 at `i`, where four digits stand. */
static bool year_first(const cursor *c, size_t i, chy_day *out)
{
    int year = number_at(c, i, 4);
    char gap = i + 4 < c->len ? c->s[i + 4] : '\0';
    if (gap != '-' && gap != '/' && gap != '.')
        return false;
    size_t m = digits_at(c, i + 5);
    if (m < 1 || m > 2 || i + 5 + m >= c->len || c->s[i + 5 + m] != gap)
        return false;
    size_t k = i + 6 + m, d = digits_at(c, k);
    return d >= 1 && d <= 2 && make(year, number_at(c, i + 5, m), number_at(c, k, d), out);
}

/* 04.03.2025 is the fourth of March; with slashes or hyphens only what can be read in one way. */
static bool numbers_only(const cursor *c, size_t i, size_t d, chy_day *out)
{
    char gap = i + d < c->len ? c->s[i + d] : '\0';
    if (gap != '.' && gap != '/' && gap != '-')
        return false;
    size_t m = digits_at(c, i + d + 1), k = i + d + 2 + m;
    if (m < 1 || m > 2 || k > c->len || c->s[k - 1] != gap || digits_at(c, k) != 4)
        return false;
    int first = number_at(c, i, d), second = number_at(c, i + d + 1, m), year = number_at(c, k, 4);
    if (gap == '.' || first > 12 || first == second)
        return make(year, second, first, out);
    return second > 12 && make(year, first, second, out);
}

static bool epoch(const cursor *c, size_t i, size_t d, chy_day *out)
{
    if (d != 10 && d != 13)
        return false;
    int64_t value = 0;
    for (size_t k = 0; k < 10; k++)
        value = value * 10 + (c->s[i + k] - '0');
    chy_day day = chy_day_from_number((int32_t)(value / 86400));
    return make(day.year, day.month, day.day, out) && day.year >= 1990;
}

static bool at_number(const cursor *c, size_t i, size_t d, chy_day *out)
{
    if (d == 4 && year_first(c, i, out))
        return true;
    if (d <= 2 && (day_first(c, i, d, out) || numbers_only(c, i, d, out)))
        return true;
    if (d == 8 || d == 14)
        return number_at(c, i, 4) >= 1990 && make(number_at(c, i, 4), number_at(c, i + 4, 2), number_at(c, i + 6, 2), out);
    return i == 0 && epoch(c, i, d, out);
}

bool chy_page_date_find(const char *text, size_t len, chy_day *out)
{
    cursor c = {text, len};
    for (size_t i = 0; i < len;) {
        size_t d = digits_at(&c, i);
        if (d) {
            if (at_number(&c, i, d, out))
                return true;
            i += d;
        } else if (is_letter(&c, i)) {
            if (month_first(&c, i, out))
                return true;
            while (is_letter(&c, i))
                i++;
        } else {
            i++;
        }
    }
    return false;
}

bool chy_page_date_in_url(const char *url, size_t len, chy_day *out)
{
    cursor c = {url, len};
    const char *end = memchr(url, '?', len);
    c.len = end ? (size_t)(end - url) : len;
    for (size_t i = 0; i < c.len;) {
        size_t d = digits_at(&c, i), n;
        if (d == 4 && i && c.s[i - 1] == '/' && i + 5 < c.len && c.s[i + 4] == '/') {
            /* /2025/mar/04/ */
            int month = month_at(&c, i + 5, &n);
            size_t k = i + 5 + (month ? n + 1 : 0);
            if (month && k < c.len && c.s[k - 1] == '/' && digits_at(&c, k) && digits_at(&c, k) <= 2 &&
                make(number_at(&c, i, 4), month, number_at(&c, k, digits_at(&c, k)), out))
                return true;
        }
        if (d == 4 && number_at(&c, i, 4) >= 1990 && year_first(&c, i, out))
            return true;
        if (d == 8 && number_at(&c, i, 4) >= 1990 && make(number_at(&c, i, 4), number_at(&c, i + 4, 2), number_at(&c, i + 6, 2), out))
            return true;
        i += d ? d : 1;
    }
    return false;
}
