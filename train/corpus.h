/* train/corpus.h - The reader's training data: treebanks, entity sets and word vectors,
 * as sentences of numbered features and answers. */
#ifndef CHY_TRAIN_CORPUS_H
#define CHY_TRAIN_CORPUS_H

#include <stdint.h>

#include "model/word.h"
#include "parse/state.h"
#include "types/ud.h"

/* Rows and width of each affix table, in the order of CHY_WORD_SUF2... */
extern const uint32_t affix_rows[CHY_WORD_AFFIXES], affix_dim[CHY_WORD_AFFIXES];
enum { AFFIX_DIM = 96, MAX_TAGS = 160 };

/* What raw text and the gazetteer say of a word, as one number: how often it is capitalised inside sentences (0..7);
 * mostly in capitals; a place's name or part of one (0..2); what an earlier reader took it for (0..4: nothing, PER, ORG,
 * LOC, other or several). */
enum { LEX_DIM = 16, LEX_CAPITALS = 8, LEX_PLACE = 16, LEX_KIND = 48, LEX_ROWS = 240 };

typedef struct word {
    uint32_t id;                       /* in the vocabulary, 0 unknown */
    uint32_t affix[CHY_WORD_AFFIXES];
} word;

typedef struct sentence {
    uint32_t n;
    char **form;
    word *words;
    uint16_t *tag;         /* joint UPOS|XPOS class, UINT16_MAX unknown */
    uint16_t *head;        /* 1..n, n + 1 the root */
    uint8_t *label;
    uint16_t *ner;         /* the set of entity tags allowed; 0: nothing known */
    uint8_t has_tree, has_ner;
} sentence;

typedef struct corpus {
    sentence *items;
    uint32_t n, cap;
} corpus;

/* Words with a trainable row come first (1..n_trained), all have a fixed vector (zeros
 * where none is known). */
typedef struct vocabulary {
    char (*text)[CHY_WORD_MAX + 1];
    uint32_t n, n_trained, dim;
    uint32_t *count;       /* of trained words, in the training data */
    float *vectors;        /* n x dim */
    uint8_t *lex;          /* n: LEX_... */
    uint32_t *slots, n_slots;
} vocabulary;

typedef struct tagset {
    uint32_t n;
    struct { uint8_t upos, xpos; } item[MAX_TAGS];
} tagset;

/* Every `every`-th sentence of 4 to 60 tokens of a .tok file, without answers. */
void corpus_read_raw(corpus *c, const char *path, uint32_t every);
/* Another view of the words of `s`, without its answers. */
void corpus_add(corpus *c, const sentence *s);
/* Trees; entity tags where MISC has NER=. */
void corpus_read_conllu(corpus *c, const char *path, tagset *tags, int grow_tags);
/* Entities of a BIO file as sentences of their own; `demonyms` turn into NORP. */
void corpus_read_bio(corpus *c, const char *path, const char *demonyms_path);
/* Lays the entities of a BIO file over the first sentences of `c` (same tokens). */
void corpus_overlay_bio(corpus *c, const char *path, const char *demonyms_path);
void vocabulary_build(vocabulary *v, const char *vectors_path, const char *raw_path, const char *places_path,
                      const char *priors_path, const corpus *const *sources, int n);
uint32_t vocabulary_find(const vocabulary *v, const char *norm, uint32_t len);
/* Computes the features of every word from its form. */
void corpus_index(corpus *c, const vocabulary *v);
void word_index(word *w, const char *form, const vocabulary *v);
/* A copy of `s` with other letters: 0 lower-cased, 1 Title Case, 2 CAPITALS. */
sentence sentence_recase(const sentence *s, int how, const vocabulary *v);
void sentence_free_recased(sentence *s);
#endif
