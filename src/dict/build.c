/* src/dict/build.c - Gathers records and spellings, sorts the spellings into keys, lays the file out. See build.h. */
#include "dict/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define NO_RECORD UINT32_MAX

/* A spelling, or (record == NO_RECORD) a prefix that a walk passes through. */
typedef struct row {
    uint32_t text, record; /* text: offset in key_text */
    uint16_t len;
    uint8_t strict;
    uint64_t capitals;
} row;

void dict_build_init(dict_build *build)
{
    memset(build, 0, sizeof *build);
    chy_buf_init(&build->strings);
    for (int i = 0; i < N_TABLES; i++)
        chy_buf_init(&build->key_text[i]);
}

void dict_build_release(dict_build *build)
{
    chy_buf_release(&build->strings);
    dict_vec *vecs[] = {&build->string_slots, &build->entries, &build->places, &build->states, &build->members};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        free(vecs[i]->items);
    for (int i = 0; i < N_TABLES; i++) {
        free(build->rows[i].items);
        chy_buf_release(&build->key_text[i]);
    }
}

static bool reserve(dict_build *build, dict_vec *vec, size_t size)
{
    if (vec->len < vec->cap)
        return true;
    uint32_t cap = vec->cap ? vec->cap * 2 : 1024;
    void *items = cap > vec->cap ? realloc(vec->items, cap * size) : NULL;
    if (!items) {
        build->failed = true;
        return false;
    }
    vec->items = items;
    vec->cap = cap;
    return true;
}

uint32_t dict_build_record(dict_build *build, dict_vec *vec, const void *record, size_t size)
{
    if (build->failed || !reserve(build, vec, size))
        return 0;
    memcpy((char *)vec->items + (size_t)vec->len * size, record, size);
    return vec->len++;
}

/* ---- strings ---- */

static bool grow_strings(dict_build *build)
{
    uint32_t cap = build->string_slots.cap ? build->string_slots.cap * 2 : 4096;
    uint32_t *slots = calloc(cap, sizeof *slots), *old = build->string_slots.items;
    if (!slots) {
        build->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < build->string_slots.cap; i++)
        if (old[i]) {
            const char *text = build->strings.data + old[i] - 1;
            uint32_t at = (uint32_t)chy_hash(text, strlen(text)) & (cap - 1);
            while (slots[at])
                at = (at + 1) & (cap - 1);
            slots[at] = old[i];
        }
    free(old);
    build->string_slots = (dict_vec){.items = slots, .cap = cap};
    return true;
}

uint32_t dict_build_string(dict_build *build, const char *text, size_t len)
{
    if (build->failed || (build->n_strings * 2 >= build->string_slots.cap && !grow_strings(build)))
        return 0;
    uint32_t *slots = build->string_slots.items, mask = build->string_slots.cap - 1;
    uint32_t at = (uint32_t)chy_hash(text, len) & mask;
    for (; slots[at]; at = (at + 1) & mask) {
        const char *old = build->strings.data + slots[at] - 1;
        if (strncmp(old, text, len) == 0 && !old[len])
            return slots[at] - 1;
    }
    slots[at] = (uint32_t)build->strings.len + 1;
    build->n_strings++;
    chy_buf_add(&build->strings, text, len);
    chy_buf_add(&build->strings, "", 1);
    build->failed |= build->strings.failed;
    return build->failed ? 0 : slots[at] - 1;
}

/* ---- keys ---- */

