/* tests/unit/dict_fixture.h - A small dictionary of invented states for tests, compiled from text written here. */
#ifndef CHY_TESTS_DICT_FIXTURE_H
#define CHY_TESTS_DICT_FIXTURE_H

#include "base/buf.h"
#include "dict/compile.h"
#include "dict/dict.h"
#include "types/article.h"

/* One file of a data folder: "actors/states.tsv" and its text. */
typedef struct fixture_file { const char *path, *text; } fixture_file;

/* The invented world: states Arvonia (ARV, capital Lorn) and Besk (BSK, capital Omra), the Vale Pact, the Red Fern rebels, people, offices,
 * agents and places. Ends with a NULL path. */
extern const fixture_file fixture_world[];

/* Writes `files` under a new folder, compiles it and removes it. The bytes are malloc'ed inside `out`. */
chy_status fixture_compile(const fixture_file *files, chy_dict_note_fn *note, void *context, chy_buf *out, chy_err *err);

/* Tokens of "Turkish/ADJ/2/amod police/NOUN/3/nsubj ...": form, upos, head, relation, separated by blanks; what is left out stays 0. A form that ends
 * in "_" has no white space behind it; xpos follows from upos and the form's ending; "@PER" etc. as a fifth part is the entity tag's type. */
bool fixture_sentence(const char *text, chy_arena *arena, chy_sentence *out);

#endif
