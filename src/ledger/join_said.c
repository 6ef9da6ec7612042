/* src/ledger/join_said.c - Things told in words: positions (with what supersedes them), offices, facts. */
#include <string.h>

#include "ledger/join.h"

/* What was said again after so many days is said anew. */
enum { MEMORY_DAYS = 1100 };

static bool is_forgotten(const joiner *j, const group *g, const item *it)
{
    int32_t then = join_report_day(&j->items[g->items[g->n - 1]]), now = join_report_day(it);
    return then != CHY_NO_DAY && now != CHY_NO_DAY && now - then > MEMORY_DAYS;
}

/* Groups by likeness of words: `alike` decides about two claims; a group is known by its first claims and its last. */
static void group_alike(joiner *j, bool (*alike)(const item *a, const item *b))
{
    enum { LOOKED_AT = 8 };
    for (uint32_t i = 0; i < j->n && !j->failed; i++) {
        group *home = NULL;
        for (size_t g = 0; g < j->n_groups && !home; g++) {
            const group *other = &j->groups[g];
            if (is_forgotten(j, other, &j->items[i]))
                continue;
            for (size_t k = 0; k < other->n && !home; k++)
                if ((k < LOOKED_AT || k + 1 == other->n) && alike(&j->items[i], &j->items[other->items[k]]))
                    home = &j->groups[g];
        }
        join_group_add(j, home ? home : join_group_new(j), i);
    }
}

static int32_t first_seen(const joiner *j, const group *g) { return join_report_day(&j->items[g->items[0]]); }
static int32_t last_seen(const joiner *j, const group *g) { return join_report_day(&j->items[g->items[g->n - 1]]); }

static const char *day_text(joiner *j, int32_t day)
{
    char text[24];
    return day == CHY_NO_DAY ? "" : join_printf(j, "%s", chy_day_format(chy_day_from_number(day), text));
}

/* ---- positions ---- */

static bool same_words(const item *a, const item *b, double share)
{
    const wordset *x = &a->words, *y = &b->words;
    uint32_t common = join_common(x, y);
    return join_overlap(x, y) >= share && (common >= 2 || (common == 1 && (x->n == 1 || y->n == 1)));
}

static bool same_position(const item *a, const item *b)
{
    return !strcmp(a->claim->status, b->claim->status) && same_words(a, b, 0.6);
}

static bool is_for(const char *stance) { return !strcmp(stance, "supports") || !strcmp(stance, "demands"); }

/* The first later position of the same holders on the same thing from the other side. */
static const char *superseded_by(joiner *j, const group *g, const group *all, size_t n)
{
    const item *mine = &j->items[g->items[g->n - 1]];
    const group *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const group *other = &all[i];
        if (other == g || first_seen(j, other) <= last_seen(j, g))
            continue;
        const item *theirs = &j->items[other->items[0]];
        bool turned = (is_for(mine->claim->status) && !strcmp(theirs->claim->status, "opposes")) || (is_for(theirs->claim->status) && !strcmp(mine->claim->status, "opposes"));
        if (turned && same_words(mine, theirs, 0.6) && (!best || first_seen(j, other) < first_seen(j, best)))
            best = other;
    }
    return best ? join_id(j, "positions", j->block, best, "") : "";
}

static const char *longest(const joiner *j, const group *g, const char *key, size_t limit)
{
    const char *best = "";
    for (size_t i = 0; i < g->n; i++) {
        const char *text = join_text(&j->items[g->items[i]], key);
        if (!best[0] || (strlen(text) > strlen(best) && strlen(text) <= limit))
            best = text;
    }
    return best;
}

void join_positions(joiner *j)
{
    group_alike(j, same_position);
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        const group *g = &j->groups[i];
        const item *first = &j->items[g->items[0]];
        texts holders = {.n = 0}, targets = {.n = 0};
        for (size_t k = 0; k < g->n; k++) {
            texts_add_list(&holders, join_list(&j->items[g->items[k]], "holders"));
            texts_add_list(&targets, join_list(&j->items[g->items[k]], "target"));
        }
        const char *on = longest(j, g, "on", 120);
        join_begin(j);
        join_put_texts(j, "holders", &holders);
        join_put(j, "stance", first->claim->status);
        join_put(j, "on", on);
        join_put_texts(j, "target", &targets);
        join_put(j, "quotation", longest(j, g, "quotation", 400));
        join_put(j, "since", day_text(j, first_seen(j, g)));
        join_put(j, "superseded_by", superseded_by(j, g, j->groups, j->n_groups));
        join_end(j, g, (chy_ledger_entry){.status = first->claim->status, .name = on, .first_day = first_seen(j, g), .last_day = last_seen(j, g)}, "");
    }
}

/* ---- offices ---- */

static bool same_office(const item *a, const item *b)
{
    if (join_overlap(&a->words, &b->words) < 0.99)
        return false;
    wordset o = join_words(join_text(a, "office")), p = join_words(join_text(b, "office"));
    return join_overlap(&o, &p) >= 0.6 && (o.n == p.n || join_overlap(&o, &p) >= 0.99);
}

void join_offices(joiner *j)
{
    group_alike(j, same_office);
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        const group *g = &j->groups[i];
        texts people = {.n = 0};
        for (size_t k = 0; k < g->n; k++)
            texts_add(&people, join_text(&j->items[g->items[k]], "person"));
        const char *person = texts_most(&people), *office = longest(j, g, "office", 160);
        join_begin(j);
        join_put(j, "person", person);
        join_put(j, "office", office);
        join_put(j, "of", join_text(&j->items[g->items[0]], "of"));
        join_put(j, "first_seen", day_text(j, first_seen(j, g)));
        join_put(j, "last_seen", day_text(j, last_seen(j, g)));
        join_end(j, g, (chy_ledger_entry){.name = join_printf(j, "%s, %s", person, office), .first_day = first_seen(j, g), .last_day = last_seen(j, g)}, "");
    }
}

/* ---- facts ---- */

static bool same_fact(const item *a, const item *b)
{
    const char *value_a = join_text(a, "value"), *value_b = join_text(b, "value");
    if (strcmp(value_a, value_b) || strcmp(join_text(a, "unit"), join_text(b, "unit")))
        return false;
    const char *x = join_text(a, "as_of"), *y = join_text(b, "as_of");
    if (value_a[0] && x[0] && y[0] && strncmp(x, y, 4))
        return false;
    return same_words(a, b, value_a[0] ? 0.5 : 0.7);
}

void join_facts(joiner *j)
{
    group_alike(j, same_fact);
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        const group *g = &j->groups[i];
        const item *last = &j->items[g->items[g->n - 1]];
        texts about = {.n = 0};
        for (size_t k = 0; k < g->n; k++)
            texts_add_list(&about, join_list(&j->items[g->items[k]], "about"));
        const char *as_of = longest(j, g, "as_of", 16), *fact = join_text(&j->items[g->items[0]], "fact");
        int32_t from = first_seen(j, g), to = last_seen(j, g);
        join_days(as_of, "", &from, &to);
        join_begin(j);
        join_put_texts(j, "about", &about);
        join_put(j, "fact", fact);
        if (join_text(last, "value")[0]) {
            join_key(j, "value");
            chy_buf_str(&j->json, join_text(last, "value"));
            join_put(j, "unit", join_text(last, "unit"));
        }
        join_put(j, "as_of", as_of[0] ? as_of : day_text(j, last_seen(j, g)));
        join_end(j, g, (chy_ledger_entry){.name = fact, .first_day = from, .last_day = to}, "");
    }
}
