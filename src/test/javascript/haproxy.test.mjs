// HAProxy in front of two nodes with conf/haproxy.cfg, in both of its modes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { httpServer } from './backends.mjs';
import { Gateway, collect, relaying, untilHeard } from './gateway.mjs';

const CONFIGURATION = new URL('../../../conf/haproxy.cfg', import.meta.url).pathname;
const CLIENT = '127.0.0.5'; // all of 127/8 is this machine

let backend;
let haproxy;
const nodes = {};
const urls = {};

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const up = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (up) {
      return;
    }
    assert.equal(haproxy.exitCode, null, 'haproxy ended');
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

before(async () => {
  backend = await httpServer('app', (request, response) => response.end(JSON.stringify(request.headers)));
  const settings = relaying(
    [{ path: '/app/', proxy: 'app', channels: ['broadcast'] }], { app: { targets: [backend.target] } });
  nodes.http = await Gateway.startDemo(2, ...settings, 'listeners.public.trustedProxies=[127.0.0.1]');
  // Looking for the nodes of a demo takes HTTP without a header before it, so these are no demo.
  nodes.tcp = [
    await Gateway.start(...settings, 'listeners.public.proxyProtocol=true'),
    await Gateway.start(...settings, 'listeners.public.proxyProtocol=true'),
  ];
  const [httpPort, tcpPort] = [await freePort(), await freePort()];
  haproxy = spawn('haproxy', ['-db', '-f', CONFIGURATION], {
    stdio: 'inherit',
    env: {
      ...process.env,
      HTTP_BIND: `127.0.0.1:${httpPort}`,
      HTTP_NODE_1: new URL(nodes.http[0].url).host,
      HTTP_NODE_2: new URL(nodes.http[1].url).host,
      TCP_BIND: `127.0.0.1:${tcpPort}`,
      TCP_NODE_1: new URL(nodes.tcp[0].url).host,
      TCP_NODE_2: new URL(nodes.tcp[1].url).host,
    },
  });
  await listens(httpPort);
  await listens(tcpPort);
  urls.http = `http://127.0.0.1:${httpPort}`;
  urls.tcp = `http://127.0.0.1:${tcpPort}`;
});
after(async () => {
  haproxy?.kill('SIGTERM');
  backend?.stop();
  await nodes.http?.[0].stop();
  await Promise.all((nodes.tcp ?? []).map((node) => node.stop()));
});

async function get(url) {
  const request = http.get(url, { localAddress: CLIENT, agent: false });
  const [response] = await once(request, 'response');
  let body = '';
  for await (const chunk of response) {
    body += chunk;
  }
  assert.equal(response.statusCode, 200, body);
  return JSON.parse(body);
}

// The backend says first what headers it was sent.
async function open(url) {
  const socket = new WebSocket(`${url.replace('http:', 'ws:')}/app/`, { localAddress: CLIENT });
  const seen = collect(socket, 'message', 'close', 'error');
  await once(socket, 'open');
  await seen.until('message', 1);
  return { socket, seen, headers: JSON.parse(seen.message[0].toString()) };
}

for (const mode of ['http', 'tcp']) {
  test(`${mode} mode: backend sees the address of the client, in requests and in handshakes`, async () => {
    for (let i = 0; i < 4; i++) { // more than there are nodes
      const headers = await get(`${urls[mode]}/app/`);
      assert.equal(headers['x-forwarded-for'].split(',')[0], CLIENT);
      assert.equal(headers['x-forwarded-host'], new URL(urls[mode]).host);
      const one = await open(urls[mode]);
      assert.equal(one.headers['x-forwarded-for'].split(',')[0], CLIENT);
      assert.equal(one.headers['x-forwarded-proto'], 'http');
      one.socket.close();
    }
  });

  test(`${mode} mode: links through every node hear a publication`, async () => {
    const all = [await open(urls[mode]), await open(urls[mode]), await open(urls[mode]), await open(urls[mode])];
    // Those in TCP mode are no cluster.
    const publishers = mode === 'http' ? [nodes.http[1]] : nodes.tcp;
    await untilHeard(
      () => Promise.all(publishers.map((node) => node.publish('broadcast', 'to all'))),
      () => all.every(({ seen }) => seen.message.length > 1));
    for (const { seen, socket } of all) {
      assert.equal(seen.message[1].toString(), '"to all"');
      socket.close();
    }
  });
}

test('http mode: a client that lies about its address is found out', async () => {
  const request = http.get(`${urls.http}/app/`, { localAddress: CLIENT, agent: false, headers: { 'X-Forwarded-For': '6.6.6.6' } });
  const [response] = await once(request, 'response');
  const headers = JSON.parse((await response.toArray()).join(''));
  assert.equal(headers['x-forwarded-for'], `${CLIENT}, 127.0.0.1`);
});

test('tcp mode: whoever comes without a header is not served', async () => {
  const { host } = new URL(nodes.tcp[0].url);
  await assert.rejects(get(`http://${host}/app/`));
});
