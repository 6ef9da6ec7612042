/* train/pairs.c - Lays annotated events over the coder's tokens and mentions; see pairs.h. */
#include "pairs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static chy_type type_named(const char *name)
{
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (strcmp(chy_type_names[t], name) == 0)
            return (chy_type)t;
    return CHY_TYPE_NONE;
}

chy_type pair_type(const json_t *event)
{
    chy_type type = type_named(text_of(event, "type"));
    const char *cameo = text_of(event, "cameo"), *status = text_of(event, "status");
    uint8_t quad = chy_type_quad[type];
    bool yields = type == CHY_TYPE_CONCEDE || type == CHY_TYPE_RETREAT;
    if (strcmp(cameo, "116") == 0)
        return CHY_TYPE_ACCUSE;
    /* An agreement reached, and support promised, are words of support to PLOVER's root codes; CODEBOOK.md has them as AGREE. */
    static const char *const reached[] = {"deal", "agreement", "accord", "pact", "treaty", "support"};
    for (size_t i = 0; type == CHY_TYPE_AGREE && strcmp(status, "actual") == 0 && i < sizeof reached / sizeof *reached; i++)
        if (strstr(text_of(event, "trigger"), reached[i]))
            return CHY_TYPE_SUPPORT;
    if (strncmp(cameo, "03", 2) == 0 && (yields || quad < 3))
        type = CHY_TYPE_AGREE;
    if (strcmp(status, "future") == 0)
        return yields ? CHY_TYPE_AGREE : quad == 4 ? CHY_TYPE_THREATEN : type;
    if (strcmp(status, "negated") == 0)
        return quad < 3 ? CHY_TYPE_REJECT : CHY_TYPE_NONE;
    if (strcmp(status, "hypothetical") == 0)
        return CHY_TYPE_NONE;
    return type;
}

/* ---- where the words stand ---- */

static const char *find_blind(const char *hay, size_t len, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = 0; n && i + n <= len; i++)
        if (strncasecmp(hay + i, needle, n) == 0)
            return hay + i;
    return NULL;
}

/* The bytes of the trigger in the text; false when they are not there, or in the title. */
static bool trigger_span(const json_t *doc, const chy_article *art, const json_t *event, chy_span *span)
{
    json_int_t number = json_integer_value(json_object_get(event, "s"));
    const json_t *sentences = json_object_get(doc, "sentences");
    const char *trigger = text_of(event, "trigger");
    for (size_t i = 0; number && i < json_array_size(sentences); i++) {
        const json_t *sent = json_array_get(sentences, i);
        if (json_integer_value(json_object_get(sent, "i")) != number)
            continue;
        size_t from = (size_t)json_integer_value(json_object_get(sent, "b")), to = (size_t)json_integer_value(json_object_get(sent, "e"));
        const char *at = from <= to && to <= art->text_len ? find_blind(art->text + from, to - from, trigger) : NULL;
        if (at)
            *span = (chy_span){(uint32_t)(at - art->text), (uint32_t)(at - art->text + (ptrdiff_t)strlen(trigger))};
        return at != NULL;
    }
    return false;
}

static uint32_t sentence_at(const chy_article *art, uint32_t begin)
{
    for (uint32_t i = 0; i < art->n_sentences; i++)
        if (art->sentences[i].index && art->sentences[i].begin <= begin && begin < art->sentences[i].end)
            return i;
    return UINT32_MAX;
}

