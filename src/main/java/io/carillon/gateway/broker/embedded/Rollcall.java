package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the owners know all who listen. What they knew may have gone with nodes that went, both
 * copies of it, and nodes that merge bring interests along that no owner has heard of. So whenever
 * nodes have come or gone, every node that knew one of those who went tells its interests again,
 * and until all have said that they did, publications had better go to everybody. Confined to the
 * loop of {@link Cluster#context}.
 */
final class Rollcall {
  private static final Logger LOG = LoggerFactory.getLogger(Rollcall.class);
  private static final String QUESTION = "whom-did-you-know-when-you-told-your-interests";
  private static final String KNEW = "knew";
  private static final String SOMEBODY_GONE = "somebody who is gone";
  private static final long PAUSE_MILLIS = 250;

  private final Cluster cluster;
  private final Membership membership;
  private final Supplier<Future<Void>> tellAll;

  /** As {@link Membership#changes} was when all had told all; -1 before. */
  private int certainAt = -1;

  /** Those who may keep what this node told of its interests, some of them gone perhaps. */
  private Set<String> knew;

  /**
   * Nodes that went, those among them that came and went unseen; and as it was when all was told.
   */
  private int departures;

  private int departuresTold;

  private boolean calling;
  private boolean stopped;

  /**
   * @param tellAll tells the owners all interests of this node; failed when one could not be told
   */
  Rollcall(Cluster cluster, Supplier<Future<Void>> tellAll) {
    this.cluster = cluster;
    this.membership = cluster.membership();
    this.tellAll = tellAll;
    this.knew = membership.lives();
    cluster
        .calls()
        .answer(
            QUESTION,
            question -> {
              JsonArray names = new JsonArray();
              knew.forEach(names::add);
              if (departures != departuresTold) {
                names.add(SOMEBODY_GONE);
              }
              return Future.succeededFuture(new JsonObject().put(KNEW, names));
            });
  }

  /** Those to whom a publication has to go: {@code listeners}, or everybody. */
  long[] audience(long[] listeners) {
    return certainAt == membership.changes() ? listeners : membership.alive();
  }

  /** A node is gone. */
  void onLeft() {
    departures++;
    call();
  }

  /** Nodes may have come or gone. */
  void call() {
    if (!calling && !stopped && certainAt != membership.changes()) {
      calling = true;
      round();
    }
  }

  void stop() {
    stopped = true;
  }

  private void round() {
    int changes = membership.changes();
    Set<String> present = membership.lives();
    Set<String> met = new HashSet<>(knew);
    met.addAll(present);
    knew = met;
    tell(present).compose(told -> askOthers(present)).onComplete(all -> end(all, changes));
  }

  // Succeeds when all of them have told their interests since somebody went.
  private Future<Void> askOthers(Set<String> present) {
    List<Future<Void>> answers = new ArrayList<>();
    for (Peer peer : membership.peers()) {
      answers.add(
          cluster
              .ask(peer, QUESTION, new JsonObject())
              .compose(
                  answer ->
                      present.containsAll(names(answer))
                          ? Future.succeededFuture()
                          : Future.failedFuture("not yet")));
    }
    return Future.all(answers).mapEmpty();
  }

  private Future<Void> tell(Set<String> present) {
    if (departures == departuresTold && present.containsAll(knew)) {
      return Future.succeededFuture();
    }
    int before = departures;
    return tellAll
        .get()
        .onSuccess(
            told -> {
              departuresTold = before;
              knew = present;
            });
  }

  private void end(AsyncResult<Void> all, int changes) {
    if (all.succeeded() && changes == membership.changes()) {
      calling = false;
      certainAt = changes;
      LOG.debug("all nodes have told their interests nodes={}", membership.alive().length);
    } else if (!stopped) {
      cluster.vertx().setTimer(PAUSE_MILLIS, timer -> round());
    }
  }

  private static Set<String> names(JsonObject answer) {
    return answer.getJsonArray(KNEW).stream()
        .map(Object::toString)
        .collect(Collectors.toUnmodifiableSet());
  }
}
