package io.carillon.gateway.session;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.Outlet;
import io.netty.buffer.ByteBuf;

/**
 * A session on a socket of its own. Its outbox is the channel's own queue: ready bytes, shared with
 * everybody who gets the same, bounded in bytes; a client that lets more wait is slow and loses its
 * connection, nobody else waits.
 */
abstract class SocketSession extends Session {
  private final Outlet outlet;
  private boolean slow;

  SocketSession(LoopServices services, Origin origin, ClientInfo info, Outlet outlet) {
    super(services, origin, info);
    this.outlet = outlet;
  }

  /** The wire form of publications to this client. */
  abstract PushEncoder encoder();

  Outlet outlet() {
    return outlet;
  }

  /** A ping or a pong of WebSocket's own has come, of which there may be as many as commands. */
  final void onControlFrame() {
    if (charge(false) == Allowance.Verdict.HOPELESS) {
      disconnect(CloseCode.TOO_MANY_REQUESTS);
    }
  }

  @Override
  void deliver(Subscription subscription, PushBatch batch, int from) {
    deliver(batch, encoder(), from, batch.events().size());
  }

  /** Writes the events from one index to before another, without flushing. */
  final void deliver(PushBatch batch, PushEncoder form, int from, int to) {
    ByteBuf bytes = batch.lend(form, from, to);
    if (bytes == null) {
      return;
    }
    tally().out(to - from, bytes.readableBytes());
    if (batch.isAlone()) {
      outlet.send(bytes);
    } else {
      outlet.writeUnflushed(bytes.retainedDuplicate());
    }
    if (!outlet.isSettled()) {
      checkBound();
    }
  }

  private void checkBound() {
    if (outlet.isOverBound() && !slow) {
      outlet.flush(); // what the kernel was not offered yet makes nobody slow
      if (outlet.isOverBound()) {
        slow = true;
        onSlow();
      }
    }
    if (slow && outlet.isOpen()) {
      // Not now: closing ends subscriptions, and the shard is walking over them.
      loop().execute(() -> disconnect(CloseCode.SLOW));
    }
  }

  @Override
  void flush() {
    if (outlet.isSettled()) {
      return; // the kernel has taken all of it
    }
    outlet.flush();
    if (outlet.queuedBytes() > 0) {
      services().sessions().laggards().add(this);
    }
  }

  @Override
  long queuedBytes() {
    return outlet.queuedBytes();
  }

  @Override
  void whenSent(Runnable then) {
    outlet.whenSent(then);
  }

  @Override
  void disconnect(int code, String reason) {
    outlet.close(code, reason);
  }

  /** The socket is gone, whoever ended it. Once. */
  public void onClosed() {
    End ending = ending();
    if (ending.isSlow() && !slow) {
      onSlow(); // it was answers, or pongs, that it did not read
    }
    end(ending);
  }

  private End ending() {
    int code = outlet.closeCode();
    if (code == 0) {
      return End.lost();
    }
    return code < 0
        ? End.byClient(outlet.peerCloseCode())
        : End.byGateway(code, outlet.closeReason());
  }
}
