/* src/ingest/html_scan.c - See html_scan.h. What HTML5 says where pages are sane; where they are not (a quote that never closes, a script
 * without its end), the scan goes on behind the next '>' so that one slip does not swallow a page. Searches that failed once are
 * not made again: that keeps the time linear. */
#include "ingest/html_scan.h"

#include <string.h>

/* Names by length. */
static const struct {
    const char *name;
    chy_tag tag;
} names[] = {
    {"a", CHY_TAG_A}, {"p", CHY_TAG_P},
    {"br", CHY_TAG_BR}, {"dd", CHY_TAG_DD}, {"dl", CHY_TAG_DL}, {"dt", CHY_TAG_DT}, {"h1", CHY_TAG_H1}, {"h2", CHY_TAG_H2}, {"h3", CHY_TAG_H3},
    {"h4", CHY_TAG_H4}, {"h5", CHY_TAG_H5}, {"h6", CHY_TAG_H6}, {"hr", CHY_TAG_HR}, {"li", CHY_TAG_LI}, {"ol", CHY_TAG_OL}, {"td", CHY_TAG_TD},
    {"th", CHY_TAG_TH}, {"tr", CHY_TAG_TR}, {"ul", CHY_TAG_UL},
    {"col", CHY_TAG_COL}, {"div", CHY_TAG_DIV}, {"img", CHY_TAG_IMG}, {"nav", CHY_TAG_NAV}, {"pre", CHY_TAG_PRE}, {"svg", CHY_TAG_SVG}, {"wbr", CHY_TAG_WBR},
    {"area", CHY_TAG_AREA}, {"base", CHY_TAG_BASE}, {"body", CHY_TAG_BODY}, {"form", CHY_TAG_FORM}, {"head", CHY_TAG_HEAD}, {"html", CHY_TAG_HTML},
    {"link", CHY_TAG_LINK}, {"main", CHY_TAG_MAIN}, {"math", CHY_TAG_MATH}, {"menu", CHY_TAG_MENU}, {"meta", CHY_TAG_META}, {"span", CHY_TAG_SPAN},
    {"time", CHY_TAG_TIME},
    {"aside", CHY_TAG_ASIDE}, {"audio", CHY_TAG_AUDIO}, {"embed", CHY_TAG_EMBED}, {"frame", CHY_TAG_FRAME}, {"input", CHY_TAG_INPUT},
    {"param", CHY_TAG_PARAM}, {"style", CHY_TAG_STYLE}, {"table", CHY_TAG_TABLE}, {"tbody", CHY_TAG_TBODY}, {"tfoot", CHY_TAG_TFOOT},
    {"thead", CHY_TAG_THEAD}, {"title", CHY_TAG_TITLE}, {"track", CHY_TAG_TRACK}, {"video", CHY_TAG_VIDEO},
    {"button", CHY_TAG_BUTTON}, {"canvas", CHY_TAG_CANVAS}, {"center", CHY_TAG_CENTER}, {"dialog", CHY_TAG_DIALOG}, {"figure", CHY_TAG_FIGURE},
    {"footer", CHY_TAG_FOOTER}, {"header", CHY_TAG_HEADER}, {"iframe", CHY_TAG_IFRAME}, {"object", CHY_TAG_OBJECT}, {"option", CHY_TAG_OPTION},
    {"script", CHY_TAG_SCRIPT}, {"select", CHY_TAG_SELECT}, {"source", CHY_TAG_SOURCE},
    {"address", CHY_TAG_ADDRESS}, {"article", CHY_TAG_ARTICLE}, {"caption", CHY_TAG_CAPTION}, {"details", CHY_TAG_DETAILS}, {"noembed", CHY_TAG_NOEMBED},
    {"section", CHY_TAG_SECTION}, {"summary", CHY_TAG_SUMMARY},
    {"fieldset", CHY_TAG_FIELDSET}, {"noframes", CHY_TAG_NOFRAMES}, {"noscript", CHY_TAG_NOSCRIPT}, {"template", CHY_TAG_TEMPLATE},
    {"textarea", CHY_TAG_TEXTAREA},
    {"blockquote", CHY_TAG_BLOCKQUOTE}, {"figcaption", CHY_TAG_FIGCAPTION},
};
#define NAME_MOST 10

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Whether the bytes are `name` (small letters), case aside. */
static bool same(const char *s, const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(s[i]) != name[i])
            return false;
    return true;
}

static chy_tag find_tag(const char *text, size_t len)
{
    /* the first name of each length in the table above; tests/unit/test_page.c looks each name up */
    static const uint8_t first[NAME_MOST + 2] = {0, 0, 2, 19, 26, 39, 53, 66, 73, 78, 78, 80};
    if (len > NAME_MOST || !len)
        return CHY_TAG_OTHER;
    char c = lower(text[0]);
    for (size_t i = first[len]; i < first[len + 1]; i++)
        if (names[i].name[0] == c && same(text, names[i].name, len))
            return names[i].tag;
    return CHY_TAG_OTHER;
}

static size_t behind_last(const char *page, size_t len, char c)
{
    const char *at = len ? memrchr(page, c, len) : NULL;
    return at ? (size_t)(at - page) + 1 : 0;
}

