/* train/gemm.c - Register-blocked float matrix product; see gemm.h. A block of up to 6
 * rows by 64 columns of C stays in registers while k runs. */
#include "gemm.h"

#include <string.h>

typedef float vec __attribute__((vector_size(64), aligned(4)));

#define BLOCK(MR, NV)                                                                                          \
    static void block_##MR##_##NV(int k, const float *a, long a_row, long a_col, const float *b, long ldb,     \
                                  float *c, long ldc, int add)                                                 \
    {                                                                                                          \
        vec acc[MR][NV];                                                                                       \
        for (int i = 0; i < MR; i++)                                                                           \
            for (int j = 0; j < NV; j++)                                                                       \
                acc[i][j] = add ? *(const vec *)(c + i * ldc + j * 16) : (vec){0};                             \
        for (int p = 0; p < k; p++, a += a_col, b += ldb) {                                                    \
            vec bv[NV];                                                                                        \
            for (int j = 0; j < NV; j++)                                                                       \
                bv[j] = *(const vec *)(b + j * 16);                                                            \
            for (int i = 0; i < MR; i++) {                                                                     \
                float x = a[i * a_row];                                                                        \
                for (int j = 0; j < NV; j++)                                                                   \
                    acc[i][j] += x * bv[j];                                                                    \
            }                                                                                                  \
        }                                                                                                      \
        for (int i = 0; i < MR; i++)                                                                           \
            for (int j = 0; j < NV; j++)                                                                       \
                *(vec *)(c + i * ldc + j * 16) = acc[i][j];                                                    \
    }
#define BLOCKS(MR) BLOCK(MR, 1) BLOCK(MR, 2) BLOCK(MR, 3) BLOCK(MR, 4)
BLOCKS(1) BLOCKS(2) BLOCKS(3) BLOCKS(4) BLOCKS(5) BLOCKS(6)

typedef void block_fn(int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc,
                      int add);
#define ROW(MR) {block_##MR##_1, block_##MR##_2, block_##MR##_3, block_##MR##_4}
static block_fn *const blocks[6][4] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6)};

void gemm(int m, int n, int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc,
          int add)
{
    if (gemm_amx(m, n, k, a, a_row, a_col, b, ldb, c, ldc, add))
        return;
    for (int j = 0; j < n; j += 64) {
        int nv = n - j < 64 ? (n - j) / 16 : 4;
        for (int i = 0; i < m; i += 6) {
            int mr = m - i < 6 ? m - i : 6;
            blocks[mr - 1][nv - 1](k, a + i * a_row, a_row, a_col, b + j, ldb, c + i * ldc + j, ldc, add);
        }
    }
}

void transpose(const float *w, int k, int n, float *t)
{
#if defined(__AMX_BF16__) && defined(__AVX512BF16__)
    if (k % 16 == 0 && n % 16 == 0) {
        transpose_amx(w, k, n, t);
        return;
    }
#endif
    for (int i = 0; i < k; i += 16)
        for (int j = 0; j < n; j++)
            for (int p = i; p < k && p < i + 16; p++)
                t[(long)j * k + p] = w[(long)p * n + j];
}
