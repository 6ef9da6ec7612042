/* src/events/status.c - Walks from a trigger to the root and notes what each step does to the deed: auxiliaries, negation,
 * governing verbs by class (plan_verb, refuse_verb, demand_verb, speech_verb ... of data/events/1-classes.txt), adjectives, conditions. */
#include "events/status.h"

#include <string.h>

#include "base/hash.h"

#define MAX_STEPS 12

static bool in_class(const chy_scene *scene, chy_status_class which, uint32_t at)
{
    return chy_words_has(scene->rules->status_classes[which], chy_scene_token(scene, at)->lemma_hash);
}

static bool lemma_is(const chy_scene *scene, uint32_t at, const char *lemma)
{
    return strcmp(chy_scene_token(scene, at)->lemma, lemma) == 0;
}

static void cue(chy_signals *signals, const chy_scene *scene, uint32_t at)
{
    if (!signals->cue)
        signals->cue = chy_scene_token(scene, at)->lemma;
}

static void read_auxiliary(chy_signals *signals, const chy_scene *scene, uint32_t at, bool own)
{
    if (lemma_is(scene, at, "will") || lemma_is(scene, at, "shall")) {
        signals->future = true;
        signals->own_future |= own;
    } else if (lemma_is(scene, at, "would") || lemma_is(scene, at, "may") || lemma_is(scene, at, "might") ||
             lemma_is(scene, at, "could") || lemma_is(scene, at, "can")) {
        signals->hypothetical = true;
        signals->own_hypothetical |= own && !lemma_is(scene, at, "would");
    } else if (lemma_is(scene, at, "should") || lemma_is(scene, at, "must") || lemma_is(scene, at, "ought")) {
        signals->demanded = true;
    } else {
        return;
    }
    cue(signals, scene, at);
}

/* Words hanging on the trigger or on a verb above it. `direct`: on the trigger itself; `own`: on the verb that tells the deed. */
static void read_children(chy_signals *signals, const chy_scene *scene, uint32_t at, bool direct, bool own)
{
    const chy_tree *tree = &scene->tree;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
        switch (chy_deprel_base(chy_scene_token(scene, c)->deprel)) {
        case CHY_DEP_aux:
            read_auxiliary(signals, scene, c, own);
            break;
        case CHY_DEP_advmod: case CHY_DEP_det: case CHY_DEP_cc:
            if (in_class(scene, CHY_CLASS_NEGATIVE, c)) {
                signals->negated = true;
                signals->own_negated |= own;
                cue(signals, scene, c);
            }
            break;
        case CHY_DEP_amod:
            if (!direct)
                break;
            if (in_class(scene, CHY_CLASS_FUTURE, c) || in_class(scene, CHY_CLASS_POSSIBLE, c)) {
                *(in_class(scene, CHY_CLASS_FUTURE, c) ? &signals->future : &signals->hypothetical) = true;
                signals->own_future |= in_class(scene, CHY_CLASS_FUTURE, c); /* "the forthcoming visit" */
                cue(signals, scene, c);
            }
            break;
        case CHY_DEP_mark:
            if (in_class(scene, CHY_CLASS_CONDITION, c)) {
                signals->condition = true;
                cue(signals, scene, c);
            }
            break;
        default:
            break;
        }
    }
}

static bool is_clause_link(uint8_t rel)
{
    return rel == CHY_DEP_xcomp || rel == CHY_DEP_ccomp || rel == CHY_DEP_acl || rel == CHY_DEP_advcl ||
           rel == CHY_DEP_csubj || rel == CHY_DEP_csubj_pass || rel == CHY_DEP_parataxis;
}

static bool is_argument_link(uint8_t rel)
{
    return rel == CHY_DEP_obj || rel == CHY_DEP_obl || rel == CHY_DEP_nsubj || rel == CHY_DEP_nsubj_pass || rel == CHY_DEP_nmod;
}

static bool speaks(const chy_scene *scene, uint32_t at)
{
    return in_class(scene, CHY_CLASS_SPEECH, at) || in_class(scene, CHY_CLASS_SPEECH_NOUN, at);
}

/* What the governor `head` does to a deed that hangs on it by `rel`. */
static void read_governor(chy_signals *signals, const chy_scene *scene, uint32_t head, uint8_t rel)
{
    bool *mark = NULL;
    bool clause = is_clause_link(rel);
    if (in_class(scene, CHY_CLASS_REFUSE, head) && rel != CHY_DEP_nsubj)
        mark = &signals->negated;
    else if (in_class(scene, CHY_CLASS_DEMAND, head) && rel != CHY_DEP_nsubj && rel != CHY_DEP_advcl)
        mark = &signals->demanded;
    else if (in_class(scene, CHY_CLASS_PLAN, head) && rel != CHY_DEP_nsubj && rel != CHY_DEP_advcl)
        mark = &signals->future;
    else if (in_class(scene, CHY_CLASS_CONSIDER, head) && rel != CHY_DEP_nsubj && rel != CHY_DEP_advcl)
        mark = &signals->hypothetical;
    if (mark) {
        *mark = true;
        cue(signals, scene, head);
    }
    if (clause && rel != CHY_DEP_acl && rel != CHY_DEP_advcl && signals->speech == CHY_NO_TOKEN && speaks(scene, head))
        signals->speech = head;
}

