package io.carillon.gateway.metrics;

import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.PoolShortage;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.pool.TargetState;
import io.carillon.gateway.proxy.pool.TargetStatus;
import io.carillon.gateway.proxy.tally.AnswerClass;
import io.carillon.gateway.proxy.tally.CloseClass;
import io.carillon.gateway.proxy.tally.Closer;
import io.carillon.gateway.proxy.tally.Counts;
import io.carillon.gateway.proxy.tally.DialOutcome;
import io.carillon.gateway.proxy.tally.HandshakeOutcome;
import io.carillon.gateway.proxy.tally.Tally;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/**
 * How the targets of the pools in force stand, and what happened between them and this node. A
 * target that is taken out is not shown any more. From any thread.
 */
public final class TargetFigures {
  private static final List<TargetState> STATES = List.of(TargetState.values());

  private final PrometheusRegistry registry;

  TargetFigures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Reads what the pools of a proxy know. Once. */
  public void watch(Proxy proxy) {
    registry.register(Rows.of(rows -> proxy.pools().forEach(pool -> tell(rows, pool))));
  }

  private static void tell(Rows rows, Pool pool) {
    String name = pool.config().name();
    rows.gauge(
        "carillon_pool_panic",
        "1 when so few targets of a pool are well that ejections are ignored",
        pool.panics() ? 1 : 0,
        "pool",
        name);
    for (PoolShortage reason : PoolShortage.values()) {
      rows.counter(
          "carillon_pool_shortages",
          "Clients for whom a pool had nobody",
          pool.shortages().of(reason),
          "pool",
          name,
          "reason",
          Rows.text(reason));
    }
    for (Target target : pool.targets()) {
      String[] labels = {"pool", name, "target", target.name()};
      tell(rows, target.status(), labels);
      tellHistory(rows, target.tally(), labels);
      tellTraffic(rows, target.tally(), labels);
    }
  }

  private static void tell(Rows rows, TargetStatus status, String... labels) {
    rows.state(
            "carillon_target_state",
            "How a target stands: 1 for the state that holds",
            status.state(),
            STATES,
            labels)
        .gauge(
            "carillon_target_connections",
            "Connections to a target in use, those being made included",
            status.open(),
            labels)
        .gauge(
            "carillon_target_connections_most",
            "The most there were at once",
            status.mostOpen(),
            labels)
        .counter(
            "carillon_target_failures",
            "Dials, handshakes and requests that failed, and links that broke early",
            status.failures(),
            labels)
        .gauge(
            "carillon_target_check_seconds",
            "How long the last check took",
            status.checkup().took().toNanos() / 1e9,
            labels);
  }

  private static void tellHistory(Rows rows, Tally tally, String... labels) {
    tell(
        rows,
        "carillon_target_dials",
        "Connections that were tried, by outcome",
        tally.dials(),
        DialOutcome.values(),
        "outcome",
        labels);
    tell(
        rows,
        "carillon_target_handshakes",
        "WebSocket handshakes given to a target, by outcome",
        tally.handshakes(),
        HandshakeOutcome.values(),
        "outcome",
        labels);
    tell(
        rows,
        "carillon_target_timeouts",
        "Times of a pool that were over, by which",
        tally.timeouts(),
        TimeoutKind.values(),
        "kind",
        labels);
    for (AnswerClass status : AnswerClass.values()) {
      rows.counter(
          "carillon_target_answers",
          "Answers to plain requests, by the class of their status",
          tally.answers().of(status),
          Rows.with(labels, "status", status.text()));
    }
    for (Closer by : Closer.values()) {
      for (CloseClass code : CloseClass.values()) {
        long count = tally.closed(by).of(code);
        if (count > 0) { // of many combinations few happen
          rows.counter(
              "carillon_target_links_closed",
              "Links that ended, by who ended them and what the code means",
              count,
              Rows.with(labels, "by", by.text(), "code", Rows.text(code)));
        }
      }
    }
    rows.counter(
            "carillon_target_retries",
            "What it got after another target, or another connection, had failed",
            tally.retries(),
            labels)
        .counter(
            "carillon_target_ejections", "How often it was left out", tally.ejections(), labels)
        .counter(
            "carillon_target_checks",
            "Checks, by outcome",
            tally.checks(true),
            Rows.with(labels, "outcome", "passed"))
        .counter(
            "carillon_target_checks",
            "Checks, by outcome",
            tally.checks(false),
            Rows.with(labels, "outcome", "failed"));
  }

  private static void tellTraffic(Rows rows, Tally tally, String... labels) {
    String[] up = Rows.with(labels, "direction", "up");
    String[] down = Rows.with(labels, "direction", "down");
    String bytes = "Bytes between clients and a target, of links and of bodies";
    String messages = "Whole messages of links";
    rows.gauge("carillon_target_links", "Links that are open", tally.links(), labels)
        .gauge(
            "carillon_target_idle_connections",
            "Connections that rest until the next plain request",
            tally.idle(),
            labels)
        .counter("carillon_target_bytes", bytes, tally.traffic().bytesUp(), up)
        .counter("carillon_target_bytes", bytes, tally.traffic().bytesDown(), down)
        .counter("carillon_target_messages", messages, tally.traffic().messagesUp(), up)
        .counter("carillon_target_messages", messages, tally.traffic().messagesDown(), down)
        .counter(
            "carillon_target_injected_bytes",
            "Bytes of publications put in between the messages of its links",
            tally.injectedBytes(),
            labels);
  }

  private static <K extends Enum<K>> void tell(
      Rows rows, String name, String help, Counts<K> counts, K[] all, String by, String... labels) {
    for (K one : all) {
      rows.counter(name, help, counts.of(one), Rows.with(labels, by, Rows.text(one)));
    }
  }
}
