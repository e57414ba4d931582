// docker-compose.yml, what it mounts, and the scripts of the image, without a Docker: each file is judged by
// the program or the schema that it is for, and the parts have to fit each other.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { parse } from 'yaml';
import { httpServer } from './backends.mjs';
import { freePort, haproxyOfCompose } from './fronts.mjs';
import { Gateway, relaying } from './gateway.mjs';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url).pathname;
const ENTRYPOINT = `${ROOT}src/main/docker/entrypoint.sh`;
const HEALTHCHECK = `${ROOT}src/main/docker/healthcheck.sh`;
const SECRETS = { API_KEY: '0123456789abcdef', DASHBOARD_PASSWORD: 'a password' };

let compose;
let scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'carillon-containers'));
  compose = filled(parse(await readFile(`${ROOT}docker-compose.yml`, 'utf8'), { merge: true }), SECRETS);
});
after(() => rm(scratch, { recursive: true }));

// As Compose fills in variables: ${NAME:-default} and ${NAME:?complaint}.
function filled(value, variables) {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)(:[-?])([^}]*)\}/g, (_, name, kind, rest) => {
      assert.ok(kind === ':-' || variables[name], `${name}: ${rest}`);
      return variables[name] || rest;
    });
  }
  if (Array.isArray(value)) {
    return value.map((one) => filled(one, variables));
  }
  return value && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, variables)]))
    : value;
}

const gateways = () => Object.entries(compose.services).filter(([name]) => name.startsWith('gateway-'));

test('docker-compose.yml follows the schema of Compose', async () => {
  const schema = JSON.parse(await readFile(new URL('node_modules/dclint/schemas/compose.schema.json', import.meta.url)));
  delete schema.$schema; // an address of draft 7 that Ajv does not know by that name
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat('expose', /^\d+(-\d+)?(\/[a-z]+)?$/);
  ajv.addFormat('ports', true);
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  ajv.addFormat('subnet_ip_address', true);
  const isValid = ajv.compile(schema);
  assert.ok(isValid(compose), ajv.errorsText(isValid.errors));
  assert.equal(isValid({ services: { one: { imagee: 'x' } } }), false);
});

test('no secret has a default', async () => {
  const text = await readFile(`${ROOT}docker-compose.yml`, 'utf8');
  for (const name of Object.keys(SECRETS)) {
    assert.throws(() => filled(parse(text, { merge: true }), { ...SECRETS, [name]: '' }), new RegExp(name));
  }
});

test('what is mounted is there, images have a version, and only clients come from elsewhere', async () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const volume of service.volumes ?? []) {
      const [source] = volume.split(':');
      if (source.startsWith('.')) {
        await access(join(ROOT, source));
      } else {
        assert.ok(source in compose.volumes, `${name}: ${volume}`);
      }
    }
    assert.ok(service.build || /:v?\d+\.\d+/.test(service.image), `${name}: ${service.image}`);
    for (const port of service.ports ?? []) {
      assert.ok(port === '8000:8000' || port.startsWith('127.0.0.1:'), `${name}: ${port}`);
    }
  }
});

test('each gateway would start with what it is told, and nothing of it is unknown', async () => {
  const own = new Set();
  for (const [name, gateway] of gateways()) {
    const [command, ...rest] = gateway.command;
    assert.equal(command, 'serve');
    assert.equal(gateway.environment.CARILLON_NODE_NAME, name);
    const [mounted] = gateway.volumes[0].split(':');
    const { stdout } = await run(ENTRYPOINT, ['check', ...rest.map((one) => (one === 'carillon.yaml' ? join(ROOT, mounted) : one))], {
      env: { ...process.env, ...gateway.environment },
    });
    assert.match(stdout, /the configuration is good/);
    own.add(gateway.environment.CARILLON_LISTENERS_ADMIN_URL).add(gateway.ports[0]);
    assert.ok(gateway.ports[0].endsWith(':8090') && gateway.environment.CARILLON_LISTENERS_ADMIN_URL.endsWith(gateway.ports[0].split(':')[1]));
    assert.ok(parseInt(gateway.stop_grace_period, 10) >= 30, 'longer than it takes to ask clients to go');
    assert.equal(gateway.read_only, true);
  }
  assert.equal(own.size, 2 * gateways().length);
});

test('members, HAProxy and Prometheus know all gateways, and backends have the names they are called by', async () => {
  const names = gateways().map(([name]) => name);
  const gateway = parse(await readFile(`${ROOT}conf/compose/carillon.yaml`, 'utf8'));
  assert.deepEqual(gateway.cluster.members, names);
  assert.equal(gateway.cluster.majorityOf, names.length);
  const haproxy = await readFile(`${ROOT}conf/compose/haproxy.cfg`, 'utf8');
  assert.deepEqual([...haproxy.matchAll(/^ {2}server (\S+) (\S+)$/gm)].map(([, name, at]) => [name, at]), names.map((name) => [name, `${name}:8080`]));
  const prometheus = parse(await readFile(`${ROOT}conf/prometheus.yml`, 'utf8'));
  assert.deepEqual(prometheus.scrape_configs[0].static_configs[0].targets, names.map((name) => `${name}:8090`));
  const targets = Object.values(gateway.pools).flatMap((pool) => pool.targets.map(({ url }) => new URL(url).hostname));
  const redis = gateway.broker.redis.servers.map((server) => server.split(':')[0]);
  [...targets, ...redis].forEach((name) => assert.ok(compose.services[name], name));
});

