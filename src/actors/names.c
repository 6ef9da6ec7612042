/* src/actors/names.c - Cuts a sentence into segments: the longest dictionary name at each place, else a gazetteer name, else a run of
 * capitalised words that looks like a person, else one plain word. Also picks the reading of a name that held on a day. */
#include "actors/work.h"

#include <string.h>
#include <strings.h>

/* ---- readings ---- */

/* Which kind a name stands for when it could stand for several; smaller wins. */
static int rank_of(chy_entry_kind kind)
{
    switch (kind) {
    case CHY_ENTRY_STATE: return 0;
    case CHY_ENTRY_ORGANISATION: case CHY_ENTRY_GROUP: case CHY_ENTRY_BODY: return 1;
    case CHY_ENTRY_ADJECTIVE: case CHY_ENTRY_DEMONYM: return 2;
    case CHY_ENTRY_CAPITAL: return 3;
    case CHY_ENTRY_METONYM: return 4;
    case CHY_ENTRY_PERSON: return 5;
    case CHY_ENTRY_OFFICE: return 6;
    case CHY_ENTRY_AGENT: return 7;
    case CHY_ENTRY_NONE: break;
    }
    return 8;
}

static int32_t begins(const chy_entry *e)
{
    return chy_day_known(e->from) ? chy_day_number(e->from, false) : INT32_MIN;
}

static int32_t ends(const chy_entry *e)
{
    return chy_day_known(e->to) ? chy_day_number(e->to, true) : INT32_MAX;
}

/* Whether `b` is the better reading of a pair that both hold on the day: of a person's offices the one of government, then the
 * one taken up last; the order of the file decides the rest. */
static bool better_now(const chy_entry *a, const chy_entry *b)
{
    if (a->kind != CHY_ENTRY_PERSON || b->kind != CHY_ENTRY_PERSON)
        return false;
    bool ga = strcmp(a->sector, "GOV") == 0, gb = strcmp(b->sector, "GOV") == 0;
    if (ga != gb)
        return gb;
    return begins(b) > begins(a);
}

const chy_entry *actors_reading(const chy_entry *all, uint32_t n, chy_day day, bool *former, bool *early)
{
    const chy_entry *now = NULL, *past = NULL, *next = NULL;
    int best = 9;
    *former = *early = false;
    for (uint32_t i = 0; i < n; i++)
        if (rank_of(all[i].kind) < best)
            best = rank_of(all[i].kind);
    for (uint32_t i = 0; i < n; i++) {
        const chy_entry *e = &all[i];
        if (rank_of(e->kind) != best)
            continue;
        if (!chy_day_known(day)) {
            if (!now || begins(e) > begins(now))
                now = e;
        } else if (chy_day_within(day, e->from, e->to)) {
            if (!now || better_now(now, e))
                now = e;
        } else if (ends(e) < chy_day_number(day, false)) {
            if (!past || ends(e) > ends(past))
                past = e;
        } else if (!next || begins(e) < begins(next)) {
            next = e;
        }
    }
    *former = !now && past;
    *early = !now && !past;
    return now ? now : past ? past : next;
}

/* ---- the sentence ---- */

typedef struct cutter {
    work *w;
    const chy_sentence *sent;
    seg *segs;
    uint32_t n;
    bool any_case;  /* written without cases */
    bool title_case; /* nearly every word has a capital: capitals say nothing */
} cutter;

static bool has_lower(const chy_token *tok)
{
    for (uint32_t i = 0; i < tok->form_len; i++)
        if (tok->form[i] >= 'a' && tok->form[i] <= 'z')
            return true;
    return false;
}

static bool is_word(const chy_token *tok)
{
    unsigned char c = tok->form_len ? (unsigned char)tok->form[0] : 0;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
}

