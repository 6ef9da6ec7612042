/* src/events/features.c - The features of candidates; see features.h. A feature is a template and up to three values, hashed;
 * words enter as lemma and as cluster, so that a word never seen in training borrows from its likes. */
#include "events/features.h"

#include <string.h>

#include "base/hash.h"

typedef struct maker {
    chy_scene *scene;
    const chy_clusters *clusters;
    chy_features *out;
    uint32_t base; /* mixed into every key: which task, which type */
} maker;

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}

static void add(maker *m, const char *name, uint64_t a, uint64_t b, uint64_t c, const char *word_a, const char *word_b)
{
    if (m->out->n == CHY_MAX_FEATURES)
        return;
    uint64_t template = 0;
    for (const char *p = name; *p; p++)
        template = template * 31 + (unsigned char)*p;
    uint64_t key = mix(template + 0x9e3779b97f4a7c15ULL * m->base);
    key = mix(key ^ a);
    key = mix(key + b);
    key = mix(key ^ (c + 0x2545f4914f6cdd1dULL));
    m->out->items[m->out->n++] =
        (chy_feature){.key = (uint32_t)(key >> 32) | 1u, .name = name, .a = word_a, .b = word_b};
}

static const chy_token *tok(const maker *m, uint32_t at)
{
    return chy_scene_token(m->scene, at);
}

/* The slot of a word among the word classes, or n_slots. */
static uint32_t class_slot(const chy_clusters *clusters, const chy_token *token)
{
    uint32_t key = (uint32_t)token->lemma_hash | 1u, mask = clusters->n_slots - 1;
    for (uint32_t at = key & mask; clusters->n_slots && clusters->slots[at]; at = (at + 1) & mask)
        if (clusters->slots[at] == key)
            return at;
    return clusters->n_slots;
}

static uint32_t cluster(const chy_clusters *clusters, const chy_token *token, bool fine)
{
    uint32_t at = class_slot(clusters, token);
    return at == clusters->n_slots ? 0 : fine ? clusters->fine[at] : clusters->coarse[at];
}

bool chy_is_candidate(const chy_scene *scene, uint32_t at)
{
    const chy_token *token = chy_scene_token(scene, at);
    switch (token->upos) {
    case CHY_UPOS_VERB: case CHY_UPOS_NOUN:
        return true;
    case CHY_UPOS_ADJ: case CHY_UPOS_PROPN:
        return scene->mention_at[at] == CHY_NOBODY;
    default:
        return false;
    }
}

static const chy_entity *entity_of(const chy_scene *scene, uint32_t mention)
{
    const chy_mention *m = &scene->art->mentions[mention];
    return m->n_entities ? &scene->art->entities[m->entities[0]] : NULL;
}

/* What a party is, without saying who: kind of mention and sector. */
static uint64_t party_class(const chy_scene *scene, uint32_t mention)
{
    const chy_entity *entity = entity_of(scene, mention);
    uint64_t sector = 0;
    for (const char *p = entity ? entity->sector : ""; *p; p++)
        sector = sector << 8 | (unsigned char)*p;
    return mix((uint64_t)scene->art->mentions[mention].kind + 1) ^ sector;
}

/* The preposition or slot name under which a filler stands, as a number. */
static uint64_t place_of(const maker *m, const chy_filler *filler)
{
    uint64_t prep = filler->prep == CHY_NO_TOKEN ? 0 : tok(m, filler->prep)->lemma_hash;
    return mix((uint64_t)filler->slot * 8 + filler->level + 1) ^ prep;
}

static void filler_features(maker *m, uint32_t at, const chy_filler *filler)
{
    const chy_token *word = tok(m, filler->token), *trigger = tok(m, at);
    uint64_t place = place_of(m, filler);
    const char *prep = filler->prep == CHY_NO_TOKEN ? chy_slot_names[filler->slot] : tok(m, filler->prep)->lemma;
    uint32_t mention = m->scene->mention_at[filler->token];
    add(m, "argument", place, word->lemma_hash, 0, prep, word->lemma);
    add(m, "argument of word", place, word->lemma_hash, trigger->lemma_hash, prep, word->lemma);
    add(m, "argument cluster", place, cluster(m->clusters, word, true), 0, prep, word->lemma);
    add(m, "coarse argument of coarse word", place, cluster(m->clusters, word, false), cluster(m->clusters, trigger, false), prep,
        word->lemma);
    add(m, "slot of word", place, trigger->lemma_hash, 0, prep, trigger->lemma);
    if (mention != CHY_NOBODY) {
        add(m, "party class in slot", place, party_class(m->scene, mention), 0, prep, word->lemma);
        add(m, "party class in slot of word", place, party_class(m->scene, mention), trigger->lemma_hash, prep, trigger->lemma);
    }
}