test('HAProxy takes its file', async () => {
  await run('haproxy', ['-c', '-f', `${ROOT}conf/compose/haproxy.cfg`]);
});

test('backends behind HAProxy and the gateways are told where a client came from, whatever it says of itself', async () => {
  const app = await httpServer('app', (request, response) => response.end(JSON.stringify(request.headers)));
  const node = await Gateway.start(
    ...relaying([{ path: '/app/', proxy: 'app' }], { app: { targets: [app.target] } }), 'listeners.public.trustedProxies=[127.0.0.1]');
  const front = await haproxyOfCompose(new URL(node.url).host, new URL(node.admin).port);
  try {
    const lies = { For: '6.6.6.6', Proto: 'https', Host: 'lie', Port: '6', 'Client-Cert': 'Hash=6' };
    const headers = Object.fromEntries(Object.entries(lies).map(([name, lie]) => [`X-Forwarded-${name}`, lie]));
    const sent = http.get(`${front.url}/app/`, { localAddress: '127.0.0.5', agent: false, headers });
    const [response] = await once(sent, 'response');
    const told = JSON.parse((await response.toArray()).join(''));
    assert.equal(told['x-forwarded-for'].split(',')[0], '127.0.0.5');
    assert.equal(told['x-forwarded-proto'], 'http');
    assert.equal(told['x-forwarded-host'], new URL(front.url).host);
    assert.ok([undefined, new URL(front.url).port].includes(told['x-forwarded-port']), told['x-forwarded-port']);
    assert.equal(told['x-forwarded-client-cert'], undefined);
  } finally {
    await front.stop();
    await node.stop();
    await app.stop();
  }
});

test('Prometheus takes its file, and the rules and the key that are mounted for it', async () => {
  await copyFile(`${ROOT}conf/prometheus-alerts.yml`, join(scratch, 'prometheus-alerts.yml'));
  const text = await readFile(`${ROOT}conf/prometheus.yml`, 'utf8');
  assert.ok(text.includes('/run/secrets/api-key') && compose.services.prometheus.secrets.includes('api-key'));
  await writeFile(join(scratch, 'api-key'), SECRETS.API_KEY);
  await writeFile(join(scratch, 'prometheus.yml'), text.replace('/run/secrets/api-key', join(scratch, 'api-key')));
  const { stdout } = await run('promtool', ['check', 'config', join(scratch, 'prometheus.yml')]);
  assert.match(stdout, /1 rule files? found/);
});

test('Grafana is sent to the Prometheus and to the dashboards that are there', async () => {
  const [source] = parse(await readFile(`${ROOT}conf/grafana/datasources/prometheus.yml`, 'utf8')).datasources;
  assert.ok(compose.services[new URL(source.url).hostname]);
  const [provider] = parse(await readFile(`${ROOT}conf/grafana/dashboards/carillon.yml`, 'utf8')).providers;
  const mounts = compose.services.grafana.volumes.map((volume) => volume.split(':')[1]);
  assert.ok(mounts.some((mount) => mount.startsWith(`${provider.options.path}/`)));
});

test('the files that the image is built from are there, and sent to the builder', async () => {
  const dockerfile = await readFile(`${ROOT}Dockerfile`, 'utf8');
  const sent = (await readFile(`${ROOT}.dockerignore`, 'utf8')).split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
    await access(join(ROOT, sources));
    assert.ok(sent.some((one) => sources === one || sources.startsWith(`${one}/`)), sources);
  }
});

// What the JVM says that it was told.
async function flags(memory) {
  const { stdout } = await run(ENTRYPOINT, ['--version'], { env: { ...process.env, MEMORY_MIB: memory, JAVA_OPTS: '-XX:+PrintFlagsFinal' } });
  return Object.fromEntries([...stdout.matchAll(/^\s+\S+ (\w+)\s+=\s(\S+)/gm)].map(([, name, value]) => [name, value]));
}

test('the JVM fits the memory that there is', async () => {
  for (const [memory, collector] of [[192, 'UseSerialGC'], [512, 'UseSerialGC'], [4096, 'UseG1GC']]) {
    const told = await flags(memory);
    assert.equal(told[collector], 'true');
    assert.equal(told.ExitOnOutOfMemoryError, 'true');
    const [heap, direct] = [told.MaxHeapSize, told.MaxDirectMemorySize].map((bytes) => bytes / 2 ** 20);
    assert.ok(heap > memory / 4 && heap + direct < memory * 0.8, `${memory}: ${heap} and ${direct}`);
  }
});

test('the JVM begins however little there is', async () => {
  const told = await flags(64);
  assert.equal(told.MaxHeapSize, String(32 * 2 ** 20));
});

