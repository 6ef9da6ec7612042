/* src/parse/conllu.c - Writing and reading CoNLL-U; see conllu.h. */
#include "parse/conllu.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

/* Writing. */

/* A column's text: no tab, no line end, valid UTF-8. */
static void add_clean(chy_buf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t from = i;
        uint32_t code;
        size_t n = 1;
        while (i < len && (unsigned char)text[i] >= 0x20 && (unsigned char)text[i] != 0x7f &&
               (n = chy_utf8_decode(text + i, len - i, &code)) != 0)
            i += n;
        chy_buf_add(out, text + from, i - from);
        if (i < len) {
            bool blank = text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
            chy_buf_str(out, blank ? " " : "\xef\xbf\xbd");
            i++;
        }
    }
}

static bool has_parse(const chy_sentence *sent)
{
    for (uint32_t i = 0; i < sent->n_tokens; i++)
        if (sent->tokens[i].upos || sent->tokens[i].xpos || sent->tokens[i].head)
            return true;
    return false;
}

static bool space_after(const chy_token *tok)
{
    return tok->flags & CHY_TOKEN_SPACE_AFTER;
}

/* How many tokens the orthographic word that begins at token i has. */
static uint32_t word_parts(const chy_sentence *sent, uint32_t i)
{
    const chy_token *tok = &sent->tokens[i];
    bool many = (tok->flags & CHY_TOKEN_MULTIWORD) && tok->word_parts > 1 && tok->word_parts <= sent->n_tokens - i;
    return many ? tok->word_parts : 1;
}

static void write_misc(chy_buf *out, const chy_token *tok, bool glued)
{
    size_t before = out->len;
    if (tok->ner)
        chy_buf_printf(out, "NER=%s", chy_ner_names[tok->ner < CHY_N_NER ? tok->ner : 0]);
    if (glued)
        chy_buf_str(out, out->len > before ? "|SpaceAfter=No" : "SpaceAfter=No");
    if (out->len == before)
        chy_buf_char(out, '_');
    chy_buf_char(out, '\n');
}

static void write_token(chy_buf *out, const chy_token *tok, uint32_t number, bool parsed, bool glued)
{
    chy_buf_printf(out, "%u\t", number);
    add_clean(out, tok->form, tok->form_len);
    chy_buf_char(out, '\t');
    if (tok->lemma && tok->lemma_len)
        add_clean(out, tok->lemma, tok->lemma_len);
    else
        chy_buf_char(out, '_');
    if (parsed)
        chy_buf_printf(out, "\t%s\t%s\t_\t%u\t%s\t_\t", chy_upos_names[tok->upos < CHY_N_UPOS ? tok->upos : 0],
                       tok->xpos && tok->xpos < CHY_N_XPOS ? chy_xpos_names[tok->xpos] : "_", tok->head,
                       tok->head ? chy_deprel_names[tok->deprel < CHY_N_DEP ? tok->deprel : 0] : "root");
    else
        chy_buf_str(out, "\t_\t_\t_\t_\t_\t_\t");
    write_misc(out, tok, glued);
}

static void write_text(chy_buf *out, const chy_sentence *sent)
{
    chy_buf_str(out, "# text = ");
    for (uint32_t i = 0; i < sent->n_tokens; i++) {
        add_clean(out, sent->tokens[i].form, sent->tokens[i].form_len);
        if (space_after(&sent->tokens[i]) && i + 1 < sent->n_tokens)
            chy_buf_char(out, ' ');
    }
    chy_buf_char(out, '\n');
}

static void write_range(chy_buf *out, const chy_sentence *sent, uint32_t first, uint32_t parts)
{
    chy_buf_printf(out, "%u-%u\t", first + 1, first + parts);
    for (uint32_t i = first; i < first + parts; i++)
        add_clean(out, sent->tokens[i].form, sent->tokens[i].form_len);
    chy_buf_printf(out, "\t_\t_\t_\t_\t_\t_\t_\t%s\n", space_after(&sent->tokens[first + parts - 1]) ? "_" : "SpaceAfter=No");
}

