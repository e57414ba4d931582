// The npm client of Centrifuge is the judge of how we speak its protocol, in both of its forms: what is
// one more test here holds for both.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as CentrifugeProtobuf } from 'centrifuge/build/protobuf';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

const FORMS = {
  JSON: {
    Centrifuge,
    encode: (value) => value,
    decode: (data) => data,
    bytes: (data) => [...Buffer.from(data, 'base64')],
  },
  Protobuf: {
    Centrifuge: CentrifugeProtobuf,
    encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
    decode: (data) => JSON.parse(new TextDecoder().decode(data)),
    bytes: (data) => [...data],
  },
};

Object.entries(FORMS).forEach(([name, form]) => describe(`in ${name}`, () => {
  let gateway;
  let clients = [];

  before(async () => { gateway = await Gateway.start(); });
  after(() => gateway.stop());
  afterEach(() => {
    clients.forEach((client) => client.disconnect());
    clients = [];
  });

  // `sockets` are the live WebSockets, so that a test can cut them without a word.
  function newClient(options = {}, url = gateway.ws) {
    const sockets = [];
    const client = new form.Centrifuge(url, {
      websocket: class extends WebSocket {
        constructor(...args) {
          super(...args);
          sockets.push(this);
        }
      },
      minReconnectDelay: 20,
      maxReconnectDelay: 100,
      ...options,
    });
    clients.push(client);
    return { client, sockets };
  }

  function connected(client) {
    client.connect();
    return client.ready(10000);
  }

  async function subscribed(client, channel, options) {
    const subscription = client.newSubscription(channel, options);
    const seen = collect(subscription, 'publication', 'join', 'leave', 'subscribed', 'unsubscribed');
    subscription.subscribe();
    await subscription.ready(10000);
    return { subscription, seen };
  }

  test('client connects, is told of its node and hears the broadcast', async () => {
    const { client } = newClient();
    const seen = collect(client, 'connected', 'publication', 'subscribed');
    await connected(client);
    assert.equal(seen.connected[0].transport, 'websocket');
    assert.equal(seen.subscribed[0].channel, 'broadcast');
    await gateway.publish('broadcast', { to: 'all' });
    await seen.until('publication', 1);
    assert.deepEqual(form.decode(seen.publication[0].data), { to: 'all' });
  });

  test('1,000 numbered publications arrive in order, once', async () => {
    const { client } = newClient();
    await connected(client);
    const { seen } = await subscribed(client, 'demo:thousand');
    for (let i = 1; i <= 1000; i++) {
      await gateway.publish('demo:thousand', i);
    }
    await seen.until('publication', 1000);
    assert.deepEqual(seen.publication.map((one) => form.decode(one.data)), Array.from({ length: 1000 }, (_, i) => i + 1));
    assert.deepEqual(seen.publication.map((one) => one.offset), Array.from({ length: 1000 }, (_, i) => i + 1));
  });

  test('1,000 publications from 20 writers at once arrive in one order everywhere', async () => {
    const readers = [newClient(), newClient(), newClient()];
    const heard = [];
    for (const { client } of readers) {
      await connected(client);
      heard.push((await subscribed(client, 'demo:writers')).seen);
    }
    await Promise.all(Array.from({ length: 20 }, async (_, writer) => {
      for (let i = 0; i < 50; i++) {
        await gateway.publish('demo:writers', writer * 50 + i);
      }
    }));
    for (const seen of heard) {
      await seen.until('publication', 1000);
    }
    assert.equal(new Set(heard[0].publication.map((one) => form.decode(one.data))).size, 1000);
    for (const seen of heard) {
      assert.deepEqual(seen.publication.map((one) => one.offset), Array.from({ length: 1000 }, (_, i) => i + 1));
      assert.deepEqual(seen.publication.map((one) => form.decode(one.data)), heard[0].publication.map((one) => form.decode(one.data)));
    }
  });

  test('abrupt reconnect recovers exactly what was missed', async () => {
    const { client, sockets } = newClient();
    await connected(client);
    const { seen } = await subscribed(client, 'demo:recover');
    for (let round = 0; round < 5; round++) {
      const before = seen.publication.length;
      const again = seen.subscribed.length + 1;
      await gateway.publish('demo:recover', before + 1);
      await seen.until('publication', before + 1);
      sockets.at(-1).terminate();
      for (let i = 2; i <= 11; i++) {
        await gateway.publish('demo:recover', before + i);
      }
      await seen.until('subscribed', again);
      await seen.until('publication', before + 11);
      assert.equal(seen.subscribed.at(-1).wasRecovering, true);
      assert.equal(seen.subscribed.at(-1).recovered, true);
    }
    assert.deepEqual(seen.publication.map((one) => form.decode(one.data)), Array.from({ length: 55 }, (_, i) => i + 1));
  });

  test('server-side subscription recovers too', async () => {
    const { client, sockets } = newClient();
    const seen = collect(client, 'publication', 'subscribed');
    await connected(client);
    await gateway.publish('broadcast', 'before');
    await seen.until('publication', 1);
    sockets.at(-1).terminate();
    await gateway.publish('broadcast', 'meanwhile');
    await seen.until('publication', 2);
    assert.deepEqual(seen.publication.map((one) => form.decode(one.data)), ['before', 'meanwhile']);
  });

  test('what is no longer kept is told as not recovered', async () => {
    const { client } = newClient();
    await connected(client);
    const { seen } = await subscribed(client, 'demo:unrecovered');
    await gateway.publish('demo:unrecovered', 0);
    await seen.until('publication', 1);
    client.disconnect();
    for (let i = 0; i < 102; i++) {
      await gateway.publish('demo:unrecovered', i);
    }
    client.connect();
    await seen.until('subscribed', 2);
    assert.equal(seen.subscribed[1].wasRecovering, true);
    assert.equal(seen.subscribed[1].recovered, false);
  });

  test('history, presence and their numbers', async () => {
    const { client } = newClient();
    await connected(client);
    const { subscription } = await subscribed(client, 'demo:past');
    for (let i = 1; i <= 5; i++) {
      await subscription.publish(form.encode(i));
    }
    const all = await subscription.history({ limit: 100 });
    assert.deepEqual(all.publications.map((one) => form.decode(one.data)), [1, 2, 3, 4, 5]);
    const later = await subscription.history({ limit: 100, since: { epoch: all.epoch, offset: 3 } });
    assert.deepEqual(later.publications.map((one) => form.decode(one.data)), [4, 5]);
    const back = await subscription.history({ limit: 2, reverse: true });
    assert.deepEqual(back.publications.map((one) => form.decode(one.data)), [5, 4]);
    const { clients: present } = await subscription.presence();
    assert.equal(Object.keys(present).length, 1);
    assert.deepEqual(await subscription.presenceStats(), { numClients: 1, numUsers: 1 });
  });

  test('joins and leaves are heard', async () => {
    const first = newClient().client;
    const second = newClient();
    await connected(first);
    await connected(second.client);
    const { seen } = await subscribed(first, 'demo:joins', { joinLeave: true });
    await subscribed(second.client, 'demo:joins');
    await seen.until('join', 2);
    second.sockets.at(-1).terminate();
    second.client.disconnect();
    await seen.until('leave', 1);
    assert.equal(seen.leave[0].info.client, seen.join[1].info.client);
  });

  test('backend unsubscribes and disconnects with the codes of the protocol', async () => {
    const { client } = newClient();
    const seen = collect(client, 'connected', 'disconnected');
    await connected(client);
    const id = seen.connected[0].client;
    const { seen: channel } = await subscribed(client, 'demo:ended');
    await gateway.api('unsubscribe', { client: id, channel: 'demo:ended' });
    await channel.until('unsubscribed', 1);
    assert.equal(channel.unsubscribed[0].code, 2000);
    await gateway.api('disconnect', { client: id });
    await seen.until('disconnected', 1);
    assert.equal(seen.disconnected[0].code, 3503);
  });

  test('backend subscribes a client to a channel it did not ask for', async () => {
    const { client } = newClient();
    const seen = collect(client, 'connected', 'subscribed', 'publication');
    await connected(client);
    await gateway.api('subscribe', { client: seen.connected[0].client, channel: 'demo:given' });
    await seen.until('subscribed', 2);
    await gateway.publish('demo:given', 1);
    await seen.until('publication', 1);
    assert.equal(seen.publication[0].channel, 'demo:given');
  });

  test('refusals carry their numbers', async () => {
    const { client } = newClient();
    await connected(client);
    const unknown = client.newSubscription('nowhere:a');
    const seen = collect(unknown, 'error', 'unsubscribed');
    unknown.subscribe();
    await seen.until('unsubscribed', 1);
    assert.equal(seen.unsubscribed[0].code, 102);
    await assert.rejects(client.publish('plain', form.encode(1)), { code: 103 });
    await assert.rejects(client.rpc('x', form.encode(1)), { code: 104 });
  });

  test('bytes arrive as they are, in JSON as Base64', async () => {
    const { client } = newClient();
    await connected(client);
    const { seen } = await subscribed(client, 'demo:bytes');
    await gateway.api('publish', { channel: 'demo:bytes', b64data: 'AP8=' });
    await seen.until('publication', 1);
    assert.deepEqual(form.bytes(seen.publication[0].data), [0, 255]);
  });

  test('client stays connected through the pings of two intervals', async () => {
    const quick = await Gateway.start('sessions.pingInterval=4s', 'sessions.pongTimeout=3500ms');
    const { client } = newClient({}, quick.ws);
    const seen = collect(client, 'connected', 'disconnected', 'connecting');
    await connected(client);
    const pings = collect(gatewaySocket(client), 'message');
    await pings.until('message', 2);
    assert.equal(seen.disconnected.length, 0);
    assert.equal(seen.connecting.length, 1);
    client.disconnect();
    await quick.stop();
  });

  // The socket below the client: its pings are not events of the client.
  function gatewaySocket(client) {
    return client._transport._transport;
  }

  test('many commands in one frame are answered', async () => {
    const { client } = newClient();
    client.startBatching();
    const subscriptions = Array.from({ length: 50 }, (_, i) => client.newSubscription(`demo:batch${i}`));
    subscriptions.forEach((subscription) => subscription.subscribe());
    client.stopBatching();
    await connected(client);
    await Promise.all(subscriptions.map((subscription) => subscription.ready(10000)));
  });
}));
