// HTTP/2 as a browser and as an attacker speak it.
import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { chromium } from 'playwright-core';
import { Gateway, relaying } from './gateway.mjs';

const TABS = 12;

let directory;
let gateway;
let origin;
let browser;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'carillon-http2-'));
  const [key, certificate] = [join(directory, 'tls.key'), join(directory, 'tls.crt')];
  execSync(`openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${certificate}`, { stdio: 'ignore' });
  const port = await freePort();
  origin = `https://localhost:${port}`;
  const tls = JSON.stringify({ port, certificate, key });
  [gateway, browser] = await Promise.all([
    Gateway.start(...relaying([{ path: '/subscribe', serve: 'subscribe', channels: [] }], {}), `listeners.public.tls=${tls}`),
    chromium.launch({
      executablePath: process.env.CHROMIUM || execSync('command -v chromium').toString().trim(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    }),
  ]);
});
after(async () => {
  await browser?.close();
  await gateway?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

test('a page hears more streams of events at once than a browser has connections, and a WebSocket', async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${origin}/demo/`);
  await page.evaluate(async (tabs) => {
    window.heard = [];
    const opened = (target) => new Promise((resolve, reject) => { target.onopen = resolve; target.onerror = reject; });
    const sources = Array.from({ length: tabs }, (_, i) => new EventSource(`/subscribe?channel=many&tab=${i}`));
    const socket = new WebSocket(`${location.origin.replace('https', 'wss')}/subscribe?channel=many`);
    [...sources, socket].forEach((one, i) => { one.onmessage = ({ data }) => window.heard.push(`${i} ${data}`); });
    await Promise.all([...sources, socket].map(opened));
  }, TABS);

  await gateway.api('publish', { channel: 'many', data: 'to all' });

  await page.waitForFunction((all) => window.heard.length === all, TABS + 1);
  assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol), 'h2');
  await context.close();
});

test('the client of Node reads events and sends bodies on one connection', async () => {
  const client = connectHttp2(origin, { rejectUnauthorized: false });
  const events = client.request({ ':path': '/subscribe?channel=node', accept: 'text/event-stream' });
  const [head] = await once(events, 'response');
  assert.equal(head[':status'], 200);

  await gateway.api('publish', { channel: 'node', data: 'heard' });
  let text = '';
  for await (const piece of events.setEncoding('utf8')) {
    text += piece;
    if (text.includes('heard')) {
      break;
    }
  }
  const socket = client.request({ ':path': '/connection/websocket' });
  const [refused] = await once(socket, 'response');
  assert.equal(refused[':status'], 426);
  client.destroy();
});

for (const [name, frame] of [
  ['pings', [0, 0, 8, 6, 0, 0, 0, 0, 0, ...Array(8).fill(0)]],
  ['settings', [0, 0, 0, 4, 0, 0, 0, 0, 0]],
]) {
  test(`whoever sends ${name} without end and reads no answer is sent away, and others are served`, async () => {
    const socket = connect({ host: '127.0.0.1', port: new URL(origin).port, servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    await once(socket, 'secureConnect');
    const gone = new Promise((resolve) => { socket.on('error', resolve).on('close', resolve); });
    socket.pause();
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');
    const many = Buffer.concat(Array(10_000).fill(Buffer.from(frame)));
    const flood = setInterval(() => socket.writableNeedDrain || socket.write(many), 1);

    const bystander = connectHttp2(origin, { rejectUnauthorized: false });
    const asked = bystander.request({ ':path': '/demo/' });
    const [head] = await once(asked, 'response');
    assert.equal(head[':status'], 200);
    bystander.destroy();
    await gone;
    clearInterval(flood);
    socket.destroy();
  });
}
