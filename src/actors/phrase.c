/* src/actors/phrase.c - Reads one noun phrase over the segments: who or what is named by title, of which country or body, with which name.
 * Works on the order of words with the tags as a check, so that a wrong tree does not hide a plain phrase. */
#include "actors/work.h"

#include <string.h>

/* No phrase is longer: hostile text stays linear. */
#define PHRASE_SEGS 16

typedef struct cursor {
    work *w;
    const chy_sentence *sent;
    const seg *segs;
    uint32_t n;
} cursor;

static bool qualifies(const seg *s)
{
    return s->kind == SEG_STATE || s->kind == SEG_ADJECTIVE || s->kind == SEG_CAPITAL || s->kind == SEG_METONYM ||
           s->kind == SEG_NAMED || s->kind == SEG_PLACE;
}

static const chy_token *token_of(const cursor *c, uint32_t k)
{
    return &c->sent->tokens[c->segs[k].first];
}

static bool is_person(const seg *s)
{
    return s->kind == SEG_PERSON || s->kind == SEG_NAME;
}

static bool is_counterpart(const cursor *c, uint32_t k)
{
    const chy_token *tok = token_of(c, k);
    return c->segs[k].kind == SEG_WORD && (actors_is(tok, "counterpart") || actors_is(tok, "counterparts"));
}

/* A plain word that may stand between a country and its title: "Iranian [nuclear] negotiator". */
static bool may_modify(const chy_token *tok)
{
    switch (tok->upos) {
    case CHY_UPOS_ADJ: case CHY_UPOS_NUM: case CHY_UPOS_NOUN: case CHY_UPOS_PROPN: return tok->xpos != CHY_XPOS_NNS;
    case CHY_UPOS_VERB: return tok->deprel == CHY_DEP_amod;
    case CHY_UPOS_ADV: return (actors_word(tok) & WORD_STATUS) != 0;
    default: return false;
    }
}

static bool title_ahead(const cursor *c, uint32_t k)
{
    for (uint32_t j = k; j < c->n && j < k + 5; j++) {
        if (c->segs[j].kind == SEG_TITLE || is_counterpart(c, j))
            return true;
        if (c->segs[j].kind != SEG_WORD || !may_modify(token_of(c, j)))
            return false;
    }
    return false;
}

/* "US-led", "Iran-backed", "Franco-German": reads from the hyphen at k. Returns the next segment, NONE when the phrase ends here. */
static uint32_t read_hyphen(const cursor *c, uint32_t k, phrase *p)
{
    if (k + 1 >= c->n)
        return NONE;
    if (qualifies(&c->segs[k + 1]) || c->segs[k + 1].kind == SEG_TITLE)
        return k + 1;
    if (c->segs[k + 1].kind != SEG_WORD)
        return NONE;
    unsigned word = actors_word(token_of(c, k + 1));
    bool linked = p->n_mods && c->segs[p->mods[p->n_mods - 1]].kind == SEG_NAMED && !(word & WORD_LED); /* "ISIL-linked militants" */
    if (!(word & WORD_LED) && !linked && p->n_mods)
        p->n_mods--;
    return k + 2;
}

static bool is_joint(const chy_token *tok)
{
    return actors_is(tok, "and") || actors_is(tok, "or") || (tok->form_len == 1 && (tok->form[0] == ',' || tok->form[0] == '/'));
}

/* Reads one plain word before the title. Returns the next segment or NONE. */
static uint32_t read_word(const cursor *c, uint32_t k, phrase *p)
{
    const chy_token *tok = token_of(c, k);
    if (actors_possessive(tok))
        return p->title == NONE && k > p->first && qualifies(&c->segs[k - 1]) ? k + 1 : NONE;
    if (p->title != NONE)
        return NONE;
    if (tok->form_len == 1 && tok->form[0] == '-')
        return k > p->first && qualifies(&c->segs[k - 1]) ? read_hyphen(c, k, p) : k + 1;
    if (is_joint(tok)) {
        uint32_t next = k + 1;
        if (next < c->n && tok->form[0] == ',' && actors_is(token_of(c, next), "and"))
            next++;
        if (!p->n_mods || next >= c->n || !qualifies(&c->segs[next]) || !qualifies(&c->segs[k - 1]))
            return NONE;
        p->listed = true;
        return next;
    }
    unsigned word = actors_word(tok);
    p->abroad |= (word & WORD_ABROAD) != 0;
    if (word & (WORD_FORMER | WORD_STATUS)) {
        p->former |= (word & WORD_FORMER) != 0;
        return k + 1;
    }
    return may_modify(tok) && title_ahead(c, k + 1) ? k + 1 : NONE;
}

