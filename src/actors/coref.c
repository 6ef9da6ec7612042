/* src/actors/coref.c - Words that point back: pronouns, "the minister", "both sides", "the group". Looks a few mentions back, prefers subjects
 * and the nearer sentence, and says nothing when nobody fits. */
#include "actors/work.h"

#include <string.h>

/* Mentions looked back at: enough for three or four sentences, and a bound for hostile text. */
#define LOOK_BACK 24
#define SENTENCES_BACK 3

typedef enum want {
    WANT_MAN, WANT_WOMAN, WANT_PERSON, WANT_SEVERAL, WANT_THING, WANT_STATE, WANT_GROUP, WANT_ORGANISATION, WANT_PARTY, WANT_FIRM, WANT_MEDIA,
    WANT_SIDE /* of talks or a war: a state, a union of states, an armed group */
} want;

static bool is_state_code(const char *code)
{
    return strlen(code) == 3 && strcmp(code, "---") != 0 && strstr("UNO EUR IGO NGO MNC IMG ISM", code) == NULL;
}

static bool one_of(const char *sector, const char *list)
{
    return *sector && strstr(list, sector) != NULL;
}

static bool fits(const chy_entity *e, want what)
{
    bool person = e->kind == CHY_ENTITY_PERSON || (e->kind == CHY_ENTITY_AGENT && *e->office && e->gender != 'p');
    switch (what) {
    case WANT_MAN: return person && e->gender != 'f';
    case WANT_WOMAN: return person && e->gender != 'm';
    case WANT_PERSON: return person;
    case WANT_SEVERAL: return e->gender == 'p';
    case WANT_THING: return e->kind == CHY_ENTITY_STATE || e->kind == CHY_ENTITY_ORGANISATION || e->kind == CHY_ENTITY_GROUP || e->kind == CHY_ENTITY_BODY;
    case WANT_STATE: return is_state_code(e->code) && e->kind != CHY_ENTITY_GROUP;
    case WANT_GROUP: return e->kind == CHY_ENTITY_GROUP;
    case WANT_ORGANISATION: return e->kind == CHY_ENTITY_ORGANISATION;
    case WANT_PARTY: return (e->kind == CHY_ENTITY_GROUP || e->kind == CHY_ENTITY_BODY) && one_of(e->sector, "PTY OPP");
    case WANT_FIRM: return e->kind == CHY_ENTITY_BODY && strcmp(e->sector, "BUS") == 0;
    case WANT_SIDE: return strcmp(e->code, "---") != 0 && !one_of(e->sector, "CVL JRN REF SOC BUS UAF CRM");
    case WANT_MEDIA: return e->kind == CHY_ENTITY_BODY && strcmp(e->sector, "JRN") == 0;
    }
    return false;
}

static bool known_gender(const chy_entity *e, want what)
{
    return (what == WANT_MAN && e->gender == 'm') || (what == WANT_WOMAN && e->gender == 'f');
}

static bool is_subject(const chy_sentence *sent, const chy_mention *m)
{
    uint8_t role = chy_deprel_base(sent->tokens[m->head].deprel);
    return role == CHY_DEP_nsubj || role == CHY_DEP_csubj;
}

static bool in_reach(const work *w, uint32_t sentence, const chy_mention *m)
{
    const chy_sentence *sents = w->art->sentences;
    if (m->sentence == sentence)
        return true;
    return sentence - m->sentence <= SENTENCES_BACK && sents[m->sentence].story == sents[sentence].story;
}