/* Words that begin many names and are printed small or large at will: "al-Qaeda", "The Hague". */
static bool is_particle(const char *word, size_t len)
{
    static const char *const particles[] = {"al", "el", "the", "of", "de", "and", "for"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (strlen(particles[i]) == len && memcmp(particles[i], word, len) == 0)
            return true;
    return false;
}

static uint64_t needed_capitals(const dict_fold *fold)
{
    uint64_t needed = fold->capitals;
    for (size_t i = 0; i < fold->len && i < 64; i++) {
        if (!(fold->starts >> i & 1))
            continue;
        size_t end = i + 1;
        while (end < fold->len && (end >= 64 || !(fold->starts >> end & 1)))
            end++;
        if (end < fold->len && is_particle(fold->key + i, end - i))
            needed &= ~(1ull << i);
    }
    return needed;
}

static void add_prefixes(dict_build *build, int table, uint32_t text, const dict_fold *fold)
{
    for (size_t i = 1; i < fold->len && i < 64; i++)
        if (fold->starts >> i & 1) {
            row prefix = {.text = text, .len = (uint16_t)i, .record = NO_RECORD};
            dict_build_record(build, &build->rows[table], &prefix, sizeof prefix);
        }
}

/* Beyond byte 64 word starts are not kept; the key then allows a cut anywhere, which long names can afford. */
static void add_late_prefixes(dict_build *build, int table, uint32_t text, const dict_fold *fold)
{
    for (size_t i = 64; i < fold->len; i++) {
        row prefix = {.text = text, .len = (uint16_t)i, .record = NO_RECORD};
        dict_build_record(build, &build->rows[table], &prefix, sizeof prefix);
    }
}

bool dict_build_key(dict_build *build, int table, const char *name, size_t len, dict_spelling spelling, uint32_t record)
{
    dict_fold fold = {.len = 0};
    dict_fold_add(&fold, name, len);
    if (!fold.len || fold.overflow)
        return false;
    uint32_t text = (uint32_t)build->key_text[table].len;
    chy_buf_add(&build->key_text[table], fold.key, fold.len);
    build->failed |= build->key_text[table].failed;
    row full = {.text = text, .len = (uint16_t)fold.len, .record = record};
    bool acronym = fold.upper && !fold.lower && fold.len > 1;
    full.strict = spelling == SPELLING_FREE ? CASE_FREE : acronym ? CASE_ACRONYM : CASE_CAPITALS;
    full.capitals = spelling == SPELLING_FREE ? 0 : needed_capitals(&fold);
    dict_build_record(build, &build->rows[table], &full, sizeof full);
    add_prefixes(build, table, text, &fold);
    add_late_prefixes(build, table, text, &fold);
    return true;
}

static const char *sort_text; /* qsort has no context; the compiler runs in one thread */

static int compare_key(const row *a, const row *b)
{
    size_t n = a->len < b->len ? a->len : b->len;
    int order = memcmp(sort_text + a->text, sort_text + b->text, n);
    return order ? order : (int)a->len - (int)b->len;
}

/* Within a key: by record, so that a record spelled twice comes together, the milder spelling first. */
static int compare_rows(const void *x, const void *y)
{
    const row *a = x, *b = y;
    int order = compare_key(a, b);
    if (order)
        return order;
    if (a->record != b->record)
        return a->record < b->record ? -1 : 1;
    if (a->strict != b->strict)
        return a->strict > b->strict ? -1 : 1;
    int ca = __builtin_popcountll(a->capitals), cb = __builtin_popcountll(b->capitals);
    return ca != cb ? ca - cb : a->capitals < b->capitals ? -1 : a->capitals > b->capitals;
}

static int compare_items(const void *x, const void *y)
{
    const row *a = x, *b = y;
    if (a->strict != b->strict)
        return a->strict < b->strict ? -1 : 1;
    int ca = __builtin_popcountll(a->capitals), cb = __builtin_popcountll(b->capitals);
    if (ca != cb)
        return cb - ca;
    return a->record < b->record ? -1 : a->record > b->record;
}

/* ---- one table ---- */

typedef struct table_out {
    dict_vec keys, items, runs; /* runs: uint32_t keys that own a copied run of records, hashed */
    uint32_t *slots, n_slots;
    dict_vec *records;
    size_t record_size;
    uint32_t n_base; /* records before any run was copied */
} table_out;

static void *record_at(const table_out *out, uint32_t i)
{
    return (char *)out->records->items + (size_t)i * out->record_size;
}

/* Places rank by population; biggest first. */
static int compare_population(const dict_place *a, const dict_place *b)
{
    return a->population != b->population ? (a->population > b->population ? -1 : 1) : 0;
}

static void sort_places(const table_out *out, row *rows, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && compare_population(record_at(out, rows[k].record), record_at(out, rows[k - 1].record)) < 0; k--) {
            row swap = rows[k];
            rows[k] = rows[k - 1];
            rows[k - 1] = swap;
        }
}

