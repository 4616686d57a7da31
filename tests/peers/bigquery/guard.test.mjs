// What the guard makes of GoogleSQL beside what Google's own parser and analyzer find in the same statements: a corpus, changed
// looks of it, and splices of two. Whatever the guard lets through may name no table that the guard didn't see.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { startStandIn } from './server.mjs';
import { newTruffle, settingsFor } from './truffle.mjs';

const cases = readFileSync(process.env.GUARDED ?? new URL('../../../build/guarded.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
let standIn;

before(async () => {
  standIn = await startStandIn();
  const truffle = newTruffle(settingsFor(standIn));
  const { code, said } = await truffle.run('warehouse', 'init');
  truffle.end();
  assert.equal(code, 0, said);
});
after(() => standIn.stop());

// "my-proj.truffle.events", in lower case, whatever of it was left out.
const full = (name) => {
  const parts = name.toLowerCase().split('.');
  return ['my-proj', 'truffle'].slice(0, Math.max(0, 3 - parts.length)).concat(parts).join('.');
};

it('lets nothing through that Google finds another table in', async () => {
  const [found, wrong] = [{ 'as it is': 0, mutation: 0, splice: 0 }, []];
  for (const one of cases.filter(({ allowed }) => allowed)) {
    let names;
    try {
      names = await standIn.database.namesIn(one.sql);
    } catch {
      continue; // no GoogleSQL: BigQuery refuses it
    }
    found[one.how]++;
    const seen = new Set(one.tables.map((name) => name.toLowerCase()));
    const unseen = names.map(full).filter((name) => !seen.has(name));
    if (unseen.length) wrong.push(`${one.id}, ${one.how}: ${unseen}\n${one.sql}`);
  }
  console.log(found);
  assert.deepEqual(wrong, []);
  assert.ok(found['as it is'] >= 60 && found.mutation >= 500 && found.splice >= 300, JSON.stringify(found));
});

// The engine knows a table by one name alone.
const short = (sql) => sql.replace(/`?(?:my-proj`?\.)?`?truffle`?\.(\w+)`?/g, '$1').replace(/;\s*$/, '');

// What BigQuery takes and this engine doesn't.
const newer = /not supported|is unsupported|Unexpected INTERVAL|Unexpected keyword FROM|but got "\|"/;

it('has a corpus of real GoogleSQL: what is to be allowed is one SELECT to Google, over tables that are there', async () => {
  const failed = [];
  let n = 0;
  for (const { id, sql } of cases.filter(({ how, expect }) => how === 'as it is' && expect)) {
    try {
      assert.equal((await standIn.database.dryRun(short(sql), [], 'truffle')).statementType, 'SELECT');
      n++;
    } catch (error) {
      if (!newer.test(error.message)) failed.push(`${id}: ${error.message}\n${sql}`);
    }
  }
  assert.deepEqual(failed, []);
  assert.ok(n >= 60, `${n}`);
});
