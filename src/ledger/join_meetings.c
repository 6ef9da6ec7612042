/* src/ledger/join_meetings.c - Which claims tell of one meeting, what it was, and what became of the plans for it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ledger/join.h"

/* A held meeting without a day was in the days before the report; a planned one comes within half a year. */
enum { MEMORY = 400, BEFORE = 10, AFTER = 1, AHEAD = 183, SAME_DAYS = 1, PLAN_SLIP = 60 };

/* For reckoning: an undated report is far from all others. */
static int32_t told_day(const item *it)
{
    int32_t day = join_report_day(it);
    return day == CHY_NO_DAY ? -1000000 : day;
}

typedef struct span { int32_t from, to; bool stated; } span;

static bool is_plan(const item *it)
{
    const char *status = it->claim->status;
    return !strcmp(status, "announced") || !strcmp(status, "postponed") || !strcmp(status, "cancelled");
}

static span span_of(const item *it)
{
    span s = {.stated = true};
    if (join_days(join_text(it, "date"), join_text(it, "enddate"), &s.from, &s.to))
        return s;
    int32_t day = told_day(it);
    bool recent = join_flag(it, "recent");
    return is_plan(it) ? (span){.from = day, .to = day + AHEAD} : (span){.from = day - (recent ? 120 : BEFORE), .to = day + AFTER};
}

/* ---- who ---- */

typedef struct face { const char *code, *name, *office; } face;

static face face_at(const item *it, size_t i)
{
    const json_t *p = json_array_get(join_list(it, "participants"), i);
    const char *code = json_string_value(json_object_get(p, "country"));
    if (!code)
        code = json_string_value(json_object_get(p, "org"));
    const char *name = json_string_value(json_object_get(p, "name")), *office = json_string_value(json_object_get(p, "office"));
    return (face){.code = code ? code : "", .name = name ? name : "", .office = office ? office : ""};
}

static size_t n_faces(const item *it)
{
    json_t *list = join_list(it, "participants");
    return list ? json_array_size(list) : 0;
}

/* One name in two spellings: the same initial and the first letters of the last word. */
static bool same_name(const char *a, const char *b)
{
    if (!strcmp(a, b))
        return true;
    const char *x = strrchr(a, ' '), *y = strrchr(b, ' ');
    return x && y && !strncasecmp(a, b, 1) && !strncasecmp(x + 1, y + 1, 4);
}

/* For one code: 2 the same person, 1 nothing against it, 0 different people. */
static int same_face(const item *a, const item *b, const char *code)
{
    bool named_a = false, named_b = false, office_clash = false;
    for (size_t i = 0; i < n_faces(a); i++) {
        face x = face_at(a, i);
        if (strcmp(x.code, code))
            continue;
        named_a |= x.name[0] != '\0';
        for (size_t k = 0; k < n_faces(b); k++) {
            face y = face_at(b, k);
            if (strcmp(y.code, code))
                continue;
            named_b |= y.name[0] != '\0';
            if (x.name[0] && y.name[0] && same_name(x.name, y.name))
                return 2;
            if (x.office[0] && y.office[0] && strcmp(x.office, y.office))
                office_clash = true;
        }
    }
    return (named_a && named_b) || office_clash ? 0 : 1;
}

/* How well the people fit; negative when they are others. */
static int people_fit(const item *a, const item *b)
{
    int fit = 0;
    for (size_t i = 0; i < n_faces(a); i++) {
        face x = face_at(a, i);
        if (!x.code[0])
            continue;
        int same = same_face(a, b, x.code);
        if (!same)
            return -1;
        fit += same - 1;
    }
    return fit;
}

/* ---- where ---- */

static const char *country_of(const char *place)
{
    const char *comma = strrchr(place, ',');
    return comma ? comma + 2 : place;
}

static bool places_clash(const item *a, const item *b)
{
    const char *x = join_text(a, "place"), *y = join_text(b, "place");
    if (!x[0] || !y[0] || !strcmp(x, y))
        return false;
    if (strcmp(country_of(x), country_of(y)))
        return true;
    return strchr(x, ',') && strchr(y, ',') && !join_flag(a, "visit") && !join_flag(b, "visit");
}

/* ---- when ---- */

static bool overlap(span a, span b, int32_t slack)
{
    return a.from <= b.to + slack && b.from <= a.to + slack;
}

