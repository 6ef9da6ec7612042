/* tests/unit/test_ingest.c - Files to documents: what is read, what is repaired, what is refused, and in which words. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "chancery.h"

#include <cmocka.h>

static char folder[] = "/tmp/chy-ingest-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *write_file(const char *name, const char *bytes, size_t len)
{
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

#define WRITE(name, literal) write_file(name, literal, sizeof(literal) - 1)

typedef struct expected {
    const char *id, *text; /* text NULL: unusable */
    const char *problem;   /* part of the first problem, NULL: none */
    bool is_note;
} expected;

static void expect(const char *path, chy_input input, const expected *want, size_t n)
{
    chy_err err;
    chy_reader *reader = chy_reader_open(path, input, &err);
    chy_document *doc = chy_document_new();
    assert_non_null(reader);
    for (size_t i = 0; i < n; i++) {
        bool is_note = false;
        assert_int_equal(chy_reader_next(reader, doc, &err), CHY_OK);
        assert_int_equal(chy_document_usable(doc), want[i].text != NULL);
        if (want[i].text) {
            assert_string_equal(chy_document_get(doc, CHY_FIELD_TEXT, NULL), want[i].text);
            assert_string_equal(chy_document_get(doc, CHY_FIELD_ID, NULL), want[i].id);
        }
        if (!want[i].problem) {
            if (chy_document_n_problems(doc))
                fail_msg("%s", chy_document_problem(doc, 0, NULL));
            continue;
        }
        assert_true(chy_document_n_problems(doc) >= 1);
        const char *problem = chy_document_problem(doc, 0, &is_note);
        if (!strstr(problem, want[i].problem))
            fail_msg("\"%s\" is not in \"%s\"", want[i].problem, problem);
        assert_int_equal(is_note, want[i].is_note);
    }
    assert_int_equal(chy_reader_next(reader, doc, &err), CHY_E_EMPTY);
    assert_int_equal(chy_reader_next(reader, doc, &err), CHY_E_EMPTY);
    chy_document_free(doc);
    chy_reader_free(reader);
}

static void text_is_one_document(void **state)
{
    (void)state;
    const expected want[] = {{"note", " Iran said no.\n\nSo did Chad.\n", NULL, false}};
    expect(WRITE("note.txt", " Iran said no.\n\nSo did Chad.\n"), CHY_INPUT_AUTO, want, 1);
    const expected bare[] = {{"bare", "x", NULL, false}};
    expect(WRITE("bare", "x"), CHY_INPUT_AUTO, bare, 1);
    const expected hidden[] = {{".hidden", "x", NULL, false}};
    expect(WRITE(".hidden", "x"), CHY_INPUT_AUTO, hidden, 1);
    /* a byte order mark becomes blanks: offsets stay those of the file */
    const expected marked[] = {{"bom", "   Iran", NULL, false}};
    expect(WRITE("bom.txt", "\xef\xbb\xbfIran"), CHY_INPUT_AUTO, marked, 1);
    const expected nul[] = {{"nul", "Iran  said no to everything", "NUL bytes, the first at byte 4", false}};
    expect(WRITE("nul.txt", "Iran\0 said no to everything"), CHY_INPUT_AUTO, nul, 1);
    const expected latin[] = {{"latin", "caf\xe9 de Paris", "no UTF-8, the first at byte 3", false}};
    expect(WRITE("latin.txt", "caf\xe9 de Paris"), CHY_INPUT_AUTO, latin, 1);
}

static void no_text_is_refused(void **state)
{
    (void)state;
    const expected empty[] = {{NULL, NULL, "empty", false}};
    expect(WRITE("empty.txt", ""), CHY_INPUT_AUTO, empty, 1);
    expect(WRITE("empty.jsonl", ""), CHY_INPUT_AUTO, empty, 1);
    const expected blank[] = {{NULL, NULL, "white space", false}};
    expect(WRITE("blank.txt", " \n\t\r\n"), CHY_INPUT_AUTO, blank, 1);
    const expected binary[] = {{NULL, NULL, "binary data from byte 0", false}};
    expect(WRITE("a.out", "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0"), CHY_INPUT_AUTO, binary, 1);
    expect(WRITE("utf16.txt", "\xff\xfeI\0r\0a\0n\0 \0"), CHY_INPUT_AUTO, binary, 1);
}

