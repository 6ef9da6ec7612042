/* src/events/events.h - Who did what to whom: rules of data/events/ over the trees, and the scorer that weighs them. Knows
 * the ontology; leaves days to when/ and places to where/. */
#ifndef CHY_EVENTS_EVENTS_H
#define CHY_EVENTS_EVENTS_H

#include "base/err.h"
#include "types/article.h"

/* The ontology, lexicons and rules of a folder of data/events/, and the scorer's weights. Const once open: one serves all threads. */
typedef struct chy_rules chy_rules;

/* Reads every *.txt of `dir`; `scorer_path` may be NULL or missing (then rules alone decide). NULL and a filled `err`
 * (file and line in the message) when a rule cannot be read. */
chy_rules *chy_rules_open(const char *dir, const char *scorer_path, chy_err *err);
void chy_rules_free(chy_rules *rules); /* NULL is allowed */

/* Reads sentences, trees, mentions and entities; fills art->events in order of sentence and trigger. */
chy_status chy_events_code(const chy_rules *rules, chy_article *art) CHY_MUST_USE;

/* Then: each code once on a side of an event, and the sector that the deed gives to a bare name of a state. May add entities. */
chy_status chy_events_settle(chy_article *art) CHY_MUST_USE;

#endif
