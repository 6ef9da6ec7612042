/* src/events/settle.c - What the parties of a coded event are once the deed is known: each code stands once on a side; a government does not deal
 * with itself; who protests or arrests where nobody is named is the country's own people or authorities; and a bare name of a state gets
 * the sector that the deed implies ("Russia bombed" is its forces, "bombs killed 40 in Iraq" its people). A deed told by two words
 * side by side is one record. */
#include <string.h>

#include "events/events.h"

typedef struct settling {
    chy_article *art;
    uint32_t cap;      /* entities that `art->entities` has room for; 0 until the first is added */
    bool failed;
} settling;

static const chy_entity *entity_of(const chy_article *art, const chy_party *party)
{
    return party->entity == CHY_NOBODY ? NULL : &art->entities[party->entity];
}

static bool is_bare(const chy_entity *e)
{
    return e->kind == CHY_ENTITY_STATE && !*e->id && !strcmp(e->sector, "GOV");
}

static bool is_sector(const chy_entity *e, const char *sector)
{
    return !strcmp(e->sector, sector);
}

/* ---- once a side ---- */

/* Of two parties with one code the one with the lower rank says more: a place of the deed less than those whom it met there, a name
 * that the text only just explains ("he resigned as mayor") less than its office. */
static int rank_of(const chy_event *ev, const chy_entity *e)
{
    if (is_bare(e))
        return 2;
    return ev->type == CHY_TYPE_RETREAT && is_sector(e, "CVL");
}

/* Two bodies of one state, each with a name of its own, are two parties. */
static bool stand_apart(const chy_entity *a, const chy_entity *b)
{
    return strcmp(a->code, b->code) != 0 || !strcmp(a->code, "---") || (*a->id && *b->id && strcmp(a->id, b->id) != 0);
}

/* Whether another party of the side makes parties[i] superfluous. */
static bool is_covered(const chy_article *art, const chy_event *ev, const chy_party *parties, uint32_t n, uint32_t i)
{
    const chy_entity *own = entity_of(art, &parties[i]);
    for (uint32_t k = 0; own && k < n; k++) {
        const chy_entity *other = entity_of(art, &parties[k]);
        if (k == i || !other || stand_apart(own, other))
            continue;
        int a = rank_of(ev, own), b = rank_of(ev, other);
        if (b < a || (b == a && k < i))
            return true;
    }
    return false;
}

static void keep_once(settling *s, const chy_event *ev, const chy_party **parties, uint32_t *n)
{
    uint32_t kept = 0;
    chy_party *out = NULL;
    for (uint32_t i = 0; i < *n; i++) {
        bool covered = is_covered(s->art, ev, *parties, *n, i);
        if (covered && !out) {
            if (!(out = chy_arena_alloc(s->art->arena, *n, sizeof *out))) {
                s->failed = true;
                return;
            }
            memcpy(out, *parties, i * sizeof *out);
            kept = i;
        }
        if (out && !covered)
            out[kept++] = (*parties)[i];
    }
    if (!out)
        return;
    *parties = out;
    *n = kept;
}

/* ---- at home ---- */

static bool is_state_organ(const chy_entity *e)
{
    return is_sector(e, "GOV") || is_sector(e, "MIL");
}

/* Deeds between states: a recipient of the doer's own state is a place or a thing of the sentence, not the other side. */
static bool is_between_states(chy_type type)
{
    switch (type) {
    case CHY_TYPE_CONSULT: case CHY_TYPE_AGREE: case CHY_TYPE_SUPPORT: case CHY_TYPE_CONCEDE: case CHY_TYPE_COOPERATE: case CHY_TYPE_AID:
    case CHY_TYPE_RETREAT: case CHY_TYPE_THREATEN: case CHY_TYPE_SANCTION: case CHY_TYPE_MOBILIZE:
        return true;
    default: return false;
    }
}

static bool is_own_side(const chy_article *art, const chy_event *ev, const chy_entity *recipient)
{
    for (uint32_t i = 0; recipient && is_state_organ(recipient) && i < ev->n_actors; i++) {
        const chy_entity *actor = entity_of(art, &ev->actors[i]);
        if (actor && is_state_organ(actor) && !stand_apart(actor, recipient))
            return true;
    }
    return false;
}

static void drop_own_side(settling *s, chy_event *ev)
{
    uint32_t kept = 0;
    if (!is_between_states(ev->type))
        return;
    for (uint32_t i = 0; i < ev->n_recipients; i++)
        kept += !is_own_side(s->art, ev, entity_of(s->art, &ev->recipients[i]));
    if (kept == ev->n_recipients)
        return;
    chy_party *out = chy_arena_alloc(s->art->arena, kept, sizeof *out);
    if (!out) {
        s->failed = true;
        return;
    }
    kept = 0;
    for (uint32_t i = 0; i < ev->n_recipients; i++)
        if (!is_own_side(s->art, ev, entity_of(s->art, &ev->recipients[i])))
            out[kept++] = ev->recipients[i];
    ev->recipients = out;
    ev->n_recipients = kept;
}

