package io.carillon.gateway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link NodeCalls} over the bus. Callable from any thread. */
final class BusCalls implements NodeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(BusCalls.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Context context;
  private final NodeBus bus;
  private final Membership membership;
  private final LonelyCalls own = new LonelyCalls();

  BusCalls(Context context, NodeBus bus, Membership membership) {
    this.context = context;
    this.bus = bus;
    this.membership = membership;
    bus.receive(NodeBus.Kind.QUESTION, this::onQuestion);
  }

  @Override
  public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    own.answer(kind, answer);
  }

  @Override
  public Future<List<JsonObject>> askAll(String kind, JsonObject question) {
    Promise<List<JsonObject>> all = Promise.promise();
    context.runOnContext(
        none -> {
          Future<JsonObject> mine = own.answerOwn(kind, question);
          List<Future<JsonObject>> theirs = new ArrayList<>();
          for (Peer peer : membership.peers()) {
            theirs.add(
                ask(peer, kind, question)
                    .onFailure(
                        cause ->
                            LOG.warn(
                                "no answer to {} from node {} ({}): {}",
                                kind,
                                peer.name(),
                                peer.uid(),
                                cause.getMessage())));
          }
          mine.compose(answer -> Future.join(theirs).transform(any -> gather(answer, theirs)))
              .onComplete(all);
        });
    return all.future();
  }

  /** Asks one node. On the loop only. */
  Future<JsonObject> ask(Peer peer, String kind, JsonObject question) {
    Buffer message = bus.open(NodeBus.Kind.QUESTION, 128);
    message.appendBuffer(new JsonObject().put("kind", kind).put("question", question).toBuffer());
    return bus.ask(peer.id(), message, PATIENCE)
        .map(Buffer::toJsonObject)
        .map(
            reply -> {
              if (!reply.getBoolean("ok", false)) {
                throw new IllegalStateException(reply.getString("why", "it failed there"));
              }
              return reply.getJsonObject("answer");
            });
  }

  private static Future<List<JsonObject>> gather(JsonObject mine, List<Future<JsonObject>> theirs) {
    List<JsonObject> answers = new ArrayList<>();
    answers.add(mine);
    theirs.stream().filter(Future::succeeded).map(Future::result).forEach(answers::add);
    return Future.succeededFuture(answers);
  }

  private void onQuestion(long sender, Buffer message, int from, Consumer<Buffer> answer) {
    JsonObject asked = message.slice(from, message.length()).toJsonObject();
    own.answerOwn(asked.getString("kind", ""), asked.getJsonObject("question"))
        .onSuccess(
            reply ->
                answer.accept(new JsonObject().put("ok", true).put("answer", reply).toBuffer()))
        .onFailure(
            cause ->
                answer.accept(new JsonObject().put("ok", false).put("why", "" + cause).toBuffer()));
  }
}
