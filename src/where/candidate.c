/* src/where/candidate.c - Place names of a sentence: looked up, kept apart from people and organisations of the same name, tied to what stands
 * around them, and read as the one of several towns that the countries named nearby make likely. */
#include "where/candidate.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- evidence ---- */

void chy_evidence_add(chy_evidence *evidence, const char *code, float weight)
{
    if (!chy_is_state_code(code))
        return;
    for (uint32_t i = 0; i < evidence->n; i++)
        if (!strcmp(evidence->code[i], code)) {
            evidence->weight[i] += weight;
            return;
        }
    if (evidence->n == CHY_MAX_EVIDENCE)
        return;
    evidence->code[evidence->n] = code;
    evidence->weight[evidence->n++] = weight;
}

float chy_evidence_of(const chy_evidence *evidence, const char *code)
{
    for (uint32_t i = 0; i < evidence->n; i++)
        if (!strncmp(evidence->code[i], code, 3))
            return evidence->weight[i];
    return 0;
}

bool chy_is_state_code(const char *code)
{
    static const char *const classes[] = {"UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM", "---", NULL};
    if (!code || strlen(code) != 3)
        return false;
    for (const char *const *c = classes; *c; c++)
        if (!strcmp(code, *c))
            return false;
    return true;
}

/* ---- words around a place ---- */

static bool is_form(const chy_token *tok, const char *form)
{
    return tok->form_len == strlen(form) && !strncasecmp(tok->form, form, tok->form_len);
}

static bool is_any(const chy_token *tok, const char *const *forms)
{
    for (; *forms; forms++)
        if (is_form(tok, *forms))
            return true;
    return false;
}

static const char *const in_words[] = {"in", "at", "near", "outside", "inside", "around", "across", "off", "over", "on", "within", "throughout",
                                       "along", "amid", "beyond", "beside", "under", "above", "opposite", "aboard", "surrounding", "between", "behind", NULL};
static const char *const to_words[] = {"to", "into", "toward", "towards", "onto", "through", "via", "for", NULL};

static chy_place_link link_of_preposition(const chy_token *tok)
{
    if (is_any(tok, in_words))
        return CHY_LINK_IN;
    if (is_any(tok, to_words))
        return CHY_LINK_TO;
    if (is_form(tok, "from"))
        return CHY_LINK_FROM;
    if (is_form(tok, "of"))
        return CHY_LINK_OF;
    return CHY_LINK_OTHER;
}

/* The head of the tokens [first, first + n): the one that hangs outside of them. */
static uint32_t span_head(const chy_sentence *sent, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++) {
        uint32_t head = sent->tokens[i].head;
        if (!head || head - 1 < first || head - 1 >= first + n)
            return i;
    }
    return first + n - 1;
}

/* The preposition that governs `token`: a dependent of it, or of the noun it modifies ("in the city of X", "in Kabul province"). */
static const chy_token *preposition_of(const chy_sentence *sent, uint32_t token)
{
    uint32_t lo = token > 8 ? token - 8 : 0;
    const chy_token *found = NULL;
    for (uint32_t i = lo; i < token; i++)
        if (sent->tokens[i].head == token + 1 && sent->tokens[i].deprel == CHY_DEP_case)
            found = found ? found : &sent->tokens[i];
    return found;
}

/* Nouns that only say what kind of place a name is: the link is theirs. */
static const char *const kinds[] = {"city", "town", "village", "province", "state", "region", "district", "governorate", "capital", "port", "area", "island",
                                    "islands", "oblast", "county", "municipality", "suburb", "neighborhood", "neighbourhood", "prefecture", "territory", "area",
                                    "enclave", "resort", "outskirts", "part", "parts", "north", "south", "east", "west", "northeast", "northwest", "southeast",
                                    "southwest", "border", "coast", "center", "centre", "republic", "department", "division", "settlement", "waters", "valley", "peninsula", NULL};
/* Houses and gatherings: the town before them is where they stand, the country is not ("the Kano court", "the Arvonian embassy"). */
static const char *const houses[] = {"camp", "airport", "base", "prison", "court", "hospital", "university", "school", "mosque", "church", "square", "street", "streets",
                                     "checkpoint", "market", "headquarters", "building", "palace", "parliament", "hotel", "embassy", "consulate", "summit", "conference",
                                     "talks", "meeting", "station", "stadium", NULL};

