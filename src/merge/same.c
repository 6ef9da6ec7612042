/* src/merge/same.c - Whether two reports tell the same event: what speaks for and against, weighed. */
#include "merge/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const chy_merge_feature_names[CHY_N_MERGE_FEATURE] = {
    "bias", "same type", "plan and deed", "type close by", "other class of deed", "same CAMEO code", "same mode", "other mode",
    "same day, both stated", "days touch, both stated", "other days, both stated", "same day, one stated", "a day apart, one stated",
    "days apart, one stated", "reports of the same day", "reports a day apart", "reports days apart", "same parties", "shared parties", "a party missing in one",
    "other party", "only one party shared", "no party shared", "parties reversed", "same person", "other person", "same town", "other town",
    "other country", "same count", "other count", "same number", "other number", "same ordinal",
    "other ordinal", "words", "names", "copy", "copy of another day", "other status",
    "only one conditional", "days between the reports"};

static const float weights[CHY_N_MERGE_FEATURE] = {
#include "merge/weights.inc"
};

/* ---- type ---- */

/* A promise (AGREE with content) and what it promises. */
static bool is_plan_of(const chy_marks *plan, const chy_marks *deed)
{
    return plan->type == CHY_TYPE_AGREE && plan->content != CHY_TYPE_NONE && plan->content == deed->type;
}

static uint64_t pair_bit(unsigned a, unsigned b)
{
    return a < b ? (uint64_t)a << 8 | b : (uint64_t)b << 8 | a;
}

/* Pairs of types that two coders, or two sentences, choose for one deed. */
static bool is_near(unsigned a, unsigned b)
{
    static const uint8_t near[][2] = {
        {CHY_TYPE_AGREE, CHY_TYPE_CONSULT}, {CHY_TYPE_AGREE, CHY_TYPE_SUPPORT}, {CHY_TYPE_AGREE, CHY_TYPE_COOPERATE}, {CHY_TYPE_AGREE, CHY_TYPE_AID},
        {CHY_TYPE_CONSULT, CHY_TYPE_SUPPORT}, {CHY_TYPE_CONSULT, CHY_TYPE_COOPERATE}, {CHY_TYPE_SUPPORT, CHY_TYPE_COOPERATE}, {CHY_TYPE_SUPPORT, CHY_TYPE_AID},
        {CHY_TYPE_COOPERATE, CHY_TYPE_AID}, {CHY_TYPE_CONCEDE, CHY_TYPE_RETREAT}, {CHY_TYPE_CONCEDE, CHY_TYPE_AGREE}, {CHY_TYPE_RETREAT, CHY_TYPE_AGREE},
        {CHY_TYPE_REQUEST, CHY_TYPE_ACCUSE}, {CHY_TYPE_ACCUSE, CHY_TYPE_REJECT}, {CHY_TYPE_ACCUSE, CHY_TYPE_THREATEN}, {CHY_TYPE_REQUEST, CHY_TYPE_THREATEN},
        {CHY_TYPE_REJECT, CHY_TYPE_SANCTION}, {CHY_TYPE_SANCTION, CHY_TYPE_COERCE}, {CHY_TYPE_ACCUSE, CHY_TYPE_SANCTION}, {CHY_TYPE_COERCE, CHY_TYPE_ASSAULT},
        {CHY_TYPE_MOBILIZE, CHY_TYPE_ASSAULT}, {CHY_TYPE_MOBILIZE, CHY_TYPE_COOPERATE}, {CHY_TYPE_PROTEST, CHY_TYPE_ASSAULT}, {CHY_TYPE_THREATEN, CHY_TYPE_SANCTION},
        {CHY_TYPE_COERCE, CHY_TYPE_REJECT}, {CHY_TYPE_MOBILIZE, CHY_TYPE_THREATEN}, {CHY_TYPE_RETREAT, CHY_TYPE_COOPERATE}};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        if (pair_bit(near[i][0], near[i][1]) == pair_bit(a, b))
            return true;
    return false;
}

static bool add_type(const chy_marks *a, const chy_marks *b, float *x)
{
    bool same = a->type == b->type, plan = is_plan_of(a, b) || is_plan_of(b, a), near = is_near(a->type, b->type);
    x[CHY_MERGE_SAME_TYPE] = same;
    x[CHY_MERGE_PLAN_AND_DEED] = plan;
    x[CHY_MERGE_NEAR_TYPE] = near && !plan;
    x[CHY_MERGE_OTHER_QUAD] = chy_type_quad[a->type] != chy_type_quad[b->type];
    x[CHY_MERGE_SAME_CAMEO] = a->cameo && a->cameo == b->cameo;
    x[CHY_MERGE_SAME_MODE] = a->mode && a->mode == b->mode;
    x[CHY_MERGE_OTHER_MODE] = a->mode && b->mode && a->mode != b->mode;
    /* What is demanded or denied tells demands and denials apart. */
    if (same && a->type != CHY_TYPE_AGREE && a->content && b->content && a->content != b->content)
        x[CHY_MERGE_OTHER_MODE] = 1;
    return same || plan || near;
}

