package io.carillon.gateway.proxy.sticky;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads in one answer to a poll whether the server lets the session into the namespace, or out of
 * it. After what cannot be read nobody knows, and the session does not count as in. Confined to the
 * loop of the answer.
 */
public final class PollReader {
  private final PolledNamespace polled;
  private final PollPackets packets;
  private String sid;
  private boolean readable;
  private Future<Void> told = Future.succeededFuture();

  /**
   * @param sid null in the answer that begins the session
   * @param readable whether packets can be found in the body
   */
  PollReader(PolledNamespace polled, String sid, boolean readable) {
    this.polled = polled;
    this.sid = sid;
    this.packets = new PollPackets(this::onPacket);
    this.readable = readable;
    if (!readable) {
      forget();
    }
  }

  /** Reads a piece of the body, and leaves it as it is. */
  public void read(Buffer piece) {
    for (int at = 0; readable && at < piece.length(); at++) {
      readable = packets.read(piece.getByte(at));
      if (!readable) {
        forget();
      }
    }
  }

  /** The body is complete. */
  public void end() {
    if (readable) {
      packets.end();
    }
  }

  /** Done when all nodes know what was read so far, or cannot be told. Never fails. */
  public Future<Void> told() {
    return told;
  }

  private void onPacket(String packet) {
    if (sid == null && packet.startsWith("0{")) {
      OpenPacket opened = OpenPacket.find(packet.getBytes(StandardCharsets.ISO_8859_1));
      sid = opened == null ? null : opened.sid();
    } else if (polled.namespace().isMeant(packet, SocketIoNamespace.CONNECT)) {
      if (sid != null) {
        told = told.compose(before -> polled.joined(sid));
      }
    } else if (polled.namespace().isMeant(packet, SocketIoNamespace.DISCONNECT)
        || polled.namespace().isMeant(packet, SocketIoNamespace.CONNECT_ERROR)) {
      forget();
    }
  }

  private void forget() {
    if (sid != null) {
      told = told.compose(before -> polled.left(sid));
    }
  }
}
