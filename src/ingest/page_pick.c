/* src/ingest/page_pick.c - Which blocks of a page are its story. First the container that calls itself the story's body, else the <article>, else <main>, else
 * the page; inside it by length, share of links and share of common words, each block also by its neighbours (the way of jusText).
 * Headings stay when text follows them; what stands twice stays once. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "ingest/page.h"

/* A region must hold this many bytes of prose, and this share (in percent) of the page's, to be taken for the story. */
#define REGION_LEAST 140
#define REGION_SHARE 30
/* What is marked up as the story's body needs less. */
#define SURE_LEAST 30
#define SURE_SHARE 5
#define SIGN_SLOTS 4096
/* Blocks compared for being told twice: at least this long. */
#define TWICE_LEAST 25

#define NEVER (CHY_BLOCK_ASIDE | CHY_BLOCK_OUTER | CHY_BLOCK_COMMENT | CHY_BLOCK_HARD)

typedef enum grade { BAD, SHORT, NEAR, GOOD } grade;

typedef enum region_kind { REGION_BODY, REGION_ARTICLE, REGION_MAIN, REGION_PAGE } region_kind;

typedef struct region {
    region_kind kind;
    uint32_t sign, article;
    bool sure;
    unsigned never;   /* flags that keep a block out */
    bool english;     /* the page's prose has the common words of English */
} region;

static bool is_linked(const chy_block *block, unsigned percent)
{
    return (uint64_t)block->link_bytes * 100 > (uint64_t)block->len * percent;
}

static const char *text_of(const chy_page *page, const chy_block *block)
{
    return page->text.data + block->begin;
}

/* Bytes of prose: what counts when regions are compared. */
static uint64_t score(const chy_block *block, unsigned never)
{
    if (block->flags & (never | CHY_BLOCK_CAPTION) || block->level || block->words < 8 || is_linked(block, 40))
        return 0;
    if (block->flags & CHY_BLOCK_META && block->words < 25)
        return 0;
    return block->len - block->link_bytes;
}

static uint64_t score_all(const chy_page *page, unsigned never)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < page->n_blocks; i++)
        sum += score(&page->blocks[i], never);
    return sum;
}

static bool is_english(const chy_page *page, unsigned never)
{
    uint64_t words = 0, stops = 0;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const chy_block *block = &page->blocks[i];
        if (block->words >= 15 && score(block, never)) {
            words += block->words;
            stops += block->stops;
        }
    }
    return words && stops * 100 >= words * 15;
}

/* ---- the region ---- */

/* The sign whose containers hold the most prose, sure ones apart. False when they hold too little. */
static bool find_body(const chy_page *page, uint64_t total, region *out)
{
    uint64_t *sums = calloc(SIGN_SLOTS, sizeof *sums), best = 0, sure = 0;
    uint32_t best_sign = 0;
    if (!sums)
        return false;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const chy_block *block = &page->blocks[i];
        const chy_body *body = &page->bodies[block->body];
        uint64_t s = block->body ? score(block, out->never) : 0;
        if (!s)
            continue;
        if (body->sure)
            sure += s;
        else
            sums[body->sign % SIGN_SLOTS] += s;
        if (!body->sure && sums[body->sign % SIGN_SLOTS] > best) {
            best = sums[body->sign % SIGN_SLOTS];
            best_sign = body->sign;
        }
    }
    free(sums);
    out->kind = REGION_BODY;
    out->sure = sure * 3 >= best && sure;
    out->sign = best_sign;
    if (out->sure) /* some stories are one sentence */
        return sure >= SURE_LEAST && sure * 100 >= total * SURE_SHARE;
    return best >= REGION_LEAST && best * 100 >= total * REGION_SHARE;
}

static bool find_article(const chy_page *page, uint64_t total, region *out)
{
    if (!page->n_articles)
        return false;
    uint64_t *sums = calloc((size_t)page->n_articles + 1, sizeof *sums);
    if (!sums)
        return false;
    for (size_t i = 0; i < page->n_blocks; i++)
        if (page->blocks[i].article)
            sums[page->blocks[i].article] += score(&page->blocks[i], out->never);
    uint32_t best = 0;
    for (uint32_t i = 1; i <= page->n_articles; i++)
        if (sums[i] > sums[best])
            best = i;
    bool good = best && sums[best] >= REGION_LEAST && sums[best] * 100 >= total * REGION_SHARE;
    free(sums);
    out->kind = REGION_ARTICLE;
    out->article = best;
    return good;
}

