/**
 * The seam between nodes. {@code pubsub} publishes and subscribes through {@link
 * io.carillon.gateway.broker.Broker}; whichever node a publication was made on, {@link
 * io.carillon.gateway.broker.BrokerListener} hears it on every node that listens. Knows neither
 * Hazelcast nor Redis; its implementations live below.
 */
package io.carillon.gateway.broker;
