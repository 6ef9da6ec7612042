// form.js - Filters: fields that write to the address. Nothing is hidden in a page that its address does not say.
import { allCountries, codeOf, h, nameOf, shift } from './ui.js';
import { rows } from './api.js';

let list;
// Names to choose from: every country, and every code or id that documents name.
export function actorList() {
  list ||= h('datalist', { id: 'actor-list' });
  if (!list.isConnected) {
    document.body.append(list);
    const own = new Set(allCountries.map((c) => c[0]));
    list.replaceChildren(...allCountries.map(([code, , name]) => h('option', { value: `${name} (${code})` })));
    rows('actors', { limit: 1000 }).then((found) => list.append(...found.filter((r) => !own.has(r.code)).map((r) => h('option', { value: nameOf(r.code) === r.code ? r.code : `${nameOf(r.code)} (${r.code})` })))).catch(() => {});
  }
  return list;
}
export const labelOf = (code) => (code ? (nameOf(code) === code ? code : `${nameOf(code)} (${code})`) : '');

const fieldId = (name) => 'f-' + name;
export function actorField(ctx, name, label) {
  actorList();
  return h('label', { for: fieldId(name) }, label, h('input', { id: fieldId(name), name, list: 'actor-list', autocomplete: 'off', spellcheck: 'false', placeholder: 'name or code', value: labelOf(ctx.params.get(name)),
    onchange: (ev) => ctx.set({ [name]: ev.target.value ? codeOf(ev.target.value) : null, cursor: null }) }));
}
export function choice(ctx, name, label, options, fallback = '') {
  const now = ctx.params.get(name) || fallback;
  return h('label', { for: fieldId(name) }, label, h('select', { id: fieldId(name), name, onchange: (ev) => ctx.set({ [name]: ev.target.value === fallback ? null : ev.target.value, cursor: null }) },
    options.map((o) => { const [value, text] = Array.isArray(o) ? o : [o, o]; return h('option', { value, selected: value === now }, text); })));
}
export function field(ctx, name, label, more = {}) {
  return h('label', { for: fieldId(name) }, label, h('input', { id: fieldId(name), name, value: ctx.params.get(name) || '', ...more, onchange: (ev) => ctx.set({ [name]: ev.target.value || null, cursor: null }) }));
}
// On a narrow screen the filters fold away, but not under the hand that uses them.
export const bar = (...fields) => h('details', { class: 'filter-box', open: innerWidth > 800 || !!document.activeElement?.closest?.('form.filters') }, h('summary', {}, 'Filters and window'), h('form', { class: 'filters', role: 'search', 'aria-label': 'Filters', onsubmit: (ev) => ev.preventDefault() }, ...fields));

// The window of a page: `since` and `until` of the address, or so many days (or all) back from the newest document.
export function windowOf(ctx, fallback) {
  const until = ctx.params.get('until') || ctx.newest, asked = ctx.params.get('window') || String(fallback);
  const since = ctx.params.get('since') || (asked === 'all' ? ctx.oldest : shift(until, 1 - Number(asked)));
  const span = Math.max(1, Math.round((Date.parse(shift(until, 0)) - Date.parse(shift(since, 0))) / 864e5) + 1);
  return { since: shift(since, 0), until: shift(until, 0), span, custom: ctx.params.has('since') || ctx.params.has('until') };
}
const WINDOWS = [['7', '7 days'], ['30', '30 days'], ['90', '90 days'], ['365', '1 year'], ['1826', '5 years'], ['all', 'all time']];
export function windowField(ctx, fallback) {
  const w = windowOf(ctx, fallback), now = w.custom ? 'custom' : ctx.params.get('window') || String(fallback);
  const set = (name) => (ev) => ctx.set({ since: w.since, until: w.until, window: null, cursor: null, [name]: ev.target.value || null });
  return [h('label', { for: 'f-window' }, 'Window', h('select', { id: 'f-window', onchange: (ev) => ev.target.value !== 'custom' && ctx.set({ window: ev.target.value === String(fallback) ? null : ev.target.value, since: null, until: null, cursor: null }) },
    WINDOWS.map(([v, t]) => h('option', { value: v, selected: v === now }, t)), h('option', { value: 'custom', selected: now === 'custom' }, 'from … to'))),
  h('label', { for: 'f-since' }, 'From', h('input', { id: 'f-since', type: 'date', value: w.since, onchange: set('since') })), h('label', { for: 'f-until' }, 'To', h('input', { id: 'f-until', type: 'date', value: w.until, onchange: set('until') }))];
}
// How long a step fits a window: between about 20 and 120 steps.
export const stepFor = (ctx, span) => ctx.params.get('by') || (span <= 92 ? 'day' : span <= 800 ? 'week' : span <= 5000 ? 'month' : 'year');
export const stepField = (ctx, span) => choice(ctx, 'by', 'Step', [['day', 'day'], ['week', 'week'], ['month', 'month'], ['year', 'year']], stepFor({ params: new URLSearchParams() }, span));
