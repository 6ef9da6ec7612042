/* train/net.c - The reading net in floats; see net.h. */
#include "net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gemm.h"

static uint64_t rng = 0x9e3779b97f4a7c15ull;

uint32_t net_random_int(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 32);
}

float net_random(void)
{
    return (float)(net_random_int() >> 8) / 16777216.f;
}

typedef uint32_t lanes __attribute__((vector_size(64)));
typedef float float_lanes __attribute__((vector_size(64), aligned(4)));
static lanes mask_rng;

static void seed_masks(void)
{
    for (int i = 0; i < 16; i++)
        mask_rng[i] = net_random_int() | 1;
}

/* Sixteen 32-bit xorshift generators side by side, two masks from each number. */
void net_draw_mask(float *mask, size_t n, float drop)
{
    union { float f; uint32_t u; } keep = {.f = 1 / (1 - drop)};
    uint32_t bar = (uint32_t)(drop * 65536);
    for (size_t i = 0; i < n; i += 32) {
        mask_rng ^= mask_rng << 13;
        mask_rng ^= mask_rng >> 17;
        mask_rng ^= mask_rng << 5;
        lanes low = (lanes)((mask_rng & 0xffff) >= bar) & keep.u, high = (lanes)((mask_rng >> 16) >= bar) & keep.u;
        *(float_lanes *)(mask + i) = (float_lanes)low;
        *(float_lanes *)(mask + i + 16) = (float_lanes)high;
    }
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
    size_t bytes = (n * sizeof(float) + 63) / 64 * 64 + 256; /* masks are drawn, and tiles read, a little past the end */
    float *p = must(aligned_alloc(64, bytes));
    memset(p, 0, bytes);
    return p;
}

static void param_init(net *n, param *p, const char *name, uint32_t rows, uint32_t cols, float range, int sparse)
{
    size_t size = (size_t)rows * cols;
    *p = (param){.name = name, .rows = rows, .cols = cols, .sparse = (uint8_t)sparse};
    p->w = floats(size), p->g = floats(size), p->m = floats(size), p->v = floats(size), p->avg = floats(size);
    if (sparse) {
        p->mark = must(calloc(rows, 1));
        p->touched = must(calloc(rows, sizeof *p->touched));
    }
    for (size_t i = 0; i < size; i++)
        p->w[i] = range > 0 ? (net_random() * 2 - 1) * range : 0;
    n->all[n->n_all++] = p;
}

static float xavier(uint32_t in, uint32_t out)
{
    return sqrtf(6.f / (float)(in + out));
}

static uint32_t round16(uint32_t n)
{
    return (n + 15) / 16 * 16;
}

