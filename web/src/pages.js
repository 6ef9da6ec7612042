// pages.js - The pages.
import { api, apiUrl, correct, Problem, rows } from './api.js';
import { figure, lines, map, network, scoreClass, statesOf, timeline, tracks } from './chart.js';
import { actorField, bar, choice, field, labelOf, stepField, stepFor, windowField, windowOf } from './form.js';
import { a, actorLink, balance, cap, day, days, daysBetween, empty, eventList, h, href, marked, nameOf, num, parties, partyLabel, pieces, plural, QUADS, section, sectorName, sentenceOf, shift, signed, statusTag, stepEnd,
  table, time, TYPE_QUAD, typeTag } from './ui.js';

const TYPES = Object.keys(TYPE_QUAD);
export const KINDS = { meetings: 'Meetings', agreements: 'Agreements', memberships: 'Memberships', measures: 'Measures', undertakings: 'Undertakings', positions: 'Positions', offices: 'Offices', expectations: 'Expectations', facts: 'Facts' };
const saved = (view, params) => [apiUrl(view, params, 'csv'), apiUrl(view, params, 'jsonl')];
const score = (mean) => h('span', { class: `score ${scoreClass(mean)}`, title: 'mean score of the events, -10 to 10' }, signed(mean));
const pairLink = (ra, rb, more, ...text) => a(href('/dyad', { a: ra, b: rb, ...more }), ...(text.length ? text : [`${nameOf(ra)} – ${nameOf(rb)}`]));
const recordPath = (r) => href(r.kind === 'agreements' ? '/agreement' : '/record', { id: r.id });
const stat = (n, what, to) => h('div', { class: 'stat' }, h('b', {}, to ? a(to, num(n)) : num(n)), h('span', {}, what));
const head = (title, ...more) => h('div', { class: 'page-head' }, h('h1', {}, title), ...more);
function pager(ctx, next) {
  return h('nav', { class: 'pager', 'aria-label': 'More' }, ctx.params.get('cursor') ? h('button', { type: 'button', onclick: () => ctx.set({ cursor: null }) }, 'Back to the first') : '',
    next ? h('button', { type: 'button', onclick: () => ctx.set({ cursor: next }) }, 'Earlier ones') : '');
}
export const nothing = () => ({ title: 'Empty store', node: empty('This store holds no documents yet.', 'Add some: ', h('code', {}, 'chancery add FILE... --store FILE'), ', then load this page again. Plain text, JSON lines and more are read.') });

// ---- what records of the ledger say in a line ----

function words(v) {
  if (v == null || v === '') return '';
  if (Array.isArray(v)) return v.map(words).filter(Boolean).join(', ');
  if (typeof v === 'object') return Object.values(v).map(words).filter(Boolean).join(' ');
  return String(v);
}
function recordTitle(r) {
  const p = r.payload || {}, who = r.parties.map(partyLabel);
  const list = [...new Set(who)];
  switch (r.kind) {
    case 'meetings': {
      const names = (p.participants || []).map((x) => [x.name, nameOf(x.country || x.org || '')].filter(Boolean)).map(([n, of]) => (n && of ? `${n} (${of})` : n || of));
      return `${(names.length ? names : list).join(', ') || 'Meeting'}${p.format ? `: ${p.format}` : ''}`;
    }
    case 'agreements': return `${cap(r.name || p.name || 'agreement')}${list.length ? ` of ${list.join(', ')}` : ''}`;
    case 'memberships': return `${nameOf(words(p.member))} in ${words(p.organisation)}`;
    case 'measures': return `${words(p.kind) || 'Measure'} by ${nameOf(words(p.by))} on ${nameOf(words(p.on))}`;
    case 'positions': return `${list.join(', ')} ${words(p.stance)} ${words(p.on)}`;
    case 'offices': return `${words(p.person)}, ${words(p.office)}${p.of ? ` of ${nameOf(words(p.of))}` : ''}`;
    case 'expectations': return words(p.what) || r.name;
    case 'facts': return [nameOf(words(p.about)), words(p.fact)].filter(Boolean).join(': ');
    default: return r.name || words(p.name) || list.join(', ');
  }
}
const recordLink = (r) => a(recordPath(r), recordTitle(r));
const stateTag = (r) => h('span', { class: `state-tag st-${(r.outcome || r.status || '').replace(/ /g, '-')}` }, r.outcome && r.outcome !== 'unknown' ? r.outcome : r.status || '–');
const recordList = (list) => h('ul', { class: 'records' }, list.map((r) => h('li', {}, h('span', { class: 'record-day' }, r.first ? time(r.first) : h('span', { class: 'dim' }, 'no date')), h('span', {}, recordLink(r), ' ', stateTag(r),
  h('small', { class: 'dim' }, ` ${r.kind.slice(0, -1)}${r.place ? `, ${r.place}` : ''}, ${plural(r.n_documents, 'document')}`)))));

// ---- Today ----

export async function today(ctx) {
  const until = ctx.newest, week = shift(until, -6), base = shift(until, -96);
  const [events, last, tl, unusual, fresh, due, missed, coming] = await Promise.all([
    api('events', { since: week, until, status: 'actual', limit: 12 }), rows('timeline', { since: shift(until, -13), until: shift(until, -7), by: 'year' }), rows('timeline', { since: shift(until, -89), until, by: 'day' }),
    rows('unusual', { base, since: week, until, limit: 10 }), rows('ledger_new', { since: week, until, limit: 12 }), rows('ledger', { kind: 'expectations', since: shift(until, -30), until: shift(until, 90), limit: 12 }),
    rows('ledger', { kind: 'expectations', outcome: 'missed', limit: 8 }), rows('ledger', { kind: 'meetings', status: 'announced', since: until, limit: 12 })]);
  const sum = (list, f) => list.reduce((n, r) => n + f(r), 0);
  const now = tl.filter((r) => r.step >= week), n = sum(now, (r) => r.n), before = sum(last, (r) => r.n);
  const link = (from, to) => href('/events', { since: from, until: to, status: 'actual' });
  const node = h('div', {}, head('Today', h('p', { class: 'lead' }, `The week to ${day(until)}, the newest document of this store, against the weeks before it.`)),
    h('div', { class: 'stats' }, stat(n, `events in 7 days; ${num(before)} in the 7 before`, link(week, until)), stat(sum(now, (r) => r.q1 + r.q2), 'of cooperation', href('/events', { since: week, until, quad: '1,2', status: 'actual' })),
      stat(sum(now, (r) => r.q3 + r.q4), 'of conflict', href('/events', { since: week, until, quad: '3,4', status: 'actual' })), stat(fresh.filter((r) => r.fresh).length, 'ledger records new this week', '/ledger'),
      stat(missed.length, 'expectations missed', href('/ledger', { kind: 'expectations', outcome: 'missed' }))),
    section('The last 90 days', 'events a day, status actual; open a bar for its sentences', tl.length ? figure('today', 'Cooperation upwards, conflict downwards; the line is the mean score (right scale).', timeline(tl, { by: 'day', since: shift(until, -89), until, link }), saved('timeline', { since: shift(until, -89), until, by: 'day' }))
      : empty('No event of these 90 days has a day.', 'Look at ', a('/events?window=all', 'all events'), '.')),
    h('div', { class: 'columns' },
      section('Unusual', `pairs in the last 7 days against the 90 before; surprise in standard deviations`, unusual.length ? table('Unusual pairs of actors', [
        { name: 'Pair', cell: (r) => pairLink(r.a, r.b, { window: 90 }) }, { name: 'Now', class: 'n', cell: (r) => a(href('/events', { actor: r.a, with: r.b, since: week, until, status: 'actual' }), num(r.recent)) },
        { name: 'Usual', class: 'n', cell: (r) => r.expected.toFixed(1) }, { name: 'Surprise', class: 'n', cell: (r) => signed(r.surprise) }, { name: 'Score', class: 'n', cell: (r) => score(r.mean) }], unusual)
        : empty('No pair stands out this week.', 'Two events of one pair are the least that is told here.')),
      section('Due', 'expectations from 30 days back to 90 days ahead', due.length ? recordList(due) : empty('Nothing is expected in this time.', 'Plans with a date come from sentences that announce them.')),
      section('Meetings ahead', 'announced and not yet held', coming.length ? recordList(coming) : empty('No meeting is announced.', a('/ledger?kind=meetings', 'All meetings'))),
      section('Missed', 'three later documents of two publishers name the parties, and none tells it', missed.length ? recordList(missed) : empty('Nothing was missed as far as this store can tell.'))),
    section('New in the ledger', 'records that documents of the last 7 days speak of', fresh.length ? recordList(fresh) : empty('No ledger record this week.', a('/ledger', 'The whole ledger'))),
    section('Newest events', '', events.rows.length ? [eventList(events.rows), h('p', {}, a(link(week, until), 'All events of the week'))] : empty('No event happened in the last 7 days of this store.', a('/events?window=all', 'All events'))));
  return { title: 'Today', node };
}

