/* src/types/article.c - Diagnostics of an article; see article.h. */
#include "types/article.h"

#include <stdio.h>

void chy_article_diagnose(chy_article *art, uint64_t at, const char *fmt, ...)
{
    char msg[CHY_ERR_MAX];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(msg, sizeof msg, fmt, args);
    va_end(args);
    if (len < 0)
        return;
    size_t kept = (size_t)len < sizeof msg ? (size_t)len : sizeof msg - 1;
    chy_diagnostic *more = art->diagnostics;
    /* Grows when the count is a power of two (or 0), so no capacity needs remembering. */
    if ((art->n_diagnostics & (art->n_diagnostics - 1)) == 0) {
        size_t room = art->n_diagnostics ? (size_t)art->n_diagnostics * 2 : 1;
        more = chy_arena_alloc(art->arena, room, sizeof *more);
        if (!more)
            return;
        for (uint32_t i = 0; i < art->n_diagnostics; i++)
            more[i] = art->diagnostics[i];
    }
    char *copy = chy_arena_dup(art->arena, msg, kept);
    if (!copy)
        return;
    more[art->n_diagnostics++] = (chy_diagnostic){.msg = copy, .at = at};
    art->diagnostics = more;
}
