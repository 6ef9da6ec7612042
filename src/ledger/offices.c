/* src/ledger/offices.c - Who holds which office, where the text itself says so beside the name ("Foreign Minister X", "X, the SCO secretary general"). */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "ledger/find.h"

static bool has_word(const char *text, const char *word, size_t len)
{
    for (const char *at = text; *at; at += strcspn(at, " -"), at += strspn(at, " -"))
        if (strcspn(at, " -") == len && !strncasecmp(at, word, len))
            return true;
    return false;
}

/* A word of the mention that belongs to the office and not to the name. */
static bool tells_office(const finder *f, const chy_entity *e, uint32_t at)
{
    const chy_token *tok = ledger_token(f, at);
    if (has_word(e->name, tok->form, tok->form_len))
        return false;
    return ledger_is(f, at, LEDGER_BIT(OFFICE)) || (tok->form_len > 3 && (has_word(e->office, tok->form, tok->form_len) || has_word(e->office, tok->lemma, tok->lemma_len)));
}

static bool is_former(const finder *f, uint32_t first)
{
    for (uint32_t i = first > 3 ? first - 3 : 0; i < first + 3 && i < f->s.sent->n_tokens; i++)
        if (ledger_is(f, i, LEDGER_BIT(FORMER)) && !ledger_lemma(f, i, "then") && !ledger_lemma(f, i, "outgoing"))
            return true;
    return false;
}

static bool is_kind(const finder *f, uint32_t at, chy_entity_kind kind)
{
    uint32_t m = f->s.mention_at[at];
    return m != CHY_NOBODY && f->art->mentions[m].n_entities == 1 && f->art->entities[f->art->mentions[m].entities[0]].kind == kind;
}

static bool in_name(const finder *f, uint32_t at, const char *name)
{
    return has_word(name, ledger_token(f, at)->form, ledger_token(f, at)->form_len);
}

/* "secretary of the Central Political and Legal Affairs Commission": the dictionary's title is shorter than the text's. */
static const char *longer_title(finder *f, uint32_t title, const char *name, const char *office)
{
    for (uint32_t c = ledger_next_child(f, title, CHY_NO_TOKEN); c != CHY_NO_TOKEN; c = ledger_next_child(f, title, c)) {
        uint32_t prep = ledger_child(f, c, CHY_DEP_case);
        if (ledger_rel(f, c) != CHY_DEP_nmod || c < title || !(ledger_lemma(f, prep, "of") || ledger_lemma(f, prep, "for")))
            continue;
        const char *body = ledger_phrase(f, c, false);
        /* A country alone is whose the office is, not its name. */
        if (is_kind(f, c, CHY_ENTITY_STATE) || in_name(f, c, name) || ledger_lemma(f, c, "Republic") || ledger_lemma(f, c, "republic") || !chy_utf8_is_capital(body, strlen(body)))
            continue;
        uint32_t end = c + 1, first = c;
        while (first > title + 2 && ledger_token(f, first - 1)->upos != CHY_UPOS_DET && ledger_token(f, first - 1)->upos != CHY_UPOS_ADP && ledger_token(f, first - 1)->upos != CHY_UPOS_PART)
            first--;
        while (end < f->s.sent->n_tokens && (chy_utf8_is_capital(ledger_token(f, end)->form, ledger_token(f, end)->form_len) || (ledger_lemma(f, end, "and") && end + 1 < f->s.sent->n_tokens && chy_utf8_is_capital(ledger_token(f, end + 1)->form, ledger_token(f, end + 1)->form_len))))
            end++;
        for (uint32_t i = first; i < end; i++)
            if (in_name(f, i, name))
                end = i;
        if (end <= c)
            continue;
        const char *words = ledger_text(f, first, end);
        char *out = chy_arena_printf(f->arena, "%s of the %s", office, words);
        return out ? out : office;
    }
    return office;
}

