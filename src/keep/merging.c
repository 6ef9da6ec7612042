/* src/keep/merging.c - Merging, driven: finds the reports that may belong together by their keys, asks merge/ about each pair and each
 * group, and writes the answer. A report's group depends on all reports that links lead to from it and on nothing else, so that the order of
 * arrival does not matter: when one is added, the whole of that set is grouped anew. */
#include <stdlib.h>
#include <string.h>

#include "keep/work.h"

static chy_status no_memory(chy_err *err)
{
    return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for merging");
}

/* ---- marks ---- */

chy_status chy_keep_marks(chy_keep *keep, int64_t row, chy_marks *out, chy_err *err)
{
    chy_kept_marks *place = &keep->cache[row % CHY_KEEP_CACHE];
    if (place->row != row) {
        chy_status status = chy_store_get_marks(keep->store, row, &keep->bytes, err);
        if (status != CHY_OK)
            return status;
        if (!chy_marks_read(keep->bytes.data, keep->bytes.len, &place->marks)) {
            place->row = 0;
            return chy_err_set(err, CHY_E_FORMAT, 0, "a report's marks are damaged: `chancery rebuild` makes them anew");
        }
        place->row = row;
    }
    *out = place->marks;
    return CHY_OK;
}

chy_status chy_keep_mark(chy_keep *keep, int64_t row, const chy_record *record, chy_err *err)
{
    chy_marks marks;
    chy_merge_keys keys;
    chy_marks_make(record, &marks);
    chy_merge_keys_make(&marks, &keys);
    chy_buf_clear(&keep->bytes);
    chy_marks_write(&marks, &keep->bytes);
    if (keep->bytes.failed)
        return no_memory(err);
    keep->cache[row % CHY_KEEP_CACHE] = (chy_kept_marks){row, marks};
    chy_status status = chy_store_put_marks(keep->store, row, keep->bytes.data, keep->bytes.len, err);
    for (uint32_t i = 0; i < keys.n_put && status == CHY_OK; i++)
        status = chy_store_put_key(keep->store, keys.put[i], keys.day, row, err);
    return status;
}

/* ---- links ---- */

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

chy_status chy_keep_link(chy_keep *keep, int64_t row, chy_err *err)
{
    chy_marks own, other;
    chy_rows near = {0};
    chy_status status = chy_keep_marks(keep, row, &own, err);
    if (status == CHY_OK)
        status = chy_keep_candidates(keep, &own, &near, err);
    for (size_t i = 0; i < near.n && status == CHY_OK; i++) {
        if (near.items[i] == row)
            continue;
        status = chy_keep_marks(keep, near.items[i], &other, err);
        float score = status == CHY_OK ? chy_merge_score(&own, &other) : 0;
        keep->figures.compared++;
        if (status == CHY_OK && score > CHY_MERGE_LINK) {
            keep->figures.linked++;
            status = chy_store_put_link(keep->store, row, near.items[i], rounded(score), err);
        }
    }
    chy_rows_release(&near);
    return status;
}

/* ---- groups ---- */

typedef struct set {
    chy_rows rows;        /* the reports, in the order they were found */
    int64_t *table;       /* open addressing: row -> index + 1 */
    uint32_t *index;
    size_t table_size;
    chy_marks *marks;
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
        others.n = 0;
        status = chy_store_cuts(keep->store, s->rows.items[i], &others, err);
        for (size_t k = 0; k < others.n && status == CHY_OK; k++) {
            uint32_t other = index_of(s, others.items[k]);
            if (other != UINT32_MAX && i < other && !put_link(&s->cuts, &s->n_cuts, &s->cap_cuts, (chy_merge_link){(uint32_t)i, other, 0}))
                status = no_memory(err);
        }
    }
    chy_rows_release(&others);
    return status;
}