static void look_at_case(cutter *c)
{
    uint32_t words = 0, capitals = 0, lower = 0;
    for (uint32_t i = 0; i < c->sent->n_tokens; i++) {
        const chy_token *tok = &c->sent->tokens[i];
        if (!is_word(tok) || actors_possessive(tok))
            continue;
        words++;
        capitals += actors_capital(tok);
        lower += has_lower(tok);
    }
    c->any_case = words >= 3 && (lower == 0 || capitals == 0);
    c->title_case = words >= 4 && !c->any_case && capitals * 10 > words * 8;
}

static bool is_proper(const chy_token *tok)
{
    return tok->xpos == CHY_XPOS_NNP || tok->xpos == CHY_XPOS_NNPS || tok->upos == CHY_UPOS_PROPN;
}

static bool in_person(const chy_token *tok)
{
    return tok->ner == CHY_NER_B_PER || tok->ner == CHY_NER_I_PER;
}

static bool begins_sentence(const cutter *c, uint32_t i)
{
    while (i > 0 && !is_word(&c->sent->tokens[i - 1]))
        i--;
    return i == 0;
}

/* A one-word name at the start of a sentence may be a plain word with its sentence's capital ("Unity", "Reading"). */
static bool plain_word(const cutter *c, uint32_t i, uint32_t n, const chy_entry *e)
{
    const chy_token *tok = &c->sent->tokens[i];
    if (n != 1 || e->kind >= CHY_ENTRY_OFFICE)
        return false;
    if (e->kind <= CHY_ENTRY_METONYM)
        return tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX || tok->upos == CHY_UPOS_ADP;
    bool loose = begins_sentence(c, i) || c->title_case || c->any_case;
    return loose && has_lower(tok) && !is_proper(tok) && tok->ner == CHY_NER_O && tok->upos != CHY_UPOS_X;
}

static seg *push(cutter *c, uint32_t first, uint32_t n, seg_kind kind)
{
    seg *s = &c->segs[c->n++];
    *s = (seg){.first = first, .n = n, .kind = (uint8_t)kind, .code = ""};
    return s;
}

static seg_kind kind_of(const chy_entry *e)
{
    switch (e->kind) {
    case CHY_ENTRY_STATE: return SEG_STATE;
    case CHY_ENTRY_DEMONYM: case CHY_ENTRY_ADJECTIVE: return SEG_ADJECTIVE;
    case CHY_ENTRY_CAPITAL: return SEG_CAPITAL;
    case CHY_ENTRY_METONYM: return SEG_METONYM;
    case CHY_ENTRY_ORGANISATION: case CHY_ENTRY_GROUP: case CHY_ENTRY_BODY: return SEG_NAMED;
    case CHY_ENTRY_PERSON: return SEG_PERSON;
    default: return SEG_TITLE;
    }
}

static bool ends_in_s(const chy_token *tok)
{
    return tok->form_len > 2 && (tok->form[tok->form_len - 1] == 's' || tok->form[tok->form_len - 1] == 'S') &&
           tok->form[tok->form_len - 2] != 's';
}

/* Number of a title: the head noun stands last or before "of". */
static bool is_plural(const chy_sentence *sent, const seg *s, const char *number)
{
    if (strcmp(number, "plur") == 0)
        return true;
    for (uint32_t i = s->first; i < s->first + s->n; i++) {
        const chy_token *tok = &sent->tokens[i];
        bool last = i + 1 == s->first + s->n || actors_is(tok + 1, "of") || actors_is(tok + 1, "for") || actors_is(tok + 1, "to");
        if (last)
            return tok->xpos == CHY_XPOS_NNS || tok->xpos == CHY_XPOS_NNPS || ends_in_s(tok) ||
                   (tok->form_len > 3 && memcmp(tok->form + tok->form_len - 3, "men", 3) == 0 && !actors_is(tok, "parliamen"));
    }
    return false;
}

