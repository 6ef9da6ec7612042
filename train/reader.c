/* train/reader.c - Trains the reading net: tags, trees and entities over one encoder.
 *
 *   reader train  DATA WORK OUT.f32 [name=value ...]    layers, hidden, step, ner, epochs, seed, drop,
 *                                                       rate, l2, explore, extra
 *   reader label  DATA WORK RAW.conllu MASC.conllu NET.f32 ...   raw text and masc_other by the mean of several nets
 *   reader export DATA WORK OUT.chym NET.f32            the integer model
 *
 * DATA holds treebanks/ and entities/; WORK holds vectors.bin, raw.tok, cities.txt, priors.tsv and, for extra=N,
 * extra.conllu and extra_masc.conllu, of which N random sentences join each epoch, two fifths of them from MASC: news
 * alone would draw the net away from mails, reviews and talk. Trees come from a dynamic oracle (Goldberg and
 * Nivre 2013) that follows the net's own steps from the third epoch on. One thread, fixed seed. */
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
    uint32_t epochs, seed, extra, extra_ner; /* extra: labelled raw sentences an epoch; their entities too? */
    float drop, rate, l2, explore;
} options;

typedef struct data {
    corpus train, ewt_dev, gum_dev, entities, masc, uner_dev, masc_news, extra, extra_masc;
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
    static char path[32][1024];
    static int k;
    k = (k + 1) & 31;
    snprintf(path[k], sizeof path[k], "%s/%s", dir, name);
    return path[k];
}

