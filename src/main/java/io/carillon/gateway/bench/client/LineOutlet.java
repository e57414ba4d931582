package io.carillon.gateway.bench.client;

import io.netty.channel.EventLoop;

/** What publishes over a WebSocket. */
abstract class LineOutlet implements Outlet, Ear {
  private final Endpoint endpoint;
  private final Opening opening;
  private final Answers answers;

  private Line line;
  private boolean ready;

  LineOutlet(Endpoint endpoint, String path, String subprotocol, Answers answers) {
    this.endpoint = endpoint;
    this.opening = new Opening(path, true, RawDialect.subprotocolHeader(subprotocol));
    this.answers = answers;
  }

  @Override
  public final void dial(Transport transport, EventLoop loop, int turn) {
    ready = false;
    line = transport.dial(loop, endpoint, opening, turn, this);
  }

  @Override
  public boolean isReady() {
    return ready && line != null && line.isWritable();
  }

  @Override
  public final void flush() {
    if (line != null) {
      line.flush();
    }
  }

  @Override
  public final void fail(String why) {
    if (line != null) {
      line.fail(why);
    }
  }

  @Override
  public final void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  @Override
  public final void onReadEnd(int bytes) {
    // what it hears is for others
  }

  @Override
  public final void onClosed(String why) {
    line = null;
    ready = false;
    answers.onEnd(endpoint + ": " + why);
  }

  final void ready() {
    ready = true;
    answers.onReady();
  }

  final Line line() {
    return line;
  }

  final Answers answers() {
    return answers;
  }
}
