/* bench/stages.c - Sentences a second: every stage, and the whole way from raw text to JSON lines, on one core.
 *
 *   stages [--data DIR] [--rounds N] [--floors FILE] FILE...
 *
 * The files (examples/, say) are read once and coded again and again for at least half a second a round; of N rounds (5) the
 * fastest counts, for each stage by itself. A fixed loop is timed beside them: with --floors the program fails (1) when the
 * number of sentences per million steps of that loop, or the memory held, is worse than the file allows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "actors/actors.h"
#include "chancery.h"
#include "events/events.h"
#include "parse/parser.h"
#include "pipeline/knowledge.h"
#include "pipeline/record.h"
#include "text/text.h"
#include "types/coding.h"
#include "when/when.h"
#include "where/where.h"

enum { ROUND_NANOSECONDS = 500000000, MAX_DOCUMENTS = 1000, LOOP_STEPS = 50000000 };

typedef enum stage { HEAD, SPLIT, PARSE, LEMMA, ACTORS, EVENTS, WHEN, WHERE, RECORDS, JSON, N_STAGE } stage;
static const char *const stage_names[N_STAGE] = {"dateline", "split and tokenize", "tag and parse", "lemmatize", "actors",
                                                 "events",   "when",               "where",         "records",   "JSON"};

typedef struct corpus {
    chy_document *docs[MAX_DOCUMENTS];
    size_t n, bytes;
} corpus;

typedef struct figures {
    uint64_t stage_ns[N_STAGE]; /* of one pass over the corpus, the best round */
    uint64_t whole_ns, loop_ns;
    size_t n_sentences, n_tokens, n_events;
} figures;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "stages: %s: %s\n", what, why);
    exit(2);
}

static void read_file(corpus *c, const char *path)
{
    chy_err err = {0};
    chy_reader *reader = chy_reader_open(path, CHY_INPUT_AUTO, &err);
    if (!reader)
        die(path, err.msg);
    while (c->n < MAX_DOCUMENTS) {
        chy_document *doc = chy_document_new();
        if (!doc || chy_reader_next(reader, doc, &err) != CHY_OK) {
            chy_document_free(doc);
            break;
        }
        size_t len = 0;
        if (chy_document_get(doc, CHY_FIELD_TEXT, &len))
            c->bytes += len;
        c->docs[c->n++] = doc;
    }
    chy_reader_free(reader);
}

/* The flow of pipeline/coder.c with a clock between the stages; the article is set up as chy_coder_run does. */
typedef struct run {
    const chy_knowledge *know;
    chy_parser_work *work;
    chy_coding *coding;
    chy_buf *out;
    uint64_t ns[N_STAGE], mark;
} run;

static void lap(run *r, stage s)
{
    uint64_t t = now();
    r->ns[s] += t - r->mark;
    r->mark = t;
}

static void need(chy_status status, const char *what)
{
    if (status != CHY_OK)
        die(what, chy_status_name(status));
}

static void start_article(run *r, const chy_document *doc)
{
    chy_article *art = &r->coding->article;
    size_t len = 0;
    chy_coding_clear(r->coding);
    r->coding->document = doc;
    r->coding->versions = &r->know->versions;
    art->id = chy_document_get(doc, CHY_FIELD_ID, NULL);
    art->text = chy_document_get(doc, CHY_FIELD_TEXT, &len);
    art->text_len = len;
    art->title = chy_document_get(doc, CHY_FIELD_TITLE, NULL);
    art->source = chy_document_get(doc, CHY_FIELD_SOURCE, NULL);
    const char *date = chy_document_get(doc, CHY_FIELD_DATE, NULL);
    if (date)
        chy_day_parse(date, strlen(date), &art->day);
}

