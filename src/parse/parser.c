/* src/parse/parser.c - From forms to tags, a tree and entity tags: the net of model/net.h, the
 * transition system of parse/state.h; see parser.h. */
#include "parse/parser.h"

#include "model/net.h"
#include "parse/names.h"
#include "parse/punct.h"
#include "parse/state.h"

#include <stdlib.h>
#include <string.h>

/* Scores of steps that may not be taken; scores themselves stay within 30 bits. */
#define FORBIDDEN (-(1 << 30))

/* A sentence longer than CHY_STATE_MAX is cut where punctuation allows, but not before this. */
enum { PIECE_MIN = CHY_STATE_MAX / 2 };

struct chy_parser {
    chy_model model;
    chy_net net;
    int32_t *masks; /* 8 x step_cols: by which of SHIFT, LEFT, RIGHT may be taken */
};

struct chy_parser_work {
    chy_net_work *net;
    int8_t *states;
    size_t cap_states; /* in bytes */
    uint32_t n_states, dim;
    chy_state state;
    chy_names names;
};

/* ---- opening ---- */

static void fill_masks(chy_parser *p)
{
    uint32_t cols = p->net.sh.step_cols, nl = p->net.sh.n_labels;
    for (uint32_t may = 0; may < 8; may++)
        for (uint32_t c = 0; c < cols; c++) {
            int kind = c == 0 ? CHY_STEP_SHIFT : c <= nl ? CHY_STEP_LEFT : CHY_STEP_RIGHT;
            bool root = c && (c - 1) % nl == CHY_DEP_root; /* given by the end of the sentence alone */
            bool ok = c <= 2 * nl && !root && (may >> kind & 1);
            p->masks[may * cols + c] = ok ? 0 : FORBIDDEN;
        }
}

static chy_status check_labels(const chy_net *net, chy_err *err)
{
    if (net->sh.n_labels != CHY_N_DEP || net->sh.n_ner != CHY_N_NER || net->sh.columns != CHY_COLUMNS || net->sh.small_rows != chy_state_rows(CHY_N_DEP))
        return chy_err_set(err, CHY_E_VERSION, 0, "the model was made for other labels than this program's");
    for (uint32_t i = 0; i < net->sh.n_tags; i++)
        if (net->tags[2 * i] >= CHY_N_UPOS || net->tags[2 * i + 1] >= CHY_N_XPOS)
            return chy_err_set(err, CHY_E_FORMAT, 0, "the model has a tag that does not exist");
    return CHY_OK;
}

/* `parser` owns p->model from here on. */
static chy_parser *bind(chy_parser *p, chy_err *err)
{
    chy_status status = chy_net_bind(&p->model, &p->net, err);
    if (status == CHY_OK)
        status = check_labels(&p->net, err);
    if (status == CHY_OK) {
        p->masks = malloc(8 * p->net.sh.step_cols * sizeof *p->masks);
        if (!p->masks)
            status = chy_err_set(err, CHY_E_NOMEM, 0, "out of memory for the parser");
    }
    if (status != CHY_OK) {
        chy_parser_free(p);
        return NULL;
    }
    fill_masks(p);
    return p;
}

static chy_parser *allocate(chy_err *err)
{
    chy_parser *p = calloc(1, sizeof *p);
    if (!p)
        (void)chy_err_set(err, CHY_E_NOMEM, 0, "out of memory for the parser");
    return p;
}

chy_parser *chy_parser_open(const char *path, chy_err *err)
{
    chy_parser *p = allocate(err);
    if (p && chy_model_open(path, &p->model, err) != CHY_OK) {
        free(p);
        p = NULL;
    }
    return p ? bind(p, err) : NULL;
}

chy_parser *chy_parser_view(const void *data, size_t len, chy_err *err)
{
    chy_parser *p = allocate(err);
    if (p && chy_model_view(data, len, "model", &p->model, err) != CHY_OK) {
        free(p);
        p = NULL;
    }
    return p ? bind(p, err) : NULL;
}

void chy_parser_free(chy_parser *p)
{
    if (!p)
        return;
    chy_model_release(&p->model);
    free(p->masks);
    free(p);
}

bool chy_parser_use(chy_parser *p, const char *kernels)
{
    const chy_kernels *k = chy_kernels_find(kernels);
    if (k)
        p->net.kernels = k;
    return k != NULL;
}

