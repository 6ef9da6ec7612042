/* src/events/code.c - The flow of event coding: every word that a rule or the scorer takes for a deed becomes a candidate, candidates get
 * parties, status and details, and double codings are removed. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "events/detail.h"
#include "events/match.h"
#include "events/scorer.h"
#include "events/status.h"

/* Mentions of one sentence beyond these are no parties. */
#define CHY_MAX_CANDIDATES 24

typedef struct event_list {
    chy_event *items;
    size_t n, cap;
} event_list;

/* ---- opening ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static chy_status read_file(chy_rules *rules, const char *dir, const char *name, chy_err *err)
{
    char *path = chy_arena_printf(&rules->arena, "%s/%s", dir, name);
    chy_file file;
    chy_status status = path ? chy_file_read(path, 0, &file, err) : CHY_E_NOMEM;
    if (status != CHY_OK)
        return status;
    status = chy_rules_read(rules, name, file.data, file.len, err);
    chy_file_release(&file);
    return status;
}

/* Reads all *.txt of `dir` in the order of their names, so that classes stand before the rules that use them. */
static chy_status read_dir(chy_rules *rules, const char *dir, chy_err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return chy_err_set(err, CHY_E_IO, 0, "%s: the folder of event rules cannot be read", dir);
    char *names[256];
    size_t n = 0;
    for (struct dirent *e; (e = readdir(d)) && n < sizeof names / sizeof *names;) {
        size_t len = strlen(e->d_name);
        if (len > 4 && e->d_name[0] != '.' && strcmp(e->d_name + len - 4, ".txt") == 0 &&
            (names[n] = chy_arena_dup(&rules->arena, e->d_name, len)))
            n++;
    }
    closedir(d);
    qsort(names, n, sizeof *names, by_name);
    chy_status status = n ? CHY_OK : chy_err_set(err, CHY_E_EMPTY, 0, "%s: no rules (*.txt) there", dir);
    for (size_t i = 0; i < n && status == CHY_OK; i++)
        status = read_file(rules, dir, names[i], err);
    return status;
}

chy_rules *chy_rules_open(const char *dir, const char *scorer_path, chy_err *err)
{
    chy_rules *rules = chy_rules_book_new();
    if (!rules) {
        chy_err_set(err, CHY_E_NOMEM, 0, "rules: out of memory");
        return NULL;
    }
    bool good = read_dir(rules, dir, err) == CHY_OK && chy_rules_finish(rules, err) == CHY_OK;
    if (good && scorer_path && access(scorer_path, R_OK) == 0)
        good = (rules->scorer = chy_scorer_open(scorer_path, err)) != NULL;
    if (!good) {
        chy_rules_free(rules);
        return NULL;
    }
    return rules;
}

void chy_rules_free(chy_rules *rules)
{
    if (!rules)
        return;
    chy_scorer_free(rules->scorer);
    chy_arena_release(&rules->arena);
    free(rules);
}

/* ---- one candidate ---- */

/* Mentions in the slots of `refs`, in the order of the refs: the first slot that yields any decides, unless `all`. */
static uint32_t fill(chy_scene *scene, const chy_frame *frame, const chy_slot_refs *refs, bool all, uint32_t *list)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < refs->n && (all || !n); k++)
        for (int level = 0; level <= CHY_LEVEL_GOVERNOR && (all || !n); level++)
            for (uint32_t i = 0; i < frame->n_fillers; i++)
                if ((int)frame->fillers[i].level == level && chy_match_slot(scene, &refs->items[k], &frame->fillers[i]))
                    n = chy_match_mentions(scene, frame->fillers[i].token, list, n, CHY_MAX_PARTIES);
    return n;
}

/* Mentions to parties: an entity counts once; place mentions and bare adjectives of things do not act. */
static bool to_parties(chy_scene *scene, const uint32_t *mentions, uint32_t n, chy_role role, const chy_party **out, uint32_t *n_out)
{
    const chy_article *art = scene->art;
    chy_party parties[CHY_MAX_PARTIES];
    uint32_t n_parties = 0;
    for (uint32_t i = 0; i < n; i++) {
        const chy_mention *m = &art->mentions[mentions[i]];
        for (uint32_t e = 0; e < m->n_entities && n_parties < CHY_MAX_PARTIES; e++) {
            bool known = false;
            for (uint32_t p = 0; p < n_parties; p++)
                known |= parties[p].entity == m->entities[e];
            if (!known)
                parties[n_parties++] = (chy_party){.entity = m->entities[e], .mention = mentions[i], .role = role};
        }
    }
    chy_party *copy = chy_arena_alloc(scene->arena, n_parties, sizeof *copy);
    if (!copy)
        return false;
    memcpy(copy, parties, n_parties * sizeof *copy);
    *out = copy;
    *n_out = n_parties;
    return true;
}

