/* src/events/frame.c - From a word's place in the tree to its slots; see frame.h. The reading of UD English:
 * an xcomp shares the object of its governor, or its subject; a participle that modifies a noun takes it as subject (-ing, to)
 * or object (-ed); a conjoined verb shares what stands before the first verb. */
#include "events/frame.h"

#include <string.h>

const char *const chy_slot_names[CHY_N_SLOT] = {"subj", "obj", "iobj", "comp", "prep", "poss", "mod", "head"};

/* A frame never needs more: a hostile sentence with thousands of arguments on one word is cut here. */
#define MAX_FILLERS 64
#define MAX_CLIMB 6 /* how many governors sharing may pass */

typedef struct builder {
    const chy_tree *tree;
    chy_filler fillers[MAX_FILLERS];
    uint32_t n;
} builder;

bool chy_tree_init(chy_tree *tree, const chy_sentence *sent, chy_arena *arena)
{
    uint32_t n = sent->n_tokens;
    *tree = (chy_tree){.sent = sent};
    tree->first_child = chy_arena_alloc(arena, n, sizeof *tree->first_child);
    tree->next_sibling = chy_arena_alloc(arena, n, sizeof *tree->next_sibling);
    if (!tree->first_child || !tree->next_sibling)
        return false;
    for (uint32_t i = 0; i < n; i++)
        tree->first_child[i] = tree->next_sibling[i] = CHY_NO_TOKEN;
    for (uint32_t i = n; i-- > 0;) {
        uint32_t head = sent->tokens[i].head;
        if (head == 0 || head > n)
            continue;
        tree->next_sibling[i] = tree->first_child[head - 1];
        tree->first_child[head - 1] = i;
    }
    return true;
}

static const chy_token *token(const chy_tree *tree, uint32_t at)
{
    return &tree->sent->tokens[at];
}

static uint8_t relation(const chy_tree *tree, uint32_t at)
{
    return chy_deprel_base(token(tree, at)->deprel);
}

uint32_t chy_tree_child(const chy_tree *tree, uint32_t at, chy_deprel base)
{
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c])
        if (relation(tree, c) == base)
            return c;
    return CHY_NO_TOKEN;
}

bool chy_tree_dominates(const chy_tree *tree, uint32_t above, uint32_t below)
{
    uint32_t steps = tree->sent->n_tokens;
    while (below != CHY_NO_TOKEN && steps--) {
        if (below == above)
            return true;
        below = chy_tree_head(tree, below);
    }
    return false;
}

static bool has_slot(const builder *b, chy_slot slot)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (b->fillers[i].slot == slot)
            return true;
    return false;
}

static void add(builder *b, chy_slot slot, chy_slot_level level, uint32_t filler, uint32_t prep)
{
    if (b->n == MAX_FILLERS || filler == CHY_NO_TOKEN)
        return;
    for (uint32_t i = 0; i < b->n; i++)
        if (b->fillers[i].token == filler && b->fillers[i].slot == slot)
            return;
    b->fillers[b->n++] = (chy_filler){.token = filler, .prep = prep, .slot = slot, .level = level};
}

static bool is_verbal(const chy_token *tok)
{
    return tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX;
}

static bool is_relative(const chy_token *tok)
{
    return tok->xpos == CHY_XPOS_WDT || tok->xpos == CHY_XPOS_WP || tok->xpos == CHY_XPOS_WPS ||
           (tok->xpos == CHY_XPOS_IN && tok->upos == CHY_UPOS_PRON);
}

/* The last preposition of a phrase decides ("from within", "out of" -> of is fixed below the first). */
static uint32_t preposition(const chy_tree *tree, uint32_t at)
{
    return chy_tree_child(tree, at, CHY_DEP_case);
}

/* Passive: a passive subject or auxiliary, or a bare participle that modifies a noun or heads a headline without object. */
static bool is_passive(const chy_tree *tree, uint32_t at)
{
    bool participle = token(tree, at)->xpos == CHY_XPOS_VBN || token(tree, at)->xpos == CHY_XPOS_VBD;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
        uint8_t rel = token(tree, c)->deprel;
        if (rel == CHY_DEP_nsubj_pass || rel == CHY_DEP_aux_pass || rel == CHY_DEP_csubj_pass)
            return true;
        if (rel == CHY_DEP_obl_agent && participle)
            return true;
    }
    uint8_t rel = token(tree, at)->deprel;
    if (token(tree, at)->xpos != CHY_XPOS_VBN)
        return false;
    if (rel == CHY_DEP_acl || rel == CHY_DEP_amod)
        return true;
    /* "was arrested and charged": the second participle shares the auxiliary. */
    uint32_t head = chy_tree_head(tree, at);
    return rel == CHY_DEP_conj && head != CHY_NO_TOKEN && token(tree, head)->xpos == CHY_XPOS_VBN &&
           chy_tree_child(tree, at, CHY_DEP_aux) == CHY_NO_TOKEN &&
           chy_tree_child(tree, at, CHY_DEP_nsubj) == CHY_NO_TOKEN && is_passive(tree, head);
}

