/* src/model/kernels.c - The kernels in plain C, the reference for the others, and the choice
 * among them; see kernels.h. */
#include "model/kernels.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_WIDTH = 1024, MAX_CLASSES = 512 };

/* The nearest integer, ties to even: adding and taking away 1.5 * 2^52 leaves no room for a fraction. */
static int32_t nearest(float v)
{
    const double room = 6755399441055744.0;
    double d = (double)v + room;
    return (int32_t)(d - room);
}

enum { BLOCK = 64 };

/* s of columns [j, j + n) for one row, n <= BLOCK. */
static void scaled(const chy_matrix *m, const uint8_t *x, size_t j, size_t n, int32_t *s)
{
    int32_t sum[BLOCK];
    memcpy(sum, m->bias + j, n * sizeof *sum);
    for (size_t k = 0; k < m->k; k += 4) {
        const int8_t *w = m->weights + (k / 4 * m->n + j) * 4;
        int32_t a = x[k], b = x[k + 1], c = x[k + 2], d = x[k + 3];
        for (size_t i = 0; i < n; i++)
            sum[i] += a * w[4 * i] + b * w[4 * i + 1] + c * w[4 * i + 2] + d * w[4 * i + 3];
    }
    for (size_t i = 0; i < n; i++)
        s[i] = nearest((float)sum[i] * m->scale[j + i]);
}

static uint8_t cut7(int32_t v)
{
    return (uint8_t)(v < 0 ? 0 : v > 127 ? 127 : v);
}

static int16_t cut16(int32_t v)
{
    return (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
}

static void relu(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, const uint8_t *add, uint8_t *out)
{
    int32_t s[BLOCK];
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < m->n; j += BLOCK) {
            size_t n = m->n - j < BLOCK ? m->n - j : BLOCK, at = r * m->n + j;
            scaled(m, x + r * stride, j, n, s);
            for (size_t i = 0; i < n; i++)
                out[at + i] = cut7((add ? add[at + i] : 0) + cut7(s[i]));
        }
}

static void short_rows(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int16_t *out)
{
    int32_t s[BLOCK];
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < m->n; j += BLOCK) {
            size_t n = m->n - j < BLOCK ? m->n - j : BLOCK;
            scaled(m, x + r * stride, j, n, s);
            for (size_t i = 0; i < n; i++)
                out[r * m->n + j + i] = cut16(s[i]);
        }
}

static void long_rows(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int32_t *out)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < m->n; j += BLOCK)
            scaled(m, x + r * stride, j, m->n - j < BLOCK ? m->n - j : BLOCK, out + r * m->n + j);
}

static uint8_t narrow(int16_t sum, int16_t scale)
{
    return cut7((sum * scale + (1 << 14)) >> 15);
}

static void add_rows(const int16_t *left, const int16_t *centre, const int16_t *right, const int16_t *bias, size_t n,
                     int16_t scale, uint8_t *out)
{
    for (size_t j = 0; j < n; j++)
        out[j] = narrow(cut16(cut16(cut16(left[j] + centre[j]) + right[j]) + bias[j]), scale);
}

static int32_t between(int32_t v, int32_t low, int32_t high)
{
    return v < low ? low : v > high ? high : v;
}

static void recur(const int32_t *u, size_t rows, size_t n, const uint8_t *add, uint8_t *out)
{
    int32_t h[MAX_WIDTH] = {0};
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < n; j++) {
            size_t r = j < n / 2 ? i : rows - 1 - i;
            int32_t z = between(u[r * 2 * n + j], 0, 256), c = between(u[r * 2 * n + n + j], 0, 8191);
            h[j] += ((c - h[j]) * z + 128) >> 8;
            out[r * n + j] = cut7(add[r * n + j] + ((h[j] + 32) >> 6));
        }
}

static uint32_t step(const chy_matrix *m, const chy_step_input *in)
{
    uint8_t hidden[MAX_WIDTH];
    for (size_t j = 0; j < m->k; j++) {
        int16_t sum = in->bias[j];
        for (uint32_t i = 0; i < in->n_rows; i++)
            sum = cut16(sum + in->row[i][j]);
        hidden[j] = narrow(sum, in->scale);
    }
    int32_t score[MAX_CLASSES];
    uint32_t best = 0;
    long_rows(m, hidden, 0, 1, score);
    for (uint32_t c = 0; c < m->n; c++) {
        score[c] += in->mask[c];
        if (score[c] > score[best])
            best = c;
    }
    return best;
}

const chy_kernels chy_kernels_plain = {"plain", relu, short_rows, long_rows, add_rows, recur, step};

const chy_kernels *chy_kernels_find(const char *name)
{
#if defined(__x86_64__)
    if (strcmp(name, "vnni") == 0)
        return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
                   ? &chy_kernels_vnni
                   : NULL;
    if (strcmp(name, "avx2") == 0)
        return __builtin_cpu_supports("avx2") ? &chy_kernels_avx2 : NULL;
#endif
    return strcmp(name, "plain") == 0 ? &chy_kernels_plain : NULL;
}

const chy_kernels *chy_kernels_best(void)
{
    static const char *const order[] = {"vnni", "avx2", "plain"};
    const char *wish = getenv("CHANCERY_KERNELS");
    const chy_kernels *found = wish ? chy_kernels_find(wish) : NULL;
    for (size_t i = 0; !found; i++)
        found = chy_kernels_find(order[i]);
    return found;
}
