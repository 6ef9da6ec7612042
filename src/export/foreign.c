/* src/export/foreign.c - See foreign.h. A row becomes cells, cells get the names that this file knows them by, then each layout fills the record. */
#include "export/foreign.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "export/codes.h"

enum { MAX_CELLS = 64, MAX_CONTEXTS = 24 };

/* What is read of a row. */
typedef enum cell_name {
    C_ID, C_DATE, C_ADDED, C_TYPE, C_MODE, C_SCORE, C_CAMEO, C_GOLDSTEIN, C_CONTEXTS, C_PUBLISHER, C_URL, C_LANGUAGE,
    C_NAME_1, C_COUNTRY_1, C_SECTOR_1, C_GROUP_1, C_TITLE_1, C_RAW_1, C_NAME_2, C_COUNTRY_2, C_SECTOR_2, C_GROUP_2, C_TITLE_2, C_RAW_2,
    C_PLACE, C_CITY, C_DISTRICT, C_PROVINCE, C_COUNTRY, C_LAT, C_LON, C_GEONAME, C_PLACE_TYPE, N_CELL
} cell_name;
enum { PER_PARTY = C_NAME_2 - C_NAME_1 };

typedef struct place_of { cell_name name; const char *header; int column; } place_of; /* by header, or by column */

static const place_of icews[] = {
    {C_ID, "Event ID", 0}, {C_DATE, "Event Date", 0}, {C_NAME_1, "Source Name", 0}, {C_SECTOR_1, "Source Sectors", 0}, {C_COUNTRY_1, "Source Country", 0},
    {C_CAMEO, "CAMEO Code", 0}, {C_GOLDSTEIN, "Intensity", 0}, {C_NAME_2, "Target Name", 0}, {C_SECTOR_2, "Target Sectors", 0},
    {C_COUNTRY_2, "Target Country", 0}, {C_PUBLISHER, "Publisher", 0}, {C_CITY, "City", 0}, {C_DISTRICT, "District", 0}, {C_PROVINCE, "Province", 0},
    {C_COUNTRY, "Country", 0}, {C_LAT, "Latitude", 0}, {C_LON, "Longitude", 0}};
static const place_of polecat[] = {
    {C_ID, "Event ID", 0}, {C_DATE, "Event Date", 0}, {C_TYPE, "Event Type", 0}, {C_MODE, "Event Mode", 0}, {C_SCORE, "Intensity", 0},
    {C_SCORE, "Event Intensity", 0}, {C_CONTEXTS, "Contexts", 0}, {C_NAME_1, "Actor Name", 0}, {C_COUNTRY_1, "Actor Country", 0},
    {C_SECTOR_1, "Primary Actor Sector", 0}, {C_TITLE_1, "Actor Title", 0}, {C_RAW_1, "Actor Name Raw", 0}, {C_NAME_2, "Recipient Name", 0},
    {C_COUNTRY_2, "Recipient Country", 0}, {C_SECTOR_2, "Primary Recipient Sector", 0}, {C_TITLE_2, "Recipient Title", 0}, {C_RAW_2, "Recipient Name Raw", 0},
    {C_PLACE, "Placename", 0}, {C_CITY, "City", 0}, {C_DISTRICT, "District", 0}, {C_PROVINCE, "Province", 0}, {C_COUNTRY, "Country", 0},
    {C_LAT, "Latitude", 0}, {C_LON, "Longitude", 0}, {C_GEONAME, "GeoNames ID", 0}, {C_PUBLISHER, "Source", 0}, {C_ADDED, "Publication Date", 0},
    {C_LANGUAGE, "Language", 0}};
/* Columns of GDELT 2.0; those behind 40 stand earlier in GDELT 1.0, which has no ADM2Code. */
static const place_of gdelt[] = {
    {C_ID, NULL, 0}, {C_DATE, NULL, 1}, {C_NAME_1, NULL, 6}, {C_COUNTRY_1, NULL, 7}, {C_GROUP_1, NULL, 8}, {C_SECTOR_1, NULL, 12}, {C_NAME_2, NULL, 16},
    {C_COUNTRY_2, NULL, 17}, {C_GROUP_2, NULL, 18}, {C_SECTOR_2, NULL, 22}, {C_CAMEO, NULL, 26}, {C_GOLDSTEIN, NULL, 30},
    {C_PLACE_TYPE, NULL, 51}, {C_PLACE, NULL, 52}, {C_COUNTRY, NULL, 53}, {C_LAT, NULL, 56}, {C_LON, NULL, 57}, {C_ADDED, NULL, 59}, {C_URL, NULL, 60}};
