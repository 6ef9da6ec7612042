/* src/dict/compile.c - Reads the tables of data/, and those that users write, and turns lines into records and spellings; what is wrong
 * with a line is told with its number. build.c sorts and writes. */
#include "dict/compile.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/utf8.h"
#include "dict/build.h"
#include "dict/codes.h"
#include "dict/dict.h"

#define MAX_COLUMNS 20
#define MAX_FILE ((size_t)256 << 20)

typedef struct cell { const char *text; size_t len; } cell;

typedef struct reader {
    dict_build build;
    chy_dict_note_fn *note;
    void *context;
    chy_err *err;
    const char *file; /* "people.tsv" */
    uint32_t line, file_name;
    cell cells[MAX_COLUMNS]; /* of this line, in the order that the table wants */
    bool defines_codes;      /* in a table of states */
    bool users;              /* lines such as "[people]" begin a table */
} reader;

static void tell(reader *r, bool error, const char *fmt, ...) CHY_PRINTF(3, 4);
static void tell(reader *r, bool error, const char *fmt, ...)
{
    if (!r->note)
        return;
    char text[300];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    r->note(r->context, &(chy_dict_note){.error = error, .file = r->file, .line = r->line, .text = text});
}

/* ---- cells ---- */

static cell trim(const char *text, size_t len)
{
    while (len && (*text == ' '))
        text++, len--;
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\r'))
        len--;
    return (cell){text, len};
}

/* Takes the next piece of a list in a cell. */
static bool next_piece(cell *list, char separator, cell *piece)
{
    while (list->len) {
        const char *bar = memchr(list->text, separator, list->len);
        size_t n = bar ? (size_t)(bar - list->text) : list->len;
        *piece = trim(list->text, n);
        size_t step = bar ? n + 1 : n;
        list->text += step;
        list->len -= step;
        if (piece->len)
            return true;
    }
    return false;
}

static uint32_t keep(reader *r, cell c)
{
    return dict_build_string(&r->build, c.text, c.len);
}

static bool is_code(cell c)
{
    if (c.len == 3 && memcmp(c.text, "---", 3) == 0)
        return true;
    for (size_t i = 0; i < c.len; i++)
        if (c.text[i] < 'A' || c.text[i] > 'Z')
            return false;
    return c.len == 3;
}

/* A code that nobody knows is a slip, unless a table of states above brings it. */
static void check_code(reader *r, cell code)
{
    if (!code.len || dict_code_is_known(code.text, code.len))
        return;
    const dict_state *states = r->build.states.items;
    for (uint32_t i = 0; i < r->build.states.len; i++)
        if (memcmp(r->build.strings.data + states[i].code, code.text, 3) == 0)
            return;
    tell(r, false, "%.3s is the code of no state", code.text);
}

static dict_day read_day(reader *r, cell c, const char *column)
{
    chy_day day = {0};
    if (c.len && !chy_day_parse(c.text, c.len, &day))
        tell(r, true, "%s: \"%.*s\" is no date", column, (int)(c.len > 40 ? 40 : c.len), c.text);
    return (dict_day){.year = day.year, .month = day.month, .day = day.day};
}

static int read_int(cell c)
{
    char text[16] = "";
    if (c.len && c.len < sizeof text)
        memcpy(text, c.text, c.len);
    return atoi(text);
}

static double read_double(cell c)
{
    char text[32] = "";
    if (!c.len || c.len >= sizeof text)
        return NAN;
    memcpy(text, c.text, c.len);
    return strtod(text, NULL);
}

/* ---- records ---- */

static void check_names(reader *r, dict_entry *entry, cell code, cell sector)
{
    if (code.len && !is_code(code)) {
        tell(r, true, "\"%.*s\" is no code: three capitals or ---", (int)(code.len > 20 ? 20 : code.len), code.text);
        code.len = 0;
    }
    if (!r->defines_codes)
        check_code(r, code);
    if (sector.len && !dict_code_is_sector(sector.text, sector.len)) {
        tell(r, true, "\"%.*s\" is no sector", (int)(sector.len > 20 ? 20 : sector.len), sector.text);
        sector.len = 0;
    }
    entry->code = keep(r, code);
    entry->sector = keep(r, sector);
}

