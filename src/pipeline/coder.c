/* src/pipeline/coder.c - The way of an article, stage by stage. chy_coder_run is the flow; stages never call each other. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actors/actors.h"
#include "chancery.h"
#include "events/events.h"
#include "ledger/ledger.h"
#include "parse/conllu.h"
#include "parse/parser.h"
#include "pipeline/knowledge.h"
#include "pipeline/record.h"
#include "text/text.h"
#include "types/coding.h"
#include "when/when.h"
#include "where/where.h"

/* The most memory one article may take: 4 MB of text need some 600 MB of tokens, trees and net states at worst. */
#define CHY_LIMIT_ARTICLE_BYTES ((size_t)1 << 30)

struct chy_coder {
    const chy_knowledge *knowledge;
    chy_parser_work *work;
    chy_day default_day;
    char coded_date[24];
};

chy_coder *chy_coder_new(const chy_knowledge *knowledge)
{
    chy_coder *coder = calloc(1, sizeof *coder);
    chy_parser_work *work = coder ? chy_parser_work_new(knowledge->parser) : NULL;
    if (!work) {
        free(coder);
        return NULL;
    }
    coder->knowledge = knowledge;
    coder->work = work;
    return coder;
}

void chy_coder_free(chy_coder *coder)
{
    if (!coder)
        return;
    chy_parser_work_free(coder->work);
    free(coder);
}

static chy_status read_full_day(const char *text, chy_day *day, chy_err *err)
{
    if (!chy_day_parse(text, strlen(text), day) || !day->day)
        return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no date of the form YYYY-MM-DD", text);
    return CHY_OK;
}

chy_status chy_coder_set_date(chy_coder *coder, const char *day, chy_err *err)
{
    return read_full_day(day, &coder->default_day, err);
}

chy_status chy_coder_set_coded_date(chy_coder *coder, const char *day, chy_err *err)
{
    chy_day parsed;
    chy_status status = read_full_day(day, &parsed, err);
    if (status == CHY_OK)
        chy_day_format(parsed, coder->coded_date);
    return status;
}

/* ---- from document to article ---- */

static bool is_blank(const char *s)
{
    return !s || !s[strspn(s, " \t\r\n")];
}

static const char *given(const chy_document *doc, chy_field field)
{
    const char *s = chy_document_get(doc, field, NULL);
    return is_blank(s) ? NULL : s;
}

static void read_metadata_day(chy_article *art, const char *date)
{
    if (!date)
        return;
    const char *from = date + strspn(date, " \t");
    if (chy_day_parse(from, strcspn(from, " \t\r\n"), &art->day))
        art->day_why = "metadata";
    else
        chy_article_diagnose(art, 0, "\"%.40s\" is no date that can be read: ignored", date);
}

static chy_status begin(const chy_coder *coder, const chy_document *doc, chy_coding *out, chy_err *err)
{
    chy_coding_clear(out);
    size_t len = 0;
    const char *text = chy_document_get(doc, CHY_FIELD_TEXT, &len);
    const char *title = given(doc, CHY_FIELD_TITLE);
    if (is_blank(text) && !title)
        return chy_err_set(err, CHY_E_EMPTY, 0, "the document has no text");
    if (!out->arena.limit) /* tests set less */
        out->arena.limit = CHY_LIMIT_ARTICLE_BYTES;
    out->document = doc;
    out->versions = &coder->knowledge->versions;
    out->article = (chy_article){.arena = &out->arena, .id = given(doc, CHY_FIELD_ID), .source = given(doc, CHY_FIELD_SOURCE),
                                 .url = given(doc, CHY_FIELD_URL), .title = title, .lang = given(doc, CHY_FIELD_LANG),
                                 .text = text ? text : "", .text_len = len};
    if (!out->article.id)
        out->article.id = "";
    if (coder->coded_date[0]) {
        out->coded_date = chy_arena_dup(&out->arena, coder->coded_date, strlen(coder->coded_date));
        if (!out->coded_date)
            return CHY_E_NOMEM;
    }
    read_metadata_day(&out->article, given(doc, CHY_FIELD_DATE));
    return CHY_OK;
}

/* The text's own words come before --date, which speaks for a whole run. */
static void settle_day(const chy_coder *coder, chy_article *art)
{
    if (!chy_day_known(art->day) && chy_day_known(coder->default_day)) {
        art->day = coder->default_day;
        art->day_why = "--date";
    }
    if (!chy_day_known(art->day))
        chy_article_diagnose(art, 0, "no date in metadata or text: events get no date of their own");
}

/* The net's states outlive its next sentence: the scorer of events/ reads them. */
static chy_status keep_states(const chy_coder *coder, chy_sentence *sent, chy_arena *arena)
{
    uint32_t dim = 0;
    const int8_t *states = chy_parser_states(coder->work, &dim);
    if (!states || !sent->n_tokens)
        return CHY_OK;
    int8_t *copy = chy_arena_alloc(arena, sent->n_tokens, dim);
    if (!copy)
        return CHY_E_NOMEM;
    memcpy(copy, states, (size_t)sent->n_tokens * dim);
    sent->states = copy;
    sent->state_dim = dim;
    return CHY_OK;
}

