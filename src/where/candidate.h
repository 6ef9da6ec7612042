/* src/where/candidate.h - The places that a sentence names, with all readings of each name. Private to where/. */
#ifndef CHY_WHERE_CANDIDATE_H
#define CHY_WHERE_CANDIDATE_H

#include "dict/dict.h"
#include "types/article.h"

/* How a place stands in the sentence. */
typedef enum chy_place_link {
    CHY_LINK_IN,       /* in, at, near, outside, off ... */
    CHY_LINK_TO,       /* to, into, toward, for: where a movement ends */
    CHY_LINK_FROM,     /* from: where it begins */
    CHY_LINK_OF,       /* of: the siege of X, the mayor of X */
    CHY_LINK_OBJECT,   /* attack X, visit X */
    CHY_LINK_MODIFIER, /* the X bombing, X's streets */
    CHY_LINK_OTHER     /* subject, "against X": no place of a deed by itself */
} chy_place_link;

typedef struct chy_candidate {
    uint32_t first, n_tokens, head; /* tokens of the sentence */
    const chy_place *places;        /* readings of the gazetteer, biggest first */
    uint32_t n_places;
    const char *state;              /* alpha-3 when the name is a state's, else NULL */
    chy_place_link link;
    bool sure;                      /* tagged as a place, or stands behind a preposition of place */
    uint32_t inside;                /* index + 1 of the candidate that follows and holds it ("Aleppo, Syria"); 0: none */
    const chy_place *reading;       /* chosen; NULL: the state */
    const char *country;            /* of the reading: first that fits */
    char feature;                   /* of the reading, 'C' for a state */
} chy_candidate;

/* What speaks for one country over another in a sentence or document: codes with a weight each. */
#define CHY_MAX_EVIDENCE 48
typedef struct chy_evidence {
    const char *code[CHY_MAX_EVIDENCE];
    float weight[CHY_MAX_EVIDENCE];
    uint32_t n;
} chy_evidence;

void chy_evidence_add(chy_evidence *evidence, const char *code, float weight);
float chy_evidence_of(const chy_evidence *evidence, const char *code);

/* Whether `code` is a state's: three letters, none of the codebook's classes (UNO, IGO, IMG, ...). */
bool chy_is_state_code(const char *code);

/* Lists the places of sentence `s` in token order, links and containment set, readings chosen by `evidence` (which is added to). The array
 * lives in art->arena; `*n` 0 and NULL when there are none. */
chy_status chy_candidates_find(const chy_dict *dict, const chy_article *art, uint32_t s, chy_evidence *evidence, chy_candidate **out, uint32_t *n) CHY_MUST_USE;

#endif
