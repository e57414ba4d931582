package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.proxy.sticky.SocketIoNamespace;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Learns from the packets of a Socket.IO client and its server when the client is in the namespace
 * whose events it gets, and which of the server's messages are one packet. Confined to the loop of
 * its link.
 *
 * <p>A client that comes without a session id is there when the server's CONNECT packet has passed.
 * One that comes from polling may have been let in there, or refused: once its upgrade packet has
 * passed, whoever has seen the polls is asked, and what a server sends to members only is a sign,
 * too. Before that its server still answers polls. A DISCONNECT packet of either side ends it.
 */
final class SocketIoWatch {
  private static final String UPGRADED = "5";

  /** Of the number of attachments: nobody sends a billion. */
  private static final int MOST_DIGITS = 9;

  private final SocketIoNamespace namespace;
  private final Runnable joined;
  private final Runnable left;

  /** Null for a client that does not come from polling, or has upgraded. */
  private Consumer<Runnable> polls;

  /** The client has upgraded, and whether it is in the namespace is not known. */
  private boolean unsure;

  /**
   * @param polls asked at most once, and calls back on the loop when the server has let the client
   *     in by an answer to a poll; null for a client that does not come from polling
   * @param joined called while the packet passes that says so, or later; perhaps again
   * @param left called while the packet passes that says so
   */
  SocketIoWatch(
      SocketIoNamespace namespace, Consumer<Runnable> polls, Runnable joined, Runnable left) {
    this.namespace = namespace;
    this.polls = polls;
    this.joined = joined;
    this.left = left;
  }

  /** A {@code wire.MessageWatcher} of what the client sends. */
  int fromClient(boolean text, byte[] head, int length) {
    String packet = packet(text, head, length);
    if (polls != null && packet.equals(UPGRADED)) {
      Consumer<Runnable> asked = polls;
      polls = null;
      unsure = true;
      asked.accept(this::letIn);
    } else if (namespace.isMeant(packet, SocketIoNamespace.DISCONNECT)) {
      leave();
    }
    return 0;
  }

  /** A {@code wire.MessageWatcher} of what the server sends. */
  int fromServer(boolean text, byte[] head, int length) {
    String packet = packet(text, head, length);
    if (namespace.isMeant(packet, SocketIoNamespace.CONNECT)) {
      join();
    } else if (namespace.isMeant(packet, SocketIoNamespace.DISCONNECT)) {
      leave();
    } else {
      if (unsure && namespace.isForMembers(packet)) {
        join();
      }
      if (packet.startsWith(SocketIoNamespace.BINARY_EVENT)
          || packet.startsWith(SocketIoNamespace.BINARY_ACK)) {
        return attachments(packet);
      }
    }
    return 0;
  }

  // Unless the client has left since.
  private void letIn() {
    if (unsure) {
      join();
    }
  }

  private void join() {
    unsure = false;
    joined.run();
  }

  private void leave() {
    unsure = false;
    polls = null;
    left.run();
  }

  private String packet(boolean text, byte[] head, int length) {
    // Events are the most by far, and hardly ever say anything.
    boolean event = length > 1 && head[0] == '4' && head[1] == '2';
    boolean plain = !text || length == 0 || (event && !unsure);
    return plain ? "" : new String(head, 0, length, StandardCharsets.UTF_8);
  }

  // 451-["event",{"_placeholder":true,"num":0}], and then as many binary messages.
  private static int attachments(String packet) {
    int digits = 0;
    int count = 0;
    for (int at = 2; at < packet.length() && digits <= MOST_DIGITS; at++, digits++) {
      char digit = packet.charAt(at);
      if (digit == '-') {
        return count;
      }
      if (digit < '0' || digit > '9') {
        return 0;
      }
      count = 10 * count + (digit - '0');
    }
    return 0;
  }
}
