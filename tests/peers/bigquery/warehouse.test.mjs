// data/bq over the stand-in: its DDL and views, and one GA4 export loaded into BigQuery and into DuckDB by the same program: the
// same sessions, users and answers.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exportFields } from './export.mjs';
import { dayText, firstDay, makeExport } from './made.mjs';
import { startStandIn } from './server.mjs';
import { newTruffle, settingsFor } from './truffle.mjs';

const root = new URL('../../../', import.meta.url);
const sample = new URL('tests/data/ga4/merchandise_store_sample.ndjson', root).pathname;
const zone = 'America/New_York';
let standIn;
let bigquery;
let duckdb;

function loadExport(lines) {
  const days = Map.groupBy(lines, (line) => line.event_date);
  for (const [day, events] of days) standIn.database.putJson('analytics_1', `events_${day}`, exportFields, events);
}

const lines = () =>
  readFileSync(sample, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

async function done(truffle, ...words) {
  const { code, out, said } = await truffle.run(...words);
  assert.equal(code, 0, said + out);
  return out;
}

const rowsOf = async (truffle, sql) => JSON.parse(await done(truffle, 'sql', sql, '--json')).rows;
async function theirs(sql) {
  const { columns, rows } = await standIn.database.run(sql, [], 'truffle');
  const { toWire } = await import('./values.mjs');
  return rows.map(({ cell }) => cell.map((value, i) => toWire(columns[i].type, value, true)));
}
const asTexts = (rows) => rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));

async function open(all, more = {}) {
  standIn = await startStandIn({ page: 500 });
  standIn.database.addDataset('analytics_1');
  bigquery = newTruffle(settingsFor(standIn, { TRUFFLE_GA4_EXPORT: 'my-proj.analytics_1', TRUFFLE_TIME_ZONE: zone, ...more }));
  duckdb = newTruffle({ TRUFFLE_TIME_ZONE: zone, ...more });
  loadExport(all);
  const file = path.join(tmpdir(), `export-${process.pid}.ndjson`);
  writeFileSync(file, all.map((line) => JSON.stringify(line) + '\n').join(''));
  await done(duckdb, 'load', 'ga4', file);
  rmSync(file);
}

function close() {
  bigquery.end();
  duckdb.end();
  standIn.stop();
}