static uint64_t signal_bits(const chy_signals *s)
{
    return (uint64_t)s->negated | (uint64_t)s->future << 1 | (uint64_t)s->hypothetical << 2 | (uint64_t)s->demanded << 3 |
           (uint64_t)s->condition << 4 | (uint64_t)(s->speech != CHY_NO_TOKEN) << 5 | (uint64_t)s->own_negated << 6 |
           (uint64_t)s->own_future << 7 | (uint64_t)s->own_hypothetical << 8;
}

static void signal_features(maker *m, uint32_t at, const chy_rule *rule, const chy_signals *s)
{
    uint64_t bits = signal_bits(s), type = rule ? rule->type : 0;
    add(m, "signals", bits, 0, 0, s->cue, NULL);
    add(m, "signals with word", bits, tok(m, at)->lemma_hash, 0, s->cue, tok(m, at)->lemma);
    add(m, "signals with rule type", bits, type, 0, s->cue, rule ? rule->name : NULL);
    add(m, "signals with cluster", bits, cluster(m->clusters, tok(m, at), false), 0, s->cue, NULL);
    add(m, "own signals", bits >> 6, type, 0, s->cue, NULL);
    if (s->cue)
        add(m, "cue", chy_hash(s->cue, strlen(s->cue)), tok(m, at)->upos, 0, s->cue, NULL);
}

/* What the lexicon knows of a word: the longest entry counts, a verb with its particle or its object, a noun with the word before it. */
static uint32_t lexicon_types(maker *m, uint32_t at, bool *pair)
{
    const chy_lexicon *lexicon = &m->scene->rules->lexicon;
    const chy_token *t = tok(m, at);
    chy_lexicon_part part = t->upos == CHY_UPOS_VERB ? CHY_LEXICON_VERB : t->upos == CHY_UPOS_ADJ ? CHY_LEXICON_ADJECTIVE : CHY_LEXICON_NOUN;
    uint32_t types = 0;
    if (part == CHY_LEXICON_NOUN && at > 0)
        types = chy_lexicon_types(lexicon, chy_lexicon_key(part, tok(m, at - 1)->lemma_hash, t->lemma_hash, false));
    const chy_frame *frame = part == CHY_LEXICON_VERB ? chy_scene_frame(m->scene, at) : NULL;
    if (frame && frame->particle != CHY_NO_TOKEN)
        types = chy_lexicon_types(lexicon, chy_lexicon_key(part, t->lemma_hash, tok(m, frame->particle)->lemma_hash, false));
    for (uint32_t i = 0; frame && !types && i < frame->n_fillers; i++)
        if (frame->fillers[i].prep != CHY_NO_TOKEN && frame->fillers[i].level == CHY_LEVEL_OWN)
            types = chy_lexicon_types(lexicon, chy_lexicon_key(part, t->lemma_hash, tok(m, frame->fillers[i].prep)->lemma_hash, false));
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++)
        if (frame->fillers[i].slot != CHY_SLOT_SUBJ)
            types |= chy_lexicon_types(lexicon, chy_lexicon_key(part, t->lemma_hash, tok(m, frame->fillers[i].token)->lemma_hash, true));
    *pair = types != 0;
    return types ? types : chy_lexicon_types(lexicon, chy_lexicon_key(part, t->lemma_hash, 0, false));
}

static void lexicon_features(maker *m, uint32_t at)
{
    bool pair;
    const chy_token *t = tok(m, at);
    uint32_t types = lexicon_types(m, at, &pair);
    add(m, "lexicon", types, t->upos, pair, NULL, NULL);
    add(m, "lexicon and relation", types, t->deprel, t->xpos, NULL, NULL);
    for (uint32_t type = 0; type < CHY_N_TYPE; type++)
        if (types >> type & 1)
            add(m, "lexicon type", type, t->upos, pair, chy_type_names[type], NULL);
}