/* ---- sectors ---- */

static bool has_mode(const chy_event *ev, const char *mode)
{
    for (int i = 0; i < CHY_MAX_MODES && ev->modes[i]; i++)
        if (!strcmp(ev->modes[i], mode))
            return true;
    return false;
}

static bool has_victims(const chy_event *ev)
{
    return ev->dead.low > 0 || ev->injured.low > 0;
}

/* The sector that a state has as doer, or as the one to whom it is done, when only its name is given; NULL: as it is. */
static const char *doer_sector(const chy_event *ev)
{
    switch (ev->type) {
    case CHY_TYPE_ASSAULT: return has_mode(ev, "aerial") || has_mode(ev, "heavy-weapons") || has_mode(ev, "drone") ? "MIL" : NULL;
    case CHY_TYPE_MOBILIZE: return has_mode(ev, "troops") ? "MIL" : NULL;
    case CHY_TYPE_PROTEST: return "CVL";
    default: return NULL;
    }
}

static const char *target_sector(const chy_event *ev)
{
    if (ev->type == CHY_TYPE_ASSAULT)
        return has_victims(ev) || has_mode(ev, "explosives") || has_mode(ev, "suicide-attack") || has_mode(ev, "heavy-weapons") ||
               has_mode(ev, "firearms") ? "CVL" : NULL;
    return ev->type == CHY_TYPE_COERCE && has_mode(ev, "arrest") ? "CVL" : NULL;
}

/* The entity `from` with another sector; its number. */
static uint32_t variant(settling *s, uint32_t from, const char *sector)
{
    chy_article *art = s->art;
    chy_entity copy = art->entities[from];
    for (uint32_t i = 0; i < art->n_entities; i++) {
        const chy_entity *e = &art->entities[i];
        if (e->kind == copy.kind && is_sector(e, sector) && !strcmp(e->code, copy.code) && !strcmp(e->id, copy.id) && !strcmp(e->name, copy.name))
            return i;
    }
    if (art->n_entities >= s->cap) {
        chy_entity *more;
        s->cap = art->n_entities * 2 + 8;
        if (!(more = chy_arena_alloc(art->arena, s->cap, sizeof *more))) {
            s->failed = true;
            return from;
        }
        memcpy(more, art->entities, art->n_entities * sizeof *more);
        art->entities = more;
    }
    copy.sector = sector;
    const char *why = chy_arena_printf(art->arena, "%s, %s by the deed", copy.why ? copy.why : "", sector);
    copy.why = why ? why : copy.why;
    s->failed |= !why;
    art->entities[art->n_entities] = copy;
    return art->n_entities++;
}

static bool is_alliance(const chy_entity *e)
{
    return e->kind == CHY_ENTITY_ORGANISATION && !strcmp(e->id, "NATO") && is_sector(e, "GOV");
}

/* "condemned the North Korean missile tests": what a state has or does is answered for by its government. */
static bool only_qualifies(const chy_article *art, const chy_party *party)
{
    return party->mention != CHY_NOBODY && art->mentions[party->mention].kind == CHY_MENTION_ADJECTIVE;
}

static const char *sector_by_deed(const chy_event *ev, const chy_entity *e, bool doer)
{
    const char *sector = doer ? doer_sector(ev) : target_sector(ev);
    if (is_bare(e))
        return sector;
    if (doer && is_alliance(e) && (ev->type == CHY_TYPE_ASSAULT || ev->type == CHY_TYPE_MOBILIZE))
        return "MIL";
    /* Only who holds an office can leave one. */
    bool leaves = doer && ev->type == CHY_TYPE_RETREAT && has_mode(ev, "resign") && e->kind == CHY_ENTITY_PERSON;
    return leaves && is_sector(e, "CVL") ? "GOV" : NULL;
}

static void set_sectors(settling *s, const chy_event *ev, const chy_party **parties, uint32_t n, bool doer)
{
    chy_party *out = NULL;
    for (uint32_t i = 0; i < n && !s->failed; i++) {
        const chy_entity *e = entity_of(s->art, &(*parties)[i]);
        const char *sector = e ? sector_by_deed(ev, e, doer) : NULL;
        if (e && is_sector(e, "MIL") && ev->type != CHY_TYPE_ASSAULT && only_qualifies(s->art, &(*parties)[i]))
            sector = "GOV";
        if (!sector)
            continue;
        if (!out && !(out = chy_arena_alloc(s->art->arena, n, sizeof *out))) {
            s->failed = true;
            return;
        }
        if (*parties != out) {
            memcpy(out, *parties, n * sizeof *out);
            *parties = out;
        }
        out[i].entity = variant(s, out[i].entity, sector);
    }
}