/* The mention that a word of `sentence` points back to, or NULL. A subject outweighs one sentence of distance. */
static const chy_mention *antecedent(const work *w, uint32_t sentence, want what)
{
    const chy_article *art = w->art;
    const chy_mention *best = NULL;
    int best_score = -100;
    for (uint32_t back = 0; back < LOOK_BACK && back < art->n_mentions; back++) {
        const chy_mention *m = &art->mentions[art->n_mentions - 1 - back];
        if (!in_reach(w, sentence, m))
            break;
        if (!m->n_entities || m->kind == CHY_MENTION_ADJECTIVE)
            continue;
        bool several = what == WANT_SEVERAL && m->n_entities > 1;
        if (!several && (m->n_entities != 1 || !fits(&art->entities[m->entities[0]], what)))
            continue;
        if (m->kind == CHY_MENTION_PLACE && what != WANT_STATE)
            continue;
        int score = 4 * (is_subject(&art->sentences[m->sentence], m) ? 1 : 0) - 3 * (int)(sentence - m->sentence) -
                    (m->kind == CHY_MENTION_PLACE) * 2 + 2 * known_gender(&art->entities[m->entities[0]], what);
        if (score > best_score) {
            best_score = score;
            best = m;
        }
    }
    return best;
}

/* ---- several together ---- */

static uint32_t chain_root(const chy_sentence *sent, uint32_t i)
{
    for (int steps = 0; steps < 8; steps++) {
        const chy_token *tok = &sent->tokens[i];
        if (chy_deprel_base(tok->deprel) != CHY_DEP_conj || !tok->head)
            break;
        i = tok->head - 1;
    }
    return i;
}

static bool add_entity(uint32_t *out, uint32_t *n, uint32_t limit, uint32_t entity)
{
    for (uint32_t i = 0; i < *n; i++)
        if (out[i] == entity)
            return true;
    if (*n == limit)
        return false;
    out[(*n)++] = entity;
    return true;
}

/* Subjects joined by "and" in the nearest sentence that has some: "A and B met. They agreed ...". */
static uint32_t joined_subjects(const work *w, uint32_t sentence, uint32_t *out, uint32_t limit)
{
    const chy_article *art = w->art;
    uint32_t n = 0, root = NONE, where = NONE;
    for (uint32_t back = 0; back < LOOK_BACK && back < art->n_mentions; back++) {
        const chy_mention *m = &art->mentions[art->n_mentions - 1 - back];
        if (!in_reach(w, sentence, m) || (where != NONE && m->sentence != where))
            break;
        const chy_sentence *sent = &art->sentences[m->sentence];
        uint32_t top = chain_root(sent, m->head);
        uint8_t role = chy_deprel_base(sent->tokens[top].deprel);
        if (!m->n_entities || role != CHY_DEP_nsubj || (root != NONE && top != root))
            continue;
        root = top;
        where = m->sentence;
        for (uint32_t i = 0; i < m->n_entities; i++)
            add_entity(out, &n, limit, m->entities[i]);
    }
    return n;
}

/* The last `wanted` different entities that fit, states told apart by code. */
static uint32_t last_ones(const work *w, uint32_t sentence, want what, uint32_t wanted, uint32_t *out)
{
    const chy_article *art = w->art;
    uint32_t n = 0;
    for (uint32_t back = 0; back < LOOK_BACK && back < art->n_mentions && n < wanted; back++) {
        const chy_mention *m = &art->mentions[art->n_mentions - 1 - back];
        if (!in_reach(w, sentence, m))
            break;
        if (m->kind == CHY_MENTION_PLACE)
            continue;
        for (uint32_t i = m->n_entities; i-- > 0 && n < wanted;) {
            const chy_entity *e = &art->entities[m->entities[i]];
            bool old = !fits(e, what);
            for (uint32_t k = 0; k < n; k++)
                old |= strcmp(art->entities[out[k]].code, e->code) == 0;
            if (!old)
                out[n++] = m->entities[i];
        }
    }
    return n;
}

/* "Both countries": the governments, whoever spoke for them. */
static void to_states(work *w, uint32_t *entities, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const chy_entity *e = &w->art->entities[entities[i]];
        if (is_state_code(e->code) && e->kind != CHY_ENTITY_STATE && !*e->id)
            entities[i] = actors_state_of(w, e->code, "country of one named before");
    }
}

/* ---- nouns ---- */

