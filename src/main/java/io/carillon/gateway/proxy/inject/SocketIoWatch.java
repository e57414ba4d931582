package io.carillon.gateway.proxy.inject;

import java.nio.charset.StandardCharsets;

/**
 * Learns from the packets of a Socket.IO client and its server when the client is in the namespace
 * whose events it gets, and which of the server's messages are one packet. Confined to the loop of
 * its link.
 *
 * <p>A client that comes without a session id is there when the server's CONNECT packet has passed.
 * One that comes from polling has joined there, and may hear once its upgrade packet has passed;
 * before that its server still answers polls. A DISCONNECT packet of either side ends it.
 */
final class SocketIoWatch {
  private static final String UPGRADED = "5";
  private static final String CONNECT = "40";
  private static final String DISCONNECT = "41";
  private static final String BINARY_EVENT = "45";
  private static final String BINARY_ACK = "46";

  /** Of the number of attachments: nobody sends a billion. */
  private static final int MOST_DIGITS = 9;

  private final String namespace;
  private final boolean fromPolling;
  private final Runnable joined;
  private final Runnable left;

  /**
   * @param namespace {@code /} for the main one
   * @param fromPolling whether the client begins with the session of its polls
   * @param joined called while the packet passes that says so, perhaps again
   * @param left called while the packet passes that says so
   */
  SocketIoWatch(String namespace, boolean fromPolling, Runnable joined, Runnable left) {
    this.namespace = namespace;
    this.fromPolling = fromPolling;
    this.joined = joined;
    this.left = left;
  }

  /** A {@code wire.MessageWatcher} of what the client sends. */
  int fromClient(boolean text, byte[] head, int length) {
    String packet = packet(text, head, length);
    if (fromPolling && packet.equals(UPGRADED)) {
      joined.run();
    } else if (isMeant(packet, DISCONNECT)) {
      left.run();
    }
    return 0;
  }

  /** A {@code wire.MessageWatcher} of what the server sends. */
  int fromServer(boolean text, byte[] head, int length) {
    String packet = packet(text, head, length);
    if (isMeant(packet, CONNECT)) {
      joined.run();
    } else if (isMeant(packet, DISCONNECT)) {
      left.run();
    } else if (packet.startsWith(BINARY_EVENT) || packet.startsWith(BINARY_ACK)) {
      return attachments(packet);
    }
    return 0;
  }

  private static String packet(boolean text, byte[] head, int length) {
    // Events are the most by far, and say nothing.
    boolean plain = !text || length == 0 || (length > 1 && head[0] == '4' && head[1] == '2');
    return plain ? "" : new String(head, 0, length, StandardCharsets.UTF_8);
  }

  private boolean isMeant(String packet, String type) {
    if (!packet.startsWith(type)) {
      return false;
    }
    boolean main = packet.length() == type.length() || packet.charAt(type.length()) != '/';
    if (main) {
      return namespace.equals("/");
    }
    int end = type.length();
    while (end < packet.length() && packet.charAt(end) != ',' && packet.charAt(end) != '?') {
      end++;
    }
    return packet.substring(type.length(), end).equals(namespace);
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
