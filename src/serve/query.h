/* src/serve/query.h - A request's target taken apart: path and parameters, percent signs decoded, under limits. A pure function of
 * bytes that anybody may have sent; knows nothing of sockets. */
#ifndef CHY_SERVE_QUERY_H
#define CHY_SERVE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

/* A target of ours is far shorter; what a view needs fits many times. */
#define CHY_SERVE_MAX_TARGET 4096
#define CHY_SERVE_MAX_PARAMS 24
#define CHY_SERVE_MAX_VALUE 512

typedef struct chy_param {
    const char *name, *value; /* decoded, valid UTF-8 without control characters, in the target's `bytes` */
} chy_param;

typedef struct chy_target {
    char bytes[CHY_SERVE_MAX_TARGET + 8 * CHY_SERVE_MAX_PARAMS]; /* decoded text is never longer than what was sent */
    const char *path; /* begins with '/' */
    chy_param params[CHY_SERVE_MAX_PARAMS];
    size_t n_params;
} chy_target;

/* Takes `sent` ("/dyad?a=IRN") apart. NULL when it is good; else why it is refused, a constant sentence: too long, no path, a bad
 * percent sign, broken UTF-8, a control character, "." or ".." as a part of the path, the same name twice, too many or too long parameters.
 * Parameters without a value are left out: an empty field of a form asks for nothing. */
const char *chy_target_parse(const char *sent, size_t len, chy_target *out);

/* The value of `name`, or NULL. */
const char *chy_target_get(const chy_target *target, const char *name);

#endif
