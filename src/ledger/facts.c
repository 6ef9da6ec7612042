/* src/ledger/facts.c - Standing conditions with or without a number: "Iran's largest trading partner", "account for 40% of", "trade reached 5 billion
 * dollars in 2023", "have visited five times". */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

typedef struct amount { double value; const char *unit; bool known; uint32_t first, end; } amount;

static double word_number(const char *lemma)
{
    static const char *const words[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], lemma))
            return (double)i;
    return NAN;
}

static double read_number(const chy_token *tok)
{
    char digits[32];
    size_t n = 0;
    for (uint32_t i = 0; i < tok->form_len && n + 1 < sizeof digits; i++)
        if (isdigit((unsigned char)tok->form[i]) || tok->form[i] == '.')
            digits[n++] = tok->form[i];
        else if (tok->form[i] != ',')
            return word_number(tok->lemma);
    digits[n] = '\0';
    return n ? strtod(digits, NULL) : NAN;
}

/* "$4.8 billion", "40%", "2,700 km", "five times" at the number `at`. */
static amount read_amount(finder *f, uint32_t at)
{
    amount out = {.value = read_number(ledger_token(f, at)), .unit = "", .first = at, .end = at + 1};
    uint32_t n = f->s.sent->n_tokens;
    if (isnan(out.value))
        return out;
    const char *scale = "", *money = "";
    if (at > 0 && (ledger_lemma(f, at - 1, "$") || ledger_lemma(f, at - 1, "€") || ledger_lemma(f, at - 1, "£"))) {
        money = ledger_lemma(f, at - 1, "$") ? "dollars" : ledger_lemma(f, at - 1, "€") ? "euros" : "pounds";
        out.first = at - 1;
    }
    for (uint32_t i = at + 1; i < n && i < at + 3; i++) {
        if (ledger_lemma(f, i, "billion") || ledger_lemma(f, i, "million") || ledger_lemma(f, i, "trillion")) {
            scale = ledger_token(f, i)->lemma;
            out.end = i + 1;
        } else if (ledger_is(f, i, LEDGER_BIT(UNIT))) {
            out.unit = ledger_lemma(f, i, "percent") ? "%" : ledger_token(f, i)->lemma;
            out.end = i + 1;
            break;
        } else if (ledger_token(f, i)->upos != CHY_UPOS_NUM && ledger_token(f, i)->upos != CHY_UPOS_SYM && ledger_token(f, i)->upos != CHY_UPOS_PUNCT) {
            break;
        }
    }
    if (scale[0] || money[0]) {
        const char *unit = money[0] ? money : out.unit;
        out.unit = chy_arena_printf(f->arena, "%s%s%s", scale, scale[0] && unit[0] ? " " : "", unit);
    }
    out.known = out.unit && out.unit[0];
    return out;
}

static void emit(finder *f, uint32_t at, parties *about, const char *fact, const amount *a, when days, const char *rule)
{
    bare(about);
    if (!about->n || !fact[0])
        return;
    draft d = {.kind = "facts", .block = ledger_block(f, about), .status = "", .rule = rule, .at = at, .who = *about, .when = days};
    char from[24];
    ledger_json_begin(f);
    ledger_json_codes(f, "about", about);
    ledger_json_text(f, "fact", fact);
    if (a && !isnan(a->value)) {
        chy_buf number = {0};
        chy_buf_number(&number, a->value, 3);
        ledger_json_text(f, "value", number.data);
        chy_buf_release(&number);
        ledger_json_text(f, "unit", a->unit);
    }
    if (days.stated && chy_day_known(days.from))
        ledger_json_text(f, "as_of", chy_day_format(days.from, from));
    ledger_emit(f, &d);
}

static bool is_told(finder *f, uint32_t at)
{
    chy_signals s = ledger_signals(f, at);
    return !s.negated && !s.condition && !s.hypothetical && !s.future && !s.demanded;
}

