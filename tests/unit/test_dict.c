/* tests/unit/test_dict.c - The dictionary: what matches, what does not, what the compiler reports, and files that are damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dict/format.h"
#include "dict_fixture.h"

static chy_buf bytes;
static chy_dict *dict;

static int open_world(void **state)
{
    (void)state;
    chy_err err = {0};
    if (fixture_compile(fixture_world, NULL, NULL, &bytes, &err) != CHY_OK)
        return -1;
    dict = chy_dict_open_bytes(bytes.data, bytes.len, &err);
    return dict ? 0 : -1;
}

static int close_world(void **state)
{
    (void)state;
    chy_dict_free(dict);
    chy_buf_release(&bytes);
    return 0;
}

/* The longest match at the first token of `text`: its tokens, 0 for none. */
static size_t longest(const char *text, bool any_case, const chy_entry **entry, size_t *n_entries)
{
    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = {0};
    assert_true(fixture_sentence(text, &arena, &sent));
    size_t n = 0;
    if (!chy_dict_longest(dict, sent.tokens, sent.n_tokens, any_case, &n, entry, n_entries))
        n = 0;
    chy_arena_release(&arena);
    return n;
}

static size_t match(const char *text)
{
    const chy_entry *entry;
    size_t n;
    return longest(text, false, &entry, &n);
}

static void test_names_need_capitals(void **state)
{
    (void)state;
    assert_int_equal(match("Arvonia said"), 1);
    assert_int_equal(match("ARVONIA SAID"), 1);
    assert_int_equal(match("arvonia said"), 0);
    assert_int_equal(match("UN troops"), 1);
    assert_int_equal(match("Un ami"), 0);
    assert_int_equal(match("un ami"), 0);
    assert_int_equal(match("Soldiers fled"), 1);
    assert_int_equal(match("soldiers fled"), 1);
}

static void test_no_cases(void **state)
{
    (void)state;
    const chy_entry *entry;
    size_t n;
    assert_int_equal(longest("arvonia said", true, &entry, &n), 1);
    assert_int_equal(longest("un ami", true, &entry, &n), 0); /* a short acronym in small letters is a word */
    assert_int_equal(longest("UN SAID", true, &entry, &n), 1);
}

static void test_splits_do_not_matter(void **state)
{
    (void)state;
    assert_int_equal(match("al-Fern fighters"), 1);
    assert_int_equal(match("al -_ Fern fighters"), 3);
    assert_int_equal(match("Al -_ Fern fighters"), 3);
    assert_int_equal(match("A.V. officials"), 1);
    assert_int_equal(match("AV officials"), 1);
    assert_int_equal(match("United Besk"), 2); /* diacritics fold */
    assert_int_equal(match("Arvonia_ 's army"), 1);
    assert_int_equal(match("Red , Fern"), 0); /* a comma ends a name */
}

static void test_longest_wins(void **state)
{
    (void)state;
    assert_int_equal(match("Republic of Arvonia and"), 3);
    assert_int_equal(match("Red Fern Front leaders"), 3);
    assert_int_equal(match("Red Fern leaders"), 2);
    assert_int_equal(match("Republic of Besk"), 0);
    assert_int_equal(match("ministers of foreign affairs met"), 4);
}

static void test_readings(void **state)
{
    (void)state;
    const chy_entry *entry;
    size_t n;
    assert_int_equal(longest("Maro Teld", false, &entry, &n), 2);
    assert_int_equal(n, 2);
    assert_string_equal(entry[0].office, "foreign minister");
    assert_int_equal(entry[1].from.year, 2005);
    assert_string_equal(entry[1].file, "people.tsv");
    assert_int_equal(entry[1].line, 3);
    assert_int_equal(entry[1].gender, 'm');
    assert_int_equal(longest("Arvonian", false, &entry, &n), 1);
    assert_int_equal(n, 2); /* demonym and adjective */
    assert_true(chy_dict_lookup(dict, "vale pact", 9, &entry, &n));
    assert_string_equal(entry[0].id, "VALEPACT");
    assert_false(chy_dict_lookup(dict, "", 0, &entry, &n));
    assert_false(chy_dict_lookup(dict, "nobody", 6, &entry, &n));
}