static uint32_t add_entry(reader *r, dict_entry *entry)
{
    entry->file = r->file_name;
    entry->line = r->line;
    if (entry->from.year && entry->to.year) {
        chy_day from = {entry->from.year, entry->from.month, entry->from.day};
        chy_day to = {entry->to.year, entry->to.month, entry->to.day};
        if (chy_day_number(from, false) > chy_day_number(to, true))
            tell(r, false, "ends before it begins");
    }
    return dict_build_record(&r->build, &r->build.entries, entry, sizeof *entry);
}

static void add_spelling(reader *r, int table, cell name, dict_spelling spelling, uint32_t record)
{
    if (!dict_build_key(&r->build, table, name.text, name.len, spelling, record) && !r->build.failed)
        tell(r, false, "\"%.*s\" cannot be matched: no letters, or too many", (int)(name.len > 60 ? 60 : name.len), name.text);
}

static void add_list(reader *r, int table, cell list, dict_spelling spelling, uint32_t record)
{
    for (cell piece; next_piece(&list, '|', &piece);)
        add_spelling(r, table, piece, spelling, record);
}

static void add_members(reader *r, cell id, cell list)
{
    for (cell piece; next_piece(&list, '|', &piece);) {
        cell parts[3] = {{"", 0}, {"", 0}, {"", 0}};
        for (int i = 0; i < 3 && piece.len; i++) {
            const char *colon = memchr(piece.text, ':', piece.len);
            size_t n = colon && i < 2 ? (size_t)(colon - piece.text) : piece.len;
            parts[i] = (cell){piece.text, n};
            piece.text += n + (colon && i < 2);
            piece.len -= n + (colon && i < 2);
        }
        if (!is_code(parts[0])) {
            tell(r, true, "member \"%.*s\" is no code", (int)(parts[0].len > 20 ? 20 : parts[0].len), parts[0].text);
            continue;
        }
        check_code(r, parts[0]);
        dict_member member = {.id = keep(r, id), .code = keep(r, parts[0]),
                              .from = read_day(r, parts[1], "members"), .to = read_day(r, parts[2], "members")};
        dict_build_record(&r->build, &r->build.members, &member, sizeof member);
    }
}

/* ---- the tables ---- */

enum { S_CODE, S_ID, S_NUMERIC, S_COW, S_GW, S_FIPS, S_FROM, S_TO, S_NAME, S_OFFICIAL, S_ALIASES, S_DEMONYMS, S_ADJECTIVES,
       S_CAPITAL, S_METONYMS };
static const char *const state_columns[] = {"code", "id", "numeric", "cow", "gw", "fips", "from", "to", "name", "official",
                                            "aliases", "demonyms", "adjectives", "capital", "metonyms", NULL};

static void read_state(reader *r)
{
    cell *c = r->cells;
    dict_entry entry = {.kind = CHY_ENTRY_STATE};
    r->defines_codes = true;
    check_names(r, &entry, c[S_CODE], (cell){"GOV", 3});
    r->defines_codes = false;
    entry.id = keep(r, c[S_ID]);
    entry.name = keep(r, c[S_NAME]);
    entry.office = entry.extra = keep(r, (cell){"", 0});
    entry.from = read_day(r, c[S_FROM], "from");
    entry.to = read_day(r, c[S_TO], "to");
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, c[S_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_NAMES, c[S_OFFICIAL], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_NAMES, c[S_ALIASES], SPELLING_AS_PRINTED, record);
    static const struct { int column; chy_entry_kind kind; } others[] = {
        {S_DEMONYMS, CHY_ENTRY_DEMONYM}, {S_ADJECTIVES, CHY_ENTRY_ADJECTIVE}, {S_CAPITAL, CHY_ENTRY_CAPITAL}, {S_METONYMS, CHY_ENTRY_METONYM}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c[others[i].column].len) {
            entry.kind = (uint8_t)others[i].kind;
            add_list(r, TABLE_NAMES, c[others[i].column], SPELLING_AS_PRINTED, add_entry(r, &entry));
        }
    if (c[S_ID].len || c[S_TO].len)
        return; /* the state itself has a line of its own */
    cell capitals = c[S_CAPITAL], adjectives = c[S_ADJECTIVES], capital = {"", 0}, adjective = {"", 0};
    next_piece(&capitals, '|', &capital);
    next_piece(&adjectives, '|', &adjective);
    dict_state state = {.code = entry.code, .name = entry.name, .capital = keep(r, capital), .fips = keep(r, c[S_FIPS]),
                        .adjective = keep(r, adjective), .numeric = read_int(c[S_NUMERIC]), .cow = read_int(c[S_COW]),
                        .gw = read_int(c[S_GW])};
    dict_build_record(&r->build, &r->build.states, &state, sizeof state);
}

