// Google's own client against the sandbox: what it sends must be taken, and our connector must say the same
// (connectors/google-ads/wire.json, held against the connector byte for byte by wire_test.c).

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { startSandbox } from './sandbox.mjs';

const require = createRequire(import.meta.url);
const { IngestionServiceClient, UserListServiceClient } = require('@google-ads/datamanager').v1;
const { OAuth2Client } = require('google-auth-library');
const protos = require('@google-ads/datamanager/build/protos/protos.json');

const connector = new URL('../../connectors/google-ads/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, connector), 'utf8'));

const parent = 'accountTypes/GOOGLE_ADS/accounts/1234567890';
const login = { otherArgs: { headers: { 'login-account': 'accountTypes/GOOGLE_ADS/accounts/9876543210' } } };
const granted = { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' };
const terms = { customerMatchTermsOfServiceStatus: 'ACCEPTED' };

let sandbox, lists, members;

before(async () => {
  sandbox = await startSandbox();
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'fake' });
  const options = { apiEndpoint: '127.0.0.1', port: sandbox.port, protocol: 'http', fallback: 'rest', authClient };
  lists = new UserListServiceClient(options);
  members = new IngestionServiceClient(options);
});

after(async () => {
  await lists.close();
  await members.close();
  sandbox.stop();
});

const hash = (text) => createHash('sha256').update(text).digest('hex');

function newList(displayName, description = 'd') {
  return {
    displayName,
    description,
    membershipDuration: { seconds: 540 * 86400 },
    ingestedUserListInfo: {
      uploadKeyTypes: ['CONTACT_ID'],
      contactIdInfo: { dataSourceType: 'DATA_SOURCE_TYPE_FIRST_PARTY' },
    },
  };
}

function destination(listId) {
  return {
    reference: 'list',
    operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' },
    loginAccount: { accountType: 'GOOGLE_ADS', accountId: '9876543210' },
    productDestinationId: String(listId),
  };
}

const member = (...userIdentifiers) => ({ userData: { userIdentifiers } });
const person = (n) => member({ emailAddress: hash(`person${n}@example.com`) }, { phoneNumber: hash(`+1650555${n}`) });

function addition(listId, audienceMembers) {
  return { destinations: [destination(listId)], audienceMembers, consent: granted, encoding: 'HEX', termsOfService: terms };
}

async function madeList() {
  const [list] = await lists.createUserList({ parent, userList: newList(`list ${randomUUID()}`) });
  return list.id;
}

async function countOf(listId) {
  const { items } = await sandbox.json('/sandbox/lists');
  return items.find((list) => list.id === String(listId)).members;
}

// The client's exception carries the sandbox's error body as its message.
async function refused(call, ...words) {
  await assert.rejects(call, (error) => {
    for (const word of words) assert.ok(error.message.includes(word), `${word} is named in: ${error.message}`);
    return true;
  });
}

