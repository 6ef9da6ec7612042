/* tests/unit/test_where.c - Places of events in an invented world: prepositions, containment, one name with several towns, implied countries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dict_fixture.h"
#include "where/where.h"

static chy_buf bytes;
static chy_dict *dict;

static int open_dict(void **state)
{
    (void)state;
    chy_err err = {0};
    chy_buf_init(&bytes);
    if (fixture_compile(fixture_world, NULL, NULL, &bytes, &err) != CHY_OK)
        return -1;
    dict = chy_dict_open_bytes(bytes.data, bytes.len, &err);
    return dict ? 0 : -1;
}

static int close_dict(void **state)
{
    (void)state;
    chy_dict_free(dict);
    chy_buf_release(&bytes);
    return 0;
}

typedef struct scene {
    chy_arena arena;
    chy_sentence sent;
    chy_article art;
    chy_entity entities[2];
    chy_party actor, recipient;
    chy_event ev;
} scene;

/* One event with at most one actor and one recipient, by code. */
static const chy_location *place(scene *s, const char *sentence, uint32_t trigger, chy_type type, const char *actor, const char *recipient)
{
    memset(s, 0, sizeof *s);
    chy_arena_init(&s->arena);
    assert_true(fixture_sentence(sentence, &s->arena, &s->sent));
    s->ev = (chy_event){.trigger = trigger, .trigger_first = trigger, .trigger_n = 1, .type = type};
    if (actor) {
        s->entities[0] = (chy_entity){.code = actor, .sector = "GOV", .id = "", .name = "", .office = ""};
        s->actor = (chy_party){0, CHY_NOBODY, CHY_ROLE_NONE};
        s->ev.actors = &s->actor;
        s->ev.n_actors = 1;
    }
    if (recipient) {
        s->entities[1] = (chy_entity){.code = recipient, .sector = "GOV", .id = "", .name = "", .office = ""};
        s->recipient = (chy_party){1, CHY_NOBODY, CHY_ROLE_NONE};
        s->ev.recipients = &s->recipient;
        s->ev.n_recipients = 1;
    }
    s->art = (chy_article){.arena = &s->arena, .sentences = &s->sent, .n_sentences = 1, .entities = s->entities, .n_entities = 2, .events = &s->ev, .n_events = 1};
    assert_int_equal(chy_where_resolve(dict, &s->art), CHY_OK);
    return &s->ev.place;
}

static void the_bigger_town(void **state)
{
    (void)state;
    scene s;
    const chy_location *loc = place(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root troops/NOUN/2/obj in/ADP/5/case Haven/PROPN/2/obl@LOC", 1, CHY_TYPE_ASSAULT, NULL, NULL);
    assert_string_equal(loc->resolved, "Haven");
    assert_string_equal(loc->country, "BSK");
    assert_int_equal(loc->resolution, 4);
    assert_int_equal(loc->geonameid, 12);
    assert_non_null(loc->why);
    chy_arena_release(&s.arena);
}

static void the_town_of_the_country_behind_it(void **state)
{
    (void)state;
    scene s;
    const chy_location *loc = place(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root troops/NOUN/2/obj in/ADP/5/case Haven/PROPN/2/obl@LOC ,/PUNCT/7/punct Arvonia/PROPN/5/appos@LOC",
                                    1, CHY_TYPE_ASSAULT, NULL, NULL);
    assert_string_equal(loc->country, "ARV");
    assert_int_equal(loc->geonameid, 11);
    assert_true(fabs(loc->lat - 10.5) < 1e-6);
    chy_arena_release(&s.arena);
}

static void a_country_has_no_pin(void **state)
{
    (void)state;
    scene s;
    const chy_location *loc = place(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root troops/NOUN/2/obj in/ADP/5/case Arvonia/PROPN/2/obl@LOC", 1, CHY_TYPE_ASSAULT, NULL, NULL);
    assert_string_equal(loc->country, "ARV");
    assert_int_equal(loc->resolution, 1);
    assert_true(isnan(loc->lat) && isnan(loc->lon));
    chy_arena_release(&s.arena);
}

static void waters_have_no_country(void **state)
{
    (void)state;
    scene s;
    const chy_location *loc = place(&s, "Arvonia/PROPN/2/nsubj seized/VERB/0/root a/DET/4/det ship/NOUN/2/obj in/ADP/8/case the/DET/8/det Mist/PROPN/8/compound@LOC Sea/PROPN/2/obl@LOC",
                                    1, CHY_TYPE_COERCE, "ARV", NULL);
    assert_string_equal(loc->resolved, "Mist Sea");
    assert_string_equal(loc->country, "");
    chy_arena_release(&s.arena);
}

static void a_subject_is_no_place(void **state)
{
    (void)state;
    scene s;
    const chy_location *loc = place(&s, "Arvonia/PROPN/2/nsubj accused/VERB/0/root Besk/PROPN/2/obj of/ADP/5/case lying/NOUN/2/obl", 1, CHY_TYPE_ACCUSE, "ARV", "BSK");
    assert_string_equal(loc->country, "");
    assert_int_equal(loc->resolution, 0);
    chy_arena_release(&s.arena);
}

static void implied_countries(void **state)
{
    (void)state;
    static const struct { chy_type type; const char *actor, *recipient, *want; } cases[] = {
        {CHY_TYPE_ASSAULT, "ARV", "BSK", "BSK"}, {CHY_TYPE_COERCE, "ARV", "BSK", "ARV"}, {CHY_TYPE_CONSULT, "ARV", "BSK", "BSK"},
        {CHY_TYPE_PROTEST, "ARV", NULL, "ARV"},  {CHY_TYPE_REQUEST, "ARV", "BSK", ""},   {CHY_TYPE_ACCUSE, "BSK", "BSK", "BSK"},
        {CHY_TYPE_ASSAULT, NULL, NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scene s;
        const chy_location *loc = place(&s, "They/PRON/2/nsubj did/VERB/0/root so/ADV/2/advmod", 1, cases[i].type, cases[i].actor, cases[i].recipient);
        assert_string_equal(loc->country, cases[i].want);
        assert_int_equal(loc->resolution, *cases[i].want ? 1 : 0);
        chy_arena_release(&s.arena);
    }
}

static void without_memory(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 4000; limit += 61) {
        chy_arena arena, scratch;
        chy_arena_init(&arena);
        chy_arena_init(&scratch);
        chy_sentence sent = {0};
        assert_true(fixture_sentence("Rebels/NOUN/2/nsubj attacked/VERB/0/root in/ADP/4/case Haven/PROPN/2/obl@LOC", &scratch, &sent));
        chy_event ev = {.trigger = 1, .trigger_first = 1, .trigger_n = 1, .type = CHY_TYPE_ASSAULT};
        arena.limit = limit;
        chy_article art = {.arena = &arena, .sentences = &sent, .n_sentences = 1, .events = &ev, .n_events = 1};
        chy_status status = chy_where_resolve(dict, &art);
        assert_true(status == CHY_OK || status == CHY_E_NOMEM);
        chy_arena_release(&arena);
        chy_arena_release(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bigger_town), cmocka_unit_test(the_town_of_the_country_behind_it), cmocka_unit_test(a_country_has_no_pin),
        cmocka_unit_test(waters_have_no_country), cmocka_unit_test(a_subject_is_no_place), cmocka_unit_test(implied_countries), cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, open_dict, close_dict);
}
