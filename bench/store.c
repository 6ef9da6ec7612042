/* bench/store.c - A store of many events, made up, and what asking and adding cost in it. usage: store FILE EVENTS [MOST_MS]
 *
 * The events are written as rows, in bulk; their days, codes, types and places are spread as in news (few codes have most events). Then every
 * filter is asked for its first 50 events, and documents of five reports are added in a window of ten days that is as full as it would be. Times are those of
 * this process (CPU), so that a busy machine does not change them much. With MOST_MS the program fails when a query takes longer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "keep/keep.h"
#include "store/sqlite.h"
#include "types/coding.h"

enum { FIRST_DAY = 14610, DAYS = 5500, REPORTS_A_DOCUMENT = 5, WINDOW = 10 };

static const char *const codes[] = {"USA", "RUS", "CHN", "ISR", "UKR", "IRN", "FRA", "GBR", "DEU", "IND", "PAK", "TUR", "SYR", "IRQ", "PSE", "EUR", "UNO", "JPN", "KOR", "PRK",
                                    "EGY", "SAU", "AFG", "BRA", "MEX", "NGA", "KEN", "ETH", "ZAF", "COL", "VEN", "ARG", "POL", "ITA", "ESP", "GRC", "SRB", "ARM", "AZE", "GEO",
                                    "KAZ", "UZB", "MMR", "THA", "VNM", "PHL", "IDN", "AUS", "CAN", "MLI", "SDN", "LBY", "TUN", "DZA", "MAR", "YEM", "LBN", "JOR", "CUB", "FJI"};
#define N_CODES (sizeof codes / sizeof *codes)

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(chy_status status, const chy_err *err)
{
    if (status == CHY_OK)
        return;
    fprintf(stderr, "store: %s\n", err->msg);
    exit(2);
}

/* ---- rows in bulk ---- */

static void run(chy_store *store, const char *sql)
{
    chy_err err;
    must(chy_store_exec(store, sql, "fill", &err), &err);
}

static void fill_codes(chy_store *store)
{
    char sql[200];
    run(store, "CREATE TEMP TABLE code (i INTEGER PRIMARY KEY, code TEXT); CREATE TEMP TABLE kind (i INTEGER PRIMARY KEY, type TEXT, quad INTEGER)");
    for (size_t i = 0; i < N_CODES; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO code VALUES (%zu, '%s')", i, codes[i]);
        run(store, sql);
    }
    for (int i = 1; i < CHY_N_TYPE; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO kind VALUES (%d, '%s', %d)", i - 1, chy_type_names[i], chy_type_quad[i]);
        run(store, sql);
    }
}

