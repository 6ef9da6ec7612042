/* tests/unit/test_actors.c - Who is who, on hand-made trees in invented states: names, dated offices, titles, agents, capitals that act, words
 * that point back; memory that runs out; and sentences made to be slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "actors/actors.h"
#include "dict_fixture.h"

static chy_buf bytes;
static chy_dict *dict;
static chy_arena arena;
static chy_article art;

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

static int setup(void **state)
{
    (void)state;
    chy_arena_init(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    chy_arena_release(&arena);
    return 0;
}

/* Finds the actors of the sentences, reported on 2004-05-06 unless `day` says another. */
static void find_on(const char *day, const char *const *sentences, size_t n)
{
    art = (chy_article){.arena = &arena};
    chy_day_parse(day, strlen(day), &art.day);
    art.sentences = chy_arena_alloc(&arena, n, sizeof *art.sentences);
    art.n_sentences = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        assert_true(fixture_sentence(sentences[i], &arena, &art.sentences[i]));
        art.sentences[i].index = (uint32_t)i + 1;
    }
    assert_int_equal(chy_actors_find(dict, &art), CHY_OK);
}

static void find(const char *sentence)
{
    find_on("2004-05-06", &sentence, 1);
}

/* All mentions as "first-last=CODE:SECTOR+CODE:SECTOR", places in brackets, adjectives in parentheses. */
static const char *told(void)
{
    static char out[2000];
    size_t at = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < art.n_mentions; i++) {
        const chy_mention *m = &art.mentions[i];
        const char *open = m->kind == CHY_MENTION_PLACE ? "[" : m->kind == CHY_MENTION_ADJECTIVE ? "(" : "";
        const char *close = m->kind == CHY_MENTION_PLACE ? "]" : m->kind == CHY_MENTION_ADJECTIVE ? ")" : "";
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%s%u-%u=", i ? " " : "", open, m->first + 1, m->first + m->n_tokens);
        for (uint32_t k = 0; k < m->n_entities; k++) {
            const chy_entity *e = &art.entities[m->entities[k]];
            at += (size_t)snprintf(out + at, sizeof out - at, "%s%s:%s%s%s", k ? "+" : "", e->code, e->sector, *e->id ? ":" : "", e->id);
        }
        at += (size_t)snprintf(out + at, sizeof out - at, "%s", close);
    }
    return out;
}

static const chy_entity *entity(uint32_t mention)
{
    assert_true(mention < art.n_mentions && art.mentions[mention].n_entities);
    return &art.entities[art.mentions[mention].entities[0]];
}

/* ---- names ---- */

static void test_state_and_organisation(void **state)
{
    (void)state;
    find("Arvonia/PROPN/2/nsubj joined/VERB/0/root the/DET/5/det Vale/PROPN/5/compound Pact/PROPN/2/obj ./PUNCT/2/punct");
    assert_string_equal(told(), "1-1=ARV:GOV 4-5=IGO:GOV:VALEPACT");
    assert_int_equal(art.mentions[1].head, 4);
    assert_string_equal(entity(0)->name, "Arvonia");
    assert_string_equal(entity(0)->why, "states.tsv:3");
}

static void test_dated_group(void **state)
{
    (void)state;
    const char *sentence = "Red/PROPN/2/compound Fern/PROPN/3/nsubj advanced/VERB/0/root";
    find_on("2009-01-01", &sentence, 1);
    assert_string_equal(told(), "1-2=BSK:REB:REDFERN");
    find_on("2010-07-01", &sentence, 1);
    assert_string_equal(told(), "1-2=BSK:GOV:REDFERN");
}

