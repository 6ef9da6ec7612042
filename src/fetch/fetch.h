/* src/fetch/fetch.h - Bytes from the web, politely: robots.txt, a pause between two requests to one host, conditional requests, limits of size and time,
 * redirects to http and https only, and no addresses of private networks. Built apart from the library: it waits, and asks the clock. */
#ifndef CHY_FETCH_FETCH_H
#define CHY_FETCH_FETCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct chy_fetcher chy_fetcher;

typedef struct chy_fetch_rules {
    const char *agent;   /* what we call ourselves; its first word is looked for in robots.txt */
    double delay;        /* seconds between two requests to one host; robots.txt may ask for more */
    long timeout;        /* seconds for one request */
    size_t bytes;        /* of one answer, unpacked */
    bool allow_private;  /* also loopback and private networks */
    bool ignore_robots;
    bool (*stop)(void);  /* asked while waiting; NULL: nobody */
} chy_fetch_rules;

/* What a server says of a version, for asking again. */
typedef struct chy_fetch_version {
    chy_buf etag, modified;
} chy_fetch_version;

typedef struct chy_fetched {
    long status;          /* 200, 304, 404 ... */
    chy_buf url;          /* where it came from at last */
    chy_buf type;         /* Content-Type, "" when not said */
    chy_buf body;
    chy_fetch_version version;
} chy_fetched;

/* NULL with CHY_E_NOMEM, or CHY_E_USAGE where the program was built without libcurl. */
chy_fetcher *chy_fetcher_new(const chy_fetch_rules *rules, chy_err *err);
void chy_fetcher_free(chy_fetcher *fetcher);

/* Gets `url`. With `known`, asks only for what is newer (status 304 then). CHY_OK for each answer, whatever its status. CHY_E_USAGE: no http(s) address, or
 * robots.txt forbids it; CHY_E_LIMIT: too large, too slow, too many redirects; CHY_E_IO: no connection, or an address that is not allowed. */
chy_status chy_fetch(chy_fetcher *fetcher, const char *url, const chy_fetch_version *known, chy_fetched *out, chy_err *err) CHY_MUST_USE;

void chy_fetched_release(chy_fetched *fetched);

#endif
