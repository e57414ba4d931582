package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

  /** Members of whom it was told that they do not answer, by id; known while nobody looks, too. */
  private final Set<String> silent = new HashSet<>();

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
    known.openSince = now;
    known.round = round;
    if (known.state != State.THERE) {
      silent.remove(known.id);
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
    nodes.values().forEach(known -> look(known, members.containsKey(known.id), now));
    silent.retainAll(members.keySet());
  }

  /**
   * Nobody could be asked, so nobody knows who is in the cluster, and nobody has left anything
   * open.
   */
  void endRound(long now) {
    nodes.values().forEach(known -> known.openSince = now);
  }

  private Known know(String id, String name, long now) {
    return nodes.computeIfAbsent(
        id, unknown -> new Known(id, name, silent.contains(id) ? State.SILENT : State.THERE, now));
  }

  private void look(Known known, boolean isMember, long now) {
    boolean isPatient = now - known.openSince <= SILENCE.toMillis();
    if (!isMember && known.state != State.LEFT) {
      known.become(State.LEFT, now);
      news.left(known.id, known.name);
    } else if (isMember && known.state == State.THERE && !isPatient) {
      silent.add(known.id);
      known.become(State.SILENT, now);
      news.silent(known.id, known.name);
    }
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

    /** Since when it was asked in vain, if it was. */
    private long openSince;

    private long round;
    private State state;
    private long since;

    Known(String id, String name, State state, long now) {
      this.id = id;
      this.name = name;
      this.state = state;
      this.openSince = now;
      this.since = now;
    }

    void become(State now, long at) {
      state = now;
      since = at;
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
