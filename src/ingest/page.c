/* src/ingest/page.c - One pass over a page: blocks of text, and the places where the page speaks of itself. See page.h. The stack of open elements is
 * bounded and no element is looked for deeper than a few levels, so that neither depth nor disorder costs time. */
#include "ingest/page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "ingest/entity.h"

/* How far up an end tag looks for its start. */
#define CLOSE_REACH 32

/* What holds inside the open elements. */
typedef struct state {
    uint16_t flags;
    uint8_t level;
    bool sure;     /* the body below is one by itemprop */
    uint32_t body, article;
} state;

typedef struct open_element {
    chy_tag tag;
    uint32_t name; /* hash, for elements that are not known */
    state before;
} open_element;

typedef struct builder {
    chy_page *page;
    state now;
    open_element stack[CHY_PAGE_DEPTH];
    size_t depth, above; /* above: elements open beyond the stack */
    size_t begin;        /* of the block being filled, in page->text */
    uint32_t link_bytes;
    uint16_t flags;      /* of its first text */
    bool space;          /* white space is due before the next word */
    bool filled;         /* the block has text: what follows holds */
    uint8_t level;
    uint32_t body, article;
    bool aside;          /* all its text is aside */
    unsigned breaks;     /* <br> since the last text */
    size_t byline;       /* depth at which the first byline is open, plus 1; 0: none */
    int time_rank;       /* of a <time> whose text is its date; -1: none */
} builder;

void chy_page_release(chy_page *page)
{
    chy_buf_release(&page->text);
    free(page->blocks);
    free(page->bodies);
    *page = (chy_page){0};
}

/* Room for one more; the doubled array or NULL. */
static void *more_room(void *items, size_t len, size_t *cap, size_t size)
{
    if (len < *cap)
        return items;
    size_t room = *cap ? *cap * 2 : 64;
    void *more = realloc(items, room * size);
    if (more)
        *cap = room;
    return more;
}

/* ---- blocks ---- */

/* Five small letters as one number. */
#define WORD(a, b, c, d, e) ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 | (uint64_t)(e) << 32)

/* about after also and are as at be been but by for from had has have he her his in into is it its
 * more not of on or said she that the their they this to was were which while who will with would you */
bool chy_is_stop_word(const char *word, size_t len)
{
    uint64_t packed = 0;
    if (len < 2 || len > 5)
        return false;
    for (size_t i = 0; i < len; i++)
        packed |= (uint64_t)((unsigned char)word[i] | 32) << 8 * i;
    switch (packed) {
    case WORD('a', 'b', 'o', 'u', 't'): case WORD('a', 'f', 't', 'e', 'r'): case WORD('a', 'l', 's', 'o', 0):
    case WORD('a', 'n', 'd', 0, 0): case WORD('a', 'r', 'e', 0, 0): case WORD('a', 's', 0, 0, 0): case WORD('a', 't', 0, 0, 0):
    case WORD('b', 'e', 0, 0, 0): case WORD('b', 'e', 'e', 'n', 0): case WORD('b', 'u', 't', 0, 0): case WORD('b', 'y', 0, 0, 0):
    case WORD('f', 'o', 'r', 0, 0): case WORD('f', 'r', 'o', 'm', 0): case WORD('h', 'a', 'd', 0, 0): case WORD('h', 'a', 's', 0, 0):
    case WORD('h', 'a', 'v', 'e', 0): case WORD('h', 'e', 0, 0, 0): case WORD('h', 'e', 'r', 0, 0): case WORD('h', 'i', 's', 0, 0):
    case WORD('i', 'n', 0, 0, 0): case WORD('i', 'n', 't', 'o', 0): case WORD('i', 's', 0, 0, 0): case WORD('i', 't', 0, 0, 0):
    case WORD('i', 't', 's', 0, 0): case WORD('m', 'o', 'r', 'e', 0): case WORD('n', 'o', 't', 0, 0): case WORD('o', 'f', 0, 0, 0):
    case WORD('o', 'n', 0, 0, 0): case WORD('o', 'r', 0, 0, 0): case WORD('s', 'a', 'i', 'd', 0): case WORD('s', 'h', 'e', 0, 0):
    case WORD('t', 'h', 'a', 't', 0): case WORD('t', 'h', 'e', 0, 0): case WORD('t', 'h', 'e', 'i', 'r'): case WORD('t', 'h', 'e', 'y', 0):
    case WORD('t', 'h', 'i', 's', 0): case WORD('t', 'o', 0, 0, 0): case WORD('w', 'a', 's', 0, 0): case WORD('w', 'e', 'r', 'e', 0):
    case WORD('w', 'h', 'i', 'c', 'h'): case WORD('w', 'h', 'i', 'l', 'e'): case WORD('w', 'h', 'o', 0, 0):
    case WORD('w', 'i', 'l', 'l', 0): case WORD('w', 'i', 't', 'h', 0): case WORD('w', 'o', 'u', 'l', 'd'): case WORD('y', 'o', 'u', 0, 0):
        return true;
    default:
        return false;
    }
}

