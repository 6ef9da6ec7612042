/* src/dict/import_verbs.c - Verbs with their patterns into event rules, issues into contexts. Our rules look at the tree, the patterns at a row of words:
 * what stands behind the verb becomes the words of its object or preposition; a pattern that asks for words before the verb cannot be said. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dict/import_work.h"

#define WORD_BYTES 120
#define MAX_SETS 512
#define MAX_VERBS 256
#define MAX_TESTS 5

/* ---- codes of deeds ---- */

/* The highest third digit of each root of CAMEO, 01 to 20. */
static const char last_digit[] = "98967457486995566664";

/* The last of the codes that have a fourth digit, for each three that do. */
static const char deepest[] = "0214 0234 0244 0256 0314 0334 0344 0356 0814 0834 0842 0863 0874 1014 1034 1044 1056 1125 1214 1224 1234 1246 1313 1324 1385 "
                              "1414 1424 1434 1444 1454 1623 1663 1712 1724 1823 1834 1952 2042 ";

static bool is_deep(const char *code)
{
    for (const char *p = deepest; *p; p += 5)
        if (memcmp(p, code, 3) == 0)
            return code[3] >= '1' && code[3] <= p[3];
    return false;
}

static const char *type_of(const char *code)
{
    static const char *const types[] = {"", "", "REQUEST", "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "ACCUSE", "REQUEST",
                                        "ACCUSE", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT", "ASSAULT", "ASSAULT"};
    int root = (code[0] - '0') * 10 + code[1] - '0';
    if (!strncmp(code, "084", 3) || !strncmp(code, "087", 3))
        return "RETREAT";
    return root >= 1 && root <= 20 ? types[root] : "";
}

typedef enum verdict { CODE_FINE, CODE_NULL, CODE_STATEMENT, CODE_NONE } verdict;

/* "062:062", "075A", "0331": the source's code, cut to what CAMEO has. */
static verdict read_code(span text, char out[8])
{
    size_t n = 0;
    while (n < text.len && n < 4 && isdigit((unsigned char)text.text[n]))
        n++;
    if (!n)
        return text.len && strchr("-+#", text.text[0]) ? CODE_NULL : CODE_NONE;
    if (n < 2)
        return CODE_NONE;
    snprintf(out, 8, "%.*s%s", (int)n, text.text, n == 2 ? "0" : "");
    int root = (out[0] - '0') * 10 + out[1] - '0';
    if (root < 1 || root > 20 || out[2] > last_digit[root - 1])
        return CODE_NONE;
    if (n == 4 && !is_deep(out))
        out[3] = '\0';
    return root == 1 ? CODE_STATEMENT : CODE_FINE;
}

/* ---- sets of words ---- */

typedef struct set { span name; chy_buf words; } set;

typedef struct verbs {
    import *im;
    set sets[MAX_SETS];
    size_t n_sets;
    set *open;                    /* the set that `+` lines go on with */
    char lemmas[MAX_VERBS][WORD_BYTES];
    size_t n_lemmas;
    char code[8];
    uint32_t line;                /* of the block */
    bool has_code, written;
    uint32_t n_null;              /* patterns that code nothing */
} verbs;

/* One word in lower case: false when it is two, or none. */
static bool lower_word(span s, char out[WORD_BYTES])
{
    size_t n = import_words(s, out, WORD_BYTES);
    if (!n || strchr(out, ' ') || strpbrk(out, "[]{}()&*$%+,:\"/\\"))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)out[i] >= 0x80)
            return false;
    return true;
}

/* A noun as listed and, where that may be a plural, without its s. */
static void add_noun(chy_buf *words, const char *word)
{
    size_t n = strlen(word);
    chy_buf_printf(words, "%s%s", words->len ? " " : "", word);
    if (n > 4 && word[n - 1] == 's' && word[n - 2] != 's')
        chy_buf_printf(words, " %.*s", (int)(n > 5 && !strcmp(word + n - 3, "ies") ? n - 3 : n - 1), word), n > 5 && !strcmp(word + n - 3, "ies") ? chy_buf_char(words, 'y') : (void)0;
}

static const set *find_set(const verbs *v, span name)
{
    while (name.len && name.text[name.len - 1] == '_')
        name.len--;
    for (size_t i = 0; i < v->n_sets; i++)
        if (v->sets[i].name.len == name.len && memcmp(v->sets[i].name.text, name.text, name.len) == 0)
            return &v->sets[i];
    return NULL;
}

static void begin_set(verbs *v, span line)
{
    v->open = NULL;
    if (v->n_sets == MAX_SETS) {
        import_tell(v->im, true, v->im->line, "more than %d sets of words", MAX_SETS);
        return;
    }
    size_t n = 1;
    while (n < line.len && !isspace((unsigned char)line.text[n]))
        n++;
    while (n > 1 && line.text[n - 1] == '_')
        n--;
    v->open = &v->sets[v->n_sets++];
    v->open->name = (span){line.text, n};
}

