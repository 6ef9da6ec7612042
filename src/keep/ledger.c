/* src/keep/ledger.c - What the ledger learns from a document, inside its transaction: claims are added with the document; once a batch the blocks
 * whose claims changed are joined anew (src/ledger), so that the ledger is a function of the set of claims and of nothing else. */
#include <stdio.h>

#include "keep/work.h"
#include "ledger/ledger.h"
#include "types/coding.h"

static chy_status add_claims(chy_store *store, const chy_coding *coding, chy_err *err)
{
    chy_status status = CHY_OK;
    for (size_t i = 0; i < coding->claims.n && status == CHY_OK; i++)
        status = chy_store_claim_add(store, coding->article.id, &coding->claims.items[i], err);
    return status;
}

static chy_status replace(chy_store *store, const char *kind, const char *block, const chy_claim *claims, size_t n, chy_arena *arena, chy_err *err)
{
    chy_ledger_entry *entries = NULL;
    size_t n_entries = 0;
    chy_status status = chy_ledger_join(kind, block, claims, n, arena, &entries, &n_entries);
    if (status != CHY_OK)
        return chy_err_set(err, status, 0, "the claims of %s %.80s cannot be joined: %s", kind, block, chy_status_name(status));
    return chy_store_ledger_replace(store, kind, block, entries, n_entries, err);
}

/* The records of a block, and the expectations that its claims raise. A block of expectations may be marked itself (all is marked for a rebuild):
 * it has no claims of its own, so those it rests on are read, or the expectations of kinds that come before it by name would be lost. */
static chy_status join_block(chy_store *store, const char *kind, const char *block, chy_arena *arena, chy_err *err)
{
    chy_claim *claims = NULL;
    size_t n = 0;
    char plans[CHY_STORE_KIND + CHY_STORE_BLOCK];
    const char *from, *source = chy_ledger_source(kind, block, &from);
    chy_status status = chy_store_claims(store, source, from, arena, &claims, &n, err);
    if (status == CHY_OK)
        status = replace(store, kind, block, claims, n, arena, err);
    if (status == CHY_OK && chy_ledger_expects(kind)) {
        snprintf(plans, sizeof plans, "%s:%s", kind, block);
        status = replace(store, "expectations", plans, claims, n, arena, err);
    }
    return status;
}

chy_status chy_keep_ledger(chy_store *store, const chy_coding *coding, chy_err *err)
{
    if (coding)
        return add_claims(store, coding, err);
    char kind[CHY_STORE_KIND], block[CHY_STORE_BLOCK];
    bool found = true;
    chy_arena arena;
    chy_arena_init(&arena);
    chy_status status = CHY_OK;
    while (status == CHY_OK) {
        status = chy_store_dirty_next(store, kind, block, &found, err);
        if (status != CHY_OK || !found)
            break;
        status = join_block(store, kind, block, &arena, err);
        chy_arena_reset(&arena);
    }
    chy_arena_release(&arena);
    return status;
}