describe('user lists', () => {
  it('makes a list and reads it back', async () => {
    const [list] = await lists.createUserList({ parent, userList: newList('Made by the client') }, login);
    assert.equal(list.displayName, 'Made by the client');
    assert.match(list.name, /^accountTypes\/GOOGLE_ADS\/accounts\/1234567890\/userLists\/\d+$/);
    const [again] = await lists.getUserList({ name: list.name });
    assert.equal(String(again.id), String(list.id));
    assert.equal(String(again.membershipDuration.seconds), String(540 * 86400));
    assert.equal(again.ingestedUserListInfo.uploadKeyTypes[0], 'CONTACT_ID');
  });

  it('finds a list by its name', async () => {
    const name = `Found "by" ${randomUUID()}`;
    await lists.createUserList({ parent, userList: newList(name) });
    const filter = `display_name = "${name.replaceAll('"', '\\"')}"`;
    const [found] = await lists.listUserLists({ parent, filter });
    assert.deepEqual(found.map((list) => list.displayName), [name]);
  });

  it('pages through all lists', async () => {
    for (let i = 0; i < 3; i++) await madeList();
    const seen = new Set();
    for await (const list of lists.listUserListsAsync({ parent, pageSize: 2 })) seen.add(String(list.id));
    const { items } = await sandbox.json('/sandbox/lists');
    assert.equal(seen.size, items.length);
  });

  it('changes and deletes a list', async () => {
    const [list] = await lists.createUserList({ parent, userList: newList(`list ${randomUUID()}`) });
    const userList = { name: list.name, displayName: `new ${randomUUID()}`, description: 'not in the mask' };
    const [changed] = await lists.updateUserList({ userList, updateMask: { paths: ['display_name'] } });
    assert.equal(changed.displayName, userList.displayName);
    assert.equal(changed.description, 'd');
    await lists.deleteUserList({ name: list.name });
    await refused(lists.getUserList({ name: list.name }), 'NOT_FOUND');
  });

  it('refuses a name that is taken and a duration of half a day', async () => {
    const userList = newList(`list ${randomUUID()}`);
    await lists.createUserList({ parent, userList });
    await refused(lists.createUserList({ parent, userList }), 'DISPLAY_NAME_ALREADY_USED', 'display_name');
    const odd = { ...newList('odd'), membershipDuration: { seconds: 43200 } };
    await refused(lists.createUserList({ parent, userList: odd }), 'INVALID_ARGUMENT', 'membership_duration');
  });
});

describe('members', () => {
  it('adds, adds again, and removes by one identifier', async () => {
    const listId = await madeList();
    const people = Array.from({ length: 50 }, (_, i) => person(i));
    await members.ingestAudienceMembers(addition(listId, people));
    await members.ingestAudienceMembers(addition(listId, people));
    assert.equal(await countOf(listId), 50);
    const one = people[0].userData.userIdentifiers[1];
    await members.removeAudienceMembers({
      destinations: [destination(listId)],
      audienceMembers: [member(one)],
      encoding: 'HEX',
    });
    assert.equal(await countOf(listId), 49);
  });

  it('tells what became of a request', async () => {
    const listId = await madeList();
    const people = Array.from({ length: 40 }, (_, i) => person(i));
    people[0].consent = { adUserData: 'CONSENT_DENIED', adPersonalization: 'CONSENT_GRANTED' };
    const [{ requestId }] = await members.ingestAudienceMembers(addition(listId, people));
    const [{ requestStatusPerDestination: statuses }] = await members.retrieveRequestStatus({ requestId });
    assert.equal(statuses.length, 1);
    assert.equal(statuses[0].requestStatus, 'PARTIAL_SUCCESS');
    assert.equal(statuses[0].errorInfo.errorCounts[0].reason, 'PROCESSING_ERROR_REASON_DENIED_CONSENT');
    const ingested = statuses[0].audienceMembersIngestionStatus.userDataIngestionStatus;
    assert.equal(String(ingested.recordCount), '40');
    assert.equal(String(ingested.userIdentifierCount), '80');
    assert.match(ingested.uploadMatchRateRange, /^MATCH_RATE_RANGE_\d/);
    assert.equal(await countOf(listId), 39);
  });

  it('takes nothing when one member is malformed', async () => {
    const listId = await madeList();
    const people = [person(1), member({ emailAddress: 'jane@example.com' }), person(2)];
    const call = members.ingestAudienceMembers(addition(listId, people));
    await refused(call, 'INVALID_SHA256_FORMAT', 'audience_members.audience_members[1]');
    assert.equal(await countOf(listId), 0);
  });

  it('takes 10,000 members and not one more', async () => {
    const listId = await madeList();
    const people = Array.from({ length: 10001 }, (_, i) => person(i));
    await refused(members.ingestAudienceMembers(addition(listId, people)), 'TOO_MANY_AUDIENCE_MEMBERS');
    await members.ingestAudienceMembers(addition(listId, people.slice(1)));
    assert.equal(await countOf(listId), 10000);
  });

  it('refuses a list that is not there and terms that are not accepted', async () => {
    await refused(members.ingestAudienceMembers(addition(1, [person(1)])), 'INVALID_USER_LIST_ID');
    const { termsOfService: _terms, ...without } = addition(await madeList(), [person(1)]);
    await refused(members.ingestAudienceMembers(without), 'TERMS_AND_CONDITIONS_NOT_SIGNED');
  });

  it('surfaces a limit as the client knows it', async () => {
    const listId = await madeList();
    const rule = [{ match: 'audienceMembers:ingest', times: 1, action: 'status', status: 429, retry_after: 3 }];
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) });
    await refused(members.ingestAudienceMembers(addition(listId, [person(1)])), 'RESOURCE_EXHAUSTED');
    await members.ingestAudienceMembers(addition(listId, [person(1)]));
    assert.equal(await countOf(listId), 1);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '[]' });
  });
});

