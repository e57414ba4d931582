package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.wire.MessageWatcher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * A client we relay, after its upgrade: two channels on one loop, and what may be said between two
 * messages of the target. Confined to that loop.
 */
public interface ProxyLink {
  /** Random, the same in the access log. */
  String id();

  /** The client: the id of the link, and the user whom a token told. */
  ClientInfo info();

  /** Who it leads to. */
  Target target();

  /** Of the rules it began under. */
  int generation();

  /** Whether it may end by itself when the node goes down, as long as there is time. */
  boolean maySurviveShutdown();

  /** The loop it lives on. */
  EventLoop loop();

  /** Whether it relays: neither side has closed, and neither has begun to say goodbye. */
  boolean isOpen();

  /**
   * Writes whole messages to the client between two messages of the target: at once, or as soon as
   * the one under way has ended. Leaves with {@link #flush}. When more waits than a client may let
   * wait, the link ends with {@code CloseCode.SLOW}; with a reset when the target speaks no
   * WebSocket, so that there is no place for them.
   *
   * @param frames owned by the link from here on
   */
  void inject(ByteBuf frames);

  /** Sends what was injected. */
  void flush();

  /**
   * Shows how the messages of both sides begin from now on; to be called as the link opens. Nothing
   * is injected between messages of the target that {@code target} says belong together.
   */
  void watch(MessageWatcher client, MessageWatcher target);

  /**
   * Says goodbye to both sides: a close frame to the client between two messages, a reset when one
   * is under way that does not end. When they say goodbye by themselves, they only get a deadline.
   * Does nothing when it was called before.
   */
  void close(int code, String reason);

  /** Calls {@code then} once it is gone, whoever ended it; at once when it is gone already. */
  void onClosed(Runnable then);
}
