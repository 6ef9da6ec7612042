/* train/export.h - Turns the float net into the integer model file that ships. */
#ifndef CHY_TRAIN_EXPORT_H
#define CHY_TRAIN_EXPORT_H

#include "model/gazetteer.h"
#include "net.h"

/* The largest sums of the transition net seen on a sample. */
typedef struct state_range {
    float sum, hidden; /* absolute partial sums; after ReLU */
} state_range;

/* Measures activations on the first sentences of `sample`, rounds the weights and writes `path`;
 * 0 on failure. */
int export_model(const net *n, const tagset *tags, const corpus *sample, const state_range *range, const char *path);

/* The entity layer that train/names.c made for a finished model: weights, the unit of its inputs, the highest number in
 * its middle, and the list of names. */
typedef struct names_layer {
    uint32_t width, hidden;
    const float *w1, *b1, *w2, *b2, *follow;
    float in_unit, top;
    const chy_gazetteer *names;
} names_layer;

/* Writes `model` with this entity layer in place of its own; 0 on failure. */
int export_names(const chy_model *model, const names_layer *layer, const char *path);
#endif