static const char *const division_words[] = {"province", "state", "region", "governorate", "oblast", "district", "county", "prefecture", "department", "division",
                                             "territory", "krai", NULL};

static chy_place_link link_of(const chy_sentence *sent, uint32_t head, bool state, int depth)
{
    const chy_token *tok = &sent->tokens[head];
    const chy_token *before = preposition_of(sent, head);
    chy_place_link link = CHY_LINK_OTHER;
    if (before)
        link = link_of_preposition(before);
    else
        switch (tok->deprel) {
        case CHY_DEP_obj: case CHY_DEP_iobj: link = CHY_LINK_OBJECT; break;
        case CHY_DEP_compound: case CHY_DEP_nmod_poss: case CHY_DEP_amod: case CHY_DEP_nmod_unmarked: case CHY_DEP_nmod_desc: link = CHY_LINK_MODIFIER; break;
        case CHY_DEP_obl: case CHY_DEP_obl_unmarked: case CHY_DEP_nmod: case CHY_DEP_advmod: link = CHY_LINK_IN; break;
        default: break;
        }
    /* a name that modifies, is in apposition to or conjoined with a kind of place stands as that does */
    bool passes = tok->head && tok->head <= sent->n_tokens && depth < 5 &&
                  (((link == CHY_LINK_OF || link == CHY_LINK_MODIFIER) && (is_any(&sent->tokens[tok->head - 1], kinds) || (!state && is_any(&sent->tokens[tok->head - 1], houses)))) ||
                   (!before && (tok->deprel == CHY_DEP_appos || tok->deprel == CHY_DEP_conj || tok->deprel == CHY_DEP_flat || tok->deprel == CHY_DEP_list)));
    if (passes) {
        chy_place_link up = link_of(sent, tok->head - 1, state, depth + 1);
        if (up != CHY_LINK_OTHER || link == CHY_LINK_OTHER)
            return up;
    }
    return link;
}

/* ---- which tokens may be a place ---- */

static bool tagged_place(const chy_token *tok)
{
    return tok->ner == CHY_NER_B_LOC || tok->ner == CHY_NER_I_LOC;
}

static bool tagged_other(const chy_token *tok)
{
    return tok->ner != CHY_NER_O && !tagged_place(tok);
}

/* Mentions that take their tokens: people, groups, bodies; a state that acts under its capital's name. */
static const chy_mention *mention_over(const chy_article *art, const chy_sentence *sent, uint32_t first, uint32_t n)
{
    for (uint32_t i = 0; i < sent->n_mentions; i++) {
        const chy_mention *m = &art->mentions[sent->first_mention + i];
        if (m->first < first + n && first < m->first + m->n_tokens)
            return m;
    }
    return NULL;
}

/* "Moscow denied", "sanctions on Moscow": the capital acts or is acted on as a government, and is no place. */
static bool is_government(const chy_article *art, const chy_sentence *sent, const chy_candidate *c)
{
    const chy_mention *m = mention_over(art, sent, c->first, c->n_tokens);
    if (!m || m->kind != CHY_MENTION_NAME || !m->n_entities || art->entities[m->entities[0]].kind != CHY_ENTITY_STATE)
        return false;
    const chy_token *before = preposition_of(sent, c->head);
    return before ? is_form(before, "on") || is_form(before, "between") : c->link == CHY_LINK_OTHER;
}

static bool taken_by_mention(const chy_article *art, const chy_sentence *sent, uint32_t first, uint32_t n)
{
    const chy_mention *m = mention_over(art, sent, first, n);
    if (!m || m->kind == CHY_MENTION_PLACE || m->kind == CHY_MENTION_ADJECTIVE || !m->n_entities)
        return false;
    const chy_entity *e = &art->entities[m->entities[0]];
    if (e->kind == CHY_ENTITY_STATE)
        return false; /* the preposition decides */
    /* "the Kabul police chief": the place inside a longer name still tells where */
    return m->n_tokens == n || e->kind == CHY_ENTITY_PERSON;
}

