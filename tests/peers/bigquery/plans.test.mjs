// Every golden plan through our own driver: the rows of the stand-in are DuckDB's (tests/bigquery/plans_test.c compares them).

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { startStandIn } from './server.mjs';

const program = new URL('../../../build/san/tests/bigquery/plans_test', import.meta.url).pathname;
const types = { text: 'STRING', integer: 'INTEGER', number: 'FLOAT', boolean: 'BOOLEAN', date: 'DATE' };
const dayText = (days) => new Date(Number(days) * 86400000).toISOString().slice(0, 10);
let standIn;

before(async () => {
  const { tables } = JSON.parse(readFileSync(process.env.CASES, 'utf8'));
  standIn = await startStandIn({ page: 40 });
  standIn.database.addDataset('truffle');
  for (const [name, { columns, rows }] of Object.entries(tables))
    standIn.database.putJson(
      'truffle',
      name,
      columns.map(([column, type]) => ({ name: column, type: types[type] })),
      rows.map((row) =>
        Object.fromEntries(
          row.map((cell, i) => [columns[i][0], columns[i][1] === 'date' && cell !== null ? dayText(cell) : cell]),
        ),
      ),
    );
});
after(() => standIn.stop());

it('every golden plan has the rows of DuckDB', async () => {
  const child = spawn(program, {
    cwd: new URL('../../..', import.meta.url).pathname,
    env: { ...process.env, BIGQUERY_STANDIN: standIn.url },
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, said);
  assert.match(said, /\d+ plans/);
});
