/* src/base/err.c - Fills error records; see err.h for the contract. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

chy_status chy_err_set(chy_err *err, chy_status code, uint64_t at, const char *fmt, ...)
{
    if (!err)
        return code;
    err->code = code;
    err->at = at;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    return code;
}

const char *chy_status_name(chy_status code)
{
    switch (code) {
    case CHY_OK: return "ok";
    case CHY_E_NOMEM: return "out of memory";
    case CHY_E_IO: return "input or output failed";
    case CHY_E_FORMAT: return "malformed data";
    case CHY_E_VERSION: return "other version";
    case CHY_E_LIMIT: return "limit reached";
    case CHY_E_USAGE: return "wrong use";
    case CHY_E_STORE: return "store failed";
    case CHY_E_EMPTY: return "nothing to do";
    }
    return "unknown status";
}