static const struct { const char *word; want what; } nouns[] = {
    {"agency", WANT_ORGANISATION}, {"airline", WANT_FIRM}, {"alliance", WANT_ORGANISATION}, {"bank", WANT_FIRM}, {"bloc", WANT_ORGANISATION},
    {"body", WANT_ORGANISATION}, {"broadcaster", WANT_MEDIA}, {"company", WANT_FIRM}, {"corporation", WANT_FIRM},
    {"countries", WANT_STATE}, {"country", WANT_STATE}, {"emirate", WANT_STATE}, {"firm", WANT_FIRM}, {"governments", WANT_STATE}, {"group", WANT_GROUP},
    {"island", WANT_STATE}, {"kingdom", WANT_STATE}, {"leaders", WANT_PERSON}, {"militants", WANT_GROUP}, {"militia", WANT_GROUP},
    {"ministers", WANT_PERSON}, {"movement", WANT_GROUP}, {"nation", WANT_STATE}, {"nations", WANT_STATE}, {"neighbors", WANT_STATE},
    {"neighbours", WANT_STATE}, {"newspaper", WANT_MEDIA}, {"organisation", WANT_ORGANISATION}, {"organization", WANT_ORGANISATION},
    {"party", WANT_PARTY}, {"presidents", WANT_PERSON}, {"rebels", WANT_GROUP}, {"republic", WANT_STATE}, {"sides", WANT_SIDE},
    {"states", WANT_STATE}, {"state", WANT_STATE}, {"union", WANT_ORGANISATION},
};

static bool noun_wants(const chy_token *tok, want *what)
{
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (actors_is(tok, nouns[i].word)) {
            *what = nouns[i].what;
            return true;
        }
    return false;
}

static void nominal(work *w, uint32_t sentence, uint32_t first, uint32_t n, const uint32_t *entities, uint32_t n_entities, double confidence)
{
    actors_mention(w, sentence, first, n, CHY_MENTION_NOMINAL, entities, n_entities, confidence);
}

/* The country that a sentence is about so far: its first actor, else the one before it. */
static const char *current_state(const work *w, uint32_t sentence)
{
    const chy_article *art = w->art;
    for (uint32_t i = art->sentences[sentence].first_mention; i < art->n_mentions; i++) {
        const chy_mention *m = &art->mentions[i];
        if (m->kind != CHY_MENTION_PLACE && m->n_entities && is_state_code(art->entities[m->entities[0]].code))
            return art->entities[m->entities[0]].code;
    }
    const chy_mention *m = antecedent(w, sentence, WANT_STATE);
    return m ? art->entities[m->entities[0]].code : "";
}

/* The subject nearest before a token of the sentence at work, or NULL: whose "its" and "their" mostly are. */
static const chy_entity *subject_before(const work *w, uint32_t sentence)
{
    const chy_article *art = w->art;
    const chy_sentence *sent = &art->sentences[sentence];
    for (uint32_t i = art->n_mentions; i-- > sent->first_mention;) {
        const chy_mention *m = &art->mentions[i];
        if (m->n_entities && m->kind != CHY_MENTION_PLACE && m->kind != CHY_MENTION_ADJECTIVE && is_subject(sent, m) &&
            strcmp(art->entities[m->entities[0]].code, "---") != 0)
            return &art->entities[m->entities[0]];
        if (art->n_mentions - i > LOOK_BACK)
            break;
    }
    return NULL;
}

/* An entity of that state, to answer with. */
static const chy_entity *entity_of_state(const work *w, const char *code)
{
    for (uint32_t back = 0; back < LOOK_BACK && back < w->art->n_mentions; back++) {
        const chy_mention *m = &w->art->mentions[w->art->n_mentions - 1 - back];
        if (m->n_entities && strcmp(w->art->entities[m->entities[0]].code, code) == 0)
            return &w->art->entities[m->entities[0]];
    }
    return NULL;
}

