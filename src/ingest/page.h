/* src/ingest/page.h - Private to ingest/: a page as a flat list of blocks (paragraphs, headings, items, rows) with what is known of each, and what
 * the page says about itself. Filled by page.c in one pass; page_pick.c chooses the blocks of the story, page_meta.c title, day, names. */
#ifndef CHY_INGEST_PAGE_H
#define CHY_INGEST_PAGE_H

#include "base/buf.h"
#include "ingest/html_scan.h"
#include "types/day.h"

/* What the elements around a block say of it. */
enum {
    CHY_BLOCK_ASIDE = 1 << 0,   /* navigation, comments, adverts ... by element, role or class: kept only when nothing else is left */
    CHY_BLOCK_MAIN = 1 << 1,    /* inside <main> */
    CHY_BLOCK_LEAD = 1 << 2,    /* a standfirst */
    CHY_BLOCK_META = 1 << 3,    /* byline, date: short ones are not text */
    CHY_BLOCK_LINK = 1 << 4,
    CHY_BLOCK_CAPTION = 1 << 5,
    CHY_BLOCK_HEADER = 1 << 6,  /* inside <header> */
    CHY_BLOCK_PRE = 1 << 7,     /* white space counts */
    CHY_BLOCK_ITEM = 1 << 8,    /* of a list */
    CHY_BLOCK_BYLINE = 1 << 9,
    CHY_BLOCK_DATE = 1 << 10,
    CHY_BLOCK_HARD = 1 << 11,   /* scripts, buttons, menus of forms: never text */
    CHY_BLOCK_COMMENT = 1 << 12, /* what readers wrote: never text, also when nothing else is left */
    CHY_BLOCK_OUTER = 1 << 13   /* not aside itself, but in an <article> or body that stands in what looks like an aside (a pop-up that holds the story) */
};

typedef struct chy_block {
    uint32_t begin, len;  /* in page->text */
    uint32_t words, stops, link_bytes;
    uint32_t body;        /* number of the container that calls itself the story's body, 0: none */
    uint32_t article;     /* number of the innermost <article>, 0: none */
    uint16_t flags;
    uint8_t level;        /* of a heading, 0: none */
    bool keep;
} chy_block;

/* A container that calls itself the body of the story. */
typedef struct chy_body {
    uint32_t article;
    uint32_t sign;    /* equal for containers that call themselves the same */
    bool sure;        /* itemprop="articleBody" */
} chy_body;

/* Where the page says its day, the best first. */
typedef enum chy_date_rank {
    CHY_DATE_META,     /* article:published_time and its kin */
    CHY_DATE_ITEM,     /* itemprop="datePublished" */
    CHY_DATE_PUBDATE,  /* <time pubdate>, <time class="published"> */
    CHY_DATE_PLAIN,    /* <meta name="date"> */
    CHY_DATE_TIME,     /* the first <time> of an article or header */
    CHY_DATE_ANY_TIME, /* any <time> that is not in an aside */
    CHY_DATE_MODIFIED,
    CHY_N_DATE
} chy_date_rank;

typedef enum chy_name_rank {
    CHY_NAME_OG_TITLE, CHY_NAME_TWITTER_TITLE, CHY_NAME_META_TITLE, CHY_NAME_TITLE, CHY_NAME_SITE, CHY_NAME_APPLICATION, CHY_NAME_PUBLISHER,
    CHY_NAME_AUTHOR, CHY_NAME_DESCRIPTION, CHY_NAME_LANG, CHY_NAME_LOCALE, CHY_NAME_URL, CHY_NAME_CANONICAL, CHY_N_NAME
} chy_name_rank;

#define CHY_PAGE_JSON 8
/* More elements inside each other than these are only counted. */
#define CHY_PAGE_DEPTH 512

/* What classes were found to say; from page to page. */
#define CHY_PAGE_CLASSES 512
typedef struct chy_class_memory {
    uint64_t key; /* hash of the attribute, 0: free */
    uint32_t body, flags;
} chy_class_memory;

typedef struct chy_page {
    chy_buf text;
    chy_block *blocks;
    size_t n_blocks, cap_blocks;
    chy_body *bodies;  /* [0] is none */
    size_t n_bodies, cap_bodies;
    uint32_t n_articles;
    chy_slice dates[CHY_N_DATE]; /* as written in the page; data NULL: absent */
    chy_slice names[CHY_N_NAME];
    chy_slice json[CHY_PAGE_JSON]; /* JSON-LD */
    size_t n_json;
    size_t byline_begin, byline_end; /* in `text`: what the first element that calls itself the author's holds */
    bool failed; /* memory is out */
    chy_class_memory classes[CHY_PAGE_CLASSES];
} chy_page;

void chy_page_release(chy_page *page);

/* Reads `len` bytes of UTF-8; what the page held before is gone. The bytes must outlive the reading of dates, names and json. */
void chy_page_read(chy_page *page, const char *bytes, size_t len);

/* Sets `keep` of the blocks that are the story. Returns the bytes kept. */
size_t chy_page_pick(chy_page *page, const char *title, size_t title_len);

/* What class and id of an element say: CHY_BLOCK_ flags. `*body` is not 0 when it calls itself a story's body. */
unsigned chy_class_flags(chy_slice words, uint32_t *body);

/* Whether a word (any case) is one of the commonest of English, which no other language has. */
bool chy_is_stop_word(const char *word, size_t len);

#endif
