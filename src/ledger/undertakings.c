/* src/ledger/undertakings.c - Railways, corridors, pipelines, ports, plants, and plans to move or build something: whose, where, how far. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/find.h"

typedef struct undertaking {
    const char *name, *key, *kind, *state;
    parties who;
    place where;
    uint32_t told;
    bool ahead;
} undertaking;

static bool is_capital(const finder *f, uint32_t at)
{
    return chy_utf8_is_capital(ledger_token(f, at)->form, ledger_token(f, at)->form_len);
}

static void bare(parties *who)
{
    parties out = {.n = 0};
    for (uint32_t i = 0; i < who->n; i++) {
        party p = who->items[i];
        p.name = p.office = "";
        if (p.code[0])
            ledger_add_party(&out, p);
    }
    *who = out;
}

static const char *state_of(finder *f, uint32_t at, bool *ahead)
{
    chy_signals s = ledger_signals(f, at);
    if (s.negated || s.condition)
        return NULL;
    *ahead = s.future;
    if (ledger_is(f, at, LEDGER_BIT(STALL)) && !s.future && !s.hypothetical)
        return "stalled";
    if (s.future || s.hypothetical || s.demanded)
        return s.demanded ? NULL : "planned";
    if (ledger_is(f, at, LEDGER_BIT(PLAN)))
        return "planned";
    if (ledger_is(f, at, LEDGER_BIT(UNDERWAY)))
        return "under way";
    if (ledger_is(f, at, LEDGER_BIT(FINISH)))
        return "finished";
    if (ledger_is(f, at, LEDGER_BIT(BUILD))) {
        const chy_token *tok = ledger_token(f, at);
        bool perfect = tok->xpos == CHY_XPOS_VBD || (tok->xpos == CHY_XPOS_VBN && ledger_child(f, at, CHY_DEP_aux) == CHY_NO_TOKEN && ledger_token(f, at)->deprel == CHY_DEP_acl);
        return ledger_lemma(f, at, "build") && perfect ? "finished" : "under way";
    }
    return NULL;
}

#define STATES (LEDGER_BIT(BUILD) | LEDGER_BIT(FINISH) | LEDGER_BIT(STALL) | LEDGER_BIT(UNDERWAY) | LEDGER_BIT(PLAN))

static bool take_state(finder *f, undertaking *u, uint32_t at)
{
    const char *state = state_of(f, at, &u->ahead);
    if (!state)
        return false;
    u->state = state;
    u->told = at;
    static const char *const preps[] = {"with", "by", "between", "in"};
    ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, &u->who);
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        ledger_fillers(f, at, CHY_SLOT_PREP, preps[i], false, &u->who);
    return true;
}

/* The word that tells how far it is: a clause on the noun, or a verb or noun above it. */
static void read_state(finder *f, uint32_t at, undertaking *u)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint8_t rel = ledger_token(f, c)->deprel;
        if (rel == CHY_DEP_acl_relcl || rel == CHY_DEP_acl || (rel == CHY_DEP_amod && ledger_is(f, c, LEDGER_BIT(PLAN) | LEDGER_BIT(UNDERWAY) | LEDGER_BIT(STALL))))
            if (ledger_is(f, c, STATES) && take_state(f, u, c))
                return;
    }
    uint32_t node = at;
    for (int step = 0; step < 4; step++) {
        uint8_t rel = ledger_rel(f, node);
        uint32_t head = ledger_head(f, node);
        if (head == CHY_NO_TOKEN || rel == CHY_DEP_acl || rel == CHY_DEP_advcl || rel == CHY_DEP_ccomp)
            return;
        uint32_t below = rel == CHY_DEP_nsubj && !ledger_is(f, head, STATES) ? ledger_child(f, head, CHY_DEP_xcomp) : CHY_NO_TOKEN;
        if (below != CHY_NO_TOKEN && ledger_is(f, below, STATES) && take_state(f, u, below))
            return; /* "is expected to be completed" */
        bool argument = rel == CHY_DEP_obj || rel == CHY_DEP_nsubj || rel == CHY_DEP_nmod || rel == CHY_DEP_conj || rel == CHY_DEP_compound || rel == CHY_DEP_obl;
        if (argument && ledger_is(f, head, STATES) && !(ledger_is_noun(f, head) && ledger_is_verb(f, node))) {
            uint32_t verb = head;
            /* "construction of the line began", "pursuing the development of": the verb over the noun decides. */
            uint32_t over = ledger_head(f, head);
            if ((ledger_is_noun(f, head) || ledger_rel(f, head) == CHY_DEP_nsubj) && over != CHY_NO_TOKEN && ledger_is_verb(f, over)) {
                if (ledger_is(f, over, LEDGER_BIT(OPPOSE) | LEDGER_BIT(SUPPORT) | LEDGER_BIT(DEMAND) | LEDGER_BIT(STRESS) | LEDGER_BIT(TALKED) | LEDGER_BIT(REGARD)))
                    return; /* what somebody says of building it */
                if (ledger_is(f, over, STATES))
                    verb = over;
            }
            if (rel == CHY_DEP_nsubj && ledger_is(f, head, LEDGER_BIT(BUILD)) && ledger_token(f, node)->deprel != CHY_DEP_nsubj_pass)
                return;
            if (take_state(f, u, verb))
                return;
        }
        node = head;
    }
}

