package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.tally.Closer;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one link ends: who says goodbye to whom, in what order, and how long that may take. Hears
 * from both legs; made by {@link RelayedLink} and told by it. Confined to its loop.
 */
final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
  private static final int NO_CLOSE_FRAME = 1006;
  private static final int GOING_AWAY = 1001;

  private final RelayedLink link;
  private final LinkServices services;
  private final LinkRecord record;
  private final boolean extensible;
  private Relay client;
  private TargetRelay target;

  private boolean closing;
  private int code;
  private String reason;

  /** Ends a link whose goodbye waits for a message that does not end; null when none does. */
  private Future<?> impatience;

  private byte legsEnded;

  /**
   * @param extensible whether both sides have agreed on an extension
   */
  Farewell(RelayedLink link, LinkServices services, LinkRecord record, boolean extensible) {
    this.link = link;
    this.services = services;
    this.record = record;
    this.extensible = extensible;
  }

  /** Takes the legs of its link, once, before either has a channel. */
  void between(Relay ofClient, TargetRelay ofTarget) {
    client = ofClient;
    target = ofTarget;
  }

  /** Whether nobody has begun with it, and both channels are there. */
  boolean isFarOff() {
    return !closing && legsEnded == 0 && !hasPassed();
  }

  /** Whether we have begun with it, or the target is lost. */
  boolean isClosing() {
    return closing;
  }

  /** Whether a channel is gone. */
  boolean hasBegun() {
    return legsEnded > 0;
  }

  /** Whether both channels are gone. */
  boolean isOver() {
    return legsEnded == 2;
  }

  /** Whether nothing is missing for the end but that the other side agrees. */
  boolean hasPassed() {
    return client.frames().isClosed() || target.frames().isClosed();
  }

  /** Begins, see {@link ProxyLink#close}. */
  void begin(int goodbyeCode, String goodbyeReason) {
    if (closing || legsEnded > 0) {
      return;
    }
    closing = true;
    record.ends(Closer.GATEWAY, goodbyeCode, goodbyeReason);
    if (hasPassed()) {
      // They are at it, but may be at it for ever.
      Ending.within(client.channel(), services.closeTimeout());
      Ending.within(target.channel(), services.closeTimeout());
      return;
    }
    code = goodbyeCode;
    reason = goodbyeReason;
    if (target.frames().isBetweenMessages()) {
      sayGoodbye();
    } else if (target.frames().isLost()) {
      cannotSpeak();
    } else {
      target.awaitGoodbye();
      // Whoever is in the middle of a message may never end it.
      impatience = Ending.within(client.channel(), services.closeTimeout());
    }
  }

  /** Nothing is under way to the client: the close frame that waits can go. */
  void sayGoodbye() {
    if (impatience != null) {
      impatience.cancel(false);
    }
    tellClient(code, reason);
    if (client.frames().isBetweenMessages()) {
      ByteBuf frame = target.channel().alloc().directBuffer(8);
      Frames.writeMaskedClose(frame, GOING_AWAY);
      target.write(frame);
      target.flush();
      target.leave(services.closeTimeout());
    } else {
      target.closeAfterWrites(services.closeTimeout());
    }
  }

  /** A side has said goodbye by itself, and the other has it: nothing may be put in any more. */
  void goodbyePassed(Relay leg) {
    target.drop();
    record.ends(leg == target ? Closer.TARGET : Closer.CLIENT, leg.frames().closeCode(), "");
  }

  /** Nobody knows any more where messages of the target end: what waits will never go. */
  void cannotSpeak() {
    if (closing) {
      target.drop();
      client.reset();
      target.closeAfterWrites(services.closeTimeout());
    } else {
      // A client that misses publications must know, to come back and ask for them.
      LOG.warn(
          "publication not put in, target speaks no WebSocket link={} target={}/{}",
          record.id(),
          record.target().pool(),
          record.target().name());
      abort("target speaks no WebSocket");
    }
  }

  /** Whom we told goodbye has answered. */
  void saidGoodbye(Relay leg) {
    leg.closeAfterWrites(services.closeTimeout());
  }

  /** A channel is gone; all that was read from it has been passed on. */
  void ended(Relay leg) {
    legsEnded++;
    if (legsEnded == 1) {
      if (leg == target) {
        targetEnded();
      } else {
        clientEnded();
      }
    } else {
      link.gone();
    }
  }

  /** A leg failed: of a broken socket we hear by its end, everything else is a bug of ours. */
  void failed(Relay leg, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("leg failed link={} cause={}", record.id(), cause.toString());
      leg.channel().close();
      return;
    }
    LOG.error("link failed link={}", record.id(), cause);
    abort("internal error");
  }

  /** Ends both sides at once. */
  void abort(String reason) {
    closing = true;
    record.ends(Closer.GATEWAY, NO_CLOSE_FRAME, reason);
    target.drop();
    client.reset();
    target.reset();
  }

  private void targetEnded() {
    boolean midMessage = !target.frames().isBetweenMessages() && !target.frames().isClosed();
    target.drop();
    if (client.isLeaving()) {
      return; // it has its close frame and a deadline
    }
    if (hasPassed()) {
      // Reads on: a socket that closes with something unread takes the close frame back.
      client.leave(services.closeTimeout());
    } else {
      targetLost(midMessage);
    }
  }

  private void targetLost(boolean midMessage) {
    if (!closing && !hasClientMisbehaved()) {
      record.target().onBroken(record.age());
    }
    record.ends(Closer.TARGET, NO_CLOSE_FRAME, midMessage ? "lost inside a message" : "lost");
    closing = true;
    if (midMessage) {
      client.reset();
    } else {
      tellClient(link.lossCode(), "backend lost");
    }
  }

  // Whoever is sent no WebSocket may hang up: clients are not to get healthy targets ejected.
  private boolean hasClientMisbehaved() {
    return client.frames().isLost() || (client.frames().isExtended() && !extensible);
  }

  private void clientEnded() {
    target.drop();
    record.ends(Closer.CLIENT, NO_CLOSE_FRAME, "");
    if (!target.isLeaving()) {
      target.closeAfterWrites(services.closeTimeout());
    }
  }

  private void tellClient(int code, String reason) {
    ByteBuf frame = client.channel().alloc().directBuffer(32);
    Frames.writeClose(frame, code, reason);
    client.write(frame);
    client.flush();
    client.leave(services.closeTimeout());
  }
}
