/* src/export/icews.c - The 20 columns of ICEWS' public files, with their header, a row a pair; NA where nothing is known. */
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "export/codes.h"
#include "export/dyads.h"
#include "export/layouts.h"
#include "export/tsv.h"

#define MISSING "NA"

static const char *const columns[] = {
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity", "Target Name",
    "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
    "Longitude"};

void chy_icews_head(const chy_layout *layout, chy_buf *out)
{
    (void)layout;
    chy_tsv_head(out, columns, sizeof columns / sizeof *columns);
}

/* R's icews package reads ids as whole numbers of 32 bits. */
static void add_id(chy_buf *out, uint64_t hash)
{
    chy_buf_printf(out, "%u", (unsigned)(hash >> 33));
}

static void tab_text(chy_buf *out, const char *text)
{
    chy_buf_char(out, '\t');
    chy_tsv_text(out, text, MISSING);
}

/* Name, Sectors, Country: a bare state has its name and no sector, an agent its country in brackets. */
static void add_party(chy_buf *out, const chy_record_party *party)
{
    if (!party) {
        chy_buf_str(out, "\t" MISSING "\t" MISSING "\t" MISSING);
        return;
    }
    const chy_state_code *state = chy_code_state(party->code);
    const char *name = chy_dyad_name(party);
    bool bare = state && !strcmp(state->name, name);
    tab_text(out, name);
    tab_text(out, bare ? "" : chy_code_sector_text(party->sector));
    tab_text(out, state ? state->name : "");
}

static void add_place(chy_buf *out, const chy_location *place)
{
    const chy_state_code *state = chy_code_state(place->country);
    const char *name = place->resolved ? place->resolved : "";
    tab_text(out, place->resolution >= 4 ? name : "");
    tab_text(out, place->resolution == 3 ? name : "");
    tab_text(out, place->resolution == 2 ? name : "");
    tab_text(out, state ? state->name : "");
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lat : NAN, 4, MISSING);
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lon : NAN, 4, MISSING);
}

static void add_row(void *ctx, const chy_record *r, const chy_dyad *dyad)
{
    chy_buf *out = ctx;
    const char *code = chy_code_event(r);
    const chy_cameo_name *cameo = chy_code_cameo(code);
    add_id(out, dyad->id);
    chy_buf_char(out, '\t');
    chy_tsv_day(out, chy_tsv_first_day(r), MISSING);
    add_party(out, dyad->source);
    const char *label = r->mapping && r->mapping->replaces ? r->mapping->label : cameo ? cameo->name : "";
    tab_text(out, label);
    tab_text(out, chy_code_shown(r));
    chy_buf_char(out, '\t');
    chy_tsv_number(out, chy_code_score(r), 3, MISSING);
    add_party(out, dyad->target);
    chy_buf_char(out, '\t');
    add_id(out, chy_hash(r->doc, strlen(r->doc)));
    chy_buf_printf(out, "\t%u", r->sequence);
    tab_text(out, r->publication);
    add_place(out, &r->place);
    chy_buf_char(out, '\n');
}

void chy_icews_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    (void)layout;
    chy_dyads(record, add_row, out);
}
