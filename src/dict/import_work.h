/* src/dict/import_work.h - What the readers of foreign dictionaries share: lines, notes, spelling. Private to dict/. */
#ifndef CHY_DICT_IMPORT_WORK_H
#define CHY_DICT_IMPORT_WORK_H

#include "dict/import.h"

typedef struct import {
    const char *path;   /* as the user gave it: for notes */
    const char *text;
    size_t len, at;     /* `at`: the next line */
    uint32_t line;
    const chy_dict *known;
    chy_dict_note_fn *note;
    void *context;
    chy_buf *out;
    uint32_t n_known;   /* names left out since ours has them */
} import;

typedef struct span { const char *text; size_t len; } span;

/* The next line, trimmed, without its comment (`#`, `;`, `<!-- -->`); false at the end. May be empty. */
bool import_line(import *im, span *line);

/* The line number stays the one of `line`. */
void import_tell(import *im, bool error, uint32_t line, const char *fmt, ...) CHY_PRINTF(4, 5);

span import_trim(span s);
bool import_starts(span s, const char *prefix);

/* Takes the next [..] of `rest` (which moves behind it); false when none is left. */
bool import_bracket(span *rest, span *inside);

/* "AL_GORE_" to "Al Gore", "UN_" to "UN": into `out` (cap bytes). 0 when nothing that could be matched is left, else the length. */
size_t import_name(span raw, char *out, size_t cap);
/* The same in lower case: "FOREIGN_MINISTER_" to "foreign minister". */
size_t import_words(span raw, char *out, size_t cap);

/* ---- CAMEO's codes of actors ---- */

typedef struct cameo_actor {
    char code[4], sector[4]; /* ours; sector "" when the code says none */
    char id[12];             /* of the group or organisation, or "" */
    bool nobody;             /* ---, ###, +++: a name that is to be passed over */
} cameo_actor;

/* What people the unknown first three letters of a code stand for. */
typedef enum cameo_first { CAMEO_STRICT, CAMEO_ETHNIC, CAMEO_RELIGIOUS } cameo_first;

/* Reads "USAGOV", "IMGMUSALQ", "~GOVMED". False when its first letters are nothing that we know. */
bool cameo_read(span code, cameo_first unknown, cameo_actor *out);

chy_status import_actors(import *im);
chy_status import_agents(import *im);
chy_status import_discards(import *im);
chy_status import_verbs(import *im);
chy_status import_issues(import *im);

#endif
