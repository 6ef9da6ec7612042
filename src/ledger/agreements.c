/* src/ledger/agreements.c - Agreements under their names, and what a sentence says of their state: signed, ratified, in force, expected. */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/find.h"

typedef struct state {
    const char *name;  /* NULL: only spoken of */
    bool expected;
    const char *by;
    uint32_t at;       /* the word that tells it */
} state;

typedef struct agreement {
    const char *name, *acronym, *also, *kind, *key, *year;
    const char *topic;
    parties who;
    bool definite, title;
} agreement;

static const struct { uint64_t class; const char *state; } state_of_class[] = {
    {LEDGER_BIT(SIGN), "signed"}, {LEDGER_BIT(RATIFY), "ratified"}, {LEDGER_BIT(INITIAL), "initialled"}, {LEDGER_BIT(FORCE), "in force"},
    {LEDGER_BIT(SUSPEND), "suspended"}, {LEDGER_BIT(WITHDRAW), "withdrawn"}, {LEDGER_BIT(END), "ended"},
    {LEDGER_BIT(CONCLUDE), "agreed"}, {LEDGER_BIT(NEGOTIATE), "negotiated"}, {LEDGER_BIT(PROPOSE), "proposed"},
};

static const char *state_name(const finder *f, uint32_t at)
{
    for (size_t i = 0; i < sizeof state_of_class / sizeof *state_of_class; i++)
        if (ledger_is(f, at, state_of_class[i].class))
            return state_of_class[i].state;
    return NULL;
}

/* Which role an agreement may have under a word of state: what is signed is an object, what takes effect a subject. */
static bool fits(const finder *f, uint32_t verb, uint32_t at)
{
    uint8_t rel = ledger_token(f, at)->deprel;
    bool subject = rel == CHY_DEP_nsubj;
    if (!ledger_is_verb(f, verb))
        return rel == CHY_DEP_nmod || rel == CHY_DEP_nmod_poss || rel == CHY_DEP_compound;
    if (ledger_is(f, verb, LEDGER_BIT(FORCE) | LEDGER_BIT(END)) && subject)
        return true;
    if (ledger_is(f, verb, LEDGER_BIT(WITHDRAW)) && (rel == CHY_DEP_obl || rel == CHY_DEP_obj))
        return true;
    if (rel == CHY_DEP_obl && ledger_is(f, verb, LEDGER_BIT(CONCLUDE) | LEDGER_BIT(NEGOTIATE))) {
        uint32_t prep = ledger_child(f, at, CHY_DEP_case);
        return ledger_lemma(f, prep, "on") || ledger_lemma(f, prep, "to");
    }
    return rel == CHY_DEP_obj || rel == CHY_DEP_nsubj_pass || rel == CHY_DEP_conj;
}

/* The "hold" of a truce: "the ceasefire is holding". */
static bool is_wrong_word(const finder *f, uint32_t verb, uint32_t at, const char *kind)
{
    if (ledger_lemma(f, verb, "hold"))
        return strcmp(kind, "ceasefire") != 0 || ledger_token(f, at)->deprel != CHY_DEP_nsubj;
    return false;
}

static void settle(finder *f, uint32_t at, state *out)
{
    chy_signals signals = ledger_signals(f, out->at);
    if (signals.negated || signals.condition || (signals.demanded && !signals.own_future)) {
        out->name = NULL;
        return;
    }
    bool would = signals.hypothetical && signals.cue && !strcmp(signals.cue, "would");
    if (signals.hypothetical && !would && !signals.future)
        out->name = NULL;
    else
        /* "agree" and "propose" look ahead by themselves. */
        out->expected = (!strcmp(out->name, "agreed") || !strcmp(out->name, "proposed") ? signals.own_future : signals.future) || would;
    (void)at;
}

/* "needs Parliament's approval" */
static bool needs_approval(finder *f, uint32_t verb, state *out)
{
    if (!ledger_is(f, verb, LEDGER_BIT(NEED_VERB)))
        return false;
    uint32_t object = ledger_child(f, verb, CHY_DEP_obj);
    if (object == CHY_NO_TOKEN || !ledger_is(f, object, LEDGER_BIT(APPROVAL) | LEDGER_BIT(RATIFY)))
        return false;
    uint32_t owner = ledger_child(f, object, CHY_DEP_nmod_poss);
    if (owner == CHY_NO_TOKEN)
        owner = ledger_child(f, object, CHY_DEP_nmod);
    if (owner == CHY_NO_TOKEN)
        owner = ledger_child(f, object, CHY_DEP_amod);
    *out = (state){.name = "ratified", .expected = true, .at = verb, .by = owner == CHY_NO_TOKEN ? "" : ledger_phrase(f, owner, false)};
    return true;
}

