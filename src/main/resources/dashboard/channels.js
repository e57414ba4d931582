import { $, el, set } from './dom.js';
import { channelDetail } from './channel.js';
import { count, NONE, rate } from './format.js';
import { isOpen, onPlace, openName, toggle } from './place.js';
import { newSpark, spark } from './spark.js';
import { Table } from './table.js';

const PAGE = 12;
const DEEPEST = 10000; // behind that nodes do not page: a search is narrowed
const EVERY = 3000; // ms between two looks: each asks all nodes, so not every second
const MINUTE = 60; // seconds that are drawn beside a rate

/** Channels of the whole cluster, sorted, searched and paged by the nodes: there may be 100,000 of them. */
export class Channels {
  constructor(feed, trace) {
    Object.assign(this, { feed, sort: 'subscribers', search: '', offset: 0, channels: [], rates: new Map(), asked: -Infinity, asking: false });
    this.table = new Table($('channels'), {
      kind: 'channel',
      key: ({ name }) => name,
      fill: (cells, channel, row) => this.fill(cells, channel, row),
      detail: ({ name }) => channelDetail(name, feed, trace),
    });
    $('search').oninput = ({ target }) => this.turn({ search: target.value.trim(), offset: 0 });
    $('previous').onclick = () => this.turn({ offset: Math.max(0, this.offset - PAGE) });
    $('next').onclick = () => this.turn({ offset: this.offset + PAGE });
    document.querySelectorAll('[data-sort]').forEach((button) => {
      button.onclick = () => this.turn({ sort: button.dataset.sort, offset: 0 });
    });
    onPlace(() => this.draw());
    this.markSort();
  }

  /** Looks again when it is time to; called every second. */
  tick() {
    if (performance.now() - this.asked >= EVERY) {
      this.look();
    }
  }

  turn(wanted) {
    Object.assign(this, wanted);
    this.markSort();
    this.look();
  }

  // One question at a time, however fast somebody types: the last one counts.
  async look() {
    this.again = this.asking;
    if (this.asking) {
      return;
    }
    this.asking = true;
    this.asked = performance.now();
    await this.ask(this);
    this.asking = false;
    if (this.again) {
      this.look();
    }
  }

  async ask({ sort, search, offset }) {
    try {
      const { total, channels } = await this.feed.ask('channels', { sort, search, offset, limit: PAGE });
      if (sort !== this.sort || search !== this.search || offset !== this.offset) {
        return; // it is asked again already
      }
      if (!channels.length && offset) {
        this.turn({ offset: Math.max(0, Math.floor((total - 1) / PAGE) * PAGE) }); // the page is gone
        return;
      }
      Object.assign(this, { total, channels });
      this.remember(channels);
      this.draw();
    } catch (unanswered) {
      // the next tick asks again; that a node is away is told elsewhere
    }
  }

  // Of the channels that were on the page before, too: they may come back to it.
  remember(channels) {
    const now = Math.floor(performance.now() / 1000); // which goes on when somebody sets the clock
    channels.forEach(({ name, rate: publications }) => {
      const known = this.rates.get(name) || [];
      this.rates.set(name, [...known, { now, publications }].filter((one) => one.now > now - MINUTE));
    });
    this.rates.forEach((known, name) => known.at(-1).now > now - MINUTE || this.rates.delete(name));
  }

  // A value for each second, that of the last look where nobody looked; none before the first.
  lastMinute(name) {
    const known = this.rates.get(name) || [];
    const seen = known.flatMap(({ now, publications }, i) => Array((known[i + 1]?.now || now + 1) - now).fill(publications));
    return [...Array(MINUTE).fill(0), ...seen].slice(-MINUTE);
  }

  // What is open is shown in any case, first where it is not on this page.
  draw() {
    const open = openName('channel');
    const away = open !== null && !this.channels.some(({ name }) => name === open);
    this.table.show(away ? [{ name: open }, ...this.channels] : this.channels);
    set($('channels-total'), this.total ? count(this.total) : '');
    $('channels').hidden = !this.channels.length && !away;
    $('channels-none').hidden = this.channels.length > 0 || this.total === undefined;
    set($('channels-none'), this.search ? 'No channel that somebody listens to has this in its name.' : 'Nobody listens to any channel.');
    $('pages').hidden = !(this.total > PAGE);
    set($('range'), `${count(this.offset + 1)} to ${count(this.offset + this.channels.length)} of ${count(this.total)}`);
    $('previous').disabled = !this.offset;
    // Of very many channels the total is about right, so what says that there are no more is a short page.
    $('next').disabled = this.channels.length < PAGE || this.offset + 2 * PAGE > DEEPEST || this.offset + PAGE === this.total;
  }

  markSort() {
    document.querySelectorAll('[data-sort]').forEach((button) => {
      const sorted = button.dataset.sort === this.sort;
      button.closest('th').setAttribute('aria-sort', sorted ? (this.sort === 'name' ? 'ascending' : 'descending') : 'none');
    });
  }

  fill(cells, { name, subscribers, nodes, rate: publications }, row) {
    set(cells.name, name);
    set(cells.subscribers, count(subscribers));
    set(cells.nodes, Array.isArray(nodes) ? count(nodes.length) : count(nodes));
    if (!cells.spark) {
      cells.spark = newSpark();
      cells.value = el('span', { className: 'rate' });
      cells.rate.append(cells.spark, cells.value);
      cells.actions.append(el('button', { type: 'button', onclick: () => trace(name, row.parentElement) }, 'trace'));
    }
    spark(cells.spark, this.lastMinute(name));
    set(cells.value, subscribers === undefined ? NONE : rate(publications));
  }
}

// Below its row, where its events are shown.
function trace(name, body) {
  if (!isOpen('channel', name)) {
    toggle('channel', name);
  }
  body.querySelector('.below .trace').click();
}
