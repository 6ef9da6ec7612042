/* src/store/terms.h - Under which numbers event_terms knows what filters ask for. The kinds:
 *
 *   a IRN or HAMAS          a party's code or id (actor or recipient)        b IRN/CONSULT   the same with the type
 *   p CHN|IRN               two parties of one event, in order of bytes      t CONSULT       type
 *   s future                status, unless actual                            m visit         mode
 *   l CHN                   country of the place                             n beijing       place, in lower case
 *   k gdelt                 coder, unless chancery
 *
 * In SQL: chy_term('a', 'IRN'). */
#ifndef CHY_STORE_TERMS_H
#define CHY_STORE_TERMS_H

#include <stddef.h>
#include <stdint.h>

/* The day of undated events in event_terms and document_codes. */
#define CHY_STORE_UNDATED (-1000000)

int64_t chy_store_term(char kind, const char *text, size_t len);

#endif