/* "..., the minister said": the verb of speaking hangs below the main clause as parataxis. */
static uint32_t speech_below(const chy_scene *scene, uint32_t at)
{
    const chy_tree *tree = &scene->tree;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c])
        if (chy_scene_token(scene, c)->deprel == CHY_DEP_parataxis && speaks(scene, c))
            return c;
    return CHY_NO_TOKEN;
}

chy_signals chy_signals_of(chy_scene *scene, uint32_t trigger)
{
    chy_signals signals = {.speech = CHY_NO_TOKEN};
    uint32_t at = trigger;
    bool same_clause = true; /* negation and tense of a clause above do not reach into a reported one */
    read_children(&signals, scene, at, true, true);
    signals.future |= in_class(scene, CHY_CLASS_PLAN, trigger);
    for (int step = 0; step < MAX_STEPS; step++) {
        uint8_t rel = chy_scene_token(scene, at)->deprel;
        uint32_t head = chy_tree_head(&scene->tree, at);
        uint32_t below = signals.speech == CHY_NO_TOKEN ? speech_below(scene, at) : CHY_NO_TOKEN;
        if (below != CHY_NO_TOKEN && below != trigger)
            signals.speech = below;
        if (head == CHY_NO_TOKEN)
            break;
        bool linked = is_clause_link(rel) || is_argument_link(rel);
        if (same_clause && linked)
            read_governor(&signals, scene, head, rel);
        else if (is_clause_link(rel) && signals.speech == CHY_NO_TOKEN && rel != CHY_DEP_advcl && rel != CHY_DEP_acl &&
                 speaks(scene, head))
            signals.speech = head;
        if (rel == CHY_DEP_ccomp || rel == CHY_DEP_advcl || rel == CHY_DEP_acl || rel == CHY_DEP_acl_relcl ||
            rel == CHY_DEP_parataxis || rel == CHY_DEP_nsubj || rel == CHY_DEP_nmod || rel == CHY_DEP_nmod_poss)
            same_clause = false;
        /* "will hold talks": the verb over a noun tells its deed. */
        bool own = step == 0 && rel == CHY_DEP_obj;
        if (same_clause && (linked || rel == CHY_DEP_conj))
            read_children(&signals, scene, head, false, own);
        at = head;
    }
    return signals;
}

chy_event_status chy_status_from(const chy_signals *signals)
{
    if (signals->negated)
        return CHY_STATUS_NEGATED;
    if (signals->condition || signals->hypothetical)
        return CHY_STATUS_HYPOTHETICAL;
    return signals->future ? CHY_STATUS_FUTURE : CHY_STATUS_ACTUAL;
}

/* "according to X": an oblique whose preposition is "according". */
static uint32_t according_to(const chy_scene *scene, uint32_t trigger)
{
    const chy_tree *tree = &scene->tree;
    uint32_t at = trigger;
    for (int step = 0; step < MAX_STEPS && at != CHY_NO_TOKEN; step++, at = chy_tree_head(tree, at))
        for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
            uint32_t prep = chy_tree_child(tree, c, CHY_DEP_case);
            if (prep != CHY_NO_TOKEN && (lemma_is(scene, prep, "accord") || lemma_is(scene, prep, "according")))
                return c;
        }
    return CHY_NO_TOKEN;
}

uint32_t chy_speakers(chy_scene *scene, uint32_t trigger, const chy_signals *signals, uint32_t *list, uint32_t cap)
{
    uint32_t n = 0;
    if (signals->speech != CHY_NO_TOKEN) {
        const chy_frame *frame = chy_scene_frame(scene, signals->speech);
        for (uint32_t i = 0; frame && i < frame->n_fillers && n == 0; i++) {
            const chy_filler *filler = &frame->fillers[i];
            bool of_noun = chy_scene_token(scene, signals->speech)->upos == CHY_UPOS_NOUN;
            if (filler->slot == CHY_SLOT_SUBJ || (of_noun && filler->slot == CHY_SLOT_POSS))
                n = chy_match_mentions(scene, filler->token, list, n, cap);
        }
    }
    uint32_t source = n ? CHY_NO_TOKEN : according_to(scene, trigger);
    if (source != CHY_NO_TOKEN)
        n = chy_match_mentions(scene, source, list, 0, cap);
    return n;
}
