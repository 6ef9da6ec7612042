/* src/text/lemma.c - Lemmas from form and tag: listed words first, then the longest suffix rule; see text.h. The tables are
 * made by train/lemma.py, which says how they work. */
#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/lemma_table.inc"

/* A longer form is its own lemma: no rule or listed word concerns it. */
#define LEMMA_MOST 96

/* A form made ready for look-up: typographic apostrophes plain, and in ASCII lower case. */
typedef struct word {
    char form[LEMMA_MOST], low[LEMMA_MOST];
    size_t len;
    unsigned shape; /* 0 lower case, 1 a capital first, 2 capitals inside */
} word;

static void prepare(const chy_token *tok, word *w)
{
    w->len = 0;
    w->shape = 0;
    for (uint32_t i = 0; i < tok->form_len; i++) {
        char c = tok->form[i];
        if (c == '\xe2' && i + 2 < tok->form_len && tok->form[i + 1] == '\x80' && tok->form[i + 2] == '\x99') {
            c = '\'';
            i += 2;
        }
        bool upper = c >= 'A' && c <= 'Z';
        if (upper)
            w->shape = w->len ? 2 : 1;
        w->form[w->len] = c;
        w->low[w->len++] = (char)(upper ? c + 32 : c);
    }
}

/* The listed lemma of a spelling, or NULL. */
static const char *find_listed(const char *spelling, size_t len, unsigned xpos)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)spelling[i]) * 16777619u;
    hash = (hash ^ xpos) * 16777619u;
    for (uint32_t slot = hash % LEMMA_SLOTS; lemma_slot[slot]; slot = (slot + 1) % LEMMA_SLOTS) {
        unsigned i = lemma_slot[slot] - 1u;
        const char *listed = lemma_text + lemma_start[i];
        if (lemma_tag[i] == xpos && !strncmp(listed, spelling, len) && !listed[len])
            return listed + len + 1;
    }
    return NULL;
}

/* The edit of the longest suffix that has one, in the tree of a shape. */
static unsigned find_in_tree(const word *w, unsigned xpos, unsigned shape)
{
    unsigned node = xpos * 3 + shape, edit = lemma_edit[node];
    for (size_t i = w->len; i > 0; i--) {
        unsigned child = lemma_first[node], end = lemma_first[node + 1];
        while (child < end && lemma_byte[child] != (unsigned char)w->low[i - 1])
            child++;
        if (child == end)
            break;
        node = child;
        if (lemma_edit[node] != 255)
            edit = lemma_edit[node];
    }
    return edit;
}

static bool is_proper(unsigned xpos)
{
    return xpos == CHY_XPOS_NNP || xpos == CHY_XPOS_NNPS;
}

/* A name written small, as in mail and posts; the treebanks give its lemma the capital. Short ones are
 * particles (al, de). */
static bool is_small_name(const word *w)
{
    for (size_t i = 0; i < w->len; i++)
        if (w->form[i] < 'a' || w->form[i] > 'z')
            return false;
    return w->len > 3;
}

/* Writes the lemma to `out` (LEMMA_MOST + sizeof add bytes of room) and returns its length. */
static size_t find_lemma(const word *w, unsigned xpos, char *out)
{
    const char *listed = find_listed(w->form, w->len, xpos);
    if (!listed && w->shape && !is_proper(xpos))
        listed = find_listed(w->low, w->len, xpos);
    if (listed) {
        size_t len = strlen(listed);
        memcpy(out, listed, len);
        return len;
    }
    unsigned edit = find_in_tree(w, xpos, w->shape);
    if (w->shape && !is_proper(xpos) && !lemma_edits[edit].keep) /* its own tree only says whether a capital stays */
        edit = find_in_tree(w, xpos, 0);
    size_t strip = lemma_edits[edit].strip, add = strlen(lemma_edits[edit].add);
    if (strip >= w->len && add == 0)
        strip = 0; /* a lemma is never empty */
    size_t kept = strip < w->len ? w->len - strip : 0;
    memcpy(out, lemma_edits[edit].keep ? w->form : w->low, kept);
    memcpy(out + kept, lemma_edits[edit].add, add);
    if (is_proper(xpos) && is_small_name(w))
        out[0] = (char)(out[0] - 32);
    return kept + add;
}

/* chy_hash of the lower-cased lemma. */
static uint64_t hash_lower(const char *lemma, size_t len)
{
    char low[LEMMA_MOST * 2];
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t used = chy_utf8_decode(lemma + i, len - i, &code);
        if (used <= 1) {
            low[n++] = (char)(lemma[i] >= 'A' && lemma[i] <= 'Z' ? lemma[i] + 32 : lemma[i]);
            i++;
            continue;
        }
        char small[4];
        size_t made = chy_utf8_encode((uint32_t)utf8proc_tolower((utf8proc_int32_t)code), small);
        if (made == 0 || n + made + (len - i - used) > sizeof low) /* lower case may be longer: keep the letter */
            memcpy(small, lemma + i, made = used);
        memcpy(low + n, small, made);
        n += made;
        i += used;
    }
    return chy_hash(low, n);
}

static bool set_lemma(chy_token *tok, chy_arena *arena)
{
    if (tok->form_len >= LEMMA_MOST) {
        tok->lemma = chy_arena_dup(arena, tok->form, tok->form_len);
        tok->lemma_len = tok->form_len;
        tok->lemma_hash = chy_hash(tok->form, tok->form_len);
        return tok->lemma != NULL;
    }
    word w;
    char out[LEMMA_MOST * 2];
    prepare(tok, &w);
    size_t len = find_lemma(&w, tok->xpos < CHY_N_XPOS ? tok->xpos : 0, out);
    tok->lemma = chy_arena_dup(arena, out, len);
    tok->lemma_len = (uint32_t)len;
    tok->lemma_hash = hash_lower(out, len);
    return tok->lemma != NULL;
}

chy_status chy_text_lemmatize(chy_sentence *sent, chy_arena *arena)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        if (!set_lemma(&sent->tokens[i], arena))
            return CHY_E_NOMEM;
    return CHY_OK;
}
