/* src/when/expr.h - From a row of time words to the days they mean. Private to when/. Knows the calendar and the report's day; knows
 * no tree: an expression that may look either way ("on Saturday") comes with both readings. */
#ifndef CHY_WHEN_EXPR_H
#define CHY_WHEN_EXPR_H

#include "types/article.h"
#include "when/words.h"

/* What an expression without a year or week says, so that it can be counted from any day. */
typedef enum chy_shape_kind { CHY_SHAPE_FIXED, CHY_SHAPE_WEEKDAY, CHY_SHAPE_MONTH, CHY_SHAPE_MONTHDAY, CHY_SHAPE_MONTHDAYS,
                              CHY_SHAPE_SEASON, CHY_SHAPE_DAY, CHY_SHAPE_WEEKEND } chy_shape_kind;
typedef struct chy_shape {
    chy_shape_kind kind;
    int8_t a, b, c; /* weekday; month; month, day; month, first and last day; season; day of the month */
} chy_shape;

typedef struct chy_span { chy_day from, to; } chy_span;

typedef struct chy_expr {
    uint32_t n;           /* words read */
    chy_span fixed;       /* CHY_SHAPE_FIXED */
    chy_shape shape;
    chy_span back, ahead; /* the readings when not fixed */
    chy_precision precision;
    bool only_ahead;      /* "in three weeks": a date only with a verb that looks ahead */
    bool offset;          /* "a day after": see CHY_TIME_OFFSET */
    bool weak;            /* "recent", "the day before": gives way to any other expression */
} chy_expr;

typedef struct chy_expr_context {
    const chy_timeword *words;
    uint32_t n;
    const chy_sentence *sent;
    chy_day base;  /* the report's day; unknown or partly known: only what needs no more is read */
    chy_day prior; /* the last day named before, for "the next day" */
} chy_expr_context;

/* Reads the longest expression that begins at word `at`, ranges included. False when none begins there. */
bool chy_expr_read(const chy_expr_context *ctx, uint32_t at, chy_expr *out);

/* The nearest days of `shape` not after (`ahead` false) or not before `base`. */
chy_span chy_shape_resolve(chy_shape shape, chy_day base, bool ahead);

#endif