static bool find_main(const chy_page *page, uint64_t total, region *out)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < page->n_blocks; i++)
        if (page->blocks[i].flags & CHY_BLOCK_MAIN)
            sum += score(&page->blocks[i], out->never);
    out->kind = REGION_MAIN;
    return sum >= REGION_LEAST && sum * 100 >= total * REGION_SHARE;
}

static region find_region(const chy_page *page, unsigned never)
{
    region r = {.never = never, .english = is_english(page, never)};
    uint64_t total = score_all(page, never);
    if (find_body(page, total, &r) || find_article(page, total, &r) || find_main(page, total, &r))
        return r;
    r.kind = REGION_PAGE;
    return r;
}

static bool is_inside(const chy_page *page, const chy_block *block, const region *r)
{
    const chy_body *body = &page->bodies[block->body];
    switch (r->kind) {
    case REGION_BODY: return block->body && (r->sure ? body->sure : !body->sure && body->sign == r->sign);
    case REGION_ARTICLE: return block->article == r->article;
    case REGION_MAIN: return block->flags & CHY_BLOCK_MAIN;
    default: return true;
    }
}

/* ---- grades ---- */

static bool is_stop(char c)
{
    return c == '.' || c == '!' || c == '?';
}

/* Whether the text ends as a sentence does, quotes and brackets aside. */
static bool ends_closed(const char *s, size_t len)
{
    while (len > 1 && (s[len - 1] == '"' || s[len - 1] == ')' || s[len - 1] == '\'' || s[len - 1] == ']'))
        len--;
    if (len > 3 && !memcmp(s + len - 3, "\xe2\x80\x9d", 3))
        len -= 3;
    /* full stops of Hindi, Chinese and Arabic script */
    return len && (is_stop(s[len - 1]) || (len >= 3 && (!memcmp(s + len - 3, "\xe0\xa5\xa4", 3) || !memcmp(s + len - 3, "\xe3\x80\x82", 3))) ||
                   (len >= 2 && (!memcmp(s + len - 2, "\xd8\x9f", 2) || !memcmp(s + len - 2, "\xdb\x94", 2))));
}

static bool begins_with(const chy_page *page, const chy_block *block, const char *label)
{
    if (!block->len || (text_of(page, block)[0] | 32) != (label[0] | 32))
        return false;
    size_t n = strlen(label);
    return block->len >= n && !strncasecmp(text_of(page, block), label, n);
}

/* A line that sites put around stories. */
static bool is_label(const chy_page *page, const chy_block *block)
{
    static const char *const starts[] = {
        "share this", "share on", "advertisement", "follow us", "subscribe to", "sign up for", "read more", "read also", "also read", "related:", "click here",
        "back to top", "skip to", "print this", "email this", "copyright \xc2\xa9", "\xc2\xa9", "all rights reserved", "tags:", "filed under", "posted in",
        "published in", "publication date", "direct link", "text version", "share:", "view comments", "leave a comment", "log in to", "sign in to", "continue reading",
        "recommended for you", "most read", "loading", "watch:", "listen to this", "save this", "report a typo", "story continues below", "this website uses cookies",
        "we use cookies", "photo:", "image:", "image credit", "photo credit", "photo by", "support our", "join our", "get our", "download our",
    };
    if (block->words > 14)
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins_with(page, block, starts[i]))
            return true;
    return false;
}

/* A heading behind which no story goes on. */
static bool is_end_label(const chy_page *page, const chy_block *block)
{
    static const char *const labels[] = {
        "comments", "leave a reply", "leave a comment", "related articles", "related stories", "related news", "related posts", "related content", "more stories",
        "more from", "most read", "most popular", "you may also like", "you might also like", "recommended", "latest news", "read next", "trending now",
        "about the author", "join the conversation", "post a comment", "more news", "more on this story", "also in the news", "up next", "trending", "top stories",
        "external links", "references", "sponsored", "around the web",
    };
    if (block->words > 6)
        return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (begins_with(page, block, labels[i]))
            return true;
    return false;
}

static grade grade_in_body(const chy_page *page, const chy_block *block, const region *r)
{
    if (block->flags & (r->never | CHY_BLOCK_CAPTION) || (block->flags & CHY_BLOCK_META && block->words < 25) || is_label(page, block))
        return BAD;
    if (is_linked(block, 60) && !(block->words >= 12 && ends_closed(text_of(page, block), block->len)))
        return BAD;
    return GOOD;
}

