/* src/cli/cmd_why.c - `chancery why`: the reasons of one event. The document is coded again from the store, so that the tree can be
 * shown; where today's dictionaries or rules no longer give the event, what the store kept of it is told, without the tree. */
#include <string.h>

#include "cli/commands.h"
#include "store/store.h"

typedef struct asking {
    chy_buf stored; /* the explanation from the store's rows */
    char id[32];
} asking;

static void visit(void *ctx, const chy_record *record)
{
    asking *run = ctx;
    strncpy(run->id, chy_record_id(record), sizeof run->id - 1);
    chy_record_explain(record, &run->stored);
}

/* Codes the document as it was coded, and explains the event; false when it is not coded any more. */
static bool explain_anew(program *prog, const asking *run, const chy_document *doc, const char *default_day, chy_buf *out)
{
    bool found = false;
    if (default_day[0])
        prog->set.date = default_day;
    chy_coder *coder = program_coder(prog);
    chy_coding *coding = chy_coding_new();
    if (coder && coding && chy_coder_run(coder, doc, coding, NULL) == CHY_OK)
        for (size_t i = 0; i < chy_coding_n_events(coding) && !found; i++)
            if (!strcmp(chy_record_id(chy_coding_event(coding, i)), run->id)) {
                chy_coding_explain(coding, i, out);
                found = true;
            }
    chy_coding_free(coding);
    chy_coder_free(coder);
    return found;
}

/* The event's reports, and why each was joined. */
static bool add_reports(void *ctx, const chy_record *record)
{
    chy_record_explain_reports(record, ctx);
    return false;
}

/* What became of an event that is no more, for people; false when there never was one. */
static bool explain_withdrawn(program *prog, chy_store *store, const char *id)
{
    chy_buf out = {0};
    bool found = chy_store_tombstone(store, id, &out, NULL) == CHY_OK;
    chy_buf_char(&out, '\n');
    if (found)
        program_write(prog, &out);
    chy_buf_release(&out);
    return found;
}

static void explain(program *prog, chy_store *store, const char *id)
{
    asking run = {.id = ""};
    char default_day[24];
    chy_err err;
    chy_buf out = {0};
    chy_document *doc = chy_document_new();
    chy_status status = doc ? chy_store_find(store, id, visit, &run, doc, default_day, &err) : CHY_E_NOMEM;
    if (status == CHY_OK && explain_anew(prog, &run, doc, default_day, &out)) {
        if (chy_store_event_of(store, run.id, add_reports, &out, &err) != CHY_OK)
            program_fail(prog, STATUS_OUTPUT);
        program_write(prog, &out);
    } else if (status == CHY_E_EMPTY && explain_withdrawn(prog, store, id)) {
        /* told */
    } else if (status == CHY_OK) {
        chy_buf_str(&run.stored, "\nThe tree is not shown: this program's dictionaries, rules or model no longer code this event.\n");
        program_write(prog, &run.stored);
    } else if (status != CHY_E_EMPTY || !cmd_why_record(prog, store, id)) {
        program_say(prog, "%s", doc ? err.msg : "no memory for a document");
        program_fail(prog, status == CHY_E_EMPTY || status == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    }
    chy_document_free(doc);
    chy_buf_release(&run.stored);
    chy_buf_release(&out);
}

void cmd_why(program *prog)
{
    chy_err err;
    chy_store *store = chy_store_open(prog->set.store, CHY_STORE_READ, &err);
    if (store) {
        explain(prog, store, prog->set.operands[0]);
    } else {
        program_say(prog, "%s", err.msg);
        program_fail(prog, STATUS_OUTPUT);
    }
    chy_store_free(store);
}
