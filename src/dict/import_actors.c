/* src/dict/import_actors.c - Actors (a name, `+` synonyms, codes with their days), agents (a kind of people, `~` where its country goes, plurals in
 * braces) and discards into tables of a user's file. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dict/import_work.h"
#include "types/day.h"

#define NAME_BYTES 240
#define MAX_NAMES 512
#define MAX_CODES 64

enum { T_STATES, T_ORGANISATIONS, T_GROUPS, T_BODIES, T_PEOPLE, T_IGNORE, N_TABLE };

static const char *const heads[N_TABLE] = {
    "[states]\ncode\tname\taliases\n", "[organisations]\nid\tcode\tsector\tname\taliases\tfrom\tto\n", "[groups]\nid\tcode\tsector\tname\taliases\tfrom\tto\n",
    "[bodies]\nid\tcode\tsector\tname\taliases\tfrom\tto\n", "[people]\nname\taliases\tcode\tsector\tid\tfrom\tto\n", "[ignore]\nname\taliases\n"};

typedef struct dated { span code; char from[12], to[12]; uint32_t line; } dated;

/* One actor: its names and codes, as the lines brought them. */
typedef struct actor {
    span names[MAX_NAMES];
    dated codes[MAX_CODES];
    size_t n_names, n_codes;
    uint32_t line; /* of the first name */
} actor;

typedef struct actors {
    import *im;
    cameo_first first; /* what unknown letters are, by the file's name */
    chy_buf tables[N_TABLE];
    actor now;
} actors;

/* ---- days: 930206, 19930206 ---- */

static int two(const char *s) { return (s[0] - '0') * 10 + s[1] - '0'; }

/* Lists end a month with 31 whatever it is. */
static bool read_day(span s, char out[12])
{
    chy_day day = {0};
    for (size_t i = 0; i < s.len; i++)
        if (!isdigit((unsigned char)s.text[i]))
            return false;
    if (s.len == 6)
        day.year = (int16_t)(two(s.text) + (two(s.text) > 30 ? 1900 : 2000));
    else if (s.len == 8)
        day.year = (int16_t)(two(s.text) * 100 + two(s.text + 2));
    else
        return false;
    day.month = (int8_t)two(s.text + s.len - 4);
    day.day = (int8_t)two(s.text + s.len - 2);
    for (int tries = 0; tries < 4; tries++) {
        char text[24];
        chy_day same;
        snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
        if (chy_day_parse(text, strlen(text), &same) && same.day) {
            memcpy(out, text, 11);
            return true;
        }
        day.day--;
    }
    return false;
}

/* "USAGOV 930206-010114", "AR1 <911226", "HOB > 950601", "GOV": false when the days cannot be read. */
static bool read_dated(span inside, dated *out)
{
    const char *sign = NULL;
    size_t n = 0;
    *out = (dated){.code = inside};
    while (n < inside.len && !isspace((unsigned char)inside.text[n]) && inside.text[n] != '<' && inside.text[n] != '>')
        n++;
    out->code = (span){inside.text, n};
    span days = import_trim((span){inside.text + n, inside.len - n});
    if (!days.len)
        return true;
    if (days.text[0] == '<' || days.text[0] == '>')
        return read_day(import_trim((span){days.text + 1, days.len - 1}), days.text[0] == '<' ? out->to : out->from);
    if (!(sign = memchr(days.text, '-', days.len)))
        return false;
    span a = import_trim((span){days.text, (size_t)(sign - days.text)}), b = import_trim((span){sign + 1, days.len - (size_t)(sign + 1 - days.text)});
    return read_day(a, out->from) && read_day(b, out->to);
}

/* ---- which table ---- */

static bool has_word(const char *name, const char *const *words)
{
    for (; *words; words++) {
        const char *at = strcasestr(name, *words);
        size_t n = strlen(*words);
        if (at && (at == name || at[-1] == ' ') && (!at[n] || at[n] == ' ' || at[n] == 's'))
            return true;
    }
    return false;
}

