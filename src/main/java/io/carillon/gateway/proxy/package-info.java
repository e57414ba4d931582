/**
 * A client we relay. {@link io.carillon.gateway.proxy.ProxyEndpoint} takes a request whose route
 * names a pool: a target is chosen and dialled before anything is promised to the client.
 */
package io.carillon.gateway.proxy;
