/* src/when/tense.c - Tense from the tree: auxiliaries, participles, infinitives under verbs that plan, nouns that lie ahead. */
#include "when/tense.h"

#include <string.h>
#include <strings.h>

/* Verbs and adjectives behind which an infinitive, "for Monday" or a plain noun lies ahead. */
static const char *const planners[] = {"plan", "schedule", "set", "slate", "due", "expect", "intend", "aim", "propose", "hope", "want", "vow",
                                       "pledge", "promise", "agree", "prepare", "poise", "ready", "invite", "ask", "urge", "demand", "order", "decide",
                                       "threaten", "offer", "try", "seek", "about", "likely", "call", "arrange", "book", "postpone", "delay",
                                       "reschedule", "await", "go", "need", "have", NULL};
/* Those whose participle puts a bare day ahead: "talks scheduled for Monday". */
static const char *const scheduled[] = {"plan", "schedule", "set", "slate", "due", "expect", "book", "postpone", "delay", "reschedule", "arrange", NULL};
static const char *const looks_ahead[] = {"upcoming", "planned", "scheduled", "forthcoming", "next", "future", "expected", "proposed", "coming", NULL};
static const char *const modals[] = {"will", "shall", "wo", "'ll", "would", "should", "could", "may", "might", "must", "can", NULL};

bool chy_when_is(const chy_token *tok, const char *word)
{
    if (tok->lemma)
        return !strcasecmp(tok->lemma, word);
    return tok->form_len == strlen(word) && !strncasecmp(tok->form, word, tok->form_len);
}

bool chy_when_is_in(const chy_token *tok, const char *const *words)
{
    for (; *words; words++)
        if (chy_when_is(tok, *words))
            return true;
    return false;
}

static bool form_is(const chy_token *tok, const char *word)
{
    return tok->form_len == strlen(word) && !strncasecmp(tok->form, word, tok->form_len);
}

uint32_t chy_span_head(const chy_sentence *sent, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n && i < sent->n_tokens; i++) {
        uint32_t head = sent->tokens[i].head;
        /* "on Saturday": the preposition and the comma hang inside */
        if ((!head || head - 1 < first || head - 1 >= first + n) && sent->tokens[i].upos != CHY_UPOS_PUNCT &&
            sent->tokens[i].upos != CHY_UPOS_ADP)
            return i;
    }
    return first;
}

static bool is_verbal(const chy_token *tok)
{
    return tok->upos == CHY_UPOS_VERB || tok->upos == CHY_UPOS_AUX;
}

typedef struct helpers {
    bool modal, have, be_past, be_present, to, does, due, copula;
} helpers;

/* What the auxiliaries and markers of one predicate say. Dependents stand within a window: verbs with hundreds of dependents are no English. */
static helpers helpers_of(const chy_sentence *sent, uint32_t token)
{
    helpers h = {0};
    uint32_t lo = token > 40 ? token - 40 : 0, hi = token + 12 < sent->n_tokens ? token + 12 : sent->n_tokens;
    for (uint32_t i = lo; i < hi; i++) {
        const chy_token *tok = &sent->tokens[i];
        if (tok->head != token + 1)
            continue;
        switch (tok->deprel) {
        case CHY_DEP_aux: case CHY_DEP_aux_pass: case CHY_DEP_cop:
            if (chy_when_is_in(tok, modals) || form_is(tok, "'d"))
                h.modal = true;
            else if (chy_when_is(tok, "have"))
                h.have = true;
            else if (form_is(tok, "was") || form_is(tok, "were") || form_is(tok, "did"))
                h.be_past = true;
            else if (form_is(tok, "is") || form_is(tok, "are") || form_is(tok, "am") || form_is(tok, "'s") || form_is(tok, "'re") ||
                     form_is(tok, "be"))
                h.be_present = true;
            else if (form_is(tok, "does") || form_is(tok, "do"))
                h.does = true;
            h.copula |= tok->deprel == CHY_DEP_cop;
            break;
        case CHY_DEP_case: /* "due to expire", where "due to" is taken for one preposition */
            h.due |= form_is(tok, "due");
            break;
        case CHY_DEP_mark:
            h.to |= form_is(tok, "to");
            break;
        default: break;
        }
    }
    return h;
}

static const chy_token *head_of(const chy_sentence *sent, const chy_token *tok)
{
    return tok->head && tok->head <= sent->n_tokens ? &sent->tokens[tok->head - 1] : NULL;
}

