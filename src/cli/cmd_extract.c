/* src/cli/cmd_extract.c - `chancery extract`: documents as the coder would get them, as JSON lines. What `code` and `add` make of them counts its
 * offsets in these texts. */
#include "cli/commands.h"
#include "cli/paths.h"

/* Whether the output could be written. */
static bool extract_file(program *prog, const char *path, chy_document *doc, chy_buf *out)
{
    chy_err err = {.msg = ""};
    chy_status status;
    bool good = true;
    chy_reader *reader = program_open_reader(prog, path, &err);
    if (!reader) {
        program_tell(prog, doc, NULL, err.code, &err);
        return prog->status != STATUS_OUTPUT;
    }
    while (good && (status = chy_reader_next(reader, doc, &err)) != CHY_E_EMPTY) {
        program_tell(prog, doc, NULL, status, &err);
        if (status != CHY_OK)
            break;
        if (!chy_document_usable(doc))
            continue;
        chy_document_json(doc, out);
        chy_buf_char(out, '\n');
        good = program_write(prog, out);
    }
    chy_document_clear(doc);
    chy_reader_free(reader);
    return good && prog->status != STATUS_OUTPUT;
}

void cmd_extract(program *prog)
{
    paths files = {0};
    chy_buf out = {0};
    chy_document *doc = chy_document_new();
    if (!program_check_map(prog)) {
        chy_document_free(doc);
        return;
    }
    if (!doc || !paths_expand(&files, prog->set.operands, prog->set.n_operands)) {
        program_say(prog, "no memory");
        program_fail(prog, STATUS_OUTPUT);
    }
    for (size_t i = 0; doc && prog->status != STATUS_OUTPUT && i < files.n; i++)
        if (!extract_file(prog, files.items[i], doc, &out))
            break;
    program_tell_rest(prog);
    chy_buf_release(&out);
    chy_document_free(doc);
    paths_free(&files);
}
