/* tests/unit/test_model.c - The model file's checks, and what the parser promises whatever it reads: one root, no
 * cycle, entity tags in order, the same answer from every kernel and after any history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/container.h"
#include "model/word.h"
#include "parse/parser.h"

static const char model_path[] = CHY_TEST_SOURCE "/models/reader.chym";

/* ---- the file ---- */

static void put64(unsigned char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static void seal(unsigned char *file, size_t len)
{
    put64(file + 16, len);
    put64(file + 24, chy_hash(file + CHY_MODEL_HEADER, len - CHY_MODEL_HEADER));
}

enum { SMALL = 192 };

/* A file of two sections, "AAAA" of 4 bytes and "BBBB" of 8. */
static unsigned char *small_file(void)
{
    unsigned char *f = aligned_alloc(64, SMALL);
    assert_non_null(f);
    memset(f, 0, SMALL);
    memcpy(f, CHY_MODEL_MAGIC, 8);
    f[8] = CHY_MODEL_VERSION;
    f[12] = 2;
    memcpy(f + 32, "AAAA", 4);
    put64(f + 40, 128 - 64 + 64);
    put64(f + 48, 4);
    memcpy(f + 56, "BBBB", 4);
    put64(f + 64, 128);
    put64(f + 72, 8);
    put64(f + 40, 128);
    put64(f + 64, 192 - 64 + 0);
    put64(f + 48, 0);
    seal(f, SMALL);
    return f;
}

static chy_status view(const unsigned char *f, size_t len, chy_err *err)
{
    chy_model m;
    return chy_model_view(f, len, "test", &m, err);
}

static void sections_are_found(void **state)
{
    unsigned char *f = small_file();
    chy_model m;
    chy_err err = {0};
    size_t len;
    (void)state;
    assert_int_equal(chy_model_view(f, SMALL, "test", &m, &err), CHY_OK);
    assert_non_null(chy_model_section(&m, CHY_MODEL_TAG('B', 'B', 'B', 'B'), 2, 4, &err));
    assert_non_null(chy_model_find(&m, CHY_MODEL_TAG('A', 'A', 'A', 'A'), &len));
    assert_int_equal(len, 0);
    assert_null(chy_model_section(&m, CHY_MODEL_TAG('B', 'B', 'B', 'B'), 3, 4, &err));
    assert_null(chy_model_section(&m, CHY_MODEL_TAG('C', 'C', 'C', 'C'), 2, 4, &err));
    assert_non_null(strstr(err.msg, "CCCC"));
    chy_model_release(&m);
    free(f);
}

static void damage_is_named(void **state)
{
    chy_err err = {0};
    (void)state;
    unsigned char *f = small_file();
    for (size_t len = 0; len < SMALL; len++)
        assert_int_not_equal(view(f, len, &err), CHY_OK);
    for (size_t at = 0; at < SMALL; at++) {
        f[at] ^= 0x40;
        assert_int_not_equal(view(f, SMALL, &err), CHY_OK);
        f[at] ^= 0x40;
    }
    f[8] = CHY_MODEL_VERSION + 1;
    assert_int_equal(view(f, SMALL, &err), CHY_E_VERSION);
    f[8] = CHY_MODEL_VERSION;
    assert_int_equal(view(f, SMALL, &err), CHY_OK);
    free(f);
}

static void sections_stay_inside(void **state)
{
    static const uint64_t bad[] = {64, 129, 256, UINT64_MAX - 63, UINT64_MAX};
    chy_err err = {0};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        unsigned char *f = small_file();
        put64(f + 64, bad[i]);
        seal(f, SMALL);
        assert_int_equal(view(f, SMALL, &err), CHY_E_FORMAT);
        put64(f + 64, 128);
        put64(f + 72, bad[i]);
        seal(f, SMALL);
        if (bad[i] > 64)
            assert_int_equal(view(f, SMALL, &err), CHY_E_FORMAT);
        free(f);
    }
}

