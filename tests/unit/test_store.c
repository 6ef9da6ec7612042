/* tests/unit/test_store.c - The store without a coder: codings made by hand go in, come out the same, and twice is once. */
#include <setjmp.h>
#include <signal.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sqlite3.h>

#include "keep/keep.h"
#include "types/coding.h"

#include <cmocka.h>

static char path[] = "/tmp/chy-store-XXXXXX/test.db";

static int make_folder(void **state)
{
    (void)state;
    *strrchr(path, '/') = '\0';
    bool made = mkdtemp(path) != NULL;
    path[strlen(path)] = '/';
    return made ? 0 : 1;
}

static int remove_store(void **state)
{
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[64];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return 0;
}

static int remove_folder(void **state)
{
    remove_store(state);
    *strrchr(path, '/') = '\0';
    return rmdir(path);
}

static const chy_versions versions = {"chancery 0.1.0", "1", "d1", "r1", "m1"};

/* "Chile met Peru in Quito." of document `id`; one sentence, one event, parties and all that can be said of them. */
static chy_coding *make_coding(chy_document *doc, const char *id, const char *text, const char *date)
{
    static const char *const modes[] = {"visit"}, *const contexts[] = {"diplomatic", "military"};
    chy_coding *coding = chy_coding_new();
    chy_document_clear(doc);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_ID, id, strlen(id), NULL), CHY_OK);
    assert_int_equal(chy_document_set(doc, CHY_FIELD_TEXT, text, strlen(text), NULL), CHY_OK);
    chy_arena *arena = &coding->arena;
    coding->document = doc;
    coding->versions = &versions;
    coding->article = (chy_article){.arena = arena, .id = chy_document_get(doc, CHY_FIELD_ID, NULL), .source = "Our Paper",
                                    .text = chy_document_get(doc, CHY_FIELD_TEXT, NULL), .text_len = strlen(text), .n_sentences = 1,
                                    .n_events = 1};
    coding->article.sentences = chy_arena_alloc(arena, 1, sizeof(chy_sentence));
    coding->article.events = chy_arena_alloc(arena, 1, sizeof(chy_event));
    coding->records = chy_arena_alloc(arena, 1, sizeof(chy_record));
    chy_record_party *parties = chy_arena_alloc(arena, 3, sizeof *parties);
    coding->article.sentences[0] = (chy_sentence){.index = 1, .story = 1, .source = coding->article.text, .end = (uint32_t)strlen(text)};
    chy_day_parse(date, strlen(date), &coding->article.day);
    parties[0] = (chy_record_party){"CHL", "GOV", "", "Chile", "", "Chile", 0, 5, "states.tsv:9", CHY_ROLE_VISITOR};
    parties[1] = (chy_record_party){"PER", "GOV", "", "Peru", "", NULL, -1, -1, NULL, CHY_ROLE_NONE};
    parties[2] = (chy_record_party){"IGO", "", "OAS", "Organization of American States", "", "OAS", 6, 9, NULL, CHY_ROLE_SPEAKER};
    char *event = chy_arena_printf(arena, "%016x", (unsigned)strlen(id) * 7919u + (unsigned char)id[0]);
    coding->records[0] = (chy_record){
        .id = event, .doc = coding->article.id, .publication = "Our Paper", .language = "en", .report_day = coding->article.day,
        .report_day_why = "metadata", .coded_date = "2026-01-02", .sequence = 1, .story = 1, .end = (int64_t)strlen(text), .trigger_begin = 6,
        .trigger_end = 9, .sentence = coding->article.text, .sentence_len = strlen(text), .type = CHY_TYPE_CONSULT, .modes = modes,
        .n_modes = 1, .contexts = contexts, .n_contexts = 2, .cameo = "042", .scale = 4, .goldstein = 1.9f, .confidence = 0.93f,
        .size = {{-1, -1}, {2, 5}, {0, 0}, {3, 3}}, .from = coding->article.day, .to = coding->article.day, .precision = CHY_PRECISION_DAY,
        .date_stated = true, .date_why = "today", .rule = "consult/visit-3", .versions = &versions,
        .place = {.extracted = "Quito", .resolved = "Quito", .country = "ECU", .lat = -0.22985, .lon = -78.52495, .geonameid = 3652462,
                  .resolution = 4, .why = "obl"}};
    coding->coded_date = "2026-01-02";
    coding->records[0].parties[CHY_PART_ACTOR] = parties;
    coding->records[0].parties[CHY_PART_RECIPIENT] = parties + 1;
    coding->records[0].parties[CHY_PART_SAID_BY] = parties + 2;
    for (int i = 0; i < CHY_N_PART; i++)
        coding->records[0].n_parties[i] = 1;
    coding->n_records = 1;
    return coding;
}

