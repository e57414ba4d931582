package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What pages get each second. Each node takes its snapshot once; one that pages look at asks all of
 * them, once for all of its pages, and waits for nobody into the next second. Confined to the
 * dashboard's thread but for the answers.
 */
final class ClusterSeconds {
  private static final String SECOND = "dashboard.second";

  /** That a node has to answer. */
  static final Duration PATIENCE = Duration.ofMillis(900);

  private final BoardThread thread;
  private final BoardClock clock;
  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Seals seals;
  private final LongFunction<JsonObject> snapshots;
  private final Events events;
  private final Traces traces;
  private final Audience pages;
  private final Traces.Seen seen = new Traces.Seen();
  private final HeardEvents heard = new HeardEvents();
  private final Seconds seconds;
  private final KnownNodes nodes;
  private JsonObject own = new JsonObject();
  private boolean asking;

  /**
   * @param snapshots takes one of this node, at a time since 1970 in milliseconds
   */
  ClusterSeconds(
      BoardThread thread,
      BoardClock clock,
      NodeCalls calls,
      NodeIdentity self,
      Seals seals,
      LongFunction<JsonObject> snapshots,
      Seconds seconds,
      Events events,
      MemberNews news,
      Traces traces,
      Audience pages) {
    this.thread = thread;
    this.clock = clock;
    this.calls = calls;
    this.self = self;
    this.seals = seals;
    this.snapshots = snapshots;
    this.seconds = seconds;
    this.events = events;
    this.nodes = new KnownNodes(news);
    this.traces = traces;
    this.pages = pages;
    calls.answer(SECOND, question -> thread.call(() -> answer(question)));
  }

  /** A second has begun; also when the clock was set, be it back. */
  void tick() {
    long now = clock.now();
    long at = now - now % 1_000;
    if (own.getLong("at", 0L) == at) {
      return; // the timer was early, and comes again
    }
    own = snapshots.apply(at);
    seconds.add(own);
    if (!pages.isWatched()) {
      nodes.forget();
      heard.forget();
      return;
    }
    nodes.beginRound();
    nodes.hear(own, clock.tick());
    if (asking) {
      show(); // somebody keeps us waiting, but not the pages
      return;
    }
    asking = true;
    JsonObject question =
        new JsonObject()
            .put("key", seals.told())
            .put("since", heard.question())
            .put("traces", traces.question(pages.watched(), seen));
    Future<NodeReplies<JsonObject>> asked =
        calls.askEach(SECOND, question, answer -> answer, PATIENCE);
    asked.onComplete(replies -> thread.run(() -> take(replies)));
  }

  /** Greets a page that opens; it misses nothing from then on. */
  void greet(FeedClient page, JsonObject hello) {
    page.greet(hello, heard.recent());
  }

  private JsonObject answer(JsonObject question) {
    seals.learn(question.getString("key", ""));
    long number = HeardEvents.heardOf(self.uid(), question.getJsonObject("since"));
    return new JsonObject()
        .put("node", own)
        .put("key", seals.told())
        .put("events", events.since(number))
        .put("traced", traces.answer(question.getJsonObject("traces")));
  }

  private void take(AsyncResult<NodeReplies<JsonObject>> replies) {
    asking = false;
    long now = clock.tick();
    if (replies.succeeded()) {
      replies.result().answers().forEach(answer -> hear(answer, now));
      nodes.endRound(members(replies.result()), now);
    } else {
      nodes.endRound(now);
    }
    show();
  }

  private Map<String, String> members(NodeReplies<JsonObject> replies) {
    Map<String, String> members = new HashMap<>();
    members.put(self.uid(), self.name());
    replies.others().forEach(reply -> members.put(reply.uid(), reply.name()));
    return members;
  }

  private void hear(JsonObject answer, long now) {
    JsonObject snapshot = answer.getJsonObject("node");
    if (!snapshot.isEmpty()) { // else it has just started
      seals.learn(answer.getString("key", ""));
      heard.take(snapshot.getString("id"), answer.getJsonObject("events"));
      seen.add(snapshot.getString("id"), answer.getJsonArray("traced"));
      nodes.hear(snapshot, now);
    }
  }

  private void show() {
    long at = own.getLong("at");
    JsonObject second =
        new JsonObject()
            .put("type", "second")
            .put("at", at)
            .put("nodes", nodes.shown(clock.tick()));
    pages.offer(new Second(at, second.toBuffer().getBytes(), heard.fresh(), seen.take()));
  }
}
