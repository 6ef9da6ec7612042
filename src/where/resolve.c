/* src/where/resolve.c - Where an event happened: the place that the tree hangs on its trigger, the most specific of those; failing that the country
 * that kind of deed implies. Statements get a place only when one stands with them; deeds of force take the only place in sight.
 *
 * Place and trigger meet at some token of the tree; every step from either to the meeting costs, as in when/anchor.c, but a
 * place carries further than a day: what happens inside a clause usually happens where the clause is. */
#include "where/where.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "where/candidate.h"

#define MAX_STEPS 24
#define NEVER 100.0f

typedef struct scene {
    const chy_dict *dict;
    chy_article *art;
    const chy_sentence *sent;
    chy_candidate *places;
    uint32_t n_places;
    const chy_event *events; /* those of the sentence */
    uint32_t n_events;
} scene;

/* ---- parties ---- */

typedef struct sides {
    const char *actor, *recipient; /* the one state on that side, or NULL */
    uint32_t n_actors, n_recipients; /* different states there */
    const chy_entity *first_actor, *first_recipient;
    const chy_entity *entities; /* of the article */
} sides;

static void add_side(const chy_article *art, const chy_party *parties, uint32_t n, const char **code, uint32_t *n_codes, const chy_entity **first)
{
    for (uint32_t i = 0; i < n; i++) {
        if (parties[i].entity == CHY_NOBODY)
            continue;
        const chy_entity *e = &art->entities[parties[i].entity];
        if (!*first)
            *first = e;
        if (!chy_is_state_code(e->code) || (*code && !strcmp(*code, e->code)))
            continue;
        if (!*code)
            *code = e->code;
        (*n_codes)++;
    }
}

static sides sides_of(const chy_article *art, const chy_event *ev)
{
    sides s = {.entities = art->entities};
    add_side(art, ev->actors, ev->n_actors, &s.actor, &s.n_actors, &s.first_actor);
    add_side(art, ev->recipients, ev->n_recipients, &s.recipient, &s.n_recipients, &s.first_recipient);
    return s;
}

/* Deeds that happen at a spot, against words that are said anywhere. */
static bool is_physical(const chy_event *ev)
{
    switch (ev->type) {
    case CHY_TYPE_ASSAULT: case CHY_TYPE_PROTEST: case CHY_TYPE_COERCE: case CHY_TYPE_MOBILIZE: case CHY_TYPE_RETREAT: case CHY_TYPE_CONSULT:
    case CHY_TYPE_AID: case CHY_TYPE_COOPERATE: return true;
    default: return false;
    }
}

static bool has_mode(const chy_event *ev, const char *mode)
{
    for (int i = 0; i < CHY_MAX_MODES && ev->modes[i]; i++)
        if (!strcmp(ev->modes[i], mode))
            return true;
    return false;
}

/* ---- the tree ---- */

static float step_cost(uint8_t deprel, bool from_place)
{
    switch (deprel) {
    case CHY_DEP_conj: return 0.8f;
    case CHY_DEP_xcomp: return 0.5f;
    case CHY_DEP_advcl: case CHY_DEP_advcl_relcl: return from_place ? 1.8f : 1.0f;
    case CHY_DEP_acl: return from_place ? 1.5f : 0.8f;
    case CHY_DEP_acl_relcl: return from_place ? 2.0f : 1.5f;
    case CHY_DEP_ccomp: return from_place ? 2.5f : 2.5f;
    case CHY_DEP_csubj: case CHY_DEP_csubj_pass: return 1.5f;
    case CHY_DEP_parataxis: return 2.0f;
    case CHY_DEP_appos: return 1.0f;
    case CHY_DEP_nmod: case CHY_DEP_nmod_poss: return from_place ? 0.6f : 0.5f;
    case CHY_DEP_nsubj: case CHY_DEP_nsubj_pass: return from_place ? 1.0f : 0.4f;
    case CHY_DEP_obj: case CHY_DEP_iobj: return 0.4f;
    case CHY_DEP_obl: case CHY_DEP_obl_agent: return from_place ? 0.8f : 0.5f;
    case CHY_DEP_compound: case CHY_DEP_amod: case CHY_DEP_flat: case CHY_DEP_nummod: case CHY_DEP_fixed: return 0.3f;
    default: return 0.8f;
    }
}