static void test_dated_person(void **state)
{
    (void)state;
    const char *sentence = "Maro/PROPN/3/nsubj Teld/PROPN/1/flat spoke/VERB/0/root";
    find_on("2003-02-01", &sentence, 1);
    assert_string_equal(entity(0)->office, "foreign minister");
    find_on("2005-01-01", &sentence, 1);
    assert_string_equal(entity(0)->office, "president");
    find_on("2012-03-05", &sentence, 1);
    assert_string_equal(told(), "1-2=ARV:ELI");
    assert_string_equal(entity(0)->office, "former president");
    find_on("unknown", &sentence, 1);
    assert_string_equal(entity(0)->office, "president");
}

static void test_capital_acts_or_is_a_place(void **state)
{
    (void)state;
    find("Lorn/PROPN/2/nsubj warned/VERB/0/root Omra/PROPN/2/obj");
    assert_string_equal(told(), "1-1=ARV:GOV 3-3=BSK:GOV");
    find("They/PRON/2/nsubj met/VERB/0/root in/ADP/4/case Lorn/PROPN/2/obl");
    assert_string_equal(told(), "[4-4=ARV:GOV]");
    find("talks/NOUN/0/root with/ADP/3/case Lorn/PROPN/1/nmod");
    assert_string_equal(told(), "3-3=ARV:GOV");
    find("She/PRON/2/nsubj flew/VERB/0/root to/ADP/4/case Omra/PROPN/2/obl");
    assert_string_equal(told(), "[4-4=BSK:GOV]");
    find("fighting/NOUN/0/root in/ADP/5/case Omra/PROPN/5/nmod and/CCONJ/5/cc Lorn/PROPN/3/conj");
    assert_string_equal(told(), "[3-3=BSK:GOV] [5-5=ARV:GOV]");
}

static void test_town_gives_its_country(void **state)
{
    (void)state;
    find("police/NOUN/4/nsubj in/ADP/3/case Haven/PROPN/1/nmod fired/VERB/0/root");
    assert_string_equal(told(), "1-1=BSK:COP [3-3=BSK:GOV]");
}

/* ---- titles ---- */

static void test_title_country_name(void **state)
{
    (void)state;
    find("Beskan/ADJ/2/amod junta/NOUN/3/compound leader/NOUN/4/nmod:desc Colonel/PROPN/5/nmod:desc Odo/PROPN/7/nsubj Brask/PROPN/5/flat fled/VERB/0/root");
    assert_string_equal(told(), "1-6=BSK:GOV");
    assert_string_equal(entity(0)->name, "Odo Brask");
    assert_string_equal(entity(0)->office, "junta leader");
    assert_int_equal(art.mentions[0].head, 4);
}

static void test_title_behind(void **state)
{
    (void)state;
    find("Odo/PROPN/9/nsubj/PER Brask/PROPN/1/flat/PER ,/PUNCT/6/punct a/DET/6/det Beskan/ADJ/6/amod spokesman/NOUN/1/appos ,/PUNCT/6/punct "
         "quickly/ADV/9/advmod resigned/VERB/0/root");
    assert_string_equal(told(), "1-6=BSK:GOV");
    assert_int_equal(art.mentions[0].head, 0);
}

static void test_office_of_country_name(void **state)
{
    (void)state;
    find("the/DET/2/det president/NOUN/8/nsubj of/ADP/4/case Besk/PROPN/2/nmod ,/PUNCT/6/punct Odo/PROPN/2/appos/PER Brask/PROPN/6/flat/PER "
         "spoke/VERB/0/root");
    assert_string_equal(told(), "2-7=BSK:GOV");
}

static void test_former(void **state)
{
    (void)state;
    find("former/ADJ/3/amod Arvonian/ADJ/3/amod minister/NOUN/4/nmod:desc Odo/PROPN/6/nsubj/PER Brask/PROPN/4/flat/PER spoke/VERB/0/root");
    assert_string_equal(told(), "1-5=ARV:ELI");
    assert_string_equal(entity(0)->office, "former minister");
}

