/* src/events/match.h - Which rule names a word, and which mentions stand in a slot. Inside events/ only. */
#ifndef CHY_EVENTS_MATCH_H
#define CHY_EVENTS_MATCH_H

#include "events/frame.h"
#include "events/rules.h"
#include "types/article.h"

/* One sentence under work: what every part of events/ looks at. */
typedef struct chy_scene {
    const chy_rules *rules;
    const chy_article *art;
    const chy_sentence *sent;
    uint32_t sentence;          /* index into art->sentences */
    chy_tree tree;
    chy_frame *frames;          /* one a token; .fillers NULL where no frame was needed */
    uint32_t *mention_at;       /* token -> index of the mention that covers it, or CHY_NOBODY */
    int32_t *party_sums;        /* the scorer's: what each mention of the sentence brings to its sums, once it was asked; NULL before */
    chy_arena *arena;
} chy_scene;

bool chy_scene_init(chy_scene *scene, const chy_rules *rules, chy_article *art, uint32_t sentence) CHY_MUST_USE;

/* The frame of a token, made on first use. NULL when memory is out. */
const chy_frame *chy_scene_frame(chy_scene *scene, uint32_t token);

static inline const chy_token *chy_scene_token(const chy_scene *scene, uint32_t at)
{
    return &scene->sent->tokens[at];
}

/* The most special rule that names token `at`, or NULL. */
const chy_rule *chy_match_rule(chy_scene *scene, uint32_t at);

/* Whether `filler` stands in the place that `ref` describes. */
bool chy_match_slot(const chy_scene *scene, const chy_slot_ref *ref, const chy_filler *filler);

/* The mentions that token `at` names as a party: its own, those conjoined with it, else those that own or qualify it. Appends to
 * `list` (room for `cap`) without doubles; returns the new length. */
uint32_t chy_match_mentions(const chy_scene *scene, uint32_t at, uint32_t *list, uint32_t n, uint32_t cap);

#define CHY_MAX_PARTIES 24

#endif
