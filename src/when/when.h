/* src/when/when.h - Days: of the report (dateline) and of each event. Knows the calendar and English time words; knows events
 * only by where their trigger stands and by their status. */
#ifndef CHY_WHEN_WHEN_H
#define CHY_WHEN_WHEN_H

#include "base/err.h"
#include "types/article.h"

/* Reads the head of art->text (before it is split): "WANA (Dec 07) -", "date 2024-12-28 TEHRAN -", "MOSCOW, March 3 (Reuters) -",
 * "Friday, January 4, 2019". Sets art->day (with day_why) when it is unknown there and the text states one; a day without
 * year takes it from nothing but the text. Sets dateline_place, agency, and source when those are unknown; head_begin and head_end when a
 * clear dateline stands before the first words of the story (text/ cuts it off there). */
void chy_when_dateline(chy_article *art);

/* Finds all time expressions of all sentences, relative ones counted from art->day: fills art->times. */
chy_status chy_when_find(chy_article *art) CHY_MUST_USE;

/* Sets from, to, precision, date_stated, date_why of every event. Weekdays count back when the event is past, forward when it is future. */
chy_status chy_when_anchor(chy_article *art) CHY_MUST_USE;

#endif
