/* src/text/furniture.h - Private to text/: what around the story is not the story. */
#ifndef CHY_TEXT_FURNITURE_H
#define CHY_TEXT_FURNITURE_H

#include "base/arena.h"
#include "base/err.h"
#include "types/sentence.h"

/* Marks furniture, headlines and stories among the sentences of one text (their tokens are made). */
chy_status chy_furniture_mark(chy_sentence *sentences, uint32_t n, chy_arena *arena) CHY_MUST_USE;

#endif
