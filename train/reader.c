/* train/reader.c - Trains the reading net: tags, trees and entities over one encoder.
 *
 *   reader train DATA VECTORS OUT.f32 [name=value ...]
 *   reader export DATA VECTORS IN.f32 OUT.chym [name=value ...]
 *
 * DATA is the folder with treebanks/ and entities/. Values: layers, hidden, step, ner,
 * epochs, seed, drop, rate. Trees come from a dynamic oracle (Goldberg and Nivre 2013)
 * that follows the net's own steps from the third epoch on. One thread, fixed seed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export.h"
#include "gemm.h"
#include "net.h"

enum { BATCH = 16, MAX_STEPS = BATCH * 2 * CHY_STATE_MAX, MAX_ROWS = BATCH * (CHY_STATE_MAX + 1) + 2 };

typedef struct options {
    shape sh;
    uint32_t epochs, seed;
    float drop, rate, l2, explore;
} options;

typedef struct data {
    corpus train, ewt_dev, gum_dev, entities, masc, uner_dev, masc_news;
    tagset tags;
    vocabulary voc;
} data;

/* The steps of one batch: hidden layers and answers, kept for one backward product. */
typedef struct steps {
    uint32_t n, (*slot)[CHY_SLOTS], (*row)[CHY_SMALL], *sent;
    float *hidden, *mask, *score, *dhidden, *tmp;
} steps;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

/* ---- data ---- */

static const char *in_folder(const char *dir, const char *name)
{
    static char path[4][1024];
    static int k;
    k = (k + 1) & 3;
    snprintf(path[k], sizeof path[k], "%s/%s", dir, name);
    return path[k];
}

static void load_data(data *d, const char *dir, const char *vectors, const char *demonyms)
{
    *d = (data){0};
    corpus_read_conllu(&d->train, in_folder(dir, "treebanks/en_ewt-ud-train.conllu"), &d->tags, 1);
    corpus_overlay_bio(&d->train, in_folder(dir, "entities/uner_ewt_train.bio"), demonyms);
    corpus_read_conllu(&d->train, in_folder(dir, "treebanks/en_gumopen-ud-train.conllu"), &d->tags, 1);
    corpus_read_conllu(&d->ewt_dev, in_folder(dir, "treebanks/en_ewt-ud-dev.conllu"), &d->tags, 0);
    corpus_read_conllu(&d->gum_dev, in_folder(dir, "treebanks/en_gumopen-ud-dev.conllu"), &d->tags, 0);
    corpus_read_bio(&d->entities, in_folder(dir, "entities/wikigold.bio"), demonyms);
    corpus_read_bio(&d->entities, in_folder(dir, "entities/crossner_politics_train.bio"), demonyms);
    corpus_read_bio(&d->entities, in_folder(dir, "entities/crossner_politics_dev.bio"), demonyms);
    corpus_read_bio(&d->masc, in_folder(dir, "entities/masc_other.bio"), demonyms);
    corpus_read_bio(&d->uner_dev, in_folder(dir, "entities/uner_ewt_dev.bio"), demonyms);
    corpus_read_bio(&d->masc_news, in_folder(dir, "entities/masc_news.bio"), demonyms);
    const corpus *sources[] = {&d->train, &d->entities, &d->masc};
    vocabulary_build(&d->voc, vectors, sources, 3);
    corpus *all[] = {&d->train, &d->ewt_dev, &d->gum_dev, &d->entities, &d->masc, &d->uner_dev, &d->masc_news};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        corpus_index(all[i], &d->voc);
    fprintf(stderr, "%u tags\n", d->tags.n);
}

/* ---- the oracle ---- */

/* How many gold arcs each kind of step makes unreachable. */
static void costs(const chy_state *s, const uint16_t *gold, int cost[3])
{
    uint32_t b = s->next, s0 = chy_state_top(s, 0), s1 = chy_state_top(s, 1), waiting = 0;
    cost[0] = cost[1] = cost[2] = 0;
    for (uint32_t k = 0; k < s->depth; k++) {
        uint32_t t = s->stack[k];
        if (b <= s->n)
            cost[0] += (gold[b] == t && t != s0) + (gold[t] == b);
    }
    if (!s0)
        return;
    for (uint32_t d = b; d <= s->n; d++)
        waiting += gold[d] == s0;
    cost[1] = (int)waiting + (gold[s0] == s1 || gold[s0] > b);
    cost[2] = (int)waiting + (gold[s0] >= b);
}

