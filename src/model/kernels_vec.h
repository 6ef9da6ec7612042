/* src/model/kernels_vec.h - The vector kernels, written once over a handful of operations
 * that kernels_avx2.c and kernels_vnni.c define before including this:
 *   TARGET function attribute; LANES int32 lanes; MR, NV rows and vectors of a block;
 *   VI, VF vector types; ZERO, SET1, LOAD32, STORE32, LOAD8, STORE8, STORE16, DOT, BYTES4,
 *   SCALE, MAX32, MIN32, ADD32, SUB32, MUL32, SHR32; and for 16-bit lanes LANES16, LOAD_S,
 *   ADDS_S, NARROW_S (scale, cut to 0..127, store as bytes).
 * It is no header in the usual sense: it defines static functions. */

#define INLINE static inline __attribute__((always_inline)) TARGET

/* s of mr rows and nv vectors of columns from column j on. */
INLINE void block(const chy_matrix *m, const uint8_t *x, size_t stride, size_t j, int mr, int nv, VI out[MR][NV])
{
    const int8_t *w = m->weights + j * 4;
    VI acc[MR][NV];
    for (int i = 0; i < mr; i++)
        for (int v = 0; v < nv; v++)
            acc[i][v] = LOAD32(m->bias + j + (size_t)v * LANES);
    for (size_t k = 0; k < m->k; k += 4, w += (size_t)m->n * 4) {
        VI wv[NV];
        for (int v = 0; v < nv; v++)
            wv[v] = LOAD32(w + (size_t)v * LANES * 4);
        for (int i = 0; i < mr; i++) {
            VI b = BYTES4(x + (size_t)i * stride + k);
            for (int v = 0; v < nv; v++)
                acc[i][v] = DOT(acc[i][v], b, wv[v]);
        }
    }
    for (int i = 0; i < mr; i++)
        for (int v = 0; v < nv; v++)
            out[i][v] = SCALE(acc[i][v], m->scale + j + (size_t)v * LANES);
}

enum { KIND_RELU, KIND_SHORT, KIND_LONG };

INLINE void finish(VI s, int kind, const uint8_t *add, void *out, size_t at)
{
    if (kind == KIND_LONG)
        STORE32((int32_t *)out + at, s);
    else if (kind == KIND_SHORT)
        STORE16((int16_t *)out + at, s);
    else {
        VI top = SET1(127), y = MIN32(MAX32(s, ZERO), top);
        if (add)
            y = MIN32(ADD32(y, LOAD8(add + at)), top);
        STORE8((uint8_t *)out + at, y);
    }
}

INLINE void block_rows(const chy_matrix *m, const uint8_t *x, size_t stride, size_t r, size_t j, int mr, int nv, int kind,
                       const uint8_t *add, void *out)
{
    VI s[MR][NV];
    block(m, x + r * stride, stride, j, mr, nv, s);
    for (int i = 0; i < mr; i++)
        for (int v = 0; v < nv; v++)
            finish(s[i][v], kind, add, out, (r + (size_t)i) * m->n + j + (size_t)v * LANES);
}

