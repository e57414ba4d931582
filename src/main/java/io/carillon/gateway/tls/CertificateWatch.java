package io.carillon.gateway.tls;

import io.carillon.gateway.config.UnusableCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of a listener every other second, and takes what is new in them: handshakes
 * from then on see it, and who is connected stays so. What cannot be used is told once, and what
 * was read before stays. Files are compared by what they hold, since Kubernetes swaps the directory
 * they are in. Its figures may be read from any thread.
 */
public final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final ListenerTls tls;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Could not be used when it was seen first: maybe only half of it was written by then. */
  private String doubted;

  /** Cannot be used, and that was told. */
  private volatile String unusable;

  private volatile boolean closed;

  public CertificateWatch(ListenerTls tls) {
    this.tls = tls;
  }

  /**
   * Begins, until {@link #close}.
   *
   * @param update has servers go by the {@link ListenerTls#options} of the listener
   */
  public void start(Vertx vertx, Supplier<Future<?>> update) {
    if (!closed) {
      vertx.setTimer(PERIOD.toMillis(), now -> look(vertx, update));
    }
  }

  /** Looks no more; to be called before Vert.x is closed. */
  public void close() {
    closed = true;
  }

  private void look(Vertx vertx, Supplier<Future<?>> update) {
    if (closed) {
      return;
    }
    Shown before = tls.shown();
    vertx
        .executeBlocking(this::look)
        .compose(changed -> changed ? take(before, update) : Future.succeededFuture())
        .onFailure(bug -> LOG.error("certificates not taken listener={}", tls.listener(), bug))
        .onComplete(looked -> start(vertx, update));
  }

  // What servers do not take has not come: the next look tries it again.
  private Future<?> take(Shown before, Supplier<Future<?>> update) {
    return update
        .get()
        .onSuccess(all -> took())
        .recover(
            cause -> {
              String digest = tls.shown().digest();
              tls.show(before);
              refuse(digest, cause);
              return Future.succeededFuture();
            });
  }

  private void took() {
    taken.incrementAndGet();
    unusable = null;
    LOG.info("certificates taken listener={} expiry={}", tls.listener(), expiry());
  }

  /** Blocks; whether there is something else to show. */
  private boolean look() {
    String digest = Shown.digest(tls.config());
    if (digest.equals(tls.shown().digest())) {
      unusable = null;
      return false;
    }
    try {
      // Tried again and again: it may be good from some time on.
      tls.show(Shown.read(tls.config()));
    } catch (UnusableCertificate | IOException failure) {
      refuse(digest, failure);
      return false;
    }
    return true;
  }

  private void refuse(String digest, Throwable failure) {
    if (!digest.equals(doubted)) {
      doubted = digest;
    } else if (!digest.equals(unusable)) {
      unusable = digest;
      refused.incrementAndGet();
      LOG.error(
          "certificates cannot be used, those before stay listener={} reason=\"{}\"",
          tls.listener(),
          failure.getMessage());
    }
  }

  /** The name of the listener in the configuration. */
  public String listener() {
    return tls.listener();
  }

  /** How often other files were taken. */
  public long taken() {
    return taken.get();
  }

  /** How often other files could not be used. */
  public long refused() {
    return refused.get();
  }

  /** Whether the files hold now what cannot be used. */
  public boolean isStale() {
    return unusable != null;
  }

  /** When the first of the certificates shown expires. */
  public Instant expiry() {
    return tls.shown().expiry();
  }
}
