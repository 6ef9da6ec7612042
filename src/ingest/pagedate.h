/* src/ingest/pagedate.h - The days that pages, feeds and addresses write: ISO, RFC 822, "March 4, 2025", "4 March 2025", 04.03.2025, seconds since 1970. A
 * time of day and its zone are passed over: the day is the one written down. */
#ifndef CHY_INGEST_PAGEDATE_H
#define CHY_INGEST_PAGEDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "types/day.h"

/* The first full day written in the text. False when there is none. 03/04/2025 is a day only where it can be read in one way. */
bool chy_page_date_find(const char *text, size_t len, chy_day *out);

/* The day in an address: /2025/03/04/, /2025-03-04, 20250304. */
bool chy_page_date_in_url(const char *url, size_t len, chy_day *out);

#endif
