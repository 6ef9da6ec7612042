/* src/text/furniture.c - Page furniture, headlines, and where a page's next story begins. By class, never by site:
 *   a paragraph told again, a line that is a known label or starts with one, a caption with its agency in brackets at
 *   the end, a menu whose words are glued together, are furniture;
 *   a single line without a full stop is a headline;
 *   a headline that is told twice within a few paragraphs, after a body of text, begins another story. */
#include "text/furniture.h"

#include <string.h>

#include "base/hash.h"

/* Paragraphs between a headline and its second telling: captions and labels, not a body. */
#define REPEAT_REACH 6
/* Paragraphs that are sentences, before another story may begin. */
#define BODY_LEAST 3

typedef struct paragraph {
    uint32_t first, n;   /* sentences */
    const char *text;
    size_t len;
    uint32_t before;     /* the last earlier paragraph with the same text, plus 1; 0 = none */
    bool repeated;       /* a later one has the same text */
    bool line;           /* one sentence without a stop at its end */
    bool credit;         /* a caption or label by its words */
} paragraph;

static bool ends_with_stop(const chy_sentence *sent)
{
    for (uint32_t i = sent->n_tokens; i > 0; i--) {
        const chy_token *t = &sent->tokens[i - 1];
        char c = t->form[t->form_len - 1];
        if (strchr(".?!:;,", c))
            return true;
        bool closer = t->form_len <= 3 && (strchr("\"')]", c) || c == '\x9d' || c == '\x99');
        if (!closer)
            return false;
    }
    return false;
}

/* Whether the paragraph begins with `label` (lower case). */
static bool has_prefix(const paragraph *p, const char *label)
{
    size_t len = strlen(label);
    if (p->len < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = p->text[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != label[i])
            return false;
    }
    return true;
}

static bool is_label(const paragraph *p)
{
    static const char *const whole[] = {
        "tt", "advertisement", "ad", "share", "share this", "share this article", "back to top", "back to top button", "see also",
        "read more", "read also", "related", "related articles", "related stories", "related news", "related posts",
        "related topics", "comments", "leave a comment", "leave a reply", "print", "email", "facebook", "twitter", "whatsapp",
        "telegram", "menu", "home", "search", "skip to content", "skip to main content", "listen", "listen to this article",
        "more news", "latest news", "most read", "most popular", "recommended", "recommended stories", "you may also like",
        "subscribe", "sign up", "sign in", "log in", "newsletter", "story continues below", "end of list", "loading...",
        "view comments", "copy link", "save", "file photo", "* * *", "***",
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strlen(whole[i]) == p->len && has_prefix(p, whole[i]))
            return true;
    return false;
}

static bool is_credit_line(const paragraph *p)
{
    static const char *const starts[] = {
        "original source:", "source:", "sources:", "photo:", "photos:", "photo by", "photo credit", "photograph:", "image:",
        "image credit", "image source", "picture:", "credit:", "credits:", "file photo:", "video:", "read more:", "read also:",
        "also read:", "related:", "see also:", "follow us", "subscribe to", "sign up for", "click here", "copyright",
        "\xc2\xa9", "all rights reserved", "tags:", "share on", "share this", "posted by", "posted in", "filed under",
        "topics:", "ap photo", "afp photo", "reuters photo",
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (has_prefix(p, starts[i]))
            return true;
    return false;
}

static bool form_is(const chy_token *t, const char *form)
{
    return strlen(form) == t->form_len && !memcmp(t->form, form, t->form_len);
}

/* A caption closes with its agency: "... in Kazan (Reuters)". */
static bool ends_with_agency(const chy_sentence *sent)
{
    static const char *const agencies[] = {
        "Reuters", "REUTERS", "AFP", "AP", "EPA", "DPA", "dpa", "Getty", "Images", "Xinhua", "TASS", "Sputnik", "Anadolu", "AA",
        "IRNA", "ISNA", "SPA", "SANA", "WAM", "UPI", "ANI", "PTI", "Bloomberg", "File", "file", "Archive", "Photo",
    };
    uint32_t n = sent->n_tokens;
    if (n < 5 || !form_is(&sent->tokens[n - 1], ")"))
        return false;
    uint32_t open = n - 1;
    while (open > 0 && n - open < 8 && !form_is(&sent->tokens[open], "("))
        open--;
    if (!form_is(&sent->tokens[open], "("))
        return false;
    for (uint32_t i = open + 1; i + 1 < n; i++)
        for (size_t k = 0; k < sizeof agencies / sizeof *agencies; k++)
            if (form_is(&sent->tokens[i], agencies[k]))
                return true;
    return false;
}

/* Places in a word where a capital follows a small letter. */
static unsigned glued_words(const chy_token *t)
{
    unsigned n = 0;
    for (uint32_t i = 1; i < t->form_len; i++)
        n += t->form[i - 1] >= 'a' && t->form[i - 1] <= 'z' && t->form[i] >= 'A' && t->form[i] <= 'Z';
    return n;
}

/* "West AsiaChinaIranWorld News": the entries of a menu without the blanks between them. */
static bool is_menu(const chy_sentence *sent)
{
    unsigned glued = 0;
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        glued += glued_words(&sent->tokens[i]);
    return glued >= 2 && sent->n_tokens <= 15;
}

static bool is_furniture(const paragraph *p, const chy_sentence *sent)
{
    if (is_label(p))
        return true;
    if (!p->line)
        return p->n == 1 && sent->n_tokens <= 25 && is_credit_line(p);
    return is_credit_line(p) || ends_with_agency(sent) || is_menu(sent);
}

/* Finds for each paragraph the one before with the same text: a hash table of paragraph numbers + 1. */
static bool find_repeats(paragraph *p, uint32_t n, chy_arena *arena)
{
    size_t slots = 16;
    while (slots < 2 * (size_t)n)
        slots *= 2;
    uint32_t *table = chy_arena_alloc(arena, slots, sizeof *table);
    if (!table)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        size_t slot = chy_hash(p[i].text, p[i].len) & (slots - 1), steps = 0;
        while (table[slot] && steps++ < 64) {
            const paragraph *q = &p[table[slot] - 1];
            if (q->len == p[i].len && !memcmp(q->text, p[i].text, q->len))
                break;
            slot = (slot + 1) & (slots - 1);
        }
        if (steps > 64)
            continue; /* a text made to collide only loses its repeats */
        if (table[slot]) {
            p[i].before = table[slot];
            p[table[slot] - 1].repeated = true;
        }
        table[slot] = i + 1;
    }
    return true;
}

