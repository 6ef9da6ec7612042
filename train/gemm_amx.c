/* train/gemm_amx.c - The trainers' product on processors with AMX: operands rounded to bfloat16, sums
 * in floats. Only compiled in where the compiler's target has it; gemm.c falls back to registers. */
#include "gemm.h"

#if defined(__AMX_BF16__) && defined(__AVX512BF16__)
#include <immintrin.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A tile is 16 rows of 64 bytes: of A 16 x 32 values, of B 32 x 16 (in pairs), of C 16 x 16 floats. */
enum { TILE = 16, DEPTH = 32, TILE_HALVES = TILE * DEPTH };

typedef struct config {
    uint8_t palette, start_row, reserved[14];
    uint16_t colsb[16];
    uint8_t rows[16];
} config;

static uint16_t *pack_a, *pack_b;
static size_t cap_a, cap_b;

/* The kernel must be asked before tiles may be used. */
static int allowed(void)
{
    static int state; /* 0 unknown, 1 yes, 2 no */
    if (!state) {
        enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
        state = syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0 && !getenv("CHANCERY_NO_AMX") ? 1 : 2;
    }
    if (state == 1) {
        config c = {.palette = 1};
        for (int i = 0; i < 8; i++) {
            c.colsb[i] = 64;
            c.rows[i] = TILE;
        }
        _tile_loadconfig(&c);
    }
    return state == 1;
}

static uint16_t *room(uint16_t **p, size_t *cap, size_t need)
{
    if (need > *cap) {
        free(*p);
        *p = aligned_alloc(64, need * sizeof **p);
        *cap = *p ? need : 0;
    }
    return *p;
}

/* 16 floats from p, of which the first n exist. */
static __m512 some(const float *p, int n)
{
    return n >= 16 ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps((__mmask16)(n > 0 ? (1u << n) - 1 : 0), p);
}

static void store_row(uint16_t *to, const float *p, int n)
{
    __m512bh v = _mm512_cvtne2ps_pbh(some(p + 16, n - 16), some(p, n));
    memcpy(to, &v, sizeof v);
}

/* Transposes 16 x 16 words of 32 bits. */
static void transpose_words(__m512i r[16])
{
    __m512i t[16];
    for (int i = 0; i < 16; i += 4) {
        __m512i a = _mm512_unpacklo_epi32(r[i], r[i + 1]), b = _mm512_unpackhi_epi32(r[i], r[i + 1]);
        __m512i c = _mm512_unpacklo_epi32(r[i + 2], r[i + 3]), d = _mm512_unpackhi_epi32(r[i + 2], r[i + 3]);
        t[i] = _mm512_unpacklo_epi64(a, c), t[i + 1] = _mm512_unpackhi_epi64(a, c);
        t[i + 2] = _mm512_unpacklo_epi64(b, d), t[i + 3] = _mm512_unpackhi_epi64(b, d);
    }
    for (int i = 0; i < 4; i++) { /* t[4 g + i] holds column i of each 4-block, rows 4 g .. 4 g + 3 */
        __m512i a = _mm512_shuffle_i32x4(t[i], t[4 + i], 0x88), b = _mm512_shuffle_i32x4(t[8 + i], t[12 + i], 0x88);
        __m512i c = _mm512_shuffle_i32x4(t[i], t[4 + i], 0xdd), d = _mm512_shuffle_i32x4(t[8 + i], t[12 + i], 0xdd);
        r[i] = _mm512_shuffle_i32x4(a, b, 0x88), r[8 + i] = _mm512_shuffle_i32x4(a, b, 0xdd);
        r[4 + i] = _mm512_shuffle_i32x4(c, d, 0x88), r[12 + i] = _mm512_shuffle_i32x4(c, d, 0xdd);
    }
}

/* Two rows of 16 values, interleaved. */
static __m512i interleave(__m512 first, __m512 second)
{
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5,
                                           20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    __m512bh both = _mm512_cvtne2ps_pbh(second, first);
    __m512i bits;
    memcpy(&bits, &both, sizeof bits);
    return _mm512_permutexvar_epi16(order, bits);
}

/* Rows p.. of `left` remaining, 16 columns from b on, in pairs. */
static void pair_rows(__m512i pair[16], const float *b, long ldb, int left)
{
    for (int d = 0; d < DEPTH; d += 2) {
        __m512 first = d < left ? _mm512_loadu_ps(b + d * ldb) : _mm512_setzero_ps();
        __m512 second = d + 1 < left ? _mm512_loadu_ps(b + (d + 1) * ldb) : _mm512_setzero_ps();
        pair[d / 2] = interleave(first, second);
    }
}

/* Tiles [m/16][k/32] of A: rows contiguous (a_col 1) or columns contiguous (a_row 1; then reading up to 15
 * floats past the last column must be harmless, as it is inside our matrices). */