// ---- Dyad ----

async function series(ctx, filter, w, fallback) {
  const by = stepFor(ctx, w.span), whole = daysBetween(ctx.oldest, ctx.newest), allBy = whole > 5000 ? 'year' : whole > 400 ? 'month' : 'week';
  const [shown, all] = await Promise.all([rows('timeline', { ...filter, since: w.since, until: w.until, by }), rows('timeline', { ...filter, by: allBy })]);
  if (!all.length) return null;
  const first = all[0].step, last = stepEnd(all[all.length - 1].step, allBy);
  const link = (from, to) => href('/events', { ...filter, since: from, until: to, status: 'actual' });
  const onWindow = (x) => ctx.set(x ? { since: x[0], until: x[1], window: null } : { since: null, until: null, window: null });
  return figure('timeline', `Events with status actual by ${by}, ${days(w.since, w.until)}. Cooperation upwards (dark: material), conflict downwards; the line is the mean score (right scale, −10 to 10). Drag below to choose a window.`,
    timeline(shown, { by, since: w.since, until: w.until, link, onWindow, all: { rows: all, by: allBy, since: first < w.since ? first : w.since, until: last > w.until ? last : w.until } }), saved('timeline', { ...filter, since: w.since, until: w.until, by }));
}

const relationWord = (m) => (m == null ? 'no events' : m >= 4 ? 'close' : m >= 1 ? 'cooperative' : m > -1 ? 'mixed' : m > -5 ? 'tense' : 'hostile');

export async function dyad(ctx) {
  const one = ctx.params.get('a'), two = ctx.params.get('b');
  const w = windowOf(ctx, 365), filters = bar(actorField(ctx, 'a', 'Actor'), actorField(ctx, 'b', 'With'), windowField(ctx, 365), stepField(ctx, w.span));
  if (!one || !two) {
    const pairs = await rows('network', { since: w.since, until: w.until, limit: 24 });
    return { title: 'Dyad', node: h('div', {}, head('Dyad', h('p', { class: 'lead' }, 'Two actors: how they stand, what they agreed, what is expected of them.')), filters, section('Pairs with the most events', days(w.since, w.until),
      pairs.length ? pairTable(pairs, w) : empty('No pair of actors has an event in this window.', 'Choose a longer window, or two actors above.'))) };
  }
  const filter = { actor: one, with: two }, both = { actor: one, with: two };
  const [relation, chart, events, agreements, meetings, expected, positions, measures] = await Promise.all([
    rows('relation', { ...filter, until: w.until }), series(ctx, filter, w, 365), api('events', { ...filter, since: w.since, until: w.until, limit: 20 }), rows('ledger', { kind: 'agreements', ...both, limit: 40 }),
    rows('ledger', { kind: 'meetings', ...both, limit: 12 }), rows('ledger', { kind: 'expectations', ...both, limit: 12 }), sharedPositions(one, two), rows('ledger', { kind: 'measures', ...both, limit: 12 })]);
  const names = `${nameOf(one)} and ${nameOf(two)}`, main = relation.find((r) => r.days === 90), long = relation.find((r) => r.days === 365);
  const node = h('div', {}, head([actorLink(one), ' – ', actorLink(two)], h('p', { class: 'lead' }, main.n ? [`In the 90 days to ${day(w.until)} the relation is `, h('strong', { class: scoreClass(main.mean) }, relationWord(main.mean)),
    `: mean score ${signed(main.mean)} over ${plural(main.n, 'event')}`, long.n && long.mean != null ? `, against ${signed(long.mean)} over the year.` : '.'] : `No event of both in the 90 days to ${day(w.until)}.`)), filters,
  h('div', { class: 'stats' }, relation.map((r) => h('div', { class: 'stat' }, h('b', {}, a(href('/events', { ...filter, ...(r.days < 100000 ? { since: shift(w.until, 1 - r.days) } : { window: 'all' }), until: w.until, status: 'actual' }), num(r.n)), ' ', score(r.mean)),
    h('span', {}, `${r.days < 100000 ? `events in ${r.days} days` : 'events in all'}: ${num(r.cooperation)} cooperation, ${num(r.conflict)} conflict`)))),
  section('Timeline', '', chart || empty(`No event between ${names} has a day.`)),
  section('Agreements', 'states by day; hollow: expected', agreements.length ? [tracks(agreements, ctx.newest) ? figure('agreements', 'Each line is one agreement of both; open it for its states and sentences.', tracks(agreements, ctx.newest), saved('ledger', { kind: 'agreements', ...both })) : '', recordList(agreements)]
    : empty('No agreement of both is in the ledger.')),
  h('div', { class: 'columns' }, section('Meetings', 'held and due', meetings.length ? recordList(meetings) : empty('No meeting of both.')), section('Expected', '', expected.length ? recordList(expected) : empty('Nothing is expected of both.')),
    section('Positions', 'of one towards the other, or of both on one matter', positions.length ? positionList(positions) : empty('No position of both.')), section('Measures', '', measures.length ? recordList(measures) : empty('No measure between them.'))),
  section('Events', days(w.since, w.until), events.rows.length ? [eventList(events.rows), h('p', {}, a(href('/events', { ...filter, since: w.since, until: w.until }), 'All of this window'))] : empty('No event of both in this window.', a(href('/dyad', { a: one, b: two, window: 'all' }), 'Look at all time'))));
  return { title: names, node };
}
async function sharedPositions(one, two) {
  const [direct, left, right] = await Promise.all([rows('ledger', { kind: 'positions', actor: one, with: two, limit: 40 }), rows('ledger', { kind: 'positions', actor: one, limit: 200 }), rows('ledger', { kind: 'positions', actor: two, limit: 200 })]);
  const key = (r) => words(r.payload?.on).toLowerCase();
  const out = direct.map((r) => ({ r, how: '' })), seen = new Set(direct.map((r) => r.id));
  for (const l of left) for (const r of right) if (l.id !== r.id && key(l) && key(l) === key(r)) for (const x of [l, r]) if (!seen.has(x.id)) {
    seen.add(x.id);
    out.push({ r: x, how: l.payload.stance === r.payload.stance ? 'shared' : 'opposed' });
  }
  return out.slice(0, 16);
}
const positionList = (list) => h('ul', { class: 'records' }, list.map(({ r, how }) => h('li', {}, h('span', { class: 'record-day' }, r.first ? time(r.first) : ''), h('span', {}, recordLink(r), how ? h('span', { class: `state-tag st-${how}` }, how) : ''))));
function pairTable(list, w) {
  const most = Math.max(...list.map((r) => Math.max(r.cooperation, r.conflict)));
  return table('Pairs of actors', [{ name: 'Pair', cell: (r) => pairLink(r.a, r.b, { since: w.since, until: w.until }) }, { name: 'Events', class: 'n', cell: (r) => a(href('/events', { actor: r.a, with: r.b, since: w.since, until: w.until, status: 'actual' }), num(r.n)) },
    { name: 'Conflict | cooperation', cell: (r) => balance(r, most) }, { name: 'Score', class: 'n', cell: (r) => score(r.mean) }, { name: 'Last', cell: (r) => time(r.last) }], list);
}

