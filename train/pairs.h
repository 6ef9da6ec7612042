/* train/pairs.h - Annotated reports as pairs: who stands as source and target, which word names the deed, which type it has in the
 * forced choice. For train/relate.c. */
#ifndef CHY_TRAIN_PAIRS_H
#define CHY_TRAIN_PAIRS_H

#include <jansson.h>

#include "events/pair.h"

typedef struct pair_case {
    chy_pair_heads heads;
    uint32_t trigger;  /* token */
    chy_type type;
    float weight;
} pair_case;

/* What PLOVER's folding makes of an annotated event: a promise to yield is AGREE, a threatened deed THREATEN, a refused one REJECT, a
 * conviction (CAMEO 116) ACCUSE. CHY_TYPE_NONE: leave it out. */
chy_type pair_type(const json_t *event);

/* Calls `take` for every pair of the document's events, sentence by sentence. */
typedef void (*pair_take)(void *ctx, chy_scene *scene, const pair_case *pair, uint32_t document);
void pairs_of(const chy_rules *rules, chy_article *art, const json_t *doc, uint32_t document, pair_take take, void *ctx);

#endif
