/* src/actors/agents.c - Actors known by kind ("Turkish police", "the leaders of Iran and Turkey"), and single names of states, bodies and
 * places. */
#include "actors/work.h"

#include <string.h>

/* ---- agents ---- */

static const char *title_name(const seg *s)
{
    return s->agent ? s->agent->name : s->office ? s->office->name : "";
}

/* The sectors whose bare mention belongs to the country at hand. Soldiers and militants may be anyone's: they need a single candidate. */
static bool is_local(const char *sector)
{
    return strcmp(sector, "MIL") != 0 && strcmp(sector, "REB") != 0 && strcmp(sector, "PRM") != 0 && strcmp(sector, "SPY") != 0;
}

/* Without a country: what the agent list says, what the same agent was before, the country at hand. */
static const char *missing_country(work *w, uint32_t sentence, const phrase *p, const char *sector, const char **why)
{
    const seg *title = &w->scenes[sentence].segs[p->title];
    if (p->abroad) {
        *why = "of several countries";
        return "---";
    }
    const chy_entity *before = actors_like_before(w, sentence, title_name(title), sector);
    if (before) {
        *why = "as before in the article";
        return before->code;
    }
    if (title->agent && *title->agent->code) {
        *why = "says itself that it is of no state";
        return title->agent->code;
    }
    if (title->agent && title->plural && strcmp(sector, "SOC") == 0) {
        *why = "groups of no one state";
        return "NGO";
    }
    *why = "agent + country of the context";
    const char *code = actors_context(w, sentence, p->title, !is_local(sector));
    return *code ? code : "---";
}

static uint32_t agent_entity(work *w, uint32_t sentence, const phrase *p, const holder *h, const char *sector)
{
    const seg *title = &w->scenes[sentence].segs[p->title];
    const char *why = h->why, *code = h->code;
    if (!*code)
        code = missing_country(w, sentence, p, sector, &why);
    const chy_entity *peer = p->counterpart ? actors_last_person(w) : NULL;
    const char *what = p->counterpart ? (peer && *peer->office ? peer->office : "counterpart") : title_name(title);
    if (peer && *peer->sector)
        sector = peer->sector;
    const chy_state *state = chy_dict_state(w->dict, code);
    const char *whose = h->entry ? h->entry->name : state ? state->name : NULL;
    const char *name = whose ? chy_arena_printf(w->arena, "%s of %s", what, whose) : what;
    if (!name) {
        w->failed = true;
        return NONE;
    }
    chy_entity who = {.kind = CHY_ENTITY_AGENT, .code = *code ? code : "---", .sector = sector, .id = h->id, .name = name,
                      .office = title->office && !title->plural ? title->office->name : "", .why = why,
                      .gender = title->plural ? 'p' : 0};
    return actors_entity(w, &who);
}

/* "French and German leaders": one entity a country. */
static uint32_t listed_entities(work *w, uint32_t sentence, const phrase *p, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_mods; i++) {
        phrase one = *p;
        one.mods[0] = p->mods[i];
        one.n_mods = 1;
        one.listed = false;
        holder h;
        actors_holder(w, sentence, &one, &h);
        out[n++] = agent_entity(w, sentence, &one, &h, actors_sector(w, sentence, &one, &h));
    }
    return n;
}

static void named(work *w, uint32_t sentence, uint32_t first, const seg *s, const char *hint);

/* "the militant group Red Fern", "Beskan newspaper X": the agent noun only says what the body behind it is. Its segment, or NONE. */
static uint32_t body_behind(const work *w, uint32_t sentence, const phrase *p)
{
    const scene *sc = &w->scenes[sentence];
    const seg *title = &sc->segs[p->title];
    bool plain = p->end == p->title + 1 && p->end < sc->n_segs && !p->counterpart && title->agent && !title->plural;
    return plain && sc->segs[p->end].kind == SEG_NAMED && !title->office ? p->end : NONE;
}

/* "The three European countries" are those named before. */
static bool of_region(const work *w, uint32_t sentence, const phrase *p)
{
    if (p->n_mods != 1)
        return false;
    const seg *s = &w->scenes[sentence].segs[p->mods[0]];
    return p->number && s->kind == SEG_NAMED && (strcmp(s->code, "---") == 0 || (strcmp(s->code, "EUR") == 0 && !*s->entry->id));
}

