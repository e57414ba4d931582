import { $, el, Facts, set } from './dom.js';
import { change } from './confirm.js';
import { bytes, count, millis, NONE, size } from './format.js';
import { Table } from './table.js';

const SNAPSHOT = 10; // clients that a snapshot of a node tells of; of more than those it is asked
const EVERY = 2000; // ms between two questions

/** Clients that do not read what is sent to them, those with the most waiting first. */
export class Slow {
  constructor(feed, trace) {
    Object.assign(this, { feed, trace, answered: null, asked: -Infinity });
    this.table = new Table($('slow'), {
      kind: 'client',
      key: ({ client }) => client,
      fill: (cells, client) => this.fill(cells, client),
      detail: () => this.detail(),
    });
  }

  show(cluster) {
    const told = cluster.living.map(({ slowClients = [] }) => slowClients);
    if (told.some(({ length }) => length >= SNAPSHOT)) {
      this.ask();
    } else {
      this.answered = null;
    }
    const clients = this.answered || told.flat().sort((left, right) => right.queued - left.queued || right.oldestMillis - left.oldestMillis);
    $('slow').hidden = !clients.length;
    $('slow-none').hidden = clients.length > 0;
    this.table.show(clients);
  }

  async ask() {
    if (performance.now() - this.asked < EVERY) {
      return;
    }
    this.asked = performance.now();
    try {
      this.answered = (await this.feed.ask('slow')).clients;
    } catch (unanswered) {
      this.answered = null; // then there are those of the snapshots
    }
  }

  fill(cells, client) {
    set(cells.client, client.client.slice(0, 8));
    cells.client.title = client.client;
    set(cells.node, client.nodeName);
    set(cells.channel, heard(client));
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
        facts.put('target', client.target || '', 'that it is relayed to');
        facts.put('busiest channel', client.channel || '', 'of those that it is subscribed to');
        facts.put('channels', client.channels === undefined ? '' : count(client.channels));
        facts.put('node', client.nodeName);
      },
      closed: () => this.trace.leave(slot),
    };
  }
}

// What made it slow, most likely: the busiest of its channels, or the target that it is relayed to.
function heard({ channel, channels, target }) {
  return target || (channels > 1 ? `${channel} +${count(channels - 1)}` : channel || NONE);
}
