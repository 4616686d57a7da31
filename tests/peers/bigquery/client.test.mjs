// The official client against the stand-in: what it sends and what it makes of the answers is what BigQuery's own are measured by.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BigQuery } from '@google-cloud/bigquery';
import { startStandIn } from './server.mjs';

let standIn;
let client;

before(async () => {
  standIn = await startStandIn({ page: 100 });
  standIn.database.addDataset('shop');
  standIn.database.putJson(
    'shop',
    'visits',
    [
      { name: 'day', type: 'DATE' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'n', type: 'INTEGER' },
      { name: 'pages', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'path', type: 'STRING' }] },
    ],
    [
      { day: '2026-11-01', at: '2026-11-01T10:00:00.123456Z', n: 2, pages: [{ path: '/' }, { path: '/sale' }] },
      { day: '2026-11-02', n: 1, pages: [] },
    ],
  );
  process.env.BIGQUERY_EMULATOR_HOST = `${standIn.url}/bigquery/v2`;
  client = new BigQuery({ projectId: 'my-proj' });
});
after(() => standIn.stop());

describe('the official client', () => {
  it('asks with parameters of every type', async () => {
    const [rows] = await client.query({
      query:
        'SELECT @s AS s, @i AS i, @f AS f, @b AS b, @d AS d, @t AS t, @dt AS dt, @ti AS ti, @x AS x, @n AS n, @a AS a, @st.k AS k, @nil AS nil',
      params: {
        s: 'x',
        i: 7,
        f: 1.5,
        b: true,
        d: BigQuery.date('2026-11-01'),
        t: BigQuery.timestamp('2026-11-01T10:00:00.123456Z'),
        dt: BigQuery.datetime('2026-11-01 10:00:00'),
        ti: BigQuery.time('10:00:00'),
        x: 'YWJj',
        n: '12.34',
        a: [1, 2],
        st: { k: 'v' },
        nil: null,
      },
      types: { n: 'NUMERIC', nil: 'STRING', s: 'STRING', i: 'INT64', f: 'FLOAT64', b: 'BOOL', d: 'DATE', t: 'TIMESTAMP', dt: 'DATETIME', ti: 'TIME', x: 'BYTES', a: ['INT64'], st: { k: 'STRING' } },
    });
    const [row] = rows;
    assert.deepEqual([row.s, row.i, row.f, row.b, row.k, row.nil], ['x', 7, 1.5, true, 'v', null]);
    assert.deepEqual([row.d.value, row.dt.value, row.ti.value], ['2026-11-01', '2026-11-01T10:00:00', '10:00:00']);
    assert.equal(row.t.value, '2026-11-01T10:00:00.123456000Z');
    assert.equal(row.x.toString(), 'abc');
    assert.equal(String(row.n), '12.34');
    assert.deepEqual(row.a, [1, 2]);
  });

  it('reads nested and repeated rows', async () => {
    const [rows] = await client.query('SELECT * FROM `shop.visits` ORDER BY day');
    assert.deepEqual(rows[0].pages, [{ path: '/' }, { path: '/sale' }]);
    assert.equal(rows[0].at.value, '2026-11-01T10:00:00.123456000Z');
    assert.deepEqual(rows[1].pages, []);
    assert.equal(rows[1].at, null);
  });

  it('turns the pages', async () => {
    const [rows] = await client.query('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 250)) AS n ORDER BY n');
    assert.equal(rows.length, 250);
    assert.equal(rows[249].n, 250);
  });

  it('runs dry', async () => {
    const [job] = await client.createQueryJob({ query: 'SELECT n FROM `shop.visits`', dryRun: true });
    assert.equal(job.metadata.statistics.query.statementType, 'SELECT');
    assert.deepEqual(job.metadata.statistics.query.referencedTables, [
      { projectId: 'my-proj', datasetId: 'shop', tableId: 'visits' },
    ]);
    assert.ok(Number(job.metadata.statistics.totalBytesProcessed) > 0);
  });

  it('is told what is wrong, and where', async () => {
    await assert.rejects(client.query('SELECT nothing FROM `shop.visits`'), (error) => {
      assert.equal(error.errors[0].reason, 'invalidQuery');
      assert.match(error.message, /nothing at \[1:8\]/);
      return true;
    });
    await assert.rejects(client.query('SELECT 1 FROM `shop.nobody`'), /Not found: Table my-proj:shop.nobody/);
  });

  it('repeats what is told to be for the moment', async () => {
    standIn.faults.push({ status: 403, reason: 'rateLimitExceeded' }, { status: 503, reason: 'backendError' });
    const [rows] = await client.query('SELECT 1 AS one');
    assert.deepEqual(rows, [{ one: 1 }]);
    assert.equal(standIn.faults.length, 0);
  });

  it('waits for a job that is not complete', async () => {
    standIn.faults.push({ jobComplete: false, times: 2 });
    const [rows] = await client.query('SELECT 2 AS two');
    assert.deepEqual(rows, [{ two: 2 }]);
  });

  it('lists tables and their rows', async () => {
    const [tables] = await client.dataset('shop').getTables();
    assert.deepEqual(
      tables.map(({ id }) => id),
      ['visits'],
    );
    const [rows] = await client.dataset('shop').table('visits').getRows();
    assert.equal(rows.length, 2);
    assert.equal(rows[0].n, 2);
  });
});
