// ui.js - Elements, links, names, numbers, tables: what all pages are made of. Text enters as text nodes, never as markup.
import countries from 'countries';

const SVG = 'http://www.w3.org/2000/svg';

function fill(el, attrs, children) {
  for (const [k, v] of Object.entries(attrs || {})) {
    if (v == null || v === false) continue;
    if (k === 'style') for (const [p, x] of Object.entries(v)) el.style.setProperty(p, x);
    else if (k.startsWith('on')) el.addEventListener(k.slice(2), v);
    else if (k === 'value') el.value = v;
    else el.setAttribute(k, v === true ? '' : String(v));
  }
  add(el, children);
  return el;
}
export function add(el, children) {
  for (const c of [children].flat(9)) if (c != null && c !== false && c !== '') el.append(c instanceof Node ? c : String(c));
  return el;
}
export const h = (tag, attrs, ...children) => fill(document.createElement(tag), attrs, children);
export const s = (tag, attrs, ...children) => fill(document.createElementNS(SVG, tag), attrs, children);

// ---- links: the address holds the whole state ----

export function href(path, params = {}) {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(params)) if (v != null && v !== '' && v !== false) q.set(k, v);
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}
export const a = (to, ...text) => h('a', { href: to }, ...text);

// ---- names ----

const byCode = new Map(countries.map(([code, number, name]) => [code, { code, number, name }]));
const byNumber = new Map(countries.filter((c) => c[1]).map(([code, number]) => [number, code]));
const BODIES = { UNO: 'United Nations', EUR: 'European Union', IGO: 'Intergovernmental bodies', NGO: 'Non-governmental organisations', MNC: 'Companies', IMG: 'Transnational armed groups',
  ISM: 'Transnational movements', '---': 'Unknown', UN: 'United Nations', EU: 'European Union' };
export const codeOfNumber = (n) => byNumber.get(Number(n));
export const nameOf = (code) => (byCode.has(code) ? byCode.get(code).name : BODIES[code] || code);
export const allCountries = countries;
// What a person typed: a code, an id, or a country's name.
export function codeOf(text) {
  const t = (text || '').trim();
  const upper = t.toUpperCase();
  const inBrackets = /\(([^)]+)\)\s*$/.exec(t);
  if (inBrackets) return inBrackets[1];
  if (byCode.has(upper) || BODIES[upper]) return upper;
  const hit = countries.find((c) => c[2].toLowerCase() === t.toLowerCase()) || countries.find((c) => c[2].toLowerCase().startsWith(t.toLowerCase()) && t.length > 3);
  return hit ? hit[0] : upper.replace(/\s+/g, '');
}
const SECTORS = { GOV: 'government', MIL: 'military', LEG: 'parliament', JUD: 'courts', COP: 'police', SPY: 'intelligence', PTY: 'party', OPP: 'opposition', REB: 'armed opposition', PRM: 'paramilitary',
  UAF: 'unknown gunmen', CVL: 'civilians', BUS: 'business', JRN: 'journalists', MED: 'health', EDU: 'education', LAB: 'labour', REF: 'refugees', REL: 'religious', CRM: 'criminals', ELI: 'former officials',
  SOC: 'civil society', UNK: 'of unknown kind' };
