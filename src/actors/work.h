/* src/actors/work.h - What the files of actors/ share while one article is worked on. Private to actors/.
 *
 * The way: names.c cuts each sentence into segments (a name of the dictionary, an office, an agent, a place, an unknown name, or one
 * plain word); scene.c counts which countries the article is about; phrase.c reads noun phrases over the segments; people.c, agents.c and coref.c
 * turn phrases, names and pronouns into mentions of entities, sentence by sentence in order, so that what was said before is known. */
#ifndef CHY_ACTORS_WORK_H
#define CHY_ACTORS_WORK_H

#include "dict/dict.h"
#include "types/article.h"

typedef enum seg_kind {
    SEG_WORD,
    SEG_STATE,     /* "Iran", "the United States" */
    SEG_ADJECTIVE, /* "Iranian": adjective or noun for the people, told apart by the phrase */
    SEG_CAPITAL,
    SEG_METONYM,   /* "Kremlin" */
    SEG_NAMED,     /* organisation, group or body */
    SEG_PERSON,    /* a person of the dictionary */
    SEG_NAME,      /* capitalised name that is in no dictionary, taken for a person */
    SEG_TITLE,     /* office and/or agent noun */
    SEG_PLACE,     /* gazetteer */
    SEG_PREFIXED   /* "anti-ISIL", "pro-Iranian" */
} seg_kind;

typedef struct seg {
    uint32_t first, n;      /* tokens of the sentence */
    uint8_t kind;           /* seg_kind */
    bool plural;            /* SEG_TITLE */
    bool locative;          /* behind "in", "near", ... (scene.c) */
    bool aside;             /* names a border, a medium: no country for the phrases around it (scene.c) */
    const chy_entry *entry; /* the reading chosen for the article's day; NULL for words, names, places */
    const chy_entry *all;   /* every reading of the name */
    uint32_t n_all;
    const chy_entry *office, *agent; /* SEG_TITLE: either or both */
    const char *code;       /* the country it speaks of, "" when none */
    const char *rival;      /* a state that shares its name with a division of this one ("Georgia"), or NULL */
    const chy_place *places; /* SEG_PLACE: all of that name, biggest first */
    uint32_t n_places;
    char feature;           /* SEG_PLACE: see chy_place; SEG_NAME: 'P' tagged as a person, '?' not */
} seg;

/* What is remembered of one sentence. */
typedef struct scene {
    seg *segs;
    uint32_t n_segs;
    const char *code;    /* country where it happens, "" when nothing says so */
    const char *actor;   /* first state that acts in it, "" */
} scene;

typedef struct known_name { const char *name; uint32_t entity; } known_name;

#define MAX_TALLY 64
typedef struct tally { const char *code; uint32_t n; } tally;

typedef struct work {
    const chy_dict *dict;
    chy_article *art;
    chy_arena *arena;
    scene *scenes;          /* by sentence */
    tally tallies[MAX_TALLY];
    uint32_t n_tallies;
    const char *dominant;   /* the country most named, "" */
    size_t cap_entities, cap_mentions;
    uint32_t *entity_slots; /* hashed by identity, entity + 1 */
    uint32_t n_entity_slots;
    known_name *known_slots; /* hashed by folded name: people of this article; the last one met wins */
    uint32_t n_known_slots, n_known;
    uint32_t story;         /* of the sentence worked on: pronouns do not cross stories */
    uint32_t speaker;       /* entity whose words are being told, NONE */
    bool transcript;        /* the article labels its speakers: "X: ..." */
    bool failed;            /* memory ran out */
} work;

/* A noun phrase around titles and names: "former Iranian foreign minister X". Segment numbers; UINT32_MAX = none. */
#define PHRASE_MODS 6
typedef struct phrase {
    uint32_t first, end;       /* segments [first, end) */
    uint32_t title, rank;      /* the last title, and one before it ("junta leader Colonel") */
    uint32_t name;             /* person */
    uint32_t mods[PHRASE_MODS]; /* countries, organisations, places that qualify */
    uint32_t n_mods;
    uint32_t nested;           /* "head of the Iranian army": the inner title */
    uint32_t from;             /* first token, "former" included */
    bool former, listed;       /* listed: the modifiers are coordinated: "French and German" */
    bool definite;             /* begins behind "the", "this", "that" */
    bool counterpart;
    bool abroad;               /* "foreign", "international": of no one country */
    uint32_t owner;            /* token of "its", "his", ... before it; NONE */
    uint32_t number;           /* 2 for "both", "the two"; 0 when not said */
} phrase;
#define NONE UINT32_MAX