static void count_words(const char *s, size_t len, chy_block *block)
{
    for (size_t i = 0; i < len;) {
        while (i < len && (s[i] == ' ' || s[i] == '\n'))
            i++;
        size_t first = i;
        while (i < len && s[i] != ' ' && s[i] != '\n')
            i++;
        if (i == first)
            break;
        block->words++;
        block->stops += chy_is_stop_word(s + first, i - first);
    }
}

static void add_block(builder *b)
{
    chy_page *page = b->page;
    size_t len = page->text.len - b->begin;
    chy_block *more = more_room(page->blocks, page->n_blocks, &page->cap_blocks, sizeof *more);
    if (!more) {
        page->failed = true;
        return;
    }
    page->blocks = more;
    chy_block *block = &page->blocks[page->n_blocks++];
    *block = (chy_block){.begin = (uint32_t)b->begin, .len = (uint32_t)len, .link_bytes = b->link_bytes, .body = b->body, .article = b->article,
                         .flags = b->flags, .level = b->level};
    if (!b->aside)
        block->flags &= (uint16_t)~CHY_BLOCK_ASIDE;
    count_words(page->text.data + b->begin, len, block);
}

/* Ends the block being filled. */
static void flush(builder *b)
{
    if (b->filled)
        add_block(b);
    b->begin = b->page->text.len;
    b->link_bytes = 0;
    b->space = b->filled = false;
    b->breaks = 0;
}

static void begin_text(builder *b)
{
    b->filled = true;
    b->flags = b->now.flags;
    b->level = b->now.level;
    b->body = b->now.body;
    b->article = b->now.article;
    b->aside = true;
}

/* U+00A0 and its like are blanks; U+200B, U+FEFF, U+00AD and marks of direction are nothing. 0: a character like others. */
static size_t odd_length(const char *s, size_t len, bool *blank)
{
    const unsigned char *u = (const unsigned char *)s;
    *blank = false;
    if (len >= 2 && u[0] == 0xc2 && (u[1] == 0xa0 || u[1] == 0xad || u[1] == 0x85)) {
        *blank = u[1] != 0xad;
        return 2;
    }
    if (len >= 3 && u[0] == 0xe2 && u[1] == 0x80 && ((u[2] >= 0x80 && u[2] <= 0x8f) || u[2] == 0xa8 || u[2] == 0xa9 || u[2] == 0xaf || (u[2] >= 0xaa && u[2] <= 0xae))) {
        *blank = u[2] <= 0x8a || u[2] == 0xa8 || u[2] == 0xa9 || u[2] == 0xaf;
        return 3;
    }
    if (len >= 3 && u[0] == 0xe2 && u[1] == 0x81 && (u[2] == 0xa0 || (u[2] >= 0xa6 && u[2] <= 0xa9)))
        return 3;
    return len >= 3 && ((u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf) || (u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80 && (*blank = true))) ? 3 : 0;
}

/* Adds bytes without white space or references. */
static void put(builder *b, const char *s, size_t len)
{
    chy_buf *text = &b->page->text;
    if (b->filled && b->breaks)
        chy_buf_char(text, '\n');
    else if (b->filled && b->space)
        chy_buf_char(text, ' ');
    if (!b->filled)
        begin_text(b);
    b->space = false;
    b->breaks = 0;
    chy_buf_add(text, s, len);
    if (b->now.flags & CHY_BLOCK_LINK)
        b->link_bytes += (uint32_t)len;
    if (!(b->now.flags & CHY_BLOCK_ASIDE))
        b->aside = false;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || (unsigned char)c < 0x20 || c == 0x7f;
}

