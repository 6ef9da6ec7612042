/* src/model/gazetteer.c - Names as a table of hashed word sequences; see gazetteer.h. */
#include "model/gazetteer.h"

#include "model/word.h"

#include <string.h>

enum { PRINT_BITS = 20, VALUE_BITS = 12 };

chy_status chy_gazetteer_bind(const chy_model *model, chy_gazetteer *g, chy_err *err)
{
    size_t slots, values;
    *g = (chy_gazetteer){0};
    g->slots = chy_model_find(model, CHY_MODEL_TAG('G', 'S', 'L', 'T'), &slots);
    g->values = chy_model_find(model, CHY_MODEL_TAG('G', 'V', 'A', 'L'), &values);
    if (!g->slots && !g->values)
        return CHY_OK;
    bool possible = g->slots && g->values && slots % 4 == 0 && values % 4 == 0 && slots / 4 >= 2 && slots / 4 <= 1u << 22 &&
                    values / 4 >= 1 && values / 4 <= 1u << VALUE_BITS;
    bool free_slot = false;
    for (size_t i = 0; possible && i < slots / 4; i++) {
        possible = (g->slots[i] & ((1u << VALUE_BITS) - 1)) < values / 4;
        free_slot |= g->slots[i] == 0;
    }
    if (!possible || !free_slot)
        return chy_err_set(err, CHY_E_FORMAT, 0, "the model's list of names is not possible");
    g->n_slots = (uint32_t)(slots / 4);
    g->n_values = (uint32_t)(values / 4);
    return CHY_OK;
}

uint32_t chy_gazetteer_key(const char *form, size_t len)
{
    char norm[CHY_WORD_MAX];
    return chy_word_hash(norm, chy_word_norm(form, len, norm), 77) | 1;
}

uint32_t chy_gazetteer_join(uint32_t before, uint32_t key)
{
    uint32_t h = before * 0x9e3779b1u + key;
    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    return h | 1; /* 0 is no sequence */
}

uint32_t chy_gazetteer_slot(uint32_t key, uint32_t n_slots)
{
    return (uint32_t)((uint64_t)key * n_slots >> 32);
}

uint32_t chy_gazetteer_print(uint32_t key)
{
    return (key * 0x85ebca6bu >> (32 - PRINT_BITS)) << VALUE_BITS;
}

uint32_t chy_gazetteer_find(const chy_gazetteer *g, uint32_t key)
{
    uint32_t print = chy_gazetteer_print(key), mask = (1u << VALUE_BITS) - 1;
    for (uint32_t at = chy_gazetteer_slot(key, g->n_slots); g->slots[at]; at = at + 1 < g->n_slots ? at + 1 : 0)
        if ((g->slots[at] & ~mask) == print)
            return g->values[g->slots[at] & mask];
    return 0;
}

/* ---- forms ---- */

static bool is_upper(const chy_form *f)
{
    unsigned char c = f->len ? (unsigned char)f->text[0] : 0;
    return (c >= 'A' && c <= 'Z') || (c == 0xc3 && f->len > 1 && (unsigned char)f->text[1] < 0x9f);
}

static bool is_letters(const chy_form *f)
{
    for (uint32_t i = 0; i < f->len; i++) {
        unsigned char c = (unsigned char)(f->text[i] | 32);
        if ((unsigned char)f->text[i] < 0x80 && (c < 'a' || c > 'z'))
            return false;
    }
    return f->len > 0;
}

static bool is_capitals(const chy_form *f)
{
    uint32_t upper = 0;
    for (uint32_t i = 0; i < f->len; i++) {
        unsigned char c = (unsigned char)f->text[i];
        if (c >= 'a' && c <= 'z')
            return false;
        upper += c >= 'A' && c <= 'Z';
    }
    return upper > 0 && f->len > 1;
}

static bool has_digit(const chy_form *f)
{
    for (uint32_t i = 0; i < f->len; i++)
        if (f->text[i] >= '0' && f->text[i] <= '9')
            return true;
    return false;
}

/* What the sentence's letters say of its capitals: all in capitals, a headline's, or none but the first. */
typedef struct casing {
    uint8_t capitals, title, small;
} casing;