static void word_features(maker *m, uint32_t at)
{
    const chy_token *t = tok(m, at);
    uint32_t n = m->scene->sent->n_tokens;
    add(m, "bias", 0, 0, 0, NULL, NULL);
    add(m, "word", t->lemma_hash, 0, 0, t->lemma, NULL);
    add(m, "word and tag", t->lemma_hash, t->xpos, 0, t->lemma, chy_xpos_names[t->xpos]);
    add(m, "cluster", cluster(m->clusters, t, true), t->upos, 0, t->lemma, NULL);
    add(m, "coarse cluster", cluster(m->clusters, t, false), t->xpos, 0, t->lemma, NULL);
    add(m, "tag and relation", t->xpos, t->deprel, 0, chy_xpos_names[t->xpos], chy_deprel_names[t->deprel]);
    if (at > 0) {
        add(m, "word before", t->lemma_hash, tok(m, at - 1)->lemma_hash, 0, tok(m, at - 1)->lemma, t->lemma);
        add(m, "before", tok(m, at - 1)->lemma_hash, t->upos, 0, tok(m, at - 1)->lemma, NULL);
    }
    if (at + 1 < n) {
        add(m, "word after", t->lemma_hash, tok(m, at + 1)->lemma_hash, 0, t->lemma, tok(m, at + 1)->lemma);
        add(m, "after", tok(m, at + 1)->lemma_hash, t->upos, 0, tok(m, at + 1)->lemma, NULL);
    }
    if (at + 2 < n)
        add(m, "second after", tok(m, at + 2)->lemma_hash, t->upos, 0, tok(m, at + 2)->lemma, NULL);
}

static void governor_features(maker *m, uint32_t at, const chy_frame *frame)
{
    const chy_token *t = tok(m, at);
    uint32_t head = chy_tree_head(&m->scene->tree, at);
    if (head != CHY_NO_TOKEN) {
        add(m, "head", tok(m, head)->lemma_hash, t->deprel, 0, tok(m, head)->lemma, chy_deprel_names[t->deprel]);
        add(m, "head and word", tok(m, head)->lemma_hash, t->lemma_hash, 0, tok(m, head)->lemma, t->lemma);
        add(m, "head cluster", cluster(m->clusters, tok(m, head), true), t->deprel, 0, tok(m, head)->lemma, NULL);
    }
    if (frame->governor != CHY_NO_TOKEN) {
        const chy_token *g = tok(m, frame->governor);
        add(m, "governor", g->lemma_hash, t->upos, 0, g->lemma, NULL);
        add(m, "governor and word", g->lemma_hash, t->lemma_hash, 0, g->lemma, t->lemma);
        add(m, "governor and cluster", cluster(m->clusters, g, true), cluster(m->clusters, t, false), 0, g->lemma, t->lemma);
    }
    if (frame->particle != CHY_NO_TOKEN)
        add(m, "particle", tok(m, frame->particle)->lemma_hash, t->lemma_hash, 0, t->lemma, tok(m, frame->particle)->lemma);
    add(m, "voice", frame->passive, t->lemma_hash, 0, t->lemma, NULL);
}

/* Whether a mention can act at all. */
static bool acts(const chy_mention *mention)
{
    return mention->kind != CHY_MENTION_PLACE && mention->kind != CHY_MENTION_ADJECTIVE;
}

static void sentence_features(maker *m, uint32_t at)
{
    const chy_sentence *sent = m->scene->sent;
    const chy_token *t = tok(m, at);
    uint32_t actors = 0;
    for (uint32_t i = 0; i < sent->n_mentions; i++)
        actors += acts(&m->scene->art->mentions[sent->first_mention + i]);
    actors = actors > 3 ? 3 : actors;
    add(m, "parties in sentence", actors, t->deprel == CHY_DEP_root, 0, NULL, NULL);
    add(m, "parties in sentence for word", actors, t->lemma_hash, 0, t->lemma, NULL);
    add(m, "place in text", sent->headline, sent->index == 0 ? 0 : sent->index == 1 ? 1 : 2, t->deprel == CHY_DEP_root, NULL, NULL);
    add(m, "quoted", t->flags & (CHY_TOKEN_QUOTED | CHY_TOKEN_PARENTHESIS), t->upos, 0, NULL, NULL);
}

