package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.carillon.gateway.wire.ChannelTakeover;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which targets live. One per node, made and closed with its proxy; callable from any
 * thread, at work on one loop. Until its first check a target counts as up; targets in maintenance
 * are not checked.
 */
public final class HealthChecks {
  private final EventLoop loop;
  private final Upstreams upstreams;
  private final Map<Target, Watch> watches = new HashMap<>();
  private boolean closed;

  /**
   * Checks nobody yet.
   *
   * @param tls kept up to date by whoever applies rules, before {@link #update}
   */
  public HealthChecks(Vertx vertx, UpstreamTls tls) {
    this.loop = ChannelTakeover.eventLoop(((VertxInternal) vertx).createEventLoopContext());
    this.upstreams = new Upstreams(vertx, loop, tls);
  }

  /**
   * Checks the targets of these pools, as they are now, and no others. Targets that are new are
   * checked at once; what is known of the others stays.
   */
  public void update(Collection<Pool> pools) {
    List<Pool> wanted = List.copyOf(pools);
    loop.execute(() -> watch(wanted));
  }

  /** Checks nobody any more; to be done before Vert.x is closed. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    loop.execute(
        () -> {
          watch(List.of());
          closed = true;
          done.complete();
        });
    return done.future();
  }

  private void watch(List<Pool> pools) {
    if (closed) {
      return;
    }
    Map<Target, Watch> before = new HashMap<>(watches);
    watches.clear();
    for (Pool pool : pools) {
      for (Target target : pool.targets()) {
        Watch known = before.get(target);
        if (known != null && known.isFor(pool.config())) {
          before.remove(target);
          watches.put(target, known);
        } else if (isWanted(pool.config(), target.config())) {
          watches.put(target, begin(pool.config(), target));
        } else {
          target.onHealth(Health.UNKNOWN, "not checked");
        }
      }
    }
    before.values().forEach(Watch::stop);
  }

  private Watch begin(PoolConfig pool, Target target) {
    Watch watch = new Watch(loop, new Check(loop, upstreams, pool, target.config()), target);
    watch.start();
    return watch;
  }

  static boolean isWanted(PoolConfig pool, TargetConfig target) {
    return pool.health().type() != HealthConfig.Type.NONE
        && target.state() != TargetConfig.State.MAINTENANCE;
  }
}
