/* src/cli/cmd_who.c - `chancery who`: the readings of a name, with the dictionary lines they come from. */
#include "cli/commands.h"

void cmd_who(program *prog)
{
    chy_buf out = {0};
    chy_err err;
    chy_status status = chy_knowledge_who(prog->knowledge, prog->set.operands[0], prog->set.on, &out, &err);
    if (status == CHY_OK) {
        program_write(prog, &out);
    } else {
        program_say(prog, "%s", err.msg);
        program_fail(prog, STATUS_USAGE);
    }
    chy_buf_release(&out);
}
