// main.js - The shell: navigation, routes, keys, theme. A page is a function from the address to an element; it is shown when it is
// whole, so that nothing jumps.
import { api, Problem } from './api.js';
import { actorList } from './form.js';
import * as pages from './pages.js';
import { a, codeOf, day, h, href, num, shift } from './ui.js';

const NAV = [['/', 'Today', 't'], ['/dyad', 'Dyad', 'd'], ['/actor', 'Actor', 'a'], ['/network', 'Network', 'n'], ['/map', 'Map', 'm'], ['/ledger', 'Ledger', 'l'], ['/events', 'Events', 'e'],
  ['/search', 'Search', 's'], ['/sources', 'Sources', 'o'], ['/data', 'Data', 'x'], ['/help', 'Help', 'h']];
const ROUTES = { '/': pages.today, '/dyad': pages.dyad, '/actor': pages.actor, '/network': pages.networkPage, '/map': pages.mapPage, '/ledger': pages.ledger, '/record': pages.record, '/agreement': pages.record,
  '/events': pages.events, '/event': pages.event, '/document': pages.documentPage, '/search': pages.search, '/sources': pages.sources, '/data': pages.data, '/help': pages.help };

const main = h('main', { id: 'main', tabindex: '-1' });
const said = h('div', { class: 'sr', role: 'status', 'aria-live': 'polite' });
const progress = h('div', { class: 'progress', hidden: true });
const asOf = h('span', { class: 'as-of' });
let turn = 0;

function theme(next) {
  if (next) localStorage.setItem('theme', next);
  const kept = localStorage.getItem('theme');
  if (kept) document.documentElement.dataset.theme = kept;
  dispatchEvent(new Event('themechange'));
}
const isDark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

function shell() {
  const find = h('input', { id: 'find', type: 'search', name: 'words', 'aria-label': 'Search sentences', placeholder: 'Search sentences  ( / )', autocomplete: 'off' });
  const nav = h('nav', { 'aria-label': 'Pages' }, h('ul', {}, NAV.map(([path, name, key]) => h('li', {}, h('a', { href: path, 'aria-keyshortcuts': `g ${key}`, 'data-path': path }, name)))));
  return h('div', { class: 'shell' },
    h('header', {}, h('a', { class: 'brand', href: '/' }, h('img', { src: '/favicon.svg', alt: '', width: 24, height: 24 }), 'Chancery'),
      h('form', { class: 'find', role: 'search', 'aria-label': 'Search', onsubmit: (ev) => { ev.preventDefault(); if (find.value.trim()) go(href('/search', { words: find.value.trim() })); } }, find),
      asOf, h('button', { type: 'button', class: 'plain', id: 'theme', onclick: () => theme(isDark() ? 'light' : 'dark') }, 'Light / dark')),
    nav, progress, main, said);
}

// ---- showing a page ----

