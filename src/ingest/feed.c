/* src/ingest/feed.c - RSS (0.9x, 1.0, 2.0) and Atom: an entry is a document. Its text is the longest of what the entry gives of it; most feeds give a
 * teaser. */
#include <string.h>
#include <strings.h>

#include "ingest/lang.h"
#include "ingest/pagedate.h"
#include "ingest/xml.h"

bool chy_feed_looks(const char *bytes, size_t len)
{
    static const char *const roots[] = {"<rss", "<feed", "<rdf:rdf"};
    chy_slice head = {bytes, len < 2048 ? len : 2048};
    if (chy_slice_has(head, "<html") || chy_slice_has(head, "<!doctype html"))
        return false;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (chy_slice_has(head, roots[i]))
            return true;
    return false;
}

static void keep(chy_buf *into, const char *value, size_t len)
{
    chy_slice s = chy_slice_trim((chy_slice){value, len});
    if (!into->len && s.len)
        chy_buf_add(into, s.data, s.len);
}

static bool is(const chy_xml_field *field, const char *name)
{
    return !strcasecmp(field->name, name);
}

/* What stands before the first entry: the feed's own title and language. */
static void visit_head(void *ctx, const chy_xml_field *field)
{
    chy_xml *xml = ctx;
    bool image = field->parent && (!strcasecmp(field->parent, "image") || !strcasecmp(field->parent, "textinput"));
    if (is(field, "title") && !image)
        keep(&xml->title, field->value, field->len);
    else if (is(field, "language"))
        keep(&xml->lang, field->value, field->len);
}

static void visit_link(chy_xml *xml, const chy_xml_field *field)
{
    if (field->href && (!field->rel || !strcasecmp(field->rel, "alternate")))
        keep(&xml->link, field->href, strlen(field->href));
    else if (!field->href)
        keep(&xml->link, field->value, field->len);
}

static void visit_entry(void *ctx, const chy_xml_field *field)
{
    chy_xml *xml = ctx;
    bool dc = !strcasecmp(field->prefix, "dc") || !strcasecmp(field->prefix, "dcterms"), media = !strcasecmp(field->prefix, "media");
    if (!field->parent || media)
        return;
    if (field->parent[0]) { /* <author><name>, <source><title> */
        if (!strcasecmp(field->parent, "author") && is(field, "name"))
            keep(&xml->author, field->value, field->len);
        else if (!strcasecmp(field->parent, "source") && is(field, "title"))
            keep(&xml->publisher, field->value, field->len);
        return;
    }
    if (is(field, "title"))
        keep(&xml->item_title, field->value, field->len);
    else if (is(field, "link") || is(field, "origLink"))
        visit_link(xml, field);
    else if (is(field, "guid") || (is(field, "id") && !field->prefix[0]))
        keep(&xml->guid, field->value, field->len);
    else if (is(field, "pubDate") || is(field, "published") || is(field, "issued") || (dc && (is(field, "date") || is(field, "created"))))
        keep(&xml->date, field->value, field->len);
    else if (is(field, "updated") || is(field, "modified"))
        keep(&xml->updated, field->value, field->len);
    else if (is(field, "creator") || is(field, "author"))
        keep(&xml->author, field->value, field->len);
    else if (is(field, "encoded") || is(field, "content"))
        keep(&xml->content, field->value, field->len);
    else if (is(field, "description") || is(field, "summary"))
        keep(&xml->summary, field->value, field->len);
    else if (is(field, "source"))
        keep(&xml->publisher, field->value, field->len);
}

/* HTML to one line of text. */
static void flatten(chy_reader *reader, const chy_buf *from, chy_buf *out)
{
    chy_buf_clear(out);
    if (from->len)
        chy_html_fragment(from->data, from->len, &reader->html, out);
    for (size_t i = 0; i < out->len; i++)
        if (out->data[i] == '\n')
            out->data[i] = ' ';
}

