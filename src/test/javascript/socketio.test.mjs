// Socket.IO servers that know nothing of each other, behind two nodes, and a load balancer that goes in turn.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { io } from 'socket.io-client';
import { socketIo } from './backends.mjs';
import { Balancer } from './balancer.mjs';
import { Gateway, collect, relaying, untilHeard } from './gateway.mjs';

const CLIENTS = 30;
const ROUNDS = 5;
const AT_ONCE = 4;

let servers;
let nodes;
let balancer;
let clients = [];

before(async () => {
  servers = await Promise.all(['one', 'two', 'three'].map((name) => socketIo(name)));
  nodes = await Gateway.startDemo(2, ...relaying(
    [{ path: '/socket.io/', proxy: 'chat', channels: ['broadcast'], inject: { form: 'socket.io', event: 'news' } }],
    { chat: { sticky: 'engine-io', targets: servers.map(({ target }) => target) } },
  ));
  balancer = await Balancer.start(nodes.map(({ url }) => url));
});
after(async () => {
  balancer?.stop();
  await Promise.all(servers.map((server) => server.stop()));
  await nodes?.[0].stop();
});
afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

// Comes back to nobody by itself, so that a session that is lost fails its test.
function newClient(transports, options = {}, url = balancer.url) {
  const client = io(url, { transports, forceNew: true, reconnection: false, ...options });
  const seen = collect(client, 'connect', 'connect_error', 'disconnect', 'news');
  clients.push(client);
  return { client, seen };
}

async function connected(one) {
  one.client.on('connect_error', (error) => { throw error; });
  await one.seen.until('connect', 1);
  const wanted = one.client.io.opts.transports.at(-1);
  if (one.client.io.engine.transport.name !== wanted) {
    await once(one.client.io.engine, 'upgrade');
  }
  assert.equal(one.client.io.engine.transport.name, wanted);
  return one;
}

const fleet = async (transports, options) => Promise.all(
  Array.from({ length: CLIENTS }, () => newClient(transports, options)).map(connected));

// 20 events, some of them under way together.
async function talk({ client, seen }) {
  const answers = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sent = Array.from({ length: AT_ONCE }, (_, i) => `${client.id} ${round} ${i}`);
    const acknowledged = await Promise.all(sent.map((text) => client.timeout(20000).emitWithAck('echo', text)));
    assert.deepEqual(acknowledged.map(({ text }) => text), sent);
    answers.push(...acknowledged);
  }
  assert.deepEqual([...new Set(answers.map(({ id }) => id))], [client.id]);
  assert.equal(seen.disconnect.length, 0);
  return answers[0].server;
}

for (const transports of [['polling'], ['polling', 'websocket'], ['websocket']]) {
  for (const keepAlive of [false, true]) {
    const each = keepAlive ? 'connections that sessions share' : 'each request through the next node';
    test(`${transports.join(', then ')}: every session stays where it is, ${each}`, async () => {
      const agent = new http.Agent({ keepAlive });
      const all = await fleet(transports, { agent });
      const used = await Promise.all(all.map(talk));
      assert.equal(new Set(used).size, servers.length, 'all servers are used');
      all.forEach(({ client }) => client.disconnect());
      agent.destroy();
    });
  }
}

test('unmodified servers, and every client on WebSocket hears each publication once', async () => {
  const all = [];
  for (let i = 0; i < 20; i++) {
    const transports = i % 4 < 2 ? ['websocket'] : ['polling', 'websocket'];
    all.push(newClient(transports, {}, nodes[i % 2].url));
  }
  await Promise.all(all.map(connected));
  await untilHeard(
    () => nodes[0].publish('broadcast', { number: -1 }), () => all.every(({ seen }) => seen.news.length > 0));
  const talking = Promise.all(all.map(talk));
  for (let i = 0; i < 20; i++) {
    await nodes[i % 2].publish('broadcast', { number: i });
  }
  await talking;
  for (const { client, seen } of all) {
    const early = seen.news.filter(({ number }) => number < 0).length;
    await seen.until('news', early + 20);
    // What comes after the last publication would be one too many.
    await client.timeout(20000).emitWithAck('echo', 'end');
    assert.deepEqual(seen.news.slice(early).map(({ number }) => number), Array.from({ length: 20 }, (_, i) => i));
  }
});

test('publications during handshakes and upgrades do no harm', async () => {
  let publishing = true;
  const published = (async () => {
    for (let i = 0; publishing; i++) {
      await nodes[i % 2].publish('broadcast', { number: i });
    }
  })();
  const all = await fleet(['polling', 'websocket']);
  await Promise.all(all.map(talk));
  publishing = false;
  await published;
  for (const { seen } of all) {
    const heard = seen.news.map(({ number }) => number);
    assert.deepEqual(heard, [...new Set(heard)].sort((a, b) => a - b), 'once each and in order');
  }
});

test('session that nobody knows is refused by a server itself', async () => {
  const response = await fetch(`${balancer.url}/socket.io/?EIO=4&transport=polling&sid=nobodys`);
  assert.equal(response.status, 400);
  assert.deepEqual(await response.json(), { code: 1, message: 'Session ID unknown' });
});
