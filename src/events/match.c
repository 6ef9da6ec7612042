/* src/events/match.c - Rules against frames, and fillers to mentions; see match.h. */
#include "events/match.h"

#include <string.h>

#include "base/hash.h"

bool chy_scene_init(chy_scene *scene, const chy_rules *rules, chy_article *art, uint32_t sentence)
{
    const chy_sentence *sent = &art->sentences[sentence];
    *scene = (chy_scene){.rules = rules, .art = art, .sent = sent, .sentence = sentence, .arena = art->arena};
    scene->frames = chy_arena_alloc(art->arena, sent->n_tokens, sizeof *scene->frames);
    scene->mention_at = chy_arena_alloc(art->arena, sent->n_tokens, sizeof *scene->mention_at);
    if (!scene->frames || !scene->mention_at || !chy_tree_init(&scene->tree, sent, art->arena))
        return false;
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        scene->mention_at[i] = CHY_NOBODY;
    for (uint32_t m = sent->first_mention; m < sent->first_mention + sent->n_mentions; m++)
        for (uint32_t k = 0; k < art->mentions[m].n_tokens; k++)
            scene->mention_at[art->mentions[m].first + k] = m;
    return true;
}

const chy_frame *chy_scene_frame(chy_scene *scene, uint32_t token)
{
    chy_frame *frame = &scene->frames[token];
    if (!frame->fillers && !chy_frame_of(&scene->tree, token, scene->arena, frame))
        return NULL;
    return frame;
}

bool chy_match_slot(const chy_scene *scene, const chy_slot_ref *ref, const chy_filler *filler)
{
    if (ref->slot != filler->slot || ref->governor != (filler->level == CHY_LEVEL_GOVERNOR))
        /* A prepositional phrase may hang on the governor instead of the noun. */
        if (ref->slot != CHY_SLOT_PREP || filler->slot != CHY_SLOT_PREP || ref->governor)
            return false;
    if (ref->slot != CHY_SLOT_PREP || !ref->prep)
        return true;
    return filler->prep != CHY_NO_TOKEN && chy_scene_token(scene, filler->prep)->lemma_hash == ref->prep;
}

/* Whether the filler's head, a word conjoined with it, or a compound part of it is in `words`. */
static bool filler_has(const chy_scene *scene, uint32_t at, const chy_words *words)
{
    const chy_tree *tree = &scene->tree;
    if (chy_words_has(words, chy_scene_token(scene, at)->lemma_hash))
        return true;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
        uint8_t rel = chy_deprel_base(chy_scene_token(scene, c)->deprel);
        if ((rel == CHY_DEP_conj || rel == CHY_DEP_compound || rel == CHY_DEP_amod) &&
            chy_words_has(words, chy_scene_token(scene, c)->lemma_hash))
            return true;
    }
    return false;
}

static bool test_holds(const chy_scene *scene, const chy_test *test, const chy_frame *frame)
{
    for (uint32_t i = 0; i < frame->n_fillers; i++)
        for (uint32_t k = 0; k < test->refs.n; k++)
            if (chy_match_slot(scene, &test->refs.items[k], &frame->fillers[i]) &&
                (test->any || filler_has(scene, frame->fillers[i].token, &test->words)))
                return !test->negated;
    return test->negated;
}

/* Whether the words of the rule name the token: its lemma, with its particle or modifier where the rule has two words. */
static bool names(const chy_scene *scene, const chy_rule *rule, const chy_frame *frame)
{
    const chy_token *tok = chy_scene_token(scene, frame->token);
    bool verbal = tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX;
    if (verbal && frame->particle == CHY_NO_TOKEN && chy_words_has(&rule->verbs, tok->lemma_hash))
        return true;
    if (!verbal && chy_words_has(&rule->nouns, tok->lemma_hash))
        return true;
    for (uint32_t i = 0; i < rule->n_pairs; i++) {
        bool verb_pair = i < rule->n_verb_pairs;
        if (verb_pair != verbal)
            continue;
        if (verb_pair && rule->pairs[i].first == tok->lemma_hash) {
            if (frame->particle != CHY_NO_TOKEN &&
                chy_scene_token(scene, frame->particle)->lemma_hash == rule->pairs[i].second)
                return true;
            /* Parsers take many particles for adverbs or prepositions: the next word decides too. */
            if (frame->token + 1 < scene->sent->n_tokens &&
                chy_scene_token(scene, frame->token + 1)->lemma_hash == rule->pairs[i].second)
                return true;
        }
        if (!verb_pair && rule->pairs[i].second == tok->lemma_hash)
            for (uint32_t k = 0; k < frame->n_fillers; k++)
                if (frame->fillers[k].slot == CHY_SLOT_MOD && frame->fillers[k].level == CHY_LEVEL_OWN &&
                    chy_scene_token(scene, frame->fillers[k].token)->lemma_hash == rule->pairs[i].first)
                    return true;
    }
    return false;
}

