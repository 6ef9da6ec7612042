/* src/export/ontology.h - A codebook of the user over ours: which of his codes an event gets on output. The format is described in docs/FORMATS.md. */
#ifndef CHY_EXPORT_ONTOLOGY_H
#define CHY_EXPORT_ONTOLOGY_H

#include "base/err.h"
#include "types/record.h"

typedef struct chy_ontology chy_ontology;

/* "plover" or "cameo", which are built in, else a file. NULL and `err` with file and line. Const once open. */
chy_ontology *chy_ontology_open(const char *name, chy_err *err);
void chy_ontology_free(chy_ontology *ontology); /* NULL is allowed */

/* What it makes of an event. False: the event is left out. Strings live with the ontology or the record. */
bool chy_ontology_map(const chy_ontology *ontology, const chy_record *record, chy_mapping *out);

#endif
