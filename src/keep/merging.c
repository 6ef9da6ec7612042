/* src/keep/merging.c - Merging, driven: finds the reports that may belong together by their keys, asks merge/ about each pair and each
 * group, and writes the answer. Reports with equal marks are one class; classes are what is compared and grouped, so that a thousand copies
 * cost what one costs. A class's group depends on all classes that links lead to from it and on nothing else, so that the order of arrival does
 * not matter: when one is added, the whole of that set is grouped anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "keep/work.h"

static chy_status no_memory(chy_err *err)
{
    return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for merging");
}

/* ---- classes ---- */

void chy_keep_forget(chy_keep *keep, int64_t class)
{
    chy_kept_class *place = &keep->cache[class % CHY_KEEP_CACHE];
    if (place->row == class)
        place->row = 0;
}

chy_status chy_keep_class(chy_keep *keep, int64_t class, chy_kept_class *out, chy_err *err)
{
    chy_kept_class *place = &keep->cache[class % CHY_KEEP_CACHE];
    if (place->row != class) {
        chy_class c;
        place->row = 0;
        chy_status status = chy_store_get_class(keep->store, class, &c, &keep->bytes, err);
        if (status != CHY_OK)
            return status;
        if (!chy_marks_read(keep->bytes.data, keep->bytes.len, &place->marks))
            return chy_err_set(err, CHY_E_FORMAT, 0, "the marks of a report are damaged: `chancery rebuild` makes them anew");
        place->marks.report = c.leader;
        place->marks.publication = c.publication;
        place->marks.n = c.n;
        place->event = c.event;
        place->row = class;
    }
    *out = *place;
    return CHY_OK;
}

/* A report that was taken out of its event is a class of its own. */
static chy_status class_hash(chy_keep *keep, const chy_record *record, uint64_t *hash, chy_err *err)
{
    bool cut = false;
    chy_status status = chy_store_is_cut(keep->store, record->id, &cut, err);
    *hash = chy_hash(keep->bytes.data, keep->bytes.len);
    if (cut)
        *hash = chy_hash_seed(record->id, strlen(record->id), *hash);
    return status;
}

