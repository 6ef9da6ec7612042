/* src/export/ontology.c - Reads a user's codebook and finds the first of its lines that fits an event; see ontology.h. */
#include "export/ontology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "export/codes.h"

/* What a line asks of an event. */
typedef enum test_kind { TEST_TYPE, TEST_MODE, TEST_CAMEO, TEST_STATUS, TEST_CONTENT, TEST_CONTEXT, TEST_QUAD, TEST_ANY, N_TEST } test_kind;
static const char *const test_names[N_TEST] = {"type", "mode", "cameo", "status", "content", "context", "quad", "any"};

typedef struct test {
    test_kind kind;
    bool negated, prefix; /* !mode:visit; cameo:04* */
    const char *value;
} test;

enum { MAX_TESTS = 8, MAX_BYTES = 4 << 20 };

typedef struct line {
    test tests[MAX_TESTS];
    uint32_t n_tests;
    const char *code, *label; /* code NULL: the event is left out */
    float score;              /* NAN: none */
} line;

typedef enum builtin { NOT_BUILTIN, BUILTIN_PLOVER, BUILTIN_CAMEO } builtin;

struct chy_ontology {
    chy_arena arena;
    builtin builtin;
    const char *name;
    bool replaces, drops; /* drops: what no line fits is left out */
    line *lines;
    size_t n, cap;
};

/* ---- reading ---- */

typedef struct reading {
    chy_ontology *ontology;
    const char *path;
    unsigned number;
    chy_err *err;
} reading;

static bool wrong(const reading *r, const char *what, const char *word)
{
    chy_err_set(r->err, CHY_E_FORMAT, r->number, "%s:%u: %s \"%.60s\"", r->path, r->number, what, word);
    return false;
}

static bool is_one_of(const char *value, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (names[i][0] && !strcmp(names[i], value))
            return true;
    return false;
}

/* A value that can never be met is a slip of the pen. */
static bool check_value(const reading *r, const test *t)
{
    size_t len = strlen(t->value);
    switch (t->kind) {
    case TEST_TYPE: case TEST_CONTENT:
        return is_one_of(t->value, chy_type_names, CHY_N_TYPE) || wrong(r, "no PLOVER type is called", t->value);
    case TEST_STATUS:
        return is_one_of(t->value, chy_event_status_names, CHY_N_STATUS) || wrong(r, "no status is called", t->value);
    case TEST_CAMEO:
        return (len >= 2 && len <= 4 && strspn(t->value, "0123456789") == len) || wrong(r, "no CAMEO code looks like", t->value);
    case TEST_QUAD:
        return (len == 1 && t->value[0] >= '1' && t->value[0] <= '4') || wrong(r, "a quad class is 1 to 4, not", t->value);
    default:
        return true;
    }
}

/* "ASSAULT", "mode:visit", "cameo:04*", "!status:negated", "any". */
static bool read_test(const reading *r, char *word, test *out)
{
    *out = (test){.kind = TEST_TYPE};
    if (word[0] == '!') {
        out->negated = true;
        word++;
    }
    char *colon = strchr(word, ':');
    if (!strcmp(word, "any")) {
        out->kind = TEST_ANY;
        out->value = "";
        return true;
    }
    if (colon) {
        *colon = '\0';
        int kind = 0;
        while (kind < TEST_ANY && strcmp(test_names[kind], word))
            kind++;
        if (kind == TEST_ANY)
            return wrong(r, "nothing of an event is called", word);
        out->kind = (test_kind)kind;
        word = colon + 1;
    }
    size_t len = strlen(word);
    if (len && word[len - 1] == '*') {
        out->prefix = true;
        word[len - 1] = '\0';
    }
    out->value = word;
    return word[0] ? check_value(r, out) : wrong(r, "a condition without a value in", test_names[out->kind]);
}

static char *next_word(char **at)
{
    *at += strspn(*at, " \t");
    if (!**at)
        return NULL;
    char *word = *at;
    *at += strcspn(*at, " \t");
    if (**at)
        *(*at)++ = '\0';
    return word;
}

static bool read_conditions(const reading *r, char *text, line *out)
{
    for (char *word; (word = next_word(&text));) {
        if (out->n_tests == MAX_TESTS)
            return wrong(r, "too many conditions before", word);
        if (!read_test(r, word, &out->tests[out->n_tests++]))
            return false;
    }
    return out->n_tests > 0 || wrong(r, "no condition stands before =>; write", "any");
}

/* CODE [SCORE] LABEL, or "drop". */
static bool read_answer(const reading *r, char *text, line *out)
{
    out->score = NAN;
    out->code = next_word(&text);
    if (!out->code)
        return wrong(r, "nothing stands behind", "=>");
    text += strspn(text, " \t");
    if (!strcmp(out->code, "drop") && !*text) {
        out->code = NULL;
        return true;
    }
    char *end;
    float score = strtof(text, &end);
    if (end != text && (!*end || *end == ' ' || *end == '\t')) {
        if (!isfinite(score))
            return wrong(r, "no score:", text);
        out->score = score;
        text = end + strspn(end, " \t");
    }
    out->label = text;
    return true;
}

static bool read_header(const reading *r, char *text)
{
    chy_ontology *o = r->ontology;
    o->name = next_word(&text);
    if (!o->name)
        return wrong(r, "an ontology needs a name:", "ontology NAME");
    for (char *word; (word = next_word(&text));)
        if (!strcmp(word, "replace"))
            o->replaces = true;
        else if (!strcmp(word, "only"))
            o->drops = true;
        else
            return wrong(r, "behind the name stand `replace` or `only`, not", word);
    return true;
}

