/* src/text/quote.c - Which pieces stand between quotation marks or round brackets; see scan.h. */
#include <string.h>

#include "text/scan.h"
#include "types/sentence.h"

/* Brackets nested deeper are not told apart; the innermost ones still close in order. */
#define DEEPEST 32

chy_quote_kind chy_quote_side(const char *text, const chy_piece *p)
{
    const char *s = text + p->begin;
    size_t len = p->end - p->begin;
    if (p->kind != CHY_PIECE_QUOTE)
        return CHY_QUOTE_EITHER;
    if (*s == '`')
        return CHY_QUOTE_OPENS;
    if (len == 2)
        return *s != '\xc2' ? CHY_QUOTE_EITHER : s[1] == '\xab' ? CHY_QUOTE_OPENS : CHY_QUOTE_CLOSES;
    if (len < 3 || s[0] != '\xe2')
        return CHY_QUOTE_EITHER;
    return s[2] == '\x9c' || s[2] == '\x98' || s[2] == '\x9e' ? CHY_QUOTE_OPENS : CHY_QUOTE_CLOSES;
}

static bool is_single(const char *text, const chy_piece *p)
{
    const char *s = text + p->begin;
    size_t len = p->end - p->begin;
    return (len == 1 && *s == '\'') || (len == 3 && s[0] == '\xe2' && (s[2] == '\x98' || s[2] == '\x99'));
}

static void flag(chy_piece *p, size_t begin, size_t end, unsigned bit)
{
    for (size_t i = begin; i < end; i++)
        p[i].flags |= (uint8_t)bit;
}

static void mark_brackets(const char *text, chy_piece *p, size_t n)
{
    size_t open[DEEPEST], depth = 0, done = 0;
    for (size_t i = 0; i < n; i++) {
        char c = text[p[i].begin];
        if (p[i].kind == CHY_PIECE_OPEN && c == '(') {
            open[depth % DEEPEST] = i;
            depth++;
        } else if (p[i].kind == CHY_PIECE_CLOSE && c == ')' && depth > 0) {
            depth--;
            /* An outer pair begins where an inner one has been flagged already: flag each piece once. */
            size_t from = open[depth % DEEPEST] + 1;
            if (depth == 0 || from >= done) {
                flag(p, from, i, CHY_TOKEN_PARENTHESIS);
                done = i;
            }
        }
    }
}

/* Whether the mark at i opens, when none of its kind is open (`inside` false) or one is. */
static bool opens(const char *text, const chy_piece *p, size_t i, size_t n, bool inside)
{
    chy_quote_kind side = chy_quote_side(text, &p[i]);
    if (side != CHY_QUOTE_EITHER)
        return side == CHY_QUOTE_OPENS;
    bool space_after = i + 1 == n || p[i + 1].space_before;
    if (p[i].space_before != space_after)
        return p[i].space_before;
    return !inside;
}

static size_t next_stop(const chy_piece *p, size_t i, size_t n)
{
    while (i < n && p[i].kind != CHY_PIECE_STOP)
        i++;
    return i;
}

static void mark_quotes(const char *text, chy_piece *p, size_t n, bool single)
{
    size_t open = n;
    for (size_t i = 0; i < n; i++) {
        if (p[i].kind != CHY_PIECE_QUOTE || is_single(text, &p[i]) != single)
            continue;
        if (open == n) {
            if (opens(text, p, i, n, false))
                open = i;
        } else if (!opens(text, p, i, n, true)) {
            flag(p, open + 1, i, CHY_TOKEN_QUOTED);
            open = n;
        }
    }
    if (open < n && !single)
        flag(p, open + 1, open == 0 ? n : next_stop(p, open, n), CHY_TOKEN_QUOTED);
}

void chy_mark_enclosed(const char *text, chy_piece *pieces, size_t n)
{
    mark_brackets(text, pieces, n);
    mark_quotes(text, pieces, n, false);
    mark_quotes(text, pieces, n, true);
}