/* "Deputy Foreign Ministers X and Y": a plural title before several names. */
static bool shares_title(const finder *f, const chy_mention *m, const chy_entity *e)
{
    for (uint32_t i = m->first; i-- > 0;) {
        uint32_t before = f->s.mention_at[i];
        const chy_token *tok = ledger_token(f, i);
        if (before == CHY_NOBODY) {
            if (tok->upos != CHY_UPOS_PUNCT && tok->upos != CHY_UPOS_CCONJ)
                return false;
            continue;
        }
        const chy_mention *b = &f->art->mentions[before];
        if (b->n_entities != 1)
            return false;
        const chy_entity *o = &f->art->entities[b->entities[0]];
        if (strcmp(o->code, e->code))
            return false;
        if (o->kind == CHY_ENTITY_AGENT)
            return tok->xpos == CHY_XPOS_NNS || tok->xpos == CHY_XPOS_NNPS || (tok->form_len > 2 && tok->form[tok->form_len - 1] == 's');
        if (o->kind != CHY_ENTITY_PERSON)
            return false;
    }
    return false;
}

static void read_mention(finder *f, const chy_mention *m)
{
    const chy_entity *e = &f->art->entities[m->entities[0]];
    if (e->kind != CHY_ENTITY_PERSON || !e->office[0] || !strcmp(e->sector, "ELI") || !strcmp(e->code, "---") || is_former(f, m->first))
        return;
    uint32_t title = CHY_NO_TOKEN;
    const char *prefix = "";
    for (uint32_t i = m->first; i < m->first + m->n_tokens; i++) {
        if (tells_office(f, e, i))
            title = title == CHY_NO_TOKEN || ledger_is(f, i, LEDGER_BIT(OFFICE)) ? i : title;
        if ((ledger_lemma(f, i, "acting") || ledger_lemma(f, i, "interim") || ledger_lemma(f, i, "caretaker")) && !has_word(e->office, ledger_token(f, i)->lemma, ledger_token(f, i)->lemma_len))
            prefix = ledger_token(f, i)->lemma;
    }
    if (title == CHY_NO_TOKEN && !shares_title(f, m, e))
        return;
    parties who = {.n = 0};
    ledger_parties_of(f, m->head, &who);
    if (!who.n || !who.items[0].name[0])
        return;
    const char *office = e->office;
    if (!strchr(office, ' ')) /* one word of the dictionary; the text may have more */
        for (uint32_t i = m->first; i < m->first + m->n_tokens; i++)
            if (ledger_is(f, i, LEDGER_BIT(OFFICE)) && !has_word(e->name, ledger_token(f, i)->form, ledger_token(f, i)->form_len))
                office = longer_title(f, i, e->name, e->office);
    if (title != CHY_NO_TOKEN && strstr(office, "secretary of"))
        office = longer_title(f, title, e->name, "secretary") != NULL && strlen(longer_title(f, title, e->name, "secretary")) > strlen("secretary") ? longer_title(f, title, e->name, "secretary") : office;
    if (prefix[0]) {
        office = chy_arena_printf(f->arena, "%s %s", prefix, office);
        if (!office)
            return;
    }
    f->offices[m->entities[0]] = office;
    const char *folded = ledger_fold(f, e->name), *last = strrchr(folded, ' ');
    char *block = chy_arena_printf(f->arena, "%s|%s", who.items[0].code, last ? last + 1 : folded);
    if (!block)
        return;
    draft d = {.kind = "offices", .block = block, .status = "", .rule = "offices/title", .at = m->head, .who = who, .confidence = 0.9f};
    ledger_json_begin(f);
    ledger_json_text(f, "person", who.items[0].name);
    ledger_json_text(f, "office", office);
    ledger_json_text(f, "of", who.items[0].code);
    ledger_emit(f, &d);
}

void ledger_find_offices(finder *f)
{
    for (uint32_t m = f->s.sent->first_mention; m < f->s.sent->first_mention + f->s.sent->n_mentions; m++)
        if (f->art->mentions[m].kind == CHY_MENTION_NAME && f->art->mentions[m].n_entities == 1)
            read_mention(f, &f->art->mentions[m]);
}
