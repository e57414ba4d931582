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
import java.util.Set;

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
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final JsonArray traced = new JsonArray();
  private long traceLost;

  /** Names of nodes that trace too much already to trace this, too. */
  private Set<String> traceFull = Set.of();

  /** Null for nothing. Set on the loop. */
  private volatile TraceFilter watched;

  private boolean greeted;
  private int questions;

  /** The tick at which it got its last ticket. */
  private long ticketAt;

  /** Whether a second is being written, and since which tick. */
  private boolean writing;

  private long writingSince;

  /** The latest that came meanwhile; null for none. */
  private Second next;

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
          hello.put("user", grant.user()).put("ticket", ticket());
          greeted = true;
          write(hello.toBuffer().getBytes());
        });
  }

  /** Messages that may be large, each sent once the one before has left. From any thread. */
  void tell(List<byte[]> messages) {
    loop.execute(
        () -> {
          boolean idle = waiting.isEmpty();
          waiting.addAll(messages);
          if (idle) {
            tellNext();
          }
        });
  }

  // What is being sent stays the first until it has left.
  private void tellNext() {
    byte[] next = waiting.peekFirst();
    if (next != null) {
      write(next);
      connection.whenSent(
          () -> {
            waiting.removeFirst();
            tellNext();
          });
    }
  }

  private String ticket() {
    ticketAt = feed.clock().tick();
    return feed.grants().ticket(grant, feed.clock().now());
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
    traceFull = Set.of();
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
    } else if (!writing) {
      send(second);
    } else if (feed.clock().tick() - writingSince > LONGEST_WRITE.toMillis()) {
      connection.abort(); // it reads nothing any more
    } else {
      next = second;
    }
  }

  private void send(Second second) {
    if (greeted) {
      writing = true;
      writingSince = feed.clock().tick();
      write(message(second));
      connection.whenSent(this::sent);
    }
  }

  private void sent() {
    writing = false;
    if (next != null) {
      Second latest = next;
      next = null;
      send(latest);
    }
  }

  private void takeTrace(Second second) {
    Traces.Part part = watched == null ? null : second.traced().get(watched);
    if (part != null) {
      traceFull = part.full();
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
      if (!traceFull.isEmpty()) {
        own.put("traceFull", new JsonArray(List.copyOf(traceFull)));
      }
      traced.clear();
      traceLost = 0;
    }
    if (feed.clock().tick() - ticketAt >= TICKET_EVERY.toMillis()) {
      own.put("ticket", ticket());
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
