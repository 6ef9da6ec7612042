/* src/cli/cmd_version.c - `chancery version`: the program's version and those of its knowledge. (`chancery --version` needs no
 * knowledge and prints only the first line.) */
#include "cli/commands.h"

void cmd_version(program *prog)
{
    chy_buf out = {0};
    static const char *const parts[] = {"codebook", "dictionaries", "rules", "model"};
    chy_buf_printf(&out, "chancery %s\n", chy_version());
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        chy_buf_printf(&out, "%s %s\n", parts[i], chy_knowledge_version(prog->knowledge, parts[i]));
    program_write(prog, &out);
    chy_buf_release(&out);
}
