import { $, el, Facts, set, setState } from './dom.js';
import { change } from './confirm.js';
import { bytes, count, duration, moment, plural } from './format.js';
import { Table } from './table.js';

const total = (views, figure) => views.map(({ target }) => target[figure] || 0).reduce((left, right) => left + right, 0);

/** Pools and their targets, as all nodes together see them: each node checks and dials for itself. */
export class Pools {
  constructor(feed) {
    this.feed = feed;
    this.table = new Table($('pools'), {
      kind: 'target',
      key: ({ key }) => key,
      fill: (cells, thing, row) => (thing.target ? this.fillTarget(cells, thing) : fillPool(cells, thing, row)),
      detail: (thing) => (thing.target ? this.detail() : detailOfPool()),
    });
  }

  show(cluster, at) {
    this.at = at;
    const things = joined(cluster.living);
    $('pools-section').hidden = !things.length;
    this.table.show(things);
  }

  fillTarget(cells, { target, state, views }) {
    const { since, why } = target;
    set(cells.name, target.name);
    if (!cells.word) {
      cells.word = cells.state.appendChild(el('span'));
      cells.why = cells.state.appendChild(el('span', { className: 'soft' }));
      cells.state.title = '';
    }
    setState(cells.word, state, state === 'mixed' ? upOf(views) : state);
    set(cells.why, ` ${duration(this.at - since)}${why ? `, ${why}` : ''}`);
    set(cells.links, `${count(total(views, 'links'))} / ${count(total(views, 'mostLinks'))}`);
    set(cells.dials, count(total(views, 'dials')));
    set(cells.errors, count(total(views, 'errors')));
    set(cells.bytes, `${bytes(total(views, 'bytesIn'))} / ${bytes(total(views, 'bytesOut'))}`);
    set(cells.weight, count(target.weight));
    this.fillActions(cells);
    cells.thing = { target, state, views };
    set(cells.drain, wanted(views, 'draining') ? 'undrain' : 'drain');
    set(cells.off, wanted(views, 'maintenance') ? 'on' : 'off');
  }

  fillActions(cells) {
    if (!cells.drain) {
      cells.drain = el('button', { type: 'button', onclick: () => this.drain(cells.thing) });
      cells.off = el('button', { type: 'button', onclick: () => this.off(cells.thing) });
      cells.actions.append(cells.drain, cells.off);
    }
  }

  drain({ target, views }) {
    const draining = wanted(views, 'draining');
    this.change(views[0], draining ? 'undrain' : 'drain', draining ? 'it gets new links again' : `${plural(total(views, 'links'), 'link')} stay, no new ones`, { drain: !draining }, target);
  }

  off({ target, views }) {
    const off = wanted(views, 'maintenance');
    this.change(views[0], off ? 'switch on' : 'switch off', off ? 'it is checked, and gets new links again' : `no new links, no checks; ${plural(total(views, 'links'), 'link')} stay`, { maintenance: !off }, target);
  }

  change({ pool }, verb, effect, body, target) {
    const name = `${pool.name}/${target.name}`;
    change(this.feed, {
      question: `${verb[0].toUpperCase()}${verb.slice(1)} ${name}: ${effect}.`,
      verb,
      ask: 'target',
      body: { pool: pool.name, target: target.name, change: body },
    });
  }

  detail() {
    const facts = new Facts();
    const weight = el('input', { type: 'number', min: 0, max: 1000, required: true, 'aria-label': 'weight' });
    let thing;
    const form = el('form', { className: 'row', autocomplete: 'off' }, el('label', {}, 'weight ', weight), el('button', { type: 'submit' }, 'set'));
    form.onsubmit = (event) => {
      event.preventDefault();
      this.change(thing.views[0], 'weigh', `its weight becomes ${weight.value} instead of ${thing.target.weight}`, { weight: Number(weight.value) }, thing.target);
    };
    const update = (now) => {
      if (now.target.weight !== thing?.target.weight) {
        weight.value = now.target.weight; // what somebody is about to write stays, also when that is nothing yet
      }
      thing = now;
      facts.put('address', now.target.url);
      facts.put('dials', count(total(now.views, 'dials')), 'connections made to it so far');
      facts.put('from / to clients B', `${bytes(total(now.views, 'bytesIn'))} / ${bytes(total(now.views, 'bytesOut'))}`);
      facts.put('weight', count(now.target.weight));
      now.views.forEach(({ node, target }) => facts.put(`as ${node.name} sees it`,
        [`${target.state} since ${moment(target.since)}`, target.why, plural(target.links, 'link'), target.check && `check: ${target.check}`,
          target.lastCheckMillis ? `${count(target.lastCheckMillis)} ms` : ''].filter((one) => one).join(', ')));
    };
    return { element: el('div', {}, facts.element, form), update };
  }
}

const wanted = (views, state) => views.some(({ target }) => target.state === state);
const upOf = (views) => `up at ${views.filter(({ target }) => target.state === 'up').length} of ${views.length}`;

function fillPool(cells, { pool, views, targets }, row) {
  row.classList.add('group');
  set(cells.name, pool.name);
  set(cells.state, `${pool.balance}, ${targets.filter(({ state }) => state === 'up' || state === 'unchecked').length} of ${targets.length} up`);
  set(cells.links, count(total(views, 'links')));
  set(cells.dials, count(total(views, 'dials')));
  set(cells.errors, count(total(views, 'errors')));
  set(cells.bytes, `${bytes(total(views, 'bytesIn'))} / ${bytes(total(views, 'bytesOut'))}`);
}

function detailOfPool() {
  const facts = new Facts();
  return {
    element: facts.element,
    update: ({ pool, targets }) => {
      facts.put('balance', pool.balance);
      facts.put('targets', targets.map(({ target, state }) => `${target.name} ${state}`).join(', '));
    },
  };
}

// One thing for each pool and, below it, one for each of its targets with the views of all nodes.
function joined(nodes) {
  const pools = new Map();
  nodes.forEach((node) => (node.pools || []).forEach((pool) => {
    const known = pools.get(pool.name) || { key: pool.name, pool, targets: new Map() };
    pools.set(pool.name, known);
    pool.targets.forEach((target) => {
      const one = known.targets.get(target.name) || { key: `${pool.name}/${target.name}`, target, views: [] };
      known.targets.set(target.name, one);
      one.views.push({ node, pool, target });
    });
  }));
  return [...pools.values()].sort((left, right) => left.key.localeCompare(right.key)).flatMap(({ key, pool, targets }) => {
    const all = [...targets.values()].map((one) => ({ ...one, ...judged(one.views) }));
    return [{ key, pool, targets: all, views: all.flatMap(({ views }) => views) }, ...all];
  });
}

// What the nodes agree on, or "mixed", told from the view that changed last.
function judged(views) {
  const states = new Set(views.map(({ target }) => target.state));
  const { target } = [...views].sort((left, right) => right.target.since - left.target.since)[0];
  return { target, state: states.size === 1 ? target.state : 'mixed' };
}