void net_init(net *n, const shape *sh, const vocabulary *voc, uint64_t seed)
{
    *n = (net){.sh = *sh, .voc = voc};
    rng = seed * 0x9e3779b97f4a7c15ull + 0x1234567;
    seed_masks();
    uint32_t h = sh->hidden, hp = sh->step_hidden;
    n->x_dim = WORD_DIM + voc->dim + AFFIX_DIM + LEX_DIM;
    n->tag_cols = round16(sh->n_tags);
    n->n_steps = 1 + 2 * sh->n_labels;
    n->step_cols = round16(n->n_steps);
    n->n_layers = (uint32_t)strlen(sh->layers);

    double sum = 0;
    for (size_t i = 0; i < (size_t)voc->n * voc->dim; i++)
        sum += (double)voc->vectors[i] * voc->vectors[i];
    n->vector_scale = (float)(0.35 / sqrt(sum / ((double)voc->n * voc->dim)));

    param_init(n, &n->word, "word", voc->n_trained + 1, WORD_DIM, 0.2f, 1);
    for (int k = 0; k < CHY_WORD_AFFIXES; k++)
        param_init(n, &n->affix[k], "affix", affix_rows[k], affix_dim[k], 0.2f, 1);
    param_init(n, &n->lex, "lexical", LEX_ROWS, LEX_DIM, 0.2f, 1);
    for (uint32_t l = 0; l < n->n_layers; l++) {
        uint32_t in = l ? h : n->x_dim;
        if (sh->layers[l] == 'C') {
            param_init(n, &n->w[l], "conv", 3 * in, h, xavier(3 * in, h), 0);
            param_init(n, &n->b[l], "conv bias", 1, h, 0, 0);
        } else {
            param_init(n, &n->w[l], "gate", in, 2 * h, xavier(in, h), 0);
            param_init(n, &n->b[l], "gate bias", 1, 2 * h, 0, 0);
            for (uint32_t j = 0; j < h; j++) /* memories of two to a dozen tokens */
                n->b[l].w[j] = -1.6f * (float)(j % (h / 2)) / (float)(h / 2);
        }
    }
    param_init(n, &n->tag_w, "tags", h, n->tag_cols, xavier(h, n->tag_cols), 0);
    param_init(n, &n->tag_b, "tag bias", 1, n->tag_cols, 0, 0);
    param_init(n, &n->ner_w1, "entities 1", 3 * h, sh->ner_hidden, xavier(3 * h, sh->ner_hidden), 0);
    param_init(n, &n->ner_b1, "entity bias 1", 1, sh->ner_hidden, 0, 0);
    param_init(n, &n->ner_w2, "entities 2", sh->ner_hidden, NER_COLS, xavier(sh->ner_hidden, NER_COLS), 0);
    param_init(n, &n->ner_b2, "entity bias 2", 1, NER_COLS, 0, 0);
    param_init(n, &n->slot_w, "slots", h, CHY_COLUMNS * hp, xavier(h * 4, hp), 0);
    param_init(n, &n->slot_edge, "edges", 2, CHY_COLUMNS * hp, 0.05f, 0);
    param_init(n, &n->small, "small", chy_state_rows(sh->n_labels), hp, 0.05f, 1);
    param_init(n, &n->step_b0, "state bias", 1, hp, 0, 0);
    param_init(n, &n->step_w, "steps", hp, n->step_cols, xavier(hp, n->step_cols), 0);
    param_init(n, &n->step_b, "step bias", 1, n->step_cols, 0, 0);
}

void batch_init(batch *b, const net *n, uint32_t cap, uint32_t cap_sent)
{
    uint32_t h = n->sh.hidden;
    *b = (batch){.cap_rows = cap};
    b->first = must(calloc(cap_sent, sizeof *b->first));
    b->sent = must(calloc(cap_sent, sizeof *b->sent));
    b->word_of = must(calloc(cap, sizeof *b->word_of));
    b->dropped = must(calloc(cap, 1));
    b->x = floats((size_t)cap * n->x_dim), b->dx = floats((size_t)cap * n->x_dim);
    b->mask_x = floats((size_t)cap * n->x_dim);
    for (uint32_t l = 0; l < n->n_layers; l++) {
        b->h[l] = floats((size_t)cap * h), b->dh[l] = floats((size_t)cap * h);
        b->mask[l] = floats((size_t)cap * h), b->u[l] = floats((size_t)cap * 2 * h);
    }
    b->du = floats((size_t)cap * 2 * h);
    b->tag = floats((size_t)cap * n->tag_cols);
    b->ner1 = floats((size_t)cap * n->sh.ner_hidden), b->dner1 = floats((size_t)cap * n->sh.ner_hidden);
    b->ner1_mask = floats((size_t)cap * n->sh.ner_hidden);
    b->ner = floats((size_t)cap * NER_COLS);
    b->slots = floats((size_t)cap * CHY_COLUMNS * n->sh.step_hidden);
    b->dslots = floats((size_t)cap * CHY_COLUMNS * n->sh.step_hidden);
    uint32_t widest = 3 * n->x_dim > CHY_COLUMNS * n->sh.step_hidden ? 3 * n->x_dim : CHY_COLUMNS * n->sh.step_hidden;
    b->tmp = floats((size_t)widest * (2 * h > 256 ? 2 * h : 256));
}

void batch_fill(batch *b, const sentence **sent, uint32_t n_sent)
{
    uint32_t row = 0;
    b->n_sent = n_sent;
    for (uint32_t k = 0; k < n_sent; k++) {
        b->sent[k] = sent[k];
        b->first[k] = row;
        b->word_of[row++] = NULL;
        for (uint32_t i = 1; i <= sent[k]->n; i++)
            b->word_of[row++] = &sent[k]->words[i];
    }
    b->word_of[row++] = NULL;
    b->n_rows = row;
}

