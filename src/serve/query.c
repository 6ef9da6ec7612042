/* src/serve/query.c - See query.h. */
#include "serve/query.h"

#include <string.h>

#include "base/utf8.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Text fit for a query or a log: whole UTF-8, nothing below the blank, no DEL, no C1 control. */
static bool is_clean(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t n = chy_utf8_decode(text + i, len - i, &code);
        if (n == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0))
            return false;
        i += n;
    }
    return true;
}

/* Decodes `len` bytes to `*at`, ends them with NUL and moves on. NULL when they are refused. */
static const char *decode(const char *from, size_t len, bool is_form, char **at)
{
    char *begin = *at, *to = *at;
    for (size_t i = 0; i < len; i++) {
        if (from[i] == '%') {
            int high = i + 2 < len ? hex(from[i + 1]) : -1, low = i + 2 < len ? hex(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            *to++ = (char)(high << 4 | low);
            i += 2;
        } else {
            *to++ = is_form && from[i] == '+' ? ' ' : from[i];
        }
    }
    *to = '\0';
    *at = to + 1;
    return is_clean(begin, (size_t)(to - begin)) ? begin : NULL;
}

/* "." and ".." lead nowhere here: there is no file system behind the paths, and whoever sends them is looking for one. */
static bool has_dots(const char *path)
{
    for (const char *part = path; (part = strchr(part, '/')) != NULL;) {
        size_t len = strcspn(++part, "/\\");
        if ((len == 1 && part[0] == '.') || (len == 2 && part[0] == '.' && part[1] == '.'))
            return true;
    }
    return strchr(path, '\\') != NULL;
}

static const char *add_param(const char *from, size_t len, char **at, chy_target *out)
{
    const char *equals = memchr(from, '=', len);
    size_t name_len = equals ? (size_t)(equals - from) : len;
    const char *name = decode(from, name_len, true, at);
    const char *value = equals ? decode(equals + 1, len - name_len - 1, true, at) : "";
    if (!name || !value)
        return "a parameter is no text: bad percent sign, broken UTF-8 or a control character";
    if (strlen(value) > CHY_SERVE_MAX_VALUE)
        return "a parameter is too long";
    if (chy_target_get(out, name))
        return "a parameter is given twice";
    if (!name[0] && value[0])
        return "a parameter has no name";
    if (!value[0])
        return NULL;
    if (out->n_params == CHY_SERVE_MAX_PARAMS)
        return "too many parameters";
    out->params[out->n_params++] = (chy_param){name, value};
    return NULL;
}

const char *chy_target_parse(const char *sent, size_t len, chy_target *out)
{
    out->n_params = 0;
    out->path = "/";
    if (len > CHY_SERVE_MAX_TARGET)
        return "the address is too long";
    if (!len || sent[0] != '/')
        return "the address has no path";
    char *at = out->bytes;
    const char *question = memchr(sent, '?', len), *end = sent + len;
    out->path = decode(sent, question ? (size_t)(question - sent) : len, false, &at);
    if (!out->path) {
        out->path = "/";
        return "the path is no text: bad percent sign, broken UTF-8 or a control character";
    }
    if (has_dots(out->path))
        return "the path has a part of dots only, or a backslash";
    size_t sent_params = 0;
    for (const char *from = question ? question + 1 : end; from < end;) {
        const char *next = memchr(from, '&', (size_t)(end - from));
        const char *wrong = ++sent_params > 2 * CHY_SERVE_MAX_PARAMS ? "too many parameters"
                                                                      : add_param(from, (size_t)((next ? next : end) - from), &at, out);
        if (wrong)
            return wrong;
        from = next ? next + 1 : end;
    }
    return NULL;
}

const char *chy_target_get(const chy_target *target, const char *name)
{
    for (size_t i = 0; i < target->n_params; i++)
        if (!strcmp(target->params[i].name, name))
            return target->params[i].value;
    return NULL;
}
