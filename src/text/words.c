/* src/text/words.c - The word lists of tokenizer and splitter, sorted for binary search (the unit test checks the order).
 * Which abbreviations and prefixes keep together follows UD English EWT; the lists go on with words of news. */
#include "text/words.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 16

typedef struct listed {
    const char *word;
    unsigned char value;
} listed;

#define Y CHY_ABBREV_YES
#define T CHY_ABBREV_TITLE
#define N CHY_ABBREV_NUMBER

/* Case counts: "Sat." is a day, "sat." a verb at the end of its sentence. */
static const listed abbreviations[] = {
    {"Adj", T}, {"Adm", T}, {"Alt", Y}, {"Amb", T}, {"Apr", T}, {"Apt", N}, {"Arch", T}, {"Ariz", Y}, {"Ark", Y},
    {"Arrv", T}, {"Art", N}, {"Assn", Y}, {"Asst", T}, {"Attn", T}, {"Atty", T}, {"Aug", T}, {"Ave", Y}, {"Bd", Y},
    {"Bldg", Y}, {"Blvd", Y}, {"Bp", T}, {"Brig", T}, {"Bro", T}, {"Bros", Y}, {"Calif", Y}, {"Capt", T}, {"Cf", T},
    {"Ch", N}, {"Chron", T}, {"Cie", Y}, {"Cmdr", T}, {"Co", Y}, {"Col", T}, {"Colo", Y}, {"Cols", T}, {"Comdr", T},
    {"Conf", Y}, {"Conn", Y}, {"Corp", Y}, {"Cpl", T}, {"Cpt", T}, {"Dec", T}, {"Del", Y}, {"Dept", Y}, {"Det", T},
    {"Dir", T}, {"Dist", Y}, {"Div", Y}, {"Dr", T}, {"Drs", T}, {"E", T}, {"Esp", T}, {"Esq", Y}, {"Est", Y},
    {"Ex", N}, {"Exec", T}, {"Ext", N}, {"Feb", T}, {"Fig", N}, {"Figs", N}, {"Fla", Y}, {"Fr", T}, {"Fri", T},
    {"Ft", T}, {"Ga", Y}, {"Gen", T}, {"Gens", T}, {"Gov", T}, {"Govs", T}, {"Hon", T}, {"Hwy", Y}, {"Ill", N},
    {"Inc", Y}, {"Ind", N}, {"Insp", T}, {"Intl", Y}, {"Jan", T}, {"Jr", Y}, {"Jul", N}, {"Jun", N}, {"Kan", Y},
    {"Ky", Y}, {"La", T}, {"Lt", T}, {"Ltd", Y}, {"Maj", T}, {"Mar", N}, {"Mass", N}, {"Md", Y}, {"Messrs", T},
    {"Mgr", T}, {"Mich", Y}, {"Minn", Y}, {"Miss", N}, {"Mlle", T}, {"Mme", T}, {"Mo", N}, {"Mob", N}, {"Mon", N},
    {"Mr", T}, {"Mrs", T}, {"Ms", T}, {"Msgr", T}, {"Mt", T}, {"Mts", T}, {"NO", N}, {"Neb", Y}, {"Nev", Y},
    {"No", N}, {"Nos", N}, {"Nov", T}, {"Oct", T}, {"Okla", Y}, {"Op", N}, {"Ore", N}, {"Org", N}, {"Pa", Y},
    {"Para", N}, {"Ph", Y}, {"PhD", Y}, {"Pres", T}, {"Prof", T}, {"Profs", T}, {"Pt", N}, {"Pte", T}, {"Pty", Y},
    {"Pub", N}, {"Pvt", T}, {"Rep", T}, {"Reps", T}, {"Res", N}, {"Ret", Y}, {"Rev", T}, {"Rt", T}, {"Rte", T},
    {"Sat", N}, {"Sec", N}, {"Secy", T}, {"Sen", T}, {"Sens", T}, {"Sep", N}, {"Sept", T}, {"Sgt", T}, {"Spc", T},
    {"Spec", T}, {"Sq", Y}, {"Sr", Y}, {"Sra", T}, {"St", T}, {"Sta", T}, {"Ste", T}, {"Sun", N}, {"Supt", T},
    {"Tel", N}, {"Tenn", Y}, {"Tex", Y}, {"Thu", N}, {"Thur", T}, {"Thurs", T}, {"Tue", N}, {"Tues", T}, {"Univ", T},
    {"Va", Y}, {"Ven", T}, {"Vol", N}, {"Vols", N}, {"Vs", T}, {"Vt", Y}, {"Wash", N}, {"Wed", N}, {"Wis", Y},
    {"Wm", T}, {"Wyo", Y}, {"abt", T}, {"al", Y}, {"approx", T}, {"arrv", T}, {"art", N}, {"avg", T}, {"b", T}, {"ca", N},
    {"cap", N}, {"cf", T}, {"ch", N}, {"cit", Y}, {"co", Y}, {"dept", Y}, {"ed", N}, {"eds", Y}, {"eg", T},
    {"est", Y}, {"etc", Y}, {"ext", N}, {"fig", N}, {"figs", N}, {"ft", Y}, {"gov", N}, {"hr", Y}, {"hrs", Y},
    {"ibid", Y}, {"ie", T}, {"inc", Y}, {"incl", T}, {"lb", Y}, {"lbs", Y}, {"ltd", Y}, {"lv", T}, {"max", N},
    {"mins", Y}, {"mo", N}, {"nos", N}, {"nr", N}, {"op", N}, {"oz", Y}, {"p", N}, {"para", N}, {"pg", N}, {"pl", N},
    {"pp", N}, {"resp", T}, {"ret", Y}, {"rev", N}, {"sec", N}, {"sq", Y}, {"tel", N}, {"v", T}, {"viz", T},
    {"vol", N}, {"vols", N}, {"vs", T}, {"wk", Y}, {"yr", Y}, {"yrs", Y},
};

