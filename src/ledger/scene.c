/* src/ledger/scene.c - A sentence as the finders see it: its words by class, phrases as text, who stands where; see find.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "ledger/find.h"

_Static_assert(LEDGER_N_CLASS <= 64, "a token's classes are bits of one word");

bool ledger_lemma(const finder *f, uint32_t at, const char *lemma)
{
    return at != CHY_NO_TOKEN && !strcmp(ledger_token(f, at)->lemma, lemma);
}

bool ledger_is_noun(const finder *f, uint32_t at)
{
    uint8_t pos = ledger_token(f, at)->upos;
    return pos == CHY_UPOS_NOUN || pos == CHY_UPOS_PROPN;
}

bool ledger_is_verb(const finder *f, uint32_t at)
{
    uint8_t pos = ledger_token(f, at)->upos;
    return pos == CHY_UPOS_VERB || pos == CHY_UPOS_AUX;
}

uint8_t ledger_rel(const finder *f, uint32_t at)
{
    return chy_deprel_base(ledger_token(f, at)->deprel);
}

uint32_t ledger_child(const finder *f, uint32_t at, chy_deprel base)
{
    return chy_tree_child(&f->s.tree, at, base);
}

uint32_t ledger_next_child(const finder *f, uint32_t at, uint32_t after)
{
    return after == CHY_NO_TOKEN ? f->s.tree.first_child[at] : f->s.tree.next_sibling[after];
}

const char *ledger_label(const finder *f, uint32_t at, ledger_class class)
{
    const char *label = "";
    for (const ledger_hit *hit = at == CHY_NO_TOKEN ? NULL : f->hits[at]; hit; hit = hit->next)
        if (hit->class == class)
            label = hit->label;
    return label;
}

const char *ledger_prep(const finder *f, const chy_filler *filler)
{
    return filler->prep == CHY_NO_TOKEN ? "" : ledger_token(f, filler->prep)->lemma;
}

/* ---- text ---- */

const char *ledger_text(finder *f, uint32_t first, uint32_t end)
{
    const chy_sentence *sent = f->s.sent;
    size_t room = 1;
    for (uint32_t i = first; i < end; i++)
        room += sent->tokens[i].form_len + 1;
    char *out = chy_arena_alloc(f->arena, room, 1);
    if (!out) {
        f->failed = true;
        return "";
    }
    size_t len = 0;
    for (uint32_t i = first; i < end; i++) {
        const chy_token *tok = &sent->tokens[i];
        if (i > first && (sent->tokens[i - 1].flags & CHY_TOKEN_SPACE_AFTER))
            out[len++] = ' ';
        memcpy(out + len, tok->form, tok->form_len);
        len += tok->form_len;
    }
    out[len] = '\0';
    return out;
}

const char *ledger_fold(finder *f, const char *text)
{
    size_t len = strlen(text), room = chy_utf8_fold(text, len, NULL, 0) + 1;
    char *out = chy_arena_alloc(f->arena, room, 1);
    if (!out) {
        f->failed = true;
        return "";
    }
    chy_utf8_fold(text, len, out, room);
    return out;
}

static bool in_phrase(const finder *f, uint32_t child, bool deep)
{
    switch (ledger_token(f, child)->deprel) {
    case CHY_DEP_amod: case CHY_DEP_compound: case CHY_DEP_flat: case CHY_DEP_nummod: case CHY_DEP_nmod_desc: case CHY_DEP_fixed:
    case CHY_DEP_goeswith: case CHY_DEP_advmod: case CHY_DEP_nmod_unmarked:
        return true;
    case CHY_DEP_nmod: case CHY_DEP_nmod_poss: case CHY_DEP_case: case CHY_DEP_conj: case CHY_DEP_cc: case CHY_DEP_det:
        return deep;
    case CHY_DEP_punct:
        return ledger_token(f, child)->form_len == 1 && (*ledger_token(f, child)->form == '-' || *ledger_token(f, child)->form == '/');
    default:
        return false;
    }
}