/* A person by the looks of the name: two to five words of letters, none of a body. */
static bool looks_like_person(const char *name)
{
    static const char *const bodies[] = {"party", "army", "ministry", "council", "government", "parliament", "bank", "front", "movement", "union", "court", "force", "organization",
                                         "organisation", "committee", "commission", "agency", "congress", "assembly", "group", "police", "republic", "states", "association", "pact", "treaty", "alliance", "community", "conference", "fund", "market",
                                         "federation", "league", "office", "company", "of", "the", "for", NULL};
    size_t words = 1;
    for (const char *p = name; *p; p++) {
        words += *p == ' ';
        if (isdigit((unsigned char)*p) || *p == '(')
            return false;
    }
    return words >= 2 && words <= 5 && !has_word(name, bodies);
}

/* Who has terms is a person on the other days, too. */
static bool has_terms(const actor *now)
{
    for (size_t i = 0; i < now->n_codes; i++)
        if (now->codes[i].from[0] || now->codes[i].to[0])
            return true;
    return false;
}

static int table_of(const actor *now, const cameo_actor *who, const dated *code, const char *name)
{
    bool dates = code->from[0] || code->to[0];
    if ((has_terms(now) || !strcmp(who->sector, "ELI")) && looks_like_person(name))
        return T_PEOPLE;
    if (!strcmp(who->sector, "REB") || !strcmp(who->sector, "OPP") || !strcmp(who->sector, "PTY") || !strcmp(who->sector, "PRM"))
        return T_GROUPS;
    if (!strcmp(who->code, "UNO") || !strcmp(who->code, "IGO") || !strcmp(who->code, "EUR") || !strcmp(who->code, "NGO") || !strcmp(who->code, "MNC") ||
        !strcmp(who->code, "---"))
        return T_ORGANISATIONS;
    return !who->sector[0] && !dates ? T_STATES : T_BODIES;
}

/* Whether our dictionary has the name with that code, whatever kind and days it gives it. */
static bool is_known(const import *im, const char *name, const cameo_actor *who)
{
    const chy_entry *entries;
    size_t n;
    if (!im->known || !chy_dict_lookup(im->known, name, strlen(name), &entries, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(entries[i].code, who->code) && (!who->sector[0] || !strcmp(who->sector, entries[i].sector)))
            return true;
    return false;
}

/* ---- writing ---- */

/* The names that are new, the first into `name`, the others into `aliases`. */
static bool spell(actors *a, const cameo_actor *who, char *name, chy_buf *aliases)
{
    const actor *now = &a->now;
    name[0] = '\0';
    for (size_t i = 0; i < now->n_names; i++) {
        char text[NAME_BYTES];
        if (!import_name(now->names[i], text, sizeof text)) {
            import_tell(a->im, true, now->line, "\"%.*s\" has no letters that could be matched, or too many", (int)(now->names[i].len > 60 ? 60 : now->names[i].len), now->names[i].text);
            continue;
        }
        if (!who->nobody && is_known(a->im, text, who)) {
            a->im->n_known++;
        } else if (!name[0]) {
            strcpy(name, text);
        } else {
            chy_buf_str(aliases, aliases->len ? "|" : "");
            chy_buf_str(aliases, text);
        }
    }
    return name[0] != '\0';
}

static void write_row(actors *a, const cameo_actor *who, const dated *code, const char *name, const char *aliases)
{
    int t = who->nobody ? T_IGNORE : table_of(&a->now, who, code, name);
    chy_buf *out = &a->tables[t];
    const chy_state *state = t == T_STATES && a->im->known ? chy_dict_state(a->im->known, who->code) : NULL;
    switch (t) {
    case T_STATES: /* an alias of the state, whose own name stays */
        if (state)
            chy_buf_printf(out, "%s\t%s\t%s%s%s\n", who->code, state->name, name, *aliases ? "|" : "", aliases);
        else
            chy_buf_printf(out, "%s\t%s\t%s\n", who->code, name, aliases);
        break;
    case T_PEOPLE:
        chy_buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, aliases, who->code, who->sector, who->id, code->from, code->to);
        break;
    case T_IGNORE:
        chy_buf_printf(out, "%s\t%s\n", name, aliases);
        break;
    default:
        chy_buf_printf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", who->id, who->code, who->sector[0] ? who->sector : "GOV", name, aliases, code->from, code->to);
    }
}

