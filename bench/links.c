/* bench/links.c - Whether names get the code of what an encyclopedia says they are: for each linked span whose title is a state, a person or a
 * body of the dictionary, the mention over it must have that code. Usage: links DICT MODEL LINKS.jsonl[.gz] [-v] [--min RIGHT STATES LEADERS]
 *
 * right: of the spans over which some mention lies, those with the title's code; states: of the spans that title a sovereign state, those
 * found and right; leaders: the same for a head of state or government in office on the day of the report. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "actors/actors.h"
#include "parse/parser.h"
#include "text/text.h"

typedef struct tools {
    chy_dict *dict;
    chy_parser *parser;
    chy_parser_work *work;
    bool verbose;
} tools;

typedef enum kind { KIND_NONE, KIND_STATE, KIND_LEADER, KIND_OTHER } kind;

typedef struct tally { unsigned found, right, states, states_right, leaders, leaders_right; } tally;

static bool leads(const char *office)
{
    static const char *const offices[] = {"president", "prime minister", "chancellor", "king", "queen", "emir", "sultan", "supreme leader", "emperor", "taoiseach"};
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (strcmp(office, offices[i]) == 0)
            return true;
    return false;
}

/* What the title is on `day`, and its code; KIND_NONE when the dictionary does not have it or has it with several codes. */
static kind title_kind(const chy_dict *dict, const char *title, chy_day day, const char **code)
{
    const char *bracket = strstr(title, " (");
    if (bracket && strcmp(bracket, " (country)") != 0 && strcmp(bracket, " (politician)") != 0)
        return KIND_NONE; /* "Turkey (bird)", "Georgia (U.S. state)" */
    size_t len = bracket ? (size_t)(bracket - title) : strlen(title);
    const chy_entry *all;
    size_t n;
    kind what = KIND_NONE;
    if (!chy_dict_lookup(dict, title, len, &all, &n))
        return KIND_NONE;
    for (size_t i = 0; i < n; i++) {
        const chy_entry *e = &all[i];
        bool exact = strlen(e->name) == len && memcmp(e->name, title, len) == 0;
        exact |= e->kind == CHY_ENTRY_STATE || e->kind == CHY_ENTRY_PERSON; /* "Republic of Ireland", "Viktor Orbán": another spelling is no other name */
        if (!exact || !chy_day_within(day, e->from, e->to) || e->kind > CHY_ENTRY_PERSON || e->kind == CHY_ENTRY_DEMONYM ||
            e->kind == CHY_ENTRY_ADJECTIVE || e->kind == CHY_ENTRY_CAPITAL || e->kind == CHY_ENTRY_METONYM)
            continue;
        if (what != KIND_NONE && strcmp(*code, e->code) != 0)
            return KIND_NONE;
        *code = e->code;
        kind own = e->kind == CHY_ENTRY_STATE && !*e->id ? KIND_STATE : e->kind == CHY_ENTRY_PERSON && leads(e->office) ? KIND_LEADER : KIND_OTHER;
        what = what == KIND_NONE || own < what ? own : what;
    }
    return what;
}

/* The byte where character `at` begins. */
static size_t byte_of(const char *text, size_t at)
{
    size_t i = 0;
    for (; text[i] && at; i++)
        if (((unsigned char)text[i + 1] & 0xc0) != 0x80)
            at--;
    return i;
}

/* 1: a mention over the span has the code, 0: none lies there, -1: others do. */
static int coded(const chy_article *art, size_t begin, size_t end, const char *code, const char **got)
{
    int result = 0;
    for (uint32_t i = 0; i < art->n_mentions; i++) {
        const chy_mention *m = &art->mentions[i];
        const chy_token *tokens = art->sentences[m->sentence].tokens;
        if (tokens[m->first].begin >= end || tokens[m->first + m->n_tokens - 1].end <= begin)
            continue;
        for (uint32_t k = 0; k < m->n_entities; k++) {
            *got = art->entities[m->entities[k]].code;
            if (strcmp(*got, code) == 0)
                return 1;
            result = -1;
        }
    }
    return result;
}

