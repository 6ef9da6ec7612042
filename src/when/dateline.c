/* src/when/dateline.c - The report's own day, place and agency from the first lines of a text that is not yet split.
 *
 * Papers write them in a handful of ways: a line that is a date, "Published: ...", "date 2024-12-28", and the dateline proper:
 * PLACE (DATE) AGENCY, PLACE, DATE (AGENCY) or AGENCY (DATE), then a dash. Only the head is read: a date further down belongs to the story. */
#include "when/when.h"

#include <ctype.h>
#include <string.h>

#include "when/calendar.h"
#include "when/expr.h"

#define HEAD_BYTES 600
#define MAX_HEAD_TOKENS 160

typedef struct head {
    chy_token tokens[MAX_HEAD_TOKENS];
    bool line_start[MAX_HEAD_TOKENS];
    chy_sentence sent;
} head;

static bool is_space_at(const char *text, size_t len, size_t at, size_t *n)
{
    unsigned char c = (unsigned char)text[at];
    *n = 1;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        return true;
    if (at + 1 < len && c == 0xc2 && (unsigned char)text[at + 1] == 0xa0) { /* no-break space */
        *n = 2;
        return true;
    }
    if (at + 2 < len && c == 0xe2 && (unsigned char)text[at + 1] == 0x80 &&
        ((unsigned char)text[at + 2] == 0xa8 || (unsigned char)text[at + 2] == 0xa9)) { /* line and paragraph separators */
        *n = 3;
        return true;
    }
    return false;
}

static bool is_joint(const char *text, size_t len, size_t at, size_t *n)
{
    unsigned char c = (unsigned char)text[at];
    *n = 1;
    if (strchr(",.;:()[]|/-\"", c) && c)
        return true;
    if (at + 2 < len && c == 0xe2 && (unsigned char)text[at + 1] == 0x80 && (unsigned char)text[at + 2] >= 0x90 && (unsigned char)text[at + 2] <= 0x95) {
        *n = 3;
        return true;
    }
    return false;
}

/* Words, punctuation apart. Enough for a head; the sentences of the article are cut by text/. */
static void read_head(const char *text, size_t len, head *h)
{
    uint32_t n = 0;
    bool line = true;
    for (size_t at = 0, step; at < len && n < MAX_HEAD_TOKENS;) {
        if (is_space_at(text, len, at, &step)) {
            line |= text[at] == '\n' || text[at] == '\r' || step == 3;
            at += step;
            continue;
        }
        size_t begin = at;
        if (is_joint(text, len, at, &step))
            at += step;
        else
            for (size_t skip; at < len && !is_space_at(text, len, at, &skip) && !is_joint(text, len, at, &skip);)
                at++;
        h->line_start[n] = line;
        line = false;
        h->tokens[n++] = (chy_token){.form = text + begin, .form_len = (uint32_t)(at - begin), .begin = (uint32_t)begin, .end = (uint32_t)at};
    }
    h->sent.tokens = h->tokens;
    h->sent.n_tokens = n;
}

static bool token_is(const chy_token *tok, const char *text)
{
    return tok->form_len == strlen(text) && !strncasecmp(tok->form, text, tok->form_len);
}

static bool is_dash(const chy_token *tok)
{
    return token_is(tok, "-") || token_is(tok, "--") || (tok->form_len == 3 && (unsigned char)tok->form[0] == 0xe2 && (unsigned char)tok->form[1] == 0x80);
}

static bool is_word(const chy_token *tok)
{
    return isalpha((unsigned char)tok->form[0]) || ((unsigned char)tok->form[0] >= 0xc3 && (unsigned char)tok->form[0] != 0xe2);
}

static bool all_capitals(const chy_token *tok)
{
    uint32_t letters = 0;
    for (uint32_t i = 0; i < tok->form_len; i++) {
        if (islower((unsigned char)tok->form[i]))
            return false;
        letters += isupper((unsigned char)tok->form[i]) != 0;
    }
    return letters >= 2;
}

static const char *const agencies[] = {"Reuters", "AP", "AFP", "Xinhua", "IRNA", "ISNA", "Tasnim", "Mehr", "Fars", "WANA", "TASS", "Interfax", "RIA", "Anadolu",
                                       "SANA", "SPA", "WAM", "QNA", "KUNA", "PNA", "Bernama", "Kyodo", "Yonhap", "KCNA", "ANI", "PTI", "UPI", "DPA", "dpa", "EFE",
                                       "ANSA", "UNB", "APP", "Antara", "VOA", "BBC", "CNN", "NNA", "MENA", "MNA", "PressTV", "Petra", "Ukrinform", "BelTA", "IANS", "ANTARA", NULL};

