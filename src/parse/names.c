/* src/parse/names.c - What the words of a document's names were so far; see names.h. */
#include "parse/names.h"

#include "model/gazetteer.h"

#include <string.h>

/* A word not met for LASTS sentences is forgotten; more than MOST meetings are halved; a search looks at NEAR slots. */
enum { LASTS = 40, MOST = 8, NEAR = 4 };

/* [n][k]: 1024 ln(k / n + 0.1) when k of n meetings were of a kind; half of that when there was but one. */
static const int16_t weight[MOST + 1][MOST + 1] = {
    {0, 0, 0, 0, 0, 0, 0, 0, 0},
    {-1179, 49, 0, 0, 0, 0, 0, 0, 0},
    {-2358, -523, 98, 0, 0, 0, 0, 0, 0},
    {-2358, -856, -272, 98, 0, 0, 0, 0, 0},
    {-2358, -1075, -523, -166, 98, 0, 0, 0, 0},
    {-2358, -1233, -710, -365, -108, 98, 0, 0, 0},
    {-2358, -1353, -856, -523, -272, -71, 98, 0, 0},
    {-2358, -1449, -976, -653, -408, -210, -45, 98, 0},
    {-2358, -1527, -1075, -762, -523, -329, -166, -26, 98},
};

void chy_names_begin(chy_names *names)
{
    memset(names, 0, sizeof *names);
    names->on = true;
    names->sentence = 1;
}

/* Words that may be part of a name: a capital, and more than a letter. */
static bool may_be_name(const chy_token *t)
{
    return t->form_len > 1 && t->form[0] >= 'A' && t->form[0] <= 'Z';
}

static bool is_live(const chy_names *names, const chy_name_seen *s)
{
    return s->sentence && names->sentence - s->sentence <= LASTS;
}

static uint32_t slot_at(uint32_t key, uint32_t i)
{
    return (key * 0x9e3779b1u / (UINT32_MAX / CHY_NAMES_SLOTS + 1) + i) % CHY_NAMES_SLOTS;
}

static const chy_name_seen *find(const chy_names *names, uint32_t key)
{
    for (uint32_t i = 0; i < NEAR; i++) {
        const chy_name_seen *s = &names->slots[slot_at(key, i)];
        if (s->key == key && is_live(names, s))
            return s;
    }
    return NULL;
}

/* The slot of `key`; where there is none, the one used longest ago of those near. */
static chy_name_seen *claim(chy_names *names, uint32_t key)
{
    chy_name_seen *oldest = &names->slots[slot_at(key, 0)];
    for (uint32_t i = 0; i < NEAR; i++) {
        chy_name_seen *s = &names->slots[slot_at(key, i)];
        if (s->key == key && is_live(names, s))
            return s;
        if (s->sentence < oldest->sentence)
            oldest = s;
    }
    *oldest = (chy_name_seen){.key = key};
    return oldest;
}

static uint32_t total(const chy_name_seen *s)
{
    uint32_t n = 0;
    for (int k = 0; k < CHY_NAMES_KINDS; k++)
        n += s->times[k];
    return n;
}

void chy_names_weigh(const chy_names *names, const chy_token *tokens, uint32_t n, int32_t *scores, uint32_t cols)
{
    for (uint32_t i = 0; i < n && names->on; i++, scores += cols) {
        const chy_name_seen *s = may_be_name(&tokens[i]) ? find(names, chy_gazetteer_key(tokens[i].form, tokens[i].form_len)) : NULL;
        if (!s)
            continue;
        const int16_t *row = weight[total(s)];
        for (int c = 0; c < CHY_N_NER; c++)
            scores[c] += row[s->times[(c + 1) / 2]];
    }
}

void chy_names_keep(chy_names *names, const chy_token *tokens, uint32_t n)
{
    for (uint32_t i = 0; i < n && names->on; i++) {
        if (!may_be_name(&tokens[i]))
            continue;
        chy_name_seen *s = claim(names, chy_gazetteer_key(tokens[i].form, tokens[i].form_len));
        for (int k = 0; k < CHY_NAMES_KINDS && total(s) >= MOST; k++)
            for (int j = 0; j < CHY_NAMES_KINDS; j++)
                s->times[j] /= 2;
        s->times[(tokens[i].ner + 1) / 2]++;
        s->sentence = names->sentence;
    }
    names->sentence++;
}
