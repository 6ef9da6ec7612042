// build.js - Bundles src/ into dist/ (or the folder given). The same input gives the same bytes: esbuild's version is in the lock file,
// country names come from data/actors/states.tsv.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] || join(here, 'dist');

// code, numeric code (as in the map), name: states of today.
function countries() {
  const lines = readFileSync(join(here, '..', 'data', 'actors', 'states.tsv'), 'utf8').split('\n').filter((l) => l && !l.startsWith('#'));
  const names = lines.shift().split('\t');
  const rows = lines.map((l) => Object.fromEntries(l.split('\t').map((cell, i) => [names[i], cell])));
  const seen = new Map();
  for (const r of rows) if (r.code && !r.id && !r.to && !seen.has(r.code)) seen.set(r.code, [r.code, r.numeric ? Number(r.numeric) : 0, r.name]);
  return [...seen.values()];
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
const virtual = {
  name: 'countries',
  setup(b) {
    b.onResolve({ filter: /^countries$/ }, () => ({ path: 'countries', namespace: 'data' }));
    b.onLoad({ filter: /.*/, namespace: 'data' }, () => ({ contents: `export default ${JSON.stringify(countries())}`, loader: 'js' }));
  },
};
const head = '/* Chancery, Apache-2.0. Holds d3 and topojson-client (ISC, Mike Bostock and contributors) and uPlot (MIT, Leon Sorokin): see NOTICE. */';
await build({
  entryPoints: [join(here, 'src', 'main.js')], bundle: true, minify: true, format: 'iife', target: ['es2020'], charset: 'utf8', legalComments: 'none',
  banner: { js: head }, outfile: join(out, 'assets', 'app.js'), plugins: [virtual], logLevel: 'warning', nodePaths: [join(here, 'node_modules')],
});
await build({ entryPoints: [join(here, 'src', 'style.css')], bundle: true, minify: true, outfile: join(out, 'assets', 'app.css'), logLevel: 'warning' });
const world = JSON.parse(readFileSync(join(here, 'node_modules', 'world-atlas', 'countries-110m.json'), 'utf8'));
delete world.objects.land;
writeFileSync(join(out, 'assets', 'world.json'), JSON.stringify(world) + '\n');
writeFileSync(join(out, 'openapi.json'), JSON.stringify(JSON.parse(readFileSync(join(here, 'src', 'openapi.json'), 'utf8'))) + '\n');
// The licences of all that the bundle holds go with it.
const lock = JSON.parse(readFileSync(join(here, 'package-lock.json'), 'utf8')).packages;
const shipped = Object.entries(lock).filter(([path, p]) => path.startsWith('node_modules/') && !p.dev && existsSync(join(here, path, 'LICENSE'))).map(([path, p]) => [path.slice(13), p.version]);
writeFileSync(join(out, 'licences.txt'), shipped.sort().map(([name, version]) => `${name} ${version}\n\n${readFileSync(join(here, 'node_modules', name, 'LICENSE'), 'utf8').trim()}\n`).join('\n' + '-'.repeat(72) + '\n\n'));
for (const name of ['index.html', 'favicon.svg', 'robots.txt']) copyFileSync(join(here, 'src', name), join(out, name));