static bool rule_holds(const chy_scene *scene, const chy_rule *rule, const chy_frame *frame)
{
    if (!names(scene, rule, frame))
        return false;
    if ((rule->passive_only && !frame->passive) || (rule->active_only && frame->passive))
        return false;
    uint64_t governor = frame->governor == CHY_NO_TOKEN ? 0 : chy_scene_token(scene, frame->governor)->lemma_hash;
    if (rule->under.n && !chy_words_has(&rule->under, governor))
        return false;
    if (rule->not_under.n && chy_words_has(&rule->not_under, governor))
        return false;
    for (uint32_t i = 0; i < rule->n_tests; i++)
        if (!test_holds(scene, &rule->tests[i], frame))
            return false;
    return true;
}

const chy_rule *chy_match_rule(chy_scene *scene, uint32_t at)
{
    uint32_t n;
    const uint32_t *candidates = chy_rules_for(scene->rules, chy_scene_token(scene, at)->lemma_hash, &n);
    if (!n)
        return NULL;
    const chy_frame *frame = chy_scene_frame(scene, at);
    const chy_rule *best = NULL;
    for (uint32_t i = 0; frame && i < n; i++) {
        const chy_rule *rule = &scene->rules->rules[candidates[i]];
        if ((!best || rule->conditions > best->conditions) && rule_holds(scene, rule, frame))
            best = rule;
    }
    return best;
}

static uint32_t append(uint32_t *list, uint32_t n, uint32_t cap, uint32_t mention)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == mention)
            return n;
    if (n < cap)
        list[n++] = mention;
    return n;
}

/* Words that own or qualify a party that has no entry of its own: "the Russian-backed offensive's commanders", "positions of X". */
static uint32_t owners(const chy_scene *scene, uint32_t at, uint32_t *list, uint32_t n, uint32_t cap, int depth)
{
    const chy_tree *tree = &scene->tree;
    uint32_t before = n;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN && depth > 0; c = tree->next_sibling[c]) {
        uint8_t rel = chy_scene_token(scene, c)->deprel;
        bool qualifies = rel == CHY_DEP_nmod_poss || rel == CHY_DEP_amod || rel == CHY_DEP_compound ||
                         rel == CHY_DEP_nmod || rel == CHY_DEP_nmod_desc || rel == CHY_DEP_appos;
        if (!qualifies)
            continue;
        if (scene->mention_at[c] != CHY_NOBODY)
            n = append(list, n, cap, scene->mention_at[c]);
        else
            n = owners(scene, c, list, n, cap, depth - 1);
        if (n > before && rel == CHY_DEP_nmod_poss)
            break;
    }
    return n;
}

uint32_t chy_match_mentions(const chy_scene *scene, uint32_t at, uint32_t *list, uint32_t n, uint32_t cap)
{
    const chy_tree *tree = &scene->tree;
    uint32_t own = scene->mention_at[at], end = at + 1;
    if (own != CHY_NOBODY) {
        n = append(list, n, cap, own);
        end = scene->art->mentions[own].first + scene->art->mentions[own].n_tokens;
    } else {
        n = owners(scene, at, list, n, cap, 2);
    }
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c])
        if (chy_scene_token(scene, c)->deprel == CHY_DEP_conj && c >= end)
            n = chy_match_mentions(scene, c, list, n, cap);
    return n;
}
