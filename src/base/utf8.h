/* src/base/utf8.h - Decoding, checking and folding of UTF-8. The tables behind folding are utf8proc's. */
#ifndef CHY_BASE_UTF8_H
#define CHY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point of at most `len` bytes. Returns the bytes used, 0 when the bytes are not well-formed UTF-8
 * (overlong forms, surrogates and values above U+10FFFF included); `*code` is set only on success. */
size_t chy_utf8_decode(const char *text, size_t len, uint32_t *code);

/* Writes `code` as UTF-8 to `out` (4 bytes of room). Returns the bytes written, 0 for no code point. */
size_t chy_utf8_encode(uint32_t code, char *out);

/* The offset of the first byte that is not well-formed UTF-8, or `len` when all is well. */
size_t chy_utf8_check(const char *text, size_t len);

/* Folds a name for comparison: lower case, diacritics dropped (Türkiye -> turkiye, Łódź -> lodz), typographic
 * quotes and dashes to ASCII. Writes at most `cap` - 1 bytes and a NUL to `out`; returns the length that was
 * needed (snprintf's way). Bytes that are no UTF-8 are copied. */
size_t chy_utf8_fold(const char *text, size_t len, char *out, size_t cap);

/* Whether the first letter of `text` is an upper-case (or title-case) letter of any script. */
bool chy_utf8_is_capital(const char *text, size_t len);

#endif