/* Polarity and tense fold some types into others (CODEBOOK section 3): cooperation to come is AGREE with the type to come as content. */
static void fold(chy_event *event)
{
    bool folds = event->type == CHY_TYPE_CONSULT || event->type == CHY_TYPE_SUPPORT || event->type == CHY_TYPE_COOPERATE ||
                 event->type == CHY_TYPE_AID;
    if (!folds || event->status != CHY_STATUS_FUTURE)
        return;
    static const char *const promise[CHY_N_TYPE] = {[CHY_TYPE_CONSULT] = "036", [CHY_TYPE_SUPPORT] = "032",
                                                    [CHY_TYPE_COOPERATE] = "031", [CHY_TYPE_AID] = "033"};
    event->content = event->type;
    event->cameo = promise[event->type];
    event->type = CHY_TYPE_AGREE;
    memset(event->modes, 0, sizeof event->modes);
}

/* The words that the trigger span covers: the trigger with its particle and, for a light verb's noun, the noun. */
static void set_span(const chy_frame *frame, chy_event *event)
{
    event->trigger_first = event->trigger;
    event->trigger_n = 1;
    if (frame->particle != CHY_NO_TOKEN && frame->particle > event->trigger)
        event->trigger_n = frame->particle - event->trigger + 1;
}

/* Types that may stand without a doer (CODEBOOK section 2). */
static bool may_lack_actor(chy_type type)
{
    return type == CHY_TYPE_ASSAULT || type == CHY_TYPE_PROTEST || type == CHY_TYPE_COERCE;
}

static bool same_code(const chy_article *art, const chy_party *a, const chy_party *b)
{
    return strcmp(art->entities[a->entity].code, art->entities[b->entity].code) == 0;
}

/* Fills `event` from rule and frame; false when it is no event after all (nobody does it). */
static bool code_candidate(chy_scene *scene, uint32_t at, const chy_rule *rule, chy_event *event)
{
    const chy_frame *frame = chy_scene_frame(scene, at);
    chy_signals signals = chy_signals_of(scene, at);
    if (!frame || (signals.demanded && !rule->symmetric && rule->type != CHY_TYPE_REQUEST))
        return false;
    uint32_t actors[CHY_MAX_PARTIES], recipients[CHY_MAX_PARTIES], speakers[CHY_MAX_PARTIES];
    uint32_t n_actors = fill(scene, frame, &rule->actor, rule->symmetric, actors);
    uint32_t n_recipients = fill(scene, frame, &rule->recipient, false, recipients);
    uint32_t n_speakers = chy_speakers(scene, at, &signals, speakers, CHY_MAX_PARTIES);
    *event = (chy_event){.sentence = scene->sentence, .trigger = at, .type = rule->type, .cameo = rule->cameo,
                         .content = rule->content, .status = chy_status_from(&signals), .confidence = 0.5f, .rule = rule->name};
    memcpy(event->modes, rule->modes, sizeof event->modes);
    set_span(frame, event);
    if (!to_parties(scene, actors, n_actors, rule->actor_role, &event->actors, &event->n_actors) ||
        !to_parties(scene, recipients, n_recipients, rule->recipient_role, &event->recipients, &event->n_recipients) ||
        !to_parties(scene, speakers, n_speakers, CHY_ROLE_NONE, &event->said_by, &event->n_said_by))
        return false;
    if (!event->n_actors && !may_lack_actor(event->type))
        return false;
    if (rule->symmetric && event->n_actors < 2)
        return false;
    if (event->n_actors == 1 && event->n_recipients == 1 && event->actors[0].entity == event->recipients[0].entity)
        return false;
    if (rule->symmetric && event->n_actors == 2 && same_code(scene->art, &event->actors[0], &event->actors[1]))
        return false;
    fold(event);
    return true;
}

/* ---- one candidate, weighed ---- */

/* A word that the scorer takes for a deed. */
typedef struct weighed {
    const chy_rule *rule;
    chy_signals signals;
    chy_type type;
    float chance; /* of being an event of that type */
    int8_t dense[CHY_DENSE_DIM];
    chy_activation active;
} weighed;

