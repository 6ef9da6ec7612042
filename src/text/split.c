/* src/text/split.c - Groups pieces into sentences and makes tokens of them; see text.h for the contract. Rules: a stop
 * ends a sentence unless what follows goes on with it; abbreviations end one only before a word that likes to begin sentences;
 * a paragraph always ends one. */
#include "text/text.h"

#include <string.h>

#include "base/utf8.h"
#include "text/furniture.h"
#include "text/scan.h"
#include "text/words.h"

/* Work on one source (title or text). */
typedef struct splitter {
    chy_article *art;
    const char *text;
    size_t len;
    chy_pieces pieces;
    chy_sentence *sentences; /* .n_tokens pieces each; tokens come later */
    size_t n, cap;
    uint32_t *first;         /* first piece of each sentence */
    size_t first_cap;
} splitter;

static bool starts_upper(const char *text, const chy_piece *p)
{
    size_t n;
    return chy_char_class(text, p->begin, p->end, &n) == CHY_B_UPPER;
}

static bool starts_lower(const char *text, const chy_piece *p)
{
    size_t n;
    return chy_char_class(text, p->begin, p->end, &n) == CHY_B_LOWER;
}

/* "[17]" behind the stop: a note to what was said. */
static bool is_note(const splitter *s, size_t j, size_t end)
{
    const chy_piece *p = &s->pieces.items[j];
    return j + 2 < end && p->kind == CHY_PIECE_OPEN && s->text[p->begin] == '[' &&
           p[1].kind == CHY_PIECE_NUMBER && p[2].kind == CHY_PIECE_CLOSE;
}

/* The first piece behind stop i that does not belong to its sentence: closing quotes and brackets do. */
static size_t behind_closers(const splitter *s, size_t i, size_t end)
{
    size_t j = i + 1;
    while (j < end) {
        const chy_piece *p = &s->pieces.items[j];
        if (p->kind == CHY_PIECE_STOP || p->kind == CHY_PIECE_DOTS || p->kind == CHY_PIECE_EMOTICON) {
            j++; /* ". . ." and a smile end the same sentence */
            continue;
        }
        if (is_note(s, j, end)) {
            j += 3;
            continue;
        }
        bool closes = p->kind == CHY_PIECE_CLOSE ||
                      (p->kind == CHY_PIECE_QUOTE && chy_quote_side(s->text, p) != CHY_QUOTE_OPENS);
        if (!closes || (p->space_before && p->kind == CHY_PIECE_QUOTE))
            break;
        j++;
    }
    return j;
}

/* The piece that shows how the next sentence would begin: past opening quotes and brackets. */
static const chy_piece *opener(const splitter *s, size_t j, size_t end)
{
    while (j + 1 < end && (s->pieces.items[j].kind == CHY_PIECE_QUOTE || s->pieces.items[j].kind == CHY_PIECE_OPEN))
        j++;
    return &s->pieces.items[j];
}