/* All that links lead to from `seed`, their marks, the links and cuts among them. */
static chy_status read_set(chy_keep *keep, int64_t seed, set *s, chy_err *err)
{
    chy_status status = put_row(s, seed) ? CHY_OK : no_memory(err);
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++)
        status = chy_store_links(keep->store, s->rows.items[i], follow, s, err);
    if (status == CHY_OK && !s->failed)
        s->marks = malloc(s->rows.n * sizeof *s->marks);
    if (status == CHY_OK && !s->marks)
        status = no_memory(err);
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++) {
        s->visiting = s->rows.items[i];
        status = chy_keep_marks(keep, s->visiting, &s->marks[i], err);
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

static int by_time(const void *a, const void *b)
{
    const member *x = a, *y = b;
    return chy_merge_before(x->marks, y->marks) ? -1 : chy_merge_before(y->marks, x->marks);
}

static chy_status write_joined(chy_keep *keep, const set *s, const member *m, uint32_t partner, int64_t event, bool copy, chy_err *err)
{
    int64_t row = s->rows.items[m->index];
    if (partner == m->index)
        return chy_store_place_report(keep->store, row, event, copy, NULL, err);
    const chy_marks *other = &s->marks[partner];
    chy_buf_clear(&keep->bytes);
    chy_buf_printf(&keep->bytes, "%016llx: ", (unsigned long long)other->report);
    chy_merge_explain(other, m->marks, &keep->bytes);
    if (keep->bytes.failed)
        return no_memory(err);
    return chy_store_place_report(keep->store, row, event, copy, keep->bytes.data, err);
}

/* Writes one event of `n` members in order of time. */
static chy_status write_event(chy_keep *keep, const set *s, const member *m, uint32_t n, const uint32_t *joined, const chy_marks **marks, bool *copy, chy_err *err)
{
    chy_merged merged;
    int64_t row = 0;
    for (uint32_t i = 0; i < n; i++)
        marks[i] = m[i].marks;
    chy_merge_choose(marks, n, copy, &merged);
#define ROW(i) s->rows.items[m[i].index]
    chy_new_event ev = {.first = ROW(merged.first), .head = ROW(merged.head), .day = ROW(merged.day), .place = ROW(merged.place),
                        .status = ROW(merged.status), .confidence = merged.confidence, .quad = chy_type_quad[marks[merged.head]->type],
                        .n_reports = n, .n_sources = merged.n_sources, .coder = "chancery"};
    for (int i = 0; i < CHY_N_SIZE; i++)
        ev.size[i] = merged.size[i] == UINT32_MAX ? 0 : ROW(merged.size[i]);
#undef ROW
    chy_status status = chy_store_put_event(keep->store, &ev, &row, err);
    for (uint32_t i = 0; i < n && status == CHY_OK; i++)
        status = write_joined(keep, s, &m[i], joined[m[i].index], row, copy[i], err);
    return status;
}

/* Events that these reports had go; what the groups are becomes events. */
static chy_status write_groups(chy_keep *keep, const set *s, const uint32_t *group, const uint32_t *joined, chy_err *err)
{
    uint32_t n = (uint32_t)s->rows.n;
    member *m = malloc(((size_t)n + 1) * sizeof *m);
    const chy_marks **marks = malloc(((size_t)n + 1) * sizeof *marks);
    bool *copy = malloc((size_t)n + 1), *done = calloc((size_t)n + 1, 1);
    chy_status status = m && marks && copy && done ? CHY_OK : no_memory(err);
    for (uint32_t i = 0; i < n && status == CHY_OK; i++) {
        uint32_t size = 0;
        if (done[group[i]])
            continue;
        done[group[i]] = true;
        for (uint32_t k = i; k < n; k++)
            if (group[k] == group[i])
                m[size++] = (member){&s->marks[k], k};
        qsort(m, size, sizeof *m, by_time);
        status = write_event(keep, s, m, size, joined, marks, copy, err);
    }
    free(m);
    free(marks);
    free(copy);
    free(done);
    return status;
}

static chy_status remove_events(chy_keep *keep, const set *s, chy_err *err)
{
    chy_status status = CHY_OK;
    for (size_t i = 0; i < s->rows.n && status == CHY_OK; i++)
        status = chy_store_remove_event_of(keep->store, s->rows.items[i], err);
    return status;
}

static chy_status regroup_set(chy_keep *keep, const set *s, chy_err *err)
{
    uint32_t n = (uint32_t)s->rows.n;
    uint32_t *group = malloc(((size_t)n + 1) * sizeof *group), *joined = malloc(((size_t)n + 1) * sizeof *joined);
    chy_status status = group && joined ? chy_merge_cluster(s->marks, n, s->links, s->n_links, s->cuts, s->n_cuts, group, joined) : CHY_E_NOMEM;
    if (status != CHY_OK)
        no_memory(err);
    if (status == CHY_OK)
        status = remove_events(keep, s, err);
    if (status == CHY_OK)
        status = write_groups(keep, s, group, joined, err);
    keep->figures.grouped += n;
    if (n > keep->figures.largest)
        keep->figures.largest = n;
    free(group);
    free(joined);
    return status;
}

chy_status chy_keep_regroup(chy_keep *keep, const chy_rows *from, chy_err *err)
{
    set seen = {0};
    chy_status status = CHY_OK;
    for (size_t i = 0; i < from->n && status == CHY_OK; i++) {
        set s = {0};
        if (seen.table_size && index_of(&seen, from->items[i]) != UINT32_MAX)
            continue;
        status = read_set(keep, from->items[i], &s, err);
        if (status == CHY_OK)
            status = regroup_set(keep, &s, err);
        for (size_t k = 0; k < s.rows.n && status == CHY_OK; k++)
            if (!put_row(&seen, s.rows.items[k]))
                status = no_memory(err);
        release(&s);
    }
    release(&seen);
    return status;
}

chy_status chy_keep_alone(chy_keep *keep, int64_t row, const chy_record *record, const char *coder, chy_err *err)
{
    int64_t event = 0;
    chy_new_event ev = {.first = row, .head = row, .day = row, .place = row, .status = row, .size = {row, row, row, row}, .confidence = record->confidence,
                        .quad = chy_type_quad[record->type], .n_reports = 1, .n_sources = 1, .coder = coder};
    chy_status status = chy_store_put_event(keep->store, &ev, &event, err);
    return status == CHY_OK ? chy_store_place_report(keep->store, row, event, false, NULL, err) : status;
}