static void test_surname_behind_title(void **state)
{
    (void)state;
    find("Prime/PROPN/3/nmod:desc Minister/PROPN/1/flat Dorn/PROPN/4/nsubj spoke/VERB/0/root");
    assert_string_equal(told(), "1-3=BSK:GOV");
    assert_string_equal(entity(0)->name, "Ilsa van Dorn");
}

static void test_several_countries(void **state)
{
    (void)state;
    find("the/DET/2/det leaders/NOUN/7/nsubj of/ADP/4/case Arvonia/PROPN/2/nmod and/CCONJ/6/cc Besk/PROPN/4/conj met/VERB/0/root");
    assert_string_equal(told(), "2-6=ARV:GOV+BSK:GOV");
    find("Arvonian/ADJ/4/amod and/CCONJ/3/cc Beskan/ADJ/1/conj ministers/NOUN/5/nsubj met/VERB/0/root");
    assert_string_equal(told(), "1-4=ARV:GOV+BSK:GOV");
}

/* ---- agents ---- */

static void test_agents(void **state)
{
    (void)state;
    find("Arvonia_/PROPN/3/nmod:poss 's/PART/1/case army/NOUN/4/nsubj shelled/VERB/0/root Beskan/ADJ/6/amod civilians/NOUN/4/obj");
    assert_string_equal(told(), "1-3=ARV:MIL 5-6=BSK:CVL");
    find("gunmen/NOUN/2/nsubj attacked/VERB/0/root Arvonian/ADJ/4/amod police/NOUN/2/obj");
    assert_string_equal(told(), "1-1=---:UAF 3-4=ARV:COP");
    find("Red/PROPN/2/compound Fern/PROPN/3/compound officials/NOUN/4/nsubj agreed/VERB/0/root");
    assert_string_equal(told(), "1-3=BSK:REB:REDFERN");
    find("foreign/ADJ/2/amod soldiers/NOUN/3/nsubj left/VERB/0/root Besk/PROPN/3/obj");
    assert_string_equal(told(), "2-2=---:MIL 4-4=BSK:GOV");
}

static void test_backed_is_not_of(void **state)
{
    (void)state;
    find("Arvonia_/PROPN/3/obl -_/PUNCT/3/punct backed/VERB/4/amod soldiers/NOUN/5/nsubj entered/VERB/0/root Besk/PROPN/5/obj");
    assert_string_equal(entity(0)->code, "BSK");
}

static void test_adjective_and_people(void **state)
{
    (void)state;
    find("Arvonian/ADJ/2/amod wheat/NOUN/3/nsubj rose/VERB/0/root");
    assert_string_equal(told(), "(1-1=ARV:GOV)");
    find("two/NUM/2/nummod Arvonians/PROPN/3/nsubj fled/VERB/0/root");
    assert_string_equal(told(), "2-2=ARV:CVL");
}

static void test_party_of_the_country_spoken_of(void **state)
{
    (void)state;
    find("the/DET/3/det Progress/PROPN/3/compound Party/PROPN/4/nsubj won/VERB/0/root in/ADP/6/case Besk/PROPN/4/obl");
    assert_string_equal(told(), "2-3=BSK:PTY [6-6=BSK:GOV]");
}

/* ---- pointing back ---- */

static void test_surname_and_pronoun(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Beskan/ADJ/2/amod minister/NOUN/3/nmod:desc Odo/PROPN/5/nsubj/PER Brask/PROPN/3/flat/PER arrived/VERB/0/root",
        "Brask/PROPN/2/nsubj/PER thanked/VERB/0/root Arvonia/PROPN/2/obj", "He/PRON/2/nsubj left/VERB/0/root",
        "The/DET/2/det minister/NOUN/3/nsubj smiled/VERB/0/root"};
    find_on("2004-05-06", text, 4);
    assert_string_equal(told(), "1-4=BSK:GOV 1-1=BSK:GOV 3-3=ARV:GOV 1-1=BSK:GOV 2-2=BSK:GOV");
    assert_ptr_equal(entity(0), entity(1));
    assert_ptr_equal(entity(0), entity(3));
    assert_ptr_equal(entity(0), entity(4));
    assert_int_equal(art.sentences[1].n_mentions, 2);
    assert_int_equal(art.sentences[2].first_mention, 3);
}