const chy_entity *actors_owner(const work *w, uint32_t sentence, uint32_t token)
{
    const chy_token *tok = &w->art->sentences[sentence].tokens[token];
    if (actors_is(tok, "my") || actors_is(tok, "our") || actors_is(tok, "your"))
        return NULL;
    if (actors_is(tok, "its") || actors_is(tok, "their")) {
        const chy_entity *subject = subject_before(w, sentence);
        const char *code = subject ? "" : current_state(w, sentence);
        return subject ? subject : *code ? entity_of_state(w, code) : NULL;
    }
    const chy_mention *m = antecedent(w, sentence, actors_is(tok, "her") ? WANT_WOMAN : WANT_MAN);
    return m ? &w->art->entities[m->entities[0]] : NULL;
}

const chy_entity *actors_last_person(const work *w)
{
    for (uint32_t back = 0; back < LOOK_BACK && back < w->art->n_mentions; back++) {
        const chy_mention *m = &w->art->mentions[w->art->n_mentions - 1 - back];
        if (m->n_entities == 1 && w->art->entities[m->entities[0]].kind == CHY_ENTITY_PERSON)
            return &w->art->entities[m->entities[0]];
    }
    return NULL;
}

/* "The police" after "Turkish police": the same ones. */
const chy_entity *actors_like_before(const work *w, uint32_t sentence, const char *name, const char *sector)
{
    const chy_article *art = w->art;
    size_t len = strlen(name);
    for (uint32_t back = 0; back < LOOK_BACK && back < art->n_mentions; back++) {
        const chy_mention *m = &art->mentions[art->n_mentions - 1 - back];
        if (art->sentences[m->sentence].story != art->sentences[sentence].story)
            break;
        if (m->kind != CHY_MENTION_AGENT || m->n_entities != 1 || m->confidence < 0.8f)
            continue;
        const chy_entity *e = &art->entities[m->entities[0]];
        if (strcmp(e->sector, sector) == 0 && strncmp(e->name, name, len) == 0 && strncmp(e->name + len, " of ", 4) == 0 && !*e->id)
            return e;
    }
    return NULL;
}

/* "A Hamas official said the group ...", "EU ministers ... the bloc": only a member was named. */
static uint32_t body_of_member(work *w, want what)
{
    for (uint32_t back = 0; back < 6 && back < w->art->n_mentions; back++) {
        const chy_mention *m = &w->art->mentions[w->art->n_mentions - 1 - back];
        if (m->n_entities != 1)
            continue;
        const chy_entity e = w->art->entities[m->entities[0]];
        bool union_of_states = !is_state_code(e.code), group = one_of(e.sector, "REB PRM OPP PTY CRM GOV");
        if (!*e.id || e.kind == CHY_ENTITY_STATE || (what == WANT_GROUP ? !group : !union_of_states))
            continue;
        chy_entity body = {.kind = what == WANT_GROUP ? CHY_ENTITY_GROUP : CHY_ENTITY_ORGANISATION, .code = e.code, .sector = e.sector,
                           .id = e.id, .name = e.id, .office = "", .why = "the body of a member named before", .gender = 'n'};
        return actors_entity(w, &body);
    }
    return NONE;
}

/* Whether an office such as "minister" may be that of `e` ("foreign minister"). */
static bool same_office(const chy_entity *e, const char *office)
{
    size_t n = strlen(office), m = strlen(e->office);
    return n && m >= n && strcmp(e->office + m - n, office) == 0;
}

static uint32_t holder_of_office(const work *w, uint32_t sentence, const char *office)
{
    const chy_article *art = w->art;
    for (uint32_t back = 0; back < LOOK_BACK && back < art->n_mentions; back++) {
        const chy_mention *m = &art->mentions[art->n_mentions - 1 - back];
        if (art->sentences[m->sentence].story != art->sentences[sentence].story)
            break;
        if (m->n_entities == 1 && art->entities[m->entities[0]].kind == CHY_ENTITY_PERSON &&
            same_office(&art->entities[m->entities[0]], office))
            return m->entities[0];
    }
    return NONE;
}

