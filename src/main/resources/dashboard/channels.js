import { $, set } from './dom.js';
import { channelDetail } from './channel.js';
import { count, NONE, rate } from './format.js';
import { onPlace, openName } from './place.js';
import { Table } from './table.js';

const PAGE = 12;
const DEEPEST = 10000; // behind that nodes do not page: a search is narrowed
const EVERY = 3000; // ms between two looks: each asks all nodes, so not every second

/** Channels of the whole cluster, sorted, searched and paged by the nodes: there may be 100,000 of them. */
export class Channels {
  constructor(feed, trace) {
    Object.assign(this, { feed, sort: 'subscribers', search: '', offset: 0, channels: [], asked: 0, asking: false });
    this.table = new Table($('channels'), {
      kind: 'channel',
      key: ({ name }) => name,
      fill: (cells, channel) => fill(cells, channel),
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
    if (Date.now() - this.asked >= EVERY) {
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
    this.asked = Date.now();
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
      this.draw();
    } catch (unanswered) {
      // the next tick asks again; that a node is away is told elsewhere
    }
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
}

function fill(cells, { name, subscribers, nodes, rate: publications }) {
  set(cells.name, name);
  set(cells.subscribers, count(subscribers));
  set(cells.nodes, Array.isArray(nodes) ? count(nodes.length) : count(nodes));
  set(cells.rate, subscribers === undefined ? NONE : rate(publications));
}
