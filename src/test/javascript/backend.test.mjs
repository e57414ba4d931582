// The npm client of Centrifuge with a backend that says who it is and answers its calls.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Gateway, collect } from './gateway.mjs';

let gateway;
let server;
const answers = {};
const asked = [];

before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const kind = request.url.slice(1);
    asked.push({ kind, body: JSON.parse(body) });
    const answer = answers[kind](JSON.parse(body));
    response.statusCode = answer === undefined ? 500 : 200;
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/{question}`;
  gateway = await Gateway.start(
    `backends={"app": {"url": "${url}", "timeout": "10s", "breaker": {"failures": 1000}}}`,
    'ask={"connect": "app", "rpc": {"*": "app"}}',
    'auth.personalChannel=user:{user}',
    'namespaces={"default": {}, "user": {"subscribe": "server"},'
      + ' "asked": {"subscribe": {"backend": "app"}, "publish": {"backend": "app"}}}');
});
after(async () => {
  await gateway.stop();
  server.close();
});

test('client that a backend lets in calls it, subscribes and publishes by its leave, and hears its own channel', async () => {
  answers.connect = () => ({ result: { user: '42', data: { hello: 1 } } });
  answers.rpc = ({ method, data, user }) => (method === 'add'
    ? { result: { data: { sum: data.a + data.b, user } } }
    : { error: { code: 1001, message: 'no such sum' } });
  answers.subscribe = ({ channel }) => (channel === 'asked:a' ? { result: {} } : { error: { code: 403, message: 'not yours' } });
  answers.publish = ({ data }) => ({ result: { data: { ...data, checked: true } } });
  const client = new Centrifuge(gateway.ws, { websocket: WebSocket, data: { from: 'js' } });
  try {
    const seen = collect(client, 'connected', 'publication');
    client.connect();
    await client.ready(10000);
    assert.deepEqual(seen.connected[0].data, { hello: 1 });
    assert.deepEqual(asked[0].body.data, { from: 'js' });
    assert.deepEqual((await client.rpc('add', { a: 1, b: 2 })).data, { sum: 3, user: '42' });
    await assert.rejects(client.rpc('divide', {}), { code: 1001, message: 'no such sum' });

    const subscription = client.newSubscription('asked:a');
    const heard = collect(subscription, 'publication');
    subscription.subscribe();
    await subscription.ready(10000);
    await subscription.publish({ text: 'hi' });
    await heard.until('publication', 1);
    assert.deepEqual(heard.publication[0].data, { text: 'hi', checked: true });
    const other = client.newSubscription('asked:b');
    const ended = once(other, 'unsubscribed');
    other.subscribe();
    assert.equal((await ended)[0].code, 403);

    await gateway.publish('user:42', 'for you');
    await seen.until('publication', 1);
    assert.equal(seen.publication[0].data, 'for you');
  } finally {
    client.disconnect();
  }
});

test('client comes back by itself when the backend that knows it does', async () => {
  let down = true;
  answers.connect = () => (down ? undefined : { result: { user: '42' } });
  const client = new Centrifuge(gateway.ws, { websocket: WebSocket, minReconnectDelay: 20, maxReconnectDelay: 100 });
  try {
    const seen = collect(client, 'error', 'connected');
    client.connect();
    await seen.until('error', 2);
    assert.equal(client.state, 'connecting');
    down = false;
    await client.ready(10000);
  } finally {
    client.disconnect();
  }
});
