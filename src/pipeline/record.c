/* src/pipeline/record.c - Resolves the indexes of an article's events to names and spans, and gives each event its id. */
#include "pipeline/record.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* A mention's words, and where they are when that is in the event's own sentence. */
static chy_status set_words(const chy_coding *coding, const chy_event *ev, uint32_t mention_index, chy_record_party *out)
{
    const chy_article *art = &coding->article;
    out->begin = out->end = -1;
    if (mention_index == CHY_NOBODY)
        return CHY_OK;
    const chy_mention *mention = &art->mentions[mention_index];
    const chy_sentence *sent = &art->sentences[mention->sentence];
    uint32_t begin = sent->tokens[mention->first].begin, end = sent->tokens[mention->first + mention->n_tokens - 1].end;
    out->text = chy_arena_dup(art->arena, sent->source + begin, end - begin);
    if (mention->sentence == ev->sentence) {
        out->begin = begin;
        out->end = end;
    }
    return out->text ? CHY_OK : CHY_E_NOMEM;
}

static chy_status set_parties(const chy_coding *coding, const chy_event *ev, const chy_party *parties, uint32_t n,
                              chy_part part, chy_record *record)
{
    const chy_article *art = &coding->article;
    chy_record_party *out = chy_arena_alloc(art->arena, n, sizeof *out);
    if (!out)
        return CHY_E_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        static const chy_entity nobody = {.kind = CHY_ENTITY_UNKNOWN, .code = "---"};
        const chy_entity *who = parties[i].entity == CHY_NOBODY ? &nobody : &art->entities[parties[i].entity];
        out[i] = (chy_record_party){.code = who->code, .sector = or_empty(who->sector), .id = or_empty(who->id),
                                    .name = or_empty(who->name), .office = or_empty(who->office), .why = who->why,
                                    .role = parties[i].role};
        chy_status status = set_words(coding, ev, parties[i].mention, &out[i]);
        if (status != CHY_OK)
            return status;
    }
    record->parties[part] = out;
    record->n_parties[part] = n;
    return CHY_OK;
}

/* Two events may share trigger, type and codes ("visited Moscow and Minsk" never, but rules are made by people): the later one
 * is told apart by its number among its equals. */
static uint64_t make_id(const chy_record *record, uint32_t number)
{
    uint64_t hash = chy_hash(record->doc, strlen(record->doc));
    int64_t numbers[] = {record->sequence, record->trigger_begin, record->type, number};
    hash = chy_hash_seed(numbers, sizeof numbers, hash);
    for (int part = 0; part < CHY_N_PART; part++)
        for (uint32_t i = 0; i < record->n_parties[part]; i++) {
            char code[160];
            chy_record_party_code(&record->parties[part][i], code, sizeof code);
            hash = chy_hash_seed(code, strlen(code), hash + (uint64_t)part);
        }
    return hash;
}

static chy_status set_id(chy_coding *coding, size_t at)
{
    chy_record *record = &coding->records[at];
    char id[20];
    for (uint32_t number = 0;; number++) {
        bool taken = false;
        snprintf(id, sizeof id, "%016llx", (unsigned long long)make_id(record, number));
        /* Equal ids need equal sentences, and events come in order of sentence. */
        for (size_t i = at; i-- > 0 && coding->records[i].sequence == record->sequence && !taken;)
            taken = !strcmp(coding->records[i].id, id);
        if (!taken)
            break;
    }
    record->id = chy_arena_dup(&coding->arena, id, strlen(id));
    return record->id ? CHY_OK : CHY_E_NOMEM;
}

static void set_document(const chy_coding *coding, chy_record *record)
{
    const chy_article *art = &coding->article;
    record->doc = art->id;
    record->publication = art->source;
    record->url = art->url;
    record->title = art->title;
    record->language = art->lang ? art->lang : "en";
    record->report_day = art->day;
    record->report_day_why = art->day_why;
    record->coded_date = coding->coded_date;
    record->versions = coding->versions;
}

static void set_sentence(const chy_article *art, const chy_event *ev, chy_record *record)
{
    const chy_sentence *sent = &art->sentences[ev->sentence];
    uint32_t n = ev->trigger_n ? ev->trigger_n : 1, first = ev->trigger_n ? ev->trigger_first : ev->trigger;
    record->sequence = sent->index;
    record->story = sent->story;
    record->begin = sent->begin;
    record->end = sent->end;
    record->sentence = sent->source + sent->begin;
    record->sentence_len = sent->end - sent->begin;
    record->trigger_begin = sent->tokens[first].begin;
    record->trigger_end = sent->tokens[first + n - 1].end;
}

static void set_deed(const chy_event *ev, chy_record *record)
{
    record->type = ev->type;
    record->content = ev->content;
    record->modes = ev->modes;
    while (record->n_modes < CHY_MAX_MODES && ev->modes[record->n_modes])
        record->n_modes++;
    record->contexts = ev->contexts;
    record->n_contexts = ev->n_contexts;
    record->cameo = or_empty(ev->cameo);
    record->status = ev->status;
    record->scale = ev->scale;
    record->goldstein = ev->goldstein;
    record->confidence = ev->confidence;
    record->size[CHY_SIZE_DEAD] = ev->dead;
    record->size[CHY_SIZE_INJURED] = ev->injured;
    record->size[CHY_SIZE_ARRESTED] = ev->arrested;
    record->size[CHY_SIZE_PARTICIPANTS] = ev->participants;
    record->from = ev->from;
    record->to = ev->to;
    record->precision = ev->precision;
    record->date_stated = ev->date_stated;
    record->date_why = ev->date_why;
    record->place = ev->place;
    record->rule = or_empty(ev->rule);
    record->why = ev->why;
}

static chy_status make_record(chy_coding *coding, size_t i)
{
    const chy_event *ev = &coding->article.events[i];
    chy_record *record = &coding->records[i];
    set_document(coding, record);
    set_sentence(&coding->article, ev, record);
    set_deed(ev, record);
    chy_status status = set_parties(coding, ev, ev->actors, ev->n_actors, CHY_PART_ACTOR, record);
    if (status == CHY_OK)
        status = set_parties(coding, ev, ev->recipients, ev->n_recipients, CHY_PART_RECIPIENT, record);
    if (status == CHY_OK)
        status = set_parties(coding, ev, ev->said_by, ev->n_said_by, CHY_PART_SAID_BY, record);
    return status == CHY_OK ? set_id(coding, i) : status;
}

chy_status chy_records_make(chy_coding *coding)
{
    size_t n = coding->article.n_events;
    coding->records = chy_arena_alloc(&coding->arena, n, sizeof *coding->records);
    chy_status status = coding->records ? CHY_OK : CHY_E_NOMEM;
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = make_record(coding, i);
    coding->n_records = status == CHY_OK ? n : 0;
    return status;
}
