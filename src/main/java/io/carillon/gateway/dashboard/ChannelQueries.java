package io.carillon.gateway.dashboard;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of the whole cluster, a page of them at a time. Each node tells those that come
 * first with it; those that come first in the sum of all are counted on all nodes.
 *
 * <p>Sorted by name or rate this is exact. By subscribers, a channel can be missed that comes first
 * nowhere, but would in the sum: with clients spread evenly, as load balancers do, none.
 */
final class ChannelQueries {
  /** How deep one can page: behind that, a search is narrowed. */
  static final int DEEPEST = 10_000;

  private static final int LARGEST_PAGE = 200;
  private static final int DEFAULT_PAGE = 50;

  /** Beside a page, channels that may belong on it once all nodes have counted them. */
  private static final int MARGIN = 100;

  private static final String FIRST = "dashboard.channels";
  private static final String COUNT = "dashboard.counts";

  private final BoardThread thread;
  private final NodeCalls calls;

  ChannelQueries(BoardThread thread, NodeCalls calls, NodeIdentity self, Channels own) {
    this.thread = thread;
    this.calls = calls;
    calls.answer(
        FIRST,
        question ->
            own.first(
                    ChannelOrder.of(question.getString("sort")),
                    question.getString("search"),
                    question.getInteger("most"))
                .map(answer -> answer.put("node", self.name())));
    calls.answer(
        COUNT,
        question ->
            own.count(question.getJsonArray("names").stream().map(String.class::cast).toList())
                .map(answer -> answer.put("node", self.name())));
  }

  /** Answers a page's {@code channels}. */
  Future<JsonObject> channels(FeedClient page, RawJson question) {
    ChannelOrder order =
        question.has("sort") ? ChannelOrder.of(question.string("sort")) : ChannelOrder.SUBSCRIBERS;
    int offset = (int) question.integer("offset", 0, Integer.MAX_VALUE);
    int limit =
        question.has("limit") ? (int) question.integer("limit", 1, LARGEST_PAGE) : DEFAULT_PAGE;
    if (offset > DEEPEST - limit) {
      throw new GatewayException(
          ErrorCode.LIMIT_EXCEEDED,
          "only the first " + DEEPEST + " channels are paged, search for a part of the name");
    }
    JsonObject first =
        new JsonObject()
            .put("sort", order.toString())
            .put("search", question.string("search"))
            .put("most", Math.min(DEEPEST, offset + limit + MARGIN));
    return calls
        .askAll(FIRST, first, answer -> answer)
        .compose(answers -> thread.call(() -> Candidates.of(answers, order, offset, limit)))
        .compose(candidates -> counted(candidates, order, limit));
  }

  /** How many listen to a channel, by node. */
  Future<JsonArray> subscribers(Channel channel) {
    return calls
        .askAll(COUNT, new JsonObject().put("names", new JsonArray().add(channel.name())), a -> a)
        .compose(answers -> thread.call(() -> sum(answers)))
        .map(
            sums ->
                sums.isEmpty() ? new JsonArray() : sums.values().iterator().next().subscribers());
  }

  private Future<JsonObject> counted(Candidates candidates, ChannelOrder order, int limit) {
    if (candidates.isExact()) {
      return thread.call(() -> page(candidates.sums(), candidates, order, limit));
    }
    JsonArray names = new JsonArray(new ArrayList<>(candidates.sums().keySet()));
    return calls
        .askAll(COUNT, new JsonObject().put("names", names), answer -> answer)
        .compose(answers -> thread.call(() -> page(sum(answers), candidates, order, limit)));
  }

  private static JsonObject page(
      Map<String, ChannelSum> sums, Candidates candidates, ChannelOrder order, int limit) {
    List<ChannelSum> sorted = sorted(sums, order);
    int from = Math.min(candidates.before(), sorted.size());
    int to = Math.min(sorted.size(), from + limit);
    JsonArray channels = new JsonArray();
    sorted.subList(from, to).forEach(sum -> channels.add(sum.toJson()));
    return new JsonObject().put("total", candidates.total()).put("channels", channels);
  }

  private static List<ChannelSum> sorted(Map<String, ChannelSum> sums, ChannelOrder order) {
    return sums.values().stream()
        .filter(sum -> sum.use().subscribers() > 0)
        .sorted(Comparator.comparing(ChannelSum::use, order.comparator()))
        .toList();
  }

  private static Map<String, ChannelSum> sum(List<JsonObject> answers) {
    Map<String, ChannelSum> sums = new LinkedHashMap<>();
    for (JsonObject answer : answers) {
      for (ChannelUse use : ChannelUse.read(answer.getJsonArray("channels"))) {
        sums.computeIfAbsent(use.name(), ChannelSum::new).add(answer.getString("node"), use);
      }
    }
    return sums;
  }

  /**
   * The channels around a page, as far as their nodes told of them.
   *
   * @param before those that stand before the page
   * @param isExact whether there is only one node
   */
  private record Candidates(Map<String, ChannelSum> sums, int before, int total, boolean isExact) {
    static Candidates of(List<JsonObject> answers, ChannelOrder order, int offset, int limit) {
      List<JsonObject> sketches =
          answers.stream().map(answer -> answer.getJsonObject("names")).toList();
      boolean alone = answers.size() == 1;
      int total = alone ? sketches.get(0).getInteger("count") : NameSketch.count(sketches);
      List<ChannelSum> sorted = sorted(sum(answers), order);
      int from = Math.min(sorted.size(), alone ? 0 : Math.max(0, offset - MARGIN));
      int to = alone ? sorted.size() : Math.min(sorted.size(), offset + limit + MARGIN);
      Map<String, ChannelSum> around = new LinkedHashMap<>();
      sorted.subList(from, to).forEach(sum -> around.put(sum.name(), sum));
      return new Candidates(around, offset - from, total, alone);
    }
  }
}
