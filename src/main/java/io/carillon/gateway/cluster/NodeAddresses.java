package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the address of a node leads on the bus: to the member of that id, whatever the table of
 * registrations says. Rows of that table go with the nodes that keep them, and until they are
 * written again a message to a node that is well would be for nobody. Immutable; callable from any
 * thread.
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
    if (!address.startsWith(PREFIX) || hazelcast.get() == null) {
      return List.of();
    }
    String uid = address.substring(PREFIX.length());
    try {
      for (Member member : hazelcast.get().getCluster().getMembers()) {
        String busId = member.getAttribute(BUS_ID);
        if (busId != null && uid.equals(member.getAttribute(HazelcastSettings.ID))) {
          return List.of(new RegistrationInfo(busId, SEQUENCE, false));
        }
      }
    } catch (HazelcastInstanceNotActiveException over) {
      // Nobody is a member any more.
    }
    return List.of();
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