/* The bytes of a word from s[i] on: up to white space, a reference or an odd character. */
static size_t plain_length(const char *s, size_t i, size_t len)
{
    size_t first = i;
    while (i < len && !is_white(s[i]) && s[i] != '&' && (unsigned char)s[i] != 0xc2 && (unsigned char)s[i] != 0xe2 && (unsigned char)s[i] != 0xe3 &&
           (unsigned char)s[i] != 0xef)
        i++;
    return i - first;
}

static void white(builder *b, char c)
{
    b->space = true;
    if (c == '\n' && (b->now.flags & CHY_BLOCK_PRE) && b->filled)
        b->breaks++;
    if (b->breaks >= 2 && (b->now.flags & CHY_BLOCK_PRE))
        flush(b);
}

static void add_text(builder *b, chy_slice text)
{
    const char *s = text.data;
    for (size_t i = 0; i < text.len;) {
        if (is_white(s[i])) {
            white(b, s[i++]);
            continue;
        }
        size_t n = plain_length(s, i, text.len);
        bool blank;
        char code[8];
        if (n) {
            put(b, s + i, n);
            i += n;
        } else if (s[i] == '&') {
            size_t room = 0, used = chy_entity_read(s + i, text.len - i, code, &room);
            size_t odd = used ? odd_length(code, room, &blank) : 0;
            if (odd && blank)
                b->space = true;
            else if (used && room == 1 && is_white(code[0]))
                b->space = true;
            else if (used && !odd)
                put(b, code, room);
            else if (!used)
                put(b, "&", 1);
            i += used ? used : 1;
        } else if ((n = odd_length(s + i, text.len - i, &blank)) > 0) {
            b->space = b->space || blank;
            i += n;
        } else {
            n = 1;
            while (i + n < text.len && ((unsigned char)s[i + n] & 0xc0) == 0x80 && n < 4)
                n++;
            put(b, s + i, n);
            i += n;
        }
    }
}

/* ---- what the page says of itself ---- */

static void keep_date(builder *b, chy_date_rank rank, chy_slice value)
{
    value = chy_slice_trim(value);
    if (!b->page->dates[rank].data && value.len >= 4)
        b->page->dates[rank] = value;
}

static void keep_name(builder *b, chy_name_rank rank, chy_slice value)
{
    value = chy_slice_trim(value);
    if (!b->page->names[rank].data && value.len)
        b->page->names[rank] = value;
}

static const struct {
    const char *key;
    bool is_date;
    int rank;
} metas[] = {
    {"article:published_time", true, CHY_DATE_META}, {"og:article:published_time", true, CHY_DATE_META}, {"og:published_time", true, CHY_DATE_META},
    {"article:published", true, CHY_DATE_META}, {"datepublished", true, CHY_DATE_ITEM}, {"published_time", true, CHY_DATE_META},
    {"parsely-pub-date", true, CHY_DATE_META}, {"sailthru.date", true, CHY_DATE_META}, {"cxenseparse:recs:publishtime", true, CHY_DATE_META},
    {"publish-date", true, CHY_DATE_META}, {"publish_date", true, CHY_DATE_META}, {"publishdate", true, CHY_DATE_META}, {"pub_date", true, CHY_DATE_META},
    {"pubdate", true, CHY_DATE_META}, {"publication_date", true, CHY_DATE_META}, {"dc.date.issued", true, CHY_DATE_META}, {"dcterms.issued", true, CHY_DATE_META},
    {"dcterms.date", true, CHY_DATE_PLAIN}, {"dc.date", true, CHY_DATE_PLAIN}, {"dc.date.created", true, CHY_DATE_PLAIN}, {"dcterms.created", true, CHY_DATE_PLAIN},
    {"originalpublicationdate", true, CHY_DATE_META}, {"article.published", true, CHY_DATE_META}, {"rnews:datepublished", true, CHY_DATE_META},
    {"citation_publication_date", true, CHY_DATE_META}, {"citation_date", true, CHY_DATE_PLAIN}, {"article_date_original", true, CHY_DATE_META},
    {"ya:ovs:upload_date", true, CHY_DATE_PLAIN}, {"date", true, CHY_DATE_PLAIN}, {"displaydate", true, CHY_DATE_PLAIN}, {"datecreated", true, CHY_DATE_PLAIN},
    {"article:modified_time", true, CHY_DATE_MODIFIED}, {"og:updated_time", true, CHY_DATE_MODIFIED}, {"last-modified", true, CHY_DATE_MODIFIED},
    {"datemodified", true, CHY_DATE_MODIFIED},
    {"og:title", false, CHY_NAME_OG_TITLE}, {"twitter:title", false, CHY_NAME_TWITTER_TITLE}, {"title", false, CHY_NAME_META_TITLE},
    {"dc.title", false, CHY_NAME_META_TITLE}, {"headline", false, CHY_NAME_META_TITLE}, {"og:site_name", false, CHY_NAME_SITE},
    {"application-name", false, CHY_NAME_APPLICATION}, {"apple-mobile-web-app-title", false, CHY_NAME_APPLICATION}, {"publisher", false, CHY_NAME_PUBLISHER},
    {"dc.publisher", false, CHY_NAME_PUBLISHER}, {"dcterms.publisher", false, CHY_NAME_PUBLISHER}, {"citation_publisher", false, CHY_NAME_PUBLISHER},
    {"author", false, CHY_NAME_AUTHOR}, {"article:author", false, CHY_NAME_AUTHOR}, {"dc.creator", false, CHY_NAME_AUTHOR}, {"byl", false, CHY_NAME_AUTHOR},
    {"parsely-author", false, CHY_NAME_AUTHOR}, {"sailthru.author", false, CHY_NAME_AUTHOR}, {"citation_author", false, CHY_NAME_AUTHOR},
    {"description", false, CHY_NAME_DESCRIPTION}, {"og:description", false, CHY_NAME_DESCRIPTION}, {"og:locale", false, CHY_NAME_LOCALE},
    {"content-language", false, CHY_NAME_LOCALE}, {"og:url", false, CHY_NAME_URL},
};