/* The candidate that heads the words of the trigger; verbs before nouns. */
static uint32_t trigger_token(const chy_scene *scene, chy_span span)
{
    uint32_t best = CHY_NO_TOKEN;
    int best_rank = 0;
    for (uint32_t i = 0; i < scene->sent->n_tokens; i++) {
        const chy_token *tok = chy_scene_token(scene, i);
        if (tok->begin >= span.end || tok->end <= span.begin || !chy_is_candidate(scene, i))
            continue;
        uint32_t head = chy_tree_head(&scene->tree, i);
        const chy_token *above = head == CHY_NO_TOKEN ? NULL : chy_scene_token(scene, head);
        bool outer = !above || above->begin >= span.end || above->end <= span.begin;
        int rank = 1 + 2 * outer + (tok->upos == CHY_UPOS_VERB);
        if (rank > best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static uint32_t steps_between(const chy_scene *scene, uint32_t a, uint32_t b)
{
    uint32_t steps = 0;
    for (uint32_t x = a; x != CHY_NO_TOKEN && steps < 30; x = chy_tree_head(&scene->tree, x), steps++) {
        uint32_t down = 0;
        for (uint32_t y = b; y != CHY_NO_TOKEN && down < 30; y = chy_tree_head(&scene->tree, y), down++)
            if (x == y)
                return steps + down;
    }
    return 60;
}

/* ---- who stands there ---- */

/* How well a mention fits a gold actor "CODE:SECTOR:id": 0 not at all. */
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

enum { MAX_SIDE = 4 };

/* The heads of the mentions that best fit the codes of one side, none twice, none of `taken`. */
static uint32_t side_heads(const chy_scene *scene, uint32_t at, const json_t *codes, const uint32_t *taken, uint32_t n_taken, uint32_t *out)
{
    const chy_article *art = scene->art;
    uint32_t n = 0;
    for (size_t c = 0; c < json_array_size(codes) && n < MAX_SIDE; c++) {
        const char *gold = json_string_value(json_array_get(codes, c));
        uint32_t best = CHY_NO_TOKEN;
        int best_score = 0;
        for (uint32_t i = 0; gold && strcmp(gold, "---") != 0 && i < scene->sent->n_mentions; i++) {
            const chy_mention *mention = &art->mentions[scene->sent->first_mention + i];
            int how = fit(art, mention, gold);
            bool used = mention->head == at;
            for (uint32_t k = 0; k < n_taken + n; k++)
                used |= mention->head == (k < n_taken ? taken[k] : out[k - n_taken]);
            if (!how || used)
                continue;
            bool acts = mention->kind != CHY_MENTION_PLACE && mention->kind != CHY_MENTION_ADJECTIVE;
            int score = how * 1000 + acts * 300 - 20 * (int)steps_between(scene, at, mention->head) + 100;
            if (score > best_score) {
                best = mention->head;
                best_score = score;
            }
        }
        if (best != CHY_NO_TOKEN)
            out[n++] = best;
    }
    return n;
}

/* What the deed is done to or at, when no code names it: the head of an object or of a place. */
static uint32_t thing_of(chy_scene *scene, uint32_t at, uint32_t source)
{
    const chy_frame *frame = chy_scene_frame(scene, at);
    for (int round = 0; frame && round < 2; round++)
        for (uint32_t i = 0; i < frame->n_fillers; i++) {
            const chy_filler *f = &frame->fillers[i];
            bool wanted = f->level == CHY_LEVEL_OWN && f->slot == (round ? CHY_SLOT_PREP : CHY_SLOT_OBJ);
            if (wanted && f->token != source && f->token != at && chy_scene_token(scene, f->token)->upos != CHY_UPOS_PRON)
                return f->token;
        }
    return CHY_NO_TOKEN;
}

static bool is_symmetric(chy_type type)
{
    return type == CHY_TYPE_CONSULT || type == CHY_TYPE_AGREE || type == CHY_TYPE_COOPERATE || type == CHY_TYPE_SUPPORT;
}

typedef struct lot { chy_scene *scene; pair_take take; void *ctx; uint32_t document; } lot;

static void hand(const lot *l, uint32_t at, chy_type type, uint32_t source, uint32_t target, float weight)
{
    pair_case pair = {.heads = {source, target}, .trigger = at, .type = type, .weight = weight};
    l->take(l->ctx, l->scene, &pair, l->document);
}

/* Sentences of train/pairs say where both sides stand. */
static bool marked_span(const json_t *event, const char *key, chy_span *out)
{
    const json_t *span = json_object_get(event, key);
    *out = (chy_span){(uint32_t)json_integer_value(json_object_get(span, "start")), (uint32_t)json_integer_value(json_object_get(span, "end"))};
    return span && out->begin < out->end;
}

static void pairs_of_marked(const lot *l, uint32_t at, chy_type type, chy_span source, chy_span target)
{
    uint32_t from = chy_pair_head_of(l->scene, source), to = chy_pair_head_of(l->scene, target);
    hand(l, at, type, from, to, 1);
    hand(l, at, type, from, CHY_NO_TOKEN, 0.2f);
}

static void pairs_of_event(const lot *l, uint32_t at, const json_t *event, chy_type type)
{
    uint32_t actors[MAX_SIDE], recipients[MAX_SIDE];
    uint32_t n_actors = side_heads(l->scene, at, json_object_get(event, "actors"), NULL, 0, actors);
    uint32_t n_recipients = side_heads(l->scene, at, json_object_get(event, "recipients"), actors, n_actors, recipients);
    float weight = json_is_true(json_object_get(event, "doubtful")) ? 0.5f : 1.0f;
    if (!n_actors && !n_recipients)
        return;
    if (!n_actors) {
        for (uint32_t k = 0; k < n_recipients; k++)
            hand(l, at, type, thing_of(l->scene, at, recipients[k]), recipients[k], weight * 0.3f);
        return;
    }
    uint32_t pairs = 0;
    for (uint32_t i = 0; i < n_actors; i++)
        for (uint32_t k = 0; k < n_recipients && pairs < 4; k++, pairs++)
            hand(l, at, type, actors[i], recipients[k], pairs ? weight * 0.5f : weight);
    for (uint32_t i = 0; !n_recipients && is_symmetric(type) && i < n_actors; i++)
        for (uint32_t k = 0; k < n_actors && pairs < 4; k++)
            if (k != i) {
                hand(l, at, type, actors[i], actors[k], pairs ? weight * 0.5f : weight);
                pairs++;
            }
    /* Targets are also things that no dictionary knows, or are left out. */
    hand(l, at, type, actors[0], CHY_NO_TOKEN, weight * (pairs ? 0.2f : 0.5f));
    uint32_t thing = thing_of(l->scene, at, actors[0]);
    if (thing != CHY_NO_TOKEN)
        hand(l, at, type, actors[0], thing, weight * (pairs ? 0.4f : 0.8f));
}

void pairs_of(const chy_rules *rules, chy_article *art, const json_t *doc, uint32_t document, pair_take take, void *ctx)
{
    const json_t *events = json_object_get(doc, "events");
    for (size_t e = 0; e < json_array_size(events); e++) {
        const json_t *event = json_array_get(events, e);
        chy_span span;
        chy_scene scene;
        chy_type type = pair_type(event);
        uint32_t s = type && trigger_span(doc, art, event, &span) ? sentence_at(art, span.begin) : UINT32_MAX;
        if (s == UINT32_MAX || !chy_scene_init(&scene, rules, art, s))
            continue;
        uint32_t at = trigger_token(&scene, span);
        lot l = {&scene, take, ctx, document};
        chy_span source, target;
        if (at != CHY_NO_TOKEN && marked_span(event, "source", &source) && marked_span(event, "target", &target))
            pairs_of_marked(&l, at, type, source, target);
        else if (at != CHY_NO_TOKEN)
            pairs_of_event(&l, at, event, type);
    }
}
