/* tests/unit/test_when.c - Datelines, what expressions mean, which event they date, and what happens without memory. The breadth
 * of spellings is bench/dates; here stands what must never break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "dict_fixture.h"
#include "text/text.h"
#include "when/calendar.h"
#include "when/when.h"
#include "when/words.h"

static chy_day day(int year, int month, int number)
{
    return (chy_day){(int16_t)year, (int8_t)month, (int8_t)number};
}

static const char *show(chy_day from, chy_day to)
{
    static char out[64];
    char a[24], b[24];
    chy_day_format(from, a);
    chy_day_format(to, b);
    snprintf(out, sizeof out, strcmp(a, b) ? "%s/%s" : "%s", a, b);
    return out;
}

/* ---- datelines ---- */

typedef struct head_case { const char *text, *day, *place, *agency; } head_case;

static const head_case heads[] = {
    {"TALLIS, March 3, 2021 (Reuters) - The two sides met.", "2021-03-03", "TALLIS", "Reuters"},
    {"date 2024-12-28 TALLIS \xe2\x80\x93 The two sides met.", "2024-12-28", "TALLIS", NULL},
    /* a caption's date and agency are the picture's */
    {"Pact near\n\nThe presidents of Ormia and Tessaly at the strait summit in Brill, October 3, 2030 (Reuters)\n\nThe two sides met on Sunday.", "", NULL, NULL},
    {"The two sides met in Tallis on Sunday and agreed to meet again. (Reuters)", "", NULL, "Reuters"},
    {"WANA (Dec 07) \xe2\x80\x93 Last week the two sides met.", "", NULL, "WANA"}, /* no year, no day */
    {"Friday, January 4, 2019\xc2\xa0\n\n\nThe two sides met.", "2019-01-04", NULL, NULL},
    {"Published: 12 March 2021\nThe two sides met.", "2021-03-12", NULL, NULL},
    {"Posted on 2021-03-12 by the desk\nThe two sides met.", "2021-03-12", NULL, NULL},
    {"Envoys meet\n\nCAIRO, May 3 (Xinhua) -- The two sides met.", "", "CAIRO", "Xinhua"},
    {"KABUL, Afghanistan (Jan. 25, 2013)\nThe two sides met.", "2013-01-25", "KABUL", NULL},
    {"Envoys meet-BESK \xe2\x80\x94 The two sides met.", "", "BESK", NULL},
    {"The two sides met on March 3, 2021, in Tallis.", "", NULL, NULL},
    {"On March 3, 2021, the two sides met.", "", NULL, NULL},
    {"MOSCOW (AP) \xe2\x80\x94 The two sides met.", "", "MOSCOW", "AP"},
    {"", "", NULL, NULL},
};

static void datelines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        chy_arena arena;
        chy_arena_init(&arena);
        chy_article art = {.arena = &arena, .text = heads[i].text, .text_len = strlen(heads[i].text)};
        chy_when_dateline(&art);
        char got[24];
        assert_string_equal(chy_day_format(art.day, got), heads[i].day);
        assert_string_equal(art.dateline_place ? art.dateline_place : "", heads[i].place ? heads[i].place : "");
        assert_string_equal(art.agency ? art.agency : "", heads[i].agency ? heads[i].agency : "");
        chy_arena_release(&arena);
    }
}

