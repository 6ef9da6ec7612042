/* src/merge/marks.h - What merging compares of a report: parties, days, place, people, numbers and words, as small sets of hashes.
 * Made once from the record, kept beside it as bytes, so that comparing two reports never reads their texts. */
#ifndef CHY_MERGE_MARKS_H
#define CHY_MERGE_MARKS_H

#include "base/buf.h"
#include "types/record.h"

#define CHY_MARKS_PARTIES 12
#define CHY_MARKS_WORDS 40
#define CHY_MARKS_NAMES 24
#define CHY_MARKS_NUMBERS 12
#define CHY_MARKS_SKETCH 16
/* A report whose day is known no better than this is only compared with others like it. */
#define CHY_MARKS_WIDE 10
#define CHY_MARKS_NO_DAY INT32_MIN

/* One party of either side. 0 stands for "none" in every hash. */
typedef struct chy_mark_party {
    uint32_t atom;   /* the code; of bodies without a code of their own (IGO, NGO ...) their id or name */
    uint32_t id;     /* id of an organisation or group */
    uint32_t person; /* surname of a person */
    uint32_t sector;
    uint8_t part;    /* chy_part; never CHY_PART_SAID_BY */
} chy_mark_party;

/* A sorted set of hashes. */
typedef struct chy_mark_set {
    uint32_t n;
    uint32_t items[CHY_MARKS_WORDS];
} chy_mark_set;

typedef struct chy_marks {
    uint64_t report;      /* its id as a number: what ties are broken by. Not in the bytes. */
    uint32_t publication; /* a hash of the publisher, 0: unknown. Not in the bytes. */
    uint32_t n;           /* how many reports have these marks. Not in the bytes. */
    uint32_t cameo, mode; /* hashes; 0: none */
    uint8_t type, content, status, stated, resolution, symmetric;
    int32_t report_day, first, last; /* CHY_MARKS_NO_DAY: unknown */
    int32_t at;           /* of the trigger in its sentence, in bytes */
    float confidence;
    uint32_t geonameid, country;
    int32_t size[CHY_N_SIZE]; /* the middle of the count, -1: none */
    uint32_t n_parties;
    chy_mark_party parties[CHY_MARKS_PARTIES];
    chy_mark_set words, names, numbers, ordinals, sketch;
} chy_marks;

void chy_marks_make(const chy_record *record, chy_marks *out);

/* As bytes of a fixed order, and back; false for bytes that are none. Which document and publisher it is from is not among them: reports
 * of equal bytes are one class, and whatever merging says of one it says of all. */
void chy_marks_write(const chy_marks *marks, chy_buf *out);
bool chy_marks_read(const void *bytes, size_t len, chy_marks *out);

/* Where reports that may be one event meet: `put` are the keys a report stands under, `ask` those where it looks. If a looks where b
 * stands, b looks where a stands. All stand under `day`; looking covers CHY_MERGE_WINDOW days on both sides. */
#define CHY_MERGE_WINDOW 5
#define CHY_MERGE_KEYS 64
typedef struct chy_merge_keys {
    int32_t day;
    uint32_t n_put, n_ask;
    uint64_t put[CHY_MERGE_KEYS], ask[CHY_MERGE_KEYS];
} chy_merge_keys;
void chy_merge_keys_make(const chy_marks *marks, chy_merge_keys *out);

/* How many items two sets share. */
uint32_t chy_mark_shared(const chy_mark_set *a, const chy_mark_set *b);
/* The share of word triples that two sentences have in common, 0..1: near 1 for copies. */
double chy_mark_likeness(const chy_marks *a, const chy_marks *b);

#endif
