/* src/ledger/meetings.c - Meetings, visits, calls, rounds of talks: who, where, when, and whether they were held, announced, put off. Reads verbs
 * ("met", "visited", "received") and nouns ("talks between", "visit to", "phone call with"). */
#include <stdio.h>
#include <string.h>

#include "ledger/find.h"

#define NOUNS (LEDGER_BIT(MEETING) | LEDGER_BIT(VISIT) | LEDGER_BIT(CALL) | LEDGER_BIT(SUMMIT))
#define VERBS (LEDGER_BIT(MEET_VERB) | LEDGER_BIT(VISIT_VERB) | LEDGER_BIT(HOST_VERB) | LEDGER_BIT(CALL_VERB) | LEDGER_BIT(TALKED) | LEDGER_BIT(TRAVEL))

/* The verb that tells what becomes of a noun: "held talks", "the visit was postponed". */
static uint32_t governor(finder *f, uint32_t at)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    return frame ? frame->governor : CHY_NO_TOKEN;
}

static bool is_held_by(const finder *f, uint32_t verb, uint32_t noun)
{
    uint8_t rel = ledger_rel(f, noun);
    return ledger_is(f, verb, LEDGER_BIT(HOLD_VERB) | LEDGER_BIT(MEET_VERB)) && (rel == CHY_DEP_obj || rel == CHY_DEP_obl || rel == CHY_DEP_conj || rel == CHY_DEP_nmod);
}

/* "said after a meeting with X": who speaks was there. */
static bool is_setting(const finder *f, uint32_t at)
{
    static const char *const preps[] = {"after", "during", "at", "following", "in", "before", "ahead", "on", "follow"};
    uint32_t prep = ledger_child(f, at, CHY_DEP_case);
    for (size_t i = 0; prep != CHY_NO_TOKEN && ledger_rel(f, at) == CHY_DEP_obl && i < sizeof preps / sizeof *preps; i++)
        if (ledger_lemma(f, prep, preps[i]))
            return true;
    return false;
}

/* The people named before a verb, with no other verb between: for sentences whose subject the parser lost. */
static void people_before(finder *f, uint32_t verb, parties *who)
{
    if (ledger_child(f, verb, CHY_DEP_nsubj) != CHY_NO_TOKEN)
        return;
    for (uint32_t i = verb; i-- > 0;) {
        if (ledger_token(f, i)->upos == CHY_UPOS_VERB || ledger_token(f, i)->upos == CHY_UPOS_SCONJ)
            return;
        uint32_t m = f->s.mention_at[i];
        if (m != CHY_NOBODY && f->art->mentions[m].kind == CHY_MENTION_NAME && f->art->mentions[m].n_entities == 1 &&
            f->art->entities[f->art->mentions[m].entities[0]].kind == CHY_ENTITY_PERSON)
            ledger_add_entity(f, who, f->art->mentions[m].entities[0]);
    }
}

/* Who is received: somebody who can come, not a thing that is welcomed ("welcomed the membership"). */
static void guests(finder *f, uint32_t at, parties *who)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        if (filler->slot == CHY_SLOT_OBJ && f->s.mention_at[filler->token] != CHY_NOBODY)
            ledger_parties_of(f, filler->token, who);
    }
}

