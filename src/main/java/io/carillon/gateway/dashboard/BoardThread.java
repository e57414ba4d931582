package io.carillon.gateway.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which the dashboard adds up, sorts and writes JSON, so that no event loop does.
 * What is said to be confined to it is touched by its tasks only. Callable from any thread.
 */
final class BoardThread {
  private static final Logger LOG = LoggerFactory.getLogger(BoardThread.class);
  private static final long SECOND = 1_000;

  private final ScheduledThreadPoolExecutor executor;

  BoardThread() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "carillon-dashboard");
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Runs it at the beginning of each second of the wall clock, until {@link #close}. */
  void everySecond(Runnable task) {
    Runnable guarded = guarded(task);
    schedule(
        () -> {
          guarded.run();
          everySecond(task);
        });
  }

  // Anew each time, since the clock may have been set.
  private void schedule(Runnable task) {
    long wait = SECOND - System.currentTimeMillis() % SECOND;
    try {
      executor.schedule(task, wait, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("dashboard is closed");
    }
  }

  /** Runs it soon; not at all once closed. */
  void run(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException closed) {
      LOG.debug("dashboard is closed");
    }
  }

  /** Runs it soon; what it throws is a failure. Fails once closed. */
  <T> Future<T> call(Callable<T> task) {
    Promise<T> done = Promise.promise();
    try {
      executor.execute(
          () -> {
            try {
              done.complete(task.call());
            } catch (Exception failure) {
              done.fail(failure);
            }
          });
    } catch (RejectedExecutionException closed) {
      done.fail("the dashboard is closed");
    }
    return done.future();
  }

  /** Begins nothing more. */
  void close() {
    executor.shutdown();
  }

  // A task that throws would never be run again.
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException bug) {
        LOG.error("dashboard failed", bug);
      }
    };
  }
}
