/* src/when/anchor.c - The day of each event: the time expression that the tree hangs on its trigger, else the report's day.
 *
 * An expression and a trigger meet at some token of the tree. Every step from either up to that meeting costs what the step says about
 * sharing a time: an object shares its verb's day, a relative clause does not. The cheapest expression below a limit wins. */
#include "when/when.h"

#include <stdlib.h>
#include <string.h>

#include "when/calendar.h"
#include "when/expr.h"
#include "when/tense.h"

#define COST_LIMIT 5.0f
/* Background has a day of its own, mostly a year, and any far past in the sentence is likelier to be it than the report's day. */
#define COST_LIMIT_HISTORICAL 10.0f
#define COST_NEVER 100.0f
#define MAX_STEPS 24

/* What a step to the head costs: `up_time` on the expression's side, `up_event` on the trigger's. Figures were set by hand and tried on gold/train. */
static float step_cost(uint8_t deprel, bool from_time)
{
    switch (deprel) {
    case CHY_DEP_conj: return from_time ? 1.5f : 1.0f;
    case CHY_DEP_xcomp: return from_time ? 1.5f : 0.5f;
    case CHY_DEP_advcl: return from_time ? 4.0f : 1.5f;
    case CHY_DEP_advcl_relcl: return from_time ? 4.0f : 2.0f;
    case CHY_DEP_acl: return from_time ? 3.5f : 1.5f;
    case CHY_DEP_acl_relcl: return from_time ? 5.0f : 3.0f;
    case CHY_DEP_ccomp: return from_time ? 4.5f : 3.0f;
    case CHY_DEP_csubj: case CHY_DEP_csubj_pass: return 2.0f;
    case CHY_DEP_parataxis: return from_time ? 4.0f : 3.0f;
    case CHY_DEP_appos: return 2.0f;
    case CHY_DEP_nmod: case CHY_DEP_nmod_poss: return from_time ? 1.0f : 0.6f;
    case CHY_DEP_nsubj: case CHY_DEP_nsubj_pass: return from_time ? 1.2f : 0.5f;
    case CHY_DEP_obj: case CHY_DEP_iobj: return from_time ? 0.8f : 0.4f;
    case CHY_DEP_obl: case CHY_DEP_obl_agent: return from_time ? 1.2f : 0.6f;
    case CHY_DEP_compound: case CHY_DEP_amod: case CHY_DEP_flat: case CHY_DEP_nummod: case CHY_DEP_fixed: return 0.3f;
    default: return 1.0f;
    }
}

typedef struct anchorer {
    chy_article *art;
    const chy_sentence *sent;
    const chy_event *events; /* those of the sentence */
    uint32_t n_events;
} anchorer;

static bool in_trigger(const chy_event *ev, uint32_t token)
{
    if (token == ev->trigger)
        return true;
    return token >= ev->trigger_first && token < ev->trigger_first + ev->trigger_n;
}

/* Whether `token` is the trigger of another event: a time below it belongs there. */
static bool other_trigger(const anchorer *a, const chy_event *ev, uint32_t token)
{
    if (in_trigger(ev, token))
        return false;
    for (uint32_t i = 0; i < a->n_events; i++)
        if (a->events[i].trigger == token && a->events[i].trigger != ev->trigger)
            return true;
    return false;
}

/* "will send jets to take part in drills from 27 July": what a deed to come is for has the deed's own time. */
static bool infinitive_ahead(const chy_sentence *sent, const chy_event *ev, uint32_t at)
{
    const chy_token *tok = &sent->tokens[at];
    if ((tok->deprel != CHY_DEP_advcl && tok->deprel != CHY_DEP_acl) ||
        (ev->status != CHY_STATUS_FUTURE && ev->status != CHY_STATUS_HYPOTHETICAL && ev->type != CHY_TYPE_AGREE))
        return false;
    for (uint32_t i = at > 4 ? at - 4 : 0; i < at; i++)
        if (sent->tokens[i].head == at + 1 && sent->tokens[i].deprel == CHY_DEP_mark && chy_when_is(&sent->tokens[i], "to"))
            return true;
    return false;
}

typedef struct path { uint32_t node[MAX_STEPS]; float cost[MAX_STEPS]; uint32_t n; } path;

static bool quoted(const chy_sentence *sent, uint32_t token)
{
    return (sent->tokens[token].flags & CHY_TOKEN_QUOTED) != 0;
}