static const place_of gdelt_1[] = {
    {C_ID, NULL, 0}, {C_DATE, NULL, 1}, {C_NAME_1, NULL, 6}, {C_COUNTRY_1, NULL, 7}, {C_GROUP_1, NULL, 8}, {C_SECTOR_1, NULL, 12}, {C_NAME_2, NULL, 16},
    {C_COUNTRY_2, NULL, 17}, {C_GROUP_2, NULL, 18}, {C_SECTOR_2, NULL, 22}, {C_CAMEO, NULL, 26}, {C_GOLDSTEIN, NULL, 30},
    {C_PLACE_TYPE, NULL, 49}, {C_PLACE, NULL, 50}, {C_COUNTRY, NULL, 51}, {C_LAT, NULL, 53}, {C_LON, NULL, 54}, {C_ADDED, NULL, 56}, {C_URL, NULL, 57}};
static const place_of phoenix[] = {
    {C_ID, NULL, 0}, {C_DATE, NULL, 1}, {C_COUNTRY_1, NULL, 6}, {C_SECTOR_1, NULL, 7}, {C_RAW_1, NULL, 5}, {C_COUNTRY_2, NULL, 10}, {C_SECTOR_2, NULL, 11},
    {C_RAW_2, NULL, 9}, {C_CAMEO, NULL, 13}, {C_GOLDSTEIN, NULL, 16}, {C_LAT, NULL, 18}, {C_LON, NULL, 19}, {C_CITY, NULL, 20}, {C_PROVINCE, NULL, 21},
    {C_COUNTRY, NULL, 22}, {C_URL, NULL, 24}, {C_PUBLISHER, NULL, 25}};

typedef enum kind { GDELT, ICEWS, POLECAT, PHOENIX, N_KIND } kind;
static const struct { const char *name; bool headed; const place_of *places; size_t n; int columns; } kinds[N_KIND] = {
    [GDELT] = {"gdelt", false, gdelt, sizeof gdelt / sizeof *gdelt, 61},
    [ICEWS] = {"icews", true, icews, sizeof icews / sizeof *icews, 20},
    [POLECAT] = {"polecat", true, polecat, sizeof polecat / sizeof *polecat, 40},
    [PHOENIX] = {"phoenix", false, phoenix, sizeof phoenix / sizeof *phoenix, 26}};

struct chy_foreign {
    kind kind;
    bool head_read;
    int at[N_CELL];     /* column of each cell, -1: none */
    chy_arena arena;    /* of the row */
    chy_versions versions;
    chy_record record;
    chy_record_party parties[2];
    const char *modes[1], *contexts[MAX_CONTEXTS];
    const char *cells[N_CELL]; /* never NULL; "" for missing */
};

chy_foreign *chy_foreign_new(const char *layout, const char *coder, chy_err *err)
{
    int k = 0;
    while (k < N_KIND && strcmp(kinds[k].name, layout))
        k++;
    if (k == N_KIND) {
        chy_err_set(err, CHY_E_USAGE, 0, "\"%.40s\" is none of gdelt, icews, polecat, phoenix", layout);
        return NULL;
    }
    chy_foreign *f = calloc(1, sizeof *f);
    if (!f) {
        chy_err_set(err, CHY_E_NOMEM, 0, "no memory for reading %s", layout);
        return NULL;
    }
    f->kind = (kind)k;
    chy_arena_init(&f->arena);
    snprintf(f->versions.coder, sizeof f->versions.coder, "%s", coder);
    snprintf(f->versions.codebook, sizeof f->versions.codebook, "%s", kinds[k].name);
    chy_foreign_begin(f);
    return f;
}

void chy_foreign_free(chy_foreign *foreign)
{
    if (!foreign)
        return;
    chy_arena_release(&foreign->arena);
    free(foreign);
}

static void place_columns(chy_foreign *f, const place_of *places, size_t n)
{
    for (size_t i = 0; i < n; i++)
        f->at[places[i].name] = places[i].column;
}

void chy_foreign_begin(chy_foreign *f)
{
    f->head_read = !kinds[f->kind].headed;
    for (int i = 0; i < N_CELL; i++)
        f->at[i] = -1;
    if (f->head_read)
        place_columns(f, kinds[f->kind].places, kinds[f->kind].n);
}

