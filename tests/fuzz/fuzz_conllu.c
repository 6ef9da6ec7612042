/* tests/fuzz/fuzz_conllu.c - Any bytes as tokens or CoNLL-U; what was read is written and read again, and must have as
 * many sentences and tokens. */
#include <stdlib.h>
#include <string.h>

#include "parse/conllu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    char *copy = malloc(size ? size : 1);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    chy_article art = {.arena = &arena, .id = "f"}, again = {.arena = &arena};
    if (chy_conllu_read(copy, size, &art) != CHY_OK)
        abort();
    chy_conllu_write(&art, &out);
    if (chy_conllu_read(out.data ? out.data : "", out.len, &again) != CHY_OK || again.n_sentences != art.n_sentences)
        abort();
    for (uint32_t i = 0; i < art.n_sentences; i++)
        if (art.sentences[i].n_tokens != again.sentences[i].n_tokens || art.sentences[i].begin > art.sentences[i].end ||
            art.sentences[i].end > art.text_len)
            abort();
    chy_buf_release(&out);
    chy_arena_release(&arena);
    free(copy);
    return 0;
}
