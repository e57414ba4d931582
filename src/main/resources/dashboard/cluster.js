const MOURNED = 60000; // ms that a node is shown after its last word

/**
 * The nodes as this page knows them: those that answered in the last second, and for a minute those that
 * no longer do, in their place. A node tells of others that went while it was asked for them; of those
 * that went with the connection of this page only the page knows.
 */
export class Cluster {
  constructor() {
    this.known = new Map(); // id -> the last that it said
    this.nodes = [];
  }

  /** Takes the snapshots of a second. */
  take(at, snapshots) {
    const ids = new Set(snapshots.map(({ id }) => id));
    const names = new Set(snapshots.filter(({ state }) => state !== 'gone').map(({ name }) => name));
    snapshots.forEach((node) => this.known.set(node.id, { node, heard: node.state === 'gone' ? null : at }));
    this.known.forEach(({ node, heard }, id) => {
      const over = !ids.has(id) && (heard === null || at - heard > MOURNED);
      const back = (!ids.has(id) || node.state === 'gone') && names.has(node.name); // it has a new id
      if (over || back) {
        this.known.delete(id);
      }
    });
    this.nodes = [...this.known.values()]
      .map(({ node }) => (ids.has(node.id) ? node : { ...node, state: 'gone', reasons: ['it does not answer'] }))
      .sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }) || left.id.localeCompare(right.id));
  }

  /** Those that answer. */
  get living() {
    return this.nodes.filter(({ state }) => state !== 'gone');
  }

  /** The sum of a figure over the nodes that answer; undefined when none of them has it. */
  sum(figure) {
    return this.living.map(figure).filter(Number.isFinite)
      .reduce((left, right) => (left || 0) + right, undefined);
  }

  name(id) {
    return this.known.get(id)?.node.name || id;
  }
}
