/* tests/fuzz/fuzz_charset.c - Bytes of any encoding: what comes out is UTF-8, whatever was declared. The first byte chooses what is. */
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const declared[] = {NULL, "utf-8", "windows-1251", "iso-2022-jp", "gb2312", "utf-16", "nonsense", "big5", "../../etc/passwd", "koi8-r", "shift_jis"};
    chy_buf room = {0};
    chy_charset found;
    const char *text;
    size_t len;
    if (!size)
        return 0;
    if (chy_charset_decode((const char *)data + 1, size - 1, declared[data[0] % (sizeof declared / sizeof *declared)], data[0] & 64, &room, &text, &len, &found, NULL) == CHY_OK)
        if (chy_utf8_check(text, len) != len)
            abort();
    chy_buf_release(&room);
    return 0;
}