/* "asked the minister", "she said" behind a question without its closing mark. */
static bool is_speech(const char *text, const chy_piece *p, const chy_piece *last)
{
    static const char *const words[] = {"said", "says", "asked", "asks", "added", "adds", "told", "wrote", "cried"};
    for (unsigned step = 0; step < 2 && p <= last; step++, p++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (p->end - p->begin == strlen(words[k]) && !memcmp(text + p->begin, words[k], p->end - p->begin))
                return true;
    return false;
}

/* Whether a sentence of pieces `first`.. that has a stop at i ends before j. */
static bool stop_ends(const splitter *s, size_t first, size_t i, size_t j, size_t end)
{
    const chy_piece *stop = &s->pieces.items[i], *next = &s->pieces.items[j], *word = opener(s, j, end);
    bool plain = stop->end - stop->begin == 1 && s->text[stop->begin] == '.';
    if (!next->space_before) {
        const chy_piece *before = i > first ? stop - 1 : NULL;
        return before && before->kind == CHY_PIECE_WORD && word->kind == CHY_PIECE_WORD && starts_upper(s->text, word) &&
               (!plain || (before->end - before->begin >= 2 && s->text[before->end - 1] >= 'a'));
    }
    if (i == first + 1 && plain && s->pieces.items[first].end - s->pieces.items[first].begin <= 3 &&
        (s->pieces.items[first].kind == CHY_PIECE_NUMBER))
        return false; /* "3. The third item" */
    if (next->kind == CHY_PIECE_PUNCT && strchr(",;:", s->text[next->begin]))
        return false;
    if (word->kind == CHY_PIECE_LINK || !starts_lower(s->text, word))
        return true;
    /* Small letters begin sentences in mail; but not behind a closing mark, and a single letter is an initial. */
    if (j > i + 1 || i == first)
        return false;
    if (plain)
        return stop[-1].kind != CHY_PIECE_WORD || stop[-1].end - stop[-1].begin > 1;
    return !is_speech(s->text, word, &s->pieces.items[end - 1]);
}

static bool abbrev_ends(const splitter *s, const chy_piece *p, size_t j, size_t end)
{
    const chy_piece *word = opener(s, j, end);
    if (p->kind == CHY_PIECE_TITLE || !s->pieces.items[j].space_before)
        return false;
    return word->kind == CHY_PIECE_WORD && chy_starter_find(s->text + word->begin, word->end - word->begin);
}

/* Sentence ends without a stop, as the treebanks have them in mail and lists. Each rule held in nine of ten places
 * of the training text; none touches running news text. */

static bool is_address(const char *text, const chy_piece *p)
{
    size_t len = p->end - p->begin;
    return p->kind == CHY_PIECE_LINK &&
           (memmem(text + p->begin, len, "://", 3) || memchr(text + p->begin + 1, '@', len - 1));
}

/* 11/28/2000 */
static bool is_slash_date(const char *text, const chy_piece *p)
{
    const char *slash = p->kind == CHY_PIECE_NUMBER ? memchr(text + p->begin, '/', p->end - p->begin) : NULL;
    return slash && memchr(slash + 1, '/', (size_t)(text + p->end - slash) - 1);
}

/* The AM or PM of a time of day in a mail's head. */
static bool is_half_day(const char *text, const chy_piece *p)
{
    const char *w = text + p->begin;
    return p->kind == CHY_PIECE_WORD && p->end - p->begin == 2 && (*w == 'A' || *w == 'P') && w[1] == 'M' &&
           p[-1].kind == CHY_PIECE_NUMBER && memchr(text + p[-1].begin, ':', p[-1].end - p[-1].begin);
}

/* "Regards," on its own. */
static bool is_closing(const char *text, const chy_piece *first, const chy_piece *p)
{
    static const char *const words[] = {"Thanks",    "THANKS",       "Regards",   "Best",
                                        "Sincerely", "Respectfully", "Cordially", "Cheers"};
    size_t len = first->end - first->begin;
    if (p != first + 1 || text[p->begin] != ',')
        return false;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strlen(words[k]) == len && !memcmp(text + first->begin, words[k], len))
            return true;
    return false;
}

static bool gap_ends(const splitter *s, size_t first, size_t i)
{
    const chy_piece *p = &s->pieces.items[i], *next = p + 1;
    const char *text = s->text;
    if (!next->space_before)
        return false;
    bool upper = starts_upper(text, next);
    if (p->kind == CHY_PIECE_LINK)
        return is_address(text, p) && (upper || is_address(text, next) || is_slash_date(text, next));
    if (p->kind == CHY_PIECE_WORD && next->kind == CHY_PIECE_NUMBER)
        return starts_upper(text, p) && is_slash_date(text, next);
    if (!upper && next->kind != CHY_PIECE_NUMBER)
        return false;
    if (p->kind == CHY_PIECE_PUNCT)
        return (text[p->begin] == '>' && (upper || is_slash_date(text, next))) ||
               is_closing(text, &s->pieces.items[first], p);
    /* A time zone goes with the time; it is short and in capitals. */
    bool zone = next->end - next->begin <= 4 && next->end - next->begin > 1 && text[next->begin + 1] < 'a';
    return upper && i > first && !zone && is_half_day(text, p);
}

