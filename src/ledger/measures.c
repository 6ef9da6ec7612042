/* src/ledger/measures.c - Sanctions, tariffs, embargoes, bans: by whom, on whom, and whether they were announced, are in force, eased or lifted, and who
 * calls for their end. */
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

static void without(parties *who, const parties *but)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < who->n; i++)
        if (!ledger_has_code(but, who->items[i].code))
            who->items[kept++] = who->items[i];
    who->n = kept;
}

typedef struct measure {
    parties by, on, called;
    const char *status, *rule;
    uint32_t at, told; /* the noun; the word that tells its state */
    bool ahead, wanted;
} measure;

/* Whether somebody above asks for it or stands ready for it, and does not only speak of it. */
static bool is_wanted(finder *f, uint32_t at)
{
    for (int step = 0; step < 8 && at != CHY_NO_TOKEN; step++, at = ledger_head(f, at))
        if (ledger_is(f, at, LEDGER_BIT(DEMAND) | LEDGER_BIT(NEED) | LEDGER_BIT(MEETING)))
            return true;
    return false;
}

/* Those named behind "by" in the words below `at`: "imposed by the United States", "by external powers, mostly the United States". */
static void by_whom(finder *f, uint32_t at, parties *by)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++) {
        uint32_t prep = ledger_child(f, i, CHY_DEP_case);
        if (!ledger_is_noun(f, i) || !ledger_lemma(f, prep, "by") || !chy_tree_dominates(&f->s.tree, at, i))
            continue;
        ledger_parties_of(f, i, by);
        for (uint32_t c = ledger_next_child(f, i, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, i, c))
            if (ledger_rel(f, c) == CHY_DEP_appos)
                ledger_parties_of(f, c, by);
    }
}

