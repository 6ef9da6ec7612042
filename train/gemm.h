/* train/gemm.h - The one dense kernel of the trainers: C (+)= A B in floats. */
#ifndef CHY_TRAIN_GEMM_H
#define CHY_TRAIN_GEMM_H

/* C[m x n] = (add ? C : 0) + A B with A[i][k] at a[i * a_row + k * a_col], so that a
 * transposed A and the overlapping windows of a convolution need no copy. n is a
 * multiple of 16; b and c hold rows of ldb and ldc floats. */
void gemm(int m, int n, int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc,
          int add);

/* The same with bfloat16 operands in matrix tiles; 0 when this processor or these sizes do not allow it. */
int gemm_amx(int m, int n, int k, const float *a, long a_row, long a_col, const float *b, long ldb, float *c, long ldc,
             int add);
void transpose_amx(const float *w, int k, int n, float *t); /* k and n multiples of 16 */

/* t[n x k] = the transpose of w[k x n]. */
void transpose(const float *w, int k, int n, float *t);
#endif
