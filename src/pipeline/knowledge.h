/* src/pipeline/knowledge.h - Everything that is read once and shared: model, dictionary, rules, and the versions of them. */
#ifndef CHY_PIPELINE_KNOWLEDGE_H
#define CHY_PIPELINE_KNOWLEDGE_H

#include "chancery.h"
#include "dict/dict.h"
#include "events/events.h"
#include "events/relate.h"
#include "ledger/ledger.h"
#include "parse/parser.h"
#include "types/record.h"

struct chy_knowledge {
    chy_dict *dict;
    chy_parser *parser;
    chy_rules *rules;
    chy_ledger_book *book;
    chy_relator *relator; /* NULL until the forced choice is asked for */
    chy_versions versions;
};

#endif
