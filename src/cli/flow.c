/* src/cli/flow.c - See flow.h. One mutex guards the states of the slots; whoever a slot's state belongs to works on it
 * without the lock. */
#include "cli/flow.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/program.h"

enum state { FREE /* the reader's */, READ /* a worker's */, WORKED /* the caller's */ };

/* Enough that a long article at the front does not starve the workers behind it. */
#define SLOTS_PER_JOB 4

typedef struct slot {
    enum state state;
    flow_item item;
} slot;

typedef struct ring {
    flow *f;
    pthread_mutex_t lock;
    pthread_cond_t freed, read, worked;
    slot *slots;
    size_t n_slots;
    uint64_t n_read, n_begun; /* documents so far; the slot of a number is number mod n_slots */
    bool no_more;             /* the reader is done */
    bool stop;
} ring;

typedef struct worker {
    ring *r;
    chy_coder *coder;
} worker;

/* ---- reader ---- */

/* Waits for the next free slot and empties it; NULL when the flow stops. */
static slot *wait_free(ring *r)
{
    pthread_mutex_lock(&r->lock);
    slot *s = &r->slots[r->n_read % r->n_slots];
    while (s->state != FREE && !r->stop)
        pthread_cond_wait(&r->freed, &r->lock);
    bool stop = r->stop;
    pthread_mutex_unlock(&r->lock);
    if (stop)
        return NULL;
    chy_document_clear(s->item.doc);
    chy_coding_clear(s->item.coding);
    chy_buf_clear(&s->item.out);
    s->item.status = CHY_OK;
    s->item.unwanted = false;
    s->item.n_sentences = s->item.n_events = 0;
    return s;
}

static void hand_on(ring *r, slot *s, uint64_t bytes)
{
    flow_item *item = &s->item;
    item->bytes = bytes;
    if (item->status == CHY_OK && chy_document_usable(item->doc) && r->f->wanted)
        item->unwanted = !r->f->wanted(r->f->ctx, item->doc);
    pthread_mutex_lock(&r->lock);
    s->state = READ;
    r->n_read++;
    pthread_cond_signal(&r->read);
    pthread_mutex_unlock(&r->lock);
}

static void free_reader(void *reader)
{
    chy_reader_free(reader);
}

/* The one place where the thread may be cancelled: it may wait for a pipe for ever. */
static chy_status read_next(chy_reader *reader, slot *s)
{
    int ignored;
    chy_status status;
    pthread_cleanup_push(free_reader, reader);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &ignored);
    status = chy_reader_next(reader, s->item.doc, &s->item.err);
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
    pthread_cleanup_pop(0);
    return status;
}

/* Reads all of one file; what goes wrong takes its place in the order like a document, so that its message does. `*bytes`
 * counts over all files. False when the flow stops. */
static bool read_file(ring *r, const char *path, uint64_t *bytes)
{
    slot *s = wait_free(r);
    if (!s)
        return false;
    chy_reader *reader = program_open_reader(r->f->prog, path, &s->item.err);
    if (!reader) {
        s->item.status = s->item.err.code;
        hand_on(r, s, *bytes);
        return true;
    }
    while (s) {
        chy_status status = read_next(reader, s);
        if (status == CHY_E_EMPTY)
            break;
        s->item.status = status;
        hand_on(r, s, *bytes + chy_reader_bytes(reader));
        if (status != CHY_OK)
            break;
        s = wait_free(r);
    }
    *bytes += chy_reader_bytes(reader);
    chy_reader_free(reader);
    return s != NULL;
}

static void *read_all(void *arg)
{
    ring *r = arg;
    uint64_t bytes = 0;
    int ignored;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
    for (size_t i = 0; i < r->f->n_paths; i++)
        if (!read_file(r, r->f->paths[i], &bytes))
            break;
    pthread_mutex_lock(&r->lock);
    r->no_more = true;
    pthread_cond_broadcast(&r->read);
    pthread_cond_broadcast(&r->worked);
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* ---- workers ---- */

/* Takes the next document that was read; NULL at the end. */
static slot *wait_read(ring *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->n_begun == r->n_read && !r->no_more && !r->stop)
        pthread_cond_wait(&r->read, &r->lock);
    slot *s = r->n_begun == r->n_read || r->stop ? NULL : &r->slots[r->n_begun++ % r->n_slots];
    pthread_mutex_unlock(&r->lock);
    return s;
}