/* A longer name of the actor dictionary over these tokens that is no state: "Bank of China", "Islamic State". */
static uint32_t longer_name(const chy_dict *dict, const chy_sentence *sent, uint32_t at, const char **state, const char **demonym)
{
    size_t n = 0, n_entries = 0;
    const chy_entry *entries = NULL;
    *state = *demonym = NULL;
    if (!chy_dict_longest(dict, sent->tokens + at, sent->n_tokens - at, false, &n, &entries, &n_entries))
        return 0;
    bool other = false;
    for (size_t i = 0; i < n_entries; i++)
        switch (entries[i].kind) {
        case CHY_ENTRY_STATE:
            if (!*state && !chy_day_known(entries[i].to) && !entries[i].id[0])
                *state = entries[i].code;
            break;
        case CHY_ENTRY_DEMONYM: case CHY_ENTRY_ADJECTIVE: *demonym = entries[i].code; break;
        case CHY_ENTRY_CAPITAL: case CHY_ENTRY_METONYM: break;
        default: other = true;
        }
    return other && !*state ? (uint32_t)n : *state || *demonym ? (uint32_t)n : 0;
}

/* Capitalised words behind a name that make it something else: Geneva Convention, Paris Agreement, Boston Globe. A kind of place keeps it one. */
static bool part_of_longer_name(const chy_sentence *sent, uint32_t end, uint32_t head)
{
    if (end >= sent->n_tokens)
        return false;
    const chy_token *next = &sent->tokens[end];
    if (next->upos != CHY_UPOS_PROPN || next->form_len < 2 || !isupper((unsigned char)next->form[0]) || is_any(next, kinds) || is_any(next, houses))
        return false;
    return sent->tokens[head].head > end && sent->tokens[head].deprel != CHY_DEP_appos;
}

/* "Moscow-based", "Houthi-held": says what someone is, not where something happens. */
static bool hyphenated(const chy_sentence *sent, uint32_t end)
{
    if (end >= sent->n_tokens || !is_form(&sent->tokens[end], "-"))
        return false;
    return end && sent->tokens[end].begin == sent->tokens[end - 1].end;
}

/* The entity tags go on beyond the name: "Bani Jamra" is not the Bani of the gazetteer. */
static bool cut_from_longer(const chy_sentence *sent, uint32_t first, uint32_t end)
{
    bool behind = end < sent->n_tokens && sent->tokens[end].ner == CHY_NER_I_LOC && sent->tokens[end].upos == CHY_UPOS_PROPN &&
                  !is_any(&sent->tokens[end], kinds) && !is_any(&sent->tokens[end], houses) && !is_any(&sent->tokens[end], division_words);
    bool before = first && sent->tokens[first].ner == CHY_NER_I_LOC && sent->tokens[first - 1].upos == CHY_UPOS_PROPN && tagged_place(&sent->tokens[first - 1]) &&
                  !is_any(&sent->tokens[first - 1], kinds);
    return behind || before;
}

static bool plausible(const chy_article *art, const chy_sentence *sent, const chy_candidate *c)
{
    const chy_token *tok = &sent->tokens[c->first];
    bool place = false, other = false, proper = false;
    for (uint32_t i = c->first; i < c->first + c->n_tokens; i++) {
        place |= tagged_place(&sent->tokens[i]);
        other |= tagged_other(&sent->tokens[i]);
        proper |= sent->tokens[i].upos == CHY_UPOS_PROPN;
    }
    if ((!place && !proper) || cut_from_longer(sent, c->first, c->first + c->n_tokens) || hyphenated(sent, c->first + c->n_tokens))
        return false;
    if (taken_by_mention(art, sent, c->first, c->n_tokens) || (c->n_places && is_government(art, sent, c)))
        return false;
    if (other && !place && c->link != CHY_LINK_IN)
        return false;
    /* the middle of someone's name: "Ali Hassan" holds two towns */
    bool before_proper = c->first > 0 && sent->tokens[c->first - 1].upos == CHY_UPOS_PROPN && sent->tokens[c->first - 1].deprel != CHY_DEP_case &&
                         sent->tokens[c->first - 1].form_len > 1 && isupper((unsigned char)sent->tokens[c->first - 1].form[0]);
    if (!place && before_proper && tok->deprel == CHY_DEP_flat)
        return false;
    return place || !part_of_longer_name(sent, c->first + c->n_tokens, c->head) || c->link == CHY_LINK_IN;
}

/* ---- readings ---- */

