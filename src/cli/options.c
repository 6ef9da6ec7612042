/* src/cli/options.c - One table of options for parsing, checking and help; see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum kind { FLAG, TEXT, NUMBER };

typedef struct option_row {
    const char *name;
    char letter; /* 0: none */
    unsigned commands;
    enum kind kind;
    const char *argument; /* what help calls the value */
    size_t at;            /* in settings */
    const char *fallback; /* applied and shown; NULL: none */
    const char *choices;  /* "a|b|c": nothing else is allowed; NULL: anything */
    long min, max;        /* of a NUMBER */
    const char *help;
} option_row;

#define AT(field) offsetof(settings, field)

static const option_row rows[] = {
    {"data", 0, CMD_FETCH | CMD_WATCH | CMD_DICT | CMD_RELATE | CMD_CODE | CMD_ADD | CMD_PARSE | CMD_WHY | CMD_WHO | CMD_VERSION | CMD_SERVE | CMD_RECODE, TEXT, "DIR", AT(data), NULL, NULL, 0, 0,
     "folder with chancery.dict, models/ and events/ (else $CHANCERY_DATA, else share/ beside the program)"},
    {"actors", 0, CMD_FETCH | CMD_WATCH | CMD_RELATE | CMD_CODE | CMD_ADD | CMD_WHY | CMD_WHO | CMD_VERSION | CMD_SERVE | CMD_RECODE, TEXT, "FILE", AT(actors), NULL, NULL, 0, 0,
     "actors of your own over the dictionary (format: docs/FORMATS.md); several: FILE,FILE"},
    {"store", 's', CMD_IMPORT | CMD_ADD | CMD_EVENTS | CMD_WHY | CMD_SERVE | CMD_LEDGER | CMD_RELATION | CMD_TABLES | CMD_KEEP, TEXT, "FILE", AT(store), "chancery.db", NULL, 0, 0, "the store, an SQLite file"},
    {"input", 'i', CMD_CODE | CMD_ADD | CMD_EXTRACT, TEXT, "KIND", AT(input), "auto", "auto|text|jsonl|html|feed|warc|csv|tsv|sentences", 0, 0,
     "what the files are; auto: by their names, then by their first bytes"},
    {"map", 'm', CMD_CODE | CMD_ADD | CMD_EXTRACT, TEXT, "PAIRS", AT(map), NULL, NULL, 0, 0,
     "how JSON keys or columns are called: text=body,date=meta.published_at"},
    {"input", 'i', CMD_PARSE, TEXT, "KIND", AT(input), "auto", "auto|text|jsonl|tokens", 0, 0,
     "as for `code`; tokens: one token a line and a blank line behind each sentence, or CoNLL-U"},
    {"format", 'f', CMD_CODE | CMD_EVENTS, TEXT, "FORMAT", AT(format), NULL, "jsonl|plover|csv|table|gdelt|icews|polecat|phoenix|parquet", 0, 0,
     "layout of the events; without it jsonl, for `events` on a terminal table"},
    {"coder", 0, CMD_EVENTS, TEXT, "NAME", AT(coder), NULL, NULL, 0, 0, "events of this coder, as `import` named it; all: everybody's (else our own)"},
    {"coder", 0, CMD_IMPORT, TEXT, "NAME", AT(coder), NULL, NULL, 0, 0, "the name that the rows bear in the store (else that of the layout)"},
    {"ontology", 0, CMD_CODE | CMD_EVENTS, TEXT, "FILE", AT(ontology), NULL, NULL, 0, 0,
     "a codebook of yours over ours, or cameo: its codes and scores beside or instead of PLOVER's"},
    {"text", 't', CMD_CODE | CMD_EVENTS, FLAG, NULL, AT(text), NULL, NULL, 0, 0, "add the sentence that tells the event"},
    {"date", 'd', CMD_CODE | CMD_ADD, TEXT, "DAY", AT(date), NULL, NULL, 0, 0,
     "day of documents that state none themselves (YYYY-MM-DD)"},
    {"coded-date", 0, CMD_FETCH | CMD_WATCH | CMD_CODE | CMD_ADD | CMD_RECODE, TEXT, "DAY", AT(coded_date), NULL, NULL, 0, 0,
     "what `coded_date` says (else $SOURCE_DATE_EPOCH, else today, UTC)"},
    {"jobs", 'j', CMD_CODE | CMD_ADD | CMD_PARSE, NUMBER, "N", AT(jobs), "0", NULL, 0, 256,
     "worker threads; 0: one for each processor; the output is the same for any number"},
    {"on", 0, CMD_WHO, TEXT, "DAY", AT(on), NULL, NULL, 0, 0, "only what held on this day (YYYY-MM-DD)"},
    {"replace", 0, CMD_FETCH | CMD_WATCH | CMD_ADD, FLAG, NULL, AT(replace), NULL, NULL, 0, 0,
     "a document whose id is in the store with other content takes its place (else it is refused)"},
    {"actor", 'a', CMD_EVENTS | CMD_LEDGER | CMD_TABLES, TEXT, "WHO", AT(actor), NULL, NULL, 0, 0, "a party, as CODE, CODE:SECTOR, CODE:SECTOR:ID or ID"},
    {"with", 'w', CMD_EVENTS | CMD_LEDGER | CMD_TABLES, TEXT, "WHO", AT(with), NULL, NULL, 0, 0, "another party of the same event"},
    {"type", 0, CMD_EVENTS | CMD_PANEL, TEXT, "TYPE", AT(type), NULL, NULL, 0, 0, "PLOVER type, or several: CONSULT,AGREE"},
    {"status", 0, CMD_EVENTS | CMD_LEDGER | CMD_PANEL, TEXT, "STATUS", AT(status), NULL, NULL, 0, 0,
     "actual, future, hypothetical, negated or historical, or several"},
    {"since", 0, CMD_EVENTS | CMD_LEDGER | CMD_RELATION | CMD_TABLES, TEXT, "DAY", AT(since), NULL, NULL, 0, 0, "events that ended on this day or later (YYYY, YYYY-MM or YYYY-MM-DD)"},
    {"until", 0, CMD_EVENTS | CMD_LEDGER | CMD_RELATION | CMD_TABLES, TEXT, "DAY", AT(until), NULL, NULL, 0, 0, "events that began on this day or before"},
    {"place", 0, CMD_EVENTS | CMD_LEDGER | CMD_PANEL, TEXT, "PLACE", AT(place), NULL, NULL, 0, 0, "name of a place, or code of a country"},
    {"unit", 0, CMD_PANEL, TEXT, "UNIT", AT(unit), "dyad", "dyad|actor", 0, 0, "of what the counts are"},
    {"by", 0, CMD_PANEL, TEXT, "PERIOD", AT(by), "month", "day|week|month|year", 0, 0, "the time of a row; a week is called by its Monday"},
    {"by", 0, CMD_SOURCES, TEXT, "PERIOD", AT(by), NULL, "day|week|month|year", 0, 0, "a row for each publisher and time (else for each publisher)"},
    {"count", 0, CMD_PANEL, TEXT, "WHAT", AT(count), "quad", "quad|type|score", 0, 0, "events by class, by PLOVER type, or their mean scores"},
    {"directed", 0, CMD_PANEL, FLAG, NULL, AT(directed), NULL, NULL, 0, 0, "A to B and B to A apart; of actors only what they do"},
    {"zero-fill", 0, CMD_PANEL, FLAG, NULL, AT(zero_fill), NULL, NULL, 0, 0, "rows also for times without events"},
    {"dry-run", 0, CMD_RECODE, FLAG, NULL, AT(dry), NULL, NULL, 0, 0, "only show what would change"},
    {"all", 0, CMD_RECODE, FLAG, NULL, AT(all), NULL, NULL, 0, 0, "also documents that were coded by these versions"},
    {"format", 'f', CMD_TABLES, TEXT, "FORMAT", AT(format), NULL, "jsonl|csv|table", 0, 0, "layout of the rows; without it jsonl, on a terminal table"},
    {"limit", 'l', CMD_SEARCH | CMD_SOURCES, NUMBER, "N", AT(limit), "50", NULL, 0, LONG_MAX, "print at most N rows; 0: all"},
    {"limit", 'l', CMD_EVENTS | CMD_LEDGER, NUMBER, "N", AT(limit), "50", NULL, 0, LONG_MAX, "print at most N events, the latest; 0: all"},
    {"format", 'f', CMD_LEDGER, TEXT, "FORMAT", AT(format), NULL, "jsonl|csv|table", 0, 0, "layout of the records; without it jsonl, on a terminal table"},
    {"due", 0, CMD_LEDGER, TEXT, "DAY", AT(due), NULL, NULL, 0, 0, "due on this day, or before:DAY, after:DAY (expectations)"},
    {"outcome", 0, CMD_LEDGER, TEXT, "OUTCOME", AT(outcome), NULL, NULL, 0, 0, "met, moved, missed or unknown, or several (expectations)"},
    {"words", 0, CMD_LEDGER, TEXT, "TEXT", AT(words), NULL, NULL, 0, 0, "only records whose name or content has this text"},
    {"svg", 0, CMD_RELATION, TEXT, "FILE", AT(svg), NULL, NULL, 0, 0, "draw the timeline into this file as well"},
    {"out", 'o', CMD_DICT, TEXT, "FILE", AT(out), NULL, NULL, 0, 0, "where `compile` writes, and `import` (else to standard output)"},
    {"kind", 'k', CMD_DICT, TEXT, "KIND", AT(kind), "auto", "auto|actors|agents|discards|verbs|issues", 0, 0,
     "what `import` reads; auto: by what the lines look like"},
    {"strict", 0, CMD_DICT, FLAG, NULL, AT(strict), NULL, NULL, 0, 0, "a warning ends with status 2, as an error does"},
    {"quiet", 'q', CMD_FETCH | CMD_WATCH | CMD_IMPORT | CMD_EXTRACT | CMD_CODE | CMD_ADD | CMD_PARSE | CMD_DICT | CMD_SERVE | CMD_REBUILD | CMD_RECODE, FLAG, NULL, AT(quiet), NULL, NULL, 0, 0, "no notes and no progress on stderr; problems are still told"},
    {"port", 'p', CMD_SERVE, NUMBER, "N", AT(port), "8080", NULL, 0, 65535, "the port to listen on; 0: any that is free"},
    {"listen", 0, CMD_SERVE, TEXT, "ADDRESS", AT(listen), "127.0.0.1", NULL, 0, 0,
     "the address to listen on, in numbers; anything but loopback needs a proxy with TLS and passwords before it"},
    {"host", 0, CMD_SERVE, TEXT, "NAMES", AT(host), NULL, NULL, 0, 0, "further names that browsers may call it by, separated by commas"},
    {"cors", 0, CMD_SERVE, TEXT, "ORIGIN", AT(cors), NULL, NULL, 0, 0, "an origin whose pages may read the API, as https://desk.example"},
    {"read-only", 0, CMD_SERVE, FLAG, NULL, AT(read_only), NULL, NULL, 0, 0, "take no corrections"},
    {"store", 's', CMD_FETCH, TEXT, "FILE", AT(store), NULL, NULL, 0, 0, "code what is fetched into this store; without it documents are printed as JSON lines"},
    {"store", 's', CMD_WATCH, TEXT, "FILE", AT(store), "chancery.db", NULL, 0, 0, "the store, an SQLite file"},
    {"limit", 'l', CMD_FETCH | CMD_WATCH, NUMBER, "N", AT(limit), "50", NULL, 0, LONG_MAX, "at most N new stories of a feed at a time; 0: all"},
    {"entries", 0, CMD_FETCH | CMD_WATCH, FLAG, NULL, AT(entries), NULL, NULL, 0, 0, "take a feed's entries as they are, without fetching their pages"},
    {"state", 0, CMD_FETCH | CMD_WATCH, TEXT, "FILE", AT(state), NULL, NULL, 0, 0,
     "what servers said of versions, to ask only for what is newer (watch: the store's name with .feeds)"},
    {"interval", 0, CMD_WATCH, NUMBER, "SECONDS", AT(interval), "900", NULL, 1, 604800, "pause between two rounds"},
    {"once", 0, CMD_WATCH, FLAG, NULL, AT(once), NULL, NULL, 0, 0, "one round only"},
    {"delay", 0, CMD_FETCH | CMD_WATCH, NUMBER, "SECONDS", AT(delay), "2", NULL, 0, 3600, "pause between two requests to one host; robots.txt may ask for more"},
    {"timeout", 0, CMD_FETCH | CMD_WATCH, NUMBER, "SECONDS", AT(timeout), "30", NULL, 1, 3600, "the longest that one answer may take"},
    {"size", 0, CMD_FETCH | CMD_WATCH, NUMBER, "MB", AT(size), "16", NULL, 1, 256, "the largest answer, unpacked"},
    {"agent", 0, CMD_FETCH | CMD_WATCH, TEXT, "NAME", AT(agent), NULL, NULL, 0, 0, "what the program calls itself to servers, best with an address of yours"},
    {"allow-private", 0, CMD_FETCH | CMD_WATCH, FLAG, NULL, AT(allow_private), NULL, NULL, 0, 0, "also loopback and addresses of private networks"},
    {"help", 'h', CMD_ANY, FLAG, NULL, AT(help), NULL, NULL, 0, 0, "print this"},
};
#define N_ROWS (sizeof rows / sizeof *rows)

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *c = choices; c; c = strchr(c, '|') ? strchr(c, '|') + 1 : NULL)
        if (!strncmp(c, value, len) && (c[len] == '|' || !c[len]))
            return true;
    return false;
}

