/* src/ingest/ldjson.c - See ldjson.h. */
#include "ingest/ldjson.h"

#include <string.h>
#include <strings.h>

/* Objects inside objects that are looked at, and how many in all. */
#define DEPTH_MOST 6
#define OBJECTS_MOST 400
/* A longer script is a site's whole data. */
#define SCRIPT_MOST ((size_t)1 << 20)

void chy_ldjson_release(chy_ldjson *ld)
{
    for (size_t i = 0; i < ld->n_roots; i++)
        json_decref(ld->roots[i]);
    chy_buf_release(&ld->author);
    *ld = (chy_ldjson){0};
}

static const char *string_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s && s[strspn(s, " \t\r\n")] ? s : NULL;
}

/* "NewsArticle", "BlogPosting", "Report": 2; "WebPage": 1. */
static int rank_of_type(const char *type)
{
    static const char *const pages[] = {"WebPage", "ItemPage", "CreativeWork"};
    size_t len = type ? strlen(type) : 0;
    if (!type)
        return 0;
    const char *slash = strrchr(type, '/');
    type = slash ? slash + 1 : type;
    len = strlen(type);
    if ((len >= 7 && !strcasecmp(type + len - 7, "Article")) || (len >= 7 && !strcasecmp(type + len - 7, "Posting")) || !strcasecmp(type, "Report") ||
        !strcasecmp(type, "AnalysisNewsArticle"))
        return 2;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (!strcasecmp(type, pages[i]))
            return 1;
    return 0;
}

static int rank_of(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    int best = rank_of_type(json_string_value(type));
    for (size_t i = 0; i < json_array_size(type) && i < 8; i++) {
        int rank = rank_of_type(json_string_value(json_array_get(type, i)));
        best = rank > best ? rank : best;
    }
    return best;
}

static void add_author(chy_buf *out, const json_t *author)
{
    const char *name = json_string_value(author);
    if (!name)
        name = string_of(author, "name");
    if (!name || strstr(name, "://") || strlen(name) > 120)
        return;
    if (out->len)
        chy_buf_str(out, ", ");
    chy_buf_str(out, name);
}

static void read_authors(chy_buf *out, const json_t *author)
{
    if (!json_is_array(author)) {
        add_author(out, author);
        return;
    }
    for (size_t i = 0; i < json_array_size(author) && i < 8; i++)
        add_author(out, json_array_get(author, i));
}

static void keep(const char **into, const char *value)
{
    if (!*into)
        *into = value;
}

static void read_object(chy_ldjson *ld, const json_t *object)
{
    int rank = rank_of(object);
    if (!rank || rank < ld->rank)
        return;
    if (rank > ld->rank) { /* what an article says counts more than what its page says */
        const char *publisher = ld->publisher;
        ld->headline = ld->published = ld->modified = ld->created = ld->body = ld->lang = NULL;
        ld->publisher = publisher;
        chy_buf_clear(&ld->author);
    }
    ld->rank = rank;
    keep(&ld->headline, string_of(object, "headline"));
    if (rank == 2)
        keep(&ld->headline, string_of(object, "name"));
    keep(&ld->published, string_of(object, "datePublished"));
    keep(&ld->created, string_of(object, "dateCreated"));
    keep(&ld->modified, string_of(object, "dateModified"));
    keep(&ld->body, string_of(object, "articleBody"));
    keep(&ld->lang, string_of(object, "inLanguage"));
    const json_t *publisher = json_object_get(object, "publisher");
    const char *name = json_is_array(publisher) ? string_of(json_array_get(publisher, 0), "name") : string_of(publisher, "name");
    keep(&ld->publisher, name ? name : json_string_value(publisher));
    if (!ld->author.len)
        read_authors(&ld->author, json_object_get(object, "author"));
}

static void walk(chy_ldjson *ld, const json_t *value, unsigned depth, unsigned *left)
{
    if (depth == DEPTH_MOST || !*left)
        return;
    --*left;
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value) && *left; i++)
            walk(ld, json_array_get(value, i), depth + 1, left);
        return;
    }
    if (!json_is_object(value))
        return;
    read_object(ld, value);
    walk(ld, json_object_get(value, "@graph"), depth + 1, left);
    walk(ld, json_object_get(value, "mainEntity"), depth + 1, left);
}

void chy_ldjson_read(chy_ldjson *ld, chy_slice script, chy_buf *scratch)
{
    if (ld->n_roots == CHY_LDJSON_ROOTS || script.len > SCRIPT_MOST)
        return;
    chy_buf_clear(scratch);
    chy_buf_add(scratch, script.data, script.len);
    if (scratch->failed || !scratch->data)
        return;
    /* <!-- and CDATA wrappers are outside of the JSON; raw line ends in strings are common and not allowed. */
    for (size_t i = 0; i < scratch->len; i++)
        if ((unsigned char)scratch->data[i] < 0x20)
            scratch->data[i] = ' ';
    const char *first = strpbrk(scratch->data, "{["), *last = NULL;
    for (const char *s = scratch->data + scratch->len; s > scratch->data && !last; s--)
        if (s[-1] == '}' || s[-1] == ']')
            last = s;
    json_t *root = first && last && last > first ? json_loadb(first, (size_t)(last - first), JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    if (!root)
        return;
    unsigned left = OBJECTS_MOST;
    ld->roots[ld->n_roots++] = root;
    walk(ld, root, 0, &left);
}
