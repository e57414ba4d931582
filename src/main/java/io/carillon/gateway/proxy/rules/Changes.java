package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All changes there are, of each thing the last. Two nodes that have heard of the same ones have
 * the same, in whatever order they came. Immutable.
 */
final class Changes {
  /** How many things may be changed: each change is kept for ever, or until all are forgotten. */
  static final int MOST = 10_000;

  static final Changes NONE = new Changes(Map.of());

  private final Map<RuleName, Change> last;

  private Changes(Map<RuleName, Change> last) {
    this.last = last;
  }

  /** These and others. */
  Changes with(Collection<Change> more) {
    Map<RuleName, Change> all = new HashMap<>(last);
    for (Change change : more) {
      all.merge(change.of(), change, Changes::later);
    }
    Change forgotten = all.get(RuleName.ALL);
    if (forgotten != null) {
      all.values()
          .removeIf(
              change -> !change.equals(forgotten) && !change.stamp().isAfter(forgotten.stamp()));
    }
    return new Changes(Map.copyOf(all));
  }

  private static Change later(Change one, Change other) {
    return other.stamp().isAfter(one.stamp()) ? other : one;
  }

  /** Throws {@code LIMIT_EXCEEDED} when there is no room for a change of that. */
  void checkRoom(RuleName name) {
    if (last.size() >= MOST && !last.containsKey(name) && name.kind() != RuleName.Kind.ALL) {
      throw new GatewayException(
          ErrorCode.LIMIT_EXCEEDED,
          MOST + " changes are kept: put them into the file, then DELETE /api/rules");
    }
  }

  /** Those that change something, in the order in which they were made. */
  List<Change> inOrder() {
    return last.values().stream()
        .filter(change -> change.of().kind() != RuleName.Kind.ALL)
        .sorted(Comparator.comparing(Change::stamp))
        .toList();
  }

  /** All, also the one that only says that those before it are void. */
  Collection<Change> all() {
    return last.values();
  }

  /** What was last changed about something; null when it is as in the file. */
  Change of(RuleName name) {
    return last.get(name);
  }

  /** Whether this change, or a later one about the same, is among these or void. */
  boolean isKnown(Change change) {
    Change own = last.get(change.of());
    return (own != null && !change.stamp().isAfter(own.stamp())) || isVoid(change);
  }

  /** Whether all changes of its time are forgotten. */
  boolean isVoid(Change change) {
    Change forgotten = last.get(RuleName.ALL);
    return forgotten != null
        && change.of().kind() != RuleName.Kind.ALL
        && !change.stamp().isAfter(forgotten.stamp());
  }

  /** The number of the last change; 0 when there was none. */
  int generation() {
    return last.values().stream().mapToInt(change -> change.stamp().number()).max().orElse(0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Changes changes && stamps().equals(changes.stamps());
  }

  @Override
  public int hashCode() {
    return Objects.hash(stamps());
  }

  // A stamp is used for one change of a thing only.
  private Map<RuleName, Stamp> stamps() {
    Map<RuleName, Stamp> stamps = new HashMap<>();
    last.forEach((name, change) -> stamps.put(name, change.stamp()));
    return stamps;
  }
}
