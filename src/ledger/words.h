/* src/ledger/words.h - The knowledge of data/ledger/ in memory: classes of words and the agreements, bodies and projects that have names of
 * their own. Inside ledger/ only. The language of the files is described in data/ledger/README.md. */
#ifndef CHY_LEDGER_WORDS_H
#define CHY_LEDGER_WORDS_H

#include "base/arena.h"
#include "base/err.h"
#include "types/sentence.h"

/* The classes that the finders read; each must have words in data/ledger/. */
#define LEDGER_CLASSES(X) \
    X(MEETING, "meeting") X(VISIT, "visit") X(CALL, "call") X(SUMMIT, "summit") X(MEET_VERB, "meet_verb") X(VISIT_VERB, "visit_verb") \
    X(HOST_VERB, "host_verb") X(CALL_VERB, "call_verb") X(HOLD_VERB, "hold_verb") X(POSTPONE, "postpone") X(CANCEL, "cancel") \
    X(AGREEMENT, "agreement") X(SIGN, "sign") X(RATIFY, "ratify") X(INITIAL, "initial") X(CONCLUDE, "conclude") X(NEGOTIATE, "negotiate") \
    X(PROPOSE, "propose") X(FORCE, "force") X(SUSPEND, "suspend") X(WITHDRAW, "withdraw") X(END, "end") X(APPROVAL, "approval") \
    X(NEED_VERB, "need_verb") X(MEMBER, "member") X(JOIN, "join") X(LEAVE, "leave") X(APPLY, "apply") X(INCLUDE, "include") X(ADMIT, "admit") \
    X(MEASURE, "measure") X(IMPOSE, "impose") X(LIFT, "lift") X(EASE, "ease") X(EXTEND, "extend") X(UNDERTAKING, "undertaking") \
    X(PROJECT, "project") X(BUILD, "build") X(FINISH, "finish") X(STALL, "stall") X(UNDERWAY, "underway") X(PLAN, "plan") \
    X(SUPPORT, "support") X(OPPOSE, "oppose") X(DEMAND, "demand") X(CONCERN, "concern") X(REGARD, "regard") X(BAD, "bad") X(GOOD, "good") \
    X(NEED, "need") X(STRESS, "stress") X(SUPERLATIVE, "superlative") X(STANDING, "standing") X(QUANTITY, "quantity") X(UNIT, "unit") \
    X(REACH, "reach") X(FORMER, "former") X(GENERIC, "generic") X(COUNTRIES, "countries") X(TALKED, "talked") X(OFFICE, "office") X(COMING, "coming") X(TRAVEL, "travel")

typedef enum ledger_class {
#define X(name, text) LEDGER_##name,
    LEDGER_CLASSES(X)
#undef X
    LEDGER_N_CLASS
} ledger_class;

#define LEDGER_BIT(name) ((uint64_t)1 << LEDGER_##name)

/* One word (or row of words) as member of one class; `label` says which part of the class ("sanctions", "railway"), "" for none. */
typedef struct ledger_hit {
    ledger_class class;
    const char *label;
    const struct ledger_hit *next;
} ledger_hit;

/* A thing with names of its own: "Joint Comprehensive Plan of Action|JCPOA|Iran nuclear deal". */
typedef struct ledger_name {
    const char *sort;              /* "agreement", "undertaking" */
    const char *key, *kind, *year; /* the first name; its kind; the year it was made, "" */
    const char *const *parties;
    uint32_t n_parties;
} ledger_name;

typedef struct chy_ledger_book chy_ledger_book;

/* What the row of `n` lower-case lemmas (joined by blanks) is; NULL when nothing. */
const ledger_hit *ledger_words_find(const chy_ledger_book *book, const char *words, size_t len);
/* The thing of that name (folded); NULL when there is none. */
const ledger_name *ledger_name_find(const chy_ledger_book *book, const char *folded, size_t len);
/* The longest name begins with this many words at most; the longest row of class words. */
#define LEDGER_NAME_WORDS 12
#define LEDGER_ROW_WORDS 4

#endif
