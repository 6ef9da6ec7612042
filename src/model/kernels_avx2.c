/* src/model/kernels_avx2.c - The vector kernels for AVX2; see kernels_vec.h. */
#include "model/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define LANES 8
#define LANES16 16
#define MR 3
#define PAIR 8
#define NV 2
#define STEP_NV 7
#define VI __m256i
#define ZERO _mm256_setzero_si256()
#define SET1(v) _mm256_set1_epi32(v)
#define LOAD32(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define STORE32(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
#define LOAD8(p) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(p)))
#define MAX32 _mm256_max_epi32
#define MIN32 _mm256_min_epi32
#define ADD32 _mm256_add_epi32
#define SUB32 _mm256_sub_epi32
#define MUL32 _mm256_mullo_epi32
#define SHR32 _mm256_srai_epi32
#define EQUAL32(a, b) (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b)))
#define LOAD_S(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define ADDS_S _mm256_adds_epi16

static inline __attribute__((always_inline)) TARGET __m256i dot(__m256i acc, __m256i x, __m256i w)
{
    return _mm256_add_epi32(acc, _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1)));
}
#define DOT dot

/* Two groups of four products fit 16 bits before they are widened: 4 * 127 * 64 < 2^15. */
static inline __attribute__((always_inline)) TARGET __m256i dot2(__m256i acc, __m256i x, __m256i w, __m256i y, __m256i v)
{
    __m256i pairs = _mm256_add_epi16(_mm256_maddubs_epi16(x, w), _mm256_maddubs_epi16(y, v));
    return _mm256_add_epi32(acc, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
#define DOT2 dot2

static inline __attribute__((always_inline)) TARGET __m256i bytes4(const uint8_t *p)
{
    int32_t v;
    __builtin_memcpy(&v, p, sizeof v);
    return _mm256_set1_epi32(v);
}
#define BYTES4 bytes4

static inline __attribute__((always_inline)) TARGET __m256i scale32(__m256i acc, const float *scale)
{
    return _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_cvtepi32_ps(acc), _mm256_loadu_ps(scale)));
}
#define SCALE scale32

static inline __attribute__((always_inline)) TARGET __m128i pack16(__m256i v)
{
    return _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
}
#define STORE16(p, v) _mm_storeu_si128((__m128i *)(void *)(p), pack16(v))

static inline __attribute__((always_inline)) TARGET void store8(uint8_t *p, __m256i v)
{
    __m128i s = pack16(v);
    _mm_storel_epi64((__m128i *)(void *)p, _mm_packus_epi16(s, s));
}
#define STORE8 store8

static inline __attribute__((always_inline)) TARGET void narrow(uint8_t *p, __m256i sum, int16_t scale)
{
    __m256i y = _mm256_mulhrs_epi16(sum, _mm256_set1_epi16(scale));
    y = _mm256_min_epi16(_mm256_max_epi16(y, _mm256_setzero_si256()), _mm256_set1_epi16(127));
    __m128i s = _mm_packus_epi16(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
    _mm_storeu_si128((__m128i *)(void *)p, s);
}
#define NARROW_S narrow

#define SHAPES(kind)                                                                                          \
    SHAPE(kind, 1, 1) SHAPE(kind, 1, 2) SHAPE(kind, 2, 1) SHAPE(kind, 2, 2) SHAPE(kind, 3, 1) SHAPE(kind, 3, 2)
#define SHAPE_TABLE(kind)                                                                                   \
    {{block_##kind##_1_1, block_##kind##_1_2},                                                              \
     {block_##kind##_2_1, block_##kind##_2_2},                                                              \
     {block_##kind##_3_1, block_##kind##_3_2}}

#include "model/kernels_vec.h"

const chy_kernels chy_kernels_avx2 = {"avx2", relu, short_rows, long_rows, add_rows, recur, step};
#else
typedef int chy_kernels_avx2_unused;
#endif