/* ---- days ---- */

static int gap(const chy_marks *a, const chy_marks *b)
{
    return a->first > b->last ? a->first - b->last : b->first > a->last ? b->first - a->last : 0;
}

static bool add_days(const chy_marks *a, const chy_marks *b, float *x)
{
    bool known_a = a->first != CHY_MARKS_NO_DAY, known_b = b->first != CHY_MARKS_NO_DAY;
    if (known_a != known_b)
        return false;
    if (!known_a)
        return true;
    int apart = gap(a, b), stated = a->stated + b->stated, at = apart > 2 ? 2 : apart;
    x[(stated == 2 ? CHY_MERGE_BOTH_DAYS_0 : stated ? CHY_MERGE_ONE_DAY_0 : CHY_MERGE_NO_DAYS_0) + at] = 1;
    if (a->report_day != CHY_MARKS_NO_DAY && b->report_day != CHY_MARKS_NO_DAY) {
        int lag = abs(a->report_day - b->report_day);
        x[CHY_MERGE_REPORT_LAG] = (float)(lag > 10 ? 10 : lag) / 10;
    }
    return apart <= (stated == 2 ? 2 : CHY_MERGE_WINDOW);
}

/* ---- parties ---- */

static void collect(const chy_marks *m, uint32_t *atoms, uint32_t *n)
{
    *n = 0;
    for (uint32_t i = 0; i < m->n_parties; i++) {
        uint32_t k = 0;
        while (k < *n && atoms[k] != m->parties[i].atom)
            k++;
        if (k == *n && m->parties[i].atom)
            atoms[(*n)++] = m->parties[i].atom;
    }
}

static uint32_t count_shared(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m)
{
    uint32_t shared = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < m; k++)
            shared += a[i] == b[k];
    return shared;
}

/* Who did it in one report suffered it in the other. */
static bool is_reversed(const chy_marks *a, const chy_marks *b)
{
    if (a->symmetric || b->symmetric)
        return false;
    bool straight = false, crossed = false;
    for (uint32_t i = 0; i < a->n_parties; i++)
        for (uint32_t k = 0; k < b->n_parties; k++)
            if (a->parties[i].atom && a->parties[i].atom == b->parties[k].atom) {
                straight = straight || a->parties[i].part == b->parties[k].part;
                crossed = crossed || a->parties[i].part != b->parties[k].part;
            }
    return crossed && !straight;
}

static void add_people(const chy_marks *a, const chy_marks *b, float *x)
{
    bool same = false, other = false;
    for (uint32_t i = 0; i < a->n_parties; i++) {
        bool met = false, rival = false;
        for (uint32_t k = 0; a->parties[i].person && k < b->n_parties; k++) {
            met = met || a->parties[i].person == b->parties[k].person;
            rival = rival || (b->parties[k].person && a->parties[i].atom == b->parties[k].atom && a->parties[i].person != b->parties[k].person);
        }
        same = same || met;
        other = other || (!met && rival);
    }
    x[CHY_MERGE_SAME_PERSON] = same;
    x[CHY_MERGE_OTHER_PERSON] = other && !same;
}

static void add_parties(const chy_marks *a, const chy_marks *b, float *x)
{
    uint32_t p[CHY_MARKS_PARTIES], q[CHY_MARKS_PARTIES], n, m;
    collect(a, p, &n);
    collect(b, q, &m);
    uint32_t shared = count_shared(p, n, q, m), least = n < m ? n : m;
    x[CHY_MERGE_SAME_PARTIES] = n == m && shared == n && n > 1;
    x[CHY_MERGE_SHARED_PARTIES] = n + m ? (float)shared / (float)(n + m - shared) : 0;
    x[CHY_MERGE_MISSING_PARTY] = shared == least && n != m;
    x[CHY_MERGE_OTHER_PARTY] = shared < least;
    /* A country does many things a day: alone it tells little. */
    x[CHY_MERGE_ONE_PARTY] = shared == 1;
    x[CHY_MERGE_NO_PARTY] = shared == 0;
    x[CHY_MERGE_REVERSED] = is_reversed(a, b);
    add_people(a, b, x);
}

/* ---- place, numbers, words ---- */