enum { O_ID, O_CODE, O_SECTOR, O_NAME, O_ALIASES, O_FROM, O_TO, O_MEMBERS };
static const char *const body_columns[] = {"id", "code", "sector", "name", "aliases", "from", "to", "members", NULL};

static void read_named(reader *r, chy_entry_kind kind)
{
    cell *c = r->cells;
    dict_entry entry = {.kind = (uint8_t)kind};
    check_names(r, &entry, c[O_CODE], c[O_SECTOR]);
    entry.id = keep(r, c[O_ID]);
    entry.name = keep(r, c[O_NAME]);
    entry.office = entry.extra = keep(r, (cell){"", 0});
    entry.from = read_day(r, c[O_FROM], "from");
    entry.to = read_day(r, c[O_TO], "to");
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, c[O_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_NAMES, c[O_ALIASES], SPELLING_AS_PRINTED, record);
    add_members(r, c[O_ID], c[O_MEMBERS]);
}

static void read_organisation(reader *r) { read_named(r, CHY_ENTRY_ORGANISATION); }
static void read_group(reader *r) { read_named(r, CHY_ENTRY_GROUP); }
static void read_body(reader *r) { read_named(r, CHY_ENTRY_BODY); }

enum { P_NAME, P_ALIASES, P_CODE, P_SECTOR, P_ID, P_OFFICE, P_FROM, P_TO, P_GENDER, P_CONFIDENCE };
static const char *const people_columns[] = {"name", "aliases", "code", "sector", "id", "office", "from", "to", "gender",
                                             "confidence", NULL};

static bool is_one_of(cell c, const char *list)
{
    size_t n;
    for (const char *s = list; *s; s += n + 1) {
        n = strcspn(s, " ");
        if (n == c.len && memcmp(s, c.text, n) == 0)
            return true;
        if (!s[n])
            break;
    }
    return false;
}

/* Surnames stand first in these states, and people are called by them. */
static bool surname_first(cell code)
{
    return is_one_of(code, "CHN KOR PRK TWN VNM HKG MAC KHM");
}

/* The surname with its particles ("al-Assad", "van der Bellen") and without. */
static void add_surname(reader *r, cell name, cell code, uint32_t record)
{
    cell words[12], left = name;
    size_t n = 0;
    while (n < 12 && next_piece(&left, ' ', &words[n]))
        n++;
    while (n > 1 && is_one_of(words[n - 1], "Jr. Jr Sr. Sr II III IV"))
        n--;
    if (n < 2)
        return;
    if (surname_first(code))
        add_spelling(r, TABLE_SURNAMES, words[0], SPELLING_AS_PRINTED, record);
    size_t first = n - 1;
    add_spelling(r, TABLE_SURNAMES, words[first], SPELLING_AS_PRINTED, record);
    cell last = words[n - 1];
    if (last.len > 3 && (memcmp(last.text, "al-", 3) == 0 || memcmp(last.text, "Al-", 3) == 0 || memcmp(last.text, "el-", 3) == 0 ||
                         memcmp(last.text, "El-", 3) == 0))
        add_spelling(r, TABLE_SURNAMES, (cell){last.text + 3, last.len - 3}, SPELLING_AS_PRINTED, record);
    while (first > 1 && is_one_of(words[first - 1], "al Al el El de De da Da do dos di Di del Del van Van von Von der den ter bin Bin Ben ben Abu Le La Mac O' St. Ould"))
        first--;
    if (first < n - 1)
        add_spelling(r, TABLE_SURNAMES, (cell){words[first].text, (size_t)(last.text + last.len - words[first].text)},
                     SPELLING_AS_PRINTED, record);
}

