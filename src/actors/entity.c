/* src/actors/entity.c - The article's entities and mentions: equal entities are shared, people are found again by name. */
#include "actors/work.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

/* ---- entities ---- */

/* Two entities are one when these agree: states by code and id, people and names by name, agents by what they are of whom. */
static uint64_t identity(const chy_entity *e)
{
    uint64_t hash = chy_hash(e->code, strlen(e->code)) + (uint64_t)e->kind;
    if (e->kind != CHY_ENTITY_PERSON)
        hash = chy_hash_seed(e->sector, strlen(e->sector), hash);
    if (e->kind != CHY_ENTITY_PERSON && e->kind != CHY_ENTITY_AGENT)
        hash = chy_hash_seed(e->id, strlen(e->id), hash);
    if (e->kind == CHY_ENTITY_STATE)
        return hash;
    return chy_hash_seed(e->name, strlen(e->name), hash);
}

static bool same(const chy_entity *a, const chy_entity *b)
{
    if (a->kind != b->kind || strcmp(a->code, b->code) != 0)
        return false;
    if (a->kind == CHY_ENTITY_STATE)
        return strcmp(a->id, b->id) == 0;
    if (strcmp(a->name, b->name) != 0)
        return false;
    return a->kind == CHY_ENTITY_PERSON || strcmp(a->sector, b->sector) == 0;
}

static bool grow_slots(work *w)
{
    uint32_t n = w->n_entity_slots ? w->n_entity_slots * 2 : 64;
    uint32_t *slots = chy_arena_alloc(w->arena, n, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < w->art->n_entities; i++) {
        uint32_t at = (uint32_t)identity(&w->art->entities[i]) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = i + 1;
    }
    w->entity_slots = slots;
    w->n_entity_slots = n;
    return true;
}

uint32_t actors_entity(work *w, const chy_entity *proto)
{
    chy_article *art = w->art;
    if (w->failed || (art->n_entities * 2 >= w->n_entity_slots && !grow_slots(w))) {
        w->failed = true;
        return NONE;
    }
    uint32_t mask = w->n_entity_slots - 1, at = (uint32_t)identity(proto) & mask;
    for (; w->entity_slots[at]; at = (at + 1) & mask) {
        chy_entity *old = &art->entities[w->entity_slots[at] - 1];
        if (!same(old, proto))
            continue;
        if (!old->gender)
            old->gender = proto->gender;
        return w->entity_slots[at] - 1;
    }
    if (art->n_entities == w->cap_entities) {
        chy_entity *more = chy_arena_grow(w->arena, art->entities, art->n_entities, &w->cap_entities, sizeof *more);
        if (!more) {
            w->failed = true;
            return NONE;
        }
        art->entities = more;
    }
    w->entity_slots[at] = art->n_entities + 1;
    art->entities[art->n_entities] = *proto;
    art->entities[art->n_entities].first_mention = NONE;
    return art->n_entities++;
}

const char *actors_why(work *w, const chy_entry *entry, const char *more)
{
    char *text = entry ? chy_arena_printf(w->arena, "%s:%u%s%s", entry->file, entry->line, *more ? ", " : "", more)
                       : chy_arena_dup(w->arena, more, strlen(more));
    w->failed |= !text;
    return text ? text : "";
}

uint32_t actors_state(work *w, const chy_entry *entry, const char *code, const char *why)
{
    const char *name = entry ? entry->name : code;
    if (!entry) {
        const chy_state *state = chy_dict_state(w->dict, code);
        name = state ? state->name : code;
    }
    chy_entity state = {.kind = CHY_ENTITY_STATE, .code = entry ? entry->code : code, .sector = "GOV", .id = entry ? entry->id : "",
                        .name = name, .office = "", .why = actors_why(w, entry, why), .gender = 'n'};
    return actors_entity(w, &state);
}

uint32_t actors_state_of(work *w, const char *code, const char *why)
{
    return actors_state(w, NULL, code, why);
}

