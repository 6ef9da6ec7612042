/* train/relate.c - Trains the forced choice of `chancery relate` on annotated reports (gold/train and train/annotated).
 *
 *   relate SHARE OUT TRAIN.jsonl...                 SHARE: folder with chancery.dict, models/, events/
 *   relate --check HELD.jsonl SHARE OUT TRAIN.jsonl...   prints how it fares on pairs of HELD, too
 *
 * A case is a sentence, two spans, the word that names the deed, its type. All candidate words and all types share one softmax; the gold
 * word takes most of the mass, the type wherever it is named the rest. AdaGrad, fixed order, fixed seed, one thread. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "chancery.h"
#include "events/scorer.h"
#include "model/container.h"
#include "pairs.h"
#include "pipeline/knowledge.h"
#include "types/coding.h"

#define DENSE_SCALE 64.0f
enum { HIDDEN = 24, MAX_NETS = 8, EPOCHS = 8, LEAST = 3, MAX_WORDS = 200, K = CHY_PAIR_CLASSES };
static const float rate = 0.05f, decay = 1e-5f, drop = 0.4f, drop_hidden = 0.4f, by_word = 0.7f, by_rarity = 0.35f;

typedef struct slice { uint32_t first, n; } slice;
/* `scene`: counts sentences, so that a feature told by several pairs of one sentence counts once. */
typedef struct seen_word { slice link, kind; uint32_t dense, scene; } seen_word;
typedef struct instance { uint32_t first_word, n_words, gold; uint8_t type; float weight; } instance;
typedef struct corpus { instance *items; size_t n, cap; } corpus;

static uint32_t n_nets = 5;

static uint32_t *keys;
static size_t n_keys, cap_keys;
static seen_word *words;
static size_t n_words, cap_words;
static int8_t *dense_rows;
static size_t n_dense, cap_dense;

static void *grown(void *items, size_t need, size_t *cap, size_t size)
{
    while (need > *cap)
        *cap = *cap ? *cap * 2 : 4096;
    items = realloc(items, *cap * size);
    if (!items) {
        fprintf(stderr, "relate: out of memory\n");
        exit(1);
    }
    return items;
}

static slice keep(const chy_features *f)
{
    slice s = {(uint32_t)n_keys, f->n};
    if (n_keys + f->n > cap_keys)
        keys = grown(keys, n_keys + f->n, &cap_keys, sizeof *keys);
    for (uint32_t i = 0; i < f->n; i++)
        keys[n_keys++] = f->items[i].key;
    return s;
}

static uint32_t last_begin, scene_number;

static void keep_word(chy_scene *scene, uint32_t at, chy_pair_heads heads)
{
    chy_pair_view view;
    chy_pair_look(scene, &scene->rules->scorer->clusters, at, heads, &view);
    if (n_words == cap_words)
        words = grown(words, n_words + 1, &cap_words, sizeof *words);
    if ((n_dense + 1) * CHY_DENSE_DIM > cap_dense)
        dense_rows = grown(dense_rows, (n_dense + 1) * CHY_DENSE_DIM, &cap_dense, 1);
    memcpy(dense_rows + n_dense * CHY_DENSE_DIM, view.dense, CHY_DENSE_DIM);
    words[n_words++] = (seen_word){keep(&view.link), keep(&view.kind), (uint32_t)n_dense++, scene_number};
}

static void take_pair(void *ctx, chy_scene *scene, const pair_case *pair, uint32_t document)
{
    corpus *c = ctx;
    static uint32_t last_document = UINT32_MAX;
    if (document != last_document || scene->sent->begin != last_begin)
        scene_number++;
    last_document = document;
    last_begin = scene->sent->begin;
    uint32_t list[4096], n = scene->sent->n_tokens > 4096 ? 0 : chy_pair_candidates(scene, pair->heads, list), gold = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == pair->trigger)
            gold = i;
    if (gold == UINT32_MAX || n > MAX_WORDS)
        return;
    if (c->n == c->cap)
        c->items = grown(c->items, c->n + 1, &c->cap, sizeof *c->items);
    c->items[c->n++] = (instance){(uint32_t)n_words, n, gold, (uint8_t)(pair->type - 1), pair->weight};
    for (uint32_t i = 0; i < n; i++)
        keep_word(scene, list[i], pair->heads);
}

