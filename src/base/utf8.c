/* src/base/utf8.c - UTF-8 decoding and folding; see utf8.h for the contract. */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

size_t chy_utf8_decode(const char *text, size_t len, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)text;
    if (len == 0)
        return 0;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    if (s[0] >= 0xc2 && s[0] <= 0xdf && len >= 2 && is_tail(s[1])) {
        *code = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
        return 2;
    }
    if ((s[0] & 0xf0) == 0xe0 && len >= 3 && is_tail(s[1]) && is_tail(s[2])) {
        uint32_t c = (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
        if (c < 0x800 || (c >= 0xd800 && c <= 0xdfff))
            return 0;
        *code = c;
        return 3;
    }
    if (s[0] >= 0xf0 && s[0] <= 0xf4 && len >= 4 && is_tail(s[1]) && is_tail(s[2]) && is_tail(s[3])) {
        uint32_t c = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
                     (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
        if (c < 0x10000 || c > 0x10ffff)
            return 0;
        *code = c;
        return 4;
    }
    return 0;
}

size_t chy_utf8_encode(uint32_t code, char *out)
{
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)out);
}

size_t chy_utf8_check(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len) {
        uint32_t code;
        uint64_t eight;
        while (len - i >= sizeof eight) { /* most text is ASCII */
            memcpy(&eight, text + i, sizeof eight);
            if (eight & UINT64_C(0x8080808080808080))
                break;
            i += sizeof eight;
        }
        if (i == len)
            break;
        if ((unsigned char)text[i] < 0x80) {
            i++;
            continue;
        }
        size_t n = chy_utf8_decode(text + i, len - i, &code);
        if (!n)
            break;
        i += n;
    }
    return i;
}

/* Letters that Unicode does not decompose although readers take them for a plain letter with a mark. */
static const char *plain_letter(uint32_t code)
{
    switch (code) {
    case 0xc6: case 0xe6: return "ae";
    case 0xd8: case 0xf8: return "o";
    case 0xd0: case 0xf0: case 0x110: case 0x111: return "d";
    case 0xde: case 0xfe: return "th";
    case 0xdf: return "ss";
    case 0x130: case 0x131: return "i";
    case 0x141: case 0x142: return "l";
    case 0x152: case 0x153: return "oe";
    case 0x18f: case 0x259: return "e";
    case 0x2018: case 0x2019: case 0x201b: case 0x2bc: case 0x2bb: case 0x2bf: case 0x2be: return "'";
    case 0x201c: case 0x201d: case 0x201e: case 0xab: case 0xbb: return "\"";
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return "-";
    case 0xa0: case 0x2009: case 0x202f: return " ";
    default: return NULL;
    }
}

static size_t fold_code(uint32_t code, char *out)
{
    const char *plain = plain_letter(code);
    if (plain) {
        size_t n = strlen(plain);
        memcpy(out, plain, n);
        return n;
    }
    utf8proc_int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, 8,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
                                                 &boundary);
    size_t len = 0;
    for (utf8proc_ssize_t i = 0; i < n && i < 8; i++)
        len += chy_utf8_encode((uint32_t)parts[i], out + len);
    return len;
}

size_t chy_utf8_fold(const char *text, size_t len, char *out, size_t cap)
{
    size_t need = 0;
    for (size_t i = 0; i < len;) {
        char piece[32];
        size_t n = 1;
        unsigned char c = (unsigned char)text[i];
        uint32_t code;
        size_t used;
        if (c < 0x80) {
            piece[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            used = 1;
        } else if ((used = chy_utf8_decode(text + i, len - i, &code)) != 0) {
            n = fold_code(code, piece);
        } else {
            piece[0] = text[i];
            used = 1;
        }
        for (size_t k = 0; k < n; k++, need++)
            if (need + 1 < cap)
                out[need] = piece[k];
        i += used;
    }
    if (cap)
        out[need < cap ? need : cap - 1] = '\0';
    return need;
}

bool chy_utf8_is_capital(const char *text, size_t len)
{
    uint32_t code;
    if (len && (unsigned char)text[0] < 0x80)
        return text[0] >= 'A' && text[0] <= 'Z';
    if (!chy_utf8_decode(text, len, &code))
        return false;
    utf8proc_category_t kind = utf8proc_category((utf8proc_int32_t)code);
    return kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LT;
}
