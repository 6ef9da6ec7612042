/* train/corpus.c - Reads the training data; see corpus.h. */
#include "corpus.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint32_t affix_rows[CHY_WORD_AFFIXES] = {1024, 4096, 8192, 4096, 512};
const uint32_t affix_dim[CHY_WORD_AFFIXES] = {16, 32, 16, 16, 16};

enum { MAX_LINE_TOKENS = CHY_STATE_MAX };

/* Labelled raw sentences whose mean log-probability of a step is below this are left out. */
static const float least_sure = -0.12f;

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

static FILE *open_file(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

static sentence *add_sentence(corpus *c, uint32_t n)
{
    if (c->n == c->cap)
        c->items = must(realloc(c->items, (c->cap = c->cap * 2 + 1024) * sizeof *c->items));
    sentence *s = &c->items[c->n++];
    *s = (sentence){.n = n};
    s->form = must(calloc(n + 2, sizeof *s->form));
    s->words = must(calloc(n + 2, sizeof *s->words));
    s->tag = must(calloc(n + 2, sizeof *s->tag));
    s->head = must(calloc(n + 2, sizeof *s->head));
    s->label = must(calloc(n + 2, 1));
    s->ner = must(calloc(n + 2, sizeof *s->ner));
    return s;
}

static uint16_t tag_number(tagset *tags, uint8_t upos, uint8_t xpos, int grow)
{
    for (uint32_t i = 0; i < tags->n; i++)
        if (tags->item[i].upos == upos && tags->item[i].xpos == xpos)
            return (uint16_t)i;
    if (!grow || tags->n == MAX_TAGS)
        return UINT16_MAX;
    tags->item[tags->n].upos = upos;
    tags->item[tags->n].xpos = xpos;
    return (uint16_t)tags->n++;
}

typedef struct row {
    char *form;
    uint8_t upos, xpos, label, ner, has_ner;
    uint32_t head;
} row;

static void flush_tree(corpus *c, row *rows, uint32_t n, tagset *tags, int grow)
{
    if (n == 0 || n > MAX_LINE_TOKENS)
        return;
    sentence *s = add_sentence(c, n);
    s->has_tree = 1;
    for (uint32_t i = 0; i < n; i++) {
        s->form[i + 1] = rows[i].form;
        s->tag[i + 1] = tag_number(tags, rows[i].upos, rows[i].xpos, grow);
        s->head[i + 1] = (uint16_t)(rows[i].head ? rows[i].head : n + 1);
        s->label[i + 1] = rows[i].label;
        s->ner[i + 1] = (uint16_t)(1u << rows[i].ner);
        s->has_ner |= rows[i].has_ner;
    }
}

void corpus_read_conllu(corpus *c, const char *path, tagset *tags, int grow)
{
    FILE *f = open_file(path);
    char *line = NULL;
    size_t cap = 0;
    static row rows[4096];
    uint32_t n = 0;
    float sure = 0;
    while (getline(&line, &cap, f) > 0) {
        char *col[10], *p = line;
        if (*line == '\n') {
            if (sure >= least_sure)
                flush_tree(c, rows, n, tags, grow);
            n = 0;
            sure = 0;
            continue;
        }
        if (sscanf(line, "# sure = %f", &sure) == 1 || *line == '#')
            continue;
        for (int i = 0; i < 10; i++) {
            col[i] = p;
            p += strcspn(p, "\t\n");
            if (*p)
                *p++ = 0;
        }
        if (strpbrk(col[0], "-.") || n == 4096)
            continue;
        rows[n++] = (row){must(strdup(col[1])), chy_upos_find(col[3], strlen(col[3])),
                          chy_xpos_find(col[4], strlen(col[4])), chy_deprel_find(col[7], strlen(col[7])),
                          0, 0, (uint32_t)atoi(col[6])};
        if (strncmp(col[9], "NER=", 4) == 0) {
            rows[n - 1].ner = chy_ner_find(col[9] + 4, strlen(col[9] + 4));
            rows[n - 1].has_ner = 1;
        }
    }
    flush_tree(c, rows, n, tags, grow);
    free(line);
    fclose(f);
    fprintf(stderr, "%s: %u sentences so far\n", path, c->n);
}

void corpus_read_raw(corpus *c, const char *path, uint32_t every)
{
    FILE *f = open_file(path);
    char *line = NULL;
    size_t cap = 0;
    uint32_t at = 0;
    while (getline(&line, &cap, f) > 0) {
        char *form[64];
        uint32_t n = 0;
        if (at++ % every)
            continue;
        for (char *w = strtok(line, " \n"); w; w = strtok(NULL, " \n"), n++)
            if (n < 64)
                form[n] = w;
        if (n < 4 || n > 60)
            continue;
        sentence *s = add_sentence(c, n);
        for (uint32_t i = 0; i < n; i++)
            s->form[i + 1] = must(strdup(form[i]));
    }
    free(line);
    fclose(f);
    fprintf(stderr, "%s: %u sentences so far\n", path, c->n);
}

void corpus_add(corpus *c, const sentence *s)
{
    sentence *t = add_sentence(c, s->n);
    memcpy(t->form, s->form, (s->n + 1) * sizeof *t->form);
}

/* ---- entities ---- */

typedef struct wordlist {
    char (*item)[40];
    uint32_t n;
} wordlist;

static wordlist read_words(const char *path)
{
    wordlist l = {0};
    char buf[256];
    FILE *f = open_file(path);
    while (fgets(buf, sizeof buf, f)) {
        buf[strcspn(buf, "\n")] = 0;
        if (!*buf || *buf == '#' || strlen(buf) > 39)
            continue;
        l.item = must(realloc(l.item, (l.n + 1) * sizeof *l.item));
        strcpy(l.item[l.n++], buf);
    }
    fclose(f);
    return l;
}

static int in_words(const wordlist *l, const char *form)
{
    size_t n = strlen(form);
    if (n < 3 || n > 39 || !isupper((unsigned char)*form))
        return 0;
    for (uint32_t i = 0; i < l->n; i++)
        if (strcmp(l->item[i], form) == 0 ||
            (form[n - 1] == 's' && strlen(l->item[i]) == n - 1 && strncmp(l->item[i], form, n - 1) == 0))
            return 1;
    return 0;
}

#define BIT(x) ((uint16_t)(1u << (x)))
static const uint16_t misc_bits = BIT(CHY_NER_B_MISC) | BIT(CHY_NER_I_MISC);

/* The annotation schemes: what each file leaves unsaid. */
typedef enum scheme { SCHEME_UNER, SCHEME_WIKIGOLD, SCHEME_CROSSNER, SCHEME_MASC } scheme;

static scheme scheme_of(const char *path)
{
    return strstr(path, "wikigold") ? SCHEME_WIKIGOLD
           : strstr(path, "crossner") ? SCHEME_CROSSNER
           : strstr(path, "masc") ? SCHEME_MASC : SCHEME_UNER;
}

/* A token outside all entities: what else might it be in the full scheme? */
static uint16_t outside(const char *form, scheme how)
{
    int capital = isupper((unsigned char)*form) || (unsigned char)*form >= 0x80;
    if (how == SCHEME_WIKIGOLD || how == SCHEME_CROSSNER || !capital)
        return BIT(CHY_NER_O);
    return BIT(CHY_NER_O) | misc_bits;
}

/* The tags allowed by one BIO label of a file's own scheme. */
static uint16_t allowed(const char *label, const char *form, int demonym, scheme how)
{
    int begin = *label == 'B';
    const char *kind = strlen(label) > 2 ? label + 2 : "";
    uint16_t norp = begin ? BIT(CHY_NER_B_NORP) : BIT(CHY_NER_I_NORP);
    if (strcmp(kind, "PER") == 0 || strcmp(kind, "ORG") == 0 || strcmp(kind, "LOC") == 0)
        return BIT(chy_ner_find(label, strlen(label)));
    if (strcmp(kind, "MISC") == 0 && demonym && how == SCHEME_WIKIGOLD)
        return norp;
    if (strcmp(kind, "MISC") == 0 || strcmp(kind, "EVENT") == 0) {
        uint16_t m = begin ? BIT(CHY_NER_B_MISC) : BIT(CHY_NER_I_MISC);
        return how == SCHEME_CROSSNER && *kind == 'M' ? m | norp : m;
    }
    if (strcmp(kind, "FAC") == 0)
        return BIT(CHY_NER_O) | (begin ? BIT(CHY_NER_B_LOC) : BIT(CHY_NER_I_LOC));
    if (demonym)
        return BIT(CHY_NER_B_NORP);
    return outside(form, how);
}

typedef struct bio {
    char *form, *label;
} bio;

/* Reads the next sentence of a BIO file; 0 at the end. */
static uint32_t read_bio(FILE *f, bio *out, uint32_t max)
{
    char *line = NULL;
    size_t cap = 0;
    uint32_t n = 0;
    while (getline(&line, &cap, f) > 0) {
        line[strcspn(line, "\n")] = 0;
        char *tab = strrchr(line, '\t');
        if (!*line && n)
            break;
        if (!tab || n == max)
            continue;
        *tab = 0;
        out[n].form = must(strdup(line));
        out[n++].label = must(strdup(tab + 1));
    }
    free(line);
    return n;
}

static void set_entities(sentence *s, const bio *b, const wordlist *demonyms, scheme how)
{
    s->has_ner = 1;
    for (uint32_t i = 0; i < s->n; i++)
        s->ner[i + 1] = allowed(b[i].label, b[i].form, in_words(demonyms, b[i].form), how);
}

void corpus_read_bio(corpus *c, const char *path, const char *demonyms_path)
{
    static bio b[4096];
    wordlist demonyms = read_words(demonyms_path);
    FILE *f = open_file(path);
    uint32_t n;
    while ((n = read_bio(f, b, 4096)) > 0) {
        if (n > MAX_LINE_TOKENS)
            continue;
        sentence *s = add_sentence(c, n);
        for (uint32_t i = 0; i < n; i++)
            s->form[i + 1] = b[i].form;
        set_entities(s, b, &demonyms, scheme_of(path));
    }
    fclose(f);
    fprintf(stderr, "%s: %u sentences so far\n", path, c->n);
}

/* Does `b` spell the same letters as `s`? */
static int same_letters(const sentence *s, const bio *b, uint32_t n)
{
    const char *p = b->form;
    for (uint32_t i = 1; i <= s->n; i++)
        for (const char *q = s->form[i]; *q; q++) {
            while (n && !*p)
                p = --n ? (++b)->form : p;
            if (!n || *p++ != *q)
                return 0;
        }
    while (n && !*p)
        p = --n ? (++b)->form : p;
    return n == 0;
}

/* The label of each token of `s` is that of the BIO token in which it begins. */
static void project(const sentence *s, const bio *b, bio *out)
{
    size_t at = 0, end = strlen(b->form), begin = 0;
    for (uint32_t i = 1; i <= s->n; i++) {
        while (at >= end) {
            begin = end;
            end += strlen((++b)->form);
        }
        out[i - 1].form = s->form[i];
        out[i - 1].label = b->label;
        if (at > begin && b->label[0] == 'B') {
            out[i - 1].label = must(strdup(b->label));
            out[i - 1].label[0] = 'I';
        }
        at += strlen(s->form[i]);
    }
}

void corpus_overlay_bio(corpus *c, const char *path, const char *demonyms_path)
{
    static bio b[4096], projected[CHY_STATE_MAX];
    wordlist demonyms = read_words(demonyms_path);
    FILE *f = open_file(path);
    uint32_t n, at = 0, laid = 0;
    while ((n = read_bio(f, b, 4096)) > 0)
        for (uint32_t k = at; k < at + 5 && k < c->n; k++) /* the treebank has been revised since */
            if (same_letters(&c->items[k], b, n)) {
                project(&c->items[k], b, projected);
                set_entities(&c->items[k], projected, &demonyms, SCHEME_UNER);
                at = k + 1, laid++;
                break;
            }
    fclose(f);
    fprintf(stderr, "%s: laid over %u sentences\n", path, laid);
}

/* ---- vocabulary ---- */

static uint32_t *find_slot(const vocabulary *v, const char *norm, uint32_t len)
{
    uint32_t h = chy_word_hash(norm, len, 0) & (v->n_slots - 1);
    for (; v->slots[h]; h = (h + 1) & (v->n_slots - 1)) {
        const char *t = v->text[v->slots[h]];
        if (strlen(t) == len && memcmp(t, norm, len) == 0)
            break;
    }
    return &v->slots[h];
}

uint32_t vocabulary_find(const vocabulary *v, const char *norm, uint32_t len)
{
    return *find_slot(v, norm, len);
}

static uint32_t add_to_vocabulary(vocabulary *v, const char *norm, uint32_t len)
{
    uint32_t *slot = find_slot(v, norm, len);
    if (!*slot) {
        memcpy(v->text[v->n], norm, len);
        v->text[v->n][len] = 0;
        *slot = v->n++;
    }
    return *slot;
}

typedef struct counted {
    char text[CHY_WORD_MAX + 1];
    uint32_t count;
} counted;

static int by_count(const void *a, const void *b)
{
    const counted *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static void init_vocabulary(vocabulary *v, uint32_t cap)
{
    for (v->n_slots = 1; v->n_slots < cap * 2; v->n_slots *= 2)
        ;
    v->text = must(calloc(cap, sizeof *v->text));
    v->slots = must(calloc(v->n_slots, sizeof *v->slots));
    v->n = 1;
}

/* All words of the sources with their counts, the frequent first. */
static counted *count_words(const corpus *const *sources, int n_sources, uint32_t *n)
{
    enum { CAP = 200000 };
    vocabulary all = {0};
    init_vocabulary(&all, CAP);
    uint32_t *count = must(calloc(CAP, sizeof *count));
    for (int k = 0; k < n_sources; k++)
        for (uint32_t i = 0; i < sources[k]->n; i++)
            for (uint32_t j = 1; j <= sources[k]->items[i].n; j++) {
                char norm[CHY_WORD_MAX];
                const char *form = sources[k]->items[i].form[j];
                uint32_t len = (uint32_t)chy_word_norm(form, strlen(form), norm);
                if (len && all.n < CAP - 1)
                    count[add_to_vocabulary(&all, norm, len)]++;
            }
    counted *words = must(calloc(all.n, sizeof *words));
    for (uint32_t i = 1; i < all.n; i++) {
        strcpy(words[i - 1].text, all.text[i]);
        words[i - 1].count = count[i];
    }
    *n = all.n - 1;
    qsort(words, *n, sizeof *words, by_count);
    free(all.text);
    free(all.slots);
    free(count);
    return words;
}

/* Names of places of more than 50,000 people, whole and in parts: lines of GeoNames' cities table. */
static void read_places(vocabulary *v, const char *path)
{
    char line[32768], norm[CHY_WORD_MAX];
    FILE *f = open_file(path);
    while (fgets(line, sizeof line, f)) {
        char *col[15], *p = line;
        for (int i = 0; i < 15; i++) {
            col[i] = p;
            p += strcspn(p, "\t\n");
            if (*p)
                *p++ = 0;
        }
        if (atol(col[14]) < 50000)
            continue;
        int whole = !strchr(col[1], ' ');
        for (char *w = strtok(col[1], " "); w; w = strtok(NULL, " ")) {
            uint32_t len = (uint32_t)chy_word_norm(w, strlen(w), norm);
            if (len < 3 || !isupper((unsigned char)*w))
                continue;
            uint8_t *lex = &v->lex[add_to_vocabulary(v, norm, len)], is = whole ? 2 * LEX_PLACE : LEX_PLACE;
            *lex = *lex < is ? is : *lex;
        }
    }
    fclose(f);
}

/* How words are written inside sentences of the raw text. */
static void read_capitals(vocabulary *v, const char *path)
{
    uint32_t(*count)[3] = must(calloc(v->n, sizeof *count));
    char *line = NULL, norm[CHY_WORD_MAX];
    size_t cap = 0;
    FILE *f = open_file(path);
    while (getline(&line, &cap, f) > 0) {
        char *first = line + strcspn(line, " \n");
        for (char *w = strtok(first, " \n"); w; w = strtok(NULL, " \n")) {
            uint32_t *c = count[vocabulary_find(v, norm, (uint32_t)chy_word_norm(w, strlen(w), norm))];
            c[0]++;
            c[1] += isupper((unsigned char)w[0]) != 0;
            c[2] += isupper((unsigned char)w[0]) && isupper((unsigned char)w[1]);
        }
    }
    free(line);
    fclose(f);
    for (uint32_t i = 1; i < v->n; i++) {
        static const float bar[] = {0.02f, 0.1f, 0.3f, 0.6f, 0.85f, 0.97f};
        float part = (float)count[i][1] / (float)(count[i][0] + 1);
        uint8_t level = count[i][0] >= 3;
        for (size_t k = 0; level && k < sizeof bar / sizeof *bar; k++)
            level = (uint8_t)(level + (part * (float)(count[i][0] + 1) / (float)count[i][0] >= bar[k]));
        v->lex[i] = (uint8_t)(v->lex[i] + level + (count[i][2] * 2 > count[i][0] ? LEX_CAPITALS : 0));
    }
    free(count);
}

/* The kind of name that an earlier reader saw in each word of the raw text, if often enough (train/priors.c). */
static void read_priors(vocabulary *v, const char *path)
{
    char line[256];
    FILE *f = open_file(path);
    while (fgets(line, sizeof line, f)) {
        uint32_t c[5], len = (uint32_t)strcspn(line, "\t"), kind = 0;
        if (sscanf(line + len, "%u %u %u %u %u", &c[0], &c[1], &c[2], &c[3], &c[4]) != 5)
            continue;
        uint32_t id = vocabulary_find(v, line, len), named = c[1] + c[2] + c[3] + c[4];
        if (!id || named < 2 || named * 3 < c[0])
            continue;
        for (uint32_t k = 1; k < 5; k++)
            if (c[k] * 20 >= named * 11)
                kind = k;
        v->lex[id] = (uint8_t)(v->lex[id] + LEX_KIND * (kind ? kind : 4));
    }
    fclose(f);
}

void vocabulary_build(vocabulary *v, const char *vectors_path, const char *raw_path, const char *places_path,
                      const char *priors_path, const corpus *const *sources, int n_sources)
{
    enum { MORE = 30000 };
    uint32_t n_words, n_vectors;
    counted *words = count_words(sources, n_sources, &n_words);
    FILE *f = open_file(vectors_path);
    if (fscanf(f, "%u %u\n", &n_vectors, &v->dim) != 2) {
        fprintf(stderr, "%s: no vectors\n", vectors_path);
        exit(1);
    }
    init_vocabulary(v, n_words + n_vectors + MORE);
    v->count = must(calloc(n_words + 2, sizeof *v->count));
    v->lex = must(calloc(n_words + n_vectors + MORE, 1));
    for (uint32_t i = 0; i < n_words && words[i].count >= 2; i++)
        v->count[add_to_vocabulary(v, words[i].text, (uint32_t)strlen(words[i].text))] = words[i].count;
    v->n_trained = v->n - 1;
    uint32_t *id = must(calloc(n_vectors, sizeof *id));
    char line[256];
    for (uint32_t i = 0; i < n_vectors && fgets(line, sizeof line, f); i++)
        id[i] = add_to_vocabulary(v, line, (uint32_t)strcspn(line, "\t"));
    read_places(v, places_path);
    read_capitals(v, raw_path);
    read_priors(v, priors_path);
    v->vectors = must(calloc((size_t)v->n * v->dim, sizeof(float)));
    for (uint32_t i = 0; i < n_vectors; i++)
        if (fread(v->vectors + (size_t)id[i] * v->dim, sizeof(float), v->dim, f) != v->dim) {
            fprintf(stderr, "%s: cut short\n", vectors_path);
            exit(1);
        }
    fclose(f);
    free(words);
    free(id);
    fprintf(stderr, "vocabulary: %u words, %u trained, vectors of %u\n", v->n - 1, v->n_trained, v->dim);
}

void word_index(word *w, const char *form, const vocabulary *v)
{
    char norm[CHY_WORD_MAX];
    uint32_t len = (uint32_t)chy_word_norm(form, strlen(form), norm);
    w->id = vocabulary_find(v, norm, len);
    chy_word_affixes(form, strlen(form), norm, len, w->affix);
    for (int k = 0; k < CHY_WORD_AFFIXES; k++)
        w->affix[k] &= affix_rows[k] - 1;
}

void corpus_index(corpus *c, const vocabulary *v)
{
    for (uint32_t i = 0; i < c->n; i++)
        for (uint32_t j = 1; j <= c->items[i].n; j++)
            word_index(&c->items[i].words[j], c->items[i].form[j], v);
}

/* Headlines keep short function words small. */
static int is_small(const char *form)
{
    static const char *const small[] = {"a", "an", "the", "of", "in", "on", "to", "for", "and", "or", "at", "by", "with", "from", "as", "'s", "n't"};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (strcmp(form, small[i]) == 0)
            return 1;
    return 0;
}

sentence sentence_recase(const sentence *s, int how, const vocabulary *v)
{
    sentence r = *s;
    r.words = must(calloc(s->n + 2, sizeof *r.words));
    for (uint32_t j = 1; j <= s->n; j++) {
        char buf[256];
        snprintf(buf, sizeof buf, "%s", s->form[j]);
        for (char *p = buf; *p; p++)
            *p = (char)(how == 2 ? toupper((unsigned char)*p) : how == 0 ? tolower((unsigned char)*p) : *p);
        if (how == 1 && !is_small(buf))
            buf[0] = (char)toupper((unsigned char)buf[0]);
        word_index(&r.words[j], buf, v);
    }
    return r;
}

void sentence_free_recased(sentence *s)
{
    free(s->words);
}
