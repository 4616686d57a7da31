// SQL that people write, on BigQuery: every way in, both readings, the budgets, and what is left behind.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { exportFields } from './export.mjs';
import { startStandIn } from './server.mjs';
import { newTruffle, settingsFor } from './truffle.mjs';

const sample = new URL('../../../tests/data/ga4/merchandise_store_sample.ndjson', import.meta.url).pathname;
const tables =
  'audience_metrics conversions cortex_ga4_sessions customer_users customers daily_kpis events items order_items orders sessions user_attributes users';
let standIn;
let truffle;

async function open(settings) {
  standIn = await startStandIn({ page: 40 });
  standIn.database.addDataset('analytics_1');
  const lines = readFileSync(sample, 'utf8').split('\n').filter(Boolean);
  const days = Map.groupBy(
    lines.map((line) => JSON.parse(line)),
    (line) => line.event_date,
  );
  for (const [day, events] of days) standIn.database.putJson('analytics_1', `events_${day}`, exportFields, events);
  truffle = newTruffle(settingsFor(standIn, { TRUFFLE_GA4_EXPORT: 'my-proj.analytics_1', ...settings }));
  await done('warehouse', 'init');
  await done('warehouse', 'refresh');
  standIn.database.putJson('truffle', 'secrets', [{ name: 'token', type: 'STRING' }], [{ token: 'hunter2' }]);
}

function close() {
  truffle.end();
  standIn.stop();
}

async function done(...words) {
  const { code, out, said } = await truffle.run(...words);
  assert.equal(code, 0, said + out);
  return out;
}

const answerTo = async (...words) => JSON.parse(await done('sql', ...words, '--json'));

async function refusalOf(...words) {
  const { code, out, said } = await truffle.run('sql', ...words, '--json');
  assert.notEqual(code, 0, out);
  return JSON.parse(said.split('\n').filter(Boolean).at(-1));
}

const asked = (path) => standIn.recorded.filter((r) => r.path.endsWith(path));
const isDry = (request) => request.body?.configuration?.dryRun === true;