/* ---- cells ---- */

static int split(char *line, char **cells)
{
    int n = 0;
    for (char *at = line; at && n < MAX_CELLS; n++) {
        char *tab = strchr(at, '\t');
        if (tab)
            *tab = '\0';
        size_t len = strlen(at);
        if (len && at[len - 1] == '\r')
            at[--len] = '\0';
        if (len > 1 && at[0] == '"' && at[len - 1] == '"') { /* some files quote what needs no quotes */
            at[len - 1] = '\0';
            at++;
        }
        cells[n] = at;
        at = tab ? tab + 1 : NULL;
    }
    return n;
}

static bool is_missing(const char *cell)
{
    return !cell[0] || !strcmp(cell, "NA") || !strcmp(cell, "NULL") || !strcmp(cell, "None") || !strcmp(cell, "NaN");
}

static chy_status read_head(chy_foreign *f, char **cells, int n, chy_err *err)
{
    for (size_t p = 0; p < kinds[f->kind].n; p++)
        for (int i = 0; i < n; i++)
            if (!strcmp(kinds[f->kind].places[p].header, cells[i]))
                f->at[kinds[f->kind].places[p].name] = i;
    f->head_read = true;
    if (f->at[C_ID] < 0 || f->at[C_DATE] < 0 || (f->at[C_CAMEO] < 0 && f->at[C_TYPE] < 0))
        return chy_err_set(err, CHY_E_USAGE, 0, "no header of %s: its columns must be named in the first line", kinds[f->kind].name);
    return CHY_OK;
}

/* Published files hold broken UTF-8 and other encodings: what is no UTF-8 is read as Latin-1. */
static char *clean(chy_foreign *f, const char *cell)
{
    size_t len = strlen(cell);
    if (chy_utf8_check(cell, len) == len)
        return chy_arena_dup(&f->arena, cell, len);
    char *out = chy_arena_alloc(&f->arena, 2 * len + 1, 1), *to = out;
    for (size_t i = 0; out && i < len; i++) {
        unsigned char c = (unsigned char)cell[i];
        if (c >= 0x80)
            *to++ = (char)(0xc0 | c >> 6);
        *to++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
    }
    return out;
}

static chy_status take_cells(chy_foreign *f, char **cells, int n)
{
    for (int i = 0; i < N_CELL; i++) {
        bool there = f->at[i] >= 0 && f->at[i] < n && !is_missing(cells[f->at[i]]);
        f->cells[i] = there ? clean(f, cells[f->at[i]]) : "";
        if (!f->cells[i])
            return CHY_E_NOMEM;
    }
    return CHY_OK;
}

/* ---- what the cells mean ---- */

static bool read_number(const char *cell, double *out)
{
    char *end;
    *out = strtod(cell, &end);
    return end != cell && !*end && isfinite(*out);
}

static bool read_day(const char *cell, chy_day *out)
{
    size_t len = strlen(cell);
    return chy_day_parse(cell, len > 8 && strspn(cell, "0123456789") == len ? 8 : len, out); /* DATEADDED has a time */
}

static chy_type type_named(const char *name)
{
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (!strcmp(chy_type_names[t], name))
            return (chy_type)t;
    return CHY_TYPE_NONE;
}

static const chy_state_code *state_of(const chy_foreign *f, const char *cell)
{
    const chy_state_code *state = strlen(cell) == 3 ? chy_code_state(cell) : NULL;
    return state || f->kind == GDELT || f->kind == PHOENIX ? state : chy_code_state_named(cell, strlen(cell));
}

/* Of several sectors the first that says more than "government". */
static const char *sector_of_texts(const char *list)
{
    const char *best = "";
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, ",;");
        const char *sector = chy_code_sector_of_text(at, len);
        if (sector[0] && (!best[0] || !strcmp(best, "GOV")))
            best = sector;
        at += len;
        at += strspn(at, ",; ");
    }
    return best;
}

static const char *sector_of(const chy_foreign *f, const char *cell)
{
    if (f->kind == ICEWS)
        return sector_of_texts(cell);
    if (f->kind == POLECAT)
        return chy_code_sector_text(cell)[0] ? cell : "";
    return chy_code_sector_of_role(cell, strlen(cell));
}

