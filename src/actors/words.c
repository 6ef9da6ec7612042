/* src/actors/words.c - Small classes of plain words that actors/ asks for: "former", locative prepositions, words of rank. A sorted table,
 * searched by folded form. */
#include "actors/work.h"

#include <string.h>

#include "base/utf8.h"

static const struct { const char *word; unsigned classes; } words[] = {
    {"above", WORD_LOCATIVE}, {"across", WORD_LOCATIVE}, {"acting", WORD_STATUS}, {"against", WORD_DEALING},
    {"airlines", WORD_BUSINESS}, {"airways", WORD_BUSINESS}, {"aligned", WORD_BACKED}, {"allied", WORD_BACKED},
    {"along", WORD_LOCATIVE}, {"among", WORD_DEALING}, {"around", WORD_LOCATIVE}, {"arrive", WORD_MOTION}, {"arrived", WORD_MOTION},
    {"arrives", WORD_MOTION}, {"at", WORD_LOCATIVE}, {"backed", WORD_BACKED}, {"bank", WORD_BUSINESS}, {"based", WORD_LED},
    {"between", WORD_DEALING}, {"born", WORD_BACKED}, {"by", WORD_DEALING}, {"came", WORD_MOTION}, {"capital", 0},
    {"caretaker", WORD_STATUS}, {"college", WORD_SCHOOL}, {"come", WORD_MOTION}, {"company", WORD_BUSINESS},
    {"controlled", WORD_BACKED}, {"corp", WORD_BUSINESS}, {"corporation", WORD_BUSINESS}, {"current", WORD_STATUS},
    {"deposed", WORD_FORMER}, {"deputy", WORD_STATUS}, {"dr", WORD_HONORIFIC}, {"elected", WORD_STATUS},
    {"erstwhile", WORD_FORMER}, {"ex", WORD_FORMER}, {"exiled", WORD_STATUS}, {"father", WORD_HONORIFIC}, {"flagged", WORD_LED}, {"flew", WORD_MOTION},
    {"flies", WORD_MOTION}, {"fly", WORD_MOTION}, {"former", WORD_FORMER}, {"fr", WORD_HONORIFIC}, {"from", WORD_LOCATIVE},
    {"go", WORD_MOTION}, {"goes", WORD_MOTION}, {"group", WORD_BUSINESS}, {"head", WORD_MOTION}, {"headed", WORD_MOTION},
    {"heads", WORD_MOTION}, {"held", WORD_BACKED}, {"holdings", WORD_BUSINESS}, {"imam", WORD_HONORIFIC}, {"in", WORD_LOCATIVE},
    {"inc", WORD_BUSINESS}, {"incoming", WORD_STATUS}, {"inside", WORD_LOCATIVE}, {"institute", WORD_SCHOOL},
    {"interim", WORD_STATUS}, {"into", WORD_LOCATIVE}, {"journey", WORD_MOTION}, {"lady", WORD_HONORIFIC | WORD_FEMALE},
    {"late", WORD_FORMER}, {"leave", WORD_MOTION}, {"leaves", WORD_MOTION}, {"led", WORD_LED}, {"left", WORD_MOTION},
    {"linked", WORD_BACKED}, {"longtime", WORD_STATUS}, {"ltd", WORD_BUSINESS}, {"miss", WORD_HONORIFIC | WORD_FEMALE},
    {"mr", WORD_HONORIFIC | WORD_MALE}, {"mrs", WORD_HONORIFIC | WORD_FEMALE}, {"ms", WORD_HONORIFIC | WORD_FEMALE},
    {"near", WORD_LOCATIVE}, {"newly", WORD_STATUS}, {"off", WORD_LOCATIVE}, {"on", WORD_DEALING},
    {"onetime", WORD_FORMER}, {"ousted", WORD_FORMER}, {"outgoing", WORD_STATUS}, {"outside", WORD_LOCATIVE}, {"over", WORD_DEALING},
    {"overthrown", WORD_FORMER}, {"owned", WORD_LED}, {"past", WORD_FORMER}, {"plc", WORD_BUSINESS}, {"pope", WORD_HONORIFIC | WORD_MALE},
    {"previous", WORD_FORMER}, {"provisional", WORD_STATUS}, {"reach", WORD_MOTION}, {"reached", WORD_MOTION}, {"registered", WORD_LED},
    {"retired", WORD_FORMER}, {"return", WORD_MOTION}, {"returned", WORD_MOTION}, {"returns", WORD_MOTION}, {"rev", WORD_HONORIFIC},
    {"run", WORD_LED}, {"school", WORD_SCHOOL}, {"senior", WORD_STATUS}, {"sir", WORD_HONORIFIC | WORD_MALE},
    {"south", 0}, {"sponsored", WORD_BACKED}, {"supported", WORD_BACKED}, {"that", WORD_DEFINITE}, {"the", WORD_DEFINITE},
    {"then", WORD_FORMER}, {"these", WORD_DEFINITE}, {"this", WORD_DEFINITE}, {"those", WORD_DEFINITE}, {"through", WORD_LOCATIVE},
    {"throughout", WORD_LOCATIVE}, {"to", WORD_DEALING}, {"top", WORD_STATUS}, {"toppled", WORD_FORMER}, {"toward", WORD_DEALING},
    {"towards", WORD_DEALING}, {"transitional", WORD_STATUS}, {"travel", WORD_MOTION}, {"traveled", WORD_MOTION},
    {"travelled", WORD_MOTION}, {"travels", WORD_MOTION}, {"trip", WORD_MOTION}, {"university", WORD_SCHOOL}, {"via", WORD_LOCATIVE},
    {"visit", WORD_MOTION}, {"visited", WORD_MOTION}, {"visiting", WORD_MOTION}, {"visits", WORD_MOTION}, {"went", WORD_MOTION},
    {"with", WORD_DEALING}, {"within", WORD_LOCATIVE},
};

static size_t fold(const chy_token *tok, char *out, size_t cap)
{
    size_t n = chy_utf8_fold(tok->form, tok->form_len, out, cap);
    while (n && n < cap && out[n - 1] == '.')
        out[--n] = '\0';
    return n;
}

unsigned actors_word(const chy_token *tok)
{
    char form[16];
    if (fold(tok, form, sizeof form) >= sizeof form)
        return 0;
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcmp(words[mid].word, form);
        if (order == 0)
            return words[mid].classes;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

bool actors_is(const chy_token *tok, const char *word)
{
    size_t n = strlen(word);
    if (tok->form_len != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = tok->form[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word[i])
            return false;
    }
    return true;
}

bool actors_possessive(const chy_token *tok)
{
    const char *s = tok->form;
    size_t n = tok->form_len;
    if (n && s[0] == '\'')
        s++, n--;
    else if (n >= 3 && memcmp(s, "\xe2\x80\x99", 3) == 0)
        s += 3, n -= 3;
    else
        return false;
    return n == 0 || (n == 1 && (*s == 's' || *s == 'S'));
}

bool actors_capital(const chy_token *tok)
{
    return chy_utf8_is_capital(tok->form, tok->form_len);
}
