/* src/ledger/join.c - Claims of one block to records: reading payloads, comparing words, grouping, writing; the kinds are in join_*.c. */
#include "ledger/join.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

const char *const chy_ledger_kinds[] = {"meetings", "agreements", "memberships", "measures", "undertakings", "positions", "offices", "expectations", "facts", NULL};

/* ---- payloads ---- */

const char *join_text(const item *it, const char *key)
{
    const char *text = json_string_value(json_object_get(it->payload, key));
    return text ? text : "";
}

bool join_flag(const item *it, const char *key)
{
    return json_is_true(json_object_get(it->payload, key));
}

json_t *join_list(const item *it, const char *key)
{
    json_t *list = json_object_get(it->payload, key);
    return json_is_array(list) ? list : NULL;
}

bool join_list_has(const json_t *list, const char *text)
{
    for (size_t i = 0; list && i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one && !strcmp(one, text))
            return true;
    }
    return false;
}

bool join_lists_meet(const json_t *a, const json_t *b)
{
    for (size_t i = 0; a && i < json_array_size(a); i++) {
        const char *one = json_string_value(json_array_get(a, i));
        if (one && join_list_has(b, one))
            return true;
    }
    return false;
}

bool join_days(const char *date, const char *enddate, int32_t *from, int32_t *to)
{
    chy_day first, last;
    if (!date[0] || !chy_day_parse(date, strlen(date), &first))
        return false;
    last = first;
    if (enddate[0] && !chy_day_parse(enddate, strlen(enddate), &last))
        last = first;
    *from = chy_day_number(first, false);
    *to = chy_day_number(last, true);
    return true;
}

int32_t join_report_day(const item *it)
{
    return chy_day_known(it->claim->report_day) ? chy_day_number(it->claim->report_day, false) : CHY_NO_DAY;
}

/* ---- words ---- */

static bool is_small_word(const char *word, size_t len)
{
    static const char *const small[] = {"a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "with", "by", "at", "from", "its", "their", "his", "her", "s", "as", "that", "this", "be", "is"};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (strlen(small[i]) == len && !memcmp(small[i], word, len))
            return true;
    return false;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

wordset join_words(const char *text)
{
    wordset out = {.n = 0};
    char folded[512];
    chy_utf8_fold(text, strlen(text), folded, sizeof folded);
    for (const char *at = folded; *at;) {
        size_t skip = strspn(at, " -,.;:'\"()/");
        at += skip;
        size_t len = strcspn(at, " -,.;:'\"()/");
        size_t kept = len > 4 && at[len - 1] == 's' && at[len - 2] != 's' ? len - 1 : len;
        uint64_t hash = chy_hash(at, kept);
        bool seen = !len || is_small_word(at, len);
        for (uint32_t i = 0; i < out.n; i++)
            seen |= out.hashes[i] == hash;
        if (!seen && out.n < JOIN_MAX_WORDS)
            out.hashes[out.n++] = hash;
        at += len;
    }
    qsort(out.hashes, out.n, sizeof *out.hashes, by_hash);
    return out;
}

uint32_t join_common(const wordset *a, const wordset *b)
{
    uint32_t i = 0, k = 0, n = 0;
    while (i < a->n && k < b->n) {
        n += a->hashes[i] == b->hashes[k];
        if (a->hashes[i] < b->hashes[k])
            i++;
        else if (a->hashes[i] > b->hashes[k])
            k++;
        else
            i++, k++;
    }
    return n;
}

double join_overlap(const wordset *a, const wordset *b)
{
    uint32_t least = a->n < b->n ? a->n : b->n;
    return least ? (double)join_common(a, b) / least : 0;
}

/* ---- groups ---- */

group *join_group_new(joiner *j)
{
    group *groups = j->groups;
    if (j->n_groups == j->cap_groups)
        groups = chy_arena_grow(j->arena, j->groups, j->n_groups, &j->cap_groups, sizeof *groups);
    if (!groups) {
        j->failed = true;
        return NULL;
    }
    j->groups = groups;
    groups[j->n_groups] = (group){.n = 0};
    return &groups[j->n_groups++];
}

void join_group_add(joiner *j, group *g, uint32_t number)
{
    if (!g)
        return;
    uint32_t *items = g->items;
    if (g->n == g->cap)
        items = chy_arena_grow(j->arena, g->items, g->n, &g->cap, sizeof *items);
    if (!items) {
        j->failed = true;
        return;
    }
    g->items = items;
    size_t at = g->n++;
    while (at > 0 && items[at - 1] > number) {
        items[at] = items[at - 1];
        at--;
    }
    items[at] = number;
}

void join_group_merge(joiner *j, group *to, group *from)
{
    for (size_t i = 0; i < from->n; i++)
        join_group_add(j, to, from->items[i]);
    from->n = 0;
    from->gone = true;
}

bool join_group_has_doc(const joiner *j, const group *g, const char *doc)
{
    for (size_t i = 0; i < g->n; i++)
        if (!strcmp(j->items[g->items[i]].claim->doc, doc))
            return true;
    return false;
}

void texts_add(texts *t, const char *text)
{
    if (!text || !text[0])
        return;
    for (uint32_t i = 0; i < t->n; i++)
        if (!strcmp(t->items[i], text)) {
            t->counts[i]++;
            return;
        }
    if (t->n < JOIN_MAX_TEXTS) {
        t->items[t->n] = text;
        t->counts[t->n++] = 1;
    }
}

void texts_add_list(texts *t, const json_t *list)
{
    for (size_t i = 0; list && i < json_array_size(list); i++)
        texts_add(t, json_string_value(json_array_get(list, i)));
}

const char *texts_most(const texts *t)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < t->n; i++)
        if (t->counts[i] > t->counts[best])
            best = i;
    return t->n ? t->items[best] : "";
}

