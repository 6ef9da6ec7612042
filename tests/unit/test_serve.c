/* tests/unit/test_serve.c - What `chancery serve` decides without a socket: targets, names, origins, kept answers; and the views: each with all its
 * parameters, and by which index it finds its rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "serve/parts.h"
#include "store/views.h"

static const char *parse(const char *text, chy_target *out)
{
    return chy_target_parse(text, strlen(text), out);
}

static void target_is_taken_apart(void **state)
{
    chy_target t;
    (void)state;
    assert_null(parse("/dyad?a=IRN&b=C%48N&words=%22two+words%22&empty=&x", &t));
    assert_string_equal(t.path, "/dyad");
    assert_string_equal(chy_target_get(&t, "a"), "IRN");
    assert_string_equal(chy_target_get(&t, "b"), "CHN");
    assert_string_equal(chy_target_get(&t, "words"), "\"two words\"");
    assert_null(chy_target_get(&t, "empty"));
    assert_null(chy_target_get(&t, "x"));
    assert_int_equal(t.n_params, 3);
    assert_null(parse("/a+b%2Fc", &t));
    assert_string_equal(t.path, "/a+b/c");
    assert_null(parse("/?n=\xc3\xa9", &t));
    assert_string_equal(chy_target_get(&t, "n"), "\xc3\xa9");
}

static void bad_targets_are_refused(void **state)
{
    static const char *const bad[] = {"", "x", "?a=1", "/%", "/%4", "/%zz", "/a?b=%", "/a?b=%f", "/%00", "/\x01", "/%1b", "/%ff", "/%c0%ae", "/?a=%ed%a0%80", "/?a=%c2%85", "/..", "/a/../b", "/./a", "/%2e%2e/x",
                                      "/a\\b", "/?a=1&a=2", "/?=x"};
    chy_target t;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(parse(bad[i], &t));
    /* `...` is a name like any other. */
    assert_null(parse("/a/.../b", &t));
}

static void limits_of_targets(void **state)
{
    char text[CHY_SERVE_MAX_TARGET + 2] = "/?";
    chy_target t;
    (void)state;
    for (int i = 0; i < CHY_SERVE_MAX_PARAMS; i++)
        sprintf(text + strlen(text), "a%d=1&", i);
    assert_null(parse(text, &t));
    assert_int_equal(t.n_params, CHY_SERVE_MAX_PARAMS);
    strcat(text, "b=1");
    assert_non_null(parse(text, &t));
    memset(text, 'a', sizeof text);
    text[0] = '/';
    assert_null(chy_target_parse(text, CHY_SERVE_MAX_TARGET, &t));
    assert_int_equal(strlen(t.path), CHY_SERVE_MAX_TARGET);
    assert_non_null(chy_target_parse(text, CHY_SERVE_MAX_TARGET + 1, &t));
    memcpy(text, "/?a=", 4);
    assert_null(chy_target_parse(text, 4 + CHY_SERVE_MAX_VALUE, &t));
    assert_non_null(chy_target_parse(text, 5 + CHY_SERVE_MAX_VALUE, &t));
}

/* Every target of up to four of the bytes that mean something: none makes it read or write past its buffer (the sanitizer looks). */
static void all_short_targets(void **state)
{
    static const char bytes[] = "/?&=%a2+.\\\xc3";
    size_t n = strlen(bytes);
    (void)state;
    for (size_t i = 0; i < n * n * n * n * n; i++) {
        char *text = malloc(6);
        chy_target t;
        size_t x = i;
        text[0] = '/';
        for (int k = 1; k < 6; k++, x /= n)
            text[k] = bytes[x % n];
        const char *wrong = chy_target_parse(text, 6, &t);
        assert_true(wrong || t.path[0] == '/');
        free(text);
    }
}

