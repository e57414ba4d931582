/**
 * The broker that needs nothing installed. On a single node everything it keeps is plain memory
 * ({@link io.carillon.gateway.broker.embedded.EmbeddedBroker}). In a cluster ({@link
 * io.carillon.gateway.broker.embedded.ClusterBroker}) a publication goes through {@code Publishing}
 * to the owner of its channel, takes its offset there in {@code state}, comes back with the nodes
 * that listen, goes to them through {@code Peers} and is put in order by {@code Listening} before
 * the hub hears it. Between nodes it may be lost: what is missing is read from the owner.
 */
package io.carillon.gateway.broker.embedded;
