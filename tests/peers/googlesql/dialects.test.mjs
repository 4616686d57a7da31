// Every golden plan and PLANS random ones over the same rows: DuckDB's answers, written by
// packages/semantic/proof/dialects_test.c, and those of Google's engine. CASES names the file; tools/peers.sh makes it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startEngine } from './engine.mjs';

const { tables, cases } = JSON.parse(readFileSync(process.env.CASES, 'utf8'));
let engine;

before(async () => {
  engine = await startEngine(tables);
});
after(() => engine.stop());

function isSame(type, ours, theirs) {
  if (type !== 'number' || ours === null || theirs === null) return ours === theirs;
  const [a, b] = [Number(ours), Number(theirs)];
  return Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a) + Math.abs(b));
}

async function check({ sql, parameters, answer }) {
  const theirs = await engine.ask(sql, parameters, answer.columns);
  assert.deepEqual(theirs.columns, answer.columns);
  assert.equal(theirs.rows.length, answer.rows.length);
  answer.rows.forEach((row, i) =>
    row.forEach((cell, j) => {
      const [column, type] = answer.columns[j];
      assert.ok(
        isSame(type, cell, theirs.rows[i][j]),
        `row ${i}, ${column}: DuckDB ${cell}, GoogleSQL ${theirs.rows[i][j]}`,
      );
    }),
  );
}

// A random plan is named by its canonical form.
const isRandom = ({ name }) => name.startsWith('{');
const golden = cases.filter((one) => !isRandom(one));
const random = cases.filter(isRandom);

describe('the same plan, the same rows, the same answer', () => {
  for (const one of golden) it(one.name, () => check(one));

  it(`${random.length} random plans`, async () => {
    const wrong = [];
    for (const one of random) await check(one).catch((error) => wrong.push(`${one.name}\n${error.message}\n${one.sql}`));
    assert.equal(wrong.length, 0, `${wrong.length} differ, the first:\n${wrong[0]}`);
  });
});
