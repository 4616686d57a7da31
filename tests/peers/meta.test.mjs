// Meta's own client against the sandbox: what it sends must be taken, and our connector must say the same
// (connectors/meta/wire.json, held against the connector byte for byte by wire_test.c).

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { startSandbox } from './sandbox.mjs';

const require = createRequire(import.meta.url);
const sdk = require('facebook-nodejs-business-sdk');
const { AdAccount, CustomAudience, FacebookAdsApi, ServerSideUtils, User } = sdk;

const connector = new URL('../../connectors/meta/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, connector), 'utf8'));

const account = 'act_1234567890';
const hash = (text) => createHash('sha256').update(text).digest('hex');
const session = (id, seq = 1, last = true) => ({ session_id: id, batch_seq: seq, last_batch_flag: last });
const newAudience = (name, description = 'd') => ({
  name,
  subtype: 'CUSTOM',
  description,
  customer_file_source: 'USER_PROVIDED_ONLY',
});

let sandbox;

before(async () => {
  sandbox = await startSandbox();
  // A static getter, and no option for it.
  Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => `http://127.0.0.1:${sandbox.port}` });
  FacebookAdsApi.init('fake', 'en_US', false); // false: no reports of crashes to Meta
});

after(() => sandbox.stop());

async function madeAudience(name = 'Made by the client') {
  return (await new AdAccount(account).createCustomAudience([], newAudience(name))).id;
}

async function countOf(id) {
  const { items } = await sandbox.json('/sandbox/lists');
  const list = items.find((one) => one.id === id);
  assert.equal(list.platform, 'meta');
  return list.members;
}

// The client's exception carries the sandbox's error.
async function refused(call, code, subcode) {
  await assert.rejects(call, (error) => {
    assert.equal(error.response.code, code);
    assert.equal(error.response.error_subcode, subcode);
    return true;
  });
}

const rows = (n, from = 0) => Array.from({ length: n }, (_, i) => [hash(`person${from + i}@example.com`), '']);
const payload = (data) => ({ schema: ['EMAIL', 'PHONE'], data });

describe('audiences', () => {
  it('makes one, reads it, renames it and deletes it', async () => {
    const audience = new CustomAudience(await madeAudience());
    await audience.get(['name', 'operation_status', 'approximate_count_upper_bound']);
    assert.equal(audience.name, 'Made by the client');
    assert.equal(audience.operation_status.code, 200);
    await audience.update([], { name: 'Renamed' });
    await audience.get(['name']);
    assert.equal(audience.name, 'Renamed');
    await audience.delete([]);
    await refused(audience.get(['name']), 100, 33);
  });

  it('pages through all of them', async () => {
    for (let i = 0; i < 3; i++) await madeAudience();
    let page = await new AdAccount(account).getCustomAudiences(['name'], { limit: 2 });
    const seen = page.map((one) => one.id);
    while (page.hasNext()) {
      page = await new AdAccount(account).getCustomAudiences(['name'], { limit: 2, after: page.paging.cursors.after });
      seen.push(...page.map((one) => one.id));
    }
    const { items } = await sandbox.json('/sandbox/lists');
    assert.deepEqual(seen.toSorted(), items.map((list) => list.id).toSorted());
  });

  it('refuses one without a source', async () => {
    const { customer_file_source: _source, ...without } = newAudience('x');
    await refused(new AdAccount(account).createCustomAudience([], without), 100, 1870107);
  });
});

describe('members', () => {
  it('adds, adds again, and removes', async () => {
    const id = await madeAudience();
    const taken = await new CustomAudience(id).createUser([], { payload: payload(rows(50)), session: session(1) });
    assert.equal(Number(taken.num_received), 50);
    assert.equal(Number(taken.num_invalid_entries), 0);
    await new CustomAudience(id).createUser([], { payload: payload(rows(50)), session: session(2) });
    assert.equal(await countOf(id), 50);
    await new CustomAudience(id).deleteUsers({ payload: payload(rows(20)) });
    assert.equal(await countOf(id), 30);
  });

  it('takes the good half and shows samples of the other', async () => {
    const id = await madeAudience();
    const data = [...rows(3), ['jane@example.com', ''], ['', '']];
    const taken = await new CustomAudience(id).createUser([], { payload: payload(data), session: session(3) });
    assert.equal(Number(taken.num_invalid_entries), 2);
    assert.equal(await countOf(id), 3);
    const [told] = await new CustomAudience(id).getSessions([], { session_id: 3 });
    assert.equal(told.num_invalid_entries, '2');
    assert.ok(Number(told.num_matched) <= 3);
  });

  it('replaces everybody in a session of two batches', async () => {
    const id = await madeAudience();
    const audience = new CustomAudience(id);
    await audience.createUser([], { payload: payload(rows(10)), session: session(4) });
    await audience.createUsersReplace([], { payload: payload(rows(6, 5)), session: session(5, 1, false) });
    await audience.createUsersReplace([], { payload: payload(rows(2, 20)), session: session(5, 2, true) });
    assert.equal(await countOf(id), 8);
  });

  it('takes 10,000 rows and not one more', async () => {
    const id = await madeAudience();
    const data = rows(10001);
    await refused(new CustomAudience(id).createUser([], { payload: payload(data), session: session(6) }), 100);
    await new CustomAudience(id).createUser([], { payload: payload(data.slice(1)), session: session(6) });
    assert.equal(await countOf(id), 10000);
  });

  it('refuses a flagged audience', async () => {
    const id = await madeAudience('Diabetes patients');
    await refused(new CustomAudience(id).createUser([], { payload: payload(rows(1)), session: session(7) }), 100, 1713230);
  });
});

