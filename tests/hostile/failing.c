/* tests/hostile/failing.c - See failing.h. The linker's --wrap turns malloc of the static library into __wrap_malloc here. One thread. */
#include "failing.h"

#include <stdlib.h>
#include <string.h>

static unsigned long fail_at, count;
static bool fail_on, hit;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

void failing_arm(unsigned long n, bool on)
{
    fail_at = n;
    fail_on = on;
    count = 0;
    hit = false;
}

unsigned long failing_count(void)
{
    return count;
}

bool failing_hit(void)
{
    return hit;
}

static bool fails(void)
{
    count++;
    bool now = fail_at && (count == fail_at || (fail_on && count > fail_at));
    hit = hit || now;
    return now;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    size_t len = strlen(text) + 1;
    char *copy = __wrap_malloc(len);
    return copy ? memcpy(copy, text, len) : NULL;
}

void *failing_malloc(size_t size)
{
    return __wrap_malloc(size);
}

void *failing_realloc(void *old, size_t size)
{
    return __wrap_realloc(old, size);
}