static bool read_line(reading *r, char *text)
{
    chy_ontology *o = r->ontology;
    text += strspn(text, " \t");
    if (!*text || *text == '#')
        return true;
    if (!strncmp(text, "ontology", 8) && (text[8] == ' ' || text[8] == '\t'))
        return o->name || o->n ? wrong(r, "a second head, or one behind the lines:", text) : read_header(r, text + 8);
    if (!o->name)
        return wrong(r, "the first line names the ontology (`ontology NAME`), not", text);
    char *arrow = strstr(text, "=>");
    if (!arrow)
        return wrong(r, "no => in", text);
    *arrow = '\0';
    line *lines = chy_arena_grow(&o->arena, o->lines, o->n, &o->cap, sizeof *lines);
    if (!lines) {
        chy_err_set(r->err, CHY_E_NOMEM, 0, "%s: no memory", r->path);
        return false;
    }
    o->lines = lines;
    line *out = &o->lines[o->n++];
    *out = (line){.n_tests = 0};
    return read_conditions(r, text, out) && read_answer(r, arrow + 2, out);
}

static bool read_all(reading *r, char *text, size_t len)
{
    for (char *at = text, *end = text + len; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        *stop = '\0';
        if (stop > at && stop[-1] == '\r')
            stop[-1] = '\0';
        r->number++;
        if (strlen(at) + 1 < (size_t)(stop - at))
            return wrong(r, "a NUL byte in", at);
        if (!read_line(r, at))
            return false;
        at = stop + 1;
    }
    return r->ontology->n || wrong(r, "no line with => in", r->path);
}

static bool read_file(chy_ontology *o, const char *path, chy_err *err)
{
    chy_file file;
    reading r = {.ontology = o, .path = path, .err = err};
    if (chy_file_read(path, MAX_BYTES, &file, err) != CHY_OK)
        return false;
    char *text = chy_arena_dup(&o->arena, file.data, file.len);
    bool good = text && read_all(&r, text, file.len);
    if (!text)
        chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory", path);
    chy_file_release(&file);
    return good;
}

chy_ontology *chy_ontology_open(const char *name, chy_err *err)
{
    chy_ontology *o = calloc(1, sizeof *o);
    if (!o) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an ontology");
        return NULL;
    }
    chy_arena_init(&o->arena);
    o->builtin = !strcmp(name, "plover") ? BUILTIN_PLOVER : !strcmp(name, "cameo") ? BUILTIN_CAMEO : NOT_BUILTIN;
    o->name = o->builtin == BUILTIN_CAMEO ? "cameo" : o->builtin ? "plover" : NULL;
    o->replaces = o->builtin != NOT_BUILTIN;
    if (o->builtin || read_file(o, name, err))
        return o;
    chy_ontology_free(o);
    return NULL;
}

void chy_ontology_free(chy_ontology *ontology)
{
    if (!ontology)
        return;
    chy_arena_release(&ontology->arena);
    free(ontology);
}

/* ---- mapping ---- */

static bool equal(const test *t, const char *value)
{
    return t->prefix ? !strncmp(value, t->value, strlen(t->value)) : !strcmp(value, t->value);
}

static bool any_equal(const test *t, const char *const *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (equal(t, values[i]))
            return true;
    return false;
}

static bool holds(const test *t, const chy_record *r)
{
    char quad[2] = {(char)('0' + chy_type_quad[r->type]), '\0'};
    switch (t->kind) {
    case TEST_TYPE: return equal(t, chy_type_names[r->type]);
    case TEST_MODE: return any_equal(t, r->modes, r->n_modes);
    case TEST_CAMEO: return r->cameo && equal(t, r->cameo);
    case TEST_STATUS: return equal(t, chy_event_status_names[r->status]);
    case TEST_CONTENT: return equal(t, chy_type_names[r->content]);
    case TEST_CONTEXT: return any_equal(t, r->contexts, r->n_contexts);
    case TEST_QUAD: return equal(t, quad);
    default: return true;
    }
}

static const line *find_line(const chy_ontology *o, const chy_record *record)
{
    for (size_t i = 0; i < o->n; i++) {
        const line *l = &o->lines[i];
        bool fits = true;
        for (uint32_t k = 0; k < l->n_tests && fits; k++)
            fits = holds(&l->tests[k], record) != l->tests[k].negated;
        if (fits)
            return l;
    }
    return NULL;
}

bool chy_ontology_map(const chy_ontology *o, const chy_record *record, chy_mapping *out)
{
    *out = (chy_mapping){.ontology = o->name, .code = "", .label = "", .score = NAN, .replaces = o->replaces};
    if (o->builtin == BUILTIN_PLOVER) {
        out->code = chy_type_names[record->type];
        out->score = record->scale;
        return true;
    }
    if (o->builtin == BUILTIN_CAMEO) {
        const chy_cameo_name *cameo = chy_code_cameo(chy_code_event(record));
        out->code = chy_code_event(record);
        out->label = cameo ? cameo->name : "";
        out->score = cameo ? cameo->goldstein : NAN;
        return true;
    }
    const line *l = find_line(o, record);
    if (!l)
        return !o->drops;
    if (!l->code)
        return false;
    out->code = l->code;
    out->label = l->label;
    out->score = l->score;
    return true;
}
