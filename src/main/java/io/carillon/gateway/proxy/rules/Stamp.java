package io.carillon.gateway.proxy.rules;

import java.util.Comparator;

/**
 * When a change was made, by the count of the cluster and no clock: later than all that the node
 * knew that made it. Of changes made at the same time on several nodes, all nodes take the same one
 * for the later.
 *
 * @param number 1 for the first change of all
 * @param node uid of who made it
 */
record Stamp(int number, String node) implements Comparable<Stamp> {
  static final Stamp NEVER = new Stamp(0, "");
  private static final Comparator<Stamp> ORDER =
      Comparator.comparingInt(Stamp::number).thenComparing(Stamp::node);

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }

  boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }
}
