package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Traffic;
import io.carillon.gateway.bench.client.Endpoint;
import io.carillon.gateway.bench.client.Scrape;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks nodes what processor time they have used, before and after the measured time. Who does not
 * tell is left out: that is no failure of a run. Used by one run, in this order.
 */
final class CpuWatch {
  private final Setting setting;
  private final EventLoop loop;
  private final Traffic traffic;
  private final List<Endpoint> endpoints;

  private List<CompletableFuture<Look>> before = List.of();
  private List<CompletableFuture<Look>> after = List.of();

  /** Throws {@link io.carillon.gateway.bench.BenchException} where a URL is none. */
  CpuWatch(Setting setting, EventLoop loop) {
    this.setting = setting;
    this.loop = loop;
    traffic = setting.plan().traffic();
    endpoints =
        traffic.publishers() == 0
            ? List.of()
            : traffic.admins().stream().map(Endpoint::of).toList();
  }

  /** At one moment, in nanoseconds. */
  private record Look(double cpuSeconds, long at) {}

  void begin() {
    before = look();
  }

  void end() {
    after = look();
  }

  /** What those used that told it twice; never fails, and comes soon. */
  CompletableFuture<List<NodeCpu>> told() {
    List<CompletableFuture<NodeCpu>> all = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      String url = traffic.admins().get(i);
      all.add(before.get(i).thenCombine(after.get(i), (one, other) -> between(url, one, other)));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> all.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList());
  }

  private List<CompletableFuture<Look>> look() {
    return endpoints.stream()
        .map(
            endpoint ->
                Scrape.cpuSeconds(setting.transport(), loop, endpoint, traffic.apiKey())
                    .thenApply(cpu -> new Look(cpu, setting.clock().now()))
                    .exceptionally(this::untold))
        .toList();
  }

  private Look untold(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    setting.events().add("CPU of a node is not known: " + cause.getMessage());
    return null;
  }

  // A process that began anew meanwhile says nothing of what it used.
  private static NodeCpu between(String url, Look one, Look other) {
    if (one == null || other == null || other.cpuSeconds < one.cpuSeconds) {
      return null;
    }
    double seconds = (other.at - one.at) / (double) TimeUnit.SECONDS.toNanos(1);
    return new NodeCpu(url, other.cpuSeconds - one.cpuSeconds, seconds);
  }
}
