/* src/dict/compile.h - Text under data/ to the one file that dict.h opens. For the build's mkdict, `chancery dict compile` and
 * `chancery dict check`. data/actors/README.md and data/places/README.md define what is read. */
#ifndef CHY_DICT_COMPILE_H
#define CHY_DICT_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Something wrong with one line. An error means that the line (or the cell) was left out. */
typedef struct chy_dict_note {
    bool error;
    const char *file; /* "people.tsv" */
    uint32_t line;
    const char *text; /* valid during the call */
} chy_dict_note;
typedef void chy_dict_note_fn(void *context, const chy_dict_note *note);

/* Compiles `folder` (its actors/ and places/; missing files count as empty) into `out`. Lines that are wrong are left out and told
 * to `note` (may be NULL); the call fails only for want of memory, an unreadable file, or a table that outgrows its format. The bytes
 * depend on the files alone. */
chy_status chy_dict_compile(const char *folder, chy_dict_note_fn *note, void *context, chy_buf *out,
                            chy_err *err) CHY_MUST_USE;

/* The same for files that users write: each holds tables under lines such as "[people]" (docs/FORMATS.md), or is one of the files of a data
 * folder, known by its name. What cannot be opened fails the call. */
chy_status chy_dict_compile_files(const char *const *paths, size_t n, chy_dict_note_fn *note, void *context, chy_buf *out,
                                  chy_err *err) CHY_MUST_USE;

#endif