// ---- Actor ----

export async function actor(ctx) {
  const who = ctx.params.get('who'), w = windowOf(ctx, 365);
  const filters = bar(actorField(ctx, 'who', 'Actor'), windowField(ctx, 365), stepField(ctx, w.span));
  if (!who) {
    const list = await rows('actors', { limit: 60 });
    return { title: 'Actors', node: h('div', {}, head('Actors', h('p', { class: 'lead' }, 'States, organisations and groups, by the number of documents that name them.')), filters,
      list.length ? table('Actors', [{ name: 'Actor', cell: (r) => actorLink(r.code) }, { name: 'Code', cell: (r) => h('code', {}, r.code) }, { name: 'Documents', class: 'n', cell: (r) => num(r.documents) }, { name: 'Last named', cell: (r) => time(r.last) }], list) : empty('No actor is named in this store.')) };
  }
  const win = { since: w.since, until: w.until };
  const [chart, partners, types, people, counts, events, seats] = await Promise.all([series(ctx, { actor: who }, w, 365), rows('partners', { actor: who, ...win, limit: 20 }), rows('types', { actor: who, ...win }), rows('people', { actor: who, limit: 12 }),
    rows('ledger_counts', { actor: who }), api('events', { actor: who, ...win, limit: 15 }), rows('ledger', { kind: 'memberships', actor: who, limit: 30 })]);
  const most = Math.max(1, ...partners.map((r) => Math.max(r.cooperation, r.conflict)));
  const does = TYPES.map((t) => ({ type: t, by: types.find((r) => r.type === t && r.part === 0)?.n || 0, on: types.find((r) => r.type === t && r.part === 1)?.n || 0 })).filter((r) => r.by || r.on);
  const kinds = Object.keys(KINDS).map((k) => ({ kind: k, n: counts.filter((r) => r.kind === k).reduce((n, r) => n + r.n, 0) })).filter((r) => r.n);
  const node = h('div', {}, head(nameOf(who), h('p', { class: 'lead' }, h('code', {}, who), ` in the time ${days(w.since, w.until)}.`)), filters,
    kinds.length ? h('p', { class: 'chips', 'aria-label': 'Ledger of this actor' }, kinds.map((k) => a(href('/ledger', { kind: k.kind, actor: who }), `${KINDS[k.kind]} ${num(k.n)}`))) : '',
    section('Timeline', '', chart || empty('No event of this actor has a day.', 'Is the code right? ', a('/actor', 'All actors'))),
    h('div', { class: 'columns' },
      section('Whom it deals with', 'events with status actual', partners.length ? table('Partners', [{ name: 'Actor', cell: (r) => a(href('/dyad', { a: who, b: r.id || r.code, ...win }), nameOf(r.id || r.code)) },
        { name: 'Events', class: 'n', cell: (r) => a(href('/events', { actor: who, with: r.id || r.code, ...win, status: 'actual' }), num(r.n)) }, { name: 'Conflict | cooperation', cell: (r) => balance(r, most) }, { name: 'Score', class: 'n', cell: (r) => score(r.mean) }], partners)
        : empty('It deals with nobody in this window.', 'Choose a longer one.')),
      section('What it does, and what is done to it', 'events by type', does.length ? table('Types of events', [{ name: 'Type', cell: (r) => typeTag(r.type) }, { name: 'Does', class: 'n', cell: (r) => a(href('/events', { actor: who, type: r.type, ...win, status: 'actual' }), num(r.by)) }, { name: 'Is done to it', class: 'n', cell: (r) => num(r.on) }], does)
        : empty('Nothing in this window.'))),
    h('div', { class: 'columns' }, section('People and offices', 'as named in sentences', people.length ? table('People', [{ name: 'Name', cell: (r) => r.name || '–' }, { name: 'Office', cell: (r) => r.office || sectorName(r.sector) }, { name: 'Events', class: 'n', cell: (r) => num(r.n) }, { name: 'Last', cell: (r) => time(r.last) }], people)
      : empty('No person of this actor holds a named office.')), section('Memberships', '', seats.length ? recordList(seats) : empty('No membership is in the ledger.'))),
    section('Events', days(w.since, w.until), events.rows.length ? [eventList(events.rows), h('p', {}, a(href('/events', { actor: who, ...win }), 'All of this window'))] : empty('No event in this window.', a(href('/actor', { who, window: 'all' }), 'Look at all time'))));
  return { title: nameOf(who), node };
}

// ---- Network and Map ----

const quadField = (ctx) => choice(ctx, 'quad', 'Class', [['', 'all'], ['1,2', 'cooperation'], ['3,4', 'conflict'], ['2,4', 'material'], ['1,3', 'verbal']]);
const typeField = (ctx) => choice(ctx, 'type', 'Type', [['', 'all'], ...TYPES.map((t) => [t, cap(t.toLowerCase())])]);

export async function networkPage(ctx) {
  const w = windowOf(ctx, 365), p = ctx.params, filter = { since: w.since, until: w.until, quad: p.get('quad'), type: p.get('type'), actor: p.get('actor'), min: p.get('min') };
  const list = await rows('network', { ...filter, limit: p.get('limit') || 80 });
  const sign = p.get('sign'), kept = list.filter((r) => !sign || (sign === 'good' ? r.mean >= 1 : r.mean <= -1));
  const node = h('div', {}, head('Network', h('p', { class: 'lead' }, `Who deals with whom, ${days(w.since, w.until)}: the ${num(kept.length)} pairs with the most events.`)),
    bar(windowField(ctx, 365), actorField(ctx, 'actor', 'Around'), quadField(ctx), typeField(ctx), choice(ctx, 'sign', 'Sign', [['', 'both'], ['good', 'mean score +1 and more'], ['bad', 'mean score −1 and less']]), field(ctx, 'min', 'Events at least', { type: 'number', min: 1, max: 1000 }),
      choice(ctx, 'limit', 'Pairs', [['40', '40'], ['80', '80'], ['150', '150'], ['300', '300']], '80')),
    kept.length ? [figure('network', 'Thickness: number of events with status actual. Blue: mean score +1 and more; orange: −1 and less; grey between.', network(kept, { focus: p.get('actor'), link: (x, y) => href('/dyad', { a: x, b: y, since: w.since, until: w.until }) }), saved('network', filter)),
      section('Pairs', '', pairTable(kept, w))] : empty('No pair of actors has an event like this in this window.', 'Choose a longer window or fewer filters.'));
  return { title: 'Network', node };
}
export async function mapPage(ctx) {
  const w = windowOf(ctx, 365), p = ctx.params, filter = { since: w.since, until: w.until, quad: p.get('quad'), type: p.get('type'), actor: p.get('actor') };
  const [places, countries] = await Promise.all([rows('places', { ...filter, limit: 1200 }), rows('countries', filter)]);
  const to = (place) => href('/events', { ...filter, place, status: 'actual' });
  const most = Math.max(1, ...countries.map((r) => Math.max(r.cooperation, r.conflict)));
  const node = h('div', {}, head('Map', h('p', { class: 'lead' }, `Where events took place, ${days(w.since, w.until)}: ${plural(places.length, 'place')} in ${plural(countries.length, 'country', 'countries')}.`)),
    bar(windowField(ctx, 365), actorField(ctx, 'actor', 'Actor'), quadField(ctx), typeField(ctx)),
    countries.length || places.length ? [figure('map', 'Circles: places by number of events with status actual. Countries: stronger colour, more events. Blue: mean score +1 and more; orange: −1 and less; grey between. Borders: Natural Earth.',
      await map(places, countries, { link: to, linkPlace: (x) => to(x.place || x.country) }), saved('places', filter)),
    h('div', { class: 'columns' }, section('Countries', '', table('Countries', [{ name: 'Country', cell: (r) => a(to(r.country), nameOf(r.country)) }, { name: 'Events', class: 'n', cell: (r) => num(r.n) }, { name: 'Conflict | cooperation', cell: (r) => balance(r, most) }, { name: 'Score', class: 'n', cell: (r) => score(r.mean) }], countries.slice(0, 40))),
      section('Places', '', table('Places', [{ name: 'Place', cell: (r) => a(to(r.place), r.place) }, { name: 'Country', cell: (r) => nameOf(r.country) }, { name: 'Events', class: 'n', cell: (r) => num(r.n) }, { name: 'Last', cell: (r) => time(r.last) }], places.slice(0, 40))))]
      : empty('No event of this window has a place.', 'Choose a longer window or fewer filters.'));
  return { title: 'Map', node };
}