/* Lower case. EWT keeps these first parts joined and splits nearly every other hyphen. */
static const char *const prefixes[] = {
    "anti", "arch", "co", "counter", "cross", "cyber", "de", "e", "ex", "extra", "hyper", "inter", "intra", "macro",
    "mega", "meta", "micro", "mid", "mini", "mis", "multi", "neo", "non", "over", "post", "pre", "pro", "pseudo",
    "psycho", "quasi", "re", "semi", "socio", "sub", "super", "trans", "ultra", "un", "under",
};

static const char *const suffixes[] = {
    "ae", "aero", "af", "ar", "asp", "aspx", "au", "az", "bg", "biz", "bmp", "br", "ca", "cc", "cfm", "cgi", "ch",
    "cn", "co", "com", "csv", "cz", "de", "dk", "doc", "docx", "edu", "eg", "es", "eu", "exe", "fi", "fm", "fr", "ge",
    "gif", "gov", "gr", "htm", "html", "hu", "ie", "il", "info", "int", "io", "iq", "ir", "jp", "jpeg", "jpg", "jsp",
    "ke", "kr", "kz", "lb", "lt", "lv", "ly", "mil", "mp3", "mp4", "mx", "net", "ng", "nl", "org", "pdf", "ph", "php",
    "pk", "pl", "png", "ppt", "pptx", "ps", "pt", "qa", "ro", "rs", "rtf", "ru", "sa", "shtml", "sk", "sy", "tr",
    "tv", "tw", "txt", "ua", "uk", "url", "wav", "wmv", "xls", "xlsx", "xml", "ye", "za", "zip",
};

static const char *const units[] = {
    "AM", "GB", "GHz", "GW", "Hz", "K", "KB", "KM", "Kg", "L", "M", "MB", "MHz", "MPH", "MW", "PM", "TB", "a.m", "am",
    "b", "bbl", "bn", "cc", "cm", "ft", "g", "gb", "h", "hr", "hrs", "hz", "in", "k", "kHz", "kW", "kb", "kg", "km",
    "kms", "kt", "kv", "lb", "lbs", "m", "mAh", "mb", "mg", "mi", "min", "mins", "ml", "mm", "mn", "mph", "ms", "nm",
    "oz", "p.m", "pm", "sec", "secs", "sq", "tn", "yr", "yrs",
};

/* Capitalised, as they begin a sentence. */
static const char *const starters[] = {
    "A", "According", "After", "All", "Also", "Although", "An", "And", "Another", "Are", "As", "At", "Because",
    "Before", "Both", "But", "By", "Can", "Could", "Despite", "Did", "Do", "Does", "During", "Each", "Earlier",
    "Even", "For", "From", "Furthermore", "Had", "Has", "Have", "He", "Her", "Here", "His", "How", "However", "I",
    "If", "In", "Instead", "Is", "It", "Its", "Just", "Later", "Let", "Many", "May", "Meanwhile", "Might", "Moreover",
    "Most", "My", "No", "Not", "Now", "On", "Once", "One", "Only", "Or", "Other", "Our", "Over", "Please", "She",
    "Should", "Since", "So", "Some", "Still", "Such", "Thanks", "That", "The", "Their", "Then", "There", "These",
    "They", "This", "Those", "Though", "To", "Under", "Until", "Was", "We", "Were", "What", "When", "Where", "While",
    "Who", "Why", "Will", "With", "Would", "Yes", "Yet", "You",
};