static bool apply(const option_row *row, const char *value, const char *name, settings *out)
{
    char *into = (char *)out + row->at;
    if (row->kind == FLAG) {
        *(bool *)into = true;
    } else if (row->kind == TEXT) {
        if (row->choices && !is_choice(row->choices, value)) {
            fprintf(stderr, "chancery %s: --%s is one of %s, not \"%s\"\n", name, row->name, row->choices, value);
            return false;
        }
        *(const char **)into = value;
    } else {
        char *end;
        errno = 0;
        long number = strtol(value, &end, 10);
        if (errno || end == value || *end || number < row->min || number > row->max) {
            fprintf(stderr, "chancery %s: --%s is a whole number from %ld to %ld, not \"%s\"\n", name, row->name, row->min, row->max, value);
            return false;
        }
        *(long *)into = number;
    }
    return true;
}

/* The row that `arg` names for this command. `*value` is what follows in the same word, or NULL. */
static const option_row *find(unsigned command, const char *arg, const char **value)
{
    *value = NULL;
    for (size_t i = 0; i < N_ROWS; i++) {
        const option_row *row = &rows[i];
        size_t len = strlen(row->name);
        if (!(row->commands & command))
            continue;
        if (arg[1] == '-' && !strncmp(arg + 2, row->name, len) && (!arg[2 + len] || arg[2 + len] == '=')) {
            *value = arg[2 + len] ? arg + 3 + len : NULL;
            return row;
        }
        if (arg[1] != '-' && row->letter && arg[1] == row->letter) {
            *value = arg[2] ? arg + 2 : NULL;
            return row;
        }
    }
    return NULL;
}