void chy_html_scan_begin(chy_html_scan *scan, const char *page, size_t len)
{
    *scan = (chy_html_scan){.page = page, .len = len, .no_comment_end = SIZE_MAX};
    scan->last[0] = behind_last(page, len, '>');
    scan->last[1] = behind_last(page, len, '"');
    scan->last[2] = behind_last(page, len, '\'');
}

/* ---- what is no tag ---- */

/* Passes over "<!-- ... -->", "<!doctype ...>", "<?xml ...>" and "</>". */
static void skip_markup(chy_html_scan *scan)
{
    const char *s = scan->page + scan->at;
    size_t left = scan->len - scan->at;
    if (left >= 4 && !memcmp(s, "<!--", 4) && scan->at < scan->no_comment_end) {
        if (left >= 5 && s[4] == '>') {
            scan->at += 5;
            return;
        }
        const char *end = memmem(s + 4, left - 4, "-->", 3);
        if (end) {
            scan->at += (size_t)(end - s) + 3;
            return;
        }
        scan->no_comment_end = scan->at;
    }
    const char *end = memchr(s, '>', left);
    scan->at = end ? (size_t)(end - scan->page) + 1 : scan->len;
}

/* ---- tags ---- */

/* The value at *at, which moves behind it. */
static chy_slice read_value(const chy_html_scan *scan, size_t *at)
{
    const char *page = scan->page;
    size_t i = *at, end = i;
    char quote = page[i];
    if (quote == '"' || quote == '\'') {
        size_t last = scan->last[quote == '"' ? 1 : 2];
        const char *close = i + 1 < last ? memchr(page + i + 1, quote, last - i - 1) : NULL;
        if (close) {
            end = (size_t)(close - page);
            *at = end + 1;
            return (chy_slice){page + i + 1, end - i - 1};
        }
        i++; /* it never closes: as if it had no quotes */
        end = i;
    }
    while (end < scan->len && !is_space(page[end]) && page[end] != '>')
        end++;
    *at = end;
    return (chy_slice){page + i, end - i};
}

/* The number of an attribute that is asked for, or -1: by its length, then its letters. */
static int find_attribute(const char *s, size_t len)
{
    static const struct {
        const char *name;
        chy_attribute which;
    } rows[][3] = {
        [2] = {{"id", CHY_ATTR_ID}},
        [3] = {{"rel", CHY_ATTR_REL}},
        [4] = {{"href", CHY_ATTR_HREF}, {"name", CHY_ATTR_NAME}, {"type", CHY_ATTR_TYPE}},
        [5] = {{"class", CHY_ATTR_CLASS}, {"style", CHY_ATTR_STYLE}},
        [6] = {{"hidden", CHY_ATTR_HIDDEN}},
        [7] = {{"content", CHY_ATTR_CONTENT}, {"pubdate", CHY_ATTR_PUBDATE}},
        [8] = {{"datetime", CHY_ATTR_DATETIME}, {"itemprop", CHY_ATTR_ITEMPROP}, {"itemtype", CHY_ATTR_ITEMTYPE}}, /* property: below */
        [10] = {{"http-equiv", CHY_ATTR_HTTP_EQUIV}},
        [11] = {{"aria-hidden", CHY_ATTR_ARIA_HIDDEN}},
    };
    if (len == 8 && (s[0] | 32) == 'p')
        return same(s, "property", 8) ? (int)CHY_ATTR_PROPERTY : -1;
    if (len == 4 && (s[0] | 32) != 'h' && (s[0] | 32) != 'n' && (s[0] | 32) != 't')
        return same(s, "role", 4) ? (int)CHY_ATTR_ROLE : same(s, "lang", 4) ? (int)CHY_ATTR_LANG : -1;
    if (len >= sizeof rows / sizeof *rows)
        return -1;
    for (int k = 0; k < 3 && rows[len][k].name; k++)
        if (same(s, rows[len][k].name, len))
            return (int)rows[len][k].which;
    return -1;
}

/* Reads attributes from `i` on; returns the place behind the tag's '>'. */
static size_t read_attributes(const chy_html_scan *scan, size_t i, chy_piece *piece)
{
    const char *page = scan->page;
    while (i < scan->len) {
        while (i < scan->len && (is_space(page[i]) || page[i] == '/'))
            i++;
        if (i == scan->len || page[i] == '>')
            break;
        size_t first = i++; /* an '=' may begin a name, HTML5 says */
        while (i < scan->len && !is_space(page[i]) && page[i] != '=' && page[i] != '>' && page[i] != '/')
            i++;
        int which = find_attribute(page + first, i - first);
        chy_slice value = {page + i, 0};
        size_t k = i;
        while (k < scan->len && is_space(page[k]))
            k++;
        if (k < scan->len && page[k] == '=') {
            i = k + 1;
            while (i < scan->len && is_space(page[i]))
                i++;
            if (i < scan->len && page[i] != '>')
                value = read_value(scan, &i);
        }
        if (which >= 0 && !(piece->has >> which & 1)) { /* the first counts */
            piece->has |= UINT32_C(1) << which;
            piece->values[which] = value;
        }
    }
    piece->closed = i < scan->len && i > 0 && page[i - 1] == '/';
    return i < scan->len ? i + 1 : scan->len;
}