/* Nouns of the agent list that are verbs or adjectives here ("forces", "leads", "conservative"). */
static bool not_a_noun(const cutter *c, uint32_t i, uint32_t n)
{
    const chy_token *tok = &c->sent->tokens[i + n - 1];
    if (tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX || tok->upos == CHY_UPOS_ADV || tok->upos == CHY_UPOS_ADP)
        return true;
    if (n == 1 && i > 0 && actors_is(tok, "exile") && tok[-1].upos == CHY_UPOS_ADP)
        return true;
    if (n == 1 && (actors_is(tok, "charge") || actors_is(tok, "charges")))
        return true; /* "chargé" has an accent, and an article before it */
    return n == 1 && tok->upos == CHY_UPOS_ADJ && !actors_capital(tok) && tok->deprel == CHY_DEP_amod;
}

/* "anti-ISIL", "pro-Beskan" where the tokenizer keeps them whole: the name behind the prefix qualifies what follows. */
static bool push_prefixed(cutter *c, uint32_t i)
{
    chy_token inner = c->sent->tokens[i];
    uint32_t cut = inner.form_len > 5 && strncasecmp(inner.form, "anti-", 5) == 0 ? 5 : inner.form_len > 4 && strncasecmp(inner.form, "pro-", 4) == 0 ? 4 : 0;
    if (!cut)
        return false;
    inner.form += cut;
    inner.form_len -= cut;
    const chy_entry *all;
    size_t n = 0, n_all;
    bool former, early;
    if (!chy_dict_longest(c->w->dict, &inner, 1, false, &n, &all, &n_all) || all->kind > CHY_ENTRY_BODY)
        return false;
    const chy_entry *entry = actors_reading(all, (uint32_t)n_all, c->w->art->day, &former, &early);
    seg *s = push(c, i, 1, SEG_PREFIXED);
    s->entry = entry;
    s->all = all;
    s->n_all = (uint32_t)n_all;
    s->code = entry->code;
    return true;
}

static bool push_entry(cutter *c, uint32_t i, uint32_t n, const chy_entry *all, uint32_t n_all)
{
    bool former, early;
    const chy_entry *entry = actors_reading(all, n_all, c->w->art->day, &former, &early);
    if (plain_word(c, i, n, entry))
        return false;
    seg_kind kind = kind_of(entry);
    if (kind == SEG_TITLE && not_a_noun(c, i, n))
        return false;
    seg *s = push(c, i, n, kind);
    s->entry = entry;
    s->all = all;
    s->n_all = n_all;
    s->code = entry->code;
    for (uint32_t k = 0; k < n_all && kind == SEG_TITLE; k++) {
        if (all[k].kind == CHY_ENTRY_OFFICE && !s->office)
            s->office = &all[k];
        if (all[k].kind == CHY_ENTRY_AGENT && !s->agent)
            s->agent = &all[k];
    }
    if (kind == SEG_TITLE)
        s->plural = is_plural(c->sent, s, s->agent ? s->agent->extra : "");
    return true;
}

/* The country of a place, the first when it lies in several; "" when in none. */
const char *actors_place_code(work *w, const chy_place *place)
{
    char *code = chy_arena_dup(w->arena, place->country, strlen(place->country) < 3 ? 0 : 3);
    w->failed |= !code;
    return code ? code : "";
}

/* Whether a kind of actor stands behind tokens[.. i), with at most two words between: "Wisconsin prosecutor", "Utah Juvenile Court judge". */
static bool title_behind(const cutter *c, uint32_t i)
{
    for (uint32_t k = i; k < c->sent->n_tokens && k < i + 3; k++) {
        const chy_entry *all;
        size_t n = 0, n_all = 0;
        const chy_token *tok = &c->sent->tokens[k];
        if (tok->upos != CHY_UPOS_NOUN && tok->upos != CHY_UPOS_PROPN && tok->upos != CHY_UPOS_ADJ)
            return false;
        if (chy_dict_longest(c->w->dict, tok, c->sent->n_tokens - k, c->any_case, &n, &all, &n_all))
            return all->kind == CHY_ENTRY_OFFICE || all->kind == CHY_ENTRY_AGENT;
    }
    return false;
}