// ---- Ledger ----

const dated = (v) => (v ? time(String(v)) : '–');
const codes = (v) => h('span', {}, (Array.isArray(v) ? v : v ? [v] : []).map((c, i) => [i ? ', ' : '', typeof c === 'string' && /^[A-Z][A-Z0-9-]*$/.test(c) ? actorLink(c) : words(c)]));
const COLUMNS = {
  meetings: [['Date', (r) => h('span', {}, dated(r.payload.date), r.payload.enddate ? [' – ', dated(r.payload.enddate)] : '')], ['Meeting', (r) => a(recordPath(r), recordTitle(r))], ['Place', (r) => words(r.payload.place)], ['Format', (r) => words(r.payload.format)], ['Topics', (r) => words(r.payload.topics)]],
  agreements: [['Agreement', (r) => recordLink(r)], ['Kind', (r) => words(r.payload.kind)], ['Parties', (r) => codes(r.payload.parties)], ['Last state', (r) => { const st = statesOf(r).filter((x) => x.status !== 'expected').pop(); return st ? h('span', {}, st.state, ' ', dated(st.date)) : '–'; }], ['Expected', (r) => statesOf(r).filter((x) => x.status === 'expected').map((x) => `${x.state} ${day(x.date)}`).join(', ')]],
  memberships: [['Member', (r) => codes(r.payload.member)], ['Organisation', (r) => a(recordPath(r), words(r.payload.organisation))], ['Since', (r) => dated(r.payload.since)], ['Until', (r) => dated(r.payload.until)]],
  measures: [['Measure', (r) => recordLink(r)], ['By', (r) => codes(r.payload.by)], ['On', (r) => codes(r.payload.on)], ['Since', (r) => dated(r.payload.since)], ['Lifting called for by', (r) => codes(r.payload.lifting_called_for_by)]],
  undertakings: [['Undertaking', (r) => recordLink(r)], ['Kind', (r) => words(r.payload.kind)], ['Parties', (r) => codes(r.payload.parties)], ['Place', (r) => words(r.payload.place)]],
  positions: [['Holders', (r) => codes(r.payload.holders)], ['Stance', (r) => words(r.payload.stance)], ['On', (r) => a(recordPath(r), words(r.payload.on) || '–')], ['Target', (r) => codes(r.payload.target)], ['Since', (r) => dated(r.payload.since)]],
  offices: [['Person', (r) => a(recordPath(r), words(r.payload.person) || '–')], ['Office', (r) => words(r.payload.office)], ['Of', (r) => codes(r.payload.of)], ['First seen', (r) => dated(r.payload.first_seen)], ['Last seen', (r) => dated(r.payload.last_seen)]],
  expectations: [['Due', (r) => dated(r.payload.due)], ['What', (r) => a(recordPath(r), words(r.payload.what) || recordTitle(r))], ['Parties', (r) => codes(r.payload.parties)]],
  facts: [['About', (r) => codes(r.payload.about)], ['Fact', (r) => a(recordPath(r), words(r.payload.fact) || recordTitle(r))], ['Value', (r) => [words(r.payload.value), words(r.payload.unit)].filter(Boolean).join(' ')], ['As of', (r) => dated(r.payload.as_of)]],
};
const STATUS = { meetings: ['announced', 'held', 'postponed', 'cancelled'], memberships: ['applicant', 'observer', 'partner', 'member', 'suspended', 'left'], measures: ['announced', 'in force', 'eased', 'lifted'], undertakings: ['planned', 'under way', 'finished', 'stalled'] };

export async function ledger(ctx) {
  const p = ctx.params, kind = KINDS[p.get('kind')] ? p.get('kind') : 'meetings', kinds = ctx.overview.kinds || {};
  const filter = { kind, actor: p.get('actor'), with: p.get('with'), status: p.get('status'), outcome: p.get('outcome'), since: p.get('since'), until: p.get('until'), words: p.get('words') };
  const [list, counts] = await Promise.all([api('ledger', { ...filter, cursor: p.get('cursor'), limit: 50 }), rows('ledger_counts', { kind, actor: p.get('actor') })]);
  const statuses = [...new Set([...(STATUS[kind] || []), ...counts.map((r) => r.status)])].filter(Boolean);
  const columns = [...COLUMNS[kind].map(([name, cell]) => ({ name, cell })), { name: 'Status', cell: stateTag }, { name: 'Documents', class: 'n', cell: (r) => a(recordPath(r), num(r.n_documents)) }];
  const node = h('div', {}, head('Ledger', h('p', { class: 'lead' }, 'What is left when all reports of the same thing are put together. Each line opens on the sentences it rests on.')),
    h('nav', { class: 'tabs', 'aria-label': 'Kinds of records' }, Object.entries(KINDS).map(([k, name]) => h('a', { href: href('/ledger', { kind: k, actor: p.get('actor') }), 'aria-current': k === kind ? 'true' : null }, name, h('small', {}, ' ', num(kinds[k] || 0))))),
    bar(actorField(ctx, 'actor', 'Actor'), actorField(ctx, 'with', 'With'), choice(ctx, 'status', 'Status', [['', 'all'], ...statuses.map((x) => [x, x])]), kind === 'expectations' ? choice(ctx, 'outcome', 'Outcome', [['', 'all'], ['met', 'met'], ['moved', 'moved'], ['missed', 'missed'], ['unknown', 'unknown']]) : '',
      field(ctx, 'since', 'From', { type: 'date' }), field(ctx, 'until', 'To', { type: 'date' }), field(ctx, 'words', 'Text', { placeholder: 'in name or fields' })),
    list.rows.length ? [table(KINDS[kind], columns, list.rows, { class: 'wide' }), h('p', { class: 'dim' }, 'Save: ', h('a', { href: apiUrl('ledger', { ...filter, limit: 500 }, 'csv'), download: true }, 'CSV'), ' ', h('a', { href: apiUrl('ledger', { ...filter, limit: 500 }, 'jsonl'), download: true }, 'JSON lines')), pager(ctx, list.next)]
      : empty(`No ${KINDS[kind].toLowerCase()} like this are in the ledger.`, p.toString() ? a(href('/ledger', { kind }), 'Take the filters off') : 'They are made of sentences that tell them; more documents bring more.'));
  return { title: KINDS[kind], node };
}

