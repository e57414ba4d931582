// Plain HTTP under a proxied route, as curl sees it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { httpServer } from './backends.mjs';
import { Gateway, relaying } from './gateway.mjs';

const LARGE = randomBytes(5 * 1024 * 1024);
const run = promisify(execFile);
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

let backend;
let gateway;
let directory;
let file;
const held = []; // answers that a test ends

const answers = {
  '/app/upload': async (request, response) => {
    const sum = createHash('sha256');
    for await (const chunk of request) {
      sum.update(chunk);
    }
    response.end(`${request.method} ${sum.digest('hex')}`);
  },
  '/app/download': (request, response) => response.end(LARGE),
  '/app/head': (request, response) => response.setHeader('Content-Length', 12345).setHeader('X-Here', 'yes').end(),
  '/app/held': (request, response) => held.push(response),
  '/app/headers': (request, response) => response.end(JSON.stringify(request.headers)),
  '/app/cookies': (request, response) => response.setHeader('Set-Cookie', ['a=1', 'b=2']).end(),
};

before(async () => {
  backend = await httpServer('app', (request, response) => {
    const answer = answers[new URL(request.url, 'http://app').pathname];
    return answer ? answer(request, response)
      : response.writeHead(404, { 'Content-Type': 'text/x-own' }).end(`no ${request.url} here`);
  });
  backend.server.on('checkContinue', (request, response) => {
    if (request.url === '/app/refused') {
      response.writeHead(413).end('too much');
    } else {
      response.writeContinue();
      backend.server.emit('request', request, response);
    }
  });
  gateway = await Gateway.start(
    ...relaying([{ path: '/app/', proxy: 'app' }], { app: { targets: [backend.target] } }),
    'listeners.public.trustedProxies=[]',
  );
  directory = await mkdtemp(join(tmpdir(), 'carillon-'));
  file = join(directory, 'large');
  await writeFile(file, LARGE);
});
after(async () => {
  backend?.stop();
  await gateway?.stop();
  await rm(directory, { recursive: true, force: true });
});

// Everything curl prints: the body as bytes, and what -v tells.
async function curl(path, ...options) {
  const args = ['-sS', '-m', '30', ...options, `${gateway.url}${path}`];
  return run('curl', args, { encoding: 'buffer', maxBuffer: 16 << 20 });
}

const text = async (...args) => (await curl(...args)).stdout.toString();

test('upload waits for the 100 of the backend', async () => {
  const { stdout, stderr } = await curl('/app/upload', '-v', '-T', file, '-H', 'Expect: 100-continue', '--expect100-timeout', '20');
  assert.equal(stdout.toString(), `PUT ${hash(LARGE)}`);
  assert.match(stderr.toString(), /< HTTP\/1\.1 100 Continue[^]*< HTTP\/1\.1 200 OK/);
});

test('upload that the backend does not want is not sent', async () => {
  const { stdout, stderr } = await curl('/app/refused', '-v', '-T', file, '-H', 'Expect: 100-continue', '--expect100-timeout', '20',
    '-w', '%{size_upload}');
  assert.equal(stdout.toString(), 'too much0');
  assert.match(stderr.toString(), /< HTTP\/1\.1 413 /);
});

test('upload in chunks', async () => {
  assert.equal(await text('/app/upload', '-T', file, '-H', 'Transfer-Encoding: chunked', '-H', 'Expect:'), `PUT ${hash(LARGE)}`);
});

test('upload of a form', async () => {
  assert.equal(await text('/app/upload', '-d', 'a=1&b=2'), `POST ${hash('a=1&b=2')}`);
});

test('download', async () => {
  const { stdout } = await curl('/app/download');
  assert.equal(hash(stdout), hash(LARGE));
});

test('two requests over one connection', async () => {
  const out = await text('/app/download', '-o', '/dev/null', '-w', '%{num_connects} ', `${gateway.url}/app/download`, '-o', '/dev/null');
  assert.equal(out, '1 0 ');
});

// Lets the backend answer when it has the request.
async function request() {
  while (held.length === 0) {
    await once(backend.server, 'request');
    await new Promise(setImmediate);
  }
  return held.shift();
}

test('pieces of an answer arrive as they are written', async () => {
  const child = spawn('curl', ['-sSN', '-m', '30', `${gateway.url}/app/held`]);
  const response = await request();
  for (const piece of ['one', 'two', 'three']) {
    response.write(piece);
    assert.equal((await once(child.stdout, 'data')).toString(), piece);
  }
  response.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('long poll is answered when there is something', async () => {
  const polls = Array.from({ length: 10 }, () => text('/app/held'));
  for (let i = 0; i < 10; i++) {
    (await request()).end('news');
  }
  assert.deepEqual(await Promise.all(polls), Array(10).fill('news'));
});

test('client that hangs up ends the request at the backend', async () => {
  const child = spawn('curl', ['-sSN', '-m', '30', `${gateway.url}/app/held`]);
  const response = await request();
  child.kill('SIGKILL');
  await once(response, 'close');
  assert.equal(response.writableFinished, false);
});

test('HEAD has the length of what it has not', async () => {
  const head = await text('/app/head', '-I');
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, /^content-length: 12345\r$/im);
  assert.match(head, /^x-here: yes\r$/im);
});

test('404 of the backend passes as it is', async () => {
  const answer = await text('/app/nothing?x=%20y', '-i');
  assert.match(answer, /^HTTP\/1\.1 404 Not Found\r\n/);
  assert.match(answer, /^content-type: text\/x-own\r$/im);
  assert.match(answer, /\r\n\r\nno \/app\/nothing\?x=%20y here$/);
});

test('cookies pass, and each in its own line', async () => {
  const answer = await text('/app/cookies', '-i');
  assert.deepEqual([...answer.matchAll(/^set-cookie: (.*)\r$/gim)].map(([, cookie]) => cookie), ['a=1', 'b=2']);
});

test('backend is told who asked, and not what was meant for the gateway', async () => {
  const headers = JSON.parse(await text('/app/headers', '-H', 'X-Forwarded-For: 6.6.6.6', '-H', 'Connection: X-Hop', '-H', 'X-Hop: 1'));
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(headers['x-forwarded-proto'], 'http');
  assert.equal(headers['x-forwarded-host'], new URL(gateway.url).host);
  assert.equal(headers['x-hop'], undefined);
});

test('backend that is gone is a 502, and nothing at all a 404', async () => {
  const gone = await Gateway.start(...relaying(
    [{ path: '/app/', proxy: 'app' }], { app: { targets: [{ url: 'http://127.0.0.1:1' }], health: { type: 'none' } } }));
  const status = async (path) => (await run('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', `${gone.url}${path}`])).stdout;
  assert.equal(await status('/app/x'), '502');
  assert.equal(await status('/other'), '404');
  await gone.stop();
});