static size_t surname(const char *text, const char **name)
{
    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = {0};
    assert_true(fixture_sentence(text, &arena, &sent));
    const chy_entry *entry = NULL;
    size_t n = 0, n_entries;
    bool found = chy_dict_surname(dict, sent.tokens, sent.n_tokens, false, &n, &entry, &n_entries);
    *name = found ? entry->name : "";
    chy_arena_release(&arena);
    return found ? n : 0;
}

static void test_surnames(void **state)
{
    (void)state;
    const char *name;
    assert_int_equal(surname("van Dorn said", &name), 2);
    assert_string_equal(name, "Ilsa van Dorn");
    assert_int_equal(surname("Dorn said", &name), 1);
    assert_int_equal(surname("Rikh said", &name), 1);
    assert_int_equal(surname("al-Rikh said", &name), 1);
    assert_int_equal(surname("Maro said", &name), 0);
}

static void test_states_and_members(void **state)
{
    (void)state;
    const chy_state *arv = chy_dict_state(dict, "ARV");
    assert_non_null(arv);
    assert_string_equal(arv->name, "Arvonia");
    assert_string_equal(arv->capital, "Lorn");
    assert_int_equal(arv->cow, 9901);
    assert_null(chy_dict_state(dict, "ZZZ"));
    assert_null(chy_dict_state(dict, ""));
    chy_day early = {.year = 1994}, late = {.year = 2020, .month = 1, .day = 1}, unknown = {0};
    assert_true(chy_dict_is_member(dict, "VALEPACT", "ARV", early));
    assert_false(chy_dict_is_member(dict, "VALEPACT", "BSK", early));
    assert_true(chy_dict_is_member(dict, "VALEPACT", "BSK", late));
    assert_true(chy_dict_is_member(dict, "VALEPACT", "CDO", early));
    assert_false(chy_dict_is_member(dict, "VALEPACT", "CDO", late));
    assert_true(chy_dict_is_member(dict, "VALEPACT", "CDO", unknown));
    assert_false(chy_dict_is_member(dict, "UN", "CDO", unknown));
}

static void test_places(void **state)
{
    (void)state;
    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = {0};
    assert_true(fixture_sentence("Haven fell", &arena, &sent));
    const chy_place *places;
    size_t n, n_places;
    assert_true(chy_dict_place(dict, sent.tokens, sent.n_tokens, false, &n, &places, &n_places));
    assert_int_equal(n_places, 2);
    assert_int_equal(places[0].geonameid, 12); /* the bigger one */
    assert_string_equal(places[1].country, "ARV");
    assert_true(places[1].lat == 10.5 && places[1].lon == 20.25);
    assert_string_equal(places[1].admin1, "Upper Vale");
    sent = (chy_sentence){0};
    assert_true(fixture_sentence("Port_ -_ au_ -_ Haven fell", &arena, &sent));
    assert_true(chy_dict_place(dict, sent.tokens, sent.n_tokens, false, &n, &places, &n_places));
    assert_int_equal(n, 5);
    chy_arena_release(&arena);
}

/* ---- a dictionary over another ---- */

