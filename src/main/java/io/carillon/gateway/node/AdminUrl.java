package io.carillon.gateway.node;

import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.OwnAddress;
import io.carillon.gateway.config.ListenersConfig;
import java.util.Optional;

/**
 * Where a browser that looks at another node finds the admin listener of this one: where the
 * configuration says, else at the address it is bound to; one that is bound to any is found where
 * the other nodes find this one.
 */
final class AdminUrl {
  private final Optional<String> told;
  private final String host;

  /** Lists the network interfaces of a node that is in no cluster, so not for event loops. */
  AdminUrl(ListenersConfig.AdminListener config, Optional<Cluster> cluster) {
    told = config.url();
    host =
        NetworkAddress.isAny(config.host())
            ? cluster.map(Cluster::host).orElseGet(OwnAddress::first)
            : config.host();
  }

  /**
   * Scheme, host and port.
   *
   * @param port on which it listens
   */
  String at(int port) {
    return told.orElseGet(() -> "http://" + NetworkAddress.reachable(host) + ":" + port);
  }
}