static void read_person(reader *r)
{
    cell *c = r->cells;
    dict_entry entry = {.kind = CHY_ENTRY_PERSON};
    check_names(r, &entry, c[P_CODE], c[P_SECTOR]);
    entry.id = keep(r, c[P_ID]);
    entry.name = keep(r, c[P_NAME]);
    entry.office = keep(r, c[P_OFFICE]);
    entry.extra = keep(r, c[P_CONFIDENCE]);
    entry.from = read_day(r, c[P_FROM], "from");
    entry.to = read_day(r, c[P_TO], "to");
    entry.gender = c[P_GENDER].len ? (uint8_t)c[P_GENDER].text[0] : 0;
    if (c[P_GENDER].len && !is_one_of(c[P_GENDER], "m f"))
        tell(r, true, "gender is m, f or empty");
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, c[P_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_NAMES, c[P_ALIASES], SPELLING_AS_PRINTED, record);
    add_surname(r, c[P_NAME], c[P_CODE], record);
    for (cell list = c[P_ALIASES], alias; next_piece(&list, '|', &alias);)
        add_surname(r, alias, c[P_CODE], record);
}

/* Adds the plural of `form`: of the last word, or of the word before "of", "for", "to", "in" ("ministers of defence"). */
static void add_plural(reader *r, cell form, uint32_t record)
{
    static const char *const joints[] = {" of ", " for ", " to ", " in ", " at ", "-in-chief"};
    size_t cut = form.len;
    for (size_t k = 0; k < sizeof joints / sizeof *joints; k++) {
        const char *at = memmem(form.text, form.len, joints[k], strlen(joints[k]));
        if (at && (size_t)(at - form.text) < cut)
            cut = (size_t)(at - form.text);
    }
    char text[DICT_KEY_MAX];
    const char *ending = "s";
    size_t stem = cut;
    char last = cut ? form.text[cut - 1] : 0, before = cut > 1 ? form.text[cut - 2] : 0;
    if (cut > 3 && memcmp(form.text + cut - 3, "man", 3) == 0)
        stem = cut - 2, ending = "en";
    else if (last == 'y' && !strchr("aeiou", before))
        stem = cut - 1, ending = "ies";
    else if (last == 's' || last == 'x' || (last == 'h' && (before == 's' || before == 'c')))
        ending = "es";
    int n = snprintf(text, sizeof text, "%.*s%s%.*s", (int)stem, form.text, ending, (int)(form.len - cut), form.text + cut);
    if (n > 0 && (size_t)n < sizeof text)
        add_spelling(r, TABLE_NAMES, (cell){text, (size_t)n}, SPELLING_FREE, record);
}

enum { F_OFFICE, F_FORMS, F_SECTOR, F_HOLDER };
static const char *const office_columns[] = {"office", "forms", "sector", "holder_of", NULL};

static void read_office(reader *r)
{
    cell *c = r->cells;
    dict_entry entry = {.kind = CHY_ENTRY_OFFICE};
    check_names(r, &entry, (cell){"", 0}, c[F_SECTOR]);
    entry.id = entry.code;
    entry.name = entry.office = keep(r, c[F_OFFICE]);
    entry.extra = keep(r, c[F_HOLDER]);
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, c[F_OFFICE], SPELLING_FREE, record);
    add_plural(r, c[F_OFFICE], record);
    for (cell list = c[F_FORMS], form; next_piece(&list, '|', &form);) {
        add_spelling(r, TABLE_NAMES, form, form.len <= 3 ? SPELLING_AS_PRINTED : SPELLING_FREE, record);
        if (form.len > 3)
            add_plural(r, form, record);
    }
}