static int by_row(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_unique(chy_rows *rows)
{
    size_t n = 0;
    if (rows->n)
        qsort(rows->items, rows->n, sizeof *rows->items, by_row);
    for (size_t i = 0; i < rows->n; i++)
        if (!n || rows->items[n - 1] != rows->items[i])
            rows->items[n++] = rows->items[i];
    rows->n = n;
}

chy_status chy_keep_candidates(chy_keep *keep, const chy_marks *marks, chy_rows *out, chy_err *err)
{
    chy_merge_keys keys;
    chy_merge_keys_make(marks, &keys);
    bool known = keys.day != CHY_MARKS_NO_DAY;
    int32_t from = known ? keys.day - CHY_MERGE_WINDOW : keys.day, to = known ? keys.day + CHY_MERGE_WINDOW : keys.day;
    chy_status status = CHY_OK;
    for (uint32_t i = 0; i < keys.n_ask && status == CHY_OK; i++)
        status = chy_store_candidates(keep->store, keys.ask[i], from, to, out, err);
    sort_unique(out);
    return status;
}

/* What is written has a thousandth's precision, so that it is the same number when it is read back. */
static float rounded(float score)
{
    return (float)(int)(score * 1024) / 1024;
}

/* Links a new class with all that may tell the same, and puts its keys where others will look. */
static chy_status link_class(chy_keep *keep, int64_t class, const chy_marks *marks, chy_err *err)
{
    chy_kept_class other;
    chy_merge_keys keys;
    chy_rows near = {0};
    chy_status status = chy_keep_candidates(keep, marks, &near, err);
    for (size_t i = 0; i < near.n && status == CHY_OK; i++) {
        status = chy_keep_class(keep, near.items[i], &other, err);
        float score = status == CHY_OK ? chy_merge_score(marks, &other.marks) : 0;
        keep->figures.compared++;
        if (status == CHY_OK && score > CHY_MERGE_LINK) {
            keep->figures.linked++;
            status = chy_store_put_link(keep->store, class, near.items[i], rounded(score), err);
        }
    }
    chy_rows_release(&near);
    chy_merge_keys_make(marks, &keys);
    for (uint32_t i = 0; i < keys.n_put && status == CHY_OK; i++)
        status = chy_store_put_key(keep->store, keys.put[i], keys.day, class, err);
    return status;
}

chy_status chy_keep_classify(chy_keep *keep, int64_t report, const chy_record *record, int64_t *class, chy_err *err)
{
    chy_marks marks;
    uint64_t hash;
    bool is_new = false;
    chy_marks_make(record, &marks);
    chy_buf_clear(&keep->bytes);
    chy_marks_write(&marks, &keep->bytes);
    if (keep->bytes.failed)
        return no_memory(err);
    chy_status status = class_hash(keep, record, &hash, err);
    if (status == CHY_OK)
        status = chy_store_class(keep->store, hash, keep->bytes.data, keep->bytes.len, class, &is_new, err);
    if (status == CHY_OK)
        status = chy_store_join_class(keep->store, *class, report, record->id, marks.publication, err);
    chy_keep_forget(keep, *class);
    if (status == CHY_OK && !chy_rows_put(&keep->touched, *class))
        status = no_memory(err);
    return status == CHY_OK && is_new ? link_class(keep, *class, &marks, err) : status;
}

typedef struct leading {
    uint32_t publication;
} leading;

static bool read_publication(void *ctx, const chy_record *record)
{
    chy_marks marks;
    chy_marks_make(record, &marks);
    ((leading *)ctx)->publication = marks.publication;
    return false;
}

chy_status chy_keep_shrink(chy_keep *keep, int64_t class, chy_err *err)
{
    char leader[24];
    bool gone = false;
    int64_t row = 0, event, same;
    leading lead = {0};
    chy_keep_forget(keep, class);
    chy_status status = chy_store_recount_class(keep->store, class, leader, &gone, err);
    if (status != CHY_OK || gone)
        return status;
    status = chy_store_report_row(keep->store, leader, &row, &event, &same, err);
    if (status == CHY_OK)
        status = chy_store_report(keep->store, row, read_publication, &lead, err);
    return status == CHY_OK ? chy_store_lead_class(keep->store, class, lead.publication, err) : status;
}

/* ---- groups ---- */

typedef struct set {
    chy_rows rows;        /* the classes, in the order they were found */
    int64_t *table;       /* open addressing: row -> index + 1 */
    uint32_t *index;
    size_t table_size;
    chy_marks *marks;
    int64_t *event;       /* that a class has been of, 0: none */
    chy_merge_link *links, *cuts;
    size_t n_links, cap_links, n_cuts, cap_cuts;
    int64_t visiting;     /* the row whose links are read */
    bool failed;
} set;

static void release(set *s)
{
    chy_rows_release(&s->rows);
    free(s->table);
    free(s->index);
    free(s->marks);
    free(s->event);
    free(s->links);
    free(s->cuts);
}

static size_t slot_of(const set *s, int64_t row)
{
    size_t at = (size_t)((uint64_t)row * 0x9e3779b97f4a7c15u >> 20) & (s->table_size - 1);
    while (s->table[at] && s->table[at] != row)
        at = (at + 1) & (s->table_size - 1);
    return at;
}

static bool grow_table(set *s)
{
    size_t size = s->table_size ? 2 * s->table_size : 256;
    free(s->table);
    free(s->index);
    s->table = calloc(size, sizeof *s->table);
    s->index = calloc(size, sizeof *s->index);
    s->table_size = size;
    if (!s->table || !s->index)
        return false;
    for (size_t i = 0; i < s->rows.n; i++) {
        size_t at = slot_of(s, s->rows.items[i]);
        s->table[at] = s->rows.items[i];
        s->index[at] = (uint32_t)i;
    }
    return true;
}

static bool put_row(set *s, int64_t row)
{
    if (2 * s->rows.n >= s->table_size && !grow_table(s))
        return false;
    size_t at = slot_of(s, row);
    if (s->table[at])
        return true;
    s->table[at] = row;
    s->index[at] = (uint32_t)s->rows.n;
    return chy_rows_put(&s->rows, row);
}

static uint32_t index_of(const set *s, int64_t row)
{
    size_t at = slot_of(s, row);
    return s->table[at] ? s->index[at] : UINT32_MAX;
}

static bool put_link(chy_merge_link **links, size_t *n, size_t *cap, chy_merge_link link)
{
    if (*n == *cap) {
        size_t more = *cap ? 2 * *cap : 256;
        chy_merge_link *grown = realloc(*links, more * sizeof *grown);
        if (!grown)
            return false;
        *links = grown;
        *cap = more;
    }
    (*links)[(*n)++] = link;
    return true;
}

/* Only links that could join lead on: a set is what could become one event, and what speaks against it inside. */
static bool follow(void *ctx, int64_t other, float score)
{
    set *s = ctx;
    if (score > 0)
        s->failed = s->failed || !put_row(s, other);
    return !s->failed;
}

static bool keep_link(void *ctx, int64_t other, float score)
{
    set *s = ctx;
    uint32_t a = index_of(s, s->visiting), b = index_of(s, other);
    if (b != UINT32_MAX && a < b)
        s->failed = s->failed || !put_link(&s->links, &s->n_links, &s->cap_links, (chy_merge_link){a, b, score});
    return !s->failed;
}

static chy_status read_cuts(chy_keep *keep, set *s, chy_err *err)
{
    chy_rows others = {0};
    chy_status status = CHY_OK;
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++) {
        char leader[24];
        if (s->marks[i].n > 1) /* who was taken out is alone in its class */
            continue;
        others.n = 0;
        snprintf(leader, sizeof leader, "%016llx", (unsigned long long)s->marks[i].report);
        status = chy_store_cuts(keep->store, leader, &others, err);
        for (size_t k = 0; k < others.n && status == CHY_OK; k++) {
            uint32_t other = index_of(s, others.items[k]);
            if (other != UINT32_MAX && other != i && !put_link(&s->cuts, &s->n_cuts, &s->cap_cuts, (chy_merge_link){(uint32_t)i, other, 0}))
                status = no_memory(err);
        }
    }
    chy_rows_release(&others);
    return status;
}

