/* src/ingest/map.h - Which keys or columns of somebody's data are our fields: "text=body,date=meta.published_at". */
#ifndef CHY_INGEST_MAP_H
#define CHY_INGEST_MAP_H

#include "base/err.h"
#include "chancery.h"

/* What our fields are called in JSON lines and in the first line of a table. */
extern const char *const chy_field_names[CHY_N_FIELD];

typedef struct chy_map {
    char *text;                      /* owns the names */
    const char *names[CHY_N_FIELD];  /* never NULL once read: the field's own name where nothing is mapped */
    bool mapped[CHY_N_FIELD];
} chy_map;

/* Every field by its own name. */
void chy_map_init(chy_map *map);
/* Reads FIELD=NAME pairs between commas. CHY_E_USAGE, and the map unchanged, for another field, a field twice or an empty name. */
chy_status chy_map_read(chy_map *map, const char *pairs, chy_err *err) CHY_MUST_USE;
void chy_map_release(chy_map *map);

/* A day as others write it, YYYY-MM-DD to `out` (24 bytes); false when none can be read. */
bool chy_map_day(const char *value, size_t len, char *out);

#endif