static bool nobody_acts(const chy_article *art, const chy_event *ev)
{
    for (uint32_t i = 0; i < ev->n_actors; i++) {
        const chy_entity *e = entity_of(art, &ev->actors[i]);
        if (e && (strcmp(e->code, "---") != 0 || !is_sector(e, "CVL")))
            return false;
    }
    return true;
}

/* The sector of the doer that the only recipient lets one infer: "protests in Peru" are of its people, "dozens were arrested" by its
 * authorities. NULL: nobody can be inferred. */
static const char *sector_at_home(const chy_event *ev, const chy_entity *e)
{
    bool in_context = e->kind == CHY_ENTITY_AGENT && is_sector(e, "CVL") && e->why && strstr(e->why, "context");
    if (!strcmp(e->code, "---"))
        return NULL;
    if (ev->type == CHY_TYPE_PROTEST)
        return is_bare(e) ? "CVL" : NULL;
    bool power = has_mode(ev, "arrest") || has_mode(ev, "curfew") || has_mode(ev, "martial-law");
    return ev->type == CHY_TYPE_COERCE && power && !ev->n_actors && (in_context || is_bare(e)) ? "GOV" : NULL;
}

static void add_doer_at_home(settling *s, chy_event *ev)
{
    const chy_entity *e = ev->n_recipients == 1 && nobody_acts(s->art, ev) ? entity_of(s->art, &ev->recipients[0]) : NULL;
    const char *sector = e ? sector_at_home(ev, e) : NULL;
    chy_party *doer = sector ? chy_arena_alloc(s->art->arena, 2, sizeof *doer) : NULL;
    if (!sector)
        return;
    if (!doer) {
        s->failed = true;
        return;
    }
    bool bare = is_bare(e);
    *doer = (chy_party){.entity = variant(s, ev->recipients[0].entity, sector), .mention = CHY_NOBODY};
    ev->actors = doer;
    ev->n_actors = 1;
    if (!bare && !s->failed)
        s->art->entities[doer->entity].name = "authorities";
    if (ev->type == CHY_TYPE_COERCE && bare) {
        doer[1] = ev->recipients[0];
        doer[1].entity = variant(s, doer[1].entity, "CVL");
        ev->recipients = doer + 1;
    }
}

/* ---- told twice ---- */

/* Words between the triggers of two records that may be one deed ("a bombing killed forty"). */
#define TWIN_REACH 10

static bool same_codes(const chy_article *art, const chy_party *a, uint32_t n_a, const chy_party *b, uint32_t n_b)
{
    for (uint32_t i = 0; n_a == n_b && i < n_a; i++) {
        const chy_entity *own = entity_of(art, &a[i]);
        bool found = false;
        for (uint32_t k = 0; k < n_b && !found; k++) {
            const chy_entity *other = entity_of(art, &b[k]);
            found = own && other ? !strcmp(own->code, other->code) : own == other;
        }
        if (!found)
            return false;
    }
    return n_a == n_b;
}

static bool are_twins(const chy_article *art, const chy_event *a, const chy_event *b)
{
    uint32_t gap = a->trigger > b->trigger ? a->trigger - b->trigger : b->trigger - a->trigger;
    return a->sentence == b->sentence && a->type == b->type && a->status == b->status && gap <= TWIN_REACH &&
           same_codes(art, a->actors, a->n_actors, b->actors, b->n_actors) && same_codes(art, a->recipients, a->n_recipients, b->recipients, b->n_recipients);
}

/* The surer one stays. */
static void drop_twins(chy_article *art)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < art->n_events; i++) {
        const chy_event now = art->events[i];
        uint32_t k = kept;
        while (k > 0 && art->events[k - 1].sentence == now.sentence && !are_twins(art, &art->events[k - 1], &now))
            k--;
        if (k == 0 || art->events[k - 1].sentence != now.sentence)
            art->events[kept++] = now;
        else if (now.confidence > art->events[k - 1].confidence) {
            memmove(&art->events[k - 1], &art->events[k], (kept - k) * sizeof now);
            art->events[kept - 1] = now;
        }
    }
    art->n_events = kept;
}

chy_status chy_events_settle(chy_article *art)
{
    settling s = {.art = art};
    for (uint32_t i = 0; i < art->n_events && !s.failed; i++) {
        chy_event *ev = &art->events[i];
        keep_once(&s, ev, &ev->actors, &ev->n_actors);
        keep_once(&s, ev, &ev->recipients, &ev->n_recipients);
        drop_own_side(&s, ev);
        add_doer_at_home(&s, ev);
        set_sectors(&s, ev, &ev->actors, ev->n_actors, true);
        set_sectors(&s, ev, &ev->recipients, ev->n_recipients, false);
    }
    if (!s.failed)
        drop_twins(art);
    return s.failed ? CHY_E_NOMEM : CHY_OK;
}