static void read_meta(builder *b, const chy_piece *piece)
{
    const chy_slice *content = chy_piece_attribute(piece, CHY_ATTR_CONTENT);
    static const chy_attribute keys[] = {CHY_ATTR_PROPERTY, CHY_ATTR_NAME, CHY_ATTR_ITEMPROP, CHY_ATTR_HTTP_EQUIV};
    if (!content)
        return;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const chy_slice *key = chy_piece_attribute(piece, keys[k]);
        if (!key || (k == 2 && b->now.flags & (CHY_BLOCK_ASIDE | CHY_BLOCK_COMMENT)))
            continue;
        for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
            if (!chy_slice_is(*key, metas[i].key))
                continue;
            if (metas[i].is_date)
                keep_date(b, (chy_date_rank)metas[i].rank, *content);
            else if (metas[i].rank != CHY_NAME_AUTHOR || !chy_slice_has(*content, "://"))
                keep_name(b, (chy_name_rank)metas[i].rank, *content);
            break;
        }
    }
}

static void read_link(builder *b, const chy_piece *piece)
{
    const chy_slice *rel = chy_piece_attribute(piece, CHY_ATTR_REL), *href = chy_piece_attribute(piece, CHY_ATTR_HREF);
    if (rel && href && chy_slice_is(*rel, "canonical"))
        keep_name(b, CHY_NAME_CANONICAL, *href);
}

static void read_script(builder *b, const chy_piece *piece)
{
    const chy_slice *type = chy_piece_attribute(piece, CHY_ATTR_TYPE);
    if (type && chy_slice_has(*type, "ld+json") && b->page->n_json < CHY_PAGE_JSON)
        b->page->json[b->page->n_json++] = piece->text;
}

/* A day by an element: <time datetime>, or anything with itemprop="datePublished". */
static void read_time(builder *b, const chy_piece *piece, unsigned class_flags)
{
    const chy_slice *prop = chy_piece_attribute(piece, CHY_ATTR_ITEMPROP), *when = chy_piece_attribute(piece, CHY_ATTR_DATETIME);
    int rank = -1;
    if (b->now.flags & (CHY_BLOCK_COMMENT | CHY_BLOCK_HARD))
        return;
    if (prop && chy_slice_has(*prop, "datepublished"))
        rank = CHY_DATE_ITEM;
    else if (prop && chy_slice_has(*prop, "datemodified"))
        rank = CHY_DATE_MODIFIED;
    else if (piece->tag == CHY_TAG_TIME && b->now.flags & CHY_BLOCK_ASIDE)
        return;
    else if (piece->tag == CHY_TAG_TIME && (chy_piece_attribute(piece, CHY_ATTR_PUBDATE) || class_flags & CHY_BLOCK_DATE))
        rank = CHY_DATE_PUBDATE;
    else if (piece->tag == CHY_TAG_TIME)
        rank = b->now.article || b->now.flags & (CHY_BLOCK_HEADER | CHY_BLOCK_META | CHY_BLOCK_MAIN) ? CHY_DATE_TIME : CHY_DATE_ANY_TIME;
    if (rank < 0)
        return;
    if (!when)
        when = chy_piece_attribute(piece, CHY_ATTR_CONTENT);
    if (when && when->len)
        keep_date(b, (chy_date_rank)rank, *when);
    else
        b->time_rank = rank;
}

