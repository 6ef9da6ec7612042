/* train/names.c - Trains the reader's entity layer anew over a finished model, whose encoder, tags and trees stay as they are.
 *
 *   names MODEL.chym DATA GAZETTEER.tsv OUT.chym [name=value ...]    hidden, epochs, seed, rate, drop, uner, masc
 *
 * The layer sees three tokens: their states in the model, rounded as in use, and what the list of names says of them
 * (model/gazetteer.h; the list is packed here). Sequences of tags are scored as wholes (a conditional random field); where a
 * set leaves a tag open, the loss asks for any of those allowed. One thread, fixed seed. Run from the project's root. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "corpus.h"
#include "export.h"
#include "gemm.h"
#include "model/net.h"

enum { TAGS = CHY_N_NER, COLS = 16, ROOM = 1024, MAX_LINES = 300000, SETS = 7 };

typedef struct options {
    uint32_t hidden, epochs, seed, uner;
    float rate, drop, masc;
} options;

/* The inputs of a corpus' tokens, `width` bytes each, sentence by sentence. */
typedef struct set {
    corpus c;
    uint8_t *rows;
    size_t *first; /* of each sentence, in tokens */
} set;

typedef struct weights {
    float *w, *g, *m, *v, *avg;
    uint32_t n;
} weights;

typedef struct layer {
    uint32_t width, hidden, t, n_avg;
    weights w1, b1, w2, b2, follow;
} layer;

typedef struct pack {
    uint32_t n_rows;
    const sentence *sent[ROOM];
    uint32_t first[ROOM], n_sent;
    float *x, *hid, *dhid, *score, *tmp;
} pack;

/* One sentence's tag sequences: each position's and each pair's share of all that are allowed. */
typedef struct chain {
    double log_sum;
    float at[CHY_STATE_MAX * 2][TAGS], pair[TAGS][TAGS];
} chain;

static uint64_t rng = 88172645463325252ull;

static uint32_t draw(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 32);
}

static float draw_part(void)
{
    return (float)(draw() >> 8) / 16777216.f;
}

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

static float *floats(size_t n)
{
    size_t bytes = (n * sizeof(float) + 63) / 64 * 64 + 256;
    float *p = must(aligned_alloc(64, bytes));
    memset(p, 0, bytes);
    return p;
}

/* ---- the list of names ---- */

static const char *const kinds[] = {
    "given_common", "given_known", "given_rare", "last_common", "last_known", "last_rare", "official_given", "official_last",
    "firm_word", "place_word", "person_word", /* of one word */
    "person", "organisation", "state", "people", "city", "town", "small_town", "near_region", "region", "firm", "office",
};
_Static_assert(sizeof kinds / sizeof *kinds == CHY_GAZ_WORD_BITS + CHY_GAZ_KINDS, "a name for each bit");

typedef struct entry {
    uint32_t key, bits;
} entry;

static int by_key(const void *a, const void *b)
{
    uint32_t x = ((const entry *)a)->key, y = ((const entry *)b)->key;
    return x < y ? -1 : x > y;
}

/* A line's entry and those of its beginnings. */
static size_t add_line(char *line, entry *out)
{
    char *tab = strchr(line, '\t');
    uint32_t kind = 0, key = 0;
    size_t n = 0;
    if (!tab)
        return 0;
    *tab = 0;
    while (kind < sizeof kinds / sizeof *kinds && strcmp(kinds[kind], line) != 0)
        kind++;
    if (kind == sizeof kinds / sizeof *kinds) {
        fprintf(stderr, "no kind of name: %s\n", line);
        exit(1);
    }
    for (char *w = strtok(tab + 1, " \n"), *next; w && n < CHY_GAZ_LONGEST; w = next) {
        next = strtok(NULL, " \n");
        key = chy_gazetteer_join(key, chy_gazetteer_key(w, strlen(w)));
        out[n++] = (entry){key, next ? 1u << CHY_GAZ_MORE : 1u << kind};
    }
    return n;
}

static uint32_t value_number(uint32_t *values, uint32_t *n, uint32_t bits)
{
    for (uint32_t i = 0; i < *n; i++)
        if (values[i] == bits)
            return i;
    if (*n == 4096) {
        fprintf(stderr, "too many different entries in the list of names\n");
        exit(1);
    }
    values[*n] = bits;
    return (*n)++;
}

