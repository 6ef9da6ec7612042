/* src/export/columns.c - An event as a row of typed columns, for Parquet; and the sink that gathers them. Lists are joined by `;` as in CSV, days
 * stand both as they are told ("2021-03") and as dates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export/layouts.h"
#include "export/parquet.h"
#include "export/sink.h"

static const chy_column columns[] = {
    {"id", CHY_COLUMN_TEXT}, {"date", CHY_COLUMN_TEXT}, {"enddate", CHY_COLUMN_TEXT}, {"first_day", CHY_COLUMN_DATE}, {"last_day", CHY_COLUMN_DATE},
    {"date_precision", CHY_COLUMN_TEXT}, {"date_stated", CHY_COLUMN_BOOL}, {"actor", CHY_COLUMN_TEXT}, {"actor_name", CHY_COLUMN_TEXT},
    {"recipient", CHY_COLUMN_TEXT}, {"recipient_name", CHY_COLUMN_TEXT}, {"event", CHY_COLUMN_TEXT}, {"mode", CHY_COLUMN_TEXT},
    {"context", CHY_COLUMN_TEXT}, {"quad_code", CHY_COLUMN_INTEGER}, {"event_scale", CHY_COLUMN_REAL}, {"cameo", CHY_COLUMN_TEXT},
    {"goldstein", CHY_COLUMN_REAL}, {"status", CHY_COLUMN_TEXT}, {"content", CHY_COLUMN_TEXT}, {"said_by", CHY_COLUMN_TEXT},
    {"place", CHY_COLUMN_TEXT}, {"country", CHY_COLUMN_TEXT}, {"lat", CHY_COLUMN_REAL}, {"lon", CHY_COLUMN_REAL},
    {"geonameid", CHY_COLUMN_INTEGER}, {"dead_low", CHY_COLUMN_INTEGER}, {"dead_high", CHY_COLUMN_INTEGER}, {"injured_low", CHY_COLUMN_INTEGER},
    {"injured_high", CHY_COLUMN_INTEGER}, {"arrested_low", CHY_COLUMN_INTEGER}, {"arrested_high", CHY_COLUMN_INTEGER},
    {"participants_low", CHY_COLUMN_INTEGER}, {"participants_high", CHY_COLUMN_INTEGER}, {"confidence", CHY_COLUMN_REAL}, {"rule", CHY_COLUMN_TEXT},
    {"doc", CHY_COLUMN_TEXT}, {"sequence", CHY_COLUMN_INTEGER}, {"start", CHY_COLUMN_INTEGER}, {"end", CHY_COLUMN_INTEGER},
    {"publication", CHY_COLUMN_TEXT}, {"url", CHY_COLUMN_TEXT}, {"report_date", CHY_COLUMN_DATE}, {"coded_date", CHY_COLUMN_TEXT},
    {"text", CHY_COLUMN_TEXT},
    /* with a codebook of the user only */
    {"ontology_code", CHY_COLUMN_TEXT}, {"ontology_label", CHY_COLUMN_TEXT}, {"ontology_score", CHY_COLUMN_REAL}};
enum { N_OWN = 3, N_COLUMNS = sizeof columns / sizeof *columns };

static void cell(chy_buf *out, const char *text)
{
    chy_cell_text(out, text && text[0] ? text : NULL, text ? strlen(text) : 0);
}

static void cell_built(chy_buf *out, chy_buf *text)
{
    chy_cell_text(out, text->len ? text->data : NULL, text->len);
    out->failed = out->failed || text->failed;
    chy_buf_release(text);
}

static void cell_list(chy_buf *out, const char *const *items, uint32_t n)
{
    chy_buf all = {0};
    for (uint32_t i = 0; i < n; i++)
        chy_buf_printf(&all, i ? ";%s" : "%s", items[i]);
    cell_built(out, &all);
}

static void cells_parties(chy_buf *out, const chy_record *r, chy_part part, bool names)
{
    chy_buf codes = {0}, all = {0};
    chy_export_codes(r, part, ";", &codes);
    cell_built(out, &codes);
    for (uint32_t i = 0; names && i < r->n_parties[part]; i++)
        chy_buf_printf(&all, i ? ";%s" : "%s", r->parties[part][i].name);
    if (names)
        cell_built(out, &all);
}

static void cell_day_text(chy_buf *out, chy_day day)
{
    char text[24];
    cell(out, chy_day_format(day, text));
}

/* The first or last day of what is known of `day`. */
static void cell_day(chy_buf *out, chy_day day, bool end)
{
    if (chy_day_known(day))
        chy_cell_date(out, chy_day_number(day, end));
    else
        chy_cell_none(out);
}

