/* src/text/chars.c - Which class a byte or a character has, for the scanner. ASCII by table; the rest by Unicode ranges
 * that matter to English text, and by utf8proc for the case of a letter. */
#include "text/scan.h"

#include <utf8proc.h>

#include "base/utf8.h"

#define S CHY_B_SPACE
#define L CHY_B_LOWER
#define U CHY_B_UPPER
#define D CHY_B_DIGIT
#define P CHY_B_PUNCT
#define H CHY_B_HIGH
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H

/* Control characters, NUL among them, part words like blanks do. */
const uint8_t chy_byte_class[256] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, P,
    P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, P, P, P, P, P,
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, S,
    H16, H16, H16, H16, H16, H16, H16, H16,
};

static bool is_space(uint32_t c)
{
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x2060 || c == 0x3000 || c == 0xfeff || (c >= 0x80 && c < 0xa0);
}

static uint8_t class_of(uint32_t c)
{
    if (is_space(c))
        return CHY_B_SPACE;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LT:
        return CHY_B_UPPER;
    case UTF8PROC_CATEGORY_ND:
        return CHY_B_DIGIT;
    case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME: case UTF8PROC_CATEGORY_CF: case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return CHY_B_LOWER;
    default:
        return CHY_B_PUNCT;
    }
}

uint8_t chy_char_class_high(const char *text, size_t i, size_t end, size_t *len)
{
    const char *s = text + i;
    *len = 1;
    /* Quotation marks and dashes are most of what is not ASCII in news. */
    if (end - i >= 3 && s[0] == '\xe2' && s[1] == '\x80' && (unsigned char)s[2] >= 0x90 && (unsigned char)s[2] <= 0xa7) {
        *len = 3;
        return CHY_B_PUNCT;
    }
    uint32_t code;
    size_t n = chy_utf8_decode(s, end - i, &code);
    if (n == 0)
        return CHY_B_HIGH;
    *len = n;
    return class_of(code);
}
