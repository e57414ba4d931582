// A load balancer that knows nothing of HTTP: each connection goes to the next address in turn.
import { once } from 'node:events';
import net from 'node:net';

export class Balancer {
  constructor(urls) {
    this.targets = urls.map((url) => new URL(url));
    this.sockets = new Set();
    this.turn = 0;
    this.server = net.createServer((client) => this.relay(client));
  }

  static async start(urls) {
    const balancer = new Balancer(urls);
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    balancer.url = `http://127.0.0.1:${balancer.server.address().port}`;
    return balancer;
  }

  relay(client) {
    const { hostname, port } = this.targets[this.turn++ % this.targets.length];
    const target = net.connect(port, hostname);
    [[client, target], [target, client]].forEach(([from, to]) => {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => to.destroy());
      from.on('close', () => this.sockets.delete(from));
      from.pipe(to);
    });
  }

  // Ends all connections; the next one goes to that target.
  cut(next) {
    this.turn = next;
    this.sockets.forEach((socket) => socket.destroy());
  }

  stop() {
    this.cut(0);
    this.server.close();
  }
}
