/* src/dict/build.h - Records and keys on their way into a compiled dictionary: grows arrays, sorts keys, writes the file.
 * Knows the format and no data file; compile.c reads those. Private to dict/. */
#ifndef CHY_DICT_BUILD_H
#define CHY_DICT_BUILD_H

#include "base/buf.h"
#include "base/err.h"
#include "dict/format.h"

typedef struct dict_vec {
    void *items;
    uint32_t len, cap;
} dict_vec;

typedef struct dict_build {
    chy_buf strings;
    dict_vec string_slots; /* uint32_t offsets + 1, hashed */
    uint32_t n_strings;
    dict_vec entries, places, states, members;
    chy_buf key_text[N_TABLES];
    dict_vec rows[N_TABLES]; /* one a spelling or prefix; see build.c */
    bool failed;             /* memory ran out: nothing further is added */
} dict_build;

void dict_build_init(dict_build *build);
void dict_build_release(dict_build *build);

/* The offset of `text` in the string section; equal strings share one. */
uint32_t dict_build_string(dict_build *build, const char *text, size_t len);

/* Appends a record (copied). Returns its number. */
uint32_t dict_build_record(dict_build *build, dict_vec *vec, const void *record, size_t size);

typedef enum dict_spelling {
    SPELLING_AS_PRINTED, /* capitals where the name has them; an acronym only in capitals */
    SPELLING_FREE        /* agents and offices: any case */
} dict_spelling;

/* Makes `name` lead to `record`. False when the name has no letter or digit or is too long. */
bool dict_build_key(dict_build *build, int table, const char *name, size_t len, dict_spelling spelling, uint32_t record);

/* Writes everything. Leaves `build` without keys. */
chy_status dict_build_write(dict_build *build, chy_buf *out, chy_err *err);

#endif
