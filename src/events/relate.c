/* src/events/relate.c - Opens the weights of the forced choice and sums them; see relate.h. */
#include "events/relate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events/pair.h"
#include "events/scorer.h"
#include "model/container.h"

/* Features by their keys, open addressing; rows of `width` numbers. */
typedef struct table {
    const uint32_t *keys, *rows; /* rows NULL: the slot is the row */
    const int8_t *weights;
    uint32_t n_slots, width;
    float scale;
} table;

struct chy_relator {
    chy_model model;
    table link, kind;
    uint32_t hidden, n_nets;  /* hidden: of all nets together */
    const int8_t *dense;      /* CHY_DENSE_DIM x hidden */
    float dense_scale;
    const float *bias, *out;  /* hidden; hidden x CHY_PAIR_CLASSES */
};

/* ---- opening ---- */

static bool refuse(chy_err *err, const char *what)
{
    return chy_err_set(err, CHY_E_FORMAT, 0, "relate: %s", what) == CHY_OK;
}

static bool check_table(const table *t, uint32_t n_rows, chy_err *err)
{
    uint32_t empty = 0;
    for (uint32_t i = 0; i < t->n_slots; i++) {
        empty += t->keys[i] == 0;
        if (t->rows && t->keys[i] && t->rows[i] >= n_rows)
            return refuse(err, "a feature points past the weights");
    }
    return empty || refuse(err, "a full table of features");
}

static bool power_of_two(uint32_t n)
{
    return n && (n & (n - 1)) == 0;
}

static bool bind(chy_relator *r, chy_err *err)
{
    const chy_pair_header *head = chy_model_section(&r->model, CHY_PAIR_TAG('H'), 1, sizeof *head, err);
    if (!head)
        return false;
    if (!power_of_two(head->link_slots) || !power_of_two(head->kind_slots) || head->kind_rows >= head->kind_slots || !head->hidden ||
        head->hidden > CHY_PAIR_MAX_HIDDEN || !head->n_nets || head->hidden % head->n_nets)
        return refuse(err, "impossible sizes");
    r->hidden = head->hidden;
    r->n_nets = head->n_nets;
    r->dense_scale = head->dense_scale;
    r->link = (table){.n_slots = head->link_slots, .width = 1, .scale = head->link_scale};
    r->kind = (table){.n_slots = head->kind_slots, .width = head->hidden, .scale = head->kind_scale};
    r->link.keys = chy_model_section(&r->model, CHY_PAIR_TAG('L'), head->link_slots, sizeof(uint32_t), err);
    r->link.weights = chy_model_section(&r->model, CHY_PAIR_TAG('l'), head->link_slots, 1, err);
    r->kind.keys = chy_model_section(&r->model, CHY_PAIR_TAG('K'), head->kind_slots, sizeof(uint32_t), err);
    r->kind.rows = chy_model_section(&r->model, CHY_PAIR_TAG('R'), head->kind_slots, sizeof(uint32_t), err);
    r->kind.weights = chy_model_section(&r->model, CHY_PAIR_TAG('k'), (size_t)head->kind_rows * head->hidden, 1, err);
    r->dense = chy_model_section(&r->model, CHY_PAIR_TAG('D'), (size_t)CHY_DENSE_DIM * head->hidden, 1, err);
    r->bias = chy_model_section(&r->model, CHY_PAIR_TAG('B'), head->hidden, sizeof(float), err);
    r->out = chy_model_section(&r->model, CHY_PAIR_TAG('O'), (size_t)head->hidden * CHY_PAIR_CLASSES, sizeof(float), err);
    return r->link.keys && r->link.weights && r->kind.keys && r->kind.rows && r->kind.weights && r->dense && r->bias && r->out &&
           check_table(&r->link, 0, err) && check_table(&r->kind, head->kind_rows, err);
}