/* Modifiers, titles and a name behind them. */
static uint32_t read_core(const cursor *c, uint32_t k, phrase *p)
{
    uint32_t limit = k + PHRASE_SEGS < c->n ? k + PHRASE_SEGS : c->n;
    while (k < limit) {
        const seg *s = &c->segs[k];
        if (qualifies(s)) {
            if (p->title != NONE || p->n_mods == PHRASE_MODS)
                break;
            p->mods[p->n_mods++] = k++;
        } else if (s->kind == SEG_TITLE) {
            if (p->title != NONE && c->segs[p->title].plural)
                break;
            if (p->rank == NONE)
                p->rank = p->title;
            p->title = k++;
        } else if (is_person(s)) {
            /* "Colonel X", "activist X"; but "Military Times" is no military called Times. */
            if (p->title != NONE && !c->segs[p->title].plural && (c->segs[p->title].office || s->kind == SEG_PERSON || s->feature == 'P'))
                p->name = k++;
            break;
        } else if (is_counterpart(c, k) && p->title == NONE) {
            p->counterpart = true;
            p->title = k++;
            if (k < c->n && is_person(&c->segs[k]))
                p->name = k++;
            break;
        } else {
            uint32_t next = read_word(c, k, p);
            if (next == NONE)
                break;
            k = next;
        }
    }
    return k;
}

static bool speaks_for(const cursor *c, uint32_t k, const phrase *p)
{
    const chy_entry *office = c->segs[p->title].office;
    return office && strstr(office->office, "spokesperson") && actors_is(token_of(c, k), "for");
}

/* Reads "of Iran, Turkey and Russia" or "of the Turkish army" at k. Returns the segment behind it, or k. */
static uint32_t read_of(const cursor *c, uint32_t k, phrase *p)
{
    if (k + 1 >= c->n)
        return k;
    bool from = actors_is(token_of(c, k), "from") && c->segs[p->title].plural && c->segs[p->title].office; /* "ministers from" */
    if (!from && !speaks_for(c, k, p) && !actors_is(token_of(c, k), "of"))
        return k;
    uint32_t j = k + 1, end = k;
    for (int fill = 0; j < c->n && fill < 3 && !qualifies(&c->segs[j]); fill++, j++) {
        bool adjective = c->segs[j].kind == SEG_TITLE && j + 1 < c->n && qualifies(&c->segs[j + 1]); /* "of the rebel Red Fern" */
        if (!adjective && (c->segs[j].kind != SEG_WORD || (!actors_is(token_of(c, j), "the") && !may_modify(token_of(c, j)))))
            return k;
    }
    if (!p->n_mods && j + 1 < c->n && c->segs[j].kind == SEG_TITLE && !is_person(&c->segs[j + 1]) && p->nested == NONE) {
        p->nested = j; /* "chief of the general staff", perhaps "of Besk" */
        return read_of(c, j + 1, p);
    }
    bool first = true;
    while (j < c->n && qualifies(&c->segs[j]) && p->n_mods < PHRASE_MODS) {
        p->mods[p->n_mods++] = j;
        p->listed |= !first;
        first = false;
        end = ++j;
        if (j < c->n && actors_possessive(token_of(c, j)))
            j++;
        if (j < c->n && c->segs[j].kind == SEG_TITLE) {
            p->nested = j;
            bool person = j + 1 < c->n && is_person(&c->segs[j + 1]); /* "the lawyer of Beskan leader X": two people */
            return person ? k : j + 1;
        }
        if (!c->segs[p->title].plural)
            break;
        while (j < c->n && c->segs[j].kind == SEG_WORD && (is_joint(token_of(c, j)) || actors_is(token_of(c, j), "the")) && j < end + 3)
            j++;
    }
    return end;
}

/* "the president of Ghana, X": a name behind a comma belongs to a phrase that already says of whom. */
static uint32_t read_late_name(const cursor *c, uint32_t k, phrase *p)
{
    if (p->name != NONE || c->segs[p->title].plural || k >= c->n)
        return k;
    if (is_person(&c->segs[k]) && p->n_mods) {
        p->name = k;
        return k + 1;
    }
    if (k + 1 < c->n && token_of(c, k)->form[0] == ',' && is_person(&c->segs[k + 1]) && (p->n_mods || p->definite)) {
        bool closed = k + 2 >= c->n || c->segs[k + 2].kind != SEG_WORD || !actors_is(token_of(c, k + 2), "and");
        if (closed && c->segs[k + 1].n > 1) {
            p->name = k + 1;
            return k + 2;
        }
    }
    return k;
}