/* parse/ and text/'s lemmas take turns sentence by sentence; their times are added up apart. */
static void read_sentences(run *r)
{
    chy_article *art = &r->coding->article;
    for (uint32_t i = 0; i < art->n_sentences; i++) {
        chy_sentence *sent = &art->sentences[i];
        need(chy_parser_run(r->know->parser, r->work, sent), "parse");
        uint32_t dim = 0;
        const int8_t *states = chy_parser_states(r->work, &dim);
        if (states && sent->n_tokens) {
            int8_t *copy = chy_arena_alloc(art->arena, sent->n_tokens, dim);
            if (!copy)
                die("parse", "no memory");
            sent->states = memcpy(copy, states, (size_t)sent->n_tokens * dim);
            sent->state_dim = dim;
        }
        lap(r, PARSE);
        need(chy_text_lemmatize(sent, art->arena), "lemmatize");
        lap(r, LEMMA);
    }
}

static void code_document(run *r, const chy_document *doc)
{
    chy_article *art = &r->coding->article;
    start_article(r, doc);
    r->mark = now();
    chy_when_dateline(art);
    lap(r, HEAD);
    need(chy_text_split(art), "split");
    lap(r, SPLIT);
    read_sentences(r);
    need(chy_actors_find(r->know->dict, art), "actors");
    lap(r, ACTORS);
    need(chy_events_code(r->know->rules, art), "events");
    lap(r, EVENTS);
    need(chy_when_find(art), "when");
    need(chy_when_anchor(art), "when");
    lap(r, WHEN);
    need(chy_where_resolve(r->know->dict, art), "where");
    lap(r, WHERE);
    need(chy_records_make(r->coding), "records");
    lap(r, RECORDS);
    chy_buf_clear(r->out);
    for (size_t i = 0; i < r->coding->n_records; i++)
        chy_record_json(chy_coding_event(r->coding, i), false, r->out);
    lap(r, JSON);
}

static uint64_t best(uint64_t old, uint64_t found)
{
    return !old || found < old ? found : old;
}

static void measure_stages(const corpus *c, run *r, figures *f)
{
    memset(r->ns, 0, sizeof r->ns);
    uint64_t began = now(), passes = 0;
    do {
        f->n_sentences = f->n_tokens = f->n_events = 0;
        for (size_t d = 0; d < c->n; d++) {
            code_document(r, c->docs[d]);
            f->n_sentences += r->coding->article.n_sentences;
            f->n_events += r->coding->n_records;
            for (uint32_t i = 0; i < r->coding->article.n_sentences; i++)
                f->n_tokens += r->coding->article.sentences[i].n_tokens;
        }
        passes++;
    } while (now() - began < ROUND_NANOSECONDS);
    for (int s = 0; s < N_STAGE; s++)
        f->stage_ns[s] = best(f->stage_ns[s], r->ns[s] / passes);
}

static void measure_whole(const corpus *c, run *r, chy_coder *coder, figures *f)
{
    chy_err err = {0};
    uint64_t began = now(), passes = 0;
    do {
        for (size_t d = 0; d < c->n; d++) {
            if (chy_coder_run(coder, c->docs[d], r->coding, &err) != CHY_OK)
                die("chy_coder_run", err.msg);
            chy_buf_clear(r->out);
            for (size_t i = 0; i < chy_coding_n_events(r->coding); i++)
                chy_record_json(chy_coding_event(r->coding, i), false, r->out);
        }
        passes++;
    } while (now() - began < ROUND_NANOSECONDS);
    f->whole_ns = best(f->whole_ns, (now() - began) / passes);
}

