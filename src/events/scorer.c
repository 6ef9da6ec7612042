/* src/events/scorer.c - Opens the weights and sums them; see scorer.h. */
#include "events/scorer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

const char *const chy_task_names[CHY_N_TASK] = {"type", "role", "status", "mode", "cameo", "content", "gate"};

/* Sums over rows run on wider registers where the machine has them. The numbers do not change: every unit is summed by
 * itself, in the same order, without fused operations. */
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

static bool power_of_two(uint32_t n)
{
    return n && (n & (n - 1)) == 0;
}

static bool bind_names(chy_task_weights *task, const char *names, size_t len, chy_err *err)
{
    if (!len || names[len - 1] != '\0')
        return chy_err_set(err, CHY_E_FORMAT, 0, "scorer: names of classes are cut short") == CHY_OK;
    const char *end = names + len;
    for (uint32_t k = 0; k < task->n_classes; k++) {
        if (names >= end)
            return chy_err_set(err, CHY_E_FORMAT, k, "scorer: a class has no name") == CHY_OK;
        task->names[k] = names;
        names += strlen(names) + 1;
    }
    return true;
}

static bool bind_task(chy_scorer *scorer, int number, chy_err *err)
{
    const chy_model *model = &scorer->model;
    chy_task_weights *task = &scorer->tasks[number];
    const chy_task_header *head = chy_model_section(model, CHY_SCORER_TAG('H', number), 1, sizeof *head, err);
    if (!head)
        return false;
    if (head->n_classes < 2 || head->n_classes > CHY_MAX_CLASSES || !power_of_two(head->n_slots) ||
        head->n_rows >= head->n_slots || (head->dense_dim && head->dense_dim != CHY_DENSE_DIM) || head->hidden > CHY_MAX_HIDDEN ||
        head->n_nets < 1 || head->n_nets > CHY_MAX_NETS || (number == CHY_TASK_ROLE && head->n_classes != CHY_N_PARTS) || (head->hidden ? head->hidden % head->n_nets : head->n_nets - 1))
        return chy_err_set(err, CHY_E_FORMAT, (uint64_t)number, "scorer: impossible sizes in task %s", chy_task_names[number]) == CHY_OK;
    *task = (chy_task_weights){.n_classes = head->n_classes, .n_slots = head->n_slots, .n_rows = head->n_rows,
                               .dense_dim = head->dense_dim, .hidden = head->hidden, .n_nets = head->n_nets, .scale = head->scale, .dense_scale = head->dense_scale,
                               .width = head->hidden ? head->hidden : head->n_classes};
    task->keys = chy_model_section(model, CHY_SCORER_TAG('K', number), head->n_slots, sizeof *task->keys, err);
    task->rows = chy_model_section(model, CHY_SCORER_TAG('R', number), head->n_slots, sizeof *task->rows, err);
    task->weights = chy_model_section(model, CHY_SCORER_TAG('W', number), (size_t)head->n_rows * task->width,
                                      sizeof *task->weights, err);
    task->dense = chy_model_section(model, CHY_SCORER_TAG('D', number), (size_t)head->dense_dim * task->width, sizeof *task->dense, err);
    task->out = chy_model_section(model, CHY_SCORER_TAG('O', number), (size_t)head->hidden * (head->n_classes + 1), sizeof *task->out, err);
    const char *names = chy_model_section(model, CHY_SCORER_TAG('N', number), head->names_len, 1, err);
    if (!task->keys || !task->rows || !task->weights || !task->dense || !task->out || !names || !bind_names(task, names, head->names_len, err))
        return false;
    uint32_t empty = 0;
    for (uint32_t i = 0; i < task->n_slots; i++) {
        if (task->keys[i] && task->rows[i] >= task->n_rows)
            return chy_err_set(err, CHY_E_FORMAT, i, "scorer: a feature points past the weights") == CHY_OK;
        empty += task->keys[i] == 0;
    }
    return empty || chy_err_set(err, CHY_E_FORMAT, 0, "scorer: a full table of features") == CHY_OK;
}

