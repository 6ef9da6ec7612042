/* src/model/net.c - The integer reading net; see net.h. */
#include "model/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Word cache: rows of forms met lately. A form longer than CACHE_TEXT is computed anew. */
enum { CACHE_BITS = 14, CACHE_TEXT = 28, ENCODE_BATCH = 32 };

_Static_assert(CHY_GAZ_TOKENS == CHY_NET_MAX_TOKENS, "a sentence's names are marked in one call");

typedef struct cached {
    uint32_t hash;
    uint8_t len; /* 0: empty */
    char text[CACHE_TEXT];
} cached;

struct chy_net_work {
    cached *cache;
    int16_t *cache_rows;         /* per entry 3 x hidden */
    int16_t *miss_rows;          /* forms that the cache cannot hold in this sentence: tokens x 3 hidden */
    uint8_t *x;                  /* ENCODE_BATCH x x_dim */
    uint8_t *h[CHY_NET_MAX_LAYERS]; /* (tokens + 2) x hidden; the first and last row of a sentence are zero */
    uint8_t *ner1;
    uint8_t *named;              /* states with the gazetteer's marks behind: (tokens + 2) x (hidden + CHY_GAZ_FEATURES) */
    int32_t *gates, *tag, *ner;
    int16_t *slots;
    int16_t *zero_row;
    void *memory;
};

/* ---- loading ---- */

static chy_status bad(chy_err *err, const char *what)
{
    return chy_err_set(err, CHY_E_FORMAT, 0, "the model's %s is not possible", what);
}

static bool in_range(uint32_t v, uint32_t low, uint32_t high, uint32_t multiple)
{
    return v >= low && v <= high && v % multiple == 0;
}

static bool shape_possible(const chy_net_shape *s)
{
    bool ok = in_range(s->word_dim, 4, 512, 4) && in_range(s->vector_dim, 4, 512, 4) &&
              in_range(s->n_words, 1, 1000000, 1) && in_range(s->n_trained, 0, s->n_words, 1) &&
              in_range(s->n_slots, 2, 1u << 22, 2) && (s->n_slots & (s->n_slots - 1)) == 0 && s->n_slots > s->n_words &&
              in_range(s->text_len, 0, 1u << 26, 1) && in_range(s->lex_dim, 4, 128, 4) && in_range(s->lex_rows, 1, 256, 1) && in_range(s->n_layers, 1, CHY_NET_MAX_LAYERS, 1) &&
              in_range(s->hidden, 32, CHY_NET_MAX_WIDTH, 32) && in_range(s->step_hidden, 32, CHY_NET_MAX_WIDTH, 32) &&
              in_range(s->ner_hidden, 16, CHY_NET_MAX_WIDTH, 16) && in_range(s->tag_cols, 16, 512, 16) &&
              in_range(s->n_tags, 1, s->tag_cols, 1) && in_range(s->ner_cols, 16, 64, 16) &&
              in_range(s->n_ner, 1, s->ner_cols, 1) && in_range(s->n_labels, 1, 120, 1) &&
              in_range(s->step_cols, 1 + 2 * s->n_labels, 512, 16) && in_range(s->small_rows, 1, 4096, 1) && in_range(s->columns, 1, 16, 1) &&
              s->first_scale > 0 && s->first_scale < 32768 && s->step_scale > 0 && s->step_scale < 32768;
    for (int k = 0; ok && k < CHY_WORD_AFFIXES; k++)
        ok = in_range(s->affix_dim[k], 4, 128, 4) && in_range(s->affix_rows[k], 1, 1u << 20, 1) &&
             (s->affix_rows[k] & (s->affix_rows[k] - 1)) == 0;
    for (uint32_t l = 0; ok && l < s->n_layers; l++)
        ok = s->layers[l] == 'C' || (l && s->layers[l] == 'R');
    return ok;
}

/* Sections of matrix `name` (three letters) are W, B and S followed by it. No sum times
 * its scale may leave 30 bits: hostile numbers would differ between kernels. */