/* The unbroken row of tokens around `at` that belong to its phrase. */
static void phrase_row(const finder *f, uint32_t at, bool deep, uint32_t *first, uint32_t *end)
{
    uint32_t lo = at, hi = at + 1;
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        if (!in_phrase(f, c, deep) || (c < at && (ledger_token(f, c)->deprel == CHY_DEP_case || ledger_token(f, c)->deprel == CHY_DEP_det ||
                                                  ledger_token(f, c)->deprel == CHY_DEP_cc)))
            continue;
        uint32_t below_lo, below_hi;
        phrase_row(f, c, deep, &below_lo, &below_hi);
        /* The article and preposition of what stands behind belong to it. */
        if (c > at)
            for (uint32_t k = ledger_next_child(f, c, CHY_NO_TOKEN); k != CHY_NO_TOKEN; k = ledger_next_child(f, c, k))
                if (k < below_lo && (ledger_rel(f, k) == CHY_DEP_case || ledger_rel(f, k) == CHY_DEP_det || ledger_rel(f, k) == CHY_DEP_cc || ledger_rel(f, k) == CHY_DEP_nmod))
                    below_lo = k;
        lo = below_lo < lo ? below_lo : lo;
        hi = below_hi > hi ? below_hi : hi;
    }
    *first = lo;
    *end = hi;
}

static bool is_leading(const finder *f, uint32_t at)
{
    uint8_t pos = ledger_token(f, at)->upos;
    return pos == CHY_UPOS_DET || pos == CHY_UPOS_PUNCT || pos == CHY_UPOS_ADP || pos == CHY_UPOS_CCONJ || pos == CHY_UPOS_ADV || pos == CHY_UPOS_PART ||
           pos == CHY_UPOS_PRON || pos == CHY_UPOS_SCONJ;
}

const char *ledger_phrase(finder *f, uint32_t at, bool deep)
{
    uint32_t first, end;
    phrase_row(f, at, deep, &first, &end);
    while (first < at && is_leading(f, first))
        first++;
    while (end > at + 1 && ledger_token(f, end - 1)->upos == CHY_UPOS_PUNCT && *ledger_token(f, end - 1)->form != '%')
        end--;
    return ledger_text(f, first, end);
}

const char *ledger_clause(finder *f, uint32_t at)
{
    uint32_t first = at, end = at + 1;
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++)
        if (chy_tree_dominates(&f->s.tree, at, i)) {
            first = i < first ? i : first;
            end = i >= end ? i + 1 : end;
        }
    while (first < at && is_leading(f, first))
        first++;
    while (end > at + 1 && ledger_token(f, end - 1)->upos == CHY_UPOS_PUNCT)
        end--;
    if (end - first > 30)
        end = first + 30;
    return ledger_text(f, first, end);
}

/* ---- parties ---- */

bool ledger_has_code(const parties *who, const char *code)
{
    for (uint32_t i = 0; i < who->n; i++)
        if (!strcmp(who->items[i].code, code))
            return true;
    return false;
}

uint32_t ledger_n_codes(const parties *who)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < who->n; i++) {
        bool seen = !who->items[i].code[0];
        for (uint32_t k = 0; k < i; k++)
            seen |= !strcmp(who->items[i].code, who->items[k].code);
        n += !seen;
    }
    return n;
}

/* A person stands for the country that is named beside; two readings of one office are one. */
void ledger_add_party(parties *out, party who)
{
    for (uint32_t i = 0; i < out->n; i++) {
        party *old = &out->items[i];
        if (strcmp(old->code, who.code) || (!who.code[0] && strcmp(old->name, who.name)))
            continue;
        bool old_person = old->name[0] || old->office[0], new_person = who.name[0] || who.office[0];
        if (!new_person || !strcmp(old->name, who.name))
            return;
        if (!old_person || (!old->name[0] && who.name[0] && (!strcmp(old->office, who.office) || !who.office[0]))) {
            *old = who;
            return;
        }
        if (!who.name[0] && !strcmp(old->office, who.office))
            return;
    }
    if (out->n < MAX_LEDGER_PARTIES)
        out->items[out->n++] = who;
}

static bool is_class_code(const char *code)
{
    static const char *const codes[] = {"UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (!strcmp(codes[i], code))
            return true;
    return false;
}

/* People and bodies that do not act for a state or organisation. */
static bool is_private(const chy_entity *e)
{
    static const char *const sectors[] = {"JRN", "CVL", "CRM", "REF", "UAF", "SOC", "EDU", "MED", "LAB", "REL", "BUS", "ELI"};
    for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++)
        if (!strcmp(sectors[i], e->sector))
            return true;
    return false;
}

