/* src/types/actor.h - Who: mentions in the text and the entities they stand for, as actors/ fills them. All strings live in the
 * actor dictionary or in the article's arena. */
#ifndef CHY_TYPES_ACTOR_H
#define CHY_TYPES_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "types/day.h"

typedef enum chy_entity_kind {
    CHY_ENTITY_STATE,        /* a state or its government, by name, capital, seat */
    CHY_ENTITY_ORGANISATION, /* intergovernmental or other organisation */
    CHY_ENTITY_GROUP,        /* armed group, party, movement */
    CHY_ENTITY_BODY,         /* a body of one state: ministry, army, court, company */
    CHY_ENTITY_PERSON,
    CHY_ENTITY_AGENT,        /* known by kind only: "Turkish police", "gunmen" */
    CHY_ENTITY_UNKNOWN       /* a name that no dictionary has and no context explains */
} chy_entity_kind;

typedef struct chy_entity {
    chy_entity_kind kind;
    const char *code;      /* "IRN", "UNO", "---"; never NULL */
    const char *sector;    /* "GOV", ... or "" */
    const char *id;        /* "SCO", "HAMAS" or "" */
    const char *name;      /* canonical name: "Abbas Araghchi", "China", "police of Turkey" */
    const char *office;    /* "foreign minister" or "" */
    const char *why;       /* the dictionary line or the reasoning, fit to show: "people.tsv:812", "title + country" */
    uint32_t first_mention; /* index into chy_article.mentions */
    char gender;           /* 'm', 'f', 'p' (several people), 'n' (thing), 0 unknown */
} chy_entity;

typedef enum chy_mention_kind {
    CHY_MENTION_NAME,      /* a name of the dictionary or found by its title */
    CHY_MENTION_AGENT,     /* "Turkish police", "the army" */
    CHY_MENTION_PRONOUN,   /* he, she, it, they, who */
    CHY_MENTION_NOMINAL,   /* "the minister", "the two sides", "the group" */
    CHY_MENTION_ADJECTIVE, /* demonym or state name that only qualifies a noun: "Iranian" in "Iranian oil" */
    CHY_MENTION_PLACE      /* a place name that was not promoted to a government; still linked to its state */
} chy_mention_kind;

/* One span that names one or several entities. Spans of a sentence come in token order and do not overlap. */
typedef struct chy_mention {
    uint32_t sentence;          /* index into chy_article.sentences */
    uint32_t first, n_tokens;   /* tokens, 0-based in the sentence */
    uint32_t head;              /* the token (0-based) that carries the span in the tree */
    chy_mention_kind kind;
    const uint32_t *entities;   /* indexes into chy_article.entities; "both sides" has two */
    uint32_t n_entities;        /* 0: nobody known; such a mention can still fill a slot as `---` */
    float confidence;           /* 0..1 */
} chy_mention;

#endif