const char *chy_parser_kernels(const chy_parser *p)
{
    return p->net.kernels->name;
}

chy_parser_work *chy_parser_work_new(const chy_parser *p)
{
    chy_parser_work *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->dim = p->net.sh.hidden;
    w->net = chy_net_work_new(&p->net);
    if (!w->net) {
        free(w);
        return NULL;
    }
    return w;
}

void chy_parser_work_free(chy_parser_work *w)
{
    if (!w)
        return;
    chy_net_work_free(w->net);
    free(w->states);
    free(w);
}

void chy_parser_begin(const chy_parser *p, chy_parser_work *w)
{
    if (p->net.gazetteer.n_slots)
        chy_names_begin(&w->names);
}

const int8_t *chy_parser_states(const chy_parser_work *w, uint32_t *dim)
{
    *dim = w->dim;
    return w->n_states ? w->states : NULL;
}

/* ---- one piece ---- */

static void set_tags(const chy_net *net, const int32_t *scores, chy_token *tokens, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++, scores += net->sh.tag_cols) {
        uint32_t best = 0;
        for (uint32_t t = 1; t < net->sh.n_tags; t++)
            if (scores[t] > scores[best])
                best = t;
        tokens[i].upos = net->tags[2 * best];
        tokens[i].xpos = net->tags[2 * best + 1];
    }
}

static bool is_inside(uint32_t tag)
{
    return tag && tag % 2 == 0;
}

/* The best tag before tag c: an I- tag follows its own kind. `before` gets the score of the way there. */
static uint8_t best_before(const chy_net *net, const int64_t *best, uint8_t c, int64_t *before)
{
    uint8_t from = is_inside(c) ? c - 1 : 0, to = is_inside(c) ? c + 1 : CHY_N_NER, top = from;
    *before = INT64_MIN;
    for (uint8_t q = from; q < to; q++) {
        int64_t way = best[q] + (net->follow ? net->follow[q * CHY_N_NER + c] : 0);
        if (way > *before) {
            *before = way;
            top = q;
        }
    }
    return top;
}

/* The best sequence of entity tags (Viterbi). */
static void set_entities(const chy_net *net, const int32_t *scores, chy_token *tokens, uint32_t n)
{
    uint8_t from[CHY_STATE_MAX][CHY_N_NER];
    int64_t best[CHY_N_NER], next[CHY_N_NER];
    for (uint32_t i = 0; i < n; i++, scores += net->sh.ner_cols) {
        for (uint8_t c = 0; c < CHY_N_NER; c++) {
            int64_t before = is_inside(c) ? INT64_MIN / 2 : 0;
            from[i][c] = i ? best_before(net, best, c, &before) : 0;
            next[c] = before + scores[c];
        }
        memcpy(best, next, sizeof best);
    }
    uint8_t c = 0;
    for (uint8_t q = 1; q < CHY_N_NER; q++)
        if (best[q] > best[c])
            c = q;
    for (uint32_t i = n; i-- > 0;) {
        tokens[i].ner = c;
        c = from[i][c];
    }
}

static uint32_t score_step(const chy_parser *p, const chy_net_result *r, const chy_state *s, uint32_t may)
{
    const chy_net *net = &p->net;
    size_t width = net->sh.step_hidden;
    uint32_t slot[CHY_SLOTS], row[CHY_SMALL];
    chy_step_input in = {.bias = net->state_bias, .n_rows = CHY_SLOTS + CHY_SMALL, .scale = (int16_t)net->sh.step_scale,
                         .mask = p->masks + may * net->sh.step_cols};
    chy_state_see(s, net->sh.n_labels, slot, row);
    for (uint32_t j = 0; j < CHY_SLOTS; j++) {
        const int16_t *base = slot[j] == 0 ? net->slot_edge
                              : slot[j] > s->n ? net->slot_edge + CHY_COLUMNS * width
                                               : r->slots + (size_t)(slot[j] - 1) * CHY_COLUMNS * width;
        in.row[j] = base + chy_slot_column[j] * width;
    }
    for (uint32_t j = 0; j < CHY_SMALL; j++)
        in.row[CHY_SLOTS + j] = net->small + row[j] * width;
    return net->kernels->step(&net->step, &in);
}

