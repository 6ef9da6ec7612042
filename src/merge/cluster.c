/* src/merge/cluster.c - Which reports of a set are one event, and what the event takes from which report. */
#include "merge/merge.h"

#include <stdlib.h>
#include <string.h>

bool chy_merge_before(const chy_marks *a, const chy_marks *b)
{
    if (a->report_day != b->report_day)
        return a->report_day < b->report_day;
    return a->report < b->report;
}

/* ---- groups ---- */

typedef struct ranked {
    float score;
    uint64_t low, high; /* ids of the two, the smaller first: ties are broken the same way for any order */
    uint32_t a, b;
} ranked;

static int by_score(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return a->high < b->high ? -1 : a->high > b->high;
}

typedef struct work {
    const chy_marks *reports;
    uint32_t n;
    ranked *links;
    size_t n_links;
    uint32_t *group, *size;  /* size of the group a root leads */
    uint32_t *next, *last;   /* members of a group as a list */
    size_t *from;            /* links of report i are at[from[i]] .. at[from[i + 1]] */
    uint32_t *at;
} work;

static void release(work *w)
{
    free(w->links);
    free(w->size);
    free(w->next);
    free(w->last);
    free(w->from);
    free(w->at);
}

static bool prepare(work *w, const chy_merge_link *links, size_t n_links)
{
    w->links = malloc((n_links + 1) * sizeof *w->links);
    w->size = malloc(((size_t)w->n + 1) * sizeof *w->size);
    w->next = malloc(((size_t)w->n + 1) * sizeof *w->next);
    w->last = malloc(((size_t)w->n + 1) * sizeof *w->last);
    w->from = calloc((size_t)w->n + 2, sizeof *w->from);
    w->at = malloc((2 * n_links + 1) * sizeof *w->at);
    if (!w->links || !w->size || !w->next || !w->last || !w->from || !w->at)
        return false;
    for (size_t i = 0; i < n_links; i++) {
        uint64_t x = w->reports[links[i].a].report, y = w->reports[links[i].b].report;
        w->links[i] = (ranked){links[i].score, x < y ? x : y, x < y ? y : x, links[i].a, links[i].b};
    }
    w->n_links = n_links;
    qsort(w->links, n_links, sizeof *w->links, by_score);
    for (size_t i = 0; i < n_links; i++) {
        w->from[w->links[i].a + 1]++;
        w->from[w->links[i].b + 1]++;
    }
    for (uint32_t i = 0; i < w->n; i++) {
        w->from[i + 1] += w->from[i];
        w->group[i] = w->last[i] = i;
        w->size[i] = 1;
        w->next[i] = UINT32_MAX;
    }
    size_t *fill = malloc(((size_t)w->n + 1) * sizeof *fill);
    if (!fill)
        return false;
    memcpy(fill, w->from, ((size_t)w->n + 1) * sizeof *fill);
    for (size_t i = 0; i < n_links; i++) {
        w->at[fill[w->links[i].a]++] = (uint32_t)i;
        w->at[fill[w->links[i].b]++] = (uint32_t)i;
    }
    free(fill);
    return true;
}

/* The mean over all pairs between two groups; a pair without a link counts as CHY_MERGE_NO_LINK. In doubles, in the order of the list
 * of links by score, so that it is the same sum for any order of the reports. */
static double mean_between(const work *w, uint32_t x, uint32_t y)
{
    double sum = 0;
    size_t linked = 0, pairs = (size_t)w->size[x] * w->size[y];
    uint32_t small = w->size[x] <= w->size[y] ? x : y, large = small == x ? y : x;
    for (uint32_t i = small; i != UINT32_MAX; i = w->next[i])
        for (size_t k = w->from[i]; k < w->from[i + 1]; k++) {
            const ranked *link = &w->links[w->at[k]];
            if (w->group[link->a == i ? link->b : link->a] == large) {
                sum += (double)(int32_t)(link->score * 1024); /* whole numbers add up the same in any order */
                linked++;
            }
        }
    return (sum / 1024 + (double)(pairs - linked) * (double)CHY_MERGE_NO_LINK) / (double)pairs;
}