static party party_of(const chy_entity *e)
{
    party out = {.code = e->code, .name = "", .office = ""};
    if (is_class_code(e->code)) {
        out.organisation = true;
        if (!strcmp(e->code, "EUR"))
            out.code = "EU";
        else if (!strcmp(e->code, "UNO") && (!e->id[0] || !strncmp(e->id, "UNSC", 4) || !strncmp(e->id, "UNGA", 4)))
            out.code = "UN";
        else
            out.code = e->id;
    } else if (e->kind == CHY_ENTITY_GROUP && e->id[0] && strcmp(e->sector, "GOV") && strcmp(e->sector, "PTY")) {
        out.code = e->id;
        out.organisation = true;
    }
    if (e->kind == CHY_ENTITY_PERSON) {
        out.name = e->name;
        out.office = e->office;
    } else if (e->kind == CHY_ENTITY_AGENT) {
        out.office = e->office;
    }
    return out;
}

/* "foreign minister of China": the office of somebody without a name. */
static const char *office_in(finder *f, const char *name)
{
    const char *of = strstr(name, " of ");
    if (!of)
        return "";
    const char *last = of;
    while (last > name && last[-1] != ' ')
        last--;
    bool office = false;
    for (const ledger_hit *hit = ledger_words_find(f->book, last, (size_t)(of - last)); hit; hit = hit->next)
        office |= hit->class == LEDGER_OFFICE;
    char *out = office ? chy_arena_dup(f->arena, name, (size_t)(of - name)) : NULL;
    return out ? out : "";
}

void ledger_add_entity(finder *f, parties *out, uint32_t entity)
{
    if (entity == CHY_NOBODY)
        return;
    const chy_entity *e = &f->art->entities[entity];
    if (e->kind == CHY_ENTITY_UNKNOWN || !strcmp(e->code, "---") || is_private(e))
        return;
    party who = party_of(e);
    if (f->offices[entity])
        who.office = f->offices[entity];
    if (e->kind == CHY_ENTITY_AGENT && !who.office[0])
        who.office = office_in(f, e->name);
    if (who.code[0])
        ledger_add_party(out, who);
}

void ledger_codes_of(finder *f, uint32_t at, parties *out)
{
    uint32_t list[CHY_MAX_PARTIES];
    uint32_t n = chy_match_mentions(&f->s, at, list, 0, CHY_MAX_PARTIES);
    for (uint32_t i = 0; i < n; i++) {
        const chy_mention *m = &f->art->mentions[list[i]];
        for (uint32_t k = 0; k < m->n_entities; k++) {
            const chy_entity *e = &f->art->entities[m->entities[k]];
            party who = party_of(e);
            who.name = who.office = "";
            if (e->kind != CHY_ENTITY_UNKNOWN && strcmp(e->code, "---") && who.code[0])
                ledger_add_party(out, who);
        }
    }
}

/* The name as this mention spells it, where that is the same name in other letters ("Sergey" for "Sergei"). */
static const char *spelled(finder *f, const chy_mention *m, const char *name)
{
    if (m->kind != CHY_MENTION_NAME || !name[0])
        return name;
    const char *text = ledger_text(f, m->first, m->first + m->n_tokens), *t = text + strlen(text), *n = name + strlen(name);
    /* From the last word to the first: as many words, each with the same first letter. */
    while (n > name) {
        const char *word = n, *there = t;
        while (word > name && word[-1] != ' ')
            word--;
        while (there > text && there[-1] != ' ')
            there--;
        if (there == t || strncasecmp(word, there, 1))
            return name;
        n = word > name ? word - 1 : name;
        if (n == name)
            return there;
        if (there == text)
            return name;
        t = there - 1;
    }
    return name;
}