static chy_status bind_matrix(const chy_model *model, const char *name, uint32_t k, uint32_t n, chy_matrix *m, chy_err *err)
{
    char a = name[0], b = name[1], c = name[2];
    m->k = k;
    m->n = n;
    m->weights = chy_model_section(model, CHY_MODEL_TAG('W', a, b, c), (size_t)k * n, 1, err);
    m->bias = chy_model_section(model, CHY_MODEL_TAG('B', a, b, c), n, sizeof *m->bias, err);
    m->scale = chy_model_section(model, CHY_MODEL_TAG('S', a, b, c), n, sizeof *m->scale, err);
    if (!m->weights || !m->bias || !m->scale)
        return CHY_E_FORMAT;
    for (uint32_t j = 0; j < n; j++) {
        float reach = (float)k * 127.f * 128.f + fabsf((float)m->bias[j]);
        if (m->bias[j] < -(1 << 29) || m->bias[j] > 1 << 29 || !(fabsf(m->scale[j]) * reach < 536870912.f))
            return bad(err, "scale of a matrix");
    }
    m->narrow = 1;
    for (size_t i = 0; i < (size_t)k * n; i++) {
        if (m->weights[i] == -128)
            return bad(err, "weight of a matrix");
        if (m->weights[i] < -64 || m->weights[i] > 64)
            m->narrow = 0;
    }
    return CHY_OK;
}

static chy_status bind_vocabulary(const chy_model *model, chy_net *net, chy_err *err)
{
    const chy_net_shape *s = &net->sh;
    net->slots = chy_model_section(model, CHY_MODEL_TAG('V', 'S', 'L', 'T'), s->n_slots, sizeof *net->slots, err);
    net->text_at = chy_model_section(model, CHY_MODEL_TAG('V', 'A', 'T', ' '), (size_t)s->n_words + 2, sizeof *net->text_at, err);
    net->text = chy_model_section(model, CHY_MODEL_TAG('V', 'T', 'X', 'T'), s->text_len, 1, err);
    net->words = chy_model_section(model, CHY_MODEL_TAG('E', 'W', 'R', 'D'), (size_t)s->n_trained + 1, s->word_dim, err);
    net->vectors = chy_model_section(model, CHY_MODEL_TAG('E', 'V', 'E', 'C'), (size_t)s->n_words + 1, s->vector_dim, err);
    net->lex = chy_model_section(model, CHY_MODEL_TAG('E', 'L', 'E', 'X'), s->lex_rows, s->lex_dim, err);
    net->lex_of = chy_model_section(model, CHY_MODEL_TAG('V', 'L', 'E', 'X'), (size_t)s->n_words + 1, 1, err);
    if (!net->slots || !net->text_at || !net->text || !net->words || !net->vectors || !net->lex || !net->lex_of)
        return CHY_E_FORMAT;
    bool free_slot = false;
    for (uint32_t i = 0; i < s->n_slots; i++) {
        if (net->slots[i] > s->n_words)
            return bad(err, "vocabulary");
        free_slot |= net->slots[i] == 0;
    }
    for (uint32_t i = 0; i <= s->n_words; i++)
        if (net->lex_of[i] >= s->lex_rows || net->text_at[i] > net->text_at[i + 1] || net->text_at[i + 1] > s->text_len)
            return bad(err, "vocabulary");
    return free_slot ? CHY_OK : bad(err, "vocabulary");
}

static chy_status bind_tables(const chy_model *model, chy_net *net, chy_err *err)
{
    const chy_net_shape *s = &net->sh;
    for (uint32_t k = 0; k < CHY_WORD_AFFIXES; k++) {
        net->affix[k] = chy_model_section(model, CHY_MODEL_TAG('E', 'A', 'F', '0' + k), s->affix_rows[k], s->affix_dim[k], err);
        if (!net->affix[k])
            return CHY_E_FORMAT;
    }
    net->first_bias = chy_model_section(model, CHY_MODEL_TAG('T', '1', 'S', 'T'), s->hidden, sizeof(int16_t), err);
    net->slot_edge = chy_model_section(model, CHY_MODEL_TAG('T', 'E', 'D', 'G'), (size_t)2 * s->columns * s->step_hidden, sizeof(int16_t), err);
    net->small = chy_model_section(model, CHY_MODEL_TAG('T', 'S', 'M', 'L'), (size_t)s->small_rows * s->step_hidden, sizeof(int16_t), err);
    net->state_bias = chy_model_section(model, CHY_MODEL_TAG('T', 'B', 'I', 'A'), s->step_hidden, sizeof(int16_t), err);
    net->tags = chy_model_section(model, CHY_MODEL_TAG('T', 'A', 'G', 'S'), s->n_tags, 2, err);
    return net->first_bias && net->slot_edge && net->small && net->state_bias && net->tags ? CHY_OK : CHY_E_FORMAT;
}

