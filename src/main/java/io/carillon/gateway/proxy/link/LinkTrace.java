package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.trace.TraceEvent;
import io.carillon.gateway.trace.Tracer;
import io.carillon.gateway.wire.FrameWatcher;

/** Tells those who trace a link what happens to it; of its frames only the headers. Stateless. */
final class LinkTrace {
  private LinkTrace() {}

  static void opened(Tracer tracer, ClientInfo client, AccessEntry opening) {
    if (tracer.isOn()) {
      String detail = "route=" + opening.asked().route() + " target=" + opening.given().target();
      tell(tracer, TraceEvent.What.OPEN, client, detail, -1);
    }
  }

  /** Shows the frames of a link from now on if somebody wants them, and no more if nobody does. */
  static void watch(Tracer tracer, LinkRecord record, Relay client, Relay target) {
    boolean watched = client.frames().isWatched();
    if (!watched && !tracer.isOn()) {
      return;
    }
    ClientInfo info = record.info();
    boolean wanted = tracer.watches(info);
    if (wanted != watched) {
      client.frames().watchFrames(wanted ? frames(tracer, info, "up") : null);
      target.frames().watchFrames(wanted ? frames(tracer, info, "down") : null);
    }
  }

  static void closed(Tracer tracer, ClientInfo client, AccessEntry closing) {
    if (tracer.isOn()) {
      AccessEntry.Outcome end = closing.outcome();
      String detail =
          "code="
              + end.closing().code()
              + " by="
              + end.closing().by()
              + " reason=\""
              + end.closing().reason()
              + "\" millis="
              + end.duration().toMillis()
              + " bytesUp="
              + end.up().bytes()
              + " bytesDown="
              + end.down().bytes();
      tell(tracer, TraceEvent.What.CLOSE, client, detail, -1);
    }
  }

  /**
   * @param direction {@code up} from the client, {@code down} from the target
   */
  private static FrameWatcher frames(Tracer tracer, ClientInfo client, String direction) {
    return (opcode, last, bytes) -> {
      if (tracer.isOn()) {
        String detail = "direction=" + direction + " opcode=" + name(opcode) + " last=" + last;
        tell(tracer, TraceEvent.What.FRAME, client, detail, bytes);
      }
    };
  }

  private static void tell(
      Tracer tracer, TraceEvent.What what, ClientInfo client, String detail, long size) {
    tracer.tell(TraceEvent.of(what, detail).by(client).ofSize(size));
  }

  private static String name(int opcode) {
    return switch (opcode) {
      case 0x0 -> "continuation";
      case 0x1 -> "text";
      case 0x2 -> "binary";
      case 0x8 -> "close";
      case 0x9 -> "ping";
      case 0xA -> "pong";
      default -> "unknown";
    };
  }
}