static chy_status read_sentences(chy_coder *coder, chy_article *art)
{
    chy_status status = CHY_OK;
    chy_parser_begin(coder->knowledge->parser, coder->work);
    for (uint32_t i = 0; i < art->n_sentences && status == CHY_OK; i++) {
        chy_sentence *sent = &art->sentences[i];
        status = chy_parser_run(coder->knowledge->parser, coder->work, sent);
        if (status == CHY_OK)
            status = keep_states(coder, sent, art->arena);
        if (status == CHY_OK)
            status = chy_text_lemmatize(sent, art->arena);
    }
    return status;
}

/* A failure anywhere leaves `out` empty, and says so with a reason. */
static chy_status finish(chy_status status, chy_coding *out, chy_err *err)
{
    if (status == CHY_OK || status == CHY_E_EMPTY)
        return status;
    size_t limit = out->arena.limit;
    bool full = out->arena.used > limit / 2;
    chy_coding_clear(out);
    if (status == CHY_E_NOMEM && full)
        return chy_err_set(err, CHY_E_LIMIT, limit, "the article needs more than %zu bytes of memory", limit);
    return chy_err_set(err, status, 0, "the article cannot be coded: %s", chy_status_name(status));
}

/* A claim that rests on an event knows it by the id of its record. */
static void name_reports(chy_coding *out)
{
    for (size_t i = 0; i < out->claims.n; i++)
        if (out->claims.events[i] < out->n_records)
            out->claims.items[i].report = out->records[out->claims.events[i]].id;
}

/* ---- the flow ---- */

chy_status chy_coder_run(chy_coder *coder, const chy_document *doc, chy_coding *out, chy_err *err)
{
    const chy_knowledge *know = coder->knowledge;
    chy_article *art = &out->article;

    chy_status status = begin(coder, doc, out, err);
    if (status == CHY_OK) {
        chy_when_dateline(art);
        settle_day(coder, art);
        status = chy_text_split(art);
    }
    if (status == CHY_OK && !chy_document_english(doc)) /* kept with its sentences, never read as if it were English */
        return finish(chy_records_make(out), out, err);
    if (status == CHY_OK)
        status = read_sentences(coder, art);
    if (status == CHY_OK)
        status = chy_actors_find(know->dict, art);
    if (status == CHY_OK)
        status = chy_events_code(know->rules, art);
    if (status == CHY_OK)
        status = chy_events_settle(art);
    if (status == CHY_OK)
        status = chy_when_find(art);
    if (status == CHY_OK)
        status = chy_when_anchor(art);
    if (status == CHY_OK)
        status = chy_where_resolve(know->dict, art);
    if (status == CHY_OK)
        status = chy_ledger_find(know->book, know->rules, know->dict, art, &out->claims);
    if (status == CHY_OK)
        status = chy_records_make(out);
    if (status == CHY_OK)
        name_reports(out);
    return finish(status, out, err);
}

chy_status chy_coder_parse(chy_coder *coder, const chy_document *doc, bool tokens, chy_coding *out, chy_err *err)
{
    chy_article *art = &out->article;
    chy_status status = begin(coder, doc, out, err);
    if (status == CHY_OK)
        status = tokens ? chy_conllu_read(art->text, art->text_len, art) : chy_text_split(art);
    if (status == CHY_OK)
        status = read_sentences(coder, art);
    return finish(status, out, err);
}

chy_status chy_coder_relate(chy_coder *coder, const chy_document *doc, const size_t span[4], chy_coding *coding, chy_choice *out, chy_err *err)
{
    const chy_knowledge *know = coder->knowledge;
    chy_article *art = &coding->article;
    chy_relation found = {.type = CHY_TYPE_NONE};
    if (!know->relator)
        return chy_err_set(err, CHY_E_USAGE, 0, "models/relate.chym is not open");
    chy_status status = begin(coder, doc, coding, err);
    for (int k = 0; k < 4 && status == CHY_OK; k++)
        if (span[k] > art->text_len)
            status = chy_err_set(err, CHY_E_USAGE, span[k], "a span lies behind the text");
    if (status == CHY_OK)
        status = chy_text_split(art);
    if (status == CHY_OK)
        status = read_sentences(coder, art);
    if (status == CHY_OK)
        status = chy_actors_find(know->dict, art);
    chy_span source = {(uint32_t)span[0], (uint32_t)span[1]}, target = {(uint32_t)span[2], (uint32_t)span[3]};
    if (status == CHY_OK)
        status = chy_relate(know->rules, know->relator, art, source, target, &found);
    *out = (chy_choice){chy_type_names[found.type], found.confidence};
    return finish(status, coding, err);
}