/* ---- records ---- */

const char *join_printf(joiner *j, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    const char *out = chy_arena_dup(j->arena, text, kept);
    j->failed |= !out;
    return out ? out : "";
}

void join_begin(joiner *j)
{
    chy_buf_clear(&j->json);
    chy_buf_char(&j->json, '{');
}

void join_key(joiner *j, const char *key)
{
    if (j->json.len > 1)
        chy_buf_char(&j->json, ',');
    chy_buf_json_str(&j->json, key);
    chy_buf_char(&j->json, ':');
}

void join_put(joiner *j, const char *key, const char *value)
{
    if (!value || !value[0])
        return;
    join_key(j, key);
    chy_buf_json_str(&j->json, value);
}

void join_put_texts(joiner *j, const char *key, const texts *t)
{
    join_key(j, key);
    chy_buf_char(&j->json, '[');
    for (uint32_t i = 0; i < t->n; i++) {
        if (i)
            chy_buf_char(&j->json, ',');
        chy_buf_json_str(&j->json, t->items[i]);
    }
    chy_buf_char(&j->json, ']');
}

const char *join_id(joiner *j, const char *kind, const char *block, const group *g, const char *salt)
{
    const char *first = g->n ? j->items[g->items[0]].claim->id : "";
    const char *all = join_printf(j, "%s\n%s\n%s\n%s", kind, block, first ? first : "", salt);
    return join_printf(j, "%016llx", (unsigned long long)chy_hash(all, strlen(all)));
}

/* The parties of all claims, each once. */
static bool add_parties(joiner *j, const group *g, chy_ledger_entry *e)
{
    size_t cap = 0;
    chy_ledger_party *rows = NULL;
    for (size_t i = 0; i < g->n; i++) {
        const chy_claim *c = j->items[g->items[i]].claim;
        for (uint32_t k = 0; k < c->n_parties; k++) {
            bool seen = false;
            for (uint32_t r = 0; r < e->n_parties && !seen; r++)
                seen = !strcmp(rows[r].code, c->parties[k].code) && !strcmp(rows[r].role, c->parties[k].role) && !strcmp(rows[r].name, c->parties[k].name);
            if (seen)
                continue;
            if (e->n_parties == cap)
                rows = chy_arena_grow(j->arena, rows, e->n_parties, &cap, sizeof *rows);
            if (!rows)
                return false;
            rows[e->n_parties++] = c->parties[k];
        }
    }
    e->parties = rows;
    return true;
}

chy_ledger_entry *join_end(joiner *j, const group *g, chy_ledger_entry e, const char *salt)
{
    chy_buf_char(&j->json, '}');
    chy_claim *claims = chy_arena_alloc(j->arena, g->n, sizeof *claims);
    if (j->n_out == j->cap_out)
        j->out = chy_arena_grow(j->arena, j->out, j->n_out, &j->cap_out, sizeof *j->out);
    e.kind = j->kind;
    e.block = j->block;
    e.payload = j->json.failed ? NULL : chy_arena_dup(j->arena, j->json.data, j->json.len);
    e.id = join_id(j, j->kind, j->block, g, salt);
    e.n_parties = 0;
    for (size_t i = 0; i < j->n_out && j->out; i++)
        if (!strcmp(j->out[i].id, e.id))
            return NULL; /* two plans in the same words for the same day are one */
    if (!claims || !j->out || !e.payload || !add_parties(j, g, &e)) {
        j->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < g->n; i++)
        claims[i] = *j->items[g->items[i]].claim;
    e.claims = claims;
    e.n_claims = (uint32_t)g->n;
    const char **texts_of[] = {&e.status, &e.outcome, &e.name, &e.place, &e.country};
    for (size_t i = 0; i < sizeof texts_of / sizeof *texts_of; i++) {
        if (!*texts_of[i])
            *texts_of[i] = "";
        else /* payload strings die with the payloads */
            *texts_of[i] = join_printf(j, "%s", *texts_of[i]);
    }
    j->out[j->n_out] = e;
    return &j->out[j->n_out++];
}

