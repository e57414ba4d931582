// Plain WebSocket servers behind two nodes: what they and their clients say passes, and publications stand between.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { expressEcho, wsEcho } from './backends.mjs';
import { Gateway, collect, relaying, untilHeard } from './gateway.mjs';

let backends;
let nodes;

before(async () => {
  backends = [
    await expressEcho('left'),
    await expressEcho('right'),
    await wsEcho('deflating', { perMessageDeflate: { threshold: 0 } }),
  ];
  const [left, right, deflating] = backends.map(({ target }) => target);
  nodes = await Gateway.startDemo(2, ...relaying(
    [
      { path: '/ws/', proxy: 'echo', channels: ['broadcast'] },
      { path: '/deflated/', proxy: 'deflated', channels: ['broadcast', 'room-{query.room}'] },
    ],
    { echo: { targets: [left, right] }, deflated: { targets: [deflating] } },
  ));
});
after(async () => {
  backends.forEach((backend) => backend.stop());
  await nodes?.[0].stop();
});

// Its `messages` are those that came when it was known to hear its channels, of which `channel` is one.
async function open(path, node, options, channel = 'broadcast') {
  const socket = new WebSocket(`${node.url.replace('http:', 'ws:')}${path}`, options);
  const messages = [];
  const relayed = new EventEmitter();
  let heard = false;
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? data : data.toString();
    heard ||= message === '"early"';
    if (message !== '"early"') {
      messages.push(message);
      relayed.emit('message', message);
    }
  });
  socket.on('close', (code) => relayed.emit('close', code));
  const seen = collect(relayed, 'message', 'close');
  await once(socket, 'open');
  await untilHeard(() => nodes[0].publish(channel, 'early'), () => heard);
  return { socket, messages, seen };
}

async function close(...all) {
  all.forEach(({ socket }) => socket.close(1000));
  await Promise.all(all.map(({ seen }) => seen.until('close', 1)));
}

test('40 clients of two express-ws servers hear one publication once, while they talk', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => open('/ws/echo', nodes[i % 2])));
  const isNews = (text) => text.includes('to all');
  let answered = 0;
  const talking = all.map(async ({ socket, messages, seen }) => {
    for (let i = 0; i < 50; i++) {
      socket.send(`${i}`);
      await seen.until('message', i + 1);
      answered++;
    }
    await seen.until('message', 51); // the publication among them
    return messages;
  });
  while (answered < 40 * 10) {
    await once(all[0].socket, 'message');
  }
  await nodes[0].publish('broadcast', { to: 'all', text: 'to all' });
  for (const messages of await Promise.all(talking)) {
    assert.deepEqual(messages.filter(isNews), ['{"to":"all","text":"to all"}']);
    const echoes = messages.filter((text) => !isNews(text));
    assert.deepEqual(echoes.map((text) => text.replace(/^(left|right) /, '')), Array.from({ length: 50 }, (_, i) => `${i}`));
    assert.equal(new Set(echoes.map((text) => text.split(' ')[0])).size, 1, 'a link stays where it is');
  }
  assert.equal(new Set((await Promise.all(talking)).map(([first]) => first.split(' ')[0])).size, 2);
  await close(...all);
});

test('compressed messages of 100 kB pass both ways, and publications between them', async () => {
  const one = await open('/deflated/', nodes[1], { perMessageDeflate: { threshold: 0 } });
  assert.match(one.socket.extensions, /permessage-deflate/);
  const large = Array.from({ length: 20 }, (_, i) => `${i} ${randomBytes(100).toString('hex').repeat(500)}`);
  for (const text of large) {
    one.socket.send(text);
    await nodes[0].publish('broadcast', 'between');
  }
  await one.seen.until('message', 40);
  assert.deepEqual(one.messages.filter((text) => text !== '"between"'), large);
  assert.equal(one.messages.filter((text) => text === '"between"').length, 20);
  const bytes = randomBytes(100000);
  one.socket.send(bytes);
  await one.seen.until('message', 41);
  assert.deepEqual(one.messages.at(-1), bytes);
  await close(one);
});

test('fragments pass as fragments and are not torn apart by publications', async () => {
  const one = await open('/deflated/', nodes[0], { perMessageDeflate: false });
  for (let i = 0; i < 50; i++) {
    one.socket.send('a'.repeat(1000), { fin: false });
    one.socket.send('b'.repeat(1000), { fin: false });
    await nodes[1].publish('broadcast', 'between');
    one.socket.send('c'.repeat(1000), { fin: true });
  }
  await one.seen.until('message', 100);
  const echoes = one.messages.filter((text) => text !== '"between"');
  assert.deepEqual(echoes, Array.from({ length: 50 }, () => 'a'.repeat(1000) + 'b'.repeat(1000) + 'c'.repeat(1000)));
  await close(one);
});

test('clients hear the room that they name', async () => {
  const kitchen = await open('/deflated/?room=kitchen', nodes[0], {}, 'room-kitchen');
  const cellar = await open('/deflated/?room=cellar', nodes[1], {}, 'room-cellar');
  await nodes[0].publish('room-cellar', 'below');
  await nodes[1].publish('room-kitchen', 'above');
  await Promise.all([kitchen, cellar].map(({ seen }) => seen.until('message', 1)));
  assert.deepEqual([kitchen.messages, cellar.messages], [['"above"'], ['"below"']]);
  await close(kitchen, cellar);
});

test('pings, close codes and reasons are those of the other side', async () => {
  const one = await open('/ws/echo', nodes[0]);
  one.socket.ping('are you there');
  assert.equal((await once(one.socket, 'pong')).toString(), 'are you there');
  one.socket.close(4321, 'enough');
  const [code] = await once(one.socket, 'close');
  assert.equal(code, 4321);
});
