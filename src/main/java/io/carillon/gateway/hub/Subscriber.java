package io.carillon.gateway.hub;

/**
 * One listener of one channel: a session's subscription, or a proxied link's. Confined to the loop
 * of its {@link HubShard}, which keeps its place here so that leaving needs no search.
 */
public abstract class Subscriber {
  /** Where it stands; null while it listens to nothing. Owned by the shard. */
  ChannelListeners listeners;

  /** Its slot there. Owned by the shard. */
  int slot;

  /**
   * Takes what happened in the channel, in order. Writes without flushing; must neither subscribe
   * nor unsubscribe anybody before it returns.
   */
  protected abstract void push(PushBatch batch);

  /** Pushes and sends what nobody else is to hear. */
  protected final void pushAlone(PushBatch batch) {
    push(batch);
    flush(); // no turn of the shard does it
    if (listeners != null) {
      listeners.deliveries().addAlone(batch);
    }
  }

  /**
   * Sends what the pushes of this turn have written, with one system call. Called once or more
   * often after them.
   */
  protected abstract void flush();

  /**
   * A push or flush threw, which is a bug: logs it and ends the connection, on a later task of the
   * loop.
   */
  protected abstract void fail(RuntimeException bug);
}
