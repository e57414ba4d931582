package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * The leg that reads from the target: puts in, between two of its messages, what the gateway has to
 * say to the client. Confined to its loop.
 */
final class TargetRelay extends Relay {
  /** What waits for the message under way to end; null for nothing. */
  private ArrayDeque<ByteBuf> waiting;

  private int waitingBytes;
  private long injectedBytes;

  /** The link says goodbye when the message under way has ended. */
  private boolean goodbyeWaits;

  TargetRelay(Farewell farewell) {
    super(farewell, false);
  }

  /**
   * Writes whole messages to the client, or keeps them until that can be done.
   *
   * @param messages owned by the relay from here on
   */
  void inject(ByteBuf messages) {
    injectedBytes += messages.readableBytes();
    if (frames().isBetweenMessages()) {
      peer().write(messages);
      return;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waiting.add(messages);
    waitingBytes += messages.readableBytes();
  }

  /** Bytes that wait for the message under way to end. */
  int waitingBytes() {
    return waitingBytes;
  }

  /** Bytes of the gateway's own that were given to it, those that wait included. */
  long injectedBytes() {
    return injectedBytes;
  }

  /** Has goodbye said when that can be, which is not now. */
  void awaitGoodbye() {
    goodbyeWaits = true;
  }

  /** Forgets what waits. */
  void drop() {
    goodbyeWaits = false;
    if (waiting != null) {
      waiting.forEach(ByteBuf::release);
      waiting = null;
      waitingBytes = 0;
    }
  }

  @Override
  void pass(ByteBuf in) {
    if (waiting == null && !goodbyeWaits) {
      super.pass(in);
    } else {
      passToBoundary(in);
    }
  }

  private void passToBoundary(ByteBuf in) {
    int end = advance(in);
    if (!frames().isBetweenMessages()) {
      peer().write(in);
      if (frames().isClosed()) {
        farewell().goodbyePassed(this);
      } else if (frames().isLost()) {
        farewell().cannotSpeak();
      }
      return;
    }
    if (end == in.writerIndex()) {
      peer().write(in);
      putIn();
      return;
    }
    peer().write(in.readRetainedSlice(end - in.readerIndex()));
    putIn();
    if (isLeaving()) {
      discard(in);
    } else {
      super.pass(in);
    }
  }

  private int advance(ByteBuf in) {
    try {
      return frames().advanceToBoundary(in);
    } catch (RuntimeException bug) {
      in.release();
      throw bug;
    }
  }

  private void putIn() {
    if (waiting != null) {
      ArrayDeque<ByteBuf> now = waiting;
      waiting = null;
      waitingBytes = 0;
      now.forEach(peer()::write);
    }
    if (goodbyeWaits) {
      goodbyeWaits = false;
      farewell().sayGoodbye();
    }
  }
}