export const sectorName = (code) => SECTORS[code] || code;
// The shortest thing that names a party: its id when it has one, else its code.
export const partyKey = (p) => (p.id && p.id !== 'UN' && p.id !== 'EU' ? p.id : p.code);
export function partyLabel(p) {
  const who = p.id && !BODIES[p.id] ? p.id : nameOf(p.code);
  if (p.code === '---') return p.sector ? cap(sectorName(p.sector)) : 'Unknown';
  return who;
}
export const cap = (t) => (t ? t[0].toUpperCase() + t.slice(1) : t);
export const actorLink = (code, more) => a(href('/actor', { who: code, ...more }), nameOf(code));
export function party(p) {
  const detail = [p.name && p.name !== nameOf(p.code) && p.name !== p.id ? p.name : '', p.office, p.sector && p.sector !== 'GOV' ? sectorName(p.sector) : ''].filter(Boolean).join(', ');
  if (p.code === '---') return h('span', { class: 'party' }, partyLabel(p), detail ? h('small', {}, ' ', detail) : '');
  return h('span', { class: 'party', title: [p.code, p.sector, p.id].filter(Boolean).join(':') }, a(href('/actor', { who: partyKey(p) }), partyLabel(p)), detail ? h('small', {}, ' ', detail) : '');
}
export function parties(list) {
  const out = [];
  list.forEach((p, i) => out.push(i ? ', ' : '', party(p)));
  return out;
}

// ---- numbers and days ----

const format = new Intl.NumberFormat('en');
export const num = (n) => (n == null ? '–' : format.format(n));
export const plural = (n, one, many = one + 's') => `${num(n)} ${n === 1 ? one : many}`;
export const signed = (n) => (n == null ? '–' : (n > 0 ? '+' : n < 0 ? '−' : '') + Math.abs(n).toFixed(1));
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export function day(text) {
  if (!text) return 'no date';
  const [y, m, d] = text.split('-');
  return d ? `${Number(d)} ${MONTHS[m - 1]} ${y}` : m ? `${MONTHS[m - 1]} ${y}` : y;
}
export const days = (from, to) => (from && to && from !== to ? `${day(from)} – ${day(to)}` : day(from || to));
export const time = (text, more) => (text ? h('time', { datetime: text }, more ? days(text, more) : day(text)) : h('span', { class: 'dim' }, 'no date'));
export function shift(text, n) {
  const [y, m = 1, d = 1] = text.split('-').map(Number);
  return new Date(Date.UTC(y, m - 1, d + n)).toISOString().slice(0, 10);
}
export function stepEnd(first, by) {
  const [y, m, d] = first.split('-').map(Number);
  const end = by === 'year' ? Date.UTC(y + 1, 0, 0) : by === 'month' ? Date.UTC(y, m, 0) : by === 'week' ? Date.UTC(y, m - 1, d + 6) : Date.UTC(y, m - 1, d);
  return new Date(end).toISOString().slice(0, 10);
}
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 864e5);

// ---- offsets are bytes, strings are not ----

const encoder = new TextEncoder();
const decoder = new TextDecoder();
// Cuts text into pieces by byte spans: [{first, last, label}], outermost first where they overlap. Gives [{text, label}].
export function pieces(text, spans) {
  const bytes = encoder.encode(text || '');
  const out = [];
  let at = 0;
  for (const span of spans.filter((x) => x.first >= 0 && x.last > x.first && x.last <= bytes.length).sort((x, y) => x.first - y.first || y.last - x.last)) {
    if (span.first < at) continue;
    if (span.first > at) out.push({ text: decoder.decode(bytes.slice(at, span.first)) });
    out.push({ text: decoder.decode(bytes.slice(span.first, span.last)), label: span.label, to: span.to });
    at = span.last;
  }
  if (at < bytes.length) out.push({ text: decoder.decode(bytes.slice(at)) });
  return out;
}
export function marked(text, spans) {
  return pieces(text, spans).map((p) => (p.label ? h('mark', { class: `m-${p.label}`, title: p.label === 'said_by' ? 'said by' : p.label }, p.to ? a(p.to, p.text) : p.text) : p.text));
}

// ---- pieces of pages ----

