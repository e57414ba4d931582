package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.NodeAnswers;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.carillon.gateway.cluster.Silences;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link NodeCalls} through Redis, for nodes that know of each other by Redis alone. A question
 * goes to all that are on the list of nodes, on a pub/sub channel of each; its answer comes back
 * the same way. Callable from any thread; started and closed by whoever made it.
 */
public final class RedisCalls implements NodeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCalls.class);

  private final RedisLink link;
  private final RedisNodes nodes;
  private final String self;
  private final Insistence insistence;
  private final NodeAnswers answers = new NodeAnswers();
  private final Silences silences = new Silences();

  /** Questions under way, by their number. On the loop only. */
  private final Map<Long, Inquiry> inquiries = new HashMap<>();

  private long number;

  public RedisCalls(RedisLink link, NodeIdentity self) {
    this.link = link;
    this.self = self.uid();
    this.insistence = new Insistence(link, PATIENCE);
    this.nodes = new RedisNodes(link, self, this::onList);
  }

  /** Done when the other nodes find this one. */
  public Future<Void> start() {
    return link.onLoop(() -> nodes.join(this::onMessage));
  }

  /** The other nodes ask this one no longer. */
  public Future<Void> close() {
    return link.onLoop(nodes::leave);
  }

  @Override
  public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    answers.add(kind, answer);
  }

  @Override
  public <T> Future<NodeReplies<T>> askEach(
      String kind, JsonObject question, Function<JsonObject, T> read, Duration patience) {
    return link.onLoop(
        () -> {
          Future<T> mine = answers.own(kind, question).map(read);
          long asked = ++number;
          Inquiry inquiry = new Inquiry();
          inquiries.put(asked, inquiry);
          Promise<Map<String, RedisNodes.Asked>> asking = Promise.promise();
          long timer = link.vertx().setTimer(patience.toMillis(), any -> giveUp(inquiry, asking));
          Buffer message =
              NodeAnswers.question(kind, question).put("id", asked).put("from", self).toBuffer();
          insistence
              .askOnce(RedisNodes.SHARD, () -> nodes.sendAll(message), patience)
              .onSuccess(asking::tryComplete)
              .onFailure(asking::tryFail);
          return asking
              .future()
              .compose(sent -> NodeReplies.gather(mine, read(kind, inquiry.of(sent), sent, read)))
              .onComplete(
                  any -> {
                    inquiries.remove(asked);
                    link.vertx().cancelTimer(timer);
                  });
        });
  }

  @Override
  public Future<JsonObject> ask(String node, String kind, JsonObject question) {
    return link.onLoop(
        () ->
            nodes
                .knows(node)
                .compose(
                    known -> known ? askOne(node, kind, question) : NodeAnswers.noSuchNode(node)));
  }

  private Future<JsonObject> askOne(String node, String kind, JsonObject question) {
    long asked = ++number;
    Inquiry inquiry = new Inquiry();
    inquiries.put(asked, inquiry);
    Future<JsonObject> reply =
        inquiry.of(Map.of(node, new RedisNodes.Asked("", true))).get(node).map(NodeAnswers::open);
    long timer = link.vertx().setTimer(PATIENCE.toMillis(), any -> inquiry.giveUp());
    Buffer message =
        NodeAnswers.question(kind, question).put("id", asked).put("from", self).toBuffer();
    nodes.send(node, message).onFailure(cause -> inquiry.giveUp());
    return reply.onComplete(
        any -> {
          inquiries.remove(asked);
          link.vertx().cancelTimer(timer);
        });
  }

  // Redis may take longer than the whole patience to say who there is, or that it is away.
  private static void giveUp(Inquiry inquiry, Promise<Map<String, RedisNodes.Asked>> asking) {
    inquiry.giveUp();
    asking.tryFail(new GatewayException(ErrorCode.UNAVAILABLE, "Redis did not answer in time"));
  }

  private <T> List<Future<NodeReplies.Reply<T>>> read(
      String kind,
      Map<String, Future<JsonObject>> replies,
      Map<String, RedisNodes.Asked> asked,
      Function<JsonObject, T> read) {
    List<Future<NodeReplies.Reply<T>>> all = new ArrayList<>();
    replies.forEach(
        (node, reply) -> {
          Future<T> answer = reply.map(NodeAnswers::open).map(read);
          all.add(silences.reply(kind, node, asked.get(node).name(), answer));
        });
    return all;
  }

  private void onMessage(byte[] bytes) {
    try {
      JsonObject message = Buffer.buffer(bytes).toJsonObject();
      String from = message.getString("from");
      long id = message.getLong("id");
      if (message.containsKey("kind")) {
        answers.reply(message).onSuccess(reply -> reply(from, id, reply));
      } else if (inquiries.containsKey(id)) {
        inquiries.get(id).answered(from, message);
      }
    } catch (RuntimeException malformed) {
      LOG.warn("ignored a message of another node: {}", malformed.toString());
    }
  }

  private void reply(String to, long id, JsonObject reply) {
    nodes
        .send(to, reply.put("id", id).put("from", self).toBuffer())
        .onFailure(cause -> LOG.warn("no way to answer node={}: {}", to, cause.getMessage()));
  }

  // Who is gone does not answer, so nobody waits any longer.
  private void onList(Set<String> there) {
    List.copyOf(inquiries.values()).forEach(inquiry -> inquiry.keep(there));
  }
}