/* A loop in which each step waits for the one before: what the processor gives just now, whatever its vectors. */
static void measure_loop(figures *f)
{
    volatile uint64_t seed = 88172645463325252u;
    uint64_t x = seed, began = now();
    for (int i = 0; i < LOOP_STEPS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    seed = x;
    f->loop_ns = best(f->loop_ns, now() - began);
}

static double per_second(size_t n, uint64_t ns)
{
    return ns ? (double)n * 1e9 / (double)ns : 0;
}

static bool has_vnni(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

static double floor_of(const char *path, const char *name)
{
    FILE *in = fopen(path, "r");
    char line[200], word[100];
    double value, found = 0;
    if (!in)
        die(path, "cannot be read");
    while (fgets(line, sizeof line, in))
        if (sscanf(line, "%99s %lf", word, &value) == 2 && !strcmp(word, name))
            found = value;
    fclose(in);
    return found;
}

static int report(const corpus *c, const figures *f, const char *floors)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double megabytes = (double)usage.ru_maxrss / 1024, whole = per_second(f->n_sentences, f->whole_ns);
    double loop = per_second(LOOP_STEPS, f->loop_ns) / 1e6, ratio = whole / loop;
    printf("%zu documents, %zu bytes, %zu sentences, %zu tokens, %zu events; best round, one core%s\n\n", c->n, c->bytes, f->n_sentences,
           f->n_tokens, f->n_events, has_vnni() ? ", AVX-512 VNNI" : "");
    printf("%-20s %14s %14s %7s\n", "stage", "sentences/s", "us/sentence", "share");
    uint64_t sum = 0;
    for (int s = 0; s < N_STAGE; s++)
        sum += f->stage_ns[s];
    for (int s = 0; s < N_STAGE; s++)
        printf("%-20s %14.0f %14.2f %6.1f%%\n", stage_names[s], per_second(f->n_sentences, f->stage_ns[s]),
               (double)f->stage_ns[s] / 1e3 / (double)f->n_sentences, 100.0 * (double)f->stage_ns[s] / (double)sum);
    printf("%-20s %14.0f %14.2f\n\n", "raw text to JSON", whole, (double)f->whole_ns / 1e3 / (double)f->n_sentences);
    printf("fixed loop %.0f million steps/s; %.2f sentences a million steps; %.0f MB held\n", loop, ratio, megabytes);
    if (!floors)
        return 0;
    double least = floor_of(floors, has_vnni() ? "ratio" : "ratio_plain"), most = floor_of(floors, "megabytes");
    if (ratio < least)
        printf("below the floor: ratio %.2f < %.2f\n", ratio, least);
    if (megabytes > most)
        printf("above the limit: %.0f MB > %.0f MB\n", megabytes, most);
    return ratio < least || megabytes > most;
}

int main(int argc, char **argv)
{
    const char *data = "build/release/share", *floors = NULL;
    int rounds = 5, i = 1;
    for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
        if (!strcmp(argv[i], "--data"))
            data = argv[i + 1];
        else if (!strcmp(argv[i], "--floors"))
            floors = argv[i + 1];
        else if (!strcmp(argv[i], "--rounds"))
            rounds = atoi(argv[i + 1]);
        else
            die(argv[i], "no such option");
    }
    static corpus c;
    for (; i < argc; i++)
        read_file(&c, argv[i]);
    if (!c.n)
        die("usage", "stages [--data DIR] [--rounds N] [--floors FILE] FILE...");

    chy_err err = {0};
    chy_knowledge *know = chy_knowledge_open(data, &err);
    if (!know)
        die(data, err.msg);
    chy_coder *coder = chy_coder_new(know);
    run r = {.know = know, .work = chy_parser_work_new(know->parser), .coding = chy_coding_new(), .out = chy_buf_new()};
    if (!coder || !r.work || !r.coding || !r.out)
        die("start", "no memory");
    figures f = {0};
    for (int round = 0; round < rounds; round++) {
        measure_stages(&c, &r, &f);
        measure_whole(&c, &r, coder, &f);
        measure_loop(&f);
    }
    int status = report(&c, &f, floors);

    chy_buf_free(r.out);
    chy_coding_free(r.coding);
    chy_parser_work_free(r.work);
    chy_coder_free(coder);
    chy_knowledge_free(know);
    for (size_t d = 0; d < c.n; d++)
        chy_document_free(c.docs[d]);
    return status;
}