function payloadRows(r) {
  const skip = new Set(['states', 'participants']);
  return Object.entries(r.payload || {}).filter(([k, v]) => !skip.has(k) && words(v) !== '').map(([k, v]) => [h('dt', {}, cap(k.replace(/_/g, ' '))), h('dd', {}, /^(parties|by|on|member|organisation|holders|target|of|about|lifting_called_for_by)$/.test(k) ? codes(v) : typeof v === 'string' && /^\d{4}(-\d\d){0,2}$/.test(v) ? time(v) : words(v))]);
}
export async function record(ctx) {
  const id = ctx.params.get('id');
  if (!id) return { title: 'Record', node: empty('Which record?', 'Choose one in the ', a('/ledger', 'ledger'), '.') };
  const [r, evidence, corrections] = await Promise.all([api('record', { id }), rows('evidence', { id }), rows('corrections', { event: id })]);
  const states = statesOf(r), svg = r.kind === 'agreements' ? tracks([r], ctx.newest) : null;
  const title = recordTitle(r), past = states.filter((x) => x.status !== 'expected'), coming = states.filter((x) => x.status === 'expected');
  const node = h('div', {}, head(title, h('p', { class: 'lead' }, a(href('/ledger', { kind: r.kind }), KINDS[r.kind]), ' · ', stateTag(r), ` · ${plural(r.n_documents, 'document')} · `, parties(r.parties))),
    svg ? section('Life', 'states by day; hollow: expected', figure('agreement', title, svg, saved('record', { id }))) : '',
    h('div', { class: 'columns' },
      section('Record', '', h('dl', { class: 'facts' }, payloadRows(r), r.first ? [h('dt', {}, 'Time'), h('dd', {}, time(r.first, r.last))] : '', r.place ? [h('dt', {}, 'Place'), h('dd', {}, r.place, r.country ? `, ${nameOf(r.country)}` : '')] : '', h('dt', {}, 'Id'), h('dd', {}, h('code', {}, r.id)))),
      states.length ? section('States', '', table('States', [{ name: 'State', cell: (x) => x.state }, { name: 'Date', cell: (x) => dated(x.date) }, { name: 'By', cell: (x) => codes(x.by) }, { name: 'Place', cell: (x) => words(x.place) }, { name: '', cell: (x) => (x.status === 'expected' ? h('span', { class: 'state-tag st-expected' }, 'expected') : '') }], [...past, ...coming])) : '',
      r.payload?.participants?.length ? section('Participants', '', table('Participants', [{ name: 'Name', cell: (x) => x.name || '–' }, { name: 'Office', cell: (x) => x.office || '' }, { name: 'Of', cell: (x) => codes(x.country || x.org) }], r.payload.participants)) : ''),
    section('Evidence', `${plural(evidence.length, 'sentence')}`, evidence.length ? h('ol', { class: 'events' }, evidence.map((e) => h('li', { class: 'event', tabindex: '-1' },
      h('div', { class: 'event-head' }, time(e.report_date), h('b', {}, e.publication || 'unknown publication'), h('span', { class: 'mode' }, e.status), e.first ? h('span', { class: 'mode' }, 'dated ', time(e.first, e.last)) : ''),
      h('p', { class: 'sentence' }, e.trigger_first != null ? marked(e.sentence, [{ first: e.trigger_first, last: e.trigger_last, label: 'trigger' }]) : e.sentence),
      h('div', { class: 'event-foot' }, a(href('/document', { id: e.doc, sentence: e.sequence }), e.title || e.doc), e.event ? a(href('/event', { id: e.event }), 'its event') : '', h('span', {}, 'rule ', h('code', {}, e.rule)), h('span', {}, `confidence ${e.confidence}`))))) : empty('No sentence is kept for this record.')),
    correctionForm(r.id, ['ledger', 'date', 'place', 'other'], corrections));
  return { title, node };
}

// ---- Events ----

export async function events(ctx) {
  const p = ctx.params, w = windowOf(ctx, 'all'), named = ['actor', 'with', 'type', 'status', 'quad', 'place', 'source', 'min_sources', 'words', 'doc'];
  const filter = Object.fromEntries(named.map((k) => [k, p.get(k)]).filter(([, v]) => v));
  if (p.get('since') || p.get('window')) filter.since = w.since;
  if (p.get('until')) filter.until = w.until;
  const list = await api('events', { ...filter, cursor: p.get('cursor'), limit: 50 });
  const exported = Object.fromEntries(Object.entries(filter).filter(([k]) => ['actor', 'with', 'type', 'status', 'since', 'until', 'place'].includes(k)));
  const node = h('div', {}, head('Events', h('p', { class: 'lead' }, 'One event, however often it is reported. The latest first.')),
    bar(actorField(ctx, 'actor', 'Actor'), actorField(ctx, 'with', 'With'), typeField(ctx), quadField(ctx), choice(ctx, 'status', 'Status', [['', 'all'], 'actual', 'future', 'hypothetical', 'negated', 'historical']), windowField(ctx, 'all'), field(ctx, 'place', 'Place', { placeholder: 'country code or name' }),
      field(ctx, 'source', 'Publication'), field(ctx, 'min_sources', 'Sources at least', { type: 'number', min: 1, max: 100 }), field(ctx, 'words', 'Words in its sentences')),
    list.rows.length ? [eventList(list.rows), pager(ctx, list.next), h('p', { class: 'dim' }, 'Save up to 20,000 of these: ', [['PLOVER JSON lines', 'jsonl'], ['CSV', 'csv'], ['Parquet', 'parquet'], ['ICEWS', 'icews'], ['POLECAT', 'polecat'], ['GDELT', 'gdelt'], ['Phoenix', 'phoenix']].map(([t, f], i) => [i ? ' · ' : '', h('a', { href: href('/api/v1/export/events', { ...exported, limit: 20000, format: f, text: 1 }), download: true }, t)]))]
      : empty('No event is like this.', p.toString() ? a('/events', 'Take the filters off') : 'The store has documents, but none of their sentences tells an event.'));
  return { title: 'Events', node };
}