static uint32_t step_class(int kind, uint32_t label, uint32_t n_labels)
{
    return kind == CHY_STEP_SHIFT ? 0 : 1 + label + (kind == CHY_STEP_RIGHT ? n_labels : 0);
}

static int class_kind(uint32_t c, uint32_t n_labels)
{
    return c == 0 ? CHY_STEP_SHIFT : c <= n_labels ? CHY_STEP_LEFT : CHY_STEP_RIGHT;
}

/* Is this class a step the state may take? The root relation goes with the root alone. */
static int class_may(const chy_state *s, uint32_t c, const int may[3], uint32_t n_labels)
{
    int kind = class_kind(c, n_labels);
    if (!may[kind] || kind == CHY_STEP_SHIFT)
        return may[kind];
    uint32_t label = (c - 1) % n_labels;
    return (kind == CHY_STEP_LEFT && s->next > s->n) == (label == CHY_DEP_root);
}

/* What sums of the transition net reached while measuring. */
static state_range seen;

static void score_state(const net *n, const batch *b, uint32_t k, const chy_state *s, steps *st, float drop)
{
    uint32_t hp = n->sh.step_hidden, sc = CHY_SLOTS * hp, i = st->n;
    float *hid = st->hidden + (size_t)i * hp, *mask = st->mask + (size_t)i * hp;
    float *score = st->score + (size_t)i * n->step_cols;
    chy_state_see(s, n->sh.n_labels, st->slot[i], st->row[i]);
    st->sent[i] = k;
    memcpy(hid, n->step_b0.w, hp * sizeof *hid);
    for (uint32_t j = 0; j < CHY_SLOTS; j++) {
        uint32_t t = st->slot[i][j];
        const float *p = t && t <= s->n ? b->slots + (size_t)(b->first[k] + t) * sc : n->slot_edge.w + (t ? sc : 0);
        for (uint32_t x = 0; x < hp; x++)
            hid[x] += p[j * hp + x];
    }
    for (uint32_t j = 0; j < CHY_SMALL; j++) {
        const float *p = n->small.w + (size_t)st->row[i][j] * hp;
        for (uint32_t x = 0; x < hp; x++)
            hid[x] += p[x];
    }
    for (uint32_t x = 0; drop <= 0 && x < hp; x++) {
        seen.sum = fabsf(hid[x]) > seen.sum ? fabsf(hid[x]) : seen.sum;
        seen.hidden = hid[x] > seen.hidden ? hid[x] : seen.hidden;
    }
    for (uint32_t x = 0; x < hp; x++) {
        float keep = drop > 0 ? (net_random() < drop ? 0 : 1 / (1 - drop)) : 1;
        mask[x] = hid[x] > 0 ? keep : 0;
        hid[x] *= mask[x];
    }
    memcpy(score, n->step_b.w, n->step_cols * sizeof *score);
    gemm(1, (int)n->step_cols, (int)hp, hid, hp, 1, n->step_w.w, n->step_cols, score, n->step_cols, 1);
}

/* Softmax over the allowed classes in place, the rest 0; returns the best one. */
static uint32_t softmax(float *score, const uint8_t *may, uint32_t n, uint32_t cols)
{
    uint32_t best = n;
    for (uint32_t c = 0; c < n; c++)
        if (may[c] && (best == n || score[c] > score[best]))
            best = c;
    float top = score[best], sum = 0;
    for (uint32_t c = 0; c < cols; c++) {
        score[c] = c < n && may[c] ? expf(score[c] - top) : 0;
        sum += score[c];
    }
    for (uint32_t c = 0; c < cols; c++)
        score[c] /= sum;
    return best;
}

/* p - q where q is p within the right classes; returns the loss. */
static float answer(float *p, const uint8_t *right, uint32_t n)
{
    float mass = 1e-10f;
    for (uint32_t c = 0; c < n; c++)
        mass += right[c] ? p[c] : 0;
    for (uint32_t c = 0; c < n; c++)
        if (right[c])
            p[c] -= p[c] / mass;
    return -logf(mass);
}

