/* tests/merge/pairs.c - Prints what merging sees of every pair of reports that it would compare in a store: train/make-merge weighs it.
 * usage: merge_pairs STORE > PAIRS; the first line names the columns. */
#include <stdio.h>

#include "keep/keep.h"
#include "merge/merge.h"

static void print(void *ctx, const char *a, const char *b, const float *x)
{
    (void)ctx;
    printf("%s\t%s", a, b);
    for (int i = 0; i < CHY_N_MERGE_FEATURE; i++)
        printf("\t%g", (double)x[i]);
    putchar('\n');
}

int main(int argc, char **argv)
{
    chy_err err = {.msg = "usage: merge_pairs STORE"};
    chy_keep *keep = argc == 2 ? chy_keep_open(argv[1], &err) : NULL;
    printf("a\tb");
    for (int i = 0; i < CHY_N_MERGE_FEATURE; i++)
        printf("\t%s", chy_merge_feature_names[i]);
    putchar('\n');
    chy_status status = keep ? chy_keep_pairs(keep, print, NULL, &err) : CHY_E_USAGE;
    if (status != CHY_OK)
        fprintf(stderr, "merge_pairs: %s\n", err.msg);
    chy_keep_free(keep);
    return status != CHY_OK;
}
