package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is subscribed on a single node. Callable from any thread; its futures are complete when they
 * are returned.
 */
public final class EmbeddedPresence implements Presence {
  private final ConcurrentHashMap<Channel, Map<String, ClientInfo>> channels =
      new ConcurrentHashMap<>();

  @Override
  public Future<Void> start(PresenceListener listener) {
    return Future.succeededFuture(); // there is nobody else who could come or go
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> add(Channel channel, ClientInfo info) {
    channels.compute(
        channel,
        (name, known) -> {
          Map<String, ClientInfo> clients = known == null ? new ConcurrentHashMap<>(2) : known;
          clients.put(info.client(), info);
          return clients;
        });
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> remove(Channel channel, String client) {
    channels.computeIfPresent(
        channel,
        (name, clients) -> {
          clients.remove(client);
          return clients.isEmpty() ? null : clients;
        });
    return Future.succeededFuture();
  }

  @Override
  public Future<Map<String, ClientInfo>> clients(Channel channel) {
    return Future.succeededFuture(Map.copyOf(channels.getOrDefault(channel, Map.of())));
  }

  @Override
  public Future<Count> count(Channel channel) {
    Map<String, ClientInfo> clients = channels.getOrDefault(channel, Map.of());
    int users = (int) clients.values().stream().map(ClientInfo::user).distinct().count();
    return Future.succeededFuture(new Count(clients.size(), users));
  }
}