/* Words seen f times in training stand as unknown with probability 0.3 / (0.3 + f), so
 * that the row of the unknown word is learnt; the fixed vector goes less often. */
static void fill_inputs(const net *n, batch *b, float drop)
{
    uint32_t vd = n->voc->dim;
    for (uint32_t r = 0; r < b->n_rows; r++) {
        float *x = b->x + (size_t)r * n->x_dim;
        const word *w = b->word_of[r];
        if (!w) {
            memset(x, 0, n->x_dim * sizeof *x);
            continue;
        }
        uint32_t id = w->id > n->voc->n_trained ? 0 : w->id;
        b->dropped[r] = 0;
        if (drop > 0 && id && net_random() < 0.3f / (0.3f + (float)n->voc->count[id]))
            id = 0;
        b->dropped[r] = id == 0;
        memcpy(x, n->word.w + (size_t)id * WORD_DIM, WORD_DIM * sizeof *x);
        const float *v = n->voc->vectors + (size_t)w->id * vd;
        int lost = drop > 0 && id == 0 && net_random() < 0.2f;
        for (uint32_t k = 0; k < vd; k++)
            x[WORD_DIM + k] = lost ? 0 : v[k] * n->vector_scale;
        x += WORD_DIM + vd;
        for (int a = 0; a < CHY_WORD_AFFIXES; a++) {
            memcpy(x, n->affix[a].w + (size_t)w->affix[a] * affix_dim[a], affix_dim[a] * sizeof *x);
            x += affix_dim[a];
        }
        memcpy(x, n->lex.w + (size_t)n->voc->lex[w->id] * LEX_DIM, LEX_DIM * sizeof *x);
    }
    if (drop <= 0)
        return;
    size_t size = (size_t)b->n_rows * n->x_dim;
    net_draw_mask(b->mask_x, size, drop);
    for (size_t i = 0; i < size; i++)
        b->x[i] *= b->mask_x[i];
}

static void add_bias(float *y, const float *bias, uint32_t rows, uint32_t cols)
{
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t k = 0; k < cols; k++)
            y[(size_t)r * cols + k] += bias[k];
}

static void clear_empty_rows(const batch *b, float *y, uint32_t cols)
{
    for (uint32_t r = 0; r < b->n_rows; r++)
        if (!b->word_of[r])
            memset(y + (size_t)r * cols, 0, cols * sizeof *y);
}

/* y[r] = x[r-1..r+1] W + bias for all rows but the first and last. */
static void convolve(const batch *b, const float *x, uint32_t in, const param *w, const param *bias, float *y)
{
    uint32_t out = w->cols;
    gemm((int)b->n_rows - 2, (int)out, (int)(3 * in), x, in, 1, w->w, out, y + out, out, 0);
    add_bias(y + out, bias->w, b->n_rows - 2, out);
}

static float hard_sigmoid(float a)
{
    float z = 0.5f + 0.25f * a;
    return z < 0 ? 0 : z > 1 ? 1 : z;
}

/* u holds [gate h | candidate h]; the first half of the units runs forward, the rest
 * backward. After this u holds [z | c] and out the states. */
static void recur(const batch *b, float *u, float *out, uint32_t h)
{
    for (uint32_t k = 0; k < b->n_sent; k++) {
        uint32_t n = b->sent[k]->n, first = b->first[k];
        for (int back = 0; back < 2; back++) {
            float state[512] = {0};
            for (uint32_t i = 1; i <= n; i++) {
                uint32_t r = first + (back ? n + 1 - i : i);
                float *z = u + (size_t)r * 2 * h, *c = z + h, *o = out + (size_t)r * h;
                for (uint32_t j = back ? h / 2 : 0; j < (back ? h : h / 2); j++) {
                    z[j] = hard_sigmoid(z[j]);
                    c[j] = c[j] > 0 ? c[j] : 0;
                    state[j] += z[j] * (c[j] - state[j]);
                    o[j] = state[j];
                }
            }
        }
    }
}

