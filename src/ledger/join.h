/* src/ledger/join.h - What the joiners of the kinds share: claims with their payloads read, groups of them, words compared, records written.
 * Inside ledger/ only. */
#ifndef CHY_LEDGER_JOIN_H
#define CHY_LEDGER_JOIN_H

#include <jansson.h>

#include "base/buf.h"
#include "ledger/ledger.h"

/* Words of a text for comparing: folded, without the small ones and a plural s, sorted, each once. */
#define JOIN_MAX_WORDS 32
typedef struct wordset {
    uint64_t hashes[JOIN_MAX_WORDS];
    uint32_t n;
} wordset;
typedef struct item {
    const chy_claim *claim;
    json_t *payload;
    wordset words; /* of the proposition, fact or person: compared often, so read once */
} item;

typedef struct group {
    uint32_t *items; /* indexes into joiner.items, in their order */
    size_t n, cap;
    bool gone;       /* taken into another group */
} group;

typedef struct joiner {
    const char *kind, *block; /* of the records */
    chy_arena *arena;
    item *items;              /* sorted by day of report, document, sentence, id */
    uint32_t n;
    group *groups;
    size_t n_groups, cap_groups;
    chy_ledger_entry *out;
    size_t n_out, cap_out;
    chy_buf json;
    bool expectations;        /* what is joined are the expectations of the kind `source` */
    bool failed;
} joiner;

/* Payload members: "" or NULL when absent. */
const char *join_text(const item *it, const char *key);
bool join_flag(const item *it, const char *key);
json_t *join_list(const item *it, const char *key);
bool join_list_has(const json_t *list, const char *text);
bool join_lists_meet(const json_t *a, const json_t *b);

/* Day numbers of "2021-03"; false when there is none. */
bool join_days(const char *date, const char *enddate, int32_t *from, int32_t *to);
int32_t join_report_day(const item *it);

wordset join_words(const char *text);
uint32_t join_common(const wordset *a, const wordset *b);
/* The share of the smaller set that the larger one has. */
double join_overlap(const wordset *a, const wordset *b);

group *join_group_new(joiner *j);
void join_group_add(joiner *j, group *g, uint32_t item);
/* Takes all of `from` into `to`, keeping the order of items. */
void join_group_merge(joiner *j, group *to, group *from);
bool join_group_has_doc(const joiner *j, const group *g, const char *doc);

/* A set of short texts in order of arrival. */
#define JOIN_MAX_TEXTS 24
typedef struct texts {
    const char *items[JOIN_MAX_TEXTS];
    uint32_t counts[JOIN_MAX_TEXTS];
    uint32_t n;
} texts;
void texts_add(texts *t, const char *text);
void texts_add_list(texts *t, const json_t *list);
const char *texts_most(const texts *t); /* the first of the most frequent; "" */

/* Writing a record: json members between begin and end. */
void join_begin(joiner *j);
void join_put(joiner *j, const char *key, const char *value); /* nothing for "" */
void join_put_texts(joiner *j, const char *key, const texts *t);
void join_key(joiner *j, const char *key);
/* Makes the record of `g` from the members written. Fields of `e` that are set are taken; id, kind, block, payload, parties and claims are made here.
 * `salt` tells several records of one group apart ("" for one). */
chy_ledger_entry *join_end(joiner *j, const group *g, chy_ledger_entry e, const char *salt);
/* The id that join_end gives to the record of `kind` of the group. */
const char *join_id(joiner *j, const char *kind, const char *block, const group *g, const char *salt);
const char *join_printf(joiner *j, const char *fmt, ...) CHY_PRINTF(2, 3);

void join_meetings(joiner *j);
void join_agreements(joiner *j);
void join_memberships(joiner *j);
void join_measures(joiner *j);
void join_undertakings(joiner *j);
void join_positions(joiner *j);
void join_offices(joiner *j);
void join_facts(joiner *j);

/* One plan of a record: what was to come, when, told by the group. */
typedef struct prospect {
    const char *what, *due;      /* due "" when no day was told */
    const char *outcome;         /* "met", "moved", "missed", "unknown" */
    const char *fulfilled_by;    /* id of the record that tells it, "" */
    const char *fulfilled_kind;
    texts parties;
    int32_t first_day;           /* when it was first told */
} prospect;
void join_plan(joiner *j, const group *g, const prospect *p);

#endif