/* "both" and small numbers: how many are meant. */
static uint32_t count_of(const chy_token *tok)
{
    static const char *const numbers[] = {"both", "two", "three", "four", "five"};
    for (uint32_t i = 0; i < 5; i++)
        if (actors_is(tok, numbers[i]))
            return i ? i + 1 : 2;
    return 0;
}

/* "former", "ex-", "the", "its", "two" before the first segment. */
static void look_back(const cursor *c, uint32_t k, phrase *p)
{
    p->from = c->segs[k].first;
    const seg *title = &c->segs[k]; /* "foreign fighters" is one title; "foreign minister" is of his own country */
    p->abroad = title->kind == SEG_TITLE && title->agent && !title->office && strcmp(title->agent->sector, "GOV") != 0 &&
                (actors_word(token_of(c, k)) & WORD_ABROAD) != 0;
    for (uint32_t j = k; j > 0 && j + 4 > k; j--) {
        const seg *s = &c->segs[j - 1];
        const chy_token *tok = token_of(c, j - 1);
        unsigned word = actors_word(tok);
        if (s->kind != SEG_WORD)
            return;
        if (word & WORD_FORMER) {
            p->former = true;
            p->from = s->first;
        } else if (word & WORD_DEFINITE) {
            p->definite = true;
            return;
        } else if (tok->xpos == CHY_XPOS_PRPS) {
            p->owner = s->first;
            return;
        } else if (count_of(tok)) {
            p->number = count_of(tok);
            p->definite |= actors_is(tok, "both");
        } else if (!may_modify(tok) && tok->form[0] != '-') {
            return;
        }
        p->abroad |= (word & WORD_ABROAD) != 0;
    }
}

/* Coordinated modifiers need a plural title and adjectives, or short forms that serve as such ("U.S. and Afghan troops"). */
static bool list_holds(const cursor *c, const phrase *p, bool behind)
{
    const seg *title = &c->segs[p->title];
    if (behind)
        return title->plural;
    const seg *last = &c->segs[p->mods[p->n_mods - 1]];
    if (p->counterpart || (!title->plural && !(title->agent && strcmp(title->agent->extra, "plur") == 0)))
        return false;
    if (last->kind == SEG_NAMED && strcmp(last->code, "---") == 0)
        return false; /* "UN and Western agencies" */
    for (uint32_t i = 0; i + 1 < p->n_mods; i++) {
        const seg *s = &c->segs[p->mods[i]];
        const chy_token *tok = &c->sent->tokens[s->first];
        bool acronym = s->n == 1 && tok->form_len <= 4 && tok->form_len > 1 && (tok->form[1] == '.' || (tok->form[1] >= 'A' && tok->form[1] <= 'Z'));
        if (s->kind != SEG_ADJECTIVE && s->kind != last->kind && !acronym)
            return false;
    }
    return true;
}

bool actors_phrase(work *w, uint32_t sentence, uint32_t k, phrase *p)
{
    cursor c = {.w = w, .sent = &w->art->sentences[sentence], .segs = w->scenes[sentence].segs, .n = w->scenes[sentence].n_segs};
    *p = (phrase){.first = k, .title = NONE, .rank = NONE, .name = NONE, .nested = NONE, .owner = NONE};
    if (!qualifies(&c.segs[k]) && c.segs[k].kind != SEG_TITLE && !is_counterpart(&c, k))
        return false;
    look_back(&c, k, p);
    uint32_t end = read_core(&c, k, p);
    if (p->title == NONE)
        return false;
    if (p->listed && !list_holds(&c, p, false))
        return false;
    end = p->name != NONE ? end : p->title + 1;
    if (p->name == NONE && p->counterpart) {
        end = actors_is(token_of(&c, p->title), "counterparts") ? end : read_late_name(&c, end, p);
    } else if (p->name == NONE) {
        uint32_t mods = p->n_mods;
        end = read_of(&c, end, p);
        if (p->listed && mods == 0 && !list_holds(&c, p, true))
            p->listed = false;
        end = read_late_name(&c, end, p);
    }
    p->end = end;
    return true;
}
