import { $, el, Facts, set } from './dom.js';
import { change } from './confirm.js';
import { bytes, count, millis, NONE, size } from './format.js';
import { Table } from './table.js';

/** Clients that do not read what is sent to them, those with the most waiting first. */
export class Slow {
  constructor(feed, trace) {
    this.feed = feed;
    this.trace = trace;
    this.table = new Table($('slow'), {
      kind: 'client',
      key: ({ client }) => client,
      fill: (cells, client) => this.fill(cells, client),
      detail: () => this.detail(),
    });
  }

  show(cluster) {
    const clients = cluster.living
      .flatMap((node) => (node.slowClients || []).map((client) => ({ ...client, node: node.id, nodeName: node.name })))
      .sort((left, right) => right.queued - left.queued);
    $('slow').hidden = !clients.length;
    $('slow-none').hidden = clients.length > 0;
    this.table.show(clients);
  }

  fill(cells, client) {
    set(cells.client, client.client.slice(0, 8));
    cells.client.title = client.client;
    set(cells.node, client.nodeName);
    set(cells.channels, count(client.channels));
    set(cells.queued, bytes(client.queued));
    set(cells.oldest, millis(client.oldestMillis));
    cells.disconnect ||= cells.actions.appendChild(el('button', { type: 'button', onclick: () => this.disconnect(cells.thing) }, 'disconnect'));
    cells.thing = client;
  }

  disconnect({ client, node, nodeName, queued, user }) {
    change(this.feed, {
      question: `Disconnect ${client}${user ? ` of ${user}` : ''} from ${nodeName}: ${size(queued)} that wait for it are dropped, and it may come back.`,
      verb: 'disconnect',
      ask: 'disconnect',
      body: { node, client },
    });
  }

  detail() {
    const facts = new Facts();
    let thing;
    const slot = el('div');
    const button = el('button', { type: 'button', onclick: () => this.trace.start(thing.kind === 'link' ? 'link' : 'client', thing.client, slot) }, 'trace');
    return {
      element: el('div', {}, facts.element, el('p', { className: 'row' }, button), slot),
      update: (client) => {
        thing = client;
        facts.put('client', client.client);
        facts.put('user', client.user || NONE);
        facts.put('kind', client.kind);
        facts.put('channels', count(client.channels));
        facts.put('node', client.nodeName);
      },
      closed: () => this.trace.leave(slot),
    };
  }
}
