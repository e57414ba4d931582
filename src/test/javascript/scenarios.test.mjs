// The npm client of Centrifuge does the same over each transport and in each form, through a balancer that
// gives each connection to another of two nodes. Its SSE is in JSON only.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as CentrifugeProtobuf } from 'centrifuge/build/protobuf';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';
import { Balancer } from './balancer.mjs';
import { Gateway, collect } from './gateway.mjs';
import { SECRET, soon, token } from './tokens.mjs';

const FORMS = {
  JSON: { Client: Centrifuge, encode: (value) => value, decode: (data) => data },
  Protobuf: {
    Client: CentrifugeProtobuf,
    encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
    decode: (data) => JSON.parse(new TextDecoder().decode(data)),
  },
};

let adder;
let nodes = [];
let balancer;

before(async () => {
  adder = http.createServer(async (request, response) => {
    const { data, user } = await new Response(request).json();
    response.end(JSON.stringify({ result: { data: { sum: data.a + data.b, user } } }));
  }).listen(0, '127.0.0.1');
  await once(adder, 'listening');
  const talk = { publish: 'anyone', history: { size: 100, ttl: '5m' }, presence: true, delta: true };
  nodes = await Gateway.startCluster(
    2, `auth.tokens.hmacSecret=${SECRET}`, 'auth.anonymous=false', 'auth.expiryGrace=20s',
    `namespaces=${JSON.stringify({ default: {}, talk, closed: { subscribe: 'token' } })}`,
    `backends={"adder": {"url": "http://127.0.0.1:${adder.address().port}/{question}", "timeout": "10s"}}`,
    'ask={"rpc": {"add": "adder"}}');
  balancer = await Balancer.start(nodes.map((node) => node.url));
});
after(async () => {
  balancer?.stop();
  await Promise.all(nodes.map((node) => node.stop()));
  adder.close();
});

[['websocket', 'JSON'], ['websocket', 'Protobuf'], ['http_stream', 'JSON'], ['http_stream', 'Protobuf'], ['sse', 'JSON']]
  .forEach(([transport, form]) => describe(`${transport} in ${form}`, () => {
    const { Client, encode, decode } = FORMS[form];
    const name = `${transport}-${form}`;
    const fetching = new EventEmitter();
    const fetched = collect(fetching, 'token');
    let client;
    let seen;

    before(async () => {
      balancer.cut(0);
      const endpoint = transport === 'websocket' ? balancer.url.replace('http', 'ws') : balancer.url;
      client = new Client([{ transport, endpoint: `${endpoint}/connection/${transport}` }], {
        websocket: WebSocket,
        eventsource: EventSource,
        emulationEndpoint: `${balancer.url}/emulation`,
        minReconnectDelay: 20,
        maxReconnectDelay: 100,
        getToken: async () => {
          fetching.emit('token');
          return token({ sub: 'ann', exp: soon(3) });
        },
      });
      seen = collect(client, 'connected', 'disconnected', 'error');
      client.connect();
      await client.ready(20000);
    });
    after(() => client.disconnect());

    async function subscribed(channel, options) {
      const subscription = client.newSubscription(channel, options);
      const heard = collect(subscription, 'publication', 'subscribed');
      subscription.subscribe();
      await subscription.ready(20000);
      return { subscription, heard };
    }

    test('only who may subscribes and publishes', async () => {
      assert.equal(seen.connected[0].transport, transport);
      const refused = client.newSubscription(`closed:${name}`);
      const unsubscribed = once(refused, 'unsubscribed');
      refused.subscribe();
      assert.equal((await unsubscribed)[0].code, 103);
      await subscribed(`closed:${name}-2`, { token: token({ sub: 'ann', channel: `closed:${name}-2` }) });
      await assert.rejects(client.publish('plain', encode(1)), { code: 103 });
    });

    test('history, presence and calls', async () => {
      const { subscription } = await subscribed(`talk:past-${name}`);
      for (let i = 1; i <= 5; i++) {
        await subscription.publish(encode(i));
      }
      const { publications } = await subscription.history({ limit: 100 });
      assert.deepEqual(publications.map((one) => decode(one.data)), [1, 2, 3, 4, 5]);
      const present = Object.values((await subscription.presence()).clients);
      assert.deepEqual(present.map(({ user }) => user), ['ann']);
      assert.deepEqual(await subscription.presenceStats(), { numClients: 1, numUsers: 1 });
      assert.deepEqual(decode((await client.rpc('add', encode({ a: 1, b: 2 }))).data), { sum: 3, user: 'ann' });
      await assert.rejects(client.rpc('divide', encode({})), { code: 104 });
    });

    test('what is missed is recovered on the other node, and deltas go on there', async () => {
      const channel = `talk:state-${name}`;
      const { subscription, heard } = await subscribed(channel, { delta: 'fossil' });
      const sent = [];
      const publish = async () => {
        sent.push({ i: sent.length + 1, same: 'ä😀"'.repeat(50) });
        await nodes[sent.length % 2].publish(channel, sent.at(-1));
      };
      for (const next of [1, 0]) {
        const deltas = subscription.deltaStats().numDeltaPayloads;
        await publish();
        await publish();
        await heard.until('publication', sent.length);
        assert.ok(subscription.deltaStats().numDeltaPayloads > deltas);
        const again = heard.subscribed.length + 1;
        balancer.cut(next);
        await publish();
        await publish();
        await heard.until('subscribed', again);
        await heard.until('publication', sent.length);
        assert.equal(heard.subscribed.at(-1).recovered, true);
      }
      assert.deepEqual(heard.publication.map((one) => decode(one.data)), sent);
    });

    test('the token is replaced before it expires', async () => {
      await fetched.until('token', fetched.token.length + 1);
      await client.presenceStats(`talk:past-${name}`);
      assert.equal(client.state, 'connected');
      assert.deepEqual(seen.disconnected, []);
    });
  }));
