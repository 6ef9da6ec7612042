/* src/ledger/memberships.c - Who is in which organisation, since when, and as what: "a member of", "joined", "membership in", "which includes",
 * "BRICS nations, particularly". */
#include <string.h>

#include "ledger/find.h"

/* An organisation that has members, named at `at` itself. */
static bool organisation_at(finder *f, uint32_t at, parties *out)
{
    uint32_t m = at == CHY_NO_TOKEN ? CHY_NOBODY : f->s.mention_at[at];
    if (m == CHY_NOBODY)
        return false;
    const chy_mention *mention = &f->art->mentions[m];
    for (uint32_t i = 0; i < mention->n_entities; i++) {
        const chy_entity *e = &f->art->entities[mention->entities[i]];
        /* "NATO allies" is a mention of its own with the organisation's id. */
        if ((e->kind == CHY_ENTITY_ORGANISATION || e->kind == CHY_ENTITY_AGENT) && e->id[0] && (!strcmp(e->code, "IGO") || !strcmp(e->code, "UNO") || !strcmp(e->code, "EUR")))
            ledger_add_party(out, (party){.code = !strcmp(e->code, "EUR") ? "EU" : e->id, .name = "", .office = "", .organisation = true});
    }
    return out->n > 0;
}

static void organisations(finder *f, uint32_t at, const char *prep, parties *out)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers && !out->n; i++) {
        const chy_filler *filler = &frame->fillers[i];
        bool here = prep ? filler->slot == CHY_SLOT_PREP && !strcmp(ledger_prep(f, filler), prep) : filler->slot == CHY_SLOT_OBJ || filler->slot == CHY_SLOT_POSS || filler->slot == CHY_SLOT_MOD;
        if (here)
            organisation_at(f, filler->token, out);
    }
}

/* "the alliance", "the bloc": the organisation named before. */
static void named_before(finder *f, uint32_t at, parties *out)
{
    static const char *const nouns[] = {"alliance", "bloc", "organization", "organisation", "group", "grouping", "union"};
    uint32_t object = at == CHY_NO_TOKEN ? at : ledger_child(f, at, CHY_DEP_obj);
    bool bare = false;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        bare |= ledger_lemma(f, object, nouns[i]);
    for (uint32_t i = object; bare && i-- > 0 && !out->n;)
        organisation_at(f, i, out);
}

/* Only states (and what stands for them) become members. */
static void keep_states(parties *who)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < who->n; i++)
        if (!who->items[i].organisation && who->items[i].code[0]) {
            who->items[kept] = who->items[i];
            who->items[kept].name = who->items[kept].office = "";
            kept++;
        }
    who->n = kept;
}

static void emit(finder *f, uint32_t at, const parties *members, const parties *org, const char *status, when days, bool until, const char *rule)
{
    for (uint32_t i = 0; i < members->n; i++)
        for (uint32_t k = 0; k < org->n; k++) {
            char *block = chy_arena_printf(f->arena, "%s|%s", org->items[k].code, members->items[i].code);
            if (!block) {
                f->failed = true;
                return;
            }
            parties both = {.n = 0};
            ledger_add_party(&both, members->items[i]);
            ledger_add_party(&both, org->items[k]);
            draft d = {.kind = "memberships", .block = block, .status = status, .rule = rule, .at = at, .who = both, .when = days};
            char from[24];
            ledger_json_begin(f);
            ledger_json_text(f, "member", members->items[i].code);
            ledger_json_text(f, "organisation", org->items[k].code);
            ledger_json_text(f, "status", status);
            if (days.stated)
                ledger_json_text(f, until ? "until" : "since", chy_day_format(days.from, from));
            ledger_emit(f, &d);
        }
}

/* Is it so (NULL: no), or does it come? */
static bool holds(finder *f, uint32_t at, bool *ahead)
{
    chy_signals s = ledger_signals(f, at);
    *ahead = s.future;
    return !s.negated && !s.demanded && !s.condition && !s.hypothetical;
}

/* "since July": the sense that other finders pass over. */
static when since_when(finder *f, uint32_t at)
{
    when days = ledger_when(f, at, false);
    for (uint32_t i = 0; i < f->art->n_times && !days.stated; i++) {
        const chy_time_mention *t = &f->art->times[i];
        if (t->sentence == f->s.sentence && t->sense == CHY_TIME_SINCE && ledger_distance(f, at, t->first + t->n_tokens - 1) < 7)
            days = (when){.from = t->open ? t->back_from : t->from, .to = t->open ? t->back_from : t->from, .stated = true};
    }
    return days;
}

