/* src/ledger/join_agreements.c - Which claims speak of one agreement under its several names, and its states with days. */
#include <stdlib.h>
#include <string.h>

#include "ledger/join.h"

static const char *const state_order[] = {"proposed", "negotiated", "agreed", "initialled", "signed", "ratified", "in force", "suspended", "withdrawn", "ended"};
enum { N_STATES = sizeof state_order / sizeof *state_order };

/* The words that say which agreement it is: what every agreement is called does not. */
static wordset special_words(const char *name)
{
    static const char *const generic[] = {"agreement", "deal", "treaty", "pact", "accord", "memorandum", "contract", "convention", "new", "similar", "final", "first", "bilateral", "joint", "major", "landmark",
                                          "historic", "recent", "mutual", "ceasefire", "truce", "possible", "such", "cooperation"};
    wordset all = join_words(name), out = {.n = 0};
    for (uint32_t i = 0; i < all.n; i++) {
        bool skip = false;
        for (size_t k = 0; k < sizeof generic / sizeof *generic && !skip; k++) {
            wordset one = join_words(generic[k]);
            skip = one.n && one.hashes[0] == all.hashes[i];
        }
        if (!skip)
            out.hashes[out.n++] = all.hashes[i];
    }
    return out;
}

typedef struct view {
    wordset words;
    int32_t signed_from, signed_to;
    bool is_signed, truce, memo;
    const char *acronym;
} view;

static view look(const item *it)
{
    view v = {.words = special_words(join_text(it, "name")), .acronym = join_text(it, "acronym")};
    wordset also = special_words(join_text(it, "also"));
    for (uint32_t i = 0; i < also.n && v.words.n < JOIN_MAX_WORDS; i++)
        v.words.hashes[v.words.n++] = also.hashes[i];
    const char *state = join_text(it, "state"), *kind = join_text(it, "kind");
    bool done = (!strcmp(state, "signed") || !strcmp(state, "agreed")) && !join_text(it, "status")[0];
    v.is_signed = done && join_days(join_text(it, "date"), "", &v.signed_from, &v.signed_to);
    v.truce = !strcmp(kind, "ceasefire");
    v.memo = !strcmp(kind, "memorandum") || !strcmp(kind, "contract");
    return v;
}

/* 2: surely one agreement; 1: may be; 0: another. */
static int same(const item *a, const view *x, const item *b, const view *y)
{
    if (x->acronym[0] && !strcmp(x->acronym, y->acronym))
        return 2;
    if (x->truce != y->truce || (x->memo != y->memo && x->words.n && y->words.n))
        return 0;
    bool same_doc = !strcmp(a->claim->doc, b->claim->doc);
    bool clash = x->is_signed && y->is_signed && (x->signed_from > y->signed_to + 1 || y->signed_from > x->signed_to + 1);
    if (clash)
        return 0;
    if (x->words.n && y->words.n) {
        if (join_overlap(&x->words, &y->words) >= 0.5)
            return 2;
        if (same_doc && (!a->claim->sequence || !b->claim->sequence))
            return 2; /* the title says it in other words */
        return x->is_signed && y->is_signed && !same_doc ? 2 : 0; /* signed in the same days by the same parties */
    }
    if (same_doc)
        return 1;
    int64_t apart = (int64_t)join_report_day(a) - join_report_day(b);
    return apart <= 400 && apart >= -400 ? 1 : 0;
}

static void make_groups(joiner *j, bool known)
{
    view *views = chy_arena_alloc(j->arena, j->n, sizeof *views);
    if (!views) {
        j->failed = true;
        return;
    }
    for (uint32_t i = 0; i < j->n; i++)
        views[i] = look(&j->items[i]);
    for (int round = 0; round < 2; round++) /* names first, then what is only called "the deal" */
        for (uint32_t i = 0; i < j->n && !j->failed; i++) {
            if (!known && (views[i].words.n == 0 && !views[i].acronym[0]) != (round == 1))
                continue;
            if (known && round)
                continue;
            group *home = NULL;
            size_t best_gap = SIZE_MAX;
            for (size_t g = 0; g < j->n_groups; g++) {
                int most = known ? 2 : 0;
                size_t gap = SIZE_MAX - 1;
                bool clash = false;
                for (size_t k = 0; k < j->groups[g].n && !known; k++) {
                    uint32_t other = j->groups[g].items[k];
                    int one = same(&j->items[i], &views[i], &j->items[other], &views[other]);
                    most = one > most ? one : most;
                    clash |= views[i].is_signed && views[other].is_signed && !one;
                    size_t away = (size_t)abs((int)i - (int)other);
                    gap = one && away < gap ? away : gap;
                }
                if (j->groups[g].gone || clash || most == 0)
                    continue;
                if (most == 2 && home && home != &j->groups[g] && round == 0) {
                    join_group_merge(j, home, &j->groups[g]);
                } else if (most == 2 || gap < best_gap) {
                    home = &j->groups[g];
                    best_gap = gap;
                }
            }
            join_group_add(j, home ? home : join_group_new(j), i);
        }
}

