/* src/parse/state.h - The transition system of the parser: arc-hybrid (Kuhlmann, Gómez-
 * Rodríguez and Satta 2011) with the root behind the last token, so that a tree has one
 * root by construction. Trainer and run-time share it; neither net nor words are known here.
 *
 * Tokens are 1..n, n+1 is the root, 0 means none. Steps: SHIFT; LEFT(l): the first
 * waiting token takes the stack's top as dependent; RIGHT(l): the second on the stack
 * takes the top. Exactly 2n steps lead to a tree. */
#ifndef CHY_PARSE_STATE_H
#define CHY_PARSE_STATE_H

#include <stdint.h>
#include <string.h>

/* Longer sentences are parsed in pieces: the arrays of a state stay in the L1 cache. */
#define CHY_STATE_MAX 256

enum { CHY_STEP_SHIFT, CHY_STEP_LEFT, CHY_STEP_RIGHT };

/* What the net sees of a state: ten tokens and eleven small numbers. */
enum { CHY_SLOTS = 10, CHY_CHILD_LABELS = 5, CHY_DISTANCES = 2, CHY_VALENCIES = 4 };
/* Slots of children share the matrix of their side: seven columns of projections serve ten slots. */
enum { CHY_COLUMNS = 7 };
static const uint8_t chy_slot_column[CHY_SLOTS] = {0, 1, 2, 3, 4, 5, 6, 5, 6, 5};

enum { CHY_SMALL = CHY_CHILD_LABELS + CHY_DISTANCES + CHY_VALENCIES, CHY_DISTANCE_ROWS = 8, CHY_VALENCY_ROWS = 4 };

typedef struct chy_state {
    uint32_t n, next, depth; /* next: the first waiting token; depth: of the stack */
    uint16_t stack[CHY_STATE_MAX + 2];
    uint16_t head[CHY_STATE_MAX + 2];
    uint16_t left[CHY_STATE_MAX + 2], right[CHY_STATE_MAX + 2]; /* outermost child so far */
    uint8_t n_left[CHY_STATE_MAX + 2], n_right[CHY_STATE_MAX + 2];
    uint8_t label[CHY_STATE_MAX + 2]; /* 0 none, else 1 + label */
} chy_state;

/* Begins a sentence of n tokens, 1 <= n <= CHY_STATE_MAX. */
static inline void chy_state_init(chy_state *s, uint32_t n)
{
    s->n = n;
    s->next = 1;
    s->depth = 0;
    memset(s->head, 0, (n + 2) * sizeof *s->head);
    memset(s->left, 0, (n + 2) * sizeof *s->left);
    memset(s->right, 0, (n + 2) * sizeof *s->right);
    memset(s->n_left, 0, n + 2);
    memset(s->n_right, 0, n + 2);
    memset(s->label, 0, n + 2);
}

static inline int chy_state_done(const chy_state *s)
{
    return s->next > s->n && s->depth == 0;
}

/* The k-th token from the top of the stack, 0 if there is none. */
static inline uint32_t chy_state_top(const chy_state *s, uint32_t k)
{
    return k < s->depth ? s->stack[s->depth - 1 - k] : 0;
}

/* The root takes a dependent only when it is the last one: one root, and an end. */
static inline int chy_state_may(const chy_state *s, int step)
{
    if (step == CHY_STEP_SHIFT)
        return s->next <= s->n;
    if (step == CHY_STEP_LEFT)
        return s->next <= s->n ? s->depth >= 1 : s->depth == 1;
    return s->depth >= 2;
}

static inline void chy_state_do(chy_state *s, int step, uint32_t label)
{
    if (step == CHY_STEP_SHIFT) {
        s->stack[s->depth++] = (uint16_t)s->next++;
        return;
    }
    uint32_t child = s->stack[--s->depth];
    uint32_t head = step == CHY_STEP_LEFT ? s->next : s->stack[s->depth - 1];
    s->head[child] = (uint16_t)head;
    s->label[child] = (uint8_t)(label + 1);
    if (step == CHY_STEP_LEFT) {
        s->left[head] = (uint16_t)child;
        s->n_left[head]++;
    } else {
        s->right[head] = (uint16_t)child;
        s->n_right[head]++;
    }
}

static inline uint32_t chy_state_distance(uint32_t a, uint32_t b)
{
    uint32_t d = b - a;
    return a == 0 || b == 0 ? 0 : d <= 4 ? d : d <= 6 ? 5 : d <= 10 ? 6 : 7;
}

/* The token in each slot, and the row of each small number in a table of
 * chy_state_rows(n_labels) rows. */
static inline void chy_state_see(const chy_state *s, uint32_t n_labels, uint32_t slot[CHY_SLOTS], uint32_t row[CHY_SMALL])
{
    uint32_t s0 = chy_state_top(s, 0), s1 = chy_state_top(s, 1), b0 = s->next, base = 0;
    slot[0] = s0;
    slot[1] = s1;
    slot[2] = chy_state_top(s, 2);
    slot[3] = b0;
    slot[4] = b0 <= s->n ? b0 + 1 : 0;
    slot[5] = s->left[s0];
    slot[6] = s->right[s0];
    slot[7] = s->left[s1];
    slot[8] = s->right[s1];
    slot[9] = s->left[b0];
    for (uint32_t k = 0; k < CHY_CHILD_LABELS; k++, base += n_labels + 1)
        row[k] = base + s->label[slot[5 + k]];
    row[5] = base + chy_state_distance(s0, b0), base += CHY_DISTANCE_ROWS;
    row[6] = base + chy_state_distance(s1, s0), base += CHY_DISTANCE_ROWS;
    const uint8_t valency[CHY_VALENCIES] = {s->n_left[s0], s->n_right[s0], s->n_right[s1], s->n_left[b0]};
    for (uint32_t k = 0; k < CHY_VALENCIES; k++, base += CHY_VALENCY_ROWS)
        row[7 + k] = base + (valency[k] < CHY_VALENCY_ROWS ? valency[k] : CHY_VALENCY_ROWS - 1u);
}

static inline uint32_t chy_state_rows(uint32_t n_labels)
{
    return CHY_CHILD_LABELS * (n_labels + 1) + CHY_DISTANCES * CHY_DISTANCE_ROWS + CHY_VALENCIES * CHY_VALENCY_ROWS;
}
#endif
