/* src/events/features.h - What the scorer sees of a candidate: a word that may name a deed, and a mention that may be party to it.
 * The trainer (train/scorer.c) and the program share this file, so that a feature means the same in both; to change anything here is to retrain.
 * Inside events/ and train/ only. */
#ifndef CHY_EVENTS_FEATURES_H
#define CHY_EVENTS_FEATURES_H

#include "events/match.h"
#include "events/status.h"

#define CHY_MAX_FEATURES 320

typedef struct chy_feature {
    uint32_t key;        /* hash of template and values */
    const char *name;    /* of the template, constant */
    const char *a, *b;   /* the words in it, for `why`; NULL where there is none */
} chy_feature;

typedef struct chy_features {
    chy_feature items[CHY_MAX_FEATURES];
    uint32_t n;
} chy_features;

/* Classes of words by likeness of their vectors: two granularities, 0 for words without any. Filled by the scorer. */
typedef struct chy_clusters {
    const uint32_t *slots;   /* open addressing: low 32 bits of the word's hash, 0 = empty */
    const uint16_t *coarse, *fine; /* parallel to slots */
    uint32_t n_slots;        /* a power of two, or 0 */
} chy_clusters;

/* Whether the scorer looks at a token at all: a verb, noun or adjective outside furniture. */
bool chy_is_candidate(const chy_scene *scene, uint32_t at);

/* Features of the word `at` as name of a deed. `rule` is the rule that names it, or NULL. */
void chy_features_trigger(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule,
                          const chy_signals *signals, chy_features *out);

/* Adds the features for the details of a deed of `type` (mode, CAMEO code, status, content) to those of its trigger. */
void chy_features_detail(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_type type, const chy_rule *rule,
                         const chy_signals *signals, chy_features *out);

/* Features of mention `mention` (index into art->mentions) as party to the deed of `type` named by `at`. */
void chy_features_role(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_type type, const chy_rule *rule,
                       uint32_t mention, chy_features *out);

#endif
