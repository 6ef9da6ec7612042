/* src/types/ud.c - The label tables; see ud.h. */
#include "types/ud.h"

#include <string.h>

const char *const chy_upos_names[CHY_N_UPOS] = {
    "X", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB",
};

const char *const chy_xpos_names[CHY_N_XPOS] = {
    "UNK", "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW",
    "GW", "HYPH", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT",
    "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN",
    "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "``",
};

const char *const chy_deprel_names[CHY_N_DEP] = {
    "dep", "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass",
    "case", "cc", "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj",
    "csubj:outer", "csubj:pass", "det", "det:predet", "discourse", "dislocated", "expl", "fixed",
    "flat", "goeswith", "iobj", "list", "mark", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked",
    "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked",
    "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp",
};

const char *const chy_ner_names[CHY_N_NER] = {
    "O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-NORP", "I-NORP", "B-MISC",
    "I-MISC",
};

static uint8_t find(const char *const *names, size_t n, const char *name, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return (uint8_t)i;
    return 0;
}

uint8_t chy_upos_find(const char *name, size_t len) { return find(chy_upos_names, CHY_N_UPOS, name, len); }
uint8_t chy_xpos_find(const char *name, size_t len) { return find(chy_xpos_names, CHY_N_XPOS, name, len); }
uint8_t chy_deprel_find(const char *name, size_t len) { return find(chy_deprel_names, CHY_N_DEP, name, len); }
uint8_t chy_ner_find(const char *name, size_t len) { return find(chy_ner_names, CHY_N_NER, name, len); }

uint8_t chy_deprel_base(uint8_t deprel)
{
    const char *name = chy_deprel_names[deprel < CHY_N_DEP ? deprel : 0];
    const char *colon = strchr(name, ':');
    return colon ? chy_deprel_find(name, (size_t)(colon - name)) : deprel;
}
