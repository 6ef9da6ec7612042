/* bench/dates.c - Scores when/ on tests/golden/dates.txt: expressions in context with the days they mean.
 *
 *   dates FILE [--model MODEL] [--min PERCENT]
 *
 * Prints every miss and the rate; status 1 when it is below the minimum. With a model the sentences are parsed, as in the program; without
 * one the tense is guessed from the words alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/parser.h"
#include "text/text.h"
#include "when/when.h"

#define MAX_MARKS 8

typedef struct mark { uint32_t begin, end; char want[64]; bool met; } mark;
typedef struct tally { unsigned right, wrong, extra; } tally;

static const char *text_of(const chy_time_mention *time, char *out)
{
    char from[24], to[24];
    chy_day_format(time->from, from);
    chy_day_format(time->to, to);
    snprintf(out, 64, strcmp(from, to) ? "%s/%s" : "%s", from, to);
    return out;
}

/* Takes the brackets out of `line` and notes where they stood; the expectations stand behind " = ". */
static uint32_t read_marks(char *line, mark *marks)
{
    char *want = strstr(line, " = ");
    if (!want)
        return 0;
    *want = '\0';
    want += 3;
    uint32_t n = 0;
    char *to = line;
    for (char *from = line; *from; from++) {
        if (*from == '[' && n < MAX_MARKS)
            marks[n].begin = (uint32_t)(to - line);
        else if (*from == ']' && n < MAX_MARKS)
            marks[n++].end = (uint32_t)(to - line);
        else
            *to++ = *from;
    }
    *to = '\0';
    for (uint32_t i = 0; i < n; i++) {
        char *piece = strtok(i ? NULL : want, ";\n");
        while (piece && *piece == ' ')
            piece++;
        snprintf(marks[i].want, sizeof marks[i].want, "%s", piece ? piece : "?");
        marks[i].met = false;
    }
    return n;
}

static void score(chy_article *art, mark *marks, uint32_t n, tally *t)
{
    char got[64];
    for (uint32_t i = 0; i < art->n_times; i++) {
        const chy_time_mention *time = &art->times[i];
        const chy_token *a = &art->sentences[time->sentence].tokens[time->first], *b = a + time->n_tokens - 1;
        uint32_t m = 0;
        while (m < n && (b->end <= marks[m].begin || a->begin >= marks[m].end))
            m++;
        text_of(time, got);
        if (m == n) {
            t->extra++;
            printf("extra   %s  \"%.*s\"  %s\n", art->text, (int)(b->end - a->begin), art->text + a->begin, got);
        } else if (!marks[m].met) {
            marks[m].met = true;
            bool right = strcmp(marks[m].want, got) == 0;
            right ? t->right++ : t->wrong++;
            if (!right)
                printf("wrong   %s  want %s got %s\n", art->text, marks[m].want, got);
        }
    }
    for (uint32_t m = 0; m < n; m++)
        if (!marks[m].met) {
            bool right = strcmp(marks[m].want, "-") == 0;
            right ? t->right++ : t->wrong++;
            if (!right)
                printf("missed  %s  want %s\n", art->text, marks[m].want);
        }
}

static int run_line(char *line, chy_day base, const chy_parser *parser, chy_parser_work *work, tally *t)
{
    mark marks[MAX_MARKS];
    uint32_t n = read_marks(line, marks);
    if (!n) {
        fprintf(stderr, "dates: no brackets or no \" = \" in: %s\n", line);
        return 2;
    }
    chy_arena arena;
    chy_arena_init(&arena);
    chy_sentence sent = {0};
    chy_article art = {.arena = &arena, .text = line, .text_len = strlen(line), .day = base, .sentences = &sent, .n_sentences = 1};
    int bad = chy_text_tokenize(line, strlen(line), &arena, &sent) != CHY_OK;
    if (!bad && parser)
        bad = chy_parser_run(parser, work, &sent) != CHY_OK || chy_text_lemmatize(&sent, &arena) != CHY_OK;
    bad = bad || chy_when_find(&art) != CHY_OK;
    if (!bad)
        score(&art, marks, n, t);
    chy_arena_release(&arena);
    return bad ? 2 : 0;
}

int main(int argc, char **argv)
{
    const char *model = NULL;
    double min = 0;
    for (int i = 2; i + 1 < argc; i += 2)
        if (!strcmp(argv[i], "--model"))
            model = argv[i + 1];
        else if (!strcmp(argv[i], "--min"))
            min = atof(argv[i + 1]);
    FILE *in = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (!in) {
        fprintf(stderr, "usage: dates FILE [--model MODEL] [--min PERCENT]\n");
        return 2;
    }
    chy_err err = {0};
    chy_parser *parser = model ? chy_parser_open(model, &err) : NULL;
    if (model && !parser) {
        fprintf(stderr, "dates: %s\n", err.msg);
        fclose(in);
        return 2;
    }
    chy_parser_work *work = parser ? chy_parser_work_new(parser) : NULL;
    chy_day base = {0, 0, 0};
    tally t = {0, 0, 0};
    char line[1024];
    int bad = 0;
    while (!bad && fgets(line, sizeof line, in)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (line[0] == '@')
            bad = chy_day_parse(line + 1, 10, &base) ? 0 : 2;
        else
            bad = run_line(line, base, parser, work, &t);
    }
    fclose(in);
    chy_parser_work_free(work);
    chy_parser_free(parser);
    double all = t.right + t.wrong + t.extra, rate = all ? 100.0 * t.right / all : 0;
    printf("dates: %.1f%% of %.0f right (%u wrong, %u found where none is)%s\n", rate, all, t.wrong, t.extra, model ? "" : ", without trees");
    return bad ? bad : rate < min;
}
