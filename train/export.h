/* train/export.h - Turns the float net into the integer model file that ships. */
#ifndef CHY_TRAIN_EXPORT_H
#define CHY_TRAIN_EXPORT_H

#include "net.h"

/* The largest sums of the transition net seen on a sample. */
typedef struct state_range {
    float sum, hidden; /* absolute partial sums; after ReLU */
} state_range;

/* Measures activations on the first sentences of `sample`, rounds the weights and writes `path`;
 * 0 on failure. */
int export_model(const net *n, const tagset *tags, const corpus *sample, const state_range *range, const char *path);
#endif
