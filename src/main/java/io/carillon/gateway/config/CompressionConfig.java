package io.carillon.gateway.config;

/**
 * How WebSocket messages of a route are compressed, with clients that offer it.
 *
 * @param threshold in bytes, from which on a publication is
 */
public record CompressionConfig(int threshold) {}