static bool bind_clusters(chy_scorer *scorer, chy_err *err)
{
    size_t len;
    const chy_model *model = &scorer->model;
    const uint32_t *slots = chy_model_find(model, CHY_MODEL_TAG('S', 'C', 'K', ' '), &len);
    uint32_t n = slots ? (uint32_t)(len / sizeof *slots) : 0;
    if (!power_of_two(n))
        return chy_err_set(err, CHY_E_FORMAT, n, "scorer: the table of word classes is damaged") == CHY_OK;
    scorer->clusters = (chy_clusters){.slots = slots, .n_slots = n};
    scorer->clusters.coarse = chy_model_section(model, CHY_MODEL_TAG('S', 'C', 'C', ' '), n, sizeof(uint16_t), err);
    scorer->clusters.fine = chy_model_section(model, CHY_MODEL_TAG('S', 'C', 'F', ' '), n, sizeof(uint16_t), err);
    size_t vectors_len;
    scorer->clusters.rows = chy_model_section(model, CHY_MODEL_TAG('S', 'C', 'R', ' '), n, sizeof(uint32_t), err);
    scorer->clusters.vectors = chy_model_find(model, CHY_MODEL_TAG('S', 'C', 'V', ' '), &vectors_len);
    if (!scorer->clusters.rows || !scorer->clusters.vectors)
        return chy_err_set(err, CHY_E_FORMAT, 0, "scorer: word vectors are missing") == CHY_OK;
    uint32_t empty = 0;
    scorer->clusters.n_vectors = (uint32_t)(vectors_len / CHY_VECTOR_DIM);
    for (uint32_t i = 0; i < n; i++) {
        empty += slots[i] == 0;
        if (slots[i] && scorer->clusters.rows[i] >= scorer->clusters.n_vectors)
            return chy_err_set(err, CHY_E_FORMAT, i, "scorer: a word points past the vectors") == CHY_OK;
    }
    if (!empty)
        return chy_err_set(err, CHY_E_FORMAT, 0, "scorer: a full table of word classes") == CHY_OK;
    return scorer->clusters.coarse && scorer->clusters.fine;
}

/* A table of low halves of hashes, a power of two long, with at least one free place. */
static const uint32_t *bind_hashes(const chy_model *model, uint32_t tag, uint32_t *n, chy_err *err)
{
    size_t len;
    const uint32_t *hashes = chy_model_find(model, tag, &len);
    *n = hashes ? (uint32_t)(len / sizeof *hashes) : 0;
    uint32_t empty = 0;
    for (uint32_t i = 0; i < *n; i++)
        empty += hashes[i] == 0;
    if (power_of_two(*n) && empty)
        return hashes;
    chy_err_set(err, CHY_E_FORMAT, *n, "scorer: a table of words is damaged");
    return NULL;
}

static bool bind_idle(chy_scorer *scorer, chy_err *err)
{
    scorer->idle = bind_hashes(&scorer->model, CHY_MODEL_TAG('S', 'I', 'D', ' '), &scorer->n_idle, err);
    scorer->deeds = bind_hashes(&scorer->model, CHY_MODEL_TAG('S', 'G', 'D', ' '), &scorer->n_deeds, err);
    return scorer->idle && scorer->deeds;
}

chy_scorer *chy_scorer_open(const char *path, chy_err *err)
{
    chy_scorer *scorer = calloc(1, sizeof *scorer);
    if (!scorer) {
        chy_err_set(err, CHY_E_NOMEM, 0, "scorer: out of memory");
        return NULL;
    }
    if (chy_model_open(path, &scorer->model, err) != CHY_OK) {
        free(scorer);
        return NULL;
    }
    const float *settings =
        chy_model_section(&scorer->model, CHY_MODEL_TAG('S', 'E', 'T', ' '), CHY_N_SETTING, sizeof *settings, err);
    scorer->shapes = chy_model_section(&scorer->model, CHY_MODEL_TAG('S', 'H', 'P', ' '), CHY_N_TYPE * CHY_N_SHAPE, sizeof(float), err);
    bool good = settings && scorer->shapes && bind_clusters(scorer, err) && bind_idle(scorer, err);
    for (int i = 0; i < CHY_N_TASK && good; i++)
        good = bind_task(scorer, i, err);
    if (!good) {
        chy_scorer_free(scorer);
        return NULL;
    }
    memcpy(scorer->settings, settings, sizeof scorer->settings);
    return scorer;
}

void chy_scorer_free(chy_scorer *scorer)
{
    if (!scorer)
        return;
    chy_model_release(&scorer->model);
    free(scorer);
}

static bool has_hash(const uint32_t *hashes, uint32_t n, uint64_t hash)
{
    uint32_t key = (uint32_t)hash | 1u;
    for (uint32_t at = key & (n - 1); hashes[at]; at = (at + 1) & (n - 1))
        if (hashes[at] == key)
            return true;
    return false;
}

bool chy_scorer_skips(const chy_scorer *scorer, const chy_token *word)
{
    if (word->upos == CHY_UPOS_ADJ || word->upos == CHY_UPOS_PROPN)
        return !has_hash(scorer->deeds, scorer->n_deeds, word->lemma_hash);
    return has_hash(scorer->idle, scorer->n_idle, word->lemma_hash);
}