async function serve(...settings) {
  const ports = ['listeners.public.port=0', 'listeners.admin.port=0', 'listeners.public.host=127.0.0.1'];
  const options = [...ports, ...settings].flatMap((set) => ['--set', set]);
  const child = spawn(ENTRYPOINT, ['serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, MEMORY_MIB: 512 } });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('/api/publish')) {
      break;
    }
  }
  return { child, port: /127\.0\.0\.1:(\d+)\/api/.exec(said)[1] };
}

test('a node that the script starts answers the health check, and SIGTERM reaches it', async () => {
  const { child, port } = await serve();
  const env = { ...process.env, CARILLON_LISTENERS_ADMIN_PORT: port, CARILLON_LISTENERS_ADMIN_HOST: '0.0.0.0' };
  await run(HEALTHCHECK, ['ready'], { env });
  await run(HEALTHCHECK, [], { env });
  await assert.rejects(run(HEALTHCHECK, ['nothing-of-that-name'], { env }), { code: 1 });
  // As `kubectl exec` and `docker exec` would.
  await run(ENTRYPOINT, ['drain'], { env: { ...env, CARILLON_LISTENERS_ADMIN_HOST: '127.0.0.1' } });
  await assert.rejects(run(HEALTHCHECK, ['ready'], { env }), { code: 1 });
  await run(HEALTHCHECK, ['live'], { env });
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  await assert.rejects(run(HEALTHCHECK, ['live'], { env }), { code: 1 });
});

test('a node whose admin port speaks TLS answers the health check, whether that knows so or not', async () => {
  const [certificate, key] = ['tls.crt', 'tls.key'].map((name) => join(scratch, name));
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=node', '-keyout', key, '-out', certificate]);
  const { child, port } = await serve('shutdown.notReadyFor=0s', `listeners.admin.tls.certificate=${certificate}`, `listeners.admin.tls.key=${key}`);
  const env = { ...process.env, CARILLON_LISTENERS_ADMIN_PORT: port };
  for (const told of [env, { ...env, CARILLON_LISTENERS_ADMIN_TLS_CERTIFICATE: certificate }]) {
    await run(HEALTHCHECK, ['ready'], { env: told });
    await run(HEALTHCHECK, [], { env: told });
    await assert.rejects(run(HEALTHCHECK, ['nothing-of-that-name'], { env: told }), { code: 1 });
  }
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  await assert.rejects(run(HEALTHCHECK, ['live'], { env: { ...env, CARILLON_LISTENERS_ADMIN_TLS_CERTIFICATE: certificate } }), { code: 1 });
});

test('the example backends talk through a gateway, and their clients hear what is published', async () => {
  await symlink(new URL('node_modules', import.meta.url).pathname, join(scratch, 'node_modules'));
  const backends = [];
  for (const name of ['echo.mjs', 'chat.mjs']) {
    await copyFile(`${ROOT}src/examples/backends/${name}`, join(scratch, name));
  }
  await writeFile(join(scratch, 'package.json'), '{"type": "module"}');
  const start = async (file) => {
    const port = await freePort();
    backends.push(spawn(process.execPath, [join(scratch, file)], { stdio: 'inherit', env: { ...process.env, PORT: port } }));
    return `http://127.0.0.1:${port}`;
  };
  const real = parse(await readFile(`${ROOT}conf/compose/carillon.yaml`, 'utf8'));
  real.pools.echo.targets = [{ name: 'echo', url: await start('echo.mjs') }];
  real.pools.chat.targets = [{ name: 'chat-1', url: await start('chat.mjs') }, { name: 'chat-2', url: await start('chat.mjs') }];
  const node = await Gateway.start(`routes=${JSON.stringify(real.routes)}`, `pools=${JSON.stringify(real.pools)}`);
  try {
    const heard = [];
    const echo = await opened(node);
    echo.on('message', (message) => heard.push(message.toString()));
    const chat = io(node.url, { reconnectionDelay: 100 });
    chat.on('news', (data) => heard.push(`news ${data}`)).on('chat', (data) => heard.push(`chat ${data}`));
    await once(chat, 'welcome');
    echo.send('hello');
    chat.emit('chat', 'hi');
    await until(() => heard.includes('echo hello') && heard.includes('chat hi'));
    await until(async () => {
      await node.publish('broadcast', 'tea');
      return heard.includes('"tea"') && heard.includes('news tea');
    });
    chat.close();
    echo.close();
  } finally {
    await node.stop();
    backends.forEach((backend) => backend.kill());
  }
});

// As soon as its backend is up.
async function opened(node) {
  for (const end = Date.now() + 20000; ;) {
    const socket = new WebSocket(`${node.url.replace('http:', 'ws:')}/echo/`);
    try {
      await once(socket, 'open');
      return socket;
    } catch (refused) {
      assert.ok(Date.now() < end, refused);
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
}

async function until(holds) {
  for (const end = Date.now() + 20000; !(await holds());) {
    assert.ok(Date.now() < end, 'not in time');
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