static void set_field(chy_document *document, chy_field field, const json_t *doc, const char *key)
{
    const char *value = json_string_value(json_object_get(doc, key));
    if (value && chy_document_set(document, field, value, strlen(value), NULL) != CHY_OK)
        fprintf(stderr, "relate: a field %s was refused\n", key);
}

static void read_file(const chy_knowledge *knowledge, chy_coder *coder, const char *path, corpus *c)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;
    uint32_t document = 0;
    if (!f) {
        fprintf(stderr, "relate: cannot read %s\n", path);
        exit(1);
    }
    chy_document *input = chy_document_new();
    chy_coding *coding = chy_coding_new();
    while (getline(&line, &cap, f) > 0) {
        json_t *doc = json_loads(line, 0, NULL);
        if (!doc)
            continue;
        chy_document_clear(input);
        set_field(input, CHY_FIELD_ID, doc, "id");
        set_field(input, CHY_FIELD_DATE, doc, "date");
        set_field(input, CHY_FIELD_TITLE, doc, "title");
        set_field(input, CHY_FIELD_TEXT, doc, "text");
        if (chy_coder_run(coder, input, coding, NULL) == CHY_OK)
            pairs_of(knowledge->rules, &coding->article, doc, document++, take_pair, c);
        json_decref(doc);
    }
    free(line);
    fclose(f);
    chy_coding_free(coding);
    chy_document_free(input);
}

/* ---- weights ---- */

static uint64_t rng = 20261122;
static uint32_t random_below(uint32_t n)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 33) % n;
}
static float random_unit(void) { return (float)random_below(1u << 24) / (float)(1u << 24); }

typedef struct weights { float *w, *square; size_t n; } weights;

static weights new_weights(size_t n, float spread)
{
    weights w = {calloc(n + 1, sizeof(float)), calloc(n + 1, sizeof(float)), n};
    for (size_t i = 0; i < n && spread > 0; i++)
        w.w[i] = (2 * random_unit() - 1) * spread;
    return w;
}

static inline void step(weights *w, size_t at, float gradient, float by)
{
    gradient += decay * w->w[at];
    w->square[at] += gradient * gradient;
    w->w[at] -= by * gradient / sqrtf(w->square[at] + 1e-6f);
}

/* Keys that occur LEAST times or more, open addressing as relate.c reads it. */
typedef struct index { uint32_t *keys, *rows, n_slots, n_rows; } index_;

static uint32_t *slot_of(uint32_t *table, uint32_t n_slots, uint32_t key)
{
    uint32_t at = (key >> 1) & (n_slots - 1);
    while (table[at] && table[at] != key)
        at = (at + 1) & (n_slots - 1);
    return &table[at];
}

static index_ make_index(bool kind, size_t upto_word)
{
    index_ out = {.n_slots = 1024};
    uint32_t size = 1u << 24, kept = 0, *all = calloc(size, sizeof *all), *count = calloc(size, sizeof *count), *last = calloc(size, sizeof *last);
    for (size_t w = 0; w < upto_word; w++) {
        slice s = kind ? words[w].kind : words[w].link;
        for (uint32_t i = 0; i < s.n; i++) {
            uint32_t *slot = slot_of(all, size, keys[s.first + i]);
            *slot = keys[s.first + i];
            if (last[slot - all] != words[w].scene)
                kept += ++count[slot - all] == LEAST;
            last[slot - all] = words[w].scene;
        }
    }
    while (out.n_slots < kept + kept / 2)
        out.n_slots *= 2;
    out.keys = calloc(out.n_slots, sizeof *out.keys);
    out.rows = calloc(out.n_slots, sizeof *out.rows);
    for (uint32_t i = 0; i < size; i++)
        if (all[i] && count[i] >= LEAST) {
            uint32_t *slot = slot_of(out.keys, out.n_slots, all[i]);
            *slot = all[i];
            out.rows[slot - out.keys] = out.n_rows++;
        }
    free(all);
    free(count);
    free(last);
    return out;
}

