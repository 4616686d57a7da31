// Our request for a query beside the official client's for the same query: what differs is listed here, with why.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BigQuery } from '@google-cloud/bigquery';
import { startStandIn } from './server.mjs';
import { newTruffle, settingsFor } from './truffle.mjs';

const ours = {
  labels: 'tells our queries apart in the bill; the client then takes jobs.insert instead',
  jobTimeoutMs: 'BigQuery stops the job by itself when we are gone; as above',
  timeoutMs: 'how long one answer may wait, which the client leaves at the 10 s of the server',
  maxResults: 'a row more than is shown, so that no page is fetched in vain',
};
const theirs = {
  jobCreationMode: 'the client lets BigQuery answer without a job; we need its id to cancel it',
};
const plan = {
  version: 1,
  metrics: ['sessions'],
  time: { from: '2026-11-01', to: '2026-11-20' },
  filter: { field: 'country', op: 'eq', value: 'Germany' },
};
let standIn;
let truffle;

before(async () => {
  standIn = await startStandIn();
  truffle = newTruffle(settingsFor(standIn));
  standIn.database.addDataset('truffle');
  const fields = { session_date: 'DATE', session_key: 'INTEGER', country: 'STRING' };
  standIn.database.putJson(
    'truffle',
    'sessions',
    Object.entries(fields).map(([name, type]) => ({ name, type })),
    [
      { session_date: '2026-11-02', session_key: 1, country: 'Germany' },
      { session_date: '2026-11-03', session_key: 2, country: 'Germany' },
      { session_date: '2026-11-03', session_key: 3, country: 'France' },
    ],
  );
});
after(() => {
  truffle.end();
  standIn.stop();
});

const asked = (path) => standIn.recorded.filter((r) => r.path.endsWith(path)).at(-1);
const byName = (list) => Object.fromEntries(list.map((p) => [p.name, p]));

describe('a query of truffle', () => {
  it('is answered over the stand-in by settings alone', async () => {
    const answer = await truffle.query(plan);
    assert.deepEqual(answer.rows, [[2]]);
    assert.ok(answer.bytes_read > 0);
  });

  it('is sent as the official client sends it', async () => {
    const mine = asked('/queries');
    const types = Object.fromEntries(mine.body.queryParameters.map((p) => [p.name, p.parameterType.type]));
    const params = Object.fromEntries(mine.body.queryParameters.map((p) => [p.name, p.parameterValue.value]));
    process.env.BIGQUERY_EMULATOR_HOST = `${standIn.url}/bigquery/v2`;
    const client = new BigQuery({ projectId: standIn.project });
    const asDates = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, types[name] === 'DATE' ? BigQuery.date(value) : value]),
    );
    const [rows] = await client.query({
      query: mine.body.query,
      params: asDates,
      location: 'US',
      maximumBytesBilled: mine.body.maximumBytesBilled,
      defaultDataset: { datasetId: 'truffle', projectId: standIn.project },
    });
    assert.deepEqual(rows, [{ sessions: 2 }]);
    const other = asked('/queries');
    assert.notEqual(other, mine);
    assert.equal(other.method, mine.method);
    assert.equal(other.path, mine.path);
    assert.equal(other.search.prettyPrint, mine.search.prettyPrint);
    assert.match(mine.headers['content-type'], /^application\/json/);
    const same = new Set([...Object.keys(mine.body), ...Object.keys(other.body)]);
    for (const name of same) {
      if (name in ours && !(name in other.body)) continue;
      if (name in theirs && !(name in mine.body)) continue;
      const [a, b] = [mine.body[name], other.body[name]];
      if (name === 'requestId') {
        assert.ok(a.length <= 36 && b.length <= 36 && a !== b);
      } else if (name === 'queryParameters') {
        assert.deepEqual(byName(a), byName(b)); // they are named: the order says nothing
      } else {
        assert.deepEqual(a, b, name);
      }
    }
  });

  it('differs in nothing that is not listed', () => {
    const [mine, other] = standIn.recorded.filter((r) => r.path.endsWith('/queries'));
    assert.deepEqual(Object.keys(mine.body).filter((name) => !(name in other.body)).sort(), Object.keys(ours).sort());
    for (const name of Object.keys(other.body)) assert.ok(name in mine.body || name in theirs, name);
  });

  it('waits for the job, and tries again', async () => {
    standIn.faults.push({ status: 403, reason: 'rateLimitExceeded', path: '/queries' }, { jobComplete: false, times: 2 });
    assert.deepEqual((await truffle.query(plan)).rows, [[2]]);
    assert.equal(standIn.faults.length, 0);
  });

  it('is answered by a running server too', async () => {
    const server = await truffle.serve();
    const before = standIn.recorded.length;
    const [one, two] = [await truffle.query(plan), await truffle.query(plan)];
    await server.stop();
    assert.deepEqual([one.rows, two.rows, two.cached], [[[2]], [[2]], true]);
    assert.equal(standIn.recorded.length - before, 3); // the manifest, the estimate and the query, each once for both
  });

  it('tells what is wrong, with what to do', async () => {
    const missing = { ...plan, metrics: ['item_revenue'], dimensions: [{ name: 'item_name' }] };
    await assert.rejects(truffle.query(missing), /Not found: Table my-proj:truffle[.]items[\s\S]*truffle warehouse init/);
  });
});
