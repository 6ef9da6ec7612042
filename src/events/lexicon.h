/* src/events/lexicon.h - What words may mean: the `lexicon` lines of data/events/, which tell the scorer to which types a word or a pair of words
 * belongs. Decides nothing. Inside events/ only. */
#ifndef CHY_EVENTS_LEXICON_H
#define CHY_EVENTS_LEXICON_H

#include "base/arena.h"
#include "types/event.h"

typedef enum chy_lexicon_part { CHY_LEXICON_VERB, CHY_LEXICON_NOUN, CHY_LEXICON_ADJECTIVE, CHY_N_LEXICON_PART } chy_lexicon_part;
extern const char *const chy_lexicon_part_names[CHY_N_LEXICON_PART]; /* "verb", "noun", "adjective" */

/* One bit a type, bit CHY_TYPE_NONE for words that name no deed. */
typedef struct chy_lexicon_entry { uint64_t key; uint32_t types; } chy_lexicon_entry;

/* All zero is an empty one. `entries` is in order of reading until chy_lexicon_index(), then a table with open addressing. */
typedef struct chy_lexicon {
    chy_lexicon_entry *entries;
    size_t n, cap;
    uint32_t size; /* of the table, a power of two; 0 before indexing */
} chy_lexicon;

/* The key of one word (`second` 0), or of a word with its particle or modifier, or (`object`) of a verb that brings a noun. */
uint64_t chy_lexicon_key(chy_lexicon_part part, uint64_t first, uint64_t second, bool object);

/* Adds a type to a key, while reading. False when memory is out. */
bool chy_lexicon_add(chy_lexicon *lexicon, chy_arena *arena, uint64_t key, chy_type type) CHY_MUST_USE;
/* Makes the table. False when memory is out. */
bool chy_lexicon_index(chy_lexicon *lexicon, chy_arena *arena) CHY_MUST_USE;

/* The types under `key`, 0 when it is not listed. */
uint32_t chy_lexicon_types(const chy_lexicon *lexicon, uint64_t key);

#endif
