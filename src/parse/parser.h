/* src/parse/parser.h - Tags, trees and entity tags for one sentence, from the net of models/reader.chym. Knows words and
 * labels; knows no actor and no event. */
#ifndef CHY_PARSE_PARSER_H
#define CHY_PARSE_PARSER_H

#include "base/err.h"
#include "types/sentence.h"

/* The model: mapped read-only, one serves all threads. */
typedef struct chy_parser chy_parser;
/* Scratch of one worker (word cache, activations). Results never depend on what it has seen before, but for the names of the
 * document begun last. */
typedef struct chy_parser_work chy_parser_work;

/* Opens the model file at `path`. NULL and a filled `err` when it is missing, cut short, damaged or of another version. */
chy_parser *chy_parser_open(const char *path, chy_err *err);
void chy_parser_free(chy_parser *parser); /* NULL is allowed */

chy_parser_work *chy_parser_work_new(const chy_parser *parser);
void chy_parser_work_free(chy_parser_work *work); /* NULL is allowed */

/* Chooses the arithmetic: "plain", "avx2" or "vnni"; false when this processor cannot run it. All give the same results;
 * chy_parser_open() takes the fastest. Before the parser is shared between threads. */
bool chy_parser_use(chy_parser *parser, const char *kernels);
const char *chy_parser_kernels(const chy_parser *parser);

/* The same over a model file's bytes, kept by the caller at a multiple of 64 while the parser lives. */
chy_parser *chy_parser_view(const void *data, size_t len, chy_err *err);

/* Sets upos, xpos, head, deprel and ner of every token of `sent` (forms are given). The tree always has one root and no cycle.
 * A sentence of more than CHY_STATE_MAX (256) tokens is parsed in pieces, cut at punctuation where possible. CHY_E_NOMEM only
 * for a sentence longer than any before. */
chy_status chy_parser_run(const chy_parser *parser, chy_parser_work *work, chy_sentence *sent) CHY_MUST_USE;

/* The sentences run from here on are those of one document, in order: names read in one help with the next. Without this call each
 * sentence is read by itself. Models without a list of names take no notice. */
void chy_parser_begin(const chy_parser *parser, chy_parser_work *work);

/* The net's state of each token of the last sentence run, n_tokens x *dim numbers of 0..127; NULL after an empty
 * sentence. Valid until the next run; input for scorers downstream. */
const int8_t *chy_parser_states(const chy_parser_work *work, uint32_t *dim);

#endif
