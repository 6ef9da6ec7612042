/* src/types/ledger.h - The ledger as store, ledger and keep hand it to each other: claims (what one sentence says) and entries (the
 * records that claims are joined to). CODEBOOK section 5 says what they hold. */
#ifndef CHY_TYPES_LEDGER_H
#define CHY_TYPES_LEDGER_H

#include "types/day.h"

#define CHY_NO_DAY INT32_MIN

/* No string is NULL; "" is unknown. */
typedef struct chy_ledger_party {
    const char *role, *code, *id, *name;
} chy_ledger_party;

typedef struct chy_claim {
    const char *id;           /* 16 hexadecimal digits; NULL on adding: made from document, sentence and content */
    const char *kind, *block; /* claims of other blocks never meet */
    const char *status, *rule, *payload;
    const char *report;       /* the id of the report that it rests on, or NULL */
    const char *event;        /* on reading: the merged event of that report, or NULL */
    const char *doc, *publication; /* from here to report_day: on reading; publication may be NULL */
    uint32_t sequence;        /* of the sentence; also on adding */
    int64_t begin, end;
    chy_day report_day;
    int32_t first_day, last_day; /* since 1970-01-01, or CHY_NO_DAY */
    float confidence;
    const chy_ledger_party *parties;
    uint32_t n_parties;
} chy_claim;

/* The claims of one coded document, in order of sentence. `doc`, `begin`, `end` and `id` are not set. */
typedef struct chy_claims {
    chy_claim *items;
    uint32_t *events; /* parallel: index of the event it rests on, or UINT32_MAX */
    size_t n;
} chy_claims;

/* One record of the ledger. */
typedef struct chy_ledger_entry {
    const char *id, *kind, *block, *status, *outcome, *name, *place, *country;
    const char *payload;      /* a JSON object: the keys of the codebook, without id, evidence and documents */
    int32_t first_day, last_day;
    const chy_ledger_party *parties;
    uint32_t n_parties;
    const chy_claim *claims;  /* evidence; on writing only their ids are read */
    uint32_t n_claims;
} chy_ledger_entry;

#endif
