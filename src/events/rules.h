/* src/events/rules.h - The rules, classes and ontology of data/events/ in memory: what reader.c makes of the text and match.c looks up.
 * Inside events/ only; the public view is events.h. The language is described in docs/RULES.md. */
#ifndef CHY_EVENTS_RULES_H
#define CHY_EVENTS_RULES_H

#include "base/arena.h"
#include "base/err.h"
#include "events/frame.h"
#include "events/lexicon.h"
#include "types/event.h"

/* A sorted set of lemma hashes. */
typedef struct chy_words {
    uint64_t *hashes;
    uint32_t n;
} chy_words;
bool chy_words_has(const chy_words *words, uint64_t hash);

/* "obj", "with", "g:subj": one place to look for a filler. */
typedef struct chy_slot_ref {
    chy_slot slot;
    bool governor;  /* g: only among the governor's fillers */
    uint64_t prep;  /* CHY_SLOT_PREP: hash of the preposition's lemma, 0 = any */
} chy_slot_ref;

#define CHY_MAX_REFS 12
typedef struct chy_slot_refs {
    chy_slot_ref items[CHY_MAX_REFS];
    uint32_t n;
} chy_slot_refs;

/* `has obj, with: words` or `not obj: words`. No words: any filler counts. */
typedef struct chy_test {
    chy_slot_refs refs;
    chy_words words;
    bool negated, any;
} chy_test;

/* "carry_out", "peace_talks": a trigger of two words. */
typedef struct chy_pair {
    uint64_t first, second; /* verb + particle, or modifier + noun */
} chy_pair;

#define CHY_MAX_TESTS 6
typedef struct chy_rule {
    const char *name, *file;
    uint64_t name_hash;
    uint32_t line;
    chy_words verbs, nouns;      /* single-word triggers */
    chy_pair *pairs;             /* two-word triggers, noun pairs behind verb pairs */
    uint32_t n_verb_pairs, n_pairs;
    chy_words under, not_under;  /* lemmas of the governing verb */
    chy_test tests[CHY_MAX_TESTS];
    uint32_t n_tests;
    chy_slot_refs actor, recipient;
    bool symmetric;              /* `parties:`: all fillers are actors of equal standing */
    bool passive_only, active_only;
    chy_type type, content;
    const char *modes[CHY_MAX_MODES];
    const char *cameo;
    chy_role actor_role, recipient_role;
    const char *example, *expected; /* for the test that every rule carries */
    uint32_t conditions;         /* how special the rule is: the most special match wins */
    uint32_t number;
} chy_rule;

typedef struct chy_score { chy_type type; const char *mode; float value; } chy_score;
typedef struct chy_cameo { const char *code, *name; float goldstein; } chy_cameo;
typedef struct chy_context { const char *name; chy_words words; } chy_context;

/* A lemma and the contexts that it brings, one bit each. */
#define CHY_MAX_CONTEXTS 64
typedef struct chy_context_slot { uint64_t hash, contexts; } chy_context_slot;

/* Which rules a lemma can trigger. */
typedef struct chy_trigger_slot { uint64_t hash; uint32_t *rules; uint32_t n; } chy_trigger_slot;

/* The classes that status.c reads; each must exist among the classes of data/events/. */
typedef enum chy_status_class {
    CHY_CLASS_PLAN, CHY_CLASS_REFUSE, CHY_CLASS_DEMAND, CHY_CLASS_CONSIDER, CHY_CLASS_FUTURE, CHY_CLASS_POSSIBLE,
    CHY_CLASS_NEGATIVE, CHY_CLASS_CONDITION, CHY_CLASS_SPEECH, CHY_CLASS_SPEECH_NOUN, CHY_N_STATUS_CLASS
} chy_status_class;

typedef struct chy_scorer chy_scorer;

struct chy_rules {
    chy_arena arena;
    chy_rule *rules;
    uint32_t n_rules;
    chy_trigger_slot *index; /* open addressing, index_size a power of two */
    uint32_t index_size;
    chy_score *scores;
    uint32_t n_scores;
    chy_cameo *cameos;       /* sorted by code */
    uint32_t n_cameos;
    chy_context *contexts;
    uint32_t n_contexts;
    chy_context_slot *context_index; /* open addressing, a power of two */
    uint32_t context_index_size;
    chy_lexicon lexicon;
    const chy_words *status_classes[CHY_N_STATUS_CLASS]; /* never NULL once finished */
    chy_scorer *scorer;      /* NULL: rules alone decide */
};

#include "events/events.h"

/* An empty book: one malloc, its content in its arena. NULL when memory is out. Freed by chy_rules_free(). */
chy_rules *chy_rules_book_new(void);

/* Reads one file of rules into `rules`; `text` may go afterwards. Errors name file and line. */
chy_status chy_rules_read(chy_rules *rules, const char *file, const char *text, size_t len, chy_err *err) CHY_MUST_USE;
/* Builds the index once all files are read. */
chy_status chy_rules_finish(chy_rules *rules, chy_err *err) CHY_MUST_USE;

/* The class `name` as read so far, or NULL. */
const chy_words *chy_rules_class(const chy_rules *rules, const char *name);

/* The contexts that a lemma brings, as bits in the order of `contexts`. */
uint64_t chy_rules_contexts(const chy_rules *rules, uint64_t hash);

/* The rules that lemma `hash` can trigger; `*n` is 0 when none. */
const uint32_t *chy_rules_for(const chy_rules *rules, uint64_t hash, uint32_t *n);

/* PLOVER score of a type and its first mode; Goldstein score of a CAMEO code (its parent's where it has none). */
float chy_rules_scale(const chy_rules *rules, chy_type type, const char *mode);
float chy_rules_goldstein(const chy_rules *rules, const char *cameo);

/* The pointer under which the ontology knows a mode, or NULL: strings of an event live with the rules. */
const char *chy_rules_mode(const chy_rules *rules, const char *name, size_t len);
const char *chy_rules_cameo(const chy_rules *rules, const char *code, size_t len);

#endif