/* All that links lead to from `seed`, their marks, the links and cuts among them. */
static chy_status read_set(chy_keep *keep, int64_t seed, set *s, chy_err *err)
{
    chy_kept_class class;
    chy_status status = put_row(s, seed) ? CHY_OK : no_memory(err);
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++)
        status = chy_store_links(keep->store, s->rows.items[i], follow, s, err);
    if (status == CHY_OK && !s->failed) {
        s->marks = malloc(s->rows.n * sizeof *s->marks);
        s->event = malloc(s->rows.n * sizeof *s->event);
    }
    if (status == CHY_OK && (!s->marks || !s->event))
        status = no_memory(err);
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++) {
        s->visiting = s->rows.items[i];
        status = chy_keep_class(keep, s->visiting, &class, err);
        s->marks[i] = class.marks;
        s->event[i] = class.event;
        if (status == CHY_OK)
            status = chy_store_links(keep->store, s->visiting, keep_link, s, err);
    }
    if (status == CHY_OK && s->failed)
        status = no_memory(err);
    return status == CHY_OK ? read_cuts(keep, s, err) : status;
}

/* ---- events ---- */

typedef struct member {
    const chy_marks *marks;
    uint32_t index;
} member;

/* Room for the members of one event. */
typedef struct group {
    member *members;
    const chy_marks **marks;
    bool *copy, *done;
    uint32_t n;
} group;

static int by_time(const void *a, const void *b)
{
    const member *x = a, *y = b;
    return chy_merge_before(x->marks, y->marks) ? -1 : chy_merge_before(y->marks, x->marks);
}

