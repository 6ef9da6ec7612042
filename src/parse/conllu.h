/* src/parse/conllu.h - CoNLL-U out, and tokens in (one a line, or CoNLL-U). The layout only: knows no model. */
#ifndef CHY_PARSE_CONLLU_H
#define CHY_PARSE_CONLLU_H

#include "base/buf.h"
#include "types/article.h"

/* Appends all sentences of `art` as CoNLL-U: "# newdoc id", "# newpar", "# sent_id", "# text", lines for orthographic words of
 * several tokens, and in MISC "NER=B-PER" and "SpaceAfter=No". Bytes that are no UTF-8 become U+FFFD. `out->failed`
 * tells of missing memory. */
void chy_conllu_write(const chy_article *art, chy_buf *out);

/* Reads what chy_conllu_write and treebanks write, or one token a line with a blank line behind each sentence (which of
 * the two: ten columns in the first line that is no comment). Fills art->text and art->sentences with exactly the
 * sentences and tokens given, however long; comments, ranges and empty nodes are skipped. Lemma, tags, heads and
 * relations are taken where a column has them. art->text is built from the forms ("SpaceAfter=No" counts); offsets
 * count in it. A line that does not fit the format still gives its token, with one diagnostic for all such lines.
 * CHY_E_NOMEM leaves the article without sentences; CHY_E_LIMIT for 4 GiB and more. */
chy_status chy_conllu_read(const char *data, size_t len, chy_article *art) CHY_MUST_USE;

#endif