static void read_noun(finder *f, uint32_t at, parties *who)
{
    static const char *const preps[] = {"with", "between", "among", "of", "by", "from"};
    bool visit = ledger_is(f, at, LEDGER_BIT(VISIT));
    uint32_t verb = governor(f, at);
    ledger_fillers(f, at, CHY_SLOT_POSS, NULL, false, who);
    uint32_t owner = ledger_child(f, at, CHY_DEP_nmod_poss);
    if (owner != CHY_NO_TOKEN && ledger_token(f, owner)->upos == CHY_UPOS_PRON && !who->n) {
        parties none = {.n = 0};
        ledger_speaker(f, at, &none, who); /* "his trip": of whoever acts here */
    }
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        ledger_fillers(f, at, CHY_SLOT_PREP, preps[i], false, who);
    if (!visit && !ledger_is(f, at, LEDGER_BIT(SUMMIT)))
        ledger_fillers(f, at, CHY_SLOT_MOD, NULL, false, who);
    if (verb != CHY_NO_TOKEN && (is_held_by(f, verb, at) || ledger_is(f, verb, LEDGER_BIT(POSTPONE) | LEDGER_BIT(CANCEL)))) {
        if (!(visit && who->n)) {
            ledger_fillers(f, verb, CHY_SLOT_SUBJ, NULL, false, who);
            people_before(f, verb, who);
        }
        ledger_fillers(f, verb, CHY_SLOT_PREP, "with", false, who);
    } else if (verb != CHY_NO_TOKEN && is_setting(f, at) && (who->n || visit)) {
        parties said = {.n = 0};
        ledger_fillers(f, verb, CHY_SLOT_SUBJ, NULL, false, &said);
        for (uint32_t i = 0; i < said.n; i++)
            if (said.items[i].name[0] && !(visit && who->n))
                ledger_add_party(who, said.items[i]);
    } else if (ledger_child(f, at, CHY_DEP_cop) != CHY_NO_TOKEN) {
        ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, who); /* "who is on a visit to" */
        uint32_t subject = ledger_child(f, at, CHY_DEP_nsubj);
        if (subject != CHY_NO_TOKEN)
            ledger_parties_of(f, subject, who);
    }
}

static void read_verb(finder *f, uint32_t at, parties *who)
{
    ledger_fillers(f, at, CHY_SLOT_SUBJ, NULL, false, who);
    if (!ledger_is(f, at, LEDGER_BIT(TALKED)) || who->n < 2)
        ledger_fillers(f, at, CHY_SLOT_PREP, "with", false, who);
    if (!who->n || (who->n == 1 && !who->items[0].name[0]))
        people_before(f, at, who);
    if (ledger_is(f, at, LEDGER_BIT(HOST_VERB)))
        guests(f, at, who);
    else if (!ledger_is(f, at, LEDGER_BIT(VISIT_VERB) | LEDGER_BIT(TALKED) | LEDGER_BIT(TRAVEL)))
        ledger_fillers(f, at, CHY_SLOT_OBJ, NULL, false, who);
}

/* "travelled to", "arrived in": a visit when somebody with a name or office does it. */
static bool is_travel(const finder *f, uint32_t at)
{
    return ledger_is(f, at, LEDGER_BIT(TRAVEL)) && !ledger_is(f, at, LEDGER_BIT(VISIT_VERB));
}

/* Countries a visit goes to, each a meeting of its own. */
static void read_hosts(finder *f, uint32_t at, parties *hosts)
{
    bool verb = ledger_is_verb(f, at);
    if (verb && is_travel(f, at)) {
        ledger_fillers(f, at, CHY_SLOT_PREP, "to", false, hosts);
        ledger_fillers(f, at, CHY_SLOT_PREP, "in", false, hosts);
    } else if (verb)
        ledger_fillers(f, at, CHY_SLOT_OBJ, NULL, false, hosts);
    else
        ledger_fillers(f, at, CHY_SLOT_PREP, "to", false, hosts);
    if (!hosts->n && !verb) {
        /* The parser hangs "to Moscow" on the visitor's name. */
        place to = ledger_place(f, at, true);
        if (to.country[0])
            ledger_add_party(hosts, (party){.code = to.country, .name = "", .office = ""});
    }
}

/* "have visited Russia 10 times": a fact, no meeting. */
static bool is_count(const finder *f, uint32_t at)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_lemma(f, c, "time") && ledger_child(f, c, CHY_DEP_nummod) != CHY_NO_TOKEN)
            return true;
    return false;
}

static bool is_plural(const finder *f, uint32_t at)
{
    return ledger_token(f, at)->xpos == CHY_XPOS_NNS || ledger_token(f, at)->xpos == CHY_XPOS_NNPS;
}

