import { $, set } from './dom.js';
import { clock, count, millis, NONE, rate, size } from './format.js';
import { spark } from './spark.js';

const firstSeen = { lost: new Map(), repaired: new Map() }; // node -> what it had when we first saw it
const grown = { lost: new Map(), repaired: new Map() }; // node -> when it last grew while we looked

/** The row of five figures that answers "is it well?". */
export function showFigures(cluster, seconds, at) {
  const sum = (figure) => cluster.sum((node) => node[figure]);
  show('clients', count(cluster.sum(({ clients, links }) => clients + (links || 0))), '',
    `+${count(Math.round(sum('connects') || 0))}  −${count(Math.round(sum('disconnects') || 0))} /s`);
  drawn('clients', seconds.lastMinuteOfAll('clients'));
  show('in', rate(sum('in')), '/s', volume(sum('inBytes')));
  drawn('in', seconds.lastMinuteOfAll('in'));
  show('out', rate(sum('out')), '/s', volume(sum('outBytes')));
  drawn('out', seconds.lastMinuteOfAll('out'));
  showLatency(cluster);
  drawn('socket', seconds.lastMinuteOfAll('p99', Math.max));
  showLost(cluster, at);
}

function show(name, value, unitOf, beside) {
  const figure = $(`figure-${name}`);
  set(figure.querySelector('.value'), value === NONE || !unitOf ? value : `${value} ${unitOf}`);
  set(figure.querySelector('.beside'), beside);
}

function drawn(name, values) {
  spark($(`figure-${name}`).querySelector('.spark'), values);
}

const volume = (n) => (n ? `${size(n)}/s` : '');

function showLatency(cluster) {
  const measured = cluster.living.filter(({ socket }) => socket?.count);
  const worst = (part) => Math.max(...measured.map(({ socket }) => socket[part]));
  if (!measured.length) {
    show('socket', NONE, '', 'nothing delivered');
    return;
  }
  show('socket', millis(worst('p99')), 'ms', `p50 ${millis(worst('p50'))}  max ${millis(worst('max'))}`);
}

function showLost(cluster, at) {
  cluster.nodes.forEach((node) => ['lost', 'repaired'].forEach((kind) => {
    const known = firstSeen[kind].get(node.id);
    if (known === undefined) {
      firstSeen[kind].set(node.id, node[kind]);
    } else if (node[kind] > known) {
      firstSeen[kind].set(node.id, node[kind]);
      grown[kind].set(node.id, at);
    }
  }));
  const lost = cluster.sum((node) => node.lost);
  const repaired = cluster.sum((node) => node.repaired);
  // Between nodes messages may get lost; what was then read from a history reached everybody after all.
  const worse = lost > repaired ? 'lost' : repaired ? 'repaired' : null;
  show('lost', `${count(lost)} / ${count(repaired)}`, '', worse ? where(cluster, worse) : '');
  $('figure-lost').classList.toggle('bad', lost > repaired);
}

// Since when and where: the node that has the most of it, and when that was more the last time.
function where(cluster, kind) {
  const node = cluster.living.filter((one) => one[kind] > 0)
    .sort((left, right) => (grown[kind].get(right.id) || 0) - (grown[kind].get(left.id) || 0) || right[kind] - left[kind])[0];
  const last = grown[kind].get(node.id);
  return `${kind} at ${node.name}, ${last ? clock(last) : 'earlier'}`;
}
