/* src/pipeline/data.c - Files that people edit, for `chancery dict`: checked line by line, compiled. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "chancery.h"
#include "dict/compile.h"
#include "dict/import.h"
#include "events/events.h"

typedef struct teller { chy_line_fn *tell; void *ctx; } teller;

static void pass_on(void *context, const chy_dict_note *note)
{
    const teller *t = context;
    t->tell(t->ctx, note->file, note->line, note->error, note->text);
}

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool has_folder(const char *path, const char *name)
{
    char inner[4096];
    return (size_t)snprintf(inner, sizeof inner, "%s/%s", path, name) < sizeof inner && is_folder(inner);
}

static bool ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    return n >= m && strcmp(text + n - m, ending) == 0;
}

/* Rules lean on the classes of their neighbours, so they are read as a folder; reading ends at the first mistake. */
static chy_status check_rules(const char *folder, const teller *t, chy_err *err)
{
    chy_err why = {.code = CHY_E_FORMAT};
    chy_rules *rules = chy_rules_open(folder, NULL, &why);
    if (!rules && (why.code == CHY_E_IO || why.code == CHY_E_NOMEM))
        return chy_err_set(err, why.code, why.at, "%s", why.msg);
    if (!rules)
        t->tell(t->ctx, folder, 0, true, why.msg);
    chy_rules_free(rules);
    return CHY_OK;
}

static chy_status check_folder(const char *path, const teller *t, chy_err *err)
{
    chy_buf out;
    chy_buf_init(&out);
    chy_status status = CHY_OK;
    bool known = false;
    if (has_folder(path, "actors") || has_folder(path, "places")) {
        status = chy_dict_compile(path, pass_on, (void *)t, &out, err);
        known = true;
    }
    if (status == CHY_OK && has_folder(path, "events")) {
        char rules[4096];
        snprintf(rules, sizeof rules, "%s/events", path);
        status = check_rules(rules, t, err);
        known = true;
    }
    chy_buf_release(&out);
    return known ? status : check_rules(path, t, err);
}

static chy_status check_file(const char *path, const teller *t, chy_err *err)
{
    if (ends_with(path, ".txt")) {
        char folder[4096];
        const char *slash = strrchr(path, '/');
        if ((size_t)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".") >= sizeof folder)
            return chy_err_set(err, CHY_E_LIMIT, 0, "%s: path is too long", path);
        return check_rules(folder, t, err);
    }
    chy_buf out;
    chy_buf_init(&out);
    chy_status status = chy_dict_compile_files(&path, 1, pass_on, (void *)t, &out, err);
    chy_buf_release(&out);
    return status;
}

chy_status chy_data_check(const char *path, chy_line_fn *tell, void *ctx, chy_err *err)
{
    teller t = {tell, ctx};
    return is_folder(path) ? check_folder(path, &t, err) : check_file(path, &t, err);
}

chy_status chy_data_compile(const char *folder, chy_line_fn *tell, void *ctx, chy_buf *out, chy_err *err)
{
    teller t = {tell, ctx};
    if (!has_folder(folder, "actors"))
        return chy_err_set(err, CHY_E_IO, 0, "%s: has no folder actors/", folder);
    return chy_dict_compile(folder, pass_on, &t, out, err);
}

chy_status chy_data_import(const char *path, const char *kind, const char *known, chy_line_fn *tell, void *ctx, chy_buf *out, chy_err *err)
{
    static const struct { const char *name; chy_import_kind kind; } kinds[] = {
        {"auto", CHY_IMPORT_AUTO}, {"actors", CHY_IMPORT_ACTORS}, {"agents", CHY_IMPORT_AGENTS}, {"discards", CHY_IMPORT_DISCARDS},
        {"verbs", CHY_IMPORT_VERBS}, {"issues", CHY_IMPORT_ISSUES}};
    teller t = {tell, ctx};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, kind ? kind : "auto") != 0)
            continue;
        chy_dict *dict = known ? chy_dict_open(known, err) : NULL;
        if (known && !dict)
            return CHY_E_FORMAT;
        chy_status status = chy_dict_import(path, kinds[i].kind, dict, pass_on, &t, out, err);
        chy_dict_free(dict);
        return status;
    }
    return chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is no kind of dictionary", kind);
}