static void read_names(const char *path, chy_gazetteer *g)
{
    char line[1024];
    entry *e = must(calloc((size_t)MAX_LINES * CHY_GAZ_LONGEST, sizeof *e));
    uint32_t *values = must(calloc(4096, sizeof *values));
    size_t n = 0, kept = 0, lines = 0;
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        exit(1);
    }
    while (lines < MAX_LINES && fgets(line, sizeof line, f)) {
        n += add_line(line, e + n);
        lines++;
    }
    fclose(f);
    qsort(e, n, sizeof *e, by_key);
    for (size_t i = 0; i < n; i++)
        if (kept && e[kept - 1].key == e[i].key)
            e[kept - 1].bits |= e[i].bits;
        else
            e[kept++] = e[i];
    uint32_t n_values = 1, n_slots = (uint32_t)(kept * 7 / 5 + 2);
    uint32_t *slots = must(calloc(n_slots, sizeof *slots));
    for (size_t i = 0; i < kept; i++) {
        uint32_t at = chy_gazetteer_slot(e[i].key, n_slots);
        while (slots[at])
            at = at + 1 < n_slots ? at + 1 : 0;
        slots[at] = chy_gazetteer_print(e[i].key) | value_number(values, &n_values, e[i].bits);
    }
    free(e);
    *g = (chy_gazetteer){.n_slots = n_slots, .n_values = n_values, .slots = slots, .values = values};
    fprintf(stderr, "%s: %zu lines, %zu entries, %u sets of kinds\n", path, lines, kept, n_values);
}

/* ---- data ---- */

static void read_set(set *s, const char *data, const char *name, const chy_net *reader, chy_net_work *work, const chy_gazetteer *g)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/entities/%s.bio", data, name);
    corpus_read_bio(&s->c, path, "train/demonyms.txt");
    size_t width = reader->sh.hidden + CHY_GAZ_FEATURES, n = 0;
    s->first = must(calloc(s->c.n + 1, sizeof *s->first));
    for (uint32_t i = 0; i < s->c.n; i++) {
        s->first[i] = n;
        n += s->c.items[i].n;
    }
    s->rows = must(malloc(n * width + 1));
    for (uint32_t i = 0; i < s->c.n; i++) {
        const sentence *sent = &s->c.items[i];
        for (uint32_t at = 0; at < sent->n; at += CHY_NET_MAX_TOKENS) {
            chy_form forms[CHY_NET_MAX_TOKENS];
            chy_net_result r;
            uint32_t m = sent->n - at < CHY_NET_MAX_TOKENS ? sent->n - at : CHY_NET_MAX_TOKENS;
            uint8_t *to = s->rows + (s->first[i] + at) * width;
            for (uint32_t k = 0; k < m; k++)
                forms[k] = (chy_form){sent->form[at + k + 1], (uint32_t)strlen(sent->form[at + k + 1])};
            chy_net_run(reader, work, forms, m, &r);
            for (uint32_t k = 0; k < m; k++)
                memcpy(to + k * width, r.state + (size_t)k * reader->sh.hidden, reader->sh.hidden);
            chy_gazetteer_mark(g, forms, m, to + reader->sh.hidden, width);
        }
    }
}

/* ---- the layer ---- */

static void weights_init(weights *p, uint32_t n, float range)
{
    *p = (weights){floats(n), floats(n), floats(n), floats(n), floats(n), n};
    for (uint32_t i = 0; i < n; i++)
        p->w[i] = (draw_part() * 2 - 1) * range;
}

static void layer_init(layer *l, uint32_t width, uint32_t hidden)
{
    *l = (layer){.width = width, .hidden = hidden};
    weights_init(&l->w1, 3 * width * hidden, sqrtf(6.f / (float)(3 * width + hidden)));
    weights_init(&l->b1, hidden, 0);
    weights_init(&l->w2, hidden * COLS, sqrtf(6.f / (float)(hidden + COLS)));
    weights_init(&l->b2, COLS, 0);
    weights_init(&l->follow, TAGS * TAGS, 0);
}