/* The features of highest weight, fit to show: "word=attack +1.20; argument=on/village +0.61". Made anew for the few words
 * that become events. */
static const char *reasons(chy_scene *scene, uint32_t at, const weighed *deed)
{
    enum { SHOWN = 6 };
    const chy_scorer *scorer = scene->rules->scorer;
    chy_features features;
    uint32_t best[SHOWN], n = 0;
    float weight[SHOWN];
    chy_features_trigger(scene, &scorer->clusters, at, deed->rule, &deed->signals, &features);
    for (uint32_t i = 0; i < features.n; i++) {
        float w = chy_scorer_weight(scorer, CHY_TASK_TYPE, features.items[i].key, (uint32_t)deed->type, &deed->active);
        uint32_t place = n;
        while (place > 0 && w > weight[place - 1])
            place--;
        if (place == SHOWN)
            continue;
        n += n < SHOWN;
        for (uint32_t k = n - 1; k > place; k--) {
            best[k] = best[k - 1];
            weight[k] = weight[k - 1];
        }
        best[place] = i;
        weight[place] = w;
    }
    const char *text = chy_arena_printf(scene->arena, "chance of %s %.2f", chy_type_names[deed->type], (double)deed->chance);
    for (uint32_t i = 0; i < n && text && weight[i] > 0; i++) {
        const chy_feature *f = &features.items[best[i]];
        text = chy_arena_printf(scene->arena, "%s; %s%s%s%s%s %+.2f", text, f->name, f->a ? "=" : "", f->a ? f->a : "",
                                f->b ? "/" : "", f->b ? f->b : "", (double)weight[i]);
    }
    return text;
}

/* Words that no rule names pass the gate first: most are put aside by a few features. */
static bool passes_gate(chy_scene *scene, uint32_t at)
{
    const chy_scorer *scorer = scene->rules->scorer;
    chy_features features;
    float chance[CHY_MAX_CLASSES];
    chy_features_gate(scene, &scorer->clusters, at, NULL, &features);
    chy_scorer_chances(scorer, CHY_TASK_GATE, &features, NULL, chance, NULL);
    return chance[1] >= scorer->settings[CHY_SET_GATE];
}

/* Deeds that did not or may not happen are rare in training, so the scorer doubts them. Where a rule names the deed and its own
 * auxiliary marks it, a fraction of the usual chance is enough. */
static bool trusts_rule(weighed *deed, float chance)
{
    enum { DOUBTED = 8 }; /* chances below 1 in 8 stay no event */
    bool marked = deed->signals.own_negated || deed->signals.own_hypothetical || deed->signals.own_future;
    if (!deed->rule || !marked || chance * DOUBTED < 1)
        return false;
    deed->type = deed->rule->type;
    deed->chance = 0.5f;
    return true;
}

static bool weigh(chy_scene *scene, uint32_t at, weighed *out)
{
    const chy_scorer *scorer = scene->rules->scorer;
    chy_features features;
    float chance[CHY_MAX_CLASSES];
    out->rule = chy_match_rule(scene, at);
    if (!out->rule && chy_scorer_skips(scorer, chy_scene_token(scene, at)))
        return false;
    if (!out->rule && !passes_gate(scene, at))
        return false;
    out->signals = chy_signals_of(scene, at);
    chy_features_trigger(scene, &scorer->clusters, at, out->rule, &out->signals, &features);
    chy_dense_trigger(scene, &scorer->clusters, at, out->dense);
    chy_scorer_chances(scorer, CHY_TASK_TYPE, &features, out->dense, chance, &out->active);
    out->type = CHY_TYPE_AGREE;
    for (int t = 1; t < CHY_N_TYPE; t++)
        if (chance[t] > chance[out->type])
            out->type = (chy_type)t;
    out->chance = chance[out->type];
    if (1 - chance[0] < scorer->settings[CHY_SET_EVENT] || out->chance < scorer->settings[CHY_SET_KEEP])
        return trusts_rule(out, 1 - chance[0]);
    return true;
}

/* The parties chosen for one part, and how sure the choice of the likeliest (or of nobody) is. */
typedef struct choice {
    uint32_t list[CHY_MAX_PARTIES], n;
    float chance;
} choice;

/* Candidates for a part: mentions, the last is nobody. */
typedef struct candidates {
    uint32_t mention[CHY_MAX_CANDIDATES], n;
    float chance[CHY_N_PARTS * CHY_MAX_CANDIDATES]; /* as actor, as recipient, as source */
} candidates;

