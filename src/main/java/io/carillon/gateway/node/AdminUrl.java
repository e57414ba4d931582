package io.carillon.gateway.node;

import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.config.ClusterConfig;
import io.carillon.gateway.config.ListenersConfig;
import java.util.Optional;

/**
 * Where a browser that looks at another node finds the admin listener of this one: where the
 * configuration says, else at the address it is bound to; one that is bound to any is found where
 * the other nodes find this one. Where nobody knows that, it is not told at all: a page shows what
 * lets it in to whomever it goes to, so it is sent to no address that was guessed.
 */
final class AdminUrl {
  private final Optional<String> told;
  private final Optional<String> host;
  private final String scheme;

  /**
   * @param joined what this node is joined to, if it is
   */
  AdminUrl(
      ListenersConfig.AdminListener listener, ClusterConfig cluster, Optional<Cluster> joined) {
    told = listener.url();
    scheme = scheme(listener);
    host =
        (NetworkAddress.isAny(listener.host())
                ? joined.map(Cluster::host).or(cluster::host)
                : Optional.of(listener.host()))
            .map(AdminUrl::withoutZone);
  }

  /**
   * Scheme, host and port; empty when it is not known.
   *
   * @param port on which it listens
   */
  Optional<String> at(int port) {
    return told.or(() -> host.map(one -> scheme + NetworkAddress.reachable(one) + ":" + port));
  }

  /** What its URLs begin with. */
  static String scheme(ListenersConfig.AdminListener listener) {
    return listener.tls().isPresent() ? "https://" : "http://";
  }

  // It names an interface of this machine, and browsers take none in a URL.
  private static String withoutZone(String address) {
    return address.replaceFirst("%[^]]*", "");
  }
}
