/**
 * Connections of a bench, on Netty alone: {@link io.carillon.gateway.bench.client.Transport} dials,
 * a {@link io.carillon.gateway.bench.client.Line} shakes hands and cuts bytes into messages, a
 * {@link io.carillon.gateway.bench.client.Dialect} speaks one protocol and tells its {@link
 * io.carillon.gateway.bench.client.Hearing} what arrived. A line and its dialect are confined to
 * one event loop.
 */
package io.carillon.gateway.bench.client;
