/* src/pipeline/event_json.c - One record as one PLOVER JSON object, keys in the order of DESIGN.md. Every key is always
 * there (but `role`, which most parties lack), so that a reader of lines needs no special cases. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "chancery.h"
#include "types/record.h"

static void add_key(chy_buf *out, const char *key)
{
    if (out->len && out->data[out->len - 1] != '{')
        chy_buf_char(out, ',');
    chy_buf_char(out, '"');
    chy_buf_str(out, key);
    chy_buf_str(out, "\":");
}

static void add_text(chy_buf *out, const char *key, const char *value)
{
    add_key(out, key);
    chy_buf_json_str(out, value);
}

/* The empty string is null where it stands for "unknown". */
static void add_known(chy_buf *out, const char *key, const char *value)
{
    add_text(out, key, value && value[0] ? value : NULL);
}

static void add_integer(chy_buf *out, const char *key, int64_t value)
{
    add_key(out, key);
    chy_buf_printf(out, "%lld", (long long)value);
}

static void add_number(chy_buf *out, const char *key, double value, int digits)
{
    add_key(out, key);
    chy_buf_number(out, value, digits);
}

/* Scores always have one digit behind the point: they are read as decimal numbers, never as whole ones. */
static void add_score(chy_buf *out, const char *key, double value)
{
    char text[32];
    add_key(out, key);
    snprintf(text, sizeof text, "%.1f", value);
    chy_buf_str(out, strcmp(text, "-0.0") ? text : "0.0");
}

static void add_day(chy_buf *out, const char *key, chy_day day)
{
    char text[24];
    add_known(out, key, chy_day_format(day, text));
}

static void add_list(chy_buf *out, const char *key, const char *const *items, size_t n)
{
    add_key(out, key);
    chy_buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            chy_buf_char(out, ',');
        chy_buf_json_str(out, items[i]);
    }
    chy_buf_char(out, ']');
}

static void add_span(chy_buf *out, int64_t begin, int64_t end)
{
    add_integer(out, "start", begin);
    add_integer(out, "end", end);
}

static void add_party(chy_buf *out, const chy_record_party *party)
{
    chy_buf_char(out, '{');
    add_text(out, "code", party->code);
    add_list(out, "sector", &party->sector, party->sector[0] ? 1 : 0);
    add_text(out, "entity_text", party->text);
    add_known(out, "identifier_text", party->name);
    add_known(out, "office", party->office);
    add_text(out, "id", party->id);
    if (party->role != CHY_ROLE_NONE)
        add_text(out, "role", chy_role_names[party->role]);
    chy_buf_char(out, '}');
}

static void add_parties(chy_buf *out, const char *key, const chy_record *record, chy_part part)
{
    add_key(out, key);
    chy_buf_char(out, '[');
    for (uint32_t i = 0; i < record->n_parties[part]; i++) {
        if (i)
            chy_buf_char(out, ',');
        add_party(out, &record->parties[part][i]);
    }
    chy_buf_char(out, ']');
}

static void add_place(chy_buf *out, const chy_location *place)
{
    bool resolved = place->resolved != NULL;
    add_key(out, "event_loc");
    chy_buf_char(out, '{');
    add_known(out, "extracted_place", place->extracted);
    add_known(out, "resolved_place", place->resolved);
    add_known(out, "country_code", place->country);
    if (resolved) {
        add_number(out, "lat", place->lat, 5);
        add_number(out, "lon", place->lon, 5);
    } else {
        add_text(out, "lat", NULL);
        add_text(out, "lon", NULL);
    }
    if (place->geonameid)
        add_integer(out, "geonameid", place->geonameid);
    else
        add_text(out, "geonameid", NULL);
    add_integer(out, "resolution", place->resolution);
    chy_buf_char(out, '}');
}

static void add_sizes(chy_buf *out, const chy_record *record)
{
    add_key(out, "size");
    chy_buf_char(out, '{');
    for (int i = 0; i < CHY_N_SIZE; i++) {
        chy_count count = record->size[i];
        if (count.low < 0) {
            add_text(out, chy_size_names[i], NULL);
        } else if (count.low == count.high) {
            add_integer(out, chy_size_names[i], count.low);
        } else {
            add_key(out, chy_size_names[i]);
            chy_buf_printf(out, "[%d,%d]", count.low, count.high);
        }
    }
    chy_buf_char(out, '}');
}

/* Where the event is told. The title has no offsets in the text. */
static void add_source(chy_buf *out, const chy_record *record)
{
    bool title = record->sequence == 0;
    add_key(out, "text_info");
    chy_buf_char(out, '{');
    add_integer(out, "sequence", record->sequence);
    add_span(out, title ? -1 : record->begin, title ? -1 : record->end);
    chy_buf_char(out, '}');
    add_key(out, "cite_info");
    chy_buf_char(out, '{');
    add_text(out, "publication", record->publication);
    add_text(out, "url", record->url);
    add_text(out, "title", record->title);
    add_text(out, "language", record->language);
    chy_buf_char(out, '}');
}

