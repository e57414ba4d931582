package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How nodes find each other and what they do when they lose each other.
 *
 * @param enabled whether this node joins others; all the rest counts only then, but for {@code
 *     host}
 * @param name nodes of another name are no part of the cluster
 * @param host the address other nodes reach this one at; empty for the one of this machine that
 *     stands in {@code members}
 * @param port for membership and state
 * @param busPort for publications on their way to other nodes
 * @param advertisedBusPort that other nodes dial; 0 for {@code busPort}
 * @param members {@code host:port} of nodes to look for; it is enough that one of them is up
 * @param kubernetesService a headless service whose addresses are the nodes; instead of {@code
 *     members}
 * @param majorityOf nodes that the operator runs: a node that sees no majority of so many refuses
 *     what it could not keep; 0 when each side of a split goes on by itself
 * @param silence after which a node that says nothing is taken for dead
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    Optional<String> host,
    int port,
    int busPort,
    int advertisedBusPort,
    List<String> members,
    Optional<String> kubernetesService,
    int majorityOf,
    Duration silence) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** The port at which other nodes dial the event bus of this one. */
  public int dialledBusPort() {
    return advertisedBusPort > 0 ? advertisedBusPort : busPort;
  }

  /** Nodes that have to see each other, this one among them. */
  public int quorum() {
    return majorityOf == 0 ? 1 : majorityOf / 2 + 1;
  }
}
