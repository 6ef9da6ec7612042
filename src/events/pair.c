/* src/events/pair.c - The features of a word between two spans; see pair.h. */
#include "events/pair.h"

#include <string.h>

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}

/* Adds one feature: a template, told apart by its name, and up to three values. */
static void put(chy_features *out, const char *name, uint64_t a, uint64_t b, uint64_t c)
{
    if (out->n == CHY_MAX_FEATURES)
        return;
    uint64_t template = 0;
    for (const char *p = name; *p; p++)
        template = template * 31 + (unsigned char)*p;
    uint64_t key = mix(mix(mix(template ^ 0x70616972) ^ a) + b) ^ (c + 0x2545f4914f6cdd1dULL);
    out->items[out->n++] = (chy_feature){.key = (uint32_t)(mix(key) >> 32) | 1u, .name = name};
}

static uint32_t word_class(const chy_clusters *clusters, const chy_token *token, bool fine)
{
    uint32_t key = (uint32_t)token->lemma_hash | 1u, mask = clusters->n_slots - 1;
    for (uint32_t at = key & mask; clusters->n_slots && clusters->slots[at]; at = (at + 1) & mask)
        if (clusters->slots[at] == key)
            return fine ? clusters->fine[at] : clusters->coarse[at];
    return 0;
}

/* ---- heads and candidates ---- */

static uint32_t depth_of(const chy_tree *tree, uint32_t at)
{
    uint32_t depth = 0;
    for (uint32_t up = chy_tree_head(tree, at); up != CHY_NO_TOKEN && depth < 200; up = chy_tree_head(tree, up))
        depth++;
    return depth;
}

uint32_t chy_pair_head_of(const chy_scene *scene, chy_span span)
{
    uint32_t best = CHY_NO_TOKEN, best_depth = UINT32_MAX;
    for (uint32_t i = 0; i < scene->sent->n_tokens; i++) {
        const chy_token *token = chy_scene_token(scene, i);
        if (token->begin >= span.end || token->end <= span.begin || token->upos == CHY_UPOS_PUNCT)
            continue;
        uint32_t depth = depth_of(&scene->tree, i);
        if (depth < best_depth) {
            best = i;
            best_depth = depth;
        }
    }
    return best;
}

uint32_t chy_pair_candidates(const chy_scene *scene, chy_pair_heads heads, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < scene->sent->n_tokens; i++) {
        const chy_token *token = chy_scene_token(scene, i);
        bool deed_like = token->upos == CHY_UPOS_VERB || chy_is_candidate(scene, i);
        if (deed_like && i != heads.source && (i != heads.target || token->upos != CHY_UPOS_PROPN))
            out[n++] = i;
    }
    for (uint32_t i = 0; !n && i < scene->sent->n_tokens; i++)
        out[n++] = i;
    return n;
}

/* ---- one span seen from a word ---- */

typedef struct sight {
    uint32_t head;      /* of the span, or CHY_NO_TOKEN */
    uint64_t path;      /* relations up and down as one number */
    uint32_t length;    /* of that way */
    uint64_t slot;      /* place in the frame, with the preposition; 0: none */
    uint64_t broad;     /* slot and level only */
    uint64_t side;      /* before or after, how far */
    uint64_t nearest;   /* the first verb above the span: the word itself, above it, below it, elsewhere */
    uint64_t rule;      /* 1: the rule wants it as actor, 2: as recipient, 3: neither; 0: no rule */
} sight;

static uint64_t path_between(const chy_scene *scene, uint32_t from, uint32_t to, uint32_t *length)
{
    uint64_t up = 7;
    uint32_t steps = 0;
    for (uint32_t a = from; a != CHY_NO_TOKEN && steps < 7; a = chy_tree_head(&scene->tree, a), steps++) {
        uint64_t down = 11;
        uint32_t below = 0;
        for (uint32_t b = to; b != CHY_NO_TOKEN && below < 7; b = chy_tree_head(&scene->tree, b), below++) {
            if (b == a) {
                *length = steps + below;
                return mix(up) ^ mix(down + 1);
            }
            down = mix(down * 64 + chy_deprel_base(chy_scene_token(scene, b)->deprel) + 1);
        }
        up = mix(up * 64 + chy_deprel_base(chy_scene_token(scene, a)->deprel) + 1);
    }
    *length = 15;
    return 1;
}

static uint64_t side_of(uint32_t at, uint32_t head)
{
    uint32_t d = at < head ? head - at : at - head;
    return (uint64_t)(d <= 1 ? 1 : d <= 3 ? 2 : d <= 6 ? 3 : d <= 12 ? 4 : 5) * 2 + (at < head);
}

static uint64_t nearest_verb(const chy_scene *scene, uint32_t at, uint32_t head)
{
    const chy_tree *tree = &scene->tree;
    uint32_t up = chy_tree_head(tree, head);
    for (int step = 0; step < 12 && up != CHY_NO_TOKEN; step++, up = chy_tree_head(tree, up)) {
        if (up == at)
            return 1;
        if (chy_scene_token(scene, up)->upos == CHY_UPOS_VERB)
            return chy_tree_dominates(tree, up, at) ? 2 : chy_tree_dominates(tree, at, up) ? 3 : 4;
    }
    return 5;
}