static bool in_trigger(const chy_event *ev, uint32_t token)
{
    return token == ev->trigger || (token >= ev->trigger_first && token < ev->trigger_first + ev->trigger_n);
}

static bool other_trigger(const scene *sc, const chy_event *ev, uint32_t token)
{
    if (in_trigger(ev, token))
        return false;
    for (uint32_t i = 0; i < sc->n_events; i++)
        if (sc->events[i].trigger == token)
            return true;
    return false;
}

typedef struct path { uint32_t node[MAX_STEPS]; float cost[MAX_STEPS]; uint32_t n; } path;

static void climb(const scene *sc, const chy_event *ev, uint32_t at, bool from_place, path *out)
{
    float cost = 0;
    for (out->n = 0; out->n < MAX_STEPS;) {
        out->node[out->n] = at;
        out->cost[out->n++] = cost;
        const chy_token *tok = &sc->sent->tokens[at];
        if (!tok->head || tok->head > sc->sent->n_tokens)
            break;
        if (!from_place || out->n > 1)
            cost += step_cost(tok->deprel, from_place);
        if (from_place && other_trigger(sc, ev, at))
            cost += 1.0f;
        at = tok->head - 1;
    }
}

static float tree_cost(const scene *sc, const chy_event *ev, const chy_candidate *c)
{
    path up_event, up_place;
    climb(sc, ev, ev->trigger, false, &up_event);
    climb(sc, ev, c->head, true, &up_place);
    float best = NEVER;
    for (uint32_t i = 0; i < up_event.n; i++)
        for (uint32_t j = 0; j < up_place.n; j++) {
            if (up_event.node[i] != up_place.node[j] && !(in_trigger(ev, up_place.node[j]) && i == 0))
                continue;
            float cost = up_event.cost[i] + up_place.cost[j];
            if (cost < best)
                best = cost;
            break;
        }
    uint32_t gap = c->first > ev->trigger ? c->first - ev->trigger : ev->trigger - c->first;
    return best + 0.02f * (float)gap;
}

/* Whether an argument of the trigger (a party of the event) covers the place's head or is modified by it: "police in Kano", "the Kabul protesters". */
static bool mention_at(const scene *sc, const chy_party *parties, uint32_t n, const chy_candidate *c)
{
    for (uint32_t i = 0; i < n; i++) {
        if (parties[i].mention == CHY_NOBODY)
            continue;
        const chy_mention *m = &sc->art->mentions[parties[i].mention];
        if (m->sentence == (uint32_t)(sc->sent - sc->art->sentences) && m->head == c->head)
            return true;
    }
    return false;
}

/* What the link says: "in X" is a place, a subject none, an object only for deeds done to places or for visits. */
static float link_cost(const scene *sc, const chy_event *ev, const chy_candidate *c)
{
    bool state = c->feature == 'C', physical = is_physical(ev);
    bool party = mention_at(sc, ev->actors, ev->n_actors, c) || mention_at(sc, ev->recipients, ev->n_recipients, c);
    bool moves = ev->type == CHY_TYPE_CONSULT || ev->type == CHY_TYPE_AGREE || ev->type == CHY_TYPE_MOBILIZE || ev->type == CHY_TYPE_RETREAT || ev->type == CHY_TYPE_AID;
    bool vague = c->feature == 'L' && !*c->country; /* "in the Middle East" */
    switch (c->link) {
    case CHY_LINK_IN: return vague ? 1.5f : 0.0f;
    case CHY_LINK_TO: return moves ? 0.3f : state ? NEVER : physical ? 1.0f : 2.0f;
    case CHY_LINK_FROM: { /* "withdrew from X"; "fishermen from X" only says who they are */
        bool of_verb = sc->sent->tokens[c->head].deprel == CHY_DEP_obl;
        return ev->type == CHY_TYPE_RETREAT && of_verb ? 0.5f : state || !of_verb || !physical ? NEVER : 1.5f;
    }
    case CHY_LINK_OF: return state ? (ev->type == CHY_TYPE_ASSAULT && !party ? 1.5f : NEVER) : physical ? 0.8f : 2.5f;
    case CHY_LINK_OBJECT:
        if (state)
            return ev->type == CHY_TYPE_CONSULT && has_mode(ev, "visit") ? 0.8f : NEVER;
        return physical ? 0.5f : 3.0f;
    case CHY_LINK_MODIFIER: return state || vague ? NEVER : physical ? 1.0f : 2.5f;
    case CHY_LINK_OTHER: break;
    }
    return state || vague ? NEVER : physical ? 3.5f : 6.0f;
}

