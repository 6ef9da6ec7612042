/* src/parse/names.h - What the words of a document's names were so far: a name that one sentence makes plain helps to read the
 * next one ("Captain Orla Vance ..." and later "Vance"). Whole numbers only, so that every machine reads alike. */
#ifndef CHY_PARSE_NAMES_H
#define CHY_PARSE_NAMES_H

#include "types/sentence.h"
#include "types/ud.h"

#include <stdbool.h>

enum { CHY_NAMES_SLOTS = 1024, CHY_NAMES_KINDS = (CHY_N_NER + 1) / 2 };

typedef struct chy_name_seen {
    uint32_t key, sentence;          /* sentence: when it was met last; 0: an empty slot */
    uint8_t times[CHY_NAMES_KINDS];  /* outside, PER, ORG, ... */
} chy_name_seen;

typedef struct chy_names {
    bool on;
    uint32_t sentence; /* number of the present one, from 1 */
    chy_name_seen slots[CHY_NAMES_SLOTS];
} chy_names;

/* A document begins: what was met before is forgotten. */
void chy_names_begin(chy_names *names);

/* Changes the scores (n rows of `cols`, in 1/1024 of a natural logarithm) of words met in the last sentences. */
void chy_names_weigh(const chy_names *names, const chy_token *tokens, uint32_t n, int32_t *scores, uint32_t cols);

/* Keeps what the words of this sentence were read as. */
void chy_names_keep(chy_names *names, const chy_token *tokens, uint32_t n);

#endif