function sameAsDuckdb(from, to) {
  it('has the events of DuckDB', async () => {
    const columns =
      'event_date, event_name, event_timestamp, ga_session_id, page_path, page_title, page_referrer, source, medium, campaign, ' +
      'device_category, browser, country, transaction_id, is_repeat, purchase_revenue';
    const order = 'ORDER BY event_timestamp, event_name, page_path, ga_session_id, page_title, page_referrer';
    const ours = await rowsOf(duckdb, `SELECT ${columns} FROM events ${order}`);
    const found = await theirs(`SELECT ${columns} FROM \`my-proj.truffle.events\` ${order}`);
    const key = (row) => JSON.stringify(row.map((cell) => (typeof cell === 'number' ? String(cell) : cell === null ? null : String(cell))));
    assert.deepEqual(found.map(key).sort(), ours.map(key).sort());
  });

  it('has the sessions of DuckDB', async () => {
    const columns =
      's.session_date, s.ga_session_id, s.ga_session_number, s.started_at, s.ended_at, s.is_engaged, s.is_active, s.is_new, s.events, ' +
      's.views, s.key_events, s.engagement_time_msec, s.item_views, s.add_to_carts, s.transactions, s.purchase_revenue, s.source, ' +
      's.medium, s.campaign, s.channel_group, s.landing_page, s.device_category, s.country, s.first_user_source, ' +
      's.first_user_medium, s.first_user_channel_group, s.first_visit_date';
    const ours = await rowsOf(
      duckdb,
      `SELECT u.user_pseudo_id, ${columns} FROM sessions AS s LEFT JOIN users AS u ON u.user_key = s.user_key`,
    );
    const found = await theirs(`SELECT s.user_key, ${columns} FROM \`my-proj.truffle.sessions\` AS s`);
    assert.ok(ours.length > 100);
    assert.deepEqual(asTexts(found).map(String).sort(), asTexts(ours).map(String).sort());
  });

  it('has the users of DuckDB', async () => {
    const columns = 'user_pseudo_id, user_id, first_date, last_date, first_purchase_date';
    const ours = await rowsOf(duckdb, `SELECT ${columns} FROM users`);
    const found = await theirs(`SELECT ${columns} FROM \`my-proj.truffle.users\``);
    assert.deepEqual(asTexts(found).map(String).sort(), asTexts(ours).map(String).sort());
  });

  it('answers golden plans as DuckDB does', async () => {
    const folder = new URL('packages/semantic/golden/', root);
    let n = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.plan.json'))) {
      const plan = { ...JSON.parse(readFileSync(new URL(name, folder), 'utf8')) };
      if (plan.time) plan.time = { from, to };
      const [ours, found] = await Promise.allSettled([duckdb.query(plan), bigquery.query(plan)]);
      assert.equal(found.status, ours.status, `${name}: ${found.reason ?? ours.reason}`);
      if (ours.status === 'rejected') continue; // asks for what this export hasn't
      n++;
      assert.equal(found.value.rows.length, ours.value.rows.length, name);
      ours.value.rows.forEach((row, i) =>
        row.forEach((cell, j) => {
          const other = found.value.rows[i][j];
          if (typeof cell !== 'number') assert.equal(other, cell, `${name}, row ${i}`);
          else assert.ok(Math.abs(cell - other) <= 1e-9 * (1 + Math.abs(cell)), `${name}, row ${i}: ${cell} ${other}`);
        }),
      );
    }
    assert.ok(n >= 40, `only ${n} plans`);
  });
}

describe('the warehouse on BigQuery', () => {
  before(() => open(lines()));
  after(close);

  it('prints its DDL without running it', async () => {
    const ddl = await done(bigquery, 'warehouse', 'init', '--dry-run');
    for (const name of ['sessions', 'events', 'conversions', 'user_attributes', 'daily_kpis', 'cortex_ga4_sessions'])
      assert.match(ddl, new RegExp(`\`my-proj\\.truffle\\.${name}\``));
    assert.match(ddl, /PARTITION BY event_date\nCLUSTER BY event_name, user_key/);
    assert.ok(!standIn.database.datasets.has('truffle'));
  });

  it('makes its tables and views, as often as it is asked', async () => {
    await done(bigquery, 'warehouse', 'init');
    await done(bigquery, 'warehouse', 'init');
    const names = [...standIn.database.dataset('truffle').tables.keys()];
    for (const name of ['sessions', 'events', 'items', 'users', 'sold_items', 'audience_metrics', 'manifest'])
      assert.ok(names.includes(name), name);
  });

  it('has an answer before anything was loaded', async () => {
    const answer = await bigquery.query({ version: 1, metrics: ['sessions'], time: { all: true } });
    assert.equal(answer.data_version, '');
  });

  it('takes the days of the export up, once', async () => {
    const first = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    const again = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    assert.ok(first.days > 0);
    assert.match(first.data_version, /^[0-9a-f]{16}$/);
    assert.deepEqual([again.days, again.data_version], [0, first.data_version]);
  });

  sameAsDuckdb('2020-11-01', '2021-01-31'); // its first day has an hour twice in New York

  it('runs the views and queries for people', async () => {
    const sessions = await theirs('SELECT COUNT(*) FROM `my-proj.truffle.cortex_ga4_sessions`');
    const kpis = await theirs('SELECT SUM(sessions) FROM `my-proj.truffle.daily_kpis`');
    assert.deepEqual(sessions, kpis);
    assert.deepEqual(await theirs('SELECT COUNT(*) FROM `my-proj.truffle.audience_metrics`'), [['0']]);
    const { typeOf, fromParameter } = await import('./values.mjs');
    const values = { from: ['DATE', '2020-11-01'], to: ['DATE', '2021-01-31'], sessions: ['INT64', '1'], value: ['FLOAT64', '0'] };
    const parameters = Object.entries(values).map(([name, [type, value]]) => ({
      name,
      type: typeOf({ type }),
      value: fromParameter(typeOf({ type }), { value }),
    }));
    for (const [file, least] of [
      ['get_audience_size', 1],
      ['get_session_trends', 3],
    ]) {
      const sql = readFileSync(new URL(`data/bq/queries/${file}.sql`, root), 'utf8').replaceAll('${d}', 'my-proj.truffle');
      const used = parameters.filter(({ name }) => sql.includes(`@${name}`));
      const { rows } = await standIn.database.run(sql, used, 'truffle');
      assert.ok(rows.length >= least, file);
    }
  });

  it('takes a day that was written again up, and no other', async () => {
    const day = lines()[0].event_date;
    const events = lines().filter((line) => line.event_date === day);
    const before = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    standIn.database.putJson('analytics_1', `events_${day}`, exportFields, events.slice(1));
    standIn.database.dataset('analytics_1').tables.get(`events_${day}`).modified += 1000;
    const report = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    assert.equal(report.days, 1);
    assert.notEqual(report.data_version, before.data_version);
    const [[n]] = await theirs('SELECT COUNT(*) FROM `my-proj.truffle.events`');
    assert.equal(Number(n), lines().length - 1);
  });
});

