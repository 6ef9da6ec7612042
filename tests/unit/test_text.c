/* tests/unit/test_text.c - Tokens, sentences, flags, furniture, lemmas, and CoNLL-U both ways. Own sentences, invented countries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "parse/conllu.h"
#include "text/text.h"
#include "text/words.h"

/* The sentences of `text`, tokens parted by blanks, sentences by " | ". */
static chy_article split(chy_arena *arena, const char *text, size_t len)
{
    chy_article art = {.arena = arena, .text = text, .text_len = len};
    assert_int_equal(chy_text_split(&art), CHY_OK);
    return art;
}

static void show(const chy_sentence *s, uint32_t n, chy_buf *out)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            chy_buf_str(out, " |");
        for (uint32_t k = 0; k < s[i].n_tokens; k++) {
            if (i || k)
                chy_buf_char(out, ' ');
            chy_buf_add(out, s[i].tokens[k].form, s[i].tokens[k].form_len);
        }
    }
}

static void check_split(const char *text, const char *expected)
{
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    chy_article art = split(&arena, text, strlen(text));
    show(art.sentences, art.n_sentences, &out);
    assert_string_equal(out.data ? out.data : "", expected);
    chy_buf_release(&out);
    chy_arena_release(&arena);
}

typedef struct pair {
    const char *text, *expected;
} pair;

