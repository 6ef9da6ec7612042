/* train/scorer.c - Trains the event scorer: reads annotated reports, runs the coder over them, lays the gold events over what
 * it found, and fits one softmax a task (src/events/scorer.h) by AdaGrad. Fixed order, fixed seed, one thread.
 *
 *   scorer SHARE VECTORS OUT GOLD.jsonl...      SHARE: folder with chancery.dict, models/, events/
 *   scorer --cross K ...                        leaves every K-th document of the first file out and prints how it fares on those
 *
 * Trains only on what DESIGN.md allows (gold/train). The event's date and place are not its business. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "chancery.h"
#include "events/scorer.h"
#include "types/coding.h"
#include "pipeline/knowledge.h"

/* Dense numbers are -127..127; training sees them near 1. */
#define DENSE_SCALE 64.0f

typedef struct instance {
    uint32_t first, n;  /* slice of `keys` */
    uint32_t dense;     /* which row of `dense_rows`, or UINT32_MAX */
    uint16_t label;
    uint32_t marks[CHY_N_PARTS]; /* roles: which gold codes of each part the mention may stand for */
    float weight;
    uint32_t document;
} instance;

typedef struct task_data {
    instance *items;
    size_t n, cap;
    char *names[CHY_MAX_CLASSES];
    uint32_t n_names;
} task_data;

/* One trigger and its mentions, the last of which is nobody: for both parts one of them is to be chosen, or several. */
typedef struct choice {
    uint32_t first, n; /* slice of the role task's instances */
    uint32_t codes[CHY_N_PARTS]; /* gold codes found among them */
    uint32_t document;
} choice;

static choice *choices;
static size_t n_choices, cap_choices;

static task_data tasks[CHY_N_TASK];
static uint32_t *keys;
static size_t n_keys, cap_keys;
static int8_t *dense_rows;
static size_t n_dense, cap_dense;
static chy_clusters clusters;

static uint32_t first_file; /* documents of the first file: only these are held out */

static struct { size_t events, no_sentence, no_trigger, actors, actors_found, recipients, recipients_found; } seen;

/* Rounds of training, step, decay, share of features and of hidden units left out at random, hidden units (0: linear), nets whose chances are averaged. Found
 * by --cross 5 on gold/train: a hidden layer gains 3.5 points of F1 on types, 1.4 of deeds with both parties right on roles. */
enum { MAX_NETS = CHY_MAX_NETS, LEAST = 3 };
typedef struct recipe { int epochs; float rate, decay, drop, drop_hidden; uint32_t hidden, nets; bool choose; } recipe;
static const recipe recipes[CHY_N_TASK] = {
    [CHY_TASK_TYPE] = {8, 0.05f, 1e-5f, 0.4f, 0.4f, 64, 3, false},  [CHY_TASK_ROLE] = {6, 0.03f, 1e-5f, 0.4f, 0.3f, 32, 5, true},
    [CHY_TASK_GATE] = {8, 0.05f, 1e-4f, 0.3f, 0, 0, 1, false},
    [CHY_TASK_STATUS] = {12, 0.05f, 1e-4f, 0.3f, 0, 0, 1, false},   [CHY_TASK_MODE] = {10, 0.05f, 1e-5f, 0.3f, 0.2f, 48, 1, false},
    [CHY_TASK_CAMEO] = {10, 0.05f, 1e-5f, 0.3f, 0.2f, 64, 1, false},    [CHY_TASK_CONTENT] = {12, 0.05f, 1e-4f, 0.3f, 0, 0, 1, false}};

static uint32_t dense_dim(chy_task number);

static void *grown(void *items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 1024;
    items = realloc(items, *cap * size);
    if (!items) {
        fprintf(stderr, "scorer: out of memory\n");
        exit(1);
    }
    return items;
}

static uint16_t class_of(chy_task task, const char *name)
{
    task_data *t = &tasks[task];
    for (uint32_t k = 0; k < t->n_names; k++)
        if (strcmp(t->names[k], name) == 0)
            return (uint16_t)k;
    if (t->n_names == CHY_MAX_CLASSES)
        return 0;
    t->names[t->n_names] = strdup(name);
    return (uint16_t)t->n_names++;
}

/* Keeps a dense vector; the same one told again right away (the details of one trigger) is kept once. */
static uint32_t dense_row(const int8_t *dense)
{
    size_t last = n_dense - CHY_DENSE_DIM;
    if (n_dense && memcmp(dense_rows + last, dense, CHY_DENSE_DIM) == 0)
        return (uint32_t)(last / CHY_DENSE_DIM);
    while (n_dense + CHY_DENSE_DIM > cap_dense)
        dense_rows = grown(dense_rows, cap_dense, &cap_dense, 1);
    memcpy(dense_rows + n_dense, dense, CHY_DENSE_DIM);
    n_dense += CHY_DENSE_DIM;
    return (uint32_t)(n_dense / CHY_DENSE_DIM) - 1;
}

static instance *add_instance(chy_task task, const chy_features *features, const int8_t *dense, uint16_t label, float weight, uint32_t document)
{
    task_data *t = &tasks[task];
    t->items = grown(t->items, t->n, &t->cap, sizeof *t->items);
    instance *item = &t->items[t->n++];
    *item = (instance){.first = (uint32_t)n_keys, .n = features->n, .dense = UINT32_MAX, .label = label, .weight = weight, .document = document};
    for (uint32_t i = 0; i < features->n; i++) {
        keys = grown(keys, n_keys, &cap_keys, sizeof *keys);
        keys[n_keys++] = features->items[i].key;
    }
    if (dense)
        item->dense = dense_row(dense);
    return item;
}

/* ---- laying gold over the coder's output ---- */

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static const char *find_blind(const char *hay, size_t len, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = 0; n && i + n <= len; i++)
        if (strncasecmp(hay + i, needle, n) == 0)
            return hay + i;
    return NULL;
}

/* Byte range of the trigger in the source of gold sentence `s`; false when it is not there. */
static bool trigger_range(const json_t *doc, const chy_article *art, const json_t *event, bool *title, uint32_t *begin, uint32_t *end)
{
    json_int_t s = json_integer_value(json_object_get(event, "s"));
    const json_t *sentences = json_object_get(doc, "sentences");
    const char *trigger = text_of(event, "trigger");
    for (size_t i = 0; i < json_array_size(sentences); i++) {
        const json_t *sent = json_array_get(sentences, i);
        if (json_integer_value(json_object_get(sent, "i")) != s)
            continue;
        *title = s == 0;
        const char *source = s == 0 ? art->title : art->text;
        size_t from = s == 0 ? 0 : (size_t)json_integer_value(json_object_get(sent, "b"));
        size_t to = s == 0 ? (source ? strlen(source) : 0) : (size_t)json_integer_value(json_object_get(sent, "e"));
        const char *at = source && from <= to ? find_blind(source + from, to - from, trigger) : NULL;
        if (!at)
            return false;
        *begin = (uint32_t)(at - source);
        *end = *begin + (uint32_t)strlen(trigger);
        return true;
    }
    return false;
}