static const char *agency_of(const chy_token *tok)
{
    for (const char *const *a = agencies; *a; a++)
        if (token_is(tok, *a) && (tok->form_len > 4 || tok->form[0] == (*a)[0]))
            return *a;
    return NULL;
}

typedef struct found {
    chy_day day;
    uint32_t first, n; /* tokens of the date */
} found;

/* The date that begins at token `at`, if it is one of a single day or a day of some year ("Dec 07"). */
static bool date_at(const head *h, const chy_timeword *words, uint32_t n_words, uint32_t at, found *out)
{
    uint32_t w = 0;
    while (w < n_words && words[w].token < at)
        w++;
    if (w == n_words || words[w].token != at)
        return false;
    chy_expr_context ctx = {.words = words, .n = n_words, .sent = &h->sent};
    /* A leap year stands in for the missing year, so that "Dec 07" is read and then known to lack it. */
    for (int with_base = 0; with_base < 2; with_base++) {
        chy_expr e;
        ctx.base = with_base ? (chy_day){2000, 0, 0} : (chy_day){0, 0, 0};
        if (!chy_expr_read(&ctx, w, &e) || e.precision != CHY_PRECISION_DAY || chy_day_number(e.fixed.from, false) != chy_day_number(e.fixed.to, true))
            continue;
        out->day = with_base ? (chy_day){0, 0, 0} : e.fixed.from;
        out->first = at;
        out->n = words[w + e.n - 1].token + 1 - at;
        return true;
    }
    return false;
}

static bool ends_line(const head *h, uint32_t at)
{
    return at >= h->sent.n_tokens || h->line_start[at];
}

static const char *const lead_words[] = {"date", "dated", "published", "posted", "updated", "issued", "released", "created", "modified", "publication", NULL};

/* "Published:", "Posted on", "date": a lone "on" is the story's own. */
static bool lead_before(const head *h, uint32_t at)
{
    while (at && (token_is(&h->tokens[at - 1], ":") || token_is(&h->tokens[at - 1], "on") || token_is(&h->tokens[at - 1], "at") ||
                  token_is(&h->tokens[at - 1], "date") || token_is(&h->tokens[at - 1], "|")))
        if (token_is(&h->tokens[--at], "date") && (at == 0 || h->line_start[at] || !is_word(&h->tokens[at - 1])))
            return true;
    if (!at)
        return false;
    for (const char *const *w = lead_words; *w; w++)
        if (token_is(&h->tokens[at - 1], *w))
            return true;
    return false;
}

/* Whether the date stands where a head has it: a line of its own (with a clock time at most), behind "Published:" or "date", in brackets
 * or between commas of a dateline, whose dash or bracket closes within a few tokens. */
/* A line that ends with an agency in brackets which no full stop precedes is the caption of a picture, unless little stands before it: its date is the
 * picture's, and so is the credit. `open` is the place of the bracket. */
static bool is_caption(const head *h, uint32_t open)
{
    uint32_t close = open + 1, line = open;
    while (line && !h->line_start[line])
        line--;
    while (close < h->sent.n_tokens && close < open + 6 && !ends_line(h, close) && !token_is(&h->tokens[close], ")"))
        close++;
    return open >= line + 8 && close < h->sent.n_tokens && token_is(&h->tokens[close], ")") && ends_line(h, close + 1) && !token_is(&h->tokens[open - 1], ".");
}

static bool in_head_place(const head *h, const found *f)
{
    uint32_t end = f->first + f->n, n = h->sent.n_tokens;
    if (end < n && token_is(&h->tokens[end], "(") && !ends_line(h, end) && is_caption(h, end))
        return false;
    if (lead_before(h, f->first))
        return true;
    uint32_t words = 0;
    bool line = h->line_start[f->first];
    for (uint32_t i = end; i < n && !ends_line(h, i) && words < 8; i++)
        words++;
    if (line && words <= 4 && ends_line(h, end + words))
        return true;
    bool bracket = f->first && (token_is(&h->tokens[f->first - 1], "(") || token_is(&h->tokens[f->first - 1], "["));
    if (bracket && end < n && (token_is(&h->tokens[end], ")") || token_is(&h->tokens[end], "]")))
        return true;
    /* CAIRO, May 3 (Xinhua) -- ; MOSCOW, March 3. /TASS/. ; LONDON, Jan 5 - */
    for (uint32_t i = end; i < n && i < end + 8 && !ends_line(h, i); i++)
        if (is_dash(&h->tokens[i]) || token_is(&h->tokens[i], ")") || token_is(&h->tokens[i], "/"))
            return i == end || is_dash(&h->tokens[end]) || token_is(&h->tokens[end], "(") || token_is(&h->tokens[end], ".") || token_is(&h->tokens[end], "/");
    return false;
}

