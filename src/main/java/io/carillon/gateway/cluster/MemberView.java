package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The members as this node saw them at one time.
 *
 * @param peers the other nodes by id
 * @param number another for each view, rising
 * @param loss the number of the last view in which somebody was gone; 0 when nobody went since this
 *     node came
 * @param lostAtNanos {@code System.nanoTime()} of that
 */
record MemberView(
    Set<Member> members, Map<Long, Peer> peers, int number, int loss, long lostAtNanos) {
  /** Before Hazelcast was asked. */
  static final MemberView NONE = new MemberView(Set.of(), Map.of(), 0, 0, 0);

  /**
   * How it is now. Who joins another cluster, or the other side of a split, does so as somebody
   * new, and has lost nobody.
   *
   * @param self the id of this node
   */
  MemberView next(Set<Member> now, long self) {
    int next = number + 1;
    boolean isNew = !life(members).equals(life(now));
    if (!isNew && !now.containsAll(members)) {
      return new MemberView(now, peersOf(now, self), next, next, System.nanoTime());
    }
    return new MemberView(now, peersOf(now, self), next, isNew ? 0 : loss, lostAtNanos);
  }

  /** Who is there; who left and came back is somebody else. */
  Set<String> lives() {
    return members.stream()
        .map(member -> member.getUuid().toString())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether who sees these counts this node in, and has lost all whom it has lost: then it is on no
   * other side. Who has lost more, or has not yet seen who is new, is on this one.
   *
   * @param seen {@link #lives} there
   */
  boolean agreesWith(Set<String> seen) {
    return life(members).map(life -> seen.contains(life.toString())).orElse(false)
        && lives().containsAll(seen);
  }

  private static Optional<UUID> life(Set<Member> members) {
    return members.stream().filter(Member::localMember).map(Member::getUuid).findFirst();
  }

  private static Map<Long, Peer> peersOf(Set<Member> members, long self) {
    Map<Long, Peer> peers = new HashMap<>();
    for (Member member : members) {
      Peer peer = peerOf(member);
      if (peer != null && peer.id() != self) {
        peers.put(peer.id(), peer);
      }
    }
    return Map.copyOf(peers);
  }

  /** The node that a member is; null when it is none of ours. */
  static Peer peerOf(Member member) {
    String id = member.getAttribute(HazelcastSettings.ID);
    return id == null
        ? null
        : new Peer(Long.parseUnsignedLong(id, 16), member.getAttribute(HazelcastSettings.NAME));
  }
}
