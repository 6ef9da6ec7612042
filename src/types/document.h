/* src/types/document.h - One document as it came in: fields as bytes, where they were found, and what was wrong with
 * them. Filled by ingest/ or by the library's caller; the pipeline makes an article of it. */
#ifndef CHY_TYPES_DOCUMENT_H
#define CHY_TYPES_DOCUMENT_H

#include "base/buf.h"
#include "base/err.h"
#include "chancery.h"

/* More problems than this in one document are only counted: hostile input must not fill memory with messages. */
#define CHY_DOCUMENT_MAX_PROBLEMS 8

typedef struct chy_problem {
    bool is_note;
    char msg[CHY_ERR_MAX];
} chy_problem;

struct chy_document {
    chy_buf fields[CHY_N_FIELD];
    bool present[CHY_N_FIELD];
    chy_buf origin;
    chy_problem problems[CHY_DOCUMENT_MAX_PROBLEMS];
    uint32_t n_problems;
    bool unusable;
};

/* Fields keep their memory from document to document, but not more than this each. */
#define CHY_DOCUMENT_KEEP ((size_t)1 << 20)

/* Adds a problem (or a note). Beyond CHY_DOCUMENT_MAX_PROBLEMS the last one says that there are more. */
void chy_document_complain(chy_document *doc, bool is_note, const char *fmt, ...) CHY_PRINTF(3, 4);

#endif
