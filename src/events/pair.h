/* src/events/pair.h - What is seen of a word between two spans: how it is tied to both (link), and what kind of deed it names between
 * them (kind). Shared by relate.c and train/relate.c, so that a feature means the same in both; to change anything here is to
 * retrain. Inside events/ and train/ only. */
#ifndef CHY_EVENTS_PAIR_H
#define CHY_EVENTS_PAIR_H

#include "events/features.h"
#include "events/relate.h"

/* The tokens that head the two spans; CHY_NO_TOKEN: not in this sentence. */
typedef struct chy_pair_heads { uint32_t source, target; } chy_pair_heads;

/* The token that heads the bytes of a span: it hangs on a word outside, as high as any. CHY_NO_TOKEN when no token lies there. */
uint32_t chy_pair_head_of(const chy_scene *scene, chy_span span);

/* Fills `out` (n_tokens of room) with the words that may name the deed and returns how many: verbs, nouns and adjectives outside names, else
 * whatever there is. */
uint32_t chy_pair_candidates(const chy_scene *scene, chy_pair_heads heads, uint32_t *out);

/* Everything that is known of one candidate. */
typedef struct chy_pair_view {
    chy_features link, kind;
    int8_t dense[CHY_DENSE_DIM];
} chy_pair_view;
void chy_pair_look(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_pair_heads heads, chy_pair_view *out);

/* The file's sections. Rows of link features hold one number, rows of kind features one for each hidden unit of each net. */
#define CHY_PAIR_TAG(kind) CHY_MODEL_TAG('P', 'R', kind, ' ')
enum { CHY_PAIR_MAX_HIDDEN = 256, CHY_PAIR_CLASSES = CHY_N_TYPE - 1 };
typedef struct chy_pair_header {
    uint32_t link_slots, kind_slots, kind_rows, hidden, n_nets;
    float link_scale, kind_scale, dense_scale;
} chy_pair_header;

#endif
