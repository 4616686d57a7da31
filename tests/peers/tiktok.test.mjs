// TikTok's own client against the sandbox, and beside it what our program sends when it pushes: the same paths, headers and
// members of bodies.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as sdk from 'tiktok-business-api-sdk-official';
import { newTruffle } from './bigquery/truffle.mjs';
import { startSandbox } from './sandbox.mjs';

const advertiser = '7000000000000000001';
const prefix = '/open_api/v1.3/dmp/custom_audience';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const md5 = (text) => createHash('md5').update(text).digest('hex');

let sandbox, audiences;

before(async () => {
  sandbox = await startSandbox();
  sdk.ApiClient.instance.basePath = `http://127.0.0.1:${sandbox.port}`;
  audiences = new sdk.AudienceApi();
});

after(() => sandbox.stop());

// The client answers by callback: with what `data` holds, or an error that tells the code.
const call = (name, ...args) =>
  new Promise((resolve, reject) =>
    audiences[name](...args, (error, data) => (error ? reject(error) : resolve(data.data))),
  );

// Its upload sends a stream as JSON (a fault of version 1.1.3), so files go by fetch.
async function upload(people, type = 'EMAIL_SHA256') {
  const text = people.map((one) => `${sha256(one)}\n`).join('');
  const form = new FormData();
  form.set('advertiser_id', advertiser);
  form.set('calculate_type', type);
  form.set('file_signature', md5(text));
  form.set('file', new Blob([text], { type: 'text/plain' }), 'audience.txt');
  const answer = await fetch(`${sandbox.url}${prefix}/file/upload/`, {
    method: 'POST',
    headers: { 'Access-Token': 'fake' },
    body: form,
  });
  const { code, data } = await answer.json();
  assert.equal(code, 0);
  return data.file_path;
}

const people = (n, from = 0) => Array.from({ length: n }, (_, i) => `person${from + i}@example.com`);

async function made(n = 1200) {
  const body = {
    advertiser_id: advertiser,
    custom_audience_name: 'Made by the client',
    file_paths: [await upload(people(n))],
    calculate_type: 'EMAIL_SHA256',
  };
  return (await call('dmpCustomAudienceCreate', 'fake', { body })).custom_audience_id;
}

async function countOf(id) {
  const { items } = await sandbox.json('/sandbox/lists');
  return items.find((one) => one.id === id)?.members;
}

describe("TikTok's client", () => {
  it('makes an audience of a file, appends, removes and deletes', async () => {
    const id = await made();
    assert.equal(await countOf(id), 1200);
    for (const [action, list, count] of [
      ['APPEND', people(300, 1100), 1400],
      ['REMOVE', people(200), 1200],
    ]) {
      const body = { advertiser_id: advertiser, custom_audience_id: id, file_paths: [await upload(list)], action };
      await call('dmpCustomAudienceUpdate', 'fake', { body });
      assert.equal(await countOf(id), count);
    }
    const body = { advertiser_id: advertiser, custom_audience_ids: [id] };
    await call('dmpCustomAudienceDelete', 'fake', { body });
    assert.equal(await countOf(id), undefined);
  });

  it('lists and reads audiences', async () => {
    const id = await made();
    const list = await call('dmpCustomAudienceList', advertiser, 'fake', { page: 1, page_size: 100 });
    assert.ok(list.list.some((one) => one.audience_id === id));
    const data = await call('dmpCustomAudienceGet', advertiser, [id], 'fake', { history_size: 10 });
    assert.equal(data.list[0].audience_details.audience_id, id);
    assert.equal(data.list[0].audience_history[0].action, 'CREATE');
  });

  it('is refused by codes, with HTTP 200', async () => {
    const body = { advertiser_id: advertiser, custom_audience_id: '99', file_paths: ['none'], action: 'APPEND' };
    await assert.rejects(call('dmpCustomAudienceUpdate', 'fake', { body }), /code: 40007/);
    const few = { advertiser_id: advertiser, custom_audience_name: 'Few', calculate_type: 'EMAIL_SHA256' };
    few.file_paths = [await upload(people(999))];
    await assert.rejects(call('dmpCustomAudienceCreate', 'fake', { body: few }), /1,000 code: 40002/);
  });
});

// What a request is made of, without what differs from one to the next.
function shape({ method, path, query, headers, body }) {
  const isJson = headers['content-type']?.startsWith('application/json') && method === 'POST';
  return {
    method,
    path,
    token: typeof headers['access-token'],
    query: [...new URLSearchParams(query ?? '').keys()].sort(),
    body: isJson ? Object.keys(JSON.parse(body)).filter((key) => key !== 'retention_in_days').sort() : [],
  };
}

const requestsOf = (from, method, path) =>
  sandbox.recorded.slice(from).filter((one) => one.method === method && one.path === `${prefix}${path}`);

describe('our program', () => {
  it('sends what the client sends, when it pushes', async () => {
    const truffle = newTruffle({ TRUFFLE_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}` });
    const run = async (...words) => {
      const { code, out, said } = await truffle.run(...words, '--json');
      assert.equal(code, 0, out + said);
      return JSON.parse(out);
    };
    const from = sandbox.recorded.length;
    let server;
    try {
      await truffle.run('demo');
      await run('user', 'add', 'Ana', '--role', 'admin');
      server = await truffle.serve();
      const { items } = await run('audience', 'list');
      const audience = items.find((one) => one.name === 'High value').id;
      const asked = await run('push', audience, '--account', advertiser, '--as', 'Ana');
      assert.equal((await truffle.run('approve', asked.id)).code, 0);
      let job;
      do {
        await new Promise((resolve) => setTimeout(resolve, 300));
        job = await run('job', asked.id);
      } while (!job.finished_at);
      assert.equal(job.state, 'done');
      const list = (await sandbox.json('/sandbox/lists')).items.find((one) => one.id === job.list_id);
      assert.equal(list.members, job.receipt.sent);
    } finally {
      await server?.stop();
      truffle.end();
    }
    const ours = ['/list/', '/get/'].map((path) => requestsOf(from, 'GET', path)[0]);
    ours.push(requestsOf(from, 'POST', '/create/')[0]);
    for (const one of ours) {
      const theirs = requestsOf(0, one.method, one.path.slice(prefix.length)).find(
        (other) => other.headers['business-sdk'],
      );
      assert.deepEqual(shape(one), shape(theirs), one.path);
    }
    const sent = requestsOf(from, 'POST', '/file/upload/')[0];
    for (const name of ['advertiser_id', 'calculate_type', 'file_signature', 'file'])
      assert.ok(sent.body.includes(`name="${name}"`), name);
    const file = /text\/plain\r\n\r\n([^]*?)\r\n--/.exec(sent.body)[1];
    assert.equal(/name="file_signature"\r\n\r\n([0-9a-f]{32})/.exec(sent.body)[1], md5(file));
    assert.match(file, /^([0-9a-f]{64}\n)+$/);
  });
});