static void files_that_cannot_be_opened(void **state)
{
    (void)state;
    chy_err err;
    assert_null(chy_reader_open(path_of("nowhere.txt"), CHY_INPUT_AUTO, &err));
    assert_int_equal(err.code, CHY_E_IO);
    assert_non_null(strstr(err.msg, "nowhere.txt"));
    assert_null(chy_reader_open(folder, CHY_INPUT_AUTO, &err));
    assert_non_null(strstr(err.msg, "is a directory"));
    assert_int_equal(symlink("nowhere.txt", path_of("dangling")), 0);
    assert_null(chy_reader_open(path_of("dangling"), CHY_INPUT_AUTO, &err));
    assert_int_equal(err.code, CHY_E_IO);
}

static void lines_are_documents(void **state)
{
    (void)state;
    const expected want[] = {
        {"a", "one", NULL, false},
        {"7", "two", NULL, false},
        {"news:4", "three", "no \"id\"", true},
        {NULL, NULL, "not JSON", false},
        {NULL, NULL, "not a JSON object", false},
        {NULL, NULL, "no \"text\": skipped", false},
        {NULL, NULL, "\"text\" is not a string", false},
        {"z", "last", NULL, false},
    };
    expect(WRITE("news.jsonl", "{\"id\":\"a\",\"text\":\"one\",\"other\":[1,{}]}\n"
                               "\n{\"id\":7,\"text\":\"two\",\"title\":null}\r\n{\"text\":\"three\"}\n{\"text\":\"cut\n[1]\n{\"id\":\"n\"}\n"
                               "{\"id\":\"t\",\"text\":5}\n{\"id\":\"z\",\"text\":\"last\"}"),
           CHY_INPUT_AUTO, want, 8);
    /* also by content, with a mark before it */
    const expected one[] = {{"a", "one", NULL, false}};
    expect(WRITE("sniffed.txt", "\xef\xbb\xbf \n{\"id\":\"a\",\"text\":\"one\"}"), CHY_INPUT_AUTO, one, 1);
}

static void lines_are_repaired(void **state)
{
    (void)state;
    const expected want[] = {
        {"s", "a \xef\xbf\xbd b \xf0\x9f\x98\x80 c \xef\xbf\xbd", "2 lone surrogates, the first at byte 20", false},
        {"e", "\\ud83d", NULL, false},
        {"c", "tab and bell", "1 NUL or control bytes, the first at byte", false},
        {"u", "caf\xef\xbf\xbd", "1 bytes that are no UTF-8", false},
        {"n", "a b", "NUL characters in \"text\"", false},
        {"r", "raw nul", "NUL or control bytes", false},
    };
    expect(WRITE("repair.jsonl", "{\"id\":\"s\",\"text\":\"a \\ud83d b \\ud83d\\ude00 c \\ude00\"}\n"
                                 "{\"id\":\"e\",\"text\":\"\\\\ud83d\"}\n"
                                 "{\"id\":\"c\",\"text\":\"tab\tand\abell\"}\n"
                                 "{\"id\":\"u\",\"text\":\"caf\xe9\"}\n"
                                 "{\"id\":\"n\",\"text\":\"a\\u0000b\"}\n"
                                 "{\"id\":\"r\",\"text\":\"raw\0nul\"}\n"),
           CHY_INPUT_AUTO, want, 6);
}

static void long_lines_are_skipped(void **state)
{
    (void)state;
    const char *path = WRITE("long.jsonl", "{\"id\":\"a\",\"text\":\"one\"}\n");
    FILE *f = fopen(path, "r+b");
    fseek(f, (long)CHY_LIMIT_LINE + 60, SEEK_SET); /* a hole: NULs that take no room */
    fputs("\n{\"id\":\"z\",\"text\":\"last\"}\n", f);
    fclose(f);
    const expected want[] = {{"a", "one", NULL, false}, {NULL, NULL, "longer than the limit", false}, {"z", "last", NULL, false}};
    expect(path, CHY_INPUT_AUTO, want, 3);
    const expected text[] = {{NULL, NULL, "longer than the limit", false}};
    expect(path, CHY_INPUT_TEXT, text, 1);
}

