/* src/cli/cmd_add.c - `chancery add`: documents into the store. The workers code, the caller's thread writes, in order. Many
 * documents share a transaction, so a run that is killed loses at most the last second; added again, it goes on where it was. */
#include <string.h>

#include "cli/commands.h"
#include "cli/progress.h"
#include "keep/keep.h"

/* A transaction ends after so many documents or seconds, whichever comes first. */
#define BATCH_DOCUMENTS 500
#define BATCH_SECONDS 1.0

typedef struct adding {
    program *prog;
    chy_keep *keep; /* the caller's thread writes */
    chy_store *looking; /* the reader's thread looks whether a document is there */
    progress bar;
    unsigned in_batch;
    double batch_began;
    uint64_t added, replaced, known, sentences, events;
} adding;

static bool give_up(adding *run, const chy_err *err)
{
    program_say(run->prog, "%s", err->msg);
    return program_fail(run->prog, STATUS_OUTPUT);
}

/* A document that is there needs no coding. It may still be in the writer's open transaction, unseen from here: then it is
 * coded in vain and add() finds it. */
static bool wanted(void *ctx, const chy_document *doc)
{
    const adding *run = ctx;
    chy_presence was;
    return chy_store_look(run->looking, doc, &was, NULL) != CHY_OK || was != CHY_SAME;
}

static void work(void *ctx, chy_coder *coder, flow_item *item)
{
    (void)ctx;
    item->status = chy_coder_run(coder, item->doc, item->coding, &item->err);
    item->n_sentences = chy_coding_n_sentences(item->coding);
    item->n_events = chy_coding_n_events(item->coding);
}

static bool commit(adding *run)
{
    chy_err err;
    if (chy_keep_commit(run->keep, &err) != CHY_OK)
        return give_up(run, &err);
    run->in_batch = 0;
    return true;
}

static void refuse(adding *run, const flow_item *item)
{
    program_say(run->prog, "%s: the store has another document with the id \"%s\": skipped (--replace puts this one in its place)",
                chy_document_origin(item->doc), chy_document_get(item->doc, CHY_FIELD_ID, NULL));
    program_fail(run->prog, STATUS_INPUT);
}

static bool store_item(adding *run, const flow_item *item)
{
    chy_presence was;
    chy_err err;
    if (!run->in_batch)
        run->batch_began = progress_seconds(&run->bar);
    if (chy_keep_add(run->keep, item->coding, run->prog->set.replace, &was, &err) != CHY_OK)
        return give_up(run, &err);
    if (was == CHY_SAME) {
        run->known++;
    } else if (was == CHY_OTHER && !run->prog->set.replace) {
        refuse(run, item);
    } else {
        run->replaced += was == CHY_OTHER;
        run->added += was == CHY_ABSENT;
        run->sentences += item->n_sentences;
        run->events += item->n_events;
    }
    run->in_batch++;
    return run->in_batch < BATCH_DOCUMENTS || commit(run);
}

static bool idle(void *ctx)
{
    adding *run = ctx;
    progress_show(&run->bar);
    return !run->in_batch || progress_seconds(&run->bar) - run->batch_began < BATCH_SECONDS || commit(run);
}

static bool take(void *ctx, flow_item *item)
{
    adding *run = ctx;
    program_tell(run->prog, item->doc, item->coding, item->status, &item->err);
    run->bar.bytes = item->bytes;
    run->bar.documents++;
    run->bar.sentences += item->n_sentences;
    run->bar.events += item->n_events;
    if (item->unwanted)
        run->known++;
    else if (item->status == CHY_OK && chy_document_usable(item->doc) && !store_item(run, item))
        return false;
    return idle(run);
}

static void say_result(const adding *run)
{
    program_say(run->prog, "%llu documents added to %s, %llu replaced, %llu already there; %llu sentences, %llu events, %.1f s",
                (unsigned long long)run->added, run->prog->set.store, (unsigned long long)run->replaced, (unsigned long long)run->known,
                (unsigned long long)run->sentences, (unsigned long long)run->events, progress_seconds(&run->bar));
}

void cmd_add(program *prog)
{
    adding run = {.prog = prog};
    flow f = {.ctx = &run, .wanted = wanted, .work = work, .take = take, .idle = idle};
    chy_err err;
    run.keep = chy_keep_open(prog->set.store, &err);
    run.looking = run.keep ? chy_store_open(prog->set.store, CHY_STORE_READ, &err) : NULL;
    if (!run.looking) {
        give_up(&run, &err);
    } else {
        progress_begin(&run.bar, prog->set.operands, prog->set.n_operands, prog->set.quiet);
        prog->before_message = progress_hide;
        prog->before_ctx = &run.bar;
        program_flow(prog, &f);
        if (prog->status != STATUS_OUTPUT)
            commit(&run);
        program_tell_rest(prog);
        if (prog->status != STATUS_OUTPUT && !prog->set.quiet)
            say_result(&run);
        progress_hide(&run.bar);
        prog->before_message = NULL;
    }
    chy_store_free(run.looking);
    chy_keep_free(run.keep);
}
