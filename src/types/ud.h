/* src/types/ud.h - The closed label sets of Universal Dependencies English (as EWT and GUM use it) and of the entity
 * tags, as small integers. The order is fixed: model files store the numbers. Number 0 is what a label outside the set becomes. */
#ifndef CHY_TYPES_UD_H
#define CHY_TYPES_UD_H

#include <stddef.h>
#include <stdint.h>

typedef enum chy_upos {
    CHY_UPOS_X, CHY_UPOS_ADJ, CHY_UPOS_ADP, CHY_UPOS_ADV, CHY_UPOS_AUX, CHY_UPOS_CCONJ,
    CHY_UPOS_DET, CHY_UPOS_INTJ, CHY_UPOS_NOUN, CHY_UPOS_NUM, CHY_UPOS_PART, CHY_UPOS_PRON,
    CHY_UPOS_PROPN, CHY_UPOS_PUNCT, CHY_UPOS_SCONJ, CHY_UPOS_SYM, CHY_UPOS_VERB,
    CHY_N_UPOS
} chy_upos;

/* Penn Treebank tags. */
typedef enum chy_xpos {
    CHY_XPOS_UNK, CHY_XPOS_DOLLAR, CHY_XPOS_CLOSE_QUOTE, CHY_XPOS_COMMA, CHY_XPOS_LRB, CHY_XPOS_RRB,
    CHY_XPOS_PERIOD, CHY_XPOS_COLON, CHY_XPOS_ADD, CHY_XPOS_AFX, CHY_XPOS_CC, CHY_XPOS_CD,
    CHY_XPOS_DT, CHY_XPOS_EX, CHY_XPOS_FW, CHY_XPOS_GW, CHY_XPOS_HYPH, CHY_XPOS_IN, CHY_XPOS_JJ,
    CHY_XPOS_JJR, CHY_XPOS_JJS, CHY_XPOS_LS, CHY_XPOS_MD, CHY_XPOS_NFP, CHY_XPOS_NN, CHY_XPOS_NNP,
    CHY_XPOS_NNPS, CHY_XPOS_NNS, CHY_XPOS_PDT, CHY_XPOS_POS, CHY_XPOS_PRP, CHY_XPOS_PRPS,
    CHY_XPOS_RB, CHY_XPOS_RBR, CHY_XPOS_RBS, CHY_XPOS_RP, CHY_XPOS_SYM, CHY_XPOS_TO, CHY_XPOS_UH,
    CHY_XPOS_VB, CHY_XPOS_VBD, CHY_XPOS_VBG, CHY_XPOS_VBN, CHY_XPOS_VBP, CHY_XPOS_VBZ, CHY_XPOS_WDT,
    CHY_XPOS_WP, CHY_XPOS_WPS, CHY_XPOS_WRB, CHY_XPOS_OPEN_QUOTE,
    CHY_N_XPOS
} chy_xpos;

typedef enum chy_deprel {
    CHY_DEP_dep, CHY_DEP_acl, CHY_DEP_acl_relcl, CHY_DEP_advcl, CHY_DEP_advcl_relcl, CHY_DEP_advmod,
    CHY_DEP_amod, CHY_DEP_appos, CHY_DEP_aux, CHY_DEP_aux_pass, CHY_DEP_case, CHY_DEP_cc,
    CHY_DEP_cc_preconj, CHY_DEP_ccomp, CHY_DEP_compound, CHY_DEP_compound_prt, CHY_DEP_conj,
    CHY_DEP_cop, CHY_DEP_csubj, CHY_DEP_csubj_outer, CHY_DEP_csubj_pass, CHY_DEP_det,
    CHY_DEP_det_predet, CHY_DEP_discourse, CHY_DEP_dislocated, CHY_DEP_expl, CHY_DEP_fixed,
    CHY_DEP_flat, CHY_DEP_goeswith, CHY_DEP_iobj, CHY_DEP_list, CHY_DEP_mark, CHY_DEP_nmod,
    CHY_DEP_nmod_desc, CHY_DEP_nmod_poss, CHY_DEP_nmod_unmarked, CHY_DEP_nsubj, CHY_DEP_nsubj_outer,
    CHY_DEP_nsubj_pass, CHY_DEP_nummod, CHY_DEP_obj, CHY_DEP_obl, CHY_DEP_obl_agent,
    CHY_DEP_obl_unmarked, CHY_DEP_orphan, CHY_DEP_parataxis, CHY_DEP_punct, CHY_DEP_reparandum,
    CHY_DEP_root, CHY_DEP_vocative, CHY_DEP_xcomp,
    CHY_N_DEP
} chy_deprel;

/* Entity tags; LOC holds places and facilities, NORP nationalities and religious or political groups, MISC events and works. */
typedef enum chy_ner {
    CHY_NER_O, CHY_NER_B_PER, CHY_NER_I_PER, CHY_NER_B_ORG, CHY_NER_I_ORG, CHY_NER_B_LOC,
    CHY_NER_I_LOC, CHY_NER_B_NORP, CHY_NER_I_NORP, CHY_NER_B_MISC, CHY_NER_I_MISC,
    CHY_N_NER
} chy_ner;

extern const char *const chy_upos_names[CHY_N_UPOS];
extern const char *const chy_xpos_names[CHY_N_XPOS];
extern const char *const chy_deprel_names[CHY_N_DEP];
extern const char *const chy_ner_names[CHY_N_NER];

/* The number of a label of `len` bytes, 0 for one outside the set. Linear in the size of the set: for readers of files. */
uint8_t chy_upos_find(const char *name, size_t len);
uint8_t chy_xpos_find(const char *name, size_t len);
uint8_t chy_deprel_find(const char *name, size_t len);
uint8_t chy_ner_find(const char *name, size_t len);

/* The universal relation of a relation with subtype: nsubj:pass -> nsubj. */
uint8_t chy_deprel_base(uint8_t deprel);

#endif
