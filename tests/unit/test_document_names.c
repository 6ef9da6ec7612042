/* tests/unit/test_document_names.c - What a document's names were so far: what is met is weighed, by kind and word; it is forgotten
 * after a while and at the next document; nothing happens before a document begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parse/names.h"

enum { COLS = 16 };

static chy_names names;
static int32_t scores[COLS];

static chy_token token(const char *form, uint8_t ner)
{
    return (chy_token){.form = form, .form_len = (uint32_t)strlen(form), .ner = ner};
}

static void keep(const char *form, uint8_t ner)
{
    chy_token t = token(form, ner);
    chy_names_keep(&names, &t, 1);
}

/* How much more `form` leans to the start of a name of a kind than to none. */
static int32_t leaning(const char *form, int begin)
{
    chy_token t = token(form, 0);
    memset(scores, 0, sizeof scores);
    chy_names_weigh(&names, &t, 1, scores, COLS);
    assert_int_equal(scores[begin], scores[begin + 1]);
    for (int c = CHY_N_NER; c < COLS; c++)
        assert_int_equal(scores[c], 0);
    return scores[begin] - scores[CHY_NER_O];
}

static void what_was_read_is_weighed(void **state)
{
    (void)state;
    chy_names_begin(&names);
    assert_int_equal(leaning("Vance", CHY_NER_B_PER), 0);
    keep("Vance", CHY_NER_I_PER);
    int32_t once = leaning("VANCE", CHY_NER_B_PER);
    keep("Vance", CHY_NER_B_PER);
    assert_true(once > 0 && leaning("Vance", CHY_NER_B_PER) > once);
    assert_int_equal(leaning("Vance", CHY_NER_B_ORG), 0);
    assert_int_equal(leaning("Vances", CHY_NER_B_PER), 0);
    assert_int_equal(leaning("vance", CHY_NER_B_PER), 0); /* in small letters it is no name */
    keep("Market", CHY_NER_O);
    assert_true(leaning("Market", CHY_NER_B_LOC) < 0);
}

static void many_meetings_stay_in_bounds(void **state)
{
    (void)state;
    chy_names_begin(&names);
    for (int i = 0; i < 1000; i++)
        keep("Orla", (uint8_t)(i % CHY_N_NER));
    for (int i = 0; i < 30; i++)
        keep("Orla", CHY_NER_B_ORG);
    assert_true(leaning("Orla", CHY_NER_B_ORG) > 1500);
    for (int i = 0; i < 5000; i++) { /* more words than there is room for */
        char form[16] = {'A', (char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676), 0};
        chy_token t = token(form, CHY_NER_B_LOC);
        chy_names_weigh(&names, &t, 1, scores, COLS);
        chy_names_keep(&names, &t, 1);
    }
    assert_true(leaning("Ahkh", CHY_NER_B_LOC) > 0); /* the last of them */
}

static void all_is_forgotten_in_time(void **state)
{
    (void)state;
    chy_names_begin(&names);
    keep("Vance", CHY_NER_B_PER);
    for (int i = 0; i < 39; i++)
        keep("the", CHY_NER_O);
    assert_true(leaning("Vance", CHY_NER_B_PER) > 0);
    keep("the", CHY_NER_O);
    assert_int_equal(leaning("Vance", CHY_NER_B_PER), 0);
    keep("Vance", CHY_NER_B_PER);
    chy_names_begin(&names);
    assert_int_equal(leaning("Vance", CHY_NER_B_PER), 0);
    memset(&names, 0, sizeof names);
    keep("Vance", CHY_NER_B_PER);
    assert_int_equal(leaning("Vance", CHY_NER_B_PER), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_is_weighed),
        cmocka_unit_test(many_meetings_stay_in_bounds),
        cmocka_unit_test(all_is_forgotten_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