static void add_to_set(verbs *v, span line)
{
    char word[WORD_BYTES];
    span text = import_trim((span){line.text + 1, line.len - 1});
    const set *inner = text.len && text.text[0] == '&' ? find_set(v, text) : NULL;
    if (!v->open)
        import_tell(v->im, true, v->im->line, "a synonym of no set");
    else if (inner && inner != v->open && inner->words.len)
        chy_buf_printf(&v->open->words, "%s%s", v->open->words.len ? " " : "", inner->words.data);
    else if (lower_word(text, word))
        add_noun(&v->open->words, word);
    else
        import_tell(v->im, true, v->im->line, "\"%.*s\": a set of ours holds single words", (int)(text.len > 60 ? 60 : text.len), text.text);
}

/* ---- patterns ---- */

typedef struct test { char slots[40]; chy_buf words; } test;

static bool is_preposition(const char *word)
{
    static const char *const words[] = {"of", "to", "in", "on", "with", "from", "for", "against", "as", "by", "at", "over", "about", "into", "between", "through",
                                        "under", "toward", "towards", "near", "upon", "within", "among", "without"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

static bool is_party_mark(span s)
{
    return s.len == 1 && strchr("+$%^", s.text[0]);
}

static bool next_word(span *rest, span *word)
{
    *rest = import_trim(*rest);
    size_t n = 0;
    while (n < rest->len && !isspace((unsigned char)rest->text[n]))
        n++;
    *word = (span){rest->text, n};
    rest->text += n;
    rest->len -= n;
    return n > 0;
}

/* Reads the words behind the verb as tests. NULL, or why it cannot be said. */
static const char *read_tests(const verbs *v, span behind, test *tests, size_t *n)
{
    char preposition[WORD_BYTES] = "", text[400];
    size_t len = 0;
    for (size_t i = 0; i < behind.len && len < sizeof text - 1; i++)
        text[len++] = strchr("_(){}|", behind.text[i]) && behind.text[i] ? ' ' : behind.text[i];
    if (behind.len >= sizeof text)
        return "too long";
    if (memchr(behind.text, '|', behind.len))
        return "alternatives in braces";
    span rest = {text, len}, one;
    while (next_word(&rest, &one)) {
        char word[WORD_BYTES];
        const set *words = one.text[0] == '&' ? find_set(v, one) : NULL;
        if (is_party_mark(one))
            continue;
        if (one.text[0] == '&' ? !words || !words->words.len : !lower_word(one, word))
            return one.text[0] == '&' ? "a set of words that is not defined above, or empty" : "a word that cannot be matched";
        if (!words && is_preposition(word)) {
            strcpy(preposition, word);
            continue;
        }
        if (*n == MAX_TESTS)
            return "more words than a rule of ours asks for";
        test *t = &tests[(*n)++];
        snprintf(t->slots, sizeof t->slots, "%s", preposition[0] && strlen(preposition) < 30 ? preposition : "obj, comp");
        if (words)
            chy_buf_str(&t->words, words->words.data);
        else
            add_noun(&t->words, word);
    }
    if (!*n && preposition[0]) {
        snprintf(tests[0].slots, sizeof tests[0].slots, "%.30s", preposition);
        *n = 1;
    }
    return *n ? NULL : "nothing behind the verb to tell it from the verb alone";
}

static void write_rule(verbs *v, uint32_t line, const char *code, const test *tests, size_t n)
{
    chy_buf *out = v->im->out;
    chy_buf_printf(out, "rule import/%s-%u\n  verb:", v->lemmas[0], line);
    for (size_t i = 0; i < v->n_lemmas; i++)
        chy_buf_printf(out, " %s", v->lemmas[i]);
    chy_buf_str(out, "\n");
    for (size_t i = 0; i < n; i++)
        chy_buf_printf(out, "  has %s: %s\n", tests[i].slots, tests[i].words.len ? tests[i].words.data : "");
    chy_buf_printf(out, "  actor: subj\n  recipient: obj prep\n  give: %s %s\n\n", type_of(code), code);
}

static bool tell_code(verbs *v, verdict what, span code)
{
    if (what == CODE_FINE)
        return true;
    if (what == CODE_NULL)
        v->n_null++;
    import_tell(v->im, true, v->im->line, "\"%.*s\": %s", (int)(code.len > 20 ? 20 : code.len), code.text,
                what == CODE_NULL        ? "codes nothing, and our rules only say what is a deed"
                : what == CODE_STATEMENT ? "a statement is no deed with us"
                                         : "is no code of CAMEO");
    return false;
}

static void read_pattern(verbs *v, span line)
{
    span rest = line, code, word;
    char digits[8];
    if (!import_bracket(&rest, &code)) {
        import_tell(v->im, true, v->im->line, "has no code");
        return;
    }
    span pattern = import_trim((span){line.text + 1, (size_t)((const char *)memchr(line.text, '[', line.len) - line.text) - 1});
    const char *star = memchr(pattern.text, '*', pattern.len);
    if (!tell_code(v, read_code(code, digits), code))
        return;
    span before = {pattern.text, star ? (size_t)(star - pattern.text) : 0};
    bool plain = star != NULL;
    while (plain && next_word(&before, &word))
        plain = is_party_mark(word);
    if (!plain || !v->n_lemmas) {
        import_tell(v->im, true, v->im->line, !star ? "has no *" : !v->n_lemmas ? "belongs to no verb that was read" : "asks for words before the verb");
        return;
    }
    test tests[MAX_TESTS];
    size_t n = 0;
    memset(tests, 0, sizeof tests);
    const char *why = read_tests(v, (span){star + 1, pattern.len - (size_t)(star + 1 - pattern.text)}, tests, &n);
    if (why)
        import_tell(v->im, true, v->im->line, "%s", why);
    else
        write_rule(v, v->im->line, digits, tests, n);
    for (size_t i = 0; i < MAX_TESTS; i++) {
        v->im->out->failed |= tests[i].words.failed;
        chy_buf_release(&tests[i].words);
    }
}

/* ---- blocks ---- */

/* The rule of the verbs alone, when all of them are known: at the first pattern, or at the block's end. */
static void write_block(verbs *v)
{
    if (v->n_lemmas && v->has_code && !v->written)
        write_rule(v, v->line, v->code, NULL, 0);
    v->written = true;
}

static void begin_block(verbs *v, span code)
{
    write_block(v);
    v->open = NULL;
    v->n_lemmas = 0;
    v->line = v->im->line;
    v->written = false;
    v->has_code = code.text && tell_code(v, read_code(code, v->code), code);
}

static void add_verb(verbs *v, span line)
{
    const char *brace = memchr(line.text, '{', line.len);
    span name = import_trim((span){line.text, brace ? (size_t)(brace - line.text) : line.len});
    char word[WORD_BYTES];
    while (name.len && name.text[name.len - 1] == '_')
        name.len--;
    /* "HAND_+OVER", "+CARRY_OUT": the plus marks the word that bends */
    size_t n = import_words(name, word, sizeof word), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (word[i] != '+')
            word[kept++] = word[i] == ' ' ? '_' : word[i];
    word[kept] = '\0';
    const char *gap = strchr(word, '_');
    if (!kept || (gap && strchr(gap + 1, '_')) || strpbrk(word, "[]()&*$%,:\"/'"))
        import_tell(v->im, true, v->im->line, "\"%.*s\" is no verb of one word, or of two", (int)(name.len > 60 ? 60 : name.len), name.text);
    else if (v->n_lemmas == MAX_VERBS)
        import_tell(v->im, true, v->im->line, "more than %d verbs of one block", MAX_VERBS);
    else
        strcpy(v->lemmas[v->n_lemmas++], word);
}

/* "--- ABANDON [080] ---" of PETRARCH, "ABANDON [080]" of TABARI. */
static void read_head(verbs *v, span line, bool ruled)
{
    span rest = line, code = {NULL, 0};
    const char *open = memchr(line.text, '[', line.len);
    if (!import_bracket(&rest, &code) && !ruled) {
        add_verb(v, line);
        return;
    }
    begin_block(v, code);
    if (!ruled)
        add_verb(v, import_trim((span){line.text, (size_t)(open - line.text)}));
}

static bool skip_times(verbs *v, span line)
{
    span next;
    if (!import_starts(line, "<TIME>"))
        return false;
    uint32_t first = v->im->line, n = 0;
    while (import_line(v->im, &next) && !import_starts(next, "</TIME>"))
        n += next.len > 0;
    import_tell(v->im, true, first, "%u words of time: ours are in the program", n);
    return true;
}

static void read_verb_line(verbs *v, span line)
{
    if (import_starts(line, "---"))
        read_head(v, line, true);
    else if (line.text[0] == '-') {
        write_block(v);
        read_pattern(v, line);
    } else if (line.text[0] == '&')
        begin_set(v, line);
    else if (line.text[0] == '+' && v->open)
        add_to_set(v, line);
    else if (line.text[0] == '~' || line.text[0] == '<')
        import_tell(v->im, true, v->im->line, "a mark that means nothing here");
    else if (line.text[0] != '{') /* the forms of the verb above: our reader knows lemmas */
        read_head(v, line, false);
}

chy_status import_verbs(import *im)
{
    verbs *v = calloc(1, sizeof *v);
    span line;
    if (!v)
        return CHY_E_NOMEM;
    v->im = im;
    v->written = true;
    chy_buf_str(im->out, "# Event rules, read from a dictionary of verbs.\n\n");
    while (import_line(im, &line) && !import_starts(line, "~~FINISH")) {
        if (!line.len || skip_times(v, line) || import_starts(line, "<SYNSETS>") || import_starts(line, "</SYNSETS>"))
            continue;
        if (chy_utf8_check(line.text, line.len) != line.len)
            import_tell(im, true, im->line, "is no UTF-8");
        else
            read_verb_line(v, line);
    }
    write_block(v);
    for (size_t i = 0; i < v->n_sets; i++) {
        im->out->failed |= v->sets[i].words.failed;
        chy_buf_release(&v->sets[i].words);
    }
    free(v);
    return CHY_OK;
}

/* ---- issues ---- */

/* "civil n:right" to "civil_right"; the marks of word classes go, one hyphen or blank may stay. */
static bool issue_word(span raw, char out[WORD_BYTES])
{
    size_t n = 0, parts = 1;
    span rest = raw, one;
    char text[WORD_BYTES];
    if (raw.len >= sizeof text)
        return false;
    for (size_t i = 0; i < raw.len; i++)
        text[i] = raw.text[i] == '+' ? ' ' : raw.text[i];
    rest = (span){text, raw.len};
    while (next_word(&rest, &one)) {
        if (one.len > 2 && one.text[1] == ':')
            one.text += 2, one.len -= 2;
        char word[WORD_BYTES];
        if (!lower_word(one, word) || n + strlen(word) + 2 >= WORD_BYTES)
            return false;
        n += (size_t)snprintf(out + n, WORD_BYTES - n, "%s%s", n ? "_" : "", word);
        parts += n > strlen(word);
    }
    return n > 0 && parts <= 2;
}

static void read_issue(import *im, span line)
{
    span rest = line, name;
    char word[WORD_BYTES], context[WORD_BYTES];
    const char *open = memchr(line.text, '[', line.len);
    if (line.text[0] == '~')
        import_tell(im, true, im->line, "an exception: a context of ours is a list of words");
    else if (!open || !import_bracket(&rest, &name) || !import_words(name, context, sizeof context))
        import_tell(im, true, im->line, "has no issue in brackets");
    else if (!issue_word(import_trim((span){line.text, (size_t)(open - line.text)}), word))
        import_tell(im, true, im->line, "\"%.*s\": a context of ours holds words and pairs of words", (int)(open - line.text > 60 ? 60 : open - line.text), line.text);
    else {
        for (char *p = context; *p; p++)
            *p = *p == ' ' ? '_' : *p;
        chy_buf_printf(im->out, "context %s: %s\n", context, word);
    }
}

typedef struct issue_row { const char *text; size_t len, colon; } issue_row;

static int compare_rows(const void *a, const void *b)
{
    const issue_row *x = a, *y = b;
    size_t n = x->colon < y->colon ? x->colon : y->colon;
    int order = memcmp(x->text, y->text, n);
    return order ? order : x->colon != y->colon ? (x->colon < y->colon ? -1 : 1) : x->text < y->text ? -1 : x->text > y->text;
}

/* One line a context, in the order of their names. */
static chy_status gather(chy_buf *lines, chy_buf *out)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < lines->len; i++)
        n += lines->data[i] == '\n';
    issue_row *rows = calloc(n + 1, sizeof *rows);
    if (!rows)
        return CHY_E_NOMEM;
    for (char *p = lines->data; p && k < n; k++) {
        char *end = strchr(p, '\n');
        rows[k] = (issue_row){p, (size_t)(end - p), (size_t)(strchr(p, ':') - p)};
        p = end + 1;
    }
    qsort(rows, n, sizeof *rows, compare_rows);
    for (size_t i = 0; i < n; i++) {
        bool same = i && rows[i].colon == rows[i - 1].colon && memcmp(rows[i].text, rows[i - 1].text, rows[i].colon) == 0;
        if (!same && i)
            chy_buf_char(out, '\n');
        size_t from = same ? rows[i].colon + 1 : 0;
        chy_buf_add(out, rows[i].text + from, rows[i].len - from);
    }
    if (n)
        chy_buf_char(out, '\n');
    free(rows);
    return CHY_OK;
}

chy_status import_issues(import *im)
{
    chy_buf lines, *out = im->out;
    span line;
    chy_buf_init(&lines);
    im->out = &lines;
    while (import_line(im, &line)) {
        if (!line.len || line.text[0] == '<')
            continue;
        if (chy_utf8_check(line.text, line.len) != line.len)
            import_tell(im, true, im->line, "is no UTF-8");
        else
            read_issue(im, line);
    }
    im->out = out;
    out->failed |= lines.failed;
    chy_status status = lines.failed ? CHY_E_NOMEM : gather(&lines, out);
    chy_buf_release(&lines);
    return status;
}
