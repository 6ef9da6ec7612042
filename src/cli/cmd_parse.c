/* src/cli/cmd_parse.c - `chancery parse`: sentences, tokens and trees as CoNLL-U. */
#include <string.h>

#include "cli/commands.h"

#define PIECE_BYTES ((size_t)64 << 10)

typedef struct parsing_run {
    program *prog;
    bool tokens;
    chy_buf out;
} parsing_run;

static void work(void *ctx, chy_coder *coder, flow_item *item)
{
    const parsing_run *run = ctx;
    item->status = chy_coder_parse(coder, item->doc, run->tokens, item->coding, &item->err);
    chy_coding_conllu(item->coding, &item->out);
}

static bool take(void *ctx, flow_item *item)
{
    parsing_run *run = ctx;
    program_tell(run->prog, item->doc, item->coding, item->status, &item->err);
    if (item->out.failed)
        return program_write(run->prog, &item->out);
    chy_buf_add(&run->out, item->out.data ? item->out.data : "", item->out.len);
    return run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
}

static bool idle(void *ctx)
{
    parsing_run *run = ctx;
    return !run->out.len || program_write(run->prog, &run->out);
}

void cmd_parse(program *prog)
{
    parsing_run run = {.prog = prog, .tokens = !strcmp(prog->set.input, "tokens")};
    flow f = {.ctx = &run, .work = work, .take = take, .idle = idle};
    program_flow(prog, &f);
    if (prog->status != STATUS_OUTPUT)
        program_write(prog, &run.out);
    program_tell_rest(prog);
    chy_buf_release(&run.out);
}