/* A mention of just as many, made shortly before: "Israeli and Palestinian delegations", "both sides". */
static const chy_mention *same_number(const work *w, uint32_t sentence, uint32_t number)
{
    for (uint32_t back = 0; back < LOOK_BACK && back < w->art->n_mentions; back++) {
        const chy_mention *m = &w->art->mentions[w->art->n_mentions - 1 - back];
        if (!in_reach(w, sentence, m))
            break;
        if (m->n_entities == number && m->kind != CHY_MENTION_PRONOUN)
            return m;
    }
    return NULL;
}

/* "the two ministers", "both countries" */
static bool refer_several(work *w, uint32_t sentence, uint32_t first, uint32_t n, uint32_t number, want what, bool states)
{
    uint32_t found[8], n_found = 0;
    if (number < 2 || number > 5)
        return false;
    const chy_mention *before = same_number(w, sentence, number);
    if (before) {
        nominal(w, sentence, first, n, before->entities, number, 0.75);
        return true;
    }
    n_found = last_ones(w, sentence, what, number, found);
    if (n_found != number && what == WANT_PERSON)
        n_found = last_ones(w, sentence, WANT_STATE, number, found);
    if (n_found != number)
        return false;
    if (states)
        to_states(w, found, n_found);
    nominal(w, sentence, first, n, found, n_found, 0.75);
    return true;
}

/* One noun that names a kind: "the country", "the group". False when nobody fits. */
static bool refer_kind(work *w, uint32_t sentence, uint32_t first, uint32_t n, want what)
{
    if (what == WANT_STATE) {
        const char *code = current_state(w, sentence);
        code = *code ? code : w->dominant;
        uint32_t state = *code ? actors_state_of(w, code, "the country spoken of") : NONE;
        nominal(w, sentence, first, n, &state, state != NONE, 0.6);
        return true;
    }
    const chy_mention *m = antecedent(w, sentence, what);
    uint32_t of_member = !m && (what == WANT_GROUP || what == WANT_ORGANISATION) ? body_of_member(w, what) : NONE;
    if (m || of_member != NONE)
        nominal(w, sentence, first, n, m ? m->entities : &of_member, 1, 0.7);
    else if (what == WANT_ORGANISATION)
        nominal(w, sentence, first, n, NULL, 0, 0.3); /* no state's, at any rate */
    return m || of_member != NONE || what == WANT_ORGANISATION;
}

/* What the last word of a title wants; a longer title only as "the terrorist organization". */
static bool title_wants(const seg *title, const chy_token *word, want *what)
{
    if (!noun_wants(word, what))
        return false;
    if (title->agent && strstr("UAF REB PRM", title->agent->sector))
        *what = WANT_GROUP;
    else if (title->n > 1)
        return false;
    return true;
}

/* "the Beskan leader": a person of that country named before. */
static uint32_t leader_before(const work *w, uint32_t sentence, const phrase *p, const char *office)
{
    const seg *whose = &w->scenes[sentence].segs[p->mods[0]];
    const char *code = whose->code, *id = whose->kind == SEG_NAMED ? whose->entry->id : "";
    bool vague = strcmp(w->scenes[sentence].segs[p->title].office->extra, "any") == 0;
    static const char *const tops[] = {"president", "prime minister", "king", "chancellor", "leader", "supreme leader", "emir", "junta leader"};
    for (uint32_t back = 0; back < LOOK_BACK && back < w->art->n_mentions; back++) {
        const chy_mention *m = &w->art->mentions[w->art->n_mentions - 1 - back];
        if (!in_reach(w, sentence, m))
            break;
        const chy_entity *e = m->n_entities == 1 ? &w->art->entities[m->entities[0]] : NULL;
        if (!e || e->kind != CHY_ENTITY_PERSON || strcmp(e->code, code) != 0 || strcmp(e->id, id) != 0)
            continue;
        if (*id && vague)
            return m->entities[0];
        bool top = false;
        for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
            top |= strcmp(e->office, tops[i]) == 0;
        if (strcmp(office, "leader") == 0 ? top : same_office(e, office))
            return m->entities[0];
    }
    return NONE;
}

