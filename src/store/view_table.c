/* src/store/view_table.c - The views: SQL of the web pages, and what each may be asked. One place for all of it, so that a change of the
 * schema is a change here. tests/unit/test_views.c runs every view with every parameter and looks at the plans.
 *
 * What narrows a view to one actor goes through event_terms, an index of (term, day, event): `driven` stands for `head` then. Windows are
 * day numbers, inclusive. Conflict is quad 3 and 4, cooperation quad 1 and 2. */
#include "store/views.h"

#define TYPES "one or several PLOVER types"
#define STATUSES "actual, future, hypothetical, negated or historical, or several"
#define WHO "an actor: a code (IRN) or an id (HAMAS)"
#define DAY(column) "date(" column " * 86400, 'unixepoch')"

/* ---- pieces of filters ---- */

#define P_ACTOR {"actor", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, NULL, WHO, NULL}
#define P_ACTOR_MUST {"actor", CHY_VIEW_TEXT, NULL, NULL, 0, 0, true, NULL, WHO, NULL}
#define P_WITH \
    {"with", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND EXISTS (SELECT 1 FROM event_actors w WHERE w.event = e.id AND w.part <= 1 AND (w.code = :with OR w.identifier = :with))", "another party of the same event", NULL}
#define P_SINCE {"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, false, " AND e.first_day >= :since", "the first day of the window", " AND n.day >= :since"}
#define P_UNTIL {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, false, " AND e.first_day <= :until", "the last day of the window", " AND n.day <= :until"}
#define P_TYPE {"type", CHY_VIEW_LIST, NULL, NULL, 0, 0, false, " AND e.type IN (SELECT upper(value) FROM json_each(:type))", TYPES, NULL}
#define P_STATUS(fallback) {"status", CHY_VIEW_LIST, fallback, NULL, 0, 0, false, " AND e.status IN (SELECT value FROM json_each(:status))", STATUSES, NULL}
#define P_QUAD {"quad", CHY_VIEW_LIST, NULL, NULL, 0, 0, false, " AND e.quad IN (SELECT CAST(value AS INTEGER) FROM json_each(:quad))", "1 verbal and 2 material cooperation, 3 verbal and 4 material conflict", NULL}
#define P_PLACE {"place", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND (e.country = :place OR e.place = :place COLLATE NOCASE)", "a country's code or the name of a place", NULL}
#define P_SOURCE \
    {"source", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND EXISTS (SELECT 1 FROM reports r JOIN sentences rs ON rs.id = r.sentence JOIN documents rd ON rd.id = rs.document WHERE r.event = e.id AND rd.publication = :source)", "a publication that reports it", NULL}
#define P_MIN_SOURCES {"min_sources", CHY_VIEW_NUMBER, NULL, NULL, 1, 1000, false, " AND e.n_sources >= :min_sources", "independent publications at least", NULL}
#define P_WORDS \
    {"words", CHY_VIEW_WORDS, NULL, NULL, 0, 0, false, " AND EXISTS (SELECT 1 FROM reports r WHERE r.event = e.id AND r.sentence IN (SELECT rowid FROM sentence_search WHERE sentence_search MATCH :words))", "words in a sentence that reports it", NULL}
#define P_DOC \
    {"doc", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND e.id IN (SELECT r.event FROM documents rd JOIN sentences rs ON rs.document = rd.id JOIN reports r ON r.sentence = rs.id WHERE rd.doc = :doc)", "a document that reports it", NULL}
#define P_LIMIT(fallback, max) {"limit", CHY_VIEW_NUMBER, fallback, NULL, 1, max, false, NULL, "rows at most", NULL}
#define P_BY {"by", CHY_VIEW_CHOICE, "month", "day|week|month|year", 0, 0, false, NULL, "how long a step is", NULL}
#define P_ID(what) {"id", CHY_VIEW_TEXT, NULL, NULL, 0, 0, true, NULL, what, NULL}

/* The first day of the step that a day number falls in. 1970-01-01 was a Thursday; weeks begin on Monday. */
#define STEP(day)                                                                                                                  \
    "CASE :by WHEN 'day' THEN " DAY(day) " WHEN 'week' THEN date((" day " - (((" day " + 3) % 7) + 7) % 7) * 86400, 'unixepoch') "     \
    "WHEN 'month' THEN date(" day " * 86400, 'unixepoch', 'start of month') ELSE date(" day " * 86400, 'unixepoch', 'start of year') END"

/* ---- events ---- */

#define EVENT_ACTORS                                                                                                               \
    "(SELECT json_group_array(json_object('part', x.part, 'code', x.code, 'sector', x.sector, 'id', x.identifier, 'name', x.name, "    \
    "'office', x.office, 'role', x.role)) FROM event_actors x WHERE x.event = e.id) AS actors_json"
#define EVENT_COLUMNS                                                                                                              \
    "e.event AS id, e.type, (SELECT group_concat(m.word, ', ') FROM event_words m WHERE m.event = e.id AND m.kind = 0) AS mode, "      \
    "e.status, nullif(e.content, '') AS content, e.quad, e.scale, e.date_from, e.date_to, e.date_precision, e.date_stated, e.place, " \
    "nullif(e.country, '') AS country, e.lat, e.lon, e.n_reports, e.n_sources, round(e.confidence, 2) AS confidence, e.cameo, "        \
    "round(e.goldstein, 1) AS goldstein, e.coder, d.doc, d.publication, d.report_date, s.sequence, t.text AS sentence, "               \
    "e.trigger_first - s.first AS trigger_first, e.trigger_last - s.first AS trigger_last, " EVENT_ACTORS
#define EVENT_SOURCE " JOIN sentences s ON s.id = e.sentence JOIN documents d ON d.id = s.document JOIN sentence_text t ON t.id = e.sentence WHERE true"
#define EVENTS_OF " FROM event_terms n CROSS JOIN events e ON e.id = n.event"
#define OF_ACTOR " AND n.term = chy_term('a', :actor)"
/* Two actors have a term of their own. */
#define OF_BOTH " AND n.term = CASE WHEN :with IS NULL THEN chy_term('a', :actor) ELSE chy_term('p', min(:actor, :with) || '|' || max(:actor, :with)) END"

/* A window narrows the driving index where there is one; both conditions say the same. */
#define COUNTED                                                                                                                    \
    "count(*) AS n, sum(e.quad <= 2) AS cooperation, sum(e.quad >= 3) AS conflict, round(avg(e.scale), 2) AS mean, " DAY("max(e.first_day)") " AS last"

/* The parties across from an actor: of the other side, or of the same where the order does not count. */
#define ACROSS                                                                                                                     \
    " CROSS JOIN event_actors self ON self.event = e.id AND self.part <= 1 AND (self.code = :actor OR self.identifier = :actor) "      \
    "CROSS JOIN event_actors o ON o.event = e.id AND o.part <= 1 AND o.code <> '---' AND (o.part <> self.part OR "                    \
    "(e.type IN ('CONSULT', 'AGREE', 'COOPERATE') AND o.position <> self.position)) AND o.code <> :actor AND o.identifier <> :actor"

/* ---- the ledger ---- */

#define RECORD_PARTIES                                                                                                             \
    "(SELECT json_group_array(json_object('role', p.role, 'code', p.code, 'id', p.identifier, 'name', p.name)) FROM ledger_parties p "  \
    "WHERE p.record = r.id) AS parties_json"
#define RECORD_SUPPORT                                                                                                             \
    "(SELECT count(*) FROM ledger_evidence v WHERE v.record = r.id) AS n_claims, (SELECT count(DISTINCT vs.document) FROM ledger_evidence v " \
    "JOIN claims c ON c.id = v.claim JOIN sentences vs ON vs.id = c.sentence WHERE v.record = r.id) AS n_documents, "                  \
    "(SELECT max(vd.report_date) FROM ledger_evidence v JOIN claims c ON c.id = v.claim JOIN sentences vs ON vs.id = c.sentence "     \
    "JOIN documents vd ON vd.id = vs.document WHERE v.record = r.id) AS last_report"
#define RECORD_COLUMNS                                                                                                             \
    "r.record AS id, r.kind, r.status, nullif(r.outcome, '') AS outcome, r.name, nullif(r.place, '') AS place, nullif(r.country, '') AS country, "                                  \
    DAY("r.first_day") " AS first, " DAY("r.last_day") " AS last, " RECORD_PARTIES ", r.payload AS payload_json, " RECORD_SUPPORT
#define KINDS "meetings|agreements|memberships|measures|undertakings|positions|offices|expectations|facts"
#define P_KIND {"kind", CHY_VIEW_CHOICE, NULL, KINDS, 0, 0, false, " AND r.kind = :kind", "a kind of record", NULL}
#define P_PARTY(name, help) \
    {name, CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND EXISTS (SELECT 1 FROM ledger_parties p WHERE p.record = r.id AND (p.code = :" name " OR p.identifier = :" name "))", help, NULL}
#define P_RECORD_FILTERS                                                                                                           \
    P_KIND, P_PARTY("actor", WHO), P_PARTY("with", "another party of the same record"),                                                \
        {"status", CHY_VIEW_LIST, NULL, NULL, 0, 0, false, " AND r.status IN (SELECT value FROM json_each(:status))", "statuses of the codebook, section 5", NULL}, \
        {"outcome", CHY_VIEW_LIST, NULL, NULL, 0, 0, false, " AND r.outcome IN (SELECT value FROM json_each(:outcome))", "met, moved, missed, unknown", NULL},     \
        {"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, false, " AND coalesce(r.last_day, r.first_day) >= :since", "ended or due on this day or later", NULL},         \
        {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, false, " AND r.first_day <= :until", "began on this day or before", NULL},                \
        {"words", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND (instr(lower(r.name), lower(:words)) OR instr(lower(r.payload), lower(:words)))", "text in its name or its fields", NULL}

const chy_view chy_views[] = {
    {.name = "overview",
     .help = "how much there is, and the newest day: what every window of the pages is counted back from",
     .head = "SELECT (SELECT max(report_date) FROM documents WHERE report_date IS NOT NULL) AS newest, (SELECT min(report_date) FROM documents WHERE report_date IS NOT NULL) AS oldest, "
             "(SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM events) AS events, "
             "(SELECT count(*) FROM ledger) AS records, (SELECT count(DISTINCT publication) FROM documents) AS publications, "
             "(SELECT json_group_object(kind, n) FROM (SELECT kind, count(*) AS n FROM ledger GROUP BY kind)) AS kinds_json",
     .tail = "", .params = {{0}}, .one = true},

    {.name = "events",
     .help = "merged events, the latest first",
     .head = "SELECT " EVENT_COLUMNS ", e.first_day || '.' || e.id AS next FROM events e" EVENT_SOURCE,
     .driver = "actor", .driven = "SELECT " EVENT_COLUMNS ", n.day || '.' || n.event AS next" EVENTS_OF EVENT_SOURCE OF_BOTH,
     .tail = " ORDER BY e.first_day DESC, e.id DESC LIMIT :limit", .driven_tail = " ORDER BY n.day DESC, n.event DESC LIMIT :limit",
     .params = {P_ACTOR, P_WITH, P_TYPE, P_STATUS(NULL), P_QUAD, P_SINCE, P_UNTIL, P_PLACE, P_SOURCE, P_MIN_SOURCES, P_WORDS, P_DOC,
                P_LIMIT("50", 500), {"cursor", CHY_VIEW_CURSOR, NULL, NULL, 0, 0, false, " AND (e.first_day, e.id) < (:cursor1, :cursor2)", "`next` of the page before", " AND (n.day, n.event) < (:cursor1, :cursor2)"}}},

    {.name = "event",
     .help = "one event, by its id or that of one of its reports",
     .head = "SELECT " EVENT_COLUMNS ", e.place_text, e.resolution, e.geonameid, e.place_why, e.date_why, e.rule, e.why, e.dead_low, e.dead_high, e.injured_low, "
             "e.injured_high, e.arrested_low, e.arrested_high, e.participants_low, e.participants_high, "
             "(SELECT group_concat(m.word, ', ') FROM event_words m WHERE m.event = e.id AND m.kind = 1) AS context FROM events e" EVENT_SOURCE
             " AND e.id = (SELECT id FROM events WHERE event = :id UNION SELECT event FROM reports WHERE report = :id)",
     .tail = "", .params = {P_ID("the id of an event or report")}, .one = true},

    {.name = "reports",
     .help = "all reports of one event, the earliest first",
     .head = "SELECT e.report AS id, e.type, (SELECT group_concat(m.word, ', ') FROM report_words m WHERE m.report = e.id AND m.kind = 0) AS mode, e.status, "
             "nullif(e.content, '') AS content, e.cameo, round(e.goldstein, 1) AS goldstein, round(e.scale, 1) AS scale, e.date_from, e.date_to, e.date_precision, e.date_stated, e.date_why, "
             "e.place_text, e.place, nullif(e.country, '') AS country, e.place_why, round(e.confidence, 3) AS confidence, e.rule, e.why, coalesce(k.copy OR e.report > k.leader, 0) AS copy, k.joined, "
             "d.doc, d.publication, d.report_date, d.report_date_why, d.title, d.url, s.sequence, s.first, t.text AS sentence, e.trigger_first - s.first AS trigger_first, "
             "e.trigger_last - s.first AS trigger_last, v.coder, v.codebook, v.dictionaries, v.rules, v.model, "
             "(SELECT json_group_array(json_object('part', x.part, 'code', x.code, 'sector', x.sector, 'id', x.identifier, 'name', x.name, 'office', x.office, 'role', x.role, "
             "'mention', x.mention, 'first', x.first - s.first, 'last', x.last - s.first, 'inside', x.first >= 0, 'why', x.why)) FROM report_actors x WHERE x.report = e.id) AS actors_json "
             "FROM reports e JOIN sentences s ON s.id = e.sentence JOIN documents d ON d.id = s.document JOIN sentence_text t ON t.id = e.sentence JOIN versions v ON v.id = d.version LEFT JOIN classes k ON k.id = e.class "
             "WHERE e.event = (SELECT id FROM events WHERE event = :id UNION SELECT event FROM reports WHERE report = :id)",
     .tail = " ORDER BY d.report_date, d.doc, s.sequence LIMIT :limit", .params = {P_ID("the id of an event or report"), P_LIMIT("200", 1000)}},

    {.name = "timeline",
     .help = "events by day, week, month or year: how many of each quad class, and the mean of their scores (-10 to 10)",
     .head = "SELECT " STEP("e.first_day") " AS step, count(*) AS n, sum(e.quad = 1) AS q1, sum(e.quad = 2) AS q2, sum(e.quad = 3) AS q3, sum(e.quad = 4) AS q4, "
             "round(avg(e.scale), 2) AS mean FROM events e WHERE e.first_day IS NOT NULL",
     .driver = "actor", .driven = "SELECT " STEP("e.first_day") " AS step, count(*) AS n, sum(e.quad = 1) AS q1, sum(e.quad = 2) AS q2, sum(e.quad = 3) AS q3, sum(e.quad = 4) AS q4, "
                                  "round(avg(e.scale), 2) AS mean" EVENTS_OF " WHERE e.first_day IS NOT NULL" OF_BOTH,
     .tail = " GROUP BY step ORDER BY step LIMIT 5000",
     .params = {P_BY, P_ACTOR, P_WITH, P_TYPE, P_STATUS("actual"), P_SINCE, P_UNTIL, P_PLACE, P_MIN_SOURCES}},

    {.name = "partners",
     .help = "whom an actor deals with: parties across from it, with cooperation and conflict",
     .head = "SELECT o.code AS code, nullif(o.identifier, '') AS id, count(DISTINCT e.id) AS n, count(DISTINCT CASE WHEN e.quad <= 2 THEN e.id END) AS cooperation, "
             "count(DISTINCT CASE WHEN e.quad >= 3 THEN e.id END) AS conflict, round(avg(e.scale), 2) AS mean, " DAY("max(e.first_day)") " AS last" EVENTS_OF ACROSS " WHERE true" OF_ACTOR,
     .tail = " GROUP BY o.code, CASE WHEN o.identifier IN ('', 'UN', 'EU') THEN '' ELSE o.identifier END ORDER BY n DESC, o.code LIMIT :limit",
     .params = {P_ACTOR_MUST, P_SINCE, P_UNTIL, P_STATUS("actual"), P_TYPE, P_LIMIT("40", 500)}},

    {.name = "types",
     .help = "what an actor does and what is done to it, by type",
     .head = "SELECT e.type, self.part AS part, e.quad, count(DISTINCT e.id) AS n, round(avg(e.scale), 2) AS mean" EVENTS_OF
             " CROSS JOIN event_actors self ON self.event = e.id AND self.part <= 1 AND (self.code = :actor OR self.identifier = :actor) WHERE true" OF_BOTH,
     .tail = " GROUP BY e.type, self.part ORDER BY n DESC",
     .params = {P_ACTOR_MUST, P_WITH, P_SINCE, P_UNTIL, P_STATUS("actual")}},

    {.name = "people",
     .help = "named people of an actor and the offices they are said to hold",
     .head = "SELECT self.name, self.sector, self.office, count(DISTINCT e.id) AS n, " DAY("max(e.first_day)") " AS last" EVENTS_OF
             " CROSS JOIN event_actors self ON self.event = e.id AND (self.code = :actor OR self.identifier = :actor) AND self.office <> '' WHERE true" OF_ACTOR,
     .tail = " GROUP BY self.name, self.office ORDER BY n DESC, self.name LIMIT :limit",
     .params = {P_ACTOR_MUST, P_SINCE, P_UNTIL, P_LIMIT("20", 200)}},

    {.name = "relation",
     .help = "two actors: how many events, cooperation, conflict and mean score in the 30, 90 and 365 days before a day, and in all",
     .head = "SELECT w.days AS days, count(e.id) AS n, coalesce(sum(e.quad <= 2), 0) AS cooperation, coalesce(sum(e.quad >= 3), 0) AS conflict, round(avg(e.scale), 2) AS mean "
             "FROM (SELECT 30 AS days UNION ALL SELECT 90 UNION ALL SELECT 365 UNION ALL SELECT 1000000) w LEFT JOIN (SELECT e.id, e.quad, e.scale, e.first_day" EVENTS_OF
             " WHERE e.status = 'actual' AND n.day <= :until" OF_BOTH
             " AND EXISTS (SELECT 1 FROM event_actors x WHERE x.event = e.id AND x.part <= 1 AND (x.code = :with OR x.identifier = :with))) e ON e.first_day > :until - w.days WHERE true",
     .tail = " GROUP BY w.days ORDER BY w.days",
     .params = {P_ACTOR_MUST, {"with", CHY_VIEW_TEXT, NULL, NULL, 0, 0, true, NULL, "the other actor", NULL}, {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, true, NULL, "the day it is counted back from", NULL}}},

    {.name = "network",
     .help = "pairs of actors in a window: how many events, cooperation, conflict, mean score",
     .head = "SELECT min(p.a, p.b) AS a, max(p.a, p.b) AS b, count(DISTINCT e.id) AS n, count(DISTINCT CASE WHEN e.quad <= 2 THEN e.id END) AS cooperation, "
             "count(DISTINCT CASE WHEN e.quad >= 3 THEN e.id END) AS conflict, round(avg(e.scale), 2) AS mean, " DAY("max(e.first_day)") " AS last "
             "FROM events e CROSS JOIN event_pairs p ON p.event = e.id WHERE p.a <> p.b AND p.a <> '---' AND p.b <> '---'",
     .driver = "actor",
     .driven = "SELECT min(p.a, p.b) AS a, max(p.a, p.b) AS b, count(DISTINCT e.id) AS n, count(DISTINCT CASE WHEN e.quad <= 2 THEN e.id END) AS cooperation, "
               "count(DISTINCT CASE WHEN e.quad >= 3 THEN e.id END) AS conflict, round(avg(e.scale), 2) AS mean, " DAY("max(e.first_day)") " AS last" EVENTS_OF
               " CROSS JOIN event_pairs p ON p.event = e.id WHERE p.a <> p.b AND p.a <> '---' AND p.b <> '---'" OF_ACTOR,
     .tail = " GROUP BY 1, 2 HAVING count(DISTINCT e.id) >= :min ORDER BY n DESC, 1, 2 LIMIT :limit",
     .params = {P_SINCE, P_UNTIL, P_ACTOR, P_TYPE, P_QUAD, P_STATUS("actual"), P_MIN_SOURCES,
                {"min", CHY_VIEW_NUMBER, "1", NULL, 1, 100000, false, NULL, "events of a pair at least", NULL}, P_LIMIT("300", 2000)}},

    {.name = "unusual",
     .help = "pairs of actors with more events in a window than the days before it let one expect; by how much, in standard deviations of a Poisson count",
     .head = "SELECT a, b, recent, before, expected, round((recent - expected) / sqrt(expected + 1), 1) AS surprise, cooperation, conflict, mean FROM (SELECT min(p.a, p.b) AS a, max(p.a, p.b) AS b, "
             "count(DISTINCT CASE WHEN e.first_day >= :since THEN e.id END) AS recent, count(DISTINCT CASE WHEN e.first_day < :since THEN e.id END) AS before, "
             "round(count(DISTINCT CASE WHEN e.first_day < :since THEN e.id END) * 1.0 * (:until - :since + 1) / max(:since - :base, 1), 2) AS expected, "
             "count(DISTINCT CASE WHEN e.first_day >= :since AND e.quad <= 2 THEN e.id END) AS cooperation, count(DISTINCT CASE WHEN e.first_day >= :since AND e.quad >= 3 THEN e.id END) AS conflict, "
             "round(avg(CASE WHEN e.first_day >= :since THEN e.scale END), 2) AS mean FROM events e CROSS JOIN event_pairs p ON p.event = e.id "
             "WHERE e.first_day BETWEEN :base AND :until AND e.status = 'actual' AND p.a <> p.b AND p.a <> '---' AND p.b <> '---' GROUP BY 1, 2) WHERE recent >= 2 AND recent > expected",
     .tail = " ORDER BY surprise DESC, recent DESC, a, b LIMIT :limit",
     .params = {{"base", CHY_VIEW_SINCE, NULL, NULL, 0, 0, true, NULL, "the first day of what is usual", NULL}, {"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, true, NULL, "the first day of the window", NULL},
                {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, true, NULL, "the last day of the window", NULL}, P_LIMIT("12", 100)}},

    {.name = "places",
     .help = "places of events in a window, with their coordinates",
     .head = "SELECT e.place, nullif(e.country, '') AS country, e.lat, e.lon, " COUNTED " FROM events e WHERE e.lat IS NOT NULL",
     .driver = "actor", .driven = "SELECT e.place, nullif(e.country, '') AS country, e.lat, e.lon, " COUNTED EVENTS_OF " WHERE e.lat IS NOT NULL" OF_BOTH,
     .tail = " GROUP BY e.lat, e.lon, e.place ORDER BY n DESC, e.place LIMIT :limit",
     .params = {P_SINCE, P_UNTIL, P_ACTOR, P_WITH, P_TYPE, P_QUAD, P_STATUS("actual"), P_MIN_SOURCES, P_LIMIT("1500", 5000)}},

    {.name = "countries",
     .help = "countries that events of a window took place in",
     .head = "SELECT e.country AS country, " COUNTED " FROM events e WHERE e.country <> ''",
     .driver = "actor", .driven = "SELECT e.country AS country, " COUNTED EVENTS_OF " WHERE e.country <> ''" OF_BOTH,
     .tail = " GROUP BY e.country ORDER BY n DESC, e.country LIMIT 300",
     .params = {P_SINCE, P_UNTIL, P_ACTOR, P_WITH, P_TYPE, P_QUAD, P_STATUS("actual"), P_MIN_SOURCES}},

    {.name = "actors",
     .help = "codes and ids of actors, and in how many documents they are named; the most named first",
     .head = "SELECT code, count(*) AS documents, " DAY("max(day)") " AS last FROM document_codes WHERE code <> '---'",
     .tail = " GROUP BY code ORDER BY documents DESC, code LIMIT :limit",
     .params = {{"begins", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND code >= upper(:begins) AND code < upper(:begins) || 'zz'", "what the code begins with", NULL}, P_LIMIT("400", 5000)}},

    {.name = "ledger",
     .help = "records of the ledger, the latest first",
     .head = "SELECT " RECORD_COLUMNS ", coalesce(r.first_day, -1000000) || '.' || r.id AS next FROM ledger r WHERE true",
     .driver = "actor", .driven = "SELECT " RECORD_COLUMNS ", coalesce(r.first_day, -1000000) || '.' || r.id AS next FROM ledger r WHERE r.id IN (SELECT record FROM ledger_parties WHERE code = :actor "
                                  "UNION SELECT record FROM ledger_parties WHERE identifier = :actor)",
     .tail = " ORDER BY coalesce(r.first_day, -1000000) DESC, r.id DESC LIMIT :limit",
     .params = {P_RECORD_FILTERS, P_LIMIT("50", 500),
                {"cursor", CHY_VIEW_CURSOR, NULL, NULL, 0, 0, false, " AND (coalesce(r.first_day, -1000000), r.id) < (:cursor1, :cursor2)", "`next` of the page before", NULL}}},

    {.name = "ledger_counts",
     .help = "how many records of each kind and status",
     .head = "SELECT r.kind, r.status, nullif(r.outcome, '') AS outcome, count(*) AS n FROM ledger r WHERE true",
     .driver = "actor", .driven = "SELECT r.kind, r.status, nullif(r.outcome, '') AS outcome, count(*) AS n FROM ledger r WHERE r.id IN (SELECT record FROM ledger_parties WHERE code = :actor "
                                  "UNION SELECT record FROM ledger_parties WHERE identifier = :actor)",
     .tail = " GROUP BY 1, 2, 3 ORDER BY 1, n DESC", .params = {P_RECORD_FILTERS}},

    {.name = "ledger_new",
     .help = "records of the ledger that documents of a window speak of, the newest first; `fresh`: none before did",
     .head = "SELECT " RECORD_COLUMNS ", min(d.report_date) AS told, NOT EXISTS (SELECT 1 FROM ledger_evidence v JOIN claims c ON c.id = v.claim JOIN sentences vs ON vs.id = c.sentence "
             "JOIN documents vd ON vd.id = vs.document WHERE v.record = r.id AND vd.report_date < " DAY(":since") ") AS fresh FROM documents d CROSS JOIN sentences s ON s.document = d.id "
             "CROSS JOIN claims c ON c.sentence = s.id CROSS JOIN ledger_evidence v ON v.claim = c.id CROSS JOIN ledger r ON r.id = v.record "
             "WHERE d.report_date >= " DAY(":since") " AND d.report_date <= " DAY(":until"),
     .tail = " GROUP BY r.id ORDER BY max(d.report_date) DESC, r.id DESC LIMIT :limit",
     .params = {{"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, true, NULL, "the first day of publication", NULL}, {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, true, NULL, "the last day of publication", NULL},
                P_KIND, P_LIMIT("40", 200)}},

    {.name = "record",
     .help = "one record of the ledger",
     .head = "SELECT " RECORD_COLUMNS ", r.block FROM ledger r WHERE r.record = :id",
     .tail = "", .params = {P_ID("the id of a record")}, .one = true},

    {.name = "evidence",
     .help = "the sentences that a record of the ledger rests on, the earliest first",
     .head = "SELECT c.claim AS id, c.status, c.rule, round(c.confidence, 2) AS confidence, " DAY("c.first_day") " AS first, " DAY("c.last_day") " AS last, c.payload AS payload_json, "
             "d.doc, d.publication, d.report_date, d.title, d.url, s.sequence, t.text AS sentence, (SELECT event FROM events WHERE id = p.event) AS event, "
             "p.trigger_first - s.first AS trigger_first, p.trigger_last - s.first AS trigger_last "
             "FROM ledger r JOIN ledger_evidence v ON v.record = r.id JOIN claims c ON c.id = v.claim JOIN sentences s ON s.id = c.sentence JOIN sentence_text t ON t.id = s.id "
             "JOIN documents d ON d.id = s.document LEFT JOIN reports p ON p.id = c.report WHERE r.record = :id",
     .tail = " ORDER BY d.report_date, d.doc, s.sequence LIMIT :limit", .params = {P_ID("the id of a record"), P_LIMIT("200", 1000)}},

    {.name = "search",
     .help = "sentences that hold all the words; marks are U+0002 and U+0003",
     .head = "SELECT d.doc, d.title, d.publication, d.report_date, s.sequence, highlight(sentence_search, 0, char(2), char(3)) AS sentence, "
             "(SELECT json_group_array(DISTINCT e.event) FROM reports p JOIN events e ON e.id = p.event WHERE p.sentence = s.id) AS events_json "
             "FROM sentence_search JOIN sentences s ON s.id = sentence_search.rowid JOIN documents d ON d.id = s.document WHERE sentence_search MATCH :words",
     .tail = " ORDER BY CASE :order WHEN 'best' THEN rank ELSE -sentence_search.rowid END LIMIT :limit OFFSET :offset",
     .params = {{"words", CHY_VIEW_WORDS, NULL, NULL, 0, 0, true, NULL, "words; \"in quotes\" they stand together, a star asks for a beginning", NULL},
                {"order", CHY_VIEW_CHOICE, "best", "best|newest", 0, 0, false, NULL, "which come first: the best matches, or those added last", NULL},
                {"source", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND d.publication = :source", "a publication", NULL},
                {"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, false, " AND d.report_date >= " DAY(":since"), "published on this day or later", NULL},
                {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, false, " AND d.report_date <= " DAY(":until"), "published on this day or before", NULL}, P_LIMIT("30", 200),
                {"offset", CHY_VIEW_NUMBER, "0", NULL, 0, 10000, false, NULL, "rows to leave out", NULL}}},

    {.name = "document",
     .help = "one document as it came in, with what was found out about it",
     .head = "SELECT d.doc, d.title, d.url, d.date, d.source, d.publication, d.report_date, d.report_date_why, d.lang, d.coded_date, substr(d.text, 1, 200000) AS text, length(d.text) AS length, v.coder, "
             "v.codebook, v.dictionaries, v.rules, v.model FROM documents d JOIN versions v ON v.id = d.version WHERE d.doc = :id",
     .tail = "", .params = {P_ID("the id of a document")}, .one = true},

    {.name = "sentences",
     .help = "the sentences of a document, as byte spans of its text, and the events they report",
     .head = "SELECT s.sequence, s.story, s.first, s.last, s.furniture, t.text AS sentence, (SELECT json_group_array(json_object('event', (SELECT event FROM events WHERE id = p.event), 'report', p.report, 'type', p.type, 'status', p.status, "
             "'quad', (SELECT quad FROM events WHERE id = p.event), 'first', p.trigger_first - s.first, 'last', p.trigger_last - s.first)) FROM reports p WHERE p.sentence = s.id) AS events_json "
             "FROM documents d JOIN sentences s ON s.document = d.id JOIN sentence_text t ON t.id = s.id WHERE d.doc = :id",
     .tail = " ORDER BY s.sequence LIMIT 3000", .params = {P_ID("the id of a document")}},

    {.name = "sources",
     .help = "publications of a window: documents, reports, how many of them are copies, and events that nobody else has",
     .head = "SELECT coalesce(d.publication, '') AS publication, count(DISTINCT d.id) AS documents, count(r.id) AS reports, coalesce(sum(k.copy OR r.report > k.leader), 0) AS copies, count(DISTINCT r.event) AS events, "
             "count(DISTINCT CASE WHEN e.n_sources = 1 THEN e.id END) AS alone, min(d.report_date) AS first, max(d.report_date) AS last "
             "FROM documents d LEFT JOIN sentences s ON s.document = d.id LEFT JOIN reports r ON r.sentence = s.id LEFT JOIN classes k ON k.id = r.class LEFT JOIN events e ON e.id = r.event WHERE true",
     .tail = " GROUP BY 1 ORDER BY documents DESC, 1 LIMIT :limit",
     .params = {{"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, false, " AND d.report_date >= " DAY(":since"), "published on this day or later", NULL},
                {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, false, " AND d.report_date <= " DAY(":until"), "published on this day or before", NULL}, P_LIMIT("200", 2000)}},

    {.name = "coverage",
     .help = "documents by day, week, month or year and publication",
     .head = "SELECT CASE :by WHEN 'day' THEN d.report_date WHEN 'week' THEN date(d.report_date, '-' || ((strftime('%w', d.report_date) + 6) % 7) || ' days') WHEN 'month' THEN substr(d.report_date, 1, 7) || '-01' "
             "ELSE substr(d.report_date, 1, 4) || '-01-01' END AS step, coalesce(d.publication, '') AS publication, count(*) AS documents FROM documents d WHERE length(d.report_date) = 10",
     .tail = " GROUP BY 1, 2 ORDER BY 1, 2 LIMIT :limit",
     .params = {P_BY, {"since", CHY_VIEW_SINCE, NULL, NULL, 0, 0, false, " AND d.report_date >= " DAY(":since"), "published on this day or later", NULL},
                {"until", CHY_VIEW_UNTIL, NULL, NULL, 0, 0, false, " AND d.report_date <= " DAY(":until"), "published on this day or before", NULL}, P_LIMIT("20000", 50000)}},

    {.name = "versions",
     .help = "what the documents were coded by",
     .head = "SELECT v.coder, v.codebook, v.dictionaries, v.rules, v.model, (SELECT count(*) FROM documents d WHERE d.version = v.id) AS documents FROM versions v",
     .tail = " ORDER BY v.id", .params = {{0}}},

    {.name = "corrections",
     .help = "what readers found wrong, the latest first, with the sentence: as annotations to score and train by",
     .head = "SELECT c.event, c.field, c.was, c.value, c.note, c.made, nullif(c.doc, '') AS doc, c.first, c.last, c.version, (SELECT CASE WHEN d.text IS NULL OR c.first < 0 THEN NULL "
             "ELSE CAST(substr(CAST(d.text AS BLOB), c.first + 1, c.last - c.first) AS TEXT) END FROM documents d WHERE d.doc = c.doc) AS sentence FROM corrections c WHERE true",
     .tail = " ORDER BY c.id DESC LIMIT :limit",
     .params = {{"event", CHY_VIEW_TEXT, NULL, NULL, 0, 0, false, " AND c.event = :event", "of this event, report or record", NULL}, P_LIMIT("500", 20000)}},
};
const size_t chy_n_views = sizeof chy_views / sizeof *chy_views;
