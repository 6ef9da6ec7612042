/* train/sentences.c - Raw articles as tokenized sentences, by the program's own tokenizer: one
 * sentence a line, tokens parted by blanks. Repeated sentences are dropped.
 *
 *   sentences FILE.jsonl... > OUT.tok */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "jsonl.h"
#include "text/text.h"

enum { SEEN_BITS = 22 };

static uint64_t *seen;

static int is_new(const char *line, size_t len)
{
    uint64_t h = chy_hash(line, len) | 1;
    size_t at = h >> (64 - SEEN_BITS);
    for (; seen[at]; at = (at + 1) & ((1u << SEEN_BITS) - 1))
        if (seen[at] == h)
            return 0;
    seen[at] = h;
    return 1;
}

static void print_sentence(const chy_sentence *s)
{
    static char line[1 << 16];
    size_t n = 0;
    if (s->furniture || s->n_tokens < 3)
        return;
    for (uint32_t i = 0; i < s->n_tokens; i++) {
        const chy_token *t = &s->tokens[i];
        if (memchr(t->form, ' ', t->form_len) || memchr(t->form, '\n', t->form_len) || n + t->form_len + 2 > sizeof line)
            return;
        memcpy(line + n, t->form, t->form_len);
        n += t->form_len;
        line[n++] = i + 1 < s->n_tokens ? ' ' : '\n';
    }
    if (is_new(line, n))
        fwrite(line, 1, n, stdout);
}

static void split_record(const char *record, char *text, char *title, chy_arena *arena)
{
    chy_article art = {.arena = arena, .text = text};
    art.text_len = jsonl_string(record, "text", text);
    if (jsonl_string(record, "title", title))
        art.title = title;
    if (chy_text_split(&art) == CHY_OK)
        for (uint32_t i = 0; i < art.n_sentences; i++)
            print_sentence(&art.sentences[i]);
    chy_arena_reset(arena);
}

int main(int argc, char **argv)
{
    char *line = NULL, *text = NULL, *title = NULL;
    size_t cap = 0, room = 0;
    chy_arena arena;
    chy_arena_init(&arena);
    seen = calloc((size_t)1 << SEEN_BITS, sizeof *seen);
    for (int i = 1; i < argc && seen; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f) {
            perror(argv[i]);
            return 1;
        }
        while (getline(&line, &cap, f) > 0) {
            if (cap > room) {
                room = cap;
                text = realloc(text, room);
                title = realloc(title, room);
                if (!text || !title)
                    return 1;
            }
            split_record(line, text, title, &arena);
        }
        fclose(f);
    }
    chy_arena_release(&arena);
    free(line), free(text), free(title), free(seen);
    return 0;
}
