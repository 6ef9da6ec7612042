/* src/parse/punct.h - Where punctuation hangs, given the rest of the tree, by the conventions of UD English. Knows no net. */
#ifndef CHY_PARSE_PUNCT_H
#define CHY_PARSE_PUNCT_H

#include "types/sentence.h"

/* The most tokens in one call. */
#define CHY_PUNCT_MAX 256u

/* Moves the punctuation among `n` <= CHY_PUNCT_MAX tokens with a tree of their own: `head` holds n + 1 numbers from index
 * 1 on, 0 for the root. Forms, upos and deprel are read, only heads of punctuation without dependents change:
 * quotation marks and brackets go to the head of what they enclose, other marks as high as they can without crossing
 * an arc, on the lower of their two sides. A comma or stop already on that way stays. The result is a tree again. */
void chy_punct_attach(const chy_token *tokens, uint32_t n, uint16_t *head);
#endif
