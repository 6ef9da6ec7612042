/* tests/unit/test_settle.c - What becomes of an event's parties once the deed is known (src/events/settle.c), on events made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "events/events.h"

enum { ARV, ARV_PEOPLE, ARV_MINISTER, BSK, BSK_PEOPLE, FERN, MOSS, GUNMEN, NATO_, CROWD, STRANGER, N_ENTITIES };

static chy_arena arena;
static chy_article art;
static chy_event events[8];
static chy_party parties[64];
static uint32_t n_parties;

static int begin(void **state)
{
    (void)state;
    static const chy_entity all[N_ENTITIES] = {
        [ARV] = {.kind = CHY_ENTITY_STATE, .code = "ARV", .sector = "GOV", .id = "", .name = "Arvonia", .office = "", .why = "x"},
        [ARV_PEOPLE] = {.kind = CHY_ENTITY_AGENT, .code = "ARV", .sector = "CVL", .id = "", .name = "people of Arvonia", .office = "", .why = "agent + country of the context"},
        [ARV_MINISTER] = {.kind = CHY_ENTITY_PERSON, .code = "ARV", .sector = "GOV", .id = "", .name = "Maro Teld", .office = "minister", .why = "x"},
        [BSK] = {.kind = CHY_ENTITY_STATE, .code = "BSK", .sector = "GOV", .id = "", .name = "Besk", .office = "", .why = "x"},
        [BSK_PEOPLE] = {.kind = CHY_ENTITY_AGENT, .code = "BSK", .sector = "CVL", .id = "", .name = "people of Besk", .office = "", .why = "x"},
        [FERN] = {.kind = CHY_ENTITY_GROUP, .code = "ARV", .sector = "REB", .id = "FERN", .name = "Red Fern", .office = "", .why = "x"},
        [MOSS] = {.kind = CHY_ENTITY_GROUP, .code = "ARV", .sector = "REB", .id = "MOSS", .name = "Moss", .office = "", .why = "x"},
        [GUNMEN] = {.kind = CHY_ENTITY_AGENT, .code = "---", .sector = "UAF", .id = "", .name = "gunmen", .office = "", .why = "x"},
        [NATO_] = {.kind = CHY_ENTITY_ORGANISATION, .code = "IGO", .sector = "GOV", .id = "NATO", .name = "NATO", .office = "", .why = "x"},
        [CROWD] = {.kind = CHY_ENTITY_AGENT, .code = "---", .sector = "CVL", .id = "", .name = "crowd", .office = "", .why = "x"},
        [STRANGER] = {.kind = CHY_ENTITY_PERSON, .code = "ARV", .sector = "CVL", .id = "", .name = "Ilsa Dorn", .office = "", .why = "x"}};
    chy_arena_init(&arena);
    memset(events, 0, sizeof events);
    n_parties = 0;
    art = (chy_article){.arena = &arena, .events = events, .n_entities = N_ENTITIES};
    art.entities = chy_arena_alloc(&arena, N_ENTITIES, sizeof *art.entities);
    if (!art.entities)
        return -1;
    memcpy(art.entities, all, sizeof all);
    return 0;
}

static int end(void **state)
{
    (void)state;
    chy_arena_release(&arena);
    return 0;
}

/* Parties from entity numbers; -1 ends them. */
static const chy_party *list(const int *entities, uint32_t *n)
{
    const chy_party *first = &parties[n_parties];
    for (*n = 0; entities[*n] >= 0; ++*n)
        parties[n_parties++] = (chy_party){.entity = (uint32_t)entities[*n], .mention = CHY_NOBODY};
    return first;
}

static chy_event *add(chy_type type, const char *mode, const int *actors, const int *recipients)
{
    chy_event *ev = &events[art.n_events++];
    *ev = (chy_event){.type = type, .modes = {mode}, .confidence = 0.5f, .status = CHY_STATUS_ACTUAL, .dead = {-1, -1}, .injured = {-1, -1}};
    ev->trigger = (art.n_events - 1) * 20;
    ev->actors = list(actors, &ev->n_actors);
    ev->recipients = list(recipients, &ev->n_recipients);
    return ev;
}
#define LIST(...) ((const int[]){__VA_ARGS__, -1})
#define NOBODY ((const int[]){-1})

static const chy_entity *who(const chy_party *party)
{
    return &art.entities[party->entity];
}

static void check_party(const chy_party *party, const char *code, const char *sector)
{
    assert_string_equal(who(party)->code, code);
    assert_string_equal(who(party)->sector, sector);
}

static void test_once(void **state)
{
    (void)state;
    chy_event *met = add(CHY_TYPE_CONSULT, NULL, LIST(ARV, ARV_MINISTER, BSK), NOBODY);
    chy_event *killed = add(CHY_TYPE_ASSAULT, NULL, LIST(GUNMEN, GUNMEN), LIST(BSK, BSK_PEOPLE));
    chy_event *split = add(CHY_TYPE_ASSAULT, NULL, LIST(FERN, MOSS), LIST(ARV));
    assert_int_equal(chy_events_settle(&art), CHY_OK);
    assert_int_equal(met->n_actors, 2);
    assert_int_equal(met->actors[0].entity, ARV_MINISTER); /* says more than the state's name */
    assert_int_equal(killed->n_recipients, 1);
    check_party(&killed->recipients[0], "BSK", "CVL");
    assert_int_equal(killed->n_actors, 2); /* nobody's code may stand twice */
    assert_int_equal(split->n_actors, 2);  /* two groups of one state */
}

