/* src/cli/cmd_relate.c - `chancery relate`: JSON lines with two marked spans in, one of the 16 types for each out: the forced choice on which
 * coders are compared. One thread, line by line, so that it can stand in a pipe. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"

typedef struct relating {
    program *prog;
    chy_coder *coder;
    chy_document *doc;
    chy_coding *coding;
    const char *path;
    size_t line;
    chy_buf out;
} relating;

static void complain(relating *r, const char *what)
{
    program_say(r->prog, "%s:%zu: %s", r->path, r->line, what);
    program_fail(r->prog, STATUS_INPUT);
}

/* `{"start": B, "end": E}` into begin and end; absent or null is no span. */
static void read_span(relating *r, const json_t *request, const char *key, size_t len, size_t *begin, size_t *end)
{
    const json_t *span = json_object_get(request, key);
    *begin = *end = 0;
    if (!span || json_is_null(span))
        return;
    json_int_t from = json_integer_value(json_object_get(span, "start")), to = json_integer_value(json_object_get(span, "end"));
    if (!json_is_integer(json_object_get(span, "end")) || from < 0 || to <= from || (uint64_t)to > len) {
        complain(r, !strcmp(key, "source") ? "`source` is no span of the text: left out" : "`target` is no span of the text: left out");
        return;
    }
    *begin = (size_t)from;
    *end = (size_t)to;
}

static void write_answer(relating *r, const json_t *id, const chy_choice *choice)
{
    char *name = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    chy_buf_printf(&r->out, "{\"id\":%s,\"event\":[\"%s\"],\"confidence\":%.2f}\n", name ? name : "null", choice->type, choice->confidence);
    free(name);
}

static void relate(relating *r, const json_t *request)
{
    const char *text = json_string_value(json_object_get(request, "text"));
    const char *date = json_string_value(json_object_get(request, "date"));
    size_t len = text ? json_string_length(json_object_get(request, "text")) : 0;
    chy_choice choice;
    chy_err err = {0};
    chy_document_clear(r->doc);
    chy_status status = chy_document_set(r->doc, CHY_FIELD_TEXT, text, len, &err);
    if (status == CHY_OK && date)
        status = chy_document_set(r->doc, CHY_FIELD_DATE, date, strlen(date), &err);
    size_t span[4];
    read_span(r, request, "source", len, &span[0], &span[1]);
    read_span(r, request, "target", len, &span[2], &span[3]);
    if (status == CHY_OK)
        status = chy_coder_relate(r->coder, r->doc, span, r->coding, &choice, &err);
    if (status == CHY_OK) {
        write_answer(r, json_object_get(request, "id"), &choice);
        return;
    }
    complain(r, err.msg);
    if (status == CHY_E_NOMEM)
        program_fail(r->prog, STATUS_OUTPUT);
    if (status == CHY_E_USAGE)
        program_fail(r->prog, STATUS_DATA);
}

static void relate_line(relating *r, const char *bytes, size_t len)
{
    json_error_t why;
    while (len && strchr(" \t\r\n", bytes[len - 1]))
        len--;
    if (!len)
        return;
    json_t *request = json_loadb(bytes, len, JSON_ALLOW_NUL, &why);
    if (json_is_object(request))
        relate(r, request);
    else
        complain(r, request ? "not a JSON object" : why.text);
    json_decref(request);
}

static bool relate_file(relating *r, FILE *file)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    bool good = true;
    r->line = 0;
    while (good && (len = getline(&line, &cap, file)) >= 0) {
        r->line++;
        if ((size_t)len > CHY_LIMIT_LINE)
            complain(r, "the line is too long");
        else
            relate_line(r, line, (size_t)len);
        good = r->prog->status != STATUS_DATA && (!r->out.len || program_write(r->prog, &r->out));
    }
    free(line);
    return good;
}

static bool relate_path(relating *r, const char *path)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? stdin : fopen(path, "r");
    r->path = standard ? "standard input" : path;
    if (!file) {
        program_say(r->prog, "%s: %s", path, strerror(errno));
        return program_fail(r->prog, STATUS_INPUT) || true;
    }
    bool good = relate_file(r, file);
    if (!standard)
        fclose(file);
    return good;
}

void cmd_relate(program *prog)
{
    relating r = {.prog = prog, .coder = program_coder(prog), .doc = chy_document_new(), .coding = chy_coding_new()};
    static const char *standard_input[] = {"-"};
    const char **paths = prog->set.n_operands ? prog->set.operands : standard_input;
    size_t n = prog->set.n_operands ? prog->set.n_operands : 1;
    if (r.coder && r.doc && r.coding)
        for (size_t i = 0; i < n && relate_path(&r, paths[i]); i++)
            ;
    else
        program_fail(prog, STATUS_OUTPUT);
    chy_buf_release(&r.out);
    chy_coding_free(r.coding);
    chy_document_free(r.doc);
    chy_coder_free(r.coder);
}