static void test_tokens(void **state)
{
    (void)state;
    static const pair cases[] = {
        {"", ""},
        {"Arvonia's navy can't, won't and didn't yield.", "Arvonia 's navy ca n't , wo n't and did n't yield ."},
        {"They\u2019re sure he\u2019d\u2019ve cannot gonna", "They \u2019re sure he \u2019d \u2019ve can not gon na"},
        {"the parties' aims and O'Marden's boat", "the parties ' aims and O'Marden 's boat"},
        {"a state-owned anti-tank non-state-owned e-mail", "a state - owned anti-tank non-state - owned e-mail"},
        {"$3.2bn, \u20ac2,500,000 and 5.5%", "$ 3.2 bn , \u20ac 2,500,000 and 5.5 %"},
        {"at 7:30pm on 11/28/2000, 9/11 or 2024-12-28", "at 7:30 pm on 11/28/2000 , 9/11 or 2024-12-28"},
        {"1/2 of 5-10 in 1999-2000; call 555-201-3344", "1 / 2 of 5 - 10 in 1999 - 2000 ; call 555-201-3344"},
        {"the 1990s, 20th and '72", "the 1990s , 20th and '72"},
        {"See http://besk.example/a?b=c,d. Write a.b@besk.example!", "See http://besk.example/a?b=c,d . | Write a.b@besk.example !"},
        {"@oster said #peace :) now", "@oster said #peace :) now"},
        {"\u201cYes\u201d \u2013 no\u2026 maybe--well", "\u201c Yes \u201d \u2013 no \u2026 maybe -- well"},
        {"and/or n/a w/o him/her", "and / or n/a w/o him / her"},
        {"R&D at AT&T", "R&D at AT&T"},
        {"report.pdf (see besk.gov)", "report.pdf ( see besk.gov )"},
        {"K\u00f6nig \u0141\u00f3d\u017a \u041c\u043e\u0441\u043a\u0432\u0430", "K\u00f6nig \u0141\u00f3d\u017a \u041c\u043e\u0441\u043a\u0432\u0430"},
        {"U.S.-led p.m. talks i.e. that", "U.S. - led p.m. talks i.e. that"},
        {"a\u00a0b\u3000c", "a b c"},
        {"Dont go. Ok", "Do nt go . | Ok"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_split(cases[i].text, cases[i].expected);
}

static void test_sentences(void **state)
{
    (void)state;
    static const pair cases[] = {
        {"Gen. Oster met Mr. T. J. Malden Jr. of the U.S. Navy. He left.", "Gen. Oster met Mr. T. J. Malden Jr. of the U.S. Navy . | He left ."},
        {"Troops left the U.S. They went home at 5 p.m. The end.", "Troops left the U.S. | They went home at 5 p.m . | The end ."},
        {"TALVIK (Reuters) - It rained. TALVIK, Dec. 7 (AP) \u2014 No.", "TALVIK ( Reuters ) - It rained . | TALVIK , Dec. 7 ( AP ) \u2014 No ."},
        {"He said: \"We go. We stay.\" Then he left.", "He said : \" We go . | We stay . \" | Then he left ."},
        {"\"Really?\" he asked. \u201cNo!\u201d she cried.", "\" Really ? \" he asked . | \u201c No ! \u201d she cried ."},
        {"No. 5 is here. He said no. Then left.", "No. 5 is here . | He said no . | Then left ."},
        {"They spoke of interference.West Besk agreed.", "They spoke of interference . | West Besk agreed ."},
        {"Why?! Because... he could. Well... He did.", "Why ?! | Because ... he could . | Well ... | He did ."},
        {"Arms, food, etc. The rest came.", "Arms , food , etc . | The rest came ."},
        {"Talks in Besk\n\nThe talks began.", "Talks in Besk | The talks began ."},
        {"- first thing\n- second thing\n* third", "- first thing | - second thing | * third"},
        {"3. Third thing is said.", "3 . Third thing is said ."},
        {"Malden v. Oster was heard.", "Malden v. Oster was heard ."},
        {"The prime minister of Arvonia, who arrived on Monday with\nhis foreign minister, said that the talks with Besk had\ngone well. Nobody\nelse spoke.",
         "The prime minister of Arvonia , who arrived on Monday with his foreign minister , said that the talks with Besk had gone well . | Nobody else spoke ."},
        {"Arvonia Seizes Ships\nThe navy of Arvonia seized two ships on Tuesday, the ministry of defence said in a statement that gave no reason at all.\nBesk protested.",
         "Arvonia Seizes Ships | The navy of Arvonia seized two ships on Tuesday , the ministry of defence said in a statement that gave no reason at all . | Besk protested ."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_split(cases[i].text, cases[i].expected);
}

static unsigned flags_of(const chy_article *art, const char *form)
{
    for (uint32_t i = 0; i < art->n_sentences; i++)
        for (uint32_t k = 0; k < art->sentences[i].n_tokens; k++)
            if (!strncmp(art->sentences[i].tokens[k].form, form, strlen(form)))
                return art->sentences[i].tokens[k].flags;
    fail();
    return 0;
}

static void test_flags(void **state)
{
    (void)state;
    chy_arena arena;
    chy_arena_init(&arena);
    const char *text = "Oster \u201cwill go. Soon\u201d he told (and meant) them, and didn't 'wait' here.\n\n\"Never closed by anyone";
    chy_article art = split(&arena, text, strlen(text));
    assert_true(flags_of(&art, "will") & CHY_TOKEN_QUOTED);
    assert_true(flags_of(&art, "Soon") & CHY_TOKEN_QUOTED);
    assert_false(flags_of(&art, "told") & CHY_TOKEN_QUOTED);
    assert_true(flags_of(&art, "meant") & CHY_TOKEN_PARENTHESIS);
    assert_false(flags_of(&art, "them") & (CHY_TOKEN_PARENTHESIS | CHY_TOKEN_QUOTED | CHY_TOKEN_SPACE_AFTER));
    assert_true(flags_of(&art, "did") & CHY_TOKEN_MULTIWORD);
    assert_true(flags_of(&art, "wait") & CHY_TOKEN_QUOTED);
    assert_true(flags_of(&art, "here") == 0);
    assert_true(flags_of(&art, "anyone") & CHY_TOKEN_QUOTED);
    chy_arena_release(&arena);
}

/* Every token's form is the text between its offsets, in order, and all but white space is covered. */
static void check_offsets(const chy_article *art)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < art->n_sentences; i++) {
        const chy_sentence *s = &art->sentences[i];
        assert_int_equal(s->begin, s->tokens[0].begin);
        assert_int_equal(s->end, s->tokens[s->n_tokens - 1].end);
        assert_true(s->n_tokens <= CHY_SENTENCE_MAX_TOKENS);
        for (uint32_t k = 0; k < s->n_tokens; k++) {
            const chy_token *t = &s->tokens[k];
            assert_true(t->begin >= at && t->end > t->begin && t->end <= art->text_len);
            assert_ptr_equal(t->form, art->text + t->begin);
            assert_int_equal(t->form_len, t->end - t->begin);
            at = t->end;
        }
    }
}

static void test_hostile(void **state)
{
    (void)state;
    enum { BIG = 1 << 20 };
    static const char *const units[] = {"word ", "a", ".", "\"", "(", "a-", "'s", "\n", "...@", "\xff", "\xe2\x80", "1,", "1/", ":)", "A.", "a.b@", ") ", "x:/", "x\n\n"};
    char *big = malloc(BIG + 1);
    assert_non_null(big);
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t len = strlen(units[u]);
        for (size_t i = 0; i + len <= BIG; i += len)
            memcpy(big + i, units[u], len);
        big[BIG / len * len] = '\0';
        chy_arena arena;
        chy_arena_init(&arena);
        chy_article art = split(&arena, big, BIG / len * len);
        check_offsets(&art);
        if (*units[u] == 'w' || *units[u] == 'a')
            assert_true(art.n_diagnostics > 0);
        chy_arena_release(&arena);
    }
    free(big);
}

static void test_bytes(void **state)
{
    (void)state;
    chy_arena arena;
    chy_arena_init(&arena);
    static const char text[] = "Besk\0 said\xff\xfe yes \xc3";
    chy_article art = split(&arena, text, sizeof text - 1);
    check_offsets(&art);
    assert_int_equal(art.n_sentences, 1);
    assert_int_equal(art.sentences[0].n_tokens, 5);
    assert_int_equal(art.sentences[0].tokens[2].form_len, 2);
    assert_int_equal(art.n_diagnostics, 1);
    chy_arena_release(&arena);
}

static void test_no_memory(void **state)
{
    (void)state;
    static const char text[] = "Oster said \"no\". (He left.)\n\nPhoto: Besk\nPhoto: Besk";
    for (size_t limit = 16; limit < 6000; limit += 16) {
        chy_arena arena;
        chy_arena_init(&arena);
        arena.limit = limit;
        chy_article art = {.arena = &arena, .text = text, .text_len = sizeof text - 1, .title = "A title"};
        chy_status status = chy_text_split(&art);
        assert_true(status == CHY_OK || (status == CHY_E_NOMEM && art.n_sentences == 0));
        chy_arena_release(&arena);
    }
}

static void test_furniture(void **state)
{
    (void)state;
    static const char text[] =
        "BeskArvoniaWorldNews Today\n\nArvonia to Meet Besk\n\nMinister Oster arrives in Talvik (Reuters)\nMinister Oster arrives in Talvik (Reuters)\nTT\n\n"
        "Arvonia to Meet Besk\n\nMinister Oster went to Talvik.\nHe met the king.\nThey talked.\nThey ate.\n\n"
        "Besk Opens a Port\n\nPhoto: AFP\nPhoto: AFP\n\nBesk Opens a Port\n\nThe port opened on Monday.\n\nBack to top button";
    chy_arena arena;
    chy_arena_init(&arena);
    chy_article art = split(&arena, text, sizeof text - 1);
    static const struct { bool furniture, headline; uint32_t story; } expected[] = {
        {true, false, 1}, {false, true, 1}, {true, false, 1}, {true, false, 1}, {true, false, 1}, {true, false, 1}, {false, false, 1},
        {false, false, 1}, {false, false, 1}, {false, false, 1}, {false, true, 2}, {true, false, 2}, {true, false, 2}, {true, false, 2},
        {false, false, 2}, {true, false, 2},
    };
    assert_int_equal(art.n_sentences, sizeof expected / sizeof *expected);
    for (uint32_t i = 0; i < art.n_sentences; i++) {
        assert_int_equal(art.sentences[i].furniture, expected[i].furniture);
        assert_int_equal(art.sentences[i].headline, expected[i].headline);
        assert_int_equal(art.sentences[i].story, expected[i].story);
    }
    chy_arena_release(&arena);
}

static void test_dateline(void **state)
{
    (void)state;
    static const char text[] = "Envoys leave\n\nTALLIS (X) - Besk expelled two envoys. \"They left.\"";
    static const struct { const char *begin; uint32_t index; bool furniture; } expected[] = {
        {"Envoys", 1, false}, {"TALLIS", 4, true}, {"Besk", 2, false}, {"\"They", 3, false},
    };
    chy_arena arena;
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena, .text = text, .text_len = sizeof text - 1, .head_begin = 14, .head_end = 26};
    assert_int_equal(chy_text_split(&art), CHY_OK);
    assert_int_equal(art.n_sentences, sizeof expected / sizeof *expected);
    for (uint32_t i = 0; i < art.n_sentences; i++) {
        assert_memory_equal(text + art.sentences[i].begin, expected[i].begin, strlen(expected[i].begin));
        assert_int_equal(art.sentences[i].index, expected[i].index);
        assert_int_equal(art.sentences[i].furniture, expected[i].furniture);
    }
    assert_int_equal(art.sentences[1].end, 26);
    check_offsets(&art);
    /* A place inside a word, or with nothing behind it, is no cut. */
    art.head_end = 16;
    assert_int_equal(chy_text_split(&art), CHY_OK);
    assert_int_equal(art.n_sentences, 3);
    art.head_end = sizeof text - 1;
    assert_int_equal(chy_text_split(&art), CHY_OK);
    assert_int_equal(art.n_sentences, 3);
    chy_arena_release(&arena);
}

