package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.pubsub.PubSub;
import java.time.Duration;

/**
 * What all that is injected on one route and loop shares.
 *
 * @param closeSpread within which links end that cannot get what they missed
 */
record InjectionServices(HubShard shard, PubSub pubSub, Patience patience, Duration closeSpread) {}
