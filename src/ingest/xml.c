/* src/ingest/xml.c - See xml.h. Parsing is libxml2's xmlReader, told to recover, without network, DTDs or entities of the file's own. */
#include "ingest/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest/charset.h"
#include "ingest/entity.h"

#ifdef CHY_WITH_XML
#include <libxml/xmlreader.h>
#endif

/* The longest file: half a gigabyte of sentences is better cut up. */
#define FILE_MOST ((size_t)256 << 20)

void chy_xml_free(chy_xml *xml)
{
    if (!xml)
        return;
#ifdef CHY_WITH_XML
    if (xml->parser)
        xmlFreeTextReader(xml->parser);
#endif
    chy_buf *bufs[] = {&xml->page, &xml->value, &xml->name, &xml->title, &xml->lang, &xml->item_title, &xml->link, &xml->guid, &xml->date, &xml->updated, &xml->author,
                       &xml->content, &xml->summary, &xml->publisher};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        chy_buf_release(bufs[i]);
    for (size_t i = 0; i < 6; i++)
        chy_buf_release(&xml->attributes[i]);
    free(xml);
}

/* ---- mending ---- */

static bool is_own_entity(const char *s, size_t len)
{
    static const char *const own[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (len >= strlen(own[i]) && !memcmp(s, own[i], strlen(own[i])))
            return true;
    if (len < 4 || s[1] != '#')
        return false;
    size_t i = s[2] == 'x' || s[2] == 'X' ? 3 : 2, first = i;
    while (i < len && ((s[i] >= '0' && s[i] <= '9') || (first == 3 && (s[i] | 32) >= 'a' && (s[i] | 32) <= 'f')))
        i++;
    return i > first && i < len && s[i] == ';';
}

/* Copies the file so that XML's rules hold for characters: bare '&' written out, HTML's names replaced, control characters blanked. */
static void mend(const char *s, size_t len, chy_buf *out)
{
    for (size_t i = 0; i < len;) {
        size_t n = 0;
        while (i + n < len && s[i + n] != '&' && ((unsigned char)s[i + n] >= 0x20 || s[i + n] == '\n' || s[i + n] == '\t' || s[i + n] == '\r') &&
               !(s[i + n] == '<' && len - i - n >= 9 && !memcmp(s + i + n, "<![CDATA[", 9)))
            n++;
        chy_buf_add(out, s + i, n);
        i += n;
        if (i == len)
            break;
        if (s[i] == '<') { /* CDATA stays as it is but for control characters */
            const char *end = memmem(s + i, len - i, "]]>", 3);
            size_t part = end ? (size_t)(end - (s + i)) + 3 : len - i, begin = out->len;
            chy_buf_add(out, s + i, part);
            for (size_t k = begin; !out->failed && k < out->len; k++)
                if ((unsigned char)out->data[k] < 0x20 && out->data[k] != '\n' && out->data[k] != '\t' && out->data[k] != '\r')
                    out->data[k] = ' ';
            i += part;
        } else if (s[i] != '&') {
            chy_buf_char(out, ' ');
            i++;
        } else if (is_own_entity(s + i, len - i)) {
            chy_buf_char(out, s[i++]);
        } else {
            char code[8];
            size_t room = 0, used = chy_entity_read(s + i, len - i, code, &room);
            if (used && room == 1 && (code[0] == '<' || code[0] == '&' || code[0] == '>'))
                used = 0; /* "&lt" without its semicolon */
            if (used)
                chy_buf_add(out, code, room);
            else
                chy_buf_str(out, "&amp;");
            i += used ? used : 1;
        }
    }
}

chy_status chy_xml_begin(chy_reader *reader, const char *const *names, chy_document *doc, chy_err *err)
{
    chy_xml *xml = calloc(1, sizeof *xml);
    chy_charset charset;
    const char *text;
    size_t len;
    reader->xml = xml;
    if (!xml)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
    memcpy(xml->names, names, sizeof xml->names);
    chy_buf_clear(&reader->text);
    if (!chy_stream_all(&reader->stream, doc, FILE_MOST, &reader->text)) {
        chy_document_complain(doc, false, "longer than the limit of %zu bytes for one file: skipped", FILE_MOST);
        chy_buf_clear(&reader->text);
        reader->stream.ended = true;
    }
    if (reader->text.failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path);
#ifndef CHY_WITH_XML
    chy_document_complain(doc, false, "XML: this program was built without libxml2");
    chy_buf_clear(&reader->text);
#endif
    chy_status status = chy_charset_decode(reader->text.data ? reader->text.data : "", reader->text.len, reader->charset, true, &reader->scratch, &text, &len, &charset, err);
    if (status != CHY_OK)
        return status;
    mend(text, len, &xml->page);
    chy_buf_release(&reader->text);
    chy_buf_release(&reader->scratch);
    return xml->page.failed ? chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory to read it", reader->path) : CHY_OK;
}

/* ---- entries ---- */

/* Whether `<name` (or `</name`, `closing`) stands at s. */
static bool is_tag(const char *s, size_t len, const char *name, bool closing)
{
    size_t n = strlen(name), skip = closing ? 2 : 1;
    if (len < n + skip + 1 || s[0] != '<' || (closing && s[1] != '/') || strncasecmp(s + skip, name, n))
        return false;
    char c = s[skip + n];
    return c == '>' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '/';
}

static bool is_any(const chy_xml *xml, const char *s, size_t len, bool closing)
{
    for (size_t i = 0; i < 3 && xml->names[i]; i++)
        if (is_tag(s, len, xml->names[i], closing))
            return true;
    return false;
}

/* The next '<' from `i` on that is no CDATA and no comment. */
static size_t next_tag(const char *s, size_t i, size_t len)
{
    while (i < len) {
        const char *open = memchr(s + i, '<', len - i);
        if (!open)
            return len;
        i = (size_t)(open - s);
        const char *end = NULL;
        if (len - i >= 9 && !memcmp(s + i, "<![CDATA[", 9))
            end = memmem(s + i, len - i, "]]>", 3);
        else if (len - i >= 4 && !memcmp(s + i, "<!--", 4))
            end = memmem(s + i, len - i, "-->", 3);
        else
            return i;
        if (!end)
            return len;
        i = (size_t)(end - s) + 3;
    }
    return len;
}

bool chy_xml_head(chy_xml *xml, chy_slice *out)
{
    const char *s = xml->page.data ? xml->page.data : "";
    size_t i = next_tag(s, 0, xml->page.len);
    size_t first = i;
    while (i < xml->page.len && !is_any(xml, s + i, xml->page.len - i, false))
        i = next_tag(s, i + 1, xml->page.len);
    xml->at = i;
    *out = (chy_slice){s + first, i - first};
    return i > first;
}

bool chy_xml_entry(chy_xml *xml, chy_slice *out)
{
    const char *s = xml->page.data ? xml->page.data : "";
    size_t len = xml->page.len, i = xml->at;
    while (i < len && !is_any(xml, s + i, len - i, false))
        i = next_tag(s, i + 1, len);
    if (i >= len)
        return false;
    size_t first = i;
    for (i = next_tag(s, i + 1, len); i < len; i = next_tag(s, i + 1, len)) {
        if (is_any(xml, s + i, len - i, true)) {
            const char *end = memchr(s + i, '>', len - i);
            i = end ? (size_t)(end - s) + 1 : len;
            break;
        }
        if (is_any(xml, s + i, len - i, false))
            break; /* it was never closed */
    }
    xml->at = i;
    *out = (chy_slice){s + first, i - first};
    return true;
}

#ifdef CHY_WITH_XML

#define OPTIONS (XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT)

static void escape(const char *s, chy_buf *out)
{
    for (; *s; s++) {
        if (*s == '<')
            chy_buf_str(out, "&lt;");
        else if (*s == '&')
            chy_buf_str(out, "&amp;");
        else
            chy_buf_char(out, *s);
    }
}

/* "dc:creator" or "creator": libxml2 leaves a prefix that nobody declared in the name. */
static void split_name(const xmlChar *whole, chy_buf *room, chy_xml_field *field)
{
    const char *s = (const char *)whole, *colon = strchr(s, ':');
    chy_buf_clear(room);
    if (colon)
        chy_buf_add(room, s, (size_t)(colon - s));
    chy_buf_char(room, '\0');
    size_t name = room->len;
    chy_buf_str(room, colon ? colon + 1 : s);
    field->prefix = room->failed ? "" : room->data;
    field->name = room->failed ? "" : room->data + name;
}

static const char *attribute(xmlTextReaderPtr parser, const char *name, chy_buf *room)
{
    xmlChar *value = xmlTextReaderGetAttribute(parser, (const xmlChar *)name);
    if (!value)
        return NULL;
    chy_buf_clear(room);
    chy_buf_str(room, (const char *)value);
    chy_buf_char(room, '\0');
    xmlFree(value);
    return room->failed ? NULL : room->data;
}

static void read_attributes(chy_xml *xml, xmlTextReaderPtr parser, chy_xml_field *field)
{
    field->href = attribute(parser, "href", &xml->attributes[0]);
    field->rel = attribute(parser, "rel", &xml->attributes[1]);
    field->type = attribute(parser, "type", &xml->attributes[2]);
    field->date = attribute(parser, "date", &xml->attributes[3]);
    field->id = attribute(parser, "id", &xml->attributes[4]);
    field->source = attribute(parser, "source", &xml->attributes[5]);
}

/* Elements deeper than these are not told apart. */
#define LEVELS 16

typedef struct walk {
    chy_xml *xml;
    xmlTextReaderPtr parser;
    int base;            /* depth of the entry itself */
    char outer[64];      /* name of the open element of the first level */
    chy_xml_field field; /* of the innermost element that was opened */
    bool open;
} walk;

static void end_field(walk *w, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx)
{
    if (!w->open)
        return;
    w->open = false;
    w->field.value = w->xml->value.data ? w->xml->value.data : "";
    w->field.len = w->xml->value.len;
    if (!w->xml->value.failed)
        visit(ctx, &w->field);
}

/* "content" and "summary" of type xhtml hold markup of their own. */
static bool holds_markup(const walk *w)
{
    return w->open && w->field.type && !strcasecmp(w->field.type, "xhtml");
}

static void open_field(walk *w, int depth, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx)
{
    const xmlChar *name = xmlTextReaderConstName(w->parser);
    bool empty = xmlTextReaderIsEmptyElement(w->parser) == 1;
    if (depth > w->base + 1 && holds_markup(w)) {
        chy_buf_printf(&w->xml->value, "<%s>", (const char *)xmlTextReaderConstLocalName(w->parser));
        return;
    }
    end_field(w, visit, ctx);
    w->field = (chy_xml_field){.parent = depth > w->base + 1 ? w->outer : ""};
    read_attributes(w->xml, w->parser, &w->field);
    split_name(name, &w->xml->name, &w->field);
    if (depth == w->base)
        w->field.parent = NULL;
    else if (depth == w->base + 1)
        snprintf(w->outer, sizeof w->outer, "%s", w->field.name);
    chy_buf_clear(&w->xml->value);
    w->open = true;
    if (empty || depth == w->base)
        end_field(w, visit, ctx);
}

static void step(walk *w, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx)
{
    int depth = xmlTextReaderDepth(w->parser), type = xmlTextReaderNodeType(w->parser);
    const xmlChar *value;
    switch (type) {
    case XML_READER_TYPE_ELEMENT:
        open_field(w, depth, visit, ctx);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        value = xmlTextReaderConstValue(w->parser);
        if (w->open && value && holds_markup(w))
            escape((const char *)value, &w->xml->value);
        else if (w->open && value)
            chy_buf_str(&w->xml->value, (const char *)value);
        break;
    case XML_READER_TYPE_END_ELEMENT:
        if (depth > w->base + 1 && holds_markup(w))
            chy_buf_printf(&w->xml->value, "</%s>", (const char *)xmlTextReaderConstLocalName(w->parser));
        else
            end_field(w, visit, ctx);
        break;
    default:
        break;
    }
}

bool chy_xml_walk(chy_xml *xml, chy_slice entry, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx)
{
    if (entry.len > (size_t)1 << 30)
        return false;
    if (!xml->parser)
        xml->parser = xmlReaderForMemory(entry.data, (int)entry.len, NULL, "UTF-8", OPTIONS);
    else if (xmlReaderNewMemory(xml->parser, entry.data, (int)entry.len, NULL, "UTF-8", OPTIONS) != 0)
        return false;
    if (!xml->parser)
        return false;
    walk w = {.xml = xml, .parser = xml->parser};
    int code;
    while ((code = xmlTextReaderRead(xml->parser)) == 1)
        step(&w, visit, ctx);
    end_field(&w, visit, ctx);
    return code == 0;
}

#else

bool chy_xml_walk(chy_xml *xml, chy_slice entry, void (*visit)(void *ctx, const chy_xml_field *field), void *ctx)
{
    (void)xml, (void)entry, (void)visit, (void)ctx;
    return false;
}

#endif