/* "X is to visit Y" */
static bool is_to(const finder *f, uint32_t at)
{
    return at >= 2 && ledger_is_verb(f, at) && ledger_lemma(f, at - 1, "to") && ledger_lemma(f, at - 2, "be");
}

/* NULL: no meeting (asked for, possible, denied). */
static const char *status_of(finder *f, uint32_t at, bool noun, bool *ahead)
{
    uint32_t verb = noun ? governor(f, at) : CHY_NO_TOKEN;
    uint32_t head = ledger_head(f, at);
    *ahead = false;
    for (int i = 0; i < 2; i++) {
        uint32_t over = i ? head : verb;
        if (ledger_is(f, over, LEDGER_BIT(POSTPONE)))
            return "postponed";
        if (ledger_is(f, over, LEDGER_BIT(CANCEL)) && noun)
            return "cancelled";
    }
    chy_signals signals = ledger_signals(f, at);
    signals.future |= is_to(f, at);
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        signals.future |= ledger_is(f, c, LEDGER_BIT(COMING)) && ledger_rel(f, c) == CHY_DEP_amod;
    if (signals.negated || signals.demanded || signals.condition)
        return NULL;
    *ahead = signals.future;
    if (signals.hypothetical && !(signals.future || (signals.cue && !strcmp(signals.cue, "would"))))
        return NULL;
    *ahead |= signals.hypothetical;
    if (*ahead)
        return "announced";
    if (!noun && !ledger_token(f, at)->head && f->s.sent->headline && ledger_token(f, at)->xpos == CHY_XPOS_VB) {
        *ahead = true; /* headline: "X to visit Y" */
        return "announced";
    }
    return "held";
}

static const char *sidelines(finder *f)
{
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++)
        if (ledger_lemma(f, i, "sideline") || ledger_lemma(f, i, "margin")) {
            for (uint32_t c = ledger_next_child(f, i, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, i, c))
                if (ledger_rel(f, c) == CHY_DEP_nmod || ledger_rel(f, c) == CHY_DEP_obl) {
                    char *out = chy_arena_printf(f->arena, "sidelines of %s", ledger_phrase(f, c, false));
                    return out ? out : "";
                }
        }
    return "";
}

static const char *format_of(finder *f, uint32_t at, bool visit)
{
    const char *side = sidelines(f);
    if (side[0])
        return side;
    if (visit)
        return "visit";
    if (ledger_is(f, at, LEDGER_BIT(CALL) | LEDGER_BIT(CALL_VERB)) || ledger_child(f, at, CHY_DEP_compound) != CHY_NO_TOKEN)
        for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
            if (ledger_lemma(f, c, "phone") || ledger_lemma(f, c, "telephone") || ledger_lemma(f, c, "video"))
                return "call";
    if (ledger_is(f, at, LEDGER_BIT(CALL) | LEDGER_BIT(CALL_VERB)))
        return "call";
    if (ledger_is(f, at, LEDGER_BIT(SUMMIT)))
        return "summit";
    return ledger_label(f, at, LEDGER_MEETING);
}

static void topics(finder *f, uint32_t at)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++) {
        const chy_filler *filler = &frame->fillers[i];
        const char *prep = ledger_prep(f, filler);
        bool about = !strcmp(prep, "on") || !strcmp(prep, "about") || !strcmp(prep, "over") || !strcmp(prep, "regarding");
        bool said = ledger_is(f, at, LEDGER_BIT(TALKED)) && filler->slot == CHY_SLOT_OBJ && filler->level != CHY_LEVEL_GOVERNOR;
        bool day = false;
        for (uint32_t t = 0; t < f->art->n_times; t++) {
            const chy_time_mention *m = &f->art->times[t];
            day |= m->sentence == f->s.sentence && filler->token >= m->first && filler->token < m->first + m->n_tokens;
        }
        if ((about || said) && !day && ledger_is_noun(f, filler->token) && f->s.mention_at[filler->token] == CHY_NOBODY) {
            ledger_json_text(f, "topic", ledger_phrase(f, filler->token, true));
            return;
        }
    }
}

