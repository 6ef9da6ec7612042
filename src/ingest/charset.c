/* src/ingest/charset.c - See charset.h. Order: byte order mark, HTTP header, meta element; but what is valid UTF-8 with letters beyond ASCII is UTF-8,
 * whatever is declared, and what declares UTF-8 and is not gets looked at. Guessing is uchardet's, where it is built in. */
#include "ingest/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "ingest/html_scan.h"

#ifdef CHY_WITH_UCHARDET
#include <uchardet/uchardet.h>
#endif

/* Where a meta element may stand, and how much is shown to the detector. */
#define META_REACH 4096
#define GUESS_BYTES ((size_t)64 << 10)

static void set_name(chy_charset *found, const char *name, size_t len, const char *why)
{
    snprintf(found->name, sizeof found->name, "%.*s", (int)(len < 47 ? len : 47), name);
    found->why = why;
}

/* Names that pages use for something else than iconv does (as the WHATWG list has it). */
static const char *real_name(const char *name)
{
    static const char *const pairs[][2] = {
        {"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"}, {"latin1", "windows-1252"}, {"latin-1", "windows-1252"}, {"us-ascii", "windows-1252"},
        {"ascii", "windows-1252"}, {"iso-8859-9", "windows-1254"}, {"iso-8859-11", "windows-874"}, {"tis-620", "windows-874"}, {"gb2312", "gb18030"},
        {"gbk", "gb18030"}, {"x-gbk", "gb18030"}, {"shift_jis", "cp932"}, {"x-sjis", "cp932"}, {"sjis", "cp932"}, {"ks_c_5601-1987", "cp949"}, {"euc-kr", "cp949"},
        {"big5", "big5-hkscs"}, {"utf8", "utf-8"}, {"unicode", "utf-16le"}, {"utf-16", "utf-16le"}, {"windows-874", "cp874"}, {"x-cp1251", "windows-1251"},
        {"x-mac-cyrillic", "mac-cyrillic"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!strcasecmp(pairs[i][0], name))
            return pairs[i][1];
    return name;
}

/* A label names a file for iconv: letters, digits and few signs only. */
static bool is_label(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!((s[i] >= '0' && s[i] <= '9') || ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z') || (i && strchr("-_.:", s[i]) && s[i])))
            return false;
    return len >= 2 && len <= 40;
}

static bool take_label(chy_charset *found, chy_slice label, const char *why)
{
    char name[48];
    label = chy_slice_trim(label);
    while (label.len && (label.data[0] == '"' || label.data[0] == '\'')) {
        label.data++;
        label.len--;
    }
    size_t n = 0;
    while (n < label.len && label.data[n] != '"' && label.data[n] != '\'' && label.data[n] != ';' && label.data[n] != ' ' && label.data[n] != ',')
        n++;
    if (!is_label(label.data, n))
        return false;
    snprintf(name, sizeof name, "%.*s", (int)n, label.data);
    const char *real = real_name(name);
    iconv_t probe = strcasecmp(real, "utf-8") ? iconv_open("UTF-8", real) : (iconv_t)0;
    if (probe == (iconv_t)-1)
        return false;
    if (probe)
        iconv_close(probe);
    set_name(found, real, strlen(real), why);
    for (char *c = found->name; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    return true;
}

/* The value behind "charset=" (or "encoding=") in the first bytes. */
static bool find_label(const char *bytes, size_t len, const char *key, chy_slice *out)
{
    size_t n = strlen(key);
    for (size_t i = 0; i + n < len; i++) {
        if (strncasecmp(bytes + i, key, n))
            continue;
        i += n;
        while (i < len && (bytes[i] == ' ' || bytes[i] == '='))
            i++;
        *out = (chy_slice){bytes + i, len - i < 60 ? len - i : 60};
        return true;
    }
    return false;
}

static bool by_markup(const char *bytes, size_t len, chy_charset *found)
{
    chy_slice label;
    size_t look = len < META_REACH ? len : META_REACH;
    const char *end = look >= 5 && !memcmp(bytes, "<?xml", 5) ? memchr(bytes, '>', look) : NULL;
    if (end && find_label(bytes, (size_t)(end - bytes), "encoding", &label) && take_label(found, label, "XML declaration"))
        return true;
    const char *s = bytes;
    size_t left = look;
    while ((s = left > 5 ? memmem(s, left, "<", 1) : NULL) != NULL) {
        left = look - (size_t)(s - bytes);
        const char *close = left > 5 && !strncasecmp(s, "<meta", 5) ? memchr(s, '>', left) : NULL;
        if (close && find_label(s, (size_t)(close - s), "charset", &label) && take_label(found, label, "meta element")) {
            if (!strncmp(found->name, "utf-16", 6)) /* it could not have been read */
                set_name(found, "utf-8", 5, "meta element");
            return true;
        }
        s++;
        left--;
    }
    return false;
}

/* UTF-16 without a mark: every other byte of ASCII text is NUL. */
static const char *wide_name(const char *bytes, size_t len)
{
    size_t look = len < 512 ? len : 512, even = 0, odd = 0;
    for (size_t i = 0; i < look; i++)
        if (!bytes[i])
            *(i & 1 ? &odd : &even) += 1;
    if (look >= 8 && odd > look / 3 && even <= look / 20)
        return "utf-16le";
    return look >= 8 && even > look / 3 && odd <= look / 20 ? "utf-16be" : NULL;
}

static void guess(const char *bytes, size_t len, chy_charset *found)
{
    set_name(found, "windows-1252", 12, "guess");
#ifdef CHY_WITH_UCHARDET
    uchardet_t detector = uchardet_new();
    if (!detector)
        return;
    if (!uchardet_handle_data(detector, bytes, len < GUESS_BYTES ? len : GUESS_BYTES)) {
        uchardet_data_end(detector);
        const char *name = uchardet_get_charset(detector);
        if (name && name[0] && strcasecmp(name, "ascii") && strcasecmp(name, "utf-8"))
            take_label(found, (chy_slice){name, strlen(name)}, "its bytes");
    }
    uchardet_delete(detector);
#else
    (void)bytes;
    (void)len;
    (void)GUESS_BYTES;
#endif
}

/* Bytes that are no UTF-8 become U+FFFD. */
static void mend_utf8(const char *bytes, size_t len, chy_buf *room, chy_charset *found)
{
    for (size_t i = 0; i < len;) {
        size_t good = chy_utf8_check(bytes + i, len - i);
        chy_buf_add(room, bytes + i, good);
        i += good;
        if (i < len) {
            chy_buf_str(room, "\xef\xbf\xbd");
            found->n_bad++;
            i++;
        }
    }
}

static bool convert(const char *bytes, size_t len, chy_buf *room, chy_charset *found)
{
    iconv_t conv = iconv_open("UTF-8", found->name);
    char out[8192];
    char *from = (char *)bytes; /* iconv's signature; it does not write there */
    size_t left = len;
    if (conv == (iconv_t)-1)
        return false;
    while (left && !room->failed) {
        char *to = out;
        size_t space = sizeof out;
        size_t done = iconv(conv, &from, &left, &to, &space);
        chy_buf_add(room, out, sizeof out - space);
        if (done == (size_t)-1 && errno != E2BIG) {
            chy_buf_str(room, "\xef\xbf\xbd");
            found->n_bad++;
            if (left) {
                from++;
                left--;
            }
            iconv(conv, NULL, NULL, NULL, NULL);
        }
    }
    iconv_close(conv);
    return true;
}

/* Whether the bytes are the beginning of a letter whose end was cut off. */
static bool is_cut_letter(const unsigned char *s, size_t len)
{
    size_t need = s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return false;
    return len < need;
}

static bool by_mark(const char *bytes, size_t len, size_t *mark, chy_charset *found)
{
    *mark = 0;
    if (len >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        *mark = 3;
        set_name(found, "utf-8", 5, "byte order mark");
    } else if (len >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2))) {
        *mark = 2;
        set_name(found, bytes[0] == '\xff' ? "utf-16le" : "utf-16be", 8, "byte order mark");
    }
    return *mark != 0;
}

chy_status chy_charset_decode(const char *bytes, size_t len, const char *declared, bool markup, chy_buf *room, const char **text, size_t *text_len,
                              chy_charset *found, chy_err *err)
{
    size_t mark;
    const char *wide = NULL;
    *found = (chy_charset){.why = ""};
    chy_buf_clear(room);
    bool known = by_mark(bytes, len, &mark, found);
    bytes += mark;
    len -= mark;
    size_t good = !strncmp(found->name, "utf-16", 6) && len ? 0 : chy_utf8_check(bytes, len);
    if (!known && (wide = wide_name(bytes, len)) != NULL) {
        set_name(found, wide, strlen(wide), "its bytes");
        known = true;
        good = 0;
    }
    if (!known && declared)
        known = take_label(found, (chy_slice){declared, strlen(declared)}, "HTTP header");
    if (!known && markup)
        known = by_markup(bytes, len, found);
    /* Half a letter at the very end is a page cut short, not another encoding. */
    bool is_utf8 = good == len || (good && is_cut_letter((const unsigned char *)bytes + good, len - good));
    if (is_utf8 && (!known || (strncmp(found->name, "iso-2022", 8) && strncmp(found->name, "hz", 2))))
        set_name(found, "utf-8", 5, known ? found->why : "its bytes");
    else if (!known || (!is_utf8 && !strcmp(found->name, "utf-8") && strcmp(found->why, "byte order mark"))) {
        /* It says UTF-8 and has a few bad bytes: it is UTF-8 when most of what is not ASCII is well-formed. */
        size_t bad = 0, fine = 0;
        for (size_t i = good; i < len && i < good + GUESS_BYTES;) {
            uint32_t code;
            size_t n = chy_utf8_decode(bytes + i, len - i, &code);
            bad += !n;
            fine += n > 1;
            i += n ? n : 1;
        }
        if (!known || bad > fine + good / 500)
            guess(bytes, len, found);
    }
    if (!strcmp(found->name, "utf-8")) {
        *text = bytes;
        *text_len = len;
        if (good == len)
            return CHY_OK;
        mend_utf8(bytes, len, room, found);
    } else if (!convert(bytes, len, room, found)) {
        mend_utf8(bytes, len, room, found);
    }
    if (room->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "no memory to decode %zu bytes", len);
    *text = room->data ? room->data : "";
    *text_len = room->len;
    return CHY_OK;
}
