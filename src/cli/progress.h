/* src/cli/progress.h - How far a long run is: a bar on a terminal, else one plain line every ten seconds. On stderr. */
#ifndef CHY_CLI_PROGRESS_H
#define CHY_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct progress {
    bool terminal, quiet, drawn;
    double began, shown;             /* seconds of a clock that never goes back */
    uint64_t total_bytes;            /* 0: nobody knows */
    uint64_t bytes, documents, sentences, events;
} progress;

/* Adds up the sizes of the plain files among `paths`; a pipe makes the total unknown. */
void progress_begin(progress *p, const char *const *paths, size_t n, bool quiet);
/* Shows the counts if it is time: on a terminal five times a second. */
void progress_show(progress *p);
/* Clears the bar, so that a message can be printed. */
void progress_hide(void *p);
double progress_seconds(const progress *p);

#endif
