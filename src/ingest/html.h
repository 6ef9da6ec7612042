/* src/ingest/html.h - One HTML page to one document: the story's text, title, day, publisher, author, address, language. */
#ifndef CHY_INGEST_HTML_H
#define CHY_INGEST_HTML_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "ingest/page.h"
#include "types/document.h"

/* What is known of a page from elsewhere; each may be NULL. */
typedef struct chy_page_origin {
    const char *url;     /* where it was fetched */
    const char *charset; /* of the HTTP header */
} chy_page_origin;

/* Memory that is kept from page to page. One thread. */
typedef struct chy_html_work {
    chy_page page;
    chy_buf utf8, text, scratch;
} chy_html_work;

void chy_html_work_release(chy_html_work *work);

/* The longest page that is read. */
#define CHY_LIMIT_PAGE ((size_t)32 << 20)

/* Fills `doc` but for its id. A page without a story makes it unusable, with a note that says so. CHY_E_NOMEM alone. */
chy_status chy_html_read(const char *bytes, size_t len, const chy_page_origin *origin, chy_html_work *work, chy_document *doc, chy_err *err) CHY_MUST_USE;

/* The text of a piece of HTML (the description of a feed's entry): paragraphs with blank lines between them, nothing left out but scripts.
 * Appends to `out`. */
void chy_html_fragment(const char *bytes, size_t len, chy_html_work *work, chy_buf *out);

#endif
