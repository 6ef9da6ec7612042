/* bench/placing.c - Days and places of events whose trigger, type and parties are given: what when/ and where/ do by themselves.
 *
 *   placing SHARE GOLD.jsonl [--errors N]
 *
 * Reads a gold set of the form of ../shared/gold, runs text, parse and actors, makes each gold event anew at its trigger words, and counts by
 * the scorer's rules: start date where the gold states one, country where it gives a place. The rest (a day or place given where the gold has
 * none) is printed beside, as no scorer counts it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/actors.h"
#include "parse/parser.h"
#include "text/text.h"
#include "when/when.h"
#include "where/where.h"

typedef struct tally {
    unsigned events, located, stated, stated_right, worded, worded_right, unstated, unstated_kept, placed, placed_right, town_right, towns, unplaced, unplaced_kept, late;
    long errors;
} tally;

typedef struct engine { chy_dict *dict; chy_parser *parser; chy_parser_work *work; } engine;

static const char *str(json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static chy_type type_of(const char *name)
{
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (!strcmp(chy_type_names[t], name))
            return (chy_type)t;
    return CHY_TYPE_NONE;
}

static chy_event_status status_of(const char *name)
{
    for (int s = 0; s < CHY_N_STATUS; s++)
        if (!strcmp(chy_event_status_names[s], name))
            return (chy_event_status)s;
    return CHY_STATUS_ACTUAL;
}

/* The sentence and tokens of the trigger words inside bytes [b, e) of the text. */
static bool locate(const chy_article *art, size_t b, size_t e, const char *words, chy_event *ev)
{
    size_t len = strlen(words);
    size_t at = b;
    while (len && at + len <= e && strncasecmp(art->text + at, words, len))
        at++;
    bool found = len && at + len <= e;
    size_t from = found ? at : b, to = found ? at + len : e;
    for (uint32_t s = 0; s < art->n_sentences; s++) {
        const chy_sentence *sent = &art->sentences[s];
        uint32_t first = UINT32_MAX, n = 0;
        for (uint32_t i = 0; i < sent->n_tokens && sent->source == art->text; i++)
            if (sent->tokens[i].end > from && sent->tokens[i].begin < to) {
                first = first == UINT32_MAX ? i : first;
                n = i + 1 - first;
            }
        if (!n)
            continue;
        ev->sentence = s;
        ev->trigger = first;
        ev->trigger_first = first;
        ev->trigger_n = found ? n : 1;
        for (uint32_t i = first; i < first + n; i++) { /* the head of the words, or of the sentence */
            uint32_t head = sent->tokens[i].head;
            if (!head || head - 1 < first || head - 1 >= first + n) {
                ev->trigger = i;
                if (!found)
                    ev->trigger_first = i;
                break;
            }
        }
        return true;
    }
    return false;
}

static const chy_party *parties(chy_article *art, json_t *list, uint32_t *n_out)
{
    size_t n = json_array_size(list);
    chy_party *out = chy_arena_alloc(art->arena, n, sizeof *out);
    chy_entity *all = chy_arena_alloc(art->arena, art->n_entities + n, sizeof *all);
    if (!out || !all)
        return NULL;
    if (art->n_entities)
        memcpy(all, art->entities, art->n_entities * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        char code[4] = "---", sector[4] = "";
        const char *text = json_string_value(json_array_get(list, i));
        if (text) {
            snprintf(code, sizeof code, "%.3s", text);
            if (strlen(text) > 6 && text[3] == ':')
                snprintf(sector, sizeof sector, "%.3s", text + 4);
        }
        all[art->n_entities] = (chy_entity){.kind = CHY_ENTITY_UNKNOWN, .code = chy_arena_dup(art->arena, code, 3), .id = "", .name = "", .office = "",
                                            .sector = chy_arena_dup(art->arena, sector, strlen(sector))};
        out[i] = (chy_party){.entity = art->n_entities++, .mention = CHY_NOBODY};
    }
    art->entities = all;
    *n_out = (uint32_t)n;
    return out;
}

typedef struct pair { chy_event ev; json_t *gold; } pair;

static int compare(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->ev.sentence != y->ev.sentence)
        return x->ev.sentence < y->ev.sentence ? -1 : 1;
    return (x->ev.trigger > y->ev.trigger) - (x->ev.trigger < y->ev.trigger);
}

