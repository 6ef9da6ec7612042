/* tests/unit/test_kernels.c - The vector kernels against plain C, bit by bit, on random and extreme numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "model/kernels.h"

enum { MAX_K = 512, MAX_N = 1280, MAX_ROWS = 40 };

static uint64_t rng = 1;

static uint32_t rnd(void)
{
    rng = rng * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(rng >> 33);
}

typedef struct fixture {
    int8_t weights[MAX_K * MAX_N];
    int32_t bias[MAX_N];
    float scale[MAX_N];
    uint8_t x[(MAX_ROWS + 2) * MAX_K], add[MAX_ROWS * MAX_N];
    int16_t rows[32][MAX_K];
    int32_t mask[MAX_N];
    chy_matrix m;
} fixture;

/* `extreme`: activations of 127 and the largest weights, where 16-bit pairs come closest to saturation. */
static void fill(fixture *f, uint32_t k, uint32_t n, int extreme, int narrow)
{
    int most = narrow ? 64 : 127;
    f->m = (chy_matrix){k, n, f->weights, f->bias, f->scale, (uint32_t)narrow};
    for (size_t i = 0; i < sizeof f->weights; i++)
        f->weights[i] = (int8_t)(extreme ? (rnd() & 1 ? most : -most) : (int)(rnd() % (uint32_t)(2 * most + 1)) - most);
    for (size_t i = 0; i < sizeof f->x; i++)
        f->x[i] = (uint8_t)(extreme ? 127 : rnd() % 128);
    for (size_t i = 0; i < sizeof f->add; i++)
        f->add[i] = (uint8_t)(rnd() % 128);
    for (size_t j = 0; j < MAX_N; j++) {
        f->bias[j] = (int32_t)(rnd() % 200001) - 100000;
        f->scale[j] = (float)(rnd() % 1000 + 1) / 50000.f;
        f->mask[j] = rnd() % 3 ? 0 : -(1 << 30);
    }
    for (size_t r = 0; r < 32; r++)
        for (size_t j = 0; j < MAX_K; j++)
            f->rows[r][j] = (int16_t)(extreme ? (rnd() & 1 ? 32767 : -32768) : (int)(rnd() % 4001) - 2000);
}

static void compare(const chy_kernels *k, fixture *f, size_t rows)
{
    static uint8_t a8[MAX_ROWS * MAX_N], b8[MAX_ROWS * MAX_N];
    static int16_t a16[MAX_ROWS * MAX_N], b16[MAX_ROWS * MAX_N];
    static int32_t a32[MAX_ROWS * MAX_N], b32[MAX_ROWS * MAX_N];
    const chy_kernels *p = &chy_kernels_plain;
    size_t size = rows * f->m.n, stride = f->m.k >= 8 ? f->m.k / 4 * 2 : f->m.k; /* rows overlap, as windows do */
    p->relu(&f->m, f->x, stride, rows, f->add, a8);
    k->relu(&f->m, f->x, stride, rows, f->add, b8);
    assert_memory_equal(a8, b8, size);
    p->relu(&f->m, f->x, stride, rows, NULL, a8);
    k->relu(&f->m, f->x, stride, rows, NULL, b8);
    assert_memory_equal(a8, b8, size);
    p->short_rows(&f->m, f->x, stride, rows, a16);
    k->short_rows(&f->m, f->x, stride, rows, b16);
    assert_memory_equal(a16, b16, size * sizeof *a16);
    p->long_rows(&f->m, f->x, stride, rows, a32);
    k->long_rows(&f->m, f->x, stride, rows, b32);
    assert_memory_equal(a32, b32, size * sizeof *a32);
    if (f->m.n % 64 == 0) { /* half of n: as gates and candidates of n / 2 units */
        p->recur(a32, rows, f->m.n / 2, f->add, a8);
        k->recur(a32, rows, f->m.n / 2, f->add, b8);
        assert_memory_equal(a8, b8, size / 2);
    }
    if (f->m.k % 32 == 0) {
        chy_step_input in = {.n_rows = 21, .bias = f->rows[31], .scale = (int16_t)(rnd() % 32767 + 1), .mask = f->mask};
        for (int r = 0; r < 21; r++)
            in.row[r] = f->rows[r];
        if (f->m.n <= 512)
            assert_int_equal(p->step(&f->m, &in), k->step(&f->m, &in));
        p->add_rows(f->rows[0], f->rows[1], f->rows[2], f->rows[3], f->m.k, in.scale, a8);
        k->add_rows(f->rows[0], f->rows[1], f->rows[2], f->rows[3], f->m.k, in.scale, b8);
        assert_memory_equal(a8, b8, f->m.k);
    }
}

static void kernels_agree(void **state)
{
    static const char *const names[] = {"avx2", "vnni"};
    static const struct { uint32_t k, n; } shapes[] = {{4, 16}, {32, 16}, {128, 112}, {128, 128}, {384, 128}, {384, 64}, {64, 16}, {128, 1280}, {256, 384}, {36, 48}};
    static fixture f;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const chy_kernels *k = chy_kernels_find(names[i]);
        if (!k) {
            print_message("%s: not on this processor, not compared\n", names[i]);
            continue;
        }
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            for (int how = 0; how < 4; how++) {
                fill(&f, shapes[s].k, shapes[s].n, how & 1, how >> 1);
                for (size_t rows = 1; rows <= 13; rows += 1 + rows / 5)
                    compare(k, &f, rows);
            }
    }
}

static void ties_go_to_the_first(void **state)
{
    static fixture f;
    (void)state;
    fill(&f, 32, 112, 0, 1);
    memset(f.weights, 0, sizeof f.weights);
    memset(f.bias, 0, sizeof f.bias);
    chy_step_input in = {.n_rows = 0, .bias = f.rows[0], .scale = 1, .mask = f.mask};
    for (size_t j = 0; j < 112; j++)
        f.mask[j] = j < 37 ? -(1 << 30) : 0;
    assert_int_equal(chy_kernels_plain.step(&f.m, &in), 37);
    assert_int_equal(chy_kernels_best()->step(&f.m, &in), 37);
}

static void names_are_known(void **state)
{
    (void)state;
    assert_ptr_equal(chy_kernels_find("plain"), &chy_kernels_plain);
    assert_null(chy_kernels_find("abacus"));
    assert_non_null(chy_kernels_best());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_agree), cmocka_unit_test(ties_go_to_the_first),
                                       cmocka_unit_test(names_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
