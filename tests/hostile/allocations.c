/* tests/hostile/allocations.c - Each allocation fails in turn: while the knowledge is opened, while files are read, documents coded,
 * events written and the store filled and asked. No crash, no leak of a handle, an error each time, and afterwards all is as if
 * nothing had been. (jansson is left alone: its scanner loses bytes when memory is out, and says nothing.) usage: allocations SHARE_DIR */
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chancery.h"
#include "failing.h"
#include "keep/keep.h"

static char news[64], own_actors[80], foreign[80];
static char store_path[80];
static const char *share;
static chy_knowledge *knowledge;
static chy_buf *wanted; /* what a run without failures writes */
static unsigned long n_cases, n_wrong;

/* SQLite with our malloc. */
static int size_of(void *p)
{
    return (int)malloc_usable_size(p);
}
static void *sqlite_malloc(int n)
{
    return failing_malloc((size_t)n);
}
static void *sqlite_realloc(void *p, int n)
{
    return failing_realloc(p, (size_t)n);
}
static int round_up(int n)
{
    return (n + 7) & ~7;
}
static int begin(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}
static void end(void *ctx)
{
    (void)ctx;
}

static void complain(const char *what, unsigned long n)
{
    fprintf(stderr, "%s, allocation %lu\n", what, n);
    n_wrong++;
}

/* ---- scenes: true when all went well ---- */

static bool open_knowledge(void)
{
    chy_err err = {.msg = ""};
    chy_knowledge *k = chy_knowledge_open(share, &err);
    if (!k && !err.msg[0])
        complain("no message from chy_knowledge_open", failing_count());
    chy_knowledge_free(k);
    return k != NULL;
}

static bool open_with_actors(void)
{
    chy_err err = {.msg = ""};
    const char *files[] = {own_actors};
    chy_knowledge *k = chy_knowledge_open_with(share, files, 1, &err);
    chy_buf *who = k ? chy_buf_new() : NULL;
    bool good = who && chy_knowledge_who(k, "Arvonia", NULL, who, &err) == CHY_OK && chy_buf_bytes(who, NULL);
    if (!k && !err.msg[0])
        complain("no message from chy_knowledge_open_with", failing_count());
    chy_buf_free(who);
    chy_knowledge_free(k);
    return good;
}

static void hear(void *ctx, const char *file, uint64_t line, bool error, const char *text)
{
    (void)ctx, (void)file, (void)line, (void)error, (void)text;
}

static bool import_all(void)
{
    static const char *const kinds[] = {"actors", "agents", "discards", "verbs", "issues"};
    chy_buf *out = chy_buf_new();
    bool good = out != NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && good; i++) {
        chy_err err = {.msg = ""};
        good = chy_data_import(foreign, kinds[i], NULL, hear, NULL, out, &err) == CHY_OK;
        if (!good && !err.msg[0])
            complain("no message from chy_data_import", failing_count());
    }
    good = good && chy_buf_bytes(out, NULL) && chy_data_check(own_actors, hear, NULL, NULL) == CHY_OK;
    chy_buf_free(out);
    return good;
}

static bool code_all(chy_reader *reader, chy_coder *coder, chy_document *doc, chy_coding *coding, chy_buf *out)
{
    chy_status status;
    chy_err err = {.msg = ""};
    while ((status = chy_reader_next(reader, doc, &err)) == CHY_OK) {
        if (!chy_document_usable(doc))
            continue;
        status = chy_coder_run(coder, doc, coding, &err);
        if (status != CHY_OK)
            break;
        for (size_t i = 0; i < chy_coding_n_events(coding); i++) {
            chy_record_json(chy_coding_event(coding, i), true, out);
            chy_coding_explain(coding, i, out);
        }
        chy_coding_conllu(coding, out);
    }
    if (status != CHY_E_EMPTY && !err.msg[0])
        complain("no message while coding", failing_count());
    return status == CHY_E_EMPTY && chy_buf_bytes(out, NULL);
}

static bool code_file(void)
{
    bool good = false;
    chy_reader *reader = chy_reader_open(news, CHY_INPUT_JSONL, NULL);
    chy_coder *coder = chy_coder_new(knowledge);
    chy_document *doc = chy_document_new();
    chy_coding *coding = chy_coding_new();
    chy_buf *out = chy_buf_new();
    if (reader && coder && doc && coding && out)
        good = code_all(reader, coder, doc, coding, out);
    if (good && wanted && strcmp(chy_buf_bytes(out, NULL), chy_buf_bytes(wanted, NULL)))
        complain("other events came out", failing_count());
    if (good && !wanted) {
        wanted = out;
        out = NULL;
    }
    chy_buf_free(out);
    chy_coding_free(coding);
    chy_document_free(doc);
    chy_coder_free(coder);
    chy_reader_free(reader);
    return good;
}

static bool count_record(void *n, const chy_record *record)
{
    ++*(unsigned *)n;
    return chy_record_id(record) != NULL;
}

static chy_coding *stored; /* coded once, without failures */

static bool fill_store(void)
{
    chy_presence was;
    unsigned n = 0;
    chy_query query = {.actor = "FRA", .types = "ACCUSE,AID", .since = "2020"};
    chy_keep *keep = chy_keep_open(store_path, NULL);
    bool good = keep && chy_keep_add(keep, stored, true, &was, NULL) == CHY_OK && chy_keep_commit(keep, NULL) == CHY_OK &&
                chy_store_events(chy_keep_store(keep), &query, count_record, &n, NULL) == CHY_OK;
    if (good && !n)
        complain("the event is not in the store", failing_count());
    chy_keep_free(keep);
    return good;
}