static bool refer_office(work *w, uint32_t sentence, const phrase *p, uint32_t n)
{
    const seg *title = &w->scenes[sentence].segs[p->title];
    if (!title->office || title->plural)
        return false;
    const char *office = title->office->office;
    uint32_t who = p->n_mods ? leader_before(w, sentence, p, office) : holder_of_office(w, sentence, office);
    if (who != NONE)
        nominal(w, sentence, p->from, n, &who, 1, 0.8);
    return who != NONE;
}

bool actors_refer_title(work *w, uint32_t sentence, const phrase *p)
{
    if (p->counterpart || p->name != NONE)
        return false;
    const seg *segs = w->scenes[sentence].segs, *title = &segs[p->title];
    const chy_token *word = &w->art->sentences[sentence].tokens[title->first + title->n - 1];
    uint32_t n = segs[p->end - 1].first + segs[p->end - 1].n - p->from;
    if (p->n_mods && !p->number)
        return p->n_mods == 1 && p->definite && !p->former && refer_office(w, sentence, p, n);
    want what = WANT_PERSON;
    bool noun = title_wants(title, word, &what);
    if (title->plural && actors_is(word, "parties") && (p->number || p->definite))
        return refer_several(w, sentence, p->from, n, p->number ? p->number : 2, WANT_SIDE, true);
    if (p->number && p->definite && title->plural && (noun || title->office) &&
        refer_several(w, sentence, p->from, n, p->number, what, what == WANT_STATE))
        return true;
    if (noun && what == WANT_STATE && title->plural) {
        nominal(w, sentence, p->from, n, NULL, 0, 0.3); /* "countries": nobody in particular */
        return true;
    }
    if (!p->definite || p->number)
        return false;
    if (noun && what != WANT_PERSON)
        return refer_kind(w, sentence, p->from, n, what);
    return refer_office(w, sentence, p, n);
}

/* "the group", "the bloc" where the word is in no list of agents. */
static bool refer_word(work *w, uint32_t sentence, uint32_t token)
{
    const chy_token *tokens = w->art->sentences[sentence].tokens;
    want what;
    if (!token || !(actors_word(&tokens[token - 1]) & WORD_DEFINITE) || tokens[token].upos != CHY_UPOS_NOUN ||
        !noun_wants(&tokens[token], &what) || what == WANT_SIDE || what == WANT_PERSON)
        return false;
    bool qualifies_noun = token + 1 < w->art->sentences[sentence].n_tokens && tokens[token + 1].upos == CHY_UPOS_NOUN;
    return !qualifies_noun && refer_kind(w, sentence, token, 1, what);
}

/* ---- pronouns ---- */

static bool pronoun_wants(const chy_token *tok, want *what)
{
    static const struct { const char *word; want what; } pronouns[] = {
        {"he", WANT_MAN}, {"him", WANT_MAN}, {"himself", WANT_MAN}, {"she", WANT_WOMAN}, {"her", WANT_WOMAN}, {"herself", WANT_WOMAN},
        {"it", WANT_THING}, {"itself", WANT_THING}, {"they", WANT_SEVERAL}, {"them", WANT_SEVERAL}, {"themselves", WANT_SEVERAL}};
    if (tok->xpos == CHY_XPOS_PRPS || tok->deprel == CHY_DEP_expl)
        return false;
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        if (actors_is(tok, pronouns[i].word)) {
            *what = pronouns[i].what;
            return true;
        }
    return false;
}

static void pronoun(work *w, uint32_t sentence, uint32_t token, want what)
{
    uint32_t found[8], n = 0;
    double confidence = 0.7;
    const chy_mention *m = NULL;
    if (what == WANT_SEVERAL) {
        n = joined_subjects(w, sentence, found, 8);
        confidence = 0.6;
        if (n < 2 && (m = antecedent(w, sentence, what)) == NULL)
            m = antecedent(w, sentence, WANT_THING);
    } else {
        m = antecedent(w, sentence, what);
        confidence = what == WANT_THING ? 0.5 : 0.75;
    }
    if (n >= 2)
        actors_mention(w, sentence, token, 1, CHY_MENTION_PRONOUN, found, n, confidence);
    else if (m)
        actors_mention(w, sentence, token, 1, CHY_MENTION_PRONOUN, m->entities, m->n_entities, confidence);
}

