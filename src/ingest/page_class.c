/* src/ingest/page_class.c - What names of classes and ids say of an element. By words that sites everywhere use, never by site: a class is split at
 * hyphens, underscores and capitals ("article-body__share") and each word is looked up. */
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "ingest/page.h"

#define WORD_MOST 24

static const struct {
    const char *word;
    unsigned flags;
} words[] = { /* sorted */
    {"ad", CHY_BLOCK_ASIDE}, {"ads", CHY_BLOCK_ASIDE}, {"adsense", CHY_BLOCK_ASIDE}, {"advert", CHY_BLOCK_ASIDE},
    {"advertisement", CHY_BLOCK_ASIDE}, {"advertisements", CHY_BLOCK_ASIDE}, {"advertising", CHY_BLOCK_ASIDE},
    {"advertorial", CHY_BLOCK_ASIDE}, {"adverts", CHY_BLOCK_ASIDE}, {"aside", CHY_BLOCK_ASIDE},
    {"author", CHY_BLOCK_META | CHY_BLOCK_BYLINE}, {"authors", CHY_BLOCK_META | CHY_BLOCK_BYLINE}, {"banner", CHY_BLOCK_ASIDE},
    {"bio", CHY_BLOCK_ASIDE}, {"breadcrumb", CHY_BLOCK_ASIDE}, {"breadcrumbs", CHY_BLOCK_ASIDE},
    {"byline", CHY_BLOCK_META | CHY_BLOCK_BYLINE}, {"caption", CHY_BLOCK_CAPTION}, {"captions", CHY_BLOCK_CAPTION},
    {"carousel", CHY_BLOCK_ASIDE}, {"comment", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE}, {"commentlist", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE},
    {"comments", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE}, {"consent", CHY_BLOCK_ASIDE}, {"cookie", CHY_BLOCK_ASIDE},
    {"cookies", CHY_BLOCK_ASIDE}, {"copyright", CHY_BLOCK_ASIDE}, {"credit", CHY_BLOCK_CAPTION}, {"credits", CHY_BLOCK_CAPTION},
    {"crumbs", CHY_BLOCK_ASIDE}, {"date", CHY_BLOCK_META | CHY_BLOCK_DATE}, {"datetime", CHY_BLOCK_META | CHY_BLOCK_DATE},
    {"deck", CHY_BLOCK_LEAD}, {"dek", CHY_BLOCK_LEAD}, {"disclaimer", CHY_BLOCK_ASIDE}, {"disqus", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE},
    {"donate", CHY_BLOCK_ASIDE}, {"donation", CHY_BLOCK_ASIDE}, {"editsection", CHY_BLOCK_HARD}, {"excerpt", CHY_BLOCK_LEAD},
    {"figcaption", CHY_BLOCK_CAPTION}, {"footer", CHY_BLOCK_ASIDE}, {"gallery", CHY_BLOCK_CAPTION}, {"gdpr", CHY_BLOCK_ASIDE},
    {"infobox", CHY_BLOCK_ASIDE}, {"intro", CHY_BLOCK_LEAD}, {"kicker", CHY_BLOCK_META}, {"lead", CHY_BLOCK_LEAD}, {"lede", CHY_BLOCK_LEAD},
    {"login", CHY_BLOCK_ASIDE}, {"masthead", CHY_BLOCK_ASIDE}, {"menu", CHY_BLOCK_ASIDE}, {"meta", CHY_BLOCK_META},
    {"modal", CHY_BLOCK_ASIDE}, {"mostread", CHY_BLOCK_ASIDE}, {"nav", CHY_BLOCK_ASIDE}, {"navbar", CHY_BLOCK_ASIDE},
    {"navbox", CHY_BLOCK_ASIDE}, {"navigation", CHY_BLOCK_ASIDE}, {"newsletter", CHY_BLOCK_ASIDE}, {"noprint", CHY_BLOCK_ASIDE},
    {"outbrain", CHY_BLOCK_ASIDE}, {"overlay", CHY_BLOCK_ASIDE}, {"pager", CHY_BLOCK_ASIDE}, {"pagination", CHY_BLOCK_ASIDE},
    {"poll", CHY_BLOCK_ASIDE}, {"popular", CHY_BLOCK_ASIDE}, {"popup", CHY_BLOCK_ASIDE}, {"posted", CHY_BLOCK_META | CHY_BLOCK_DATE},
    {"promo", CHY_BLOCK_ASIDE}, {"promos", CHY_BLOCK_ASIDE}, {"promotion", CHY_BLOCK_ASIDE}, {"pubdate", CHY_BLOCK_META | CHY_BLOCK_DATE},
    {"published", CHY_BLOCK_META | CHY_BLOCK_DATE}, {"pullquote", CHY_BLOCK_ASIDE}, {"quiz", CHY_BLOCK_ASIDE}, {"recirc", CHY_BLOCK_ASIDE},
    {"recirculation", CHY_BLOCK_ASIDE}, {"recommend", CHY_BLOCK_ASIDE}, {"recommendations", CHY_BLOCK_ASIDE},
    {"recommended", CHY_BLOCK_ASIDE}, {"reference", CHY_BLOCK_HARD}, {"reflist", CHY_BLOCK_ASIDE}, {"related", CHY_BLOCK_ASIDE},
    {"replies", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE}, {"reply", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE},
    {"respond", CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE}, {"search", CHY_BLOCK_ASIDE}, {"share", CHY_BLOCK_ASIDE}, {"shares", CHY_BLOCK_ASIDE},
    {"sharing", CHY_BLOCK_ASIDE}, {"sidebar", CHY_BLOCK_ASIDE}, {"signup", CHY_BLOCK_ASIDE}, {"skyscraper", CHY_BLOCK_ASIDE},
    {"slider", CHY_BLOCK_CAPTION}, {"slideshow", CHY_BLOCK_CAPTION}, {"social", CHY_BLOCK_ASIDE}, {"sponsor", CHY_BLOCK_ASIDE},
    {"sponsored", CHY_BLOCK_ASIDE}, {"standfirst", CHY_BLOCK_LEAD}, {"subheadline", CHY_BLOCK_LEAD}, {"subscribe", CHY_BLOCK_ASIDE},
    {"subscription", CHY_BLOCK_ASIDE}, {"subtitle", CHY_BLOCK_LEAD}, {"summary", CHY_BLOCK_LEAD}, {"taboola", CHY_BLOCK_ASIDE},
    {"taglist", CHY_BLOCK_ASIDE}, {"tags", CHY_BLOCK_ASIDE}, {"ticker", CHY_BLOCK_ASIDE}, {"timestamp", CHY_BLOCK_META | CHY_BLOCK_DATE},
    {"toc", CHY_BLOCK_ASIDE}, {"toolbar", CHY_BLOCK_ASIDE}, {"tools", CHY_BLOCK_ASIDE}, {"tooltip", CHY_BLOCK_HARD},
    {"trending", CHY_BLOCK_ASIDE}, {"tweet", CHY_BLOCK_ASIDE}, {"widget", CHY_BLOCK_ASIDE}, {"widgets", CHY_BLOCK_ASIDE},
};