static void write_sentence(chy_buf *out, const chy_article *art, const chy_sentence *sent)
{
    bool parsed = has_parse(sent);
    if (sent->new_paragraph)
        chy_buf_str(out, "# newpar\n");
    chy_buf_str(out, "# sent_id = ");
    if (art->id) {
        add_clean(out, art->id, strlen(art->id));
        chy_buf_char(out, '-');
    }
    chy_buf_printf(out, "%u\n", sent->index);
    write_text(out, sent);
    for (uint32_t i = 0; i < sent->n_tokens;) {
        uint32_t parts = word_parts(sent, i);
        if (parts > 1)
            write_range(out, sent, i, parts);
        for (uint32_t end = i + parts; i < end; i++)
            write_token(out, &sent->tokens[i], i + 1, parsed, parts == 1 && !space_after(&sent->tokens[i]));
    }
    chy_buf_char(out, '\n');
}

void chy_conllu_write(const chy_article *art, chy_buf *out)
{
    for (uint32_t i = 0; i < art->n_sentences; i++) {
        if (i == 0) {
            chy_buf_str(out, "# newdoc");
            if (art->id) {
                chy_buf_str(out, " id = ");
                add_clean(out, art->id, strlen(art->id));
            }
            chy_buf_char(out, '\n');
        }
        write_sentence(out, art, &art->sentences[i]);
    }
}

/* Reading. */

enum { ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC, COLUMNS };

typedef struct column {
    const char *text;
    size_t len;
} column;

typedef struct reader {
    chy_article *art;
    bool conllu;
    char *text;        /* becomes art->text; as long as the input at most */
    size_t text_len;
    chy_token *tokens; /* of all sentences; sentences get their slice at the end */
    size_t n_tokens, cap_tokens;
    chy_sentence *sentences;
    size_t n_sentences, cap_sentences;
    size_t first;      /* first token of the open sentence */
    bool new_paragraph;
    /* The open range, if range_last > 0: numbers in the sentence and the surface form. */
    uint32_t range_first, range_last;
    column range_form;
    bool range_glued;
    uint64_t odd_line; /* first line that did not fit the format */
} reader;

static size_t split_columns(const char *line, size_t len, column out[COLUMNS])
{
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= len; i++) {
        if (i < len && line[i] != '\t')
            continue;
        if (n < COLUMNS)
            out[n] = (column){line + from, i - from};
        n++;
        from = i + 1;
    }
    return n;
}

/* The number a column starts with; *end is the bytes it has. */
static uint32_t read_number(column c, size_t *end)
{
    uint64_t value = 0;
    size_t i = 0;
    while (i < c.len && c.text[i] >= '0' && c.text[i] <= '9' && value <= UINT32_MAX)
        value = value * 10 + (uint64_t)(c.text[i++] - '0');
    *end = i;
    return value > UINT32_MAX ? 0 : (uint32_t)value;
}

static bool is_glued(column misc)
{
    static const char key[] = "SpaceAfter=No";
    return memmem(misc.text, misc.len, key, sizeof key - 1) != NULL;
}

static bool is_empty(column c)
{
    return c.len == 0 || (c.len == 1 && c.text[0] == '_');
}

/* The lemma's hash is that of its lower-cased form; ASCII suffices for what rules look up, the rest keeps its bytes. */
static bool set_lemma(reader *r, chy_token *tok, column c)
{
    char *copy = chy_arena_dup(r->art->arena, c.text, c.len), low[256];
    if (!copy)
        return false;
    tok->lemma = copy;
    tok->lemma_len = (uint32_t)c.len;
    size_t n = c.len < sizeof low ? c.len : sizeof low;
    for (size_t i = 0; i < n; i++)
        low[i] = (char)(c.text[i] >= 'A' && c.text[i] <= 'Z' ? c.text[i] + 32 : c.text[i]);
    tok->lemma_hash = chy_hash(low, n);
    return true;
}