/* The time of a clause that hangs on the membership or on its organisation: "which was granted in 2023". */
static when clause_when(finder *f, uint32_t at, uint32_t org)
{
    when days = since_when(f, at);
    for (int i = 0; i < 2 && !days.stated; i++) {
        uint32_t over = i ? org : at;
        if (over == CHY_NO_TOKEN)
            continue;
        for (uint32_t c = ledger_next_child(f, over, CHY_NO_TOKEN); c != CHY_NO_TOKEN && !days.stated; c = ledger_next_child(f, over, c))
            if (ledger_token(f, c)->deprel == CHY_DEP_acl_relcl && ledger_is(f, c, LEDGER_BIT(ADMIT) | LEDGER_BIT(JOIN)))
                days = ledger_when(f, c, false);
    }
    return days;
}

static uint32_t organisation_token(finder *f, uint32_t at)
{
    for (uint32_t i = at + 1; i < f->s.sent->n_tokens && i < at + 8; i++) {
        parties org = {.n = 0};
        if (organisation_at(f, i, &org) && ledger_distance(f, at, i) <= 3)
            return i;
    }
    return CHY_NO_TOKEN;
}

/* "X is a member of ORG", "X's membership in ORG", "ORG member X", "ORG members such as X and Y" */
static void member_noun(finder *f, uint32_t at)
{
    parties org = {.n = 0}, members = {.n = 0};
    organisations(f, at, "of", &org);
    organisations(f, at, "in", &org);
    organisations(f, at, "to", &org);
    organisations(f, at, NULL, &org);
    for (uint32_t i = at + 1; i < f->s.sent->n_tokens && i < at + 6 && !org.n; i++)
        if (ledger_lemma(f, i, "membership") && ledger_head(f, i) == at) /* "a candidate for EU membership" */
            organisations(f, i, NULL, &org);
    uint32_t token = organisation_token(f, at);
    if (!org.n && ledger_lemma(f, at, "membership") && token != CHY_NO_TOKEN)
        organisation_at(f, token, &org);
    if (!org.n)
        return;
    const char *status = ledger_label(f, at, LEDGER_MEMBER);
    bool ahead, predicate = ledger_child(f, at, CHY_DEP_cop) != CHY_NO_TOKEN;
    if (!holds(f, at, &ahead))
        return;
    uint32_t head = ledger_head(f, at);
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, &members);
    uint32_t subject = ledger_child(f, at, CHY_DEP_nsubj);
    if (predicate && subject != CHY_NO_TOKEN) {
        if (ledger_token(f, subject)->upos == CHY_UPOS_PRON && ledger_token(f, at)->deprel == CHY_DEP_acl_relcl && head != CHY_NO_TOKEN)
            ledger_parties_of(f, head, &members);
        else
            ledger_parties_of(f, subject, &members);
    } else if (head != CHY_NO_TOKEN && (ledger_lemma(f, head, "become") || ledger_lemma(f, head, "remain"))) {
        ledger_fillers(f, head, CHY_SLOT_SUBJ, NULL, false, &members);
        holds(f, head, &ahead);
    } else if (ledger_rel(f, at) == CHY_DEP_appos && head != CHY_NO_TOKEN) {
        ledger_parties_of(f, head, &members);
    }
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN && !members.n; c = ledger_next_child(f, at, c)) {
        uint32_t prep = ledger_child(f, c, CHY_DEP_case);
        bool listed = ledger_lemma(f, prep, "like") || ledger_lemma(f, prep, "include") || ledger_lemma(f, prep, "such") || ledger_lemma(f, prep, "particularly");
        if ((ledger_rel(f, c) == CHY_DEP_appos || (ledger_rel(f, c) == CHY_DEP_nmod && listed) || ledger_token(f, c)->deprel == CHY_DEP_flat) && f->s.mention_at[c] != CHY_NOBODY)
            ledger_parties_of(f, c, &members);
    }
    keep_states(&members);
    if (members.n && !(ahead && !strcmp(status, "member")))
        emit(f, at, &members, &org, status, clause_when(f, at, token), false, "memberships/noun");
    else if (members.n)
        emit(f, at, &members, &org, "applicant", (when){.stated = false}, false, "memberships/coming");
}

