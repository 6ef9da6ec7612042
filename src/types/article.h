/* src/types/article.h - One document on its way: each stage fills its part and reads the parts of the stages before.
 *
 *   ingest  id .. lang          when (dateline)  day, publisher
 *   text    sentences, tokens   parse            tags, heads, lemmas, entity tags
 *   actors  entities, mentions  events           events
 *   when, where                 the rest of each event
 *
 * Everything is in `arena`, or in memory that outlives the article (dictionaries, the caller's document). */
#ifndef CHY_TYPES_ARTICLE_H
#define CHY_TYPES_ARTICLE_H

#include "base/arena.h"
#include "types/actor.h"
#include "types/day.h"
#include "types/event.h"
#include "types/sentence.h"

/* What is wrong with an input, without stopping the run. `at` is a byte offset into the text (or a line of the file, as the message says). */
typedef struct chy_diagnostic {
    const char *msg;
    uint64_t at;
} chy_diagnostic;

/* How a time expression bears on the deed it stands with. */
typedef enum chy_time_sense {
    CHY_TIME_AT,     /* on Saturday, in March, last week */
    CHY_TIME_SINCE,  /* since Saturday: `to` is the report's day */
    CHY_TIME_BY,     /* by or until Saturday: a due date or an end */
    CHY_TIME_BOUND,  /* before 2014, after Saturday: no day of the deed itself */
    CHY_TIME_OFFSET  /* "a day after" another deed: from/to date the deed told behind the words */
} chy_time_sense;

/* A time expression found by when/, kept for events and for `why`. */
typedef struct chy_time_mention {
    uint32_t sentence, first, n_tokens;
    chy_day from, to;
    chy_precision precision;
    chy_time_sense sense;
    bool open;                     /* "on Saturday": the verb decides; both readings follow (else both equal from, to) */
    chy_day back_from, back_to;    /* not after the report */
    chy_day ahead_from, ahead_to;  /* not before the report */
} chy_time_mention;

typedef struct chy_article {
    chy_arena *arena;
    const char *id, *source, *url, *title, *lang; /* NULL when unknown; `source` is the publisher */
    const char *text;        /* UTF-8, NUL-terminated; offsets count in these bytes */
    size_t text_len;
    chy_day day;             /* of the report; unknown when nobody says */
    const char *day_why;     /* "metadata", "dateline", "--date", NULL */
    const char *dateline_place; /* "TEHRAN" as the dateline spells it, or NULL */
    size_t head_begin, head_end; /* bytes of the dateline that stands before the story's first words in their paragraph; 0, 0 when none does */
    const char *agency;      /* credited in the text's head ("Reuters"), or NULL */
    chy_sentence *sentences; /* [0] is the title if there is one (then index == 0) */
    uint32_t n_sentences;
    chy_entity *entities;
    uint32_t n_entities;
    chy_mention *mentions;   /* sorted by sentence, then token */
    uint32_t n_mentions;
    chy_time_mention *times; /* sorted likewise */
    uint32_t n_times;
    chy_event *events;       /* in order of sentence and trigger */
    uint32_t n_events;
    chy_diagnostic *diagnostics;
    uint32_t n_diagnostics;
} chy_article;

/* Adds a diagnostic (the message is copied into the arena); silently drops it when memory is out. */
void chy_article_diagnose(chy_article *art, uint64_t at, const char *fmt, ...) CHY_PRINTF(3, 4);

#endif
