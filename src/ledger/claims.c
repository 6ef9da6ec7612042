/* src/ledger/claims.c - The order in which an article is read for the ledger, and how a claim is written down; see find.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "ledger/find.h"

/* ---- writing ---- */

void ledger_json_begin(finder *f)
{
    chy_buf_clear(&f->json);
    chy_buf_char(&f->json, '{');
}

static void key(finder *f, const char *name)
{
    if (f->json.len > 1)
        chy_buf_char(&f->json, ',');
    chy_buf_json_str(&f->json, name);
    chy_buf_char(&f->json, ':');
}

void ledger_json_text(finder *f, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    key(f, name);
    chy_buf_json_str(&f->json, value);
}

void ledger_json_flag(finder *f, const char *name, bool value)
{
    if (!value)
        return;
    key(f, name);
    chy_buf_str(&f->json, "true");
}

void ledger_json_codes(finder *f, const char *name, const parties *who)
{
    key(f, name);
    chy_buf_char(&f->json, '[');
    bool any = false;
    for (uint32_t i = 0; i < who->n; i++) {
        bool seen = !who->items[i].code[0];
        for (uint32_t k = 0; k < i; k++)
            seen |= !strcmp(who->items[i].code, who->items[k].code);
        if (seen)
            continue;
        if (any)
            chy_buf_char(&f->json, ',');
        chy_buf_json_str(&f->json, who->items[i].code);
        any = true;
    }
    chy_buf_char(&f->json, ']');
}

void ledger_json_people(finder *f, const char *name, const parties *who)
{
    key(f, name);
    chy_buf_char(&f->json, '[');
    for (uint32_t i = 0; i < who->n; i++) {
        const party *p = &who->items[i];
        chy_buf_str(&f->json, i ? ",{\"name\":" : "{\"name\":");
        chy_buf_json_str(&f->json, p->name[0] ? p->name : NULL);
        if (p->code[0]) {
            chy_buf_str(&f->json, p->organisation ? ",\"org\":" : ",\"country\":");
            chy_buf_json_str(&f->json, p->code);
        }
        if (p->office[0]) {
            chy_buf_str(&f->json, ",\"office\":");
            chy_buf_json_str(&f->json, p->office);
        }
        chy_buf_char(&f->json, '}');
    }
    chy_buf_char(&f->json, ']');
}

void ledger_json_days(finder *f, const when *w)
{
    char from[24], to[24];
    if (!w->stated || !chy_day_known(w->from))
        return;
    ledger_json_text(f, "date", chy_day_format(w->from, from));
    chy_day_format(w->to, to);
    if (strcmp(from, to))
        ledger_json_text(f, "enddate", to);
    ledger_json_flag(f, "by_date", w->by);
}

void ledger_json_place(finder *f, const place *p)
{
    if (!p->country[0])
        return;
    key(f, "place");
    chy_buf text = {0};
    if (p->name[0])
        chy_buf_printf(&text, "%s, ", p->name);
    chy_buf_str(&text, p->country);
    chy_buf_json_str(&f->json, text.data);
    chy_buf_release(&text);
}

static chy_ledger_party *party_rows(finder *f, const draft *d)
{
    chy_ledger_party *rows = chy_arena_alloc(f->arena, d->who.n + d->whom.n, sizeof *rows);
    for (uint32_t i = 0; rows && i < d->who.n + d->whom.n; i++) {
        bool on = i >= d->who.n;
        const party *p = on ? &d->whom.items[i - d->who.n] : &d->who.items[i];
        rows[i] = (chy_ledger_party){.role = on ? "on" : "party", .code = p->code, .id = p->organisation ? p->code : "", .name = p->name};
    }
    return rows;
}

/* What the store keeps a block in; nobody needs a longer one. */
#define MAX_BLOCK 400

