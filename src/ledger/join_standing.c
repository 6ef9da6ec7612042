/* src/ledger/join_standing.c - Things that last: memberships, measures, undertakings. Later reports change what they are; the first say since when. */
#include <string.h>

#include "ledger/join.h"

static void all_in_one(joiner *j)
{
    group *g = j->n ? join_group_new(j) : NULL;
    for (uint32_t i = 0; g && i < j->n; i++)
        join_group_add(j, g, i);
}

static const char *from_block(const joiner *j)
{
    const char *from;
    chy_ledger_source(j->kind, j->block, &from);
    return from;
}

static int32_t day_or(const char *date, int32_t otherwise)
{
    int32_t from, to;
    return join_days(date, "", &from, &to) ? from : otherwise;
}

/* ---- memberships ---- */

/* Within one day of reports the fuller standing wins: who is a member was an applicant once. */
static int standing_rank(const char *status)
{
    static const char *const order[] = {"applicant", "observer", "partner", "member", "suspended", "left"};
    for (int i = 0; i < 6; i++)
        if (!strcmp(order[i], status))
            return i;
    return -1;
}

void join_memberships(joiner *j)
{
    all_in_one(j);
    if (!j->n_groups || !j->groups[0].n)
        return;
    const group *g = &j->groups[0];
    const item *last = NULL, *since = NULL, *until = NULL, *coming = NULL;
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        bool plan = !strcmp(it->claim->rule, "memberships/coming") || (!strcmp(it->claim->status, "applicant") && !strcmp(it->claim->rule, "memberships/joined"));
        if (plan && !coming)
            coming = it;
        bool same_day = last && join_report_day(last) == join_report_day(it);
        /* "a NATO candidate" told after the accession by somebody late does not undo it. */
        bool back = last && standing_rank(last->claim->status) == 3 && standing_rank(it->claim->status) < 3;
        if (!last || (!back && (!same_day || standing_rank(it->claim->status) >= standing_rank(last->claim->status))))
            last = it;
    }
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        if (!strcmp(it->claim->status, last->claim->status) && join_text(it, "since")[0] && (!since || strlen(join_text(it, "since")) > strlen(join_text(since, "since"))))
            since = it;
        if (join_text(it, "until")[0])
            until = it;
    }
    const char *member = join_text(last, "member"), *org = join_text(last, "organisation");
    if (!j->expectations) {
        join_begin(j);
        join_put(j, "member", member);
        join_put(j, "organisation", org);
        join_put(j, "status", last->claim->status);
        join_put(j, "since", since ? join_text(since, "since") : "");
        join_put(j, "until", until ? join_text(until, "until") : "");
        int32_t seen = join_report_day(&j->items[g->items[0]]);
        join_end(j, g, (chy_ledger_entry){.status = last->claim->status, .name = join_printf(j, "%s in %s", member, org), .first_day = day_or(since ? join_text(since, "since") : "", seen),
                                          .last_day = join_report_day(&j->items[g->items[g->n - 1]])}, "");
    } else if (coming) {
        prospect p = {.what = join_printf(j, "accession of %s to %s", member, org), .due = join_text(coming, "since"), .outcome = standing_rank(last->claim->status) == 3 ? "met" : "unknown",
                  .fulfilled_by = "", .fulfilled_kind = "membership", .first_day = join_report_day(coming)};
        texts_add(&p.parties, member);
        texts_add(&p.parties, org);
        if (!strcmp(p.outcome, "met"))
            p.fulfilled_by = join_id(j, "memberships", from_block(j), g, "");
        join_plan(j, g, &p);
    }
}

/* ---- measures ---- */

/* One measure: one kind of thing by one side. A claim that names several sides speaks for a measure of each. */
static group *measure_group(joiner *j, texts *keys, const char *key)
{
    for (uint32_t i = 0; i < keys->n; i++)
        if (!strcmp(keys->items[i], key)) {
            keys->counts[i]++;
            return &j->groups[i];
        }
    if (keys->n == JOIN_MAX_TEXTS)
        return NULL;
    texts_add(keys, key);
    return join_group_new(j);
}

static void make_measures(joiner *j, texts *keys)
{
    for (int round = 0; round < 2; round++) /* what does not say by whom goes to the measure most told of */
        for (uint32_t i = 0; i < j->n && !j->failed; i++) {
            json_t *by = join_list(&j->items[i], "by");
            const char *kind = join_text(&j->items[i], "kind");
            size_t n = by ? json_array_size(by) : 0;
            for (size_t k = 0; k < n && !round; k++)
                join_group_add(j, measure_group(j, keys, join_printf(j, "%s %s", json_string_value(json_array_get(by, k)), kind)), i);
            if (n || !round)
                continue;
            uint32_t best = JOIN_MAX_TEXTS;
            for (uint32_t g = 0; g < keys->n; g++) {
                const char *kept = strchr(keys->items[g], ' ');
                if (kept && !strcmp(kept + 1, kind) && (best == JOIN_MAX_TEXTS || keys->counts[g] > keys->counts[best]))
                    best = g;
            }
            if (best < JOIN_MAX_TEXTS)
                join_group_add(j, &j->groups[best], i);
        }
}