static chy_tense finite_tense(const chy_token *tok, helpers h)
{
    if (h.modal)
        return CHY_TENSE_FUTURE;
    if (h.have || h.be_past)
        return CHY_TENSE_PAST;
    if (h.does)
        return CHY_TENSE_PRESENT;
    switch (tok->xpos) {
    case CHY_XPOS_VB: /* "is due to open", where the parser takes "due to" for one word */
        return h.be_present || h.due ? CHY_TENSE_FUTURE : CHY_TENSE_UNKNOWN;
    case CHY_XPOS_VBD: return CHY_TENSE_PAST;
    case CHY_XPOS_VBZ: case CHY_XPOS_VBP: return CHY_TENSE_PRESENT;
    case CHY_XPOS_VBN:
        return h.be_present ? CHY_TENSE_PRESENT : CHY_TENSE_PAST;
    case CHY_XPOS_VBG: return h.be_present ? CHY_TENSE_PRESENT : CHY_TENSE_UNKNOWN;
    default: break;
    }
    return h.be_present ? CHY_TENSE_PRESENT : CHY_TENSE_UNKNOWN;
}


/* Tense of one predicate. Participles and infinitives without helpers borrow from what they hang on. */
static chy_tense predicate_tense(const chy_sentence *sent, uint32_t token, int depth)
{
    const chy_token *tok = &sent->tokens[token], *head = head_of(sent, tok);
    helpers h = helpers_of(sent, token);
    if (h.to) {
        if (!head) /* a headline: "Putin to visit Iran on Friday" */
            return CHY_TENSE_FUTURE;
        if (chy_when_is_in(head, planners) || h.be_present)
            return CHY_TENSE_FUTURE;
        if (tok->deprel == CHY_DEP_acl || tok->deprel == CHY_DEP_advcl) /* "a plan to", "left to meet" */
            return CHY_TENSE_FUTURE;
        return depth < 6 ? predicate_tense(sent, tok->head - 1, depth + 1) : CHY_TENSE_UNKNOWN;
    }
    chy_tense own = finite_tense(tok, h);
    if (own == CHY_TENSE_PRESENT && tok->xpos == CHY_XPOS_VBN && chy_when_is_in(tok, scheduled))
        return CHY_TENSE_FUTURE; /* "is scheduled for Monday" */
    if (own == CHY_TENSE_PAST && tok->xpos == CHY_XPOS_VBN && !h.have && chy_when_is_in(tok, scheduled))
        return CHY_TENSE_FUTURE; /* "talks scheduled for Monday", "was due on Monday" */
    if (own != CHY_TENSE_UNKNOWN)
        return own;
    if (chy_when_is_in(tok, planners) && (tok->upos == CHY_UPOS_ADJ || tok->xpos == CHY_XPOS_VBN))
        return CHY_TENSE_FUTURE;
    if ((tok->deprel == CHY_DEP_advcl || tok->deprel == CHY_DEP_acl || tok->deprel == CHY_DEP_conj || tok->deprel == CHY_DEP_xcomp ||
         tok->deprel == CHY_DEP_ccomp || tok->deprel == CHY_DEP_parataxis) && head && depth < 6)
        return predicate_tense(sent, tok->head - 1, depth + 1);
    return CHY_TENSE_UNKNOWN;
}

/* A noun that its own words put ahead: "upcoming talks", "ahead of talks", "plans for talks". */
static bool noun_ahead(const chy_sentence *sent, uint32_t token)
{
    uint32_t lo = token > 6 ? token - 6 : 0;
    bool of = false;
    for (uint32_t i = lo; i < token; i++) {
        const chy_token *tok = &sent->tokens[i];
        if (tok->head == token + 1 && (tok->deprel == CHY_DEP_amod) && chy_when_is_in(tok, looks_ahead))
            return true;
        of |= tok->head == token + 1 && tok->deprel == CHY_DEP_case && (form_is(tok, "ahead") || form_is(tok, "pending"));
    }
    return of;
}

/* "plans for talks on Friday", "preparations for the vote on Friday". */
static const char *const plans[] = {"plan", "preparation", "invitation", "proposal", "schedule", "arrangement", "hope", NULL};

chy_tense chy_tense_of(const chy_sentence *sent, uint32_t token)
{
    const chy_token *tok = &sent->tokens[token];
    if (is_verbal(tok) || helpers_of(sent, token).copula)
        return predicate_tense(sent, token, 0);
    return noun_ahead(sent, token) || chy_when_is_in(tok, plans) ? CHY_TENSE_FUTURE : CHY_TENSE_UNKNOWN;
}

chy_tense chy_tense_around(const chy_sentence *sent, uint32_t first, uint32_t n)
{
    uint32_t at = chy_span_head(sent, first, n);
    for (int steps = 0; steps < 12; steps++) {
        const chy_token *tok = &sent->tokens[at];
        if (steps || is_verbal(tok)) {
            chy_tense tense = chy_tense_of(sent, at);
            if (form_is(tok, "ahead"))
                return CHY_TENSE_FUTURE;
            bool due = tok->upos == CHY_UPOS_ADJ && chy_when_is_in(tok, planners);
            if (due)
                return CHY_TENSE_FUTURE;
            if (tense != CHY_TENSE_UNKNOWN)
                return tense;
        }
        if (!tok->head || tok->head > sent->n_tokens || tok->head == at + 1)
            break;
        at = tok->head - 1;
    }
    return CHY_TENSE_UNKNOWN;
}