export function go(url, replace) {
  history[replace ? 'replaceState' : 'pushState']({}, '', url);
  show(true);
}
async function context() {
  const o = await api('overview');
  const newest = o.newest ? shift(o.newest, 0) : null;
  asOf.textContent = newest ? `newest document ${day(o.newest)} · ${num(o.events)} events` : '';
  const params = new URLSearchParams(location.search);
  return { params, overview: o, newest, oldest: o.oldest ? shift(o.oldest, 0) : newest, path: location.pathname,
    set(changes) {
      const q = new URLSearchParams(location.search);
      for (const [k, v] of Object.entries(changes)) v == null || v === '' ? q.delete(k) : q.set(k, v);
      go(href(location.pathname, Object.fromEntries(q)));
    } };
}
function failure(x) {
  const known = x instanceof Problem;
  if (!known) console.error(x);
  return { title: 'It went wrong', node: h('div', { class: 'empty', role: 'alert' }, h('h1', {}, known ? x.title : 'This page broke'), h('p', {}, x.message), h('p', { class: 'dim' }, 'The address holds all that was asked: ', h('code', {}, location.pathname + location.search), '. ', a('/', 'Back to Today'))) };
}
async function show(moved) {
  const mine = ++turn, page = ROUTES[location.pathname];
  const timer = setTimeout(() => { progress.hidden = false; }, 150);
  main.setAttribute('aria-busy', 'true');
  const keep = document.activeElement?.closest?.('form.filters') ? document.activeElement.id : null;
  let made;
  try {
    if (!page) made = { title: 'No such page', node: h('div', { class: 'empty' }, h('h1', {}, 'No such page'), h('p', {}, 'Nothing is kept under ', h('code', {}, location.pathname), '.'), h('p', { class: 'dim' }, a('/', 'Today'), ' is a good place to begin.')) };
    else {
      const ctx = await context();
      made = !ctx.overview.documents && !['/help', '/data'].includes(location.pathname) ? pages.nothing() : await page(ctx);
    }
  } catch (x) {
    made = failure(x);
  }
  clearTimeout(timer);
  if (mine !== turn) return;
  progress.hidden = true;
  main.removeAttribute('aria-busy');
  document.title = `${made.title} · Chancery`;
  main.replaceChildren(made.node);
  main.dataset.ready = location.pathname + location.search;
  actorList();
  for (const link of document.querySelectorAll('nav[aria-label="Pages"] a')) {
    const here = link.dataset.path === location.pathname || (link.dataset.path === '/ledger' && ['/record', '/agreement'].includes(location.pathname)) || (link.dataset.path === '/events' && ['/event', '/document'].includes(location.pathname));
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
    if (here && link.parentElement.parentElement.scrollWidth > innerWidth) link.scrollIntoView({ block: 'nearest', inline: 'center' });
  }
  said.textContent = made.title;
  const field = keep && document.getElementById(keep);
  if (field) field.focus();
  else if (moved) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

// ---- links and keys ----

document.addEventListener('click', (ev) => {
  const link = ev.target.closest?.('a');
  if (!link || ev.button || ev.metaKey || ev.ctrlKey || ev.shiftKey || ev.altKey || link.hasAttribute('download')) return;
  const to = new URL(typeof link.href === 'string' ? link.href : link.href.baseVal, location.href);
  if (to.origin !== location.origin || !(to.pathname in ROUTES) || (to.hash && to.pathname === location.pathname && to.search === location.search)) return;
  ev.preventDefault();
  go(to.pathname + to.search);
});
addEventListener('popstate', () => show(false));

let wantsPage = false;
function step(by) {
  const items = [...main.querySelectorAll('.events > li, tbody tr')];
  if (!items.length) return;
  const at = items.findIndex((x) => x === document.activeElement || x.contains(document.activeElement));
  const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
document.addEventListener('keydown', (ev) => {
  if (ev.target.matches?.('input, select, textarea') || ev.ctrlKey || ev.metaKey || ev.altKey) {
    if (ev.key === 'Escape') ev.target.blur?.();
    return;
  }
  const target = wantsPage && NAV.find(([, , key]) => key === ev.key);
  wantsPage = ev.key === 'g' && !wantsPage;
  if (target) go(target[0]);
  else if (ev.key === '/') document.getElementById('find').focus();
  else if (ev.key === '?') go('/help');
  else if (ev.key === 'j') step(1);
  else if (ev.key === 'k') step(-1);
  else if (ev.key === 'o') document.activeElement.querySelector?.('.event-foot a, a')?.click();
  else return;
  ev.preventDefault();
});

// The token may come behind the '#', which never leaves the browser; it is taken off the address at once.
const token = /^#token=([0-9a-f]+)$/.exec(location.hash);
if (token) {
  sessionStorage.setItem('token', token[1]);
  history.replaceState({}, '', location.pathname + location.search);
}
theme();
document.getElementById('app').replaceChildren(shell());
show(false);
export { codeOf };
