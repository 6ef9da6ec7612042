/* src/cli/cmd_relation.c - `chancery relation A B`: the state of a dyad. Gathers the records that name both (and what one says of the other, or both of
 * the same) and the events by month; export/relation.c draws them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "export/relation.h"
#include "store/records.h"

enum { AGREEMENTS, OTHER_AGREEMENTS, MEMBERSHIPS, HELD, DUE, MEASURES, SHARED, OPPOSED, UNDERTAKINGS, FACTS, N_SECTIONS };
static const char *const titles[N_SECTIONS] = {"Agreements in force or made", "Agreements that ended, are planned or talked of", "Memberships in common", "Meetings held", "Meetings and other things due",
                                               "Measures", "Positions shared", "Positions opposed", "Undertakings", "Facts"};
/* So many lines of a section: the newest. */
#define MAX_LINES 40

typedef struct saying {
    const char *holder, *stance, *on, *id;
    int32_t day;
} saying;

typedef struct gathering {
    program *prog;
    chy_store *store;
    const char *a, *b;
    chy_arena arena;
    chy_relation_section sections[N_SECTIONS];
    chy_relation relation;
    saying *sayings;
    size_t n_sayings, cap_sayings;
    const char **orgs; /* that the first one is a member of */
    size_t n_orgs, cap_orgs;
    bool failed;
} gathering;

static const char *copy(gathering *g, const char *text)
{
    const char *out = chy_arena_dup(&g->arena, text, strlen(text));
    g->failed |= !out;
    return out ? out : "";
}

static const char *day_text(gathering *g, int32_t day)
{
    char text[24];
    return day == CHY_NO_DAY ? "" : copy(g, chy_day_format(chy_day_from_number(day), text));
}

static void add_line(gathering *g, int section, int32_t day, const char *status, const char *text, const char *id)
{
    chy_relation_section *s = &g->sections[section];
    if (s->n == MAX_LINES)
        return;
    if (s->n == s->cap) {
        chy_relation_line *lines = chy_arena_grow(&g->arena, s->lines, s->n, &s->cap, sizeof *lines);
        g->failed |= !lines;
        if (!lines)
            return;
        s->lines = lines;
    }
    s->lines[s->n++] = (chy_relation_line){.days = day_text(g, day), .status = copy(g, status), .text = copy(g, text), .id = copy(g, id)};
}

static void add_mark(gathering *g, char sign, const chy_ledger_entry *e)
{
    chy_relation *r = &g->relation;
    if (e->first_day == CHY_NO_DAY)
        return;
    if (r->n_marks == r->cap_marks) {
        chy_relation_mark *marks = chy_arena_grow(&g->arena, r->marks, r->n_marks, &r->cap_marks, sizeof *marks);
        g->failed |= !marks;
        if (!marks)
            return;
        r->marks = marks;
    }
    r->marks[r->n_marks++] = (chy_relation_mark){.day = e->first_day, .sign = sign, .text = copy(g, e->name)};
}

static const char *with_place(gathering *g, const chy_ledger_entry *e)
{
    const char *out = e->place[0] ? chy_arena_printf(&g->arena, "%s, %s", e->name, e->place) : e->name;
    g->failed |= !out;
    return out ? out : "";
}

static bool take_agreement(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    static const char *const standing[] = {"agreed", "initialled", "signed", "ratified", "in force"};
    bool stands = false;
    for (size_t i = 0; i < sizeof standing / sizeof *standing; i++)
        stands |= !strcmp(standing[i], e->status);
    add_line(g, stands ? AGREEMENTS : OTHER_AGREEMENTS, e->first_day, e->status, e->name, e->id);
    add_mark(g, 'A', e);
    return !g->failed;
}

static bool take_meeting(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    if (!strcmp(e->status, "held")) {
        add_line(g, HELD, e->first_day, e->status, with_place(g, e), e->id);
        add_mark(g, 'M', e);
    }
    return !g->failed;
}

static bool take_due(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    bool dated = strstr(e->payload, "\"due\":") != NULL;
    if (strcmp(e->outcome, "met"))
        add_line(g, DUE, dated ? e->last_day : CHY_NO_DAY, e->outcome, e->name, e->id);
    return !g->failed;
}

static bool take_measure(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    add_line(g, MEASURES, e->first_day, e->status, e->name, e->id);
    add_mark(g, 'S', e);
    return !g->failed;
}

static bool take_undertaking(void *ctx, const chy_ledger_entry *e)
{
    add_line(ctx, UNDERTAKINGS, e->first_day, e->status, e->name, e->id);
    return !((gathering *)ctx)->failed;
}

