/* src/ledger/ledger.h - The ledger of relations (CODEBOOK.md section 5): what one sentence says for it (claims), and the records that the claims
 * of all documents become (join). Knows trees, mentions and events; knows no store. Finding is a stage of the article's way; joining is a pure
 * function of the set of claims, so that the order in which documents came cannot matter. */
#ifndef CHY_LEDGER_LEDGER_H
#define CHY_LEDGER_LEDGER_H

#include "base/err.h"
#include "dict/dict.h"
#include "events/events.h"
#include "types/article.h"
#include "types/ledger.h"

/* The words of data/ledger/. Const once open: one serves all threads. */
typedef struct chy_ledger_book chy_ledger_book;

/* Reads every *.txt of `dir`. NULL and a filled `err` (file and line in the message) when a line cannot be read or a class is missing. */
chy_ledger_book *chy_ledger_book_open(const char *dir, chy_err *err);
void chy_ledger_book_free(chy_ledger_book *book); /* NULL is allowed */

/* The claims of an article, in order of sentence, in its arena. Reads sentences, trees, mentions, entities, times and events. */
chy_status chy_ledger_find(const chy_ledger_book *book, const chy_rules *rules, const chy_dict *dict, chy_article *art, chy_claims *out) CHY_MUST_USE;

/* The kinds in the order of the codebook, NULL behind the last. */
extern const char *const chy_ledger_kinds[];

/* The records of `kind` in one block from all claims of the block (of any order). Records of "expectations" come from the block
 * "KIND:BLOCK": their claims are those of that kind and block. Everything in `arena`. */
chy_status chy_ledger_join(const char *kind, const char *block, const chy_claim *claims, size_t n_claims, chy_arena *arena,
                           chy_ledger_entry **out, size_t *n_out) CHY_MUST_USE;

/* The kind whose claims the records of (kind, block) rest on, and the block of those claims in `*from`. */
const char *chy_ledger_source(const char *kind, const char *block, const char **from);
/* Whether the claims of `kind` also make expectations. */
bool chy_ledger_expects(const char *kind);

#endif