describe('SQL by people on BigQuery', () => {
  before(() => open({}));
  after(close);

  it('runs one SELECT, after one dry run, under a limit of bytes', async () => {
    standIn.recorded.length = 0;
    const sql = 'SELECT device_category, COUNT(*) AS n FROM sessions GROUP BY device_category ORDER BY n DESC';
    const answer = await answerTo(sql);
    assert.deepEqual(
      answer.columns.map(({ name, type }) => [name, type]),
      [
        ['device_category', 'text'],
        ['n', 'integer'],
      ],
    );
    const theirs = await standIn.database.run(sql, [], 'truffle');
    assert.equal(answer.n_rows, theirs.rows.length);
    assert.equal(answer.rows[0][1], Number(theirs.rows[0].cell[1].int64_value));
    assert.deepEqual(answer.tables, ['sessions']);
    assert.ok(answer.was_run && answer.estimate.bytes >= 10 * 1024 * 1024 && answer.estimate.cost_usd > 0);
    assert.equal(answer.estimate.rows, null);
    assert.equal(asked('/jobs').filter(isDry).length, 1);
    const [{ body }] = asked('/queries');
    assert.equal(body.query, sql);
    assert.equal(body.maximumBytesBilled, String(answer.estimate.bytes));
    assert.equal(body.useLegacySql, false);
    assert.ok(Number(body.jobTimeoutMs) <= 30000);
    assert.ok(asked('/jobs').filter(isDry)[0].body.configuration.query.query === sql);
  });

  it('only judges and weighs when that is asked', async () => {
    standIn.recorded.length = 0;
    const answer = await answerTo('SELECT country FROM `my-proj.truffle.sessions` LIMIT 1', '--check');
    assert.deepEqual([answer.was_run, answer.rows, answer.tables], [false, [], ['sessions']]);
    assert.equal(asked('/queries').length, 0);
    assert.match(await done('sql', 'SELECT 1 AS one', '--check'), /^allowed; .* bytes.*\$0\.00/);
  });

  it('lets every public table be read, views with what lies beneath them', async () => {
    for (const name of tables.split(' ')) assert.ok((await answerTo(`SELECT COUNT(*) AS n FROM ${name}`)).was_run, name);
  });

  it('lists the tables that there are, with GoogleSQL types', async () => {
    const found = JSON.parse(await done('sql', '--tables', '--json'));
    assert.equal(found.dialect, 'googlesql');
    assert.equal(found.items.map(({ name }) => name).join(' '), tables);
    const events = found.items.find(({ name }) => name === 'events').columns;
    assert.deepEqual(events[0], { name: 'event_date', type: 'DATE' });
    assert.match(events.find(({ name }) => name === 'item_list').type, /^ARRAY<STRUCT<item_id STRING, .*quantity INT64/);
    assert.match(await done('sql', '--tables'), /^sessions\n {2}session_date +DATE/m);
  });

  it('cuts off after 10,000 rows or 16 MiB', async () => {
    const many = await answerTo('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 10001)) AS n');
    assert.deepEqual([many.n_rows, many.truncated], [10000, true]);
    const wide = await answerTo("SELECT REPEAT('x', 100000) AS t FROM UNNEST(GENERATE_ARRAY(1, 200)) AS n");
    assert.deepEqual([wide.n_rows, wide.truncated], [167, true]);
  });

  it('refuses what the guard refuses, before BigQuery hears of it', async () => {
    standIn.recorded.length = 0;
    for (const sql of [
      'SELECT token FROM secrets',
      'SELECT * FROM `my-proj.analytics_1.events_20201101`',
      'SELECT 1; SELECT 2',
      'DELETE FROM sessions WHERE TRUE',
      'SELECT SESSION_USER()',
      'SELECT * FROM sessions FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()',
      'SELECT * FROM manifest',
      'SELECT * FROM customer_links',
      'SELECT table_name FROM INFORMATION_SCHEMA.TABLES',
    ]) {
      const refusal = await refusalOf(sql);
      assert.equal(refusal.code, 'invalid', sql);
      assert.equal(refusal.errors[0].pointer, '/sql');
    }
    assert.equal(standIn.recorded.filter((r) => r.body).length, 0);
  });

  it('refuses what the dry run says otherwise, whatever the guard saw', async () => {
    const real = standIn.database.dryRun;
    const says = async (change, pattern) => {
      standIn.database.dryRun = async (...words) => change(await real(...words));
      standIn.recorded.length = 0;
      const refusal = await refusalOf('SELECT COUNT(*) AS n FROM sessions');
      assert.match(refusal.errors[0].detail, pattern);
      assert.equal(asked('/queries').length, 0);
    };
    const table = (tableId, datasetId = 'truffle', projectId = 'my-proj') => ({ projectId, datasetId, tableId });
    try {
      await says((found) => ({ ...found, statementType: 'SCRIPT' }), /something else than a SELECT/);
      await says((found) => ({ ...found, under: [table('sessions'), table('secrets')] }), /my-proj\.truffle\.secrets/);
      await says((found) => ({ ...found, under: [table('orders')] }), /orders/); // public, but the guard didn't see it
      await says((found) => ({ ...found, under: [table('sessions', 'other')] }), /my-proj\.other\.sessions/);
      await says((found) => ({ ...found, under: [table('sessions', 'truffle', 'theirs')] }), /theirs\.truffle/);
      await says((found) => ({ ...found, routines: [{ projectId: 'my-proj', datasetId: 'truffle', routineId: 'f' }] }), /function/);
    } finally {
      standIn.database.dryRun = real;
    }
  });

  it('says where BigQuery found a mistake', async () => {
    const refusal = await refusalOf('SELECT no_such_column FROM sessions');
    assert.equal(refusal.code, 'invalid');
    assert.match(refusal.errors[0].detail, /no_such_column/);
  });

  it('has a row in the audit log for each, and the text nowhere', async () => {
    const server = await truffle.serve();
    try {
      const cookie = await signIn(server);
      const marks = ['mark_of_allowed', 'mark_of_refused', 'mark_of_mistake'];
      const post = (path, body) => request(server, cookie, path, body);
      const ran = await post('/api/mcp/bigquery/query', { sql: `SELECT 'hush' AS ${marks[0]}, COUNT(*) AS n FROM sessions` });
      assert.deepEqual([ran.status, ran.body.rows[0][0]], [200, 'hush']);
      assert.equal((await post('/api/sql', { sql: `SELECT ${marks[1]} FROM secrets` })).status, 422);
      assert.equal((await post('/api/sql', { sql: `SELECT ${marks[2]} FROM sessions` })).status, 422);
      assert.equal((await post('/api/sql', { sql: 'SELECT 1 AS one', check: true })).body.was_run, false);
      const listed = await request(server, cookie, '/api/mcp/bigquery/tables');
      assert.equal(listed.body.items.length, 13);
      assert.equal((await request(server, cookie, '/api/mcp/bigquery/schema/orders')).body.columns[0].name, 'order_id');
      assert.equal((await request(server, cookie, '/api/mcp/bigquery/schema/secrets')).status, 404);
      const { items } = (await request(server, cookie, '/api/audit?what=sql_run&limit=4')).body;
      assert.deepEqual(
        items.map(({ summary }) => summary.split(' ')[0]),
        ['checked', 'refused', 'refused', 'ran'],
      );
      const everything = server.logged.join('') + JSON.stringify(items);
      for (const mark of [...marks, 'hush']) assert.ok(!everything.includes(mark), mark);
      assert.ok(server.logged.join('').includes('/api/sql'));
    } finally {
      await server.stop();
    }
  });
});

describe('the budgets of SQL on BigQuery', () => {
  const mib = 1024 * 1024;
  after(close);

  it('are those of one query, and of a person\'s day, before anything runs', async () => {
    await open({ TRUFFLE_MAX_QUERY_BYTES: String(15 * mib), TRUFFLE_MAX_PERSON_DAY_BYTES: String(25 * mib) });
    const sql = 'SELECT COUNT(*) AS n FROM sessions';
    const two = await refusalOf(`${sql} JOIN events USING (user_key, ga_session_id)`);
    assert.equal(two.code, 'over_budget');
    assert.equal((await refusalOf(`${sql} JOIN events USING (user_key, ga_session_id)`, '--check')).code, 'over_budget');
    await answerTo(sql, '--check');
    await answerTo(sql, '--check'); // takes nothing
    await answerTo(sql);
    await answerTo(sql);
    standIn.recorded.length = 0;
    assert.equal((await refusalOf(sql)).code, 'over_budget');
    assert.equal((await refusalOf(sql, '--check')).code, 'over_budget');
    assert.equal(asked('/queries').length, 0);
  });
});

async function request({ url }, cookie, path, body) {
  const headers = { cookie, 'content-type': 'application/json', origin: url };
  const reply = await fetch(url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  const text = await reply.text();
  return { status: reply.status, body: text ? JSON.parse(text) : null, headers: reply.headers };
}

async function signIn(server) {
  const { out, said } = await truffle.run('signin');
  const token = /#([\w-]+)/.exec(out + said)[1];
  const { headers, status } = await request(server, '', '/api/auth/link', { token });
  assert.equal(status, 200);
  return headers.getSetCookie().join('; ').split(';')[0];
}
