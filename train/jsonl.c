/* train/jsonl.c - String fields of JSON lines; see jsonl.h. */
#include "jsonl.h"

#include <stdio.h>
#include <string.h>

static size_t put_utf8(char *w, unsigned u)
{
    if (u < 0x80) {
        w[0] = (char)u;
        return 1;
    }
    if (u < 0x800) {
        w[0] = (char)(0xc0 | u >> 6);
        w[1] = (char)(0x80 | (u & 63));
        return 2;
    }
    if (u < 0x10000) {
        w[0] = (char)(0xe0 | u >> 12);
        w[1] = (char)(0x80 | (u >> 6 & 63));
        w[2] = (char)(0x80 | (u & 63));
        return 3;
    }
    w[0] = (char)(0xf0 | u >> 18);
    w[1] = (char)(0x80 | (u >> 12 & 63));
    w[2] = (char)(0x80 | (u >> 6 & 63));
    w[3] = (char)(0x80 | (u & 63));
    return 4;
}

/* The character of \uXXXX at `s` (on the u); moves past it, and past its low surrogate. */
static unsigned unicode(const char **s)
{
    unsigned u = 0, low = 0;
    if (sscanf(*s + 1, "%4x", &u) != 1)
        return '?';
    *s += 5;
    if (u >= 0xd800 && u < 0xdc00 && strncmp(*s, "\\u", 2) == 0 && sscanf(*s + 2, "%4x", &low) == 1) {
        *s += 6;
        u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
    }
    return u;
}

size_t jsonl_string(const char *line, const char *name, char *out)
{
    char key[64];
    char *w = out;
    snprintf(key, sizeof key, "\"%s\": \"", name);
    const char *s = strstr(line, key);
    *out = 0;
    if (!s)
        return 0;
    for (s += strlen(key); *s && *s != '"';) {
        if (*s != '\\') {
            *w++ = *s++;
        } else if (*++s == 'u') {
            w += put_utf8(w, unicode(&s));
        } else if (*s) {
            *w++ = *s == 'n' || *s == 'r' ? '\n' : *s == 't' ? '\t' : *s;
            s++;
        }
    }
    *w = 0;
    return (size_t)(w - out);
}