static void trigger_features(maker *m, uint32_t at, const chy_rule *rule, const chy_signals *signals)
{
    const chy_frame *frame = chy_scene_frame(m->scene, at);
    if (!frame)
        return;
    word_features(m, at);
    lexicon_features(m, at);
    governor_features(m, at, frame);
    sentence_features(m, at);
    signal_features(m, at, rule, signals);
    add(m, "rule", rule ? rule->name_hash : 0, 0, 0, rule ? rule->name : NULL, NULL);
    add(m, "rule type", rule ? rule->type : 0, tok(m, at)->upos, 0, rule ? chy_type_names[rule->type] : NULL, NULL);
    for (uint32_t i = 0; i < frame->n_fillers && m->out->n + 8 < CHY_MAX_FEATURES; i++)
        filler_features(m, at, &frame->fillers[i]);
}

void chy_features_gate(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule, chy_features *out)
{
    maker m = {.scene = scene, .clusters = clusters, .out = out, .base = 2};
    const chy_token *t = tok(&m, at);
    uint32_t head = chy_tree_head(&scene->tree, at);
    out->n = 0;
    word_features(&m, at);
    lexicon_features(&m, at);
    add(&m, "rule type", rule ? rule->type : 0, t->upos, 0, NULL, NULL);
    if (head != CHY_NO_TOKEN) {
        add(&m, "head", tok(&m, head)->lemma_hash, t->deprel, 0, NULL, NULL);
        add(&m, "head and word", tok(&m, head)->lemma_hash, t->lemma_hash, 0, NULL, NULL);
        add(&m, "head cluster", cluster(clusters, tok(&m, head), true), t->deprel, 0, NULL, NULL);
    }
}

void chy_features_trigger(chy_scene *scene, const chy_clusters *clusters, uint32_t at, const chy_rule *rule,
                          const chy_signals *signals, chy_features *out)
{
    maker m = {.scene = scene, .clusters = clusters, .out = out, .base = 1};
    out->n = 0;
    trigger_features(&m, at, rule, signals);
}

static void put_vector(const chy_scene *scene, const chy_clusters *clusters, uint32_t at, int8_t *out)
{
    uint32_t slot = at == CHY_NO_TOKEN ? clusters->n_slots : class_slot(clusters, chy_scene_token(scene, at));
    if (slot == clusters->n_slots)
        memset(out, 0, CHY_VECTOR_DIM);
    else
        memcpy(out, clusters->vectors + (size_t)clusters->rows[slot] * CHY_VECTOR_DIM, CHY_VECTOR_DIM);
}

static void put_state(const chy_scene *scene, uint32_t at, int8_t *out)
{
    const chy_sentence *sent = scene->sent;
    uint32_t kept = sent->state_dim < CHY_STATE_DIM ? sent->state_dim : CHY_STATE_DIM;
    memset(out, 0, CHY_STATE_DIM);
    if (sent->states)
        memcpy(out, sent->states + (size_t)at * sent->state_dim, kept);
}

static uint32_t first_filler(const chy_frame *frame, chy_slot slot)
{
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++)
        if (frame->fillers[i].slot == slot)
            return frame->fillers[i].token;
    return CHY_NO_TOKEN;
}

void chy_dense_trigger(chy_scene *scene, const chy_clusters *clusters, uint32_t at, int8_t out[CHY_DENSE_DIM])
{
    const chy_frame *frame = chy_scene_frame(scene, at);
    put_state(scene, at, out);
    uint32_t object = first_filler(frame, CHY_SLOT_OBJ);
    put_vector(scene, clusters, at, out + CHY_STATE_DIM);
    put_vector(scene, clusters, chy_tree_head(&scene->tree, at), out + CHY_STATE_DIM + CHY_VECTOR_DIM);
    put_vector(scene, clusters, object != CHY_NO_TOKEN ? object : first_filler(frame, CHY_SLOT_COMP),
               out + CHY_STATE_DIM + 2 * CHY_VECTOR_DIM);
    put_vector(scene, clusters, first_filler(frame, CHY_SLOT_SUBJ), out + CHY_STATE_DIM + 3 * CHY_VECTOR_DIM);
}