static void recur_back(const batch *b, const float *u, const float *dout, float *du, uint32_t h, const float *state_of)
{
    for (uint32_t k = 0; k < b->n_sent; k++) {
        uint32_t n = b->sent[k]->n, first = b->first[k];
        for (int back = 0; back < 2; back++) {
            float carry[512] = {0};
            for (uint32_t i = n; i >= 1; i--) {
                uint32_t r = first + (back ? n + 1 - i : i), before = back ? r + 1 : r - 1;
                const float *z = u + (size_t)r * 2 * h, *c = z + h;
                float *dz = du + (size_t)r * 2 * h, *dc = dz + h;
                for (uint32_t j = back ? h / 2 : 0; j < (back ? h : h / 2); j++) {
                    float prev = i == 1 ? 0 : state_of[(size_t)before * h + j];
                    float d = dout[(size_t)r * h + j] + carry[j];
                    dz[j] = z[j] > 0 && z[j] < 1 ? d * (c[j] - prev) * 0.25f : 0;
                    dc[j] = c[j] > 0 ? d * z[j] : 0;
                    carry[j] = d * (1 - z[j]);
                }
            }
        }
    }
}

/* The states of a recurrence before dropout are kept behind z and c: du is free then. */
static void layer_forward(const net *n, batch *b, uint32_t l, float drop)
{
    uint32_t h = n->sh.hidden;
    size_t size = (size_t)b->n_rows * h;
    float *y = b->h[l];
    if (n->sh.layers[l] == 'C') {
        convolve(b, l ? b->h[l - 1] : b->x, l ? h : n->x_dim, &n->w[l], &n->b[l], y);
        for (size_t i = 0; i < size; i++)
            y[i] = y[i] > 0 ? y[i] : 0;
    } else {
        gemm((int)b->n_rows, (int)(2 * h), (int)h, b->h[l - 1], h, 1, n->w[l].w, 2 * h, b->u[l], 2 * h, 0);
        add_bias(b->u[l], n->b[l].w, b->n_rows, 2 * h);
        recur(b, b->u[l], y, h);
        memcpy(b->dh[l], y, size * sizeof *y); /* kept for recur_back */
    }
    if (drop > 0) {
        float *mask = b->mask[l];
        net_draw_mask(mask, size, drop);
        if (n->sh.layers[l] == 'C') {
            for (size_t i = 0; i < size; i++) {
                mask[i] = y[i] > 0 ? mask[i] : 0;
                y[i] *= mask[i];
            }
        } else
            for (size_t i = 0; i < size; i++)
                y[i] *= mask[i];
    }
    if (l)
        for (size_t i = 0; i < size; i++)
            y[i] += b->h[l - 1][i];
    clear_empty_rows(b, y, h);
}

void net_forward(const net *n, batch *b, float drop, int parse)
{
    uint32_t h = n->sh.hidden, nh = n->sh.ner_hidden, sc = CHY_COLUMNS * n->sh.step_hidden;
    int rows = (int)b->n_rows;
    fill_inputs(n, b, drop);
    for (uint32_t l = 0; l < n->n_layers; l++)
        layer_forward(n, b, l, drop);
    const float *top = b->h[n->n_layers - 1];
    gemm(rows, (int)n->tag_cols, (int)h, top, h, 1, n->tag_w.w, n->tag_cols, b->tag, n->tag_cols, 0);
    add_bias(b->tag, n->tag_b.w, b->n_rows, n->tag_cols);
    convolve(b, top, h, &n->ner_w1, &n->ner_b1, b->ner1);
    size_t size = (size_t)rows * nh;
    if (drop > 0)
        net_draw_mask(b->ner1_mask, size, drop);
    for (size_t i = 0; i < size; i++) {
        float keep = drop > 0 ? b->ner1_mask[i] : 1;
        b->ner1_mask[i] = b->ner1[i] > 0 ? keep : 0;
        b->ner1[i] *= b->ner1_mask[i];
    }
    gemm(rows, NER_COLS, (int)nh, b->ner1, nh, 1, n->ner_w2.w, NER_COLS, b->ner, NER_COLS, 0);
    add_bias(b->ner, n->ner_b2.w, b->n_rows, NER_COLS);
    if (!parse)
        return;
    gemm(rows, (int)sc, (int)h, top, h, 1, n->slot_w.w, sc, b->slots, sc, 0);
}