static chy_presence add(chy_keep *store, const char *id, const char *text, const char *date, bool replace)
{
    chy_presence was = CHY_ABSENT;
    chy_err err = {.msg = ""};
    chy_document *doc = chy_document_new();
    chy_coding *coding = make_coding(doc, id, text, date);
    if (chy_keep_add(store, coding, replace, &was, &err) != CHY_OK)
        fail_msg("%s", err.msg);
    chy_coding_free(coding);
    chy_document_free(doc);
    return was;
}

static chy_keep *open_store(void)
{
    chy_err err = {.msg = ""};
    chy_keep *store = chy_keep_open(path, &err);
    if (!store)
        fail_msg("%s", err.msg);
    return store;
}

static void expect_size(chy_keep *store, uint64_t documents, uint64_t sentences, uint64_t events)
{
    chy_store_size size;
    chy_err err = {.msg = ""};
    assert_int_equal(chy_store_measure(chy_keep_store(store), &size, &err), CHY_OK);
    assert_int_equal(size.documents, documents);
    assert_int_equal(size.sentences, sentences);
    assert_int_equal(size.reports, events);
    if (chy_store_check(chy_keep_store(store), &err) != CHY_OK)
        fail_msg("%s", err.msg);
}

static bool write_json(void *ctx, const chy_record *record)
{
    chy_record_json(record, true, ctx);
    chy_buf_char(ctx, '\n');
    return true;
}

static void write_json_once(void *ctx, const chy_record *record)
{
    write_json(ctx, record);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    chy_buf in = {0}, out = {0};
    chy_query all = {0};
    chy_keep *store = open_store();
    chy_document *doc = chy_document_new();
    chy_coding *coding = make_coding(doc, "a", "Chile met Peru in Quito, \"no\" caf\xe9.", "2025-02-03");
    chy_presence was;
    assert_int_equal(chy_keep_add(store, coding, false, &was, NULL), CHY_OK);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    write_json(&in, &coding->records[0]);
    assert_int_equal(chy_store_events(chy_keep_store(store), &all, write_json, &out, NULL), CHY_OK);
    assert_string_equal(out.data, in.data);
    expect_size(store, 1, 1, 1);
    chy_buf_release(&in);
    chy_buf_release(&out);
    chy_coding_free(coding);
    chy_document_free(doc);
    chy_keep_free(store);
}

static void a_country_has_no_point(void **state)
{
    (void)state;
    chy_buf in = {0}, out = {0};
    chy_query all = {0};
    chy_keep *store = open_store();
    chy_document *doc = chy_document_new();
    chy_coding *coding = make_coding(doc, "a", "Chile met Peru in Ecuador.", "2025-02-03");
    chy_presence was;
    coding->records[0].place = (chy_location){.resolved = "Ecuador", .country = "ECU", .lat = NAN, .lon = NAN, .resolution = 1, .why = "obl"};
    assert_int_equal(chy_keep_add(store, coding, false, &was, NULL), CHY_OK);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    write_json(&in, &coding->records[0]);
    assert_non_null(strstr(in.data, "\"lat\":null"));
    assert_int_equal(chy_store_events(chy_keep_store(store), &all, write_json, &out, NULL), CHY_OK);
    assert_string_equal(out.data, in.data);
    chy_buf_release(&in);
    chy_buf_release(&out);
    chy_coding_free(coding);
    chy_document_free(doc);
    chy_keep_free(store);
}

static void twice_is_once(void **state)
{
    (void)state;
    chy_keep *store = open_store();
    assert_int_equal(add(store, "a", "Chile met Peru.", "2025-02-03", false), CHY_ABSENT);
    assert_int_equal(add(store, "a", "Chile met Peru.", "2025-02-03", false), CHY_SAME);
    assert_int_equal(add(store, "a", "Chile met Fiji.", "2025-02-03", false), CHY_OTHER);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    expect_size(store, 1, 1, 1);
    assert_int_equal(add(store, "a", "Chile met Fiji.", "2025-02-03", true), CHY_OTHER);
    assert_int_equal(add(store, "a", "Chile met Fiji.", "2025-02-03", true), CHY_SAME);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    expect_size(store, 1, 1, 1);
    chy_keep_free(store);
}

