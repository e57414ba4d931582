const SILENCE = 5000; // ms without a word after which a node counts as lost: it speaks every second
const PATIENCE = 3000; // ms that a node has to answer when we come
const ANSWER = 10000; // ms for an answer to a question; those go to the whole cluster
const LONGEST_PAUSE = 5000;

const HOME = new URL('feed', location.href);
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

// Where a node's page is; null where what it tells is no address.
function addressOf(adminUrl) {
  try {
    return new URL('/dashboard/feed', adminUrl);
  } catch (malformed) { // which is no reason to show nothing of the others
    return null;
  }
}

/**
 * The connection of this page to whatever node answers. Comes first to the node that the page was loaded
 * from, and when that is lost goes on at another one, with the ticket that the lost one gave. Calls the
 * handlers it is given: hello, history, second, lost (with whether there is nowhere else to go), stranger (that
 * is: log in first).
 */
export class Feed {
  constructor(handlers) {
    this.handlers = handlers;
    this.waiting = new Map();
    this.lastId = 0;
    this.places = [HOME]; // feeds of all nodes, as far as we know
    this.last = HOME; // where we were, and come back to first
    this.local = false; // whether the nodes are on this machine
  }

  /** Connects, and stays connected until it is closed. */
  open() {
    this.wanted = true;
    this.search([HOME]);
  }

  close() {
    this.wanted = false;
    this.ticket = null;
    this.drop();
  }

  /** Asks the node something; fails with a text for people. */
  ask(what, body = {}) {
    return new Promise((resolve, reject) => {
      if (!this.socket) {
        reject(new Error('no node answers just now'));
        return;
      }
      const id = ++this.lastId;
      const late = setTimeout(() => this.answered({ id, error: 'no answer in 10 s' }), ANSWER);
      this.waiting.set(id, { resolve, reject, late });
      this.socket.send(JSON.stringify({ id, ask: what, ...body }));
    });
  }

  // One round after the other through all nodes, until one of them takes us.
  async search(first) {
    for (let round = 0; this.wanted; round++) {
      for (const place of round ? this.order() : first) {
        if (!this.wanted || await this.attempt(place)) {
          return;
        }
      }
      const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** round) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }

  order() {
    return [this.last, ...this.places.filter((place) => place.href !== this.last.href)];
  }

  // Whether the node at that place has said hello.
  async attempt(place) {
    const home = place === HOME;
    if (home ? !(await this.welcome()) : !this.ticket) {
      return false;
    }
    const address = new URL(place);
    address.protocol = address.protocol.replace('http', 'ws');
    if (!home) {
      address.searchParams.set('ticket', this.ticket);
    }
    let socket;
    try {
      socket = new WebSocket(address);
    } catch (forbidden) { // by the browser
      return false;
    }
    return new Promise((resolve) => {
      const late = setTimeout(() => socket.onclose({}), PATIENCE);
      socket.onmessage = ({ data }) => {
        clearTimeout(late);
        this.take(socket, place, JSON.parse(data));
        resolve(true);
      };
      socket.onclose = ({ code }) => {
        clearTimeout(late);
        socket.onclose = socket.onmessage = null;
        socket.close();
        resolve(false);
        this.lost(socket, code);
      };
    });
  }

  // A browser does not tell why an upgrade was refused, so we ask the node that we were loaded from beforehand.
  async welcome() {
    try {
      const answer = await fetch('me', { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 401) {
        this.close();
        this.handlers.stranger();
      }
      return answer.ok;
    } catch (away) {
      return false;
    }
  }

  take(socket, place, message) {
    if (!this.wanted) {
      socket.close();
      return;
    }
    this.listen(socket);
    this.ticket = message.ticket || this.ticket;
    if (message.id) {
      this.answered(message);
    } else if (message.type === 'hello') {
      this.socket = socket;
      this.last = place;
      this.home = place === HOME ? message.node : this.home;
      this.handlers.hello(message);
    } else if (message.type === 'history') {
      this.handlers.history(message);
    } else if (message.type === 'second') {
      this.learnPlaces(message.nodes);
      this.handlers.second(message);
    }
  }

  learnPlaces(nodes) {
    const known = nodes.filter(({ adminUrl }) => adminUrl).map((node) => ({ ...node, place: addressOf(node.adminUrl) }));
    const home = known.find(({ id }) => id === this.home);
    if (home) {
      this.local = LOOPBACK.test(HOME.hostname) && home.place?.origin === HOME.origin;
    }
    const others = known.filter(({ id, state }) => id !== this.home && state !== 'gone');
    const elsewhere = others.map(({ place }) => place).filter((place) => place && this.isReachable(place));
    this.places = [HOME, ...elsewhere];
    this.stuck = others.length > 0 && !elsewhere.length;
  }

  // A loopback address means this machine. The nodes are here when the page was opened at the very address that
  // its node tells; at another one of this machine it came through a tunnel, and who listens beside that is
  // nobody to show a ticket to. And a page that came by TLS may not go on without.
  isReachable({ protocol, hostname }) {
    return (this.local || !LOOPBACK.test(hostname)) && (HOME.protocol !== 'https:' || protocol === 'https:');
  }

  // A frozen node keeps its connections, so silence counts as well as a close.
  listen(socket) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => socket.onclose?.({}), SILENCE);
  }

  answered({ id, answer, error }) {
    const { resolve, reject, late } = this.waiting.get(id) || {};
    clearTimeout(late);
    this.waiting.delete(id);
    if (error) {
      reject?.(new Error(error));
    } else {
      resolve?.(answer);
    }
  }

  lost(socket, code) {
    if (socket === this.socket) {
      this.drop();
      if (this.wanted) {
        this.handlers.lost(this.stuck && this.last === HOME);
        // One that says goodbye will not be there for a while.
        const [same, ...others] = this.order();
        this.search(code === 1001 || code === 1012 ? [...others, same] : [same, ...others]);
      }
    }
  }

  drop() {
    clearTimeout(this.silence);
    const { socket } = this;
    this.socket = null;
    socket?.close();
    [...this.waiting.keys()].forEach((id) => this.answered({ id, error: 'the connection was lost: look whether it was done' }));
  }
}