static void bias_back(param *p, const float *dy, uint32_t rows)
{
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t k = 0; k < p->cols; k++)
            p->g[k] += dy[(size_t)r * p->cols + k];
}

/* dW += x^T dy and dx (+)= dy W^T for a linear map of all rows. */
static void linear_back(batch *b, param *w, const float *x, const float *dy, float *dx)
{
    int rows = (int)b->n_rows, in = (int)w->rows, out = (int)w->cols;
    gemm(in, out, rows, x, 1, in, dy, out, w->g, out, 1);
    transpose(w->w, in, out, b->tmp);
    gemm(rows, in, out, dy, out, 1, b->tmp, in, dx, in, 1);
}

/* The same for a convolution; dy is zero in empty rows. The window of dy around a row
 * meets the three matrices in the opposite order. */
static void convolve_back(batch *b, param *w, uint32_t in, const float *x, const float *dy, float *dx)
{
    uint32_t out = w->cols;
    int rows = (int)b->n_rows - 2;
    gemm((int)(3 * in), (int)out, rows, x, 1, in, dy + out, out, w->g, out, 1);
    for (uint32_t o = 0; o < 3; o++)
        transpose(w->w + (size_t)o * in * out, (int)in, (int)out, b->tmp + (size_t)(2 - o) * in * out);
    gemm(rows, (int)in, (int)(3 * out), dy, out, 1, b->tmp, in, dx + in, in, 1);
}

static void layer_back(net *n, batch *b, uint32_t l, float *states)
{
    uint32_t h = n->sh.hidden;
    size_t size = (size_t)b->n_rows * h;
    float *dy = b->dh[l];
    clear_empty_rows(b, dy, h);
    if (l)
        for (size_t i = 0; i < size; i++)
            b->dh[l - 1][i] += dy[i];
    for (size_t i = 0; i < size; i++)
        dy[i] *= b->mask[l][i];
    if (n->sh.layers[l] == 'C') {
        bias_back(&n->b[l], dy, b->n_rows);
        convolve_back(b, &n->w[l], l ? h : n->x_dim, l ? b->h[l - 1] : b->x, dy, l ? b->dh[l - 1] : b->dx);
    } else {
        memset(b->du, 0, size * 2 * sizeof *b->du);
        recur_back(b, b->u[l], dy, b->du, h, states);
        bias_back(&n->b[l], b->du, b->n_rows);
        linear_back(b, &n->w[l], b->h[l - 1], b->du, b->dh[l - 1]);
    }
}

static float *touch(param *p, uint32_t row)
{
    if (!p->mark[row]) {
        p->mark[row] = 1;
        p->touched[p->n_touched++] = row;
    }
    return p->g + (size_t)row * p->cols;
}

static void inputs_back(net *n, batch *b)
{
    for (uint32_t r = 0; r < b->n_rows; r++) {
        const word *w = b->word_of[r];
        if (!w)
            continue;
        float *dx = b->dx + (size_t)r * n->x_dim;
        const float *mask = b->mask_x + (size_t)r * n->x_dim;
        for (uint32_t k = 0; k < n->x_dim; k++)
            dx[k] *= mask[k];
        float *g = touch(&n->word, b->dropped[r] ? 0 : w->id);
        for (uint32_t k = 0; k < WORD_DIM; k++)
            g[k] += dx[k];
        dx += WORD_DIM + n->voc->dim;
        for (int a = 0; a < CHY_WORD_AFFIXES; a++) {
            g = touch(&n->affix[a], w->affix[a]);
            for (uint32_t k = 0; k < affix_dim[a]; k++)
                g[k] += dx[k];
            dx += affix_dim[a];
        }
        g = touch(&n->lex, n->voc->lex[w->id]);
        for (uint32_t k = 0; k < LEX_DIM; k++)
            g[k] += dx[k];
    }
}