static void cells_days(chy_buf *out, const chy_record *r)
{
    bool single = r->from.year == r->to.year && r->from.month == r->to.month && r->from.day == r->to.day;
    cell_day_text(out, r->from);
    cell_day_text(out, single ? (chy_day){0} : r->to);
    cell_day(out, r->from, false);
    cell_day(out, chy_day_known(r->to) ? r->to : r->from, true);
    cell(out, chy_precision_names[r->precision]);
    chy_cell_bool(out, r->date_stated);
}

static void cells_place(chy_buf *out, const chy_location *place)
{
    cell(out, place->resolved ? place->resolved : place->extracted);
    cell(out, place->country);
    chy_cell_real(out, place->resolved ? place->lat : NAN);
    chy_cell_real(out, place->resolved ? place->lon : NAN);
    if (place->geonameid)
        chy_cell_integer(out, place->geonameid);
    else
        chy_cell_none(out);
}

static void cells_sizes(chy_buf *out, const chy_record *r)
{
    for (int i = 0; i < 2 * CHY_N_SIZE; i++)
        if (r->size[i / 2].low < 0)
            chy_cell_none(out);
        else
            chy_cell_integer(out, i % 2 ? r->size[i / 2].high : r->size[i / 2].low);
}

/* A score of one digit behind the point, without the noise of its float. */
static double score(float value)
{
    return round((double)value * 1000) / 1000;
}

void chy_parquet_record(const chy_layout *layout, const chy_record *r, chy_buf *out)
{
    bool title = r->sequence == 0;
    cell(out, r->id);
    cells_days(out, r);
    cells_parties(out, r, CHY_PART_ACTOR, true);
    cells_parties(out, r, CHY_PART_RECIPIENT, true);
    const chy_mapping *map = r->mapping && r->mapping->replaces ? r->mapping : NULL;
    cell(out, map ? map->code : chy_type_names[r->type]);
    cell_list(out, r->modes, r->n_modes);
    cell_list(out, r->contexts, r->n_contexts);
    chy_cell_integer(out, chy_type_quad[r->type]);
    chy_cell_real(out, score(map ? map->score : r->scale));
    cell(out, r->cameo);
    chy_cell_real(out, score(r->goldstein));
    cell(out, chy_event_status_names[r->status]);
    cell(out, chy_type_names[r->content]);
    cells_parties(out, r, CHY_PART_SAID_BY, false);
    cells_place(out, &r->place);
    cells_sizes(out, r);
    chy_cell_real(out, score(r->confidence));
    cell(out, r->rule);
    cell(out, r->doc);
    chy_cell_integer(out, r->sequence);
    chy_cell_integer(out, title ? -1 : r->trigger_begin);
    chy_cell_integer(out, title ? -1 : r->trigger_end);
    cell(out, r->publication);
    cell(out, r->url);
    cell_day(out, r->report_day, false);
    cell(out, r->coded_date);
    chy_cell_text(out, layout->with_text ? r->sentence : NULL, r->sentence_len);
    if (r->mapping) {
        cell(out, r->mapping->code);
        cell(out, r->mapping->label);
        chy_cell_real(out, score(r->mapping->score));
    }
}

/* ---- the sink ---- */

struct chy_sink {
    chy_layout layout;
    chy_parquet *file; /* NULL for layouts of text */
};

chy_sink *chy_sink_new(const chy_layout *layout)
{
    chy_sink *sink = calloc(1, sizeof *sink);
    if (!sink)
        return NULL;
    sink->layout = *layout;
    if (layout->format == CHY_FORMAT_PARQUET && !(sink->file = chy_parquet_new(columns, layout->ontology ? N_COLUMNS : N_COLUMNS - N_OWN))) {
        free(sink);
        return NULL;
    }
    return sink;
}

void chy_sink_free(chy_sink *sink)
{
    if (!sink)
        return;
    chy_parquet_free(sink->file);
    free(sink);
}

void chy_sink_begin(chy_sink *sink, chy_buf *out)
{
    if (sink->file)
        chy_parquet_begin(sink->file, out);
    else
        chy_export_head(&sink->layout, out);
}

void chy_sink_take(chy_sink *sink, const char *bytes, size_t len, chy_buf *out)
{
    if (sink->file)
        chy_parquet_take(sink->file, bytes, len, out);
    else
        chy_buf_add(out, bytes, len);
}

void chy_sink_end(chy_sink *sink, chy_buf *out)
{
    if (sink->file)
        chy_parquet_end(sink->file, out);
}
