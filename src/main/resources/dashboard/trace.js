import { $, el, set } from './dom.js';
import { problem } from './confirm.js';
import { bytes, clock, count, millis } from './format.js';

const MOST = 500;
const SPREAD = 2; // seconds until all nodes know of it: the one under way asks without it, the next with it

/**
 * Events of what was chosen, as they pass: of a channel, a user, a client or a link. The panel opens under
 * what it was chosen at; there is one, and the nodes stop when the page closes.
 */
export class Trace {
  constructor(feed) {
    this.feed = feed;
    this.watched = null;
    this.home = $('trace');
    this.panel = $('trace-panel');
    this.body = $('trace-events').tBodies[0];
    $('trace-form').onsubmit = (event) => {
      event.preventDefault();
      this.start($('trace-what').value, $('trace-name').value.trim(), this.home);
    };
    $('trace-name').oninput = () => this.suggest();
    $('trace-pause').onclick = () => this.pause(!this.paused);
    $('trace-stop').onclick = () => this.stop();
    $('trace-copy').onclick = () => this.copy();
    $('trace-filter').oninput = () => this.draw();
  }

  /** Watches it, and shows its events in that element. */
  async start(what, name, slot) {
    Object.assign(this, { watched: { what, name }, events: [], lost: 0, full: [], beats: -Infinity });
    slot.append(this.panel);
    this.panel.hidden = false;
    set($('trace-title'), `${what} ${name}`);
    $('trace-filter').value = '';
    this.pause(false);
    this.resume();
  }

  /** Asks for what is watched, also of the node that this page has come to. */
  async resume() {
    if (this.watched) {
      this.beats = -Infinity;
      try {
        await this.feed.ask('trace', this.watched);
        this.beats = 0;
      } catch (failure) {
        problem(`trace: ${failure.message}`);
      }
    }
  }

  stop() {
    this.watched = null;
    this.panel.hidden = true;
    this.home.append(this.panel);
    this.feed.ask('trace', { what: null }).catch(() => { }); // a node that is lost has stopped by itself
  }

  /** That place closes: what is traced there goes on in the section of its own. */
  leave(slot) {
    if (slot.contains(this.panel)) {
      this.home.append(this.panel);
    }
  }

  /** Takes the events of a second; called every second, also without any. */
  take(events = [], lost = 0, full = []) {
    const wasFull = this.full?.length > 0;
    this.full = full; // nodes where too many watch already, so that nothing is told of this
    if (this.watched && (++this.beats === SPREAD || events.length || lost || full.length > 0 !== wasFull)) {
      this.lost += lost;
      this.events.unshift(...[...events].sort((left, right) => right.at - left.at));
      this.events.length = Math.min(this.events.length, MOST);
      if (!this.paused) {
        this.draw();
      }
    }
  }

  pause(paused) {
    this.paused = paused;
    this.held = paused ? this.events : null;
    $('trace-pause').setAttribute('aria-pressed', String(paused));
    set($('trace-pause'), paused ? 'go on' : 'pause');
    if (paused) {
      this.held = [...this.events];
    }
    this.draw();
  }

  shown() {
    const wanted = $('trace-filter').value.toLowerCase();
    return (this.held || this.events).filter((event) => !wanted || JSON.stringify(event).toLowerCase().includes(wanted));
  }

  // Rows are made once for each event, however often they are shown.
  draw() {
    this.rows ||= new WeakMap();
    const rows = this.shown().map((event) => {
      if (!this.rows.has(event)) {
        this.rows.set(event, row(event, this.watched?.name));
      }
      return this.rows.get(event);
    });
    this.body.replaceChildren(...rows);
    set($('trace-count'), rows.length
      ? `${count(rows.length)} shown${this.lost ? `, ${count(this.lost)} more than were kept` : ''}` : this.full?.length ? `too much is traced already at ${this.full.join(', ')}` : this.beats < SPREAD ? 'starting' : 'nothing has passed yet');
  }

  async copy() {
    const text = this.shown().map((event) => JSON.stringify(event)).join('\n');
    try {
      await navigator.clipboard.writeText(text);
      set($('trace-copy'), 'copied');
    } catch (denied) { // pages without TLS may not use the clipboard
      getSelection().selectAllChildren(this.body);
      set($('trace-copy'), 'selected');
    }
    setTimeout(() => set($('trace-copy'), 'copy'), 1500);
  }

  // Clients and users are known to the nodes by the beginning of their names.
  async suggest() {
    const what = $('trace-what').value;
    const search = $('trace-name').value.trim();
    if (what === 'channel' || search.length < 2 || this.suggesting) {
      return;
    }
    this.suggesting = true;
    try {
      const { clients } = await this.feed.ask('clients', { search });
      const known = clients.filter(({ kind }) => what !== 'link' || kind === 'link')
        .map(({ client, user, nodeName, kind }) => (what === 'user' ? [user, ''] : [client, `${kind} at ${nodeName}${user ? `, ${user}` : ''}`]));
      $('trace-known').replaceChildren(...[...new Map(known)].map(([value, label]) => el('option', { value, label })));
    } catch (unanswered) {
      // then there is nothing to suggest
    } finally {
      this.suggesting = false;
    }
  }
}

// What is watched is not said again in each line.
function row({ at, node, what, client, channel, user, size, latencyMillis, detail, count: times }, watched) {
  const who = [channel === watched ? '' : channel, user === watched ? '' : user, client === watched ? '' : client, times > 1 ? `${count(times)} times` : '', detail].filter((one) => one).join(' · ');
  return el('tr', { role: 'row' },
    el('td', { className: 'time' }, new Date(at).toISOString().slice(11, 23), el('span', { className: 'soft' }, ` ${node}`)),
    el('td', {}, what),
    el('td', { className: 'said' }, who),
    el('td', { className: 'number' }, size === undefined ? '' : bytes(size)),
    el('td', { className: 'number' }, latencyMillis === undefined ? '' : millis(latencyMillis)));
}
