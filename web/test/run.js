// run.js - Every page in Debian's Chromium: no console message, no request to another host, no serious finding of axe-core, no jump of the
// layout, keys and links that work. usage: node test/run.js CHANCERY STORE [--screens FOLDER] [--pages NAME,NAME]
// The store must hold examples/ (see tests/web/run). Exit 0 when all is well.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [chancery, store] = process.argv.slice(2);
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const screens = option('--screens');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const failures = [];
let checks = 0;
function check(good, what) {
  checks++;
  if (!good) {
    failures.push(what);
    console.log('FAILED  ' + what);
  }
}

// ---- the server ----

const server = spawn(chancery, ['serve', '--store', store, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
let log = '';
server.stderr.on('data', (d) => { log += d; });
const said = await new Promise((done, fail) => {
  let text = '';
  server.stdout.on('data', (d) => {
    text += d;
    if (/token: \w+\n/.test(text)) done(text);
  });
  server.on('exit', () => fail(new Error('the server ended: ' + log)));
  setTimeout(() => fail(new Error('the server does not start')), 60000).unref();
});
const base = /http:\/\/\S+:\d+/.exec(said)[0];
const token = /token: (\w+)/.exec(said)[1];
const get = async (path) => (await fetch(base + path)).json();

// ---- what the store has, so that the pages have something to show ----

const first = async (path) => (await get(path)).rows[0];
const event = (await first('/api/v1/events?type=SANCTION&limit=1')) || (await first('/api/v1/events?limit=1'));
const doc = event.doc;
const kinds = (await get('/api/v1/overview')).kinds || {};
const agreement = await first('/api/v1/ledger?kind=agreements&limit=1');
const record = (await first('/api/v1/ledger?kind=meetings&limit=1')) || (await first('/api/v1/ledger?limit=1'));
const pages = [
  ['today', '/'], ['dyad', '/dyad?a=COD&b=RWA&window=all'], ['dyad-choose', '/dyad?window=all'], ['actor', '/actor?who=RUS&window=all'], ['actors', '/actor'], ['network', '/network?window=all'], ['map', '/map?window=all'],
  ...Object.keys({ meetings: 1, agreements: 1, memberships: 1, measures: 1, undertakings: 1, positions: 1, offices: 1, expectations: 1, facts: 1 }).map((k) => ['ledger-' + k, '/ledger?kind=' + k]),
  ...(agreement ? [['agreement', '/agreement?id=' + agreement.id]] : []), ...(record ? [['record', '/record?id=' + record.id]] : []),
  ['events', '/events'], ['event', '/event?id=' + event.id], ['document', `/document?id=${encodeURIComponent(doc)}&sentence=${event.sequence}`], ['search', '/search?words=border'], ['search-nothing', '/search?words=zyzzyva'], ['search-empty', '/search'],
  ['sources', '/sources?window=all'], ['data', '/data'], ['help', '/help'], ['missing', '/no-such-page'], ['no-event', '/event?id=ffffffffffffffff'],
];
const wanted = option('--pages')?.split(',');

// ---- looking at a page ----

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const FORMS = { light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }, dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }, narrow: { viewport: { width: 390, height: 844 }, colorScheme: 'light' } };