static float parse_train(const net *n, const batch *b, uint32_t k, steps *st, float drop, float explore)
{
    const sentence *sent = b->sent[k];
    uint32_t nl = n->sh.n_labels;
    uint8_t may[256] = {0}, right[256];
    chy_state s;
    float loss = 0;
    chy_state_init(&s, sent->n);
    while (!chy_state_done(&s)) {
        int cost[3], legal[3], least = 1 << 20;
        costs(&s, sent->head, cost);
        for (int kind = 0; kind < 3; kind++) {
            legal[kind] = chy_state_may(&s, kind);
            if (legal[kind] && cost[kind] < least)
                least = cost[kind];
        }
        uint32_t s0 = chy_state_top(&s, 0);
        memset(right, 0, n->n_steps);
        for (uint32_t c = 0; c < n->n_steps; c++)
            may[c] = (uint8_t)class_may(&s, c, legal, nl);
        for (int kind = 0; kind < 3; kind++)
            if (legal[kind] && cost[kind] == least) {
                uint32_t label = sent->label[s0];
                if (kind && (kind == CHY_STEP_LEFT && s.next > s.n) != (label == CHY_DEP_root))
                    label = kind == CHY_STEP_LEFT && s.next > s.n ? CHY_DEP_root : CHY_DEP_parataxis;
                right[step_class(kind, label, nl)] = 1;
            }
        score_state(n, b, k, &s, st, drop);
        float *p = st->score + (size_t)st->n++ * n->step_cols;
        uint32_t take = softmax(p, may, n->n_steps, n->step_cols);
        if (!right[take] && net_random() >= explore) {
            for (uint32_t c = 0; c < n->n_steps; c++)
                if (right[c] && (!right[take] || p[c] > p[take]))
                    take = c;
        }
        loss += answer(p, right, n->n_steps);
        int kind = class_kind(take, nl);
        chy_state_do(&s, kind, kind ? (take - 1) % nl : 0);
    }
    return loss;
}

/* Gradients of all steps of the batch, at once. */
static void parse_back(net *n, batch *b, steps *st)
{
    uint32_t hp = n->sh.step_hidden, sc = CHY_SLOTS * hp, cols = n->step_cols;
    gemm((int)hp, (int)cols, (int)st->n, st->hidden, 1, hp, st->score, cols, n->step_w.g, cols, 1);
    transpose(n->step_w.w, (int)hp, (int)cols, st->tmp);
    gemm((int)st->n, (int)hp, (int)cols, st->score, cols, 1, st->tmp, hp, st->dhidden, hp, 0);
    memset(b->dslots, 0, (size_t)b->n_rows * sc * sizeof(float));
    for (uint32_t i = 0; i < st->n; i++) {
        float *d = st->dhidden + (size_t)i * hp;
        for (uint32_t c = 0; c < cols; c++)
            n->step_b.g[c] += st->score[(size_t)i * cols + c];
        for (uint32_t x = 0; x < hp; x++) {
            d[x] *= st->mask[(size_t)i * hp + x];
            n->step_b0.g[x] += d[x];
        }
        uint32_t k = st->sent[i], len = b->sent[k]->n;
        for (uint32_t j = 0; j < CHY_SLOTS; j++) {
            uint32_t t = st->slot[i][j];
            float *g = t && t <= len ? b->dslots + (size_t)(b->first[k] + t) * sc : n->slot_edge.g + (t ? sc : 0);
            for (uint32_t x = 0; x < hp; x++)
                g[j * hp + x] += d[x];
        }
        for (uint32_t j = 0; j < CHY_SMALL; j++) {
            uint32_t r = st->row[i][j];
            if (!n->small.mark[r]) {
                n->small.mark[r] = 1;
                n->small.touched[n->small.n_touched++] = r;
            }
            float *g = n->small.g + (size_t)r * hp;
            for (uint32_t x = 0; x < hp; x++)
                g[x] += d[x];
        }
    }
}

/* ---- tags and entities ---- */

