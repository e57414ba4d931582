package io.carillon.gateway.bench.load;

import com.sun.management.UnixOperatingSystemMXBean;
import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Traffic;
import io.carillon.gateway.bench.client.Endpoint;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Says what of a plan cannot be, before anything is connected. */
final class PlanCheck {
  private static final int MOST_CHANNELS = 1 << 24;
  private static final int MOST_PUBLISHERS = 1 << 16;
  private static final int MOST_THREADS = 1024;
  private static final int MOST_BYTES = 16 << 20;

  /** Files that a process has open otherwise. */
  private static final int OTHER_FILES = 200;

  private PlanCheck() {}

  /** Throws {@link BenchException} with the first mistake. */
  static void check(Plan plan) {
    crowd(plan);
    traffic(plan);
    urls(plan);
  }

  /** The same of what this machine cannot do, when it is known where servers are. */
  static void machine(Plan plan, List<Endpoint> endpoints) {
    ports(plan, endpoints, LocalPorts.count());
    files(plan, mostFiles());
  }

  private static void crowd(Plan plan) {
    Crowd crowd = plan.crowd();
    atLeast("--amount", crowd.amount(), plan.traffic().publishers() > 0 ? 0 : 1);
    atLeast("--concurrency", crowd.concurrency(), 1);
    rate("--connect-rate", crowd.connectRate());
    atLeast("--channels", crowd.channels(), 1);
    atMost("--channels", crowd.channels(), MOST_CHANNELS);
    atLeast("--subscriptions", crowd.subscriptions(), 1);
    atLeast("--threads", crowd.threads(), 1);
    atMost("--threads", crowd.threads(), MOST_THREADS);
    want(
        crowd.subscriptions() <= crowd.channels(),
        "--subscriptions: found "
            + crowd.subscriptions()
            + ", wanted at most the "
            + crowd.channels()
            + " of --channels");
    want(
        crowd.channels() == 1 || crowd.channel().contains("{n}"),
        "--channel: found "
            + crowd.channel()
            + ", wanted {n} in it, for "
            + crowd.channels()
            + " channels");
    atMost("connections", (long) plan.share().firstConnection() + crowd.amount(), MOST_CHANNELS);
  }

  private static void traffic(Plan plan) {
    Traffic traffic = plan.traffic();
    rate("--rate", traffic.rate());
    atLeast("--window", traffic.window(), 1);
    atLeast("--size", traffic.size(), Marker.BYTES);
    atMost("--size", traffic.size(), MOST_BYTES);
    atLeast("--warmup", (double) plan.times().warmupMillis(), 0);
    atLeast("--duration", (double) plan.times().durationMillis(), 1);
    atLeast("--connect-timeout", (double) plan.times().connectMillis(), 1);
    atLeast("--publishers", traffic.publishers(), 0);
    atMost(
        "--publishers",
        (long) plan.share().firstPublisher() + traffic.publishers(),
        MOST_PUBLISHERS);
    want(
        traffic.publishers() == 0 || !traffic.publishUrl().isEmpty(),
        "--publish: wanted the URL to publish to, as in --publish http://127.0.0.1:8090");
  }

  private static void urls(Plan plan) {
    int count = plan.target().urls().size();
    Protocol protocol = plan.target().protocol();
    want(count > 0, "wanted at least one URL");
    want(
        plan.kind() != Kind.PROXY || count == 2,
        "proxy: found "
            + count
            + (count == 1 ? " URL" : " URLs")
            + ", wanted two: direct, and through the gateway");
    want(
        protocol == Protocol.RAW || !plan.kind().echoes(),
        "--protocol: found " + protocol.label() + ", wanted raw: only that is echoed");
    for (String url : plan.target().urls()) {
      want(
          plan.kind() != Kind.FANOUT
              || protocol == Protocol.CENTRIFUGE_JSON
              || protocol == Protocol.CENTRIFUGE_PROTOBUF
              || protocol == Protocol.SOCKETIO
              || plan.crowd().channels() == 1
              || url.contains("{channel}"),
          url + ": wanted {channel} in it, for " + plan.crowd().channels() + " channels");
    }
  }

  /** Throws {@link BenchException} when there are too few addresses of so many ports. */
  static void ports(Plan plan, List<Endpoint> endpoints, int ports) {
    int addresses = Math.max(1, plan.target().sourceAddresses().size());
    long sharing = plan.kind() == Kind.PROXY ? 1 : endpoints.size();
    long most = 0;
    for (Endpoint one : endpoints) {
      long paths = endpoints.stream().filter(any -> any.address().equals(one.address())).count();
      most = Math.max(most, (plan.crowd().amount() * paths + sharing - 1) / sharing);
    }
    long wanted = (most + ports - 1) / ports;
    want(
        wanted <= addresses,
        plan.crowd().amount()
            + " connections want "
            + wanted
            + " addresses to connect from, with "
            + ports
            + " ports each, as in --source-addresses 127.0.0.1,127.0.0.2");
  }

  /** Throws {@link BenchException} when a process of so many files cannot open all connections. */
  static void files(Plan plan, long most) {
    long sides = plan.kind() == Kind.PROXY ? 2 : 1;
    long wanted = sides * plan.crowd().amount() + plan.traffic().publishers() + OTHER_FILES;
    want(
        wanted <= most,
        plan.crowd().amount()
            + " connections want "
            + wanted
            + " open files, and this process may have "
            + most
            + ": raise it with ulimit -n "
            + wanted);
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private static void rate(String name, double found) {
    want(Double.isFinite(found), name + ": found " + found + ", wanted a number");
    atLeast(name, found, 0);
  }

  private static void atLeast(String name, double found, double least) {
    want(found >= least, name + ": found " + text(found) + ", wanted at least " + text(least));
  }

  private static void atMost(String name, long found, long most) {
    want(found <= most, name + ": found " + found + ", wanted at most " + most);
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static void want(boolean holds, String otherwise) {
    if (!holds) {
      throw new BenchException(otherwise);
    }
  }
}