static void test_she_is_no_man(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Ilsa/PROPN/4/nsubj/PER van/PROPN/1/flat/PER Dorn/PROPN/1/flat/PER met/VERB/0/root Maro/PROPN/4/obj/PER Teld/PROPN/5/flat/PER",
        "He/PRON/2/nsubj left/VERB/0/root", "She/PRON/2/nsubj stayed/VERB/0/root"};
    find_on("2004-05-06", text, 3);
    assert_string_equal(told(), "1-3=BSK:GOV 5-6=ARV:GOV 1-1=ARV:GOV 1-1=BSK:GOV");
}

static void test_both_countries(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Arvonia/PROPN/4/nsubj and/CCONJ/3/cc Besk/PROPN/1/conj talked/VERB/0/root",
        "They/PRON/2/nsubj agreed/VERB/0/root", "Both/DET/2/det countries/NOUN/3/nsubj signed/VERB/0/root",
        "the/DET/2/det countries/NOUN/3/nsubj of/ADP/5/case the/DET/5/det region/NOUN/2/nmod"};
    find_on("2004-05-06", text, 4);
    assert_string_equal(told(), "1-1=ARV:GOV 3-3=BSK:GOV 1-1=BSK:GOV+ARV:GOV 2-2=ARV:GOV+BSK:GOV 2-2=");
}

static void test_counterpart(void **state)
{
    (void)state;
    find("Maro/PROPN/3/nsubj/PER Teld/PROPN/1/flat/PER met/VERB/0/root his/PRON/6/nmod:poss Beskan/ADJ/6/amod counterpart/NOUN/3/obj");
    assert_string_equal(told(), "1-2=ARV:GOV 5-6=BSK:GOV");
    assert_string_equal(entity(1)->office, "");
    assert_string_equal(entity(1)->name, "foreign minister of Besk");
}

static void test_group_of_its_official(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Odo/PROPN/8/nsubj/PER Brask/PROPN/1/flat/PER ,/PUNCT/6/punct a/DET/6/det Red/PROPN/6/compound Fern/PROPN/7/compound official/NOUN/1/appos "
        ",/PUNCT/1/punct spoke/VERB/0/root",
        "the/DET/2/det group/NOUN/3/nsubj denied/VERB/0/root it/PRON/3/expl"};
    find_on("2004-05-06", text, 2);
    assert_string_equal(told(), "1-7=BSK:REB:REDFERN 2-2=BSK:REB:REDFERN");
}

static void test_whose_army(void **state)
{
    (void)state;
    find("Besk/PROPN/2/nsubj said/VERB/0/root its/PRON/4/nmod:poss army/NOUN/5/nsubj left/VERB/2/ccomp Arvonia/PROPN/5/obj");
    assert_string_equal(told(), "1-1=BSK:GOV 4-4=BSK:MIL 6-6=ARV:GOV");
}

static void test_agent_noun_before_a_body(void **state)
{
    (void)state;
    find("the/DET/3/det Beskan/ADJ/3/amod group/NOUN/6/nsubj Red/PROPN/3/appos Fern/PROPN/4/flat fell/VERB/0/root");
    assert_string_equal(told(), "2-5=BSK:REB:REDFERN");
    find("Besk_/PROPN/4/nmod:poss 's/PART/1/case Red/PROPN/4/compound Fern/PROPN/5/nsubj fell/VERB/0/root");
    assert_string_equal(told(), "1-4=BSK:REB:REDFERN");
}

