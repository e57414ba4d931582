import { el, Facts, set } from './dom.js';
import { change, problem } from './confirm.js';
import { clock, count, duration, NONE, plural, size as inBytes } from './format.js';

const EVERY = 2000; // ms between two looks at an open channel

/** What there is to know of one channel: who listens where, its stream, its last publications; to publish, and to trace. */
export function channelDetail(name, feed, trace) {
  const facts = new Facts();
  const last = el('ol', { className: 'publications' });
  const none = el('p', { className: 'none' });
  const slot = el('div');
  const form = publishForm(name, feed, { listeners: () => subscribers, published: lookAgain });
  form.append(el('button', { type: 'button', className: 'trace', onclick: () => trace.start('channel', name, slot) }, 'trace'));
  let subscribers = 0;
  let asked = -Infinity;

  function show(channel) {
    subscribers = channel.subscribers.reduce((sum, { count: here }) => sum + here, 0);
    facts.put('subscribers', channel.subscribers.map(({ node, count: here }) => `${count(here)} at ${node}`).join(', ') || NONE, 'sessions and links that listen');
    facts.put('namespace', channel.namespace || 'default', 'decides what is kept and who may publish');
    const { position, history } = channel;
    facts.put('position', position ? `${count(position.offset)} in epoch ${position.epoch}` : NONE, 'offset of its last publication');
    facts.put('history', history ? `${count(history.size)} for ${duration(history.ttlSeconds * 1000)}` : 'keeps none', 'what clients that come back can be brought');
    showPublications(channel.publications || []);
    set(none, history ? 'Nothing is kept just now.' : 'This channel keeps no publications; trace it to see them pass.');
    none.hidden = last.children.length > 0;
  }

  function showPublications(publications) {
    const key = publications.map(({ offset }) => offset).join();
    if (key !== last.dataset.shown) { // so that what is marked to be copied stays marked
      last.dataset.shown = key;
      last.replaceChildren(...publications.map(line));
    }
  }

  async function update() {
    if (performance.now() - asked < EVERY) {
      return;
    }
    asked = performance.now();
    try {
      show(await feed.ask('channel', { name }));
    } catch (failure) {
      if (last.dataset.shown === undefined) {
        none.hidden = false;
        set(none, failure.message);
      }
    }
  }

  function lookAgain() {
    asked = -Infinity;
    update();
  }

  return {
    element: el('div', {}, facts.element, last, none, form, slot),
    update,
    closed: () => trace.leave(slot),
  };
}

function line({ offset, at, size, data, cut, user }) {
  return el('li', {},
    el('span', { className: 'soft' }, `${offset ?? NONE}`), ' ',
    at ? el('time', { className: 'soft' }, clock(at)) : '', ' ',
    el('code', {}, data, cut ? '…' : ''), ' ',
    el('span', { className: 'soft' }, `${inBytes(size)}${user ? ` by ${user}` : ''}`));
}

function publishForm(name, feed, { listeners, published }) {
  const text = el('input', { 'aria-label': `publish to ${name}`, placeholder: 'JSON, or any text', required: true, spellcheck: false });
  const form = el('form', { className: 'row', autocomplete: 'off' }, text, el('button', { type: 'submit' }, 'publish'));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const done = await change(feed, {
      question: `Publish to ${name}: ${plural(listeners(), 'subscriber')} will hear it.`,
      verb: 'publish',
      ask: 'publish',
      body: { channel: name, data: text.value },
    });
    if (done) {
      text.value = '';
      problem('');
      published();
    }
  };
  return form;
}