static int specificity(const chy_candidate *c)
{
    switch (c->feature) {
    case 'S': return 5;
    case 'P': return 4;
    case 'A': case 'H': case 'T': return 3;
    case 'L': return 2;
    default: return 1;
    }
}

static float limit_of(const chy_event *ev)
{
    switch (ev->type) {
    case CHY_TYPE_ASSAULT: case CHY_TYPE_PROTEST: return 9.0f;
    case CHY_TYPE_COERCE: case CHY_TYPE_MOBILIZE: case CHY_TYPE_RETREAT: return 6.0f;
    case CHY_TYPE_CONSULT: return 5.0f;
    default: return 3.2f;
    }
}

/* The cheapest place, or one inside of it or as near that is more specific. */
static const chy_candidate *best_place(const scene *sc, const chy_event *ev, float *cost_out)
{
    const chy_candidate *best = NULL;
    float best_cost = limit_of(ev);
    float costs[64];
    for (uint32_t i = 0; i < sc->n_places && i < 64; i++) {
        const chy_candidate *c = &sc->places[i];
        costs[i] = tree_cost(sc, ev, c) + link_cost(sc, ev, c) + (c->sure ? 0.0f : 0.7f);
        if (costs[i] < best_cost) {
            best_cost = costs[i];
            best = c;
        }
    }
    if (!best)
        return NULL;
    const chy_candidate *fine = best;
    for (uint32_t i = 0; i < sc->n_places && i < 64; i++) {
        const chy_candidate *c = &sc->places[i];
        bool same = c->country && best->country && (!*best->country || !strncmp(c->country, best->country, 3));
        bool holds = c->inside && &sc->places[c->inside - 1] == best;
        if (specificity(c) > specificity(fine) && ((same && costs[i] < best_cost + 1.8f) || holds))
            fine = c;
    }
    *cost_out = best_cost;
    return fine;
}

/* ---- writing it down ---- */

static const char *own_code(const scene *sc, const char *code)
{
    char three[4] = {0};
    if (!code || strlen(code) < 3)
        return "";
    memcpy(three, code, 3);
    const chy_state *state = chy_dict_state(sc->dict, three);
    return state ? state->code : chy_arena_dup(sc->art->arena, three, 3);
}

static const char *words_of(const scene *sc, uint32_t first, uint32_t n)
{
    const chy_token *a = &sc->sent->tokens[first], *b = &sc->sent->tokens[first + n - 1];
    if (sc->sent->source && b->end > a->begin)
        return chy_arena_dup(sc->art->arena, sc->sent->source + a->begin, b->end - a->begin);
    return chy_arena_dup(sc->art->arena, a->form, a->form_len);
}

static int resolution_of(char feature)
{
    switch (feature) {
    case 'S': return 5;
    case 'P': return 4;
    case 'T': case 'H': return 3;
    case 'A': case 'L': return 2;
    default: return 1;
    }
}

