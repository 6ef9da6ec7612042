/* train/export.c - Quantisation and the model file; see export.h. The units of every number are
 * those of src/model/net.h and kernels.h. */
#include "export.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/container.h"
#include "model/net.h"

enum { SAMPLE = 640, BATCH = 16 };

/* The largest weight. Where it is 64, AVX2 can add two pairwise products before it widens them, a third faster; only the
 * last product before the choice of a step needs the finer rounding (0.15 LAS). */
static const float narrow = 64, full = 127;

/* A rare activation beyond this part of the highest seen is cut: finer steps for the rest. */
static const float keep_part = 0.55f;

typedef struct section {
    uint32_t tag;
    void *data;
    size_t len;
} section;

typedef struct writer {
    section items[CHY_MODEL_SECTIONS];
    uint32_t n;
} writer;

typedef struct ranges {
    float hidden, first, ner1;
} ranges;

static void *must(void *p)
{
    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

static void *add_section(writer *w, const char tag[4], size_t len)
{
    section *s = &w->items[w->n++];
    *s = (section){CHY_MODEL_TAG(tag[0], tag[1], tag[2], tag[3]), must(calloc(1, len + 1)), len};
    return s->data;
}

static float max_of(const float *x, size_t n, float so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = fabsf(x[i]) > so_far ? fabsf(x[i]) : so_far;
    return so_far;
}

/* The first layer's sums before ReLU are not kept: they are bounded by its outputs and, below
 * zero, do not matter beyond the saturation of a partial sum; three times is ample. */
static ranges measure(const net *n, const corpus *c)
{
    ranges r = {0};
    batch b;
    batch_init(&b, n, BATCH * (CHY_STATE_MAX + 1) + 2, BATCH);
    for (uint32_t at = 0; at + BATCH <= c->n && at < SAMPLE; at += BATCH) {
        const sentence *sent[BATCH];
        for (uint32_t k = 0; k < BATCH; k++)
            sent[k] = &c->items[(size_t)(at + k) * (c->n / SAMPLE ? c->n / SAMPLE : 1) % c->n];
        batch_fill(&b, sent, BATCH);
        net_forward(n, &b, 0, 0);
        size_t size = (size_t)b.n_rows * n->sh.hidden;
        for (uint32_t l = 0; l < n->n_layers; l++)
            r.hidden = max_of(b.h[l], size, r.hidden);
        r.first = max_of(b.h[0], size, r.first);
        r.ner1 = max_of(b.ner1, (size_t)b.n_rows * n->sh.ner_hidden, r.ner1);
    }
    return r;
}

static int8_t round8(float v, float limit)
{
    return (int8_t)lrintf(v < -limit ? -limit : v > limit ? limit : v);
}

static int16_t round16(float v)
{
    return (int16_t)lrintf(v < -32767 ? -32767 : v > 32767 ? 32767 : v);
}

/* Rounds a table of input rows to -63..63; returns the unit. */
static float add_table(writer *w, const char tag[4], const float *x, uint32_t rows, uint32_t dim, float factor)
{
    size_t size = (size_t)rows * dim;
    int8_t *q = add_section(w, tag, size);
    double sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += (double)x[i] * x[i];
    float top = max_of(x, size, 1e-9f), cut = (float)(6 * sqrt(sum / (double)size));
    float unit = (top < cut ? top : cut) / 63;
    for (size_t i = 0; i < size; i++)
        q[i] = round8(x[i] / unit, 63);
    return unit * factor;
}

/* Column j of the K x N matrix, whose inputs come in units of unit[k], is rounded so that
 * its largest weight becomes weight_max; outputs come in units of out[j]. `shift` is what inputs were moved up by. */
static void add_matrix(writer *w, const char name[3], const float *m, uint32_t k, uint32_t n, const float *unit,
                       const float *bias, const float *out, int shift, float weight_max)
{
    char tag[3][4] = {{'W', name[0], name[1], name[2]}, {'B', name[0], name[1], name[2]}, {'S', name[0], name[1], name[2]}};
    int8_t *q = add_section(w, tag[0], (size_t)k * n);
    int32_t *b = add_section(w, tag[1], n * sizeof *b);
    float *s = add_section(w, tag[2], n * sizeof *s);
    for (uint32_t j = 0; j < n; j++) {
        float top = 1e-9f;
        long sum = 0;
        for (uint32_t i = 0; i < k; i++)
            top = fmaxf(top, fabsf(m[(size_t)i * n + j] * unit[i]));
        float step = top / weight_max;
        for (uint32_t i = 0; i < k; i++) {
            int8_t v = round8(m[(size_t)i * n + j] * unit[i] / step, weight_max);
            q[((size_t)(i / 4) * n + j) * 4 + i % 4] = v;
            sum += v;
        }
        float start = (bias ? bias[j] : 0) / step;
        b[j] = (int32_t)lrintf(fmaxf(-5e8f, fminf(5e8f, start))) - (int32_t)(shift * sum);
        s[j] = step / out[j];
    }
}

static float *constant(uint32_t n, float v)
{
    float *p = must(calloc(n + 1, sizeof *p));
    for (uint32_t i = 0; i < n; i++)
        p[i] = v;
    return p;
}

static void add_shorts(writer *w, const char tag[4], const float *x, size_t n, float unit)
{
    int16_t *q = add_section(w, tag, n * sizeof *q);
    for (size_t i = 0; i < n; i++)
        q[i] = round16(x[i] / unit);
}

static void add_vocabulary(writer *w, const vocabulary *v, chy_net_shape *s)
{
    s->n_words = v->n - 1;
    s->n_trained = v->n_trained;
    for (s->n_slots = 2; s->n_slots < s->n_words * 4 / 3 + 2; s->n_slots *= 2)
        ;
    uint32_t *slots = add_section(w, "VSLT", s->n_slots * sizeof *slots);
    uint32_t *at = add_section(w, "VAT ", (v->n + 1) * sizeof *at);
    for (uint32_t i = 0; i < v->n; i++)
        at[i + 1] = at[i] + (uint32_t)strlen(v->text[i]);
    s->text_len = at[v->n];
    memcpy(add_section(w, "VLEX", v->n), v->lex, v->n);
    char *text = add_section(w, "VTXT", s->text_len);
    for (uint32_t i = 0; i < v->n; i++) {
        memcpy(text + at[i], v->text[i], at[i + 1] - at[i]);
        uint32_t h = chy_word_hash(v->text[i], at[i + 1] - at[i], 0) & (s->n_slots - 1);
        while (i && slots[h])
            h = (h + 1) & (s->n_slots - 1);
        if (i)
            slots[h] = i;
    }
}

/* Unit of a 16-bit sum such that `reach` fits and one 15-bit product takes it to `to`. */
static float sum_unit(float reach, float to, int32_t *scale)
{
    *scale = (int32_t)ceilf(reach / 32767 / to * 32768);
    return to * (float)*scale / 32768;
}

static void add_first(writer *w, const net *n, chy_net_shape *s, const ranges *r, float hidden)
{
    uint32_t h = n->sh.hidden, xd = n->x_dim, vd = n->voc->dim;
    float *unit = must(malloc(xd * sizeof *unit)), *m = must(malloc((size_t)xd * 3 * h * sizeof *m));
    float u = add_table(w, "EWRD", n->word.w, n->word.rows, WORD_DIM, 1);
    uint32_t at = 0;
    for (; at < WORD_DIM; at++)
        unit[at] = u;
    u = add_table(w, "EVEC", n->voc->vectors, n->voc->n, vd, n->vector_scale);
    for (uint32_t k = 0; k < vd; k++)
        unit[at++] = u;
    for (int a = 0; a < CHY_WORD_AFFIXES; a++) {
        char tag[4] = {'E', 'A', 'F', (char)('0' + a)};
        u = add_table(w, tag, n->affix[a].w, affix_rows[a], affix_dim[a], 1);
        for (uint32_t k = 0; k < affix_dim[a]; k++)
            unit[at++] = u;
        s->affix_dim[a] = affix_dim[a], s->affix_rows[a] = affix_rows[a];
    }
    u = add_table(w, "ELEX", n->lex.w, LEX_ROWS, LEX_DIM, 1);
    for (uint32_t k = 0; k < LEX_DIM; k++)
        unit[at++] = u;
    s->lex_rows = LEX_ROWS, s->lex_dim = LEX_DIM;
    for (uint32_t o = 0; o < 3; o++)
        for (uint32_t k = 0; k < xd; k++)
            memcpy(m + (size_t)k * 3 * h + o * h, n->w[0].w + ((size_t)o * xd + k) * h, h * sizeof *m);
    float su = sum_unit(r->first * 3, hidden, &s->first_scale), *out = constant(3 * h, su);
    add_matrix(w, "1ST", m, xd, 3 * h, unit, NULL, out, 64, narrow);
    add_shorts(w, "T1ST", n->b[0].w, h, su);
    free(unit), free(m), free(out);
}

static void add_layers(writer *w, const net *n, float hidden)
{
    uint32_t h = n->sh.hidden;
    float *unit = constant(3 * h, hidden), *out = constant(2 * h, hidden), *bias = constant(2 * h, 0);
    for (uint32_t l = 1; l < n->n_layers; l++) {
        char name[3] = {'L', 'A', (char)('0' + l)};
        if (n->sh.layers[l] == 'C') {
            add_matrix(w, name, n->w[l].w, 3 * h, h, unit, n->b[l].w, out, 0, narrow);
            continue;
        }
        float *gate = constant(2 * h, hidden / 64); /* gates: 256 is one, 64 a quarter; candidates: 64 steps a unit */
        for (uint32_t j = 0; j < 2 * h; j++) {
            gate[j] = j < h ? 1.f / 64 : hidden / 64;
            bias[j] = n->b[l].w[j] + (j < h ? 2 : 0); /* 0.5 + a / 4 = (a + 2) / 4 */
        }
        add_matrix(w, name, n->w[l].w, h, 2 * h, unit, bias, gate, 0, narrow);
        free(gate);
    }
    free(unit), free(out), free(bias);
}

static void add_heads(writer *w, const net *n, chy_net_shape *s, const ranges *r, const state_range *range, float hidden)
{
    uint32_t h = n->sh.hidden, hp = n->sh.step_hidden, nh = n->sh.ner_hidden, sc = CHY_COLUMNS * hp;
    float ner1 = r->ner1 * keep_part / 127, state = range->hidden * keep_part / 127;
    float *unit = constant(3 * h, hidden), *fine = constant(1024, 1.f / 1024), *out = constant(nh, ner1);
    float *ner_unit = constant(nh, ner1), *state_unit = constant(hp, state);
    add_matrix(w, "TAG", n->tag_w.w, h, n->tag_cols, unit, n->tag_b.w, fine, 0, narrow);
    add_matrix(w, "NE1", n->ner_w1.w, 3 * h, nh, unit, n->ner_b1.w, out, 0, narrow);
    add_matrix(w, "NE2", n->ner_w2.w, nh, NER_COLS, ner_unit, n->ner_b2.w, fine, 0, narrow);
    float su = sum_unit(range->sum * 1.4f, state, &s->step_scale), *slot_out = constant(sc, su);
    add_matrix(w, "SLT", n->slot_w.w, h, sc, unit, NULL, slot_out, 0, narrow);
    add_shorts(w, "TEDG", n->slot_edge.w, 2 * (size_t)sc, su);
    add_shorts(w, "TSML", n->small.w, (size_t)n->small.rows * hp, su);
    add_shorts(w, "TBIA", n->step_b0.w, hp, su);
    add_matrix(w, "STP", n->step_w.w, hp, n->step_cols, state_unit, n->step_b.w, fine, 0, full);
    free(unit), free(fine), free(out), free(ner_unit), free(state_unit), free(slot_out);
}

static void put(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static int write_file(const writer *w, const char *path)
{
    size_t at = CHY_MODEL_HEADER + w->n * CHY_MODEL_ENTRY, offset[CHY_MODEL_SECTIONS];
    for (uint32_t i = 0; i < w->n; i++) {
        at = (at + CHY_MODEL_ALIGN - 1) / CHY_MODEL_ALIGN * CHY_MODEL_ALIGN;
        offset[i] = at;
        at += w->items[i].len;
    }
    unsigned char *bytes = must(calloc(1, at));
    memcpy(bytes, CHY_MODEL_MAGIC, 8);
    put(bytes + 8, CHY_MODEL_VERSION, 4);
    put(bytes + 12, w->n, 4);
    put(bytes + 16, at, 8);
    for (uint32_t i = 0; i < w->n; i++) {
        unsigned char *e = bytes + CHY_MODEL_HEADER + i * CHY_MODEL_ENTRY;
        put(e, w->items[i].tag, 4);
        put(e + 8, offset[i], 8);
        put(e + 16, w->items[i].len, 8);
        memcpy(bytes + offset[i], w->items[i].data, w->items[i].len);
    }
    put(bytes + 24, chy_hash(bytes + CHY_MODEL_HEADER, at - CHY_MODEL_HEADER), 8);
    FILE *f = fopen(path, "wb");
    int ok = f && fwrite(bytes, 1, at, f) == at;
    if (f && fclose(f) != 0)
        ok = 0;
    if (!ok)
        perror(path);
    fprintf(stderr, "%s: %zu bytes\n", path, at);
    free(bytes);
    return ok;
}

int export_model(const net *n, const tagset *tags, const corpus *sample, const state_range *range, const char *path)
{
    static writer w;
    ranges r = measure(n, sample);
    float hidden = r.hidden * keep_part / 127;
    fprintf(stderr, "ranges: layers %.2f, first %.2f, entities %.2f, sums %.2f, states %.2f\n", r.hidden, r.first, r.ner1,
            range->sum, range->hidden);
    chy_net_shape *s = add_section(&w, "SHAP", sizeof *s);
    *s = (chy_net_shape){.word_dim = WORD_DIM, .vector_dim = n->voc->dim, .n_layers = n->n_layers, .hidden = n->sh.hidden,
                         .step_hidden = n->sh.step_hidden, .ner_hidden = n->sh.ner_hidden, .n_tags = n->sh.n_tags,
                         .tag_cols = n->tag_cols, .n_ner = CHY_N_NER, .ner_cols = NER_COLS, .n_labels = n->sh.n_labels,
                         .step_cols = n->step_cols, .small_rows = n->small.rows, .columns = CHY_COLUMNS};
    memcpy(s->layers, n->sh.layers, CHY_NET_MAX_LAYERS);
    uint8_t *t = add_section(&w, "TAGS", 2 * (size_t)tags->n);
    for (uint32_t i = 0; i < tags->n; i++)
        t[2 * i] = tags->item[i].upos, t[2 * i + 1] = tags->item[i].xpos;
    add_vocabulary(&w, n->voc, s);
    add_first(&w, n, s, &r, hidden);
    add_layers(&w, n, hidden);
    add_heads(&w, n, s, &r, range, hidden);
    return write_file(&w, path);
}

static int is_replaced(uint32_t tag)
{
    static const char tags[][5] = {"WNE1", "BNE1", "SNE1", "WNE2", "BNE2", "SNE2", "TNER", "GSLT", "GVAL", "SHAP"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tag == CHY_MODEL_TAG(tags[i][0], tags[i][1], tags[i][2], tags[i][3]))
            return 1;
    return 0;
}

static uint32_t tag_at(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* All sections of `model` but those that the entity layer brings. */
static void copy_sections(writer *w, const chy_model *model)
{
    for (uint32_t i = 0; i < model->n_sections; i++) {
        uint32_t tag = tag_at((const unsigned char *)model->file.data + CHY_MODEL_HEADER + (size_t)i * CHY_MODEL_ENTRY);
        size_t len;
        const void *data = chy_model_find(model, tag, &len);
        if (is_replaced(tag))
            continue;
        section *s = &w->items[w->n++];
        *s = (section){tag, must(malloc(len + 1)), len};
        memcpy(s->data, data, len);
    }
}

int export_names(const chy_model *model, const names_layer *l, const char *path)
{
    static writer w;
    size_t len;
    uint32_t k = 3 * l->width, h = l->hidden;
    float ner1 = l->top * keep_part / 127;
    float *unit = constant(k, l->in_unit), *out = constant(h, ner1), *ner_unit = constant(h, ner1), *fine = constant(NER_COLS, 1.f / 1024);
    copy_sections(&w, model);
    chy_net_shape *s = add_section(&w, "SHAP", sizeof *s);
    const chy_net_shape *old = chy_model_find(model, CHY_MODEL_TAG('S', 'H', 'A', 'P'), &len);
    *s = *old;
    s->ner_hidden = h;
    add_matrix(&w, "NE1", l->w1, k, h, unit, l->b1, out, 0, narrow);
    add_matrix(&w, "NE2", l->w2, h, NER_COLS, ner_unit, l->b2, fine, 0, narrow);
    int32_t *follow = add_section(&w, "TNER", (size_t)CHY_N_NER * CHY_N_NER * sizeof *follow);
    for (int i = 0; i < CHY_N_NER * CHY_N_NER; i++)
        follow[i] = (int32_t)lrintf(l->follow[i] * 1024);
    memcpy(add_section(&w, "GSLT", l->names->n_slots * sizeof(uint32_t)), l->names->slots, l->names->n_slots * sizeof(uint32_t));
    memcpy(add_section(&w, "GVAL", l->names->n_values * sizeof(uint32_t)), l->names->values, l->names->n_values * sizeof(uint32_t));
    free(unit), free(out), free(ner_unit), free(fine);
    return write_file(&w, path);
}
