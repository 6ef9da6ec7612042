/* src/when/find.c - All time expressions of an article: words read, expressions tried from left to right, each given the direction of its
 * verb and its bearing on the deed (since, until, before). */
#include "when/when.h"

#include <strings.h>

#include "when/calendar.h"
#include "when/expr.h"
#include "when/tense.h"

typedef struct finder {
    chy_article *art;
    chy_time_mention *items;
    size_t len, cap;
    chy_day prior; /* the time named last, perhaps only its year */
} finder;

static int32_t distance(chy_day a, chy_day b)
{
    int32_t d = chy_day_number(a, false) - chy_day_number(b, false);
    return d < 0 ? -d : d;
}

/* The tense decides; without one, a weekday lies behind and the nearest month or day is meant. */
static bool is_ahead(const chy_article *art, const chy_expr *e, chy_tense tense, chy_time_sense sense, bool is_for)
{
    /* "a strike for Monday", "runs through Wednesday" */
    if (tense == CHY_TENSE_FUTURE || is_for || (sense == CHY_TIME_BY && tense != CHY_TENSE_PAST))
        return true;
    if (tense == CHY_TENSE_PAST || e->shape.kind == CHY_SHAPE_WEEKDAY)
        return false;
    return distance(e->ahead.from, art->day) < distance(e->back.from, art->day);
}

static chy_time_sense sense_of(const chy_timeword *words, uint32_t at)
{
    while (at && (words[at - 1].kind == CHY_TW_THE || words[at - 1].kind == CHY_TW_ON || words[at - 1].kind == CHY_TW_IN))
        at--;
    if (!at)
        return CHY_TIME_AT;
    switch (words[at - 1].kind) {
    case CHY_TW_SINCE: return CHY_TIME_SINCE;
    case CHY_TW_UNTIL: case CHY_TW_BY: case CHY_TW_TO: return CHY_TIME_BY;
    case CHY_TW_BEFORE: case CHY_TW_AFTER: return CHY_TIME_BOUND;
    case CHY_TW_AGO: return CHY_TIME_AT;
    default: return CHY_TIME_AT;
    }
}

/* "after Tuesday's talks", "before the 2014 vote": the bound is the noun, the day belongs to it. */
static bool dates_a_noun(const chy_sentence *sent, const chy_time_mention *time)
{
    uint32_t head = chy_span_head(sent, time->first, time->n_tokens);
    switch (sent->tokens[head].deprel) {
    case CHY_DEP_nmod_poss: case CHY_DEP_compound: case CHY_DEP_nummod: case CHY_DEP_amod: case CHY_DEP_nmod_unmarked: case CHY_DEP_nmod_desc:
        return sent->tokens[head].head > time->first + time->n_tokens;
    default: return false;
    }
}

/* "for Monday", but not "for Monday's attack". */
static bool is_for(const chy_timeword *words, uint32_t n_words, uint32_t at, uint32_t n)
{
    bool possessive = words[at + n - 1].possessive || (at + n < n_words && words[at + n].kind == CHY_TW_POSS);
    return at && words[at - 1].len == 3 && !strncasecmp(words[at - 1].text, "for", 3) && !possessive;
}

static bool add(finder *f, uint32_t s, const chy_timeword *words, uint32_t n_words, uint32_t at, const chy_expr *e)
{
    const chy_sentence *sent = &f->art->sentences[s];
    chy_time_mention time = {.sentence = s, .first = words[at].token, .precision = e->precision};
    time.n_tokens = words[at + e->n - 1].token + 1 - time.first;
    chy_tense tense = chy_tense_around(sent, time.first, time.n_tokens);
    if (e->only_ahead && tense != CHY_TENSE_FUTURE)
        return true;
    time.open = e->shape.kind != CHY_SHAPE_FIXED;
    time.sense = e->offset ? CHY_TIME_OFFSET : sense_of(words, at);
    chy_span chosen = !time.open ? e->fixed : is_ahead(f->art, e, tense, time.sense, is_for(words, n_words, at, e->n)) ? e->ahead : e->back;
    time.from = chosen.from;
    time.to = chosen.to;
    time.back_from = time.open ? e->back.from : chosen.from;
    time.back_to = time.open ? e->back.to : chosen.to;
    time.ahead_from = time.open ? e->ahead.from : chosen.from;
    time.ahead_to = time.open ? e->ahead.to : chosen.to;
    if (time.sense == CHY_TIME_BOUND && dates_a_noun(sent, &time))
        time.sense = CHY_TIME_AT;
    if (time.sense == CHY_TIME_SINCE && chy_day_known(f->art->day) &&
        chy_day_number(time.back_from, false) <= chy_day_number(f->art->day, true)) {
        time.from = time.back_from;
        time.to = time.back_to = f->art->day;
        time.open = false;
    }
    chy_time_mention *items = chy_arena_grow(f->art->arena, f->items, f->len, &f->cap, sizeof *items);
    if (!items)
        return false;
    f->items = items;
    f->items[f->len++] = time;
    if (!e->offset && !e->weak)
        f->prior = time.from;
    return true;
}

static bool find_in(finder *f, uint32_t s)
{
    const chy_sentence *sent = &f->art->sentences[s];
    chy_expr_context ctx = {.sent = sent, .base = f->art->day};
    bool any = false;
    chy_timeword *words = chy_timewords_read(sent, f->art->arena, &ctx.n, &any);
    if (!words)
        return false;
    ctx.words = words;
    for (uint32_t at = 0; any && at < ctx.n;) {
        chy_expr e;
        ctx.prior = f->prior;
        if (!chy_expr_read(&ctx, at, &e)) {
            at++;
            continue;
        }
        if (!add(f, s, words, ctx.n, at, &e))
            return false;
        at += e.n;
        while (at < ctx.n && words[at].token == words[at - 1].token) /* mentions do not share a token */
            at++;
    }
    return true;
}

chy_status chy_when_find(chy_article *art)
{
    finder f = {.art = art};
    art->times = NULL;
    art->n_times = 0;
    for (uint32_t s = 0; s < art->n_sentences; s++)
        if (!art->sentences[s].furniture && !find_in(&f, s))
            return CHY_E_NOMEM;
    art->times = f.items;
    art->n_times = (uint32_t)f.len;
    return CHY_OK;
}
