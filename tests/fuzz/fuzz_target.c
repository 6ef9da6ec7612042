/* tests/fuzz/fuzz_target.c - The address of a request. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static chy_target target;
    if (chy_target_parse((const char *)data, size, &target))
        return 0;
    if (target.path[0] != '/' || target.n_params > CHY_SERVE_MAX_PARAMS)
        abort();
    for (size_t i = 0; i < target.n_params; i++)
        if (chy_target_get(&target, target.params[i].name) != target.params[i].value || strlen(target.params[i].value) > CHY_SERVE_MAX_VALUE)
            abort();
    return 0;
}