static void read_parties(finder *f, uint32_t at, undertaking *u)
{
    static const char *const preps[] = {"between", "in", "from", "to", "with", "of", "through"};
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        ledger_fillers(f, at, CHY_SLOT_PREP, preps[i], false, &u->who);
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, &u->who);
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        if (f->s.mention_at[c] != CHY_NOBODY && (ledger_rel(f, c) == CHY_DEP_amod || ledger_rel(f, c) == CHY_DEP_compound))
            ledger_parties_of(f, c, &u->who);
        if (ledger_token(f, c)->deprel == CHY_DEP_acl)
            ledger_fillers(f, c, CHY_SLOT_OBJ, NULL, false, &u->who);
    }
    bare(&u->who);
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !u->who.n && u->state; i++)
        if (f->s.mention_at[i] != CHY_NOBODY && chy_tree_dominates(&f->s.tree, at, i)) { /* "a line that will link X with Y" */
            ledger_parties_of(f, i, &u->who);
            for (uint32_t k = i + 1; k < f->s.sent->n_tokens; k++)
                if (f->s.mention_at[k] != CHY_NOBODY && chy_tree_dominates(&f->s.tree, at, k))
                    ledger_parties_of(f, k, &u->who);
            bare(&u->who);
        }
    if (!u->who.n && u->state) {
        parties none = {.n = 0};
        ledger_speaker(f, at, &none, &u->who);
        bare(&u->who);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The words of a name in order of the alphabet: "Rasht-Astara railway" is "Astara-Rasht railway". */
static const char *sorted_words(finder *f, const char *name)
{
    char *copy = chy_arena_printf(f->arena, "%s", ledger_fold(f, name)), *save = NULL;
    char *out = copy ? chy_arena_alloc(f->arena, strlen(copy) + 2, 1) : NULL;
    const char *words[24];
    size_t n = 0;
    for (char *word = out ? strtok_r(copy, " -,'/", &save) : NULL; word && n < 24; word = strtok_r(NULL, " -,'/", &save))
        if (strcmp(word, "the") && strcmp(word, "of") && strcmp(word, "new") && strcmp(word, "project"))
            words[n++] = word;
    qsort(words, n, sizeof *words, by_text);
    for (size_t i = 0; i < n; i++)
        strcat(strcat(out, i ? " " : ""), words[i]);
    f->failed |= !out;
    return out ? out : "";
}

static void emit(finder *f, uint32_t at, undertaking *u, const char *rule)
{
    bare(&u->who);
    if (!u->who.n && !u->key)
        return;
    when days = u->state ? ledger_when(f, u->told, u->ahead) : (when){.stated = false};
    const char *folded = sorted_words(f, u->key ? u->key : u->name);
    draft d = {.kind = "undertakings", .block = folded, .status = u->state ? u->state : "", .rule = rule, .at = at, .who = u->who, .when = days};
    u->where = ledger_place(f, at, false);
    ledger_json_begin(f);
    ledger_json_text(f, "name", u->key ? u->key : u->name);
    ledger_json_text(f, "kind", u->kind);
    ledger_json_codes(f, "parties", &u->who);
    ledger_json_place(f, &u->where);
    ledger_json_text(f, "state", u->state);
    ledger_json_days(f, &days);
    ledger_emit(f, &d);
}

static bool is_named(const finder *f, uint32_t at)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if ((ledger_rel(f, c) == CHY_DEP_compound || ledger_rel(f, c) == CHY_DEP_amod || ledger_rel(f, c) == CHY_DEP_flat) && c < at && is_capital(f, c) && (ledger_token(f, c)->upos == CHY_UPOS_PROPN || memchr(ledger_token(f, c)->form, '-', ledger_token(f, c)->form_len)))
            return true;
    return false;
}

