/* bench/reading.c - Quality and speed of the reading engine on given tokens.
 *
 *   reading MODEL FILE...     .conllu files are scored for tags and trees, .bio files for
 *                             entities (exact PER, ORG, LOC spans); all are timed with every
 *                             kernel this processor can run, and the kernels' results are
 *                             compared token by token.
 *
 * The first pass of a new worker meets an empty word cache: that is the figure to quote for
 * short runs; the best of the next three is the steady state. */
#include "parse/parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct gold {
    uint32_t head;
    uint8_t upos, deprel, ner;
} gold;

typedef struct set {
    char *path, *text;
    chy_sentence *sents;
    chy_token *tokens;
    gold *gold;
    size_t n_sents, n_tokens, cap_sents, cap_tokens;
} set;

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    fseek(f, 0, SEEK_END);
    long len = ftell(f);
    rewind(f);
    char *text = must(malloc((size_t)len + 1));
    size_t got = fread(text, 1, (size_t)len, f);
    text[got] = 0;
    fclose(f);
    return text;
}

static void add_token(set *s, char *form, gold g)
{
    if (s->n_tokens == s->cap_tokens) {
        s->cap_tokens = s->cap_tokens * 2 + 4096;
        s->tokens = must(realloc(s->tokens, s->cap_tokens * sizeof *s->tokens));
        s->gold = must(realloc(s->gold, s->cap_tokens * sizeof *s->gold));
    }
    s->tokens[s->n_tokens] = (chy_token){.form = form, .form_len = (uint32_t)strlen(form)};
    s->gold[s->n_tokens++] = g;
}

static void end_sentence(set *s, size_t first)
{
    if (s->n_tokens == first)
        return;
    if (s->n_sents == s->cap_sents)
        s->sents = must(realloc(s->sents, (s->cap_sents = s->cap_sents * 2 + 256) * sizeof *s->sents));
    s->sents[s->n_sents++] = (chy_sentence){.n_tokens = (uint32_t)(s->n_tokens - first)};
}

static void add_line(set *s, char *line, int conllu)
{
    char *col[10] = {line};
    int n = 1;
    for (char *p = line; *p && n < 10; p++)
        if (*p == '\t') {
            *p = 0;
            col[n++] = p + 1;
        }
    if (conllu && n >= 8 && !strpbrk(col[0], "-."))
        add_token(s, col[1], (gold){.head = (uint32_t)atoi(col[6]), .upos = chy_upos_find(col[3], strlen(col[3])),
                                    .deprel = chy_deprel_find(col[7], strlen(col[7]))});
    else if (!conllu && n == 2)
        add_token(s, col[0], (gold){.ner = chy_ner_find(col[1], strlen(col[1]))});
}

static void load(set *s, char *path)
{
    *s = (set){.path = path, .text = read_all(path)};
    size_t first = 0;
    int conllu = strstr(path, ".conllu") != NULL;
    for (char *p = s->text, *next; *p; p = next) {
        next = p + strcspn(p, "\n");
        if (*next)
            *next++ = 0;
        if (!*p) {
            end_sentence(s, first);
            first = s->n_tokens;
        } else if (*p != '#' || (!conllu && strchr(p, '\t')))
            add_line(s, p, conllu);
    }
    end_sentence(s, first);
    chy_token *tok = s->tokens;
    for (size_t i = 0; i < s->n_sents; i++) {
        s->sents[i].tokens = tok;
        tok += s->sents[i].n_tokens;
    }
}

static double run(const chy_parser *p, chy_parser_work *w, set *s)
{
    double start = now();
    chy_parser_begin(p, w); /* a file is one document, as in `chancery parse` */
    for (size_t i = 0; i < s->n_sents; i++)
        if (chy_parser_run(p, w, &s->sents[i]) != CHY_OK) {
            fprintf(stderr, "out of memory\n");
            exit(1);
        }
    return now() - start;
}