/* ---- elements ---- */

static bool is_void(chy_tag tag)
{
    switch (tag) {
    case CHY_TAG_AREA: case CHY_TAG_BASE: case CHY_TAG_BR: case CHY_TAG_COL: case CHY_TAG_EMBED: case CHY_TAG_HR: case CHY_TAG_IMG: case CHY_TAG_INPUT:
    case CHY_TAG_LINK: case CHY_TAG_META: case CHY_TAG_PARAM: case CHY_TAG_SOURCE: case CHY_TAG_TRACK: case CHY_TAG_WBR: case CHY_TAG_FRAME:
    case CHY_TAG_SCRIPT: case CHY_TAG_STYLE: case CHY_TAG_TITLE: case CHY_TAG_TEXTAREA: case CHY_TAG_IFRAME: case CHY_TAG_NOEMBED: case CHY_TAG_NOFRAMES:
        return true;
    default:
        return false;
    }
}

/* Elements that stand in a line of text. All others end a paragraph. */
static bool is_inline(chy_tag tag)
{
    switch (tag) {
    case CHY_TAG_OTHER: case CHY_TAG_A: case CHY_TAG_SPAN: case CHY_TAG_TIME: case CHY_TAG_BR: case CHY_TAG_WBR: case CHY_TAG_IMG: case CHY_TAG_LINK:
    case CHY_TAG_META: case CHY_TAG_SCRIPT: case CHY_TAG_STYLE: case CHY_TAG_INPUT: case CHY_TAG_BUTTON: case CHY_TAG_SELECT: case CHY_TAG_OPTION:
    case CHY_TAG_SVG: case CHY_TAG_MATH: case CHY_TAG_NOSCRIPT: case CHY_TAG_TEMPLATE: case CHY_TAG_TD: case CHY_TAG_TH: case CHY_TAG_SOURCE:
    case CHY_TAG_COL: case CHY_TAG_AREA: case CHY_TAG_BASE: case CHY_TAG_PARAM: case CHY_TAG_TRACK: case CHY_TAG_TITLE:
        return true;
    default:
        return false;
    }
}

static unsigned tag_flags(chy_tag tag)
{
    switch (tag) {
    case CHY_TAG_NAV: case CHY_TAG_ASIDE: case CHY_TAG_FOOTER: case CHY_TAG_MENU: return CHY_BLOCK_ASIDE;
    case CHY_TAG_BUTTON: case CHY_TAG_SELECT: case CHY_TAG_OPTION: case CHY_TAG_SVG: case CHY_TAG_MATH: case CHY_TAG_TEMPLATE: case CHY_TAG_NOSCRIPT:
    case CHY_TAG_CANVAS: case CHY_TAG_OBJECT: case CHY_TAG_VIDEO: case CHY_TAG_AUDIO: case CHY_TAG_HEAD: return CHY_BLOCK_HARD;
    case CHY_TAG_MAIN: return CHY_BLOCK_MAIN;
    case CHY_TAG_A: return CHY_BLOCK_LINK;
    case CHY_TAG_FIGCAPTION: return CHY_BLOCK_CAPTION;
    case CHY_TAG_HEADER: return CHY_BLOCK_HEADER;
    case CHY_TAG_PRE: return CHY_BLOCK_PRE;
    case CHY_TAG_LI: case CHY_TAG_DD: case CHY_TAG_DT: return CHY_BLOCK_ITEM;
    case CHY_TAG_ADDRESS: return CHY_BLOCK_META;
    default: return 0;
    }
}

static unsigned role_flags(chy_slice role)
{
    static const char *const asides[] = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar",
                                         "tablist"};
    for (size_t i = 0; i < sizeof asides / sizeof *asides; i++)
        if (chy_slice_is(role, asides[i]))
            return CHY_BLOCK_ASIDE;
    return chy_slice_is(role, "main") ? CHY_BLOCK_MAIN : 0;
}

