/* src/ingest/html_scan.h - Private to ingest/: the pieces of a page, one behind the other. A flat scanner of tags and text, no tree: each byte
 * is looked at a bounded number of times, whatever the page holds. */
#ifndef CHY_INGEST_HTML_SCAN_H
#define CHY_INGEST_HTML_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Elements that mean something to extraction; all others are CHY_TAG_OTHER. */
typedef enum chy_tag {
    CHY_TAG_OTHER, CHY_TAG_A, CHY_TAG_ADDRESS, CHY_TAG_ARTICLE, CHY_TAG_ASIDE, CHY_TAG_BASE, CHY_TAG_BLOCKQUOTE, CHY_TAG_BODY, CHY_TAG_BR,
    CHY_TAG_BUTTON, CHY_TAG_CANVAS, CHY_TAG_CAPTION, CHY_TAG_CENTER, CHY_TAG_DD, CHY_TAG_DETAILS, CHY_TAG_DIALOG, CHY_TAG_DIV, CHY_TAG_DL,
    CHY_TAG_DT, CHY_TAG_FIELDSET, CHY_TAG_FIGCAPTION, CHY_TAG_FIGURE, CHY_TAG_FOOTER, CHY_TAG_FORM, CHY_TAG_FRAME, CHY_TAG_H1, CHY_TAG_H2, CHY_TAG_H3,
    CHY_TAG_H4, CHY_TAG_H5, CHY_TAG_H6, CHY_TAG_HEAD, CHY_TAG_HEADER, CHY_TAG_HR, CHY_TAG_HTML, CHY_TAG_IFRAME, CHY_TAG_IMG, CHY_TAG_INPUT,
    CHY_TAG_LI, CHY_TAG_LINK, CHY_TAG_MAIN, CHY_TAG_MATH, CHY_TAG_MENU, CHY_TAG_META, CHY_TAG_NAV, CHY_TAG_NOEMBED, CHY_TAG_NOFRAMES, CHY_TAG_NOSCRIPT,
    CHY_TAG_OBJECT, CHY_TAG_OL, CHY_TAG_OPTION, CHY_TAG_P, CHY_TAG_PARAM, CHY_TAG_PRE, CHY_TAG_SCRIPT, CHY_TAG_SECTION, CHY_TAG_SELECT, CHY_TAG_SOURCE,
    CHY_TAG_SPAN, CHY_TAG_STYLE, CHY_TAG_SUMMARY, CHY_TAG_SVG, CHY_TAG_TABLE, CHY_TAG_TBODY, CHY_TAG_TD, CHY_TAG_TEMPLATE, CHY_TAG_TEXTAREA, CHY_TAG_TFOOT,
    CHY_TAG_TH, CHY_TAG_THEAD, CHY_TAG_TIME, CHY_TAG_TITLE, CHY_TAG_TR, CHY_TAG_TRACK, CHY_TAG_UL, CHY_TAG_VIDEO, CHY_TAG_WBR,
    CHY_TAG_AUDIO, CHY_TAG_AREA, CHY_TAG_COL, CHY_TAG_EMBED
} chy_tag;

typedef struct chy_slice {
    const char *data;
    size_t len;
} chy_slice;

/* Attributes that are asked for; all others are not kept. */
typedef enum chy_attribute {
    CHY_ATTR_ARIA_HIDDEN, CHY_ATTR_CLASS, CHY_ATTR_CONTENT, CHY_ATTR_DATETIME, CHY_ATTR_HIDDEN, CHY_ATTR_HREF, CHY_ATTR_HTTP_EQUIV, CHY_ATTR_ID,
    CHY_ATTR_ITEMPROP, CHY_ATTR_ITEMTYPE, CHY_ATTR_LANG, CHY_ATTR_NAME, CHY_ATTR_PROPERTY, CHY_ATTR_PUBDATE, CHY_ATTR_REL, CHY_ATTR_ROLE, CHY_ATTR_STYLE,
    CHY_ATTR_TYPE, CHY_N_ATTR
} chy_attribute;

typedef enum chy_piece_kind { CHY_PIECE_END_OF_PAGE, CHY_PIECE_TEXT, CHY_PIECE_START, CHY_PIECE_END } chy_piece_kind;

typedef struct chy_piece {
    chy_piece_kind kind;
    chy_tag tag;
    chy_slice name;
    chy_slice text;        /* of TEXT; of the START of script, style, title, textarea ...: all up to its end tag, which is passed over */
    bool closed;           /* "<br/>" */
    uint32_t has;          /* bits of the attributes that it has */
    chy_slice values[CHY_N_ATTR]; /* as written: references are not replaced; of those that it has */
} chy_piece;

typedef struct chy_html_scan {
    const char *page;
    size_t len, at;
    size_t last[3];        /* of the last '>', '"' and '\'' of the page, plus 1: an open tag or quote is not looked for beyond */
    size_t no_comment_end; /* from here on there is no "-->" */
    uint64_t no_raw_end;   /* bits of raw elements that have no end tag any more */
} chy_html_scan;

/* The page must outlive the scan. It need not be UTF-8, but ASCII bytes must mean ASCII. */
void chy_html_scan_begin(chy_html_scan *scan, const char *page, size_t len);

/* The next piece; false at the end of the page. */
bool chy_html_scan_next(chy_html_scan *scan, chy_piece *piece);

/* The attribute's value ("" when it has none), or NULL when the tag does not have it. */
static inline const chy_slice *chy_piece_attribute(const chy_piece *piece, chy_attribute which)
{
    return piece->has >> which & 1 ? &piece->values[which] : NULL;
}

/* Whether two texts are the same but for the case of ASCII letters; `word` is lower case. */
bool chy_slice_is(chy_slice slice, const char *word);
/* Whether `word` (lower case) stands in the slice, likewise. */
bool chy_slice_has(chy_slice slice, const char *word);
/* Without white space at both ends. */
chy_slice chy_slice_trim(chy_slice slice);

#endif
