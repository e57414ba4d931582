package io.carillon.gateway.session;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.auth.Authenticator;
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
    SessionsConfig limits,
    Entrance entrance,
    SessionTable sessions,
    Heartbeat heartbeat,
    SessionMetrics metrics,
    Chronicle chronicle,
    Function<HttpServerRequest, String> addresses,
    String nodeName,
    String version) {}
