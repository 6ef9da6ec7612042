/* src/when/words.c - The table of time words, and tokens to words. The table is sorted, as look-up halves it;
 * chy_timewords_check() guards that in the unit tests. */
#include "when/words.h"

#include <ctype.h>
#include <string.h>

#define LONGEST_WORD 16

typedef struct entry {
    const char *text;
    chy_timeword_kind kind;
    int16_t value;
    bool cased; /* counts only with a capital: months, weekdays and their short forms are common words too */
} entry;

#define CAP true
#define LOW false

static const entry table[] = {
    {"'", CHY_TW_POSS, 0, LOW},
    {"'s", CHY_TW_POSS, 0, LOW},
    {"(", CHY_TW_OTHER, 0, LOW},
    {",", CHY_TW_COMMA, 0, LOW},
    {"-", CHY_TW_DASH, 0, LOW},
    {"--", CHY_TW_DASH, 0, LOW},
    {".", CHY_TW_DOT, 0, LOW},
    {"/", CHY_TW_SLASH, 0, LOW},
    {"a", CHY_TW_A, 1, LOW},
    {"after", CHY_TW_AFTER, 0, LOW},
    {"afternoon", CHY_TW_DAYPART, 0, LOW},
    {"ago", CHY_TW_AGO, 0, LOW},
    {"an", CHY_TW_A, 1, LOW},
    {"and", CHY_TW_AND, 0, LOW},
    {"apr", CHY_TW_MONTH, 4, CAP},
    {"april", CHY_TW_MONTH, 4, CAP},
    {"aug", CHY_TW_MONTH, 8, CAP},
    {"august", CHY_TW_MONTH, 8, CAP},
    {"autumn", CHY_TW_SEASON, 2, LOW},
    {"before", CHY_TW_BEFORE, 0, LOW},
    {"beginning", CHY_TW_EDGE, -1, LOW},
    {"between", CHY_TW_BETWEEN, 0, LOW},
    {"by", CHY_TW_BY, 0, LOW},
    {"centuries", CHY_TW_UNIT, CHY_UNIT_CENTURY, LOW},
    {"century", CHY_TW_UNIT, CHY_UNIT_CENTURY, LOW},
    {"christmas", CHY_TW_HOLIDAY, 1225, CAP},
    {"close", CHY_TW_EDGE, 1, LOW},
    {"coming", CHY_TW_REL, 1, LOW},
    {"couple", CHY_TW_COUNT, 2, LOW},
    {"current", CHY_TW_REL, 0, LOW},
    {"dawn", CHY_TW_DAYPART, 0, LOW},
    {"day", CHY_TW_UNIT, CHY_UNIT_DAY, LOW},
    {"days", CHY_TW_UNIT, CHY_UNIT_DAY, LOW},
    {"dec", CHY_TW_MONTH, 12, CAP},
    {"decade", CHY_TW_UNIT, CHY_UNIT_DECADE, LOW},
    {"decades", CHY_TW_UNIT, CHY_UNIT_DECADE, LOW},
    {"december", CHY_TW_MONTH, 12, CAP},
    {"during", CHY_TW_DURING, 0, LOW},
    {"earlier", CHY_TW_PART, -1, LOW},
    {"early", CHY_TW_PART, 0, LOW},
    {"eight", CHY_TW_COUNT, 8, LOW},
    {"eighteen", CHY_TW_COUNT, 18, LOW},
    {"eighteenth", CHY_TW_ORDINAL, 18, LOW},
    {"eighth", CHY_TW_ORDINAL, 8, LOW},
    {"eleven", CHY_TW_COUNT, 11, LOW},
    {"eleventh", CHY_TW_ORDINAL, 11, LOW},
    {"end", CHY_TW_EDGE, 1, LOW},
    {"evening", CHY_TW_DAYPART, 0, LOW},
    {"fall", CHY_TW_SEASON, 2, LOW},
    {"feb", CHY_TW_MONTH, 2, CAP},
    {"february", CHY_TW_MONTH, 2, CAP},
    {"few", CHY_TW_VAGUE, 0, LOW},
    {"fifteen", CHY_TW_COUNT, 15, LOW},
    {"fifteenth", CHY_TW_ORDINAL, 15, LOW},
    {"fifth", CHY_TW_ORDINAL, 5, LOW},
    {"fifty", CHY_TW_COUNT, 50, LOW},
    {"first", CHY_TW_ORDINAL, 1, LOW},
    {"five", CHY_TW_COUNT, 5, LOW},
    {"following", CHY_TW_REL, 2, LOW},
    {"fortnight", CHY_TW_UNIT, CHY_UNIT_FORTNIGHT, LOW},
    {"forty", CHY_TW_COUNT, 40, LOW},
    {"four", CHY_TW_COUNT, 4, LOW},
    {"fourteen", CHY_TW_COUNT, 14, LOW},
    {"fourteenth", CHY_TW_ORDINAL, 14, LOW},
    {"fourth", CHY_TW_ORDINAL, 4, LOW},
    {"fri", CHY_TW_WEEKDAY, 4, CAP},
    {"friday", CHY_TW_WEEKDAY, 4, CAP},
    {"from", CHY_TW_FROM, 0, LOW},
    {"hour", CHY_TW_UNIT, CHY_UNIT_HOUR, LOW},
    {"hours", CHY_TW_UNIT, CHY_UNIT_HOUR, LOW},
    {"in", CHY_TW_IN, 0, LOW},
    {"jan", CHY_TW_MONTH, 1, CAP},
    {"january", CHY_TW_MONTH, 1, CAP},
    {"jul", CHY_TW_MONTH, 7, CAP},
    {"july", CHY_TW_MONTH, 7, CAP},
    {"jun", CHY_TW_MONTH, 6, CAP},
    {"june", CHY_TW_MONTH, 6, CAP},
    {"last", CHY_TW_REL, -1, LOW},
    {"late", CHY_TW_PART, 0, LOW},
    {"later", CHY_TW_PART, 1, LOW},
    {"many", CHY_TW_VAGUE, 0, LOW},
    {"mar", CHY_TW_MONTH, 3, CAP},
    {"march", CHY_TW_MONTH, 3, CAP},
    {"may", CHY_TW_MONTH, 5, CAP},
    {"mid", CHY_TW_PART, 0, LOW},
    {"midday", CHY_TW_DAYPART, 0, LOW},
    {"middle", CHY_TW_EDGE, 0, LOW},
    {"midnight", CHY_TW_DAYPART, 0, LOW},
    {"mon", CHY_TW_WEEKDAY, 0, CAP},
    {"monday", CHY_TW_WEEKDAY, 0, CAP},
    {"month", CHY_TW_UNIT, CHY_UNIT_MONTH, LOW},
    {"months", CHY_TW_UNIT, CHY_UNIT_MONTH, LOW},
    {"morning", CHY_TW_DAYPART, 0, LOW},
    {"next", CHY_TW_REL, 1, LOW},
    {"night", CHY_TW_DAYPART, 1, LOW},
    {"nine", CHY_TW_COUNT, 9, LOW},
    {"nineteen", CHY_TW_COUNT, 19, LOW},
    {"nineteenth", CHY_TW_ORDINAL, 19, LOW},
    {"ninth", CHY_TW_ORDINAL, 9, LOW},
    {"noon", CHY_TW_DAYPART, 0, LOW},
    {"nov", CHY_TW_MONTH, 11, CAP},
    {"november", CHY_TW_MONTH, 11, CAP},
    {"oct", CHY_TW_MONTH, 10, CAP},
    {"october", CHY_TW_MONTH, 10, CAP},
    {"of", CHY_TW_OF, 0, LOW},
    {"on", CHY_TW_ON, 0, LOW},
    {"one", CHY_TW_COUNT, 1, LOW},
    {"overnight", CHY_TW_TODAY, 2, LOW},
    {"past", CHY_TW_REL, -2, LOW},
    {"previous", CHY_TW_REL, -4, LOW},
    {"previously", CHY_TW_AGO, 0, LOW},
    {"prior", CHY_TW_AGO, 0, LOW},
    {"quarter", CHY_TW_UNIT, CHY_UNIT_QUARTER, LOW},
    {"recent", CHY_TW_REL, -3, LOW},
    {"recently", CHY_TW_REL, -5, LOW},
    {"sat", CHY_TW_WEEKDAY, 5, CAP},
    {"saturday", CHY_TW_WEEKDAY, 5, CAP},
    {"second", CHY_TW_ORDINAL, 2, LOW},
    {"sep", CHY_TW_MONTH, 9, CAP},
    {"sept", CHY_TW_MONTH, 9, CAP},
    {"september", CHY_TW_MONTH, 9, CAP},
    {"seven", CHY_TW_COUNT, 7, LOW},
    {"seventeen", CHY_TW_COUNT, 17, LOW},
    {"seventeenth", CHY_TW_ORDINAL, 17, LOW},
    {"seventh", CHY_TW_ORDINAL, 7, LOW},
    {"several", CHY_TW_VAGUE, 0, LOW},
    {"since", CHY_TW_SINCE, 0, LOW},
    {"six", CHY_TW_COUNT, 6, LOW},
    {"sixteen", CHY_TW_COUNT, 16, LOW},
    {"sixteenth", CHY_TW_ORDINAL, 16, LOW},
    {"sixth", CHY_TW_ORDINAL, 6, LOW},
    {"sixty", CHY_TW_COUNT, 60, LOW},
    {"some", CHY_TW_VAGUE, 0, LOW},
    {"spring", CHY_TW_SEASON, 0, LOW},
    {"start", CHY_TW_EDGE, -1, LOW},
    {"summer", CHY_TW_SEASON, 1, LOW},
    {"sun", CHY_TW_WEEKDAY, 6, CAP},
    {"sunday", CHY_TW_WEEKDAY, 6, CAP},
    {"ten", CHY_TW_COUNT, 10, LOW},
    {"tenth", CHY_TW_ORDINAL, 10, LOW},
    {"the", CHY_TW_THE, 0, LOW},
    {"third", CHY_TW_ORDINAL, 3, LOW},
    {"thirteen", CHY_TW_COUNT, 13, LOW},
    {"thirteenth", CHY_TW_ORDINAL, 13, LOW},
    {"thirty", CHY_TW_COUNT, 30, LOW},
    {"this", CHY_TW_REL, 0, LOW},
    {"three", CHY_TW_COUNT, 3, LOW},
    {"through", CHY_TW_TO, 0, LOW},
    {"thu", CHY_TW_WEEKDAY, 3, CAP},
    {"thur", CHY_TW_WEEKDAY, 3, CAP},
    {"thurs", CHY_TW_WEEKDAY, 3, CAP},
    {"thursday", CHY_TW_WEEKDAY, 3, CAP},
    {"till", CHY_TW_UNTIL, 0, LOW},
    {"to", CHY_TW_TO, 0, LOW},
    {"today", CHY_TW_TODAY, 0, LOW},
    {"tomorrow", CHY_TW_TODAY, 1, LOW},
    {"tonight", CHY_TW_TODAY, 0, LOW},
    {"tue", CHY_TW_WEEKDAY, 1, CAP},
    {"tues", CHY_TW_WEEKDAY, 1, CAP},
    {"tuesday", CHY_TW_WEEKDAY, 1, CAP},
    {"twelfth", CHY_TW_ORDINAL, 12, LOW},
    {"twelve", CHY_TW_COUNT, 12, LOW},
    {"twenty", CHY_TW_COUNT, 20, LOW},
    {"two", CHY_TW_COUNT, 2, LOW},
    {"until", CHY_TW_UNTIL, 0, LOW},
    {"upcoming", CHY_TW_REL, 1, LOW},
    {"wed", CHY_TW_WEEKDAY, 2, CAP},
    {"wednesday", CHY_TW_WEEKDAY, 2, CAP},
    {"week", CHY_TW_UNIT, CHY_UNIT_WEEK, LOW},
    {"weekend", CHY_TW_UNIT, CHY_UNIT_WEEKEND, LOW},
    {"weeks", CHY_TW_UNIT, CHY_UNIT_WEEK, LOW},
    {"winter", CHY_TW_SEASON, 3, LOW},
    {"year", CHY_TW_UNIT, CHY_UNIT_YEAR, LOW},
    {"years", CHY_TW_UNIT, CHY_UNIT_YEAR, LOW},
    {"yesterday", CHY_TW_TODAY, -1, LOW},
};
#define N_TABLE (sizeof table / sizeof table[0])