static void test_title(void **state)
{
    (void)state;
    chy_arena arena;
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena, .text = "He left.", .text_len = 8, .title = "Oster leaves. Besk waits"};
    assert_int_equal(chy_text_split(&art), CHY_OK);
    assert_int_equal(art.n_sentences, 2);
    assert_int_equal(art.sentences[0].index, 0);
    assert_int_equal(art.sentences[0].n_tokens, 5);
    assert_true(art.sentences[0].headline);
    assert_ptr_equal(art.sentences[0].source, art.title);
    assert_int_equal(art.sentences[1].index, 1);
    chy_arena_release(&arena);
}

static void test_lemmas(void **state)
{
    (void)state;
    static const struct { const char *form; uint8_t xpos; const char *lemma; } cases[] = {
        {"n't", CHY_XPOS_RB, "not"}, {"n\u2019t", CHY_XPOS_RB, "not"}, {"'s", CHY_XPOS_VBZ, "be"}, {"'s", CHY_XPOS_POS, "'s"},
        {"wo", CHY_XPOS_MD, "will"}, {"ca", CHY_XPOS_MD, "can"}, {"better", CHY_XPOS_JJR, "good"}, {"went", CHY_XPOS_VBD, "go"},
        {"Went", CHY_XPOS_VBD, "go"}, {"WENT", CHY_XPOS_VBD, "go"}, {"seized", CHY_XPOS_VBD, "seize"}, {"shelled", CHY_XPOS_VBD, "shell"},
        {"shelling", CHY_XPOS_VBG, "shell"}, {"talks", CHY_XPOS_NNS, "talk"}, {"armies", CHY_XPOS_NNS, "army"}, {"men", CHY_XPOS_NNS, "man"},
        {"Talvik", CHY_XPOS_NNP, "Talvik"}, {"Talvikians", CHY_XPOS_NNPS, "Talvikian"}, {"are", CHY_XPOS_VBP, "be"}, {"them", CHY_XPOS_PRP, "they"},
        {"I", CHY_XPOS_PRP, "I"}, {"banned", CHY_XPOS_VBN, "ban"}, {"denies", CHY_XPOS_VBZ, "deny"}, {"largest", CHY_XPOS_JJS, "large"},
        {"expelled", CHY_XPOS_VBD, "expel"}, {"expelling", CHY_XPOS_VBG, "expel"}, {"compelled", CHY_XPOS_VBN, "compel"},
        {"patrolling", CHY_XPOS_VBG, "patrol"}, {"cancelled", CHY_XPOS_VBD, "cancel"}, {"canceled", CHY_XPOS_VBD, "cancel"},
        {"committed", CHY_XPOS_VBN, "commit"}, {"visited", CHY_XPOS_VBD, "visit"}, {"trafficked", CHY_XPOS_VBN, "traffic"},
        {"killed", CHY_XPOS_VBN, "kill"}, {"installed", CHY_XPOS_VBD, "install"}, {"selling", CHY_XPOS_VBG, "sell"},
        {"shot", CHY_XPOS_VBD, "shoot"}, {"fought", CHY_XPOS_VBD, "fight"}, {"fled", CHY_XPOS_VBD, "flee"}, {"slain", CHY_XPOS_VBN, "slay"},
        {"withheld", CHY_XPOS_VBD, "withhold"}, {"upheld", CHY_XPOS_VBD, "uphold"}, {"swore", CHY_XPOS_VBD, "swear"},
    };
    chy_arena arena;
    chy_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chy_token tok = {.form = cases[i].form, .form_len = (uint32_t)strlen(cases[i].form), .xpos = cases[i].xpos};
        chy_sentence sent = {.tokens = &tok, .n_tokens = 1};
        assert_int_equal(chy_text_lemmatize(&sent, &arena), CHY_OK);
        assert_string_equal(tok.lemma, cases[i].lemma);
        assert_int_equal(tok.lemma_len, strlen(cases[i].lemma));
    }
    chy_token tok = {.form = "\u00d6stland", .form_len = 8, .xpos = CHY_XPOS_NNP};
    chy_sentence sent = {.tokens = &tok, .n_tokens = 1};
    assert_int_equal(chy_text_lemmatize(&sent, &arena), CHY_OK);
    assert_string_equal(tok.lemma, "\u00d6stland");
    assert_true(tok.lemma_hash == chy_hash("\u00f6stland", 8));
    chy_arena_release(&arena);
}

