/** The last 15 minutes, second by second: short figures of every node, as nodes keep them. */
export class Seconds {
  static MOST = 900;

  constructor() {
    this.all = [];
  }

  /** Forgets all. */
  reset() {
    this.all = [];
  }

  /** Adds a part of what a node has kept; what this page saw itself stays. */
  fill(kept) {
    const known = new Map(this.all.map((second) => [second.at, second]));
    kept.forEach(({ at, nodes }) => known.set(at, { at, nodes: { ...nodes, ...known.get(at)?.nodes } }));
    this.all = [...known.values()].sort((left, right) => left.at - right.at).slice(-Seconds.MOST);
  }

  /**
   * Adds the second that has just gone by. A node whose answer is late counts with its last one: its clients
   * are most likely still there, and a line that dips would say that they went.
   */
  add(at, snapshots) {
    const figures = snapshots.filter(({ state }) => state !== 'gone').map((node) => [node.id, {
      clients: all(node.clients, node.links), connects: node.connects, in: node.in, out: node.out,
      inBytes: node.inBytes, outBytes: node.outBytes,
      p99: node.socket?.count ? node.socket.p99 : undefined,
      p50: node.socket?.count ? node.socket.p50 : undefined,
    }]);
    this.all = this.all.filter((second) => second.at > at - Seconds.MOST * 1000 && second.at < at);
    this.all.push({ at, nodes: Object.fromEntries(figures) });
  }

  /** A figure of one node over the last minute. */
  lastMinute(id, figure) {
    return this.all.slice(-60).map(({ nodes }) => nodes[id]?.[figure] || 0);
  }

  /** A figure over the last minute, of all nodes: added up, or by another way to make one of two. */
  lastMinuteOfAll(figure, join = add) {
    return this.all.slice(-60).map(({ nodes }) => joined(nodes, figure, join) || 0);
  }

  /** A figure as points of a chart, of one node. */
  points(id, figure) {
    return this.all.filter(({ nodes }) => nodes[id]).map(({ at, nodes }) => ({ x: at, y: nodes[id][figure] ?? null }));
  }

  /** A figure as points of a chart, of all nodes. */
  pointsOfAll(figure, join = add) {
    return this.all.map(({ at, nodes }) => ({ x: at, y: joined(nodes, figure, join) }));
  }

  /** Ids of all nodes that have figures in this time. */
  ids() {
    return [...new Set(this.all.flatMap(({ nodes }) => Object.keys(nodes)))].sort();
  }
}

// Clients that are relayed are clients.
const all = (clients, links) => (clients === undefined ? undefined : clients + (links || 0));

export const add = (left, right) => left + right;

function joined(nodes, figure, join) {
  const values = Object.values(nodes).map((node) => node[figure]).filter((value) => typeof value === 'number');
  return values.length ? values.reduce((left, right) => join(left, right)) : null;
}