static paragraph *collect(const chy_sentence *s, uint32_t n, chy_arena *arena, uint32_t *n_paragraphs)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += s[i].new_paragraph || i == 0;
    paragraph *p = chy_arena_alloc(arena, count, sizeof *p);
    *n_paragraphs = count;
    for (uint32_t i = 0, k = 0; p && i < n; k++) {
        uint32_t first = i++;
        while (i < n && !s[i].new_paragraph)
            i++;
        p[k] = (paragraph){.first = first, .n = i - first, .text = s[first].source + s[first].begin,
                           .len = s[i - 1].end - s[first].begin};
        p[k].line = p[k].n == 1 && !ends_with_stop(&s[first]);
        p[k].credit = s[first].furniture || is_furniture(&p[k], &s[first]); /* the splitter has marked the dateline */
    }
    return p;
}

/* What stands beside its twin is a caption and its alternative text, and so is what is told three times; of anything
 * else told again the first telling counts. */
static bool is_repeat(const paragraph *p, uint32_t i, uint32_t n)
{
    if (p[i].len < 12 && !p[i].line)
        return false;
    if (p[i].before)
        return true;
    return p[i].repeated && p[i].line && i + 1 < n && p[i + 1].before == i + 1;
}

/* A line that is a headline by its form: no stop, no bullet, no number of a list. */
static bool is_headline(const paragraph *p, const chy_sentence *sent)
{
    const chy_token *first = sent->tokens, *second = sent->tokens + 1;
    if (!p->line || sent->n_tokens < 3 || sent->n_tokens > 40)
        return false;
    bool bullet = (first->form_len == 1 && strchr("-*+|>", *first->form)) || form_is(first, "\xe2\x80\xa2") ||
                  form_is(first, "\xc2\xb7");
    bool listed = *first->form >= '0' && *first->form <= '9' && (form_is(second, ".") || form_is(second, ")"));
    return !bullet && !listed;
}

/* Whether paragraph i is told again within reach, so that it heads a story of a page. */
static bool heads_story(const paragraph *p, uint32_t i, uint32_t n)
{
    for (uint32_t k = i + 1; k < n && k <= i + REPEAT_REACH; k++)
        if (p[k].before == i + 1)
            return k > i + 1;
    return false;
}

chy_status chy_furniture_mark(chy_sentence *sentences, uint32_t n, chy_arena *arena)
{
    uint32_t count, story = 1, body = 0;
    paragraph *p = collect(sentences, n, arena, &count);
    if (!p || !find_repeats(p, count, arena))
        return CHY_E_NOMEM;
    for (uint32_t i = 0; i < count; i++) {
        chy_sentence *first = &sentences[p[i].first];
        bool furniture = p[i].credit || is_repeat(p, i, count);
        if (!furniture && body >= BODY_LEAST && is_headline(&p[i], first) && heads_story(p, i, count)) {
            story++;
            body = 0;
        }
        body += !p[i].line && !furniture;
        for (uint32_t k = 0; k < p[i].n; k++) {
            first[k].furniture = furniture;
            first[k].story = story;
        }
        first->headline = !furniture && is_headline(&p[i], first);
    }
    return CHY_OK;
}