static void subject_of(finder *f, uint32_t at, parties *out)
{
    uint32_t subject = ledger_child(f, at, CHY_DEP_nsubj), head = ledger_head(f, at);
    uint8_t rel = ledger_token(f, at)->deprel;
    if (rel == CHY_DEP_acl_relcl && head != CHY_NO_TOKEN)
        ledger_parties_of(f, head, out);
    else if (subject != CHY_NO_TOKEN)
        ledger_parties_of(f, subject, out);
    else if (rel == CHY_DEP_xcomp && head != CHY_NO_TOKEN)
        ledger_fillers(f, head, CHY_SLOT_SUBJ, NULL, false, out);
    else if (rel == CHY_DEP_appos && head != CHY_NO_TOKEN)
        ledger_parties_of(f, head, out);
}

/* "X is Y's largest trading partner" */
static void standing(finder *f, uint32_t at)
{
    uint32_t best = CHY_NO_TOKEN;
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_rel(f, c) == CHY_DEP_amod && ledger_is(f, c, LEDGER_BIT(SUPERLATIVE)))
            best = c;
    if (best == CHY_NO_TOKEN || !is_told(f, at))
        return;
    parties owner = {.n = 0}, about = {.n = 0};
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, &owner);
    ledger_fillers(f, at, CHY_SLOT_PREP, "of", false, &owner);
    ledger_fillers(f, at, CHY_SLOT_PREP, "for", false, &owner);
    subject_of(f, at, &about);
    bool most = best > 0 && ledger_lemma(f, best - 1, "most");
    if (!about.n || (ledger_token(f, best)->xpos != CHY_XPOS_JJS && !most && !owner.n))
        return;
    const chy_state *state = owner.n ? chy_dict_state(f->dict, owner.items[0].code) : NULL;
    const char *name = state ? state->name : owner.n ? owner.items[0].code : "";
    uint32_t first = most ? best - 1 : best;
    if (first >= 2 && ledger_token(f, first - 1)->form_len == 1 && *ledger_token(f, first - 1)->form == '-')
        first -= 2; /* "second-largest" */
    const char *thing = "";
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_rel(f, c) == CHY_DEP_nmod && c > at && ledger_lemma(f, ledger_child(f, c, CHY_DEP_case), "of") && f->s.mention_at[c] == CHY_NOBODY)
            thing = ledger_phrase(f, c, false);
    uint32_t whose = ledger_child(f, at, CHY_DEP_nmod_poss);
    if (!owner.n && !thing[0] && whose != CHY_NO_TOKEN && ledger_is_noun(f, whose))
        thing = ledger_phrase(f, whose, false); /* "Africa's biggest economy" */
    char *fact = chy_arena_printf(f->arena, "%s%s%s%s%s", ledger_text(f, first, at + 1), thing[0] ? " of " : "", thing, name[0] ? " of " : "", name);
    for (uint32_t i = 0; i < owner.n; i++)
        ledger_add_party(&about, owner.items[i]);
    if (fact)
        emit(f, at, &about, fact, NULL, ledger_when(f, at, false), "facts/standing");
}

