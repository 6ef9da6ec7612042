/* src/actors/words.c - Small classes of plain words that actors/ asks for: "former", locative prepositions, words of rank. A sorted table,
 * searched by folded form. */
#include "actors/work.h"

#include <string.h>

#include "base/utf8.h"

static const struct { const char *word; unsigned classes; } words[] = {
    {"above", WORD_LOCATIVE}, {"academy", WORD_SCHOOL}, {"across", WORD_LOCATIVE}, {"acting", WORD_STATUS},
    {"against", WORD_DEALING}, {"airbase", WORD_ARMS}, {"airlines", WORD_BUSINESS}, {"airstrike", WORD_ARMS},
    {"airstrikes", WORD_ARMS}, {"airways", WORD_BUSINESS}, {"aligned", WORD_BACKED}, {"alliance", WORD_PARTY},
    {"allied", WORD_BACKED}, {"along", WORD_LOCATIVE}, {"among", WORD_DEALING}, {"april", WORD_CALENDAR},
    {"area", WORD_AREA}, {"army", WORD_FIGHTERS}, {"around", WORD_LOCATIVE}, {"arrive", WORD_MOTION},
    {"arrived", WORD_MOTION}, {"arrives", WORD_MOTION}, {"artillery", WORD_ARMS}, {"association", WORD_SOCIETY},
    {"at", WORD_LOCATIVE}, {"attack", WORD_ARMS}, {"august", WORD_CALENDAR}, {"backed", WORD_BACKED},
    {"bank", WORD_BUSINESS}, {"base", WORD_ARMS}, {"based", WORD_LED}, {"battalion", WORD_FIGHTERS},
    {"between", WORD_DEALING}, {"bombardment", WORD_ARMS}, {"bombers", WORD_ARMS}, {"bombing", WORD_ARMS},
    {"bombings", WORD_ARMS}, {"border", WORD_AREA}, {"born", WORD_BACKED}, {"brigade", WORD_FIGHTERS},
    {"brigades", WORD_FIGHTERS}, {"by", WORD_DEALING}, {"came", WORD_MOTION}, {"campaign", WORD_SOCIETY},
    {"capital", WORD_AREA}, {"caretaker", WORD_STATUS}, {"center", WORD_AREA | WORD_SOCIETY},
    {"centre", WORD_AREA | WORD_SOCIETY}, {"checkpoint", WORD_ARMS}, {"christmas", WORD_CALENDAR}, {"city", WORD_AREA},
    {"coalition", WORD_SOCIETY}, {"coast", WORD_AREA}, {"college", WORD_SCHOOL}, {"come", WORD_MOTION},
    {"commission", WORD_SOCIETY}, {"committee", WORD_SOCIETY}, {"company", WORD_BUSINESS}, {"controlled", WORD_BACKED},
    {"convoy", WORD_ARMS}, {"corp", WORD_BUSINESS}, {"corporation", WORD_BUSINESS}, {"council", WORD_SOCIETY},
    {"county", WORD_AREA}, {"current", WORD_STATUS}, {"december", WORD_CALENDAR}, {"department", WORD_AREA},
    {"deposed", WORD_FORMER}, {"deputy", WORD_STATUS}, {"destroyer", WORD_ARMS}, {"district", WORD_AREA},
    {"dr", WORD_HONORIFIC}, {"drills", WORD_ARMS}, {"drone", WORD_ARMS}, {"drones", WORD_ARMS}, {"east", WORD_AREA},
    {"easter", WORD_CALENDAR}, {"eastern", WORD_AREA}, {"eid", WORD_CALENDAR}, {"elected", WORD_STATUS},
    {"electric", WORD_BUSINESS}, {"energy", WORD_BUSINESS}, {"erstwhile", WORD_FORMER}, {"ex", WORD_FORMER},
    {"exiled", WORD_STATUS}, {"father", WORD_HONORIFIC}, {"february", WORD_CALENDAR}, {"federation", WORD_SOCIETY},
    {"fighter", WORD_ARMS}, {"fighters", WORD_ARMS}, {"flagged", WORD_LED}, {"flew", WORD_MOTION}, {"flies", WORD_MOTION},
    {"fly", WORD_MOTION}, {"foreign", WORD_ABROAD}, {"former", WORD_FORMER}, {"foundation", WORD_SOCIETY},
    {"fr", WORD_HONORIFIC}, {"friday", WORD_CALENDAR}, {"from", WORD_LOCATIVE}, {"front", WORD_FIGHTERS},
    {"global", WORD_ABROAD}, {"go", WORD_MOTION}, {"goes", WORD_MOTION}, {"governorate", WORD_AREA},
    {"group", WORD_BUSINESS}, {"gunship", WORD_ARMS}, {"head", WORD_MOTION}, {"headed", WORD_MOTION},
    {"heads", WORD_MOTION}, {"held", WORD_BACKED}, {"helicopter", WORD_ARMS}, {"helicopters", WORD_ARMS},
    {"holdings", WORD_BUSINESS}, {"imam", WORD_HONORIFIC}, {"in", WORD_LOCATIVE}, {"inc", WORD_BUSINESS},
    {"incoming", WORD_STATUS}, {"incursion", WORD_ARMS}, {"industries", WORD_BUSINESS}, {"initiative", WORD_SOCIETY},
    {"inside", WORD_LOCATIVE}, {"institute", WORD_SCHOOL | WORD_SOCIETY}, {"interim", WORD_STATUS},
    {"international", WORD_ABROAD}, {"into", WORD_LOCATIVE}, {"invasion", WORD_ARMS}, {"island", WORD_AREA},
    {"january", WORD_CALENDAR}, {"jet", WORD_ARMS}, {"jets", WORD_ARMS}, {"journey", WORD_MOTION}, {"july", WORD_CALENDAR},
    {"june", WORD_CALENDAR}, {"lady", WORD_HONORIFIC | WORD_FEMALE}, {"late", WORD_FORMER}, {"league", WORD_PARTY},
    {"leave", WORD_MOTION}, {"leaves", WORD_MOTION}, {"led", WORD_LED}, {"left", WORD_MOTION}, {"linked", WORD_BACKED},
    {"longtime", WORD_STATUS}, {"ltd", WORD_BUSINESS}, {"march", WORD_CALENDAR}, {"may", WORD_CALENDAR},
    {"media", WORD_BUSINESS}, {"militia", WORD_FIGHTERS}, {"miss", WORD_HONORIFIC | WORD_FEMALE}, {"missile", WORD_ARMS},
    {"missiles", WORD_ARMS}, {"monday", WORD_CALENDAR}, {"motors", WORD_BUSINESS}, {"movement", WORD_PARTY},
    {"mr", WORD_HONORIFIC | WORD_MALE}, {"mrs", WORD_HONORIFIC | WORD_FEMALE}, {"ms", WORD_HONORIFIC | WORD_FEMALE},
    {"multinational", WORD_ABROAD}, {"municipality", WORD_AREA}, {"navy", WORD_ARMS}, {"near", WORD_LOCATIVE},
    {"neighborhood", WORD_AREA}, {"neighbourhood", WORD_AREA}, {"network", WORD_SOCIETY}, {"newly", WORD_STATUS},
    {"north", WORD_AREA}, {"northern", WORD_AREA}, {"november", WORD_CALENDAR}, {"october", WORD_CALENDAR},
    {"off", WORD_LOCATIVE}, {"offensive", WORD_ARMS}, {"oil", WORD_BUSINESS}, {"on", WORD_DEALING},
    {"onetime", WORD_FORMER}, {"organisation", WORD_SOCIETY}, {"organization", WORD_SOCIETY}, {"ousted", WORD_FORMER},
    {"outgoing", WORD_STATUS}, {"outside", WORD_LOCATIVE}, {"outskirts", WORD_AREA}, {"over", WORD_DEALING},
    {"overseas", WORD_ABROAD}, {"overthrown", WORD_FORMER}, {"owned", WORD_LED}, {"part", WORD_AREA}, {"parts", WORD_AREA},
    {"party", WORD_PARTY}, {"past", WORD_FORMER}, {"petroleum", WORD_BUSINESS}, {"plane", WORD_ARMS}, {"planes", WORD_ARMS},
    {"plc", WORD_BUSINESS}, {"pope", WORD_HONORIFIC | WORD_MALE}, {"port", WORD_AREA}, {"previous", WORD_FORMER},
    {"province", WORD_AREA}, {"provisional", WORD_STATUS}, {"raid", WORD_ARMS}, {"raids", WORD_ARMS},
    {"ramadan", WORD_CALENDAR}, {"reach", WORD_MOTION}, {"reached", WORD_MOTION}, {"region", WORD_AREA},
    {"registered", WORD_LED}, {"republic", WORD_AREA}, {"retired", WORD_FORMER}, {"return", WORD_MOTION},
    {"returned", WORD_MOTION}, {"returns", WORD_MOTION}, {"rev", WORD_HONORIFIC}, {"rocket", WORD_ARMS},
    {"rockets", WORD_ARMS}, {"run", WORD_LED}, {"saturday", WORD_CALENDAR}, {"school", WORD_SCHOOL},
    {"senior", WORD_STATUS}, {"september", WORD_CALENDAR}, {"several", WORD_ABROAD}, {"shelling", WORD_ARMS},
    {"side", WORD_AREA}, {"sir", WORD_HONORIFIC | WORD_MALE}, {"society", WORD_SOCIETY}, {"south", WORD_AREA},
    {"southern", WORD_AREA}, {"sponsored", WORD_BACKED}, {"state", WORD_AREA}, {"steel", WORD_BUSINESS},
    {"streets", WORD_AREA}, {"strike", WORD_ARMS}, {"strikes", WORD_ARMS}, {"submarine", WORD_ARMS},
    {"submarines", WORD_ARMS}, {"suburb", WORD_AREA}, {"sunday", WORD_CALENDAR}, {"supported", WORD_BACKED},
    {"systems", WORD_BUSINESS}, {"tank", WORD_ARMS}, {"tanks", WORD_ARMS}, {"technologies", WORD_BUSINESS},
    {"territory", WORD_AREA}, {"that", WORD_DEFINITE}, {"the", WORD_DEFINITE}, {"then", WORD_FORMER},
    {"these", WORD_DEFINITE}, {"this", WORD_DEFINITE}, {"those", WORD_DEFINITE}, {"through", WORD_LOCATIVE},
    {"throughout", WORD_LOCATIVE}, {"thursday", WORD_CALENDAR}, {"to", WORD_DEALING}, {"top", WORD_STATUS},
    {"toppled", WORD_FORMER}, {"toward", WORD_DEALING}, {"towards", WORD_DEALING}, {"town", WORD_AREA},
    {"transitional", WORD_STATUS}, {"travel", WORD_MOTION}, {"traveled", WORD_MOTION}, {"travelled", WORD_MOTION},
    {"travels", WORD_MOTION}, {"trip", WORD_MOTION}, {"trust", WORD_SOCIETY}, {"tuesday", WORD_CALENDAR},
    {"union", WORD_SOCIETY}, {"university", WORD_SCHOOL}, {"valley", WORD_AREA}, {"various", WORD_ABROAD},
    {"vessel", WORD_ARMS}, {"via", WORD_LOCATIVE}, {"village", WORD_AREA}, {"visit", WORD_MOTION}, {"visited", WORD_MOTION},
    {"visiting", WORD_MOTION}, {"visits", WORD_MOTION}, {"warship", WORD_ARMS}, {"warships", WORD_ARMS},
    {"wednesday", WORD_CALENDAR}, {"went", WORD_MOTION}, {"west", WORD_AREA}, {"western", WORD_ABROAD | WORD_AREA},
    {"with", WORD_DEALING}, {"within", WORD_LOCATIVE}, {"worldwide", WORD_ABROAD},
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
