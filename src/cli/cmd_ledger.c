/* src/cli/cmd_ledger.c - `chancery meetings|agreements|...`: the records of one kind, through filters; `why` for one of them. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "export/ledger.h"
#include "store/records.h"

#define PIECE_BYTES ((size_t)64 << 10)

typedef struct listing {
    program *prog;
    chy_layout layout;
    chy_buf out;
    bool written;
} listing;

static bool visit(void *ctx, const chy_ledger_entry *entry)
{
    listing *run = ctx;
    chy_export_ledger(&run->layout, entry, &run->out);
    run->written = run->out.len < PIECE_BYTES || program_write(run->prog, &run->out);
    return run->written;
}

/* The kind is the command's name. */
void cmd_ledger(program *prog)
{
    const settings *set = &prog->set;
    listing run = {.prog = prog, .layout = {.width = program_width()}, .written = true};
    chy_query query = {.actor = set->actor, .with = set->with, .statuses = set->status, .since = set->since, .until = set->until, .place = set->place,
                       .due = set->due, .outcome = set->outcome, .words = set->words, .limit = set->limit};
    chy_err err;
    chy_format_find(set->format ? set->format : isatty(STDOUT_FILENO) ? "table" : "jsonl", &run.layout.format);
    chy_store *store = chy_store_open(set->store, CHY_STORE_READ, &err);
    chy_status status = CHY_E_STORE;
    if (store) {
        chy_export_ledger_head(&run.layout, &run.out);
        status = chy_store_records(store, prog->name, &query, visit, &run, &err);
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

/* ---- why ---- */

typedef struct reasons {
    chy_store *store;
    chy_buf out;
    chy_status status;
    chy_err *err;
} reasons;

/* The words of a claim's sentence on one line. */
static chy_status add_sentence(reasons *run, const chy_claim *claim)
{
    chy_buf words = {0};
    chy_status status = chy_store_sentence(run->store, claim->doc, claim->sequence, &words, run->err);
    chy_buf_str(&run->out, "    ");
    for (size_t i = 0; i < words.len; i++)
        chy_buf_char(&run->out, (unsigned char)words.data[i] < 0x20 ? ' ' : words.data[i]);
    chy_buf_char(&run->out, '\n');
    run->out.failed = run->out.failed || words.failed;
    chy_buf_release(&words);
    return status;
}

static bool explain(void *ctx, const chy_ledger_entry *entry)
{
    reasons *run = ctx;
    char day[24];
    chy_buf_printf(&run->out, "record     %s\nkind       %s\nname       %s\nstatus     %s\nsays       %s\n", entry->id, entry->kind, entry->name,
                   entry->outcome[0] ? entry->outcome : entry->status, entry->payload);
    chy_buf_printf(&run->out, "rests on   %u statement%s:\n", (unsigned)entry->n_claims, entry->n_claims == 1 ? "" : "s");
    for (uint32_t i = 0; i < entry->n_claims && run->status == CHY_OK; i++) {
        const chy_claim *c = &entry->claims[i];
        chy_buf_printf(&run->out, "  %s, %s%s%s, sentence %u, bytes %lld to %lld, rule %s%s%s%s%s\n", c->doc, chy_day_known(c->report_day) ? chy_day_format(c->report_day, day) : "no day",
                       c->publication ? ", " : "", c->publication ? c->publication : "", (unsigned)c->sequence, (long long)c->begin, (long long)c->end, c->rule,
                       c->status[0] ? ": " : "", c->status, c->event ? ", event " : "", c->event ? c->event : "");
        run->status = add_sentence(run, c);
    }
    return false;
}

bool cmd_why_record(program *prog, chy_store *store, const char *id)
{
    chy_err err;
    reasons run = {.store = store, .err = &err};
    chy_status status = chy_store_one_record(store, id, explain, &run, &err);
    if (status == CHY_OK)
        status = run.status;
    if (status == CHY_OK)
        program_write(prog, &run.out);
    chy_buf_release(&run.out);
    return status == CHY_OK;
}
