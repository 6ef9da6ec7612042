/* src/export/csv.c - One row an event, RFC 4180 with LF line ends; several values in a cell are separated by `;`. */
#include <math.h>
#include <stdio.h>

#include "export/layouts.h"

static const char *const columns[] = {
    "id", "date", "enddate", "date_precision", "date_stated", "actor", "actor_name", "recipient", "recipient_name", "event",
    "mode", "context", "quad_code", "event_scale", "cameo", "goldstein", "status", "content", "said_by", "place", "country",
    "lat", "lon", "geonameid", "dead", "injured", "arrested", "participants", "confidence", "rule", "doc", "sequence",
    "start", "end", "publication", "url", "report_date", "coded_date", "text"};

void chy_csv_head(const chy_layout *layout, chy_buf *out)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        chy_buf_printf(out, i ? ",%s" : "%s", columns[i]);
    if (layout->ontology)
        chy_buf_str(out, ",ontology_code,ontology_label,ontology_score");
    chy_buf_char(out, '\n');
}

void chy_export_codes(const chy_record *record, chy_part part, const char *sep, chy_buf *out)
{
    for (uint32_t i = 0; i < record->n_parties[part]; i++) {
        char code[160];
        chy_buf_printf(out, "%s%s", i ? sep : "", chy_record_party_code(&record->parties[part][i], code, sizeof code));
    }
}

/* Every cell but the first follows a comma; the first is the id, so the row is never empty. */
static void cell(chy_buf *out, const char *text)
{
    chy_buf_char(out, ',');
    chy_buf_csv(out, text);
}

static void cell_codes(chy_buf *out, const chy_record *r, chy_part part)
{
    chy_buf_char(out, ',');
    chy_export_codes(r, part, ";", out);
}

static void cell_names(chy_buf *out, const chy_record *r, chy_part part)
{
    chy_buf all = {0};
    for (uint32_t i = 0; i < r->n_parties[part]; i++)
        chy_buf_printf(&all, i ? ";%s" : "%s", r->parties[part][i].name);
    out->failed = out->failed || all.failed;
    cell(out, all.data);
    chy_buf_release(&all);
}

static void cell_list(chy_buf *out, const char *const *items, uint32_t n)
{
    chy_buf_char(out, ',');
    for (uint32_t i = 0; i < n; i++)
        chy_buf_printf(out, i ? ";%s" : "%s", items[i]);
}

static void cell_number(chy_buf *out, double value, int digits)
{
    chy_buf_char(out, ',');
    if (isfinite(value))
        chy_buf_number(out, value, digits);
}

static void cell_count(chy_buf *out, chy_count count)
{
    chy_buf_char(out, ',');
    if (count.low >= 0 && count.low == count.high)
        chy_buf_printf(out, "%d", count.low);
    else if (count.low >= 0)
        chy_buf_printf(out, "%d-%d", count.low, count.high);
}

static void cell_day(chy_buf *out, chy_day day)
{
    char text[24];
    cell(out, chy_day_format(day, text));
}

static void place_cells(chy_buf *out, const chy_location *place)
{
    cell(out, place->resolved ? place->resolved : place->extracted);
    cell(out, place->country);
    if (place->resolved) {
        cell_number(out, place->lat, 5);
        cell_number(out, place->lon, 5);
    } else {
        chy_buf_str(out, ",,");
    }
    chy_buf_char(out, ',');
    if (place->geonameid)
        chy_buf_printf(out, "%u", place->geonameid);
}

static void source_cells(chy_buf *out, const chy_record *r)
{
    bool title = r->sequence == 0;
    cell(out, r->doc);
    chy_buf_printf(out, ",%u,%lld,%lld", r->sequence, title ? -1LL : (long long)r->trigger_begin, title ? -1LL : (long long)r->trigger_end);
    cell(out, r->publication);
    cell(out, r->url);
    cell_day(out, r->report_day);
    cell(out, r->coded_date);
}

static void text_cell(const chy_layout *layout, chy_buf *out, const chy_record *r)
{
    chy_buf text = {0};
    if (layout->with_text && r->sentence)
        chy_buf_add(&text, r->sentence, r->sentence_len);
    out->failed = out->failed || text.failed;
    cell(out, text.data);
    chy_buf_release(&text);
}

void chy_csv_record(const chy_layout *layout, const chy_record *r, chy_buf *out)
{
    bool single = r->from.year == r->to.year && r->from.month == r->to.month && r->from.day == r->to.day;
    chy_buf_csv(out, r->id);
    cell_day(out, r->from);
    cell_day(out, single ? (chy_day){0} : r->to);
    cell(out, chy_precision_names[r->precision]);
    cell(out, r->date_stated ? "true" : "false");
    cell_codes(out, r, CHY_PART_ACTOR);
    cell_names(out, r, CHY_PART_ACTOR);
    cell_codes(out, r, CHY_PART_RECIPIENT);
    cell_names(out, r, CHY_PART_RECIPIENT);
    const chy_mapping *map = r->mapping && r->mapping->replaces ? r->mapping : NULL;
    cell(out, map ? map->code : chy_type_names[r->type]);
    cell_list(out, r->modes, r->n_modes);
    cell_list(out, r->contexts, r->n_contexts);
    chy_buf_printf(out, ",%d", chy_type_quad[r->type]);
    cell_number(out, (double)(map ? map->score : r->scale), 1);
    cell(out, r->cameo);
    cell_number(out, (double)r->goldstein, 1);
    cell(out, chy_event_status_names[r->status]);
    cell(out, chy_type_names[r->content]);
    cell_codes(out, r, CHY_PART_SAID_BY);
    place_cells(out, &r->place);
    for (int i = 0; i < CHY_N_SIZE; i++)
        cell_count(out, r->size[i]);
    cell_number(out, (double)r->confidence, 2);
    cell(out, r->rule);
    source_cells(out, r);
    text_cell(layout, out, r);
    if (r->mapping) {
        cell(out, r->mapping->code);
        cell(out, r->mapping->label);
        cell_number(out, (double)r->mapping->score, 3);
    }
    chy_buf_char(out, '\n');
}