/* Whether the sentence that begins at `first` ends with piece i; if so *next is where the next one begins. */
static bool ends_at(const splitter *s, size_t first, size_t i, size_t end, size_t *next)
{
    const chy_piece *p = &s->pieces.items[i];
    if (p->kind < CHY_PIECE_ABBREV || p->kind > CHY_PIECE_DOTS) {
        *next = i + 1;
        return i + 1 < end && gap_ends(s, first, i);
    }
    size_t j = behind_closers(s, i, end);
    *next = j;
    if (j == end)
        return true;
    if (p->kind == CHY_PIECE_STOP)
        return stop_ends(s, first, i, j, end);
    if (p->kind == CHY_PIECE_DOTS)
        return starts_upper(s->text, opener(s, j, end)) && s->pieces.items[j].space_before;
    return abbrev_ends(s, p, j, end);
}

static bool add_sentence(splitter *s, size_t first, size_t end, bool new_paragraph)
{
    chy_arena *arena = s->art->arena;
    size_t cap = s->cap;
    chy_sentence *more = chy_arena_grow(arena, s->sentences, s->n, &cap, sizeof *more);
    uint32_t *more_first = chy_arena_grow(arena, s->first, s->n, &s->first_cap, sizeof *more_first);
    if (!more || !more_first)
        return false;
    s->sentences = more;
    s->cap = cap;
    s->first = more_first;
    s->first[s->n] = (uint32_t)first;
    s->sentences[s->n++] = (chy_sentence){.source = s->text, .story = 1, .n_tokens = (uint32_t)(end - first),
                                          .begin = s->pieces.items[first].begin, .end = s->pieces.items[end - 1].end,
                                          .new_paragraph = new_paragraph};
    return true;
}

/* Where to cut a sentence that is too long: behind the last , ; : of the piece, else at the limit (two tokens may come
 * of the last piece, so one is left free). */
static size_t cut_place(const splitter *s, size_t first)
{
    size_t most = first + CHY_SENTENCE_MAX_TOKENS - 1;
    for (size_t i = most; i > first + CHY_SENTENCE_MAX_TOKENS / 2; i--) {
        const chy_piece *p = &s->pieces.items[i - 1];
        if (p->kind == CHY_PIECE_PUNCT && strchr(",;:", s->text[p->begin]))
            return i;
    }
    while (most > first + 1 && s->pieces.items[most - 1].parts > 1)
        most--; /* the parts of one word stay together; there are at most three */
    return most;
}

/* Adds the sentence [first, end), in several when it is too long. */
static bool add_long(splitter *s, size_t first, size_t end, bool new_paragraph)
{
    if (end - first >= CHY_SENTENCE_MAX_TOKENS)
        chy_article_diagnose(s->art, s->pieces.items[first].begin, "sentence of %zu tokens is cut at %d", end - first,
                             CHY_SENTENCE_MAX_TOKENS);
    while (end - first >= CHY_SENTENCE_MAX_TOKENS) {
        size_t cut = cut_place(s, first);
        if (!add_sentence(s, first, cut, new_paragraph))
            return false;
        new_paragraph = false;
        first = cut;
    }
    return add_sentence(s, first, end, new_paragraph);
}

/* The first of the pieces that begins at byte `at` or behind; `end` when none does, or one reaches across. */
static size_t piece_from(const splitter *s, size_t first, size_t end, size_t at)
{
    size_t i = first;
    while (i < end && s->pieces.items[i].begin < at)
        i++;
    return i > first && s->pieces.items[i - 1].end > at ? end : i;
}

/* A dateline that when/ has found in this paragraph becomes a sentence of its own, and what stands before it (a headline that runs into
 * it) another: neither belongs to the tree of the story's first words. */
