package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;

/**
 * Collects the first bytes of each message of one direction and shows them to a {@link
 * MessageWatcher}, before the message ends. Confined to the loop of its {@link FrameBoundary}.
 */
final class MessageHead {
  private static final int COMPRESSED = 0x40;
  private static final int OPCODE = 0x0F;
  private static final int TEXT = 0x1;

  private final MessageWatcher watcher;
  private final byte[] head = new byte[MessageWatcher.MOST_BYTES];
  private int length;
  private int inFrame;
  private int mask;
  private boolean text;
  private boolean shown = true;

  /** Messages that nothing may be put before, the one that is under way among them. */
  private int bound;

  MessageHead(MessageWatcher watcher) {
    this.watcher = watcher;
  }

  /**
   * A frame begins that is part of a message.
   *
   * @param first its first byte
   * @param key of its mask; 0 when it has none
   */
  void onFrame(int first, int key) {
    mask = key;
    inFrame = 0;
    int opcode = first & OPCODE;
    if (opcode != 0) {
      text = opcode == TEXT;
      length = 0;
      shown = (first & COMPRESSED) != 0;
    }
  }

  /** Payload of the frame. */
  void onPayload(ByteBuf bytes, int at, int count) {
    int most = shown ? 0 : Math.min(count, head.length - length);
    for (int i = 0; i < most; i++, inFrame++) {
      int key = mask >>> (24 - 8 * (inFrame & 3));
      head[length++] = (byte) (bytes.getByte(at + i) ^ key);
    }
    if (length == head.length) {
      show();
    }
  }

  /** The last frame of the message has ended. */
  void onEnd() {
    show();
    bound = Math.max(0, bound - 1);
  }

  /** Whether the messages that follow belong to one that has passed. */
  boolean isBound() {
    return bound > 0;
  }

  private void show() {
    if (!shown) {
      shown = true;
      int following = watcher.onMessage(text, head, length);
      if (following > 0) {
        bound = following + 1;
      }
    }
  }
}
