package io.carillon.gateway.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts in network namespaces of this machine. Nodes reach each other over a bridge; a split puts
 * each group on a bridge of its own, and since all neighbours are known for good, whatever goes to
 * another group vanishes silently. This process reaches every host over a line of its own, which is
 * never cut.
 *
 * <p>Needs root and iproute2. For one thread; removed by {@link #close}, at the end of this JVM, or
 * by the next one that finds them left over.
 */
public final class NetworkHosts implements Hosts {
  private static final int BRIDGES = 3;
  private static final Pattern LEFT_OVER = Pattern.compile("(ca(\\d+)[nbxm]\\d+)\\b");

  private final String id = "ca" + ProcessHandle.current().pid();
  private final String subnet = "10." + (64 + ProcessHandle.current().pid() % 128);
  private final int size;
  private final Thread atExit = new Thread(this::remove, "remove networks");

  private NetworkHosts(int size) {
    this.size = size;
  }

  /** Whether this process may make them here. */
  public static boolean isPossible() {
    String probe = "ca" + ProcessHandle.current().pid() + "n99";
    if (!Shell.succeeds("ip", "netns", "add", probe)) {
      return false;
    }
    boolean isUsable = Shell.succeeds("ip", "-n", probe, "link", "set", "lo", "up");
    return Shell.succeeds("ip", "netns", "del", probe) && isUsable;
  }

  /** Makes so many hosts, all connected. One such network per process. */
  public static NetworkHosts create(int size) {
    removeLeftOver();
    NetworkHosts hosts = new NetworkHosts(size);
    Runtime.getRuntime().addShutdownHook(hosts.atExit);
    try {
      hosts.make();
      return hosts;
    } catch (IllegalStateException failure) {
      hosts.close();
      throw failure;
    }
  }

  private void make() {
    for (int bridge = 0; bridge < BRIDGES; bridge++) {
      ip("link add " + bridge(bridge) + " type bridge forward_delay 0 mcast_snooping 0");
      ip("link set " + bridge(bridge) + " up");
    }
    for (int i = 0; i < size; i++) {
      String inside = "-n " + namespace(i) + " ";
      ip("netns add " + namespace(i));
      ip(inside + "link set lo up");
      ip("link add " + id + "x" + i + " type veth peer name c0 netns " + namespace(i));
      ip(inside + "link set c0 address " + mac(i));
      ip(inside + "addr add " + forNodes(i) + "/24 dev c0");
      ip(inside + "link set c0 up");
      ip("link set " + id + "x" + i + " master " + bridge(0) + " up");
      ip("link add " + id + "m" + i + " type veth peer name m0 netns " + namespace(i));
      ip("addr add " + subnet + "." + (i + 1) + ".1/30 dev " + id + "m" + i);
      ip("link set " + id + "m" + i + " up");
      ip(inside + "addr add " + forClients(i) + "/30 dev m0");
      ip(inside + "link set m0 up");
      for (int peer = 0; peer < size; peer++) {
        if (peer != i) {
          String neighbour = forNodes(peer) + " lladdr " + mac(peer);
          ip(inside + "neigh add " + neighbour + " nud permanent dev c0");
        }
      }
    }
  }

  @Override
  public Host host(int index) {
    List<String> prefix = List.of("ip", "netns", "exec", namespace(index));
    return new Host(forClients(index), forNodes(index), prefix);
  }

  @Override
  public void split(List<List<Integer>> groups) {
    for (int group = 0; group < groups.size(); group++) {
      for (int host : groups.get(group)) {
        ip("link set " + id + "x" + host + " master " + bridge(group));
      }
    }
  }

  @Override
  public void heal() {
    for (int host = 0; host < size; host++) {
      ip("link set " + id + "x" + host + " master " + bridge(0));
    }
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void remove() {
    remove(id);
  }

  private static void removeLeftOver() {
    for (String known : known()) {
      Matcher matcher = LEFT_OVER.matcher(known);
      if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(2))).isEmpty()) {
        remove("ca" + matcher.group(2));
      }
    }
  }

  // The ends inside a namespace go with those outside, which go at once.
  private static void remove(String id) {
    for (String known : known()) {
      if (known.matches(id + "[bxm]\\d+")) {
        Shell.succeeds("ip", "link", "del", known);
      } else if (known.matches(id + "n\\d+")) {
        Shell.succeeds("ip", "netns", "del", known);
      }
    }
  }

  private static List<String> known() {
    List<String> names = new ArrayList<>();
    Matcher matcher =
        LEFT_OVER.matcher(
            Shell.output("ip", "netns", "list") + "\n" + Shell.output("ip", "-o", "link"));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private String namespace(int host) {
    return id + "n" + host;
  }

  private String bridge(int group) {
    return id + "b" + group;
  }

  private String forNodes(int host) {
    return subnet + ".0." + (host + 1);
  }

  private String forClients(int host) {
    return subnet + "." + (host + 1) + ".2";
  }

  private static String mac(int host) {
    return "02:00:00:00:00:" + String.format("%02x", host + 1);
  }

  private static void ip(String arguments) {
    Shell.run(("ip " + arguments).split(" "));
  }
}
