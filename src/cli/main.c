/* src/cli/main.c - The program: a table of commands, and what each needs, met in one place. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"

enum { NEEDS_KNOWLEDGE = 1 << 0, NEEDS_RELATE = 1 << 1, NEEDS_READER = 1 << 2 };

static const struct command {
    const char *name;
    unsigned bit;
    void (*run)(program *prog);
    unsigned needs;
    size_t min_operands, max_operands;
    const char *operands, *line;
} commands[] = {
    {"code", CMD_CODE, cmd_code, NEEDS_KNOWLEDGE, 0, SIZE_MAX, "[FILE...|-]", "news in, events out (text, pages, feeds, web archives, tables, JSON lines; folders)"},
    {"add", CMD_ADD, cmd_add, NEEDS_KNOWLEDGE, 0, SIZE_MAX, "[FILE...|-]", "news into the store; what is there already is left alone"},
    {"import", CMD_IMPORT, cmd_import, 0, 1, SIZE_MAX, "gdelt|icews|polecat|phoenix [FILE...|-]", "event data that others have published into the store, marked with their coder"},
    {"events", CMD_EVENTS, cmd_events, 0, 0, 0, "", "events of the store, the latest first"},
    {"meetings", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "the ledger: meetings held, announced, postponed, cancelled"},
    {"agreements", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "agreements under their names, with their states"},
    {"memberships", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "who is in which organisation, as what, since when"},
    {"measures", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "sanctions, tariffs, bans: by whom, on whom, in force or lifted"},
    {"undertakings", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "railways, pipelines, ports and other works: how far they are"},
    {"positions", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "what is supported, opposed, demanded, by whom, in whose words"},
    {"offices", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "who holds which office"},
    {"expectations", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "what was announced, when it is due, and what became of it"},
    {"facts", CMD_LEDGER, cmd_ledger, 0, 0, 0, "", "standing conditions and figures"},
    {"relation", CMD_RELATION, cmd_relation, 0, 2, 2, "A B", "the state of a dyad: agreements, memberships, meetings, measures, positions, events by month"},
    {"why", CMD_WHY, cmd_why, NEEDS_KNOWLEDGE, 1, 1, "EVENT", "why an event of the store was coded, or what a record of the ledger rests on"},
    {"split", CMD_SPLIT, cmd_split, 0, 2, 2, "EVENT REPORT", "takes a report out of its event, for good"},
    {"search", CMD_SEARCH, cmd_search, 0, 1, SIZE_MAX, "WORD...", "sentences of the store with these words, the best first"},
    {"sources", CMD_SOURCES, cmd_sources, 0, 0, 0, "", "publishers of the store: documents, sentences, reports, copies"},
    {"panel", CMD_PANEL, cmd_panel, 0, 0, 0, "", "counts of events by dyad or actor, and by time"},
    {"rebuild", CMD_REBUILD, cmd_rebuild, 0, 0, 0, "", "merges the store's reports and makes its ledger anew"},
    {"recode", CMD_RECODE, cmd_recode, NEEDS_KNOWLEDGE, 0, 0, "", "codes the store again after a change of dictionaries, rules or model; shows the difference"},
    {"extract", CMD_EXTRACT, cmd_extract, 0, 0, SIZE_MAX, "[FILE...|-]", "documents as JSON lines: what is read from pages, feeds, archives and tables"},
    {"fetch", CMD_FETCH, cmd_fetch, 0, 1, SIZE_MAX, "URL...", "pages and feeds from the web, as JSON lines or into a store"},
    {"watch", CMD_WATCH, cmd_watch, 0, 1, 1, "FEEDS.txt", "polls feeds (an address a line) into the store until it is stopped"},
    {"parse", CMD_PARSE, cmd_parse, NEEDS_READER, 0, SIZE_MAX, "[FILE...|-]", "sentences, tokens and trees as CoNLL-U"},
    {"who", CMD_WHO, cmd_who, NEEDS_KNOWLEDGE, 1, 1, "NAME", "what the dictionaries know of a name, with file and line"},
    {"dict", CMD_DICT, cmd_dict, 0, 1, SIZE_MAX, "check [PATH...] | compile FOLDER | import FILE...", "checks, compiles and imports dictionaries and rules that you edit"},
    {"relate", CMD_RELATE, cmd_relate, NEEDS_KNOWLEDGE | NEEDS_RELATE, 0, SIZE_MAX, "[FILE...|-]", "JSON lines with two spans in, the event type between them out"},
    {"serve", CMD_SERVE, cmd_serve, NEEDS_KNOWLEDGE, 0, 0, "", "web pages and a JSON API over the store, on this machine"},
    {"version", CMD_VERSION, cmd_version, NEEDS_KNOWLEDGE, 0, 0, "", "versions of program, codebook, dictionaries, rules and model"},
};
#define N_COMMANDS (sizeof commands / sizeof *commands)

static void print_usage(FILE *to)
{
    fprintf(to, "usage: chancery COMMAND [OPTION...] [FILE...]\n\nReads news and keeps the record: who did what to whom, when, where, and who said so.\n\nCommands:\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].line);
    fprintf(to, "\nchancery COMMAND --help lists a command's options with their defaults; chancery --version prints one line.\n"
                "Exit status: 0 fine; 1 wrong command line; 2 some input had problems (told on stderr, the rest was done);\n"
                "3 dictionaries, rules or model missing or damaged; 4 output or store not written, or memory out.\n");
}

static void print_help(const struct command *cmd)
{
    printf("usage: chancery %s [OPTION...] %s\n\n%s\n\n", cmd->name, cmd->operands, cmd->line);
    options_print(cmd->bit, stdout);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

/* Output that cannot be written must not end with status 0, even when it is only help. */
static int finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout) || (close(STDOUT_FILENO) != 0 && errno != EBADF)) {
        fprintf(stderr, "chancery: cannot write to standard output: %s\n", strerror(errno));
        return STATUS_OUTPUT;
    }
    return status;
}