static uint32_t sentence_at(const chy_article *art, bool title, uint32_t begin)
{
    for (uint32_t i = 0; i < art->n_sentences; i++)
        if ((art->sentences[i].index == 0) == title && art->sentences[i].begin <= begin && begin < art->sentences[i].end)
            return i;
    return UINT32_MAX;
}

/* The candidate that heads the words of the trigger: its head lies outside the span; verbs before nouns. */
static uint32_t head_of_span(const chy_scene *scene, uint32_t begin, uint32_t end, bool *in_span)
{
    uint32_t best = CHY_NO_TOKEN;
    int best_rank = 0;
    for (uint32_t i = 0; i < scene->sent->n_tokens; i++) {
        const chy_token *tok = chy_scene_token(scene, i);
        in_span[i] = tok->begin < end && tok->end > begin;
    }
    for (uint32_t i = 0; i < scene->sent->n_tokens; i++) {
        if (!in_span[i] || !chy_is_candidate(scene, i))
            continue;
        uint32_t head = chy_tree_head(&scene->tree, i);
        bool outer = head == CHY_NO_TOKEN || !in_span[head];
        int rank = 1 + 2 * outer + (chy_scene_token(scene, i)->upos == CHY_UPOS_VERB);
        if (rank > best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

typedef struct gold_label {
    chy_type type;
    const json_t *event;
    float weight;
} gold_label;

static chy_type type_of(const char *name)
{
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (strcmp(chy_type_names[t], name) == 0)
            return (chy_type)t;
    return CHY_TYPE_NONE;
}

/* How well a mention fits a gold actor code "CODE:SECTOR:id": 0 not at all. */
static int fit(const chy_article *art, const chy_mention *mention, const char *gold)
{
    int best = 0;
    for (uint32_t e = 0; e < mention->n_entities; e++) {
        const chy_entity *entity = &art->entities[mention->entities[e]];
        size_t code = strcspn(gold, ":");
        if (strlen(entity->code) != code || strncmp(entity->code, gold, code) != 0)
            continue;
        const char *sector = gold[code] ? gold + code + 1 : "";
        size_t len = strcspn(sector, ":");
        int score = 2 + (strlen(entity->sector) == len && strncmp(entity->sector, sector, len) == 0);
        best = score > best ? score : best;
    }
    return best;
}

/* Which mentions stand for a gold code: those of its sector where there are any, else those of its code; words that can act before places and
 * adjectives. Adds a bit to `marks` of each; false when there is none. */
static bool mark_code(const chy_scene *scene, const char *gold, uint32_t bit, uint32_t *marks)
{
    const chy_article *art = scene->art;
    uint32_t first = scene->sent->first_mention, n = scene->sent->n_mentions;
    int best = 0;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < n; i++) {
            const chy_mention *mention = &art->mentions[first + i];
            int how = fit(art, mention, gold);
            bool acts = mention->kind != CHY_MENTION_PLACE && mention->kind != CHY_MENTION_ADJECTIVE;
            how = how ? how * 2 + acts : 0;
            if (round == 0)
                best = how > best ? how : best;
            else if (how && how == best)
                marks[i] |= bit;
        }
    return best > 0;
}

enum { MAX_CODES = 16 };

/* One side of an event: bits of `marks` (a mention each) say which gold codes a mention may stand for. Returns how many codes were found. */
static uint32_t mark_side(const chy_scene *scene, const json_t *codes, uint32_t *marks, uint32_t n, size_t *wanted, size_t *found)
{
    for (size_t c = 0; c < json_array_size(codes) && n < MAX_CODES; c++) {
        const char *gold = json_string_value(json_array_get(codes, c));
        if (!gold || strcmp(gold, "---") == 0)
            continue;
        (*wanted)++;
        if (mark_code(scene, gold, 1u << n, marks)) {
            (*found)++;
            n++;
        }
    }
    return n;
}

/* Two equals who meet, agree or work together: which of them is called actor is chance, so both are. */
static bool are_equals(const gold_label *gold)
{
    const char *mode = json_string_value(json_array_get(json_object_get(gold->event, "mode"), 0));
    size_t n = json_array_size(json_object_get(gold->event, "actors")) + json_array_size(json_object_get(gold->event, "recipients"));
    return chy_type_is_symmetric(gold->type) && n == 2 && !(mode && strcmp(mode, "visit") == 0);
}

static void learn_roles(chy_scene *scene, uint32_t at, const gold_label *gold, const chy_rule *rule, const chy_signals *signals, const int8_t *trigger,
                        uint32_t document)
{
    uint32_t n = scene->sent->n_mentions;
    uint32_t *marks[CHY_N_PARTS];
    for (int part = 0; part < CHY_N_PARTS; part++)
        marks[part] = calloc(n + 1, sizeof *marks[part]);
    const json_t *actors = json_object_get(gold->event, "actors"), *recipients = json_object_get(gold->event, "recipients");
    const char *source = text_of(gold->event, "said_by");
    uint32_t codes[CHY_N_PARTS] = {mark_side(scene, actors, marks[0], 0, &seen.actors, &seen.actors_found), 0,
                                   *source && mark_code(scene, source, 1, marks[2])};
    if (are_equals(gold))
        codes[0] = mark_side(scene, recipients, marks[0], codes[0], &seen.recipients, &seen.recipients_found);
    else
        codes[1] = mark_side(scene, recipients, marks[1], 0, &seen.recipients, &seen.recipients_found);
    choices = grown(choices, n_choices, &cap_choices, sizeof *choices);
    choices[n_choices++] = (choice){.first = (uint32_t)tasks[CHY_TASK_ROLE].n, .n = n + 1, .document = document};
    memcpy(choices[n_choices - 1].codes, codes, sizeof codes);
    chy_deed deed = {.at = at, .type = gold->type, .rule = rule};
    deed.n_speakers = chy_speakers(scene, at, signals, deed.speakers, CHY_MAX_PARTIES);
    for (uint32_t i = 0; i <= n; i++) {
        chy_features features;
        int8_t dense[CHY_DENSE_DIM];
        uint32_t mention = i < n ? scene->sent->first_mention + i : CHY_NOBODY;
        chy_features_role(scene, &clusters, &deed, mention, &features);
        memcpy(dense, trigger, CHY_DENSE_HALF);
        chy_dense_party(scene, &clusters, mention, dense + CHY_DENSE_HALF);
        instance *item = add_instance(CHY_TASK_ROLE, &features, recipes[CHY_TASK_ROLE].hidden ? dense : NULL, 0, gold->weight, document);
        for (int part = 0; part < CHY_N_PARTS; part++)
            item->marks[part] = i < n ? marks[part][i] : 0;
    }
    for (int part = 0; part < CHY_N_PARTS; part++)
        free(marks[part]);
}

static void learn_details(chy_scene *scene, uint32_t at, const gold_label *gold, const chy_rule *rule, const chy_signals *signals,
                          const int8_t *dense, uint32_t document)
{
    chy_features features;
    chy_features_detail(scene, &clusters, at, gold->type, rule, signals, &features);
    const char *mode = json_string_value(json_array_get(json_object_get(gold->event, "mode"), 0));
    add_instance(CHY_TASK_STATUS, &features, dense, class_of(CHY_TASK_STATUS, text_of(gold->event, "status")), gold->weight, document);
    add_instance(CHY_TASK_MODE, &features, dense, class_of(CHY_TASK_MODE, mode ? mode : ""), gold->weight, document);
    add_instance(CHY_TASK_CAMEO, &features, dense, class_of(CHY_TASK_CAMEO, text_of(gold->event, "cameo")), gold->weight, document);
    add_instance(CHY_TASK_CONTENT, &features, dense, class_of(CHY_TASK_CONTENT, text_of(gold->event, "content")), gold->weight, document);
}

/* How often each lemma stood as candidate, and as the word of a deed. */
typedef struct lemma_count { uint32_t key, n, deeds; } lemma_count;
enum { LEMMA_SLOTS = 1 << 18, IDLE_FROM = 4, IDLE_SHARE = 80 };
static lemma_count lemmas[LEMMA_SLOTS];

static void count_lemma(const chy_token *word, bool deed)
{
    uint32_t key = (uint32_t)word->lemma_hash | 1u, at = key & (LEMMA_SLOTS - 1);
    while (lemmas[at].key && lemmas[at].key != key)
        at = (at + 1) & (LEMMA_SLOTS - 1);
    lemmas[at].key = key;
    lemmas[at].n++;
    lemmas[at].deeds += deed;
}

static void learn_sentence(const chy_rules *rules, chy_article *art, uint32_t index, const gold_label *labels, const bool *ignore, uint32_t document)
{
    chy_scene scene;
    if (!chy_scene_init(&scene, rules, art, index))
        return;
    for (uint32_t at = 0; at < scene.sent->n_tokens; at++) {
        if (!chy_is_candidate(&scene, at))
            continue;
        count_lemma(chy_scene_token(&scene, at), ignore[at] || labels[at].type);
        if (ignore[at] && !labels[at].type)
            continue;
        const chy_rule *rule = chy_match_rule(&scene, at);
        chy_signals signals = chy_signals_of(&scene, at);
        int8_t dense[CHY_DENSE_DIM];
        chy_features features;
        chy_features_gate(&scene, &clusters, at, rule, &features);
        add_instance(CHY_TASK_GATE, &features, NULL, labels[at].type != CHY_TYPE_NONE, 1, document);
        chy_dense_trigger(&scene, &clusters, at, dense);
        chy_features_trigger(&scene, &clusters, at, rule, &signals, &features);
        float weight = labels[at].type ? labels[at].weight : 1.0f;
        add_instance(CHY_TASK_TYPE, &features, dense, (uint16_t)labels[at].type, weight, document);
        if (labels[at].type) {
            learn_roles(&scene, at, &labels[at], rule, &signals, dense, document);
            learn_details(&scene, at, &labels[at], rule, &signals, dense, document);
        }
    }
}

static float shapes[CHY_N_TYPE * CHY_N_SHAPE];
static size_t of_type[CHY_N_TYPE], two_sided[CHY_N_TYPE];

static bool same_up_to(const char *a, const char *b, int colons)
{
    for (; *a && *a == *b; a++, b++)
        if (*a == ':' && --colons == 0)
            return true;
    return (!*a || *a == ':') && (!*b || *b == ':');
}

/* Counts the shapes of parties, see chy_shape. */
static void count_shape(const json_t *event)
{
    chy_type type = type_of(text_of(event, "type"));
    const json_t *sides[] = {json_object_get(event, "actors"), json_object_get(event, "recipients")};
    const char *first = json_string_value(json_array_get(sides[0], 0));
    bool one_code = true, self = json_array_size(sides[1]) > 0;
    for (int k = 0; first && k < 2; k++)
        for (size_t i = 0; i < json_array_size(sides[k]); i++) {
            const char *code = json_string_value(json_array_get(sides[k], i));
            one_code &= code && same_up_to(first, code, 1);
            self &= code && same_up_to(first, code, 2);
        }
    of_type[type]++;
    shapes[type * CHY_N_SHAPE + CHY_SHAPE_NO_RECIPIENT] += one_code && !json_array_size(sides[1]);
    shapes[type * CHY_N_SHAPE + CHY_SHAPE_SELF] += self;
    shapes[type * CHY_N_SHAPE + CHY_SHAPE_OWN_CODE] += first && one_code && json_array_size(sides[1]);
    two_sided[type] += first && json_array_size(sides[1]);
}

static void learn_document(const chy_rules *rules, chy_article *art, const json_t *doc, uint32_t document)
{
    const json_t *events = json_object_get(doc, "events");
    for (uint32_t s = 0; s < art->n_sentences; s++) {
        uint32_t n = art->sentences[s].n_tokens;
        gold_label *labels = calloc(n + 1, sizeof *labels);
        bool *ignore = calloc(n + 1, sizeof *ignore), *span = calloc(n + 1, sizeof *span);
        for (size_t e = 0; e < json_array_size(events); e++) {
            const json_t *event = json_array_get(events, e);
            bool title = false;
            uint32_t begin = 0, end = 0;
            if (s == 0) {
                seen.events++;
                count_shape(event);
            }
            if (!trigger_range(doc, art, event, &title, &begin, &end) || sentence_at(art, title, begin) == UINT32_MAX) {
                seen.no_sentence += s == 0;
                continue;
            }
            chy_scene scene;
            if (sentence_at(art, title, begin) != s || !chy_scene_init(&scene, rules, art, s))
                continue;
            uint32_t at = head_of_span(&scene, begin, end, span);
            for (uint32_t i = 0; i < n; i++)
                ignore[i] |= span[i];
            if (at == CHY_NO_TOKEN) {
                seen.no_trigger++;
                continue;
            }
            bool doubtful = json_is_true(json_object_get(event, "doubtful"));
            if (!labels[at].type)
                labels[at] = (gold_label){type_of(text_of(event, "type")), event, doubtful ? 0.5f : 1.0f};
        }
        if (n && !art->sentences[s].furniture)
            learn_sentence(rules, art, s, labels, ignore, document);
        free(labels);
        free(ignore);
        free(span);
    }
}

static void set_field(chy_document *document, chy_field field, const json_t *doc, const char *key)
{
    const char *value = json_string_value(json_object_get(doc, key));
    if (value && chy_document_set(document, field, value, strlen(value), NULL) != CHY_OK)
        fprintf(stderr, "scorer: a field %s was refused\n", key);
}

static uint32_t learn_file(const chy_knowledge *knowledge, chy_coder *coder, const char *path, uint32_t document)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;
    if (!f) {
        fprintf(stderr, "scorer: cannot read %s\n", path);
        exit(1);
    }
    chy_document *input = chy_document_new();
    chy_coding *coding = chy_coding_new();
    while (getline(&line, &cap, f) > 0) {
        json_t *doc = json_loads(line, 0, NULL);
        chy_err err = {0};
        if (!doc)
            continue;
        chy_document_clear(input);
        set_field(input, CHY_FIELD_ID, doc, "id");
        set_field(input, CHY_FIELD_DATE, doc, "date");
        set_field(input, CHY_FIELD_SOURCE, doc, "source");
        set_field(input, CHY_FIELD_TITLE, doc, "title");
        set_field(input, CHY_FIELD_TEXT, doc, "text");
        if (chy_coder_run(coder, input, coding, &err) == CHY_OK)
            learn_document(knowledge->rules, &coding->article, doc, document++);
        else
            fprintf(stderr, "scorer: %s: %s\n", text_of(doc, "id"), err.msg);
        json_decref(doc);
    }
    free(line);
    fclose(f);
    chy_coding_free(coding);
    chy_document_free(input);
    return document;
}

/* ---- word classes: k-means over the vectors ---- */

enum { COARSE = 64, FINE = 600, ROUNDS = 12 };

static uint64_t rng = 20261121;
static uint32_t random_below(uint32_t n)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 33) % n;
}

