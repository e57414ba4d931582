// The dashboard in a real browser, on two nodes of one cluster.
import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';
import { httpServer } from './backends.mjs';
import { Gateway, relaying } from './gateway.mjs';

const PASSWORD = 'rope & clapper';

let backend;
let nodes; // node-a and node-b
let browser;
let loggedIn; // the cookie of who has logged in, which holds on all nodes
const sockets = [];

before(async () => {
  backend = await httpServer('app', (request, response) => response.end());
  const subscribe = { path: '/subscribe', serve: 'subscribe', channels: [] };
  const settings = relaying(
    [subscribe, { path: '/app/', proxy: 'chat' }],
    { chat: { targets: [backend.target, { ...backend.target, name: 'second' }] } });
  [nodes, browser] = await Promise.all([
    Gateway.startCluster(2, ...settings, `listeners.admin.dashboard.password=${PASSWORD}`, 'shutdown.notReadyFor=1h', 'sessions.maxQueuedBytes=64MiB'),
    chromium.launch({
      executablePath: process.env.CHROMIUM || execSync('command -v chromium').toString().trim(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    }),
  ]);
  const { page, context } = await open(nodes[0]);
  await logIn(page, PASSWORD);
  await wellness(page, '2 nodes well');
  loggedIn = await context.storageState();
  await context.close();
});
after(async () => {
  sockets.forEach((socket) => socket.terminate());
  await browser?.close();
  await Promise.all((nodes || []).map((node) => node.stop('SIGINT')));
  backend?.stop();
});

// A page of that node; every complaint of the browser is collected.
async function open(node, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, storageState: loggedIn, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => { complaints.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => request.url().startsWith(node.admin) || request.url().startsWith('data:') || complaints.push(request.url()));
  await page.goto(`${node.admin}/dashboard/${hash}`);
  return { page, context, complaints, close: () => context.close() };
}

async function logIn(page, password) {
  await page.fill('[name=user]', 'admin');
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
}

const wellness = (page, text) => page.locator('#wellness', { hasText: text }).waitFor();
const rowOf = (page, table, name) => page.locator(`#${table} tbody`, { has: page.locator('.opener', { hasText: new RegExp(`^${name}$`) }) });

// A client of that node which listens to these channels.
async function listen(node, ...channels) {
  const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&');
  const socket = new WebSocket(`${node.url.replace('http', 'ws')}/subscribe?${query}`);
  sockets.push(socket);
  await once(socket, 'open');
  return socket;
}

// The same, which reads nothing after the answer to its handshake until it is told to.
async function listenDeaf(node, channel) {
  const { hostname, port } = new URL(node.url);
  const socket = connect(Number(port), hostname);
  sockets.push({ terminate: () => socket.destroy() });
  socket.write(`GET /subscribe?channel=${channel} HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\n`
    + 'Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  return socket;
}

async function confirmed(page, question) {
  assert.match(await page.locator('#question').textContent(), question);
  await page.click('#confirmed');
  await page.locator('#confirm').waitFor({ state: 'hidden' });
}

async function screenshot(page, name) {
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/dashboard-${name}.png`, fullPage: true });
  }
}

async function assertNothingSideways(page) {
  const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
  assert.ok(scroll <= width, `${scroll} px in ${width}`);
}

test('wrong password is refused, the right one opens a light page', async () => {
  const { page, complaints, close } = await open(nodes[0], { storageState: undefined });
  const session = await page.context().newCDPSession(page);
  let weight = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { weight += encodedDataLength; });
  await session.send('Network.enable');
  await page.reload();

  await logIn(page, 'guessed');
  await page.locator('#refused', { hasText: 'wrong user or password' }).waitFor();
  assert.equal(await page.locator('#board').isVisible(), false);
  await logIn(page, PASSWORD);
  await wellness(page, '2 nodes well');
  assert.equal(await page.locator('#node').textContent(), 'node-a');
  await page.waitForFunction(() => globalThis.Chart?.getChart('traffic')?.data.datasets[0]?.data.length > 0);

  assert.ok(weight > 50000 && weight < 150000, `${weight} bytes`);
  assert.deepEqual(complaints.filter((text) => !/status of 401/.test(text)), []); // browsers complain of each
  await page.click('#user');
  await page.click('#logout');
  await page.locator('#login').waitFor();
  await page.reload();
  await page.locator('#login').waitFor();
  await close();
});

test('client that connects to the other node changes what the page shows of it', async () => {
  const { page, complaints, close } = await open(nodes[0]);
  await wellness(page, '2 nodes well');
  const clients = rowOf(page, 'nodes', 'node-b').locator('[data-cell=clients]');
  await clients.filter({ hasText: /^0$/ }).waitFor();
  const socket = await listen(nodes[1], 'demo:number');
  await clients.filter({ hasText: /^1$/ }).waitFor();
  await page.locator('#figure-clients .value', { hasText: /^1$/ }).waitFor();
  await rowOf(page, 'channels', 'demo:number').waitFor();
  socket.close();
  await clients.filter({ hasText: /^0$/ }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('drained target is seen on a page of the other node, with who did it', async () => {
  const [left, right] = await Promise.all(nodes.map((node) => open(node, { hash: '#target=chat/app' })));
  const target = rowOf(left.page, 'pools', 'app');
  await target.locator('button', { hasText: 'drain' }).click();
  await confirmed(left.page, /^Drain chat\/app: 0 links stay, no new ones\.$/);
  await rowOf(right.page, 'pools', 'app').locator('.state', { hasText: 'draining' }).first().waitFor();
  await right.page.locator('#events li', { hasText: 'by admin' }).first().waitFor();
  await screenshot(right.page, 'drained-light');

  await target.locator('button', { hasText: 'undrain' }).click();
  await confirmed(left.page, /^Undrain chat\/app/);
  await rowOf(right.page, 'pools', 'app').locator('button', { hasText: /^drain$/ }).waitFor();
  await rowOf(right.page, 'pools', 'second').locator('button', { hasText: 'off' }).click();
  await right.page.keyboard.press('Escape'); // not confirmed, so not done
  assert.equal(await rowOf(right.page, 'pools', 'second').locator('button', { hasText: 'off' }).count(), 1);
  assert.deepEqual([...left.complaints, ...right.complaints], []);
  await Promise.all([left.close(), right.close()]);
});

test('drain of a node is begun on the page of another one, and taken back while there is time', async () => {
  const { page, complaints, close } = await open(nodes[0]);
  const button = (name) => rowOf(page, 'nodes', name).locator('td.actions button');
  await button('node-b').filter({ hasText: /^drain$/ }).click();
  await confirmed(page, /^Drain node-b: it takes no new clients, and \d+ clients? of it will be asked to come back elsewhere\.$/);
  await rowOf(page, 'nodes', 'node-b').locator('.state', { hasText: 'draining' }).first().waitFor();
  await page.locator('#events li', { hasText: 'node-b: drain' }).filter({ hasText: 'by admin' }).first().waitFor();
  await page.locator('#events li', { hasText: 'node-b is draining: load balancers have time to notice' }).first().waitFor();
  await screenshot(page, 'drained-node-light');

  await button('node-b').filter({ hasText: /^undrain$/ }).click();
  await confirmed(page, /^Undrain node-b: its clients stay/);
  await button('node-b').filter({ hasText: /^drain$/ }).waitFor();
  await wellness(page, '2 nodes well');
  assert.deepEqual(complaints, []);
  await close();
});

test('traced channel shows what passes through it on both nodes', async () => {
  const socket = await listen(nodes[1], 'demo:traced');
  const { page, complaints, close } = await open(nodes[0], { hash: '#channel=demo:traced' });
  const channel = rowOf(page, 'channels', 'demo:traced');
  await channel.locator('dd', { hasText: '1 at node-b' }).waitFor();
  await channel.locator('td.actions button', { hasText: /^trace$/ }).click();
  await channel.locator('#trace-title', { hasText: 'channel demo:traced' }).waitFor();
  await channel.locator('#trace-count', { hasText: 'nothing has passed yet' }).waitFor(); // all nodes watch
  const heard = once(socket, 'message');
  await page.fill('[aria-label="publish to demo:traced"]', '{"hello":"<b>bells</b>"}');
  await page.press('[aria-label="publish to demo:traced"]', 'Enter');
  await confirmed(page, /^Publish to demo:traced: 1 subscriber will hear it\.$/);
  assert.equal((await heard)[0].toString(), '{"hello":"<b>bells</b>"}');

  await page.locator('#trace-events tbody tr', { hasText: 'publish' }).first().waitFor();
  await page.locator('#trace-events tbody tr', { hasText: 'deliver' }).filter({ hasText: 'node-b' }).first().waitFor();
  await channel.locator('.publications code', { hasText: '<b>bells</b>' }).waitFor();
  await screenshot(page, 'traced-light');
  await page.click('#trace-stop');
  await page.locator('#trace-panel').waitFor({ state: 'hidden' });
  assert.deepEqual(complaints, []);
  socket.close();
  await close();
});

test('client that does not read is shown on the page of the other node, which can end it', async () => {
  const { page, complaints, close } = await open(nodes[0]);
  await wellness(page, '2 nodes well');
  const deaf = await listenDeaf(nodes[1], 'demo:flood');
  const row = page.locator('#slow tbody').filter({ hasText: 'demo:flood' });
  // More than both sockets hold, and less than costs the client its connection.
  for (let megabytes = 0; megabytes < 48 && !await row.count(); megabytes += 4) {
    await Promise.all(Array.from({ length: 4 }, () => nodes[0].publish('demo:flood', 'x'.repeat(1000 * 1000))));
  }
  await row.locator('[data-cell=node]', { hasText: 'node-b' }).waitFor();
  assert.match(await row.locator('[data-cell=queued]').textContent(), /M$/);
  await row.locator('.opener').click();
  await page.locator('#slow .facts', { hasText: 'websocket' }).waitFor();
  await screenshot(page, 'slow-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const width of [1210, 900, 710]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth); // the chart follows a moment later
    await screenshot(page, `slow-dark-${width}`);
  }
  const ended = once(deaf, 'close');
  await row.locator('button', { hasText: 'disconnect' }).click();
  await confirmed(page, /^Disconnect [0-9a-f-]+ from node-b: .*B that wait for it are dropped, and it may come back\.$/);
  await row.waitFor({ state: 'detached' });
  await page.locator('#events li', { hasText: 'disconnected' }).filter({ hasText: 'by admin' }).waitFor();
  deaf.resume();
  await ended;
  assert.deepEqual(complaints, []);
  await close();
});

test('what is lost for good is shown in red, with its time and place, and calmly when that is long ago', async () => {
  const { page, close } = await open(nodes[0]);
  await wellness(page, '2 nodes well');
  const shown = await page.evaluate(async () => { // no second comes in between
    const [{ showFigures }, { Cluster }, { Seconds }] = await Promise.all(['figures', 'cluster', 'seconds'].map((name) => import(`/dashboard/${name}.js`)));
    const figure = document.getElementById('figure-lost');
    const at = Date.UTC(2001, 0, 1, 12, 10, 0);
    const show = (node, now) => {
      const cluster = new Cluster();
      cluster.take(now, [{ id: '1', name: 'a', state: 'ready', broken: 0, lost: 0, repaired: 0 }, { id: '2', name: 'b', state: 'ready', ...node }]);
      showFigures(cluster, new Seconds(), now);
      return `${figure.className} ${figure.querySelector('.value').textContent} ${figure.querySelector('.beside').textContent}`.trim();
    };
    const lost = { broken: 2, brokenSince: at - 60000, brokenLast: at - 1000, lost: 3, lostSince: at, lostLast: at, repaired: 7, repairedSince: at, repairedLast: at };
    return [show({ broken: 0, lost: 0, repaired: 0 }, at), show(lost, at), show(lost, at + 3600000), show({ ...lost, broken: 0, brokenLast: undefined }, at)];
  });
  assert.deepEqual(shown, [
    '0 / 0',
    'bad 2 / 7 at b, 2001-01-01 12:09:00 to 12:09:59',
    '2 / 7 at b, 2001-01-01 12:09:00 to 12:09:59',
    '0 / 7 on the way at b, 2001-01-01 12:10:00',
  ]);
  await close();
});

test('clock of the browser that is set back changes nothing in the rates of channels', async () => {
  const { page, close } = await open(nodes[0]);
  await wellness(page, '2 nodes well');
  const minute = await page.evaluate(async () => {
    const { Channels } = await import('/dashboard/channels.js');
    const channels = Object.assign(Object.create(Channels.prototype), { rates: new Map() });
    const wall = Date.now;
    const look = (rate) => channels.remember([{ name: 'x', rate }]);
    look(1);
    Date.now = () => wall() - 3600000;
    look(2);
    Date.now = wall;
    return channels.lastMinute('x');
  });
  assert.equal(minute.length, 60);
  assert.equal(minute.at(-1), 2);
  await close();
});

test('what is traced next is not said to be too much because what was traced before was', async () => {
  const { page, close } = await open(nodes[0]);
  await wellness(page, '2 nodes well');
  const said = await page.evaluate(async () => {
    const { Trace } = await import('/dashboard/trace.js');
    const trace = new Trace({ ask: () => new Promise(() => { }) });
    const count = document.getElementById('trace-count');
    trace.start('channel', 'first', document.body);
    trace.take([], 0, ['node-b']);
    const first = count.textContent;
    trace.start('channel', 'second', document.body);
    return [first, count.textContent];
  });
  assert.deepEqual(said, ['too much is traced already at node-b', 'starting']);
  await close();
});

test('page calls metrics by the names that Prometheus knows', async () => {
  const { page, close } = await open(nodes[0], { hash: '#node=node-a' });
  await page.locator('#nodes .facts').waitFor();
  const titles = await page.locator('[title]').evaluateAll((all) => all.map(({ title }) => title).join(' '));
  const named = new Set(titles.match(/(carillon|jvm)_[a-z_]+/g));
  assert.ok(named.size > 10, [...named].join());
  const known = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
    + await (await fetch(`${nodes[0].admin}/metrics`)).text(); // where some are found once they have counted
  assert.deepEqual([...named].filter((name) => !known.includes(`| \`${name}\` |`) && !known.includes(`# TYPE ${name} `)), []);
  await close();
});

