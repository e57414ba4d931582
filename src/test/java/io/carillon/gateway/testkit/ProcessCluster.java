package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes in processes of their own, with one list of members. A node keeps its seat, name and ports,
 * over its lives. For one thread.
 */
public final class ProcessCluster implements AutoCloseable {
  /** {@code s:} channels are streams, {@code live:} channels keep nothing. */
  public static final String NAMESPACES =
      "namespaces={default: {}, s: {history: {size: 20000, ttl: 10m}}, live: {publish: anyone}}";

  private static final List<String> ALONE = List.of("cluster.enabled=false");
  private static final Logger LOG = LoggerFactory.getLogger(ProcessCluster.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * After a freeze of a few out of four or five, 2 to 25 s were measured. What may have to be
   * waited for one after the other: whoever claims to be the eldest (20 s), the search of one side
   * for the other among nodes that do not answer (10 s each), and doubt (10 s).
   */
  private static final Duration WHOLE = Duration.ofSeconds(90);

  private final String test;
  private final Hosts hosts;
  private final boolean members;
  private final List<Seat> seats = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private int probes;

  private ProcessCluster(String test, Hosts hosts, boolean members) {
    this.test = test;
    this.hosts = hosts;
    this.members = members;
  }

  /** Starts so many nodes at once on loopback, and waits until they are one cluster. */
  public static ProcessCluster start(String test, int size, String... settings) {
    return start(new ProcessCluster(test, Hosts.LOOPBACK, true), size, settings);
  }

  /**
   * The same of nodes that are no members of anything: what they share joins them, such as Redis.
   */
  public static ProcessCluster startWithoutMembers(String test, int size, String... settings) {
    return start(new ProcessCluster(test, Hosts.LOOPBACK, false), size, settings);
  }

  /**
   * The same where the network can be split: on hosts of their own if this process may make them,
   * else on loopback behind relays, where a split cuts the event bus only.
   */
  public static ProcessCluster startSplittable(String test, int size, String... settings) {
    if (NetworkHosts.isPossible()) {
      return start(new ProcessCluster(test, NetworkHosts.create(size), true), size, settings);
    }
    LOG.warn("no networks of our own, so splits cut the event bus only test={}", test);
    return start(test, size, settings);
  }

  private static ProcessCluster start(ProcessCluster cluster, int size, String... settings) {
    try {
      cluster.seat(size, settings);
      for (int i = 0; i < size; i++) {
        cluster.nodes.add(null);
        cluster.start(i);
      }
      cluster.awaitWhole();
      return cluster;
    } catch (RuntimeException | Error failure) {
      NodeLogs.show();
      cluster.close();
      throw failure;
    }
  }

  private void seat(int size, String... settings) {
    for (int i = 0; i < size; i++) {
      Hosts.Host host = hosts.host(i);
      NodeAddress address =
          new NodeAddress("n" + (i + 1), host.forClients(), Ports.free(), Ports.free());
      int busPort = Ports.free();
      BusRelay relay = hosts == Hosts.LOOPBACK ? BusRelay.before(busPort) : null;
      seats.add(new Seat(address, host, Ports.free(), busPort, relay, new ArrayList<>()));
    }
    String name = test + "-" + ProcessHandle.current().pid();
    for (Seat seat : seats) {
      seat.settings.add(NAMESPACES);
      seat.settings.addAll(members ? seat.clusterSettings(name, memberList()) : ALONE);
      seat.settings.addAll(List.of(settings));
    }
  }

  /** What makes a node a member of a cluster. */
  public static List<String> settings(
      String name, String host, int port, int busPort, int advertisedBusPort, String members) {
    return List.of(
        "cluster.enabled=true",
        "cluster.name=" + name,
        "cluster.host=" + host,
        "cluster.port=" + port,
        "cluster.busPort=" + busPort,
        "cluster.advertisedBusPort=" + advertisedBusPort,
        "cluster.members=" + members);
  }

  /** All members, as a node's configuration has to list them. */
  public String memberList() {
    return seats.stream()
        .map(seat -> seat.host.forNodes() + ":" + seat.clusterPort)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Starts the node of a seat, where nobody may run; does not wait for it. */
  public void start(int seat) {
    start(seat, List.of());
  }

  /** The same with options for its JVM. */
  public void start(int seat, List<String> options) {
    Seat its = seats.get(seat);
    nodes.set(seat, NodeProcess.start(test, its.address, its.host.prefix(), options, its.settings));
  }

  public NodeProcess node(int seat) {
    return nodes.get(seat);
  }

  public NodeAddress address(int seat) {
    return seats.get(seat).address;
  }

  /** All seats, whether somebody runs there or not. */
  public List<NodeAddress> addresses() {
    return seats.stream().map(Seat::address).toList();
  }

  /** All seats, beginning with this one: the order in which somebody at home there tries them. */
  public List<NodeAddress> addressesFrom(int seat) {
    List<NodeAddress> order = new ArrayList<>(addresses());
    Collections.rotate(order, -seat);
    return order;
  }

  /** The port on which a node hears of members. */
  public int clusterPort(int seat) {
    return seats.get(seat).clusterPort;
  }

  /** The port on which a node hears the event bus itself, behind its relay. */
  public int busPort(int seat) {
    return seats.get(seat).busPort;
  }

  /** What stands before a node's event bus; on loopback only. */
  public BusRelay relay(int seat) {
    return seats.get(seat).relay;
  }

  /** Splits the network into groups of seats. */
  public void split(List<List<Integer>> groups) {
    if (hosts == Hosts.LOOPBACK) {
      groups.stream().skip(1).forEach(group -> group.forEach(seat -> relay(seat).blackhole()));
    } else {
      hosts.split(groups);
    }
  }

  /** Makes the network whole. */
  public void heal() {
    if (hosts == Hosts.LOOPBACK) {
      seats.forEach(seat -> seat.relay.restore());
    } else {
      hosts.heal();
    }
  }

  /**
   * Waits until all nodes are ready and know the same epoch of a stream that each of them has asked
   * for: so they are one cluster.
   */
  public void awaitWhole() {
    awaitWhole(IntStream.range(0, nodes.size()).boxed().toList());
  }

  /** The same for these seats only. */
  public void awaitWhole(List<Integer> seats) {
    seats.forEach(seat -> nodes.get(seat).awaitReady());
    String probe = "s:probe-" + ++probes;
    Await.until(
        WHOLE,
        () -> epochs(probe, seats).size() == 1 && !epochs(probe, seats).contains(""),
        () -> "the nodes are not one: " + epochs(probe, seats));
  }

  private Set<String> epochs(String channel, List<Integer> asked) {
    Set<String> epochs = new HashSet<>();
    for (int seat : asked) {
      epochs.add(epoch(address(seat), channel));
    }
    return epochs;
  }

  private static String epoch(NodeAddress node, String channel) {
    try {
      JsonObject answer =
          HttpLine.call(node, PATIENCE, "history", new JsonObject().put("channel", channel));
      return answer.getJsonObject("result", new JsonObject()).getString("epoch", "");
    } catch (java.io.UncheckedIOException silent) {
      return "";
    }
  }

  @Override
  public void close() {
    for (NodeProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
    for (Seat seat : seats) {
      if (seat.relay != null) {
        seat.relay.close();
      }
    }
    hosts.close();
  }

  /**
   * @param relay null off loopback
   */
  private record Seat(
      NodeAddress address,
      Hosts.Host host,
      int clusterPort,
      int busPort,
      BusRelay relay,
      List<String> settings) {
    List<String> clusterSettings(String name, String members) {
      int advertised = relay == null ? 0 : relay.port();
      return ProcessCluster.settings(
          name, host.forNodes(), clusterPort, busPort, advertised, members);
    }
  }
}
