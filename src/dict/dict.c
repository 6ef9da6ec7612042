/* src/dict/dict.c - The compiled dictionary, mapped and checked: opening, look-up by walking over tokens. The layout is in
 * format.h, the writer is compile.c. */
#include "dict/dict.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "dict/format.h"

typedef struct table {
    const uint32_t *slots; /* key number + 1, 0 = free */
    const dict_key *keys;
    const dict_item *items;
    uint32_t n_slots, n_keys, n_items;
} table;

struct chy_dict {
    chy_file file; /* kind STATIC when the bytes are the caller's */
    const char *strings;
    uint32_t n_strings;
    table tables[N_TABLES];
    chy_entry *entries; /* the records with pointers for offsets: what callers see */
    chy_place *places;
    chy_state *states;  /* sorted by code */
    uint32_t n_entries, n_places, n_states, n_members;
    bool no_memory; /* why loading failed */
    struct chy_dict *over;  /* the user's, which is asked first; or NULL */
    chy_buf over_bytes;
    chy_entry *surnames;    /* of `over`: for each of its surnames a run of its readings and ours ... */
    uint32_t *surname_runs; /* ... which begins here, by number of the key in `over`, and ends where the next begins */
    const dict_member *members; /* sorted by id, then code */
};

/* ---- opening ---- */

static const uint32_t record_size[N_SECTIONS] = {
    [SEC_STRINGS] = 1, [SEC_ENTRIES] = sizeof(dict_entry), [SEC_PLACES] = sizeof(dict_place),
    [SEC_STATES] = sizeof(dict_state), [SEC_MEMBERS] = sizeof(dict_member),
    [SEC_SLOTS] = 4, [SEC_SLOTS + 1] = 4, [SEC_SLOTS + 2] = 4,
    [SEC_KEYS] = sizeof(dict_key), [SEC_KEYS + 1] = sizeof(dict_key), [SEC_KEYS + 2] = sizeof(dict_key),
    [SEC_ITEMS] = sizeof(dict_item), [SEC_ITEMS + 1] = sizeof(dict_item), [SEC_ITEMS + 2] = sizeof(dict_item),
};

static chy_status check_header(const chy_file *file, const char *path, chy_err *err)
{
    const dict_header *head = (const void *)file->data;
    if (file->len < sizeof *head || memcmp(head->magic, DICT_MAGIC, sizeof head->magic) != 0)
        return chy_err_set(err, CHY_E_FORMAT, 0, "%s: is no compiled dictionary", path);
    if (head->version != DICT_VERSION || head->n_sections != N_SECTIONS)
        return chy_err_set(err, CHY_E_VERSION, 8, "%s: dictionary of version %u, this program reads version %u", path,
                           head->version, DICT_VERSION);
    if (head->file_size != file->len)
        return chy_err_set(err, CHY_E_FORMAT, 16, "%s: dictionary is cut short: %zu bytes of %llu", path, file->len,
                           (unsigned long long)head->file_size);
    if (dict_checksum(file->data, file->len) != head->checksum)
        return chy_err_set(err, CHY_E_FORMAT, 24, "%s: dictionary is damaged: the checksum differs", path);
    for (int i = 0; i < N_SECTIONS; i++) {
        const dict_section *sec = &head->sections[i];
        uint64_t bytes = (uint64_t)sec->count * sec->size;
        if (sec->size != record_size[i] || sec->offset % 8 || sec->offset < sizeof *head || sec->offset > file->len ||
            bytes > file->len - sec->offset)
            return chy_err_set(err, CHY_E_FORMAT, sec->offset, "%s: section %d lies outside the file", path, i);
    }
    return CHY_OK;
}

static const void *section(const chy_dict *dict, int i, uint32_t *count)
{
    const dict_header *head = (const void *)dict->file.data;
    *count = head->sections[i].count;
    return dict->file.data + head->sections[i].offset;
}