static void open_batches_are_undone(void **state)
{
    (void)state;
    chy_keep *store = open_store();
    add(store, "a", "Chile met Peru.", "2025-02-03", false);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    add(store, "bb", "Chile met Peru.", "2025-02-03", false);
    chy_keep_free(store);
    store = open_store();
    expect_size(store, 1, 1, 1);
    chy_keep_free(store);
}

static size_t count(chy_keep *store, const chy_query *query)
{
    chy_buf out = {0};
    chy_err err = {.msg = ""};
    size_t n = 0;
    if (chy_store_events(chy_keep_store(store), query, write_json, &out, &err) != CHY_OK)
        fail_msg("%s", err.msg);
    for (size_t i = 0; i < out.len; i++)
        n += out.data[i] == '\n';
    chy_buf_release(&out);
    return n;
}

static void filters_filter(void **state)
{
    (void)state;
    chy_keep *store = open_store();
    add(store, "a", "Chile met Peru.", "2025-02-03", false);
    add(store, "bb", "Chile met Peru.", "2025-02", false);
    add(store, "ccc", "Chile met Peru.", "", false);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    assert_int_equal(count(store, &(chy_query){0}), 3);
    assert_int_equal(count(store, &(chy_query){.limit = 2}), 2);
    assert_int_equal(count(store, &(chy_query){.actor = "CHL"}), 3);
    assert_int_equal(count(store, &(chy_query){.actor = "CHL:GOV", .with = "PER"}), 3);
    assert_int_equal(count(store, &(chy_query){.actor = "CHL:MIL"}), 0);
    assert_int_equal(count(store, &(chy_query){.actor = "CHL", .with = "CHL"}), 0);
    assert_int_equal(count(store, &(chy_query){.with = "PER:GOV"}), 3);
    assert_int_equal(count(store, &(chy_query){.actor = "OAS"}), 0); /* who only said it is no party */
    assert_int_equal(count(store, &(chy_query){.types = "agree,consult"}), 3);
    assert_int_equal(count(store, &(chy_query){.types = "AID"}), 0);
    assert_int_equal(count(store, &(chy_query){.statuses = "actual"}), 3);
    assert_int_equal(count(store, &(chy_query){.statuses = "negated,future"}), 0);
    assert_int_equal(count(store, &(chy_query){.since = "2025-02-04"}), 1);
    assert_int_equal(count(store, &(chy_query){.since = "2025"}), 2);
    assert_int_equal(count(store, &(chy_query){.until = "2025-01"}), 0);
    assert_int_equal(count(store, &(chy_query){.until = "2025-02-01"}), 1);
    assert_int_equal(count(store, &(chy_query){.place = "quito"}), 3);
    assert_int_equal(count(store, &(chy_query){.place = "ECU"}), 3);
    assert_int_equal(count(store, &(chy_query){.place = "x' OR 1 --"}), 0);
    chy_keep_free(store);
}

static void bad_queries_are_refused(void **state)
{
    (void)state;
    static const chy_query bad[] = {{.types = "VISIT"}, {.types = "AGREE,"}, {.types = ""}, {.statuses = "maybe"}, {.since = "yesterday"}, {.until = "2025-13"}};
    chy_keep *store = open_store();
    chy_buf out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(chy_store_events(chy_keep_store(store), &bad[i], write_json, &out, NULL), CHY_E_USAGE);
    chy_keep_free(store);
}

static void one_event_is_found(void **state)
{
    (void)state;
    chy_keep *store = open_store();
    chy_document *doc = chy_document_new();
    chy_buf out = {0};
    chy_err err;
    char day[24];
    add(store, "a", "Chile met Peru.", "2025-02-03", false);
    add(store, "bb", "Chile met Peru again.", "2025-02-03", false);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    assert_int_equal(chy_store_find(chy_keep_store(store), "00", write_json_once, &out, doc, day, &err), CHY_E_USAGE);
    assert_int_equal(chy_store_find(chy_keep_store(store), "f", write_json_once, &out, doc, day, &err), CHY_E_EMPTY);
    char id[20];
    snprintf(id, sizeof id, "%016x", 2u * 7919u + 'b');
    assert_int_equal(chy_store_find(chy_keep_store(store), id, write_json_once, &out, doc, day, &err), CHY_OK);
    assert_string_equal(chy_document_get(doc, CHY_FIELD_TEXT, NULL), "Chile met Peru again.");
    assert_string_equal(day, "");
    assert_non_null(strstr(out.data, id));
    chy_buf_release(&out);
    chy_document_free(doc);
    chy_keep_free(store);
}

