package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.Stream;
import io.carillon.gateway.broker.stream.Epochs;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams of a single node, in memory. Callable from any thread; its futures are complete when
 * they are returned.
 *
 * <p>A stream changes inside {@code ConcurrentHashMap.compute}, and the listener is called in there
 * too: that is what gives the loops that publish into one channel, and the subscribers of it, one
 * order.
 */
public final class EmbeddedBroker implements Broker {
  private static final long SWEEP_MILLIS = 100;

  /** A sweep looks at so many streams and then lets the loop go. */
  private static final int SWEEP_STREAMS = 2_000;

  private final Vertx vertx;
  private final InstantSource clock;
  private final ConcurrentHashMap<Channel, Stream> streams = new ConcurrentHashMap<>();
  private final IdempotencyWindow idempotency = new IdempotencyWindow();
  private BrokerListener listener;
  private long sweeper;
  private Iterator<Channel> sweep;

  /** One whose publications do not age when the clock of the machine is set. */
  public EmbeddedBroker(Vertx vertx) {
    this(vertx, new ClusterClock(System.currentTimeMillis()));
  }

  /**
   * @param clock decides on age
   */
  public EmbeddedBroker(Vertx vertx, InstantSource clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.sweep = streams.keySet().iterator();
  }

  @Override
  public Future<Void> start(BrokerListener listener) {
    this.listener = listener;
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    return Future.succeededFuture();
  }

  @Override
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    String key = options.idempotencyKey();
    return Future.succeededFuture(
        key == null
            ? append(channel, data, options)
            : idempotency.once(channel, key, clock.millis(), () -> append(channel, data, options)));
  }

  @Override
  public Future<Void> announce(ChannelEvent event) {
    listener.onEvent(event);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> subscribe(Channel channel, Retention retention) {
    if (retention.keeps()) {
      streams.compute(
          channel,
          (name, known) -> {
            Stream stream = known == null ? begin(retention) : known;
            stream.listen(true, clock.millis());
            return stream;
          });
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> unsubscribe(Channel channel) {
    streams.computeIfPresent(
        channel,
        (name, stream) -> {
          stream.listen(false, clock.millis());
          return stream;
        });
    return Future.succeededFuture();
  }

  @Override
  public Future<History> history(Channel channel, Retention retention, HistoryQuery query) {
    if (!retention.keeps()) {
      return Future.succeededFuture(History.NONE);
    }
    History[] read = new History[1];
    streams.compute(
        channel,
        (name, known) -> {
          Stream stream = known == null ? begin(retention) : known;
          long now = clock.millis();
          stream.touch(now);
          read[0] = stream.read(query, now);
          return stream;
        });
    return Future.succeededFuture(read[0]);
  }

  @Override
  public Future<Void> removeHistory(Channel channel) {
    streams.computeIfPresent(
        channel,
        (name, stream) -> {
          stream.clear();
          return stream;
        });
    return Future.succeededFuture();
  }

  @Override
  public Future<Long> time(Channel channel) {
    return Future.succeededFuture(clock.millis());
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(sweeper);
    return Future.succeededFuture();
  }

  private StreamPosition append(Channel channel, Payload data, PublishOptions options) {
    if (!options.retention().keeps()) {
      long now = clock.millis();
      listener.onEvent(new Publication(channel, 0, data, options.info(), options.tags(), now));
      return StreamPosition.NONE;
    }
    StreamPosition[] taken = new StreamPosition[1];
    streams.compute(
        channel,
        (name, known) -> {
          Stream stream = known == null ? begin(options.retention()) : known;
          Publication publication = stream.append(channel, data, options, clock.millis());
          taken[0] = stream.top();
          listener.onEvent(publication);
          return stream;
        });
    return taken[0];
  }

  private Stream begin(Retention retention) {
    return new Stream(Epochs.next(), retention, clock.millis());
  }

  private void sweep() {
    long now = clock.millis();
    for (int i = 0; i < SWEEP_STREAMS && sweep.hasNext(); i++) {
      streams.computeIfPresent(sweep.next(), (name, stream) -> stream.expire(now) ? null : stream);
    }
    if (!sweep.hasNext()) {
      sweep = streams.keySet().iterator();
      idempotency.expire(now);
    }
  }
}