/* Every key of the corpus becomes its row, or UINT32_MAX: training looks nothing up. */
static void keys_to_rows(const index_ *link, const index_ *kind)
{
    for (size_t w = 0; w < n_words; w++)
        for (int k = 0; k < 2; k++) {
            slice s = k ? words[w].kind : words[w].link;
            const index_ *x = k ? kind : link;
            for (uint32_t i = 0; i < s.n; i++) {
                uint32_t *slot = slot_of(x->keys, x->n_slots, keys[s.first + i]);
                keys[s.first + i] = *slot ? x->rows[slot - x->keys] : UINT32_MAX;
            }
        }
}

typedef struct net { weights link, kind, dense, bias, out; } net;

static net new_net(const index_ *link, const index_ *kind)
{
    return (net){new_weights(link->n_rows, 0), new_weights((size_t)kind->n_rows * HIDDEN, 0.05f),
                 new_weights((size_t)CHY_DENSE_DIM * HIDDEN, 0.02f), new_weights(HIDDEN, 0), new_weights((size_t)HIDDEN * K, 0.15f)};
}

/* ---- one case ---- */

typedef struct word_pass {
    uint32_t active[CHY_MAX_FEATURES], n_active, active_link[CHY_MAX_FEATURES], n_link;
    float unit[HIDDEN], link, chance[K];
} word_pass;

static void run_word(const net *n, const seen_word *w, bool learning, word_pass *p)
{
    float keep_share = learning ? 1 / (1 - drop) : 1, keep_hidden = learning ? 1 / (1 - drop_hidden) : 1;
    p->n_active = p->n_link = 0;
    p->link = 0;
    memcpy(p->unit, n->bias.w, sizeof p->unit);
    for (uint32_t i = 0; i < w->link.n; i++) {
        uint32_t row = keys[w->link.first + i];
        if (row == UINT32_MAX || (learning && random_unit() < drop))
            continue;
        p->active_link[p->n_link++] = row;
        p->link += n->link.w[row] * keep_share;
    }
    for (uint32_t i = 0; i < w->kind.n; i++) {
        uint32_t row = keys[w->kind.first + i];
        if (row == UINT32_MAX || (learning && random_unit() < drop))
            continue;
        p->active[p->n_active++] = row;
        const float *at = n->kind.w + (size_t)row * HIDDEN;
        for (int j = 0; j < HIDDEN; j++)
            p->unit[j] += at[j] * keep_share;
    }
    const int8_t *dense = dense_rows + (size_t)w->dense * CHY_DENSE_DIM;
    for (int d = 0; d < CHY_DENSE_DIM; d++) {
        float x = (float)dense[d] / DENSE_SCALE;
        const float *at = n->dense.w + (size_t)d * HIDDEN;
        for (int j = 0; dense[d] && j < HIDDEN; j++)
            p->unit[j] += x * at[j];
    }
    for (int k = 0; k < K; k++)
        p->chance[k] = p->link;
    for (int j = 0; j < HIDDEN; j++) {
        if (p->unit[j] < 0 || (learning && random_unit() < drop_hidden))
            p->unit[j] = 0;
        p->unit[j] *= keep_hidden;
        for (int k = 0; p->unit[j] > 0 && k < K; k++)
            p->chance[k] += p->unit[j] * n->out.w[(size_t)j * K + k];
    }
}

static word_pass passes[MAX_WORDS];

static void run_case(const net *n, const instance *item, bool learning)
{
    float most = -INFINITY, total = 0;
    for (uint32_t i = 0; i < item->n_words; i++) {
        run_word(n, &words[item->first_word + i], learning, &passes[i]);
        for (int k = 0; k < K; k++)
            most = fmaxf(most, passes[i].chance[k]);
    }
    for (uint32_t i = 0; i < item->n_words; i++)
        for (int k = 0; k < K; k++)
            total += passes[i].chance[k] = expf(passes[i].chance[k] - most);
    for (uint32_t i = 0; i < item->n_words; i++)
        for (int k = 0; k < K; k++)
            passes[i].chance[k] /= total;
}