static casing casing_of(const chy_form *forms, size_t n)
{
    size_t words = 0, capitals = 0, upper = 0, later = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_letters(&forms[i]))
            continue;
        capitals += is_capitals(&forms[i]);
        upper += is_upper(&forms[i]);
        later += words && is_upper(&forms[i]);
        words++;
    }
    casing c = {0};
    c.capitals = words > 1 && capitals * 5 > words * 3;
    c.title = words > 2 && upper * 4 > words * 3;
    c.small = !later;
    return c;
}

/* ---- marking ---- */

typedef struct seen {
    uint32_t key[CHY_GAZ_TOKENS], bits[CHY_GAZ_TOKENS];
} seen;

/* The longest sequence of each kind from token i on. `until` says how far the last one of the kind reaches. */
static void mark_kinds(const chy_gazetteer *g, const seen *s, const chy_form *forms, size_t i, size_t n, uint8_t *row, size_t stride,
                       size_t until[CHY_GAZ_KINDS])
{
    uint8_t longest[CHY_GAZ_KINDS] = {0};
    uint32_t bits = s->bits[i], key = chy_gazetteer_join(0, s->key[i]);
    for (size_t len = 1;; len++) {
        for (uint32_t k = 0, kinds = bits >> CHY_GAZ_WORD_BITS & ((1u << CHY_GAZ_KINDS) - 1); kinds; k++, kinds >>= 1)
            if (kinds & 1)
                longest[k] = (uint8_t)len;
        if (!(bits >> CHY_GAZ_MORE & 1) || len == CHY_GAZ_LONGEST || i + len == n)
            break;
        key = chy_gazetteer_join(key, s->key[i + len]);
        bits = chy_gazetteer_find(g, key);
        if (!bits)
            break;
    }
    for (uint32_t k = 0; k < CHY_GAZ_KINDS; k++) {
        if (!longest[k] || until[k] > i)
            continue;
        bool upper = false;
        until[k] = i + longest[k];
        for (size_t j = i; j < until[k]; j++)
            upper |= is_upper(&forms[j]);
        uint8_t *to = row + CHY_GAZ_WORD_BITS + (upper ? 0 : 2 * CHY_GAZ_KINDS) + 2 * k;
        for (size_t j = 0; j < longest[k]; j++)
            to[j * stride + (j ? 1 : 0)] = CHY_GAZ_ON;
    }
}

static void mark_shape(const chy_form *form, bool first, const casing *c, uint8_t *to)
{
    uint8_t set[CHY_GAZ_SHAPES] = {first, is_upper(form), is_capitals(form), c->capitals, c->title, c->small, has_digit(form)};
    for (int k = 0; k < CHY_GAZ_SHAPES; k++)
        to[k] = set[k] ? CHY_GAZ_ON : 0;
}

void chy_gazetteer_mark(const chy_gazetteer *g, const chy_form *forms, size_t n, uint8_t *rows, size_t stride)
{
    enum { SHAPES_AT = CHY_GAZ_WORD_BITS + 4 * CHY_GAZ_KINDS };
    size_t until[CHY_GAZ_KINDS] = {0};
    casing c = casing_of(forms, n);
    seen s;
    for (size_t i = 0; i < n; i++) {
        s.key[i] = chy_gazetteer_key(forms[i].text, forms[i].len);
        s.bits[i] = chy_gazetteer_find(g, chy_gazetteer_join(0, s.key[i]));
        memset(rows + i * stride, 0, CHY_GAZ_FEATURES);
    }
    for (size_t i = 0; i < n; i++) {
        uint8_t *row = rows + i * stride;
        for (uint32_t k = 0; k < CHY_GAZ_WORD_BITS; k++)
            row[k] = s.bits[i] >> k & 1 ? CHY_GAZ_ON : 0;
        if (s.bits[i] >> CHY_GAZ_WORD_BITS)
            mark_kinds(g, &s, forms, i, n, row, stride, until);
        mark_shape(&forms[i], i == 0, &c, row + SHAPES_AT);
    }
}
