/* src/actors/people.c - Persons: by the dictionary, by a title and a country, by what the article has said before, or unknown. */
#include "actors/work.h"

#include <string.h>

typedef struct person {
    work *w;
    uint32_t sentence;
    const seg *name;
    const phrase *p; /* the phrase with the title, or NULL */
    holder h;
    const char *sector; /* of the title, "" */
    const chy_entity *peer; /* "his counterpart X": whose office X has elsewhere */
} person;

static const chy_token *tokens_of(const person *x)
{
    return &x->w->art->sentences[x->sentence].tokens[x->name->first];
}

static const char *office_of(const person *x)
{
    if (x->peer)
        return x->peer->office;
    if (!x->p || x->p->counterpart)
        return "";
    const seg *segs = x->w->scenes[x->sentence].segs;
    const seg *title = &segs[x->p->title], *rank = x->p->rank != NONE ? &segs[x->p->rank] : NULL;
    const chy_entry *office = rank && rank->office ? rank->office : title->office ? title->office : title->agent;
    if (!office)
        return "";
    if (!x->p->former || strncmp(office->name, "former", 6) == 0)
        return office->name;
    const char *text = chy_arena_printf(x->w->arena, "former %s", office->name);
    x->w->failed |= !text;
    return text ? text : "";
}

static bool is_person(const chy_entry *e)
{
    return e->kind == CHY_ENTRY_PERSON;
}

/* Of several people of one name: who held an office of that country, on the day if possible. */
static const chy_entry *choose(const person *x, const chy_entry *all, uint32_t n, bool *former, bool *early)
{
    const chy_entry *fits = NULL;
    const char *office = office_of(x);
    for (uint32_t i = 0; i < n; i++) {
        const chy_entry *e = &all[i];
        if (!is_person(e) || (*x->h.code && strcmp(e->code, x->h.code) != 0))
            continue;
        bool now = chy_day_within(x->w->art->day, e->from, e->to);
        if (now && *office && strcmp(e->office, office) == 0) {
            *former = *early = false;
            return e;
        }
        if (now && *x->h.code && (!fits || strcmp(fits->sector, "GOV") != 0))
            fits = e;
    }
    if (fits) {
        *former = *early = false;
        return fits;
    }
    return actors_reading(all, n, x->w->art->day, former, early);
}

static const char *former_office(work *w, const chy_entry *e)
{
    if (!*e->office || strncmp(e->office, "former", 6) == 0)
        return e->office;
    const char *text = chy_arena_printf(w->arena, "former %s", e->office);
    w->failed |= !text;
    return text ? text : "";
}

/* The dictionary knows the name. A term that is over makes a former official, unless the text itself gives the title; before the first
 * term a later head of state is mostly a politician. */
static uint32_t from_dictionary(person *x, const chy_entry *all, uint32_t n)
{
    bool former, early;
    const chy_entry *e = choose(x, all, n, &former, &early);
    chy_entity who = {.kind = CHY_ENTITY_PERSON, .code = e->code, .sector = e->sector, .id = e->id, .name = e->name,
                      .office = e->office, .gender = e->gender};
    const char *why = "";
    bool titled = x->p && *x->sector && !x->p->former && (!*x->h.code || strcmp(x->h.code, e->code) == 0);
    bool elsewhere = (former || early) && x->p && x->h.stated && *x->h.code && strcmp(x->h.code, e->code) != 0;
    if (elsewhere) {
        who.code = x->h.code;
        who.id = x->h.id;
        who.sector = x->sector;
        who.office = office_of(x);
        why = "office and country from the text";
    } else if ((former || early) && titled) {
        who.sector = x->sector;
        who.office = office_of(x);
        why = "title in the text";
    } else if (former) {
        bool lasts = strcmp(e->sector, "REB") == 0 || strcmp(e->sector, "OPP") == 0 || strcmp(e->sector, "PTY") == 0 || *e->id;
        who.sector = lasts ? e->sector : "ELI";
        who.office = former_office(x->w, e);
        why = "term over";
    } else if (early) {
        who.sector = strcmp(e->sector, "GOV") == 0 ? "PTY" : e->sector;
        who.office = "";
        why = "term not begun";
    }
    who.code = *who.code ? who.code : "---";
    who.why = actors_why(x->w, e, why);
    return actors_entity(x->w, &who);
}