/* The lists are searched by halves: every entry must be found. */
static void test_lists(void **state)
{
    (void)state;
    assert_int_equal(chy_words_unsorted(), 0);
    assert_int_equal(chy_abbrev_find("Gen", 3), CHY_ABBREV_TITLE);
    assert_int_equal(chy_abbrev_find("Ge", 2), CHY_ABBREV_NO);
    assert_int_equal(chy_contraction_find("Cannot", 6), 3);
    assert_true(chy_prefix_find("ANTI", 4) && !chy_prefix_find("state", 5));
}

static void test_conllu_write(void **state)
{
    (void)state;
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    static const char text[] = "He didn't go.";
    chy_article art = split(&arena, text, sizeof text - 1);
    art.id = "d1";
    art.sentences[0].tokens[0].ner = CHY_NER_B_PER;
    chy_conllu_write(&art, &out);
    assert_string_equal(out.data, "# newdoc id = d1\n# newpar\n# sent_id = d1-1\n# text = He didn't go.\n"
                                  "1\tHe\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n"
                                  "2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n"
                                  "2\tdid\t_\t_\t_\t_\t_\t_\t_\t_\n3\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n"
                                  "4\tgo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n5\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n");
    chy_buf_release(&out);
    chy_arena_release(&arena);
}

static void check_read(const char *data, const char *expected)
{
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena};
    assert_int_equal(chy_conllu_read(data, strlen(data), &art), CHY_OK);
    check_offsets(&art);
    show(art.sentences, art.n_sentences, &out);
    assert_string_equal(out.data ? out.data : "", expected);
    chy_buf_release(&out);
    chy_arena_release(&arena);
}

