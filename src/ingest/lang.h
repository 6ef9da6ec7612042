/* src/ingest/lang.h - In which language a document is. */
#ifndef CHY_INGEST_LANG_H
#define CHY_INGEST_LANG_H

#include <stddef.h>

#include "base/err.h"
#include "types/document.h"

/* Sets CHY_FIELD_LANG, unless it is there, to what the text is written in; where the text is too short to tell, to `declared` (NULL: nobody says), else
 * it stays absent. English is told by its common words; other languages need cld2. */
chy_status chy_lang_settle(chy_document *doc, const char *declared, chy_err *err) CHY_MUST_USE;

/* "en", "de", "zh-Hant", or NULL where nothing reliable can be said. Constant strings. `text` is UTF-8. */
const char *chy_lang_detect(const char *text, size_t len);

#endif
