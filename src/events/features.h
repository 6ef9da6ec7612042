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
    const uint32_t *rows;    /* parallel to slots: which vector */
    const int8_t *vectors;   /* n_vectors x CHY_VECTOR_DIM */
    uint32_t n_vectors;
} chy_clusters;

/* The dense part of what is seen of a trigger: the net's state of the word (up to CHY_STATE_DIM numbers), then the vectors of the word, of
 * the word above it, of its object or clause, and of its subject. */
enum { CHY_VECTOR_DIM = 96, CHY_STATE_DIM = 192, CHY_DENSE_DIM = CHY_STATE_DIM + 4 * CHY_VECTOR_DIM };

/* Whether the scorer looks at a token at all: a verb, noun or adjective outside furniture. */
bool chy_is_candidate(const chy_scene *scene, uint32_t at);

/* The few features, all of the word and its neighbours, by which most words are put aside before they are looked at closely. */
void chy_features_gate(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule, chy_features *out);

/* Features of the word `at` as name of a deed. `rule` is the rule that names it, or NULL. */
void chy_features_trigger(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule,
                          const chy_signals *signals, chy_features *out);

/* Fills the dense part for the word `at`. */
void chy_dense_trigger(chy_scene *scene, const chy_clusters *clusters, uint32_t at, int8_t out[CHY_DENSE_DIM]);

/* Adds the features for the details of a deed of `type` (mode, CAMEO code, status, content) to those of its trigger. */
void chy_features_detail(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_type type, const chy_rule *rule,
                         const chy_signals *signals, chy_features *out);

/* A deed whose parties are to be found. */
typedef struct chy_deed {
    uint32_t at; /* the token that names it */
    chy_type type;
    const chy_rule *rule; /* or NULL */
    uint32_t speakers[CHY_MAX_PARTIES], n_speakers; /* mentions that rules credit with the report, see chy_speakers() */
} chy_deed;

/* Features of mention `mention` (index into art->mentions; CHY_NOBODY: of the part staying empty) as party to the deed or as its source. */
void chy_features_role(chy_scene *scene, const chy_clusters *clusters, const chy_deed *deed, uint32_t mention, chy_features *out);

/* The dense part of what is seen of a mention, whatever the deed: the net's state of its head and the vector of the word above it; zeros for
 * CHY_NOBODY. It stands behind the first half of the trigger's own (state and vector of the word), so that either half is summed once. */
enum { CHY_DENSE_HALF = CHY_STATE_DIM + CHY_VECTOR_DIM };
void chy_dense_party(chy_scene *scene, const chy_clusters *clusters, uint32_t mention, int8_t out[CHY_DENSE_HALF]);

#endif