static float chance_of(const candidates *c, uint32_t candidate, uint32_t part)
{
    return c->chance[CHY_N_PARTS * candidate + part];
}

/* What the mentions of the sentence bring to the sums of every deed in it. False when memory is out. */
static bool sum_parties(chy_scene *scene, uint32_t width)
{
    const chy_scorer *scorer = scene->rules->scorer;
    if (scene->party_sums)
        return true;
    scene->party_sums = chy_arena_alloc(scene->arena, (size_t)(scene->sent->n_mentions + 1) * width, sizeof *scene->party_sums);
    for (uint32_t i = 0; scene->party_sums && i < scene->sent->n_mentions; i++) {
        int8_t dense[CHY_DENSE_HALF];
        chy_dense_party(scene, &scorer->clusters, scene->sent->first_mention + i, dense);
        chy_scorer_half(scorer, true, dense, scene->party_sums + (size_t)i * width);
    }
    return scene->party_sums != NULL; /* the row behind the last stays zero: nobody's */
}

static bool weigh_candidates(chy_scene *scene, const chy_deed *deed, const int8_t *dense, candidates *c)
{
    const chy_scorer *scorer = scene->rules->scorer;
    const chy_task_weights *task = &scorer->tasks[CHY_TASK_ROLE];
    float votes[CHY_MAX_CANDIDATES * CHY_N_PARTS * CHY_MAX_NETS];
    int32_t trigger[CHY_MAX_CLASSES];
    if (!sum_parties(scene, task->width))
        return false;
    chy_scorer_half(scorer, false, dense, trigger);
    c->n = 0;
    for (uint32_t i = 0; i < scene->sent->n_mentions && c->n < CHY_MAX_CANDIDATES - 1; i++)
        if (scene->art->mentions[scene->sent->first_mention + i].n_entities)
            c->mention[c->n++] = scene->sent->first_mention + i;
    c->mention[c->n++] = CHY_NOBODY;
    for (uint32_t i = 0; i < c->n; i++) {
        chy_features features;
        uint32_t row = c->mention[i] == CHY_NOBODY ? scene->sent->n_mentions : c->mention[i] - scene->sent->first_mention;
        chy_features_role(scene, &scorer->clusters, deed, c->mention[i], &features);
        chy_scorer_role(scorer, &features, trigger, scene->party_sums + (size_t)row * task->width, votes + i * CHY_N_PARTS * task->n_nets);
    }
    chy_scorer_choose(scorer, votes, c->n, c->chance);
    return true;
}

static const chy_entity *first_entity(const chy_scene *scene, uint32_t mention)
{
    return &scene->art->entities[scene->art->mentions[mention].entities[0]];
}

static bool mentions_share(const chy_scene *scene, uint32_t a, uint32_t b)
{
    const chy_mention *x = &scene->art->mentions[a], *y = &scene->art->mentions[b];
    for (uint32_t i = 0; i < x->n_entities; i++)
        for (uint32_t k = 0; k < y->n_entities; k++)
            if (x->entities[i] == y->entities[k])
                return true;
    return false;
}

static bool mentions_of_one_code(const chy_scene *scene, uint32_t a, uint32_t b)
{
    return strcmp(first_entity(scene, a)->code, first_entity(scene, b)->code) == 0;
}

/* How well two mentions go together as actor and recipient: nobody deals with himself, and few deeds are of a state against its own. */
static float harmony(const chy_scene *scene, chy_type type, uint32_t actor, uint32_t recipient)
{
    if (actor == CHY_NOBODY || recipient == CHY_NOBODY)
        return 1;
    if (mentions_share(scene, actor, recipient))
        return 0;
    if (!mentions_of_one_code(scene, actor, recipient))
        return 1;
    const chy_scorer *scorer = scene->rules->scorer;
    float weight = scorer->shapes[(size_t)type * CHY_N_SHAPE + CHY_SHAPE_OWN_CODE] * scorer->settings[CHY_SET_OWN];
    return weight < 1 ? weight : 1;
}

/* Whether the head of mention `a` joins a list that mention `b` heads or stands in: "Iran, Iraq and Syria". */
static bool joins(const chy_scene *scene, uint32_t a, uint32_t b)
{
    const chy_mention *list = &scene->art->mentions[b];
    uint32_t at = scene->art->mentions[a].head;
    for (int step = 0; step < 8 && chy_deprel_base(chy_scene_token(scene, at)->deprel) == CHY_DEP_conj; step++) {
        at = chy_tree_head(&scene->tree, at);
        if (at == CHY_NO_TOKEN)
            return false;
        if (at >= list->first && at < list->first + list->n_tokens)
            return true;
    }
    return false;
}

