/* src/cli/program.c - See program.h. The only place that asks the clock, the environment and the terminal. */
#include "cli/program.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/paths.h"

/* A million documents without dates must not bury the one message that matters. */
#define MAX_NOTES 20
#define MAX_ACTOR_FILES 16

bool program_fail(program *prog, int status)
{
    if (status > prog->status)
        prog->status = status;
    return false;
}

void program_say(program *prog, const char *fmt, ...)
{
    va_list args;
    if (prog->before_message)
        prog->before_message(prog->before_ctx);
    fputs("chancery: ", stderr);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
}

static void tell(program *prog, const char *origin, const char *msg, bool is_note, uint64_t at)
{
    const char *gap = origin[0] ? ": " : "";
    if (is_note && (prog->set.quiet || prog->n_notes++ >= MAX_NOTES))
        return;
    if (at)
        program_say(prog, "%s%s%s%s at byte %llu", is_note ? "note: " : "", origin, gap, msg, (unsigned long long)at);
    else
        program_say(prog, "%s%s%s%s", is_note ? "note: " : "", origin, gap, msg);
}

void program_tell(program *prog, const chy_document *doc, const chy_coding *coding, chy_status status, const chy_err *err)
{
    const char *origin = chy_document_origin(doc);
    prog->n_foreign += coding && status == CHY_OK && chy_document_usable(doc) && !chy_document_english(doc);
    for (size_t i = 0; i < chy_document_n_problems(doc); i++) {
        bool is_note;
        const char *msg = chy_document_problem(doc, i, &is_note);
        tell(prog, origin, msg, is_note, 0);
        if (!is_note)
            program_fail(prog, STATUS_INPUT);
    }
    for (size_t i = 0; coding && i < chy_coding_n_notes(coding); i++) {
        uint64_t at;
        const char *msg = chy_coding_note(coding, i, &at);
        tell(prog, origin, msg, true, at);
    }
    if (status == CHY_OK)
        return;
    tell(prog, origin, err->msg, false, 0);
    program_fail(prog, status == CHY_E_NOMEM ? STATUS_OUTPUT : STATUS_INPUT);
}

void program_tell_rest(program *prog)
{
    if (prog->n_foreign && !prog->set.quiet)
        program_say(prog, "note: %lu documents are not in English: %s, not coded", prog->n_foreign, !strcmp(prog->name, "code") ? "passed over" : "kept");
    if (prog->n_notes > MAX_NOTES)
        program_say(prog, "note: %lu notes more of this kind", prog->n_notes - MAX_NOTES);
}

/* ---- the data folder ---- */

static bool is_data(const char *dir)
{
    char path[PATH_MAX];
    struct stat info;
    int len = snprintf(path, sizeof path, "%s/chancery.dict", dir);
    return len > 0 && (size_t)len < sizeof path && stat(path, &info) == 0;
}

/* `out` holds PATH_MAX bytes. A folder that was named is taken even if it is wrong, so that the message speaks of it. */
static bool find_data(const program *prog, char *out)
{
    const char *named = prog->set.data ? prog->set.data : getenv("CHANCERY_DATA");
    if (named && named[0]) {
        snprintf(out, PATH_MAX, "%s", named);
        return true;
    }
    char self[PATH_MAX - 32];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0)
        return false;
    self[len] = '\0';
    *strrchr(self, '/') = '\0';
    snprintf(out, PATH_MAX, "%s/share", self);
    if (is_data(out))
        return true;
    snprintf(out, PATH_MAX, "%s/../share/chancery", self);
    return is_data(out);
}

bool program_find_dict(const program *prog, char *out)
{
    char dir[PATH_MAX];
    return find_data(prog, dir) && (size_t)snprintf(out, PATH_MAX, "%s/chancery.dict", dir) < PATH_MAX;
}

/* "a.tsv,b.tsv" into its parts, which point into `list`. What is too much ends in the last name, which then cannot be opened. */
static size_t split_list(const char *text, char list[PATH_MAX], const char **parts)
{
    size_t n = 0;
    snprintf(list, PATH_MAX, "%s", text ? text : "");
    for (char *p = list; p && *p && n < MAX_ACTOR_FILES;) {
        parts[n++] = p;
        if ((p = n < MAX_ACTOR_FILES ? strchr(p, ',') : NULL))
            *p++ = '\0';
    }
    return n;
}

bool program_open_knowledge(program *prog, bool all)
{
    char dir[PATH_MAX];
    chy_err err;
    if (!find_data(prog, dir)) {
        program_say(prog, "no dictionaries and models: neither share/ beside the program nor ../share/chancery holds chancery.dict; "
                          "name the folder by --data or $CHANCERY_DATA");
        return program_fail(prog, STATUS_DATA);
    }
    const char *files[MAX_ACTOR_FILES];
    char list[PATH_MAX];
    size_t n = split_list(prog->set.actors, list, files);
    prog->knowledge = all ? chy_knowledge_open_with(dir, files, n, &err) : chy_knowledge_open_reader(dir, &err);
    if (prog->knowledge)
        return true;
    program_say(prog, "%s", err.msg);
    return program_fail(prog, STATUS_DATA);
}

bool program_open_relate(program *prog)
{
    char dir[PATH_MAX];
    chy_err err;
    if (find_data(prog, dir) && chy_knowledge_open_relate(prog->knowledge, dir, &err) == CHY_OK)
        return true;
    program_say(prog, "%s", err.msg);
    return program_fail(prog, STATUS_DATA);
}

