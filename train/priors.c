/* train/priors.c - What an earlier reader takes each word of the raw text for: one line a word, how often it stood
 * outside entities and in PER, ORG, LOC and other ones. Pools the evidence of many sentences about names that the
 * annotated sets never show.
 *
 *   priors MODEL.chym RAW.tok > priors.tsv */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/word.h"
#include "parse/parser.h"

enum { MAX_TOKENS = 256, BITS = 19, KINDS = 5 };

typedef struct entry {
    char text[CHY_WORD_MAX + 1];
    uint32_t count[KINDS];
} entry;

static entry *table;

static int kind_of(uint8_t ner)
{
    return ner == CHY_NER_O ? 0 : ner <= CHY_NER_I_PER ? 1 : ner <= CHY_NER_I_ORG ? 2 : ner <= CHY_NER_I_LOC ? 3 : 4;
}

static void count(const chy_token *t)
{
    char norm[CHY_WORD_MAX + 1];
    size_t n = chy_word_norm(t->form, t->form_len, norm);
    norm[n] = 0;
    uint32_t at = chy_word_hash(norm, n, 9) & ((1u << BITS) - 1);
    for (uint32_t tries = 0; tries < 64; tries++, at = (at + 1) & ((1u << BITS) - 1)) {
        if (!table[at].text[0])
            memcpy(table[at].text, norm, n + 1);
        if (strcmp(table[at].text, norm) == 0) {
            table[at].count[kind_of(t->ner)]++;
            return;
        }
    }
}

int main(int argc, char **argv)
{
    chy_err err = {0};
    chy_parser *p = argc == 3 ? chy_parser_open(argv[1], &err) : NULL;
    FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
    chy_parser_work *w = p ? chy_parser_work_new(p) : NULL;
    table = calloc((size_t)1 << BITS, sizeof *table);
    if (!w || !f || !table) {
        fprintf(stderr, "usage: priors MODEL.chym RAW.tok\n%s\n", err.msg);
        return 1;
    }
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, f) > 0) {
        chy_token tokens[MAX_TOKENS];
        chy_sentence s = {.tokens = tokens};
        for (char *t = strtok(line, " \n"); t && s.n_tokens < MAX_TOKENS; t = strtok(NULL, " \n"))
            tokens[s.n_tokens++] = (chy_token){.form = t, .form_len = (uint32_t)strlen(t)};
        if (chy_parser_run(p, w, &s) != CHY_OK)
            return 1;
        for (uint32_t i = 0; i < s.n_tokens; i++)
            count(&tokens[i]);
    }
    for (size_t i = 0; i < (size_t)1 << BITS; i++)
        if (table[i].text[0])
            printf("%s\t%u\t%u\t%u\t%u\t%u\n", table[i].text, table[i].count[0], table[i].count[1], table[i].count[2],
                   table[i].count[3], table[i].count[4]);
    free(line);
    fclose(f);
    chy_parser_work_free(w);
    chy_parser_free(p);
    free(table);
    return 0;
}