static void a_missing_file_says_so(void **state)
{
    chy_err err = {0};
    (void)state;
    assert_null(chy_parser_open("/nowhere/reader.chym", &err));
    assert_int_equal(err.code, CHY_E_IO);
    assert_null(chy_parser_open(CHY_TEST_SOURCE "/CMakeLists.txt", &err));
    assert_int_equal(err.code, CHY_E_FORMAT);
}

/* ---- words ---- */

static void norm_is(const char *form, const char *want)
{
    char out[CHY_WORD_MAX];
    size_t n = chy_word_norm(form, strlen(form), out);
    assert_int_equal(n, strlen(want));
    assert_memory_equal(out, want, n);
}

static void normal_forms(void **state)
{
    char longest[200], out[CHY_WORD_MAX];
    (void)state;
    norm_is("Minsk", "minsk");
    norm_is("1,250", "0,000");
    norm_is("\xc3\x89mile", "\xc3\xa9mile");
    norm_is("\xe2\x80\x9c", "\"");
    norm_is("n\xe2\x80\x99t", "n't");
    norm_is("\xe2\x80\x94", "--");
    norm_is("", "");
    memset(longest, 'A', sizeof longest);
    assert_int_equal(chy_word_norm(longest, sizeof longest, out), CHY_WORD_MAX);
    assert_int_equal(chy_word_norm("\xc3", 1, out), 1);
}

/* ---- the parser ---- */

static chy_parser *parser;

static int open_model(void **state)
{
    chy_err err = {0};
    (void)state;
    parser = chy_parser_open(model_path, &err);
    if (!parser)
        fprintf(stderr, "%s\n", err.msg);
    return parser ? 0 : -1;
}

static int close_model(void **state)
{
    (void)state;
    chy_parser_free(parser);
    return 0;
}

static uint32_t split(char *text, chy_token *tokens)
{
    uint32_t n = 0;
    for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
        tokens[n++] = (chy_token){.form = w, .form_len = (uint32_t)strlen(w)};
    return n;
}

static void check_tree(const chy_sentence *s)
{
    uint32_t roots = 0;
    for (uint32_t i = 0; i < s->n_tokens; i++) {
        const chy_token *t = &s->tokens[i];
        uint32_t at = i + 1, steps = 0;
        roots += t->head == 0;
        assert_int_equal(t->head == 0, t->deprel == CHY_DEP_root);
        assert_true(t->head <= s->n_tokens && t->head != i + 1);
        assert_true(t->upos < CHY_N_UPOS && t->xpos < CHY_N_XPOS && t->deprel < CHY_N_DEP && t->ner < CHY_N_NER);
        while (at && steps++ <= s->n_tokens)
            at = s->tokens[at - 1].head;
        assert_int_equal(at, 0);
        if (t->ner && t->ner % 2 == 0)
            assert_true(i && (t[-1].ner == t->ner || t[-1].ner == t->ner - 1));
    }
    assert_int_equal(roots, s->n_tokens > 0);
}

static void a_plain_sentence(void **state)
{
    char text[] = "The foreign minister of Arvonia met his Besk counterpart in Minsk on Tuesday .";
    chy_token t[32];
    chy_sentence s = {.tokens = t};
    uint32_t dim;
    (void)state;
    s.n_tokens = split(text, t);
    chy_parser_work *w = chy_parser_work_new(parser);
    assert_non_null(w);
    assert_int_equal(chy_parser_run(parser, w, &s), CHY_OK);
    check_tree(&s);
    assert_int_equal(t[5].upos, CHY_UPOS_VERB);
    assert_int_equal(t[5].head, 0);
    assert_int_equal(t[2].head, 6);
    assert_int_equal(t[2].deprel, CHY_DEP_nsubj);
    assert_int_equal(t[8].deprel, CHY_DEP_obj);
    assert_int_equal(t[10].ner, CHY_NER_B_LOC);
    assert_non_null(chy_parser_states(w, &dim));
    assert_true(dim > 0);
    chy_parser_work_free(w);
}