/* Elements whose content is no HTML; the number of a bit, or -1. */
static int raw_number(chy_tag tag)
{
    switch (tag) {
    case CHY_TAG_SCRIPT: return 0;
    case CHY_TAG_STYLE: return 1;
    case CHY_TAG_TITLE: return 2;
    case CHY_TAG_TEXTAREA: return 3;
    case CHY_TAG_IFRAME: return 4;
    case CHY_TAG_NOEMBED: return 5;
    case CHY_TAG_NOFRAMES: return 6;
    default: return -1;
    }
}

/* Takes all up to the end tag of a raw element. Without one, script and style reach to the end of the page and the others hold nothing. */
static void read_raw(chy_html_scan *scan, chy_piece *piece)
{
    uint64_t bit = UINT64_C(1) << raw_number(piece->tag);
    size_t first = scan->at, i = first;
    while (!(scan->no_raw_end & bit)) {
        const char *open = scan->len - i >= 2 ? memmem(scan->page + i, scan->len - i, "</", 2) : NULL;
        if (!open)
            break;
        i = (size_t)(open - scan->page) + 2;
        if (scan->len - i < piece->name.len)
            break;
        size_t k = 0;
        while (k < piece->name.len && lower(scan->page[i + k]) == lower(piece->name.data[k]))
            k++;
        if (k < piece->name.len || (i + k < scan->len && !is_space(scan->page[i + k]) && scan->page[i + k] != '>' && scan->page[i + k] != '/'))
            continue;
        piece->text = (chy_slice){scan->page + first, i - 2 - first};
        const char *end = memchr(scan->page + i, '>', scan->len - i);
        scan->at = end ? (size_t)(end - scan->page) + 1 : scan->len;
        return;
    }
    scan->no_raw_end |= bit;
    if (piece->tag == CHY_TAG_SCRIPT || piece->tag == CHY_TAG_STYLE) {
        piece->text = (chy_slice){scan->page + first, scan->len - first};
        scan->at = scan->len;
    }
}

static void read_tag(chy_html_scan *scan, chy_piece *piece)
{
    size_t i = scan->at + 1;
    piece->kind = CHY_PIECE_START;
    if (scan->page[i] == '/') {
        piece->kind = CHY_PIECE_END;
        i++;
    }
    size_t first = i;
    while (i < scan->len && !is_space(scan->page[i]) && scan->page[i] != '>' && scan->page[i] != '/')
        i++;
    piece->name = (chy_slice){scan->page + first, i - first};
    piece->tag = find_tag(piece->name.data, piece->name.len);
    scan->at = read_attributes(scan, i, piece);
    if (piece->kind == CHY_PIECE_START && raw_number(piece->tag) >= 0 && !(piece->closed && piece->tag != CHY_TAG_SCRIPT))
        read_raw(scan, piece);
}

/* Whether a tag begins at `i`, where a '<' stands. */
static bool begins_tag(const chy_html_scan *scan, size_t i)
{
    if (i + 2 >= scan->len || i >= scan->last[0])
        return false;
    char c = scan->page[i + 1];
    return is_letter(c) || (c == '/' && is_letter(scan->page[i + 2]));
}

static bool begins_markup(const chy_html_scan *scan, size_t i)
{
    if (i + 1 >= scan->len || i >= scan->last[0])
        return false;
    char c = scan->page[i + 1];
    return c == '!' || c == '?' || c == '/';
}

bool chy_html_scan_next(chy_html_scan *scan, chy_piece *piece)
{
    piece->kind = CHY_PIECE_END_OF_PAGE;
    piece->tag = CHY_TAG_OTHER;
    piece->closed = false;
    piece->has = 0;
    piece->text = piece->name = (chy_slice){scan->page, 0};
    while (scan->at < scan->len) {
        size_t i = scan->at;
        if (scan->page[i] == '<' && begins_tag(scan, i)) {
            read_tag(scan, piece);
            return true;
        }
        if (scan->page[i] == '<' && begins_markup(scan, i)) {
            skip_markup(scan);
            continue;
        }
        const char *next = memchr(scan->page + i + 1, '<', scan->len - i - 1);
        scan->at = next ? (size_t)(next - scan->page) : scan->len;
        piece->kind = CHY_PIECE_TEXT;
        piece->text = (chy_slice){scan->page + i, scan->at - i};
        return true;
    }
    return false;
}

/* ---- slices ---- */

bool chy_slice_is(chy_slice slice, const char *word)
{
    return strlen(word) == slice.len && same(slice.data, word, slice.len);
}

bool chy_slice_has(chy_slice slice, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= slice.len; i++) {
        size_t k = 0;
        while (k < n && lower(slice.data[i + k]) == word[k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

chy_slice chy_slice_trim(chy_slice slice)
{
    while (slice.len && is_space(slice.data[0])) {
        slice.data++;
        slice.len--;
    }
    while (slice.len && is_space(slice.data[slice.len - 1]))
        slice.len--;
    return slice;
}
