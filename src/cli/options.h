/* src/cli/options.h - The command line: reading it, and --help from the same table. */
#ifndef CHY_CLI_OPTIONS_H
#define CHY_CLI_OPTIONS_H

#include <stdio.h>

#include "cli/settings.h"

/* Reads argv[0..argc) (without program and command) for the command `command` (one bit): sets defaults, then what is given. Options
 * and operands may mix; `--` ends the options; `--name=value`, `--name value`, `-x value` and `-xvalue` are the same. False, and one
 * line on stderr, when something is wrong. `argv` is reordered: `out->operands` points into it. */
bool options_read(unsigned command, const char *name, int argc, const char **argv, settings *out);

/* Prints the options of `command` with their defaults. */
void options_print(unsigned command, FILE *to);

/* Checks the table itself: a name or letter used twice, a default that its own check refuses, an option without a line of help.
 * Prints each mistake on stderr; true when there is none. Called before each run: it costs a microsecond. */
bool options_check(void);

#endif
