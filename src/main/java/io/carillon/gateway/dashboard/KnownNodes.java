package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The nodes as this one last heard of them, round by round of questions. Those that leave stay for
 * a minute, those that hang for as long as they do. Times are ticks of {@link BoardClock}. Confined
 * to the dashboard's thread.
 */
final class KnownNodes {
  /** How long a node may leave questions open before it counts as gone: several in a row. */
  static final Duration SILENCE = Duration.ofSeconds(3);

  /** How long a node that has left is shown. */
  static final Duration REMEMBERED = Duration.ofSeconds(60);

  private static final Comparator<Known> ORDER =
      Comparator.comparing((Known known) -> known.name).thenComparing(known -> known.id);

  private final MemberNews news;
  private final Map<String, Known> nodes = new HashMap<>();
  private long round;

  KnownNodes(MemberNews news) {
    this.news = news;
  }

  /** Another second: who does not answer in it is late. */
  void beginRound() {
    round++;
  }

  /** A node has answered. */
  void hear(JsonObject snapshot, long now) {
    Known known = know(snapshot.getString("id"), snapshot.getString("name"), now);
    known.snapshot = snapshot;
    known.heardAt = now;
    known.round = round;
    if (known.state != State.THERE) {
      known.become(State.THERE, now);
      news.back(known.id, known.name);
    }
  }

  /**
   * All answers are in that will come.
   *
   * @param members names of those that are in the cluster, by id, this one among them
   */
  void endRound(Map<String, String> members, long now) {
    members.forEach((id, name) -> know(id, name, now));
    nodes.values().forEach(known -> known.look(members.containsKey(known.id), now, news));
  }

  /** Nobody could be asked, so nobody knows who is in the cluster. */
  void endRound(long now) {
    nodes.values().forEach(known -> known.look(known.state != State.LEFT, now, news));
  }

  private Known know(String id, String name, long now) {
    return nodes.computeIfAbsent(id, unknown -> new Known(id, name, now));
  }

  /** As pages are told, in order. */
  JsonArray shown(long now) {
    nodes.values().removeIf(known -> known.isForgotten(now));
    JsonArray all = new JsonArray();
    nodes.values().stream()
        .filter(known -> known.snapshot != null || known.state == State.SILENT)
        .sorted(ORDER)
        .forEach(known -> all.add(known.shown(round)));
    return all;
  }

  /** Nobody looks any more. */
  void forget() {
    nodes.clear();
  }

  private enum State {
    THERE(""),
    SILENT("it does not answer"),
    LEFT("it left");

    private final String reason;

    State(String reason) {
      this.reason = reason;
    }
  }

  private static final class Known {
    private final String id;
    private final String name;

    /** Null when nothing was ever heard. */
    private JsonObject snapshot;

    private long heardAt;
    private long round;
    private State state = State.THERE;
    private long since;

    Known(String id, String name, long now) {
      this.id = id;
      this.name = name;
      this.heardAt = now;
    }

    void become(State now, long at) {
      state = now;
      since = at;
    }

    void look(boolean isMember, long now, MemberNews news) {
      if (!isMember && state != State.LEFT) {
        become(State.LEFT, now);
        news.left(id, name);
      } else if (isMember && state == State.THERE && now - heardAt > SILENCE.toMillis()) {
        become(State.SILENT, now);
        news.silent(id, name);
      }
    }

    boolean isForgotten(long now) {
      return state == State.LEFT && now - since > REMEMBERED.toMillis();
    }

    JsonObject shown(long current) {
      if (state != State.THERE) {
        JsonObject last =
            snapshot == null ? new JsonObject().put("id", id).put("name", name) : snapshot.copy();
        return last.put("state", "gone").put("reasons", new JsonArray().add(state.reason));
      }
      return round == current ? snapshot : snapshot.copy().put("late", true);
    }
  }
}
