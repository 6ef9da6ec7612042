/* tests/fuzz/fuzz_model.c - The loader of model files, and the parser behind it, on damaged files. The input is a list of
 * edits to a small but whole model that is made here: {offset u32, byte} each; the checksum is set right afterwards, so
 * that the checks behind it are reached. A first byte of 0xff takes the rest as a file as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/net.h"
#include "parse/parser.h"
#include "parse/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CAP = 1 << 20, H = 32, X = 4 * 8, COLS = 112, TAG_COLS = 16, NER_COLS = 16, WORDS = 3 };

static _Alignas(64) unsigned char whole[CAP];
static size_t whole_len;
static uint32_t n_sections;

static void put(unsigned char *p, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static unsigned char *add(const char *tag, size_t len)
{
    unsigned char *entry = whole + CHY_MODEL_HEADER + n_sections++ * CHY_MODEL_ENTRY;
    size_t at = (whole_len + 63) / 64 * 64;
    memcpy(entry, tag, 4);
    put(entry + 8, at, 8);
    put(entry + 16, len, 8);
    whole_len = at + len;
    return whole + at;
}

static void add_matrix(const char *name, uint32_t k, uint32_t n)
{
    char tag[5] = {'W', name[0], name[1], name[2], 0};
    unsigned char *w = add(tag, (size_t)k * n);
    for (size_t i = 0; i < (size_t)k * n; i++)
        w[i] = (unsigned char)(i * 37 % 41);
    tag[0] = 'B';
    (void)add(tag, n * sizeof(int32_t));
    tag[0] = 'S';
    float *s = (float *)(void *)add(tag, n * sizeof(float));
    for (uint32_t j = 0; j < n; j++)
        s[j] = 0.01f;
}

static void make_model(void)
{
    memcpy(whole, CHY_MODEL_MAGIC, 8);
    put(whole + 8, CHY_MODEL_VERSION, 4);
    whole_len = CHY_MODEL_HEADER + 64 * CHY_MODEL_ENTRY;
    chy_net_shape s = {.word_dim = 4, .vector_dim = 4, .affix_dim = {4, 4, 4, 4, 4}, .affix_rows = {1, 2, 4, 1, 1},
                       .lex_dim = 4, .lex_rows = 2, .n_words = WORDS, .n_trained = 1, .n_slots = 8, .text_len = 6,
                       .n_layers = 3, .hidden = H, .step_hidden = H, .ner_hidden = 16, .n_tags = 2, .tag_cols = TAG_COLS,
                       .n_ner = CHY_N_NER, .ner_cols = NER_COLS, .n_labels = CHY_N_DEP, .step_cols = COLS,
                       .small_rows = chy_state_rows(CHY_N_DEP), .columns = CHY_COLUMNS, .first_scale = 100, .step_scale = 100,
                       .layers = "CRC"};
    memcpy(add("SHAP", sizeof s), &s, sizeof s);
    memcpy(add("TAGS", 4), "\1\2\3\4", 4);
    unsigned char *slots = add("VSLT", 8 * 4), *at = add("VAT ", (WORDS + 2) * 4);
    for (uint32_t i = 0; i < WORDS; i++) {
        put(slots + 8 * i, i + 1, 4);
        put(at + 4 * (i + 2), 2 * (i + 1), 4);
    }
    memcpy(add("VTXT", 6), "ofthe.", 6);
    (void)add("VLEX", WORDS + 1);
    (void)add("EWRD", 2 * 4);
    (void)add("EVEC", (WORDS + 1) * 4);
    for (uint32_t k = 0; k < CHY_WORD_AFFIXES; k++) {
        char tag[5] = {'E', 'A', 'F', (char)('0' + k), 0};
        (void)add(tag, s.affix_rows[k] * 4);
    }
    (void)add("ELEX", 2 * 4);
    add_matrix("1ST", X, 3 * H);
    (void)add("T1ST", H * 2);
    add_matrix("LA1", H, 2 * H);
    add_matrix("LA2", 3 * H, H);
    add_matrix("TAG", H, TAG_COLS);
    add_matrix("NE1", 3 * (H + CHY_GAZ_FEATURES), 16);
    add_matrix("NE2", 16, NER_COLS);
    memset(add("TNER", CHY_N_NER * CHY_N_NER * 4), 1, CHY_N_NER * CHY_N_NER * 4);
    uint32_t names[] = {chy_gazetteer_print(chy_gazetteer_join(0, chy_gazetteer_key("a", 1))) | 1, 0}, values[] = {0, UINT32_MAX};
    memcpy(add("GSLT", sizeof names), names, sizeof names);
    memcpy(add("GVAL", sizeof values), values, sizeof values);
    add_matrix("SLT", H, CHY_COLUMNS * H);
    (void)add("TEDG", 2 * CHY_COLUMNS * H * 2);
    (void)add("TSML", s.small_rows * H * 2);
    (void)add("TBIA", H * 2);
    add_matrix("STP", H, COLS);
    put(whole + 12, n_sections, 4);
}

static void parse_some(const chy_parser *p)
{
    static const char *const forms[] = {"The", "of", "", "Minsk", ".", "\xff\xfe", "averyveryverylongwordthatnocachewouldeverkeep"};
    chy_token tokens[300];
    chy_sentence s = {.tokens = tokens, .n_tokens = 300};
    for (uint32_t i = 0; i < 300; i++)
        tokens[i] = (chy_token){.form = forms[i % 7], .form_len = (uint32_t)strlen(forms[i % 7])};
    chy_parser_work *w = chy_parser_work_new(p);
    if (w && chy_parser_run(p, w, &s) != CHY_OK)
        abort();
    for (uint32_t i = 0; w && i < 300; i++)
        if (tokens[i].head > 300 || tokens[i].upos >= CHY_N_UPOS || tokens[i].deprel >= CHY_N_DEP || tokens[i].ner >= CHY_N_NER)
            abort();
    chy_parser_work_free(w);
}

static void open_bytes(const unsigned char *bytes, size_t len)
{
    chy_err err;
    chy_parser *p = chy_parser_view(bytes, len, &err);
    if (p)
        parse_some(p);
    chy_parser_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!whole_len)
        make_model();
    bool raw = size && data[0] == 0xff;
    size_t len = raw ? size - 1 : whole_len;
    unsigned char *file = aligned_alloc(64, (len + 64) / 64 * 64);
    if (!file)
        return 0;
    memcpy(file, raw ? data + 1 : whole, len);
    for (size_t i = 0; !raw && i + 5 <= size; i += 5) {
        uint32_t at = (uint32_t)data[i] | (uint32_t)data[i + 1] << 8 | (uint32_t)data[i + 2] << 16 | (uint32_t)data[i + 3] << 24;
        file[at % len] = data[i + 4];
    }
    if (!raw) {
        put(file + 16, len, 8);
        put(file + 24, chy_hash(file + CHY_MODEL_HEADER, len - CHY_MODEL_HEADER), 8);
    }
    open_bytes(file, len);
    free(file);
    return 0;
}