static void join_or_leave(finder *f, uint32_t at, bool leave)
{
    parties org = {.n = 0}, members = {.n = 0};
    organisations(f, at, NULL, &org);
    static const char *const preps[] = {"from", "to", "out", "of"};
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        organisations(f, at, preps[i], &org);
    if (!org.n)
        named_before(f, at, &org);
    bool ahead;
    if (!org.n || !ledger_is_verb(f, at) || !holds(f, at, &ahead))
        return;
    ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, &members);
    /* "NATO Secretary General ... joined": a person joins talks, not an organisation. */
    for (uint32_t i = 0; i < members.n; i++)
        if (members.items[i].name[0])
            return;
    keep_states(&members);
    when days = since_when(f, at);
    if (members.n)
        emit(f, at, &members, &org, leave ? "left" : ahead ? "applicant" : "member", days, leave, leave ? "memberships/left" : "memberships/joined");
}

static void apply(finder *f, uint32_t at)
{
    parties org = {.n = 0}, members = {.n = 0};
    organisations(f, at, "for", &org);
    organisations(f, at, "to", &org);
    uint32_t goal = ledger_child(f, at, CHY_DEP_xcomp);
    if (goal == CHY_NO_TOKEN)
        goal = ledger_child(f, at, CHY_DEP_acl);
    if (goal == CHY_NO_TOKEN)
        goal = ledger_child(f, at, CHY_DEP_advcl);
    if (!org.n && ledger_is(f, goal, LEDGER_BIT(JOIN)))
        organisations(f, goal, NULL, &org);
    if (!org.n && ledger_is(f, goal, LEDGER_BIT(JOIN)))
        named_before(f, goal, &org);
    for (uint32_t i = at; i < f->s.sent->n_tokens && i < at + 8 && !org.n; i++)
        if (ledger_lemma(f, i, "membership"))
            organisations(f, i, NULL, &org), organisations(f, i, "in", &org), organisations(f, i, "of", &org);
    bool ahead;
    if (!org.n || !holds(f, at, &ahead))
        return;
    ledger_fillers(f, at, ledger_is_verb(f, at) ? CHY_SLOT_SUBJ : CHY_SLOT_POSS, NULL, false, &members);
    uint32_t head = ledger_head(f, at);
    if (!members.n && ledger_token(f, at)->deprel == CHY_DEP_parataxis && head != CHY_NO_TOKEN && ledger_is_noun(f, head))
        ledger_parties_of(f, head, &members); /* "X, which is ..., applied": the parser makes X the root */
    keep_states(&members);
    if (members.n)
        emit(f, at, &members, &org, "applicant", ledger_when(f, at, ahead), false, "memberships/applied");
}

/* The states listed below `at`: "several economies, including Brazil and Russia". */
static void listed(finder *f, uint32_t at, parties *out)
{
    for (uint32_t m = f->s.sent->first_mention; m < f->s.sent->first_mention + f->s.sent->n_mentions; m++) {
        const chy_mention *mention = &f->art->mentions[m];
        if (mention->n_entities == 1 && f->art->entities[mention->entities[0]].kind == CHY_ENTITY_STATE && chy_tree_dominates(&f->s.tree, at, mention->head) && mention->head > at)
            ledger_add_entity(f, out, mention->entities[0]);
    }
    keep_states(out);
}

/* "ORG, which includes X, Y and Z" */
static void includes(finder *f, uint32_t at)
{
    parties org = {.n = 0}, members = {.n = 0};
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++)
        if (frame->fillers[i].slot == CHY_SLOT_SUBJ)
            organisation_at(f, frame->fillers[i].token, &org);
    if (!org.n) /* "coordination within the SCO, which includes": the parser hangs the clause on the wrong noun */
        organisation_at(f, ledger_before_relative(f, at), &org);
    uint32_t object = ledger_child(f, at, CHY_DEP_obj);
    if (!org.n || object == CHY_NO_TOKEN)
        return;
    /* What is included must be members, not topics: the list is of states alone, under a noun for them or none. */
    if (f->s.mention_at[object] == CHY_NOBODY && !ledger_is(f, object, LEDGER_BIT(COUNTRIES) | LEDGER_BIT(MEMBER) | LEDGER_BIT(STANDING)) && !ledger_lemma(f, object, "player") && !ledger_lemma(f, object, "power"))
        return;
    if (f->s.mention_at[object] != CHY_NOBODY)
        ledger_parties_of(f, object, &members), keep_states(&members);
    listed(f, object, &members);
    bool ahead;
    if (members.n && holds(f, at, &ahead) && !ahead)
        emit(f, at, &members, &org, "member", (when){.stated = false}, false, "memberships/includes");
}