static void add_mentions(finder *f, uint32_t at, parties *out)
{
    uint32_t list[CHY_MAX_PARTIES];
    uint32_t n = chy_match_mentions(&f->s, at, list, 0, CHY_MAX_PARTIES);
    for (uint32_t i = 0; i < n; i++) {
        const chy_mention *m = &f->art->mentions[list[i]];
        for (uint32_t k = 0; k < m->n_entities; k++)
            ledger_add_entity(f, out, m->entities[k]);
        const char *name = m->n_entities == 1 ? f->art->entities[m->entities[0]].name : "";
        for (uint32_t k = 0; k < out->n; k++)
            if (name[0] && !strcmp(out->items[k].name, name))
                out->items[k].name = spelled(f, m, name);
    }
}

void ledger_parties_of(finder *f, uint32_t at, parties *out)
{
    add_mentions(f, at, out);
    /* "Deputy Foreign Ministers X and Y": the names may hang below the title. */
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint32_t m = f->s.mention_at[c];
        if (ledger_rel(f, c) != CHY_DEP_appos || m == CHY_NOBODY || m == f->s.mention_at[at] || f->art->mentions[m].n_entities != 1 || !out->n)
            continue;
        const chy_entity *e = &f->art->entities[f->art->mentions[m].entities[0]];
        /* Somebody of another country is no apposition: "X and his Chinese counterpart Y". */
        if (e->kind == CHY_ENTITY_PERSON && (ledger_token(f, at)->xpos == CHY_XPOS_NNS || !ledger_has_code(out, e->code)))
            add_mentions(f, c, out);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *ledger_block(finder *f, const parties *who)
{
    const char *codes[MAX_LEDGER_PARTIES];
    uint32_t n = 0;
    size_t room = 1;
    for (uint32_t i = 0; i < who->n; i++)
        if (who->items[i].code[0]) {
            codes[n++] = who->items[i].code;
            room += strlen(who->items[i].code) + 1;
        }
    qsort(codes, n, sizeof *codes, by_text);
    char *out = chy_arena_alloc(f->arena, room, 1);
    if (!out) {
        f->failed = true;
        return "";
    }
    for (uint32_t i = 0; i < n; i++)
        if (!i || strcmp(codes[i], codes[i - 1])) {
            if (out[0])
                strcat(out, "|");
            strcat(out, codes[i]);
        }
    return out;
}

void ledger_fillers(finder *f, uint32_t at, chy_slot slot, const char *prep, bool governor, parties *out)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        if (filler->slot != slot || (filler->level == CHY_LEVEL_GOVERNOR) != governor)
            continue;
        if (!prep || !strcmp(ledger_prep(f, filler), prep))
            ledger_parties_of(f, filler->token, out);
    }
}

void ledger_speaker(finder *f, uint32_t at, const parties *but, parties *out)
{
    for (int step = 0; step < 12 && at != CHY_NO_TOKEN; step++) {
        parties found = {.n = 0};
        if (ledger_is_verb(f, at))
            ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, &found);
        for (uint32_t i = 0; i < found.n; i++)
            if (!ledger_has_code(but, found.items[i].code))
                ledger_add_party(out, found.items[i]);
        if (out->n)
            return;
        /* "..., the minister said": the verb of speaking hangs below. */
        for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
            if (ledger_token(f, c)->deprel == CHY_DEP_parataxis && ledger_is_verb(f, c)) {
                parties said = {.n = 0};
                ledger_fillers(f, c, CHY_SLOT_SUBJ, NULL, false, &said);
                for (uint32_t i = 0; i < said.n; i++)
                    if (!ledger_has_code(but, said.items[i].code))
                        ledger_add_party(out, said.items[i]);
                if (out->n)
                    return;
            }
        at = ledger_head(f, at);
    }
}

uint32_t ledger_before_relative(const finder *f, uint32_t verb)
{
    if (ledger_token(f, verb)->deprel != CHY_DEP_acl_relcl)
        return CHY_NO_TOKEN;
    for (uint32_t i = verb; i-- > 1;) {
        uint8_t xpos = ledger_token(f, i)->xpos;
        if (xpos != CHY_XPOS_WDT && xpos != CHY_XPOS_WP)
            continue;
        uint32_t before = i - 1;
        while (before > 0 && ledger_token(f, before)->upos == CHY_UPOS_PUNCT)
            before--;
        uint32_t m = f->s.mention_at[before];
        return m == CHY_NOBODY ? CHY_NO_TOKEN : f->art->mentions[m].head;
    }
    return CHY_NO_TOKEN;
}

