package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.carillon.gateway.config.ClusterConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Who is in the cluster, and whether this node may speak for it. A node that was frozen, that lost
 * a member between asking and answering, that sees too few others or is just being merged may have
 * read stale state: it asks again or refuses. Callable from any thread; made by {@link Cluster}.
 */
public final class Membership {
  /** A loop that has not ticked for so long was frozen, or is; well before it is taken for dead. */
  private static final long STALL_NANOS = 3_000_000_000L;

  private final HazelcastInstance hazelcast;
  private final long self;
  private final int quorum;
  private final long stallNanos;
  private volatile View view = new View(Set.of(), Map.of(), 0);
  private volatile long lastTick = System.nanoTime();
  private final AtomicInteger stalls = new AtomicInteger();
  private volatile boolean doubted;
  private volatile boolean merging;
  private volatile boolean ended;
  private volatile Set<Long> companions = Set.of();

  Membership(HazelcastInstance hazelcast, long self, ClusterConfig config) {
    this.hazelcast = hazelcast;
    this.self = self;
    this.quorum = config.quorum();
    this.stallNanos = Math.min(STALL_NANOS, config.silence().toNanos() / 2);
  }

  /** The id of this node. */
  public long self() {
    return self;
  }

  /** The other nodes, as far as this one sees them. */
  public Collection<Peer> peers() {
    return view().peers().values();
  }

  /** The ids of all nodes, this one first. */
  public long[] alive() {
    return LongStream.concat(LongStream.of(self), peers().stream().mapToLong(Peer::id)).toArray();
  }

  /** Another number each time that nodes come or go. */
  public int changes() {
    return view().number();
  }

  /** Who is in the cluster; who left and came back is somebody else. */
  public Set<String> lives() {
    return view().members().stream()
        .map(member -> member.getUuid().toString())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The nodes that merge with this one, as they were when that began. */
  public Set<Long> companions() {
    return companions;
  }

  /** A node by its id; empty when it is gone. */
  public Optional<Peer> peer(long id) {
    return Optional.ofNullable(view().peers().get(id));
  }

  /** Whether a node is in the cluster, this one among them. */
  public boolean isAlive(long id) {
    return id == self || view().peers().containsKey(id);
  }

  /** Whether this node is in the cluster for longest: what has to be done once, it does. */
  public boolean isEldest() {
    Set<Member> members = view().members();
    return !ended && members.iterator().next().localMember();
  }

  /** Whether enough nodes see each other for anything to be accepted. */
  public boolean hasQuorum() {
    return view().members().size() >= quorum && !ended;
  }

  /** Whether each side of a split goes on by itself. */
  public boolean goesOnApart() {
    return quorum == 1;
  }

  /** Whether what the cluster says now is to be believed. */
  public boolean isSound() {
    return !merging && !doubted && !isStalled() && hasQuorum();
  }

  /** Why what it says is not to be believed, each a line for people; empty when it is. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>(1);
    int size = view().members().size();
    if (ended) {
      objections.add("not joined: Hazelcast has ended");
    } else if (size < quorum) {
      objections.add("quorum missing: sees " + size + " of the " + quorum + " nodes it needs");
    }
    if (merging) {
      objections.add("merging: it joins the other side of a split");
    }
    if (doubted || isStalled()) {
      objections.add("in doubt: it stood still, and the others have not confirmed it yet");
    }
    return objections;
  }

  /** How often this process stood still. */
  public int stalls() {
    return stalls.get();
  }

  /** To be taken before something is asked of the cluster. */
  public Standing standing() {
    return new Standing(view().members(), stalls.get());
  }

  /** Whether an answer of the cluster counts that was asked for at {@code then}. */
  public boolean confirms(Standing then) {
    Set<Member> now = view().members();
    return isSound()
        && then.stalls == stalls.get()
        && (then.members == now || now.containsAll(then.members));
  }

  /** Whether two halves of the cluster are being made one. */
  public boolean isMerging() {
    return merging;
  }

  boolean isDoubted() {
    return doubted;
  }

  /** The loop lives. Returns whether it had stood still. */
  boolean tick() {
    boolean stalled = isStalled();
    if (stalled) {
      stalls.incrementAndGet();
      doubted = true;
    }
    lastTick = System.nanoTime();
    return stalled;
  }

  /** This side of a split gives up its state in favour of the other. */
  void beginMerging() {
    companions = view().peers().keySet();
    merging = true;
  }

  void endMerging() {
    merging = false;
  }

  /** The others have said that this node is one of them, or nobody objects. */
  void confirm() {
    doubted = false;
  }

  private boolean isStalled() {
    return System.nanoTime() - lastTick > stallNanos;
  }

  // Hazelcast makes a new set for each change, so that the same set means the same members.
  @SuppressWarnings("ReferenceEquality")
  private View view() {
    View known = view;
    if (ended) {
      return known; // Hazelcast has nothing more to say
    }
    Set<Member> members;
    try {
      members = hazelcast.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException over) {
      ended = true;
      return known;
    }
    if (known.members() != members) {
      known = new View(members, peersOf(members), known.number() + 1);
      view = known;
    }
    return known;
  }

  private Map<Long, Peer> peersOf(Set<Member> members) {
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

  private record View(Set<Member> members, Map<Long, Peer> peers, int number) {}

  /**
   * How things stood when something was asked.
   *
   * @param stalls how often this node had been frozen
   */
  public record Standing(Set<Member> members, int stalls) {}
}