void chy_dense_party(chy_scene *scene, const chy_clusters *clusters, uint32_t mention, int8_t out[CHY_DENSE_HALF])
{
    memset(out, 0, CHY_DENSE_HALF);
    if (mention == CHY_NOBODY)
        return;
    uint32_t head = scene->art->mentions[mention].head;
    put_state(scene, head, out);
    put_vector(scene, clusters, chy_tree_head(&scene->tree, head), out + CHY_STATE_DIM);
}

void chy_features_detail(chy_scene *scene, const chy_clusters *clusters, uint32_t at, chy_type type, const chy_rule *rule,
                         const chy_signals *signals, chy_features *out)
{
    maker m = {.scene = scene, .clusters = clusters, .out = out, .base = 100 + (uint32_t)type};
    out->n = 0;
    trigger_features(&m, at, rule, signals);
    if (rule && rule->type == type)
        add(&m, "code of rule", chy_hash(rule->cameo, strlen(rule->cameo)), rule->modes[0] ? chy_hash(rule->modes[0], strlen(rule->modes[0])) : 0,
            rule->content, rule->name, NULL);
    /* All words of the sentence: the weapon, the demand, the reason may stand anywhere. */
    for (uint32_t i = 0; i < scene->sent->n_tokens && out->n < CHY_MAX_FEATURES; i++) {
        const chy_token *t = chy_scene_token(scene, i);
        if (t->upos == CHY_UPOS_NOUN || t->upos == CHY_UPOS_VERB || t->upos == CHY_UPOS_ADJ)
            add(&m, "word of sentence", t->lemma_hash, 0, 0, t->lemma, NULL);
    }
}

/* ---- parties ---- */

/* The filler of the frame that leads to the mention, and whether it is named there or only owns or joins what is named. */
static const chy_filler *leading_filler(maker *m, const chy_frame *frame, uint32_t mention, bool *direct)
{
    const chy_mention *target = &m->scene->art->mentions[mention];
    const chy_filler *loose = NULL;
    for (uint32_t i = 0; i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        if (filler->token >= target->first && filler->token < target->first + target->n_tokens) {
            *direct = true;
            return filler;
        }
        uint32_t list[CHY_MAX_PARTIES];
        uint32_t n = filler->slot == CHY_SLOT_COMP ? 0 : chy_match_mentions(m->scene, filler->token, list, 0, CHY_MAX_PARTIES);
        for (uint32_t k = 0; k < n && !loose; k++)
            if (list[k] == mention)
                loose = filler;
    }
    *direct = false;
    return loose;
}

/* The way through the tree from trigger to mention: relations up, then down, as one number; cut at six steps. */
static uint64_t tree_path(const maker *m, uint32_t from, uint32_t to, uint32_t *length)
{
    const chy_tree *tree = &m->scene->tree;
    uint64_t up = 7;
    uint32_t steps = 0;
    for (uint32_t a = from; a != CHY_NO_TOKEN && steps < 7; a = chy_tree_head(tree, a), steps++) {
        uint64_t down = 11;
        uint32_t below = 0;
        for (uint32_t b = to; b != CHY_NO_TOKEN && below < 7; b = chy_tree_head(tree, b), below++) {
            if (b == a) {
                *length = steps + below;
                return mix(up) ^ mix(down + 1);
            }
            down = mix(down * 64 + chy_deprel_base(tok(m, b)->deprel) + 1);
        }
        up = mix(up * 64 + chy_deprel_base(tok(m, a)->deprel) + 1);
    }
    *length = 15;
    return 1;
}

static uint64_t distance_class(uint32_t a, uint32_t b)
{
    uint32_t d = a < b ? b - a : a - b;
    uint64_t bucket = d <= 1 ? 1 : d <= 3 ? 2 : d <= 6 ? 3 : d <= 12 ? 4 : 5;
    return bucket * 2 + (a < b);
}