static void title_alone_is_enough(void **state)
{
    (void)state;
    chy_reader *reader = chy_reader_open(WRITE("title.jsonl", "{\"id\":\"a\",\"title\":\"Envoys meet\"}\n"), CHY_INPUT_AUTO, NULL);
    chy_document *doc = chy_document_new();
    assert_int_equal(chy_reader_next(reader, doc, NULL), CHY_OK);
    assert_true(chy_document_usable(doc));
    assert_string_equal(chy_document_get(doc, CHY_FIELD_TITLE, NULL), "Envoys meet");
    assert_non_null(strstr(chy_document_origin(doc), "title.jsonl:1"));
    chy_document_free(doc);
    chy_reader_free(reader);
}

static void gzip_is_read(void **state)
{
    (void)state;
    char path[256];
    snprintf(path, sizeof path, "%s", path_of("news.jsonl.gz"));
    for (int member = 0; member < 2; member++) {
        gzFile gz = gzopen(path, member ? "ab" : "wb");
        gzputs(gz, member ? "{\"id\":\"b\",\"text\":\"two\"}\n" : "{\"id\":\"a\",\"text\":\"one\"}\n");
        gzclose(gz);
    }
    const expected want[] = {{"a", "one", NULL, false}, {"b", "two", NULL, false}};
    expect(path, CHY_INPUT_AUTO, want, 2);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size - 4), 0);
    const expected cut[] = {{"a", "one", NULL, false}, {"b", "two", NULL, false}, {NULL, NULL, "gzip data ends early", false}};
    expect(path, CHY_INPUT_AUTO, cut, 3);
}

static void tokens_come_in_parts(void **state)
{
    (void)state;
    char *big = test_malloc(600000);
    size_t len = 0;
    while (len < 500000)
        len += (size_t)sprintf(big + len, "Iran\nsaid\nno\n\n");
    chy_reader *reader = chy_reader_open(write_file("tokens", big, len), CHY_INPUT_TOKENS, NULL);
    chy_document *doc = chy_document_new();
    size_t total = 0, n = 0, part;
    while (chy_reader_next(reader, doc, NULL) == CHY_OK) {
        const char *text = chy_document_get(doc, CHY_FIELD_TEXT, &part);
        assert_memory_equal(text + part - 4, "no\n\n", 4);
        total += part;
        n++;
    }
    assert_int_equal(total, len);
    assert_int_equal(n, 2);
    chy_document_free(doc);
    chy_reader_free(reader);
    test_free(big);
}

/* A reader of a pipe hands on a line as soon as it is there. */
static void pipes_do_not_wait(void **state)
{
    (void)state;
    int fds[2];
    char path[64];
    assert_int_equal(pipe(fds), 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fds[0]);
    static const char line[] = "{\"id\":\"a\",\"text\":\"one\"}\n";
    assert_int_equal(write(fds[1], line, sizeof line - 1), sizeof line - 1);
    chy_reader *reader = chy_reader_open(path, CHY_INPUT_JSONL, NULL);
    chy_document *doc = chy_document_new();
    alarm(10);
    assert_int_equal(chy_reader_next(reader, doc, NULL), CHY_OK);
    alarm(0);
    assert_string_equal(chy_document_get(doc, CHY_FIELD_TEXT, NULL), "one");
    close(fds[1]);
    assert_int_equal(chy_reader_next(reader, doc, NULL), CHY_E_EMPTY);
    close(fds[0]);
    chy_document_free(doc);
    chy_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_one_document),   cmocka_unit_test(no_text_is_refused),    cmocka_unit_test(files_that_cannot_be_opened),
        cmocka_unit_test(lines_are_documents),    cmocka_unit_test(lines_are_repaired),    cmocka_unit_test(long_lines_are_skipped),
        cmocka_unit_test(title_alone_is_enough),  cmocka_unit_test(gzip_is_read),          cmocka_unit_test(tokens_come_in_parts),
        cmocka_unit_test(pipes_do_not_wait),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