/* Reads the option at argv[*i], moving *i over its value. */
static bool read_option(unsigned command, const char *name, int argc, const char **argv, int *i, settings *out)
{
    const char *arg = argv[*i], *value;
    const option_row *row = find(command, arg, &value);
    if (!row) {
        fprintf(stderr, "chancery %s: no such option: %s (see chancery %s --help)\n", name, arg, name);
        return false;
    }
    if (row->kind == FLAG && value) {
        fprintf(stderr, "chancery %s: --%s takes no value: %s\n", name, row->name, arg);
        return false;
    }
    if (row->kind != FLAG && !value) {
        if (*i + 1 == argc) {
            fprintf(stderr, "chancery %s: --%s needs a value: %s\n", name, row->name, row->argument);
            return false;
        }
        value = argv[++*i];
    }
    return apply(row, value, name, out);
}

bool options_read(unsigned command, const char *name, int argc, const char **argv, settings *out)
{
    *out = (settings){.operands = argv};
    for (size_t i = 0; i < N_ROWS; i++)
        if ((rows[i].commands & command) && rows[i].fallback && !apply(&rows[i], rows[i].fallback, name, out))
            return false;
    bool ended = false;
    for (int i = 0; i < argc; i++) {
        if (!ended && !strcmp(argv[i], "--"))
            ended = true;
        else if (ended || argv[i][0] != '-' || !argv[i][1])
            argv[out->n_operands++] = argv[i]; /* never overtakes i */
        else if (!read_option(command, name, argc, argv, &i, out))
            return false;
    }
    return true;
}

