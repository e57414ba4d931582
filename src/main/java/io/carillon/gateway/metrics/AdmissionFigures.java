package io.carillon.gateway.metrics;

import io.carillon.gateway.admission.Admission;
import io.carillon.gateway.admission.AdmissionMetrics;
import io.carillon.gateway.proxy.tally.Counts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who is let in, who waits for it and who is not, and what clients had too much of. From any
 * thread.
 */
public final class AdmissionFigures implements AdmissionMetrics {
  private static final String[] RECOVERING = {"priority", "recovering"};
  private static final String[] NEWCOMER = {"priority", "newcomer"};

  private final LongAdder admitted = new LongAdder();
  private final LongAdder recovering = new LongAdder();
  private final LongAdder newcomers = new LongAdder();
  private final Counts<Refused> refused = new Counts<>(Refused.class);
  private final Counts<Limit> exceeded = new Counts<>(Limit.class);

  /** Null before there is one. */
  private volatile Admission watched;

  AdmissionFigures(PrometheusRegistry registry) {
    registry.register(Rows.of(this::tell));
  }

  /** Tells who waits there. */
  public void watch(Admission admission) {
    watched = admission;
  }

  @Override
  public void admitted() {
    admitted.increment();
  }

  @Override
  public void delayed(boolean first) {
    (first ? recovering : newcomers).increment();
  }

  @Override
  public void refused(Refused why) {
    refused.count(why);
  }

  @Override
  public void exceeded(Limit limit) {
    exceeded.count(limit);
  }

  private void tell(Rows rows) {
    String delayed = "carillon_admission_delayed";
    String delayedHelp = "Clients and links that had to wait to be let in";
    rows.counter("carillon_admission_admitted", "Clients and links let in", admitted.sum())
        .counter(delayed, delayedHelp, recovering.sum(), RECOVERING)
        .counter(delayed, delayedHelp, newcomers.sum(), NEWCOMER);
    for (Refused why : Refused.values()) {
      rows.counter(
          "carillon_admission_refused",
          "Clients and links that were not let in",
          refused.of(why),
          "reason",
          Rows.text(why));
    }
    for (Limit limit : Limit.values()) {
      rows.counter(
          "carillon_limits_exceeded",
          "What clients were refused since it was more than they may ask",
          exceeded.of(limit),
          "limit",
          Rows.text(limit));
    }
    Admission admission = watched;
    if (admission != null) {
      String waiting = "carillon_admission_waiting";
      String waitingHelp = "Clients and links that wait to be let in";
      rows.gauge(waiting, waitingHelp, admission.waiting(true), RECOVERING)
          .gauge(waiting, waitingHelp, admission.waiting(false), NEWCOMER)
          .gauge(
              "carillon_memory_short",
              "1 while no client is let in, since memory is short",
              admission.edge().isMemoryShort() ? 1 : 0)
          .gauge(
              "carillon_admission_rate",
              "Clients and links let in a second while others wait",
              admission.perSecond());
    }
  }
}