static int run_command(const struct command *cmd, int argc, const char **argv)
{
    program prog = {.name = cmd->name};
    if (!options_read(cmd->bit, cmd->name, argc, argv, &prog.set))
        return STATUS_USAGE;
    if (prog.set.help) {
        print_help(cmd);
        return finish(STATUS_FINE);
    }
    if (prog.set.n_operands < cmd->min_operands || prog.set.n_operands > cmd->max_operands) {
        fprintf(stderr, "chancery %s: %s operands; usage: chancery %s [OPTION...] %s\n", cmd->name,
                prog.set.n_operands < cmd->min_operands ? "too few" : "too many", cmd->name, cmd->operands);
        return STATUS_USAGE;
    }
    bool ready = !(cmd->needs & (NEEDS_KNOWLEDGE | NEEDS_READER)) || program_open_knowledge(&prog, cmd->needs & NEEDS_KNOWLEDGE);
    if (ready && (cmd->needs & NEEDS_RELATE))
        ready = program_open_relate(&prog);
    if (ready)
        cmd->run(&prog);
    chy_ontology_free(prog.ontology);
    chy_knowledge_free(prog.knowledge);
    return finish(prog.status);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write() here */
    if (!options_check())
        return STATUS_USAGE;
    if (argc >= 2 && !strcmp(argv[1], "--version")) {
        printf("chancery %s\n", chy_version());
        return finish(STATUS_FINE);
    }
    if (argc >= 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || (!strcmp(argv[1], "help") && argc == 2))) {
        print_usage(stdout);
        return finish(STATUS_FINE);
    }
    bool help = argc == 3 && !strcmp(argv[1], "help");
    const struct command *cmd = argc >= 2 ? find_command(argv[help ? 2 : 1]) : NULL;
    if (!cmd) {
        if (argc >= 2)
            fprintf(stderr, "chancery: no such command: %s\n", argv[help ? 2 : 1]);
        print_usage(stderr);
        return STATUS_USAGE;
    }
    if (help) {
        print_help(cmd);
        return finish(STATUS_FINE);
    }
    return run_command(cmd, argc - 2, (const char **)(argv + 2));
}
