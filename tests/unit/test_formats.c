/* tests/unit/test_formats.c - What is read from tables, feeds, archives, sentence files; encodings, days, languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "chancery.h"
#include "ingest/charset.h"
#include "ingest/entity.h"
#include "ingest/http.h"
#include "ingest/lang.h"
#include "ingest/pagedate.h"

#include <cmocka.h>

typedef struct wanted {
    const char *id, *date, *source, *title, *text;
} wanted;

static void field_is(const chy_document *doc, chy_field field, const char *want)
{
    const char *got = chy_document_get(doc, field, NULL);
    if (want)
        assert_string_equal(got ? got : "(none)", want);
}

static void expect(const char *name, const char *bytes, size_t len, chy_input input, const char *map, const wanted *want, size_t n)
{
    chy_err err;
    chy_reader *reader = chy_reader_open_bytes(name, bytes, len, NULL, input, &err);
    chy_document *doc = chy_document_new();
    assert_non_null(reader);
    if (map)
        assert_int_equal(chy_reader_set_map(reader, map, &err), CHY_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(chy_reader_next(reader, doc, &err), CHY_OK);
        if (!chy_document_usable(doc))
            fail_msg("%s: %s", name, chy_document_problem(doc, 0, NULL));
        field_is(doc, CHY_FIELD_ID, want[i].id);
        field_is(doc, CHY_FIELD_DATE, want[i].date);
        field_is(doc, CHY_FIELD_SOURCE, want[i].source);
        field_is(doc, CHY_FIELD_TITLE, want[i].title);
        field_is(doc, CHY_FIELD_TEXT, want[i].text);
    }
    assert_int_equal(chy_reader_next(reader, doc, &err), CHY_E_EMPTY);
    chy_document_free(doc);
    chy_reader_free(reader);
}

#define EXPECT(name, literal, input, map, want) expect(name, literal, sizeof(literal) - 1, input, map, want, sizeof(want) / sizeof *(want))

static void tables(void **state)
{
    (void)state;
    const wanted plain[] = {{"1", "2031-03-04", NULL, "Envoys meet", "They said \"no\", twice,\nand left."}, {"t:3", "2031-03-05", NULL, "(none)", "So did Chad."}};
    EXPECT("t.csv", "id,date,title,text\r\n1,2031-03-04,Envoys meet,\"They said \"\"no\"\", twice,\nand left.\"\r\n,5 March 2031,,So did Chad.\r\n", CHY_INPUT_AUTO, NULL, plain);
    const wanted mapped[] = {{"a", "2031-03-04", "Post", "(none)", "One"}};
    EXPECT("t.csv", "\xef\xbb\xbfKey;Body;When;Paper\na;One;04.03.2031;Post\n\n", CHY_INPUT_AUTO, "id=Key,text=Body,date=When,source=Paper", mapped);
    const wanted tabs[] = {{"x", NULL, NULL, NULL, "One, two; three"}};
    EXPECT("t.tsv", "text\tid\nOne, two; three\tx\n", CHY_INPUT_AUTO, NULL, tabs);
}

static void maps(void **state)
{
    (void)state;
    const wanted want[] = {{"7", "2031-03-04", NULL, "Envoys", "One"}, {"8", "2031-03-04", NULL, NULL, "Two"}};
    EXPECT("m.jsonl", "{\"n\":7,\"a\":{\"b\":\"One\",\"t\":[\"Envoys\"]},\"at\":\"Tue, 04 Mar 2031 10:00 GMT\"}\n{\"n\":8,\"a\":{\"b\":\"Two\"},\"at\":1930384800}\n", CHY_INPUT_AUTO,
           "id=n,text=a.b,title=a.t,date=at", want);
    chy_reader *reader = chy_reader_open_bytes("x", "", 0, NULL, CHY_INPUT_AUTO, NULL);
    static const char *const wrong[] = {"", "text", "text=", "nothing=x", "text=a,text=b", "text=a,", "=a"};
    chy_err err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(chy_reader_set_map(reader, wrong[i], &err), CHY_E_USAGE);
    chy_reader_free(reader);
}

static void sentence_files(void **state)
{
    (void)state;
    const wanted text[] = {{"NEWS-0001-01", "2031-03-04", "NEWS", NULL, "France condemned Russia."}, {"AFP-7", "1995-01-01", "AFP", NULL, "Chad said no."}};
    EXPECT("s.txt", "20310304 NEWS-0001-01 x\nFrance condemned\n  Russia.\n\n950101 AFP-7\nChad said no.\n", CHY_INPUT_AUTO, NULL, text);
#ifdef CHY_WITH_XML
    const wanted xml[] = {{"N-1_1", "2031-03-04", "N", NULL, "France & Russia met."}};
    EXPECT("s.xml", "<Sentences>\n<Sentence date=\"20310304\" id=\"N-1_1\" source=\"N\" sentence=\"True\">\n<Text>\nFrance &amp; Russia\nmet.\n</Text>\n<Parse>(ROOT)</Parse></Sentence></Sentences>",
           CHY_INPUT_AUTO, NULL, xml);
#endif
}

static void days(void **state)
{
    (void)state;
    static const struct {
        const char *text, *day;
    } rows[] = {
        {"2031-03-04T10:00:00+02:00", "2031-03-04"}, {"Tue, 04 Mar 2031 10:00:00 GMT", "2031-03-04"}, {"Updated March 4th, 2031 at noon", "2031-03-04"}, {"4. Sept. 2031", ""},
        {"4 Sept. 2031", "2031-09-04"}, {"the 4th of March 2031", "2031-03-04"}, {"04.03.2031, 22:15", "2031-03-04"}, {"03/04/2031", ""}, {"03/14/2031", "2031-03-14"},
        {"04-Mar-31", "2031-03-04"}, {"1741046400", "2025-03-04"}, {"1741046400000", "2025-03-04"}, {"20310304", "2031-03-04"}, {"2031-02-30", ""}, {"May 2031", ""}, {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        chy_day day;
        char out[24] = "";
        if (chy_page_date_find(rows[i].text, strlen(rows[i].text), &day))
            chy_day_format(day, out);
        if (strcmp(out, rows[i].day))
            fail_msg("\"%s\" is \"%s\", not \"%s\"", rows[i].text, out, rows[i].day);
    }
    chy_day day;
    assert_true(chy_page_date_in_url("http://a.example/2031/mar/04/x", 30, &day) && day.month == 3 && day.day == 4);
    assert_true(chy_page_date_in_url("http://a.example/2031/03/04/x", 29, &day));
    assert_false(chy_page_date_in_url("http://a.example/12345678/x", 27, &day));
}

static void encodings(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *declared, *text;
        size_t len;
    } rows[] = {
        {"caf\xc3\xa9", "iso-8859-1", "caf\xc3\xa9", 5},        /* it is UTF-8, whatever is said */
        {"caf\xe9 \x96", "iso-8859-1", "caf\xc3\xa9 \xe2\x80\x93", 6},
        {"<meta charset=windows-1251>\xcc\xe8\xf0", NULL, "<meta charset=windows-1251>\xd0\x9c\xd0\xb8\xd1\x80", 30},
        {"\xff\xfeI\0r\0", NULL, "Ir", 6},
        {"\0I\0r\0a\0n\0!\0?", NULL, "Iran!?", 12},
        {"\xef\xbb\xbfIran", "koi8-r", "Iran", 7},
        {"Iran", "no such thing", "Iran", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        chy_buf room = {0};
        chy_charset found;
        const char *text;
        size_t len;
        assert_int_equal(chy_charset_decode(rows[i].bytes, rows[i].len, rows[i].declared, true, &room, &text, &len, &found, NULL), CHY_OK);
        if (len != strlen(rows[i].text) || memcmp(text, rows[i].text, len))
            fail_msg("row %zu: %.*s (%s by %s)", i, (int)len, text, found.name, found.why);
        chy_buf_release(&room);
    }
    chy_buf out = {0};
    static const char marks[] = "&lt;&eacute;&#233;&#xE9;&#150; &nbspx &bogus; &notit; AT&T & co";
    chy_entity_decode(marks, sizeof marks - 1, &out);
    assert_string_equal(out.data, "<\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x80\x93 \xc2\xa0x &bogus; \xc2\xacit; AT&T & co");
    chy_buf_release(&out);
}