/* How many acting mentions stand between trigger and mention, at most 3. */
static uint64_t between(const maker *m, uint32_t at, uint32_t mention)
{
    const chy_sentence *sent = m->scene->sent;
    uint32_t other = m->scene->art->mentions[mention].head;
    uint32_t low = at < other ? at : other, high = at < other ? other : at, n = 0;
    for (uint32_t i = sent->first_mention; i < sent->first_mention + sent->n_mentions; i++) {
        uint32_t head = m->scene->art->mentions[i].head;
        n += i != mention && head > low && head < high && acts(&m->scene->art->mentions[i]);
    }
    return n > 3 ? 3 : n;
}

static uint32_t rule_says(const maker *m, const chy_rule *rule, const chy_filler *filler)
{
    if (!rule || !filler)
        return 0;
    for (uint32_t k = 0; k < rule->actor.n; k++)
        if (chy_match_slot(m->scene, &rule->actor.items[k], filler))
            return 1;
    for (uint32_t k = 0; k < rule->recipient.n; k++)
        if (chy_match_slot(m->scene, &rule->recipient.items[k], filler))
            return 2;
    return 3;
}

/* Which slots of the trigger's own clause are taken by mentions: bit 0 subject, 1 object, 2 a preposition, 3 possessor, 4 subject above. */
static uint64_t filled_slots(const maker *m, const chy_frame *frame)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < frame->n_fillers; i++) {
        const chy_filler *f = &frame->fillers[i];
        if (m->scene->mention_at[f->token] == CHY_NOBODY || !acts(&m->scene->art->mentions[m->scene->mention_at[f->token]]))
            continue;
        bool own = f->level == CHY_LEVEL_OWN || f->level == CHY_LEVEL_INHERITED;
        if (own && (f->slot == CHY_SLOT_SUBJ || f->slot == CHY_SLOT_OBJ))
            mask |= f->slot == CHY_SLOT_SUBJ ? 1u : 2u;
        else if (own && (f->slot == CHY_SLOT_PREP || f->slot == CHY_SLOT_POSS))
            mask |= f->slot == CHY_SLOT_PREP ? 4u : 8u;
        else if (f->level == CHY_LEVEL_GOVERNOR && f->slot == CHY_SLOT_SUBJ)
            mask |= 16u;
    }
    return mask;
}

/* The first verb or deed-like noun above a mention: 1 the trigger, 2 a word above the trigger, 3 a word below it, 4 elsewhere. */
static uint64_t nearest_predicate(const maker *m, uint32_t at, uint32_t head)
{
    const chy_tree *tree = &m->scene->tree;
    uint32_t up = chy_tree_head(tree, head);
    for (int step = 0; step < 12 && up != CHY_NO_TOKEN; step++, up = chy_tree_head(tree, up)) {
        if (up == at)
            return 1;
        if (tok(m, up)->upos == CHY_UPOS_VERB)
            return chy_tree_dominates(tree, up, at) ? 2 : chy_tree_dominates(tree, at, up) ? 3 : 4;
    }
    return 5;
}

/* What speaks for a part that nobody plays. */
static void nobody_features(maker *m, uint32_t at, chy_type type, const chy_rule *rule, const chy_frame *frame)
{
    const chy_token *t = tok(m, at);
    uint64_t filled = filled_slots(m, frame);
    uint32_t n = m->scene->sent->n_mentions > 6 ? 6 : m->scene->sent->n_mentions, actors = 0;
    for (uint32_t i = 0; i < m->scene->sent->n_mentions; i++)
        actors += acts(&m->scene->art->mentions[m->scene->sent->first_mention + i]);
    add(m, "nobody", type, 0, 0, NULL, NULL);
    add(m, "nobody, word", t->lemma_hash, t->upos, 0, t->lemma, NULL);
    add(m, "nobody, cluster", cluster(m->clusters, t, true), type, 0, t->lemma, NULL);
    add(m, "nobody, voice", type, frame->passive, t->upos, NULL, NULL);
    add(m, "nobody, voice of word", t->lemma_hash, frame->passive, t->deprel, t->lemma, NULL);
    add(m, "nobody, filled", type, filled, t->upos, NULL, NULL);
    add(m, "nobody, filled of word", t->lemma_hash, filled, 0, t->lemma, NULL);
    add(m, "nobody, mentions", type, n, 0, NULL, NULL);
    add(m, "nobody, acting mentions", type, actors > 4 ? 4 : actors, t->upos, NULL, NULL);
    add(m, "nobody, rule", rule ? rule->name_hash : 0, filled, 0, rule ? rule->name : NULL, NULL);
    add(m, "nobody, relation", type, t->deprel, t->upos, NULL, NULL);
}

