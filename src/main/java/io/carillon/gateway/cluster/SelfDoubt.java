package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process was frozen, and then asks the others whether they still count it in.
 * Until all of them say so, or nobody objected for as long as a silent node is waited for, the node
 * does not speak for the cluster. Confined to the loop of {@link Cluster#context}.
 */
final class SelfDoubt {
  private static final Logger LOG = LoggerFactory.getLogger(SelfDoubt.class);
  private static final String QUESTION = "am-i-one-of-you";
  private static final long TICK_MILLIS = 250;

  private final Vertx vertx;
  private final Membership membership;
  private final BusCalls calls;
  private final long patienceNanos;
  private final Runnable onConfirmed;
  private long timer = -1;

  /** The other nodes that were there before the doubt. */
  private List<Long> sure = List.of();

  private long steadySince;
  private Membership.Standing steady;
  private boolean asking;

  SelfDoubt(
      Vertx vertx,
      Membership membership,
      BusCalls calls,
      long patienceNanos,
      Runnable onConfirmed) {
    this.vertx = vertx;
    this.membership = membership;
    this.calls = calls;
    this.patienceNanos = patienceNanos;
    this.onConfirmed = onConfirmed;
    calls.answer(QUESTION, this::answer);
  }

  void start() {
    sure = nodes();
    steady = membership.standing();
    timer = vertx.setPeriodic(TICK_MILLIS, any -> tick());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private Future<JsonObject> answer(JsonObject question) {
    boolean counted =
        membership.peer(Long.parseUnsignedLong(question.getString("node"), 16)).isPresent();
    return Future.succeededFuture(
        new JsonObject().put("yes", counted).put("doubts", membership.isDoubted()));
  }

  private void tick() {
    if (membership.tick()) {
      LOG.warn("this process stood still: not ready until the others have confirmed it");
      beginAgain();
    } else if (!membership.isDoubted()) {
      sure = nodes();
    }
    if (!membership.isDoubted() || asking || membership.isMerging()) {
      return;
    }
    if (!steady.members().equals(membership.standing().members())) {
      beginAgain();
    }
    if (System.nanoTime() - steadySince > patienceNanos) {
      confirmed("nobody objected");
    } else if (!membership.peers().isEmpty()) {
      ask(membership.peers());
    }
  }

  private void beginAgain() {
    steadySince = System.nanoTime();
    steady = membership.standing();
  }

  private void ask(Collection<Peer> peers) {
    asking = true;
    Membership.Standing asked = membership.standing();
    JsonObject question = new JsonObject().put("node", NodeIdentity.uid(membership.self()));
    List<Future<JsonObject>> answers = new ArrayList<>();
    for (Peer peer : peers) {
      answers.add(calls.ask(peer, QUESTION, question));
    }
    Future.join(answers)
        .onComplete(
            any -> {
              asking = false;
              if (areConvincing(answers) && asked.equals(membership.standing())) {
                confirmed("all of the others count it in");
              }
            });
  }

  private List<Long> nodes() {
    return membership.peers().stream().map(Peer::id).toList();
  }

  // Others who are in doubt themselves convince only when nobody is missing: those who are may be
  // the ones that went on. Those who went on and have merged since are not missing, though they are
  // other members to Hazelcast: two who thaw together need not wait for each other then.
  private boolean areConvincing(List<Future<JsonObject>> answers) {
    boolean nobodyIsMissing = sure.stream().allMatch(membership::isAlive);
    return answers.stream()
        .allMatch(
            one ->
                one.succeeded()
                    && one.result().getBoolean("yes", false)
                    && (nobodyIsMissing || !one.result().getBoolean("doubts", true)));
  }

  private void confirmed(String why) {
    if (membership.isDoubted()) {
      LOG.info("ready again: {}", why);
      membership.confirm();
      onConfirmed.run();
    }
  }
}