export const TYPE_QUAD = { AGREE: 1, CONSULT: 1, SUPPORT: 1, CONCEDE: 1, COOPERATE: 2, AID: 2, RETREAT: 2, REQUEST: 3, ACCUSE: 3, REJECT: 3, THREATEN: 3, PROTEST: 4, SANCTION: 4, MOBILIZE: 4, COERCE: 4, ASSAULT: 4 };
export const QUADS = [null, 'verbal cooperation', 'material cooperation', 'verbal conflict', 'material conflict'];
export const typeTag = (type, quad) => h('span', { class: `tag q${quad || TYPE_QUAD[type] || 0}` }, cap(type.toLowerCase()));
export const statusTag = (status) => (status && status !== 'actual' ? h('span', { class: `status s-${status.replace(/ /g, '-')}` }, status) : '');
export const empty = (what, ...todo) => h('div', { class: 'empty' }, h('p', {}, what), todo.length ? h('p', { class: 'dim' }, ...todo) : '');
export function section(title, note, ...body) {
  const id = 's-' + title.toLowerCase().replace(/[^a-z]+/g, '-');
  return h('section', { 'aria-labelledby': id }, h('div', { class: 'section-head' }, h('h2', { id }, title), note ? h('span', { class: 'note' }, note) : ''), ...body);
}
// columns: [{name, cell(row), class, sort}]
export function table(caption, columns, rows, more = {}) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { class: more.class }, h('caption', { class: 'sr' }, caption), h('thead', {}, h('tr', {}, columns.map((c) => h('th', { scope: 'col', class: c.class }, c.name)))),
      h('tbody', {}, rows.map((r) => h('tr', {}, columns.map((c) => h('td', { class: c.class }, c.cell(r))))))));
}
// A bar of cooperation and conflict as parts of the largest row.
export function balance(row, max) {
  const w = 120, half = w / 2, k = half / Math.max(max, 1);
  return s('svg', { class: 'balance', width: w, height: 14, viewBox: `0 0 ${w} 14`, role: 'img', 'aria-label': `${row.cooperation} cooperation, ${row.conflict} conflict` },
    s('rect', { class: 'q3', x: half - row.conflict * k, y: 2, width: row.conflict * k, height: 10 }), s('rect', { class: 'q1', x: half, y: 2, width: row.cooperation * k, height: 10 }),
    s('line', { class: 'axis-line', x1: half, x2: half, y1: 0, y2: 14 }));
}
export function sentenceOf(e) {
  return h('p', { class: 'sentence' }, marked(e.sentence, [{ first: e.trigger_first, last: e.trigger_last, label: 'trigger' }]));
}
export function eventRow(e) {
  const who = e.actors.filter((p) => p.part === 0), whom = e.actors.filter((p) => p.part === 1), said = e.actors.filter((p) => p.part === 2);
  return h('li', { class: 'event', tabindex: '-1', 'data-key': e.id },
    h('div', { class: 'event-head' }, time(e.date_from, e.date_to), typeTag(e.type, e.quad), e.mode ? h('span', { class: 'mode' }, e.mode) : '', statusTag(e.status),
      h('span', { class: 'who' }, parties(who), whom.length ? [h('span', { class: 'arrow', 'aria-label': ' to ' }, ' → '), parties(whom)] : ''),
      e.content ? h('span', { class: 'mode' }, 'of ' + e.content.toLowerCase()) : '', said.length ? h('span', { class: 'mode' }, 'said by ', parties(said)) : ''),
    sentenceOf(e),
    h('div', { class: 'event-foot' }, a(href('/event', { id: e.id }), 'Evidence'), h('span', {}, plural(e.n_reports, 'report')), h('span', {}, plural(e.n_sources, 'source')),
      e.place || e.country ? h('span', {}, [e.place, e.country && nameOf(e.country) !== e.place ? nameOf(e.country) : ''].filter(Boolean).join(', ')) : '',
      e.publication ? h('span', {}, e.publication) : '', h('span', { title: 'how sure the coder is, 0 to 1' }, 'confidence ' + (e.confidence == null ? '–' : e.confidence.toFixed(2)))));
}
export const eventList = (rows) => h('ol', { class: 'events' }, rows.map(eventRow));
