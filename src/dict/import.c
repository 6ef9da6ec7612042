/* src/dict/import.c - Reads a foreign dictionary line by line, finds out which kind it is, and spells its names as ours do; see import.h. */
#include "dict/import.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "dict/import_work.h"

#define MAX_IMPORT ((size_t)64 << 20)

void import_tell(import *im, bool error, uint32_t line, const char *fmt, ...)
{
    char text[300];
    va_list args;
    if (!im->note)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    im->note(im->context, &(chy_dict_note){.error = error, .file = im->path, .line = line, .text = text});
}

span import_trim(span s)
{
    while (s.len && isspace((unsigned char)*s.text))
        s.text++, s.len--;
    while (s.len && isspace((unsigned char)s.text[s.len - 1]))
        s.len--;
    return s;
}

bool import_starts(span s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.len >= n && memcmp(s.text, prefix, n) == 0;
}

/* A comment begins at `;` or `#`, but "###" inside brackets is a code. */
static size_t without_comment(const char *text, size_t len)
{
    bool inside = false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '[')
            inside = true;
        else if (text[i] == ']')
            inside = false;
        else if (!inside && (text[i] == ';' || text[i] == '#'))
            return i;
        else if (!inside && len - i >= 4 && memcmp(text + i, "<!--", 4) == 0)
            return i;
    }
    return len;
}

bool import_line(import *im, span *line)
{
    if (im->at >= im->len)
        return false;
    const char *start = im->text + im->at, *end = memchr(start, '\n', im->len - im->at);
    size_t n = end ? (size_t)(end - start) : im->len - im->at;
    im->at += n + 1;
    im->line++;
    *line = import_trim((span){start, without_comment(start, n)});
    if (import_starts(*line, "<! --")) /* as one of PETRARCH's own files has it */
        line->len = 0;
    return true;
}

bool import_bracket(span *rest, span *inside)
{
    const char *open = memchr(rest->text, '[', rest->len);
    if (!open)
        return false;
    size_t left = rest->len - (size_t)(open + 1 - rest->text);
    const char *close = memchr(open + 1, ']', left);
    if (!close)
        return false;
    *inside = import_trim((span){open + 1, (size_t)(close - open - 1)});
    rest->len -= (size_t)(close + 1 - rest->text);
    rest->text = close + 1;
    return true;
}

/* ---- spelling ---- */

/* Words with underscores, stems with their marks: to words with one blank between, as they were spelled. */
static size_t plain_words(span raw, char *out, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.text[i] == '_' || raw.text[i] == '\t' ? ' ' : raw.text[i];
        if ((c && strchr("=~^|[]#", c)) || (unsigned char)c < ' ' || (c == ' ' && (!n || out[n - 1] == ' ')))
            continue;
        if (n + 1 >= cap)
            return 0;
        out[n++] = c;
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    for (size_t i = 0; i < n; i++)
        if (isalnum((unsigned char)out[i]) || (unsigned char)out[i] >= 0x80)
            return n;
    return 0;
}

size_t import_words(span raw, char *out, size_t cap)
{
    size_t n = plain_words(raw, out, cap);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)tolower((unsigned char)out[i]);
    return n;
}

static bool is_small_word(const char *word, size_t n)
{
    static const char *const words[] = {"OF", "THE", "AND", "FOR", "IN", "ON", "TO", "DE", "LA", "DU", "DES", "DEL", "AL", "EL", "BIN", "VAN", "VON", "DER", "DA", "DOS", "E", "Y"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], word, n) == 0)
            return true;
    return false;
}

