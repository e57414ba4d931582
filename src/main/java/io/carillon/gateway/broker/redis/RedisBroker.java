package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Gate;
import io.carillon.gateway.broker.stream.Lanes;
import io.carillon.gateway.broker.stream.StreamCounts;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * The streams in Redis, which also brings publications to the nodes that listen. Callable from any
 * thread; everything happens on the loop of its {@link RedisLink}, which is opened before it and
 * closed after it.
 */
public final class RedisBroker implements Broker {
  private static final long SECOND_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 250;
  private static final long CLOSE_PATIENCE_MILLIS = 3_000;
  private static final int MOST_READS = 256;

  private final RedisLink link;
  private final Streams streams;
  private final Insistence insistence;
  private final Lanes lanes;
  private final StreamCounts counts = new StreamCounts();
  private final Gate reads = new Gate(MOST_READS);
  private final RedisListener servers = this::checkAll;
  private RedisHome home;
  private long timer = -1;
  private long lookTimer = -1;
  private volatile BrokerHealth health = BrokerHealth.down("not started");
  private volatile Losses losses = new Losses(0, 0, 0);

  /**
   * @param patience for how long Redis is asked while it is away
   */
  public RedisBroker(RedisLink link, Duration patience) {
    this.link = link;
    this.streams = new Streams(link);
    this.insistence = new Insistence(link, patience);
    this.lanes = new Lanes(new RedisCarrier(link, streams, insistence), counts);
  }

  @Override
  public Future<Void> start(BrokerListener listener) {
    return link.onLoop(
        () -> {
          home = new RedisHome(link, streams, insistence, counts, listener);
          timer = link.vertx().setPeriodic(SECOND_MILLIS, any -> everySecond());
          health = link.health();
          lookTimer = link.vertx().setPeriodic(LOOK_MILLIS, any -> health = link.health());
          link.listen(servers);
          link.keepTo(listener::hasRoom);
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    return link.onLoop(() -> lanes.publish(channel, data, options));
  }

  @Override
  public Future<Void> announce(ChannelEvent event) {
    return link.onLoop(() -> lanes.announce(event));
  }

  @Override
  public Future<Void> subscribe(Channel channel, Retention retention) {
    return link.onLoop(() -> home.listening().subscribe(channel, retention));
  }

  @Override
  public Future<Void> hears(Channel channel) {
    return link.onLoop(() -> link.heard(streams.wireName(channel)));
  }

  @Override
  public Future<Void> unsubscribe(Channel channel) {
    return link.onLoop(
        () -> {
          home.listening().unsubscribe(channel);
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<History> history(Channel channel, Retention retention, HistoryQuery query) {
    if (!retention.keeps()) {
      return Future.succeededFuture(History.NONE);
    }
    return link.onLoop(
        () -> {
          Promise<History> read = Promise.promise();
          reads.enter(
              () ->
                  insistence
                      .ask(streams.shard(channel), () -> streams.read(channel, retention, query))
                      .map(Streams.Found::history)
                      .onComplete(read));
          return read.future().onComplete(any -> reads.leave());
        });
  }

  @Override
  public Future<Void> removeHistory(Channel channel) {
    return link.onLoop(() -> insistence.ask(streams.shard(channel), () -> streams.clear(channel)));
  }

  @Override
  public Future<Long> time(Channel channel) {
    return link.onLoop(() -> insistence.ask(streams.shard(channel), () -> streams.time(channel)));
  }

  @Override
  public Future<Void> close() {
    return link.onLoop(
        () -> {
          link.vertx().cancelTimer(timer);
          link.vertx().cancelTimer(lookTimer);
          link.ignore(servers);
          return lanes.idle(link.vertx(), CLOSE_PATIENCE_MILLIS);
        });
  }

  @Override
  public BrokerHealth health() {
    return health;
  }

  /** What has gone wrong so far, as it was a second ago. */
  public Losses losses() {
    return losses;
  }

  /** What happened to its streams. */
  public StreamCounts counts() {
    return counts;
  }

  /** What went on between this node and Redis. */
  public RedisCounts commands() {
    return link.counts();
  }

  private void checkAll() {
    home.listening().checkAll();
  }

  private void everySecond() {
    home.listening().checkSome();
    losses = new Losses(link.repeated(), counts.repaired(), home.unreadable());
  }

  /**
   * What has gone wrong.
   *
   * @param resubscribed channels that were subscribed to again after their connection was lost
   * @param repaired publications that did not come and were read from their stream instead
   * @param unreadable messages that were none of a gateway
   */
  public record Losses(long resubscribed, long repaired, long unreadable) {}
}
