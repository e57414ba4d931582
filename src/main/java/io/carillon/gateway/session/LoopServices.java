package io.carillon.gateway.session;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.config.SessionsConfig;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.pubsub.PubSub;

/**
 * What the sessions of one event loop share.
 *
 * @param nodeName told to clients
 * @param version of the gateway, told to clients
 */
public record LoopServices(
    HubShard shard,
    PubSub pubSub,
    Authenticator authenticator,
    SessionsConfig limits,
    SessionTable sessions,
    Heartbeat heartbeat,
    SessionMetrics metrics,
    String nodeName,
    String version) {}
