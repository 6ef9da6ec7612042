/* src/serve/pool.c - Read-only connections to the store, lent to one request at a time; and the store's state as a number. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "serve/parts.h"
#include "store/views.h"

/* How long a request waits for its turn. */
#define WAIT_SECONDS 5

chy_status chy_pool_open(chy_pool *pool, const char *path, chy_err *err)
{
    *pool = (chy_pool){.path = path};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->freed, NULL);
    /* Without random bytes two servers might share ETags of different stores; then the address of the pool is all we have. */
    if (getrandom(&pool->boot, sizeof pool->boot, 0) != sizeof pool->boot)
        pool->boot = (uint64_t)(uintptr_t)pool;
    pool->monitor = chy_store_open(path, CHY_STORE_READ, err);
    return pool->monitor ? CHY_OK : CHY_E_STORE;
}

void chy_pool_close(chy_pool *pool)
{
    for (unsigned i = 0; i < pool->n_idle; i++)
        chy_store_free(pool->idle[i]);
    chy_store_free(pool->monitor);
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
}

/* True when a connection may be had; the lock is held. */
static bool wait_turn(chy_pool *pool)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    while (pool->n_out == CHY_SERVE_STORES)
        if (pthread_cond_timedwait(&pool->freed, &pool->lock, &until) == ETIMEDOUT)
            return pool->n_out < CHY_SERVE_STORES;
    return true;
}

chy_store *chy_pool_take(chy_pool *pool, chy_err *err)
{
    chy_store *store = NULL;
    pthread_mutex_lock(&pool->lock);
    bool turn = wait_turn(pool);
    if (turn) {
        pool->n_out++;
        if (pool->n_idle)
            store = pool->idle[--pool->n_idle];
    }
    pthread_mutex_unlock(&pool->lock);
    if (!turn) {
        chy_err_set(err, CHY_E_LIMIT, 0, "too many requests read the store at once");
        return NULL;
    }
    if (!store)
        store = chy_store_open(pool->path, CHY_STORE_READ, err);
    if (store)
        chy_store_set_deadline(store, CHY_SERVE_QUERY_MS);
    else
        chy_pool_give(pool, NULL);
    return store;
}

void chy_pool_give(chy_pool *pool, chy_store *store)
{
    pthread_mutex_lock(&pool->lock);
    pool->n_out--;
    if (store)
        pool->idle[pool->n_idle++] = store;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

uint64_t chy_pool_state(chy_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    int64_t version = chy_store_data_version(pool->monitor);
    if (version != pool->seen) {
        pool->seen = version;
        pool->generation++;
    }
    uint64_t state = pool->boot + pool->generation;
    pthread_mutex_unlock(&pool->lock);
    return state;
}