static bool cut_head(splitter *s, const chy_paragraph *para, size_t *first, size_t end)
{
    const chy_article *art = s->art;
    if (s->text != art->text || art->head_end <= art->head_begin || art->head_begin < para->begin || art->head_end >= para->end)
        return true;
    size_t head = piece_from(s, *first, end, art->head_begin), rest = piece_from(s, *first, end, art->head_end);
    if (head >= rest || rest == end)
        return true;
    if ((head > *first && !add_long(s, *first, head, true)) || !add_long(s, head, rest, true))
        return false;
    s->sentences[s->n - 1].furniture = true;
    *first = rest;
    return true;
}

static bool split_paragraph(splitter *s, const chy_paragraph *para)
{
    size_t first = s->pieces.len;
    chy_scan(s->text, para->begin, para->end, &s->pieces);
    size_t end = s->pieces.len, next;
    bool fresh = true;
    if (s->pieces.failed)
        return false;
    chy_mark_enclosed(s->text, s->pieces.items + first, end - first);
    if (!cut_head(s, para, &first, end))
        return false;
    for (size_t i = first; i < end; i++) {
        if (!ends_at(s, first, i, end, &next))
            continue;
        if (!add_long(s, first, next, fresh))
            return false;
        fresh = false;
        first = next;
        i = next - 1;
    }
    return first == end || add_long(s, first, end, fresh);
}

/* An abbreviation that ends its sentence gives up its dot ("etc" "."), as in EWT; capitals with dots keep theirs (GUM's
 * way), for dictionaries know "U.S.". */
static bool gives_dot(const char *text, const chy_piece *p)
{
    if (p->kind == CHY_PIECE_ACRONYM)
        return text[p->end - 2] >= 'a' && text[p->end - 2] <= 'z';
    return p->kind >= CHY_PIECE_ABBREV && p->kind <= CHY_PIECE_INITIAL && p->end - p->begin > 1;
}

static chy_token token_of(const char *text, const chy_piece *p, uint32_t begin, uint32_t end, unsigned parts,
                          bool space_after)
{
    chy_token t = {.begin = begin, .end = end, .form = text + begin, .form_len = end - begin, .word_parts = (uint8_t)parts};
    t.flags = (uint8_t)(p->flags | (space_after ? CHY_TOKEN_SPACE_AFTER : 0) | (parts > 1 ? CHY_TOKEN_MULTIWORD : 0));
    return t;
}

/* Which piece of the sentence gives up its dot; n_pieces when none. */
static size_t dot_giver(const char *text, const chy_piece *p, size_t n)
{
    size_t last = n;
    while (last > 1 && (p[last - 1].kind == CHY_PIECE_QUOTE || p[last - 1].kind == CHY_PIECE_CLOSE))
        last--;
    return last > 1 && gives_dot(text, &p[last - 1]) ? last - 1 : n;
}

/* Turns the pieces of one sentence into tokens at `out`; returns how many. */
static uint32_t make_tokens(const char *text, const chy_piece *p, size_t n, bool last, chy_token *out)
{
    size_t giver = dot_giver(text, p, n);
    uint32_t made = 0;
    for (size_t i = 0; i < n; i++) {
        bool space = i + 1 < n || !last ? p[i + 1].space_before : true;
        if (i == giver) {
            out[made++] = token_of(text, &p[i], p[i].begin, p[i].end - 1, p[i].parts, false);
            out[made++] = token_of(text, &p[i], p[i].end - 1, p[i].end, 1, space);
        } else {
            out[made++] = token_of(text, &p[i], p[i].begin, p[i].end, p[i].parts, space);
        }
    }
    return made;
}

/* Gives every sentence its tokens, in one array. */
static bool make_all_tokens(splitter *s)
{
    chy_token *tokens = chy_arena_alloc(s->art->arena, s->pieces.len + s->n, sizeof *tokens);
    if (!tokens)
        return false;
    for (size_t k = 0; k < s->n; k++) {
        chy_sentence *sent = &s->sentences[k];
        sent->tokens = tokens;
        sent->n_tokens = make_tokens(s->text, s->pieces.items + s->first[k], sent->n_tokens, k + 1 == s->n, tokens);
        tokens += sent->n_tokens;
    }
    return true;
}