static char *copy_span(chy_article *art, const head *h, uint32_t first, uint32_t end)
{
    return chy_arena_dup(art->arena, h->tokens[first].form, h->tokens[end - 1].end - h->tokens[first].begin);
}

static void take_agency(chy_article *art, const head *h, uint32_t at)
{
    const char *agency = agency_of(&h->tokens[at]);
    if (agency && !art->agency)
        art->agency = agency;
}

/* The token behind the run of capitals that ends last before `end`, stepping back over what a dateline has between place and dash: a date,
 * an agency, a country in small letters, brackets. `*first` is the run's begin; 0 and false when something else stands there. */
static bool place_run(chy_article *art, const head *h, uint32_t line, uint32_t end, uint32_t *first, uint32_t *last)
{
    uint32_t at = end, steps = 0;
    while (at > line && steps++ < 16) {
        const chy_token *tok = &h->tokens[at - 1];
        take_agency(art, h, at - 1);
        if (is_word(tok) && all_capitals(tok) && !agency_of(tok))
            break;
        chy_timeword w = {.text = tok->form, .len = tok->form_len};
        chy_timeword_classify(&w);
        bool country = is_word(tok) && at - 1 > line && token_is(&h->tokens[at - 2], ",");
        if (is_word(tok) && !agency_of(tok) && w.kind == CHY_TW_OTHER && !country)
            break;
        at--;
    }
    *last = at;
    while (at > line && is_word(&h->tokens[at - 1]) && all_capitals(&h->tokens[at - 1]) && *last - at < 4)
        at--;
    *first = at;
    return *first < *last;
}

/* "Cairo, May 3 (Xinhua) -": a short line start in small letters counts when a comma or bracket and an agency or date follow it. */
static bool small_place(const head *h, uint32_t line, uint32_t dash, uint32_t *last)
{
    uint32_t at = line;
    while (at < dash && at - line < 4 && is_word(&h->tokens[at]) && isupper((unsigned char)h->tokens[at].form[0]))
        at++;
    *last = at;
    return h->line_start[line] && at > line && at < dash && dash - line <= 12 && !agency_of(&h->tokens[line]) &&
           (token_is(&h->tokens[at], ",") || token_is(&h->tokens[at], "("));
}

static void read_place_and_agency(chy_article *art, const head *h)
{
    for (uint32_t i = 1; i < h->sent.n_tokens && !art->dateline_place; i++) {
        bool glued = h->tokens[i].form_len == 1 && (h->tokens[i].begin == h->tokens[i - 1].end ||
                                                    (i + 1 < h->sent.n_tokens && h->tokens[i + 1].begin == h->tokens[i].end));
        if (!is_dash(&h->tokens[i]) || glued)
            continue;
        uint32_t line = i, first, last;
        while (line && !h->line_start[line])
            line--;
        if (place_run(art, h, line, i, &first, &last) && (last == i || first == line || token_is(&h->tokens[last], ",") || token_is(&h->tokens[last], "(")))
            art->dateline_place = copy_span(art, h, first, last);
        else if (art->agency && small_place(h, line, i, &last))
            art->dateline_place = copy_span(art, h, line, last);
        else if (!art->agency)
            continue;
        return;
    }
}

/* "(Reuters)" or "KABUL, Afghanistan (Jan. 25, 2013)" without a dash. */
static void read_brackets(chy_article *art, const head *h)
{
    for (uint32_t i = 1; i + 1 < h->sent.n_tokens; i++) {
        if (!token_is(&h->tokens[i - 1], "(") && !token_is(&h->tokens[i - 1], "/"))
            continue;
        if ((token_is(&h->tokens[i + 1], ")") || token_is(&h->tokens[i + 1], "/")) && !is_caption(h, i - 1))
            take_agency(art, h, i);
    }
}

/* ---- where the head ends ----
 *
 * Stricter than the search for day and place: what is cut off the first sentence must be a dateline from its first word to its dash.
 *   [date|published DATE] PLACE [, REGION] [, DATE] [(DATE or AGENCY)] [/AGENCY/] -
 *   AGENCY (DATE) -        (AGENCY) -        PLACE, REGION (DATE), without a dash when a date of a day stands in the brackets */

typedef struct cursor {
    const head *h;
    const chy_timeword *words;
    uint32_t n_words, at;
    uint32_t place_letters; /* of a place in capitals */
    bool small, agency, date, bracket;
} cursor;

