/* tests/unit/test_events.c - The parts of events/ that golden cases do not pin down: slots of turned sentences, complaints of the
 * rule reader with file and line, damaged scorer files. Trees are made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "events/frame.h"
#include "events/rules.h"
#include "events/scorer.h"

typedef struct word { const char *form; uint8_t upos, xpos; uint32_t head; uint8_t deprel; } word;

static chy_sentence sentence_of(const word *words, uint32_t n, chy_arena *arena)
{
    chy_token *tokens = chy_arena_alloc(arena, n, sizeof *tokens);
    assert_non_null(tokens);
    for (uint32_t i = 0; i < n; i++)
        tokens[i] = (chy_token){.form = words[i].form, .form_len = (uint32_t)strlen(words[i].form), .lemma = words[i].form,
                                .lemma_len = (uint32_t)strlen(words[i].form),
                                .lemma_hash = chy_hash(words[i].form, strlen(words[i].form)), .head = words[i].head,
                                .upos = words[i].upos, .xpos = words[i].xpos, .deprel = words[i].deprel};
    return (chy_sentence){.tokens = tokens, .n_tokens = n};
}

/* The token that fills `slot` of word `at`, or CHY_NO_TOKEN. */
static uint32_t filler_of(const word *words, uint32_t n, uint32_t at, chy_slot slot)
{
    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = sentence_of(words, n, &arena);
    chy_tree tree;
    chy_frame frame;
    assert_true(chy_tree_init(&tree, &sent, &arena));
    assert_true(chy_frame_of(&tree, at, &arena, &frame));
    uint32_t found = CHY_NO_TOKEN;
    for (uint32_t i = 0; i < frame.n_fillers && found == CHY_NO_TOKEN; i++)
        if (frame.fillers[i].slot == slot)
            found = frame.fillers[i].token;
    chy_arena_release(&arena);
    return found;
}

#define N(words) (uint32_t)(sizeof(words) / sizeof *(words))

static void active_and_passive_fill_the_same_slots(void **state)
{
    (void)state;
    static const word active[] = {{"Besk", CHY_UPOS_PROPN, CHY_XPOS_NNP, 2, CHY_DEP_nsubj},
                                  {"attack", CHY_UPOS_VERB, CHY_XPOS_VBD, 0, CHY_DEP_root},
                                  {"Cardo", CHY_UPOS_PROPN, CHY_XPOS_NNP, 2, CHY_DEP_obj}};
    static const word passive[] = {{"Cardo", CHY_UPOS_PROPN, CHY_XPOS_NNP, 3, CHY_DEP_nsubj_pass},
                                   {"be", CHY_UPOS_AUX, CHY_XPOS_VBD, 3, CHY_DEP_aux_pass},
                                   {"attack", CHY_UPOS_VERB, CHY_XPOS_VBN, 0, CHY_DEP_root},
                                   {"by", CHY_UPOS_ADP, CHY_XPOS_IN, 5, CHY_DEP_case},
                                   {"Besk", CHY_UPOS_PROPN, CHY_XPOS_NNP, 3, CHY_DEP_obl_agent}};
    assert_int_equal(filler_of(active, N(active), 1, CHY_SLOT_SUBJ), 0);
    assert_int_equal(filler_of(active, N(active), 1, CHY_SLOT_OBJ), 2);
    assert_int_equal(filler_of(passive, N(passive), 2, CHY_SLOT_SUBJ), 4);
    assert_int_equal(filler_of(passive, N(passive), 2, CHY_SLOT_OBJ), 0);
}

