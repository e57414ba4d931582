package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * One connection that publishes, in order. Confined to a loop; dialled again after it has ended.
 */
public interface Outlet {
  /** Begins a connection; the one before, if any, has ended. */
  void dial(Transport transport, EventLoop loop, int turn);

  /** Whether the server says that it has taken a message. */
  default boolean isAcknowledged() {
    return true;
  }

  /** Whether there is a connection that takes one more message now. */
  boolean isReady();

  /**
   * Publishes when flushed. Only while it is ready.
   *
   * @param ticket named in the answer; greater than all before
   * @param message copied; ASCII that needs no escape in JSON
   */
  void publish(long ticket, String channel, ByteBuf message);

  /** Lets what was published go. */
  void flush();

  /** Ends the connection for a reason of the owner's, as if the server had. */
  void fail(String why);

  /** Ends the connection; nothing more is told of it. */
  void close();

  /** Whoever wants to know what became of it. Called on the loop. */
  interface Answers {
    /** There is a connection. */
    void onReady();

    /** The server has it, or, where none says so, has it been sent. */
    void onAccepted(long ticket);

    /** The server does not want it. */
    void onRefused(long ticket, String why);

    /** The connection is no more, or never was; nothing more is answered on it. */
    void onEnd(String why);
  }
}