/* The entity layer, over states and the gazetteer's marks. */
static chy_status bind_names(const chy_model *model, chy_net *net, chy_err *err)
{
    const chy_net_shape *sh = &net->sh;
    size_t len;
    chy_status st = chy_gazetteer_bind(model, &net->gazetteer, err);
    if (st == CHY_OK)
        st = bind_matrix(model, "NE1", 3 * (sh->hidden + (net->gazetteer.n_slots ? CHY_GAZ_FEATURES : 0)), sh->ner_hidden, &net->ner1, err);
    if (st == CHY_OK)
        st = bind_matrix(model, "NE2", sh->ner_hidden, sh->ner_cols, &net->ner2, err);
    if (st != CHY_OK || !chy_model_find(model, CHY_MODEL_TAG('T', 'N', 'E', 'R'), &len))
        return st;
    size_t n = (size_t)sh->n_ner * sh->n_ner;
    net->follow = chy_model_section(model, CHY_MODEL_TAG('T', 'N', 'E', 'R'), n, sizeof *net->follow, err);
    if (!net->follow)
        return CHY_E_FORMAT;
    for (size_t i = 0; i < n; i++)
        if (net->follow[i] < -(1 << 29) || net->follow[i] > 1 << 29)
            return bad(err, "order of entity tags");
    return CHY_OK;
}

chy_status chy_net_bind(const chy_model *model, chy_net *net, chy_err *err)
{
    *net = (chy_net){0};
    const chy_net_shape *sh = chy_model_section(model, CHY_MODEL_TAG('S', 'H', 'A', 'P'), 1, sizeof *sh, err);
    if (!sh)
        return CHY_E_FORMAT;
    net->sh = *sh;
    if (!shape_possible(sh))
        return bad(err, "shape");
    net->kernels = chy_kernels_best();
    net->x_dim = sh->word_dim + sh->vector_dim + sh->lex_dim;
    for (int k = 0; k < CHY_WORD_AFFIXES; k++)
        net->x_dim += sh->affix_dim[k];
    chy_status st = bind_vocabulary(model, net, err);
    if (st == CHY_OK)
        st = bind_tables(model, net, err);
    if (st == CHY_OK)
        st = bind_matrix(model, "1ST", net->x_dim, 3 * sh->hidden, &net->first, err);
    for (uint32_t l = 1; st == CHY_OK && l < sh->n_layers; l++) {
        char name[3] = {'L', 'A', (char)('0' + l)};
        bool conv = sh->layers[l] == 'C';
        st = bind_matrix(model, name, conv ? 3 * sh->hidden : sh->hidden, conv ? sh->hidden : 2 * sh->hidden, &net->layer[l], err);
    }
    if (st == CHY_OK)
        st = bind_matrix(model, "TAG", sh->hidden, sh->tag_cols, &net->tag, err);
    if (st == CHY_OK)
        st = bind_names(model, net, err);
    if (st == CHY_OK)
        st = bind_matrix(model, "SLT", sh->hidden, sh->columns * sh->step_hidden, &net->slot, err);
    if (st == CHY_OK)
        st = bind_matrix(model, "STP", sh->step_hidden, sh->step_cols, &net->step, err);
    return st;
}

/* ---- scratch ---- */

static size_t take(size_t *at, size_t bytes)
{
    size_t here = *at;
    *at = (here + bytes + 127) / 64 * 64; /* vector loads may look past the end by less than 64 */
    return here;
}

chy_net_work *chy_net_work_new(const chy_net *net)
{
    const chy_net_shape *s = &net->sh;
    size_t rows = CHY_NET_MAX_TOKENS + 2, h = s->hidden, at = 0;
    size_t cache_at = take(&at, sizeof(cached) << CACHE_BITS);
    size_t cache_rows_at = take(&at, (3 * h * sizeof(int16_t)) << CACHE_BITS);
    size_t miss_at = take(&at, rows * 3 * h * sizeof(int16_t));
    size_t x_at = take(&at, (size_t)ENCODE_BATCH * net->x_dim);
    size_t h_at[CHY_NET_MAX_LAYERS];
    for (uint32_t l = 0; l < s->n_layers; l++)
        h_at[l] = take(&at, rows * h);
    size_t ner1_at = take(&at, rows * s->ner_hidden);
    size_t named_at = take(&at, net->gazetteer.n_slots ? rows * (h + CHY_GAZ_FEATURES) : 0);
    size_t gates_at = take(&at, rows * 2 * h * sizeof(int32_t));
    size_t tag_at = take(&at, rows * s->tag_cols * sizeof(int32_t));
    size_t ner_at = take(&at, rows * s->ner_cols * sizeof(int32_t));
    size_t slots_at = take(&at, rows * s->columns * s->step_hidden * sizeof(int16_t));
    size_t zero_at = take(&at, 3 * h * sizeof(int16_t));

    chy_net_work *work = calloc(1, sizeof *work);
    char *p = work ? calloc(1, at + 64) : NULL; /* zero pages: the cache costs memory only where it is used */
    if (!p) {
        free(work);
        return NULL;
    }
    work->memory = p;
    p += (64 - (uintptr_t)p % 64) % 64;
    work->cache = (cached *)(void *)(p + cache_at);
    work->cache_rows = (int16_t *)(void *)(p + cache_rows_at);
    work->miss_rows = (int16_t *)(void *)(p + miss_at);
    work->x = (uint8_t *)(p + x_at);
    for (uint32_t l = 0; l < s->n_layers; l++)
        work->h[l] = (uint8_t *)(p + h_at[l]);
    work->ner1 = (uint8_t *)(p + ner1_at);
    work->named = (uint8_t *)(p + named_at);
    work->gates = (int32_t *)(void *)(p + gates_at);
    work->tag = (int32_t *)(void *)(p + tag_at);
    work->ner = (int32_t *)(void *)(p + ner_at);
    work->slots = (int16_t *)(void *)(p + slots_at);
    work->zero_row = (int16_t *)(void *)(p + zero_at);
    return work;
}

