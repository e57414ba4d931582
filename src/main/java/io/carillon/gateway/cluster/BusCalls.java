package io.carillon.gateway.cluster;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@link NodeCalls} over the bus. Callable from any thread. */
final class BusCalls implements NodeCalls, ClusterListener {
  private final Context context;
  private final NodeBus bus;
  private final Membership membership;
  private final ClusterCounts counts;
  private final NodeAnswers answers = new NodeAnswers();
  private final Silences silences = new Silences();

  /** The answers that are still to come, by node. On the loop only. */
  private final Map<Long, Set<Promise<Buffer>>> awaited = new HashMap<>();

  BusCalls(Context context, NodeBus bus, Membership membership, ClusterCounts counts) {
    this.context = context;
    this.bus = bus;
    this.membership = membership;
    this.counts = counts;
    bus.receive(NodeBus.Kind.QUESTION, this::onQuestion);
  }

  @Override
  public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    answers.add(kind, answer);
  }

  @Override
  public <T> Future<NodeReplies<T>> askEach(
      String kind, JsonObject question, Function<JsonObject, T> read, Duration patience) {
    Promise<NodeReplies<T>> all = Promise.promise();
    // Composed, so that what is thrown while asking ends in the future too.
    context.runOnContext(
        none ->
            Future.succeededFuture()
                .compose(begun -> askEachFromLoop(kind, question, read, patience))
                .onComplete(all));
    return all.future();
  }

  private <T> Future<NodeReplies<T>> askEachFromLoop(
      String kind, JsonObject question, Function<JsonObject, T> read, Duration patience) {
    Future<T> mine = answers.own(kind, question).map(read);
    List<Future<NodeReplies.Reply<T>>> theirs = new ArrayList<>();
    for (Peer peer : membership.peers()) {
      Future<T> answer = ask(peer, kind, question, patience).map(read);
      theirs.add(silences.reply(kind, peer.uid(), peer.name(), answer));
    }
    return NodeReplies.gather(mine, theirs);
  }

  @Override
  public Future<JsonObject> ask(String node, String kind, JsonObject question) {
    long wanted = NodeIdentity.idOf(node);
    Promise<JsonObject> answer = Promise.promise();
    context.runOnContext(
        none ->
            membership.peers().stream()
                .filter(peer -> peer.id() == wanted)
                .findAny()
                .map(peer -> ask(peer, kind, question))
                .orElseGet(() -> NodeAnswers.noSuchNode(node))
                .onComplete(answer));
    return answer.future();
  }

  /** Asks one node. On the loop only. */
  Future<JsonObject> ask(Peer peer, String kind, JsonObject question) {
    return ask(peer, kind, question, PATIENCE);
  }

  Future<JsonObject> ask(Peer peer, String kind, JsonObject question, Duration patience) {
    Buffer message = bus.open(NodeBus.Kind.QUESTION, 128);
    message.appendBuffer(NodeAnswers.question(kind, question).toBuffer());
    Promise<Buffer> reply = Promise.promise();
    counts.ask();
    reply.future().onFailure(cause -> counts.miss());
    awaited.computeIfAbsent(peer.id(), id -> new HashSet<>()).add(reply);
    bus.ask(peer.id(), message, patience).onComplete(outcome -> settle(peer, reply, outcome));
    return reply.future().map(bytes -> NodeAnswers.open(bytes.toJsonObject()));
  }

  private void settle(Peer peer, Promise<Buffer> reply, AsyncResult<Buffer> outcome) {
    Set<Promise<Buffer>> open = awaited.get(peer.id());
    if (open != null && open.remove(reply)) {
      if (open.isEmpty()) {
        awaited.remove(peer.id());
      }
      if (outcome.cause() instanceof ReplyException failure
          && failure.failureType() == ReplyFailure.TIMEOUT) {
        reply.fail("no answer in time");
      } else {
        reply.handle(outcome);
      }
    }
  }

  /** Who is gone does not answer, so nobody waits any longer. */
  @Override
  public void onLeft(Peer peer) {
    Set<Promise<Buffer>> open = awaited.remove(peer.id());
    if (open != null) {
      open.forEach(reply -> reply.fail("the node has left"));
    }
  }

  private void onQuestion(long sender, Buffer message, int from, Consumer<Buffer> answer) {
    JsonObject asked = message.slice(from, message.length()).toJsonObject();
    answers.reply(asked).onSuccess(reply -> answer.accept(reply.toBuffer()));
  }
}