static void no_tokens_at_all(void **state)
{
    chy_sentence s = {0};
    uint32_t dim;
    (void)state;
    chy_parser_work *w = chy_parser_work_new(parser);
    assert_int_equal(chy_parser_run(parser, w, &s), CHY_OK);
    assert_null(chy_parser_states(w, &dim));
    chy_parser_work_free(w);
}

enum { MOST = 1300 };

/* Words, punctuation, junk bytes and empty forms. */
static void draw(chy_token *t, uint32_t n, uint64_t *seed, char (*forms)[24])
{
    static const char *const usual[] = {"the", "President", ",", ";", ".", "said", "of", "in", "NATO", "\"", "2024", "'s", "", "-"};
    for (uint32_t i = 0; i < n; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        uint32_t u = (uint32_t)(*seed >> 33), len = 0;
        if (u % 3) {
            strcpy(forms[i], usual[u / 3 % 14]);
            len = (uint32_t)strlen(forms[i]);
        } else
            for (len = 0; len < 1 + u / 3 % 20; len++)
                forms[i][len] = (char)(u >> (len % 17));
        t[i] = (chy_token){.form = forms[i], .form_len = len};
    }
}

static void any_tokens_give_a_tree(void **state)
{
    static chy_token t[MOST];
    static char forms[MOST][24];
    uint64_t seed = 7;
    (void)state;
    chy_parser_work *w = chy_parser_work_new(parser);
    for (uint32_t n = 1; n < MOST; n += 1 + n / 8) {
        chy_sentence s = {.tokens = t, .n_tokens = n};
        draw(t, n, &seed, forms);
        assert_int_equal(chy_parser_run(parser, w, &s), CHY_OK);
        check_tree(&s);
    }
    chy_parser_work_free(w);
}

/* The same sentence from a new worker and from one that has seen much else, by every kernel. */
static void history_and_kernels_do_not_matter(void **state)
{
    static const char *const kernels[] = {"plain", "avx2", "vnni"};
    static chy_token t[MOST], other[MOST], want[MOST];
    static char forms[MOST][24], other_forms[MOST][24];
    uint64_t seed = 99;
    const char *best = chy_parser_kernels(parser);
    uint32_t n = 300;
    (void)state;
    draw(t, n, &seed, forms);
    memcpy(want, t, sizeof want);
    chy_sentence first = {.tokens = want, .n_tokens = n};
    chy_parser_work *w = chy_parser_work_new(parser);
    assert_int_equal(chy_parser_run(parser, w, &first), CHY_OK);
    for (size_t k = 0; k < 3; k++) {
        if (!chy_parser_use(parser, kernels[k]))
            continue;
        for (int round = 0; round < 30; round++) {
            chy_sentence s = {.tokens = other, .n_tokens = 200};
            draw(other, 200, &seed, other_forms);
            assert_int_equal(chy_parser_run(parser, w, &s), CHY_OK);
        }
        chy_sentence again = {.tokens = t, .n_tokens = n};
        assert_int_equal(chy_parser_run(parser, w, &again), CHY_OK);
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(t[i].head, want[i].head);
            assert_int_equal(t[i].deprel, want[i].deprel);
            assert_int_equal(t[i].xpos, want[i].xpos);
            assert_int_equal(t[i].ner, want[i].ner);
        }
    }
    assert_true(chy_parser_use(parser, best));
    chy_parser_work_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_are_found), cmocka_unit_test(damage_is_named), cmocka_unit_test(sections_stay_inside),
        cmocka_unit_test(a_missing_file_says_so), cmocka_unit_test(normal_forms), cmocka_unit_test(a_plain_sentence),
        cmocka_unit_test(no_tokens_at_all), cmocka_unit_test(any_tokens_give_a_tree),
        cmocka_unit_test(history_and_kernels_do_not_matter),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