/* Spherical k-means; writes 1 + the number of the nearest centre of every row. */
static void k_means(const float *rows, uint32_t n, uint32_t dim, uint32_t k, uint16_t *out)
{
    float *centre = calloc((size_t)k * dim, sizeof *centre), *sum = malloc((size_t)k * dim * sizeof *sum);
    for (uint32_t c = 0; c < k; c++)
        memcpy(centre + (size_t)c * dim, rows + (size_t)random_below(n < 20000 ? n : 20000) * dim, dim * sizeof *rows);
    for (int round = 0; round < ROUNDS; round++) {
        memset(sum, 0, (size_t)k * dim * sizeof *sum);
        for (uint32_t i = 0; i < n; i++) {
            const float *row = rows + (size_t)i * dim;
            float best = -2;
            for (uint32_t c = 0; c < k; c++) {
                float dot = 0;
                for (uint32_t d = 0; d < dim; d++)
                    dot += row[d] * centre[(size_t)c * dim + d];
                if (dot > best) {
                    best = dot;
                    out[i] = (uint16_t)(c + 1);
                }
            }
            for (uint32_t d = 0; d < dim; d++)
                sum[(size_t)(out[i] - 1) * dim + d] += row[d];
        }
        for (uint32_t c = 0; c < k; c++) {
            float norm = 0;
            for (uint32_t d = 0; d < dim; d++)
                norm += sum[(size_t)c * dim + d] * sum[(size_t)c * dim + d];
            for (uint32_t d = 0; norm > 0 && d < dim; d++)
                centre[(size_t)c * dim + d] = sum[(size_t)c * dim + d] / sqrtf(norm);
        }
    }
    free(centre);
    free(sum);
}