const SIZES = [['dead', 'killed'], ['injured', 'injured'], ['arrested', 'arrested'], ['participants', 'took part']];
const range = (lo, hi) => (lo === hi ? num(lo) : `${num(lo)}–${num(hi)}`);
function reportMarks(r) {
  const label = ['actor', 'recipient', 'said_by'];
  return [{ first: r.trigger_first, last: r.trigger_last, label: 'trigger' }, ...r.actors.filter((x) => x.inside && x.first >= 0).map((x) => ({ first: x.first, last: x.last, label: label[x.part] }))];
}
function reasons(r) {
  const list = r.why ? r.why.split(/;\s+/) : [];
  return h('dl', { class: 'facts' },
    h('dt', {}, 'Rule'), h('dd', {}, h('code', {}, r.rule)), list.length ? [h('dt', {}, 'Because'), h('dd', {}, h('ul', { class: 'plain-list' }, list.map((x) => h('li', {}, x))))] : '',
    h('dt', {}, 'Confidence'), h('dd', {}, h('meter', { min: 0, max: 1, value: r.confidence, 'aria-label': 'confidence' }), ` ${r.confidence == null ? '–' : r.confidence.toFixed(3)}`),
    h('dt', {}, 'Codes'), h('dd', {}, `CAMEO ${r.cameo || '–'}, Goldstein ${signed(r.goldstein)}, score ${signed(r.scale)}`),
    h('dt', {}, 'Date'), h('dd', {}, r.date_from ? time(r.date_from, r.date_to) : 'none', ` (${r.date_precision}, ${r.date_stated ? 'stated' : 'not stated'})`, r.date_why ? `: ${r.date_why}` : ''),
    h('dt', {}, 'Reported'), h('dd', {}, time(r.report_date), r.report_date_why ? `: ${r.report_date_why}` : ''),
    h('dt', {}, 'Place'), h('dd', {}, r.place || r.place_text || 'none', r.country ? `, ${nameOf(r.country)}` : '', r.place_why ? `: ${r.place_why}` : ''),
    r.actors.map((x) => [h('dt', {}, cap(['actor', 'recipient', 'said by'][x.part])), h('dd', {}, h('code', {}, [x.code, x.sector, x.id].filter(Boolean).join(':')), ' ', x.name, x.office ? `, ${x.office}` : '', x.mention ? h('q', {}, x.mention) : ' (implied)', x.why ? h('small', { class: 'dim' }, ' ', x.why) : '')]),
    h('dt', {}, 'Coded by'), h('dd', {}, h('small', {}, `${r.coder}; codebook ${r.codebook}, dictionaries ${r.dictionaries}, rules ${r.rules}, model ${r.model}`)));
}
function tree(conllu) {
  const tokens = conllu.split('\n').filter((l) => /^\d+\t/.test(l)).map((l) => { const c = l.split('\t'); return { id: +c[0], form: c[1], upos: c[3], head: +c[6], rel: c[7] }; });
  const build = (head, depth) => {
    const kids = tokens.filter((t) => t.head === head);
    if (!kids.length || depth > 60) return '';
    return h('ul', {}, kids.map((t) => h('li', {}, h('span', { class: 'token' }, h('b', {}, t.form), ' ', h('small', {}, `${t.rel}, ${t.upos}`)), build(t.id, depth + 1))));
  };
  return h('div', { class: 'tree scroll', tabindex: '0', role: 'region', 'aria-label': 'Tree of the sentence' }, build(0, 0));
}
function treeButton(r) {
  const box = h('div', { class: 'tree-box', 'aria-live': 'polite' });
  const button = h('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    try {
      const t = await api('tree/' + encodeURIComponent(r.id), { sequence: r.sequence });
      box.replaceChildren(t.conllu ? tree(t.conllu) : empty('The coder gives no tree for this sentence.'), t.still_coded ? '' : h('p', { class: 'dim' }, 'This program\'s dictionaries, rules or model no longer code this report as it is stored.'));
    } catch (x) {
      box.replaceChildren(empty(x.title || 'No tree', x.message));
      button.disabled = false;
    }
  } }, 'Show the tree');
  return h('div', {}, button, box);
}
function correctionForm(id, fields, made) {
  const said = h('p', { role: 'status', class: 'dim' }, 'A correction is kept in the store beside what was coded, and exported as an annotation; it changes nothing by itself.');
  const form = h('form', { class: 'correction', onsubmit: async (ev) => {
    ev.preventDefault();
    const data = Object.fromEntries(new FormData(form));
    if (data.token) sessionStorage.setItem('token', data.token.trim());
    try {
      await correct({ event: id, field: data.field, value: data.value, note: data.note });
      said.textContent = 'Kept. Thank you. It is listed under Data.';
      form.querySelector('[name=value]').value = form.querySelector('[name=note]').value = '';
    } catch (x) {
      if (x instanceof Problem && x.status === 401) sessionStorage.removeItem('token');
      said.textContent = `${x.title || 'It was not kept'}: ${x.message}`;
    }
  } }, h('label', {}, 'What is wrong', h('select', { name: 'field' }, fields.map((f) => h('option', { value: f }, { event: 'there is no such event', merge: 'these reports are not one event', ledger: 'the record' }[f] || 'the ' + f)))),
  h('label', {}, 'What is right', h('input', { name: 'value', maxlength: 400, placeholder: 'as the codebook writes it, e.g. IRN:GOV or 2024-12-28' })), h('label', {}, 'Why, and who says so', h('textarea', { name: 'note', maxlength: 2000, rows: 2 })),
  h('label', {}, 'Token, printed when the server started', h('input', { name: 'token', type: 'password', autocomplete: 'off', value: sessionStorage.getItem('token') || '' })),
  h('button', { type: 'submit' }, 'Keep the correction'));
  return section('This is wrong?', made.length ? `${plural(made.length, 'correction')} so far` : '', made.length ? h('ul', { class: 'plain-list' }, made.map((c) => h('li', {}, `${c.field}: ${c.value || '(no value)'} ${c.note ? `– ${c.note}` : ''} `, h('small', { class: 'dim' }, c.made.slice(0, 10))))) : '', h('details', {}, h('summary', {}, 'Correct it'), form, said));
}

export async function event(ctx) {
  const id = ctx.params.get('id');
  if (!id) return { title: 'Event', node: empty('Which event?', 'Choose one among the ', a('/events', 'events'), '.') };
  const [e, reports, corrections] = await Promise.all([api('event', { id }), rows('reports', { id }), rows('corrections', { event: id })]);
  const who = e.actors.filter((x) => x.part === 0), whom = e.actors.filter((x) => x.part === 1), said = e.actors.filter((x) => x.part === 2);
  const sizes = SIZES.filter(([k]) => e[k + '_low'] != null).map(([k, t]) => `${range(e[k + '_low'], e[k + '_high'])} ${t}`);
  const title = `${cap(e.type.toLowerCase())}: ${who.map(partyLabel).join(', ') || 'unknown'}${whom.length ? ` → ${whom.map(partyLabel).join(', ')}` : ''}`;
  const pair = who[0] && whom[0] && who[0].code !== '---' && whom[0].code !== '---' ? [who[0].id || who[0].code, whom[0].id || whom[0].code] : null;
  const node = h('div', {}, head(title, h('p', { class: 'lead' }, time(e.date_from, e.date_to), ' · ', typeTag(e.type, e.quad), e.mode ? h('span', { class: 'mode' }, e.mode) : '', ' ', statusTag(e.status), ` ${QUADS[e.quad]} · `, `${plural(e.n_reports, 'report')}, ${plural(e.n_sources, 'independent source')}`)),
    h('div', { class: 'columns' }, section('What', '', h('dl', { class: 'facts' }, h('dt', {}, 'Actor'), h('dd', {}, who.length ? parties(who) : 'unknown'), h('dt', {}, 'Recipient'), h('dd', {}, whom.length ? parties(whom) : 'none stated'), said.length ? [h('dt', {}, 'Said by'), h('dd', {}, parties(said))] : '',
      e.content ? [h('dt', {}, 'Content'), h('dd', {}, typeTag(e.content))] : '', h('dt', {}, 'Where'), h('dd', {}, e.place || e.place_text || 'no place', e.country ? [', ', a(href('/events', { place: e.country }), nameOf(e.country))] : ''), sizes.length ? [h('dt', {}, 'Size'), h('dd', {}, sizes.join(', '))] : '',
      e.context ? [h('dt', {}, 'Context'), h('dd', {}, e.context)] : '', h('dt', {}, 'Score'), h('dd', {}, score(e.scale), ` of −10 to 10; CAMEO ${e.cameo || '–'}, Goldstein ${signed(e.goldstein)}`), h('dt', {}, 'Id'), h('dd', {}, h('code', {}, e.id)))),
    section('Around it', '', h('ul', { class: 'plain-list' }, pair ? h('li', {}, pairLink(pair[0], pair[1], {}, 'The two of them'), ' over time') : '', who.filter((x) => x.code !== '---').slice(0, 3).map((x) => h('li', {}, 'All of ', actorLink(x.id || x.code))),
      e.date_from ? h('li', {}, a(href('/events', { since: shift(e.date_from, -3), until: shift(e.date_from, 3), actor: who[0] && who[0].code !== '---' ? who[0].code : null }), 'What else happened that week')) : '', e.country ? h('li', {}, a(href('/map', { since: e.date_from ? shift(e.date_from, -30) : null, until: e.date_from ? shift(e.date_from, 30) : null }), 'The map of that month')) : ''))),
    section('Reports', 'marked: trigger, actor, recipient, said by', h('ol', { class: 'events' }, reports.map((r) => h('li', { class: 'event', tabindex: '-1' }, h('div', { class: 'event-head' }, time(r.report_date), h('b', {}, r.publication || 'unknown publication'), r.copy ? h('span', { class: 'state-tag st-copy' }, 'copy') : '', statusTag(r.status)),
      h('p', { class: 'sentence' }, marked(r.sentence, reportMarks(r))), h('div', { class: 'event-foot' }, a(href('/document', { id: r.doc, sentence: r.sequence }), r.title || r.doc), r.joined ? h('span', {}, 'joined: ', r.joined) : ''),
      h('details', { open: reports.length === 1 }, h('summary', {}, 'Why it was coded so'), reasons(r), treeButton(r)))))),
    correctionForm(e.id, ['event', 'actor', 'recipient', 'type', 'mode', 'status', 'date', 'place', 'merge', 'other'], corrections));
  return { title, node };
}