/* A place of the gazetteer. */
static bool push_place(cutter *c, uint32_t i, uint32_t n, const chy_place *places, uint32_t n_places)
{
    const chy_token *tok = &c->sent->tokens[i];
    bool sure = is_proper(tok) || tok->ner == CHY_NER_B_LOC || tok->upos == CHY_UPOS_X;
    if (!sure || in_person(tok) || (n == 1 && actors_word(tok) & WORD_CALENDAR))
        return false;
    if ((tok->ner == CHY_NER_B_MISC || tok->ner == CHY_NER_B_NORP || tok->ner == CHY_NER_B_ORG) && !title_behind(c, i + n))
        return false;
    bool small = places[0].population < 300000 && places[0].feature != 'A';
    bool behind = i > 0 && actors_word(tok - 1) & (WORD_LOCATIVE | WORD_AREA);
    if (n == 1 && tok->ner == CHY_NER_O && small && !behind)
        return false;
    seg *s = push(c, i, n, SEG_PLACE);
    s->code = actors_place_code(c->w, &places[0]);
    s->feature = places[0].feature;
    s->places = places;
    s->n_places = n_places;
    return true;
}

/* ---- unknown names ---- */

static bool is_particle(const chy_token *tok)
{
    static const char *const particles[] = {"al", "el", "bin", "ibn", "de", "da", "dos", "di", "del", "van", "von", "der", "den", "la", "le", "ul", "ould", "abu", "-"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (actors_is(tok, particles[i]))
            return true;
    return false;
}

static bool may_be_name(const cutter *c, uint32_t i)
{
    const chy_token *tok = &c->sent->tokens[i];
    if (actors_word(tok) & WORD_CALENDAR)
        return false;
    if (in_person(tok))
        return true;
    if (tok->ner != CHY_NER_O || !actors_capital(tok) || c->title_case || c->any_case || tok->form_len < 2)
        return false;
    return is_proper(tok);
}

static uint32_t dictionary_at(const cutter *c, uint32_t i, const chy_entry **all, size_t *n_all)
{
    size_t n = 0;
    if (!chy_dict_longest(c->w->dict, c->sent->tokens + i, c->sent->n_tokens - i, c->any_case, &n, all, n_all))
        return 0;
    return (uint32_t)n;
}

/* The end of the unknown name that begins at `i`. A name of the dictionary ends it, unless the entity tags run on over it. */
static uint32_t name_end(const cutter *c, uint32_t i)
{
    const chy_token *tokens = c->sent->tokens;
    uint32_t end = i + 1, n = c->sent->n_tokens;
    for (uint32_t k = i + 1; k < n && k < i + 8; k++) {
        bool glued = !(tokens[k - 1].flags & CHY_TOKEN_SPACE_AFTER) && tokens[k - 1].form[0] == '-';
        if (tokens[k].ner == CHY_NER_I_PER) {
            end = k + 1;
        } else if (glued && end + 1 >= k) {
            end = k + 1;
        } else if (is_particle(&tokens[k])) {
            continue;
        } else if (may_be_name(c, k) && tokens[k].ner != CHY_NER_B_PER) {
            const chy_entry *all;
            size_t n_all;
            if (dictionary_at(c, k, &all, &n_all))
                break;
            end = k + 1;
        } else {
            break;
        }
    }
    while (end > i + 1 && tokens[end - 1].form[0] == '-')
        end--;
    return end;
}

static bool push_name(cutter *c, uint32_t i)
{
    if (!may_be_name(c, i))
        return false;
    uint32_t end = name_end(c, i);
    seg *s = push(c, i, end - i, SEG_NAME);
    s->feature = in_person(&c->sent->tokens[i]) ? 'P' : '?';
    return true;
}

/* The entity tags see a person where the dictionary sees only its first word: "Jordan Spieth", "Israel Ramos". */
static bool hides_person(const cutter *c, uint32_t i, uint32_t n)
{
    const chy_token *tokens = c->sent->tokens;
    if (tokens[i].ner != CHY_NER_B_PER || i + n >= c->sent->n_tokens || (i > 0 && tokens[i - 1].upos == CHY_UPOS_ADP))
        return false;
    return tokens[i + n].ner == CHY_NER_I_PER;
}

/* Forms such as "Syrian refugee" or "EU official" are in the lists for people to read; the country in them says more than the list. */
static uint32_t country_inside(const cutter *c, uint32_t i, uint32_t n, const chy_entry **all, size_t *n_all)
{
    size_t shorter = 0, n_short = 0;
    const chy_entry *inner;
    bool capital = false;
    for (uint32_t k = i; k < i + n && k < i + 3; k++)
        capital |= actors_capital(&c->sent->tokens[k]);
    if (n < 2 || (*all)->kind < CHY_ENTRY_OFFICE || !capital ||
        !chy_dict_longest(c->w->dict, c->sent->tokens + i, n - 1, c->any_case, &shorter, &inner, &n_short))
        return n;
    if (inner->kind > CHY_ENTRY_BODY || inner->kind == CHY_ENTRY_METONYM)
        return n;
    *all = inner;
    *n_all = n_short;
    return (uint32_t)shorter;
}

/* "Georgia" is also a division of another state. */
static void note_rival(seg *s, const chy_place *places, uint32_t n)
{
    for (uint32_t i = 0; i < n && i < 8 && s->kind == SEG_STATE && !s->rival; i++)
        if (places[i].feature == 'A' && strlen(places[i].country) == 3 && strcmp(places[i].country, s->code) != 0)
            s->rival = places[i].country;
}

static void cut_at(cutter *c, uint32_t i)
{
    const chy_token *tokens = c->sent->tokens;
    const chy_entry *all = NULL;
    const chy_place *places = NULL;
    size_t n_all = 0, n_places = 0, place_len = 0;
    uint32_t n = dictionary_at(c, i, &all, &n_all);
    if (n)
        n = country_inside(c, i, n, &all, &n_all);
    if (!chy_dict_place(c->w->dict, tokens + i, c->sent->n_tokens - i, c->any_case, &place_len, &places, &n_places))
        place_len = 0;
    if (!n && push_prefixed(c, i))
        return;
    bool person = n && all[0].kind == CHY_ENTRY_PERSON;
    if (n && !person && hides_person(c, i, n) && all[0].kind < CHY_ENTRY_PERSON && push_name(c, i))
        return;
    if (n && place_len > n && all[0].kind != CHY_ENTRY_PERSON &&
        push_place(c, i, (uint32_t)place_len, places, (uint32_t)n_places))
        return;
    if (n && push_entry(c, i, n, all, (uint32_t)n_all)) {
        if (place_len == n)
            note_rival(&c->segs[c->n - 1], places, (uint32_t)n_places);
        return;
    }
    const seg *last = c->n ? &c->segs[c->n - 1] : NULL;
    bool titled = last && last->kind == SEG_TITLE && last->office && !last->plural; /* "Secretary Pompeo", also a town */
    if (!n && titled && is_proper(&tokens[i]) && actors_capital(&tokens[i])) {
        push(c, i, name_end(c, i) - i, SEG_NAME)->feature = '?';
        return;
    }
    if (place_len && push_place(c, i, (uint32_t)place_len, places, (uint32_t)n_places))
        return;
    if (!n && push_name(c, i))
        return;
    push(c, i, 1, SEG_WORD);
}

bool actors_segment(work *w, uint32_t sentence)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    cutter c = {.w = w, .sent = sent};
    if (!(c.segs = chy_arena_alloc(w->arena, sent->n_tokens, sizeof *c.segs)))
        return false;
    look_at_case(&c);
    for (uint32_t i = 0; i < sent->n_tokens;) {
        cut_at(&c, i);
        i = c.segs[c.n - 1].first + c.segs[c.n - 1].n;
    }
    w->scenes[sentence] = (scene){.segs = c.segs, .n_segs = c.n, .code = "", .actor = ""};
    return !w->failed;
}