/* At least one slot stays free, so that every probe ends. */
static bool check_table(const chy_dict *dict, const table *t, uint32_t n_records)
{
    if (!t->n_slots || (t->n_slots & (t->n_slots - 1)) || t->n_keys >= t->n_slots)
        return false;
    uint32_t used = 0;
    for (uint32_t i = 0; i < t->n_slots; i++) {
        used += t->slots[i] != 0;
        if (t->slots[i] > t->n_keys)
            return false;
    }
    for (uint32_t i = 0; i < t->n_keys; i++) {
        const dict_key *key = &t->keys[i];
        if (key->text > dict->n_strings || key->len > dict->n_strings - key->text || key->first_item > t->n_items ||
            key->n_items > t->n_items - key->first_item || key->first_record > n_records ||
            key->n_items > n_records - key->first_record)
            return false;
    }
    return used < t->n_slots;
}

static const char *string(const chy_dict *dict, uint32_t offset, bool *good)
{
    if (offset < dict->n_strings)
        return dict->strings + offset;
    *good = false;
    return "";
}

static chy_day to_day(dict_day day)
{
    return (chy_day){.year = day.year, .month = day.month, .day = day.day};
}

static void *allocate(chy_dict *dict, uint32_t n, size_t size)
{
    void *items = malloc(((size_t)n + 1) * size);
    dict->no_memory |= !items;
    return items;
}

static bool relocate_entries(chy_dict *dict)
{
    const dict_entry *in = section(dict, SEC_ENTRIES, &dict->n_entries);
    if (!(dict->entries = allocate(dict, dict->n_entries, sizeof *dict->entries)))
        return false;
    bool good = true;
    for (uint32_t i = 0; i < dict->n_entries; i++) {
        good &= in[i].kind <= CHY_ENTRY_NONE;
        dict->entries[i] = (chy_entry){
            .kind = (chy_entry_kind)in[i].kind,
            .code = string(dict, in[i].code, &good), .sector = string(dict, in[i].sector, &good),
            .id = string(dict, in[i].id, &good), .name = string(dict, in[i].name, &good),
            .office = string(dict, in[i].office, &good), .extra = string(dict, in[i].extra, &good),
            .file = string(dict, in[i].file, &good), .line = in[i].line,
            .from = to_day(in[i].from), .to = to_day(in[i].to), .gender = (char)in[i].gender,
        };
    }
    return good;
}

static bool relocate_places(chy_dict *dict)
{
    const dict_place *in = section(dict, SEC_PLACES, &dict->n_places);
    if (!(dict->places = allocate(dict, dict->n_places, sizeof *dict->places)))
        return false;
    bool good = true;
    for (uint32_t i = 0; i < dict->n_places; i++)
        dict->places[i] = (chy_place){
            .name = string(dict, in[i].name, &good), .country = string(dict, in[i].country, &good),
            .admin1 = string(dict, in[i].admin1, &good), .lat = in[i].lat, .lon = in[i].lon,
            .geonameid = in[i].geonameid, .population = in[i].population, .feature = (char)in[i].feature,
        };
    return good;
}

static bool relocate_states(chy_dict *dict)
{
    const dict_state *in = section(dict, SEC_STATES, &dict->n_states);
    if (!(dict->states = allocate(dict, dict->n_states, sizeof *dict->states)))
        return false;
    bool good = true;
    for (uint32_t i = 0; i < dict->n_states; i++)
        dict->states[i] = (chy_state){
            .code = string(dict, in[i].code, &good), .name = string(dict, in[i].name, &good),
            .capital = string(dict, in[i].capital, &good), .fips = string(dict, in[i].fips, &good),
            .adjective = string(dict, in[i].adjective, &good),
            .numeric = in[i].numeric, .cow = in[i].cow, .gw = in[i].gw,
        };
    return good;
}

