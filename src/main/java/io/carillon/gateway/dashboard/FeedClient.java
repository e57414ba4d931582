package io.carillon.gateway.dashboard;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.wire.Frames;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One open page. Gets each second once the one before has left; a page that reads too slowly misses
 * seconds, and only its own. Confined to its loop, but for {@link #offer} and {@link #close}.
 */
final class FeedClient implements WebSocketListener {
  private static final int LOG_IN_AGAIN = 4401;
  private static final int MOST_QUESTIONS = 8;
  private static final int MOST_EVENTS = 200;
  private static final int MOST_TRACED = 1_000;
  private static final Duration TICKET_EVERY = Duration.ofSeconds(60);
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final Feed feed;
  private final Grant grant;
  private final EventLoop loop;
  private final WebSocketConnection connection;
  private final Deque<JsonObject> events = new ArrayDeque<>();
  private final JsonArray traced = new JsonArray();
  private long traceLost;

  /** Null for nothing. Set on the loop. */
  private volatile TraceFilter watched;

  private boolean greeted;
  private int questions;
  private long ticketAt;

  /** Since when something is being written; 0 for nothing. */
  private long writingSince;

  FeedClient(Feed feed, Grant grant, EventLoop loop, WebSocketConnection connection) {
    this.feed = feed;
    this.grant = grant;
    this.loop = loop;
    this.connection = connection;
  }

  /** Who looks at it. */
  Grant grant() {
    return grant;
  }

  /**
   * The first message; before it there is no other. From any thread.
   *
   * @param recent events that stand in the first second
   */
  void greet(JsonObject hello, List<JsonObject> recent) {
    loop.execute(
        () -> {
          events.addAll(recent);
          long now = System.currentTimeMillis();
          hello.put("user", grant.user()).put("ticket", feed.grants().ticket(grant, now));
          ticketAt = now;
          greeted = true;
          write(hello.toBuffer().getBytes());
        });
  }

  /** What it watches; empty for nothing. From any thread. */
  Optional<TraceFilter> watched() {
    return Optional.ofNullable(watched);
  }

  /** From now on it watches this; null for nothing. */
  void watch(TraceFilter filter) {
    watched = filter;
    traced.clear();
    traceLost = 0;
  }

  /** A second of the cluster. From any thread. */
  void offer(Second second) {
    loop.execute(() -> take(second));
  }

  private void take(Second second) {
    if (greeted) {
      events.addAll(second.events());
    }
    while (events.size() > MOST_EVENTS) {
      events.removeFirst();
    }
    takeTrace(second);
    if (grant.isOver(second.at())) {
      connection.close(LOG_IN_AGAIN, "log in again");
    } else if (writingSince != 0) {
      if (System.nanoTime() - writingSince > LONGEST_WRITE.toNanos()) {
        connection.abort(); // it reads nothing any more
      }
    } else if (greeted) {
      writingSince = System.nanoTime();
      write(message(second));
      connection.whenSent(() -> writingSince = 0);
    }
  }

  private void takeTrace(Second second) {
    Traces.Part part = watched == null ? null : second.traced().get(watched);
    if (part != null) {
      traceLost += part.lost();
      for (Object event : part.events()) {
        if (traced.size() < MOST_TRACED) {
          traced.add(event);
        } else {
          traceLost++;
        }
      }
    }
  }

  private byte[] message(Second second) {
    JsonObject own = new JsonObject().put("events", new JsonArray(List.copyOf(events)));
    events.clear();
    if (watched != null) {
      own.put("trace", traced.copy()).put("traceLost", traceLost);
      traced.clear();
      traceLost = 0;
    }
    if (second.at() - ticketAt >= TICKET_EVERY.toMillis()) {
      ticketAt = second.at();
      own.put("ticket", feed.grants().ticket(grant, second.at()));
    }
    // What all pages get was written once; its last brace makes room for what this one gets.
    byte[] rest = own.toBuffer().getBytes();
    rest[0] = ',';
    ByteBuf whole = Unpooled.buffer(second.json().length - 1 + rest.length);
    whole.writeBytes(second.json(), 0, second.json().length - 1).writeBytes(rest);
    return whole.array();
  }

  @Override
  public void onText(ByteBuf message) {
    if (questions >= MOST_QUESTIONS) {
      connection.close(CloseCode.TRY_AGAIN_LATER);
      return;
    }
    questions++;
    feed.questions()
        .answer(this, ByteBufUtil.getBytes(message))
        .onComplete(
            answer ->
                loop.execute(
                    () -> {
                      questions--;
                      write(answer.result());
                    }));
  }

  @Override
  public void onBinary(ByteBuf message) {
    connection.close(CloseCode.UNSUPPORTED_DATA);
  }

  @Override
  public void onPong() {}

  @Override
  public void onClosed() {
    feed.remove(this);
  }

  /** The node goes down. From any thread. */
  void close() {
    loop.execute(() -> connection.close(CloseCode.SERVICE_RESTART));
  }

  private void write(byte[] json) {
    ByteBuf frame = Unpooled.buffer(json.length + 10);
    Frames.writeTextHeader(frame, json.length);
    frame.writeBytes(json);
    connection.write(frame);
    if (connection.isOverBound()) {
      connection.close(CloseCode.SLOW);
    }
  }
}
