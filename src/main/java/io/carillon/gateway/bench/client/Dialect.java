package io.carillon.gateway.bench.client;

import io.netty.channel.EventLoop;

/**
 * One connection of one protocol, and where it stands when it comes back. Confined to a loop.
 * Dialled again it goes on where it was.
 */
public abstract class Dialect implements Ear {
  private final Way way;
  private final Hearing hearing;

  private Line line;

  Dialect(Way way, Hearing hearing) {
    this.way = way;
    this.hearing = hearing;
  }

  /** Begins a connection; the one before, if any, has ended. */
  public final void dial(Transport transport, EventLoop loop, int turn) {
    line = transport.dial(loop, way.endpoint(), opening(), turn, this);
  }

  /** Whatever is dialled after this goes to the next of its servers. */
  public final void turnToNext() {
    way.next();
  }

  /** Ends it; nothing more is told of it. */
  public final void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  /** Ends it for a reason of the owner's, as if the server had. */
  public final void fail(String why) {
    if (line != null) {
      line.fail(why);
    }
  }

  /** What to write to; null when there is no connection. */
  public final Line line() {
    return line;
  }

  /** Whether the protocol says when it hears: else it takes a moment after it is open. */
  public boolean isAcknowledged() {
    return false;
  }

  /** Seconds after which a server that has said nothing is gone; 0 when it promised nothing. */
  public int patienceSeconds() {
    return 0;
  }

  /** What to ask the server for, to which it goes now. */
  abstract Opening opening();

  /** The handshake was answered: says what the protocol begins with. */
  abstract void greet(Line opened);

  @Override
  public final void onOpen(Line opened) {
    hearing.onOpen();
    greet(opened);
  }

  final String path() {
    return way.path();
  }

  final Hearing hearing() {
    return hearing;
  }

  @Override
  public final void onReadEnd(int bytes) {
    hearing.onReadEnd(bytes);
  }

  @Override
  public void onClosed(String why) {
    line = null;
    hearing.onEnd(way.endpoint() + ": " + why);
  }
}