enum { A_AGENT, A_FORMS, A_SECTOR, A_CODE, A_NUMBER };
static const char *const agent_columns[] = {"agent", "forms", "sector", "code", "number", NULL};

static void read_agent(reader *r)
{
    cell *c = r->cells;
    dict_entry entry = {.kind = CHY_ENTRY_AGENT};
    check_names(r, &entry, c[A_CODE], c[A_SECTOR]);
    entry.id = entry.office = keep(r, (cell){"", 0});
    entry.name = keep(r, c[A_AGENT]);
    entry.extra = keep(r, c[A_NUMBER]);
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, c[A_AGENT], SPELLING_FREE, record);
    for (cell list = c[A_FORMS], form; next_piece(&list, '|', &form);) {
        bool upper = form.len <= 4;
        for (size_t i = 0; i < form.len; i++)
            upper &= form.text[i] >= 'A' && form.text[i] <= 'Z';
        add_spelling(r, TABLE_NAMES, form, upper ? SPELLING_AS_PRINTED : SPELLING_FREE, record);
    }
}

enum { G_ID, G_NAME, G_ALTERNATES, G_LAT, G_LON, G_FEATURE, G_COUNTRY, G_ADMIN1, G_POPULATION };
static const char *const place_columns[] = {"geonameid", "name", "alternates", "lat", "lon", "feature", "country", "admin1",
                                            "population", NULL};

