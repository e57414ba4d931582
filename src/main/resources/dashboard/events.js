import { $, el, setState } from './dom.js';
import { clock } from './format.js';

const MOST = 500;
const seen = new Set();

/** Adds what has happened, newest first, one line each, kept as long as the page is open. */
export function showEvents(events) {
  [...events].sort((left, right) => left.at - right.at).forEach((event) => {
    if (!seen.has(event.id)) {
      seen.add(event.id);
      $('events').prepend(line(event));
    }
  });
  [...seen].slice(0, -2 * MOST).forEach((id) => seen.delete(id));
  while ($('events').children.length > MOST) {
    $('events').lastElementChild.remove();
  }
  $('events-none').hidden = $('events').children.length > 0;
}

function line({ at, node, kind, text, user }) {
  const what = el('span');
  setState(what, kind);
  return el('li', {},
    el('time', { dateTime: new Date(at).toISOString() }, clock(at)), what,
    el('span', {}, text, el('span', { className: 'soft' }, user ? ` by ${user}` : '', text.includes(node) ? '' : ` at ${node}`)));
}
