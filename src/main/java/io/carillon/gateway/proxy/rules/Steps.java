package io.carillon.gateway.proxy.rules;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Steps that are taken on one loop, one after the other. Callable from any thread. */
final class Steps {
  private final Context context;
  private Future<?> last = Future.succeededFuture();

  Steps(Context context) {
    this.context = context;
  }

  /** Takes a step when the one before it has ended, however it did. */
  <T> Future<T> inOrder(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        none -> {
          Future<T> mine = last.transform(before -> step.get());
          last = mine;
          mine.onComplete(done);
        });
    return done.future();
  }

  /** Does something on the loop, whatever step is under way. */
  Future<Void> atOnce(Runnable step) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        none -> {
          step.run();
          done.complete();
        });
    return done.future();
  }

  /** Does a part of a step off the loop, which goes on when that is done. */
  <T> Future<T> blocking(Callable<T> part) {
    return context.executeBlocking(part);
  }
}
