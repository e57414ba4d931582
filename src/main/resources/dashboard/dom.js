export const $ = (id) => document.getElementById(id);

/**
 * Makes an element. Names that begin with "on" are handlers, properties of elements are set as such,
 * all else is an attribute. Children are elements or texts; a text is never read as HTML.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (name in element) {
      element[name] = value;
    } else {
      element.setAttribute(name, value);
    }
  });
  element.append(...children);
  return element;
}

/** Shows a text, and touches nothing if it stands there already: what a reader has marked stays marked. */
export function set(element, text) {
  const now = String(text);
  if (element.textContent !== now) {
    element.textContent = now;
  }
}

const LOOKS = {
  ready: 'well', up: 'well', ok: 'well', joined: 'well', merged: 'well',
  draining: 'warn', degraded: 'warn', ejected: 'warn', slow: 'warn', mixed: 'warn',
  unready: 'bad', down: 'bad', gone: 'bad', left: 'bad', lost: 'bad',
  action: 'chosen',
};

/** Shows a state: its word, with a shape and a colour beside it, and fades when it is another than before. */
export function setState(element, state, word = state) {
  const look = `state ${LOOKS[state] || 'idle'}`;
  if (element.textContent !== word || !element.className.startsWith(look)) {
    const known = element.textContent !== '';
    set(element, word);
    element.className = look;
    if (known) {
      requestAnimationFrame(() => element.classList.add('changed'));
    }
  }
}

/** Lines of a term and what is said of it. `put` sets what is said, and makes the line when it is new. */
export class Facts {
  constructor() {
    this.element = el('dl', { className: 'facts' });
    this.terms = new Map();
  }

  put(term, text, title = '') {
    let said = this.terms.get(term);
    if (!said) {
      said = el('dd');
      this.terms.set(term, said);
      this.element.append(el('div', { title }, el('dt', {}, term), said));
    }
    set(said, text);
    said.parentElement.hidden = text === '';
    return said;
  }
}