static bool set_country(const scene *sc, chy_event *ev, const char *code, const char *why)
{
    const chy_state *state = chy_dict_state(sc->dict, code);
    const char *own = own_code(sc, code);
    ev->place = (chy_location){.resolved = state ? state->name : NULL, .country = own, .lat = NAN, .lon = NAN, .resolution = own && *own ? 1 : 0, .why = why};
    return own != NULL;
}

static bool set_candidate(const scene *sc, chy_event *ev, const chy_candidate *c, float cost)
{
    if (c->feature == 'C' && c->state && !set_country(sc, ev, c->state, "the country named with the deed"))
        return false;
    if (c->reading) {
        const chy_place *p = c->reading;
        bool pin = !isnan(p->lat);
        ev->place = (chy_location){.resolved = p->name, .country = own_code(sc, c->country), .lat = p->lat, .lon = p->lon, .geonameid = p->geonameid,
                                   .resolution = pin ? resolution_of(p->feature) : 2};
        ev->place.why = chy_arena_printf(sc->art->arena, "named with the deed (distance %.1f)%s%s", (double)cost, c->n_places > 1 ? ", one of several of that name" : "",
                                         c->inside ? ", held by the place behind it" : "");
        if (!ev->place.country || !ev->place.why)
            return false;
    }
    ev->place.extracted = words_of(sc, c->first, c->n_tokens);
    return ev->place.extracted != NULL;
}

/* ---- what a deed implies ---- */

static bool is_armed(const chy_entity *e)
{
    return e && (!strcmp(e->sector, "REB") || !strcmp(e->sector, "UAF") || !strcmp(e->sector, "PRM") || !strcmp(e->sector, "CRM"));
}

/* Whether every actor is known and of the one state. */
static bool all_states(const chy_event *ev, const sides *s)
{
    for (uint32_t i = 0; i < ev->n_actors; i++)
        if (ev->actors[i].entity == CHY_NOBODY || strcmp(s->entities[ev->actors[i].entity].code, s->actor) != 0)
            return false;
    return true;
}

/* Which country an event without a named place happened in, by majority in gold/train: NULL where annotators mostly left it open. */
static const char *implied_country(const chy_event *ev, const sides *s, const char **why)
{
    bool domestic = s->n_actors == 1 && s->n_recipients == 1 && !strcmp(s->actor, s->recipient);
    bool only_actor = s->n_actors == 1 && !s->n_recipients, only_recipient = !s->n_actors && s->n_recipients == 1;
    bool both = s->n_actors == 1 && s->n_recipients == 1;
    bool among_themselves = ev->n_actors > 1 && s->n_actors == 1 && !ev->n_recipients && all_states(ev, s);
    if (domestic || among_themselves) {
        *why = "both sides are of this country";
        return s->actor;
    }
    switch (ev->type) {
    case CHY_TYPE_ASSAULT:
        *why = "the country attacked";
        if (both && is_armed(s->first_actor))
            return *why = "where the attackers are from", s->actor;
        return s->n_recipients == 1 ? s->recipient : only_actor ? (*why = "where the attackers are from", s->actor) : NULL;
    case CHY_TYPE_COERCE: case CHY_TYPE_PROTEST:
        *why = "where its authorities or people act";
        return s->n_actors == 1 ? s->actor : only_recipient ? s->recipient : NULL;
    case CHY_TYPE_RETREAT:
        *why = "where its authorities act";
        return s->n_actors == 1 ? s->actor : NULL;
    case CHY_TYPE_CONSULT:
        *why = "the host's country";
        return s->n_recipients == 1 ? s->recipient : NULL;
    case CHY_TYPE_AGREE:
        *why = "the host's country";
        return ev->content == CHY_TYPE_CONSULT && both ? s->recipient : NULL;
    case CHY_TYPE_AID:
        *why = "the country helped";
        if (both && ev->cameo && !strncmp(ev->cameo, "075", 3))
            return *why = "where asylum is given", s->actor;
        return both || only_recipient ? s->recipient : NULL;
    case CHY_TYPE_MOBILIZE: case CHY_TYPE_CONCEDE:
        *why = "where its forces or authorities act";
        return only_actor || (both && ev->type == CHY_TYPE_MOBILIZE) ? s->actor : NULL;
    case CHY_TYPE_COOPERATE:
        *why = "where it acts";
        return only_actor ? s->actor : NULL;
    case CHY_TYPE_SANCTION:
        *why = "where the court sits or the expelled are";
        return both && (has_mode(ev, "expel") || has_mode(ev, "convict")) ? s->actor : NULL;
    default: return NULL;
    }
}