static void judge(const tools *t, const chy_article *art, json_t *link, tally *sum)
{
    const char *title = json_string_value(json_array_get(link, 2)), *code = "", *got = "";
    kind what = title ? title_kind(t->dict, title, art->day, &code) : KIND_NONE;
    if (what == KIND_NONE)
        return;
    size_t begin = byte_of(art->text, (size_t)json_integer_value(json_array_get(link, 0)));
    size_t end = byte_of(art->text, (size_t)json_integer_value(json_array_get(link, 1)));
    int result = coded(art, begin, end, code, &got);
    sum->found += result != 0;
    sum->right += result == 1;
    sum->states += what == KIND_STATE;
    sum->states_right += what == KIND_STATE && result == 1;
    sum->leaders += what == KIND_LEADER;
    sum->leaders_right += what == KIND_LEADER && result == 1;
    if (t->verbose && result != 1)
        printf("%s %s=%s, not %s | %.*s | %s\n", what == KIND_STATE ? "state" : what == KIND_LEADER ? "leader" : "other", title, code,
               result ? got : "found", (int)(end - begin), art->text + begin, art->text);
}

static bool judge_line(const tools *t, const char *line, tally *sum)
{
    json_t *doc = json_loads(line, 0, NULL);
    const char *text = json_string_value(json_object_get(doc, "text")), *day = json_string_value(json_object_get(doc, "date"));
    chy_arena arena;
    chy_arena_init(&arena);
    chy_article art = {.arena = &arena, .text = text, .text_len = text ? strlen(text) : 0};
    bool good = text && (!day || chy_day_parse(day, strlen(day), &art.day)) && chy_text_split(&art) == CHY_OK;
    for (uint32_t i = 0; i < art.n_sentences && good; i++)
        good = chy_parser_run(t->parser, t->work, &art.sentences[i]) == CHY_OK && chy_text_lemmatize(&art.sentences[i], &arena) == CHY_OK;
    good = good && chy_actors_find(t->dict, &art) == CHY_OK;
    size_t i;
    json_t *link;
    json_array_foreach(json_object_get(doc, "links"), i, link)
        if (good)
            judge(t, &art, link, sum);
    chy_arena_release(&arena);
    json_decref(doc);
    return good;
}

static double percent(unsigned part, unsigned whole)
{
    return whole ? 100.0 * part / whole : 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: links DICT MODEL LINKS.jsonl[.gz] [-v] [--min RIGHT STATES LEADERS]\n", stderr);
        return 2;
    }
    chy_err err = {.msg = ""};
    tools t = {.dict = chy_dict_open(argv[1], &err)};
    t.parser = t.dict ? chy_parser_open(argv[2], &err) : NULL;
    t.work = t.parser ? chy_parser_work_new(t.parser) : NULL;
    gzFile file = t.work ? gzopen(argv[3], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "links: %s\n", err.msg[0] ? err.msg : argv[3]);
        return 2;
    }
    double min[3] = {0, 0, 0};
    for (int i = 4; i < argc; i++) {
        t.verbose |= strcmp(argv[i], "-v") == 0;
        for (int k = 0; k < 3 && strcmp(argv[i], "--min") == 0 && i + 3 < argc; k++)
            min[k] = atof(argv[i + 1 + k]);
    }
    static char line[1 << 20];
    tally sum = {0};
    while (gzgets(file, line, sizeof line))
        if (!judge_line(&t, line, &sum))
            fputs("links: a line was left out\n", stderr);
    gzclose(file);
    double right = percent(sum.right, sum.found), states = percent(sum.states_right, sum.states), leaders = percent(sum.leaders_right, sum.leaders);
    printf("links: right %.2f of %u, states %.2f of %u, leaders %.2f of %u\n", right, sum.found, states, sum.states, leaders, sum.leaders);
    chy_parser_work_free(t.work);
    chy_parser_free(t.parser);
    chy_dict_free(t.dict);
    return right < min[0] || states < min[1] || leaders < min[2];
}
