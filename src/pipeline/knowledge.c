/* src/pipeline/knowledge.c - Opens the files of a data folder; see knowledge.h and chancery.h. */
#include "pipeline/knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "dict/compile.h"

#define PATH_BYTES 4096

static chy_status join(char *out, const char *dir, const char *name, chy_err *err)
{
    int len = snprintf(out, PATH_BYTES, "%s/%s", dir, name);
    if (len < 0 || len >= PATH_BYTES)
        return chy_err_set(err, CHY_E_USAGE, 0, "%.100s...: the path is too long", dir);
    return CHY_OK;
}

/* Adds the bytes of a file to a hash; this also reads the file into the page cache, which opening it needs anyway. */
static chy_status hash_file(const char *path, uint64_t *hash, chy_err *err)
{
    chy_file file;
    chy_status status = chy_file_map(path, &file, err);
    if (status != CHY_OK)
        return status;
    *hash = chy_hash_seed(file.data, file.len, *hash);
    chy_file_release(&file);
    return CHY_OK;
}

static int is_rule_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && !strcmp(entry->d_name + len - 4, ".txt");
}

/* Files are taken in the order of their names, which no file system promises. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static chy_status hash_rules(const char *dir, uint64_t *hash, chy_err *err)
{
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, is_rule_file, by_name);
    if (n < 0)
        return chy_err_set(err, errno == ENOMEM ? CHY_E_NOMEM : CHY_E_IO, 0, "%s: cannot read the rules: %s", dir, strerror(errno));
    chy_status status = n ? CHY_OK : chy_err_set(err, CHY_E_IO, 0, "%s: holds no rules (*.txt)", dir);
    for (int i = 0; i < n; i++) {
        char path[PATH_BYTES];
        if (status == CHY_OK)
            status = join(path, dir, entries[i]->d_name, err);
        if (status == CHY_OK)
            status = hash_file(path, hash, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* Eight digits: enough to tell versions apart, short enough for every line of output. */
static void write_version(char *out, size_t cap, uint64_t hash)
{
    snprintf(out, cap, "%08x", (unsigned)(hash ^ hash >> 32));
}

/* Whoever reads bytes may not know their file; the user must. */
static chy_status blame(const char *path, const chy_err *why, chy_err *err)
{
    return chy_err_set(err, why->code, why->at, "%s%s%s", strstr(why->msg, path) ? "" : path, strstr(why->msg, path) ? "" : ": ", why->msg);
}

/* The first wrong line of the user's files, and how many there are. */
typedef struct wrong_lines { chy_err first; unsigned n; } wrong_lines;

static void note_line(void *context, const chy_dict_note *note)
{
    wrong_lines *wrong = context;
    if (note->error && !wrong->n++)
        chy_err_set(&wrong->first, CHY_E_FORMAT, note->line, "%s:%u: %s", note->file, note->line, note->text);
}

/* A user's line that is wrong is refused, not left out: who adds an actor wants it coded. */
static chy_status lay_over(chy_knowledge *k, const char *const *files, size_t n, uint64_t *hash, chy_err *err)
{
    chy_status status = CHY_OK;
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = hash_file(files[i], hash, err);
    if (status != CHY_OK)
        return status;
    wrong_lines wrong = {.n = 0};
    chy_buf bytes;
    chy_buf_init(&bytes);
    status = chy_dict_compile_files(files, n, note_line, &wrong, &bytes, err);
    if (status == CHY_OK && wrong.n)
        status = chy_err_set(err, CHY_E_FORMAT, wrong.first.at, "%s%s", wrong.first.msg,
                             wrong.n > 1 ? " (and other lines: see `chancery dict check`)" : "");
    if (status == CHY_OK)
        status = chy_dict_lay_over(k->dict, &bytes, err);
    chy_buf_release(&bytes);
    return status;
}