/* x1 .. x4 are numbers that look thrown, 0 .. 1; codes go by their cube. */
static void fill(chy_store *store, long n)
{
    char sql[600];
    run(store, "BEGIN; INSERT INTO versions VALUES (1, 'chancery 0', '1', 'd', 'r', 'm')");
    fill_codes(store);
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE thrown AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %ld) SELECT n, "
                              "(n * 7919 %% 1000003) / 1000003.0 AS x1, (n * 104729 %% 1000033) / 1000033.0 AS x2, (n * 15485863 %% 1000037) / 1000037.0 AS x3, "
                              "(n * 32452843 %% 1000039) / 1000039.0 AS x4 FROM c", n);
    run(store, sql);
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE made AS SELECT n, %d + CAST(x1 * %d AS INTEGER) AS day, CAST(x2 * x2 * x2 * %zu AS INTEGER) AS a, CAST(x3 * x3 * x3 * %zu AS "
                              "INTEGER) AS b, CAST(x4 * 16 AS INTEGER) AS t, x4 FROM thrown", FIRST_DAY, DAYS, N_CODES, N_CODES);
    run(store, sql);
    run(store, "INSERT INTO documents (id, doc, hash, source, text, publication, report_date, coded_date, version) SELECT n, 'doc' || n, 'h', 'p', 'A met B in town.', 'Paper ' || "
               "(n % 40), date(day * 86400, 'unixepoch'), '2026-01-01', 1 FROM made");
    run(store, "INSERT INTO sentences SELECT n, n, 1, 1, 0, 16, 0 FROM made");
    run(store, "INSERT INTO sentence_search (rowid, text) SELECT n, 'A met B in town.' FROM made WHERE n % 10 = 0");
    static const char deed[] = "0, 5, k.type, '042', CASE CAST(x4 * 1000 AS INTEGER) % 20 WHEN 0 THEN 'negated' WHEN 1 THEN 'future' WHEN 2 THEN 'hypothetical' ELSE 'actual' END, '', 1.0, 1.0, "
                               "date(day * 86400, 'unixepoch'), date(day * 86400, 'unixepoch'), day, day, 'day', 1, NULL, 'Town' || (n % 5000), 'Town' || (n % 5000), c.code, 1, 1, NULL, 4, "
                               "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.9, 'r/1', NULL";
    char *text = malloc(3000);
    snprintf(text, 3000, "INSERT INTO reports SELECT n, printf('%%016x', n), n, %s, NULL, NULL FROM made m JOIN kind k ON k.i = t JOIN code c ON c.i = b", deed);
    run(store, text);
    snprintf(text, 3000, "INSERT INTO events SELECT n, printf('%%016x', n), n, %s, n, 0, quad, 'chancery', 1, 1 FROM made m JOIN kind k ON k.i = t JOIN code c ON c.i = b", deed);
    run(store, text);
    free(text);
    run(store, "UPDATE reports SET event = id");
    run(store, "INSERT INTO event_actors SELECT n, 0, 0, c.code, 'GOV', '', c.code, '', 'none', NULL, -1, -1, NULL FROM made m JOIN code c ON c.i = a UNION ALL "
               "SELECT n, 1, 0, c.code, 'GOV', '', c.code, '', 'none', NULL, -1, -1, NULL FROM made m JOIN code c ON c.i = b ORDER BY 1, 2, 3");
    run(store, "INSERT INTO event_pairs SELECT n, x.code, y.code FROM made m JOIN code x ON x.i = a JOIN code y ON y.i = b");
    run(store, "INSERT OR IGNORE INTO event_terms SELECT * FROM (SELECT chy_term('a', x.code) AS t, day, n FROM made JOIN code x ON x.i = a UNION SELECT chy_term('a', y.code), day, n FROM made "
               "JOIN code y ON y.i = b UNION SELECT chy_term('b', x.code || '/' || k.type), day, n FROM made m JOIN code x ON x.i IN (a, b) JOIN kind k ON k.i = m.t UNION "
               "SELECT chy_term('p', min(x.code, y.code) || '|' || max(x.code, y.code)), day, n FROM made JOIN code x ON x.i = a JOIN code y ON y.i = b UNION "
               "SELECT chy_term('t', type), first_day, id FROM events UNION SELECT chy_term('s', status), first_day, id FROM events WHERE status <> 'actual' UNION "
               "SELECT chy_term('l', country), first_day, id FROM events UNION SELECT chy_term('n', lower(place)), first_day, id FROM events) ORDER BY 1, 2, 3");
    run(store, "COMMIT");
}

/* ---- asking ---- */

static bool count_one(void *n, const chy_record *record)
{
    (void)record;
    ++*(unsigned *)n;
    return true;
}

static double ask(chy_store *store, const char *name, const chy_query *query)
{
    double best = 1e9;
    unsigned n = 0;
    chy_err err;
    for (int i = 0; i < 3; i++) {
        double from = now();
        n = 0;
        must(chy_store_events(store, query, count_one, &n, &err), &err);
        double took = now() - from;
        best = took < best ? took : best;
    }
    printf("  %-34s %4u events %8.2f ms\n", name, n, best);
    return best;
}

