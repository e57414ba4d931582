import { el } from './dom.js';
import { isOpen, onPlace, openName, toggle } from './place.js';

/**
 * A table of things, each told by its key: a row of cells as the head of the table names them, and below
 * it, while it is open, what else there is to know. Rows stay the same elements as long as their things
 * are there, so that focus, selection and what was typed stay too.
 */
export class Table {
  /**
   * @param kind of things, in the address bar; with `detail` only
   * @param name of a thing, in the address bar
   * @param fill called with cells by name, the thing, and its row
   * @param detail makes what is below an open row: { element, update(thing), closed() }
   */
  constructor(table, { kind, key, name = key, fill, detail }) {
    Object.assign(this, { table, kind, key, name, fill, detail });
    this.entries = new Map();
    this.heads = [...table.tHead.rows[0].cells];
    table.setAttribute('role', 'table'); // on phones it is drawn as a list; to readers it stays a table
    this.heads.forEach((head) => head.setAttribute('role', 'columnheader'));
    onPlace((fromElsewhere) => {
      this.bringIntoView = fromElsewhere && openName(kind) !== null;
      this.entries.forEach((entry) => this.openOrClose(entry));
    });
    this.bringIntoView = openName(kind) !== null;
  }

  /** Shows these things, in this order, and no others. */
  show(things) {
    const focused = document.activeElement;
    const gone = new Set(this.entries.keys());
    let next = this.table.tBodies[0] || null;
    things.forEach((thing) => {
      const key = this.key(thing);
      gone.delete(key);
      const entry = this.entries.get(key) || this.make(key);
      entry.thing = thing;
      this.fill(entry.cells, thing, entry.row);
      this.openOrClose(entry);
      if (entry.body === next) {
        next = next.nextElementSibling;
      } else {
        this.table.insertBefore(entry.body, next);
      }
    });
    gone.forEach((key) => this.remove(key));
    if (focused !== document.activeElement && focused.isConnected) {
      focused.focus({ preventScroll: true }); // a row that is moved loses it
    }
  }

  make(key) {
    const cells = {};
    const row = el('tr', { role: 'row' }, ...this.heads.map((head) => {
      const { cell } = head.dataset;
      cells[cell] = el('td', { role: 'cell', className: head.className, 'data-cell': cell, 'data-label': head.textContent });
      return cells[cell];
    }));
    const entry = { cells, row, body: el('tbody', { role: 'rowgroup' }, row) };
    if (this.detail) {
      entry.opener = el('button', { type: 'button', className: 'opener', 'aria-expanded': 'false' });
      entry.opener.onclick = () => toggle(this.kind, this.name(entry.thing));
      row.firstChild.append(entry.opener);
      row.onclick = ({ target }) => target.closest('button, a, input') || getSelection().toString() || entry.opener.click();
      cells[this.heads[0].dataset.cell] = entry.opener;
    }
    this.entries.set(key, entry);
    return entry;
  }

  openOrClose(entry) {
    const open = Boolean(this.detail) && isOpen(this.kind, this.name(entry.thing));
    if (open && !entry.below) {
      entry.below = this.detail(entry.thing);
      entry.belowRow = el('tr', { className: 'below', role: 'row' },
        el('td', { colSpan: this.heads.length, role: 'cell' }, entry.below.element));
      entry.body.append(entry.belowRow);
      entry.body.classList.add('open');
    } else if (!open && entry.below) {
      this.close(entry);
    }
    entry.opener?.setAttribute('aria-expanded', String(open));
    if (open) {
      entry.below.update(entry.thing);
      if (this.bringIntoView && entry.body.isConnected) {
        this.bringIntoView = false;
        entry.body.scrollIntoView({ block: 'nearest' });
      }
    }
  }

  close(entry) {
    entry.below?.closed?.();
    entry.belowRow?.remove();
    entry.body.classList.remove('open');
    entry.below = null;
  }

  remove(key) {
    const entry = this.entries.get(key);
    this.close(entry);
    entry.body.remove();
    this.entries.delete(key);
  }
}