/* Whether the rules for reported speech credit the mention with the report. */
static bool speaks(const chy_deed *deed, uint32_t mention)
{
    for (uint32_t i = 0; i < deed->n_speakers; i++)
        if (deed->speakers[i] == mention)
            return true;
    return false;
}

/* The word that a list or an apposition hangs on in the end: "Iran" for "Syria" in "with Iran, Iraq and Syria". */
static uint32_t core_of(const maker *m, uint32_t at)
{
    for (int step = 0; step < 8; step++) {
        chy_deprel base = chy_deprel_base(tok(m, at)->deprel);
        uint32_t head = chy_tree_head(&m->scene->tree, at);
        if (head == CHY_NO_TOKEN || (base != CHY_DEP_conj && base != CHY_DEP_appos))
            break;
        at = head;
    }
    return at;
}

/* Whether another mention of the sentence is of the same code: 1 before it, 2 behind it, 3 both; with 4 when one of them acts. */
static uint64_t same_code_elsewhere(const maker *m, uint32_t mention)
{
    const chy_sentence *sent = m->scene->sent;
    const chy_entity *own = entity_of(m->scene, mention);
    uint64_t where = 0;
    for (uint32_t i = sent->first_mention; own && i < sent->first_mention + sent->n_mentions; i++) {
        const chy_entity *other = entity_of(m->scene, i);
        if (i == mention || !other || strcmp(other->code, own->code) != 0)
            continue;
        where |= i < mention ? 1u : 2u;
        where |= acts(&m->scene->art->mentions[i]) ? 4u : 0u;
    }
    return where;
}