/* Tokens from `at` up to the root with the cost of getting there. */
static void climb(const anchorer *a, const chy_event *ev, uint32_t at, bool from_time, path *out)
{
    float cost = 0;
    out->n = 0;
    while (out->n < MAX_STEPS) {
        out->node[out->n] = at;
        out->cost[out->n++] = cost;
        const chy_token *tok = &a->sent->tokens[at];
        if (!tok->head || tok->head > a->sent->n_tokens)
            break;
        if (from_time && (out->n > 1 || tok->deprel == CHY_DEP_conj)) /* the first step only says that the time modifies something */
            cost += (infinitive_ahead(a->sent, ev, at) ? 1.5f : step_cost(tok->deprel, true)) + (other_trigger(a, ev, at) ? 2.5f : 0.0f);
        else if (!from_time)
            cost += step_cost(tok->deprel, false);
        if (quoted(a->sent, at) && !quoted(a->sent, tok->head - 1))
            cost += from_time ? 3.0f : 1.5f;
        at = tok->head - 1;
    }
}

static bool has_tree(const chy_sentence *sent)
{
    uint32_t roots = 0;
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        roots += sent->tokens[i].head == 0;
    return roots == 1 || sent->n_tokens == 1;
}

/* Without a tree the nearest expression of the same clause counts. */
static float flat_cost(const anchorer *a, const chy_event *ev, const chy_time_mention *time)
{
    uint32_t lo = time->first < ev->trigger ? time->first + time->n_tokens : ev->trigger;
    uint32_t hi = time->first < ev->trigger ? ev->trigger : time->first;
    float cost = 0.1f * (float)(hi > lo ? hi - lo : 0);
    for (uint32_t i = lo; i < hi; i++)
        if (a->sent->tokens[i].form_len == 1 && strchr(",;:", a->sent->tokens[i].form[0]))
            cost += 0.7f;
    return cost;
}

static const char *const speech[] = {"say", "tell", "announce", "declare", "state", "report", "confirm", "reveal", "add", "claim", "note", "insist", "warn",
                                     "write", "tweet", "explain", "argue", "acknowledge", "admit", "suggest", "indicate", NULL};

/* Statements happen when they are said: "said on Friday that it condemns" dates the condemning. */
static bool is_statement(const chy_event *ev)
{
    switch (ev->type) {
    case CHY_TYPE_REQUEST: case CHY_TYPE_ACCUSE: case CHY_TYPE_REJECT: case CHY_TYPE_THREATEN: case CHY_TYPE_AGREE: case CHY_TYPE_SUPPORT: case CHY_TYPE_CONCEDE:
        return true;
    default: return false;
    }
}

/* What it costs an expression to leave the noun it modifies: "Tuesday's incident" dates the incident, "a trip in 2011" the trip. */
static float leave_noun(const anchorer *a, const chy_event *ev, uint32_t head)
{
    const chy_token *tok = &a->sent->tokens[head];
    if (!tok->head || tok->head > a->sent->n_tokens)
        return 0;
    uint32_t noun = tok->head - 1;
    const chy_token *n = &a->sent->tokens[noun];
    if (noun == ev->trigger || n->upos == CHY_UPOS_VERB || n->upos == CHY_UPOS_AUX)
        return 0;
    if (other_trigger(a, ev, noun))
        return COST_NEVER;
    switch (tok->deprel) {
    case CHY_DEP_compound: case CHY_DEP_nummod: case CHY_DEP_amod: case CHY_DEP_nmod_poss: case CHY_DEP_nmod_desc: case CHY_DEP_flat:
        return in_trigger(ev, noun) ? 1.0f : 4.5f;
    case CHY_DEP_nmod: case CHY_DEP_nmod_unmarked: return in_trigger(ev, noun) ? 0.0f : 1.5f;
    default: return 0;
    }
}

/* "at the June summit", "during the October 1 vote": the noun is itself a time, and its day the deed's. */
static bool noun_is_a_time(const chy_sentence *sent, uint32_t head)
{
    static const char *const words[] = {"during", "at", "amid", "in", "on", NULL};
    uint32_t noun = sent->tokens[head].head;
    for (uint32_t i = noun > 8 ? noun - 8 : 0; noun && i < noun - 1; i++)
        if (sent->tokens[i].head == noun && sent->tokens[i].deprel == CHY_DEP_case && chy_when_is_in(&sent->tokens[i], words))
            return true;
    return false;
}

