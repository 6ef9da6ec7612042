/* src/base/arena.c - A chain of chunks, newest first; see arena.h for the contract. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)256 << 10)
#define ALIGN ((size_t)16)

struct chy_arena_block {
    chy_arena_block *next;
    size_t size, used; /* of the bytes behind this header */
};

#define HEADER ((sizeof(chy_arena_block) + ALIGN - 1) & ~(ALIGN - 1))

void chy_arena_init(chy_arena *arena)
{
    *arena = (chy_arena){0};
}

void chy_arena_reset(chy_arena *arena)
{
    chy_arena_block *keep = NULL;
    while (arena->blocks) {
        chy_arena_block *block = arena->blocks;
        arena->blocks = block->next;
#ifndef CHY_ARENA_MALLOC
        /* One chunk of the usual size stays, so that a stream of small articles never calls malloc. */
        if (!keep && block->size == CHUNK_BYTES) {
            keep = block;
            continue;
        }
#endif
        free(block);
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    arena->blocks = keep;
    arena->used = 0;
}

void chy_arena_release(chy_arena *arena)
{
    chy_arena_reset(arena);
    free(arena->blocks);
    arena->blocks = NULL;
}

static chy_arena_block *add_block(chy_arena *arena, size_t size)
{
    chy_arena_block *block = malloc(HEADER + size);
    if (!block)
        return NULL;
    *block = (chy_arena_block){.next = arena->blocks, .size = size};
    arena->blocks = block;
    return block;
}

void *chy_arena_alloc(chy_arena *arena, size_t n, size_t size)
{
    if (size && n > (SIZE_MAX / 2 - HEADER - ALIGN) / size)
        return NULL;
    size_t bytes = (n * size + ALIGN - 1) & ~(ALIGN - 1);
    if (!bytes)
        bytes = ALIGN;
    if (arena->limit && (bytes > arena->limit || arena->used > arena->limit - bytes))
        return NULL;
    chy_arena_block *block = arena->blocks;
#ifdef CHY_ARENA_MALLOC
    block = add_block(arena, n * size); /* the exact size: the sanitizer guards the end */
    bytes = n * size;
#else
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES);
#endif
    if (!block)
        return NULL;
    char *p = (char *)block + HEADER + block->used;
    block->used += bytes;
    arena->used += bytes;
    memset(p, 0, bytes);
    return p;
}

char *chy_arena_dup(chy_arena *arena, const char *bytes, size_t len)
{
    char *copy = chy_arena_alloc(arena, len + 1, 1);
    if (copy && len)
        memcpy(copy, bytes, len);
    return copy;
}

char *chy_arena_printf(chy_arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        return NULL;
    char *out = chy_arena_alloc(arena, (size_t)len + 1, 1);
    if (!out)
        return NULL;
    va_start(args, fmt);
    vsnprintf(out, (size_t)len + 1, fmt, args);
    va_end(args);
    return out;
}

void *chy_arena_grow(chy_arena *arena, void *items, size_t len, size_t *cap, size_t size)
{
    if (len < *cap)
        return items;
    size_t bigger = *cap ? *cap * 2 : 8;
    void *moved = chy_arena_alloc(arena, bigger, size);
    if (!moved)
        return NULL;
    if (len)
        memcpy(moved, items, len * size);
    *cap = bigger;
    return moved;
}