export async function documentPage(ctx) {
  const id = ctx.params.get('id');
  if (!id) return { title: 'Document', node: empty('Which document?', 'Find one by ', a('/search', 'search'), '.') };
  const [d, list] = await Promise.all([api('document', { id }), rows('sentences', { id })]);
  const at = Number(ctx.params.get('sentence') || -1);
  const body = list.filter((x) => x.sequence > 0);
  const span = (x) => h('span', { class: `doc-sentence${x.furniture ? ' furniture' : ''}${x.sequence === at ? ' here' : ''}`, id: 'sentence-' + x.sequence }, marked(x.sentence, x.events.map((e) => ({ first: e.first, last: e.last, label: 'trigger', to: href('/event', { id: e.event }) }))), ' ');
  const found = list.flatMap((x) => x.events.map((e) => ({ ...e, sequence: x.sequence })));
  const node = h('div', {}, head(d.title || d.doc, h('p', { class: 'lead' }, d.publication || 'unknown publication', ' · ', time(d.report_date), d.report_date_why ? ` (${d.report_date_why})` : '', d.url ? [' · ', h('span', { class: 'url' }, d.url)] : '')),
    h('div', { class: 'columns doc' }, section('Text', plural(list.length, 'sentence'), list.length ? h('div', { class: 'doc-text' }, list.filter((x) => x.sequence === 0).map((x) => h('p', {}, span(x))), h('p', {}, body.map(span))) : empty('This document has no text: it came as coded data.')),
      section('Events in it', plural(found.length, 'report'), found.length ? h('ul', { class: 'plain-list' }, found.map((e) => h('li', {}, a(href('/event', { id: e.event }), cap(e.type.toLowerCase())), ' ', statusTag(e.status), h('small', { class: 'dim' }, ` sentence ${e.sequence}`)))) : empty('No sentence of it tells an event.'),
        h('h3', {}, 'Coded by'), h('p', { class: 'dim' }, `${d.coder}, ${d.coded_date || 'no day'}; codebook ${d.codebook}, dictionaries ${d.dictionaries}, rules ${d.rules}, model ${d.model}`))));
  if (at >= 0) requestAnimationFrame(() => document.getElementById('sentence-' + at)?.scrollIntoView({ block: 'center' }));
  return { title: d.title || d.doc, node };
}

// ---- Search, Sources, Data, Help ----

export async function search(ctx) {
  const p = ctx.params, asked = p.get('words'), offset = Number(p.get('offset') || 0);
  const filters = bar(field(ctx, 'words', 'Words', { placeholder: 'ceasefire "prime minister" negotiat*' }), choice(ctx, 'order', 'First', [['best', 'best match'], ['newest', 'added last']], 'best'), field(ctx, 'source', 'Publication'), field(ctx, 'since', 'From', { type: 'date' }), field(ctx, 'until', 'To', { type: 'date' }));
  const top = head('Search', h('p', { class: 'lead' }, 'Sentences that hold all the words. In quotes they stand together; a star asks for a beginning.'));
  if (!asked) return { title: 'Search', node: h('div', {}, top, filters, empty('What are you looking for?', 'Try ', a(href('/search', { words: 'agreement' }), 'agreement'), ' or ', a(href('/search', { words: 'ceasefire' }), 'ceasefire'), '.')) };
  const list = await rows('search', { words: asked, order: p.get('order'), source: p.get('source'), since: p.get('since'), until: p.get('until'), offset: offset || null, limit: 30 });
  const split = (text) => text.split('\u0002').map((x, i) => { if (!i) return x; const [hit, rest] = x.split('\u0003'); return [h('mark', { class: 'm-hit' }, hit), rest]; });
  const node = h('div', {}, top, filters, list.length ? h('ol', { class: 'events' }, list.map((r) => h('li', { class: 'event', tabindex: '-1' }, h('div', { class: 'event-head' }, time(r.report_date), h('b', {}, r.publication || 'unknown publication')), h('p', { class: 'sentence' }, split(r.sentence)),
    h('div', { class: 'event-foot' }, a(href('/document', { id: r.doc, sentence: r.sequence }), r.title || r.doc), r.events.map((e, i) => a(href('/event', { id: e }), r.events.length > 1 ? `event ${i + 1}` : 'its event')))))) : empty(`No sentence holds all of: ${asked}`, 'Fewer words find more; a star behind a word asks for its beginning.'),
  h('nav', { class: 'pager', 'aria-label': 'More' }, offset ? h('button', { type: 'button', onclick: () => ctx.set({ offset: offset > 30 ? offset - 30 : null }) }, 'The 30 before') : '', list.length === 30 ? h('button', { type: 'button', onclick: () => ctx.set({ offset: offset + 30 }) }, 'The next 30') : ''));
  return { title: `Search: ${asked}`, node };
}

export async function sources(ctx) {
  const w = windowOf(ctx, 365), filter = { since: w.since, until: w.until };
  const list = await rows('sources', filter);
  const share = (n, of) => (of ? `${Math.round((100 * n) / of)} %` : '–');
  const node = h('div', {}, head('Sources', h('p', { class: 'lead' }, `Who reports what, ${days(w.since, w.until)}. A copy repeats an earlier report's words; alone means that no other publication has the event.`)), bar(windowField(ctx, 365)),
    list.length ? [table('Publications', [{ name: 'Publication', cell: (r) => (r.publication ? a(href('/events', { source: r.publication, ...filter }), r.publication) : 'unknown') }, { name: 'Documents', class: 'n', cell: (r) => num(r.documents) }, { name: 'Reports', class: 'n', cell: (r) => num(r.reports) },
      { name: 'Copies', class: 'n', cell: (r) => `${num(r.copies)} (${share(r.copies, r.reports)})` }, { name: 'Events', class: 'n', cell: (r) => num(r.events) }, { name: 'Alone', class: 'n', cell: (r) => `${num(r.alone)} (${share(r.alone, r.events)})` }, { name: 'First', cell: (r) => time(r.first) }, { name: 'Last', cell: (r) => time(r.last) }], list),
    h('p', { class: 'dim' }, 'Save: ', h('a', { href: saved('sources', filter)[0], download: true }, 'CSV'), ' ', h('a', { href: saved('sources', filter)[1], download: true }, 'JSON lines'))] : empty('No document was published in this window.', a(href('/sources', { window: 'all' }), 'All time')));
  return { title: 'Sources', node };
}