static void pack_rows(uint16_t *to, int m, int k, const float *a, long a_row, long a_col)
{
    for (int i = 0; i < m; i += TILE)
        for (int p = 0; p < k; p += DEPTH, to += TILE_HALVES) {
            int rows = m - i < TILE ? m - i : TILE, depth = k - p < DEPTH ? k - p : DEPTH;
            if (a_col == 1) {
                for (int r = 0; r < TILE; r++)
                    store_row(to + r * DEPTH, a + (i + (r < rows ? r : 0)) * a_row + p, r < rows ? depth : 0);
                continue;
            }
            __m512i pair[16];
            pair_rows(pair, a + (long)p * a_col + i, a_col, depth);
            transpose_words(pair);
            for (int r = 0; r < TILE; r++)
                _mm512_store_si512(to + r * DEPTH, pair[r]);
        }
}

/* Tiles [n/16][k/32] of B, two rows interleaved. */
static void pack_columns(uint16_t *to, int k, int n, const float *b, long ldb)
{
    for (int j = 0; j < n; j += TILE)
        for (int p = 0; p < k; p += DEPTH, to += TILE_HALVES) {
            __m512i pair[16];
            pair_rows(pair, b + (long)p * ldb + j, ldb, k - p);
            for (int d = 0; d < 16; d++)
                _mm512_store_si512(to + d * DEPTH, pair[d]);
        }
}

static void add_tile(float *c, long ldc, int rows, const float *t, int add)
{
    for (int r = 0; r < rows; r++) {
        __m512 v = _mm512_load_ps(t + r * TILE);
        _mm512_storeu_ps(c + r * ldc, add ? _mm512_add_ps(v, _mm512_loadu_ps(c + r * ldc)) : v);
    }
}

void transpose_amx(const float *w, int k, int n, float *t)
{
    for (int i = 0; i < k; i += 16)
        for (int j = 0; j < n; j += 16) {
            __m512i r[16];
            for (int p = 0; p < 16; p++)
                r[p] = _mm512_loadu_si512(w + (long)(i + p) * n + j);
            transpose_words(r);
            for (int p = 0; p < 16; p++)
                _mm512_storeu_si512(t + (long)(j + p) * k + i, r[p]);
        }
}

int gemm_amx(int m, int n, int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc, int add)
{
    if (m < TILE || (a_col != 1 && m % TILE) || k < DEPTH || !allowed())
        return 0;
    size_t m_tiles = (size_t)(m + TILE - 1) / TILE, n_tiles = (size_t)n / TILE, k_tiles = (size_t)(k + DEPTH - 1) / DEPTH;
    size_t panel = k_tiles * TILE_HALVES;
    if (!room(&pack_a, &cap_a, (m_tiles + 1) * panel) || !room(&pack_b, &cap_b, (n_tiles + 1) * panel))
        return 0;
    pack_rows(pack_a, m, k, a, a_row, a_col);
    pack_columns(pack_b, k, n, b, ldb);
    float out[4][TILE * TILE] __attribute__((aligned(64)));
    for (size_t j = 0; j < n_tiles; j += 2)
        for (size_t i = 0; i < m_tiles; i += 2) {
            size_t i1 = i + 1 < m_tiles ? i + 1 : i, j1 = j + 1 < n_tiles ? j + 1 : j;
            const uint16_t *a0 = pack_a + i * panel, *a1 = pack_a + i1 * panel, *b0 = pack_b + j * panel, *b1 = pack_b + j1 * panel;
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
            for (size_t p = 0; p < panel; p += TILE_HALVES) {
                _tile_loadd(4, a0 + p, 64);
                _tile_loadd(5, a1 + p, 64);
                _tile_loadd(6, b0 + p, 64);
                _tile_loadd(7, b1 + p, 64);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(1, 4, 7);
                _tile_dpbf16ps(2, 5, 6);
                _tile_dpbf16ps(3, 5, 7);
            }
            _tile_stored(0, out[0], 64);
            _tile_stored(1, out[1], 64);
            _tile_stored(2, out[2], 64);
            _tile_stored(3, out[3], 64);
            for (size_t q = 0; q < 4; q++) {
                size_t ti = i + q / 2, tj = j + q % 2;
                long rows = m - (long)ti * TILE;
                if (ti < m_tiles && tj < n_tiles)
                    add_tile(c + (long)ti * TILE * ldc + (long)tj * TILE, ldc, rows < TILE ? (int)rows : TILE, out[q], add);
            }
        }
    return 1;
}
#else
int gemm_amx(int m, int n, int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc, int add)
{
    (void)m, (void)n, (void)k, (void)a, (void)a_row, (void)a_col, (void)b, (void)ldb, (void)c, (void)ldc, (void)add;
    return 0;
}
#endif
