package io.carillon.gateway.node;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestNode;
import java.util.Optional;

/** What a node tells Prometheus. */
final class Figures {
  private Figures() {}

  /**
   * The value of a row; empty when there is none.
   *
   * @param row name and labels, as they are written
   */
  static Optional<Double> value(TestNode node, String row) {
    return node.node()
        .metrics()
        .registry()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(row + " "))
        .map(line -> Double.valueOf(line.substring(row.length() + 1)))
        .findFirst();
  }

  /** Waits until a row has this value. */
  static void await(TestNode node, double wanted, String row) {
    Await.until(
        () -> value(node, row).equals(Optional.of(wanted)), () -> row + " " + value(node, row));
  }

  /** Waits until a row is there no more. */
  static void awaitGone(TestNode node, String row) {
    Await.until(() -> value(node, row).isEmpty(), () -> row + " " + value(node, row));
  }
}
