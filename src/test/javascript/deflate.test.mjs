// permessage-deflate with clients whose own it is: ws, and the npm client of Centrifuge over it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as CentrifugeProtobuf } from 'centrifuge/build/protobuf';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

const DEFLATE = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
let gateway;

before(async () => {
  gateway = await Gateway.start(
    `routes=${JSON.stringify([
      { path: '/connection/websocket', serve: 'centrifuge', compression: true },
      { path: '/talk', serve: 'subscribe', publish: true, compression: { threshold: 0 } },
      { path: '/demo/', serve: 'demo' },
    ])}`,
    `namespaces=${JSON.stringify({ docs: { history: { size: 1000, ttl: '5m' }, delta: true, publish: 'subscribers' } })}`,
  );
});
after(() => gateway.stop());

// What a client was sent in all, as it was on the wire.
const received = ({ _socket: socket }) => socket.bytesRead;
const table = (n) => ({ n, rows: Array.from({ length: 100 }, (_, i) => ({ id: i, name: `row ${i} äé😀`, ok: true })) });

async function talk(channel, options) {
  const socket = new WebSocket(`${gateway.url.replace('http:', 'ws:')}/talk?channel=${channel}`, options);
  const seen = collect({ on: (kind, then) => socket.on('message', (data, isBinary) => then(isBinary ? data : data.toString())) }, 'message');
  await once(socket, 'open');
  return { socket, seen };
}

test('ws hears what it says itself, compressed both ways, in fragments or whole', async () => {
  const { socket, seen } = await talk('own', { perMessageDeflate: { threshold: 0 } });
  const plain = await talk('own', { perMessageDeflate: false });
  assert.match(socket.extensions, /^permessage-deflate/);
  assert.equal(plain.socket.extensions, '');
  const sent = [];
  for (let i = 0; i < 200; i++) {
    const text = JSON.stringify(table(i));
    sent.push(text);
    if (i % 2) {
      socket.send(text);
    } else {
      socket.send(text.slice(0, 1000), { fin: false });
      socket.ping('between');
      socket.send(text.slice(1000, 1010), { fin: false });
      socket.send(text.slice(1010), { fin: true });
    }
  }
  const bytes = Buffer.from([0, 1, 2, 255]);
  socket.send(bytes);
  sent.push(bytes);
  await Promise.all([seen.until('message', sent.length), plain.seen.until('message', sent.length)]);
  assert.deepEqual(seen.message, sent);
  assert.deepEqual(plain.seen.message, sent);
  assert.ok(received(socket) * 4 < received(plain.socket), `${received(socket)} of ${received(plain.socket)} bytes`);
  socket.close();
  plain.socket.close();
});

test('a client that wants a small window goes without', async () => {
  const { socket, seen } = await talk('small', { perMessageDeflate: { serverMaxWindowBits: 9 } });
  assert.equal(socket.extensions, '');
  socket.send('as it is');
  await seen.until('message', 1);
  socket.close();
});

for (const [form, Client] of [['JSON', Centrifuge], ['Protobuf', CentrifugeProtobuf]]) {
  test(`centrifuge in ${form} hears, publishes, recovers, and takes deltas`, async () => {
    const sockets = [];
    const heads = [];
    const client = new Client(gateway.ws, {
      websocket: class extends WebSocket {
        constructor(url, protocols) {
          super(url, protocols, { perMessageDeflate: { threshold: 0 } });
          this.on('upgrade', (answer) => heads.push(answer.headers['sec-websocket-extensions']));
          sockets.push(this);
        }
      },
      minReconnectDelay: 20,
      maxReconnectDelay: 100,
    });
    const subscriptions = [undefined, { delta: 'fossil' }].map((options, i) => {
      const subscription = client.newSubscription(`docs:${form}${i}`, options);
      const seen = collect(subscription, 'publication', 'subscribed', 'error');
      subscription.subscribe();
      return { subscription, seen };
    });
    const encoded = (data) => (form === 'JSON' ? data : new TextEncoder().encode(JSON.stringify(data)));
    const decoded = ({ data }) => (form === 'JSON' && typeof data !== 'string' ? data : JSON.parse(Buffer.from(data).toString()));
    try {
      client.connect();
      await Promise.all(subscriptions.map(({ subscription }) => subscription.ready(10000)));
      for (let i = 0; i < 100; i++) {
        if (i === 50) {
          sockets[0].terminate(); // what is published meanwhile is recovered
        }
        for (const { subscription } of subscriptions) {
          await gateway.publish(subscription.channel, table(i));
        }
      }
      await Promise.all(subscriptions.map(({ seen }) => seen.until('subscribed', 2)));
      for (const { subscription, seen } of subscriptions) {
        await subscription.publish(encoded(table(100)));
        await seen.until('publication', 101);
        assert.deepEqual(seen.publication.map(decoded), Array.from({ length: 101 }, (_, i) => table(i)));
        assert.deepEqual(seen.error, []);
      }
      assert.deepEqual(heads, [DEFLATE, DEFLATE]);
    } finally {
      client.disconnect();
    }
  });
}
