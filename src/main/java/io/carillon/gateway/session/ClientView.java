package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import java.util.Comparator;

/**
 * A client as operators see it at one moment.
 *
 * @param kind as metrics and the log have it: centrifuge, centrifuge_sse, centrifuge_http_stream,
 *     websocket or sse
 * @param connectedAt since 1970 in milliseconds
 * @param channels that it is subscribed to
 * @param busiest the one of them with the most publications just now; empty when there is none
 * @param queuedBytes that wait for it
 * @param oldestMillis how long the first of them has waited, at most; 0 when none waits
 */
public record ClientView(
    String client,
    String user,
    String kind,
    long connectedAt,
    int channels,
    String busiest,
    long queuedBytes,
    long oldestMillis) {
  /** A session of this loop. */
  static ClientView of(Session session, long oldestMillis) {
    return new ClientView(
        session.info().client(),
        session.info().user(),
        ClientLog.kind(session.origin()),
        session.connectedAt(),
        session.subscriptions().count(),
        busiest(session),
        session.queuedBytes(),
        oldestMillis);
  }

  private static String busiest(Session session) {
    return session.subscriptions().channels().stream()
        .max(Comparator.comparing(session.services().shard()::rate))
        .map(Channel::name)
        .orElse("");
  }
}