void ledger_emit(finder *f, const draft *d)
{
    if (!d->block || strlen(d->block) > MAX_BLOCK || !d->block[0])
        return;
    chy_buf_char(&f->json, '}');
    size_t n = f->out->n;
    uint32_t *events = f->events;
    if (n == f->cap) {
        size_t cap = f->cap;
        events = chy_arena_grow(f->arena, f->events, n, &cap, sizeof *events);
        cap = f->cap;
        chy_claim *items = chy_arena_grow(f->arena, f->out->items, n, &cap, sizeof *items);
        f->failed |= !events || !items;
        if (f->failed)
            return;
        f->events = events;
        f->out->items = items;
        f->cap = cap;
    }
    const char *payload = f->json.failed ? NULL : chy_arena_dup(f->arena, f->json.data, f->json.len);
    chy_ledger_party *rows = party_rows(f, d);
    if (!payload || !rows) {
        f->failed = true;
        return;
    }
    uint32_t event = CHY_NOBODY;
    ledger_event_at(f, d->at, &event);
    bool dated = d->when.stated && chy_day_known(d->when.from);
    f->out->items[n] = (chy_claim){
        .kind = d->kind, .block = d->block, .status = d->status ? d->status : "", .rule = d->rule, .payload = payload, .sequence = f->s.sent->index,
        .first_day = dated ? chy_day_number(d->when.from, false) : CHY_NO_DAY, .last_day = dated ? chy_day_number(d->when.to, true) : CHY_NO_DAY,
        .confidence = d->confidence > 0 ? d->confidence : 0.7f, .parties = rows, .n_parties = d->who.n + d->whom.n,
        .report_day = f->art->day};
    f->events[n] = event;
    f->out->n++;
}

void ledger_remember(finder *f, remembered what)
{
    what.sentence = f->s.sentence;
    if (f->n_memory == MAX_REMEMBERED) {
        memmove(f->memory, f->memory + 1, (MAX_REMEMBERED - 1) * sizeof *f->memory);
        f->n_memory--;
    }
    f->memory[f->n_memory++] = what;
}

/* ---- looking up the words of a sentence ---- */

/* The token of a row that hangs outside of it: it carries the row's classes. */
static uint32_t row_head(const finder *f, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++) {
        uint32_t head = ledger_head(f, i);
        if (head == CHY_NO_TOKEN || head < first || head >= first + n)
            return i;
    }
    return first;
}

static void take_row(finder *f, uint32_t first, uint32_t n, const char *words, size_t len)
{
    const ledger_hit *hit = ledger_words_find(f->book, words, len);
    if (!hit)
        return;
    uint32_t at = row_head(f, first, n);
    for (const ledger_hit *h = hit; h; h = h->next)
        f->mask[at] |= (uint64_t)1 << h->class;
    f->hits[at] = hit; /* longer rows come later: "visa ban" says more than "ban" */
}

static size_t add_lemma(char *row, size_t len, size_t cap, const chy_token *tok)
{
    if (len + tok->lemma_len + 2 > cap)
        return cap;
    if (len)
        row[len++] = ' ';
    for (uint32_t k = 0; k < tok->lemma_len; k++)
        row[len++] = (char)(tok->lemma[k] >= 'A' && tok->lemma[k] <= 'Z' ? tok->lemma[k] + 32 : tok->lemma[k]);
    return len;
}

static void look_up_words(finder *f)
{
    const chy_sentence *sent = f->s.sent;
    for (uint32_t n = 1; n <= LEDGER_ROW_WORDS; n++)
        for (uint32_t i = 0; i + n <= sent->n_tokens; i++) {
            char row[128];
            size_t len = 0;
            for (uint32_t k = i; k < i + n; k++)
                len = add_lemma(row, len, sizeof row, &sent->tokens[k]);
            if (len && len < sizeof row)
                take_row(f, i, n, row, len);
            if (n == 1 && !f->mask[i] && sent->tokens[i].form_len < sizeof row) { /* "largest" is a word of its own here */
                for (len = 0; len < sent->tokens[i].form_len; len++)
                    row[len] = (char)tolower((unsigned char)sent->tokens[i].form[len]);
                take_row(f, i, n, row, len);
            }
        }
}

static bool inside_known(const finder *f, uint32_t at)
{
    return ledger_known_at(f, at) != NULL;
}