/* "account for 40% of the world's population", "supplies 30% of X's gas" */
static void share(finder *f, uint32_t at)
{
    amount a = read_amount(f, at);
    if (!a.known || strcmp(a.unit, "%"))
        return;
    uint32_t top = at;
    for (int i = 0; i < 4 && top != CHY_NO_TOKEN && !ledger_is_verb(f, top); i++)
        top = ledger_head(f, top);
    if (top == CHY_NO_TOKEN || !ledger_is(f, top, LEDGER_BIT(REACH)) || !is_told(f, top))
        return;
    uint32_t of = CHY_NO_TOKEN;
    for (uint32_t i = a.end; i < f->s.sent->n_tokens && i < a.end + 8 && of == CHY_NO_TOKEN; i++)
        if (ledger_is_noun(f, i) && ledger_rel(f, i) == CHY_DEP_nmod && ledger_lemma(f, ledger_child(f, i, CHY_DEP_case), "of"))
            of = i;
    parties about = {.n = 0};
    if (ledger_before_relative(f, top) == CHY_NO_TOKEN)
        ledger_fillers(f, top, CHY_SLOT_SUBJ, NULL, false, &about);
    if (!about.n && ledger_before_relative(f, top) == CHY_NO_TOKEN) {
        uint32_t subject = ledger_child(f, top, CHY_DEP_nsubj), head = ledger_head(f, top);
        uint32_t node = ledger_token(f, top)->deprel == CHY_DEP_acl_relcl ? head : subject;
        for (uint32_t c = node == CHY_NO_TOKEN ? node : ledger_next_child(f, node, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, node, c))
            if (f->s.mention_at[c] != CHY_NOBODY)
                ledger_parties_of(f, c, &about);
    }
    uint32_t before = ledger_before_relative(f, top);
    if (!about.n && before != CHY_NO_TOKEN)
        ledger_parties_of(f, before, &about);
    if (of == CHY_NO_TOKEN)
        return;
    bool world = false;
    for (uint32_t i = at; i <= of; i++)
        world |= ledger_lemma(f, i, "world") || ledger_lemma(f, i, "global");
    if (!world)
        ledger_parties_of(f, of, &about);
    char *fact = chy_arena_printf(f->arena, "%g%% of %s%s", a.value, ledger_child(f, of, CHY_DEP_det) != CHY_NO_TOKEN ? "the " : "", ledger_phrase(f, of, true));
    if (fact)
        emit(f, top, &about, fact, &a, ledger_when(f, top, false), "facts/share");
}

/* "have visited Russia 10 times" */
static void times(finder *f, uint32_t at)
{
    uint32_t noun = ledger_head(f, at), verb = noun == CHY_NO_TOKEN ? noun : ledger_head(f, noun);
    if (!ledger_lemma(f, noun, "time") || verb == CHY_NO_TOKEN || !ledger_is_verb(f, verb) || ledger_is(f, verb, LEDGER_BIT(REACH)) || !is_told(f, verb))
        return;
    uint32_t subject = ledger_child(f, verb, CHY_DEP_nsubj);
    parties about = {.n = 0};
    ledger_fillers(f, verb, CHY_SLOT_SUBJ, NULL, false, &about);
    ledger_fillers(f, verb, CHY_SLOT_OBJ, NULL, false, &about);
    amount a = {.value = read_number(ledger_token(f, at)), .unit = "times"};
    uint32_t object = ledger_child(f, verb, CHY_DEP_obj);
    if (isnan(a.value) || subject == CHY_NO_TOKEN)
        return;
    char *fact = chy_arena_printf(f->arena, "%s %.*s%s%s %s times", ledger_phrase(f, subject, false), (int)ledger_token(f, verb)->form_len, ledger_token(f, verb)->form,
                                  object == CHY_NO_TOKEN ? "" : " ", object == CHY_NO_TOKEN ? "" : ledger_phrase(f, object, false), ledger_text(f, at, at + 1));
    if (fact)
        emit(f, verb, &about, fact, &a, (when){.stated = false}, "facts/times");
}