static void read_clusters(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint32_t n = 0, dim = 0;
    char line[256];
    if (!f || !fgets(line, sizeof line, f) || sscanf(line, "%u %u", &n, &dim) != 2 || dim != CHY_VECTOR_DIM) {
        fprintf(stderr, "scorer: %s holds no vectors of %d numbers\n", path, CHY_VECTOR_DIM);
        exit(1);
    }
    char **words = calloc(n, sizeof *words);
    float *rows = malloc((size_t)n * dim * sizeof *rows);
    for (uint32_t i = 0; i < n; i++) {
        if (!fgets(line, sizeof line, f))
            exit(1);
        line[strcspn(line, "\t\n")] = '\0';
        words[i] = strdup(line);
    }
    if (fread(rows, sizeof *rows, (size_t)n * dim, f) != (size_t)n * dim)
        exit(1);
    fclose(f);
    n = n > 30000 ? 30000 : n; /* rarer words are too noisy to sort */
    for (uint32_t i = 0; i < n; i++) {
        float norm = 1e-9f;
        for (uint32_t d = 0; d < dim; d++)
            norm += rows[(size_t)i * dim + d] * rows[(size_t)i * dim + d];
        for (uint32_t d = 0; d < dim; d++)
            rows[(size_t)i * dim + d] /= sqrtf(norm);
    }
    uint16_t *coarse = calloc(n, sizeof *coarse), *fine = calloc(n, sizeof *fine);
    k_means(rows, n, dim, COARSE, coarse);
    k_means(rows, n, dim, FINE, fine);
    uint32_t size = 1u << 16;
    uint32_t *slots = calloc(size, sizeof *slots);
    uint16_t *c = calloc(size, sizeof *c), *g = calloc(size, sizeof *g);
    uint32_t *row = calloc(size, sizeof *row);
    int8_t *vectors = malloc((size_t)n * CHY_VECTOR_DIM);
    for (size_t i = 0; i < (size_t)n * CHY_VECTOR_DIM; i++) {
        float x = rows[i] * 300; /* of unit length: a number is seldom above 0.4 */
        vectors[i] = (int8_t)(x > 127 ? 127 : x < -127 ? -127 : lrintf(x));
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t key = (uint32_t)chy_hash(words[i], strlen(words[i])) | 1u, at = key & (size - 1);
        while (slots[at] && slots[at] != key)
            at = (at + 1) & (size - 1);
        if (!slots[at]) {
            slots[at] = key;
            c[at] = coarse[i];
            g[at] = fine[i];
            row[at] = i;
        }
        free(words[i]);
    }
    clusters = (chy_clusters){.slots = slots, .coarse = c, .fine = g, .n_slots = size, .rows = row, .vectors = vectors, .n_vectors = n};
    free(words);
    free(rows);
    free(coarse);
    free(fine);
}

/* ---- fitting ---- */

static uint32_t dense_dim(chy_task number)
{
    return number == CHY_TASK_GATE || (number == CHY_TASK_ROLE && !recipes[number].hidden) ? 0 : CHY_DENSE_DIM;
}

/* Weights of one task with the sums of squares that AdaGrad keeps. Rows have `width` numbers, see events/scorer.h. */
typedef struct weights { float *w, *square; } weights;
typedef struct fitted {
    uint32_t *slot_keys, *slot_rows, n_slots, n_rows, n_classes, hidden, width;
    weights rows, dense, bias, out;
    const recipe *how;
} fitted;

static float random_unit(void)
{
    return (float)random_below(1u << 24) / (float)(1u << 24);
}

static weights new_weights(size_t n, float spread)
{
    weights w = {calloc(n + 1, sizeof(float)), calloc(n + 1, sizeof(float))};
    for (size_t i = 0; i < n && spread > 0; i++)
        w.w[i] = (2 * random_unit() - 1) * spread;
    return w;
}

static uint32_t *slot_of(const fitted *fit_, uint32_t key)
{
    uint32_t mask = fit_->n_slots - 1, at = (key >> 1) & mask;
    while (fit_->slot_keys[at] && fit_->slot_keys[at] != key)
        at = (at + 1) & mask;
    return &fit_->slot_keys[at];
}

