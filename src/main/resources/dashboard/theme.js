// Light or dark: as the system says, until somebody says otherwise here. Runs before the page is drawn.
import { $ } from './dom.js';

const KEY = 'carillon-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = [];

/** Calls back whenever the colours have changed. */
export function onTheme(listener) {
  listeners.push(listener);
}

function apply(name) {
  document.documentElement.dataset.theme = name;
  listeners.forEach((listener) => listener());
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch (denied) { // by settings of the browser
    return null;
  }
}

function remember(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch (denied) { // then it holds for this visit
  }
}

system.addEventListener('change', () => listeners.forEach((listener) => listener()));
if (remembered()) {
  apply(remembered());
}
$('theme').onclick = () => {
  const now = document.documentElement.dataset.theme || (system.matches ? 'dark' : 'light');
  const other = now === 'dark' ? 'light' : 'dark';
  remember(other);
  apply(other);
};