static bool is_at(const cursor *c, const char *text)
{
    return c->at < c->h->sent.n_tokens && token_is(&c->h->tokens[c->at], text);
}

static bool skip(cursor *c, const char *text)
{
    bool there = is_at(c, text);
    c->at += there;
    return there;
}

static bool skip_date(cursor *c)
{
    found f;
    if (!date_at(c->h, c->words, c->n_words, c->at, &f))
        return false;
    c->at = f.first + f.n;
    skip(c, "."); /* "March 3. /TASS/" */
    return c->date = true;
}

static bool skip_agency(cursor *c)
{
    if (c->at >= c->h->sent.n_tokens || !agency_of(&c->h->tokens[c->at]))
        return false;
    c->at++;
    return c->agency = true;
}

static void skip_lead(cursor *c)
{
    uint32_t begin = c->at;
    for (const char *const *w = lead_words; *w && c->at == begin; w++)
        skip(c, *w);
    while (c->at > begin && (skip(c, ":") || skip(c, "on")))
        ;
    if (c->at == begin || !skip_date(c))
        c->at = begin;
}

/* Words of a name, all in capitals (WASHINGTON/DALLAS) or each with one; the date's words are not among them. */
static uint32_t skip_name(cursor *c, bool capitals)
{
    found f;
    uint32_t n = 0;
    for (; n < 4 && c->at < c->h->sent.n_tokens; n++, c->at++) {
        const chy_token *tok = &c->h->tokens[c->at];
        bool fits = capitals ? all_capitals(tok) : isupper((unsigned char)tok->form[0]) != 0;
        if (!is_word(tok) || !fits || agency_of(tok) || date_at(c->h, c->words, c->n_words, c->at, &f))
            break;
        c->place_letters += capitals ? tok->form_len : 0;
        if (capitals && c->at + 2 < c->h->sent.n_tokens && token_is(&c->h->tokens[c->at + 1], "/") && all_capitals(&c->h->tokens[c->at + 2]) &&
            !agency_of(&c->h->tokens[c->at + 2]))
            c->at++;
    }
    return n;
}

static void skip_region(cursor *c)
{
    uint32_t begin = c->at;
    if (!skip(c, ","))
        return;
    uint32_t n = skip_name(c, false);
    while (n && n < 4 && is_at(c, ".") && c->h->tokens[c->at - 1].form_len <= 5) { /* "D.C.", "Mass." */
        c->at++;
        n += skip_name(c, false);
    }
    if (!n)
        c->at = begin;
}

/* "(Reuters)", "(Jan. 25, 2013)", "/TASS/", "(Dec 07, IRNA)". */
static bool skip_bracket(cursor *c)
{
    cursor in = *c;
    const char *close = skip(&in, "(") ? ")" : skip(&in, "[") ? "]" : skip(&in, "/") ? "/" : NULL;
    bool known = false;
    for (uint32_t i = 0; close && i < 8 && in.at < in.h->sent.n_tokens && !is_at(&in, close); i++) {
        bool told = skip_date(&in) || skip_agency(&in);
        known |= told;
        if (!told && !skip(&in, ",") && !skip(&in, "/") && !skip(&in, "-"))
            in.at++;
    }
    uint32_t n = in.at - c->at;
    if (!close || !is_at(&in, close) || n < 2 || (!known && (n > 3 || *close == '/')))
        return false;
    in.at++;
    in.bracket = true;
    *c = in;
    return true;
}

static bool begins_sentence(const head *h, uint32_t at)
{
    if (ends_line(h, at))
        return false;
    unsigned char first = (unsigned char)h->tokens[at].form[0];
    return isupper(first) || isdigit(first) || first == '"' || first >= 0xc3;
}

/* Whether running text follows, not a headline in capitals or two words. */
static bool is_running(const head *h, uint32_t at)
{
    uint32_t small = 0;
    for (uint32_t i = at; i < at + 12 && !ends_line(h, i); i++)
        small += islower((unsigned char)h->tokens[i].form[0]) != 0;
    return small >= 2;
}

/* Bodies whose names stand before a dash as well: "NATO - Russia relations". */
static bool is_body(const chy_token *tok)
{
    static const char *const names[] = {"NATO", "OPEC", "ASEAN", "BRICS", "IAEA", "UNESCO", "UNICEF", "UNRWA", "HAMAS", "ISIS", "ISIL"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(tok, names[i]))
            return true;
    return false;
}

