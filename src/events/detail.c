/* src/events/detail.c - Sizes ("at least 35 people were killed") and contexts; see detail.h. */
#include "events/detail.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN ((chy_count){-1, -1})

typedef struct number_word { const char *word; int32_t low, high; } number_word;
static const number_word number_words[] = {
    {"one", 1, 1}, {"two", 2, 2}, {"three", 3, 3}, {"four", 4, 4}, {"five", 5, 5}, {"six", 6, 6}, {"seven", 7, 7},
    {"eight", 8, 8}, {"nine", 9, 9}, {"ten", 10, 10}, {"eleven", 11, 11}, {"twelve", 12, 12}, {"thirteen", 13, 13},
    {"fourteen", 14, 14}, {"fifteen", 15, 15}, {"sixteen", 16, 16}, {"seventeen", 17, 17}, {"eighteen", 18, 18},
    {"nineteen", 19, 19}, {"twenty", 20, 20}, {"thirty", 30, 30}, {"forty", 40, 40}, {"fifty", 50, 50},
    {"sixty", 60, 60}, {"seventy", 70, 70}, {"eighty", 80, 80}, {"ninety", 90, 90}, {"dozen", 12, 12},
    {"dozens", 24, 99}, {"scores", 40, 99}, {"hundred", 100, 100}, {"hundreds", 200, 999}, {"thousand", 1000, 1000},
    {"thousands", 2000, 9999}, {"million", 1000000, 1000000}, {"several", 3, 9}};

static bool word_is(const chy_token *tok, const char *text)
{
    size_t n = strlen(text);
    if (tok->form_len != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((tok->form[i] | 0x20) != text[i])
            return false;
    return true;
}

/* "1,200" or "35" or a number word; false for anything else. */
static bool read_number(const chy_token *tok, chy_count *out)
{
    for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++)
        if (word_is(tok, number_words[i].word)) {
            *out = (chy_count){number_words[i].low, number_words[i].high};
            return true;
        }
    int64_t value = 0;
    for (uint32_t i = 0; i < tok->form_len; i++) {
        char c = tok->form[i];
        if (c >= '0' && c <= '9')
            value = value * 10 + (c - '0');
        else if (c != ',' || i == 0)
            return false;
        if (value > 100000000)
            return false;
    }
    *out = (chy_count){(int32_t)value, (int32_t)value};
    return tok->form_len > 0;
}

static int32_t clamp(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

/* "up to 12" bounds from above only, "at least 35" and "more than 35" from below: the open side stays at the bound. */
static chy_count widen(const chy_scene *scene, uint32_t number, chy_count count)
{
    if (number >= 2 && word_is(chy_scene_token(scene, number - 2), "up") && word_is(chy_scene_token(scene, number - 1), "to"))
        count.low = 0;
    return count;
}

/* The count that modifies noun `at`: nummod with multipliers ("two dozen", "3 million"), or the noun itself ("dozens of people"). */
static bool count_of(const chy_scene *scene, uint32_t at, chy_count *out)
{
    const chy_tree *tree = &scene->tree;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
        uint8_t rel = chy_deprel_base(chy_scene_token(scene, c)->deprel);
        if (rel != CHY_DEP_nummod || !read_number(chy_scene_token(scene, c), out))
            continue;
        for (uint32_t d = tree->first_child[c]; d != CHY_NO_TOKEN; d = tree->next_sibling[d]) {
            chy_count factor;
            uint8_t below = chy_deprel_base(chy_scene_token(scene, d)->deprel);
            if ((below == CHY_DEP_compound || below == CHY_DEP_nummod) && read_number(chy_scene_token(scene, d), &factor)) {
                out->low = clamp((int64_t)out->low * factor.low);
                out->high = clamp((int64_t)out->high * factor.high);
            }
        }
        *out = widen(scene, c, *out);
        return true;
    }
    const chy_token *tok = chy_scene_token(scene, at);
    if (word_is(tok, "dozens") || word_is(tok, "scores") || word_is(tok, "hundreds") || word_is(tok, "thousands"))
        return read_number(tok, out);
    if (tok->upos == CHY_UPOS_NUM)
        return read_number(tok, out);
    return false;
}

static bool lemma_in(const chy_token *tok, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(tok->lemma, *list) == 0)
            return true;
    return false;
}

/* Sets `*size` from the first filler of `slot` under verb `at` that has a count. */
static void size_from(chy_scene *scene, uint32_t at, chy_slot slot, chy_count *size)
{
    const chy_frame *frame = chy_scene_frame(scene, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers && size->low < 0; i++)
        if (frame->fillers[i].slot == slot && !count_of(scene, frame->fillers[i].token, size))
            *size = UNKNOWN;
}

void chy_detail_sizes(chy_scene *scene, chy_event *event)
{
    static const char *const kill[] = {"kill", "die", "murder", "shoot", "massacre", "behead", "execute", "assassinate", NULL};
    static const char *const injure[] = {"injure", "wound", "hurt", NULL};
    static const char *const arrest[] = {"arrest", "detain", "jail", "imprison", NULL};
    static const char *const gather[] = {"protest", "march", "demonstrate", "rally", "gather", "strike", "riot", NULL};
    event->dead = event->injured = event->arrested = event->participants = UNKNOWN;
    bool violent = event->type == CHY_TYPE_ASSAULT || event->type == CHY_TYPE_PROTEST || event->type == CHY_TYPE_COERCE;
    for (uint32_t i = 0; violent && i < scene->sent->n_tokens; i++) {
        const chy_token *tok = chy_scene_token(scene, i);
        if (tok->upos != CHY_UPOS_VERB)
            continue;
        if (event->dead.low < 0 && lemma_in(tok, kill))
            size_from(scene, i, strcmp(tok->lemma, "die") ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ, &event->dead);
        if (event->injured.low < 0 && lemma_in(tok, injure))
            size_from(scene, i, CHY_SLOT_OBJ, &event->injured);
        if (event->arrested.low < 0 && lemma_in(tok, arrest))
            size_from(scene, i, CHY_SLOT_OBJ, &event->arrested);
        if (event->participants.low < 0 && event->type == CHY_TYPE_PROTEST && lemma_in(tok, gather))
            size_from(scene, i, CHY_SLOT_SUBJ, &event->participants);
    }
}

bool chy_detail_ontology(chy_scene *scene, chy_event *event)
{
    const chy_rules *rules = scene->rules;
    const char **names = chy_arena_alloc(scene->arena, rules->n_contexts, sizeof *names);
    if (!names)
        return false;
    uint64_t contexts = 0;
    for (uint32_t k = 0; k < scene->sent->n_tokens; k++)
        contexts |= chy_rules_contexts(rules, chy_scene_token(scene, k)->lemma_hash);
    uint32_t n = 0;
    for (uint32_t i = 0; i < rules->n_contexts; i++)
        if (contexts >> i & 1)
            names[n++] = rules->contexts[i].name;
    event->contexts = names;
    event->n_contexts = n;
    event->scale = chy_rules_scale(rules, event->type, event->modes[0]);
    event->goldstein = event->cameo ? chy_rules_goldstein(rules, event->cameo) : 0;
    return true;
}
