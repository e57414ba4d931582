package io.carillon.gateway.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hazelcast's members, told as nodes. */
final class MemberEvents implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(MemberEvents.class);

  private final Consumer<Consumer<ClusterListener>> tell;

  MemberEvents(Consumer<Consumer<ClusterListener>> tell) {
    this.tell = tell;
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    Peer peer = MemberView.peerOf(event.getMember());
    if (peer != null) {
      LOG.info("node joined name={} node={} nodes={}", peer.name(), peer.uid(), count(event));
      tell.accept(listener -> listener.onJoined(peer));
    }
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    Peer peer = MemberView.peerOf(event.getMember());
    if (peer != null) {
      LOG.warn("node left name={} node={} nodes={}", peer.name(), peer.uid(), count(event));
      tell.accept(listener -> listener.onLeft(peer));
    }
  }

  private static int count(MembershipEvent event) {
    return event.getMembers().size();
  }
}