// --- our connector beside Google's client, field by field ---

const enumsByField = {
  accountType: 'ProductAccount.AccountType',
  adPersonalization: 'ConsentStatus',
  adUserData: 'ConsentStatus',
  customerMatchTermsOfServiceStatus: 'TermsOfServiceStatus',
  dataSourceType: 'DataSourceType',
  encoding: 'Encoding',
  uploadKeyTypes: 'IngestedUserListInfo.UploadKeyType',
};

function enumValues(name) {
  let node = protos.nested.google.nested.ads.nested.datamanager.nested.v1;
  for (const part of name.split('.')) node = node.nested[part];
  return node.values;
}

// Enum numbers, which the client sends, into the names, which ours sends.
function named(value, field) {
  if (Array.isArray(value)) return value.map((item) => named(item, field));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner, key)]));
  if (typeof value !== 'number' || !enumsByField[field]) return value;
  return Object.entries(enumValues(enumsByField[field])).find(([, number]) => number === value)[0];
}

describe('the connector says what the client says', () => {
  const wire = Object.fromEntries(read('wire.json').map((call) => [call.call, call]));
  const vectors = read('vectors.json').vectors;
  const published = (field, input) => vectors.find((v) => v.field === field && v.input === input).sha256;
  const people = [
    member(
      { emailAddress: published('email', '  ALEXZ@example.com   ') },
      { phoneNumber: published('phone', '+1 800-555-0100') },
    ),
    member(
      { emailAddress: published('email', 'jefferson.Loves.hiking@gmail.com') },
      {
        address: {
          givenName: published('given_name', ' Mr. Alex   '),
          familyName: published('family_name', ' Quinn, Jr.   '),
          regionCode: 'US',
          postalCode: '94045',
        },
      },
    ),
  ];

  async function recordedCall(call) {
    sandbox.recorded.length = 0;
    await call().catch(() => {}); // an answer of any kind will do: the request is what counts
    return sandbox.recorded[0];
  }

  function same(recorded, ours, withLogin) {
    assert.equal(recorded.method, ours.method);
    assert.equal(recorded.path, ours.path);
    assert.equal(recorded.headers.authorization, 'Bearer fake');
    if (withLogin) assert.equal(recorded.headers['login-account'], login.otherArgs.headers['login-account']);
    if (ours.body) {
      assert.match(recorded.headers['content-type'], /^application\/json/);
      assert.deepEqual(named(JSON.parse(recorded.body)), JSON.parse(ours.body));
    }
  }

  it('when it lists', async () => {
    same(await recordedCall(() => lists.listUserLists({ parent, pageSize: 1000 }, login)), wire.listUserLists, true);
  });

  it('when it makes a list', async () => {
    const userList = newList('High value', 'Kept by Random Truffle. [truffle:aud_01]');
    const call = () => lists.createUserList({ parent, userList }, login);
    same(await recordedCall(call), wire.createUserList, true);
  });

  it('when it adds members', async () => {
    const call = () => members.ingestAudienceMembers(addition(7001, people));
    same(await recordedCall(call), wire.ingestAudienceMembers, false);
  });

  it('when it removes members', async () => {
    const request = { destinations: [destination(7001)], audienceMembers: people, encoding: 'HEX' };
    same(await recordedCall(() => members.removeAudienceMembers(request)), wire.removeAudienceMembers, false);
  });

  it('when it reads a list', async () => {
    same(await recordedCall(() => lists.getUserList({ name: `${parent}/userLists/7001` }, login)), wire.getUserList, true);
  });
});
