/* src/ledger/positions.c - What a state or organisation supports, opposes, demands, is concerned about or regards as something, in whose words. */
#include <string.h>
#include <strings.h>

#include "ledger/find.h"

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

/* The words between quotation marks in the sentence, when there is one pair. */
static const char *quotation(finder *f)
{
    uint32_t first = CHY_NO_TOKEN, end = 0;
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++)
        if (ledger_token(f, i)->flags & CHY_TOKEN_QUOTED) {
            if (first == CHY_NO_TOKEN)
                first = i;
            end = i + 1;
        }
    return first != CHY_NO_TOKEN && end > first + 2 ? ledger_text(f, first, end) : "";
}

static void targets(finder *f, uint32_t at, const parties *holders, parties *out)
{
    for (uint32_t m = f->s.sent->first_mention; m < f->s.sent->first_mention + f->s.sent->n_mentions; m++) {
        const chy_mention *mention = &f->art->mentions[m];
        if (!chy_tree_dominates(&f->s.tree, at, mention->head))
            continue;
        for (uint32_t k = 0; k < mention->n_entities; k++) {
            parties one = {.n = 0};
            ledger_add_entity(f, &one, mention->entities[k]);
            bare(&one);
            if (one.n && !ledger_has_code(holders, one.items[0].code))
                ledger_add_party(out, one.items[0]);
        }
    }
}

static bool says_something(const char *on)
{
    static const char *const empty[] = {"it", "this", "that", "them", "him", "her", "us", "they", "which", "who", "issue", "issues", "move", "question", "other", "each other", "one another",
                                        "statement", "report", "idea", "decision", "one", "both", "all", "what", "country", "nation", "side", "party", "people", "efforts", "effort"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        if (!strcasecmp(on, empty[i]))
            return false;
    return strlen(on) > 3;
}

static void emit(finder *f, uint32_t at, parties *holders, const char *stance, const char *on, uint32_t about, const char *rule)
{
    bare(holders);
    if (!holders->n || holders->n > 6 || !says_something(on))
        return;
    parties whom = {.n = 0};
    targets(f, about, holders, &whom);
    draft d = {.kind = "positions", .block = ledger_block(f, holders), .status = stance, .rule = rule, .at = at, .who = *holders, .whom = whom};
    ledger_json_begin(f);
    ledger_json_codes(f, "holders", holders);
    ledger_json_text(f, "stance", stance);
    ledger_json_text(f, "on", on);
    ledger_json_codes(f, "target", &whom);
    ledger_json_text(f, "quotation", quotation(f));
    ledger_emit(f, &d);
}

/* "these sanctions": told in full before. */
static const char *object_text(finder *f, uint32_t at)
{
    uint32_t det = ledger_child(f, at, CHY_DEP_det);
    bool again = ledger_lemma(f, det, "this") || ledger_lemma(f, det, "these") || (ledger_lemma(f, det, "the") && ledger_next_child(f, at, det) == CHY_NO_TOKEN);
    if (again && ledger_is(f, at, LEDGER_BIT(MEASURE)))
        for (uint32_t i = f->n_memory; i-- > 0;) {
            const remembered *m = &f->memory[i];
            if (strcmp(m->kind, "measures") || !m->who.n)
                continue;
            const char *code = m->who.items[0].code;
            const chy_state *state = chy_dict_state(f->dict, code);
            char *out = chy_arena_printf(f->arena, "%s by %s%s", ledger_phrase(f, at, false), state && !strncmp(state->name, "United", 6) ? "the " : "", state ? state->name : code);
            return out ? out : "";
        }
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_token(f, c)->deprel == CHY_DEP_acl && c > at && ledger_is_verb(f, c))
            return ledger_clause(f, at);
    const char *owned = ledger_phrase(f, at, true);
    return owned;
}

/* Told as said and meant: not denied, not possible, not yet to come. */
static bool is_told(finder *f, uint32_t at, bool *negated)
{
    chy_signals s = ledger_signals(f, at);
    *negated = s.own_negated || (s.negated && s.cue && !strcmp(s.cue, "not"));
    return !s.condition && !s.hypothetical && !s.future && !s.demanded && (!s.negated || *negated);
}

static void holders_of(finder *f, uint32_t at, parties *out)
{
    ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, out);
    uint32_t subject = ledger_child(f, at, CHY_DEP_nsubj);
    /* "told journalists that they condemn": they are who tells, when nobody better is known. */
    if (!out->n && subject != CHY_NO_TOKEN && ledger_token(f, subject)->upos == CHY_UPOS_PRON && ledger_head(f, at) != CHY_NO_TOKEN) {
        parties none = {.n = 0};
        ledger_speaker(f, ledger_head(f, at), &none, out);
    }
}

