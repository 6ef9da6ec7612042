/* src/parse/parser.h - Tags, trees and entity tags for one sentence, from the net of models/reader.chym. Knows words and
 * labels; knows no actor and no event. */
#ifndef CHY_PARSE_PARSER_H
#define CHY_PARSE_PARSER_H

#include "base/err.h"
#include "types/sentence.h"

/* The model: mapped read-only, one serves all threads. */
typedef struct chy_parser chy_parser;
/* Scratch of one worker (word cache, activations). Results never depend on what it has seen before. */
typedef struct chy_parser_work chy_parser_work;

/* Opens the model file at `path`. NULL and a filled `err` when it is missing, cut short, damaged or of another version. */
chy_parser *chy_parser_open(const char *path, chy_err *err);
void chy_parser_free(chy_parser *parser); /* NULL is allowed */

chy_parser_work *chy_parser_work_new(const chy_parser *parser);
void chy_parser_work_free(chy_parser_work *work); /* NULL is allowed */

/* Sets upos, xpos, head, deprel and ner of every token of `sent` (forms are given). The tree always has one root and no cycle. */
chy_status chy_parser_run(const chy_parser *parser, chy_parser_work *work, chy_sentence *sent) CHY_MUST_USE;

#endif