bool ledger_pair(finder *f, parties *out)
{
    uint32_t best = CHY_NOBODY, second = CHY_NOBODY;
    for (uint32_t i = 0; i < f->n_countries; i++) {
        if (best == CHY_NOBODY || f->countries[i].n > f->countries[best].n) {
            second = best;
            best = i;
        } else if (second == CHY_NOBODY || f->countries[i].n > f->countries[second].n) {
            second = i;
        }
    }
    bool clear = f->n_countries == 2 || (second != CHY_NOBODY && f->countries[second].n * 3 >= f->countries[best].n && f->countries[second].n >= 3);
    if (second == CHY_NOBODY || !clear)
        return false;
    ledger_add_party(out, (party){.code = f->countries[best].code, .name = "", .office = ""});
    ledger_add_party(out, (party){.code = f->countries[second].code, .name = "", .office = ""});
    return true;
}

chy_signals ledger_signals(finder *f, uint32_t at)
{
    return chy_signals_of(&f->s, at);
}

const known_name *ledger_known_at(const finder *f, uint32_t at)
{
    for (uint32_t i = 0; i < f->n_known; i++)
        if (at >= f->known[i].first && at < f->known[i].first + f->known[i].n)
            return &f->known[i];
    return NULL;
}

const chy_event *ledger_event_at(const finder *f, uint32_t at, uint32_t *index)
{
    for (uint32_t i = 0; i < f->art->n_events; i++)
        if (f->art->events[i].sentence == f->s.sentence && f->art->events[i].trigger == at) {
            if (index)
                *index = i;
            return &f->art->events[i];
        }
    return NULL;
}

/* ---- days and places ---- */

/* Steps from a token to its ancestors; a clause that is said or stands apart is far away. */
static uint32_t step_cost(const finder *f, uint32_t at)
{
    switch (ledger_token(f, at)->deprel) {
    case CHY_DEP_ccomp: case CHY_DEP_parataxis: return 20;
    case CHY_DEP_acl_relcl: case CHY_DEP_advcl: case CHY_DEP_advcl_relcl: return 3;
    case CHY_DEP_conj: return 2;
    case CHY_DEP_flat: case CHY_DEP_compound: return 0;
    default: return 1;
    }
}

uint32_t ledger_distance(const finder *f, uint32_t a, uint32_t b)
{
    uint32_t cost = 0, steps = 0;
    for (uint32_t up = a; up != CHY_NO_TOKEN && steps++ < 40; cost += step_cost(f, up), up = ledger_head(f, up)) {
        uint32_t down = 0, inner = 0;
        for (uint32_t at = b; at != CHY_NO_TOKEN && inner++ < 40; down += step_cost(f, at), at = ledger_head(f, at))
            if (at == up)
                return cost + down;
    }
    return 1000;
}

static uint32_t span_head(const finder *f, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n && i < f->s.sent->n_tokens; i++) {
        uint32_t head = ledger_head(f, i);
        if (head == CHY_NO_TOKEN || head < first || head >= first + n)
            if (ledger_token(f, i)->upos != CHY_UPOS_ADP && ledger_token(f, i)->upos != CHY_UPOS_PUNCT)
                return i;
    }
    return first;
}

when ledger_when(finder *f, uint32_t at, bool ahead)
{
    when out = {.stated = false};
    uint32_t best = 6; /* farther ones speak of something else */
    for (uint32_t i = 0; i < f->art->n_times; i++) {
        const chy_time_mention *t = &f->art->times[i];
        if (t->sentence != f->s.sentence || t->sense == CHY_TIME_SINCE || t->sense == CHY_TIME_BOUND || t->sense == CHY_TIME_OFFSET)
            continue;
        uint32_t distance = ledger_distance(f, at, span_head(f, t->first, t->n_tokens));
        if (distance >= best || ledger_lemma(f, t->first, "recent") || ledger_lemma(f, t->first + t->n_tokens - 1, "recent"))
            continue; /* "the recent meeting" has no day */
        best = distance;
        out = (when){.from = t->from, .to = t->to, .stated = true, .by = t->sense == CHY_TIME_BY};
        if (t->open) {
            out.from = ahead ? t->ahead_from : t->back_from;
            out.to = ahead ? t->ahead_to : t->back_to;
        }
    }
    return out;
}