static uint32_t filler_of(finder *f, uint32_t at, chy_slot slot, const char *prep)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        if (filler->slot == slot && filler->level == CHY_LEVEL_OWN && (!prep || !strcmp(ledger_prep(f, filler), prep)))
            return filler->token;
    }
    return CHY_NO_TOKEN;
}

static const char *stance_of(const finder *f, uint32_t at)
{
    if (ledger_is(f, at, LEDGER_BIT(OPPOSE)))
        return "opposes";
    if (ledger_is(f, at, LEDGER_BIT(SUPPORT)))
        return "supports";
    if (ledger_is(f, at, LEDGER_BIT(DEMAND)))
        return "demands";
    return ledger_is(f, at, LEDGER_BIT(CONCERN)) ? "is concerned about" : NULL;
}

/* "insisted that X must": told by modal_position(). */
static bool has_modal(const finder *f, uint32_t at)
{
    uint32_t modal = ledger_child(f, at, CHY_DEP_aux);
    return ledger_rel(f, at) == CHY_DEP_ccomp && (ledger_lemma(f, modal, "must") || ledger_lemma(f, modal, "should"));
}

/* What stands in an object: a person or a bare country is backed, but no proposition, unless it is all there is. */
static void verb_position(finder *f, uint32_t at)
{
    const char *stance = stance_of(f, at);
    bool negated;
    if (!stance || !is_told(f, at, &negated))
        return;
    parties holders = {.n = 0};
    holders_of(f, at, &holders);
    bool demands = !strcmp(stance, "demands");
    uint32_t about = CHY_NO_TOKEN;
    if (demands) {
        uint32_t clause = ledger_child(f, at, CHY_DEP_xcomp);
        if (clause == CHY_NO_TOKEN)
            clause = ledger_child(f, at, CHY_DEP_ccomp);
        about = filler_of(f, at, CHY_SLOT_PREP, "for");
        if (about == CHY_NO_TOKEN)
            about = clause;
        if (about == CHY_NO_TOKEN)
            about = ledger_child(f, at, CHY_DEP_advcl);
        if (about == CHY_NO_TOKEN && ledger_lemma(f, at, "demand"))
            about = filler_of(f, at, CHY_SLOT_OBJ, NULL);
        if (about == CHY_NO_TOKEN || negated || has_modal(f, about) || !(ledger_is_verb(f, about) || ledger_is_noun(f, about)))
            return;
        const char *on = ledger_is_verb(f, about) ? ledger_clause(f, about) : object_text(f, about);
        emit(f, at, &holders, stance, on, about, "positions/demand");
        return;
    }
    about = filler_of(f, at, CHY_SLOT_OBJ, NULL);
    if (about == CHY_NO_TOKEN)
        about = filler_of(f, at, CHY_SLOT_PREP, NULL);
    if (about == CHY_NO_TOKEN || !ledger_is_noun(f, about))
        return;
    bool somebody = f->s.mention_at[about] != CHY_NOBODY;
    if (somebody && strcmp(stance, "supports"))
        return; /* "condemned X": an event, no proposition */
    if (negated)
        stance = !strcmp(stance, "supports") ? "opposes" : NULL;
    const char *on = object_text(f, about);
    uint32_t clause = ledger_child(f, at, CHY_DEP_xcomp);
    if (clause != CHY_NO_TOKEN && clause > about && ledger_is_verb(f, clause)) {
        /* "condemned airstrikes conducted by X": the parser hangs the participle on the verb. */
        char *longer = chy_arena_printf(f->arena, "%s %s", on, ledger_clause(f, clause));
        on = longer ? longer : on;
    }
    if (stance)
        emit(f, at, &holders, stance, on, clause != CHY_NO_TOKEN && clause > about ? at : about, "positions/verb");
}

/* "expressed concern over", "reaffirmed support for", "voiced opposition to", "stressed the need for" */
static void noun_position(finder *f, uint32_t verb)
{
    bool negated;
    if (!is_told(f, verb, &negated) || negated)
        return;
    for (uint32_t noun = ledger_next_child(f, verb, CHY_NO_TOKEN); noun != CHY_NO_TOKEN; noun = ledger_next_child(f, verb, noun)) {
        if (ledger_rel(f, noun) != CHY_DEP_obj || !ledger_is_noun(f, noun))
            continue;
        bool need = ledger_is(f, noun, LEDGER_BIT(NEED));
        const char *stance = need ? "demands" : stance_of(f, noun);
        if (!stance)
            continue;
        uint32_t about = CHY_NO_TOKEN;
        for (uint32_t c = ledger_next_child(f, noun, CHY_NO_TOKEN); c != CHY_NO_TOKEN && about == CHY_NO_TOKEN; c = ledger_next_child(f, noun, c))
            if (c > noun && (ledger_rel(f, c) == CHY_DEP_nmod || ledger_rel(f, c) == CHY_DEP_acl || ledger_rel(f, c) == CHY_DEP_advcl))
                about = c;
        if (about == CHY_NO_TOKEN)
            about = filler_of(f, verb, CHY_SLOT_PREP, NULL);
        parties holders = {.n = 0};
        holders_of(f, verb, &holders);
        if (about != CHY_NO_TOKEN)
            emit(f, verb, &holders, stance, ledger_is_verb(f, about) ? ledger_clause(f, about) : object_text(f, about), about, need ? "positions/need" : "positions/noun");
    }
}