static void test_conllu_read(void **state)
{
    (void)state;
    check_read("", "");
    check_read("\n\n\n", "");
    check_read("He\nleft\n.\n\n\nShe\r\n# \r\nstayed", "He left . | She #  stayed");
    check_read("# sent_id = 1\n1-2\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tca\tcan\tAUX\tMD\t_\t3\taux\t_\t_\n2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n"
               "2.1\tghost\t_\t_\t_\t_\t_\t_\t_\t_\n3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n\n1\t#\t_\t_\t_\t_\t_\t_\t_\t_\n",
               "ca n't go | #");
    /* A line that does not fit still gives its token. */
    check_read("1\ta\t_\t_\t_\t_\t_\t_\t_\t_\nbroken\n2\tb\t_\n", "a broken b");
}

static void test_conllu_round(void **state)
{
    (void)state;
    static const char data[] = "# newdoc\n# newpar\n# sent_id = 1\n# text = They can't go to Besk.\n1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\t_\n"
                               "2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tca\tcan\tAUX\tMD\t_\t4\taux\t_\t_\n3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n"
                               "4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n5\tto\tto\tADP\tIN\t_\t6\tcase\t_\t_\n"
                               "6\tBesk\tBesk\tPROPN\tNNP\t_\t4\tobl\t_\tNER=B-LOC|SpaceAfter=No\n7\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n";
    chy_arena arena;
    chy_buf out = {0};
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena};
    assert_int_equal(chy_conllu_read(data, sizeof data - 1, &art), CHY_OK);
    chy_conllu_write(&art, &out);
    assert_string_equal(out.data, data);
    chy_buf_release(&out);
    chy_arena_release(&arena);
}

/* No sentence and no token is lost, however long the sentence. */
static void test_conllu_long(void **state)
{
    (void)state;
    enum { N = 100000 };
    char *data = malloc(2 * N);
    assert_non_null(data);
    for (size_t i = 0; i < N; i++)
        memcpy(data + 2 * i, "x\n", 2);
    chy_arena arena;
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena};
    assert_int_equal(chy_conllu_read(data, 2 * N, &art), CHY_OK);
    assert_int_equal(art.n_sentences, 1);
    assert_int_equal(art.sentences[0].n_tokens, N);
    chy_arena_release(&arena);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens), cmocka_unit_test(test_sentences), cmocka_unit_test(test_flags), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_bytes), cmocka_unit_test(test_no_memory), cmocka_unit_test(test_furniture), cmocka_unit_test(test_dateline), cmocka_unit_test(test_title),
        cmocka_unit_test(test_lemmas), cmocka_unit_test(test_lists), cmocka_unit_test(test_conllu_write), cmocka_unit_test(test_conllu_read),
        cmocka_unit_test(test_conllu_round), cmocka_unit_test(test_conllu_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
