/* src/cli/cmd_keep.c - `chancery split`, `rebuild`, `recode`: the store taken apart and made anew. */
#include <string.h>

#include "cli/commands.h"
#include "keep/keep.h"

/* A transaction ends after so many documents. */
#define BATCH_DOCUMENTS 500

static void fail(program *prog, chy_status status, const chy_err *err)
{
    program_say(prog, "%s", err->msg);
    program_fail(prog, status == CHY_E_USAGE || status == CHY_E_EMPTY ? STATUS_USAGE : STATUS_OUTPUT);
}

void cmd_split(program *prog)
{
    chy_err err = {.msg = ""};
    chy_keep *keep = chy_keep_open_existing(prog->set.store, &err);
    chy_status status = keep ? chy_keep_split(keep, prog->set.operands[0], prog->set.operands[1], &err) : CHY_E_STORE;
    if (status != CHY_OK)
        fail(prog, status, &err);
    chy_keep_free(keep);
}

void cmd_rebuild(program *prog)
{
    chy_err err = {.msg = ""};
    chy_store_size size;
    chy_keep *keep = chy_keep_open_existing(prog->set.store, &err);
    chy_status status = keep ? chy_keep_rebuild(keep, &err) : CHY_E_STORE;
    if (status == CHY_OK)
        status = chy_store_measure(chy_keep_store(keep), &size, &err);
    if (status != CHY_OK)
        fail(prog, status, &err);
    else if (!prog->set.quiet)
        program_say(prog, "%s: %llu reports, %llu events", prog->set.store, (unsigned long long)size.reports, (unsigned long long)size.events);
    chy_keep_free(keep);
}

/* ---- recode ---- */

typedef struct recoding {
    program *prog;
    chy_keep *keep;
    chy_coding *coding;
    char day[24];
    chy_recoded counts;
    uint64_t current; /* documents that need no coding */
    unsigned in_batch;
    chy_buf out;
    chy_status status;
    chy_err err;
} recoding;

static void tell(void *ctx, chy_change change, const char *was, const char *now)
{
    static const char *const names[] = {"added", "withdrawn", "changed"};
    recoding *run = ctx;
    chy_buf_printf(&run->out, "{\"change\":\"%s\",\"was\":%s,\"event\":%s}\n", names[change], was ? was : "null", now ? now : "null");
}

static chy_status recode(recoding *run, const chy_document *doc, const char *default_day)
{
    if (default_day[0])
        run->prog->set.date = default_day;
    chy_coder *coder = program_coder(run->prog);
    run->prog->set.date = NULL;
    if (!coder)
        return CHY_E_NOMEM;
    chy_status status = chy_coder_run(coder, doc, run->coding, &run->err);
    chy_coder_free(coder);
    /* What cannot be coded any more keeps what it had. */
    if (status != CHY_OK)
        return status == CHY_E_NOMEM ? status : CHY_OK;
    status = chy_keep_recode(run->keep, run->coding, program_coded_date(run->prog, run->day), run->prog->set.dry, &run->counts, tell, run, &run->err);
    if (status == CHY_OK && !run->prog->set.dry && ++run->in_batch == BATCH_DOCUMENTS) {
        status = chy_keep_commit(run->keep, &run->err);
        run->in_batch = 0;
    }
    return status;
}

static bool take(void *ctx, chy_document *doc, const char *default_day)
{
    recoding *run = ctx;
    bool current = false;
    run->status = chy_keep_is_current(run->keep, doc, run->prog->knowledge, &current, &run->err);
    if (run->status != CHY_OK)
        return false;
    if (current && !run->prog->set.all) {
        run->current++;
        return true;
    }
    run->status = recode(run, doc, default_day);
    return run->status == CHY_OK && program_write(run->prog, &run->out);
}

static void say_result(const recoding *run)
{
    program_say(run->prog, "%llu documents coded again%s, %llu were up to date; reports: %llu the same, %llu changed, %llu new, %llu withdrawn",
                (unsigned long long)run->counts.documents, run->prog->set.dry ? " (nothing was written)" : "", (unsigned long long)run->current,
                (unsigned long long)run->counts.same, (unsigned long long)run->counts.changed, (unsigned long long)run->counts.added,
                (unsigned long long)run->counts.withdrawn);
}

void cmd_recode(program *prog)
{
    recoding run = {.prog = prog, .err = {.msg = "no memory for a document"}, .coding = chy_coding_new()};
    chy_document *doc = chy_document_new();
    run.keep = doc && run.coding ? chy_keep_open_existing(prog->set.store, &run.err) : NULL;
    chy_status status = run.keep ? chy_store_documents(chy_keep_store(run.keep), doc, take, &run, &run.err) : CHY_E_STORE;
    if (status == CHY_OK)
        status = run.status;
    if (status == CHY_OK)
        status = chy_keep_commit(run.keep, &run.err);
    if (status != CHY_OK)
        fail(prog, status, &run.err);
    else if (!prog->set.quiet)
        say_result(&run);
    chy_keep_free(run.keep);
    chy_coding_free(run.coding);
    chy_document_free(doc);
    chy_buf_release(&run.out);
}