static void learn_word(net *n, const seen_word *w, word_pass *p, const float *gradient, float by)
{
    float keep_share = 1 / (1 - drop), keep_hidden = 1 / (1 - drop_hidden), at_link = 0, at_unit[HIDDEN];
    for (int k = 0; k < K; k++)
        at_link += gradient[k];
    for (uint32_t i = 0; i < p->n_link; i++)
        step(&n->link, p->active_link[i], at_link * keep_share, by);
    for (int j = 0; j < HIDDEN; j++) {
        at_unit[j] = 0;
        for (int k = 0; p->unit[j] > 0 && k < K; k++) {
            size_t at = (size_t)j * K + (size_t)k;
            at_unit[j] += gradient[k] * n->out.w[at] * keep_hidden;
            step(&n->out, at, gradient[k] * p->unit[j], by);
        }
        if (at_unit[j] != 0)
            step(&n->bias, (size_t)j, at_unit[j], by);
    }
    for (uint32_t i = 0; i < p->n_active; i++)
        for (int j = 0; j < HIDDEN; j++)
            if (at_unit[j] != 0)
                step(&n->kind, (size_t)p->active[i] * HIDDEN + (size_t)j, at_unit[j] * keep_share, by);
    const int8_t *dense = dense_rows + (size_t)w->dense * CHY_DENSE_DIM;
    for (int d = 0; d < CHY_DENSE_DIM; d++)
        for (int j = 0; dense[d] && j < HIDDEN; j++)
            if (at_unit[j] != 0)
                step(&n->dense, (size_t)d * HIDDEN + (size_t)j, at_unit[j] * (float)dense[d] / DENSE_SCALE, by);
}

/* The mass that should be where it is not: the gold word has `by_word` of it, all words that name the type share the rest as they stand. */
static void learn_case(net *n, const instance *item, float by)
{
    float of_type = 1e-9f;
    run_case(n, item, true);
    for (uint32_t i = 0; i < item->n_words; i++)
        of_type += passes[i].chance[item->type];
    for (uint32_t i = 0; i < item->n_words; i++) {
        float gradient[K], most = 0;
        for (int k = 0; k < K; k++) {
            float wanted = 0;
            if (k == item->type)
                wanted = by_word * (i == item->gold) + (1 - by_word) * passes[i].chance[k] / of_type;
            gradient[k] = (passes[i].chance[k] - wanted) * item->weight;
            most = fmaxf(most, fabsf(gradient[k]));
        }
        if (most > 3e-3f)
            learn_word(n, &words[item->first_word + i], &passes[i], gradient, by);
    }
}

/* Rare types count more than their number, common ones less. */
static void balance(corpus *c)
{
    float mass[K] = {0}, total = 0;
    for (size_t i = 0; i < c->n; i++)
        mass[c->items[i].type] += c->items[i].weight;
    for (int k = 0; k < K; k++)
        total += mass[k] / K;
    for (int k = 0; k < K; k++)
        fprintf(stderr, "%s %.0f%s", chy_type_names[k + 1], (double)mass[k], k + 1 < K ? ", " : "\n");
    for (size_t i = 0; i < c->n; i++)
        c->items[i].weight *= powf(total / (mass[c->items[i].type] + 1), by_rarity);
}

static void fit(net *n, const corpus *c)
{
    uint32_t *order = malloc((c->n + 1) * sizeof *order);
    for (size_t i = 0; i < c->n; i++)
        order[i] = (uint32_t)i;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (size_t i = c->n; i > 1; i--) {
            uint32_t j = random_below((uint32_t)i), x = order[i - 1];
            order[i - 1] = order[j];
            order[j] = x;
        }
        for (size_t i = 0; i < c->n; i++)
            learn_case(n, &c->items[order[i]], rate * (1 - (float)epoch / EPOCHS));
    }
    free(order);
}

/* ---- report ---- */