static void write_actor(actors *a)
{
    actor *now = &a->now;
    chy_buf aliases;
    chy_buf_init(&aliases);
    if (now->n_names && !now->n_codes)
        import_tell(a->im, true, now->line, "\"%.*s\" has no code", (int)(now->names[0].len > 60 ? 60 : now->names[0].len), now->names[0].text);
    for (size_t i = 0; i < now->n_codes && now->n_names; i++) {
        const dated *code = &now->codes[i];
        cameo_actor who;
        char name[NAME_BYTES];
        if (!cameo_read(code->code, a->first, &who)) {
            import_tell(a->im, true, code->line, "\"%.*s\" begins with no country, organisation or role of CAMEO", (int)(code->code.len > 30 ? 30 : code->code.len), code->code.text);
            continue;
        }
        if (who.nobody && (now->n_codes > 1 || code->from[0] || code->to[0])) {
            import_tell(a->im, false, code->line, "is nobody on some days only: not read");
            continue;
        }
        if (memchr(code->code.text, '/', code->code.len))
            import_tell(a->im, false, code->line, "a compound: the first of \"%.*s\" stands for it", (int)(code->code.len > 30 ? 30 : code->code.len), code->code.text);
        chy_buf_clear(&aliases);
        if (spell(a, &who, name, &aliases))
            write_row(a, &who, code, name, aliases.data ? aliases.data : "");
        a->im->out->failed |= aliases.failed;
    }
    chy_buf_release(&aliases);
    now->n_names = now->n_codes = 0;
}

/* ---- reading ---- */

static void add_codes(actors *a, span rest)
{
    span inside;
    while (import_bracket(&rest, &inside)) {
        dated code;
        if (!inside.len)
            import_tell(a->im, true, a->im->line, "an empty code");
        else if (!read_dated(inside, &code))
            import_tell(a->im, true, a->im->line, "the days of \"%.*s\" cannot be read", (int)(inside.len > 60 ? 60 : inside.len), inside.text);
        else if (a->now.n_codes == MAX_CODES)
            import_tell(a->im, true, a->im->line, "more than %d codes of one actor", MAX_CODES);
        else {
            code.line = a->im->line;
            a->now.codes[a->now.n_codes++] = code;
        }
    }
}

static void add_name(actors *a, span line, bool synonym)
{
    const char *open = memchr(line.text, '[', line.len);
    span name = import_trim((span){line.text, open ? (size_t)(open - line.text) : line.len});
    if (!synonym) {
        write_actor(a);
        a->now.line = a->im->line;
    }
    if (synonym && !a->now.n_names)
        import_tell(a->im, true, a->im->line, "a synonym of no name");
    else if (!name.len || a->now.n_names == MAX_NAMES)
        import_tell(a->im, true, a->im->line, name.len ? "too many synonyms" : "a code of no name");
    else
        a->now.names[a->now.n_names++] = name;
    if (open)
        add_codes(a, (span){open, line.len - (size_t)(open - line.text)});
    else if (memchr(line.text, ']', line.len))
        import_tell(a->im, true, a->im->line, "a bracket closes that was not opened");
}

/* TABARI lists common nouns and adjectives before its actors; our reader tags words by itself. */
static bool skip_list(actors *a, span line)
{
    span next;
    const char *end = import_starts(line, "<NOUN>") ? "</NOUN>" : import_starts(line, "<ADJECTIVE>") ? "</ADJECTIVE>" : NULL;
    if (!end)
        return false;
    uint32_t first = a->im->line, n = 0;
    while (import_line(a->im, &next) && !import_starts(next, end))
        n += next.len > 0;
    import_tell(a->im, true, first, "%u words that are marked as nouns or adjectives: our reader tags words itself", n);
    return true;
}

static void write_tables(actors *a)
{
    for (int t = 0; t < N_TABLE; t++) {
        if (a->tables[t].len) {
            chy_buf_str(a->im->out, heads[t]);
            chy_buf_add(a->im->out, a->tables[t].data, a->tables[t].len);
        }
        a->im->out->failed |= a->tables[t].failed;
        chy_buf_release(&a->tables[t]);
    }
}

