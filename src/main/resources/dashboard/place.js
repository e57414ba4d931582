// What is open follows in the address bar, as in #channel=news:x, so that a view can be sent to a colleague.

const listeners = [];
let open = read();

function read() {
  const [kind, name] = location.hash.slice(1).split('=');
  try {
    return name ? { kind, name: decodeURIComponent(name) } : null;
  } catch (broken) { // an address that was cut within an escape
    return null;
  }
}

// Colons and slashes may stand there as they are, and names have many.
const written = (name) => encodeURIComponent(name).replace(/%3A/g, ':').replace(/%2F/g, '/');

function changed(fromElsewhere) {
  open = read();
  listeners.forEach((listener) => listener(fromElsewhere));
}

/** Calls back whenever something else is open, with whether somebody came to it by its address. */
export function onPlace(listener) {
  listeners.push(listener);
}

export const isOpen = (kind, name) => open !== null && open.kind === kind && open.name === name;

/** The name of what is open, if it is of that kind. */
export const openName = (kind) => (open !== null && open.kind === kind ? open.name : null);

/** Opens it, or closes it if it is open. The way back of the browser undoes that. */
export function toggle(kind, name) {
  history.pushState(null, '', isOpen(kind, name) ? location.pathname : `#${kind}=${written(name)}`);
  changed(false);
}

addEventListener('popstate', () => changed(true));
addEventListener('hashchange', () => changed(true));