static void report(const char *name, const net *nets, uint32_t n, const corpus *c)
{
    size_t right = 0, right_quad = 0, right_word = 0, cases = 0, tp[K] = {0}, gold[K] = {0}, guess[K] = {0};
    for (size_t i = 0; i < c->n; i++) {
        const instance *item = &c->items[i];
        float by_type[K] = {0}, best_word = -1;
        uint32_t best_at = 0;
        if (item->weight < 1)
            continue;
        for (uint32_t m = 0; m < n; m++) {
            run_case(&nets[m], item, false);
            for (uint32_t w = 0; w < item->n_words; w++) {
                float sum = 0;
                for (int k = 0; k < K; k++) {
                    by_type[k] += passes[w].chance[k];
                    sum += passes[w].chance[k];
                }
                if (m == n - 1 && sum > best_word) {
                    best_word = sum;
                    best_at = w;
                }
            }
        }
        int best = 0;
        for (int k = 1; k < K; k++)
            best = by_type[k] > by_type[best] ? k : best;
        cases++;
        right += best == item->type;
        right_quad += chy_type_quad[best + 1] == chy_type_quad[item->type + 1];
        right_word += best_at == item->gold;
        gold[item->type]++;
        guess[best]++;
        tp[item->type] += best == item->type;
    }
    float macro = 0;
    for (int k = 0; k < K; k++)
        macro += gold[k] + guess[k] ? 200.0f * (float)tp[k] / (float)(gold[k] + guess[k]) / K : 0;
    fprintf(stderr, "%s: %zu pairs, types %.1f%% right, macro-F1 %.1f, quads %.1f%%, words %.1f%%\n", name, cases, 100.0 * (double)right / (double)(cases + !cases),
            (double)macro, 100.0 * (double)right_quad / (double)(cases + !cases), 100.0 * (double)right_word / (double)(cases + !cases));
}

/* ---- the file ---- */

typedef struct section { uint32_t tag; const void *data; size_t len; } section;

static size_t aligned(size_t n)
{
    return (n + CHY_MODEL_ALIGN - 1) / CHY_MODEL_ALIGN * CHY_MODEL_ALIGN;
}

static bool write_sections(const char *path, const section *sections, uint32_t n)
{
    size_t at = aligned(CHY_MODEL_HEADER + n * CHY_MODEL_ENTRY), len = at;
    for (uint32_t i = 0; i < n; i++)
        len += aligned(sections[i].len);
    unsigned char *bytes = calloc(len, 1);
    uint32_t version = CHY_MODEL_VERSION;
    uint64_t total = len;
    memcpy(bytes, CHY_MODEL_MAGIC, 8);
    memcpy(bytes + 8, &version, 4);
    memcpy(bytes + 12, &n, 4);
    memcpy(bytes + 16, &total, 8);
    for (uint32_t i = 0; i < n; i++) {
        unsigned char *entry = bytes + CHY_MODEL_HEADER + i * CHY_MODEL_ENTRY;
        uint64_t where = at, size = sections[i].len;
        memcpy(entry, &sections[i].tag, 4);
        memcpy(entry + 8, &where, 8);
        memcpy(entry + 16, &size, 8);
        memcpy(bytes + at, sections[i].data, size);
        at += aligned(size);
    }
    uint64_t sum = chy_hash(bytes + CHY_MODEL_HEADER, len - CHY_MODEL_HEADER);
    memcpy(bytes + 24, &sum, 8);
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(bytes, len, 1, f) == 1;
    good = f && fclose(f) == 0 && good;
    free(bytes);
    return good;
}

static float scale_of(const float *w, size_t n)
{
    float most = 1e-9f;
    for (size_t i = 0; i < n; i++)
        most = fmaxf(most, fabsf(w[i]));
    return most / 127;
}