/* What is cut off as the head, "" for nothing. */
static const struct { const char *text, *head; } cuts[] = {
    {"TALLIS, March 3, 2021 (Reuters) - The two sides met.", "TALLIS, March 3, 2021 (Reuters) -"},
    {"ANKARA, March 4, 2025 (X) - Besk expelled two envoys.", "ANKARA, March 4, 2025 (X) -"},
    {" date 2024-12-28 TALLIS \xe2\x80\x93 The two sides met.", "date 2024-12-28 TALLIS \xe2\x80\x93"},
    {"WANA (Dec 07) \xe2\x80\x93 Last week the two sides met.", "WANA (Dec 07) \xe2\x80\x93"},
    {"MOSCOW (Reuters) - The two sides met.", "MOSCOW (Reuters) -"},
    {"MOSCOW, March 3. /TASS/. The two sides met.", "MOSCOW, March 3. /TASS/."},
    {"TALLIS \xe2\x80\x94\xc2\xa0The two sides met.", "TALLIS \xe2\x80\x94"},
    {"ONCUPINAR, TURKEY \xe2\x80\x94 The two sides met.", "ONCUPINAR, TURKEY \xe2\x80\x94"},
    {"WASHINGTON, D.C. (AP) -- The two sides met.", "WASHINGTON, D.C. (AP) --"},
    {"Tallis, May 3 (Xinhua) -- The two sides met.", "Tallis, May 3 (Xinhua) --"},
    {"KABUL, Afghanistan (Jan. 25, 2013) The two sides met.", "KABUL, Afghanistan (Jan. 25, 2013)"},
    {"(Reuters) - The two sides met.", "(Reuters) -"},
    {"Envoys meet\n\nCAIRO, May 3 (Xinhua) -- The two sides met.", "CAIRO, May 3 (Xinhua) --"},
    {"Envoys at last meet-BESK \xe2\x80\x94 The two sides met.", "-BESK \xe2\x80\x94"},
    {"Envoys at last meet-BESK/TALLIS \xe2\x80\x94\xc2\xa0-The two sides met.", "-BESK/TALLIS \xe2\x80\x94\xc2\xa0-"},
    {"Envoys of US and the EU-TALLIS side met - The talks were long.", ""},
    {"WASHINGTON - based group calls for a treaty.", ""},
    {"WASHINGTON-based lawyers met the two sides.", ""},
    {"NATO - Russia relations are at a low, it was said.", ""},
    {"US - China talks went on in the town.", ""},
    {"BESK - TALLIS TALKS END", ""},
    {"Besk (EU) - The two sides met.", ""},
    {"Besk \xe2\x80\x94 The two sides met.", ""},
    {"The BBC (London) reported that the two sides met.", ""},
    {"The minister \xe2\x80\x94 The one who met them \xe2\x80\x94 left.", ""},
    {"Friday, January 4, 2019\n\nThe two sides met.", ""},
    {"On March 3, 2021 - The two sides met.", ""},
};

static void head_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        chy_arena arena;
        chy_arena_init(&arena);
        chy_article art = {.arena = &arena, .text = cuts[i].text, .text_len = strlen(cuts[i].text)};
        chy_when_dateline(&art);
        char got[128];
        snprintf(got, sizeof got, "%.*s", (int)(art.head_end - art.head_begin), art.text + art.head_begin);
        assert_string_equal(got, cuts[i].head);
        chy_arena_release(&arena);
    }
}

static void metadata_wins(void **state)
{
    (void)state;
    chy_arena arena;
    chy_arena_init(&arena);
    const char *text = "TALLIS, March 3, 2021 (Reuters) - The two sides met.";
    chy_article art = {.arena = &arena, .text = text, .text_len = strlen(text), .day = day(2020, 1, 1), .day_why = "metadata", .source = "Own"};
    chy_when_dateline(&art);
    assert_int_equal(art.day.year, 2020);
    assert_string_equal(art.day_why, "metadata");
    assert_string_equal(art.source, "Own");
    chy_arena_release(&arena);
}

/* ---- words and calendar ---- */

static void table_in_order(void **state)
{
    (void)state;
    assert_null(chy_timewords_check());
}

static void calendar_edges(void **state)
{
    (void)state;
    chy_day leap = chy_day_back_months(day(2021, 3, 31), 1);
    assert_string_equal(show(leap, leap), "2021-02-28");
    chy_span feb = chy_shape_resolve((chy_shape){CHY_SHAPE_MONTHDAY, 2, 29, 29}, day(2021, 3, 1), true);
    assert_string_equal(show(feb.from, feb.to), "2024-02-29");
    feb = chy_shape_resolve((chy_shape){CHY_SHAPE_MONTHDAY, 2, 29, 29}, day(2021, 3, 1), false);
    assert_string_equal(show(feb.from, feb.to), "2020-02-29");
    feb = chy_shape_resolve((chy_shape){CHY_SHAPE_MONTHDAY, 2, 30, 30}, day(2021, 3, 1), false);
    assert_false(chy_day_known(feb.from));
    chy_span winter = chy_shape_resolve((chy_shape){CHY_SHAPE_SEASON, 3, 0, 0}, day(2021, 1, 10), false);
    assert_string_equal(show(winter.from, winter.to), "2020-12/2021-02");
    chy_span week = chy_week_of(day(2021, 1, 3), -1);
    assert_string_equal(show(week.from, week.to), "2020-12-21/2020-12-27");
}

/* ---- expressions and anchors, on trees written by hand ---- */