/* "President Obama", "Foreign Minister Lavrov": a surname behind a title, if one bearer held that office or served that country then. */
static uint32_t by_surname(person *x)
{
    const chy_entry *all, *best = NULL;
    size_t n_all, n = 0;
    const chy_sentence *sent = &x->w->art->sentences[x->sentence];
    if (!chy_dict_surname(x->w->dict, tokens_of(x), sent->n_tokens - x->name->first, false, &n, &all, &n_all) || n != x->name->n)
        return NONE;
    const char *office = office_of(x);
    uint32_t score = 0;
    for (size_t i = 0; i < n_all; i++) {
        const chy_entry *e = &all[i];
        if (!chy_day_within(x->w->art->day, e->from, e->to))
            continue;
        uint32_t own = 0;
        own += *office && strcmp(e->office, office) == 0 ? 4 : 0;
        own += *x->h.code && strcmp(e->code, x->h.code) == 0 ? 4 : 0;
        if (*x->h.code && x->h.stated && strcmp(e->code, x->h.code) != 0)
            continue;
        own += actors_tally(x->w, e->code) ? 2 : 0;
        own += strcmp(e->sector, "GOV") == 0;
        if (own == score && best && strcmp(best->name, e->name) != 0)
            best = NULL; /* two bearers, nothing to tell them apart */
        if (own > score && own >= 5) {
            score = own;
            best = e;
        }
    }
    return best ? from_dictionary(x, best, 1) : NONE;
}

static bool is_top_office(const char *office)
{
    static const char *const tops[] = {"president", "prime minister", "chancellor", "foreign minister", "secretary of state", "defence minister",
        "supreme leader", "secretary general", "leader"};
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
        if (strcmp(office, tops[i]) == 0)
            return true;
    return false;
}

/* A surname alone: whoever holds a top office on the day, when only one bearer of the name does and either the article speaks of that country or
 * nobody else of the name is in any office. */
static uint32_t by_bare_surname(person *x)
{
    const chy_entry *all, *top = NULL;
    size_t n_all, n = 0;
    bool others = false;
    const chy_sentence *sent = &x->w->art->sentences[x->sentence];
    if (!chy_day_known(x->w->art->day) || x->name->feature != 'P' ||
        !chy_dict_surname(x->w->dict, tokens_of(x), sent->n_tokens - x->name->first, false, &n, &all, &n_all) || n != x->name->n)
        return NONE;
    for (size_t i = 0; i < n_all; i++) {
        const chy_entry *e = &all[i];
        if (!chy_day_within(x->w->art->day, e->from, e->to))
            continue;
        bool high = is_top_office(e->office) && strcmp(e->sector, "GOV") == 0;
        if (high && top && strcmp(top->name, e->name) != 0)
            return NONE;
        others |= !high && (!top || strcmp(top->name, e->name) != 0);
        top = high ? e : top;
    }
    if (!top || (others && !actors_tally(x->w, top->code)))
        return NONE;
    return from_dictionary(x, top, 1);
}

static uint32_t by_title(person *x, const char *code, const char *why)
{
    chy_entity who = {.kind = CHY_ENTITY_PERSON, .code = *code ? code : "---", .sector = x->sector, .id = x->h.id,
                      .name = actors_text(x->w, tokens_of(x), x->name->n), .office = office_of(x), .why = why};
    return actors_entity(x->w, &who);
}

/* Who the name is; NONE when nothing is known and nothing explains it. */
static uint32_t identify(person *x, uint32_t k, double *confidence)
{
    work *w = x->w;
    *confidence = 0.95;
    if (x->name->kind == SEG_PERSON) {
        bool known_here = !x->p || !*x->h.code || x->name->n > 1;
        if (known_here)
            return from_dictionary(x, x->name->all, x->name->n_all);
    }
    uint32_t known = actors_person_known(w, tokens_of(x), x->name->n);
    if (known == NONE && x->name->n > 1 && x->name->kind == SEG_NAME)
        known = NONE; /* a full name met for the first time */
    if (known != NONE && (!*x->h.code || strcmp(w->art->entities[known].code, x->h.code) == 0))
        return known;
    if (x->p) {
        uint32_t found = by_surname(x);
        *confidence = 0.85;
        if (found != NONE)
            return found;
        if (*x->h.code)
            return by_title(x, x->h.code, x->h.why);
        *confidence = 0.6;
        return by_title(x, actors_context(w, x->sentence, k, false), "title + country of the context");
    }
    *confidence = 0.7;
    return x->name->kind == SEG_NAME ? by_bare_surname(x) : NONE;
}