static float tag_train(const net *n, batch *b)
{
    static uint8_t may[MAX_TAGS], right[MAX_TAGS];
    float loss = 0;
    memset(may, 1, sizeof may);
    for (uint32_t k = 0; k < b->n_sent; k++) {
        memset(b->tag + (size_t)b->first[k] * n->tag_cols, 0, n->tag_cols * sizeof(float));
        for (uint32_t i = 1; i <= b->sent[k]->n; i++) {
            float *p = b->tag + (size_t)(b->first[k] + i) * n->tag_cols;
            memset(right, 0, sizeof right);
            softmax(p, may, n->sh.n_tags, n->tag_cols);
            right[b->sent[k]->tag[i]] = 1;
            loss += answer(p, right, n->sh.n_tags);
        }
    }
    memset(b->tag + (size_t)(b->n_rows - 1) * n->tag_cols, 0, n->tag_cols * sizeof(float));
    return loss;
}

static float ner_train(batch *b, uint32_t *count)
{
    uint8_t may[NER_COLS], right[NER_COLS];
    float loss = 0;
    memset(may, 1, sizeof may);
    memset(b->ner + (size_t)(b->n_rows - 1) * NER_COLS, 0, NER_COLS * sizeof(float));
    for (uint32_t k = 0; k < b->n_sent; k++) {
        float *row = b->ner + (size_t)b->first[k] * NER_COLS;
        memset(row, 0, NER_COLS * sizeof *row);
        if (!b->sent[k]->has_ner) {
            memset(row, 0, (b->sent[k]->n + 1) * NER_COLS * sizeof *row);
            continue;
        }
        for (uint32_t i = 1; i <= b->sent[k]->n; i++) {
            float *p = row + i * NER_COLS;
            softmax(p, may, CHY_N_NER, NER_COLS);
            for (uint32_t c = 0; c < NER_COLS; c++)
                right[c] = b->sent[k]->ner[i] >> c & 1;
            loss += answer(p, right, CHY_N_NER);
            ++*count;
        }
    }
    return loss;
}

/* ---- measuring ---- */

typedef struct scores {
    double words, upos, xpos, uas, las;
    double hit, found, gold;
} scores;

static void parse_greedy(const net *n, const batch *b, uint32_t k, steps *st, chy_state *s)
{
    uint32_t nl = n->sh.n_labels;
    chy_state_init(s, b->sent[k]->n);
    while (!chy_state_done(s)) {
        int legal[3];
        for (int kind = 0; kind < 3; kind++)
            legal[kind] = chy_state_may(s, kind);
        st->n = 0;
        score_state(n, b, k, s, st, 0);
        uint32_t best = UINT32_MAX;
        for (uint32_t c = 0; c < n->n_steps; c++)
            if (class_may(s, c, legal, nl) && (best == UINT32_MAX || st->score[c] > st->score[best]))
                best = c;
        int kind = class_kind(best, nl);
        chy_state_do(s, kind, kind ? (best - 1) % nl : 0);
    }
}

/* Viterbi over entity tags: I-X follows B-X or I-X. */
static void decode_entities(const float *ner, uint32_t n, uint8_t *out)
{
    float best[CHY_STATE_MAX + 1][CHY_N_NER];
    uint8_t from[CHY_STATE_MAX + 1][CHY_N_NER];
    for (uint32_t i = 0; i < n; i++)
        for (int c = 0; c < CHY_N_NER; c++) {
            int inside = c && c % 2 == 0, p = -1;
            for (int q = 0; q < CHY_N_NER; q++)
                if ((!inside || (i && (q == c || q == c - 1))) && (p < 0 || (i && best[i - 1][q] > best[i - 1][p])))
                    p = q;
            best[i][c] = (p < 0 ? -1e9f : i ? best[i - 1][p] : 0) + ner[i * NER_COLS + (uint32_t)c];
            from[i][c] = (uint8_t)(p < 0 ? 0 : p);
        }
    uint8_t c = 0;
    for (uint8_t q = 1; q < CHY_N_NER; q++)
        if (best[n - 1][q] > best[n - 1][c])
            c = q;
    for (uint32_t i = n; i-- > 0;) {
        out[i] = c;
        c = from[i][c];
    }
}

