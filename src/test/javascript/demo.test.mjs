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
async function open(options = {}, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => request.url().startsWith(gateway.url) || complaints.push(request.url()));
  await page.goto(`${gateway.url}/demo/${hash}`);
  await page.locator('#state', { hasText: 'connected' }).waitFor();
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
