/* src/actors/coref.c - Words that point back: pronouns, "the minister", "both sides", "the group". */
#include "actors/work.h"

#include <string.h>

uint32_t actors_refer(work *w, uint32_t sentence, uint32_t k)
{
    (void)w, (void)sentence, (void)k;
    return 0;
}

bool actors_refer_title(work *w, uint32_t sentence, const phrase *p)
{
    (void)w, (void)sentence, (void)p;
    return false;
}