static bool load(chy_dict *dict)
{
    dict->strings = section(dict, SEC_STRINGS, &dict->n_strings);
    if (!dict->n_strings || dict->strings[dict->n_strings - 1])
        return false;
    if (!relocate_entries(dict) || !relocate_places(dict) || !relocate_states(dict))
        return false;
    dict->members = section(dict, SEC_MEMBERS, &dict->n_members);
    for (uint32_t i = 0; i < dict->n_members; i++)
        if (dict->members[i].id >= dict->n_strings || dict->members[i].code >= dict->n_strings)
            return false;
    for (int i = 0; i < N_TABLES; i++) {
        table *t = &dict->tables[i];
        t->slots = section(dict, SEC_SLOTS + i, &t->n_slots);
        t->keys = section(dict, SEC_KEYS + i, &t->n_keys);
        t->items = section(dict, SEC_ITEMS + i, &t->n_items);
        if (!check_table(dict, t, i == TABLE_PLACES ? dict->n_places : dict->n_entries))
            return false;
    }
    return true;
}

/* Takes over `file`. */
static chy_dict *open_file(chy_file *file, const char *path, chy_err *err)
{
    chy_dict *dict = NULL;
    if (check_header(file, path, err) == CHY_OK && !(dict = calloc(1, sizeof *dict)))
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for the dictionary", path);
    if (!dict) {
        chy_file_release(file);
        return NULL;
    }
    dict->file = *file;
    if (load(dict))
        return dict;
    if (dict->no_memory)
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory for the dictionary", path);
    else
        chy_err_set(err, CHY_E_FORMAT, 0, "%s: dictionary points outside itself", path);
    chy_dict_free(dict);
    return NULL;
}

chy_dict *chy_dict_open(const char *path, chy_err *err)
{
    chy_file file;
    if (chy_file_map(path, &file, err) != CHY_OK)
        return NULL;
    return open_file(&file, path, err);
}

chy_dict *chy_dict_open_bytes(const void *bytes, size_t len, chy_err *err)
{
    if ((uintptr_t)bytes % 8) {
        chy_err_set(err, CHY_E_USAGE, 0, "dictionary bytes must begin at a multiple of 8");
        return NULL;
    }
    chy_file file = {.data = bytes, .len = len, .kind = CHY_FILE_STATIC};
    return open_file(&file, "dictionary", err);
}

void chy_dict_free(chy_dict *dict)
{
    if (!dict)
        return;
    chy_dict_free(dict->over);
    chy_buf_release(&dict->over_bytes);
    free(dict->surnames);
    free(dict->surname_runs);
    chy_file_release(&dict->file);
    free(dict->entries);
    free(dict->places);
    free(dict->states);
    free(dict);
}

/* ---- look-up ---- */

static const dict_key *find_key(const chy_dict *dict, const table *t, const char *key, size_t len)
{
    uint64_t hash = chy_hash(key, len);
    for (uint32_t i = (uint32_t)hash & (t->n_slots - 1); t->slots[i]; i = (i + 1) & (t->n_slots - 1)) {
        const dict_key *k = &t->keys[t->slots[i] - 1];
        if (k->hash == (uint32_t)hash && k->len == len && memcmp(dict->strings + k->text, key, len) == 0)
            return k;
    }
    return NULL;
}

/* Acronyms that are words: in a sentence written without cases nothing tells them from the word. "US" stays, since
 * headlines in capitals mean the state. */
static bool is_common_word(const char *key, size_t len)
{
    static const char *const words[] = {"an", "and", "are", "as", "at", "can", "for", "he", "in", "is", "it",
                                        "may", "no", "of", "on", "or", "pa", "so", "to", "who", "who", "was", "aid"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && memcmp(words[i], key, len) == 0)
            return true;
    return false;
}

static bool spelled_right(const dict_item *item, const dict_fold *fold, bool any_case)
{
    if (any_case) {
        if (item->strict != CASE_ACRONYM)
            return true;
        return fold->lower ? fold->len > 3 : !is_common_word(fold->key, fold->len);
    }
    switch (item->strict) {
    case CASE_ACRONYM: return !fold->lower;
    case CASE_CAPITALS: return !(item->capitals & fold->starts & ~fold->capitals);
    default: return true;
    }
}

/* A name that was found: its key, of whose readings the first `skip` demand another spelling. */
typedef struct hit { const dict_key *key; uint32_t skip; size_t n_tokens; } hit;