static void names_of_the_server(void **state)
{
    chy_serve_settings set = {.address = "127.0.0.1"};
    (void)state;
    assert_true(chy_host_allowed(&set, 8080, "127.0.0.1:8080"));
    assert_true(chy_host_allowed(&set, 8080, "localhost:8080"));
    assert_true(chy_host_allowed(&set, 8080, "LocalHost"));
    assert_true(chy_host_allowed(&set, 8080, "[::1]:8080"));
    static const char *const foreign[] = {"", "evil.example", "localhost:8081", "localhost:80800", "localhost.evil:8080", "127.0.0.1.evil", "[::1", "[::1]x:8080", "a@localhost:8080", "[", ":8080"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        assert_false(chy_host_allowed(&set, 8080, foreign[i]));
    assert_false(chy_host_allowed(&set, 8080, NULL));
    set.hosts = "desk.example,[2001:db8::1]";
    assert_true(chy_host_allowed(&set, 8080, "desk.example:443"));
    assert_true(chy_host_allowed(&set, 8080, "[2001:db8::1]:1"));
    assert_false(chy_host_allowed(&set, 8080, "esk.example"));
    assert_false(chy_host_allowed(&set, 8080, "desk.example.evil"));
    assert_false(chy_host_allowed(&set, 8080, "["));
    set.address = "0.0.0.0";
    assert_false(chy_host_allowed(&set, 8080, "0.0.0.0:8080"));
    assert_true(chy_origin_allowed(&set, "localhost:8080", "http://localhost:8080"));
    assert_false(chy_origin_allowed(&set, "localhost:8080", "http://localhost"));
    assert_false(chy_origin_allowed(&set, "localhost:8080", "null"));
    set.cors = "https://desk.example";
    assert_true(chy_origin_allowed(&set, "localhost:8080", "https://desk.example"));
    assert_false(chy_origin_allowed(&set, "localhost:8080", "https://desk.example.evil"));
}

static bool put(chy_cache *cache, uint64_t at, const char *key, size_t len)
{
    chy_answer answer = {.status = 200, .type = "x"}, got = {0};
    for (size_t i = 0; i < len; i++)
        chy_buf_char(&answer.body, key[i % strlen(key)]);
    chy_cache_put(cache, at, key, &answer);
    bool kept = chy_cache_get(cache, at, key, &got);
    if (kept) {
        assert_int_equal(got.body.len, len);
        assert_memory_equal(got.body.data, answer.body.data, len);
    }
    chy_buf_release(&answer.body);
    chy_buf_release(&got.body);
    return kept;
}

static void kept_answers(void **state)
{
    chy_cache *cache = chy_cache_new(100000);
    chy_answer got = {0};
    (void)state;
    assert_false(chy_cache_get(cache, 1, "/a", &got));
    assert_true(put(cache, 1, "/a", 100));
    assert_false(put(cache, 1, "/large", 50000)); /* more than its share */
    for (int i = 0; i < 500; i++) {
        char key[32];
        sprintf(key, "/key-%d", i);
        assert_true(put(cache, 1, key, 1000));
        /* What is used stays, however much comes. */
        assert_true(chy_cache_get(cache, 1, "/a", &got));
        chy_buf_release(&got.body);
    }
    assert_false(chy_cache_get(cache, 1, "/key-0", &got));
    assert_true(chy_cache_get(cache, 1, "/key-499", &got));
    chy_buf_release(&got.body);
    assert_false(chy_cache_get(cache, 2, "/a", &got)); /* the store has changed */
    chy_answer late = {.status = 200};
    chy_cache_put(cache, 1, "/late", &late); /* of the state before */
    assert_false(chy_cache_get(cache, 2, "/late", &got));
    chy_cache_free(cache);
}

/* ---- views ---- */

static char store_path[] = "/tmp/chancery-views-XXXXXX";

static const char *all_given(const void *ctx, const char *name)
{
    static const char *const values[][2] = {{"id", "x"}, {"actor", "RUS"}, {"with", "UKR"}, {"type", "AID,SANCTION"}, {"status", "actual"}, {"quad", "1,2"}, {"since", "2020"}, {"until", "2030-06"}, {"base", "2019"}, {"place", "UKR"},
                                            {"source", "x"}, {"min_sources", "2"}, {"min", "1"}, {"words", "\"two words\" pre* x"}, {"doc", "x"}, {"limit", "5"}, {"offset", "1"}, {"cursor", "20000.7"}, {"by", "month"},
                                            {"kind", "meetings"}, {"outcome", "met"}, {"begins", "R"}, {"order", "best"}, {"event", "x"}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!strcmp(values[i][0], name) && (!ctx || !strstr(ctx, name)))
            return values[i][1];
    return NULL;
}

static const char *needed_only(const void *ctx, const char *name)
{
    const chy_view *view = ctx;
    for (const chy_view_param *p = view->params; p->name; p++)
        if (!strcmp(p->name, name) && p->must)
            return all_given(NULL, name);
    return NULL;
}

static chy_store *empty_store(void)
{
    chy_err err;
    static bool made;
    if (!made) {
        int fd = mkstemp(store_path);
        assert_true(fd >= 0);
        close(fd);
        chy_store *store = chy_store_open(store_path, CHY_STORE_WRITE, &err);
        assert_non_null(store);
        chy_store_free(store);
        made = true;
    }
    return chy_store_open(store_path, CHY_STORE_READ, &err);
}

static void every_view_runs(void **state)
{
    chy_store *store = empty_store();
    (void)state;
    for (size_t i = 0; i < chy_n_views; i++)
        for (int format = CHY_VIEW_JSON; format <= CHY_VIEW_CSV; format++)
            for (int all = 0; all < 2; all++) {
                chy_buf out = {0};
                chy_err err = {0};
                chy_status status = all ? chy_store_view(store, &chy_views[i], all_given, NULL, (chy_view_format)format, &out, &err)
                                        : chy_store_view(store, &chy_views[i], needed_only, &chy_views[i], (chy_view_format)format, &out, &err);
                if (status != CHY_OK && !(status == CHY_E_EMPTY && chy_views[i].one))
                    fail_msg("%s: %s", chy_views[i].name, err.msg);
                chy_buf_release(&out);
            }
    chy_store_free(store);
}

static const char *nothing_given(const void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static void needed_parameters_are_missed(void **state)
{
    chy_store *store = empty_store();
    (void)state;
    for (size_t i = 0; i < chy_n_views; i++) {
        bool must = false;
        for (const chy_view_param *p = chy_views[i].params; p->name; p++)
            must = must || p->must;
        chy_buf out = {0};
        chy_err err = {0};
        if (must)
            assert_int_equal(chy_store_view(store, &chy_views[i], nothing_given, NULL, CHY_VIEW_JSON, &out, &err), CHY_E_USAGE);
        chy_buf_release(&out);
    }
    chy_store_free(store);
}

/* No question of a page may read all events: each finds its rows by an index. */
static void plans_use_indexes(void **state)
{
    static const char *const whole[] = {"overview", "versions", "coverage", "actors", "corrections", "sources"}; /* count all there is, over an index where there is one */
    chy_store *store = empty_store();
    (void)state;
    for (size_t i = 0; i < chy_n_views; i++) {
        chy_buf plan = {0};
        chy_err err = {0};
        bool may = false;
        for (size_t k = 0; k < sizeof whole / sizeof *whole; k++)
            may = may || !strcmp(whole[k], chy_views[i].name);
        assert_int_equal(chy_store_view_plan(store, &chy_views[i], all_given, NULL, &plan, &err), CHY_OK);
        for (char *line = plan.data; line && !may; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
            size_t len = strcspn(line, "\n");
            static const char *const large[] = {"SCAN e", "SCAN r", "SCAN d", "SCAN s", "SCAN x", "SCAN self", "SCAN o", "SCAN n", "SCAN c", "SCAN v", "SCAN p"};
            for (size_t k = 0; k < sizeof large / sizeof *large; k++)
                if (len == strlen(large[k]) && !strncmp(line, large[k], len) && !(strstr(chy_views[i].name, "ledger") && large[k][5] == 'r'))
                    fail_msg("%s reads a whole table:\n%s", chy_views[i].name, plan.data);
        }
        chy_buf_release(&plan);
    }
    chy_store_free(store);
    unlink(store_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(target_is_taken_apart), cmocka_unit_test(bad_targets_are_refused), cmocka_unit_test(limits_of_targets), cmocka_unit_test(all_short_targets), cmocka_unit_test(names_of_the_server),
        cmocka_unit_test(kept_answers), cmocka_unit_test(every_view_runs), cmocka_unit_test(needed_parameters_are_missed), cmocka_unit_test(plans_use_indexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
