package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks, whenever a node has gone, whether enough of the others have lost the same. A node that is
 * cut off loses them one after the other, and for a moment still counts some with whom it has no
 * word any more; until a majority has answered, it does not speak for the cluster. Of use only
 * where a majority is asked for. Confined to the loop of {@link Cluster#context}.
 */
final class Consent implements ClusterListener {
  private static final Logger LOG = LoggerFactory.getLogger(Consent.class);
  static final String QUESTION = "whom-do-you-see";
  static final String SEES = "sees";
  private static final long TICK_MILLIS = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Membership membership;
  private final BusCalls calls;
  private final int others;
  private long timer = -1;

  /**
   * @param others nodes that have to consent
   */
  Consent(Vertx vertx, Membership membership, BusCalls calls, int others) {
    this.vertx = vertx;
    this.membership = membership;
    this.calls = calls;
    this.others = others;
    calls.answer(
        QUESTION,
        question ->
            Future.succeededFuture(
                new JsonObject().put(SEES, new JsonArray(List.copyOf(membership.lives())))));
  }

  void start() {
    timer = vertx.setPeriodic(TICK_MILLIS, any -> ask());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  @Override
  public void onLeft(Peer peer) {
    ask();
  }

  // Each time anew: who has not yet noticed the loss says something else a moment later.
  private void ask() {
    if (!membership.lacksConsent()) {
      return;
    }
    Round round = new Round(membership.loss());
    for (Peer peer : membership.peers()) {
      calls
          .ask(peer, QUESTION, new JsonObject(), PATIENCE)
          .map(Consent::seen)
          .onSuccess(round::heard)
          .onFailure(cause -> LOG.debug("no consent node={}: {}", peer.uid(), cause.toString()));
    }
  }

  private static Set<String> seen(JsonObject answer) {
    return answer.getJsonArray(SEES).stream()
        .map(Object::toString)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the others say to one loss. */
  private final class Round {
    private final int loss;
    private int agreed;

    Round(int loss) {
      this.loss = loss;
    }

    void heard(Set<String> seen) {
      if (membership.agreesWith(seen) && ++agreed == others && membership.consent(loss)) {
        LOG.info("others have lost the same nodes={}", membership.alive().length);
      }
    }
  }
}
