package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.pubsub.Subscribed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client of server-sent events. Each event's id tells where the client stands in all of its
 * streams, so a browser that comes back with {@code Last-Event-ID}, to any node, gets what it
 * missed; {@code event: reset} tells it that it cannot.
 */
final class SseSession extends Session {
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");
  private static final int RETRY_MILLIS = 2_000;

  /**
   * Longer ids, those of many channels, stand on the last event of a burst only: on each they would
   * outweigh the data. A client cut within the burst gets the beginning of it again.
   */
  private static final int LONG_ID = 512;

  /** Less may just be on its way out of this turn of the loop. */
  private static final int LATE_BYTES = 16 * 1024;

  private final HttpServerResponse response;
  private final PushEncoder encoder;

  /** Where the client stands in all that it asked for; at first, where it says it stood. */
  private final Map<String, StreamPosition> positions = new LinkedHashMap<>();

  private final Map<String, StreamPosition> since;
  private boolean longIds;

  /** Channels that the client does not hear yet: the answer waits for them. */
  private final Set<Channel> unheard = new HashSet<>();

  /** What leaves with the answer; null once that has left. */
  private Buffer held = Buffer.buffer();

  private long queuedBytes;

  /** Those that wait for what is queued to leave; null when nobody does. */
  private Queue<Waiting> waiting;

  private long writtenBytes;

  /**
   * @param since where the client stood, by channel; empty when it begins anew
   */
  SseSession(
      LoopServices services,
      Origin origin,
      ClientInfo info,
      HttpServerResponse response,
      PushEncoder encoder,
      Map<String, StreamPosition> since) {
    super(services, origin, info);
    this.response = response;
    this.encoder = encoder;
    this.since = since;
    response.closeHandler(closed -> end(End.lost()));
    response.exceptionHandler(broken -> end(End.lost()));
    if (!register(info)) {
      loop().execute(() -> disconnect(CloseCode.CONNECTION_LIMIT));
    }
  }

  /**
   * Answers, replays what the client missed in these channels, and goes on from there.
   *
   * @param grants what it is granted in some of them
   */
  void listenTo(List<Channel> channels, Map<Channel, Grant> grants) {
    response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.putHeader("Cache-Control", "no-store");
    response.putHeader("X-Accel-Buffering", "no");
    response.setChunked(true);
    sendRetry();
    unheard.addAll(channels);
    longIds = SsePositions.lengthFor(channels.stream().map(Channel::name).toList()) > LONG_ID;
    for (Channel channel : channels) {
      positions.put(channel.name(), since.getOrDefault(channel.name(), StreamPosition.NONE));
    }
    ServerSubscriptions.beginAtOnce(this, channels, grants, since);
  }

  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    unheard.remove(subscription.channel());
    begin(subscription, subscribed);
    if (unheard.isEmpty()) {
      answer();
    }
  }

  private void begin(Subscription subscription, Subscribed subscribed) {
    StreamPosition top = subscribed.top();
    String name = subscription.channel().name();
    if (subscribed.wasRecovering() && subscribed.recovered() && !subscribed.missed().isEmpty()) {
      // Played from where the client stood, so that each event carries the id of its own place.
      long before = subscribed.missed().get(0).offset() - 1;
      subscription.goLiveAfter(new StreamPosition(top.epoch(), before), subscribed.missed());
      return;
    }
    positions.put(name, top);
    if (subscribed.wasRecovering() && !subscribed.recovered()) {
      send(Buffer.buffer("id: " + id() + "\nevent: reset\ndata: " + name + "\n\n"));
    } else if (unheard.isEmpty() && !id().isEmpty()) {
      // No event, but the browser keeps the id: cut before the first event, it still recovers.
      send(Buffer.buffer("id: " + id() + "\n\n"));
    }
    subscription.goLive(top);
  }

  @Override
  void onUnsubscribed(Channel channel, UnsubscribeCode code) {
    positions.remove(channel.name());
  }

  @Override
  void deliver(Subscription subscription, PushBatch batch, int from) {
    ByteBuf out = Unpooled.buffer();
    int last = longIds ? batch.lastPublication() : 0;
    for (int i = from; i < batch.events().size(); i++) {
      if (batch.events().get(i) instanceof Publication publication) {
        if (publication.offset() != 0) {
          positions.put(
              subscription.channel().name(),
              new StreamPosition(subscription.epoch(), publication.offset()));
        }
        String id = longIds && i < last ? "" : id();
        if (!id.isEmpty()) {
          out.writeCharSequence("id: " + id + "\n", StandardCharsets.UTF_8);
        }
        batch.copy(encoder, i, out);
      }
    }
    if (out.isReadable()) {
      tally().out(batch.events().size() - from, out.readableBytes());
      send(Buffer.buffer(ByteBufUtil.getBytes(out)));
    }
  }

  @Override
  void flush() {}

  // Every stream of the client, since the browser sends back only the last id it saw.
  private String id() {
    return SsePositions.format(positions);
  }

  // From now on the client knows that it hears what it asked for.
  private void answer() {
    if (held != null) {
      Buffer first = held;
      held = null;
      send(first);
    }
  }

  private void send(Buffer bytes) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (held != null) {
      held.appendBuffer(bytes);
      if (held.length() > services().limits().maxQueuedBytes() / 2) {
        answer();
      }
      return;
    }
    int size = bytes.length();
    queuedBytes += size;
    writtenBytes += size;
    response.write(bytes).onComplete(written -> onWritten(size));
    if (queuedBytes > LATE_BYTES) {
      services().sessions().laggards().add(this);
    }
    if (queuedBytes > services().limits().maxQueuedBytes()) {
      loop().execute(this::hangUp);
    }
  }

  private void onWritten(int size) {
    queuedBytes -= size;
    while (waiting != null && waiting.peek().bytes() <= writtenBytes - queuedBytes) {
      loop().execute(waiting.poll().then());
      waiting = waiting.isEmpty() ? null : waiting;
    }
  }

  @Override
  long queuedBytes() {
    return queuedBytes;
  }

  @Override
  void whenSent(Runnable then) {
    waiting = waiting == null ? new ArrayDeque<>(1) : waiting;
    waiting.add(new Waiting(writtenBytes, then));
  }

  private void hangUp() {
    if (isOver()) {
      return; // each write beyond the bound asks for it
    }
    if (!response.closed()) {
      onSlow();
    }
    response.reset();
    end(End.byGateway(CloseCode.SLOW.number(), CloseCode.SLOW.reason()));
  }

  @Override
  void disconnect(int code, String reason) {
    answer();
    if (!response.closed() && !response.ended()) {
      response.end();
    }
    end(End.byGateway(code, reason));
  }

  @Override
  void shutDown() {
    sendRetry(); // of its own for each, so that those who are told together come apart
    disconnect(CloseCode.SERVICE_RESTART);
  }

  private void sendRetry() {
    int jitter = ThreadLocalRandom.current().nextInt(RETRY_MILLIS / 2);
    send(Buffer.buffer("retry: " + (RETRY_MILLIS + jitter) + "\n\n"));
  }

  @Override
  void onGap(Subscription subscription) {
    disconnect(
        CloseCode.INSUFFICIENT_STATE); // the browser comes back with its last id and recovers
  }

  @Override
  void onPingDue() {
    answer(); // late as it is, or somebody on the way loses patience
    send(COMMENT);
  }

  @Override
  void onPongDue() {}

  /** Somebody who waits until so many bytes have left. */
  private record Waiting(long bytes, Runnable then) {}
}
