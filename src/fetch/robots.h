/* src/fetch/robots.h - robots.txt (RFC 9309): may we, and how slowly. Pure functions over its bytes. */
#ifndef CHY_FETCH_ROBOTS_H
#define CHY_FETCH_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `agent` (its first word counts, case aside) may get `path` (with its query). The longest rule that fits decides, Allow among equals. `*delay` gets
 * the seconds of Crawl-delay, at most 60; 0 when there is none. */
bool chy_robots_allow(const char *text, size_t len, const char *agent, const char *path, double *delay);

#endif
