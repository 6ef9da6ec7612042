/* src/cli/cmd_events.c - `chancery events`: what the store holds, through filters. */
#include <unistd.h>

#include "cli/commands.h"
#include "export/export.h"
#include "export/sink.h"
#include "store/store.h"

#define PIECE_BYTES ((size_t)64 << 10)

typedef struct listing {
    program *prog;
    chy_layout layout;
    chy_sink *sink;
    chy_buf row, out;
    bool written; /* all writes so far went well */
} listing;

static bool visit(void *ctx, const chy_record *record)
{
    listing *run = ctx;
    chy_buf_clear(&run->row);
    chy_export_record(&run->layout, record, &run->row);
    run->out.failed = run->out.failed || run->row.failed;
    chy_sink_take(run->sink, run->row.data ? run->row.data : "", run->row.len, &run->out);
    run->written = run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
    return run->written;
}

void cmd_events(program *prog)
{
    const settings *set = &prog->set;
    listing run = {.prog = prog, .layout = {.with_text = set->text, .width = program_width()}, .written = true};
    chy_query query = {.actor = set->actor, .with = set->with, .types = set->type, .statuses = set->status, .since = set->since,
                       .until = set->until, .place = set->place, .coder = set->coder, .limit = set->limit};
    chy_err err;
    chy_format_find(set->format ? set->format : isatty(STDOUT_FILENO) ? "table" : "jsonl", &run.layout.format);
    if (!program_sink(prog, &run.layout, &run.sink))
        return;
    chy_store *store = chy_store_open(set->store, CHY_STORE_READ, &err);
    chy_status status = CHY_E_STORE;
    if (store) {
        chy_sink_begin(run.sink, &run.out);
        status = chy_store_events(store, &query, visit, &run, &err);
    }
    if (status != CHY_OK) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, status == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    } else if (run.written) {
        chy_sink_end(run.sink, &run.out);
        program_write(prog, &run.out);
    }
    chy_store_free(store);
    chy_buf_release(&run.row);
    chy_buf_release(&run.out);
    chy_sink_free(run.sink);
}