static bool take_fact(void *ctx, const chy_ledger_entry *e)
{
    add_line(ctx, FACTS, e->first_day, "", e->name, e->id);
    return !((gathering *)ctx)->failed;
}

static bool has_party(const chy_ledger_entry *e, const char *code, const char *role)
{
    for (uint32_t i = 0; i < e->n_parties; i++)
        if ((!strcmp(e->parties[i].code, code) || !strcmp(e->parties[i].id, code)) && (!role || !strcmp(e->parties[i].role, role)))
            return true;
    return false;
}

/* Positions of both together are shared; those of one alone are kept to be compared. */
static bool take_position(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    bool a = has_party(e, g->a, "party"), b = has_party(e, g->b, "party");
    if (a && b) {
        const char *text = chy_arena_printf(&g->arena, "both: %s", e->name);
        add_line(g, SHARED, e->first_day, e->status, text ? text : "", e->id);
        return !g->failed;
    }
    if (!a && !b)
        return true;
    if (g->n_sayings == g->cap_sayings) {
        saying *sayings = chy_arena_grow(&g->arena, g->sayings, g->n_sayings, &g->cap_sayings, sizeof *sayings);
        g->failed |= !sayings;
        if (!sayings)
            return false;
        g->sayings = sayings;
    }
    g->sayings[g->n_sayings++] = (saying){.holder = a ? g->a : g->b, .stance = copy(g, e->status), .on = copy(g, e->name), .id = copy(g, e->id), .day = e->first_day};
    return !g->failed;
}

/* How many of the longer words of one text stand in the other. */
static unsigned words_in_common(const char *x, const char *y, unsigned *least)
{
    unsigned common = 0, n = 0;
    for (const char *at = x; *at;) {
        size_t len = strcspn(at, " ,-");
        if (len > 3) {
            n++;
            for (const char *in = y; *in;) {
                size_t other = strcspn(in, " ,-");
                if (other == len && !strncasecmp(at, in, len)) {
                    common++;
                    break;
                }
                in += other;
                in += strspn(in, " ,-");
            }
        }
        at += len;
        at += strspn(at, " ,-");
    }
    *least = n;
    return common;
}

static bool is_against(const char *stance) { return !strcmp(stance, "opposes"); }
static bool is_for(const char *stance) { return !strcmp(stance, "supports") || !strcmp(stance, "demands"); }

static void compare_sayings(gathering *g)
{
    enum { MOST = 400 }; /* the newest ones: what was said long ago is compared no more */
    size_t n = g->n_sayings < MOST ? g->n_sayings : MOST;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const saying *x = &g->sayings[i], *y = &g->sayings[k];
            unsigned nx, ny, common = words_in_common(x->on, y->on, &nx);
            words_in_common(y->on, x->on, &ny);
            if (!strcmp(x->holder, y->holder) || common < 2 || common * 2 < (nx < ny ? nx : ny))
                continue;
            bool opposed = (is_for(x->stance) && is_against(y->stance)) || (is_against(x->stance) && is_for(y->stance));
            if (!opposed && strcmp(x->stance, y->stance))
                continue;
            const char *text = chy_arena_printf(&g->arena, "%s %s: %s / %s %s: %s", x->holder, x->stance, x->on, y->holder, y->stance, y->on);
            add_line(g, opposed ? OPPOSED : SHARED, x->day, opposed ? "opposed" : x->stance, text ? text : "", x->id);
        }
}

/* ---- memberships: the organisations of one, then those of the other ---- */

static const char *organisation_of(const chy_ledger_entry *e, const char *member)
{
    for (uint32_t i = 0; i < e->n_parties; i++)
        if (strcmp(e->parties[i].code, member))
            return e->parties[i].code;
    return "";
}

static bool note_membership(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    if (strcmp(e->status, "member"))
        return true;
    if (g->n_orgs == g->cap_orgs) {
        const char **orgs = chy_arena_grow(&g->arena, g->orgs, g->n_orgs, &g->cap_orgs, sizeof *orgs);
        g->failed |= !orgs;
        if (!orgs)
            return false;
        g->orgs = orgs;
    }
    g->orgs[g->n_orgs++] = copy(g, organisation_of(e, g->a));
    return !g->failed;
}