typedef struct scene {
    chy_arena arena;
    chy_sentence sent;
    chy_article art;
    chy_event events[3];
} scene;

static void set(scene *s, const char *sentence, chy_day report)
{
    memset(s, 0, sizeof *s);
    chy_arena_init(&s->arena);
    assert_true(fixture_sentence(sentence, &s->arena, &s->sent));
    s->art = (chy_article){.arena = &s->arena, .sentences = &s->sent, .n_sentences = 1, .day = report, .events = s->events};
    assert_int_equal(chy_when_find(&s->art), CHY_OK);
}

static chy_event *add_event(scene *s, uint32_t trigger, chy_type type, chy_event_status status)
{
    chy_event *ev = &s->events[s->art.n_events++];
    *ev = (chy_event){.trigger = trigger, .trigger_first = trigger, .trigger_n = 1, .type = type, .status = status};
    return ev;
}

static const char *date_of(scene *s, const chy_event *ev)
{
    assert_int_equal(chy_when_anchor(&s->art), CHY_OK);
    return show(ev->from, ev->to);
}

static void weekday_follows_status(void **state)
{
    (void)state;
    scene s;
    set(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root Besk/PROPN/2/obj on/ADP/5/case Saturday/PROPN/2/obl ./PUNCT/2/punct", day(2021, 3, 10));
    chy_event *ev = add_event(&s, 1, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2021-03-06");
    assert_true(ev->date_stated);
    assert_int_equal(ev->precision, CHY_PRECISION_DAY);
    assert_non_null(strstr(ev->date_why, "Saturday"));
    chy_arena_release(&s.arena);

    set(&s, "Rebels/NOUN/3/nsubj will/AUX/3/aux attack/VERB/0/root Besk/PROPN/3/obj on/ADP/6/case Saturday/PROPN/3/obl ./PUNCT/3/punct", day(2021, 3, 10));
    ev = add_event(&s, 2, CHY_TYPE_ASSAULT, CHY_STATUS_FUTURE);
    assert_string_equal(date_of(&s, ev), "2021-03-13");
    chy_arena_release(&s.arena);
}

static void each_verb_keeps_its_day(void **state)
{
    (void)state;
    scene s;
    /* condemned on Monday the attack of Saturday */
    set(&s, "Arvonia/PROPN/2/nsubj condemned/VERB/0/root on/ADP/4/case Monday/PROPN/2/obl the/DET/7/det Saturday/PROPN/7/compound attack/NOUN/2/obj",
        day(2021, 3, 10));
    chy_event *condemned = add_event(&s, 1, CHY_TYPE_ACCUSE, CHY_STATUS_ACTUAL);
    chy_event *attack = add_event(&s, 6, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, condemned), "2021-03-08");
    assert_string_equal(show(attack->from, attack->to), "2021-03-06");
    chy_arena_release(&s.arena);
}

static void relative_clause_does_not_date_the_main(void **state)
{
    (void)state;
    scene s;
    /* Arvonia expelled the envoy who arrived in 2014 */
    set(&s, "Arvonia/PROPN/2/nsubj expelled/VERB/0/root the/DET/4/det envoy/NOUN/2/obj who/PRON/6/nsubj arrived/VERB/4/acl:relcl in/ADP/8/case 2014/NUM/6/obl",
        day(2021, 3, 10));
    chy_event *ev = add_event(&s, 1, CHY_TYPE_SANCTION, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2021-03-10");
    assert_false(ev->date_stated);
    chy_arena_release(&s.arena);
}

static void a_nouns_time_is_the_nouns(void **state)
{
    (void)state;
    scene s;
    /* Arvonia rejected the 2015 treaty */
    set(&s, "Arvonia/PROPN/2/nsubj rejected/VERB/0/root the/DET/5/det 2015/NUM/5/compound treaty/NOUN/2/obj", day(2021, 3, 10));
    chy_event *ev = add_event(&s, 1, CHY_TYPE_REJECT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2021-03-10");
    chy_arena_release(&s.arena);
}

static void past_deed_is_never_behind_the_report(void **state)
{
    (void)state;
    scene s;
    set(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root Besk/PROPN/2/obj on/ADP/5/case March/PROPN/2/obl 27/NUM/5/nummod ,/PUNCT/5/punct 2021/NUM/5/nummod",
        day(2021, 3, 10));
    chy_event *ev = add_event(&s, 1, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2021-03-10");
    assert_false(ev->date_stated);
    chy_arena_release(&s.arena);

    set(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root Besk/PROPN/2/obj on/ADP/5/case March/PROPN/2/obl 27/NUM/5/nummod", day(2021, 3, 10));
    ev = add_event(&s, 1, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2020-03-27");
    chy_arena_release(&s.arena);
}

static void a_document_without_day(void **state)
{
    (void)state;
    scene s;
    set(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root Besk/PROPN/2/obj on/ADP/5/case Saturday/PROPN/2/obl", day(0, 0, 0));
    assert_int_equal(s.art.n_times, 0);
    chy_event *ev = add_event(&s, 1, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "");
    assert_int_equal(ev->precision, CHY_PRECISION_NONE);
    chy_arena_release(&s.arena);

    set(&s, "Rebels/NOUN/2/nsubj attacked/VERB/0/root Besk/PROPN/2/obj in/ADP/5/case 2014/NUM/2/obl", day(0, 0, 0));
    ev = add_event(&s, 1, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2014");
    chy_arena_release(&s.arena);
}

static void since_runs_to_the_report(void **state)
{
    (void)state;
    scene s;
    set(&s, "Arvonia/PROPN/3/nsubj has/AUX/3/aux shelled/VERB/0/root Besk/PROPN/3/obj since/ADP/6/case January/PROPN/3/obl", day(2021, 3, 10));
    chy_event *ev = add_event(&s, 2, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, ev), "2021-01/2021-03-10");
    chy_arena_release(&s.arena);
}

static void a_day_after_dates_the_other_deed(void **state)
{
    (void)state;
    scene s;
    /* Arvonia recalled its envoy a day after Besk shelled Lorn */
    set(&s, "Arvonia/PROPN/2/nsubj recalled/VERB/0/root its/PRON/4/nmod:poss envoy/NOUN/2/obj a/DET/6/det day/NOUN/9/obl after/SCONJ/9/mark "
            "Besk/PROPN/9/nsubj shelled/VERB/2/advcl Lorn/PROPN/9/obj", day(2021, 3, 10));
    chy_event *recalled = add_event(&s, 1, CHY_TYPE_SANCTION, CHY_STATUS_ACTUAL);
    chy_event *shelled = add_event(&s, 8, CHY_TYPE_ASSAULT, CHY_STATUS_ACTUAL);
    assert_string_equal(date_of(&s, recalled), "2021-03-10");
    assert_string_equal(show(shelled->from, shelled->to), "2021-03-09");
    chy_arena_release(&s.arena);
}

static void without_memory(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 6000; limit += 97) {
        chy_arena arena, scratch;
        chy_arena_init(&arena);
        chy_arena_init(&scratch);
        chy_sentence sent = {0};
        assert_true(fixture_sentence("Rebels/NOUN/2/nsubj attacked/VERB/0/root on/ADP/4/case Saturday/PROPN/2/obl", &scratch, &sent));
        chy_event ev = {.trigger = 1, .trigger_first = 1, .trigger_n = 1, .type = CHY_TYPE_ASSAULT};
        arena.limit = limit;
        const char *text = "TALLIS, March 3, 2021 (Reuters) - Rebels attacked on Saturday.";
        chy_article art = {.arena = &arena, .text = text, .text_len = strlen(text), .sentences = &sent, .n_sentences = 1, .day = day(2021, 3, 10), .events = &ev, .n_events = 1};
        chy_when_dateline(&art);
        chy_status found = chy_when_find(&art);
        assert_true(found == CHY_OK || found == CHY_E_NOMEM);
        chy_status anchored = chy_when_anchor(&art);
        assert_true(anchored == CHY_OK || anchored == CHY_E_NOMEM);
        chy_arena_release(&arena);
        chy_arena_release(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_in_order), cmocka_unit_test(calendar_edges), cmocka_unit_test(datelines), cmocka_unit_test(head_ends),
        cmocka_unit_test(metadata_wins),
        cmocka_unit_test(weekday_follows_status), cmocka_unit_test(each_verb_keeps_its_day), cmocka_unit_test(relative_clause_does_not_date_the_main),
        cmocka_unit_test(a_nouns_time_is_the_nouns), cmocka_unit_test(past_deed_is_never_behind_the_report), cmocka_unit_test(a_document_without_day),
        cmocka_unit_test(since_runs_to_the_report), cmocka_unit_test(a_day_after_dates_the_other_deed), cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