static void foreign_files_are_refused(void **state)
{
    (void)state;
    chy_err err;
    assert_null(chy_store_open(path, CHY_STORE_READ, &err)); /* missing */
    assert_int_equal(err.code, CHY_E_STORE);
    FILE *f = fopen(path, "wb");
    for (int i = 0; i < 200; i++)
        fputs("this is no database, ", f);
    fclose(f);
    assert_null(chy_store_open(path, CHY_STORE_WRITE, &err));
    assert_int_equal(err.code, CHY_E_STORE);
    assert_non_null(strstr(err.msg, "no SQLite database"));
    unlink(path);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE recipes (name)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_null(chy_store_open(path, CHY_STORE_WRITE, &err));
    assert_int_equal(err.code, CHY_E_VERSION);
    remove_store(state);
    chy_keep_free(open_store());
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_null(chy_store_open(path, CHY_STORE_READ, &err));
    assert_int_equal(err.code, CHY_E_VERSION);
    assert_non_null(strstr(err.msg, "99"));
}

/* A limit on the size of files stands in for the full disk; tests/hostile has a real one. */
static void a_full_disk_undoes_the_batch(void **state)
{
    (void)state;
    struct rlimit old, small;
    chy_err err = {.msg = ""};
    chy_keep *store = open_store();
    add(store, "a", "Chile met Peru.", "2025-02-03", false);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 300000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    char *text = test_malloc(1000001);
    memset(text, 'x', 1000000);
    text[1000000] = '\0';
    chy_document *doc = chy_document_new();
    chy_coding *coding = make_coding(doc, "big", text, "2025-02-03");
    chy_presence was;
    chy_status status = chy_keep_add(store, coding, false, &was, &err);
    if (status == CHY_OK)
        status = chy_keep_commit(store, &err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(status, CHY_E_STORE);
    assert_non_null(strstr(err.msg, "test.db"));
    expect_size(store, 1, 1, 1);
    assert_int_equal(add(store, "big", text, "2025-02-03", false), CHY_ABSENT); /* room again: it goes on */
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    expect_size(store, 2, 2, 2);
    test_free(text);
    chy_coding_free(coding);
    chy_document_free(doc);
    chy_keep_free(store);
}

static int search(void *n, int columns, char **values, char **names)
{
    (void)columns;
    (void)names;
    *(int *)n = atoi(values[0]);
    return 0;
}

static void sentences_can_be_searched(void **state)
{
    (void)state;
    chy_keep *store = open_store();
    add(store, "a", "Chile met Peru in Bogot\xc3\xa1.", "2025-02-03", false);
    add(store, "bb", "Chile met Fiji.", "2025-02-03", false);
    add(store, "bb", "Chile met Mali.", "2025-02-03", true);
    assert_int_equal(chy_keep_commit(store, NULL), CHY_OK);
    chy_keep_free(store);
    static const struct { const char *words; int n; } cases[] = {{"chile", 2}, {"bogota", 1}, {"fiji", 0}, {"mali", 1}};
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < 4; i++) {
        char query[160];
        int n = -1;
        snprintf(query, sizeof query, "SELECT count(*) FROM sentence_search WHERE sentence_search MATCH '%s'", cases[i].words);
        assert_int_equal(sqlite3_exec(db, query, search, &n, NULL), SQLITE_OK);
        assert_int_equal(n, cases[i].n);
    }
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_goes_in_comes_out, remove_store), cmocka_unit_test_setup(a_country_has_no_point, remove_store),
        cmocka_unit_test_setup(twice_is_once, remove_store),
        cmocka_unit_test_setup(open_batches_are_undone, remove_store),     cmocka_unit_test_setup(filters_filter, remove_store),
        cmocka_unit_test_setup(bad_queries_are_refused, remove_store),     cmocka_unit_test_setup(one_event_is_found, remove_store),
        cmocka_unit_test_setup(foreign_files_are_refused, remove_store),   cmocka_unit_test_setup(a_full_disk_undoes_the_batch, remove_store),
        cmocka_unit_test_setup(sentences_can_be_searched, remove_store),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
