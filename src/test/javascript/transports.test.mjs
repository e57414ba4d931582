// Clients in a network that breaks WebSockets, and that has no idea which node a request belongs to.
import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { EventSource } from 'eventsource';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

const BUNDLE = new URL('./node_modules/centrifuge/dist/centrifuge.js', import.meta.url).pathname;

let nodes;
let network;
let clients = [];

// Each request goes to the next node. Knows no upgrades: a WebSocket's handshake becomes a plain GET.
class Network {
  constructor(urls) {
    this.targets = urls;
    this.turn = 0;
    this.seen = [];
    this.streams = new Set();
    this.server = http.createServer((request, response) => this.relay(request, response));
    this.server.on('upgrade', (request, socket) => {
      this.seen.push('upgrade');
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  static async start(urls) {
    const one = new Network(urls);
    one.server.listen(0, '127.0.0.1');
    await once(one.server, 'listening');
    one.url = `http://127.0.0.1:${one.server.address().port}`;
    return one;
  }

  relay(request, response) {
    const target = new URL(request.url, this.targets[this.turn++ % this.targets.length]);
    this.seen.push(`${request.method} ${target.pathname}`);
    const onward = http.request(target, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    if (target.pathname.startsWith('/connection/')) {
      this.streams.add(response);
      response.on('close', () => this.streams.delete(response));
    }
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  cut() {
    this.streams.forEach((stream) => stream.destroy());
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

before(async () => {
  nodes = await Gateway.startCluster(2);
  network = await Network.start(nodes.map((node) => node.url));
});
after(async () => {
  network?.stop();
  await Promise.all((nodes ?? []).map((node) => node.stop()));
});
afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

function newClient(...transports) {
  const endpoints = {
    websocket: `${network.url.replace('http', 'ws')}/connection/websocket`,
    http_stream: `${network.url}/connection/http_stream`,
    sse: `${network.url}/connection/sse`,
  };
  const client = new Centrifuge(transports.map((transport) => ({ transport, endpoint: endpoints[transport] })), {
    websocket: WebSocket,
    eventsource: EventSource,
    emulationEndpoint: `${network.url}/emulation`,
    minReconnectDelay: 20,
    maxReconnectDelay: 100,
  });
  clients.push(client);
  return client;
}

async function subscribed(client, channel, options) {
  const subscription = client.newSubscription(channel, options);
  const seen = collect(subscription, 'publication', 'join', 'subscribed');
  subscription.subscribe();
  await subscription.ready(10000);
  return { subscription, seen };
}

test('client whose WebSocket is broken goes on over HTTP by itself', async () => {
  const client = newClient('websocket', 'http_stream', 'sse');
  const seen = collect(client, 'connected', 'publication');
  network.seen = [];
  client.connect();
  await client.ready(10000);
  assert.equal(seen.connected[0].transport, 'http_stream');
  assert.ok(network.seen.includes('upgrade'));
  await nodes[0].publish('broadcast', 'to all');
  await seen.until('publication', 1);
});

['http_stream', 'sse'].forEach((transport) => {
  test(`${transport}: a conversation whose requests come to one node after the other`, async () => {
    const client = newClient(transport);
    const seen = collect(client, 'connected');
    client.connect();
    await client.ready(10000);
    assert.equal(seen.connected[0].transport, transport);
    const channel = `demo:talk-${transport}`;
    const { subscription, seen: heard } = await subscribed(client, channel, { joinLeave: true });
    await heard.until('join', 1);
    for (let i = 1; i <= 20; i++) {
      await subscription.publish({ i, text: 'ä\n"' });
    }
    await heard.until('publication', 20);
    assert.deepEqual(heard.publication.map((one) => one.offset), Array.from({ length: 20 }, (_, i) => i + 1));
    assert.deepEqual(heard.publication[0].data, { i: 1, text: 'ä\n"' });
    const { publications } = await subscription.history({ limit: 100 });
    assert.equal(publications.length, 20);
    assert.deepEqual(await subscription.presenceStats(), { numClients: 1, numUsers: 1 });
    await assert.rejects(client.publish('plain', 1), { code: 103 });
  });

  test(`${transport}: what is missed is recovered, on whichever node the client comes back`, async () => {
    const client = newClient(transport);
    client.connect();
    await client.ready(10000);
    const { seen } = await subscribed(client, `demo:cut-${transport}`);
    for (let round = 0; round < 4; round++) {
      const heard = seen.publication.length;
      const again = seen.subscribed.length + 1;
      await nodes[round % 2].publish(`demo:cut-${transport}`, heard + 1);
      await seen.until('publication', heard + 1);
      network.cut();
      for (let i = 2; i <= 6; i++) {
        await nodes[(round + i) % 2].publish(`demo:cut-${transport}`, heard + i);
      }
      await seen.until('subscribed', again);
      await seen.until('publication', heard + 6);
      assert.equal(seen.subscribed.at(-1).recovered, true);
    }
    assert.deepEqual(seen.publication.map((one) => one.data), Array.from({ length: 24 }, (_, i) => i + 1));
  });

  test(`${transport}: backend disconnects for good`, async () => {
    const client = newClient(transport);
    const seen = collect(client, 'connected', 'disconnected');
    client.connect();
    await client.ready(10000);
    await nodes[0].api('disconnect', { client: seen.connected[0].client });
    await seen.until('disconnected', 1);
    assert.equal(seen.disconnected[0].code, 3503);
  });
});

test('browser falls back too, on a page of another origin', async () => {
  const page = http.createServer(async (request, response) => {
    const script = request.url === '/centrifuge.js';
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html' });
    response.end(script ? await readFile(BUNDLE) : '<!doctype html><title>t</title><script src="/centrifuge.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || execSync('command -v chromium').toString().trim(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    for (const wanted of ['http_stream', 'sse']) {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${page.address().port}/`);
      const heard = tab.evaluate(async ([url, transport]) => {
        const client = new globalThis.Centrifuge([
          { transport: 'websocket', endpoint: `${url.replace('http', 'ws')}/connection/websocket` },
          { transport, endpoint: `${url}/connection/${transport}` },
        ], { emulationEndpoint: `${url}/emulation` });
        const connected = new Promise((resolve) => { client.on('connected', resolve); });
        client.connect();
        const { transport: used } = await connected;
        const subscription = client.newSubscription(`demo:page-${transport}`);
        const publication = new Promise((resolve) => { subscription.on('publication', resolve); });
        subscription.subscribe();
        await subscription.ready(10000);
        await subscription.publish('from the page');
        return { used, data: (await publication).data };
      }, [network.url, wanted]);
      assert.deepEqual(await heard, { used: wanted, data: 'from the page' });
      await tab.close();
    }
  } finally {
    await browser.close();
    page.close();
  }
});
