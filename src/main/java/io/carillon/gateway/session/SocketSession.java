package io.carillon.gateway.session;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;

/**
 * A session on a WebSocket. Its outbox is the channel's own queue: ready bytes, shared with
 * everybody who gets the same, bounded in bytes; a client that lets more wait is slow and loses its
 * connection, nobody else waits.
 */
abstract class SocketSession extends Session implements WebSocketListener {
  private final WebSocketConnection connection;
  private boolean slow;

  SocketSession(
      LoopServices services, Origin origin, ClientInfo info, WebSocketConnection connection) {
    super(services, origin, info);
    this.connection = connection;
  }

  /** The wire form of publications to this client. */
  abstract PushEncoder encoder();

  WebSocketConnection connection() {
    return connection;
  }

  @Override
  void deliver(Subscription subscription, PushBatch batch, int from) {
    ByteBuf bytes = batch.lend(encoder(), from);
    if (bytes == null) {
      return;
    }
    tally().out(batch.events().size() - from, bytes.readableBytes());
    if (batch.isAlone()) {
      connection.send(bytes);
    } else {
      connection.writeUnflushed(bytes.retainedDuplicate());
    }
    if (!connection.isSettled()) {
      checkBound();
    }
  }

  private void checkBound() {
    if (connection.isOverBound() && !slow) {
      connection.flush(); // what the kernel was not offered yet makes nobody slow
      if (connection.isOverBound()) {
        slow = true;
        onSlow();
      }
    }
    if (slow && connection.isOpen()) {
      // Not now: closing ends subscriptions, and the shard is walking over them.
      loop().execute(() -> disconnect(CloseCode.SLOW));
    }
  }

  @Override
  void flush() {
    if (connection.isSettled()) {
      return; // the kernel has taken all of it
    }
    connection.flush();
    if (connection.queuedBytes() > 0) {
      services().sessions().laggards().add(this);
    }
  }

  @Override
  long queuedBytes() {
    return connection.queuedBytes();
  }

  @Override
  void whenSent(Runnable then) {
    connection.whenSent(then);
  }

  @Override
  void disconnect(int code, String reason) {
    connection.close(code, reason);
  }

  @Override
  public void onClosed() {
    End ending = ending();
    if (ending.isSlow() && !slow) {
      onSlow(); // it was answers, or pongs, that it did not read
    }
    end(ending);
  }

  private End ending() {
    int code = connection.closeCode();
    if (code == 0) {
      return End.lost();
    }
    return code < 0
        ? End.byClient(connection.peerCloseCode())
        : End.byGateway(code, connection.closeReason());
  }
}
