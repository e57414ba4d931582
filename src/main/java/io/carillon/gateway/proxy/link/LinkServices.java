package io.carillon.gateway.proxy.link;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.proxy.log.AccessLog;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.carillon.gateway.trace.Tracer;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * What the links of one event loop share.
 *
 * @param closeTimeout from a close frame of ours to a reset
 * @param maxQueuedBytes of publications waiting for one client before it counts as slow
 */
public record LinkServices(
    EventLoop loop,
    Entrance entrance,
    Upstreams upstreams,
    LinkTable links,
    AccessLog log,
    ProxyMetrics metrics,
    Tracer tracer,
    Duration closeTimeout,
    int maxQueuedBytes) {

  /** Does it on the loop: at once when this is the loop. */
  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