static uint64_t hash_run(const table_out *out, const row *rows, uint32_t n)
{
    (void)out;
    uint64_t hash = n;
    for (uint32_t i = 0; i < n; i++)
        hash = chy_hash_seed(&rows[i].record, sizeof rows[i].record, hash);
    return hash;
}

static bool same_run(const table_out *out, uint32_t first, const row *rows, uint32_t n)
{
    if (first > out->records->len || n > out->records->len - first)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (memcmp(record_at(out, first + i), record_at(out, rows[i].record), out->record_size) != 0)
            return false;
    return true;
}

/* One reading is the record itself; several need a run of copies, which keys with the same readings share. */
static uint32_t place_run(dict_build *build, table_out *out, const row *rows, uint32_t n)
{
    if (n == 1)
        return rows[0].record;
    uint32_t mask = out->runs.cap - 1, *runs = out->runs.items;
    uint32_t at = (uint32_t)hash_run(out, rows, n) & mask;
    for (; runs[at]; at = (at + 1) & mask)
        if (same_run(out, runs[at] - 1, rows, n))
            return runs[at] - 1;
    uint32_t first = out->records->len;
    runs[at] = first + 1;
    for (uint32_t i = 0; i < n && !build->failed; i++) {
        char copy[sizeof(dict_entry) > sizeof(dict_place) ? sizeof(dict_entry) : sizeof(dict_place)];
        memcpy(copy, record_at(out, rows[i].record), out->record_size);
        dict_build_record(build, out->records, copy, out->record_size);
    }
    return first;
}

/* rows[0 .. n) share a key; prefix rows sort last. */
static void add_key(dict_build *build, int table, table_out *out, row *rows, uint32_t n)
{
    uint32_t kept = 0;
    dict_key key = {.text = rows[0].text, .len = rows[0].len};
    for (uint32_t i = 0; i < n; i++) {
        if (rows[i].record == NO_RECORD)
            key.flags |= KEY_PREFIX;
        else if (!kept || rows[kept - 1].record != rows[i].record)
            rows[kept++] = rows[i];
    }
    qsort(rows, kept, sizeof *rows, compare_items);
    if (table == TABLE_PLACES)
        sort_places(out, rows, kept);
    key.hash = (uint32_t)chy_hash(sort_text + key.text, key.len);
    key.first_item = out->items.len;
    key.n_items = kept;
    key.first_record = kept ? place_run(build, out, rows, kept) : 0;
    for (uint32_t i = 0; i < kept; i++) {
        dict_item item = {.capitals = rows[i].capitals, .strict = rows[i].strict};
        dict_build_record(build, &out->items, &item, sizeof item);
    }
    dict_build_record(build, &out->keys, &key, sizeof key);
}

static void make_slots(dict_build *build, table_out *out)
{
    out->n_slots = 16;
    while (out->n_slots < out->keys.len * 2u + 1)
        out->n_slots *= 2;
    if (!(out->slots = calloc(out->n_slots, sizeof *out->slots))) {
        build->failed = true;
        return;
    }
    const dict_key *keys = out->keys.items;
    for (uint32_t i = 0; i < out->keys.len; i++) {
        uint32_t at = keys[i].hash & (out->n_slots - 1);
        while (out->slots[at])
            at = (at + 1) & (out->n_slots - 1);
        out->slots[at] = i + 1;
    }
}

