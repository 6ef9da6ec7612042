/* src/parse/punct.c - Attachment of punctuation; see punct.h. The net decides words well and marks badly: where a comma
 * hangs follows from words that stand far from it. */
#include "parse/punct.h"

#include <stdbool.h>
#include <string.h>

typedef enum mark { MARK_NONE, MARK_SINGLE, MARK_OPENING, MARK_CLOSING } mark;

typedef struct view {
    const chy_token *tokens; /* token i is tokens[i - 1] */
    uint32_t n;
    uint16_t *head;
    uint8_t mark[CHY_PUNCT_MAX + 2];
} view;

static bool is_form(const view *v, uint32_t i, const char *form)
{
    const chy_token *t = &v->tokens[i - 1];
    return t->form_len == strlen(form) && memcmp(t->form, form, t->form_len) == 0;
}

static const char *closing_of(const view *v, uint32_t i)
{
    static const char *const pairs[][2] = {
        {"(", ")"}, {"[", "]"}, {"{", "}"}, {"\"", "\""}, {"``", "''"}, {"'", "'"}, {"\xe2\x80\x9c", "\xe2\x80\x9d"},
        {"\xe2\x80\x98", "\xe2\x80\x99"}, {"\xc2\xab", "\xc2\xbb"}, {"<", ">"}, {"*", "*"},
    };
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        if (is_form(v, i, pairs[k][0]))
            return pairs[k][1];
    return NULL;
}

static void find_marks(view *v)
{
    memset(v->mark, MARK_NONE, v->n + 2);
    for (uint32_t i = 1; i <= v->n; i++)
        if (v->tokens[i - 1].upos == CHY_UPOS_PUNCT && v->tokens[i - 1].deprel == CHY_DEP_punct && v->head[i])
            v->mark[i] = MARK_SINGLE;
    for (uint32_t i = 1; i <= v->n; i++)
        v->mark[v->head[i]] = MARK_NONE; /* it has dependents */
}

/* The mark that closes what `open` opens; 0 if there is none or nothing lies between. */
static uint32_t find_closing(const view *v, uint32_t open, const char *closing)
{
    bool nests = !is_form(v, open, closing);
    uint32_t depth = 0;
    for (uint32_t k = open + 1; k <= v->n; k++) {
        if (is_form(v, k, closing)) {
            if (depth == 0)
                return v->mark[k] == MARK_SINGLE && k > open + 1 ? k : 0;
            depth--;
        } else if (nests && v->tokens[k - 1].form_len == v->tokens[open - 1].form_len &&
                   memcmp(v->tokens[k - 1].form, v->tokens[open - 1].form, v->tokens[k - 1].form_len) == 0)
            depth++;
    }
    return 0;
}

/* The only word between two marks that depends on one outside; 0 if there are several. */
static uint32_t only_head(const view *v, uint32_t open, uint32_t close)
{
    uint32_t found = 0;
    for (uint32_t k = open + 1; k < close; k++) {
        bool inside = v->head[k] > open && v->head[k] < close;
        if (v->mark[k] != MARK_NONE || inside)
            continue;
        if (found)
            return 0;
        found = k;
    }
    return found;
}

static void attach_pairs(view *v)
{
    for (uint32_t i = 1; i <= v->n; i++) {
        const char *closing = v->mark[i] == MARK_SINGLE ? closing_of(v, i) : NULL;
        uint32_t close = closing ? find_closing(v, i, closing) : 0;
        if (!close)
            continue;
        uint32_t head = only_head(v, i, close);
        v->mark[i] = MARK_OPENING;
        v->mark[close] = MARK_CLOSING;
        if (head)
            v->head[i] = v->head[close] = (uint16_t)head;
    }
}

static bool depends_on(const view *v, uint32_t i, uint32_t above)
{
    for (; i; i = v->head[i])
        if (i == above)
            return true;
    return false;
}

/* The nearest word to the left, not past the opening of the bracket that p is in. */
static uint32_t word_left(const view *v, uint32_t p)
{
    uint32_t i = p - 1;
    while (i && v->mark[i] != MARK_NONE)
        i = v->mark[i] == MARK_OPENING ? 0 : i - 1;
    return i;
}

static uint32_t word_right(const view *v, uint32_t p)
{
    uint32_t i = p + 1;
    while (i <= v->n && v->mark[i] != MARK_NONE)
        i = v->mark[i] == MARK_CLOSING ? v->n + 1 : i + 1;
    return i <= v->n ? i : 0;
}

static bool ends_sentences(const view *v, uint32_t p)
{
    return is_form(v, p, ".") || is_form(v, p, "?") || is_form(v, p, "!");
}

/* Commas and stops may hang low, on the last of several clauses or items; dashes, colons and stray quotation marks that
 * the net hangs low are mostly its mistakes. */
static bool keeps_its_place(const view *v, uint32_t p)
{
    return ends_sentences(v, p) || is_form(v, p, ",");
}

static void attach_single(const view *v, uint32_t p)
{
    uint32_t left = word_left(v, p), right = ends_sentences(v, p) ? 0 : word_right(v, p), top_left = left, top_right = right;
    while (top_left && v->head[top_left] && v->head[top_left] < p)
        top_left = v->head[top_left];
    while (top_right && v->head[top_right] > p)
        top_right = v->head[top_right];
    bool go_left = top_left && (!top_right || depends_on(v, top_left, top_right));
    uint32_t from = go_left ? left : right, to = go_left ? top_left : top_right;
    for (uint32_t i = from; keeps_its_place(v, p) && i && i != to; i = v->head[i])
        if (v->head[p] == i)
            return;
    if (to)
        v->head[p] = (uint16_t)to;
}

void chy_punct_attach(const chy_token *tokens, uint32_t n, uint16_t *head)
{
    view v = {.tokens = tokens, .n = n, .head = head};
    find_marks(&v);
    attach_pairs(&v);
    for (uint32_t i = 1; i <= n; i++)
        if (v.mark[i] == MARK_SINGLE)
            attach_single(&v, i);
}