static void *work_all(void *arg)
{
    worker *w = arg;
    slot *s;
    while ((s = wait_read(w->r)) != NULL) {
        flow_item *item = &s->item;
        if (item->status == CHY_OK && !item->unwanted && chy_document_usable(item->doc))
            w->r->f->work(w->r->f->ctx, w->coder, item);
        pthread_mutex_lock(&w->r->lock);
        s->state = WORKED;
        pthread_cond_signal(&w->r->worked);
        pthread_mutex_unlock(&w->r->lock);
    }
    return NULL;
}

/* ---- the caller ---- */

/* Waits until document number `n` is worked. NULL when there is none, or when idle() says stop. */
static slot *wait_worked(ring *r, uint64_t n)
{
    slot *s = &r->slots[n % r->n_slots];
    for (bool waited = false;; waited = true) {
        pthread_mutex_lock(&r->lock);
        if (waited && s->state != WORKED && !(r->no_more && n == r->n_read)) {
            struct timespec until;
            clock_gettime(CLOCK_REALTIME, &until);
            until.tv_nsec += 200 * 1000000L;
            until.tv_sec += until.tv_nsec / 1000000000L;
            until.tv_nsec %= 1000000000L;
            pthread_cond_timedwait(&r->worked, &r->lock, &until);
        }
        bool ready = s->state == WORKED, over = r->no_more && n == r->n_read;
        pthread_mutex_unlock(&r->lock);
        if (ready)
            return s;
        if (over || !r->f->idle(r->f->ctx))
            return NULL;
    }
}

static void take_all(ring *r)
{
    slot *s;
    for (uint64_t n = 0; (s = wait_worked(r, n)) != NULL; n++) {
        bool go_on = r->f->take(r->f->ctx, &s->item);
        pthread_mutex_lock(&r->lock);
        s->state = FREE;
        pthread_cond_signal(&r->freed);
        pthread_mutex_unlock(&r->lock);
        if (!go_on)
            return;
    }
}

static void release(ring *r)
{
    for (size_t i = 0; r->slots && i < r->n_slots; i++) {
        chy_document_free(r->slots[i].item.doc);
        chy_coding_free(r->slots[i].item.coding);
        chy_buf_release(&r->slots[i].item.out);
    }
    free(r->slots);
    pthread_cond_destroy(&r->freed);
    pthread_cond_destroy(&r->read);
    pthread_cond_destroy(&r->worked);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static ring *prepare(flow *f)
{
    ring *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->f = f;
    r->n_slots = (size_t)f->jobs * SLOTS_PER_JOB;
    r->slots = calloc(r->n_slots, sizeof *r->slots);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->freed, NULL);
    pthread_cond_init(&r->read, NULL);
    pthread_cond_init(&r->worked, NULL);
    bool good = r->slots != NULL;
    for (size_t i = 0; good && i < r->n_slots; i++) {
        r->slots[i].item.doc = chy_document_new();
        r->slots[i].item.coding = chy_coding_new();
        good = r->slots[i].item.doc && r->slots[i].item.coding;
    }
    if (good)
        return r;
    release(r);
    return NULL;
}

/* Ends all threads and waits for them. The reader may be stuck in a read, so it is cancelled there. */
static void join(ring *r, pthread_t *threads, size_t n, bool has_reader)
{
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_broadcast(&r->freed);
    pthread_cond_broadcast(&r->read);
    pthread_mutex_unlock(&r->lock);
    if (has_reader)
        pthread_cancel(threads[n - 1]);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

/* Starts the workers and, last, the reader. Returns how many threads there are; all: jobs + 1. */
static size_t start(ring *r, worker *workers, pthread_t *threads)
{
    size_t n = 0;
    for (unsigned i = 0; i < r->f->jobs; i++, n++) {
        workers[i] = (worker){r, r->f->coders[i]};
        if (pthread_create(&threads[n], NULL, work_all, &workers[i]) != 0)
            return n;
    }
    return pthread_create(&threads[n], NULL, read_all, r) == 0 ? n + 1 : n;
}

chy_status flow_run(flow *f, chy_err *err)
{
    ring *r = prepare(f);
    worker *workers = calloc(f->jobs, sizeof *workers);
    pthread_t *threads = calloc((size_t)f->jobs + 1, sizeof *threads);
    bool good = r && workers && threads;
    if (good) {
        size_t n = start(r, workers, threads);
        good = n == (size_t)f->jobs + 1;
        if (good)
            take_all(r);
        join(r, threads, n, good);
    }
    if (r)
        release(r);
    free(workers);
    free(threads);
    return good ? CHY_OK : chy_err_set(err, CHY_E_NOMEM, 0, "no memory or threads for %u jobs", f->jobs);
}
