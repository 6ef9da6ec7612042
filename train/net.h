/* train/net.h - The reading net in floats: forward, backward, Adam. The integer net that
 * ships (src/model/net.h) computes the same function; export.c turns one into the other.
 *
 * Per token: x = [trained word 64 | fixed vector | five affix rows, 96 | lexical row 16]. Layers, by a
 * string: C a convolution of width 3 with ReLU (the first takes x, later ones add to
 * their input), R a gated recurrence, half its width in each direction, added to its input.
 * Heads on the last layer: tags (linear), entities (convolution of width 3, ReLU, linear),
 * and the slots of the transition system, of which each state adds up ten and eleven
 * table rows -> ReLU -> steps. */
#ifndef CHY_TRAIN_NET_H
#define CHY_TRAIN_NET_H

#include <stdio.h>

#include "corpus.h"

enum { WORD_DIM = 64, MAX_LAYERS = 8, NER_COLS = 16 };

typedef struct param {
    const char *name;
    float *w, *g, *m, *v, *avg;
    uint32_t rows, cols;
    uint8_t sparse, *mark; /* sparse: only the rows marked in this batch have a gradient */
    uint32_t *touched, n_touched;
} param;

typedef struct shape {
    char layers[MAX_LAYERS + 1];
    uint32_t hidden, step_hidden, ner_hidden, n_labels, n_tags, vector_dim;
} shape;

typedef struct net {
    shape sh;
    uint32_t x_dim, tag_cols, step_cols, n_steps, n_layers;
    const vocabulary *voc;
    float vector_scale;
    param word, affix[CHY_WORD_AFFIXES], lex, w[MAX_LAYERS], b[MAX_LAYERS];
    param tag_w, tag_b, ner_w1, ner_b1, ner_w2, ner_b2;
    param slot_w, slot_edge, small, step_b0, step_w, step_b; /* slot_edge: rows of "none" and of the root */
    param *all[64];
    uint32_t n_all, t;
    double avg_n;
} net;

/* What one batch computes; rows are tokens with an empty row before, between and after
 * sentences. */
typedef struct batch {
    const sentence **sent;
    uint32_t n_sent, n_rows, cap_rows;
    uint32_t *first;                 /* row of the empty row before each sentence */
    const word **word_of;            /* NULL in empty rows */
    uint8_t *dropped;                /* the trained row of this token is dropped */
    float *x, *dx, *h[MAX_LAYERS], *dh[MAX_LAYERS], *mask[MAX_LAYERS], *u[MAX_LAYERS], *du, *mask_x;
    float *tag, *ner1, *dner1, *ner1_mask, *ner, *slots, *dslots;
    float *tmp;
} batch;

void net_init(net *n, const shape *sh, const vocabulary *voc, uint64_t seed);
void batch_init(batch *b, const net *n, uint32_t cap_rows, uint32_t cap_sent);
void batch_fill(batch *b, const sentence **sent, uint32_t n_sent);
/* Encoder and heads; `drop` > 0 in training. With `parse` also the slots. */
void net_forward(const net *n, batch *b, float drop, int parse);
/* From dh of the last layer, dslots (if parse), and the heads' own gradients in tag and
 * ner (already softmax minus answer) back to all parameters. */
void net_backward(net *n, batch *b, float drop, int parse, int tags, int ner);
void net_step(net *n, float rate, float l2);
/* Is every gradient a number? If not they are all cleared: a batch is skipped rather than the net lost. */
int net_gradients_finite(net *n);
void net_average(net *n);
/* Exchanges weights and averages. */
void net_swap_average(net *n);
void net_zero_touched(net *n);
int net_save(const net *n, const char *path);
/* All that training needs to go on after `epoch` epochs. Loading a checkpoint of another shape fails. */
int net_checkpoint_save(const net *n, const char *path, uint32_t epoch);
int net_checkpoint_load(net *n, const char *path, uint32_t *epoch);
/* Makes the net that `path` holds; 0 when it cannot be read or is of another vocabulary. */
int net_load(net *n, const char *path, const vocabulary *voc);
/* n (rounded up to 32) factors: 0 with probability `drop`, else 1 / (1 - drop). */
void net_draw_mask(float *mask, size_t n, float drop);
float net_random(void);
uint32_t net_random_int(void);
#endif