/* Names that whole classes and ids have, in small letters without hyphens. */
static const struct {
    const char *word;
    unsigned flags;
} wholes[] = {
    {"hidden", CHY_BLOCK_ASIDE}, {"sronly", CHY_BLOCK_HARD}, {"visuallyhidden", CHY_BLOCK_HARD}, {"screenreadertext", CHY_BLOCK_HARD}, {"ishidden", CHY_BLOCK_ASIDE},
    {"readmore", CHY_BLOCK_ASIDE}, {"readalso", CHY_BLOCK_ASIDE}, {"alsoread", CHY_BLOCK_ASIDE}, {"morenews", CHY_BLOCK_ASIDE}, {"backtotop", CHY_BLOCK_HARD},
    {"aboutauthor", CHY_BLOCK_ASIDE}, {"authorbox", CHY_BLOCK_ASIDE}, {"authorbio", CHY_BLOCK_ASIDE}, {"skiplink", CHY_BLOCK_HARD}, {"skiptocontent", CHY_BLOCK_HARD},
    {"seealso", CHY_BLOCK_ASIDE}, {"twittertweet", CHY_BLOCK_ASIDE}, {"instagrammedia", CHY_BLOCK_ASIDE}, {"jumplink", CHY_BLOCK_HARD},
};

/* Parts of classes of containers that hold the story's paragraphs and little else. */
static const char *const bodies[] = {
    "articlebody", "articlecontent", "articletext", "storybody", "storycontent", "storytext", "entrycontent", "postcontent", "postbody", "posttext", "newsbody",
    "newstext", "newscontent", "bodytext", "bodycontent", "contentbody", "singlecontent", "fieldnamebody", "nodecontent", "mwparseroutput", "fulltext", "detailtext",
    "econtent", "thecontent", "articledetail", "pressrelease",
};

