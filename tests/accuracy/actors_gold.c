/* tests/accuracy/actors_gold.c - How many of the actor codes that the gold sets give a sentence are among the entities that actors/ finds in
 * it. Usage: actors_gold DICT MODEL GOLD.jsonl [-v CLASS] [--min CODES SECTORS]; -v prints each miss of a class: code, sector or extra.
 *
 * codes: of the gold actors that are not ---, those whose CODE some mention of the sentence has; sectors: of these, those whose CODE:SECTOR is
 * there too, and the same without gold sectors that no word of the sentence names ("Russia" for its army, "protests" for its people); used: of the mentions other than places and adjectives, those whose CODE the sentence's gold names (only sentences with events),
 * and of these the agents that took their country from the context. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "actors/actors.h"
#include "parse/parser.h"
#include "text/text.h"

typedef struct score {
    unsigned gold, code, sector, actor, actor_sector, id, gold_id, mentions, used, guessed, guessed_used;
    unsigned sentences;
    double seconds;
} score;

typedef struct tools {
    chy_dict *dict;
    chy_parser *parser;
    chy_parser_work *parse_work;
    const char *verbose;
} tools;

static void actor_parts(const char *actor, char code[4], char sector[4], const char **id)
{
    snprintf(code, 4, "%s", actor);
    const char *colon = strchr(actor, ':');
    sector[0] = '\0';
    *id = "";
    if (!colon)
        return;
    snprintf(sector, 4, "%s", colon + 1);
    colon = strchr(colon + 1, ':');
    *id = colon ? colon + 1 : "";
}

static void show(const chy_article *art, uint32_t from, uint32_t to, const char *what, const char *text)
{
    printf("%s | %s\n   ", what, text);
    for (uint32_t i = from; i < to; i++) {
        const chy_mention *m = &art->mentions[i];
        const chy_sentence *sent = &art->sentences[m->sentence];
        const chy_token *a = &sent->tokens[m->first], *b = &sent->tokens[m->first + m->n_tokens - 1];
        printf(" [%.*s =", (int)(b->end - a->begin), sent->source + a->begin);
        for (uint32_t k = 0; k < m->n_entities; k++) {
            const chy_entity *e = &art->entities[m->entities[k]];
            printf(" %s:%s%s%s", e->code, e->sector, *e->id ? ":" : "", e->id);
        }
        printf(" %d]", (int)m->kind);
    }
    printf("\n");
}

/* The mentions of the title, or between two byte offsets of the text. */
static void slice(const chy_article *art, bool title, uint32_t begin, uint32_t end, uint32_t *from, uint32_t *to)
{
    *from = *to = 0;
    bool any = false;
    for (uint32_t i = 0; i < art->n_mentions; i++) {
        const chy_mention *m = &art->mentions[i];
        const chy_token *tok = &art->sentences[m->sentence].tokens[m->first];
        bool in_title = art->sentences[m->sentence].index == 0;
        if (in_title != title || (!title && (tok->begin < begin || tok->begin >= end)))
            continue;
        if (!any)
            *from = i;
        *to = i + 1;
        any = true;
    }
}

static void score_actor(const tools *t, const chy_article *art, uint32_t from, uint32_t to, const char *actor, const char *text, score *s)
{
    char code[4], sector[4];
    const char *id;
    actor_parts(actor, code, sector, &id);
    if (strcmp(code, "---") == 0)
        return;
    bool has_code = false, has_sector = !*sector, has_id = false, has_actor = false;
    for (uint32_t i = from; i < to; i++)
        for (uint32_t k = 0; k < art->mentions[i].n_entities; k++) {
            const chy_entity *e = &art->entities[art->mentions[i].entities[k]];
            if (strcmp(e->code, code) != 0)
                continue;
            has_code = true;
            has_actor |= e->kind != CHY_ENTITY_STATE;
            has_sector |= strcmp(e->sector, sector) == 0;
            has_id |= strcmp(e->id, id) == 0;
        }
    s->gold++;
    s->code += has_code;
    s->sector += has_code && has_sector;
    has_actor |= strcmp(sector, "GOV") == 0;
    s->actor += has_code && has_actor;
    s->actor_sector += has_code && has_actor && has_sector;
    s->gold_id += *id && has_code;
    s->id += *id && has_id;
    const char *missed = !has_code ? "code" : !has_sector ? "sector" : *id && !has_id ? "id" : NULL;
    char what[100];
    snprintf(what, sizeof what, "%s %s", missed ? missed : "", actor);
    if (missed && t->verbose && strcmp(missed, t->verbose) == 0)
        show(art, from, to, what, text);
}

