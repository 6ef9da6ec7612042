/* src/export/dyads.c - Pairs of an event; see dyads.h. */
#include "export/dyads.h"

#include <string.h>

#include "base/hash.h"

bool chy_dyads_told(const chy_record *record)
{
    if (!chy_day_known(record->from) && !chy_day_known(record->report_day))
        return false;
    return record->status == CHY_STATUS_ACTUAL || record->status == CHY_STATUS_HISTORICAL ||
           (record->status == CHY_STATUS_FUTURE && record->type == CHY_TYPE_AGREE);
}

const char *chy_dyad_name(const chy_record_party *party)
{
    return !party ? "" : party->name[0] ? party->name : party->text ? party->text : "";
}

typedef struct round {
    const chy_record *record;
    void (*visit)(void *ctx, const chy_record *record, const chy_dyad *dyad);
    void *ctx;
    uint32_t n;
} round_;

static void hand(round_ *r, const chy_record_party *source, const chy_record_party *target)
{
    chy_dyad dyad = {source, target, chy_hash_seed(r->record->id, strlen(r->record->id), r->n), r->n};
    r->visit(r->ctx, r->record, &dyad);
    r->n++;
}

static bool between_equals(chy_type type)
{
    return type == CHY_TYPE_CONSULT || type == CHY_TYPE_AGREE || type == CHY_TYPE_COOPERATE || type == CHY_TYPE_SUPPORT;
}

void chy_dyads(const chy_record *record, void (*visit)(void *ctx, const chy_record *record, const chy_dyad *dyad), void *ctx)
{
    const chy_record_party *actors = record->parties[CHY_PART_ACTOR], *recipients = record->parties[CHY_PART_RECIPIENT];
    uint32_t n_actors = record->n_parties[CHY_PART_ACTOR], n_recipients = record->n_parties[CHY_PART_RECIPIENT];
    round_ r = {record, visit, ctx, 0};
    if (!chy_dyads_told(record))
        return;
    for (uint32_t i = 0; i < n_actors; i++)
        for (uint32_t k = 0; k < n_recipients; k++)
            hand(&r, &actors[i], &recipients[k]);
    for (uint32_t i = 0; !n_recipients && n_actors > 1 && between_equals(record->type) && i < n_actors; i++)
        for (uint32_t k = 0; k < n_actors; k++)
            if (k != i)
                hand(&r, &actors[i], &actors[k]);
    for (uint32_t i = 0; !r.n && i < n_actors; i++)
        hand(&r, &actors[i], NULL);
    for (uint32_t k = 0; !n_actors && k < n_recipients; k++)
        hand(&r, NULL, &recipients[k]);
    if (!n_actors && !n_recipients)
        hand(&r, NULL, NULL);
}
