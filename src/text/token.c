/* src/text/token.c - Cuts a paragraph into pieces, the tokens of UD English EWT: clitics and most hyphenated words
 * apart; numbers, dates, links, abbreviations with their dot in one piece. One pass, left to right: at each place the first
 * character chooses the rule, and no rule looks beyond the run without white space it stands in. */
#include <string.h>

#include "text/scan.h"
#include "text/words.h"

/* One run without white space. */
typedef struct run {
    const char *text;
    size_t begin, end, limit; /* limit: end of the paragraph */
    bool space;               /* white space lies before the next piece */
    chy_pieces *out;
} run;

static void add(run *r, size_t begin, size_t end, chy_piece_kind kind, unsigned parts)
{
    chy_pieces *out = r->out;
    if (out->len == out->cap) {
        chy_piece *more = chy_arena_grow(out->arena, out->items, out->len, &out->cap, sizeof *more);
        if (!more) {
            out->failed = true;
            return;
        }
        out->items = more;
    }
    out->items[out->len++] = (chy_piece){.begin = (uint32_t)begin, .end = (uint32_t)end, .kind = (uint8_t)kind,
                                         .parts = (uint8_t)parts, .space_before = r->space};
    r->space = false;
}

/* Bytes of the run and NUL behind it, so that looking ahead needs no bounds check at each place. */
static char at(const run *r, size_t i)
{
    return i < r->end ? r->text[i] : '\0';
}