/* Whether the span hangs on the filler, as owner, member or qualifier, without a verb between. */
static bool belongs_to(const chy_scene *scene, uint32_t filler, uint32_t head)
{
    uint32_t up = head;
    for (int step = 0; step < 4 && up != CHY_NO_TOKEN; step++, up = chy_tree_head(&scene->tree, up)) {
        if (up == filler)
            return true;
        if (chy_scene_token(scene, up)->upos == CHY_UPOS_VERB)
            return false;
    }
    return false;
}

static const chy_filler *filler_for(const chy_scene *scene, const chy_frame *frame, uint32_t head, bool *direct)
{
    const chy_filler *loose = NULL;
    for (uint32_t i = 0; i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        *direct = filler->token == head;
        if (*direct)
            return filler;
        if (!loose && filler->slot != CHY_SLOT_COMP && belongs_to(scene, filler->token, head))
            loose = filler;
    }
    *direct = false;
    return loose;
}

static uint64_t rule_wants(const chy_scene *scene, const chy_rule *rule, const chy_filler *filler)
{
    if (!rule || !filler)
        return 0;
    for (uint32_t k = 0; k < rule->actor.n; k++)
        if (chy_match_slot(scene, &rule->actor.items[k], filler))
            return 1;
    for (uint32_t k = 0; k < rule->recipient.n; k++)
        if (chy_match_slot(scene, &rule->recipient.items[k], filler))
            return 2;
    return 3;
}

static sight see(const chy_scene *scene, const chy_frame *frame, const chy_rule *rule, uint32_t at, uint32_t head)
{
    sight s = {.head = head};
    if (head == CHY_NO_TOKEN)
        return s;
    bool direct = false;
    const chy_filler *filler = filler_for(scene, frame, head, &direct);
    s.path = path_between(scene, at, head, &s.length);
    if (filler) {
        uint64_t prep = filler->prep == CHY_NO_TOKEN ? 0 : chy_scene_token(scene, filler->prep)->lemma_hash;
        s.broad = ((uint64_t)filler->slot * 8 + filler->level) * 2 + direct + 1;
        s.slot = mix(s.broad) ^ prep;
    }
    s.side = side_of(at, head);
    s.nearest = nearest_verb(scene, at, head);
    s.rule = rule_wants(scene, rule, filler);
    return s;
}

/* ---- features ---- */

/* One set of templates for each span: names are told apart by `which`, 1 or 2. */
static void link_span(chy_features *out, const chy_scene *scene, const chy_clusters *clusters, uint32_t at, const sight *s, uint64_t which)
{
    const chy_token *t = chy_scene_token(scene, at);
    if (s->head == CHY_NO_TOKEN) {
        put(out, "absent", which, t->upos, 0);
        put(out, "absent, word", which, t->lemma_hash, 0);
        return;
    }
    const chy_token *h = chy_scene_token(scene, s->head);
    put(out, "path", which, s->path, 0);
    put(out, "path and tag", which, s->path, t->upos);
    put(out, "path of word", which, s->path, t->lemma_hash);
    put(out, "length", which, s->length, t->upos);
    put(out, "slot", which, s->slot, t->upos);
    put(out, "slot of word", which, s->slot, t->lemma_hash);
    put(out, "slot of class", which, s->slot, word_class(clusters, t, true));
    put(out, "broad slot", which, s->broad, t->upos);
    put(out, "broad slot of word", which, s->broad, t->lemma_hash);
    put(out, "side", which, s->side, t->upos);
    put(out, "nearest", which, s->nearest, t->upos);
    put(out, "nearest and slot", which, s->nearest, s->broad);
    put(out, "relation", which, h->deprel, s->length < 4 ? s->length : 4);
    put(out, "is it", which, s->head == at, t->upos);
    put(out, "rule wants", which, s->rule, s->broad);
}

static uint64_t order_of(uint32_t at, const sight *s, const sight *t)
{
    uint64_t order = 0;
    if (s->head != CHY_NO_TOKEN)
        order |= at < s->head ? 1 : 2;
    if (t->head != CHY_NO_TOKEN)
        order |= at < t->head ? 4 : 8;
    if (s->head != CHY_NO_TOKEN && t->head != CHY_NO_TOKEN)
        order |= s->head < t->head ? 16 : 32;
    return order;
}

/* How many verbs stand between the word and the span. */
static uint64_t verbs_between(const chy_scene *scene, uint32_t at, uint32_t head)
{
    if (head == CHY_NO_TOKEN)
        return 9;
    uint64_t n = 0;
    for (uint32_t i = (at < head ? at : head) + 1; i < (at < head ? head : at); i++)
        n += chy_scene_token(scene, i)->upos == CHY_UPOS_VERB;
    return n > 4 ? 4 : n;
}