static bool is_cut(const work *w, uint32_t x, uint32_t y, const chy_merge_link *cuts, size_t n_cuts)
{
    for (size_t i = 0; i < n_cuts; i++) {
        uint32_t a = w->group[cuts[i].a], b = w->group[cuts[i].b];
        if ((a == x && b == y) || (a == y && b == x))
            return true;
    }
    return false;
}

static void unite(work *w, uint32_t x, uint32_t y)
{
    for (uint32_t i = y; i != UINT32_MAX; i = w->next[i])
        w->group[i] = x;
    w->next[w->last[x]] = y;
    w->last[x] = w->last[y];
    w->size[x] += w->size[y];
}

/* Groups are named by their first report, and each report by the one before it that it is most like. */
static void settle(const work *w, uint32_t *group, uint32_t *joined)
{
    for (uint32_t i = 0; i < w->n; i++) {
        joined[i] = i;
        w->last[i] = UINT32_MAX;
    }
    for (uint32_t i = 0; i < w->n; i++) {
        uint32_t *best = &w->last[group[i]];
        if (*best == UINT32_MAX || chy_merge_before(&w->reports[i], &w->reports[*best]))
            *best = i;
    }
    for (uint32_t i = 0; i < w->n; i++)
        w->size[i] = w->last[group[i]];
    for (uint32_t i = 0; i < w->n; i++)
        group[i] = w->size[i];
    for (size_t i = w->n_links; i-- > 0;) {
        const ranked *link = &w->links[i];
        if (group[link->a] == group[link->b])
            joined[chy_merge_before(&w->reports[link->a], &w->reports[link->b]) ? link->b : link->a] =
                chy_merge_before(&w->reports[link->a], &w->reports[link->b]) ? link->a : link->b;
    }
    for (uint32_t i = 0; i < w->n; i++)
        if (joined[i] == i && group[i] != i)
            joined[i] = group[i];
}

chy_status chy_merge_cluster(const chy_marks *reports, uint32_t n, const chy_merge_link *links, size_t n_links, const chy_merge_link *cuts,
                             size_t n_cuts, uint32_t *group, uint32_t *joined)
{
    work w = {.reports = reports, .n = n, .group = group};
    bool good = prepare(&w, links, n_links);
    for (size_t i = 0; good && i < n_links && w.links[i].score > 0; i++) {
        uint32_t x = group[w.links[i].a], y = group[w.links[i].b];
        if (x != y && !is_cut(&w, x, y, cuts, n_cuts) && mean_between(&w, x, y) > 0)
            unite(&w, x, y);
    }
    if (good)
        settle(&w, group, joined);
    release(&w);
    return good ? CHY_OK : CHY_E_NOMEM;
}

/* ---- what an event takes from which report ---- */

/* What is known of a plan ends when it is carried out or denied; of two such the later report speaks. */
static int firmness(const chy_marks *m)
{
    return m->status == CHY_STATUS_ACTUAL || m->status == CHY_STATUS_HISTORICAL ? 3 : m->status == CHY_STATUS_NEGATED ? 3 : m->status == CHY_STATUS_FUTURE ? 2 : 1;
}

static uint32_t choose_status(const chy_marks *const *r, uint32_t n)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++) {
        int new = firmness(r[i]), old = firmness(r[best]);
        bool later = r[i]->report_day > r[best]->report_day;
        if (new > old || (new == old && later))
            best = i;
    }
    return best;
}

static int known_parties(const chy_marks *m)
{
    int actors = 0, recipients = 0, n = 0;
    for (uint32_t i = 0; i < m->n_parties; i++)
        if (m->parties[i].atom) {
            *(m->parties[i].part == CHY_PART_ACTOR ? &actors : &recipients) += 1;
            n++;
        }
    return (actors && (recipients || actors > 1) ? 4 : 0) + (n > 3 ? 3 : n);
}