function listen(page, name) {
  page.on('console', (m) => {
    // The browser itself reports an answer 404, which two pages are about.
    if (!/404/.test(m.text()) || !['missing', 'no-event'].includes(name())) check(m.type() !== 'error' && m.type() !== 'warning', `${name()}: console ${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (x) => check(false, `${name()}: ${x.message}`));
  page.on('request', (r) => check(r.url().startsWith(base + '/') || r.url().startsWith('blob:' + base), `${name()}: a request to ${r.url()}`));
}
const ready = (page) => page.waitForFunction(() => document.querySelector('main[data-ready]') && !document.querySelector('main[aria-busy]'), null, { timeout: 20000 });

async function lookAt(page, name, path, form) {
  await page.goto(base + path);
  await ready(page);
  const seen = await page.evaluate(() => ({ h1: document.querySelector('main h1')?.textContent || document.querySelector('main .empty')?.textContent || '', title: document.title, wide: document.documentElement.scrollWidth - innerWidth,
    low: [...document.querySelectorAll('main a')].filter((x) => !x.closest('svg') && x.getClientRects().length && x.getBoundingClientRect().height < 23.9).map((x) => `${x.textContent} ${x.getBoundingClientRect().height}`),
    broken: /undefined|NaN|\[object/.test(document.querySelector('main').innerText) }));
  check(seen.h1.length > 0, `${name} ${form}: no heading`);
  check(seen.title.endsWith('· Chancery'), `${name} ${form}: title ${seen.title}`);
  check(seen.wide <= 1, `${name} ${form}: ${seen.wide} pixels too wide`);
  check(!seen.low.length, `${name} ${form}: links less than 24 pixels high: ${seen.low.slice(0, 3).join(' | ')}`);
  check(!seen.broken, `${name} ${form}: undefined, NaN or [object in the text`);
  if (name !== 'missing' && name !== 'no-event') check(!/went wrong|broke|did not answer|Bad parameter/.test(seen.h1), `${name} ${form}: ${seen.h1}`);
  const jump = await page.evaluate(() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((l) => { for (const x of l.getEntries()) if (!x.hadRecentInput) sum += x.value; }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 60);
  }));
  check(jump < 0.1, `${name} ${form}: the layout jumps (${jump.toFixed(3)})`);
}
async function axeAt(page, name, form, only) {
  // The policy of the page forbids scripts that are written into it; evaluate() does not ask it.
  await page.evaluate(axe);
  // Size of targets is off in axe unless asked for.
  const found = await page.evaluate((only) => window.axe.run(document, { resultTypes: ['violations'], ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }) }), only);
  for (const v of found.violations.filter((x) => ['serious', 'critical'].includes(x.impact)))
    check(false, `${name} ${form}: axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message || '')).join(' | ')}`);
  check(true);
}

if (screens) mkdirSync(screens, { recursive: true });
for (const [form, how] of Object.entries(FORMS)) {
  const context = await browser.newContext({ ...how, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  let now = '';
  listen(page, () => now);
  for (const [name, path] of pages) {
    if (wanted && !wanted.includes(name)) continue;
    if (form === 'narrow' && name.startsWith('ledger-') && name !== 'ledger-agreements') continue; // all have one form
    now = name;
    try {
      await lookAt(page, name, path, form);
      if (form === 'light' || !name.startsWith('ledger-') || name === 'ledger-agreements') await axeAt(page, name, form, form === 'light' ? null : form === 'dark' ? ['color-contrast'] : ['scrollable-region-focusable', 'target-size', 'link-name', 'button-name']);
      if (screens && !['missing', 'no-event', 'dyad-choose', 'actors', 'search-nothing', 'search-empty'].includes(name)) await page.screenshot({ path: `${screens}/${name}-${form}.png`, fullPage: form !== 'narrow', clip: form === 'narrow' ? undefined : { x: 0, y: 0, width: 1280, height: Math.min(1500, await page.evaluate(() => document.documentElement.scrollHeight)) } });
    } catch (x) {
      check(false, `${name} ${form}: ${x.message}`);
    }
  }
  await context.close();
}

// ---- deeds ----

async function deed(name, work) {
  if (wanted && !wanted.includes(name)) return;
  const context = await browser.newContext({ ...FORMS.light, locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true });
  const page = await context.newPage();
  listen(page, () => name);
  try {
    await work(page);
  } catch (x) {
    check(false, `${name}: ${x.message}`);
  }
  await context.close();
}
await deed('keys', async (page) => {
  await page.goto(base + '/');
  await ready(page);
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.waitForFunction(() => location.pathname === '/network' && document.querySelector('main').dataset.ready?.startsWith('/network'));
  await page.keyboard.press('/');
  check((await page.evaluate(() => document.activeElement.id)) === 'find', 'keys: / does not lead to the search');
  await page.keyboard.type('border');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.pathname === '/search' && document.querySelector('mark.m-hit'));
  await page.keyboard.press('j');
  check(await page.evaluate(() => document.activeElement.matches('.event')), 'keys: j does not choose a line');
  await page.keyboard.press('o');
  await page.waitForFunction(() => location.pathname === '/document' && document.querySelector('.here'));
  await page.goBack();
  await page.waitForFunction(() => location.pathname === '/search' && new URLSearchParams(location.search).get('words') === 'border');
});
await deed('filters', async (page) => {
  await page.goto(base + '/events');
  await ready(page);
  await page.focus('#f-type');
  await page.selectOption('#f-type', 'SANCTION');
  await page.waitForFunction(() => location.search.includes('type=SANCTION') && !document.querySelector('main[aria-busy]') && document.querySelector('main').dataset.ready?.includes('SANCTION'));
  check(await page.evaluate(() => [...document.querySelectorAll('.event .tag')].every((x) => x.textContent === 'Sanction')), 'filters: other types are shown');
  check((await page.evaluate(() => document.activeElement.id)) === 'f-type', 'filters: the field lost the focus');
  const link = page.url();
  await page.goto(base + '/help');
  await page.goto(link);
  await ready(page);
  check((await page.inputValue('#f-type')) === 'SANCTION', 'filters: the address does not hold the state');
  await page.fill('#f-actor', 'Canada');
  await page.press('#f-actor', 'Tab');
  await page.waitForFunction(() => location.search.includes('actor=CAN'));
});
await deed('figure-to-sentences', async (page) => {
  await page.goto(base + '/dyad?a=RUS&b=UKR&window=all');
  await ready(page);
  await page.locator('svg.timeline > a').first().click();
  await page.waitForFunction(() => location.pathname === '/events' && document.querySelector('.sentence'));
  check((await page.locator('.sentence').count()) > 0, 'figure-to-sentences: a bar has no sentences');
  await page.locator('.event-foot a').first().click();
  await page.waitForFunction(() => location.pathname === '/event' && document.querySelector('mark.m-trigger'));
});
await deed('why', async (page) => {
  await page.goto(base + '/event?id=' + event.id);
  await ready(page);
  await page.getByRole('button', { name: 'Show the tree' }).first().click();
  await page.waitForSelector('.tree li li', { timeout: 30000 });
  await axeAt(page, 'why', 'tree');
});
await deed('save', async (page) => {
  await page.goto(base + '/network?window=all');
  await ready(page);
  for (const kind of ['SVG', 'PNG', 'CSV']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('figcaption .save').getByText(kind, { exact: true }).click()]);
    const bytes = readFileSync(await file.path());
    check(kind === 'SVG' ? bytes.toString().includes('<svg') : kind === 'PNG' ? bytes.subarray(1, 4).toString() === 'PNG' && bytes.length > 5000 : bytes.toString().startsWith('a,b,n,'), `save: the ${kind} is none`);
  }
  await page.goto(base + '/data');
  await ready(page);
  await page.waitForSelector('.lines canvas');
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('figcaption .save').getByText('PNG', { exact: true }).click()]);
  check(readFileSync(await file.path()).length > 2000, 'save: the PNG of the coverage is none');
});
await deed('correction', async (page) => {
  await page.goto(base + '/event?id=' + event.id);
  await ready(page);
  await page.getByText('Correct it').click();
  await page.selectOption('[name=field]', 'date');
  await page.fill('[name=value]', '2025-02-25');
  await page.fill('[name=note]', 'The sentence says <b>Tuesday</b>.');
  await page.fill('[name=token]', token);
  await page.getByRole('button', { name: 'Keep the correction' }).click();
  await page.getByText('Kept. Thank you.').waitFor();
  await page.goto(base + '/event?id=' + event.id);
  await ready(page);
  check(await page.getByText('The sentence says <b>Tuesday</b>.').count(), 'correction: it is not shown, or not as text');
});
await deed('wrong-token', async (page) => {
  page.removeAllListeners('console'); // 401 is reported by the browser
  await page.goto(base + '/event?id=' + event.id);
  await ready(page);
  await page.getByText('Correct it').click();
  await page.fill('[name=note]', 'x');
  await page.fill('[name=token]', 'f'.repeat(32));
  await page.getByRole('button', { name: 'Keep the correction' }).click();
  await page.getByText('A token is needed').waitFor();
});
await deed('theme', async (page) => {
  await page.goto(base + '/');
  await ready(page);
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.click('#theme');
  check(before !== (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)), 'theme: nothing changes');
});
await deed('no-script-from-text', async (page) => {
  await page.goto(base + '/search?words=' + encodeURIComponent('<img src=x onerror=document.title="owned">'));
  await ready(page);
  check(!/owned/.test(await page.title()) || (await page.title()).includes('<img'), 'no-script-from-text: a parameter became markup');
  check((await page.locator('main img').count()) === 0, 'no-script-from-text: an element came from a parameter');
});

await browser.close();
server.kill('SIGTERM');
const status = await new Promise((done) => { server.exitCode != null ? done(server.exitCode) : server.on('exit', (code, signal) => done(code ?? signal)); });
check(status === 0, `the server ended with ${status}: ${log.slice(-600)}`);
void kinds;
console.log(`${checks - failures.length} of ${checks} checks passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
