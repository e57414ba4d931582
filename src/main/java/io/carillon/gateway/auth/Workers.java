package io.carillon.gateway.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Threads for work that would stall an event loop; as many as there are processors while there is
 * some, none else. What waits is bounded by those who ask: each client has one token looked at.
 */
final class Workers {
  private static final int MOST = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST, MOST, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::thread);

  Workers() {
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tokens");
    thread.setDaemon(true);
    return thread;
  }

  /** Completed by one of the threads. */
  Future<Boolean> run(BooleanSupplier work) {
    Promise<Boolean> done = Promise.promise();
    try {
      threads.execute(
          () -> {
            try {
              done.complete(work.getAsBoolean());
            } catch (RuntimeException bug) {
              done.fail(bug);
            }
          });
    } catch (RejectedExecutionException closed) {
      return Future.failedFuture(new Refused(TokenVerdict.NO_KEYS, "the node goes down"));
    }
    return done.future();
  }

  /** Finishes what it has begun and takes nothing more. */
  void close() {
    threads.shutdown();
  }
}
