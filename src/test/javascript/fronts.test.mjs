// HAProxy and nginx in front of two nodes, with the files in conf/.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { EventSource } from 'eventsource';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { httpServer, socketIo, wsEcho } from './backends.mjs';
import { haproxy, nginx } from './fronts.mjs';
import { Gateway, collect, relaying, untilHeard } from './gateway.mjs';

const CLIENT = '127.0.0.5'; // all of 127/8 is this machine
const MIB = 1024 * 1024;

// HAProxy asks the nodes how they are, nginx does not; and with the PROXY protocol nodes serve nobody else.
const SITES = [
  {
    name: 'requests',
    settings: [],
    fronts: (nodes, healthPort) => Promise.all([haproxy('http', nodes, healthPort), nginx(nodes)]),
  },
  {
    name: 'bytes',
    settings: ['listeners.public.proxyProtocol=true'],
    closed: true,
    fronts: (nodes) => Promise.all([haproxy('tcp', nodes)]),
  },
];

let backends = [];
let settings;
let clients = [];

before(async () => {
  const app = await httpServer('app', async (request, response) => {
    let bytes = 0;
    for await (const chunk of request) {
      bytes += chunk.length;
    }
    response.end(JSON.stringify({ ...request.headers, bytes }));
  });
  const echo = await wsEcho('echo', { maxPayload: 16 * MIB });
  const chat = await Promise.all(['one', 'two'].map((name) => socketIo(name)));
  backends = [app, echo, ...chat];
  settings = relaying([
    { path: '/connection/http_stream', serve: 'centrifuge-http-stream' },
    { path: '/connection/sse', serve: 'centrifuge-sse' },
    { path: '/emulation', serve: 'centrifuge-emulation' },
    { path: '/subscribe', serve: 'subscribe' },
    { path: '/app/', proxy: 'app', channels: ['broadcast'] },
    { path: '/echo/', proxy: 'echo' },
    { path: '/socket.io/', proxy: 'chat' },
  ], {
    app: { targets: [app.target] },
    echo: { targets: [echo.target] },
    chat: { sticky: 'engine-io', targets: chat.map(({ target }) => target) },
  });
});
after(() => Promise.all(backends.map((backend) => backend.stop())));
afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

// Nodes differ in their address only, as on machines of their own.
class Site {
  constructor(plan) {
    this.plan = plan;
    this.nodes = [];
  }

  async start() {
    this.first = 10000 + Math.floor(Math.random() * 20000); // below the ports that systems give away
    await this.startNode(0);
    await this.startNode(1);
    this.fronts = await this.plan.fronts(this.hosts().map((host) => `${host}:${this.first}`), this.first + 1);
  }

  hosts() {
    return ['127.0.0.2', '127.0.0.3'];
  }

  name(index) {
    return `${this.plan.name}-${'ab'[index]}`;
  }

  async startNode(index) {
    const cluster = [this.first + 2, this.first + 3];
    const host = this.hosts()[index];
    this.nodes[index] = await Gateway.start(
      ...settings,
      ...this.plan.settings,
      'listeners.public.trustedProxies=[127.0.0.1]',
      `node.name=${this.name(index)}`,
      `listeners.public.host=${host}`,
      `listeners.public.port=${this.first}`,
      `listeners.admin.host=${host}`,
      `listeners.admin.port=${this.first + 1}`,
      'cluster.enabled=true',
      `cluster.name=${this.plan.name}`,
      `cluster.members=${JSON.stringify(cluster.map((port) => `127.0.0.1:${port}`))}`,
      `cluster.port=${cluster[index]}`,
      `cluster.busPort=${cluster[index] + 2}`);
  }

  async clients(index) {
    const { nodes } = await this.nodes[index].api('info', {});
    return nodes.find(({ name }) => name === this.name(index)).num_clients;
  }

