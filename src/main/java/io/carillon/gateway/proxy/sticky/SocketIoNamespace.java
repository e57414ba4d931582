package io.carillon.gateway.proxy.sticky;

/**
 * A namespace of Socket.IO and the packets that are meant for it, protocol versions 4 and 5, each
 * behind the {@code 4} with which Engine.IO says that it is a message. Immutable.
 *
 * @param name {@code /} for the main one
 */
public record SocketIoNamespace(String name) {
  public static final String CONNECT = "40";
  public static final String DISCONNECT = "41";
  public static final String EVENT = "42";
  public static final String ACK = "43";
  public static final String CONNECT_ERROR = "44";
  public static final String BINARY_EVENT = "45";
  public static final String BINARY_ACK = "46";

  /** Whether a packet, or its beginning, is of that type and meant for this namespace. */
  public boolean isMeant(String packet, String type) {
    return packet.startsWith(type) && isNamed(packet, type.length());
  }

  /** The same of a packet that first tells how many attachments it has. */
  public boolean isMeantWithAttachments(String packet, String type) {
    return packet.startsWith(type) && isNamed(packet, packet.indexOf('-') + 1);
  }

  /** Whether only one that is in the namespace is sent such a packet: an event or an answer. */
  public boolean isForMembers(String packet) {
    return isMeant(packet, EVENT)
        || isMeant(packet, ACK)
        || isMeantWithAttachments(packet, BINARY_EVENT)
        || isMeantWithAttachments(packet, BINARY_ACK);
  }

  private boolean isNamed(String packet, int from) {
    boolean main = packet.length() == from || packet.charAt(from) != '/';
    if (main) {
      return name.equals("/");
    }
    int end = from;
    while (end < packet.length() && packet.charAt(end) != ',' && packet.charAt(end) != '?') {
      end++;
    }
    return packet.substring(from, end).equals(name);
  }
}