/* The small addend keeps the root's argument normal: see net.c. */
static void adam(weights *p, float rate, uint32_t t)
{
    float fix1 = 1 / (1 - powf(0.9f, (float)t)), fix2 = 1 / (1 - powf(0.99f, (float)t));
    for (uint32_t i = 0; i < p->n; i++) {
        p->m[i] = 0.9f * p->m[i] + 0.1f * p->g[i];
        p->v[i] = 0.99f * p->v[i] + 0.01f * p->g[i] * p->g[i];
        p->w[i] -= rate * (p->m[i] * fix1) / (sqrtf(p->v[i] * fix2 + 1e-30f) + 1e-8f);
        p->g[i] = 0;
    }
}

static void average(weights *p, uint32_t n)
{
    for (uint32_t i = 0; i < p->n; i++)
        p->avg[i] += (p->w[i] - p->avg[i]) / (float)n;
}

static void pack_init(pack *b, const layer *l)
{
    size_t rows = ROOM + 2 * CHY_STATE_MAX * 2;
    b->x = floats(rows * l->width), b->hid = floats(rows * l->hidden), b->dhid = floats(rows * l->hidden);
    b->score = floats(rows * COLS), b->tmp = floats((size_t)l->hidden * COLS);
}

/* Drops single numbers of the states, and single marks less often. */
static void add_sentence(pack *b, const layer *l, const set *s, uint32_t i, float drop)
{
    const sentence *sent = &s->c.items[i];
    uint32_t states = l->width - CHY_GAZ_FEATURES;
    const uint8_t *from = s->rows + s->first[i] * l->width;
    b->sent[b->n_sent] = sent;
    b->first[b->n_sent++] = b->n_rows;
    memset(b->x + (size_t)b->n_rows++ * l->width, 0, l->width * sizeof(float));
    for (uint32_t k = 0; k < sent->n; k++, b->n_rows++, from += l->width) {
        float *x = b->x + (size_t)b->n_rows * l->width;
        for (uint32_t j = 0; j < l->width; j++) {
            float p = j < states ? drop : drop / 4;
            x[j] = drop > 0 && draw_part() < p ? 0 : (float)from[j] / CHY_GAZ_ON / (1 - p);
        }
    }
    memset(b->x + (size_t)b->n_rows * l->width, 0, l->width * sizeof(float));
}

static void forward(pack *b, const layer *l, float drop)
{
    uint32_t h = l->hidden, rows = b->n_rows;
    gemm((int)rows - 1, (int)h, (int)(3 * l->width), b->x, l->width, 1, l->w1.w, h, b->hid + h, h, 0);
    for (uint32_t r = 1; r < rows; r++)
        for (uint32_t j = 0; j < h; j++) {
            float *y = &b->hid[(size_t)r * h + j];
            *y += l->b1.w[j];
            *y = *y > 0 && (drop <= 0 || draw_part() >= drop) ? *y / (1 - drop) : 0;
        }
    memset(b->hid, 0, h * sizeof(float));
    gemm((int)rows, COLS, (int)h, b->hid, h, 1, l->w2.w, COLS, b->score, COLS, 0);
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < COLS; c++)
            b->score[r * COLS + c] += l->b2.w[c];
}

/* b->score holds the gradient of the scores, zero in empty rows. */
static void backward(pack *b, layer *l, float drop)
{
    uint32_t h = l->hidden, rows = b->n_rows;
    gemm((int)h, COLS, (int)rows, b->hid, 1, h, b->score, COLS, l->w2.g, COLS, 1);
    transpose(l->w2.w, (int)h, COLS, b->tmp);
    gemm((int)rows, (int)h, COLS, b->score, COLS, 1, b->tmp, h, b->dhid, h, 0);
    for (uint32_t r = 0; r < rows; r++) {
        for (uint32_t c = 0; c < COLS; c++)
            l->b2.g[c] += b->score[r * COLS + c];
        for (uint32_t j = 0; j < h; j++) {
            float *d = &b->dhid[(size_t)r * h + j];
            *d = b->hid[(size_t)r * h + j] > 0 ? *d / (1 - drop) : 0;
            l->b1.g[j] += *d;
        }
    }
    gemm((int)(3 * l->width), (int)h, (int)rows - 1, b->x, 1, l->width, b->dhid + h, h, l->w1.g, h, 1);
}

static int may_follow(int before, int tag)
{
    return !tag || tag % 2 || before == tag || before == tag - 1;
}

