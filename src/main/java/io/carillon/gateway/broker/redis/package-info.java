/**
 * The broker on Redis. {@link io.carillon.gateway.broker.redis.RedisLink} is the way there: it
 * keeps up connections to the servers that have the shards, whether there is one, one that
 * sentinels know, or several of a cluster; runs scripts; and subscribes. On it stand the streams,
 * the presence, and, for nodes that nothing else joins, the list of nodes and what they ask each
 * other. A channel belongs to a shard by its name; what Redis knows of a channel is one hash,
 * changed by scripts only, so that each of their steps is whole.
 */
package io.carillon.gateway.broker.redis;