void net_backward(net *n, batch *b, float drop, int parse, int tags, int ner)
{
    uint32_t h = n->sh.hidden, top = n->n_layers - 1, nh = n->sh.ner_hidden;
    size_t size = (size_t)b->n_rows * h;
    static float *states[MAX_LAYERS];
    static size_t cap[MAX_LAYERS];
    (void)drop;
    for (uint32_t l = 0; l < n->n_layers; l++) {
        if (n->sh.layers[l] == 'R') {
            if (cap[l] < size)
                states[l] = must(realloc(states[l], (cap[l] = size * 2) * sizeof(float)));
            memcpy(states[l], b->dh[l], size * sizeof(float));
        }
        memset(b->dh[l], 0, size * sizeof(float));
    }
    memset(b->dx, 0, (size_t)b->n_rows * n->x_dim * sizeof(float));
    float *dtop = b->dh[top];
    const float *htop = b->h[top];
    if (tags) {
        bias_back(&n->tag_b, b->tag, b->n_rows);
        linear_back(b, &n->tag_w, htop, b->tag, dtop);
    }
    if (ner) {
        bias_back(&n->ner_b2, b->ner, b->n_rows);
        memset(b->dner1, 0, (size_t)b->n_rows * nh * sizeof(float));
        linear_back(b, &n->ner_w2, b->ner1, b->ner, b->dner1);
        for (size_t i = 0; i < (size_t)b->n_rows * nh; i++)
            b->dner1[i] *= b->ner1_mask[i];
        clear_empty_rows(b, b->dner1, nh);
        bias_back(&n->ner_b1, b->dner1, b->n_rows);
        convolve_back(b, &n->ner_w1, h, htop, b->dner1, dtop);
    }
    if (parse)
        linear_back(b, &n->slot_w, htop, b->dslots, dtop);
    for (uint32_t l = n->n_layers; l-- > 0;)
        layer_back(n, b, l, states[l]);
    inputs_back(n, b);
}

/* The small addend keeps the root's argument normal: for denormal numbers the vector root of -ffast-math gives no number. */
static void adam(param *p, size_t from, size_t len, float rate, float fix1, float fix2)
{
    float *restrict w = p->w + from, *restrict g = p->g + from, *restrict m = p->m + from, *restrict v = p->v + from;
    for (size_t i = 0; i < len; i++) {
        m[i] = 0.9f * m[i] + 0.1f * g[i];
        v[i] = 0.99f * v[i] + 0.01f * g[i] * g[i];
        w[i] -= rate * (m[i] * fix1) / (sqrtf(v[i] * fix2 + 1e-30f) + 1e-8f);
        g[i] = 0;
    }
}

void net_step(net *n, float rate, float l2)
{
    n->t++;
    float fix1 = 1 / (1 - powf(0.9f, (float)n->t)), fix2 = 1 / (1 - powf(0.99f, (float)n->t));
    for (uint32_t k = 0; k < n->n_all; k++) {
        param *p = n->all[k];
        if (!p->sparse) {
            for (size_t i = 0; l2 > 0 && p->rows > 2 && i < (size_t)p->rows * p->cols; i++)
                p->w[i] *= 1 - rate * l2;
            adam(p, 0, (size_t)p->rows * p->cols, rate, fix1, fix2);
        }
        for (uint32_t i = 0; i < p->n_touched; i++) {
            adam(p, (size_t)p->touched[i] * p->cols, p->cols, rate, fix1, fix2);
            p->mark[p->touched[i]] = 0;
        }
        p->n_touched = 0;
    }
}

/* By bits: -ffast-math takes all numbers for finite. */
static int all_finite(const float *x, size_t n)
{
    uint32_t worst = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t u;
        memcpy(&u, &x[i], sizeof u);
        u &= 0x7fffffff;
        worst = u > worst ? u : worst;
    }
    return worst < 0x7f800000;
}

int net_gradients_finite(net *n)
{
    int ok = 1;
    for (uint32_t k = 0; ok && k < n->n_all; k++) {
        param *p = n->all[k];
        if (!p->sparse)
            ok = all_finite(p->g, (size_t)p->rows * p->cols);
        for (uint32_t i = 0; ok && i < p->n_touched; i++)
            ok = all_finite(p->g + (size_t)p->touched[i] * p->cols, p->cols);
    }
    for (uint32_t k = 0; !ok && k < n->n_all; k++) {
        param *p = n->all[k];
        memset(p->g, 0, (size_t)p->rows * p->cols * sizeof *p->g);
        for (uint32_t i = 0; i < p->n_touched; i++)
            p->mark[p->touched[i]] = 0;
        p->n_touched = 0;
    }
    return ok;
}

