/* src/model/kernels_vnni.c - The vector kernels for AVX-512 with VNNI; see kernels_vec.h. */
#include "model/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define LANES 16
#define LANES16 32
#define MR 6
#define PAIR 4 /* DOT2 is not used: VNNI widens by itself */
#define DOT2(acc, x, w, y, v) DOT(DOT(acc, x, w), y, v)
#define NV 4
#define STEP_NV 7
#define VI __m512i
#define ZERO _mm512_setzero_si512()
#define SET1(v) _mm512_set1_epi32(v)
#define LOAD32(p) _mm512_loadu_si512((const void *)(p))
#define STORE32(p, v) _mm512_storeu_si512((void *)(p), v)
#define LOAD8(p) _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)(p)))
#define STORE8(p, v) _mm_storeu_si128((__m128i *)(void *)(p), _mm512_cvtepi32_epi8(v))
#define STORE16(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), _mm512_cvtsepi32_epi16(v))
#define SCALE(acc, scale) _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(acc), _mm512_loadu_ps(scale)))
#define MAX32 _mm512_max_epi32
#define MIN32 _mm512_min_epi32
#define ADD32 _mm512_add_epi32
#define SUB32 _mm512_sub_epi32
#define MUL32 _mm512_mullo_epi32
#define SHR32 _mm512_srai_epi32
#define EQUAL32(a, b) (uint32_t)_mm512_cmpeq_epi32_mask(a, b)
#define LOAD_S(p) _mm512_loadu_si512((const void *)(p))
#define ADDS_S _mm512_adds_epi16

/* As assembler, not _mm512_dpbusd_epi32: around the builtin, gcc 12 copies and spills every sum in every
 * round, which halves the speed of all matrix products. */
static inline __attribute__((always_inline)) TARGET __m512i dot(__m512i acc, __m512i x, __m512i w)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(x), "v"(w));
    return acc;
}
#define DOT dot

static inline __attribute__((always_inline)) TARGET __m512i bytes4(const uint8_t *p)
{
    int32_t v;
    __builtin_memcpy(&v, p, sizeof v);
    return _mm512_set1_epi32(v);
}
#define BYTES4 bytes4

static inline __attribute__((always_inline)) TARGET void narrow(uint8_t *p, __m512i sum, int16_t scale)
{
    __m512i y = _mm512_mulhrs_epi16(sum, _mm512_set1_epi16(scale));
    y = _mm512_min_epi16(_mm512_max_epi16(y, _mm512_setzero_si512()), _mm512_set1_epi16(127));
    _mm256_storeu_si256((__m256i *)(void *)p, _mm512_cvtepi16_epi8(y));
}
#define NARROW_S narrow

#define SHAPES_ROW(kind, mr) SHAPE(kind, mr, 1) SHAPE(kind, mr, 2) SHAPE(kind, mr, 3) SHAPE(kind, mr, 4)
#define SHAPES(kind)                                                                                    \
    SHAPES_ROW(kind, 1) SHAPES_ROW(kind, 2) SHAPES_ROW(kind, 3) SHAPES_ROW(kind, 4) SHAPES_ROW(kind, 5) \
        SHAPES_ROW(kind, 6)
#define TABLE_ROW(kind, mr) {block_##kind##_##mr##_1, block_##kind##_##mr##_2, block_##kind##_##mr##_3, block_##kind##_##mr##_4}
#define SHAPE_TABLE(kind)                                                                               \
    {TABLE_ROW(kind, 1), TABLE_ROW(kind, 2), TABLE_ROW(kind, 3), TABLE_ROW(kind, 4), TABLE_ROW(kind, 5), \
     TABLE_ROW(kind, 6)}

#include "model/kernels_vec.h"

const chy_kernels chy_kernels_vnni = {"vnni", relu, short_rows, long_rows, add_rows, recur, step};
#else
typedef int chy_kernels_vnni_unused;
#endif
