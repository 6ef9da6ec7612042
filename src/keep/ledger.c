/* src/keep/ledger.c - What the ledger learns from a document, inside its transaction. Nothing yet but that changed blocks are taken off
 * the list: claims come with src/ledger. */
#include "keep/work.h"

chy_status chy_keep_ledger(chy_store *store, const chy_coding *coding, chy_err *err)
{
    char kind[CHY_STORE_KIND], block[CHY_STORE_BLOCK];
    bool found = !coding; /* a document only adds claims; joining them is done once a batch */
    chy_status status = CHY_OK;
    while (status == CHY_OK && found)
        status = chy_store_dirty_next(store, kind, block, &found, err);
    return status;
}