static grade grade_free(const chy_page *page, const chy_block *block, const region *r)
{
    const char *s = text_of(page, block);
    if (block->flags & (r->never | CHY_BLOCK_CAPTION) || (block->flags & CHY_BLOCK_META && block->words < 25) || is_label(page, block))
        return BAD;
    if (is_linked(block, block->words >= 25 && ends_closed(s, block->len) ? 60 : 35))
        return BAD;
    if (block->len < 70)
        return block->link_bytes && !ends_closed(s, block->len) ? BAD : SHORT;
    if (!r->english)
        return ends_closed(s, block->len) ? block->len > 150 ? GOOD : NEAR : block->len > 200 ? NEAR : SHORT;
    unsigned percent = block->stops * 100 / block->words;
    if (percent >= 25)
        return block->len > 160 ? GOOD : NEAR;
    if (percent >= 15)
        return NEAR;
    return ends_closed(s, block->len) ? SHORT : BAD;
}

/* The grade that counts of the neighbour: of short ones the one beyond. */
static grade neighbour(const grade *grades, size_t n, size_t i, bool after)
{
    for (size_t steps = 0; steps < 12; steps++) {
        if (after ? i + 1 >= n : i == 0)
            return BAD;
        i = after ? i + 1 : i - 1;
        if (grades[i] != SHORT)
            return grades[i];
    }
    return BAD;
}

/* Blocks of no class of their own take that of their neighbours. */
static void settle(const chy_page *page, const grade *grades, const uint32_t *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        chy_block *block = &page->blocks[at[i]];
        grade before = neighbour(grades, n, i, false), after = neighbour(grades, n, i, true);
        bool keep = grades[i] == GOOD;
        if (grades[i] == NEAR)
            keep = before >= NEAR || after >= NEAR || (block->words >= 12 && ends_closed(text_of(page, block), block->len));
        else if (grades[i] == SHORT)
            keep = (before >= NEAR && after >= NEAR) ||
                   ((before == GOOD || after == GOOD || (i && grades[i - 1] == NEAR)) && !block->link_bytes && ends_closed(text_of(page, block), block->len));
        block->keep = keep && !block->level;
    }
}

/* Headings that text follows, before the next heading of the same rank. */
static void settle_headings(const chy_page *page, const uint32_t *at, size_t n, unsigned never)
{
    bool text_follows = false;
    for (size_t i = n; i > 0; i--) {
        chy_block *block = &page->blocks[at[i - 1]];
        if (!block->level) {
            text_follows = text_follows || block->keep;
            continue;
        }
        block->keep = text_follows && !(block->flags & (never | CHY_BLOCK_CAPTION)) && !is_linked(block, 50) && block->words <= 40 && !is_label(page, block);
        text_follows = false;
    }
}

/* ---- ends ---- */

static bool is_title(const chy_page *page, const chy_block *block, const char *title, size_t len)
{
    return len && block->len == len && !strncasecmp(text_of(page, block), title, len);
}