static chy_status write_joined(chy_keep *keep, const set *s, const member *m, uint32_t partner, int64_t event, bool copy, chy_err *err)
{
    int64_t class = s->rows.items[m->index];
    bool move = s->event[m->index] != event; /* else only new reports have none yet: they are placed one by one */
    chy_keep_forget(keep, class);
    if (partner == m->index)
        return chy_store_place_class(keep->store, class, event, copy, NULL, move, err);
    const chy_marks *other = &s->marks[partner];
    chy_buf_clear(&keep->bytes);
    chy_buf_printf(&keep->bytes, "%016llx: ", (unsigned long long)other->report);
    chy_merge_explain(other, m->marks, &keep->bytes);
    if (keep->bytes.failed)
        return no_memory(err);
    return chy_store_place_class(keep->store, class, event, copy, keep->bytes.data, move, err);
}

/* What an event is made of, as one number: the same classes, as large, led by the same. */
static uint64_t digest_of(const set *s, const group *g)
{
    uint64_t digest = 0;
    for (uint32_t i = 0; i < g->n; i++) {
        const uint64_t parts[] = {(uint64_t)s->rows.items[g->members[i].index], g->marks[i]->n, g->marks[i]->report};
        digest = chy_hash_seed(parts, sizeof parts, digest);
    }
    return digest;
}

static bool is_taken(const chy_keep *keep, int64_t event)
{
    for (size_t k = 0; k < keep->taken.n; k++)
        if (keep->taken.items[k] == event)
            return true;
    return false;
}

/* An event that one of the classes had and no other group has taken keeps its row: reports then need not be moved. False: no memory. */
static bool take_event(chy_keep *keep, const set *s, const group *g, int64_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < g->n && !*out; i++) {
        int64_t event = s->event[g->members[i].index];
        if (event && !is_taken(keep, event))
            *out = event;
    }
    return !*out || chy_rows_put(&keep->taken, *out);
}

static void name(char *out, const chy_marks *marks)
{
    snprintf(out, 20, "%016llx", (unsigned long long)marks->report);
}

static chy_status make_event(chy_keep *keep, const group *g, int64_t in_place_of, uint64_t digest, int64_t *row, chy_err *err)
{
    chy_merged merged;
    chy_merge_choose(g->marks, g->n, g->copy, &merged);
    chy_new_event ev = {.row = in_place_of, .confidence = merged.confidence, .quad = chy_type_quad[g->marks[merged.head]->type], .digest = digest,
                        .n_sources = merged.n_sources, .coder = "chancery"};
    name(ev.first, g->marks[merged.first]);
    name(ev.head, g->marks[merged.head]);
    name(ev.day, g->marks[merged.day]);
    name(ev.place, g->marks[merged.place]);
    name(ev.status, g->marks[merged.status]);
    for (int i = 0; i < CHY_N_SIZE; i++)
        if (merged.size[i] != UINT32_MAX)
            name(ev.size[i], g->marks[merged.size[i]]);
    for (uint32_t i = 0; i < g->n; i++)
        ev.n_reports += g->marks[i]->n;
    return chy_store_put_event(keep->store, &ev, row, err);
}

/* Writes one event, unless it is there as it should be. */
static chy_status write_event(chy_keep *keep, const set *s, group *g, const uint32_t *joined, chy_err *err)
{
    uint64_t old = 0;
    bool found = false, same = true;
    qsort(g->members, g->n, sizeof *g->members, by_time);
    for (uint32_t i = 0; i < g->n; i++)
        g->marks[i] = g->members[i].marks;
    uint64_t digest = digest_of(s, g);
    int64_t row;
    if (!take_event(keep, s, g, &row))
        return no_memory(err);
    for (uint32_t i = 0; i < g->n; i++)
        same = same && row && s->event[g->members[i].index] == row;
    chy_status status = row ? chy_store_event_digest(keep->store, row, &old, &found, err) : CHY_OK;
    if (status != CHY_OK || (same && found && old == digest))
        return status;
    status = make_event(keep, g, found ? row : 0, digest, &row, err);
    for (uint32_t i = 0; i < g->n && status == CHY_OK; i++)
        status = write_joined(keep, s, &g->members[i], joined[g->members[i].index], row, g->copy[i], err);
    return status;
}

