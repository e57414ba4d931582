package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What happened in each second of a run, on one loop. Confined to that. */
final class SecondsLog {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Phases phases;
  private final List<Second> past = new ArrayList<>();
  private final Current current = new Current();

  SecondsLog(Phases phases) {
    this.phases = phases;
  }

  /** The second that goes on. */
  static final class Current {
    /** Fewer digits than the whole has: there is one of these for each second. */
    private final Histogram delivery = new Histogram(2);

    private final Histogram reconnect = new Histogram(2);

    private long number;
    long opened;
    long closed;
    long sent;
    private long received;
    long failures;
    private long silence;

    void reopened(long away) {
      opened++;
      reconnect.recordValue(away);
    }

    /** A connection that was without a message for so long has one, or none is sent any more. */
    void silence(long nanos) {
      silence = Math.max(silence, nanos);
    }

    void received(long latency) {
      received++;
      delivery.recordValue(latency);
    }

    private boolean isEmpty() {
      return opened + closed + sent + received + failures + silence == 0;
    }

    private Second end() {
      Second second =
          new Second(
              number,
              opened,
              closed,
              sent,
              received,
              failures,
              Latencies.of(delivery),
              Latencies.of(reconnect),
              silence);
      opened = closed = sent = received = failures = silence = 0;
      delivery.reset();
      if (reconnect.getTotalCount() > 0) {
        reconnect.reset();
      }
      return second;
    }
  }

  Current at(long now) {
    long number = Math.max(0, (now - phases.began()) / NANOS);
    if (number != current.number) {
      close();
      current.number = number;
    }
    return current;
  }

  List<Second> all() {
    close();
    return past;
  }

  private void close() {
    if (!current.isEmpty()) {
      past.add(current.end());
    }
  }
}
