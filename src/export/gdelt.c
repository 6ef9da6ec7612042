/* src/export/gdelt.c - GDELT 2.0 events: 61 tab columns, no header, a row a pair. docs/FORMATS.md says what stays empty. */
#include <string.h>

#include "export/codes.h"
#include "export/dyads.h"
#include "export/layouts.h"
#include "export/tsv.h"

/* Readers take the id for a number, some of them for a double: 53 bits. */
#define ID_BITS 53

static void tab_text(chy_buf *out, const char *text)
{
    chy_buf_char(out, '\t');
    chy_tsv_text(out, text, "");
}

/* SQLDATE, MonthYear, Year, FractionDate: GDELT counts months of 30 days. */
static void add_days(chy_buf *out, chy_day day)
{
    if (!chy_day_known(day)) {
        chy_buf_str(out, "\t\t\t\t");
        return;
    }
    int month = day.month ? day.month : 1, date = day.day ? day.day : 1;
    chy_buf_printf(out, "\t%04d%02d%02d\t%04d%02d\t%04d\t%.4f", day.year, month, date, day.year, month, day.year,
                   day.year + ((month - 1) * 30 + date) / 365.0);
}

/* Code, Name, CountryCode, KnownGroupCode, EthnicCode, Religion1Code, Religion2Code, Type1Code, Type2Code, Type3Code. */
static void add_actor(chy_buf *out, const chy_record_party *party)
{
    if (!party) {
        chy_buf_str(out, "\t\t\t\t\t\t\t\t\t\t");
        return;
    }
    chy_cameo_actor actor;
    chy_code_actor(party, &actor);
    const char *name = chy_dyad_name(party);
    tab_text(out, actor.whole);
    chy_buf_char(out, '\t');
    for (size_t i = 0; name[i]; i++) { /* GDELT writes names in capitals */
        char c = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 32) : name[i];
        chy_buf_char(out, (unsigned char)c < 0x20 ? ' ' : c);
    }
    tab_text(out, actor.country);
    tab_text(out, actor.group);
    chy_buf_str(out, "\t\t\t");
    tab_text(out, actor.role);
    chy_buf_str(out, "\t\t");
}

static void add_deed(chy_buf *out, const chy_record *r)
{
    const char *code = chy_code_event(r), *shown = chy_code_shown(r);
    int root = chy_code_root(code);
    chy_buf_printf(out, "\t%d\t", r->sequence <= 1);
    chy_tsv_text(out, shown, "");
    chy_buf_printf(out, "\t%.3s\t%.2s\t%d\t", code, code, chy_code_quad(root));
    chy_tsv_number(out, chy_code_score(r), 3, "");
    chy_buf_printf(out, "\t%u\t%u\t%u\t", CHY_RECORD_REPORTS(r), CHY_RECORD_SOURCES(r), CHY_RECORD_REPORTS(r)); /* AvgTone: nothing is measured */
}

/* Type: 0 nothing, 1 country, 3 town in the United States, 4 town elsewhere, 2 and 5 first-order divisions. */
static int place_type(const chy_location *place)
{
    bool american = !strcmp(place->country, "USA");
    if (!place->country[0])
        return 0;
    if (!place->resolved || place->resolution <= 1)
        return 1;
    return place->resolution <= 3 ? (american ? 2 : 5) : american ? 3 : 4;
}

/* Type, FullName, CountryCode, ADM1Code, ADM2Code, Lat, Long, FeatureID. */
static void add_place(chy_buf *out, const chy_location *place)
{
    const chy_state_code *state = chy_code_state(place->country);
    int type = place_type(place);
    chy_buf_printf(out, "\t%d\t", type);
    if (!type) {
        chy_buf_str(out, "\t\t\t\t\t\t");
        return;
    }
    if (type > 1)
        chy_buf_printf(out, "%s, ", place->resolved);
    chy_buf_printf(out, "%s\t%s\t%s\t\t", state ? state->name : place->country, state ? state->fips : "", state ? state->fips : "");
    chy_tsv_number(out, place->resolved ? place->lat : NAN, 5, "");
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lon : NAN, 5, "");
    if (place->geonameid && type > 1)
        chy_buf_printf(out, "\t%u", place->geonameid);
    else
        tab_text(out, state ? state->fips : "");
}

static void add_row(void *ctx, const chy_record *r, const chy_dyad *dyad)
{
    chy_buf *out = ctx;
    chy_location nowhere = {.country = ""};
    chy_day day = chy_tsv_first_day(r), seen = chy_day_known(r->report_day) ? r->report_day : day;
    chy_buf_printf(out, "%llu", (unsigned long long)(dyad->id >> (64 - ID_BITS)));
    add_days(out, day);
    add_actor(out, dyad->source);
    add_actor(out, dyad->target);
    add_deed(out, r);
    add_place(out, &nowhere);
    add_place(out, &nowhere);
    add_place(out, &r->place);
    if (chy_day_known(seen))
        chy_buf_printf(out, "\t%04d%02d%02d000000", seen.year, seen.month ? seen.month : 1, seen.day ? seen.day : 1);
    else
        chy_buf_char(out, '\t');
    tab_text(out, r->url ? r->url : r->doc);
    chy_buf_char(out, '\n');
}

void chy_gdelt_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    (void)layout;
    chy_dyads(record, add_row, out);
}