static void load_data(data *d, const char *dir, const char *work, const char *demonyms, int with_extra, int with_raw)
{
    const char *vectors = in_folder(work, "vectors.bin");
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
    if (with_extra)
        corpus_read_conllu(&d->extra, in_folder(work, "extra.conllu"), &d->tags, 0);
    if (with_extra)
        corpus_read_conllu(&d->extra_masc, in_folder(work, "extra_masc.conllu"), &d->tags, 0);
    for (uint32_t i = 0; i < d->extra.n && with_extra < 2; i++)
        d->extra.items[i].has_ner = 0;
    for (uint32_t i = 0; i < d->extra_masc.n; i++)
        d->extra_masc.items[i].has_ner = 0; /* their own entities are in masc_other */
    if (with_raw) {
        corpus_read_raw(&d->extra, in_folder(work, "raw.tok"), 2); /* half: the team takes its time */
        for (uint32_t i = 0; i < d->masc.n; i++)
            corpus_add(&d->extra_masc, &d->masc.items[i]);
    }
    const corpus *sources[] = {&d->train, &d->entities, &d->masc};
    vocabulary_build(&d->voc, vectors, in_folder(work, "raw.tok"), in_folder(work, "cities.txt"),
                     in_folder(work, "priors.tsv"), sources, 3);
    corpus *all[] = {&d->train, &d->ewt_dev, &d->gum_dev, &d->entities, &d->masc, &d->uner_dev, &d->masc_news, &d->extra, &d->extra_masc};
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

/* Which classes are steps the state may take. The root relation goes with the root alone. */
static void fill_may(const chy_state *s, const int legal[3], uint32_t n_labels, uint8_t *may)
{
    int at_end = s->next > s->n;
    may[0] = (uint8_t)legal[CHY_STEP_SHIFT];
    memset(may + 1, legal[CHY_STEP_LEFT] && !at_end, n_labels);
    memset(may + 1 + n_labels, legal[CHY_STEP_RIGHT], n_labels);
    may[step_class(CHY_STEP_LEFT, CHY_DEP_root, n_labels)] = (uint8_t)(legal[CHY_STEP_LEFT] && at_end);
    may[step_class(CHY_STEP_RIGHT, CHY_DEP_root, n_labels)] = 0;
}

/* What sums of the transition net reached while measuring. */
static state_range seen;

static void score_state(const net *n, const batch *b, uint32_t k, const chy_state *s, steps *st, float drop)
{
    uint32_t hp = n->sh.step_hidden, sc = CHY_COLUMNS * hp, i = st->n;
    float *hid = st->hidden + (size_t)i * hp, *mask = st->mask + (size_t)i * hp;
    float *score = st->score + (size_t)i * n->step_cols;
    chy_state_see(s, n->sh.n_labels, st->slot[i], st->row[i]);
    st->sent[i] = k;
    memcpy(hid, n->step_b0.w, hp * sizeof *hid);
    for (uint32_t j = 0; j < CHY_SLOTS; j++) {
        uint32_t t = st->slot[i][j];
        const float *p = (t && t <= s->n ? b->slots + (size_t)(b->first[k] + t) * sc : n->slot_edge.w + (t ? sc : 0)) +
                         chy_slot_column[j] * hp;
        for (uint32_t x = 0; x < hp; x++)
            hid[x] += p[x];
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
    if (drop > 0)
        net_draw_mask(mask, hp, drop);
    for (uint32_t x = 0; x < hp; x++) {
        float keep = drop > 0 ? mask[x] : 1;
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
        fill_may(&s, legal, nl, may);
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
    uint32_t hp = n->sh.step_hidden, sc = CHY_COLUMNS * hp, cols = n->step_cols;
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
            float *g = (t && t <= len ? b->dslots + (size_t)(b->first[k] + t) * sc : n->slot_edge.g + (t ? sc : 0)) +
                       chy_slot_column[j] * hp;
            for (uint32_t x = 0; x < hp; x++)
                g[x] += d[x];
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

enum { MAX_NETS = 8 };

/* One net, or several whose probabilities are averaged. */
typedef struct team {
    net *nets[MAX_NETS];
    batch *batches[MAX_NETS];
    steps *st[MAX_NETS];
    uint32_t n;
} team;

typedef struct scores {
    double words, upos, xpos, uas, las;
    double hit, found, gold;
} scores;

static void team_forward(const team *t, const sentence **sent, uint32_t n)
{
    for (uint32_t i = 0; i < t->n; i++) {
        batch_fill(t->batches[i], sent, n);
        net_forward(t->nets[i], t->batches[i], 0, 1);
    }
}

/* The class with the highest mean probability, which goes to *p. */
static uint32_t team_choose(const team *t, uint32_t k, const chy_state *s, const uint8_t *may, float *p)
{
    float sum[256] = {0};
    uint32_t n = t->nets[0]->n_steps, cols = t->nets[0]->step_cols, best = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        t->st[i]->n = 0;
        score_state(t->nets[i], t->batches[i], k, s, t->st[i], 0);
        softmax(t->st[i]->score, may, n, cols);
        for (uint32_t c = 0; c < n; c++)
            sum[c] += t->st[i]->score[c] / (float)t->n;
    }
    for (uint32_t c = 1; c < n; c++)
        if (sum[c] > sum[best])
            best = c;
    *p = sum[best];
    return best;
}

/* Parses sentence k of the batch; returns the mean log-probability of its steps. */
static float team_parse(const team *t, uint32_t k, chy_state *s)
{
    const net *n = t->nets[0];
    uint32_t nl = n->sh.n_labels, len = t->batches[0]->sent[k]->n;
    uint8_t may[256] = {0};
    float log_p = 0, p;
    chy_state_init(s, len);
    while (!chy_state_done(s)) {
        int legal[3];
        for (int kind = 0; kind < 3; kind++)
            legal[kind] = chy_state_may(s, kind);
        fill_may(s, legal, nl, may);
        uint32_t best = team_choose(t, k, s, may, &p);
        int kind = class_kind(best, nl);
        log_p += logf(p + 1e-9f);
        chy_state_do(s, kind, kind ? (best - 1) % nl : 0);
    }
    return log_p / (float)(2 * len);
}

/* Mean probabilities of the classes of one head at row `row`. */
static void team_mean(const team *t, uint32_t row, int tags, float *out)
{
    static const uint8_t all[MAX_TAGS] = {[0 ... MAX_TAGS - 1] = 1};
    uint32_t cols = tags ? t->nets[0]->tag_cols : NER_COLS, n = tags ? t->nets[0]->sh.n_tags : CHY_N_NER;
    float p[MAX_TAGS];
    memset(out, 0, cols * sizeof *out);
    for (uint32_t i = 0; i < t->n; i++) {
        memcpy(p, (tags ? t->batches[i]->tag : t->batches[i]->ner) + (size_t)row * cols, cols * sizeof *p);
        softmax(p, all, n, cols);
        for (uint32_t c = 0; c < cols; c++)
            out[c] += p[c] / (float)t->n;
    }
}

static uint32_t team_tag(const team *t, uint32_t row)
{
    float p[MAX_TAGS];
    uint32_t best = 0;
    team_mean(t, row, 1, p);
    for (uint32_t c = 1; c < t->nets[0]->sh.n_tags; c++)
        if (p[c] > p[best])
            best = c;
    return best;
}

static void decode_entities(const float *ner, uint32_t n, uint8_t *out);

static void team_entities(const team *t, uint32_t k, uint8_t *out)
{
    float p[CHY_STATE_MAX * NER_COLS];
    uint32_t len = t->batches[0]->sent[k]->n;
    for (uint32_t i = 0; i < len; i++) {
        team_mean(t, t->batches[0]->first[k] + 1 + i, 0, p + (size_t)i * NER_COLS);
        for (uint32_t c = 0; c < NER_COLS; c++)
            p[i * NER_COLS + c] = logf(p[i * NER_COLS + c] + 1e-9f);
    }
    decode_entities(p, len, out);
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

static void measure(const team *t, const corpus *c, const tagset *tags, scores *sc)
{
    *sc = (scores){0};
    chy_state s;
    for (uint32_t at = 0; at < c->n; at += BATCH) {
        const sentence *sent[BATCH];
        uint32_t m = c->n - at < BATCH ? c->n - at : BATCH;
        for (uint32_t k = 0; k < m; k++)
            sent[k] = &c->items[at + k];
        team_forward(t, sent, m);
        for (uint32_t k = 0; k < m; k++) {
            uint32_t len = sent[k]->n;
            if (sent[k]->has_ner) {
                uint8_t out[CHY_STATE_MAX];
                team_entities(t, k, out);
                count_spans(out, sent[k]->ner, len, sc);
            }
            if (!sent[k]->has_tree)
                continue;
            team_parse(t, k, &s);
            for (uint32_t i = 1; i <= len; i++) {
                uint32_t best = team_tag(t, t->batches[0]->first[k] + i), gold = sent[k]->tag[i];
                sc->words++;
                sc->upos += gold < tags->n && tags->item[best].upos == tags->item[gold].upos;
                sc->xpos += gold < tags->n && tags->item[best].xpos == tags->item[gold].xpos;
                sc->uas += s.head[i] == sent[k]->head[i];
                sc->las += s.head[i] == sent[k]->head[i] && s.label[i] == sent[k]->label[i] + 1;
            }
        }
    }
}

static void report(const team *t, data *d)
{
    scores e, g, u, m;
    measure(t, &d->ewt_dev, &d->tags, &e);
    measure(t, &d->gum_dev, &d->tags, &g);
    measure(t, &d->uner_dev, &d->tags, &u);
    measure(t, &d->masc_news, &d->tags, &m);
    fprintf(stderr, "  EWT dev UPOS %.2f XPOS %.2f UAS %.2f LAS %.2f | gumopen dev %.2f %.2f %.2f %.2f | F1 uner %.2f masc_news %.2f\n",
            100 * e.upos / e.words, 100 * e.xpos / e.words, 100 * e.uas / e.words, 100 * e.las / e.words,
            100 * g.upos / g.words, 100 * g.xpos / g.words, 100 * g.uas / g.words, 100 * g.las / g.words,
            200 * u.hit / (u.found + u.gold + 1e-9), 200 * m.hit / (m.found + m.gold + 1e-9));
}

/* ---- labelling raw text ---- */

static void write_sentence(const team *t, uint32_t k, const tagset *tags, FILE *out)
{
    const sentence *sent = t->batches[0]->sent[k];
    uint8_t ner[CHY_STATE_MAX];
    chy_state s;
    float sure = team_parse(t, k, &s);
    team_entities(t, k, ner);
    fprintf(out, "# sure = %.4f\n", (double)sure);
    for (uint32_t i = 1; i <= sent->n; i++) {
        uint32_t tag = team_tag(t, t->batches[0]->first[k] + i);
        fprintf(out, "%u\t%s\t_\t%s\t%s\t_\t%u\t%s\t_\tNER=%s\n", i, sent->form[i], chy_upos_names[tags->item[tag].upos],
                chy_xpos_names[tags->item[tag].xpos], s.head[i] > sent->n ? 0u : s.head[i],
                chy_deprel_names[s.label[i] - 1], chy_ner_names[ner[i - 1]]);
    }
    fputc('\n', out);
}

/* Labels the sentences of `c` with the team and writes them as CoNLL-U. */
static void label(const team *t, const data *d, const corpus *c, const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    for (uint32_t at = 0; at < c->n; at += BATCH) {
        const sentence *sent[BATCH];
        uint32_t m = c->n - at < BATCH ? c->n - at : BATCH;
        for (uint32_t k = 0; k < m; k++)
            sent[k] = &c->items[at + k];
        team_forward(t, sent, m);
        for (uint32_t k = 0; k < m; k++)
            write_sentence(t, k, &d->tags, out);
        if (at / BATCH % 500 == 0)
            fprintf(stderr, "%u of %u sentences\n", at, c->n);
    }
    if (fclose(out) != 0) {
        perror(path);
        exit(1);
    }
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
static uint32_t plan_epoch(data *d, job *jobs, uint32_t extra)
{
    uint32_t n = 0, at, cap = d->train.n + d->entities.n + d->masc.n + extra;
    const sentence **list = must(malloc(cap * sizeof *list));
    for (uint32_t i = 0; i < d->train.n; i++)
        list[n++] = &d->train.items[i];
    for (uint32_t i = 0; d->extra.n && i < extra; i++)
        list[n++] = d->extra_masc.n && i % 5 < 2 ? &d->extra_masc.items[net_random_int() % d->extra_masc.n]
                                                 : &d->extra.items[net_random_int() % d->extra.n];
    at = cut_jobs(jobs, 0, list, n, 1);
    n = 0;
    for (uint32_t i = 0; i < d->entities.n; i++)
        list[n++] = &d->entities.items[i];
    for (uint32_t i = 0; i < d->masc.n; i++)
        if (net_random() < (has_entity(&d->masc.items[i]) ? 0.6f : 0.08f))
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
    if (net_gradients_finite(n))
        net_step(n, rate, o->l2);
    else
        fprintf(stderr, "a batch without a finite gradient was skipped\n");
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
    team t = {.nets = {&n}, .batches = {&b}, .st = {&st}, .n = 1};
    job *jobs = must(calloc((d->train.n + d->entities.n + d->masc.n + o->extra) / BATCH + 4, sizeof *jobs));
    double start = now();
    uint32_t epoch = 0;
    char ck[1060];
    snprintf(ck, sizeof ck, "%s.ck", out);
    if (net_checkpoint_load(&n, ck, &epoch))
        fprintf(stderr, "going on after epoch %u\n", epoch);
    for (; epoch < o->epochs; epoch++) {
        uint32_t n_jobs = plan_epoch(d, jobs, o->extra);
        double loss[4] = {0}, trees = 1;
        for (uint32_t i = 0; i < n_jobs; i++) {
            float done = ((float)epoch + (float)i / (float)n_jobs) / (float)o->epochs;
            float rate = o->rate * (1 - done) * (epoch == 0 && i < 100 ? (float)(i + 1) / 100 : 1);
            train_job(&n, &b, &st, &jobs[i], d, o, rate, epoch >= 2 ? o->explore : 0, loss);
            for (uint32_t k = 0; jobs[i].trees && k < jobs[i].n; k++)
                trees += jobs[i].sent[k]->n;
            if (done > 0.95f && i % 20 == 0)
                net_average(&n);
        }
        fprintf(stderr, "epoch %u of %u, %.0f s: loss a word: tags %.4f steps %.4f entities %.4f\n", epoch + 1, o->epochs,
                now() - start, loss[0] / trees, loss[1] / trees, loss[2] / (loss[3] + 1));
        if (epoch % 3 == 2 || epoch + 1 == o->epochs)
            report(&t, d);
        if (!net_checkpoint_save(&n, ck, epoch + 1))
            perror(ck);
    }
    net_swap_average(&n);
    fprintf(stderr, "averaged:\n");
    report(&t, d);
    if (!net_save(&n, out)) {
        perror(out);
        exit(1);
    }
    remove(ck);
}

static int set_option(options *o, const char *arg)
{
    const char *value = strchr(arg, '=');
    if (!value)
        return 0;
    size_t len = (size_t)(value++ - arg);
    struct { const char *name; uint32_t *u; float *f; } table[] = {
        {"hidden", &o->sh.hidden, NULL}, {"step", &o->sh.step_hidden, NULL}, {"ner", &o->sh.ner_hidden, NULL},
        {"epochs", &o->epochs, NULL}, {"extra", &o->extra, NULL}, {"extra_ner", &o->extra_ner, NULL}, {"seed", &o->seed, NULL}, {"drop", NULL, &o->drop}, {"rate", NULL, &o->rate},
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

/* Loads the nets named by argv into a team. */
static void team_load(team *t, char **paths, int n, const vocabulary *voc)
{
    *t = (team){0};
    for (int i = 0; i < n && i < MAX_NETS; i++) {
        t->nets[i] = must(calloc(1, sizeof **t->nets));
        t->batches[i] = must(calloc(1, sizeof **t->batches));
        t->st[i] = must(calloc(1, sizeof **t->st));
        if (!net_load(t->nets[i], paths[i], voc)) {
            fprintf(stderr, "%s: no net for this vocabulary\n", paths[i]);
            exit(1);
        }
        batch_init(t->batches[i], t->nets[i], MAX_ROWS, BATCH);
        steps_init(t->st[i], t->nets[i]);
        t->n++;
    }
}

static const char usage[] = "usage: reader train  DATA WORK OUT.f32 [name=value ...]\n"
                            "       reader label  DATA WORK RAW.conllu MASC.conllu NET.f32 ...\n"
                            "       reader export DATA WORK OUT.chym NET.f32\n";

int main(int argc, char **argv)
{
    static data d;
    options o;
    memset(&o, 0, sizeof o);
    o.sh.hidden = 128, o.sh.step_hidden = 128, o.sh.ner_hidden = 64;
    strcpy(o.sh.layers, "CCRC");
    o.epochs = 16, o.seed = 1, o.drop = 0.25f, o.rate = 1.5e-3f, o.explore = 0.9f;
    int training = argc > 1 && strcmp(argv[1], "train") == 0;
    if (argc < 5 || (!training && argc < (strcmp(argv[1], "label") == 0 ? 7 : 6))) {
        fputs(usage, stderr);
        return 2;
    }
    for (int i = 5; training && i < argc; i++)
        if (!set_option(&o, argv[i])) {
            fprintf(stderr, "unknown option %s\n", argv[i]);
            return 2;
        }
    load_data(&d, argv[2], argv[3], "train/demonyms.txt", training && o.extra ? 1 + (int)o.extra_ner : 0, strcmp(argv[1], "label") == 0);
    o.sh.n_tags = d.tags.n, o.sh.n_labels = CHY_N_DEP, o.sh.vector_dim = d.voc.dim;
    if (training) {
        train(&d, &o, argv[4]);
        return 0;
    }
    team t;
    int first = strcmp(argv[1], "label") == 0 ? 6 : 5;
    team_load(&t, argv + first, argc - first, &d.voc);
    report(&t, &d);
    if (strcmp(argv[1], "export") == 0)
        return export_model(t.nets[0], &d.tags, &d.train, &seen, argv[4]) ? 0 : 1;
    label(&t, &d, &d.extra, argv[4]);
    label(&t, &d, &d.extra_masc, argv[5]);
    return 0;
}
