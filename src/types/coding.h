/* src/types/coding.h - What became of one document: its article with all that the stages found, and the events as
 * records. The article lifetime of the program: one arena, reset for the next document. */
#ifndef CHY_TYPES_CODING_H
#define CHY_TYPES_CODING_H

#include "types/article.h"
#include "types/document.h"
#include "types/ledger.h"
#include "types/record.h"

struct chy_coding {
    chy_arena arena;
    chy_article article;
    const chy_document *document; /* borrowed; NULL while empty */
    chy_record *records;          /* one for each of article.events, in their order */
    size_t n_records;
    chy_claims claims;            /* what the sentences say for the ledger */
    const char *coded_date;       /* in the arena, or NULL */
    const chy_versions *versions; /* of the coder's knowledge */
};

#endif