chy_relator *chy_relator_open(const char *path, chy_err *err)
{
    chy_relator *relator = calloc(1, sizeof *relator);
    if (!relator) {
        chy_err_set(err, CHY_E_NOMEM, 0, "relate: out of memory");
        return NULL;
    }
    if (chy_model_open(path, &relator->model, err) != CHY_OK) {
        free(relator);
        return NULL;
    }
    if (bind(relator, err))
        return relator;
    chy_relator_free(relator);
    return NULL;
}

void chy_relator_free(chy_relator *relator)
{
    if (!relator)
        return;
    chy_model_release(&relator->model);
    free(relator);
}

bool chy_rules_scored(const chy_rules *rules)
{
    return rules->scorer != NULL;
}

/* ---- weighing one word ---- */

static const int8_t *find_row(const table *t, uint32_t key)
{
    uint32_t mask = t->n_slots - 1;
    for (uint32_t at = (key >> 1) & mask; t->keys[at]; at = (at + 1) & mask)
        if (t->keys[at] == key)
            return t->weights + (size_t)(t->rows ? t->rows[at] : at) * t->width;
    return NULL;
}

/* Integer sums over rows: the order of features does not matter, so results are the same on every machine. */
static void sum_rows(const table *t, const chy_features *features, int32_t *sum)
{
    memset(sum, 0, t->width * sizeof *sum);
    for (uint32_t i = 0; i < features->n; i++) {
        const int8_t *row = find_row(t, features->items[i].key);
        for (uint32_t k = 0; row && k < t->width; k++)
            sum[k] += row[k];
    }
}

static void sum_dense(const chy_relator *r, const int8_t *dense, int32_t *sum)
{
    memset(sum, 0, r->hidden * sizeof *sum);
    for (uint32_t d = 0; d < CHY_DENSE_DIM; d++)
        for (uint32_t k = 0; dense[d] && k < r->hidden; k++)
            sum[k] += dense[d] * r->dense[(size_t)d * r->hidden + k];
}

/* Each net's number for each type, the link's number added: n_nets x CHY_PAIR_CLASSES. */
static void weigh_word(const chy_relator *r, const chy_pair_view *view, float *out)
{
    int32_t link, sum[CHY_PAIR_MAX_HIDDEN], dense[CHY_PAIR_MAX_HIDDEN];
    uint32_t each = r->hidden / r->n_nets;
    sum_rows(&r->link, &view->link, &link);
    sum_rows(&r->kind, &view->kind, sum);
    sum_dense(r, view->dense, dense);
    for (uint32_t i = 0; i < r->n_nets * CHY_PAIR_CLASSES; i++)
        out[i] = (float)link * r->link.scale;
    for (uint32_t j = 0; j < r->hidden; j++) {
        float sparse = (float)sum[j] * r->kind.scale, rest = (float)dense[j] * r->dense_scale;
        float unit = sparse + rest + r->bias[j];
        float *net = out + j / each * CHY_PAIR_CLASSES;
        for (uint32_t k = 0; unit > 0 && k < CHY_PAIR_CLASSES; k++) {
            float share = unit * r->out[(size_t)j * CHY_PAIR_CLASSES + k];
            net[k] += share;
        }
    }
}

/* ---- all words ---- */

typedef struct word { uint32_t sentence, token; } word;
typedef struct field {
    word *words;
    float *numbers; /* a word's nets x classes */
    size_t n, cap, cap_numbers;
} field;

static chy_status weigh_sentence(const chy_rules *rules, const chy_relator *r, chy_article *art, uint32_t s, const chy_span *spans, field *f)
{
    chy_scene scene;
    uint32_t n_each = r->n_nets * CHY_PAIR_CLASSES;
    if (!chy_scene_init(&scene, rules, art, s))
        return CHY_E_NOMEM;
    uint32_t *list = chy_arena_alloc(art->arena, scene.sent->n_tokens, sizeof *list);
    if (!list)
        return CHY_E_NOMEM;
    chy_pair_heads heads = {chy_pair_head_of(&scene, spans[0]), chy_pair_head_of(&scene, spans[1])};
    uint32_t n = chy_pair_candidates(&scene, heads, list);
    for (uint32_t i = 0; i < n; i++) {
        chy_pair_view view;
        word *words = chy_arena_grow(art->arena, f->words, f->n, &f->cap, sizeof *words);
        if (!words)
            return CHY_E_NOMEM;
        f->words = words;
        while ((f->n + 1) * n_each > f->cap_numbers) {
            float *numbers = chy_arena_grow(art->arena, f->numbers, f->cap_numbers, &f->cap_numbers, sizeof *numbers);
            if (!numbers)
                return CHY_E_NOMEM;
            f->numbers = numbers;
        }
        chy_pair_look(&scene, &rules->scorer->clusters, list[i], heads, &view);
        weigh_word(r, &view, f->numbers + f->n * n_each);
        f->words[f->n++] = (word){s, list[i]};
    }
    return CHY_OK;
}

