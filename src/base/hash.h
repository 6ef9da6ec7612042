/* src/base/hash.h - The one string hash of the program: 64-bit XXH3 with a fixed seed, so that files
 * that hold hashes mean the same on every machine. Not for keys that an attacker could choose to collide:
 * tables keyed by it must stay correct, if slow, when two strings meet. */
#ifndef CHY_BASE_HASH_H
#define CHY_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t chy_hash(const void *bytes, size_t len);
uint64_t chy_hash_seed(const void *bytes, size_t len, uint64_t seed);

#endif
