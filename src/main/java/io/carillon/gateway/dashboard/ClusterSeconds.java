package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What pages get each second. Each node takes its snapshot once; one that pages look at asks all of
 * them, once for all of its pages. Confined to the dashboard's thread but for the answers.
 */
final class ClusterSeconds {
  private static final String SECOND = "dashboard.second";

  /** How long a node may leave questions open that cannot be asked, before it counts as gone. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** How long a node that is gone is shown. */
  private static final Duration REMEMBERED = Duration.ofSeconds(60);

  private static final Comparator<Known> ORDER =
      Comparator.comparing((Known known) -> known.snapshot.getString("name"))
          .thenComparing(known -> known.snapshot.getString("id"));

  private final BoardThread thread;
  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Seals seals;
  private final NodeSnapshots snapshots;
  private final Events events;
  private final Traces traces;
  private final Feed feed;
  private final Traces.Seen seen = new Traces.Seen();
  private final HeardEvents heard = new HeardEvents();
  private final Seconds seconds;
  private final Map<String, Known> nodes = new HashMap<>();
  private JsonObject own = new JsonObject();
  private boolean asking;

  ClusterSeconds(
      BoardThread thread,
      NodeCalls calls,
      NodeIdentity self,
      Seals seals,
      NodeSnapshots snapshots,
      Seconds seconds,
      Events events,
      Traces traces,
      Feed feed) {
    this.thread = thread;
    this.calls = calls;
    this.self = self;
    this.seals = seals;
    this.snapshots = snapshots;
    this.seconds = seconds;
    this.events = events;
    this.traces = traces;
    this.feed = feed;
    calls.answer(SECOND, question -> thread.call(() -> answer(question)));
  }

  /** A second has begun. */
  void tick() {
    long now = System.currentTimeMillis();
    long at = now - now % 1_000;
    if (own.getLong("at", 0L) >= at) {
      return; // the clock was set back, or the thread catches up
    }
    own = snapshots.take(at);
    seconds.add(own);
    if (!feed.isWatched()) {
      nodes.clear();
      heard.forget();
      return;
    }
    know(own, now);
    if (asking) {
      show(at); // somebody keeps us waiting, but not the pages
      return;
    }
    asking = true;
    JsonObject question =
        new JsonObject()
            .put("key", seals.told())
            .put("since", heard.question())
            .put("traces", traces.question(feed.watched()));
    Future<List<JsonObject>> asked = calls.askAll(SECOND, question, answer -> answer);
    asked.onComplete(answers -> thread.run(() -> take(at, answers)));
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

  private void take(long at, AsyncResult<List<JsonObject>> answers) {
    asking = false;
    long now = System.currentTimeMillis();
    if (answers.succeeded()) {
      Set<String> there = new HashSet<>();
      for (JsonObject answer : answers.result()) {
        there.add(hear(answer, now));
      }
      nodes.forEach((id, known) -> mark(known, !there.contains(id), now));
    } else {
      nodes.values().forEach(known -> mark(known, known.isSilent(now), now));
    }
    show(Math.max(at, own.getLong("at")));
  }

  private String hear(JsonObject answer, long now) {
    JsonObject snapshot = answer.getJsonObject("node");
    String id = snapshot.getString("id", "");
    if (!id.isEmpty()) { // else it has just started
      seals.learn(answer.getString("key", ""));
      heard.take(id, answer.getJsonObject("events"));
      seen.add(answer.getJsonArray("traced"));
      know(snapshot, now);
    }
    return id;
  }

  private void mark(Known known, boolean gone, long now) {
    if (known.markGone(gone, now)) {
      String id = known.snapshot.getString("id");
      String name = known.snapshot.getString("name");
      if (gone) {
        events.observe("left-" + id, "left", name + " left, or does not answer");
      } else {
        events.add("joined", name + " is back");
      }
    }
  }

  private void know(JsonObject snapshot, long now) {
    String id = snapshot.getString("id");
    Known known = nodes.get(id);
    if (known == null) {
      known = new Known();
      nodes.put(id, known);
    }
    known.snapshot = snapshot;
    known.heardAt = now;
  }

  private void show(long at) {
    long now = System.currentTimeMillis();
    nodes.values().removeIf(known -> known.isForgotten(now));
    JsonArray all = new JsonArray();
    nodes.values().stream().sorted(ORDER).forEach(known -> all.add(known.shown()));
    JsonObject second = new JsonObject().put("type", "second").put("at", at).put("nodes", all);
    feed.offer(new Second(at, second.toBuffer().getBytes(), heard.fresh(), seen.take()));
  }

  /** A node as it was last heard of. */
  private static final class Known {
    private JsonObject snapshot = new JsonObject();
    private long heardAt;

    /** 0 while it is there. */
    private long goneAt;

    /** Whether that is new. */
    boolean markGone(boolean gone, long now) {
      boolean wasGone = goneAt != 0;
      if (gone != wasGone) {
        goneAt = gone ? now : 0;
      }
      return gone != wasGone;
    }

    boolean isSilent(long now) {
      return now - heardAt > SILENCE.toMillis();
    }

    boolean isForgotten(long now) {
      return goneAt != 0 && now - goneAt > REMEMBERED.toMillis();
    }

    JsonObject shown() {
      return goneAt == 0
          ? snapshot
          : snapshot.copy().put("state", "gone").put("reasons", new JsonArray().add("no answer"));
    }
  }
}
