/* src/cli/cmd_dict.c - `chancery dict`: check, compile and import the files that people edit. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

typedef struct lines { program *prog; unsigned long errors, warnings; } lines;

static void tell_line(void *ctx, const char *file, uint64_t line, bool error, const char *text)
{
    lines *told = ctx;
    *(error ? &told->errors : &told->warnings) += 1;
    if (!error && told->prog->set.quiet)
        return;
    if (line)
        fprintf(stderr, "%s:%llu: %s: %s\n", file, (unsigned long long)line, error ? "error" : "warning", text);
    else
        fprintf(stderr, "%s: %s\n", error ? "error" : "warning", text);
}

/* What cannot be read at all is missing data; memory is output that will not come. */
static void fail(program *prog, const chy_err *err)
{
    program_say(prog, "%s", err->msg);
    program_fail(prog, err->code == CHY_E_NOMEM ? STATUS_OUTPUT : err->code == CHY_E_USAGE ? STATUS_USAGE : STATUS_DATA);
}

static void say_lines(program *prog, const lines *told)
{
    if (told->errors || (told->warnings && prog->set.strict))
        program_fail(prog, STATUS_INPUT);
    if (told->errors || (told->warnings && !prog->set.quiet))
        program_say(prog, "%lu errors, %lu warnings", told->errors, told->warnings);
}

static void check(program *prog, const char *const *paths, size_t n)
{
    static const char *const here[] = {"data"};
    lines told = {.prog = prog};
    chy_err err;
    if (!n)
        paths = here, n = 1;
    for (size_t i = 0; i < n; i++)
        if (chy_data_check(paths[i], tell_line, &told, &err) != CHY_OK)
            fail(prog, &err);
    say_lines(prog, &told);
}

static void write_file(program *prog, const char *path, chy_buf *bytes)
{
    FILE *file = fopen(path, "wb");
    size_t written = file ? fwrite(bytes->data, 1, bytes->len, file) : 0;
    if (!file || (fclose(file) != 0) | (written != bytes->len)) {
        program_say(prog, "%s: cannot write: %s", path, strerror(errno));
        program_fail(prog, STATUS_OUTPUT);
    }
}

static void compile(program *prog, const char *const *paths, size_t n)
{
    lines told = {.prog = prog};
    chy_err err;
    chy_buf bytes = {0};
    if (n != 1 || !prog->set.out) {
        program_say(prog, "dict compile takes the data folder, and --out FILE");
        program_fail(prog, STATUS_USAGE);
        return;
    }
    if (chy_data_compile(paths[0], tell_line, &told, &bytes, &err) != CHY_OK)
        fail(prog, &err);
    else
        write_file(prog, prog->set.out, &bytes);
    say_lines(prog, &told);
    chy_buf_release(&bytes);
}

static void import_files(program *prog, const char *const *paths, size_t n)
{
    lines told = {.prog = prog};
    chy_err err;
    chy_buf out = {0};
    char known[4096];
    bool have = program_find_dict(prog, known);
    if (!n) {
        program_say(prog, "dict import takes the files to read");
        program_fail(prog, STATUS_USAGE);
    }
    for (size_t i = 0; i < n; i++)
        if (chy_data_import(paths[i], prog->set.kind, have ? known : NULL, tell_line, &told, &out, &err) != CHY_OK)
            fail(prog, &err);
    if (prog->set.out && n)
        write_file(prog, prog->set.out, &out);
    else
        program_write(prog, &out);
    say_lines(prog, &told);
    chy_buf_release(&out);
}

static const struct { const char *name; void (*run)(program *, const char *const *, size_t); } verbs[] = {
    {"check", check}, {"compile", compile}, {"import", import_files}};

void cmd_dict(program *prog)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(prog->set.operands[0], verbs[i].name)) {
            verbs[i].run(prog, prog->set.operands + 1, prog->set.n_operands - 1);
            return;
        }
    program_say(prog, "dict has no \"%.40s\"; it has check, compile and import", prog->set.operands[0]);
    program_fail(prog, STATUS_USAGE);
}
