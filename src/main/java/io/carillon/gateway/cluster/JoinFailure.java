package io.carillon.gateway.cluster;

import io.carillon.gateway.config.ClusterConfig;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.Locale;

/** Why a node could not join, in words of the configuration. */
final class JoinFailure {
  private JoinFailure() {}

  static Throwable explain(
      ClusterConfig config, String host, ClusterManager manager, Throwable cause) {
    String text = texts(cause);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("already in use") || lower.contains("bind")) {
      String key =
          lower.contains("" + config.busPort()) || manager.isActive()
              ? "cluster.busPort: " + host + ":" + config.busPort()
              : "cluster.port: " + host + ":" + config.port();
      return new IllegalStateException(key + " is in use", cause);
    }
    return new IllegalStateException("cannot join the cluster: " + text, cause);
  }

  /** A node that nobody answered may begin a cluster only if others are told to look for it. */
  static void refuseStrangers(ClusterConfig config, String host, Membership membership) {
    if (config.kubernetesService().isEmpty()
        && membership.peers().isEmpty()
        && !OwnAddress.isListed(config.members(), host, config.port())) {
      throw new IllegalStateException(
          "cluster.members: none of "
              + config.members()
              + " could be joined, and this node, "
              + host
              + ":"
              + config.port()
              + ", is not one of them");
    }
  }

  private static String texts(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
        text.append(text.length() == 0 ? "" : ": ").append(cause.getMessage());
      }
    }
    return text.length() == 0 ? failure.toString() : text.toString();
  }
}