/* What begins here may be the story although it stands in a "widget". */
static void leave_aside(builder *b, bool sure)
{
    if (!(b->now.flags & CHY_BLOCK_ASIDE) || b->now.flags & CHY_BLOCK_COMMENT)
        return;
    b->now.flags &= (uint16_t)~CHY_BLOCK_ASIDE;
    b->now.flags |= sure ? 0 : CHY_BLOCK_OUTER;
}

/* Opens a container of the story's body, unless a surer or an outer one is open. */
static void open_body(builder *b, uint32_t sign, bool sure)
{
    chy_page *page = b->page;
    if (b->now.body && (b->now.sure || !sure))
        return;
    chy_body *more = more_room(page->bodies, page->n_bodies, &page->cap_bodies, sizeof *more);
    if (!more) {
        page->failed = true;
        return;
    }
    page->bodies = more;
    page->bodies[page->n_bodies] = (chy_body){.article = b->now.article, .sign = sign, .sure = sure};
    b->now.body = (uint32_t)page->n_bodies++;
    b->now.sure = sure;
    if (sure)
        b->now.flags &= (uint16_t)~CHY_BLOCK_OUTER;
    leave_aside(b, sure);
}

/* Elements that hold the page, or most of it: their classes speak of the page. */
static bool is_page(chy_tag tag)
{
    return tag == CHY_TAG_HTML || tag == CHY_TAG_BODY || tag == CHY_TAG_MAIN || tag == CHY_TAG_ARTICLE;
}

/* Sites repeat few classes: what was found out about one is kept. */
static unsigned class_flags(builder *b, chy_slice classes, uint32_t *body)
{
    uint64_t key = chy_hash(classes.data, classes.len) | 1;
    chy_class_memory *slot = &b->page->classes[key >> 32 & (CHY_PAGE_CLASSES - 1)];
    if (slot->key != key) {
        slot->key = key;
        slot->body = 0;
        slot->flags = chy_class_flags(classes, &slot->body);
    }
    if (!*body)
        *body = slot->body;
    return slot->flags;
}

/* What readers' comments say of themselves, also when they are an <article>. */
static bool is_comment(builder *b, const chy_piece *piece)
{
    const chy_slice *prop = chy_piece_attribute(piece, CHY_ATTR_ITEMPROP), *type = chy_piece_attribute(piece, CHY_ATTR_ITEMTYPE);
    const chy_slice *classes = chy_piece_attribute(piece, CHY_ATTR_CLASS);
    if ((prop && chy_slice_is(*prop, "comment")) || (type && chy_slice_has(*type, "schema.org/comment")))
        return true;
    if (piece->tag != CHY_TAG_ARTICLE || !classes)
        return false;
    uint32_t ignored = 0;
    return class_flags(b, *classes, &ignored) & CHY_BLOCK_COMMENT;
}

/* What the attributes of an element add to the state. */
static unsigned read_element(builder *b, const chy_piece *piece)
{
    const chy_slice *classes = chy_piece_attribute(piece, CHY_ATTR_CLASS), *id = chy_piece_attribute(piece, CHY_ATTR_ID);
    const chy_slice *prop = chy_piece_attribute(piece, CHY_ATTR_ITEMPROP), *role = chy_piece_attribute(piece, CHY_ATTR_ROLE);
    unsigned flags = 0;
    uint32_t sign = 0;
    if (!piece->has)
        return 0;
    if (classes)
        flags |= class_flags(b, *classes, &sign);
    if (id && piece->tag != CHY_TAG_SPAN && piece->tag != CHY_TAG_A)
        flags |= class_flags(b, *id, &sign);
    if (is_page(piece->tag))
        flags = 0;
    if (is_comment(b, piece))
        flags |= CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE;
    if (role)
        flags |= role_flags(*role);
    const chy_slice *hidden = chy_piece_attribute(piece, CHY_ATTR_ARIA_HIDDEN), *style = chy_piece_attribute(piece, CHY_ATTR_STYLE);
    if (chy_piece_attribute(piece, CHY_ATTR_HIDDEN) || (hidden && chy_slice_is(*hidden, "true")) ||
        (style && (chy_slice_has(*style, "display:none") || chy_slice_has(*style, "display: none"))))
        flags |= CHY_BLOCK_ASIDE;
    if (prop && (chy_slice_has(*prop, "articlebody") || chy_slice_has(*prop, "reviewbody")))
        open_body(b, 1, true);
    else if (sign && piece->tag != CHY_TAG_HTML && piece->tag != CHY_TAG_BODY && !is_inline(piece->tag) && !(flags & CHY_BLOCK_ASIDE))
        open_body(b, sign, false);
    if (prop && (chy_slice_is(*prop, "description") || chy_slice_is(*prop, "alternativeheadline")))
        flags |= CHY_BLOCK_LEAD;
    if (prop && chy_slice_is(*prop, "author"))
        flags |= CHY_BLOCK_META | CHY_BLOCK_BYLINE;
    if (piece->tag == CHY_TAG_A) {
        const chy_slice *rel = chy_piece_attribute(piece, CHY_ATTR_REL);
        if (rel && chy_slice_is(*rel, "author"))
            flags |= CHY_BLOCK_BYLINE;
    }
    return flags;
}

