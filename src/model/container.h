/* src/model/container.h - The file that holds a model: a header, a table of sections, the
 * sections. Knows bytes and lengths; what a section means is its reader's business.
 *
 *   0  "chymodel"            8 bytes
 *   8  format version        u32
 *  12  number of sections    u32, at most CHY_MODEL_SECTIONS
 *  16  length of the file    u64
 *  24  checksum              u64, chy_hash of all bytes from 32 on
 *  32  sections              {u32 tag, u32 0, u64 offset, u64 length} each
 *
 * Numbers are little-endian, offsets multiples of 64, sections in order, without overlap.
 * Machines of the other byte order refuse the file. */
#ifndef CHY_MODEL_CONTAINER_H
#define CHY_MODEL_CONTAINER_H

#include "base/err.h"
#include "base/file.h"

#include <stdint.h>

#define CHY_MODEL_MAGIC "chymodel"
#define CHY_MODEL_VERSION 1u
#define CHY_MODEL_SECTIONS 128u
#define CHY_MODEL_HEADER 32u
#define CHY_MODEL_ENTRY 24u
#define CHY_MODEL_ALIGN 64u

#define CHY_MODEL_TAG(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

typedef struct chy_model {
    chy_file file;
    uint32_t n_sections;
} chy_model;

/* Maps `path` and checks everything above. On failure `out` holds nothing. */
chy_status chy_model_open(const char *path, chy_model *out, chy_err *err) CHY_MUST_USE;

/* The same over bytes that the caller keeps (at a multiple of 64) while the model is used. `name` is
 * for messages. */
chy_status chy_model_view(const void *data, size_t len, const char *name, chy_model *out, chy_err *err) CHY_MUST_USE;

void chy_model_release(chy_model *model);

/* The section `tag`, which must hold exactly `count` elements of `size` bytes: NULL and
 * `err` otherwise. */
const void *chy_model_section(const chy_model *model, uint32_t tag, size_t count, size_t size, chy_err *err);

/* The section `tag` and its length, NULL when there is none. */
const void *chy_model_find(const chy_model *model, uint32_t tag, size_t *len);

#endif