static void add_trigger(chy_buf *out, const chy_record *record)
{
    bool title = record->sequence == 0;
    add_span(out, title ? -1 : record->trigger_begin, title ? -1 : record->trigger_end);
}

/* "chancery 0.1": the third number never changes what is coded. */
static void add_coder(chy_buf *out, const char *coder)
{
    const char *dot = strchr(coder, '.'), *second = dot ? strchr(dot + 1, '.') : NULL;
    add_key(out, "coder");
    chy_buf_json(out, coder, second ? (size_t)(second - coder) : strlen(coder));
}

/* A report on its own is a list of one. */
static void add_reports(chy_buf *out, const chy_record *record)
{
    bool title = record->sequence == 0;
    const chy_report_ref alone = {.doc = record->doc, .publication = record->publication, .begin = title ? -1 : record->trigger_begin,
                                  .end = title ? -1 : record->trigger_end};
    const chy_report_ref *reports = record->reports ? record->reports : &alone;
    uint32_t n = record->reports ? record->n_reports : 1;
    add_key(out, "reports");
    chy_buf_char(out, '[');
    for (uint32_t i = 0; i < n; i++) {
        chy_buf_str(out, i ? ",{" : "{");
        add_text(out, "doc", reports[i].doc);
        add_span(out, reports[i].begin, reports[i].end);
        add_text(out, "publication", reports[i].publication);
        add_key(out, "copy");
        chy_buf_str(out, reports[i].copy ? "true}" : "false}");
    }
    chy_buf_char(out, ']');
    add_integer(out, "sources", record->reports ? record->n_sources : 1);
}

static void add_versions(chy_buf *out, const chy_versions *versions)
{
    add_key(out, "versions");
    chy_buf_char(out, '{');
    add_text(out, "codebook", versions->codebook);
    add_text(out, "dictionaries", versions->dictionaries);
    add_text(out, "rules", versions->rules);
    add_text(out, "model", versions->model);
    chy_buf_char(out, '}');
}

static void add_scale(chy_buf *out, const char *key, float value)
{
    if (isfinite(value))
        add_score(out, key, (double)value);
    else
        add_text(out, key, NULL);
}

/* The user's codebook beside ours. */
static void add_mapping(chy_buf *out, const chy_record *record)
{
    const chy_mapping *map = record->mapping;
    add_key(out, "ontology");
    chy_buf_char(out, '{');
    add_text(out, "name", map->ontology);
    add_known(out, "code", map->code);
    add_known(out, "label", map->label);
    add_scale(out, "score", map->score);
    add_text(out, "plover", chy_type_names[record->type]);
    chy_buf_char(out, '}');
}

static void add_deed(chy_buf *out, const chy_record *record)
{
    const chy_mapping *map = record->mapping && record->mapping->replaces ? record->mapping : NULL;
    const char *type = map ? map->code : chy_type_names[record->type];
    add_parties(out, "actor", record, CHY_PART_ACTOR);
    add_parties(out, "recipient", record, CHY_PART_RECIPIENT);
    add_list(out, "event", &type, type[0] ? 1 : 0);
    add_list(out, "mode", record->modes, record->n_modes);
    add_list(out, "context", record->contexts, record->n_contexts);
    add_integer(out, "quad_code", chy_type_quad[record->type]);
    add_scale(out, "event_scale", map ? map->score : record->scale);
    add_place(out, &record->place);
    add_sizes(out, record);
}

void chy_record_json(const chy_record *record, bool with_text, chy_buf *out)
{
    bool single = record->from.year == record->to.year && record->from.month == record->to.month && record->from.day == record->to.day;
    chy_buf_char(out, '{');
    add_text(out, "id", record->id);
    add_day(out, "date", record->from);
    add_day(out, "enddate", single ? (chy_day){0} : record->to);
    add_deed(out, record);
    add_source(out, record);
    if (record->by)
        add_text(out, "coder", record->by);
    else
        add_coder(out, record->versions->coder);
    add_key(out, "text");
    chy_buf_json(out, with_text ? record->sentence : NULL, record->sentence_len);
    add_text(out, "doc", record->doc);
    add_integer(out, "story", record->story);
    add_key(out, "trigger");
    chy_buf_char(out, '{');
    add_trigger(out, record);
    chy_buf_char(out, '}');
    add_text(out, "status", chy_event_status_names[record->status]);
    add_known(out, "content", chy_type_names[record->content]);
    add_parties(out, "said_by", record, CHY_PART_SAID_BY);
    add_key(out, "date_stated");
    chy_buf_str(out, record->date_stated ? "true" : "false");
    add_text(out, "date_precision", chy_precision_names[record->precision]);
    add_day(out, "report_date", record->report_day);
    add_text(out, "coded_date", record->coded_date);
    add_known(out, "cameo", record->cameo);
    add_score(out, "goldstein", (double)record->goldstein);
    add_number(out, "confidence", (double)record->confidence, 2);
    add_text(out, "rule", record->rule);
    add_reports(out, record);
    if (record->mapping)
        add_mapping(out, record);
    add_versions(out, record->versions);
    chy_buf_char(out, '}');
}
