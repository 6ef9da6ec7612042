/* src/serve/serve.h - `chancery serve`: web pages and a JSON API over a store. Knows HTTP and pages; microhttpd.h is known here alone,
 * SQL not at all (store/views.h).
 *
 * Built for one analyst or a small team on a trusted machine: loopback by default, no TLS (a proxy has it), the store is only read,
 * but for corrections, which need a token. Each request has a read-only connection to the store for itself while it runs. */
#ifndef CHY_SERVE_SERVE_H
#define CHY_SERVE_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "chancery.h"

/* What one request may cost. */
#define CHY_SERVE_CONNECTIONS 200         /* at the same time; further ones wait or are closed */
#define CHY_SERVE_HEADER_BYTES ((size_t)32 << 10) /* request line and headers, and what MHD needs to keep of them */
#define CHY_SERVE_BODY_BYTES ((size_t)16 << 10)   /* of a correction */
#define CHY_SERVE_REQUEST_SECONDS 10      /* from the first byte of a request, or from connecting, to its last */
#define CHY_SERVE_IDLE_SECONDS 30         /* a connection on which nothing moves */
#define CHY_SERVE_QUERY_MS 8000           /* of the store, for one request */
#define CHY_SERVE_STORES 8                /* requests that read the store at the same time */
#define CHY_SERVE_CACHE_BYTES ((size_t)32 << 20)

/* One request that ended, for the access log. Strings live until the call returns, and hold what the client sent: escape them. */
typedef struct chy_access {
    const char *client, *method, *target;
    unsigned status;
    uint64_t bytes, microseconds;
    const char *refused; /* why, when it was refused; else NULL */
} chy_access;

typedef struct chy_serve_settings {
    const char *store;              /* path of an existing store */
    const char *address;            /* "127.0.0.1", "::1", "0.0.0.0" ... */
    unsigned port;                  /* 0: any that is free */
    const char *hosts;              /* further names that a Host header may have, separated by commas; NULL: none */
    const char *cors;               /* one origin that may read the API from its own pages; NULL: none */
    const char *token;              /* what a correction must bring; NULL: none are taken */
    const chy_knowledge *knowledge; /* for the trees of "why"; NULL: pages say that there is none */
    const char *(*now)(void *ctx, char *out); /* the day and time of a correction, into 32 bytes: the library has no clock */
    void (*access)(void *ctx, const chy_access *what); /* called from many threads; NULL: no log */
    void (*problem)(void *ctx, const char *line);      /* what went wrong inside, and what was refused before it was a request */
    void *ctx;
} chy_serve_settings;

typedef struct chy_server chy_server;

/* Starts listening; threads of its own answer. `settings` is copied, its strings are not. NULL with CHY_E_STORE or CHY_E_VERSION (the store),
 * CHY_E_USAGE (no such address), CHY_E_IO (the port is taken, no right to it) or CHY_E_NOMEM. */
chy_server *chy_server_start(const chy_serve_settings *settings, chy_err *err);

/* The port that it listens on. */
unsigned chy_server_port(const chy_server *server);

/* Takes no more connections, lets running requests end (for at most `seconds`) and frees everything. NULL is allowed. */
void chy_server_stop(chy_server *server, unsigned seconds);

#endif