/* Features that occur fewer than `least` times in training teach nothing that lasts. */
static void build_table(fitted *fit_, const task_data *data, uint32_t least)
{
    size_t total = 0;
    for (size_t i = 0; i < data->n; i++)
        total += data->items[i].n;
    uint32_t size = 1024;
    while (size < 2 * total && size < 1u << 26)
        size *= 2;
    fitted all = {.n_slots = size, .slot_keys = calloc(size, sizeof(uint32_t))};
    uint32_t *count = calloc(size, sizeof *count), kept = 0;
    for (size_t i = 0; i < data->n; i++)
        for (uint32_t k = 0; k < data->items[i].n; k++) {
            uint32_t key = keys[data->items[i].first + k], *slot = slot_of(&all, key);
            *slot = key;
            if (++count[slot - all.slot_keys] == least)
                kept++;
        }
    fit_->n_slots = 1024;
    while (fit_->n_slots < kept + kept / 2)
        fit_->n_slots *= 2;
    fit_->slot_keys = calloc(fit_->n_slots, sizeof(uint32_t));
    fit_->slot_rows = calloc(fit_->n_slots, sizeof(uint32_t));
    for (uint32_t i = 0; i < size; i++)
        if (all.slot_keys[i] && count[i] >= least) {
            uint32_t *slot = slot_of(fit_, all.slot_keys[i]);
            *slot = all.slot_keys[i];
            fit_->slot_rows[slot - fit_->slot_keys] = fit_->n_rows++;
        }
    free(all.slot_keys);
    free(count);
}

static bool is_held(const instance *item, uint32_t held)
{
    return held && item->document < first_file && item->document % held == 0;
}

/* What one case does on its way: the rows in use, the hidden units, the chances. */
typedef struct pass {
    uint32_t active[CHY_MAX_FEATURES], n_active;
    float keep, unit[CHY_MAX_CLASSES], chance[CHY_MAX_CLASSES];
} pass;

static void softmax(float *x, uint32_t n)
{
    float most = x[0], sum = 0;
    for (uint32_t k = 1; k < n; k++)
        most = x[k] > most ? x[k] : most;
    for (uint32_t k = 0; k < n; k++)
        sum += x[k] = expf(x[k] - most);
    for (uint32_t k = 0; k < n; k++)
        x[k] /= sum;
}

static void through_hidden(const fitted *fit_, pass *p, bool training)
{
    float drop = training ? fit_->how->drop_hidden : 0;
    memset(p->chance, 0, fit_->n_classes * sizeof *p->chance);
    for (uint32_t j = 0; j < fit_->hidden; j++) {
        p->unit[j] += fit_->bias.w[j];
        p->unit[j] = p->unit[j] > 0 && (drop == 0 || random_unit() >= drop) ? p->unit[j] / (1 - drop) : 0;
        for (uint32_t k = 0; p->unit[j] > 0 && k < fit_->n_classes; k++)
            p->chance[k] += p->unit[j] * fit_->out.w[(size_t)j * fit_->n_classes + k];
    }
}

static void run(const fitted *fit_, const instance *item, bool training, pass *p)
{
    float drop = training ? fit_->how->drop : 0;
    p->n_active = 0;
    p->keep = 1 / (1 - drop);
    memset(p->unit, 0, fit_->width * sizeof *p->unit);
    for (uint32_t i = 0; i < item->n; i++) {
        uint32_t key = keys[item->first + i];
        const uint32_t *slot = slot_of(fit_, key);
        if (*slot != key || (drop > 0 && random_unit() < drop))
            continue;
        uint32_t row = fit_->slot_rows[slot - fit_->slot_keys];
        p->active[p->n_active++] = row;
        for (uint32_t k = 0; k < fit_->width; k++)
            p->unit[k] += p->keep * fit_->rows.w[(size_t)row * fit_->width + k];
    }
    for (uint32_t d = 0; item->dense != UINT32_MAX && d < CHY_DENSE_DIM; d++) {
        float x = (float)dense_rows[(size_t)item->dense * CHY_DENSE_DIM + d] / DENSE_SCALE;
        for (uint32_t k = 0; x != 0 && k < fit_->width; k++)
            p->unit[k] += x * fit_->dense.w[(size_t)d * fit_->width + k];
    }
    if (fit_->hidden)
        through_hidden(fit_, p, training);
    else
        memcpy(p->chance, p->unit, fit_->n_classes * sizeof *p->chance);
    if (fit_->how->choose)
        return;
    softmax(p->chance, fit_->n_classes);
}

/* AdaGrad on a row of `n` weights; a unit without gradient rests. Without branches, so that the compiler takes many at a time. */
static void step_row(weights *w, size_t at, const float *restrict gradient, float factor, uint32_t n, float rate, float decay)
{
    float *restrict weight = w->w + at, *restrict square = w->square + at;
    for (uint32_t k = 0; k < n; k++) {
        float g = gradient[k] == 0 ? 0 : gradient[k] * factor + decay * weight[k];
        square[k] += g * g;
        weight[k] -= rate * g / sqrtf(square[k] + 1e-6f);
    }
}

/* From the gradient at the classes to that at the hidden units, learning the layer between. */
static void back_through_hidden(fitted *fit_, const pass *p, const float *at_class, float *at_unit, float rate)
{
    float scale = 1 / (1 - fit_->how->drop_hidden);
    for (uint32_t j = 0; j < fit_->hidden; j++) {
        at_unit[j] = 0;
        if (p->unit[j] <= 0)
            continue;
        for (uint32_t k = 0; k < fit_->n_classes; k++)
            at_unit[j] += at_class[k] * fit_->out.w[(size_t)j * fit_->n_classes + k] * scale;
        step_row(&fit_->out, (size_t)j * fit_->n_classes, at_class, p->unit[j], fit_->n_classes, rate, fit_->how->decay);
    }
    step_row(&fit_->bias, 0, at_unit, 1, fit_->hidden, rate, fit_->how->decay);
}

/* Learns from the gradient at the classes of one case that went through. */
static void back(fitted *fit_, const instance *item, const pass *p, const float *at_class, float rate)
{
    float at_unit[CHY_MAX_CLASSES];
    if (fit_->hidden)
        back_through_hidden(fit_, p, at_class, at_unit, rate);
    else
        memcpy(at_unit, at_class, fit_->n_classes * sizeof *at_unit);
    for (uint32_t i = 0; i < p->n_active; i++)
        step_row(&fit_->rows, (size_t)p->active[i] * fit_->width, at_unit, p->keep, fit_->width, rate, fit_->how->decay);
    for (uint32_t d = 0; item->dense != UINT32_MAX && d < CHY_DENSE_DIM; d++) {
        float x = (float)dense_rows[(size_t)item->dense * CHY_DENSE_DIM + d] / DENSE_SCALE;
        if (x != 0)
            step_row(&fit_->dense, (size_t)d * fit_->width, at_unit, x, fit_->width, fit_->hidden ? rate : rate * 0.1f, fit_->how->decay);
    }
}

