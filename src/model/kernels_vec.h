/* src/model/kernels_vec.h - The vector kernels, written once over a handful of operations
 * that kernels_avx2.c and kernels_vnni.c define before including this:
 *   TARGET function attribute; LANES int32 lanes; MR, NV rows and vectors of a block;
 *   VI, VF vector types; ZERO, SET1, LOAD32, STORE32, LOAD8, STORE8, STORE16, DOT, DOT2 (two groups of four), BYTES4,
 *   SCALE, MAX32, MIN32, ADD32, SUB32, MUL32, SHR32; and for 16-bit lanes LANES16, LOAD_S,
 *   ADDS_S, NARROW_S (scale, cut to 0..127, store as bytes).
 * It is no header in the usual sense: it defines static functions. */

#define INLINE static inline __attribute__((always_inline)) TARGET

/* A block's sums live in variables a<row><vector>, not in an array: compilers keep those in registers. mr and nv
 * are constants wherever these are expanded, so the conditions cost nothing. */
#define CELLS_OF_ROW(DO, i) DO(i, 0) DO(i, 1) DO(i, 2) DO(i, 3)
#define ALL_CELLS(DO) \
    CELLS_OF_ROW(DO, 0) CELLS_OF_ROW(DO, 1) CELLS_OF_ROW(DO, 2) CELLS_OF_ROW(DO, 3) CELLS_OF_ROW(DO, 4) CELLS_OF_ROW(DO, 5)
#define CELL_BEGIN(i, v) VI a##i##v = (i) < mr && (v) < nv ? LOAD32(m->bias + j + (v) * LANES) : ZERO;
#define CELL_DOT(i, v)        \
    if ((i) < mr && (v) < nv) \
        a##i##v = DOT(a##i##v, b, w##v);
#define CELL_DOT2(i, v)       \
    if ((i) < mr && (v) < nv) \
        a##i##v = DOT2(a##i##v, b, w##v, c, u##v);
#define CELL_OUT(i, v)        \
    if ((i) < mr && (v) < nv) \
        out[i][v] = SCALE(a##i##v, m->scale + j + (v) * LANES);
#define ROW_DOT(i)                                   \
    if ((i) < mr) {                                  \
        VI b = BYTES4(x + (size_t)(i) * stride + k); \
        CELLS_OF_ROW(CELL_DOT, i)                    \
    }
#define ROW_DOT2(i)                                                                                      \
    if ((i) < mr) {                                                                                      \
        VI b = BYTES4(x + (size_t)(i) * stride + k), c = BYTES4(x + (size_t)(i) * stride + k + 4);       \
        CELLS_OF_ROW(CELL_DOT2, i)                                                                       \
    }
#define LOAD_WEIGHTS(name, p)                                                                            \
    VI name##0 = LOAD32(p), name##1 = nv > 1 ? LOAD32((p) + LANES * 4) : ZERO,                           \
       name##2 = nv > 2 ? LOAD32((p) + LANES * 8) : ZERO, name##3 = nv > 3 ? LOAD32((p) + LANES * 12) : ZERO;

/* s of mr rows and nv vectors of columns from column j on. */
INLINE void block(const chy_matrix *m, const uint8_t *x, size_t stride, size_t j, int mr, int nv, VI out[6][4])
{
    const int8_t *w = m->weights + j * 4;
    size_t n4 = (size_t)m->n * 4, n_k = m->k;
    ALL_CELLS(CELL_BEGIN)
    size_t k = 0;
    for (; PAIR == 8 && m->narrow && k + 8 <= n_k; k += 8, w += 2 * n4) {
        LOAD_WEIGHTS(w, w)
        LOAD_WEIGHTS(u, w + n4)
        ROW_DOT2(0) ROW_DOT2(1) ROW_DOT2(2) ROW_DOT2(3) ROW_DOT2(4) ROW_DOT2(5)
    }
    for (; k < n_k; k += 4, w += n4) {
        LOAD_WEIGHTS(w, w)
        ROW_DOT(0) ROW_DOT(1) ROW_DOT(2) ROW_DOT(3) ROW_DOT(4) ROW_DOT(5)
    }
    ALL_CELLS(CELL_OUT)
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
    VI s[6][4];
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

#define STEP_CELLS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6)
#define STEP_BEGIN(v) VI a##v = (v) < nv ? LOAD32(m->bias + j + (v) * LANES) : ZERO;
#define STEP_DOT(v) \
    if ((v) < nv)   \
        a##v = DOT(a##v, b, LOAD32(w + (v) * LANES * 4));
#define STEP_DOT2(v) \
    if ((v) < nv)    \
        a##v = DOT2(a##v, b, LOAD32(w + (v) * LANES * 4), c, LOAD32(w + n4 + (v) * LANES * 4));
#define STEP_OUT(v) \
    if ((v) < nv)   \
        STORE32(score + j + (v) * LANES, ADD32(SCALE(a##v, m->scale + j + (v) * LANES), LOAD32(mask + j + (v) * LANES)));

/* Scores of nv <= 7 vectors of classes into `score`. */
INLINE void step_block(const chy_matrix *m, const uint8_t *hidden, const int32_t *mask, size_t j, int nv, int32_t *score)
{
    const int8_t *w = m->weights + j * 4;
    size_t n4 = (size_t)m->n * 4, n_k = m->k;
    STEP_CELLS(STEP_BEGIN)
    size_t k = 0;
    for (; PAIR == 8 && m->narrow && k + 8 <= n_k; k += 8, w += 2 * n4) {
        VI b = BYTES4(hidden + k), c = BYTES4(hidden + k + 4);
        STEP_CELLS(STEP_DOT2)
    }
    for (; k < n_k; k += 4, w += n4) {
        VI b = BYTES4(hidden + k);
        STEP_CELLS(STEP_DOT)
    }
    STEP_CELLS(STEP_OUT)
}

TARGET static uint32_t step(const chy_matrix *m, const chy_step_input *in)
{
    uint8_t hidden[1024] __attribute__((aligned(64)));
    int32_t score[512] __attribute__((aligned(64)));
    STORE32(score, SET1(INT32_MIN)); /* n is never 0, but compilers cannot know */
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
