/* src/base/arena.h - Memory with one lifetime: many small blocks, freed together.
 *
 * The article lifetime of the program lives here: one arena per worker, reset after each
 * article. Blocks are aligned to 16 bytes and zeroed. An arena belongs to one thread.
 * Built with CHY_ARENA_MALLOC (the asan presets) every block is a malloc of its own, so that
 * the sanitizer sees reads past a block's end. */
#ifndef CHY_BASE_ARENA_H
#define CHY_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"

typedef struct chy_arena_block chy_arena_block;

typedef struct chy_arena {
    chy_arena_block *blocks; /* newest first */
    size_t used;             /* bytes handed out since the last reset */
    size_t limit;            /* 0, or the most bytes this arena may hand out (tests, hostile input) */
} chy_arena;

void chy_arena_init(chy_arena *arena);
/* Frees every block; the arena may be used again. */
void chy_arena_reset(chy_arena *arena);
void chy_arena_release(chy_arena *arena);

/* `n` zeroed elements of `size` bytes, or NULL when memory (or `limit`) is exhausted or the product
 * overflows. `n` of 0 gives a valid pointer to nothing. */
void *chy_arena_alloc(chy_arena *arena, size_t n, size_t size) CHY_MUST_USE;

/* Copies `len` bytes and adds a NUL. NULL when memory is out. */
char *chy_arena_dup(chy_arena *arena, const char *bytes, size_t len) CHY_MUST_USE;

/* sprintf into the arena. NULL when memory is out. */
char *chy_arena_printf(chy_arena *arena, const char *fmt, ...) CHY_PRINTF(2, 3) CHY_MUST_USE;

/* Makes room for one more element in an array of `*cap` elements that lives in the arena:
 * doubles it by copying when `len == *cap`. Returns the (possibly moved) array, NULL when memory is out
 * (the old array stays valid). */
void *chy_arena_grow(chy_arena *arena, void *items, size_t len, size_t *cap, size_t size) CHY_MUST_USE;

#endif
