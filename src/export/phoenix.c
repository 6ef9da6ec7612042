/* src/export/phoenix.c - The 26 columns of the Phoenix data sets, no header, a row a pair. */
#include <math.h>

#include "export/codes.h"
#include "export/dyads.h"
#include "export/layouts.h"
#include "export/tsv.h"

static void tab_text(chy_buf *out, const char *text)
{
    chy_buf_char(out, '\t');
    chy_tsv_text(out, text, "");
}

/* Full code, entity, role, attribute (which group). */
static void add_party(chy_buf *out, const chy_record_party *party)
{
    chy_cameo_actor actor = {.country = "", .group = "", .role = ""};
    if (party)
        chy_code_actor(party, &actor);
    tab_text(out, actor.whole);
    tab_text(out, party && !actor.country[0] && party->code[0] != '-' ? party->code : actor.country);
    tab_text(out, actor.role);
    tab_text(out, party ? party->id : "");
}

/* `code,count;...`: the contexts, each told once. */
static void add_issues(chy_buf *out, const chy_record *r)
{
    chy_buf_char(out, '\t');
    for (uint32_t i = 0; i < r->n_contexts; i++)
        chy_buf_printf(out, "%s%s,1", i ? ";" : "", r->contexts[i]);
}

static void add_place(chy_buf *out, const chy_location *place)
{
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lat : NAN, 5, "");
    chy_buf_char(out, '\t');
    chy_tsv_number(out, place->resolved ? place->lon : NAN, 5, "");
    tab_text(out, place->resolution > 2 ? place->resolved : "");
    tab_text(out, place->resolution == 2 ? place->resolved : "");
    tab_text(out, place->country);
}

static void add_row(void *ctx, const chy_record *r, const chy_dyad *dyad)
{
    chy_buf *out = ctx;
    const char *code = chy_code_event(r);
    chy_day day = chy_tsv_first_day(r);
    int month = day.month ? day.month : 1, date = day.day ? day.day : 1;
    chy_buf_printf(out, "%llu_%s", (unsigned long long)(dyad->id >> 11), CHY_VERSION);
    if (chy_day_known(day))
        chy_buf_printf(out, "\t%04d%02d%02d\t%d\t%d\t%d", day.year, month, date, day.year, month, date);
    else
        chy_buf_str(out, "\t\t\t\t");
    add_party(out, dyad->source);
    add_party(out, dyad->target);
    tab_text(out, chy_code_shown(r));
    chy_buf_printf(out, "\t%.2s\t%d\t", code, chy_code_penta(chy_code_root(code)));
    chy_tsv_number(out, chy_code_score(r), 3, "");
    add_issues(out, r);
    add_place(out, &r->place);
    chy_buf_char(out, '\t');
    chy_tsv_text(out, r->doc, "");
    chy_buf_printf(out, "_%u", r->sequence);
    tab_text(out, r->url);
    tab_text(out, r->publication);
    chy_buf_char(out, '\n');
}

void chy_phoenix_record(const chy_layout *layout, const chy_record *record, chy_buf *out)
{
    (void)layout;
    chy_dyads(record, add_row, out);
}
