/**
 * The node among others: {@link io.carillon.gateway.cluster.Cluster} joins them, {@link
 * io.carillon.gateway.cluster.Membership} knows who is there and whether this node may speak for
 * the cluster, {@link io.carillon.gateway.cluster.NodeBus} carries bytes from node to node. A
 * publication passes through here on its way to the nodes that listen.
 */
package io.carillon.gateway.cluster;