/* Prints `text` in lines of at most 100 columns that begin at column 26. */
static void print_wrapped(const char *text, FILE *to)
{
    enum { INDENT = 26, WIDTH = 100 - INDENT };
    while (strlen(text) > WIDTH) {
        int cut = WIDTH;
        while (cut > 0 && text[cut] != ' ')
            cut--;
        fprintf(to, "%.*s\n%*s", cut, text, INDENT, "");
        text += cut + 1;
    }
    fprintf(to, "%s\n", text);
}

void options_print(unsigned command, FILE *to)
{
    fprintf(to, "Options:\n");
    for (size_t i = 0; i < N_ROWS; i++) {
        const option_row *row = &rows[i];
        char left[64], help[512];
        if (!(row->commands & command))
            continue;
        snprintf(left, sizeof left, "%c%c%c --%s %s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ', row->letter ? ',' : ' ',
                 row->name, row->argument ? row->argument : "");
        snprintf(help, sizeof help, "%s%s%s%s%s%s%s", row->help, row->choices ? "; one of " : "", row->choices ? row->choices : "",
                 row->fallback ? " [" : "", row->fallback ? row->fallback : "", row->fallback ? "]" : "", "");
        fprintf(to, "  %-23s ", left);
        print_wrapped(help, to);
    }
}