static void build_tree(const chy_parser *p, const chy_net_result *r, chy_state *s, uint32_t n)
{
    uint32_t nl = p->net.sh.n_labels;
    chy_state_init(s, n);
    while (!chy_state_done(s)) {
        bool shift = chy_state_may(s, CHY_STEP_SHIFT), left = chy_state_may(s, CHY_STEP_LEFT), right = chy_state_may(s, CHY_STEP_RIGHT);
        if (!left && !right) {
            chy_state_do(s, CHY_STEP_SHIFT, 0);
        } else if (s->next > n && left) {
            chy_state_do(s, CHY_STEP_LEFT, CHY_DEP_root);
        } else {
            uint32_t c = score_step(p, r, s, (uint32_t)shift | (uint32_t)left << 1 | (uint32_t)right << 2);
            int kind = c == 0 ? CHY_STEP_SHIFT : c <= nl ? CHY_STEP_LEFT : CHY_STEP_RIGHT;
            chy_state_do(s, kind, kind ? (c - 1) % nl : 0);
        }
    }
}

/* Parses tokens [first, first + n); heads are numbered in the sentence. Returns the number of
 * the piece's root. */
static uint32_t run_piece(const chy_parser *p, chy_parser_work *w, chy_token *tokens, uint32_t first, uint32_t n)
{
    chy_form forms[CHY_STATE_MAX];
    chy_net_result r;
    uint32_t root = 0;
    for (uint32_t i = 0; i < n; i++)
        forms[i] = (chy_form){tokens[first + i].form, tokens[first + i].form_len};
    chy_net_run(&p->net, w->net, forms, n, &r);
    memcpy(w->states + (size_t)first * w->dim, r.state, (size_t)n * w->dim);
    set_tags(&p->net, r.tag, tokens + first, n);
    chy_names_weigh(&w->names, tokens + first, n, r.ner, p->net.sh.ner_cols);
    set_entities(&p->net, r.ner, tokens + first, n);
    chy_names_keep(&w->names, tokens + first, n);
    build_tree(p, &r, &w->state, n);
    for (uint32_t i = 1; i <= n; i++) {
        tokens[first + i - 1].deprel = (uint8_t)(w->state.label[i] - 1);
        if (w->state.head[i] > n)
            w->state.head[i] = 0;
    }
    chy_punct_attach(tokens + first, n, w->state.head);
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t head = w->state.head[i];
        tokens[first + i - 1].head = head ? first + head : 0;
        if (!head)
            root = first + i;
    }
    return root;
}

/* ---- sentences of any length ---- */

static int cut_quality(const chy_token *tok)
{
    if (tok->form_len != 1)
        return 0;
    char c = tok->form[0];
    return c == ';' || c == '.' || c == '!' || c == '?' ? 3 : c == ':' ? 2 : c == ',' ? 1 : 0;
}

/* How many of the `left` tokens the next piece takes: up to the last best punctuation. */
static uint32_t piece_len(const chy_token *tokens, uint32_t left)
{
    if (left <= CHY_STATE_MAX)
        return left;
    uint32_t cut = CHY_STATE_MAX;
    int quality = 0;
    for (uint32_t i = PIECE_MIN; i < CHY_STATE_MAX; i++)
        if (cut_quality(&tokens[i]) >= quality && cut_quality(&tokens[i])) {
            quality = cut_quality(&tokens[i]);
            cut = i + 1;
        }
    return cut;
}

static chy_status reserve_states(chy_parser_work *w, uint32_t n)
{
    size_t need = (size_t)n * w->dim;
    if (need > w->cap_states) {
        int8_t *bigger = realloc(w->states, need + need / 2);
        if (!bigger)
            return CHY_E_NOMEM;
        w->states = bigger;
        w->cap_states = need + need / 2;
    }
    w->n_states = n;
    return CHY_OK;
}

chy_status chy_parser_run(const chy_parser *p, chy_parser_work *w, chy_sentence *sent)
{
    uint32_t root = 0;
    chy_status status = reserve_states(w, sent->n_tokens);
    if (status != CHY_OK)
        return status;
    for (uint32_t at = 0; at < sent->n_tokens;) {
        uint32_t n = piece_len(sent->tokens + at, sent->n_tokens - at);
        uint32_t top = run_piece(p, w, sent->tokens, at, n);
        if (at) { /* later pieces hang beside the first one's root */
            sent->tokens[top - 1].head = root;
            sent->tokens[top - 1].deprel = CHY_DEP_parataxis;
        } else
            root = top;
        at += n;
    }
    return CHY_OK;
}
