/* src/serve/parts.h - What the files of this folder share. */
#ifndef CHY_SERVE_PARTS_H
#define CHY_SERVE_PARTS_H

#include <pthread.h>

#include <stdbool.h>

#include "base/buf.h"
#include "serve/query.h"
#include "serve/serve.h"
#include "store/store.h"

/* ---- answers ---- */

typedef struct chy_answer {
    unsigned status;
    const char *type;        /* content type; constant */
    chy_buf body;            /* what is sent, unless `fixed` */
    const char *fixed;       /* bytes of the program */
    size_t fixed_len;
    bool gzip;               /* `fixed` is compressed */
    bool immutable;          /* may be kept without asking again; else it is asked for by its ETag */
    bool allow_post;         /* what 405 names */
    char etag[40];           /* with quotes; "" none */
    char filename[64];       /* offered for saving; "" none */
    const char *refused;     /* for the log */
    unsigned retry_after;    /* seconds; 0 none */
} chy_answer;

/* A problem+json answer. `title` is constant, `detail` may hold anything. */
void chy_answer_problem(chy_answer *answer, unsigned status, const char *title, const char *detail);

/* A problem answer that fits what the store said. */
void chy_answer_failure(chy_answer *answer, chy_status status, const chy_err *err);

/* ---- assets: files compiled in ---- */

typedef struct chy_asset {
    const char *path, *type;
    const unsigned char *plain, *plain_end, *gzip, *gzip_end;
} chy_asset;
extern const chy_asset chy_assets[];
extern const size_t chy_n_assets;
const chy_asset *chy_asset_find(const char *path);
/* A hash of its bytes, in quotes; `out` holds 40 bytes. */
void chy_asset_etag(const chy_asset *asset, bool gzip, char *out);

/* ---- the pool of read-only connections ---- */

typedef struct chy_pool {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    const char *path;
    chy_store *idle[CHY_SERVE_STORES];
    unsigned n_idle, n_out;
    chy_store *monitor;    /* notices what others write */
    int64_t seen;          /* the monitor's last data version */
    uint64_t generation;   /* grows with every change of the store */
    uint64_t boot;         /* so that an ETag of an earlier server means nothing */
} chy_pool;

chy_status chy_pool_open(chy_pool *pool, const char *path, chy_err *err);
void chy_pool_close(chy_pool *pool);
/* A connection for the caller alone, CHY_SERVE_QUERY_MS at most; NULL when none came free in time (CHY_E_LIMIT) or opening failed. */
chy_store *chy_pool_take(chy_pool *pool, chy_err *err);
void chy_pool_give(chy_pool *pool, chy_store *store);
/* The store's state as a number: answers of the same state are the same. */
uint64_t chy_pool_state(chy_pool *pool);

/* ---- answers kept ---- */

typedef struct chy_cache chy_cache;
chy_cache *chy_cache_new(size_t max_bytes);
void chy_cache_free(chy_cache *cache);
/* Copies a kept answer of this state into `out`; false when there is none. */
bool chy_cache_get(chy_cache *cache, uint64_t state, const char *key, chy_answer *out);
void chy_cache_put(chy_cache *cache, uint64_t state, const char *key, const chy_answer *answer);

/* ---- requests ---- */

struct chy_server {
    chy_serve_settings set;
    void *daemon;
    unsigned port;
    chy_pool pool;
    chy_cache *cache;
    pthread_mutex_t coding; /* one tree at a time: a coder is large */
    chy_coder *coder;
    struct chy_watch *watch;
};

typedef struct chy_request {
    chy_server *server;
    const char *method;
    chy_target target;
    const char *sent; /* the target as it was sent, cut */
    const char *host, *origin, *token, *content_type, *site, *accept_encoding, *if_none_match;
    chy_buf body;
} chy_request;

/* Finds the route and fills the answer; never fails otherwise than by a problem answer. */
void chy_route(const chy_request *request, chy_answer *answer);

/* Handlers of api.c. `rest` is the path behind the route's prefix. */
void chy_api_view(const chy_request *request, const char *rest, chy_answer *answer);
void chy_api_index(const chy_request *request, const char *rest, chy_answer *answer);
void chy_api_tree(const chy_request *request, const char *rest, chy_answer *answer);
void chy_api_correct(const chy_request *request, const char *rest, chy_answer *answer);
void chy_api_export(const chy_request *request, const char *rest, chy_answer *answer);

/* "127.0.0.1:8080" against what this server is called. A pure function of its arguments. */
bool chy_host_allowed(const chy_serve_settings *set, unsigned port, const char *host);
bool chy_origin_allowed(const chy_serve_settings *set, const char *host, const char *origin);

#endif
