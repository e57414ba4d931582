'use strict';

/**
 * A small client of the Centrifuge protocol in JSON: connects, subscribes, publishes, comes back
 * and recovers. Calls the handlers it is given: state, publication, recovered, trouble.
 */
class CarillonClient {
  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    this.channels = new Map(); // those we asked for: name -> position, or null before the first
    this.server = new Map(); // those the server subscribed us to: name -> position
    this.waiting = new Map();
    this.lastId = 0;
    this.failures = 0;
    this.wanted = false;
    this.everConnected = false;
  }

  connect() {
    this.wanted = true;
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => this.begin(socket);
    socket.onmessage = (message) => {
      if (socket === this.socket) {
        message.data.split('\n').filter((line) => line).forEach((line) => this.take(JSON.parse(line)));
      }
    };
    socket.onclose = (event) => socket === this.socket && this.lost(event.code, event.reason);
  }

  /** Drops the connection without a word to this page's own state, and stays away. */
  cut() {
    this.wanted = false;
    clearTimeout(this.retry);
    const socket = this.socket;
    this.lost(0, 'cut');
    socket?.close();
  }

  /** Goes on at another node, and recovers there. */
  move(url) {
    this.url = url;
    this.wanted = true;
    const socket = this.socket;
    this.lost(0, 'moved');
    socket?.close();
    this.connect();
  }

  async subscribe(channel) {
    if (!this.channels.has(channel)) {
      this.channels.set(channel, null);
      if (this.connected) {
        await this.subscribeNow(channel);
      }
    }
  }

  unsubscribe(channel) {
    this.channels.delete(channel);
    return this.connected ? this.ask('unsubscribe', { channel }) : Promise.resolve();
  }

  publish(channel, data) {
    return this.ask('publish', { channel, data });
  }

  ask(method, body) {
    return new Promise((resolve, reject) => {
      if (!this.socket || this.socket.readyState !== WebSocket.OPEN) {
        reject(new Error('not connected'));
        return;
      }
      const id = ++this.lastId;
      this.waiting.set(id, { method, resolve, reject });
      this.socket.send(JSON.stringify({ id, [method]: body }));
    });
  }

  async begin(socket) {
    const again = this.everConnected;
    const subs = {};
    this.server.forEach((at, name) => { subs[name] = { recover: true, ...at }; });
    try {
      const connected = await this.ask('connect', { subs });
      this.connected = true;
      this.everConnected = true;
      this.failures = 0;
      const outcomes = Object.entries(connected.subs || {})
        .map(([name, result]) => this.start(this.server, name, result));
      this.handlers.state('connected', connected);
      for (const name of [...this.channels.keys()]) {
        outcomes.push(await this.subscribeNow(name));
      }
      if (again && socket === this.socket) {
        this.handlers.recovered(connected.node, outcomes.filter((outcome) => outcome));
      }
    } catch (failure) {
      if (socket === this.socket && this.wanted) {
        socket.close();
      }
    }
  }

  async subscribeNow(channel) {
    const at = this.channels.get(channel);
    try {
      const result = await this.ask('subscribe', { channel, ...(at ? { recover: true, ...at } : {}) });
      return this.start(this.channels, channel, result);
    } catch (failure) {
      if (this.connected) {
        this.channels.delete(channel);
        this.handlers.trouble(channel, failure.message);
      }
      return null;
    }
  }

  // Takes over what was missed; says how much, and whether that was all of it.
  start(known, channel, result) {
    const missed = result.publications || [];
    missed.forEach((publication) => this.handlers.publication(channel, publication, true));
    known.set(channel, result.epoch ? { epoch: result.epoch, offset: result.offset || 0 } : null);
    return { channel, count: missed.length, complete: !result.was_recovering || !!result.recovered };
  }

  take(reply) {
    if (reply.push) {
      this.takePush(reply.push);
    } else if (reply.id) {
      const { method, resolve, reject } = this.waiting.get(reply.id) || {};
      this.waiting.delete(reply.id);
      if (reply.error) {
        reject(new Error(reply.error.message));
      } else if (resolve) {
        resolve(reply[method]);
      }
    } else {
      this.socket.send('{}'); // a ping; the empty command is the pong
    }
  }

  takePush({ channel, pub, unsubscribe, subscribe }) {
    if (pub) {
      const at = this.channels.get(channel) || this.server.get(channel);
      if (at && pub.offset) {
        if (pub.offset <= at.offset) {
          return;
        }
        at.offset = pub.offset;
      }
      this.handlers.publication(channel, pub, false);
    } else if (subscribe) {
      this.start(this.server, channel, subscribe);
    } else if (unsubscribe) {
      this.channels.delete(channel);
      this.server.delete(channel);
      this.handlers.trouble(channel, unsubscribe.reason);
    }
  }

  lost(code, reason) {
    this.connected = false;
    this.socket = null;
    this.waiting.forEach(({ reject }) => reject(new Error('connection lost')));
    this.waiting.clear();
    // Codes from 3500 to 3999 and from 4500 say that coming back is of no use.
    const final = (code >= 3500 && code < 4000) || code >= 4500;
    this.wanted = this.wanted && !final;
    this.handlers.state(this.wanted ? 'lost' : 'cut', { code, reason });
    if (this.wanted) {
      const pause = Math.min(10000, 200 * 2 ** this.failures++) * (0.5 + Math.random() / 2);
      this.retry = setTimeout(() => this.connect(), pause);
    }
  }
}