static void add_place(const chy_marks *a, const chy_marks *b, float *x)
{
    bool towns = a->geonameid && b->geonameid && a->resolution >= 3 && b->resolution >= 3;
    x[CHY_MERGE_SAME_TOWN] = towns && a->geonameid == b->geonameid;
    x[CHY_MERGE_OTHER_TOWN] = towns && a->geonameid != b->geonameid;
    x[CHY_MERGE_OTHER_COUNTRY] = a->country && b->country && a->country != b->country;
}

static void add_numbers(const chy_marks *a, const chy_marks *b, float *x)
{
    for (int i = 0; i < CHY_N_SIZE; i++)
        if (a->size[i] >= 0 && b->size[i] >= 0) {
            int low = a->size[i] < b->size[i] ? a->size[i] : b->size[i], high = a->size[i] < b->size[i] ? b->size[i] : a->size[i];
            x[low == high ? CHY_MERGE_SAME_SIZE : CHY_MERGE_OTHER_SIZE] = low == high ? 1 : high > 2 * low + 2 ? 1 : 0.3f;
        }
    uint32_t numbers = chy_mark_shared(&a->numbers, &b->numbers), ordinals = chy_mark_shared(&a->ordinals, &b->ordinals);
    x[CHY_MERGE_SAME_NUMBER] = numbers > 0;
    x[CHY_MERGE_OTHER_NUMBER] = a->numbers.n && b->numbers.n && !numbers;
    x[CHY_MERGE_SAME_ORDINAL] = ordinals > 0;
    x[CHY_MERGE_OTHER_ORDINAL] = a->ordinals.n && b->ordinals.n && !ordinals;
}

static float overlap(const chy_mark_set *a, const chy_mark_set *b)
{
    return a->n && b->n ? (float)chy_mark_shared(a, b) / sqrtf((float)a->n * (float)b->n) : 0;
}

static void add_words(const chy_marks *a, const chy_marks *b, float *x)
{
    x[CHY_MERGE_WORDS] = overlap(&a->words, &b->words);
    x[CHY_MERGE_NAMES] = overlap(&a->names, &b->names);
    bool copy = chy_mark_likeness(a, b) >= 0.7;
    bool other_day = a->first != CHY_MARKS_NO_DAY && b->first != CHY_MARKS_NO_DAY && gap(a, b) > 0;
    x[CHY_MERGE_COPY] = copy && !other_day;
    x[CHY_MERGE_COPY_OTHER_DAY] = copy && other_day;
}

static void add_status(const chy_marks *a, const chy_marks *b, float *x)
{
    bool plan = x[CHY_MERGE_PLAN_AND_DEED] > 0;
    x[CHY_MERGE_OTHER_STATUS] = a->status != b->status && !plan;
    x[CHY_MERGE_CONDITIONAL] = (a->status == CHY_STATUS_HYPOTHETICAL) != (b->status == CHY_STATUS_HYPOTHETICAL);
}

static bool same_sentence(const chy_marks *a, const chy_marks *b)
{
    return a->sketch.n == b->sketch.n && a->words.n == b->words.n && !memcmp(a->sketch.items, b->sketch.items, a->sketch.n * sizeof *a->sketch.items);
}

bool chy_merge_features(const chy_marks *a, const chy_marks *b, float *x)
{
    for (int i = 0; i < CHY_N_MERGE_FEATURE; i++)
        x[i] = 0;
    x[CHY_MERGE_BIAS] = 1;
    if (same_sentence(a, b) && (a->at != b->at || a->type != b->type))
        return false; /* a sentence that tells two deeds tells two deeds */
    if (!add_type(a, b, x) || !add_days(a, b, x))
        return false;
    add_parties(a, b, x);
    add_place(a, b, x);
    add_numbers(a, b, x);
    add_words(a, b, x);
    add_status(a, b, x);
    return true;
}

float chy_merge_score(const chy_marks *a, const chy_marks *b)
{
    float x[CHY_N_MERGE_FEATURE], sum = 0;
    if (!chy_merge_features(a, b, x))
        return -INFINITY;
    for (int i = 0; i < CHY_N_MERGE_FEATURE; i++)
        sum += weights[i] * x[i];
    return sum;
}

void chy_merge_explain(const chy_marks *a, const chy_marks *b, chy_buf *out)
{
    float x[CHY_N_MERGE_FEATURE];
    const char *between = "";
    if (!chy_merge_features(a, b, x))
        return;
    for (int i = 1; i < CHY_N_MERGE_FEATURE; i++) {
        double part = (double)(weights[i] * x[i]);
        if (x[i] <= 0 || fabs(part) < 0.05)
            continue;
        chy_buf_printf(out, "%s%s", between, chy_merge_feature_names[i]);
        if (x[i] < 1)
            chy_buf_printf(out, " %.2f", (double)x[i]);
        chy_buf_printf(out, " (%+.1f)", part);
        between = "; ";
    }
}