static uint8_t only_bit(uint16_t set)
{
    for (uint8_t c = 1; c <= CHY_NER_I_LOC; c++)
        if (set == (1u << c))
            return c;
    return 0;
}

/* Counts exact PER, ORG and LOC spans. */
static void count_spans(const uint8_t *tags, const uint16_t *gold, uint32_t n, scores *sc)
{
    uint8_t g[CHY_STATE_MAX + 2] = {0}, t[CHY_STATE_MAX + 2] = {0};
    for (uint32_t i = 0; i < n; i++) {
        g[i] = only_bit(gold[i + 1]);
        t[i] = tags[i] <= CHY_NER_I_LOC ? tags[i] : 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        int gb = g[i] & 1, tb = t[i] & 1;
        sc->gold += gb, sc->found += tb;
        if (!gb || g[i] != t[i])
            continue;
        uint32_t j = i + 1;
        while (j < n && g[j] == g[i] + 1 && t[j] == g[j])
            j++;
        sc->hit += g[j] != g[i] + 1 && t[j] != g[i] + 1;
    }
}

static void measure(const net *n, batch *b, steps *st, const corpus *c, const tagset *tags, scores *sc)
{
    *sc = (scores){0};
    chy_state s;
    for (uint32_t at = 0; at < c->n; at += BATCH) {
        const sentence *sent[BATCH];
        uint32_t m = c->n - at < BATCH ? c->n - at : BATCH;
        for (uint32_t k = 0; k < m; k++)
            sent[k] = &c->items[at + k];
        batch_fill(b, sent, m);
        net_forward(n, b, 0, 1);
        for (uint32_t k = 0; k < m; k++) {
            uint32_t len = sent[k]->n;
            if (sent[k]->has_ner) {
                uint8_t out[CHY_STATE_MAX];
                decode_entities(b->ner + (size_t)(b->first[k] + 1) * NER_COLS, len, out);
                count_spans(out, sent[k]->ner, len, sc);
            }
            if (!sent[k]->has_tree)
                continue;
            parse_greedy(n, b, k, st, &s);
            for (uint32_t i = 1; i <= len; i++) {
                const float *p = b->tag + (size_t)(b->first[k] + i) * n->tag_cols;
                uint32_t best = 0;
                for (uint32_t t = 1; t < n->sh.n_tags; t++)
                    if (p[t] > p[best])
                        best = t;
                uint32_t gold = sent[k]->tag[i];
                sc->words++;
                sc->upos += gold < tags->n && tags->item[best].upos == tags->item[gold].upos;
                sc->xpos += gold < tags->n && tags->item[best].xpos == tags->item[gold].xpos;
                sc->uas += s.head[i] == sent[k]->head[i];
                sc->las += s.head[i] == sent[k]->head[i] && s.label[i] == sent[k]->label[i] + 1;
            }
        }
    }
}

static void report(const net *n, batch *b, steps *st, data *d)
{
    scores e, g, u, m;
    measure(n, b, st, &d->ewt_dev, &d->tags, &e);
    measure(n, b, st, &d->gum_dev, &d->tags, &g);
    measure(n, b, st, &d->uner_dev, &d->tags, &u);
    measure(n, b, st, &d->masc_news, &d->tags, &m);
    fprintf(stderr, "  EWT dev UPOS %.2f XPOS %.2f UAS %.2f LAS %.2f | gumopen dev %.2f %.2f %.2f %.2f | F1 uner %.2f masc_news %.2f\n",
            100 * e.upos / e.words, 100 * e.xpos / e.words, 100 * e.uas / e.words, 100 * e.las / e.words,
            100 * g.upos / g.words, 100 * g.xpos / g.words, 100 * g.uas / g.words, 100 * g.las / g.words,
            200 * u.hit / (u.found + u.gold + 1e-9), 200 * m.hit / (m.found + m.gold + 1e-9));
}

/* ---- training ---- */

typedef struct job {
    const sentence *sent[BATCH];
    uint32_t n, trees;
} job;

static void shuffle(const sentence **list, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = net_random_int() % i;
        const sentence *t = list[i - 1];
        list[i - 1] = list[j];
        list[j] = t;
    }
}