/* The nets' link rows are averaged into one; their hidden units stand side by side. */
static bool write_model(const char *path, const net *nets, const index_ *link, const index_ *kind)
{
    uint32_t hidden = HIDDEN * n_nets;
    float *mean = calloc(link->n_rows + 1, sizeof *mean), *rows = calloc((size_t)kind->n_rows * hidden + 1, sizeof *rows);
    float *dense = calloc((size_t)CHY_DENSE_DIM * hidden, sizeof *dense), *bias = calloc(hidden, sizeof *bias);
    float *out = calloc((size_t)hidden * K, sizeof *out);
    for (uint32_t m = 0; m < n_nets; m++) {
        for (uint32_t r = 0; r < link->n_rows; r++)
            mean[r] += nets[m].link.w[r] / (float)n_nets;
        for (size_t r = 0; r < kind->n_rows; r++)
            memcpy(rows + r * hidden + m * HIDDEN, nets[m].kind.w + r * HIDDEN, HIDDEN * sizeof *rows);
        for (size_t d = 0; d < CHY_DENSE_DIM; d++)
            memcpy(dense + d * hidden + m * HIDDEN, nets[m].dense.w + d * HIDDEN, HIDDEN * sizeof *dense);
        memcpy(bias + m * HIDDEN, nets[m].bias.w, HIDDEN * sizeof *bias);
        memcpy(out + (size_t)m * HIDDEN * K, nets[m].out.w, HIDDEN * K * sizeof *out);
    }
    size_t n_kind = (size_t)kind->n_rows * hidden, n_dense_weights = (size_t)CHY_DENSE_DIM * hidden;
    chy_pair_header head = {link->n_slots, kind->n_slots, kind->n_rows, hidden, n_nets,
                            scale_of(mean, link->n_rows), scale_of(rows, n_kind), scale_of(dense, n_dense_weights)};
    int8_t *link8 = calloc(link->n_slots, 1), *kind8 = malloc(n_kind + 1), *dense8 = malloc(n_dense_weights);
    for (uint32_t i = 0; i < link->n_slots; i++)
        link8[i] = link->keys[i] ? (int8_t)lrintf(mean[link->rows[i]] / head.link_scale) : 0;
    for (size_t i = 0; i < n_kind; i++)
        kind8[i] = (int8_t)lrintf(rows[i] / head.kind_scale);
    for (size_t i = 0; i < n_dense_weights; i++)
        dense8[i] = (int8_t)lrintf(dense[i] / head.dense_scale);
    head.dense_scale /= DENSE_SCALE;
    section sections[] = {{CHY_PAIR_TAG('H'), &head, sizeof head}, {CHY_PAIR_TAG('L'), link->keys, link->n_slots * sizeof(uint32_t)},
                          {CHY_PAIR_TAG('l'), link8, link->n_slots}, {CHY_PAIR_TAG('K'), kind->keys, kind->n_slots * sizeof(uint32_t)},
                          {CHY_PAIR_TAG('R'), kind->rows, kind->n_slots * sizeof(uint32_t)}, {CHY_PAIR_TAG('k'), kind8, n_kind},
                          {CHY_PAIR_TAG('D'), dense8, n_dense_weights}, {CHY_PAIR_TAG('B'), bias, hidden * sizeof *bias},
                          {CHY_PAIR_TAG('O'), out, (size_t)hidden * K * sizeof *out}};
    return write_sections(path, sections, sizeof sections / sizeof *sections);
}

int main(int argc, char **argv)
{
    const char *held_path = NULL;
    if (argc > 3 && strcmp(argv[1], "--check") == 0) {
        held_path = argv[2];
        argc -= 2;
        argv += 2;
    }
    if (argc > 3 && strcmp(argv[1], "--nets") == 0) {
        n_nets = (uint32_t)atoi(argv[2]);
        n_nets = n_nets < 1 || n_nets > MAX_NETS ? 1 : n_nets;
        argc -= 2;
        argv += 2;
    }
    if (argc < 4) {
        fprintf(stderr, "usage: relate [--check HELD.jsonl] [--nets N] SHARE OUT GOLD.jsonl...\n");
        return 2;
    }
    chy_err err = {0};
    chy_knowledge *knowledge = chy_knowledge_open(argv[1], &err);
    if (!knowledge || !knowledge->rules->scorer) {
        fprintf(stderr, "relate: %s\n", knowledge ? "the scorer's word classes are needed: models/scorer.chym is missing" : err.msg);
        return 1;
    }
    chy_coder *coder = chy_coder_new(knowledge);
    corpus train = {0}, held = {0};
    for (int i = 3; i < argc; i++)
        read_file(knowledge, coder, argv[i], &train);
    size_t trained_words = n_words;
    if (held_path)
        read_file(knowledge, coder, held_path, &held);
    index_ link = make_index(false, trained_words), kind = make_index(true, trained_words);
    fprintf(stderr, "%zu pairs, %zu words, %u link and %u kind features\n", train.n, trained_words, link.n_rows, kind.n_rows);
    keys_to_rows(&link, &kind);
    balance(&train);
    net nets[MAX_NETS];
    for (uint32_t m = 0; m < n_nets; m++) {
        nets[m] = new_net(&link, &kind);
        fit(&nets[m], &train);
        if (held_path)
            report("held", nets, m + 1, &held);
    }
    report("train", nets, n_nets, &train);
    chy_coder_free(coder);
    chy_knowledge_free(knowledge);
    return write_model(argv[2], nets, &link, &kind) ? 0 : 1;
}