/* Sums over the tag sequences in which position i has a tag of allowed[i + 1] (NULL: any). */
static void sum_chains(chain *out, const float *score, const uint16_t *allowed, const float *follow, uint32_t n)
{
    static float e[CHY_STATE_MAX * 2][TAGS], a[CHY_STATE_MAX * 2][TAGS], back[TAGS], t[TAGS][TAGS];
    for (int p = 0; p < TAGS; p++)
        for (int c = 0; c < TAGS; c++)
            t[p][c] = may_follow(p, c) ? expf(follow[p * TAGS + c]) : 0;
    out->log_sum = 0;
    memset(out->pair, 0, sizeof out->pair);
    for (uint32_t i = 0; i < n; i++) {
        float top = score[i * COLS], sum = 0;
        for (int c = 1; c < TAGS; c++)
            top = fmaxf(top, score[i * COLS + (uint32_t)c]);
        for (int c = 0; c < TAGS; c++) {
            float before = i ? 0 : (float)may_follow(0, c);
            e[i][c] = !allowed || allowed[i + 1] >> c & 1 ? fmaxf(expf(score[i * COLS + (uint32_t)c] - top), 1e-12f) : 0;
            for (int p = 0; i && p < TAGS; p++)
                before += a[i - 1][p] * t[p][c];
            a[i][c] = before * e[i][c];
            sum += a[i][c];
        }
        out->log_sum += log((double)sum + 1e-30) + (double)top;
        for (int c = 0; c < TAGS; c++)
            a[i][c] /= sum + 1e-30f;
    }
    for (int c = 0; c < TAGS; c++)
        back[c] = 1;
    for (uint32_t i = n; i-- > 0;) {
        float sum = 1e-30f, before[TAGS] = {0}, pairs = 1e-30f, share[TAGS][TAGS];
        for (int c = 0; c < TAGS; c++)
            sum += a[i][c] * back[c];
        for (int c = 0; c < TAGS; c++)
            out->at[i][c] = a[i][c] * back[c] / sum;
        if (!i)
            break;
        for (int p = 0; p < TAGS; p++)
            for (int c = 0; c < TAGS; c++) {
                share[p][c] = t[p][c] * e[i][c] * back[c];
                before[p] += share[p][c];
                share[p][c] *= a[i - 1][p];
                pairs += share[p][c];
            }
        float top = 1e-30f;
        for (int p = 0; p < TAGS; p++) {
            for (int c = 0; c < TAGS; c++)
                out->pair[p][c] += share[p][c] / pairs;
            top = fmaxf(top, before[p]);
        }
        for (int p = 0; p < TAGS; p++)
            back[p] = before[p] / top;
    }
}

/* Scores become their gradients; returns the loss. */
static double answers(pack *b, layer *l)
{
    static chain all, right;
    double loss = 0;
    uint32_t row = 0;
    for (uint32_t k = 0; k < b->n_sent; k++) {
        const sentence *s = b->sent[k];
        float *score = b->score + (size_t)(b->first[k] + 1) * COLS;
        for (; row <= b->first[k]; row++)
            memset(b->score + (size_t)row * COLS, 0, COLS * sizeof(float));
        sum_chains(&all, score, NULL, l->follow.w, s->n);
        sum_chains(&right, score, s->ner, l->follow.w, s->n);
        loss += all.log_sum - right.log_sum;
        for (uint32_t i = 0; i < s->n; i++, row++)
            for (uint32_t c = 0; c < COLS; c++)
                score[i * COLS + c] = c < TAGS ? all.at[i][c] - right.at[i][c] : 0;
        for (int p = 0; p < TAGS; p++)
            for (int c = 0; c < TAGS; c++)
                l->follow.g[p * TAGS + c] += all.pair[p][c] - right.pair[p][c];
    }
    return loss;
}

/* ---- measuring ---- */

