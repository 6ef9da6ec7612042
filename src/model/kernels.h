/* src/model/kernels.h - Integer arithmetic of the nets, in three builds with the same results
 * bit for bit: plain C, AVX2, AVX-512 with VNNI. Knows matrices, not what they mean.
 *
 * Activations are bytes of 0 to 127, weights of -127 to 127, sums 32-bit: seven bits, so that
 * AVX2's pairwise 16-bit products cannot saturate. Where no weight exceeds 64 it may even add four of them. A matrix of K x N weights is packed
 * as [K/4][N][4]; K is a multiple of 4, N of 16. A sum is scaled by one float product and
 * rounded to the nearest even integer: a single IEEE operation each, the same everywhere. */
#ifndef CHY_MODEL_KERNELS_H
#define CHY_MODEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct chy_matrix {
    uint32_t k, n;
    const int8_t *weights; /* [k/4][n][4] */
    const int32_t *bias;   /* n: where each sum starts */
    const float *scale;    /* n */
    uint32_t narrow;       /* not 0: all weights are within -64..64 */
} chy_matrix;

/* The transition loop's share: what one step reads. */
typedef struct chy_step_input {
    const int16_t *row[32]; /* summed with saturation, in this order */
    uint32_t n_rows;
    const int16_t *bias;    /* hidden */
    int16_t scale;          /* of the sum: (sum * scale + 2^14) >> 15, cut to 0..127 */
    const int32_t *mask;    /* per class: 0, or a penalty where the step is not allowed */
} chy_step_input;

typedef struct chy_kernels {
    const char *name;
    /* out[r][j] = min(127, add[r][j] + max(0, s)), s = round(scale_j * (bias_j + x_r . w_j)).
     * Row r of x begins at x + r * stride. `add` may be NULL; add and out have rows of n. */
    void (*relu)(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, const uint8_t *add, uint8_t *out);
    /* out[r][j] = s cut to 16 bits. */
    void (*short_rows)(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int16_t *out);
    /* out[r][j] = s. */
    void (*long_rows)(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int32_t *out);
    /* out[j] = cut((left + centre + right + bias)[j] * scale) as in chy_step_input; n a multiple of 32. */
    void (*add_rows)(const int16_t *left, const int16_t *centre, const int16_t *right, const int16_t *bias, size_t n,
                     int16_t scale, uint8_t *out);
    /* The gated recurrence over `rows` rows of u = [gate n | candidate n]: gate cut to 0..256,
     * candidate to 0..8191; h += ((c - h) * z + 128) >> 8; out = min(127, add + ((h + 32) >> 6)).
     * Units below n/2 run forward, the others backward. n a multiple of 32, at most 1024. */
    void (*recur)(const int32_t *u, size_t rows, size_t n, const uint8_t *add, uint8_t *out);
    /* The best class: the first with the highest s + mask. m->k is the width of the rows. */
    uint32_t (*step)(const chy_matrix *m, const chy_step_input *in);
} chy_kernels;

/* The fastest build for this processor, or the one named in the environment variable
 * CHANCERY_KERNELS (plain, avx2, vnni) if this processor can run it. */
const chy_kernels *chy_kernels_best(void);

/* The build `name`, NULL when unknown or not for this processor. */
const chy_kernels *chy_kernels_find(const char *name);

extern const chy_kernels chy_kernels_plain;
#if defined(__x86_64__)
extern const chy_kernels chy_kernels_avx2, chy_kernels_vnni;
#endif

#endif
