/* src/text/lemma.c - Lemmas; see text.h. */
#include "text/text.h"

#include "base/hash.h"

chy_status chy_text_lemmatize(chy_sentence *sent, chy_arena *arena)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++) {
        chy_token *tok = &sent->tokens[i];
        char *low = chy_arena_dup(arena, tok->form, tok->form_len);
        if (!low)
            return CHY_E_NOMEM;
        tok->lemma = low;
        tok->lemma_len = tok->form_len;
        tok->lemma_hash = chy_hash(low, tok->form_len);
    }
    return CHY_OK;
}
