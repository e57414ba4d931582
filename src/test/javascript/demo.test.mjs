// The demo page in a real browser.
import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Gateway } from './gateway.mjs';

let gateway;
let browser;

before(async () => {
  gateway = await Gateway.start();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || execSync('command -v chromium').toString().trim(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
});
after(async () => {
  await browser?.close();
  await gateway?.stop();
});

// A page that has connected; every complaint of the browser fails the test that looks at them.
async function open(options = {}, hash = '', { url } = gateway, others = []) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => request.url().startsWith(url) || complaints.push(request.url()));
  page.on('websocket', (socket) => [url, ...others.map((other) => other.url)]
    .some((known) => socket.url().startsWith(known.replace('http:', 'ws:'))) || complaints.push(socket.url()));
  await page.goto(`${url}/demo/${hash}`);
  await page.locator('#state', { hasText: 'connected' }).waitFor();
  await page.waitForFunction(() => [...client.channels.values()].every((at) => at)); // all subscribed
  return { page, complaints, close: () => context.close() };
}

const payloads = (page) => page.locator('#stream td.payload').allTextContents();

async function screenshot(page, name) {
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
  }
}

test('page connects, shows the node, the curl line and what a backend publishes', async () => {
  const { page, complaints, close } = await open();
  assert.equal(await page.locator('#node').textContent(), 'js');
  assert.match(await page.locator('#curl').textContent(), new RegExp(`${gateway.admin}/api/publish`));
  await page.locator('#channels', { hasText: 'demo:lobby' }).waitFor();
  await page.locator('#channels li.server', { hasText: 'broadcast' }).waitFor();
  await gateway.publish('demo:lobby', { from: 'backend' });
  await page.locator('td.payload', { hasText: '{"from":"backend"}' }).waitFor();
  assert.match(await page.locator('#stream td.offset').first().textContent(), /^\d+$/);
  assert.deepEqual(complaints, []);
  await close();
});

test('two pages hear each other, and own messages are marked', async () => {
  const left = await open();
  const right = await open();
  await left.page.fill('#text', '<b>hello</b>');
  await left.page.click('#send button');
  await right.page.locator('td.payload', { hasText: '<b>hello</b>' }).waitFor();
  await left.page.locator('tr.own', { hasText: '<b>hello</b>' }).waitFor();
  assert.equal(await right.page.locator('tr.own').count(), 0);
  assert.match(await left.page.locator('tr.own td.latency').textContent(), /^\d+$/);
  await left.close();
  await right.close();
});

test('cut and reconnect recovers exactly what was missed', async () => {
  const { page, complaints, close } = await open({}, '#demo:cut');
  await gateway.publish('demo:cut', 'one');
  await page.locator('td.payload', { hasText: 'one' }).waitFor();
  await page.click('#cut');
  await page.locator('#state', { hasText: 'cut' }).waitFor();
  for (let i = 1; i <= 7; i++) {
    await gateway.publish('demo:cut', `missed ${i}`);
  }
  await page.click('#cut');
  await page.locator('tr.note', { hasText: 'reconnected to js, 7 recovered, none lost' }).waitFor();
  const heard = (await payloads(page)).reverse();
  assert.deepEqual(heard, ['one', ...Array.from({ length: 7 }, (_, i) => `missed ${i + 1}`)]);
  await screenshot(page, 'cut-light');
  assert.deepEqual(complaints, []);
  await close();
});

test('page cut for too long says that something is missing', async () => {
  const { page, close } = await open({}, '#demo:gap');
  await gateway.publish('demo:gap', 'one');
  await page.locator('td.payload', { hasText: 'one' }).waitFor();
  await page.click('#cut');
  for (let i = 1; i <= 102; i++) {
    await gateway.publish('demo:gap', i);
  }
  await page.click('#cut');
  await page.locator('tr.note.warn', { hasText: 'demo:gap: missed more than is kept' }).waitFor();
  await close();
});

test('flood arrives whole and in order', async () => {
  const { page, complaints, close } = await open({}, '#demo:flood');
  await page.click('#flood');
  await page.locator('td.payload', { hasText: 'flood 100 of 100' }).waitFor();
  const heard = (await payloads(page)).reverse();
  assert.deepEqual(heard, Array.from({ length: 100 }, (_, i) => `flood ${i + 1} of 100`));
  assert.deepEqual(complaints, []);
  await close();
});