static void test_leader_of_the_country(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Ilsa/PROPN/4/nsubj/PER van/PROPN/1/flat/PER Dorn/PROPN/1/flat/PER spoke/VERB/0/root",
        "The/DET/3/det Beskan/ADJ/3/amod leader/NOUN/4/nsubj left/VERB/0/root"};
    find_on("2004-05-06", text, 2);
    assert_string_equal(told(), "1-3=BSK:GOV 2-3=BSK:GOV");
    assert_ptr_equal(entity(0), entity(1));
}

static void test_first_person(void **state)
{
    (void)state;
    find("\"_/PUNCT/4/punct We/PRON/4/nsubj will/AUX/4/aux fight/VERB/9/ccomp ,/PUNCT/4/punct \"/PUNCT/4/punct Maro/PROPN/9/nsubj/PER Teld/PROPN/7/flat/PER "
         "said/VERB/0/root");
    assert_string_equal(told(), "2-2=ARV:GOV 7-8=ARV:GOV");
}

static void test_nothing(void **state)
{
    (void)state;
    find("the/DET/2/det rain/NOUN/3/nsubj fell/VERB/0/root");
    assert_string_equal(told(), "");
    assert_int_equal(art.n_entities, 0);
    find_on("2004-05-06", NULL, 0);
    assert_int_equal(art.n_mentions, 0);
}

/* ---- memory and time ---- */

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const text[] = {
        "Beskan/ADJ/2/amod minister/NOUN/3/nmod:desc Odo/PROPN/5/nsubj/PER Brask/PROPN/3/flat/PER met/VERB/0/root Arvonia/PROPN/5/obj",
        "He/PRON/2/nsubj thanked/VERB/0/root the/DET/4/det police/NOUN/2/obj"};
    find_on("2004-05-06", text, 2);
    uint32_t n = art.n_mentions;
    size_t before = arena.used;
    assert_int_equal(chy_actors_find(dict, &art), CHY_OK);
    size_t need = arena.used - before;
    for (size_t limit = 1; limit < need; limit += 8) {
        arena.limit = arena.used + limit;
        chy_status status = chy_actors_find(dict, &art);
        if (status == CHY_E_NOMEM) {
            assert_int_equal(art.n_entities + art.n_mentions, 0);
            assert_null(art.mentions);
            assert_int_equal(art.sentences[0].n_mentions, 0);
        }
        if (limit + 32 < need)
            assert_int_equal(status, CHY_E_NOMEM);
    }
    arena.limit = 0;
    assert_int_equal(chy_actors_find(dict, &art), CHY_OK);
    assert_int_equal(art.n_mentions, n);
}

