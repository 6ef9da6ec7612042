/* src/model/word.h - What the reading net sees of a word form: its normal form, the
 * hashes of its ends and its shape. The trainers and the run-time share this file, so
 * that a word means the same in both; to change anything here is to retrain. */
#ifndef CHY_MODEL_WORD_H
#define CHY_MODEL_WORD_H

#include <stddef.h>
#include <stdint.h>

/* Longer normal forms are cut: nothing but junk is longer. */
#define CHY_WORD_MAX 48

/* The affix and shape features, in the order of the model's tables. */
enum { CHY_WORD_SUF2, CHY_WORD_SUF3, CHY_WORD_SUF4, CHY_WORD_PRE3, CHY_WORD_SHAPE, CHY_WORD_AFFIXES };

/* Writes the normal form of `form` to `out` and returns its length (at most
 * CHY_WORD_MAX): lower case (ASCII and Latin), digits as 0, typographic quotes and
 * dashes as their ASCII kin. Any bytes are accepted. */
size_t chy_word_norm(const char *form, size_t len, char out[CHY_WORD_MAX]);

/* Hash of bytes, fixed for all time: it is part of the model format. */
uint32_t chy_word_hash(const char *bytes, size_t len, uint32_t seed);

/* Fills the five hashes of affixes and shape; the caller reduces them by the size of
 * each table. */
void chy_word_affixes(const char *form, size_t len, const char *norm, size_t norm_len,
                      uint32_t out[CHY_WORD_AFFIXES]);
#endif
