/* src/cli/flow.h - Many documents through many threads, out again in the order they came in.
 *
 *   reader thread -> ring of slots -> worker threads -> the caller's thread, in order
 *
 * The ring bounds the memory: the reader waits when the oldest slot is not yet taken. */
#ifndef CHY_CLI_FLOW_H
#define CHY_CLI_FLOW_H

#include "base/buf.h"
#include "chancery.h"

/* One document on its way. `coding` and `out` are the worker's to fill. */
typedef struct flow_item {
    chy_document *doc;
    chy_coding *coding;
    chy_buf out;
    chy_status status; /* of the coding; CHY_OK when the document is unusable or unwanted */
    chy_err err;
    bool unwanted;
    size_t n_sentences, n_events; /* the worker counts, since `coding` may be cleared early */
    uint64_t bytes;    /* taken from all files when this document had been read */
} flow_item;

typedef struct program program;

typedef struct flow {
    const char **paths;
    size_t n_paths;
    const program *prog; /* says how files are opened */
    unsigned jobs;
    chy_coder **coders; /* one a job */
    void *ctx;
    /* Reader thread: false for documents that need no coding. NULL: all are wanted. */
    bool (*wanted)(void *ctx, const chy_document *doc);
    /* Worker thread: codes item->doc; called for usable, wanted documents only. */
    void (*work)(void *ctx, chy_coder *coder, flow_item *item);
    /* Caller's thread: called for every item in order; false stops the flow. */
    bool (*take)(void *ctx, flow_item *item);
    /* Caller's thread: nothing to take right now (called at least each 200 ms while waiting). False stops the flow. */
    bool (*idle)(void *ctx);
} flow;

/* Runs until the last document was taken, or until take or idle said stop; no thread is left. CHY_E_NOMEM when threads or slots cannot
 * be had. */
chy_status flow_run(flow *f, chy_err *err);

#endif