chy_status import_actors(import *im)
{
    actors *a = calloc(1, sizeof *a);
    span line;
    if (!a)
        return CHY_E_NOMEM;
    a->im = im;
    a->first = strcasestr(im->path, "ethnic") ? CAMEO_ETHNIC : strcasestr(im->path, "relig") ? CAMEO_RELIGIOUS : CAMEO_STRICT;
    while (import_line(im, &line) && !import_starts(line, "~~FINISH")) {
        if (!line.len || skip_list(a, line))
            continue;
        if (chy_utf8_check(line.text, line.len) != line.len)
            import_tell(im, true, im->line, "is no UTF-8");
        else if (line.text[0] == '+')
            add_name(a, import_trim((span){line.text + 1, line.len - 1}), true);
        else if (line.text[0] == '[' && a->now.n_names)
            add_codes(a, line);
        else
            add_name(a, line, false);
    }
    write_actor(a);
    write_tables(a);
    free(a);
    return CHY_OK;
}

/* ---- agents ---- */

/* "!MINIST! = MINISTER, MINISTERS": words that a mark stands for. */
typedef struct mark { span name, words; } mark;
typedef struct agents { import *im; mark marks[64]; size_t n_marks; chy_buf rows; } agents;

static void add_form(chy_buf *forms, const char *form)
{
    size_t n = strlen(form);
    for (const char *p = forms->data; p && *p;) {
        size_t len = strcspn(p, "|");
        if (len == n && memcmp(p, form, n) == 0)
            return;
        p += len + (p[len] == '|');
    }
    chy_buf_str(forms, forms->len ? "|" : "");
    chy_buf_str(forms, form);
}

/* The regular plural, as PETRARCH makes it. */
static void add_plural(chy_buf *forms, const char *form)
{
    char text[NAME_BYTES + 4];
    size_t n = strlen(form);
    bool y = n > 1 && form[n - 1] == 'y' && !strchr("aeiou", form[n - 2]);
    bool hiss = n > 1 && (form[n - 1] == 's' || form[n - 1] == 'x' || (form[n - 1] == 'h' && strchr("sc", form[n - 2])));
    snprintf(text, sizeof text, "%.*s%s", (int)(n - y), form, y ? "ies" : hiss ? "es" : "s");
    add_form(forms, text);
}

static const mark *find_mark(const agents *a, span text, size_t *at)
{
    for (size_t k = 0; k < a->n_marks; k++) {
        const char *found = memmem(text.text, text.len, a->marks[k].name.text, a->marks[k].name.len);
        if (found) {
            *at = (size_t)(found - text.text);
            return &a->marks[k];
        }
    }
    return NULL;
}

/* The forms of `raw`, one for each word that a mark in it stands for. False when a mark is unknown or nothing can be matched. */
static bool add_forms(const agents *a, span raw, bool plural, chy_buf *forms)
{
    char text[NAME_BYTES], filled[NAME_BYTES];
    size_t at;
    const mark *m = find_mark(a, raw, &at);
    if (!m) {
        if (memchr(raw.text, '!', raw.len) || !import_words(raw, text, sizeof text))
            return false;
        add_form(forms, text);
        if (plural)
            add_plural(forms, text);
        return true;
    }
    bool any = false;
    for (span left = m->words; left.len;) {
        const char *comma = memchr(left.text, ',', left.len);
        span word = import_trim((span){left.text, comma ? (size_t)(comma - left.text) : left.len});
        int n = snprintf(filled, sizeof filled, "%.*s%.*s%.*s", (int)at, raw.text, (int)word.len, word.text, (int)(raw.len - at - m->name.len), raw.text + at + m->name.len);
        any |= n > 0 && (size_t)n < sizeof filled && word.len && add_forms(a, (span){filled, (size_t)n}, false, forms);
        size_t step = comma ? (size_t)(comma + 1 - left.text) : left.len;
        left.text += step;
        left.len -= step;
    }
    return any;
}