static void make_table(dict_build *build, int table, table_out *out)
{
    row *rows = build->rows[table].items;
    uint32_t n = build->rows[table].len;
    out->n_base = out->records->len;
    out->runs.cap = 16;
    while (out->runs.cap < n * 2u)
        out->runs.cap *= 2;
    if (!(out->runs.items = calloc(out->runs.cap, sizeof(uint32_t)))) {
        build->failed = true;
        return;
    }
    sort_text = build->key_text[table].data;
    if (n)
        qsort(rows, n, sizeof *rows, compare_rows);
    for (uint32_t i = 0, next; i < n && !build->failed; i = next) {
        for (next = i + 1; next < n && compare_key(&rows[i], &rows[next]) == 0;)
            next++;
        add_key(build, table, out, rows + i, next - i);
    }
    make_slots(build, out);
}

/* ---- the file ---- */

static void add_section(chy_buf *out, dict_header *head, int i, const void *items, uint32_t count, uint32_t size)
{
    while (out->len % 8)
        chy_buf_char(out, '\0');
    head->sections[i] = (dict_section){.offset = out->len, .count = count, .size = size};
    if (count)
        chy_buf_add(out, items, (size_t)count * size);
}

/* Key texts are appended to the strings as they are, without a NUL each: keys know their length. */
static void merge_key_text(dict_build *build, int table, table_out *out)
{
    uint32_t base = (uint32_t)build->strings.len;
    chy_buf_add(&build->strings, build->key_text[table].data ? build->key_text[table].data : "", build->key_text[table].len);
    dict_key *keys = out->keys.items;
    for (uint32_t i = 0; i < out->keys.len; i++)
        keys[i].text += base;
}

static chy_status write_file(dict_build *build, const table_out *tables, chy_buf *out, chy_err *err)
{
    dict_header head = {.version = DICT_VERSION, .n_sections = N_SECTIONS};
    memcpy(head.magic, DICT_MAGIC, sizeof head.magic);
    chy_buf_clear(out);
    chy_buf_add(out, (const char *)&head, sizeof head);
    add_section(out, &head, SEC_STRINGS, build->strings.data, (uint32_t)build->strings.len, 1);
    add_section(out, &head, SEC_ENTRIES, build->entries.items, build->entries.len, sizeof(dict_entry));
    add_section(out, &head, SEC_PLACES, build->places.items, build->places.len, sizeof(dict_place));
    add_section(out, &head, SEC_STATES, build->states.items, build->states.len, sizeof(dict_state));
    add_section(out, &head, SEC_MEMBERS, build->members.items, build->members.len, sizeof(dict_member));
    for (int i = 0; i < N_TABLES; i++) {
        add_section(out, &head, SEC_SLOTS + i, tables[i].slots, tables[i].n_slots, 4);
        add_section(out, &head, SEC_KEYS + i, tables[i].keys.items, tables[i].keys.len, sizeof(dict_key));
        add_section(out, &head, SEC_ITEMS + i, tables[i].items.items, tables[i].items.len, sizeof(dict_item));
    }
    if (out->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the compiled dictionary");
    if (out->len > UINT32_MAX)
        return chy_err_set(err, CHY_E_LIMIT, 0, "the dictionary outgrows 4 GB");
    head.file_size = out->len;
    memcpy(out->data, &head, sizeof head);
    head.checksum = dict_checksum(out->data, out->len);
    memcpy(out->data, &head, sizeof head);
    return CHY_OK;
}

chy_status dict_build_write(dict_build *build, chy_buf *out, chy_err *err)
{
    table_out tables[N_TABLES];
    memset(tables, 0, sizeof tables);
    for (int i = 0; i < N_TABLES && !build->failed; i++) {
        tables[i].records = i == TABLE_PLACES ? &build->places : &build->entries;
        tables[i].record_size = i == TABLE_PLACES ? sizeof(dict_place) : sizeof(dict_entry);
        make_table(build, i, &tables[i]);
        merge_key_text(build, i, &tables[i]);
    }
    chy_buf_add(&build->strings, "", 1);
    build->failed |= build->strings.failed;
    chy_status status = build->failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the compiled dictionary")
                                      : write_file(build, tables, out, err);
    for (int i = 0; i < N_TABLES; i++) {
        free(tables[i].keys.items);
        free(tables[i].items.items);
        free(tables[i].runs.items);
        free(tables[i].slots);
    }
    return status;
}
