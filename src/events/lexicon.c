/* src/events/lexicon.c - A table of words and the types they may mean; see lexicon.h. */
#include "events/lexicon.h"

const char *const chy_lexicon_part_names[CHY_N_LEXICON_PART] = {"verb", "noun", "adjective"};

uint64_t chy_lexicon_key(chy_lexicon_part part, uint64_t first, uint64_t second, bool object)
{
    uint64_t key = first * 0x9e3779b97f4a7c15ULL + second * (object ? 0xc4ceb9fe1a85ec53ULL : 0xff51afd7ed558ccdULL) + (uint64_t)part + 1;
    key ^= key >> 29;
    key *= 0xbf58476d1ce4e5b9ULL;
    return (key ^ key >> 32) | 1; /* 0 is an empty place */
}

bool chy_lexicon_add(chy_lexicon *lexicon, chy_arena *arena, uint64_t key, chy_type type)
{
    chy_lexicon_entry *entries = chy_arena_grow(arena, lexicon->entries, lexicon->n, &lexicon->cap, sizeof *entries);
    if (!entries)
        return false;
    lexicon->entries = entries;
    entries[lexicon->n++] = (chy_lexicon_entry){key, 1u << type};
    return true;
}

static chy_lexicon_entry *place(chy_lexicon_entry *table, uint32_t size, uint64_t key)
{
    uint32_t at = (uint32_t)key & (size - 1);
    while (table[at].key && table[at].key != key)
        at = (at + 1) & (size - 1);
    return &table[at];
}

bool chy_lexicon_index(chy_lexicon *lexicon, chy_arena *arena)
{
    uint32_t size = 64;
    while (size < 2 * lexicon->n)
        size *= 2;
    chy_lexicon_entry *table = chy_arena_alloc(arena, size, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < lexicon->n; i++) {
        chy_lexicon_entry *entry = place(table, size, lexicon->entries[i].key);
        entry->key = lexicon->entries[i].key;
        entry->types |= lexicon->entries[i].types;
    }
    lexicon->entries = table;
    lexicon->size = size;
    return true;
}

uint32_t chy_lexicon_types(const chy_lexicon *lexicon, uint64_t key)
{
    return lexicon->size ? place(lexicon->entries, lexicon->size, key)->types : 0;
}
