/* src/base/err.h - How a call says that it failed, and why. Knows no module by name.
 *
 * Every call that can fail returns a chy_status, CHY_OK being zero. Where a caller could
 * act on more than the kind, the call also takes a `chy_err *`: it is filled on failure and
 * untouched on success, so that calls can be chained over one chy_err. `err` may be NULL. */
#ifndef CHY_BASE_ERR_H
#define CHY_BASE_ERR_H

#include <stdint.h>

#if defined(__GNUC__)
#define CHY_MUST_USE __attribute__((warn_unused_result))
#define CHY_PRINTF(fmt_at, args_at) __attribute__((format(printf, fmt_at, args_at)))
#else
#define CHY_MUST_USE
#define CHY_PRINTF(fmt_at, args_at)
#endif

/* The public header holds the same two types for programs that see nothing else. */
#ifndef CHY_ERR_TYPES
#define CHY_ERR_TYPES
typedef enum chy_status {
    CHY_OK = 0,
    CHY_E_NOMEM,   /* no memory left */
    CHY_E_IO,      /* a file could not be read or written: see errno in the message */
    CHY_E_FORMAT,  /* bytes are not what they should be; `at` is the byte offset or line */
    CHY_E_VERSION, /* written by another version of the program */
    CHY_E_LIMIT,   /* a named limit was reached */
    CHY_E_USAGE,   /* the caller's arguments do not fit together */
    CHY_E_STORE,   /* the database refused */
    CHY_E_EMPTY    /* nothing there to work on */
} chy_status;

/* The longest message kept; longer ones are cut. */
#define CHY_ERR_MAX 400

typedef struct chy_err {
    chy_status code;
    uint64_t at;            /* byte offset or line number, as the message says; 0 = none */
    char msg[CHY_ERR_MAX];  /* a sentence fit to show, NUL-terminated, without newline */
} chy_err;
#endif

/* Fills `err` (when not NULL) and returns `code`, so that a failing function can end with
 * `return chy_err_set(err, CHY_E_FORMAT, line, "%s: ...", path);`. */
chy_status chy_err_set(chy_err *err, chy_status code, uint64_t at, const char *fmt, ...)
    CHY_PRINTF(4, 5);

/* A short constant name for `code` ("out of memory"). Never NULL. */
const char *chy_status_name(chy_status code);

#endif
