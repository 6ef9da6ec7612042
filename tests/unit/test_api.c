/* tests/unit/test_api.c - The public header alone: what a program that knows nothing else sees, and that its copy of chy_err is
 * the one of base/err.h (api_twin.c is compiled with that one). */
#include "chancery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

size_t api_twin_err_size(void);
size_t api_twin_msg_offset(void);
int api_twin_last_status(void);

static void err_is_the_same_in_both_headers(void **state)
{
    (void)state;
    assert_int_equal(sizeof(chy_err), api_twin_err_size());
    assert_int_equal(offsetof(chy_err, msg), api_twin_msg_offset());
    assert_int_equal(CHY_E_EMPTY, api_twin_last_status());
}

static void versions_are_there(void **state)
{
    (void)state;
    assert_string_equal(chy_version(), CHY_VERSION);
    assert_int_equal(chy_abi_version(), CHY_ABI);
}

static void documents_keep_fields(void **state)
{
    (void)state;
    size_t len = 0;
    chy_document *doc = chy_document_new();
    assert_null(chy_document_get(doc, CHY_FIELD_TEXT, &len));
    uint64_t empty = chy_document_hash(doc);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, "", 0, NULL), CHY_OK);
    assert_string_equal(chy_document_get(doc, CHY_FIELD_TEXT, &len), "");
    assert_int_equal(len, 0);
    assert_true(chy_document_hash(doc) != empty);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, "a\0b", 3, NULL), CHY_OK);
    assert_string_equal(chy_document_get(doc, CHY_FIELD_TEXT, &len), "a b");
    assert_int_equal(len, 3);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, NULL, 0, NULL), CHY_OK);
    assert_true(chy_document_hash(doc) == empty);
    chy_document_free(doc);
}

static void documents_have_a_limit(void **state)
{
    (void)state;
    chy_err err;
    chy_document *doc = chy_document_new();
    char *big = test_malloc(CHY_LIMIT_TEXT + 1);
    memset(big, 'x', CHY_LIMIT_TEXT + 1);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, big, CHY_LIMIT_TEXT, &err), CHY_OK);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, big, CHY_LIMIT_TEXT + 1, &err), CHY_E_LIMIT);
    assert_non_null(strstr(err.msg, "limit"));
    assert_null(chy_document_get(doc, CHY_FIELD_TEXT, NULL));
    test_free(big);
    chy_document_free(doc);
}

/* The same fields in other places must not hash alike. */
static void hashes_tell_fields_apart(void **state)
{
    (void)state;
    chy_document *a = chy_document_new(), *b = chy_document_new();
    chy_document_set(a, CHY_FIELD_TITLE, "Envoys", 6, NULL);
    chy_document_set(b, CHY_FIELD_TEXT, "Envoys", 6, NULL);
    assert_true(chy_document_hash(a) != chy_document_hash(b));
    chy_document_clear(b);
    chy_document_set(b, CHY_FIELD_TITLE, "Envoys", 6, NULL);
    assert_true(chy_document_hash(a) == chy_document_hash(b));
    chy_document_free(a);
    chy_document_free(b);
}

static void missing_knowledge_is_told(void **state)
{
    (void)state;
    chy_err err = {.code = CHY_OK};
    assert_null(chy_knowledge_open("/nonexistent/share", &err));
    assert_int_equal(err.code, CHY_E_IO);
    assert_non_null(strstr(err.msg, "/nonexistent/share/chancery.dict"));
}

static void free_accepts_null(void **state)
{
    (void)state;
    chy_knowledge_free(NULL);
    chy_coder_free(NULL);
    chy_coding_free(NULL);
    chy_document_free(NULL);
    chy_reader_free(NULL);
    chy_buf_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_is_the_same_in_both_headers), cmocka_unit_test(versions_are_there),
        cmocka_unit_test(documents_keep_fields),           cmocka_unit_test(documents_have_a_limit),
        cmocka_unit_test(hashes_tell_fields_apart),        cmocka_unit_test(missing_knowledge_is_told),
        cmocka_unit_test(free_accepts_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