static void score_sentence(const tools *t, const chy_article *art, json_t *gold, json_t *events, score *s)
{
    uint32_t from, to;
    int number = (int)json_integer_value(json_object_get(gold, "i"));
    slice(art, number == 0, (uint32_t)json_integer_value(json_object_get(gold, "b")), (uint32_t)json_integer_value(json_object_get(gold, "e")), &from, &to);
    const char *text = json_string_value(json_object_get(gold, "text"));
    const char *seen[64];
    size_t n_seen = 0, i, k;
    json_t *event, *actor;
    json_array_foreach(events, i, event) {
        if (json_integer_value(json_object_get(event, "s")) != number)
            continue;
        static const char *const keys[] = {"actors", "recipients"};
        for (int side = 0; side < 2; side++)
            json_array_foreach(json_object_get(event, keys[side]), k, actor) {
                const char *name = json_string_value(actor);
                bool old = false;
                for (size_t j = 0; j < n_seen; j++)
                    old |= strcmp(seen[j], name) == 0;
                if (old || n_seen == 64)
                    continue;
                seen[n_seen++] = name;
                score_actor(t, art, from, to, name, text, s);
            }
    }
    for (uint32_t m = from; m < to && n_seen; m++) {
        if (art->mentions[m].kind >= CHY_MENTION_ADJECTIVE || !art->mentions[m].n_entities)
            continue;
        bool used = false;
        for (size_t j = 0; j < n_seen; j++)
            used |= strncmp(seen[j], art->entities[art->mentions[m].entities[0]].code, 3) == 0;
        s->mentions++;
        s->used += used;
        bool guess = art->mentions[m].kind == CHY_MENTION_AGENT && art->mentions[m].confidence < 0.7f;
        s->guessed += guess;
        s->guessed_used += guess && used;
        if (guess && t->verbose && strcmp(t->verbose, "guess") == 0)
            show(art, m, m + 1, used ? "right" : "wrong", text);
        if (!used && t->verbose && strcmp(t->verbose, "extra") == 0)
            show(art, m, m + 1, "extra", text);
    }
}

static bool score_document(const tools *t, json_t *doc, score *s)
{
    chy_arena arena;
    chy_arena_init(&arena);
    const char *day = json_string_value(json_object_get(doc, "date"));
    json_t *text = json_object_get(doc, "text");
    chy_article art = {.arena = &arena, .text = json_string_value(text), .text_len = json_string_length(text),
                       .title = json_string_value(json_object_get(doc, "title"))};
    if (day)
        chy_day_parse(day, strlen(day), &art.day);
    bool good = chy_text_split(&art) == CHY_OK;
    for (uint32_t i = 0; i < art.n_sentences && good; i++)
        good = chy_parser_run(t->parser, t->parse_work, &art.sentences[i]) == CHY_OK &&
               chy_text_lemmatize(&art.sentences[i], &arena) == CHY_OK;
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    good = good && chy_actors_find(t->dict, &art) == CHY_OK;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    s->seconds += (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9;
    s->sentences += art.n_sentences;
    size_t i;
    json_t *gold, *events = json_object_get(doc, "events");
    if (t->verbose && strcmp(t->verbose, "all") == 0)
        show(&art, 0, art.n_mentions, "all", art.text);
    json_array_foreach(json_object_get(doc, "sentences"), i, gold)
        score_sentence(t, &art, gold, events, s);
    chy_arena_release(&arena);
    return good;
}

static double percent(unsigned part, unsigned whole)
{
    return whole ? 100.0 * part / whole : 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: actors_gold DICT MODEL GOLD.jsonl [-v code|sector|id|extra|all] [--min CODES SECTORS]\n", stderr);
        return 2;
    }
    chy_err err = {0};
    tools t = {.dict = chy_dict_open(argv[1], &err)};
    if (t.dict)
        t.parser = chy_parser_open(argv[2], &err);
    t.parse_work = t.parser ? chy_parser_work_new(t.parser) : NULL;
    FILE *file = t.parse_work ? fopen(argv[3], "r") : NULL;
    if (!file) {
        fprintf(stderr, "actors_gold: %s\n", err.msg[0] ? err.msg : argv[3]);
        return 2;
    }
    double min_codes = 0, min_sectors = 0;
    for (int i = 4; i < argc; i++) {
        if (strcmp(argv[i], "-v") == 0 && i + 1 < argc)
            t.verbose = argv[++i];
        else if (strcmp(argv[i], "--min") == 0 && i + 2 < argc)
            min_codes = atof(argv[i + 1]), min_sectors = atof(argv[i + 2]), i += 2;
    }
    score s = {0};
    json_error_t bad;
    json_t *doc;
    while ((doc = json_loadf(file, JSON_DISABLE_EOF_CHECK, &bad))) {
        if (!score_document(&t, doc, &s))
            fputs("actors_gold: a document failed\n", stderr);
        json_decref(doc);
    }
    fclose(file);
    double codes = percent(s.code, s.gold), sectors = percent(s.sector, s.code);
    printf("gold actors %u: codes %.1f, sectors of these %.1f (where more than the country is named %.1f), ids %.1f (of %u); mentions %u, used %.1f, of agents without a country (%u) %.1f; %.0f sentences/s\n", s.gold, codes,
           sectors, percent(s.actor_sector, s.actor), percent(s.id, s.gold_id), s.gold_id, s.mentions, percent(s.used, s.mentions), s.guessed, percent(s.guessed_used, s.guessed), s.sentences / s.seconds);
    chy_parser_work_free(t.parse_work);
    chy_parser_free(t.parser);
    chy_dict_free(t.dict);
    return codes < min_codes || sectors < min_sectors;
}