/* "the recent meeting", "the last talks": of some other day than the report's. */
static bool is_background(const finder *f, uint32_t at)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c))
        if (ledger_rel(f, c) == CHY_DEP_amod && (ledger_lemma(f, c, "recent") || ledger_lemma(f, c, "last") || ledger_lemma(f, c, "previous") || ledger_lemma(f, c, "past") || ledger_lemma(f, c, "earlier") || ledger_lemma(f, c, "early")))
            return true;
    return false;
}

static const char *last_word(const char *name)
{
    const char *blank = strrchr(name, ' ');
    return blank ? blank + 1 : name;
}

static bool has_bytes(const char *text, size_t len, const char *word)
{
    return memmem(text, len, word, strlen(word)) != NULL;
}

/* "October 23, 2024" in a caption. */
static bool full_date(const char *text, size_t len, chy_day *out)
{
    static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
    for (int m = 0; m < 12; m++) {
        const char *at = memmem(text, len, months[m], strlen(months[m]));
        int day, year;
        char rest[24] = "";
        if (!at)
            continue;
        at += strlen(months[m]);
        size_t left = len - (size_t)(at - text);
        memcpy(rest, at, left < sizeof rest - 1 ? left : sizeof rest - 1);
        if (sscanf(rest, " %d, %d", &day, &year) == 2 && day >= 1 && day <= 31 && year > 1900 && year < 3000) {
            *out = (chy_day){.year = (int16_t)year, .month = (int8_t)(m + 1), .day = (int8_t)day};
            return true;
        }
    }
    return false;
}

/* The day under a picture of the same people, for "the recent meeting". */
static void date_from_caption(finder *f, const parties *who, when *days)
{
    for (uint32_t s = 0; s < f->art->n_sentences && !days->stated; s++) {
        const chy_sentence *sent = &f->art->sentences[s];
        if (!sent->furniture)
            continue;
        const char *text = sent->source + sent->begin;
        size_t len = sent->end - sent->begin;
        uint32_t named = 0;
        bool all = true;
        for (uint32_t i = 0; i < who->n; i++)
            if (who->items[i].name[0]) {
                named++;
                all &= has_bytes(text, len, last_word(who->items[i].name));
            }
        chy_day day;
        if (named >= 2 && all && full_date(text, len, &day))
            *days = (when){.from = day, .to = day, .stated = true};
    }
}

static void emit(finder *f, uint32_t at, const parties *who, const char *status, const char *format, when days, place where, const char *rule, bool visit)
{
    if (!days.stated && is_background(f, at) && !strcmp(status, "held"))
        date_from_caption(f, who, &days);
    draft d = {.kind = "meetings", .block = ledger_block(f, who), .status = status, .rule = rule, .at = at, .who = *who, .when = days};
    ledger_json_begin(f);
    ledger_json_people(f, "participants", who);
    ledger_json_place(f, &where);
    ledger_json_days(f, &days);
    ledger_json_text(f, "status", status);
    ledger_json_text(f, "format", format);
    ledger_json_flag(f, "visit", visit);
    ledger_json_flag(f, "recent", is_background(f, at));
    topics(f, at);
    ledger_emit(f, &d);
    ledger_remember(f, (remembered){.kind = "meetings", .block = d.block, .who = *who, .label = status, .words = where.country});
}

/* The last meeting told, of `guest` when that is somebody; NULL when none is near. */
static const remembered *last_meeting(const finder *f, const char *guest)
{
    for (uint32_t i = f->n_memory; i-- > 0;) {
        const remembered *last = &f->memory[i];
        if (strcmp(last->kind, "meetings") || (!guest && f->s.sentence - last->sentence > 3))
            continue;
        if (!guest)
            return last;
        for (uint32_t k = 0; k < last->who.n; k++)
            if (!strcmp(last->who.items[k].name, guest))
                return last;
    }
    return NULL;
}

