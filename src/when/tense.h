/* src/when/tense.h - Which way in time the words around a token look. Private to when/. Knows trees and the small words of English verbs. */
#ifndef CHY_WHEN_TENSE_H
#define CHY_WHEN_TENSE_H

#include "types/sentence.h"

typedef enum chy_tense { CHY_TENSE_UNKNOWN, CHY_TENSE_PAST, CHY_TENSE_PRESENT, CHY_TENSE_FUTURE } chy_tense;

/* The tense of the verb that governs the tokens [first, first + n), through nouns on the way ("ahead of talks on Friday" looks ahead). */
chy_tense chy_tense_around(const chy_sentence *sent, uint32_t first, uint32_t n);

/* The tense of one verb (or noun) itself. */
chy_tense chy_tense_of(const chy_sentence *sent, uint32_t token);

/* The token of [first, first + n) that hangs outside of it. */
uint32_t chy_span_head(const chy_sentence *sent, uint32_t first, uint32_t n);

/* Whether the lower-cased lemma (or, untagged, the form) is `word`. */
bool chy_when_is(const chy_token *tok, const char *word);
bool chy_when_is_in(const chy_token *tok, const char *const *words); /* NULL-terminated */

#endif