static void add_own(builder *b, uint32_t at, uint32_t child, bool passive, chy_slot_level level)
{
    switch (token(b->tree, child)->deprel) {
    case CHY_DEP_nsubj: case CHY_DEP_nsubj_outer: case CHY_DEP_csubj:
        add(b, CHY_SLOT_SUBJ, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_nsubj_pass: case CHY_DEP_csubj_pass:
        add(b, CHY_SLOT_OBJ, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_obl_agent:
        add(b, CHY_SLOT_SUBJ, level, child, preposition(b->tree, child));
        break;
    case CHY_DEP_obj:
        /* "was given a warning": the second object of a passive stays an object. */
        add(b, CHY_SLOT_OBJ, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_iobj:
        add(b, CHY_SLOT_IOBJ, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_ccomp: case CHY_DEP_xcomp:
        add(b, CHY_SLOT_COMP, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_obl: case CHY_DEP_nmod: {
        uint32_t prep = preposition(b->tree, child);
        if (prep != CHY_NO_TOKEN && passive && is_verbal(token(b->tree, at)) &&
            strcmp(token(b->tree, prep)->lemma, "by") == 0)
            add(b, CHY_SLOT_SUBJ, level, child, prep);
        else
            add(b, CHY_SLOT_PREP, level, child, prep);
        break;
    }
    case CHY_DEP_nmod_poss:
        add(b, CHY_SLOT_POSS, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_amod: case CHY_DEP_compound: case CHY_DEP_nmod_desc: case CHY_DEP_nmod_unmarked:
        add(b, CHY_SLOT_MOD, level, child, CHY_NO_TOKEN);
        break;
    case CHY_DEP_acl:
        if (!is_verbal(token(b->tree, at)))
            add(b, CHY_SLOT_COMP, level, child, CHY_NO_TOKEN);
        break;
    default:
        break;
    }
}

static void add_children(builder *b, uint32_t at, bool passive, chy_slot_level level)
{
    const chy_tree *tree = b->tree;
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c])
        add_own(b, at, c, passive, level);
}

/* Relative pronouns stand for the noun that the clause modifies. */
static void resolve_relatives(builder *b, uint32_t antecedent)
{
    bool found = false;
    for (uint32_t i = 0; i < b->n; i++)
        if (is_relative(token(b->tree, b->fillers[i].token))) {
            b->fillers[i].token = antecedent;
            found = true;
        }
    if (found)
        return;
    if (!has_slot(b, CHY_SLOT_SUBJ) && !has_slot(b, CHY_SLOT_OBJ))
        add(b, CHY_SLOT_SUBJ, CHY_LEVEL_INHERITED, antecedent, CHY_NO_TOKEN);
    else if (!has_slot(b, CHY_SLOT_OBJ))
        add(b, CHY_SLOT_OBJ, CHY_LEVEL_INHERITED, antecedent, CHY_NO_TOKEN);
    else if (!has_slot(b, CHY_SLOT_SUBJ))
        add(b, CHY_SLOT_SUBJ, CHY_LEVEL_INHERITED, antecedent, CHY_NO_TOKEN);
}

/* Takes the first filler of `from` in slot `take` over as `give`. */
static bool share(builder *b, const builder *from, chy_slot take, chy_slot give)
{
    bool any = false;
    for (uint32_t i = 0; i < from->n; i++)
        if (from->fillers[i].slot == take && from->fillers[i].level != CHY_LEVEL_GOVERNOR) {
            add(b, give, CHY_LEVEL_INHERITED, from->fillers[i].token, CHY_NO_TOKEN);
            any = true;
        }
    return any;
}

static void collect(builder *b, uint32_t at, int climb);

/* Verbs whose infinitive keeps the subject even when an object stands between ("promised Besk to leave"). */
static bool keeps_subject(const chy_token *tok)
{
    static const char *const verbs[] = {"promise", "threaten", "vow", "pledge", "offer", "agree"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(tok->lemma, verbs[i]) == 0)
            return true;
    return false;
}

static void share_from_governor(builder *b, uint32_t at, uint32_t head, bool passive, int climb)
{
    const chy_tree *tree = b->tree;
    chy_slot open = passive ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ;
    if (has_slot(b, open) && token(tree, at)->deprel != CHY_DEP_conj)
        return;
    builder up = {.tree = tree};
    collect(&up, head, climb - 1);
    bool head_passive = is_passive(tree, head);
    switch (token(tree, at)->deprel) {
    case CHY_DEP_conj: {
        if (!has_slot(b, open)) {
            if (!share(b, &up, head_passive ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ, open) && head_passive != passive)
                share(b, &up, open, open);
        }
        for (uint32_t i = 0; i < up.n && !has_slot(b, CHY_SLOT_OBJ); i++)
            if (up.fillers[i].slot == CHY_SLOT_OBJ && up.fillers[i].token > at)
                add(b, CHY_SLOT_OBJ, CHY_LEVEL_INHERITED, up.fillers[i].token, CHY_NO_TOKEN);
        break;
    }
    case CHY_DEP_xcomp:
        if (head_passive || keeps_subject(token(tree, head)) || !share(b, &up, CHY_SLOT_OBJ, open))
            if (!share(b, &up, head_passive ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ, open))
                share(b, &up, CHY_SLOT_SUBJ, open);
        break;
    case CHY_DEP_advcl: case CHY_DEP_ccomp: case CHY_DEP_parataxis:
        if (!share(b, &up, head_passive ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ, open))
            share(b, &up, CHY_SLOT_POSS, open);
        break;
    default:
        break;
    }
}

/* "a plan to attack": who plans is who would attack: the possessor of the noun, or the subject of its verb. */
static void share_from_noun(builder *b, uint32_t noun, chy_slot open, int climb)
{
    builder up = {.tree = b->tree};
    collect(&up, noun, climb - 1);
    if (share(b, &up, CHY_SLOT_POSS, open))
        return;
    for (uint32_t i = 0; i < up.n; i++)
        if (up.fillers[i].slot == CHY_SLOT_SUBJ)
            add(b, open, CHY_LEVEL_INHERITED, up.fillers[i].token, CHY_NO_TOKEN);
    share(b, &up, CHY_SLOT_MOD, open);
}

static void collect_verb(builder *b, uint32_t at, int climb)
{
    const chy_tree *tree = b->tree;
    bool passive = is_passive(tree, at);
    add_children(b, at, passive, CHY_LEVEL_OWN);
    uint32_t head = chy_tree_head(tree, at);
    if (head == CHY_NO_TOKEN || climb == 0)
        return;
    uint8_t rel = token(tree, at)->deprel;
    if (rel == CHY_DEP_acl_relcl || rel == CHY_DEP_advcl_relcl) {
        resolve_relatives(b, head);
    } else if (rel == CHY_DEP_acl || rel == CHY_DEP_amod) {
        uint8_t xpos = token(tree, at)->xpos;
        chy_slot open = passive ? CHY_SLOT_OBJ : CHY_SLOT_SUBJ;
        if (has_slot(b, open))
            return;
        if (xpos == CHY_XPOS_VBG || xpos == CHY_XPOS_VBN)
            add(b, open, CHY_LEVEL_INHERITED, head, CHY_NO_TOKEN);
        else
            share_from_noun(b, head, open, climb);
    } else if (is_verbal(token(tree, head)) || rel == CHY_DEP_conj || rel == CHY_DEP_xcomp) {
        share_from_governor(b, at, head, passive, climb);
    }
}

/* The verb that a noun is an argument of, through conjunction and "of" ("a series of talks"). */
static uint32_t governing_verb(const chy_tree *tree, uint32_t at)
{
    for (int i = 0; i < MAX_CLIMB; i++) {
        uint8_t rel = relation(tree, at);
        uint32_t head = chy_tree_head(tree, at);
        if (head == CHY_NO_TOKEN)
            return CHY_NO_TOKEN;
        if (rel != CHY_DEP_conj && rel != CHY_DEP_nmod && rel != CHY_DEP_appos && rel != CHY_DEP_compound)
            return is_verbal(token(tree, head)) ? head : CHY_NO_TOKEN;
        at = head;
    }
    return CHY_NO_TOKEN;
}

static void collect(builder *b, uint32_t at, int climb)
{
    const chy_tree *tree = b->tree;
    if (climb < 0)
        return;
    if (is_verbal(token(tree, at))) {
        collect_verb(b, at, climb);
        return;
    }
    add_children(b, at, false, CHY_LEVEL_OWN);
    uint8_t rel = token(tree, at)->deprel;
    uint32_t head = chy_tree_head(tree, at);
    if (rel == CHY_DEP_conj && head != CHY_NO_TOKEN && climb > 0 && !is_verbal(token(tree, head))) {
        builder up = {.tree = tree};
        collect(&up, head, climb - 1);
        if (!has_slot(b, CHY_SLOT_POSS))
            share(b, &up, CHY_SLOT_POSS, CHY_SLOT_POSS);
    }
}

static uint32_t governor_of(const chy_tree *tree, uint32_t at)
{
    if (!is_verbal(token(tree, at)))
        return governing_verb(tree, at);
    uint32_t head = chy_tree_head(tree, at);
    for (int i = 0; i < MAX_CLIMB && head != CHY_NO_TOKEN && relation(tree, at) == CHY_DEP_conj; i++) {
        at = head;
        head = chy_tree_head(tree, at);
    }
    return relation(tree, at) == CHY_DEP_conj ? CHY_NO_TOKEN : head;
}

/* Whether the other party may hang on this filler: the object ("sanctions on X"), the clause ("vowed to retaliate against X"), what
 * is called for ("talks with X"), the doer behind "of" ("the visit of the minister to X"). */
static bool carries_parties(const builder *b, const chy_filler *filler, bool verbal)
{
    if (filler->level != CHY_LEVEL_OWN)
        return false;
    if (verbal && (filler->slot == CHY_SLOT_OBJ || filler->slot == CHY_SLOT_COMP))
        return true;
    if (filler->slot != CHY_SLOT_PREP || filler->prep == CHY_NO_TOKEN)
        return false;
    const char *prep = token(b->tree, filler->prep)->lemma;
    return strcmp(prep, verbal ? "for" : "of") == 0;
}

/* Phrases drift between a word and its arguments in parses (and in English); both places are offered, marked by level. */
static void add_neighbours(builder *b, const chy_frame *frame)
{
    const chy_tree *tree = b->tree;
    bool verbal = is_verbal(token(tree, frame->token));
    uint32_t own = b->n;
    for (uint32_t i = 0; i < own; i++)
        if (carries_parties(b, &b->fillers[i], verbal))
            add_children(b, b->fillers[i].token, is_verbal(token(tree, b->fillers[i].token)) && is_passive(tree, b->fillers[i].token),
                         CHY_LEVEL_OBJECT);
    if (!verbal && frame->governor != CHY_NO_TOKEN) {
        builder up = {.tree = tree};
        collect(&up, frame->governor, MAX_CLIMB);
        for (uint32_t i = 0; i < up.n; i++)
            if (!chy_tree_dominates(tree, up.fillers[i].token, frame->token))
                add(b, up.fillers[i].slot, CHY_LEVEL_GOVERNOR, up.fillers[i].token, up.fillers[i].prep);
    }
}

/* "imposed on officials by X": parsers hang the doer of a passive on the noun before it. */
static void add_far_agent(builder *b, const chy_frame *frame)
{
    const chy_tree *tree = b->tree;
    uint32_t own = b->n;
    if (!frame->passive || has_slot(b, CHY_SLOT_SUBJ))
        return;
    for (uint32_t i = 0; i < own; i++) {
        if (b->fillers[i].level != CHY_LEVEL_OWN || (b->fillers[i].slot != CHY_SLOT_PREP && b->fillers[i].slot != CHY_SLOT_OBJ))
            continue;
        uint32_t noun = b->fillers[i].token;
        for (uint32_t c = tree->first_child[noun]; c != CHY_NO_TOKEN; c = tree->next_sibling[c]) {
            uint32_t prep = relation(tree, c) == CHY_DEP_nmod ? preposition(tree, c) : CHY_NO_TOKEN;
            if (prep != CHY_NO_TOKEN && c > frame->token && strcmp(token(tree, prep)->lemma, "by") == 0)
                add(b, CHY_SLOT_SUBJ, CHY_LEVEL_INHERITED, c, prep);
        }
    }
}

bool chy_frame_of(const chy_tree *tree, uint32_t at, chy_arena *arena, chy_frame *out)
{
    builder b = {.tree = tree};
    collect(&b, at, MAX_CLIMB);
    *out = (chy_frame){.token = at, .governor = governor_of(tree, at), .particle = CHY_NO_TOKEN};
    out->passive = is_verbal(token(tree, at)) && is_passive(tree, at);
    for (uint32_t c = tree->first_child[at]; c != CHY_NO_TOKEN; c = tree->next_sibling[c])
        if (token(tree, c)->deprel == CHY_DEP_compound_prt)
            out->particle = c;
    add_far_agent(&b, out);
    add_neighbours(&b, out);
    out->fillers = chy_arena_alloc(arena, b.n, sizeof *out->fillers);
    if (!out->fillers)
        return false;
    memcpy(out->fillers, b.fillers, b.n * sizeof *b.fillers);
    out->n_fillers = b.n;
    return true;
}