static void read_place(reader *r)
{
    cell *c = r->cells;
    dict_place place = {.lat = read_double(c[G_LAT]), .lon = read_double(c[G_LON]), .name = keep(r, c[G_NAME]),
                        .country = keep(r, c[G_COUNTRY]), .admin1 = keep(r, c[G_ADMIN1]),
                        .geonameid = (uint32_t)read_int(c[G_ID]), .population = (uint32_t)read_int(c[G_POPULATION]),
                        .feature = c[G_FEATURE].len ? (uint8_t)c[G_FEATURE].text[0] : 0};
    if (!place.feature || !strchr("CAPLTHS", place.feature))
        tell(r, true, "feature is one of C A P L T H S");
    for (cell list = c[G_COUNTRY], code; next_piece(&list, '|', &code);)
        if (!is_code(code))
            tell(r, true, "\"%.*s\" is no alpha-3 code", (int)(code.len > 20 ? 20 : code.len), code.text);
    uint32_t record = dict_build_record(&r->build, &r->build.places, &place, sizeof place);
    add_spelling(r, TABLE_PLACES, c[G_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_PLACES, c[G_ALTERNATES], SPELLING_AS_PRINTED, record);
}

enum { I_NAME, I_ALIASES };
static const char *const ignored_columns[] = {"name", "aliases", NULL};

/* A name that means nobody: it hides what another dictionary makes of it. */
static void read_ignored(reader *r)
{
    dict_entry entry = {.kind = CHY_ENTRY_NONE, .name = keep(r, r->cells[I_NAME])};
    entry.code = entry.sector = entry.id = entry.office = entry.extra = keep(r, (cell){"", 0});
    uint32_t record = add_entry(r, &entry);
    add_spelling(r, TABLE_NAMES, r->cells[I_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_NAMES, r->cells[I_ALIASES], SPELLING_AS_PRINTED, record);
    dict_place place = {.lat = NAN, .lon = NAN, .name = entry.name, .country = entry.code, .admin1 = entry.code, .feature = '-'};
    record = dict_build_record(&r->build, &r->build.places, &place, sizeof place);
    add_spelling(r, TABLE_PLACES, r->cells[I_NAME], SPELLING_AS_PRINTED, record);
    add_list(r, TABLE_PLACES, r->cells[I_ALIASES], SPELLING_AS_PRINTED, record);
}

/* ---- files and lines ---- */

typedef struct layout {
    const char *const *columns; /* what the reader wants, in its order */
    int name_column;            /* may not be empty */
    void (*read)(reader *);
} layout;

static const struct { const char *file; layout how; } actor_files[] = {
    {"states.tsv", {state_columns, S_NAME, read_state}},
    {"regions.tsv", {body_columns, O_NAME, read_organisation}},
    {"organisations.tsv", {body_columns, O_NAME, read_organisation}},
    {"groups.tsv", {body_columns, O_NAME, read_group}},
    {"bodies.tsv", {body_columns, O_NAME, read_body}},
    {"people.tsv", {people_columns, P_NAME, read_person}},
    {"offices.tsv", {office_columns, F_OFFICE, read_office}},
    {"agents.tsv", {agent_columns, A_AGENT, read_agent}},
};
static const layout place_layout = {place_columns, G_NAME, read_place};
static const layout ignored_layout = {ignored_columns, I_NAME, read_ignored};

/* The table of that name ("people"), or NULL. */
static const layout *find_layout(cell name)
{
    for (size_t i = 0; i < sizeof actor_files / sizeof *actor_files; i++) {
        const char *file = actor_files[i].file;
        if (strlen(file) == name.len + 4 && memcmp(file, name.text, name.len) == 0)
            return &actor_files[i].how;
    }
    if (name.len == 6 && memcmp(name.text, "places", 6) == 0)
        return &place_layout;
    return name.len == 6 && memcmp(name.text, "ignore", 6) == 0 ? &ignored_layout : NULL;
}

/* Where the file has each wanted column; -1 for a column it lacks. */
static bool read_header(reader *r, cell line, const layout *how, int *where)
{
    if (line.len && line.text[0] == '#')
        line = trim(line.text + 1, line.len - 1);
    for (int w = 0; how->columns[w]; w++)
        where[w] = -1;
    int n = 0;
    for (const char *p = line.text, *end = line.text + line.len; p <= end; n++) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        cell name = trim(p, (size_t)((tab ? tab : end) - p));
        bool known = name.len == 6 && memcmp(name.text, "source", 6) == 0;
        for (int w = 0; how->columns[w]; w++)
            if (strlen(how->columns[w]) == name.len && memcmp(how->columns[w], name.text, name.len) == 0) {
                where[w] = n;
                known = true;
            }
        if (!known)
            tell(r, false, "this table has no column \"%.*s\"; it is not read", (int)(name.len > 40 ? 40 : name.len), name.text);
        p = tab ? tab + 1 : end + 1;
    }
    if (where[how->name_column] >= 0)
        return true;
    tell(r, true, "the first line must name the columns, with \"%s\" among them", how->columns[how->name_column]);
    return false;
}

static void read_line(reader *r, cell line, const layout *how, const int *where, int n_columns)
{
    cell all[MAX_COLUMNS + 1];
    int n = 0;
    for (const char *p = line.text, *end = line.text + line.len; p <= end && n <= MAX_COLUMNS; n++) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        all[n] = trim(p, (size_t)((tab ? tab : end) - p));
        p = tab ? tab + 1 : end + 1;
    }
    if (n > n_columns) {
        tell(r, true, "%d columns, but the first line names %d", n, n_columns);
        return;
    }
    if (chy_utf8_check(line.text, line.len) != line.len) {
        tell(r, true, "is no UTF-8 at byte %zu", chy_utf8_check(line.text, line.len));
        return;
    }
    for (int w = 0; how->columns[w]; w++)
        r->cells[w] = where[w] >= 0 && where[w] < n ? all[where[w]] : (cell){"", 0};
    if (!r->cells[how->name_column].len)
        tell(r, true, "\"%s\" is empty", how->columns[how->name_column]);
    else
        how->read(r);
}

