/* src/ledger/find.h - What the finders of claims share: one sentence under work, its parties, days and places, and how a claim is written down.
 * Inside ledger/ only. */
#ifndef CHY_LEDGER_FIND_H
#define CHY_LEDGER_FIND_H

#include "base/buf.h"
#include "events/match.h"
#include "events/status.h"
#include "ledger/ledger.h"
#include "ledger/words.h"

/* Somebody in the ledger: a state or organisation by its bare code, perhaps spoken for by a person. */
typedef struct party {
    const char *code;       /* "IRN", "SCO"; "" for "three European countries" */
    const char *name;       /* of the person, or the words of somebody without a code; "" */
    const char *office;     /* "" */
    bool organisation;
} party;

#define MAX_LEDGER_PARTIES 16
typedef struct parties {
    party items[MAX_LEDGER_PARTIES];
    uint32_t n;
} parties;

typedef struct when {
    chy_day from, to;
    bool stated;
    bool by; /* "by March": a due date */
} when;

typedef struct place {
    const char *name, *country; /* "" */
} place;

/* A name of data/ledger/2-names.txt in the sentence. */
typedef struct known_name {
    uint32_t first, n;
    const ledger_name *name;
} known_name;

/* What later sentences of the article may mean by "the agreement", "these sanctions", "the meeting". */
typedef struct remembered {
    const char *kind, *block, *name, *words, *label;
    parties who, whom;
    uint32_t sentence;
} remembered;
#define MAX_REMEMBERED 24
#define MAX_KNOWN 16
#define MAX_COUNTRIES 24

typedef struct named_country { const char *code, *name; uint32_t n; } named_country;

typedef struct finder {
    const chy_ledger_book *book;
    const chy_dict *dict;
    chy_article *art;
    chy_arena *arena;
    chy_scene s;
    uint64_t *mask;             /* classes of each token */
    const ledger_hit **hits;    /* the same with labels */
    known_name known[MAX_KNOWN];
    uint32_t n_known;
    remembered memory[MAX_REMEMBERED];
    uint32_t n_memory;
    named_country countries[MAX_COUNTRIES]; /* how often the article names each */
    uint32_t n_countries;
    chy_claims *out;
    size_t cap;
    const char **offices;       /* by entity: the office as the text tells it in full, or NULL */
    uint32_t *events;           /* parallel to out->items: index of the event or CHY_NOBODY */
    chy_buf json;
    bool failed;                /* memory ran out */
} finder;

static inline const chy_token *ledger_token(const finder *f, uint32_t at) { return &f->s.sent->tokens[at]; }
static inline bool ledger_is(const finder *f, uint32_t at, uint64_t bits) { return at != CHY_NO_TOKEN && (f->mask[at] & bits) != 0; }
bool ledger_lemma(const finder *f, uint32_t at, const char *lemma);
bool ledger_is_noun(const finder *f, uint32_t at);
bool ledger_is_verb(const finder *f, uint32_t at);
uint8_t ledger_rel(const finder *f, uint32_t at); /* base relation */
static inline uint32_t ledger_head(const finder *f, uint32_t at) { return chy_tree_head(&f->s.tree, at); }
uint32_t ledger_child(const finder *f, uint32_t at, chy_deprel base);
const char *ledger_label(const finder *f, uint32_t at, ledger_class class); /* "" */

/* The next child of `at` behind `after` (CHY_NO_TOKEN: the first); CHY_NO_TOKEN ends. */
uint32_t ledger_next_child(const finder *f, uint32_t at, uint32_t after);
/* The preposition lemma of a filler, "" for none. */
const char *ledger_prep(const finder *f, const chy_filler *filler);

/* Text with single blanks, from the arena. */
const char *ledger_text(finder *f, uint32_t first, uint32_t end);
/* The noun phrase of `at`: its words from the left without article and owner, to the right with its prepositional phrases when `deep`,
 * without clauses and appositions. */
const char *ledger_phrase(finder *f, uint32_t at, bool deep);
/* All words below `at`, clauses included, without leading marks. */
const char *ledger_clause(finder *f, uint32_t at);
const char *ledger_fold(finder *f, const char *text);

/* Adds the parties that `at` names (conjoined ones too). `any`: kinds of people as well (for "about" and "on"). */
void ledger_parties_of(finder *f, uint32_t at, parties *out);
/* The same with companies, media and people, as whose country they count. */
void ledger_codes_of(finder *f, uint32_t at, parties *out);
void ledger_add_party(parties *out, party who);
void ledger_add_entity(finder *f, parties *out, uint32_t entity);
uint32_t ledger_n_codes(const parties *who);
bool ledger_has_code(const parties *who, const char *code);
/* The sorted codes joined by "|", from the arena. */
const char *ledger_block(finder *f, const parties *who);
/* Fillers of the frame of `at` in `slot`, with preposition `prep` (NULL: any). */
void ledger_fillers(finder *f, uint32_t at, chy_slot slot, const char *prep, bool governor, parties *out);
/* The holder of what `at` says: the subject of the nearest verb above that has one of another code than those in `but`. */
void ledger_speaker(finder *f, uint32_t at, const parties *but, parties *out);
/* The head of the mention that stands right before the relative pronoun of the clause of `verb`; CHY_NO_TOKEN when none does. */
uint32_t ledger_before_relative(const finder *f, uint32_t verb);
/* The two countries that the article is about; false when it is not about two. */
bool ledger_pair(finder *f, parties *out);

when ledger_when(finder *f, uint32_t at, bool ahead);
place ledger_place(finder *f, uint32_t at, bool to);
uint32_t ledger_distance(const finder *f, uint32_t a, uint32_t b);
const chy_event *ledger_event_at(const finder *f, uint32_t at, uint32_t *index);
chy_signals ledger_signals(finder *f, uint32_t at);
/* The known name that covers token `at`, or NULL. */
const known_name *ledger_known_at(const finder *f, uint32_t at);

/* ---- writing claims ---- */
typedef struct draft {
    const char *kind, *block, *status, *rule;
    uint32_t at;           /* the token it rests on */
    parties who, whom;     /* roles "party" and "on" */
    when when;
    float confidence;
} draft;
/* JSON of the payload: members are written between these two. */
void ledger_json_begin(finder *f);
void ledger_json_text(finder *f, const char *key, const char *value);
void ledger_json_flag(finder *f, const char *key, bool value);
void ledger_json_codes(finder *f, const char *key, const parties *who);
void ledger_json_people(finder *f, const char *key, const parties *who);
void ledger_json_days(finder *f, const when *w);
void ledger_json_place(finder *f, const place *p);
/* Makes the claim of the draft and the members written since ledger_json_begin. */
void ledger_emit(finder *f, const draft *d);
void ledger_remember(finder *f, remembered what);

/* The finders: each looks at the whole sentence. */
void ledger_find_meetings(finder *f);
void ledger_find_agreements(finder *f);
void ledger_find_memberships(finder *f);
void ledger_find_measures(finder *f);
void ledger_find_undertakings(finder *f);
void ledger_find_positions(finder *f);
void ledger_find_offices(finder *f);
void ledger_find_facts(finder *f);

#endif
