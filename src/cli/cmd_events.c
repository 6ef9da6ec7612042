/* src/cli/cmd_events.c - `chancery events`: what the store holds, through filters. */
#include <unistd.h>

#include "cli/commands.h"
#include "export/export.h"
#include "store/store.h"

#define PIECE_BYTES ((size_t)64 << 10)

typedef struct listing {
    program *prog;
    chy_layout layout;
    chy_buf out;
    bool written; /* all writes so far went well */
} listing;

static bool visit(void *ctx, const chy_record *record)
{
    listing *run = ctx;
    chy_export_record(&run->layout, record, &run->out);
    run->written = run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
    return run->written;
}

void cmd_events(program *prog)
{
    const settings *set = &prog->set;
    listing run = {.prog = prog, .layout = {.with_text = set->text, .width = program_width()}, .written = true};
    chy_query query = {.actor = set->actor, .with = set->with, .types = set->type, .statuses = set->status, .since = set->since,
                       .until = set->until, .place = set->place, .limit = set->limit};
    chy_err err;
    chy_format_find(set->format ? set->format : isatty(STDOUT_FILENO) ? "table" : "jsonl", &run.layout.format);
    chy_store *store = chy_store_open(set->store, CHY_STORE_READ, &err);
    chy_status status = CHY_E_STORE;
    if (store) {
        chy_export_head(&run.layout, &run.out);
        status = chy_store_events(store, &query, visit, &run, &err);
    }
    if (status != CHY_OK) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, status == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    } else if (run.written) {
        program_write(prog, &run.out);
    }
    chy_store_free(store);
    chy_buf_release(&run.out);
}