static void answers(void **state)
{
    (void)state;
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=\"utf-8\"\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nIran\r\n3;x=y\r\n sa\r\n3\r\nid.\r\n0\r\n\r\n";
    chy_buf rooms[2] = {0};
    chy_http http;
    assert_int_equal(chy_http_read(text, sizeof text - 1, 1000, rooms, &http, NULL), CHY_OK);
    assert_int_equal(http.status, 200);
    assert_string_equal(http.type, "text/html");
    assert_int_equal(http.body_len, 10);
    assert_memory_equal(http.body, "Iran said.", 10);
    static const char kept[] = "HTTP/1.0 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: gzip\n\n<p>undone already</p>";
    assert_int_equal(chy_http_read(kept, sizeof kept - 1, 1000, rooms, &http, NULL), CHY_OK);
    assert_memory_equal(http.body, "<p>undone", 9);
    chy_buf_release(&rooms[0]);
    chy_buf_release(&rooms[1]);
}

static void languages(void **state)
{
    (void)state;
    static const char english[] = "The foreign minister said on Tuesday that the two countries would sign the agreement before the end of the year, and that it was in the interest of both.";
    const char *found = chy_lang_detect(english, sizeof english - 1);
    assert_string_equal(found, "en");
    assert_null(chy_lang_detect("Besk, Kolm, Sarn.", 17)); /* names have no language */
#ifdef CHY_WITH_CLD2
    static const char german[] = "Der Au\xc3\x9f" "enminister sagte am Dienstag, dass beide L\xc3\xa4nder das Abkommen noch vor dem Ende des Jahres unterzeichnen werden, wie die Zeitung berichtet.";
    found = chy_lang_detect(german, sizeof german - 1);
    assert_non_null(found);
    assert_string_equal(found, "de");
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables), cmocka_unit_test(maps), cmocka_unit_test(sentence_files), cmocka_unit_test(days),
        cmocka_unit_test(encodings), cmocka_unit_test(answers), cmocka_unit_test(languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
