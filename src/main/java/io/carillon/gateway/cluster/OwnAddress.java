package io.carillon.gateway.cluster;

import io.carillon.gateway.config.ClusterConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out where other nodes reach this one. Asks the name server, so not for event loops. */
final class OwnAddress {
  private OwnAddress() {}

  /**
   * The configured host, else the address of this machine that stands in the member list, else the
   * first that is no loopback.
   *
   * @throws IllegalStateException when the configured host is none of this machine
   */
  static String find(ClusterConfig config) {
    Set<InetAddress> own = ownAddresses();
    if (config.host().isPresent()) {
      String host = config.host().get();
      return resolve(host).stream()
          .filter(own::contains)
          .findFirst()
          .map(InetAddress::getHostAddress)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "cluster.host: " + host + " is no address of this machine"));
    }
    for (String member : config.members()) {
      for (InetAddress address : resolve(hostOf(member))) {
        if (own.contains(address)) {
          return address.getHostAddress();
        }
      }
    }
    return first(own);
  }

  private static String first(Set<InetAddress> own) {
    return own.stream()
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst()
        .orElse(InetAddress.getLoopbackAddress())
        .getHostAddress();
  }

  /** Whether one of the members is this address and port. */
  static boolean isListed(List<String> members, String host, int port) {
    for (String member : members) {
      boolean samePort = member.endsWith(":" + port);
      if (samePort
          && resolve(hostOf(member)).stream()
              .anyMatch(address -> address.getHostAddress().equals(host))) {
        return true;
      }
    }
    return false;
  }

  private static String hostOf(String member) {
    String host = member.substring(0, member.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static List<InetAddress> resolve(String host) {
    try {
      return Arrays.asList(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of(); // it may be known later: the node it names may not have started yet
    }
  }

  // In the order of the interfaces, IPv4 first, since that is what most member lists hold.
  private static Set<InetAddress> ownAddresses() {
    List<InetAddress> all = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces().forEach(one -> one.inetAddresses().forEach(all::add));
    } catch (SocketException unreadable) {
      throw new IllegalStateException("network interfaces cannot be listed", unreadable);
    }
    return all.stream()
        .sorted(java.util.Comparator.comparing(address -> address.getAddress().length))
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }
}