static bool read_state(finder *f, uint32_t at, const char *kind, state *out)
{
    *out = (state){.at = CHY_NO_TOKEN, .by = ""};
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint8_t rel = ledger_token(f, c)->deprel;
        if ((rel == CHY_DEP_acl || rel == CHY_DEP_acl_relcl || rel == CHY_DEP_amod) && ledger_is_verb(f, c) && state_name(f, c) &&
            (ledger_token(f, c)->xpos == CHY_XPOS_VBN || ledger_token(f, c)->xpos == CHY_XPOS_VBD || rel == CHY_DEP_acl_relcl)) {
            *out = (state){.name = state_name(f, c), .at = c, .by = ""};
            settle(f, at, out);
            return out->name != NULL;
        }
    }
    uint32_t node = at;
    for (int step = 0; step < 3; step++) {
        uint32_t head = ledger_head(f, node);
        if (head == CHY_NO_TOKEN)
            return false;
        if (needs_approval(f, head, out))
            return true;
        /* "is expected to be signed": the verb below the one that has the subject. */
        uint32_t below = ledger_rel(f, node) == CHY_DEP_nsubj && !state_name(f, head) ? ledger_child(f, head, CHY_DEP_xcomp) : CHY_NO_TOKEN;
        if (below != CHY_NO_TOKEN && state_name(f, below)) {
            *out = (state){.name = state_name(f, below), .at = below, .by = ""};
            settle(f, at, out);
            return out->name != NULL;
        }
        if (state_name(f, head) && fits(f, head, node) && !is_wrong_word(f, head, node, kind)) {
            *out = (state){.name = state_name(f, head), .at = head, .by = ""};
            settle(f, at, out);
            return out->name != NULL;
        }
        /* "work on", "the text of", "a number of": through to the verb. */
        uint8_t rel = ledger_rel(f, node);
        if (rel != CHY_DEP_conj && rel != CHY_DEP_nmod && rel != CHY_DEP_appos && rel != CHY_DEP_compound)
            return false;
        if (rel == CHY_DEP_nmod && !ledger_is(f, head, LEDGER_BIT(GENERIC)) && !ledger_lemma(f, head, "text") && !ledger_lemma(f, head, "number") && !ledger_lemma(f, head, "set") && !ledger_lemma(f, head, "participation") && !ledger_lemma(f, head, "part"))
            return false;
        node = head;
    }
    return false;
}

/* ---- names ---- */

static bool is_capital(const finder *f, uint32_t at)
{
    return chy_utf8_is_capital(ledger_token(f, at)->form, ledger_token(f, at)->form_len);
}

/* "(JCPOA)" behind the name. */
static const char *acronym_after(finder *f, uint32_t at)
{
    for (uint32_t i = at + 1; i + 2 < f->s.sent->n_tokens && i < at + 8; i++) {
        const chy_token *tok = ledger_token(f, i);
        if (tok->form_len == 1 && *tok->form == '(' && ledger_token(f, i + 2)->form_len == 1 && *ledger_token(f, i + 2)->form == ')') {
            const chy_token *in = ledger_token(f, i + 1);
            bool capitals = in->form_len >= 2;
            for (uint32_t k = 0; k < in->form_len; k++)
                capitals &= isupper((unsigned char)in->form[k]) || isdigit((unsigned char)in->form[k]) || in->form[k] == '-';
            return capitals ? ledger_text(f, i + 1, i + 2) : "";
        }
        if (tok->upos == CHY_UPOS_PUNCT || tok->upos == CHY_UPOS_VERB)
            return "";
    }
    return "";
}

/* "formally known as the X" */
static const char *known_as(finder *f, uint32_t at)
{
    for (uint32_t i = at + 1; i < f->s.sent->n_tokens && i < at + 8; i++)
        if ((ledger_lemma(f, i, "know") || ledger_lemma(f, i, "call") || ledger_lemma(f, i, "dub") || ledger_lemma(f, i, "name")) && ledger_head(f, i) == at) {
            for (uint32_t c = ledger_next_child(f, i, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, i, c))
                if ((ledger_rel(f, c) == CHY_DEP_obl || ledger_rel(f, c) == CHY_DEP_xcomp || ledger_rel(f, c) == CHY_DEP_obj) && is_capital(f, c))
                    return ledger_phrase(f, c, true);
        }
    return "";
}

