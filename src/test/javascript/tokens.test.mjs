// The npm client of Centrifuge brings tokens, and fetches others in time.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';
import { SECRET, soon, token } from './tokens.mjs';

let gateway;
let clients = [];

before(async () => {
  gateway = await Gateway.start(
    `auth.tokens.hmacSecret=${SECRET}`, 'auth.anonymous=false', 'auth.expiryGrace=20s',
    'namespaces={default: {}, closed: {subscribe: token}}');
});
after(() => gateway.stop());
afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

// Tokens for three seconds each, counted as they are fetched.
function fetching(claims) {
  const fetched = new EventEmitter();
  const counted = collect(fetched, 'token');
  const getToken = async () => {
    fetched.emit('token');
    return token({ ...claims, exp: soon(3), n: counted.token.length });
  };
  return { counted, getToken };
}

function newClient(options) {
  const client = new Centrifuge(gateway.ws, { websocket: WebSocket, minReconnectDelay: 20, maxReconnectDelay: 100, ...options });
  clients.push(client);
  return client;
}

test('client fetches a token to connect with, and others before each expires', async () => {
  const { counted, getToken } = fetching({ sub: 'ann' });
  const client = newClient({ getToken });
  const seen = collect(client, 'connected', 'connecting', 'disconnected', 'error');
  client.connect();
  await client.ready(10000);
  await counted.until('token', 3);
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
  const { counted, getToken } = fetching({ sub: 'ann', channel: 'closed:a' });
  const subscription = client.newSubscription('closed:a', { getToken });
  const seen = collect(subscription, 'subscribed', 'subscribing', 'unsubscribed', 'publication');
  subscription.subscribe();
  await subscription.ready(10000);
  await counted.until('token', 3);
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