static void lay_over_text(const char *text)
{
    static const char path[] = "/tmp/chy-test-over.tsv";
    char unique[64];
    snprintf(unique, sizeof unique, "%s.%p", path, (void *)&dict);
    FILE *file = fopen(unique, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    const char *paths[] = {unique};
    chy_buf over;
    chy_err err = {0};
    chy_buf_init(&over);
    assert_int_equal(chy_dict_compile_files(paths, 1, NULL, NULL, &over, &err), CHY_OK);
    assert_int_equal(chy_dict_lay_over(dict, &over, &err), CHY_OK);
    assert_null(over.data);
    remove(unique);
}

static void test_over(void **state)
{
    close_world(state);
    assert_int_equal(open_world(state), 0);
    lay_over_text("[bodies]\nid\tcode\tsector\tname\nX\tCDO\tMED\tGlass Palace\nY\tCDO\tBUS\tRed Fern Front Bank\n"
                  "[people]\nname\tcode\tsector\nAro Teld\tCDO\tPTY\n[ignore]\nname\nVale Pact\nHaven\n"
                  "[organisations]\nid\tcode\tname\tmembers\nVALEPACT\tIGO\tLong Pact\tOLD\n");
    const chy_entry *entry;
    size_t n;
    assert_int_equal(longest("Glass Palace said", false, &entry, &n), 2);
    assert_string_equal(entry->id, "X");
    assert_int_equal(n, 1);
    assert_int_equal(longest("Red Fern said", false, &entry, &n), 2); /* shorter: the one below */
    assert_string_equal(entry->id, "REDFERN");
    assert_int_equal(longest("Red Fern Front said", false, &entry, &n), 3);
    assert_int_equal(longest("Red Fern Front Bank said", false, &entry, &n), 4);
    assert_int_equal(match("Vale Pact said"), 0);
    assert_int_equal(match("Pact of the Vale said"), 4);
    assert_false(chy_dict_lookup(dict, "Vale Pact", 9, &entry, &n));
    assert_true(chy_dict_is_member(dict, "VALEPACT", "OLD", (chy_day){0}));
    assert_true(chy_dict_is_member(dict, "VALEPACT", "ARV", (chy_day){0}));
    assert_non_null(chy_dict_state(dict, "ARV"));

    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = {0};
    const chy_place *places;
    size_t n_tokens;
    assert_true(fixture_sentence("Teld of Haven", &arena, &sent));
    assert_true(chy_dict_surname(dict, sent.tokens, sent.n_tokens, false, &n_tokens, &entry, &n));
    assert_int_equal(n, 3); /* ours first, then the two terms below */
    assert_string_equal(entry[0].name, "Aro Teld");
    assert_string_equal(entry[2].name, "Maro Teld");
    assert_false(chy_dict_place(dict, sent.tokens + 2, 1, false, &n_tokens, &places, &n));
    chy_arena_release(&arena);
    close_world(state);
    assert_int_equal(open_world(state), 0);
}

/* ---- the compiler's reports ---- */

static char report[2000];

static void collect(void *context, const chy_dict_note *note)
{
    (void)context;
    size_t at = strlen(report);
    snprintf(report + at, sizeof report - at, "%s:%u %s %s\n", note->file, note->line, note->error ? "E" : "W", note->text);
}

static void test_reports(void **state)
{
    (void)state;
    static const fixture_file files[] = {
        {"actors/people.tsv", "name\taliases\tcode\tsector\tid\toffice\tfrom\tto\tgender\tconfidence\tsource\n"
                              "A B\t\tXX\tGOV\t\t\t\t\t\t\t\n"
                              "C D\t\tARV\tGVO\t\t\t20x1\t\t\t\t\n"
                              "\t\tARV\tGOV\t\t\t\t\t\t\t\n"
                              "E F\t\tARV\tGOV\t\t\t2002\t2001\tq\t\t\n"
                              "---\t\tARV\tGOV\t\t\t\t\t\t\t\n"
                              "G H\t\tARV\tGOV\t\t\t\t\t\t\t\tx\ty\n"
                              "I \xff\t\tARV\tGOV\t\t\t\t\t\t\t\n"},
        {"actors/groups.tsv", "no header here\n"},
        {"places/x.tsv", "# geonameid\tname\talternates\tlat\tlon\tfeature\tcountry\tadmin1\tpopulation\n"
                         "1\tQ\t\t1\t1\tZ\tAR\t\t0\n"},
        {NULL, NULL}};
    chy_buf out;
    chy_err err = {0};
    report[0] = '\0';
    assert_int_equal(fixture_compile(files, collect, NULL, &out, &err), CHY_OK);
    static const char *const expected[] = {
        "people.tsv:2 E \"XX\" is no code", "people.tsv:3 E \"GVO\" is no sector", "people.tsv:3 E from: \"20x1\" is no date",
        "people.tsv:4 E \"name\" is empty", "people.tsv:5 W ends before it begins", "people.tsv:5 E gender",
        "people.tsv:6 W \"---\" cannot be matched", "people.tsv:7 E 13 columns", "people.tsv:8 E is no UTF-8",
        "groups.tsv:1 E the first line must name", "x.tsv:2 E feature", "x.tsv:2 E \"AR\" is no alpha-3"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(report, expected[i]))
            fail_msg("missing: %s\nin:\n%s", expected[i], report);
    chy_buf_release(&out);
}

/* ---- damaged files ---- */

static chy_dict *reopen(char *copy, size_t len, chy_err *err)
{
    *err = (chy_err){0};
    return chy_dict_open_bytes(copy, len, err);
}

static void test_cut_short(void **state)
{
    (void)state;
    char *copy = malloc(bytes.len);
    memcpy(copy, bytes.data, bytes.len);
    chy_err err;
    for (size_t len = 0; len < bytes.len; len += len < 600 ? 1 : 97) {
        assert_null(reopen(copy, len, &err));
        assert_int_equal(err.code, CHY_E_FORMAT);
    }
    free(copy);
}

static void test_flipped_bytes(void **state)
{
    (void)state;
    char *copy = malloc(bytes.len);
    chy_err err;
    for (size_t at = 0; at < bytes.len; at += at < 700 ? 1 : 31) {
        memcpy(copy, bytes.data, bytes.len);
        copy[at] ^= 0x20;
        assert_null(reopen(copy, bytes.len, &err));
        assert_true(err.code == CHY_E_FORMAT || err.code == CHY_E_VERSION);
    }
    free(copy);
}

/* With the checksum made right again, no wild number may lead outside the file: what opens must also be usable. */
static void test_wild_numbers(void **state)
{
    (void)state;
    char *copy = malloc(bytes.len);
    chy_err err;
    for (size_t at = sizeof(dict_header); at + 4 <= bytes.len; at += 4) {
        memcpy(copy, bytes.data, bytes.len);
        memcpy(copy + at, "\xfe\xff\xff\x7f", 4);
        dict_header *head = (dict_header *)(void *)copy;
        head->checksum = dict_checksum(copy, bytes.len);
        chy_dict *other = reopen(copy, bytes.len, &err);
        if (other) {
            chy_dict *saved = dict;
            dict = other;
            match("Republic of Arvonia and");
            match("Maro Teld");
            match("soldiers");
            dict = saved;
        }
        chy_dict_free(other);
    }
    free(copy);
}

static void test_missing_file(void **state)
{
    (void)state;
    chy_err err = {0};
    assert_null(chy_dict_open("/nonexistent/chancery.dict", &err));
    assert_int_equal(err.code, CHY_E_IO);
}

/* ---- the slow twin ---- */

static size_t slow_longest(const chy_token *tokens, size_t len)
{
    for (size_t n = len; n > 0; n--) {
        char text[1000];
        size_t at = 0;
        for (size_t i = 0; i < n; i++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%.*s ", (int)tokens[i].form_len, tokens[i].form);
        const chy_entry *entry;
        size_t n_entries;
        if (chy_dict_lookup(dict, text, at, &entry, &n_entries))
            return n;
    }
    return 0;
}

static void test_against_slow_twin(void **state)
{
    (void)state;
    static const char *const words[] = {"Republic", "of", "Arvonia", "Red", "Fern", "Front", "Maro", "Teld", "minister", "foreign",
                                        "affairs", "United", "Nations", "Vale", "Pact", "the", "Besk", "North", "police", "Times", "Lorn"};
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        char text[400] = "";
        for (int i = 0; i < 6; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, words[(seed >> 16) % (sizeof words / sizeof *words)]);
            strcat(text, i < 5 ? " " : "");
        }
        chy_arena arena;
        chy_arena_init(&arena);
        chy_sentence sent = {0};
        assert_true(fixture_sentence(text, &arena, &sent));
        const chy_entry *entry;
        size_t n = 0, n_entries;
        if (!chy_dict_longest(dict, sent.tokens, sent.n_tokens, true, &n, &entry, &n_entries))
            n = 0;
        assert_int_equal(n, slow_longest(sent.tokens, sent.n_tokens));
        chy_arena_release(&arena);
    }
}

static void test_same_bytes(void **state)
{
    (void)state;
    chy_buf again;
    chy_err err = {0};
    assert_int_equal(fixture_compile(fixture_world, NULL, NULL, &again, &err), CHY_OK);
    assert_int_equal(again.len, bytes.len);
    assert_memory_equal(again.data, bytes.data, bytes.len);
    chy_buf_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_need_capitals), cmocka_unit_test(test_no_cases), cmocka_unit_test(test_splits_do_not_matter),
        cmocka_unit_test(test_longest_wins), cmocka_unit_test(test_readings), cmocka_unit_test(test_surnames),
        cmocka_unit_test(test_states_and_members), cmocka_unit_test(test_places), cmocka_unit_test(test_reports), cmocka_unit_test(test_over),
        cmocka_unit_test(test_cut_short), cmocka_unit_test(test_flipped_bytes), cmocka_unit_test(test_wild_numbers),
        cmocka_unit_test(test_missing_file), cmocka_unit_test(test_against_slow_twin), cmocka_unit_test(test_same_bytes)};
    return cmocka_run_group_tests(tests, open_world, close_world);
}
