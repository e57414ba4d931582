// The page: hands what arrives once a second to all that show a part of it.
import { $, set, setState } from './dom.js';
import { Channels } from './channels.js';
import { Cluster } from './cluster.js';
import { showEvents } from './events.js';
import { Feed } from './feed.js';
import { showFigures } from './figures.js';
import { clock } from './format.js';
import { login, logout } from './login.js';
import { Nodes } from './nodes.js';
import { Pools } from './pools.js';
import { Seconds } from './seconds.js';
import { Slow } from './slow.js';
import { Trace } from './trace.js';
import { Traffic } from './traffic.js';

const feed = new Feed({ hello, history: ({ history }) => seconds.fill(history), second, lost, stranger });
const seconds = new Seconds();
const trace = new Trace(feed);
const traffic = new Traffic(seconds);
const nodes = new Nodes(feed, seconds);
const pools = new Pools(feed);
const channels = new Channels(feed, trace);
const slow = new Slow(feed, trace);
let cluster = new Cluster();
let serving; // name of the node that feeds this page
let left; // name of the one that fed it before, until the next is known
let last; // the last second that arrived

function hello({ user, node }) {
  serving = { id: node };
  $('board').hidden = false;
  $('login').hidden = true;
  $('account').hidden = false;
  set($('user'), user);
  $('logout').hidden = user === 'local';
  document.body.classList.remove('stale');
  trace.resume();
  channels.tick();
}

function second(message) {
  const { at, nodes: snapshots, events } = message;
  last = message;
  seconds.add(at, snapshots);
  cluster.take(at, snapshots);
  showEvents(events || []);
  trace.take(message.trace, message.traceLost, message.traceFull);
  arrived(at);
  if (!document.hidden) {
    draw();
  }
}

function draw() {
  if (last) {
    set($('clock'), `${clock(last.at)} UTC`);
    tellWellness();
    showFigures(cluster, seconds, last.at);
    nodes.show(cluster);
    pools.show(cluster, last.at);
    slow.show(cluster);
    traffic.show(cluster, last.at);
    traffic.load();
    channels.tick();
    channels.draw();
  }
}

// After a loss: says once where the page has gone on.
function arrived(at) {
  const name = cluster.name(serving.id);
  if (left) {
    set($('line'), left === name ? `The connection to ${name} was lost for a moment, until ${clock(at)} UTC.`
      : `${left} does not answer; since ${clock(at)} UTC this page is fed by ${name}.`);
    left = null;
  }
  serving.name = name;
  set($('node'), name);
}

function tellWellness() {
  const well = cluster.nodes.filter(({ state, broker }) => state === 'ready' && (!broker || broker.state === 'ok'));
  const { nodes: { length: all } } = cluster;
  const others = cluster.nodes.filter((node) => !well.includes(node))
    .map(({ name, state, broker }) => `${name} ${state === 'ready' ? `broker ${broker.state}` : state}`);
  const worst = cluster.nodes.some(({ state, broker }) => state === 'gone' || state === 'unready' || broker?.state === 'down') ? 'down' : 'degraded';
  const word = all === well.length ? `${all} ${all === 1 ? 'node' : 'nodes'} well` : `${well.length} of ${all} nodes well: ${others.join(', ')}`;
  setState($('wellness'), all === well.length ? 'ok' : worst, word);
  document.title = all === well.length ? 'carillon' : `(${all - well.length}) carillon`;
}

function lost(stuck) {
  left = left || serving.name;
  document.body.classList.add('stale');
  set($('line'), `${left || 'The node'} does not answer; ${stuck ? 'the others cannot be reached from here, so it is tried again' : 'looking for another one'}.`);
}

function stranger() {
  $('board').hidden = true;
  $('account').hidden = true;
  set($('line'), '');
  set($('clock'), '');
  set($('node'), '');
  setState($('wellness'), '', '');
  login(() => feed.open());
}

$('logout').onclick = async () => {
  feed.close();
  await logout().catch(() => { }); // without its node the cookie stays until it is over
  cluster = new Cluster();
  seconds.reset();
  stranger();
};
document.addEventListener('visibilitychange', () => document.hidden || draw());
feed.open();
