/* src/types/event.h - One coded event, as events/ makes it and when/ and where/ complete it. */
#ifndef CHY_TYPES_EVENT_H
#define CHY_TYPES_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "types/day.h"

/* The 16 types of PLOVER; the order is the one of the codebook. CHY_TYPE_NONE is "no type" (no content, no event). */
typedef enum chy_type {
    CHY_TYPE_NONE, CHY_TYPE_AGREE, CHY_TYPE_CONSULT, CHY_TYPE_SUPPORT, CHY_TYPE_CONCEDE, CHY_TYPE_COOPERATE,
    CHY_TYPE_AID, CHY_TYPE_RETREAT, CHY_TYPE_REQUEST, CHY_TYPE_ACCUSE, CHY_TYPE_REJECT, CHY_TYPE_THREATEN,
    CHY_TYPE_PROTEST, CHY_TYPE_SANCTION, CHY_TYPE_MOBILIZE, CHY_TYPE_COERCE, CHY_TYPE_ASSAULT, CHY_N_TYPE
} chy_type;
extern const char *const chy_type_names[CHY_N_TYPE]; /* "", "AGREE", ... */
extern const uint8_t chy_type_quad[CHY_N_TYPE];      /* 0, 1..4 */
/* CONSULT, AGREE, COOPERATE: the order of the parties does not count. */
static inline bool chy_type_is_symmetric(chy_type type)
{
    return type == CHY_TYPE_CONSULT || type == CHY_TYPE_AGREE || type == CHY_TYPE_COOPERATE;
}

typedef enum chy_event_status {
    CHY_STATUS_ACTUAL, CHY_STATUS_FUTURE, CHY_STATUS_HYPOTHETICAL, CHY_STATUS_NEGATED, CHY_STATUS_HISTORICAL,
    CHY_N_STATUS
} chy_event_status;
extern const char *const chy_event_status_names[CHY_N_STATUS];

typedef enum chy_role {
    CHY_ROLE_NONE, CHY_ROLE_VISITOR, CHY_ROLE_HOST, CHY_ROLE_MEDIATOR, CHY_ROLE_SIGNATORY, CHY_ROLE_SPEAKER, CHY_N_ROLE
} chy_role;
extern const char *const chy_role_names[CHY_N_ROLE]; /* "", "visitor", ... */

/* A party of an event: an entity and the mention that put it there. */
typedef struct chy_party {
    uint32_t entity;  /* index into chy_article.entities; CHY_NOBODY for `---` */
    uint32_t mention; /* index into chy_article.mentions; CHY_NOBODY when implied */
    chy_role role;
} chy_party;
#define CHY_NOBODY UINT32_MAX

/* A count that the report gives: exact (low == high), a range, or nothing (low < 0). */
typedef struct chy_count { int32_t low, high; } chy_count;

typedef struct chy_location {
    const char *extracted; /* the words of the text, or NULL */
    const char *resolved;  /* gazetteer name, or NULL */
    const char *country;   /* alpha-3, or "" */
    double lat, lon;       /* NAN where nothing but the country is known */
    uint32_t geonameid;    /* 0: none */
    int resolution;        /* 0 nothing, 1 country, 2 first-order division, 3 district, 4 town, 5 finer */
    const char *why;
} chy_location;

#define CHY_MAX_MODES 3

typedef struct chy_event {
    uint32_t sentence;                  /* index into chy_article.sentences */
    uint32_t trigger;                   /* the token (0-based) that names the deed */
    uint32_t trigger_first, trigger_n;  /* its span of tokens */
    chy_type type;
    const char *modes[CHY_MAX_MODES];   /* mode names of the ontology, NULL behind the last */
    const char *cameo;                  /* "042" */
    chy_event_status status;
    chy_type content;
    const char *const *contexts;        /* names of the ontology, n_contexts of them */
    uint32_t n_contexts;
    float scale;                        /* PLOVER score of type and mode */
    float goldstein;                    /* of the CAMEO code */
    const chy_party *actors, *recipients, *said_by;
    uint32_t n_actors, n_recipients, n_said_by;
    chy_count dead, injured, arrested, participants;
    chy_day from, to;                   /* when/: to == from for a single day */
    chy_precision precision;
    bool date_stated;
    const char *date_why;
    chy_location place;                 /* where/ */
    float confidence;                   /* 0..1 */
    const char *rule;                   /* "consult/visit-3" */
    const char *why;                    /* further reasoning, fit to show, or NULL */
} chy_event;

#endif
