package io.carillon.gateway.session;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client of server-sent events. Each event's id tells where the client stands in all of its
 * streams, so a browser that comes back with {@code Last-Event-ID}, to any node, gets what it
 * missed; {@code event: reset} tells it that it cannot.
 */
final class SseSession extends Session {
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");
  private static final int RETRY_MILLIS = 2_000;

  private final HttpServerResponse response;
  private final PushEncoder encoder;
  private final Map<String, StreamPosition> since;
  private long queuedBytes;

  /**
   * @param since where the client stood, by channel; empty when it begins anew
   */
  SseSession(
      LoopServices services,
      ClientInfo info,
      HttpServerResponse response,
      PushEncoder encoder,
      Map<String, StreamPosition> since) {
    super(services, info);
    this.response = response;
    this.encoder = encoder;
    this.since = since;
    response.closeHandler(closed -> end());
    response.exceptionHandler(broken -> end());
    register(info);
  }

  /** Answers, replays what the client missed in these channels, and goes on from there. */
  void listenTo(List<Channel> channels) {
    response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.putHeader("Cache-Control", "no-store");
    response.putHeader("X-Accel-Buffering", "no");
    response.setChunked(true);
    int jitter = ThreadLocalRandom.current().nextInt(RETRY_MILLIS / 2);
    send(Buffer.buffer("retry: " + (RETRY_MILLIS + jitter) + "\n\n"));
    subscribeAtOnce(channels, since);
  }

  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    StreamPosition top = subscribed.top();
    if (subscribed.wasRecovering() && subscribed.recovered() && !subscribed.missed().isEmpty()) {
      // Played from where the client stood, so that each event carries the id of its own place.
      long before = subscribed.missed().get(0).offset() - 1;
      subscription.goLiveAfter(new StreamPosition(top.epoch(), before), subscribed.missed());
      return;
    }
    subscription.goLive(top);
    if (subscribed.wasRecovering() && !subscribed.recovered()) {
      send(
          Buffer.buffer(
              "id: " + positions() + "\nevent: reset\ndata: " + subscription.channel() + "\n\n"));
    } else if (!positions().isEmpty()) {
      // No event, but the browser keeps the id: cut before the first event, it still recovers.
      send(Buffer.buffer("id: " + positions() + "\n\n"));
    }
  }

  @Override
  void deliver(Subscription subscription, PushBatch batch, int from, long seen) {
    ByteBuf out = Unpooled.buffer();
    for (int i = from; i < batch.events().size(); i++) {
      if (batch.events().get(i) instanceof Publication publication) {
        StreamPosition here =
            publication.offset() == 0
                ? subscription.position()
                : new StreamPosition(subscription.epoch(), publication.offset());
        String id = positionsWith(subscription.channel(), here);
        if (!id.isEmpty()) {
          out.writeCharSequence("id: " + id + "\n", StandardCharsets.UTF_8);
        }
        batch.copy(encoder, i, out);
      }
    }
    if (out.isReadable()) {
      send(Buffer.buffer(ByteBufUtil.getBytes(out)));
    }
  }

  @Override
  void flush() {}

  private String positions() {
    return positionsWith(null, null);
  }

  // Every stream of the client, since the browser sends back only the last id it saw.
  private String positionsWith(Channel channel, StreamPosition position) {
    Map<String, StreamPosition> all = new LinkedHashMap<>();
    for (Subscription subscription : subscriptions()) {
      StreamPosition own =
          subscription.channel().equals(channel)
              ? position
              : subscription.isLive()
                  ? subscription.position()
                  : since.getOrDefault(subscription.channel().name(), StreamPosition.NONE);
      if (!own.epoch().isEmpty()) {
        all.put(subscription.channel().name(), own);
      }
    }
    return SsePositions.format(all);
  }

  private void send(Buffer bytes) {
    if (response.closed() || response.ended()) {
      return;
    }
    int size = bytes.length();
    queuedBytes += size;
    response.write(bytes).onComplete(written -> queuedBytes -= size);
    if (queuedBytes > services().limits().maxQueuedBytes()) {
      loop().execute(this::hangUp);
    }
  }

  private void hangUp() {
    response.reset();
    end();
  }

  @Override
  void disconnect(int code, String reason) {
    if (!response.closed() && !response.ended()) {
      response.end();
    }
    end();
  }

  @Override
  void shutDown() {
    disconnect(CloseCode.SERVICE_RESTART);
  }

  @Override
  void onGap(Subscription subscription) {
    disconnect(
        CloseCode.INSUFFICIENT_STATE); // the browser comes back with its last id and recovers
  }

  @Override
  void onUnsubscribed(Channel channel, UnsubscribeCode code) {}

  @Override
  void onPingDue() {
    send(COMMENT);
  }

  @Override
  void onPongDue() {}
}
