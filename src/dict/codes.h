/* src/dict/codes.h - The codes that actors may have: states, what is no state, sectors. For checking; the names belong to data/actors. */
#ifndef CHY_DICT_CODES_H
#define CHY_DICT_CODES_H

#include <stdbool.h>
#include <stddef.h>

bool dict_code_is_state(const char *code, size_t len);   /* of ISO 3166-1 alpha-3, or KOS */
bool dict_code_is_known(const char *code, size_t len);   /* those, former states, UNO EUR IGO NGO MNC IMG ISM --- */
bool dict_code_is_sector(const char *word, size_t len);  /* of CODEBOOK section 2 */

#endif
