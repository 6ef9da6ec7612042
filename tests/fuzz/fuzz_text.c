/* tests/fuzz/fuzz_text.c - Any bytes through splitter and lemmatizer: tokens must lie in order inside the text, miss nothing
 * but white space, and spell the text between their offsets. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parse/conllu.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const chy_article *art)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < art->n_sentences; i++) {
        const chy_sentence *sent = &art->sentences[i];
        if (sent->index == 0)
            continue;
        if (sent->n_tokens == 0 || sent->n_tokens > CHY_SENTENCE_MAX_TOKENS || sent->begin != sent->tokens[0].begin)
            abort();
        for (uint32_t k = 0; k < sent->n_tokens; k++) {
            const chy_token *tok = &sent->tokens[k];
            if (tok->begin < at || tok->end <= tok->begin || tok->end > art->text_len || tok->form != art->text + tok->begin ||
                tok->form_len != tok->end - tok->begin || strlen(tok->lemma) < tok->lemma_len)
                abort();
            for (; at < tok->begin; at++)
                if ((unsigned char)art->text[at] > 0x20 && (unsigned char)art->text[at] < 0x7f)
                    abort();
            at = tok->end;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    /* The first byte chooses a tag for all tokens, so that the lemma rules of every tag are met; a copy, so that the sanitizer sees its end. */
    uint8_t xpos = size ? data[0] % CHY_N_XPOS : 0;
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    chy_article art = {.arena = &arena, .text = text, .text_len = size, .title = text};
    if (chy_text_split(&art) == CHY_OK) {
        for (uint32_t i = 0; i < art.n_sentences; i++) {
            for (uint32_t k = 0; k < art.sentences[i].n_tokens; k++)
                art.sentences[i].tokens[k].xpos = xpos;
            if (chy_text_lemmatize(&art.sentences[i], &arena) != CHY_OK)
                abort();
        }
        check(&art);
        chy_conllu_write(&art, &out);
    }
    chy_buf_release(&out);
    chy_arena_release(&arena);
    free(text);
    return 0;
}