static bool days_fit(const item *a, const item *b)
{
    span x = span_of(a), y = span_of(b);
    bool plan_a = is_plan(a), plan_b = is_plan(b), same_doc = !strcmp(a->claim->doc, b->claim->doc);
    if (plan_a != plan_b && same_doc && !overlap(x, y, x.stated && y.stated ? SAME_DAYS : 0))
        return false; /* one article tells of the last meeting and the next */
    if (plan_a != plan_b && same_doc && !(x.stated && y.stated))
        return false;
    if (x.stated && y.stated && overlap(x, y, SAME_DAYS))
        return true;
    if (plan_a || plan_b) {
        /* A plan told anew with another day, or held on another day than planned. */
        const item *plan = plan_a ? a : b, *other = plan_a ? b : a;
        span p = span_of(plan), o = span_of(other);
        if (!is_plan(other) && told_day(other) < told_day(plan))
            return false;
        if (p.stated && o.stated)
            return o.from >= told_day(plan) - 1 && o.from - p.to <= PLAN_SLIP && p.from - o.to <= PLAN_SLIP;
        return overlap(p, o, 0);
    }
    if (x.stated && y.stated)
        return false;
    return overlap(x, y, 0);
}

/* "Two countries are to talk about fish": nobody, no day, no place. That is no visit of somebody's, whenever one is planned. */
static bool is_vague(const item *it)
{
    if (!is_plan(it) || join_flag(it, "visit") || join_text(it, "date")[0] || join_text(it, "place")[0])
        return false;
    for (size_t i = 0; i < n_faces(it); i++)
        if (face_at(it, i).name[0] || face_at(it, i).office[0])
            return false;
    return true;
}

static bool kinds_clash(const item *a, const item *b)
{
    return (is_vague(a) && join_flag(b, "visit")) || (is_vague(b) && join_flag(a, "visit"));
}

static int fit(const item *a, const item *b)
{
    int people = people_fit(a, b);
    if (people < 0 || places_clash(a, b) || kinds_clash(a, b) || !days_fit(a, b))
        return -1;
    return people * 2 + (!strcmp(a->claim->doc, b->claim->doc) ? 3 : 0) + (join_text(a, "place")[0] && !strcmp(join_text(a, "place"), join_text(b, "place")) ? 2 : 0);
}

/* A claim fits a group when it fits all that say something of their own, and somebody well. */
static int group_fit(const joiner *j, const group *g, const item *it)
{
    int best = -1;
    for (size_t i = 0; i < g->n; i++) {
        const item *other = &j->items[g->items[i]];
        if (join_flag(other, "again"))
            continue;
        int one = fit(it, other);
        if (one < 0)
            return -1;
        best = one > best ? one : best;
    }
    return best;
}

/* Cheap: told years apart and of days years apart, no look at the people is needed. */
static bool far_apart(const item *a, const item *b)
{
    span x = span_of(a), y = span_of(b);
    return x.from - y.to > MEMORY || y.from - x.to > MEMORY;
}

static bool same_people(const item *a, const item *b)
{
    return n_faces(a) == n_faces(b) && json_equal(json_object_get(a->payload, "participants"), json_object_get(b->payload, "participants"));
}

/* "The talks ..." goes where the claim went that it repeats. */
static void add_again(joiner *j, uint32_t number)
{
    const item *it = &j->items[number];
    for (size_t g = j->n_groups; g-- > 0;)
        for (size_t i = j->groups[g].n; i-- > 0;) {
            const item *other = &j->items[j->groups[g].items[i]];
            if (!strcmp(other->claim->doc, it->claim->doc) && same_people(other, it)) {
                join_group_add(j, &j->groups[g], number);
                return;
            }
        }
}

static void make_groups(joiner *j)
{
    for (int again = 0; again < 2; again++)
        for (uint32_t i = 0; i < j->n && !j->failed; i++) {
            if (join_flag(&j->items[i], "again") != (again == 1))
                continue;
            if (again) {
                add_again(j, i);
                continue;
            }
            group *best = NULL;
            int most = -1;
            for (size_t g = 0; g < j->n_groups; g++) {
                const group *other = &j->groups[g];
                if (told_day(&j->items[i]) - told_day(&j->items[other->items[other->n - 1]]) > MEMORY && !span_of(&j->items[i]).stated)
                    continue;
                if (other->n && far_apart(&j->items[i], &j->items[other->items[0]]))
                    continue;
                int one = group_fit(j, &j->groups[g], &j->items[i]);
                if (one >= most && one >= 0) {
                    most = one;
                    best = &j->groups[g];
                }
            }
            join_group_add(j, best ? best : join_group_new(j), i);
        }
}

