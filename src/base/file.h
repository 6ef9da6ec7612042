/* src/base/file.h - Whole files: mapped read-only, or read into memory. Knows nothing of their content. */
#ifndef CHY_BASE_FILE_H
#define CHY_BASE_FILE_H

#include <stddef.h>

#include "base/err.h"

/* Bytes of a file. `data` is never NULL after success (an empty file points to one NUL byte). */
typedef struct chy_file {
    const char *data;
    size_t len;
    enum { CHY_FILE_STATIC, CHY_FILE_MAPPED, CHY_FILE_HEAP } kind; /* how it is released */
} chy_file;

/* Maps `path` read-only. CHY_E_IO with errno's text when it is missing, a directory or unreadable. The mapping is
 * private; a file that shrinks while mapped is the caller's misfortune, so only our own model and dictionary files are mapped. */
chy_status chy_file_map(const char *path, chy_file *out, chy_err *err) CHY_MUST_USE;

/* Reads all of `path` ("-" is standard input) into memory and adds a NUL behind it. CHY_E_LIMIT when it is longer than
 * `max` bytes (0 = no limit). Works for pipes. */
chy_status chy_file_read(const char *path, size_t max, chy_file *out, chy_err *err) CHY_MUST_USE;

void chy_file_release(chy_file *file);

#endif