uint32_t actors_agents(work *w, uint32_t sentence, phrase *p)
{
    const scene *sc = &w->scenes[sentence];
    uint32_t last = sc->segs[p->end - 1].first + sc->segs[p->end - 1].n, body = body_behind(w, sentence, p);
    if (body != NONE) {
        named(w, sentence, p->from, &sc->segs[body], p->n_mods ? sc->segs[p->mods[0]].code : "");
        return body + 1;
    }
    bool own = p->n_mods == 1 && sc->segs[p->mods[0]].kind != SEG_PLACE;
    if ((!p->n_mods || of_region(w, sentence, p) || (own && !p->number)) && actors_refer_title(w, sentence, p))
        return p->end;
    uint32_t entities[PHRASE_MODS], n = 1;
    double confidence = 0.9;
    if (p->listed) {
        n = listed_entities(w, sentence, p, entities);
    } else {
        holder h;
        actors_holder(w, sentence, p, &h);
        entities[0] = agent_entity(w, sentence, p, &h, actors_sector(w, sentence, p, &h));
        confidence = h.stated ? 0.9 : 0.6;
    }
    actors_mention(w, sentence, p->from, last - p->from, CHY_MENTION_AGENT, entities, n, confidence);
    return p->end;
}

/* ---- single names ---- */

static bool noun_follows(const chy_sentence *sent, uint32_t end)
{
    while (end < sent->n_tokens && (sent->tokens[end].form[0] == '-' || sent->tokens[end].upos == CHY_UPOS_ADJ))
        end++;
    if (end >= sent->n_tokens)
        return false;
    const chy_token *tok = &sent->tokens[end];
    return tok->upos == CHY_UPOS_NOUN || tok->upos == CHY_UPOS_PROPN || tok->upos == CHY_UPOS_NUM;
}

static bool is_people(const chy_sentence *sent, const seg *s)
{
    const chy_token *tok = &sent->tokens[s->first + s->n - 1];
    if (tok->xpos == CHY_XPOS_NNS || tok->xpos == CHY_XPOS_NNPS)
        return true;
    for (uint32_t i = 0; i < s->n_all; i++)
        if (s->all[i].kind == CHY_ENTRY_ADJECTIVE)
            return (tok->upos == CHY_UPOS_NOUN || tok->upos == CHY_UPOS_PROPN) && !noun_follows(sent, s->first + s->n);
    return true;
}

/* "Turkish airstrikes", "the Russian incursion": the adjective of arms is that of the armed forces. */
static bool speaks_of_arms(const chy_sentence *sent, const seg *s)
{
    for (uint32_t i = s->first + s->n; i < sent->n_tokens && i < s->first + s->n + 4; i++) {
        const chy_token *tok = &sent->tokens[i];
        if (tok->upos != CHY_UPOS_ADJ && tok->upos != CHY_UPOS_NOUN && tok->upos != CHY_UPOS_NUM && tok->upos != CHY_UPOS_PROPN)
            return false;
        if (actors_word(tok) & WORD_ARMS)
            return true;
    }
    return false;
}

static uint32_t armed_forces(work *w, const seg *s)
{
    const char *name = chy_arena_printf(w->arena, "military of %s", s->entry->name);
    w->failed |= !name;
    chy_entity forces = {.kind = CHY_ENTITY_AGENT, .code = s->code, .sector = "MIL", .id = "", .name = name ? name : "", .office = "",
                         .why = actors_why(w, s->entry, "adjective of arms"), .gender = 'p'};
    if (strcmp(s->code, "PSE") == 0)
        forces.sector = "REB"; /* no army of its own */
    return actors_entity(w, &forces);
}

/* "Iranian" before a noun qualifies; "Iranians" and "an Iranian" are people of that state. */
static void adjective(work *w, uint32_t sentence, const seg *s)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    if (!is_people(sent, s)) {
        uint32_t state = speaks_of_arms(sent, s) ? armed_forces(w, s) : actors_state(w, s->entry, s->code, "adjective");
        actors_mention(w, sentence, s->first, s->n, CHY_MENTION_ADJECTIVE, &state, 1, 0.9);
        return;
    }
    const char *name = actors_text(w, &sent->tokens[s->first], s->n);
    chy_entity people = {.kind = CHY_ENTITY_AGENT, .code = s->code, .sector = "CVL", .id = "", .name = name, .office = "",
                         .why = actors_why(w, s->entry, "people"), .gender = 'p'};
    uint32_t who = actors_entity(w, &people);
    actors_mention(w, sentence, s->first, s->n, CHY_MENTION_AGENT, &who, 1, 0.8);
}

