package io.carillon.gateway.session;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.config.SessionsConfig;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.pubsub.PubSub;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * What the sessions of one event loop share.
 *
 * @param addresses where a request comes from, as the proxies tell that are believed
 * @param nodeName told to clients
 * @param version of the gateway, told to clients
 */
public record LoopServices(
    HubShard shard,
    PubSub pubSub,
    Authenticator authenticator,
    Backends backends,
    SessionsConfig limits,
    Entrance entrance,
    SessionTable sessions,
    Heartbeat heartbeat,
    SessionMetrics metrics,
    Compression compression,
    Chronicle chronicle,
    Function<HttpServerRequest, String> addresses,
    String nodeName,
    String version) {
  /**
   * Sets when something of a session ends, some grace after it has expired, in the place of another
   * end.
   *
   * @param before null when there was none
   * @param expireAt seconds since 1970; 0 for never
   * @return null when it does not end
   */
  Terms.Term term(Terms.Term before, Session session, long expireAt, Runnable over) {
    long end = expireAt == 0 ? 0 : expireAt * 1_000 + authenticator.expiryGrace().toMillis();
    return heartbeat.terms().set(before, session, end, over);
  }
}