static bool country_has(const char *list, const char *code)
{
    for (const char *at = list; at && *at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (!strncmp(at, code, 3))
            return true;
    return false;
}

/* The country of a place that lies in several: the one that the evidence speaks for, else the first. */
static const char *country_by_evidence(const chy_place *place, const chy_evidence *evidence, float *weight)
{
    const char *best = place->country;
    *weight = 0;
    for (const char *at = place->country; at && *at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        float w = chy_evidence_of(evidence, at);
        if (w > *weight) {
            *weight = w;
            best = at;
        }
    }
    return best;
}


static float reading_score(const chy_sentence *sent, const chy_candidate *c, const chy_place *place, const chy_evidence *evidence)
{
    float weight;
    country_by_evidence(place, evidence, &weight);
    float people = place->population ? (float)place->population : place->feature == 'P' ? 20000.0f : 500000.0f;
    float score = 0.9f * log10f(people + 1000.0f) + (weight > 2.0f ? 2.0f : weight);
    uint32_t end = c->first + c->n_tokens;
    bool division = end < sent->n_tokens && is_any(&sent->tokens[end], division_words);
    if (place->feature == 'A')
        score += division ? 3.0f : -1.2f; /* a bare name is the town, where there is one */
    return score;
}

static void choose_reading(const chy_sentence *sent, chy_candidate *c, const chy_candidate *holder, const chy_evidence *evidence)
{
    float best = -1e9f, ignored;
    c->reading = NULL;
    c->feature = 'C';
    c->country = c->state ? c->state : "";
    /* A state's name is the state unless something larger says otherwise ("Atlanta, Georgia"). */
    if (c->state)
        best = 6.2f + chy_evidence_of(evidence, c->state) * 0.5f;
    for (uint32_t i = 0; i < c->n_places; i++) {
        const chy_place *place = &c->places[i];
        float score = reading_score(sent, c, place, evidence);
        if (c->state && place->feature == 'P')
            continue;
        if (holder) {
            bool in_country = holder->state && country_has(place->country, holder->state);
            bool in_division = false;
            for (uint32_t j = 0; j < holder->n_places && !in_division; j++)
                in_division = holder->places[j].feature == 'A' && !strcmp(holder->places[j].name, place->admin1) &&
                              !strcmp(holder->places[j].country, place->country);
            bool same = !holder->state && holder->reading && *holder->country && country_has(place->country, holder->country);
            score += in_country || in_division ? 4.0f : same ? 2.0f : 0.0f;
        }
        if (score > best) {
            best = score;
            c->reading = place;
            c->feature = place->feature;
            c->country = country_by_evidence(place, evidence, &ignored);
        }
    }
    /* "Kuda in Nigeria", where the gazetteer has only the Kuda of India: all that is known is what holds it. */
    if (holder && c->reading && *c->country && holder->country && *holder->country && !country_has(c->reading->country, holder->country)) {
        c->reading = holder->reading;
        c->country = holder->country;
        c->feature = holder->feature;
        c->state = holder->state;
    }
}

/* ---- the list ---- */

/* Parts of states stand in the actor tables for their state (Gaza, Aceh, Dubai): as places they are themselves. */
static bool is_part(const chy_dict *dict, const chy_token *first, const char *state, const chy_place *places, size_t n)
{
    const chy_state *whole = chy_dict_state(dict, state);
    if (!whole || !strncasecmp(whole->name, first->form, first->form_len))
        return false;
    for (size_t i = 0; i < n; i++)
        if (country_has(places[i].country, state))
            return true;
    return false;
}

/* "Aleppo, Syria", "Kandahar in Afghanistan", "Baghdad's Karrada district" keep to forms with a comma or "in" between. */
static bool holds(const chy_sentence *sent, const chy_candidate *a, const chy_candidate *b)
{
    uint32_t end = a->first + a->n_tokens;
    if (b->first <= end || b->first > end + 5)
        return false;
    for (uint32_t i = end; i < b->first; i++) {
        const chy_token *tok = &sent->tokens[i];
        bool link = is_form(tok, ",") || is_form(tok, "in") || is_form(tok, "of") || is_form(tok, "the") || is_form(tok, "(") || is_form(tok, "'s") ||
                    is_any(tok, kinds) || is_any(tok, division_words) || tok->upos == CHY_UPOS_ADJ;
        if (!link)
            return false;
    }
    return is_form(&sent->tokens[end], ",") || is_form(&sent->tokens[end], "in") || is_form(&sent->tokens[end], "(") || is_any(&sent->tokens[end], kinds);
}

static chy_status scan(const chy_dict *dict, const chy_article *art, const chy_sentence *sent, chy_evidence *evidence, chy_candidate **out, uint32_t *n_out)
{
    chy_candidate *items = NULL;
    size_t len = 0, cap = 0;
    for (uint32_t i = 0; i < sent->n_tokens;) {
        if (sent->tokens[i].upos == CHY_UPOS_PUNCT) {
            i++;
            continue;
        }
        const char *state, *demonym;
        uint32_t named = longer_name(dict, sent, i, &state, &demonym);
        if (state || demonym)
            chy_evidence_add(evidence, state ? state : demonym, state ? 1.2f : 0.8f);
        chy_candidate c = {.first = i, .state = state};
        size_t n_place = 0, n_places = 0;
        if (!chy_dict_place(dict, sent->tokens + i, sent->n_tokens - i, false, &n_place, &c.places, &n_places))
            n_place = n_places = 0;
        if (demonym && !state && named >= n_place) /* "Lebanese" is no town; "Baltic Sea" is longer than its adjective */
            n_place = 0;
        if (n_place < named) {
            n_places = 0;
            c.places = NULL;
        } else if (n_place > named)
            c.state = NULL;
        if (c.state && n_places && is_part(dict, &sent->tokens[i], c.state, c.places, n_places))
            c.state = NULL;
        c.n_places = (uint32_t)n_places;
        c.n_tokens = (uint32_t)(n_place > named ? n_place : named);
        if (!c.n_tokens || (!c.state && !c.n_places)) {
            i += named && !state && !demonym ? 1 : c.n_tokens ? c.n_tokens : 1;
            continue;
        }
        c.head = span_head(sent, c.first, c.n_tokens);
        c.link = link_of(sent, c.head, c.state != NULL, 0);
        c.sure = tagged_place(&sent->tokens[c.head]) || c.link == CHY_LINK_IN;
        if (plausible(art, sent, &c)) {
            chy_candidate *grown = chy_arena_grow(art->arena, items, len, &cap, sizeof *items);
            if (!grown)
                return CHY_E_NOMEM;
            items = grown;
            items[len++] = c;
        }
        i += c.n_tokens;
    }
    *out = items;
    *n_out = (uint32_t)len;
    return CHY_OK;
}

/* A name with one reading, or one far bigger than the others, speaks for its country when the next one is read: Palmyra beside Aleppo. */
static void well_known(const chy_candidate *c, uint32_t n, chy_evidence *evidence)
{
    for (uint32_t i = 0; i < n; i++) {
        if (c[i].state || !c[i].n_places || strchr(c[i].places[0].country, '|'))
            continue;
        bool clear = c[i].n_places == 1 || c[i].places[0].population / 8 > c[i].places[1].population || !strcmp(c[i].places[0].country, c[i].places[1].country);
        if (clear)
            chy_evidence_add(evidence, c[i].places[0].country, 0.9f);
    }
}

chy_status chy_candidates_find(const chy_dict *dict, const chy_article *art, uint32_t s, chy_evidence *evidence, chy_candidate **out, uint32_t *n)
{
    const chy_sentence *sent = &art->sentences[s];
    *out = NULL;
    *n = 0;
    chy_status status = scan(dict, art, sent, evidence, out, n);
    if (status != CHY_OK)
        return status;
    chy_candidate *c = *out;
    well_known(c, *n, evidence);
    /* From the right: what holds a place is read before it. */
    for (uint32_t i = *n; i-- > 0;) {
        if (i + 1 < *n && holds(sent, &c[i], &c[i + 1]))
            c[i].inside = i + 2;
        choose_reading(sent, &c[i], c[i].inside ? &c[c[i].inside - 1] : NULL, evidence);
        if (c[i].country && *c[i].country && c[i].feature != 'C' && c[i].feature != 'P')
            chy_evidence_add(evidence, c[i].reading && !strchr(c[i].reading->country, '|') ? c[i].reading->country : "", 1.0f);
    }
    return CHY_OK;
}