static double seconds_for(const char *unit, uint32_t n_sentences, uint32_t repeats)
{
    chy_buf text;
    chy_buf_init(&text);
    for (uint32_t i = 0; i < repeats; i++)
        chy_buf_printf(&text, "%s%s", i ? " " : "", unit);
    art = (chy_article){.arena = &arena};
    art.sentences = chy_arena_alloc(&arena, n_sentences, sizeof *art.sentences);
    art.n_sentences = n_sentences;
    for (uint32_t i = 0; i < n_sentences; i++) {
        assert_true(fixture_sentence(text.data, &arena, &art.sentences[i]));
        art.sentences[i].index = i + 1;
    }
    chy_buf_release(&text);
    clock_t start = clock();
    assert_int_equal(chy_actors_find(dict, &art), CHY_OK);
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Long runs of one thing: 200,000 tokens each must not take seconds (the limit is loose: sanitizers are slow). */
static void test_hostile_runs(void **state)
{
    (void)state;
    static const char *const units[] = {
        "police/NOUN", "Arvonia/PROPN ,/PUNCT", "former/ADJ", "Republic/PROPN of/ADP", "he/PRON", "the/DET two/NUM countries/NOUN", "Xx/PROPN",
        "in/ADP Lorn/PROPN and/CCONJ", "Beskan/ADJ and/CCONJ", "ministers/NOUN of/ADP Besk/PROPN ,/PUNCT", "al/PROPN -/PUNCT",
        "We/PRON", "its/PRON/1/nmod:poss army/NOUN", "president/NOUN of/ADP the/DET"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double seconds = seconds_for(units[i], 100, 1000);
        if (seconds > 8)
            fail_msg("%s: %.1f s", units[i], seconds);
        chy_arena_reset(&arena);
    }
}

/* Whatever the text, mentions stand in order, apart from each other, inside their sentence. */
static void test_invariants(void **state)
{
    (void)state;
    static const char *const words[] = {"Arvonia/PROPN", "Besk/PROPN", "Lorn/PROPN", "Beskan/ADJ", "president/NOUN", "ministers/NOUN", "of/ADP", "and/CCONJ",
        ",/PUNCT", "the/DET", "Maro/PROPN", "Teld/PROPN", "Odo/PROPN/0/dep/PER", "he/PRON", "both/DET", "countries/NOUN", "'s/PART", "in/ADP", "army/NOUN",
        "counterpart/NOUN", "former/ADJ", "-/PUNCT", "who/PRON", "said/VERB", "Red/PROPN", "Fern/PROPN", "Haven/PROPN", "its/PRON/1/nmod:poss", "sides/NOUN", ":/PUNCT", "We/PRON"};
    uint32_t seed = 11;
    for (int round = 0; round < 3000; round++) {
        char text[1200] = "";
        for (int i = 0; i < 24; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, words[(seed >> 16) % (sizeof words / sizeof *words)]);
            strcat(text, i < 23 ? " " : "");
        }
        const char *twice[] = {text, text};
        find_on("2004-05-06", twice, 2);
        uint32_t m = 0;
        for (uint32_t s = 0; s < 2; s++) {
            assert_int_equal(art.sentences[s].first_mention, m);
            uint32_t end = 0;
            for (uint32_t i = 0; i < art.sentences[s].n_mentions; i++, m++) {
                const chy_mention *x = &art.mentions[m];
                if (x->sentence != s || x->first < end || !x->n_tokens || x->first + x->n_tokens > art.sentences[s].n_tokens ||
                    x->head < x->first || x->head >= x->first + x->n_tokens)
                    fail_msg("bad span %u+%u in: %s", x->first, x->n_tokens, text);
                end = x->first + x->n_tokens;
                for (uint32_t k = 0; k < x->n_entities; k++)
                    assert_true(x->entities[k] < art.n_entities);
            }
        }
        assert_int_equal(m, art.n_mentions);
        for (uint32_t e = 0; e < art.n_entities; e++) {
            assert_true(art.entities[e].code[0] && art.entities[e].why[0] && art.entities[e].name);
            assert_true(art.entities[e].first_mention == UINT32_MAX || art.entities[e].first_mention < art.n_mentions);
        }
        chy_arena_reset(&arena);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_state_and_organisation), TEST(test_dated_group), TEST(test_dated_person), TEST(test_capital_acts_or_is_a_place),
        TEST(test_town_gives_its_country), TEST(test_title_country_name), TEST(test_title_behind), TEST(test_office_of_country_name),
        TEST(test_former), TEST(test_surname_behind_title), TEST(test_several_countries), TEST(test_agents), TEST(test_backed_is_not_of),
        TEST(test_adjective_and_people), TEST(test_party_of_the_country_spoken_of), TEST(test_surname_and_pronoun), TEST(test_she_is_no_man),
        TEST(test_both_countries), TEST(test_counterpart), TEST(test_group_of_its_official), TEST(test_whose_army),
        TEST(test_agent_noun_before_a_body), TEST(test_leader_of_the_country), TEST(test_first_person), TEST(test_nothing), TEST(test_every_allocation_may_fail), TEST(test_hostile_runs),
        TEST(test_invariants)};
    return cmocka_run_group_tests(tests, open_world, close_world);
}