static void score_trees(const set *s)
{
    size_t upos = 0, uas = 0, las = 0;
    for (size_t i = 0; i < s->n_tokens; i++) {
        const chy_token *t = &s->tokens[i];
        const gold *g = &s->gold[i];
        upos += t->upos == g->upos;
        uas += t->head == g->head;
        las += t->head == g->head && t->deprel == g->deprel;
    }
    double n = (double)s->n_tokens;
    printf("  UPOS %.2f UAS %.2f LAS %.2f", 100 * (double)upos / n, 100 * (double)uas / n, 100 * (double)las / n);
}

static int in_score(uint8_t tag)
{
    return tag && tag <= CHY_NER_I_LOC;
}

static void score_entities(const set *s)
{
    size_t hit = 0, found = 0, wanted = 0;
    for (size_t i = 0, at = 0; i < s->n_sents; at += s->sents[i++].n_tokens) {
        uint32_t n = s->sents[i].n_tokens;
        const chy_token *t = s->tokens + at;
        const gold *g = s->gold + at;
        for (uint32_t k = 0; k < n; k++) {
            int tb = in_score(t[k].ner) && t[k].ner % 2, gb = in_score(g[k].ner) && g[k].ner % 2;
            found += (size_t)tb, wanted += (size_t)gb;
            if (!tb || !gb || t[k].ner != g[k].ner)
                continue;
            uint32_t te = k + 1, ge = k + 1;
            while (te < n && t[te].ner == t[k].ner + 1)
                te++;
            while (ge < n && g[ge].ner == g[k].ner + 1)
                ge++;
            hit += te == ge;
        }
    }
    printf("  entities P %.2f R %.2f F1 %.2f", 100 * (double)hit / (double)(found ? found : 1),
           100 * (double)hit / (double)(wanted ? wanted : 1), 200 * (double)hit / (double)(found + wanted ? found + wanted : 1));
}

static uint64_t fingerprint(const set *s)
{
    uint64_t h = 0;
    for (size_t i = 0; i < s->n_tokens; i++) {
        const chy_token *t = &s->tokens[i];
        h = (h ^ ((uint64_t)t->head << 32 | (uint64_t)t->upos << 24 | (uint64_t)t->xpos << 16 | (uint64_t)t->deprel << 8 | t->ner)) *
            0x9e3779b97f4a7c15ull;
        h ^= h >> 29;
    }
    return h;
}

int main(int argc, char **argv)
{
    static const char *const kernels[] = {"vnni", "avx2", "plain"};
    chy_err err = {0};
    if (argc < 3) {
        fprintf(stderr, "usage: reading MODEL FILE...\n");
        return 2;
    }
    double start = now();
    chy_parser *p = chy_parser_open(argv[1], &err);
    if (!p) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    printf("model opened in %.1f ms\n", (now() - start) * 1000);
    int differ = 0;
    for (int i = 2; i < argc; i++) {
        set s;
        load(&s, argv[i]);
        uint64_t print = 0;
        printf("%s: %zu sentences, %zu tokens\n", argv[i], s.n_sents, s.n_tokens);
        for (int k = 0; k < 3; k++) {
            if (!chy_parser_use(p, kernels[k]))
                continue;
            chy_parser_work *w = must(chy_parser_work_new(p));
            double first = run(p, w, &s), best = first;
            for (int r = 0; r < 3 && k < 2; r++) {
                double t = run(p, w, &s);
                best = t < best ? t : best;
            }
            if (!print) {
                print = fingerprint(&s);
                if (strstr(argv[i], ".conllu"))
                    score_trees(&s);
                else
                    score_entities(&s);
                printf("\n");
            } else if (print != fingerprint(&s)) {
                printf("  %s DIFFERS\n", kernels[k]);
                differ = 1;
            }
            printf("  %-5s first pass %.0f sentences/s (%.0f tokens/s), best %.0f (%.0f)\n", kernels[k],
                   (double)s.n_sents / first, (double)s.n_tokens / first, (double)s.n_sents / best, (double)s.n_tokens / best);
            chy_parser_work_free(w);
        }
        free(s.text), free(s.sents), free(s.tokens), free(s.gold);
    }
    chy_parser_free(p);
    return differ;
}