static uint32_t cut_jobs(job *jobs, uint32_t at, const sentence **list, uint32_t n, uint32_t trees)
{
    shuffle(list, n);
    for (uint32_t i = 0; i < n; i += BATCH) {
        job *j = &jobs[at++];
        j->n = n - i < BATCH ? n - i : BATCH;
        j->trees = trees;
        memcpy(j->sent, list + i, j->n * sizeof *list);
    }
    return at;
}

static int has_entity(const sentence *s)
{
    for (uint32_t i = 1; i <= s->n; i++)
        if (only_bit(s->ner[i]))
            return 1;
    return 0;
}

/* All trees, all small entity sets and a part of the large one, in random order. */
static uint32_t plan_epoch(data *d, job *jobs)
{
    uint32_t n = 0, at, cap = d->train.n + d->entities.n + d->masc.n;
    const sentence **list = must(malloc(cap * sizeof *list));
    for (uint32_t i = 0; i < d->train.n; i++)
        list[n++] = &d->train.items[i];
    at = cut_jobs(jobs, 0, list, n, 1);
    n = 0;
    for (uint32_t i = 0; i < d->entities.n; i++)
        list[n++] = &d->entities.items[i];
    for (uint32_t i = 0; i < d->masc.n; i++)
        if (net_random() < (has_entity(&d->masc.items[i]) ? 0.3f : 0.05f))
            list[n++] = &d->masc.items[i];
    at = cut_jobs(jobs, at, list, n, 0);
    for (uint32_t i = at; i > 1; i--) {
        uint32_t j = net_random_int() % i;
        job t = jobs[i - 1];
        jobs[i - 1] = jobs[j];
        jobs[j] = t;
    }
    free(list);
    return at;
}

static void train_job(net *n, batch *b, steps *st, const job *j, const data *d, const options *o, float rate, float explore, double loss[4])
{
    const sentence *sent[BATCH];
    sentence copy[BATCH];
    uint32_t n_copy = 0, n_ner = 0;
    for (uint32_t k = 0; k < j->n; k++) {
        sent[k] = j->sent[k];
        if (net_random() < 0.07f) {
            copy[n_copy] = sentence_recase(sent[k], (int)(net_random_int() % 3), &d->voc);
            sent[k] = &copy[n_copy++];
        }
    }
    batch_fill(b, sent, j->n);
    net_forward(n, b, o->drop, (int)j->trees);
    loss[2] += ner_train(b, &n_ner);
    loss[3] += n_ner;
    if (j->trees) {
        loss[0] += tag_train(n, b);
        st->n = 0;
        for (uint32_t k = 0; k < j->n; k++)
            loss[1] += parse_train(n, b, k, st, o->drop, explore);
        parse_back(n, b, st);
    }
    net_backward(n, b, o->drop, (int)j->trees, (int)j->trees, n_ner > 0);
    net_step(n, rate, o->l2);
    for (uint32_t k = 0; k < n_copy; k++)
        sentence_free_recased(&copy[k]);
}

static void steps_init(steps *st, const net *n)
{
    size_t cap = MAX_STEPS;
    st->slot = must(malloc(cap * sizeof *st->slot));
    st->row = must(malloc(cap * sizeof *st->row));
    st->sent = must(malloc(cap * sizeof *st->sent));
    st->hidden = must(aligned_alloc(64, cap * n->sh.step_hidden * 4));
    st->mask = must(aligned_alloc(64, cap * n->sh.step_hidden * 4));
    st->dhidden = must(aligned_alloc(64, cap * n->sh.step_hidden * 4));
    st->score = must(aligned_alloc(64, cap * n->step_cols * 4));
    st->tmp = must(aligned_alloc(64, (size_t)n->sh.step_hidden * n->step_cols * 4));
}

