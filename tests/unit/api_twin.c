/* tests/unit/api_twin.c - chy_err as base/err.h defines it, for test_api.c. */
#include "base/err.h"

#include <stddef.h>

size_t api_twin_err_size(void);
size_t api_twin_msg_offset(void);
int api_twin_last_status(void);

size_t api_twin_err_size(void)
{
    return sizeof(chy_err);
}

size_t api_twin_msg_offset(void)
{
    return offsetof(chy_err, msg);
}

int api_twin_last_status(void)
{
    return CHY_E_EMPTY;
}