test('channels come and go, and a refused one says why', async () => {
  const { page, close } = await open();
  await page.fill('#channel', 'demo:second');
  await page.press('#channel', 'Enter');
  await page.locator('#channels li', { hasText: 'demo:second' }).waitFor();
  assert.match(page.url(), /#demo%3Alobby,demo%3Asecond$/);
  await page.fill('#channel', 'nowhere:x');
  await page.press('#channel', 'Enter');
  await page.locator('tr.note.bad', { hasText: 'nowhere:x: unknown channel' }).waitFor();
  await page.click('[aria-label="unsubscribe from demo:second"]');
  await page.locator('#channels li', { hasText: 'demo:second' }).waitFor({ state: 'detached' });
  await close();
});

test('phone: nothing scrolls sideways, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, complaints, close } = await open({ viewport: { width: 360, height: 740 }, colorScheme, isMobile: true, hasTouch: true });
    await gateway.publish('demo:lobby', { wide: 'x'.repeat(300) });
    await page.locator('td.payload', { hasText: 'xxx' }).first().waitFor();
    await page.fill('#text', 'from a phone');
    await page.tap('#send button');
    await page.locator('tr.own').first().waitFor();
    const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
    assert.ok(scroll <= width, `${scroll} px in ${width}`);
    await screenshot(page, `phone-${colorScheme}`);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('EventSource comes back to its place by itself', async () => {
  const { page, close } = await open();
  await page.evaluate(() => {
    window.heard = [];
    window.opened = 0;
    window.source = new EventSource('/subscribe?channel=demo:source');
    window.source.onopen = () => { window.opened++; };
    window.source.onmessage = ({ data }) => window.heard.push(data);
  });
  await page.waitForFunction(() => window.opened === 1);
  await gateway.publish('demo:source', 1);
  await page.waitForFunction(() => window.heard.length === 1);
  const { presence } = await gateway.api('presence', { channel: 'demo:source' });
  await gateway.api('disconnect', { client: Object.keys(presence)[0] });
  await gateway.publish('demo:source', 2);
  await gateway.publish('demo:source', 3);
  await page.waitForFunction(() => window.heard.length === 3);
  assert.deepEqual(await page.evaluate(() => [window.heard, window.opened]), [['1', '2', '3'], 2]);
  await close();
});

test('EventSource that there was no room for comes in by itself when there is', async (t) => {
  const small = await Gateway.start('limits.node.connections=2'); // of which the page has one
  t.after(() => small.stop());
  const { page, close } = await open({}, '', small);
  await page.evaluate(async () => {
    window.heard = [];
    window.first = new EventSource('/subscribe?channel=demo:full');
    await new Promise((opened) => { window.first.onopen = opened; });
    const second = new EventSource('/subscribe?channel=demo:full');
    second.onmessage = ({ data }) => window.heard.push(data);
    await new Promise((ended) => { second.onerror = ended; });
    window.first.close();
  });
  while ((await page.evaluate(() => window.heard.length)) === 0) {
    await small.publish('demo:full', 1);
  }
  await close();
});

test('page of a node that is alone offers no other', async () => {
  const { page, close } = await open();
  assert.equal(await page.locator('#others').isVisible(), false);
  assert.equal(await page.locator('#other').isVisible(), false);
  await close();
});

test('pages on two nodes hear each other, and a page goes on at another node', async (t) => {
  const nodes = await Gateway.startDemo(3);
  t.after(() => nodes[0].stop());
  const left = await open({}, '#demo:move', nodes[0], nodes);
  const right = await open({}, '#demo:move', nodes[1], nodes);
  assert.equal(await left.page.locator('#node').textContent(), 'demo-1');
  assert.equal(await right.page.locator('#node').textContent(), 'demo-2');

  await left.page.fill('#text', 'across');
  await left.page.click('#send button');
  await right.page.locator('td.payload', { hasText: 'across' }).waitFor();
  await nodes[2].publish('demo:move', 'from a backend');
  await left.page.locator('td.payload', { hasText: 'from a backend' }).waitFor();
  await screenshot(left.page, 'nodes-light');

  const [tab] = await Promise.all([left.page.waitForEvent('popup'), left.page.click('#others a >> text=demo-3')]);
  await tab.locator('#node', { hasText: 'demo-3' }).waitFor();
  assert.equal(tab.url(), `${nodes[2].url}/demo/#demo%3Amove`);
  await tab.close();

  await left.page.click('#cut');
  await right.page.click('#flood');
  await right.page.locator('td.payload', { hasText: 'flood 100 of 100' }).waitFor();
  await left.page.click('#other');
  await left.page.locator('tr.note', { hasText: 'reconnected to demo-2, 100 recovered, none lost' }).waitFor();
  assert.equal(await left.page.locator('#node').textContent(), 'demo-2');
  assert.deepEqual(await left.page.locator('#others a').allTextContents(), ['demo-1', 'demo-3']);

  await left.page.click('#other');
  await left.page.locator('tr.note', { hasText: 'reconnected to demo-3, 0 recovered, none lost' }).waitFor();
  const heard = (await payloads(left.page)).reverse();
  assert.deepEqual(heard, ['across', 'from a backend', ...Array.from({ length: 100 }, (_, i) => `flood ${i + 1} of 100`)]);
  assert.deepEqual([...left.complaints, ...right.complaints], []);

  const phone = await open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', isMobile: true, hasTouch: true }, '', nodes[2], nodes);
  const { scroll, width } = await phone.page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
  assert.ok(scroll <= width, `${scroll} px in ${width}`);
  await screenshot(phone.page, 'nodes-phone-dark');
  assert.deepEqual(phone.complaints, []);
  await phone.close();
  await left.close();
  await right.close();
});

test('page comes back by itself when its node comes back', async () => {
  const second = await Gateway.start();
  const port = new URL(second.url).port;
  const context = await browser.newContext({ colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${second.url}/demo/`);
  await page.locator('#state', { hasText: 'connected' }).waitFor();
  await second.stop();
  await page.locator('#state', { hasText: 'connection lost' }).waitFor();
  const third = await Gateway.start(`listeners.public.port=${port}`);
  await page.locator('#state.well').waitFor();
  await screenshot(page, 'desktop-dark');
  await context.close();
  await third.stop();
});