static bool take_membership(void *ctx, const chy_ledger_entry *e)
{
    gathering *g = ctx;
    const char *org = organisation_of(e, g->b);
    for (size_t i = 0; i < g->n_orgs && !strcmp(e->status, "member"); i++)
        if (!strcmp(g->orgs[i], org)) {
            add_line(g, MEMBERSHIPS, e->first_day, e->status, org, e->id);
            break;
        }
    return !g->failed;
}

static void take_month(void *ctx, const chy_month *month)
{
    gathering *g = ctx;
    chy_relation *r = &g->relation;
    if (r->n_months == r->cap_months) {
        chy_relation_month *months = chy_arena_grow(&g->arena, r->months, r->n_months, &r->cap_months, sizeof *months);
        g->failed |= !months;
        if (!months)
            return;
        r->months = months;
    }
    chy_relation_month m = {.year = month->year, .month = month->month, .scores = month->scores};
    memcpy(m.quads, month->quads, sizeof m.quads);
    r->months[r->n_months++] = m;
}

static chy_status gather(gathering *g, chy_err *err)
{
    const settings *set = &g->prog->set;
    chy_query both = {.actor = g->a, .with = g->b, .since = set->since, .until = set->until};
    chy_query plans = both, of_a = {.actor = g->a, .limit = 2000}, of_b = {.actor = g->b, .limit = 2000};
    plans.since = plans.until = NULL;
    const struct { const char *kind; const chy_query *query; bool (*take)(void *, const chy_ledger_entry *); } steps[] = {
        {"agreements", &plans, take_agreement}, {"meetings", &both, take_meeting}, {"expectations", &plans, take_due}, {"measures", &plans, take_measure},
        {"undertakings", &plans, take_undertaking}, {"facts", &plans, take_fact}, {"memberships", &of_a, note_membership}, {"memberships", &of_b, take_membership},
        {"positions", &of_a, take_position}, {"positions", &of_b, take_position},
    };
    of_a.since = of_b.since = set->since;
    of_a.until = of_b.until = set->until;
    chy_query ever_a = of_a, ever_b = of_b;
    ever_a.since = ever_a.until = ever_b.since = ever_b.until = NULL;
    chy_status status = CHY_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == CHY_OK; i++) {
        const chy_query *query = steps[i].take == note_membership ? &ever_a : steps[i].take == take_membership ? &ever_b : steps[i].query;
        /* Joint positions come with either of them. */
        size_t shared = g->sections[SHARED].n;
        status = chy_store_records(g->store, steps[i].kind, query, steps[i].take, g, err);
        if (query == &of_b && steps[i].take == take_position)
            g->sections[SHARED].n = shared;
    }
    if (status == CHY_OK)
        status = chy_store_months(g->store, g->a, g->b, set->since, set->until, take_month, g, err);
    compare_sayings(g);
    return status == CHY_OK && g->failed ? chy_err_set(err, CHY_E_NOMEM, 0, "no memory for the relation") : status;
}

static void write_picture(gathering *g, const char *path)
{
    chy_buf svg = {0};
    chy_relation_svg(&g->relation, &svg);
    FILE *file = svg.failed ? NULL : fopen(path, "w");
    bool good = file && fwrite(svg.data, 1, svg.len, file) == svg.len;
    if (file)
        good = fclose(file) == 0 && good;
    if (!good) {
        program_say(g->prog, "%s: cannot be written: %s", path, strerror(errno));
        program_fail(g->prog, STATUS_OUTPUT);
    }
    chy_buf_release(&svg);
}

void cmd_relation(program *prog)
{
    gathering g = {.prog = prog, .a = prog->set.operands[0], .b = prog->set.operands[1]};
    chy_err err;
    chy_buf out = {0};
    chy_arena_init(&g.arena);
    for (int i = 0; i < N_SECTIONS; i++)
        g.sections[i].title = titles[i];
    g.relation.a = g.a;
    g.relation.b = g.b;
    g.relation.sections = g.sections;
    g.relation.n_sections = N_SECTIONS;
    g.store = chy_store_open(prog->set.store, CHY_STORE_READ, &err);
    chy_status status = g.store ? gather(&g, &err) : CHY_E_STORE;
    if (status == CHY_OK) {
        chy_relation_text(&g.relation, program_width(), &out);
        program_write(prog, &out);
        if (prog->set.svg)
            write_picture(&g, prog->set.svg);
    } else {
        program_say(prog, "%s", err.msg);
        program_fail(prog, status == CHY_E_USAGE ? STATUS_USAGE : STATUS_OUTPUT);
    }
    chy_store_free(g.store);
    chy_arena_release(&g.arena);
    chy_buf_release(&out);
}