static uint8_t class_at(const run *r, size_t i, size_t *len)
{
    *len = 1;
    return i < r->end ? chy_char_class(r->text, i, r->end, len) : 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alpha(char c)
{
    return is_upper(c) || is_lower(c);
}

static bool letter_at(const run *r, size_t i)
{
    size_t n;
    return class_at(r, i, &n) & (CHY_B_LOWER | CHY_B_UPPER);
}

static bool word_at(const run *r, size_t i)
{
    size_t n;
    return class_at(r, i, &n) & (CHY_B_LOWER | CHY_B_UPPER | CHY_B_DIGIT);
}

/* The end of the letters, digits and underscores that begin at i. */
static size_t skip_word(const run *r, size_t i)
{
    for (;;) {
        while (i < r->end && ((chy_byte_class[(unsigned char)r->text[i]] & (CHY_B_LOWER | CHY_B_UPPER | CHY_B_DIGIT)) ||
                              r->text[i] == '_'))
            i++;
        size_t n;
        if (i >= r->end || (unsigned char)r->text[i] < 0x80 ||
            !(class_at(r, i, &n) & (CHY_B_LOWER | CHY_B_UPPER | CHY_B_DIGIT)))
            return i;
        i += n;
    }
}

static size_t skip_digits(const run *r, size_t i)
{
    while (is_digit(at(r, i)))
        i++;
    return i;
}

/* ' or its typographic form, or ` : the length of the apostrophe at i, or 0. */
static size_t apostrophe(const run *r, size_t i)
{
    char c = at(r, i);
    if (c == '\'' || c == '`')
        return 1;
    if (c == '\xe2' && at(r, i + 1) == '\x80' && (at(r, i + 2) == '\x99' || at(r, i + 2) == '\x98'))
        return 3;
    return c == '\xca' && at(r, i + 1) == '\xbc' ? 2 : 0;
}

static bool equals(const run *r, size_t begin, size_t end, const char *word)
{
    size_t len = strlen(word);
    if (end - begin != len)
        return false;
    for (size_t k = 0; k < len; k++)
        if ((r->text[begin + k] | 0x20) != word[k])
            return false;
    return true;
}

/* Whether text[begin, end) is what stands behind the apostrophe of 's 'm 'd 'll 're 've. */
static bool is_clitic(const run *r, size_t begin, size_t end)
{
    if (end - begin == 1)
        return strchr("smdSMD", r->text[begin]) != NULL;
    return equals(r, begin, end, "ll") || equals(r, begin, end, "re") || equals(r, begin, end, "ve");
}

/* Links. */

/* The end of a link that begins at i: what usually ends the sentence around it is left out. */
static size_t link_end(const run *r, size_t i)
{
    size_t end = i, open = 0;
    while (end < r->end && !strchr("<>\"|{}", r->text[end]) && r->text[end] != '\xe2') {
        open += r->text[end] == '(';
        end++;
    }
    while (end > i && strchr(".,;:!?')]*", r->text[end - 1]) && !(r->text[end - 1] == ')' && open))
        end--;
    return end;
}

/* The end of a host name, file name or e-mail address at i, or i when there is none. `dot`: its first dot or at sign. */
static size_t find_name(const run *r, size_t i, size_t dot)
{
    size_t k = dot, last = dot;
    while (k < r->end && (is_alpha(r->text[k]) || is_digit(r->text[k]) || strchr("._%-+~", r->text[k]))) {
        if (r->text[k] == '.' && is_alpha(at(r, k + 1)))
            last = k;
        k++;
    }
    if (at(r, k) == '@' && word_at(r, k + 1))
        return link_end(r, i);
    size_t end = last + 1;
    while (is_alpha(at(r, end)) || is_digit(at(r, end)))
        end++;
    if (r->text[last] != '.' || is_upper(at(r, last + 1)) != is_upper(at(r, last + 2)))
        return i;
    if (is_upper(at(r, last + 1)) && !is_upper(r->text[last - 1]) && !is_digit(r->text[last - 1]) && at(r, last + 4) != '\0')
        return i;
    if (equals(r, i, dot, "www") || chy_suffix_find(r->text + last + 1, end - last - 1))
        return at(r, end) == '/' || at(r, end) == ':' ? link_end(r, i) : end;
    return i;
}

/* The end of the run's text when the run is the name of a file (cost-7.xls, plan_#3.doc), or 0. */
static size_t file_end(const run *r)
{
    static const char *const kinds[] = {"doc", "xls", "pdf", "ppt", "txt", "zip", "htm", "jpg"};
    size_t end = r->end;
    if (end < r->begin + 5)
        return 0;
    while (end > r->begin && (chy_byte_class[(unsigned char)r->text[end - 1]] & CHY_B_PUNCT))
        end--;
    if (end < r->begin + 5 || r->text[end - 4] != '.' || strchr("(<\"'/[", r->text[r->begin]) ||
        memchr(r->text + r->begin, '/', end - r->begin))
        return 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (equals(r, end - 3, end, kinds[k]))
            return end;
    return 0;
}

/* The end of a name of three or more lower-case parts (comp.sources.misc) at i, or i. */
static size_t dotted_end(const run *r, size_t i)
{
    size_t k = i, parts = 0;
    while (is_lower(at(r, k)) && is_lower(at(r, k + 1))) {
        while (is_lower(at(r, k)) || (at(r, k) == '-' && is_lower(at(r, k + 1))))
            k++;
        parts++;
        if (at(r, k) != '.' || !is_lower(at(r, k + 1)))
            return parts >= 3 && !word_at(r, k) ? k : i;
        k++;
    }
    return i;
}

/* Words. */

static bool all_upper(const run *r, size_t begin, size_t end)
{
    for (size_t k = begin; k < end; k++)
        if (!is_upper(r->text[k]))
            return false;
    return true;
}

/* Whether a number follows the dot at i, past a blank: "No. 5". */
static bool number_follows(const run *r, size_t i)
{
    size_t k = i + 1;
    while (k < r->limit && k < i + 3 && r->text[k] == ' ')
        k++;
    return k < r->limit && is_digit(r->text[k]);
}

/* What the word before the dot at `dot` is: an abbreviation that takes the dot, or CHY_PIECE_WORD. */
static chy_piece_kind abbreviation(const run *r, size_t begin, size_t dot)
{
    if (at(r, dot + 1) == '.')
        return CHY_PIECE_WORD;
    size_t len = dot - begin, n;
    uint8_t first = class_at(r, begin, &n);
    if (first == CHY_B_UPPER && n == len)
        return CHY_PIECE_INITIAL;
    chy_abbrev known = chy_abbrev_find(r->text + begin, len);
    if (!known && len > 1 && len < 6 && all_upper(r, begin, dot)) {
        /* A line in capitals: NOV. like Nov., but "CO." and "LA." are words there. */
        char low[6] = {r->text[begin]};
        for (size_t k = 1; k < len; k++)
            low[k] = (char)(r->text[begin + k] | 0x20);
        known = chy_abbrev_find(low, len) == CHY_ABBREV_TITLE ? CHY_ABBREV_TITLE : CHY_ABBREV_NO;
    }
    switch (known) {
    case CHY_ABBREV_TITLE: return CHY_PIECE_TITLE;
    case CHY_ABBREV_YES: return CHY_PIECE_ABBREV;
    case CHY_ABBREV_NUMBER: return number_follows(r, dot) ? CHY_PIECE_TITLE : CHY_PIECE_WORD;
    default: return CHY_PIECE_WORD;
    }
}

/* The end of an acronym with dots that begins at i (U.S., a.m., U.S.A, Ph.D.), or 0. At least two letters. */
static size_t acronym_end(const run *r, size_t i, size_t dot)
{
    if (dot - i == 2 && equals(r, i, dot, "ph") && (at(r, dot + 1) | 0x20) == 'd' && !word_at(r, dot + 2))
        return at(r, dot + 2) == '.' ? dot + 3 : dot + 2;
    size_t k = i, letters = 0;
    for (;;) {
        size_t n;
        if (!(class_at(r, k, &n) & (CHY_B_LOWER | CHY_B_UPPER)))
            break;
        if (at(r, k + n) != '.') {
            /* U.S.A without its last dot; but in J.K.Rowling the name is a word of its own. */
            if (!word_at(r, k + n) && at(r, k + n) != '@') {
                k += n;
                letters++;
            }
            break;
        }
        k += n + 1;
        letters++;
        if (at(r, k) == '.')
            return letters >= 2 ? k - 1 : 0;
    }
    return letters >= 2 ? k : 0;
}

/* Whether "its" at `end` is written for "it's": what follows cannot be owned. */
static bool means_it_is(const run *r, size_t end)
{
    static const char *const words[] = {"a",      "an",  "the",     "not",  "really", "been",
                                        "simply", "too", "getting", "also", "nothing"};
    size_t i = end + 1, len = 0;
    while (i + len < r->limit && len < 8 && is_lower(r->text[i + len]))
        len++;
    bool alone = end < r->limit && r->text[end] == ' ' && i + len < r->limit && r->text[i + len] == ' ';
    for (size_t k = 0; alone && k < sizeof words / sizeof *words; k++)
        if (strlen(words[k]) == len && !memcmp(words[k], r->text + i, len))
            return true;
    return false;
}

/* A finished word; some are two tokens. */
static void add_word(run *r, size_t begin, size_t end)
{
    size_t len = end - begin, cut = 0;
    if (len >= 2 && len <= 8)
        cut = chy_contraction_find(r->text + begin, len);
    if (cut && len == 3 && (r->text[begin] | 0x20) == 'i' && (r->text[end - 1] | 0x20) == 's' && !means_it_is(r, end))
        cut = 0;
    if (cut && (len > 3 || !is_upper(r->text[end - 1]))) {
        add(r, begin, begin + cut, CHY_PIECE_WORD, 2);
        add(r, begin + cut, end, CHY_PIECE_WORD, 1);
        return;
    }
    add(r, begin, end, CHY_PIECE_WORD, 1);
}

/* The word text[begin, i) has an apostrophe of length `mark` at i. Adds word and clitics and returns their end, or 0
 * when the apostrophe splits nothing. */
static size_t split_clitic(run *r, size_t begin, size_t i, size_t mark)
{
    size_t tail = skip_word(r, i + mark);
    if (tail == i + mark)
        return 0;
    size_t cut = i;
    if (tail - i - mark == 1 && (at(r, i + mark) | 0x20) == 't' && (at(r, i - 1) | 0x20) == 'n')
        cut = i - 1;
    else if (!is_clitic(r, i + mark, tail))
        return 0;
    if (cut == begin) { /* a lone n't */
        add(r, begin, tail, CHY_PIECE_WORD, 1);
        return tail;
    }
    /* A second clitic: she'd've, couldn't've. */
    size_t mark2 = apostrophe(r, tail), tail2 = mark2 ? skip_word(r, tail + mark2) : tail;
    bool more = mark2 && is_clitic(r, tail + mark2, tail2) && tail2 > tail + mark2;
    add(r, begin, cut, CHY_PIECE_WORD, more ? 3 : 2);
    add(r, cut, tail, CHY_PIECE_WORD, 1);
    if (more)
        add(r, tail, tail2, CHY_PIECE_WORD, 1);
    return more ? tail2 : tail;
}

/* Whether the slash at i stays inside its word: w/o, b/t, l/c, n/a. EWT splits the others. */
static bool slash_joins(const run *r, size_t begin, size_t i)
{
    if (i - begin != 1 || (i > r->begin + 1 && r->text[begin - 1] == '/'))
        return false;
    char a = (char)(r->text[begin] | 0x20), b = (char)(at(r, i + 1) | 0x20);
    if (a == 'w' || (a == 'b' && b == 't'))
        return true;
    return !word_at(r, i + 2) && ((b == 'c' && (a == 'l' || a == 'i')) || (a == 'n' && b == 'a'));
}

static bool ampersand_joins(const run *r, size_t begin, size_t i)
{
    char a = r->text[i - 1], b = at(r, i + 1);
    if (i - begin > 4)
        return false;
    return (is_upper(a) && is_upper(b)) || (i - begin == 1 && is_lower(a) && is_lower(b) && !word_at(r, i + 2));
}

/* A dot behind the word text[begin, i), whose last part begins at `part`. Adds what is decided there and returns its
 * end, or 0: the dot is its own piece. */
static size_t scan_dot(run *r, size_t begin, size_t part, size_t i)
{
    size_t end = acronym_end(r, part, i); /* anti-U.S. */
    if (end && at(r, end) != '@') {
        add(r, begin, end, r->text[end - 1] == '.' ? CHY_PIECE_ACRONYM : CHY_PIECE_WORD, 1);
        return end;
    }
    if (word_at(r, i + 1)) {
        end = find_name(r, begin, i);
        if (end == begin)
            end = dotted_end(r, begin);
        if (end > begin) {
            add(r, begin, end, CHY_PIECE_LINK, 1);
            return end;
        }
    }
    chy_piece_kind kind = abbreviation(r, begin, i);
    if (kind == CHY_PIECE_WORD || (kind != CHY_PIECE_TITLE && kind != CHY_PIECE_INITIAL && word_at(r, i + 1)))
        return 0;
    add(r, begin, i + 1, kind, 1);
    return i + 1;
}

/* Whether a link begins at `begin`, given what stands at the end i of its first word. */
static bool starts_link(const run *r, size_t begin, size_t i)
{
    if (r->text[i] == '@')
        return word_at(r, i + 1);
    return r->text[i] == ':' && ((at(r, i + 1) == '/' && at(r, i + 2) == '/') || equals(r, begin, i, "mailto") ||
                                 (equals(r, begin, i, "doi") && is_digit(at(r, i + 1))));
}

/* A word, beginning at `begin`, whose letters and digits end at i. Returns the end of what was added. */
static size_t scan_word_from(run *r, size_t begin, size_t i)
{
    size_t part = begin; /* behind the last joined hyphen */
    while (i < r->end && r->text[i] != ',') {
        char c = r->text[i];
        size_t mark = apostrophe(r, i), end = 0;
        if (mark) {
            end = split_clitic(r, begin, i, mark);
            if (end)
                return end;
            if (c == '`' || !letter_at(r, i + mark))
                break;
            i = skip_word(r, i + mark); /* O'Brien */
            continue;
        }
        if (c == '.' && at(r, i + 1) == '.' && at(r, i + 2) == '.' && at(r, i + 3) == '@' && word_at(r, i + 4)) {
            end = link_end(r, begin); /* an address made unreadable: abc...@example.org */
            add(r, begin, end, CHY_PIECE_LINK, 1);
            return end;
        }
        if (c == '.' && (end = scan_dot(r, begin, part, i)) != 0)
            return end;
        if ((c == ':' || c == '@') && starts_link(r, begin, i) && (end = link_end(r, begin)) > i) {
            add(r, begin, end, CHY_PIECE_LINK, 1);
            return end;
        }
        if (c == '-' && word_at(r, i + 1) && chy_prefix_find(r->text + part, i - part)) {
            part = i + 1;
            i = skip_word(r, part);
            continue;
        }
        if ((c == '&' && ampersand_joins(r, begin, i)) || (c == '/' && slash_joins(r, begin, i)) ||
            (c == '*' && letter_at(r, i + 1))) {
            i = skip_word(r, i + 1);
            continue;
        }
        if (c == '$' && i - begin <= 2 && all_upper(r, begin, i) && (is_digit(at(r, i + 1)) || i + 1 == r->end))
            i++;
        break;
    }
    add_word(r, begin, i);
    return i;
}

/* Numbers. */

static unsigned small_number(const run *r, size_t begin, size_t end)
{
    unsigned value = 0;
    for (size_t k = begin; k < end && k < begin + 5; k++)
        value = value * 10 + (unsigned)(r->text[k] - '0');
    return value;
}

/* The end of a date or telephone number with slashes at i (9/11, 11/28/2000, 713/853-5984), or 0: fractions and spans of
 * years are several tokens in EWT. `slash` is the first slash. */
static size_t slashed_end(const run *r, size_t i, size_t slash)
{
    size_t second = skip_digits(r, slash + 1), left = slash - i, right = second - slash - 1;
    if (right == 0)
        return 0;
    if (at(r, second) == '/' && is_digit(at(r, second + 1)))
        return skip_digits(r, second + 1);
    if (left == 3 && right == 3 && at(r, second) == '-' && is_digit(at(r, second + 1)))
        return skip_digits(r, second + 1);
    unsigned a = small_number(r, i, slash), b = small_number(r, slash + 1, second);
    bool fraction = a < b && b <= 4 && at(r, slash + 1) != '0';
    return left <= 2 && right <= 2 && a >= 1 && a <= 12 && b >= 1 && b <= 31 && !fraction ? second : 0;
}

/* The end of a telephone number or date with hyphens at i, or 0: 713-853-3989 and 2024-12-28 are one token, 5-10 three. */
static size_t hyphened_end(const run *r, size_t i, size_t hyphen)
{
    size_t end = hyphen, hyphens = 0, group = 0;
    while (at(r, end) == '-' && is_digit(at(r, end + 1))) {
        size_t next = skip_digits(r, end + 1);
        group = next - end - 1;
        end = next;
        hyphens++;
    }
    if (word_at(r, end))
        return 0;
    return hyphens >= 2 || (hyphens == 1 && hyphen - i == 3 && group == 4) ? end : 0;
}

static bool comma_joins(const run *r, size_t comma)
{
    size_t group = skip_digits(r, comma + 1) - comma - 1;
    return group == 3 || (group == 2 && at(r, comma + 3) == ',' && is_digit(at(r, comma + 4)));
}

/* The end of the digits at i with their points, commas, colons, and of dates and telephone numbers. */
static size_t number_end(const run *r, size_t i)
{
    size_t begin = i;
    i = skip_digits(r, i);
    for (;;) {
        char c = at(r, i);
        size_t end = 0;
        if (c == '/')
            end = slashed_end(r, begin, i);
        else if (c == '-')
            end = hyphened_end(r, begin, i);
        if (end)
            return end;
        if (!is_digit(at(r, i + 1)) || !(c == '.' || c == ':' || (c == ',' && comma_joins(r, i))))
            return i;
        i = skip_digits(r, i + 1);
    }
}

static size_t scan_number(run *r, size_t begin, size_t digits)
{
    size_t i = number_end(r, digits), tail = skip_word(r, i), mark = apostrophe(r, i);
    if (i == digits)
        i = tail; /* digits of another script */
    else if (mark && (at(r, i + mark) | 0x20) == 's' && !word_at(r, i + mark + 1))
        i += mark + 1; /* 1960's is one token in EWT */
    else if (tail > i && !chy_unit_find(r->text + i, tail - i))
        return scan_word_from(r, begin, tail); /* 20th, 1990s, 83N */
    add(r, begin, i, CHY_PIECE_NUMBER, 1);
    return i;
}

/* Punctuation. */

static size_t same_run(const run *r, size_t i)
{
    char c = r->text[i];
    while (at(r, i) == c)
        i++;
    return i;
}

/* The end of an emoticon at i, or 0. One that ends in a bracket must not close a bracket of the run. */
static size_t emoticon_end(const run *r, size_t i)
{
    char c = r->text[i];
    if (c == '<' && at(r, i + 1) == '3' && i + 2 == r->end)
        return i + 2;
    if ((c == '^' || c == '-') && at(r, i + 1) == '_' && at(r, i + 2) == c)
        return i + 3;
    if (c == '(' && (at(r, i + 1) == ':' || at(r, i + 1) == ';') && i + 2 == r->end)
        return i + 2;
    if (c != ':' && c != ';' && c != '=')
        return 0;
    size_t k = i + 1;
    if (at(r, k) == '-' || at(r, k) == '\'')
        k++;
    char mouth = at(r, k);
    if (mouth == '\0' || (k == i + 1 && is_digit(mouth)) || !strchr("()DPpO/|3[]*", mouth) || word_at(r, k + 1))
        return 0;
    if (c == '=' && !strchr("()DP", mouth))
        return 0;
    if (mouth == ')' && memchr(r->text + r->begin, '(', i - r->begin))
        return 0;
    k = mouth == ')' || mouth == '(' ? same_run(r, k) : k + 1;
    return k == r->end || strchr(".,!?)", at(r, k)) ? k : 0;
}

/* A run of . ? ! and the ellipsis sign. */
static size_t scan_stops(run *r, size_t begin)
{
    size_t i = begin, dots = 0, others = 0;
    for (;;) {
        char c = at(r, i);
        if (c == '.')
            dots++, i++;
        else if (c == '?' || c == '!')
            others++, i++;
        else if (c == '\xe2' && at(r, i + 1) == '\x80' && at(r, i + 2) == '\xa6')
            dots += 2, i += 3;
        else
            break;
    }
    add(r, begin, i, dots > 1 && !others ? CHY_PIECE_DOTS : CHY_PIECE_STOP, 1);
    return i;
}

/* A drawn line or arrow (----, ==>, |---+---|): from three characters on one token. 0 when the run is none. */
static size_t drawing_end(const run *r, size_t begin)
{
    size_t i = begin;
    while (i < r->end && strchr("-=*+|_~<>#^", r->text[i]))
        i++;
    return i == r->end && i - begin >= 3 ? i : 0;
}

/* An apostrophe with nothing before it: a clitic written apart, '72, 'em, or a quotation mark. */
static size_t scan_apostrophe(run *r, size_t begin, size_t mark)
{
    size_t i = begin + mark, tail = skip_word(r, i);
    if (tail > i && begin == r->begin && r->text[begin] != '`') {
        bool clitic = tail == r->end && is_clitic(r, i, tail) && !is_upper(r->text[i]);
        bool year = is_digit(r->text[i]) && (tail - i == 2 || (tail - i == 3 && r->text[tail - 1] == 's'));
        bool cut_word = equals(r, i, tail, "em") || equals(r, i, tail, "til") || equals(r, i, tail, "cause") ||
                        equals(r, i, tail, "bout") || equals(r, i, tail, "cuz") || equals(r, i, tail, "tis");
        if (clitic || year || cut_word) {
            add(r, begin, tail, year ? CHY_PIECE_NUMBER : CHY_PIECE_WORD, 1);
            return tail;
        }
    }
    if (apostrophe(r, i) == mark && r->text[i] == r->text[begin])
        i += mark; /* '' and `` are double quotation marks, and so are their typographic forms */
    add(r, begin, i, CHY_PIECE_QUOTE, 1);
    return i;
}

/* A character beyond ASCII that is no letter. */
static size_t scan_sign(run *r, size_t begin)
{
    size_t n;
    class_at(r, begin, &n);
    const char *s = r->text + begin;
    chy_piece_kind kind = CHY_PIECE_PUNCT;
    if (n == 3 && s[0] == '\xe2' && s[1] == '\x80' && (unsigned char)s[2] >= 0x98 && (unsigned char)s[2] <= 0x9f)
        kind = CHY_PIECE_QUOTE;
    else if (n == 2 && s[0] == '\xc2' && (s[1] == '\xab' || s[1] == '\xbb'))
        kind = CHY_PIECE_QUOTE;
    add(r, begin, begin + n, kind, 1);
    return begin + n;
}

static size_t scan_punct(run *r, size_t begin)
{
    char c = r->text[begin];
    if (c == ',' || (c == '.' && begin + 1 == r->end)) { /* the most frequent, and always alone */
        add(r, begin, begin + 1, c == ',' ? CHY_PIECE_PUNCT : CHY_PIECE_STOP, 1);
        return begin + 1;
    }
    size_t mark = apostrophe(r, begin), end = emoticon_end(r, begin);
    if (end) {
        add(r, begin, end, CHY_PIECE_EMOTICON, 1);
        return end;
    }
    if (mark)
        return scan_apostrophe(r, begin, mark);
    switch (c) {
    case '.':
        if (begin == r->begin && is_digit(at(r, begin + 1)))
            return scan_number(r, begin, begin + 1);
        return scan_stops(r, begin);
    case '?': case '!':
        return scan_stops(r, begin);
    case '(': case '[': case '{':
        add(r, begin, begin + 1, CHY_PIECE_OPEN, 1);
        return begin + 1;
    case ')': case ']': case '}':
        add(r, begin, begin + 1, CHY_PIECE_CLOSE, 1);
        return begin + 1;
    case '"':
        end = at(r, begin + 1) == '"' && begin + 2 < r->end ? begin + 2 : begin + 1;
        add(r, begin, end, CHY_PIECE_QUOTE, 1);
        return end;
    case '#': case '@':
        if (letter_at(r, begin + 1)) {
            end = skip_word(r, begin + 1);
            add(r, begin, end, CHY_PIECE_LINK, 1);
            return end;
        }
        break;
    case '+':
        if (begin == r->begin && is_digit(at(r, begin + 1)))
            return scan_number(r, begin, begin + 1);
        break;
    case '&': /* an HTML entity that ingest left: &amp; */
        end = skip_word(r, begin + 1);
        if (end > begin + 1 && at(r, end) == ';' && end - begin < 8) {
            add(r, begin, end + 1, CHY_PIECE_PUNCT, 1);
            return end + 1;
        }
        break;
    default:
        break;
    }
    if ((unsigned char)c >= 0x80) {
        if (c == '\xe2' && at(r, begin + 1) == '\x80' && at(r, begin + 2) == '\xa6')
            return scan_stops(r, begin);
        return scan_sign(r, begin);
    }
    end = begin == r->begin ? drawing_end(r, begin) : 0;
    if (!end)
        end = strchr("-*=_~+|^<>#", c) ? same_run(r, begin) : begin + 1;
    add(r, begin, end, CHY_PIECE_PUNCT, 1);
    return end;
}

static size_t scan_bad(run *r, size_t begin)
{
    size_t i = begin, n;
    while (i < r->end && class_at(r, i, &n) == CHY_B_HIGH)
        i++;
    if (!r->out->bad_bytes) {
        r->out->bad_bytes = true;
        r->out->bad_at = (uint32_t)begin;
    }
    add(r, begin, i, CHY_PIECE_BAD, 1);
    return i;
}

static void scan_run(run *r)
{
    size_t from = file_end(r);
    if (from)
        add(r, r->begin, from, CHY_PIECE_LINK, 1);
    for (size_t i = from ? from : r->begin; i < r->end;) {
        size_t n;
        uint8_t cls = class_at(r, i, &n);
        if (cls & (CHY_B_LOWER | CHY_B_UPPER)) {
            i = scan_word_from(r, i, skip_word(r, i));
        } else if (cls == CHY_B_DIGIT) {
            i = scan_number(r, i, i);
        } else if (cls == CHY_B_HIGH) {
            i = scan_bad(r, i);
        } else if (cls == CHY_B_SPACE) {
            i += n; /* only where a run was cut inside a character */
            r->space = true;
        } else {
            i = scan_punct(r, i);
        }
    }
}

/* The end of the run at i; runs longer than CHY_TOKEN_MAX_BYTES end there, between two characters. */
static size_t run_end(const char *text, size_t i, size_t end, bool *cut)
{
    size_t most = end - i > CHY_TOKEN_MAX_BYTES ? i + CHY_TOKEN_MAX_BYTES : end;
    for (;;) {
        size_t n;
        while (i < most && !(chy_byte_class[(unsigned char)text[i]] & (CHY_B_SPACE | CHY_B_HIGH)))
            i++;
        if (i >= most)
            break;
        if (chy_char_class(text, i, end, &n) == CHY_B_SPACE)
            return i;
        i += n;
    }
    size_t n;
    *cut = i < end && chy_char_class(text, i, end, &n) != CHY_B_SPACE;
    return i < end ? i : end;
}

void chy_scan(const char *text, size_t begin, size_t end, chy_pieces *out)
{
    run r = {.text = text, .limit = end, .out = out, .space = true};
    for (size_t i = begin; i < end;) {
        size_t n;
        if (chy_char_class(text, i, end, &n) == CHY_B_SPACE) {
            r.space = true;
            i += n;
            continue;
        }
        bool cut = false;
        r.begin = i;
        r.end = run_end(text, i, end, &cut);
        if (cut && !out->cut) {
            out->cut = true;
            out->cut_at = (uint32_t)i;
        }
        scan_run(&r);
        i = r.end;
    }
}