static chy_status set(chy_document *doc, chy_field field, const chy_buf *value, chy_err *err)
{
    if (value->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an entry");
    return value->len ? chy_document_set(doc, field, value->data, value->len, err) : CHY_OK;
}

static chy_status set_text(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_xml *xml = reader->xml;
    chy_buf *a = &reader->rooms[0], *b = &reader->rooms[1];
    chy_buf_clear(a);
    chy_buf_clear(b);
    if (xml->content.len)
        chy_html_fragment(xml->content.data, xml->content.len, &reader->html, a);
    if (xml->summary.len)
        chy_html_fragment(xml->summary.data, xml->summary.len, &reader->html, b);
    const chy_buf *text = a->len >= b->len ? a : b;
    if (a->failed || b->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for an entry");
    if (text->len > CHY_LIMIT_TEXT) {
        doc->unusable = true;
        chy_document_complain(doc, false, "longer than the limit of %zu bytes for one document: skipped", CHY_LIMIT_TEXT);
        return CHY_OK;
    }
    if (text->len)
        return chy_document_set(doc, CHY_FIELD_TEXT, text->data, text->len, err);
    doc->unusable = !xml->item_title.len;
    chy_document_complain(doc, true, doc->unusable ? "an entry without text and title: skipped" : "an entry without text: only the title is coded");
    return CHY_OK;
}

static chy_status set_fields(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_xml *xml = reader->xml;
    const chy_buf *date = xml->date.len ? &xml->date : &xml->updated, *id = xml->link.len ? &xml->link : &xml->guid;
    char day[24];
    chy_status status = set_text(reader, doc, err);
    flatten(reader, &xml->item_title, &reader->rooms[0]);
    if (status == CHY_OK)
        status = set(doc, CHY_FIELD_TITLE, &reader->rooms[0], err);
    flatten(reader, xml->publisher.len ? &xml->publisher : &xml->title, &reader->rooms[0]);
    if (status == CHY_OK)
        status = set(doc, CHY_FIELD_SOURCE, &reader->rooms[0], err);
    flatten(reader, &xml->author, &reader->rooms[0]);
    if (status == CHY_OK)
        status = set(doc, CHY_FIELD_AUTHOR, &reader->rooms[0], err);
    if (status == CHY_OK && (xml->link.len || !strncasecmp(xml->guid.data ? xml->guid.data : "", "http", 4)))
        status = set(doc, CHY_FIELD_URL, xml->link.len ? &xml->link : &xml->guid, err);
    if (status == CHY_OK && date->len && chy_map_day(date->data, date->len, day))
        status = chy_document_set(doc, CHY_FIELD_DATE, day, strlen(day), err);
    if (status == CHY_OK)
        status = id->len ? chy_reader_set_id(doc, id->data, id->len, err) : chy_reader_name(reader, true, doc, err);
    return status == CHY_OK && !doc->unusable ? chy_lang_settle(doc, xml->lang.len ? xml->lang.data : NULL, err) : status;
}

static void clear_entry(chy_xml *xml)
{
    chy_buf *bufs[] = {&xml->item_title, &xml->link, &xml->guid, &xml->date, &xml->updated, &xml->author, &xml->content, &xml->summary, &xml->publisher};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        chy_buf_clear(bufs[i]);
}

static chy_status begin(chy_reader *reader, chy_document *doc, chy_err *err)
{
    static const char *const names[3] = {"item", "entry", NULL};
    chy_slice head;
    chy_status status = chy_xml_begin(reader, names, doc, err);
    if (status == CHY_OK && chy_xml_head(reader->xml, &head) && !chy_xml_walk(reader->xml, head, visit_head, reader->xml) && !reader->xml->title.len)
        chy_document_complain(doc, true, "the feed says nothing of itself");
    return status;
}

chy_status chy_feed_next(chy_reader *reader, chy_document *doc, chy_err *err)
{
    chy_slice entry;
    if (!reader->xml) {
        chy_status status = begin(reader, doc, err);
        if (status != CHY_OK)
            return status;
    }
    if (!chy_xml_entry(reader->xml, &entry)) {
        if (!reader->line++ && !doc->n_problems && !reader->xml->title.len)
            chy_document_complain(doc, false, "empty: no entries");
        doc->unusable = doc->n_problems > 0;
        return doc->unusable ? chy_reader_set_origin(reader, false, doc, err) : CHY_E_EMPTY;
    }
    reader->line++;
    clear_entry(reader->xml);
    if (!chy_xml_walk(reader->xml, entry, visit_entry, reader->xml) && !reader->xml->item_title.len && !reader->xml->summary.len && !reader->xml->content.len) {
        doc->unusable = true;
        chy_document_complain(doc, false, "an entry that is no XML: skipped");
        return chy_reader_set_origin(reader, true, doc, err);
    }
    chy_status status = chy_reader_set_origin(reader, true, doc, err);
    return status == CHY_OK ? set_fields(reader, doc, err) : status;
}