static void look_up_names(finder *f)
{
    const chy_sentence *sent = f->s.sent;
    f->n_known = 0;
    for (uint32_t n = LEDGER_NAME_WORDS; n >= 1; n--)
        for (uint32_t i = 0; i + n <= sent->n_tokens && f->n_known < MAX_KNOWN; i++) {
            uint8_t pos = sent->tokens[i].upos;
            if (pos == CHY_UPOS_PUNCT || pos == CHY_UPOS_ADP || pos == CHY_UPOS_VERB || inside_known(f, i) || inside_known(f, i + n - 1))
                continue;
            char folded[200];
            const char *begin = sent->source + sent->tokens[i].begin;
            size_t len = sent->tokens[i + n - 1].end - sent->tokens[i].begin;
            size_t need = chy_utf8_fold(begin, len, folded, sizeof folded);
            const ledger_name *name = need < sizeof folded ? ledger_name_find(f->book, folded, need) : NULL;
            /* An acronym or a single word counts only with its capitals. */
            if (name && (n > 1 || chy_utf8_is_capital(begin, len)))
                f->known[f->n_known++] = (known_name){.first = i, .n = n, .name = name};
        }
}

static bool begin_sentence(finder *f, const chy_rules *rules, uint32_t s)
{
    if (!chy_scene_init(&f->s, rules, f->art, s))
        return false;
    uint32_t n = f->s.sent->n_tokens;
    f->mask = chy_arena_alloc(f->arena, n, sizeof *f->mask);
    f->hits = chy_arena_alloc(f->arena, n, sizeof *f->hits);
    if (!f->mask || !f->hits)
        return false;
    look_up_words(f);
    look_up_names(f);
    return true;
}

/* How often each country or organisation is named: who "the two nations" are, and whom the article is about. */
static void count_countries(finder *f)
{
    for (uint32_t m = 0; m < f->art->n_mentions; m++) {
        const chy_mention *mention = &f->art->mentions[m];
        if (mention->kind == CHY_MENTION_PRONOUN || mention->n_entities != 1)
            continue;
        const chy_entity *e = &f->art->entities[mention->entities[0]];
        parties one = {.n = 0};
        if (e->kind == CHY_ENTITY_ORGANISATION)
            continue;
        ledger_add_entity(f, &one, mention->entities[0]);
        if (!one.n)
            continue;
        uint32_t i = 0;
        while (i < f->n_countries && strcmp(f->countries[i].code, one.items[0].code))
            i++;
        if (i == MAX_COUNTRIES)
            continue;
        if (i == f->n_countries)
            f->countries[f->n_countries++] = (named_country){.code = one.items[0].code};
        f->countries[i].n++;
    }
}

static void find_all(finder *f)
{
    ledger_find_offices(f);
    ledger_find_measures(f);
    ledger_find_agreements(f);
    ledger_find_meetings(f);
    ledger_find_memberships(f);
    ledger_find_undertakings(f);
    ledger_find_positions(f);
    ledger_find_facts(f);
}

chy_status chy_ledger_find(const chy_ledger_book *book, const chy_rules *rules, const chy_dict *dict, chy_article *art, chy_claims *out)
{
    finder *f = chy_arena_alloc(art->arena, 1, sizeof *f);
    *out = (chy_claims){.n = 0};
    if (!f)
        return CHY_E_NOMEM;
    *f = (finder){.book = book, .dict = dict, .art = art, .arena = art->arena, .out = out};
    chy_buf_init(&f->json);
    f->offices = chy_arena_alloc(art->arena, art->n_entities, sizeof *f->offices);
    if (!f->offices)
        return CHY_E_NOMEM;
    count_countries(f);
    uint32_t story = 0;
    for (uint32_t s = 0; s < art->n_sentences && !f->failed; s++) {
        if (art->sentences[s].furniture || !art->sentences[s].n_tokens)
            continue;
        if (art->sentences[s].story != story)
            f->n_memory = 0; /* another story of the page */
        story = art->sentences[s].story;
        f->failed = !begin_sentence(f, rules, s);
        if (!f->failed)
            find_all(f);
    }
    chy_buf_release(&f->json);
    out->events = f->events;
    return f->failed ? CHY_E_NOMEM : CHY_OK;
}