static void best_tags(const float *score, const float *follow, uint32_t n, uint8_t *out)
{
    static float best[CHY_STATE_MAX * 2][TAGS];
    static uint8_t from[CHY_STATE_MAX * 2][TAGS];
    for (uint32_t i = 0; i < n; i++)
        for (int c = 0; c < TAGS; c++) {
            float before = i ? -1e30f : may_follow(0, c) ? 0 : -1e9f;
            for (int p = 0; i && p < TAGS; p++)
                if (may_follow(p, c) && best[i - 1][p] + follow[p * TAGS + c] > before) {
                    before = best[i - 1][p] + follow[p * TAGS + c];
                    from[i][c] = (uint8_t)p;
                }
            best[i][c] = before + score[i * COLS + (uint32_t)c];
        }
    uint8_t c = 0;
    for (uint8_t q = 1; q < TAGS; q++)
        if (best[n - 1][q] > best[n - 1][c])
            c = q;
    for (uint32_t i = n; i-- > 0;) {
        out[i] = c;
        c = from[i][c];
    }
}

static uint32_t gold_tag(uint16_t allowed)
{
    for (uint32_t c = 1; c <= CHY_NER_I_LOC; c++)
        if (allowed == 1u << c)
            return c;
    return 0;
}

static double f1(pack *b, const layer *l, const set *s, float *top)
{
    double hit = 0, found = 0, wanted = 0;
    for (uint32_t i = 0; i < s->c.n; i++) {
        uint8_t got[CHY_STATE_MAX * 2 + 1] = {0}, gold[CHY_STATE_MAX * 2 + 1] = {0};
        const sentence *sent = &s->c.items[i];
        b->n_rows = b->n_sent = 0;
        add_sentence(b, l, s, i, 0);
        forward(b, l, 0);
        for (size_t k = l->hidden; k < (size_t)b->n_rows * l->hidden; k++)
            *top = fmaxf(*top, b->hid[k]);
        best_tags(b->score + COLS, l->follow.w, sent->n, got);
        for (uint32_t k = 0; k < sent->n; k++) {
            gold[k] = (uint8_t)gold_tag(sent->ner[k + 1]);
            got[k] = got[k] <= CHY_NER_I_LOC ? got[k] : 0;
        }
        for (uint32_t k = 0; k < sent->n; k++) {
            found += got[k] % 2, wanted += gold[k] % 2;
            if (got[k] % 2 == 0 || got[k] != gold[k])
                continue;
            uint32_t e = k + 1;
            while (got[e] == got[k] + 1 && gold[e] == got[e])
                e++;
            hit += got[e] != got[k] + 1 && gold[e] != got[k] + 1;
        }
    }
    return 200 * hit / (found + wanted + 1e-9);
}

/* ---- training ---- */

typedef struct item {
    const set *s;
    uint32_t i;
} item;

static int has_entity(const sentence *s)
{
    for (uint32_t i = 1; i <= s->n; i++)
        if (gold_tag(s->ner[i]))
            return 1;
    return 0;
}

/* sets[0] is uner, taken `uner` times; sets[1] is MASC, of which a part is drawn. */
static uint32_t plan(item *out, const set *sets, int n_sets, const options *o)
{
    uint32_t n = 0;
    for (int s = 0; s < n_sets; s++)
        for (uint32_t i = 0; i < sets[s].c.n; i++) {
            const sentence *sent = &sets[s].c.items[i];
            float part = s == 1 ? (has_entity(sent) ? o->masc : o->masc / 6) : 1;
            for (uint32_t k = 0; sent->n <= CHY_STATE_MAX && k < (s == 0 ? o->uner : 1); k++)
                if (draw_part() < part)
                    out[n++] = (item){&sets[s], i};
        }
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = draw() % i;
        item t = out[i - 1];
        out[i - 1] = out[j];
        out[j] = t;
    }
    return n;
}

static void each_weights(layer *l, void (*f)(weights *, void *), void *with)
{
    weights *all[] = {&l->w1, &l->b1, &l->w2, &l->b2, &l->follow};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        f(all[i], with);
}

static void swap_average(weights *p, void *with)
{
    float *t = p->w;
    (void)with;
    p->w = p->avg;
    p->avg = t;
}

typedef struct pace {
    float rate;
    uint32_t t, n_avg;
} pace;

static void step(weights *p, void *with)
{
    const pace *a = with;
    adam(p, a->rate, a->t);
    if (a->n_avg)
        average(p, a->n_avg);
}

