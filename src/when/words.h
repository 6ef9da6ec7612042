/* src/when/words.h - The time words of English and how a sentence is read as a row of them. Private to when/. Knows
 * spellings; knows no calendar and no tree. */
#ifndef CHY_WHEN_WORDS_H
#define CHY_WHEN_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "types/sentence.h"

typedef enum chy_timeword_kind {
    CHY_TW_OTHER,
    CHY_TW_NUMBER,  /* digits: value, `digits` long */
    CHY_TW_COUNT,   /* two, three, ... as words: value */
    CHY_TW_VAGUE,   /* few, several, some, many, couple */
    CHY_TW_ORDINAL, /* 5th, first */
    CHY_TW_MONTH,   /* 1..12 */
    CHY_TW_WEEKDAY, /* 0 = Monday */
    CHY_TW_UNIT,    /* chy_unit; `plural` when spelled so */
    CHY_TW_SEASON,  /* 0 spring, 1 summer, 2 autumn, 3 winter */
    CHY_TW_DAYPART, /* morning, evening, night, dawn: 0, night: 1 */
    CHY_TW_DECADE,  /* 1990s: 1990; '90s: 1990 */
    CHY_TW_TODAY,   /* today 0, yesterday -1, tomorrow 1, tonight 0; overnight 2 */
    CHY_TW_REL,     /* last -1, this 0, next 1, past -2, recent -3 */
    CHY_TW_PART,    /* early, mid, late; earlier -1, later 1 */
    CHY_TW_EDGE,    /* end 1, beginning -1, middle 0 */
    CHY_TW_AGO,     /* ago, earlier, prior, previously: counted back */
    CHY_TW_HOLIDAY, /* month * 100 + day */
    CHY_TW_IN, CHY_TW_ON, CHY_TW_OF, CHY_TW_THE, CHY_TW_A, CHY_TW_SINCE, CHY_TW_UNTIL, CHY_TW_BY,
    CHY_TW_FROM, CHY_TW_TO, CHY_TW_BETWEEN, CHY_TW_AND, CHY_TW_BEFORE, CHY_TW_AFTER, CHY_TW_DURING,
    CHY_TW_DASH, CHY_TW_SLASH, CHY_TW_COMMA, CHY_TW_DOT, CHY_TW_POSS
} chy_timeword_kind;

typedef enum chy_unit {
    CHY_UNIT_HOUR, CHY_UNIT_DAY, CHY_UNIT_WEEK, CHY_UNIT_WEEKEND, CHY_UNIT_FORTNIGHT, CHY_UNIT_MONTH, CHY_UNIT_QUARTER,
    CHY_UNIT_YEAR, CHY_UNIT_DECADE, CHY_UNIT_CENTURY
} chy_unit;

/* A token, or the part of a token between hyphens, dashes and slashes: "mid-March" and "1979-1989" are read alike however the
 * tokenizer cuts them. */
typedef struct chy_timeword {
    chy_timeword_kind kind;
    int32_t value;
    uint32_t token;      /* 0-based in the sentence */
    uint8_t digits;      /* NUMBER: how many */
    bool capital, plural;
    bool glued;          /* no blank before it */
    bool possessive;     /* "Monday's" in one token: the 's is cut off */
    const char *text;    /* not NUL-terminated */
    uint32_t len;
} chy_timeword;

/* Reads `sent` as words. The array lives in `arena`; NULL when memory is out. `*any` tells whether a word is there that could begin or carry a date. */
chy_timeword *chy_timewords_read(const chy_sentence *sent, chy_arena *arena, uint32_t *n_words, bool *any);

/* What one spelling is: fills kind, value, digits, capital, plural of `*word` from its text and len. */
void chy_timeword_classify(chy_timeword *word);

/* The first table line that is out of order, NULL when the table is sound (for tests). */
const char *chy_timewords_check(void);

#endif