static const int8_t *find_row(const chy_task_weights *task, uint32_t key)
{
    uint32_t mask = task->n_slots - 1;
    for (uint32_t at = (key >> 1) & mask; task->keys[at]; at = (at + 1) & mask)
        if (task->keys[at] == key)
            return task->weights + (size_t)task->rows[at] * task->width;
    return NULL;
}

/* The rows of all features that have one. The tables are larger than the caches, so the places are asked for
 * ahead: keys first, then rows. */
static uint32_t find_rows(const chy_task_weights *task, const chy_features *features, const int8_t **rows)
{
    uint32_t n = 0, mask = task->n_slots - 1;
    for (uint32_t i = 0; i < features->n; i++)
        __builtin_prefetch(&task->keys[(features->items[i].key >> 1) & mask]);
    for (uint32_t i = 0; i < features->n; i++)
        if ((rows[n] = find_row(task, features->items[i].key)) != NULL)
            __builtin_prefetch(rows[n++]);
    return n;
}

static void softmax(float *x, uint32_t n)
{
    float most = x[0], sum = 0;
    for (uint32_t i = 1; i < n; i++)
        most = x[i] > most ? x[i] : most;
    for (uint32_t i = 0; i < n; i++)
        sum += x[i] = expf(x[i] - most);
    for (uint32_t i = 0; i < n; i++)
        x[i] /= sum;
}

WIDE static void add_row(int32_t *restrict sum, const int8_t *restrict row, uint32_t width)
{
    for (uint32_t k = 0; k < width; k++)
        sum[k] += row[k];
}

static void add_dense_plain(int32_t *sum, const int8_t *dense, const int16_t *weights, uint32_t dim, uint32_t width)
{
    for (uint32_t d = 0; d + 1 < dim; d += 2) {
        int32_t x = dense[d], y = dense[d + 1];
        const int16_t *row = weights + (size_t)d * width;
        for (uint32_t k = 0; (x || y) && k < width; k++)
            sum[k] += x * row[2 * k] + y * row[2 * k + 1];
    }
}

#if defined(__x86_64__)
/* The same sums, eight units at a time. */
__attribute__((target("avx2"))) static void add_dense_avx2(int32_t *sum, const int8_t *dense, const int16_t *weights, uint32_t dim,
                                                           uint32_t width)
{
    for (uint32_t d = 0; d + 1 < dim; d += 2) {
        if (!dense[d] && !dense[d + 1])
            continue;
        __m256i pair = _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)dense[d] | (uint32_t)(uint16_t)dense[d + 1] << 16));
        const int16_t *row = weights + (size_t)d * width;
        for (uint32_t k = 0; k < width; k += 8) {
            __m256i share = _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(row + 2 * k)), pair);
            __m256i *at = (__m256i *)(void *)(sum + k);
            _mm256_storeu_si256(at, _mm256_add_epi32(_mm256_loadu_si256(at), share));
        }
    }
}
#endif

static void add_dense(int32_t *sum, const int8_t *dense, const int16_t *weights, uint32_t dim, uint32_t width)
{
#if defined(__x86_64__)
    if (width % 8 == 0 && __builtin_cpu_supports("avx2")) {
        add_dense_avx2(sum, dense, weights, dim, width);
        return;
    }
#endif
    add_dense_plain(sum, dense, weights, dim, width);
}

/* The hidden units `from` to `to`: biases, rectified; then the classes. */
WIDE static void through_hidden(const chy_task_weights *task, uint32_t from, uint32_t to, float *restrict unit, float *restrict out)
{
    const float *bias = task->out, *weights = task->out + task->hidden;
    memset(out, 0, task->n_classes * sizeof *out);
    for (uint32_t j = from; j < to; j++) {
        unit[j] += bias[j];
        if (unit[j] < 0)
            unit[j] = 0;
        for (uint32_t k = 0; unit[j] > 0 && k < task->n_classes; k++) {
            float share = unit[j] * weights[(size_t)j * task->n_classes + k];
            out[k] += share;
        }
    }
}

/* The mean of the nets' chances. */
static void average_nets(const chy_task_weights *task, float *unit, float *out)
{
    float one[CHY_MAX_CLASSES];
    uint32_t each = task->hidden / task->n_nets;
    memset(out, 0, task->n_classes * sizeof *out);
    for (uint32_t n = 0; n < task->n_nets; n++) {
        through_hidden(task, n * each, (n + 1) * each, unit, one);
        softmax(one, task->n_classes);
        for (uint32_t k = 0; k < task->n_classes; k++)
            out[k] += one[k] / (float)task->n_nets;
    }
}