test('HTML in names is shown, and never run', async () => {
  const name = 'demo:<img src=x onerror=alert(1)>';
  const socket = await listen(nodes[0], name);
  await nodes[0].publish(name, '<script>alert(2)</script><svg onload=alert(3)>');
  const { page, complaints, close } = await open(nodes[1], { hash: `#channel=${encodeURIComponent(name)}` });
  const channel = page.locator('#channels tbody', { hasText: name });
  await channel.locator('code', { hasText: '<script>alert(2)</script>' }).waitFor();
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.deepEqual(complaints, []);
  socket.close();
  await close();
});

test('one of many channels is found, and the others are paged', async () => {
  const channels = Array.from({ length: 250 }, (_, i) => `demo:many-${i}`);
  const crowd = await Promise.all([0, 1, 2, 3, 4].map((i) => listen(nodes[i % 2], ...channels.slice(50 * i, 50 * i + 50))));
  const { page, complaints, close } = await open(nodes[0]);
  await page.locator('#search').pressSequentially('demo:many-');
  await page.locator('#channels-total', { hasText: '250' }).waitFor();
  await page.locator('#channels [data-sort=name]').click();
  await page.locator('#channels .opener').first().filter({ hasText: /^demo:many-0$/ }).waitFor();
  await page.locator('#next').click();
  await page.locator('#range', { hasText: '13 to 24 of 250' }).waitFor();
  await page.fill('#search', 'many-177');
  await page.locator('#channels-total', { hasText: /^1$/ }).waitFor();
  await page.locator('#channels .opener', { hasText: 'demo:many-177' }).click();
  assert.match(page.url(), /#channel=demo:many-177$/);
  await page.goBack();
  await page.locator('#channels .below').waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  crowd.forEach((socket) => socket.close());
  await close();
});

test('phone: nothing scrolls sideways, light and dark, and the choice of colours is kept', async () => {
  const socket = await listen(nodes[0], `demo:${'wide'.repeat(50)}`);
  const papers = [];
  for (const colorScheme of ['light', 'dark']) {
    const { page, complaints, close } = await open(nodes[0], { viewport: { width: 390, height: 844 }, colorScheme, isMobile: true, hasTouch: true });
    await page.locator('#channels .opener', { hasText: 'wide' }).waitFor();
    await rowOf(page, 'nodes', 'node-b').locator('.opener').tap();
    await page.locator('#nodes .facts').waitFor();
    await assertNothingSideways(page);
    await screenshot(page, `phone-${colorScheme}`);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    papers.push(await paper());
    await page.tap('#theme');
    const other = await paper();
    await page.reload();
    await wellness(page, '2 nodes well');
    assert.equal(await paper(), other);
    assert.notEqual(other, papers.at(-1));
    assert.deepEqual(complaints, []);
    await close();
  }
  assert.notEqual(papers[0], papers[1]);
  socket.close();
});

test('killed node turns red, and its page goes on at the other', async () => {
  const [left, right] = await Promise.all(nodes.map((node) => open(node)));
  await Promise.all([wellness(left.page, '2 nodes well'), wellness(right.page, '2 nodes well')]);
  await screenshot(right.page, 'wide-light');
  await nodes[0].stop('SIGKILL');

  await left.page.locator('#line', { hasText: /^node-a does not answer; since .* this page is fed by node-b\.$/ }).waitFor();
  for (const { page } of [left, right]) {
    await rowOf(page, 'nodes', 'node-a').locator('tr.dead .state', { hasText: 'gone' }).waitFor();
    await wellness(page, '1 of 2 nodes well');
  }
  await right.page.locator('#events li', { hasText: 'node-a' }).first().waitFor();
  const socket = await listen(nodes[1], 'demo:after'); // what the page shows and asks is alive
  await rowOf(left.page, 'nodes', 'node-b').locator('[data-cell=clients]', { hasText: /^1$/ }).waitFor();
  await rowOf(left.page, 'channels', 'demo:after').waitFor();
  await screenshot(left.page, 'killed-light');
  assert.deepEqual(right.complaints, []);
  socket.close();
  await Promise.all([left.close(), right.close()]);
});