/* Lower case; the value is the length of the first part. "its" splits only where the scanner sees that "it is" is meant. */
static const listed contractions[] = {
    {"aint", 2}, {"arent", 3}, {"arnt", 2}, {"cannot", 3}, {"cant", 2}, {"couldnt", 5}, {"didnt", 3}, {"doesnt", 4},
    {"dont", 2}, {"dunno", 2}, {"gimme", 3}, {"gonna", 3}, {"gotta", 3}, {"hadnt", 4}, {"hasnt", 3}, {"havent", 4},
    {"hes", 2}, {"im", 1}, {"isnt", 2}, {"its", 2}, {"ive", 1}, {"lemme", 3}, {"outta", 3}, {"shes", 3},
    {"shouldnt", 6}, {"sorta", 4}, {"thats", 4}, {"theres", 5}, {"theyre", 4}, {"theyve", 4}, {"wanna", 3},
    {"wasnt", 3}, {"werent", 4}, {"weve", 2}, {"whats", 4}, {"whos", 3}, {"wont", 2}, {"wouldnt", 5}, {"youll", 3},
    {"youre", 3}, {"youve", 3},
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static int compare(const char *word, size_t len, const char *entry)
{
    for (size_t i = 0; i < len; i++)
        if (word[i] != entry[i]) /* the entry's NUL is never in a word */
            return (unsigned char)word[i] < (unsigned char)entry[i] ? -1 : 1;
    return entry[len] ? -1 : 0;
}

static const listed *find_listed(const listed *list, size_t n, const char *word, size_t len)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = compare(word, len, list[mid].word);
        if (order == 0)
            return &list[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

static bool find_word(const char *const *list, size_t n, const char *word, size_t len)
{
    for (size_t low = 0, high = n; low < high;) {
        size_t mid = (low + high) / 2;
        int order = compare(word, len, list[mid]);
        if (order == 0)
            return true;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

/* ASCII lower case of a short word; false when it is longer than anything listed. */
static bool lower(const char *word, size_t len, char out[LONGEST])
{
    if (len >= LONGEST)
        return false;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    return true;
}

chy_abbrev chy_abbrev_find(const char *word, size_t len)
{
    const listed *hit = len < LONGEST ? find_listed(abbreviations, COUNT(abbreviations), word, len) : NULL;
    return hit ? (chy_abbrev)hit->value : CHY_ABBREV_NO;
}

bool chy_prefix_find(const char *word, size_t len)
{
    char low[LONGEST];
    return lower(word, len, low) && find_word(prefixes, COUNT(prefixes), low, len);
}

bool chy_suffix_find(const char *word, size_t len)
{
    char low[LONGEST];
    return lower(word, len, low) && find_word(suffixes, COUNT(suffixes), low, len);
}

bool chy_unit_find(const char *word, size_t len)
{
    return len < LONGEST && find_word(units, COUNT(units), word, len);
}

#define BIT(c) (UINT32_C(1) << ((c) & 31))

/* The letters before the last in a contraction that ends with `last`. */
static uint32_t lasts_of(char last)
{
    switch (last | 0x20) {
    case 't': return BIT('n') | BIT('o');
    case 'a': return BIT('n') | BIT('t');
    case 'o': return BIT('n');
    case 'e': return BIT('m') | BIT('v') | BIT('r');
    case 'l': return BIT('l');
    case 'm': return BIT('i');
    case 's': return BIT('e') | BIT('t') | BIT('o');
    default: return 0;
    }
}

size_t chy_contraction_find(const char *word, size_t len)
{
    /* Asked of every short word: the first letter and the last two rule out nearly all. */
    static const uint32_t firsts = BIT('a') | BIT('c') | BIT('d') | BIT('g') | BIT('h') | BIT('i') | BIT('l') | BIT('o') |
                                   BIT('s') | BIT('t') | BIT('w') | BIT('y');
    if (len < 2 || !(firsts >> (*word & 31) & 1) || !(lasts_of(word[len - 1]) & BIT(word[len - 2])))
        return 0;
    char low[LONGEST];
    const listed *hit = lower(word, len, low) ? find_listed(contractions, COUNT(contractions), low, len) : NULL;
    return hit ? hit->value : 0;
}

bool chy_starter_find(const char *word, size_t len)
{
    return len < LONGEST && find_word(starters, COUNT(starters), word, len);
}

static unsigned unsorted_words(const char *const *list, size_t n)
{
    unsigned wrong = 0;
    for (size_t i = 0; i + 1 < n; i++)
        wrong += strcmp(list[i], list[i + 1]) >= 0;
    return wrong;
}

static unsigned unsorted_listed(const listed *list, size_t n)
{
    unsigned wrong = 0;
    for (size_t i = 0; i + 1 < n; i++)
        wrong += strcmp(list[i].word, list[i + 1].word) >= 0;
    return wrong;
}

unsigned chy_words_unsorted(void)
{
    return unsorted_listed(abbreviations, COUNT(abbreviations)) + unsorted_listed(contractions, COUNT(contractions)) +
           unsorted_words(prefixes, COUNT(prefixes)) + unsorted_words(suffixes, COUNT(suffixes)) +
           unsorted_words(units, COUNT(units)) + unsorted_words(starters, COUNT(starters));
}
