package io.carillon.gateway.node;

import io.carillon.gateway.api.ApiHandler;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.pubsub.NodeInterest;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Traces;
import io.carillon.gateway.session.Chronicle;
import io.carillon.gateway.session.Emulation;
import io.carillon.gateway.session.Sessions;
import io.carillon.gateway.trace.Tracer;

/**
 * What is published and heard at a node, and who may: one of each per node, shared by its loops.
 * Callable from any thread.
 *
 * @param sessions of clients that are terminated here
 * @param emulation the way of commands to those of them that have no WebSocket
 * @param tracer who watches what happens here
 * @param chronicle tells the lives of clients
 * @param api what backends call
 */
record Messaging(
    Hub hub,
    PubSub pubSub,
    Authenticator authenticator,
    Sessions sessions,
    Emulation emulation,
    Tracer tracer,
    Chronicle chronicle,
    ApiHandler api) {

  static Messaging over(Backbone backbone, GatewayConfig config, Metrics metrics) {
    Tracer tracer = new Tracer();
    Policies policies = new Policies(config);
    NodeInterest interest = new NodeInterest(backbone.broker(), policies);
    Hub hub = new Hub(interest, new Traces(tracer), config.node().gathers());
    // What comes at once, by recovery or publication, has to leave room in a client's queue.
    int half = config.sessions().maxQueuedBytes() / 2;
    PubSub pubSub =
        new PubSub(
            hub,
            backbone.broker(),
            backbone.presence(),
            interest,
            policies,
            new Recovery(Recovery.MOST_PUBLICATIONS, half),
            half,
            metrics.pubSub(),
            tracer);
    Sessions sessions = new Sessions();
    return new Messaging(
        hub,
        pubSub,
        new Authenticator(backbone.vertx(), config.auth(), metrics.tokens()),
        sessions,
        EmulationCalls.open(backbone.calls(), backbone.self()),
        tracer,
        new Chronicle(tracer, config.log().clients()),
        new ApiHandler(
            pubSub,
            sessions,
            hub,
            backbone.calls(),
            backbone.self(),
            backbone.counters(),
            metrics.api()));
  }
}
