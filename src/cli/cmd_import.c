/* src/cli/cmd_import.c - `chancery import`: event data that others have published, into the store beside our own and marked with the name of
 * their coder. A row that is there already is left alone, so a run that was stopped is given again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "export/foreign.h"
#include "keep/keep.h"

#define BATCH_ROWS 2000
/* Published files have broken rows by the thousand; the first ones say what is wrong. */
#define MAX_TOLD 20
#define MAX_ROW ((size_t)1 << 20)

typedef struct importing {
    program *prog;
    chy_keep *keep;
    chy_foreign *foreign;
    const char *coder, *path;
    unsigned long long line, added, known, typeless, wrong;
    unsigned in_batch;
} importing;

static bool give_up(importing *run, const chy_err *err)
{
    program_say(run->prog, "%s", err->msg);
    return program_fail(run->prog, STATUS_OUTPUT);
}

static void complain(importing *run, const char *what)
{
    if (run->wrong++ < MAX_TOLD)
        program_say(run->prog, "%s:%llu: %s", run->path, run->line, what);
    program_fail(run->prog, STATUS_INPUT);
}

static bool commit(importing *run)
{
    chy_err err;
    run->in_batch = 0;
    return chy_keep_commit(run->keep, &err) == CHY_OK || give_up(run, &err);
}

static bool keep_record(importing *run, const chy_record *record)
{
    chy_presence was;
    chy_err err;
    if (chy_keep_foreign(run->keep, record, run->coder, &was, &err) != CHY_OK)
        return give_up(run, &err);
    run->known += was == CHY_SAME;
    run->added += was != CHY_SAME;
    return ++run->in_batch < BATCH_ROWS || commit(run);
}

static bool import_line(importing *run, char *line, size_t len)
{
    const chy_record *record;
    chy_err err = {0};
    while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        line[--len] = '\0';
    if (!len)
        return true;
    if (len > MAX_ROW || strlen(line) != len) {
        complain(run, len > MAX_ROW ? "a row of more than 1 MB" : "a NUL byte in a row");
        return true;
    }
    chy_status status = chy_foreign_line(run->foreign, line, &record, &err);
    if (status == CHY_E_NOMEM)
        return give_up(run, &err);
    if (status == CHY_E_EMPTY)
        run->typeless++;
    else if (status != CHY_OK)
        complain(run, err.msg);
    if (status == CHY_E_USAGE) /* no header: no row of this file can be read */
        return false;
    return status != CHY_OK || !record || keep_record(run, record);
}

static void import_file(importing *run, FILE *file)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    chy_foreign_begin(run->foreign);
    for (run->line = 1; (len = getline(&line, &cap, file)) >= 0; run->line++)
        if (!import_line(run, line, (size_t)len))
            break;
    if (ferror(file)) {
        program_say(run->prog, "%s: %s", run->path, strerror(errno));
        program_fail(run->prog, STATUS_INPUT);
    }
    free(line);
}

static void import_path(importing *run, const char *path)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? stdin : fopen(path, "r");
    run->path = standard ? "standard input" : path;
    if (!file) {
        program_say(run->prog, "%s: %s", path, strerror(errno));
        program_fail(run->prog, STATUS_INPUT);
        return;
    }
    import_file(run, file);
    if (!standard)
        fclose(file);
}

static void say_result(const importing *run)
{
    if (run->wrong > MAX_TOLD)
        program_say(run->prog, "%llu rows more could not be read", run->wrong - MAX_TOLD);
    if (!run->prog->set.quiet)
        program_say(run->prog, "%llu rows of %s added to %s, %llu already there, %llu without a type (statements), %llu wrong", run->added, run->coder,
                    run->prog->set.store, run->known, run->typeless, run->wrong);
}

void cmd_import(program *prog)
{
    const settings *set = &prog->set;
    static const char *standard_input[] = {"-"};
    const char **paths = set->n_operands > 1 ? set->operands + 1 : standard_input;
    size_t n = set->n_operands > 1 ? set->n_operands - 1 : 1;
    importing run = {.prog = prog, .coder = set->coder ? set->coder : set->operands[0]};
    chy_err err;
    if (!strcmp(run.coder, "chancery") || !strcmp(run.coder, "all") || !run.coder[0] || strlen(run.coder) > 20) {
        program_say(prog, "--coder takes a name of 1 to 20 bytes for their data, not \"chancery\" or \"all\"");
        program_fail(prog, STATUS_USAGE);
        return;
    }
    if (!(run.foreign = chy_foreign_new(set->operands[0], run.coder, &err))) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, err.code == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
        return;
    }
    if (!(run.keep = chy_keep_open(set->store, &err))) {
        give_up(&run, &err);
    } else {
        for (size_t i = 0; i < n && prog->status != STATUS_OUTPUT; i++)
            import_path(&run, paths[i]);
        if (prog->status != STATUS_OUTPUT && commit(&run))
            say_result(&run);
    }
    chy_keep_free(run.keep);
    chy_foreign_free(run.foreign);
}
