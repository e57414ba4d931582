package io.carillon.gateway.metrics;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.broker.embedded.ClusterBroker;
import io.carillon.gateway.broker.embedded.OwnerCounts;
import io.carillon.gateway.broker.redis.RedisBroker;
import io.carillon.gateway.broker.redis.RedisCounts;
import io.carillon.gateway.broker.stream.StreamCounts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** How the broker stands and what becomes of its streams. From any thread. */
public final class BrokerFigures {
  private static final List<BrokerHealth.State> STATES = List.of(BrokerHealth.State.values());

  private final PrometheusRegistry registry;
  private final TimeCell redisAnswers = new TimeCell();
  private volatile Broker broker;

  BrokerFigures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Reads what a broker knows of itself. Once. */
  public void watch(Broker watched) {
    broker = watched;
    if (watched instanceof RedisBroker redis) {
      redis.commands().onAnswer(nanos -> redisAnswers.record(nanos, 1));
    }
    registry.register(Rows.of(this::tell));
  }

  /** Publications that other nodes sent here and that did not come. */
  long lost() {
    return broker instanceof ClusterBroker clustered ? clustered.losses().lost() : 0;
  }

  /** Publications that were read from their stream instead. */
  long repaired() {
    StreamCounts counts = counts();
    return counts == null ? 0 : counts.repaired();
  }

  /** How often a stream broke, so that its subscribers were told. */
  long broken() {
    StreamCounts counts = counts();
    return counts == null ? 0 : counts.broken();
  }

  // Null on a node that is alone: nothing is between it and itself.
  private StreamCounts counts() {
    if (broker instanceof ClusterBroker clustered) {
      return clustered.counts();
    }
    return broker instanceof RedisBroker redis ? redis.counts() : null;
  }

  private void tell(Rows rows) {
    rows.state(
        "carillon_broker_state",
        "How well the broker does its part: 1 for the state that holds",
        broker.health().state(),
        STATES);
    if (broker instanceof ClusterBroker clustered) {
      tell(rows, clustered.counts());
      tell(rows, clustered);
    } else if (broker instanceof RedisBroker redis) {
      tell(rows, redis.counts());
      tell(rows, redis);
    }
  }

  private static void tell(Rows rows, StreamCounts counts) {
    rows.counter(
            "carillon_broker_repairs",
            "Gaps in what this node heard of a stream that were read from it",
            counts.repairs())
        .counter(
            "carillon_broker_repaired",
            "Publications that did not come and were read from their stream",
            counts.repaired())
        .counter(
            "carillon_broker_broken",
            "Streams that began anew or could not be repaired, so that subscribers were told",
            counts.broken())
        .counter(
            "carillon_broker_visits",
            "How often a channel's home was told that this node listens",
            counts.told())
        .counter(
            "carillon_broker_leaves",
            "How often it was told that this node listens no more",
            counts.left())
        .counter("carillon_broker_batches", "Batches that were published", counts.batches())
        .counter(
            "carillon_broker_batched", "Publications, joins and leaves in them", counts.batched());
  }

  private static void tell(Rows rows, ClusterBroker broker) {
    OwnerCounts steps = broker.steps();
    ClusterBroker.Waiting waiting = broker.waiting();
    rows.counter(
            "carillon_broker_lost",
            "Publications that other nodes sent here and that did not come",
            broker.losses().lost())
        .counter("carillon_broker_steps", "Steps on channels, at their owners", steps.begun())
        .gauge("carillon_broker_steps_open", "Those whose answer is awaited", steps.underWay())
        .counter(
            "carillon_broker_steps_repeated",
            "How often a step was asked for once more",
            steps.repeated())
        .counter(
            "carillon_broker_steps_unknown", "Steps whose outcome stayed unknown", steps.unknown())
        .counter(
            "carillon_broker_steps_refused",
            "Steps refused, since too few nodes see each other",
            steps.refused())
        .gauge(
            "carillon_broker_unconfirmed_bytes",
            "Bytes that other nodes have not confirmed",
            waiting.bytes())
        .gauge(
            "carillon_broker_unconfirmed_most_bytes",
            "The same of the node that is furthest behind",
            waiting.mostBytes());
  }

  private void tell(Rows rows, RedisBroker broker) {
    RedisCounts redis = broker.commands();
    rows.histogram(
            "carillon_redis_commands_seconds",
            "From a command to the answer of Redis",
            redisAnswers)
        .gauge("carillon_redis_commands_open", "Those whose answer is awaited", redis.pending())
        .counter(
            "carillon_redis_commands_lost",
            "Commands whose connection ended before the answer",
            redis.lost())
        .counter("carillon_redis_retries", "How often something was asked again", redis.retried())
        .counter(
            "carillon_redis_connections_opened", "Connections that were made", redis.connected())
        .counter(
            "carillon_redis_connections_lost", "Connections that were lost", redis.disconnected())
        .counter(
            "carillon_redis_dials_failed",
            "Connections that could not be made",
            redis.dialsFailed())
        .counter(
            "carillon_redis_probes_lost",
            "How often a subscription was found dead by its probe",
            redis.probesLost())
        .counter(
            "carillon_redis_resubscribed",
            "Channels that were subscribed to again",
            broker.losses().resubscribed())
        .counter(
            "carillon_redis_unreadable",
            "Messages that were none of a gateway",
            broker.losses().unreadable());
  }
}