/* "Ethiopia's People's Front", "Lebanese Hezbollah": the state only says whose the body is. Its segment, or NONE. */
static uint32_t own_body(const work *w, uint32_t sentence, uint32_t k)
{
    const scene *sc = &w->scenes[sentence];
    const seg *s = &sc->segs[k];
    uint32_t next = k + 1;
    if (next < sc->n_segs && sc->segs[next].kind == SEG_WORD && actors_possessive(&w->art->sentences[sentence].tokens[sc->segs[next].first]))
        next++;
    if (next >= sc->n_segs || sc->segs[next].kind != SEG_NAMED || (next == k + 1 && s->kind != SEG_ADJECTIVE))
        return NONE;
    for (uint32_t i = 0; i < sc->segs[next].n_all && i < 8; i++)
        if (strcmp(sc->segs[next].all[i].code, s->code) == 0)
            return next;
    return NONE;
}

static void named(work *w, uint32_t sentence, uint32_t first, const seg *s, const char *hint)
{
    const chy_entry *e = actors_named(w, s, hint);
    chy_entity_kind kind = e->kind == CHY_ENTRY_ORGANISATION ? CHY_ENTITY_ORGANISATION
                           : e->kind == CHY_ENTRY_GROUP      ? CHY_ENTITY_GROUP
                                                             : CHY_ENTITY_BODY;
    chy_entity body = {.kind = kind, .code = *e->code ? e->code : "---", .sector = e->sector, .id = e->id, .name = e->name,
                       .office = "", .why = actors_why(w, e, ""), .gender = 'n'};
    uint32_t who = actors_entity(w, &body);
    actors_mention(w, sentence, first, s->first + s->n - first, CHY_MENTION_NAME, &who, 1, 0.95);
}

/* "anti-ISIL": whom it is about, never who acts. */
static void prefixed(work *w, uint32_t sentence, const seg *s)
{
    uint32_t who;
    if (s->entry->kind <= CHY_ENTRY_METONYM) {
        who = actors_state(w, s->entry, s->code, "behind a prefix");
    } else {
        chy_entity body = {.kind = s->entry->kind == CHY_ENTRY_GROUP ? CHY_ENTITY_GROUP : s->entry->kind == CHY_ENTRY_BODY ? CHY_ENTITY_BODY : CHY_ENTITY_ORGANISATION,
                           .code = *s->code ? s->code : "---", .sector = s->entry->sector, .id = s->entry->id, .name = s->entry->name, .office = "",
                           .why = actors_why(w, s->entry, "behind a prefix"), .gender = 'n'};
        who = actors_entity(w, &body);
    }
    actors_mention(w, sentence, s->first, s->n, CHY_MENTION_ADJECTIVE, &who, 1, 0.8);
}

static void state_or_city(work *w, uint32_t sentence, const seg *s)
{
    bool place = s->locative;
    const char *why = "";
    if (s->kind == SEG_CAPITAL || s->kind == SEG_METONYM) {
        place |= !actors_acts(w, sentence, s);
        why = place ? "city as a place" : "stands for the government";
    } else if (s->kind == SEG_PLACE) {
        const chy_token *tok = &w->art->sentences[sentence].tokens[s->first + s->n - 1];
        place |= s->feature != 'A' || chy_deprel_base(tok->deprel) != CHY_DEP_nsubj;
        why = place ? "place" : "division that acts";
    }
    if (!*s->code)
        return;
    uint32_t who = actors_state(w, s->entry, s->code, why);
    actors_mention(w, sentence, s->first, s->n, place ? CHY_MENTION_PLACE : CHY_MENTION_NAME, &who, 1, place ? 0.7 : 0.95);
}

uint32_t actors_single(work *w, uint32_t sentence, uint32_t k)
{
    const seg *s = &w->scenes[sentence].segs[k];
    uint32_t body = s->kind == SEG_STATE || s->kind == SEG_ADJECTIVE ? own_body(w, sentence, k) : NONE;
    if (body != NONE) {
        named(w, sentence, s->first, &w->scenes[sentence].segs[body], s->code);
        return body + 1;
    }
    if (s->kind == SEG_NAMED && k + 1 < w->scenes[sentence].n_segs && w->scenes[sentence].segs[k + 1].kind == SEG_PERSON &&
        strcmp(w->scenes[sentence].segs[k + 1].code, s->code) == 0) { /* "UN Secretary-General X" */
        uint32_t next = actors_people(w, sentence, k + 1, NULL);
        if (next)
            actors_widen(w, s->first);
        return next ? next : k + 1;
    }
    switch (s->kind) {
    case SEG_PREFIXED: prefixed(w, sentence, s); return k + 1;
    case SEG_ADJECTIVE: adjective(w, sentence, s); return k + 1;
    case SEG_NAMED: named(w, sentence, s->first, s, ""); return k + 1;
    case SEG_STATE: case SEG_CAPITAL: case SEG_METONYM: case SEG_PLACE: state_or_city(w, sentence, s); return k + 1;
    default: return 0;
    }
}