void chy_net_work_free(chy_net_work *work)
{
    if (!work)
        return;
    free(work->memory);
    free(work);
}

/* ---- words ---- */

static uint32_t find_word(const chy_net *net, const char *norm, size_t len)
{
    uint32_t mask = net->sh.n_slots - 1, h = chy_word_hash(norm, len, 0) & mask;
    for (; net->slots[h]; h = (h + 1) & mask) {
        uint32_t id = net->slots[h];
        const char *text = net->text + net->text_at[id];
        if (net->text_at[id + 1] - net->text_at[id] == len && memcmp(text, norm, len) == 0)
            return id;
    }
    return 0;
}

static uint8_t *put_row(uint8_t *x, const int8_t *row, uint32_t dim)
{
    for (uint32_t k = 0; k < dim; k++)
        x[k] = (uint8_t)((row[k] + 64) & 127);
    return x + dim;
}

/* Signed rows of -64..63, moved up by 64: the bias of the first layer takes that out. */
static void put_inputs(const chy_net *net, const chy_form *form, uint8_t *x)
{
    const chy_net_shape *s = &net->sh;
    char norm[CHY_WORD_MAX];
    uint32_t affix[CHY_WORD_AFFIXES];
    size_t len = chy_word_norm(form->text, form->len, norm);
    uint32_t id = find_word(net, norm, len);
    chy_word_affixes(form->text, form->len, norm, len, affix);
    x = put_row(x, net->words + (size_t)(id <= s->n_trained ? id : 0) * s->word_dim, s->word_dim);
    x = put_row(x, net->vectors + (size_t)id * s->vector_dim, s->vector_dim);
    for (int k = 0; k < CHY_WORD_AFFIXES; k++)
        x = put_row(x, net->affix[k] + (size_t)(affix[k] & (s->affix_rows[k] - 1)) * s->affix_dim[k], s->affix_dim[k]);
    (void)put_row(x, net->lex + (size_t)net->lex_of[id] * s->lex_dim, s->lex_dim);
}

static uint32_t form_hash(const chy_form *form)
{
    uint64_t h = 0x9e3779b97f4a7c15ull ^ form->len;
    const char *p = form->text;
    for (uint32_t left = form->len; left;) {
        uint64_t v = 0;
        uint32_t n = left < 8 ? left : 8;
        memcpy(&v, p, n);
        h = (h ^ v) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
        p += n;
        left -= n;
    }
    return (uint32_t)(h ^ h >> 17);
}

typedef struct miss {
    uint32_t token;
    cached *entry; /* where to keep it, NULL: nowhere */
} miss;

static void flush_misses(const chy_net *net, chy_net_work *work, const miss *misses, size_t n, const int16_t **row_of)
{
    size_t width = 3 * (size_t)net->sh.hidden;
    if (!n)
        return;
    int16_t rows[ENCODE_BATCH * 3 * CHY_NET_MAX_WIDTH];
    net->kernels->short_rows(&net->first, work->x, net->x_dim, n, rows);
    for (size_t i = 0; i < n; i++) {
        int16_t *to = misses[i].entry ? work->cache_rows + (size_t)(misses[i].entry - work->cache) * width
                                      : work->miss_rows + misses[i].token * width;
        memcpy(to, rows + i * width, width * sizeof *to);
        row_of[misses[i].token] = to;
    }
}