/* A sentence that holds neither span takes part only when none does. */
static bool holds(const chy_sentence *sent, const chy_span *spans)
{
    for (int k = 0; k < 2; k++)
        if (sent->index && spans[k].begin < spans[k].end && spans[k].begin < sent->end && spans[k].end > sent->begin)
            return true;
    return false;
}

/* One softmax a net over all words and types; the mean of the nets. */
static void choose(const chy_relator *r, const field *f, chy_relation *out)
{
    size_t n_each = (size_t)r->n_nets * CHY_PAIR_CLASSES;
    float best = -1;
    for (uint32_t net = 0; net < r->n_nets; net++) {
        float most = -INFINITY, total = 0;
        for (size_t w = 0; w < f->n; w++)
            for (uint32_t k = 0; k < CHY_PAIR_CLASSES; k++)
                most = fmaxf(most, f->numbers[w * n_each + net * CHY_PAIR_CLASSES + k]);
        for (size_t w = 0; w < f->n; w++)
            for (uint32_t k = 0; k < CHY_PAIR_CLASSES; k++) {
                float *x = &f->numbers[w * n_each + net * CHY_PAIR_CLASSES + k];
                total += *x = expf(*x - most);
            }
        for (size_t w = 0; w < f->n; w++)
            for (uint32_t k = 0; k < CHY_PAIR_CLASSES; k++) {
                float *x = &f->numbers[w * n_each + net * CHY_PAIR_CLASSES + k];
                *x /= total * (float)r->n_nets;
                out->chances[k + 1] += *x;
            }
    }
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (out->type == CHY_TYPE_NONE || out->chances[t] > out->chances[out->type])
            out->type = (chy_type)t;
    out->confidence = out->chances[out->type];
    for (size_t w = 0; w < f->n; w++) {
        float share = 0;
        for (uint32_t net = 0; net < r->n_nets; net++)
            share += f->numbers[w * n_each + net * CHY_PAIR_CLASSES + (uint32_t)out->type - 1];
        if (share > best) {
            best = share;
            out->sentence = f->words[w].sentence;
            out->trigger = f->words[w].token;
        }
    }
}

chy_status chy_relate(const chy_rules *rules, const chy_relator *relator, chy_article *art, chy_span source, chy_span target,
                      chy_relation *out)
{
    chy_span spans[2] = {source, target};
    field f = {0};
    *out = (chy_relation){.trigger = CHY_NO_TOKEN};
    if (!rules->scorer)
        return CHY_E_USAGE;
    bool any = false;
    for (uint32_t s = 0; s < art->n_sentences; s++)
        any |= holds(&art->sentences[s], spans);
    for (uint32_t s = 0; s < art->n_sentences; s++) {
        const chy_sentence *sent = &art->sentences[s];
        if (!sent->n_tokens || (any && !holds(sent, spans)))
            continue;
        chy_status status = weigh_sentence(rules, relator, art, s, spans, &f);
        if (status != CHY_OK)
            return status;
    }
    if (f.n) {
        choose(relator, &f, out);
        return CHY_OK;
    }
    /* A text without a word: what news tells most often, with the chance of a guess. */
    out->type = CHY_TYPE_ASSAULT;
    out->confidence = 1.0f / CHY_PAIR_CLASSES;
    return CHY_OK;
}