  async stop() {
    await Promise.all((this.fronts ?? []).map((front) => front.stop()));
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

async function request(url, options = {}, body = undefined) {
  const sent = http.request(url, { localAddress: CLIENT, agent: false, ...options });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const text = (await response.toArray()).join('');
  assert.equal(response.statusCode, 200, text);
  return JSON.parse(text);
}

// The backend says first what headers it was sent.
async function link(front, headers = {}) {
  const socket = new WebSocket(`${front.url.replace('http:', 'ws:')}/app/`, { localAddress: CLIENT, headers });
  const seen = collect(socket, 'message', 'close', 'error');
  await once(socket, 'open');
  await seen.until('message', 1);
  clients.push({ disconnect: () => socket.terminate() });
  return { seen, headers: JSON.parse(seen.message[0].toString()) };
}

async function subscribed(front, channel, transport = 'websocket') {
  const url = transport === 'websocket' ? front.url.replace('http:', 'ws:') : front.url;
  const client = new Centrifuge([{ transport, endpoint: `${url}/connection/${transport}` }], {
    websocket: WebSocket,
    eventsource: EventSource,
    emulationEndpoint: `${front.url}/emulation`,
    minReconnectDelay: 20,
    maxReconnectDelay: 500,
  });
  clients.push(client);
  const subscription = client.newSubscription(channel);
  const seen = collect(subscription, 'publication', 'subscribed');
  subscription.subscribe();
  client.connect();
  await subscription.ready(20000);
  return { subscription, seen };
}

const data = (seen) => seen.publication.map((one) => one.data);
const upTo = (last) => Array.from({ length: last }, (_, i) => i + 1);

for (const plan of SITES) {
  const site = new Site(plan);
  const each = (body) => async () => {
    for (const front of site.fronts) {
      await body(front);
    }
  };

  test(`${plan.name}: nodes and what stands in front of them start`, () => site.start());

  test(`${plan.name}: backends see the address of the client, whatever it says of itself`, each(async (front) => {
    const lies = { 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'lie', 'X-Forwarded-Port': '6', Forwarded: 'for=6.6.6.6', 'X-Forwarded-Client-Cert': 'Hash=6' };
    for (let i = 0; i < 4; i++) { // more than there are nodes
      for (const headers of [await request(`${front.url}/app/`, { headers: lies }), (await link(front, lies)).headers]) {
        assert.equal(headers['x-forwarded-for'].split(',')[0], CLIENT, front.name);
        assert.equal(headers['x-forwarded-host'], new URL(front.url).host);
        assert.equal(headers['x-forwarded-proto'], 'http');
        assert.equal(headers['x-forwarded-client-cert'], undefined);
      }
    }
  }));

  if (plan.closed) {
    test(`${plan.name}: whoever comes around it is not served`, async () => {
      await assert.rejects(request(`${site.nodes[0].url}/app/`));
      await assert.rejects(request(`${site.nodes[0].url}/app/`, { localAddress: '127.0.0.1' })); // but says nothing first
    });
  }

  test(`${plan.name}: links through every node hear a publication`, each(async (front) => {
    const all = await Promise.all(Array.from({ length: 4 }, () => link(front)));
    await untilHeard(
      () => site.nodes[1].publish('broadcast', 'to all'),
      () => all.every(({ seen }) => seen.message.length > 1));
    all.forEach(({ seen }) => assert.equal(seen.message[1].toString(), '"to all"'));
  }));

  for (const transport of ['websocket', 'http_stream', 'sse']) {
    test(`${plan.name}: ${transport} has each publication before the next is there`, each(async (front) => {
      const channel = `demo:${transport}-${new URL(front.url).port}`;
      const { subscription, seen } = await subscribed(front, channel, transport);
      for (let i = 1; i <= 10; i++) {
        await (i % 2 ? subscription.publish(i) : site.nodes[i % 4 / 2].publish(channel, i));
        await seen.until('publication', i);
      }
      assert.deepEqual(data(seen), upTo(10), front.name);
    }));
  }

  test(`${plan.name}: plain events have each publication before the next is there`, each(async (front) => {
    const events = new EventSource(`${front.url}/subscribe?channel=events`);
    clients.push({ disconnect: () => events.close() });
    const seen = collect({ on: (kind, handle) => events.addEventListener(kind, handle) }, 'open', 'message');
    await seen.until('open', 1);
    for (let i = 1; i <= 5; i++) {
      await site.nodes[i % 2].publish('events', i);
      await seen.until('message', i);
    }
    assert.deepEqual(seen.message.map((one) => one.data), ['1', '2', '3', '4', '5']);
  }));

  test(`${plan.name}: large messages and bodies pass`, each(async (front) => {
    const socket = new WebSocket(`${front.url.replace('http:', 'ws:')}/echo/`, { maxPayload: 16 * MIB });
    const seen = collect(socket, 'message', 'error');
    await once(socket, 'open');
    const message = Buffer.alloc(8 * MIB, 'large ');
    socket.send(message);
    await seen.until('message', 1);
    assert.ok(message.equals(seen.message[0]), front.name);
    socket.terminate();
    assert.equal((await request(`${front.url}/app/`, { method: 'POST' }, message)).bytes, message.length);
  }));

  test(`${plan.name}: Socket.IO finds its server without anything sticky`, each(async (front) => {
    const agent = new http.Agent({ keepAlive: false });
    const all = [['polling'], ['polling'], ['polling', 'websocket'], ['polling', 'websocket'], ['websocket']]
      .map((transports) => io(front.url, { transports, forceNew: true, reconnection: false, agent }));
    clients.push(...all);
    for (const client of all) {
      for (let i = 0; i < 5; i++) {
        const answer = await client.timeout(20000).emitWithAck('echo', `${i}`);
        assert.deepEqual([answer.text, answer.id], [`${i}`, client.id], front.name);
      }
    }
  }));

  test(`${plan.name}: while a node goes down and comes again, clients find the other and miss nothing`, async () => {
    const heard = [];
    for (const front of site.fronts) {
      heard.push(await subscribed(front, 'demo:drain'), await subscribed(front, 'demo:drain'));
    }
    await site.nodes[1].publish('demo:drain', 1);
    const gone = site.nodes[0].stop();
    let last = 1;
    for (let down = false; !down;) {
      down = await Promise.race([gone.then(() => true), site.nodes[1].publish('demo:drain', ++last).then(() => false)]);
      for (const front of site.fronts) {
        await subscribed(front, `demo:newcomer-${last}`);
      }
    }
    for (const front of site.fronts) {
      await Promise.all(Array.from({ length: 10 }, () => link(front))); // all at the first try
    }
    for (const { seen } of heard) {
      await seen.until('publication', last);
      assert.deepEqual(data(seen), upTo(last));
      assert.ok(seen.subscribed.every((one) => !one.wasRecovering || one.recovered));
    }
    await site.startNode(0);
    for (const front of site.fronts) {
      const before = await site.clients(0);
      const end = Date.now() + 60000;
      for (let i = 0; await site.clients(0) === before; i++) {
        assert.ok(Date.now() < end, `${front.name} sends it nobody`);
        await subscribed(front, `demo:again-${i}`);
      }
    }
  });

  test(`${plan.name}: when a node is killed, clients find the other and miss nothing`, async () => {
    const heard = [];
    for (const front of site.fronts) {
      for (let i = 0; i < 4; i++) {
        heard.push(await subscribed(front, 'demo:kill'));
      }
    }
    await site.nodes[1].publish('demo:kill', 1);
    await Promise.all(heard.map(({ seen }) => seen.until('publication', 1)));
    await site.nodes[0].stop('SIGKILL');
    for (let i = 2; i <= 20; i++) {
      await site.nodes[1].publish('demo:kill', i);
    }
    for (const { seen } of heard) {
      await seen.until('publication', 20);
      assert.deepEqual(data(seen), upTo(20));
    }
    assert.ok(heard.some(({ seen }) => seen.subscribed.length > 1), 'somebody was there');
  });

  test(`${plan.name}: all end`, () => site.stop());
  after(() => site.stop());
}