typedef struct told { const item *done, *expected; } told;

static size_t digits(const item *it) { return it ? strlen(join_text(it, "date")) : 0; }

static void read_states(const joiner *j, const group *g, told states[N_STATES])
{
    memset(states, 0, N_STATES * sizeof *states);
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        for (int s = 0; s < N_STATES; s++) {
            if (strcmp(state_order[s], join_text(it, "state")))
                continue;
            const item **slot = join_text(it, "status")[0] ? &states[s].expected : &states[s].done;
            /* The most exact day; of plans the last one told. */
            if (!*slot || digits(it) > digits(*slot) || (slot == &states[s].expected && digits(it) >= digits(*slot)))
                *slot = it;
        }
    }
}

static bool put_state(joiner *j, bool first, const char *state, const item *it, const char *date, bool expected)
{
    if (!first)
        chy_buf_char(&j->json, ',');
    chy_buf_str(&j->json, "{\"state\":");
    chy_buf_json_str(&j->json, state);
    if (date[0]) {
        chy_buf_str(&j->json, ",\"date\":");
        chy_buf_json_str(&j->json, date);
    }
    if (it && join_text(it, "place")[0]) {
        chy_buf_str(&j->json, ",\"place\":");
        chy_buf_json_str(&j->json, join_text(it, "place"));
    }
    if (it && join_text(it, "by")[0]) {
        chy_buf_str(&j->json, ",\"by\":");
        chy_buf_json_str(&j->json, join_text(it, "by"));
    }
    if (expected)
        chy_buf_str(&j->json, ",\"status\":\"expected\"");
    chy_buf_char(&j->json, '}');
    return false;
}

typedef struct names { texts all, kinds, parties, topics; const char *best, *key, *year; } names;

static void read_names(const joiner *j, const group *g, names *n)
{
    *n = (names){.best = "", .key = "", .year = ""};
    bool title = false;
    uint32_t best_words = 0;
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        const char *name = join_text(it, "name");
        uint32_t words = special_words(name).n;
        if (words)
            texts_add(&n->all, name);
        texts_add(&n->all, join_text(it, "also"));
        texts_add(&n->all, join_text(it, "acronym"));
        texts_add(&n->kinds, join_text(it, "kind"));
        texts_add(&n->topics, join_text(it, "topic"));
        texts_add_list(&n->parties, join_list(it, "parties"));
        if (join_text(it, "key")[0])
            n->key = join_text(it, "key");
        if (join_text(it, "year")[0])
            n->year = join_text(it, "year");
        bool titled = join_flag(it, "title");
        if (!n->best[0] || (titled && !title) || (titled == title && words > best_words)) {
            n->best = name;
            best_words = words;
            title = titled;
        }
    }
    if (n->key[0])
        n->best = n->key;
}

static const char *noun_of(const char *state)
{
    static const char *const nouns[N_STATES] = {"proposal", "negotiation", "conclusion", "initialling", "signature", "ratification", "entry into force", "suspension", "withdrawal", "end"};
    for (int s = 0; s < N_STATES; s++)
        if (!strcmp(state_order[s], state))
            return nouns[s];
    return state;
}

static const char *full_name(joiner *j, const names *n)
{
    if (special_words(n->best).n || n->key[0] || !n->topics.n)
        return n->best;
    return join_printf(j, "%s on %s", n->best, texts_most(&n->topics));
}

