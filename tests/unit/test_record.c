/* tests/unit/test_record.c - The JSON line, byte for byte: the example of the design, and an event of which nothing is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "export/export.h"
#include "types/record.h"

#include <cmocka.h>

static const chy_versions versions = {"chancery 0.1.0", "1", "d1", "r1", "m1"};
static const char *const modes[] = {"visit"}, *const contexts[] = {"diplomatic"};
static const chy_record_party iran = {"IRN", "GOV", "", "Abbas Araghchi", "foreign minister", "Araghchi", 300, 304, NULL, CHY_ROLE_VISITOR};
static const chy_record_party china = {"CHN", "GOV", "", "China", "", "Beijing", 320, 327, NULL, CHY_ROLE_HOST};

static chy_record visit(void)
{
    return (chy_record){
        .id = "0123456789abcdef", .doc = "seed-001", .publication = "Tehran Times", .language = "en", .report_day = {2024, 12, 28},
        .coded_date = "2026-11-21", .sequence = 2, .story = 1, .begin = 272, .end = 417, .trigger_begin = 305, .trigger_end = 319,
        .sentence = "He said \"no\".", .sentence_len = 13, .type = CHY_TYPE_CONSULT, .modes = modes, .n_modes = 1, .contexts = contexts,
        .n_contexts = 1, .cameo = "042", .status = CHY_STATUS_ACTUAL, .scale = 4, .goldstein = 1.9f, .confidence = 0.93f,
        .parties = {&iran, &china, NULL}, .n_parties = {1, 1, 0}, .size = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}},
        .from = {2024, 12, 28}, .to = {2024, 12, 28}, .precision = CHY_PRECISION_DAY, .date_stated = true, .rule = "consult/visit-3",
        .place = {.extracted = "Beijing", .resolved = "Beijing", .country = "CHN", .lat = 39.9, .lon = 116.4, .geonameid = 1816670, .resolution = 4},
        .versions = &versions};
}

static void expect(const chy_record *record, bool with_text, const char *wanted)
{
    chy_buf out = {0};
    chy_record_json(record, with_text, &out);
    assert_string_equal(out.data, wanted);
    chy_buf_release(&out);
}

static void the_example_of_the_design(void **state)
{
    (void)state;
    chy_record record = visit();
    expect(&record, false,
           "{\"id\":\"0123456789abcdef\",\"date\":\"2024-12-28\",\"enddate\":null,\"actor\":[{\"code\":\"IRN\",\"sector\":[\"GOV\"],"
           "\"entity_text\":\"Araghchi\",\"identifier_text\":\"Abbas Araghchi\",\"office\":\"foreign minister\",\"id\":\"\",\"role\":\"visitor\"}],"
           "\"recipient\":[{\"code\":\"CHN\",\"sector\":[\"GOV\"],\"entity_text\":\"Beijing\",\"identifier_text\":\"China\",\"office\":null,\"id\":\"\","
           "\"role\":\"host\"}],\"event\":[\"CONSULT\"],\"mode\":[\"visit\"],\"context\":[\"diplomatic\"],\"quad_code\":1,\"event_scale\":4.0,"
           "\"event_loc\":{\"extracted_place\":\"Beijing\",\"resolved_place\":\"Beijing\",\"country_code\":\"CHN\",\"lat\":39.9,\"lon\":116.4,"
           "\"geonameid\":1816670,\"resolution\":4},\"size\":{\"dead\":null,\"injured\":null,\"arrested\":null,\"participants\":null},"
           "\"text_info\":{\"sequence\":2,\"start\":272,\"end\":417},\"cite_info\":{\"publication\":\"Tehran Times\",\"url\":null,\"title\":null,"
           "\"language\":\"en\"},\"coder\":\"chancery 0.1\",\"text\":null,\"doc\":\"seed-001\",\"story\":1,\"trigger\":{\"start\":305,\"end\":319},"
           "\"status\":\"actual\",\"content\":null,\"said_by\":[],\"date_stated\":true,\"date_precision\":\"day\",\"report_date\":\"2024-12-28\","
           "\"coded_date\":\"2026-11-21\",\"cameo\":\"042\",\"goldstein\":1.9,\"confidence\":0.93,\"rule\":\"consult/visit-3\","
           "\"reports\":[{\"doc\":\"seed-001\",\"start\":305,\"end\":319,\"publication\":\"Tehran Times\",\"copy\":false}],\"sources\":1,"
           "\"versions\":{\"codebook\":\"1\",\"dictionaries\":\"d1\",\"rules\":\"r1\",\"model\":\"m1\"}}");
}

static void nothing_is_known(void **state)
{
    (void)state;
    chy_record record = {.id = "0", .doc = "d", .language = "en", .type = CHY_TYPE_THREATEN, .content = CHY_TYPE_ASSAULT, .cameo = "", .rule = "",
                         .begin = 0, .end = 9, .trigger_begin = 3, .trigger_end = 5, .story = 1, .scale = -0.04f, .goldstein = -5,
                         .status = CHY_STATUS_FUTURE, .from = {2021, 3, 0}, .to = {2021, 4, 0}, .precision = CHY_PRECISION_MONTH,
                         .size = {{3, 5}, {0, 0}, {-1, -1}, {7, 7}}, .versions = &versions};
    expect(&record, true,
           "{\"id\":\"0\",\"date\":\"2021-03\",\"enddate\":\"2021-04\",\"actor\":[],\"recipient\":[],\"event\":[\"THREATEN\"],\"mode\":[],\"context\":[],"
           "\"quad_code\":3,\"event_scale\":0.0,\"event_loc\":{\"extracted_place\":null,\"resolved_place\":null,\"country_code\":null,\"lat\":null,"
           "\"lon\":null,\"geonameid\":null,\"resolution\":0},\"size\":{\"dead\":[3,5],\"injured\":0,\"arrested\":null,\"participants\":7},"
           "\"text_info\":{\"sequence\":0,\"start\":-1,\"end\":-1},\"cite_info\":{\"publication\":null,\"url\":null,\"title\":null,\"language\":\"en\"},"
           "\"coder\":\"chancery 0.1\",\"text\":null,\"doc\":\"d\",\"story\":1,\"trigger\":{\"start\":-1,\"end\":-1},\"status\":\"future\","
           "\"content\":\"ASSAULT\",\"said_by\":[],\"date_stated\":false,\"date_precision\":\"month\",\"report_date\":null,\"coded_date\":null,"
           "\"cameo\":null,\"goldstein\":-5.0,\"confidence\":0,\"rule\":\"\",\"reports\":[{\"doc\":\"d\",\"start\":-1,\"end\":-1,\"publication\":null,"
           "\"copy\":false}],\"sources\":1,\"versions\":{\"codebook\":\"1\",\"dictionaries\":\"d1\",\"rules\":\"r1\",\"model\":\"m1\"}}");
}

static void codes_and_dates_are_short(void **state)
{
    (void)state;
    char code[40], dates[48];
    chy_record_party party = iran;
    chy_record record = visit();
    assert_string_equal(chy_record_party_code(&party, code, sizeof code), "IRN:GOV");
    party.id = "IRGC";
    assert_string_equal(chy_record_party_code(&party, code, sizeof code), "IRN:GOV:IRGC");
    party.sector = party.id = "";
    assert_string_equal(chy_record_party_code(&party, code, sizeof code), "IRN");
    assert_string_equal(chy_record_dates(&record, dates), "2024-12-28");
    record.to.day = 30;
    assert_string_equal(chy_record_dates(&record, dates), "2024-12-28/2024-12-30");
    record.from = record.to = (chy_day){0};
    assert_string_equal(chy_record_dates(&record, dates), "");
}

static void csv_quotes_what_it_must(void **state)
{
    (void)state;
    chy_record record = visit();
    chy_buf out = {0};
    record.publication = "Tehran, \"Times\"";
    chy_export_record(&(chy_layout){.format = CHY_FORMAT_CSV, .with_text = true}, &record, &out);
    assert_string_equal(out.data, "0123456789abcdef,2024-12-28,,day,true,IRN:GOV,Abbas Araghchi,CHN:GOV,China,CONSULT,visit,diplomatic,1,4,042,1.9,"
                                  "actual,,,Beijing,CHN,39.9,116.4,1816670,,,,,0.93,consult/visit-3,seed-001,2,305,319,\"Tehran, \"\"Times\"\"\",,"
                                  "2024-12-28,2026-11-21,\"He said \"\"no\"\".\"\n");
    chy_buf_release(&out);
}

static void table_lines_have_one_width(void **state)
{
    (void)state;
    chy_record record = visit();
    chy_buf out = {0};
    chy_layout layout = {.format = CHY_FORMAT_TABLE};
    chy_record_party many[4] = {iran, iran, iran, iran};
    record.parties[CHY_PART_ACTOR] = many;
    record.n_parties[CHY_PART_ACTOR] = 4;
    record.place.resolved = "S\xc3\xa3o Tom\xc3\xa9 and Pr\xc3\xadncipe Island";
    chy_export_head(&layout, &out);
    chy_export_record(&layout, &record, &out);
    assert_non_null(strstr(out.data, "2024-12-28  IRN:GOV IRN:GOV IRN:G\xe2\x80\xa6  CONSULT visit             CHN:GOV "));
    assert_non_null(strstr(out.data, "actual        S\xc3\xa3o Tom\xc3\xa9 and Pr\xc3\xadnci\xe2\x80\xa6  0123456789abcdef\n"));
    chy_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_example_of_the_design), cmocka_unit_test(nothing_is_known),
                                       cmocka_unit_test(codes_and_dates_are_short), cmocka_unit_test(csv_quotes_what_it_must),
                                       cmocka_unit_test(table_lines_have_one_width)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
