package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.trace.Traced;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What pages watch, asked of all nodes with each second: the question is the lease, so that
 * watching ends by itself when nobody asks any more. Callable from any thread.
 */
final class Traces {
  /** A few questions may be late. */
  private static final Duration LIFE = Duration.ofSeconds(5);

  private static final int LONGEST_NAME = 1_024;

  private final Tracer tracer;
  private final NodeIdentity self;

  Traces(Tracer tracer, NodeIdentity self) {
    this.tracer = tracer;
    this.self = self;
  }

  /** Answers a page's {@code trace}: from now on it watches this, or nothing. */
  static Future<JsonObject> watch(FeedClient page, RawJson question) {
    page.watch(question.has("what") ? filter(question) : null);
    return Future.succeededFuture(new JsonObject().put("done", true));
  }

  private static TraceFilter filter(RawJson question) {
    String name = question.string("name");
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "name: wanted 1 to " + LONGEST_NAME + " characters");
    }
    return new TraceFilter(kind(question.string("what")), name);
  }

  private static TraceFilter.Kind kind(String what) {
    for (TraceFilter.Kind kind : TraceFilter.Kind.values()) {
      if (name(kind).equals(what)) {
        return kind;
      }
    }
    throw new GatewayException(
        ErrorCode.BAD_REQUEST, "what: wanted channel, user, client, link or null");
  }

  private static String name(TraceFilter.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /**
   * What to ask all nodes with.
   *
   * @param seen takes their answers
   */
  JsonObject question(Collection<TraceFilter> watched, Seen seen) {
    JsonArray filters = new JsonArray();
    watched.forEach(filter -> filters.add(toJson(filter)));
    JsonObject question = new JsonObject().put("watcher", self.uid()).put("filters", filters);
    return seen.number(question);
  }

  /** What this node has seen since that watcher last heard of it. */
  JsonArray answer(JsonObject question) {
    String watcher = question.getString("watcher");
    JsonArray seen = new JsonArray();
    for (Object filter : question.getJsonArray("filters")) {
      TraceFilter wanted = read((JsonObject) filter);
      if (!tracer.lease(watcher, wanted, LIFE)) {
        seen.add(toJson(wanted).put("full", self.name()));
      }
    }
    if (!question.getJsonArray("filters").isEmpty()) {
      // A node of an older version does not number them: it is taken to hear all answers.
      long heard = question.getJsonObject("heard", new JsonObject()).getLong(self.uid(), 0L);
      tracer
          .drain(watcher, question.getLong("number", 0L), heard)
          .forEach(traced -> seen.add(toJson(traced)));
    }
    return seen;
  }

  private JsonObject toJson(Traced traced) {
    JsonArray events = new JsonArray();
    traced.events().forEach(event -> events.add(event.toJson().put("node", self.name())));
    return toJson(traced.filter()).put("events", events).put("lost", traced.lost());
  }

  private static JsonObject toJson(TraceFilter filter) {
    return new JsonObject().put("what", name(filter.what())).put("name", filter.name());
  }

  private static TraceFilter read(JsonObject json) {
    return new TraceFilter(kind(json.getString("what")), json.getString("name"));
  }

  /** What several nodes have seen of each thing. For one thread. */
  static final class Seen {
    /** Nodes have forgotten what they told before that: {@link #LIFE} in seconds. */
    private static final long ROUNDS = LIFE.toSeconds();

    private final Map<TraceFilter, Part> parts = new HashMap<>();

    /** In answer to which question each node was last heard, by its id. */
    private final Map<String, Long> heard = new HashMap<>();

    private long number;

    // The next question, which also tells each node which answer of it came.
    private JsonObject number(JsonObject question) {
      number++;
      heard.values().removeIf(last -> last < number - ROUNDS);
      JsonObject numbers = new JsonObject();
      heard.forEach(numbers::put);
      return question.put("number", number).put("heard", numbers);
    }

    /** Takes what {@link #answer} of a node says to the last question. */
    void add(String node, JsonArray answer) {
      heard.put(node, number);
      for (Object one : answer) {
        JsonObject json = (JsonObject) one;
        parts.merge(read(json), Part.of(json), Part::plus);
      }
    }

    /** All that was added since the last time. */
    Map<TraceFilter, Part> take() {
      Map<TraceFilter, Part> taken = Map.copyOf(parts);
      parts.clear();
      return taken;
    }
  }

  /**
   * Of one thing.
   *
   * @param full names of nodes that trace too much already to trace this, too
   */
  record Part(JsonArray events, long lost, Set<String> full) {
    static Part of(JsonObject json) {
      return json.containsKey("full")
          ? new Part(new JsonArray(), 0, Set.of(json.getString("full")))
          : new Part(json.getJsonArray("events"), json.getLong("lost"), Set.of());
    }

    Part plus(Part other) {
      Set<String> both = new TreeSet<>(full);
      both.addAll(other.full);
      return new Part(events.copy().addAll(other.events), lost + other.lost, both);
    }
  }
}
