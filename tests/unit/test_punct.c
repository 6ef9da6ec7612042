/* tests/unit/test_punct.c - Where marks hang when the words are right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parse/punct.h"

enum { MOST = 32 };

/* `words`: forms parted by blanks; `heads`: of each token, marks as the parser might have them. Everything that is
 * no letter is punctuation. */
static void attach(const char *words, const uint16_t *heads, uint32_t n, uint16_t *out)
{
    chy_token tokens[MOST] = {{0}};
    const char *p = words;
    out[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t len = strcspn(p, " ");
        bool mark = !((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'));
        tokens[i] = (chy_token){.form = p, .form_len = (uint32_t)len};
        tokens[i].upos = mark ? CHY_UPOS_PUNCT : CHY_UPOS_NOUN;
        tokens[i].deprel = mark ? CHY_DEP_punct : heads[i] ? CHY_DEP_dep : CHY_DEP_root;
        out[i + 1] = heads[i];
        p += len + (p[len] == ' ');
    }
    chy_punct_attach(tokens, n, out);
}

static void a_clause_before_takes_its_comma(void **state)
{
    static const uint16_t heads[] = {3, 3, 6, 6, 6, 0, 5};
    uint16_t out[MOST];
    (void)state;
    attach("when he came , she left .", heads, 7, out);
    assert_int_equal(out[4], 3);
    assert_int_equal(out[7], 6);
}

static void a_clause_after_takes_its_comma(void **state)
{
    static const uint16_t heads[] = {2, 0, 2, 6, 6, 2};
    uint16_t out[MOST];
    (void)state;
    attach("she left , when he came", heads, 6, out);
    assert_int_equal(out[3], 6);
}

static void brackets_go_to_what_they_enclose(void **state)
{
    static const uint16_t heads[] = {2, 0, 2, 6, 6, 2, 2, 1};
    uint16_t out[MOST];
    (void)state;
    attach("the council ( the upper house ) .", heads, 8, out);
    assert_int_equal(out[3], 6);
    assert_int_equal(out[7], 6);
    assert_int_equal(out[8], 2);
}

static void a_mark_with_dependents_stays(void **state)
{
    static const uint16_t heads[] = {2, 0, 2};
    uint16_t out[MOST];
    (void)state;
    attach("yes : no", heads, 3, out);
    assert_int_equal(out[2], 0);
    assert_int_equal(out[3], 2);
}

static void marks_alone_stay(void **state)
{
    static const uint16_t heads[] = {0, 1, 1, 1};
    uint16_t out[MOST];
    (void)state;
    attach("( - ) !", heads, 4, out);
    assert_int_equal(out[1], 0);
    for (int i = 2; i <= 4; i++)
        assert_int_equal(out[i], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clause_before_takes_its_comma), cmocka_unit_test(a_clause_after_takes_its_comma),
        cmocka_unit_test(brackets_go_to_what_they_enclose), cmocka_unit_test(a_mark_with_dependents_stays),
        cmocka_unit_test(marks_alone_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
