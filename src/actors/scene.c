/* src/actors/scene.c - Where a sentence plays and whom the article is about: the country that a phrase without one belongs to, and
 * whether a city stands for its government or for itself. */
#include "actors/work.h"

#include <string.h>

/* No phrase looks further than this many segments for its country: keeps hostile sentences linear. */
#define REACH 60

static bool is_state_code(const char *code)
{
    static const char *const others[] = {"---", "UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], code) == 0)
            return false;
    return strlen(code) == 3;
}

/* Newspapers and agencies only tell: their country is not where things happen. */
static bool names_country(const seg *s)
{
    if (s->kind == SEG_NAMED && strcmp(s->entry->sector, "JRN") == 0)
        return false;
    return s->kind != SEG_WORD && s->kind != SEG_TITLE && s->kind != SEG_NAME && s->kind != SEG_PREFIXED && is_state_code(s->code);
}

static bool is_spot(const seg *s)
{
    return s->kind == SEG_STATE || s->kind == SEG_CAPITAL || s->kind == SEG_PLACE;
}

/* ---- where ---- */

static bool is_area_noun(const chy_token *tok)
{
    return (actors_word(tok) & WORD_AREA) != 0;
}

static bool is_filler(const chy_token *tok)
{
    if (tok->upos == CHY_UPOS_ADJ || tok->upos == CHY_UPOS_NUM || tok->upos == CHY_UPOS_DET)
        return true;
    return actors_is(tok, "the") || is_area_noun(tok) || actors_possessive(tok);
}

/* In "near Mosul, Iraq" and "in Iraq and Syria" a place shares its preposition with the one before it; in "in Mosul, Iraq said" it has a
 * role of its own. */
static bool shares_preposition(const chy_token *tok)
{
    uint8_t role = chy_deprel_base(tok->deprel);
    return role == CHY_DEP_conj || role == CHY_DEP_appos || role == CHY_DEP_nmod || role == CHY_DEP_flat || role == CHY_DEP_compound ||
           role == CHY_DEP_list || role == CHY_DEP_dep || role == CHY_DEP_obl;
}

/* Whether segment k stands behind a locative preposition: "in the northern city of Aleppo", "near Mosul, Iraq". The segments
 * before k have their mark already. */
static bool is_locative(const scene *sc, const chy_token *tokens, uint32_t k)
{
    uint32_t i = sc->segs[k].first;
    for (int steps = 0; i > 0 && steps < 8; steps++) {
        const chy_token *tok = &tokens[i - 1];
        if (actors_word(tok) & WORD_LOCATIVE)
            return true;
        if (actors_is(tok, "of") && i > 1 && is_area_noun(tok - 1)) {
            i--;
            continue;
        }
        bool joint = tok->form[0] == ',' || actors_is(tok, "and") || actors_is(tok, "or");
        if (joint) {
            uint32_t j = k;
            while (j > 0 && k - j < 4 && sc->segs[j - 1].kind == SEG_WORD)
                j--;
            return j > 0 && is_spot(&sc->segs[j - 1]) && sc->segs[j - 1].locative &&
                   shares_preposition(&tokens[sc->segs[k].first + sc->segs[k].n - 1]);
        }
        if (k > 0 && is_spot(&sc->segs[k - 1]) && sc->segs[k - 1].first + sc->segs[k - 1].n == i)
            return sc->segs[k - 1].locative;
        if (!is_filler(tok))
            return false;
        i--;
    }
    return false;
}

static const char *scene_code(const work *w, uint32_t sentence)
{
    const scene *sc = &w->scenes[sentence];
    for (uint32_t k = 0; k < sc->n_segs; k++)
        if (is_spot(&sc->segs[k]) && is_state_code(sc->segs[k].code) && sc->segs[k].locative)
            return sc->segs[k].code;
    return "";
}

/* ---- whom the article is about ---- */

static void tally_code(work *w, const char *code, uint32_t weight)
{
    uint32_t i = 0;
    while (i < w->n_tallies && strcmp(w->tallies[i].code, code) != 0)
        i++;
    if (i == w->n_tallies) {
        if (i == MAX_TALLY)
            return;
        w->tallies[w->n_tallies++] = (tally){.code = code};
    }
    w->tallies[i].n += weight;
}

uint32_t actors_tally(const work *w, const char *code)
{
    for (uint32_t i = 0; i < w->n_tallies; i++)
        if (strcmp(w->tallies[i].code, code) == 0)
            return w->tallies[i].n;
    return 0;
}

/* "near the Beskan border", "the border with Besk": the other side. */
static bool names_border(const chy_sentence *sent, const seg *s)
{
    uint32_t end = s->first + s->n;
    if (end < sent->n_tokens && (actors_is(&sent->tokens[end], "border") || actors_is(&sent->tokens[end], "frontier")))
        return true;
    uint32_t i = s->first;
    while (i > 0 && actors_is(&sent->tokens[i - 1], "the"))
        i--;
    return i > 1 && actors_is(&sent->tokens[i - 1], "with") && (actors_is(&sent->tokens[i - 2], "border") || actors_is(&sent->tokens[i - 2], "borders"));
}

/* What names one country beyond doubt. */
static bool is_sure(const seg *s)
{
    bool shared = false;
    for (uint32_t i = 1; s->kind == SEG_NAMED && i < s->n_all; i++)
        shared |= strcmp(s->all[i].code, s->all[0].code) != 0;
    return !shared && !s->rival && !(s->kind == SEG_PLACE && (s->n_places > 1 || s->feature == 'H')) && !(s->kind == SEG_ADJECTIVE && s->n_all > 2);
}

static void count_sure(work *w, uint32_t sentence)
{
    const scene *sc = &w->scenes[sentence];
    for (uint32_t k = 0; k < sc->n_segs; k++)
        if (names_country(&sc->segs[k]) && is_sure(&sc->segs[k]))
            tally_code(w, sc->segs[k].code, 1);
}

static void count_sentence(work *w, uint32_t sentence)
{
    scene *sc = &w->scenes[sentence];
    for (uint32_t k = 0; k < sc->n_segs; k++) {
        seg *s = &sc->segs[k];
        s->aside = names_border(&w->art->sentences[sentence], s);
        s->locative = is_spot(s) && is_locative(sc, w->art->sentences[sentence].tokens, k);
        if (!names_country(s))
            continue;
        tally_code(w, s->code, s->kind == SEG_STATE || s->kind == SEG_ADJECTIVE ? 3 : 2);
        if (!*sc->actor && s->kind != SEG_PLACE)
            sc->actor = s->code;
    }
    sc->code = scene_code(w, sentence);
}

/* "TEHRAN (Reuters)": the dateline's place by the dictionary of states, else by the gazetteer. */
static const char *dateline_code(work *w)
{
    const char *place = w->art->dateline_place;
    const chy_entry *all;
    size_t n;
    if (!place || !chy_dict_lookup(w->dict, place, strlen(place), &all, &n))
        return "";
    for (size_t i = 0; i < n; i++)
        if (all[i].kind == CHY_ENTRY_STATE || all[i].kind == CHY_ENTRY_CAPITAL)
            return all[i].code;
    return "";
}

void actors_count(work *w)
{
    for (uint32_t i = 0; i < w->art->n_sentences; i++)
        count_sure(w, i);
    for (uint32_t i = 0; i < w->art->n_sentences; i++)
        actors_settle(w, i);
    w->n_tallies = 0;
    for (uint32_t i = 0; i < w->art->n_sentences; i++)
        if (w->scenes[i].n_segs)
            count_sentence(w, i);
    const char *dateline = dateline_code(w);
    if (*dateline)
        tally_code(w, dateline, 1);
    uint32_t best = 0;
    w->dominant = "";
    for (uint32_t i = 0; i < w->n_tallies; i++)
        if (w->tallies[i].n > best) {
            best = w->tallies[i].n;
            w->dominant = w->tallies[i].code;
        }
}

/* ---- context ---- */

static const char *nearest(const work *w, uint32_t sentence, uint32_t k, bool places)
{
    const scene *sc = &w->scenes[sentence];
    for (uint32_t d = 1; d < REACH; d++) {
        uint32_t after = k + d;
        if (after < sc->n_segs && names_country(&sc->segs[after]) && !sc->segs[after].aside &&
            (!places || (is_spot(&sc->segs[after]) && sc->segs[after].locative)))
            return sc->segs[after].code;
        if (d <= k && names_country(&sc->segs[k - d]) && !sc->segs[k - d].aside &&
            (!places || (is_spot(&sc->segs[k - d]) && sc->segs[k - d].locative)))
            return sc->segs[k - d].code;
    }
    return "";
}

/* The only country of the sentence within reach, or "". */
static const char *only_one(const work *w, uint32_t sentence, uint32_t k)
{
    const scene *sc = &w->scenes[sentence];
    const char *code = "";
    uint32_t from = k > REACH ? k - REACH : 0, to = k + REACH < sc->n_segs ? k + REACH : sc->n_segs;
    for (uint32_t i = from; i < to; i++) {
        if (!names_country(&sc->segs[i]) || sc->segs[i].aside)
            continue;
        if (*code && strcmp(code, sc->segs[i].code) != 0)
            return "";
        code = sc->segs[i].code;
    }
    return code;
}

static const char *from_before(const work *w, uint32_t sentence)
{
    const chy_sentence *sents = w->art->sentences;
    for (uint32_t back = 1; back <= 4 && back <= sentence; back++) {
        const scene *sc = &w->scenes[sentence - back];
        if (sents[sentence - back].story != sents[sentence].story && sents[sentence - back].index != 0)
            break;
        if (*sc->code)
            return sc->code;
        if (*sc->actor)
            return sc->actor;
    }
    return "";
}

const char *actors_context(work *w, uint32_t sentence, uint32_t k, bool careful)
{
    const char *code = careful ? only_one(w, sentence, k) : "";
    if (!*code)
        code = nearest(w, sentence, k, true);
    if (!*code)
        code = nearest(w, sentence, k, false);
    if (!*code)
        code = from_before(w, sentence);
    return *code ? code : w->dominant;
}

/* ---- acting ---- */

static uint8_t role_of(const chy_sentence *sent, uint32_t i)
{
    for (int steps = 0; steps < 6; steps++) {
        const chy_token *tok = &sent->tokens[i];
        if (chy_deprel_base(tok->deprel) != CHY_DEP_conj || !tok->head)
            return tok->deprel;
        i = tok->head - 1;
    }
    return CHY_DEP_dep;
}

static const chy_token *before(const chy_sentence *sent, uint32_t first)
{
    while (first > 0 && actors_is(&sent->tokens[first - 1], "the"))
        first--;
    return first ? &sent->tokens[first - 1] : NULL;
}

static bool moves_to(const chy_sentence *sent, uint32_t first)
{
    for (uint32_t d = 1; d <= 4 && d <= first; d++)
        if (actors_word(&sent->tokens[first - d]) & WORD_MOTION)
            return true;
    return false;
}

bool actors_acts(const work *w, uint32_t sentence, const seg *s)
{
    const chy_sentence *sent = &w->art->sentences[sentence];
    const chy_token *prev = before(sent, s->first);
    unsigned word = prev ? actors_word(prev) : 0;
    uint32_t end = s->first + s->n;
    if (word & WORD_LOCATIVE)
        return false;
    if (word & WORD_MOTION)
        return false;
    if (prev && actors_is(prev, "to"))
        return !moves_to(sent, s->first);
    if (word & WORD_DEALING)
        return true;
    if (prev && (actors_is(prev, "of") || prev->form[0] == ',' || is_area_noun(prev)) && s->kind != SEG_STATE && s->kind != SEG_METONYM &&
        role_of(sent, end - 1) != CHY_DEP_nsubj)
        return false;
    if (end < sent->n_tokens && actors_possessive(&sent->tokens[end]))
        return s->kind != SEG_PLACE;
    uint8_t role = chy_deprel_base(role_of(sent, end - 1));
    return role == CHY_DEP_nsubj || role == CHY_DEP_obj || role == CHY_DEP_iobj || role == CHY_DEP_obl || role == CHY_DEP_nmod ||
           role == CHY_DEP_root || role == CHY_DEP_dep || role == CHY_DEP_csubj;
}
