/* src/ingest/html.c - See html.h. The order of belief in what a page says stands in the functions below, the best first. */
#include "ingest/html.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "ingest/charset.h"
#include "ingest/entity.h"
#include "ingest/lang.h"
#include "ingest/ldjson.h"
#include "ingest/pagedate.h"

/* A text shorter than this is looked for in JSON-LD as well; a description at least this long is better than nothing. */
#define TEXT_LEAST 200
#define DESCRIPTION_LEAST 60

void chy_html_work_release(chy_html_work *work)
{
    chy_page_release(&work->page);
    chy_buf_release(&work->utf8);
    chy_buf_release(&work->text);
    chy_buf_release(&work->scratch);
}

/* A value of the page with references replaced and white space made single blanks. */
static void tidy(chy_slice raw, chy_buf *out)
{
    size_t kept = 0;
    chy_buf_clear(out);
    chy_entity_decode(raw.data, raw.len, out);
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        bool nbsp = c == 0xc2 && (unsigned char)out->data[i + 1] == 0xa0;
        i += nbsp;
        if (!nbsp && c > ' ')
            out->data[kept++] = (char)c;
        else if (kept && out->data[kept - 1] != ' ')
            out->data[kept++] = ' ';
    }
    while (kept && out->data[kept - 1] == ' ')
        kept--;
    if (out->data)
        out->data[kept] = '\0';
    out->len = kept;
}

static void tidy_str(const char *s, chy_buf *out)
{
    tidy((chy_slice){s, strlen(s)}, out);
}

