/* tests/fuzz/fuzz_dict.c - Bytes as a compiled dictionary whose sums are right: opening must refuse it or every look-up must stay inside.
 * Sections are filled from the input, so that a fuzzer reaches the records behind the header. */
#include <stdlib.h>
#include <string.h>

#include "dict/dict.h"
#include "dict/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A header that places `body` into the sections by the counts in its first bytes. */
static void frame(char *file, size_t len)
{
    static const uint32_t sizes[N_SECTIONS] = {1, sizeof(dict_entry), sizeof(dict_place), sizeof(dict_state), sizeof(dict_member), 4, 4, 4,
        sizeof(dict_key), sizeof(dict_key), sizeof(dict_key), sizeof(dict_item), sizeof(dict_item), sizeof(dict_item)};
    dict_header head = {.version = DICT_VERSION, .n_sections = N_SECTIONS, .file_size = len};
    memcpy(head.magic, DICT_MAGIC, sizeof head.magic);
    const unsigned char *counts = (const unsigned char *)file + sizeof head;
    uint64_t at = sizeof head + 16;
    for (int i = 0; i < N_SECTIONS; i++) {
        head.sections[i] = (dict_section){.offset = at, .count = counts[i], .size = sizes[i]};
        at += ((uint64_t)counts[i] * sizes[i] + 7) / 8 * 8;
    }
    memcpy(file, &head, sizeof head);
    head.checksum = dict_checksum(file, len);
    memcpy(file, &head, sizeof head);
}

static void look_up(const chy_dict *dict, const char *text, size_t len)
{
    chy_token tokens[8];
    memset(tokens, 0, sizeof tokens);
    size_t n = 0;
    for (size_t i = 0; i < 8 && i * 3 + 3 <= len; i++)
        tokens[n++] = (chy_token){.form = text + i * 3, .form_len = 3, .flags = CHY_TOKEN_SPACE_AFTER};
    const chy_entry *entries;
    const chy_place *places;
    size_t used, found;
    for (size_t i = 0; i < n; i++) {
        if (chy_dict_longest(dict, tokens + i, n - i, true, &used, &entries, &found) && found && !entries[found - 1].name)
            abort();
        if (chy_dict_surname(dict, tokens + i, n - i, false, &used, &entries, &found) && found && !entries[0].code)
            abort();
        if (chy_dict_place(dict, tokens + i, n - i, true, &used, &places, &found) && found && !places[found - 1].country)
            abort();
    }
    chy_dict_state(dict, "ARV");
    chy_dict_is_member(dict, "UN", "ARV", (chy_day){0});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len = sizeof(dict_header) + 16 + size;
    char *file = calloc(1, len);
    if (!file)
        return 0;
    if (size)
        memcpy(file + sizeof(dict_header), data, size);
    frame(file, len);
    chy_dict *dict = chy_dict_open_bytes(file, len, NULL);
    if (dict)
        look_up(dict, (const char *)data, size);
    chy_dict_free(dict);
    free(file);
    return 0;
}