/* Plans that later claims met, moved or left open. */
static void put_plans(joiner *j, const group *g, const names *n)
{
    const char *from_block;
    chy_ledger_source(j->kind, j->block, &from_block);
    for (int s = 0; s < N_STATES; s++) {
        texts dues = {.n = 0};
        const item *first[JOIN_MAX_TEXTS] = {NULL}, *done = NULL, *undated = NULL;
        for (size_t i = 0; i < g->n; i++) {
            const item *it = &j->items[g->items[i]];
            if (strcmp(join_text(it, "state"), state_order[s]))
                continue;
            if (!join_text(it, "status")[0]) {
                done = it;
            } else if (join_text(it, "date")[0]) {
                uint32_t before = dues.n;
                texts_add(&dues, join_text(it, "date"));
                if (dues.n > before)
                    first[before] = it;
            } else if (!undated) {
                undated = it;
            }
        }
        if (!dues.n && undated) {
            dues.items[dues.n++] = "";
            first[0] = undated;
        }
        for (uint32_t i = 0; i < dues.n; i++) {
            prospect p = {.what = join_printf(j, "%s of the %s", noun_of(state_order[s]), full_name(j, n)), .due = dues.items[i], .parties = n->parties, .fulfilled_by = "",
                      .first_day = join_report_day(first[i]), .fulfilled_kind = "agreement"};
            bool met = done && join_report_day(done) >= join_report_day(first[i]);
            int32_t due_from, due_to, on, end;
            bool late = met && join_days(p.due, "", &due_from, &due_to) && join_days(join_text(done, "date"), "", &on, &end) && (on > due_to + 3 || end < due_from - 3);
            p.outcome = i + 1 < dues.n || late ? "moved" : met ? "met" : "unknown";
            if (met)
                p.fulfilled_by = join_id(j, "agreements", from_block, g, "");
            join_plan(j, g, &p);
        }
    }
}

static void put_record(joiner *j, const group *g, const names *n, told states[N_STATES])
{
    const char *name = full_name(j, n), *status = "";
    bool first = true, made = states[2].done || states[4].done;
    int32_t from = CHY_NO_DAY, to = CHY_NO_DAY;
    join_begin(j);
    join_put(j, "name", name);
    texts also = {.n = 0};
    for (uint32_t i = 0; i < n->all.n; i++)
        if (strcmp(n->all.items[i], name))
            texts_add(&also, n->all.items[i]);
    join_put_texts(j, "also", &also);
    join_put(j, "kind", texts_most(&n->kinds));
    join_put_texts(j, "parties", &n->parties);
    join_put_texts(j, "topics", &n->topics);
    join_key(j, "states");
    chy_buf_char(&j->json, '[');
    for (int s = 0; s < N_STATES; s++) {
        if (s == 2 && !made && n->year[0])
            first = put_state(j, first, "agreed", NULL, n->year, false);
        const item *it = states[s].done ? states[s].done : states[s].expected;
        if (!it)
            continue;
        first = put_state(j, first, state_order[s], it, join_text(it, "date"), !states[s].done);
        if (states[s].done)
            status = state_order[s];
        int32_t a, b;
        if (join_days(join_text(it, "date"), "", &a, &b)) {
            from = from == CHY_NO_DAY || a < from ? a : from;
            to = to == CHY_NO_DAY || b > to ? b : to;
        }
    }
    chy_buf_char(&j->json, ']');
    if (!status[0])
        status = n->year[0] ? "agreed" : "expected";
    if (from == CHY_NO_DAY)
        from = to = join_report_day(&j->items[g->items[0]]);
    join_end(j, g, (chy_ledger_entry){.status = status, .name = name, .first_day = from, .last_day = to}, "");
}

void join_agreements(joiner *j)
{
    const char *from;
    chy_ledger_source(j->kind, j->block, &from);
    make_groups(j, from[0] == '=');
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        group *g = &j->groups[i];
        if (!g->n)
            continue;
        names n;
        told states[N_STATES];
        read_names(j, g, &n);
        read_states(j, g, states);
        bool any = n.year[0] != '\0';
        for (int s = 0; s < N_STATES; s++)
            any |= states[s].done || states[s].expected;
        if (!any)
            continue;
        if (j->expectations)
            put_plans(j, g, &n);
        else
            put_record(j, g, &n, states);
    }
}
