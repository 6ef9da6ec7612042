/* tests/unit/test_limits.c - An article that may take only so many bytes: whichever allocation of whichever stage fails, the coder says so,
 * leaves nothing behind, and codes the same document as ever with more room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chancery.h"
#include "types/coding.h"

#include <cmocka.h>

static chy_knowledge *knowledge;

static const char text[] =
    "PARIS, March 4, 2025 (Harbour News) - France condemned Russia on Monday. Germany expelled two Russian diplomats in Berlin, "
    "officials said.\n\nPresident Emmanuel Macron told reporters he would meet Turkish and Iranian ministers in Ankara next week; "
    "\xe2\x80\x9cwe don't know\xe2\x80\x9d when.\n";

static int open_knowledge(void **state)
{
    (void)state;
    chy_err err;
    knowledge = chy_knowledge_open(CHY_TEST_SHARE, &err);
    if (!knowledge)
        fprintf(stderr, "%s\n", err.msg);
    return knowledge ? 0 : -1;
}

static int close_knowledge(void **state)
{
    (void)state;
    chy_knowledge_free(knowledge);
    return 0;
}

static chy_document *make_document(void)
{
    chy_document *doc = chy_document_new();
    assert_int_equal(chy_document_set(doc, CHY_FIELD_ID, "a", 1, NULL), CHY_OK);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TITLE, "France warns Russia", 19, NULL), CHY_OK);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, text, sizeof text - 1, NULL), CHY_OK);
    return doc;
}

static void write_all(const chy_coding *coding, chy_buf *out)
{
    chy_buf_clear(out);
    for (size_t i = 0; i < chy_coding_n_events(coding); i++)
        chy_record_json(chy_coding_event(coding, i), true, out);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    chy_document *doc = make_document();
    chy_coder *coder = chy_coder_new(knowledge);
    chy_coding *coding = chy_coding_new();
    chy_buf *first = chy_buf_new(), *again = chy_buf_new();
    chy_err err;
    assert_int_equal(chy_coder_run(coder, doc, coding, &err), CHY_OK);
    write_all(coding, first);
    assert_true(chy_coding_n_events(coding) > 0);
    size_t used = coding->arena.used;
    for (size_t limit = 16; limit < used; limit += used / 700 + 1) {
        err = (chy_err){.code = CHY_OK};
        coding->arena.limit = limit;
        chy_status status = chy_coder_run(coder, doc, coding, &err);
        /* A note that finds no room is dropped; nothing else may be. */
        if (status == CHY_OK) {
            write_all(coding, again);
            assert_string_equal(chy_buf_bytes(again, NULL), chy_buf_bytes(first, NULL));
            continue;
        }
        assert_true(status == CHY_E_NOMEM || status == CHY_E_LIMIT);
        assert_true(err.msg[0]);
        assert_int_equal(chy_coding_n_events(coding), 0);
        assert_int_equal(chy_coding_n_sentences(coding), 0);
    }
    coding->arena.limit = 0;
    assert_int_equal(chy_coder_run(coder, doc, coding, &err), CHY_OK);
    write_all(coding, again);
    assert_string_equal(chy_buf_bytes(again, NULL), chy_buf_bytes(first, NULL));
    chy_buf_free(first);
    chy_buf_free(again);
    chy_coding_free(coding);
    chy_coder_free(coder);
    chy_document_free(doc);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    static const char *const empty[] = {"", " ", "\n\n\t \r\n"};
    chy_document *doc = chy_document_new();
    chy_coder *coder = chy_coder_new(knowledge);
    chy_coding *coding = chy_coding_new();
    assert_int_equal(chy_coder_run(coder, doc, coding, NULL), CHY_E_EMPTY);
    for (size_t i = 0; i < 3; i++) {
        chy_document_set(doc, CHY_FIELD_TEXT, empty[i], strlen(empty[i]), NULL);
        assert_int_equal(chy_coder_run(coder, doc, coding, NULL), CHY_E_EMPTY);
        assert_int_equal(chy_coding_n_events(coding), 0);
    }
    chy_coding_free(coding);
    chy_coder_free(coder);
    chy_document_free(doc);
}

/* Results never depend on what a coder has seen before. */
static void history_does_not_matter(void **state)
{
    (void)state;
    static const char *const others[] = {"Chad asked Niger for aid.", "caf\xe9 \xff\xfe", "((((((", "He said that they did.", "RUSSIA BOMBS KYIV"};
    chy_document *doc = make_document(), *other = chy_document_new();
    chy_coder *coder = chy_coder_new(knowledge);
    chy_coding *coding = chy_coding_new();
    chy_buf *first = chy_buf_new(), *again = chy_buf_new();
    assert_int_equal(chy_coder_run(coder, doc, coding, NULL), CHY_OK);
    write_all(coding, first);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        chy_document_set(other, CHY_FIELD_TEXT, others[i], strlen(others[i]), NULL);
        assert_int_equal(chy_coder_run(coder, other, coding, NULL), CHY_OK);
        assert_int_equal(chy_coder_run(coder, doc, coding, NULL), CHY_OK);
        write_all(coding, again);
        assert_string_equal(chy_buf_bytes(again, NULL), chy_buf_bytes(first, NULL));
    }
    chy_buf_free(first);
    chy_buf_free(again);
    chy_coding_free(coding);
    chy_coder_free(coder);
    chy_document_free(doc);
    chy_document_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_allocation_may_fail), cmocka_unit_test(nothing_gives_nothing),
                                       cmocka_unit_test(history_does_not_matter)};
    return cmocka_run_group_tests(tests, open_knowledge, close_knowledge);
}
