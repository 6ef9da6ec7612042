/* tests/fuzz/fuzz_when.c - Any bytes through dateline, time expressions and anchoring. The first line is the report's day, bytes of the rest
 * also make the trees and events, so that every shape of tree is climbed. Days must exist and spans lie inside their sentence. */
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "when/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool sound_day(chy_day day)
{
    if (!day.year)
        return true;
    if (day.year < 0 || day.month < 0 || day.month > 12 || day.day < 0 || (day.day && !day.month))
        return false;
    return !day.day || day.day <= chy_days_in_month(day.year, day.month);
}

/* Heads may point anywhere inside the sentence, cycles included: the stages must not trust a tree. */
static void grow_trees(chy_article *art, const uint8_t *data, size_t size)
{
    size_t at = 0;
    for (uint32_t s = 0; s < art->n_sentences; s++)
        for (uint32_t i = 0; i < art->sentences[s].n_tokens && size; i++) {
            chy_token *tok = &art->sentences[s].tokens[i];
            tok->head = data[at++ % size] % (art->sentences[s].n_tokens + 1);
            tok->deprel = data[at++ % size] % CHY_N_DEP;
            tok->upos = data[at++ % size] % CHY_N_UPOS;
            tok->xpos = data[at++ % size] % CHY_N_XPOS;
        }
}

static bool make_events(chy_article *art, const uint8_t *data, size_t size)
{
    art->events = chy_arena_alloc(art->arena, art->n_sentences, sizeof *art->events);
    if (!art->events)
        return false;
    for (uint32_t s = 0; s < art->n_sentences; s++) {
        uint8_t byte = size ? data[s % size] : 0;
        uint32_t trigger = byte % art->sentences[s].n_tokens;
        art->events[art->n_events++] = (chy_event){.sentence = s, .trigger = trigger, .trigger_first = trigger, .trigger_n = 1,
                                                   .type = (chy_type)(1 + byte % (CHY_N_TYPE - 1)), .status = (chy_event_status)(byte % CHY_N_STATUS)};
    }
    return true;
}

static void check(const chy_article *art)
{
    for (uint32_t i = 0; i < art->n_times; i++) {
        const chy_time_mention *t = &art->times[i];
        if (t->sentence >= art->n_sentences || !t->n_tokens || t->first + t->n_tokens > art->sentences[t->sentence].n_tokens)
            abort();
        if (!sound_day(t->from) || !sound_day(t->to) || !sound_day(t->back_from) || !sound_day(t->ahead_to))
            abort();
        if (i && (t->sentence < t[-1].sentence || (t->sentence == t[-1].sentence && t->first < t[-1].first + t[-1].n_tokens)))
            abort();
    }
    for (uint32_t i = 0; i < art->n_events; i++)
        if (!sound_day(art->events[i].from) || !sound_day(art->events[i].to) || !art->events[i].date_why)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t head = end ? (size_t)(end - data) : 0, skip = end ? head + 1 : 0;
    chy_arena arena;
    chy_arena_init(&arena);
    char *text = malloc(size - skip + 1);
    if (!text)
        return 0;
    if (size > skip)
        memcpy(text, data + skip, size - skip);
    text[size - skip] = '\0';
    chy_article art = {.arena = &arena, .text = text, .text_len = size - skip};
    chy_day_parse((const char *)data, head, &art.day);
    chy_when_dateline(&art);
    if (chy_text_split(&art) == CHY_OK) {
        grow_trees(&art, data, size);
        if (make_events(&art, data, size) && chy_when_find(&art) == CHY_OK && chy_when_anchor(&art) == CHY_OK)
            check(&art);
    }
    chy_arena_release(&arena);
    free(text);
    return 0;
}