static void read_thing(finder *f, uint32_t at, const known_name *name)
{
    undertaking u = {.kind = ledger_label(f, at, LEDGER_UNDERTAKING), .told = CHY_NO_TOKEN};
    if (name) {
        u.key = name->name->key;
        u.kind = name->name->kind;
        for (uint32_t i = 0; i < name->name->n_parties; i++)
            ledger_add_party(&u.who, (party){.code = name->name->parties[i], .name = "", .office = ""});
    }
    u.name = ledger_phrase(f, at, false);
    read_state(f, at, &u);
    if (!name && !is_named(f, at))
        return;
    if (!name || !u.who.n)
        read_parties(f, at, &u);
    emit(f, at, &u, u.state ? "undertakings/state" : "undertakings/name");
}

static const char *noun_of(const char *lemma)
{
    static const char *const pairs[][2] = {{"transfer", "transfer"}, {"build", "construction"}, {"construct", "construction"}, {"supply", "supply"}, {"export", "export"},
        {"deliver", "delivery"}, {"transport", "transport"}, {"lay", "laying"}, {"link", "link"}, {"connect", "connection"}, {"develop", "development"}, {"import", "import"},
        {"expand", "expansion"}, {"modernize", "modernization"}, {"modernise", "modernisation"}, {"launch", "launch"}, {"pipe", "piping"}, {"extend", "extension"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!strcmp(pairs[i][0], lemma))
            return pairs[i][1];
    return NULL;
}

/* "the plan to transfer Russian gas to Iran" */
static void read_plan(finder *f, uint32_t at)
{
    uint32_t verb = ledger_child(f, at, CHY_DEP_acl);
    const char *noun = verb == CHY_NO_TOKEN ? NULL : noun_of(ledger_token(f, verb)->lemma);
    uint32_t object = noun ? ledger_child(f, verb, CHY_DEP_obj) : CHY_NO_TOKEN;
    chy_signals s = ledger_signals(f, at);
    if (object == CHY_NO_TOKEN || s.negated)
        return;
    uint32_t end = object + 1;
    for (uint32_t c = ledger_next_child(f, verb, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, verb, c))
        if (ledger_rel(f, c) == CHY_DEP_obl && c > object && c < object + 8)
            end = c + 1;
    uint32_t first = object;
    while (first > verb + 1 && ledger_token(f, first - 1)->upos != CHY_UPOS_DET && ledger_token(f, first - 1)->upos != CHY_UPOS_ADP)
        first--;
    undertaking u = {.kind = ledger_label(f, object, LEDGER_UNDERTAKING), .state = "planned", .told = at, .ahead = true};
    u.name = chy_arena_printf(f->arena, "%s of %s", noun, ledger_text(f, first, end));
    if (!u.name)
        return;
    if (!u.kind[0])
        u.kind = noun;
    for (uint32_t i = verb; i < end; i++)
        if (f->s.mention_at[i] != CHY_NOBODY)
            ledger_parties_of(f, i, &u.who);
    bare(&u.who);
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, &u.who);
    if (ledger_n_codes(&u.who) < 2) {
        parties said = {.n = 0};
        ledger_speaker(f, at, &u.who, &said);
        bare(&said);
        if (said.n == 1)
            ledger_add_party(&u.who, said.items[0]);
    }
    emit(f, at, &u, "undertakings/plan");
}

void ledger_find_undertakings(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        const known_name *name = ledger_known_at(f, i);
        if (name && !strcmp(name->name->sort, "undertaking")) {
            uint32_t end = name->first + name->n, head = name->first;
            for (uint32_t k = name->first; k < end; k++) {
                uint32_t over = ledger_head(f, k);
                if (over == CHY_NO_TOKEN || over < name->first || over >= end)
                    head = k;
            }
            read_thing(f, head, name);
            i = end - 1;
        } else if (ledger_is(f, i, LEDGER_BIT(UNDERTAKING)) && ledger_is_noun(f, i) && ledger_rel(f, i) != CHY_DEP_compound) {
            read_thing(f, i, NULL);
        } else if (ledger_is(f, i, LEDGER_BIT(PROJECT)) && ledger_is_noun(f, i)) {
            read_plan(f, i);
        }
    }
}
