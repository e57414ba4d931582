package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the address of a node leads on the bus, and where that node is dialled: its member of
 * Hazelcast says so, whatever the tables of the bus do. Their rows go with the nodes that keep
 * them, and until they are written again a message to a node that is well would be for nobody.
 * Immutable; callable from any thread.
 */
final class NodeAddresses {
  private static final String PREFIX = "node.";

  /** Under which a member tells who it is on the bus; the cluster manager of Vert.x sets it. */
  private static final String BUS_ID = "__vertx.nodeId";

  /** Which registration of a node it is does not matter, where to send. */
  private static final long SEQUENCE = 0;

  private final Supplier<HazelcastInstance> hazelcast;

  /**
   * @param hazelcast answers null before it has begun
   */
  NodeAddresses(Supplier<HazelcastInstance> hazelcast) {
    this.hazelcast = hazelcast;
  }

  /** The address of a node. */
  static String of(long node) {
    return PREFIX + NodeIdentity.uid(node);
  }

  /** Who listens to an address; empty when it is no member's, as far as this node sees. */
  List<RegistrationInfo> listeners(String address) {
    if (!address.startsWith(PREFIX)) {
      return List.of();
    }
    return member(HazelcastSettings.ID, address.substring(PREFIX.length()))
        .map(member -> member.getAttribute(BUS_ID))
        .map(busId -> List.of(new RegistrationInfo(busId, SEQUENCE, false)))
        .orElse(List.of());
  }

  /**
   * Where a node is dialled; empty when it is no member, as far as this node sees.
   *
   * @param busId of the node on the bus
   */
  Optional<NodeInfo> whereabouts(String busId) {
    return member(BUS_ID, busId)
        .filter(member -> member.getAttribute(HazelcastSettings.BUS_PORT) != null)
        .map(
            member ->
                new NodeInfo(
                    member.getAttribute(HazelcastSettings.BUS_HOST),
                    Integer.parseInt(member.getAttribute(HazelcastSettings.BUS_PORT)),
                    null));
  }

  private Optional<Member> member(String attribute, String value) {
    HazelcastInstance begun = hazelcast.get();
    if (begun == null) {
      return Optional.empty();
    }
    try {
      return begun.getCluster().getMembers().stream()
          .filter(member -> value.equals(member.getAttribute(attribute)))
          .findAny();
    } catch (HazelcastInstanceNotActiveException over) {
      return Optional.empty(); // nobody is a member any more
    }
  }

  /** Takes what the table says for {@code listener}, but for addresses of members. */
  RegistrationListener correct(RegistrationListener listener) {
    return new RegistrationListener() {
      @Override
      public void registrationsUpdated(RegistrationUpdateEvent event) {
        List<RegistrationInfo> known = listeners(event.address());
        listener.registrationsUpdated(
            known.isEmpty() ? event : new RegistrationUpdateEvent(event.address(), known));
      }

      @Override
      public void registrationsLost() {
        listener.registrationsLost();
      }

      @Override
      public boolean wantsUpdatesFor(String address) {
        return listener.wantsUpdatesFor(address);
      }
    };
  }
}
