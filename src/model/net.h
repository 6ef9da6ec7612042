/* src/model/net.h - The integer reading net: word forms in, tag scores, entity scores and the
 * rows of the transition system out. Knows the sections of models/reader.chym; the trainer's
 * float twin is train/net.h. What the numbers of tags and steps mean is parse/'s business.
 *
 * A word form gives x = [trained row | fixed vector | five affix rows | lexical row]; the first layer, a
 * convolution of width 3, is kept per form as three 16-bit rows (its share as left neighbour,
 * centre and right neighbour), so a form met before costs three additions. */
#ifndef CHY_MODEL_NET_H
#define CHY_MODEL_NET_H

#include "model/container.h"
#include "model/gazetteer.h"
#include "model/kernels.h"
#include "model/word.h"

#include <stdbool.h>

/* Most tokens in one call: longer sentences are cut by the caller. */
#define CHY_NET_MAX_TOKENS 256u
#define CHY_NET_MAX_LAYERS 8u
#define CHY_NET_MAX_WIDTH 512u

/* Section SHAP, as written. */
typedef struct chy_net_shape {
    uint32_t word_dim, vector_dim, affix_dim[CHY_WORD_AFFIXES], affix_rows[CHY_WORD_AFFIXES], lex_dim, lex_rows;
    uint32_t n_words, n_trained, n_slots, text_len;
    uint32_t n_layers, hidden, step_hidden, ner_hidden;
    uint32_t n_tags, tag_cols, n_ner, ner_cols, n_labels, step_cols, small_rows, columns;
    int32_t first_scale, step_scale;  /* 15-bit fractions, see chy_step_input */
    char layers[CHY_NET_MAX_LAYERS];  /* C convolution, R recurrence */
} chy_net_shape;

typedef struct chy_net {
    chy_net_shape sh;
    const chy_kernels *kernels;
    uint32_t x_dim;
    /* vocabulary: numbers 1..n_words, 0 unknown */
    const uint32_t *slots, *text_at;
    const char *text;
    const int8_t *words, *vectors, *affix[CHY_WORD_AFFIXES], *lex;
    const uint8_t *lex_of; /* row of `lex` of each word */
    chy_matrix first; /* x_dim x 3 hidden, to 16-bit rows */
    const int16_t *first_bias;
    chy_matrix layer[CHY_NET_MAX_LAYERS], tag, ner1, ner2, slot, step;
    const int16_t *slot_edge, *small, *state_bias; /* 2 x columns x step_hidden; small_rows x step_hidden; step_hidden */
    const uint8_t *tags;                           /* n_tags x {upos, xpos} */
    chy_gazetteer gazetteer;                       /* beside the states, input of ner1; all zeros where the model has none */
    const int32_t *follow;                         /* n_ner x n_ner: what tag c after tag p adds, in the unit of `ner`; or NULL */
} chy_net;

/* Scratch of one worker: word cache and activations. */
typedef struct chy_net_work chy_net_work;

/* What a run leaves, valid until the next; rows of tokens 0..n-1. */
typedef struct chy_net_result {
    const uint8_t *state;  /* n x hidden */
    const int32_t *tag;    /* n x tag_cols */
    int32_t *ner;          /* n x ner_cols, in 1/1024 of a natural logarithm; the caller may add to them */
    const int16_t *slots;  /* n x columns x step_hidden */
} chy_net_result;

/* Binds `net` to the sections of `model`, which must outlive it; every size and number is
 * checked. */
chy_status chy_net_bind(const chy_model *model, chy_net *net, chy_err *err) CHY_MUST_USE;

chy_net_work *chy_net_work_new(const chy_net *net);
void chy_net_work_free(chy_net_work *work); /* NULL is allowed */

/* Runs encoder and heads over 1 <= n <= CHY_NET_MAX_TOKENS forms. */
void chy_net_run(const chy_net *net, chy_net_work *work, const chy_form *forms, size_t n, chy_net_result *out);

#endif
