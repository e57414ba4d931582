package io.carillon.gateway.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether clients should be sent to this node, and why not. One per node, which says how far it is
 * in its life; callable from any thread.
 */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private final String node;
  private final Supplier<List<String>> objections;
  private volatile Stage stage = Stage.STARTING;
  private volatile String draining = "";

  /** What the log says last. Guarded by this. */
  private Verdict told = new Verdict(State.UNREADY, List.of("starting"));

  /**
   * @param node its name
   * @param objections of all that the node stands on, each a line for people: what it is, a colon,
   *     and more of it, which may change meanwhile; none when all is well
   */
  Readiness(String node, Supplier<List<String>> objections) {
    this.node = node;
    this.objections = objections;
  }

  /** Why not, too. */
  Verdict verdict() {
    List<String> reasons = new ArrayList<>();
    Stage now = stage;
    if (now != Stage.OPEN) {
      reasons.add(now == Stage.STARTING ? "starting" : "draining: " + draining);
    }
    reasons.addAll(objections.get());
    if (now == Stage.DRAINING) {
      return new Verdict(State.DRAINING, reasons);
    }
    return new Verdict(reasons.isEmpty() ? State.READY : State.UNREADY, reasons);
  }

  /** Whether nobody should be sent here any more, whatever else is the matter. */
  boolean isDraining() {
    return stage == Stage.DRAINING;
  }

  boolean isReady() {
    return verdict().state() == State.READY;
  }

  /** The node takes clients. */
  void open() {
    stage = Stage.OPEN;
    look();
  }

  /**
   * Nobody should be sent to the node any more.
   *
   * @param how far that is, for people
   */
  void drain(String how) {
    draining = how;
    stage = Stage.DRAINING;
    look();
  }

  /** Tells the log when something has changed; to be called every now and then. */
  synchronized void look() {
    Verdict now = verdict();
    if (now.isLike(told)) {
      return;
    }
    told = now;
    switch (now.state()) {
      case READY -> LOG.info("ready node={}", node);
      case DRAINING -> LOG.info("draining node={}", node);
      case UNREADY ->
          LOG.warn("not ready node={} reason=\"{}\"", node, String.join("; ", now.reasons()));
    }
  }

  /** In a word. */
  enum State {
    READY,
    DRAINING,
    UNREADY
  }

  /**
   * How things stand.
   *
   * @param reasons for people, each a line; empty when ready
   */
  record Verdict(State state, List<String> reasons) {
    Verdict {
      reasons = List.copyOf(reasons);
    }

    /** Whether the other one says the same, if not in the same words. */
    boolean isLike(Verdict other) {
      return state == other.state && kinds().equals(other.kinds());
    }

    private List<String> kinds() {
      return reasons.stream().map(reason -> reason.split(":", 2)[0]).toList();
    }
  }

  private enum Stage {
    STARTING,
    OPEN,
    DRAINING
  }
}