static void control_gives_the_infinitive_a_subject(void **state)
{
    (void)state;
    /* Besk urge Cardo to withdraw: Cardo would; Besk promise Cardo to withdraw: Besk would. */
    word words[] = {{"Besk", CHY_UPOS_PROPN, CHY_XPOS_NNP, 2, CHY_DEP_nsubj},
                    {"urge", CHY_UPOS_VERB, CHY_XPOS_VBD, 0, CHY_DEP_root},
                    {"Cardo", CHY_UPOS_PROPN, CHY_XPOS_NNP, 2, CHY_DEP_obj},
                    {"to", CHY_UPOS_PART, CHY_XPOS_TO, 5, CHY_DEP_mark},
                    {"withdraw", CHY_UPOS_VERB, CHY_XPOS_VB, 2, CHY_DEP_xcomp}};
    assert_int_equal(filler_of(words, N(words), 4, CHY_SLOT_SUBJ), 2);
    words[1].form = "promise";
    assert_int_equal(filler_of(words, N(words), 4, CHY_SLOT_SUBJ), 0);
}

static void a_relative_clause_reaches_its_noun(void **state)
{
    (void)state;
    static const word words[] = {{"troops", CHY_UPOS_NOUN, CHY_XPOS_NNS, 0, CHY_DEP_root},
                                 {"who", CHY_UPOS_PRON, CHY_XPOS_WP, 3, CHY_DEP_nsubj},
                                 {"shell", CHY_UPOS_VERB, CHY_XPOS_VBD, 1, CHY_DEP_acl_relcl},
                                 {"Besk", CHY_UPOS_PROPN, CHY_XPOS_NNP, 3, CHY_DEP_obj}};
    assert_int_equal(filler_of(words, N(words), 2, CHY_SLOT_SUBJ), 0);
    assert_int_equal(filler_of(words, N(words), 2, CHY_SLOT_OBJ), 3);
}

static void a_circle_of_heads_ends(void **state)
{
    (void)state;
    static const word words[] = {{"a", CHY_UPOS_VERB, CHY_XPOS_VB, 2, CHY_DEP_conj}, {"b", CHY_UPOS_VERB, CHY_XPOS_VB, 1, CHY_DEP_xcomp}};
    assert_int_equal(filler_of(words, N(words), 0, CHY_SLOT_SUBJ), CHY_NO_TOKEN);
    assert_int_equal(filler_of(words, N(words), 1, CHY_SLOT_OBJ), CHY_NO_TOKEN);
}

static void complains(const char *text, uint64_t line, const char *about)
{
    chy_rules *rules = chy_rules_book_new();
    chy_err err = {0};
    assert_non_null(rules);
    assert_int_equal(chy_rules_read(rules, "test.txt", text, strlen(text), &err), CHY_E_FORMAT);
    assert_int_equal(err.at, line);
    assert_non_null(strstr(err.msg, about));
    chy_rules_free(rules);
}

static void the_reader_names_file_and_line(void **state)
{
    (void)state;
    complains("class a: b\nclass a: c\n", 2, "test.txt:2: this class was defined before");
    complains("class a: @b\n", 1, "unknown class");
    complains("rule x\n  verb: go\n  give: NOTHING 010\n", 3, "one of the 16 types");
    complains("rule x\n  verb: go\n", 2, "gives nothing");
    complains("  verb: go\n", 1, "outside a rule");
    complains("cameo 010 0 Say\nrule x\n  give: AGREE 010\n", 3, "no verb and no noun");
    complains("rule x\n  vreb: go\n", 2, "unknown line in a rule: vreb");
    complains("nonsense\n", 1, "a line must begin with");
    complains("lexicon WISH verb: hope\n", 1, "neither a type nor NONE: WISH");
    complains("lexicon AGREE adverb: gladly\n", 1, "a part of speech is verb, noun or adjective: adverb");
}

static uint32_t types_of(const chy_rules *rules, chy_lexicon_part part, const char *first, const char *second, bool object)
{
    uint64_t other = second ? chy_hash(second, strlen(second)) : 0;
    return chy_lexicon_types(&rules->lexicon, chy_lexicon_key(part, chy_hash(first, strlen(first)), other, object));
}