/* "[people]": another table begins. NULL (told) when there is none of that name. */
static const layout *read_section(reader *r, cell line)
{
    cell name = trim(line.text + 1, line.len - 1);
    const layout *how = name.len && name.text[name.len - 1] == ']' ? find_layout((cell){name.text, name.len - 1}) : NULL;
    if (!how)
        tell(r, true, "\"%.*s\" begins no table; [states] [regions] [organisations] [groups] [bodies] [people] [offices] [agents] [places] "
                      "and [ignore] do", (int)(line.len > 40 ? 40 : line.len), line.text);
    return how;
}

static void read_text(reader *r, const char *text, size_t len, const layout *how)
{
    int where[MAX_COLUMNS], n_columns = 0;
    bool lost = false; /* until the next table: what is wrong was told once */
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = end ? (size_t)(end - text) - at : len - at;
        cell line = {text + at, n};
        if (n && line.text[n - 1] == '\r')
            line.len--;
        at += n + 1;
        r->line++;
        if (!line.len)
            continue;
        if (r->users && line.text[0] == '[') {
            how = read_section(r, line);
            n_columns = 0;
            lost = !how;
        } else if (lost || (r->users && line.text[0] == '#' && (n_columns || !memchr(line.text, '\t', line.len)))) {
            continue;
        } else if (!how) {
            tell(r, true, "no table has begun: write [people] or another above it");
            lost = true;
        } else if (!n_columns) {
            if (!(lost = !read_header(r, line, how, where)))
                for (n_columns = 1; line.len; line.len--)
                    n_columns += line.text[line.len - 1] == '\t';
        } else if (line.text[0] != '#') {
            read_line(r, line, how, where, n_columns);
        }
    }
}

/* Plain or gzip: zlib reads both. A missing file is an empty one. */
static chy_status slurp(const char *path, chy_buf *out, chy_err *err)
{
    chy_buf_clear(out);
    errno = 0;
    gzFile file = gzopen(path, "rb");
    if (!file)
        return errno == ENOENT ? CHY_OK : chy_err_set(err, CHY_E_IO, 0, "%s: cannot open: %s", path, strerror(errno));
    static char piece[1 << 16];
    int n;
    while ((n = gzread(file, piece, sizeof piece)) > 0 && out->len < MAX_FILE)
        chy_buf_add(out, piece, (size_t)n);
    gzclose(file);
    if (n < 0)
        return chy_err_set(err, CHY_E_IO, 0, "%s: cannot read", path);
    if (out->failed)
        return chy_err_set(err, CHY_E_NOMEM, 0, "%s: no memory", path);
    return out->len < MAX_FILE ? CHY_OK : chy_err_set(err, CHY_E_LIMIT, MAX_FILE, "%s: longer than %zu bytes", path, MAX_FILE);
}

/* `shown` is the file's name in notes and entries. A missing file is an empty one, unless it `must` be there. */
static chy_status read_path(reader *r, const char *path, const char *shown, const layout *how, bool must)
{
    if (must && access(path, R_OK) != 0)
        return chy_err_set(r->err, CHY_E_IO, 0, "%s: cannot open: %s", path, strerror(errno));
    chy_buf text;
    chy_buf_init(&text);
    chy_status status = slurp(path, &text, r->err);
    if (status == CHY_OK && text.len) {
        r->file = shown;
        r->line = 0;
        r->file_name = dict_build_string(&r->build, shown, strlen(shown));
        read_text(r, text.data, text.len, how);
    }
    chy_buf_release(&text);
    return status;
}

static chy_status read_file(reader *r, const char *folder, const char *name, const layout *how)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return chy_err_set(r->err, CHY_E_LIMIT, 0, "%s: path is too long", folder);
    return read_path(r, path, name, how, false);
}

static int is_table(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return (n > 4 && strcmp(entry->d_name + n - 4, ".tsv") == 0) || (n > 7 && strcmp(entry->d_name + n - 7, ".tsv.gz") == 0);
}

