// Starts a node from the jar on free ports, and talks to it as a backend would.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const JAR = new URL('../../../target/carillon.jar', import.meta.url).pathname;
const JAVA = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';

export class Gateway {
  static async start(...settings) {
    const sets = ['listeners.public.host=127.0.0.1', 'listeners.public.port=0', 'listeners.admin.port=0', 'node.name=js', ...settings];
    const child = spawn(JAVA, ['-Xmx256m', '-jar', JAR, 'serve', ...sets.flatMap((set) => ['--set', set])]);
    child.stderr.pipe(process.stderr);
    const gateway = new Gateway();
    gateway.child = child;
    let greeting = '';
    for await (const chunk of child.stdout) {
      greeting += chunk;
      if (greeting.includes('/api/publish')) {
        break;
      }
    }
    gateway.ws = /ws:\/\/\S+\/connection\/websocket/.exec(greeting)[0];
    gateway.url = new URL(gateway.ws.replace('ws:', 'http:')).origin;
    gateway.admin = new URL(/http:\/\/\S+\/api\//.exec(greeting)[0]).origin;
    return gateway;
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

  async stop() {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
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
