/* src/pipeline/record.h - From the events of an article to records that stand alone. */
#ifndef CHY_PIPELINE_RECORD_H
#define CHY_PIPELINE_RECORD_H

#include "base/err.h"
#include "types/coding.h"

/* Fills coding->records from coding->article; all memory is the coding's arena. */
chy_status chy_records_make(chy_coding *coding) CHY_MUST_USE;

#endif
