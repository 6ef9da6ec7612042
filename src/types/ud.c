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

/* The relation without its subtype, for the few that have one. */
static const uint8_t deprel_base[CHY_N_DEP] = {
    [CHY_DEP_dep] = CHY_DEP_dep, [CHY_DEP_acl] = CHY_DEP_acl, [CHY_DEP_acl_relcl] = CHY_DEP_acl,
    [CHY_DEP_advcl] = CHY_DEP_advcl, [CHY_DEP_advcl_relcl] = CHY_DEP_advcl, [CHY_DEP_advmod] = CHY_DEP_advmod,
    [CHY_DEP_amod] = CHY_DEP_amod, [CHY_DEP_appos] = CHY_DEP_appos, [CHY_DEP_aux] = CHY_DEP_aux,
    [CHY_DEP_aux_pass] = CHY_DEP_aux, [CHY_DEP_case] = CHY_DEP_case, [CHY_DEP_cc] = CHY_DEP_cc,
    [CHY_DEP_cc_preconj] = CHY_DEP_cc, [CHY_DEP_ccomp] = CHY_DEP_ccomp, [CHY_DEP_compound] = CHY_DEP_compound,
    [CHY_DEP_compound_prt] = CHY_DEP_compound, [CHY_DEP_conj] = CHY_DEP_conj, [CHY_DEP_cop] = CHY_DEP_cop,
    [CHY_DEP_csubj] = CHY_DEP_csubj, [CHY_DEP_csubj_outer] = CHY_DEP_csubj, [CHY_DEP_csubj_pass] = CHY_DEP_csubj,
    [CHY_DEP_det] = CHY_DEP_det, [CHY_DEP_det_predet] = CHY_DEP_det, [CHY_DEP_discourse] = CHY_DEP_discourse,
    [CHY_DEP_dislocated] = CHY_DEP_dislocated, [CHY_DEP_expl] = CHY_DEP_expl, [CHY_DEP_fixed] = CHY_DEP_fixed,
    [CHY_DEP_flat] = CHY_DEP_flat, [CHY_DEP_goeswith] = CHY_DEP_goeswith, [CHY_DEP_iobj] = CHY_DEP_iobj,
    [CHY_DEP_list] = CHY_DEP_list, [CHY_DEP_mark] = CHY_DEP_mark, [CHY_DEP_nmod] = CHY_DEP_nmod,
    [CHY_DEP_nmod_desc] = CHY_DEP_nmod, [CHY_DEP_nmod_poss] = CHY_DEP_nmod, [CHY_DEP_nmod_unmarked] = CHY_DEP_nmod,
    [CHY_DEP_nsubj] = CHY_DEP_nsubj, [CHY_DEP_nsubj_outer] = CHY_DEP_nsubj, [CHY_DEP_nsubj_pass] = CHY_DEP_nsubj,
    [CHY_DEP_nummod] = CHY_DEP_nummod, [CHY_DEP_obj] = CHY_DEP_obj, [CHY_DEP_obl] = CHY_DEP_obl,
    [CHY_DEP_obl_agent] = CHY_DEP_obl, [CHY_DEP_obl_unmarked] = CHY_DEP_obl, [CHY_DEP_orphan] = CHY_DEP_orphan,
    [CHY_DEP_parataxis] = CHY_DEP_parataxis, [CHY_DEP_punct] = CHY_DEP_punct,
    [CHY_DEP_reparandum] = CHY_DEP_reparandum, [CHY_DEP_root] = CHY_DEP_root, [CHY_DEP_vocative] = CHY_DEP_vocative,
    [CHY_DEP_xcomp] = CHY_DEP_xcomp,
};

uint8_t chy_deprel_base(uint8_t deprel)
{
    return deprel < CHY_N_DEP ? deprel_base[deprel] : 0;
}