static void put_measure(joiner *j, const group *g, const char *key)
{
    const char *by = join_printf(j, "%.*s", (int)strcspn(key, " "), key), *kind = strchr(key, ' ') + 1, *on = from_block(j);
    const item *since = NULL, *state = NULL;
    texts called = {.n = 0};
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        bool standing = !strcmp(it->claim->rule, "measures/standing") || !strcmp(it->claim->rule, "measures/end-wanted");
        texts_add_list(&called, join_list(it, "lifting_called_for_by"));
        /* What only speaks of sanctions does not undo their lifting, nor make an announced one stand on the same day. */
        if (!state || !standing || !strcmp(state->claim->status, "announced"))
            state = it;
        if (join_flag(it, "told") && join_text(it, "date")[0] && !since)
            since = it;
    }
    join_begin(j);
    join_put(j, "by", by);
    join_put(j, "on", on);
    join_put(j, "kind", kind);
    join_put(j, "since", since ? join_text(since, "date") : "");
    join_put(j, "status", state->claim->status);
    if (called.n)
        join_put_texts(j, "lifting_called_for_by", &called);
    int32_t seen = join_report_day(&j->items[g->items[0]]);
    join_end(j, g, (chy_ledger_entry){.status = state->claim->status, .name = join_printf(j, "%s by %s on %s", kind, by, on), .first_day = day_or(since ? join_text(since, "date") : "", seen),
                                      .last_day = join_report_day(&j->items[g->items[g->n - 1]])}, key);
}

static void plan_measure(joiner *j, const group *g, const char *key)
{
    const item *coming = NULL, *done = NULL;
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        if (!strcmp(it->claim->status, "announced") && !coming)
            coming = it;
        else if (coming && !strcmp(it->claim->rule, "measures/imposed"))
            done = it;
    }
    if (!coming)
        return;
    prospect p = {.what = join_printf(j, "%s by %.*s on %s", strchr(key, ' ') + 1, (int)strcspn(key, " "), key, from_block(j)), .due = join_text(coming, "date"), .outcome = done ? "met" : "unknown",
              .fulfilled_by = done ? join_id(j, "measures", from_block(j), g, key) : "", .fulfilled_kind = "measure", .first_day = join_report_day(coming)};
    texts_add(&p.parties, join_printf(j, "%.*s", (int)strcspn(key, " "), key));
    texts_add(&p.parties, from_block(j));
    join_plan(j, g, &p);
}

void join_measures(joiner *j)
{
    texts keys = {.n = 0};
    make_measures(j, &keys);
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        if (j->expectations)
            plan_measure(j, &j->groups[i], keys.items[i]);
        else
            put_measure(j, &j->groups[i], keys.items[i]);
    }
}

/* ---- undertakings ---- */

void join_undertakings(joiner *j)
{
    all_in_one(j);
    if (!j->n_groups)
        return;
    const group *g = &j->groups[0];
    texts names = {.n = 0}, kinds = {.n = 0}, parties = {.n = 0}, places = {.n = 0};
    const item *state = NULL, *coming = NULL;
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        texts_add(&names, join_text(it, "name"));
        texts_add(&kinds, join_text(it, "kind"));
        texts_add_list(&parties, join_list(it, "parties"));
        texts_add(&places, join_text(it, "place"));
        if (!join_text(it, "state")[0])
            continue;
        bool plan = !strcmp(it->claim->status, "planned");
        if (plan && join_text(it, "date")[0] && !coming)
            coming = it;
        if (!state || !plan || !strcmp(state->claim->status, "planned")) /* what is under way has been planned */
            state = it;
    }
    if (!state || !parties.n)
        return;
    const char *name = texts_most(&names);
    int32_t seen = join_report_day(&j->items[g->items[0]]), last = join_report_day(&j->items[g->items[g->n - 1]]);
    if (!j->expectations) {
        join_begin(j);
        join_put(j, "name", name);
        join_put(j, "kind", texts_most(&kinds));
        join_put_texts(j, "parties", &parties);
        join_put(j, "place", texts_most(&places));
        join_put(j, "state", state->claim->status);
        join_end(j, g, (chy_ledger_entry){.status = state->claim->status, .name = name, .place = texts_most(&places), .first_day = seen, .last_day = last}, "");
    } else if (coming) {
        bool done = !strcmp(state->claim->status, "finished");
        prospect p = {.what = join_printf(j, "completion of the %s", name), .due = join_text(coming, "date"), .outcome = done ? "met" : "unknown", .parties = parties,
                  .fulfilled_by = done ? join_id(j, "undertakings", from_block(j), g, "") : "", .fulfilled_kind = "undertaking", .first_day = join_report_day(coming)};
        join_plan(j, g, &p);
    }
}