/* The type that most reports give (by confidence) among those as firm as the status; of these the one that knows most parties. */
static uint32_t choose_head(const chy_marks *const *r, uint32_t n, uint32_t status)
{
    double votes[CHY_N_TYPE] = {0};
    int type = r[status]->type;
    for (uint32_t i = 0; i < n; i++)
        if (firmness(r[i]) == firmness(r[status]))
            votes[r[i]->type] += (int)(r[i]->confidence * 100) + 1;
    for (int t = 0; t < CHY_N_TYPE; t++)
        if (votes[t] > votes[type])
            type = t;
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (r[i]->type == type && firmness(r[i]) == firmness(r[status]) && (best == UINT32_MAX || known_parties(r[i]) > known_parties(r[best])))
            best = i;
    return best == UINT32_MAX ? status : best;
}

/* The day that most reports state; where none states one, the earliest. */
static uint32_t choose_day(const chy_marks *const *r, uint32_t n, uint32_t head)
{
    uint32_t best = head, best_votes = 0;
    bool stated = false, plan = firmness(r[head]) == 2;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t votes = 0;
        if (r[i]->first == CHY_MARKS_NO_DAY || (!plan && firmness(r[i]) == 2 && r[head]->stated))
            continue;
        for (uint32_t k = 0; k < n; k++)
            votes += r[k]->first == r[i]->first && r[k]->last == r[i]->last && r[k]->stated == r[i]->stated;
        bool better = r[i]->stated != stated ? r[i]->stated : stated ? votes > best_votes : r[best]->first == CHY_MARKS_NO_DAY || r[i]->first < r[best]->first;
        if (better) {
            best = i;
            best_votes = votes;
            stated = r[i]->stated;
        }
    }
    return best;
}

static uint32_t choose_place(const chy_marks *const *r, uint32_t n, uint32_t head)
{
    uint32_t best = head, best_votes = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t votes = 0;
        for (uint32_t k = 0; k < n; k++)
            votes += r[k]->resolution == r[i]->resolution && r[k]->geonameid == r[i]->geonameid && r[k]->country == r[i]->country;
        if (r[i]->resolution > r[best]->resolution || (r[i]->resolution == r[best]->resolution && votes > best_votes)) {
            best = i;
            best_votes = votes;
        }
    }
    return best;
}

/* Tolls rise: the last report that counts speaks; of one day's the highest. */
static uint32_t choose_size(const chy_marks *const *r, uint32_t n, int which)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (r[i]->size[which] >= 0 &&
            (best == UINT32_MAX || r[i]->report_day > r[best]->report_day ||
             (r[i]->report_day == r[best]->report_day && r[i]->size[which] > r[best]->size[which])))
            best = i;
    return best;
}

/* Publishers whose words are their own. Reports without a publisher count as one. */
static uint32_t count_sources(const chy_marks *const *r, uint32_t n, const bool *copy)
{
    uint32_t sources = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool seen = copy[i];
        for (uint32_t k = 0; k < i && !seen; k++)
            seen = !copy[k] && r[k]->publication == r[i]->publication;
        sources += !seen;
    }
    return sources;
}

void chy_merge_choose(const chy_marks *const *r, uint32_t n, bool *copy, chy_merged *out)
{
    *out = (chy_merged){0};
    for (uint32_t i = 0; i < n; i++) {
        copy[i] = false;
        for (uint32_t k = 0; k < i && !copy[i]; k++)
            copy[i] = !copy[k] && chy_mark_likeness(r[k], r[i]) >= 0.7;
        if (r[i]->confidence > out->confidence)
            out->confidence = r[i]->confidence;
    }
    out->status = choose_status(r, n);
    out->head = choose_head(r, n, out->status);
    out->day = choose_day(r, n, out->head);
    out->place = choose_place(r, n, out->head);
    for (int i = 0; i < CHY_N_SIZE; i++)
        out->size[i] = choose_size(r, n, i);
    out->n_sources = count_sources(r, n, copy);
}