const char *chy_timewords_check(void)
{
    for (size_t i = 1; i < N_TABLE; i++)
        if (strcmp(table[i - 1].text, table[i].text) >= 0 || strlen(table[i].text) >= LONGEST_WORD)
            return table[i].text;
    return NULL;
}

static const entry *find(const char *low)
{
    size_t lo = 0, hi = N_TABLE;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = strcmp(low, table[mid].text);
        if (!order)
            return &table[mid];
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

/* 27, 5th, 1990s, 90s, '21. Values stop at six digits: nothing longer is a date but YYYYMMDD. */
static bool classify_digits(chy_timeword *word)
{
    const char *t = word->text;
    uint32_t len = word->len, i = 0;
    int32_t value = 0;
    while (i < len && isdigit((unsigned char)t[i])) {
        if (i == 8)
            return false;
        value = value * 10 + (t[i++] - '0');
    }
    if (i == 0)
        return false;
    word->value = value;
    word->digits = (uint8_t)i;
    if (i == len) {
        word->kind = CHY_TW_NUMBER;
        return true;
    }
    uint32_t rest = len - i;
    const char *end = t + i;
    if (rest == 2 && i <= 2 && value >= 1 && value <= 31 &&
        (!strncasecmp(end, "st", 2) || !strncasecmp(end, "nd", 2) || !strncasecmp(end, "rd", 2) || !strncasecmp(end, "th", 2))) {
        word->kind = CHY_TW_ORDINAL;
        return true;
    }
    bool decade = (rest == 1 && end[0] == 's') || (rest == 2 && end[0] == '\'' && end[1] == 's');
    if (decade && value % 10 == 0 && ((i == 4 && value >= 1500 && value < 2100) || (i == 2 && value >= 20))) {
        word->kind = CHY_TW_DECADE;
        word->value = i == 4 ? value : 1900 + value;
        return true;
    }
    return false;
}

void chy_timeword_classify(chy_timeword *word)
{
    word->kind = CHY_TW_OTHER;
    word->value = 0;
    word->digits = 0;
    word->plural = false;
    word->capital = word->len && isupper((unsigned char)word->text[0]);
    if (!word->len)
        return;
    if (isdigit((unsigned char)word->text[0])) {
        classify_digits(word);
        return;
    }
    if (word->len == 3 && (!memcmp(word->text, "\xe2\x80\x93", 3) || !memcmp(word->text, "\xe2\x80\x94", 3) ||
                           !memcmp(word->text, "\xe2\x80\x92", 3) || !memcmp(word->text, "\xe2\x80\x91", 3))) {
        word->kind = CHY_TW_DASH;
        return;
    }
    /* The typographic 's */
    if (word->len == 4 && !memcmp(word->text, "\xe2\x80\x99s", 4)) {
        word->kind = CHY_TW_POSS;
        return;
    }
    char low[LONGEST_WORD];
    uint32_t len = word->len;
    if (len > 2 && word->text[len - 1] == '.') /* "Dec." in one token */
        len--;
    if (len >= LONGEST_WORD)
        return;
    for (uint32_t i = 0; i < len; i++)
        low[i] = (char)tolower((unsigned char)word->text[i]);
    low[len] = '\0';
    const entry *e = find(low);
    if (!e || (e->cased && !word->capital))
        return;
    word->kind = e->kind;
    word->value = e->value;
    word->plural = e->kind == CHY_TW_UNIT && low[len - 1] == 's';
}

/* The bytes of the hyphen, dash or slash at `text`, 0 when there is none. A lone apostrophe before digits ('90s) is dropped
 * by the caller. */
static uint32_t joint_at(const char *text, uint32_t len)
{
    if (text[0] == '-' || text[0] == '/')
        return 1;
    if (len >= 3 && (unsigned char)text[0] == 0xe2 && (unsigned char)text[1] == 0x80 && (unsigned char)text[2] >= 0x90 &&
        (unsigned char)text[2] <= 0x95)
        return 3;
    return 0;
}

static uint32_t piece_length(const char *text, uint32_t len)
{
    uint32_t joint = joint_at(text, len);
    if (joint)
        return joint;
    uint32_t i = 0;
    while (i < len && !joint_at(text + i, len - i))
        i++;
    return i;
}

/* Cuts "Monday's" and drops the apostrophe of "'90s". */
static void trim(chy_timeword *word)
{
    if (word->len > 2 && (word->text[0] == '\'') && isdigit((unsigned char)word->text[1])) {
        word->text++;
        word->len--;
    }
    if (word->len > 4 && !memcmp(word->text + word->len - 2, "'s", 2) && !isdigit((unsigned char)word->text[0]))
        word->len -= 2, word->possessive = true;
    else if (word->len > 6 && !memcmp(word->text + word->len - 4, "\xe2\x80\x99s", 4))
        word->len -= 4, word->possessive = true;
}

static bool carries_date(const chy_timeword *w)
{
    switch (w->kind) {
    case CHY_TW_NUMBER: return w->digits == 4 || w->digits == 8 || w->digits <= 2;
    case CHY_TW_MONTH: case CHY_TW_WEEKDAY: case CHY_TW_UNIT: case CHY_TW_SEASON: case CHY_TW_DECADE:
    case CHY_TW_TODAY: case CHY_TW_HOLIDAY: case CHY_TW_ORDINAL: case CHY_TW_DAYPART: return true;
    case CHY_TW_REL: return w->value <= -3;
    default: return false;
    }
}

chy_timeword *chy_timewords_read(const chy_sentence *sent, chy_arena *arena, uint32_t *n_words, bool *any)
{
    size_t cap = sent->n_tokens;
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        for (uint32_t j = 0; j < sent->tokens[i].form_len; j++)
            if (joint_at(sent->tokens[i].form + j, sent->tokens[i].form_len - j))
                cap += 2;
    *n_words = 0;
    *any = false;
    chy_timeword *words = chy_arena_alloc(arena, cap, sizeof *words);
    if (!words)
        return NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; i < sent->n_tokens; i++) {
        const chy_token *tok = &sent->tokens[i];
        for (uint32_t at = 0; at < tok->form_len;) {
            uint32_t len = piece_length(tok->form + at, tok->form_len - at);
            chy_timeword *w = &words[n++];
            *w = (chy_timeword){.token = i, .text = tok->form + at, .len = len, .glued = n > 1 && words[n - 2].text + words[n - 2].len == tok->form + at};
            if (at == 0 && len == tok->form_len)
                trim(w);
            chy_timeword_classify(w);
            *any |= carries_date(w);
            at += len;
        }
    }
    *n_words = n;
    return words;
}