const char *actors_text(work *w, const chy_token *tokens, uint32_t n)
{
    size_t len = 0, at = 0;
    for (uint32_t i = 0; i < n; i++)
        len += tokens[i].form_len + 1;
    char *text = chy_arena_alloc(w->arena, len + 1, 1);
    if (!text) {
        w->failed = true;
        return "";
    }
    for (uint32_t i = 0; i < n; i++) {
        memcpy(text + at, tokens[i].form, tokens[i].form_len);
        at += tokens[i].form_len;
        if (i + 1 < n && (tokens[i].flags & CHY_TOKEN_SPACE_AFTER))
            text[at++] = ' ';
    }
    return text;
}

/* ---- mentions ---- */

/* How well a relation fits the head of a phrase: an argument of a verb, another noun phrase, a mere modifier. */
static int rank_of_role(uint8_t deprel)
{
    switch (chy_deprel_base(deprel)) {
    case CHY_DEP_nsubj: case CHY_DEP_csubj: case CHY_DEP_obj: case CHY_DEP_iobj: case CHY_DEP_obl: case CHY_DEP_root: return 3;
    case CHY_DEP_conj: case CHY_DEP_appos: case CHY_DEP_nmod: case CHY_DEP_parataxis: case CHY_DEP_vocative: case CHY_DEP_xcomp: return 2;
    case CHY_DEP_punct: case CHY_DEP_case: case CHY_DEP_dep: case CHY_DEP_det: case CHY_DEP_cc: return 0;
    default: return 1;
    }
}

/* The token of the span whose head lies outside; where a wrong tree has several, the one in the best role; without a tree the last one. */
static uint32_t head_of(const chy_sentence *sent, uint32_t first, uint32_t n)
{
    uint32_t best = first + n - 1;
    int best_rank = 0;
    for (uint32_t i = first; i < first + n; i++) {
        const chy_token *tok = &sent->tokens[i];
        bool inside = tok->head > first && tok->head <= first + n;
        int rank = inside ? 0 : rank_of_role(tok->deprel);
        if (rank > best_rank) {
            best_rank = rank;
            best = i;
        }
    }
    return best;
}

void actors_mention(work *w, uint32_t sentence, uint32_t first, uint32_t n, chy_mention_kind kind, const uint32_t *entities,
                    uint32_t n_entities, double confidence)
{
    chy_article *art = w->art;
    if (w->failed)
        return;
    /* Words before a phrase ("both", "former") may belong to the mention before it already. */
    const chy_mention *last = art->n_mentions ? &art->mentions[art->n_mentions - 1] : NULL;
    if (last && last->sentence == sentence && first < last->first + last->n_tokens) {
        uint32_t end = last->first + last->n_tokens;
        if (first + n <= end)
            return;
        n -= end - first;
        first = end;
    }
    uint32_t *own = chy_arena_alloc(w->arena, n_entities, sizeof *own);
    if (own && art->n_mentions == w->cap_mentions) {
        chy_mention *more = chy_arena_grow(w->arena, art->mentions, art->n_mentions, &w->cap_mentions, sizeof *more);
        if (more)
            art->mentions = more;
        else
            own = NULL;
    }
    if (!own) {
        w->failed = true;
        return;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n_entities; i++) {
        if (entities[i] == NONE)
            continue;
        own[kept++] = entities[i];
        if (art->entities[entities[i]].first_mention == NONE)
            art->entities[entities[i]].first_mention = art->n_mentions;
    }
    chy_sentence *sent = &art->sentences[sentence];
    art->mentions[art->n_mentions++] = (chy_mention){.sentence = sentence, .first = first, .n_tokens = n,
        .head = head_of(sent, first, n), .kind = kind, .entities = own, .n_entities = kept, .confidence = (float)confidence};
}

