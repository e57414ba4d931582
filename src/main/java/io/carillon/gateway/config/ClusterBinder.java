package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how nodes find each other. */
final class ClusterBinder {
  private static final int MOST_PORT = 65_535;
  private static final Kind<String> NAME =
      Kind.text(
          "1 to 60 letters, digits, dots, dashes or underscores",
          Pattern.compile("[A-Za-z0-9._-]{1,60}").asMatchPredicate());
  private static final Kind<String> MEMBER =
      Kind.text("host:port, or a host alone for cluster.port", ClusterBinder::isMember);
  private static final Kind<String> SERVICE =
      Kind.text(
          "the name of a service, as in carillon-cluster or carillon-cluster.web.svc.cluster.local",
          Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?").asMatchPredicate());
  private static final Kind<String> HOST =
      Kind.text(
          "an address or a name of this machine, or empty",
          text -> text.isEmpty() || ListenersBinder.HOST.parse(text).isPresent());

  private ClusterBinder() {}

  static ClusterConfig bind(Section section) {
    int port = section.integer("port", 5701, 1, MOST_PORT);
    ClusterConfig cluster =
        new ClusterConfig(
            section.flag("enabled", false),
            section.value("name", "carillon", NAME),
            Optional.of(section.value("host", "", HOST)).filter(host -> !host.isEmpty()),
            port,
            section.integer("busPort", 15_701, 1, MOST_PORT),
            section.integer("advertisedBusPort", 0, 0, MOST_PORT),
            Texts.list(section, "members", List.of(), MEMBER).stream()
                .map(member -> withPort(member, port))
                .toList(),
            Optional.of(section.section("kubernetes").value("service", "", SERVICE))
                .filter(service -> !service.isEmpty()),
            section.integer("majorityOf", 0, 0, 1_000),
            section.duration(
                "silence", Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMinutes(2)));
    CrossChecks.cluster(section, cluster);
    return cluster;
  }

  static boolean isMember(String text) {
    String host = text;
    int colon = text.lastIndexOf(':');
    if (colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']')) {
      host = text.substring(0, colon);
      if (Kind.integer(1, MOST_PORT).parse(text.substring(colon + 1)).isEmpty()) {
        return false;
      }
    }
    return ListenersBinder.HOST.parse(host).isPresent();
  }

  static String withPort(String member, int port) {
    boolean plainIpv6 = member.indexOf(':') != member.lastIndexOf(':') && !member.contains("]");
    if (plainIpv6) {
      return "[" + member + "]:" + port;
    }
    return member.endsWith("]") || !member.contains(":") ? member + ":" + port : member;
  }
}
