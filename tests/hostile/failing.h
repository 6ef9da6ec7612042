/* tests/hostile/failing.h - malloc that fails when it is told to. */
#ifndef CHY_TESTS_FAILING_H
#define CHY_TESTS_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the n-th allocation (1 is the next) fails; with `on`, all behind it fail too. 0: none fails. */
void failing_arm(unsigned long n, bool on);
/* How many allocations were made since failing_arm(), and whether one failed. */
unsigned long failing_count(void);
bool failing_hit(void);

/* The same for libraries that are not linked statically: to be handed to them. */
void *failing_malloc(size_t size);
void *failing_realloc(void *old, size_t size);

#endif
