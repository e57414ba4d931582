package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenersConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at the ports of all nodes before any of them starts, to name every one that is taken. */
final class DemoPorts {
  private final Map<Integer, String> users = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private DemoPorts() {}

  /**
   * Returns when all ports are free.
   *
   * @throws IllegalStateException with every one that is not, and its key
   */
  static void check(List<GatewayConfig> nodes) {
    DemoPorts ports = new DemoPorts();
    nodes.forEach(ports::checkNode);
    if (!ports.problems.isEmpty()) {
      throw new IllegalStateException(
          "ports are taken; node 1 of a demo has those configured, each of the others the next\n  "
              + String.join("\n  ", ports.problems));
    }
  }

  private void checkNode(GatewayConfig node) {
    String name = node.node().name();
    ListenersConfig listeners = node.listeners();
    check(
        "listeners.public.port",
        name,
        listeners.publicListener().host(),
        listeners.publicListener().port().orElse(0));
    check("listeners.admin.port", name, listeners.admin().host(), listeners.admin().port());
    if (node.cluster().enabled()) {
      String host = node.cluster().host().orElseThrow();
      check("cluster.port", name, host, node.cluster().port());
      check("cluster.busPort", name, host, node.cluster().busPort());
    }
  }

  private void check(String key, String node, String host, int port) {
    if (port == 0) {
      return;
    }
    String user = key + " of " + node;
    String other = users.putIfAbsent(port, user);
    if (other != null) {
      problems.add(key + ": " + port + " of " + node + " is also " + other);
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException taken) {
      problems.add(key + ": " + port + " of " + node + ": " + taken.getMessage());
    }
  }
}