static void learn(fitted *fit_, const instance *item, float rate)
{
    static pass p;
    run(fit_, item, true, &p);
    p.chance[item->label] -= 1;
    for (uint32_t k = 0; k < fit_->n_classes; k++)
        p.chance[k] *= item->weight;
    back(fit_, item, &p, p.chance, rate);
}

enum { MAX_MENTIONS = 120 };

/* Chances of the mentions (and of nobody) for one part. */
static void weigh_choice(const fitted *fit_, const choice *c, bool training, pass *passes, float chance[CHY_N_PARTS][MAX_MENTIONS])
{
    for (uint32_t i = 0; i < c->n; i++) {
        run(fit_, &tasks[CHY_TASK_ROLE].items[c->first + i], training, &passes[i]);
        for (int side = 0; side < CHY_N_PARTS; side++)
            chance[side][i] = passes[i].chance[side];
    }
    for (int side = 0; side < CHY_N_PARTS; side++)
        softmax(chance[side], c->n);
}

/* What the mentions' chances ought to be, given which of them may stand for the gold codes: each code claims an equal share, divided
 * among its mentions as the net now thinks. */
static void wanted_chances(const choice *c, int side, const float *chance, float *want)
{
    const instance *items = tasks[CHY_TASK_ROLE].items + c->first;
    for (uint32_t i = 0; i < c->n; i++)
        want[i] = 0;
    if (!c->codes[side])
        want[c->n - 1] = 1;
    for (uint32_t code = 0; code < c->codes[side]; code++) {
        float sum = 1e-9f;
        for (uint32_t i = 0; i < c->n; i++)
            sum += items[i].marks[side] >> code & 1 ? chance[i] : 0;
        for (uint32_t i = 0; i < c->n; i++)
            want[i] += items[i].marks[side] >> code & 1 ? chance[i] / sum / (float)c->codes[side] : 0;
    }
}

static void learn_choice(fitted *fit_, const choice *c, float rate)
{
    static pass passes[MAX_MENTIONS];
    float chance[CHY_N_PARTS][MAX_MENTIONS], want[CHY_N_PARTS][MAX_MENTIONS];
    if (c->n > MAX_MENTIONS)
        return;
    weigh_choice(fit_, c, true, passes, chance);
    for (int side = 0; side < CHY_N_PARTS; side++)
        wanted_chances(c, side, chance[side], want[side]);
    for (uint32_t i = 0; i < c->n; i++) {
        const instance *item = &tasks[CHY_TASK_ROLE].items[c->first + i];
        float at_class[CHY_N_PARTS];
        for (int side = 0; side < CHY_N_PARTS; side++)
            at_class[side] = (chance[side][i] - want[side][i]) * item->weight;
        back(fit_, item, &passes[i], at_class, rate);
    }
}

