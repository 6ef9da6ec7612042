/* src/text/text.h - Text to sentences of tokens, with byte offsets into the input; and lemmas. Knows the writing of
 * English and the conventions of UD English EWT; knows no tree and no actor. */
#ifndef CHY_TEXT_TEXT_H
#define CHY_TEXT_TEXT_H

#include "base/err.h"
#include "types/article.h"

/* The longest piece handed on as one sentence, in tokens; longer runs are split at ; : , or anywhere, with a diagnostic. */
#define CHY_SENTENCE_MAX_TOKENS 2000

/* Splits art->title (when set: sentence index 0, offsets in the title) and art->text into sentences and tokens:
 * fills art->sentences / n_sentences; tokens have form, begin, end, flags, word_parts. Furniture (captions told
 * twice, "Back to top", credits) is marked, never dropped; so is the dateline between head_begin and head_end, cut off the sentence it
 * stands before. Deterministic; bytes that are no UTF-8 become tokens of their own
 * and one diagnostic. CHY_E_NOMEM leaves the article without sentences. One arena (art->arena) per thread. */
chy_status chy_text_split(chy_article *art) CHY_MUST_USE;

/* Splits one stretch of text that is known to be a sentence (tests, `relate`). Tokens live in `arena`. */
chy_status chy_text_tokenize(const char *text, size_t len, chy_arena *arena, chy_sentence *out) CHY_MUST_USE;

/* Sets lemma, lemma_len and lemma_hash of every token from form, xpos and upos: a table of irregular forms and
 * suffix rules learned from the treebanks (compiled into the program, src/text/lemma_table.inc). */
chy_status chy_text_lemmatize(chy_sentence *sent, chy_arena *arena) CHY_MUST_USE;

#endif
