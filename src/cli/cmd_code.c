/* src/cli/cmd_code.c - `chancery code`: documents in, events out, in order. A clean filter: nothing but events on standard output. */
#include "cli/commands.h"
#include "export/export.h"
#include "export/sink.h"

/* Output is handed to the system in pieces of this size, and whenever there is nothing to do but wait. */
#define PIECE_BYTES ((size_t)64 << 10)

typedef struct coding_run {
    program *prog;
    chy_layout layout;
    chy_sink *sink;
    chy_buf out;
} coding_run;

/* Everything is written in the worker, so that the ordered end has only bytes to copy and the article's memory is free at once. */
static void work(void *ctx, chy_coder *coder, flow_item *item)
{
    const coding_run *run = ctx;
    item->status = chy_coder_run(coder, item->doc, item->coding, &item->err);
    item->n_sentences = chy_coding_n_sentences(item->coding);
    item->n_events = chy_coding_n_events(item->coding);
    for (size_t i = 0; i < item->n_events; i++)
        chy_export_record(&run->layout, chy_coding_event(item->coding, i), &item->out);
}

static bool take(void *ctx, flow_item *item)
{
    coding_run *run = ctx;
    program_tell(run->prog, item->doc, item->coding, item->status, &item->err);
    if (item->out.failed)
        return program_write(run->prog, &item->out);
    chy_sink_take(run->sink, item->out.data ? item->out.data : "", item->out.len, &run->out);
    return run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
}

/* Who reads a pipe gets each record as soon as it is there. */
static bool idle(void *ctx)
{
    coding_run *run = ctx;
    return !run->out.len || program_write(run->prog, &run->out);
}

void cmd_code(program *prog)
{
    coding_run run = {.prog = prog, .layout = {.with_text = prog->set.text, .width = program_width()}};
    flow f = {.ctx = &run, .work = work, .take = take, .idle = idle};
    chy_format_find(prog->set.format ? prog->set.format : "jsonl", &run.layout.format);
    if (!program_sink(prog, &run.layout, &run.sink))
        return;
    chy_sink_begin(run.sink, &run.out);
    program_flow(prog, &f);
    chy_sink_end(run.sink, &run.out);
    if (prog->status != STATUS_OUTPUT)
        program_write(prog, &run.out);
    program_tell_rest(prog);
    chy_buf_release(&run.out);
    chy_sink_free(run.sink);
}