static uint32_t name_begin(const finder *f, uint32_t at)
{
    uint32_t first = at;
    while (first > 0 && ledger_token(f, first - 1)->upos == CHY_UPOS_PROPN &&
           (ledger_head(f, first - 1) == at || ledger_head(f, first - 1) == first))
        first--;
    return first;
}

/* The biggest place of the name, in `state` when that is known; the town rather than the division around it. */
static const chy_place *choose_place(const chy_place *places, size_t n, const char *state)
{
    const chy_place *best = NULL;
    for (size_t i = 0; i < n && !best; i++)
        if (places[i].feature != 'C' && !strchr(places[i].country, '|') && (!state[0] || !strcmp(places[i].country, state)))
            best = &places[i];
    for (size_t i = 0; i < n && best && best->feature == 'A'; i++)
        if (places[i].feature == 'P' && !strcmp(places[i].country, best->country))
            best = &places[i];
    return best;
}

/* What a token names as a place: the mention's state, and the town when the gazetteer has it there. */
static bool read_place(finder *f, uint32_t at, place *out)
{
    const char *state = "";
    uint32_t m = f->s.mention_at[at];
    if (m != CHY_NOBODY && f->art->mentions[m].n_entities == 1) {
        const chy_entity *e = &f->art->entities[f->art->mentions[m].entities[0]];
        if (e->kind == CHY_ENTITY_STATE)
            state = e->code;
        else if (e->kind != CHY_ENTITY_UNKNOWN)
            return false;
    }
    uint32_t first = name_begin(f, at);
    size_t n_tokens = 0, n_places = 0;
    const chy_place *places = NULL;
    bool town = chy_dict_place(f->dict, &f->s.sent->tokens[first], f->s.sent->n_tokens - first, false, &n_tokens, &places, &n_places) && first + n_tokens > at;
    const chy_place *best = town ? choose_place(places, n_places, state) : NULL;
    if (!best && !state[0])
        return false;
    const char *country = state[0] ? state : best->country;
    const chy_state *known_state = chy_dict_state(f->dict, country);
    bool itself = known_state && best && !strcmp(known_state->name, best->name);
    *out = (place){.name = best && !itself ? best->name : "", .country = country};
    return true;
}

static bool is_place_prep(const char *lemma, bool to)
{
    return !strcmp(lemma, "in") || !strcmp(lemma, "at") || !strcmp(lemma, "near") || (to && (!strcmp(lemma, "to") || !strcmp(lemma, "into")));
}

/* "the Geneva summit" */
static bool own_place(finder *f, uint32_t at, place *out)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        place found;
        if (ledger_rel(f, c) == CHY_DEP_compound && ledger_token(f, c)->upos == CHY_UPOS_PROPN && read_place(f, c, &found) && found.name[0]) {
            *out = found;
            return true;
        }
    }
    return false;
}

place ledger_place(finder *f, uint32_t at, bool to)
{
    place best = {.name = "", .country = ""};
    if (ledger_is_noun(f, at) && own_place(f, at, &best))
        return best;
    uint32_t best_cost = ledger_is_noun(f, at) ? 4 : 5; /* farther ones are of something else */
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++) {
        if (ledger_token(f, i)->upos != CHY_UPOS_PROPN || ledger_rel(f, i) == CHY_DEP_compound || ledger_rel(f, i) == CHY_DEP_flat)
            continue;
        uint32_t prep = ledger_child(f, i, CHY_DEP_case);
        bool object = to && ledger_rel(f, i) == CHY_DEP_obj && ledger_is_verb(f, at) && ledger_head(f, i) == at;
        if (!object && (prep == CHY_NO_TOKEN || prep > i || !is_place_prep(ledger_token(f, prep)->lemma, to)))
            continue;
        uint32_t cost = ledger_distance(f, at, i);
        place found;
        if (cost < best_cost && read_place(f, i, &found)) {
            best = found;
            best_cost = cost;
        }
    }
    return best;
}
