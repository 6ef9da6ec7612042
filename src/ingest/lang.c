/* src/ingest/lang.c - See lang.h. A coder that reads another language as English makes up events, and one that takes English for another language
 * loses them: so a verdict needs enough text and a clear one. cld2 has only a C++ face; the three functions of it that are wanted take and
 * give nothing that C does not have, so they are called by their linker names (it declares them in compact_lang_det.h). */
#include "ingest/lang.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/page.h"

/* Shorter texts (in bytes) are not asked for a language other than English. */
#define ASK_LEAST 100
/* cld2 sees this much, from behind the head (datelines, names). */
#define ASK_MOST ((size_t)2 << 10)
/* Of this many words, at least this share (percent) is common in English text. Measured on news: 35 to 45; other languages stay below 8. */
#define WORDS_MOST 300
#define WORDS_LEAST 12
#define ENGLISH_LEAST 20
/* What has this share or more is never taken for another language: English with foreign names or quotes. */
#define ENGLISH_SOME 14

#ifdef CHY_WITH_CLD2
int chy_cld2_detect(const char *text, int len, bool plain, int *languages, int *percents, int *bytes, bool *reliable)
    __asm__("_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb");
const char *chy_cld2_code(int language) __asm__("_ZN4CLD212LanguageCodeENS_8LanguageE");

static const char *ask(const char *text, size_t len)
{
    int languages[3], percents[3], bytes;
    bool reliable = false;
    size_t first = len > 2 * ASK_MOST ? len / 4 : 0;
    while (first && ((unsigned char)text[first] & 0xc0) == 0x80)
        first++;
    size_t n = len - first < ASK_MOST ? len - first : ASK_MOST;
    n = chy_utf8_check(text + first, n); /* it reads beyond what is no UTF-8; half a letter at the end is left out */
    if (n < ASK_LEAST)
        return NULL;
    int language = chy_cld2_detect(text + first, (int)n, true, languages, percents, &bytes, &reliable);
    const char *code = chy_cld2_code(language);
    if (!reliable || percents[0] < 60 || !code || !strcmp(code, "un") || !strcmp(code, "xxx"))
        return NULL;
    return !strcmp(code, "iw") ? "he" : code;
}
#else
static const char *ask(const char *text, size_t len)
{
    (void)text;
    (void)len;
    (void)ASK_MOST;
    return NULL;
}
#endif

/* Percent of common English words; -1 for too few words. */
static int english_share(const char *text, size_t len)
{
    int words = 0, stops = 0;
    for (size_t i = 0; i < len && words < WORDS_MOST;) {
        while (i < len && (unsigned char)text[i] <= ' ')
            i++;
        size_t first = i;
        while (i < len && (unsigned char)text[i] > ' ')
            i++;
        size_t n = i - first;
        while (n && strchr(".,;:!?", text[first + n - 1]))
            n--;
        words += n > 0;
        stops += chy_is_stop_word(text + first, n);
    }
    return words < WORDS_LEAST ? -1 : stops * 100 / words;
}

const char *chy_lang_detect(const char *text, size_t len)
{
    int share = english_share(text, len);
    if (share >= ENGLISH_LEAST)
        return "en";
    const char *found = len >= ASK_LEAST ? ask(text, len) : NULL;
    return found && strcmp(found, "en") && share >= ENGLISH_SOME ? NULL : found;
}

/* "en-GB", "EN_us" -> "en": the letters before the first sign. */
static size_t code_length(const char *s)
{
    size_t n = 0;
    while ((s[n] | 32) >= 'a' && (s[n] | 32) <= 'z')
        n++;
    return n >= 2 && n <= 3 ? n : 0;
}

chy_status chy_lang_settle(chy_document *doc, const char *declared, chy_err *err)
{
    size_t len = 0;
    const char *given = chy_document_get(doc, CHY_FIELD_LANG, NULL), *text = chy_document_get(doc, CHY_FIELD_TEXT, &len);
    if (given && given[strspn(given, " \t")])
        return CHY_OK;
    const char *found = text ? chy_lang_detect(text, len) : NULL;
    if (found)
        return chy_document_set(doc, CHY_FIELD_LANG, found, strlen(found), err);
    size_t n = declared ? code_length(declared) : 0;
    if (!n)
        return CHY_OK;
    char code[4] = {0};
    for (size_t i = 0; i < n; i++)
        code[i] = (char)(declared[i] | 32);
    return chy_document_set(doc, CHY_FIELD_LANG, code, n, err);
}