/* In a region that is no body of a story, what stands before the title is the site's, and so is what stands behind "Related stories". */
static void cut_ends(chy_page *page, const uint32_t *at, size_t n, const char *title, size_t title_len)
{
    uint64_t before = 0, after = 0;
    size_t head = 0, tail = n;
    for (size_t i = 0; i < n; i++)
        if (page->blocks[at[i]].keep)
            after += page->blocks[at[i]].len;
    for (size_t i = 0; i < n; i++) {
        const chy_block *block = &page->blocks[at[i]];
        if (!head && (block->level == 1 || is_title(page, block, title, title_len)) && before * 2 <= after && is_title(page, block, title, title_len))
            head = i;
        if (is_end_label(page, block) && before > after) {
            tail = i;
            break;
        }
        if (block->keep) {
            before += block->len;
            after -= block->len;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (i < head || i >= tail)
            page->blocks[at[i]].keep = false;
}

/* A short line without a stop behind the last paragraph is a tag, a date or a button. */
static void cut_trail(chy_page *page)
{
    for (size_t i = page->n_blocks; i > 0; i--) {
        chy_block *block = &page->blocks[i - 1];
        if (!block->keep)
            continue;
        if (block->words > 3 || block->flags & CHY_BLOCK_ITEM || ends_closed(text_of(page, block), block->len) || !(block->level || block->link_bytes))
            return;
        block->keep = false;
    }
}

/* Standfirsts of the same article stand before its body. */
static void add_leads(chy_page *page, const region *r)
{
    size_t first = 0;
    while (first < page->n_blocks && !page->blocks[first].keep)
        first++;
    if (r->kind != REGION_BODY || first == page->n_blocks)
        return;
    for (size_t i = 0; i < first; i++) {
        chy_block *block = &page->blocks[i];
        if (block->flags & CHY_BLOCK_LEAD && !(block->flags & ((NEVER & ~CHY_BLOCK_OUTER) | CHY_BLOCK_CAPTION | CHY_BLOCK_META)) && !block->level &&
            block->article == page->bodies[page->blocks[first].body].article && block->words >= 5 && block->words <= 120 && !is_linked(block, 30))
            block->keep = true;
    }
}

/* Drops the title and what was told before. A full table only lets twins through. */
static void drop_twins(chy_page *page, const char *title, size_t title_len)
{
    size_t slots = 64;
    while (slots < page->n_blocks * 2 && slots < ((size_t)1 << 20))
        slots *= 2;
    uint32_t *table = calloc(slots, sizeof *table);
    for (size_t i = 0; i < page->n_blocks; i++) {
        chy_block *block = &page->blocks[i];
        if (block->keep && is_title(page, block, title, title_len))
            block->keep = false;
        if (!block->keep || block->len < TWICE_LEAST || !table)
            continue;
        size_t slot = chy_hash(text_of(page, block), block->len) & (slots - 1);
        for (unsigned step = 0; step < 16; step++, slot = (slot + 1) & (slots - 1)) {
            const chy_block *other = table[slot] ? &page->blocks[table[slot] - 1] : NULL;
            if (!other) {
                table[slot] = (uint32_t)i + 1;
                break;
            }
            if (other->len == block->len && !memcmp(text_of(page, other), text_of(page, block), block->len)) {
                block->keep = false;
                break;
            }
        }
    }
    free(table);
}

static size_t kept_bytes(const chy_page *page)
{
    size_t sum = 0;
    for (size_t i = 0; i < page->n_blocks; i++)
        sum += page->blocks[i].keep ? page->blocks[i].len : 0;
    return sum;
}

static size_t pick(chy_page *page, unsigned never, const char *title, size_t title_len)
{
    region r = find_region(page, never);
    uint32_t *at = malloc((page->n_blocks + 1) * sizeof *at);
    grade *grades = malloc((page->n_blocks + 1) * sizeof *grades);
    size_t n = 0;
    if (!at || !grades) {
        page->failed = true;
        free(at);
        free(grades);
        return 0;
    }
    for (size_t i = 0; i < page->n_blocks; i++) {
        chy_block *block = &page->blocks[i];
        block->keep = false;
        if (!is_inside(page, block, &r))
            continue;
        if (!block->level) {
            at[n] = (uint32_t)i;
            grades[n++] = r.kind == REGION_BODY ? grade_in_body(page, block, &r) : grade_free(page, block, &r);
        }
    }
    settle(page, grades, at, n);
    /* now with the headings among them */
    n = 0;
    for (size_t i = 0; i < page->n_blocks; i++)
        if (is_inside(page, &page->blocks[i], &r))
            at[n++] = (uint32_t)i;
    settle_headings(page, at, n, never);
    if (r.kind != REGION_BODY)
        cut_ends(page, at, n, title, title_len);
    add_leads(page, &r);
    drop_twins(page, title, title_len);
    cut_trail(page);
    free(at);
    free(grades);
    return kept_bytes(page);
}

/* Prose that the flags keep out. */
static uint64_t kept_out(const chy_page *page, unsigned flags, unsigned never)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < page->n_blocks; i++)
        if (page->blocks[i].flags & flags && page->blocks[i].words >= 20)
            sum += score(&page->blocks[i], never);
    return sum;
}

/* Sites that call everything a widget or hide the story until a script shows it lose all by the first rule: then what stands in an <article> inside such
 * elements counts as well, and at last all but readers' comments. */
size_t chy_page_pick(chy_page *page, const char *title, size_t title_len)
{
    static const unsigned rules[] = {NEVER, NEVER & ~CHY_BLOCK_OUTER, CHY_BLOCK_COMMENT | CHY_BLOCK_HARD};
    size_t kept = pick(page, rules[0], title, title_len);
    for (size_t i = 1; i < sizeof rules / sizeof *rules && kept < 2 * (size_t)REGION_LEAST; i++) {
        uint64_t out = kept_out(page, rules[i - 1] & ~rules[i], rules[i]);
        if (out >= REGION_LEAST && out >= 4 * (uint64_t)kept)
            kept = pick(page, rules[i], title, title_len);
    }
    return kept;
}
