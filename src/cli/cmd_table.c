/* src/cli/cmd_table.c - `chancery search`, `sources`, `panel`: what the store counts and finds, as rows. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "export/rows.h"
#include "store/store.h"

#define PIECE_BYTES ((size_t)64 << 10)

typedef struct listing {
    program *prog;
    chy_rows_format format;
    chy_buf out;
    bool begun, written;
} listing;

static bool visit(void *ctx, const chy_cells *row)
{
    listing *run = ctx;
    if (!run->begun)
        chy_export_rows_head(run->format, row, &run->out);
    run->begun = true;
    chy_export_row(run->format, row, &run->out);
    run->written = run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
    return run->written;
}

static chy_rows_format choose_format(const settings *set)
{
    const char *name = set->format ? set->format : isatty(STDOUT_FILENO) ? "table" : "jsonl";
    return !strcmp(name, "csv") ? CHY_ROWS_CSV : !strcmp(name, "table") ? CHY_ROWS_TABLE : CHY_ROWS_JSONL;
}

/* All words of the command line are one search. */
static void join_words(const settings *set, chy_buf *out)
{
    for (size_t i = 0; i < set->n_operands; i++) {
        if (i)
            chy_buf_char(out, ' ');
        chy_buf_str(out, set->operands[i]);
    }
}

static void print_table(program *prog, chy_table table)
{
    const settings *set = &prog->set;
    listing run = {.prog = prog, .format = choose_format(set), .written = true};
    chy_buf words = {0};
    chy_err err = {.msg = ""};
    join_words(set, &words);
    chy_query query = {.actor = set->actor, .with = set->with, .types = set->type, .statuses = set->status, .since = set->since, .until = set->until,
                       .place = set->place, .limit = set->limit, .by = set->by, .unit = set->unit, .count = set->count, .directed = set->directed,
                       .zero_fill = set->zero_fill, .words = words.data};
    chy_store *store = chy_store_open(set->store, CHY_STORE_READ, &err);
    chy_status status = store ? chy_store_table(store, table, &query, visit, &run, &err) : CHY_E_STORE;
    if (status != CHY_OK) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, status == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    } else if (run.written) {
        program_write(prog, &run.out);
    }
    chy_store_free(store);
    chy_buf_release(&run.out);
    chy_buf_release(&words);
}

void cmd_search(program *prog)
{
    print_table(prog, CHY_TABLE_SEARCH);
}

void cmd_sources(program *prog)
{
    print_table(prog, CHY_TABLE_SOURCES);
}

void cmd_panel(program *prog)
{
    print_table(prog, CHY_TABLE_PANEL);
}