static double ask_all(chy_store *store)
{
    static const struct { const char *name; chy_query query; } asked[] = {
        {"all, the latest", {.limit = 50}},
        {"a common actor", {.limit = 50, .actor = "USA"}},
        {"a rare actor", {.limit = 50, .actor = "FJI"}},
        {"a sector", {.limit = 50, .actor = "FRA:GOV"}},
        {"a sector that nobody has", {.limit = 50, .actor = "FJI:MIL"}},
        {"a common pair", {.limit = 50, .actor = "USA", .with = "RUS"}},
        {"a rare pair", {.limit = 50, .actor = "FJI", .with = "CUB"}},
        {"a type", {.limit = 50, .types = "AID"}},
        {"types", {.limit = 50, .types = "AID,RETREAT"}},
        {"a status", {.limit = 50, .statuses = "negated"}},
        {"an actor and a type", {.limit = 50, .actor = "USA", .types = "PROTEST"}},
        {"an actor and a status", {.limit = 50, .actor = "USA", .statuses = "negated"}},
        {"an actor, types and a status", {.limit = 50, .actor = "RUS", .types = "AID,AGREE", .statuses = "future,negated"}},
        {"a time long ago", {.limit = 50, .since = "2012-03", .until = "2012-04"}},
        {"an actor long ago", {.limit = 50, .actor = "CHN", .since = "2011", .until = "2011"}},
        {"before there was anything", {.limit = 50, .actor = "CHN", .until = "2009"}},
        {"a country", {.limit = 50, .place = "UKR"}},
        {"a town", {.limit = 50, .place = "Town77"}},
        {"an actor in a town", {.limit = 50, .actor = "USA", .place = "Town78"}},
        {"a common actor in a common country", {.limit = 50, .actor = "RUS", .place = "CHN"}},
        {"nobody", {.limit = 50, .actor = "XXX"}},
        {"a pair of a year, all of it", {.actor = "USA", .with = "CHN", .since = "2020", .until = "2020"}}};
    double most = 0;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        double took = ask(store, asked[i].name, &asked[i].query);
        most = took > most ? took : most;
    }
    return most;
}

/* ---- adding ---- */

static unsigned long thrown = 1;

static unsigned throw(unsigned below)
{
    thrown = thrown * 6364136223846793005UL + 1442695040888963407UL;
    return (unsigned)(thrown >> 33) % below;
}

static const char *throw_code(void)
{
    double x = throw(1000) / 1000.0;
    return codes[(size_t)(x * x * x * N_CODES)];
}

/* One report in `arena`: two parties, a type and a day of the window. */
static void make_record(chy_arena *arena, const chy_coding *coding, size_t i, chy_record *out)
{
    static const chy_versions versions = {"chancery 0", "1", "d", "r", "m"};
    chy_record_party *parties = chy_arena_alloc(arena, 2, sizeof *parties);
    parties[0] = (chy_record_party){throw_code(), "GOV", "", "", "", NULL, -1, -1, NULL, CHY_ROLE_NONE};
    parties[1] = (chy_record_party){throw_code(), "GOV", "", "", "", NULL, -1, -1, NULL, CHY_ROLE_NONE};
    chy_day day = chy_day_from_number(FIRST_DAY + DAYS + (int)throw(WINDOW));
    char *words = chy_arena_printf(arena, "%s and %s spoke of matter %u in the hall of town %u.", parties[0].code, parties[1].code, throw(5000), throw(500));
    *out = (chy_record){.id = chy_arena_printf(arena, "f%07x%08x", throw(1u << 28), throw(1u << 31)), .doc = coding->article.id, .publication = coding->article.source, .language = "en",
                        .report_day = day, .sequence = (uint32_t)i + 1, .story = 1, .end = 40, .trigger_end = 5, .sentence = words, .sentence_len = strlen(words),
                        .type = (chy_type)(1 + throw(CHY_N_TYPE - 1)), .cameo = "042", .confidence = 0.9f, .size = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}}, .from = day, .to = day,
                        .precision = CHY_PRECISION_DAY, .date_stated = throw(2) == 0, .rule = "r/1", .versions = &versions, .place = {.country = ""}};
    out->parties[CHY_PART_ACTOR] = parties;
    out->parties[CHY_PART_RECIPIENT] = parties + 1;
    out->n_parties[CHY_PART_ACTOR] = out->n_parties[CHY_PART_RECIPIENT] = 1;
}