/* ---- coding ---- */

const char *program_coded_date(const program *prog, char *out)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t now = epoch && epoch[0] ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm day;
    if (prog->set.coded_date)
        return prog->set.coded_date;
    gmtime_r(&now, &day);
    strftime(out, 24, "%Y-%m-%d", &day);
    return out;
}

chy_coder *program_coder(program *prog)
{
    char day[24];
    chy_err err;
    chy_coder *coder = chy_coder_new(prog->knowledge);
    if (!coder) {
        program_say(prog, "no memory for a worker");
        program_fail(prog, STATUS_OUTPUT);
        return NULL;
    }
    if ((!prog->set.date || chy_coder_set_date(coder, prog->set.date, &err) == CHY_OK) &&
        chy_coder_set_coded_date(coder, program_coded_date(prog, day), &err) == CHY_OK)
        return coder;
    program_say(prog, "%s", err.msg);
    program_fail(prog, STATUS_USAGE);
    chy_coder_free(coder);
    return NULL;
}

static chy_input input_kind(const program *prog)
{
    static const struct {
        const char *name;
        chy_input kind;
    } kinds[] = {{"text", CHY_INPUT_TEXT}, {"jsonl", CHY_INPUT_JSONL}, {"tokens", CHY_INPUT_TOKENS}, {"html", CHY_INPUT_HTML}, {"feed", CHY_INPUT_FEED},
                 {"warc", CHY_INPUT_WARC}, {"csv", CHY_INPUT_CSV}, {"tsv", CHY_INPUT_TSV}, {"sentences", CHY_INPUT_SENTENCES}};
    for (size_t i = 0; prog->set.input && i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].name, prog->set.input))
            return kinds[i].kind;
    return CHY_INPUT_AUTO;
}

chy_reader *program_open_reader(const program *prog, const char *path, chy_err *err)
{
    chy_reader *reader = chy_reader_open(path, input_kind(prog), err);
    if (!reader || !prog->set.map || chy_reader_set_map(reader, prog->set.map, err) == CHY_OK)
        return reader;
    chy_reader_free(reader);
    return NULL;
}

/* A map that is wrong is wrong for every file: said once, before the first. */
bool program_check_map(program *prog)
{
    chy_err err;
    chy_reader *reader = prog->set.map ? chy_reader_open_bytes("map", "", 0, NULL, CHY_INPUT_TEXT, &err) : NULL;
    if (!prog->set.map || (reader && chy_reader_set_map(reader, prog->set.map, &err) == CHY_OK)) {
        chy_reader_free(reader);
        return true;
    }
    chy_reader_free(reader);
    program_say(prog, "--map: %s", err.msg);
    return program_fail(prog, STATUS_USAGE);
}

static unsigned count_jobs(const program *prog)
{
    long n = prog->set.jobs ? prog->set.jobs : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 256 ? 256 : (unsigned)n;
}

void program_flow(program *prog, flow *f)
{
    paths files = {0};
    chy_coder *coders[256] = {0};
    chy_err err;
    bool good = program_check_map(prog);
    if (good && !paths_expand(&files, prog->set.operands, prog->set.n_operands)) {
        program_say(prog, "no memory for the names of the files");
        good = program_fail(prog, STATUS_OUTPUT);
    }
    f->paths = files.items;
    f->n_paths = files.n;
    f->prog = prog;
    f->jobs = count_jobs(prog);
    f->coders = coders;
    for (unsigned i = 0; i < f->jobs && good; i++)
        good = (coders[i] = program_coder(prog)) != NULL;
    if (good && flow_run(f, &err) != CHY_OK) {
        program_say(prog, "%s", err.msg);
        program_fail(prog, STATUS_OUTPUT);
    }
    for (unsigned i = 0; i < f->jobs; i++)
        chy_coder_free(coders[i]);
    f->coders = NULL;
    f->paths = NULL;
    paths_free(&files);
}

/* ---- standard output ---- */

bool program_sink(program *prog, chy_layout *layout, chy_sink **out)
{
    chy_err err;
    if (layout->format == CHY_FORMAT_PARQUET && isatty(STDOUT_FILENO)) {
        program_say(prog, "parquet is no text: send it to a file, > events.parquet");
        return program_fail(prog, STATUS_USAGE);
    }
    if (prog->set.ontology && !(layout->ontology = prog->ontology = chy_ontology_open(prog->set.ontology, &err))) {
        program_say(prog, "%s", err.msg);
        return program_fail(prog, STATUS_DATA);
    }
    *out = chy_sink_new(layout);
    if (*out)
        return true;
    program_say(prog, "no memory for the output");
    return program_fail(prog, STATUS_OUTPUT);
}

bool program_write(program *prog, chy_buf *buf)
{
    size_t done = 0;
    if (buf->failed) {
        program_say(prog, "no memory for the output");
        return program_fail(prog, STATUS_OUTPUT);
    }
    while (done < buf->len) {
        ssize_t n = write(STDOUT_FILENO, buf->data + done, buf->len - done);
        if (n > 0)
            done += (size_t)n;
        else if (n < 0 && errno != EINTR) {
            if (errno != EPIPE)
                program_say(prog, "cannot write to standard output: %s", strerror(errno));
            return program_fail(prog, STATUS_OUTPUT);
        }
    }
    chy_buf_clear(buf);
    return true;
}

unsigned program_width(void)
{
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