static bool stand_together(const chy_scene *scene, uint32_t a, uint32_t b)
{
    return joins(scene, a, b) || joins(scene, b, a);
}

/* Mentions beside the chosen one that play the same part: above the threshold, likelier in this part than in the other. Those of one list share a
 * part unless the scorer is sure that they do not. */
static void choose_more(const chy_scene *scene, const candidates *c, uint32_t part, uint32_t best, uint32_t other, float threshold, choice *out)
{
    out->n = 0;
    out->chance = chance_of(c, best, part);
    for (uint32_t i = 0; i + 1 < c->n && best + 1 < c->n && out->n < CHY_MAX_PARTIES; i++) {
        float chance = chance_of(c, i, part);
        bool listed = i != best && stand_together(scene, c->mention[i], c->mention[best]);
        bool more = chance > (listed ? scene->rules->scorer->settings[CHY_SET_LISTED] : threshold) && chance >= chance_of(c, i, 1 - part) && i != other &&
                    (other + 1 == c->n || !mentions_share(scene, c->mention[i], c->mention[other]));
        if (i != best && !more)
            continue;
        out->list[out->n++] = c->mention[i];
        out->chance += i == best ? 0 : chance;
    }
}

/* It takes two to meet or to agree. */
static void find_partner(const chy_scene *scene, const candidates *c, choice *actors, choice *recipients)
{
    uint32_t first = actors->n ? actors->list[0] : CHY_NOBODY, best = CHY_NOBODY;
    float most = scene->rules->scorer->settings[CHY_SET_PARTNER];
    for (uint32_t k = 0; k < actors->n + recipients->n; k++) {
        uint32_t party = k < actors->n ? actors->list[k] : recipients->list[k - actors->n];
        first = first == CHY_NOBODY ? party : first;
        if (!mentions_of_one_code(scene, first, party))
            return;
    }
    for (uint32_t i = 0; i + 1 < c->n && first != CHY_NOBODY; i++) {
        float party = chance_of(c, i, 0) + chance_of(c, i, 1);
        if (party > most && !mentions_of_one_code(scene, first, c->mention[i])) {
            most = party;
            best = c->mention[i];
        }
    }
    if (best != CHY_NOBODY && recipients->n < CHY_MAX_PARTIES)
        recipients->list[recipients->n++] = best;
}

/* To whom the report is credited. */
static void find_source(const chy_scene *scene, const candidates *c, choice *sources)
{
    uint32_t best = c->n - 1;
    float most = chance_of(c, best, 2) * scene->rules->scorer->settings[CHY_SET_NO_SOURCE];
    for (uint32_t i = 0; i + 1 < c->n; i++)
        if (chance_of(c, i, 2) > most) {
            most = chance_of(c, i, 2);
            best = i;
        }
    sources->n = best + 1 < c->n;
    sources->list[0] = c->mention[best];
}

/* Who does it and to whom: the pair of mentions (or of nobody) that is likeliest together, and those beside them. */
static bool weigh_parties(chy_scene *scene, const chy_deed *deed, const int8_t *dense, choice *actors, choice *recipients, choice *sources)
{
    const float *set = scene->rules->scorer->settings;
    candidates c;
    if (!weigh_candidates(scene, deed, dense, &c))
        return false;
    uint32_t nobody = c.n - 1, best[2] = {nobody, nobody};
    float most = 0, no_actor = may_lack_actor(deed->type) ? set[CHY_SET_NO_ACTOR] : 0, no_recipient = set[CHY_SET_NO_RECIPIENT];
    for (uint32_t a = 0; a < c.n; a++)
        for (uint32_t r = 0; r < c.n; r++) {
            float chance = chance_of(&c, a, 0) * chance_of(&c, r, 1) * harmony(scene, deed->type, c.mention[a], c.mention[r]) *
                           (a == nobody ? no_actor : 1) * (r == nobody ? no_recipient : 1);
            if (chance > most) {
                most = chance;
                best[0] = a;
                best[1] = r;
            }
        }
    choose_more(scene, &c, 0, best[0], best[1], set[CHY_SET_ACTOR], actors);
    choose_more(scene, &c, 1, best[1], best[0], set[CHY_SET_RECIPIENT], recipients);
    if (chy_type_is_symmetric(deed->type))
        find_partner(scene, &c, actors, recipients);
    find_source(scene, &c, sources);
    return true;
}

