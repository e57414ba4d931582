// What Prometheus' own tool says of what a used node exposes, and of the rules that we ship.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { Gateway } from './gateway.mjs';

const promtool = (arguments_, input) => execFileSync('promtool', arguments_, { input, stdio: ['pipe', 'pipe', 'pipe'] });
let gateway;
let client;

before(async () => {
  gateway = await Gateway.start();
  client = new WebSocket(gateway.ws.replace(/\/connection\/websocket$/, '/subscribe'));
  await once(client, 'open');
});
after(async () => {
  client?.terminate();
  await gateway?.stop();
});

test('what a node exposes is as Prometheus wants it', async () => {
  const heard = once(client, 'message');
  await gateway.publish('broadcast', { n: 1 });
  await heard;

  const response = await fetch(`${gateway.admin}/metrics`);
  assert.equal(response.status, 200);
  const text = await response.text();
  assert.match(text, /^carillon_publications_total\{source="api"\} 1/m);
  promtool(['check', 'metrics'], text);
});

test('rules are valid', () => {
  const said = promtool(['check', 'rules', '../../../conf/prometheus-alerts.yml']).toString();
  assert.match(said, /SUCCESS/);
});
