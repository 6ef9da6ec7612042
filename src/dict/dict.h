/* src/dict/dict.h - The compiled dictionary: actor names, offices, agents, states and the gazetteer in one read-only file that is mapped.
 * tools/mkdict.c writes it from data/; the records below are its public view. */
#ifndef CHY_DICT_DICT_H
#define CHY_DICT_DICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "types/day.h"
#include "types/sentence.h"

/* Read-only once open: one serves all threads. All strings returned live in it and are NUL-terminated. */
typedef struct chy_dict chy_dict;

/* Opens the file at `path`. NULL and a filled `err` when missing, damaged or of another version: magic, version, checksum and every offset are checked. */
chy_dict *chy_dict_open(const char *path, chy_err *err);
/* The same over bytes in memory, which must begin at a multiple of 8 and outlive the dictionary. */
chy_dict *chy_dict_open_bytes(const void *bytes, size_t len, chy_err *err);
void chy_dict_free(chy_dict *dict); /* NULL is allowed */

/* Lays the compiled dictionary `bytes` over `dict`, once, before any look-up: of two names of equal length the one above hides the one
 * below, with all its readings; surnames of both are kept, those above first. Takes the bytes over (`*bytes` becomes empty) in any case. */
chy_status chy_dict_lay_over(chy_dict *dict, chy_buf *bytes, chy_err *err) CHY_MUST_USE;

typedef enum chy_entry_kind {
    CHY_ENTRY_STATE, CHY_ENTRY_DEMONYM, CHY_ENTRY_ADJECTIVE, CHY_ENTRY_CAPITAL, CHY_ENTRY_METONYM,
    CHY_ENTRY_ORGANISATION, CHY_ENTRY_GROUP, CHY_ENTRY_BODY, CHY_ENTRY_PERSON, CHY_ENTRY_OFFICE, CHY_ENTRY_AGENT,
    CHY_ENTRY_NONE /* a name that a user wants ignored; no look-up returns it */
} chy_entry_kind;

/* One reading of a name. */
typedef struct chy_entry {
    chy_entry_kind kind;
    const char *code, *sector, *id; /* "" where the line has none */
    const char *name;               /* canonical */
    const char *office;             /* people: title; offices: canonical title; else "" */
    const char *extra;              /* offices: holder_of; agents: number; people: confidence; else "" */
    chy_day from, to;
    const char *file;               /* "people.tsv" */
    uint32_t line;
    char gender;
} chy_entry;

/* The longest name that begins at tokens[0]: sets `*n_tokens` and `*entries` / `*n_entries` (all readings, dated or not: those that
 * ask for the strictest spelling first, then in file order). False when none. Cased names match only with their capitals, acronyms only in capitals (an ALL-CAPS or lower-case headline is
 * matched case-blind when `any_case`); agents and offices match by lemma or listed form. */
bool chy_dict_longest(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                      const chy_entry **entries, size_t *n_entries);

/* The people whose surname begins at tokens[0] ("al-Assad", "Wang"): for names behind a title, never for a name alone. */
bool chy_dict_surname(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                      const chy_entry **entries, size_t *n_entries);

/* All readings of a name given as text (for `chancery who` and tests). */
bool chy_dict_lookup(const chy_dict *dict, const char *name, size_t len, const chy_entry **entries, size_t *n_entries);

/* What is known of a state by its alpha-3 code; NULL when unknown. */
typedef struct chy_state {
    const char *code, *name, *capital, *fips;
    int numeric, cow, gw; /* 0: none */
    const char *adjective; /* the first one: "Iranian" */
} chy_state;
const chy_state *chy_dict_state(const chy_dict *dict, const char *code);

/* Whether `code` was a member of the organisation `id` on `day` (unknown day: now or ever). */
bool chy_dict_is_member(const chy_dict *dict, const char *id, const char *code, chy_day day);

/* A place of the gazetteer. */
typedef struct chy_place {
    const char *name, *country; /* alpha-3 */
    const char *admin1;         /* name of the first-order division, or "" */
    double lat, lon;
    uint32_t geonameid, population;
    char feature;               /* 'C' country, 'A' division, 'P' town, 'L' region or area, 'T' mountain, island, 'H' water, 'S' site */
} chy_place;

/* The longest place name that begins at tokens[0], all its places sorted by population, biggest first. */
bool chy_dict_place(const chy_dict *dict, const chy_token *tokens, size_t len, bool any_case, size_t *n_tokens,
                    const chy_place **places, size_t *n_places);

#endif