static uint32_t best_class(const float *chance, uint32_t n)
{
    uint32_t best = 0;
    for (uint32_t k = 1; k < n; k++)
        if (chance[k] > chance[best])
            best = k;
    return best;
}

static bool has_content(chy_type type)
{
    return type == CHY_TYPE_REQUEST || type == CHY_TYPE_REJECT || type == CHY_TYPE_THREATEN || type == CHY_TYPE_ACCUSE ||
           type == CHY_TYPE_AGREE || type == CHY_TYPE_CONCEDE;
}

/* Status, mode, code and content from their own weights. */
static void weigh_details(chy_scene *scene, uint32_t at, const weighed *deed, chy_event *event)
{
    const chy_scorer *scorer = scene->rules->scorer;
    const chy_rules *rules = scene->rules;
    chy_features features;
    float chance[CHY_MAX_CLASSES];
    chy_features_detail(scene, &scorer->clusters, at, deed->type, deed->rule, &deed->signals, &features);
    chy_scorer_chances(scorer, CHY_TASK_STATUS, &features, deed->dense, chance, NULL);
    event->status = (chy_event_status)best_class(chance, CHY_N_STATUS);
    chy_scorer_chances(scorer, CHY_TASK_MODE, &features, deed->dense, chance, NULL);
    const char *mode = scorer->tasks[CHY_TASK_MODE].names[best_class(chance, scorer->tasks[CHY_TASK_MODE].n_classes)];
    event->modes[0] = mode[0] ? chy_rules_mode(rules, mode, strlen(mode)) : NULL;
    chy_scorer_chances(scorer, CHY_TASK_CAMEO, &features, deed->dense, chance, NULL);
    const char *cameo = scorer->tasks[CHY_TASK_CAMEO].names[best_class(chance, scorer->tasks[CHY_TASK_CAMEO].n_classes)];
    event->cameo = chy_rules_cameo(rules, cameo, strlen(cameo));
    if (!event->cameo)
        event->cameo = deed->rule && deed->rule->type == deed->type ? deed->rule->cameo : "";
    if (!has_content(deed->type))
        return;
    chy_scorer_chances(scorer, CHY_TASK_CONTENT, &features, deed->dense, chance, NULL);
    event->content = (chy_type)best_class(chance, CHY_N_TYPE);
}

static bool shares_entity(const chy_party *a, uint32_t n_a, const chy_party *b, uint32_t n_b)
{
    for (uint32_t i = 0; i < n_a; i++)
        for (uint32_t k = 0; k < n_b; k++)
            if (a[i].entity == b[k].entity)
                return true;
    return false;
}

static bool code_acts(const chy_article *art, const chy_event *event, const chy_party *party)
{
    for (uint32_t k = 0; k < event->n_actors; k++)
        if (strcmp(art->entities[event->actors[k].entity].code, art->entities[party->entity].code) == 0)
            return true;
    return false;
}

/* What the deed's own verb says of its status outweighs the scorer. Promises, demands, charges and refusals speak of things to come
 * by their nature: there a "will" belongs to what is promised. */
static void apply_own_signals(const chy_signals *signals, chy_event *event)
{
    static const bool speaks_ahead[CHY_N_TYPE] = {[CHY_TYPE_REJECT] = true, [CHY_TYPE_THREATEN] = true, [CHY_TYPE_AGREE] = true,
                                                  [CHY_TYPE_REQUEST] = true, [CHY_TYPE_ACCUSE] = true, [CHY_TYPE_CONCEDE] = true};
    if (speaks_ahead[event->type])
        return;
    if (signals->own_negated)
        event->status = CHY_STATUS_NEGATED;
    else if (signals->own_hypothetical || signals->condition)
        event->status = CHY_STATUS_HYPOTHETICAL;
    else if (signals->own_future)
        event->status = CHY_STATUS_FUTURE;
    fold(event);
}

/* Whether the actors are of two states or organisations at least. */
static bool several_codes(const chy_article *art, const chy_event *event)
{
    for (uint32_t i = 1; i < event->n_actors; i++)
        if (!same_code(art, &event->actors[0], &event->actors[i]))
            return true;
    return false;
}

/* A recipient that is an actor as well is a misreading; so, mostly, is one of an actor's own state beside one of another, or where states act
 * together. */