/* The step that leads from the time's clause into the trigger itself: "protests he organised last month" dates the protests. */
static float clause_of_trigger(const anchorer *a, const chy_event *ev, uint32_t clause)
{
    if (a->sent->tokens[ev->trigger].upos != CHY_UPOS_NOUN || other_trigger(a, ev, clause))
        return 0;
    switch (a->sent->tokens[clause].deprel) {
    case CHY_DEP_acl: return 2.0f;
    case CHY_DEP_acl_relcl: return 3.0f;
    default: return 0;
    }
}

static float tree_cost(const anchorer *a, const chy_event *ev, const chy_time_mention *time)
{
    path up_event, up_time;
    uint32_t head = chy_span_head(a->sent, time->first, time->n_tokens);
    climb(a, ev, ev->trigger, false, &up_event);
    climb(a, ev, head, true, &up_time);
    float best = COST_NEVER;
    for (uint32_t i = 0; i < up_event.n; i++)
        for (uint32_t j = 0; j < up_time.n; j++) {
            if (up_event.node[i] != up_time.node[j] && !(in_trigger(ev, up_time.node[j]) && i == 0))
                continue;
            float cost = up_event.cost[i] + up_time.cost[j];
            /* "said on Friday that it condemns ..." */
            uint32_t meet = up_event.node[i];
            if (i && is_statement(ev) && chy_when_is_in(&a->sent->tokens[meet], speech) && up_time.cost[j] < 1.5f)
                cost -= 2.0f;
            /* The meeting is another deed: its time is its own first. */
            if (i && other_trigger(a, ev, meet))
                cost += 1.0f;
            if (j > 1)
                cost += leave_noun(a, ev, head) - (noun_is_a_time(a->sent, head) ? 1.5f : 0.0f);
            if (j && i == 0)
                cost -= clause_of_trigger(a, ev, up_time.node[j - 1]);
            if (cost < best)
                best = cost;
            break;
        }
    /* Of two that hang alike the nearer one is meant. */
    uint32_t gap = time->first > ev->trigger ? time->first - ev->trigger : ev->trigger - time->first;
    return best + 0.01f * (float)gap;
}

/* "2031 Arvonian crisis: ..." names the topic before the colon, and dates nothing behind it. */
static bool in_topic(const anchorer *a, const chy_event *ev, const chy_time_mention *time)
{
    uint32_t end = time->first + time->n_tokens;
    for (uint32_t i = 0; i < a->sent->n_tokens && i < 14; i++)
        if (a->sent->tokens[i].form_len == 1 && a->sent->tokens[i].form[0] == ':')
            return end < i && ev->trigger > i;
    return false;
}

/* "March 3: ..." or "On March 3, ...: " heads a whole entry. */
static bool heads_sentence(const anchorer *a, const chy_time_mention *time)
{
    uint32_t end = time->first + time->n_tokens;
    if (time->first > 1 || end >= a->sent->n_tokens)
        return false;
    const chy_token *tok = &a->sent->tokens[end];
    return (tok->form_len == 1 && (tok->form[0] == ':' || tok->form[0] == '-')) || (tok->form_len == 3 && (unsigned char)tok->form[0] == 0xe2);
}

/* "until Friday", against "by Friday": an end, not a due date. */
static bool lasts_until(const chy_sentence *sent, const chy_time_mention *time)
{
    static const char *const words[] = {"until", "till", "through", NULL};
    return time->first && chy_when_is_in(&sent->tokens[time->first - 1], words);
}

static bool recent_word(const chy_sentence *sent, const chy_time_mention *time)
{
    const chy_token *tok = &sent->tokens[time->first + time->n_tokens - 1];
    return tok->form_len >= 6 && !strncasecmp(tok->form, "recent", 6);
}

/* "a day after" dates the first deed told behind it, or the one whose clause it opens. */
static float offset_cost(const anchorer *a, const chy_event *ev, const chy_time_mention *time)
{
    uint32_t head = a->sent->tokens[chy_span_head(a->sent, time->first, time->n_tokens)].head, first = UINT32_MAX;
    bool governed = false;
    for (uint32_t i = 0; i < a->n_events; i++) {
        if (a->events[i].trigger < time->first)
            continue;
        governed |= a->events[i].trigger + 1 == head;
        if (a->events[i].trigger < first)
            first = a->events[i].trigger;
    }
    return (governed ? ev->trigger + 1 == head : first == ev->trigger) ? 0.5f : COST_NEVER;
}