/* The first reading of `key` whose spelling `fold` satisfies; those behind it ask for less. */
static bool pick(const table *t, const dict_key *key, const dict_fold *fold, bool any_case, hit *out)
{
    for (uint32_t i = 0; i < key->n_items; i++)
        if (spelled_right(&t->items[key->first_item + i], fold, any_case)) {
            out->key = key;
            out->skip = i;
            return true;
        }
    return false;
}

/* Marks that may stand inside a name; a comma, bracket or quotation mark ends it. */
static bool joins(const chy_token *tok)
{
    unsigned char c = tok->form_len ? (unsigned char)tok->form[0] : 0;
    return c == '-' || c == '.' || c == '\'' || c == '/' || c == '&' || (c == 0xe2 && tok->form_len == 3);
}

static bool is_clitic(const chy_token *tok)
{
    if (tok->form_len && tok->form[0] == '\'')
        return true;
    return tok->form_len >= 3 && (unsigned char)tok->form[0] == 0xe2 && (unsigned char)tok->form[1] == 0x80 &&
           (unsigned char)tok->form[2] == 0x99;
}

static bool walk(const chy_dict *dict, int which, const chy_token *tokens, size_t len, bool any_case, hit *out)
{
    const table *t = &dict->tables[which];
    dict_fold fold;
    fold.len = 0, fold.starts = fold.capitals = 0, fold.upper = fold.lower = fold.overflow = false;
    bool found = false;
    for (size_t i = 0; i < len; i++) {
        size_t before = fold.len;
        dict_fold_add(&fold, tokens[i].form, tokens[i].form_len);
        if (fold.overflow || (fold.len == before && (i == 0 || !joins(&tokens[i]))))
            break;
        if (fold.len == before)
            continue;
        const dict_key *key = find_key(dict, t, fold.key, fold.len);
        if (!key)
            break;
        if (!is_clitic(&tokens[i]) && pick(t, key, &fold, any_case, out)) {
            out->n_tokens = i + 1;
            found = true;
        }
        if (!(key->flags & KEY_PREFIX))
            break;
    }
    return found;
}

/* The longer of what both layers have at tokens[0], `over` where they are equal. The layer it was found in, or NULL. */
static const chy_dict *walk_both(const chy_dict *dict, int which, const chy_token *tokens, size_t len, bool any_case, hit *out)
{
    hit above;
    bool below = walk(dict, which, tokens, len, any_case, out);
    if (dict->over && walk(dict->over, which, tokens, len, any_case, &above) && (!below || above.n_tokens >= out->n_tokens)) {
        *out = above;
        return dict->over;
    }
    return below ? dict : NULL;
}

static bool is_ignored(const chy_entry *entry)
{
    return entry->kind == CHY_ENTRY_NONE;
}

bool chy_dict_longest(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                      const chy_entry **entries, size_t *n_entries)
{
    hit h;
    const chy_dict *layer = walk_both(dict, TABLE_NAMES, tokens, len, any_case, &h);
    if (!layer || is_ignored(layer->entries + h.key->first_record + h.skip))
        return false;
    *n_tokens = h.n_tokens;
    *entries = layer->entries + h.key->first_record + h.skip;
    *n_entries = h.key->n_items - h.skip;
    return true;
}

bool chy_dict_surname(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                      const chy_entry **entries, size_t *n_entries)
{
    hit h;
    const chy_dict *layer = walk_both(dict, TABLE_SURNAMES, tokens, len, any_case, &h);
    if (!layer)
        return false;
    *n_tokens = h.n_tokens;
    *entries = layer->entries + h.key->first_record + h.skip;
    *n_entries = h.key->n_items - h.skip;
    if (layer == dict->over) {
        const uint32_t *run = dict->surname_runs + (h.key - layer->tables[TABLE_SURNAMES].keys);
        *entries = dict->surnames + run[0] + h.skip;
        *n_entries = run[1] - run[0] - h.skip;
    }
    return true;
}

bool chy_dict_place(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                    const chy_place **places, size_t *n_places)
{
    hit h;
    const chy_dict *layer = walk_both(dict, TABLE_PLACES, tokens, len, any_case, &h);
    if (!layer || layer->places[h.key->first_record + h.skip].feature == '-') /* to be ignored */
        return false;
    *n_tokens = h.n_tokens;
    *places = layer->places + h.key->first_record + h.skip;
    *n_places = h.key->n_items - h.skip;
    return true;
}

