// The npm client of Centrifuge puts together what we tell as deltas, and says what that saved.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

const COUNT = 1000;
let gateway;

before(async () => {
  const policy = { history: { size: 1000, ttl: '5m' }, delta: true, tagFilters: true };
  gateway = await Gateway.start(`namespaces=${JSON.stringify({ docs: policy, last: { ...policy, recovery: 'latest' } })}`);
});
after(() => gateway.stop());

function newClient() {
  const sockets = [];
  const client = new Centrifuge(gateway.ws, {
    websocket: class extends WebSocket {
      constructor(...args) {
        super(...args);
        sockets.push(this);
      }
    },
    minReconnectDelay: 20,
    maxReconnectDelay: 100,
  });
  return { client, sockets };
}

// A document in which a little changes each time, at several places, with characters of one to four bytes.
function state(i) {
  const players = Array.from({ length: 20 }, (_, n) => ({
    name: `Spieler ${n} ${'aéœ😀'.repeat(3)}`, goals: Math.floor((i + n * 37) / 100), 'on field': (i + n) % 23 !== 0,
  }));
  return { minute: i, mood: '😀😁😂🤣'.substring(2 * (i % 4), 2 * (i % 4) + 2), letters: 'éèêë'[i % 4], players };
}

async function subscribed(client, channel, options) {
  const subscription = client.newSubscription(channel, options);
  const seen = collect(subscription, 'publication', 'error', 'subscribed', 'unsubscribed');
  subscription.subscribe();
  await subscription.ready(10000);
  return { subscription, seen };
}

test('1,000 publications that differ slightly arrive equal, with a lost connection in the middle', async () => {
  const { client, sockets } = newClient();
  const ordinary = newClient().client;
  try {
    client.connect();
    ordinary.connect();
    const { subscription, seen } = await subscribed(client, 'docs:match', { delta: 'fossil' });
    const whole = await subscribed(ordinary, 'docs:match');
    const sent = [];
    for (let i = 0; i < COUNT; i++) {
      sent.push(state(i));
      await gateway.publish('docs:match', sent[i]);
      if (i === COUNT / 2) {
        await seen.until('publication', 10);
        sockets[0].terminate();
      }
    }
    await seen.until('publication', COUNT);
    await whole.seen.until('publication', COUNT);

    assert.deepEqual(seen.publication.map(({ data }) => data), sent);
    assert.deepEqual(seen.publication.map(({ offset }) => offset), sent.map((_, i) => i + 1));
    assert.deepEqual(whole.seen.publication.map(({ data }) => data), sent);
    assert.equal(seen.subscribed.length, 2);
    assert.ok(seen.subscribed[1].recovered);
    const stats = subscription.deltaStats();
    assert.ok(stats.numDeltaPayloads >= COUNT - 4, JSON.stringify(stats));
    assert.ok(stats.bytesReceived < stats.bytesDecoded / 10, JSON.stringify(stats));
  } finally {
    client.disconnect();
    ordinary.disconnect();
  }
});

test('a filter of tags lets pass what it should', async () => {
  const { client } = newClient();
  try {
    client.connect();
    const filter = { op: 'and', nodes: [{ key: 'ticker', cmp: 'in', vals: ['A', 'B'] }, { key: 'price', cmp: 'gt', val: '10' }] };
    const { seen } = await subscribed(client, 'docs:market', { tagsFilter: filter });
    for (const [ticker, price] of [['A', '9'], ['A', '10.5'], ['C', '50'], ['B', '11']]) {
      await gateway.api('publish', { channel: 'docs:market', data: ticker + price, tags: { ticker, price } });
    }
    await seen.until('publication', 2);
    assert.deepEqual(seen.publication.map(({ data }) => data), ['A10.5', 'B11']);
    assert.deepEqual(seen.publication.map(({ offset }) => offset), [2, 4]);
  } finally {
    client.disconnect();
  }
});

test('where only the latest counts a client is brought that one, and goes on with deltas', async () => {
  const { client } = newClient();
  try {
    client.connect();
    for (let i = 0; i < 3; i++) {
      await gateway.publish('last:score', state(i));
    }
    const { subscription, seen } = await subscribed(client, 'last:score', { delta: 'fossil', since: {} });
    await gateway.publish('last:score', state(3));
    await gateway.publish('last:score', state(4));
    await seen.until('publication', 3);
    assert.deepEqual(seen.publication.map(({ data }) => data), [state(2), state(3), state(4)]);
    assert.ok(subscription.deltaStats().numDeltaPayloads >= 1);
  } finally {
    client.disconnect();
  }
});
