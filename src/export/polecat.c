/* src/export/polecat.c - The 40 columns of POLECAT, with their header, a row a pair; "None" where nothing is known, "; " between several. */
#include <math.h>
#include <string.h>

#include "export/codes.h"
#include "export/dyads.h"
#include "export/layouts.h"
#include "export/tsv.h"

#define MISSING "None"

static const char *const columns[] = {
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country", "Actor COW",
    "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
    "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
    "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"};

void chy_polecat_head(const chy_layout *layout, chy_buf *out)
{
    (void)layout;
    chy_tsv_head(out, columns, sizeof columns / sizeof *columns);
}

static void tab_text(chy_buf *out, const char *text)
{
    chy_buf_char(out, '\t');
    chy_tsv_text(out, text, MISSING);
}

static void tab_list(chy_buf *out, const char *const *items, uint32_t n)
{
    chy_buf_char(out, '\t');
    for (uint32_t i = 0; i < n; i++)
        chy_buf_printf(out, i ? "; %s" : "%s", items[i]);
    if (!n)
        chy_buf_str(out, MISSING);
}

/* Name, Country, COW, Primary Sector, Sectors, Title, Name Raw, Wikipedia ID. */
static void add_party(chy_buf *out, const chy_record_party *party)
{
    if (!party) {
        for (int i = 0; i < 8; i++)
            chy_buf_str(out, "\t" MISSING);
        return;
    }
    const chy_state_code *state = chy_code_state(party->code);
    tab_text(out, chy_dyad_name(party));
    tab_text(out, state ? state->name : "");
    if (state && state->cow)
        chy_buf_printf(out, "\t%d", state->cow);
    else
        chy_buf_str(out, "\t" MISSING);
    tab_text(out, party->sector);
    tab_text(out, party->sector);
    tab_text(out, party->office);
    tab_text(out, party->text);
    chy_buf_str(out, "\t" MISSING);
}

/* Placename, City, District, Province, Country, Latitude, Longitude, GeoNames ID, Raw Placename, Feature Type. */
static void add_place(chy_buf *out, const chy_location *place)
{
    static const char *const feature[] = {"", "country", "first-order division", "district", "populated place", "site"};
    const chy_state_code *state = chy_code_state(place->country);
    const char *name = place->resolved ? place->resolved : "";
    tab_text(out, name[0] ? name : state ? state->name : "");
    tab_text(out, place->resolution >= 4 ? name : "");
    tab_text(out, place->resolution == 3 ? name : "");
    tab_text(out, place->resolution == 2 ? name : "");
    tab_text(out, state ? state->name : "");
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lat : NAN, 5, MISSING);
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lon : NAN, 5, MISSING);
    if (place->geonameid)
        chy_buf_printf(out, "\t%u", place->geonameid);
    else
        chy_buf_str(out, "\t" MISSING);
    tab_text(out, place->extracted);
    tab_text(out, place->resolution >= 0 && place->resolution <= 5 ? feature[place->resolution] : "");
}

static void add_row(void *ctx, const chy_record *r, const chy_dyad *dyad)
{
    static const char *const quads[] = {"", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"};
    chy_buf *out = ctx;
    chy_day day = chy_tsv_first_day(r);
    chy_tsv_text(out, r->id, MISSING);
    if (dyad->number)
        chy_buf_printf(out, "-%u", dyad->number);
    chy_buf_char(out, '\t');
    chy_tsv_day(out, day, MISSING);
    const chy_mapping *map = r->mapping && r->mapping->replaces ? r->mapping : NULL;
    tab_text(out, map ? map->code : chy_type_names[r->type]);
    tab_list(out, r->modes, r->n_modes);
    chy_buf_char(out, '\t');
    chy_tsv_number(out, (double)(map ? map->score : r->scale), 3, MISSING);
    tab_text(out, quads[chy_type_quad[r->type]]);
    tab_list(out, r->contexts, r->n_contexts);
    add_party(out, dyad->source);
    add_party(out, dyad->target);
    add_place(out, &r->place);
    tab_text(out, r->publication);
    chy_buf_char(out, '\t');
    chy_tsv_day(out, r->report_day, MISSING);
    chy_buf_str(out, "\t" MISSING "\t" MISSING "\t" MISSING);
    tab_text(out, r->language);
    tab_text(out, r->versions ? r->versions->coder : "");
    chy_buf_char(out, '\n');
}

void chy_polecat_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    (void)layout;
    chy_dyads(record, add_row, out);
}
