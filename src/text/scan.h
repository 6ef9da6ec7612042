/* src/text/scan.h - Private to text/: what the passes hand each other. clean.c cuts text into paragraphs, token.c a
 * paragraph into pieces, split.c groups pieces into sentences and makes chy_token of them. */
#ifndef CHY_TEXT_SCAN_H
#define CHY_TEXT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* The longest run without white space that is looked at as a whole, in bytes; a longer one is cut here. Every rule that
 * looks ahead stays inside its run, so this bound keeps scanning linear. */
#define CHY_TOKEN_MAX_BYTES 1024

/* What a piece is, as far as sentence ends and flags need to know. */
typedef enum chy_piece_kind {
    CHY_PIECE_WORD,
    CHY_PIECE_NUMBER,
    CHY_PIECE_LINK,    /* URL, e-mail, file name, handle */
    CHY_PIECE_ABBREV,  /* ends with its own dot; may also end a sentence */
    CHY_PIECE_TITLE,   /* ends with its own dot; a name follows (Mr., Gen.) */
    CHY_PIECE_INITIAL, /* one capital and its dot */
    CHY_PIECE_ACRONYM, /* U.S., Ph.D. */
    CHY_PIECE_STOP,    /* . ? ! and runs of them, with an ellipsis as CHY_PIECE_DOTS */
    CHY_PIECE_DOTS,
    CHY_PIECE_OPEN,    /* opening bracket */
    CHY_PIECE_CLOSE,
    CHY_PIECE_QUOTE,   /* any quotation mark; which side it is on is decided later */
    CHY_PIECE_EMOTICON,
    CHY_PIECE_PUNCT,
    CHY_PIECE_BAD      /* bytes that are no UTF-8 */
} chy_piece_kind;

typedef struct chy_piece {
    uint32_t begin, end;
    uint8_t kind;
    uint8_t parts;      /* > 1 on the first piece of an orthographic word of several tokens */
    bool space_before;
    uint8_t flags;      /* CHY_TOKEN_QUOTED, CHY_TOKEN_PARENTHESIS */
} chy_piece;

typedef struct chy_pieces {
    chy_piece *items;
    size_t len, cap;
    chy_arena *arena;
    bool failed;            /* no memory: later pieces were dropped */
    bool bad_bytes, cut;    /* seen: bytes that are no UTF-8, a run longer than CHY_TOKEN_MAX_BYTES */
    uint32_t bad_at, cut_at;
} chy_pieces;

/* Adds the pieces of text[begin, end) to `out`. */
void chy_scan(const char *text, size_t begin, size_t end, chy_pieces *out);

/* What a quotation mark by its sign alone does. */
typedef enum chy_quote_kind { CHY_QUOTE_EITHER, CHY_QUOTE_OPENS, CHY_QUOTE_CLOSES } chy_quote_kind;
chy_quote_kind chy_quote_side(const char *text, const chy_piece *p);

/* Sets the flags of the pieces of one paragraph that stand between quotation marks or round brackets. A bracket that is never
 * closed encloses nothing; a quotation that is never closed lasts as long as the paragraph if it began it, as the
 * next paragraph goes on with it, else to the next full stop. */
void chy_mark_enclosed(const char *text, chy_piece *pieces, size_t n);

/* A stretch of text without hard breaks, not empty. */
typedef struct chy_paragraph {
    size_t begin, end;
} chy_paragraph;

/* Cuts `text` at blank lines and at line ends that end a paragraph. `*n` of them, NULL without memory. */
chy_paragraph *chy_paragraphs(const char *text, size_t len, chy_arena *arena, size_t *n);

/* Byte classes: one table for all passes. */
enum {
    CHY_B_SPACE = 1, CHY_B_LOWER = 2, CHY_B_UPPER = 4, CHY_B_DIGIT = 8, CHY_B_HIGH = 16, CHY_B_PUNCT = 32
};
extern const uint8_t chy_byte_class[256];

/* The class of the character at text[i]: a CHY_B_ bit and its length. Letters of any script are LOWER or UPPER;
 * HIGH alone means bytes that are no UTF-8. */
uint8_t chy_char_class_high(const char *text, size_t i, size_t end, size_t *len);
static inline uint8_t chy_char_class(const char *text, size_t i, size_t end, size_t *len)
{
    uint8_t cls = chy_byte_class[(unsigned char)text[i]];
    *len = 1;
    return cls != CHY_B_HIGH ? cls : chy_char_class_high(text, i, end, len);
}

#endif