/* ---- what it was ---- */

typedef struct meeting {
    texts places, towns, formats, topics, codes;
    const item *day;        /* whose date is printed */
    const char *status;
    int32_t first, last;
    bool held, visit, named;
    uint32_t n_plans;
    const item *plans[JOIN_MAX_TEXTS]; /* one for each day announced, in the order of telling */
} meeting;

static uint32_t date_digits(const item *it)
{
    return (uint32_t)strlen(join_text(it, "date"));
}

static void take_plan(meeting *m, const item *it)
{
    span mine = span_of(it);
    for (uint32_t i = 0; i < m->n_plans; i++) {
        span old = span_of(m->plans[i]);
        if (!mine.stated || !old.stated || overlap(mine, old, SAME_DAYS)) {
            if ((mine.stated && !old.stated) || (mine.stated && date_digits(it) > date_digits(m->plans[i])))
                m->plans[i] = it;
            return;
        }
    }
    if (m->n_plans < JOIN_MAX_TEXTS)
        m->plans[m->n_plans++] = it;
}

static void read_group(const joiner *j, const group *g, meeting *m)
{
    *m = (meeting){.status = ""};
    for (size_t i = 0; i < g->n; i++) {
        const item *it = &j->items[g->items[i]];
        bool again = join_flag(it, "again"), held = !strcmp(it->claim->status, "held");
        const char *place = join_text(it, "place");
        texts_add(strchr(place, ',') ? &m->towns : &m->places, place);
        texts_add(&m->formats, join_text(it, "format"));
        texts_add(&m->topics, join_text(it, "topic"));
        for (size_t k = 0; k < n_faces(it); k++) {
            texts_add(&m->codes, face_at(it, k).code);
            m->named |= face_at(it, k).name[0] || face_at(it, k).office[0];
        }
        m->visit |= join_flag(it, "visit");
        if (again)
            continue;
        m->held |= held;
        if (held || !m->held)
            m->status = it->claim->status;
        if (!held)
            take_plan(m, it);
        if (!span_of(it).stated)
            continue;
        bool was_held = m->day && !strcmp(m->day->claim->status, "held");
        if (!m->day || (held && !was_held) || (!held && !was_held) || (held == was_held && date_digits(it) > date_digits(m->day)))
            m->day = it;
    }
    if (m->held)
        m->status = "held";
}

static void put_people(joiner *j, const group *g)
{
    join_key(j, "participants");
    chy_buf_char(&j->json, '[');
    texts seen = {.n = 0}, named = {.n = 0}, people = {.n = 0};
    bool first = true;
    for (int round = 0; round < 3; round++) /* people by name, then by office, then countries alone */
        for (size_t i = 0; i < g->n; i++)
            for (size_t k = 0; k < n_faces(&j->items[g->items[i]]); k++) {
                face x = face_at(&j->items[g->items[i]], k);
                int rank = x.name[0] ? 0 : x.office[0] ? 1 : 2;
                const char *key = join_printf(j, "%s %s %s", x.code, x.name, rank == 1 ? x.office : "");
                bool known = false;
                for (uint32_t s = 0; s < people.n && !rank; s++)
                    known |= same_name(people.items[s], x.name);
                for (uint32_t s = 0; s < seen.n; s++)
                    known |= !strcmp(seen.items[s], key);
                for (uint32_t s = 0; s < named.n && rank; s++)
                    known |= !strcmp(named.items[s], x.code);
                if (rank != round || known)
                    continue;
                texts_add(&seen, key);
                texts_add(&people, x.name);
                texts_add(&named, x.code);
                const json_t *p = json_array_get(join_list(&j->items[g->items[i]], "participants"), k);
                char *text = json_dumps(p, JSON_COMPACT);
                if (!first)
                    chy_buf_char(&j->json, ',');
                chy_buf_str(&j->json, text);
                j->failed |= !text;
                free(text);
                first = false;
            }
    chy_buf_char(&j->json, ']');
}