static void drop_self(const chy_article *art, chy_event *event, chy_party *recipients)
{
    uint32_t n = 0;
    bool foreign = several_codes(art, event);
    for (uint32_t i = 0; i < event->n_recipients; i++)
        foreign |= !code_acts(art, event, &recipients[i]);
    for (uint32_t i = 0; i < event->n_recipients; i++) {
        bool own = shares_entity(event->actors, event->n_actors, &recipients[i], 1);
        if (!own && !(foreign && code_acts(art, event, &recipients[i])))
            recipients[n++] = recipients[i];
    }
    event->n_recipients = n;
}

static chy_role actor_role(const chy_event *event)
{
    bool visit = event->modes[0] && strcmp(event->modes[0], "visit") == 0;
    if (visit)
        return CHY_ROLE_VISITOR;
    return event->cameo && strcmp(event->cameo, "057") == 0  ? CHY_ROLE_SIGNATORY
           : event->cameo && strcmp(event->cameo, "045") == 0 ? CHY_ROLE_MEDIATOR
                                                              : CHY_ROLE_NONE;
}

/* Whether all parties of both sides are of one code and sector. */
static bool is_self(const chy_article *art, const chy_event *event)
{
    const chy_entity *first = event->n_actors ? &art->entities[event->actors[0].entity] : NULL;
    for (uint32_t i = 0; i < event->n_actors + event->n_recipients; i++) {
        const chy_party *party = i < event->n_actors ? &event->actors[i] : &event->recipients[i - event->n_actors];
        const chy_entity *entity = &art->entities[party->entity];
        if (!first || strcmp(entity->code, first->code) != 0 || strcmp(entity->sector, first->sector) != 0)
            return false;
    }
    return event->n_recipients > 0;
}

/* The chance of an event given the shape of its parties: a shape that every second event of the type has costs nothing. */
static float shaped_chance(const chy_scene *scene, const chy_event *event)
{
    const float *share = scene->rules->scorer->shapes + (size_t)event->type * CHY_N_SHAPE;
    bool one_code = !event->n_recipients;
    for (uint32_t i = 1; i < event->n_actors; i++)
        one_code &= strcmp(scene->art->entities[event->actors[i].entity].code, scene->art->entities[event->actors[0].entity].code) == 0;
    float factor = 1;
    if (one_code)
        factor = 2 * share[CHY_SHAPE_NO_RECIPIENT];
    else if (is_self(scene->art, event))
        factor = 2 * share[CHY_SHAPE_SELF];
    return event->confidence * (factor < 1 ? factor + scene->rules->scorer->settings[CHY_SET_ODD_SHAPE] * (1 - factor) : 1);
}

/* The report's source: whoever speaks in a transcript or between the quotation marks, else the mention that was chosen. */
static bool credit(chy_scene *scene, uint32_t at, const choice *sources, chy_event *event)
{
    const chy_sentence *sent = scene->sent;
    bool spoken = sent->speaker && (sent->all_spoken || chy_scene_token(scene, at)->flags & CHY_TOKEN_QUOTED);
    if (!spoken)
        return to_parties(scene, sources->list, sources->n, CHY_ROLE_NONE, &event->said_by, &event->n_said_by);
    chy_party *speaker = chy_arena_alloc(scene->arena, 1, sizeof *speaker);
    if (!speaker)
        return false;
    *speaker = (chy_party){.entity = sent->speaker - 1, .mention = CHY_NOBODY};
    event->said_by = speaker;
    event->n_said_by = 1;
    return true;
}

/* Fills `event` for a word that the scorer takes for a deed; false when nobody does it or memory is out. */
static bool code_weighed(chy_scene *scene, uint32_t at, const weighed *deed, chy_event *event)
{
    const chy_frame *frame = chy_scene_frame(scene, at);
    if (!frame)
        return false;
    bool own_rule = deed->rule && deed->rule->type == deed->type;
    *event = (chy_event){.sentence = scene->sentence, .trigger = at, .type = deed->type, .confidence = deed->chance,
                         .rule = own_rule ? deed->rule->name : "scorer"};
    set_span(frame, event);
    weigh_details(scene, at, deed, event);
    apply_own_signals(&deed->signals, event);
    choice actors, recipients, sources;
    chy_deed parties = {.at = at, .type = deed->type, .rule = deed->rule};
    parties.n_speakers = chy_speakers(scene, at, &deed->signals, parties.speakers, CHY_MAX_PARTIES);
    if (!weigh_parties(scene, &parties, deed->dense, &actors, &recipients, &sources))
        return false;
    if (!actors.n && !may_lack_actor(deed->type)) {
        memcpy(actors.list, parties.speakers, parties.n_speakers * sizeof *parties.speakers);
        actors.n = parties.n_speakers;
    }
    chy_role role = actor_role(event), other = role == CHY_ROLE_VISITOR ? CHY_ROLE_HOST : CHY_ROLE_NONE;
    if (!to_parties(scene, actors.list, actors.n, role, &event->actors, &event->n_actors) ||
        !to_parties(scene, recipients.list, recipients.n, other, &event->recipients, &event->n_recipients) ||
        !credit(scene, at, &sources, event))
        return false;
    drop_self(scene->art, event, (chy_party *)(uintptr_t)event->recipients);
    if (!event->n_actors && !may_lack_actor(event->type))
        return false;
    event->confidence = shaped_chance(scene, event) * powf(actors.chance * recipients.chance, scene->rules->scorer->settings[CHY_SET_DOUBT]);
    return event->confidence >= scene->rules->scorer->settings[CHY_SET_KEEP];
}