/* "a ceasefire starting October 19", "will let them in, effective October 16": whatever the tree, a deed to come begins then. */
static bool begins_then(const chy_sentence *sent, const chy_time_mention *time)
{
    static const char *const words[] = {"effective", "start", "starting", "begin", "beginning", NULL};
    uint32_t at = time->first;
    if (at > 1 && sent->tokens[at - 1].upos == CHY_UPOS_ADP)
        at--;
    return at && chy_when_is_in(&sent->tokens[at - 1], words) && sent->tokens[at - 1].xpos != CHY_XPOS_VBD;
}

static float cost_of(const anchorer *a, const chy_event *ev, const chy_time_mention *time)
{
    if (time->sense == CHY_TIME_BOUND)
        return COST_NEVER;
    if (time->sense == CHY_TIME_OFFSET)
        return offset_cost(a, ev, time);
    if (heads_sentence(a, time))
        return 0.5f;
    if (in_topic(a, ev, time))
        return COST_NEVER;
    if (recent_word(a->sent, time)) { /* so weak a word speaks for nothing but what it stands with */
        uint32_t head = a->sent->tokens[chy_span_head(a->sent, time->first, time->n_tokens)].head;
        bool adverb = a->sent->tokens[time->first + time->n_tokens - 1].upos == CHY_UPOS_ADV && has_tree(a->sent);
        return head && in_trigger(ev, head - 1) ? 3.0f : adverb ? tree_cost(a, ev, time) + 1.5f : COST_NEVER;
    }
    if (ev->status == CHY_STATUS_FUTURE && begins_then(a->sent, time))
        return 2.5f;
    float cost = has_tree(a->sent) ? tree_cost(a, ev, time) : flat_cost(a, ev, time);
    if (time->sense == CHY_TIME_BY && !lasts_until(a->sent, time) && ev->status != CHY_STATUS_FUTURE && ev->status != CHY_STATUS_HYPOTHETICAL)
        cost += 3.0f;
    return cost;
}

/* A day ahead suits a deed to come, and the promise of one. */
static bool may_lie_ahead(const chy_event *ev)
{
    return ev->status == CHY_STATUS_FUTURE || ev->status == CHY_STATUS_HYPOTHETICAL || ev->status == CHY_STATUS_NEGATED ||
           (ev->type == CHY_TYPE_AGREE && ev->content != CHY_TYPE_NONE);
}

static bool after_report(const chy_article *art, chy_day from)
{
    return chy_day_known(art->day) && chy_day_number(from, false) > chy_day_number(art->day, true);
}

/* Whether the words of the deed themselves look ahead, whatever its status: "said it would free them on Monday" told as a concession. */
static bool told_ahead(const chy_sentence *sent, const chy_event *ev)
{
    return is_statement(ev) && chy_tense_of(sent, ev->trigger) == CHY_TENSE_FUTURE;
}

/* The days that `time` gives an event: the verb beside an open expression has decided which way it looks, unless the event's status says
 * otherwise. False when it looks ahead and the event does not: it then dates what the event is about. */
static bool reading(const chy_article *art, const chy_event *ev, const chy_time_mention *time, chy_span *out)
{
    const chy_sentence *sent = &art->sentences[time->sentence];
    chy_span back = {time->back_from, time->back_to}, ahead = {time->ahead_from, time->ahead_to};
    *out = (chy_span){time->from, time->to};
    if (!time->open)
        return true;
    chy_tense tense = chy_tense_around(sent, time->first, time->n_tokens);
    if (ev->status == CHY_STATUS_FUTURE) {
        if (tense != CHY_TENSE_PAST || time->sense == CHY_TIME_BY)
            *out = ahead;
        return true;
    }
    if (may_lie_ahead(ev) || told_ahead(sent, ev))
        return true;
    *out = back;
    /* "announces tariffs, effective August 23", told on August 8: nobody means the August before */
    int32_t report = chy_day_number(art->day, false);
    if (tense != CHY_TENSE_PAST && report - chy_day_number(back.from, false) > 270 && chy_day_number(ahead.from, false) - report < 60)
        return false;
    uint32_t governor = sent->tokens[chy_span_head(sent, time->first, time->n_tokens)].head;
    if (governor && in_trigger(ev, governor - 1)) /* "to attend a march over the July 8 killing": its own day, whatever the verb above */
        return true;
    return tense != CHY_TENSE_FUTURE || chy_day_number(back.from, false) == chy_day_number(ahead.from, false);
}

