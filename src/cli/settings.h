/* src/cli/settings.h - What the user may set: one struct for all commands, filled by options.c from one table. */
#ifndef CHY_CLI_SETTINGS_H
#define CHY_CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

/* The program's exit statuses. The manual page lists them; the worst one met wins. */
enum {
    STATUS_FINE = 0,
    STATUS_USAGE = 1,  /* the command line is wrong */
    STATUS_INPUT = 2,  /* some input had problems: each is told on stderr, everything else was done */
    STATUS_DATA = 3,   /* dictionary, rules or model missing or damaged: nothing was done */
    STATUS_OUTPUT = 4  /* output or store could not be written, or memory ran out: the work is incomplete */
};

/* Commands as bits, so that an option can name the ones that take it. */
enum {
    CMD_CODE = 1 << 0,
    CMD_ADD = 1 << 1,
    CMD_EVENTS = 1 << 2,
    CMD_WHY = 1 << 3,
    CMD_PARSE = 1 << 4,
    CMD_VERSION = 1 << 5,
    CMD_WHO = 1 << 6,
    CMD_DICT = 1 << 7,
    CMD_RELATE = 1 << 8,
    CMD_LEDGER = 1 << 28,
    CMD_RELATION = 1 << 29,
    CMD_SERVE = 1 << 30,
    CMD_IMPORT = 1 << 9,
    CMD_ALL = ((1 << 10) - 1) | CMD_LEDGER | CMD_RELATION | CMD_SERVE
};

/* The commands that read without coding, and all. */
enum {
    CMD_SEARCH = 1 << 17,
    CMD_SOURCES = 1 << 18,
    CMD_PANEL = 1 << 19,
    CMD_SPLIT = 1 << 20,
    CMD_REBUILD = 1 << 21,
    CMD_RECODE = 1 << 22,
    CMD_TABLES = CMD_SEARCH | CMD_SOURCES | CMD_PANEL,
    CMD_KEEP = CMD_SPLIT | CMD_REBUILD | CMD_RECODE,
    CMD_EXTRACT = 1 << 24,
    CMD_FETCH = 1 << 25,
    CMD_WATCH = 1 << 26,
    CMD_ANY = CMD_ALL | CMD_TABLES | CMD_KEEP | CMD_EXTRACT | CMD_FETCH | CMD_WATCH
};

typedef struct settings {
    bool read_only;
    const char *listen, *host, *cors;
    long port;
    bool directed, zero_fill, dry, all;
    const char *unit, *by, *count;
    const char *map, *state, *agent;
    bool allow_private, entries, once;
    long delay, timeout, size, interval;
    bool help, strict, quiet, text, replace;
    const char *ontology, *coder;
    const char *data, *actors, *out, *kind, *store, *input, *format;
    const char *date, *coded_date, *on;
    const char *due, *outcome, *words, *svg;
    const char *actor, *with, *type, *status, *place, *since, *until;
    long jobs, limit;
    const char **operands; /* a slice of argv */
    size_t n_operands;
} settings;

#endif
