/* src/merge/merge.h - Many reports, one event: whether two reports tell the same, which reports of a set belong together, and what is
 * known when they are put together. Pure functions of marks: the result never depends on the order of the reports. Knows no store; who
 * finds the reports that might belong together is keep/. */
#ifndef CHY_MERGE_MERGE_H
#define CHY_MERGE_MERGE_H

#include "merge/marks.h"

/* ---- two reports ---- */

/* What speaks for and against; train/make-merge weighs them. The names are those of chy_merge_feature_names. */
typedef enum chy_merge_feature {
    CHY_MERGE_BIAS, CHY_MERGE_SAME_TYPE, CHY_MERGE_PLAN_AND_DEED, CHY_MERGE_NEAR_TYPE, CHY_MERGE_OTHER_QUAD, CHY_MERGE_SAME_CAMEO, CHY_MERGE_SAME_MODE, CHY_MERGE_OTHER_MODE,
    CHY_MERGE_BOTH_DAYS_0, CHY_MERGE_BOTH_DAYS_1, CHY_MERGE_BOTH_DAYS_2, CHY_MERGE_ONE_DAY_0, CHY_MERGE_ONE_DAY_1, CHY_MERGE_ONE_DAY_2,
    CHY_MERGE_NO_DAYS_0, CHY_MERGE_NO_DAYS_1, CHY_MERGE_NO_DAYS_2, CHY_MERGE_SAME_PARTIES, CHY_MERGE_SHARED_PARTIES, CHY_MERGE_MISSING_PARTY,
    CHY_MERGE_OTHER_PARTY, CHY_MERGE_ONE_PARTY, CHY_MERGE_NO_PARTY, CHY_MERGE_REVERSED, CHY_MERGE_SAME_PERSON, CHY_MERGE_OTHER_PERSON, CHY_MERGE_SAME_TOWN, CHY_MERGE_OTHER_TOWN,
    CHY_MERGE_OTHER_COUNTRY, CHY_MERGE_SAME_SIZE, CHY_MERGE_OTHER_SIZE, CHY_MERGE_SAME_NUMBER, CHY_MERGE_OTHER_NUMBER, CHY_MERGE_SAME_ORDINAL,
    CHY_MERGE_OTHER_ORDINAL, CHY_MERGE_WORDS, CHY_MERGE_NAMES, CHY_MERGE_COPY, CHY_MERGE_COPY_OTHER_DAY, CHY_MERGE_OTHER_STATUS,
    CHY_MERGE_CONDITIONAL, CHY_MERGE_REPORT_LAG, CHY_N_MERGE_FEATURE
} chy_merge_feature;
extern const char *const chy_merge_feature_names[CHY_N_MERGE_FEATURE];

/* Fills `x` (CHY_N_MERGE_FEATURE values). False when the two can be no one event whatever else they share: the same sentence tells both,
 * days far apart, deeds of other kinds. */
bool chy_merge_features(const chy_marks *a, const chy_marks *b, float *x);

/* The log-odds that the two tell the same; -INFINITY when chy_merge_features says no. */
float chy_merge_score(const chy_marks *a, const chy_marks *b);

/* Below this a pair is not worth keeping; merging needs more (0 on average between two groups). */
#define CHY_MERGE_LINK (-2.0f)
/* What a pair that is not kept counts in an average. */
#define CHY_MERGE_NO_LINK (-4.0f)

/* Appends the reasons of a pair in words: "same parties; same day; same town; words 0.61". */
void chy_merge_explain(const chy_marks *a, const chy_marks *b, chy_buf *out);

/* ---- many reports ---- */

typedef struct chy_merge_link {
    uint32_t a, b; /* indexes of the reports */
    float score;
} chy_merge_link;

/* Groups `n` reports by their links: the best link first, two groups become one when the links between them are positive on average
 * and no cut parts them. `group[i]` is the smallest-numbered member of i's group, in the order of chy_merge_before; `joined[i]` is the
 * report that i was joined to (its best link in the group to one before it), or itself. CHY_E_NOMEM. */
chy_status chy_merge_cluster(const chy_marks *reports, uint32_t n, const chy_merge_link *links, size_t n_links, const chy_merge_link *cuts,
                             size_t n_cuts, uint32_t *group, uint32_t *joined) CHY_MUST_USE;

/* The order of reports in an event: by day of the report, then by id. */
bool chy_merge_before(const chy_marks *a, const chy_marks *b);

/* From which of the reports (indexes into `reports`) an event takes what. `size` is UINT32_MAX where no report has a number. */
typedef struct chy_merged {
    uint32_t first; /* the event's id is this report's */
    uint32_t head;  /* words, type, parties */
    uint32_t day, place, status, size[CHY_N_SIZE];
    float confidence;
    uint32_t n_sources; /* independent publishers */
} chy_merged;

/* `reports` in the order of chy_merge_before; fills `copy[i]` for reports whose words an earlier one has. */
void chy_merge_choose(const chy_marks *const *reports, uint32_t n, bool *copy, chy_merged *out);

#endif
