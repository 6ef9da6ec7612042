/* src/where/where.h - The place of each event, from the gazetteer in the compiled dictionary. Knows place names; never makes a place a government. */
#ifndef CHY_WHERE_WHERE_H
#define CHY_WHERE_WHERE_H

#include "base/err.h"
#include "dict/dict.h"
#include "types/article.h"

/* Sets `place` of every event: the most specific place that the sentence names for the event (by tree and preposition), else what the
 * context implies, else nothing. */
chy_status chy_where_resolve(const chy_dict *dict, chy_article *art) CHY_MUST_USE;

#endif