/* One function a block shape, so that every loop above has constant bounds. */
#define SHAPE(kind, mr, nv)                                                                                         \
    TARGET static void block_##kind##_##mr##_##nv(const chy_matrix *m, const uint8_t *x, size_t stride, size_t r, \
                                                  size_t j, const uint8_t *add, void *out)                       \
    {                                                                                                            \
        block_rows(m, x, stride, r, j, mr, nv, KIND_##kind, add, out);                                           \
    }
typedef void block_fn(const chy_matrix *m, const uint8_t *x, size_t stride, size_t r, size_t j, const uint8_t *add,
                      void *out);
SHAPES(RELU)
SHAPES(SHORT)
SHAPES(LONG)

static void matrix_rows(block_fn *const table[MR][NV], const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows,
                        const uint8_t *add, void *out)
{
    for (size_t j = 0; j < m->n;) {
        size_t nv = (m->n - j) / LANES < NV ? (m->n - j) / LANES : NV;
        for (size_t r = 0; r < rows;) {
            size_t mr = rows - r < MR ? rows - r : MR;
            table[mr - 1][nv - 1](m, x, stride, r, j, add, out);
            r += mr;
        }
        j += nv * LANES;
    }
}

static void relu(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, const uint8_t *add, uint8_t *out)
{
    static block_fn *const table[MR][NV] = SHAPE_TABLE(RELU);
    matrix_rows(table, m, x, stride, rows, add, out);
}

static void short_rows(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int16_t *out)
{
    static block_fn *const table[MR][NV] = SHAPE_TABLE(SHORT);
    matrix_rows(table, m, x, stride, rows, NULL, out);
}

static void long_rows(const chy_matrix *m, const uint8_t *x, size_t stride, size_t rows, int32_t *out)
{
    static block_fn *const table[MR][NV] = SHAPE_TABLE(LONG);
    matrix_rows(table, m, x, stride, rows, NULL, out);
}

TARGET static void add_rows(const int16_t *left, const int16_t *centre, const int16_t *right, const int16_t *bias,
                            size_t n, int16_t scale, uint8_t *out)
{
    for (size_t j = 0; j < n; j += LANES16)
        NARROW_S(out + j, ADDS_S(ADDS_S(ADDS_S(LOAD_S(left + j), LOAD_S(centre + j)), LOAD_S(right + j)), LOAD_S(bias + j)),
                 scale);
}

TARGET static void recur(const int32_t *u, size_t rows, size_t n, const uint8_t *add, uint8_t *out)
{
    for (size_t j = 0; j < n; j += LANES) {
        VI h = ZERO;
        for (size_t i = 0; i < rows; i++) {
            size_t r = j < n / 2 ? i : rows - 1 - i;
            VI z = MIN32(MAX32(LOAD32(u + r * 2 * n + j), ZERO), SET1(256));
            VI c = MIN32(MAX32(LOAD32(u + r * 2 * n + n + j), ZERO), SET1(8191));
            h = ADD32(h, SHR32(ADD32(MUL32(SUB32(c, h), z), SET1(128)), 8));
            VI y = ADD32(LOAD8(add + r * n + j), SHR32(ADD32(h, SET1(32)), 6));
            STORE8(out + r * n + j, MIN32(y, SET1(127)));
        }
    }
}

/* Scores of nv vectors of classes into `score`. */
INLINE void step_block(const chy_matrix *m, const uint8_t *hidden, const int32_t *mask, size_t j, int nv, int32_t *score)
{
    const int8_t *w = m->weights + j * 4;
    VI acc[STEP_NV];
    for (int v = 0; v < nv; v++)
        acc[v] = LOAD32(m->bias + j + (size_t)v * LANES);
    for (size_t k = 0; k < m->k; k += 4, w += (size_t)m->n * 4) {
        VI b = BYTES4(hidden + k);
        for (int v = 0; v < nv; v++)
            acc[v] = DOT(acc[v], b, LOAD32(w + (size_t)v * LANES * 4));
    }
    for (int v = 0; v < nv; v++)
        STORE32(score + j + (size_t)v * LANES,
                ADD32(SCALE(acc[v], m->scale + j + (size_t)v * LANES), LOAD32(mask + j + (size_t)v * LANES)));
}

TARGET static uint32_t step(const chy_matrix *m, const chy_step_input *in)
{
    uint8_t hidden[1024] __attribute__((aligned(64)));
    int32_t score[512] __attribute__((aligned(64)));
    for (size_t j = 0; j < m->k; j += LANES16) {
        VI sum = LOAD_S(in->bias + j);
        for (uint32_t i = 0; i < in->n_rows; i++)
            sum = ADDS_S(sum, LOAD_S(in->row[i] + j));
        NARROW_S(hidden + j, sum, in->scale);
    }
    size_t j = 0;
    for (; j + STEP_NV * LANES <= m->n; j += STEP_NV * LANES)
        step_block(m, hidden, in->mask, j, STEP_NV, score);
    for (; j < m->n; j += LANES)
        step_block(m, hidden, in->mask, j, 1, score);
    VI top = LOAD32(score);
    for (j = LANES; j < m->n; j += LANES)
        top = MAX32(top, LOAD32(score + j));
    int32_t lane[LANES] __attribute__((aligned(64)));
    STORE32(lane, top);
    int32_t best = lane[0];
    for (int i = 1; i < LANES; i++)
        best = lane[i] > best ? lane[i] : best;
    for (j = 0; j < m->n; j += LANES) {
        uint32_t hit = EQUAL32(LOAD32(score + j), SET1(best));
        if (hit)
            return (uint32_t)j + (uint32_t)__builtin_ctz(hit);
    }
    return 0;
}