/* ---- several readings ---- */

/* A sea is no state's, unless the article speaks of just one of its shores. */
static void settle_water(work *w, seg *s)
{
    const char *list = s->places[0].country, *best = "";
    uint32_t most = 0;
    for (const char *p = list; strlen(p) >= 3; p += p[3] ? 4 : 3) {
        char code[4] = {p[0], p[1], p[2], '\0'};
        uint32_t n = actors_tally(w, code);
        if (n > most) {
            most = n;
            best = p;
        }
    }
    char *code = chy_arena_dup(w->arena, best, *best ? 3 : 0);
    w->failed |= !code;
    s->code = code ? code : "";
}

/* The place of the name that lies in a country the article speaks of; the biggest when none does. */
static void settle_place(work *w, seg *s)
{
    for (uint32_t i = 0; i < s->n_places && i < 16; i++)
        if (strlen(s->places[i].country) == 3 && actors_tally(w, s->places[i].country)) {
            s->code = s->places[i].country;
            s->feature = s->places[i].feature;
            return;
        }
}

/* "Congolese": of the states that share the word, the one spoken of. */
static void settle_state(work *w, seg *s)
{
    uint32_t most = actors_tally(w, s->code);
    for (uint32_t i = 0; i < s->n_all && i < 16; i++) {
        const chy_entry *e = &s->all[i];
        uint32_t n = actors_tally(w, e->code);
        if (e->kind == s->entry->kind && n > most && chy_day_within(w->art->day, e->from, e->to)) {
            most = n;
            s->entry = e;
            s->code = e->code;
        }
    }
}