void chy_features_role(chy_scene *scene, const chy_clusters *clusters, const chy_deed *deed, uint32_t mention, chy_features *out)
{
    maker m = {.scene = scene, .clusters = clusters, .out = out, .base = 50};
    uint32_t at = deed->at;
    chy_type type = deed->type;
    const chy_rule *rule = deed->rule;
    const chy_frame *frame = chy_scene_frame(scene, at);
    out->n = 0;
    if (!frame)
        return;
    if (mention == CHY_NOBODY) {
        nobody_features(&m, at, type, rule, frame);
        add(&m, "nobody, speech", deed->n_speakers > 0, type, 0, NULL, NULL);
        return;
    }
    const chy_mention *target = &scene->art->mentions[mention];
    const chy_token *t = tok(&m, at), *h = tok(&m, target->head);
    bool direct = false;
    const chy_filler *filler = leading_filler(&m, frame, mention, &direct);
    uint64_t place = filler ? place_of(&m, filler) ^ (direct ? 0 : 0x5555) : 0;
    uint64_t broad = filler ? (uint64_t)filler->slot * 2 + direct + 1 : 0;
    uint64_t party = party_class(scene, mention);
    uint32_t length;
    uint64_t path = tree_path(&m, at, target->head, &length);
    uint64_t prep = 0;
    uint32_t prep_at = chy_tree_child(&scene->tree, target->head, CHY_DEP_case);
    if (prep_at != CHY_NO_TOKEN)
        prep = tok(&m, prep_at)->lemma_hash;
    const char *slot = filler ? chy_slot_names[filler->slot] : "none";

    add(&m, "bias of type", type, 0, 0, NULL, NULL);
    add(&m, "slot", place, 0, 0, slot, NULL);
    add(&m, "slot in type", place, type, 0, slot, chy_type_names[type]);
    add(&m, "slot of trigger", place, t->lemma_hash, 0, slot, t->lemma);
    add(&m, "slot of cluster", place, cluster(clusters, t, true), 0, slot, t->lemma);
    add(&m, "slot and party", place, party, type, slot, h->lemma);
    add(&m, "broad slot", broad, type, target->kind, slot, NULL);
    add(&m, "broad slot, voice", broad, frame->passive, t->upos, slot, NULL);
    add(&m, "broad slot, word", broad, t->lemma_hash, target->kind, slot, t->lemma);
    add(&m, "path", path, 0, 0, NULL, NULL);
    add(&m, "path in type", path, type, 0, NULL, NULL);
    add(&m, "path of word", path, t->lemma_hash, 0, t->lemma, NULL);
    add(&m, "path and party", path, party, 0, NULL, NULL);
    add(&m, "path length", length, type, 0, NULL, NULL);
    add(&m, "party", party, type, 0, h->lemma, NULL);
    add(&m, "party word", h->lemma_hash, type, 0, h->lemma, NULL);
    add(&m, "side", distance_class(at, target->head), type, broad, NULL, NULL);
    add(&m, "side and voice", at < target->head, frame->passive, type, NULL, NULL);
    add(&m, "between", between(&m, at, mention), type, at < target->head, NULL, NULL);
    add(&m, "preposition", prep, type, 0, NULL, NULL);
    add(&m, "preposition of word", prep, t->lemma_hash, 0, t->lemma, NULL);
    add(&m, "relation", h->deprel, type, t->upos, chy_deprel_names[h->deprel], NULL);
    uint32_t head = chy_tree_head(&scene->tree, target->head);
    if (head != CHY_NO_TOKEN) {
        add(&m, "hangs on", tok(&m, head)->lemma_hash, h->deprel, prep, tok(&m, head)->lemma, NULL);
        add(&m, "hangs on in type", tok(&m, head)->lemma_hash, type, h->deprel, tok(&m, head)->lemma, NULL);
        add(&m, "hangs on cluster", cluster(clusters, tok(&m, head), true), type, h->deprel, tok(&m, head)->lemma, NULL);
        add(&m, "hangs on trigger", head == at, type, h->deprel, NULL, NULL);
    }
    uint64_t filled = filled_slots(&m, frame), nearest = nearest_predicate(&m, at, target->head);
    add(&m, "slot among filled", broad, filled, target->kind, slot, NULL);
    add(&m, "slot among filled in type", broad, filled, type, slot, NULL);
    add(&m, "nearest verb", nearest, type, target->kind, NULL, NULL);
    add(&m, "nearest verb and slot", nearest, broad, filled, slot, NULL);
    add(&m, "nearest verb and relation", nearest, h->deprel, at < target->head, NULL, NULL);
    add(&m, "relation and filled", h->deprel, filled, at < target->head, NULL, NULL);
    add(&m, "rule says", rule_says(&m, rule, filler), direct, type, rule ? rule->name : NULL, NULL);
    add(&m, "rule by name says", rule_says(&m, rule, filler), rule ? rule->name_hash : 0, 0,
        rule ? rule->name : NULL, NULL);
    uint32_t core = core_of(&m, target->head), core_length;
    uint64_t core_path = tree_path(&m, at, core, &core_length), listed = core != target->head;
    add(&m, "core path", core_path, listed, 0, NULL, NULL);
    add(&m, "core path in type", core_path, type, listed, NULL, NULL);
    add(&m, "core path of word", core_path, t->lemma_hash, 0, t->lemma, NULL);
    add(&m, "core path of cluster", core_path, cluster(clusters, t, true), 0, t->lemma, NULL);
    add(&m, "core path and party", core_path, party, type, NULL, NULL);
    uint64_t same = same_code_elsewhere(&m, mention);
    add(&m, "same code elsewhere", same, type, target->kind, NULL, NULL);
    add(&m, "same code elsewhere, path", same, core_path, 0, NULL, NULL);
    add(&m, "preposition and kind", prep, type, target->kind, NULL, NULL);
    add(&m, "preposition and party", prep, party, type, NULL, NULL);
    bool speaker = speaks(deed, mention);
    add(&m, "speaker", speaker, type, deed->n_speakers, NULL, NULL);
    add(&m, "speaker and slot", speaker, broad, h->deprel, slot, NULL);
    add(&m, "speaker and word", speaker, t->lemma_hash, 0, t->lemma, NULL);
    if (head != CHY_NO_TOKEN)
        add(&m, "speaker under", speaker, tok(&m, head)->lemma_hash, h->deprel, tok(&m, head)->lemma, NULL);
    add(&m, "first in sentence", mention == scene->sent->first_mention, type, target->kind, NULL, NULL);
    add(&m, "how many", scene->sent->n_mentions > 4 ? 4 : scene->sent->n_mentions, type, broad, NULL, NULL);
}
