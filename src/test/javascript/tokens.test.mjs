// The npm client of Centrifuge brings tokens, and fetches others in time.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

const SECRET = 'a secret of the tests in JavaScript';

let gateway;
let clients = [];

before(async () => {
  gateway = await Gateway.start(
    `auth.tokens.hmacSecret=${SECRET}`, 'auth.anonymous=false', 'auth.expiryGrace=1s',
    'namespaces={default: {}, closed: {subscribe: token}}');
});
after(() => gateway.stop());
afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

function token(claims) {
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const soon = (seconds) => Math.floor(Date.now() / 1000) + seconds;

function newClient(options) {
  const client = new Centrifuge(gateway.ws, { websocket: WebSocket, minReconnectDelay: 20, maxReconnectDelay: 100, ...options });
  clients.push(client);
  return client;
}

test('client fetches a token to connect with, and others before each expires', async () => {
  let fetched = 0;
  const client = newClient({ getToken: async () => token({ sub: 'ann', exp: soon(2), n: ++fetched }) });
  const seen = collect(client, 'connected', 'connecting', 'disconnected', 'error');
  client.connect();
  await client.ready(10000);
  while (fetched < 4) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(seen.connected.length, 1);
  assert.deepEqual([seen.disconnected, seen.error], [[], []]);
});

test('client whose token is old fetches another and connects', async () => {
  let fetched = 0;
  const client = newClient({
    token: token({ sub: 'ann', exp: soon(-60) }),
    getToken: async () => { fetched++; return token({ sub: 'ann' }); },
  });
  client.connect();
  await client.ready(10000);
  assert.equal(fetched, 1);
});

test('client without a token, or with a bad one, stays away', async () => {
  for (const options of [{}, { token: 'garbage' }]) {
    const client = newClient(options);
    const disconnected = once(client, 'disconnected');
    client.connect();
    const [{ code, reason }] = await disconnected;
    assert.deepEqual([code, reason], [3500, 'invalid token']);
  }
});

test('subscription fetches its token, and others before each expires', async () => {
  const client = newClient({ token: token({ sub: 'ann' }) });
  client.connect();
  let fetched = 0;
  const subscription = client.newSubscription('closed:a', {
    getToken: async ({ channel }) => { fetched++; return token({ sub: 'ann', channel, exp: soon(2) }); },
  });
  const seen = collect(subscription, 'subscribed', 'subscribing', 'unsubscribed', 'publication');
  subscription.subscribe();
  await subscription.ready(10000);
  while (fetched < 4) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await gateway.publish('closed:a', 1);
  await seen.until('publication', 1);
  assert.equal(seen.subscribed.length, 1);
  assert.equal(seen.unsubscribed.length, 0);
});

test('subscription whose token is of another channel stays unsubscribed', async () => {
  const client = newClient({ token: token({ sub: 'ann' }) });
  client.connect();
  const subscription = client.newSubscription('closed:a', { token: token({ sub: 'ann', channel: 'closed:b' }) });
  const unsubscribed = once(subscription, 'unsubscribed');
  subscription.subscribe();
  const [{ code }] = await unsubscribed;
  assert.equal(code, 103);
});