static bool names_party(const finder *f, uint32_t at)
{
    return f->s.mention_at[at] != CHY_NOBODY;
}

/* The words before the head that are its name: no article, no country ("the Iran-China agreement" has parties, not a name), no bare adjective. */
static const char *base_name(finder *f, uint32_t at, bool *title)
{
    uint32_t first = at;
    while (first > 0) {
        uint32_t before = first - 1;
        const chy_token *tok = ledger_token(f, before);
        bool joined = (tok->form_len == 1 && *tok->form == '-') && first >= 2;
        if (!joined && (tok->upos == CHY_UPOS_DET || tok->upos == CHY_UPOS_ADP || tok->upos == CHY_UPOS_PUNCT || tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_CCONJ ||
                        tok->upos == CHY_UPOS_PART || tok->upos == CHY_UPOS_PRON || tok->upos == CHY_UPOS_AUX || tok->upos == CHY_UPOS_ADV || tok->upos == CHY_UPOS_SCONJ))
            break;
        if (!joined && !chy_tree_dominates(&f->s.tree, at, before))
            break;
        if (names_party(f, before) && !(is_capital(f, at) && is_capital(f, before)))
            break;
        first = before;
    }
    while (first < at && (ledger_token(f, first)->upos == CHY_UPOS_PUNCT || (ledger_token(f, first)->upos == CHY_UPOS_ADJ && ledger_is(f, first, LEDGER_BIT(GENERIC)))))
        first++;
    *title = is_capital(f, at) && first < at && is_capital(f, first);
    uint32_t end = at + 1;
    /* "Treaty of Friendship", "Memorandum of Understanding" */
    if (end + 1 < f->s.sent->n_tokens && ledger_lemma(f, end, "of") && (is_capital(f, end + 1) || ledger_lemma(f, end + 1, "understanding")) && !names_party(f, end + 1)) {
        end += 2;
        while (end + 1 < f->s.sent->n_tokens && (is_capital(f, end) || ((ledger_lemma(f, end, "and") || ledger_lemma(f, end, "on")) && is_capital(f, end + 1))) && !names_party(f, end))
            end++;
        *title |= is_capital(f, at);
    }
    return ledger_text(f, first, end);
}

static const char *topic_of(finder *f, uint32_t at)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint32_t prep = ledger_child(f, c, CHY_DEP_case);
        if (ledger_rel(f, c) == CHY_DEP_nmod && c > at && (ledger_lemma(f, prep, "on") || ledger_lemma(f, prep, "for") || ledger_lemma(f, prep, "about")) &&
            ledger_is_noun(f, c) && !names_party(f, c))
            return ledger_phrase(f, c, false);
        if (ledger_token(f, c)->deprel == CHY_DEP_acl && c > at && ledger_token(f, c)->xpos == CHY_XPOS_VB)
            return ledger_clause(f, c);
    }
    return "";
}

static uint32_t n_content(const char *name)
{
    uint32_t n = 0;
    for (const char *c = name; *c; n++) {
        c += strcspn(c, " -");
        c += strspn(c, " -");
    }
    return n;
}

static bool is_definite(const finder *f, uint32_t at)
{
    uint32_t det = ledger_child(f, at, CHY_DEP_det);
    return det != CHY_NO_TOKEN ? !ledger_lemma(f, det, "a") && !ledger_lemma(f, det, "no") && !ledger_lemma(f, det, "any") : ledger_child(f, at, CHY_DEP_nmod_poss) != CHY_NO_TOKEN;
}

static void read_parties(finder *f, uint32_t at, uint32_t verb, parties *who)
{
    static const char *const preps[] = {"with", "between", "among", "of", "by"};
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        ledger_fillers(f, at, CHY_SLOT_PREP, preps[i], false, who);
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, who);
    ledger_fillers(f, at, CHY_SLOT_MOD, NULL, false, who);
    if (verb != CHY_NO_TOKEN && ledger_is_verb(f, verb)) {
        ledger_fillers(f, verb, CHY_SLOT_SUBJ, NULL, false, who);
        ledger_fillers(f, verb, CHY_SLOT_PREP, "with", false, who);
        ledger_fillers(f, verb, CHY_SLOT_PREP, "between", false, who);
        ledger_fillers(f, verb, CHY_SLOT_PREP, "by", false, who);
    } else if (verb != CHY_NO_TOKEN) {
        ledger_fillers(f, verb, CHY_SLOT_POSS, NULL, false, who);
        ledger_fillers(f, verb, CHY_SLOT_PREP, "by", false, who);
    }
}