/* Trains one net on the documents that `held` does not hold out (0: on all). */
static void fit_net(chy_task number, fitted *out, uint32_t held)
{
    task_data *data = &tasks[number];
    const recipe *how = &recipes[number];
    *out = (fitted){.n_classes = data->n_names, .hidden = how->hidden, .width = how->hidden ? how->hidden : data->n_names, .how = how};
    build_table(out, data, LEAST);
    out->rows = new_weights((size_t)out->n_rows * out->width, how->hidden ? 0.05f : 0);
    out->dense = new_weights((size_t)dense_dim(number) * out->width, how->hidden ? 0.02f : 0);
    out->bias = new_weights(how->hidden, 0);
    out->out = new_weights((size_t)how->hidden * out->n_classes, 0.15f);
    size_t n = how->choose ? n_choices : data->n;
    uint32_t *order = malloc((n + 1) * sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (int epoch = 0; epoch < how->epochs; epoch++) {
        float rate = how->rate * (1 - (float)epoch / (float)how->epochs);
        for (size_t i = n; i > 1; i--) {
            uint32_t j = random_below((uint32_t)i), x = order[i - 1];
            order[i - 1] = order[j];
            order[j] = x;
        }
        for (size_t i = 0; i < n; i++) {
            const instance *item = &data->items[how->choose ? choices[order[i]].first : order[i]];
            if (is_held(item, held))
                continue;
            if (how->choose)
                learn_choice(out, &choices[order[i]], rate);
            else
                learn(out, item, rate);
        }
    }
    free(order);
}

/* Several nets side by side as one: rows, biases and outputs behind each other, unit by unit. */
static fitted join(const fitted *nets, uint32_t n, uint32_t dense)
{
    fitted all = nets[0];
    uint32_t each = nets[0].hidden;
    all.hidden = all.width = each * n;
    all.rows = new_weights((size_t)all.n_rows * all.width, 0);
    all.dense = new_weights((size_t)dense * all.width, 0);
    all.bias = new_weights(all.hidden, 0);
    all.out = new_weights((size_t)all.hidden * all.n_classes, 0);
    for (uint32_t k = 0; k < n; k++) {
        for (size_t r = 0; r < all.n_rows; r++)
            memcpy(all.rows.w + r * all.width + k * each, nets[k].rows.w + r * each, each * sizeof(float));
        for (size_t d = 0; d < dense; d++)
            memcpy(all.dense.w + d * all.width + k * each, nets[k].dense.w + d * each, each * sizeof(float));
        memcpy(all.bias.w + k * each, nets[k].bias.w, each * sizeof(float));
        memcpy(all.out.w + (size_t)k * each * all.n_classes, nets[k].out.w, (size_t)each * all.n_classes * sizeof(float));
    }
    return all;
}

/* How often the best mention for a part is one of the gold ones. */
static void report_choices(const fitted *fit_, uint32_t held)
{
    static pass passes[MAX_MENTIONS];
    float chance[CHY_N_PARTS][MAX_MENTIONS];
    size_t n = 0, right[CHY_N_PARTS] = {0}, both = 0, somebody[CHY_N_PARTS] = {0}, named[CHY_N_PARTS] = {0};
    for (size_t i = 0; i < n_choices; i++) {
        const choice *c = &choices[i];
        const instance *items = tasks[CHY_TASK_ROLE].items + c->first;
        if (c->n > MAX_MENTIONS || (held && !is_held(items, held)))
            continue;
        weigh_choice(fit_, c, false, passes, chance);
        bool good[CHY_N_PARTS];
        for (int side = 0; side < CHY_N_PARTS; side++) {
            uint32_t best = 0;
            for (uint32_t k = 1; k < c->n; k++)
                best = chance[side][k] > chance[side][best] ? k : best;
            good[side] = best == c->n - 1 ? !c->codes[side] : items[best].marks[side] != 0;
            right[side] += good[side];
            somebody[side] += c->codes[side] > 0;
            named[side] += c->codes[side] > 0 && good[side];
        }
        both += good[0] && good[1];
        n++;
    }
    fprintf(stderr, "%-8s %7zu deeds, %u features: actor right %.1f%% (somebody: %.1f%%), recipient %.1f%% (%.1f%%), both %.1f%%, source %.1f%% (%.1f%%)\n", chy_task_names[CHY_TASK_ROLE], n,
            fit_->n_rows, 100.0 * (double)right[0] / (double)(n + !n), 100.0 * (double)named[0] / (double)(somebody[0] + 1),
            100.0 * (double)right[1] / (double)(n + !n), 100.0 * (double)named[1] / (double)(somebody[1] + 1), 100.0 * (double)both / (double)(n + !n),
            100.0 * (double)right[2] / (double)(n + !n), 100.0 * (double)named[2] / (double)(somebody[2] + 1));
}

static void report(chy_task number, const fitted *fit_, uint32_t held)
{
    const task_data *data = &tasks[number];
    size_t n = 0, right = 0, base = 0, tp = 0, fp = 0, fn = 0, past_gate = 0, lost = 0;
    for (size_t i = 0; i < data->n; i++) {
        const instance *item = &data->items[i];
        if (held && !is_held(item, held))
            continue;
        static pass p;
        run(fit_, item, false, &p);
        uint32_t best = 0;
        for (uint32_t k = 1; k < fit_->n_classes; k++)
            best = p.chance[k] > p.chance[best] ? k : best;
        past_gate += p.chance[0] <= 0.97f;
        lost += item->label && p.chance[0] > 0.97f;
        n++;
        right += best == item->label;
        base += item->label == 0;
        tp += best && best == item->label;
        fp += best && best != item->label;
        fn += item->label && best != item->label;
    }
    fprintf(stderr, "%-8s %7zu cases, %u classes, %u features: %.1f%% right (class 0: %.1f%%), others P %.1f R %.1f F %.1f\n",
            chy_task_names[number], n, fit_->n_classes, fit_->n_rows, 100.0 * (double)right / (double)(n + !n),
            100.0 * (double)base / (double)(n + !n), 100.0 * (double)tp / (double)(tp + fp + !tp),
            100.0 * (double)tp / (double)(tp + fn + !tp), 200.0 * (double)tp / (double)(2 * tp + fp + fn + !tp));
    if (number == CHY_TASK_GATE)
        fprintf(stderr, "         %.1f%% of the words pass a gate of 0.03, %zu deeds do not\n", 100.0 * (double)past_gate / (double)(n + !n), lost);
}

/* ---- the file ---- */

typedef struct section { uint32_t tag; void *data; size_t len; } section;
static section sections[CHY_MODEL_SECTIONS];
static uint32_t n_sections;

static void add_section(uint32_t tag, const void *data, size_t len)
{
    section *s = &sections[n_sections++];
    *s = (section){.tag = tag, .data = malloc(len + 1), .len = len};
    memcpy(s->data, data, len);
}

/* Weights of dense inputs to 12 bits and a sign, two neighbouring inputs side by side, so that the sums of 576 products fit 32
 * bits; returns their scale. */
static float round_dense(const fitted *f, uint32_t dim, int16_t *out)
{
    float most = 1e-9f;
    for (size_t i = 0; i < (size_t)dim * f->width; i++)
        most = fabsf(f->dense.w[i]) > most ? fabsf(f->dense.w[i]) : most;
    float scale = most / 4000;
    for (uint32_t d = 0; d < dim; d++)
        for (uint32_t k = 0; k < f->width; k++)
            out[((size_t)(d / 2) * f->width + k) * 2 + d % 2] = (int16_t)lrintf(f->dense.w[(size_t)d * f->width + k] / scale);
    return scale / DENSE_SCALE;
}

static void add_task(chy_task number, const fitted *f)
{
    const task_data *data = &tasks[number];
    size_t n = (size_t)f->n_rows * f->width, n_dense_weights = (size_t)dense_dim(number) * f->width;
    float most = 1e-9f;
    for (size_t i = 0; i < n; i++)
        most = fabsf(f->rows.w[i]) > most ? fabsf(f->rows.w[i]) : most;
    float scale = most / 127;
    int8_t *rounded = malloc(n + 1);
    for (size_t i = 0; i < n; i++)
        rounded[i] = (int8_t)lrintf(f->rows.w[i] / scale);
    int16_t *dense = malloc((n_dense_weights + 1) * sizeof *dense);
    float dense_scale = round_dense(f, dense_dim(number), dense);
    char names[CHY_MAX_CLASSES * 16];
    size_t len = 0;
    for (uint32_t k = 0; k < data->n_names; k++)
        len += (size_t)sprintf(names + len, "%s", data->names[k]) + 1;
    chy_task_header head = {f->n_classes, f->n_slots, f->n_rows, dense_dim(number), f->hidden, recipes[number].nets, (uint32_t)len, scale, dense_scale};
    float *out = malloc(((size_t)f->hidden * (f->n_classes + 1) + 1) * sizeof *out);
    memcpy(out, f->bias.w, f->hidden * sizeof *out);
    memcpy(out + f->hidden, f->out.w, (size_t)f->hidden * f->n_classes * sizeof *out);
    add_section(CHY_SCORER_TAG('H', number), &head, sizeof head);
    add_section(CHY_SCORER_TAG('K', number), f->slot_keys, f->n_slots * sizeof(uint32_t));
    add_section(CHY_SCORER_TAG('R', number), f->slot_rows, f->n_slots * sizeof(uint32_t));
    add_section(CHY_SCORER_TAG('W', number), rounded, n * sizeof *rounded);
    add_section(CHY_SCORER_TAG('D', number), dense, n_dense_weights * sizeof *dense);
    add_section(CHY_SCORER_TAG('O', number), out, (size_t)f->hidden * (f->n_classes + 1) * sizeof *out);
    add_section(CHY_SCORER_TAG('N', number), names, len);
    free(rounded);
    free(dense);
    free(out);
}

/* Stood IDLE_FROM times or more and never within the words of a deed, or less than once in IDLE_SHARE. */
static bool is_idle(const lemma_count *lemma)
{
    return lemma->n >= IDLE_FROM && lemma->deeds * IDLE_SHARE <= lemma->n;
}

static bool is_deed(const lemma_count *lemma)
{
    return lemma->deeds > 0 && !is_idle(lemma);
}

static void add_lemmas(uint32_t tag, bool (*wanted)(const lemma_count *))
{
    uint32_t n = 0, size = 1024;
    for (uint32_t i = 0; i < LEMMA_SLOTS; i++)
        n += lemmas[i].key && wanted(&lemmas[i]);
    while (size < 2 * n)
        size *= 2;
    uint32_t *table = calloc(size, sizeof *table);
    for (uint32_t i = 0; i < LEMMA_SLOTS; i++) {
        if (!lemmas[i].key || !wanted(&lemmas[i]))
            continue;
        uint32_t at = lemmas[i].key & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = lemmas[i].key;
    }
    fprintf(stderr, "%u words\n", n);
    add_section(tag, table, size * sizeof *table);
    free(table);
}

static size_t aligned(size_t n)
{
    return (n + CHY_MODEL_ALIGN - 1) / CHY_MODEL_ALIGN * CHY_MODEL_ALIGN;
}

static bool write_model(const char *path)
{
    size_t len = aligned(CHY_MODEL_HEADER + n_sections * CHY_MODEL_ENTRY);
    for (uint32_t i = 0; i < n_sections; i++)
        len += aligned(sections[i].len);
    unsigned char *bytes = calloc(len, 1);
    uint32_t version = CHY_MODEL_VERSION, zero = 0;
    uint64_t total = len, at = aligned(CHY_MODEL_HEADER + n_sections * CHY_MODEL_ENTRY);
    memcpy(bytes, CHY_MODEL_MAGIC, 8);
    memcpy(bytes + 8, &version, 4);
    memcpy(bytes + 12, &n_sections, 4);
    memcpy(bytes + 16, &total, 8);
    for (uint32_t i = 0; i < n_sections; i++) {
        unsigned char *entry = bytes + CHY_MODEL_HEADER + i * CHY_MODEL_ENTRY;
        uint64_t size = sections[i].len;
        memcpy(entry, &sections[i].tag, 4);
        memcpy(entry + 4, &zero, 4);
        memcpy(entry + 8, &at, 8);
        memcpy(entry + 16, &size, 8);
        memcpy(bytes + at, sections[i].data, size);
        at += aligned(size);
    }
    uint64_t sum = chy_hash(bytes + CHY_MODEL_HEADER, len - CHY_MODEL_HEADER);
    memcpy(bytes + 24, &sum, 8);
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite(bytes, len, 1, f) == 1;
    good = f && fclose(f) == 0 && good;
    free(bytes);
    return good;
}

static void name_classes(void)
{
    for (int t = 0; t < CHY_N_TYPE; t++) {
        class_of(CHY_TASK_TYPE, chy_type_names[t]);
        class_of(CHY_TASK_CONTENT, chy_type_names[t]);
    }
    class_of(CHY_TASK_GATE, "none");
    class_of(CHY_TASK_GATE, "event");
    class_of(CHY_TASK_ROLE, "actor");
    class_of(CHY_TASK_ROLE, "recipient");
    class_of(CHY_TASK_ROLE, "said_by");
    for (int s = 0; s < CHY_N_STATUS; s++)
        class_of(CHY_TASK_STATUS, chy_event_status_names[s]);
    class_of(CHY_TASK_MODE, "");
}

int main(int argc, char **argv)
{
    uint32_t held = 0;
    if (argc > 2 && strcmp(argv[1], "--cross") == 0) {
        held = (uint32_t)atoi(argv[2]);
        argc -= 2;
        argv += 2;
    }
    if (argc < 5) {
        fprintf(stderr, "usage: scorer [--cross K] SHARE VECTORS OUT GOLD.jsonl...\n");
        return 2;
    }
    chy_err err = {0};
    chy_knowledge *knowledge = chy_knowledge_open(argv[1], &err);
    if (!knowledge) {
        fprintf(stderr, "scorer: %s\n", err.msg);
        return 1;
    }
    chy_coder *coder = chy_coder_new(knowledge);
    name_classes();
    read_clusters(argv[2]);
    uint32_t documents = 0;
    for (int i = 4; i < argc; i++) {
        documents = learn_file(knowledge, coder, argv[i], documents);
        if (i == 4)
            first_file = documents;
    }
    fprintf(stderr, "%u documents, %zu gold events, %zu without sentence, %zu without trigger word; actors found %zu of %zu, recipients %zu of %zu\n",
            documents, seen.events, seen.no_sentence, seen.no_trigger, seen.actors_found, seen.actors, seen.recipients_found, seen.recipients);
    for (int t = 0; t < CHY_N_TASK; t++) {
        fitted nets[MAX_NETS];
        uint32_t n_nets = held ? 1 : recipes[t].nets;
        for (uint32_t k = 0; k < n_nets; k++)
            fit_net((chy_task)t, &nets[k], held);
        if (recipes[t].choose)
            report_choices(&nets[0], held);
        else
            report((chy_task)t, &nets[0], held);
        if (!held && n_nets > 1) {
            fitted all = join(nets, n_nets, dense_dim((chy_task)t));
            add_task((chy_task)t, &all);
        } else if (!held) {
            add_task((chy_task)t, &nets[0]);
        }
    }
    /* Found on gold/dev: F1 of dyad and type is flat around them. */
    float settings[CHY_N_SETTING] = {[CHY_SET_EVENT] = 0.3f, [CHY_SET_ACTOR] = 0.35f, [CHY_SET_RECIPIENT] = 0.35f, [CHY_SET_LISTED] = 0.08f,
                                     [CHY_SET_NO_ACTOR] = 0.6f,
                                     [CHY_SET_NO_RECIPIENT] = 0.85f, [CHY_SET_NO_SOURCE] = 0.3f, [CHY_SET_OWN] = 1.5f, [CHY_SET_PARTNER] = 0.17f,
                                     [CHY_SET_DOUBT] = 0.2f, [CHY_SET_GATE] = 0.03f, [CHY_SET_ODD_SHAPE] = 0.3f, [CHY_SET_KEEP] = 0.2f};
    add_section(CHY_MODEL_TAG('S', 'E', 'T', ' '), settings, sizeof settings);
    for (int t = 0; t < CHY_N_TYPE * CHY_N_SHAPE; t++) {
        size_t n = t % CHY_N_SHAPE == CHY_SHAPE_OWN_CODE ? two_sided[t / CHY_N_SHAPE] : of_type[t / CHY_N_SHAPE];
        shapes[t] /= (float)(n + !n);
    }
    add_section(CHY_MODEL_TAG('S', 'H', 'P', ' '), shapes, sizeof shapes);
    add_lemmas(CHY_MODEL_TAG('S', 'I', 'D', ' '), is_idle);
    add_lemmas(CHY_MODEL_TAG('S', 'G', 'D', ' '), is_deed);
    add_section(CHY_MODEL_TAG('S', 'C', 'K', ' '), clusters.slots, clusters.n_slots * sizeof(uint32_t));
    add_section(CHY_MODEL_TAG('S', 'C', 'C', ' '), clusters.coarse, clusters.n_slots * sizeof(uint16_t));
    add_section(CHY_MODEL_TAG('S', 'C', 'R', ' '), clusters.rows, clusters.n_slots * sizeof(uint32_t));
    add_section(CHY_MODEL_TAG('S', 'C', 'V', ' '), clusters.vectors, (size_t)clusters.n_vectors * CHY_VECTOR_DIM);
    add_section(CHY_MODEL_TAG('S', 'C', 'F', ' '), clusters.fine, clusters.n_slots * sizeof(uint16_t));
    chy_coder_free(coder);
    chy_knowledge_free(knowledge);
    return held || write_model(argv[3]) ? 0 : 1;
}