static bool set_annotation(reader *r, chy_token *tok, const column *c)
{
    size_t end;
    tok->upos = chy_upos_find(c[UPOS].text, c[UPOS].len);
    tok->xpos = chy_xpos_find(c[XPOS].text, c[XPOS].len);
    tok->deprel = chy_deprel_find(c[DEPREL].text, c[DEPREL].len);
    tok->head = read_number(c[HEAD], &end);
    const char *ner = memmem(c[MISC].text, c[MISC].len, "NER=", 4);
    if (ner) {
        const char *stop = memchr(ner, '|', (size_t)(c[MISC].text + c[MISC].len - ner));
        tok->ner = chy_ner_find(ner + 4, (size_t)((stop ? stop : c[MISC].text + c[MISC].len) - ner) - 4);
    }
    return is_empty(c[LEMMA]) || set_lemma(r, tok, c[LEMMA]);
}

static chy_token *add_token(reader *r, column form, bool glued)
{
    chy_token *more = chy_arena_grow(r->art->arena, r->tokens, r->n_tokens, &r->cap_tokens, sizeof *more);
    if (!more)
        return NULL;
    r->tokens = more;
    chy_token *tok = &more[r->n_tokens++];
    if (form.len == 0)
        form = (column){"_", 1};
    memcpy(r->text + r->text_len, form.text, form.len);
    *tok = (chy_token){.begin = (uint32_t)r->text_len, .form = r->text + r->text_len, .form_len = (uint32_t)form.len,
                       .end = (uint32_t)(r->text_len + form.len), .word_parts = 1,
                       .flags = glued ? 0 : CHY_TOKEN_SPACE_AFTER};
    r->text_len += form.len;
    if (!glued)
        r->text[r->text_len++] = ' ';
    return tok;
}

/* Marks the range that ends with the newest token as one orthographic word, if the parts spell it. */
static void close_range(reader *r)
{
    uint32_t parts = r->range_last - r->range_first + 1;
    chy_token *first = &r->tokens[r->n_tokens - parts];
    const chy_token *last = &r->tokens[r->n_tokens - 1];
    if (parts > 1 && parts < 256 && last->end - first->begin == r->range_form.len &&
        !memcmp(first->form, r->range_form.text, r->range_form.len)) {
        first->flags |= CHY_TOKEN_MULTIWORD;
        first->word_parts = (uint8_t)parts;
    }
    r->range_last = 0;
}

static bool read_conllu_line(reader *r, const char *line, size_t len, uint64_t number)
{
    column c[COLUMNS];
    size_t n = split_columns(line, len, c), end = 0;
    uint32_t id = read_number(c[ID], &end);
    if (n != COLUMNS || id == 0) {
        if (!r->odd_line)
            r->odd_line = number;
        return add_token(r, n > 1 ? c[FORM] : c[ID], false) != NULL;
    }
    if (end < c[ID].len && c[ID].text[end] == '.')
        return true;
    uint32_t here = (uint32_t)(r->n_tokens - r->first) + 1;
    if (end < c[ID].len && c[ID].text[end] == '-') {
        size_t ignored;
        r->range_first = id;
        r->range_last = read_number((column){c[ID].text + end + 1, c[ID].len - end - 1}, &ignored);
        r->range_form = c[FORM];
        r->range_glued = is_glued(c[MISC]);
        if (id != here || r->range_last < id)
            r->range_last = 0;
        return true;
    }
    bool inside = r->range_last && here < r->range_last, ends = r->range_last && here == r->range_last;
    chy_token *tok = add_token(r, c[FORM], inside || (ends ? r->range_glued : is_glued(c[MISC])));
    if (!tok || !set_annotation(r, tok, c))
        return false;
    if (ends)
        close_range(r);
    return true;
}

