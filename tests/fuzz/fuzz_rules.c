/* tests/fuzz/fuzz_rules.c - Any bytes as a file of rules: read, or refused with a message that names the line. */
#include <stdlib.h>

#include "events/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_err err = {0};
    chy_rules *rules = chy_rules_book_new();
    if (!rules)
        return 0;
    chy_status status = chy_rules_read(rules, "fuzz.txt", (const char *)data, size, &err);
    if (status != CHY_OK && !err.msg[0])
        abort();
    if (status == CHY_OK && chy_rules_finish(rules, &err) != CHY_OK && !err.msg[0])
        abort();
    chy_rules_free(rules);
    return 0;
}
