import { $, set } from './dom.js';
import { clock, count, millis, moment, NONE, plural, rate, size } from './format.js';
import { spark } from './spark.js';

const ALARM = 15 * 60000; // ms that a loss is shown as an alarm: as long as the traffic around it is shown

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

// What is lost for good is told apart from what was read from a history, and so reached everybody after all.
function showLost(cluster, at) {
  const sum = (kind) => cluster.sum((node) => node[kind]);
  const [worst] = [where(cluster, 'broken'), where(cluster, 'lost', 'on the way '), where(cluster, 'repaired', 'repaired ')].filter((one) => one);
  show('lost', `${count(sum('broken'))} / ${count(sum('repaired'))}`, '', worst || '');
  $('figure-lost').classList.toggle('bad', cluster.living.some(({ brokenLast }) => at - brokenLast < ALARM));
}

// Since when and where; empty when nothing is.
function where(cluster, kind, what = '') {
  const nodes = cluster.living.filter((node) => node[kind] > 0);
  if (!nodes.length) {
    return '';
  }
  const since = Math.min(...nodes.map((node) => node[`${kind}Since`]));
  const last = Math.max(...nodes.map((node) => node[`${kind}Last`]));
  const place = nodes.length === 1 ? nodes[0].name : plural(nodes.length, 'node');
  return what ? `${what}at ${place}, ${moment(last)}` // of what is made good the last time will do
    : `at ${place}, ${moment(since)}${last > since ? ` to ${clock(last)}` : ''}`;
}
