/* src/ingest/entity.c - See entity.h. */
#include "ingest/entity.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static const struct entity {
    const char *name, *utf8;
    int bare; /* also without its semicolon */
} table[] = {
#include "ingest/entity_table.inc"
};
#define N_TABLE (sizeof table / sizeof *table)

#define NAME_MOST 31

static const struct entity *find(const char *name, size_t len)
{
    size_t low = 0, high = N_TABLE;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strncmp(table[mid].name, name, len);
        if (!order && !table[mid].name[len])
            return &table[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* What browsers make of &#128; to &#159;: the characters of windows-1252. */
static uint32_t mend(uint32_t code)
{
    static const uint16_t windows[32] = {
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
        0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    };
    if (code >= 0x80 && code <= 0x9f)
        return windows[code - 0x80];
    if (!code || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0xfffd;
    return code < 0x20 && code != '\t' && code != '\n' && code != '\r' ? ' ' : code;
}

static int digit_of(char c, bool hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 32);
    return hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static size_t read_number(const char *text, size_t len, char *out, size_t *n)
{
    bool hex = len > 2 && (text[2] | 32) == 'x';
    size_t i = hex ? 3 : 2, first = i;
    uint32_t code = 0;
    for (; i < len && digit_of(text[i], hex) >= 0; i++)
        if (code <= 0x10ffff)
            code = code * (hex ? 16 : 10) + (uint32_t)digit_of(text[i], hex);
    if (i == first)
        return 0;
    *n = chy_utf8_encode(mend(code), out);
    return i + (i < len && text[i] == ';');
}

size_t chy_entity_read(const char *text, size_t len, char *out, size_t *n)
{
    if (len < 3)
        return 0;
    if (text[1] == '#')
        return read_number(text, len, out, n);
    size_t i = 1;
    while (i < len && i <= NAME_MOST + 1 && ((text[i] >= '0' && text[i] <= '9') || ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z')))
        i++;
    bool closed = i < len && text[i] == ';';
    const struct entity *e = i > 1 ? find(text + 1, i - 1) : NULL;
    /* "&nbspand": the longest name that needs no semicolon; all of these have two to six letters. */
    for (size_t k = i < 8 ? i : 8; (!e || (!closed && !e->bare)) && k > 2;) {
        k--;
        const struct entity *shorter = find(text + 1, k - 1);
        if (shorter && shorter->bare) {
            e = shorter;
            i = k;
            closed = false;
        }
    }
    if (!e || (!closed && !e->bare))
        return 0;
    *n = strlen(e->utf8);
    memcpy(out, e->utf8, *n);
    return i + closed;
}

void chy_entity_decode(const char *text, size_t len, chy_buf *out)
{
    for (size_t i = 0; i < len;) {
        const char *amp = memchr(text + i, '&', len - i);
        size_t n = amp ? (size_t)(amp - (text + i)) : len - i;
        chy_buf_add(out, text + i, n);
        i += n;
        if (i == len)
            break;
        char code[8];
        size_t room = 0, used = chy_entity_read(text + i, len - i, code, &room);
        if (used)
            chy_buf_add(out, code, room);
        else
            chy_buf_char(out, '&');
        i += used ? used : 1;
    }
}