static uint32_t name_hash(const chy_piece *piece)
{
    return piece->tag == CHY_TAG_OTHER ? (uint32_t)chy_hash(piece->name.data, piece->name.len) | 1 : 0;
}

/* Closes elements down to (and with) the one at `k`. */
static void close_to(builder *b, size_t k)
{
    b->now = b->stack[k].before;
    b->depth = k;
    if (b->byline > k) {
        b->byline = 0;
        b->page->byline_end = b->page->text.len;
    }
}

/* Closes the nearest open `tag` unless one of `fence` stands before it. */
static void close_implied(builder *b, chy_tag tag, chy_tag also, chy_tag fence, chy_tag fence2)
{
    for (size_t i = b->depth; i > 0 && b->depth - i < CLOSE_REACH; i--) {
        chy_tag t = b->stack[i - 1].tag;
        if (t == fence || t == fence2)
            return;
        if (t == tag || t == also) {
            close_to(b, i - 1);
            return;
        }
    }
}

static void close_open_paragraph(builder *b)
{
    for (size_t i = b->depth; i > 0 && b->depth - i < 6; i--) {
        chy_tag t = b->stack[i - 1].tag;
        if (t == CHY_TAG_P) {
            close_to(b, i - 1);
            return;
        }
        if (t != CHY_TAG_SPAN && t != CHY_TAG_A && t != CHY_TAG_OTHER)
            return;
    }
}

static void close_before(builder *b, chy_tag tag)
{
    if (b->above)
        return;
    if (!is_inline(tag))
        close_open_paragraph(b);
    if (tag == CHY_TAG_LI)
        close_implied(b, CHY_TAG_LI, CHY_TAG_LI, CHY_TAG_UL, CHY_TAG_OL);
    else if (tag == CHY_TAG_DD || tag == CHY_TAG_DT)
        close_implied(b, CHY_TAG_DD, CHY_TAG_DT, CHY_TAG_DL, CHY_TAG_TABLE);
    else if (tag == CHY_TAG_TD || tag == CHY_TAG_TH)
        close_implied(b, CHY_TAG_TD, CHY_TAG_TH, CHY_TAG_TR, CHY_TAG_TABLE);
    else if (tag == CHY_TAG_TR)
        close_implied(b, CHY_TAG_TR, CHY_TAG_TR, CHY_TAG_TABLE, CHY_TAG_TABLE);
    else if (tag == CHY_TAG_A)
        close_implied(b, CHY_TAG_A, CHY_TAG_A, CHY_TAG_DIV, CHY_TAG_ARTICLE);
}

/* Whether the scanner's text inside it is none of the page's, so that it need not be remembered as open. */
static bool is_tracked(const chy_piece *piece)
{
    return piece->tag != CHY_TAG_OTHER || memchr(piece->name.data, '-', piece->name.len);
}

/* A cell that follows a short one goes on in the same line; a long one is a paragraph (pages laid out by tables). */
static void begin_cell(builder *b)
{
    size_t len = b->page->text.len - b->begin;
    if (b->filled && (len > 80 || memchr(b->page->text.data + b->begin, '\n', len)))
        flush(b);
    else
        b->space = true;
}

