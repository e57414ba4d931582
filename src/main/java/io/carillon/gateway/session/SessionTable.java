package io.carillon.gateway.session;

import io.carillon.gateway.channel.ClientInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The sessions of one event loop, by client and by user. Confined to the loop. */
public final class SessionTable {
  private final Map<String, Session> byClient = new HashMap<>();
  private final Map<String, Set<Session>> byUser = new HashMap<>();
  private final Laggards laggards = new Laggards();
  private final TagFilters filters = new TagFilters();
  private volatile Consumer<ClientInfo> onSlow = info -> {};

  /** The node goes down: whoever comes now is told at once. */
  private boolean closed;

  /** Those that do not take at once what is sent to them. */
  Laggards laggards() {
    return laggards;
  }

  /** What they filter by. */
  TagFilters filters() {
    return filters;
  }

  /** Who hears of each client that loses its connection since it is slow. */
  void onSlow(Consumer<ClientInfo> listener) {
    onSlow = listener;
  }

  /** The client has let too much wait, and loses its connection. */
  void tellSlow(Session session) {
    onSlow.accept(session.info());
  }

  /** From now on whoever comes is told that the node goes down. */
  void close() {
    closed = true;
  }

  void add(Session session) {
    if (closed) {
      session.loop().execute(session::shutDown);
    }
    byClient.put(session.info().client(), session);
    if (!session.info().user().isEmpty()) {
      byUser.computeIfAbsent(session.info().user(), user -> new HashSet<>(2)).add(session);
    }
  }

  void remove(Session session) {
    laggards.remove(session);
    byClient.remove(session.info().client(), session);
    byUser.computeIfPresent(
        session.info().user(),
        (user, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** All that {@code who} means; a copy, so that they may end meanwhile. */
  List<Session> find(Target who) {
    if (who.client().isEmpty()) {
      return byUser.getOrDefault(who.user(), Set.of()).stream()
          .filter(session -> !who.spares(session))
          .toList();
    }
    Session session = byClient.get(who.client());
    return session != null && (who.user().isEmpty() || who.user().equals(session.info().user()))
        ? List.of(session)
        : List.of();
  }

  /** All of them; a copy. */
  List<Session> all() {
    return new ArrayList<>(byClient.values());
  }

  int size() {
    return byClient.size();
  }

  Set<String> users() {
    return byUser.keySet();
  }

  /**
   * Whom an operator means.
   *
   * @param user all sessions of this user; empty when only {@code client} counts
   * @param client this one session; empty for all of the user's
   * @param spared sessions of the user that are not meant
   */
  public record Target(String user, String client, Set<String> spared) {
    public Target {
      spared = Set.copyOf(spared);
    }

    /** All of these. */
    public Target(String user, String client) {
      this(user, client, Set.of());
    }

    private boolean spares(Session session) {
      return spared.contains(session.info().client());
    }
  }
}