static unsigned find_word(const char *word)
{
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(words[mid].word, word);
        if (!order)
            return words[mid].flags;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Looks at the words of one class. `flat` (64 bytes) gets the class in small letters without hyphens. */
static unsigned split_class(const char *s, size_t len, char *flat)
{
    char word[WORD_MOST + 1];
    size_t n = 0, m = 0;
    unsigned flags = 0;
    for (size_t i = 0; i <= len; i++) {
        bool stop = i == len || s[i] == '-' || s[i] == '_' || s[i] == ':' || (i && is_upper(s[i]) && !is_upper(s[i - 1]));
        if (stop && n) {
            word[n] = '\0';
            flags |= find_word(word);
            n = 0;
        }
        if (i == len || s[i] == '-' || s[i] == '_' || s[i] == ':')
            continue;
        char c = is_upper(s[i]) ? (char)(s[i] + 32) : s[i];
        if (n < WORD_MOST)
            word[n++] = c;
        if (m < 63)
            flat[m++] = c;
    }
    flat[m] = '\0';
    return flags;
}

/* "has-sidebar", "no-ads", "with-comments" speak of the layout, not of the element. */
static bool is_of_layout(const char *s, size_t len)
{
    static const char *const starts[] = {"has-", "has_", "no-", "with-", "without-", "js-", "is-", "page-", "single-", "hide-", "md:", "lg:", "sm:", "u-"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (len > strlen(starts[i]) && !strncasecmp(s, starts[i], strlen(starts[i])))
            return true;
    return false;
}

static uint32_t find_body(const char *flat)
{
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (strstr(flat, bodies[i]))
            return (uint32_t)chy_hash(flat, strlen(flat)) | 1;
    return 0;
}

unsigned chy_class_flags(chy_slice classes, uint32_t *body)
{
    unsigned flags = 0;
    for (size_t i = 0; i < classes.len;) {
        while (i < classes.len && (unsigned char)classes.data[i] <= ' ')
            i++;
        size_t first = i;
        while (i < classes.len && (unsigned char)classes.data[i] > ' ')
            i++;
        char flat[64];
        if (i == first)
            break;
        unsigned found = split_class(classes.data + first, i - first, flat);
        if (!is_of_layout(classes.data + first, i - first))
            flags |= found;
        for (size_t k = 0; k < sizeof wholes / sizeof *wholes; k++)
            if (!strcmp(wholes[k].word, flat))
                flags |= wholes[k].flags;
        if (!*body && !(found & (CHY_BLOCK_ASIDE | CHY_BLOCK_CAPTION | CHY_BLOCK_META | CHY_BLOCK_LEAD | CHY_BLOCK_HARD)))
            *body = find_body(flat);
    }
    return flags;
}