/* The place of an earlier event of the article that fits: a deed of force whose sentence names no place goes on where it began. */
static const chy_event *carried(const scene *sc, const chy_event *ev, const sides *s)
{
    if (ev->type != CHY_TYPE_ASSAULT && ev->type != CHY_TYPE_PROTEST)
        return NULL;
    for (size_t i = (size_t)(ev - sc->art->events); i-- > 0;) {
        const chy_event *e = &sc->art->events[i];
        if (ev->sentence - e->sentence > 3)
            return NULL;
        if (e->type != ev->type || e->place.resolution < 2 || !e->place.country)
            continue;
        bool fits = (!s->actor && !s->recipient) || (s->recipient && !strcmp(s->recipient, e->place.country)) ||
                    (s->actor && !strcmp(s->actor, e->place.country));
        return fits ? e : NULL;
    }
    return NULL;
}

static bool resolve_event(const scene *sc, chy_event *ev)
{
    ev->place = (chy_location){.country = "", .lat = NAN, .lon = NAN};
    float cost = 0;
    const chy_candidate *c = best_place(sc, ev, &cost);
    sides s = sides_of(sc->art, ev);
    if (c)
        return set_candidate(sc, ev, c, cost);
    const chy_event *before = carried(sc, ev, &s);
    if (before) {
        ev->place = before->place;
        ev->place.extracted = NULL;
        ev->place.why = "where the report placed the deed before";
        return true;
    }
    const char *why = NULL, *code = implied_country(ev, &s, &why);
    return !code || set_country(sc, ev, code, why);
}

/* ---- the article ---- */

/* Countries of the document's actors, each mention a little, and the dateline's. */
static void document_evidence(const chy_dict *dict, const chy_article *art, chy_evidence *evidence)
{
    for (uint32_t i = 0; i < art->n_mentions; i++)
        for (uint32_t j = 0; j < art->mentions[i].n_entities && j < 2; j++)
            chy_evidence_add(evidence, art->entities[art->mentions[i].entities[j]].code, 0.2f);
    for (uint32_t i = 0; i < evidence->n; i++)
        if (evidence->weight[i] > 1.0f)
            evidence->weight[i] = 1.0f;
    (void)dict;
}

static void event_evidence(const chy_article *art, const chy_event *ev, chy_evidence *evidence)
{
    sides s = sides_of(art, ev);
    if (s.actor)
        chy_evidence_add(evidence, s.actor, 0.8f);
    if (s.recipient)
        chy_evidence_add(evidence, s.recipient, 0.8f);
}

chy_status chy_where_resolve(const chy_dict *dict, chy_article *art)
{
    chy_evidence document = {.n = 0};
    document_evidence(dict, art, &document);
    for (uint32_t e = 0; e < art->n_events;) {
        uint32_t s = art->events[e].sentence, end = e;
        chy_evidence evidence = document;
        for (; end < art->n_events && art->events[end].sentence == s; end++)
            event_evidence(art, &art->events[end], &evidence);
        scene sc = {.dict = dict, .art = art, .sent = &art->sentences[s], .events = art->events + e, .n_events = end - e};
        chy_status status = chy_candidates_find(dict, art, s, &evidence, &sc.places, &sc.n_places);
        if (status != CHY_OK)
            return status;
        for (; e < end; e++)
            if (!resolve_event(&sc, &art->events[e]))
                return CHY_E_NOMEM;
    }
    return CHY_OK;
}