/* A word of its own beside it ("the Geneva summit", "the October talks") makes it another one. */
static bool is_special(const finder *f, uint32_t at)
{
    for (uint32_t c = ledger_next_child(f, at, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, at, c)) {
        uint8_t rel = ledger_rel(f, c);
        if (rel == CHY_DEP_compound || rel == CHY_DEP_nmod || rel == CHY_DEP_nummod || rel == CHY_DEP_amod)
            return true;
    }
    return false;
}

/* "This meeting", "the talks" without parties, "X's visit" without a host: more is said of the last one. */
static bool refer(finder *f, uint32_t at, const char *guest)
{
    uint32_t det = ledger_child(f, at, CHY_DEP_det), owner = ledger_child(f, at, CHY_DEP_nmod_poss);
    bool definite = det != CHY_NO_TOKEN && (ledger_lemma(f, det, "the") || ledger_lemma(f, det, "this") || ledger_lemma(f, det, "these"));
    bool theirs = owner != CHY_NO_TOKEN && ledger_token(f, owner)->upos == CHY_UPOS_PRON;
    if (!guest && (!(definite || theirs) || is_special(f, at)))
        return false;
    const remembered *last = last_meeting(f, guest);
    if (!last)
        return false;
    parties who = last->who;
    draft d = {.kind = "meetings", .block = last->block, .status = last->label, .rule = "meetings/again", .at = at, .who = who, .confidence = 0.5f};
    ledger_json_begin(f);
    ledger_json_people(f, "participants", &who);
    ledger_json_text(f, "status", last->label);
    ledger_json_flag(f, "again", true);
    ledger_emit(f, &d);
    return true;
}

/* "The Geneva summit, held on November 29" waits for a sentence that tells who took part. */
static void wait_for_parties(finder *f, uint32_t at)
{
    when days = ledger_when(f, at, false);
    place where = ledger_place(f, at, false);
    if (!days.stated || !where.country[0] || !days.from.day)
        return;
    remembered what = {.kind = "pending", .label = where.name, .words = where.country, .name = ledger_is(f, at, LEDGER_BIT(SUMMIT)) ? "summit" : ""};
    what.block = chy_arena_printf(f->arena, "%04d-%02d-%02d", days.from.year, days.from.month, days.from.day);
    if (what.block)
        ledger_remember(f, what);
}

/* Somebody without a code, by the words: "the three European countries". */
static void unknown_parties(finder *f, uint32_t at, parties *who)
{
    const chy_frame *frame = chy_scene_frame(&f->s, at);
    for (uint32_t i = 0; frame && i < frame->n_fillers; i++)
        if (!strcmp(ledger_prep(f, &frame->fillers[i]), "between")) {
            uint32_t first = frame->fillers[i].token;
            for (uint32_t c = ledger_next_child(f, first, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, first, c))
                if (ledger_token(f, c)->deprel == CHY_DEP_conj && ledger_is(f, c, LEDGER_BIT(COUNTRIES)))
                    ledger_add_party(who, (party){.code = "", .name = ledger_phrase(f, c, false), .office = ""});
        }
}

/* "It provided an opportunity to discuss concerns between A and B": the meeting told of before was theirs. */
static void meet_pending(finder *f)
{
    if (!f->n_memory || strcmp(f->memory[f->n_memory - 1].kind, "pending") || f->s.sentence - f->memory[f->n_memory - 1].sentence != 1)
        return;
    uint32_t root = 0;
    while (root < f->s.sent->n_tokens && ledger_token(f, root)->head)
        root++;
    uint32_t subject = root < f->s.sent->n_tokens ? ledger_child(f, root, CHY_DEP_nsubj) : CHY_NO_TOKEN;
    if (subject == CHY_NO_TOKEN || !(ledger_lemma(f, subject, "it") || ledger_is(f, subject, NOUNS)))
        return;
    remembered *pending = &f->memory[f->n_memory - 1];
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++) {
        parties who = {.n = 0};
        if (ledger_is_noun(f, i))
            ledger_fillers(f, i, CHY_SLOT_PREP, "between", false, &who);
        unknown_parties(f, i, &who);
        if (who.n < 2)
            continue;
        when days = {.stated = true};
        days.stated = chy_day_parse(pending->block, strlen(pending->block), &days.from);
        days.to = days.from;
        place where = {.name = pending->label, .country = pending->words};
        f->n_memory--;
        emit(f, i, &who, "held", pending->name, days, where, "meetings/told-before", false);
        return;
    }
}