static bool make_events(chy_article *art, json_t *doc, pair **out, uint32_t *n_out)
{
    json_t *events = json_object_get(doc, "events"), *sentences = json_object_get(doc, "sentences"), *e;
    size_t i, n = 0;
    pair *pairs = chy_arena_alloc(art->arena, json_array_size(events), sizeof *pairs);
    if (!pairs)
        return false;
    json_array_foreach(events, i, e) {
        json_int_t s = json_integer_value(json_object_get(e, "s"));
        size_t j;
        json_t *sent;
        chy_event ev = {.type = type_of(str(e, "type")), .status = status_of(str(e, "status")), .content = type_of(str(e, "content")), .cameo = str(e, "cameo")};
        bool found = false;
        json_array_foreach(sentences, j, sent)
            if (json_integer_value(json_object_get(sent, "i")) == s && json_integer_value(json_object_get(sent, "b")) >= 0)
                found = locate(art, (size_t)json_integer_value(json_object_get(sent, "b")), (size_t)json_integer_value(json_object_get(sent, "e")), str(e, "trigger"), &ev);
        if (!found)
            continue;
        json_t *modes = json_object_get(e, "mode");
        for (size_t m = 0; m < json_array_size(modes) && m < CHY_MAX_MODES; m++)
            ev.modes[m] = json_string_value(json_array_get(modes, m));
        ev.actors = parties(art, json_object_get(e, "actors"), &ev.n_actors);
        ev.recipients = parties(art, json_object_get(e, "recipients"), &ev.n_recipients);
        pairs[n++] = (pair){ev, e};
    }
    qsort(pairs, n, sizeof *pairs, compare);
    *out = pairs;
    *n_out = (uint32_t)n;
    return true;
}

static const char *last_part(const char *place)
{
    const char *at = place;
    for (const char *p; (p = strstr(at, ", "));)
        at = p + 2;
    return at;
}

static void tell(tally *t, const char *what, const chy_article *art, const chy_event *ev, json_t *gold, const char *want, const char *got, const char *why)
{
    if (t->errors-- <= 0)
        return;
    const chy_sentence *sent = &art->sentences[ev->sentence];
    printf("%s  want %s got %s  [%s %s: %s]  %.*s  (%s)\n", what, want, got, str(gold, "type"), str(gold, "status"), str(gold, "trigger"),
           (int)(sent->end - sent->begin), art->text + sent->begin, why ? why : "");
}

static void count(const chy_article *art, const chy_event *ev, json_t *gold, tally *t)
{
    if (json_is_true(json_object_get(gold, "repeat")) || json_is_true(json_object_get(gold, "doubtful")))
        return;
    t->events++;
    char got[24], want[24];
    chy_day_format(ev->from, got);
    snprintf(want, sizeof want, "%s", str(gold, "date"));
    want[strcspn(want, "/")] = '\0';
    if (json_is_true(json_object_get(gold, "stated"))) {
        t->stated++;
        bool right = !strcmp(got, want);
        t->stated_right += right;
        bool worded = false; /* whether the sentence has an expression at all: the gold also states what only its annotator knew */
        for (uint32_t i = 0; i < art->n_times; i++)
            worded |= art->times[i].sentence == ev->sentence;
        t->worded += worded;
        t->worded_right += worded && right;
        if (!right)
            tell(t, worded ? "DATE" : "NOEX", art, ev, gold, want, got, ev->date_why);
    } else {
        t->unstated++;
        t->unstated_kept += !strcmp(got, want);
        if (strcmp(got, want))
            tell(t, "UNST", art, ev, gold, want, got, ev->date_why);
    }
    if (ev->status == CHY_STATUS_ACTUAL && ev->type != CHY_TYPE_AGREE && chy_day_known(art->day) && chy_day_number(ev->from, false) > chy_day_number(art->day, true))
    {
        t->late++;
        tell(t, "LATE", art, ev, gold, want, got, ev->date_why);
    }
    const char *place = str(gold, "place"), *country = last_part(place);
    char name[200];
    snprintf(name, sizeof name, "%s", ev->place.country && *ev->place.country ? ev->place.country : ev->place.resolved ? ev->place.resolved : "");
    if (*place) {
        t->placed++;
        bool right = !strcmp(country, name);
        t->placed_right += right;
        if (!right) {
            char full[260];
            snprintf(full, sizeof full, "%s %s", name, ev->place.resolved ? ev->place.resolved : "-");
            tell(t, "PLACE", art, ev, gold, place, full, ev->place.why);
        }
        if (strchr(place, ',')) {
            t->towns++;
            t->town_right += right && ev->place.resolution > 1;
            if (right && ev->place.resolution <= 1)
                tell(t, "TOWN", art, ev, gold, place, ev->place.extracted ? ev->place.extracted : "-", ev->place.why);
        }
    } else {
        t->unplaced++;
        t->unplaced_kept += !*name;
    }
}

