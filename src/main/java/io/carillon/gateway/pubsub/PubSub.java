package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.Subscriber;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Publishing and subscribing, as sessions, links and the API see it. One per node; callable from
 * any event loop unless a method says otherwise; futures may complete on any thread and fail with a
 * {@link GatewayException}.
 */
public final class PubSub {
  /** How far publishers may be ahead of the fan-out before they are refused. */
  private static final long MOST_WAITING_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final Hub hub;
  private final Broker broker;
  private final NodeInterest interest;
  private final Policies policies;
  private final Recovery recovery;
  private final int maxDataBytes;
  private final PubSubMetrics metrics;
  private final Tracer tracer;
  private final Attendance attendance;

  /**
   * @param maxDataBytes of one publication; a larger one is refused, since it would make every
   *     subscriber slow
   */
  public PubSub(
      Hub hub,
      Broker broker,
      Presence presence,
      NodeInterest interest,
      Policies policies,
      Recovery recovery,
      int maxDataBytes,
      PubSubMetrics metrics,
      Tracer tracer) {
    this.hub = hub;
    this.broker = broker;
    this.attendance = new Attendance(hub, broker, presence, policies);
    this.interest = interest;
    this.policies = policies;
    this.recovery = recovery;
    this.maxDataBytes = maxDataBytes;
    this.metrics = metrics;
    this.tracer = tracer;
  }

  /** Who watches what happens here. */
  public Tracer tracer() {
    return tracer;
  }

  /** Who is in which channel. */
  public Attendance attendance() {
    return attendance;
  }

  /** The policies of all channels. */
  public Policies policies() {
    return policies;
  }

  /**
   * Publishes to everybody who is subscribed, on every node.
   *
   * @param data shared from now on, never written to again
   * @return the position taken; {@link StreamPosition#NONE} when the channel keeps no stream;
   *     failed with {@code TOO_MANY_REQUESTS} when the subscribers of this node are far behind
   */
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishRequest request) {
    long began = System.nanoTime();
    PubSubMetrics.Source source =
        request.info() == null ? PubSubMetrics.Source.API : PubSubMetrics.Source.CLIENT;
    return Step.attempt(
            () -> {
              admit(data.size() + sizeOf(request.tags()));
              Retention kept = policies.retention(channel);
              Retention retention = request.skipHistory() ? Retention.NONE : kept;
              return broker.publish(
                  channel,
                  data,
                  new PublishOptions(
                      retention, request.info(), request.tags(), request.idempotencyKey()));
            })
        .onComplete(
            taken -> {
              if (tracer.isOn()) {
                tracer.tell(Traces.published(channel, data, request, taken, began), data);
              }
              if (taken.succeeded()) {
                metrics.published(source, data.size(), System.nanoTime() - began);
              } else {
                metrics.refused(source, GatewayException.codeOf(taken.cause()));
              }
            });
  }

  /**
   * From the success of the future on, {@code subscriber} hears every later publication. It may
   * hear some before that, up to and beyond the position the future tells: it holds them until
   * then. On the shard's loop only. When the future fails, the caller unsubscribes.
   *
   * @param recoverFrom where the client stood; null when it begins anew
   */
  public Future<Subscribed> subscribe(
      HubShard shard, Channel channel, Subscriber subscriber, StreamPosition recoverFrom) {
    return subscribe(
        shard, channel, subscriber, query(recoverFrom), read -> decide(recoverFrom, read));
  }

  /**
   * The same for a client that gets back what the policy of the channel brings it.
   *
   * @param wanted what it is to hear of what it missed; null for all
   */
  public Future<Subscribed> subscribe(
      HubShard shard,
      Channel channel,
      Subscriber subscriber,
      StreamPosition recoverFrom,
      Predicate<Publication> wanted) {
    return Step.attempt(
        () -> {
          ChannelPolicy policy = policies.of(channel);
          return policy.delivery().recovery() == ChannelPolicy.Recovery.LATEST
              ? subscribe(
                  shard,
                  channel,
                  subscriber,
                  LatestOnly.query(wanted),
                  read -> count(recoverFrom, LatestOnly.decide(recoverFrom, read, wanted)))
              : subscribe(
                  shard,
                  channel,
                  subscriber,
                  query(recoverFrom),
                  read -> decide(recoverFrom, read).only(wanted));
        });
  }

  private Future<Subscribed> subscribe(
      HubShard shard,
      Channel channel,
      Subscriber subscriber,
      HistoryQuery query,
      Function<History, Subscribed> decision) {
    return Step.attempt(
        () -> {
          Retention retention = policies.retention(channel);
          Channel shared = shard.subscribe(channel, subscriber);
          return interest
              .acknowledged(shared)
              .compose(done -> broker.history(shared, retention, query))
              .map(
                  read ->
                      retention.keeps()
                          ? decision.apply(read)
                          : new Subscribed(read.top(), read.publications(), false, false));
        });
  }

  private HistoryQuery query(StreamPosition recoverFrom) {
    return recoverFrom == null ? HistoryQuery.POSITION : recovery.query(recoverFrom);
  }

  private Subscribed decide(StreamPosition recoverFrom, History history) {
    return recoverFrom == null
        ? new Subscribed(history.top(), history.publications(), false, false)
        : count(recoverFrom, recovery.decide(recoverFrom, history));
  }

  private Subscribed count(StreamPosition recoverFrom, Subscribed subscribed) {
    if (recoverFrom != null) {
      metrics.recovered(subscribed.recovered());
    }
    return subscribed;
  }

  /** A client is not even asked what it would publish: counts it like every other refusal. */
  public void onRefused(GatewayException refusal) {
    metrics.refused(PubSubMetrics.Source.CLIENT, refusal.code());
  }

  private void admit(long bytes) {
    if (bytes > maxDataBytes) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "data and tags over " + maxDataBytes + " bytes");
    }
    if (hub.waitingBytes() > MOST_WAITING_BYTES) {
      throw new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "subscribers are far behind");
    }
  }

  private static long sizeOf(Map<String, String> tags) {
    long size = 0;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      size += tag.getKey().length() + tag.getValue().length();
    }
    return size;
  }

  /** See {@link Broker#time}. */
  public Future<Long> time(Channel channel) {
    return Step.attempt(() -> broker.time(channel));
  }

  /** Reads a stream. Fails with {@code NOT_AVAILABLE} when the channel keeps none. */
  public Future<History> history(Channel channel, HistoryQuery query) {
    return Step.attempt(
        () -> broker.history(channel, available(policies.retention(channel)), query));
  }

  /** Forgets what a stream keeps. Fails with {@code NOT_AVAILABLE} when there is none. */
  public Future<Void> removeHistory(Channel channel) {
    return Step.attempt(
        () -> {
          available(policies.retention(channel));
          return broker.removeHistory(channel);
        });
  }

  private static Retention available(Retention retention) {
    if (!retention.keeps()) {
      throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no history");
    }
    return retention;
  }
}