/* Sets the event's days from `time`; false when that would put a past deed behind the report, or one to come before it. */
static bool take(const chy_article *art, chy_event *ev, const chy_time_mention *time)
{
    const chy_sentence *sent = &art->sentences[time->sentence];
    chy_span span;
    bool future = ev->status == CHY_STATUS_FUTURE;
    bool fits = reading(art, ev, time, &span);
    if (time->sense == CHY_TIME_BY && lasts_until(sent, time) && !may_lie_ahead(ev) && !is_statement(ev) && after_report(art, time->ahead_to))
        span = (chy_span){art->day, time->ahead_to}; /* "meet in Besk until Friday": going on */
    else if (!fits || (!may_lie_ahead(ev) && !told_ahead(sent, ev) && after_report(art, span.from)))
        return false;
    if (future && chy_day_known(art->day) && chy_day_number(span.to, true) < chy_day_number(art->day, false))
        return false;
    ev->from = span.from;
    ev->to = span.to;
    ev->precision = time->precision;
    ev->date_stated = true;
    return true;
}

static bool is_long_past(const chy_article *art, const chy_time_mention *time)
{
    return chy_day_known(art->day) && chy_day_number(time->back_to, true) < chy_day_number(art->day, false) - 200;
}

static const char *explain(const chy_article *art, const chy_time_mention *time, const char *how)
{
    const chy_sentence *sent = &art->sentences[time->sentence];
    const chy_token *a = &sent->tokens[time->first], *b = &sent->tokens[time->first + time->n_tokens - 1];
    uint32_t len = b->end > a->begin && b->end - a->begin < 80 ? b->end - a->begin : 0;
    const char *words = len && sent->source ? sent->source + a->begin : a->form;
    return chy_arena_printf(art->arena, "\"%.*s\" %s", (int)(len && sent->source ? len : a->form_len), words, how);
}

static bool take_report_day(const chy_article *art, chy_event *ev)
{
    ev->from = ev->to = art->day;
    ev->precision = art->day.day ? CHY_PRECISION_DAY : art->day.month ? CHY_PRECISION_MONTH : art->day.year ? CHY_PRECISION_YEAR : CHY_PRECISION_NONE;
    ev->date_stated = false;
    ev->date_why = chy_day_known(art->day) ? "no day is stated: the report's day" : "no day is stated and the report has none";
    return true;
}

/* The event's day among `n` expressions of its sentence, or the heading above. */
static bool anchor_event(const anchorer *a, chy_event *ev, const chy_time_mention *times, uint32_t n, const chy_time_mention *heading)
{
    bool tried[64] = {0};
    for (;;) {
        const chy_time_mention *best = NULL;
        float cheapest = ev->status == CHY_STATUS_HISTORICAL ? COST_LIMIT_HISTORICAL : COST_LIMIT;
        for (uint32_t i = 0; i < n && i < 64; i++) {
            float cost = tried[i] ? COST_NEVER : cost_of(a, ev, &times[i]);
            if (cost >= COST_LIMIT && !is_long_past(a->art, &times[i]))
                continue;
            if (cost < cheapest) {
                cheapest = cost;
                best = &times[i];
            }
        }
        if (!best)
            break;
        tried[best - times] = true;
        if (take(a->art, ev, best))
            return (ev->date_why = explain(a->art, best, "stands with the trigger")) != NULL;
    }
    if (heading && ev->status != CHY_STATUS_HISTORICAL && take(a->art, ev, heading))
        return (ev->date_why = explain(a->art, heading, "heads the passage")) != NULL;
    return take_report_day(a->art, ev);
}

/* ---- a story that goes on ---- */

/* The day that the narrative has reached: "On Wednesday ministers met in Besk. They agreed to ... They called on ..." */
typedef struct narrative {
    const chy_event *event; /* dated by its own sentence; NULL: none yet */
    uint32_t sentence;      /* the last one that went on with it */
} narrative;

/* Sentences behind the dated one, or behind the last that went on, in which the day still holds. */
#define NARRATIVE_REACH 3
/* Days before the report: what is older is background, and the next sentence comes back from it. */
#define NARRATIVE_DAYS 7

/* A deed of the main line: the root of its sentence, what is told beside it, what a speaker is reported to have done with words. */
static bool in_main_line(const chy_sentence *sent, const chy_event *ev)
{
    uint32_t at = ev->trigger;
    for (int steps = 0; steps < 4; steps++) {
        const chy_token *tok = &sent->tokens[at];
        if (!tok->head)
            return true;
        if (tok->deprel != CHY_DEP_conj && tok->deprel != CHY_DEP_xcomp && tok->deprel != CHY_DEP_obj && !(tok->deprel == CHY_DEP_ccomp && tok->xpos == CHY_XPOS_VBD))
            return false;
        at = tok->head - 1;
    }
    return false;
}

