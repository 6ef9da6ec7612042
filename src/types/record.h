/* src/types/record.h - One event as it leaves the coder: names instead of indexes, so that it can be written, stored
 * and read back without its article. The pipeline makes it from an article, the store from its rows; both keep the strings alive. */
#ifndef CHY_TYPES_RECORD_H
#define CHY_TYPES_RECORD_H

#include "chancery.h"
#include "types/actor.h"
#include "types/event.h"

/* The version of CODEBOOK.md that the rules follow. */
#define CHY_CODEBOOK "1"

/* What decided; written with every event. Dictionaries, rules and model are known by a hash of their bytes. */
typedef struct chy_versions {
    char coder[24], codebook[8], dictionaries[20], rules[20], model[20];
} chy_versions;

typedef enum chy_part { CHY_PART_ACTOR, CHY_PART_RECIPIENT, CHY_PART_SAID_BY, CHY_N_PART } chy_part;
extern const char *const chy_part_names[CHY_N_PART]; /* "actor", "recipient", "said_by" */

typedef struct chy_record_party {
    const char *code, *sector, *id, *name, *office; /* as in chy_entity; never NULL */
    const char *text;      /* the words of the mention, NULL when implied */
    int64_t begin, end;    /* where they stand in the sentence's source, -1 when implied */
    const char *why;       /* dictionary line or reasoning, or NULL */
    chy_role role;
} chy_record_party;

typedef enum chy_size { CHY_SIZE_DEAD, CHY_SIZE_INJURED, CHY_SIZE_ARRESTED, CHY_SIZE_PARTICIPANTS, CHY_N_SIZE } chy_size;
extern const char *const chy_size_names[CHY_N_SIZE];

/* One report of a merged event. */
typedef struct chy_report_ref {
    const char *id, *doc, *publication; /* publication: NULL when unknown */
    const char *joined;                 /* the report it was joined to, and why; NULL for the first */
    chy_day day;
    uint32_t sequence;
    int64_t begin, end;                 /* the trigger; -1 in a title */
    bool copy;                          /* an earlier report has the same words */
} chy_report_ref;

/* What a codebook of the user says of an event, on output. */
typedef struct chy_mapping {
    const char *ontology, *code, *label; /* code "": it has none for this event */
    float score;                         /* NAN: none */
    bool replaces;                       /* it stands where type and score of PLOVER (or CAMEO's code) stand */
} chy_mapping;

struct chy_record {
    const char *id;
    const char *doc;                                    /* the document's id */
    const char *publication, *url, *title, *language;   /* NULL when unknown */
    chy_day report_day;
    const char *report_day_why;
    const char *coded_date;                             /* NULL when nobody said */
    uint32_t sequence, story;                           /* sequence 0: in the title */
    int64_t begin, end;                                 /* the sentence, in bytes of the text (or of the title) */
    int64_t trigger_begin, trigger_end;
    const char *sentence;                               /* its bytes, NULL when the store was not asked for them */
    size_t sentence_len;
    chy_type type, content;
    const char *const *modes, *const *contexts;
    uint32_t n_modes, n_contexts;
    const char *cameo;
    chy_event_status status;
    float scale, goldstein, confidence;
    const chy_record_party *parties[CHY_N_PART];
    uint32_t n_parties[CHY_N_PART];
    chy_count size[CHY_N_SIZE];
    chy_day from, to;
    chy_precision precision;
    bool date_stated;
    const char *date_why;
    chy_location place;
    const char *rule, *why;
    const chy_versions *versions;
    const chy_report_ref *reports; /* of a merged event, in order of day and document; NULL for a report on its own */
    uint32_t n_reports, n_sources; /* 0, 0 for a report on its own */
    const chy_mapping *mapping;    /* NULL without --ontology */
    const char *by;                /* who coded it, when it was not this program ("gdelt"); else NULL */
};

/* "CODE", "CODE:SECTOR" or "CODE:SECTOR:ID", as the codebook writes an actor. Returns `out`, cut to `cap`. */
char *chy_record_party_code(const chy_record_party *party, char *out, size_t cap);

/* "2024-12-28", "2024-12-28/2024-12-30" or "". `out` holds 48 bytes. Returns `out`. */
char *chy_record_dates(const chy_record *record, char *out);

#endif
