package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.cluster.SharedTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes that all nodes see, as they stand in the table. Confined to the loop of the rules.
 */
final class ChangeTable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeTable.class);

  private final SharedTable table;
  private boolean unreadableTold;

  ChangeTable(SharedTable table) {
    this.table = table;
  }

  /** All that stands there. */
  Future<List<Change>> read() {
    return table.entries().map(this::parse);
  }

  /** What can be read of some entries; the first that cannot is told of. */
  List<Change> parse(Map<String, String> entries) {
    List<Change> changes = new ArrayList<>();
    entries.forEach(
        (key, text) -> {
          try {
            changes.add(Change.parse(key, text));
          } catch (RuntimeException unreadable) {
            if (!unreadableTold) {
              unreadableTold = true;
              LOG.warn("ignored a change of the rules: it cannot be read key={}", key);
            }
          }
        });
    return changes;
  }

  Future<Void> put(Change change) {
    return table.put(change.of().key(), change.text(), Duration.ZERO);
  }

  /**
   * Puts back what was lost, or never got there, and takes out what is forgotten.
   *
   * @param all that this node knows, {@code there} among it
   * @param there what was read
   */
  Future<Void> repair(Changes all, List<Change> there) {
    Changes kept = Changes.NONE.with(there);
    List<Future<Void>> steps = new ArrayList<>();
    for (Change change : all.all()) {
      if (!kept.isKnown(change)) {
        steps.add(putUnlessLater(change));
      }
    }
    for (Change change : there) {
      if (all.isVoid(change)) {
        steps.add(removeIfStill(change));
      }
    }
    return Future.join(steps).mapEmpty();
  }

  // Somebody may have made a change since all was read, and that one is to stay.
  private Future<Void> putUnlessLater(Change change) {
    return read(change.of())
        .compose(
            now ->
                now != null && now.stamp().isAfter(change.stamp())
                    ? Future.succeededFuture()
                    : put(change));
  }

  private Future<Void> removeIfStill(Change change) {
    return read(change.of())
        .compose(
            now ->
                now != null && now.stamp().equals(change.stamp())
                    ? table.remove(change.of().key())
                    : Future.succeededFuture());
  }

  private Future<Change> read(RuleName name) {
    return table
        .get(name.key())
        .map(
            text -> {
              List<Change> found = text == null ? List.of() : parse(Map.of(name.key(), text));
              return found.isEmpty() ? null : found.get(0);
            });
  }
}