/* "bilateral trade reached $4.8 billion in 2023", "Russia's exports of gas fell by 20%" */
static void quantity(finder *f, uint32_t at)
{
    amount a = read_amount(f, at);
    if (!a.known)
        return;
    uint32_t verb = at;
    for (int i = 0; i < 5 && verb != CHY_NO_TOKEN && !ledger_is_verb(f, verb); i++) {
        if (ledger_child(f, verb, CHY_DEP_cop) != CHY_NO_TOKEN)
            break;
        verb = ledger_head(f, verb);
    }
    if (verb == CHY_NO_TOKEN || !is_told(f, verb))
        return;
    uint32_t subject = ledger_child(f, verb, CHY_DEP_nsubj);
    if (ledger_token(f, verb)->deprel == CHY_DEP_acl && ledger_head(f, verb) != CHY_NO_TOKEN && subject == CHY_NO_TOKEN)
        subject = ledger_head(f, verb);
    if (subject == CHY_NO_TOKEN || !ledger_is(f, subject, LEDGER_BIT(QUANTITY)) || !(ledger_is(f, verb, LEDGER_BIT(REACH)) || ledger_child(f, verb, CHY_DEP_cop) != CHY_NO_TOKEN))
        return;
    parties about = {.n = 0};
    ledger_fillers(f, subject, CHY_SLOT_POSS, NULL, false, &about);
    ledger_fillers(f, subject, CHY_SLOT_MOD, NULL, false, &about);
    static const char *const preps[] = {"between", "with", "of", "to", "from"};
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        ledger_fillers(f, subject, CHY_SLOT_PREP, preps[i], false, &about);
    bool mutual = ledger_lemma(f, subject, "trade") || ledger_lemma(f, subject, "turnover");
    if (about.n == 1 && mutual) {
        parties said = {.n = 0};
        ledger_speaker(f, verb, &about, &said);
        bare(&said);
        if (said.n == 1)
            ledger_add_party(&about, said.items[0]);
    }
    if (!about.n && mutual)
        ledger_pair(f, &about);
    const char *by = a.first > 0 && ledger_lemma(f, a.first - 1, "by") ? "by " : a.first > 0 && ledger_lemma(f, a.first - 1, "to") ? "to " : "";
    char *fact = chy_arena_printf(f->arena, "%s %.*s %s%s", ledger_phrase(f, subject, true), (int)ledger_token(f, verb)->form_len, ledger_token(f, verb)->form, by, ledger_text(f, a.first, a.end));
    if (fact)
        emit(f, verb, &about, fact, &a, ledger_when(f, verb, false), "facts/quantity");
}

/* "the 2,700 km railway" */
static void measure_of(finder *f, uint32_t at)
{
    amount a = read_amount(f, at);
    if (!a.known || !(strstr(a.unit, "km") || strstr(a.unit, "kilomet") || strstr(a.unit, "mile") || strstr(a.unit, "mw") || strstr(a.unit, "gw")))
        return;
    uint32_t noun = at;
    for (int i = 0; i < 4 && noun != CHY_NO_TOKEN && !ledger_is(f, noun, LEDGER_BIT(UNDERTAKING)); i++)
        noun = ledger_head(f, noun);
    if (noun == CHY_NO_TOKEN || !ledger_is(f, noun, LEDGER_BIT(UNDERTAKING)) || !is_told(f, noun))
        return;
    parties about = {.n = 0};
    for (uint32_t m = f->s.sent->first_mention; m < f->s.sent->first_mention + f->s.sent->n_mentions; m++)
        if (f->art->mentions[m].n_entities == 1 && f->art->entities[f->art->mentions[m].entities[0]].kind == CHY_ENTITY_STATE && chy_tree_dominates(&f->s.tree, noun, f->art->mentions[m].head))
            ledger_add_entity(f, &about, f->art->mentions[m].entities[0]);
    if (!about.n) {
        parties none = {.n = 0};
        ledger_speaker(f, noun, &none, &about);
    }
    emit(f, noun, &about, ledger_phrase(f, noun, true), &a, (when){.stated = false}, "facts/size");
}

void ledger_find_facts(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        if (ledger_is(f, i, LEDGER_BIT(STANDING)) && ledger_is_noun(f, i))
            standing(f, i);
        if (ledger_token(f, i)->upos != CHY_UPOS_NUM)
            continue;
        share(f, i);
        times(f, i);
        quantity(f, i);
        measure_of(f, i);
    }
}
