// What the dashboard's page keeps of the last minutes: its own module, without a browser.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const source = await readFile(new URL('../../main/resources/dashboard/seconds.js', import.meta.url), 'utf8');
const { Seconds } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const node = (id, clients, more) => ({ id, state: 'ready', clients, in: clients, ...more });
const clients = (seconds) => seconds.pointsOfAll('clients').map(({ y }) => y);

test('node whose answer is late leaves no dip, one that is gone does', () => {
  const seconds = new Seconds();
  seconds.add(1000, [node('a', 3), node('b', 4)]);
  seconds.add(2000, [node('a', 3), node('b', 4, { late: true })]);
  seconds.add(3000, [node('a', 3), node('b', 4, { state: 'gone' })]);

  assert.deepEqual(clients(seconds), [7, 7, 3]);
  assert.deepEqual(seconds.lastMinute('b', 'in'), [4, 4, 0]);
});

test('what nodes have kept comes in parts, in any order, beside what the page saw', () => {
  const seconds = new Seconds();
  seconds.add(4000, [node('a', 9)]);
  seconds.fill([{ at: 4000, nodes: { a: { clients: 1 } } }, { at: 3000, nodes: { a: { clients: 3 } } }]);
  seconds.fill([{ at: 2000, nodes: { a: { clients: 2 } } }]);
  seconds.fill([{ at: 3000, nodes: { b: { clients: 5 } } }]);

  assert.deepEqual(clients(seconds), [2, 8, 9]);
  seconds.reset();
  assert.deepEqual(clients(seconds), []);
});