static chy_status open_all(chy_knowledge *k, const char *dir, const char *const *actor_files, size_t n_files, chy_err *err)
{
    char dict[PATH_BYTES], reader[PATH_BYTES], scorer[PATH_BYTES], events[PATH_BYTES], ledger[PATH_BYTES];
    uint64_t dict_hash = 0, model_hash = 0, rules_hash = 0;
    chy_status status = join(dict, dir, "chancery.dict", err);
    if (status == CHY_OK)
        status = join(reader, dir, "models/reader.chym", err);
    if (status == CHY_OK)
        status = join(scorer, dir, "models/scorer.chym", err);
    if (status == CHY_OK)
        status = join(events, dir, "events", err);
    if (status == CHY_OK)
        status = join(ledger, dir, "ledger", err);
    if (status == CHY_OK)
        status = hash_file(dict, &dict_hash, err);
    if (status == CHY_OK)
        status = hash_file(reader, &model_hash, err);
    bool scored = access(scorer, F_OK) == 0;
    if (status == CHY_OK && scored)
        status = hash_file(scorer, &model_hash, err);
    if (status == CHY_OK)
        status = hash_rules(events, &rules_hash, err);
    if (status == CHY_OK)
        status = hash_rules(ledger, &rules_hash, err);
    if (status != CHY_OK)
        return status;
    write_version(k->versions.rules, sizeof k->versions.rules, rules_hash);
    write_version(k->versions.model, sizeof k->versions.model, model_hash);
    chy_err why = {.code = CHY_E_FORMAT};
    if (!(k->dict = chy_dict_open(dict, &why)))
        return blame(dict, &why, err);
    if (n_files && (status = lay_over(k, actor_files, n_files, &dict_hash, err)) != CHY_OK)
        return status;
    write_version(k->versions.dictionaries, sizeof k->versions.dictionaries, dict_hash);
    if (!(k->parser = chy_parser_open(reader, &why)))
        return blame(reader, &why, err);
    if (!(k->rules = chy_rules_open(events, scored ? scorer : NULL, &why)))
        return blame(events, &why, err);
    if (!(k->book = chy_ledger_book_open(ledger, &why)))
        return blame(ledger, &why, err);
    return CHY_OK;
}

static chy_knowledge *new_knowledge(chy_err *err)
{
    chy_knowledge *k = calloc(1, sizeof *k);
    if (!k) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the dictionaries");
        return NULL;
    }
    snprintf(k->versions.coder, sizeof k->versions.coder, "chancery %s", CHY_VERSION);
    snprintf(k->versions.codebook, sizeof k->versions.codebook, "%s", CHY_CODEBOOK);
    return k;
}

static chy_status open_reader(chy_knowledge *k, const char *dir, chy_err *err)
{
    char reader[PATH_BYTES];
    uint64_t hash = 0;
    chy_err why = {.code = CHY_E_FORMAT};
    chy_status status = join(reader, dir, "models/reader.chym", err);
    if (status == CHY_OK)
        status = hash_file(reader, &hash, err);
    if (status != CHY_OK)
        return status;
    write_version(k->versions.model, sizeof k->versions.model, hash);
    k->parser = chy_parser_open(reader, &why);
    return k->parser ? CHY_OK : blame(reader, &why, err);
}

chy_knowledge *chy_knowledge_open_reader(const char *dir, chy_err *err)
{
    chy_knowledge *k = new_knowledge(err);
    if (!k || open_reader(k, dir, err) == CHY_OK)
        return k;
    chy_knowledge_free(k);
    return NULL;
}

chy_knowledge *chy_knowledge_open(const char *dir, chy_err *err)
{
    return chy_knowledge_open_with(dir, NULL, 0, err);
}

chy_knowledge *chy_knowledge_open_with(const char *dir, const char *const *actor_files, size_t n, chy_err *err)
{
    chy_knowledge *k = new_knowledge(err);
    if (!k || open_all(k, dir, actor_files, n, err) == CHY_OK)
        return k;
    chy_knowledge_free(k);
    return NULL;
}

chy_status chy_knowledge_open_relate(chy_knowledge *knowledge, const char *dir, chy_err *err)
{
    char path[PATH_BYTES];
    chy_err why = {.code = CHY_E_FORMAT};
    chy_status status = join(path, dir, "models/relate.chym", err);
    if (status != CHY_OK)
        return status;
    if (!chy_rules_scored(knowledge->rules))
        return chy_err_set(err, CHY_E_IO, 0, "%s needs models/scorer.chym beside it", path);
    knowledge->relator = chy_relator_open(path, &why);
    return knowledge->relator ? CHY_OK : blame(path, &why, err);
}

void chy_knowledge_free(chy_knowledge *knowledge)
{
    if (!knowledge)
        return;
    chy_relator_free(knowledge->relator);
    chy_ledger_book_free(knowledge->book);
    chy_rules_free(knowledge->rules);
    chy_parser_free(knowledge->parser);
    chy_dict_free(knowledge->dict);
    free(knowledge);
}

const char *chy_knowledge_version(const chy_knowledge *knowledge, const char *what)
{
    const chy_versions *v = &knowledge->versions;
    return !strcmp(what, "codebook")       ? v->codebook
           : !strcmp(what, "dictionaries") ? v->dictionaries
           : !strcmp(what, "rules")        ? v->rules
           : !strcmp(what, "model")        ? v->model
                                           : NULL;
}