/* The dash that closes the head, with white space on a side of it; "/TASS/." and "(APP):" do as well. */
static bool skip_close(cursor *c)
{
    const head *h = c->h;
    if (c->at >= h->sent.n_tokens || h->line_start[c->at])
        return false;
    const chy_token *tok = &h->tokens[c->at];
    if (is_dash(tok)) {
        while (c->at < h->sent.n_tokens && is_dash(&h->tokens[c->at]))
            c->at++;
        const chy_token *next = c->at < h->sent.n_tokens ? &h->tokens[c->at] : NULL;
        return tok->form_len == 3 || tok->begin > tok[-1].end || (next && next->begin > next[-1].end && c->bracket);
    }
    bool dated = c->bracket && c->date && c->place_letters;
    return c->bracket && (c->agency || dated) && (skip(c, ".") || skip(c, ":") || dated);
}

/* The number of the token behind the head that begins at token `first`, or 0. */
static uint32_t head_from(const head *h, const chy_timeword *words, uint32_t n_words, uint32_t first)
{
    cursor c = {.h = h, .words = words, .n_words = n_words, .at = first};
    skip_lead(&c);
    uint32_t place = c.at;
    bool named = skip_name(&c, true) > 0;
    if (!named && !skip_agency(&c))
        c.small = named = skip_name(&c, false) > 0;
    if (named)
        skip_region(&c);
    for (uint32_t begin = first; c.at > begin;) {
        begin = c.at;
        skip(&c, ",");
        if (!skip_date(&c) && !skip_bracket(&c) && !skip_agency(&c))
            c.at = begin;
    }
    if (c.at == first && !skip_bracket(&c)) /* "(Reuters) - " */
        return 0;
    if (!skip_close(&c) || !begins_sentence(h, c.at))
        return 0;
    for (uint32_t i = first + 1; i < c.at; i++)
        if (h->line_start[i])
            return 0;
    bool told = c.date || c.agency || c.bracket;
    bool sure = named && !c.small ? c.place_letters >= 3 && told : c.small ? c.agency || (c.date && c.bracket) : c.agency && c.bracket;
    bool bare = named && !c.small && !told && c.place_letters >= 4 && !is_body(&h->tokens[place]);
    return (sure || bare) && is_running(h, c.at) ? c.at : 0;
}

/* "Markets rise-BEIJING -- The ...": a headline runs into the dateline. */
static bool is_glued_place(const head *h, uint32_t at)
{
    return at > 3 && !h->line_start[at] && token_is(&h->tokens[at - 1], "-") && h->tokens[at].begin == h->tokens[at - 1].end &&
           is_word(&h->tokens[at]) && all_capitals(&h->tokens[at]);
}

static void find_head(chy_article *art, const head *h, const chy_timeword *words, uint32_t n_words)
{
    for (uint32_t i = 0; i < h->sent.n_tokens; i++) {
        bool glued = is_glued_place(h, i);
        uint32_t end = h->line_start[i] || glued ? head_from(h, words, n_words, i) : 0, dash = end;
        while (glued && dash && is_dash(&h->tokens[dash - 1]) && h->tokens[dash - 1].form_len != 3)
            dash--;
        if (!end || (glued && !is_dash(&h->tokens[dash - 1]))) /* only the long dash is sure here */
            continue;
        art->head_begin = h->tokens[i - glued].begin;
        art->head_end = h->tokens[end - 1].end;
        return;
    }
}

void chy_when_dateline(chy_article *art)
{
    if (!art->text || !art->text_len)
        return;
    size_t len = art->text_len < HEAD_BYTES ? art->text_len : HEAD_BYTES;
    head *h = chy_arena_alloc(art->arena, 1, sizeof *h);
    if (!h)
        return;
    read_head(art->text, len, h);
    uint32_t n_words = 0;
    bool any = false;
    chy_timeword *words = chy_timewords_read(&h->sent, art->arena, &n_words, &any);
    if (!words)
        return;
    for (uint32_t i = 0; any && i < h->sent.n_tokens;) {
        found f;
        if (!date_at(h, words, n_words, i, &f)) {
            i++;
            continue;
        }
        if (in_head_place(h, &f)) {
            if (!chy_day_known(art->day) && chy_day_known(f.day)) {
                art->day = f.day;
                art->day_why = "dateline";
            }
            /* KABUL, Afghanistan (Jan. 25, 2013), with or without a dash */
            uint32_t line = f.first, first, last;
            while (line && !h->line_start[line])
                line--;
            if (!art->dateline_place && f.first > line && place_run(art, h, line, f.first, &first, &last) && first == line)
                art->dateline_place = copy_span(art, h, first, last);
            break;
        }
        i += f.n;
    }
    read_place_and_agency(art, h);
    read_brackets(art, h);
    find_head(art, h, words, n_words);
    if (!art->source && art->agency)
        art->source = art->agency;
}
