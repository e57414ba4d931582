import { change } from './confirm.js';
import { $, el, Facts, set, setState } from './dom.js';
import { bytes, clock, count, duration, millis, moment, NONE, plural, rate } from './format.js';
import { newSpark, spark } from './spark.js';
import { Table } from './table.js';

const latency = (measured) => (measured?.count
  ? `${millis(measured.p50)} / ${millis(measured.p99)} / ${millis(measured.max)}` : NONE);

const counted = (node, kind) => count(node[kind]) + (node[`${kind}Last`] ? `, last ${moment(node[`${kind}Last`])} UTC` : '');

/** The nodes: a row for each, which turns red in its place when its node dies. */
export class Nodes {
  constructor(feed, seconds) {
    Object.assign(this, { feed, seconds });
    this.table = new Table($('nodes'), {
      kind: 'node',
      key: ({ id }) => id,
      name: ({ name }) => name,
      fill: (cells, node, row) => this.fill(cells, node, row),
      detail: () => detail(),
    });
  }

  show(cluster) {
    this.table.show(cluster.nodes);
  }

  fill(cells, node, row) {
    row.classList.toggle('dead', node.state === 'gone');
    set(cells.name, node.name);
    cells.word ||= cells.state.appendChild(el('span'));
    setState(cells.word, node.state);
    set(cells.up, duration(node.at - node.startedAt));
    set(cells.clients, count(node.clients + (node.links || 0)));
    this.fillRate(cells, node, 'in');
    this.fillRate(cells, node, 'out');
    set(cells.lag, millis(node.lag?.p99));
    set(cells.heap, node.heap ? `${bytes(node.heap.used)} / ${bytes(node.heap.max)}` : NONE);
    cells.carrier ||= cells.broker.appendChild(el('span'));
    const { type, state, detail: why } = (node.state !== 'gone' && node.broker) || { type: NONE, state: '', detail: '' };
    setState(cells.carrier, state, state === 'ok' ? type : `${type} ${state}`.trim());
    cells.carrier.classList.toggle('unknown', !state);
    cells.broker.title = why || '';
    cells.drain ||= cells.actions.appendChild(el('button', { type: 'button', onclick: () => this.drain(cells.thing) }));
    cells.thing = node;
    set(cells.drain, node.drain === 'waiting' ? 'undrain' : 'drain');
    cells.drain.hidden = node.state === 'gone' || !['serving', 'waiting'].includes(node.drain); // later there is no way back
  }

  drain({ id, name, drain, clients, links }) {
    const begin = drain !== 'waiting';
    change(this.feed, {
      question: begin
        ? `Drain ${name}: it takes no new clients, and ${plural(clients + (links || 0), 'client')} of it will be asked to come back elsewhere.`
        : `Undrain ${name}: its clients stay, and it takes new ones again.`,
      verb: begin ? 'drain' : 'undrain',
      ask: 'drain',
      body: { node: id, drain: begin },
    });
  }

  fillRate(cells, node, figure) {
    const cell = cells[figure];
    if (!cell.firstElementChild) {
      cell.append(newSpark(), el('span', { className: 'rate' }));
    }
    spark(cell.firstElementChild, this.seconds.lastMinute(node.id, figure));
    set(cell.lastElementChild, rate(node[figure]));
  }
}

// All that there is to know of a node; on a phone its row has room for little.
function detail() {
  const facts = new Facts();
  const link = el('a', { target: '_blank', rel: 'noreferrer' });
  const update = (node) => {
    facts.put('reasons', (node.reasons || []).join('; '), 'why it is not ready');
    facts.put('broker', node.broker ? [node.broker.type, node.broker.state, node.broker.detail].filter((one) => one).join(', ') : NONE);
    facts.put('version', node.version);
    facts.put('started', `${moment(node.startedAt)} UTC, ${duration(node.at - node.startedAt)} ago`);
    facts.put('sessions', count(node.clients), 'clients that end here (carillon_connections)');
    facts.put('links', count(node.links), 'clients that are relayed to targets (carillon_connections)');
    facts.put('channels', count(node.channels), 'that somebody here listens to (carillon_channels)');
    facts.put('subscriptions', count(node.subscriptions), 'of all clients here (carillon_subscriptions)');
    facts.put('connects /s', rate(node.connects), 'carillon_connections_opened_total');
    facts.put('disconnects /s', rate(node.disconnects), 'carillon_connections_closed_total');
    facts.put('in msg/s', rate(node.in), 'carillon_publications_total');
    facts.put('out msg/s', rate(node.out), 'carillon_deliveries_total');
    facts.put('in B/s', rate(node.inBytes), 'carillon_publication_bytes_total');
    facts.put('out B/s', rate(node.outBytes), 'carillon_delivery_bytes_total');
    facts.put('publish → acknowledged p50 / p99 / max ms', latency(node.ack), 'carillon_publish_ack_seconds');
    facts.put('publish → socket p50 / p99 / max ms', latency(node.socket), 'carillon_publish_socket_seconds');
    facts.put('loop lag p99 / max ms', node.lag ? `${millis(node.lag.p99)} / ${millis(node.lag.max)}` : NONE, 'carillon_loop_lag_seconds');
    facts.put('heap used / most B', node.heap ? `${bytes(node.heap.used)} / ${bytes(node.heap.max)}` : NONE, 'jvm_memory_used_bytes');
    facts.put('direct memory B', bytes(node.direct), 'of Netty (carillon_netty_memory_bytes)');
    facts.put('slow clients closed', count(node.slow), 'carillon_slow_clients_total');
    facts.put('lost for good', counted(node, 'broken'), 'streams that could not be repaired, or began anew, so that subscribers were told (carillon_broker_broken_total)');
    facts.put('lost on the way', counted(node, 'lost'), 'publications of other nodes that did not come, those that were repaired too (carillon_broker_lost_total)');
    facts.put('repaired', counted(node, 'repaired'), 'publications that were read from the history of their channel (carillon_broker_repaired_total)');
    facts.put('recoveries', count(node.recoveries), 'clients that came back and got what they had missed (carillon_recoveries_total)');
    facts.put('last word', node.state === 'gone' ? `${clock(node.at)} UTC` : '');
    facts.put('id', node.id);
    if (node.adminUrl && !link.isConnected) {
      facts.put('its page', NONE).replaceChildren(pointed(link, node.adminUrl));
    }
  };
  return { element: facts.element, update };
}

// Leads to its page, or shows the text of what is no address.
function pointed(link, adminUrl) {
  try {
    const { host, href } = new URL('/dashboard/', adminUrl);
    return Object.assign(link, { href, textContent: host });
  } catch (malformed) {
    return adminUrl;
  }
}
