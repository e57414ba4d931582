package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import io.carillon.gateway.config.ClusterConfig;
import java.util.Locale;
import java.util.Set;

/** Why a node could not join, in words of the configuration. */
final class JoinFailure {
  private JoinFailure() {}

  /**
   * What went wrong.
   *
   * @param hasMembers whether Hazelcast was up already, so that it was the bus that failed
   */
  static Throwable explain(ClusterConfig config, String host, boolean hasMembers, Throwable cause) {
    String text = texts(cause);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("already in use") || lower.contains("bind")) {
      String key =
          hasMembers
              ? "cluster.busPort: " + host + ":" + config.busPort()
              : "cluster.port: " + host + ":" + config.port();
      return new IllegalStateException(key + " is in use", cause);
    }
    if (lower.contains("node failed to start")) {
      return new OtherGeneration(
          "cannot join the cluster: its nodes refuse this one, since they are not of generation "
              + Protocol.generation()
              + " of the protocol between nodes, as this one is; the numbers of partitions in the log above"
              + " are 101 and the generation");
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

  /** Two nodes of one id would hear what is meant for the other. */
  static void refuseTwins(Set<Member> members, NodeIdentity self) {
    long same =
        members.stream()
            .filter(member -> self.uid().equals(member.getAttribute(HazelcastSettings.ID)))
            .count();
    if (same > 1) {
      throw new IllegalStateException("another node has the id " + self.uid() + " of this one");
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