/* Finds or computes the three rows of each form. An entry that this sentence uses is not
 * given to another form of the sentence: `row_of` points into it. */
static void look_up(const chy_net *net, chy_net_work *work, const chy_form *forms, size_t n, const int16_t **row_of)
{
    size_t width = 3 * (size_t)net->sh.hidden, n_miss = 0;
    miss misses[ENCODE_BATCH] = {{0}};
    uint64_t used[((size_t)1 << CACHE_BITS) / 64];
    memset(used, 0, sizeof used);
    for (size_t i = 0; i < n; i++) {
        uint32_t hash = form_hash(&forms[i]), at = hash & ((1u << CACHE_BITS) - 1);
        cached *e = &work->cache[at];
        bool taken = used[at / 64] >> (at % 64) & 1, fits = forms[i].len && forms[i].len <= CACHE_TEXT;
        if (fits && e->hash == hash && e->len == forms[i].len && memcmp(e->text, forms[i].text, e->len) == 0) {
            row_of[i] = work->cache_rows + at * width;
            used[at / 64] |= (uint64_t)1 << (at % 64);
            continue;
        }
        if (n_miss == ENCODE_BATCH) {
            flush_misses(net, work, misses, n_miss, row_of);
            n_miss = 0;
        }
        misses[n_miss] = (miss){(uint32_t)i, NULL};
        if (fits && !taken) {
            used[at / 64] |= (uint64_t)1 << (at % 64);
            e->hash = hash;
            e->len = (uint8_t)forms[i].len;
            memcpy(e->text, forms[i].text, e->len);
            misses[n_miss].entry = e;
        }
        put_inputs(net, &forms[i], work->x + n_miss * net->x_dim);
        n_miss++;
    }
    flush_misses(net, work, misses, n_miss, row_of);
}

/* ---- layers ---- */

static void first_layer(const chy_net *net, chy_net_work *work, const chy_form *forms, size_t n)
{
    size_t h = net->sh.hidden;
    const int16_t *row_of[CHY_NET_MAX_TOKENS + 2];
    look_up(net, work, forms, n, row_of + 1);
    row_of[0] = row_of[n + 1] = work->zero_row;
    for (size_t i = 1; i <= n; i++)
        net->kernels->add_rows(row_of[i - 1], row_of[i] + h, row_of[i + 1] + 2 * h, net->first_bias, h,
                               (int16_t)net->sh.first_scale, work->h[0] + i * h);
}

/* States with the gazetteer's marks; the states alone where the model has none. */
static const uint8_t *name_inputs(const chy_net *net, chy_net_work *work, const chy_form *forms, size_t n, const uint8_t *top)
{
    size_t h = net->sh.hidden, width = h + CHY_GAZ_FEATURES;
    if (!net->gazetteer.n_slots)
        return top;
    memset(work->named, 0, width);
    memset(work->named + (n + 1) * width, 0, width);
    for (size_t i = 1; i <= n; i++)
        memcpy(work->named + i * width, top + i * h, h);
    chy_gazetteer_mark(&net->gazetteer, forms, n, work->named + width + h, width);
    return work->named;
}

void chy_net_run(const chy_net *net, chy_net_work *work, const chy_form *forms, size_t n, chy_net_result *out)
{
    const chy_net_shape *s = &net->sh;
    const chy_kernels *k = net->kernels;
    size_t h = s->hidden;
    first_layer(net, work, forms, n);
    for (uint32_t l = 0; l < s->n_layers; l++) {
        uint8_t *y = work->h[l];
        const uint8_t *x = l ? work->h[l - 1] : NULL;
        if (l && s->layers[l] == 'C')
            k->relu(&net->layer[l], x, h, n, x + h, y + h);
        else if (l) {
            k->long_rows(&net->layer[l], x + h, h, n, work->gates);
            k->recur(work->gates, n, h, x + h, y + h);
        }
        memset(y, 0, h);
        memset(y + (n + 1) * h, 0, h);
    }
    const uint8_t *top = work->h[s->n_layers - 1];
    k->long_rows(&net->tag, top + h, h, n, work->tag);
    k->relu(&net->ner1, name_inputs(net, work, forms, n, top), net->ner1.k / 3, n, NULL, work->ner1);
    k->long_rows(&net->ner2, work->ner1, s->ner_hidden, n, work->ner);
    k->short_rows(&net->slot, top + h, h, n, work->slots);
    *out = (chy_net_result){.state = top + h, .tag = work->tag, .ner = work->ner, .slots = work->slots};
}
