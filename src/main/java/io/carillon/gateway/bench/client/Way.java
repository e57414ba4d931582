package io.carillon.gateway.bench.client;

import java.util.List;

/**
 * Where one connection goes: to one of several servers, and from it to the next. Confined to the
 * loop of its connection.
 */
final class Way {
  private final List<Endpoint> endpoints;
  private final String channels;
  private final int connection;
  private int at;

  /**
   * @param endpoints in the order in which they are tried; shared with other connections
   * @param first of them that it goes to
   * @param channels for {@code {channel}} in a path
   * @param connection for {@code {i}} in a path
   */
  Way(List<Endpoint> endpoints, int first, String channels, int connection) {
    this.endpoints = endpoints;
    this.at = first;
    this.channels = channels;
    this.connection = connection;
  }

  /** The server it goes to now. */
  Endpoint endpoint() {
    return endpoints.get(at);
  }

  /** What it asks that server for. */
  String path() {
    return endpoint().path(channels, connection);
  }

  /** On to the next server, after the last to the first. */
  void next() {
    at = (at + 1) % endpoints.size();
  }
}
