// chart.js - Figures: the frame that offers them for saving, the timeline with its brush, tracks of agreements, network, map, lines.
import { max, min, extent } from 'd3-array';
import { axisBottom, axisLeft } from 'd3-axis';
import { brushX } from 'd3-brush';
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import { geoGraticule10, geoNaturalEarth1, geoPath } from 'd3-geo';
import { scaleLinear, scaleSqrt, scaleUtc } from 'd3-scale';
import { select } from 'd3-selection';
import { line } from 'd3-shape';
import { utcFormat, utcParse } from 'd3-time-format';
import { zoom } from 'd3-zoom';
import { feature, mesh } from 'topojson-client';
import uPlot from 'uplot';
import { a, codeOfNumber, day, days, h, href, nameOf, num, plural, s, shift, signed, stepEnd } from './ui.js';

const parse = utcParse('%Y-%m-%d');
const iso = utcFormat('%Y-%m-%d');

// A narrow window gets a figure drawn for it, not a small picture of a wide one.
const width = () => (innerWidth < 700 ? 440 : 920);

// ---- saving ----

const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'fill-opacity'];
function standalone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((el, i) => {
    const style = getComputedStyle(el);
    for (const p of STYLES) to[i].setAttribute(p, style.getPropertyValue(p));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const box = svg.viewBox.baseVal;
  copy.setAttribute('width', box.width);
  copy.setAttribute('height', box.height);
  const paper = s('rect', { width: box.width, height: box.height, x: box.x, y: box.y });
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(paper);
  return { text: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
}
function save(blob, name) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
function savePng(figure, name) {
  const canvas = figure.querySelector('canvas');
  if (canvas) return canvas.toBlob((b) => save(b, name));
  const { text, width, height } = standalone(figure.querySelector('svg.chart'));
  const image = new Image();
  image.onload = () => {
    const c = h('canvas', { width: width * 2, height: height * 2 });
    c.getContext('2d').drawImage(image, 0, 0, width * 2, height * 2);
    c.toBlob((b) => save(b, name));
    URL.revokeObjectURL(image.src);
  };
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
}
// A figure with its words, and what it can be saved as. data: [url of CSV, url of JSON lines].
export function figure(name, caption, body, data) {
  const box = h('figure', {}, body, h('figcaption', {}, h('span', {}, caption), h('span', { class: 'save' }, h('span', { class: 'sr' }, 'Save as '),
    data ? [h('a', { href: data[0], download: true }, 'CSV'), h('a', { href: data[1], download: true }, 'JSONL')] : '',
    body.querySelector?.('svg.chart') || body.matches?.('svg.chart') ? h('button', { type: 'button', onclick: () => save(new Blob([standalone(box.querySelector('svg.chart')).text], { type: 'image/svg+xml' }), name + '.svg') }, 'SVG') : '',
    h('button', { type: 'button', onclick: () => savePng(box, name + '.png') }, 'PNG'))));
  return box;
}

// ---- timeline: cooperation up, conflict down, a line for the mean score; a brush below chooses the window ----

export function timeline(rows, { by, since, until, link, onWindow, all }) {
  const W = width(), H = 240, M = { left: 44, right: 40, top: 10, bottom: 22 }, OH = 54;
  const from = parse(since), to = parse(shift(until, 1));
  const x = scaleUtc([from, to], [M.left, W - M.right]);
  const shown = rows.filter((r) => stepEnd(r.step, by) >= since && r.step <= until);
  const up = max(shown, (r) => r.q1 + r.q2) || 1, down = max(shown, (r) => r.q3 + r.q4) || 1;
  const y = scaleLinear([up, -down], [M.top, H - M.bottom]).nice(4);
  const score = scaleLinear([10, -10], [M.top, H - M.bottom]);
  const reading = h('output', { class: 'reading', 'aria-live': 'polite' }, 'Point at a bar, or move through the bars by the Tab key, to read it; open it to see its sentences.');
  const bars = shown.map((r) => {
    const end = stepEnd(r.step, by);
    const x0 = Math.max(x(parse(r.step)), M.left), w = Math.max(1.5, Math.min(x(parse(shift(end, 1))), W - M.right) - x0 - 1);
    const text = `${days(r.step, by === 'day' ? null : end)}: ${plural(r.q1 + r.q2, 'event')} of cooperation (${num(r.q2)} material), ${num(r.q3 + r.q4)} of conflict (${num(r.q4)} material), mean score ${signed(r.mean)}`;
    const tell = () => { reading.textContent = text; };
    const rect = (cls, top, bottom) => s('rect', { class: cls, x: x0, width: w, y: y(top), height: Math.max(0, y(bottom) - y(top)) });
    return s('a', { href: link(r.step < since ? since : r.step, end > until ? until : end), 'aria-label': text, onmouseenter: tell, onfocus: tell }, s('title', {}, text),
      rect('q2', r.q2, 0), rect('q1', r.q1 + r.q2, r.q2), rect('q4', 0, -r.q4), rect('q3', -r.q4, -r.q3 - r.q4), s('rect', { class: 'hit', x: x0, width: w + 1, y: M.top, height: H - M.top - M.bottom }));
  });
  // The line joins neighbouring steps only: over a gap there is no mean to show.
  const points = shown.filter((r) => r.mean != null).map((r) => ({ at: (Math.max(x(parse(r.step)), M.left) + Math.min(x(parse(shift(stepEnd(r.step, by), 1))), W - M.right)) / 2, y: score(r.mean), next: shift(stepEnd(r.step, by), 1), step: r.step }));
  const runs = [];
  for (const p of points) (runs.length && runs[runs.length - 1].at(-1).next === p.step ? runs[runs.length - 1] : runs[runs.push([]) - 1]).push(p);
  const mean = runs.map((run) => line((p) => p.at, (p) => p.y)(run)).join('');
  const svg = s('svg', { class: 'chart timeline', viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': `Events from ${day(since)} to ${day(until)} by ${by}` });
  const ax = s('g', { class: 'axis', transform: `translate(0,${H - M.bottom})` }), ay = s('g', { class: 'axis', transform: `translate(${M.left},0)` }), as = s('g', { class: 'axis score', transform: `translate(${W - M.right},0)` });
  select(ax).call(axisBottom(x).ticks(W < 700 ? 4 : 8).tickSizeOuter(0));
  select(ay).call(axisLeft(y).ticks(6).tickFormat((v) => (Number.isInteger(v) ? num(Math.abs(v)) : '')));
  for (const v of [-10, 0, 10]) as.append(s('text', { x: 6, y: score(v) + 4, 'text-anchor': 'start' }, v > 0 ? '+10' : v < 0 ? '−10' : '0'));
  svg.append(s('line', { class: 'axis-line', x1: M.left, x2: W - M.right, y1: y(0), y2: y(0) }), ...bars, s('path', { class: 'mean', d: mean }), ...points.map((p) => s('circle', { class: 'mean-dot', cx: p.at, cy: p.y, r: points.length > 90 ? 1.2 : 2.4 })), ax, ay, as,
    s('text', { class: 'label', x: M.left + 6, y: M.top + 10 }, 'cooperation'), s('text', { class: 'label', x: M.left + 6, y: H - M.bottom - 6 }, 'conflict'));
  const parts = [svg];
  if (all && all.rows.length && onWindow) parts.push(overview(all, by, since, until, onWindow, W, OH, M));
  return h('div', { class: 'timeline-box' }, reading, ...parts);
}
function overview(all, by, since, until, onWindow, W, H, M) {
  const first = all.since, last = shift(all.until, 1);
  const x = scaleUtc([parse(first), parse(last)], [M.left, W - M.right]);
  const top = max(all.rows, (r) => Math.max(r.q1 + r.q2, r.q3 + r.q4)) || 1;
  const y = scaleLinear([top, -top], [2, H - 20]);
  const svg = s('svg', { class: 'overview', viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': 'The whole time; drag to choose a window' });
  for (const r of all.rows) {
    const x0 = x(parse(r.step)), w = Math.max(1, x(parse(shift(stepEnd(r.step, all.by), 1))) - x0 - 0.5);
    svg.append(s('rect', { class: 'q1', x: x0, width: w, y: y(r.q1 + r.q2), height: y(0) - y(r.q1 + r.q2) }), s('rect', { class: 'q3', x: x0, width: w, y: y(0), height: y(-r.q3 - r.q4) - y(0) }));
  }
  const ax = s('g', { class: 'axis', transform: `translate(0,${H - 18})` });
  select(ax).call(axisBottom(x).ticks(W < 700 ? 4 : 8).tickSizeOuter(0));
  const g = s('g', { class: 'brush' });
  svg.append(ax, g);
  const brush = brushX().extent([[M.left, 0], [W - M.right, H - 18]]).on('end', (ev) => {
    if (!ev.sourceEvent) return;
    if (!ev.selection) return onWindow(null);
    const [from, to] = ev.selection.map((v) => x.invert(v));
    onWindow([iso(from), shift(iso(to), 0)]);
  });
  select(g).call(brush).call(brush.move, [Math.max(x(parse(since)), M.left), Math.min(x(parse(shift(until, 1))), W - M.right)]);
  return svg;
}

// ---- agreements as tracks ----

const STATES = ['proposed', 'negotiated', 'agreed', 'initialled', 'signed', 'ratified', 'in force', 'suspended', 'withdrawn', 'ended'];
export const statesOf = (record) => (record.payload?.states || []).filter((x) => x.state);
export function tracks(records, newest) {
  const dated = records.filter((r) => statesOf(r).some((x) => x.date));
  if (!dated.length) return null;
  const W = width(), ROW = W < 700 ? 50 : 34, H = dated.length * ROW + 30, LEFT = W < 700 ? 10 : 250;
  const daysOf = dated.flatMap((r) => statesOf(r).map((x) => x.date).filter(Boolean).map((d) => shift(d, 0))).concat(newest);
  const [from, to] = extent(daysOf);
  const x = scaleUtc([parse(shift(from, -30)), parse(shift(to, 30))], [LEFT, W - 20]);
  const svg = s('svg', { class: 'chart tracks', viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': 'Agreements and their states by day' });
  dated.forEach((r, i) => {
    const y = i * ROW + 20, points = statesOf(r).filter((p) => p.date).map((p) => ({ ...p, at: x(parse(shift(p.date, 0))) }));
    const name = (r.name || r.payload?.name || 'Agreement');
    const g = s('a', { href: href('/agreement', { id: r.id }), 'aria-label': `${name}: ${points.map((p) => `${p.state}${p.status === 'expected' ? ' expected' : ''} ${day(p.date)}`).join(', ')}` });
    g.append(s('text', { class: 'track-name', x: 0, y: W < 700 ? y + 22 : y + 4 }, name.length > 38 ? name.slice(0, 37) + '…' : name), s('line', { class: 'track', x1: min(points, (p) => p.at), x2: Math.max(max(points, (p) => p.at), x(parse(newest))), y1: y, y2: y }));
    let right = -Infinity;
    for (const p of points.sort((m, n) => m.at - n.at)) {
      const bad = ['suspended', 'withdrawn', 'ended'].includes(p.state);
      g.append(s('circle', { class: `state ${bad ? 'bad' : ''} ${p.status === 'expected' ? 'expected' : ''}`, cx: p.at, cy: y, r: 5 }, s('title', {}, `${p.state}${p.status === 'expected' ? ' (expected)' : ''}, ${day(p.date)}`)));
      if (p.at > right) {
        const flip = p.at > W - 90 && W > 700;
        g.append(s('text', { class: 'state-name', x: p.at, y: y - 9, 'text-anchor': flip ? 'end' : 'start' }, p.state));
        right = p.at + p.state.length * 6.4;
      }
    }
    svg.append(g);
  });
  const ax = s('g', { class: 'axis', transform: `translate(0,${H - 20})` });
  select(ax).call(axisBottom(x).ticks(W < 700 ? 3 : 6).tickSizeOuter(0));
  svg.append(s('line', { class: 'now', x1: x(parse(newest)), x2: x(parse(newest)), y1: 0, y2: H - 20 }), ax);
  return svg;
}
export const stateOrder = (state) => STATES.indexOf(state);

// ---- network: who deals with whom; thickness is how much, colour the mean score ----

export const scoreClass = (mean) => (mean == null ? 'zero' : mean >= 1 ? 'good' : mean <= -1 ? 'bad' : 'zero');
export function network(rows, { link, focus }) {
  const W = width(), H = W < 700 ? 520 : 560;
  const ids = [...new Set(rows.flatMap((r) => [r.a, r.b]))];
  const total = new Map();
  for (const r of rows) for (const c of [r.a, r.b]) total.set(c, (total.get(c) || 0) + r.n);
  const size = scaleSqrt([0, max([...total.values()]) || 1], [4, 22]), wide = scaleSqrt([0, max(rows, (r) => r.n) || 1], [0.6, 9]);
  const nodes = ids.map((id, i) => ({ id, r: size(total.get(id)), x: W / 2 + W / 5 * Math.cos(i * 2.4), y: H / 2 + 200 * Math.sin(i * 2.4) }));
  const links = rows.map((r) => ({ source: r.a, target: r.b, row: r }));
  const sim = forceSimulation(nodes).force('link', forceLink(links).id((d) => d.id).distance((l) => (W < 700 ? 60 : 90) - 4 * Math.min(wide(l.row.n), 9)).strength((l) => 0.1 + 0.05 * wide(l.row.n)))
    .force('charge', forceManyBody().strength(W < 700 ? -90 : -190)).force('center', forceCenter(W / 2, H / 2)).force('x', forceX(W / 2).strength(0.06)).force('y', forceY(H / 2).strength(0.11))
    .force('collide', forceCollide((d) => d.r + 9)).stop();
  for (let i = 0; i < 260; i++) sim.tick();
  for (const n of nodes) {
    n.x = Math.max(n.r + 4, Math.min(W - n.r - 40, n.x));
    n.y = Math.max(n.r + 4, Math.min(H - n.r - 4, n.y));
  }
  const reading = h('output', { class: 'reading', 'aria-live': 'polite' }, 'Point at a line or a circle to read it. Wheel and drag move the picture.');
  const scene = s('g', {});
  for (const l of links) {
    const r = l.row, text = `${nameOf(r.a)} and ${nameOf(r.b)}: ${plural(r.n, 'event')}, ${num(r.cooperation)} of cooperation, ${num(r.conflict)} of conflict, mean score ${signed(r.mean)}`;
    const tell = () => { reading.textContent = text; };
    scene.append(s('a', { href: link(r.a, r.b), 'aria-label': text, onmouseenter: tell, onfocus: tell }, s('line', { class: `edge ${scoreClass(r.mean)}`, x1: l.source.x, y1: l.source.y, x2: l.target.x, y2: l.target.y, 'stroke-width': wide(r.n) }, s('title', {}, text)),
      s('line', { class: 'edge-hit', x1: l.source.x, y1: l.source.y, x2: l.target.x, y2: l.target.y })));
  }
  for (const n of nodes) {
    const text = `${nameOf(n.id)}: ${plural(total.get(n.id), 'event')} with others in the picture`;
    const tell = () => { reading.textContent = text; };
    scene.append(s('a', { href: href('/actor', { who: n.id }), 'aria-label': text, onmouseenter: tell, onfocus: tell }, s('circle', { class: 'node' + (n.id === focus ? ' focus' : ''), cx: n.x, cy: n.y, r: n.r }, s('title', {}, text)),
      s('text', { class: 'node-name', x: n.x, y: n.y + n.r + 11, 'text-anchor': 'middle' }, nameOf(n.id).length > 18 ? n.id : nameOf(n.id))));
  }
  const svg = s('svg', { class: 'chart network', viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': 'Network of actors; the table below says the same' }, scene);
  select(svg).call(zoom().scaleExtent([0.5, 6]).on('zoom', (ev) => scene.setAttribute('transform', ev.transform)));
  return h('div', {}, reading, svg);
}

// ---- map ----

let world;
const loadWorld = () => (world ||= fetch('/assets/world.json').then((r) => r.json()));
export async function map(places, countries, { link, linkPlace }) {
  const topology = await loadWorld();
  const W = width(), H = Math.round(W * 0.51);
  const projection = geoNaturalEarth1().fitExtent([[4, 4], [W - 4, H - 4]], { type: 'Sphere' });
  const path = geoPath(projection);
  const byCode = new Map(countries.map((r) => [r.country, r]));
  const radius = scaleSqrt([0, max(places, (p) => p.n) || 1], [1.5, 22]);
  const strength = scaleSqrt([0, max(countries, (c) => c.n) || 1], [0.15, 0.9]);
  const reading = h('output', { class: 'reading', 'aria-live': 'polite' }, 'Point at a country or a circle to read it. Wheel and drag move the map.');
  const scene = s('g', {}, s('path', { class: 'sea', d: path({ type: 'Sphere' }) }), s('path', { class: 'graticule', d: path(geoGraticule10()) }));
  for (const f of feature(topology, topology.objects.countries).features) {
    const code = codeOfNumber(f.id), row = byCode.get(code), d = path(f);
    if (!d) continue;
    if (!row) {
      scene.append(s('path', { class: 'land', d }, s('title', {}, f.properties.name)));
      continue;
    }
    const text = `${nameOf(code)}: ${plural(row.n, 'event')}, ${num(row.cooperation)} of cooperation, ${num(row.conflict)} of conflict, mean score ${signed(row.mean)}`;
    const tell = () => { reading.textContent = text; };
    scene.append(s('a', { href: link(code), 'aria-label': text, onmouseenter: tell, onfocus: tell }, s('path', { class: `land has ${scoreClass(row.mean)}`, d, 'fill-opacity': strength(row.n) }, s('title', {}, text))));
  }
  scene.append(s('path', { class: 'borders', d: path(mesh(topology, topology.objects.countries, (m, n) => m !== n)) }));
  for (const p of places) {
    const at = projection([p.lon, p.lat]);
    if (!at) continue;
    const text = `${p.place || nameOf(p.country)}: ${plural(p.n, 'event')}, ${num(p.cooperation)} of cooperation, ${num(p.conflict)} of conflict, last ${day(p.last)}`;
    const tell = () => { reading.textContent = text; };
    scene.append(s('a', { href: linkPlace(p), 'aria-label': text, tabindex: '-1', onmouseenter: tell, onfocus: tell }, s('circle', { class: `place ${scoreClass(p.mean)}`, cx: at[0], cy: at[1], r: radius(p.n) }, s('title', {}, text))));
  }
  const svg = s('svg', { class: 'chart map', viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': 'Map of events; the table below says the same' }, scene);
  select(svg).call(zoom().scaleExtent([1, 12]).translateExtent([[0, 0], [W, H]]).on('zoom', (ev) => {
    scene.setAttribute('transform', ev.transform);
    scene.style.setProperty('--k', ev.transform.k);
    for (const c of scene.querySelectorAll('circle')) c.setAttribute('r', Number(c.dataset.r ||= c.getAttribute('r')) / Math.sqrt(ev.transform.k));
  }));
  return h('div', {}, reading, svg);
}

// ---- lines over time, many points (uPlot) ----

export function lines(steps, series, height = 220) {
  const box = h('div', { class: 'lines', role: 'img', 'aria-label': `${series.length} publications over time; the table has the numbers`, style: { 'min-height': height + 'px' } });
  const draw = () => {
    if (!box.isConnected) return;
    box.replaceChildren();
    const css = getComputedStyle(document.documentElement), ink = css.getPropertyValue('--dim').trim(), grid = css.getPropertyValue('--line').trim();
    const colours = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'].map((c) => css.getPropertyValue(c).trim());
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 }, font: '12px system-ui, sans-serif' };
    new uPlot({ width: Math.max(280, box.clientWidth), height, axes: [axis, axis], legend: { live: box.clientWidth > 500 }, cursor: { drag: { x: true, y: false } },
      series: [{ value: (u, v) => (v == null ? '–' : day(new Date(v * 1000).toISOString().slice(0, 10))) }, ...series.map((x, i) => ({ label: x.name, stroke: colours[i % 6], width: 2, dash: i >= 6 ? [6, 4] : undefined, points: { show: steps.length < 60 } }))] },
      [steps.map((d) => Date.parse(d) / 1000), ...series.map((x) => x.values)], box);
  };
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(box.clientWidth - width) > 4) {
      width = box.clientWidth;
      draw();
    }
  }).observe(box);
  addEventListener('themechange', draw);
  return box;
}
export { a };