/* Fills a party; false when the row names nobody there. */
static bool read_party(chy_foreign *f, int which, chy_record_party *out)
{
    const char *const *cell = f->cells + C_NAME_1 + which * PER_PARTY;
    const char *name = cell[0], *country = cell[1], *sector = cell[2], *group = cell[3], *title = cell[4], *raw = cell[5];
    if (!name[0] && !country[0] && !sector[0] && !group[0] && !raw[0])
        return false;
    const chy_state_code *state = state_of(f, country);
    *out = (chy_record_party){.code = state ? state->code : "---", .sector = sector_of(f, sector), .id = "", .name = name[0] ? name : raw, .office = title,
                              .text = raw[0] ? raw : name[0] ? name : NULL, .begin = -1, .end = -1};
    bool organisation = !state && (chy_code_organisation(group, &out->code, &out->id) || chy_code_organisation(raw, &out->code, &out->id) ||
                                   chy_code_organisation(name, &out->code, &out->id));
    if (!state && !organisation && (!strcmp(sector, "IGO") || !strcmp(sector, "NGO") || !strcmp(sector, "MNC")))
        out->code = !strcmp(sector, "IGO") ? "IGO" : !strcmp(sector, "NGO") ? "NGO" : "MNC";
    if (!out->sector[0] && !sector[0] && (state || organisation))
        out->sector = "GOV"; /* the bare name of a state or organisation: it acts as a whole */
    if (organisation && !out->sector[0])
        out->sector = "GOV";
    if (!out->name[0])
        out->name = state ? state->name : out->code;
    return true;
}

static void read_place(chy_foreign *f, chy_location *out)
{
    const char *const *cell = f->cells;
    const chy_state_code *state = f->kind == GDELT ? chy_code_state_fips(cell[C_COUNTRY], strlen(cell[C_COUNTRY])) : state_of(f, cell[C_COUNTRY]);
    *out = (chy_location){.country = state ? state->code : "", .lat = NAN, .lon = NAN};
    const char *name = "";
    if (cell[C_CITY][0] || cell[C_DISTRICT][0] || cell[C_PROVINCE][0]) {
        name = cell[C_CITY][0] ? cell[C_CITY] : cell[C_DISTRICT][0] ? cell[C_DISTRICT] : cell[C_PROVINCE];
        out->resolution = cell[C_CITY][0] ? 4 : cell[C_DISTRICT][0] ? 3 : 2;
    } else if (f->kind == GDELT && cell[C_PLACE_TYPE][0] > '1' && cell[C_PLACE_TYPE][0] <= '5') {
        char *comma = strchr(cell[C_PLACE], ',');
        if (comma)
            *comma = '\0';
        name = cell[C_PLACE];
        out->resolution = cell[C_PLACE_TYPE][0] == '2' || cell[C_PLACE_TYPE][0] == '5' ? 2 : 4;
    } else if (state) {
        name = state->name;
        out->resolution = 1;
    }
    double lat, lon, geoname;
    out->resolved = name[0] ? name : NULL;
    if (name[0] && read_number(cell[C_LAT], &lat) && read_number(cell[C_LON], &lon) && fabs(lat) <= 90 && fabs(lon) <= 180) {
        out->lat = lat;
        out->lon = lon;
    }
    if (read_number(cell[C_GEONAME], &geoname) && geoname > 0 && geoname < 4e9)
        out->geonameid = (uint32_t)geoname;
}

static void read_contexts(chy_foreign *f, chy_record *r)
{
    char *text = (char *)(uintptr_t)f->cells[C_CONTEXTS]; /* our own copy */
    while (*text && r->n_contexts < MAX_CONTEXTS) {
        size_t len = strcspn(text, ";");
        f->contexts[r->n_contexts++] = text;
        bool last = !text[len];
        text[len] = '\0';
        text += len + !last;
        text += strspn(text, " ");
    }
    r->contexts = f->contexts;
}

