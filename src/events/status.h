/* src/events/status.h - Whether a deed is told as done, coming, possible or denied, and who is quoted for it. Inside events/ only. */
#ifndef CHY_EVENTS_STATUS_H
#define CHY_EVENTS_STATUS_H

#include "events/match.h"

/* What the words around a trigger say, before any type is known. */
typedef struct chy_signals {
    bool negated;      /* not, never, no, denied, refused, failed to */
    bool future;       /* will, plans to, is expected to, upcoming */
    bool hypothetical; /* would, may, if, alleged possibility */
    bool demanded;     /* object of urging, calling for, ordering: not told as done */
    bool condition;    /* stands in an if-clause */
    /* The same said by an auxiliary or "not" of the deed's own verb, which leaves no doubt. */
    bool own_negated, own_future, own_hypothetical;
    uint32_t speech;   /* token of the verb or noun of speaking that governs the trigger, or CHY_NO_TOKEN */
    const char *cue;   /* the word that decided, for `why` */
} chy_signals;

chy_signals chy_signals_of(chy_scene *scene, uint32_t trigger);

/* The status that the signals give to a deed of `type`. */
chy_event_status chy_status_from(const chy_signals *signals);

/* The mentions credited with the report of `trigger`: subject of the governing verb of speaking, "according to X". */
uint32_t chy_speakers(chy_scene *scene, uint32_t trigger, const chy_signals *signals, uint32_t *list, uint32_t cap);

#endif
