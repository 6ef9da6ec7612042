/* src/types/sentence.h - A sentence and its tokens, as text/ makes them and parse/ completes them. Plain structs: stages
 * read and fill them, all memory belongs to the article's arena (or to the article's text). */
#ifndef CHY_TYPES_SENTENCE_H
#define CHY_TYPES_SENTENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "types/ud.h"

/* Token flags. */
#define CHY_TOKEN_SPACE_AFTER (1u << 0)   /* white space (or the end) follows in the text */
#define CHY_TOKEN_MULTIWORD (1u << 1)     /* first part of an orthographic word of `word_parts` tokens (do+n't) */
#define CHY_TOKEN_QUOTED (1u << 2)        /* inside quotation marks */
#define CHY_TOKEN_PARENTHESIS (1u << 3)   /* inside round brackets */

/* One syntactic word. Filled by text/: form to flags; by parse/: upos to deprel, lemma, ner. */
typedef struct chy_token {
    uint32_t begin, end;  /* bytes in the text of the sentence's source (article text or title) */
    const char *form;     /* not NUL-terminated; usually points into the text */
    uint32_t form_len;
    uint32_t lemma_len;
    const char *lemma;    /* lower case but for proper nouns; NUL-terminated */
    uint64_t lemma_hash;  /* chy_hash of the lower-cased lemma: what rules and lexicons look up */
    uint32_t head;        /* 1-based number of the head token in the sentence, 0 for the root */
    uint8_t upos, xpos, deprel, ner; /* chy_upos, chy_xpos, chy_deprel, chy_ner */
    uint8_t flags;
    uint8_t word_parts;   /* with CHY_TOKEN_MULTIWORD: how many tokens the orthographic word has; else 1 */
} chy_token;

typedef struct chy_sentence {
    uint32_t index;       /* 0 = the title, then 1, 2, ... over the whole document; a dateline cut off its sentence has the last number */
    uint32_t story;       /* 1, 2, ...: a page may hold several stories */
    const char *source;   /* the bytes that offsets count in: the article's text, or its title */
    uint32_t begin, end;  /* bytes of `source`; reported as -1 for the title */
    chy_token *tokens;
    uint32_t n_tokens;
    bool furniture;       /* captions, menus, credits: kept and offset-true, but never coded */
    bool headline;        /* title or headline style: present tense and missing auxiliaries are usual */
    bool new_paragraph;   /* first sentence of its paragraph */
    const int8_t *states;  /* the net's state of every token, n_tokens x state_dim, or NULL; filled by the pipeline from parse/ */
    uint32_t state_dim;
    uint32_t first_mention, n_mentions; /* slice of chy_article.mentions, in token order */
    uint32_t speaker;      /* 1 + index of the entity whose words stand between the quotation marks, 0 when nobody is known; by actors/ */
    bool all_spoken;       /* a transcript: the whole sentence is that speaker's */
} chy_sentence;

#endif