/* names.c */
bool actors_segment(work *w, uint32_t sentence);
const chy_entry *actors_reading(const chy_entry *all, uint32_t n, chy_day day, bool *former, bool *early);

/* words.c: classes of plain words, by folded form */
typedef enum word_class {
    WORD_FORMER = 1, WORD_LOCATIVE = 2, WORD_DEALING = 4, WORD_STATUS = 8, WORD_MOTION = 16, WORD_BACKED = 32, WORD_LED = 64,
    WORD_DEFINITE = 128, WORD_SPEECH = 256, WORD_BUSINESS = 512, WORD_SCHOOL = 1024, WORD_FEMALE = 2048, WORD_MALE = 4096,
    WORD_ABROAD = 8192, WORD_HONORIFIC = 16384, WORD_ARMS = 32768, WORD_CALENDAR = 65536, WORD_AREA = 131072, WORD_PARTY = 262144, WORD_FIGHTERS = 524288, WORD_SOCIETY = 1048576
} word_class;
unsigned actors_word(const chy_token *tok);
bool actors_is(const chy_token *tok, const char *word); /* case-blind */
bool actors_possessive(const chy_token *tok);            /* 's, ' */
bool actors_capital(const chy_token *tok);

/* names.c */
void actors_settle(work *w, uint32_t sentence); /* names of several states or places: by what else the article speaks of */
const char *actors_place_code(work *w, const chy_place *place);

/* scene.c */
void actors_count(work *w);
uint32_t actors_tally(const work *w, const char *code); /* how much the article speaks of a country */
/* The country that a phrase without one belongs to: the place or state of the sentence, of those before, of the article. With
 * `careful` only when there is a single candidate. "" when nothing says so. */
const char *actors_context(work *w, uint32_t sentence, uint32_t seg_number, bool careful);
bool actors_acts(const work *w, uint32_t sentence, const seg *s); /* a capital or place in the role of an actor */

/* phrase.c */
bool actors_phrase(work *w, uint32_t sentence, uint32_t k, phrase *out);

/* entity.c */
uint32_t actors_entity(work *w, const chy_entity *proto); /* an equal one is shared; NONE when memory is out */
void actors_mention(work *w, uint32_t sentence, uint32_t first, uint32_t n, chy_mention_kind kind, const uint32_t *entities,
                    uint32_t n_entities, double confidence);
void actors_widen(work *w, uint32_t first); /* lets the last mention begin earlier, at a token that no mention has */
uint32_t actors_state(work *w, const chy_entry *entry, const char *code, const char *why);
uint32_t actors_state_of(work *w, const char *code, const char *why);
uint32_t actors_person_known(const work *w, const chy_token *tokens, uint32_t n);
void actors_person_learn(work *w, uint32_t entity, const chy_token *tokens, uint32_t n);
const char *actors_why(work *w, const chy_entry *entry, const char *more); /* "people.tsv:812, more" */
const char *actors_text(work *w, const chy_token *tokens, uint32_t n);     /* the words with single blanks */

/* holder.c: of whom an office or agent is */
typedef struct holder {
    const char *code, *sector, *id; /* code "" when nobody is named */
    const chy_entry *entry;         /* the organisation, group or body, or NULL */
    const char *why;
    bool stated;                    /* named in the phrase, not taken from the context */
} holder;
const chy_entry *actors_named(const work *w, const seg *s, const char *hint);
void actors_holder(work *w, uint32_t sentence, const phrase *p, holder *out);
const char *actors_sector(const work *w, uint32_t sentence, const phrase *p, const holder *h);

/* people.c, agents.c, coref.c: each makes the mentions of a phrase or segment; the segment behind it is the result, 0 when it
 * makes none. */
uint32_t actors_people(work *w, uint32_t sentence, uint32_t k, const phrase *p); /* p NULL: a name without a title before it */
uint32_t actors_agents(work *w, uint32_t sentence, phrase *p);
uint32_t actors_single(work *w, uint32_t sentence, uint32_t k);
uint32_t actors_refer(work *w, uint32_t sentence, uint32_t k);
void actors_speaker(work *w, uint32_t sentence); /* gives "I" and "our" to whoever speaks, "you" to whom a transcript shows him speaking to; after the sentence's other mentions */
bool actors_refer_title(work *w, uint32_t sentence, const phrase *p);
const chy_entity *actors_owner(const work *w, uint32_t sentence, uint32_t token); /* of "its", "his"; NULL */
const chy_entity *actors_like_before(const work *w, uint32_t sentence, const char *name, const char *sector);
const chy_entity *actors_last_person(const work *w);

#endif