describe('accounts and figures', () => {
  it('lists the accounts of the token', async () => {
    const found = await new User('me').getAdAccounts(['id', 'name', 'account_status', 'currency']);
    assert.ok(found.some((one) => one.id === account && one.account_status === 1));
  });

  it('reads figures of campaigns', async () => {
    const fields = ['campaign_id', 'campaign_name', 'spend', 'impressions', 'clicks', 'actions'];
    const time_range = { since: '2026-11-01', until: '2026-11-07' };
    const figures = await new AdAccount(account).getInsights(fields, {
      level: 'campaign',
      time_range,
      time_increment: 1,
      limit: 500,
    });
    assert.equal(figures.length, 14);
    for (const one of figures) assert.match(one.spend, /^\d+\.\d\d$/);
  });

  it('surfaces a limit by its code', async () => {
    const rule = [{ match: 'customaudiences', times: 1, action: 'status', status: 400, reason: '80003/2446079' }];
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) });
    await refused(madeAudience(), 80003, 2446079);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '[]' });
  });
});

// --- our connector beside Meta's client, field by field ---

describe('the connector normalises as the client does', () => {
  // What the client has a rule for, where it doesn't contradict the documents: see the note in vectors.json.
  const codes = { EMAIL: 'em', PHONE: 'ph', FI: 'fi', GEN: 'ge', DOBY: 'doby', DOBM: 'dobm', DOBD: 'dobd', COUNTRY: 'country' };
  const vectors = read('vectors.json').vectors.filter(
    (one) => codes[one.field] && one.sha256 && one.source.startsWith('facebook'),
  );

  for (const { field, input, sha256 } of vectors)
    it(`${field} ${input}`, () => assert.equal(ServerSideUtils.normalizeAndHash(input, codes[field]), sha256));
});

describe('the connector says what the client says', () => {
  const wire = Object.fromEntries(read('wire.json').map((call) => [call.call, call]));
  const list = '7001';

  async function recordedCall(call) {
    sandbox.recorded.length = 0;
    await call().catch(() => {}); // an answer of any kind will do: the request is what counts
    return sandbox.recorded[0];
  }

  // The client puts the token into the address and the node's id into the body; ours puts the token into the
  // body or a header.
  function bodyOf(recorded) {
    const { id: _id, ...body } = JSON.parse(recorded.body);
    return body;
  }

  function ours(call) {
    const { access_token: token, ...body } = JSON.parse(call.body);
    assert.equal(token, 'fake');
    return body;
  }

  function same(recorded, call) {
    assert.equal(recorded.method, call.method);
    assert.equal(recorded.path, call.path);
    const asked = new URLSearchParams(recorded.query);
    assert.equal(asked.get('access_token'), 'fake');
    asked.delete('access_token');
    asked.delete('id'); // it stands in the path already
    assert.deepEqual(Object.fromEntries(asked), Object.fromEntries(new URLSearchParams(call.query)));
  }

  it('when it lists accounts', async () => {
    const fields = ['id', 'name', 'account_status', 'currency', 'timezone_name'];
    same(await recordedCall(() => new User('me').getAdAccounts(fields, { limit: 100 })), wire.listAccounts);
  });

  it('when it lists audiences', async () => {
    const fields = ['id', 'name', 'description', 'operation_status'];
    same(await recordedCall(() => new AdAccount(account).getCustomAudiences(fields, { limit: 200 })), wire.listAudiences);
  });

  it('when it makes an audience', async () => {
    const wanted = newAudience('High value', 'Kept by Random Truffle. [truffle:aud_01]');
    const recorded = await recordedCall(() => new AdAccount(account).createCustomAudience([], wanted));
    same(recorded, wire.createAudience);
    assert.deepEqual(bodyOf(recorded), ours(wire.createAudience));
  });

  it('when it adds members', async () => {
    const people = {
      schema: ['EMAIL', 'PHONE', 'FN', 'LN', 'ZIP', 'COUNTRY'],
      data: [
        [hash('john_smith@gmail.com'), hash('16505551212'), '', '', '', hash('us')],
        [hash('mary@example.com'), '', hash('mary'), hash('obrien'), hash('90210'), hash('us')],
      ],
    };
    const { session: sent } = ours(wire.addUsers);
    const recorded = await recordedCall(() => new CustomAudience(list).createUser([], { payload: people, session: sent }));
    same(recorded, wire.addUsers);
    assert.deepEqual(bodyOf(recorded), ours(wire.addUsers));
  });

  // The client writes everything into the address of a DELETE; ours says the same in the body of a POST.
  it('when it removes members', async () => {
    const { method, payload: people, session: sent } = ours(wire.removeUsers);
    const recorded = await recordedCall(() => new CustomAudience(list).deleteUsers({ payload: people, session: sent }));
    assert.equal(recorded.method, method.toUpperCase());
    assert.equal(recorded.path, wire.removeUsers.path);
    const asked = new URLSearchParams(recorded.query);
    assert.deepEqual(JSON.parse(asked.get('payload')), people);
    assert.deepEqual(JSON.parse(asked.get('session')), sent);
  });

  it('when it asks about a session', async () => {
    const session_id = new URLSearchParams(wire.readSession.query).get('session_id');
    same(await recordedCall(() => new CustomAudience(list).getSessions([], { session_id })), wire.readSession);
  });

  it('when it reads and deletes an audience', async () => {
    const fields = new URLSearchParams(wire.readAudience.query).get('fields').split(',');
    same(await recordedCall(() => new CustomAudience(list).get(fields)), wire.readAudience);
    same(await recordedCall(() => new CustomAudience(list).delete([])), wire.deleteAudience);
  });
});