/* Events that no group took go. */
static chy_status remove_rest(chy_keep *keep, const set *s, chy_err *err)
{
    chy_status status = CHY_OK;
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++)
        if (s->event[i] && !is_taken(keep, s->event[i]))
            status = chy_store_remove_event(keep->store, s->event[i], err);
    return status;
}

static bool prepare(group *g, uint32_t n)
{
    g->members = malloc(((size_t)n + 1) * sizeof *g->members);
    g->marks = malloc(((size_t)n + 1) * sizeof *g->marks);
    g->copy = malloc((size_t)n + 1);
    g->done = calloc((size_t)n + 1, 1);
    return g->members && g->marks && g->copy && g->done;
}

static chy_status write_groups(chy_keep *keep, const set *s, const uint32_t *of, const uint32_t *joined, chy_err *err)
{
    uint32_t n = (uint32_t)s->rows.n;
    group g = {0};
    chy_status status = prepare(&g, n) ? CHY_OK : no_memory(err);
    for (uint32_t i = 0; i < n && status == CHY_OK; i++) {
        if (g.done[of[i]])
            continue;
        g.done[of[i]] = true;
        g.n = 0;
        for (uint32_t k = i; k < n; k++)
            if (of[k] == of[i])
                g.members[g.n++] = (member){&s->marks[k], k};
        status = write_event(keep, s, &g, joined, err);
    }
    if (status == CHY_OK)
        status = remove_rest(keep, s, err);
    free(g.members);
    free(g.marks);
    free(g.copy);
    free(g.done);
    return status;
}

static chy_status regroup_set(chy_keep *keep, const set *s, chy_err *err)
{
    uint32_t n = (uint32_t)s->rows.n;
    uint32_t *of = malloc(((size_t)n + 1) * sizeof *of), *joined = malloc(((size_t)n + 1) * sizeof *joined);
    chy_status status = of && joined ? chy_merge_cluster(s->marks, n, s->links, s->n_links, s->cuts, s->n_cuts, of, joined) : CHY_E_NOMEM;
    if (status != CHY_OK)
        no_memory(err);
    if (status == CHY_OK)
        status = write_groups(keep, s, of, joined, err);
    keep->figures.grouped += n;
    if (n > keep->figures.largest)
        keep->figures.largest = n;
    free(of);
    free(joined);
    return status;
}

chy_status chy_keep_regroup(chy_keep *keep, chy_err *err)
{
    set seen = {0};
    chy_status status = CHY_OK;
    sort_unique(&keep->touched);
    for (size_t i = 0; i < keep->touched.n && status == CHY_OK; i++) {
        set s = {0};
        if (seen.table_size && index_of(&seen, keep->touched.items[i]) != UINT32_MAX)
            continue;
        status = read_set(keep, keep->touched.items[i], &s, err);
        if (status == CHY_OK)
            status = regroup_set(keep, &s, err);
        for (size_t k = 0; k < s.rows.n && status == CHY_OK; k++)
            if (!put_row(&seen, s.rows.items[k]))
                status = no_memory(err);
        release(&s);
    }
    keep->touched.n = keep->taken.n = 0;
    release(&seen);
    return status;
}

chy_status chy_keep_alone(chy_keep *keep, int64_t report, const chy_record *record, const char *coder, chy_err *err)
{
    int64_t event = 0;
    chy_new_event ev = {.confidence = record->confidence, .quad = chy_type_quad[record->type], .n_reports = 1, .n_sources = 1, .coder = coder};
    char *const names[] = {ev.first, ev.head, ev.day, ev.place, ev.status, ev.size[0], ev.size[1], ev.size[2], ev.size[3]};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        snprintf(names[i], 20, "%s", record->id);
    chy_status status = chy_store_put_event(keep->store, &ev, &event, err);
    return status == CHY_OK ? chy_store_place_report(keep->store, report, event, err) : status;
}
