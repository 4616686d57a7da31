// Every golden plan over the same rows: DuckDB's answers, written by packages/semantic/dialects_test.c, and those of Google's
// engine. CASES names the file; tools/peers.sh makes it.

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

describe('the same plan, the same rows, the same answer', () => {
  for (const { name, sql, parameters, answer } of cases) {
    it(name, async () => {
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
    });
  }
});
