/* src/text/words.h - Private to text/: the word lists of tokenizer and splitter. */
#ifndef CHY_TEXT_WORDS_H
#define CHY_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* What a word before a dot may be. */
typedef enum chy_abbrev {
    CHY_ABBREV_NO,
    CHY_ABBREV_YES,    /* inside or at the end of a sentence: Inc., etc. */
    CHY_ABBREV_TITLE,  /* something follows: Mr., Gen., Sept. */
    CHY_ABBREV_NUMBER  /* only before a number: No. 5, Art. 9 */
} chy_abbrev;

chy_abbrev chy_abbrev_find(const char *word, size_t len);

/* First parts that stay with what follows their hyphen (anti-, non-): `word` in any case. */
bool chy_prefix_find(const char *word, size_t len);

/* The last part of a host or a file name (com, pdf). */
bool chy_suffix_find(const char *word, size_t len);

/* Units that stand apart from their number (5 km, 10 k, 7 pm). */
bool chy_unit_find(const char *word, size_t len);

/* Where a word written without blank or apostrophe splits (cannot: 3, gonna: 3, dont: 2); 0 when it does not. */
size_t chy_contraction_find(const char *word, size_t len);

/* Capitalised words that often begin a sentence and seldom a name (The, He, In). */
bool chy_starter_find(const char *word, size_t len);

/* For the test: entries out of order, 0 when all lists can be searched. */
unsigned chy_words_unsorted(void);

#endif
