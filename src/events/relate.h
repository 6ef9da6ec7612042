/* src/events/relate.h - The forced choice: two spans of a text are named, and one of the 16 types is asked for that says what the first
 * does to the second. Every word that may name a deed is weighed together with its way through the tree to both spans; the chances
 * of all words and types sum to one. Weights are made by train/relate.c, which shares the features below. */
#ifndef CHY_EVENTS_RELATE_H
#define CHY_EVENTS_RELATE_H

#include "base/err.h"
#include "events/events.h"

typedef struct chy_relator chy_relator;

/* Maps the weights and checks every size. NULL and `err` when missing or damaged. They go with the scorer they were trained over,
 * whose word classes they use. */
chy_relator *chy_relator_open(const char *path, chy_err *err);
void chy_relator_free(chy_relator *relator); /* NULL is allowed */

/* Whether the rules were opened with a scorer. */
bool chy_rules_scored(const chy_rules *rules);

/* Bytes [begin, end) of the article's text; begin == end: none given. */
typedef struct chy_span { uint32_t begin, end; } chy_span;

typedef struct chy_relation {
    chy_type type;                /* never CHY_TYPE_NONE on success */
    float confidence;             /* its share of all chances */
    uint32_t sentence, trigger;   /* the word that most speaks for it; CHY_NO_TOKEN when the text has none */
    float chances[CHY_N_TYPE];    /* of all types; [CHY_TYPE_NONE] is 0 */
} chy_relation;

/* Chooses the type for what stands at `source` towards `target`. Needs sentences, trees and mentions. CHY_E_USAGE when `rules` were opened
 * without a scorer. */
chy_status chy_relate(const chy_rules *rules, const chy_relator *relator, chy_article *art, chy_span source, chy_span target,
                      chy_relation *out) CHY_MUST_USE;

#endif