static bool complain(const option_row *row, const char *what)
{
    fprintf(stderr, "chancery: table of options: --%s: %s\n", row->name, what);
    return false;
}

bool options_check(void)
{
    bool good = true;
    for (size_t i = 0; i < N_ROWS; i++) {
        const option_row *row = &rows[i];
        settings scratch;
        if (!row->help || !row->help[0] || row->help[strlen(row->help) - 1] == '.')
            good = complain(row, "needs a line of help without a full stop");
        if ((row->kind == FLAG) != !row->argument)
            good = complain(row, "a value needs a name, a flag has none");
        if (!(row->commands & CMD_ANY) || (row->commands & ~(unsigned)CMD_ANY))
            good = complain(row, "belongs to no command");
        if (row->fallback && (row->kind == FLAG || !apply(row, row->fallback, "(table)", &scratch)))
            good = complain(row, "its default is not allowed");
        for (size_t k = 0; k < i; k++) {
            if (!(rows[k].commands & row->commands))
                continue; /* no command sees both */
            if (!strcmp(rows[k].name, row->name) || (row->letter && rows[k].letter == row->letter))
                good = complain(row, "name or letter is taken");
            if (rows[k].at == row->at)
                good = complain(row, "writes where another option writes");
        }
    }
    return good;
}
