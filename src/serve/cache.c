/* src/serve/cache.c - Answers of the store's present state, kept up to a number of bytes; the one unused longest goes first. When the
 * state changes everything goes. Keys come from clients: the table stays correct, if slow, when their hashes meet. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "serve/parts.h"

#define SLOTS 1024
/* One answer may take no more than this part of the whole. */
#define LARGEST(max) ((max) / 8)

typedef struct entry {
    struct entry *next;          /* in its slot */
    struct entry *older, *newer; /* by use */
    chy_answer answer;           /* its body is the entry's own */
    size_t slot, bytes;
    char key[];
} entry;

struct chy_cache {
    pthread_mutex_t lock;
    entry *slots[SLOTS], *oldest, *newest;
    size_t bytes, max;
    uint64_t state;
};

chy_cache *chy_cache_new(size_t max_bytes)
{
    chy_cache *cache = calloc(1, sizeof *cache);
    if (cache) {
        cache->max = max_bytes;
        pthread_mutex_init(&cache->lock, NULL);
    }
    return cache;
}

static void unlink_use(chy_cache *cache, entry *e)
{
    *(e->older ? &e->older->newer : &cache->oldest) = e->newer;
    *(e->newer ? &e->newer->older : &cache->newest) = e->older;
}

static void link_newest(chy_cache *cache, entry *e)
{
    e->older = cache->newest;
    e->newer = NULL;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = e;
    cache->newest = e;
}

static void drop(chy_cache *cache, entry *e)
{
    entry **at = &cache->slots[e->slot];
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    unlink_use(cache, e);
    cache->bytes -= e->bytes;
    chy_buf_release(&e->answer.body);
    free(e);
}

static void settle_state(chy_cache *cache, uint64_t state)
{
    if (cache->state == state)
        return;
    while (cache->oldest)
        drop(cache, cache->oldest);
    cache->state = state;
}

void chy_cache_free(chy_cache *cache)
{
    if (!cache)
        return;
    while (cache->oldest)
        drop(cache, cache->oldest);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static entry *find(chy_cache *cache, const char *key)
{
    entry *e = cache->slots[chy_hash(key, strlen(key)) % SLOTS];
    while (e && strcmp(e->key, key))
        e = e->next;
    return e;
}

bool chy_cache_get(chy_cache *cache, uint64_t state, const char *key, chy_answer *out)
{
    bool found = false;
    pthread_mutex_lock(&cache->lock);
    settle_state(cache, state);
    entry *e = find(cache, key);
    if (e) {
        unlink_use(cache, e);
        link_newest(cache, e);
        *out = e->answer;
        out->body = (chy_buf){0};
        chy_buf_add(&out->body, e->answer.body.data, e->answer.body.len);
        found = !out->body.failed;
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

void chy_cache_put(chy_cache *cache, uint64_t state, const char *key, const chy_answer *answer)
{
    size_t key_len = strlen(key), bytes = sizeof(entry) + key_len + answer->body.len;
    if (bytes > LARGEST(cache->max))
        return;
    entry *e = calloc(1, sizeof *e + key_len + 1);
    if (!e)
        return;
    memcpy(e->key, key, key_len);
    e->answer = *answer;
    e->answer.body = (chy_buf){0};
    chy_buf_add(&e->answer.body, answer->body.data, answer->body.len);
    e->bytes = bytes;
    e->slot = chy_hash(key, key_len) % SLOTS;
    pthread_mutex_lock(&cache->lock);
    /* An answer that took long may be of a state that is gone. */
    if (e->answer.body.failed || state != cache->state || find(cache, key)) {
        chy_buf_release(&e->answer.body);
        free(e);
    } else {
        e->next = cache->slots[e->slot];
        cache->slots[e->slot] = e;
        link_newest(cache, e);
        cache->bytes += bytes;
        while (cache->bytes > cache->max)
            drop(cache, cache->oldest);
    }
    pthread_mutex_unlock(&cache->lock);
}
