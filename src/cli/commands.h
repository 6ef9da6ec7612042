/* src/cli/commands.h - The commands; main.c has the table of them. Each fills prog->status by program_fail. */
#ifndef CHY_CLI_COMMANDS_H
#define CHY_CLI_COMMANDS_H

#include "cli/program.h"

void cmd_add(program *prog);
void cmd_code(program *prog);
void cmd_dict(program *prog);
void cmd_events(program *prog);
void cmd_extract(program *prog);
void cmd_fetch(program *prog);
void cmd_import(program *prog);
void cmd_ledger(program *prog);
void cmd_panel(program *prog);
void cmd_parse(program *prog);
void cmd_rebuild(program *prog);
void cmd_recode(program *prog);
void cmd_relate(program *prog);
void cmd_relation(program *prog);
void cmd_search(program *prog);
void cmd_serve(program *prog);
void cmd_sources(program *prog);
void cmd_split(program *prog);
void cmd_version(program *prog);
void cmd_watch(program *prog);
void cmd_who(program *prog);
void cmd_why(program *prog);

/* For `why`: explains a record of the ledger; false when there is none. */
struct chy_store;
bool cmd_why_record(program *prog, struct chy_store *store, const char *id);

#endif
