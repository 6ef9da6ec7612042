/* src/model/word.c - Normal forms and hashed features of words; see word.h. */
#include "model/word.h"

#include <string.h>

typedef struct fold {
    const char *from, *to;
} fold;

/* What a typographer changes and the sense does not notice. */
static const fold folds[] = {
    {"\xe2\x80\x98", "'"},  {"\xe2\x80\x99", "'"},  {"\xca\xbc", "'"},      {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""}, {"\xe2\x80\x9e", "\""}, {"\xe2\x80\x93", "-"},  {"\xe2\x80\x94", "--"},
    {"\xe2\x80\x91", "-"},  {"\xe2\x80\x90", "-"},  {"\xe2\x80\xa6", "..."}, {"\xc2\xab", "\""},
    {"\xc2\xbb", "\""},     {"\xe2\x80\x9a", "'"},  {"``", "\""},           {"''", "\""},
};

static const fold *find_fold(const char *p, size_t left)
{
    unsigned char c = (unsigned char)*p;
    if (c < 0x80 && c != '`' && c != '\'')
        return NULL;
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
        size_t n = strlen(folds[i].from);
        if (n <= left && memcmp(p, folds[i].from, n) == 0)
            return &folds[i];
    }
    return NULL;
}

/* Lower case of the two-byte Latin letters (U+00C0 to U+017E). */
static unsigned lower_latin(unsigned u)
{
    if (u >= 0xc0 && u <= 0xde && u != 0xd7)
        return u + 0x20;
    if ((u >= 0x100 && u <= 0x137) || (u >= 0x14a && u <= 0x177))
        return u | 1;
    if ((u >= 0x139 && u <= 0x148) || (u >= 0x179 && u <= 0x17e))
        return u + (u & 1);
    return u;
}

static int is_latin_lead(unsigned char c)
{
    return c >= 0xc3 && c <= 0xc5;
}

size_t chy_word_norm(const char *form, size_t len, char out[CHY_WORD_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < len && n < CHY_WORD_MAX;) {
        unsigned char c = (unsigned char)form[i];
        const fold *f = find_fold(form + i, len - i);
        if (f) {
            for (const char *t = f->to; *t && n < CHY_WORD_MAX; t++)
                out[n++] = *t;
            i += strlen(f->from);
        } else if (is_latin_lead(c) && i + 1 < len && n + 2 <= CHY_WORD_MAX) {
            unsigned u = lower_latin((c & 0x1fu) << 6 | ((unsigned char)form[i + 1] & 0x3fu));
            out[n++] = (char)(0xc0 | u >> 6);
            out[n++] = (char)(0x80 | (u & 0x3f));
            i += 2;
        } else {
            if (c >= 'A' && c <= 'Z')
                c = (unsigned char)(c + 32);
            else if (c >= '0' && c <= '9')
                c = '0';
            out[n++] = (char)c;
            i++;
        }
    }
    return n;
}

uint32_t chy_word_hash(const char *bytes, size_t len, uint32_t seed)
{
    uint32_t h = seed * 0x9e3779b1u + (uint32_t)len * 0x85ebca6bu;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)bytes[i]) * 0x01000193u;
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    return h;
}

/* Upper, lower, digit or other, runs kept to two so that "NATO" and "Iran" differ
 * while "London" and "Minsk" do not; the length in classes of its own. */
static uint32_t shape(const char *form, size_t len)
{
    char s[16];
    size_t n = 0, run = 0;
    char last = 0;
    for (size_t i = 0; i < len && n < 12; i++) {
        unsigned char c = (unsigned char)form[i];
        if (c >= 0x80 && c < 0xc0)
            continue;
        char k = (char)c;
        if (c >= 'A' && c <= 'Z')
            k = 'X';
        else if (c >= 'a' && c <= 'z')
            k = 'x';
        else if (c >= '0' && c <= '9')
            k = '0';
        else if (c >= 0xc3 && c <= 0xc9)
            k = i == 0 && c == 0xc3 && len > 1 && (unsigned char)form[1] < 0x9f ? 'X' : 'x';
        else if (c >= 0x80)
            k = '*';
        run = k == last ? run + 1 : 1;
        last = k;
        if (run <= 2)
            s[n++] = k;
    }
    s[n++] = (char)('a' + (len < 4 ? len : len < 8 ? 4 : 5));
    return chy_word_hash(s, n, 5);
}

void chy_word_affixes(const char *form, size_t len, const char *norm, size_t norm_len,
                      uint32_t out[CHY_WORD_AFFIXES])
{
    for (uint32_t k = 2; k <= 4; k++) {
        size_t n = norm_len < k ? norm_len : k;
        out[k - 2] = chy_word_hash(norm + norm_len - n, n, k - 1);
    }
    out[CHY_WORD_PRE3] = chy_word_hash(norm, norm_len < 3 ? norm_len : 3, 4);
    out[CHY_WORD_SHAPE] = shape(form, len);
}
