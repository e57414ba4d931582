// Where the dashboard's page goes when it loses its node: its own module, real sockets, and a browser's rules.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';
import WebSocket, { WebSocketServer } from 'ws';

const source = await readFile(new URL('../../main/resources/dashboard/feed.js', import.meta.url), 'utf8');
const fetchReally = globalThis.fetch;
const open = [];
let loaded = 0;

afterEach(() => open.splice(0).forEach((one) => one.close()));

// A node: it greets each page that comes, and tells it of these nodes.
async function node(id, others = []) {
  const server = createServer((request, response) => response.end('{}'));
  const sockets = new WebSocketServer({ server });
  const came = []; // addresses that pages came to
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const nodes = () => [{ id, state: 'ready', adminUrl: `http://127.0.0.1:${server.address().port}` }, ...others];
  sockets.on('connection', (socket, { url }) => {
    came.push(url);
    socket.send(JSON.stringify({ type: 'hello', node: id, ticket: `ticket-of-${id}` }));
    socket.send(JSON.stringify({ type: 'second', nodes: nodes() }));
  });
  const cut = () => sockets.clients.forEach((socket) => socket.terminate());
  const close = () => { cut(); server.closeAllConnections(); server.close(); };
  open.push({ close });
  return { id, came, cut, close, adminUrl: nodes()[0].adminUrl, port: server.address().port };
}

// The feed of a page that was loaded from there; whatever its host is called, it is this machine.
async function feed(origin, { forbidOnce } = {}) {
  const here = (address) => Object.assign(new URL(address), { hostname: '127.0.0.1' });
  const tried = [];
  let forbidden = 0;
  globalThis.location = { href: `${origin}/dashboard/` };
  globalThis.fetch = (path, options) => fetchReally(here(new URL(path, `${origin}/dashboard/`).href.replace('https:', 'http:')), options);
  globalThis.WebSocket = class extends WebSocket {
    constructor(address) {
      tried.push(new URL(address).origin);
      if ((origin.startsWith('https:') && address.protocol === 'ws:') || (forbidOnce && tried.length === 2 && !forbidden++)) {
        throw new DOMException('an insecure connection', 'SecurityError');
      }
      super(here(address.href.replace('wss:', 'ws:')));
      this.onerror = () => {};
    }
  };
  const { Feed } = await import(`data:text/javascript,${encodeURIComponent(source)}//${++loaded}`);
  const told = [];
  const waiting = [];
  const tell = (what) => {
    told.push(what);
    waiting.filter(({ wanted }) => what === wanted).forEach(({ resolve }) => resolve());
  };
  const page = new Feed({
    hello: ({ node: id }) => tell(`hello ${id}`),
    history: () => tell('history'),
    second: () => tell('second'),
    lost: (stuck) => tell(stuck ? 'lost, and stuck' : 'lost'),
    stranger: () => tell('stranger'),
  });
  open.push(page);
  const next = (wanted) => new Promise((resolve) => { waiting.push({ wanted, resolve }); });
  return { page, told, tried, next };
}

test('page goes on at another node, with its ticket', { timeout: 30000 }, async () => {
  const other = await node('other');
  const home = await node('home', [{ id: 'other', state: 'ready', adminUrl: other.adminUrl }]);
  const { page, next, told } = await feed(home.adminUrl);
  const begun = next('second');
  page.open();
  await begun;
  const moved = next('hello other');
  home.close();
  await moved;

  assert.deepEqual(other.came, ['/dashboard/feed?ticket=ticket-of-home']);
  assert.deepEqual(told.filter((one) => one !== 'second').slice(0, 3), ['hello home', 'lost', 'hello other']);
});

// A page that was opened there loses its node, whose neighbour says that it is on this machine.
async function assertGoesNowhere(urlOf) {
  const trap = await node('trap');
  const home = await node('home', [{ id: 'other', state: 'ready', adminUrl: trap.adminUrl }]);
  const { page, next } = await feed(urlOf(home.port));
  const begun = next('second');
  page.open();
  await begun;
  const lost = next('lost, and stuck');
  const back = next('hello home');
  home.cut();
  await lost;
  await back; // its own place is tried again

  assert.deepEqual(trap.came, []);
}

test('page of another machine never goes to what listens on this one', { timeout: 30000 }, () =>
  assertGoesNowhere((port) => `http://ops.example:${port}`));

test('page of a tunnel never goes to another port of this machine', { timeout: 30000 }, () =>
  assertGoesNowhere((port) => `http://localhost:${port}`)); // which is not what the node calls itself

test('node whose address makes no sense hides nothing of the others', { timeout: 30000 }, async () => {
  const other = await node('other');
  const home = await node('home', [
    { id: 'odd', state: 'ready', adminUrl: 'http://[fd00::2%eth0]:8090' },
    { id: 'other', state: 'ready', adminUrl: other.adminUrl },
  ]);
  const { page, next } = await feed(home.adminUrl);
  const begun = next('second');
  page.open();
  await begun;
  const moved = next('hello other');
  home.close();
  await moved;

  assert.equal(other.came.length, 1);
});

test('page that came by TLS goes nowhere without, and comes back to where it was', { timeout: 30000 }, async () => {
  const plain = await node('plain');
  const home = await node('home', [{ id: 'other', state: 'ready', adminUrl: `http://ops.example:${plain.port}` }]);
  const { page, next, tried } = await feed(`https://ops.example:${home.port}`);
  const begun = next('second');
  page.open();
  await begun;
  const back = next('hello home');
  home.cut();
  await back;

  assert.deepEqual(plain.came, []);
  assert.deepEqual([...new Set(tried)], [`wss://ops.example:${home.port}`]);
});

test('what the browser forbids is tried again later', { timeout: 30000 }, async () => {
  const home = await node('home');
  const { page, next, tried } = await feed(home.adminUrl, { forbidOnce: true });
  const begun = next('second');
  page.open();
  await begun;
  const back = next('hello home');
  home.cut();
  await back;

  assert.equal(tried.length, 3);
});
