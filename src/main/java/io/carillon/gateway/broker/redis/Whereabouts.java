package io.carillon.gateway.broker.redis;

import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks where the shards are: a question at a time, some times a second at most. Confined to the
 * loop of the {@link Fleet} that wants to know.
 */
final class Whereabouts {
  private static final Logger LOG = LoggerFactory.getLogger(Whereabouts.class);
  private static final long BETWEEN_LOOKS_MILLIS = 100;

  private final Vertx vertx;
  private final Directory directory;
  private final Asker asker;

  /** Why the servers cannot be found, as the log says; null while they are. */
  private String notFound;

  private boolean lookIsDue;
  private boolean closed;

  Whereabouts(Vertx vertx, Directory directory, Asker asker) {
    this.vertx = vertx;
    this.directory = directory;
    this.asker = asker;
  }

  /** Asks in a moment, unless that is so already. */
  void review() {
    if (!lookIsDue && !closed) {
      lookIsDue = true;
      vertx.setTimer(BETWEEN_LOOKS_MILLIS, timer -> locate());
    }
  }

  /** Asks now. */
  void locate() {
    lookIsDue = true;
    directory
        .locate(asker.openWires())
        .onComplete(
            found -> {
              lookIsDue = false;
              if (closed) {
                directory.close();
              } else if (found.succeeded()) {
                noteFound();
                asker.onFound(found.result());
              } else {
                noteNotFound(String.valueOf(found.cause().getMessage()));
                asker.onNotFound(found.cause());
              }
            });
  }

  void close() {
    closed = true;
    directory.close();
  }

  private void noteFound() {
    if (notFound != null) {
      notFound = null;
      LOG.info("Redis can be found again");
    }
  }

  private void noteNotFound(String why) {
    if (!why.equals(notFound)) { // it is asked several times a second
      notFound = why;
      LOG.warn("nobody says where Redis is reason={}", notFound);
    }
  }

  /** Wants to know. */
  interface Asker {
    /** Connections that may be asked; not to be closed. */
    List<Wire> openWires();

    /**
     * There they are.
     *
     * @param addresses one for each shard, null where nobody knows
     */
    void onFound(List<RedisAddress> addresses);

    /** Nobody could be asked. */
    void onNotFound(Throwable cause);
  }
}