/* Sums of rows and dense inputs: hidden units before their bias, or classes. Integer sums: the order of features does not matter, so results
 * are the same on every machine. */
static void sum_inputs(const chy_task_weights *task, const chy_features *features, const int32_t *dense_sum, float *unit)
{
    int32_t sum[CHY_MAX_CLASSES] = {0};
    const int8_t *rows[CHY_MAX_FEATURES];
    uint32_t n_rows = find_rows(task, features, rows);
    for (uint32_t i = 0; i < n_rows; i++)
        add_row(sum, rows[i], task->width);
    for (uint32_t k = 0; k < task->width; k++) {
        float sparse = (float)sum[k] * task->scale, rest = (float)dense_sum[k] * task->dense_scale;
        unit[k] = sparse + rest;
    }
}

void chy_scorer_chances(const chy_scorer *scorer, chy_task number, const chy_features *features, const int8_t *dense, float *out,
                        chy_activation *active)
{
    const chy_task_weights *task = &scorer->tasks[number];
    float unit[CHY_MAX_CLASSES];
    int32_t dense_sum[CHY_MAX_CLASSES] = {0};
    if (dense)
        add_dense(dense_sum, dense, task->dense, task->dense_dim, task->width);
    sum_inputs(task, features, dense_sum, unit);
    if (task->hidden) {
        average_nets(task, unit, out);
    } else {
        memcpy(out, unit, task->n_classes * sizeof *out);
        softmax(out, task->n_classes);
    }
    if (active && task->hidden)
        memcpy(active->unit, unit, task->hidden * sizeof *unit);
}

void chy_scorer_half(const chy_scorer *scorer, bool party, const int8_t *dense, int32_t *out)
{
    const chy_task_weights *task = &scorer->tasks[CHY_TASK_ROLE];
    memset(out, 0, task->width * sizeof *out);
    if (task->dense_dim)
        add_dense(out, dense, task->dense + (party ? (size_t)CHY_DENSE_HALF * task->width : 0), CHY_DENSE_HALF, task->width);
}

void chy_scorer_role(const chy_scorer *scorer, const chy_features *features, const int32_t *trigger, const int32_t *party, float *out)
{
    const chy_task_weights *task = &scorer->tasks[CHY_TASK_ROLE];
    float unit[CHY_MAX_CLASSES];
    int32_t dense_sum[CHY_MAX_CLASSES];
    uint32_t each = task->hidden / task->n_nets;
    for (uint32_t k = 0; k < task->width; k++)
        dense_sum[k] = trigger[k] + party[k];
    sum_inputs(task, features, dense_sum, unit);
    if (!task->hidden)
        memcpy(out, unit, task->n_classes * sizeof *out);
    for (uint32_t net = 0; task->hidden && net < task->n_nets; net++)
        through_hidden(task, net * each, (net + 1) * each, unit, out + net * task->n_classes);
}

void chy_scorer_choose(const chy_scorer *scorer, float *votes, uint32_t n, float *out)
{
    uint32_t nets = scorer->tasks[CHY_TASK_ROLE].n_nets, row = CHY_N_PARTS * nets;
    memset(out, 0, CHY_N_PARTS * n * sizeof *out);
    for (uint32_t k = 0; k < row; k++) {
        float most = votes[k], sum = 0;
        for (uint32_t i = 1; i < n; i++)
            most = votes[i * row + k] > most ? votes[i * row + k] : most;
        for (uint32_t i = 0; i < n; i++)
            sum += votes[i * row + k] = expf(votes[i * row + k] - most);
        for (uint32_t i = 0; i < n; i++)
            out[CHY_N_PARTS * i + k % CHY_N_PARTS] += votes[i * row + k] / sum / (float)nets;
    }
}

float chy_scorer_weight(const chy_scorer *scorer, chy_task number, uint32_t key, uint32_t class_number, const chy_activation *active)
{
    const chy_task_weights *task = &scorer->tasks[number];
    const int8_t *row = find_row(task, key);
    if (!row || class_number >= task->n_classes)
        return 0;
    if (!task->hidden)
        return (float)(row[class_number] - row[0]) * task->scale;
    const float *weights = task->out + task->hidden;
    float sum = 0;
    for (uint32_t j = 0; j < task->hidden; j++)
        if (active->unit[j] > 0)
            sum += (float)row[j] * task->scale *
                   (weights[(size_t)j * task->n_classes + class_number] - weights[(size_t)j * task->n_classes]);
    return sum / (float)task->n_nets;
}
