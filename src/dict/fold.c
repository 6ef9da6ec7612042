/* src/dict/fold.c - What writer and reader of the format share: names and tokens to keys (the one place that decides which characters
 * count), and the checksum. See format.h. */
#include "dict/format.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

uint64_t dict_checksum(const void *bytes, size_t len)
{
    dict_header head;
    memcpy(&head, bytes, sizeof head);
    head.checksum = 0;
    return chy_hash_seed((const char *)bytes + sizeof head, len - sizeof head, chy_hash(&head, sizeof head));
}

static bool is_word_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void put(dict_fold *fold, char c)
{
    if (fold->len >= DICT_KEY_MAX)
        fold->overflow = true;
    else
        fold->key[fold->len++] = c;
}

static void begin_word(dict_fold *fold, bool capital)
{
    if (fold->len < 64) {
        fold->starts |= 1ull << fold->len;
        if (capital)
            fold->capitals |= 1ull << fold->len;
    }
}

/* A character that is not ASCII: its folded letters, or nothing for dashes, quotes and other marks. */
static bool add_wide(dict_fold *fold, const char *text, size_t n, bool inside)
{
    char plain[40];
    size_t len = chy_utf8_fold(text, n, plain, sizeof plain), kept = 0;
    for (size_t i = 0; i < len && i < sizeof plain - 1; i++)
        if (is_word_byte((unsigned char)plain[i]) || (unsigned char)plain[i] >= 0x80)
            plain[kept++] = plain[i];
    if (!kept)
        return false;
    bool capital = chy_utf8_is_capital(text, n);
    fold->upper |= capital;
    fold->lower |= !capital;
    if (!inside)
        begin_word(fold, capital);
    for (size_t i = 0; i < kept; i++)
        put(fold, plain[i]);
    return true;
}

void dict_fold_add(dict_fold *fold, const char *text, size_t len)
{
    bool inside = false;
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80) {
            uint32_t code;
            size_t n = chy_utf8_decode(text + i, len - i, &code);
            n = n ? n : 1;
            inside = add_wide(fold, text + i, n, inside);
            i += n;
            continue;
        }
        if (is_word_byte(c)) {
            bool capital = c >= 'A' && c <= 'Z';
            fold->upper |= capital;
            fold->lower |= c >= 'a';
            if (!inside)
                begin_word(fold, capital);
            put(fold, (char)(capital ? c + 32 : c));
        } else if (c == '&') {
            put(fold, 'a'), put(fold, 'n'), put(fold, 'd');
        }
        inside = is_word_byte(c);
        i++;
    }
    fold->key[fold->len] = '\0';
}