static void train(layer *l, pack *b, const set *sets, const options *o, float *top)
{
    item *items = must(calloc((size_t)sets[0].c.n * o->uner + sets[1].c.n + sets[2].c.n + sets[3].c.n + sets[4].c.n, sizeof *items));
    pace a = {0};
    for (uint32_t epoch = 0; epoch < o->epochs; epoch++) {
        uint32_t n = plan(items, sets, 5, o);
        double loss = 0, tokens = 1;
        for (uint32_t i = 0; i < n;) {
            float done = ((float)epoch + (float)i / (float)n) / (float)o->epochs;
            b->n_rows = b->n_sent = 0;
            for (; i < n && b->n_rows < ROOM / 2 && b->n_sent < ROOM; i++) {
                add_sentence(b, l, items[i].s, items[i].i, o->drop);
                tokens += items[i].s->c.items[items[i].i].n;
            }
            forward(b, l, o->drop / 2);
            loss += answers(b, l);
            backward(b, l, o->drop / 2);
            a.rate = o->rate * (1 - done), a.t++, a.n_avg += done > 0.8f;
            each_weights(l, step, &a);
        }
        fprintf(stderr, "epoch %u of %u: loss a token %.4f", epoch + 1, o->epochs, loss / tokens);
        if (epoch + 1 == o->epochs)
            each_weights(l, swap_average, NULL);
        if (epoch % 2 || epoch + 1 == o->epochs)
            fprintf(stderr, "; F1 uner %.2f masc_news %.2f", f1(b, l, &sets[5], top), f1(b, l, &sets[6], top));
        fprintf(stderr, "\n");
    }
    free(items);
}

static int set_option(options *o, const char *arg)
{
    const char *value = strchr(arg, '=');
    struct { const char *name; uint32_t *u; float *f; } table[] = {
        {"hidden", &o->hidden, NULL}, {"epochs", &o->epochs, NULL}, {"seed", &o->seed, NULL}, {"uner", &o->uner, NULL},
        {"rate", NULL, &o->rate}, {"drop", NULL, &o->drop}, {"masc", NULL, &o->masc},
    };
    for (size_t i = 0; value && i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].name) == (size_t)(value - arg) && strncmp(arg, table[i].name, (size_t)(value - arg)) == 0) {
            if (table[i].u)
                *table[i].u = (uint32_t)atoi(value + 1);
            else
                *table[i].f = (float)atof(value + 1);
            return 1;
        }
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const names[SETS] = {"uner_ewt_train", "masc_other", "wikigold", "crossner_politics_train",
                                            "crossner_politics_dev", "uner_ewt_dev", "masc_news"};
    static set sets[SETS];
    static pack b;
    options o = {.hidden = 96, .epochs = 12, .seed = 1, .uner = 2, .rate = 1e-3f, .drop = 0.4f, .masc = 0.4f};
    chy_err err = {0};
    chy_model model;
    chy_net reader;
    chy_gazetteer g;
    if (argc < 5) {
        fprintf(stderr, "usage: names MODEL.chym DATA GAZETTEER.tsv OUT.chym [name=value ...]\n");
        return 2;
    }
    for (int i = 5; i < argc; i++)
        if (!set_option(&o, argv[i])) {
            fprintf(stderr, "unknown option %s\n", argv[i]);
            return 2;
        }
    if (chy_model_open(argv[1], &model, &err) != CHY_OK || chy_net_bind(&model, &reader, &err) != CHY_OK) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    rng ^= (uint64_t)o.seed * 0x9e3779b97f4a7c15ull;
    read_names(argv[3], &g);
    chy_net_work *work = must(chy_net_work_new(&reader));
    for (int i = 0; i < SETS; i++)
        read_set(&sets[i], argv[2], names[i], &reader, work, &g);
    layer l;
    float top = 0;
    layer_init(&l, reader.sh.hidden + CHY_GAZ_FEATURES, o.hidden);
    pack_init(&b, &l);
    train(&l, &b, sets, &o, &top);
    names_layer done = {.width = l.width, .hidden = l.hidden, .w1 = l.w1.w, .b1 = l.b1.w, .w2 = l.w2.w, .b2 = l.b2.w,
                        .follow = l.follow.w, .in_unit = 1.f / CHY_GAZ_ON, .top = top, .names = &g};
    int ok = export_names(&model, &done, argv[4]);
    chy_net_work_free(work);
    chy_model_release(&model);
    return ok ? 0 : 1;
}