bool chy_dict_lookup(const chy_dict *dict, const char *name, size_t len, const chy_entry **entries, size_t *n_entries)
{
    dict_fold fold = {.len = 0};
    dict_fold_add(&fold, name, len);
    const chy_dict *layers[] = {dict->over, dict};
    for (size_t i = 0; i < 2 && !fold.overflow && fold.len; i++) {
        const dict_key *key = layers[i] ? find_key(layers[i], &layers[i]->tables[TABLE_NAMES], fold.key, fold.len) : NULL;
        if (!key || !key->n_items)
            continue;
        *entries = layers[i]->entries + key->first_record;
        *n_entries = key->n_items;
        return !is_ignored(*entries);
    }
    return false;
}

static const chy_state *state_of(const chy_dict *dict, const char *code)
{
    uint32_t low = 0, high = dict->n_states;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        int order = strcmp(dict->states[mid].code, code);
        if (order == 0)
            return &dict->states[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const chy_state *chy_dict_state(const chy_dict *dict, const char *code)
{
    const chy_state *state = dict->over ? state_of(dict->over, code) : NULL;
    return state ? state : state_of(dict, code);
}

static int compare_member(const chy_dict *dict, const dict_member *m, const char *id, const char *code)
{
    int order = strcmp(dict->strings + m->id, id);
    return order ? order : strcmp(dict->strings + m->code, code);
}

bool chy_dict_is_member(const chy_dict *dict, const char *id, const char *code, chy_day day)
{
    if (dict->over && chy_dict_is_member(dict->over, id, code, day))
        return true;
    uint32_t low = 0, high = dict->n_members;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (compare_member(dict, &dict->members[mid], id, code) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < dict->n_members && compare_member(dict, &dict->members[low], id, code) == 0; low++)
        if (chy_day_within(day, to_day(dict->members[low].from), to_day(dict->members[low].to)))
            return true;
    return false;
}

/* ---- one dictionary over another ---- */

/* A surname must not lose its other bearers: each surname above gets a run of its own readings, then those below. */
static bool join_surnames(chy_dict *dict)
{
    const chy_dict *over = dict->over;
    const table *t = &over->tables[TABLE_SURNAMES];
    size_t total = 0;
    if (!(dict->surname_runs = malloc(((size_t)t->n_keys + 1) * sizeof *dict->surname_runs)))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        total = 0;
        for (uint32_t i = 0; i < t->n_keys; i++) {
            const dict_key *above = &t->keys[i];
            const dict_key *below = find_key(dict, &dict->tables[TABLE_SURNAMES], over->strings + above->text, above->len);
            uint32_t n_below = below && above->n_items ? below->n_items : 0;
            dict->surname_runs[i] = (uint32_t)total;
            if (pass && above->n_items)
                memcpy(dict->surnames + total, over->entries + above->first_record, above->n_items * sizeof *dict->surnames);
            if (pass && n_below)
                memcpy(dict->surnames + total + above->n_items, dict->entries + below->first_record, n_below * sizeof *dict->surnames);
            total += above->n_items + n_below;
        }
        dict->surname_runs[t->n_keys] = (uint32_t)total;
        if (!pass && !(dict->surnames = malloc((total + 1) * sizeof *dict->surnames)))
            return false;
    }
    return true;
}

chy_status chy_dict_lay_over(chy_dict *dict, chy_buf *bytes, chy_err *err)
{
    chy_buf taken = *bytes;
    chy_buf_init(bytes);
    if (dict->over) {
        chy_buf_release(&taken);
        return chy_err_set(err, CHY_E_USAGE, 0, "a dictionary takes one other over it");
    }
    dict->over_bytes = taken;
    chy_err why = {.code = CHY_E_FORMAT};
    if (!(dict->over = chy_dict_open_bytes(taken.data, taken.len, &why)))
        return chy_err_set(err, why.code, why.at, "%s", why.msg);
    return join_surnames(dict) ? CHY_OK : chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the dictionary");
}