static chy_status set(chy_document *doc, chy_field field, const chy_buf *value, chy_err *err)
{
    if (value->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a page");
    return value->len ? chy_document_set(doc, field, value->data, value->len, err) : CHY_OK;
}

/* ---- title ---- */

static const chy_block *find_heading(const chy_page *page)
{
    const chy_block *best = NULL;
    for (size_t i = 0; i < page->n_blocks; i++) {
        const chy_block *block = &page->blocks[i];
        if (block->level != 1 || block->flags & (CHY_BLOCK_ASIDE | CHY_BLOCK_COMMENT) || block->words < 2)
            continue;
        if (!best || (block->article && !best->article))
            best = block;
    }
    return best;
}

/* Takes " | Site" or " - Site" off the end. Without a known name only what stands behind the last bar or dash of a title that stays long enough. */
static void cut_site(chy_buf *title, const char *site, bool any)
{
    static const char *const gaps[] = {" | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " \xe2\x80\xa2 ", " \xc2\xbb ", " :: ", " \xc2\xb7 "};
    size_t cut = 0, n_gap = 0;
    for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++)
        for (char *s = title->data; s && (s = strstr(s, gaps[k])) != NULL; s++)
            if ((size_t)(s - title->data) >= cut) {
                cut = (size_t)(s - title->data);
                n_gap = strlen(gaps[k]);
            }
    if (!n_gap)
        return;
    const char *tail = title->data + cut + n_gap;
    bool named = site && site[0] && (!strcasecmp(tail, site) || !strncasecmp(tail, site, strlen(tail)) || !strncasecmp(tail, site, strlen(site)));
    if (named || (any && cut >= 15 && strlen(tail) <= 40)) {
        title->data[cut] = '\0';
        title->len = cut;
    }
}

static void find_title(chy_html_work *work, const chy_ldjson *ld, const char *site, chy_buf *out)
{
    const chy_page *page = &work->page;
    const chy_block *heading = find_heading(page);
    if (page->names[CHY_NAME_OG_TITLE].data)
        tidy(page->names[CHY_NAME_OG_TITLE], out);
    else if (ld->headline)
        tidy_str(ld->headline, out);
    else if (page->names[CHY_NAME_TWITTER_TITLE].data)
        tidy(page->names[CHY_NAME_TWITTER_TITLE], out);
    else if (heading && heading->len <= 300)
        tidy((chy_slice){page->text.data + heading->begin, heading->len}, out);
    else if (page->names[CHY_NAME_META_TITLE].data)
        tidy(page->names[CHY_NAME_META_TITLE], out);
    else if (page->names[CHY_NAME_TITLE].data) {
        tidy(page->names[CHY_NAME_TITLE], out);
        cut_site(out, site, true);
        return;
    }
    cut_site(out, site, false);
}

/* ---- publisher, author ---- */

static void add_host(const char *url, chy_buf *out)
{
    const char *host = url ? strstr(url, "://") : NULL;
    if (!host)
        return;
    host += 3;
    size_t len = strcspn(host, "/?#:");
    if (len > 4 && !strncasecmp(host, "www.", 4)) {
        host += 4;
        len -= 4;
    }
    chy_buf_add(out, host, len);
}

static void find_source(chy_html_work *work, const chy_ldjson *ld, const char *url, chy_buf *out)
{
    const chy_page *page = &work->page;
    chy_buf_clear(out);
    if (page->names[CHY_NAME_SITE].data)
        tidy(page->names[CHY_NAME_SITE], out);
    else if (ld->publisher)
        tidy_str(ld->publisher, out);
    else if (page->names[CHY_NAME_PUBLISHER].data && !chy_slice_has(page->names[CHY_NAME_PUBLISHER], "://"))
        tidy(page->names[CHY_NAME_PUBLISHER], out);
    else if (page->names[CHY_NAME_APPLICATION].data)
        tidy(page->names[CHY_NAME_APPLICATION], out);
    if (!out->len || out->len > 120) {
        chy_buf_clear(out);
        add_host(url, out);
    }
}

/* "By Ann Lee | Harbour News" -> "Ann Lee". False when it is no name. */
static bool trim_author(chy_buf *author)
{
    char *s = author->data;
    size_t len = author->len;
    if (!s || !len)
        return false;
    size_t skip = !strncasecmp(s, "by ", 3) ? 3 : !strncasecmp(s, "by: ", 4) ? 4 : !strncasecmp(s, "author: ", 8) ? 8 : !strncasecmp(s, "written by ", 11) ? 11 : 0;
    memmove(s, s + skip, len - skip + 1);
    len -= skip;
    for (size_t i = 0; i < len; i++)
        if (s[i] == '|' || s[i] == '\n' || isdigit((unsigned char)s[i]) || (unsigned char)s[i] == 0xe2 || (s[i] == '-' && i && s[i - 1] == ' ')) {
            bool quote = (unsigned char)s[i] == 0xe2 && i + 2 < len && (unsigned char)s[i + 1] == 0x80 && (unsigned char)s[i + 2] == 0x99;
            if (!quote)
                len = i;
        }
    while (len && strchr(" ,;:-", s[len - 1]))
        len--;
    s[len] = '\0';
    author->len = len;
    return len >= 3 && len <= 120;
}

static void find_author(chy_html_work *work, const chy_ldjson *ld, chy_buf *out)
{
    const chy_page *page = &work->page;
    chy_buf_clear(out);
    if (ld->author.len)
        tidy((chy_slice){ld->author.data, ld->author.len}, out);
    if (!trim_author(out) && page->names[CHY_NAME_AUTHOR].data)
        tidy(page->names[CHY_NAME_AUTHOR], out);
    if (trim_author(out))
        return;
    if (page->byline_end > page->byline_begin && page->byline_end - page->byline_begin < 200) {
        tidy((chy_slice){page->text.data + page->byline_begin, page->byline_end - page->byline_begin}, out);
        if (trim_author(out))
            return;
    }
    for (size_t i = 0; i < page->n_blocks; i++) {
        const chy_block *block = &page->blocks[i];
        if (!(block->flags & CHY_BLOCK_BYLINE) || block->flags & (CHY_BLOCK_ASIDE | CHY_BLOCK_COMMENT) || block->words > 16)
            continue;
        tidy((chy_slice){page->text.data + block->begin, block->len}, out);
        if (trim_author(out))
            return;
    }
    chy_buf_clear(out);
}

/* ---- day ---- */

static bool in_slice(chy_slice raw, chy_day *out)
{
    return raw.data && chy_page_date_find(raw.data, raw.len < 100 ? raw.len : 100, out);
}

static bool in_string(const char *s, chy_day *out)
{
    return s && chy_page_date_find(s, strlen(s), out);
}

/* A day that the page shows: in an element called a date, or in a short line before the story or right behind it. */
static bool in_text(const chy_page *page, chy_day *out)
{
    size_t kept = 0;
    for (int pass = 0; pass < 2; pass++) {
        kept = 0;
        for (size_t i = 0; i < page->n_blocks; i++) {
            const chy_block *block = &page->blocks[i];
            bool named = block->flags & (CHY_BLOCK_DATE | CHY_BLOCK_META);
            kept += block->keep;
            if (block->flags & (CHY_BLOCK_COMMENT | CHY_BLOCK_ASIDE) || block->words > (named ? 30 : 12) || (!named && (pass == 0 || kept > 2 || block->keep)))
                continue;
            if (chy_page_date_find(page->text.data + block->begin, block->len, out))
                return true;
        }
    }
    return false;
}

static bool find_day(const chy_page *page, const chy_ldjson *ld, const char *url, chy_day *out)
{
    if (in_string(ld->published, out))
        return true;
    for (int rank = 0; rank <= CHY_DATE_TIME; rank++)
        if (in_slice(page->dates[rank], out))
            return true;
    return (url && chy_page_date_in_url(url, strlen(url), out)) || in_text(page, out) || in_slice(page->dates[CHY_DATE_ANY_TIME], out) ||
           in_string(ld->created, out) || in_string(ld->modified, out) || in_slice(page->dates[CHY_DATE_MODIFIED], out);
}

/* ---- address, language ---- */

static bool is_web(chy_slice url)
{
    return (url.len > 8 && !strncasecmp(url.data, "https://", 8)) || (url.len > 7 && !strncasecmp(url.data, "http://", 7));
}

static void find_url(const chy_page *page, const chy_page_origin *origin, chy_buf *out)
{
    chy_buf_clear(out);
    if (origin->url)
        chy_buf_str(out, origin->url);
    else if (is_web(page->names[CHY_NAME_CANONICAL]))
        tidy(page->names[CHY_NAME_CANONICAL], out);
    else if (is_web(page->names[CHY_NAME_URL]))
        tidy(page->names[CHY_NAME_URL], out);
}

/* The language that the page declares; its text is asked first. */
static const char *declared_language(const chy_page *page, const chy_ldjson *ld, chy_buf *scratch)
{
    chy_buf_clear(scratch);
    if (page->names[CHY_NAME_LANG].data)
        tidy(page->names[CHY_NAME_LANG], scratch);
    else if (ld->lang)
        chy_buf_str(scratch, ld->lang);
    else if (page->names[CHY_NAME_LOCALE].data)
        tidy(page->names[CHY_NAME_LOCALE], scratch);
    return scratch->len ? scratch->data : NULL;
}

/* ---- text ---- */

static void add_blocks(const chy_page *page, bool all, chy_buf *out)
{
    for (size_t i = 0; i < page->n_blocks; i++) {
        const chy_block *block = &page->blocks[i];
        if (!all && !block->keep)
            continue;
        if (out->len)
            chy_buf_str(out, "\n\n");
        chy_buf_add(out, page->text.data + block->begin, block->len);
    }
}

void chy_html_fragment(const char *bytes, size_t len, chy_html_work *work, chy_buf *out)
{
    chy_page_read(&work->page, bytes, len);
    add_blocks(&work->page, true, out);
    out->failed = out->failed || work->page.failed;
}

/* A story that a script builds may stand whole in JSON-LD; a teaser before a pay wall is at least described. */
static void mend_text(chy_html_work *work, const chy_ldjson *ld, chy_document *doc, chy_slice description)
{
    chy_buf *text = &work->text;
    if (ld->body && (text->len < TEXT_LEAST || strlen(ld->body) > 3 * text->len)) {
        chy_buf_clear(text);
        for (const char *s = ld->body; *s;) { /* plain text or HTML: a fragment for each line keeps its paragraphs */
            size_t n = strcspn(s, "\n");
            chy_html_fragment(s, n, work, text);
            s += n + (s[n] == '\n');
        }
    } else if (text->len < TEXT_LEAST && description.len >= DESCRIPTION_LEAST && description.len > text->len) {
        chy_buf_clear(&work->scratch);
        tidy(description, &work->scratch);
        chy_buf_clear(text);
        chy_buf_add(text, work->scratch.data, work->scratch.len);
        chy_document_complain(doc, true, "no story in the page: its description is taken");
    }
}

static chy_status read_fields(chy_html_work *work, const chy_ldjson *ld, const chy_page_origin *origin, chy_document *doc, chy_err *err)
{
    chy_buf *scratch = &work->scratch;
    const chy_page *page = &work->page;
    char day_text[24];
    chy_day day;

    find_url(page, origin, scratch);
    chy_status status = set(doc, CHY_FIELD_URL, scratch, err);
    const char *url = chy_document_get(doc, CHY_FIELD_URL, NULL);
    if (status == CHY_OK) {
        find_source(work, ld, url, scratch);
        status = set(doc, CHY_FIELD_SOURCE, scratch, err);
    }
    if (status == CHY_OK) {
        find_title(work, ld, chy_document_get(doc, CHY_FIELD_SOURCE, NULL), scratch);
        status = set(doc, CHY_FIELD_TITLE, scratch, err);
    }
    if (status != CHY_OK)
        return status;
    size_t title_len = 0;
    const char *title = chy_document_get(doc, CHY_FIELD_TITLE, &title_len);
    chy_page_pick(&work->page, title ? title : "", title_len);
    find_author(work, ld, scratch);
    status = set(doc, CHY_FIELD_AUTHOR, scratch, err);
    if (status == CHY_OK && find_day(page, ld, url, &day)) {
        chy_day_format(day, day_text);
        status = chy_document_set(doc, CHY_FIELD_DATE, day_text, strlen(day_text), err);
    }
    return status;
}

/* Whether the page says that it is one story: a picture with a headline is one, a front page is none. */
static bool says_article(const chy_page *page, const chy_ldjson *ld)
{
    bool sure = ld->rank == 2 || page->dates[CHY_DATE_META].data;
    for (size_t i = 1; i < page->n_bodies && !sure; i++)
        sure = page->bodies[i].sure;
    return sure;
}

static chy_status read_text(chy_html_work *work, const chy_ldjson *ld, chy_document *doc, chy_err *err)
{
    chy_slice description = work->page.names[CHY_NAME_DESCRIPTION];
    chy_buf lang = {0};
    bool is_article = says_article(&work->page, ld);
    chy_buf_clear(&work->text);
    const char *declared = declared_language(&work->page, ld, &lang);
    add_blocks(&work->page, false, &work->text);
    mend_text(work, ld, doc, description);
    chy_status status = CHY_OK;
    if (work->page.failed || work->text.failed || lang.failed) {
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a page");
    } else if (!work->text.len) {
        doc->unusable = !is_article || chy_document_get(doc, CHY_FIELD_TITLE, NULL) == NULL;
        chy_document_complain(doc, true, doc->unusable ? "no story in the page: skipped" : "no story in the page: only the title is coded");
    } else if (work->text.len > CHY_LIMIT_TEXT) {
        doc->unusable = true;
        chy_document_complain(doc, false, "a story longer than the limit of %zu bytes: skipped", CHY_LIMIT_TEXT);
    } else {
        status = chy_document_set(doc, CHY_FIELD_TEXT, work->text.data, work->text.len, err);
        if (status == CHY_OK)
            status = chy_lang_settle(doc, declared, err);
    }
    chy_buf_release(&lang);
    return status;
}

chy_status chy_html_read(const char *bytes, size_t len, const chy_page_origin *origin, chy_html_work *work, chy_document *doc, chy_err *err)
{
    chy_charset charset;
    chy_ldjson ld = {0};
    const char *utf8;
    size_t utf8_len;
    chy_status status = chy_charset_decode(bytes, len, origin->charset, true, &work->utf8, &utf8, &utf8_len, &charset, err);
    if (status != CHY_OK)
        return status;
    if (charset.n_bad)
        chy_document_complain(doc, true, "%zu bytes that are no %s: read as U+FFFD", charset.n_bad, charset.name);
    chy_page_read(&work->page, utf8, utf8_len);
    for (size_t i = 0; i < work->page.n_json; i++)
        chy_ldjson_read(&ld, work->page.json[i], &work->scratch);
    if (work->page.failed)
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a page of %zu bytes", len);
    if (status == CHY_OK)
        status = read_fields(work, &ld, origin, doc, err);
    if (status == CHY_OK)
        status = read_text(work, &ld, doc, err);
    chy_ldjson_release(&ld);
    return status;
}
