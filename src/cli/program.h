/* src/cli/program.h - What all commands share: data folder, standard output that is checked, messages. */
#ifndef CHY_CLI_PROGRAM_H
#define CHY_CLI_PROGRAM_H

#include "base/buf.h"
#include "chancery.h"
#include "cli/flow.h"
#include "cli/settings.h"
#include "export/ontology.h"
#include "export/sink.h"

struct program {
    const char *name; /* of the command */
    settings set;
    chy_ontology *ontology;   /* of --ontology, once program_sink has opened it */
    chy_knowledge *knowledge; /* when the command needs it */
    int status;               /* the worst so far */
    unsigned long n_foreign; /* documents in other languages than English */
    unsigned long n_notes;    /* told or not */
    void (*before_message)(void *ctx); /* clears a progress bar, or NULL */
    void *before_ctx;
};

/* Keeps the worst of the statuses. Always false, so that a failing function can end with it. */
bool program_fail(program *prog, int status);

/* One line on stderr: "chancery: ...". */
void program_say(program *prog, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Tells all problems and notes of a document and of its coding (which may be NULL), and keeps the status. */
void program_tell(program *prog, const chy_document *doc, const chy_coding *coding, chy_status status, const chy_err *err);
/* Says how many notes were not shown and how many documents are in other languages. */
void program_tell_rest(program *prog);

/* Finds and opens the data folder. False (and STATUS_DATA) when there is none or it is damaged. */
bool program_open_knowledge(program *prog, bool all); /* or the reader's model alone */

/* Opens what only `relate` needs, once the knowledge is open. */
bool program_open_relate(program *prog);

/* The path of chancery.dict when a data folder is found; false without a word when none is. `out` holds 4096 bytes. */
bool program_find_dict(const program *prog, char *out);

/* The layout's day of coding: --coded-date, $SOURCE_DATE_EPOCH, the clock. `out` holds 24 bytes. */
const char *program_coded_date(const program *prog, char *out);

/* A coder with the settings of the command line, or NULL (told, status kept). */
chy_coder *program_coder(program *prog);

/* Opens a file with --input and --map. NULL and `err` when that cannot be. */
chy_reader *program_open_reader(const program *prog, const char *path, chy_err *err);
/* False (told, status kept) when --map is no map. */
bool program_check_map(program *prog);

/* Runs `f` over the operands (none: standard input; folders and patterns: the files in them) with --input and --jobs; ctx and the functions are the command's. Failures are
 * told and kept in prog->status. */
void program_flow(program *prog, flow *f);

/* The sink of a layout, and its `ontology` where --ontology names one. False (told, status kept) when memory is out or bytes of Parquet would go to a terminal. */
bool program_sink(program *prog, chy_layout *layout, chy_sink **out);

/* Writes `buf` to standard output and clears it. False (and STATUS_OUTPUT) when that fails; a closed pipe is not worth a message. */
bool program_write(program *prog, chy_buf *buf);

/* The terminal's width when standard output is one, else 0. */
unsigned program_width(void);

#endif
