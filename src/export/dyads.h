/* src/export/dyads.h - An event as rows of one source and one target, which is all that older layouts hold. Inside export/ only. */
#ifndef CHY_EXPORT_DYADS_H
#define CHY_EXPORT_DYADS_H

#include "types/record.h"

typedef struct chy_dyad {
    const chy_record_party *source, *target; /* NULL: nobody named */
    uint64_t id;                             /* of event and pair: the same in every run */
    uint32_t number;                         /* 0, 1, ... in the event */
} chy_dyad;

/* Whether a layout without a status may tell the event: it was told as done, or as promised (AGREE). Denied, possible and planned deeds are
 * no deeds there; and a deed without any day cannot stand where a day is a number. */
bool chy_dyads_told(const chy_record *record);

/* Calls `visit` for every actor with every recipient; equals without a recipient (CONSULT, AGREE, COOPERATE, SUPPORT) for every ordered pair of
 * actors, as these layouts have it; else with one side NULL. Nothing when chy_dyads_told says no. */
void chy_dyads(const chy_record *record, void (*visit)(void *ctx, const chy_record *record, const chy_dyad *dyad), void *ctx);

/* A party without a name of its own in text: "" for NULL. */
const char *chy_dyad_name(const chy_record_party *party);

#endif