static void bare_parties(parties *who)
{
    parties out = {.n = 0};
    for (uint32_t i = 0; i < who->n; i++) {
        party p = who->items[i];
        p.name = p.office = "";
        ledger_add_party(&out, p);
    }
    *who = out;
}

/* A word of `name` that says which agreement it is, found in `other` too; a name without such words shares all. */
static bool shares_word(finder *f, const char *name, const char *other)
{
    char *copy = chy_arena_printf(f->arena, "%s", ledger_fold(f, name)), *save = NULL;
    const char *there = ledger_fold(f, other);
    bool special = false;
    for (char *word = copy ? strtok_r(copy, " -", &save) : NULL; word; word = strtok_r(NULL, " -", &save)) {
        bool generic = false;
        for (const ledger_hit *hit = ledger_words_find(f->book, word, strlen(word)); hit; hit = hit->next)
            generic |= hit->class == LEDGER_GENERIC || hit->class == LEDGER_AGREEMENT;
        special |= !generic;
        if (!generic && strstr(there, word))
            return true;
    }
    return !special;
}

/* The agreement that "the deal", "this agreement", "the strategic partnership agreement" means, among those told before. */
static const remembered *recall(finder *f, const agreement *a)
{
    for (uint32_t i = f->n_memory; i-- > 0;) {
        const remembered *m = &f->memory[i];
        if (!strcmp(m->kind, "agreements") && (!a->who.n || ledger_has_code(&m->who, a->who.items[0].code)) &&
            (!strcmp(a->kind, "ceasefire") == !strcmp(m->label, "ceasefire")) && shares_word(f, a->name, m->name))
            return m;
    }
    return NULL;
}

static bool known_key(finder *f, uint32_t at, agreement *a)
{
    const known_name *name = ledger_known_at(f, at);
    if (!name || strcmp(name->name->sort, "agreement"))
        return false;
    *a = (agreement){.name = ledger_text(f, name->first, name->first + name->n), .acronym = "", .also = "", .kind = name->name->kind, .key = name->name->key,
                     .year = name->name->year, .topic = "", .definite = true, .title = true};
    for (uint32_t i = 0; i < name->name->n_parties; i++)
        ledger_add_party(&a->who, (party){.code = name->name->parties[i], .name = "", .office = ""});
    return true;
}

/* Completes the parties; false when nobody can tell whose agreement it is. */
static bool settle_parties(finder *f, uint32_t at, agreement *a, const char **block)
{
    bare_parties(&a->who);
    const remembered *before = a->definite ? recall(f, a) : NULL;
    if (ledger_n_codes(&a->who) < 2 && before && (!a->who.n || ledger_n_codes(&before->who) >= 2)) {
        a->who = before->who;
        *block = before->block;
        return true;
    }
    if (ledger_n_codes(&a->who) == 1) {
        parties said = {.n = 0};
        ledger_speaker(f, at, &a->who, &said);
        bare_parties(&said);
        if (ledger_n_codes(&said) == 1)
            ledger_add_party(&a->who, said.items[0]);
    } else if (!a->who.n && (a->title || n_content(a->name) >= 2) && ledger_child(f, at, CHY_DEP_det) != CHY_NO_TOKEN) {
        ledger_pair(f, &a->who);
    }
    *block = ledger_block(f, &a->who);
    return ledger_n_codes(&a->who) >= 2;
}

static void emit(finder *f, uint32_t at, const agreement *a, const char *block, const state *st)
{
    bool told = st->name != NULL;
    when days = ledger_when(f, told ? st->at : at, told && st->expected);
    if (!told && a->year && a->year[0])
        days = (when){.stated = false};
    place where = told ? ledger_place(f, st->at, false) : (place){.name = "", .country = ""};
    draft d = {.kind = "agreements", .block = block, .status = told ? st->name : "", .rule = told ? "agreements/state" : "agreements/name", .at = at, .who = a->who, .when = days};
    ledger_json_begin(f);
    ledger_json_text(f, "name", a->name);
    ledger_json_text(f, "acronym", a->acronym);
    ledger_json_text(f, "also", a->also);
    ledger_json_text(f, "key", a->key);
    ledger_json_text(f, "kind", a->kind);
    ledger_json_text(f, "year", a->year);
    ledger_json_text(f, "topic", a->topic);
    ledger_json_codes(f, "parties", &a->who);
    ledger_json_flag(f, "title", a->title);
    if (told) {
        ledger_json_text(f, "state", st->name);
        ledger_json_text(f, "status", st->expected ? "expected" : "");
        ledger_json_text(f, "by", st->by);
        ledger_json_days(f, &days);
        ledger_json_place(f, &where);
    }
    ledger_emit(f, &d);
    ledger_remember(f, (remembered){.kind = "agreements", .block = block, .name = a->name, .who = a->who, .label = a->kind});
}

