/* src/dict/import.h - Dictionaries of TABARI and PETRARCH into ours: actors, agents and discards become a user's file of actors (docs/FORMATS.md),
 * verbs become event rules (docs/RULES.md), issues contexts. What cannot be said in ours is told with its line. */
#ifndef CHY_DICT_IMPORT_H
#define CHY_DICT_IMPORT_H

#include "dict/compile.h"
#include "dict/dict.h"

typedef enum chy_import_kind {
    CHY_IMPORT_AUTO, /* by what the lines look like */
    CHY_IMPORT_ACTORS, CHY_IMPORT_AGENTS, CHY_IMPORT_DISCARDS, CHY_IMPORT_VERBS, CHY_IMPORT_ISSUES
} chy_import_kind;

/* Appends what the file at `path` says to `out`. Names that `known` (may be NULL) has with the same code are left out. Unread lines are told as
 * errors, lines that lose something as warnings. CHY_E_IO, CHY_E_FORMAT (none of these kinds), CHY_E_NOMEM. */
chy_status chy_dict_import(const char *path, chy_import_kind kind, const chy_dict *known, chy_dict_note_fn *note, void *context,
                           chy_buf *out, chy_err *err) CHY_MUST_USE;

/* The same over bytes in memory, told as `name`. */
chy_status chy_dict_import_text(const char *name, const char *text, size_t len, chy_import_kind kind, const chy_dict *known,
                                chy_dict_note_fn *note, void *context, chy_buf *out, chy_err *err) CHY_MUST_USE;

#endif