/* "BRICS nations, particularly China, India and Russia": only who is known to be one, for the list may mean others. */
static void nations_of(finder *f, uint32_t at)
{
    parties org = {.n = 0}, members = {.n = 0};
    if (!organisation_at(f, at, &org))
        for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN && !org.n; c = ledger_next_child(f, at, c))
            if (ledger_rel(f, c) == CHY_DEP_compound || ledger_rel(f, c) == CHY_DEP_amod || ledger_rel(f, c) == CHY_DEP_nmod)
                organisation_at(f, c, &org);
    if (!org.n)
        return;
    for (uint32_t i = at + 1; i < f->s.sent->n_tokens && i < at + 16; i++) {
        uint32_t m = f->s.mention_at[i];
        const chy_token *tok = ledger_token(f, i);
        if (tok->upos == CHY_UPOS_VERB && !ledger_lemma(f, i, "include"))
            break;
        if (m == CHY_NOBODY || f->art->mentions[m].n_entities != 1 || f->art->mentions[m].head != i)
            continue;
        const chy_entity *e = &f->art->entities[f->art->mentions[m].entities[0]];
        if (e->kind == CHY_ENTITY_STATE && chy_dict_is_member(f->dict, org.items[0].code, e->code, f->art->day))
            ledger_add_entity(f, &members, f->art->mentions[m].entities[0]);
    }
    keep_states(&members);
    if (members.n)
        emit(f, at, &members, &org, "member", (when){.stated = false}, false, "memberships/nations-of");
}

/* "ORG admitted X", "X was admitted to ORG", "X was suspended from ORG" */
static void admit_or_suspend(finder *f, uint32_t at)
{
    bool suspend = ledger_is(f, at, LEDGER_BIT(SUSPEND)) && !ledger_is(f, at, LEDGER_BIT(ADMIT));
    parties org = {.n = 0}, members = {.n = 0};
    organisations(f, at, suspend ? "from" : "to", &org);
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers && !org.n; i++)
        if (frame->fillers[i].slot == CHY_SLOT_SUBJ)
            organisation_at(f, frame->fillers[i].token, &org);
    ledger_fillers(f, at, CHY_SLOT_OBJ, NULL, false, &members);
    keep_states(&members);
    bool ahead, as_member = ledger_lemma(f, at, "admit") || suspend;
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++)
        as_member |= ledger_lemma(f, i, "member") && ledger_rel(f, i) == CHY_DEP_obl && ledger_head(f, i) == at;
    if (org.n && members.n && as_member && holds(f, at, &ahead))
        emit(f, at, &members, &org, suspend ? "suspended" : ahead ? "applicant" : "member", ledger_when(f, at, ahead), false, suspend ? "memberships/suspended" : "memberships/admitted");
}

void ledger_find_memberships(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        bool verb = ledger_is_verb(f, i);
        if (ledger_is(f, i, LEDGER_BIT(MEMBER)) && ledger_is_noun(f, i))
            member_noun(f, i);
        else if (verb && ledger_is(f, i, LEDGER_BIT(JOIN) | LEDGER_BIT(LEAVE)))
            join_or_leave(f, i, ledger_is(f, i, LEDGER_BIT(LEAVE)));
        else if (verb && ledger_is(f, i, LEDGER_BIT(INCLUDE)))
            includes(f, i);
        if (ledger_is(f, i, LEDGER_BIT(APPLY)))
            apply(f, i);
        if (verb && ledger_is(f, i, LEDGER_BIT(ADMIT) | LEDGER_BIT(SUSPEND)))
            admit_or_suspend(f, i);
        if (ledger_is_noun(f, i) && (ledger_lemma(f, i, "nation") || ledger_lemma(f, i, "country") || ledger_lemma(f, i, "member") || ledger_lemma(f, i, "state") || ledger_lemma(f, i, "group") || ledger_lemma(f, i, "bloc")))
            nations_of(f, i);
    }
}