/* Written in capitals throughout: a capital at each word is the least that a text must have. One short word is an acronym. */
size_t import_name(span raw, char *out, size_t cap)
{
    size_t n = plain_words(raw, out, cap);
    bool lower = false, blank = memchr(out, ' ', n) != NULL;
    for (size_t i = 0; i < n; i++)
        lower |= islower((unsigned char)out[i]) != 0;
    if (lower || (!blank && (n <= 3 || out[1] == '.')))
        return n;
    for (size_t i = 0, start = 0; i <= n; i++) {
        bool letter = i < n && (isalpha((unsigned char)out[i]) || out[i] == '\'' || (unsigned char)out[i] >= 0x80);
        if (letter)
            continue;
        bool small = start > 0 && is_small_word(out + start, i - start);
        for (size_t k = start + !small; k < i; k++)
            if (k == start || (k && out[k - 1] != '\'') || k + 1 == i)
                out[k] = (char)tolower((unsigned char)out[k]);
        start = i + 1;
    }
    return n;
}

/* ---- which kind ---- */

typedef struct looks { unsigned brackets, agents, patterns, issues, others, words; } looks;

static void look(span line, looks *l)
{
    const char *open = memchr(line.text, '[', line.len), *close = open ? memchr(open, ']', line.len - (size_t)(open - line.text)) : NULL;
    if (import_starts(line, "<ISSUE"))
        l->issues++;
    if (import_starts(line, "- ") && memchr(line.text, '*', line.len))
        l->patterns++;
    if (!close) {
        bool odd = memchr(line.text, '=', line.len) || memchr(line.text, '<', line.len) || memchr(line.text, '\\', line.len) || memchr(line.text, '(', line.len) ||
                   memchr(line.text, ':', line.len);
        *(odd ? &l->others : &l->words) += 1;
        return;
    }
    l->brackets++;
    l->agents += memchr(open, '~', (size_t)(close - open)) != NULL;
}

static chy_import_kind guess(const import *im)
{
    import copy = *im;
    looks l = {0};
    span line;
    while (import_line(&copy, &line))
        if (line.len)
            look(line, &l);
    if (l.issues && l.brackets > l.others)
        return CHY_IMPORT_ISSUES;
    if (l.patterns > 1 && l.patterns * 4 > l.others)
        return CHY_IMPORT_VERBS;
    if (l.agents > l.brackets / 2)
        return CHY_IMPORT_AGENTS;
    if (l.brackets > l.others)
        return CHY_IMPORT_ACTORS;
    return !l.brackets && l.words && l.others * 10 <= l.words ? CHY_IMPORT_DISCARDS : CHY_IMPORT_AUTO;
}

static chy_status run(import *im, chy_import_kind kind, chy_err *err)
{
    switch (kind) {
    case CHY_IMPORT_ACTORS: return import_actors(im);
    case CHY_IMPORT_AGENTS: return import_agents(im);
    case CHY_IMPORT_DISCARDS: return import_discards(im);
    case CHY_IMPORT_VERBS: return import_verbs(im);
    case CHY_IMPORT_ISSUES: return import_issues(im);
    case CHY_IMPORT_AUTO: break;
    }
    return chy_err_set(err, CHY_E_FORMAT, 0, "%s: looks like no dictionary of TABARI or PETRARCH; say which by --kind", im->path);
}

chy_status chy_dict_import_text(const char *name, const char *text, size_t len, chy_import_kind kind, const chy_dict *known,
                                chy_dict_note_fn *note, void *context, chy_buf *out, chy_err *err)
{
    import im = {.path = name, .text = text, .len = len, .known = known, .note = note, .context = context, .out = out};
    chy_status status = run(&im, kind == CHY_IMPORT_AUTO ? guess(&im) : kind, err);
    if (status == CHY_OK && im.n_known)
        import_tell(&im, false, 0, "%s: %u names left out that the dictionary has with the same code", name, im.n_known);
    if (status == CHY_E_NOMEM || (status == CHY_OK && out->failed))
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory", name);
    return status;
}

chy_status chy_dict_import(const char *path, chy_import_kind kind, const chy_dict *known, chy_dict_note_fn *note, void *context,
                           chy_buf *out, chy_err *err)
{
    chy_file file;
    chy_status status = chy_file_read(path, MAX_IMPORT, &file, err);
    if (status != CHY_OK)
        return status;
    status = chy_dict_import_text(path, file.data, file.len, kind, known, note, context, out, err);
    chy_file_release(&file);
    return status;
}