static const char *who_of(joiner *j, const group *g, const char *but)
{
    const char *out = "";
    texts said = {.n = 0};
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0; k < n_faces(&j->items[g->items[i]]); k++) {
            face x = face_at(&j->items[g->items[i]], k);
            if (x.name[0] && strcmp(x.code, but))
                texts_add(&said, x.name);
        }
    for (uint32_t i = 0; i < said.n && i < 4; i++)
        out = i ? join_printf(j, "%s, %s", out, said.items[i]) : said.items[i];
    for (size_t i = 0; !said.n && i < g->n; i++)
        for (size_t k = 0; k < n_faces(&j->items[g->items[i]]) && !out[0]; k++) {
            face x = face_at(&j->items[g->items[i]], k);
            if (strcmp(x.code, but))
                out = x.office[0] ? join_printf(j, "%s of %s", x.office, x.code) : x.code;
        }
    return out;
}

static const char *where_of(const meeting *m)
{
    return m->towns.n ? texts_most(&m->towns) : texts_most(&m->places);
}

static void put_record(joiner *j, const group *g, meeting *m)
{
    const item *first = &j->items[g->items[0]];
    const char *where = where_of(m), *date = m->day ? join_text(m->day, "date") : "";
    bool told_day = date[0];
    char day[24];
    if (!told_day && m->held && !join_flag(first, "recent") && chy_day_known(first->claim->report_day))
        date = chy_day_format(first->claim->report_day, day);
    int32_t from = join_report_day(first), to = from;
    join_days(date, m->day ? join_text(m->day, "enddate") : "", &from, &to);
    join_begin(j);
    put_people(j, g);
    join_put(j, "place", where);
    join_put(j, "date", date);
    join_put(j, "enddate", m->day ? join_text(m->day, "enddate") : "");
    if (date[0] && !told_day) {
        join_key(j, "date_stated");
        chy_buf_str(&j->json, "false");
    }
    join_put(j, "status", m->status);
    join_put(j, "format", texts_most(&m->formats));
    join_put_texts(j, "topics", &m->topics);
    join_end(j, g, (chy_ledger_entry){.status = m->status, .name = who_of(j, g, ""), .place = where, .country = country_of(where), .first_day = from, .last_day = to}, "");
}

static void put_plans(joiner *j, const group *g, meeting *m)
{
    const char *from_block;
    chy_ledger_source(j->kind, j->block, &from_block);
    const char *where = where_of(m), *host = m->visit ? country_of(where) : "";
    for (uint32_t i = 0; i < m->n_plans; i++) {
        const item *it = m->plans[i];
        const char *place = join_text(it, "place")[0] ? join_text(it, "place") : where;
        const char *town = join_printf(j, "%.*s", (int)strcspn(place, ","), place);
        prospect p = {.due = join_text(it, "date"), .parties = m->codes, .first_day = join_report_day(it), .fulfilled_by = "", .fulfilled_kind = "meeting"};
        p.what = m->visit ? join_printf(j, "visit of %s to %s", who_of(j, g, host), town) : join_printf(j, "meeting of %s%s%s", who_of(j, g, ""), town[0] ? " in " : "", town);
        bool last = i + 1 == m->n_plans;
        if (!last || !strcmp(it->claim->status, "postponed") || !strcmp(m->status, "postponed"))
            p.outcome = "moved";
        else if (!strcmp(m->status, "cancelled"))
            p.outcome = "missed";
        else
            p.outcome = m->held ? "met" : "unknown";
        if (m->held && last && m->day && span_of(it).stated && !strcmp(m->day->claim->status, "held") && !overlap(span_of(it), span_of(m->day), 3))
            p.outcome = "moved";
        if (m->held && last)
            p.fulfilled_by = join_id(j, "meetings", from_block, g, "");
        join_plan(j, g, &p);
    }
}

void join_meetings(joiner *j)
{
    make_groups(j);
    for (size_t i = 0; i < j->n_groups && !j->failed; i++) {
        group *g = &j->groups[i];
        meeting m;
        read_group(j, g, &m);
        bool worth = m.named || (m.day && m.towns.n);
        if (!g->n || !worth || m.codes.n < 1)
            continue;
        if (j->expectations)
            put_plans(j, g, &m);
        else
            put_record(j, g, &m);
    }
}