const LICENCES = [['Program, rules, dictionaries', 'Chancery authors', 'Apache-2.0'], ['Models and lemma table', 'derived from UD English EWT, GUM and others, see NOTICE', 'CC BY-SA 4.0'], ['Places', 'GeoNames', 'CC BY 4.0'], ['Borders of the map', 'Natural Earth by world-atlas', 'public domain, ISC'], ['d3, topojson-client', 'Mike Bostock and contributors', 'ISC'], ['uPlot', 'Leon Sorokin', 'MIT']];

export async function data(ctx) {
  const o = ctx.overview, by = ctx.params.get('by') || (o.oldest && daysBetween(ctx.oldest, ctx.newest) > 2000 ? 'month' : o.oldest && daysBetween(ctx.oldest, ctx.newest) > 120 ? 'month' : 'day');
  const [coverage, versions, corrections] = await Promise.all([rows('coverage', { by }), rows('versions'), rows('corrections', { limit: 50 })]);
  const totals = new Map(), steps = [];
  // Steps without a document are zero, not left out.
  for (let at = coverage[0]?.step; at && at <= coverage[coverage.length - 1].step && steps.length < 5000; at = shift(stepEnd(at, by), 1)) steps.push(at);
  for (const r of coverage) totals.set(r.publication, (totals.get(r.publication) || 0) + r.documents);
  const top = [...totals].sort((x, y) => y[1] - x[1]).slice(0, 8).map(([name]) => name);
  const at = new Map(coverage.map((r) => [r.step + '\n' + r.publication, r.documents]));
  const values = top.map((name) => ({ name: name || 'unknown', values: steps.map((st) => at.get(st + '\n' + name) || 0) }));
  const link = (view, params) => [h('a', { href: apiUrl(view, params, 'csv'), download: true }, 'CSV'), ' ', h('a', { href: apiUrl(view, params, 'jsonl'), download: true }, 'JSONL')];
  const node = h('div', {}, head('Data', h('p', { class: 'lead' }, o.documents ? `${plural(o.documents, 'document')} of ${plural(o.publications, 'publication')}, ${days(o.oldest, o.newest)}: ${plural(o.reports, 'report')}, ${plural(o.events, 'event')}, ${plural(o.records, 'ledger record')}.` : 'This store is empty.')),
    section('Coverage', `documents by ${by} and publication; the eight largest`, bar(choice(ctx, 'by', 'Step', ['day', 'week', 'month', 'year'], by)), coverage.length ? [figure('coverage', 'Drag sideways to zoom, double click for all.', lines(steps, values), saved('coverage', { by })),
      h('details', {}, h('summary', {}, 'The same as a table'), table('Coverage', [{ name: 'From', cell: (r) => time(r.step) }, { name: 'Publication', cell: (r) => r.publication || 'unknown' }, { name: 'Documents', class: 'n', cell: (r) => num(r.documents) }], coverage.slice(-300)))] : empty('No document has a day.', h('code', {}, 'chancery add FILE...'), ' adds some.')),
    section('Download', 'whole tables; every page offers what it shows', table('Downloads', [{ name: 'What', cell: (r) => r[0] }, { name: 'As', cell: (r) => r[1] }], [
      ['Events, PLOVER', h('span', {}, h('a', { href: '/api/v1/export/events?limit=20000&format=csv&text=1', download: true }, 'CSV'), ' ', h('a', { href: '/api/v1/export/events?limit=20000&format=jsonl&text=1', download: true }, 'JSONL'), ' ', h('a', { href: '/api/v1/export/events?limit=20000&format=parquet', download: true }, 'Parquet'), h('small', { class: 'dim' }, ' the latest 20,000; all of them by chancery events --limit 0'))],
      ...Object.entries(KINDS).map(([k, name]) => [name, h('span', {}, link('ledger', { kind: k, limit: 500 }))]), ['Corrections, as annotations', h('span', {}, link('corrections', { limit: 20000 }))], ['Publications', h('span', {}, link('sources', { limit: 2000 }))],
      ['The API', h('span', {}, h('a', { href: '/api/v1' }, 'what there is'), ' ', h('a', { href: '/api/v1/openapi.json' }, 'OpenAPI'))]])),
    section('Versions', 'what the documents were coded by', versions.length ? table('Versions', [{ name: 'Coder', cell: (r) => r.coder }, { name: 'Codebook', cell: (r) => r.codebook }, { name: 'Dictionaries', cell: (r) => h('code', {}, r.dictionaries) }, { name: 'Rules', cell: (r) => h('code', {}, r.rules) }, { name: 'Model', cell: (r) => h('code', {}, r.model) }, { name: 'Documents', class: 'n', cell: (r) => num(r.documents) }], versions) : empty('Nothing was coded.')),
    section('Licences', 'whoever publishes places from here should credit GeoNames', h('p', {}, h('a', { href: '/licences.txt' }, 'Texts of the licences of what the pages hold')), table('Licences', [{ name: 'Part', cell: (r) => r[0] }, { name: 'From', cell: (r) => r[1] }, { name: 'Licence', cell: (r) => r[2] }], LICENCES)),
    section('Corrections', '', corrections.length ? table('Corrections', [{ name: 'Made', cell: (r) => r.made.slice(0, 10) }, { name: 'Event', cell: (r) => a(href(r.field === 'ledger' ? '/record' : '/event', { id: r.event }), h('code', {}, r.event)) }, { name: 'Field', cell: (r) => r.field }, { name: 'Was', cell: (r) => r.was || '' }, { name: 'Right', cell: (r) => r.value }, { name: 'Why', cell: (r) => r.note }], corrections) : empty('Nobody has corrected anything yet.', 'Each event has “This is wrong?” at its end.')));
  return { title: 'Data', node };
}

export async function help() {
  const keys = [['/', 'search'], ['?', 'this page'], ['j  k', 'next and last line of a list'], ['o', 'open the line'], ['g t', 'Today'], ['g d', 'Dyad'], ['g a', 'Actor'], ['g n', 'Network'], ['g m', 'Map'], ['g l', 'Ledger'], ['g e', 'Events'], ['g s', 'Search'], ['g o', 'Sources'], ['g x', 'Data']];
  const types = Object.entries(TYPE_QUAD);
  return { title: 'Help', node: h('div', {}, head('Help', h('p', { class: 'lead' }, 'News in, a record of who did what to whom out; every figure leads to the sentences it counts.')),
    h('div', { class: 'columns' }, section('Keys', '', table('Keys', [{ name: 'Key', cell: (r) => h('kbd', {}, r[0]) }, { name: 'Does', cell: (r) => r[1] }], keys)),
      section('Types', 'sixteen types of events in four classes', table('Types', [{ name: 'Type', cell: ([t, q]) => a(href('/events', { type: t }), typeTag(t, q)) }, { name: 'Class', cell: ([, q]) => QUADS[q] }], types))),
    section('How to read it', '', h('dl', { class: 'facts' }, h('dt', {}, 'Event'), h('dd', {}, 'What several reports tell; its sources are the publications that do not copy one another.'), h('dt', {}, 'Status'), h('dd', {}, 'Actual, future, hypothetical, negated or historical. Counts and scores hold actual events only, unless a page says otherwise.'),
      h('dt', {}, 'Score'), h('dd', {}, 'From −10 (assault) to +10 (the closest cooperation), fixed for each type; a mean over a window.'), h('dt', {}, 'Window'), h('dd', {}, 'Counted back from the newest document of the store, never from the clock.'), h('dt', {}, 'Confidence'), h('dd', {}, 'How sure the coder is that the sentence tells this event, 0 to 1.'),
      h('dt', {}, 'Address'), h('dd', {}, 'Holds the whole state of a page: send it to a colleague and they see what you see.')))) };
}
export { labelOf, pieces, sentenceOf };