describe('a made-up export with all that can go wrong, in two loads', () => {
  const made = makeExport();
  const dayOf = (n) => dayText(firstDay + n * 86400000).replaceAll('-', '');
  before(() => open(made, { TRUFFLE_KEY_EVENTS: 'add_to_cart,begin_checkout' }));
  after(close);

  it('is taken up day by day', async () => {
    const { tables } = standIn.database.dataset('analytics_1');
    const later = [...tables].filter(([name]) => name.slice(7) > dayOf(24));
    later.forEach(([name]) => tables.delete(name));
    tables.set(`events_intraday_${dayOf(24)}`, tables.get(`events_${dayOf(24)}`)); // not to be counted twice
    await done(bigquery, 'warehouse', 'init');
    const first = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    later.forEach(([name, table]) => standIn.database.put('analytics_1', name, table));
    const second = JSON.parse(await done(bigquery, 'warehouse', 'refresh', '--json'));
    assert.deepEqual([first.days, first.last], [25, dayText(firstDay + 24 * 86400000)]);
    assert.equal(first.days + second.days, new Set(made.map((line) => line.event_date)).size);
  });

  sameAsDuckdb(dayText(firstDay), '2026-10-22');

  it('counts the key events that the operator names, by session, by page and as conversions', async () => {
    const listed = "event_name IN ('purchase', 'add_to_cart', 'begin_checkout') AND NOT is_repeat";
    const [[n]] = await theirs(`SELECT COUNT(*) FROM \`my-proj.truffle.events\` WHERE ${listed}`);
    const [[purchases]] = await theirs("SELECT COUNT(*) FROM `my-proj.truffle.events` WHERE event_name = 'purchase' AND NOT is_repeat");
    assert.ok(Number(n) > Number(purchases));
    assert.deepEqual(await theirs('SELECT SUM(key_events) FROM `my-proj.truffle.sessions`'), [[n]]);
    assert.deepEqual(await theirs('SELECT COUNT(*) FROM `my-proj.truffle.conversions`'), [[n]]);
    assert.deepEqual(await rowsOf(duckdb, `SELECT count(*) FROM events WHERE ${listed}`), [[Number(n)]]);
    assert.deepEqual(await rowsOf(duckdb, 'SELECT sum(key_events) FROM sessions'), [[Number(n)]]);
    const byPage = { version: 1, metrics: ['key_events'], dimensions: [{ name: 'page_path' }], time: { all: true }, limit: 1000 };
    for (const truffle of [duckdb, bigquery]) {
      const { rows } = await truffle.query(byPage);
      assert.equal(rows.reduce((sum, row) => sum + row[1], 0), Number(n));
    }
  });
});
