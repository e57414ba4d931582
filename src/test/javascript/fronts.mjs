// What stands in front of nodes, as conf/ has it, on free ports.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const conf = (name) => new URL(`../../../conf/${name}`, import.meta.url).pathname;

/** A port of loopback that nobody listens on. */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function up(name, child, port, cleanUp = async () => {}) {
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await cleanUp();
  };
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const connected = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (connected) {
      return { name, url: `http://127.0.0.1:${port}`, stop };
    }
    assert.equal(child.exitCode, null, `${name} ended`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

// `mode` is http or tcp; `nodes` are host:port; without `healthPort` it looks at their ports alone.
export async function haproxy(mode, nodes, healthPort) {
  const port = await freePort();
  const prefix = mode.toUpperCase();
  const child = spawn('haproxy', ['-db', '-f', conf(mode === 'http' ? 'haproxy.cfg' : 'haproxy-tcp.cfg')], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(healthPort ? { HEALTH_PORT: healthPort } : {}),
      [`${prefix}_BIND`]: `127.0.0.1:${port}`,
      [`${prefix}_NODE_1`]: nodes[0],
      [`${prefix}_NODE_2`]: nodes[1],
    },
  });
  return up(`haproxy, ${mode} mode`, child, port);
}

// The one of docker-compose.yml, before a node instead of its gateways.
export async function haproxyOfCompose(node, healthPort) {
  const port = await freePort();
  const directory = await mkdtemp(path.join(tmpdir(), 'haproxy-'));
  const file = path.join(directory, 'haproxy.cfg');
  await writeFile(file, replaced(await readFile(conf('compose/haproxy.cfg'), 'utf8'), [
    ['bind :8000', `bind 127.0.0.1:${port}`],
    ['bind :8404', `bind 127.0.0.1:${await freePort()}`],
    ['check port 8090', `check port ${healthPort}`],
    ['server gateway-1 gateway-1:8080', `server gateway-1 ${node}`],
    ['server gateway-2 gateway-2:8080', `server gateway-2 ${node}`],
    ['server gateway-3 gateway-3:8080', `server gateway-3 ${node}`],
  ]));
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'inherit' });
  return up('haproxy of docker-compose.yml', child, port, () => rm(directory, { recursive: true, force: true }));
}

function replaced(text, pairs) {
  return pairs.reduce((changed, [from, to]) => {
    assert.equal(changed.split(from).length, 2, `${from} is there once`);
    return changed.replace(from, to);
  }, text);
}

export async function nginx(nodes) {
  const port = await freePort();
  const directory = await mkdtemp(path.join(tmpdir(), 'nginx-'));
  // Where it may write, also when it is nobody special.
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${directory}/${of};`);
  const text = replaced(await readFile(conf('nginx.conf'), 'utf8'), [
    ['server 127.0.0.1:8080', `server ${nodes[0]}`],
    ['server 127.0.0.1:8081', `server ${nodes[1]}`],
    ['listen 127.0.0.1:8000', `listen 127.0.0.1:${port}`],
    ['http {\n', `http {\n  access_log off;\n  ${temporary.join(' ')}\n`],
  ]);
  const file = path.join(directory, 'nginx.conf');
  await writeFile(file, text);
  const child = spawn('nginx', ['-p', directory, '-c', file, '-e', 'stderr', '-g', `daemon off; pid ${directory}/pid;`], {
    stdio: 'inherit',
  });
  return up('nginx', child, port, () => rm(directory, { recursive: true, force: true }));
}