static bool end_sentence(reader *r)
{
    size_t n = r->n_tokens - r->first;
    r->range_last = 0;
    if (n == 0)
        return true;
    chy_sentence *more = chy_arena_grow(r->art->arena, r->sentences, r->n_sentences, &r->cap_sentences, sizeof *more);
    if (!more)
        return false;
    r->sentences = more;
    for (size_t i = r->first; i < r->n_tokens; i++)
        if (r->tokens[i].head > n)
            r->tokens[i].head = 0;
    more[r->n_sentences] = (chy_sentence){
        .index = (uint32_t)r->n_sentences + 1, .story = 1, .n_tokens = (uint32_t)n, .begin = r->tokens[r->first].begin,
        .end = r->tokens[r->n_tokens - 1].end, .new_paragraph = r->new_paragraph || r->n_sentences == 0};
    r->n_sentences++;
    r->first = r->n_tokens;
    r->new_paragraph = false;
    r->text[r->text_len++] = '\n';
    return true;
}

static bool is_blank(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return false;
    return true;
}

static bool read_line(reader *r, const char *line, size_t len, uint64_t number)
{
    if (len && line[len - 1] == '\r')
        len--;
    if (is_blank(line, len))
        return end_sentence(r);
    if (!r->conllu) {
        const char *tab = memchr(line, '\t', len);
        return add_token(r, (column){line, tab ? (size_t)(tab - line) : len}, false) != NULL;
    }
    if (line[0] == '#') {
        r->new_paragraph |= len >= 8 && (!memcmp(line, "# newpar", 8) || !memcmp(line, "# newdoc", 8));
        return true;
    }
    return read_conllu_line(r, line, len, number);
}

/* Whether the first line that is neither blank nor a comment has ten columns. */
static bool looks_conllu(const char *data, size_t len)
{
    for (size_t i = 0; i < len;) {
        const char *nl = memchr(data + i, '\n', len - i);
        size_t end = nl ? (size_t)(nl - data) : len;
        if (data[i] != '#' && !is_blank(data + i, end - i) && data[i] != '\r') {
            column c[COLUMNS];
            return split_columns(data + i, end - i, c) == COLUMNS;
        }
        i = end + 1;
    }
    return false;
}

static bool read_lines(reader *r, const char *data, size_t len)
{
    uint64_t number = 1;
    for (size_t i = 0; i < len; number++) {
        const char *nl = memchr(data + i, '\n', len - i);
        size_t end = nl ? (size_t)(nl - data) : len;
        if (!read_line(r, data + i, end - i, number))
            return false;
        i = end + 1;
    }
    return end_sentence(r);
}

chy_status chy_conllu_read(const char *data, size_t len, chy_article *art)
{
    art->sentences = NULL;
    art->n_sentences = 0;
    if (len >= UINT32_MAX / 2)
        return CHY_E_LIMIT;
    reader r = {.art = art, .conllu = looks_conllu(data, len)};
    /* Each token line is at least as long as its form and a blank; an empty form ("_") has its tabs; one for the last line end. */
    r.text = chy_arena_alloc(art->arena, 2 * len + 4, 1);
    if (!r.text || !read_lines(&r, data, len))
        return CHY_E_NOMEM;
    size_t first = 0;
    for (size_t k = 0; k < r.n_sentences; k++) {
        r.sentences[k].source = r.text;
        r.sentences[k].tokens = r.tokens + first;
        first += r.sentences[k].n_tokens;
    }
    if (r.odd_line)
        chy_article_diagnose(art, r.odd_line, "line without the ten columns of CoNLL-U, taken as a token");
    art->text = r.text;
    art->text_len = r.text_len;
    art->sentences = r.sentences;
    art->n_sentences = (uint32_t)r.n_sentences;
    return CHY_OK;
}
