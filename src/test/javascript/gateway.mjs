// Starts a node from the jar on free ports, and talks to it as a backend would.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const JAR = new URL('../../../target/carillon.jar', import.meta.url).pathname;
const JAVA = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';

// On free ports; resolves with what it says when it is up.
async function run(command, ...settings) {
  const sets = ['listeners.public.host=127.0.0.1', 'listeners.public.port=0', 'listeners.admin.port=0', 'shutdown.notReadyFor=0s', ...settings];
  const child = spawn(JAVA, ['-Xmx256m', '-jar', JAR, ...command.split(' '), ...sets.flatMap((set) => ['--set', set])]);
  child.stderr.pipe(process.stderr);
  let greeting = '';
  for await (const chunk of child.stdout) {
    greeting += chunk;
    if (greeting.includes('/api/publish')) {
      return { child, greeting };
    }
  }
  throw new Error(`${command} did not come up: ${greeting}`);
}

// Settings of nodes that relay, besides serving what tests look for when a node comes up.
export function relaying(routes, pools) {
  const own = [{ path: '/connection/websocket', serve: 'centrifuge', channels: ['broadcast'] }, { path: '/demo/', serve: 'demo' }];
  return [`routes=${JSON.stringify([...own, ...routes])}`, `pools=${JSON.stringify(pools)}`];
}

export class Gateway {
  constructor(child, ws, admin) {
    this.child = child;
    this.ws = ws;
    this.url = new URL(ws.replace('ws:', 'http:')).origin;
    this.admin = admin;
  }

  static async start(...settings) {
    const { child, greeting } = await run('serve', 'node.name=js', ...settings);
    const ws = /ws:\/\/\S+\/connection\/websocket/.exec(greeting)[0];
    return new Gateway(child, ws, new URL(/http:\/\/\S+\/api\//.exec(greeting)[0]).origin);
  }

  // Several nodes in one process; stopping one of them stops all.
  static async startDemo(nodes, ...settings) {
    const first = 10000 + Math.floor(Math.random() * 20000); // below the ports that systems give away
    const { child, greeting } = await run(
      `demo --nodes ${nodes}`, `cluster.port=${first}`, `cluster.busPort=${first + nodes}`, ...settings);
    const pages = [...greeting.matchAll(/^ {2}demo-\d {2}(\S+)$/gm)].map(([, page]) => page);
    return Promise.all(pages.map(async (page) => {
      const { api, websocket } = await (await fetch(`${page}config.json`)).json();
      return new Gateway(child, new URL(websocket, page).href.replace('http:', 'ws:'), new URL(api).origin);
    }));
  }

  // Nodes of one cluster, each a process of its own, named after the alphabet. One after the other, since
  // two that found a cluster at the same time take longer than that.
  static async startCluster(nodes, ...settings) {
    const first = 10000 + Math.floor(Math.random() * 20000); // below the ports that systems give away
    const ports = Array.from({ length: nodes }, (_, i) => first + i);
    const started = [];
    try {
      for (const port of ports) {
        started.push(await Gateway.start(
          `node.name=node-${'abcdefgh'[started.length]}`,
          'cluster.enabled=true',
          `cluster.members=${JSON.stringify(ports.map((one) => `127.0.0.1:${one}`))}`,
          `cluster.port=${port}`,
          `cluster.busPort=${port + nodes}`,
          ...settings));
      }
      return started;
    } catch (failure) {
      await Promise.all(started.map((node) => node.stop()));
      throw failure;
    }
  }

  async api(method, body) {
    const response = await fetch(`${this.admin}/api/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (answer.error) {
      throw new Error(`${method}: ${answer.error.message}`);
    }
    return answer.result;
  }

  publish(channel, data) {
    return this.api('publish', { channel, data });
  }

  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return;
    }
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}

// A relayed client hears channels soon after it has connected, and is not told when: so publish until all have heard.
export async function untilHeard(publish, haveHeard) {
  for (const end = Date.now() + 20000; !haveHeard();) {
    if (Date.now() > end) {
      throw new Error('not all have heard');
    }
    await publish();
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

// Collects what an emitter emits, and lets a test wait for the n-th of a kind.
export function collect(emitter, ...kinds) {
  const seen = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const waiting = [];
  kinds.forEach((kind) => emitter.on(kind, (event) => {
    seen[kind].push(event);
    waiting.filter((one) => one.kind === kind && seen[kind].length >= one.count).forEach((one) => one.resolve());
  }));
  seen.until = (kind, count) => new Promise((resolve, reject) => {
    if (seen[kind].length >= count) {
      resolve();
      return;
    }
    const late = setTimeout(() => reject(new Error(`${kind}: ${seen[kind].length} of ${count}`)), 20000);
    waiting.push({ kind, count, resolve: () => { clearTimeout(late); resolve(); } });
  });
  return seen;
}