/* "X, a senior Hamas official,": the phrase in apposition behind segment k. */
static bool apposition(work *w, uint32_t sentence, uint32_t k, phrase *p)
{
    const scene *sc = &w->scenes[sentence];
    const chy_token *tokens = w->art->sentences[sentence].tokens;
    uint32_t j = k + 1;
    if (j + 1 >= sc->n_segs || tokens[sc->segs[j].first].form[0] != ',')
        return false;
    for (uint32_t fill = 0; j + 1 < sc->n_segs && fill < 5; fill++) {
        j++;
        if (sc->segs[j].kind != SEG_WORD) {
            if (!actors_phrase(w, sentence, j, p) || p->name != NONE || p->counterpart || w->scenes[sentence].segs[p->title].plural)
                return false;
            /* "X, police said" and "A, B and C" are no apposition. */
            uint32_t end = p->end < sc->n_segs ? sc->segs[p->end].first : UINT32_MAX;
            bool closed = end == UINT32_MAX || tokens[end].upos == CHY_UPOS_PUNCT || tokens[end].upos == CHY_UPOS_ADP ||
                          actors_is(&tokens[end], "who");
            return closed && (fill > 0 || p->n_mods > 0);
        }
        const chy_token *tok = &tokens[sc->segs[j].first];
        if (tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX || tok->upos == CHY_UPOS_CCONJ || tok->upos == CHY_UPOS_PUNCT ||
            tok->upos == CHY_UPOS_PRON || tok->upos == CHY_UPOS_SCONJ)
            return false;
    }
    return false;
}

static bool trusted_name(const chy_token *tokens, const seg *s)
{
    return s->feature == 'P' || (s->n > 1 && tokens[s->first].ner == CHY_NER_O);
}

/* Names of bodies that no list has end in a word that says what they are. */
static const char *body_sector(const chy_token *last)
{
    unsigned word = actors_word(last);
    return word & WORD_BUSINESS ? "BUS" : word & WORD_SCHOOL ? "EDU" : word & WORD_PARTY ? "PTY" : word & WORD_FIGHTERS ? "REB"
           : word & WORD_SOCIETY ? "SOC" : NULL;
}

static uint32_t unknown_body(person *x, const char *sector, const char *code)
{
    chy_entity body = {.kind = CHY_ENTITY_BODY, .code = *code ? code : "---", .sector = sector, .id = "",
                       .name = actors_text(x->w, tokens_of(x), x->name->n), .office = "",
                       .why = "a name that ends like a body's; country of the context", .gender = 'n'};
    return actors_entity(x->w, &body);
}

/* A person of whom only the name is known: a citizen of the country where the sentence plays. */
static uint32_t unexplained(person *x, uint32_t k)
{
    const chy_token *tokens = x->w->art->sentences[x->sentence].tokens;
    if (!trusted_name(tokens, x->name))
        return NONE;
    const char *code = actors_context(x->w, x->sentence, k, false);
    const char *body = x->name->n > 1 ? body_sector(&tokens[x->name->first + x->name->n - 1]) : NULL;
    if (body)
        return unknown_body(x, body, code);
    x->sector = "CVL";
    return by_title(x, code, "a name without a title; country of the context");
}

uint32_t actors_people(work *w, uint32_t sentence, uint32_t k, const phrase *p)
{
    const scene *sc = &w->scenes[sentence];
    person x = {.w = w, .sentence = sentence, .p = p, .sector = "", .h = {.code = "", .sector = "", .id = "", .why = ""}};
    phrase behind;
    uint32_t at = p ? p->name : k, first = p ? p->from : sc->segs[k].first, end = p ? p->end : k + 1;
    x.name = &sc->segs[at];
    bool sure = x.name->kind == SEG_PERSON || x.name->feature == 'P' || x.name->n > 1;
    if (!p && sure && apposition(w, sentence, at, &behind)) {
        x.p = &behind;
        end = behind.end;
    }
    if (x.p) {
        actors_holder(w, sentence, x.p, &x.h);
        phrase named = *x.p;
        named.name = at;
        x.sector = actors_sector(w, sentence, &named, &x.h);
        if (x.p->counterpart)
            x.peer = actors_last_person(w);
    }
    double confidence;
    uint32_t who = identify(&x, k, &confidence);
    if (who == NONE && !w->failed) {
        who = unexplained(&x, k);
        confidence = 0.35;
    }
    if (who == NONE)
        return 0;
    if (w->art->entities[who].kind == CHY_ENTITY_PERSON)
        actors_person_learn(w, who, tokens_of(&x), x.name->n);
    uint32_t last = sc->segs[end - 1].first + sc->segs[end - 1].n;
    actors_mention(w, sentence, first, last - first, CHY_MENTION_NAME, &who, 1, confidence);
    return end;
}
