package io.carillon.gateway.dashboard;

import java.util.List;
import java.util.stream.Stream;

/** Cuts two lists to what fits, so that the many of one kind leave the few of the other theirs. */
final class FairShare {
  private FairShare() {}

  /**
   * The first of both. Neither gives way while it has no more than half.
   *
   * @param most of both together
   */
  static <T> Stream<T> of(List<T> some, List<T> others, int most) {
    int half = most / 2;
    int fromSome = Math.min(some.size(), Math.max(half, most - others.size()));
    int fromOthers = Math.min(others.size(), most - fromSome);
    return Stream.concat(some.stream().limit(fromSome), others.stream().limit(fromOthers));
  }
}