void net_average(net *n)
{
    n->avg_n++;
    float part = (float)(1 / n->avg_n);
    for (uint32_t k = 0; k < n->n_all; k++)
        for (size_t i = 0; i < (size_t)n->all[k]->rows * n->all[k]->cols; i++)
            n->all[k]->avg[i] += (n->all[k]->w[i] - n->all[k]->avg[i]) * part;
}

void net_swap_average(net *n)
{
    for (uint32_t k = 0; k < n->n_all; k++) {
        float *t = n->all[k]->w;
        n->all[k]->w = n->all[k]->avg;
        n->all[k]->avg = t;
    }
}

int net_save(const net *n, const char *path)
{
    FILE *f = fopen(path, "wb");
    int ok = f && fwrite(&n->sh, sizeof n->sh, 1, f) == 1 && fwrite(&n->vector_scale, sizeof(float), 1, f) == 1;
    for (uint32_t k = 0; ok && k < n->n_all; k++) {
        size_t size = (size_t)n->all[k]->rows * n->all[k]->cols;
        ok = fwrite(n->all[k]->w, sizeof(float), size, f) == size;
    }
    if (f)
        fclose(f);
    return ok;
}

int net_load(net *n, const char *path, const vocabulary *voc)
{
    shape sh;
    FILE *f = fopen(path, "rb");
    int ok = f && fread(&sh, sizeof sh, 1, f) == 1 && sh.vector_dim == voc->dim;
    if (ok) {
        net_init(n, &sh, voc, 1);
        ok = fread(&n->vector_scale, sizeof(float), 1, f) == 1;
    }
    for (uint32_t k = 0; ok && k < n->n_all; k++) {
        size_t size = (size_t)n->all[k]->rows * n->all[k]->cols;
        ok = fread(n->all[k]->w, sizeof(float), size, f) == size;
    }
    if (f)
        fclose(f);
    return ok;
}

typedef struct checkpoint {
    shape sh;
    uint32_t epoch, t;
    double avg_n;
    uint64_t rng;
    lanes mask_rng;
} checkpoint;

static int each_array(const net *n, FILE *f, size_t (*move)(void *, size_t, size_t, FILE *))
{
    for (uint32_t k = 0; k < n->n_all; k++) {
        param *p = n->all[k];
        size_t size = (size_t)p->rows * p->cols;
        if (move(p->w, sizeof(float), size, f) != size || move(p->m, sizeof(float), size, f) != size ||
            move(p->v, sizeof(float), size, f) != size || move(p->avg, sizeof(float), size, f) != size)
            return 0;
    }
    return 1;
}

static size_t put_array(void *p, size_t size, size_t n, FILE *f)
{
    return fwrite(p, size, n, f);
}

int net_checkpoint_save(const net *n, const char *path, uint32_t epoch)
{
    char part[1100];
    snprintf(part, sizeof part, "%s.part", path);
    FILE *f = fopen(part, "wb");
    checkpoint c;
    memset(&c, 0, sizeof c);
    c.sh = n->sh, c.epoch = epoch, c.t = n->t, c.avg_n = n->avg_n, c.rng = rng, c.mask_rng = mask_rng;
    int ok = f && fwrite(&c, sizeof c, 1, f) == 1 && each_array(n, f, put_array);
    if (f && fclose(f) != 0)
        ok = 0;
    return ok && rename(part, path) == 0;
}

int net_checkpoint_load(net *n, const char *path, uint32_t *epoch)
{
    FILE *f = fopen(path, "rb");
    checkpoint c;
    int ok = f && fread(&c, sizeof c, 1, f) == 1 && memcmp(&c.sh, &n->sh, sizeof c.sh) == 0 && each_array(n, f, fread);
    if (ok) {
        n->t = c.t, n->avg_n = c.avg_n, rng = c.rng, mask_rng = c.mask_rng;
        *epoch = c.epoch;
    }
    if (f)
        fclose(f);
    return ok;
}