/* "Atlanta, Georgia", or an article that never speaks of the state but does of the other's towns. */
static void settle_rival(work *w, uint32_t sentence, uint32_t k)
{
    scene *sc = &w->scenes[sentence];
    seg *s = &sc->segs[k];
    bool behind = k > 1 && w->art->sentences[sentence].tokens[s->first - 1].form[0] == ',' && sc->segs[k - 2].kind == SEG_PLACE &&
                  strcmp(sc->segs[k - 2].code, s->rival) == 0;
    bool governed = k + 1 < sc->n_segs && sc->segs[k + 1].office && strcmp(sc->segs[k + 1].office->name, "governor") == 0;
    if (!behind && !governed && (actors_tally(w, s->code) || !actors_tally(w, s->rival) || s->n > 1))
        return;
    s->kind = SEG_PLACE;
    s->code = s->rival;
    s->entry = NULL;
    s->feature = 'A';
}

void actors_settle(work *w, uint32_t sentence)
{
    scene *sc = &w->scenes[sentence];
    for (uint32_t k = 0; k < sc->n_segs; k++) {
        seg *s = &sc->segs[k];
        for (uint32_t i = 0; i < s->n_places && i < 8 && s->feature != 'H'; i++)
            if (s->places[i].feature == 'H') { /* "the Red Sea", not the province of that name */
                s->places = &s->places[i];
                s->n_places = 1;
                s->feature = 'H';
            }
        if (s->kind == SEG_PLACE && s->feature == 'H')
            settle_water(w, s);
        else if (s->kind == SEG_PLACE && s->n_places > 1)
            settle_place(w, s);
        else if (s->kind == SEG_STATE && s->rival)
            settle_rival(w, sentence, k);
        else if ((s->kind == SEG_STATE || s->kind == SEG_ADJECTIVE) && s->n_all > 1)
            settle_state(w, s);
        else if (s->kind == SEG_NAMED && s->n_all > 1) {
            s->entry = actors_named(w, s, "");
            s->code = s->entry->code;
        }
    }
}