/* The hand-written regions come first: of two places of equal population the earlier record wins. */
static int compare_files(const struct dirent **a, const struct dirent **b)
{
    int x = strcmp((*a)->d_name, "regions.tsv") != 0, y = strcmp((*b)->d_name, "regions.tsv") != 0;
    return x != y ? x - y : strcmp((*a)->d_name, (*b)->d_name);
}

static chy_status read_places(reader *r, const char *folder)
{
    struct dirent **names;
    int n = scandir(folder, &names, is_table, compare_files);
    if (n < 0)
        return CHY_OK; /* no gazetteer */
    chy_status status = CHY_OK;
    for (int i = 0; i < n; i++) {
        if (status == CHY_OK)
            status = read_file(r, folder, names[i]->d_name, &place_layout);
        free(names[i]);
    }
    free(names);
    return status;
}

static const char *sort_strings; /* for qsort; the compiler runs in one thread */

static int compare_states(const void *a, const void *b)
{
    return strcmp(sort_strings + ((const dict_state *)a)->code, sort_strings + ((const dict_state *)b)->code);
}

static int compare_members(const void *a, const void *b)
{
    const dict_member *x = a, *y = b;
    int order = strcmp(sort_strings + x->id, sort_strings + y->id);
    return order ? order : strcmp(sort_strings + x->code, sort_strings + y->code);
}

static chy_status read_folder(reader *r, const char *folder)
{
    chy_status status = CHY_OK;
    char path[4000];
    snprintf(path, sizeof path, "%s/actors", folder);
    for (size_t i = 0; i < sizeof actor_files / sizeof *actor_files && status == CHY_OK; i++)
        status = read_file(r, path, actor_files[i].file, &actor_files[i].how);
    snprintf(path, sizeof path, "%s/places", folder);
    return status == CHY_OK ? read_places(r, path) : status;
}

static chy_status write_all(reader *r, chy_buf *out)
{
    dict_build *build = &r->build;
    sort_strings = build->strings.data;
    if (build->states.len)
        qsort(build->states.items, build->states.len, sizeof(dict_state), compare_states);
    if (build->members.len)
        qsort(build->members.items, build->members.len, sizeof(dict_member), compare_members);
    return dict_build_write(build, out, r->err);
}

static reader *new_reader(chy_dict_note_fn *note, void *context, chy_err *err)
{
    reader *r = calloc(1, sizeof *r);
    if (!r) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the dictionary compiler");
        return NULL;
    }
    r->note = note, r->context = context, r->err = err;
    dict_build_init(&r->build);
    dict_build_string(&r->build, "", 0);
    return r;
}

static void free_reader(reader *r)
{
    dict_build_release(&r->build);
    free(r);
}

chy_status chy_dict_compile(const char *folder, chy_dict_note_fn *note, void *context, chy_buf *out, chy_err *err)
{
    reader *r = new_reader(note, context, err);
    if (!r)
        return CHY_E_NOMEM;
    chy_status status = read_folder(r, folder);
    if (status == CHY_OK)
        status = write_all(r, out);
    free_reader(r);
    return status;
}

/* data/actors/people.tsv needs no "[people]": its name says it. */
static const layout *layout_of_path(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strstr(name, ".tsv");
    const layout *how = dot ? find_layout((cell){name, (size_t)(dot - name)}) : NULL;
    static const char folder[] = "/places";
    size_t n = slash ? (size_t)(slash - path) : 0, len = sizeof folder - 1;
    bool in_places = (n >= len && memcmp(slash - len, folder, len) == 0) || (n == len - 1 && memcmp(path, folder + 1, n) == 0);
    return dot && in_places ? &place_layout : how;
}

chy_status chy_dict_compile_files(const char *const *paths, size_t n, chy_dict_note_fn *note, void *context, chy_buf *out,
                                  chy_err *err)
{
    reader *r = new_reader(note, context, err);
    if (!r)
        return CHY_E_NOMEM;
    chy_status status = CHY_OK;
    r->users = true;
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = read_path(r, paths[i], paths[i], layout_of_path(paths[i]), true);
    if (status == CHY_OK)
        status = write_all(r, out);
    free_reader(r);
    return status;
}