static void train(data *d, const options *o, const char *out)
{
    static net n;
    batch b;
    steps st;
    net_init(&n, &o->sh, &d->voc, o->seed);
    batch_init(&b, &n, MAX_ROWS, BATCH);
    steps_init(&st, &n);
    job *jobs = must(calloc((d->train.n + d->entities.n + d->masc.n) / BATCH + 4, sizeof *jobs));
    double start = now();
    for (uint32_t epoch = 0; epoch < o->epochs; epoch++) {
        uint32_t n_jobs = plan_epoch(d, jobs);
        double loss[4] = {0}, trees = 1;
        for (uint32_t i = 0; i < n_jobs; i++) {
            float done = ((float)epoch + (float)i / (float)n_jobs) / (float)o->epochs;
            float rate = o->rate * (1 - done) * (epoch == 0 && i < 100 ? (float)(i + 1) / 100 : 1);
            train_job(&n, &b, &st, &jobs[i], d, o, rate, epoch >= 2 ? o->explore : 0, loss);
            for (uint32_t k = 0; jobs[i].trees && k < jobs[i].n; k++)
                trees += jobs[i].sent[k]->n;
            if (done > 0.75f && i % 20 == 0)
                net_average(&n);
        }
        fprintf(stderr, "epoch %u of %u, %.0f s: loss a word: tags %.4f steps %.4f entities %.4f\n", epoch + 1, o->epochs,
                now() - start, loss[0] / trees, loss[1] / trees, loss[2] / (loss[3] + 1));
        if (epoch % 3 == 2 || epoch + 1 == o->epochs)
            report(&n, &b, &st, d);
    }
    net_swap_average(&n);
    fprintf(stderr, "averaged:\n");
    report(&n, &b, &st, d);
    if (!net_save(&n, out)) {
        perror(out);
        exit(1);
    }
}

static int set_option(options *o, const char *arg)
{
    const char *value = strchr(arg, '=');
    if (!value)
        return 0;
    size_t len = (size_t)(value++ - arg);
    struct { const char *name; uint32_t *u; float *f; } table[] = {
        {"hidden", &o->sh.hidden, NULL}, {"step", &o->sh.step_hidden, NULL}, {"ner", &o->sh.ner_hidden, NULL},
        {"epochs", &o->epochs, NULL}, {"seed", &o->seed, NULL}, {"drop", NULL, &o->drop}, {"rate", NULL, &o->rate},
        {"l2", NULL, &o->l2}, {"explore", NULL, &o->explore},
    };
    if (len == 6 && strncmp(arg, "layers", 6) == 0 && strlen(value) <= MAX_LAYERS) {
        memset(o->sh.layers, 0, sizeof o->sh.layers);
        strcpy(o->sh.layers, value);
        return 1;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].name) == len && strncmp(arg, table[i].name, len) == 0) {
            if (table[i].u)
                *table[i].u = (uint32_t)atoi(value);
            else
                *table[i].f = (float)atof(value);
            return 1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    static data d;
    options o;
    memset(&o, 0, sizeof o);
    o.sh.hidden = 128, o.sh.step_hidden = 128, o.sh.ner_hidden = 64;
    strcpy(o.sh.layers, "CCC");
    o.epochs = 14, o.seed = 1, o.drop = 0.25f, o.rate = 1.5e-3f, o.explore = 0.9f;
    int exporting = argc > 5 && strcmp(argv[1], "export") == 0, at = exporting ? 6 : 5;
    if (argc < 5 || (!exporting && strcmp(argv[1], "train") != 0)) {
        fprintf(stderr, "usage: reader train DATA VECTORS OUT.f32 [name=value ...]\n"
                        "       reader export DATA VECTORS IN.f32 OUT.chym [name=value ...]\n");
        return 2;
    }
    for (int i = at; i < argc; i++)
        if (!set_option(&o, argv[i])) {
            fprintf(stderr, "unknown option %s\n", argv[i]);
            return 2;
        }
    load_data(&d, argv[2], argv[3], "train/demonyms.txt");
    o.sh.n_tags = d.tags.n, o.sh.n_labels = CHY_N_DEP, o.sh.vector_dim = d.voc.dim;
    if (!exporting) {
        train(&d, &o, argv[4]);
        return 0;
    }
    static net n;
    net_init(&n, &o.sh, &d.voc, o.seed);
    if (!net_load(&n, argv[4])) {
        fprintf(stderr, "%s does not fit these options\n", argv[4]);
        return 1;
    }
    batch b;
    steps st;
    batch_init(&b, &n, MAX_ROWS, BATCH);
    steps_init(&st, &n);
    report(&n, &b, &st, &d);
    return export_model(&n, &d.tags, &d.train, &seen, argv[5]) ? 0 : 1;
}