static void test_own_side(void **state)
{
    (void)state;
    chy_event *left = add(CHY_TYPE_RETREAT, NULL, LIST(ARV_MINISTER), LIST(ARV));
    chy_event *sanction = add(CHY_TYPE_SANCTION, NULL, LIST(ARV), LIST(ARV_MINISTER, BSK));
    chy_event *accuse = add(CHY_TYPE_ACCUSE, NULL, LIST(ARV_MINISTER), LIST(ARV));
    assert_int_equal(chy_events_settle(&art), CHY_OK);
    assert_int_equal(left->n_recipients, 0);
    assert_int_equal(sanction->n_recipients, 1);
    check_party(&sanction->recipients[0], "BSK", "GOV");
    assert_int_equal(accuse->n_recipients, 1); /* words may go to one's own government */
}

static void test_at_home(void **state)
{
    (void)state;
    chy_event *protest = add(CHY_TYPE_PROTEST, "demo", LIST(CROWD), LIST(ARV));
    chy_event *arrest = add(CHY_TYPE_COERCE, "arrest", NOBODY, LIST(ARV_PEOPLE));
    chy_event *curfew = add(CHY_TYPE_COERCE, "curfew", NOBODY, LIST(BSK));
    chy_event *abroad = add(CHY_TYPE_COERCE, "arrest", NOBODY, LIST(BSK_PEOPLE)); /* named by their nation: may be foreigners */
    assert_int_equal(chy_events_settle(&art), CHY_OK);
    check_party(&protest->actors[0], "ARV", "CVL");
    check_party(&protest->recipients[0], "ARV", "GOV");
    check_party(&arrest->actors[0], "ARV", "GOV");
    check_party(&curfew->actors[0], "BSK", "GOV");
    check_party(&curfew->recipients[0], "BSK", "CVL");
    assert_int_equal(abroad->n_actors, 0);
}

static void test_sectors(void **state)
{
    (void)state;
    chy_event *raid = add(CHY_TYPE_ASSAULT, "aerial", LIST(ARV), LIST(BSK));
    chy_event *bomb = add(CHY_TYPE_ASSAULT, "explosives", LIST(GUNMEN), LIST(BSK));
    chy_event *dead = add(CHY_TYPE_ASSAULT, NULL, LIST(NATO_), LIST(BSK));
    chy_event *resign = add(CHY_TYPE_RETREAT, "resign", LIST(STRANGER), NOBODY);
    chy_event *talk = add(CHY_TYPE_CONSULT, NULL, LIST(ARV, NATO_), NOBODY);
    dead->dead = (chy_count){3, 3};
    assert_int_equal(chy_events_settle(&art), CHY_OK);
    check_party(&raid->actors[0], "ARV", "MIL");
    check_party(&raid->recipients[0], "BSK", "GOV");
    check_party(&bomb->recipients[0], "BSK", "CVL");
    check_party(&dead->actors[0], "IGO", "MIL");
    check_party(&dead->recipients[0], "BSK", "CVL");
    assert_int_equal(bomb->recipients[0].entity, dead->recipients[0].entity); /* one entity for one reading */
    assert_non_null(strstr(who(&raid->actors[0])->why, "MIL by the deed"));
    check_party(&resign->actors[0], "ARV", "GOV");
    check_party(&talk->actors[0], "ARV", "GOV"); /* what one event says of a state does not rub off */
    assert_string_equal(art.entities[ARV].sector, "GOV");
}

static void test_twins(void **state)
{
    (void)state;
    add(CHY_TYPE_ASSAULT, NULL, LIST(FERN), LIST(BSK_PEOPLE))->trigger = 3;
    chy_event *sure = add(CHY_TYPE_ASSAULT, NULL, LIST(FERN), LIST(BSK_PEOPLE));
    sure->trigger = 6;
    sure->confidence = 0.9f;
    add(CHY_TYPE_ACCUSE, NULL, LIST(FERN), LIST(BSK_PEOPLE))->trigger = 7;
    add(CHY_TYPE_ASSAULT, NULL, LIST(FERN), LIST(BSK_PEOPLE))->trigger = 40;
    chy_event *later = add(CHY_TYPE_ASSAULT, NULL, LIST(FERN), LIST(BSK_PEOPLE));
    later->sentence = 1;
    later->trigger = 2;
    assert_int_equal(chy_events_settle(&art), CHY_OK);
    assert_int_equal(art.n_events, 4);
    assert_int_equal(events[0].trigger, 6);
    assert_int_equal(events[1].type, CHY_TYPE_ACCUSE);
    assert_int_equal(events[2].trigger, 40);
    assert_int_equal(events[3].sentence, 1);
}

static void test_no_memory(void **state)
{
    (void)state;
    end(NULL);
    for (size_t limit = 1; limit < 4000; limit += 97) {
        assert_int_equal(begin(NULL), 0);
        add(CHY_TYPE_ASSAULT, "aerial", LIST(ARV, ARV_MINISTER), LIST(BSK, BSK_PEOPLE));
        add(CHY_TYPE_PROTEST, "demo", NOBODY, LIST(ARV));
        arena.limit = arena.used + limit;
        chy_status status = chy_events_settle(&art);
        assert_true(status == CHY_OK || status == CHY_E_NOMEM);
        end(NULL);
    }
    assert_int_equal(begin(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_once, begin, end),    cmocka_unit_test_setup_teardown(test_own_side, begin, end),
        cmocka_unit_test_setup_teardown(test_at_home, begin, end), cmocka_unit_test_setup_teardown(test_sectors, begin, end),
        cmocka_unit_test_setup_teardown(test_twins, begin, end),   cmocka_unit_test_setup_teardown(test_no_memory, begin, end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
