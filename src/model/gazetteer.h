/* src/model/gazetteer.h - Names as a table of hashed word sequences: what lists of given names, firms, towns and states say of
 * the words of a sentence, as input of the entity layer. Knows no words itself: the table is a section of the reader's model,
 * made by train/names.c with the same functions. */
#ifndef CHY_MODEL_GAZETTEER_H
#define CHY_MODEL_GAZETTEER_H

#include "model/container.h"

#include <stdbool.h>

/* Bits of an entry. The first are of one word; of the kinds, several words in a row make one entry. */
enum {
    CHY_GAZ_WORD_BITS = 11, /* given names and surnames by frequency, name parts of officials, words beside names */
    CHY_GAZ_KINDS = 11,
    CHY_GAZ_MORE = 31,      /* this bit: longer sequences begin so */
    CHY_GAZ_LONGEST = 7,
    CHY_GAZ_TOKENS = 256,   /* most forms of one call */
    CHY_GAZ_SHAPES = 7,     /* features of the form alone */
    CHY_GAZ_FEATURES = 64   /* word bits, kinds twice two (begin, inside; in small letters throughout apart), shapes; the rest is 0 */
};

/* What a feature that is set looks like to the layer. */
#define CHY_GAZ_ON 32u

typedef struct chy_gazetteer {
    uint32_t n_slots, n_values;
    const uint32_t *slots;  /* 20 bits of the key, 12 of the value's number; 0 free */
    const uint32_t *values; /* sets of bits; number 0 is empty */
} chy_gazetteer;

typedef struct chy_form {
    const char *text;
    uint32_t len;
} chy_form;

/* Binds `g` to the sections of `model`; all zeros where it has none. Every number is checked. */
chy_status chy_gazetteer_bind(const chy_model *model, chy_gazetteer *g, chy_err *err) CHY_MUST_USE;

/* The key of a form, and of a sequence whose key so far is `before` (0 at its beginning). */
uint32_t chy_gazetteer_key(const char *form, size_t len);
uint32_t chy_gazetteer_join(uint32_t before, uint32_t key);
/* The slot at which the search for `key` begins, and what the slot keeps of it. */
uint32_t chy_gazetteer_slot(uint32_t key, uint32_t n_slots);
uint32_t chy_gazetteer_print(uint32_t key);
/* The bits of a key; 0 where it is not known. */
uint32_t chy_gazetteer_find(const chy_gazetteer *g, uint32_t key);

/* Writes the CHY_GAZ_FEATURES bytes of each form to rows + i * stride. */
void chy_gazetteer_mark(const chy_gazetteer *g, const chy_form *forms, size_t n, uint8_t *rows, size_t stride);

#endif