static chy_status read_deed(chy_foreign *f, chy_record *r, chy_err *err)
{
    const char *cameo = f->cells[C_CAMEO], *mode = f->cells[C_MODE];
    double value;
    if (f->kind == POLECAT) {
        r->type = type_named(f->cells[C_TYPE]);
        if (!r->type)
            return chy_err_set(err, CHY_E_FORMAT, 0, "no event type \"%.40s\"", f->cells[C_TYPE]);
        f->modes[0] = mode;
        r->modes = f->modes;
        r->n_modes = mode[0] != 0;
        r->scale = read_number(f->cells[C_SCORE], &value) ? (float)value : chy_code_scale(r->type, mode);
        return CHY_OK;
    }
    if (!chy_code_root(cameo) || strlen(cameo) > 4)
        return chy_err_set(err, CHY_E_FORMAT, 0, "no CAMEO code \"%.40s\"", cameo);
    r->type = chy_code_type(cameo);
    r->cameo = cameo;
    const chy_cameo_name *known = chy_code_cameo(cameo);
    r->goldstein = read_number(f->cells[C_GOLDSTEIN], &value) ? (float)value : known ? known->goldstein : 0;
    r->scale = chy_code_scale(r->type, NULL);
    return r->type ? CHY_OK : CHY_E_EMPTY;
}

static chy_status name_record(chy_foreign *f, chy_record *r)
{
    r->doc = chy_arena_printf(&f->arena, "%s:%s", f->versions.coder, f->cells[C_ID]);
    r->id = r->doc ? chy_arena_printf(&f->arena, "%016llx", (unsigned long long)chy_hash(r->doc, strlen(r->doc))) : NULL;
    return r->id ? CHY_OK : CHY_E_NOMEM;
}

static const char *known(const char *cell)
{
    return cell[0] ? cell : NULL;
}

static chy_status read_record(chy_foreign *f, chy_record *r, chy_err *err)
{
    *r = (chy_record){.story = 1, .cameo = "", .modes = f->modes, .confidence = 1, .rule = f->versions.coder, .versions = &f->versions, .by = f->versions.coder,
                      .precision = CHY_PRECISION_DAY, .date_stated = true, .date_why = "as published", .begin = -1, .end = -1, .trigger_begin = -1, .trigger_end = -1};
    for (int i = 0; i < CHY_N_SIZE; i++)
        r->size[i] = (chy_count){-1, -1};
    if (!f->cells[C_ID][0])
        return chy_err_set(err, CHY_E_FORMAT, 0, "a row without an id");
    if (!read_day(f->cells[C_DATE], &r->from))
        return chy_err_set(err, CHY_E_FORMAT, 0, "no date \"%.40s\"", f->cells[C_DATE]);
    r->to = r->from;
    if (!read_day(f->cells[C_ADDED], &r->report_day))
        r->report_day = r->from;
    chy_status status = read_deed(f, r, err);
    if (status != CHY_OK)
        return status;
    for (int which = 0; which < 2; which++)
        if (read_party(f, which, &f->parties[which])) {
            chy_part part = which ? CHY_PART_RECIPIENT : CHY_PART_ACTOR;
            r->parties[part] = &f->parties[which];
            r->n_parties[part] = 1;
        }
    read_place(f, &r->place);
    read_contexts(f, r);
    r->publication = known(f->cells[C_PUBLISHER]);
    r->language = known(f->cells[C_LANGUAGE]);
    r->url = strncmp(f->cells[C_URL], "http", 4) ? NULL : f->cells[C_URL];
    return name_record(f, r);
}

chy_status chy_foreign_line(chy_foreign *f, char *line, const chy_record **out, chy_err *err)
{
    char *cells[MAX_CELLS];
    *out = NULL;
    chy_arena_reset(&f->arena);
    if (!f->head_read && !strncmp(line, "\xef\xbb\xbf", 3))
        line += 3;
    int n = split(line, cells);
    if (!f->head_read)
        return read_head(f, cells, n, err);
    bool old_gdelt = f->kind == GDELT && (n == 57 || n == 58);
    if (old_gdelt)
        place_columns(f, gdelt_1, sizeof gdelt_1 / sizeof *gdelt_1);
    /* A few rows of POLECAT have a tab too many at their end. */
    if (n < kinds[f->kind].columns - (kinds[f->kind].headed ? 1 : 0) && !old_gdelt)
        return chy_err_set(err, CHY_E_FORMAT, 0, "%d columns, not the %d of %s", n, kinds[f->kind].columns, kinds[f->kind].name);
    chy_status status = take_cells(f, cells, n);
    if (status == CHY_OK)
        status = read_record(f, &f->record, err);
    if (status == CHY_OK)
        *out = &f->record;
    return status == CHY_E_NOMEM ? chy_err_set(err, status, 0, "no memory for a row") : status;
}