/* "2015 nuclear deal": the year is part of the name. */
static const char *year_in(finder *f, const char *name)
{
    if ((name[0] == '1' || name[0] == '2') && strlen(name) > 5 && isdigit((unsigned char)name[1]) && isdigit((unsigned char)name[2]) && isdigit((unsigned char)name[3]) && name[4] == ' ') {
        char *year = chy_arena_dup(f->arena, name, 4);
        return year ? year : "";
    }
    return "";
}

/* Nobody made it yet: wished for, or a kind of thing in general. */
static bool is_wish(finder *f, uint32_t at, const state *st)
{
    if (st->name)
        return false;
    uint32_t head = ledger_head(f, at);
    if (head != CHY_NO_TOKEN && ledger_is(f, head, LEDGER_BIT(NEED)))
        return true;
    chy_signals signals = ledger_signals(f, at);
    return signals.negated || signals.demanded || signals.condition || (signals.hypothetical && !is_definite(f, at)) || (signals.future && !is_definite(f, at));
}

static void read_one(finder *f, uint32_t at)
{
    agreement a = {.acronym = "", .also = "", .year = "", .topic = ""};
    state st;
    bool listed = known_key(f, at, &a);
    if (!listed) {
        a.kind = ledger_label(f, at, LEDGER_AGREEMENT);
        a.name = base_name(f, at, &a.title);
        a.acronym = acronym_after(f, at);
        a.also = known_as(f, at);
        a.year = year_in(f, a.name);
        a.definite = is_definite(f, at);
        a.topic = topic_of(f, at);
    }
    bool plural = ledger_token(f, at)->xpos == CHY_XPOS_NNS;
    read_state(f, at, a.kind, &st);
    if (!listed && plural && !a.title)
        return;
    if (!listed && is_wish(f, at, &st))
        return;
    const char *block;
    if (listed) {
        if (st.name && a.who.n < 2) { /* a treaty of many: those that the sentence names */
            read_parties(f, at, st.at, &a.who);
            bare_parties(&a.who);
        }
        block = chy_arena_printf(f->arena, "=%s", a.key);
        if (!block)
            f->failed = true;
        else
            emit(f, at, &a, block, &st);
        return;
    }
    read_parties(f, at, st.at, &a.who);
    if (settle_parties(f, at, &a, &block) && block)
        emit(f, at, &a, block, &st);
}

/* "in agreement with", "points of agreement": no agreement. */
static bool is_abstract(finder *f, uint32_t at)
{
    uint32_t prep = ledger_child(f, at, CHY_DEP_case);
    return ledger_child(f, at, CHY_DEP_det) == CHY_NO_TOKEN && ledger_child(f, at, CHY_DEP_nmod_poss) == CHY_NO_TOKEN && ledger_child(f, at, CHY_DEP_amod) == CHY_NO_TOKEN &&
           ledger_child(f, at, CHY_DEP_compound) == CHY_NO_TOKEN && prep != CHY_NO_TOKEN;
}

void ledger_find_agreements(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        const known_name *name = ledger_known_at(f, i);
        if (name && !strcmp(name->name->sort, "agreement")) {
            uint32_t head = name->first;
            while (head < name->first + name->n && ledger_head(f, head) != CHY_NO_TOKEN && ledger_head(f, head) >= name->first && ledger_head(f, head) < name->first + name->n)
                head++;
            read_one(f, head < name->first + name->n ? head : name->first);
            i = name->first + name->n - 1;
        } else if (ledger_is(f, i, LEDGER_BIT(AGREEMENT)) && ledger_is_noun(f, i) && ledger_rel(f, i) != CHY_DEP_compound && f->s.mention_at[i] == CHY_NOBODY) {
            /* "in agreement with": no agreement */
            if (!is_abstract(f, i))
                read_one(f, i);
        }
    }
}
