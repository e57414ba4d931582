import { $, el, setState } from './dom.js';
import { clock } from './format.js';

const MOST = 500;
const MOST_OF_KIND = 200; // so that a storm of one kind leaves the others where they are
const ONE_EVENT = 10000; // ms: what several nodes tell under one id within this is one event; later it has happened again
const seen = []; // id and time of each

/** Adds what has happened, newest first, one line each, kept as long as the page is open. */
export function showEvents(events) {
  [...events].sort((left, right) => left.at - right.at).forEach((event) => {
    if (!seen.some(({ id, at }) => id === event.id && Math.abs(at - event.at) < ONE_EVENT)) {
      seen.push({ id: event.id, at: event.at });
      $('events').prepend(line(event));
      $('events').querySelectorAll(`[data-kind="${CSS.escape(event.kind)}"]`)[MOST_OF_KIND]?.remove();
    }
  });
  seen.splice(0, seen.length - 2 * MOST);
  while ($('events').children.length > MOST) {
    $('events').lastElementChild.remove();
  }
  $('events-none').hidden = $('events').children.length > 0;
}

function line({ at, node, kind, text, user }) {
  const what = el('span');
  setState(what, kind);
  return el('li', { 'data-kind': kind },
    el('time', { dateTime: new Date(at).toISOString() }, clock(at)), what,
    el('span', {}, text, el('span', { className: 'soft' }, user ? ` by ${user}` : '', text.includes(node) ? '' : ` at ${node}`)));
}
