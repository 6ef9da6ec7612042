/* src/ingest/jsonl.c - Repairs, then jansson; see jsonl.h. jansson refuses a whole record for one lone surrogate, one raw
 * control character or one bad byte, and scraped text is full of them: each is replaced before parsing, and told. */
#include "ingest/jsonl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Raw control characters are not allowed anywhere in JSON but as white space; a blank is right in a string and outside. */
static void repair_controls(chy_buf *line, chy_document *doc)
{
    size_t count = 0, first = 0;
    for (size_t i = 0; i < line->len; i++) {
        if ((unsigned char)line->data[i] >= 0x20)
            continue;
        if (line->data[i] != '\t' && line->data[i] != '\r' && !count++)
            first = i;
        line->data[i] = ' ';
    }
    if (count)
        chy_document_complain(doc, false, "%zu NUL or control bytes, the first at byte %zu of the line: read as blanks", count,
                              first);
}

/* The code of a \uXXXX escape at `s`, or -1. */
static int32_t escape_code(const char *s, size_t len)
{
    if (len < 6 || s[0] != '\\' || s[1] != 'u')
        return -1;
    int32_t code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = s[i] >= '0' && s[i] <= '9' ? s[i] - '0' : (s[i] | 32) >= 'a' && (s[i] | 32) <= 'f' ? (s[i] | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* Half a surrogate pair becomes \ufffd, which has the same length. */
static void repair_surrogates(chy_buf *line, chy_document *doc)
{
    size_t count = 0, first = 0;
    char *s = line->data;
    for (size_t i = 0; i + 1 < line->len; i++) {
        if (s[i] != '\\')
            continue;
        int32_t code = escape_code(s + i, line->len - i);
        if (code >= 0xd800 && code <= 0xdbff) {
            int32_t low = escape_code(s + i + 6, line->len - i - 6);
            if (low >= 0xdc00 && low <= 0xdfff) {
                i += 11;
                continue;
            }
        }
        if (code >= 0xd800 && code <= 0xdfff) {
            memcpy(s + i + 2, "fffd", 4);
            if (!count++)
                first = i;
        }
        i++; /* the escaped character, which may be a backslash itself */
    }
    if (count)
        chy_document_complain(doc, false, "%zu lone surrogates, the first at byte %zu of the line: read as U+FFFD", count, first);
}

/* Bytes that are no UTF-8 become U+FFFD each. Returns the line to parse. */
static chy_buf *repair_utf8(chy_buf *line, chy_buf *scratch, chy_document *doc)
{
    size_t bad = chy_utf8_check(line->data, line->len);
    if (bad == line->len)
        return line;
    size_t count = 0, first = bad;
    chy_buf_clear(scratch);
    for (size_t i = 0;;) {
        chy_buf_add(scratch, line->data + i, bad);
        i += bad;
        if (i == line->len)
            break;
        chy_buf_str(scratch, "\xef\xbf\xbd");
        i++;
        count++;
        bad = chy_utf8_check(line->data + i, line->len - i);
    }
    chy_document_complain(doc, false, "%zu bytes that are no UTF-8, the first at byte %zu of the line: read as U+FFFD", count, first);
    return scratch;
}

/* The value of a mapped key: as it stands, else as a path with points ("meta.published_at"), also through the first of a list. */
static const json_t *look_up(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    for (unsigned depth = 0; !value && depth < 8 && key; depth++) {
        char name[64];
        size_t n = strcspn(key, ".");
        if (n >= sizeof name)
            return NULL;
        memcpy(name, key, n);
        name[n] = '\0';
        object = json_object_get(object, name);
        if (json_is_array(object))
            object = json_array_get(object, 0);
        if (!key[n])
            return object;
        key += n + 1;
    }
    return value;
}

/* "2025-03-04T10:00Z", "Tue, 04 Mar 2025" and seconds since 1970 become days where somebody else's data are read. */
static chy_status set_mapped_day(chy_document *doc, const char *bytes, size_t len, chy_err *err)
{
    char day[24];
    if (chy_map_day(bytes, len, day))
        return chy_document_set(doc, CHY_FIELD_DATE, day, strlen(day), err);
    chy_document_complain(doc, true, "\"%.40s\" is no date that can be read: ignored", bytes);
    return CHY_OK;
}

static chy_status set_field(const chy_map *map, chy_document *doc, chy_field field, const json_t *value, chy_err *err)
{
    const char *const *keys = map->names;
    if (!value || json_is_null(value))
        return CHY_OK;
    char number[32];
    const char *bytes = json_string_value(value);
    size_t len = json_string_length(value);
    if ((field == CHY_FIELD_ID || (field == CHY_FIELD_DATE && map->mapped[field])) && json_is_integer(value)) {
        len = (size_t)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        bytes = number;
    }
    if (!bytes) {
        chy_document_complain(doc, field != CHY_FIELD_TEXT, "\"%s\" is not a string: ignored", keys[field]);
        return CHY_OK;
    }
    if (memchr(bytes, '\0', len))
        chy_document_complain(doc, false, "NUL characters in \"%s\": read as blanks", keys[field]);
    if (field == CHY_FIELD_DATE && map->mapped[field])
        return set_mapped_day(doc, bytes, len, err);
    chy_err why;
    chy_status status = chy_document_set(doc, field, bytes, len, &why);
    if (status == CHY_E_LIMIT) {
        chy_document_complain(doc, false, "\"%s\": %s", keys[field], why.msg);
        doc->unusable = doc->unusable || field == CHY_FIELD_TEXT;
        return CHY_OK;
    }
    return status == CHY_OK ? CHY_OK : chy_err_set(err, status, 0, "%s", why.msg);
}

static bool is_blank(const chy_document *doc, chy_field field)
{
    const char *s = chy_document_get(doc, field, NULL);
    return !s || !s[strspn(s, " \t\r\n")];
}

static chy_status read_object(const chy_map *map, const json_t *object, chy_document *doc, chy_err *err)
{
    for (int i = 0; i < CHY_N_FIELD; i++) {
        chy_status status = set_field(map, doc, (chy_field)i, map->mapped[i] ? look_up(object, map->names[i]) : json_object_get(object, map->names[i]), err);
        if (status != CHY_OK)
            return status;
    }
    if (doc->unusable)
        return CHY_OK;
    if (is_blank(doc, CHY_FIELD_TEXT)) {
        doc->unusable = is_blank(doc, CHY_FIELD_TITLE);
        chy_document_complain(doc, !doc->unusable, doc->unusable ? "no \"%s\": skipped" : "no \"%s\": only the title is coded",
                              map->names[CHY_FIELD_TEXT]);
    }
    if (!doc->unusable && is_blank(doc, CHY_FIELD_ID))
        chy_document_complain(doc, true, "no \"id\": named by file and line");
    return CHY_OK;
}

chy_status chy_jsonl_read(chy_buf *line, chy_buf *scratch, const chy_map *map, chy_document *doc, chy_err *err)
{
    repair_controls(line, doc);
    repair_surrogates(line, doc);
    const chy_buf *good = repair_utf8(line, scratch, doc);
    if (good->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a line of %zu bytes", line->len);
    json_error_t why;
    json_t *root = json_loadb(good->data, good->len, JSON_ALLOW_NUL, &why);
    chy_status status = CHY_OK;
    if (!root && !why.text[0]) { /* jansson has no words for this */
        status = chy_err_set(err, CHY_E_NOMEM, 0, "no memory for a line of %zu bytes", line->len);
    } else if (!root) {
        doc->unusable = true;
        chy_document_complain(doc, false, "not JSON: %s at byte %d of the line: skipped", why.text, why.position);
    } else if (!json_is_object(root)) {
        doc->unusable = true;
        chy_document_complain(doc, false, "not a JSON object: skipped");
    } else {
        status = read_object(map, root, doc, err);
    }
    json_decref(root);
    return status;
}
