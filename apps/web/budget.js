/* Sizes that a visitor pays, gzipped, against their budgets: node apps/web/budget.js BUILD */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const build = process.argv[2] ?? 'build';
const manifest = JSON.parse(readFileSync(join(build, 'web-manifest.json'), 'utf8'));
const kib = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(build, 'web', file))).length, 0) / 1024;

/* The chunks that come with one, and their stylesheets. */
function closure(key, found = new Set()) {
  if (!found.has(key)) {
    found.add(key);
    for (const other of manifest[key].imports ?? []) closure(other, found);
  }
  return found;
}
const scripts = (keys) => new Set([...keys].map((key) => manifest[key].file));
const styles = (keys) => new Set([...keys].flatMap((key) => manifest[key].css ?? []));

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = closure(entry);
const lazy = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
const font = Object.values(manifest)
  .flatMap((chunk) => [chunk.file, ...(chunk.assets ?? [])])
  .filter((file) => file.endsWith('.woff2'));
const page = (name) => lazy.find((key) => key.endsWith(name));
const overview = new Set([
  ...closure(page('pages/Analytics.tsx')),
  ...closure(page('TrendChart.tsx')),
  ...shell,
]);

/* What is there already when a chunk is asked for: the shell, and the pages that ask for it. */
function before(key) {
  const askers = Object.keys(manifest).filter((other) => manifest[other].dynamicImports?.includes(key));
  const known = askers.map((other) => scripts(closure(other))).reduce((both, one) => both.intersection(one));
  return known.union(scripts(shell));
}

/* The font has a budget of its own: it is swapped in and holds nothing up. */
const rows = [
  ['shell script', kib(scripts(shell)), 140],
  ...lazy.map((key) => [
    `route ${key.split('/').at(-1)}`,
    kib(scripts(closure(key)).difference(before(key))),
    130,
  ]),
  ['all styles', kib(new Set(Object.keys(manifest).flatMap((key) => manifest[key].css ?? []))), 40],
  ['font', kib(new Set(font)), 50],
  ['Overview, first load of script and style', kib(scripts(overview).union(styles(overview))), 320],
];
let over = 0;
for (const [name, size, limit] of rows) {
  const bad = size > limit;
  over += bad ? 1 : 0;
  process.stdout.write(`${bad ? 'OVER' : 'ok  '} ${size.toFixed(1).padStart(6)} of ${limit} kB  ${name}\n`);
}
process.exitCode = over === 0 ? 0 : 1;
