/* src/dict/format.h - The layout of the compiled dictionary, shared by its writer (compile.c) and its reader (dict.c). Private to dict/.
 *
 * Little-endian. A header, then sections; every section is an array of the fixed records below and begins at a multiple of 8.
 * Strings are offsets into SEC_STRINGS, whose last byte is NUL, so that any offset inside it is a terminated string.
 *
 * A name is found by its key: its letters and digits, folded, with everything else left out ("Al-Shabaab" -> "alshabaab", "U.S." -> "us").
 * Hyphens, periods, apostrophes and blanks therefore need not be split the same way in the data and in the text. Where a name may be cut
 * into tokens, the part before the cut is a key as well, marked KEY_PREFIX, so that a walk over tokens knows whether to go on. */
#ifndef CHY_DICT_FORMAT_H
#define CHY_DICT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DICT_MAGIC "CHYDICT\n"
#define DICT_VERSION 1u
#define DICT_KEY_MAX 200 /* longest key in bytes; the longest real name of an organisation has about 120 */

enum { TABLE_NAMES, TABLE_SURNAMES, TABLE_PLACES, N_TABLES };

enum {
    SEC_STRINGS, SEC_ENTRIES, SEC_PLACES, SEC_STATES, SEC_MEMBERS,
    SEC_SLOTS, SEC_KEYS = SEC_SLOTS + N_TABLES, SEC_ITEMS = SEC_KEYS + N_TABLES,
    N_SECTIONS = SEC_ITEMS + N_TABLES
};

typedef struct dict_section {
    uint64_t offset;
    uint32_t count, size; /* records and the size of one */
} dict_section;

typedef struct dict_header {
    char magic[8];
    uint32_t version, n_sections;
    uint64_t file_size;
    uint64_t checksum; /* dict_checksum */
    dict_section sections[N_SECTIONS];
} dict_header;

/* Over the header with its checksum as 0, then everything behind it. `bytes` hold a header at least. */
uint64_t dict_checksum(const void *bytes, size_t len);

typedef struct dict_day { int16_t year; int8_t month, day; } dict_day;

typedef struct dict_entry {
    uint32_t code, sector, id, name, office, extra, file, line;
    dict_day from, to;
    uint8_t kind, gender, pad[6];
} dict_entry;

typedef struct dict_place {
    double lat, lon;
    uint32_t name, country, admin1, geonameid, population;
    uint8_t feature, pad[3];
} dict_place;

typedef struct dict_state {
    uint32_t code, name, capital, fips, adjective;
    int32_t numeric, cow, gw;
} dict_state;

typedef struct dict_member {
    uint32_t id, code;
    dict_day from, to;
} dict_member;

#define KEY_PREFIX 1u

/* The readings of a key are the records first_record .. + n_items; item i says which spelling reading i demands. */
typedef struct dict_key {
    uint32_t text, hash; /* low half of chy_hash of the key */
    uint16_t len, flags;
    uint32_t first_item, n_items, first_record;
} dict_key;

/* How strictly a spelling is compared, strictest first: that is also the order of a key's items. */
enum { CASE_ACRONYM, CASE_CAPITALS, CASE_FREE };

typedef struct dict_item {
    uint64_t capitals; /* bit i: byte i of the key must be a capital when a token begins there */
    uint32_t strict;   /* CASE_* */
    uint32_t pad;
} dict_item;

/* A name on its way to a key. */
typedef struct dict_fold {
    char key[DICT_KEY_MAX + 1];
    size_t len;
    uint64_t starts;    /* bit i: a word begins at byte i */
    uint64_t capitals;  /* ... with a capital */
    bool upper, lower;  /* some letter is a capital / is not */
    bool overflow;      /* longer than DICT_KEY_MAX: matches nothing */
} dict_fold;

/* Adds the letters and digits of `text` to `fold`. Words begin behind anything else, and at the start of `text`. */
void dict_fold_add(dict_fold *fold, const char *text, size_t len);

#endif