void join_plan(joiner *j, const group *g, const prospect *p)
{
    int32_t from = CHY_NO_DAY, to = CHY_NO_DAY;
    join_days(p->due, "", &from, &to);
    join_begin(j);
    join_put(j, "what", p->what);
    join_put_texts(j, "parties", &p->parties);
    join_put(j, "due", p->due);
    join_put(j, "outcome", p->outcome);
    join_put(j, "fulfilled_by", p->fulfilled_by);
    join_put(j, "kind", p->fulfilled_kind);
    join_end(j, g, (chy_ledger_entry){.status = p->outcome, .outcome = p->outcome, .name = p->what, .first_day = p->first_day, .last_day = to}, join_printf(j, "%s %s", p->what, p->due));
}

/* ---- the one entrance ---- */

static int by_place(const void *a, const void *b)
{
    const item *x = a, *y = b;
    int32_t dx = join_report_day(x), dy = join_report_day(y);
    if (dx != dy)
        return dx < dy ? -1 : 1;
    int doc = strcmp(x->claim->doc, y->claim->doc);
    if (doc)
        return doc;
    if (x->claim->sequence != y->claim->sequence)
        return x->claim->sequence < y->claim->sequence ? -1 : 1;
    return strcmp(x->claim->id, y->claim->id);
}

static bool read_items(joiner *j, const chy_claim *claims, size_t n)
{
    j->items = chy_arena_alloc(j->arena, n, sizeof *j->items);
    if (!j->items)
        return false;
    for (size_t i = 0; i < n; i++) {
        json_t *payload = json_loads(claims[i].payload, 0, NULL);
        if (!payload)
            return false;
        item *it = &j->items[j->n++];
        *it = (item){.claim = &claims[i], .payload = payload};
        static const char *const keys[] = {"on", "fact", "person"};
        for (size_t k = 0; k < sizeof keys / sizeof *keys && !it->words.n; k++)
            if (json_is_string(json_object_get(payload, keys[k])))
                it->words = join_words(join_text(it, keys[k]));
    }
    qsort(j->items, j->n, sizeof *j->items, by_place);
    return true;
}

static const struct { const char *kind; void (*join)(joiner *j); bool expects; } joiners[] = {
    {"meetings", join_meetings, true}, {"agreements", join_agreements, true}, {"memberships", join_memberships, true}, {"measures", join_measures, true},
    {"undertakings", join_undertakings, true}, {"positions", join_positions, false}, {"offices", join_offices, false}, {"facts", join_facts, false},
};

bool chy_ledger_expects(const char *kind)
{
    for (size_t i = 0; i < sizeof joiners / sizeof *joiners; i++)
        if (!strcmp(joiners[i].kind, kind))
            return joiners[i].expects;
    return false;
}

const char *chy_ledger_source(const char *kind, const char *block, const char **from)
{
    *from = block;
    if (strcmp(kind, "expectations"))
        return kind;
    for (size_t i = 0; i < sizeof joiners / sizeof *joiners; i++) {
        size_t len = strlen(joiners[i].kind);
        if (!strncmp(block, joiners[i].kind, len) && block[len] == ':') {
            *from = block + len + 1;
            return joiners[i].kind;
        }
    }
    return kind;
}

chy_status chy_ledger_join(const char *kind, const char *block, const chy_claim *claims, size_t n_claims, chy_arena *arena, chy_ledger_entry **out, size_t *n_out)
{
    const char *from, *source = chy_ledger_source(kind, block, &from);
    joiner j = {.kind = kind, .block = block, .arena = arena, .expectations = strcmp(kind, "expectations") == 0};
    chy_buf_init(&j.json);
    j.failed = !read_items(&j, claims, n_claims);
    for (size_t i = 0; i < sizeof joiners / sizeof *joiners && !j.failed; i++)
        if (!strcmp(joiners[i].kind, source))
            joiners[i].join(&j);
    for (uint32_t i = 0; i < j.n; i++)
        json_decref(j.items[i].payload);
    chy_buf_release(&j.json);
    *out = j.out;
    *n_out = j.failed ? 0 : j.n_out;
    return j.failed ? CHY_E_NOMEM : CHY_OK;
}