/* ---- speakers ---- */

static bool first_person(const chy_token *tok)
{
    return actors_is(tok, "i") || actors_is(tok, "we") || actors_is(tok, "me") || actors_is(tok, "us") || actors_is(tok, "my") ||
           actors_is(tok, "our");
}

static bool second_person(const chy_token *tok)
{
    return actors_is(tok, "you") || actors_is(tok, "your");
}

/* "Vladimir Putin: Good evening." */
static bool reads_label(work *w, uint32_t sentence)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    if (!sent->n_mentions)
        return false;
    const chy_mention *m = &w->art->mentions[sent->first_mention];
    uint32_t end = m->first + m->n_tokens;
    if (m->first > 1 || end >= sent->n_tokens || sent->tokens[end].form[0] != ':' || m->n_entities != 1 ||
        w->art->entities[m->entities[0]].kind != CHY_ENTITY_PERSON)
        return false;
    w->speaker = m->entities[0];
    w->transcript = true;
    return true;
}

static bool is_curly_quote(const chy_token *tok)
{
    return tok->form_len == 3 && memcmp(tok->form, "\xe2\x80\x9c", 3) == 0;
}

static bool has_quotation(const chy_sentence *sent)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        if (sent->tokens[i].flags & CHY_TOKEN_QUOTED || sent->tokens[i].form[0] == '"' || is_curly_quote(&sent->tokens[i]))
            return true;
    return false;
}

/* The subject outside the quotation marks: "We will not yield", a spokesman said. */
static uint32_t quoted_by(const work *w, const chy_sentence *sent)
{
    for (uint32_t i = sent->first_mention; i < sent->first_mention + sent->n_mentions; i++) {
        const chy_mention *m = &w->art->mentions[i];
        if (m->n_entities == 1 && is_subject(sent, m) && !(sent->tokens[m->head].flags & CHY_TOKEN_QUOTED) && m->kind != CHY_MENTION_PLACE)
            return m->entities[0];
    }
    return NONE;
}

/* Whom a labelled speaker talks to: the first official of another state that the article names. */
static uint32_t addressee(const work *w)
{
    const char *code = w->art->entities[w->speaker].code;
    for (uint32_t i = 0; i < w->art->n_mentions && is_state_code(code); i++) {
        const chy_mention *m = &w->art->mentions[i];
        const chy_entity *e = m->n_entities == 1 ? &w->art->entities[m->entities[0]] : NULL;
        if (e && e->kind == CHY_ENTITY_PERSON && is_state_code(e->code) && strcmp(e->code, code) != 0 && strcmp(e->sector, "GOV") == 0)
            return m->entities[0];
    }
    return NONE;
}

/* The entity behind "I", "our", "you", or NONE. */
static uint32_t spoken_of(work *w, const chy_token *tok)
{
    if (second_person(tok))
        return w->transcript ? addressee(w) : NONE;
    const chy_entity *e = &w->art->entities[w->speaker];
    bool alone = actors_is(tok, "i") || actors_is(tok, "me") || actors_is(tok, "my") || !is_state_code(e->code) || strcmp(e->sector, "GOV") != 0;
    return alone ? w->speaker : actors_state_of(w, e->code, "\"we\" of its official");
}