static void add_agent(agents *a, span name, span braces, bool has_braces, span code)
{
    cameo_actor who;
    chy_buf forms;
    if (!cameo_read(code, CAMEO_STRICT, &who) || (!who.sector[0] && strcmp(who.code, "---") == 0)) {
        import_tell(a->im, true, a->im->line, "\"%.*s\" is no role of CAMEO", (int)(code.len > 30 ? 30 : code.len), code.text);
        return;
    }
    chy_buf_init(&forms);
    bool stop = name.len && name.text[name.len - 1] == '_'; /* TABARI lists its plurals */
    bool good = add_forms(a, name, !has_braces && !stop, &forms);
    for (span left = braces; good && left.len;) {
        span one = import_trim(left);
        size_t n = 0;
        while (n < one.len && !isspace((unsigned char)one.text[n]) && one.text[n] != ',')
            n++;
        if (n)
            add_forms(a, (span){one.text, n}, false, &forms);
        left = (span){one.text + n + (n < one.len), one.len - n - (n < one.len)};
    }
    a->rows.failed |= forms.failed;
    if (forms.failed) {
        chy_buf_release(&forms);
        return;
    }
    size_t first = good ? strcspn(forms.data, "|") : 0;
    bool own = code.text[0] != '~' && strcmp(who.code, "---") != 0; /* [NGO~]: the code goes before the country's */
    if (good)
        chy_buf_printf(&a->rows, "%.*s\t%s\t%s\t%s\tboth\n", (int)first, forms.data, forms.data, who.sector[0] ? who.sector : "GOV", own ? who.code : "");
    else
        import_tell(a->im, true, a->im->line, "\"%.*s\" has a mark that is not defined above, or no letters", (int)(name.len > 60 ? 60 : name.len), name.text);
    chy_buf_release(&forms);
}

static void read_agent(agents *a, span line)
{
    span rest = line, inside, braces = {"", 0};
    const char *equals = memchr(line.text, '=', line.len), *open = memchr(line.text, '{', line.len), *bracket = memchr(line.text, '[', line.len);
    if (line.text[0] == '!' && equals && !bracket) {
        span name = import_trim((span){line.text, (size_t)(equals - line.text)});
        if (a->n_marks < sizeof a->marks / sizeof *a->marks)
            a->marks[a->n_marks++] = (mark){name, import_trim((span){equals + 1, line.len - (size_t)(equals + 1 - line.text)})};
        return;
    }
    if (!import_bracket(&rest, &inside) || !inside.len) {
        import_tell(a->im, true, a->im->line, "has no code");
        return;
    }
    size_t name_end = (size_t)(bracket - line.text);
    if (open && open < bracket) {
        const char *close = memchr(open, '}', (size_t)(bracket - open));
        name_end = (size_t)(open - line.text);
        if (close)
            braces = (span){open + 1, (size_t)(close - open - 1)};
    }
    add_agent(a, import_trim((span){line.text, name_end}), braces, open && open < bracket, inside);
}

chy_status import_agents(import *im)
{
    agents *a = calloc(1, sizeof *a);
    span line;
    if (!a)
        return CHY_E_NOMEM;
    a->im = im;
    while (import_line(im, &line) && !import_starts(line, "~~FINISH"))
        if (line.len && chy_utf8_check(line.text, line.len) != line.len)
            import_tell(im, true, im->line, "is no UTF-8");
        else if (line.len)
            read_agent(a, line);
    if (a->rows.len) {
        chy_buf_str(im->out, "[agents]\nagent\tforms\tsector\tcode\tnumber\n");
        chy_buf_add(im->out, a->rows.data, a->rows.len);
    }
    im->out->failed |= a->rows.failed;
    chy_buf_release(&a->rows);
    free(a);
    return CHY_OK;
}

/* ---- discards ---- */

chy_status import_discards(import *im)
{
    span line;
    chy_buf rows;
    chy_buf_init(&rows);
    while (import_line(im, &line) && !import_starts(line, "~~FINISH")) {
        char name[NAME_BYTES];
        if (line.len && line.text[0] == '+')
            line = import_trim((span){line.text + 1, line.len - 1});
        if (!line.len)
            continue;
        bool letter = false;
        for (size_t i = 0; i < line.len; i++)
            letter |= isalpha((unsigned char)line.text[i]) || (unsigned char)line.text[i] >= 0x80;
        if (!letter || chy_utf8_check(line.text, line.len) != line.len || !import_name(line, name, sizeof name))
            import_tell(im, true, im->line, "\"%.*s\" is no name", (int)(line.len > 60 ? 60 : line.len), line.text);
        else
            chy_buf_printf(&rows, "%s\t\n", name);
    }
    if (rows.len) {
        chy_buf_str(im->out, heads[T_IGNORE]);
        chy_buf_add(im->out, rows.data, rows.len);
    }
    im->out->failed |= rows.failed;
    chy_buf_release(&rows);
    return CHY_OK;
}
