/* src/actors/holder.c - Of whom an office, rank or agent is: the country, body or group of its phrase, and the sector that follows. */
#include "actors/work.h"

#include <string.h>

static bool is_named(const chy_entry *e)
{
    return e->kind == CHY_ENTRY_ORGANISATION || e->kind == CHY_ENTRY_GROUP || e->kind == CHY_ENTRY_BODY;
}

/* The reading of a body's name that fits: of the country the phrase names, else of one the article speaks of most ("Labour Party"),
 * else the first. */
const chy_entry *actors_named(const work *w, const seg *s, const char *hint)
{
    const chy_entry *best = s->entry;
    uint32_t most = 0;
    for (uint32_t i = 0; i < s->n_all; i++) {
        const chy_entry *e = &s->all[i];
        if (!is_named(e) || !chy_day_within(w->art->day, e->from, e->to))
            continue;
        if (*hint && strcmp(e->code, hint) == 0)
            return e;
        uint32_t n = actors_tally(w, e->code);
        if (!is_named(best) || n > most) {
            best = e;
            most = n;
        }
    }
    return best;
}

/* "police in Istanbul", "troops from Chad": the place right behind the title. */
static const seg *place_behind(const work *w, uint32_t sentence, const phrase *p)
{
    const scene *sc = &w->scenes[sentence];
    const chy_token *tokens = w->art->sentences[sentence].tokens;
    if (p->name != NONE || p->end >= sc->n_segs || sc->segs[p->end].kind != SEG_WORD)
        return NULL;
    const chy_token *tok = &tokens[sc->segs[p->end].first];
    if (!(actors_word(tok) & WORD_LOCATIVE))
        return NULL;
    for (uint32_t j = p->end + 1; j < sc->n_segs && j < p->end + 7; j++) {
        const seg *s = &sc->segs[j];
        if (s->kind == SEG_STATE || s->kind == SEG_CAPITAL || s->kind == SEG_PLACE)
            return s;
        tok = &tokens[s->first];
        if (s->kind != SEG_WORD || tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_PUNCT || tok->upos == CHY_UPOS_CCONJ)
            return NULL;
    }
    return NULL;
}

static void from_mods(const work *w, uint32_t sentence, const phrase *p, holder *out)
{
    const scene *sc = &w->scenes[sentence];
    const seg *country = NULL, *named = NULL;
    for (uint32_t i = 0; i < p->n_mods; i++) {
        const seg *s = &sc->segs[p->mods[i]];
        if (s->kind == SEG_NAMED)
            named = s;
        else if (!country || (country->kind == SEG_PLACE && s->kind != SEG_PLACE))
            country = s;
    }
    if (named) {
        const chy_entry *e = actors_named(w, named, country ? country->code : "");
        *out = (holder){.code = e->code, .sector = e->sector, .id = e->id, .entry = e, .why = "title + organisation", .stated = true};
    } else if (country) {
        *out = (holder){.code = country->code, .sector = "", .id = country->entry ? country->entry->id : "", .entry = NULL,
                        .why = "title + country", .stated = true};
    }
}

void actors_holder(work *w, uint32_t sentence, const phrase *p, holder *out)
{
    *out = (holder){.code = "", .sector = "", .id = "", .why = ""};
    from_mods(w, sentence, p, out);
    if (*out->code)
        return;
    if (p->owner != NONE) {
        const chy_entity *owner = actors_owner(w, sentence, p->owner);
        bool body = owner && *owner->id && owner->kind != CHY_ENTITY_STATE;
        if (owner && strcmp(owner->code, "---") != 0)
            *out = (holder){.code = owner->code, .sector = body ? owner->sector : "", .id = body ? owner->id : "", .why = "title + its owner",
                            .stated = true};
        return;
    }
    const seg *place = place_behind(w, sentence, p);
    if (place)
        *out = (holder){.code = place->code, .sector = "", .id = "", .why = "title + place", .stated = true};
}

static const char *title_sector(const seg *s, bool person)
{
    const chy_entry *first = person ? s->office : s->agent, *second = person ? s->agent : s->office;
    if (first && *first->sector)
        return first->sector;
    return second ? second->sector : "";
}

/* "head", "chief", "member": such an office is what its body is. */
static bool is_vague(const seg *s)
{
    return s->office && strcmp(s->office->extra, "any") == 0;
}

/* Organisations lend their code; what acts is said by the title: NATO forces are IGO:MIL:NATO. Groups and bodies lend their sector too. */
static const char *organisation_sector(const holder *h, const char *own)
{
    static const char *const kept[] = {"MIL", "JUD", "LEG", "COP", "SPY", "JRN", "BUS"};
    if (strcmp(h->sector, "GOV") == 0)
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            if (strcmp(own, kept[i]) == 0)
                return kept[i];
    if (!h->entry && strcmp(own, "CVL") == 0)
        return own; /* "its supporters" are not the group */
    return *h->sector ? h->sector : own;
}

const char *actors_sector(const work *w, uint32_t sentence, const phrase *p, const holder *h)
{
    const seg *segs = w->scenes[sentence].segs;
    bool person = p->name != NONE;
    const char *own = p->counterpart ? "GOV" : title_sector(&segs[p->title], person);
    const char *rank = p->rank != NONE ? title_sector(&segs[p->rank], false) : "";
    bool armed = strcmp(rank, "GOV") == 0 && segs[p->title].agent && strcmp(segs[p->title].agent->sector, "GOV") != 0; /* "government jets" */
    if (armed)
        own = segs[p->title].agent->sector;
    else if (*rank)
        own = rank;
    else if (p->nested != NONE && is_vague(&segs[p->title]))
        own = title_sector(&segs[p->nested], false);
    if (*h->sector)
        own = organisation_sector(h, own);
    bool body = !segs[p->title].office && p->name == NONE && !segs[p->title].plural; /* "the former government" still governed */
    if (p->former && !body && (strcmp(own, "GOV") == 0 || strcmp(own, "LEG") == 0 || strcmp(own, "MIL") == 0 || strcmp(own, "JUD") == 0 ||
                      strcmp(own, "SPY") == 0 || strcmp(own, "COP") == 0))
        own = "ELI";
    return *own ? own : "GOV";
}