void actors_speaker(work *w, uint32_t sentence)
{
    chy_sentence *sent = &w->art->sentences[sentence];
    if (!reads_label(w, sentence) && !w->transcript) {
        bool quoted = has_quotation(sent);
        uint32_t by = quoted ? quoted_by(w, sent) : NONE;
        if (!quoted)
            w->speaker = NONE;
        else if (by != NONE)
            w->speaker = by;
    }
    if (w->speaker == NONE || w->failed)
        return;
    sent->speaker = w->speaker + 1;
    sent->all_spoken = w->transcript;
    for (uint32_t i = sent->first_mention; i < sent->first_mention + sent->n_mentions; i++) {
        const chy_mention *m = &w->art->mentions[i];
        const chy_token *tok = &sent->tokens[m->first];
        if (m->kind != CHY_MENTION_PRONOUN || m->n_entities || (!first_person(tok) && !second_person(tok)))
            continue;
        uint32_t who = spoken_of(w, tok);
        if (who == NONE)
            continue;
        uint32_t *own = chy_arena_alloc(w->arena, 1, sizeof *own);
        w->failed |= !own;
        if (w->failed)
            return;
        *own = who;
        chy_mention *filled = &w->art->mentions[i];
        filled->entities = own;
        filled->n_entities = 1;
        if (w->art->entities[who].first_mention == NONE)
            w->art->entities[who].first_mention = i;
    }
}

/* "X, who ...": the noun that the clause hangs from. */
static void relative(work *w, uint32_t sentence, uint32_t token)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    uint32_t verb = sent->tokens[token].head;
    if (!verb || sent->tokens[verb - 1].deprel != CHY_DEP_acl_relcl || !sent->tokens[verb - 1].head)
        return;
    uint32_t noun = sent->tokens[verb - 1].head - 1;
    for (uint32_t i = w->art->n_mentions; i-- > sent->first_mention && i + LOOK_BACK > w->art->n_mentions;) {
        const chy_mention *m = &w->art->mentions[i];
        if (noun >= m->first && noun < m->first + m->n_tokens) {
            actors_mention(w, sentence, token, 1, CHY_MENTION_PRONOUN, m->entities, m->n_entities, 0.8);
            return;
        }
    }
}

/* "both sides", "the two parties": nouns that are no titles. */
static uint32_t sides(work *w, uint32_t sentence, uint32_t k)
{
    const scene *sc = &w->scenes[sentence];
    const chy_token *tokens = w->art->sentences[sentence].tokens;
    uint32_t at = sc->segs[k].first;
    if (!actors_is(&tokens[at], "sides") && !actors_is(&tokens[at], "parties"))
        return 0;
    for (uint32_t back = 1; back <= 2 && back <= at; back++) {
        const chy_token *tok = &tokens[at - back];
        if (actors_is(tok, "both") || actors_is(tok, "two"))
            return refer_several(w, sentence, at - back, back + 1, 2, WANT_SIDE, true) ? k + 1 : 0;
    }
    return 0;
}

/* "the North", "North and South Korea": in reports that speak of Korea. */
static bool half_korea(work *w, uint32_t sentence, uint32_t token)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    const chy_token *tok = &sent->tokens[token];
    bool north = actors_is(tok, "north"), south = actors_is(tok, "south");
    if ((!north && !south) || !actors_capital(tok) || (!actors_tally(w, "PRK") && !actors_tally(w, "KOR")))
        return false;
    bool behind_the = token > 0 && actors_is(tok - 1, "the"), joined = token + 1 < sent->n_tokens && actors_is(tok + 1, "and");
    if (!behind_the && !joined)
        return false;
    uint32_t state = actors_state_of(w, north ? "PRK" : "KOR", "half of Korea");
    actors_mention(w, sentence, token, 1, CHY_MENTION_NAME, &state, 1, 0.8);
    return true;
}

uint32_t actors_refer(work *w, uint32_t sentence, uint32_t k)
{
    uint32_t token = w->scenes[sentence].segs[k].first;
    const chy_token *tok = &w->art->sentences[sentence].tokens[token];
    want what;
    if (pronoun_wants(tok, &what))
        pronoun(w, sentence, token, what);
    else if ((first_person(tok) || second_person(tok)) && tok->upos == CHY_UPOS_PRON)
        actors_mention(w, sentence, token, 1, CHY_MENTION_PRONOUN, NULL, 0, 0.6); /* see actors_speaker */
    else if (actors_is(tok, "who"))
        relative(w, sentence, token);
    else if (!half_korea(w, sentence, token) && !refer_word(w, sentence, token))
        return sides(w, sentence, k);
    return k + 1;
}