static void make_coding(chy_coding *coding, chy_document *doc, unsigned number)
{
    char id[40];
    static char text[400];
    memset(text, 'x', sizeof text - 1);
    chy_coding_clear(coding);
    chy_document_clear(doc);
    snprintf(id, sizeof id, "new-%u", number);
    chy_err err;
    must(chy_document_set(doc, CHY_FIELD_ID, id, strlen(id), &err), &err);
    must(chy_document_set(doc, CHY_FIELD_TEXT, text, sizeof text - 1, &err), &err);
    chy_arena *arena = &coding->arena;
    coding->document = doc;
    coding->article = (chy_article){.arena = arena, .id = chy_document_get(doc, CHY_FIELD_ID, NULL), .source = "New Paper", .text = chy_document_get(doc, CHY_FIELD_TEXT, NULL),
                                    .text_len = sizeof text - 1, .n_sentences = REPORTS_A_DOCUMENT, .n_events = REPORTS_A_DOCUMENT};
    coding->article.sentences = chy_arena_alloc(arena, REPORTS_A_DOCUMENT, sizeof(chy_sentence));
    coding->article.events = chy_arena_alloc(arena, REPORTS_A_DOCUMENT, sizeof(chy_event));
    coding->records = chy_arena_alloc(arena, REPORTS_A_DOCUMENT, sizeof(chy_record));
    coding->n_records = REPORTS_A_DOCUMENT;
    for (uint32_t i = 0; i < REPORTS_A_DOCUMENT; i++) {
        make_record(arena, coding, i, &coding->records[i]);
        coding->article.sentences[i] = (chy_sentence){.index = i + 1, .story = 1, .source = coding->article.text, .begin = 40 * i, .end = 40 * i + 40};
        coding->article.events[i].sentence = i;
    }
    coding->versions = coding->records[0].versions;
}

/* Documents, committed fifty at a time; the mean time of one. */
static double add(chy_keep *keep, unsigned from, unsigned n)
{
    chy_coding *coding = chy_coding_new();
    chy_document *doc = chy_document_new();
    chy_presence was;
    chy_err err;
    double spent = 0;
    for (unsigned i = 0; i < n; i++) {
        make_coding(coding, doc, from + i);
        double begin = now();
        must(chy_keep_add(keep, coding, false, &was, &err), &err);
        if (i % 50 == 49 || i + 1 == n)
            must(chy_keep_commit(keep, &err), &err);
        spent += now() - begin;
    }
    chy_coding_free(coding);
    chy_document_free(doc);
    return spent / n;
}

int main(int argc, char **argv)
{
    long n = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    double most_allowed = argc > 3 ? strtod(argv[3], NULL) : 0;
    chy_err err;
    if (n < 1) {
        fprintf(stderr, "usage: store FILE EVENTS [MOST_MS]\n");
        return 2;
    }
    unlink(argv[1]);
    chy_keep *keep = chy_keep_open(argv[1], &err);
    if (!keep) {
        fprintf(stderr, "store: %s\n", err.msg);
        return 2;
    }
    double from = now();
    fill(chy_keep_store(keep), n);
    printf("%ld events made in %.1f s; asking:\n", n, (now() - from) / 1e3);
    double most = ask_all(chy_keep_store(keep));
    /* As many reports as ten days of such a store have. */
    unsigned full = (unsigned)((double)n * WINDOW / DAYS / REPORTS_A_DOCUMENT) + 20;
    double first = add(keep, 0, full), then = add(keep, full, 200);
    chy_keep_figures figures = chy_keep_count(keep);
    printf("adding a document of %d reports: %.2f ms while ten days fill, %.2f ms when they are full (%u documents; %.0f pairs compared a document, largest set %llu)\n",
           REPORTS_A_DOCUMENT, first, then, full + 200, (double)figures.compared / (full + 200), (unsigned long long)figures.largest);
    printf("slowest query %.2f ms\n", most);
    chy_keep_free(keep);
    unlink(argv[1]);
    return most_allowed > 0 && (most > most_allowed || then > 5 * most_allowed / 100);
}