static void diagnose(splitter *s)
{
    if (s->pieces.bad_bytes)
        chy_article_diagnose(s->art, s->pieces.bad_at, "bytes that are no UTF-8 became tokens of their own");
    if (s->pieces.cut)
        chy_article_diagnose(s->art, s->pieces.cut_at, "a run without white space is longer than %d bytes and was cut",
                             CHY_TOKEN_MAX_BYTES);
}

/* Splits one source into sentences with tokens. As a title when `title`: one sentence, whatever stands in it. */
static bool split_source(splitter *s, bool title)
{
    size_t n_paragraphs;
    s->pieces.arena = s->art->arena;
    chy_paragraph *para = chy_paragraphs(s->text, s->len, s->art->arena, &n_paragraphs);
    if (!para)
        return false;
    if (title && n_paragraphs) {
        chy_scan(s->text, para[0].begin, para[n_paragraphs - 1].end, &s->pieces);
        chy_mark_enclosed(s->text, s->pieces.items, s->pieces.len);
        if (s->pieces.failed || (s->pieces.len && !add_long(s, 0, s->pieces.len, true)))
            return false;
    }
    for (size_t i = 0; i < n_paragraphs && !title; i++)
        if (!split_paragraph(s, &para[i]))
            return false;
    diagnose(s);
    return make_all_tokens(s);
}

/* 1, 2, ... in the order of the text, but the cut dateline comes last: to readers it is part of sentence 1. */
static void number_sentences(const chy_article *art, chy_sentence *sentences, uint32_t n)
{
    uint32_t index = 1;
    for (uint32_t i = 0; i < n; i++) {
        chy_sentence *sent = &sentences[i];
        bool head = sent->furniture && sent->begin >= art->head_begin && sent->end <= art->head_end;
        sent->index = head ? n : index++;
    }
}

chy_status chy_text_split(chy_article *art)
{
    splitter title = {.art = art, .text = art->title ? art->title : ""};
    splitter body = {.art = art, .text = art->text ? art->text : "", .len = art->text ? art->text_len : 0};
    title.len = strlen(title.text);
    art->sentences = NULL;
    art->n_sentences = 0;
    if (body.len >= UINT32_MAX || title.len >= UINT32_MAX)
        return CHY_E_LIMIT;
    if (!split_source(&title, true) || !split_source(&body, false) ||
        chy_furniture_mark(body.sentences, (uint32_t)body.n, art->arena))
        return CHY_E_NOMEM;
    size_t n_title = title.n ? 1 : 0;
    chy_sentence *all = chy_arena_alloc(art->arena, n_title + body.n, sizeof *all);
    if (!all)
        return CHY_E_NOMEM;
    if (n_title) {
        all[0] = title.sentences[0];
        all[0].headline = true;
    }
    for (size_t i = 0; i < body.n; i++)
        all[n_title + i] = body.sentences[i];
    number_sentences(art, all + n_title, (uint32_t)body.n);
    art->sentences = all;
    art->n_sentences = (uint32_t)(n_title + body.n);
    return CHY_OK;
}

chy_status chy_text_tokenize(const char *text, size_t len, chy_arena *arena, chy_sentence *out)
{
    chy_article art = {.arena = arena};
    splitter s = {.art = &art, .text = text, .len = len, .pieces.arena = arena};
    *out = (chy_sentence){.source = text, .story = 1, .new_paragraph = true, .end = (uint32_t)len};
    if (len >= UINT32_MAX)
        return CHY_E_LIMIT;
    chy_scan(text, 0, len, &s.pieces);
    if (s.pieces.failed)
        return CHY_E_NOMEM;
    chy_mark_enclosed(text, s.pieces.items, s.pieces.len);
    if (s.pieces.len == 0) {
        out->end = 0;
        return CHY_OK;
    }
    if (!add_sentence(&s, 0, s.pieces.len, true) || !make_all_tokens(&s))
        return CHY_E_NOMEM;
    *out = s.sentences[0];
    return CHY_OK;
}
