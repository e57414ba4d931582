package io.carillon.gateway.cli;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configurations of the nodes of a demo: the person's own, but for names, ports and cluster.
 */
final class DemoPlan {
  private static final int MOST_PORT = 65_535;
  private static final String HOST = "127.0.0.1";

  /** Only this machine gets in, and many nodes are light, unless the person says otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of("listeners.public.host", HOST, "node.eventLoops", "1");

  private final ConfigOptions options;
  private final GatewayConfig base;
  private final int count;
  private final String name = "demo-" + UUID.randomUUID();

  private DemoPlan(ConfigOptions options, int count) {
    this.options = options;
    this.base = options.load(DEFAULTS, List.of("cluster.enabled=false"));
    this.count = count;
  }

  /**
   * A configuration for each node; the ports of the first are those configured, each of the others
   * has the next. No two calls make nodes that could meet.
   *
   * @throws ConfigException with every mistake of the person's configuration
   */
  static List<GatewayConfig> of(ConfigOptions options, int count) {
    DemoPlan plan = new DemoPlan(options, count);
    plan.checkRoom();
    return IntStream.range(0, count).mapToObj(plan::node).toList();
  }

  private GatewayConfig node(int index) {
    return options.load(
        DEFAULTS,
        List.of(
            "node.name=demo-" + (index + 1),
            "listeners.public.port=" + next(publicPort(), index),
            "listeners.admin.port=" + next(base.listeners().admin().port(), index),
            "cluster.enabled=" + (count > 1),
            "cluster.name=" + name,
            "cluster.host=" + HOST,
            "cluster.port=" + (base.cluster().port() + index),
            "cluster.busPort=" + (base.cluster().busPort() + index),
            "cluster.advertisedBusPort=0",
            "cluster.kubernetes.service=",
            "cluster.members=" + members()));
  }

  private String members() {
    return IntStream.range(0, count)
        .mapToObj(index -> HOST + ":" + (base.cluster().port() + index))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private int publicPort() {
    return base.listeners().publicListener().port().getAsInt();
  }

  // Port 0 takes any free one, on every node.
  private static int next(int port, int index) {
    return port == 0 ? 0 : port + index;
  }

  private void checkRoom() {
    List<Complaint> complaints = new ArrayList<>();
    if (base.listeners().publicListener().port().isEmpty()) {
      complaints.add(
          new Complaint("listeners.public.port", "off", "a port, by which pages find other nodes"));
    } else {
      checkRoom("listeners.public.port", publicPort(), complaints);
    }
    checkRoom("listeners.admin.port", base.listeners().admin().port(), complaints);
    checkRoom("cluster.port", base.cluster().port(), complaints);
    checkRoom("cluster.busPort", base.cluster().busPort(), complaints);
    if (!complaints.isEmpty()) {
      throw new ConfigException(complaints);
    }
  }

  private void checkRoom(String key, int port, List<Complaint> complaints) {
    int most = MOST_PORT - count + 1;
    if (port > most) {
      complaints.add(
          new Complaint(key, "" + port, "at most " + most + ", for " + count + " nodes"));
    }
  }
}
