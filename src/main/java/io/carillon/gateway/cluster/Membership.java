package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.carillon.gateway.config.ClusterConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Who is in the cluster, and whether this node may speak for it. A node that was frozen, that lost
 * a member between asking and answering, that sees too few others or is just being merged may have
 * read stale state: it asks again or refuses. Where a majority is asked for, it has to be heard
 * after each loss. Callable from any thread; made by {@link Cluster}.
 */
public final class Membership {
  /** A loop that has not ticked for so long was frozen, or is; well before it is taken for dead. */
  private static final long STALL_NANOS = 3_000_000_000L;

  /** The others are asked several times until then. */
  private static final long CONSENT_NANOS = 1_000_000_000L;

  private final HazelcastInstance hazelcast;
  private final long self;
  private final int quorum;
  private final long stallNanos;
  private volatile MemberView view = MemberView.NONE;
  private volatile long lastTick = System.nanoTime();
  private final AtomicInteger stalls = new AtomicInteger();
  private volatile boolean doubted;
  private volatile boolean merging;
  private volatile boolean ended;

  /** The loss of which enough others said that it is theirs too: see {@link MemberView#loss}. */
  private volatile int sharedLoss;

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
    return view().lives();
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
    return !merging && !doubted && !isStalled() && hasQuorum() && !lacksConsent();
  }

  /** Why what it says is not to be believed, each a line for people; empty when it is. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>(1);
    MemberView now = view();
    int size = now.members().size();
    if (ended) {
      objections.add("not joined: Hazelcast has ended");
    } else if (size < quorum) {
      objections.add("quorum missing: sees " + size + " of the " + quorum + " nodes it needs");
    } else if (lacksConsent(now) && System.nanoTime() - now.lostAtNanos() > CONSENT_NANOS) {
      objections.add("unconfirmed: it lost a node, and too few of the others say the same");
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

  /** Whether a node is gone, and a majority has to be heard before anything counts. */
  boolean lacksConsent() {
    return lacksConsent(view());
  }

  private boolean lacksConsent(MemberView now) {
    return quorum > 1 && now.loss() > sharedLoss;
  }

  /** See {@link MemberView#loss}. */
  int loss() {
    return view().loss();
  }

  /** See {@link MemberView#agreesWith}. */
  boolean agreesWith(Set<String> seen) {
    return view().agreesWith(seen);
  }

  /** Enough others share a loss. Returns whether it was still the last one, and news. */
  boolean consent(int loss) {
    boolean isNews = loss == loss() && loss > sharedLoss;
    if (isNews) {
      sharedLoss = loss;
    }
    return isNews;
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
  private MemberView view() {
    MemberView known = view;
    return ended || known.members() == members(known) ? known : renewed();
  }

  // One at a time, and asked for again: no loss is counted twice, or passed over.
  @SuppressWarnings("ReferenceEquality")
  private synchronized MemberView renewed() {
    MemberView known = view;
    Set<Member> now = members(known);
    if (known.members() != now) {
      view = known.next(now, self);
    }
    return view;
  }

  // What was known, once Hazelcast has nothing more to say.
  private Set<Member> members(MemberView known) {
    try {
      return hazelcast.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException over) {
      ended = true;
      return known.members();
    }
  }

  /**
   * How things stood when something was asked.
   *
   * @param stalls how often this node had been frozen
   */
  public record Standing(Set<Member> members, int stalls) {}
}