void actors_widen(work *w, uint32_t first)
{
    if (w->failed || !w->art->n_mentions)
        return;
    chy_mention *m = &w->art->mentions[w->art->n_mentions - 1];
    if (first >= m->first)
        return;
    m->n_tokens += m->first - first;
    m->first = first;
    m->head = head_of(&w->art->sentences[m->sentence], m->first, m->n_tokens);
}

/* ---- people met in this article ---- */

#define NAME_MAX_BYTES 120

static bool fold_name(const chy_token *tokens, uint32_t n, char *out)
{
    size_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t len = chy_utf8_fold(tokens[i].form, tokens[i].form_len, out + at, NAME_MAX_BYTES - at);
        if (at + len + 2 >= NAME_MAX_BYTES)
            return false;
        at += len;
        out[at++] = ' ';
        out[at] = '\0';
    }
    return at > 0;
}

static known_name *find_known(const work *w, const char *name)
{
    uint32_t mask = w->n_known_slots - 1;
    uint32_t at = (uint32_t)chy_hash(name, strlen(name)) & mask;
    while (w->known_slots[at].name && strcmp(w->known_slots[at].name, name) != 0)
        at = (at + 1) & mask;
    return &w->known_slots[at];
}

uint32_t actors_person_known(const work *w, const chy_token *tokens, uint32_t n)
{
    char name[NAME_MAX_BYTES];
    if (!w->n_known_slots || !fold_name(tokens, n, name))
        return NONE;
    const known_name *slot = find_known(w, name);
    return slot->name ? slot->entity : NONE;
}

static bool grow_known(work *w)
{
    uint32_t old_n = w->n_known_slots;
    known_name *old = w->known_slots;
    uint32_t n = old_n ? old_n * 2 : 64;
    known_name *slots = chy_arena_alloc(w->arena, n, sizeof *slots);
    if (!slots)
        return false;
    w->known_slots = slots;
    w->n_known_slots = n;
    for (uint32_t i = 0; i < old_n; i++)
        if (old[i].name)
            *find_known(w, old[i].name) = old[i];
    return true;
}

static void learn(work *w, uint32_t entity, const chy_token *tokens, uint32_t n)
{
    char name[NAME_MAX_BYTES];
    if (!fold_name(tokens, n, name))
        return;
    if (w->n_known * 2 >= w->n_known_slots && !grow_known(w)) {
        w->failed = true;
        return;
    }
    known_name *slot = find_known(w, name);
    if (!slot->name) {
        const char *copy = chy_arena_dup(w->arena, name, strlen(name));
        if (!copy) {
            w->failed = true;
            return;
        }
        slot->name = copy;
        w->n_known++;
    }
    slot->entity = entity;
}

static bool surname_first(const char *code)
{
    return *code && strstr("CHN KOR PRK TWN VNM HKG MAC KHM", code) != NULL;
}

static bool is_particle(const chy_token *tok)
{
    return tok->form_len <= 3 && (actors_is(tok, "al") || actors_is(tok, "el") || actors_is(tok, "bin") || actors_is(tok, "de") ||
                                  actors_is(tok, "van") || actors_is(tok, "von") || actors_is(tok, "le") || actors_is(tok, "la") ||
                                  actors_is(tok, "abu") || actors_is(tok, "der") || actors_is(tok, "ben"));
}

void actors_person_learn(work *w, uint32_t entity, const chy_token *tokens, uint32_t n)
{
    if (entity == NONE || !n || w->failed)
        return;
    learn(w, entity, tokens, n);
    if (n == 1)
        return;
    uint32_t last = n - 1;
    learn(w, entity, tokens + last, 1);
    while (last > 1 && (tokens[last - 1].form[0] == '-' || is_particle(&tokens[last - 1]) || tokens[last - 2].form[0] == '-'))
        last--;
    if (last < n - 1)
        learn(w, entity, tokens + last, n - last);
    if (surname_first(w->art->entities[entity].code))
        learn(w, entity, tokens, 1);
}