/* The store must be whole after each failure, and hold the document or not. */
static void check_store(unsigned long n)
{
    failing_arm(0, false);
    chy_err err = {.msg = "cannot be opened"};
    chy_store_size size;
    chy_store *store = chy_store_open(store_path, CHY_STORE_WRITE, &err);
    if (!store || chy_store_check(store, &err) != CHY_OK || chy_store_measure(store, &size, &err) != CHY_OK)
        complain(err.msg, n);
    else if (size.documents > 1 || (size.documents && !size.sentences))
        complain("half a document", n);
    chy_store_free(store);
    unlink(store_path);
}

/* Runs `scene` with the 1st, 2nd, ... allocation failing until none fails any more. `step` skips where a scene has very many; 0: 400 are
 * tried. */
static void run(const char *name, bool (*scene)(void), unsigned long step, void (*after)(unsigned long))
{
    failing_arm(0, false);
    if (!scene()) {
        complain(name, 0);
        return;
    }
    unsigned long total = failing_count();
    if (!step)
        step = total / 400 + 1;
    if (after)
        after(0);
    for (int on = 0; on < 2; on++)
        for (unsigned long n = 1; n <= total; n += step) {
            failing_arm(n, on);
            bool good = scene();
            /* One failure may be survived (SQLite does without a cache page); all behind it may not. */
            if (good && on && failing_hit() && n < total / 2)
                complain("went on without memory", n);
            if (after)
                after(n);
            n_cases++;
        }
    failing_arm(0, false);
    printf("%s: %lu allocations\n", name, total);
}

static bool write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    bool good = file && fputs(text, file) >= 0;
    return file && fclose(file) == 0 && good;
}

static bool prepare(void)
{
    static const char text[] = "{\"id\":\"a\",\"date\":\"2025-03-04\",\"source\":\"Harbour News\",\"title\":\"France warns Russia\",\"text\":"
                               "\"France condemned Russia on Monday. Germany expelled two Russian diplomats in Berlin, \\ud83d officials "
                               "said. \\\"We met,\\\" Emmanuel Macron told Reuters.\"}\n{\"id\":\"b\",\"text\":\"caf\xe9\"}\nnot json\n";
    /* The store is made anew thousands of times: where it can, it stays in memory. */
    snprintf(news, sizeof news, "%s/chy-alloc-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    int fd = mkstemp(news);
    if (fd < 0 || write(fd, text, sizeof text - 1) != sizeof text - 1)
        return false;
    close(fd);
    snprintf(store_path, sizeof store_path, "%s.db", news);
    snprintf(own_actors, sizeof own_actors, "%s.tsv", news);
    snprintf(foreign, sizeof foreign, "%s.txt", news);
    if (!write_text(own_actors, "[states]\ncode\tname\tcapital\nQQA\tArvonia\tLorn\n[people]\nname\tcode\nMaro Macron\tQQA\n[ignore]\nname\nTeld\n") ||
        !write_text(foreign, "&WORDS\n+TANKS\n--- GIVE [070] ---\nGIVE\n- * &WORDS TO + [072]\n!W! = WORKER, WORKERS\nCOAL_!W! {} [~LAB]\n"
                             "MARO_TELD_\n+TELD\n\t[FRAGOV 010101-021131]\n\t[FRAELI >021201]\nn:ship [SEA]\nport [SEA]\n"))
        return false;
    static sqlite3_mem_methods methods = {sqlite_malloc, free, sqlite_realloc, size_of, round_up, begin, end, NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK || sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK)
        return false;
    return true;
}

static bool code_for_store(chy_document *doc)
{
    chy_reader *reader = chy_reader_open(news, CHY_INPUT_JSONL, NULL);
    chy_coder *coder = chy_coder_new(knowledge);
    stored = chy_coding_new();
    bool good = reader && coder && stored && chy_reader_next(reader, doc, NULL) == CHY_OK && chy_coder_run(coder, doc, stored, NULL) == CHY_OK;
    chy_coder_free(coder);
    chy_reader_free(reader);
    return good && chy_coding_n_events(stored) > 0;
}

int main(int argc, char **argv)
{
    chy_err err = {.msg = ""};
    share = argc > 1 ? argv[1] : "share";
    chy_document *doc = chy_document_new();
    if (!prepare() || !(knowledge = chy_knowledge_open(share, &err)) || !code_for_store(doc)) {
        fprintf(stderr, "cannot begin: %s\n", err.msg);
        return 1;
    }
    failing_arm(0, false);
    bool opened = open_knowledge();
    unsigned long many = failing_count();
    if (opened)
        run("opening the knowledge", open_knowledge, many > 400 ? many / 200 : 1, NULL);
    run("opening with actors of the user", open_with_actors, 0, NULL);
    run("importing and checking", import_all, 1, NULL);
    run("reading and coding", code_file, 1, NULL);
    run("the store", fill_store, 0, check_store);
    chy_buf_free(wanted);
    chy_coding_free(stored);
    chy_document_free(doc);
    chy_knowledge_free(knowledge);
    unlink(news);
    unlink(own_actors);
    unlink(foreign);
    printf("%lu failures made, %lu not borne\n", n_cases, n_wrong);
    return n_wrong > 0;
}