static void the_lexicon_keeps_words_and_pairs_apart(void **state)
{
    (void)state;
    static const char text[] = "lexicon AGREE verb: pledge strike~deal sign_up\n"
                               "lexicon SUPPORT verb: pledge pledge~allegiance\n"
                               "lexicon NONE noun: film\n";
    chy_lexicon empty = {0};
    assert_int_equal(chy_lexicon_types(&empty, chy_lexicon_key(CHY_LEXICON_VERB, 1, 0, false)), 0);
    chy_rules *rules = chy_rules_book_new();
    chy_err err = {0};
    assert_non_null(rules);
    assert_int_equal(chy_rules_read(rules, "test.txt", text, strlen(text), &err), CHY_OK);
    assert_true(chy_lexicon_index(&rules->lexicon, &rules->arena));
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "pledge", NULL, false), 1u << CHY_TYPE_AGREE | 1u << CHY_TYPE_SUPPORT);
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "pledge", "allegiance", true), 1u << CHY_TYPE_SUPPORT);
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "strike", "deal", true), 1u << CHY_TYPE_AGREE);
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "strike", "deal", false), 0);
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "strike", NULL, false), 0);
    assert_int_equal(types_of(rules, CHY_LEXICON_VERB, "sign", "up", false), 1u << CHY_TYPE_AGREE);
    assert_int_equal(types_of(rules, CHY_LEXICON_NOUN, "pledge", NULL, false), 0);
    assert_int_equal(types_of(rules, CHY_LEXICON_NOUN, "film", NULL, false), 1u << CHY_TYPE_NONE);
    chy_rules_free(rules);
}

/* Two nets that disagree: the chances of each part sum to one over the candidates, and are the mean of both. */
static void a_choice_is_shared_among_the_candidates(void **state)
{
    (void)state;
    chy_scorer scorer = {0};
    scorer.tasks[CHY_TASK_ROLE].n_nets = 2;
    float votes[3 * 2 * CHY_N_PARTS] = {0}, chance[3 * CHY_N_PARTS];
    votes[0] = 100;                             /* first net: candidate 0 acts */
    votes[2 * CHY_N_PARTS + CHY_N_PARTS] = 100; /* second net: candidate 1 acts */
    chy_scorer_choose(&scorer, votes, 3, chance);
    for (int part = 0; part < CHY_N_PARTS; part++)
        assert_float_equal(chance[part] + chance[CHY_N_PARTS + part] + chance[2 * CHY_N_PARTS + part], 1, 1e-5);
    assert_float_equal(chance[0], 0.5, 1e-5);
    assert_float_equal(chance[CHY_N_PARTS], 0.5, 1e-5);
    assert_float_equal(chance[1], 1.0 / 3, 1e-5);
}

/* Writes `len` bytes to a new file and tries to open it as a scorer. */
static bool opens(const unsigned char *bytes, size_t len)
{
    char path[] = "/tmp/chy-scorer-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
    chy_err err = {0};
    chy_scorer *scorer = chy_scorer_open(path, &err);
    if (!scorer)
        assert_true(err.msg[0]);
    chy_scorer_free(scorer);
    unlink(path);
    return scorer != NULL;
}

static void a_damaged_scorer_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[256] = "chymodel";
    assert_false(opens(bytes, 0));
    assert_false(opens(bytes, sizeof bytes));
    FILE *f = fopen(CHY_TEST_SHARE "/models/scorer.chym", "rb");
    if (!f)
        skip();
    fseek(f, 0, SEEK_END);
    size_t len = (size_t)ftell(f);
    rewind(f);
    unsigned char *whole = malloc(len);
    assert_non_null(whole);
    assert_int_equal(fread(whole, 1, len, f), len);
    fclose(f);
    assert_true(opens(whole, len));
    assert_false(opens(whole, len / 2));
    whole[len / 3] ^= 1;
    assert_false(opens(whole, len));
    free(whole);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(active_and_passive_fill_the_same_slots), cmocka_unit_test(control_gives_the_infinitive_a_subject),
        cmocka_unit_test(a_relative_clause_reaches_its_noun), cmocka_unit_test(a_circle_of_heads_ends),
        cmocka_unit_test(the_reader_names_file_and_line), cmocka_unit_test(the_lexicon_keeps_words_and_pairs_apart),
        cmocka_unit_test(a_choice_is_shared_among_the_candidates), cmocka_unit_test(a_damaged_scorer_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