/* "must", "should" in what is said or stressed: a demand; "free from X": X is opposed. */
static void modal_position(finder *f, uint32_t at)
{
    uint32_t modal = ledger_child(f, at, CHY_DEP_aux);
    uint32_t over = ledger_head(f, at);
    bool said = over != CHY_NO_TOKEN && ledger_is_verb(f, over) && ledger_rel(f, at) == CHY_DEP_ccomp && ledger_is(f, over, LEDGER_BIT(STRESS) | LEDGER_BIT(DEMAND));
    bool negated;
    if (!said || !(ledger_lemma(f, modal, "must") || ledger_lemma(f, modal, "should") || ledger_lemma(f, modal, "ought")) || !is_told(f, over, &negated) || negated)
        return;
    parties holders = {.n = 0};
    holders_of(f, over, &holders);
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_lemma(f, c, "free")) {
            uint32_t from = ledger_child(f, c, CHY_DEP_obl);
            if (from != CHY_NO_TOKEN && ledger_lemma(f, ledger_child(f, from, CHY_DEP_case), "from")) {
                /* Where it must not be is told by the subject: "the future of West Asia". */
                uint32_t subject = ledger_child(f, at, CHY_DEP_nsubj);
                uint32_t where = subject == CHY_NO_TOKEN ? CHY_NO_TOKEN : ledger_child(f, subject, CHY_DEP_nmod);
                char *on = chy_arena_printf(f->arena, where == CHY_NO_TOKEN ? "%s" : "%s in %s", ledger_phrase(f, from, true), where == CHY_NO_TOKEN ? "" : ledger_phrase(f, where, false));
                if (on)
                    emit(f, over, &holders, "opposes", on, from, "positions/free-from");
                return;
            }
        }
    emit(f, over, &holders, "demands", ledger_clause(f, at), at, "positions/must");
}

/* "consider these sanctions counterproductive", "described the talks as useful" */
static void regard_position(finder *f, uint32_t at)
{
    bool negated;
    uint32_t object = filler_of(f, at, CHY_SLOT_OBJ, NULL);
    if (object == CHY_NO_TOKEN || !ledger_is_noun(f, object) || !is_told(f, at, &negated) || negated)
        return;
    uint32_t as = ledger_child(f, at, CHY_DEP_xcomp);
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN && as == CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint32_t prep = ledger_child(f, c, CHY_DEP_case);
        if ((ledger_rel(f, c) == CHY_DEP_obl || ledger_rel(f, c) == CHY_DEP_advcl) && c > object && (ledger_lemma(f, prep, "as") || ledger_lemma(f, ledger_child(f, c, CHY_DEP_mark), "as")))
            as = c;
    }
    if (as == CHY_NO_TOKEN || ledger_is_verb(f, as))
        return;
    parties holders = {.n = 0};
    holders_of(f, at, &holders);
    bool bad = ledger_is(f, as, LEDGER_BIT(BAD));
    for (uint32_t c = ledger_next_child(f, as, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, as, c))
        bad |= ledger_rel(f, c) == CHY_DEP_amod && ledger_is(f, c, LEDGER_BIT(BAD));
    if (bad) {
        emit(f, at, &holders, "opposes", object_text(f, object), object, "positions/regard");
        return;
    }
    char *on = chy_arena_printf(f->arena, "%s as %s", object_text(f, object), ledger_phrase(f, as, true));
    if (on)
        emit(f, at, &holders, "regards as", on, object, "positions/regard");
}

void ledger_find_positions(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        bool verb = ledger_is_verb(f, i);
        if (!verb)
            continue;
        if (ledger_is(f, i, LEDGER_BIT(SUPPORT) | LEDGER_BIT(OPPOSE) | LEDGER_BIT(DEMAND)))
            verb_position(f, i);
        if (ledger_is(f, i, LEDGER_BIT(STRESS)))
            noun_position(f, i);
        if (ledger_is(f, i, LEDGER_BIT(REGARD)))
            regard_position(f, i);
        modal_position(f, i);
    }
}