static int run_document(const engine *en, json_t *doc, tally *t)
{
    chy_arena arena;
    chy_arena_init(&arena);
    const char *text = str(doc, "text"), *date = str(doc, "date");
    const char *title = json_string_value(json_object_get(doc, "title"));
    chy_article art = {.arena = &arena, .text = text, .text_len = strlen(text), .title = title};
    if (*date && chy_day_parse(date, strlen(date), &art.day))
        art.day_why = "metadata";
    chy_when_dateline(&art);
    bool ok = chy_text_split(&art) == CHY_OK;
    for (uint32_t s = 0; ok && s < art.n_sentences; s++)
        ok = chy_parser_run(en->parser, en->work, &art.sentences[s]) == CHY_OK && chy_text_lemmatize(&art.sentences[s], &arena) == CHY_OK;
    ok = ok && chy_actors_find(en->dict, &art) == CHY_OK;
    pair *pairs = NULL;
    uint32_t n = 0;
    ok = ok && make_events(&art, doc, &pairs, &n);
    if (ok) {
        art.events = chy_arena_alloc(&arena, n, sizeof *art.events);
        ok = art.events != NULL;
        for (uint32_t i = 0; ok && i < n; i++)
            art.events[i] = pairs[i].ev;
        art.n_events = n;
    }
    ok = ok && chy_when_find(&art) == CHY_OK && chy_when_anchor(&art) == CHY_OK && chy_where_resolve(en->dict, &art) == CHY_OK;
    for (uint32_t i = 0; ok && i < n; i++)
        count(&art, &art.events[i], pairs[i].gold, t);
    t->located += n;
    chy_arena_release(&arena);
    return ok ? 0 : 2;
}

static double percent(unsigned a, unsigned b) { return b ? 100.0 * a / b : 0; }

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: placing SHARE GOLD.jsonl [--errors N]\n");
        return 2;
    }
    chy_err err = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/chancery.dict", argv[1]);
    engine en = {.dict = chy_dict_open(path, &err)};
    snprintf(path, sizeof path, "%s/models/reader.chym", argv[1]);
    en.parser = en.dict ? chy_parser_open(path, &err) : NULL;
    en.work = en.parser ? chy_parser_work_new(en.parser) : NULL;
    FILE *in = fopen(argv[2], "r");
    if (!en.work || !in) {
        fprintf(stderr, "placing: %s\n", en.work ? "cannot open the gold set" : err.msg);
        return 2;
    }
    tally t = {.errors = argc > 4 ? atol(argv[4]) : 0};
    char *line = NULL;
    size_t cap = 0;
    int bad = 0;
    while (!bad && getline(&line, &cap, in) > 0) {
        json_t *doc = json_loads(line, 0, NULL);
        bad = doc ? run_document(&en, doc, &t) : 2;
        json_decref(doc);
    }
    free(line);
    fclose(in);
    printf("%u events: stated dates right %.1f%% of %u, where the sentence words one %.1f%% of %u (unstated kept on the report's day %.1f%% of %u; past deeds dated behind the report %u)\n", t.events,
           percent(t.stated_right, t.stated), t.stated, percent(t.worded_right, t.worded), t.worded, percent(t.unstated_kept, t.unstated), t.unstated, t.late);
    printf("countries right %.1f%% of %u (towns with a pin %.1f%% of %u; left empty where the gold is %.1f%% of %u)\n", percent(t.placed_right, t.placed), t.placed,
           percent(t.town_right, t.towns), t.towns, percent(t.unplaced_kept, t.unplaced), t.unplaced);
    chy_parser_work_free(en.work);
    chy_parser_free(en.parser);
    chy_dict_free(en.dict);
    return bad;
}
