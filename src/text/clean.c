/* src/text/clean.c - Where paragraphs end: blank lines always, single line ends unless the text was wrapped at a column
 * (e-mail, old books). No byte is changed or dropped; offsets stay those of the input. */
#include <string.h>

#include "text/scan.h"

/* Lines of a wrapped text are at most this long; a longer line is a paragraph of its own. */
#define WRAP_MOST 100
#define WRAP_LEAST 45

typedef struct line {
    size_t begin, end; /* without the white space around it */
    size_t indent;
    bool blank;
} line;

typedef struct lines {
    line *items;
    size_t len, cap;
} lines;

/* The line at *at, which moves behind its end (\n, \r\n or \r). */
static line next_line(const char *text, size_t len, size_t *at)
{
    size_t begin = *at, end = begin;
    while (end < len && text[end] != '\n' && text[end] != '\r')
        end++;
    *at = end + (end < len) + (end + 1 < len && text[end] == '\r' && text[end + 1] == '\n');
    size_t first = begin, last = end, n;
    while (first < end && chy_char_class(text, first, end, &n) == CHY_B_SPACE)
        first += n;
    while (last > first && chy_byte_class[(unsigned char)text[last - 1]] == CHY_B_SPACE)
        last--;
    return (line){.begin = first, .end = last, .indent = first - begin, .blank = first == last};
}

static size_t first_word_length(const char *text, const line *l)
{
    size_t i = l->begin;
    while (i < l->end && chy_byte_class[(unsigned char)text[i]] != CHY_B_SPACE)
        i++;
    return i - l->begin;
}

static bool starts_lower(const char *text, const line *l)
{
    size_t n;
    return chy_char_class(text, l->begin, l->end, &n) == CHY_B_LOWER;
}

static bool ends_closed(const char *text, const line *l)
{
    return strchr(".!?:;", text[l->end - 1]) != NULL;
}

/* Whether the line ends with a word that no sentence or headline ends with. */
static bool ends_open(const char *text, const line *l)
{
    static const char *const words[] = {
        "a", "an", "and", "as", "at", "by", "for", "from", "has", "have", "his", "in", "into", "its", "of", "on", "or", "that",
        "the", "their", "this", "to", "was", "were", "which", "with", "Dr", "Mr", "Mrs", "The", "Dr.", "Mr.", "Mrs.",
    };
    size_t i = l->end;
    while (i > l->begin && l->end - i < 8 && text[i - 1] != ' ')
        i--;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (i > l->begin && strlen(words[k]) == l->end - i && !memcmp(words[k], text + i, l->end - i))
            return true;
    return false;
}

/* "- item", "* item", "3. item", "(a) item". */
static bool is_bullet(const char *text, const line *l)
{
    const char *s = text + l->begin;
    size_t len = l->end - l->begin, n = 1;
    if (len < 3)
        return false;
    if (!memcmp(s, "\xe2\x80\xa2", 3) || !memcmp(s, "\xc2\xb7", 2))
        return true;
    if ((*s == '-' || *s == '*' || *s == '+' || *s == 'o') && s[1] == ' ')
        return true;
    if (*s == '(' && len > 3 && s[2] == ')')
        return true;
    while (n < len && n < 3 && s[n] >= '0' && s[n] <= '9')
        n++;
    return *s >= '0' && *s <= '9' && n + 1 < len && (s[n] == '.' || s[n] == ')') && s[n + 1] == ' ';
}

/* Whether the next line's first word had no room left on line `l`. */
static bool is_full(const char *text, const line *l, const line *next, size_t width)
{
    return l->end - l->begin + 1 + first_word_length(text, next) + 3 > width;
}

/* Whether the lines [first, last) were wrapped at a column: most of them are full. */
static bool is_wrapped(const char *text, const line *l, size_t first, size_t last, size_t *width)
{
    size_t full = 0;
    *width = 0;
    for (size_t i = first; i < last; i++)
        if (l[i].end - l[i].begin > *width)
            *width = l[i].end - l[i].begin;
    if (*width > WRAP_MOST || *width < WRAP_LEAST || last - first < 2)
        return false;
    for (size_t i = first; i + 1 < last; i++)
        full += is_full(text, &l[i], &l[i + 1], *width) || starts_lower(text, &l[i + 1]) || ends_open(text, &l[i]);
    return full * 10 >= (last - first - 1) * 6;
}

/* Whether the end of line `a` ends a paragraph although no blank line follows. */
static bool is_hard(const char *text, const line *a, const line *b, bool wrapped, size_t width)
{
    size_t len = a->end - a->begin;
    bool twin = len == b->end - b->begin && !memcmp(text + a->begin, text + b->begin, len);
    if (twin || is_bullet(text, b))
        return true;
    bool goes_on = (starts_lower(text, b) && !ends_closed(text, a)) || ends_open(text, a);
    if (!wrapped)
        return !goes_on;
    if (b->indent >= a->indent + 2)
        return true;
    return !(goes_on || is_full(text, a, b, width) || !ends_closed(text, a));
}

typedef struct paragraphs {
    chy_paragraph *items;
    size_t len, cap;
} paragraphs;

static bool add_paragraph(paragraphs *p, chy_arena *arena, size_t begin, size_t end)
{
    chy_paragraph *more = chy_arena_grow(arena, p->items, p->len, &p->cap, sizeof *more);
    if (!more)
        return false;
    p->items = more;
    p->items[p->len++] = (chy_paragraph){.begin = begin, .end = end};
    return true;
}

/* Paragraphs of the lines [first, last), between two blank lines. */
static bool cut_block(const char *text, const line *l, size_t first, size_t last, paragraphs *p, chy_arena *arena)
{
    size_t width, begin = first;
    bool wrapped = is_wrapped(text, l, first, last, &width);
    for (size_t i = first; i < last; i++) {
        if (i + 1 < last && !is_hard(text, &l[i], &l[i + 1], wrapped, width))
            continue;
        if (!add_paragraph(p, arena, l[begin].begin, l[i].end))
            return false;
        begin = i + 1;
    }
    return true;
}

chy_paragraph *chy_paragraphs(const char *text, size_t len, chy_arena *arena, size_t *n)
{
    paragraphs p = {.items = chy_arena_alloc(arena, 8, sizeof *p.items), .cap = 8};
    lines block = {0};
    *n = 0;
    if (!p.items)
        return NULL;
    for (size_t at = 0; at < len || block.len;) {
        line l = at < len ? next_line(text, len, &at) : (line){.blank = true};
        if (!l.blank) {
            line *more = chy_arena_grow(arena, block.items, block.len, &block.cap, sizeof *more);
            if (!more)
                return NULL;
            block.items = more;
            block.items[block.len++] = l;
            continue;
        }
        if (block.len && !cut_block(text, block.items, 0, block.len, &p, arena))
            return NULL;
        block.len = 0;
    }
    *n = p.len;
    return p.items;
}
