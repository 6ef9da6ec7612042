/* src/events/frame.h - The arguments of one word of a tree, put into slots that do not depend on how the sentence was turned: active or passive,
 * relative clause, control and raising, conjunction, participle, noun with possessor. Knows trees; knows no rule and no actor. */
#ifndef CHY_EVENTS_FRAME_H
#define CHY_EVENTS_FRAME_H

#include "base/arena.h"
#include "types/sentence.h"

/* What a filler is to the word. For a noun, subj and obj stay empty: possessors and prepositions say less than verbs do. */
typedef enum chy_slot {
    CHY_SLOT_SUBJ, /* who does it: subject of the active, by-agent of the passive */
    CHY_SLOT_OBJ,  /* to whom: object of the active, subject of the passive */
    CHY_SLOT_IOBJ, /* the person of "gave X a warning" */
    CHY_SLOT_COMP, /* the clause said, asked, promised */
    CHY_SLOT_PREP, /* `prep` says which preposition */
    CHY_SLOT_POSS, /* "China's visit" */
    CHY_SLOT_MOD,  /* "Israeli attack", "oil embargo" */
    CHY_SLOT_HEAD, /* the noun that the word modifies as a participle or relative clause, when it has no better slot */
    CHY_N_SLOT
} chy_slot;
extern const char *const chy_slot_names[CHY_N_SLOT];

/* Where the filler was found. */
typedef enum chy_slot_level {
    CHY_LEVEL_OWN,      /* among the word's own arguments */
    CHY_LEVEL_INHERITED, /* shared through conjunction, control, participle */
    CHY_LEVEL_OBJECT,   /* hangs on the object, the clause or another argument that carries parties ("sanctions on Iran") */
    CHY_LEVEL_GOVERNOR  /* an argument of the verb that governs the word ("held" over "talks") */
} chy_slot_level;

typedef struct chy_filler {
    uint32_t token; /* 0-based; the head of the filler */
    uint32_t prep;  /* token of the preposition, or CHY_NO_TOKEN */
    chy_slot slot;
    chy_slot_level level;
} chy_filler;
#define CHY_NO_TOKEN UINT32_MAX

typedef struct chy_frame {
    uint32_t token;
    chy_filler *fillers;
    uint32_t n_fillers;
    uint32_t governor;  /* the verb that a noun is an argument of, or that governs a verb's clause; CHY_NO_TOKEN */
    uint32_t particle;  /* "carry out": token of "out", or CHY_NO_TOKEN */
    bool passive;
} chy_frame;

/* First child, next sibling lists over a sentence's heads, so that walks are linear. Arrays of n_tokens in `arena`. */
typedef struct chy_tree {
    const chy_sentence *sent;
    uint32_t *first_child, *next_sibling; /* CHY_NO_TOKEN ends */
} chy_tree;

/* Builds the lists. False when memory is out. */
bool chy_tree_init(chy_tree *tree, const chy_sentence *sent, chy_arena *arena) CHY_MUST_USE;

/* Fills the frame of token `at`. Fillers live in `arena`, own ones first. False when memory is out. */
bool chy_frame_of(const chy_tree *tree, uint32_t at, chy_arena *arena, chy_frame *out) CHY_MUST_USE;

/* The head token of `at` (0-based), or CHY_NO_TOKEN for the root. */
static inline uint32_t chy_tree_head(const chy_tree *tree, uint32_t at)
{
    return tree->sent->tokens[at].head ? tree->sent->tokens[at].head - 1 : CHY_NO_TOKEN;
}

/* The first child of `at` with that relation (subtypes not distinguished), or CHY_NO_TOKEN. */
uint32_t chy_tree_child(const chy_tree *tree, uint32_t at, chy_deprel base);

/* Whether `below` is `above` or one of its descendants. */
bool chy_tree_dominates(const chy_tree *tree, uint32_t above, uint32_t below);

#endif