static void look_link(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule, const chy_signals *signals,
                      const sight *s, const sight *t, chy_features *out)
{
    const chy_token *word = chy_scene_token(scene, at);
    uint32_t head = chy_tree_head(&scene->tree, at), depth = depth_of(&scene->tree, at);
    uint64_t order = order_of(at, s, t), both = s->broad * 1024 + t->broad;
    link_span(out, scene, clusters, at, s, 1);
    link_span(out, scene, clusters, at, t, 2);
    put(out, "both slots", both, word->upos, 0);
    put(out, "both slots, word", both, word->lemma_hash, 0);
    put(out, "both slots, class", both, word_class(clusters, word, false), 0);
    put(out, "both paths", s->path, t->path, 0);
    put(out, "both lengths", s->length, t->length, word->upos);
    put(out, "both nearest", s->nearest, t->nearest, word->upos);
    put(out, "order", order, word->upos, 0);
    put(out, "order and slots", order, both, 0);
    put(out, "verbs between", verbs_between(scene, at, s->head), verbs_between(scene, at, t->head), order);
    put(out, "word", word->lemma_hash, word->upos, 0);
    put(out, "class", word_class(clusters, word, true), word->upos, 0);
    put(out, "relation of word", word->deprel, word->xpos, 0);
    put(out, "depth", depth > 5 ? 5 : depth, word->upos, 0);
    put(out, "rule", rule != NULL, word->upos, rule ? rule->type : 0);
    put(out, "rule wants both", s->rule, t->rule, word->upos);
    put(out, "speech above", signals->speech != CHY_NO_TOKEN, word->upos, 0);
    put(out, "quoted", word->flags & (CHY_TOKEN_QUOTED | CHY_TOKEN_PARENTHESIS), word->upos, 0);
    if (head != CHY_NO_TOKEN)
        put(out, "head and relation", chy_scene_token(scene, head)->lemma_hash, word->deprel, 0);
}

static uint64_t party_kind(const chy_scene *scene, uint32_t head)
{
    uint32_t mention = head == CHY_NO_TOKEN ? CHY_NOBODY : scene->mention_at[head];
    if (mention == CHY_NOBODY)
        return head == CHY_NO_TOKEN ? 0 : 1;
    const chy_mention *m = &scene->art->mentions[mention];
    uint64_t sector = 0;
    for (const char *p = m->n_entities ? scene->art->entities[m->entities[0]].sector : ""; *p; p++)
        sector = sector << 8 | (unsigned char)*p;
    return sector * 8 + 2;
}

static void kind_span(chy_features *out, const chy_scene *scene, const chy_clusters *clusters, uint32_t at, const sight *s, uint64_t which)
{
    const chy_token *t = chy_scene_token(scene, at);
    put(out, "k slot", which, s->slot, 0);
    put(out, "k slot of word", which, s->slot, t->lemma_hash);
    put(out, "k slot of class", which, s->slot, word_class(clusters, t, true));
    put(out, "k party", which, party_kind(scene, s->head), 0);
    if (s->head == CHY_NO_TOKEN)
        return;
    const chy_token *h = chy_scene_token(scene, s->head);
    put(out, "k span", which, h->lemma_hash, 0);
    put(out, "k span class", which, word_class(clusters, h, true), 0);
    put(out, "k span and slot", which, word_class(clusters, h, false), s->broad);
    put(out, "k span class and word class", which, word_class(clusters, h, false), word_class(clusters, t, false));
}

/* Words of the clause that the trigger's own features do not hold: verbs below it, nouns in its object. */
static void kind_below(chy_features *out, const chy_scene *scene, const chy_clusters *clusters, uint32_t at)
{
    const chy_tree *tree = &scene->tree;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
        const chy_token *child = chy_scene_token(scene, c);
        if (child->upos == CHY_UPOS_PUNCT || child->upos == CHY_UPOS_DET)
            continue;
        put(out, "k below", child->lemma_hash, child->deprel, 0);
        for (uint32_t g = tree->first_child[c]; g != CHY_NO_TOKEN; g = tree->next_sibling[g]) {
            const chy_token *below = chy_scene_token(scene, g);
            if (below->upos == CHY_UPOS_PUNCT || below->upos == CHY_UPOS_DET || below->upos == CHY_UPOS_PROPN)
                continue;
            put(out, "k far below", below->lemma_hash, 0, 0);
            put(out, "k far below class", word_class(clusters, below, true), child->deprel, 0);
        }
    }
}

void chy_pair_look(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_pair_heads heads, chy_pair_view *out)
{
    out->link.n = out->kind.n = 0;
    const chy_frame *frame = chy_scene_frame(scene, at);
    memset(out->dense, 0, sizeof out->dense);
    if (!frame)
        return;
    const chy_rule *rule = chy_match_rule(scene, at);
    chy_signals signals = chy_signals_of(scene, at);
    sight s = see(scene, frame, rule, at, heads.source), t = see(scene, frame, rule, at, heads.target);
    look_link(scene, clusters, at, rule, &signals, &s, &t, &out->link);
    chy_features_trigger(scene, clusters, at, rule, &signals, &out->kind);
    kind_span(&out->kind, scene, clusters, at, &s, 1);
    kind_span(&out->kind, scene, clusters, at, &t, 2);
    kind_below(&out->kind, scene, clusters, at);
    chy_dense_trigger(scene, clusters, at, out->dense);
}