/* Told in the simple past: "has met" and "meets" look back from the report itself. */
static bool told_in_past(const chy_sentence *sent)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        if (!sent->tokens[i].head)
            return sent->tokens[i].xpos == CHY_XPOS_VBD && chy_tense_of(sent, i) == CHY_TENSE_PAST;
    return false;
}

static void begin_narrative(const anchorer *a, narrative *told)
{
    for (uint32_t i = 0; i < a->n_events; i++) {
        const chy_event *ev = &a->events[i];
        int32_t day = chy_day_number(ev->from, false);
        if (ev->date_stated && ev->status == CHY_STATUS_ACTUAL && ev->precision == CHY_PRECISION_DAY && in_main_line(a->sent, ev) &&
            day == chy_day_number(ev->to, true) && chy_day_known(a->art->day) && chy_day_number(a->art->day, false) - day <= NARRATIVE_DAYS) {
            told->event = ev;
            told->sentence = ev->sentence;
        }
    }
}

static bool go_on(const anchorer *a, chy_event *ev, narrative *told)
{
    if (!told->event || ev->date_stated || ev->status != CHY_STATUS_ACTUAL || ev->sentence - told->sentence > NARRATIVE_REACH ||
        a->sent->story != a->art->sentences[told->sentence].story || !told_in_past(a->sent) || !in_main_line(a->sent, ev))
        return true;
    ev->from = told->event->from;
    ev->to = told->event->to;
    ev->precision = told->event->precision;
    ev->date_stated = true;
    ev->date_why = chy_arena_printf(a->art->arena, "goes on from sentence %d: %s", a->art->sentences[told->event->sentence].index, told->event->date_why);
    told->sentence = ev->sentence;
    return ev->date_why != NULL;
}

/* A sentence that is nothing but a date. */
static bool is_heading(const chy_sentence *sent, const chy_time_mention *time)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        if ((i < time->first || i >= time->first + time->n_tokens) && sent->tokens[i].upos != CHY_UPOS_PUNCT &&
            !(sent->tokens[i].form_len == 1 && strchr(".,:;-|", sent->tokens[i].form[0])))
            return false;
    return time->precision == CHY_PRECISION_DAY && time->sense == CHY_TIME_AT && !time->open;
}

/* What was done more than a year before the report is background (CODEBOOK section 3). */
static void mark_background(const chy_article *art, chy_event *ev)
{
    enum { YEAR = 365 };
    if (ev->date_stated && ev->status == CHY_STATUS_ACTUAL && chy_day_known(ev->to) && chy_day_known(art->day) &&
        chy_day_number(art->day, false) - chy_day_number(ev->to, true) > YEAR)
        ev->status = CHY_STATUS_HISTORICAL;
}

chy_status chy_when_anchor(chy_article *art)
{
    uint32_t t = 0;
    uint32_t e = 0;
    const chy_time_mention *heading = NULL;
    narrative told = {NULL, 0};
    for (uint32_t s = 0; s < art->n_sentences && e < art->n_events; s++) {
        while (t < art->n_times && art->times[t].sentence < s)
            t++;
        uint32_t t_end = t;
        while (t_end < art->n_times && art->times[t_end].sentence == s)
            t_end++;
        if (t_end == t + 1 && is_heading(&art->sentences[s], &art->times[t])) /* the report's own day above its text states nothing new */
            heading = chy_day_number(art->times[t].from, false) == chy_day_number(art->day, false) ? NULL : &art->times[t];
        uint32_t e_end = e;
        while (e_end < art->n_events && art->events[e_end].sentence == s)
            e_end++;
        anchorer a = {.art = art, .sent = &art->sentences[s], .events = art->events + e, .n_events = e_end - e};
        uint32_t e_begin = e;
        for (; e < e_end; e++)
            if (!anchor_event(&a, &art->events[e], art->n_times ? art->times + t : NULL, t_end - t, heading) ||
                (t == t_end && !go_on(&a, &art->events[e], &told)))
                return CHY_E_NOMEM;
        if (t < t_end)
            begin_narrative(&a, &told);
        for (uint32_t k = e_begin; k < e_end; k++)
            mark_background(art, &art->events[k]);
        t = t_end;
    }
    return CHY_OK;
}