static void start_element(builder *b, const chy_piece *piece)
{
    chy_tag tag = piece->tag;
    b->time_rank = -1;
    if (!is_inline(tag))
        flush(b);
    if (tag == CHY_TAG_META)
        read_meta(b, piece);
    else if (tag == CHY_TAG_LINK)
        read_link(b, piece);
    else if (tag == CHY_TAG_SCRIPT)
        read_script(b, piece);
    else if (tag == CHY_TAG_TITLE && !(b->depth && b->stack[b->depth - 1].tag == CHY_TAG_SVG))
        keep_name(b, CHY_NAME_TITLE, piece->text);
    else if (tag == CHY_TAG_BR && ++b->breaks >= 2)
        flush(b);
    else if (tag == CHY_TAG_TD || tag == CHY_TAG_TH)
        begin_cell(b);
    if (is_void(tag) || (piece->closed && tag == CHY_TAG_OTHER) || !is_tracked(piece)) {
        if (piece->has && tag == CHY_TAG_OTHER)
            read_time(b, piece, 0);
        return;
    }
    close_before(b, tag);
    if (b->depth == CHY_PAGE_DEPTH) {
        b->above++;
        return;
    }
    b->stack[b->depth++] = (open_element){.tag = tag, .name = name_hash(piece), .before = b->now};
    if (tag == CHY_TAG_ARTICLE) {
        b->now.article = ++b->page->n_articles;
        leave_aside(b, false);
    }
    if (tag == CHY_TAG_HTML) {
        const chy_slice *lang = chy_piece_attribute(piece, CHY_ATTR_LANG);
        if (lang)
            keep_name(b, CHY_NAME_LANG, *lang);
    }
    unsigned flags = read_element(b, piece) | tag_flags(tag);
    if (tag == CHY_TAG_HEADER && !b->now.article && !(b->now.flags & CHY_BLOCK_MAIN))
        flags |= CHY_BLOCK_ASIDE; /* of the site */
    if (tag == CHY_TAG_BODY)
        b->now.flags &= (uint16_t)~CHY_BLOCK_HARD; /* a <head> that was never closed */
    if (tag >= CHY_TAG_H1 && tag <= CHY_TAG_H6)
        b->now.level = (uint8_t)(tag - CHY_TAG_H1 + 1);
    if (piece->has || tag == CHY_TAG_TIME)
        read_time(b, piece, flags);
    b->now.flags |= (uint16_t)flags;
    if (flags & CHY_BLOCK_BYLINE && !(b->now.flags & (CHY_BLOCK_ASIDE | CHY_BLOCK_COMMENT | CHY_BLOCK_HARD)) && b->page->byline_begin == b->page->byline_end) {
        b->byline = b->depth;
        b->page->byline_begin = b->page->byline_end = b->page->text.len;
    }
}

static void end_element(builder *b, const chy_piece *piece)
{
    b->time_rank = -1;
    if (!is_inline(piece->tag))
        flush(b);
    if (piece->tag == CHY_TAG_BR) {
        if (++b->breaks >= 2)
            flush(b);
        return;
    }
    if (is_void(piece->tag) || !is_tracked(piece))
        return;
    if (b->above) {
        b->above--;
        return;
    }
    uint32_t name = name_hash(piece);
    for (size_t i = b->depth; i > 0 && b->depth - i < CLOSE_REACH; i--) {
        if (b->stack[i - 1].tag == piece->tag && b->stack[i - 1].name == name) {
            close_to(b, i - 1);
            return;
        }
    }
}

void chy_page_read(chy_page *page, const char *bytes, size_t len)
{
    chy_html_scan scan;
    chy_piece piece;
    builder b = {.page = page, .time_rank = -1};
    chy_buf_clear(&page->text);
    memset(page->dates, 0, sizeof page->dates);
    memset(page->names, 0, sizeof page->names);
    page->n_blocks = page->n_json = page->n_articles = 0;
    page->byline_begin = page->byline_end = 0;
    page->failed = false;
    page->n_bodies = 1;
    chy_body *bodies = more_room(page->bodies, 0, &page->cap_bodies, sizeof *bodies);
    if (!bodies) {
        page->failed = true;
        return;
    }
    page->bodies = bodies;
    page->bodies[0] = (chy_body){0};
    chy_html_scan_begin(&scan, bytes, len);
    while (!page->failed && chy_html_scan_next(&scan, &piece)) {
        if (piece.kind == CHY_PIECE_START) {
            start_element(&b, &piece);
        } else if (piece.kind == CHY_PIECE_END) {
            end_element(&b, &piece);
        } else if (!(b.now.flags & CHY_BLOCK_HARD)) {
            if (b.time_rank >= 0)
                keep_date(&b, (chy_date_rank)b.time_rank, piece.text);
            add_text(&b, piece.text);
        }
    }
    flush(&b);
    page->failed = page->failed || page->text.failed;
}