static void one_meeting(finder *f, uint32_t at, bool noun)
{
    bool visit = ledger_is(f, at, LEDGER_BIT(VISIT) | LEDGER_BIT(VISIT_VERB)) || (!noun && is_travel(f, at)), ahead;
    const char *status = status_of(f, at, noun, &ahead);
    if (!status || is_count(f, at))
        return;
    parties who = {.n = 0}, hosts = {.n = 0};
    if (noun)
        read_noun(f, at, &who);
    else
        read_verb(f, at, &who);
    if (visit)
        read_hosts(f, at, &hosts);
    bool named = false;
    for (uint32_t i = 0; i < who.n; i++)
        named |= who.items[i].name[0] || who.items[i].office[0];
    if (!noun && is_travel(f, at) && !named)
        return;
    if (visit && (!who.n || (is_plural(f, at) && !named))) {
        if (noun && !who.n)
            refer(f, at, NULL);
        return;
    }
    when days = ledger_when(f, at, ahead);
    bool past = days.stated && chy_day_known(f->art->day) && chy_day_number(days.to, true) < chy_day_number(f->art->day, false);
    if (past && !strcmp(status, "announced"))
        return; /* "decided to meet in 1998" */
    place where = ledger_place(f, at, visit);
    const char *format = format_of(f, at, visit);
    const char *rule = visit ? "meetings/visit" : noun ? "meetings/noun" : "meetings/verb";
    if (visit && hosts.n) {
        for (uint32_t i = 0; i < hosts.n; i++) {
            parties both = who;
            ledger_add_party(&both, hosts.items[i]); /* somebody of the host's may be named already */
            if (ledger_n_codes(&both) < 2)
                continue;
            if (strcmp(where.country, hosts.items[i].code))
                where = (place){.name = "", .country = hosts.items[i].organisation ? "" : hosts.items[i].code};
            emit(f, at, &both, status, format, days, where, rule, true);
        }
        return;
    }
    if (visit && noun && who.n && ledger_n_codes(&who) < 2 && who.items[0].name[0])
        refer(f, at, who.items[0].name);
    else if (ledger_n_codes(&who) >= 2)
        emit(f, at, &who, status, format, days, where, rule, false);
    else if (noun && !who.n && !refer(f, at, NULL))
        wait_for_parties(f, at);
}

/* A noun of a meeting that a verb of meeting has in its own clause is told by the verb ("during a meeting in Beijing they discussed"). */
static bool is_told_by_verb(finder *f, uint32_t at)
{
    uint32_t verb = governor(f, at);
    return verb != CHY_NO_TOKEN && ledger_is(f, verb, LEDGER_BIT(MEET_VERB) | LEDGER_BIT(TALKED)) && ledger_is_verb(f, verb);
}

/* "round of talks": one meeting. */
static bool is_inner(const finder *f, uint32_t at)
{
    uint32_t head = ledger_head(f, at);
    return ledger_rel(f, at) == CHY_DEP_nmod && ledger_is(f, head, LEDGER_BIT(MEETING)) && ledger_is_noun(f, head) && ledger_lemma(f, ledger_child(f, at, CHY_DEP_case), "of");
}

void ledger_find_meetings(finder *f)
{
    meet_pending(f);
    for (uint32_t i = 0; i < f->s.sent->n_tokens; i++) {
        if (ledger_is(f, i, NOUNS) && ledger_is_noun(f, i) && ledger_rel(f, i) != CHY_DEP_compound && !is_inner(f, i) && !is_told_by_verb(f, i))
            one_meeting(f, i, true);
        else if (ledger_is(f, i, VERBS) && ledger_is_verb(f, i))
            one_meeting(f, i, false);
    }
}