/* ---- a sentence ---- */

/* Two words for one deed ("ambushed and killed"): same type in one sentence, and no party on which they differ outright. */
static bool is_double(const chy_event *a, const chy_event *b)
{
    if (a->type != b->type)
        return false;
    bool actors = !a->n_actors || !b->n_actors || shares_entity(a->actors, a->n_actors, b->actors, b->n_actors);
    bool recipients = !a->n_recipients || !b->n_recipients ||
                      shares_entity(a->recipients, a->n_recipients, b->recipients, b->n_recipients);
    return actors && recipients;
}

/* The surer of two tellings stays; what it leaves open the other fills. */
static void merge_double(chy_event *kept, const chy_event *other)
{
    chy_event weaker = *other;
    if (other->confidence > kept->confidence) {
        weaker = *kept;
        *kept = *other;
    }
    if (!kept->n_actors && !shares_entity(weaker.actors, weaker.n_actors, kept->recipients, kept->n_recipients)) {
        kept->actors = weaker.actors;
        kept->n_actors = weaker.n_actors;
    }
    if (!kept->n_recipients && !shares_entity(weaker.recipients, weaker.n_recipients, kept->actors, kept->n_actors)) {
        kept->recipients = weaker.recipients;
        kept->n_recipients = weaker.n_recipients;
    }
}

static bool joins_another(event_list *list, size_t from, const chy_event *event)
{
    for (size_t i = from; i < list->n; i++)
        if (is_double(&list->items[i], event)) {
            merge_double(&list->items[i], event);
            return true;
        }
    return false;
}

/* Rules alone decide where no weights are installed. */
static bool code_word(chy_scene *scene, uint32_t at, chy_event *event)
{
    if (!chy_is_candidate(scene, at))
        return false;
    if (!scene->rules->scorer) {
        const chy_rule *rule = chy_match_rule(scene, at);
        return rule && code_candidate(scene, at, rule, event);
    }
    weighed deed;
    if (!weigh(scene, at, &deed) || !code_weighed(scene, at, &deed, event))
        return false;
    event->why = reasons(scene, at, &deed);
    return true;
}

static chy_status code_sentence(const chy_rules *rules, chy_article *art, uint32_t index, event_list *list)
{
    chy_scene scene;
    if (!chy_scene_init(&scene, rules, art, index))
        return CHY_E_NOMEM;
    size_t from = list->n;
    for (uint32_t at = 0; at < scene.sent->n_tokens; at++) {
        chy_event event;
        if (!code_word(&scene, at, &event) || joins_another(list, from, &event))
            continue;
        chy_event *items = chy_arena_grow(art->arena, list->items, list->n, &list->cap, sizeof *items);
        if (!items)
            return CHY_E_NOMEM;
        list->items = items;
        list->items[list->n++] = event;
    }
    for (size_t i = from; i < list->n; i++) {
        chy_detail_sizes(&scene, &list->items[i]);
        if (!chy_detail_ontology(&scene, &list->items[i]))
            return CHY_E_NOMEM;
    }
    return CHY_OK;
}

chy_status chy_events_code(const chy_rules *rules, chy_article *art)
{
    event_list list = {0};
    chy_status status = CHY_OK;
    for (uint32_t s = 0; s < art->n_sentences && status == CHY_OK; s++)
        if (!art->sentences[s].furniture && art->sentences[s].n_tokens)
            status = code_sentence(rules, art, s, &list);
    art->events = list.items;
    art->n_events = (uint32_t)list.n;
    return status;
}
