/* tests/unit/test_gazetteer.c - The list of names: single words, the longest of several, small letters, the forms' shapes,
 * and tables that cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/gazetteer.h"

enum { SLOTS = 13, GIVEN = 0, TOWN = CHY_GAZ_WORD_BITS + 2, FIRM = CHY_GAZ_WORD_BITS + 5, UPPER = CHY_GAZ_WORD_BITS,
       LOWER = CHY_GAZ_WORD_BITS + 2 * CHY_GAZ_KINDS, SHAPES = LOWER + 2 * CHY_GAZ_KINDS };

static uint32_t slots[SLOTS];
static const uint32_t values[] = {0, 1u << GIVEN, 1u << TOWN | 1u << CHY_GAZ_MORE, 1u << FIRM, 1u << CHY_GAZ_MORE};
static const chy_gazetteer names = {SLOTS, 5, slots, values};

static uint32_t key_of(const char *text)
{
    uint32_t key = 0;
    for (size_t n; *text; text += n + (text[n] == ' ')) {
        n = strcspn(text, " ");
        key = chy_gazetteer_join(key, chy_gazetteer_key(text, n));
    }
    return key;
}

static void put(const char *text, uint32_t value)
{
    uint32_t key = key_of(text), at = chy_gazetteer_slot(key, SLOTS);
    while (slots[at])
        at = (at + 1) % SLOTS;
    slots[at] = chy_gazetteer_print(key) | value;
}

static int fill(void **state)
{
    (void)state;
    put("Orla", 1);
    put("Belmora", 2);
    put("Belmora Iron", 4);
    put("Belmora Iron Works", 3);
    return 0;
}

static uint8_t rows[16][80];

static size_t mark(const char *text)
{
    chy_form forms[16] = {{0}};
    size_t n = 0;
    for (size_t len; *text; text += len + (text[len] == ' ')) {
        len = strcspn(text, " ");
        forms[n++] = (chy_form){text, (uint32_t)len};
    }
    memset(rows, 0xee, sizeof rows);
    chy_gazetteer_mark(&names, forms, n, rows[0], sizeof rows[0]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = CHY_GAZ_FEATURES; k < sizeof rows[0]; k++)
            assert_int_equal(rows[i][k], 0xee);
    return n;
}

static void words_have_their_bits(void **state)
{
    (void)state;
    assert_int_equal(chy_gazetteer_find(&names, key_of("ORLA")), 1u << GIVEN);
    assert_int_equal(chy_gazetteer_find(&names, key_of("Orlas")), 0);
    mark("say Orla");
    assert_int_equal(rows[1][GIVEN], CHY_GAZ_ON);
    assert_int_equal(rows[0][GIVEN], 0);
}

static void the_longest_name_is_taken(void **state)
{
    enum { TOWN_B = UPPER + 2 * 2, FIRM_B = UPPER + 2 * 5 };
    (void)state;
    mark("at Belmora Iron Works now");
    assert_int_equal(rows[1][FIRM_B], CHY_GAZ_ON);
    assert_int_equal(rows[2][FIRM_B + 1], CHY_GAZ_ON);
    assert_int_equal(rows[3][FIRM_B + 1], CHY_GAZ_ON);
    assert_int_equal(rows[4][FIRM_B + 1], 0);
    assert_int_equal(rows[1][TOWN_B], CHY_GAZ_ON);
    assert_int_equal(rows[2][TOWN_B + 1], 0);
    mark("at Belmora Iron");
    assert_int_equal(rows[1][FIRM_B], 0);
    assert_int_equal(rows[1][TOWN_B], CHY_GAZ_ON);
    mark("at belmora iron works");
    assert_int_equal(rows[1][FIRM_B], 0);
    assert_int_equal(rows[1][LOWER + 2 * 5], CHY_GAZ_ON);
    assert_int_equal(rows[3][LOWER + 2 * 5 + 1], CHY_GAZ_ON);
}

static void shapes_are_told(void **state)
{
    (void)state;
    size_t n = mark("TROOPS ENTER BELMORA 4");
    for (size_t i = 0; i < n; i++)
        assert_int_equal(rows[i][SHAPES + 3], CHY_GAZ_ON);
    assert_int_equal(rows[0][SHAPES], CHY_GAZ_ON);
    assert_int_equal(rows[1][SHAPES], 0);
    assert_int_equal(rows[1][SHAPES + 2], CHY_GAZ_ON);
    assert_int_equal(rows[3][SHAPES + 6], CHY_GAZ_ON);
    mark("Troops enter Belmora");
    assert_int_equal(rows[0][SHAPES + 3], 0);
    assert_int_equal(rows[2][SHAPES + 1], CHY_GAZ_ON);
    assert_int_equal(rows[1][SHAPES + 1], 0);
}

/* A file with the two sections, as chy_model_view() wants it. */
static unsigned char *file_of(const uint32_t *slot, size_t n_slots, const uint32_t *value, size_t n_values, size_t *len)
{
    unsigned char *f = aligned_alloc(64, 4096);
    assert_non_null(f);
    memset(f, 0, 4096);
    memcpy(f, CHY_MODEL_MAGIC, 8);
    f[8] = CHY_MODEL_VERSION, f[12] = 2;
    uint64_t at[2] = {128, 2048}, size[2] = {n_slots * 4, n_values * 4}, sum;
    for (int i = 0; i < 2; i++) {
        unsigned char *e = f + CHY_MODEL_HEADER + i * CHY_MODEL_ENTRY;
        memcpy(e, i ? "GVAL" : "GSLT", 4);
        memcpy(e + 8, &at[i], 8);
        memcpy(e + 16, &size[i], 8);
    }
    memcpy(f + at[0], slot, size[0]);
    memcpy(f + at[1], value, size[1]);
    uint64_t all = *len = at[1] + size[1];
    memcpy(f + 16, &all, 8);
    sum = chy_hash(f + CHY_MODEL_HEADER, *len - CHY_MODEL_HEADER);
    memcpy(f + 24, &sum, 8);
    return f;
}

static chy_status bind(const uint32_t *slot, size_t n_slots, const uint32_t *value, size_t n_values)
{
    size_t len;
    chy_err err = {0};
    chy_model model;
    chy_gazetteer g;
    unsigned char *f = file_of(slot, n_slots, value, n_values, &len);
    assert_int_equal(chy_model_view(f, len, "names", &model, &err), CHY_OK);
    chy_status status = chy_gazetteer_bind(&model, &g, &err);
    chy_model_release(&model);
    free(f);
    return status;
}

static void impossible_tables_are_refused(void **state)
{
    uint32_t bad[SLOTS];
    (void)state;
    assert_int_equal(bind(slots, SLOTS, values, 5), CHY_OK);
    assert_int_equal(bind(slots, SLOTS, values, 3), CHY_E_FORMAT); /* an entry's value is none of them */
    assert_int_equal(bind(slots, SLOTS, values, 0), CHY_E_FORMAT);
    assert_int_equal(bind(slots, 1, values, 5), CHY_E_FORMAT);
    for (size_t i = 0; i < SLOTS; i++)
        bad[i] = 0x1001; /* no slot is free: a search would not end */
    assert_int_equal(bind(bad, SLOTS, values, 5), CHY_E_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_their_bits),
        cmocka_unit_test(the_longest_name_is_taken),
        cmocka_unit_test(shapes_are_told),
        cmocka_unit_test(impossible_tables_are_refused),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