static void read_noun(finder *f, measure *m)
{
    static const char *const targets[] = {"on", "against", "upon", "over", "for"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (!m->on.n)
            ledger_fillers(f, m->at, CHY_SLOT_PREP, targets[i], false, &m->on);
    const chy_frame *frame = m->on.n ? NULL : chy_scene_frame(&f->s, m->at);
    for (uint32_t i = 0; frame && i < frame->n_fillers && !m->on.n; i++)
        if (frame->fillers[i].slot == CHY_SLOT_PREP && (!strcmp(ledger_prep(f, &frame->fillers[i]), "on") || !strcmp(ledger_prep(f, &frame->fillers[i]), "against")))
            ledger_codes_of(f, frame->fillers[i].token, &m->on); /* "on Venezuela's oil industry" */
    ledger_fillers(f, m->at, CHY_SLOT_POSS, NULL, false, &m->by);
    ledger_fillers(f, m->at, CHY_SLOT_MOD, NULL, false, &m->by);
    by_whom(f, m->at, &m->by);
    for (uint32_t c = ledger_next_child(f, m->at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, m->at, c))
        if ((ledger_token(f, c)->deprel == CHY_DEP_acl || ledger_token(f, c)->deprel == CHY_DEP_acl_relcl) && ledger_is(f, c, LEDGER_BIT(IMPOSE))) {
            ledger_fillers(f, c, CHY_SLOT_SUBJ, NULL, false, &m->by);
            ledger_fillers(f, c, CHY_SLOT_PREP, "on", false, &m->on);
            ledger_fillers(f, c, CHY_SLOT_PREP, "against", false, &m->on);
        }
}

/* The verbs over the noun: who imposes, lifts, is hit. */
static void read_verb(finder *f, measure *m, uint32_t verb)
{
    parties subject = {.n = 0}, object = {.n = 0};
    ledger_fillers(f, verb, CHY_SLOT_SUBJ, NULL, false, &subject);
    ledger_fillers(f, verb, CHY_SLOT_OBJ, NULL, false, &object);
    bool hits = ledger_lemma(f, verb, "subject") || ledger_lemma(f, verb, "hit") || ledger_lemma(f, verb, "slap") || ledger_lemma(f, verb, "target");
    if (hits && object.n) {
        for (uint32_t i = 0; i < object.n && ledger_rel(f, m->at) != CHY_DEP_obj; i++)
            ledger_add_party(&m->on, object.items[i]);
        by_whom(f, verb, &m->by);
    }
    if (!m->by.n)
        m->by = subject;
    static const char *const targets[] = {"on", "against", "upon"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        ledger_fillers(f, verb, CHY_SLOT_PREP, targets[i], false, &m->on);
}

/* "condemned the sanctions", "these sanctions are illegal": told as standing. */
static bool settle_status(finder *f, measure *m)
{
    uint32_t at = m->at;
    m->status = "in force";
    m->rule = "measures/standing";
    m->told = CHY_NO_TOKEN;
    uint32_t node = at;
    for (int step = 0; step < 3 && m->told == CHY_NO_TOKEN; step++) {
        uint32_t head = ledger_head(f, node);
        if (head == CHY_NO_TOKEN)
            break;
        if (ledger_is(f, head, LEDGER_BIT(IMPOSE) | LEDGER_BIT(LIFT) | LEDGER_BIT(EASE) | LEDGER_BIT(EXTEND)))
            m->told = head;
        uint8_t rel = ledger_rel(f, node);
        if (rel != CHY_DEP_conj && rel != CHY_DEP_nmod && rel != CHY_DEP_compound && rel != CHY_DEP_obl)
            break;
        node = head;
    }
    uint8_t rel = ledger_token(f, at)->deprel;
    if (m->told == CHY_NO_TOKEN)
        return true;
    if (rel == CHY_DEP_nsubj && ledger_is_verb(f, m->told)) { /* "sanctions hit exports" */
        m->told = CHY_NO_TOKEN;
        return true;
    }
    return true;
}

static bool read_status(finder *f, measure *m)
{
    settle_status(f, m);
    if (m->told == CHY_NO_TOKEN) {
        chy_signals own = ledger_signals(f, m->at);
        return !own.negated && !own.condition && !own.hypothetical && !(own.future && !own.demanded);
    }
    chy_signals signals = ledger_signals(f, m->told);
    if (signals.condition)
        return false;
    bool ends = ledger_is(f, m->told, LEDGER_BIT(LIFT) | LEDGER_BIT(EASE)) && !ledger_is(f, m->told, LEDGER_BIT(IMPOSE));
    m->ahead = signals.future;
    if (ends) {
        m->rule = "measures/end";
        bool noun = !ledger_is_verb(f, m->told);
        uint32_t over = ledger_head(f, m->told);
        /* The lifting is asked for, talked of, wished: the measure stands. */
        bool aim = ledger_rel(f, m->told) == CHY_DEP_acl || ledger_rel(f, m->told) == CHY_DEP_advcl || ledger_token(f, m->told)->xpos == CHY_XPOS_VBG;
        bool done = noun ? ledger_is(f, over, LEDGER_BIT(CONCLUDE) | LEDGER_BIT(IMPOSE)) : !aim && !signals.demanded && !signals.future && !signals.hypothetical && !signals.negated;
        if (done) {
            m->status = ledger_is(f, m->told, LEDGER_BIT(LIFT)) ? "lifted" : "eased";
        } else {
            m->status = "in force";
            if (!signals.negated) {
                uint32_t asked = ledger_is_verb(f, m->told) && ledger_is(f, over, LEDGER_BIT(DEMAND)) ? ledger_child(f, over, CHY_DEP_obj) : CHY_NO_TOKEN;
                if (asked != CHY_NO_TOKEN && !m->by.n) /* "urged X to lift its sanctions" */
                    ledger_parties_of(f, asked, &m->by);
                bare(&m->by);
                ledger_speaker(f, asked == CHY_NO_TOKEN ? m->told : over, &m->by, &m->called);
                bare(&m->called);
                m->wanted = is_wanted(f, m->told);
            }
            m->rule = "measures/end-wanted";
        }
        return true;
    }
    bool would = signals.hypothetical && signals.cue && !strcmp(signals.cue, "would");
    if (signals.negated || (signals.hypothetical && !would) || signals.demanded)
        return false;
    m->ahead |= would;
    m->status = m->ahead ? "announced" : "in force";
    m->rule = "measures/imposed";
    return true;
}

static void complete(finder *f, measure *m)
{
    if (m->told != CHY_NO_TOKEN && ledger_is_verb(f, m->told) && m->rule && strcmp(m->rule, "measures/end-wanted"))
        read_verb(f, m, m->told);
    if (m->told != CHY_NO_TOKEN && !ledger_is_verb(f, m->told)) {
        ledger_fillers(f, m->told, CHY_SLOT_PREP, "on", false, &m->on);
        ledger_fillers(f, m->told, CHY_SLOT_PREP, "against", false, &m->on);
    }
    bare(&m->by);
    bare(&m->on);
    /* "these sanctions": those told before. */
    uint32_t det = ledger_child(f, m->at, CHY_DEP_det);
    if (!m->on.n && det != CHY_NO_TOKEN && !ledger_lemma(f, det, "a"))
        for (uint32_t i = f->n_memory; i-- > 0 && !m->on.n;)
            if (!strcmp(f->memory[i].kind, "measures")) {
                m->on = f->memory[i].whom;
                if (!m->by.n)
                    m->by = f->memory[i].who;
            }
    /* Whoever wants them lifted is under them, unless somebody else is named. */
    if (!m->on.n && m->called.n == 1 && !m->called.items[0].organisation)
        m->on = m->called;
    /* "stands by Iran in the face of sanctions by X": the last country named before them. */
    if (!m->on.n && m->by.n)
        for (uint32_t i = m->at; i-- > 0 && !m->on.n;)
            if (f->s.mention_at[i] != CHY_NOBODY && ledger_rel(f, i) != CHY_DEP_nsubj) {
                ledger_parties_of(f, i, &m->on);
                bare(&m->on);
                without(&m->on, &m->by);
            }
    without(&m->by, &m->on);
}

static void emit(finder *f, const measure *m)
{
    const char *kind = ledger_label(f, m->at, LEDGER_MEASURE);
    for (uint32_t i = 0; i < m->on.n; i++) {
        parties on = {.n = 0};
        ledger_add_party(&on, m->on.items[i]);
        when days = ledger_when(f, m->told == CHY_NO_TOKEN ? m->at : m->told, m->ahead);
        draft d = {.kind = "measures", .block = on.items[0].code, .status = m->status, .rule = m->rule, .at = m->told == CHY_NO_TOKEN ? m->at : m->told, .who = m->by,
                   .whom = on, .when = days};
        ledger_json_begin(f);
        ledger_json_codes(f, "by", &m->by);
        ledger_json_codes(f, "on", &on);
        ledger_json_text(f, "kind", kind);
        ledger_json_text(f, "status", m->status);
        ledger_json_days(f, &days);
        if (m->called.n && (m->wanted || ledger_has_code(&m->on, m->called.items[0].code)))
            ledger_json_codes(f, "lifting_called_for_by", &m->called);
        ledger_json_flag(f, "told", !strcmp(m->rule, "measures/imposed"));
        ledger_emit(f, &d);
    }
    if (m->on.n)
        ledger_remember(f, (remembered){.kind = "measures", .who = m->by, .whom = m->on, .name = ledger_phrase(f, m->at, false)});
}

void ledger_find_measures(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens && !f->failed; i++) {
        bool noun = ledger_is(f, i, LEDGER_BIT(MEASURE)) && ledger_is_noun(f, i) && ledger_rel(f, i) != CHY_DEP_compound;
        bool verb = ledger_is_verb(f, i) && (ledger_lemma(f, i, "sanction") || ledger_lemma(f, i, "blacklist"));
        measure m = {.at = i, .told = CHY_NO_TOKEN};
        if (noun) {
            read_noun(f, &m);
            if (!read_status(f, &m))
                continue;
            complete(f, &m);
            emit(f, &m);
        } else if (verb) {
            chy_signals s = ledger_signals(f, i);
            if (s.negated || s.hypothetical || s.demanded || s.condition)
                continue;
            m.status = s.future ? "announced" : "in force";
            m.ahead = s.future;
            m.rule = "measures/imposed";
            ledger_fillers(f, i, CHY_SLOT_SUBJ, NULL, false, &m.by);
            ledger_fillers(f, i, CHY_SLOT_OBJ, NULL, false, &m.on);
            m.told = i;
            bare(&m.by);
            bare(&m.on);
            without(&m.by, &m.on);
            emit(f, &m);
        }
    }
}
